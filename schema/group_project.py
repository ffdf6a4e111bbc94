"""Proposals of group projects (đề án nhóm): members, money, proof."""

from __future__ import annotations

import datetime as dt

import strawberry
from strawberry import UNSET

from domain.enums import (
    Activity,
    Confidence,
    FundingLevel,
    GroupExclusion,
    MoneySource,
    ProcedureStep,
    RuleKind,
    RuleProvenance,
    RuleScope,
    RuleUnit,
    SolveStatus,
)
from schema.administrative_unit import AdministrativeUnit
from schema.business import Business
from schema.eligibility import Eligibility
from schema.partner import ScoreReason
from schema.product import Product
from schema.project import Investment
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


@strawberry.type(description="What a member would buy or build.")
class ProposalItem:
    """What a member would buy or build."""

    name: str = strawberry.field(description="What it is")
    quantity: float | None = strawberry.field(description="How many")
    cost: VND = strawberry.field(description="Expected cost in total, in đồng")
    eligible_cost: VND = strawberry.field(description="Part of the cost that can be supported, in đồng")
    investment: Investment | None = strawberry.field(description="The planned investment")


@strawberry.type(
    description="Who would be supported by a proposed project, for one activity in one year (đơn vị thụ "
    "hưởng)."
)
class GroupMember:
    """Who would be supported by a proposed project."""

    items: list[ProposalItem] = strawberry.field(description="What it would buy or build")
    rate: float | None = strawberry.field(
        description="Greatest share of the eligible cost by the rules, 0 to 1; null where only a cap is known"
    )
    bound_by: str = strawberry.field(
        description="The rule that keeps the support from being more, by its id: a rate, a cap, or a "
        "multiplier of a cap (dây chuyền công nghệ)"
    )
    support: VND = strawberry.field(
        description="Support from the State in đồng, rounded down to the thousand (mức hỗ trợ)"
    )
    rounding_remainder: VND = strawberry.field(
        description="What rounding down takes off the support, in đồng, below 1,000; it is part of the "
        "counterpart"
    )
    counterpart: VND = strawberry.field(description="What it pays itself, in đồng (vốn đối ứng)")
    eligibility: Eligibility = strawberry.field(
        description="Whether it is eligible, for these items; what is not known leaves it undetermined"
    )
    explanation: str = strawberry.field(
        description="Items, rule by rule how the support comes about, and what must be asked"
    )
    facility: Business | None = strawberry.field(description="The facility")


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


@strawberry.type(description="A ceiling of the rules, and how much of it a proposal uses.")
class Ceiling:
    """A ceiling of the rules."""

    rule: str = strawberry.field(description="The rule, by its id in its rule set")
    kind: RuleKind = strawberry.field(description="Rate, cap or multiplier")
    scope: RuleScope = strawberry.field(description="Per what it limits")
    limit: float = strawberry.field(description="The ceiling, in its unit")
    unit: RuleUnit = strawberry.field(description="In what it is counted")
    used: float = strawberry.field(
        description="The most of it that any member uses, in its unit; of a ceiling for the whole project "
        "what all use together; of a multiplier 0 where nobody has a technology line"
    )
    explanation: str = strawberry.field(description="What it says")
    clause: str | None = strawberry.field(description="Where it stands in the law; null where unknown")
    source: str = strawberry.field(description="Where it was found")
    confidence: Confidence = strawberry.field(description="How sure it is")
    provenance: RuleProvenance = strawberry.field(description="How it became known")


@strawberry.type(description="When to do what, as far as rules are known.")
class TimelineStep:
    """When to do what."""

    step: ProcedureStep = strawberry.field(description="The step")
    begins: dt.date | None = strawberry.field(
        name="from", description="First day by the rule; null where no rule was found"
    )
    until: dt.date | None = strawberry.field(description="Last day by the rule; null where no rule was found")
    explanation: str = strawberry.field(
        description="What the rule says, or that none was found and whom to ask"
    )
    clause: str | None = strawberry.field(description="Where it stands in the law; null where unknown")


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


@strawberry.type(description="A facility that plans for the activity and is in no proposal.")
class ExcludedFacility:
    """A facility that is in no proposal."""

    reason: GroupExclusion = strawberry.field(description="Why, in a word")
    explanation: str = strawberry.field(description="Why")
    facility: Business | None = strawberry.field(description="The facility")


@strawberry.type(description="Proposals of group projects, the best first.")
class GroupProjectProposals:
    """Proposals of group projects."""

    algorithm: str = strawberry.field(description="Algorithm and its version")
    data_version: int = strawberry.field(description="Number of the newest change that it knows")
    changed_meanwhile: bool = strawberry.field(
        description="Whether the register moved while it was read, so that parts may not fit together"
    )
    rule_set: str = strawberry.field(description="The rule sets in force on the day, by their codes")
    rules_end_on: dt.date | None = strawberry.field(
        description="Last day on which all of them are in force; null where no end is known"
    )
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
