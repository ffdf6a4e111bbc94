"""Whether records exist: the check of codes in arguments."""

from domain.codes import RecordKind
from graph.client import Graph
from graph.cypher import Statement

EXISTING = {
    RecordKind.BUSINESS: Statement(
        "existing_businesses",
        "UNWIND $codes AS code MATCH (n:Business {code: code}) RETURN collect(n.code) AS codes",
    ),
    RecordKind.PRODUCT: Statement(
        "existing_products",
        "UNWIND $codes AS code MATCH (n:Product {code: code}) RETURN collect(n.code) AS codes",
    ),
    RecordKind.VALUE_CHAIN: Statement(
        "existing_value_chains",
        "UNWIND $codes AS code MATCH (n:ValueChain {code: code}) RETURN collect(n.code) AS codes",
    ),
    RecordKind.CLUSTER: Statement(
        "existing_clusters",
        "UNWIND $codes AS code MATCH (n:Cluster {code: code}) RETURN collect(n.code) AS codes",
    ),
    RecordKind.TRADE_FAIR: Statement(
        "existing_trade_fairs",
        "UNWIND $codes AS code MATCH (n:TradeFair {code: code}) RETURN collect(n.code) AS codes",
    ),
    RecordKind.PROGRAMME: Statement(
        "existing_programmes",
        "UNWIND $codes AS code MATCH (n:Programme {code: code}) RETURN collect(n.code) AS codes",
    ),
    RecordKind.ADMINISTRATIVE_UNIT: Statement(
        "existing_administrative_units",
        "UNWIND $codes AS code MATCH (n:AdministrativeUnit {code: code}) RETURN collect(n.code) AS codes",
    ),
}


async def unknown_codes(graph: Graph, kind: RecordKind, codes: list[str]) -> list[str]:
    """Those of some codes that belong to no record of a kind, in the order given."""
    if not codes:
        return []
    (row,) = await graph.read(EXISTING[kind], codes=codes)
    known = set(row["codes"])
    return [code for code in codes if code not in known]
