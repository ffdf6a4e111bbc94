"""Root fields for trade fairs."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from domain.codes import RecordKind
from graph.trade_fair import TRADE_FAIRS
from resolvers import records
from resolvers.lists import Conditions, listed, look_up
from resolvers.lookup import Code, looked_up
from schema.connection import After, Before, First, Last, TerritorialConnection, window
from schema.context import Info
from schema.order import TradeFairOrder
from schema.trade_fair import TradeFair, TradeFairFilter


@strawberry.type
class TradeFairQuery:
    """Root fields for trade fairs."""

    @strawberry.field(description="An edition of a trade fair by its code")
    async def trade_fair(self, info: Info, code: Code) -> TradeFair | None:
        """An edition of a trade fair by its code."""
        return await looked_up(info, code, TradeFair)

    @strawberry.field(description="Editions of trade fairs")
    async def trade_fairs(
        self,
        info: Info,
        filter: Annotated[
            TradeFairFilter | None, strawberry.argument(description="Which ones; all unless given")
        ] = UNSET,
        order_by: Annotated[
            TradeFairOrder | None,
            strawberry.argument(description="In which order; by name unless given"),
        ] = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> TerritorialConnection[TradeFair] | None:
        """Editions of trade fairs."""
        part = window(first, after, last, before)
        conditions = Conditions(info.context.graph)
        if filter:
            conditions.text(filter.text)
            conditions.members("kinds", filter.kinds)
            conditions.members("hostSides", filter.host_sides)
            conditions.period("starts", filter.starts_from, filter.starts_until, "filter.startsUntil")
            conditions.countries(filter.countries)
            await look_up(
                conditions.references("valueChains", filter.value_chains, RecordKind.VALUE_CHAIN),
                conditions.within(filter.within, "TradeFair"),
            )
        return await listed(info, TRADE_FAIRS, conditions, order_by, part, records.trade_fair)
