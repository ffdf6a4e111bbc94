"""Pilot projects: who may lead, who could follow, what everybody gets year by year, and what adds up."""

import datetime as dt
import itertools
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.enums import (
    Activity,
    AdministrativeUnitKind,
    Confidence,
    Criterion,
    FundingLevel,
    GroupExclusion,
    LegalForm,
    PilotProjectConstraint,
    RuleKind,
    RuleProvenance,
    RuleScope,
    RuleUnit,
    Verdict,
)
from domain.language import Language
from domain.rule import Rule, RulesInForce
from planning.cancellation import Cancelled
from planning.eligibility import Facility, Place, Plan
from planning.group_candidate import Known, Offered
from planning.pilot_project import (
    MOST_FOLLOWERS,
    WEIGHTS,
    Participant,
    Project,
    Projects,
    Question,
    Recognition,
    participation,
    pilot_projects,
    with_other_goods,
)
from planning.pilot_project_text import about_answer
from planning.spill_over import Linked, Network, Reach
from seeds.rules import read_rules
from tests.unit.planners import planner

MACHINERY, MODEL, BRAND = Activity.ADVANCED_MACHINERY, Activity.DEMONSTRATION_MODEL, Activity.BRAND
YEAR = 2027
ASKED = Question(first_year=YEAR, years=3, budget=None, number=3)
_IN_FORCE = read_rules().in_force(FundingLevel.NATIONAL, None, dt.date(2026, 3, 1))
assert _IN_FORCE is not None, "there are rules on the day"
RULES: RulesInForce = _IN_FORCE


def plan(cost: int | None = 200_000_000, /, **more: Any) -> Plan:
    """A machine of which everything is known; its cost could be paid whole."""
    fixed: dict[str, Any] = {
        "code": "I-1",
        "item": "Máy",
        "activity": MACHINERY,
        "year": YEAR,
        "cost": cost,
        "own_funds": cost,
        "has_other_state_money": False,
    }
    return Plan(**(fixed | more))


def known(code: str, *plans: Plan, facts: Mapping[str, Any] | None = None, **more: Any) -> Known:
    """A household of a commune of which everything is known, with some plans; one machine unless given."""
    usual: dict[str, Any] = {
        "code": code,
        "legal_form": LegalForm.HOUSEHOLD,
        "place": Place(
            name="Xã Thử", kind=AdministrativeUnitKind.COMMUNE, is_in_city=False, is_difficult=False
        ),
        "divisions": [10],
        "plans": list(plans) or [plan()],
    }
    return planner(Facility(**(usual | dict(facts or {}))), **more)


def trade(*pairs: tuple[str, str], **of: Mapping[str, Any]) -> dict[str, Linked]:
    """Makers of 10 workers in one province who trade in pairs; ``of`` says what is else of each."""
    partners: dict[str, set[str]] = {code: set() for pair in pairs for code in pair}
    for one, other in pairs:
        partners[one].add(other)
        partners[other].add(one)
    usual: dict[str, Any] = {"is_maker": True, "is_market": False, "workers": 10, "province": "U-1"}
    return {
        code: Linked(code=code, partners=frozenset(others), **(usual | dict(of.get(code, {}))))
        for code, others in partners.items()
    }


def found(
    *everybody: Known,
    asked: Question = ASKED,
    linked: Mapping[str, Linked] | None = None,
    quotient: float | None = 1.0,
    recognised: Mapping[str, Sequence[Recognition]] | None = None,
    makers: int | None = None,
    rules: RulesInForce = RULES,
) -> Projects:
    """The projects of some facilities."""
    return pilot_projects(
        asked,
        len(everybody) if makers is None else makers,
        everybody,
        {None: rules},
        linked or {},
        {None: quotient},
        recognised or {},
    )


def amounts(project: Project) -> dict[tuple[str, int, Activity], int]:
    """What everybody gets, by facility, year and activity."""
    return {(each.code, each.year, each.activity): each.support.amount for each in project.shares}


def left_out(projects: Projects) -> dict[str, GroupExclusion]:
    """Why each is in no project."""
    return {each.known.code: each.why for each in projects.exclusions}


def test_score_of_a_lead_is_made_of_advantage_spill_over_readiness_and_priority() -> None:
    # given a lead with two who could follow in two provinces, and a product recognised by the region
    linked = trade(("a", "b"), ("b", "c"), b={"workers": 150, "province": "U-2"}, c={"workers": 50})

    # when
    (project,) = found(
        known("a", is_women_owned=True),
        linked=linked,
        quotient=3.0,
        recognised={"a": [Recognition("OCOP", "3"), Recognition("TYPICAL_RURAL_PRODUCT", "REGION")]},
    ).projects

    # then ½ (3 ÷ 4 + ¾), ⅓ (2 ÷ 12 + 200 ÷ 400 + 2 ÷ 3), all conditions met, owned by women
    values = {reason.criterion: reason.value for reason in project.lead.reasons}
    assert values == {
        Criterion.ADVANTAGE: 0.75,
        Criterion.SPILL_OVER: pytest.approx((1 / 6 + 1 / 2 + 2 / 3) / 3, abs=1e-15),
        Criterion.READINESS: 1.0,
        Criterion.PRIORITY: 1.0,
    }
    assert project.lead.score == pytest.approx(0.35 * 0.75 + 0.35 * 4 / 9 + 0.2 + 0.1, abs=1e-12)
    assert [each.level for each in project.lead.recognitions] == ["REGION", "3"]


def test_what_is_not_known_counts_a_half_and_says_so() -> None:
    # given a lead of which neither province, area nor funds are known, with a follower of unknown size
    lead = known("a", plan(own_funds=None), facts={"place": None})
    linked = trade(("a", "b"), b={"workers": None, "province": None})

    # when
    (project,) = found(lead, linked=linked, quotient=None).projects

    # then place and own funds are open, of six conditions
    reasons = {reason.criterion: reason for reason in project.lead.reasons}
    assert reasons[Criterion.ADVANTAGE].value is None
    assert reasons[Criterion.ADVANTAGE].contribution == 0.35 * 0.25
    assert reasons[Criterion.SPILL_OVER].value is None
    assert reasons[Criterion.SPILL_OVER].contribution == pytest.approx(0.35 * (1 / 11 + 1 / 2) / 3)
    assert reasons[Criterion.READINESS].value == pytest.approx(5 / 6)
    assert (reasons[Criterion.PRIORITY].value, reasons[Criterion.PRIORITY].contribution) == (None, 0.05)
    assert project.shares[0].eligibility.verdict is Verdict.UNDETERMINED


def test_reach_goes_three_steps_and_not_through_markets() -> None:
    # given a chain a-b-c-d-e, and a market at which a and z sell
    linked = trade(
        ("a", "b"),
        ("b", "c"),
        ("c", "d"),
        ("d", "e"),
        ("a", "market"),
        ("market", "z"),
        b={"is_maker": False},
        market={"is_maker": False, "is_market": True},
        d={"workers": None, "province": "U-2"},
    )

    # when
    network = Network(linked)

    # then
    assert network.followers("a") == ["c", "d"]
    assert network.reach("a") == Reach(establishments=2, direct=0, workers=10, unknown=1, provinces=2)
    assert network.reach("nobody") == Reach(establishments=0, direct=0, workers=0, unknown=0, provinces=0)


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20),
    st.sets(st.integers(0, 9)),
    st.sets(st.integers(0, 9)),
)
def test_reach_is_that_of_a_search_step_by_step(
    pairs: list[tuple[int, int]], markets: set[int], makers: set[int]
) -> None:
    # given
    of = {
        str(each): {"is_market": each in markets, "is_maker": each in makers, "workers": each}
        for each in range(10)
    }
    linked = trade(*((str(one), str(other)) for one, other in pairs), **of)
    network = Network(linked)

    # when
    for code in linked:
        found, front = {code}, {code}
        for _ in range(3):
            passing = [linked[each] for each in front if not linked[each].is_market]
            front = {partner for each in passing for partner in each.partners} - found
            found |= front
        expected = sorted(each for each in found - {code} if linked[each].is_maker)

        # then
        assert network.followers(code) == expected
        assert network.reach(code).workers == sum(map(int, expected))


def test_followers_are_linked_makers_who_plan_in_the_years() -> None:
    # given a lead, one linked who plans later, one linked who plans too late, one who is not linked
    everybody = [
        known("a", is_women_owned=True),
        known("b", plan(100_000_000, code="I-2", year=YEAR + 2)),
        known("c", plan(year=YEAR + 3)),
        known("z", plan(year=YEAR + 1)),
    ]

    # when
    projects = found(*everybody, linked=trade(("a", "b"), ("a", "c")))

    # then
    (project,) = projects.projects
    assert amounts(project) == {
        ("a", YEAR, MACHINERY): 100_000_000,
        ("b", YEAR + 2, MACHINERY): 50_000_000,
    }
    assert left_out(projects) == {"c": GroupExclusion.OTHER_YEAR, "z": GroupExclusion.OTHER_YEAR}
    assert (projects.leads, projects.constraint) == (1, None)


def test_a_cap_on_an_organisation_holds_for_all_years_together() -> None:
    # given machines for 500, 300 and 100 million in three years, and a model beside them
    lead = known(
        "a",
        plan(500_000_000, code="I-1"),
        plan(300_000_000, code="I-2", year=YEAR + 1),
        plan(100_000_000, code="I-3", year=YEAR + 2),
        plan(100_000_000, code="I-4", activity=MODEL),
    )

    # when
    (project,) = found(lead).projects

    # then half of 500, then what is left of 300, then nothing, so that the last machine is no part of it
    assert amounts(project) == {
        ("a", YEAR, MODEL): 30_000_000,
        ("a", YEAR, MACHINERY): 250_000_000,
        ("a", YEAR + 1, MACHINERY): 50_000_000,
    }
    bound = {(each.year, each.activity): each.support.bound_by.id for each in project.shares}
    assert bound[YEAR, MACHINERY] == "machinery-rate"
    assert bound[YEAR + 1, MACHINERY] == "machinery-cap"
    assert sum(each.support.counterpart for each in project.shares) == 900_000_000 - 330_000_000


def test_each_plan_is_held_against_the_rules_by_itself() -> None:
    # given five machines of the first year, of which one can be supported
    lead = known(
        "a",
        plan(code="I-1", own_funds=0),
        plan(code="I-2", has_other_state_money=True),
        plan(code="I-3", funded_by=["J-1"]),
        plan(None, code="I-4"),
        plan(120_000_000, code="I-5", own_funds=None),
    )

    # when
    (project,) = found(lead).projects

    # then
    (share,) = project.shares
    assert [each.code for each in share.plans] == ["I-5"]
    assert (share.support.amount, share.eligibility.verdict) == (60_000_000, Verdict.UNDETERMINED)


def test_what_a_ceiling_leaves_of_a_plan_must_not_outgrow_own_funds() -> None:
    # given two machines of a year whose own funds suffice for each alone but not for both under one cap, one
    # of the next year of which the same is true, and one for which nothing is known
    lead = known(
        "a",
        plan(500_000_000, code="I-1", own_funds=250_000_000),
        plan(500_000_000, code="I-2", own_funds=250_000_000),
        plan(200_000_000, code="I-3", own_funds=100_000_000, year=YEAR + 1),
        plan(60_000_000, code="I-4", own_funds=None, year=YEAR + 2),
    )

    # when
    (project,) = found(lead).projects

    # then
    assert [[each.code for each in share.plans] for share in project.shares] == [["I-1"], ["I-4"]]
    assert [share.support.amount for share in project.shares] == [250_000_000, 30_000_000]


def test_a_plan_for_which_nothing_is_left_is_no_part_of_a_project() -> None:
    # given a technology line and a machine that would lower its ceiling
    lead = known("a", plan(900_000_000, code="I-1", is_technology_line=True), plan(code="I-2"))

    # when
    (project,) = found(lead).projects

    # then
    assert [[each.code for each in share.plans] for share in project.shares] == [["I-1"]]
    assert project.shares[0].support.amount == 450_000_000


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (known("a", facts={"legal_form": LegalForm.OTHER}), GroupExclusion.INELIGIBLE),
        (known("a", plan(own_funds=0)), GroupExclusion.INELIGIBLE),
        (known("a", plan(has_other_state_money=True)), GroupExclusion.FUNDED),
        (known("a", plan(year=YEAR + 1, has_other_state_money=True)), GroupExclusion.FUNDED),
        (known("a", plan(None)), GroupExclusion.COST_UNKNOWN),
        (known("a", plan(activity=Activity.TRAINING)), GroupExclusion.NO_RATE),
        (known("a", plan(1_999)), GroupExclusion.NO_RATE),
        (known("a", plan(year=YEAR + 1)), GroupExclusion.OTHER_YEAR),
        (known("a", plan(year=YEAR + 1), plan(None, code="I-2")), GroupExclusion.COST_UNKNOWN),
    ],
)
def test_who_cannot_lead_has_a_reason(other: Known, why: GroupExclusion) -> None:
    projects = found(other)

    assert (list(projects.projects), left_out(projects)) == ([], {"a": why})
    assert (projects.leads, projects.constraint) == (0, PilotProjectConstraint.NO_LEAD)


def test_without_makers_or_plans_there_is_no_project() -> None:
    assert found(makers=0).constraint is PilotProjectConstraint.NO_FACILITY
    assert found(makers=5).constraint is PilotProjectConstraint.NO_PLAN


def test_a_lead_whose_first_year_takes_more_than_the_budget_cannot_lead() -> None:
    projects = found(known("a"), asked=replace(ASKED, budget=99_999_999))

    assert left_out(projects) == {"a": GroupExclusion.BUDGET}
    assert [each.amount for each in projects.exclusions] == [100_000_000]


def test_a_lead_gets_its_years_as_far_as_the_budget_goes_before_anybody_follows() -> None:
    # given a lead with plans in three years for 50, 40 and 30 million, and a follower for 20
    lead = known(
        "a",
        plan(100_000_000, code="I-1"),
        plan(80_000_000, code="I-2", year=YEAR + 1),
        plan(60_000_000, code="I-3", year=YEAR + 2),
        is_women_owned=True,
    )
    follower = known("b", plan(40_000_000, code="I-4", year=YEAR + 1))

    # when
    (project,) = found(
        lead, follower, linked=trade(("a", "b")), asked=replace(ASKED, budget=110_000_000)
    ).projects

    # then the third year of the lead does not fit, the follower does
    assert amounts(project) == {
        ("a", YEAR, MACHINERY): 50_000_000,
        ("a", YEAR + 1, MACHINERY): 40_000_000,
        ("b", YEAR + 1, MACHINERY): 20_000_000,
    }


def test_one_site_of_an_organisation_takes_part_and_none_beside_the_lead() -> None:
    # given a follower with two sites, and another site of the lead
    own, other = frozenset({"O-lead"}), frozenset({"O-other"})
    everybody = [
        known("a", organisations=own, is_women_owned=True),
        known("b", plan(code="I-2", year=YEAR + 1), organisations=own),
        known("c", plan(code="I-3", year=YEAR + 1), organisations=other),
        known("d", plan(code="I-4", year=YEAR + 1), organisations=other),
    ]

    # when
    (project,) = found(*everybody, linked=trade(("a", "b"), ("a", "c"), ("a", "d"))).projects

    # then of the two that are alike the one with the lower code
    assert [each.code for each in project.participants] == ["a", "c"]
    assert project.left_out == 1


def test_of_equal_choices_the_cheaper_then_the_lower_codes_follow() -> None:
    # given three alike of whom two fit, and one that is worth the same for less
    alike = [known(code, plan(code=f"I-{code}", year=YEAR + 1), workers=None) for code in "bcd"]
    cheap = known("e", plan(100_000_000, code="I-e", year=YEAR + 1), workers=None)
    linked = trade(*(("a", code) for code in "bcde"))
    asked = replace(ASKED, budget=300_000_000)

    # when
    (first,) = found(known("a"), *reversed(alike), asked=asked, linked=linked).projects
    (second,) = found(known("a"), *alike, cheap, asked=asked, linked=linked).projects

    # then
    assert [each.code for each in first.participants] == ["a", "b", "c"]
    assert [each.code for each in second.participants] == ["a", "b", "e"]


def test_proposals_are_led_by_those_who_follow_in_no_better_one() -> None:
    # given two linked leads, two sites of one organisation, and one alone; a and c are preferred
    own = frozenset({"O-own"})
    everybody = [
        known("a", is_women_owned=True),
        known("b"),
        known("c", organisations=own, is_women_owned=True),
        known("d", organisations=own),
        known("e"),
    ]

    # when
    projects = found(*everybody, linked=trade(("a", "b")), asked=replace(ASKED, number=2))

    # then
    assert [[each.code for each in one.participants] for one in projects.projects] == [["a", "b"], ["c"]]
    assert left_out(projects) == {
        "d": GroupExclusion.SAME_ORGANISATION,
        "e": GroupExclusion.LOWER_VALUE,
    }
    assert projects.leads == 5


def test_leads_of_equal_score_come_by_code() -> None:
    everybody = [known(code) for code in "cab"]

    assert [each.lead.code for each in found(*everybody).projects] == ["a", "b", "c"]


WHOLE = Rule(
    id="whole",
    kind=RuleKind.CAP,
    levels=frozenset({FundingLevel.NATIONAL}),
    activities=frozenset({MACHINERY}),
    scope=RuleScope.PROJECT,
    value=Decimal("150000000"),
    unit=RuleUnit.VND,
    explanation=("cả đề án", "a project"),
    source="thử",
    confidence=Confidence.SURE,
    provenance=RuleProvenance.READ,
)


def test_a_cap_on_a_whole_project_holds_for_all_together() -> None:
    # given a cap of 150 million a project on machines, a lead who takes 100, and two who would take 40 each
    rules = replace(RULES, rules={**RULES.rules, "whole": WHOLE})
    everybody = [
        known("a", is_women_owned=True),
        *(known(code, plan(80_000_000, code=f"I-{code}", year=YEAR + 1)) for code in "bc"),
        known("d", plan(40_000_000, code="I-d", year=YEAR + 1, activity=BRAND)),
    ]

    # when
    (project,) = found(*everybody, rules=rules, linked=trade(("a", "b"), ("a", "c"), ("a", "d"))).projects
    (alone,) = found(known("a", plan(400_000_000)), rules=rules).projects

    # then
    assert [each.code for each in project.participants] == ["a", "b", "d"]
    assert [(each.support.amount, each.support.bound_by.id) for each in alone.shares] == [
        (150_000_000, "whole")
    ]


def test_a_cap_of_one_province_binds_those_whom_it_pays() -> None:
    # given a province with a cap of 150 million a project on machines, in which one of the followers lies
    there = replace(
        RULES,
        sets=[replace(each, code="there") for each in RULES.sets],
        rules={**RULES.rules, "whole": WHOLE},
    )
    everybody = [
        known("a", is_women_owned=True),
        *(known(code, plan(80_000_000, code=f"I-{code}", year=YEAR + 1)) for code in "bc"),
        known("d", plan(10_000_000, code="I-d", year=YEAR + 1), province="U-2"),
    ]
    linked = trade(("a", "b"), ("a", "c"), ("a", "d"), d={"province": "U-2"})

    # when
    (project,) = pilot_projects(
        ASKED, 4, everybody, {None: RULES, "U-2": there}, linked, {None: 1.0, "U-2": 1.0}, {}
    ).projects

    # then
    assert [each.code for each in project.participants] == ["a", "b", "c", "d"]


def test_so_many_take_part_at_most() -> None:
    everybody = [known(f"b{number:03d}", plan(code=f"I-{number}", year=YEAR + 1)) for number in range(50)]

    (project,) = found(
        known("a"), *everybody, linked=trade(*(("a", each.code) for each in everybody))
    ).projects

    assert len(project.participants) == MOST_FOLLOWERS + 1
    assert project.left_out == 50 - MOST_FOLLOWERS


def test_who_makes_other_goods_too_is_told() -> None:
    other = known("b", offers=[Offered("P-tea", 1.0), Offered("P-rice", None)])

    assert with_other_goods(found(known("a"), other), {"P-tea"}) == ["b"]


def test_the_first_year_that_rules_of_a_province_do_not_cover_is_told() -> None:
    own = read_rules().in_force(FundingLevel.PROVINCIAL, "U-15@2025-07-01", dt.date(2026, 3, 1))
    assert own is not None
    none = Projects(projects=[], exclusions=[], leads=0, constraint=PilotProjectConstraint.NO_PLAN)

    said = about_answer(ASKED, ("Quế", None), 1, none, [], {None: RULES, "U-15@2025-07-01": own}, Language.VI)

    assert said.endswith(
        " Bộ quy định lao-cai-2026 chỉ có hiệu lực đến hết ngày 31/12/2027, trước khi hết năm kinh phí 2028: "
        "cần kiểm tra quy định mới."
    )


def test_a_caller_who_left_is_noticed() -> None:
    cancelled = threading.Event()
    cancelled.set()
    everybody = [known("a", is_women_owned=True), known("b", plan(year=YEAR + 1))]
    everybody.append(known("c", plan(year=YEAR + 1)))

    with pytest.raises(Cancelled):
        pilot_projects(
            replace(ASKED, budget=200_000_000),
            3,
            everybody,
            {None: RULES},
            trade(("a", "b"), ("a", "c")),
            {},
            {},
            cancelled,
        )


_PLANS = st.lists(
    st.tuples(
        st.sampled_from([MACHINERY, MODEL, BRAND]),
        st.integers(YEAR, YEAR + 2),
        st.integers(1_000, 900_000_000),
        st.booleans(),
    ),
    min_size=1,
    max_size=3,
)
_REGISTER = st.lists(
    st.tuples(_PLANS, st.booleans(), st.integers(0, 3), st.one_of(st.none(), st.integers(0, 60))),
    min_size=1,
    max_size=7,
)


@given(_REGISTER, st.one_of(st.none(), st.integers(1_000, 900_000_000)), st.integers(1, 3))
@settings(max_examples=60)
def test_money_adds_up_ceilings_hold_and_the_choice_is_the_best(
    register: list[tuple[list[tuple[Activity, int, int, bool]], bool, int, int | None]],
    budget: int | None,
    years: int,
) -> None:
    # given households that all trade with the first, some of one organisation
    everybody = [
        known(
            f"f{number}",
            *(
                plan(cost, code=f"I-{number}-{place}", activity=activity, year=year, is_technology_line=line)
                for place, (activity, year, cost, line) in enumerate(plans)
            ),
            is_women_owned=women,
            organisations=frozenset({f"O-{number if organisation else 'shared'}"}),
            workers=workers,
        )
        for number, (plans, women, organisation, workers) in enumerate(register)
    ]
    linked = trade(("f0", "f0"), *(("f0", each.code) for each in everybody[1:]))
    asked = Question(first_year=YEAR, years=years, budget=budget, number=2)

    # when
    projects = found(*everybody, asked=asked, linked=linked)

    # then
    assert sum(WEIGHTS.values()) == pytest.approx(1.0)
    able = {each.code: participation(asked, each, RULES)[0] for each in everybody}
    for project in projects.projects:
        lead, *followers = project.participants
        assert sum(reason.contribution for reason in project.lead.reasons) == pytest.approx(
            project.lead.score, abs=1e-9
        )
        assert lead.in_year(YEAR).shares
        assert budget is None or sum(each.amount for each in project.participants) <= budget
        assert project.gap == 0.0
        for each in project.participants:
            _check_money(each)
        rest = None if budget is None else budget - lead.amount
        willing = [
            able[code]
            for code in Network(linked).followers(project.lead.code)
            if able[code].shares and able[code].known.organisations.isdisjoint(lead.known.organisations)
        ]
        best = max(
            (sum(each.worth for each in some) for some in _subsets(willing) if _fits(some, rest)), default=0.0
        )
        assert sum(each.worth for each in followers) == pytest.approx(best, abs=1e-5)
        assert _fits(followers, rest)


def _check_money(participant: Participant) -> None:
    """Whole thousands, to the đồng together with the counterpart, within the rates and caps of all years."""
    by_activity: dict[Activity, int] = {}
    for share in participant.shares:
        paid, cost = share.support, sum(each.cost or 0 for each in share.plans)
        assert paid.amount % 1_000 == 0
        assert paid.amount > 0
        assert paid.amount + paid.counterpart == cost
        assert 0 <= paid.remainder < 1_000
        assert paid.amount <= paid.share * cost
        by_activity[share.activity] = by_activity.get(share.activity, 0) + paid.amount
        for limit in paid.limits:
            assert limit.used <= limit.amount
    assert by_activity.get(MACHINERY, 0) <= 450_000_000
    assert by_activity.get(BRAND, 0) <= 35_000_000 * sum(
        len(share.plans) for share in participant.shares if share.activity is BRAND
    )


def _subsets(some: Sequence[Participant]) -> list[tuple[Participant, ...]]:
    return [each for size in range(len(some) + 1) for each in itertools.combinations(some, size)]


def _fits(some: Sequence[Participant], rest: int | None) -> bool:
    sites = [organisation for each in some for organisation in each.known.organisations]
    return len(sites) == len(set(sites)) and (rest is None or sum(each.amount for each in some) <= rest)
