"""What group projects rest on: facilities that plan to invest for an activity, and what is known of them.

Two statements besides those of eligibility, whatever the number of facilities. With units they are found from
these, without from the investments of the activity.
"""

import datetime as dt
from collections.abc import Sequence
from typing import LiteralString

from graph.client import Graph, Row
from graph.cypher import Statement, belongs, granted_before, supplied, valid
from graph.project import GRANTED

MOST_CANDIDATES = 5_000
"""Facilities are read up to one more than this, those that plan for the year before all others."""

_FIRST: LiteralString = (
    "\nWITH n, max(CASE WHEN i.year = $year THEN 1 ELSE 0 END) AS isOfYear\n"
    "ORDER BY isOfYear DESC, n.code LIMIT $most\n"
    "RETURN n.code AS code, isOfYear = 1 AS isOfYear"
)

PLANNERS_IN_UNITS = Statement(
    "group_project_planners_in_units",
    "UNWIND $units AS unit\n"
    "MATCH (:AdministrativeUnit {code: unit})<-[:SITUATED_IN]-(n:Facility)"
    "-[:PLANS]->(i:Investment {activity: $activity})" + _FIRST,
    timeout=20.0,
)

PLANNERS_ANYWHERE = Statement(
    "group_project_planners",
    "MATCH (i:Investment {activity: $activity})<-[:PLANS]-(n:Facility)" + _FIRST,
    timeout=20.0,
)

_HELD = valid("o", "$on")

CANDIDATES = Statement(
    "group_project_candidates",
    "UNWIND $keys AS key\n"
    "MATCH (n:Facility {code: key})\n"
    "RETURN n {.code, .name, .workers,\n"
    "  organisations: [(n)<-[:OPERATES]-(o:Organisation)\n"
    "    | o {.code, .womenOwnedSince, .ethnicMinorityOwnedSince}],\n"
    "  above: [(n)<-[:OPERATES]-(:Organisation)-[links:MEMBER_OF*1..4]->(o:Organisation)\n"
    "    WHERE all(link IN links WHERE " + belongs("link", "$on") + ") | o.code],\n"
    "  supported: " + granted_before("n") + ",\n"
    "  units: [(n)-[:SITUATED_IN]->(u:AdministrativeUnit) | u.code],\n"
    "  offers: [(n)-[:OFFERS]->(o:Offer)-[:OF]->(p:Product)\n"
    "    WHERE NOT coalesce(o.isByproduct, false) AND " + _HELD + "\n"
    "    | {product: p.code, capacity: o.capacityPerYear}],\n"
    "  supplies: [(n)-[r:SUPPLIES]->(b:Business)\n"
    "    WHERE " + supplied("r", "$on") + "\n"
    "    | {business: b.code, product: r.product}],\n"
    "  receives: [(n)<-[r:SUPPLIES]-(b:Business)\n"
    "    WHERE " + supplied("r", "$on") + "\n"
    "    | {business: b.code, product: r.product}]\n"
    "} AS facility",
    timeout=20.0,
)


async def planners(
    graph: Graph, activity: str, year: int, units: Sequence[str] | None
) -> list[tuple[str, bool]]:
    """Facilities in some units, everywhere without, that plan to invest for an activity: their codes, and
    whether for the year; one more than :data:`MOST_CANDIDATES` where there are more."""
    if units is None:
        rows = await graph.read(PLANNERS_ANYWHERE, activity=activity, year=year, most=MOST_CANDIDATES + 1)
    else:
        rows = await graph.read(
            PLANNERS_IN_UNITS, units=list(units), activity=activity, year=year, most=MOST_CANDIDATES + 1
        )
    return [(row["code"], row["isOfYear"]) for row in rows]


async def candidates(
    graph: Graph, codes: Sequence[str], year: int, since: int, on: dt.date
) -> dict[str, Row]:
    """What is known of some facilities on a day; ``supported``: projects that benefit them or others of their
    organisations from a year on, until before the funding year, that are funded."""
    if not codes:
        return {}
    rows = await graph.read(
        CANDIDATES,
        keys=list(codes),
        year=year,
        since=since,
        granted=GRANTED,
        on=on,
    )
    return {row["facility"]["code"]: row["facility"] for row in rows}
