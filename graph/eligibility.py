"""What must be known of facilities to tell whether they are eligible, and what answers would settle."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import LiteralString

from graph.business import FACILITIES
from graph.client import Graph, Row
from graph.cypher import ABSORBED, PASSED_WHOLE, PROVINCE_KINDS, Statement, valid
from graph.listing import selection

_FACTS: LiteralString = (
    "n.code AS code, n.byName AS place, n.vsicCodes AS vsicCodes,\n"
    "  [(n)<-[:OPERATES]-(o:Organisation) | o.legalForm] AS legalForms,\n"
    "  [(n)<-[:OPERATES]-(:Organisation)-[:OPERATES]->(b:Business) | b.code] AS otherSites,\n"
    "  [(n)-[:REPORTED]->(f:AnnualFigures) |\n"
    "    f {.year, .insuredWorkers, .revenue, .capital, site: n.code}] AS figures,\n"
    "  [(n)<-[:OPERATES]-(:Organisation)-[:OPERATES]->(b:Business)-[:REPORTED]->(f:AnnualFigures) |\n"
    "    f {.year, .insuredWorkers, .revenue, .capital, site: b.code}] AS otherFigures,\n"
    "  [(n)-[:SITUATED_IN]->(u:AdministrativeUnit) | u.code] AS units,\n"
    "  [(n)-[:BELONGS_TO]->(v:CraftVillage) | v {.name, .recognisedOn}] AS villages,\n"
    "  [(n)-[:PLANS]->(i:Investment) | i {.code, .name, .activity, .year, .cost, .eligibleCost, .ownFunds,\n"
    "    .hasOtherStateMoney, .isTechnologyLine}] AS plans,\n"
    "  [(n)-[:PLANS]->(i:Investment)<-[:COVERS]-(p:Project)\n"
    "    | {investment: i.code, project: p.code, status: p.status}] AS covered"
)
"""Size is that of the organisation: the figures of all its sites; a pattern that comes back to the facility
by the same relationship does not match, so its own figures are read apart."""

FACILITY_FACTS = Statement(
    "eligibility_facts", ABSORBED + "MATCH (n:Facility {code: code})\nRETURN " + _FACTS
)

PROJECT_FACTS = Statement(
    "eligibility_of_project",
    ABSORBED + "MATCH (p:Project {code: code})\n"
    "RETURN p {.code, .activity, .level, .status, .approvedOn, .ruleSet,\n"
    "  facilities: [(p)<-[:BENEFITS_FROM]-(n:Facility) | n.code],\n"
    "  investments: [(p)-[:COVERS]->(i:Investment) | i.code]} AS project",
)

PLACES = Statement(
    "eligibility_places",
    "UNWIND $keys AS key\n"
    "MATCH (:AdministrativeUnit {code: key})-[links:SUCCEEDED_BY*0..4]->(n:AdministrativeUnit)\n"
    "WHERE " + PASSED_WHOLE + " AND " + valid("n", "$on") + "\n"
    "WITH DISTINCT key, n\n"
    "RETURN key, n.code AS code, n.name AS name, n.nameEn AS nameEn, n.kind AS kind, n.validFrom AS since,\n"
    "  [(n)-[:PART_OF]->(above:AdministrativeUnit) WHERE " + valid("above", "$on") + "\n"
    "    | above {.kind, grades: [(above)-[:CLASSED_AS]->(class:UnitClass)\n"
    "      WHERE class.kind = 'CITY_GRADE' AND " + valid("class", "$on") + " | class.value]}] AS above,\n"
    "  [(n)<-[:SUCCEEDED_BY]-(earlier:AdministrativeUnit) | earlier.kind] AS earlier,\n"
    "  [(n)-[:PART_OF*1..3]->(above:AdministrativeUnit)\n"
    "    WHERE above.kind IN " + PROVINCE_KINDS + " AND " + valid("above", "$on") + "\n"
    "    | above {.code, .kind}] AS provinces,\n"
    "  [(n)-[:CLASSED_AS]->(class:UnitClass)\n"
    "    WHERE class.kind = 'AREA_DIFFICULTY' AND " + valid("class", "$on") + " | class.value] AS classes\n"
    "ORDER BY key, code",
)

TRADED = Statement(
    "eligibility_goods",
    "UNWIND $keys AS key MATCH (b:Facility {code: key})\n"
    "RETURN key, b.latitude IS NULL AS isUnplaced,\n"
    "  [(b)-[:OFFERS]->(n:Offer)-[:OF]->(p:Product) WHERE " + valid("n", "$on") + "\n"
    "    | {product: p.code, isKnown: n.capacityPerYear IS NOT NULL}] AS offers,\n"
    "  [(b)-[:NEEDS]->(n:Need)-[:OF]->(p:Product) WHERE " + valid("n", "$on") + "\n"
    "    | {product: p.code, isKnown: n.quantityPerYear IS NOT NULL}] AS needs",
)

COUNTERPARTS = Statement(
    "eligibility_counterparts",
    "UNWIND $keys AS key MATCH (p:Product {code: key})\n"
    "RETURN key,\n"
    "  COUNT { MATCH (p)<-[:OF]-(n:Offer)<-[:OFFERS]-(:Business) WHERE "
    + valid("n", "$on")
    + " } AS offers,\n"
    "  COUNT { MATCH (p)<-[:OF]-(n:Need)<-[:NEEDS]-(:Business) WHERE " + valid("n", "$on") + " } AS needs",
)


@dataclass(frozen=True, slots=True)
class Goods:
    """What facilities offer and need, and how many offer and need each product."""

    facilities: Mapping[str, Row]
    offers: Mapping[str, int]
    needs: Mapping[str, int]


async def facts(graph: Graph, codes: Sequence[str]) -> list[Row]:
    """The facts of some facilities, each once, in no order; nothing for a code that is none."""
    return await graph.read(FACILITY_FACTS, keys=list(codes)) if codes else []


async def project(graph: Graph, code: str) -> Row | None:
    """What is known of a project for the eligibility of its beneficiaries; None where there is none.
    ``facilities``: these, each once however many items it benefits from."""
    rows = await graph.read(PROJECT_FACTS, keys=[code])
    if not rows:
        return None
    found = rows[0]["project"]
    return {**found, "facilities": sorted(set(found["facilities"]))}


async def facts_of_list(graph: Graph, conditions: Mapping[str, object], most: int) -> list[Row]:
    """The facts of the facilities under the conditions of their list, at most so many."""
    return await graph.read(facts_statement(frozenset(conditions)), **conditions, most=most)


async def places(graph: Graph, units: Collection[str], on: dt.date) -> dict[str, list[Row]]:
    """For each unit those in force on a day to which it passed as a whole; itself where it is."""
    found: dict[str, list[Row]] = {}
    for row in await graph.read(PLACES, keys=sorted(units), on=on) if units else ():
        found.setdefault(row["key"], []).append(row)
    return found


async def goods(graph: Graph, codes: Sequence[str], on: dt.date) -> Goods:
    """What some facilities offer and need on a day, and how many offer and need those products."""
    rows = {row["key"]: row for row in await graph.read(TRADED, keys=list(codes), on=on)}
    products = sorted({item["product"] for row in rows.values() for item in (*row["offers"], *row["needs"])})
    counted = await graph.read(COUNTERPARTS, keys=products, on=on) if products else []
    return Goods(
        facilities=rows,
        offers={row["key"]: row["offers"] for row in counted},
        needs={row["key"]: row["needs"] for row in counted},
    )


@lru_cache(maxsize=256)
def facts_statement(given: frozenset[str]) -> Statement:
    """The statement of the facts of a list under the conditions given."""
    text: LiteralString = selection(FACILITIES, given) + "\nWITH n LIMIT $most\nRETURN " + _FACTS
    return Statement("eligibility_facts_of_list", text, timeout=20.0)


def statements_of_facts() -> Iterable[Statement]:
    """The statements of the facts of a list for tests of the engines: under each condition, and under some
    pairs."""
    yield facts_statement(frozenset[str]())
    for condition in FACILITIES.conditions:
        yield facts_statement(frozenset({condition}))
    for pair in combinations(("words", "within", "offers", "legalForms"), 2):
        yield facts_statement(frozenset(pair))
