"""Known trade, tier by tier: the links of some businesses, all by one statement."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import LiteralString

from domain.enums import TraceDirection
from graph.client import Graph, Row
from graph.cypher import Statement, by_code, supplied

TRADERS_BY_CODE = by_code("traders_by_code", "Business", ".code, .name, .nameEn")

_LINKS: LiteralString = (
    """
    WHERE """
    + supplied("r", "$on")
    + """
      AND (ask.products IS NULL OR r.product IN ask.products)
    WITH code, r, o ORDER BY code, r.key LIMIT $limit
    RETURN collect({asked: code, other: o.code, name: o.name, nameEn: o.nameEn, product: r.product,
                    quantity: r.quantityPerYear, source: r.source, asOf: r.asOf}) AS links
"""
)

TIER_OF_SUPPLIERS = Statement(
    "tier_of_suppliers",
    "UNWIND $asks AS ask UNWIND ask.businesses AS code "
    "MATCH (:Business {code: code})<-[r:SUPPLIES]-(o:Business)" + _LINKS,
)

TIER_OF_CUSTOMERS = Statement(
    "tier_of_customers",
    "UNWIND $asks AS ask UNWIND ask.businesses AS code "
    "MATCH (:Business {code: code})-[r:SUPPLIES]->(o:Business)" + _LINKS,
)


async def traders(graph: Graph, codes: Sequence[str]) -> dict[str, Row]:
    """Businesses by the codes asked for, with code and names; that of a merged one leads to the business that
    absorbed it."""
    rows = await graph.read(TRADERS_BY_CODE, keys=list(codes))
    return {row["key"]: row["rows"][0] for row in rows}


async def tier(
    graph: Graph, direction: TraceDirection, asks: Sequence[Mapping[str, object]], on: dt.date, limit: int
) -> list[Row]:
    """The links of some businesses on a day, in the order of the business ``asked``; at most ``limit``. Each
    ask has ``businesses`` and ``products``, which is None for all."""
    statement = TIER_OF_SUPPLIERS if direction is TraceDirection.UPSTREAM else TIER_OF_CUSTOMERS
    rows = await graph.read(statement, asks=list(asks), on=on, limit=limit)
    return list(rows[0]["links"])
