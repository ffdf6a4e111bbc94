"""Root fields for value chains."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from graph.value_chain import VALUE_CHAINS
from resolvers import records
from resolvers.lists import Conditions, listed
from resolvers.lookup import Code, looked_up
from schema.connection import After, Before, Connection, First, Last, window
from schema.context import Info
from schema.order import Order
from schema.value_chain import ValueChain, ValueChainFilter


@strawberry.type
class ValueChainQuery:
    """Root fields for value chains."""

    @strawberry.field(description="A value chain by its code")
    async def value_chain(self, info: Info, code: Code) -> ValueChain | None:
        """A value chain by its code."""
        return await looked_up(info, code, ValueChain)

    @strawberry.field(description="Value chains")
    async def value_chains(
        self,
        info: Info,
        filter: Annotated[
            ValueChainFilter | None, strawberry.argument(description="Which ones; all unless given")
        ] = UNSET,
        order_by: Annotated[
            Order | None,
            strawberry.argument(description="In which order; by name unless given"),
        ] = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[ValueChain] | None:
        """Value chains."""
        part = window(first, after, last, before)
        conditions = Conditions(info.context.graph)
        if filter:
            conditions.text(filter.text)
        return await listed(info, VALUE_CHAINS, conditions, order_by, part, records.value_chain)
