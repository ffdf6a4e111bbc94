"""What a rule set allows to be paid: rate × eligible cost within the ceilings, in whole đồng.

Of several rates for an activity the lowest counts. A cap limits what it is per: an item, a model, a brand or
a room each planned investment by itself; a facility or an organisation all of them together. A multiplier
raises the cap that it names where every investment under that cap is a technology line. What a project or a
cluster is capped at limits the whole group, see :func:`project_cap`.

Support is rounded down to the thousand đồng a member; what that leaves is told. Support and counterpart add
up to the cost to the đồng. Nothing here is a ceiling: all figures come from the rules.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from domain.enums import Activity, RuleKind, RuleScope
from domain.rule import Rule, RulesInForce

ROUNDED_TO = 1_000
"""Đồng."""
_EACH = frozenset({RuleScope.ITEM, RuleScope.MODEL, RuleScope.BRAND, RuleScope.ROOM})
_TOGETHER = frozenset({RuleScope.PROJECT, RuleScope.CLUSTER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What is paid for, in đồng: ``eligible`` is the part of ``cost`` that can be supported."""

    cost: int
    eligible: int
    is_technology_line: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A ceiling as it stands for one member: ``amount`` in đồng, after any ``multiplier``, and what of it is
    ``used``."""

    rule: Rule
    amount: int
    used: int
    multiplier: Rule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """What a member gets and pays, in đồng. ``rate``: the rule that sets it, None where only caps are known.
    ``bound_by``: the rule that keeps the support from being more. ``remainder``: what rounding down leaves,
    below 1,000; it is part of the counterpart."""

    rate: Rule | None
    bound_by: Rule
    amount: int
    counterpart: int
    remainder: int
    limits: Sequence[Limit]

    @property
    def share(self) -> Fraction:
        """The share of the eligible cost that may be paid; 1 where no rate is known."""
        return Fraction(1) if self.rate is None else _value(self.rate)


def support(items: Sequence[Item], activity: Activity, rules: RulesInForce) -> Support | None:
    """What may be paid for some items of one organisation. None where the rules have neither a rate nor a cap
    for the activity, or there is no item."""
    rate = min(rules.of(RuleKind.RATE, activity), key=_value, default=None)
    caps = [rule for rule in rules.of(RuleKind.CAP, activity) if rule.scope not in _TOGETHER]
    if not items or (rate is None and not caps):
        return None
    share = Fraction(1) if rate is None else _value(rate)
    each = [share * item.eligible for item in items]
    bound_by = rate
    limits: list[Limit] = []
    for cap in (cap for cap in caps if cap.scope in _EACH):
        for number, item in enumerate(items):
            limit = _limit(cap, [item], activity, rules)
            limits.append(limit)
            if each[number] > limit.amount:
                each[number], bound_by = Fraction(limit.amount), limit.multiplier or cap
    total = sum(each, Fraction(0))
    for cap in (cap for cap in caps if cap.scope not in _EACH):
        limit = _limit(cap, items, activity, rules)
        limits.append(limit)
        if bound_by is None or total > limit.amount:
            total, bound_by = min(total, Fraction(limit.amount)), limit.multiplier or cap
    assert bound_by is not None, "there is a rate or a cap"
    whole = int(total)
    amount = whole // ROUNDED_TO * ROUNDED_TO
    return Support(
        rate=rate,
        bound_by=bound_by,
        amount=amount,
        counterpart=sum(item.cost for item in items) - amount,
        remainder=whole - amount,
        limits=[_used(limit, each, amount) for limit in limits],
    )


def support_by_year(
    items: Mapping[int, Sequence[Item]], activity: Activity, rules: RulesInForce
) -> dict[int, Support]:
    """What may be paid in each of some years for the items of one organisation in one project.

    What an organisation or a whole project is capped at holds for all years together: the earliest year gets
    what it may have, each later one what is left. A year for which nothing is left is left out, and its items
    count for nothing.
    """
    cap = project_cap(activity, rules)
    paid: list[Item] = []
    given = 0
    found: dict[int, Support] = {}
    for year in sorted(items):
        alone = support(items[year], activity, rules)
        together = support([*paid, *items[year]], activity, rules) if paid else alone
        if alone is None or together is None:
            continue
        most = [(alone.amount, alone.remainder, alone.bound_by)]
        most.append((together.amount - given, together.remainder, together.bound_by))
        if cap is not None:
            whole = int(_value(cap))
            most.append((whole // ROUNDED_TO * ROUNDED_TO - given, whole % ROUNDED_TO, cap))
        amount, remainder, bound_by = min(most, key=lambda each: each[0])
        if amount <= 0:
            continue
        paid += items[year]
        given += amount
        found[year] = replace(
            alone,
            bound_by=bound_by,
            amount=amount,
            counterpart=sum(item.cost for item in items[year]) - amount,
            remainder=remainder,
            limits=[
                *(replace(each, used=min(each.used, amount)) for each in alone.limits if _is_each(each)),
                *(replace(each, used=given) for each in together.limits if not _is_each(each)),
            ],
        )
    return found


def project_cap(activity: Activity, rules: RulesInForce) -> Rule | None:
    """The lowest cap on a whole project of an activity; None where none is known."""
    caps = [rule for rule in rules.of(RuleKind.CAP, activity) if rule.scope in _TOGETHER]
    return min(caps, key=_value, default=None)


def _limit(cap: Rule, items: Sequence[Item], activity: Activity, rules: RulesInForce) -> Limit:
    multipliers = [
        rule
        for rule in rules.of(RuleKind.MULTIPLIER, activity)
        if rule.cap == cap.id and all(item.is_technology_line for item in items)
    ]
    multiplier = max(multipliers, key=_value, default=None)
    factor = Fraction(1) if multiplier is None else _value(multiplier)
    return Limit(rule=cap, amount=int(_value(cap) * factor), used=0, multiplier=multiplier)


def _is_each(limit: Limit) -> bool:
    """Whether it limits each item by itself."""
    return limit.rule.scope in _EACH


def _used(limit: Limit, each: Sequence[Fraction], amount: int) -> Limit:
    """The limit with what of it is used: by the dearest item where it is for each, else by all together."""
    used = min(amount, int(max(each))) if _is_each(limit) else amount
    return Limit(rule=limit.rule, amount=limit.amount, used=used, multiplier=limit.multiplier)


def _value(rule: Rule) -> Fraction:
    """The value of a rule as it is written: 0.3 is three tenths."""
    if rule.value is None:
        raise ValueError(f"The rule {rule.id} has no value")
    return Fraction(str(rule.value))
