"""Matches at a fair: who should meet whom, ranked and explained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypeAlias

import strawberry

from domain.language import Language
from schema.business import Business
from schema.connection import Connection
from schema.edge import reference
from schema.partner import Ranking, ScoreReason
from schema.product import Product

BusinessArgument: TypeAlias = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="Only matches of this participant; those of all unless given"),
]
NewPartnersArgument: TypeAlias = Annotated[
    bool | None,
    strawberry.argument(
        description="Leave out those who are partners already, by known trade or a contract at a fair"
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class FairMatchQuestion:
    """Which matches of a fair are asked for. ``language``: of the sentences."""

    business: str | None
    excludes_existing: bool
    language: Language


@strawberry.type(description="A seller and a buyer at a fair (kết nối giao thương) who should meet, and why.")
class FairMatch:
    """A seller and a buyer at a fair who should meet."""

    score: float = strawberry.field(description="Weighted mean of the criteria of their best pair, 0 to 1")
    is_existing_partner: bool = strawberry.field(
        description="Whether trade between the two is known, in either direction, or they signed a contract "
        "at a fair"
    )
    distance_km: float | None = strawberry.field(
        description="Great-circle distance (đường chim bay) in km; null where a place is unknown"
    )
    is_distance_approximate: bool = strawberry.field(
        description="Whether the middle of a commune, district or province stands for a place of which no "
        "coordinates are recorded"
    )
    reasons: list[ScoreReason] = strawberry.field(description="What the score is made of")
    seller_code: strawberry.Private[str]
    buyer_code: strawberry.Private[str]
    product_code: strawberry.Private[str]
    wanted_product_code: strawberry.Private[str]

    seller: Business | None = reference(lambda load: load.business, "seller_code", "Who sells")

    buyer: Business | None = reference(lambda load: load.business, "buyer_code", "Who buys")

    product: Product | None = reference(
        lambda load: load.product, "product_code", "The product that the seller offers, in their best pair"
    )

    wanted_product: Product | None = reference(
        lambda load: load.product,
        "wanted_product_code",
        "The product that the buyer needs, in their best pair; another one where it is more "
        "general, or where the match backs off",
    )


@strawberry.type(description="A page of matches at a fair, with how they were ranked.")
class FairMatchConnection(Connection[FairMatch], Ranking):
    """A page of matches at a fair."""
