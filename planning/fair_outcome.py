"""What came of the meetings at a fair: how many took place, what they led to, and what was agreed in each
currency. Amounts of different currencies are never added together."""

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
