"""Meetings that the register has as planned, and why a schedule cannot keep one where it is."""

import datetime as dt
from dataclasses import dataclass
from enum import Enum, auto


class Obstacle(Enum):
    """Why a meeting cannot be kept."""

    SLOT = auto()
    """No slot begins and ends with it."""
    TABLE = auto()
    """Its table is none of those asked for."""
    ROOM = auto()
    """What is fixed, absent or limited leaves no room for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedMeeting:
    """A meeting that the register has as planned; its end and its table may not be recorded."""

    seller: str
    buyer: str
    needs_interpreter: bool
    starts_at: dt.datetime
    ends_at: dt.datetime | None
    table: str | None

    @property
    def businesses(self) -> frozenset[str]:
        """Both of them."""
        return frozenset((self.seller, self.buyer))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedElsewhere:
    """A planned meeting that a schedule cannot keep, with its times by the clock of the fair, and what the
    meeting would be worth."""

    meeting: PlannedMeeting
    weight: float
    obstacle: Obstacle
