"""Plans of a chain: who makes and delivers what for an amount of one product."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import strawberry
from strawberry import UNSET

from domain.enums import ChainPlanConstraint, SolveStatus
from schema.administrative_unit import AdministrativeUnit
from schema.business import Business
from schema.edge import reference
from schema.product import Product


@strawberry.input(description="What a plan of a chain is asked for.")
class ChainPlanInput:
    """What a plan of a chain is asked for."""

    product: strawberry.ID = strawberry.field(
        description="Code of the product asked for; kinds of it count too"
    )
    quantity_per_year: float = strawberry.field(
        description="How much of it a year, in its unit: from 0.000001 to 10^12"
    )
    within: list[strawberry.ID] | None = strawberry.field(
        default=UNSET,
        description="Only businesses in the territory of any of these units; all of Vietnam unless given",
    )
    maximum_distance_km: float | None = strawberry.field(
        default=UNSET,
        description="No delivery goes further, in km of great circle, from the middle of its unit for a "
        "business without coordinates; who is in a place nobody knows delivers nothing then. Without a limit "
        "unless given",
    )


@strawberry.type(description="What a business makes, grows or gives off for a plan.")
class PlannedProduction:
    """What a business makes, grows or gives off for a plan."""

    business_code: strawberry.Private[str]
    product_code: strawberry.Private[str]
    quantity_per_year: float = strawberry.field(
        description="How much of the product for this plan, a year in its unit"
    )
    share_of_capacity: float | None = strawberry.field(
        description="Part of the recorded capacity that this takes, 0 to 1; null where the capacity is not "
        "recorded: what falls off beside something else, or is made for the business itself only"
    )
    business: Business | None = reference(lambda load: load.business, "business_code", "The business")
    product: Product | None = reference(lambda load: load.product, "product_code", "The product")


@strawberry.type(description="A delivery of a plan; in house where supplier and customer are the same.")
class PlannedFlow:
    """A delivery of a plan."""

    supplier_code: strawberry.Private[str]
    customer_code: strawberry.Private[str]
    product_code: strawberry.Private[str]
    quantity_per_year: float = strawberry.field(description="How much, a year in the unit of the product")
    distance_km: float | None = strawberry.field(
        description="Great-circle distance (đường chim bay) in km; 0 in house, null where a place is unknown"
    )
    is_distance_approximate: bool = strawberry.field(
        description="Whether the middle of a commune, district or province stands for a place of which no "
        "coordinates are recorded"
    )
    supplier: Business | None = reference(lambda load: load.business, "supplier_code", "Who delivers")
    customer: Business | None = reference(lambda load: load.business, "customer_code", "Who receives")
    product: Product | None = reference(
        lambda load: load.product, "product_code", "The product delivered: what is needed, or a kind of it"
    )


@strawberry.type(description="How much of an input one business is missing.")
class LackingBusiness:
    """How much of an input one business is missing."""

    business_code: strawberry.Private[str]
    quantity_per_year: float = strawberry.field(description="How much, a year in the unit of the product")
    business: Business | None = reference(lambda load: load.business, "business_code", "The business")


@strawberry.type(
    description="What a plan is short of (thiếu hụt): it has to come from outside the plan, or what is made "
    "of it cannot be made."
)
class PlannedShortage:
    """What a plan is short of."""

    product_code: strawberry.Private[str]
    quantity_per_year: float = strawberry.field(
        description="How much is missing, a year in the unit of the product"
    )
    needed_per_year: float = strawberry.field(
        description="How much of the product the plan needs, a year in its unit"
    )
    constraint: ChainPlanConstraint = strawberry.field(
        description="What explains most of the missing quantity; `explanation` tells of the rest"
    )
    explanation: str = strawberry.field(description="Sentences that say why, in the language asked for")
    lacking: list[LackingBusiness] = strawberry.field(
        description="Who is missing it, those who miss most first; nobody for the product asked for"
    )
    product: Product | None = reference(
        lambda load: load.product, "product_code", "The product that is missing"
    )


@strawberry.type(
    description="A whole chain for an amount of one product: who makes how much from what, and who delivers "
    "to whom. First the least shortage, then the least transport work. Of an offer at most what it has to "
    "spare is used; what is made follows the recipes; a delivery is at least the minimum order of the offer. "
    "Seasons and prices are not looked at."
)
class ChainPlan:
    """A whole chain for an amount of one product."""

    without_mass_codes: strawberry.Private[Sequence[str]]
    circular_codes: strawberry.Private[Sequence[str]]
    algorithm: str = strawberry.field(description="Algorithm and its version")
    data_version: int = strawberry.field(description="Number of the newest change that it knows")
    changed_meanwhile: bool = strawberry.field(
        description="Whether the register moved while it was read, so that parts may not fit together"
    )
    on: dt.date = strawberry.field(description="Day on which offers, needs and supplies are valid")
    is_partial: bool = strawberry.field(
        description="Whether not all was looked at: of a product more than 1,000 offers, of which those with "
        "the largest capacity count; more than 1,000,000 possible deliveries, of which the nearest to each "
        "need count; or not all could be proven in the time"
    )
    status: SolveStatus = strawberry.field(description="How far the optimiser came")
    explanation: str = strawberry.field(
        description="Sentences that say how much there is of what was asked for, as which goods, and which "
        "inputs have to come from outside the plan"
    )
    met_per_year: float = strawberry.field(
        description="How much of what was asked for there is, a year in its unit; kinds of it count too"
    )
    missing_per_year: float = strawberry.field(
        description="How much of what was asked for is missing, a year in its unit; inputs that are missing "
        "do not count here"
    )
    objective: float | None = strawberry.field(
        description="The figure that the optimiser made least, to compare plans for the same amount and no "
        "amount of goods: `missingPerYear` plus, in the same unit, what is missing of each input: as the "
        "product asked for that it would be enough for, times its part of the chain. Above 0 also where all "
        "that was asked for is there and only inputs come from outside; 0 where nothing is missing"
    )
    bound: float | None = strawberry.field(
        description="What the objective is at least, whatever the plan, among the offers and deliveries that "
        "were looked at; null where nothing is known"
    )
    gap: float | None = strawberry.field(
        description="How much better the objective could be at most, as a share of it; 0 where it is proven"
    )
    solve_seconds: float = strawberry.field(description="How long the optimiser took, in seconds")
    transport_tonne_km: float = strawberry.field(
        description="Transport work of all deliveries whose mass is known, in tonne-kilometres a year; a "
        "delivery from or to an unknown place counts as the longest possible one"
    )
    transport_bound_tonne_km: float | None = strawberry.field(
        description="What the transport work is at least with this shortage; null where nothing is known"
    )
    production: list[PlannedProduction] = strawberry.field(
        description="Who makes what, from the product asked for back to the beginning of the chain"
    )
    flows: list[PlannedFlow] = strawberry.field(description="Who delivers what to whom, in the same order")
    shortages: list[PlannedShortage] = strawberry.field(description="What is missing, in the same order")
    ambiguous_units: list[AdministrativeUnit] = strawberry.field(
        description="Units that share a part of the territory asked for; businesses entered under them are "
        "left out"
    )
    products_without_mass: list[Product] = reference(
        lambda load: load.products,
        "without_mass_codes",
        "Products delivered whose mass is not known, so that their transport work is not counted",
    )
    circular_products: list[Product] = reference(
        lambda load: load.products,
        "circular_codes",
        "Products of the chain that are made of themselves by their recipes; the line of a "
        "product in its own recipe is left out",
    )
