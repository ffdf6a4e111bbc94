"""The later goals of a schedule: gaps are closed and loads evened out, and the total stays."""

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
