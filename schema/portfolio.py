"""Portfolios: which projects to fund under the budget lines of a year, and what fairness costs."""

from __future__ import annotations

import datetime as dt

import strawberry
from strawberry import UNSET

from domain.enums import FloorScope, PortfolioConstraint, SolveStatus
from schema.administrative_unit import AdministrativeUnit
from schema.partner import ScoreReason
from schema.project import BudgetLine, Project
from schema.scalars import VND


@strawberry.input(
    description="A floor (mức sàn): at least some support within a scope, as an amount or as a share of all "
    "support."
)
class PortfolioFloor:
    """A floor of a portfolio."""

    scope: FloorScope = strawberry.field(description="Within what")
    key: str = strawberry.field(
        description="Which one: code of a unit with its territory; DIFFICULT or EXTREMELY_DIFFICULT; code of "
        "a value chain, or the beginning of VSIC codes with the edition, such as 2018:10; an activity"
    )
    share: float | None = strawberry.field(
        default=UNSET,
        description="Share of the support of the projects that are selected, all together, 0 to 1; this or "
        "an amount. It is no share of what the lines have, nor of what candidates ask for: with 2,000 "
        "million đồng selected 0.3 asks for 600 million within the scope. Shares of scopes that have "
        "nothing in common cannot add up to more than 1",
    )
    amount: VND | None = strawberry.field(default=UNSET, description="Amount in đồng; this or a share")


@strawberry.input(description="What a portfolio is asked for.")
class PortfolioInput:
    """What a portfolio is asked for."""

    funding_year: int = strawberry.field(description="Year whose budget pays (năm N)")
    budget_lines: list[strawberry.ID] = strawberry.field(
        description="Codes of budget lines of that year, at most 50"
    )
    floors: list[PortfolioFloor] | None = strawberry.field(
        default=UNSET, description="Floors to be reached, at most 100"
    )
    must_include: list[strawberry.ID] | None = strawberry.field(
        default=UNSET, description="Codes of candidate projects that are funded for certain"
    )
    exclude: list[strawberry.ID] | None = strawberry.field(
        default=UNSET, description="Codes of candidate projects that are left out"
    )
    displaced_by: strawberry.ID | None = strawberry.field(
        default=UNSET,
        description="Code of a candidate project: what would it displace, were it funded for certain?",
    )


@strawberry.type(description="Money of a budget line for a project.")
class BudgetLineShare:
    """Money of a budget line for a project."""

    amount: VND = strawberry.field(description="Amount, in đồng")
    budget_line: BudgetLine | None = strawberry.field(description="The budget line that pays it")


@strawberry.type(description="A project that is to be funded.")
class SelectedProject:
    """A project that is to be funded."""

    support: VND = strawberry.field(
        description="Support that it gets, in đồng: what it asks for, as far as the rules allow it"
    )
    score: float = strawberry.field(description="What each đồng for it is worth, 0 to 1")
    rank: int = strawberry.field(description="Its place among all candidates by value for money, 1 the best")
    budget_lines: list[BudgetLineShare] = strawberry.field(
        description="Who pays how much; the amounts add up to the support"
    )
    reasons: list[ScoreReason] = strawberry.field(description="What its score is made of")
    warnings: list[str] = strawberry.field(
        description="Sentences, in the language asked for, that say which beneficiary asks for more than the "
        "rules allow, whose ceiling could not be checked, and which item is planned for another year than "
        "the one that pays"
    )
    project: Project | None = strawberry.field(description="The project")


@strawberry.type(description="A candidate project that is not funded.")
class RejectedProject:
    """A candidate project that is not funded."""

    constraint: PortfolioConstraint = strawberry.field(
        description="What alone stands in its way; else that the money does more elsewhere"
    )
    support: VND | None = strawberry.field(
        description="Support that it asks for, in đồng, as far as the rules allow it"
    )
    score: float | None = strawberry.field(
        description="What each đồng for it is worth, 0 to 1; null where it is no candidate"
    )
    rank: int | None = strawberry.field(
        description="Its place among all candidates by value for money; null where it is no candidate"
    )
    explanation: str = strawberry.field(description="Sentences that say why, in the language asked for")
    project: Project | None = strawberry.field(description="The project")


@strawberry.type(description="What a budget line has and what is taken from it.")
class BudgetLineUse:
    """What a budget line has and what is taken from it."""

    amount: VND = strawberry.field(description="What it has in all, in đồng")
    committed: VND = strawberry.field(
        description="What is planned from it for projects that are approved already, in đồng"
    )
    paid: VND = strawberry.field(description="What it pays for the projects selected, in đồng")
    left: VND = strawberry.field(
        description="What is left, in đồng: amount less committed and paid; below 0 where more is committed "
        "than it has"
    )
    budget_line: BudgetLine | None = strawberry.field(description="The budget line")


@strawberry.type(description="Support within a scope.")
class ScopeResult:
    """Support within a scope."""

    scope: FloorScope = strawberry.field(description="Within what")
    key: str = strawberry.field(description="Which one, as in a floor")
    name: str = strawberry.field(description="What people call it, in the language asked for")
    support: VND = strawberry.field(description="Support of the funded projects within it, in đồng")
    floor: VND | None = strawberry.field(
        description="What the floor asks for, in đồng: its amount, or its share of the support of all "
        "selected projects, rounded up; null where there is none"
    )
    need: VND = strawberry.field(
        description="What all candidates ask for within it, in đồng, as far as the rules allow it"
    )
    share_of_need: float | None = strawberry.field(
        description="Which share of the need is met, 0 to 1; null without a need"
    )


@strawberry.type(description="What floors cost (giá của công bằng).")
class PriceOfEquity:
    """What floors cost."""

    objective_without_floors: float = strawberry.field(
        description="The best objective without floors, in million đồng of weighted support"
    )
    difference: float = strawberry.field(
        description="By how much that is better than with floors; exact as far as both are proven"
    )


@strawberry.type(description="A floor that must be lowered for any choice to be possible.")
class FloorToLower:
    """A floor that must be lowered."""

    scope: FloorScope = strawberry.field(description="Within what")
    key: str = strawberry.field(description="Which one, as in the floor")
    name: str = strawberry.field(description="What people call it, in the language asked for")
    by: VND = strawberry.field(
        description="By how much, in đồng; for a share, what is missing in the best choice without it"
    )
    to_share: float | None = strawberry.field(
        description="To which share, 0 to 1: what its scope has in that choice, rounded down to 0.0001; null "
        "for an amount"
    )


@strawberry.type(
    description="A place that has less than it would have by the method of equal shares: where somebody "
    "would object."
)
class PortfolioObjection:
    """A place that would object."""

    support: VND = strawberry.field(description="Support that it has in the portfolio, in đồng")
    fair_support: VND = strawberry.field(description="Support that it would have by equal shares, in đồng")
    explanation: str = strawberry.field(description="A sentence that says of what, in the language asked for")
    unit: AdministrativeUnit | None = strawberry.field(description="The place")
    missing: list[Project] = strawberry.field(
        description="Projects that it would have by equal shares and that are not funded"
    )


@strawberry.type(description="What a project would displace, were it funded for certain.")
class Displacement:
    """What a project would displace."""

    is_possible: bool = strawberry.field(description="Whether any choice with it keeps to lines and floors")
    difference: float = strawberry.field(
        description="How much worth would be lost, in million đồng of weighted support"
    )
    explanation: str = strawberry.field(description="A sentence that says so, in the language asked for")
    project: Project | None = strawberry.field(description="The project asked about")
    displaced: list[Project] = strawberry.field(description="Funded projects that would give way")
    joined: list[Project] = strawberry.field(description="Further projects that would be funded besides it")


@strawberry.type(
    description="Which candidate projects to fund under the budget lines of a year (danh mục đề án). "
    "Candidates are projects of the year that nobody has decided on yet (DRAFT, SUPPLEMENT_REQUESTED, "
    "REGISTERED, APPRAISED) and that lie where one of the lines pays. Each funded project is paid whole, by "
    "lines of its level, its place and its activity; no beneficiary is refused by the rules in force, or "
    "gets more than they allow where its cost is known; no "
    "item of a beneficiary is supported twice; pilot projects come first on national lines (Circular "
    "36/2013/TT-BCT, article 7); floors are reached; and among all such choices the one that is worth most "
    "is taken, proven within 0.01 %."
)
class Portfolio:
    """Which candidate projects to fund."""

    algorithm: str = strawberry.field(description="Algorithm and its version")
    data_version: int = strawberry.field(description="Number of the newest change that it knows")
    changed_meanwhile: bool = strawberry.field(
        description="Whether the register moved while it was read, so that parts may not fit together"
    )
    on: dt.date = strawberry.field(description="Day of the facts used, such as classes of areas")
    rule_set: str | None = strawberry.field(
        description="Rules in force on that day by which beneficiaries were looked at; null where there are "
        "none, or nobody to look at"
    )
    is_partial: bool = strawberry.field(
        description="Whether not all was looked at: more than 5,000 projects of the year are undecided"
    )
    status: SolveStatus = strawberry.field(
        description="How far the optimiser came; OPTIMAL is proven to the last point up to 300 candidates, "
        "and within 0.01 % above"
    )
    objective: float | None = strawberry.field(
        description="What the projects selected are worth: their support times their scores, in million đồng "
        "of weighted support"
    )
    bound: float | None = strawberry.field(description="What the objective is at most, in the same unit")
    gap: float | None = strawberry.field(
        description="How much better it could be at most, as a share of the bound"
    )
    solve_seconds: float = strawberry.field(description="How long the optimiser worked, in seconds")
    selected: list[SelectedProject] = strawberry.field(description="Projects to fund, by rank")
    rejected: list[RejectedProject] = strawberry.field(
        description="Candidates that are not funded, by rank, then those that could not be considered"
    )
    by_budget_line: list[BudgetLineUse] = strawberry.field(
        description="What each line has, pays and has left, in the order asked for"
    )
    by_scope: list[ScopeResult] = strawberry.field(
        description="Support by floor, then by place, class of area, value chain and activity: places are "
        "provinces where candidates lie in several, else units as entered"
    )
    price_of_equity: PriceOfEquity | None = strawberry.field(
        description="What the floors cost; null without floors or without a choice"
    )
    explanation: str = strawberry.field(
        description="How many were looked at and are funded, and why nothing is where nothing is, in the "
        "language asked for"
    )
    floors_to_lower: list[FloorToLower] = strawberry.field(
        description="Where the floors cannot all be reached: the fewest to lower, and by how much"
    )
    objections: list[PortfolioObjection] = strawberry.field(
        description="Where a place would object, by the method of equal shares as a second opinion: those "
        "that miss most first. Lines and levels are not looked at there"
    )
    displacement: Displacement | None = strawberry.field(
        description="What the project of `displacedBy` would displace; null where it is funded anyway, is "
        "not a candidate that can be considered, or nothing is funded"
    )
    ambiguous_units: list[AdministrativeUnit] = strawberry.field(
        description="Units with projects that may share territory with the units of lines or floors; nobody "
        "can say on which side they lie, so they count as outside"
    )
