"""A timetable of meetings that is changed step by step, and how one meeting more finds room in it.

Meetings are edges of a graph whose nodes are businesses, and slots are colours: no two meetings of a
business have the same. A meeting finds room by an alternating path, as in the proof of König's theorem that
the edges of a bipartite graph need no more colours than its largest degree: along a path of meetings that
lie in turn in two slots, both slots are exchanged, so that a slot becomes free at one end. The same exchange
evens out how many meetings each slot has (de Werra 1971), so that tables suffice. Where businesses are not
available in every slot, an exchange may fail at the end of its path; then other pairs of slots are tried.
"""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planning.cancellation import check

NOWHERE = -1
"""The slot of a meeting that is not placed."""
_MOST_OVERFULL = 8
"""So many exchanges that leave a slot too full are tried to be evened out afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What never changes while meetings are moved.

    ``ends``: the two businesses of each meeting, by number. ``is_interpreted``: whether it needs an
    interpreter. ``available``: for each business its slots, as bits. ``limits``: the most meetings of each.
    ``slots``: how many; ``tables`` and ``interpreters``: how many there are in each of them.
    """

    ends: Sequence[tuple[int, int]]
    is_interpreted: Sequence[bool]
    available: Sequence[int]
    limits: Sequence[int]
    slots: int
    tables: int
    interpreters: int


class Timetable:
    """Slots of meetings. What was done since a mark can be undone."""

    def __init__(self, frame: Frame, cancelled: threading.Event | None = None) -> None:
        self.frame = frame
        self.slot = [NOWHERE] * len(frame.ends)
        """Of each meeting."""
        self.free = list(frame.available)
        """Of each business the slots in which it is available and meets nobody, as bits."""
        self.load = [0] * len(frame.available)
        """Of each business, how many meetings it has."""
        self.is_fixed = [False] * len(frame.ends)
        """Of each meeting, whether it must stay where it is."""
        self.steps = 0
        """How many meetings were moved and paths looked along: what has been done, on no clock."""
        self._at = [[NOWHERE] * frame.slots for _ in frame.available]
        self._count = [0] * frame.slots
        self._interpreted = [0] * frame.slots
        self._journal: list[tuple[int, int]] = []
        self._cancelled = cancelled

    def meeting(self, business: int, slot: int) -> int:
        """The meeting of a business in a slot, or :data:`NOWHERE`."""
        return self._at[business][slot]

    def meetings(self, business: int) -> list[int]:
        """All meetings of a business, by slot."""
        return [meeting for meeting in self._at[business] if meeting != NOWHERE]

    def is_kept(self, business: int, slot: int) -> bool:
        """Whether a business has a meeting in a slot that must stay there."""
        meeting = self._at[business][slot]
        return meeting != NOWHERE and self.is_fixed[meeting]

    def placed(self) -> list[int]:
        """All meetings that have a slot."""
        return [meeting for meeting, slot in enumerate(self.slot) if slot != NOWHERE]

    def common(self, meeting: int) -> int:
        """The slots in which both businesses are free, as bits."""
        one, other = self.frame.ends[meeting]
        return self.free[one] & self.free[other]

    def has_table(self, slot: int) -> bool:
        """Whether a table is left in a slot."""
        return self._count[slot] < self.frame.tables

    def has_interpreter(self, slot: int) -> bool:
        """Whether an interpreter is left in a slot."""
        return self._interpreted[slot] < self.frame.interpreters

    def has_room(self, meeting: int, slot: int) -> bool:
        """Whether a slot has a table, and an interpreter where the meeting needs one."""
        return self.has_table(slot) and (not self.frame.is_interpreted[meeting] or self.has_interpreter(slot))

    def is_below_limits(self, meeting: int) -> bool:
        """Whether both businesses may have one meeting more."""
        return all(self.load[end] < self.frame.limits[end] for end in self.frame.ends[meeting])

    def mark(self) -> int:
        """A point to which :meth:`undo` goes back."""
        check(self._cancelled)
        return len(self._journal)

    def undo(self, mark: int) -> None:
        """Undoes everything since a mark."""
        while len(self._journal) > mark:
            meeting, slot = self._journal.pop()
            self._set(meeting, slot)

    def put(self, meeting: int, slot: int) -> None:
        """Moves a meeting into a slot, where both are free; out of the timetable for :data:`NOWHERE`."""
        self._journal.append((meeting, self.slot[meeting]))
        self._set(meeting, slot)

    def place(self, meeting: int) -> bool:
        """Finds room for a meeting that is not placed, moving others if need be; whether it did. Nothing is
        changed where it did not."""
        if not self.is_below_limits(meeting):
            return False
        mark = self.mark()
        common = self.common(meeting)
        for slot in sorted(bits(common), key=lambda each: (self._count[each], each)):
            if self.has_room(meeting, slot):
                self.put(meeting, slot)
                return True
        overfull: list[tuple[list[int], int, int]] = []
        for path, target, other in self._exchanges(meeting):
            if self._fits_after(path, target, other, meeting):
                self._exchange(path, target, other)
                self.put(meeting, target)
                return True
            if len(overfull) < _MOST_OVERFULL:
                overfull.append((path, target, other))
        for slot in bits(common):
            self.put(meeting, slot)
            if self._eased(slot):
                return True
            self.undo(mark)
        for path, target, other in overfull:
            self._exchange(path, target, other)
            self.put(meeting, target)
            if self._eased(target) and self._eased(other):
                return True
            self.undo(mark)
        return False

    def exchange(self, business: int, one: int, other: int) -> bool:
        """Exchanges two slots along the path of meetings that begins at a business, which meets in the one
        and is free in the other; whether it could. Nothing is changed where it could not."""
        path = self._path(business, one, other)
        if path is None or not self._fits_after(path, one, other, NOWHERE):
            return False
        self._exchange(path, one, other)
        return True

    def exchange_both(self, business: int, counterpart: int, one: int, other: int) -> bool:
        """The same for two paths at once, of which that of the counterpart begins in the other slot: where
        tables are full, what comes into a slot must take the place of something."""
        path, back = self._path(business, one, other), self._path(counterpart, other, one)
        if path is None or back is None or not set(path).isdisjoint(back):
            return False
        mark = self.mark()
        self._exchange(path, one, other)
        self._exchange(back, other, one)
        if self._is_fitting(one) and self._is_fitting(other):
            return True
        self.undo(mark)
        return False

    def exchange_slots(self, one: int, other: int) -> bool:
        """Exchanges all meetings of two slots; whether it could. Nothing is changed where it could not."""
        meetings = [meeting for meeting, slot in enumerate(self.slot) if slot in (one, other)]
        both = 1 << one | 1 << other
        if any(
            self.is_fixed[meeting]
            or any(self.frame.available[end] & both != both for end in self.frame.ends[meeting])
            for meeting in meetings
        ):
            return False
        self._exchange(meetings, one, other)
        return True

    def counterparts(self, one: int, other: int) -> list[int]:
        """The businesses that meet in the other slot and are free in the one."""
        return [
            business
            for business, row in enumerate(self._at)
            if row[other] != NOWHERE and self.free[business] >> one & 1
        ]

    def moved(self, mark: int) -> set[int]:
        """The businesses of which a meeting was moved since a mark."""
        return {end for meeting, _ in self._journal[mark:] for end in self.frame.ends[meeting]}

    def _set(self, meeting: int, slot: int) -> None:
        self.steps += 1
        before = self.slot[meeting]
        interpreted = self.frame.is_interpreted[meeting]
        for end in self.frame.ends[meeting]:
            if before != NOWHERE:
                self._at[end][before] = NOWHERE
                self.free[end] |= 1 << before
                self.load[end] -= 1
            if slot != NOWHERE:
                self._at[end][slot] = meeting
                self.free[end] &= ~(1 << slot)
                self.load[end] += 1
        if before != NOWHERE:
            self._count[before] -= 1
            self._interpreted[before] -= interpreted
        if slot != NOWHERE:
            self._count[slot] += 1
            self._interpreted[slot] += interpreted
        self.slot[meeting] = slot

    def _exchanges(self, meeting: int) -> Iterator[tuple[list[int], int, int]]:
        """Paths whose exchange makes both businesses free in one slot: path, that slot, the other slot."""
        one, other = self.frame.ends[meeting]
        for here, there in ((one, other), (other, one)):
            for target in bits(self.free[here]):
                if self._at[there][target] == NOWHERE:
                    continue
                for second in bits(self.free[there]):
                    path = self._path(there, target, second)
                    if path is not None and not (path and here in self.frame.ends[path[-1]]):
                        yield path, target, second

    def _path(self, business: int, one: int, other: int) -> list[int] | None:
        """The meetings in turn in two slots that begin at a business, which is free in the other one; None
        where they cannot be exchanged."""
        self.steps += 1
        path = []
        here, there = one, other
        while (meeting := self._at[business][here]) != NOWHERE:
            if self.is_fixed[meeting]:
                return None
            path.append(meeting)
            first, second = self.frame.ends[meeting]
            business = second if first == business else first
            here, there = there, here
        # The last meeting is moved to the slot `here`, in which its further end meets nobody so far.
        return path if self.free[business] >> here & 1 else None

    def _exchange(self, path: Sequence[int], one: int, other: int) -> None:
        slots = [self.slot[meeting] for meeting in path]
        for meeting in path:
            self.put(meeting, NOWHERE)
        for meeting, slot in zip(path, slots, strict=True):
            self.put(meeting, other if slot == one else one)

    def _fits_after(self, path: Sequence[int], one: int, other: int, more: int) -> bool:
        """Whether both slots have tables and interpreters enough after an exchange, with one meeting more in
        the one slot unless that is :data:`NOWHERE`."""
        moved = interpreted = 0
        for meeting in path:
            way = 1 if self.slot[meeting] == one else -1
            moved += way
            interpreted += way * self.frame.is_interpreted[meeting]
        added = more != NOWHERE
        needs = added and self.frame.is_interpreted[more]
        return (
            self._count[one] - moved + added <= self.frame.tables
            and self._count[other] + moved <= self.frame.tables
            and self._interpreted[one] - interpreted + needs <= self.frame.interpreters
            and self._interpreted[other] + interpreted <= self.frame.interpreters
        )

    def _eased(self, slot: int) -> bool:
        """Whether a slot that may have a meeting too many has no more than fit, after an exchange with
        another slot if need be."""
        if self._is_fitting(slot):
            return True
        businesses = [end for end, row in enumerate(self._at) if row[slot] != NOWHERE]
        others = sorted(range(self.frame.slots), key=lambda each: (self._count[each], each))
        for other in others:
            if other == slot or not self._is_fitting(other):
                continue
            for business in businesses:
                if self.free[business] >> other & 1 and self.exchange(business, slot, other):
                    return True
        return False

    def _is_fitting(self, slot: int) -> bool:
        return self._count[slot] <= self.frame.tables and self._interpreted[slot] <= self.frame.interpreters


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
