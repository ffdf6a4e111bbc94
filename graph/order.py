"""Stored order keys by name: written anew after a change of what they are made of."""

from typing import LiteralString

from domain.text import order_key
from graph.client import Graph
from graph.cypher import Statement

_BATCH = 1_000


def _named(label: LiteralString) -> Statement:
    return Statement(
        "named_" + label.lower(),
        "MATCH (n:"
        + label
        + ") WHERE n.code > $after AND n.name IS NOT NULL WITH n ORDER BY n.code LIMIT $limit "
        "RETURN n.code AS code, n.name AS name, n.byName AS byName",
    )


def _place(label: LiteralString) -> Statement:
    return Statement(
        "place_" + label.lower(),
        "UNWIND $rows AS row MATCH (n:" + label + " {code: row.code}) WHERE n.name = row.name "
        "SET n.byName = row.byName",
        timeout=60.0,
    )


_LABELS: tuple[LiteralString, ...] = (
    "AdministrativeUnit",
    "Agency",
    "BudgetLine",
    "Business",
    "Cluster",
    "CraftVillage",
    "FairSeries",
    "Investment",
    "Organisation",
    "Product",
    "Programme",
    "Project",
    "TradeFair",
    "ValueChain",
)

NAMED_RECORDS = {label: (_named(label), _place(label)) for label in _LABELS}
"""For each label with names: the statement that reads its records in batches by code, and the one that
gives some of them their keys, unless they have got another name meanwhile."""


async def renew_order_keys(graph: Graph) -> None:
    """Gives every record the order key of its name, those that people have changed too.

    Python alone can compute a key, so records are read and written in batches, each in a transaction of
    its own; what was interrupted is done again from the beginning, and writes only keys that differ.
    """
    for named, place in NAMED_RECORDS.values():
        after = ""
        while found := await graph.read(named, after=after, limit=_BATCH):
            after = found[-1]["code"]
            rows = [{**row, "byName": order_key(row["name"], row["code"])} for row in found]
            different = [row for row, old in zip(rows, found, strict=True) if row != old]
            if different:
                await graph.write((place, {"rows": different}))
