"""The later goals of a schedule of meetings, its total being kept: few idle gaps, then a fair load.

An idle gap is a time in which a business waits between two meetings of a day: slots one after the other in
which it is available and meets nobody. Fair is a load whose sum of squares is small. Both are bettered step
by step as long as time allows, by exchanges of two slots (:mod:`planning.timetable`) and by meetings of the
same weight that take each other's place; neither is proven.
"""

import time
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from planning.solver import Bools, Integers
from planning.timetable import NOWHERE, Timetable, bits


def comfort(
    timetable: Timetable, weights: Integers, is_possible: Bools, days: Sequence[int], *, seconds: float
) -> None:
    """Betters gaps and load in some seconds. ``weights`` and ``is_possible``: of each meeting; ``days``: of
    each slot the number of its day."""
    later = _Comfort(timetable, days, time.monotonic() + seconds)
    later.close_gaps()
    later.share(weights, is_possible)
    later.close_gaps()


def idle_gaps(timetable: Timetable, days: Sequence[int]) -> int:
    """How often somebody waits."""
    return sum(_gaps(timetable, days, business) for business in range(len(timetable.load)))


def _gaps(timetable: Timetable, days: Sequence[int], business: int) -> int:
    free = timetable.free[business]
    slots = [timetable.slot[meeting] for meeting in timetable.meetings(business)]
    return sum(
        days[one] == days[other] and free >> one + 1 & (1 << other - one - 1) - 1 != 0
        for one, other in pairwise(slots)
    )


class _Comfort:
    """The later goals of a timetable."""

    def __init__(self, timetable: Timetable, days: Sequence[int], until: float) -> None:
        self._timetable = timetable
        self._until = until
        self._days = days

    @property
    def _is_over(self) -> bool:
        self._timetable.mark()  # raises where nobody waits any longer
        return time.monotonic() > self._until

    def gaps(self, business: int) -> int:
        """How often a business waits."""
        return _gaps(self._timetable, self._days, business)

    def close_gaps(self) -> None:
        """Exchanges slots until no single exchange closes a gap."""
        is_better = True
        while is_better:
            is_better = False
            for business in range(len(self._timetable.load)):
                if self._is_over:
                    return
                if self.gaps(business):
                    is_better |= self._closes(business)

    def _closes(self, business: int) -> bool:
        """Whether an exchange that moves a meeting of a business closed a gap."""
        timetable = self._timetable
        for meeting in timetable.meetings(business):
            for other in bits(timetable.free[business]):
                touched = timetable.touched(business, timetable.slot[meeting], other)
                before = sum(map(self.gaps, touched))
                mark = timetable.mark()
                if touched and timetable.exchange(business, timetable.slot[meeting], other):
                    if sum(map(self.gaps, touched)) < before:
                        return True
                    timetable.undo(mark)
        return False

    def share(self, weights: Integers, is_possible: Bools) -> None:
        """Lets meetings take the place of others of the same weight where that makes the load fairer and no
        gap is added."""
        timetable = self._timetable
        equals: dict[int, list[int]] = defaultdict(list)
        for meeting in np.flatnonzero(is_possible).tolist():
            equals[int(weights[meeting])].append(meeting)
        for some in equals.values():
            for meeting in some:
                for other in some:
                    if self._is_over:
                        return
                    if timetable.slot[meeting] == NOWHERE and timetable.slot[other] != NOWHERE:
                        self._take_place(meeting, other)

    def _take_place(self, meeting: int, other: int) -> None:
        timetable = self._timetable
        ends, others = timetable.frame.ends[meeting], timetable.frame.ends[other]
        gained = sum(2 * timetable.load[end] + 1 for end in ends if end not in others)
        lost = sum(2 * timetable.load[end] - 1 for end in others if end not in ends)
        if timetable.is_fixed[other] or gained >= lost:
            return
        businesses = range(len(timetable.load))
        before, mark = sum(map(self.gaps, businesses)), timetable.mark()
        timetable.put(other, NOWHERE)
        if not timetable.place(meeting) or sum(map(self.gaps, businesses)) > before:
            timetable.undo(mark)
