"""What linkages of clusters rest on: the clusters of a territory, and what members offer, need and trade.

Two statements, whatever the number of clusters; the cost follows the number of their members.
"""

import datetime as dt
from collections.abc import Sequence
from typing import LiteralString

from graph.client import Graph, Row
from graph.cypher import PASSED_WHOLE, Statement, supplied
from graph.flow import COOPERATIVES, NEED, OFFER, VALID

_CLUSTERS: LiteralString = (
    """
    WHERE n.status IS NULL OR n.status <> 'WITHDRAWN'
    WITH DISTINCT n LIMIT $most
    RETURN collect(n {.code, .name, .nameEn, .kind, .latitude, .longitude,
      units: [(n)-[:SITUATED_IN]->(e:AdministrativeUnit)-[links:SUCCEEDED_BY*0..8]->(u:AdministrativeUnit)
        WHERE """
    + PASSED_WHOLE
    + """ | u {.code, .name, .kind, .latitude, .longitude, entered: e.code, steps: size(links)}],
      focus: [(n)-[:FOCUSES_ON]->(v:ValueChain) | v {.code, .name, .nameEn}],
      members: [(n)<-[r:LOCATED_IN|MEMBER_OF]-(b:Business) WHERE r.since IS NULL OR r.since <= $on | b.code]
    }) AS clusters
"""
)

ANYWHERE = Statement("linked_clusters", "MATCH (n:Cluster)" + _CLUSTERS)

IN_UNITS = Statement(
    "linked_clusters_in_units",
    "UNWIND $units AS part MATCH (:AdministrativeUnit {code: part})<-[:SITUATED_IN]-(n:Cluster)" + _CLUSTERS,
)

_IN_FORCE: LiteralString = (
    "WHERE " + supplied("r", "$on") + " | {product: r.product, quantity: r.quantityPerYear, "
)

MEMBERS = Statement(
    "members_of_linked_clusters",
    "UNWIND $businesses AS key MATCH (b:Business {code: key})\n"
    "RETURN collect(b {.code, .kind, .kinds, .latitude, .longitude,\n"
    "  offers: [(b)-[:OFFERS]->(n:Offer)-[:OF]->(p:Product) WHERE " + VALID + " | " + OFFER + "],\n"
    "  needs: [(b)-[:NEEDS]->(n:Need)-[:OF]->(p:Product) WHERE " + VALID + " | " + NEED + "],\n"
    "  supplies: [(b)-[r:SUPPLIES]->(c:Business) " + _IN_FORCE + "customer: c.code}],\n"
    "  receives: [(b)<-[r:SUPPLIES]-(:Business) " + _IN_FORCE + "customer: b.code}],\n"
    "  " + COOPERATIVES + "}) AS found",
    timeout=20.0,
)


async def clusters(graph: Graph, units: Sequence[str] | None, on: dt.date, most: int) -> list[Row]:
    """The clusters that lie at least partly in some units, all unless given, with place, focus and the codes
    of their members on a day; at most so many. Their ``units`` are those under which they are ``entered`` and
    what these passed into as a whole, in so many ``steps``. Clusters withdrawn from the plan are left out."""
    if units is None:
        rows = await graph.read(ANYWHERE, on=on, most=most)
    else:
        rows = await graph.read(IN_UNITS, units=list(units), on=on, most=most)
    return list(rows[0]["clusters"])


async def members(graph: Graph, businesses: Sequence[str], on: dt.date) -> list[Row]:
    """What some businesses offer, need, supply and receive on a day."""
    return list((await graph.read(MEMBERS, businesses=list(businesses), on=on))[0]["found"])
