"""How far a programme has come: its targets, its approved projects with what each facility has of them, and
what those facilities report. Three statements, whatever the number of projects."""

import datetime as dt
from collections.abc import Collection

from graph.client import Graph, Row
from graph.cypher import Statement
from graph.project import GRANTED

TARGETS = Statement(
    "programme_targets",
    """
UNWIND $keys AS key
MATCH (:Programme {code: key})-[:AIMS_AT]->(n:ProgrammeTarget)
RETURN n {.indicator, .target, .firstYear, .lastYear, .basis, .source} AS target
ORDER BY n.key
""",
)

PROJECTS = Statement(
    "programme_projects",
    """
UNWIND $keys AS key
MATCH (:Programme {code: key})<-[:UNDER]-(n:Project)
WHERE $granted[n.status]
  AND (n.approvedOn <= $on OR (n.approvedOn IS NULL AND n.fundingYear <= $approved))
RETURN n {.code, .fundingYear, .kind, .activity, .support, .disbursed,
  beneficiaries: [(n)<-[r:BENEFITS_FROM]-(f:Facility) | f {.code, approved: r.approved,
    units: [(f)-[:SITUATED_IN]->(u:AdministrativeUnit) | u.code]}]
} AS project
ORDER BY n.code
""",
    timeout=20.0,
)

FIGURES = Statement(
    "programme_figures",
    """
UNWIND $keys AS key
MATCH (b:Business {code: key})-[:REPORTED]->(n:AnnualFigures)
WHERE n.year IN $years
RETURN key, n.year AS year, n.outputValue AS outputValue, n.workers AS workers
""",
    timeout=20.0,
)


async def targets(graph: Graph, programme: str) -> list[Row]:
    """The targets of a programme."""
    return [row["target"] for row in await graph.read(TARGETS, keys=[programme])]


async def projects(graph: Graph, programme: str, on: dt.date) -> list[Row]:
    """The funded projects of a programme that were approved by a day, with their ``beneficiaries``. One of
    which it is not known when was so at the latest in the year before the one that funds it."""
    rows = await graph.read(PROJECTS, keys=[programme], granted=GRANTED, on=on, approved=on.year + 1)
    return [row["project"] for row in rows]


async def figures(graph: Graph, facilities: Collection[str], years: Collection[int]) -> list[Row]:
    """What facilities report for some years."""
    if not facilities or not years:
        return []
    return await graph.read(FIGURES, keys=sorted(facilities), years=sorted(years))
