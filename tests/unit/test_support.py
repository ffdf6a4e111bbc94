"""Support: rates, ceilings, multipliers, rounding, and what binds."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.enums import Activity, Confidence, FundingLevel, RuleKind, RuleProvenance, RuleScope, RuleUnit
from domain.rule import Rule, RulesInForce
from planning.support import Item, project_cap, support, support_by_year
from seeds.rules import read_rules

MACHINERY = Activity.ADVANCED_MACHINERY
_UNITS = {
    RuleKind.RATE: RuleUnit.SHARE,
    RuleKind.CAP: RuleUnit.VND,
    RuleKind.MULTIPLIER: RuleUnit.FACTOR,
}


def rule(
    id: str, kind: RuleKind, value: str, scope: RuleScope = RuleScope.ORGANISATION, cap: str | None = None
) -> Rule:
    """A ceiling for machinery."""
    return Rule(
        id=id,
        kind=kind,
        levels=frozenset({FundingLevel.NATIONAL}),
        activities=frozenset({MACHINERY}),
        scope=scope,
        value=Decimal(value),
        unit=_UNITS[kind],
        cap=cap,
        explanation=(id, id),
        source="thử",
        confidence=Confidence.SURE,
        provenance=RuleProvenance.READ,
    )


def rules(*each: Rule) -> RulesInForce:
    """Some rules in force."""
    return RulesInForce(
        on=dt.date(2026, 6, 1),
        level=FundingLevel.NATIONAL,
        sets=(),
        rules={one.id: one for one in each},
    )


def item(cost: int, eligible: int | None = None, *, line: bool = False) -> Item:
    """A machine."""
    return Item(cost=cost, eligible=cost if eligible is None else eligible, is_technology_line=line)


HALF = rule("half", RuleKind.RATE, "0.5", RuleScope.ITEM)
CAP = rule("cap", RuleKind.CAP, "300000000")
LINE = rule("line", RuleKind.MULTIPLIER, "1.5", cap="cap")


def test_the_rate_binds_below_the_ceiling() -> None:
    found = support([item(200_000_000, 160_000_000)], MACHINERY, rules(HALF, CAP))

    assert found is not None
    assert (found.amount, found.counterpart, found.remainder) == (80_000_000, 120_000_000, 0)
    assert (found.bound_by, found.share) == (HALF, Fraction(1, 2))
    assert [(limit.amount, limit.used) for limit in found.limits] == [(300_000_000, 80_000_000)]


def test_the_ceiling_of_an_organisation_binds_all_its_items_together() -> None:
    found = support([item(400_000_000), item(400_000_000)], MACHINERY, rules(HALF, CAP))

    assert found is not None
    assert (found.amount, found.counterpart, found.bound_by) == (300_000_000, 500_000_000, CAP)


def test_a_technology_line_raises_the_ceiling() -> None:
    found = support([item(2_000_000_000, line=True)], MACHINERY, rules(HALF, CAP, LINE))

    assert found is not None
    assert (found.amount, found.bound_by) == (450_000_000, LINE)


def test_a_machine_beside_a_technology_line_does_not_raise_the_ceiling() -> None:
    found = support([item(2_000_000_000, line=True), item(1)], MACHINERY, rules(HALF, CAP, LINE))

    assert found is not None
    assert (found.amount, found.bound_by) == (300_000_000, CAP)


def test_the_ceiling_of_an_item_binds_each_by_itself() -> None:
    each = rule("each", RuleKind.CAP, "100000000", RuleScope.ITEM)

    found = support([item(400_000_000), item(100_000_000)], MACHINERY, rules(HALF, each))

    assert found is not None
    assert (found.amount, found.bound_by) == (150_000_000, each)
    assert [limit.used for limit in found.limits] == [100_000_000, 100_000_000]


def test_the_lowest_of_several_rates_counts() -> None:
    third = rule("third", RuleKind.RATE, "0.3")

    found = support([item(1_000_000)], MACHINERY, rules(HALF, third))

    assert found is not None
    assert (found.amount, found.rate) == (300_000, third)


def test_a_ceiling_without_a_rate_is_paid_up_to_the_cost() -> None:
    found = support([item(400_000_000)], MACHINERY, rules(CAP))

    assert found is not None
    assert (found.amount, found.rate, found.bound_by) == (300_000_000, None, CAP)


def test_support_is_rounded_down_to_the_thousand_and_the_rest_is_told() -> None:
    found = support([item(1_234_567)], MACHINERY, rules(HALF))

    assert found is not None
    assert (found.amount, found.remainder, found.counterpart) == (617_000, 283, 617_567)


def test_without_rules_or_items_there_is_no_support() -> None:
    assert support([item(1_000)], MACHINERY, rules()) is None
    assert support([], MACHINERY, rules(HALF)) is None
    assert support([item(1_000)], Activity.TRAINING, rules(HALF)) is None


def test_the_ceiling_of_a_project_limits_no_member() -> None:
    whole = rule("whole", RuleKind.CAP, "1000", RuleScope.PROJECT)

    found = support([item(1_000_000)], MACHINERY, rules(HALF, whole))

    assert found is not None
    assert found.amount == 500_000
    assert project_cap(MACHINERY, rules(HALF, whole)) == whole
    assert project_cap(MACHINERY, rules(HALF)) is None


def test_a_rule_without_a_value_is_refused() -> None:
    with pytest.raises(ValueError, match="half has no value"):
        support([item(1_000)], MACHINERY, rules(replace(HALF, value=None)))


@given(
    costs=st.lists(st.integers(1, 10**10), min_size=1, max_size=4),
    part=st.fractions(0, 1),
    share=st.decimals("0.01", "1", places=2),
    cap=st.integers(1, 10**9),
    is_line=st.booleans(),
)
def test_money_is_whole_adds_up_and_stays_within_every_ceiling(
    costs: list[int], part: Fraction, share: Decimal, cap: int, is_line: bool
) -> None:
    # given
    items = [item(cost, int(cost * part), line=is_line) for cost in costs]
    own = rules(
        rule("rate", RuleKind.RATE, str(share)),
        rule("cap", RuleKind.CAP, str(cap)),
        rule("line", RuleKind.MULTIPLIER, "1.5", cap="cap"),
    )

    # when
    found = support(items, MACHINERY, own)

    # then
    assert found is not None
    most = min(
        Fraction(str(share)) * sum(each.eligible for each in items),
        Fraction(cap) * (Fraction(3, 2) if is_line else 1),
    )
    assert found.amount + found.counterpart == sum(costs)
    assert found.amount % 1_000 == 0
    assert found.amount + found.remainder <= most < found.amount + found.remainder + 1
    assert 0 <= found.remainder < 1_000


def test_rules_read_from_files_give_the_known_ceilings_of_machinery() -> None:
    # given the national rules, which were read from reports and are no constants of the code
    own = read_rules().in_force(FundingLevel.NATIONAL, None, dt.date(2026, 6, 1))
    assert own is not None

    # when
    machine = support([item(530_000_000)], MACHINERY, own)
    line = support([item(1_565_000_000, line=True)], MACHINERY, own)

    # then
    assert machine is not None
    assert line is not None
    assert (machine.amount, machine.bound_by.id) == (265_000_000, "machinery-rate")
    assert (line.amount, line.bound_by.id) == (450_000_000, "technology-line")


def test_the_ceiling_of_an_organisation_holds_for_all_years_together() -> None:
    years = {2029: [item(1_000_000)], 2027: [item(400_000_000)], 2028: [item(300_000_001)]}

    found = support_by_year(years, MACHINERY, rules(HALF, CAP))

    assert {year: (each.amount, each.counterpart, each.bound_by) for year, each in found.items()} == {
        2027: (200_000_000, 200_000_000, HALF),
        2028: (100_000_000, 200_000_001, CAP),
    }
    assert [each.used for each in found[2028].limits] == [300_000_000]


def test_no_year_gets_more_than_its_own_rate_for_what_another_was_rounded_down() -> None:
    years = {2027: [item(3_001)], 2028: [item(3_001)]}

    found = support_by_year(years, MACHINERY, rules(HALF))

    assert [(each.amount, each.remainder) for each in found.values()] == [(1_000, 500), (1_000, 500)]


def test_a_technology_line_in_one_year_raises_the_ceiling_only_as_long_as_nothing_else_is_paid() -> None:
    line_first = {2027: [item(2_000_000_000, line=True)], 2028: [item(100_000_000)]}
    line_last = {2027: [item(100_000_000)], 2028: [item(2_000_000_000, line=True)]}

    first = support_by_year(line_first, MACHINERY, rules(HALF, CAP, LINE))
    last = support_by_year(line_last, MACHINERY, rules(HALF, CAP, LINE))

    assert {year: (each.amount, each.bound_by) for year, each in first.items()} == {2027: (450_000_000, LINE)}
    assert {year: (each.amount, each.bound_by) for year, each in last.items()} == {
        2027: (50_000_000, HALF),
        2028: (250_000_000, CAP),
    }


def test_a_ceiling_for_each_item_and_one_for_the_project_hold_over_years() -> None:
    each = rule("each", RuleKind.CAP, "100000000", RuleScope.ITEM)
    whole = rule("whole", RuleKind.CAP, "150000999", RuleScope.PROJECT)
    years = {2027: [item(400_000_000)], 2028: [item(400_000_000)]}

    found = support_by_year(years, MACHINERY, rules(HALF, each, whole))

    assert {year: (one.amount, one.remainder, one.bound_by) for year, one in found.items()} == {
        2027: (100_000_000, 0, each),
        2028: (50_000_000, 999, whole),
    }


def test_without_a_rate_or_a_cap_no_year_is_paid() -> None:
    assert support_by_year({2027: [item(1_000_000)]}, MACHINERY, rules()) == {}
