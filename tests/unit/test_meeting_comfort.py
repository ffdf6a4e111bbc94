"""The later goals of a schedule: gaps are closed and loads evened out, and the total stays."""

import itertools
import random
import threading
from collections import Counter
from dataclasses import replace

from benchmarks.fairs import fair
from domain.enums import SolveStatus
from planning.meeting_schedule import Order, WantedMeeting, meeting_schedule


def wanted(seller: str, buyer: str, weight: float = 1.0) -> WantedMeeting:
    return WantedMeeting(seller=seller, buyer=buyer, weight=weight)


def test_nobody_waits_where_meetings_can_stand_side_by_side() -> None:
    meetings = [wanted("S1", buyer) for buyer in ("B1", "B2", "B3")]

    schedule = meeting_schedule(Order(days=[0] * 6, tables=2, meetings=meetings), seconds=5)

    slots = [each.slot for each in schedule.meetings]
    assert schedule.idle_gaps == 0
    assert slots == list(range(slots[0], slots[0] + 3))


def test_a_wait_is_counted_only_within_a_day_and_only_where_one_is_available() -> None:
    fixed = [
        WantedMeeting(seller="S1", buyer="B1", weight=1, slot=0),
        WantedMeeting(seller="S1", buyer="B2", weight=1, slot=2),
        WantedMeeting(seller="S1", buyer="B3", weight=1, slot=5),
    ]
    order = Order(days=[0, 0, 0, 1, 1, 1], tables=1, meetings=fixed)
    away = Order(days=[0, 0, 0, 1, 1, 1], tables=1, meetings=fixed, unavailable={"S1": frozenset([1])})

    assert meeting_schedule(order, seconds=5).idle_gaps == 1
    assert meeting_schedule(away, seconds=5).idle_gaps == 0


def test_of_equal_meetings_those_of_businesses_with_fewer_take_place() -> None:
    meetings = [wanted("S1", "B1"), wanted("S1", "B2"), wanted("S2", "B3")]

    schedule = meeting_schedule(Order(days=[0, 0], tables=1, meetings=meetings), seconds=5)

    assert (schedule.objective, max(schedule.load.values())) == (2, 1)


def test_a_buyer_keeps_its_table_where_it_is_free() -> None:
    meetings = [wanted("S1", "B1"), wanted("S2", "B1"), wanted("S1", "B2"), wanted("S2", "B2")]

    schedule = meeting_schedule(Order(days=[0, 0], tables=5, meetings=meetings), seconds=5)

    tables = {(each.meeting.buyer, each.table) for each in schedule.meetings}
    assert len(tables) == 2


def drawn(seed: int) -> Order:
    """A small fair of a day with few tables, some of its businesses away for a part of it."""
    chance = random.Random(seed)
    sellers, buyers, slots = ["S1", "S2", "S3"], ["B1", "B2", "B3"], chance.randint(3, 5)
    pairs = chance.sample(list(itertools.product(sellers, buyers)), chance.randint(2, 6))
    return Order(
        days=[0] * slots,
        tables=chance.randint(1, 2),
        meetings=[wanted(seller, buyer, chance.choice([0.5, 1.0])) for seller, buyer in pairs],
        unavailable={
            code: frozenset(slot for slot in range(slots) if chance.random() < 0.15)
            for code in sellers + buyers
        },
    )


def best_of_all(order: Order) -> tuple[float, int]:
    """The greatest total, and the fewest idle gaps with it, by trying every slot of every meeting."""

    def is_there(code: str, slot: int) -> bool:
        return slot not in order.unavailable[code]

    def fits(slot: int, meeting: WantedMeeting, held: tuple[tuple[int, WantedMeeting], ...]) -> bool:
        beside = [code for place, other in held if place == slot for code in other.businesses]
        return len(beside) < 2 * order.tables and all(
            is_there(code, slot) and code not in beside for code in meeting.businesses
        )

    def gaps(held: tuple[tuple[int, WantedMeeting], ...]) -> int:
        slots_of = {
            code: sorted(slot for slot, meeting in held if code in meeting.businesses)
            for code in order.unavailable
        }
        return sum(
            any(is_there(code, slot) for slot in range(one + 1, other))
            for code, slots in slots_of.items()
            for one, other in itertools.pairwise(slots)
        )

    best = (-1.0, 0)

    def search(left: tuple[WantedMeeting, ...], held: tuple[tuple[int, WantedMeeting], ...]) -> None:
        nonlocal best
        total = sum(meeting.weight for _, meeting in held)
        if total + sum(meeting.weight for meeting in left) < best[0]:
            return
        if not left:
            best = max(best, (total, -gaps(held)))
            return
        for slot in range(len(order.days)):
            if fits(slot, left[0], held):
                search(left[1:], (*held, (slot, left[0])))
        search(left[1:], held)

    search(tuple(order.meetings), ())
    return best[0], -best[1]


def test_gaps_of_small_schedules_are_as_few_as_can_be_in_nearly_all() -> None:
    orders = [drawn(seed) for seed in range(100)]
    best = [best_of_all(order) for order in orders]

    schedules = [meeting_schedule(order, seconds=5) for order in orders]

    more = [each.idle_gaps - gaps for each, (_, gaps) in zip(schedules, best, strict=True)]
    assert [each.objective for each in schedules] == [total for total, _ in best]
    assert min(more) == 0
    assert Counter(more)[0] >= 97


def test_a_gap_is_closed_by_exchanges_where_all_tables_are_full() -> None:
    order = Order(
        days=[0, 0, 0],
        tables=1,
        meetings=[wanted("S1", "B1"), wanted("S2", "B2"), wanted("S1", "B3")],
        unavailable={"B2": frozenset([0])},
    )

    schedule = meeting_schedule(order, seconds=5)

    assert (schedule.objective, schedule.idle_gaps) == (3, 0)


def test_a_schedule_is_the_same_however_busy_the_machine_is() -> None:
    order = fair(200, 1_000, slots=14, tables=60, share_away=0.1)
    is_over = threading.Event()

    def work() -> None:
        while not is_over.is_set():
            sum(range(10_000))

    others = [threading.Thread(target=work) for _ in range(4)]
    alone = meeting_schedule(order, seconds=30)
    for each in others:
        each.start()
    busy = meeting_schedule(order, seconds=30)
    is_over.set()
    for each in others:
        each.join()

    assert alone.status is SolveStatus.OPTIMAL
    assert replace(busy, seconds=0) == replace(alone, seconds=0)
