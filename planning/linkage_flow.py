"""Which new deliveries close the most of some gaps: by mixed-integer programming, in exact decimals.

A **source** is what an offer still has to spare, a **want** what of a need is still open. A want is met by
its product and by kinds of it, never by the same business. Sources and wants have a **home**, a province or
a cluster.

A **gap** is what some wants leave open together, counted in the unit of one product. Gaps of different
products are never added up: of each the share that is closed counts.

**At home** (:func:`at_home`) deliveries stay inside homes. **Between homes** (:func:`between_homes`) all
deliveries go from one home to another, in each gap a home either delivers or receives, so that nothing goes
to and fro, and at most so many businesses take part. The goals, in their order:

1. the largest sum of the shares closed;
2. between homes: the least that is taken of what the home of the source needs itself;
3. the least distance, each delivery weighed with the share that it closes; an unknown one counts as
   :data:`UNKNOWN_KM`, at which proximity is neutral. Distances that differ by less than a ten-thousandth of
   the longest are ties: suppliers, then customers whose codes come first.

Of a source at most its spare is used, a want gets at most what is open, a delivery is at least the minimum
order of its source over the year. That is a fixed-charge transport problem, which HiGHS solves
(:mod:`planning.solver`). Its answer is rounded to decimals that keep to all limits exactly.
"""

import math
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from domain.enums import SolveStatus
from domain.quantity import rounded
from planning.criteria import DECAY_KM
from planning.flow import Business
from planning.recipe import Recipes
from planning.score import NEUTRAL
from planning.solver import Clock, Floats, Goal, Integers, Kind, Programme, solve
from planning.sphere import distances_km, points

K = TypeVar("K")

UNKNOWN_KM = -DECAY_KM * math.log(NEUTRAL)
"""A delivery of unknown distance counts as if it went so far: there proximity is neutral."""
MOST_DELIVERIES = 20_000
"""With more possible deliveries than this, each want keeps its nearest and its largest sources only."""
_SCALE = 1_000.0
"""A gap that is closed whole, in the units of the programme."""
_DIGITS = 7
"""So many digits of a solver's answer count; what it leaves of a limit below that is filled up."""
_TIE = 1e-4
"""What the place in the order of codes weighs beside the distance, both from 0 to 1."""
_SMALLEST = Decimal("1e-12")
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What an offer still has to spare a year, in the unit of its product. ``surplus``: what of it its home
    does not need itself; all unless told."""

    business: Business
    home: str
    product: str
    spare: Decimal
    minimum: Decimal = _NOTHING
    surplus: Decimal | None = None


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


def at_home(
    sources: Sequence[Source],
    wants: Sequence[Want],
    recipes: Recipes,
    *,
    seconds: float,
    cancelled: threading.Event | None = None,
) -> Closing:
    """The best deliveries inside homes. Raises :class:`planning.cancellation.Cancelled`."""
    return _closing(sources, wants, recipes, None, Clock(seconds, cancelled))


def between_homes(
    sources: Sequence[Source],
    wants: Sequence[Want],
    recipes: Recipes,
    *,
    most: int,
    seconds: float,
    cancelled: threading.Event | None = None,
) -> Closing:
    """The best deliveries between homes of at most so many businesses. Raises
    :class:`planning.cancellation.Cancelled`."""
    return _closing(sources, wants, recipes, most, Clock(seconds, cancelled))


def _closing(
    sources: Sequence[Source], wants: Sequence[Want], recipes: Recipes, most: int | None, clock: Clock
) -> Closing:
    """The best deliveries: inside homes, or between them where the number of businesses is limited."""
    clock.check()
    before = gaps_of(wants)
    pairs = _pairs(sources, wants, recipes, is_between=most is not None)
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
    solution = solve(model.programme, model.goals, clock, start=model.start())
    deliveries = [] if solution.values is None else model.rounded(solution.values[: pairs.size])
    objective = math.fsum(float(each.closes / before[wants[each.want].gap]) for each in deliveries)
    proven = solution.goals[0].bound if solution.goals else None
    bound = float(len(before)) if proven is None else -proven / _SCALE
    is_proven = solution.status is SolveStatus.OPTIMAL
    return Closing(
        status=SolveStatus.OPTIMAL if is_proven and not pairs.is_narrowed else SolveStatus.FEASIBLE,
        deliveries=deliveries,
        before=before,
        objective=objective,
        bound=objective if is_proven else max(objective, min(bound, float(len(before)))),
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


def _pairs(sources: Sequence[Source], wants: Sequence[Want], recipes: Recipes, *, is_between: bool) -> _Pairs:
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
        kept = (codes[some] != want.business.code) & ((homes[some] != want.home) == is_between)
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
        factor=joined[2].astype(np.float64),
        km=joined[3].astype(np.float64),
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


class _Rows:
    """Rows of a programme as they are added: coefficients, and what each row is at most."""

    def __init__(self) -> None:
        self.rows: list[Integers] = []
        self.columns: list[Integers] = []
        self.values: list[Floats] = []
        self.upper: list[float] = []

    def add(self, columns: Sequence[Integers], values: Sequence[Floats], most: float) -> None:
        """Adds a row of some coefficients."""
        joined = np.concatenate(columns)
        self.rows.append(np.full(len(joined), len(self.upper), dtype=np.int64))
        self.columns.append(joined.astype(np.int64))
        self.values.append(np.concatenate(values).astype(np.float64))
        self.upper.append(most)

    def programme(self, lower: Floats, upper: Floats, kinds: NDArray[np.int8]) -> Programme:
        """The programme of these rows."""
        return Programme.of(
            lower=lower,
            upper=upper,
            kinds=kinds,
            row_lower=np.full(len(self.upper), -np.inf),
            row_upper=np.array(self.upper),
            rows=np.concatenate(self.rows),
            columns=np.concatenate(self.columns),
            values=np.concatenate(self.values),
        )


class _Model:
    """The programme. A column for each delivery, in thousandths of the gap that it closes. Between homes also
    one for each business, whether it takes part; for each gap and home that could deliver and receive,
    whether it receives; and for each source of which the home needs something itself, what part of it is
    taken beyond the surplus."""

    def __init__(
        self,
        sources: Sequence[Source],
        wants: Sequence[Want],
        pairs: _Pairs,
        before: Mapping[str, Decimal],
        most: int | None,
    ) -> None:
        self._sources, self._wants, self._pairs, self._most = sources, wants, pairs, most
        self._receives: dict[tuple[str, str], int] = {}
        self._beyond: dict[int, tuple[int, float]] = {}
        spare = np.array([float(each.spare) for each in sources])
        minimum = np.array([float(each.minimum) for each in sources])
        open_ = np.array([float(each.open) for each in wants])
        worth = np.array([_SCALE * float(each.factor / before[each.gap]) for each in wants])
        self._closes = pairs.factor * worth[pairs.want]
        """Thousandths of its gap that one unit of a delivery closes."""
        least = minimum[pairs.source] * self._closes
        units = np.minimum(spare[pairs.source], open_[pairs.want] / pairs.factor)
        upper = [np.maximum(units * self._closes, least)]
        kinds = [np.where(least > 0, Kind.SEMICONTINUOUS, Kind.CONTINUOUS)]
        taken = 1.0 / (self._closes * spare[pairs.source])
        met = 1.0 / (open_[pairs.want] * worth[pairs.want])
        from_source, to_want = _places_of(pairs.source.tolist()), _places_of(pairs.want.tolist())
        size = pairs.size
        rows = _Rows()

        def more(number: int, kind: Kind) -> Integers:
            """Some more columns from 0 to 1."""
            nonlocal size
            upper.append(np.ones(number))
            kinds.append(np.full(number, kind))
            size += number
            return np.arange(size - number, size)

        parties = sorted(
            {sources[each].business.code for each in from_source}
            | {wants[each].business.code for each in to_want}
        )
        joins = more(0 if most is None else len(parties), Kind.INTEGER)
        join = dict(zip(parties, joins.tolist(), strict=False))
        self._join = join

        def limit(places: Integers, used: Floats, business: Business) -> None:
            """What is used is at most all, and nothing where the business takes no part."""
            if most is None:
                rows.add([places], [used[places]], 1.0)
            else:
                gate = np.array([join[business.code]])
                rows.add([places, gate], [used[places], np.array([-1.0])], 0.0)

        for number, places in from_source.items():
            limit(places, taken, sources[number].business)
        for number, places in to_want.items():
            limit(places, met, wants[number].business)
        excess = np.zeros(0)
        if most is not None:
            rows.add([joins], [np.ones(len(joins))], float(most))
            delivering = _places_of([(sources[one].home, wants[other].gap) for one, other in self._ends()])
            receiving = _places_of([(wants[other].home, wants[other].gap) for _, other in self._ends()])
            for key in sorted(delivering.keys() & receiving.keys()):
                receives = more(1, Kind.INTEGER)
                self._receives[key] = int(receives[0])
                share = [np.full(len(receiving[key]), 1 / _SCALE), np.array([-1.0])]
                rows.add([receiving[key], receives], share, 0.0)
                share = [np.full(len(delivering[key]), 1 / _SCALE), np.array([1.0])]
                rows.add([delivering[key], receives], share, 1.0)
            short = [
                number
                for number in from_source
                if (own := sources[number].surplus) is not None and own < sources[number].spare
            ]
            beyond = more(len(short), Kind.CONTINUOUS)
            excess = np.zeros(size)
            for column, number in zip(beyond.tolist(), short, strict=True):
                places = from_source[number]
                surplus = float((sources[number].surplus or _NOTHING) / sources[number].spare)
                rows.add([places, np.array([column])], [taken[places], np.array([-1.0])], surplus)
                self._beyond[number] = (column, surplus)
                excess[column] = float(np.mean(self._closes[places])) * spare[number]
        lower = np.concatenate([least, np.zeros(size - pairs.size)])
        self.programme = rows.programme(lower, np.concatenate(upper), np.concatenate(kinds).astype(np.int8))
        costs = [np.full(pairs.size, -1.0), self._far() + _TIE * self._order()]
        goals = [np.concatenate([each, np.zeros(size - pairs.size)]) for each in costs]
        if excess.any():
            goals.insert(1, excess / excess.max())
        self.goals = [Goal(each) for each in goals]

    def start(self) -> Floats:
        """A first answer between homes: one after the other the delivery that closes most of what is left,
        as long as all limits allow; nothing at home, where the programme is easy."""
        found = np.zeros(len(self.programme.lower))
        pairs, most = self._pairs, self._most
        if most is None:
            return found
        spare = np.array([float(each.spare) for each in self._sources])
        open_ = np.array([float(each.open) for each in self._wants])
        least = np.array([float(each.minimum) for each in self._sources])[pairs.source]
        ends = self._ends()
        gates = np.array(
            [
                (self._join[self._sources[one].business.code], self._join[self._wants[other].business.code])
                for one, other in ends
            ]
        )
        keys: dict[tuple[str, str], int] = {}
        for one, other in ends:
            for home in (self._sources[one].home, self._wants[other].home):
                keys.setdefault((home, self._wants[other].gap), len(keys))
        ways = np.array(
            [
                (keys[self._sources[one].home, gap], keys[self._wants[other].home, gap])
                for one, other in ends
                for gap in (self._wants[other].gap,)
            ]
        )
        is_receiving = np.full(len(keys), math.nan)
        is_free = np.ones(pairs.size, dtype=np.bool_)
        while is_free.any():
            units = np.minimum(spare[pairs.source], open_[pairs.want] / pairs.factor)
            closes = np.where(is_free & (units >= least), units * self._closes, 0.0)
            best = int(np.argmax(closes))
            if closes[best] <= _SCALE * 10.0**-_DIGITS:
                break
            found[best] = closes[best]
            spare[pairs.source[best]] -= units[best]
            open_[pairs.want[best]] -= units[best] * pairs.factor[best]
            found[gates[best]] = 1.0
            is_receiving[ways[best]] = (0.0, 1.0)
            members = sum(found[column] for column in self._join.values())
            is_free &= members + (found[gates] == 0).sum(axis=1) <= most
            is_free &= (is_receiving[ways[:, 0]] != 1.0) & (is_receiving[ways[:, 1]] != 0.0)
            is_free[best] = False
        directions = {key: float(np.nan_to_num(is_receiving[place])) for key, place in keys.items()}
        for key, column in self._receives.items():
            found[column] = directions[key]
        for number, (column, surplus) in self._beyond.items():
            all_of_it = float(self._sources[number].spare)
            found[column] = max(0.0, (all_of_it - spare[number]) / all_of_it - surplus)
        return found

    def _ends(self) -> list[tuple[int, int]]:
        return list(zip(self._pairs.source.tolist(), self._pairs.want.tolist(), strict=True))

    def _far(self) -> Floats:
        km = np.where(self._pairs.km < 0, UNKNOWN_KM, self._pairs.km)
        costs: Floats = km / max(1.0, float(km.max()))
        return costs

    def _order(self) -> Floats:
        """The place of each delivery in the order of codes, 0 to 1."""
        keys = [
            (self._sources[one].business.code, self._wants[other].business.code, one, other)
            for one, other in self._ends()
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


def _places_of(keys: Iterable[K]) -> dict[K, Integers]:
    """Where each key stands, in the order in which they first come."""
    found: dict[K, list[int]] = {}
    for place, key in enumerate(keys):
        found.setdefault(key, []).append(place)
    return {key: np.array(places, dtype=np.int64) for key, places in found.items()}


def _rounded(amount: Decimal) -> Decimal:
    """An amount to the digits that count."""
    return amount.quantize(Decimal(1).scaleb(amount.adjusted() - _DIGITS + 1), ROUND_HALF_EVEN)
