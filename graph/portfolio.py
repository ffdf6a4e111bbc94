"""What a portfolio rests on: budget lines with what they have left, and projects that wait for a decision.

Six statements, whatever the number of projects: lines, candidates with their places, then of those that lie
where a line pays their facts, their beneficiaries, the classes of the places and the chains of the products.
"""

import datetime as dt
from collections.abc import Sequence

from domain.enums import UNDECIDED
from graph.client import Graph, Row
from graph.cypher import PASSED_WHOLE, Statement, granted_before, supplied, valid
from graph.project import BUDGET_LINE, GRANTED, seat
from graph.value_chain import VALUE_CHAINS_OF_PRODUCT

MOST_CANDIDATES = 5_000
_UNDECIDED = {status.name: True for status in UNDECIDED}

LINES = Statement(
    "portfolio_lines",
    """
UNWIND $keys AS key
MATCH (n:BudgetLine {code: key})
RETURN n {"""
    + BUDGET_LINE
    + """,
  units: [(n)-[:SITUATED_IN]->(u:AdministrativeUnit) | u.code],
  committed: [(n)<-[r:PAID_FROM]-(p:Project) WHERE r.year = n.year AND $granted[p.status] | r.planned]
} AS line
""",
)

PLACES = Statement(
    "portfolio_places",
    """
MATCH (n:Project {fundingYear: $year})
WHERE $undecided[n.status]
WITH n ORDER BY n.code LIMIT $most
RETURN n.code AS code,
  """
    + seat("n")
    + """ AS seat,
  [(n)<-[:BENEFITS_FROM]-(:Facility)-[:SITUATED_IN]->(u:AdministrativeUnit) | u.code] AS units
""",
    timeout=20.0,
)

CANDIDATES = Statement(
    "portfolio_candidates",
    """
UNWIND $keys AS key
MATCH (n:Project {code: key})
RETURN n {.code, .kind, .linkage, .activity, .level, .status, .support,
  chains: [(n)-[:CONCERNS]->(c:ValueChain) | c.code],
  products: [(n)-[:CONCERNS]->(p:Product) | p.code],
  investments: [(n)-[:COVERS]->(i:Investment) | i.code]
} AS project
""",
    timeout=20.0,
)

BENEFICIARIES = Statement(
    "portfolio_beneficiaries",
    """
UNWIND $keys AS key
MATCH (:Project {code: key})<-[r:BENEFITS_FROM]-(f:Facility)
RETURN key, f {.code, .workers, .vsicCodes,
  item: r.item, requested: r.requested, approved: r.approved,
  units: [(f)-[:SITUATED_IN]->(u:AdministrativeUnit) | u.code],
  organisations: [(f)<-[:OPERATES]-(o:Organisation) | o.code],
  preferred: [(f)<-[:OPERATES]-(o:Organisation)
    WHERE o.womenOwnedSince <= $on OR o.ethnicMinorityOwnedSince <= $on | o.code],
  supported: """
    + granted_before("f")
    + """,
  isLinked: EXISTS { MATCH (f)-[s:SUPPLIES]-(:Business) WHERE """
    + supplied("s", "$on")
    + """ }
} AS facility
ORDER BY key, f.code, r.item
""",
    timeout=20.0,
)

AREA_CLASSES = Statement(
    "portfolio_area_classes",
    """
UNWIND $keys AS key
MATCH (:AdministrativeUnit {code: key})-[links:SUCCEEDED_BY*0..4]->(:AdministrativeUnit)
  -[:CLASSED_AS]->(c:UnitClass)
WHERE c.kind = 'AREA_DIFFICULTY' AND """
    + PASSED_WHOLE
    + """
  AND """
    + valid("c", "$on")
    + """
RETURN key, collect(DISTINCT c.value) AS classes
""",
)


async def budget_lines(graph: Graph, codes: Sequence[str]) -> list[Row]:
    """Budget lines in the order of their codes; ``committed``: what is planned from each, in its year, for
    projects that are funded."""
    rows = await graph.read(LINES, keys=list(codes), granted=GRANTED)
    found = {row["line"]["code"]: row["line"] for row in rows}
    return [found[code] for code in codes]


async def places(graph: Graph, year: int) -> list[Row]:
    """The first undecided projects of a funding year, by code, with the ``units`` of their
    beneficiaries and the ``seat`` that counts where there are none (:func:`graph.project.seat`); one more
    than :data:`MOST_CANDIDATES` where there are more."""
    return await graph.read(PLACES, year=year, undecided=_UNDECIDED, most=MOST_CANDIDATES + 1)


async def candidates(graph: Graph, codes: Sequence[str], *, year: int, since: int, on: dt.date) -> list[Row]:
    """Projects with their ``beneficiaries``, by code. Of a beneficiary ``supported``: funded projects from
    one year on until the funding year; ``classes``: those of its area on a day. ``chains``: also those of the
    products that a project is about."""
    rows = await graph.read(CANDIDATES, keys=list(codes))
    projects = {row["project"]["code"]: row["project"] | {"beneficiaries": []} for row in rows}
    facilities = await graph.read(
        BENEFICIARIES,
        keys=list(codes),
        year=year,
        since=since,
        granted=GRANTED,
        on=on,
    )
    units = sorted({unit for row in facilities for unit in row["facility"]["units"]})
    classed = (
        {row["key"]: row["classes"] for row in await graph.read(AREA_CLASSES, keys=units, on=on)}
        if units
        else {}
    )
    for row in facilities:
        facility = row["facility"]
        classes = [value for unit in facility["units"] for value in classed.get(unit, ())]
        projects[row["key"]]["beneficiaries"].append(facility | {"classes": classes})
    products = sorted({product for project in projects.values() for product in project["products"]})
    chains = (
        {
            row["key"]: [chain["code"] for chain in row["rows"]]
            for row in await graph.read(VALUE_CHAINS_OF_PRODUCT, keys=products)
        }
        if products
        else {}
    )
    for project in projects.values():
        of_products = [chain for product in project["products"] for chain in chains.get(product, ())]
        project["chains"] = sorted({*project["chains"], *of_products})
    return [projects[code] for code in sorted(projects)]
