"""Where a value chain holds and where it breaks, inside some administrative units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypeAlias

import strawberry

from domain.enums import BottleneckReason, ValueChainMapConstraint
from domain.language import Language
from schema.administrative_unit import AdministrativeUnit
from schema.business import Business
from schema.edge import reference
from schema.product import Product

WithinArgument: TypeAlias = Annotated[
    list[strawberry.ID] | None,
    strawberry.argument(
        description="Inside the territory of any of these units, of any version; all Vietnam unless given"
    ),
]
MonthArgument: TypeAlias = Annotated[
    int | None,
    strawberry.argument(
        description="Only this month, 1 to 12; a whole year unless given. A quantity a year is spread evenly "
        "over its months, over all twelve where they are not known, and nothing is kept for a later month"
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueChainMapQuestion:
    """What a client asks about a chain."""

    within: tuple[str, ...] | None
    month: int | None
    on: dt.date
    language: Language


@strawberry.type
class _OfProduct:
    """Something about a product."""

    product_code: strawberry.Private[str]

    product: Product | None = reference(
        lambda load: load.product, "product_code", "The product, in whose unit all quantities are"
    )


@strawberry.type
class _OfBusiness:
    """Something about a business."""

    business_code: strawberry.Private[str]

    business: Business | None = reference(lambda load: load.business, "business_code", "The business")


@strawberry.type(
    description="A stage of a chain inside the units (công đoạn), a year or in the month asked for, in the "
    "unit of its product. A product counts in the nearest stage that it is or is a kind of, once, converted "
    "where the units differ. A figure is null where there is something but no quantity of it is known."
)
class ValueChainStage(_OfProduct):
    """A stage of a chain inside the units."""

    order: int = strawberry.field(description="Place in the chain, from 1 on")
    offerer_count: int = strawberry.field(description="Businesses inside that offer it")
    needer_count: int = strawberry.field(
        description="Businesses that need it: inside, as recorded or derived, and markets"
    )
    capacity_per_year: float | None = strawberry.field(
        description="Capacity (sản lượng) that is offered inside. Of a cooperative and the members that it "
        "counts in its own capacity the larger counts: its capacity, or theirs together"
    )
    spare_capacity_per_year: float | None = strawberry.field(
        description="What of the capacity is still to be had: less what is committed or known to be "
        "supplied, whichever is more"
    )
    demand_per_year: float | None = strawberry.field(
        description="What is needed (nhu cầu): recorded and derived needs inside, and recorded needs of "
        "markets, which are buyers abroad and anonymous markets that lie in no unit; these count in every map"
    )
    derived_demand_per_year: float = strawberry.field(
        description="Part of the demand that recipes tell (suy từ định mức): capacity of what a facility or "
        "grower inside makes × quantity of the recipe, where it has no recorded need of the input, a kind of "
        "it, or what it is a kind of"
    )
    market_demand_per_year: float = strawberry.field(
        description="Part of the demand that is of buyers abroad and anonymous markets in no unit"
    )
    in_house_per_year: float = strawberry.field(
        description="What businesses make and use themselves, neither in capacity nor in demand: an input by "
        "the recipe that a business does not offer, but for which it has a recorded need of an earlier stage"
    )
    balance_per_year: float | None = strawberry.field(
        description="Capacity less demand (cân đối); below 0 where something is missing"
    )
    double_report_count: int = strawberry.field(
        description="Offers that are not added, because a cooperative and its members report the same "
        "capacity"
    )
    offers_without_capacity_count: int = strawberry.field(
        description="Offers that add nothing, because their capacity is not known or cannot be converted"
    )
    needs_without_quantity_count: int = strawberry.field(
        description="Needs that add nothing, because their quantity is not known or cannot be converted"
    )
    without_months_count: int = strawberry.field(
        description="Offers and recorded needs of unknown months, which count with a twelfth in every month"
    )
    explanation: str = strawberry.field(description="Sentences that say the same")
    leading_codes: strawberry.Private[Sequence[str]]

    leading: list[Business] = reference(
        lambda load: load.businesses,
        "leading_codes",
        "The businesses with the largest capacity in it, at most 5; ties by code",
    )


@strawberry.type(description="A business outside the units that has something of a stage to spare.")
class NearbyBusiness(_OfBusiness):
    """A business outside that has something to spare."""

    distance_km: float | None = strawberry.field(
        description="Great-circle distance (đường chim bay) in km from the middle of those inside who need "
        "the stage, or who offer it where none of those is on the map: the mean of their latitudes and "
        "longitudes; null where a place is not known"
    )
    is_distance_approximate: bool = strawberry.field(
        description="Whether the middle of a commune, district or province stands for its place, of which no "
        "coordinates are recorded"
    )
    spare_capacity_per_year: float = strawberry.field(
        description="What it still has to give, in the unit of the stage, a year or in the month asked for"
    )
    product_code: strawberry.Private[str]

    product: Product | None = reference(
        lambda load: load.product,
        "product_code",
        "The product of which it has most to spare: the stage or a kind of it",
    )


@strawberry.type(
    description="A stage of which more is demanded than is offered inside (thiếu hụt). Only where somebody "
    "inside offers or needs it."
)
class ValueChainGap(_OfProduct):
    """A stage of which more is demanded than is offered inside."""

    shortfall_per_year: float = strawberry.field(
        description="Demand less capacity: all that is needed, also what is met already, less all that can "
        "be made, promised or not. So there may be capacity to spare beside it"
    )
    shortfall_inside_per_year: float = strawberry.field(
        description="What of it those inside would miss, were they served before markets"
    )
    explanation: str = strawberry.field(description="Sentences that say what is missing and to whom")
    nearest_outside: list[NearbyBusiness] = strawberry.field(
        description="The nearest businesses outside with something to spare, at most 5, of the hundred that "
        "lie nearest; without `within` those abroad"
    )


@strawberry.type(description="A business on which a stage hangs (nút thắt), with why.")
class Bottleneck(_OfBusiness, _OfProduct):
    """A business on which a stage hangs."""

    reason: BottleneckReason = strawberry.field(description="Why it is one")
    share_of_capacity: float = strawberry.field(
        description="Its share of the capacity for the stage inside, 0 to 1; 1 where nobody else offers it. "
        "No share is told while one of several who offer the stage has no known capacity"
    )
    cover_by_others: float | None = strawberry.field(
        description="What the others inside offer ÷ what the others inside need; null where nothing is known "
        "of what they need"
    )
    dependent_count: int = strawberry.field(
        description="Other businesses that need the stage inside, or are known to buy it from this one, "
        "wherever they lie"
    )
    customer_count: int = strawberry.field(description="Those of them who are known to buy it from this one")
    explanation: str = strawberry.field(description="Sentences that say why, and for whom")


@strawberry.type(
    description="What takes a by-product: need of exactly this thing is met in proportion by all that is "
    "left of its kinds, after needs of more special things."
)
class ByproductOutlet(_OfProduct):
    """What takes a by-product."""

    demand_per_year: float = strawberry.field(
        description="What is needed of exactly this thing, inside and by markets, and not met in house"
    )
    supply_per_year: float = strawberry.field(
        description="What is left of it and its kinds, fallen off or offered otherwise"
    )
    taken_per_year: float = strawberry.field(
        description="What it takes of the by-product, in the unit of the by-product"
    )


@strawberry.type(
    description="A by-product of what is made of the chain inside (phụ phẩm), a year or in the month asked "
    "for, in its own unit: what falls off, what of it is taken, and what goes to waste."
)
class ValueChainByproduct(_OfProduct):
    """A by-product of what is made of the chain inside."""

    yielded_per_year: float = strawberry.field(
        description="What falls off (phát sinh): for each business by its recipes, or what it offers, if "
        "that is more in a year"
    )
    recipe_yield_per_year: float = strawberry.field(
        description="What falls off by recipes: capacity of what is made × quantity of the recipe"
    )
    offered_per_year: float = strawberry.field(description="What those who make it offer of it and its kinds")
    used_per_year: float = strawberry.field(
        description="What is known to be taken: sold outside, used in house, and by outlets"
    )
    sold_outside_per_year: float = strawberry.field(
        description="What is known to be supplied to businesses whose needs do not count here"
    )
    used_in_house_per_year: float = strawberry.field(
        description="What businesses use of what falls off in themselves, for what they need of it or of a "
        "thing that it is a kind of"
    )
    promised_per_year: float = strawberry.field(
        description="What those who make it have promised (`committedPerYear`) beyond what is known to be "
        "sold or needed by others: to whom is not recorded"
    )
    wasted_per_year: float = strawberry.field(
        description="What goes to waste (chưa có nơi dùng), as far as the register knows: neither taken nor "
        "promised"
    )
    outlets: list[ByproductOutlet] = strawberry.field(
        description="What takes it otherwise: itself first, then what it is a kind of, such as biomass fuel"
    )
    explanation: str = strawberry.field(description="Sentences that say the same")
    made_codes: strawberry.Private[Sequence[str]]

    made_into: list[Product] = reference(
        lambda load: load.products,
        "made_codes",
        "Products that are made of it inside: their recipes take it, a kind of it, or a "
        "by-product that it is a kind of",
    )


@strawberry.type(
    description="Where a value chain holds and where it breaks inside some units: a year, or a month. Inside "
    "are the businesses in the territory of the units, without units those in Vietnam. Offers and needs "
    "valid on the day count. All fields that end in `PerYear` are of the month where one is asked for."
)
class ValueChainMap:
    """A value chain inside some units."""

    algorithm: str = strawberry.field(description="Algorithm and its version")
    data_version: int = strawberry.field(description="Number of the newest change that it knows")
    on: dt.date = strawberry.field(description="Day it reasons about")
    month: int | None = strawberry.field(description="The month asked for, 1 to 12; null for a whole year")
    changed_meanwhile: bool = strawberry.field(
        description="Whether the register moved while it was computed, so that parts may not fit together"
    )
    constraint: ValueChainMapConstraint | None = strawberry.field(
        description="Why there is nothing to show; null where there is something"
    )
    explanation: str = strawberry.field(
        description="Sentences that say whose offers and needs count, or why there is nothing to show"
    )
    business_count: int = strawberry.field(description="Businesses inside that offer or need a stage")
    market_count: int = strawberry.field(
        description="Buyers abroad and anonymous markets in no unit that need a stage"
    )
    stages: list[ValueChainStage] = strawberry.field(
        description="Its stages in order, also those without data"
    )
    byproducts: list[ValueChainByproduct] = strawberry.field(
        description="By-products of what is made of the chain inside, by code"
    )
    gaps: list[ValueChainGap] = strawberry.field(description="Stages of which something is missing, in order")
    bottlenecks: list[Bottleneck] = strawberry.field(
        description="Businesses on which a stage hangs: the most serious reason first, then by share"
    )
    circular_codes: strawberry.Private[Sequence[str]]
    ambiguous_codes: strawberry.Private[Sequence[str]]

    circular_products: list[Product] = reference(
        lambda load: load.products,
        "circular_codes",
        "Products of the chain whose recipes lead back to themselves, to be checked. Each recipe "
        "counts one step, and a product is never counted as an input of itself",
    )

    ambiguous_units: list[AdministrativeUnit] = reference(
        lambda load: load.administrative_units,
        "ambiguous_codes",
        "Units that share a part of the territory asked for and hold businesses, which are left "
        "out, because nobody can say on which side they lie",
    )
