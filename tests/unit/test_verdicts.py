"""Verdicts: what refuses, what stays open, and what an answer would settle."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.enums import (
    Activity,
    AdministrativeUnitKind,
    Confidence,
    Fact,
    FundingLevel,
    LegalForm,
    RuleKind,
    RuleProvenance,
    UnlockKind,
    Verdict,
)
from domain.language import Language
from domain.rule import RulesInForce
from planning.data_gap import data_gaps
from planning.eligibility import (
    Eligibility,
    Facility,
    Place,
    Plan,
    before_project,
    eligibility,
    greatest_support,
)
from planning.eligibility_text import about, validity
from planning.recipe import Recipes
from seeds.rules import read_rules

SETS = read_rules()
TODAY = dt.date(2026, 3, 1)
MACHINERY = Activity.ADVANCED_MACHINERY
WARD = Place(name="Phường Âu Lâu", kind=AdministrativeUnitKind.WARD, is_in_city=False)
CITY_WARD = Place(name="Phường Ba Đình", kind=AdministrativeUnitKind.WARD, is_in_city=True)


def in_force(
    on: dt.date = TODAY, level: FundingLevel = FundingLevel.NATIONAL, province: str = "U-01@2025-07-01"
) -> RulesInForce:
    """The rules of a day."""
    rules = SETS.in_force(level, province, on)
    assert rules is not None
    return rules


def plan(code: str = "a", cost: int = 100, own: int | None = 100, other: bool | None = False) -> Plan:
    """A machine."""
    return Plan(
        code=code,
        item=code,
        activity=MACHINERY,
        year=2026,
        cost=cost,
        own_funds=own,
        has_other_state_money=other,
    )


def household(*plans: Plan) -> Facility:
    """A household of which all is known, with a machine that its own funds and the support pay for."""
    return Facility(
        code="B-1",
        legal_form=LegalForm.HOUSEHOLD,
        place=WARD,
        divisions=(10,),
        plans=plans or (plan(),),
    )


def standing(found: Eligibility) -> tuple[Verdict, list[tuple[str, Verdict]], list[Fact]]:
    """The verdict, the findings that do not pass, and the facts to ask for."""
    return (
        found.verdict,
        [(each.rule.id, each.verdict) for each in found.findings if each.verdict is not Verdict.ELIGIBLE],
        found.missing,
    )


def judged(facility: Facility, activity: Activity = MACHINERY, rules: RulesInForce | None = None) -> object:
    """How a facility stands."""
    return standing(eligibility(facility, activity, rules or in_force()))


def test_a_household_of_which_all_is_known_is_eligible() -> None:
    assert judged(household()) == (Verdict.ELIGIBLE, [], [])


def test_two_items_of_which_each_meets_one_condition_are_not_enough() -> None:
    short = plan("short", own=0, other=False)
    paid = plan("paid", own=100, other=True)

    assert judged(household(short, paid)) == (
        Verdict.INELIGIBLE,
        [("other-state-money", Verdict.INELIGIBLE)],
        [],
    )
    assert judged(household(short, paid, plan("good"))) == (Verdict.ELIGIBLE, [], [])


def test_mining_is_refused_only_where_the_area_is_known_not_to_be_difficult() -> None:
    mine = replace(household(), divisions=(8,))

    def at(is_difficult: bool | None) -> object:
        return judged(replace(mine, place=replace(WARD, is_difficult=is_difficult)))

    assert at(True) == (Verdict.ELIGIBLE, [], [])
    assert at(None) == (Verdict.UNDETERMINED, [("sector", Verdict.UNDETERMINED)], [Fact.AREA_CLASS])
    assert at(False) == (Verdict.INELIGIBLE, [("sector", Verdict.INELIGIBLE)], [])


@pytest.mark.parametrize(
    ("place", "village", "on", "verdict", "missing"),
    [
        (WARD, None, dt.date(2025, 10, 14), Verdict.UNDETERMINED, [Fact.CITY_GRADE]),
        (WARD, None, dt.date(2025, 10, 15), Verdict.ELIGIBLE, []),
        (CITY_WARD, None, dt.date(2025, 10, 15), Verdict.UNDETERMINED, [Fact.CRAFT_VILLAGE]),
        (CITY_WARD, "Bát Tràng", dt.date(2025, 10, 15), Verdict.ELIGIBLE, []),
        (None, None, dt.date(2025, 10, 15), Verdict.UNDETERMINED, [Fact.PLACE]),
    ],
)
def test_what_counts_as_rural_changed_on_15_october_2025(
    place: Place | None, village: str | None, on: dt.date, verdict: Verdict, missing: list[Fact]
) -> None:
    found = eligibility(replace(household(), place=place, craft_village=village), MACHINERY, in_force(on))

    assert (found.verdict, found.missing) == (verdict, missing)


def test_a_large_enterprise_is_refused_provisionally_but_not_for_cleaner_production() -> None:
    large = replace(
        household(),
        legal_form=LegalForm.ENTERPRISE,
        figures_year=2025,
        insured_workers=201,
        revenue=1,
        capital=1,
    )
    cleaner = replace(plan(), activity=Activity.CLEANER_PRODUCTION)

    found = eligibility(large, MACHINERY, in_force())

    assert standing(found) == (Verdict.INELIGIBLE, [("size", Verdict.INELIGIBLE)], [])
    assert found.is_provisional
    assert judged(replace(large, plans=(cleaner,)), Activity.CLEANER_PRODUCTION) == (
        Verdict.ELIGIBLE,
        [],
        [],
    )


def test_where_the_legal_form_is_unknown_size_is_asked_only_where_it_could_matter() -> None:
    formless = replace(household(), legal_form=None)
    small = replace(formless, insured_workers=10, revenue=1, capital=None)
    large = replace(formless, insured_workers=300)

    def missing(facility: Facility) -> Sequence[Fact]:
        return eligibility(facility, MACHINERY, in_force()).missing

    assert missing(formless) == [Fact.LEGAL_FORM, Fact.SIZE]
    assert missing(small) == [Fact.LEGAL_FORM]
    assert missing(large) == [Fact.LEGAL_FORM]


def test_a_rule_that_is_unsure_or_without_clause_leaves_the_verdict_open() -> None:
    rules = in_force()
    poor = household(plan(own=0))

    def under(**doubt: object) -> object:
        weak = replace(rules.rules["counterpart"], **doubt)  # type: ignore[arg-type]  # fields of a rule
        return judged(poor, rules=replace(rules, rules={**rules.rules, "counterpart": weak}))

    stays_open: object = (Verdict.UNDETERMINED, [("counterpart", Verdict.UNDETERMINED)], [])
    assert under() == (Verdict.INELIGIBLE, [("counterpart", Verdict.INELIGIBLE)], [])
    assert under(confidence=Confidence.UNSURE) == stays_open
    assert under(clause=None) == stays_open


def test_own_funds_that_pay_for_all_are_told_beside_what_is_needed() -> None:
    found = eligibility(household(plan(cost=200, own=200)), MACHINERY, in_force())

    (told,) = [each for each in found.findings if each.rule.id == "counterpart"]
    assert "own funds of 200 đồng, 100 đồng are needed" in about(told, Language.EN)


def test_where_no_rate_is_known_own_funds_are_not_asked_for_in_vain() -> None:
    rules = in_force(level=FundingLevel.PROVINCIAL)
    found = eligibility(household(plan(own=60)), MACHINERY, rules)

    assert standing(found) == (Verdict.UNDETERMINED, [("counterpart", Verdict.UNDETERMINED)], [])
    assert about(found.findings[0], Language.EN) == (
        "Condition: The establishment has invested, or commits itself to invest, the rest of the cost. “a”: "
        "the rules have no rate for this activity and level, so how much own money it takes cannot be told."
    )
    assert judged(household(plan(own=100)), rules=rules) == (Verdict.ELIGIBLE, [], [])


def said(facility: Facility, rule: str) -> list[str]:
    """What is said of a rule and a facility, in Vietnamese and English."""
    (told,) = [each for each in eligibility(facility, MACHINERY, in_force()).findings if each.rule.id == rule]
    return [about(told, language) for language in (Language.VI, Language.EN)]


def test_a_finding_names_the_condition_and_says_whether_it_is_met() -> None:
    vi = "Điều kiện: Chưa được hỗ trợ từ nguồn kinh phí nhà nước khác cho cùng hạng mục."
    en = "Condition: No other state money supports the same item."

    assert said(household(plan(other=True)), "other-state-money") == [
        f"{vi} Không đạt: “a”: cơ sở khai đã có kinh phí nhà nước khác.",
        f"{en} Not met: “a”: other state money, as declared.",
    ]
    assert said(household(plan(other=False)), "other-state-money") == [
        f"{vi} Đạt: “a”: cơ sở khai chưa có kinh phí nhà nước khác.",
        f"{en} Met: “a”: no other state money, as declared.",
    ]
    assert said(household(plan(other=None)), "other-state-money") == [
        f"{vi} “a”: chưa biết có kinh phí nhà nước khác hay không.",
        f"{en} “a”: whether there is other state money is not known.",
    ]


@pytest.mark.parametrize(
    ("cost", "own", "missing", "vi", "en"),
    [
        (100, None, [Fact.OWN_FUNDS], "vốn đối ứng đã thu xếp", "the own funds are"),
        (None, 100, [Fact.COST], "chi phí", "its cost is"),
        (
            None,
            None,
            [Fact.COST, Fact.OWN_FUNDS],
            "chi phí và vốn đối ứng đã thu xếp",
            "its cost and the own funds are",
        ),
    ],
)
def test_of_cost_and_own_funds_what_is_not_known_is_named_and_asked_for(
    cost: int | None, own: int | None, missing: list[Fact], vi: str, en: str
) -> None:
    asked = household(replace(plan(own=own), cost=cost))

    assert eligibility(asked, MACHINERY, in_force()).missing == missing
    assert said(asked, "counterpart") == [
        f"Điều kiện: Cơ sở đã đầu tư vốn hoặc cam kết đầu tư phần vốn còn lại. “a”: chưa biết {vi}.",
        "Condition: The establishment has invested, or commits itself to invest, the rest of the cost. "
        f"“a”: {en} not known.",
    ]


@pytest.mark.parametrize(("name_en", "called"), [("Ba Dinh Ward", "Ba Dinh Ward"), (None, "Phường Ba Đình")])
def test_a_place_is_called_by_its_name_in_the_language_of_the_sentence(
    name_en: str | None, called: str
) -> None:
    facility = replace(household(), place=replace(CITY_WARD, name_en=name_en), is_outside_villages=True)

    vi, en = said(facility, "place")

    assert vi.endswith(
        "Không đạt: Cơ sở đặt tại Phường Ba Đình, không thuộc địa bàn trên và không ở làng nghề được công "
        "nhận."
    )
    assert en.endswith(
        f"Not met: It stands in {called}, which is none of these places, and in no recognised craft village."
    )


def test_rules_that_end_warn_with_the_first_year_that_they_do_not_cover() -> None:
    national = in_force(level=FundingLevel.PROVINCIAL)
    own = in_force(level=FundingLevel.PROVINCIAL, province="U-15@2025-07-01")

    assert [validity([national, own], range(2027, 2030), language) for language in Language] == [
        "Bộ quy định lao-cai-2026 chỉ có hiệu lực đến hết ngày 31/12/2027, trước khi hết năm kinh phí 2028: "
        "cần kiểm tra quy định mới.",
        "The rules lao-cai-2026 are in force until 2027-12-31 only, before the funding year 2028 ends: look "
        "for new ones.",
    ]
    assert validity([national, own], [2026, 2027], Language.VI) is None
    assert validity([national], range(2027, 2030), Language.VI) is None


def test_a_gap_unlocks_no_verdict_that_waits_for_a_rule() -> None:
    national, provincial = in_force(), in_force(level=FundingLevel.PROVINCIAL)
    asked = replace(household(plan(own=60)), divisions=())

    def verdicts_unlocked(rules: RulesInForce) -> list[tuple[Fact, int]]:
        found = [eligibility(asked, MACHINERY, rules)]
        gaps = data_gaps(found, [], Recipes([]), {}, {})
        return [(gap.fact, gap.unlocks[UnlockKind.VERDICTS]) for gap in gaps]

    assert verdicts_unlocked(national) == [(Fact.SECTOR, 1)]
    assert verdicts_unlocked(provincial) == [(Fact.SECTOR, 0)]


@given(st.integers(min_value=0, max_value=2**53), st.decimals("0.001", "1", places=3))
def test_support_is_exact_in_whole_dong(cost: int, rate: Decimal) -> None:
    rules = in_force()
    rules = replace(
        rules, rules={"rate": replace(rules.of(RuleKind.RATE, MACHINERY)[0], id="rate", value=rate)}
    )

    assert greatest_support(plan(cost=cost), rules) == cost * int(rate * 1000) // 1000


def test_ward_of_a_city_is_refused_only_where_it_is_known_to_be_in_no_recognised_village() -> None:
    outside = replace(household(), place=CITY_WARD, is_outside_villages=True)

    assert judged(outside) == (Verdict.INELIGIBLE, [("place", Verdict.INELIGIBLE)], [])


@pytest.mark.parametrize(
    ("grade", "since", "was_commune", "verdict"),
    [
        ("2", None, None, Verdict.ELIGIBLE),
        ("3", None, None, Verdict.ELIGIBLE),
        ("SPECIAL", dt.date(2024, 1, 1), True, Verdict.INELIGIBLE),
        ("1", dt.date(2020, 3, 1), True, Verdict.ELIGIBLE),
        ("1", dt.date(2020, 2, 29), True, Verdict.ELIGIBLE),  # five years later is 1 March
        ("1", dt.date(2020, 2, 28), True, Verdict.INELIGIBLE),
        ("1", dt.date(2004, 7, 8), None, Verdict.INELIGIBLE),  # a ward for longer, whatever it was before
        ("1", dt.date(2024, 1, 1), None, Verdict.UNDETERMINED),
        ("1", None, True, Verdict.UNDETERMINED),
        (None, dt.date(2004, 7, 8), None, Verdict.UNDETERMINED),
    ],
)
def test_ward_before_15_october_2025_goes_by_the_grade_of_its_city_and_when_it_was_a_commune(
    grade: str | None, since: dt.date | None, was_commune: bool | None, verdict: Verdict
) -> None:
    ward = replace(WARD, city_grade=grade, ward_since=since, was_commune=was_commune)

    found = eligibility(replace(household(), place=ward), MACHINERY, in_force(dt.date(2025, 3, 1)))

    missing = [Fact.CITY_GRADE] if verdict is Verdict.UNDETERMINED else []
    assert (found.verdict, found.missing) == (verdict, missing)
    assert all(about(each, Language.VI) and about(each, Language.EN) for each in found.findings)


_UNKNOWN: dict[str, object] = {
    "legal_form": None,
    "place": None,
    "is_outside_villages": False,
    "divisions": (),
    "insured_workers": None,
    "revenue": None,
    "capital": None,
    "plans": (),
}
_FACILITIES = st.builds(
    Facility,
    code=st.just("B-1"),
    legal_form=st.sampled_from([None, *LegalForm]),
    place=st.one_of(
        st.none(),
        st.builds(
            Place,
            name=st.just("Xã"),
            kind=st.sampled_from(AdministrativeUnitKind),
            is_in_city=st.sampled_from([None, True, False]),
            is_difficult=st.sampled_from([None, True, False]),
            city_grade=st.sampled_from([None, "SPECIAL", "1", "2"]),
            ward_since=st.sampled_from([None, dt.date(2004, 7, 8), dt.date(2024, 1, 1)]),
            was_commune=st.sampled_from([None, True]),
        ),
    ),
    is_outside_villages=st.booleans(),
    divisions=st.lists(st.sampled_from([1, 8, 10, 46]), max_size=2).map(tuple),
    figures_year=st.just(2025),
    insured_workers=st.sampled_from([None, 200, 201]),
    revenue=st.sampled_from([None, 200_000_000_000, 200_000_000_001]),
    capital=st.sampled_from([None, 100_000_000_000, 100_000_000_001]),
    plans=st.lists(
        st.builds(
            plan,
            code=st.sampled_from("ab"),
            own=st.sampled_from([None, 0, 100]),
            other=st.sampled_from([None, True, False]),
        ),
        max_size=2,
        unique_by=lambda each: each.code,
    ).map(tuple),
)


@given(
    _FACILITIES,
    st.sampled_from(sorted(_UNKNOWN)),
    st.sampled_from([dt.date(2025, 10, 14), TODAY]),
    st.sampled_from([FundingLevel.NATIONAL, FundingLevel.PROVINCIAL]),
)
def test_a_missing_fact_never_passes_and_never_fails(
    facility: Facility, forgotten: str, on: dt.date, level: FundingLevel
) -> None:
    rules = in_force(on, level)
    knowing = eligibility(facility, MACHINERY, rules)
    unknowing = eligibility(replace(facility, **{forgotten: _UNKNOWN[forgotten]}), MACHINERY, rules)  # type: ignore[arg-type]  # a field of it

    assert unknowing.verdict in {knowing.verdict, Verdict.UNDETERMINED}


@given(
    _FACILITIES,
    st.sampled_from(["is_in_city", "is_difficult", "city_grade", "ward_since", "was_commune"]),
    st.sampled_from([dt.date(2025, 10, 14), TODAY]),
)
def test_what_is_missing_of_a_place_never_passes_and_never_fails(
    facility: Facility, forgotten: str, on: dt.date
) -> None:
    assume(facility.place is not None)
    assert facility.place is not None
    place = replace(facility.place, **{forgotten: None})  # type: ignore[arg-type]  # a field of it
    knowing, unknowing = (
        eligibility(each, MACHINERY, in_force(on)) for each in (facility, replace(facility, place=place))
    )

    assert unknowing.verdict in {knowing.verdict, Verdict.UNDETERMINED}


@given(_FACILITIES, st.sampled_from([dt.date(2025, 10, 14), TODAY]))
def test_a_verdict_is_the_worst_finding_and_names_what_is_missing(facility: Facility, on: dt.date) -> None:
    found = eligibility(facility, MACHINERY, in_force(on))
    verdicts = {finding.verdict for finding in found.findings}

    worst = [
        verdict
        for verdict in (Verdict.INELIGIBLE, Verdict.UNDETERMINED, Verdict.ELIGIBLE)
        if verdict in verdicts
    ]
    assert found.verdict is worst[0]
    assert (found.verdict is Verdict.ELIGIBLE) == (not found.missing and verdicts == {Verdict.ELIGIBLE})
    assert all(finding.rule.may_refuse for finding in found.findings if finding.verdict is Verdict.INELIGIBLE)
    recalled = [each.rule for each in found.findings if each.rule.provenance is RuleProvenance.RECALLED]
    assert found.is_provisional <= bool(recalled)


def test_project_is_no_other_state_money_for_what_it_pays_itself() -> None:
    paid = replace(plan("paid"), funded_by=("J-1",), year=2020)
    twice = replace(plan("twice"), funded_by=("J-1", "J-2"), asked_by=("J-1", "J-3"))

    before = before_project(household(paid, twice), "J-1", ["paid"])
    both = before_project(household(paid, twice), "J-1", ["paid", "twice"])

    assert before.plans == [replace(plan("paid"), funded_by=[], asked_by=[], year=None)]
    assert [(each.funded_by, each.asked_by) for each in both.plans] == [([], []), (["J-2"], ["J-3"])]
    assert eligibility(before, MACHINERY, in_force()).verdict is Verdict.ELIGIBLE


def test_what_a_facility_plans_today_is_not_held_against_a_project_that_covers_nothing() -> None:
    later = replace(plan("later"), own_funds=0, funded_by=("J-2",))

    before = before_project(household(later), "J-1", [])

    assert before.plans == []
    assert eligibility(household(later), MACHINERY, in_force()).verdict is Verdict.INELIGIBLE
    assert eligibility(before, MACHINERY, in_force()).verdict is Verdict.UNDETERMINED
