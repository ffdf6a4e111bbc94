"""When to do what for a project of a funding year, by the rules of time that are known.

Of a rule of time only its step is data: registration is in the year before the funding year, contract,
invoice and acceptance in the funding year. A step of which no rule is known has no days, and says so. That an
invoice falls outside the funding year because a facility bought early is the trap that this must make
visible.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.enums import Activity, ProcedureStep, RuleKind
from domain.rule import Rule, RulesInForce

_YEAR_OF: Mapping[ProcedureStep, int] = {
    ProcedureStep.REGISTER: -1,
    ProcedureStep.CONTRACT: 0,
    ProcedureStep.INVOICE: 0,
    ProcedureStep.ACCEPT: 0,
}
"""In which year a rule puts a step, counted from the funding year; the other steps have no days that any rule
read so far tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step with the rule that speaks of it, None where none is known; ``begins`` and ``ends`` are the first
    and the last day. ``is_late``: the last day has passed."""

    step: ProcedureStep
    rule: Rule | None
    begins: dt.date | None
    ends: dt.date | None
    is_late: bool


def procedure(activity: Activity, year: int, rules: RulesInForce) -> Sequence[Step]:
    """The steps of a project in their order. The day of the rules is the day on which it is asked."""
    known = {rule.step: rule for rule in reversed(rules.of(RuleKind.TIME, activity))}
    return [_step(step, known.get(step.name), year, rules) for step in ProcedureStep]


def _step(step: ProcedureStep, rule: Rule | None, year: int, rules: RulesInForce) -> Step:
    when = year + _YEAR_OF[step] if rule is not None and step in _YEAR_OF else None
    ends = None if when is None else dt.date(when, 12, 31)
    return Step(
        step=step,
        rule=rule,
        begins=None if when is None else dt.date(when, 1, 1),
        ends=ends,
        is_late=ends is not None and ends < rules.on,
    )
