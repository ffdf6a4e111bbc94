"""What the rules let beneficiaries of candidate projects have, and what is said of it, in both languages."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from domain.enums import Activity, RuleKind, RuleScope
from domain.language import Language
from domain.rule import RulesInForce
from planning.candidate_project import Candidate, scored, shares_of, support_of
from planning.eligibility import Plan
from planning.project_ceiling import limited
from planning.project_ceiling_text import warnings, why_cut
from tests.unit.test_candidate_project import FACILITY, PROJECT
from tests.unit.test_support import CAP, HALF, rule, rules

VI, EN = Language.VI, Language.EN
YEAR = 2027
NAMES = {"B-1": "HTX Chè", "B-2": "Xưởng Quế"}
PLAN = Plan(
    code="I-1",
    item="Máy sao chè",
    activity=Activity.ADVANCED_MACHINERY,
    year=YEAR,
    cost=155_000_000,
    eligible_cost=124_000_000,
)
ASKING = replace(FACILITY, requested=69_500_000)
SINGLE = replace(PROJECT, support=69_500_000, investments={"I-1"}, beneficiaries=[ASKING])
OTHER = replace(ASKING, code="B-2", owner="O-2", unit="U-2", requested=40_000_000)
OTHER_PLAN = replace(PLAN, code="I-2", item="Máy bóc quế", cost=100_000_000, eligible_cost=None)
PAIR = replace(SINGLE, support=109_500_000, investments={"I-1", "I-2"}, beneficiaries=[ASKING, OTHER])
PLANS = {"B-1": [PLAN], "B-2": [OTHER_PLAN]}


def held(
    candidate: Candidate, known: RulesInForce | None, plans: Mapping[str, list[Plan]] = PLANS
) -> Candidate:
    """A candidate held against the same rules in every province."""
    return limited(candidate, plans, lambda _: known)


def amounts(candidate: Candidate) -> list[int]:
    """What each beneficiary gets."""
    return [share.amount for share in shares_of(candidate)]


def test_a_beneficiary_gets_its_rate_of_the_eligible_cost_at_most() -> None:
    found = held(PAIR, rules(HALF))

    assert (amounts(found), support_of(found)) == ([62_000_000, 40_000_000], 102_000_000)


def test_what_the_rules_allow_stays_as_it_is() -> None:
    asked = replace(SINGLE, support=62_000_000)

    found = held(asked, rules(HALF))

    assert replace(found, claims=()) == asked
    assert warnings(found, YEAR, NAMES, EN) == []


def test_sites_of_one_organisation_share_its_ceiling() -> None:
    sites = replace(PAIR, beneficiaries=[ASKING, replace(OTHER, owner="O-1")])

    found = held(sites, rules(HALF, rule("cap", RuleKind.CAP, "51000000")))

    assert sum(amounts(found)) == 51_000_000
    assert why_cut(found, NAMES, EN) == [
        "Asked for by HTX Chè and Xưởng Quế: 109,500,000 đồng; the rules allow 51,000,000 đồng. At most 50% "
        "of 224,000,000 đồng of eligible cost (no clause known). The ceiling of 51,000,000 đồng binds (no "
        "clause known)."
    ]


def test_what_a_project_is_capped_at_is_shared_in_proportion() -> None:
    found = held(PAIR, rules(HALF, rule("project", RuleKind.CAP, "51000000", RuleScope.PROJECT)))

    assert amounts(found) == [31_000_000, 20_000_000]
    assert why_cut(found, NAMES, EN)[1:] == [
        "The limit of the whole project binds: project (no clause known)."
    ]


def test_what_a_project_is_capped_at_holds_before_it_has_beneficiaries() -> None:
    nobody = replace(SINGLE, beneficiaries=[])

    found = held(nobody, rules(HALF, rule("project", RuleKind.CAP, "51000000", RuleScope.PROJECT)))

    assert support_of(found) == 51_000_000
    assert warnings(found, YEAR, NAMES, EN) == [
        "The limit of the whole project binds: project (no clause known).",
        "The ceiling of support could not be checked: the project has no named beneficiaries yet.",
    ]


def test_criteria_look_at_what_is_given() -> None:
    _, (reasons,) = scored([held(PAIR, rules(HALF))])

    rate = 20 / 1.02
    assert reasons[3].value == pytest.approx(rate / (rate + 10))


def test_exactly_what_the_rate_gives_is_not_too_much() -> None:
    plan = replace(PLAN, cost=333_333_333, eligible_cost=None)
    asked = replace(SINGLE, support=166_666_666, beneficiaries=[replace(ASKING, requested=166_666_666)])

    found = held(asked, rules(HALF), {"B-1": [plan]})
    more = held(replace(asked, support=166_666_667), rules(HALF), {"B-1": [plan]})

    assert (support_of(found), warnings(found, YEAR, NAMES, EN)) == (166_666_666, [])
    assert support_of(more) == 166_666_666


@pytest.mark.parametrize("requested", [(None, None), (69_500_000, None), (69_500_000, 0)])
def test_what_nobody_asks_for_is_held_against_nothing(requested: tuple[int | None, int | None]) -> None:
    one, other = requested
    undivided = replace(PAIR, beneficiaries=[replace(ASKING, requested=one), replace(OTHER, requested=other)])

    found = held(undivided, rules(HALF))

    assert support_of(found) == PAIR.support
    assert warnings(found, YEAR, NAMES, VI) == [
        "Chưa kiểm tra được mức hỗ trợ tối đa của HTX Chè và Xưởng Quế: đề án chưa ghi mỗi đơn vị đề nghị "
        "bao nhiêu. Giữ nguyên mức đề nghị."
    ]
    assert warnings(found, YEAR, NAMES, EN) == [
        "The ceiling of support for HTX Chè and Xưởng Quế could not be checked: how much each of them asks "
        "for is not recorded. What is asked for stands."
    ]


def test_a_cap_holds_whatever_an_unknown_cost_may_be() -> None:
    cap = rule("cap", RuleKind.CAP, "51000000")
    sites = replace(PAIR, beneficiaries=[ASKING, replace(OTHER, owner="O-1")])
    plans = {"B-1": [PLAN], "B-2": [replace(OTHER_PLAN, cost=None)]}
    twice = rule("line", RuleKind.MULTIPLIER, "1.5", cap="cap")

    found = held(sites, rules(HALF, cap), plans)
    line = held(SINGLE, rules(HALF, cap, twice), {})

    assert support_of(found) == 51_000_000
    assert warnings(found, YEAR, NAMES, EN) == [
        "Asked for by HTX Chè and Xưởng Quế: 109,500,000 đồng; the rules allow 51,000,000 đồng. The ceiling "
        "of 51,000,000 đồng binds (no clause known)."
    ]
    assert support_of(line) == 69_500_000


def test_a_project_of_unknown_support_stays_unknown() -> None:
    vague = replace(SINGLE, support=None, beneficiaries=[replace(ASKING, requested=None)])

    assert held(vague, rules(HALF)) == vague


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            VI,
            "HTX Chè đề nghị 69.500.000 đồng, quy định cho phép 62.000.000 đồng. Hỗ trợ tối đa 50% của "
            "124.000.000 đồng chi phí được hỗ trợ (chưa rõ điều khoản).",
        ),
        (
            EN,
            "Asked for by HTX Chè: 69,500,000 đồng; the rules allow 62,000,000 đồng. At most 50% of "
            "124,000,000 đồng of eligible cost (no clause known).",
        ),
    ],
)
def test_who_asks_for_more_is_told_with_the_limit(language: Language, said: str) -> None:
    found = held(PAIR, rules(HALF, CAP))

    assert warnings(found, YEAR, NAMES, language) == [said]


@pytest.mark.parametrize(
    ("plans", "known", "vi", "en"),
    [
        (
            {},
            rules(HALF),
            "chưa rõ chi phí của hạng mục",
            "the cost of what it is for is not known",
        ),
        (
            {"B-1": [replace(PLAN, cost=None, eligible_cost=None)]},
            rules(HALF),
            "chưa rõ chi phí của hạng mục",
            "the cost of what it is for is not known",
        ),
        (
            {"B-1": [replace(PLAN, code="I-9")]},
            rules(HALF),
            "chưa rõ chi phí của hạng mục",
            "the cost of what it is for is not known",
        ),
        (
            PLANS,
            rules(),
            "bộ quy định đang dùng chưa có mức hỗ trợ cho nội dung này",
            "the rules in use have no rate for this activity",
        ),
    ],
)
def test_what_cannot_be_checked_stands_and_is_told(
    plans: dict[str, list[Plan]], known: RulesInForce, vi: str, en: str
) -> None:
    found = held(SINGLE, known, plans)

    assert amounts(found) == [69_500_000]
    assert warnings(found, YEAR, NAMES, VI) == [
        f"Chưa kiểm tra được mức hỗ trợ tối đa của HTX Chè: {vi}. Giữ nguyên mức đề nghị."
    ]
    assert warnings(found, YEAR, NAMES, EN) == [
        f"The ceiling of support for HTX Chè could not be checked: {en}. What is asked for stands."
    ]


def test_rules_that_are_not_known_check_nothing() -> None:
    found = held(SINGLE, None)

    assert amounts(found) == [69_500_000]
    assert warnings(found, YEAR, NAMES, EN) == [
        "The ceiling of support for HTX Chè could not be checked: the rules in use have no rate for this "
        "activity. What is asked for stands."
    ]


def test_two_items_with_one_plan_are_not_checked() -> None:
    items = replace(SINGLE, beneficiaries=[ASKING, replace(ASKING, item="Máy vò", requested=1)])

    found = held(items, rules(HALF))

    assert [claim.is_priced for claim in found.claims] == [False]
    assert support_of(found) == 69_500_000


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            VI,
            "«Máy sao chè» của HTX Chè dự kiến đầu tư năm 2026, không phải năm 2027: hóa đơn có thể nằm "
            "ngoài năm ngân sách.",
        ),
        (
            EN,
            "“Máy sao chè” of HTX Chè is planned for 2026, not for 2027: its invoices may fall outside the "
            "year of the budget.",
        ),
    ],
)
def test_an_item_of_another_year_is_told(language: Language, said: str) -> None:
    modest = replace(SINGLE, support=62_000_000)

    found = held(modest, rules(HALF), {"B-1": [replace(PLAN, year=2026)]})

    assert warnings(found, YEAR, NAMES, language) == [said]
