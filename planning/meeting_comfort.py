"""The later goals of a schedule of meetings, its total being kept: few idle gaps, then a fair load.

An idle gap is a time in which a business waits between two meetings of a day: slots one after the other in
which it is available and meets nobody. Fair is a load whose sum of squares is small. Both are bettered step
by step, for so many steps at most: by exchanges of two slots along a path of meetings
(:mod:`planning.timetable`), along two paths at once where tables are full, and of all meetings of the two;
then by such exchanges drawn by chance that add no gap; and by meetings of the same weight that take each
other's place. Neither goal is proven.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from planning.solver import Bools, Integers
from planning.timetable import NOWHERE, Timetable, bits

_Moves: TypeAlias = Callable[[int, int, int, int], bool]
_IN_VAIN = 400
"""So many exchanges drawn by chance close no gap before it ends."""
_OF_THOSE_WAITING = 0.7
"""How often an exchange drawn by chance is one of a business that waits."""


def comfort(
    timetable: Timetable, weights: Integers, is_possible: Bools, days: Sequence[int], *, steps: int
) -> None:
    """Betters gaps and load. ``weights`` and ``is_possible``: of each meeting; ``days``: of each slot the
    number of its day; ``steps``: how many of :attr:`planning.timetable.Timetable.steps` and looks at what
    to do next it takes at most; unlike seconds they lead to the same schedule however busy the machine is."""
    later = _Comfort(timetable, days, timetable.steps + steps)
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

    def __init__(self, timetable: Timetable, days: Sequence[int], until: int) -> None:
        self._timetable = timetable
        self._until = until
        self._looks = 0
        self._days = days
        self._known: list[int] = []
        """The gaps of each business, as the timetable stands."""

    @property
    def _is_over(self) -> bool:
        self._timetable.mark()  # raises where nobody waits any longer
        self._looks += 1  # a step too: pairs of equal meetings are many, and few of them are moved
        return self._timetable.steps + self._looks > self._until

    def gaps(self, business: int) -> int:
        """How often a business waits."""
        return _gaps(self._timetable, self._days, business)

    def close_gaps(self) -> None:
        """Exchanges slots until no exchange closes a gap, nor many drawn by chance do."""
        businesses = range(len(self._timetable.load))
        self._known = [self.gaps(business) for business in businesses]
        for moves in (self._along_a_path, self._along_two_paths):
            is_better = True
            while is_better and not self._is_over:
                is_better = any([self._closes(each, moves) for each in businesses if self._known[each]])
        self._wander()

    def _closes(self, business: int, moves: _Moves) -> bool:
        """Whether an exchange that moves a meeting of a business closed a gap."""
        timetable = self._timetable
        return any(
            moves(business, timetable.slot[meeting], other, -1)
            for meeting in timetable.meetings(business)
            for other in bits(timetable.free[business])
            if not self._is_over
        )

    def _wander(self) -> None:
        """Makes exchanges by chance that add no gap, until many of them have led to nothing."""
        chance, in_vain = random.Random(0), 0
        while in_vain < _IN_VAIN and not self._is_over:
            waiting = [business for business, gaps in enumerate(self._known) if gaps]
            if not waiting:
                return
            before = sum(self._known)
            business = chance.choice(
                waiting if chance.random() < _OF_THOSE_WAITING else range(len(self._known))
            )
            meetings, free = self._timetable.meetings(business), list(bits(self._timetable.free[business]))
            if meetings and free:
                moves = chance.choice((self._along_a_path, self._along_two_paths))
                moves(business, self._timetable.slot[chance.choice(meetings)], chance.choice(free), 0)
            in_vain = 0 if sum(self._known) < before else in_vain + 1

    def _along_a_path(self, business: int, one: int, other: int, most: int) -> bool:
        """Moves the meeting of a business from a slot to another, where it is free, if that adds at most so
        many gaps; whether it did."""
        mark = self._timetable.mark()
        return self._timetable.exchange(business, one, other) and self._is_kept(mark, most)

    def _along_two_paths(self, business: int, one: int, other: int, most: int) -> bool:
        """The same where something must come back for it, or everything."""
        timetable = self._timetable
        for counterpart in timetable.counterparts(one, other):
            mark = timetable.mark()
            is_moved = timetable.exchange_both(business, counterpart, one, other)
            if is_moved and self._is_kept(mark, most):
                return True
        mark = timetable.mark()
        return timetable.exchange_slots(one, other) and self._is_kept(mark, most)

    def _is_kept(self, mark: int, most: int) -> bool:
        """Whether what was done since a mark adds at most so many gaps; undone if not."""
        moved = self._timetable.moved(mark)
        gaps = {business: self.gaps(business) for business in moved}
        if sum(gaps.values()) - sum(self._known[business] for business in moved) > most:
            self._timetable.undo(mark)
            return False
        for business, some in gaps.items():
            self._known[business] = some
        return True

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
        mark = timetable.mark()
        timetable.put(other, NOWHERE)
        if not timetable.place(meeting):
            timetable.undo(mark)
        else:
            self._is_kept(mark, 0)
