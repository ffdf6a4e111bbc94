"""Root fields for agencies."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from graph.agency import AGENCIES
from resolvers import records
from resolvers.lists import Conditions, listed
from resolvers.lookup import Code, looked_up
from schema.agency import Agency, AgencyFilter
from schema.connection import After, Before, Connection, First, Last, window
from schema.context import Info
from schema.order import Order


@strawberry.type
class AgencyQuery:
    """Root fields for agencies."""

    @strawberry.field(description="An agency by its code")
    async def agency(self, info: Info, code: Code) -> Agency | None:
        """An agency by its code."""
        return await looked_up(info, code, Agency)

    @strawberry.field(description="Public bodies")
    async def agencies(
        self,
        info: Info,
        filter: Annotated[
            AgencyFilter | None, strawberry.argument(description="Which ones; all unless given")
        ] = UNSET,
        order_by: Annotated[
            Order | None,
            strawberry.argument(description="In which order; by name unless given"),
        ] = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Agency] | None:
        """Public bodies."""
        part = window(first, after, last, before)
        conditions = Conditions(info.context.graph)
        if filter:
            conditions.text(filter.text)
        return await listed(info, AGENCIES, conditions, order_by, part, records.agency)
