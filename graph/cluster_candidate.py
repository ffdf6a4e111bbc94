"""All businesses in Vietnam with what they offer and need, and the trade between them: what groups that
behave like a cluster rest on. The whole register, read once for a version of the data.

Each statement gives one record of groups, which is several times faster than one row with everything for each
business.
"""

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from graph.client import Graph, Row
from graph.cypher import Statement, supplied
from graph.flow import VALID

_SECONDS = 60.0

PLACES = Statement(
    "places_of_firms",
    "MATCH (b:Business) WHERE b.country = 'VN' AND NOT coalesce(b.isAnonymous, false) "
    "RETURN collect(b {.code, .latitude, .longitude}) AS groups",
    timeout=_SECONDS,
)

BY_UNIT = Statement(
    "firms_by_unit",
    "MATCH (n:AdministrativeUnit)<-[:SITUATED_IN]-(b:Business) "
    "WITH n.code AS key, collect(b.code) AS firms RETURN collect([key, firms]) AS groups",
    timeout=_SECONDS,
)

BY_CLUSTER = Statement(
    "firms_by_cluster",
    "MATCH (n:Cluster)<-[r:LOCATED_IN|MEMBER_OF]-(b:Business) WHERE r.since IS NULL OR r.since <= $on "
    "WITH n.code AS key, collect(b.code) AS firms RETURN collect([key, firms]) AS groups",
    timeout=_SECONDS,
)

BY_OFFER = Statement(
    "firms_by_offered_product",
    "MATCH (p:Product)<-[:OF]-(n:Offer)<-[:OFFERS]-(b:Business) WHERE " + VALID + " "
    "WITH p.code AS key, collect(b.code) AS firms RETURN collect([key, firms]) AS groups",
    timeout=_SECONDS,
)

BY_NEED = Statement(
    "firms_by_needed_product",
    "MATCH (p:Product)<-[:OF]-(n:Need)<-[:NEEDS]-(b:Business) WHERE " + VALID + " "
    "WITH p.code AS key, collect(b.code) AS firms RETURN collect([key, firms]) AS groups",
    timeout=_SECONDS,
)

BY_CUSTOMER = Statement(
    "firms_by_customer",
    "MATCH (n:Business)<-[r:SUPPLIES]-(b:Business) "
    "WHERE " + supplied("r", "$on") + " "
    "WITH n.code AS key, collect(b.code) AS firms RETURN collect([key, firms]) AS groups",
    timeout=_SECONDS,
)


class Firm(NamedTuple):
    """A business in Vietnam that is no anonymous market: its place, and the codes of its units, its clusters,
    the products it offers and needs, and its customers."""

    code: str
    latitude: float | None
    longitude: float | None
    units: tuple[str, ...]
    clusters: tuple[str, ...]
    offers: tuple[str, ...]
    needs: tuple[str, ...]
    customers: tuple[str, ...]


async def firms(graph: Graph, on: dt.date) -> list[Firm]:
    """All of them on a day. One list is read after another and put together in a thread, and firms share
    equal lists: the whole register is held in some hundred bytes a business."""
    row_of, spots = await asyncio.to_thread(_placed, await _groups(graph, PLACES))
    lists = [
        await asyncio.to_thread(_by_firm, await _groups(graph, statement, **parameters), row_of)
        for statement, parameters in (
            (BY_UNIT, {}),
            (BY_CLUSTER, {"on": on}),
            (BY_OFFER, {"on": on}),
            (BY_NEED, {"on": on}),
            (BY_CUSTOMER, {"on": on}),
        )
    ]
    return await asyncio.to_thread(
        lambda: [Firm(code, *spot, *found) for code, spot, *found in zip(row_of, spots, *lists, strict=True)]
    )


def _placed(places: Sequence[Row]) -> tuple[dict[str, int], list[tuple[float | None, float | None]]]:
    """The row of each firm, and its place."""
    spots = [(place["latitude"], place["longitude"]) for place in places]
    return {place["code"]: row for row, place in enumerate(places)}, spots


def _by_firm(groups: Sequence[tuple[str, Sequence[str]]], row_of: Mapping[str, int]) -> list[tuple[str, ...]]:
    """The keys of the groups in which each firm is."""
    found: list[list[str] | None] = [None] * len(row_of)
    for key, firms in groups:
        for code in firms:
            row = row_of.get(code)
            if row is not None:
                keys = found[row]
                if keys is None:
                    found[row] = [key]
                else:
                    keys.append(key)
    shared: dict[tuple[str, ...], tuple[str, ...]] = {}
    return [shared.setdefault(keys, keys) for keys in (tuple(each or ()) for each in found)]


async def _groups(graph: Graph, statement: Statement, **parameters: object) -> Sequence[Any]:
    (row,) = await graph.read(statement, **parameters)
    groups: Sequence[Any] = row["groups"]
    return groups
