"""Meetings that were held, as planning takes them."""

import datetime as dt
from collections.abc import Iterable

from domain.enums import MeetingOutcome
from graph.client import Row
from planning.fair_outcome import Dealings, Held, dealings


def read_dealings(rows: Iterable[Row], on: dt.date) -> dict[str, Dealings]:
    """What a business had with others at fairs by a day, from its meetings; where the moment of one is not
    recorded the first day of its fair stands for it."""
    return dealings((held for held in map(_held, rows) if held is not None), on)


def _held(row: Row) -> Held | None:
    days = sorted(row["days"]) if row["startsAt"] is None else [row["startsAt"].date()]
    if not days:
        return None
    return Held(
        other=row["other"],
        day=days[0],
        outcome=None if row["outcome"] is None else MeetingOutcome[row["outcome"]],
        value=row["value"],
        currency=row["currency"],
    )
