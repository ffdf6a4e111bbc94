"""Root fields for programmes, budget lines, projects and planned investments."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from domain.codes import RecordKind
from graph.project import BUDGET_LINES, INVESTMENTS, PROGRAMMES, PROJECTS
from resolvers import records
from resolvers.lists import Conditions, listed, look_up
from resolvers.lookup import Code, looked_up
from schema.connection import After, Before, Connection, First, Last, TerritorialConnection, window
from schema.context import Info
from schema.order import InvestmentOrder, Order, ProjectOrder
from schema.project import (
    BudgetLine,
    BudgetLineFilter,
    Investment,
    InvestmentFilter,
    Programme,
    ProgrammeFilter,
    Project,
    ProjectFilter,
)


@strawberry.type
class ProjectQuery:
    """Root fields for programmes, budget lines, projects and planned investments."""

    @strawberry.field(description="A programme by its code")
    async def programme(self, info: Info, code: Code) -> Programme | None:
        """A programme by its code."""
        return await looked_up(info, code, Programme)

    @strawberry.field(description="Programmes of industrial promotion")
    async def programmes(
        self,
        info: Info,
        filter: Annotated[
            ProgrammeFilter | None, strawberry.argument(description="Which ones; all unless given")
        ] = UNSET,
        order_by: Annotated[
            Order | None,
            strawberry.argument(description="In which order; by name unless given"),
        ] = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[Programme] | None:
        """Programmes of industrial promotion."""
        part = window(first, after, last, before)
        conditions = Conditions(info.context.graph)
        if filter:
            conditions.text(filter.text)
        return await listed(info, PROGRAMMES, conditions, order_by, part, records.programme)

    @strawberry.field(description="A budget line by its code")
    async def budget_line(self, info: Info, code: Code) -> BudgetLine | None:
        """A budget line by its code."""
        return await looked_up(info, code, BudgetLine)

    @strawberry.field(description="Budget lines")
    async def budget_lines(
        self,
        info: Info,
        filter: Annotated[
            BudgetLineFilter | None, strawberry.argument(description="Which ones; all unless given")
        ] = UNSET,
        order_by: Annotated[
            Order | None,
            strawberry.argument(description="In which order; by name unless given"),
        ] = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[BudgetLine] | None:
        """Budget lines."""
        part = window(first, after, last, before)
        conditions = Conditions(info.context.graph)
        if filter:
            conditions.text(filter.text)
            conditions.members("levels", filter.levels)
            conditions.set("years", filter.years)
            await look_up(conditions.references("programmes", filter.programmes, RecordKind.PROGRAMME))
        return await listed(info, BUDGET_LINES, conditions, order_by, part, records.budget_line)

    @strawberry.field(description="A promotion project by its code")
    async def project(self, info: Info, code: Code) -> Project | None:
        """A promotion project by its code."""
        return await looked_up(info, code, Project)

    @strawberry.field(description="Promotion projects")
    async def projects(
        self,
        info: Info,
        filter: Annotated[
            ProjectFilter | None, strawberry.argument(description="Which ones; all unless given")
        ] = UNSET,
        order_by: Annotated[
            ProjectOrder | None,
            strawberry.argument(description="In which order; by name unless given"),
        ] = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> TerritorialConnection[Project] | None:
        """Promotion projects."""
        part = window(first, after, last, before)
        conditions = await project_conditions(info, filter or None)
        return await listed(info, PROJECTS, conditions, order_by, part, records.project)

    @strawberry.field(description="A planned investment by its code")
    async def investment(self, info: Info, code: Code) -> Investment | None:
        """A planned investment by its code."""
        return await looked_up(info, code, Investment)

    @strawberry.field(description="What facilities plan to buy or build")
    async def investments(
        self,
        info: Info,
        filter: Annotated[
            InvestmentFilter | None, strawberry.argument(description="Which ones; all unless given")
        ] = UNSET,
        order_by: Annotated[
            InvestmentOrder | None,
            strawberry.argument(description="In which order; by name unless given"),
        ] = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> TerritorialConnection[Investment] | None:
        """What facilities plan to buy or build."""
        part = window(first, after, last, before)
        conditions = Conditions(info.context.graph)
        if filter:
            conditions.text(filter.text)
            conditions.members("activities", filter.activities)
            conditions.set("years", filter.years)
            conditions.range("cost", filter.cost, "filter.cost")
            conditions.as_texts("costMinimum", "costMaximum")
            await look_up(conditions.within(filter.within, "Facility"))
        return await listed(info, INVESTMENTS, conditions, order_by, part, records.investment)


async def project_conditions(info: Info, given: ProjectFilter | None) -> Conditions:
    """What a filter of projects stands for."""
    conditions = Conditions(info.context.graph)
    if given is None:
        return conditions
    conditions.text(given.text)
    conditions.members("kinds", given.kinds)
    conditions.members("linkages", given.linkages)
    conditions.members("activities", given.activities)
    conditions.members("levels", given.levels)
    conditions.members("statuses", given.statuses)
    conditions.set("fundingYears", given.funding_years)
    await look_up(
        conditions.references("programmes", given.programmes, RecordKind.PROGRAMME),
        conditions.within(given.within, "Facility", "Programme", "BudgetLine", "Agency"),
    )
    return conditions
