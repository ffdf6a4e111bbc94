"""Value chains."""

from __future__ import annotations

import strawberry
from strawberry import UNSET

from domain.language import Language
from schema.arguments import DayArgument, LanguageArgument, day_of
from schema.context import Info
from schema.edge import edge
from schema.errors import bad_request
from schema.node import Node
from schema.product import Product
from schema.value_chain_map import MonthArgument, ValueChainMap, ValueChainMapQuestion, WithinArgument


@strawberry.type(description="A named set of products in order, from raw material to final product.")
class ValueChain(Node):
    """A named set of products in order."""

    name: str = strawberry.field(description="Name in Vietnamese")
    name_en: str | None = strawberry.field(description="Name in English")

    steps: list[ValueChainStep] | None = edge(
        lambda load: load.stages_of_value_chain, "Its products, in order"
    )

    @strawberry.field(
        description="Where it holds and where it breaks: what is offered, needed and missing at each stage, "
        "what falls off, and on whom it hangs"
    )
    async def map(
        self,
        info: Info,
        within: WithinArgument = UNSET,
        month: MonthArgument = UNSET,
        on: DayArgument = UNSET,
        language: LanguageArgument = UNSET,
    ) -> ValueChainMap | None:
        """Where the chain holds and where it breaks."""
        if isinstance(month, int) and not 1 <= month <= 12:
            raise bad_request("A month is a number from 1 to 12", "month")
        question = ValueChainMapQuestion(
            within=tuple(within) if isinstance(within, list) else None,
            month=month if isinstance(month, int) else None,
            on=day_of(on),
            language=language if isinstance(language, Language) else info.context.language,
        )
        return await info.context.load.map_of_value_chain(self.code, question)


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
