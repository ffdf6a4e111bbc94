"""What a map of a value chain rests on: who offers and needs its products inside some units, the markets, and
who offers more outside.

One statement for those inside, one for the markets and one for those outside, whatever their number. With
units those inside are found from these, without from the products, so that the cost follows what is found.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import LiteralString

from graph.client import Graph, Row
from graph.cypher import Statement, supplied
from graph.flow import COOPERATIVES, NEED, OFFER, VALID

MOST_OUTSIDE = 100
"""So many businesses outside are read for each gap, the nearest first."""

_OFFERS: LiteralString = (
    "[(b)-[:OFFERS]->(n:Offer)-[:OF]->(p:Product) WHERE $supplied[p.code] AND " + VALID + " | " + OFFER + "]"
)

_NEEDS: LiteralString = (
    "[(b)-[:NEEDS]->(n:Need)-[:OF]->(p:Product) WHERE $wanted[p.code] AND " + VALID + " | " + NEED + "]"
)

_SUPPLIES: LiteralString = (
    "[(b)-[r:SUPPLIES]->(c:Business) WHERE $supplied[r.product] "
    "AND " + supplied("r", "$on") + " | "
    "{product: r.product, customer: c.code, quantity: r.quantityPerYear}]"
)

_FACTS: LiteralString = (
    "RETURN count(b) AS businesses, collect(CASE WHEN size(offers) + size(needs) > 0 THEN b {.code, .kind, "
    ".kinds, .country, .isAnonymous, .latitude, .longitude, offers: offers, needs: needs,\n"
    "  units: [(b)-[:SITUATED_IN]->(u:AdministrativeUnit) | u.code],\n"
    "" + COOPERATIVES + ",\n  supplies: " + _SUPPLIES + "} END) AS found"
)

IN_UNITS = Statement(
    "value_chain_in_units",
    "UNWIND $units AS unit\nMATCH (:AdministrativeUnit {code: unit})<-[:SITUATED_IN]-(b:Business)\n"
    "WITH b, " + _OFFERS + " AS offers, " + _NEEDS + " AS needs\n" + _FACTS,
    timeout=20.0,
)

ANYWHERE = Statement(
    "value_chain_anywhere",
    "UNWIND $products AS product\n"
    "MATCH (p:Product {code: product})<-[:OF]-(n:Offer|Need)<-[:OFFERS|NEEDS]-(b:Business)\n"
    "WHERE " + VALID + "\n"
    "WITH b, collect(CASE WHEN n:Offer AND $supplied[product] THEN " + OFFER + " END) AS offers,\n"
    "  collect(CASE WHEN n:Need AND $wanted[product] THEN " + NEED + " END) AS needs\n" + _FACTS,
    timeout=60.0,
)

MARKETS = Statement(
    "value_chain_markets",
    "UNWIND $products AS product\n"
    "MATCH (:Product {code: product})<-[:OF]-(:Need)<-[:NEEDS]-(b:Business)\n"
    "WHERE b.country <> 'VN' OR (b.isAnonymous "
    "AND NOT EXISTS { MATCH (b)-[:SITUATED_IN]->(:AdministrativeUnit) })\n"
    "WITH DISTINCT b\n"
    "RETURN collect(b {.code, needs: " + _NEEDS + "}) AS found",
    timeout=20.0,
)

OUTSIDE = Statement(
    "value_chain_outside",
    "UNWIND $gaps AS gap UNWIND gap.products AS product\n"
    "MATCH (:Product {code: product})<-[:OF]-(n:Offer)<-[:OFFERS]-(b:Business)\n"
    "WHERE n.capacityPerYear > 0 AND " + VALID + "\n"
    "  AND ($month IS NULL OR n.months IS NULL OR $month IN n.months)\n"
    "  AND ($isAnywhere = false OR b.country <> 'VN')\n"
    "  AND NOT EXISTS { MATCH (b)-[:SITUATED_IN]->(u:AdministrativeUnit) WHERE $inside[u.code] }\n"
    "WITH gap, b, b.latitude - gap.latitude AS north, (b.longitude - gap.longitude) * gap.scale AS east\n"
    "WITH DISTINCT gap.stage AS stage, b, coalesce(north * north + east * east, 100000.0) AS away\n"
    "ORDER BY away, b.code\n"
    "WITH stage, collect(b)[..$most] AS nearest\n"
    "UNWIND nearest AS b\n"
    "RETURN stage, collect(b {.code, .latitude, .longitude, offers: " + _OFFERS + ", "
    "supplies: " + _SUPPLIES + "}) AS found",
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


async def inside(graph: Graph, reach: Reach) -> tuple[int, list[Row]]:
    """How many businesses are entered in the units, and those that offer or need one of the products. Without
    units all who do, also abroad."""
    known = {
        "supplied": dict.fromkeys(reach.offers, True),
        "wanted": dict.fromkeys(reach.needs, True),
        "on": reach.on,
    }
    if reach.units is None:
        rows = await graph.read(ANYWHERE, products=sorted({*reach.offers, *reach.needs}), **known)
    else:
        rows = await graph.read(IN_UNITS, units=list(reach.units), **known)
    return rows[0]["businesses"], rows[0]["found"]


async def markets(graph: Graph, reach: Reach) -> list[Row]:
    """The needs of buyers abroad, and of anonymous markets that lie in no unit."""
    wanted = dict.fromkeys(reach.needs, True)
    rows = await graph.read(MARKETS, products=sorted(wanted), wanted=wanted, on=reach.on)
    return list(rows[0]["found"])


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
