"""What linkage projects rest on besides maps of chains and linkages of clusters: what businesses receive, and
what members trade with each other."""

import datetime as dt
from collections.abc import Sequence

from graph.client import Graph, Row
from graph.cypher import Statement, supplied

RECEIVED = Statement(
    "linkage_project_received",
    "UNWIND $keys AS key MATCH (b:Business {code: key})<-[r:SUPPLIES]-(:Business)\n"
    "WHERE " + supplied("r", "$on") + "\n"
    "RETURN collect({customer: key, product: r.product, quantity: r.quantityPerYear}) AS found",
    timeout=20.0,
)


TRADE = Statement(
    "linkage_project_trade",
    "UNWIND $keys AS key MATCH (s:Business {code: key})-[r:SUPPLIES]->(c:Business)\n"
    "WHERE c.code IN $keys AND " + supplied("r", "$on") + "\n"
    "RETURN DISTINCT key AS supplier, c.code AS customer, r.product AS product",
)


async def trade(graph: Graph, businesses: Sequence[str], on: dt.date) -> list[Row]:
    """What some businesses are known to deliver to each other on a day."""
    return await graph.read(TRADE, keys=list(businesses), on=on) if businesses else []


async def received(graph: Graph, businesses: Sequence[str], on: dt.date) -> list[Row]:
    """What some businesses receive on a day, from anybody, one row a delivery."""
    if not businesses:
        return []
    return list((await graph.read(RECEIVED, keys=list(businesses), on=on))[0]["found"])
