"""Value chains."""

from __future__ import annotations

import strawberry
from strawberry import UNSET

from schema.edge import edge
from schema.node import Node
from schema.product import Product


@strawberry.type(description="A named set of products in order, from raw material to final product.")
class ValueChain(Node):
    """A named set of products in order."""

    name: str = strawberry.field(description="Name in Vietnamese")
    name_en: str | None = strawberry.field(description="Name in English")

    steps: list[ValueChainStep] | None = edge(
        lambda load: load.stages_of_value_chain, "Its products, in order"
    )


@strawberry.type(description="A product at its place in a value chain.")
class ValueChainStep:
    """A product at its place in a value chain."""

    order: int = strawberry.field(description="Place in the chain, from 1 on")
    product: Product = strawberry.field(description="The product; its kinds count under it")


@strawberry.input(description="Which value chains.")
class ValueChainFilter:
    """Which value chains."""

    text: str | None = strawberry.field(
        default=UNSET, description="Beginnings of words of a name, in any spelling and order"
    )
