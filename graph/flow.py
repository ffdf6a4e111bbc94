"""What some businesses offer, need and supply, as statements that weigh offers against needs read it.

Each kind of fact is one statement that gives one record of lists. For thousands of businesses that takes a
third of the time of one row with everything for each, on either engine: a pattern comprehension inside a row
is run anew for every business.

The parts of literal statements below speak of the business ``b``, its offer or need ``n`` and the product
``p`` of that.
"""

import asyncio
import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, LiteralString, TypeAlias, TypeVar

from graph.client import Graph, Row
from graph.cypher import MIDDLES, Statement, belongs, supplied, valid

T = TypeVar("T")

VALID = valid("n", "$on")

OFFER: LiteralString = (
    "{product: p.code, capacity: n.capacityPerYear, committed: n.committedPerYear, months: n.months, "
    "minimumOrder: n.minimumOrder, isByproduct: n.isByproduct}"
)

NEED: LiteralString = "{product: p.code, quantity: n.quantityPerYear, months: n.months}"

_SECONDS = 20.0
_AT_ONCE = 500
"""So many facts are put together without a thread, for which others may be waiting too."""
_EACH: LiteralString = "UNWIND $keys AS key MATCH (b:Business {code: key})"

BUSINESSES = Statement(
    "businesses_in_flows",
    _EACH
    + "\nRETURN collect(b {.code, .kind, .kinds, .isAnonymous, .latitude, .longitude, middles: "
    + MIDDLES
    + "}) AS found",
    timeout=_SECONDS,
)

OFFERS = Statement(
    "offers_of_businesses",
    _EACH + "-[:OFFERS]->(n:Offer)-[:OF]->(p:Product)\nWHERE $supplied[p.code] AND " + VALID + "\n"
    "RETURN collect(key) AS businesses, collect(" + OFFER + ") AS found",
    timeout=_SECONDS,
)

NEEDS = Statement(
    "needs_of_businesses",
    _EACH + "-[:NEEDS]->(n:Need)-[:OF]->(p:Product)\nWHERE $wanted[p.code] AND " + VALID + "\n"
    "RETURN collect(key) AS businesses, collect(" + NEED + ") AS found",
    timeout=_SECONDS,
)

SUPPLIES = Statement(
    "supplies_of_businesses",
    _EACH + "-[r:SUPPLIES]->(c:Business)\nWHERE $supplied[r.product] AND " + supplied("r", "$on") + "\n"
    "RETURN collect(key) AS businesses,\n"
    "  collect({product: r.product, customer: c.code, quantity: r.quantityPerYear}) AS found",
    timeout=_SECONDS,
)

RECEIPTS = Statement(
    "receipts_of_businesses",
    _EACH + "<-[r:SUPPLIES]-(:Business)\nWHERE $supplied[r.product] AND " + supplied("r", "$on") + "\n"
    "RETURN collect(key) AS businesses,\n"
    "  collect({product: r.product, customer: key, quantity: r.quantityPerYear}) AS found",
    timeout=_SECONDS,
)

TRADE = Statement(
    "trade_between_businesses",
    _EACH + "-[r:SUPPLIES]->(c:Business)\nWHERE c.code IN $keys AND " + supplied("r", "$on") + "\n"
    "RETURN DISTINCT key AS supplier, c.code AS customer, r.product AS product",
    timeout=_SECONDS,
)

OPERATORS = Statement(
    "operators_of_businesses",
    _EACH + "<-[:OPERATES]-(o:Organisation)\nRETURN collect(key) AS businesses, collect(o {.code,\n"
    "  above: [(o)-[links:MEMBER_OF*1..4]->(c:Organisation) WHERE all(link IN links\n"
    "    WHERE link.isCountedInCapacity AND " + belongs("link", "$on") + ") | c.code]}) AS found",
    timeout=_SECONDS,
)

UNITS = Statement(
    "units_of_businesses",
    _EACH
    + "-[:SITUATED_IN]->(u:AdministrativeUnit)\nRETURN collect(key) AS businesses, collect(u.code) AS found",
    timeout=_SECONDS,
)


Facts: TypeAlias = Mapping[str, Sequence[Row]]
"""Facts of businesses, by the code of each."""


async def traders(
    graph: Graph, offers: Facts, needs: Facts, products: Collection[str], on: dt.date
) -> list[Row]:
    """All businesses of which ``offers`` or ``needs`` are given, with these and their ``supplies`` of some
    products on a day. ``organisations`` operate them; ``above`` are those that count one of these in their
    capacity, directly or through others. By code."""
    keys = sorted(offers.keys() | needs.keys())
    if not keys:
        return []
    (row,), supplies, operators = await asyncio.gather(
        graph.read(BUSINESSES, keys=keys),
        _listed(graph, SUPPLIES, keys, supplied=dict.fromkeys(products, True), on=on),
        _listed(graph, OPERATORS, keys, on=on),
    )

    def joined() -> list[Row]:
        found = {business["code"]: business for business in row["found"]}
        return [
            found[key]
            | {
                "offers": offers.get(key, ()),
                "needs": needs.get(key, ()),
                "supplies": supplies.get(key, ()),
                "organisations": [operator["code"] for operator in operators.get(key, ())],
                "above": {code for operator in operators.get(key, ()) for code in operator["above"]},
            }
            for key in keys
            if key in found
        ]

    return await _beside(joined, len(keys))


async def offers_of(graph: Graph, businesses: Sequence[str], products: Collection[str], on: dt.date) -> Facts:
    """What some businesses offer of some products on a day."""
    return await _listed(graph, OFFERS, businesses, supplied=dict.fromkeys(products, True), on=on)


async def needs_of(graph: Graph, businesses: Sequence[str], products: Collection[str], on: dt.date) -> Facts:
    """What some businesses need of some products on a day."""
    return await _listed(graph, NEEDS, businesses, wanted=dict.fromkeys(products, True), on=on)


async def receipts_of(
    graph: Graph, businesses: Sequence[str], products: Collection[str], on: dt.date
) -> Facts:
    """What some businesses are known to receive of some products on a day, from anybody."""
    return await _listed(graph, RECEIPTS, businesses, supplied=dict.fromkeys(products, True), on=on)


async def trade_between(graph: Graph, businesses: Sequence[str], on: dt.date) -> list[Row]:
    """What some businesses are known to deliver to each other on a day: one row for supplier, customer and
    product."""
    return await graph.read(TRADE, keys=list(businesses), on=on) if businesses else []


async def units_of(graph: Graph, businesses: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """The units in which some businesses are entered."""
    return await _listed(graph, UNITS, businesses)


async def by_business(graph: Graph, statement: Statement, /, **parameters: object) -> dict[str, list[Any]]:
    """What a statement of two lists finds, ``businesses`` and what is ``found`` of each, by business."""
    (row,) = await graph.read(statement, **parameters)

    def grouped() -> dict[str, list[Any]]:
        facts: dict[str, list[Any]] = {}
        for business, fact in zip(row["businesses"], row["found"], strict=True):
            facts.setdefault(business, []).append(fact)
        return facts

    return await _beside(grouped, len(row["found"]))


async def _beside(make: Callable[[], T], number: int) -> T:
    """What is made of a number of facts: of many in a thread, or they would hold up the event loop."""
    return make() if number <= _AT_ONCE else await asyncio.to_thread(make)


async def _listed(
    graph: Graph, statement: Statement, keys: Sequence[str], **parameters: object
) -> dict[str, list[Any]]:
    return await by_business(graph, statement, keys=list(keys), **parameters) if keys else {}
