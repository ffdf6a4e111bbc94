"""Candidates of group projects: who excludes whom, what ties them, their lines and what they are worth."""

import datetime as dt
import math
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from domain.enums import (
    Activity,
    Criterion,
    FundingLevel,
    GroupExclusion,
    LegalForm,
    RuleScope,
    SolveStatus,
)
from domain.language import Language
from domain.rule import RulesInForce
from planning.eligibility import Facility, Plan
from planning.group_candidate import (
    Candidate,
    Deal,
    Known,
    Offered,
    Question,
    exclusive,
    limits_of,
    line_of,
    lines_of,
    linkages,
    pool_of,
    screening,
    ties,
)
from planning.group_project import Tie, group_projects
from planning.group_project_text import about_answer
from planning.merit import WEIGHTS
from planning.product_line import ProductLines
from planning.recipe import Product, Recipes
from seeds.rules import read_rules
from tests.unit.planners import planner

RULES = read_rules().in_force(FundingLevel.NATIONAL, None, dt.date(2026, 3, 1))
PRODUCTS = ProductLines(
    Recipes(
        [
            Product(code="P-tea", name="Chè", unit="TONNE"),
            Product(code="P-green", name="Chè xanh", unit="KILOGRAM", kind_of="P-tea", factor=0.001),
            Product(code="P-rice", name="Gạo", unit="TONNE"),
        ]
    )
)
ASKED = Question(
    activity=Activity.ADVANCED_MACHINERY,
    year=2027,
    product=None,
    minimum=2,
    maximum=12,
    budget=None,
    least_output=None,
    required=frozenset(),
    excluded=frozenset(),
    number=1,
)


def known(code: str, **more: Any) -> Known:
    """A household that makes tea and plans a machine."""
    plan = Plan(
        code=f"I-{code}", item="Máy", activity=Activity.ADVANCED_MACHINERY, year=2027, cost=200_000_000
    )
    facility = Facility(code=code, legal_form=LegalForm.HOUSEHOLD, plans=[plan])
    return planner(**({"facility": facility} | more))


def candidates(*each: Known, asked: Question = ASKED) -> list[Candidate]:
    """Those that could be members, by code."""
    assert RULES is not None
    return list(screening(asked, each, {None: RULES}, PRODUCTS).candidates)


def test_sites_of_an_organisation_exclude_each_other() -> None:
    own = frozenset({"O-1"})

    found = exclusive(candidates(known("a", organisations=own), known("b"), known("c", organisations=own)))

    assert found == [[0, 2]]


def test_a_cooperative_excludes_each_of_its_members_but_they_do_not_exclude_each_other() -> None:
    union = frozenset({"O-coop"})

    found = exclusive(
        candidates(known("coop"), known("one", above=union), known("two", above=union), known("z"))
    )

    assert found == [[0, 1], [0, 2]]


def test_trade_ties_two_and_a_common_partner_ties_all_that_share_it() -> None:
    sold = [Deal(code, "B-market", "P-tea") for code in ("a", "b", "c")]
    traded = Deal("a", "b", "P-tea")

    found = ties(
        candidates(
            known("a", deals=[sold[0], traded]),
            known("b", deals=[sold[1], traded]),
            known("c", deals=[sold[2], Deal("c", "c", "P-tea")]),
        )
    )

    assert found == [Tie((0, 1), 0.5), Tie((0, 1, 2), 0.25)]


def test_linkages_are_deliveries_between_members_then_those_to_common_partners() -> None:
    inside, own = Deal("a", "b", "P-tea"), Deal("b", "B-own", "P-tea")
    common = [Deal("B-grower", code, "P-tea") for code in ("a", "b")]

    members = candidates(known("a", deals=[inside, common[0]]), known("b", deals=[inside, common[1], own]))

    assert linkages(members) == [inside, *common]


def test_lines_are_the_most_general_products_that_enough_candidates_make() -> None:
    green, rice = [Offered("P-green", 1.0)], [Offered("P-rice", 1.0)]
    some = candidates(
        known("a", offers=green), known("b"), known("c", offers=rice), known("d", offers=rice + green)
    )

    assert lines_of(ASKED, some) == [[0, 1, 3], [2, 3]]
    assert lines_of(replace(ASKED, activity=Activity.TRAINING), some) == [[0, 1, 2, 3]]
    assert line_of(ASKED, [some[0], some[3]], PRODUCTS) == "P-green"
    assert line_of(ASKED, some[:2], PRODUCTS) == "P-tea"


def capped(value: str, scope: RuleScope) -> RulesInForce:
    """The national rules with another ceiling of machinery."""
    assert RULES is not None
    cap = replace(RULES.rules["machinery-cap"], value=Decimal(value), scope=scope)
    return replace(RULES, rules={**RULES.rules, cap.id: cap})


@pytest.mark.parametrize(
    ("cap", "scope", "why"),
    [
        (
            "500",
            RuleScope.ORGANISATION,
            "no rule says how much may be paid for this activity at this level, or its ceiling is below one "
            "thousand đồng.",
        ),
        (
            "1000",
            RuleScope.PROJECT,
            "the 2 who need the least support need 200,000,000 đồng, and the budget is 1,000 đồng.",
        ),
    ],
)
def test_a_ceiling_below_every_cost_gives_an_explained_empty_proposal(
    cap: str, scope: RuleScope, why: str
) -> None:
    rules = capped(cap, scope)
    screened = screening(ASKED, [known("a"), known("b")], {None: rules}, PRODUCTS)
    limits = limits_of(ASKED, screened.cap)
    pool = pool_of(ASKED, screened.candidates)

    found = group_projects(pool, limits, lines=lines_of(ASKED, screened.candidates))
    said = about_answer(ASKED, {None: rules}, screened, limits, found, len(found.groups), {}, Language.EN)

    assert (found.status, found.groups) == (SolveStatus.INFEASIBLE, ())
    assert f"There is no group: {why}" in said


def test_rules_of_a_province_that_end_before_the_year_does_are_told() -> None:
    # given members in a province whose own rules end before those of the nation
    asked = replace(ASKED, year=2028)
    own = read_rules().in_force(FundingLevel.PROVINCIAL, "U-15@2025-07-01", dt.date(2026, 3, 1))
    assert RULES is not None
    assert own is not None
    rules = {None: RULES, "U-15@2025-07-01": own}
    screened = screening(asked, [], rules, PRODUCTS)
    limits = limits_of(asked, screened.cap)
    found = group_projects(pool_of(asked, screened.candidates), limits, lines=[])

    said = about_answer(asked, rules, screened, limits, found, 0, {}, Language.EN)

    assert said.endswith(
        " The rules lao-cai-2026 are in force until 2027-12-31 only, before the funding year 2028 ends: look "
        "for new ones."
    )


def test_a_ceiling_below_the_cost_is_paid_up_to_the_ceiling() -> None:
    screened = screening(ASKED, [known("a")], {None: capped("1500", RuleScope.ORGANISATION)}, PRODUCTS)

    (candidate,) = screened.candidates

    assert (candidate.support.amount, candidate.support.remainder) == (1_000, 500)
    assert candidate.support.bound_by.id == "machinery-cap"


def test_output_is_in_the_unit_of_the_product_asked_for() -> None:
    asked = replace(ASKED, product="P-tea")
    offers = [Offered("P-green", 2_000.0), Offered("P-tea", 5.0), Offered("P-rice", 9.0)]

    some = candidates(known("a", offers=offers), known("b", offers=[Offered("P-tea", None)]), asked=asked)

    assert [each.output for each in some] == [7.0, None]


def test_worth_is_the_weighted_sum_of_what_is_known_and_neutral_for_the_rest() -> None:
    (first, second) = candidates(known("a", is_women_owned=True), known("b", workers=None, supported=["J-1"]))

    assert first.values[Criterion.NEED] == 1.0
    assert first.values[Criterion.PRIORITY] == 1.0
    assert first.values[Criterion.JOBS] == pytest.approx(0.5)
    assert second.values[Criterion.NEED] == 0.0
    assert math.isnan(second.values[Criterion.PRIORITY])
    assert math.isnan(second.values[Criterion.JOBS])
    ready = second.values[Criterion.READINESS]
    assert second.worth == pytest.approx(
        WEIGHTS[Criterion.READINESS] * ready + 0.5 * (WEIGHTS[Criterion.PRIORITY] + WEIGHTS[Criterion.JOBS])
    )


def test_a_missing_fact_leaves_a_candidate_in_and_a_rule_that_refuses_leaves_it_out() -> None:
    assert RULES is not None
    vague = known("vague")
    other = known("other")
    other = replace(other, facility=replace(other.facility, legal_form=LegalForm.OTHER))

    found = screening(ASKED, [vague, other], {None: RULES}, PRODUCTS)

    assert [each.code for each in found.candidates] == ["vague"]
    assert [(each.known.code, each.why) for each in found.exclusions] == [
        ("other", GroupExclusion.INELIGIBLE)
    ]
