"""Statistics: the rows of a list grouped by dimensions, counted and added up; one statement a table.

A table selects by the access path and the predicates of its list, so it knows every condition that the
list knows. Whatever is grouped flows through the statement row by row; what is kept are the groups.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import LiteralString

from graph.business import FACILITIES
from graph.client import Graph, Row
from graph.cypher import COMMUNE_KINDS, PROVINCE_KINDS, Statement, belongs, inside, valid
from graph.listing import Listing, partitions, selection
from graph.project import PROJECTS, seat

MOST_ROWS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """What a table is grouped by: one ``value``, or each of ``values``, a list that may be empty; null
    where there is none. One that is ``found`` by a part of the statement comes from the ``place`` of a
    facility. ``variable`` holds it. That of a record is its code, since thousands of groups of nodes would
    take the engine's memory; ``label`` is where its names are looked up afterwards."""

    variable: LiteralString
    value: LiteralString = ""
    values: LiteralString = ""
    found: LiteralString = ""
    label: LiteralString = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """How the rows of a list become figures, in the order of the statement.

    ``start`` leads from each ``n`` of the list to facilities ``n``, ``place`` to where these are. ``member``
    packs what is known by then, while their places are looked at one by one, and unpacks it. ``measures``
    are projected beside the dimensions and may be ``spread`` over more rows. Each of ``figures`` aggregates
    within the groups; the last one gives ``size``, the number of records of the list. ``finish`` works on a
    group, and ``shown`` are the figures that come back.
    """

    name: LiteralString
    listing: Listing
    dimensions: Mapping[LiteralString, Dimension]
    start: LiteralString = ""
    place: LiteralString = "OPTIONAL MATCH (n)-[:SITUATED_IN]->(place:AdministrativeUnit)"
    member: tuple[LiteralString, LiteralString]
    measures: LiteralString
    spread: LiteralString = ""
    figures: tuple[LiteralString, ...]
    size: LiteralString
    finish: LiteralString = ""
    shown: tuple[LiteralString, ...]

    def __hash__(self) -> int:
        return hash(self.name)


def _unit_in_force(variable: LiteralString, kinds: LiteralString) -> Dimension:
    """The unit of some kinds in force on the day inside which a place lies for certain: as a part, or by
    passing whole to a successor, as in the territory of a unit. None where there is not exactly one."""
    return Dimension(
        variable=variable,
        label="AdministrativeUnit",
        found="CALL (place) {\n"
        "  OPTIONAL MATCH (place)" + inside("unit", kinds) + " AND " + valid("unit", "$on") + "\n"
        "  WITH collect(DISTINCT unit) AS units\n"
        "  RETURN CASE WHEN size(units) = 1 THEN head(units).code END AS " + variable + "\n}",
    )


_OF_FACILITIES: Mapping[LiteralString, Dimension] = {
    "COMMUNE": _unit_in_force("commune", COMMUNE_KINDS),
    "PROVINCE": _unit_in_force("province", PROVINCE_KINDS),
    # A project without beneficiaries has no facility to look from.
    "LEGAL_FORM": Dimension(
        variable="legalForm",
        value="CASE WHEN n IS NOT NULL THEN head([(n)<-[:OPERATES]-(o:Organisation) | o.legalForm]) END",
    ),
    "SIZE_CLASS": Dimension(variable="sizeClass", value="n.sizeClass"),
}

FACILITY_TABLE = Table(
    name="facility_statistics",
    listing=FACILITIES,
    dimensions={
        **_OF_FACILITIES,
        "PRODUCT": Dimension(
            variable="product",
            values="[(n)-[:OFFERS]->(o:Offer)-[:OF]->(p:Product) WHERE " + valid("o", "$on") + " | p.code]",
            label="Product",
        ),
        "CLUSTER": Dimension(
            variable="cluster",
            values="[(n)-[r:LOCATED_IN|MEMBER_OF]->(c:Cluster) WHERE " + belongs("r", "$on") + " | c.code]",
            label="Cluster",
        ),
        "CRAFT_VILLAGE": Dimension(
            variable="craftVillage",
            values="[(n)-[:BELONGS_TO]->(v:CraftVillage) | v.code]",
            label="CraftVillage",
        ),
    },
    member=("n", "member AS n"),
    measures="n.workers AS workers, reduce(newest = [0, null], report IN "
    "[(n)-[:REPORTED]->(f:AnnualFigures) | [f.year, f.outputValue]] | "
    "CASE WHEN report[0] > newest[0] THEN report ELSE newest END)[1] AS output",
    figures=(
        "count(*) AS facilities, count(workers) AS workersKnown, sum(workers) AS workers, "
        "count(output) AS outputKnown, sum(output) AS output, collect(DISTINCT unplaced) AS unplaced",
    ),
    size="facilities",
    shown=("facilities", "workersKnown", "workers", "outputKnown", "output", "unplaced"),
)

YEARLY_TABLE = Table(
    name="facility_statistics_by_year",
    listing=FACILITIES,
    dimensions={**FACILITY_TABLE.dimensions, "YEAR": Dimension(variable="year")},
    member=FACILITY_TABLE.member,
    measures="[(n)-[:REPORTED]->(f:AnnualFigures) WHERE $year IS NULL OR f.year = $year | f] AS reports",
    spread="UNWIND CASE WHEN $year IS NULL AND size(reports) = 0 THEN [null] ELSE reports END AS report\n"
    "WITH *, report.year AS year, report.workers AS workers, report.outputValue AS output",
    figures=FACILITY_TABLE.figures,
    size=FACILITY_TABLE.size,
    shown=FACILITY_TABLE.shown,
)
"""The same with the figures of each year in place of those on record; of one ``year`` only, where given."""

PROJECT_TABLE = Table(
    name="project_statistics",
    listing=PROJECTS,
    dimensions={
        **_OF_FACILITIES,
        "PRODUCT": Dimension(
            variable="product",
            values="[(project)-[:CONCERNS]->(p:Product) | p.code]",
            label="Product",
        ),
        "ACTIVITY": Dimension(variable="activity", value="project.activity"),
        "LEVEL": Dimension(variable="level", value="project.level"),
        "KIND": Dimension(variable="kind", value="project.kind"),
        "STATUS": Dimension(variable="status", value="project.status"),
        "YEAR": Dimension(variable="year", value="project.fundingYear"),
        "PROGRAMME": Dimension(
            variable="programme",
            values="[(project)-[:UNDER]->(g:Programme) | g.code]",
            label="Programme",
        ),
    },
    start="WITH n AS project\n"
    "OPTIONAL MATCH (project)<-[gain:BENEFITS_FROM]-(n:Facility)\n"
    "WITH project, n, count(gain) AS gains, count(gain.approved) AS approvals, "
    "sum(gain.approved) AS approved",
    place="OPTIONAL MATCH (n)-[:SITUATED_IN]->(own:AdministrativeUnit)\n"
    "WITH *, CASE WHEN n IS NULL THEN " + seat("project") + " END AS code\n"
    "OPTIONAL MATCH (seat:AdministrativeUnit {code: code})\n"
    "WITH *, coalesce(own, seat) AS place",
    member=(
        "[project, n, gains, approvals, approved]",
        "member[0] AS project, member[1] AS n, member[2] AS gains, member[3] AS approvals, "
        "member[4] AS approved",
    ),
    measures="project, n.code AS member, gains, approvals, approved",
    # A project counts with its own money where all its beneficiaries stand in the group, else with what
    # was approved for those that do, which is all of it where that is known of each; what was paid out cannot
    # be told apart then, unless it was nothing.
    figures=(
        "project, collect(member) AS members, sum(gains) AS gains, sum(approvals) AS approvals, "
        "sum(approved) AS approved, collect(DISTINCT unplaced) AS unplaced",
        "project, members, gains, approvals, approved, unplaced, "
        "gains = COUNT { (project)<-[:BENEFITS_FROM]-(:Facility) } AS isWhole",
        "members, unplaced, CASE WHEN isWhole OR project.disbursed = 0 THEN project.disbursed END "
        "AS disbursed, "
        "CASE WHEN isWhole THEN project.support WHEN approvals > 0 THEN approved END AS support, "
        "isWhole OR approvals = gains AS isAll",
        "count(*) AS projects, collect(members) AS members, collect(unplaced) AS unplaced, "
        "count(support) AS supportKnown, count(CASE WHEN isAll THEN support END) AS supportComplete, "
        "sum(support) AS support, "
        "count(disbursed) AS disbursedKnown, sum(disbursed) AS disbursed",
    ),
    size="projects",
    finish="CALL (members) {\n"
    "  UNWIND members AS some UNWIND some AS member\n"
    "  RETURN count(DISTINCT member) AS beneficiaries\n"
    "}",
    shown=(
        "projects",
        "beneficiaries",
        "supportKnown",
        "supportComplete",
        "support",
        "disbursedKnown",
        "disbursed",
        "unplaced",
    ),
)

TABLES = (FACILITY_TABLE, YEARLY_TABLE, PROJECT_TABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The groups of a table, largest first: each the values of its dimensions by their names, and figures.
    ``is_partial`` says that there are more. ``version`` is the number of the newest change that they know,
    ``earlier`` what it was when counting began."""

    rows: list[Row]
    is_partial: bool
    version: int
    earlier: int

    @property
    def changed_meanwhile(self) -> bool:
        """Whether the register moved while they were counted."""
        return self.version != self.earlier


async def figures(
    graph: Graph,
    table: Table,
    conditions: Mapping[str, object],
    by: Iterable[str],
    *,
    on: dt.date,
    year: int | None = None,
    most: int = MOST_ROWS,
) -> Figures:
    """The figures of a table under the conditions of its list, by some of its dimensions; by none, one row
    of totals. Units are those in force ``on`` the day. ``year``: the only one of a table by years."""
    statement = table_statement(table, frozenset(conditions), frozenset(by))
    (found,) = await graph.read(statement, **conditions, on=on, year=year, most=most + 1)
    return Figures(
        rows=found["rows"][:most],
        is_partial=len(found["rows"]) > most,
        version=found["version"],
        earlier=found["earlier"],
    )


@lru_cache(maxsize=1024)
def table_statement(table: Table, given: frozenset[str], by: frozenset[str]) -> Statement:
    """The statement of a table under the conditions given. It has one row, also where nothing is found."""
    asked: dict[LiteralString, Dimension] = {
        name: dimension for name, dimension in table.dimensions.items() if name in by
    }
    dimensions = list(asked.values())
    groups: list[LiteralString] = [dimension.variable for dimension in dimensions]
    steps: list[LiteralString] = [_with([*groups, step]) for step in table.figures]
    keys: list[LiteralString] = ["coalesce(toString(" + group + "), '')" for group in groups]
    values: list[LiteralString] = [name + ": " + dimension.variable for name, dimension in asked.items()]
    sums: list[LiteralString] = [name + ": " + name for name in table.shown]
    lines: list[LiteralString] = [
        "OPTIONAL MATCH (s:Sequence {name: 'change'})",
        "WITH coalesce(s.value, 0) AS earlier",
        "CALL () {",
        selection(table.listing, given),
        table.start,
        *_placed(table, [dimension for dimension in dimensions if dimension.found]),
        *_spread(table, dimensions),
        *steps,
        "ORDER BY " + ", ".join([table.size + " DESC", *keys]) + " LIMIT $most",
        table.finish,
        *_named(dimensions),
        _with([*map(_shown, dimensions), *table.shown]),
        "RETURN collect({" + ", ".join([*values, *sums]) + "}) AS rows",
        "}",
        "OPTIONAL MATCH (s:Sequence {name: 'change'})",
        "RETURN rows, earlier, coalesce(s.value, 0) AS version",
    ]
    return Statement(table.name, "\n".join([line for line in lines if line]), timeout=20.0)


def statements_of(table: Table) -> Iterable[Statement]:
    """The statements of a table for tests of the engines: by no dimension, by each alone and by every two,
    without a condition; and by all dimensions at once under each condition."""
    names = list(table.dimensions)
    together = [group for groups in partitions(names, 1) for group in groups]
    for by in dict.fromkeys([frozenset[str](), *(frozenset({name}) for name in names), *together]):
        yield table_statement(table, frozenset[str](), by)
    for condition in table.listing.conditions:
        yield table_statement(table, frozenset({condition}), frozenset(names))


def _placed(table: Table, places: Sequence[Dimension]) -> list[LiteralString]:
    """Finds units, once for each place and not for each facility; ``unplaced`` is the code of a place
    that lies in none."""
    if not places:
        return ["WITH *, null AS unplaced"]
    packed, unpacked = table.member
    units: list[LiteralString] = [place.variable for place in places]
    missing: list[LiteralString] = [unit + " IS NULL" for unit in units]
    unplaced: LiteralString = "CASE WHEN " + " OR ".join(missing) + " THEN place.code END AS unplaced"
    return [
        table.place,
        "WITH place, collect(" + packed + ") AS members",
        *[place.found for place in places],
        "UNWIND members AS member",
        _with([*units, unpacked, unplaced]),
    ]


def _spread(table: Table, dimensions: Sequence[Dimension]) -> list[LiteralString]:
    """Projects the measures and the values of each dimension, then goes from lists to their members."""
    projected: list[LiteralString] = ["unplaced", table.measures]
    unwound: list[LiteralString] = []
    for dimension in dimensions:
        name = dimension.variable
        if dimension.found:
            projected.append(name)
        elif dimension.value:
            projected.append(dimension.value + " AS " + name)
        elif dimension.values:
            many: LiteralString = name + "s"
            projected.append(
                "reduce(seen = [], one IN " + dimension.values + " | "
                "CASE WHEN one IN seen THEN seen ELSE seen + [one] END) AS " + many
            )
            unwound.append(
                "UNWIND CASE WHEN size(" + many + ") = 0 THEN [null] ELSE " + many + " END AS " + name
            )
    return [_with(projected), *unwound, table.spread]


def _with(items: Sequence[LiteralString]) -> LiteralString:
    return "WITH " + ", ".join(items)


def _named(dimensions: Sequence[Dimension]) -> list[LiteralString]:
    """Looks up the records behind codes, one for each group, by their index."""
    return [
        "OPTIONAL MATCH (" + each.variable + "Record:" + each.label + " {code: " + each.variable + "})"
        for each in dimensions
        if each.label
    ]


def _shown(dimension: Dimension) -> LiteralString:
    """The value as it comes back: a record with its names, null without one. It is projected before it
    stands in a map, as the embedded engine misreads a map projection inside one."""
    if not dimension.label:
        return dimension.variable
    return dimension.variable + "Record {.code, .name, .nameEn, .byName} AS " + dimension.variable
