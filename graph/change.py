"""The history of the register: one numbered change per accepted write, and claims of sources."""

import datetime as dt

from graph.client import Graph, Row
from graph.cypher import Statement, by_code, index, unique
from graph.listing import Edge

CONSTRAINTS = (
    index("Change", "sequence"),
    index("Change", "dataset"),
    unique("Sequence", "name"),
    unique("Claim"),
)

CLAIM = ".code, .field, .value, .source, .asOf, record: head([(n)<-[:ASSERTED_BY]-(r) | r.code])"

CLAIMS_BY_CODE = by_code("claims_by_code", "Claim", CLAIM)

CLAIMS_OF_BUSINESS = Edge(
    name="claims_of_business",
    path="MATCH (:Business {code: key})-[:ASSERTED_BY]->(n:Claim)",
    order="n.code",
    projection=CLAIM,
)

DATA_VERSION = Statement(
    "data_version", "OPTIONAL MATCH (s:Sequence {name: 'change'}) RETURN coalesce(s.value, 0) AS version"
)

RECORD_CHANGE = Statement(
    "record_change",
    """
    MERGE (s:Sequence {name: 'change'})
    SET s.value = coalesce(s.value, 0) + 1
    WITH s.value AS sequence
    CREATE (:Change {sequence: sequence, at: $at, actor: $actor, action: $action,
                     summary: $summary, dataset: $dataset})
    RETURN sequence
    """,
)


async def data_version(graph: Graph) -> int:
    """The number of the newest change; 0 in an empty graph."""
    return int((await graph.read(DATA_VERSION))[0]["version"])


def recording(
    *, at: dt.datetime, actor: str, action: str, summary: str, dataset: str | None = None
) -> tuple[Statement, Row]:
    """The step that records a change; it belongs into the transaction of the write it is about."""
    return RECORD_CHANGE, {
        "at": at,
        "actor": actor,
        "action": action,
        "summary": summary,
        "dataset": dataset,
    }
