"""Rules of industrial promotion as data: what a rule says, where it stands, how sure it is, and when which
set of them is in force. No amount, rate or condition stands in code.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from domain.dates import is_valid_on
from domain.enums import (
    Activity,
    Confidence,
    FundingLevel,
    Requirement,
    RuleKind,
    RuleProvenance,
    RuleScope,
    RuleUnit,
)
from domain.language import Language

JOINT = " + "
"""Stands between the codes of sets that are in force together."""
CITY_GRADES = ("SPECIAL", "1", "2", "3", "4", "5")
"""Grades of cities and towns (loại đô thị), as classes of units and rules write them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule.

    ``levels``: of money from which level it speaks. ``activities``: of which activities; of all where empty.
    ``requirement`` and ``values`` say what a CONDITION asks for; ``scope``, ``value`` and ``unit`` what a
    RATE, CAP, MULTIPLIER or FREQUENCY (a year) limits, per what and by how much (a decimal, so that money
    stays exact); ``step`` and ``value`` what a TIME or ORDER is about. ``cap`` is the rule that a MULTIPLIER
    multiplies. ``abroad``: it speaks only of what takes place abroad, or only in Việt Nam; None of both.
    ``explanation`` is in Vietnamese and English. ``clause`` None: no clause is known. ``verified_by`` and
    ``verified_on`` where somebody checked it.
    """

    id: str
    kind: RuleKind
    levels: frozenset[FundingLevel]
    activities: frozenset[Activity] = frozenset()
    requirement: Requirement | None = None
    values: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    scope: RuleScope | None = None
    value: Decimal | None = None
    unit: RuleUnit | None = None
    step: str | None = None
    cap: str | None = None
    abroad: bool | None = None
    explanation: tuple[str, str]
    clause: str | None = None
    source: str
    confidence: Confidence
    provenance: RuleProvenance
    verified_by: str | None = None
    verified_on: dt.date | None = None

    @property
    def may_refuse(self) -> bool:
        """Whether what breaks it is refused: it is cited, and sure or likely."""
        return self.clause is not None and self.confidence is not Confidence.UNSURE

    @property
    def is_provisional(self) -> bool:
        """Whether what rests on it is: nobody has checked it against its text."""
        return self.provenance is RuleProvenance.RECALLED

    def concerns(self, activity: Activity) -> bool:
        """Whether it speaks of an activity."""
        return not self.activities or activity in self.activities


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """Rules that come and go together. ``province``: the unit whose own rules they are, by its code; None for
    national ones. Valid from a day to the day before ``valid_to``."""

    code: str
    name: tuple[str, str]
    province: str | None = None
    valid_from: dt.date
    valid_to: dt.date | None = None
    rules: Mapping[str, Rule]

    @property
    def ends_on(self) -> dt.date | None:
        """The last day on which it is in force; None where no end is known."""
        return None if self.valid_to is None else self.valid_to - dt.timedelta(days=1)

    def overlaps(self, other: "RuleSet") -> bool:
        """Whether both speak for the same province on some day."""
        return self.province == other.province and self.overlaps_in_time(other)

    def overlaps_in_time(self, other: "RuleSet") -> bool:
        """Whether both are in force on some day."""
        return (other.valid_to is None or self.valid_from < other.valid_to) and (
            self.valid_to is None or other.valid_from < self.valid_to
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesInForce:
    """The rules for a level and a province on a day: national ones, of which those with the same id are
    replaced by the province's own. ``sets`` are where they come from."""

    on: dt.date
    level: FundingLevel
    sets: Sequence[RuleSet]
    rules: Mapping[str, Rule]

    @property
    def code(self) -> str:
        """The codes of the sets."""
        return JOINT.join(each.code for each in self.sets)

    @property
    def ends_on(self) -> dt.date | None:
        """The last day on which all of it is in force; None where no end is known."""
        return min((each.ends_on for each in self.sets if each.ends_on is not None), default=None)

    def of(self, kind: RuleKind, activity: Activity) -> list[Rule]:
        """The rules of a kind that speak of an activity, by id."""
        found = [rule for rule in self.rules.values() if rule.kind is kind and rule.concerns(activity)]
        return sorted(found, key=lambda rule: rule.id)


@dataclass(frozen=True, slots=True)
class RuleSets:
    """All rule sets that are known."""

    sets: Sequence[RuleSet] = ()

    def in_force(self, level: FundingLevel, province: str | None, on: dt.date) -> RulesInForce | None:
        """The rules for money of a level on a day, with those of a province for its own money. None where
        there is no national set on that day, or none of its rules speaks of the level: nobody is eligible for
        want of a rule."""
        valid = [each for each in self.sets if is_valid_on(on, each.valid_from, each.valid_to)]
        national = [each for each in valid if each.province is None]
        if not national:
            return None
        own = [
            each
            for each in valid
            if province is not None and each.province == province and level is not FundingLevel.NATIONAL
        ]
        return _together([*national, *own], level, on)

    def kept(
        self, codes: Collection[str], level: FundingLevel, province: str | None, on: dt.date
    ) -> RulesInForce | None:
        """The rules of some sets for money of a level, whether or not they are still in force: those under
        which something was approved on a day. Sets of other provinces are left out, and those of any for
        national money. None where no rule is left. Raises ``KeyError`` with a code that is no known set."""
        known = {each.code: each for each in self.sets}
        chosen = [
            each
            for each in (known[code] for code in codes)
            if each.province is None or (each.province == province and level is not FundingLevel.NATIONAL)
        ]
        return _together(sorted(chosen, key=lambda each: each.province is not None), level, on)

    def named(self, codes: str, language: Language) -> str:
        """The names of some sets with their codes, of codes as :attr:`RulesInForce.code` puts them together;
        of a set that is not known the code alone."""
        names = {each.code: f"{language.say(*each.name)} [{each.code}]" for each in self.sets}
        return "; ".join(names.get(code, code) for code in codes.split(JOINT))

    @property
    def days(self) -> tuple[dt.date, dt.date | None] | None:
        """From when until when national rules are known; None where there are none."""
        national = [each for each in self.sets if each.province is None]
        if not national:
            return None
        ends = [each.valid_to for each in national]
        last = None if None in ends else max(end for end in ends if end is not None)
        return min(each.valid_from for each in national), last


def _together(sets: Sequence[RuleSet], level: FundingLevel, on: dt.date) -> RulesInForce | None:
    """The rules of some sets that speak of a level, later sets in place of earlier; None without any."""
    rules = {rule.id: rule for each in sets for rule in each.rules.values() if level in rule.levels}
    return RulesInForce(on=on, level=level, sets=sets, rules=rules) if rules else None


def overlapping(sets: Iterable[RuleSet]) -> list[tuple[RuleSet, RuleSet]]:
    """Pairs of sets that speak for the same province on the same day."""
    known = list(sets)
    return [(one, other) for place, one in enumerate(known) for other in known[:place] if one.overlaps(other)]
