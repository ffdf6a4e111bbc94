"""Plans a whole chain for an amount of one product: who makes how much from what, and who delivers to whom.

``chain-plan/1`` is a linear programme, mixed-integer where offers have a minimum order, over the offers of
some businesses and the recipes of what they make:

- Of each offer at most its spare capacity is used. What a cooperative and its members offer of the same
  thing is there once, as :mod:`planning.flow` counts it, by the products that are needed. A facility makes
  what it offers and a grower grows it, by its recipe if it has one; other businesses sell what they have. A
  by-product is there as far as it is offered, needing nothing; where a business does not say how much it
  offers of one, what falls off from what it makes in the plan can be used.
- A need of a product is met by the product and by its kinds, each by its factor, also by the same business.
- A delivery to another business goes no further than the maximum distance, and is at least the minimum order
  of the offer over the year, or nothing. So is what is made of the product asked for, which goes to whoever
  asks, wherever that is.
- What a business lacks of an input is a shortage: it goes on with what comes from outside the plan.

Goals, in their order: the least shortage, weighed in units of the product asked for (:func:`_weights`); the
least transport work in tonne-kilometres of the great circle; for products of unknown mass, which are named,
the same in units of the product asked for.
"""

import math
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from domain.distance import distance_between
from domain.enums import ChainPlanConstraint, SolveStatus
from planning.flow import Business, Supplied, supplied_once
from planning.middle import is_approximate
from planning.recipe import Recipes
from planning.solver import (
    TOLERANCE,
    Achieved,
    Bools,
    Clock,
    Floats,
    Goal,
    Integers,
    Kind,
    Programme,
    Solution,
    solve,
)
from planning.sphere import distances_km, points

ALGORITHM = "chain-plan/1"
MOST_DELIVERIES = 1_000_000
"""With more possible deliveries than this, each need keeps its nearest offers only."""
_SCALE = 1_000.0
_NOTHING = 1e-5
"""Less than this of a product, where the plan makes :data:`_SCALE`, is rounding."""
_MISSING = 1e-4
"""Less than this is not missing, as deliveries that were rounding are left out."""
_NEAREST = 8
"""With so many deliveries to each need the solver begins."""
_DIGITS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How much of a product is asked for a year, in its unit, and how far a delivery may go."""

    product: str
    quantity: float
    maximum_distance_km: float | None = None


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


def scope(product: str, recipes: Recipes) -> set[str]:
    """All products whose offers a plan for a product may use: itself, everything of which it or a kind of it
    is made through any number of recipes, and all kinds of these."""
    found: set[str] = set()
    waiting = recipes.kinds([product])
    while waiting:
        found |= waiting
        inputs = {code for each in waiting for code in recipes.inputs(each) if code in recipes}
        waiting = recipes.kinds(inputs) - found
    return found


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
    model = _Model(order, recipes, businesses, clock)
    solution = solve(
        model.programme,
        model.goals,
        clock,
        first=model.nearest(),
        start=model.nothing,
    )
    return _Answer(model, solution).plan()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """Where a product comes from: an offer, or what falls off at a business from what it makes in the plan.

    ``spare``: at most so much. ``inputs``: what goes into one unit of what is made. ``fallen``: how much
    of it falls off for one unit made of each of these sources. ``is_inner``: only for the business itself.
    """

    business: int
    product: str
    spare: float
    minimum_order: float = 0.0
    inputs: Mapping[str, float] = field(default_factory=dict[str, float])
    fallen: Mapping[int, float] = field(default_factory=dict[int, float])
    is_inner: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Need:
    """A product that a business needs for what it makes from ``uses``: so much for one unit made of each of
    these sources, ``most`` together. Of no business: what the order asks for."""

    business: int | None
    product: str
    most: float
    uses: Mapping[int, float] = field(default_factory=dict[int, float])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deliveries:
    """Deliveries that may be, one entry each: from a source to a need, of which one unit meets ``factor``,
    over ``km`` (NaN where a place is not known), nothing or from ``lower`` to ``upper``."""

    source: Integers
    need: Integers
    factor: Floats
    km: Floats
    lower: Floats
    upper: Floats
    is_narrowed: bool

    @staticmethod
    def joined(parts: Sequence["_Deliveries"]) -> "_Deliveries":
        """The deliveries of all parts."""
        return _Deliveries(
            source=np.concatenate([part.source for part in parts]),
            need=np.concatenate([part.need for part in parts]),
            factor=np.concatenate([part.factor for part in parts]),
            km=np.concatenate([part.km for part in parts]),
            lower=np.concatenate([part.lower for part in parts]),
            upper=np.concatenate([part.upper for part in parts]),
            is_narrowed=any(part.is_narrowed for part in parts),
        )


class _Model:
    """The programme of a plan. A column for each delivery, then one for what is taken of each source, then
    one for what is missing of each need; a row for each source, then one for each need.

    Amounts of a product are counted in what goes into one unit of the product asked for, so that pieces and
    tonnes, the beginning and the end of a chain are of one size.
    """

    def __init__(self, order: Order, recipes: Recipes, businesses: Sequence[Business], clock: Clock) -> None:
        self.order = order
        self.recipes = recipes
        self.businesses = businesses
        self.clock = clock
        self.offers = self._counted()
        """The offers that count of each business, in the order of these."""
        offers = [
            self._offered(number, row) for number, some in enumerate(self.offers) for row in some if row.spare
        ]
        offers += self._made_in_house(offers)
        self.made = {source.product: source.inputs for source in offers if source.inputs}
        self.sizes = self._sizes()
        self.sources = [source for source in offers if source.product in self.sizes]
        self.sources += self._fallen()
        self._made_at_most = self._useful()
        self.needs = self._needs()
        self._owner = np.array([source.business for source in self.sources], dtype=np.int64)
        self._places = points(
            np.array([_number(business.latitude) for business in businesses]),
            np.array([_number(business.longitude) for business in businesses]),
        )
        self.deliveries = self._deliveries()
        served = math.fsum(
            source.spare * (self.factor(source.product, order.product) or 0.0)
            for source in self.sources
            if not source.is_inner
        )
        self.asked = min(order.quantity, served)
        """What is asked of the programme: all offers together have no more."""
        self.scale = _SCALE / (self.asked or order.quantity)
        """Units of the programme for one unit of the product asked for."""
        self.source_size = np.array([self.sizes[source.product] for source in self.sources]) / self.scale
        self.need_size = np.array([self.sizes[need.product] for need in self.needs]) / self.scale
        self.programme = self._programme()
        self.nothing = np.zeros(len(self.programme.lower))
        """The plan in which nothing is made."""
        self.nothing[-len(self.needs)] = self.asked / self.need_size[0]
        self.goals = self._goals()

    def distances_km(self, sources: Integers, number: int) -> Floats:
        """How far some sources are from a need: 0 in house and to whoever asks, NaN where it is not known."""
        customer = self.needs[number].business
        if customer is None:
            return np.zeros(len(sources))
        owners = self._owner[sources]
        apart = distances_km(self._places[owners], self._places[customer])
        return np.where(owners == customer, 0.0, apart)

    def distance_km(self, one: int, other: int) -> float | None:
        """The distance of two businesses; None where a place is not known."""
        return 0.0 if one == other else distance_between(self.businesses[one], self.businesses[other])

    def _counted(self) -> list[list[Supplied]]:
        made = scope(self.order.product, self.recipes)
        needed = {self.order.product, *(code for product in made for code in self.recipes.inputs(product))}
        places = {business.code: number for number, business in enumerate(self.businesses)}
        found: list[list[Supplied]] = [[] for _ in self.businesses]
        for row in supplied_once(needed, self.recipes, self.businesses):
            found[places[row.business.code]].append(row)
        return found

    def _offered(self, number: int, row: Supplied) -> _Source:
        offer = row.offer
        is_made = self.businesses[number].makes and not (
            offer.is_byproduct or self.recipes[offer.product].is_byproduct
        )
        return _Source(
            business=number,
            product=offer.product,
            spare=row.spare or 0.0,
            minimum_order=offer.minimum_order,
            inputs=self._inputs(offer.product) if is_made else {},
        )

    def _made_in_house(self, offers: Sequence[_Source]) -> list[_Source]:
        """What businesses make for themselves: an input that they neither offer nor are recorded to need,
        where they are recorded to need something of which it is made (a paper mill that buys bamboo makes its
        own pulp)."""
        found: dict[tuple[int, str], _Source] = {}
        waiting = [source for source in offers if source.inputs]
        for source in waiting:
            needs = {need.product for need in self.businesses[source.business].needs}
            known = needs | {row.offer.product for row in self.offers[source.business]}
            for code in source.inputs:
                earlier = self.recipes.sources(code) - source.inputs.keys()
                is_inner = not self._is_among(code, known) and any(
                    self._is_among(each, needs) for each in earlier
                )
                if is_inner and (source.business, code) not in found:
                    inner = _Source(
                        business=source.business,
                        product=code,
                        spare=math.inf,
                        inputs=self._inputs(code),
                        is_inner=True,
                    )
                    found[source.business, code] = inner
                    waiting.append(inner)
        return list(found.values())

    def _inputs(self, product: str) -> dict[str, float]:
        """What goes into one unit of a product, as far as it is known."""
        inputs = self.recipes.inputs(product)
        return {code: amount for code, amount in inputs.items() if amount and code in self.recipes}

    def _sizes(self) -> dict[str, float]:
        """How much of each product that the plan may use goes into one unit of the product asked for, by the
        shortest way there."""
        sizes = {self.order.product: 1.0}
        wanted = [self.order.product]
        for need in wanted:
            factors = {product: self.factor(product, need) for product in sorted(self.recipes.kinds([need]))}
            for product, factor in factors.items():
                if factor:
                    sizes.setdefault(product, sizes[need] / factor)
            for product, factor in factors.items():
                for code, amount in self.made.get(product, {}).items() if factor else ():
                    sizes.setdefault(code, sizes[product] * amount)
                    if code not in wanted:
                        wanted.append(code)
        return sizes

    def factor(self, product: str, need: str) -> float | None:
        """How much of a need one unit of a product meets; None where it is no kind of it."""
        kind = self.recipes.nearest(product, {need})
        return None if kind is None else kind.factor

    def _fallen(self) -> list[_Source]:
        """What falls off from what is made, of which the business does not say how much it offers."""
        found: dict[tuple[int, str], dict[int, float]] = defaultdict(dict)
        for number, source in enumerate(self.sources):
            if source.inputs:
                offers = self.offers[source.business]
                offered = {row.offer.product for row in offers if row.capacity is not None}
                for code, amount in self.recipes.yields(source.product).items():
                    if code in self.sizes and amount and not self._is_among(code, offered):
                        found[source.business, code][number] = amount
        return [
            _Source(
                business=business,
                product=product,
                spare=math.fsum(self.sources[each].spare * amount for each, amount in fallen.items()),
                fallen=fallen,
            )
            for (business, product), fallen in found.items()
        ]

    def _useful(self) -> list[float]:
        """How much of each source the order can use at most: what is made is made for somebody. Bounds far
        above that would let HiGHS open a delivery by a millionth, and so go below its minimum order."""
        users: dict[str, dict[str, float]] = defaultdict(dict)
        for product, inputs in self.made.items():
            for code, amount in inputs.items():
                users[code][product] = amount
        products = {source.product for source in self.sources}
        needs = {self.order.product, *users}
        served = {
            product: {need: factor for need in needs if (factor := self.factor(product, need))}
            for product in products | self.made.keys()
        }
        found: dict[str, float] = {}
        path: set[str] = set()

        def useful(product: str) -> float:
            """All that the order can use of a product; without end where it goes into itself."""
            if product in path:
                return math.inf
            if product not in found:
                path.add(product)
                found[product] = math.fsum(
                    (
                        self.order.quantity * (need == self.order.product)
                        + math.fsum(useful(user) * amount for user, amount in users[need].items())
                    )
                    / factor
                    for need, factor in served[product].items()
                )
                path.remove(product)
            return found[product]

        room = 1.0 + TOLERANCE
        return [min(source.spare, room * useful(source.product)) for source in self.sources]

    def _is_among(self, code: str, products: Iterable[str]) -> bool:
        return any(self.recipes.is_related(code, other) for other in products)

    def _needs(self) -> list[_Need]:
        uses: dict[tuple[int, str], dict[int, float]] = defaultdict(dict)
        for number, source in enumerate(self.sources):
            for code, amount in source.inputs.items():
                uses[source.business, code][number] = amount
        order = _Need(business=None, product=self.order.product, most=self.order.quantity)
        return [
            order,
            *(
                _Need(
                    business=business,
                    product=product,
                    most=math.fsum(self._made_at_most[each] * amount for each, amount in made.items()),
                    uses=made,
                )
                for (business, product), made in uses.items()
            ),
        ]

    def _deliveries(self) -> "_Deliveries":
        """The deliveries that may be; of each need the nearest, where there are very many."""
        spare = np.array(self._made_at_most)
        minimum = np.array([source.minimum_order for source in self.sources])
        is_inner = np.array([source.is_inner for source in self.sources], dtype=np.bool_)
        fitting = {product: self.fitting(product) for product in {need.product for need in self.needs}}
        reach = math.inf if self.order.maximum_distance_km is None else self.order.maximum_distance_km
        most = max(1, MOST_DELIVERIES // len(self.needs))
        parts: list[_Deliveries] = []
        for number, need in enumerate(self.needs):
            self.clock.check()
            sources, factor = fitting[need.product]
            km, lower = self.distances_km(sources, number), minimum[sources]
            is_open = ~is_inner[sources]
            if need.business is not None:
                is_own = self._owner[sources] == need.business
                lower = np.where(is_own, 0.0, lower)
                is_open = (is_open | is_own) & ((km <= reach) | (reach == math.inf))
            upper = np.minimum(spare[sources], need.most / factor)
            kept = np.flatnonzero(is_open & (lower <= upper))
            is_cut = need.business is not None and len(kept) > most
            if is_cut:
                kept = np.sort(kept[np.argsort(km[kept], kind="stable")[:most]])
            parts.append(
                _Deliveries(
                    source=sources[kept],
                    need=np.full(len(kept), number),
                    factor=factor[kept],
                    km=km[kept],
                    lower=lower[kept],
                    upper=upper[kept],
                    is_narrowed=is_cut,
                )
            )
        return _Deliveries.joined(parts)

    def fitting(self, need: str) -> tuple[Integers, Floats]:
        """The sources that meet a need, and how much of it one unit of each meets."""
        self.clock.check()
        factors = np.array([self.factor(source.product, need) or 0.0 for source in self.sources])
        sources = np.flatnonzero(factors)
        return sources, factors[sources]

    def _programme(self) -> Programme:
        made = self.deliveries
        number, sources, needs = len(made.source), len(self.sources), len(self.needs)
        size = self.source_size[made.source]
        linked = [
            (row, number + other, -amount * self.source_size[other] / self.source_size[row])
            for row, source in enumerate(self.sources)
            for other, amount in (source.fallen or {row: 1.0}).items()
        ]
        linked += [
            (sources + row, number + other, -amount * self.source_size[other] / self.need_size[row])
            for row, need in enumerate(self.needs)
            for other, amount in need.uses.items()
        ]
        rows, columns, values = np.array(linked).reshape(-1, 3).T
        is_fallen = np.array([bool(source.fallen) for source in self.sources], dtype=np.bool_)
        wanted = np.zeros(needs)
        wanted[0] = self.asked / self.need_size[0]
        spare = np.array(self._made_at_most) / self.source_size
        rest = sources + needs
        kinds = np.where(made.lower > 0, Kind.SEMICONTINUOUS, Kind.CONTINUOUS)
        return Programme.of(
            lower=np.concatenate([made.lower / size, np.zeros(rest)]),
            upper=np.concatenate([made.upper / size, spare, np.full(needs, np.inf)]),
            kinds=np.concatenate([kinds, np.full(rest, Kind.CONTINUOUS)]).astype(np.int8),
            # What falls off need not be taken; all else is made for somebody.
            row_lower=np.concatenate([np.where(is_fallen, -np.inf, 0.0), wanted]),
            row_upper=np.concatenate([np.zeros(sources), wanted]),
            rows=np.concatenate(
                [made.source, sources + made.need, sources + np.arange(needs), rows.astype(np.int64)]
            ),
            columns=np.concatenate(
                [
                    np.arange(number),
                    np.arange(number),
                    number + sources + np.arange(needs),
                    columns.astype(np.int64),
                ]
            ),
            values=np.concatenate(
                [np.ones(number), made.factor * size / self.need_size[made.need], np.ones(needs), values]
            ),
        )

    def nearest(self) -> Bools:
        """Which columns are likely to be used: the nearest deliveries of each need, and all others."""
        made = self.deliveries
        order = np.lexsort((made.km, made.need))
        counts = np.bincount(made.need, minlength=len(self.needs))
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
        found = np.ones(len(self.programme.lower), dtype=np.bool_)
        found[: len(order)] = (rank < _NEAREST) | (made.need == 0)
        return found

    def _goals(self) -> list[Goal]:
        made = self.deliveries
        burdens = self._burdens()
        missing = np.zeros(len(self.programme.lower))
        missing[-len(self.needs) :] = [
            burdens[need.product] / burdens[self.order.product] for need in self.needs
        ]
        known = made.km[~np.isnan(made.km)]
        km = np.where(np.isnan(made.km), known.max(initial=0.0), made.km)
        mass = np.array([self.recipes[source.product].mass or np.nan for source in self.sources])
        tonnes = (mass * self.source_size)[made.source]
        rest = np.zeros(len(self.sources) + len(self.needs))
        self.tonne_km = np.concatenate([np.nan_to_num(tonnes * km), rest])
        unweighed = np.concatenate([np.where(np.isnan(tonnes), km, 0.0), rest])
        further = [costs / costs.max() for costs in (self.tonne_km, unweighed) if costs.any()]
        return [Goal(costs) for costs in (missing, *further)]

    def _burdens(self) -> dict[str, float]:
        """How much is missing with one unit of a need, itself counted: all that would go into it, where
        somebody could make it. So what can be made is made, even where its inputs are missing."""
        found: dict[str, float] = {}

        def burden(need: str, path: tuple[str, ...]) -> float:
            if need not in found:
                path = (*path, need)
                inside = [
                    math.fsum(
                        burden(code, path) * amount * self.sizes[need] / (factor * self.sizes[code])
                        for code, amount in self.made[product].items()
                        if code not in path
                    )
                    for product in sorted(self.recipes.kinds([need]) & self.made.keys())
                    if (factor := self.factor(product, need))
                ]
                found[need] = 1.0 + max(inside, default=0.0)
            return found[need]

        for need in self.needs:
            burden(need.product, ())
        return found


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

    def __init__(self, model: _Model, solution: Solution) -> None:
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


def _number(value: float | None) -> float:
    return math.nan if value is None else value


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
