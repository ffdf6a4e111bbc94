"""The published operations with variables that the probes answer, alike at every size of the register."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphql import OperationDefinitionNode, parse, print_ast

from benchmarks.probes import LATER_YEAR, YEAR, Probes
from benchmarks.questions import Variables
from benchmarks.reference import RESERVED_CHAIN, RESERVED_COMMUNE, RESERVED_PRODUCTS, RESERVED_PROVINCE
from benchmarks.vocabulary import RARE_WORD
from web import OPERATIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A published operation, by its name, and variables that take turns."""

    name: str
    query: str
    variables: Sequence[Variables]


def published(own: Probes) -> list[Published]:
    """Every published operation, in the order of its document. Raises ``KeyError`` for one that has no
    variables here."""
    variables = _variables(own)
    return [
        Published(name=name, query=query, variables=variables[name])
        for path in sorted(OPERATIONS.glob("*.graphql"))
        for name, query in _operations(path.read_text())
    ]


def _operations(document: str) -> list[tuple[str, str]]:
    """The name and the text of each operation of a document."""
    return [
        (definition.name.value, print_ast(definition))
        for definition in parse(document).definitions
        if isinstance(definition, OperationDefinitionNode) and definition.name is not None
    ]


def _variables(own: Probes) -> Mapping[str, Sequence[Variables]]:
    """What is asked, by the name of the operation."""
    here: Variables = {"within": [RESERVED_COMMUNE]}
    either = [here, {"within": [RESERVED_PROVINCE]}]
    hours = [{"date": f"{LATER_YEAR}-01-01", "from": "09:00", "to": "16:00"}]
    group = {
        "activity": "POLLUTION_TREATMENT",
        "fundingYear": LATER_YEAR,
        "level": "NATIONAL",
        "within": [RESERVED_COMMUNE],
    }
    pilot = {
        "chain": RESERVED_CHAIN,
        "firstYear": LATER_YEAR,
        "level": "NATIONAL",
        "within": [RESERVED_COMMUNE],
    }
    return {
        "BrowseRegister": [{"filter": each, "first": 20} for each in either],
        "PlanChain": [
            {"input": {"product": code, "quantityPerYear": 10, "within": [RESERVED_COMMUNE]}}
            for code in sorted(RESERVED_PRODUCTS)
        ],
        "ClusterLinkages": [{**each, "first": 10} for each in either],
        "ClusterCandidates": [{**here, "chain": RESERVED_CHAIN}],
        "Disruption": [{"of": [code]} for code in own.suppliers[1:11]],
        "FairMatches": [{"fair": own.fairs[0], "first": 20}],
        "FairSuggestions": [{"business": code} for code in own.facilities[:10]],
        "MeetingSchedule": [
            {"input": {"fair": own.fairs[0], "tables": 5, "slotMinutes": 30, "dailyHours": hours}}
        ],
        "FindPartners": [
            {"business": code, "direction": direction, "first": 20}
            for code in own.facilities[:20:2]
            for direction in ("SUPPLIERS", "BUYERS")
        ],
        "FindPartnersByExample": [
            {"example": {"needs": [{"product": "P-dat-set-gom"}]}, "direction": "SUPPLIERS"},
            {"example": {"offers": [{"product": "P-gom-gia-dung"}]}, "direction": "BUYERS"},
        ],
        "LookUp": [
            {"facility": code, "product": "P-gom-gia-dung", "id": own.fairs[0]}
            for code in own.facilities[1:61]
        ],
        "CheckEligibility": [
            {"facility": code, "activity": "BRAND", "level": "NATIONAL"} for code in own.facilities[:20]
        ],
        "CheckEveryone": [{"filter": here, "activities": ["ADVANCED_MACHINERY"], "level": "NATIONAL"}],
        "DataGaps": [here],
        "ProposeGroupProjects": [{"input": group}],
        "ProposePilotProjects": [{"input": pilot}],
        "PlanPortfolio": [{"input": {"fundingYear": YEAR, "budgetLines": own.budget_lines[:2]}}],
        "ProgrammeProgress": [{"code": code} for code in own.programmes[:5]],
        "Search": [{"text": text, "first": 10} for text in (RARE_WORD, f"gom {RARE_WORD.lower()}")],
        "CountFacilities": [{"filter": here, "by": ["SIZE_CLASS", "LEGAL_FORM"]}],
        "CountProjects": [{"filter": {"fundingYears": [YEAR]}, "by": ["ACTIVITY", "LEVEL"]}],
        "SupplyTrace": [
            {"business": code, "direction": "UPSTREAM", "depth": 4} for code in own.facilities[:20:2]
        ],
        "ValueChainMap": [{"code": RESERVED_CHAIN, **here}],
    }
