"""Products, their taxonomy, recipes and by-products."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from domain.enums import Confidence, ProductStage, ProductUnit
from schema.connection import Connection
from schema.edge import edge, paged_edge
from schema.node import Node
from schema.relatedness import RelatedProducts, computed_edge
from schema.scalars import HSCode
from schema.values import VsicCode

if TYPE_CHECKING:
    from schema.offer import Need, Offer
    from schema.value_chain import ValueChain

_Offer = Annotated["Offer", strawberry.lazy("schema.offer")]
_Need = Annotated["Need", strawberry.lazy("schema.offer")]
_ValueChain = Annotated["ValueChain", strawberry.lazy("schema.value_chain")]


@strawberry.type(
    description="A kind of good, by-product, machine or service, in a taxonomy: an offer of a kind meets "
    "a need of what it is a kind of."
)
class Product(Node):
    """A kind of good, by-product, machine or service."""

    name: str = strawberry.field(description="Name in Vietnamese")
    name_en: str | None = strawberry.field(description="Name in English")
    unit: ProductUnit = strawberry.field(description="Unit in which every quantity of it is counted")
    mass_tonnes_per_unit: float | None = strawberry.field(
        description="Tonnes of one unit; null for services and where unknown"
    )
    keeps_days: int | None = strawberry.field(description="Days it keeps in the usual store")
    stage: ProductStage = strawberry.field(description="Where in a chain it stands")
    hs_codes: list[HSCode] = strawberry.field(description="Codes of the Harmonized System, with edition")
    vsic: list[VsicCode] = strawberry.field(description="Economic activities that make it, by VSIC")
    confidence: Confidence | None = strawberry.field(description="How sure its codes and figures are")
    source: str | None = strawberry.field(description="Where its codes and figures come from")

    kind_of: Product | None = edge(lambda load: load.kind_of_product, "The more general product above it")
    subkinds: list[Product] | None = edge(
        lambda load: load.subkinds_of_product, "The more special products right below it, by name"
    )
    made_from: list[RecipeItem] | None = edge(
        lambda load: load.inputs_of_product, "Its recipe: what one unit of it takes"
    )
    used_in: list[RecipeItem] | None = edge(
        lambda load: load.uses_of_product,
        "Products whose recipe takes it, with the quantity of it that one unit of them takes",
    )
    yields: list[RecipeItem] | None = edge(
        lambda load: load.yields_of_product, "By-products that fall off in making one unit of it"
    )
    value_chains: list[_ValueChain] | None = edge(
        lambda load: load.value_chains_of_product,
        "Value chains of which it, or what it is a kind of, is a stage",
    )
    offers: Connection[_Offer] | None = paged_edge(
        lambda load: load.offers_of_product, "Offers of exactly this product, by code of the business"
    )
    needs: Connection[_Need] | None = paged_edge(
        lambda load: load.needs_of_product, "Needs of exactly this product, by code of the business"
    )
    related_products: RelatedProducts | None = computed_edge(
        lambda load: load.relatedness.of_product,
        "Products that are near to it: communes with an advantage in the one tend to have one in the other "
        "(proximity by co-occurrence, Hidalgo et al. 2007)",
    )


@strawberry.type(description="A product with a quantity, as an item of a recipe.")
class RecipeItem:
    """A product with a quantity."""

    product: Product = strawberry.field(description="The product at the other end")
    quantity: float = strawberry.field(
        description="Quantity of the input or by-product, in its own unit, for one unit of what is made"
    )
    confidence: Confidence | None = strawberry.field(description="How sure the quantity is")
    source: str | None = strawberry.field(description="Where the quantity comes from")


@strawberry.input(description="Which products; conditions are joined by and, items of a list by or.")
class ProductFilter:
    """Which products."""

    text: str | None = strawberry.field(
        default=UNSET, description="Beginnings of words of a name, in any spelling and order"
    )
    value_chains: list[strawberry.ID] | None = strawberry.field(
        default=UNSET, description="A stage, or a kind of a stage, of any of these value chains"
    )
    stages: list[ProductStage] | None = strawberry.field(default=UNSET, description="Any of these stages")
    hs_prefix: HSCode | None = strawberry.field(
        default=UNSET, description="An HS code begins with this, in this edition, such as 2022:0906"
    )
