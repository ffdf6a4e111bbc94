"""What linkages of clusters rest on: the clusters of a territory, and what members offer, need and trade.

A few statements, whatever the number of clusters; the cost follows the number of their members.
"""

import asyncio
import datetime as dt
from collections.abc import Collection, Sequence
from typing import LiteralString

from graph.client import Graph, Row
from graph.cypher import PASSED_WHOLE, Statement, belongs
from graph.flow import needs_of, offers_of, receipts_of, traders

_CLUSTERS: LiteralString = (
    """
    WHERE n.status IS NULL OR n.status <> 'WITHDRAWN'
    WITH DISTINCT n LIMIT $most
    RETURN collect(n {.code, .name, .nameEn, .kind, .latitude, .longitude,
      units: [(n)-[:SITUATED_IN]->(e:AdministrativeUnit)-[links:SUCCEEDED_BY*0..8]->(u:AdministrativeUnit)
        WHERE """
    + PASSED_WHOLE
    + """ | u {.code, .name, .kind, .latitude, .longitude, entered: e.code, steps: size(links)}],
      focus: [(n)-[:FOCUSES_ON]->(v:ValueChain) | v {.code, .name, .nameEn}],
      members: [(n)<-[r:LOCATED_IN|MEMBER_OF]-(b:Business) WHERE """
    + belongs("r", "$on")
    + """ | b.code]
    }) AS clusters
"""
)

ANYWHERE = Statement("linked_clusters", "MATCH (n:Cluster)" + _CLUSTERS)

IN_UNITS = Statement(
    "linked_clusters_in_units",
    "UNWIND $units AS part MATCH (:AdministrativeUnit {code: part})<-[:SITUATED_IN]-(n:Cluster)" + _CLUSTERS,
)


async def clusters(graph: Graph, units: Sequence[str] | None, on: dt.date, most: int) -> list[Row]:
    """The clusters that lie at least partly in some units, all unless given, with place, focus and the codes
    of their members on a day; at most so many. Their ``units`` are those under which they are ``entered`` and
    what these passed into as a whole, in so many ``steps``. Clusters withdrawn from the plan are left out."""
    if units is None:
        rows = await graph.read(ANYWHERE, on=on, most=most)
    else:
        rows = await graph.read(IN_UNITS, units=list(units), on=on, most=most)
    return list(rows[0]["clusters"])


async def members(
    graph: Graph, businesses: Sequence[str], products: Collection[str], on: dt.date
) -> list[Row]:
    """What some businesses offer, need and supply of some products on a day, as :func:`graph.flow.traders`
    has it, and what they are known to receive (``receives``)."""
    offers, needs, received = await asyncio.gather(
        offers_of(graph, businesses, products, on),
        needs_of(graph, businesses, products, on),
        receipts_of(graph, businesses, products, on),
    )
    nothing: dict[str, Sequence[Row]] = dict.fromkeys(businesses, ())
    found = await traders(graph, {**nothing, **offers}, needs, products, on)
    return [row | {"receives": received.get(row["code"], [])} for row in found]
