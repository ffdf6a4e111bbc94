"""Known trade, tier by tier, and single sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import strawberry

from schema.business import Business
from schema.edge import reference
from schema.product import Product
from schema.values import Provenance


@strawberry.type(description="Known trade between two businesses in one product, in a tier of a trace.")
class TraceLink:
    """Known trade in a tier of a trace."""

    tier: int = strawberry.field(
        description="Its shortest distance from the business asked about (cấp): 1 for its own links"
    )
    quantity_per_year: float | None = strawberry.field(
        description="How much a year, in the unit of the product; null where unknown"
    )
    provenance: Provenance = strawberry.field(description="Where it comes from and how old it is")
    supplier_code: strawberry.Private[str]
    customer_code: strawberry.Private[str]
    product_code: strawberry.Private[str]

    supplier: Business | None = reference(lambda load: load.business, "supplier_code", "Who supplies")

    customer: Business | None = reference(lambda load: load.business, "customer_code", "Who is supplied")

    product: Product | None = reference(lambda load: load.product, "product_code", "What is traded")


@strawberry.type(
    description="A business that is the only known way by which a product reaches others (nguồn duy nhất)."
)
class SingleSource:
    """A business that is the only known way of a product to others."""

    affected_count: int = strawberry.field(description="How many depend on it")
    explanation: str = strawberry.field(
        description="A sentence that says who depends on it, and through what is made of the product"
    )
    supplier_code: strawberry.Private[str]
    product_code: strawberry.Private[str]
    affected_codes: strawberry.Private[Sequence[str]]

    product: Product | None = reference(
        lambda load: load.product,
        "product_code",
        "The product: upstream one that the supplier supplies, downstream one of the business asked about",
    )

    supplier: Business | None = reference(lambda load: load.business, "supplier_code", "The only way")

    affected: list[Business] = reference(
        lambda load: load.businesses,
        "affected_codes",
        "Who gets the product, or something made of it, only through this supplier; the nearest "
        "to the business asked about first, at most 100",
    )


@strawberry.type(description="Tiers of known suppliers or customers of a business.")
class SupplyTrace:
    """Tiers of known suppliers or customers."""

    algorithm: str = strawberry.field(description="Algorithm and its version")
    data_version: int = strawberry.field(description="Number of the newest change that it knows")
    on: dt.date = strawberry.field(description="Day it reasons about: the links in force on it count")
    changed_meanwhile: bool = strawberry.field(
        description="Whether the register moved while it was computed, so that parts may not fit together"
    )
    is_partial: bool = strawberry.field(
        description="Whether a limit cut it: 500 links a tier, 2,000 links, 5 seconds, 200 single sources, "
        "or 100 affected of one; never because of the depth asked for"
    )
    business_count: int = strawberry.field(
        description="How many businesses were found, without the one asked about"
    )
    explanation: str = strawberry.field(
        description="A sentence that says how much was found, or why nothing was"
    )
    links: list[TraceLink] = strawberry.field(
        description="The links, each once: by tier, then by the code of the business nearer to the one asked "
        "about"
    )
    single_sources: list[SingleSource] = strawberry.field(
        description="Who is the only known way for which product to reach whom. First those on whom the "
        "business asked about depends itself, then those with most who depend on them"
    )
