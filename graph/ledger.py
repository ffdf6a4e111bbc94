"""What was loaded of a dataset, in pages: so many rows of a table as are written together.

A page is one text, so that a register of a million businesses has some thousands of them and none is large.
"""

from graph.client import Graph, Row
from graph.cypher import Statement, index, unique

CONSTRAINTS = (unique("Ledger", "key"), index("Ledger", "table"))

_TIMEOUT = 120.0

READ_PAGES = Statement(
    "read_ledger",
    "MATCH (l:Ledger {table: $table}) WHERE l.dataset = $dataset "
    "RETURN l.key AS key, l.hashes AS hashes ORDER BY key",
    timeout=_TIMEOUT,
)

WRITE_PAGES = Statement(
    "write_ledger",
    "UNWIND $pages AS page MERGE (l:Ledger {key: page.key}) "
    "SET l.dataset = page.dataset, l.table = page.table, l.hashes = page.hashes",
    timeout=_TIMEOUT,
)

REMOVE_PAGES = Statement(
    "unload_ledger", "UNWIND $keys AS key MATCH (l:Ledger {key: key}) DELETE l", timeout=_TIMEOUT
)


async def read_pages(graph: Graph, dataset: str, table: str) -> dict[str, str]:
    """The pages of a table, by their keys, in order."""
    rows = await graph.read(READ_PAGES, dataset=dataset, table=table)
    return {row["key"]: row["hashes"] for row in rows}


def written_pages(dataset: str, table: str, pages: dict[str, str]) -> tuple[Statement, Row]:
    """The step that writes pages of a table, new or not."""
    rows = [{"key": key, "dataset": dataset, "table": table, "hashes": pages[key]} for key in pages]
    return WRITE_PAGES, {"pages": rows}


def removed_pages(keys: list[str]) -> tuple[Statement, Row]:
    """The step that removes pages."""
    return REMOVE_PAGES, {"keys": keys}
