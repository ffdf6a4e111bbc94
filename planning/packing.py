"""Packing programmes: which columns to take so that no row is too full and their worth is greatest.

Worth is counted in integers, and so is the bound: by the duality of linear programmes any prices of the rows,
none of them negative, say what no choice exceeds, however they were found. Rounding in the solver may make
the bound weaker but never false (Neumaier and Shcherbina, Math. Program. 99, 2004). Prices are rounded to a
fraction that small denominators divide: those of a bipartite matching are whole, those of odd circles halves.

Where the relaxation is not whole, branch and bound of HiGHS goes on. It reckons in floating point and leaves
out what is better by less than its tolerances: its bound is raised by these (:data:`BRANCHED`). Where that
leaves a gap, as it does for worths that differ by more than about 1 : 50,000, a search of our own branches
with bounds in integers, as far as time allows.
"""

from dataclasses import dataclass

import numpy as np

from domain.enums import SolveStatus
from planning.solver import TOLERANCE, Bools, Clock, Floats, Goal, Integers, Kind, Programme, relaxed, solve

BRANCHED = 2e-5
"""By how much of the largest worth HiGHS' branch and bound may be wrong: 1e-6 that it does not look for, and
1e-9, the tolerance of reduced costs, for each of at most 12,000 columns, with some room."""
_PARTS = 720_720
"""Prices are counted in such parts of 1; it is divisible by all numbers up to 16."""
_MOST_NODES = 2_000
"""After so many nodes our own branching gives up."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The best values where columns may be taken in part, and what no whole choice exceeds."""

    values: Floats
    bound: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Columns to take, None where none are known, what no choice exceeds, as far as known, and whether the
    search came to its end."""

    taken: Bools | None
    bound: int | None
    is_ended: bool


class Packing:
    """A packing programme.

    ``worth``: of each column, above 0, at most about 1e7. ``limits``: of each row, how many columns it holds.
    ``rows`` and ``columns``: which column stands in which row, each pair once. ``must``: columns that have to
    be taken.
    """

    def __init__(
        self, worth: Integers, limits: Integers, rows: Integers, columns: Integers, must: Bools
    ) -> None:
        self.worth = worth
        self._limits = np.minimum(limits, len(worth))
        self._rows = rows
        self._columns = columns
        self._must = must
        self._scale = int(worth.max(initial=1))
        self._costs = -worth / self._scale

    def relaxed(self, clock: Clock, *, preference: Floats | None = None) -> Relaxation | None:
        """Solved without the demand that columns be taken whole; None where time is too short.
        ``preference``: what a column is worth more than the others, as a share of the largest worth; the
        bound is of the worth alone."""
        costs = self._costs if preference is None else self._costs - preference
        return self._relaxed(clock, costs, self._must, np.ones(len(self.worth), dtype=np.bool_))

    def whole(self, clock: Clock, *, start: Bools | None = None, taken: Bools | None = None) -> Choice:
        """The choice that is worth most, by HiGHS' branch and bound. ``start``: one that is known;
        ``taken``: further columns that have to be."""
        must = self._must if taken is None else self._must | taken
        solution = solve(
            self._programme(Kind.INTEGER, must, np.ones(len(self.worth), dtype=np.bool_)),
            [Goal(self._costs)],
            clock,
            gap=0.0,
            start=None if start is None else start.astype(np.float64),
        )
        bound = solution.goals[0].bound if solution.goals else None
        return Choice(
            taken=None if solution.values is None else solution.values > 0.5,
            bound=None if bound is None else int((BRANCHED - bound) * self._scale),
            is_ended=solution.status is SolveStatus.OPTIMAL,
        )

    def branched(self, clock: Clock, start: Bools) -> Choice:
        """The same by our own search with bounds in integers, from a choice that is known."""
        best, total, nodes = start, int(self.worth @ start), 0
        waiting = [(self._must, np.ones(len(self.worth), dtype=np.bool_))]
        while waiting:
            must, may = waiting.pop()
            if not self._fits(must):
                continue
            nodes += 1
            found = None
            if nodes <= _MOST_NODES and clock.left_to_improve > 0:
                found = self._relaxed(clock, self._costs, must, may)
            if found is None:
                return Choice(best, None, is_ended=False)
            if found.bound <= total:
                continue
            fraction = np.abs(found.values - np.round(found.values))
            if fraction.max(initial=0.0) > TOLERANCE:
                column = int(np.argmax(fraction))
                for is_taken in (False, True):
                    less, more = may.copy(), must.copy()
                    less[column], more[column] = is_taken, is_taken
                    waiting.append((more, less))
                continue
            taken = found.values > 0.5
            if not self._fits(taken) or int(self.worth @ taken) < found.bound:
                return Choice(best, None, is_ended=False)
            best, total = taken, int(self.worth @ taken)
        return Choice(best, total, is_ended=True)

    def _relaxed(self, clock: Clock, costs: Floats, must: Bools, may: Bools) -> Relaxation | None:
        found = relaxed(self._programme(Kind.CONTINUOUS, must, may), Goal(costs), clock, is_exact=True)
        return None if found is None else Relaxation(found.values, self._bound(found.prices, must, may))

    def _bound(self, prices: Floats, must: Bools, may: Bools) -> int:
        """What no choice exceeds, by the prices of the rows: what all they hold costs, and what columns are
        worth above the prices of their rows."""
        most = self._scale * _PARTS
        parts = np.clip(np.rint(-prices * most), 0, most).astype(np.int64)
        above = self.worth * _PARTS
        np.subtract.at(above, self._columns, parts[self._rows])
        above = np.where(must, above, np.maximum(above, 0))
        whole = sum(a * b for a, b in zip(parts.tolist(), self._limits.tolist(), strict=True))
        return int(whole + sum(above[may].tolist())) // _PARTS

    def _fits(self, taken: Bools) -> bool:
        """Whether no row is too full."""
        load = np.bincount(self._rows, weights=taken[self._columns], minlength=len(self._limits))
        return bool((load <= self._limits).all())

    def _programme(self, kind: Kind, must: Bools, may: Bools) -> Programme:
        return Programme.of(
            lower=must.astype(np.float64),
            upper=may.astype(np.float64),
            row_lower=np.full(len(self._limits), -np.inf),
            row_upper=self._limits.astype(np.float64),
            rows=self._rows,
            columns=self._columns,
            values=np.ones(len(self._rows)),
            kinds=np.full(len(self.worth), kind, dtype=np.int8),
        )
