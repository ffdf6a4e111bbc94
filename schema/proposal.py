"""What proposals of projects share: on what they rest, who is paid, ceilings, steps, who is left out."""

from __future__ import annotations

import datetime as dt

import strawberry

from domain.enums import (
    Activity,
    Confidence,
    GroupExclusion,
    ProcedureStep,
    RuleKind,
    RuleProvenance,
    RuleScope,
    RuleUnit,
)
from schema.business import Business
from schema.eligibility import Eligibility
from schema.project import Investment
from schema.scalars import VND


@strawberry.type
class Proposals:
    """On what proposals rest."""

    algorithm: str = strawberry.field(description="Algorithm and its version")
    data_version: int = strawberry.field(description="Number of the newest change that it knows")
    changed_meanwhile: bool = strawberry.field(
        description="Whether the register moved while it was read, so that parts may not fit together"
    )
    rule_set: str = strawberry.field(description="The rule sets in force on the day, by their codes")
    rules_end_on: dt.date | None = strawberry.field(
        description="Last day on which all of them are in force; null where no end is known"
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


@strawberry.type(description="What a project does for one activity in one year.")
class ProjectActivity:
    """What a project does for one activity in one year."""

    activity: Activity = strawberry.field(description="The activity")
    support: VND = strawberry.field(description="Support for it, in đồng")
    counterpart: VND = strawberry.field(description="What those who take part pay themselves, in đồng")
    facilities: list[Business | None] = strawberry.field(description="Who is supported, the lead first")
    members: list[GroupMember] = strawberry.field(
        description="The same with items, money, eligibility, and how the support comes about"
    )
    timeline: list[TimelineStep] = strawberry.field(description="Steps in their order")


@strawberry.type(description="A facility that plans for the activity and is in no proposal.")
class ExcludedFacility:
    """A facility that is in no proposal."""

    reason: GroupExclusion = strawberry.field(description="Why, in a word")
    explanation: str = strawberry.field(description="Why")
    facility: Business | None = strawberry.field(description="The facility")
