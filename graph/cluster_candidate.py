"""All businesses in Vietnam with what they offer and need, and the trade between them: what groups that
behave like a cluster rest on. The whole register, read once for a version of the data.

Each statement gives one record of groups, which is several times faster than one row with everything for each
business.
"""

import asyncio
import datetime as dt
from collections.abc import Sequence

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
    "WITH n.code AS key, collect(b.code) AS firms RETURN collect({key: key, firms: firms}) AS groups",
    timeout=_SECONDS,
)

BY_CLUSTER = Statement(
    "firms_by_cluster",
    "MATCH (n:Cluster)<-[r:LOCATED_IN|MEMBER_OF]-(b:Business) WHERE r.since IS NULL OR r.since <= $on "
    "WITH n.code AS key, collect(b.code) AS firms RETURN collect({key: key, firms: firms}) AS groups",
    timeout=_SECONDS,
)

BY_OFFER = Statement(
    "firms_by_offered_product",
    "MATCH (p:Product)<-[:OF]-(n:Offer)<-[:OFFERS]-(b:Business) WHERE " + VALID + " "
    "WITH p.code AS key, collect(b.code) AS firms RETURN collect({key: key, firms: firms}) AS groups",
    timeout=_SECONDS,
)

BY_NEED = Statement(
    "firms_by_needed_product",
    "MATCH (p:Product)<-[:OF]-(n:Need)<-[:NEEDS]-(b:Business) WHERE " + VALID + " "
    "WITH p.code AS key, collect(b.code) AS firms RETURN collect({key: key, firms: firms}) AS groups",
    timeout=_SECONDS,
)

BY_CUSTOMER = Statement(
    "firms_by_customer",
    "MATCH (n:Business)<-[r:SUPPLIES]-(b:Business) "
    "WHERE " + supplied("r", "$on") + " "
    "WITH n.code AS key, collect(b.code) AS firms RETURN collect({key: key, firms: firms}) AS groups",
    timeout=_SECONDS,
)

_LISTS = {
    "units": BY_UNIT,
    "clusters": BY_CLUSTER,
    "offers": BY_OFFER,
    "needs": BY_NEED,
    "customers": BY_CUSTOMER,
}


async def firms(graph: Graph, on: dt.date) -> list[Row]:
    """Every business in Vietnam that is no anonymous market, with its place, and the codes of its units, its
    clusters, the products it offers and needs, and its customers on a day."""
    places, *lists = await asyncio.gather(
        _groups(graph, PLACES), *(_groups(graph, statement, on=on) for statement in _LISTS.values())
    )
    found = {row["code"]: row | {name: [] for name in _LISTS} for row in places}
    for name, groups in zip(_LISTS, lists, strict=True):
        for group in groups:
            for code in group["firms"]:
                if code in found:
                    found[code][name].append(group["key"])
    return list(found.values())


async def _groups(graph: Graph, statement: Statement, **parameters: object) -> Sequence[Row]:
    rows = await graph.read(statement, **parameters)
    return list(rows[0]["groups"])
