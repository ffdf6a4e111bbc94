"""What businesses offer and need."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.edge import found_by, reference
from schema.product import Product
from schema.values import Provenance

if TYPE_CHECKING:
    from schema.business import Business
    from schema.certificate import Certificate

_Business = Annotated["Business", strawberry.lazy("schema.business")]
_Certificate = Annotated["Certificate", strawberry.lazy("schema.certificate")]


@strawberry.type(description="A product that a business offers, in one variant.")
class Offer:
    """A product that a business offers."""

    product: Product = strawberry.field(description="The product")
    variant: str | None = strawberry.field(description="Grade, brand or pack, such as loại A")
    capacity_per_year: float | None = strawberry.field(
        description="What it can deliver a year, in the unit of the product"
    )
    committed_per_year: float | None = strawberry.field(
        description="What it has promised already a year, in the unit of the product"
    )
    spare_capacity_per_year: float | None = found_by(
        lambda load: load.spare_capacity_of_offer,
        "key",
        "Capacity less what is committed or known to be supplied, whichever is more; in the unit of the "
        "product, null where the capacity is unknown, or the offer is not in force today",
    )
    months: list[int] = strawberry.field(description="Months in which it is offered; empty if unknown")
    unit_price: float | None = strawberry.field(description="Price of one unit, in `currency`")
    currency: str | None = strawberry.field(description="Currency of the price by ISO 4217")
    price_term: str | None = strawberry.field(description="Where the price holds, such as EXW or FOB")
    minimum_order: float | None = strawberry.field(
        description="Smallest quantity sold, in the unit of the product"
    )
    lead_time_days: int | None = strawberry.field(description="Days from order to delivery")
    is_byproduct: bool = strawberry.field(
        description="Whether it falls off in making something else (phụ phẩm)"
    )
    valid_from: dt.date | None = strawberry.field(description="First day of the offer")
    valid_to: dt.date | None = strawberry.field(description="First day after it; null while it stands")
    provenance: Provenance = strawberry.field(description="Where it comes from and how old it is")
    key: strawberry.Private[str]
    business_code: strawberry.Private[str]

    business: _Business | None = reference(
        lambda load: load.business, "business_code", "The business that offers it"
    )

    certificates: list[_Certificate] | None = found_by(
        lambda load: load.certificates_of_offer,
        "key",
        "Certificates of this offer itself, beside those of the business",
    )


@strawberry.type(description="A product that a business needs, in one variant.")
class Need:
    """A product that a business needs."""

    product: Product = strawberry.field(description="The product")
    variant: str | None = strawberry.field(description="Grade, brand or pack, such as loại A")
    quantity_per_year: float | None = strawberry.field(
        description="What it needs a year, in the unit of the product"
    )
    months: list[int] = strawberry.field(description="Months in which it is needed; empty if unknown")
    maximum_price: float | None = strawberry.field(
        description="Highest price paid for one unit, in `currency`"
    )
    currency: str | None = strawberry.field(description="Currency of the price by ISO 4217")
    certificates: list[str] = strawberry.field(description="Schemes of certificates it asks for")
    valid_from: dt.date | None = strawberry.field(description="First day of the need")
    valid_to: dt.date | None = strawberry.field(description="First day after it; null while it stands")
    provenance: Provenance = strawberry.field(description="Where it comes from and how old it is")
    business_code: strawberry.Private[str]

    business: _Business | None = reference(
        lambda load: load.business, "business_code", "The business that needs it"
    )
