"""Which new deliveries close the most of some gaps: by mixed-integer programming, in exact decimals.

A **source** is what an offer still has to spare, a **want** what of a need is still open. A want is met by
its product and by kinds of it. Sources and wants have a **home**, a province or a cluster; new deliveries
go either inside homes or between them, never from a business to itself.

A **gap** is what some wants leave open together, counted in the unit of one product. Gaps of different
products are never added up: of each the share that is closed counts. The goals, in their order:

1. the largest sum of the shares closed;
2. the least distance, each delivery weighed with the share that it closes; an unknown one counts as
   :data:`UNKNOWN_KM`, at which proximity is neutral;
3. suppliers, then customers whose codes come first.

Of a source at most its spare is used, a want gets at most what is open, a delivery is at least the minimum
order of its source over the year, and at most so many businesses take part where a number is given. In whole
numbers that is a fixed-charge transport problem; HiGHS solves it (:mod:`planning.solver`). Its answer is
rounded to decimals that keep to all limits exactly.
"""

import math
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal

import numpy as np

from domain.enums import SolveStatus
from domain.quantity import rounded
from planning.criteria import DECAY_KM
from planning.flow import Business
from planning.recipe import Recipes
from planning.score import NEUTRAL
from planning.solver import Clock, Floats, Goal, Integers, Kind, Programme, solve
from planning.sphere import distances_km, points

UNKNOWN_KM = -DECAY_KM * math.log(NEUTRAL)
"""A delivery of unknown distance counts as if it went so far: there proximity is neutral."""
MOST_DELIVERIES = 20_000
"""With more possible deliveries than this, each want keeps its nearest and its largest sources only."""
_SCALE = 1_000.0
"""A gap that is closed whole, in the units of the programme."""
_DIGITS = 7
"""So many digits of a solver's answer count; what it leaves of a limit below that is filled up."""
_SMALLEST = Decimal("1e-12")
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What an offer still has to spare a year, in the unit of its product."""

    business: Business
    home: str
    product: str
    spare: Decimal
    minimum: Decimal = _NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """What of a need is still open a year, in the unit of its product. ``gap``: the product as which it
    counts in a gap, and ``factor`` how much of that one unit is. ``is_derived``: by recipe."""

    business: Business
    home: str
    product: str
    open: Decimal
    gap: str
    factor: Decimal = Decimal(1)
    is_derived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A new delivery a year: ``quantity`` in the unit of the product of its source, ``meets`` in that of its
    want and ``closes`` in that of the gap. ``distance_km``: None where a place is not known."""

    source: int
    want: int
    quantity: Decimal
    meets: Decimal
    closes: Decimal
    distance_km: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """The best new deliveries. ``before``: what each gap leaves open without them. ``objective`` and
    ``bound``: the sum of the shares closed, and what it is at most, among the deliveries looked at, which
    are not all where ``is_narrowed``."""

    status: SolveStatus
    deliveries: Sequence[Delivery]
    before: Mapping[str, Decimal]
    objective: float
    bound: float
    is_narrowed: bool


def exact(quantity: float) -> Decimal:
    """A quantity as it is told, in decimals."""
    return Decimal(str(rounded(quantity)))


def gaps_of(wants: Iterable[Want]) -> dict[str, Decimal]:
    """What some wants leave open together, by the product of the gap."""
    found: dict[str, Decimal] = defaultdict(lambda: _NOTHING)
    for want in wants:
        found[want.gap] += want.open * want.factor
    return dict(found)


def left(
    sources: Sequence[Source], wants: Sequence[Want], deliveries: Iterable[Delivery]
) -> tuple[list[Decimal], list[Decimal]]:
    """What some deliveries leave to spare of each source and open of each want."""
    spare, open_ = [source.spare for source in sources], [want.open for want in wants]
    for each in deliveries:
        spare[each.source] -= each.quantity
        open_[each.want] -= each.meets
    return spare, open_


def closing(
    sources: Sequence[Source],
    wants: Sequence[Want],
    recipes: Recipes,
    *,
    is_between: bool,
    most: int | None = None,
    seconds: float,
    cancelled: threading.Event | None = None,
) -> Closing:
    """The best new deliveries: between homes, or inside each; of at most so many businesses where a number is
    given. Raises :class:`planning.solver.Cancelled`."""
    clock = Clock(seconds, cancelled)
    clock.check()
    before = gaps_of(wants)
    gaps = [want.gap for want in wants]
    pairs = _pairs(sources, wants, recipes, is_between)
    if not pairs.size:
        return Closing(
            status=SolveStatus.OPTIMAL,
            deliveries=(),
            before=before,
            objective=0.0,
            bound=0.0,
            is_narrowed=False,
        )
    model = _Model(sources, wants, pairs, before, most)
    solution = solve(model.programme, model.goals, clock, start=np.zeros(len(model.programme.lower)))
    deliveries = [] if solution.values is None else model.rounded(solution.values[: pairs.size])
    objective = math.fsum(float(each.closes / before[gaps[each.want]]) for each in deliveries)
    proven = solution.goals[0].bound if solution.goals else None
    bound = float(len(before)) if proven is None else -proven / _SCALE
    is_best = solution.status is SolveStatus.OPTIMAL and not pairs.is_narrowed
    return Closing(
        status=SolveStatus.OPTIMAL if is_best else SolveStatus.FEASIBLE,
        deliveries=deliveries,
        before=before,
        objective=objective,
        bound=objective if solution.status is SolveStatus.OPTIMAL else max(objective, bound),
        is_narrowed=pairs.is_narrowed,
    )


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Deliveries that may be, one entry each, by their wants: one unit of the source meets ``factor`` of the
    want; ``km`` is -1 where a place is not known."""

    source: Integers
    want: Integers
    factor: Floats
    km: Floats
    is_narrowed: bool

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.source)


def _pairs(sources: Sequence[Source], wants: Sequence[Want], recipes: Recipes, is_between: bool) -> _Pairs:
    places = _places([each.business for each in sources])
    ends = _places([each.business for each in wants])
    homes = np.array([each.home for each in sources])
    codes = np.array([each.business.code for each in sources])
    spare = np.array([float(each.spare) for each in sources])
    minimum = np.array([float(each.minimum) for each in sources])
    by_product: dict[str, list[int]] = defaultdict(list)
    for number, source in enumerate(sources):
        if source.spare > 0:
            by_product[source.product].append(number)
    fitting = {
        product: list(_fitting(product, by_product, recipes))
        for product in sorted({want.product for want in wants})
    }
    parts: list[tuple[Integers, Integers, Floats, Floats]] = []
    for number, want in enumerate(wants):
        if want.open <= 0:
            continue
        found = [(each, factor) for kind, factor in fitting[want.product] for each in by_product[kind]]
        some = np.array([each for each, _ in found], dtype=np.int64)
        factors = np.array([factor for _, factor in found], dtype=np.float64)
        if not len(some):
            continue
        is_near = homes[some] == want.home
        kept = (is_near != is_between) & (codes[some] != want.business.code)
        kept &= np.minimum(spare[some], float(want.open) / factors) >= minimum[some]
        some, factors = some[kept], factors[kept]
        order = np.argsort(some)
        some, factors = some[order], factors[order]
        km = np.nan_to_num(distances_km(places[some], ends[number]), nan=-1.0)
        parts.append((some, np.full(len(some), number), factors, km))
    most = MOST_DELIVERIES // max(1, len(parts))
    is_narrowed = sum(len(part[0]) for part in parts) > MOST_DELIVERIES
    if is_narrowed:
        parts = [_narrowed(part, spare, most) for part in parts]
    joined = [np.concatenate([part[place] for part in parts]) if parts else np.zeros(0) for place in range(4)]
    return _Pairs(
        source=joined[0].astype(np.int64),
        want=joined[1].astype(np.int64),
        factor=joined[2],
        km=joined[3],
        is_narrowed=is_narrowed,
    )


def _fitting(
    product: str, offered: Mapping[str, Sequence[int]], recipes: Recipes
) -> Iterator[tuple[str, float]]:
    """Those of the products offered that meet a want, with how much of it one unit is."""
    for code in sorted(recipes.kinds([product]) & offered.keys()):
        kind = recipes.nearest(code, {product})
        if kind is not None and kind.factor:
            yield code, kind.factor


def _narrowed(
    part: tuple[Integers, Integers, Floats, Floats], spare: Floats, most: int
) -> tuple[Integers, Integers, Floats, Floats]:
    """The nearest and the largest sources of a want, so many together."""
    some, want, factors, km = part
    distance = np.where(km < 0, UNKNOWN_KM, km)
    nearest = np.lexsort((some, distance))[: max(1, most - most // 2)]
    largest = np.lexsort((some, -spare[some] * factors))[: most // 2]
    kept = np.unique(np.concatenate([nearest, largest]))
    return some[kept], want[kept], factors[kept], km[kept]


def _places(businesses: Sequence[Business]) -> Floats:
    return points(
        np.array(
            [math.nan if each.latitude is None else each.latitude for each in businesses], dtype=np.float64
        ),
        np.array(
            [math.nan if each.longitude is None else each.longitude for each in businesses], dtype=np.float64
        ),
    )


class _Model:
    """The programme: a column for each delivery, in thousandths of the gap that it closes; where the number
    of businesses is limited one more for each, whether it takes part. A row for each source and each want."""

    def __init__(
        self,
        sources: Sequence[Source],
        wants: Sequence[Want],
        pairs: _Pairs,
        before: Mapping[str, Decimal],
        most: int | None,
    ) -> None:
        self._sources, self._wants, self._pairs = sources, wants, pairs
        spare = np.array([float(each.spare) for each in sources])
        minimum = np.array([float(each.minimum) for each in sources])
        open_ = np.array([float(each.open) for each in wants])
        worth = np.array([_SCALE * float(each.factor / before[each.gap]) for each in wants])
        self._closes = pairs.factor * worth[pairs.want]
        """Thousandths of its gap that one unit of a delivery closes."""
        most_units = np.minimum(spare[pairs.source], open_[pairs.want] / pairs.factor)
        least = minimum[pairs.source] * self._closes
        upper = np.maximum(most_units * self._closes, least)
        used_sources, source_rows = np.unique(pairs.source, return_inverse=True)
        used_wants, want_rows = np.unique(pairs.want, return_inverse=True)
        height = len(used_sources) + len(used_wants)
        codes = sorted(
            {sources[each].business.code for each in used_sources.tolist()}
            | {wants[each].business.code for each in used_wants.tolist()}
        )
        size, number = pairs.size, 0 if most is None else len(codes)
        column = np.arange(size)
        rows = [source_rows, len(used_sources) + want_rows]
        columns = [column, column]
        values = [
            1.0 / (self._closes * spare[pairs.source]),
            1.0 / (open_[pairs.want] * worth[pairs.want]),
        ]
        row_upper = np.ones(height)
        if most is not None:
            place = {code: size + each for each, code in enumerate(codes)}
            owners = [sources[each].business.code for each in used_sources.tolist()]
            owners += [wants[each].business.code for each in used_wants.tolist()]
            rows += [np.arange(height), np.full(number, height)]
            columns += [np.array([place[code] for code in owners]), size + np.arange(number)]
            values += [np.full(height, -1.0), np.ones(number)]
            row_upper = np.concatenate([np.zeros(height), [float(most)]])
        kinds = np.where(least > 0, Kind.SEMICONTINUOUS, Kind.CONTINUOUS)
        self.programme = Programme.of(
            lower=np.concatenate([least, np.zeros(number)]),
            upper=np.concatenate([upper, np.ones(number)]),
            kinds=np.concatenate([kinds, np.full(number, Kind.INTEGER)]).astype(np.int8),
            row_lower=np.full(len(row_upper), -np.inf),
            row_upper=row_upper,
            rows=np.concatenate(rows).astype(np.int64),
            columns=np.concatenate(columns).astype(np.int64),
            values=np.concatenate(values),
        )
        self.goals = [
            Goal(np.concatenate([costs, np.zeros(number)]))
            for costs in (np.full(size, -1.0), self._far(), self._order())
        ]

    def _far(self) -> Floats:
        km = np.where(self._pairs.km < 0, UNKNOWN_KM, self._pairs.km)
        costs: Floats = km / max(1.0, float(km.max()))
        return costs

    def _order(self) -> Floats:
        """The place of each delivery in the order of codes, 0 to 1."""
        keys = [
            (self._sources[one].business.code, self._wants[other].business.code, one, other)
            for one, other in zip(self._pairs.source.tolist(), self._pairs.want.tolist(), strict=True)
        ]
        order = sorted(range(len(keys)), key=keys.__getitem__)
        costs = np.zeros(len(keys))
        costs[order] = np.arange(len(keys)) / len(keys)
        return costs

    def rounded(self, values: Floats) -> list[Delivery]:
        """The deliveries in decimals that keep to all limits: rounded, the smallest first, then filled up
        where rounding left something of both a source and a want."""
        pairs = self._pairs
        amounts = values / self._closes
        chosen = np.flatnonzero(values > _SCALE * 10.0**-_DIGITS)
        spare = {number: self._sources[number].spare for number in pairs.source[chosen].tolist()}
        open_ = {number: self._wants[number].open for number in pairs.want[chosen].tolist()}
        taken: dict[int, Decimal] = {}
        for each in chosen[np.argsort(amounts[chosen], kind="stable")].tolist():
            source, want = int(pairs.source[each]), int(pairs.want[each])
            amount = _rounded(Decimal(float(amounts[each])))
            amount = min(amount, spare[source], self._at_most(each, open_[want]))
            if amount <= 0 or amount < self._sources[source].minimum:
                continue
            taken[each] = amount
            spare[source] -= amount
            open_[want] -= amount * self._factor(each)
        for each in taken:
            source, want = int(pairs.source[each]), int(pairs.want[each])
            more = min(spare[source], self._at_most(each, open_[want]))
            if more > 0:
                taken[each] += more
                spare[source] -= more
                open_[want] -= more * self._factor(each)
        found = [
            Delivery(
                source=int(pairs.source[each]),
                want=int(pairs.want[each]),
                quantity=amount,
                meets=amount * self._factor(each),
                closes=amount * self._factor(each) * self._wants[int(pairs.want[each])].factor,
                distance_km=None if pairs.km[each] < 0 else float(pairs.km[each]),
            )
            for each, amount in taken.items()
        ]
        return sorted(
            found,
            key=lambda each: (
                self._sources[each.source].business.code,
                self._wants[each.want].business.code,
                each.source,
                each.want,
            ),
        )

    def _factor(self, pair: int) -> Decimal:
        return Decimal(str(float(self._pairs.factor[pair])))

    def _at_most(self, pair: int, open_: Decimal) -> Decimal:
        """How much of a source fits into what is open of a want."""
        factor = self._factor(pair)
        return open_ if factor == 1 else (open_ / factor).quantize(_SMALLEST, ROUND_DOWN)


def _rounded(amount: Decimal) -> Decimal:
    """An amount to the digits that count."""
    return amount.quantize(Decimal(1).scaleb(amount.adjusted() - _DIGITS + 1), ROUND_HALF_EVEN)
