"""What businesses offer and need of products in a year or a month: counted once, and derived where a recipe
tells what nobody has recorded.

**Cooperatives.** Where a cooperative counts members in its own capacity, its offers of a good and theirs are
the same quantity, and only one side counts (:mod:`planning.cooperative`).

**Needs.** A need with a recorded quantity counts as recorded. Where a business makes something and no need
with a quantity is recorded for an input, a kind of it or what it is a kind of, the recipe derives the need:
capacity times the quantity of the recipe. A facility makes what it offers and a grower grows it, by-products
apart. Of a need that is derived for a cooperative goes off what its members have recorded, where their
capacity counts in that of the cooperative, and the other way round.

A business makes an input *in house* where it does not offer it but records a need for an earlier stage of
which the input is made (a paper mill that buys bamboo makes its own pulp): such an input is neither offered
nor needed by anybody else, and stands apart.

**In a month** a quantity a year is spread evenly over the months of its offer or need, over all twelve where
they are not known; derived needs follow the months of what is made. Nothing is carried over from month to
month, although many things keep. The twelve months add up to the year.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeVar

from domain.enums import AdministrativeUnitKind
from planning.capacity import spare_capacities
from planning.cooperative import counted_elsewhere
from planning.recipe import Kind, Recipes

_EQUAL = 1e-9
"""Two sums that differ by less than this part of them are equal but for rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a business offers, a year, in the unit of the product. No months: not known."""

    product: str
    capacity: float | None
    committed: float | None = None
    minimum_order: float = 0.0
    months: frozenset[int] = frozenset()
    is_byproduct: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a business needs, a year, in the unit of the product. No months: not known."""

    product: str
    quantity: float | None
    months: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """What a business is known to supply to a customer, a year, in the unit of the product."""

    product: str
    customer: str
    quantity: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """A business with what it offers, needs and supplies on a day. ``makes``: a facility or a grower.
    ``is_market``: it lies in no unit, and only its needs count. ``organisation`` operates it; ``above`` are
    the organisations that count its organisation in their capacity, directly or through others;
    ``middle_of``: the kind of unit whose middle stands for its place."""

    code: str
    makes: bool = False
    is_market: bool = False
    organisation: str | None = None
    above: frozenset[str] = frozenset()
    latitude: float | None = None
    longitude: float | None = None
    middle_of: AdministrativeUnitKind | None = None
    offers: Sequence[Offer] = ()
    needs: Sequence[Need] = ()
    supplies: Sequence[Supply] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplied:
    """An offer in a year or month: its capacity and what of it is to spare, in the unit of its product; None
    where the capacity is not known."""

    business: Business
    offer: Offer
    capacity: float | None
    spare: float | None

    @property
    def months(self) -> frozenset[int]:
        """The months of the offer."""
        return self.offer.months

    def part(self, share: float) -> "Supplied":
        """A part of it."""
        return replace(self, capacity=_times(self.capacity, share), spare=_times(self.spare, share))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A need in a year or month, in the unit of its product; None where the quantity is not known."""

    business: Business
    product: str
    quantity: float | None
    months: frozenset[int]
    is_derived: bool = False

    def part(self, share: float) -> "Wanted":
        """A part of it."""
        return replace(self, quantity=_times(self.quantity, share))


Row = TypeVar("Row", Supplied, Wanted)


def supplied(business: Business, month: int | None = None) -> list[Supplied]:
    """The offers of a business in a year or a month. What it is known to supply of a product is borne by all
    its offers of the product (:func:`planning.capacity.spare_capacity`)."""

    offers = business.offers
    spares = spare_capacities(
        [(each.product, number, each.capacity, each.committed) for number, each in enumerate(offers)],
        [(link.product, link.quantity) for link in business.supplies],
    )
    rows = [
        Supplied(business=business, offer=offer, capacity=offer.capacity, spare=spare)
        for offer, spare in zip(offers, spares, strict=True)
    ]
    return _in_period(rows, month)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """What some businesses offer and need in a year or a month, seen from a chain with some stages.

    ``supplied``: the offers that count. ``counted_elsewhere``: those left out, as a cooperative and its
    members would count twice. ``wanted``: recorded and derived needs. ``in_house``: what is made and used by
    the same businesses.
    """

    recipes: Recipes
    stages: frozenset[str]
    businesses: Sequence[Business]
    supplied: Sequence[Supplied]
    counted_elsewhere: Sequence[Supplied]
    wanted: Sequence[Wanted]
    in_house: Sequence[Wanted]
    month: int | None = None

    def made(self) -> list[Supplied]:
        """The offers that count of what is made, by-products apart."""
        return _made(self.recipes, self.supplied)

    def in_month(self, month: int) -> "Flows":
        """What of the flows of a year falls into a month, 1 to 12."""
        return replace(
            self,
            supplied=_in_period(self.supplied, month),
            counted_elsewhere=_in_period(self.counted_elsewhere, month),
            wanted=_in_period(self.wanted, month),
            in_house=_in_period(self.in_house, month),
            month=month,
        )


def supplied_once(
    products: Iterable[str], recipes: Recipes, businesses: Sequence[Business]
) -> list[Supplied]:
    """The offers of a year that count, seen from some products: without those that count with a cooperative,
    or with its members."""
    counting = _Counting(recipes, frozenset(products))
    return counting.supplied(businesses, counting.elsewhere(businesses))[0]


def flows(stages: Iterable[str], recipes: Recipes, businesses: Sequence[Business]) -> Flows:
    """The flows of a year."""
    counting = _Counting(recipes, frozenset(stages))
    inside = [business for business in businesses if not business.is_market]
    elsewhere = counting.elsewhere(inside)
    counted, left_out = counting.supplied(inside, elsewhere)
    derived, in_house = counting.derived(_made(recipes, counted))
    derived = counting.without_recorded_elsewhere(derived, inside, elsewhere)
    return Flows(
        recipes=recipes,
        stages=counting.among,
        businesses=businesses,
        supplied=counted,
        counted_elsewhere=left_out,
        wanted=[*counting.recorded(businesses, derived), *(row.wanted for row in derived)],
        in_house=in_house,
    )


@dataclass(frozen=True, slots=True)
class _Derived:
    """A need that is derived from the making of a good."""

    wanted: Wanted
    good: str


_Elsewhere = Mapping[tuple[str, str], Sequence[str]]
"""Businesses with goods of which the offers are left out, and the businesses that count in their place."""


class _Counting:
    """Counts for a chain with some stages, or for some products that are needed."""

    def __init__(self, recipes: Recipes, among: frozenset[str]) -> None:
        self.recipes = recipes
        self.among = among
        self._nearest = recipes.counting(among)
        self._is_related_to = cache(recipes.is_related)

    def good(self, product: str) -> Kind:
        """As what offers of a cooperative and of its members are the same: the stage, else the product."""
        return self._nearest(product) or Kind(product, 1.0)

    def stages(self, products: Iterable[str]) -> set[str]:
        """The stages as which some products count."""
        known = (product for product in products if product in self.recipes)
        kinds = [self._nearest(product) for product in known]
        return {kind.of for kind in kinds if kind is not None}

    def elsewhere(self, businesses: Sequence[Business]) -> _Elsewhere:
        """What counts with a cooperative, or with its members."""
        capacities: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        above: dict[str, frozenset[str]] = {}
        operated: dict[str, list[str]] = defaultdict(list)
        cooperatives = frozenset[str]().union(*(business.above for business in businesses))
        for business in businesses:  # nearly all have nothing to do with a cooperative
            if business.organisation is not None and (
                business.above or business.organisation in cooperatives
            ):
                above[business.organisation] = business.above
                operated[business.organisation].append(business.code)
                for offer in business.offers:
                    good = self.good(offer.product)
                    capacities[good.of][business.organisation].append(good.quantity(offer.capacity) or 0.0)
        return {
            (business, good): [counting for other in places for counting in operated[other]]
            for good, offered in capacities.items()
            for code, places in counted_elsewhere(
                {code: math.fsum(some) for code, some in offered.items()}, above
            ).items()
            for business in operated[code]
        }

    def supplied(
        self, businesses: Iterable[Business], elsewhere: _Elsewhere
    ) -> tuple[list[Supplied], list[Supplied]]:
        """The offers that count, and those left out."""
        counted: list[Supplied] = []
        left_out: list[Supplied] = []
        for row in (row for business in businesses for row in supplied(business)):
            is_elsewhere = (row.business.code, self.good(row.offer.product).of) in elsewhere
            (left_out if is_elsewhere else counted).append(row)
        return counted, left_out

    def derived(self, made: Iterable[Supplied]) -> tuple[list[_Derived], list[Wanted]]:
        """What is needed to make some things, of what nobody has recorded, and what is made in house."""
        needed: list[_Derived] = []
        in_house: list[Wanted] = []
        for row in made:
            inputs = self.recipes.inputs(row.offer.product)
            recorded = [need.product for need in row.business.needs if need.quantity is not None]
            others = self.stages(inputs)
            for product, quantity in inputs.items():
                if product not in self.recipes or self._is_related(product, recorded):
                    continue
                need = Wanted(
                    business=row.business,
                    product=product,
                    quantity=None if quantity is None else _times(row.capacity, quantity),
                    months=row.months,
                    is_derived=True,
                )
                if self._is_made_in_house(row.business, product, others, recorded):
                    in_house.append(need)
                elif need.quantity != 0:
                    needed.append(_Derived(need, self.good(row.offer.product).of))
        return needed, in_house

    def without_recorded_elsewhere(
        self, derived: Sequence[_Derived], businesses: Sequence[Business], elsewhere: _Elsewhere
    ) -> list[_Derived]:
        """Derived needs less what those have recorded whose capacity counts in that of the same business: in
        proportion where several do."""
        by_good: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, row in enumerate(derived):
            by_good[row.wanted.business.code, row.good].append(index)
        instead: dict[str, set[int]] = defaultdict(set)
        for (code, good), places in elsewhere.items():
            instead[code].update(index for place in places for index in by_good[place, good])
        off: dict[int, list[float]] = defaultdict(list)
        for business in businesses:
            for need in business.needs if business.code in instead else ():
                same = [
                    index
                    for index in instead[business.code]
                    if self.recipes.is_related(derived[index].wanted.product, need.product)
                ]
                whole = math.fsum(derived[index].wanted.quantity or 0.0 for index in same)
                share = (need.quantity or 0.0) / whole if whole else 0.0
                for index in same:
                    off[index].append(share * (derived[index].wanted.quantity or 0.0))
        return [replace(row, wanted=_less(row.wanted, off[index])) for index, row in enumerate(derived)]

    def recorded(self, businesses: Iterable[Business], derived: Iterable[_Derived]) -> Iterator[Wanted]:
        """The recorded needs; one without a quantity gives way to a derived one with a quantity."""
        known: dict[str, list[str]] = defaultdict(list)
        for row in derived:
            if row.wanted.quantity is not None:
                known[row.wanted.business.code].append(row.wanted.product)
        for business in businesses:
            for need in business.needs:
                if need.quantity is not None or not self._is_related(need.product, known[business.code]):
                    yield Wanted(
                        business=business, product=need.product, quantity=need.quantity, months=need.months
                    )

    def _is_related(self, product: str, others: Iterable[str]) -> bool:
        return any(self._is_related_to(product, other) for other in others)

    def _is_made_in_house(
        self, business: Business, product: str, others: set[str], recorded: Sequence[str]
    ) -> bool:
        """Whether a business makes an input itself that is a stage; ``others`` are the stages that go into
        the same thing."""
        stage = self.stages([product])
        if not stage or not stage.isdisjoint(self.stages(offer.product for offer in business.offers)):
            return False
        return not (self.stages(self.recipes.sources(product)) - others).isdisjoint(self.stages(recorded))


def total(quantities: Iterable[float | None]) -> float | None:
    """What some quantities add up to where they are known; None where there are some but none is known."""
    given = list(quantities)
    known = [quantity for quantity in given if quantity is not None]
    return None if given and not known else math.fsum(known)


def less(one: float, other: float) -> float:
    """The difference of two sums; 0 where it is nothing but rounding."""
    return 0.0 if math.isclose(one, other, rel_tol=_EQUAL) else one - other


def _made(recipes: Recipes, rows: Iterable[Supplied]) -> list[Supplied]:
    return [
        row
        for row in rows
        if row.business.makes and not (row.offer.is_byproduct or recipes[row.offer.product].is_byproduct)
    ]


def _in_period(rows: Iterable[Row], month: int | None) -> list[Row]:
    """What of some rows of a year falls into a year or a month."""
    if month is None:
        return list(rows)
    shares = [(row, _share(row.months, month)) for row in rows]
    return [row.part(share) for row, share in shares if share]


def _share(months: frozenset[int], month: int) -> float:
    """The part of a quantity a year that falls into a month."""
    if not months:
        return 1 / 12
    return 1 / len(months) if month in months else 0.0


def _times(quantity: float | None, factor: float) -> float | None:
    return None if quantity is None else quantity * factor


def _less(need: Wanted, off: Sequence[float]) -> Wanted:
    if need.quantity is None or not off:
        return need
    return replace(need, quantity=max(0.0, less(need.quantity, math.fsum(off))))
