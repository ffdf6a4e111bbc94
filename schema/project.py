"""Industrial promotion (khuyến công): programmes, budget lines, projects, investments, expenses."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from domain.enums import Activity, FundingLevel, ProjectKind, ProjectLinkage, ProjectStatus
from schema.agency import AgencyRole
from schema.business import Facility
from schema.cluster import Cluster
from schema.connection import Connection, TerritorialConnection
from schema.edge import edge, paged_edge
from schema.node import Node
from schema.product import Product
from schema.scalars import VND
from schema.value_chain import ValueChain
from schema.values import Provenance

if TYPE_CHECKING:
    from schema.administrative_unit import AdministrativeUnit

_Unit = Annotated["AdministrativeUnit", strawberry.lazy("schema.administrative_unit")]
_Subject = Annotated[
    Product | ValueChain | Cluster,
    strawberry.union("ProjectSubject", description="What a project is about."),
]


@strawberry.type(description="A programme of industrial promotion over several years.")
class Programme(Node):
    """A programme of industrial promotion."""

    name: str = strawberry.field(description="Name")
    name_en: str | None = strawberry.field(description="Name in English")
    start_year: int = strawberry.field(description="First year")
    end_year: int = strawberry.field(description="Last year")
    decision: str | None = strawberry.field(description="Decision by which it was approved")
    planned_state: VND | None = strawberry.field(description="State budget planned over all years, đồng")
    planned_other: VND | None = strawberry.field(description="Other money planned over all years, đồng")
    version: int = strawberry.field(description="Number of the record's version; grows with each change")
    provenance: Provenance | None = strawberry.field(description="Where the record comes from")

    administrative_unit: _Unit | None = edge(
        lambda load: load.unit_of_programme,
        "The unit whose programme it is, in the version of that time; null for a national one",
    )
    roles: list[AgencyRole] | None = edge(
        lambda load: load.agencies_of_programme, "Agencies and their roles in the programme"
    )
    projects: TerritorialConnection[Project] | None = paged_edge(
        lambda load: load.projects_of_programme, "Its projects, by funding year"
    )
    budget_lines: Connection[BudgetLine] | None = paged_edge(
        lambda load: load.budget_lines_of_programme, "Its budget lines, by name"
    )


@strawberry.type(description="Money set aside for promotion work in one year.")
class BudgetLine(Node):
    """Money set aside for promotion work in one year."""

    name: str = strawberry.field(description="Name")
    name_en: str | None = strawberry.field(description="Name in English")
    level: FundingLevel = strawberry.field(description="Who pays")
    activities: list[Activity] = strawberry.field(
        description="Activities that it may pay for; empty where it may pay for all"
    )
    year: int = strawberry.field(description="Budget year")
    amount: VND = strawberry.field(description="Amount, in đồng")

    administrative_unit: _Unit | None = edge(
        lambda load: load.unit_of_budget_line, "The unit whose budget it is; null for the national one"
    )
    programme: Programme | None = edge(
        lambda load: load.programme_of_budget_line, "The programme it belongs to"
    )
    projects: TerritorialConnection[Project] | None = paged_edge(
        lambda load: load.projects_of_budget_line, "Projects paid from it, by funding year"
    )


@strawberry.type(description="A promotion project (đề án khuyến công).")
class Project(Node):
    """A promotion project."""

    title: str = strawberry.field(description="Title")
    kind: ProjectKind = strawberry.field(description="For a named beneficiary, for a group, or pilot")
    linkage: ProjectLinkage | None = strawberry.field(description="What it links, if it is about linkage")
    activity: Activity = strawberry.field(description="Activity that it supports")
    level: FundingLevel = strawberry.field(description="Who pays the support")
    status: ProjectStatus = strawberry.field(description="Where in its life it is")
    registered_on: dt.date | None = strawberry.field(
        description="Day of registration, in the year before funding (năm N-1)"
    )
    approved_on: dt.date | None = strawberry.field(description="Day of approval")
    funding_year: int = strawberry.field(description="Year whose budget pays for it (năm N)")
    support: VND | None = strawberry.field(description="Support from the state, in đồng")
    counterpart: VND | None = strawberry.field(description="What the beneficiaries pay, in đồng")
    disbursed: VND | None = strawberry.field(description="Support paid out so far, in đồng")
    rule_set: str | None = strawberry.field(
        description="The rule sets under which it was approved, by their codes; it keeps them. Null where it "
        "is not approved, or they are not recorded"
    )
    version: int = strawberry.field(description="Number of the record's version; grows with each change")
    provenance: Provenance | None = strawberry.field(description="Where the record comes from")

    programme: Programme | None = edge(lambda load: load.programme_of_project, "The programme it belongs to")
    roles: list[AgencyRole] | None = edge(
        lambda load: load.agencies_of_project, "Agencies and their roles in the project"
    )
    funding: list[ProjectFunding] | None = edge(
        lambda load: load.funding_of_project, "Budget lines that pay for it, by year"
    )
    concerns: list[_Subject] | None = edge(
        lambda load: load.subjects_of_project, "Products, value chains and clusters it is about"
    )
    beneficiaries: TerritorialConnection[Facility] | None = paged_edge(
        lambda load: load.beneficiaries_of_project, "Facilities that benefit (đơn vị thụ hưởng), by name"
    )
    investments: TerritorialConnection[Investment] | None = paged_edge(
        lambda load: load.investments_of_project, "Planned investments it covers, by year"
    )
    expenses: Connection[Expense] | None = paged_edge(
        lambda load: load.expenses_of_project, "Expenses charged to it"
    )


@strawberry.type(description="Money of a budget line in a project.")
class ProjectFunding:
    """Money of a budget line in a project."""

    budget_line: BudgetLine = strawberry.field(description="The budget line")
    year: int | None = strawberry.field(description="Budget year")
    planned: VND | None = strawberry.field(description="Amount planned, in đồng")
    disbursed: VND | None = strawberry.field(description="Amount paid out, in đồng")


@strawberry.type(description="What a facility plans to buy or build.")
class Investment(Node):
    """What a facility plans to buy or build."""

    activity: Activity = strawberry.field(description="Activity under which it could be supported")
    item: str = strawberry.field(description="What is to be bought or built")
    quantity: float | None = strawberry.field(description="How many")
    cost: VND | None = strawberry.field(description="Expected cost in total, in đồng")
    eligible_cost: VND | None = strawberry.field(
        description="Part of the cost that can be supported, in đồng; all of it where null"
    )
    own_funds: VND | None = strawberry.field(
        description="Own funds found for it (vốn đối ứng), in đồng; null where unknown"
    )
    has_other_state_money: bool | None = strawberry.field(
        description="Whether other state money supports it, as the facility declares; null where unknown"
    )
    is_technology_line: bool = strawberry.field(
        description="Whether it is a technology line (dây chuyền công nghệ) rather than single machines"
    )
    year: int | None = strawberry.field(description="Year in which it is planned")
    version: int = strawberry.field(description="Number of the record's version; grows with each change")
    provenance: Provenance | None = strawberry.field(description="Where the record comes from")

    facility: Facility | None = edge(lambda load: load.facility_of_investment, "Who plans it")
    projects: TerritorialConnection[Project] | None = paged_edge(
        lambda load: load.projects_of_investment, "Projects that cover it, by funding year"
    )


@strawberry.type(description="Money spent in a project, proven by an invoice.")
class Expense(Node):
    """Money spent in a project."""

    amount: VND = strawberry.field(description="Amount, in đồng")
    invoiced_on: dt.date | None = strawberry.field(description="Day of the invoice")
    invoice_number: str | None = strawberry.field(description="Number of the invoice")
    seller: str | None = strawberry.field(description="Who wrote the invoice")

    facility: Facility | None = edge(lambda load: load.facility_of_expense, "Who spent it")
    project: Project | None = edge(lambda load: load.project_of_expense, "The project it is charged to")


@strawberry.type(description="A kept answer of planning, with its question and rules.")
class Proposal(Node):
    """A kept answer of planning."""

    title: str = strawberry.field(description="Title")
    algorithm: str | None = strawberry.field(description="Algorithm and its version")
    rule_set: str | None = strawberry.field(description="Rules that were applied")
    data_version: int | None = strawberry.field(description="Number of the newest change it knew")
    on: dt.date | None = strawberry.field(description="Day it reasons about")
    computed_at: dt.datetime | None = strawberry.field(description="When it was computed")
    question: str | None = strawberry.field(description="Its input, as JSON")
    answer: str | None = strawberry.field(description="Its answer, as JSON")


@strawberry.input(description="A range of amounts in đồng, both ends included.")
class AmountRange:
    """A range of amounts in đồng."""

    minimum: VND | None = strawberry.field(default=UNSET, description="At least this, in đồng")
    maximum: VND | None = strawberry.field(default=UNSET, description="At most this, in đồng")


@strawberry.input(description="Which programmes.")
class ProgrammeFilter:
    """Which programmes."""

    text: str | None = strawberry.field(
        default=UNSET, description="Beginnings of words of a name, in any spelling and order"
    )


@strawberry.input(description="Which budget lines; conditions are joined by and, items of a list by or.")
class BudgetLineFilter:
    """Which budget lines."""

    text: str | None = strawberry.field(
        default=UNSET, description="Beginnings of words of a name, in any spelling and order"
    )
    programmes: list[strawberry.ID] | None = strawberry.field(
        default=UNSET, description="Of any of these programmes"
    )
    levels: list[FundingLevel] | None = strawberry.field(
        default=UNSET, description="Paid by any of these levels"
    )
    years: list[int] | None = strawberry.field(default=UNSET, description="Of any of these years")


@strawberry.input(description="Which projects; conditions are joined by and, items of a list by or.")
class ProjectFilter:
    """Which projects."""

    text: str | None = strawberry.field(
        default=UNSET, description="Beginnings of words of the title, in any spelling and order"
    )
    within: list[strawberry.ID] | None = strawberry.field(
        default=UNSET,
        description="A beneficiary lies in the territory of any of these units; of a project without "
        "beneficiaries the unit of its programme, else of its budget lines, else of the agencies that "
        "implement it, where that is one",
    )
    programmes: list[strawberry.ID] | None = strawberry.field(
        default=UNSET, description="Of any of these programmes"
    )
    kinds: list[ProjectKind] | None = strawberry.field(default=UNSET, description="Any of these kinds")
    linkages: list[ProjectLinkage] | None = strawberry.field(
        default=UNSET, description="Any of these linkages"
    )
    activities: list[Activity] | None = strawberry.field(default=UNSET, description="Any of these activities")
    levels: list[FundingLevel] | None = strawberry.field(
        default=UNSET, description="Paid by any of these levels"
    )
    statuses: list[ProjectStatus] | None = strawberry.field(
        default=UNSET, description="In any of these states"
    )
    funding_years: list[int] | None = strawberry.field(
        default=UNSET, description="Paid by any of these years"
    )


@strawberry.input(
    description="Which planned investments; conditions are joined by and, items of a list by or."
)
class InvestmentFilter:
    """Which planned investments."""

    text: str | None = strawberry.field(
        default=UNSET, description="Beginnings of words of the item, in any spelling and order"
    )
    within: list[strawberry.ID] | None = strawberry.field(
        default=UNSET, description="Its facility lies in the territory of any of these units"
    )
    activities: list[Activity] | None = strawberry.field(default=UNSET, description="Any of these activities")
    years: list[int] | None = strawberry.field(default=UNSET, description="Planned for any of these years")
    cost: AmountRange | None = strawberry.field(default=UNSET, description="Expected cost, in đồng")
