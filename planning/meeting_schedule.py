"""Schedules meetings at a trade fair: which of those wanted take place, when, and at which table.

``meeting-schedule/1``. Nobody is in two places at once and no table is used twice; nobody meets when not
available, whom they do not want to meet, or more often than the most; where interpreters are counted, no slot
needs more of them than there are; meetings that are fixed stay where they are. Goals, in their order: the
greatest total of the weights; the fewest idle gaps; the fairest load (:mod:`planning.meeting_comfort`).

1. **Which meetings.** A choice in which nobody has more meetings than free slots, nor all together more than
   tables × slots, and that is worth most: a maximum-weight b-matching. Its value is a bound for every
   schedule, counted in integers (:mod:`planning.packing`): proven is what reaches it to the last digit of
   the weights. Where each business either sells or buys, the graph is bipartite and the relaxed programme is
   whole already; where some do both, branch and bound makes it whole, which excludes odd sets that are too
   full.
2. **Which slots.** A timetable into which the meetings are put by alternating paths
   (:mod:`planning.timetable`). Where everybody is always available and the graph is bipartite, all of them
   find a place (König 1916, de Werra 1971), so that the bound is reached. By Vizing's theorem a graph that is
   not bipartite may need one slot more than its largest degree; what does not fit then, and what
   unavailability and fixed meetings keep out, goes on to step 3.
3. **What is left.** A meeting takes the place of lighter ones that find another. Then, where it is small
   enough, the programme with a column for each meeting and slot is solved: relaxed, for a sharper bound and
   for places, around which the rest is made whole; then whole, by branch and bound. Where it is larger, that
   of a few slots at a time, the others staying as they are.

Sources: Bofill, Coll, Garcia, Giráldez-Cru, Pesant, Suy, Villaret, "Constraint Solving Approaches to the
Business-to-Business Meeting Scheduling Problem", JAIR 74 (2022), for the problem and the goal of few gaps.
"""

import random
import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count

import numpy as np

from domain.enums import MeetingConstraint, SolveStatus
from planning.meeting_comfort import comfort, idle_gaps
from planning.packing import Packing, Relaxation
from planning.solver import PATIENCE, TOLERANCE, Bools, Clock
from planning.timetable import NOWHERE, Frame, Timetable, bits

ALGORITHM = "meeting-schedule/1"
COMFORT = 1_000_000
"""Most steps of a timetable that go to the later goals: two seconds or three."""
STEPS = 10_000
"""Weights have four decimals, in which they are counted."""
_MOST_OF_A_PART = 3_000
"""So many such pairs at most has the programme of a few slots."""
_SECONDS_OF_A_PART = 3.0
_MOST_COLUMNS = 12_000
"""With more pairs of meeting and slot the whole is not solved as one programme."""
_LEAST_SECONDS = 0.1
"""So long at least a programme is solved."""
_PREFERENCE = 1e-4
"""How much of the largest weight a slot is preferred to another by chance."""
_MOST_OPEN = 1_000
"""With so many values at most that are not whole, the relaxed programme is made whole around the others."""
_ROUNDED = 0.1
"""From this value on a column of the relaxed programme says where a meeting goes."""
_IN_VAIN = 5
"""After so many relaxed programmes that led to nothing better, the whole one is branched."""
_CHOICES = 8
"""In so many slots it is tried to put a meeting in place of others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedMeeting:
    """A meeting of a seller and a buyer and what it is worth, above 0, at most about 1,000, with no more than
    four decimals. ``slot`` and ``table``: where it is fixed; the table may be open even then."""

    seller: str
    buyer: str
    weight: float
    needs_interpreter: bool = False
    slot: int | None = None
    table: int | None = None

    @property
    def businesses(self) -> tuple[str, str]:
        """Both of them."""
        return self.seller, self.buyer


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for. ``days``: of each slot the number of its day; slots are in the order of time.

    ``tables``, ``interpreters``: how many in each slot; None for as many as are needed. ``maximum``: most
    meetings a business. ``unavailable``: slots in which a business cannot meet. ``vetoes``: two businesses
    each that do not want to meet. No two meetings are of the same two businesses; those that are fixed do
    not clash with each other nor with anything else that is asked for.
    """

    days: Sequence[int]
    tables: int
    meetings: Sequence[WantedMeeting]
    interpreters: int | None = None
    maximum: int | None = None
    unavailable: Mapping[str, frozenset[int]] = field(default_factory=dict[str, frozenset[int]])
    vetoes: frozenset[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduledMeeting:
    """A meeting with its slot and its table, from 1 on."""

    meeting: WantedMeeting
    slot: int
    table: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnplacedMeeting:
    """A meeting that does not take place and why. ``businesses``: whose matter that is, one or both;
    ``free``: in how many slots each of the two is free, seller first, ``common`` in how many both are;
    ``fixed``: how many meetings of the first of ``businesses`` are fixed."""

    meeting: WantedMeeting
    constraint: MeetingConstraint
    businesses: Sequence[str]
    free: tuple[int, int]
    common: int
    fixed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingSchedule:
    """A schedule. ``objective``: what the meetings are worth; ``bound``: no schedule is worth more; ``gap``:
    the difference as a share of the objective. ``meetings`` by slot and table. ``load``: how many meetings
    each business has of which a meeting is wanted. ``idle_gaps``: how often somebody waits between two
    meetings of a day, as far as available. ``seconds``: how long the first goal took."""

    status: SolveStatus
    objective: float
    bound: float
    gap: float
    seconds: float
    meetings: Sequence[ScheduledMeeting]
    unplaced: Sequence[UnplacedMeeting]
    load: Mapping[str, int]
    idle_gaps: int


def meeting_schedule(
    order: Order, *, seconds: float, cancelled: threading.Event | None = None
) -> MeetingSchedule:
    """The best schedule that is found in some seconds; up to :data:`COMFORT` steps more go to the later
    goals. Raises :class:`planning.cancellation.Cancelled`."""
    model = _Model(order)
    search = _Search(model, seconds, cancelled)
    search.run()
    took, timetable = search.seconds, search.timetable
    comfort(timetable, model.weights, model.is_possible, order.days, steps=COMFORT)
    search.fill_up()
    total, bound = search.total, search.bound
    is_proven = total == bound
    placed = sorted(timetable.placed(), key=lambda each: (timetable.slot[each], each))
    tables = _tables(order, timetable, placed)
    meetings = [
        ScheduledMeeting(meeting=order.meetings[each], slot=timetable.slot[each], table=tables[each])
        for each in placed
    ]
    missing = [each for each, slot in enumerate(timetable.slot) if slot == NOWHERE]
    missing.sort(key=lambda each: (-model.weights[each], order.meetings[each].businesses))
    return MeetingSchedule(
        status=SolveStatus.OPTIMAL if is_proven else SolveStatus.FEASIBLE,
        objective=total / STEPS,
        bound=bound / STEPS,
        gap=(bound - total) / max(total, 1),
        seconds=took,
        meetings=sorted(meetings, key=lambda each: (each.slot, each.table)),
        unplaced=[_unplaced(model, timetable, each) for each in missing],
        load=dict(zip(model.businesses, timetable.load, strict=True)),
        idle_gaps=idle_gaps(timetable, order.days),
    )


def _tables(order: Order, timetable: Timetable, placed: Sequence[int]) -> dict[int, int]:
    """The table of each meeting: the one that is fixed, else where the buyer sat last, else the seller, else
    the first that is free. ``placed`` by slot."""
    tables: dict[int, int] = {}
    taken: dict[int, set[int]] = defaultdict(set)
    for each in placed:
        fixed = order.meetings[each].table
        if fixed is not None:
            tables[each] = fixed
            taken[timetable.slot[each]].add(fixed)
    last: dict[str, int] = {}
    for each in placed:
        meeting, used = order.meetings[each], taken[timetable.slot[each]]
        if each not in tables:
            wishes = [last[code] for code in (meeting.buyer, meeting.seller) if code in last]
            tables[each] = next(table for table in chain(wishes, count(1)) if table not in used)
            used.add(tables[each])
        last[meeting.buyer] = last[meeting.seller] = tables[each]
    return tables


def _unplaced(model: "_Model", timetable: Timetable, number: int) -> UnplacedMeeting:
    """Why a meeting has no place beside the others."""
    order, meeting = model.order, model.order.meetings[number]
    ends = model.ends[number]
    masks = [timetable.free[end] for end in ends]
    concerned: Sequence[str] = meeting.businesses
    full = [code for code, end in zip(meeting.businesses, ends, strict=True) if not timetable.free[end]]
    most = [
        code
        for code, end in zip(meeting.businesses, ends, strict=True)
        if order.maximum is not None and timetable.load[end] >= order.maximum
    ]
    common = timetable.common(number)
    open_slots = [
        slot for slot in bits(model.options(number)) if not any(timetable.is_kept(end, slot) for end in ends)
    ]
    if frozenset(meeting.businesses) in order.vetoes:
        constraint = MeetingConstraint.VETO
    elif not model.options(number):
        constraint = MeetingConstraint.UNAVAILABLE
        nowhere = [
            code for code, end in zip(meeting.businesses, ends, strict=True) if not model.available[end]
        ]
        concerned = nowhere or concerned
    elif meeting.needs_interpreter and order.interpreters == 0:
        constraint = MeetingConstraint.INTERPRETERS
    elif most:
        constraint, concerned = MeetingConstraint.MAXIMUM_MEETINGS, most
    elif not open_slots:
        constraint, concerned = MeetingConstraint.FIXED, full or concerned
    elif full:
        constraint, concerned = MeetingConstraint.LOWER_SCORE, full
    elif not common:
        constraint = MeetingConstraint.NO_COMMON_SLOT
    elif not any(timetable.has_table(slot) for slot in bits(common)):
        constraint = MeetingConstraint.TABLES
    else:
        constraint = MeetingConstraint.INTERPRETERS
    return UnplacedMeeting(
        meeting=meeting,
        constraint=constraint,
        businesses=concerned,
        free=(masks[0].bit_count(), masks[1].bit_count()),
        common=common.bit_count(),
        fixed=sum(
            timetable.is_fixed[each]
            for each in timetable.meetings(ends[meeting.businesses.index(concerned[0])])
        ),
    )


class _Model:
    """An order in numbers: businesses and meetings that can take place at all."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.businesses = sorted({each for meeting in order.meetings for each in meeting.businesses})
        number = {code: place for place, code in enumerate(self.businesses)}
        slots = len(order.days)
        everything = (1 << slots) - 1
        self.available = [
            everything & ~sum(1 << slot for slot in order.unavailable.get(code, ()))
            for code in self.businesses
        ]
        self.ends = [(number[each.seller], number[each.buyer]) for each in order.meetings]
        self.weights = np.rint([each.weight * STEPS for each in order.meetings]).astype(np.int64)
        self.is_possible = np.array(
            [
                frozenset(each.businesses) not in order.vetoes
                and (self.available[one] & self.available[other]) != 0
                for each, (one, other) in zip(order.meetings, self.ends, strict=True)
            ],
            dtype=np.bool_,
        )
        most = slots if order.maximum is None else order.maximum
        interpreters = len(order.meetings) if order.interpreters is None else order.interpreters
        self.frame = Frame(
            ends=self.ends,
            is_interpreted=[each.needs_interpreter for each in order.meetings],
            available=self.available,
            limits=[min(most, mask.bit_count()) for mask in self.available],
            slots=slots,
            tables=order.tables,
            interpreters=interpreters,
        )

    def options(self, meeting: int) -> int:
        """The slots in which a meeting could be if there were no other, as bits."""
        slot = self.order.meetings[meeting].slot
        if slot is not None:
            return 1 << slot
        one, other = self.ends[meeting]
        return self.available[one] & self.available[other]


class _Search:
    """The greatest total that is found in some seconds, and its bound."""

    def __init__(self, model: _Model, seconds: float, cancelled: threading.Event | None) -> None:
        self.model = model
        self.timetable = Timetable(model.frame, cancelled)
        self._cancelled = cancelled
        self._began = time.monotonic()
        self._seconds = seconds
        self._wanted: list[list[int]] = [[] for _ in model.businesses]
        for meeting in np.flatnonzero(model.is_possible).tolist():
            for end in model.ends[meeting]:
                self._wanted[end].append(meeting)
        self.bound = int(model.weights[model.is_possible].sum())
        """No schedule is worth more."""

    @property
    def seconds(self) -> float:
        """How long it has taken."""
        return time.monotonic() - self._began

    @property
    def left(self) -> float:
        return self._seconds - self.seconds

    @property
    def total(self) -> int:
        """What the meetings placed are worth."""
        return self._worth(self.timetable.placed())

    @property
    def is_proven(self) -> bool:
        return self.total == self.bound

    def _worth(self, meetings: Sequence[int]) -> int:
        return int(self.model.weights[list(meetings)].sum())

    def run(self) -> None:
        """Goes through the steps until the bound is reached or time is over."""
        for meeting, wanted in enumerate(self.model.order.meetings):
            if wanted.slot is not None:
                self.timetable.put(meeting, wanted.slot)
                self.timetable.is_fixed[meeting] = True
        if not self.model.is_possible.any():
            return
        self._fill(self._chosen())
        if not self.is_proven:
            self._fill(np.flatnonzero(self.model.is_possible).tolist())
        self._replace()
        if not self.is_proven and not self._is_ended():
            self._solve_parts()
        self.fill_up()

    def fill_up(self) -> None:
        """Places what has room as the others stand, so that what is left out has a reason."""
        timetable = self.timetable
        for meeting in self._missing():
            rooms = (slot for slot in bits(timetable.common(meeting)) if timetable.has_room(meeting, slot))
            slot = next(rooms, NOWHERE)
            if slot != NOWHERE and timetable.is_below_limits(meeting):
                timetable.put(meeting, slot)

    def _chosen(self) -> list[int]:
        """The meetings that are worth most together as far as numbers of slots tell; sets the bound."""
        model = self.model
        frame = model.frame
        possible = np.flatnonzero(model.is_possible)
        ends = np.array([model.ends[meeting] for meeting in possible], dtype=np.int64).reshape(-1, 2)
        columns = np.arange(len(possible))
        fixed = np.array([each.slot is not None for each in model.order.meetings], dtype=np.bool_)[possible]
        interpreted = np.flatnonzero(np.array(frame.is_interpreted, dtype=np.bool_)[possible])
        height = len(model.businesses)
        choice = Packing(
            worth=model.weights[possible],
            limits=np.array([*frame.limits, frame.slots * frame.tables, frame.slots * frame.interpreters]),
            rows=np.concatenate(
                [
                    ends[:, 0],
                    ends[:, 1],
                    np.full(len(possible), height),
                    np.full(len(interpreted), height + 1),
                ]
            ),
            columns=np.concatenate([columns, columns, columns, interpreted]),
            must=fixed,
        )
        relaxation = choice.relaxed(self._clock(self.left))
        if relaxation is None:
            return []
        self._heard(relaxation.bound)
        taken = relaxation.values > 0.5
        if (
            int(choice.worth @ taken) < relaxation.bound
            or np.abs(relaxation.values - taken).max() > TOLERANCE
        ):
            taken, _ = self._best(choice, fixed)
        chosen: list[int] = possible[taken].tolist()
        return chosen

    def _best(self, packing: Packing, start: Bools) -> tuple[Bools, bool]:
        """The choice that is worth most, as far as time allows, and whether the search came to its end. What
        it is worth at most is a bound of the whole."""
        found = packing.whole(self._clock(self.left), start=start)
        self._heard(found.bound)
        taken = start if found.taken is None else found.taken
        worth = int(packing.worth @ taken)
        if found.bound is not None and found.bound > worth and found.is_ended:
            searched = packing.branched(self._clock(self.left), taken)
            self._heard(searched.bound)
            taken = taken if searched.taken is None else searched.taken
        return taken, found.is_ended

    def _heard(self, bound: int | None) -> None:
        """Takes note of what no schedule exceeds."""
        if bound is not None:
            self.bound = min(self.bound, bound)

    def _clock(self, seconds: float) -> Clock:
        return Clock(max(_LEAST_SECONDS, seconds), self._cancelled)

    def _fill(self, meetings: Sequence[int]) -> None:
        """Places what finds room: those with fewest slots first, or those worth most."""
        waiting = [meeting for meeting in meetings if self.timetable.slot[meeting] == NOWHERE]
        waiting.sort(key=lambda each: (self.model.options(each).bit_count(), -self.model.weights[each], each))
        for meeting in waiting:
            self.timetable.place(meeting)

    def _replace(self) -> None:
        """Puts meetings in place of lighter ones until nothing is gained."""
        is_better = True
        while is_better and not self.is_proven and self.left > 0:
            is_better = False
            for meeting in self._missing():
                if self.left <= 0:
                    return
                is_better |= self._is_replacing(meeting)

    def _missing(self) -> list[int]:
        """Meetings that could take place but do not, those worth most first."""
        missing = [
            meeting
            for meeting in np.flatnonzero(self.model.is_possible).tolist()
            if self.timetable.slot[meeting] == NOWHERE
        ]
        return sorted(missing, key=lambda each: (-self.model.weights[each], each))

    def _is_replacing(self, meeting: int) -> bool:
        """Whether a meeting took the place of others that are worth less or found another place."""
        timetable = self.timetable
        if timetable.place(meeting):
            return True
        choices = []
        for slot in bits(self.model.options(meeting)):
            out = self._in_the_way(meeting, slot)
            if out is not None:
                choices.append((self._worth(out), slot, out))
        mark = timetable.mark()
        for _, slot, out in sorted(choices)[:_CHOICES]:
            for each in out:
                timetable.put(each, NOWHERE)
            if timetable.has_room(meeting, slot):
                timetable.put(meeting, slot)
                lost = [each for each in out if not timetable.place(each)]
                gain = self._worth([meeting]) - self._worth(lost)
                if lost and gain <= 0:
                    gain += self._filled({end for each in lost for end in self.model.ends[each]}, lost)
                if gain > 0:
                    return True
            timetable.undo(mark)
        return False

    def _filled(self, businesses: set[int], lost: Sequence[int]) -> int:
        """Places what finds room at businesses that have lost a meeting; what that is worth."""
        around = {each for business in businesses for each in self._wanted[business]} - set(lost)
        waiting = [each for each in around if self.timetable.slot[each] == NOWHERE]
        waiting.sort(key=lambda each: (-self.model.weights[each], each))
        return self._worth([each for each in waiting if self.timetable.place(each)])

    def _in_the_way(self, meeting: int, slot: int) -> list[int] | None:
        """The meetings that have to go for a meeting to be in a slot; None where one of them is fixed."""
        timetable = self.timetable
        out = {
            other for end in self.model.ends[meeting] if (other := timetable.meeting(end, slot)) != NOWHERE
        }
        for end in self.model.ends[meeting]:
            own = [each for each in timetable.meetings(end) if not timetable.is_fixed[each]]
            if timetable.load[end] >= self.model.frame.limits[end] and not out & set(own):
                if not own:
                    return None
                out.add(min(own, key=lambda each: (self.model.weights[each], each)))
        if any(timetable.is_fixed[each] for each in out):
            return None
        return sorted(out)

    def _is_ended(self) -> bool:
        """Solves the programme of all meetings and slots, where it is small: relaxed, whose answer is a
        sharper bound and says where meetings go best, then whole. Whether that came to its end."""
        every = (1 << self.model.frame.slots) - 1
        whole = _Timed(self.model, self.timetable, every)
        if len(whole.meeting) > _MOST_COLUMNS or self.left <= 0:
            return False
        relaxation = whole.packing.relaxed(self._clock(self.left / PATIENCE))
        until, in_vain, chance = 0.7 * self.left, 0, np.random.default_rng(0)
        while relaxation is not None:
            self._heard(relaxation.bound)
            before = self.total
            self._round(whole, relaxation)
            in_vain = 0 if self.total > before else in_vain + 1
            if self.is_proven or self.left <= until or in_vain == _IN_VAIN:
                break
            # Slots cost nothing, so that many values are best: with others, more of them may be whole.
            preference = _PREFERENCE * chance.random(len(whole.meeting))
            relaxation = whole.packing.relaxed(self._clock(self.left / PATIENCE), preference=preference)
        if self.is_proven or self.left <= 0:
            return self.is_proven
        start = whole.taken(self.timetable)
        taken, is_ended = self._best(whole.packing, start)
        self._take(whole, start, taken)
        return is_ended

    def _solve_parts(self) -> None:
        """Solves the programmes of a few slots at a time, drawn by chance, until time is over."""
        chance, slots = random.Random(0), range(self.model.frame.slots)
        size = len(slots)
        while not self.is_proven and self.left > 0:
            part = _Timed(self.model, self.timetable, sum(1 << each for each in chance.sample(slots, size)))
            if len(part.meeting) > _MOST_OF_A_PART:
                size = max(1, size - 1)
                if size > 1:
                    continue
            start = part.taken(self.timetable)
            found = part.packing.whole(self._clock(min(_SECONDS_OF_A_PART, self.left)), start=start)
            if found.taken is not None:
                self._take(part, start, found.taken)

    def _take(self, timed: "_Timed", start: Bools, taken: Bools) -> None:
        """Takes what a programme found, where that is worth more than how it started."""
        worth = timed.packing.worth
        if worth @ taken <= worth @ start:
            return
        for column in np.flatnonzero(start & ~taken).tolist():
            self.timetable.put(timed.meeting[column], NOWHERE)
        for column in np.flatnonzero(taken & ~start).tolist():
            self.timetable.put(timed.meeting[column], timed.slot[column])

    def _round(self, whole: "_Timed", relaxation: Relaxation) -> None:
        """Puts meetings where the relaxed programme has most of them, the rest where there is room; goes
        back if that is worth less."""
        timetable = self.timetable
        before, total = list(timetable.slot), self.total
        values = relaxation.values
        kept = values > 1 - TOLERANCE
        if np.count_nonzero(values[~kept] > TOLERANCE) <= _MOST_OPEN:
            found = whole.packing.whole(self._clock(1.0), taken=kept)
            if found.taken is not None:
                values = found.taken.astype(np.float64)
        self._clear()
        for column in np.argsort(-values, kind="stable").tolist():
            meeting, slot = whole.meeting[column], whole.slot[column]
            if values[column] < _ROUNDED:
                break
            is_free = timetable.slot[meeting] == NOWHERE and timetable.common(meeting) >> slot & 1
            if is_free and timetable.has_room(meeting, slot) and timetable.is_below_limits(meeting):
                timetable.put(meeting, slot)
        self._fill(self._missing())
        self._replace()
        if self.total <= total:
            self._clear()
            for meeting, slot in enumerate(before):
                if not timetable.is_fixed[meeting]:
                    timetable.put(meeting, slot)

    def _clear(self) -> None:
        """Takes all meetings out that are not fixed."""
        for meeting in self.timetable.placed():
            if not self.timetable.is_fixed[meeting]:
                self.timetable.put(meeting, NOWHERE)


class _Timed:
    """The programme of some slots, the others staying as they are: one column a meeting that is there or
    nowhere and a slot in which it could be."""

    def __init__(self, model: _Model, timetable: Timetable, slots: int) -> None:
        frame = model.frame
        pairs = [
            (meeting, slot)
            for meeting in np.flatnonzero(model.is_possible).tolist()
            if timetable.slot[meeting] == NOWHERE or slots >> timetable.slot[meeting] & 1
            for slot in bits(model.options(meeting) & slots)
        ]
        self.meeting = [meeting for meeting, _ in pairs]
        self.slot = [slot for _, slot in pairs]
        meetings, at = len(model.ends), np.array(self.slot, dtype=np.int64)
        meeting = np.array(self.meeting, dtype=np.int64)
        ends = np.array(model.ends, dtype=np.int64).reshape(-1, 2)[meeting]
        limits = meetings + len(model.businesses) * frame.slots
        tables = limits + len(model.businesses)
        interpreters = tables + frame.slots
        column = np.arange(len(pairs))
        interpreted = np.flatnonzero(np.array(frame.is_interpreted, dtype=np.bool_)[meeting])
        self.packing = Packing(
            worth=model.weights[meeting],
            limits=np.concatenate(
                [
                    np.ones(limits, dtype=np.int64),
                    np.array(self._limits(model, timetable, slots), dtype=np.int64),
                    np.full(frame.slots, frame.tables),
                    np.full(frame.slots, frame.interpreters),
                ]
            ),
            rows=np.concatenate(
                [
                    meeting,
                    meetings + ends[:, 0] * frame.slots + at,
                    meetings + ends[:, 1] * frame.slots + at,
                    limits + ends[:, 0],
                    limits + ends[:, 1],
                    tables + at,
                    interpreters + at[interpreted],
                ]
            ),
            columns=np.concatenate([*[column] * 6, interpreted]),
            must=np.array(
                [model.order.meetings[each].slot is not None for each in self.meeting], dtype=np.bool_
            ),
        )

    def _limits(self, model: _Model, timetable: Timetable, slots: int) -> list[int]:
        """How many meetings each business may have in these slots."""
        return [
            limit - sum(not slots >> timetable.slot[meeting] & 1 for meeting in timetable.meetings(business))
            for business, limit in enumerate(model.frame.limits)
        ]

    def taken(self, timetable: Timetable) -> Bools:
        """Which columns a timetable takes."""
        placed = [timetable.slot[each] == slot for each, slot in zip(self.meeting, self.slot, strict=True)]
        return np.array(placed, dtype=np.bool_)
