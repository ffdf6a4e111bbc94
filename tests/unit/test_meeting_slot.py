"""Slots of a schedule: equal parts of the hours of a fair, by its own clock."""

import datetime as dt
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from planning.meeting_slot import Hours, Slot, overlapping, slots

HEKOU = ZoneInfo("Asia/Shanghai")
DAY = dt.date(2026, 12, 11)


def hours(begins: str, ends: str, date: dt.date | None = DAY) -> Hours:
    return Hours(date=date, begins=dt.time.fromisoformat(begins), ends=dt.time.fromisoformat(ends))


def shown(found: list[Slot]) -> list[str]:
    return [f"{slot.starts_at.isoformat()} {slot.ends_at:%H:%M}" for slot in found]


def test_slots_carry_the_offset_of_the_fair_and_begin_anew_after_a_break() -> None:
    found = slots([hours("09:00", "12:00")], [hours("10:10", "10:25", None)], 30, HEKOU)

    assert shown(found) == [
        "2026-12-11T09:00:00+08:00 09:30",
        "2026-12-11T09:30:00+08:00 10:00",
        "2026-12-11T10:25:00+08:00 10:55",
        "2026-12-11T10:55:00+08:00 11:25",
        "2026-12-11T11:25:00+08:00 11:55",
    ]


def test_days_come_in_order_and_a_break_of_one_day_is_of_that_day_only() -> None:
    later = DAY + dt.timedelta(days=1)

    found = slots(
        [hours("09:00", "10:00", later), hours("09:00", "10:00")], [hours("09:00", "09:30")], 30, HEKOU
    )

    assert shown(found) == [
        "2026-12-11T09:30:00+08:00 10:00",
        "2026-12-12T09:00:00+08:00 09:30",
        "2026-12-12T09:30:00+08:00 10:00",
    ]


def test_a_slot_takes_its_minutes_also_where_clocks_are_put_forward() -> None:
    found = slots([hours("01:00", "04:00", dt.date(2026, 3, 29))], [], 60, ZoneInfo("Europe/Berlin"))

    assert shown(found) == ["2026-03-29T01:00:00+01:00 03:00", "2026-03-29T03:00:00+02:00 04:00"]


def test_slots_where_clocks_are_put_back_come_in_order_and_none_twice() -> None:
    found = slots([hours("01:00", "04:00", dt.date(2026, 10, 25))], [], 60, ZoneInfo("Europe/Berlin"))

    assert shown(found) == [
        "2026-10-25T01:00:00+02:00 02:00",
        "2026-10-25T02:00:00+02:00 02:00",
        "2026-10-25T02:00:00+01:00 03:00",
        "2026-10-25T03:00:00+01:00 04:00",
    ]
    assert found[2].starts_at == dt.datetime.fromisoformat("2026-10-25T02:00:00+01:00")


def test_slots_overlap_with_what_has_a_moment_in_common_with_them_on_any_clock() -> None:
    found = slots([hours("09:00", "11:00")], [hours("10:00", "10:15")], 30, HEKOU)

    def hit(begins: str, ends: str) -> list[int]:
        starts_at, ends_at = (
            dt.datetime.fromisoformat(f"2026-12-11T{text}:00+07:00") for text in (begins, ends)
        )
        return list(overlapping(found, starts_at, ends_at))

    assert [f"{slot.starts_at:%H:%M}" for slot in found] == ["09:00", "09:30", "10:15"]
    assert hit("07:00", "08:00") == []
    assert hit("07:00", "08:01") == [0]
    assert hit("08:29", "08:31") == [0, 1]
    assert hit("09:00", "09:15") == []
    assert hit("08:59", "09:16") == [1, 2]
    assert hit("10:00", "12:00") == []


@given(st.lists(st.integers(0, 59), min_size=2, max_size=2, unique=True))
def test_overlapping_slots_are_those_that_each_comparison_finds(minutes: list[int]) -> None:
    found = slots([hours("09:00", "10:00")], [hours("09:20", "09:25")], 10, HEKOU)
    begins, ends = (dt.datetime(2026, 12, 11, 9, minute, tzinfo=HEKOU) for minute in sorted(minutes))

    hit = list(overlapping(found, begins, ends))

    assert hit == [at for at, slot in enumerate(found) if slot.starts_at < ends and begins < slot.ends_at]
