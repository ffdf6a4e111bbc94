"""What came of the meetings at fairs: how many took place, what they led to, what was agreed in each
currency, and what that says of two businesses later. Amounts of different currencies are never added
together."""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.enums import MeetingOutcome, MeetingStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of a meeting; None where it is not recorded. ``value`` in ``currency`` (ISO 4217)."""

    status: MeetingStatus | None
    outcome: MeetingOutcome | None
    value: float | None
    currency: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FairOutcome:
    """How many meetings of each status and each outcome there are, of ``meetings`` in all; ``values``: for
    each currency how much was agreed, in how many meetings."""

    meetings: int
    by_status: Mapping[MeetingStatus, int]
    by_outcome: Mapping[MeetingOutcome, int]
    values: Mapping[str, tuple[float, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A meeting with another business that took place on a day, and what came of it; None where that is not
    recorded."""

    other: str
    day: dt.date
    outcome: MeetingOutcome | None
    value: float | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealings:
    """What two businesses had with each other at fairs: the ``last`` meeting that led to something, and what
    they ``agreed``: the last contract, else the last memorandum, None where there is neither."""

    last: Held
    agreed: Held | None = None

    @property
    def is_contract(self) -> bool:
        """Whether they signed a contract."""
        return self.agreed is not None and self.agreed.outcome is MeetingOutcome.CONTRACT


_LEADS_ON = (MeetingOutcome.FOLLOW_UP, MeetingOutcome.MEMORANDUM, MeetingOutcome.CONTRACT)
AGREED = frozenset({MeetingOutcome.CONTRACT, MeetingOutcome.MEMORANDUM})
"""Outcomes that both sides have signed: an interest of both."""


def dealings(meetings: Iterable[Held], on: dt.date) -> dict[str, Dealings]:
    """What came of the meetings of a business by a day, for each other business.

    A meeting that led to something makes what is known of the two as fresh as its day; a contract or a
    memorandum is an interest of both. One that led to nothing, or of which no result is recorded, tells
    neither. Judgement of this project.
    """
    found: dict[str, Dealings] = {}
    for held in sorted((each for each in meetings if each.day <= on), key=_order):
        if held.outcome in _LEADS_ON:
            known = found.get(held.other)
            agreed = None if known is None else known.agreed
            is_contract = known is not None and known.is_contract
            if held.outcome in AGREED and (held.outcome is MeetingOutcome.CONTRACT or not is_contract):
                agreed = held
            found[held.other] = Dealings(last=held, agreed=agreed)
    return found


def _order(held: Held) -> tuple[dt.date, int, float, str]:
    """Of two meetings on a day the one that led further comes last."""
    place = -1 if held.outcome not in _LEADS_ON else _LEADS_ON.index(held.outcome)
    return held.day, place, held.value or 0.0, held.currency or ""


def fair_outcome(results: Iterable[Result]) -> FairOutcome:
    """The outcome of some meetings. A value counts where it has a currency."""
    some = list(results)
    amounts: dict[str, list[float]] = defaultdict(list)
    for result in some:
        if result.value is not None and result.currency is not None:
            amounts[result.currency].append(result.value)
    return FairOutcome(
        meetings=len(some),
        by_status={status: sum(each.status is status for each in some) for status in MeetingStatus},
        by_outcome={outcome: sum(each.outcome is outcome for each in some) for outcome in MeetingOutcome},
        values={currency: (math.fsum(each), len(each)) for currency, each in sorted(amounts.items())},
    )
