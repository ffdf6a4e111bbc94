"""Related products, and products that a place could make next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import strawberry
from strawberry import UNSET

from domain.enums import RelatednessConstraint
from domain.language import Language
from schema.arguments import DayArgument, LanguageArgument, day_of
from schema.connection import window
from schema.context import Info, Loaders
from schema.edge import reference
from schema.node import Node

if TYPE_CHECKING:
    from schema.administrative_unit import AdministrativeUnit
    from schema.product import Product

_AdministrativeUnit = Annotated["AdministrativeUnit", strawberry.lazy("schema.administrative_unit")]
_Product = Annotated["Product", strawberry.lazy("schema.product")]

_Best: TypeAlias = Annotated[
    int | None, strawberry.argument(description="How many, best first, 1 to 100; 20 unless given")
]
_Within: TypeAlias = Annotated[
    list[strawberry.ID] | None,
    strawberry.argument(
        description="Count and compare only places in the territory of any of these units; all unless given"
    ),
]


_COMPLEXITY = (
    "Product complexity index (chỉ số phức tạp sản phẩm) of the product, 0 being the mean and 1 a standard "
    "deviation of the communes; null where it cannot be determined"
)
_MEAN_DIVERSITY = (
    "Mean number of products in which the communes with an advantage in the product have one: what is only "
    "made where much is made is complex"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatednessQuestion:
    """What a client asks about a product or a place."""

    first: int
    within: tuple[str, ...] | None
    on: dt.date
    language: Language


Question: TypeAlias = Callable[[str, RelatednessQuestion], Awaitable[object]]


def computed_edge(question: Callable[[Loaders], Question], description: str) -> Any:
    """A field that holds what is computed about the record. The annotation of the field says its type."""

    async def resolve(
        root: Node,
        info: Info,
        first: _Best = UNSET,
        within: _Within = UNSET,
        on: DayArgument = UNSET,
        language: LanguageArgument = UNSET,
    ) -> object:
        asked = RelatednessQuestion(
            first=window(first, None, None, None).size,
            within=tuple(within) if isinstance(within, list) else None,
            on=day_of(on),
            language=language if isinstance(language, Language) else info.context.language,
        )
        return await question(info.context.load)(root.code, asked)

    del resolve.__annotations__["return"]  # the annotation of the field says it
    return strawberry.field(resolver=resolve, description=description)


@strawberry.type(description="On how many places and products an answer rests: the fewer, the weaker.")
class RelatednessEvidence:
    """On how many places and products an answer rests."""

    communes: int = strawberry.field(
        description="Communes and wards whose facilities count: the more, the surer are the proximities"
    )
    products: int = strawberry.field(
        description="Products that these facilities offer, grades taken together and by-products left out"
    )
    offers: int = strawberry.field(
        description="Pairs of a facility and a product that are counted; quantities never are, because "
        "tonnes and pieces do not add up"
    )
    ambiguous_codes: strawberry.Private[Sequence[str]]

    ambiguous_units: list[_AdministrativeUnit] = reference(
        lambda load: load.administrative_units,
        "ambiguous_codes",
        "Units under which facilities are entered that cannot be placed, such as a district "
        "that was divided: those facilities are left out, because nobody can say where they are",
    )


@strawberry.type(description="A product that is near to another: places tend to have both.")
class RelatedProduct:
    """A product that is near to another."""

    proximity: float = strawberry.field(
        description="Proximity (độ gần), 0 to 1: the smaller of the two conditional probabilities (Hidalgo "
        "et al. 2007)"
    )
    probability_given_this: float = strawberry.field(
        description="Share of the communes with an advantage in the product asked about that have one in "
        "this product as well, 0 to 1"
    )
    probability_given_other: float = strawberry.field(
        description="Share of the communes with an advantage in this product that have one in the product "
        "asked about as well, 0 to 1"
    )
    communes_with_this: int = strawberry.field(
        description="Communes with an advantage in the product asked about"
    )
    communes_with_other: int = strawberry.field(description="Communes with an advantage in this product")
    communes_with_both: int = strawberry.field(description="Communes with an advantage in both, at least 2")
    complexity: float | None = strawberry.field(description=_COMPLEXITY)
    mean_diversity: float = strawberry.field(description=_MEAN_DIVERSITY)
    explanation: str = strawberry.field(description="A sentence that says the same")
    product_code: strawberry.Private[str]

    product: _Product | None = reference(
        lambda load: load.product, "product_code", "The product that is near"
    )


@strawberry.type(description="A product in which a place has an advantage, near to one that it could make.")
class NearestProduct:
    """A product in which a place has an advantage."""

    proximity: float = strawberry.field(description="Proximity (độ gần) of the two products, 0 to 1")
    revealed_comparative_advantage: float = strawberry.field(
        description="Revealed comparative advantage (lợi thế so sánh hiện hữu) of the place in it, 1 or more"
    )
    product_code: strawberry.Private[str]

    product: _Product | None = reference(
        lambda load: load.product, "product_code", "The product that the place has"
    )


@strawberry.type(description="A product in which a place has no advantage yet, but what is near to it.")
class FeasibleProduct:
    """A product in which a place has no advantage yet."""

    density: float = strawberry.field(
        description="Density (mật độ), 0 to 1: proximities to what the place has an advantage in ÷ "
        "proximities to all products, itself included (Hidalgo et al. 2007)"
    )
    revealed_comparative_advantage: float = strawberry.field(
        description="Revealed comparative advantage (lợi thế so sánh hiện hữu) of the place in it, below 1: "
        "its share in what the place offers ÷ its share in what all places compared offer; 0 where no "
        "facility of the place offers it"
    )
    complexity: float | None = strawberry.field(description=_COMPLEXITY)
    facilities: int = strawberry.field(description="Facilities of the place that offer it already")
    communes_with: int = strawberry.field(description="Communes with an advantage in it, at least 2")
    mean_diversity: float = strawberry.field(description=_MEAN_DIVERSITY)
    nearest: list[NearestProduct] = strawberry.field(
        description="The products that the place has an advantage in and that are nearest, at most 5"
    )
    explanation: str = strawberry.field(
        description="A sentence that says how far the place is and what it has that is near"
    )
    product_code: strawberry.Private[str]

    product: _Product | None = reference(
        lambda load: load.product, "product_code", "The product that it could make"
    )


@strawberry.type
class _Relatedness:
    """What every answer about relatedness says of itself."""

    algorithm: str = strawberry.field(description="Algorithm and its version")
    data_version: int = strawberry.field(description="Number of the newest change that it knows")
    on: dt.date = strawberry.field(
        description="Day it reasons about: offers valid and units in force on this day count"
    )
    computed_at: dt.datetime = strawberry.field(
        description="When the facilities were counted; kept until the register or the day changes"
    )
    changed_meanwhile: bool = strawberry.field(
        description="Whether the register moved while they were counted, so that parts may not fit together"
    )
    evidence: RelatednessEvidence = strawberry.field(description="On how many places and products it rests")
    constraint: RelatednessConstraint | None = strawberry.field(
        description="Why there is no product; null where there is one"
    )
    explanation: str = strawberry.field(description="Sentences that say on what it rests, or why it is empty")
    total_count: int = strawberry.field(
        description="How many products there are in all, whatever `first` says"
    )


@strawberry.type(
    description="Products that are near to one, nearest first: communes that have an advantage in the one "
    "tend to have one in the other."
)
class RelatedProducts(_Relatedness):
    """Products that are near to one."""

    communes_with: int = strawberry.field(description="Communes with an advantage in the product asked about")
    complexity: float | None = strawberry.field(description=_COMPLEXITY)
    mean_diversity: float | None = strawberry.field(description=_MEAN_DIVERSITY)
    products: list[RelatedProduct] = strawberry.field(
        description="The related products; ties by the number of communes with both, then by code"
    )
    counted_code: strawberry.Private[str | None]

    counted_as: _Product | None = reference(
        lambda load: load.product,
        "counted_code",
        "The product as which it counts: another one for a grade, which has the same HS codes, "
        "stage and unit; null for a by-product",
    )


@strawberry.type(
    description="Products in which a place has no advantage yet, those first of which it has most that is "
    "near."
)
class FeasibleProducts(_Relatedness):
    """Products that a place could make next."""

    peers: int = strawberry.field(
        description="Places among which its advantages are judged, itself included: units of its level in "
        "force on the day, or clusters of its kind, that have facilities"
    )
    diversity: int = strawberry.field(description="Number of products in which the place has an advantage")
    complexity: float | None = strawberry.field(
        description="Economic complexity index: the mean complexity of the products in which the place has "
        "an advantage; null where it cannot be determined"
    )
    products: list[FeasibleProduct] = strawberry.field(
        description="The feasible products by density; ties by complexity, then by code"
    )
