"""Root fields for organisations."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from graph.organisation import ORGANISATIONS
from resolvers import records
from resolvers.lists import Conditions, listed
from resolvers.lookup import Code, looked_up
from schema.connection import After, Before, Connection, First, Last, window
from schema.context import Info
from schema.order import Order
from schema.organisation import Organisation, OrganisationFilter


@strawberry.type
class OrganisationQuery:
    """Root fields for organisations."""

    @strawberry.field(description="An organisation by its code")
    async def organisation(self, info: Info, code: Code) -> Organisation | None:
        """An organisation by its code."""
        return await looked_up(info, code, Organisation)

    @strawberry.field(description="Organisations: legal persons and households")
    async def organisations(
        self,
        info: Info,
        filter: Annotated[
            OrganisationFilter | None, strawberry.argument(description="Which ones; all unless given")
        ] = UNSET,
        order_by: Annotated[
            Order | None,
            strawberry.argument(description="In which order; by name unless given"),
        ] = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Organisation] | None:
        """Organisations: legal persons and households."""
        part = window(first, after, last, before)
        conditions = Conditions(info.context.graph)
        if filter:
            conditions.text(filter.text)
            conditions.members("legalForms", filter.legal_forms)
        return await listed(info, ORGANISATIONS, conditions, order_by, part, records.organisation)
