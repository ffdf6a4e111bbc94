"""What a map of a value chain rests on: who offers and needs its products inside some units, the markets, and
who offers more outside.

A few statements, whatever the number of businesses. With units those inside are found from these, without
from the products, so that the cost follows what is found.
"""

import asyncio
import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import LiteralString

from graph.client import Graph, Row
from graph.cypher import MIDDLES, Statement, supplied
from graph.flow import NEED, OFFER, VALID, Facts, by_business, traders, units_of

MOST_OUTSIDE = 100
"""So many businesses outside are read for each gap, the nearest first."""

_IN_UNITS: LiteralString = (
    "UNWIND $units AS unit\nMATCH (:AdministrativeUnit {code: unit})<-[:SITUATED_IN]-(b:Business)"
)

OFFERS_IN_UNITS = Statement(
    "value_chain_offers_in_units",
    _IN_UNITS + "-[:OFFERS]->(n:Offer)-[:OF]->(p:Product)\nWHERE $supplied[p.code] AND " + VALID + "\n"
    "RETURN collect(b.code) AS businesses, collect(" + OFFER + ") AS found",
    timeout=20.0,
)

NEEDS_IN_UNITS = Statement(
    "value_chain_needs_in_units",
    _IN_UNITS + "-[:NEEDS]->(n:Need)-[:OF]->(p:Product)\nWHERE $wanted[p.code] AND " + VALID + "\n"
    "RETURN collect(b.code) AS businesses, collect(" + NEED + ") AS found",
    timeout=20.0,
)

BUSINESSES_IN_UNITS = Statement(
    "value_chain_businesses_in_units",
    _IN_UNITS + "\nWITH b LIMIT 1 RETURN count(b) AS businesses",
    timeout=20.0,
)

OFFERS_ANYWHERE = Statement(
    "value_chain_offers_anywhere",
    "UNWIND $products AS product\n"
    "MATCH (p:Product {code: product})<-[:OF]-(n:Offer)<-[:OFFERS]-(b:Business)\n"
    "WHERE b.country = 'VN' AND " + VALID + "\n"
    "RETURN collect(b.code) AS businesses, collect(" + OFFER + ") AS found",
    timeout=20.0,
)

NEEDS_ANYWHERE = Statement(
    "value_chain_needs_anywhere",
    "UNWIND $products AS product\n"
    "MATCH (p:Product {code: product})<-[:OF]-(n:Need)<-[:NEEDS]-(b:Business)\n"
    "WHERE b.country = 'VN' AND " + VALID + "\n"
    "RETURN collect(b.code) AS businesses, collect(" + NEED + ") AS found",
    timeout=20.0,
)

MARKETS = Statement(
    "value_chain_markets",
    "UNWIND $products AS product\n"
    "MATCH (p:Product {code: product})<-[:OF]-(n:Need)<-[:NEEDS]-(b:Business)\n"
    "WHERE (b.country <> 'VN' OR b.isAnonymous) AND " + VALID + "\n"
    "WITH b, n, p\n"
    "WHERE b.country <> 'VN' OR NOT EXISTS { MATCH (b)-[:SITUATED_IN]->(:AdministrativeUnit) }\n"
    "RETURN collect(b.code) AS businesses, collect(" + NEED + ") AS found",
    timeout=20.0,
)

INSIDE = Statement(
    "value_chain_inside",
    "UNWIND $keys AS key MATCH (b:Business {code: key})\n"
    "WHERE EXISTS { MATCH (b)-[:SITUATED_IN]->(u:AdministrativeUnit) WHERE $inside[u.code] }\n"
    "  OR ($isAnywhere AND b.country = 'VN' AND (NOT coalesce(b.isAnonymous, false)\n"
    "    OR EXISTS { MATCH (b)-[:SITUATED_IN]->(:AdministrativeUnit) }))\n"
    "RETURN key",
)


_NEAREST_MIDDLE: LiteralString = (
    "reduce(nearest = null, middle IN " + MIDDLES + " | "
    "CASE WHEN nearest IS NULL OR middle.steps < nearest.steps THEN middle ELSE nearest END)"
)
"""About where a business ``b`` is of which no place is recorded: near enough to choose by."""

OUTSIDE = Statement(
    "value_chain_outside",
    "UNWIND $gaps AS gap UNWIND gap.products AS product\n"
    "MATCH (:Product {code: product})<-[:OF]-(n:Offer)<-[:OFFERS]-(b:Business)\n"
    "WHERE n.capacityPerYear > 0 AND " + VALID + "\n"
    "  AND ($month IS NULL OR n.months IS NULL OR $month IN n.months)\n"
    "  AND ($isAnywhere = false OR b.country <> 'VN')\n"
    "  AND NOT EXISTS { MATCH (b)-[:SITUATED_IN]->(u:AdministrativeUnit) WHERE $inside[u.code] }\n"
    "WITH gap, b, " + _NEAREST_MIDDLE + " AS about\n"
    "WITH gap, b, coalesce(b.latitude, about.latitude) - gap.latitude AS north,\n"
    "  (coalesce(b.longitude, about.longitude) - gap.longitude) * gap.scale AS east\n"
    "WITH DISTINCT gap.stage AS stage, b, coalesce(north * north + east * east, 100000.0) AS away\n"
    "ORDER BY away, b.code\n"
    "WITH stage, collect(b)[..$most] AS nearest\n"
    "UNWIND nearest AS b\n"
    "RETURN stage, collect(b {.code, .latitude, .longitude, middles: " + MIDDLES + ",\n"
    "  offers: [(b)-[:OFFERS]->(n:Offer)-[:OF]->(p:Product) WHERE $supplied[p.code] "
    "AND " + VALID + " | " + OFFER + "],\n"
    "  supplies: [(b)-[r:SUPPLIES]->(c:Business) WHERE $supplied[r.product] "
    "AND " + supplied("r", "$on") + " | "
    "{product: r.product, customer: c.code, quantity: r.quantityPerYear}]}) AS found",
    timeout=20.0,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Of which products offers and needs are read, on which day, and in which units; None: everywhere."""

    offers: Collection[str]
    needs: Collection[str]
    on: dt.date
    units: Sequence[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is sought outside: offers of the products of a stage, near a place where one is known."""

    stage: str
    products: Collection[str]
    latitude: float | None
    longitude: float | None


async def inside(graph: Graph, reach: Reach) -> list[Row]:
    """Those in the units that offer or need one of the products, as :func:`graph.flow.traders` has them;
    without units those in Vietnam, apart from anonymous markets that lie in no unit."""
    wanted = {"wanted": dict.fromkeys(reach.needs, True), "on": reach.on}
    supplied = {"supplied": dict.fromkeys(reach.offers, True), "on": reach.on}
    if reach.units is not None:
        units = list(reach.units)
        offers, needs = await asyncio.gather(
            by_business(graph, OFFERS_IN_UNITS, units=units, **supplied),
            by_business(graph, NEEDS_IN_UNITS, units=units, **wanted),
        )
        return await traders(graph, offers, needs, reach.offers, reach.on)
    offers, needs = await asyncio.gather(
        by_business(graph, OFFERS_ANYWHERE, products=sorted(reach.offers), on=reach.on),
        by_business(graph, NEEDS_ANYWHERE, products=sorted(reach.needs), on=reach.on),
    )
    found = await traders(graph, offers, needs, reach.offers, reach.on)
    placed = await units_of(graph, [row["code"] for row in found if row["isAnonymous"]])
    return [row for row in found if not row["isAnonymous"] or row["code"] in placed]


async def has_businesses(graph: Graph, units: Sequence[str]) -> bool:
    """Whether any business is entered in some units."""
    (row,) = await graph.read(BUSINESSES_IN_UNITS, units=list(units))
    return bool(row["businesses"])


async def markets(graph: Graph, reach: Reach) -> Facts:
    """The needs of buyers abroad, and of anonymous markets that lie in no unit."""
    return await by_business(graph, MARKETS, products=sorted(reach.needs), on=reach.on)


async def lying_inside(graph: Graph, reach: Reach, businesses: Collection[str]) -> set[str]:
    """Which of some businesses are entered in the units; without units those in Vietnam, apart from anonymous
    markets that lie in no unit."""
    if not businesses:
        return set()
    rows = await graph.read(
        INSIDE,
        keys=sorted(businesses),
        inside=dict.fromkeys(reach.units or (), True),
        isAnywhere=reach.units is None,
    )
    return {row["key"] for row in rows}


async def outside(
    graph: Graph, reach: Reach, searches: Sequence[Search], month: int | None = None
) -> dict[str, list[Row]]:
    """For each stage the businesses outside that offer it with a known capacity (in a month), the nearest
    :data:`MOST_OUTSIDE`: those in no unit inside, and where no units are asked for those abroad."""
    gaps = [
        {
            "stage": search.stage,
            "products": sorted(search.products),
            "latitude": search.latitude,
            "longitude": search.longitude,
            "scale": None if search.latitude is None else cos(radians(search.latitude)),
        }
        for search in searches
    ]
    rows = await graph.read(
        OUTSIDE,
        gaps=gaps,
        supplied={product: True for search in searches for product in search.products},
        inside=dict.fromkeys(reach.units or (), True),
        isAnywhere=reach.units is None,
        most=MOST_OUTSIDE,
        on=reach.on,
        month=month,
    )
    return {row["stage"]: row["found"] for row in rows}
