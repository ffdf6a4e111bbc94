"""Trade that is known to happen."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.edge import reference
from schema.product import Product
from schema.values import Provenance

if TYPE_CHECKING:
    from schema.business import Business

_Business = Annotated["Business", strawberry.lazy("schema.business")]


@strawberry.type(description="Trade that is known to happen between two businesses in one product.")
class TradeLink:
    """Trade that is known to happen."""

    product: Product = strawberry.field(description="What is traded")
    quantity_per_year: float | None = strawberry.field(
        description="How much a year, in the unit of the product"
    )
    since: dt.date | None = strawberry.field(description="Since when")
    until: dt.date | None = strawberry.field(description="Until when; null while it goes on")
    contract: str | None = strawberry.field(description="Kind of contract, such as SEASON or LONG_TERM")
    provenance: Provenance = strawberry.field(description="Where it comes from and how old it is")
    other_code: strawberry.Private[str]
    supplier_code: strawberry.Private[str]
    customer_code: strawberry.Private[str]

    business: _Business | None = reference(
        lambda load: load.business, "other_code", "The other end, seen from the business that was asked"
    )

    supplier: _Business | None = reference(lambda load: load.business, "supplier_code", "Who supplies")

    customer: _Business | None = reference(lambda load: load.business, "customer_code", "Who is supplied")
