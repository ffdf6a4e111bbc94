"""Root fields for products."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from domain.codes import RecordKind
from graph.product import PRODUCTS
from resolvers import records
from resolvers.lists import Conditions, listed, look_up
from resolvers.lookup import Code, looked_up
from schema.connection import After, Before, Connection, First, Last, window
from schema.context import Info
from schema.order import Order
from schema.product import Product, ProductFilter


@strawberry.type
class ProductQuery:
    """Root fields for products."""

    @strawberry.field(description="A product by its code")
    async def product(self, info: Info, code: Code) -> Product | None:
        """A product by its code."""
        return await looked_up(info, code, Product)

    @strawberry.field(description="Products of the taxonomy")
    async def products(
        self,
        info: Info,
        filter: Annotated[
            ProductFilter | None, strawberry.argument(description="Which ones; all unless given")
        ] = UNSET,
        order_by: Annotated[
            Order | None,
            strawberry.argument(description="In which order; by name unless given"),
        ] = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Product] | None:
        """Products of the taxonomy."""
        part = window(first, after, last, before)
        conditions = Conditions(info.context.graph)
        if filter:
            conditions.text(filter.text)
            conditions.members("stages", filter.stages)
            conditions.set("hsPrefix", filter.hs_prefix)
            await look_up(conditions.references("valueChains", filter.value_chains, RecordKind.VALUE_CHAIN))
        return await listed(info, PRODUCTS, conditions, order_by, part, records.product)
