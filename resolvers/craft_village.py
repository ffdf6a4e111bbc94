"""Root fields for craft villages."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from graph.craft_village import CRAFT_VILLAGES
from resolvers import records
from resolvers.lists import Conditions, listed, look_up
from resolvers.lookup import Code, looked_up
from schema.connection import After, Before, First, Last, TerritorialConnection, window
from schema.context import Info
from schema.craft_village import CraftVillage, CraftVillageFilter
from schema.order import Order


@strawberry.type
class CraftVillageQuery:
    """Root fields for craft villages."""

    @strawberry.field(description="A craft village by its code")
    async def craft_village(self, info: Info, code: Code) -> CraftVillage | None:
        """A craft village by its code."""
        return await looked_up(info, code, CraftVillage)

    @strawberry.field(description="Recognised craft villages")
    async def craft_villages(
        self,
        info: Info,
        filter: Annotated[
            CraftVillageFilter | None, strawberry.argument(description="Which ones; all unless given")
        ] = UNSET,
        order_by: Annotated[
            Order | None,
            strawberry.argument(description="In which order; by name unless given"),
        ] = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> TerritorialConnection[CraftVillage] | None:
        """Recognised craft villages."""
        part = window(first, after, last, before)
        conditions = Conditions(info.context.graph)
        if filter:
            conditions.text(filter.text)
            await look_up(conditions.within(filter.within, "CraftVillage"))
        return await listed(info, CRAFT_VILLAGES, conditions, order_by, part, records.craft_village)
