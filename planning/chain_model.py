"""The model behind a plan of a chain: what may be made and delivered, and what of it is best.

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

Goals, in their order: the least shortage, weighed in units of the product asked for with all that would go
into what is missing; the least transport work in tonne-kilometres of the great circle; for products of
unknown mass, which are named, the same in units of the product asked for.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from domain.distance import distance_between
from planning.flow import Business, Supplied, supplied_once
from planning.recipe import Recipes
from planning.solver import TOLERANCE, Bools, Clock, Floats, Goal, Integers, Kind, Programme
from planning.sphere import distances_km, points

MOST_DELIVERIES = 1_000_000
"""With more possible deliveries than this, each need keeps its nearest offers only."""
_SCALE = 1_000.0
"""So many units of the programme are the whole of what is asked for."""
_NEAREST = 8
"""With so many deliveries to each need the solver begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How much of a product is asked for a year, in its unit, and how far a delivery may go."""

    product: str
    quantity: float
    maximum_distance_km: float | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
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
class Need:
    """A product that a business needs for what it makes from ``uses``: so much for one unit made of each of
    these sources, ``most`` together. Of no business: what the order asks for."""

    business: int | None
    product: str
    most: float
    uses: Mapping[int, float] = field(default_factory=dict[int, float])


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliveries:
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
    def joined(parts: Sequence["Deliveries"]) -> "Deliveries":
        """The deliveries of all parts."""
        return Deliveries(
            source=np.concatenate([part.source for part in parts]),
            need=np.concatenate([part.need for part in parts]),
            factor=np.concatenate([part.factor for part in parts]),
            km=np.concatenate([part.km for part in parts]),
            lower=np.concatenate([part.lower for part in parts]),
            upper=np.concatenate([part.upper for part in parts]),
            is_narrowed=any(part.is_narrowed for part in parts),
        )


class ChainModel:
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

    def _offered(self, number: int, row: Supplied) -> Source:
        offer = row.offer
        is_made = self.businesses[number].makes and not (
            offer.is_byproduct or self.recipes[offer.product].is_byproduct
        )
        return Source(
            business=number,
            product=offer.product,
            spare=row.spare or 0.0,
            minimum_order=offer.minimum_order,
            inputs=self._inputs(offer.product) if is_made else {},
        )

    def _made_in_house(self, offers: Sequence[Source]) -> list[Source]:
        """What businesses make for themselves: an input that they neither offer nor are recorded to need,
        where they are recorded to need something of which it is made (a paper mill that buys bamboo makes its
        own pulp)."""
        found: dict[tuple[int, str], Source] = {}
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
                    inner = Source(
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

    def _fallen(self) -> list[Source]:
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
            Source(
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

    def _needs(self) -> list[Need]:
        uses: dict[tuple[int, str], dict[int, float]] = defaultdict(dict)
        for number, source in enumerate(self.sources):
            for code, amount in source.inputs.items():
                uses[source.business, code][number] = amount
        order = Need(business=None, product=self.order.product, most=self.order.quantity)
        return [
            order,
            *(
                Need(
                    business=business,
                    product=product,
                    most=math.fsum(self._made_at_most[each] * amount for each, amount in made.items()),
                    uses=made,
                )
                for (business, product), made in uses.items()
            ),
        ]

    def _deliveries(self) -> "Deliveries":
        """The deliveries that may be; of each need the nearest, where there are very many."""
        spare = np.array(self._made_at_most)
        minimum = np.array([source.minimum_order for source in self.sources])
        is_inner = np.array([source.is_inner for source in self.sources], dtype=np.bool_)
        fitting = {product: self.fitting(product) for product in {need.product for need in self.needs}}
        reach = math.inf if self.order.maximum_distance_km is None else self.order.maximum_distance_km
        most = max(1, MOST_DELIVERIES // len(self.needs))
        parts: list[Deliveries] = []
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
                Deliveries(
                    source=sources[kept],
                    need=np.full(len(kept), number),
                    factor=factor[kept],
                    km=km[kept],
                    lower=lower[kept],
                    upper=upper[kept],
                    is_narrowed=is_cut,
                )
            )
        return Deliveries.joined(parts)

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


def _number(value: float | None) -> float:
    return math.nan if value is None else value
