"""Schedules meetings at a trade fair: which of those wanted take place, when, and at which table.

``meeting-schedule/1``. Nobody is in two places at once and no table is used twice; nobody meets when not
available, whom they do not want to meet, or more often than the most; where interpreters are counted, no slot
needs more of them than there are; meetings that are fixed stay where they are. Goals, in their order: the
greatest total of the weights; the fewest idle gaps; the fairest load (:mod:`planning.meeting_comfort`).

1. **Which meetings.** A choice in which nobody has more meetings than free slots, nor all together more than
   tables × slots, and that is worth most: a maximum-weight b-matching. Its value is a bound for every
   schedule. Where each business either sells or buys, the graph is bipartite and the relaxed programme is
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

import math
import random
import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count

import numpy as np

from domain.enums import MeetingConstraint, SolveStatus
from planning.meeting_comfort import comfort
from planning.solver import TOLERANCE, Bools, Clock, Floats, Goal, Kind, Programme, solve
from planning.timetable import NOWHERE, Frame, Timetable, bits

ALGORITHM = "meeting-schedule/1"
COMFORT = 2.0
"""Most seconds that go to the later goals."""
_TOLERANCE = 1e-9
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
_CHOICES = 8
"""In so many slots it is tried to put a meeting in place of others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedMeeting:
    """A meeting of a seller and a buyer and what it is worth, above 0. ``slot`` and ``table``: where it is
    fixed; the table may be open even then."""

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
    ``free``: in how many slots each of the two is free, seller first, ``common`` in how many both are."""

    meeting: WantedMeeting
    constraint: MeetingConstraint
    businesses: Sequence[str]
    free: tuple[int, int]
    common: int


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
    """The best schedule that is found in some seconds, of which up to :data:`COMFORT` more go to the later
    goals. Raises :class:`planning.solver.Cancelled`."""
    model = _Model(order)
    search = _Search(model, seconds, cancelled)
    search.run()
    took, total, timetable = search.seconds, search.total, search.timetable
    is_proven = search.is_proven
    bound = total if is_proven else search.bound
    idle_gaps = comfort(timetable, model.weights, model.is_possible, order.days, seconds=COMFORT)
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
        objective=total,
        bound=bound,
        gap=0.0 if is_proven else (bound - total) / max(total, TOLERANCE),
        seconds=took,
        meetings=sorted(meetings, key=lambda each: (each.slot, each.table)),
        unplaced=[_unplaced(model, timetable, each) for each in missing],
        load=dict(zip(model.businesses, timetable.load, strict=True)),
        idle_gaps=idle_gaps,
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
    if frozenset(meeting.businesses) in order.vetoes:
        constraint = MeetingConstraint.VETO
    elif not model.options(number):
        constraint = MeetingConstraint.UNAVAILABLE
        nowhere = [
            code for code, end in zip(meeting.businesses, ends, strict=True) if not model.available[end]
        ]
        concerned = nowhere or concerned
    elif most:
        constraint, concerned = MeetingConstraint.MAXIMUM_MEETINGS, most
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
        self.weights = np.array([each.weight for each in order.meetings], dtype=np.float64)
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
        self._scale = float(model.weights.max(initial=0.0)) or 1.0
        self.bound = math.fsum(model.weights[model.is_possible].tolist())

    @property
    def seconds(self) -> float:
        """How long it has taken."""
        return time.monotonic() - self._began

    @property
    def left(self) -> float:
        return self._seconds - self.seconds

    @property
    def total(self) -> float:
        """What the meetings placed are worth."""
        return math.fsum(self.model.weights[self.timetable.placed()].tolist())

    @property
    def is_proven(self) -> bool:
        return self.bound - self.total <= _TOLERANCE * max(1.0, self.bound)

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
        if not self.is_proven:
            self._solve_whole()
            self._solve_parts()
            self._fill(self._missing())

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
        programme = Programme.of(
            lower=fixed.astype(np.float64),
            upper=np.ones(len(possible)),
            row_lower=np.full(height + 2, -np.inf),
            row_upper=np.array(
                [*frame.limits, frame.slots * frame.tables, frame.slots * frame.interpreters],
                dtype=np.float64,
            ),
            rows=np.concatenate(
                [
                    ends[:, 0],
                    ends[:, 1],
                    np.full(len(possible), height),
                    np.full(len(interpreted), height + 1),
                ]
            ).astype(np.int64),
            columns=np.concatenate([columns, columns, columns, interpreted]).astype(np.int64),
            values=np.ones(3 * len(possible) + len(interpreted)),
            kinds=np.full(len(possible), Kind.INTEGER, dtype=np.int8),
        )
        costs = -model.weights[possible] / self._scale
        values = self._solved(programme, costs, start=fixed.astype(np.float64))
        return [] if values is None else possible[values > 0.5].tolist()

    def _solved(
        self, programme: Programme, costs: Floats, *, start: Floats | None = None, bounds: bool = True
    ) -> Floats | None:
        """The values that cost least, None where time was too short; what they are worth at most is a
        ``bound`` of the whole."""
        clock = Clock(max(_LEAST_SECONDS, self.left), self._cancelled)
        solution = solve(programme, [Goal(costs)], clock, start=start)
        if bounds and solution.goals and solution.goals[0].bound is not None:
            self.bound = min(self.bound, -solution.goals[0].bound * self._scale)
        return solution.values

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
        timetable, weights = self.timetable, self.model.weights
        if timetable.place(meeting):
            return True
        choices = []
        for slot in bits(self.model.options(meeting)):
            out = self._in_the_way(meeting, slot)
            if out is not None:
                choices.append((math.fsum(weights[each] for each in out), slot, out))
        mark = timetable.mark()
        for _, slot, out in sorted(choices)[:_CHOICES]:
            for each in out:
                timetable.put(each, NOWHERE)
            if timetable.has_room(meeting, slot):
                timetable.put(meeting, slot)
                lost = [each for each in out if not timetable.place(each)]
                gain = weights[meeting] - math.fsum(weights[each] for each in lost)
                if lost and gain <= _TOLERANCE:
                    gain += self._filled({end for each in lost for end in self.model.ends[each]}, lost)
                if gain > _TOLERANCE:
                    return True
            timetable.undo(mark)
        return False

    def _filled(self, businesses: set[int], lost: Sequence[int]) -> float:
        """Places what finds room at businesses that have lost a meeting; what that is worth."""
        around = {each for business in businesses for each in self._wanted[business]} - set(lost)
        waiting = [each for each in around if self.timetable.slot[each] == NOWHERE]
        waiting.sort(key=lambda each: (-self.model.weights[each], each))
        return math.fsum(self.model.weights[each] for each in waiting if self.timetable.place(each))

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

    def _solve_whole(self) -> None:
        """Solves the programme of all meetings and slots, where it is small: relaxed, whose answer is a
        sharper bound and says where meetings go best, then whole."""
        every = (1 << self.model.frame.slots) - 1
        whole = _Timed(self.model, self.timetable, every)
        if len(whole.costs) > _MOST_COLUMNS or self.left <= 0:
            return
        values = self._solved(whole.programme(Kind.CONTINUOUS), whole.costs)
        until, chance = 0.7 * self.left, np.random.default_rng(0)
        while values is not None and not self.is_proven:
            self._round(whole, values)
            if self.left <= until:
                break
            # Slots cost nothing, so that many values are best: with others, more of them may be whole.
            costs = whole.costs - _PREFERENCE * chance.random(len(whole.costs))
            values = self._solved(whole.programme(Kind.CONTINUOUS), costs, bounds=False)
        if not self.is_proven and self.left > 0:
            start = whole.values(self.timetable)
            self._take(whole, start, self._solved(whole.programme(Kind.INTEGER), whole.costs, start=start))

    def _solve_parts(self) -> None:
        """Solves the programmes of a few slots at a time, drawn by chance, until time is over."""
        chance, slots = random.Random(0), range(self.model.frame.slots)
        size = len(slots)
        while not self.is_proven and self.left > 0:
            part = _Timed(self.model, self.timetable, sum(1 << each for each in chance.sample(slots, size)))
            if len(part.costs) > _MOST_OF_A_PART:
                size = max(1, size - 1)
                if size > 1:
                    continue
            start, programme = part.values(self.timetable), part.programme(Kind.INTEGER)
            solution = solve(
                programme,
                [Goal(part.costs)],
                Clock(min(_SECONDS_OF_A_PART, self.left), self._cancelled),
                start=start,
            )
            self._take(part, start, solution.values)

    def _take(self, timed: "_Timed", start: Floats, values: Floats | None) -> None:
        """Takes what a programme found, where that is worth more than how it started."""
        if values is None or timed.costs @ (values - start) >= -_TOLERANCE:
            return
        for column in np.flatnonzero((start > 0.5) & (values < 0.5)).tolist():
            self.timetable.put(timed.meeting[column], NOWHERE)
        for column in np.flatnonzero((start < 0.5) & (values > 0.5)).tolist():
            self.timetable.put(timed.meeting[column], timed.slot[column])

    def _round(self, whole: "_Timed", values: Floats) -> None:
        """Puts meetings where the relaxed programme has most of them, the rest where there is room; goes
        back if that is worth less."""
        timetable = self.timetable
        before, total = list(timetable.slot), self.total
        kept = values > 1 - TOLERANCE
        if np.count_nonzero(values[~kept] > TOLERANCE) <= _MOST_OPEN:
            programme = whole.programme(Kind.INTEGER, kept)
            solution = solve(programme, [Goal(whole.costs)], Clock(1.0, self._cancelled))
            if solution.values is not None:
                values = solution.values
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
        self.costs: Floats = -model.weights[self.meeting] / (float(model.weights.max(initial=0.0)) or 1.0)
        meetings, at = len(model.ends), np.array(self.slot, dtype=np.int64)
        meeting = np.array(self.meeting, dtype=np.int64)
        ends = np.array(model.ends, dtype=np.int64).reshape(-1, 2)[meeting]
        limits = meetings + len(model.businesses) * frame.slots
        tables = limits + len(model.businesses)
        interpreters = tables + frame.slots
        column = np.arange(len(pairs))
        interpreted = np.flatnonzero(np.array(frame.is_interpreted, dtype=np.bool_)[meeting])
        self._rows = np.concatenate(
            [
                meeting,
                meetings + ends[:, 0] * frame.slots + at,
                meetings + ends[:, 1] * frame.slots + at,
                limits + ends[:, 0],
                limits + ends[:, 1],
                tables + at,
                interpreters + at[interpreted],
            ]
        )
        self._columns = np.concatenate([*[column] * 6, interpreted])
        self._most = np.concatenate(
            [
                np.ones(limits),
                self._limits(model, timetable, slots),
                np.full(frame.slots, frame.tables),
                np.full(frame.slots, frame.interpreters),
            ]
        ).astype(np.float64)
        self._least = np.array([model.order.meetings[each].slot is not None for each in self.meeting])

    def _limits(self, model: _Model, timetable: Timetable, slots: int) -> list[int]:
        """How many meetings each business may have in these slots."""
        return [
            limit - sum(not slots >> timetable.slot[meeting] & 1 for meeting in timetable.meetings(business))
            for business, limit in enumerate(model.frame.limits)
        ]

    def programme(self, kind: Kind, kept: Bools | None = None) -> Programme:
        """The programme with columns of a kind, of which some are ``kept`` at 1."""
        return Programme.of(
            lower=(self._least if kept is None else self._least | kept).astype(np.float64),
            upper=np.ones(len(self.costs)),
            row_lower=np.full(len(self._most), -np.inf),
            row_upper=self._most,
            rows=self._rows,
            columns=self._columns,
            values=np.ones(len(self._rows)),
            kinds=np.full(len(self.costs), kind, dtype=np.int8),
        )

    def values(self, timetable: Timetable) -> Floats:
        """A timetable as values of the columns."""
        placed = [timetable.slot[each] == slot for each, slot in zip(self.meeting, self.slot, strict=True)]
        return np.array(placed, dtype=np.float64)
