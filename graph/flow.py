"""What a business offers and needs, as statements that weigh offers against needs read it.

Parts of literal statements: ``b`` is the business, ``n`` its offer or need, ``p`` the product of that.
"""

from typing import LiteralString

from graph.cypher import valid

VALID = valid("n", "$on")

OFFER: LiteralString = (
    "{product: p.code, capacity: n.capacityPerYear, committed: n.committedPerYear, months: n.months, "
    "minimumOrder: n.minimumOrder, isByproduct: n.isByproduct}"
)

NEED: LiteralString = "{product: p.code, quantity: n.quantityPerYear, months: n.months}"

COOPERATIVES: LiteralString = (
    "organisations: [(b)<-[:OPERATES]-(o:Organisation) | o.code],\n"
    "  above: [(b)<-[:OPERATES]-(:Organisation)-[links:MEMBER_OF*1..4]->(o:Organisation)\n"
    "    WHERE all(link IN links WHERE link.isCountedInCapacity "
    "AND (link.since IS NULL OR link.since <= $on)) | o.code]"
)
