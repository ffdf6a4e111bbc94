"""What pilot projects of a value chain rest on: who makes its products inside some units, who plans to
invest, with whom they are linked by known trade, and which of their products are recognised.

One statement for the makers, one a step of trade and one for recognitions, whatever their number, besides
those that group projects and eligibility have. With units makers are found from these, without from the
products.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import LiteralString

from graph.client import Graph, Row
from graph.cypher import Statement, supplied, valid

MOST_PLANNERS = 5_000
MOST_LINKED = 5_000
"""So many businesses at most are read along trade."""

_MADE: LiteralString = "$supplied[p.code] AND NOT coalesce(o.isByproduct, false) AND " + valid("o", "$on")

_PLANNERS: LiteralString = (
    "\nWITH n, COUNT { MATCH (n)-[:PLANS]->(i:Investment) WHERE i.year >= $since AND i.year <= $year }"
    " AS plans\nORDER BY n.code\n"
    "RETURN count(n) AS makers, collect(CASE WHEN plans > 0 THEN n.code END)[..$most] AS planners"
)

MAKERS_IN_UNITS = Statement(
    "pilot_project_makers_in_units",
    "UNWIND $units AS unit\n"
    "MATCH (:AdministrativeUnit {code: unit})<-[:SITUATED_IN]-(n:Facility)-[:OFFERS]->(o:Offer)-[:OF]->"
    "(p:Product)\nWHERE " + _MADE + "\nWITH DISTINCT n" + _PLANNERS,
    timeout=20.0,
)

MAKERS_ANYWHERE = Statement(
    "pilot_project_makers",
    "UNWIND $products AS product\n"
    "MATCH (p:Product {code: product})<-[:OF]-(o:Offer)<-[:OFFERS]-(n:Facility {country: 'VN'})\n"
    "WHERE " + _MADE + "\nWITH DISTINCT n" + _PLANNERS,
    timeout=20.0,
)

_TRADED: LiteralString = "$supplied[r.product] AND " + supplied("r", "$on")

LINKED = Statement(
    "pilot_project_linked",
    "UNWIND $keys AS key\n"
    "MATCH (n:Business {code: key})\n"
    "WITH n, coalesce(n.isAnonymous, false) OR n.country <> 'VN' AS isMarket\n"
    "RETURN collect(n {.code, .kind, .country, .workers, isMarket: isMarket,\n"
    "  units: [(n)-[:SITUATED_IN]->(u:AdministrativeUnit) | u.code],\n"
    "  makes: [(n)-[:OFFERS]->(o:Offer)-[:OF]->(p:Product) WHERE " + _MADE + " | p.code],\n"
    "  customers: CASE WHEN isMarket THEN [] ELSE [(n)-[r:SUPPLIES]->(b:Business) WHERE "
    + _TRADED
    + " | b.code] END,\n"
    "  suppliers: CASE WHEN isMarket THEN [] ELSE [(n)<-[r:SUPPLIES]-(b:Business) WHERE "
    + _TRADED
    + " | b.code] END\n"
    "}) AS businesses",
    timeout=20.0,
)

RECOGNISED = Statement(
    "pilot_project_recognised",
    "UNWIND $keys AS key\n"
    "MATCH (:Facility {code: key})-[:OFFERS*0..1]->(h)-[:HOLDS]->(c:Certificate)\n"
    "WHERE c.scheme IN $schemes AND " + valid("c", "$on") + "\n"
    "  AND (NOT h:Offer OR EXISTS { MATCH (h)-[:OF]->(p:Product) WHERE $supplied[p.code] })\n"
    "RETURN key, collect(DISTINCT c {.scheme, .level}) AS certificates",
    timeout=20.0,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Makers:
    """How many facilities make one of some products, and the codes of those who plan to invest; one more than
    :data:`MOST_PLANNERS` where there are more."""

    number: int
    planners: Sequence[str]


async def makers(
    graph: Graph,
    products: Collection[str],
    years: range,
    units: Sequence[str] | None,
    on: dt.date,
) -> Makers:
    """Facilities in some units, in Vietnam without, that make one of some products, and those of them that
    plan to invest in one of some years. By-products do not count."""
    known = {
        "supplied": dict.fromkeys(products, True),
        "since": years[0],
        "year": years[-1],
        "on": on,
        "most": MOST_PLANNERS + 1,
    }
    if units is None:
        rows = await graph.read(MAKERS_ANYWHERE, products=sorted(products), **known)
    else:
        rows = await graph.read(MAKERS_IN_UNITS, units=list(units), **known)
    return Makers(number=rows[0]["makers"], planners=rows[0]["planners"])


async def linked(graph: Graph, codes: Collection[str], products: Collection[str], on: dt.date) -> list[Row]:
    """Some businesses with what of some products they make, and with whom they are known to trade these: not
    those of a market, ``isMarket``, as who sells to the same one is not linked by that."""
    rows = await graph.read(LINKED, keys=sorted(codes), supplied=dict.fromkeys(products, True), on=on)
    return list(rows[0]["businesses"])


async def recognised(
    graph: Graph,
    codes: Sequence[str],
    products: Collection[str],
    schemes: Collection[str],
    on: dt.date,
) -> dict[str, list[Row]]:
    """Certificates of some schemes in force that facilities hold, themselves or for one of some products."""
    if not codes:
        return {}
    rows = await graph.read(
        RECOGNISED,
        keys=list(codes),
        supplied=dict.fromkeys(products, True),
        schemes=sorted(schemes),
        on=on,
    )
    return {row["key"]: row["certificates"] for row in rows}
