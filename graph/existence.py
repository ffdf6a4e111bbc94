"""Whether records exist: the check of codes in arguments."""

from typing import LiteralString

from domain.codes import RecordKind
from graph.client import Graph
from graph.cypher import ABSORBED, Statement
from graph.gathering import Gathering


def _existing(name: str, label: LiteralString) -> Statement:
    return Statement(name, ABSORBED + "MATCH (n:" + label + " {code: code}) RETURN key, code")


EXISTING = {
    RecordKind.BUSINESS: _existing("existing_businesses", "Business"),
    RecordKind.PRODUCT: _existing("existing_products", "Product"),
    RecordKind.VALUE_CHAIN: _existing("existing_value_chains", "ValueChain"),
    RecordKind.CLUSTER: _existing("existing_clusters", "Cluster"),
    RecordKind.TRADE_FAIR: _existing("existing_trade_fairs", "TradeFair"),
    RecordKind.PROGRAMME: _existing("existing_programmes", "Programme"),
    RecordKind.BUDGET_LINE: _existing("existing_budget_lines", "BudgetLine"),
    RecordKind.PROJECT: _existing("existing_projects", "Project"),
    RecordKind.ADMINISTRATIVE_UNIT: _existing("existing_administrative_units", "AdministrativeUnit"),
    RecordKind.CRAFT_VILLAGE: _existing("existing_craft_villages", "CraftVillage"),
}


async def existing_codes(graph: Graph | Gathering, kind: RecordKind, codes: list[str]) -> dict[str, str]:
    """Those of some codes that belong to a record of a kind, each with the code that it has today: that of
    a merged record leads to the record that absorbed it."""
    if not codes:
        return {}
    return {row["key"]: row["code"] for row in await graph.read(EXISTING[kind], keys=codes)}
