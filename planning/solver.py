"""The one way to solve: linear and mixed-integer programmes in plain arrays, by HiGHS.

A programme asks for one value a column, between its bounds, such that the values of every row, its
coefficients times the values, lie between the bounds of the row. Goals are minimised in their order:
each is kept at its best while the next is minimised.

How it is done, of which no answer depends but the time that it takes:

1. The relaxation, in which no column must be whole, is solved for a weighted sum of the goals, then for
   each of them from there. A first goal alone, such as a shortage, leaves so much open that the simplex
   method loses its way: 64 s instead of 1 s for 2,000 businesses.
2. HiGHS is told some columns (``first``). By the prices of the rows every other column is tried, those that
   would pay are added, until none would: the result is proven for all columns (sifting, Bixby et al. 1992).
3. Where columns that are 0 or at least a minimum come out between, each is closed or raised to its minimum,
   those nearest to it first, and the rest is solved again: a plan in a second, and the relaxation says how
   far from the best it can be.
4. Branch and bound goes on from there, with the columns whose reduced cost lets them better the plan, where
   those are few enough to get anywhere.

One thread a solve, which lets go of Python's lock while it works. The same arrays give the same
answer, unless time runs out.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, TypeAlias

import highspy
import numpy as np

# The public class writes a line to the standard output before it can be told not to.
from highspy._core import _Highs as Highs
from numpy.typing import NDArray

from domain.enums import SolveStatus
from planning import cancellation

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]

TOLERANCE = 1e-6
"""Within this a value counts as whole, and two objectives as equal, the latter relative to their size."""
_PRICE_TOLERANCE = 1e-7
_SMALLEST_TOLERANCE = 1e-9
_MOST_ADDED = 10_000
"""How many columns are added at a time while pricing."""
PATIENCE = 3.0
"""A first solution may take so many times the seconds that are given to better it: on a busy machine a late
answer is worth more than none."""
_WORTH = 1e3
"""How many units of the next goal one unit of a goal is worth in their weighted sum."""
_RAISED_FROM = 0.3
"""From this share of its minimum on, a column is raised to it; below, it is closed. Tried: 0.3 gave 0.3 %
above the relaxation where 0.5 gave 0.4 % and 0.7 gave 0.5 %."""
_MOST_RAISING = 10
"""After so many rounds all columns below their minimum are closed, so that it ends."""
_MOST_BRANCHED = 4_000
"""Most columns that must be whole, or 0 or at least a minimum, with which branch and bound is begun."""
_ENDED = {
    highspy.HighsModelStatus.kOptimal,
    highspy.HighsModelStatus.kInfeasible,
    highspy.HighsModelStatus.kTimeLimit,
    highspy.HighsModelStatus.kInterrupt,
}
_INTERRUPTS = (
    highspy.cb.HighsCallbackType.kCallbackSimplexInterrupt,
    highspy.cb.HighsCallbackType.kCallbackMipInterrupt,
)


class Kind(IntEnum):
    """Which values a column may have between its bounds."""

    CONTINUOUS = 0
    INTEGER = 1
    SEMICONTINUOUS = 2
    """0, or anything from its lower to its upper bound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A linear or mixed-integer programme.

    ``lower``, ``upper``, ``kinds``: one entry a column. ``row_lower``, ``row_upper``: one a row; either may
    be infinite. The coefficients stand by columns: those of column j are ``values[starts[j]:starts[j + 1]]``
    in the rows ``rows[starts[j]:starts[j + 1]]``.
    """

    lower: Floats
    upper: Floats
    kinds: NDArray[np.int8]
    row_lower: Floats
    row_upper: Floats
    starts: Integers
    rows: Integers
    values: Floats

    @staticmethod
    def of(
        *,
        lower: Floats,
        upper: Floats,
        row_lower: Floats,
        row_upper: Floats,
        rows: Integers,
        columns: Integers,
        values: Floats,
        kinds: NDArray[np.int8] | None = None,
    ) -> "Programme":
        """The programme of coefficients in any order, each with its row and column; those of one place are
        added up."""
        size, height = len(lower), len(row_lower)
        place = columns * height + rows
        order = np.argsort(place, kind="stable")
        place = place[order]
        begins = np.flatnonzero(np.diff(place, prepend=-1))
        sums = np.add.reduceat(values[order], begins) if len(begins) else np.zeros(0)
        kept = begins[sums != 0.0]
        counts = np.bincount(columns[order[kept]], minlength=size)
        return Programme(
            lower=lower,
            upper=upper,
            kinds=np.zeros(size, dtype=np.int8) if kinds is None else kinds,
            row_lower=row_lower,
            row_upper=row_upper,
            starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            rows=rows[order[kept]],
            values=sums[sums != 0.0],
        )


@dataclass(frozen=True, slots=True)
class Goal:
    """What is minimised: costs × values, one cost a column. The answer comes soonest where the largest cost
    of each goal is about 1."""

    costs: Floats

    def at(self, values: Floats) -> float:
        """What some values give."""
        return float(self.costs @ values)


@dataclass(frozen=True, slots=True)
class Achieved:
    """What came of a goal, and what it is at least, given what came of the goals before it; ``bound`` is
    None where nothing is known."""

    objective: float
    bound: float | None

    @property
    def is_proven(self) -> bool:
        """Whether nothing can be better."""
        return self.is_within(TOLERANCE)

    def is_within(self, gap: float) -> bool:
        """Whether nothing can be better by more than a share."""
        return self.bound is not None and self.objective - self.bound <= gap * max(1.0, abs(self.bound))

    @property
    def gap(self) -> float | None:
        """How much better it could be at most, as a share of what came of it."""
        if self.bound is None:
            return None
        if self.is_proven:
            return 0.0
        return (self.objective - self.bound) / max(abs(self.objective), TOLERANCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """The answer to a programme. ``values``: one a column, None where no solution is known; ``goals``: what
    came of each, in their order; ``seconds``: how long it took."""

    status: SolveStatus
    values: Floats | None
    goals: tuple[Achieved, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The best values of a programme in which no column must be whole. ``bound``: what the goal is at least;
    ``reduced``: by how much each column at 0 would raise it for each unit; ``prices``: by how much each row
    would if its bound were greater by 1."""

    bound: float
    values: Floats
    reduced: Floats
    prices: Floats


class Clock:
    """When to stop: because time has run out, or because nobody wants the answer any longer. It runs from
    when it is made. ``seconds``: how long a solution is bettered; a first may take three times as long."""

    def __init__(self, seconds: float, cancelled: threading.Event | None = None) -> None:
        self._began = time.monotonic()
        self._improving = self._began + seconds
        self._deadline = self._began + PATIENCE * seconds
        self._cancelled = cancelled

    @property
    def left(self) -> float:
        """Seconds to find a first solution."""
        return self._deadline - time.monotonic()

    @property
    def left_to_improve(self) -> float:
        """Seconds to make a solution better."""
        return self._improving - time.monotonic()

    @property
    def seconds(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self._began

    @property
    def is_over(self) -> bool:
        """Whether there is no time left, or nobody waits."""
        return self.left <= 0 or (self._cancelled is not None and self._cancelled.is_set())

    def check(self) -> None:
        """Raises :class:`planning.cancellation.Cancelled` where nobody waits."""
        cancellation.check(self._cancelled)


def solve(
    programme: Programme,
    goals: Sequence[Goal],
    clock: Clock,
    *,
    gap: float = TOLERANCE,
    first: Bools | None = None,
    start: Floats | None = None,
) -> Solution:
    """Minimises goals in their order.

    ``gap``: a goal is good enough within this share of what it is at least; with 0 HiGHS works as exactly as
    it can, and its bound is what its branch and bound says.
    ``first``: the columns of a large programme that HiGHS is told to begin with; all unless given.
    ``start``: a solution that is known; it is the answer where time is too short for a better one.
    Raises :class:`planning.cancellation.Cancelled` soon after the clock is told, and ``ValueError`` for a
    goal without an end.
    """
    relaxation = _Relaxation(programme, first, clock, is_exact=gap == 0.0)
    found = _lexicographic(relaxation, goals)
    is_infeasible = relaxation.is_infeasible
    if not is_infeasible and (found is None or not _is_whole(programme, found.values)):
        search = _Search(programme, goals, relaxation, clock, gap)
        found, is_infeasible = search.best(start, found), search.is_infeasible
    clock.check()
    if found is None:
        status = SolveStatus.INFEASIBLE if is_infeasible else SolveStatus.TIME_LIMIT
        return Solution(status=status, values=None, goals=(), seconds=clock.seconds)
    achieved = tuple(
        Achieved(goal.at(found.values), bound) for goal, bound in zip(goals, found.bounds, strict=True)
    )
    is_proven = all(each.is_proven for each in achieved)
    return Solution(
        status=SolveStatus.OPTIMAL if is_proven else SolveStatus.FEASIBLE,
        values=found.values,
        goals=achieved,
        seconds=clock.seconds,
    )


def relaxed(
    programme: Programme,
    goal: Goal,
    clock: Clock,
    *,
    first: Bools | None = None,
    is_exact: bool = False,
) -> Relaxed | None:
    """Minimises a goal without the demand that columns be whole; arguments as in :func:`solve`, ``is_exact``
    as with a gap of 0. None where nothing fits, or time is short. Raises
    :class:`planning.cancellation.Cancelled`."""
    relaxation = _Relaxation(programme, first, clock, is_exact=is_exact)
    if not relaxation.minimise(goal.costs):
        return None
    return Relaxed(goal.at(relaxation.values), relaxation.values, relaxation.reduced, relaxation.prices)


@dataclass(frozen=True, slots=True)
class _Found:
    """A solution, and what each goal is at least."""

    values: Floats
    bounds: list[float | None]


class _Relaxation:
    """The programme without the demand that columns be whole, of which HiGHS is told the columns that may
    pay. Bounds of columns may be changed and goals be held between one solve and the next."""

    def __init__(self, programme: Programme, first: Bools | None, clock: Clock, *, is_exact: bool) -> None:
        self._programme = programme
        self._clock = clock
        self._column = np.repeat(np.arange(len(programme.lower)), np.diff(programme.starts))
        self.lower, self.upper = _relaxed_bounds(programme)
        self.values = self.lower.copy()
        self.reduced = np.zeros(len(programme.lower))
        self.prices = np.zeros(len(programme.row_lower))
        self.is_infeasible = False
        self.has_values = False
        self._held: list[Floats] = []
        known = np.ones(len(programme.lower), dtype=np.bool_) if first is None else first | (self.lower != 0)
        self._active = np.flatnonzero(known)
        self._is_active = known
        self._highs = _highs(clock, is_exact=is_exact)
        self._highs.passModel(_model(programme, self._active, self.lower, self.upper))

    def minimise(self, costs: Floats, *, grows: bool = True) -> bool:
        """Whether a goal was minimised; ``values`` and ``reduced``, the reduced costs, are then those of all
        columns. Not where time ran out, and not where no values fit (``is_infeasible``). Unless it
        ``grows``, only by the columns that HiGHS knows already."""
        active = self._active
        self._highs.changeColsCost(len(active), _positions(active), costs[active])
        while self._is_solved(costs, grows):
            solution = self._highs.getSolution()
            self.values, self.has_values = self.lower.copy(), True
            self.values[self._active] = np.array(solution.col_value)
            if not grows:
                return True
            prices = np.array(solution.row_dual)
            self.prices = prices[: len(self.prices)]
            self.reduced = self._priced(costs, prices)
            least = -_PRICE_TOLERANCE * max(1.0, float(np.abs(costs).max(initial=0.0)))
            paying = np.flatnonzero(~self._is_active & (self.reduced < least) & (self.upper > 0))
            if not len(paying):
                return True
            order = np.argsort(self.reduced[paying], kind="stable")[:_MOST_ADDED]
            self._add(paying[order], costs)
        return False

    def bind(self, lower: Floats, upper: Floats) -> None:
        """Sets the bounds of all columns."""
        self.lower, self.upper, self.has_values = lower, upper, False
        unknown = np.flatnonzero(~self._is_active & (lower != 0))
        if len(unknown):
            self._add(unknown, np.zeros(len(lower)))
        active = self._active
        self._highs.changeColsBounds(len(active), _positions(active), lower[active], upper[active])

    def hold(self, goal: int, costs: Floats, most: float) -> None:
        """Keeps the goal of a number at most at a value; lets go of it where that is infinite. Numbers are
        given in their order."""
        if goal == len(self._held):
            used = np.flatnonzero(costs[self._active])
            values = costs[self._active[used]]
            self._highs.addRow(-highspy.kHighsInf, most, len(used), used.astype(np.int32), values)
            self._held.append(costs)
        self._highs.changeRowBounds(len(self._programme.row_lower) + goal, -highspy.kHighsInf, most)

    def _is_solved(self, costs: Floats, grows: bool) -> bool:
        """Lets HiGHS solve with the columns that it knows; with all, where those do not suffice."""
        status = _run(self._highs, self._clock)
        if status == highspy.HighsModelStatus.kInfeasible and grows and not self._is_active.all():
            self._add(np.flatnonzero(~self._is_active), costs)
            status = _run(self._highs, self._clock)
        self.is_infeasible = status == highspy.HighsModelStatus.kInfeasible
        return bool(status == highspy.HighsModelStatus.kOptimal)

    def _priced(self, costs: Floats, prices: Floats) -> Floats:
        """The reduced costs of all columns at the prices of the rows."""
        programme = self._programme
        height = len(programme.row_lower)
        worth = programme.values * prices[programme.rows]
        reduced: Floats = costs - np.bincount(self._column, weights=worth, minlength=len(costs))
        for number, held in enumerate(self._held):
            reduced -= held * prices[height + number]
        return reduced

    def _add(self, columns: Integers, costs: Floats) -> None:
        """Tells HiGHS of some more columns."""
        starts, rows, values = _part(self._programme, columns, self._held)
        self._highs.addCols(
            len(columns),
            costs[columns],
            self.lower[columns],
            self.upper[columns],
            len(rows),
            starts[:-1],
            rows,
            values,
        )
        self._active = np.concatenate([self._active, columns])
        self._is_active[columns] = True


class _Search:
    """Solutions whose columns are whole, or 0 or at least a minimum, where they must be."""

    def __init__(
        self,
        programme: Programme,
        goals: Sequence[Goal],
        relaxation: _Relaxation,
        clock: Clock,
        gap: float,
    ) -> None:
        self._programme = programme
        self._goals = goals
        self._relaxation = relaxation
        self._clock = clock
        self._gap = gap
        self._lower, self._upper = _relaxed_bounds(programme)
        self._is_semicontinuous = programme.kinds == Kind.SEMICONTINUOUS
        self._minimum = np.where(self._is_semicontinuous, programme.lower, 0.0)
        self.is_infeasible = False

    def best(self, start: Floats | None, relaxed: _Found | None) -> _Found | None:
        """The best solution found, proven goal by goal as far as time allows. What the relaxation says of a
        goal holds as long as the goals before it are as good as there."""
        best = self._better(start, self._dived())
        bounds: list[float | None] = []
        is_as_relaxed = True
        for number, goal in enumerate(self._goals):
            known = relaxed.bounds[number] if relaxed is not None and is_as_relaxed else None
            bound = known
            if best is None or not Achieved(goal.at(best), known).is_within(self._gap):
                best, bound = self._improved(number, best, known)
            if best is None:
                return None
            bounds.append(bound)
            is_as_relaxed = Achieved(goal.at(best), known).is_proven
        return None if best is None else _Found(best, bounds)

    def _improved(
        self, number: int, best: Floats | None, bound: float | None
    ) -> tuple[Floats | None, float | None]:
        """The best solution by branch and bound for the goal of a number, and what that goal is at least."""
        if best is not None and self._clock.left_to_improve <= 0:
            return best, bound
        goal = self._goals[number]
        self._relaxation.bind(self._lower, self._upper)
        self._hold(number, best)
        if self._relaxation.minimise(goal.costs):
            bound = goal.at(self._relaxation.values)
            if best is not None and Achieved(goal.at(best), bound).is_within(self._gap):
                return best, bound
        left = self._clock.left if best is None else self._clock.left_to_improve
        seconds = left / (len(self._goals) - number)
        branched, proven = self._branched(number, best, bound, seconds)
        known = [each for each in (bound, proven) if each is not None]
        return self._better(best, branched), max(known, default=None)

    def _hold(self, number: int, best: Floats | None) -> None:
        """Keeps the goals before a number at what the best solution gives, and lets go of the others."""
        for each, goal in enumerate(self._goals):
            most = np.inf if best is None or each >= number else _above(goal.at(best))
            self._relaxation.hold(each, goal.costs, most)

    def _better(self, one: Floats | None, other: Floats | None) -> Floats | None:
        """The one of two solutions that is better in the first goal in which they differ."""
        if one is None or other is None:
            return other if one is None else one
        for goal in self._goals:
            difference = goal.at(other - one)
            if abs(difference) > min(TOLERANCE, self._gap) * max(1.0, abs(goal.at(one))):
                return other if difference < 0 else one
        return one

    def _dived(self) -> Floats | None:
        """A solution from the relaxation: each column below its minimum is closed or raised, and the rest
        solved again, until none is left. None where that leads nowhere."""
        if not self._is_semicontinuous.any() or (self._programme.kinds == Kind.INTEGER).any():
            return None
        self._hold(0, None)
        lower, upper = self._lower.copy(), self._upper.copy()
        is_solved = self._solved(lower, upper)
        rounds = 0
        while is_solved:
            low = np.flatnonzero(
                self._is_semicontinuous & _is_between(self._relaxation.values, self._minimum)
            )
            if not len(low):
                return self._polished(self._relaxation.values)
            share = self._relaxation.values[low] / self._minimum[low]
            low, share = low[np.argsort(-share, kind="stable")], np.sort(share)[::-1]
            rounds += 1
            is_raising = rounds <= _MOST_RAISING
            raised = self._apart(low[share >= _RAISED_FROM]) if is_raising else low[:0]
            unused = np.flatnonzero(self._is_semicontinuous & (self._relaxation.values < self._minimum))
            upper[low[share < _RAISED_FROM] if is_raising else unused] = 0.0
            lower[raised] = self._minimum[raised]
            is_solved = self._solved(lower, upper)
            if not is_solved and self._relaxation.is_infeasible:
                lower[raised], upper[raised] = self._lower[raised], 0.0
                is_solved = self._solved(lower, upper)
            if not is_solved and self._relaxation.is_infeasible:
                lower, rounds = self._lower.copy(), _MOST_RAISING
                is_solved = self._solved(lower, upper)
        return None

    def _solved(self, lower: Floats, upper: Floats) -> bool:
        """Whether the relaxation was solved between other bounds for the weighted sum of the goals."""
        self._relaxation.bind(lower, upper)
        return self._relaxation.minimise(_weighted(self._goals), grows=False)

    def _apart(self, columns: Integers) -> Integers:
        """Those of some columns, the first ones first, that have no row in common: raised together, others
        might not fit."""
        used: set[int] = set()
        kept: list[int] = []
        starts, rows = self._programme.starts, self._programme.rows
        for column in columns.tolist():
            own = set(rows[starts[column] : starts[column + 1]].tolist())
            if used.isdisjoint(own):
                used |= own
                kept.append(column)
        return np.array(kept, dtype=np.int64)

    def _polished(self, values: Floats) -> Floats:
        """The best solution in which the same columns are open and whole columns stay what they are."""
        programme = self._programme
        lower, upper = self._lower.copy(), self._upper.copy()
        whole = programme.kinds == Kind.INTEGER
        lower[whole] = upper[whole] = np.round(values[whole])
        is_open = self._is_semicontinuous & (values >= self._minimum / 2) & (values > TOLERANCE)
        lower[is_open] = self._minimum[is_open]
        upper[self._is_semicontinuous & ~is_open] = 0.0
        self._relaxation.bind(lower, upper)
        self._hold(0, None)
        found = _lexicographic(self._relaxation, self._goals)
        return values if found is None else found.values

    def _branched(
        self, number: int, best: Floats | None, bound: float | None, seconds: float
    ) -> tuple[Floats | None, float | None]:
        """A solution by branch and bound that minimises the goal of a number, if there is a better one, and
        what the goal is at least."""
        programme, costs = self._programme, self._goals[number].costs
        kept = np.arange(len(costs))
        if best is not None and bound is not None:
            step = np.where(programme.kinds == Kind.INTEGER, 1.0, self._minimum)
            room = float(costs @ best) - bound
            is_idle = (self._relaxation.values == 0.0) & (best == 0.0) & (self._lower == 0.0)
            kept = np.flatnonzero(~is_idle | (self._relaxation.reduced * step <= room))
        if best is not None and np.count_nonzero(programme.kinds[kept]) > _MOST_BRANCHED:
            return None, None
        if seconds <= 0:
            return None, None
        held = [] if best is None else [(goal.costs, goal.at(best)) for goal in self._goals[:number]]
        model = self._branching(kept, held)
        highs = _highs(self._clock, is_exact=self._gap == 0.0)
        highs.setOptionValue("mip_rel_gap", self._gap / 2)  # by another denominator than ours
        highs.setOptionValue("mip_abs_gap", min(TOLERANCE, self._gap))
        # By so much HiGHS lets its bound fall below the solution, besides what its values are off.
        highs.setOptionValue("mip_feasibility_tolerance", TOLERANCE / 10)
        highs.passModel(_model(model, np.arange(len(model.lower)), model.lower, model.upper))
        integers = np.flatnonzero(model.kinds == Kind.INTEGER).astype(np.int32)
        types = np.full(len(integers), highspy.HighsVarType.kInteger)
        highs.changeColsIntegrality(len(integers), integers, types)
        highs.changeColsCost(len(kept), _positions(kept), costs[kept])
        if best is not None:
            opened = (best[kept] > TOLERANCE)[self._is_semicontinuous[kept]]
            known = np.concatenate([best[kept], opened.astype(np.float64)])
            highs.setSolution(len(known), _positions(known), known)
        status = _run(highs, self._clock, seconds)
        if best is not None and not _is_told_truly(highs, costs[kept]):
            highs.clearSolver()
            status = _run(highs, self._clock, seconds)
        if status == highspy.HighsModelStatus.kInfeasible:
            self.is_infeasible = best is None
            return None, None
        info = highs.getInfo()
        proven = float(info.mip_dual_bound)
        found = None
        if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
            found = self._lower.copy()
            found[kept] = np.array(highs.getSolution().col_value)[: len(kept)]
            found = self._polished(found)
        return found, proven if np.isfinite(proven) else None

    def _branching(self, kept: Integers, held: Sequence[tuple[Floats, float]]) -> Programme:
        """The programme of some columns with the goals held, and with one more column for each that is 0 or
        at least a minimum: whether it is open."""
        programme = self._programme
        gates = np.flatnonzero(self._is_semicontinuous[kept])
        starts, rows, values = _part(programme, kept, [costs for costs, _ in held])
        size, number, height = len(kept), len(gates), len(programme.row_lower) + len(held)
        gate, ones, column = (
            size + np.arange(number),
            np.ones(number),
            np.repeat(np.arange(size), np.diff(starts)),
        )
        most, least = height + np.arange(number), height + number + np.arange(number)
        return Programme.of(
            lower=np.concatenate([self._lower[kept], 0 * ones]),
            upper=np.concatenate([self._upper[kept], ones]),
            kinds=np.concatenate(
                [
                    np.where(self._is_semicontinuous[kept], Kind.CONTINUOUS, programme.kinds[kept]),
                    np.full(number, Kind.INTEGER),
                ]
            ).astype(np.int8),
            row_lower=np.concatenate([programme.row_lower, [-np.inf] * len(held), -np.inf * ones, 0 * ones]),
            row_upper=np.concatenate(
                [programme.row_upper, [_above(value) for _, value in held], 0 * ones, np.inf * ones]
            ),
            rows=np.concatenate([rows, most, most, least, least]),
            columns=np.concatenate([column, gates, gate, gates, gate]),
            values=np.concatenate(
                [values, ones, -self._upper[kept][gates], ones, -self._minimum[kept][gates]]
            ),
        )


def _is_told_truly(highs: Highs, costs: Floats) -> bool:
    """Whether what HiGHS says of a solution's costs is what they are. HiGHS 1.16 loses the part of them that
    its presolve settles where it is given a solution to start from; then that one, which looks cheaper than
    any, is called the best."""
    info = highs.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return True
    true = float(costs @ np.array(highs.getSolution().col_value)[: len(costs)])
    return abs(true - info.objective_function_value) <= TOLERANCE * max(1.0, abs(true))


def _lexicographic(relaxation: _Relaxation, goals: Sequence[Goal]) -> _Found | None:
    """The relaxation's best values, goal by goal as far as time allows; None where there are none."""
    bounds: list[float | None] = [None] * len(goals)
    if len(goals) > 1 and not relaxation.minimise(_weighted(goals)) and relaxation.is_infeasible:
        return None
    for number, goal in enumerate(goals):
        if not relaxation.minimise(goal.costs):
            break
        bounds[number] = goal.at(relaxation.values)
        relaxation.hold(number, goal.costs, _above(goal.at(relaxation.values)))
    return _Found(relaxation.values, bounds) if relaxation.has_values else None


def _weighted(goals: Sequence[Goal]) -> Floats:
    """The costs of all goals at once, those that come first weighing most."""
    costs = np.zeros(len(goals[0].costs))
    for goal in goals:
        costs = costs * _WORTH + goal.costs
    return costs


def _above(value: float) -> float:
    """The value with room for rounding."""
    return value + 1e-9 * max(1.0, abs(value))


def _is_between(values: Floats, minimum: Floats) -> Bools:
    """Where a value is neither 0 nor at least the minimum."""
    between: Bools = (values > TOLERANCE) & (values < minimum - TOLERANCE * np.maximum(1.0, minimum))
    return between


def _is_whole(programme: Programme, values: Floats) -> bool:
    """Whether the columns have values of their kinds."""
    fraction = np.abs(values - np.round(values)) > TOLERANCE
    between = _is_between(values, programme.lower)
    kinds = programme.kinds
    return not ((fraction & (kinds == Kind.INTEGER)) | (between & (kinds == Kind.SEMICONTINUOUS))).any()


def _relaxed_bounds(programme: Programme) -> tuple[Floats, Floats]:
    """The bounds of the columns without their kinds; closed where a minimum is out of reach."""
    is_semicontinuous = programme.kinds == Kind.SEMICONTINUOUS
    is_integer = programme.kinds == Kind.INTEGER
    lower = np.where(is_integer, np.ceil(programme.lower - TOLERANCE), programme.lower)
    upper = np.where(is_integer, np.floor(programme.upper + TOLERANCE), programme.upper)
    upper = np.where(is_semicontinuous & (lower > upper), 0.0, upper)
    return np.where(is_semicontinuous, 0.0, lower), upper


def _part(
    programme: Programme, columns: Integers, held: Sequence[Floats]
) -> tuple[Integers, Integers, Floats]:
    """Starts, rows and coefficients of some columns, with a further row for each goal that is held."""
    counts = np.diff(programme.starts)[columns]
    starts = np.concatenate([[0], np.cumsum(counts)])
    places = np.repeat(programme.starts[columns] - starts[:-1], counts) + np.arange(starts[-1])
    rows, values = programme.rows[places], programme.values[places]
    if not held:
        return starts, rows, values
    height = len(programme.row_lower)
    owner = np.repeat(np.arange(len(columns)), counts)
    owners, further, costs = [owner], [rows], [values]
    for number, goal in enumerate(held):
        used = np.flatnonzero(goal[columns])
        owners.append(used)
        further.append(np.full(len(used), height + number))
        costs.append(goal[columns[used]])
    owner = np.concatenate(owners)
    order = np.argsort(owner, kind="stable")
    counts = np.bincount(owner, minlength=len(columns))
    starts = np.concatenate([[0], np.cumsum(counts)])
    return starts, np.concatenate(further)[order], np.concatenate(costs)[order]


def _model(programme: Programme, columns: Integers, lower: Floats, upper: Floats) -> highspy.HighsLp:
    """Some columns of a programme as HiGHS takes them, without costs."""
    starts, rows, values = _part(programme, columns, [])
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(columns), len(programme.row_lower)
    model.col_cost_ = np.zeros(len(columns))
    model.col_lower_, model.col_upper_ = lower[columns], upper[columns]
    model.row_lower_, model.row_upper_ = programme.row_lower, programme.row_upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_ = starts.astype(np.int32), rows.astype(np.int32)
    model.a_matrix_.value_ = values
    return model


def _positions(items: Integers | Floats) -> NDArray[np.int32]:
    return np.arange(len(items), dtype=np.int32)


def _highs(clock: Clock, *, is_exact: bool) -> Highs:
    """HiGHS, silent, of one thread, stopped by the clock."""
    highs = Highs()
    if is_exact:
        for tolerance in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
            highs.setOptionValue(tolerance, _SMALLEST_TOLERANCE)
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
        highs.setOptionValue(option, value)

    def interrupt(kind: object, message: object, state: object, answer: Any, _: object) -> None:
        answer.user_interrupt = clock.is_over  # said each time, or an earlier yes would stay

    highs.setCallback(interrupt, None)
    for kind in _INTERRUPTS:
        highs.startCallback(kind)
    return highs


def _run(highs: Highs, clock: Clock, seconds: float | None = None) -> highspy.HighsModelStatus:
    """Lets HiGHS solve; what came of it. Raises :class:`planning.cancellation.Cancelled`."""
    clock.check()
    left = clock.left if seconds is None else seconds
    if left <= 0:
        return highspy.HighsModelStatus.kTimeLimit
    status = _run_once(highs, clock, left)
    if status not in _ENDED:
        highs.clearSolver()  # once more without what it has come to
        status = _run_once(highs, clock, left)
    if status not in _ENDED:
        raise ArithmeticError(f"HiGHS ended with {highs.modelStatusToString(status)}")
    return status


def _run_once(highs: Highs, clock: Clock, seconds: float) -> highspy.HighsModelStatus:
    highs.setOptionValue("time_limit", highs.getRunTime() + seconds)  # HiGHS adds up over its runs
    highs.run()
    clock.check()
    status = highs.getModelStatus()
    if status == highspy.HighsModelStatus.kUnbounded:
        raise ValueError("A goal has no end: a column without a bound is worth more than it costs")
    return status
