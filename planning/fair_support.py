"""What industrial promotion (khuyến công) could still pay of a business's part in a fair, under the rules in
force when it opens, and what was got that year.

The counter holds a legal person with all its sites against all programmes: the fairs of the year that have
begun and whose booth the state paid for, and the projects for fairs that were approved for the year. A
project may pay for one of those booths, and no record says for which: so the number lies between the larger
of the two and their sum, and support is used up only where even the smaller reaches what a rule allows.

Nothing here is a rate or a limit: all figures come from the rules. A rule that is not sure leaves it open.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from domain.enums import Activity, Confidence, FundingLevel, RuleKind, Verdict
from domain.rule import Rule, RulesInForce
from planning.eligibility import Eligibility, Facility, eligibility


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What a legal person got for fairs. ``booths``: on which day each fair began whose booth the state paid
    for; ``projects``: the funding year of each project for fairs that is approved."""

    booths: Mapping[str, dt.date] = field(default_factory=dict[str, dt.date])
    projects: Mapping[str, int] = field(default_factory=dict[str, int])

    def beside(self, fair: str, year: int, on: dt.date) -> "Count":
        """What of it falls into a year, as far as it had happened on a day, beside a fair of that year."""
        return Count(
            booths=sum(code != fair and day.year == year and day <= on for code, day in self.booths.items()),
            projects=sum(each == year for each in self.projects.values()),
            is_granted=fair in self.booths,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many booths were paid for and projects approved in a year, beside a fair. ``is_granted``: the state
    pays for the booth at that fair already."""

    booths: int
    projects: int
    is_granted: bool = False

    @property
    def least(self) -> int:
        """How often support was got, if each booth was paid by one of the projects."""
        return max(self.booths, self.projects)

    @property
    def most(self) -> int:
        """How often support was got, if no booth was paid by one of the projects."""
        return self.booths + self.projects


@dataclass(frozen=True, slots=True, kw_only=True)
class FairSupport:
    """What could still be paid. ``share`` of the cost, None where that cannot be told; ``case`` says why:

    - ``granted``: the state pays for the booth already;
    - ``open``: ``rate`` allows it, and ``limit``, if any, is not reached; ``used-up``: ``limit`` is reached;
    - ``ineligible``: a condition refuses; ``undetermined``: a fact or a sure condition is missing;
    - ``rate-unsure``, ``limit-unsure``, ``limit-unclear``: the rule is not sure, or records do not tell
      whether the limit is reached;
    - ``no-rule``: no rule says what is paid for such a fair; ``no-facility``: only facilities are judged.
    """

    share: Decimal | None
    case: str
    count: Count
    year: int
    level: FundingLevel | None = None
    rate: Rule | None = None
    limit: Rule | None = None
    verdict: Eligibility | None = None

    @property
    def is_provisional(self) -> bool:
        """Whether it rests on a rule that nobody has checked."""
        rules = [rule for rule in (self.rate, self.limit) if rule is not None]
        return any(rule.is_provisional for rule in rules) or (
            self.verdict is not None and self.verdict.is_provisional
        )


def fair_support(
    facility: Facility | None, count: Count, year: int, is_abroad: bool | None, rules: Iterable[RulesInForce]
) -> FairSupport:
    """The best that money of some level could still pay of a fair in a year, abroad or in Việt Nam; of two
    equal ones the first. ``facility`` is None for a business that is none."""
    if count.is_granted:
        return FairSupport(share=Decimal(1), case="granted", count=count, year=year)
    if facility is None:
        return FairSupport(share=None, case="no-facility", count=count, year=year)
    found = [_of_level(facility, count, year, is_abroad, each) for each in rules]
    return max(found, key=_order, default=FairSupport(share=None, case="no-rule", count=count, year=year))


def _order(found: FairSupport) -> tuple[bool, Decimal, bool]:
    """What is known counts more than what is not, and of what is not that on which there is a rule."""
    return found.share is not None, found.share or Decimal(0), found.case != "no-rule"


def _of_level(
    facility: Facility, count: Count, year: int, is_abroad: bool | None, rules: RulesInForce
) -> FairSupport:
    rates = _rules(RuleKind.RATE, is_abroad, rules)
    limits = _rules(RuleKind.FREQUENCY, is_abroad, rules)
    rate, limit = min(rates, key=_value, default=None), min(limits, key=_value, default=None)
    verdict = None if rate is None else eligibility(facility, Activity.FAIR, rules)
    share, case = _judged(rate, limit, verdict, count)
    return FairSupport(
        share=share,
        case=case,
        count=count,
        year=year,
        level=rules.level,
        rate=rate,
        limit=limit,
        verdict=verdict,
    )


def _judged(
    rate: Rule | None, limit: Rule | None, verdict: Eligibility | None, count: Count
) -> tuple[Decimal | None, str]:
    if rate is None or verdict is None:
        return None, "no-rule"
    if verdict.verdict is Verdict.INELIGIBLE:
        return Decimal(0), "ineligible"
    if verdict.verdict is Verdict.UNDETERMINED:
        return None, "undetermined"
    if rate.confidence is Confidence.UNSURE:
        return None, "rate-unsure"
    if limit is not None and count.most >= _value(limit):
        if limit.confidence is Confidence.UNSURE:
            return None, "limit-unsure"
        return (Decimal(0), "used-up") if count.least >= _value(limit) else (None, "limit-unclear")
    return _value(rate), "open"


def _rules(kind: RuleKind, is_abroad: bool | None, rules: RulesInForce) -> list[Rule]:
    """The rules of a kind that speak of a fair abroad or in Việt Nam; of neither alone where that is not
    known."""
    return [rule for rule in rules.of(kind, Activity.FAIR) if rule.abroad in {None, is_abroad}]


def _value(rule: Rule) -> Decimal:
    if rule.value is None:
        raise ValueError(f"The rule {rule.id} has no value")
    return rule.value
