"""Administrative units in versions: territory, succession, classes."""

import datetime as dt

from graph.client import Graph
from graph.cypher import Statement, by_code, index, orders, related, unique
from graph.errors import UnknownCode
from graph.listing import Condition, Edge, Listing, named

CONSTRAINTS = (
    unique("AdministrativeUnit"),
    *orders("AdministrativeUnit", "byName"),
    unique("UnitClass", "key"),
    index("UnitClass", "value"),
    index("AdministrativeUnit", "officialCode"),
)

UNIT = ".code, .officialCode, .name, .nameEn, .kind, .validFrom, .validTo, .latitude, .longitude"

UNITS_BY_CODE = by_code("units_by_code", "AdministrativeUnit", UNIT)

UNIT_OF_BUSINESS = related(
    "unit_of_business",
    "MATCH (:Business {code: key})-[:SITUATED_IN]->(n:AdministrativeUnit)",
    "n.code",
    "n {" + UNIT + "}",
)

PLACES_OF_CLUSTER = related(
    "places_of_cluster",
    "MATCH (:Cluster {code: key})-[r:SITUATED_IN]->(n:AdministrativeUnit)",
    "n.code",
    "n {share: r.share, unit: n {" + UNIT + "}}",
)

UNIT_OF_CRAFT_VILLAGE = related(
    "unit_of_craft_village",
    "MATCH (:CraftVillage {code: key})-[:SITUATED_IN]->(n:AdministrativeUnit)",
    "n.code",
    "n {" + UNIT + "}",
)

UNIT_OF_FAIR = related(
    "unit_of_fair",
    "MATCH (:TradeFair {code: key})-[:SITUATED_IN]->(n:AdministrativeUnit)",
    "n.code",
    "n {" + UNIT + "}",
)

UNIT_OF_PROGRAMME = related(
    "unit_of_programme",
    "MATCH (:Programme {code: key})-[:SITUATED_IN]->(n:AdministrativeUnit)",
    "n.code",
    "n {" + UNIT + "}",
)

UNIT_OF_BUDGET_LINE = related(
    "unit_of_budget_line",
    "MATCH (:BudgetLine {code: key})-[:SITUATED_IN]->(n:AdministrativeUnit)",
    "n.code",
    "n {" + UNIT + "}",
)

UNIT_OF_AGENCY = related(
    "unit_of_agency",
    "MATCH (:Agency {code: key})-[:SITUATED_IN]->(n:AdministrativeUnit)",
    "n.code",
    "n {" + UNIT + "}",
)

UNIT_ABOVE = related(
    "unit_above",
    "MATCH (:AdministrativeUnit {code: key})-[:PART_OF]->(n:AdministrativeUnit)",
    "n.validFrom DESC, n.code",
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
        "words": named("AdministrativeUnit"),
        "partOf": Condition(
            path="UNWIND $partOf AS above "
            "MATCH (:AdministrativeUnit {code: above})<-[:PART_OF]-(n:AdministrativeUnit) WITH DISTINCT n",
            predicate="EXISTS { MATCH (n)-[:PART_OF]->(above:AdministrativeUnit) "
            "WHERE above.code IN $partOf }",
        ),
        "kinds": Condition(predicate="n.kind IN $kinds"),
        "officialCodes": Condition(
            path="UNWIND $officialCodes AS official "
            "MATCH (n:AdministrativeUnit {officialCode: official}) WITH n",
            predicate="n.officialCode IN $officialCodes",
        ),
        "on": Condition(predicate="n.validFrom <= $on AND (n.validTo IS NULL OR n.validTo > $on)"),
    },
)

TERRITORY = Statement(
    "territory_of_units",
    """
    UNWIND $codes AS code
    MATCH (asked:AdministrativeUnit {code: code})
    CALL (asked) {
      MATCH (below:AdministrativeUnit)-[links:PART_OF|SUCCEEDED_BY*0..8]->(asked)
      WHERE all(link IN links WHERE NOT coalesce(link.isPartial, false))
      RETURN collect(DISTINCT below.code) AS inside
    }
    RETURN code, inside
    """,
)

SUCCESSIONS = Statement(
    "successions_of_units",
    """
    UNWIND $codes AS code
    MATCH (:AdministrativeUnit {code: code})-[:SUCCEEDED_BY]->(later:AdministrativeUnit)
    WITH DISTINCT later
    MATCH (earlier:AdministrativeUnit)-[:SUCCEEDED_BY]->(later)
    RETURN later.code AS code, collect(DISTINCT earlier.code) AS predecessors
    """,
)

PARTIAL_PREDECESSORS = Statement(
    "partial_predecessors",
    """
    UNWIND $codes AS code
    MATCH (:AdministrativeUnit {code: code})<-[link:SUCCEEDED_BY]-(earlier:AdministrativeUnit)
    WHERE link.isPartial
    RETURN DISTINCT earlier.code AS code
    """,
)

INHABITED = Statement(
    "inhabited_units",
    """
    UNWIND $codes AS code
    MATCH (n:AdministrativeUnit {code: code})
    WHERE EXISTS { MATCH (n)<-[:SITUATED_IN]-(:Business) }
    RETURN code ORDER BY code
    """,
)

PROVINCES = Statement(
    "provinces_of_units",
    """
    UNWIND $codes AS code
    MATCH (:AdministrativeUnit {code: code})-[links:PART_OF|SUCCEEDED_BY*0..6]->(p:AdministrativeUnit)
    WHERE p.kind IN ['PROVINCE', 'CITY'] AND p.validFrom <= $on AND (p.validTo IS NULL OR p.validTo > $on)
      AND all(link IN links WHERE NOT coalesce(link.isPartial, false))
    RETURN code, collect(DISTINCT p.code) AS provinces
    """,
)

_MOST_GENERATIONS = 6


async def territory(graph: Graph, codes: list[str]) -> tuple[list[str], list[str]]:
    """The units whose whole territory lies in that of the units asked for, in any version.

    Downward through everything below and every whole predecessor; forward to every successor whose
    predecessors all lie inside. Second comes the list of ambiguous units: some record is entered
    under them, and only a part of their territory lies inside, so nobody can say.
    Raises :class:`UnknownCode` for a code that is no unit.
    """
    found = await graph.read(TERRITORY, codes=sorted(set(codes)))
    unknown = set(codes) - {row["code"] for row in found}
    if unknown:
        raise UnknownCode(sorted(unknown))
    inside = {code for row in found for code in row["inside"]}
    doubtful: set[str] = set()
    fresh = sorted(inside)
    for _ in range(_MOST_GENERATIONS):
        later = await graph.read(SUCCESSIONS, codes=fresh)
        whole = {row["code"] for row in later if inside.issuperset(row["predecessors"])} - inside
        doubtful |= {row["code"] for row in later} - inside
        if not whole:
            break
        below = await graph.read(TERRITORY, codes=sorted(whole))
        fresh = sorted({code for row in below for code in row["inside"]} - inside)
        inside.update(fresh)
    doubtful |= {row["code"] for row in await graph.read(PARTIAL_PREDECESSORS, codes=sorted(inside))}
    doubtful -= inside
    ambiguous = await graph.read(INHABITED, codes=sorted(doubtful)) if doubtful else []
    return sorted(inside), [row["code"] for row in ambiguous]


async def provinces(graph: Graph, codes: list[str], on: dt.date) -> dict[str, str]:
    """The province in which each unit lies on a day, whole; units of which that cannot be said are
    absent."""
    rows = await graph.read(PROVINCES, codes=codes, on=on)
    return {row["code"]: row["provinces"][0] for row in rows if len(row["provinces"]) == 1}
