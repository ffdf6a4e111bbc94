"""Root fields for clusters."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from domain.codes import RecordKind
from graph.cluster import CLUSTERS
from resolvers import records
from resolvers.lists import Conditions, listed, look_up
from resolvers.lookup import Code, looked_up
from schema.cluster import Cluster, ClusterFilter
from schema.connection import After, Before, First, Last, TerritorialConnection, window
from schema.context import Info
from schema.order import Order


@strawberry.type
class ClusterQuery:
    """Root fields for clusters."""

    @strawberry.field(description="A cluster by its code")
    async def cluster(self, info: Info, code: Code) -> Cluster | None:
        """A cluster by its code."""
        return await looked_up(info, code, Cluster)

    @strawberry.field(description="Clusters of all four kinds")
    async def clusters(
        self,
        info: Info,
        filter: Annotated[
            ClusterFilter | None, strawberry.argument(description="Which ones; all unless given")
        ] = UNSET,
        order_by: Annotated[
            Order | None,
            strawberry.argument(description="In which order; by name unless given"),
        ] = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> TerritorialConnection[Cluster] | None:
        """Clusters of all four kinds."""
        part = window(first, after, last, before)
        conditions = Conditions(info.context.graph)
        if filter:
            conditions.text(filter.text)
            conditions.members("kinds", filter.kinds)
            conditions.members("statuses", filter.statuses)
            conditions.range("fillRate", filter.fill_rate, "filter.fillRate")
            conditions.as_texts("fillRateMinimum", "fillRateMaximum")
            await look_up(
                conditions.references("valueChains", filter.value_chains, RecordKind.VALUE_CHAIN),
                conditions.within(filter.within, "Cluster"),
            )
        return await listed(info, CLUSTERS, conditions, order_by, part, records.cluster)
