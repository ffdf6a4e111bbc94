"""Pairs of clusters with what ties them."""

from __future__ import annotations

import strawberry

from domain.enums import ClusterLinkageConstraint, ClusterLinkageKind
from schema.cluster import Cluster
from schema.context import Info
from schema.partner import RankedConnection, ScoreReason
from schema.product import Product
from schema.value_chain import ValueChain


@strawberry.type(
    description="What ties two clusters: goods of one side that the other needs, a year in the unit of "
    "`product`, or a value chain on which both concentrate. Flows may compete for the same goods, so they do "
    "not add up."
)
class ClusterFlow:
    """What ties two clusters."""

    kind: ClusterLinkageKind = strawberry.field(description="What kind of tie it is")
    offerer_count: int = strawberry.field(
        description="Businesses that offer it or supply it already; of a shared focus those of both clusters "
        "that offer products of the chain"
    )
    needer_count: int = strawberry.field(
        description="Businesses that need it, as recorded or by recipe, or buy it already; of a shared focus "
        "those of both clusters that need products of the chain"
    )
    derived_needer_count: int = strawberry.field(
        description="Those of them whose need is not recorded but follows from the recipe of what they make"
    )
    quantity_per_year: float | None = strawberry.field(
        description="What could flow: what is traded already, and the smaller of what is to spare and still "
        "open; null where a part is unknown, and for a shared focus"
    )
    spare_per_year: float | None = strawberry.field(description="What is still to be had; null where unknown")
    open_per_year: float | None = strawberry.field(
        description="What is still needed beyond what is known to be received; null where unknown"
    )
    traded_per_year: float | None = strawberry.field(
        description="What is known to be traded already; null where the quantity is unknown"
    )
    explanation: str = strawberry.field(description="A sentence that says it")
    from_code: strawberry.Private[str | None]
    product_code: strawberry.Private[str | None]
    offered_codes: strawberry.Private[list[str]]
    chain_code: strawberry.Private[str | None]

    @strawberry.field(description="The cluster that offers; null for a shared focus")
    async def offered_by(self, info: Info) -> Cluster | None:
        """The cluster that offers."""
        return None if self.from_code is None else await info.context.load.cluster(self.from_code)

    @strawberry.field(description="The product that is needed; null for a shared focus")
    async def product(self, info: Info) -> Product | None:
        """The product that is needed."""
        return None if self.product_code is None else await info.context.load.product(self.product_code)

    @strawberry.field(description="What is offered for it: the product itself or kinds of it")
    async def offered_products(self, info: Info) -> list[Product]:
        """What is offered for it."""
        return await info.context.load.products(self.offered_codes)

    @strawberry.field(description="The value chain of a shared focus; null for flows")
    async def value_chain(self, info: Info) -> ValueChain | None:
        """The value chain of a shared focus."""
        return None if self.chain_code is None else await info.context.load.value_chain(self.chain_code)


@strawberry.type(description="A rule that can be cited for a linkage, with a sentence for a dossier.")
class LinkageEvidence:
    """A rule that can be cited for a linkage."""

    clause: str = strawberry.field(description="Clause of the law")
    explanation: str = strawberry.field(
        description="A sentence that says what the clause asks for, in short and not quoted, and what of it "
        "the register shows"
    )


@strawberry.type(description="Two clusters with what ties them (liên kết cụm), its score and why.")
class ClusterLinkage:
    """Two clusters with what ties them."""

    score: float = strawberry.field(description="Weighted mean of the criteria, 0 to 1")
    distance_km: float | None = strawberry.field(
        description="Great-circle distance (đường chim bay) in km between their nearest places; of a cluster "
        "without a place of its own the middle of each of its units counts. Null where unknown"
    )
    is_distance_approximate: bool = strawberry.field(
        description="Whether the middle of an administrative unit stands for the place of a cluster of which "
        "no coordinates are recorded"
    )
    reasons: list[ScoreReason] = strawberry.field(description="What the score is made of")
    flows: list[ClusterFlow] = strawberry.field(
        description="What ties them: inputs, by-products, then shared focus"
    )
    evidence: list[LinkageEvidence] = strawberry.field(
        description="Rules of Decree 32/2024/NĐ-CP that can be cited. It speaks of industrial clusters "
        "(CCN), so there are none where neither is one"
    )
    common_member_count: int = strawberry.field(
        description="Businesses that belong to both; they have no part in the flows"
    )
    source_code: strawberry.Private[str]
    target_code: strawberry.Private[str]

    @strawberry.field(description="The cluster from which more goods flow")
    async def source(self, info: Info) -> Cluster | None:
        """The cluster from which more goods flow."""
        return await info.context.load.cluster(self.source_code)

    @strawberry.field(description="The other cluster")
    async def target(self, info: Info) -> Cluster | None:
        """The other cluster."""
        return await info.context.load.cluster(self.target_code)


@strawberry.type(description="A page of linked clusters, with how they were ranked.")
class ClusterLinkageConnection(RankedConnection[ClusterLinkage]):
    """A page of linked clusters."""

    constraint: ClusterLinkageConstraint | None = strawberry.field(
        description="Why no clusters are linked; null where any are"
    )
