"""All businesses in Vietnam with what they offer and need, and the trade between them: what groups that
behave like a cluster rest on. The whole register, read once for a version of the data.

Each statement gives one record of groups, which is several times faster than one row with everything for each
business.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, LiteralString, NamedTuple

from graph.client import Graph, Row
from graph.cypher import Statement, belongs, supplied
from graph.flow import VALID

_SECONDS = 60.0

PLACES = Statement(
    "places_of_firms",
    "MATCH (b:Business) WHERE b.country = 'VN' AND NOT coalesce(b.isAnonymous, false) "
    "RETURN collect(b {.code, .latitude, .longitude}) AS groups",
    timeout=_SECONDS,
)


def _firms_by(name: LiteralString, key: LiteralString, path: LiteralString) -> Statement:
    """The codes of the firms ``b`` that a path finds, by a key."""
    text = path + " WITH " + key + " AS key, collect(b.code) AS firms RETURN collect([key, firms]) AS groups"
    return Statement(name, text, timeout=_SECONDS)


BY_UNIT = _firms_by("firms_by_unit", "n.code", "MATCH (n:AdministrativeUnit)<-[:SITUATED_IN]-(b:Business)")

BY_CLUSTER = _firms_by(
    "firms_by_cluster",
    "n.code",
    "MATCH (n:Cluster)<-[r:LOCATED_IN|MEMBER_OF]-(b:Business) WHERE " + belongs("r", "$on"),
)

BY_OFFER = _firms_by(
    "firms_by_offered_product",
    "p.code",
    "MATCH (p:Product)<-[:OF]-(n:Offer)<-[:OFFERS]-(b:Business) WHERE " + VALID,
)

BY_NEED = _firms_by(
    "firms_by_needed_product",
    "p.code",
    "MATCH (p:Product)<-[:OF]-(n:Need)<-[:NEEDS]-(b:Business) WHERE " + VALID,
)

BY_CUSTOMER = _firms_by(
    "firms_by_customer",
    "n.code",
    "MATCH (n:Business)<-[r:SUPPLIES]-(b:Business) WHERE " + supplied("r", "$on"),
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
    """All of them on a day. One list is read after another, and firms share equal lists: the whole register
    is held in some hundred bytes a business."""
    places = _places(await _groups(graph, PLACES))
    codes = [code for code, _, _ in places]
    lists = [
        _by_firm(await _groups(graph, statement, **parameters), codes)
        for statement, parameters in (
            (BY_UNIT, {}),
            (BY_CLUSTER, {"on": on}),
            (BY_OFFER, {"on": on}),
            (BY_NEED, {"on": on}),
            (BY_CUSTOMER, {"on": on}),
        )
    ]
    return [Firm(*place, *found) for place, *found in zip(places, *lists, strict=True)]


def _places(rows: Sequence[Row]) -> list[tuple[str, float | None, float | None]]:
    """The code and the place of each firm."""
    return [(row["code"], row["latitude"], row["longitude"]) for row in rows]


def _by_firm(groups: Sequence[tuple[str, Sequence[str]]], codes: Sequence[str]) -> list[tuple[str, ...]]:
    """The keys of the groups in which each firm is."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key, firms in groups:
        for code in firms:
            found[code].append(key)
    shared: dict[tuple[str, ...], tuple[str, ...]] = {}
    return [shared.setdefault(keys, keys) for keys in (tuple(found.get(code, ())) for code in codes)]


async def _groups(graph: Graph, statement: Statement, **parameters: object) -> Sequence[Any]:
    (row,) = await graph.read(statement, **parameters)
    groups: Sequence[Any] = row["groups"]
    return groups
