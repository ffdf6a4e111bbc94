"""Plans a whole chain for an amount of one product: who makes how much from what, who delivers to whom, and
what is missing why.

``chain-plan/1`` is the best solution of :mod:`planning.chain_model` that is found in time.
"""

import math
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from domain.enums import ChainPlanConstraint, SolveStatus
from planning.chain_model import ChainModel, Order
from planning.flow import Business
from planning.middle import is_approximate
from planning.recipe import Recipes
from planning.solver import Achieved, Bools, Clock, Floats, Integers, Solution, solve

ALGORITHM = "chain-plan/1"
_NOTHING = 1e-5
"""Less than this of a product, where the plan makes a thousand, is rounding."""
_MISSING = 1e-4
"""Less than this is not missing, as deliveries that were rounding are left out."""
_DIGITS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Production:
    """What a business makes, grows or gives off of a product for the plan, in its unit. ``share``: of its
    capacity; None where that is not known."""

    business: str
    product: str
    quantity: float
    share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A delivery, in the unit of its product; in house where supplier and customer are the same.
    ``distance_km``: None where a place is not known."""

    supplier: str
    customer: str
    product: str
    quantity: float
    distance_km: float | None
    is_distance_approximate: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """What is missing of a product, in its unit, and why.

    ``constraint``: what explains most of what is missing. ``needed``: what the plan needs of it; ``spare``:
    what offers of it and its kinds still had to give before the plan, of so many ``sellers``; ``elsewhere``:
    what of that and of what falls off goes to needs of other products; ``fallen``: what falls off in the plan
    and is used beside these offers; ``unknown_sellers``: those whose capacity is not known. ``lacking``: how
    much each business is missing; empty for the product asked for.

    ``left``: what can still be had of it; ``left_outside``: what of that is too far away for a business that
    could order it, ``nearest_km`` where it is nearest, or in a place that is not known, where that is None;
    ``minimum_order``: the smallest minimum order that is more than what a business lacks or what is left of
    the offer. Each is 0 or None where there is nothing of the kind.
    """

    product: str
    quantity: float
    needed: float
    constraint: ChainPlanConstraint
    spare: float = 0.0
    sellers: int = 0
    elsewhere: float = 0.0
    fallen: float = 0.0
    unknown_sellers: int = 0
    lacking: Mapping[str, float]
    left: float = 0.0
    left_outside: float = 0.0
    nearest_km: float | None = None
    minimum_order: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainPlan:
    """A plan. ``met``: how much of what was asked for there is, in its unit, and ``missing`` the rest of it;
    ``counted_as``: how much of that is of which product, itself or a kind of it, in the same unit, the
    largest first. ``objective``, ``bound``, ``gap``: of the weighed shortage, in units of the product asked
    for; ``transport`` and ``transport_bound``: tonne-kilometres. Bounds are of all plans by the offers
    given, and where ``is_narrowed`` of those by the nearest ones of each need. ``without_mass``: products
    delivered whose transport work is not known."""

    status: SolveStatus
    met: float
    missing: float
    counted_as: Mapping[str, float]
    objective: float
    bound: float | None
    gap: float | None
    transport: float
    transport_bound: float | None
    seconds: float
    is_narrowed: bool
    production: Sequence[Production]
    flows: Sequence[Flow]
    shortages: Sequence[Shortage]
    without_mass: Sequence[str]
    circular: Sequence[str]


def chain_plan(
    order: Order,
    recipes: Recipes,
    businesses: Sequence[Business],
    *,
    seconds: float,
    cancelled: threading.Event | None = None,
) -> ChainPlan:
    """The best plan that is found in some seconds, of which building the programme takes its part. Raises
    :class:`planning.cancellation.Cancelled` soon after ``cancelled`` is set."""
    clock = Clock(seconds, cancelled)
    clock.check()
    model = ChainModel(order, recipes, businesses, clock)
    solution = solve(
        model.programme,
        model.goals,
        clock,
        first=model.nearest(),
        start=model.nothing,
    )
    return _Answer(model, solution).plan()


@dataclass(frozen=True, slots=True, kw_only=True)
class _LeftOver:
    """Why what is left of a product does not go to those who lack it, as :class:`Shortage` has it."""

    constraint: ChainPlanConstraint = ChainPlanConstraint.CAPACITY
    left: float = 0.0
    left_outside: float = 0.0
    nearest_km: float | None = None
    minimum_order: float | None = None


class _Answer:
    """What a solution of the programme says, in the units of the products."""

    def __init__(self, model: ChainModel, solution: Solution) -> None:
        self._model = model
        self._solution = solution
        assert solution.values is not None  # a plan in which nothing is made is always known
        self._places = {product: place for place, product in enumerate(model.sizes)}
        made = model.deliveries
        values = solution.values[: len(made.source)]
        self._amounts = np.where(values < _NOTHING, 0.0, values) * model.source_size[made.source]
        self._taken = np.bincount(made.source, weights=self._amounts, minlength=len(model.sources))
        met = np.bincount(made.need, weights=self._amounts * made.factor, minlength=len(model.needs))
        used = np.array(
            [
                math.fsum(self._taken[source] * amount for source, amount in need.uses.items())
                for need in model.needs
            ]
        )
        used[0] = model.order.quantity
        self._used = used
        missing = used - met
        self._missing = np.where(missing < _MISSING * model.need_size, 0.0, missing)

    def plan(self) -> ChainPlan:
        """The plan."""
        model, solution = self._model, self._solution
        shortage, *further = solution.goals
        flows = list(self._flows())
        made = len(model.deliveries.source)
        amounts = self._amounts / model.source_size[model.deliveries.source]
        beyond = model.order.quantity - model.asked
        weights = model.goals[0].costs[-len(model.needs) :]
        lost = float(self._missing / model.need_size @ weights) / model.scale
        bound = None if shortage.bound is None else min(lost, shortage.bound / model.scale + beyond)
        objective = Achieved(lost, bound)
        transport = _rounded(float(model.tonne_km[:made] @ amounts))
        least: float | None = 0.0
        if model.tonne_km.any():
            unit, known = float(model.tonne_km.max()), further[0].bound
            least = None if known is None else min(transport, _rounded(known * unit))
        met, missing = _parts(model.order.quantity, float(self._missing[0]))
        return ChainPlan(
            status=solution.status,
            met=met,
            missing=missing,
            counted_as=self._counted_as(),
            objective=_rounded(objective.objective),
            bound=None if objective.bound is None else _rounded(objective.bound),
            gap=objective.gap,
            transport=transport,
            transport_bound=least,
            seconds=solution.seconds,
            is_narrowed=model.deliveries.is_narrowed,
            production=list(self._production()),
            flows=flows,
            shortages=list(self._shortages()),
            without_mass=[
                product
                for product in self._in_order({flow.product for flow in flows})
                if not model.recipes[product].mass
            ],
            circular=model.recipes.circular(model.sizes),
        )

    def _counted_as(self) -> dict[str, float]:
        """How much of what was asked for is of which product, in the unit of the product asked for."""
        made = self._model.deliveries
        sums: dict[str, float] = defaultdict(float)
        for place in np.flatnonzero((made.need == 0) & (self._amounts > 0)).tolist():
            product = self._model.sources[made.source[place]].product
            sums[product] += float(self._amounts[place] * made.factor[place])
        least = _MISSING * self._model.need_size[0]
        return {
            product: _rounded(amount)
            for product, amount in sorted(sums.items(), key=lambda item: (-item[1], item[0]))
            if amount >= least
        }

    def _in_order(self, products: Iterable[str]) -> list[str]:
        """Products from the one asked for back to the beginning of the chain."""
        return sorted(products, key=self._places.__getitem__)

    def _production(self) -> Iterator[Production]:
        model = self._model
        sums: dict[tuple[str, int], float] = defaultdict(float)
        for source, amount in zip(model.sources, self._taken.tolist(), strict=True):
            if amount:
                sums[source.product, source.business] += amount
        for (product, number), amount in self._largest_first(sums):
            business = model.businesses[number]
            capacity = math.fsum(
                row.capacity or 0.0 for row in model.offers[number] if row.offer.product == product
            )
            yield Production(
                business=business.code,
                product=product,
                quantity=_rounded(amount),
                share=_rounded(amount / capacity) if capacity else None,
            )

    def _largest_first(self, sums: Mapping[tuple[Any, ...], float]) -> list[tuple[Any, float]]:
        """Amounts by product, in the order of the chain, the largest first."""
        return sorted(sums.items(), key=lambda item: (self._places[item[0][0]], -item[1], item[0]))

    def _flows(self) -> Iterator[Flow]:
        model = self._model
        sums: dict[tuple[str, int, int], float] = defaultdict(float)
        for place in np.flatnonzero(self._amounts).tolist():
            source = model.sources[model.deliveries.source[place]]
            customer = model.needs[model.deliveries.need[place]].business
            if customer is not None:
                sums[source.product, source.business, customer] += float(self._amounts[place])
        for (product, supplier, customer), amount in self._largest_first(sums):
            distance = model.distance_km(supplier, customer)
            ends = (model.businesses[supplier], model.businesses[customer])
            yield Flow(
                supplier=model.businesses[supplier].code,
                customer=model.businesses[customer].code,
                product=product,
                quantity=_rounded(amount),
                distance_km=distance,
                is_distance_approximate=supplier != customer and is_approximate(distance, *ends),
            )

    def _shortages(self) -> Iterator[Shortage]:
        model = self._model
        lacking: dict[str, list[int]] = defaultdict(list)
        for place in np.flatnonzero(self._missing).tolist():
            lacking[model.needs[place].product].append(place)
        for product in self._in_order(lacking):
            yield self._shortage(product, lacking[product])

    def _shortage(self, product: str, needs: Sequence[int]) -> Shortage:
        """What is missing of a product for some needs, and why."""
        model = self._model
        offers = [
            (row, factor)
            for some in model.offers
            for row in some
            if (factor := model.factor(row.offer.product, product))
        ]
        over = self._left_over(product, needs)
        constraint = over.constraint
        elsewhere, fallen = self._gone(product)
        if constraint is ChainPlanConstraint.CAPACITY and not offers:
            constraint = ChainPlanConstraint.NOT_OFFERED
        elif constraint is ChainPlanConstraint.CAPACITY and all(each.capacity is None for each, _ in offers):
            constraint = ChainPlanConstraint.CAPACITY_UNKNOWN
        return Shortage(
            product=product,
            quantity=_rounded(math.fsum(self._missing[each] for each in needs)),
            needed=_rounded(
                math.fsum(
                    used
                    for need, used in zip(model.needs, self._used.tolist(), strict=True)
                    if need.product == product
                )
            ),
            constraint=constraint,
            spare=_rounded(math.fsum((each.spare or 0.0) * factor for each, factor in offers)),
            sellers=sum(each.capacity is not None for each, _ in offers),
            elsewhere=_rounded(elsewhere),
            fallen=_rounded(fallen),
            unknown_sellers=sum(each.capacity is None for each, _ in offers),
            lacking={
                model.businesses[business].code: _rounded(float(self._missing[each]))
                for each in needs
                if (business := model.needs[each].business) is not None
            },
            left=over.left,
            left_outside=over.left_outside,
            nearest_km=over.nearest_km,
            minimum_order=over.minimum_order,
        )

    def _gone(self, product: str) -> tuple[float, float]:
        """What of the sources of a product goes to needs of other products, and what of those that fall off
        in the plan is used, both in its unit."""
        model, made = self._model, self._model.deliveries
        sources, factors = model.fitting(product)
        factor = np.zeros(len(model.sources))
        factor[sources] = factors
        is_other = np.array([need.product != product for need in model.needs], dtype=np.bool_)
        elsewhere = float((self._amounts * factor[made.source])[is_other[made.need]].sum())
        is_fallen = np.array([bool(source.fallen) for source in model.sources], dtype=np.bool_)
        return elsewhere, float((self._taken * factor)[is_fallen].sum())

    def _left_over(self, product: str, needs: Sequence[int]) -> _LeftOver:
        """What is left of a product and what stands between it and some needs that lack it.

        Judged by pairs of a source and a need. The minimum order rules a pair out where it is more than what
        the need lacks or the source has left, and nothing is delivered yet, however far apart the two are:
        going further would not help. Distance rules out the others beyond the limit. The constraint is what
        explains most of the missing quantity: what is left is given to the needs first over the pairs that
        nothing rules out (``NOT_PROVEN``), then over those that distance does, then over those that the
        minimum order does; what is missing even then counts for the capacity."""
        model = self._model
        sources, factors = model.fitting(product)
        left = np.array([self._left(number) for number in sources.tolist()]) * factors
        sources, factors, left = sources[left > 0], factors[left > 0], left[left > 0]
        if not len(sources):
            return _LeftOver()
        missing = self._missing[np.array(needs)]
        km = np.array([model.distances_km(sources, need) for need in needs])
        reach = model.order.maximum_distance_km
        is_outside = np.zeros(km.shape, dtype=np.bool_) if reach is None else ~(km <= reach)
        least = np.array([model.sources[each].minimum_order for each in sources.tolist()]) * factors
        enough = np.minimum.outer(missing, left) * (1 + _MISSING)
        is_small = (least > enough) & ~self._is_supplied(sources, needs)
        is_far = is_outside & ~is_small
        explained = dict(
            zip(
                (
                    ChainPlanConstraint.NOT_PROVEN,
                    ChainPlanConstraint.DISTANCE,
                    ChainPlanConstraint.MINIMUM_ORDER,
                    ChainPlanConstraint.CAPACITY,
                ),
                _given(missing, left, [~is_far & ~is_small, is_far, is_small]),
                strict=True,
            )
        )
        is_told = is_far & ~np.isnan(km)
        known = km[is_told]
        return _LeftOver(
            constraint=max(explained, key=explained.__getitem__),
            left=_rounded(float(left.sum())),
            left_outside=_rounded(float(left[(is_told if len(known) else is_far).any(axis=0)].sum())),
            nearest_km=_rounded(float(known.min())) if len(known) else None,
            minimum_order=_rounded(float(least[is_small.any(axis=0)].min())) if is_small.any() else None,
        )

    def _is_supplied(self, sources: Integers, needs: Sequence[int]) -> Bools:
        """For each need and source whether a delivery is under way, which has no minimum any more, or needs
        none, being in house."""
        model, made = self._model, self._model.deliveries
        found = np.zeros((len(model.needs), len(model.sources)), dtype=np.bool_)
        found[made.need[self._amounts > 0], made.source[self._amounts > 0]] = True
        owners = np.array([model.sources[each].business for each in sources.tolist()])
        asking = [model.needs[need].business for need in needs]
        is_own = np.equal.outer([-1 if each is None else each for each in asking], owners)
        supplied: Bools = found[np.ix_(np.array(needs), sources)] | is_own
        return supplied

    def _left(self, number: int) -> float:
        """What a source still has to give to others, in its unit; 0 where that is rounding."""
        source = self._model.sources[number]
        if source.is_inner:
            return 0.0
        spare = source.spare
        if source.fallen:
            spare = math.fsum(self._taken[each] * amount for each, amount in source.fallen.items())
        left = float(spare - self._taken[number])
        return left if left > _MISSING * self._model.source_size[number] else 0.0


def _given(missing: Floats, left: Floats, steps: Sequence[Bools]) -> list[float]:
    """How much of what is left goes to those who miss it over the pairs of each step in turn (a row for each
    who misses it, a column for each who has some), and last how much is missing then."""
    missing, left = missing.copy(), left.copy()
    given: list[float] = []
    for pairs in steps:
        before = float(missing.sum())
        for row, allowed in enumerate(pairs):
            had = np.where(allowed, left, 0.0)
            taken = np.clip(missing[row] - (had.cumsum() - had), 0.0, had)
            left -= taken
            missing[row] -= taken.sum()
        given.append(before - float(missing.sum()))
    return [*given, float(missing.sum())]


def _parts(whole: float, missing: float) -> tuple[float, float]:
    """What is met and what is missing of an amount, which add up: the smaller one is rounded."""
    met = whole - missing
    if met < missing:
        met = _rounded(met)
        return met, whole - met
    missing = _rounded(missing)
    return whole - missing, missing


def _rounded(value: float) -> float:
    """Without the digits that only come of rounding."""
    return float(f"{value:.{_DIGITS}g}")
