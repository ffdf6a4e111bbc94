"""Root fields for products."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from domain.codes import RecordKind
from graph.client import Graph
from graph.product import PRODUCTS
from resolvers import records
from resolvers.lists import Conditions, listed, look_up
from resolvers.lookup import Code, looked_up
from resolvers.recipe import reference
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
            await _products_of_chains(info.context.graph, conditions)
        return await listed(info, PRODUCTS, conditions, order_by, part, records.product)


async def _products_of_chains(graph: Graph, conditions: Conditions) -> None:
    """Asks for the stages of value chains and all kinds of them by their codes: in the graph the few kinds of
    a product stand among all that offer it."""
    chains = conditions.pop("valueChains", None)
    if isinstance(chains, list):
        known = await reference(graph)
        stages = [product for chain in chains for _, product in known.stages.get(chain, ())]
        conditions["codes"] = sorted(known.recipes.kinds(stages))
