"""What suggestions of fairs rest on: one business, and the fairs that are still to come.

Two statements, whatever the number of fairs, of which the first :data:`MOST_FAIRS` count; of a fair only
those participants count that need what the business has to spare.
"""

import datetime as dt
from collections.abc import Sequence
from typing import LiteralString

from graph.client import Graph, Row
from graph.cypher import ABSORBED, MIDDLES, Statement, supplied, valid
from graph.project import GRANTED

MOST_FAIRS = 100

_PAYS_FOR_FAIRS: LiteralString = (
    "p.activity = 'FAIR' AND $granted[p.status] AND (p.approvedOn IS NULL OR p.approvedOn <= $on)"
)

BUSINESS = Statement(
    "fair_suggestion_business",
    ABSORBED
    + """
    MATCH (b:Business {code: code})
    OPTIONAL MATCH (s:Sequence {name: 'change'})
    WITH key, b, coalesce(s.value, 0) AS version
    RETURN key, version, b {.code, .name, .country, .latitude, .longitude,
      middles: """
    + MIDDLES
    + """,
      offers: [(b)-[:OFFERS]->(n:Offer)-[:OF]->(p:Product)
        WHERE """
    + valid("n", "$on")
    + """
        | {product: p.code, months: n.months, keepsDays: p.keepsDays, quantity: n.capacityPerYear,
           committed: n.committedPerYear, key: n.key}],
      delivers: [(b)-[d:SUPPLIES]->(:Business)
        WHERE """
    + supplied("d", "$on")
    + """
        | {product: d.product, quantity: d.quantityPerYear}],
      fairs: [(b)-[:TAKES_PART_IN]->(f:TradeFair) | f.code],
      booths: [(b)-[r:TAKES_PART_IN]->(f:TradeFair) WHERE r.isStateSupported
        | {fair: f.code, startsOn: f.startsOn}]
        + [(b)<-[:OPERATES]-(:Organisation)-[:OPERATES]->(:Business)-[r:TAKES_PART_IN]->(f:TradeFair)
        WHERE r.isStateSupported | {fair: f.code, startsOn: f.startsOn}],
      projects: [(b)-[:BENEFITS_FROM]->(p:Project) WHERE """
    + _PAYS_FOR_FAIRS
    + """ | {project: p.code, year: p.fundingYear}]
        + [(b)<-[:OPERATES]-(:Organisation)-[:OPERATES]->(:Business)-[:BENEFITS_FROM]->(p:Project) WHERE """
    + _PAYS_FOR_FAIRS
    + """ | {project: p.code, year: p.fundingYear}]
    } AS business
    """,
)

FAIRS = Statement(
    "fair_suggestion_fairs",
    """
    MATCH (f:TradeFair) WHERE f.startsOnText >= $startsFrom
    WITH f ORDER BY f.byStart LIMIT $most
    RETURN f {.code, .name, .country, .latitude, .longitude, .startsOn, .registrationClosesOn,
      products: [(f)-[:COVERS]->(p:Product) | p.code],
      chains: [(f)-[:COVERS]->(c:ValueChain) | c.code],
      buyers: [(f)<-[r:TAKES_PART_IN]-(b:Business)-[:NEEDS]->(n:Need)-[:OF]->(p:Product)
        WHERE r.role IN ['BUYER', 'BOTH'] AND p.code IN $products AND b.code <> $business
          AND """
    + valid("n", "f.startsOn")
    + """
        | {business: b.code, country: b.country, product: p.code}],
      buyerCount: size([(f)<-[r:TAKES_PART_IN]-(b:Business) WHERE r.role IN ['BUYER', 'BOTH'] | b.code]),
      past: [(f)-[:EDITION_OF]->(:FairSeries)<-[:EDITION_OF]-(e:TradeFair)<-[:AT]-(m:Meeting)
        WHERE m.status = 'HELD' AND e.startsOn < f.startsOn
        | {meeting: m.code, outcome: m.outcome}]
    } AS fair
    """,
    timeout=20.0,
)


async def business(graph: Graph, code: str, on: dt.date) -> tuple[int, Row] | None:
    """The data version and a business with its offers and what it delivers on a day, and the fairs in which
    it takes part; the fairs in which the state pays for a booth of its legal person, and the projects
    approved by that day that pay for fairs of it. None where there is no such business."""
    rows = await graph.read(BUSINESS, keys=[code], on=on, granted=GRANTED)
    return (rows[0]["version"], rows[0]["business"]) if rows else None


async def upcoming(graph: Graph, code: str, products: Sequence[str], on: dt.date) -> tuple[list[Row], bool]:
    """The fairs from a day on, the earliest first, each with what it covers, the buyers that need any of some
    products, and what came of meetings at earlier editions; and whether there are more than these."""
    rows = await graph.read(
        FAIRS, business=code, products=list(products), startsFrom=on.isoformat(), most=MOST_FAIRS + 1
    )
    return [row["fair"] for row in rows[:MOST_FAIRS]], len(rows) > MOST_FAIRS
