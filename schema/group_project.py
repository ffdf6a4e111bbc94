"""Proposals of group projects (đề án nhóm): members, money, proof."""

from __future__ import annotations

import datetime as dt

import strawberry
from strawberry import UNSET

from domain.enums import (
    Activity,
    FundingLevel,
    MoneySource,
    SolveStatus,
)
from schema.administrative_unit import AdministrativeUnit
from schema.business import Business
from schema.partner import ScoreReason
from schema.product import Product
from schema.proposal import Ceiling, ExcludedFacility, GroupMember, Proposals, TimelineStep
from schema.scalars import VND


@strawberry.input(description="What a group project is asked for.")
class GroupProjectInput:
    """What a group project is asked for."""

    activity: Activity = strawberry.field(description="Activity that the project supports")
    funding_year: int = strawberry.field(
        description="Year whose budget pays (năm N): this year or one of the ten after it. Facilities that "
        "plan to invest in it are candidates"
    )
    level: FundingLevel = strawberry.field(description="Whose money it is: national or provincial")
    product: strawberry.ID | None = strawberry.field(
        default=UNSET,
        description="Only facilities that make this product, a kind of it, or what it is a kind of. Without "
        "it, members of a machinery group (nhóm máy móc) still share a product line",
    )
    within: list[strawberry.ID] | None = strawberry.field(
        default=UNSET, description="Only facilities in the territory of any of these units"
    )
    minimum_members: int = strawberry.field(default=2, description="At least so many members, 1 or more")
    maximum_members: int = strawberry.field(default=12, description="At most so many members, up to 50")
    support_budget: VND | None = strawberry.field(
        default=UNSET, description="Support that all members together may get, in đồng; above 0"
    )
    minimum_combined_capacity_per_year: float | None = strawberry.field(
        default=UNSET,
        description="What the members must be able to make together a year, in the unit of the product, "
        "which must be given; a capacity that is not recorded counts as 0",
    )
    must_include: list[strawberry.ID] | None = strawberry.field(
        default=UNSET, description="Facilities that must be members"
    )
    exclude: list[strawberry.ID] | None = strawberry.field(
        default=UNSET, description="Facilities that must not be members"
    )
    proposals: int = strawberry.field(
        default=3, description="How many proposals, 1 to 5; each leaves out two members of each before it"
    )


@strawberry.type(
    description="A known delivery between members, or to a buyer or from a supplier that several share."
)
class ProposalLinkage:
    """A known delivery that ties members."""

    supplier: Business | None = strawberry.field(description="Who delivers")
    customer: Business | None = strawberry.field(description="Who receives")
    product: Product | None = strawberry.field(description="What is delivered")


@strawberry.type(description="Part of the money of a proposal, by who pays it.")
class BudgetShare:
    """Part of the money of a proposal."""

    source: MoneySource = strawberry.field(description="Whose money it is")
    level: FundingLevel | None = strawberry.field(description="Level of state money; null for a counterpart")
    amount: VND = strawberry.field(description="Amount, in đồng")
    province: AdministrativeUnit | None = strawberry.field(
        description="The province that pays, for provincial money; null else, and where it is not known"
    )


@strawberry.type(description="A group that one project could serve (đề án nhóm), with its money and proof.")
class GroupProjectProposal:
    """A group that one project could serve."""

    title: str = strawberry.field(description="A title: activity, product line, members, places")
    score: float = strawberry.field(
        description="Mean merit of its members, 0 to 1; what the reasons contribute adds up to it"
    )
    objective: float = strawberry.field(
        description="The figure that was made as large as possible: the score times the number of members"
    )
    bound: float = strawberry.field(description="What no group can be worth more than")
    gap: float = strawberry.field(
        description="How much better a group could be at most, as a share of the objective; 0 where proven"
    )
    support: VND = strawberry.field(description="Support of all members together, in đồng")
    counterpart: VND = strawberry.field(description="What all members pay themselves, in đồng")
    total: VND = strawberry.field(description="Cost in total, in đồng: support and counterpart add up to it")
    combined_capacity_per_year: float | None = strawberry.field(
        description="What the members can make together a year of the product asked for, in its unit, as far "
        "as recorded; null where no product was asked for"
    )
    members: list[GroupMember] = strawberry.field(description="Its members, by code")
    linkages: list[ProposalLinkage] = strawberry.field(
        description="Known trade that ties the members, deliveries between them first; at most 100"
    )
    budget: list[BudgetShare] = strawberry.field(description="The money by who pays it")
    ceilings: list[Ceiling] = strawberry.field(description="Ceilings of the rules and their use")
    timeline: list[TimelineStep] = strawberry.field(description="Steps in their order")
    reasons: list[ScoreReason] = strawberry.field(description="What the score is made of")
    product: Product | None = strawberry.field(
        description="The product line that the members share; null where none is asked for or needed"
    )


@strawberry.type(description="Proposals of group projects, the best first.")
class GroupProjectProposals(Proposals):
    """Proposals of group projects."""

    on: dt.date = strawberry.field(description="Day whose rules and trade count")
    status: SolveStatus = strawberry.field(description="How far the optimiser came with the first proposal")
    explanation: str = strawberry.field(
        description="What was looked at, and why there is no proposal, or not as many as asked for"
    )
    solve_seconds: float = strawberry.field(description="How long the optimiser took, in seconds")
    candidate_count: int = strawberry.field(description="How many could be members")
    proposals: list[GroupProjectProposal] = strawberry.field(description="The proposals, the best first")
    excluded: list[ExcludedFacility] = strawberry.field(
        description="Who was left out and why: those who could be members first, by their worth; at most 200"
    )
    excluded_count: int = strawberry.field(description="How many were left out in all")
    ambiguous_units: list[AdministrativeUnit] = strawberry.field(
        description="Units whose records may or may not lie in the territory asked for; they are left out"
    )
