"""Who is hit when some businesses stop, and who can step in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import strawberry

from schema.business import Business
from schema.edge import reference
from schema.partner import ScoreReason
from schema.product import Product


@strawberry.type(description="What a business loses of a product that it buys, when others stop.")
class AffectedBusiness:
    """What a business loses of a product that it buys."""

    tier: int = strawberry.field(
        description="How many trade links lie between it and those who stop (cấp): 1 for their own customers"
    )
    share_of_input_lost: float = strawberry.field(
        description="Share that it loses of what it is known to buy of the product a year, 0 to 1, before "
        "anybody reacts"
    )
    lost_per_year: float | None = strawberry.field(
        description="How much that is a year, in the unit of the product; null where a quantity is unknown"
    )
    is_estimated: bool = strawberry.field(
        description="Whether the share is estimated: a link of unknown quantity counts as the mean of the "
        "others"
    )
    explanation: str = strawberry.field(
        description="Sentences that say through whom, and what becomes of what it supplies and offers itself"
    )
    business_code: strawberry.Private[str]
    product_code: strawberry.Private[str]
    at_risk_codes: strawberry.Private[Sequence[str]]

    business: Business | None = reference(lambda load: load.business, "business_code", "Who is hit")

    product: Product | None = reference(lambda load: load.product, "product_code", "What it gets less of")

    products_at_risk: list[Product] = reference(
        lambda load: load.products,
        "at_risk_codes",
        "What else it offers or sells that is of the line of the product or made of it by the "
        "recipes, at any depth: it may fall too, but no recorded sale tells by how much",
    )


@strawberry.type(description="A business that could step in for those who stop.")
class ReplacementCandidate:
    """A business that could step in."""

    spare_capacity_per_year: float = strawberry.field(
        description="What it has to spare a year of all its offers that fit, in the unit of the product "
        "bought, less what is counted for replacements before this one, and less where it is hit itself. "
        "`reasons` speak of the offer that fits best, and of all that it has to spare"
    )
    covers_per_year: float | None = strawberry.field(
        description="What of that is counted for this purchase; null where the quantity bought is unknown"
    )
    distance_km: float | None = strawberry.field(
        description="Great-circle distance (đường chim bay) to the customer in km; null where a place is "
        "unknown"
    )
    is_distance_approximate: bool = strawberry.field(
        description="Whether the middle of a commune, district or province stands for a place of which no "
        "coordinates are recorded"
    )
    score: float = strawberry.field(
        description="Score as a supplier of the customer for the quantity lost, as `partners` has it, 0 to 1"
    )
    supplier_code: strawberry.Private[str]
    product_code: strawberry.Private[str]
    explain: strawberry.Private[Callable[[], list[ScoreReason]]]

    supplier: Business | None = reference(lambda load: load.business, "supplier_code", "Who could supply")

    matched_product: Product | None = reference(
        lambda load: load.product,
        "product_code",
        "Its product that fits best; another than the one bought where the match backs off",
    )

    @strawberry.field(description="What the score is made of")
    def reasons(self) -> list[ScoreReason]:
        """What the score is made of."""
        return self.explain()


@strawberry.type(description="A purchase that breaks off, and who could step in.")
class Replacement:
    """A purchase that breaks off, and who could step in."""

    lost_per_year: float | None = strawberry.field(
        description="What was bought of those who stop a year, in the unit of the product; null where unknown"
    )
    candidates: list[ReplacementCandidate] = strawberry.field(
        description="The best by score that have capacity to spare: 10, or up to 50 where it takes more to "
        "cover what is lost"
    )
    uncovered_per_year: float | None = strawberry.field(
        description="What they cannot cover a year, in the unit of the product; null where it is unknown "
        "what was bought"
    )
    explanation: str = strawberry.field(description="A sentence that says how far others can step in")
    customer_code: strawberry.Private[str]
    product_code: strawberry.Private[str]

    customer: Business | None = reference(lambda load: load.business, "customer_code", "Who bought")

    product: Product | None = reference(lambda load: load.product, "product_code", "What was bought")


@strawberry.type(description="Who is hit when some businesses stop, and who can step in.")
class Disruption:
    """Who is hit when some businesses stop, and who can step in."""

    algorithm: str = strawberry.field(description="Algorithm and its version")
    data_version: int = strawberry.field(description="Number of the newest change that it knows")
    on: dt.date = strawberry.field(description="Day it reasons about: the links in force on it count")
    changed_meanwhile: bool = strawberry.field(
        description="Whether the register moved while it was computed, so that parts may not fit together"
    )
    is_partial: bool = strawberry.field(
        description="Whether a limit cut it: 10 tiers, 500 businesses a tier, 1,000 businesses, 1,000 sales "
        "of one, 100 replacements, 50 candidates for one, or 10 seconds"
    )
    business_count: int = strawberry.field(description="How many businesses are hit")
    explanation: str = strawberry.field(
        description="A sentence that says how far it goes, and how much can be replaced"
    )
    affected: list[AffectedBusiness] = strawberry.field(
        description="Who is hit, once for each product: by tier, the largest shares first"
    )
    replacements: list[Replacement] = strawberry.field(
        description="The purchases from those who stop, those first of which the customer loses the largest "
        "share; capacity that is counted for one is not counted for the next"
    )
