"""Administrative units in versions: territory, succession, classes."""

import datetime as dt
from typing import LiteralString

from graph.client import Graph, Row
from graph.cypher import PROVINCE_KINDS, Statement, by_code, index, inside, orders, related, unique, valid
from graph.errors import UnknownCode
from graph.gathering import Gathering
from graph.listing import Condition, Edge, Listing, named, tied

CONSTRAINTS = (
    unique("AdministrativeUnit"),
    *orders("AdministrativeUnit", "byName"),
    index("AdministrativeUnit", "officialCode"),
    index("AdministrativeUnit", "kind"),
    unique("UnitClass", "key"),
    index("UnitClass", "value"),
)

UNIT = ".code, .officialCode, .name, .nameEn, .kind, .validFrom, .validTo, .latitude, .longitude"

UNITS_BY_CODE = by_code("units_by_code", "AdministrativeUnit", UNIT)


def _unit_of(name: LiteralString, label: LiteralString) -> Statement:
    """What reads the unit in which records of a label are entered."""
    pattern: LiteralString = "MATCH (:" + label + " {code: key})-[:SITUATED_IN]->(n:AdministrativeUnit)"
    return related(name, pattern, "n.code", "n {" + UNIT + "}")


UNIT_OF_BUSINESS = _unit_of("unit_of_business", "Business")

PLACES_OF_CLUSTER = related(
    "places_of_cluster",
    "MATCH (:Cluster {code: key})-[r:SITUATED_IN]->(n:AdministrativeUnit)",
    "n.code",
    "n {share: r.share, unit: n {" + UNIT + "}}",
)

UNIT_OF_CRAFT_VILLAGE = _unit_of("unit_of_craft_village", "CraftVillage")
UNIT_OF_FAIR = _unit_of("unit_of_fair", "TradeFair")
UNIT_OF_PROGRAMME = _unit_of("unit_of_programme", "Programme")
UNIT_OF_BUDGET_LINE = _unit_of("unit_of_budget_line", "BudgetLine")
UNIT_OF_AGENCY = _unit_of("unit_of_agency", "Agency")

UNIT_ABOVE = related(
    "unit_above",
    "MATCH (:AdministrativeUnit {code: key})-[:PART_OF]->(n:AdministrativeUnit)",
    "CASE n.kind WHEN 'DISTRICT' THEN 0 ELSE 1 END, n.validFrom DESC, n.code",  # the nearest, its latest
    "n {" + UNIT + "}",
)

SUCCESSORS_OF_UNIT = related(
    "successors_of_unit",
    "MATCH (:AdministrativeUnit {code: key})-[r:SUCCEEDED_BY]->(n:AdministrativeUnit)",
    "r.on, n.code",
    "n {on: r.on, isPartial: r.isPartial, unit: n {" + UNIT + "}}",
)

PREDECESSORS_OF_UNIT = related(
    "predecessors_of_unit",
    "MATCH (:AdministrativeUnit {code: key})<-[r:SUCCEEDED_BY]-(n:AdministrativeUnit)",
    "r.on, n.code",
    "n {on: r.on, isPartial: r.isPartial, unit: n {" + UNIT + "}}",
)

CLASSES_OF_UNIT = related(
    "classes_of_unit",
    "MATCH (:AdministrativeUnit {code: key})-[:CLASSED_AS]->(n:UnitClass)",
    "n.key",
    "n {.kind, .value, .validFrom, .validTo, .source}",
)

PARTS_OF_UNIT = Edge(
    name="parts_of_unit",
    path="MATCH (:AdministrativeUnit {code: key})<-[:PART_OF]-(n:AdministrativeUnit)",
    order="n.byName",
    projection=UNIT,
)

UNITS = Listing(
    name="administrative_units",
    label="AdministrativeUnit",
    projection=UNIT,
    orders={"NAME": "byName", "CODE": "code"},
    conditions={
        "words": named("AdministrativeUnit", "ADMINISTRATIVE_UNIT"),
        "partOf": tied("partOf", "AdministrativeUnit", "PART_OF", "AdministrativeUnit"),
        "officialCodes": Condition(
            path="UNWIND $officialCodes AS official "
            "MATCH (n:AdministrativeUnit {officialCode: official}) WITH DISTINCT n",
            predicate="n.officialCode IN $officialCodes",
        ),
        "kinds": Condition(
            path="UNWIND $kinds AS kind MATCH (n:AdministrativeUnit {kind: kind}) WITH DISTINCT n",
            predicate="n.kind IN $kinds",
        ),
        "on": Condition(predicate="n.validFrom <= $on AND (n.validTo IS NULL OR n.validTo > $on)"),
    },
)

UNITS_BELOW = Statement(
    "units_below",
    """
    UNWIND $keys AS key
    MATCH (:AdministrativeUnit {code: key})<-[:PART_OF*0..4]-(n:AdministrativeUnit)
    WITH n, min(key) AS key
    OPTIONAL MATCH (n)<-[link:SUCCEEDED_BY]-(earlier:AdministrativeUnit)
    WITH key, n, collect([earlier.code, link.isPartial]) AS earlier
    OPTIONAL MATCH (n)-[:SUCCEEDED_BY]->(later:AdministrativeUnit)
    WITH key, n, earlier, collect(later.code) AS later
    RETURN key, collect([n.code, earlier, later]) AS rows
    """,
)
"""Some units and all below them, each once, under one of those that it lies in; for each its predecessors,
with whether they passed in part, and its successors."""

PREDECESSORS_OF_UNITS = Statement(
    "predecessors_of_units",
    """
    UNWIND $codes AS code
    MATCH (:AdministrativeUnit {code: code})<-[:SUCCEEDED_BY]-(earlier:AdministrativeUnit)
    RETURN code, collect(earlier.code) AS predecessors
    """,
)

DOUBTFUL_SUCCESSORS = Statement(
    "doubtful_successors",
    """
    UNWIND $codes AS code
    MATCH (:AdministrativeUnit {code: code})-[:SUCCEEDED_BY*0..]->(later:AdministrativeUnit)
    WITH DISTINCT later
    MATCH (later)<-[:PART_OF*0..4]-(n:AdministrativeUnit)
    WHERE (n.code = later.code OR NOT EXISTS { MATCH (n)<-[:SUCCEEDED_BY]-(:AdministrativeUnit) })
      AND EXISTS { MATCH (n)<-[:SITUATED_IN]-(record)
                   WHERE any(label IN labels(record) WHERE label IN $labels) }
    RETURN DISTINCT n.code AS code
    """,
)

DOUBTFUL_PREDECESSORS = Statement(
    "doubtful_predecessors",
    """
    UNWIND $codes AS code
    MATCH (:AdministrativeUnit {code: code})<-[:SUCCEEDED_BY*0..]-(earlier:AdministrativeUnit)
    WITH DISTINCT earlier
    MATCH (earlier)<-[:PART_OF*0..4]-(n:AdministrativeUnit)
    WHERE (n.code = earlier.code OR NOT EXISTS { MATCH (n)-[:SUCCEEDED_BY]->(:AdministrativeUnit) })
      AND EXISTS { MATCH (n)<-[:SITUATED_IN]-(record)
                   WHERE any(label IN labels(record) WHERE label IN $labels) }
    RETURN DISTINCT n.code AS code
    """,
)

VERSIONS_OF_OFFICIAL_CODE = Statement(
    "versions_of_official_code",
    "MATCH (n:AdministrativeUnit {officialCode: $official}) "
    "RETURN n.code AS code, n.name AS name ORDER BY n.validFrom, n.code",
)

EVERY_UNIT = Statement(
    "every_unit",
    "MATCH (n:AdministrativeUnit) "
    "RETURN n.code AS code, n.officialCode AS officialCode, n.name AS name, n.nameEn AS nameEn, "
    "n.kind AS kind, n.validFrom AS validFrom, n.validTo AS validTo, n.latitude AS latitude, "
    "n.longitude AS longitude, n.dataset AS dataset, n.version AS version, "
    "[(n)-[:PART_OF]->(above:AdministrativeUnit) | above.code] AS partOf",
    timeout=60.0,
)

PROVINCES = Statement(
    "provinces_of_units",
    """
    UNWIND $codes AS code
    MATCH (:AdministrativeUnit {code: code})"""
    + inside("p", PROVINCE_KINDS)
    + " AND "
    + valid("p", "$on")
    + """
    RETURN code, collect(DISTINCT p.code) AS provinces
    """,
)

EVERY_SUCCESSION = Statement(
    "every_succession",
    "MATCH (n:AdministrativeUnit)-[r:SUCCEEDED_BY]->(later:AdministrativeUnit) "
    "RETURN n.code AS predecessor, later.code AS successor, r.on AS on, r.isPartial AS isPartial, "
    "r.dataset AS dataset",
    timeout=60.0,
)


async def every_unit(graph: Graph) -> list[Row]:
    """All units in all versions, with the ``dataset`` that brought each, its ``version`` (above 1 where
    somebody has changed it) and the codes it is ``partOf``: for imports only."""
    return await graph.read(EVERY_UNIT)


async def every_succession(graph: Graph) -> list[Row]:
    """All successions of units, with the ``dataset`` that brought each: for imports only."""
    return await graph.read(EVERY_SUCCESSION)


async def versions_of(graph: Graph | Gathering, official: str) -> list[Row]:
    """Code and name of every unit that has or had an official code, the oldest first."""
    return await graph.read(VERSIONS_OF_OFFICIAL_CODE, official=official)


async def territory(graph: Graph | Gathering, codes: list[str], *labels: str) -> tuple[list[str], list[str]]:
    """The units whose whole territory lies in that of the units asked for, in any version.

    Downward through everything below and every whole predecessor; forward to every successor whose
    predecessors all lie inside. Second come the ambiguous units: a record of any of ``labels``, a business
    unless given, is entered under them, and they may share territory with the inside, but nobody can say
    whether it lies on that side. Those are the other successors, the partial predecessors, what came after
    or before them, and what is part of one of these without a succession of its own.

    One statement a generation of units backward, two forward, and two for the ambiguous ones. Raises
    :class:`UnknownCode` for a code that is no unit.
    """
    inside: set[str] = set()
    later: set[str] = set()
    divided: set[str] = set()
    predecessors: dict[str, list[str]] = {}
    fresh = set(codes)
    while fresh:
        below = [unit for row in await graph.read(UNITS_BELOW, keys=sorted(fresh)) for unit in row["rows"]]
        found = {code for code, _, _ in below}
        if not fresh <= found:
            raise UnknownCode(sorted(fresh - found))
        inside |= found
        earlier = [(before, is_partial) for _, pairs, _ in below for before, is_partial in pairs]
        divided.update(before for before, is_partial in earlier if is_partial)
        later.update(after for _, _, successors in below for after in successors)
        fresh = {before for before, is_partial in earlier if before is not None and not is_partial} - inside
        if not fresh:
            unknown = sorted(later - inside - predecessors.keys())
            if unknown:
                answer = await graph.read(PREDECESSORS_OF_UNITS, codes=unknown)
                predecessors |= {each["code"]: each["predecessors"] for each in answer}
            fresh = {after for after in later - inside if inside.issuperset(predecessors[after])}
    ambiguous: set[str] = set()
    for statement, doubtful in (
        (DOUBTFUL_SUCCESSORS, later - inside),
        (DOUBTFUL_PREDECESSORS, divided - inside),
    ):
        if doubtful:
            answer = await graph.read(statement, codes=sorted(doubtful), labels=labels or ["Business"])
            ambiguous.update(each["code"] for each in answer)
    return sorted(inside), sorted(ambiguous - inside)


async def provinces(graph: Graph, codes: list[str], on: dt.date) -> dict[str, str]:
    """The province in which each unit lies on a day, whole; units of which that cannot be said are
    absent."""
    rows = await graph.read(PROVINCES, codes=codes, on=on)
    return {row["code"]: row["provinces"][0] for row in rows if len(row["provinces"]) == 1}
