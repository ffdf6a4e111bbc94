"""Days and the clock: UTC for instants, Asia/Ho_Chi_Minh for what "today" means."""

import datetime as dt
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> dt.datetime:
    """The present instant, in UTC."""
    return dt.datetime.now(dt.UTC)


def today() -> dt.date:
    """The day it is in Vietnam."""
    return dt.datetime.now(VIETNAM).date()


def is_valid_on(day: dt.date, valid_from: dt.date | None, valid_to: dt.date | None) -> bool:
    """Whether something valid from a day (inclusive) to a day (exclusive) is valid on ``day``.

    An absent bound is open.
    """
    return (valid_from is None or valid_from <= day) and (valid_to is None or day < valid_to)
