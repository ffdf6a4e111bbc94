"""The slots of a schedule of meetings: equal parts of the daily hours of a fair, in its own time zone."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """From when to when on a day of the fair, by the clock there; a break of every day without ``date``."""

    date: dt.date | None
    begins: dt.time
    ends: dt.time


@dataclass(frozen=True, slots=True)
class Slot:
    """A time in which each table has one meeting; both ends carry the offset of the fair's time zone."""

    starts_at: dt.datetime
    ends_at: dt.datetime

    @property
    def day(self) -> dt.date:
        """Its day by the clock of the fair."""
        return self.starts_at.date()

    def overlaps(self, starts_at: dt.datetime, ends_at: dt.datetime) -> bool:
        """Whether a period with offsets has a moment in common with it."""
        return self.starts_at < ends_at and starts_at < self.ends_at


def slots(hours: Sequence[Hours], breaks: Sequence[Hours], minutes: int, zone: dt.tzinfo) -> list[Slot]:
    """The slots of some minutes within the daily hours, in the order of time. After a break they begin
    anew; what is shorter than a slot is left out."""
    found = []
    step = dt.timedelta(minutes=minutes)
    for day in hours:
        if day.date is None:
            raise ValueError("Daily hours are of a day")
        begins, ends = _moment(day.date, day.begins, zone), _moment(day.date, day.ends, zone)
        closed = sorted(
            (_moment(day.date, each.begins, zone), _moment(day.date, each.ends, zone))
            for each in breaks
            if each.date is None or each.date == day.date
        )
        for pause, after in [*closed, (ends, ends)]:
            while begins + step <= min(pause, ends):
                found.append(Slot(begins.astimezone(zone), (begins + step).astimezone(zone)))
                begins += step
            begins = max(begins, after)
    return sorted(found, key=lambda slot: slot.starts_at)


def _moment(day: dt.date, clock: dt.time, zone: dt.tzinfo) -> dt.datetime:
    """A moment in which time goes on evenly, also where clocks are put forward."""
    return dt.datetime.combine(day, clock, zone).astimezone(dt.UTC)
