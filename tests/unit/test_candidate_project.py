"""What candidate projects ask for where, who may pay, and what they are worth."""

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.enums import Activity, AreaClass, Criterion, FloorScope, FundingLevel, ProjectKind, ProjectStatus
from planning.apportionment import apportioned
from planning.candidate_project import (
    Beneficiary,
    Candidate,
    Line,
    Promise,
    asked,
    is_first,
    present,
    scored,
    shares_of,
    support_of,
    within,
    worth_to_places,
)
from planning.merit import WEIGHTS

FACILITY = Beneficiary(
    code="B-1",
    owner="O-1",
    item="Máy sấy",
    requested=100,
    unit="U-1",
    province="U-P",
    area_class=None,
    vsic_codes=("2018:1079",),
    workers=10,
    is_preferred=False,
    is_new=True,
    is_linked=False,
)
PROJECT = Candidate(
    code="J-1",
    kind=ProjectKind.INDIVIDUAL,
    activity=Activity.ADVANCED_MACHINERY,
    level=FundingLevel.PROVINCIAL,
    status=ProjectStatus.REGISTERED,
    support=100,
    is_linkage=False,
    unit="U-P",
    province="U-P",
    chains=(),
    investments=(),
    beneficiaries=[FACILITY],
)
LINE = Line(
    code="L-1", level=FundingLevel.PROVINCIAL, available=1_000, territory=frozenset({"U-1"}), activities=()
)


def promise(scope: FloorScope, key: str, units: Sequence[str] = ()) -> Promise:
    """A floor without an amount."""
    return Promise(scope=scope, key=key, amount=None, share=None, units=units)


@given(st.integers(0, 10**12), st.lists(st.none() | st.integers(0, 10**9), min_size=1, max_size=9))
def test_parts_add_up_to_the_dong(amount: int, weights: list[int | None]) -> None:
    parts = apportioned(amount, weights)

    assert sum(parts) == amount
    assert min(parts) >= 0
    known = [weight for weight in weights if weight]
    used = known if len(known) == len(weights) else [1] * len(weights)
    for part, weight in zip(parts, used, strict=True):
        assert abs(part - Fraction(amount * weight, sum(used))) < len(weights)


def test_nobody_has_no_part() -> None:
    assert apportioned(5, []) == []


@pytest.mark.parametrize(
    ("support", "requested", "found"),
    [(100, [60, 60], 100), (None, [60, 40], 100), (None, [60, None], None), (None, [], None), (0, [5], None)],
)
def test_support_is_what_is_recorded_or_requested(
    support: int | None, requested: list[int | None], found: int | None
) -> None:
    beneficiaries = [replace(FACILITY, requested=amount) for amount in requested]

    assert support_of(replace(PROJECT, support=support, beneficiaries=beneficiaries)) == found


def test_shares_follow_what_is_requested() -> None:
    other = replace(FACILITY, code="B-2", unit="U-2", requested=50)

    shares = shares_of(replace(PROJECT, beneficiaries=[FACILITY, other]))

    assert [(share.amount, share.unit) for share in shares] == [(67, "U-1"), (33, "U-2")]


def test_without_beneficiaries_all_goes_where_the_programme_is() -> None:
    (share,) = shares_of(replace(PROJECT, beneficiaries=[]))

    assert (share.amount, share.unit, share.beneficiary) == (100, "U-P", None)


@pytest.mark.parametrize(
    ("line", "may"),
    [
        (LINE, True),
        (replace(LINE, territory=None), True),
        (replace(LINE, territory=frozenset({"U-2"})), False),
        (replace(LINE, level=FundingLevel.NATIONAL), False),
        (replace(LINE, activities={Activity.FAIR}), False),
        (replace(LINE, activities={Activity.FAIR, Activity.ADVANCED_MACHINERY}), True),
    ],
)
def test_a_line_pays_its_level_its_place_and_its_activities(line: Line, may: bool) -> None:
    assert line.may_pay(PROJECT, "U-1") is may


def test_a_score_is_what_its_criteria_contribute() -> None:
    plain = replace(FACILITY, area_class=AreaClass.NOT_DIFFICULT)
    other = replace(FACILITY, code="B-2", requested=300, is_new=False, is_preferred=True, workers=20)
    group = replace(PROJECT, support=400_000_000, beneficiaries=[plain, other])

    (score,), (reasons,) = scored([group])

    values = {reason.criterion: reason.value for reason in reasons}
    assert values == {
        Criterion.NEED: 0.25,
        Criterion.READINESS: 0.6,
        Criterion.PRIORITY: 0.75,
        Criterion.JOBS: pytest.approx(7.5 / 17.5),
        Criterion.LINKAGE: 0.0,
    }
    assert math.fsum(reason.contribution for reason in reasons) == pytest.approx(score, abs=1e-9)
    assert math.fsum(WEIGHTS.values()) == pytest.approx(1)


def test_what_is_unknown_counts_as_a_half() -> None:
    pilot = replace(PROJECT, kind=ProjectKind.PILOT, beneficiaries=[], status=ProjectStatus.APPRAISED)

    (score,), (reasons,) = scored([pilot])

    assert [reason.value for reason in reasons] == [None, 1.0, None, None, None]
    assert score == pytest.approx(0.2 + 0.8 * 0.5)


def test_difficult_areas_and_linkage_projects_are_preferred() -> None:
    high = replace(
        PROJECT, beneficiaries=[replace(FACILITY, area_class=AreaClass.DIFFICULT)], is_linkage=True
    )

    _, (reasons,) = scored([high])

    values = {reason.criterion: reason.value for reason in reasons}
    assert (values[Criterion.PRIORITY], values[Criterion.LINKAGE]) == (1.0, 1.0)


def test_nothing_has_no_scores() -> None:
    assert scored([]) == ([], [])


@pytest.mark.parametrize(
    ("floor", "amount"),
    [
        (promise(FloorScope.UNIT, "U-P", ["U-1"]), 75),
        (promise(FloorScope.AREA_CLASS, "EXTREMELY_DIFFICULT"), 25),
        (promise(FloorScope.AREA_CLASS, "DIFFICULT"), 0),
        (promise(FloorScope.ACTIVITY, "ADVANCED_MACHINERY"), 100),
        (promise(FloorScope.ACTIVITY, "FAIR"), 0),
        (promise(FloorScope.SECTOR, "V-que"), 100),
        (promise(FloorScope.SECTOR, "V-che"), 0),
        (promise(FloorScope.SECTOR, "2018:107"), 75),
        (promise(FloorScope.SECTOR, "2018:16"), 25),
    ],
)
def test_what_lies_within_a_floor(floor: Promise, amount: int) -> None:
    other = replace(
        FACILITY,
        code="B-2",
        unit="U-2",
        requested=25,
        area_class=AreaClass.EXTREMELY_DIFFICULT,
        vsic_codes=("2018:1610",),
    )
    project = replace(PROJECT, chains={"V-que"}, beneficiaries=[replace(FACILITY, requested=75), other])

    assert within(floor, project) == amount


def test_question_has_a_part_for_each_set_of_payers() -> None:
    here, there = replace(FACILITY, requested=60), replace(FACILITY, code="B-2", unit="U-2", requested=40)
    shared = replace(PROJECT, beneficiaries=[here, there, replace(here, code="B-3")], support=160)
    lines = [LINE, replace(LINE, code="L-2", territory=frozenset({"U-2"}), available=-5)]

    question = asked([shared], lines, [], {"J-1"}, [0.5])

    assert question.part_amount.tolist() == [120, 40]
    assert question.payable.tolist() == [[True, False], [False, True]]
    assert question.lines.tolist() == [1_000, 0]
    assert question.is_required.tolist() == [True]
    assert question.worth.tolist() == [1]


def test_projects_for_the_same_item_or_investment_exclude_each_other() -> None:
    same = replace(PROJECT, code="J-2", beneficiaries=[replace(FACILITY, item="MÁY  SẤY")])
    other = replace(PROJECT, code="J-3", beneficiaries=[replace(FACILITY, item="Máy cắt")])
    plans = replace(other, code="J-4", beneficiaries=[], investments={"I-1"})
    planned = replace(other, code="J-5", beneficiaries=[], investments={"I-1"})

    question = asked([PROJECT, same, other, plans, planned], [LINE], [], set(), [0.5] * 5)

    assert question.exclusive == [[0, 1], [3, 4]]


def test_only_national_pilot_projects_come_first() -> None:
    pilot = replace(PROJECT, kind=ProjectKind.PILOT)

    assert not is_first(PROJECT)
    assert not is_first(pilot)
    assert is_first(replace(pilot, level=FundingLevel.NATIONAL))


def test_places_are_units_in_one_province_and_provinces_in_several() -> None:
    here = replace(PROJECT, beneficiaries=[FACILITY, replace(FACILITY, code="B-2", unit="U-2")])
    there = replace(PROJECT, beneficiaries=[replace(FACILITY, unit="U-9", province="U-Q")])

    one = [each.key for each in present([here]) if each.scope is FloorScope.UNIT]
    several = [each.key for each in present([here, there]) if each.scope is FloorScope.UNIT]

    assert (one, several) == (["U-1", "U-2"], ["U-P", "U-Q"])
    assert worth_to_places([here, there], [10, 8]) == [{"U-P": 10}, {"U-Q": 8}]


def test_a_province_beside_its_units_is_the_rest_of_it_though_of_others_nobody_knows_where() -> None:
    province = replace(PROJECT, beneficiaries=[replace(FACILITY, unit="U-P"), FACILITY])
    lost = replace(PROJECT, beneficiaries=[replace(FACILITY, code="B-2", unit=None, province=None)])

    found = [each for each in present([province, lost]) if each.scope is FloorScope.UNIT]

    assert [(each.key, each.is_rest) for each in found] == [("U-1", False), ("U-P", True)]
