"""Sentences about portfolios, in both languages."""

from dataclasses import replace
from fractions import Fraction

import pytest

from domain.enums import Activity, AreaClass, Criterion, FloorScope, FundingLevel, PortfolioConstraint
from domain.language import Language
from planning.candidate_project import Candidate, Line, Promise, scored
from planning.portfolio import Displacement, Rejection
from planning.portfolio_text import (
    why_displaced,
    why_left_out,
    why_lowered,
    why_rejected,
    why_scored,
    why_unfair,
)
from tests.unit.test_candidate_project import FACILITY, LINE, PROJECT

VI, EN = Language.VI, Language.EN
NAMES = {"J-1": "Đề án chè", "U-1": "Xã Vùng Cao", "U-2": "Xã Đồng Bằng"}
LARGE = replace(PROJECT, support=600_000_000)


def sentence(
    rejection: Rejection, candidate: Candidate, line: Line, language: Language, *, gave_way: bool = False
) -> str:
    """Why a candidate is not funded, beside one other."""
    return why_rejected(
        rejection,
        [candidate, PROJECT],
        [line],
        [],
        [0.5, 0.9],
        NAMES,
        language,
        gave_way=gave_way,
    )


@pytest.mark.parametrize(
    ("line", "vi", "en"),
    [
        (
            replace(LINE, level=FundingLevel.NATIONAL),
            "Các dòng ngân sách đã chọn không có nguồn «khuyến công địa phương».",
            "None of the budget lines chosen is of its level: provincial.",
        ),
        (
            replace(LINE, activities={Activity.FAIR}),
            "Không dòng ngân sách nào cùng cấp chi cho nội dung «Ứng dụng máy móc tiên tiến».",
            "No budget line of its level pays for its activity: advanced machinery.",
        ),
        (
            replace(LINE, territory={"U-2"}),
            "Không dòng ngân sách nào cùng cấp chi cho phần ở Xã Vùng Cao.",
            "No budget line of its level pays for its part in Xã Vùng Cao.",
        ),
    ],
)
def test_what_a_line_may_not_pay_is_said(line: Line, vi: str, en: str) -> None:
    rejection = Rejection(project=0, constraint=PortfolioConstraint.NO_BUDGET_LINE, rank=1, left=0)

    assert sentence(rejection, PROJECT, line, VI) == vi
    assert sentence(rejection, PROJECT, line, EN) == en


def test_money_that_lines_do_not_have_is_said() -> None:
    rejection = Rejection(project=0, constraint=PortfolioConstraint.BUDGET, rank=1, left=0)
    line = replace(LINE, available=500_500_000)

    assert sentence(rejection, LARGE, line, VI) == (
        "Đề án cần 600 triệu đồng, các dòng ngân sách được chi cho đề án chỉ có 500,5 triệu đồng."
    )


def test_a_rank_is_said_with_what_is_left_and_that_pilots_come_first() -> None:
    rejection = Rejection(project=0, constraint=PortfolioConstraint.LOWER_VALUE, rank=2, left=12_500_000)

    assert sentence(rejection, LARGE, LINE, VI, gave_way=True) == (
        "Xếp thứ 2 trong 2 đề án theo giá trị trên mỗi đồng (điểm 0,5). Các dòng ngân sách được chi còn 12,5 "
        "triệu đồng, đề án cần 600 triệu đồng. Ở nguồn quốc gia, đề án điểm được xét trước (Thông tư "
        "36/2013/TT-BCT, Điều 7)."
    )


def test_a_rival_is_named() -> None:
    rejection = Rejection(project=0, constraint=PortfolioConstraint.SAME_ITEM, rank=2, left=0, rival=1)

    assert sentence(rejection, LARGE, LINE, EN) == (
        "The same item of the same beneficiary is supported by “Đề án chè”, which is funded."
    )


def test_each_criterion_says_what_it_found() -> None:
    plain = replace(FACILITY, workers=30, area_class=AreaClass.NOT_DIFFICULT)
    candidate = replace(LARGE, beneficiaries=[plain])
    _, (reasons,) = scored([candidate])

    said = {reason.criterion: why_scored(reason, candidate, EN) for reason in reasons}

    assert said == {
        Criterion.NEED: "100% of the support goes to facilities of which no site of their organisation had "
        "any in the 5 years before.",
        Criterion.READINESS: "Status: registered in the year before funding.",
        Criterion.PRIORITY: "0% of the support goes to facilities owned by women or an ethnic minority, or "
        "in difficult areas.",
        Criterion.JOBS: "30 workers at the beneficiaries: 5 for 100 million đồng of support.",
        Criterion.LINKAGE: "0% of the support goes to facilities whose present trade with others is known.",
    }


@pytest.mark.parametrize(
    ("workers", "vi", "en"),
    [(16, "2,7", "2.7"), (99, "16", "16"), (1, "0,17", "0.17"), (1_000, "167", "167")],
)
def test_workers_for_so_much_support_have_two_digits_that_count(workers: int, vi: str, en: str) -> None:
    candidate = replace(LARGE, beneficiaries=[replace(FACILITY, workers=workers)])
    _, (reasons,) = scored([candidate])
    (jobs,) = [reason for reason in reasons if reason.criterion is Criterion.JOBS]

    assert [why_scored(jobs, candidate, language).partition(": ")[2] for language in (VI, EN)] == [
        f"{vi} lao động trên 100 triệu đồng hỗ trợ.",
        f"{en} for 100 million đồng of support.",
    ]


def test_what_is_unknown_says_why() -> None:
    open_ = replace(PROJECT, beneficiaries=[])
    _, (reasons,) = scored([open_])

    assert why_scored(reasons[0], open_, VI) == "Chưa có đơn vị thụ hưởng cụ thể nên chưa đánh giá được."


def test_an_area_that_nobody_recorded_counts_a_half_and_says_so() -> None:
    women = replace(FACILITY, code="B-2", is_preferred=True)
    candidate = replace(LARGE, beneficiaries=[FACILITY, women])
    _, (reasons,) = scored([candidate])
    (priority,) = [each for each in reasons if each.criterion is Criterion.PRIORITY]

    assert (priority.value, priority.contribution) == (None, 0.25 * 0.75)
    assert why_scored(priority, candidate, EN) == (
        "1 of 2 beneficiaries are owned by women or an ethnic minority, or in difficult areas; the area of 1 "
        "is not known."
    )
    assert "1 đơn vị chưa rõ địa bàn." in why_scored(priority, candidate, VI)


def test_a_share_that_is_nearly_reached_is_told_to_the_hundredth() -> None:
    promise = Promise(scope=FloorScope.UNIT, key="U-1", amount=None, share=Fraction(3, 10))
    reached = Fraction(29_989, 100_000)

    assert [why_lowered(promise, 1_000_000, reached, "Xã Vùng Cao", language) for language in (VI, EN)] == [
        "Xã Vùng Cao – từ 30% xuống 29,98% tổng hỗ trợ (thiếu 1 triệu đồng)",
        "Xã Vùng Cao from 30% to 29.98% of all support (1 million đồng are missing)",
    ]


def test_a_displacement_says_what_gives_way() -> None:
    moved = Displacement(project=0, is_possible=True, is_proven=True, displaced=(1,), joined=(), lost=10)

    assert why_displaced(moved, 200, ["Đề án chè"], VI) == "Phải bỏ: «Đề án chè»; giá trị giảm 5%."
    assert why_displaced(replace(moved, displaced=(), lost=0), 200, [], EN) == (
        "Nothing gives way; 0% of the worth is lost."
    )
    assert "No choice with it" in why_displaced(replace(moved, is_possible=False), 200, [], EN)


def test_an_objection_and_what_is_left_out_are_said() -> None:
    assert why_unfair(0, 99_000_000, ["Đề án chè"], 4, VI) == (
        "Nếu 4 địa bàn được phân kinh phí bằng nhau và nơi nào không dùng hết thì chuyển phần còn lại cho "
        "nơi khác, nơi này được 99 triệu đồng, kể cả cho đề án không được chọn ở đây («Đề án "
        "chè»); phương án này: 0 triệu đồng."
    )
    assert why_left_out(PortfolioConstraint.EXCLUDED, EN) == "Left out as the planner asked."
    assert "cần bổ sung số liệu" in why_left_out(PortfolioConstraint.SUPPORT_UNKNOWN, VI)


@pytest.mark.parametrize(
    ("workers", "vi", "en"),
    [
        (
            [10, 4, None, 9],
            "Chưa rõ số lao động của 1 trong 4 đơn vị thụ hưởng, các đơn vị còn lại có 23 lao động: tính ở "
            "mức trung tính.",
            "The workers of 1 of 4 beneficiaries are not known, the others have 23: counted as neutral.",
        ),
        (
            [None, None],
            "Chưa rõ số lao động của đơn vị thụ hưởng: tính ở mức trung tính.",
            "The workers of its beneficiaries are not known: counted as neutral.",
        ),
    ],
)
def test_whose_workers_are_not_known_is_told(workers: list[int | None], vi: str, en: str) -> None:
    group = replace(
        PROJECT,
        beneficiaries=[
            replace(FACILITY, code=f"B-{number}", workers=each) for number, each in enumerate(workers)
        ],
    )
    _, (reasons,) = scored([group])
    jobs = next(each for each in reasons if each.criterion is Criterion.JOBS)

    assert (jobs.value, jobs.contribution) == (None, jobs.weight / 2)
    assert [why_scored(jobs, group, language) for language in (VI, EN)] == [vi, en]


def test_a_facility_with_two_items_has_its_workers_once() -> None:
    twice = replace(LARGE, beneficiaries=[FACILITY, replace(FACILITY, item="Máy vò")])
    _, (reasons,) = scored([twice])
    jobs = next(each for each in reasons if each.criterion is Criterion.JOBS)

    assert jobs.value == pytest.approx(1 / 7)
    assert why_scored(jobs, twice, EN) == (
        "10 workers at the beneficiaries: 1.7 for 100 million đồng of support."
    )
