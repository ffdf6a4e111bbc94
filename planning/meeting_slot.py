"""The slots of a schedule of meetings: equal parts of the daily hours of a fair, in its own time zone."""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """From when to when on a day of the fair, by the clock there; a break of every day without ``date``."""

    date: dt.date | None
    begins: dt.time
    ends: dt.time

    def period(self, day: dt.date, zone: dt.tzinfo) -> tuple[dt.datetime, dt.datetime]:
        """Its two moments on a day, in UTC, in which time goes on evenly, also where clocks are changed."""
        begins, ends = (dt.datetime.combine(day, each, zone) for each in (self.begins, self.ends))
        return begins.astimezone(dt.UTC), ends.astimezone(dt.UTC)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time in which each table has one meeting; both ends carry the offset that the fair's time zone has
    then, so that they compare as moments."""

    starts_at: dt.datetime
    ends_at: dt.datetime

    @property
    def day(self) -> dt.date:
        """Its day by the clock of the fair."""
        return self.starts_at.date()


def slots(hours: Sequence[Hours], breaks: Sequence[Hours], minutes: int, zone: dt.tzinfo) -> list[Slot]:
    """The slots of some minutes within the daily hours, in the order of time. After a break they begin
    anew; what is shorter than a slot is left out."""
    found = []
    step = dt.timedelta(minutes=minutes)
    for day in hours:
        if day.date is None:
            raise ValueError("Daily hours are of a day")
        begins, ends = day.period(day.date, zone)
        closed = sorted(each.period(day.date, zone) for each in breaks if each.date in (None, day.date))
        for pause, after in [*closed, (ends, ends)]:
            while begins + step <= min(pause, ends):
                found.append(Slot(local(begins, zone), local(begins + step, zone)))
                begins += step
            begins = max(begins, after)
    return sorted(found, key=lambda slot: slot.starts_at)


def overlapping(times: Sequence[Slot], starts_at: dt.datetime, ends_at: dt.datetime) -> range:
    """The numbers of the slots, which follow each other, that have a moment in common with a period."""
    first = bisect_right(times, starts_at, key=lambda slot: slot.ends_at)
    return range(first, max(first, bisect_left(times, ends_at, key=lambda slot: slot.starts_at)))


def local(moment: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """The moment with the offset of a zone. Moments of one ``ZoneInfo`` would compare by their clocks."""
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    return moment.astimezone(dt.timezone(offset))
