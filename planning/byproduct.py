"""By-products of a value chain: what falls off, what of it is taken, and what goes to waste.

What *falls off* at a business in a year is what the recipes of the things that it makes say, or what it
offers of the by-product, if that is more: it comes in the months of the offer, and what is not offered in
those in which the things are made. It is taken

1. outside, as far as it is known to be supplied to somebody whose needs do not count here;
2. in house: a business first uses what falls off in it for what it needs of the by-product, or of a thing
   that the by-product is a kind of (a distillery burns its spent leaves, as it needs biomass fuel);
3. by all other needs, from the most special thing to the most general one (sawdust, wood residues, biomass
   fuel): each is met in proportion by all that is left of its kinds, fallen off or offered otherwise.

What its makers have promised beyond what is known to be sold or needed otherwise goes to somebody who is not
recorded. The rest goes to waste, as far as the register knows.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from planning.flow import Flows, Supplied, less
from planning.recipe import Recipes


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """What takes a by-product in step 3: itself, or a thing that it is a kind of. ``demand`` is what is
    needed of exactly that, ``supply`` what is left of its kinds, both in its unit; ``taken`` is what the
    demand takes of the by-product, in the unit of the by-product."""

    product: str
    demand: float
    supply: float
    taken: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Byproduct:
    """A by-product in figures, in its own unit. ``yielded`` by recipes, ``offered`` by those who make it,
    ``falling`` off in all. ``owed``: what each of them has promised beyond what it is known to sell outside.
    ``made``: what is made of it inside."""

    product: str
    yielded: float
    offered: float
    falling: float
    owed: float
    delivered: float
    in_house: float
    outlets: Sequence[Outlet]
    made: Sequence[str]

    @property
    def used(self) -> float:
        """What is taken of it, wherever."""
        return math.fsum((self.delivered, self.in_house, *(outlet.taken for outlet in self.outlets)))

    @property
    def promised(self) -> float:
        """What is promised beyond what is known to be taken: to whom is not recorded."""
        beyond = max(0.0, less(self.owed, math.fsum(outlet.taken for outlet in self.outlets)))
        return min(beyond, max(0.0, less(self.falling, self.used)))

    @property
    def wasted(self) -> float:
        """What is neither known to be taken nor promised."""
        return max(0.0, less(self.falling, self.used + self.promised))


def byproducts_of(recipes: Recipes, products: Iterable[str]) -> set[str]:
    """What falls off when some products are made."""
    return {code for product in products for code in recipes.yields(product) if code in recipes}


def byproducts(flows: Flows, year: Flows) -> list[Byproduct]:
    """The by-products of what is made of the chain inside, by code. ``year``: the flows of the whole year."""
    fallen = _Fallen(flows, year)
    delivered = fallen.deliver()
    in_house = fallen.use_in_house()
    outlets = fallen.meet_needs()
    made = {row.offer.product for row in flows.made()}
    return [
        Byproduct(
            product=code,
            yielded=math.fsum(fallen.yielded[code].values()),
            offered=math.fsum(fallen.offered[code].values()),
            falling=math.fsum((*fallen.offered[code].values(), *fallen.unoffered.get(code, {}).values())),
            owed=math.fsum(
                max(0.0, less(promised, delivered[code].get(maker, 0.0)))
                for maker, promised in fallen.committed[code].items()
            ),
            delivered=math.fsum(delivered[code].values()),
            in_house=math.fsum(in_house[code]),
            outlets=outlets[code],
            made=sorted(made & flows.recipes.makers(_taken_as(flows.recipes, code))),
        )
        for code in sorted({*fallen.yielded, *fallen.offered})
    ]


class _Source(NamedTuple):
    """Something that there is of a product. ``byproduct``: as which it falls off in the chain; None for any
    other offer."""

    product: str
    byproduct: str | None


class _Fallen:
    """What falls off at each business and is not taken yet, what else is offered, and what is needed."""

    def __init__(self, flows: Flows, year: Flows) -> None:
        self.recipes = flows.recipes
        self.periods = 1 if flows.month is None else 12
        self.businesses = {business.code: business for business in flows.businesses}
        a_year = _yielded(year)
        self.yielded = _yielded(flows)
        self.offered = _of_makers(flows, a_year, _capacity)
        self.committed = _of_makers(flows, a_year, _committed)
        self.unoffered = _unoffered(self.yielded, a_year, _of_makers(year, a_year, _capacity))
        self.fallen: dict[str, dict[_Source, float]] = defaultdict(lambda: defaultdict(float))
        self.others: dict[_Source, float] = defaultdict(float)
        self.needs = _amounts()
        nearest = self.recipes.counting(a_year.keys())
        for row in flows.supplied:
            kind = nearest(row.offer.product)
            falls_off = kind is not None and row.business.makes
            source = _Source(row.offer.product, kind.of if kind is not None and falls_off else None)
            sources = self.fallen[row.business.code] if falls_off else self.others
            sources[source] += row.capacity or 0.0
        for code, places in self.unoffered.items():
            for maker, quantity in places.items():
                self.fallen[maker][_Source(code, code)] += quantity
        for need in flows.wanted:
            self.needs[need.business.code][need.product] += need.quantity or 0.0

    def deliver(self) -> dict[str, dict[str, float]]:
        """Takes what is known to go to those whose needs do not count; how much of each by-product, by who
        delivers it."""
        found = _amounts()
        for maker, sources in self.fallen.items():
            for link in self.businesses[maker].supplies:
                if link.customer not in self.businesses and link.product in self.recipes:
                    taken = self._take(sources, link.product, (link.quantity or 0.0) / self.periods)
                    for code, amount in taken.amounts.items():
                        found[code][maker] += amount
        return found

    def use_in_house(self) -> dict[str, list[float]]:
        """Takes what businesses need of what falls off in themselves; how much of each by-product."""
        found: dict[str, list[float]] = defaultdict(list)
        for maker, sources in self.fallen.items():
            needs = self.needs[maker]
            for thing in self._special_first(needs):
                taken = self._take(sources, thing, needs[thing])
                needs[thing] = max(0.0, less(needs[thing], taken.met))
                _note(found, taken.amounts)
        return found

    def meet_needs(self) -> dict[str, list[Outlet]]:
        """Takes what is needed otherwise; the outlets of each by-product."""
        left = dict(self.others)
        for sources in self.fallen.values():
            for source, quantity in sources.items():
                left[source] = left.get(source, 0.0) + quantity
        needs: dict[str, list[float]] = defaultdict(list)
        for some in self.needs.values():
            _note(needs, some)
        found: dict[str, list[Outlet]] = defaultdict(list)
        for thing in self._special_first(needs):
            demand = math.fsum(needs[thing])
            taken = self._take(left, thing, demand)
            for code, amount in taken.amounts.items():
                outlet = Outlet(product=thing, demand=demand, supply=taken.supply, taken=amount)
                found[code].append(outlet)
        return found

    def _take(self, sources: dict[_Source, float], thing: str, need: float) -> "_Taken":
        """Takes from all sources of a thing in proportion, until a need of it is met or nothing is left."""
        factors = {
            source: kind.factor
            for source in sources
            if (kind := self.recipes.nearest(source.product, {thing})) is not None and kind.factor
        }
        supply = math.fsum(sources[source] * factor for source, factor in factors.items())
        share = min(1.0, need / supply) if supply > 0 else 0.0
        amounts: dict[str, float] = defaultdict(float)
        for source in factors:
            taken = sources[source] * share
            sources[source] -= taken
            if source.byproduct is not None and taken:
                kind = self.recipes.nearest(source.product, {source.byproduct})
                amounts[source.byproduct] += 0.0 if kind is None else kind.quantity(taken) or 0.0
        return _Taken(supply, supply * share, amounts)

    def _special_first(self, things: Iterable[str]) -> list[str]:
        """Kinds before what they are kinds of."""
        return sorted(things, key=lambda thing: (-len(self.recipes.lineage(thing)), thing))


class _Taken(NamedTuple):
    """What there was of a thing, what of it was taken, and how much of each by-product that is."""

    supply: float
    met: float
    amounts: Mapping[str, float]


def _yielded(flows: Flows) -> dict[str, dict[str, float]]:
    """How much of each by-product falls off at each business, by recipes of what it makes of the chain."""
    found = _amounts()
    stage_of = flows.recipes.counting(flows.stages)
    for row in flows.made():
        if stage_of(row.offer.product) is not None:
            for code, quantity in flows.recipes.yields(row.offer.product).items():
                if code in flows.recipes and quantity and row.capacity:
                    found[code][row.business.code] += row.capacity * quantity
    return found


def _of_makers(
    flows: Flows, among: Collection[str], amount: Callable[[Supplied], float | None]
) -> dict[str, dict[str, float]]:
    """An amount of the offers of each of some by-products by businesses that make things, by business."""
    found = _amounts()
    nearest = flows.recipes.counting(among)
    for row in flows.supplied:
        kind = nearest(row.offer.product)
        if kind is not None and row.business.makes:
            found[kind.of][row.business.code] += kind.quantity(amount(row)) or 0.0
    return found


def _capacity(row: Supplied) -> float | None:
    return row.capacity


def _committed(row: Supplied) -> float | None:
    """What is promised of an offer in its period, at most all of it."""
    if not row.capacity or not row.offer.capacity:
        return None
    return row.capacity * min(1.0, (row.offer.committed or 0.0) / row.offer.capacity)


def _unoffered(
    yielded: Mapping[str, Mapping[str, float]],
    a_year: Mapping[str, Mapping[str, float]],
    offered: Mapping[str, Mapping[str, float]],
) -> dict[str, dict[str, float]]:
    """How much of each by-product falls off at each business beyond what it offers in a year."""
    return {
        code: {
            maker: quantity * max(0.0, less(a_year[code][maker], offered[code][maker]) / a_year[code][maker])
            for maker, quantity in places.items()
        }
        for code, places in yielded.items()
    }


def _amounts() -> dict[str, dict[str, float]]:
    return defaultdict(lambda: defaultdict(float))


def _taken_as(recipes: Recipes, code: str) -> set[str]:
    """As what a recipe takes a by-product: a kind of it, itself, or a by-product that it is a kind of."""
    headings = {kind.of for kind in recipes.lineage(code) if recipes[kind.of].is_byproduct}
    return recipes.kinds([code]) | headings


def _note(found: dict[str, list[float]], amounts: Mapping[str, float]) -> None:
    for code, amount in amounts.items():
        found[code].append(amount)
