"""Where a value chain holds and where it breaks, inside some administrative units.

A product counts in the nearest stage of the chain that it is or is a kind of, once; one that is no kind of
any stage does not count. Quantities are converted to the unit of the stage; one that cannot be converted is
not known. Nothing is ever added to something in another unit.

Capacity is that of the offers inside, demand that of the needs inside and of *markets*: buyers abroad, and
anonymous markets that lie in no unit. How offers and needs are counted says :mod:`planning.flow`, how
by-products are says :mod:`planning.byproduct`.
"""

import math
import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from domain.distance import distance_km
from domain.enums import BottleneckReason, ValueChainMapConstraint
from planning.byproduct import Byproduct, byproducts, byproducts_of
from planning.cancellation import check
from planning.flow import Business, Flows, Wanted, flows, less, supplied, total
from planning.middle import is_approximate
from planning.recipe import Kind, Recipes

T = TypeVar("T")

ALGORITHM = "value-chain-map/1"

LARGE_SHARE = 0.3
"""From this share of a market on an enterprise is held to dominate it: Law on Competition 23/2018/QH14,
article 24.1. That a share of capacity is judged in the same way is our choice."""
MOST_LEADING = 5
MOST_NEAREST = 5
MAJORITY = 0.5
"""Above this share a business makes more than all others together."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The products of which offers and needs must be known."""

    offers: frozenset[str]
    needs: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage in figures of the year or month, in the unit of its product. A figure is None where there is
    something but no quantity of it is known.

    ``derived`` and ``market`` are parts of ``demand``; ``in_house`` is neither in capacity nor in demand.
    ``counted_elsewhere``: offers left out, as a cooperative and its members would count
    twice. ``without_months``: offers and needs that were
    spread over all twelve months. ``middle``: mean latitude and longitude of those inside who need the stage,
    or where none is known of those who offer it.
    """

    order: int
    product: str
    offerers: Sequence[str]
    needers: Sequence[str]
    capacity: float | None
    spare: float | None
    demand: float | None
    derived: float
    market: float
    in_house: float
    leading: Sequence[str]
    counted_elsewhere: int
    without_capacity: int
    without_quantity: int
    without_months: int
    has_needers_inside: bool
    middle: tuple[float, float] | None

    @property
    def is_present(self) -> bool:
        """Whether somebody inside offers or needs it."""
        return self.has_needers_inside or bool(self.offerers)

    @property
    def inside(self) -> float | None:
        """The part of the demand that is not of markets."""
        return None if self.demand is None else less(self.demand, self.market)

    @property
    def balance(self) -> float | None:
        """What is left of the capacity when all demand is met; below 0 where something is missing."""
        return None if self.capacity is None or self.demand is None else less(self.capacity, self.demand)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearby:
    """A business outside that has something to spare of a stage, in its unit; ``product`` is what it has most
    of. ``distance`` in km from the middle of the stage, ``is_approximate`` where the middle of a unit stands
    for where the business is."""

    business: str
    product: str
    distance: float | None
    is_approximate: bool = False
    spare: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A stage of which more is demanded than is offered inside. ``inside``: what of the shortfall those
    inside would miss, were they served first. ``nearest``: who outside has something to spare, of so many
    nearest who offer it (``looked_at``)."""

    stage: Stage
    shortfall: float
    inside: float
    nearest: Sequence[Nearby] = ()
    looked_at: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bottleneck:
    """A business on which a stage hangs. ``customers`` are known to buy the stage from it; ``dependents`` are
    these and all others who need the stage inside; ``outside``: those customers who do not lie inside, whom
    a stage counts only where they are markets. ``cover``: what the others offer ÷ what the others inside
    need; None where they need nothing known."""

    stage: Stage
    business: str
    reason: BottleneckReason
    share: float
    dependents: Sequence[str]
    customers: Sequence[str]
    outside: Sequence[str] = ()
    cover: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueChainMap:
    """A chain inside some units. ``businesses``: how many inside offer or need a stage; ``markets``: how many
    markets need one. ``circular``: products of the chain whose recipes lead back to themselves."""

    stages: Sequence[Stage]
    byproducts: Sequence[Byproduct]
    gaps: Sequence[Gap]
    bottlenecks: Sequence[Bottleneck]
    businesses: int
    markets: int
    circular: Sequence[str]
    constraint: ValueChainMapConstraint | None


def scope(stages: Iterable[str], recipes: Recipes) -> Scope:
    """What must be known of businesses for the map of a chain: offers of its products, of its by-products, of
    what those are kinds of, and of all that is made of these; needs of what these are, and are kinds of."""
    chain = recipes.kinds(stages)
    fallen = byproducts_of(recipes, chain)
    headings = _with_headings(recipes, fallen)
    return Scope(
        offers=frozenset(
            chain | recipes.kinds(headings) | recipes.makers(chain | recipes.kinds(fallen) | headings)
        ),
        needs=frozenset(_with_headings(recipes, chain) | recipes.kinds(headings)),
    )


def value_chain_map(
    stages: Iterable[tuple[int, str]],
    recipes: Recipes,
    businesses: Sequence[Business],
    month: int | None = None,
    *,
    is_empty: bool = False,
    cancelled: threading.Event | None = None,
) -> ValueChainMap:
    """The map of a chain with some stages, each with its place in the chain, over all businesses inside and
    all markets, for a year or a month (1 to 12). ``is_empty``: no business of any kind is entered inside.
    Raises :class:`planning.cancellation.Cancelled`."""
    orders = {product: order for order, product in sorted(stages)}
    year = flows(orders, recipes, businesses)
    check(cancelled)
    period = year if month is None else year.in_month(month)
    chain = _Chain(period)
    found: list[Stage] = []
    for product, order in orders.items():
        check(cancelled)
        found.append(chain.stage(order, product))
    markets = {business.code for business in businesses if business.is_market}
    present = {code for stage in found for code in (*stage.offerers, *stage.needers)}
    constraint = _constraint(found, present - markets, is_empty)
    bottlenecks = [each for stage in found for each in chain.bottlenecks(stage)]
    return ValueChainMap(
        stages=found,
        byproducts=byproducts(period, year),
        gaps=[gap for stage in found for gap in _gaps(stage)],
        bottlenecks=sorted(bottlenecks, key=_seriousness),
        businesses=len(present - markets),
        markets=len(present & markets),
        circular=recipes.circular(recipes.kinds(orders)),
        constraint=constraint,
    )


def with_nearest(
    gap: Gap, stages: Iterable[str], recipes: Recipes, outside: Sequence[Business], month: int | None
) -> Gap:
    """A gap with the businesses outside that are nearest to the middle of its stage, of those that have
    something of it to spare; ties by code, unknown places last."""
    among = frozenset(stages)
    found: list[Nearby] = []
    for business in outside:
        spare: dict[str, list[float]] = defaultdict(list)
        for row in supplied(business, month):
            kind = recipes.nearest(row.offer.product, among)
            if kind is not None and kind.of == gap.stage.product:
                spare[row.offer.product].append(kind.quantity(row.spare) or 0.0)
        whole = math.fsum(quantity for some in spare.values() for quantity in some)
        if whole > 0:
            away = _distance(gap.stage.middle, business)
            found.append(
                Nearby(
                    business=business.code,
                    product=min(spare, key=lambda product: (-math.fsum(spare[product]), product)),
                    distance=away,
                    is_approximate=is_approximate(away, business),
                    spare=whole,
                )
            )
    found.sort(key=lambda near: (near.distance is None, near.distance, near.business))
    return replace(gap, nearest=found[:MOST_NEAREST], looked_at=len(outside))


def with_outside(found: Bottleneck, inside: Collection[str]) -> Bottleneck:
    """A bottleneck that tells which of its customers lie outside; ``inside`` are those who do not."""
    return replace(found, outside=[code for code in found.customers if code not in inside])


class _Chain:
    """The flows of a chain by its stages, in the units of these."""

    def __init__(self, flows: Flows) -> None:
        self.flows = flows
        self._stage_of = flows.recipes.counting(flows.stages)
        self.supplied = self._by_stage(flows.supplied, lambda row: row.offer.product)
        self.counted_elsewhere = self._by_stage(flows.counted_elsewhere, lambda row: row.offer.product)
        self.wanted = self._by_stage(flows.wanted, lambda need: need.product)
        self.in_house = self._by_stage(flows.in_house, lambda need: need.product)

    def stage(self, order: int, product: str) -> Stage:
        """A stage in figures."""
        offers, needs = self.supplied[product], self.wanted[product]
        offering = [row.business for row, _ in (*offers, *self.counted_elsewhere[product])]
        inside = [need.business for need, _ in needs if not need.business.is_market]
        capacities = [kind.quantity(row.capacity) for row, kind in offers]
        quantities = [kind.quantity(need.quantity) for need, kind in needs]
        return Stage(
            order=order,
            product=product,
            offerers=sorted({business.code for business in offering}),
            needers=sorted({need.business.code for need, _ in needs}),
            capacity=total(capacities),
            spare=total(kind.quantity(row.spare) for row, kind in offers),
            demand=total(quantities),
            derived=self._needed(product, lambda need: need.is_derived),
            market=self._needed(product, lambda need: need.business.is_market),
            in_house=total(kind.quantity(need.quantity) for need, kind in self.in_house[product]) or 0.0,
            leading=self._leading(product),
            counted_elsewhere=len(self.counted_elsewhere[product]),
            without_capacity=capacities.count(None),
            without_quantity=quantities.count(None),
            without_months=sum(not row.offer.months for row, _ in offers)
            + sum(not need.months for need, _ in needs if not need.is_derived),
            has_needers_inside=bool(inside),
            middle=_middle(inside) or _middle(offering),
        )

    def bottlenecks(self, stage: Stage) -> Iterator[Bottleneck]:
        """The businesses on which a stage hangs. Shares are told only where all capacities are known."""
        if stage.without_capacity and len(stage.offerers) > 1:
            return
        capacities = self._capacities(stage.product)
        whole = math.fsum(capacities.values())
        offerers = {row.business.code: row.business for row, _ in self.supplied[stage.product]}
        for code, business in offerers.items():
            share = 1.0 if len(offerers) == 1 else capacities[code] / whole if whole else 0.0
            if share < LARGE_SHARE:  # nearly all; what follows goes through all needs
                continue
            rest = math.fsum(capacities[other] for other in offerers if other != code)
            needed = self._needed_inside(stage.product, without=code)
            reason = _reason(len(stage.offerers), share, rest, needed)
            customers = self._customers(business, stage.product) - {code}
            dependents = (customers | self._needers(stage.product)) - {code}
            if reason is not None and dependents:
                yield Bottleneck(
                    stage=stage,
                    business=code,
                    reason=reason,
                    share=share,
                    dependents=sorted(dependents),
                    customers=sorted(customers),
                    cover=rest / needed if needed else None,
                )

    def _by_stage(self, rows: Sequence[T], product: Callable[[T], str]) -> dict[str, list[tuple[T, Kind]]]:
        found: dict[str, list[tuple[T, Kind]]] = defaultdict(list)
        for row in rows:
            kind = self._stage_of(product(row))
            if kind is not None:
                found[kind.of].append((row, kind))
        return found

    def _capacities(self, stage: str) -> dict[str, float]:
        """What is known of the capacity of each business for a stage."""
        found: dict[str, list[float]] = defaultdict(list)
        for row, kind in self.supplied[stage]:
            found[row.business.code].append(kind.quantity(row.capacity) or 0.0)
        return {code: math.fsum(capacities) for code, capacities in found.items()}

    def _leading(self, stage: str) -> list[str]:
        capacities = self._capacities(stage)
        known = [code for code in capacities if capacities[code] > 0]
        return sorted(known, key=lambda code: (-capacities[code], code))[:MOST_LEADING]

    def _needed(self, stage: str, counts: Callable[[Wanted], bool]) -> float:
        """What is known of the needs of a stage that count."""
        return total(kind.quantity(need.quantity) for need, kind in self.wanted[stage] if counts(need)) or 0.0

    def _needed_inside(self, stage: str, without: str) -> float:
        """What is known of the needs inside of a stage, apart from those of one business."""
        return self._needed(stage, lambda need: not need.business.is_market and need.business.code != without)

    def _needers(self, stage: str) -> set[str]:
        """The businesses inside that need a stage."""
        return {need.business.code for need, _ in self.wanted[stage] if not need.business.is_market}

    def _customers(self, business: Business, stage: str) -> set[str]:
        """Those who are known to buy a stage from a business."""
        return {
            link.customer
            for link in business.supplies
            if (kind := self._stage_of(link.product)) is not None and kind.of == stage
        }


def _gaps(stage: Stage) -> Iterator[Gap]:
    """The gap of a stage of which somebody inside offers or needs something."""
    if stage.is_present and stage.balance is not None and stage.balance < 0:
        missing = (
            0.0 if stage.inside is None or stage.capacity is None else less(stage.inside, stage.capacity)
        )
        yield Gap(stage=stage, shortfall=-stage.balance, inside=max(0.0, missing))


def _reason(offerers: int, share: float, rest: float, needed: float) -> BottleneckReason | None:
    """Why a business with a large share is a bottleneck."""
    if offerers == 1:
        return BottleneckReason.ONLY_OFFERER
    if less(needed, rest) > 0:
        return BottleneckReason.NOT_REPLACEABLE
    return BottleneckReason.MAJORITY if share > MAJORITY else None


def _seriousness(found: Bottleneck) -> tuple[int, float, int, str]:
    return list(BottleneckReason).index(found.reason), -found.share, found.stage.order, found.business


def _constraint(stages: Sequence[Stage], present: set[str], is_empty: bool) -> ValueChainMapConstraint | None:
    if not stages:
        return ValueChainMapConstraint.NO_STAGE
    if present:
        return None
    return ValueChainMapConstraint.NO_BUSINESS if is_empty else ValueChainMapConstraint.NO_RECORD


def _middle(businesses: Iterable[Business]) -> tuple[float, float] | None:
    """The mean latitude and longitude of some businesses, each once; None where no place is known."""
    places = {
        business.code: (business.latitude, business.longitude)
        for business in businesses
        if business.latitude is not None and business.longitude is not None and business.middle_of is None
    }
    if not places:
        return None
    latitudes, longitudes = zip(*places.values(), strict=True)
    return math.fsum(latitudes) / len(places), math.fsum(longitudes) / len(places)


def _distance(middle: tuple[float, float] | None, business: Business) -> float | None:
    if middle is None or business.latitude is None or business.longitude is None:
        return None
    return distance_km(*middle, business.latitude, business.longitude)


def _with_headings(recipes: Recipes, products: Iterable[str]) -> set[str]:
    """Some products and everything of which one is a kind."""
    return {kind.of for product in products for kind in recipes.lineage(product)}
