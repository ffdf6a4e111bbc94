"""Slots of a schedule: equal parts of the hours of a fair, by its own clock."""

import datetime as dt
from zoneinfo import ZoneInfo

from planning.meeting_slot import Hours, Slot, slots

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


def test_a_slot_overlaps_what_has_a_moment_in_common_with_it_on_any_clock() -> None:
    (slot,) = slots([hours("09:00", "09:30")], [], 30, HEKOU)

    def at(text: str) -> dt.datetime:
        return dt.datetime.fromisoformat(f"2026-12-11T{text}:00+07:00")

    assert slot.overlaps(at("08:29"), at("08:31"))
    assert not slot.overlaps(at("08:30"), at("09:00"))
    assert not slot.overlaps(at("07:00"), at("08:00"))
