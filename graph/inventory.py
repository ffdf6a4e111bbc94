"""What a graph holds: labels, constraints, indexes."""

from graph.client import Graph
from graph.cypher import Statement
from graph.schema import CONSTRAINTS, DECLARATIONS

COUNT_LABELS = Statement(
    "count_labels",
    "MATCH (n) UNWIND labels(n) AS label RETURN label, count(*) AS total ORDER BY label",
    timeout=60.0,
)
SHOW_INDEXES = Statement(
    "show_indexes", "SHOW INDEXES YIELD labelsOrTypes, properties RETURN labelsOrTypes, properties"
)
ANY_BUSINESS = Statement("any_business", "OPTIONAL MATCH (n:Business) WITH n LIMIT 1 RETURN n.code AS code")
REMOVED_CHANGE = Statement(
    "removed_change",
    "OPTIONAL MATCH (c:Change {dataset: $dataset, action: 'REMOVED'}) WITH c LIMIT 1 "
    "RETURN c.sequence AS sequence",
    timeout=60.0,
)

DECLARED = (*CONSTRAINTS, *DECLARATIONS)


async def counts(graph: Graph) -> list[tuple[str, int]]:
    """How many nodes each label has, by label."""
    return [(row["label"], row["total"]) for row in await graph.read(COUNT_LABELS)]


async def missing_declarations(graph: Graph) -> list[str]:
    """The constraints and indexes that this version declares and the graph lacks."""
    there = {
        (label, key)
        for row in await graph.read(SHOW_INDEXES)
        for label in row["labelsOrTypes"] or ()
        for key in row["properties"] or ()
    }
    return [d.name for d in DECLARED if (d.label, d.key) not in there]


async def has_register(graph: Graph) -> bool:
    """Whether the graph holds any business."""
    return (await graph.read(ANY_BUSINESS))[0]["code"] is not None


async def was_removed(graph: Graph, dataset: str) -> bool:
    """Whether somebody has removed a dataset from the graph before."""
    return (await graph.read(REMOVED_CHANGE, dataset=dataset))[0]["sequence"] is not None
