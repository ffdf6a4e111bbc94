"""Plans of a chain: reads who offers what, has the plan solved beside the event loop, shows it."""

import datetime as dt
import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import strawberry
from strawberry import UNSET

from domain.codes import RecordKind
from domain.enums import SolveStatus
from graph.chain_plan import Reading, makers
from graph.client import Graph
from planning import chain_plan as planning
from planning.chain_model import Order, scope
from planning.chain_plan_text import about_plan, why_short
from planning.recipe import Recipes
from resolvers.data_version import computed
from resolvers.flow import business_of
from resolvers.lists import is_given, known_codes, territory_of
from resolvers.recipe import reference
from resolvers.solving import solved
from schema.arguments import DayArgument, LanguageArgument, day_of, language_of
from schema.chain_plan import (
    ChainPlan,
    ChainPlanInput,
    LackingBusiness,
    PlannedFlow,
    PlannedProduction,
    PlannedShortage,
)
from schema.context import Info
from schema.errors import bad_request

SECONDS = 7.0
"""How long a plan is bettered; the best that was found by then is the answer."""
_SMALLEST_QUANTITY, _LARGEST_QUANTITY = 1e-6, 1e12


@strawberry.type
class ChainPlanQuery:
    """Plans of a chain."""

    @strawberry.field(
        description="Who could make an amount of a product together, from what, and who delivers to whom: "
        "first the least shortage, then the least transport work. Takes up to ten seconds as a rule, on "
        "a busy machine up to 21, after waiting for its turn: two are solved at a time"
    )
    async def chain_plan(
        self,
        info: Info,
        input: Annotated[ChainPlanInput, strawberry.argument(description="What is asked for")],
        on: DayArgument = UNSET,
        language: LanguageArgument = UNSET,
    ) -> ChainPlan | None:
        """A plan of a whole chain."""
        day = day_of(on)
        spoken = language_of(info, language)
        order = await _order(info, input)
        source = info.context.graph
        units: list[str] | None = None
        ambiguous: list[str] = []
        if isinstance(input.within, list):
            units, ambiguous = await territory_of(source, input.within, "input.within")
        found = await computed(source, lambda version: _facts(source, order, units, day, version))
        facts = found.answer
        ambiguous_units = await info.context.load.administrative_units(ambiguous)

        def planned(cancelled: threading.Event) -> ChainPlan:
            businesses = [business_of(row) for row in facts.reading.businesses]
            plan = planning.chain_plan(order, facts.recipes, businesses, seconds=SECONDS, cancelled=cancelled)
            return ChainPlan(
                algorithm=planning.ALGORITHM,
                data_version=found.data_version,
                changed_meanwhile=found.changed_meanwhile,
                on=day,
                is_partial=facts.reading.is_cut or plan.is_narrowed or plan.status is not SolveStatus.OPTIMAL,
                status=plan.status,
                explanation=about_plan(plan, order, facts.recipes, spoken),
                met_per_year=plan.met,
                missing_per_year=plan.missing,
                objective=plan.objective,
                bound=plan.bound,
                gap=plan.gap,
                solve_seconds=plan.seconds,
                transport_tonne_km=plan.transport,
                transport_bound_tonne_km=plan.transport_bound,
                production=[_production(made) for made in plan.production],
                flows=[_flow(flow) for flow in plan.flows],
                shortages=[
                    _shortage(short, why_short(short, order, facts.recipes, spoken))
                    for short in plan.shortages
                ],
                ambiguous_units=ambiguous_units,
                without_mass_codes=plan.without_mass,
                circular_codes=plan.circular,
            )

        return await solved(info, planned)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """On what a plan rests."""

    recipes: Recipes
    reading: Reading


async def _order(info: Info, given: ChainPlanInput) -> Order:
    """What is asked for. Raises ``BAD_REQUEST`` or ``NOT_FOUND``."""
    quantity = given.quantity_per_year
    if not _SMALLEST_QUANTITY <= quantity <= _LARGEST_QUANTITY:
        raise bad_request("An amount is a number from 0.000001 to 1,000,000,000,000", "input.quantityPerYear")
    reach = given.maximum_distance_km if is_given(given.maximum_distance_km) else None
    if reach is not None and (not math.isfinite(reach) or reach < 0):
        raise bad_request("A distance is a number of km from 0 on", "input.maximumDistanceKm")
    (product,) = await known_codes(info.context.graph, [given.product], RecordKind.PRODUCT, "input.product")
    return Order(product=product, quantity=quantity, maximum_distance_km=reach)


async def _facts(
    graph: Graph, order: Order, units: Sequence[str] | None, on: dt.date, version: int
) -> _Facts:
    known = await reference(graph, version)
    reading = await makers(graph, scope(order.product, known.recipes), units, on)
    return _Facts(recipes=known.recipes, reading=reading)


def _production(made: planning.Production) -> PlannedProduction:
    """What a business makes."""
    return PlannedProduction(
        business_code=made.business,
        product_code=made.product,
        quantity_per_year=made.quantity,
        share_of_capacity=made.share,
    )


def _flow(flow: planning.Flow) -> PlannedFlow:
    """A delivery."""
    return PlannedFlow(
        supplier_code=flow.supplier,
        customer_code=flow.customer,
        product_code=flow.product,
        quantity_per_year=flow.quantity,
        distance_km=flow.distance_km,
        is_distance_approximate=flow.is_distance_approximate,
    )


def _shortage(short: planning.Shortage, explanation: str) -> PlannedShortage:
    """What is missing."""
    return PlannedShortage(
        product_code=short.product,
        quantity_per_year=short.quantity,
        needed_per_year=short.needed,
        constraint=short.constraint,
        explanation=explanation,
        lacking=[
            LackingBusiness(business_code=code, quantity_per_year=missing)
            for code, missing in sorted(short.lacking.items(), key=lambda item: (-item[1], item[0]))
        ],
    )
