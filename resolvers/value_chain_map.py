"""Maps of value chains: reads offers and needs, has them weighed against each other, shows the answer."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from domain.quantity import rounded
from graph import value_chain_map as graph
from graph.client import Graph, Row
from planning.byproduct import Byproduct
from planning.cancellation import check
from planning.flow import Business
from planning.recipe import Recipes
from planning.value_chain_map import (
    ALGORITHM,
    Bottleneck,
    Gap,
    Stage,
    ValueChainMap,
    scope,
    value_chain_map,
    with_nearest,
    with_outside,
)
from planning.value_chain_map_text import Sentences
from resolvers.data_version import computed
from resolvers.flow import business_of, needs_of, offers_of, supplies_of
from resolvers.kept import Kept
from resolvers.lists import territory_of
from resolvers.middle import place
from resolvers.recipe import Reference, reference
from resolvers.solving import in_thread
from schema import value_chain_map as schema

_MOST_OF_A_REQUEST = 100


class ValueChainMaps:
    """Draws the maps of one request, until its caller ``has_left``. Units and products are read once,
    however many maps rest on them."""

    def __init__(self, graph: Graph, has_left: Callable[[], Awaitable[bool]]) -> None:
        self._graph = graph
        self._has_left = has_left
        self._territories = Kept[tuple[list[str], list[str]]](_MOST_OF_A_REQUEST)

    async def of(self, code: str, question: schema.ValueChainMapQuestion) -> schema.ValueChainMap:
        """The map of a chain. Raises ``BAD_REQUEST`` or ``NOT_FOUND`` for ``within``."""
        units: list[str] | None = None
        ambiguous: list[str] = []
        if question.within is not None:
            asked = question.within
            units, ambiguous = await self._territories.get(asked, lambda: self._territory(asked))

        found = await computed(self._graph, lambda version: self._drawn(code, question, units, version))
        known, drawn = found.answer
        say = Sentences(known.recipes, question.month, question.language, is_national=units is None)
        return schema.ValueChainMap(
            algorithm=ALGORITHM,
            data_version=found.data_version,
            on=question.on,
            month=question.month,
            changed_meanwhile=found.changed_meanwhile,
            constraint=drawn.constraint,
            explanation=say.about_map(drawn),
            business_count=drawn.businesses,
            market_count=drawn.markets,
            stages=[_stage(stage, say) for stage in drawn.stages],
            byproducts=[_byproduct(byproduct, say) for byproduct in drawn.byproducts],
            gaps=[_gap(gap, say) for gap in drawn.gaps],
            bottlenecks=[_bottleneck(found, say) for found in drawn.bottlenecks],
            circular_codes=drawn.circular,
            ambiguous_codes=ambiguous,
        )

    async def _drawn(
        self,
        code: str,
        question: schema.ValueChainMapQuestion,
        units: list[str] | None,
        version: int,
    ) -> tuple[Reference, ValueChainMap]:
        known = await reference(self._graph, version)
        stages = known.stages.get(code, ())
        products = [product for _, product in stages]
        needed = scope(products, known.recipes)
        reach = graph.Reach(offers=needed.offers, needs=needed.needs, on=question.on, units=units)
        rows, markets = await asyncio.gather(
            graph.inside(self._graph, reach), graph.markets(self._graph, reach)
        )
        is_empty = units is not None and not rows and not await graph.has_businesses(self._graph, units)

        def draw(cancelled: threading.Event) -> ValueChainMap:
            businesses = [business_of(row) for row in rows]
            check(cancelled)
            present = {business.code for business in businesses}
            businesses += [_market(code, needs) for code, needs in markets.items() if code not in present]
            return value_chain_map(
                stages, known.recipes, businesses, question.month, is_empty=is_empty, cancelled=cancelled
            )

        drawn = await in_thread(draw, self._has_left)  # thousands of businesses must not keep the loop busy
        gaps, bottlenecks = await asyncio.gather(
            self._gaps(drawn, known, products, reach, question.month), self._bottlenecks(drawn, reach)
        )
        return known, replace(drawn, gaps=gaps, bottlenecks=bottlenecks)

    async def _bottlenecks(self, drawn: ValueChainMap, reach: graph.Reach) -> list[Bottleneck]:
        """The bottlenecks, with which customers lie outside."""
        customers = {code for each in drawn.bottlenecks for code in each.customers}
        inside = await graph.lying_inside(self._graph, reach, customers)
        return [with_outside(each, inside) for each in drawn.bottlenecks]

    async def _gaps(
        self,
        drawn: ValueChainMap,
        known: Reference,
        products: Sequence[str],
        reach: graph.Reach,
        month: int | None,
    ) -> list[Gap]:
        """The gaps, with who is nearest outside."""
        if not drawn.gaps:
            return []
        searches = [_search(gap, products, known.recipes) for gap in drawn.gaps]
        found = await graph.outside(self._graph, reach, searches, month)
        return [
            with_nearest(
                gap,
                products,
                known.recipes,
                [_outside(row) for row in found.get(gap.stage.product, ())],
                month,
            )
            for gap in drawn.gaps
        ]

    async def _territory(self, units: tuple[str, ...]) -> tuple[list[str], list[str]]:
        return await territory_of(self._graph, list(units), "within")


def _search(gap: Gap, products: Sequence[str], recipes: Recipes) -> graph.Search:
    """What is sought for a gap: the stage and its kinds, but for those that count in another stage."""
    stage = gap.stage.product
    kinds = {
        code
        for code in recipes.kinds([stage])
        if (kind := recipes.nearest(code, products)) is not None and kind.of == stage
    }
    latitude, longitude = gap.stage.middle or (None, None)
    return graph.Search(stage=stage, products=kinds, latitude=latitude, longitude=longitude)


def _market(code: str, needs: Sequence[Row]) -> Business:
    return Business(code=code, is_market=True, needs=needs_of(needs))


def _outside(row: Row) -> Business:
    return Business(
        code=row["code"],
        **place(row),
        offers=offers_of(row["offers"]),
        supplies=supplies_of(row["supplies"]),
    )


def _stage(stage: Stage, say: Sentences) -> schema.ValueChainStage:
    return schema.ValueChainStage(
        order=stage.order,
        product_code=stage.product,
        offerer_count=len(stage.offerers),
        needer_count=len(stage.needers),
        capacity_per_year=rounded(stage.capacity),
        spare_capacity_per_year=rounded(stage.spare),
        demand_per_year=rounded(stage.demand),
        derived_demand_per_year=rounded(stage.derived),
        market_demand_per_year=rounded(stage.market),
        in_house_per_year=rounded(stage.in_house),
        balance_per_year=rounded(stage.balance),
        double_report_count=stage.counted_elsewhere,
        offers_without_capacity_count=stage.without_capacity,
        needs_without_quantity_count=stage.without_quantity,
        without_months_count=stage.without_months,
        explanation=say.about_stage(stage),
        leading_codes=stage.leading,
    )


def _byproduct(byproduct: Byproduct, say: Sentences) -> schema.ValueChainByproduct:
    return schema.ValueChainByproduct(
        product_code=byproduct.product,
        yielded_per_year=rounded(byproduct.falling),
        recipe_yield_per_year=rounded(byproduct.yielded),
        offered_per_year=rounded(byproduct.offered),
        used_per_year=rounded(byproduct.used),
        sold_outside_per_year=rounded(byproduct.delivered),
        used_in_house_per_year=rounded(byproduct.in_house),
        promised_per_year=rounded(byproduct.promised),
        wasted_per_year=rounded(byproduct.wasted),
        outlets=[
            schema.ByproductOutlet(
                product_code=outlet.product,
                demand_per_year=rounded(outlet.demand),
                supply_per_year=rounded(outlet.supply),
                taken_per_year=rounded(outlet.taken),
            )
            for outlet in byproduct.outlets
        ],
        explanation=say.about_byproduct(byproduct),
        made_codes=byproduct.made,
    )


def _gap(gap: Gap, say: Sentences) -> schema.ValueChainGap:
    return schema.ValueChainGap(
        product_code=gap.stage.product,
        shortfall_per_year=rounded(gap.shortfall),
        shortfall_inside_per_year=rounded(gap.inside),
        explanation=say.about_gap(gap),
        nearest_outside=[
            schema.NearbyBusiness(
                business_code=near.business,
                product_code=near.product,
                distance_km=near.distance,
                is_distance_approximate=near.is_approximate,
                spare_capacity_per_year=rounded(near.spare),
            )
            for near in gap.nearest
        ],
    )


def _bottleneck(found: Bottleneck, say: Sentences) -> schema.Bottleneck:
    return schema.Bottleneck(
        business_code=found.business,
        product_code=found.stage.product,
        reason=found.reason,
        share_of_capacity=found.share,
        cover_by_others=found.cover,
        dependent_count=len(found.dependents),
        customer_count=len(found.customers),
        explanation=say.about_bottleneck(found),
    )
