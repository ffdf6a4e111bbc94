"""Proposals of linkage projects (đề án liên kết): along a value chain or between clusters of provinces."""

from __future__ import annotations

import datetime as dt

import strawberry
from strawberry import UNSET

from domain.enums import FundingLevel, LinkageRole, ProjectLinkage, SolveStatus
from schema.administrative_unit import AdministrativeUnit
from schema.business import Business
from schema.cluster import Cluster
from schema.partner import ScoreReason
from schema.product import Product
from schema.proposal import Ceiling, ProjectActivity, Proposals
from schema.scalars import VND
from schema.value_chain import ValueChain


@strawberry.input(description="What a linkage project is asked for.")
class LinkageProjectInput:
    """What a linkage project is asked for."""

    linkage: ProjectLinkage = strawberry.field(description="What it links: a value chain, or clusters")
    provinces: list[strawberry.ID] = strawberry.field(
        description="The provinces and cities that it links, in force on the day: 2 to 10, each once"
    )
    funding_year: int = strawberry.field(
        description="Year whose budget pays (năm N): this year or one of the ten after it. What members plan "
        "to invest in it is supported"
    )
    level: FundingLevel = strawberry.field(description="Whose money it is: national or provincial")
    chain: strawberry.ID | None = strawberry.field(
        default=UNSET,
        description="The value chain: needed for a project along one; between clusters only gaps of its "
        "products count where it is given",
    )
    maximum_members: int = strawberry.field(default=12, description="At most so many members, 2 to 30")
    proposals: int = strawberry.field(
        default=3,
        description="How many proposals, 1 to 5: one for each stage of the chain, or pair of clusters",
    )


@strawberry.type(description="A member of a proposed linkage project.")
class LinkageMember:
    """A member of a proposed linkage project."""

    role: LinkageRole = strawberry.field(description="What it does in the project")
    support: VND = strawberry.field(
        description="Support from the State in đồng for what it plans, rounded down to the thousand (mức hỗ "
        "trợ); 0 for whoever is not eligible or plans nothing, which may be a member all the same"
    )
    counterpart: VND = strawberry.field(
        description="What it pays itself of what is supported, in đồng (vốn đối ứng)"
    )
    explanation: str = strawberry.field(
        description="What it delivers and gets, how its support comes about, or why there is none"
    )
    business: Business | None = strawberry.field(description="The business")
    province: AdministrativeUnit | None = strawberry.field(description="The province for which it takes part")


@strawberry.type(description="A delivery of a linkage project: known already, or one that it would create.")
class LinkageFlow:
    """A delivery of a linkage project."""

    quantity_per_year: float | None = strawberry.field(
        description="How much, a year in the unit of the product; null for known trade without a quantity"
    )
    distance_km: float | None = strawberry.field(
        description="Great-circle distance (đường chim bay) in km; null where a place is unknown"
    )
    is_distance_approximate: bool = strawberry.field(
        description="Whether the middle of a commune, district or province stands for a place of which no "
        "coordinates are recorded"
    )
    is_new: bool = strawberry.field(
        description="Whether the project would create it; the two may trade some of it already, or something "
        "else: alreadyTraded"
    )
    explanation: str = strawberry.field(
        description="A sentence that says whether it is new, and what the two are known to trade already"
    )
    already_traded: list[Product] = strawberry.field(
        description="What the two are known to trade already, in either direction, besides this delivery; "
        "empty where no trade between them is known"
    )
    supplier: Business | None = strawberry.field(description="Who delivers")
    customer: Business | None = strawberry.field(description="Who receives")
    product: Product | None = strawberry.field(description="What is delivered")


@strawberry.type(
    description="What those provinces or clusters that receive something need of a product, beyond known "
    "deliveries and beyond what is to spare at home; a year in its unit."
)
class GapClosed:
    """What is needed of a product, before and after."""

    before: float = strawberry.field(description="What is open without the project")
    after: float = strawberry.field(description="What stays open with the new flows")
    needed_at_home: float = strawberry.field(
        description="What of the new flows those who deliver need at home too; 0 where they have it over"
    )
    explanation: str = strawberry.field(description="A sentence that says it, with what only recipes tell")
    product: Product | None = strawberry.field(description="The product, or the stage of the chain")


@strawberry.type(description="What shows that a linkage project is needed and may be supported.")
class ProjectEvidence:
    """What shows that a linkage project is needed and may be supported."""

    explanation: str = strawberry.field(description="A sentence for a dossier")
    clause: str | None = strawberry.field(
        description="Clause of the law; null where the register shows it, or no clause is known"
    )


@strawberry.type(description="A project that links businesses of neighbouring provinces (đề án liên kết).")
class LinkageProjectProposal:
    """A project that links businesses of neighbouring provinces."""

    title: str = strawberry.field(description="A title: what it links, provinces, products")
    linkage: ProjectLinkage = strawberry.field(description="What it links")
    score: float = strawberry.field(
        description="Weighted mean of the criteria, 0 to 1; what the reasons contribute adds up to it"
    )
    status: SolveStatus = strawberry.field(
        description="Whether the new flows are proven to close the most; FEASIBLE also where there were so "
        "many that each need kept its nearest and its largest suppliers only"
    )
    objective: float = strawberry.field(
        description="The figure that was made as large as possible: the sum over products of the share of "
        "the gap that is closed"
    )
    bound: float = strawberry.field(description="What it is at most, among the suppliers looked at")
    gap: float = strawberry.field(
        description="How much more could be closed at most, as a share of the objective; 0 where proven"
    )
    support: VND = strawberry.field(description="Support of all members together, in đồng")
    counterpart: VND = strawberry.field(description="What all members pay themselves, in đồng")
    members: list[LinkageMember] = strawberry.field(description="Its members: the lead, then by code")
    activities: list[ProjectActivity] = strawberry.field(
        description="What is supported in the funding year, activity by activity; empty where nothing is"
    )
    ceilings: list[Ceiling] = strawberry.field(
        description="Ceilings of the rules for these activities and their use"
    )
    flows: list[LinkageFlow] = strawberry.field(
        description="New flows, all between provinces or clusters, then known trade between members; each by "
        "supplier and customer. Proposals may count on the same goods: they are alternatives"
    )
    gaps_closed: list[GapClosed] = strawberry.field(description="The gaps that it closes or makes smaller")
    evidence: list[ProjectEvidence] = strawberry.field(
        description="What the register shows, the law on industrial clusters where it links any, the rules "
        "of the money, and what was not found"
    )
    reasons: list[ScoreReason] = strawberry.field(description="What the score is made of")
    chain: ValueChain | None = strawberry.field(
        description="The value chain asked for; null between clusters without one"
    )
    clusters: list[Cluster] = strawberry.field(
        description="The two clusters, that from which more goods flow first; none along a value chain"
    )
    lead_province: AdministrativeUnit | None = strawberry.field(
        description="The province whose businesses get most of what closes the gaps (tỉnh đầu mối), among "
        "equals the one with the smaller code"
    )
    partner_provinces: list[AdministrativeUnit] = strawberry.field(
        description="All other provinces of members (tỉnh phối hợp)"
    )


@strawberry.type(description="Proposals of linkage projects, the best first.")
class LinkageProjectProposals(Proposals):
    """Proposals of linkage projects."""

    on: dt.date = strawberry.field(description="Day whose rules, offers, needs and trade count")
    explanation: str = strawberry.field(
        description="What was looked at, and why there is no proposal, or not as many as asked for"
    )
    solve_seconds: float = strawberry.field(description="How long the optimiser took, in seconds")
    proposals: list[LinkageProjectProposal] = strawberry.field(description="The proposals, the best first")
    ambiguous_units: list[AdministrativeUnit] = strawberry.field(
        description="Units whose records may or may not lie in the provinces asked for; they are left out"
    )
