"""Proposals of pilot projects (đề án điểm): a lead, who could follow, a plan over years, money."""

from __future__ import annotations

import datetime as dt

import strawberry
from strawberry import UNSET

from domain.enums import FundingLevel, PilotProjectConstraint
from schema.administrative_unit import AdministrativeUnit
from schema.business import Business
from schema.partner import ScoreReason
from schema.proposal import Ceiling, ExcludedFacility, ProjectActivity, Proposals
from schema.scalars import VND
from schema.value_chain import ValueChain


@strawberry.input(description="What pilot projects are asked for.")
class PilotProjectInput:
    """What pilot projects are asked for."""

    chain: strawberry.ID = strawberry.field(description="The value chain")
    within: list[strawberry.ID] | None = strawberry.field(
        default=UNSET,
        description="Only facilities in the territory of any of these units lead or take part; who could "
        "follow is counted beyond it too",
    )
    first_year: int = strawberry.field(
        description="First year whose budget pays: this year or one of the ten after it. A lead plans to "
        "invest in it"
    )
    years: int = strawberry.field(default=3, description="Over how many years, 1 to 5")
    level: FundingLevel = strawberry.field(description="Whose money it is: national or provincial")
    support_budget: VND | None = strawberry.field(
        default=UNSET,
        description="Support that a project may take over all its years, in đồng; 1,000 or more",
    )
    proposals: int = strawberry.field(
        default=3, description="How many proposals, 1 to 5, each with another organisation as lead"
    )


@strawberry.type(
    description="Who could follow a lead: makers of products of the chain who are linked with it by known "
    "trade in these, over at most three deliveries, wherever they stand (sức lan tỏa)."
)
class PilotReach:
    """Who could follow a lead."""

    establishment_count: int = strawberry.field(description="How many facilities, without the lead")
    worker_count: int | None = strawberry.field(
        description="Their workers, as far as recorded; null where none are"
    )
    province_count: int = strawberry.field(description="In how many provinces of today they stand")


@strawberry.type(description="A year of a project.")
class PilotYear:
    """A year of a project."""

    funding_year: int = strawberry.field(description="Year whose budget pays (năm N)")
    is_concrete: bool = strawberry.field(
        description="Whether the appraisal asks for its activities to be fixed: the first year (Circular "
        "17/2018/TT-BCT). Those of later years are what is planned so far"
    )
    support: VND = strawberry.field(description="Support in the year, in đồng")
    counterpart: VND = strawberry.field(description="What those who take part pay themselves, in đồng")
    activities: list[ProjectActivity] = strawberry.field(
        description="Its activities; empty where none is planned"
    )


@strawberry.type(description="A pilot project (đề án điểm) with its plan, money and proof.")
class PilotProjectProposal:
    """A pilot project with its plan, money and proof."""

    title: str = strawberry.field(description="A title: chain, lead, place, years")
    score: float = strawberry.field(description="0 to 1; what the reasons contribute adds up to it")
    gap: float = strawberry.field(
        description="How much better the choice of those who take part beside the lead could be at most, as "
        "a share of its worth; 0 where proven"
    )
    support: VND = strawberry.field(description="Support over all years, in đồng")
    counterpart: VND = strawberry.field(description="What all pay themselves over all years, in đồng")
    total: VND = strawberry.field(description="Cost in total, in đồng: support and counterpart add up to it")
    location_quotient: float | None = strawberry.field(
        description="Location quotient (LQ): the share of the chain in what the facilities of the lead's "
        "province offer, through its share in all provinces; null where it cannot be told"
    )
    chain: ValueChain | None = strawberry.field(description="The value chain")
    lead: Business | None = strawberry.field(description="Who leads (cơ sở đầu tàu)")
    reasons: list[ScoreReason] = strawberry.field(description="What the score is made of")
    reach: PilotReach = strawberry.field(description="Who could follow the lead")
    years: list[PilotYear] = strawberry.field(description="The plan, year by year")
    ceilings: list[Ceiling] = strawberry.field(
        description="Ceilings of the rules for its activities and their use; what an organisation may get "
        "counts over all years"
    )


@strawberry.type(description="Proposals of pilot projects of a value chain, the best first.")
class PilotProjectProposals(Proposals):
    """Proposals of pilot projects of a value chain."""

    on: dt.date = strawberry.field(description="Day whose rules, offers and trade count")
    constraint: PilotProjectConstraint | None = strawberry.field(
        description="Why there is no proposal; null where there are some"
    )
    explanation: str = strawberry.field(
        description="What was looked at, why there is no proposal or not as many as asked for, and what the "
        "rules say of pilot projects"
    )
    is_partial: bool = strawberry.field(
        description="Whether trade led to more than 5,000 businesses, so that not all were looked at"
    )
    maker_count: int = strawberry.field(
        description="How many facilities in the units make a product of the chain"
    )
    lead_count: int = strawberry.field(description="How many of them could lead")
    proposals: list[PilotProjectProposal] = strawberry.field(description="The proposals, the best first")
    excluded: list[ExcludedFacility] = strawberry.field(
        description="Makers who plan to invest in these years and are in no proposal, and why: those who "
        "could lead first; at most 200"
    )
    excluded_count: int = strawberry.field(description="How many of these there are in all")
    ambiguous_units: list[AdministrativeUnit] = strawberry.field(
        description="Units whose records may or may not lie in the territory asked for; they are left out"
    )
