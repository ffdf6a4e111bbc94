"""Partners: ranked and explained."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Generic

import strawberry
from strawberry import UNSET, Maybe

from domain.enums import BusinessKind, Criterion
from schema.business import Business
from schema.connection import T, TerritorialConnection
from schema.edge import reference
from schema.product import Product
from schema.values import GeoPointInput


@strawberry.type(description="What a criterion contributes to a score.")
class ScoreReason:
    """What a criterion contributes to a score."""

    criterion: Criterion = strawberry.field(description="Which criterion")
    weight: float = strawberry.field(description="Its effective weight; the weights add up to 1")
    value: float | None = strawberry.field(
        description="What it found, 0 to 1; null where it, or a part of it, is unknown"
    )
    contribution: float = strawberry.field(
        description="Weight × value used; the contributions add up to the score"
    )
    is_known: bool = strawberry.field(
        description="Whether all that it rests on is known. What is not known counts as neutral (0.5): the "
        "whole, or of a mean over several, such as members or new flows, those that are unknown"
    )
    explanation: str = strawberry.field(description="A sentence that says what it found")


@strawberry.type(description="Another product in which a partner matches.")
class ProductMatch:
    """Another product in which a partner matches."""

    score: float = strawberry.field(description="Score of this pair of products, 0 to 1")
    product_code: strawberry.Private[str]
    matched_product_code: strawberry.Private[str]

    product: Product | None = reference(
        lambda load: load.product, "product_code", "The subject's own product"
    )

    matched_product: Product | None = reference(
        lambda load: load.product, "matched_product_code", "The partner's product"
    )


@strawberry.type(description="A business that may become a partner, with its score and why.")
class PartnerMatch:
    """A business that may become a partner."""

    score: float = strawberry.field(description="Weighted mean of the criteria, 0 to 1")
    distance_km: float | None = strawberry.field(
        description="Great-circle distance (đường chim bay) in km; null where a place is unknown"
    )
    is_distance_approximate: bool = strawberry.field(
        description="Whether the middle of a commune, district or province stands for a place of which no "
        "coordinates are recorded"
    )
    is_existing_partner: bool = strawberry.field(
        description="Whether trade between the two is known, in either direction, or they signed a contract "
        "at a fair"
    )
    capacity_per_year: float | None = strawberry.field(
        description="Capacity of the partner's offer, or its demand when buyers are sought, a year in "
        "the unit of `matchedProduct`"
    )
    spare_capacity_per_year: float | None = strawberry.field(
        description="What of it is still to be had, or still open, a year in the unit of `matchedProduct`"
    )
    cover: float | None = strawberry.field(
        description="Share of the subject's quantity that it covers, 0 to 1; null for peers"
    )
    unit_price: float | None = strawberry.field(
        description="Price asked, or the highest price paid when buyers are sought, for one unit"
    )
    currency: str | None = strawberry.field(description="Currency of the price by ISO 4217")
    also_matches: list[ProductMatch] = strawberry.field(
        description="Other products in which they match, best first"
    )
    partner_code: strawberry.Private[str]
    product_code: strawberry.Private[str]
    matched_product_code: strawberry.Private[str]
    explain: strawberry.Private[Callable[[], list[ScoreReason]]]

    @strawberry.field(description="What the score is made of")
    def reasons(self) -> list[ScoreReason]:
        """What the score is made of."""
        return self.explain()

    partner: Business | None = reference(lambda load: load.business, "partner_code", "The business")

    product: Product | None = reference(
        lambda load: load.product, "product_code", "The subject's own product in the best pair"
    )

    matched_product: Product | None = reference(
        lambda load: load.product,
        "matched_product_code",
        "The partner's product in the best pair; another one where the match backs off",
    )


@strawberry.type(description="How a ranking was computed.")
class Ranking:
    """How a ranking was computed."""

    algorithm: str = strawberry.field(description="Algorithm and its version")
    data_version: int = strawberry.field(description="Number of the newest change that it knows")
    on: dt.date = strawberry.field(description="Day it reasons about")
    changed_meanwhile: bool = strawberry.field(
        description="Whether the register moved while it was computed, so that parts may not fit together"
    )
    changed_since_first_page: bool = strawberry.field(
        description="Whether the register has moved since the page whose cursor was given"
    )


@strawberry.type(name="Connection", description="A page of a ranking, with how it was computed.")
class RankedConnection(TerritorialConnection[T], Ranking, Generic[T]):
    """A page of a ranking that can be restricted to a territory, with how it was computed."""


@strawberry.input(one_of=True, description="For whom partners are sought: give one of the two.")
class PartnerSubject:
    """For whom partners are sought."""

    business: Maybe[strawberry.ID] = strawberry.field(default=None, description="A business of the register")
    example: Maybe[BusinessExample] = strawberry.field(
        default=None, description="A business that is described"
    )


@strawberry.input(description="A business that is not in the register, described by what matters.")
class BusinessExample:
    """A described business."""

    offers: list[ExampleOffer] | None = strawberry.field(
        default=UNSET, description="What it offers; needed to find buyers or peers"
    )
    needs: list[ExampleNeed] | None = strawberry.field(
        default=UNSET, description="What it needs; needed to find suppliers"
    )
    location: GeoPointInput | None = strawberry.field(default=UNSET, description="Where it is")
    administrative_unit: strawberry.ID | None = strawberry.field(
        default=UNSET,
        description="The unit in which it lies; its middle stands for `location` where that is not given",
    )
    certificates: list[str] | None = strawberry.field(
        default=UNSET, description="Schemes of certificates it holds, in any spelling"
    )


@strawberry.input(description="A product that a described business offers.")
class ExampleOffer:
    """A product that a described business offers."""

    product: strawberry.ID = strawberry.field(description="The product")
    capacity_per_year: float | None = strawberry.field(
        default=UNSET, description="What it has to spare a year, in the unit of the product"
    )
    months: list[int] | None = strawberry.field(
        default=UNSET, description="Months in which it is offered, 1 to 12"
    )


@strawberry.input(description="A product that a described business needs.")
class ExampleNeed:
    """A product that a described business needs."""

    product: strawberry.ID = strawberry.field(description="The product")
    quantity_per_year: float | None = strawberry.field(
        default=UNSET, description="What it needs a year, in the unit of the product"
    )
    months: list[int] | None = strawberry.field(
        default=UNSET, description="Months in which it is needed, 1 to 12"
    )
    certificates: list[str] | None = strawberry.field(
        default=UNSET, description="Schemes of certificates it asks for, in any spelling"
    )


@strawberry.input(description="Which partners; conditions are joined by and, items of a list by or.")
class PartnerFilter:
    """Which partners."""

    products: list[strawberry.ID] | None = strawberry.field(
        default=UNSET, description="The matched product is any of these or a kind of one"
    )
    kinds: list[BusinessKind] | None = strawberry.field(default=UNSET, description="Any of these kinds")
    within: list[strawberry.ID] | None = strawberry.field(
        default=UNSET, description="In the territory of any of these units, with everything below"
    )
    maximum_distance_km: float | None = strawberry.field(
        default=UNSET,
        description="At most this far, in km of great circle, approximate distances included; who has no "
        "place is left out",
    )
    minimum_spare_capacity_per_year: float | None = strawberry.field(
        default=UNSET,
        description="At least this much still to be had a year, in the unit of the subject's product",
    )
    certificates: list[str] | None = strawberry.field(
        default=UNSET,
        description="Holds a valid certificate of any of these schemes, in any spelling; "
        "how many of them counts in the score",
    )
    exclude_existing_partners: bool | None = strawberry.field(
        default=UNSET,
        description="Leave out those who are partners already, by known trade or a contract at a fair",
    )
    minimum_score: float | None = strawberry.field(default=UNSET, description="At least this score, 0 to 1")


@strawberry.input(description="How much a criterion weighs.")
class CriterionWeight:
    """How much a criterion weighs."""

    criterion: Criterion = strawberry.field(description="Which criterion")
    weight: float = strawberry.field(description="Its weight, 0 or more; only the proportions matter")
