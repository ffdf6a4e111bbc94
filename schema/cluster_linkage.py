"""Pairs of clusters with what ties them."""

from __future__ import annotations

import strawberry

from domain.enums import ClusterLinkageConstraint, ClusterLinkageKind
from schema.cluster import Cluster
from schema.edge import reference
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

    offered_by: Cluster | None = reference(
        lambda load: load.cluster, "from_code", "The cluster that offers; null for a shared focus"
    )

    product: Product | None = reference(
        lambda load: load.product, "product_code", "The product that is needed; null for a shared focus"
    )

    offered_products: list[Product] = reference(
        lambda load: load.products,
        "offered_codes",
        "What is offered for it: the product itself or kinds of it",
    )

    value_chain: ValueChain | None = reference(
        lambda load: load.value_chain, "chain_code", "The value chain of a shared focus; null for flows"
    )


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

    source: Cluster | None = reference(
        lambda load: load.cluster, "source_code", "The cluster from which more goods flow"
    )

    target: Cluster | None = reference(lambda load: load.cluster, "target_code", "The other cluster")


@strawberry.type(description="A page of linked clusters, with how they were ranked.")
class ClusterLinkageConnection(RankedConnection[ClusterLinkage]):
    """A page of linked clusters."""

    constraint: ClusterLinkageConstraint | None = strawberry.field(
        description="Why no clusters are linked; null where any are"
    )
