"""Schedules of meetings: valid whatever is asked for, as good as the best of all where all can be tried."""

import datetime as dt
import itertools
import math
import threading
import time
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fairs import fair
from domain.enums import MeetingConstraint, SolveStatus
from domain.language import Language
from planning.cancellation import Cancelled
from planning.meeting_schedule import MeetingSchedule, Order, WantedMeeting, meeting_schedule
from planning.meeting_schedule_text import summary, why_elsewhere, why_unplaced
from planning.planned_meeting import Obstacle, PlannedElsewhere, PlannedMeeting

SECONDS = 20.0


def wanted(seller: str, buyer: str, weight: float = 1.0, **more: object) -> WantedMeeting:
    return WantedMeeting(seller=seller, buyer=buyer, weight=weight, **more)  # type: ignore[arg-type]  # named


def check(order: Order, schedule: MeetingSchedule) -> None:
    """Looks at every promise of a schedule, knowing nothing of how it was made."""
    held = [(each.slot, each.meeting) for each in schedule.meetings]
    people = [(slot, code) for slot, meeting in held for code in meeting.businesses]
    places = [(each.slot, each.table) for each in schedule.meetings]
    used = Counter(slot for slot, meeting in held if meeting.needs_interpreter)
    load = Counter(code for _, meeting in held for code in meeting.businesses)
    assert len(set(people)) == len(people)
    assert len(set(places)) == len(places)
    assert all(0 <= slot < len(order.days) and 1 <= table <= order.tables for slot, table in places)
    assert not any(slot in order.unavailable.get(code, ()) for slot, code in people)
    assert not any(frozenset(meeting.businesses) in order.vetoes for _, meeting in held)
    assert order.maximum is None or max(load.values(), default=0) <= order.maximum
    assert order.interpreters is None or max(used.values(), default=0) <= order.interpreters
    for each in order.meetings:
        if each.slot is not None:
            (kept,) = [one for one in schedule.meetings if one.meeting == each]
            assert (kept.slot, kept.table) == (each.slot, kept.table if each.table is None else each.table)
    shown = [each.meeting for each in schedule.meetings] + [each.meeting for each in schedule.unplaced]
    assert sorted(each.businesses for each in shown) == sorted(each.businesses for each in order.meetings)
    assert schedule.objective == round(math.fsum(meeting.weight for _, meeting in held), 4)
    assert schedule.bound >= schedule.objective
    assert (schedule.bound == schedule.objective) == (schedule.status is SolveStatus.OPTIMAL)
    assert (schedule.gap == 0) == (schedule.status is SolveStatus.OPTIMAL)
    assert {code: schedule.load[code] for code in load} == dict(load)
    for left in schedule.unplaced:
        assert_reason(order, schedule, left.meeting, left.constraint)


def assert_reason(
    order: Order, schedule: MeetingSchedule, meeting: WantedMeeting, constraint: MeetingConstraint
) -> None:
    """What keeps a meeting out is true."""

    def available(code: str) -> set[int]:
        return set(range(len(order.days))) - order.unavailable.get(code, frozenset())

    def free(code: str) -> set[int]:
        return available(code) - {each.slot for each in schedule.meetings if code in each.meeting.businesses}

    one, other = meeting.businesses
    common = free(one) & free(other)
    match constraint:
        case MeetingConstraint.VETO:
            assert frozenset((one, other)) in order.vetoes
        case MeetingConstraint.UNAVAILABLE:
            assert not available(one) & available(other)
        case MeetingConstraint.MAXIMUM_MEETINGS:
            assert order.maximum in (schedule.load[one], schedule.load[other])
        case MeetingConstraint.FIXED:
            kept = {
                each.slot
                for each in schedule.meetings
                if each.meeting.slot is not None and {one, other} & set(each.meeting.businesses)
            }
            assert available(one) & available(other) <= kept
        case MeetingConstraint.LOWER_SCORE:
            assert not free(one) or not free(other)
        case MeetingConstraint.NO_COMMON_SLOT:
            assert free(one)
            assert free(other)
            assert not common
        case MeetingConstraint.TABLES:
            counts = Counter(each.slot for each in schedule.meetings)
            assert common
            assert all(counts[slot] == order.tables for slot in common)
        case MeetingConstraint.INTERPRETERS:
            used = Counter(each.slot for each in schedule.meetings if each.meeting.needs_interpreter)
            counts = Counter(each.slot for each in schedule.meetings)
            assert meeting.needs_interpreter
            assert common or order.interpreters == 0
            assert all(used[slot] == order.interpreters or counts[slot] == order.tables for slot in common)


def brute_force(order: Order) -> float:
    """The greatest total, by trying every slot of every meeting."""
    slots = range(len(order.days))

    def best(left: tuple[WantedMeeting, ...], held: tuple[tuple[int, WantedMeeting], ...]) -> float:
        if not left:
            return math.fsum(meeting.weight for _, meeting in held)
        meeting, *others = left
        totals = [] if meeting.slot is not None else [best(tuple(others), held)]
        for slot in slots if meeting.slot is None else [meeting.slot]:
            if fits(slot, meeting, held):
                totals.append(best(tuple(others), (*held, (slot, meeting))))
        return max(totals, default=-math.inf)

    def fits(slot: int, meeting: WantedMeeting, held: tuple[tuple[int, WantedMeeting], ...]) -> bool:
        beside = [other for place, other in held if place == slot]
        load = Counter(code for _, other in held for code in other.businesses)
        interpreted = sum(other.needs_interpreter for other in beside) + meeting.needs_interpreter
        return (
            len(beside) < order.tables
            and not any(set(other.businesses) & set(meeting.businesses) for other in beside)
            and not any(slot in order.unavailable.get(code, ()) for code in meeting.businesses)
            and frozenset(meeting.businesses) not in order.vetoes
            and (order.maximum is None or max(load[code] for code in meeting.businesses) < order.maximum)
            and (
                order.interpreters is None
                or not meeting.needs_interpreter
                or interpreted <= order.interpreters
            )
        )

    return best(tuple(sorted(order.meetings, key=lambda each: each.slot is None)), ())


PLAIN = st.integers(1, 9).map(lambda quarters: quarters / 4)
NASTY = st.sampled_from([0.0001, 0.0002, 0.0005, 0.5, 0.5001, 0.4999, 1.0, 999.9998, 999.9999, 1000.0])
"""Some of them ten million times as great as others, or different in the seventh digit only."""


@st.composite
def orders(draw: st.DrawFn, *, is_bipartite: bool, weights: st.SearchStrategy[float] = PLAIN) -> Order:
    sellers = ["S1", "S2", "S3"]
    buyers = ["B1", "B2", "B3"] if is_bipartite else sellers
    pairs = (
        list(itertools.product(sellers, buyers))
        if is_bipartite
        else list(itertools.combinations(["S1", "S2", "S3", "S4"], 2))
    )
    some = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=6))
    slots = draw(st.integers(1, 3))
    everybody = sorted({code for pair in pairs for code in pair})
    unavailable = {
        code: frozenset(draw(st.sets(st.integers(0, slots - 1), max_size=slots))) for code in everybody
    }
    meetings = [
        wanted(one, other, draw(weights), needs_interpreter=draw(st.booleans())) for one, other in some
    ]
    vetoes = draw(st.sets(st.sampled_from(pairs), max_size=2))
    if draw(st.booleans()) and meetings:
        one, other = meetings[0].businesses
        slot = draw(st.integers(0, slots - 1))
        meetings[0] = replace(meetings[0], slot=slot, needs_interpreter=False)
        vetoes -= {(one, other)}
        unavailable = {
            code: some - ({slot} if code in (one, other) else set()) for code, some in unavailable.items()
        }
    return Order(
        days=[slot // 2 for slot in range(slots)],
        tables=draw(st.integers(1, 3)),
        meetings=meetings,
        interpreters=draw(st.none() | st.integers(0, 2)),
        maximum=draw(st.none() | st.integers(1, 3)),
        unavailable=unavailable,
        vetoes=frozenset(frozenset(pair) for pair in vetoes),
    )


@settings(deadline=None, max_examples=150)
@given(orders(is_bipartite=True) | orders(is_bipartite=False))
def test_small_schedules_are_valid_and_as_good_as_the_best_of_all(order: Order) -> None:
    schedule = meeting_schedule(order, seconds=SECONDS)

    check(order, schedule)
    assert schedule.status is SolveStatus.OPTIMAL
    assert schedule.objective == brute_force(order)


@settings(deadline=None, max_examples=150)
@given(orders(is_bipartite=True, weights=NASTY) | orders(is_bipartite=False, weights=NASTY))
def test_what_is_called_proven_is_the_best_of_all_to_the_last_digit_of_any_weights(order: Order) -> None:
    began = time.monotonic()

    schedule = meeting_schedule(order, seconds=SECONDS)

    check(order, schedule)
    best = round(brute_force(order), 4)
    assert (schedule.status, schedule.objective, schedule.bound) == (SolveStatus.OPTIMAL, best, best)
    assert time.monotonic() - began < SECONDS / 2


@pytest.mark.parametrize("share", [0.0, 0.3])
@pytest.mark.parametrize("tables", [20, 12])
def test_a_fair_of_sixty_is_proven_with_businesses_away_for_a_part_of_it(share: float, tables: int) -> None:
    order = fair(60, 200, slots=12, tables=tables, share_away=share)

    schedule = meeting_schedule(order, seconds=SECONDS)

    check(order, schedule)
    assert schedule.status is SolveStatus.OPTIMAL
    assert schedule.gap == 0.0


@pytest.mark.parametrize("maximum", [None, 8])
def test_a_large_fair_is_within_a_hundredth_of_its_bound(maximum: int | None) -> None:
    order = fair(1_000, 5_000, slots=36, tables=60, share_away=0.3, maximum=maximum)

    schedule = meeting_schedule(order, seconds=SECONDS)

    check(order, schedule)
    assert schedule.gap <= 0.01


def test_few_meetings_of_very_different_weights_take_no_time() -> None:
    meetings = [wanted("S1", "B1", 1000), wanted("S1", "B2", 1), wanted("S2", "B1", 0.0005)]
    order = Order(days=[0], tables=1, meetings=meetings, unavailable={"B2": frozenset([0])})

    schedule = meeting_schedule(order, seconds=SECONDS)

    assert (schedule.status, schedule.objective, schedule.bound) == (SolveStatus.OPTIMAL, 1000, 1000)
    assert schedule.seconds < 1


def test_a_meeting_that_fixed_ones_keep_out_says_so() -> None:
    order = Order(
        days=[0, 0],
        tables=3,
        meetings=[
            wanted("S1", "B1", 1, slot=0),
            wanted("S1", "B2", 1, slot=1),
            wanted("S1", "B3", 9),
            wanted("S2", "B4", 1, slot=0),
            wanted("S2", "B5", 5),
            wanted("S2", "B6", 4),
        ],
    )

    schedule = meeting_schedule(order, seconds=SECONDS)

    check(order, schedule)
    names = {code: code for each in order.meetings for code in each.businesses}
    reasons = [
        (each.constraint, tuple(each.businesses), why_unplaced(each, schedule, order, names, Language.EN))
        for each in schedule.unplaced
    ]
    assert reasons == [
        (
            MeetingConstraint.FIXED,
            ("S1",),
            "In every slot in which both S1 and B3 are available, one of them has a meeting that is fixed.",
        ),
        (
            MeetingConstraint.LOWER_SCORE,
            ("S2",),
            "S2 has 2 meetings in all slots in which it is available, 1 of them fixed; with this meeting "
            "instead, the total of the whole fair would not be greater.",
        ),
    ]


@pytest.mark.parametrize(
    ("obstacle", "vi", "en"),
    [
        (Obstacle.SLOT, "lịch này không có khung giờ như vậy", "this schedule has no such slot"),
        (
            Obstacle.TABLE,
            "các bàn của lịch này đánh số từ 1 đến 4",
            "tables of this schedule are numbered from 1 to 4",
        ),
        (
            Obstacle.ROOM,
            "các cuộc gặp cố định khác, giờ vắng mặt hay giới hạn của lịch này không cho giữ",
            "other fixed meetings, absences or limits of this schedule do not let it stay",
        ),
    ],
)
def test_a_planned_meeting_that_is_not_kept_says_where_it_is_and_why(
    obstacle: Obstacle, vi: str, en: str
) -> None:
    at = dt.datetime(2026, 12, 13, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    meeting = PlannedMeeting(
        seller="S",
        buyer="B",
        needs_interpreter=True,
        starts_at=at,
        ends_at=at + dt.timedelta(minutes=30),
        table="5",
    )
    planned = PlannedElsewhere(meeting=meeting, weight=1.0, obstacle=obstacle)
    bare = replace(planned, meeting=replace(meeting, ends_at=None, table=None))

    told = [why_elsewhere(planned, 4, language) for language in (Language.VI, Language.EN)]

    assert told == [
        f"Sổ ghi dự kiến gặp ngày 13/12/2026, 09:00–09:30, bàn 5; {vi}. Ngoài các cuộc gặp cố định, lịch "
        "không xếp cuộc gặp nào cho hai bên vào lúc đó.",
        f"The register has it planned for 2026-12-13, 09:00–09:30, table 5; {en}. Beside meetings that are "
        "fixed, neither of the two gets one at that time.",
    ]
    assert why_elsewhere(bare, 4, Language.EN).startswith(
        f"The register has it planned for 2026-12-13, 09:00; {en}."
    )


def test_a_summary_begins_with_a_fair_that_is_over_and_ends_with_what_is_planned_elsewhere() -> None:
    last = dt.date(2025, 11, 24)

    def told(language: Language, elsewhere: int, on: dt.date) -> str:
        return summary(3, 4, SolveStatus.OPTIMAL, 0, language, elsewhere=elsewhere, ends_on=last, on=on)

    came = "3 of 4 meetings wanted have a slot. Proven: no schedule has a greater total."
    assert told(Language.EN, 0, last) == came
    assert told(Language.EN, 1, last + dt.timedelta(days=1)) == (
        f"The fair ended on 2025-11-24. {came} 1 meeting planned in the register is outside the slots, "
        "tables or limits of this schedule."
    )
    assert told(Language.VI, 2, last + dt.timedelta(days=1)) == (
        "Hội chợ đã kết thúc ngày 24/11/2025. Xếp được 3/4 cuộc gặp mong muốn. Đã chứng minh: không lịch nào "
        "có tổng điểm cao hơn. 2 cuộc gặp dự kiến trong sổ nằm ngoài khung giờ, bàn hay giới hạn của lịch "
        "này."
    )


def test_a_schedule_is_given_up_when_nobody_waits_for_it() -> None:
    cancelled = threading.Event()
    cancelled.set()

    with pytest.raises(Cancelled):
        meeting_schedule(fair(60, 200, slots=12, tables=20), seconds=SECONDS, cancelled=cancelled)


def test_where_all_trade_with_all_an_odd_set_keeps_the_bound_from_being_reached() -> None:
    pairs = itertools.combinations(["X", "Y", "Z"], 2)
    order = Order(days=[0, 0], tables=2, meetings=[wanted(one, other) for one, other in pairs])

    schedule = meeting_schedule(order, seconds=SECONDS)

    assert (schedule.status, schedule.objective, schedule.bound) == (SolveStatus.OPTIMAL, 2, 2)
    assert [each.constraint for each in schedule.unplaced] == [MeetingConstraint.NO_COMMON_SLOT]


def test_the_reason_names_who_has_too_many_meetings_and_who_does_not_want_to() -> None:
    order = Order(
        days=[0, 0, 0],
        tables=3,
        meetings=[wanted("S1", "B1", 4), wanted("S1", "B2", 2), wanted("S1", "B3", 9), wanted("S2", "B1", 1)],
        maximum=1,
        vetoes=frozenset([frozenset(["S1", "B3"])]),
    )

    schedule = meeting_schedule(order, seconds=SECONDS)

    reasons = [
        (each.meeting.businesses, each.constraint, tuple(each.businesses)) for each in schedule.unplaced
    ]
    assert schedule.objective == 4
    assert reasons == [
        (("S1", "B3"), MeetingConstraint.VETO, ("S1", "B3")),
        (("S1", "B2"), MeetingConstraint.MAXIMUM_MEETINGS, ("S1",)),
        (("S2", "B1"), MeetingConstraint.MAXIMUM_MEETINGS, ("B1",)),
    ]
