"""What could still be paid of a fair: what counts, what a limit refuses, and what stays open."""

import datetime as dt
from decimal import Decimal

import pytest

from domain.enums import (
    Activity,
    AdministrativeUnitKind,
    Confidence,
    FundingLevel,
    LegalForm,
    RuleKind,
    RuleProvenance,
    RuleScope,
    RuleUnit,
)
from domain.language import Language
from domain.rule import Rule, RulesInForce
from planning.eligibility import Facility, Place
from planning.fair_support import Count, FairSupport, Received, fair_support
from planning.fair_support_text import about_support
from seeds.rules import read_rules

ON = dt.date(2026, 9, 1)
NOTHING = Count(booths=0, projects=0)
HOUSEHOLD = Facility(
    code="B-1",
    legal_form=LegalForm.HOUSEHOLD,
    place=Place(name="Xã Thử", kind=AdministrativeUnitKind.COMMUNE, is_in_city=False),
    divisions=(10,),
)


def rule(
    kind: RuleKind, value: str, *, abroad: bool | None = None, confidence: Confidence = Confidence.SURE
) -> Rule:
    """A rule on fairs."""
    return Rule(
        id=kind.name.lower(),
        kind=kind,
        levels=frozenset({FundingLevel.PROVINCIAL}),
        activities=frozenset({Activity.FAIR}),
        scope=RuleScope.ORGANISATION,
        value=Decimal(value),
        unit=RuleUnit.SHARE if kind is RuleKind.RATE else RuleUnit.COUNT,
        abroad=abroad,
        explanation=(f"Quy định {value}", f"Rule {value}"),
        clause="Điều 1",
        source="thử",
        confidence=confidence,
        provenance=RuleProvenance.READ,
    )


def rules(*each: Rule, level: FundingLevel = FundingLevel.PROVINCIAL) -> RulesInForce:
    """Some rules in force."""
    return RulesInForce(on=ON, level=level, sets=(), rules={one.id: one for one in each})


HALF = rule(RuleKind.RATE, "0.5")
TWICE = rule(RuleKind.FREQUENCY, "2")


def supported(
    *in_force: RulesInForce,
    count: Count = NOTHING,
    facility: Facility | None = HOUSEHOLD,
    is_abroad: bool | None = False,
) -> FairSupport:
    return fair_support(facility, count, 2026, is_abroad, in_force)


def test_what_counts_is_of_the_year_has_happened_and_is_not_the_fair_itself() -> None:
    received = Received(
        booths={
            "itself": dt.date(2026, 9, 1),
            "past": dt.date(2026, 5, 1),
            "to come": dt.date(2026, 12, 1),
            "last year": dt.date(2025, 5, 1),
        },
        projects={"this": 2026, "next": 2027},
    )

    assert received.beside("itself", 2026, ON) == Count(booths=1, projects=1, is_granted=True)
    assert received.beside("other", 2026, ON) == Count(booths=2, projects=1, is_granted=False)
    assert received.beside("to come", 2027, ON) == Count(booths=0, projects=1, is_granted=True)


@pytest.mark.parametrize(
    ("booths", "projects", "share", "case"),
    [
        (0, 0, Decimal("0.5"), "open"),
        (1, 0, Decimal("0.5"), "open"),
        (2, 0, Decimal(0), "used-up"),
        (0, 3, Decimal(0), "used-up"),
        (1, 1, None, "limit-unclear"),
    ],
)
def test_a_limit_is_reached_only_where_no_booth_and_project_can_be_the_same_support(
    booths: int, projects: int, share: Decimal | None, case: str
) -> None:
    found = supported(rules(HALF, TWICE), count=Count(booths=booths, projects=projects))

    assert (found.share, found.case) == (share, case)


def test_rules_for_fairs_abroad_and_at_home_are_told_apart() -> None:
    abroad = rules(rule(RuleKind.RATE, "1", abroad=True))

    found = [supported(abroad, is_abroad=each) for each in (True, False, None)]

    assert [(each.share, each.case) for each in found] == [
        (Decimal(1), "open"),
        (None, "no-rule"),
        (None, "no-rule"),
    ]


def test_what_is_not_sure_leaves_it_open() -> None:
    rate = rules(rule(RuleKind.RATE, "0.5", confidence=Confidence.UNSURE))
    limit = rules(HALF, rule(RuleKind.FREQUENCY, "1", confidence=Confidence.UNSURE))
    once = Count(booths=1, projects=0)

    found = [supported(rate), supported(limit, count=once), supported(), supported(facility=None)]

    assert [(each.share, each.case) for each in found] == [
        (None, "rate-unsure"),
        (None, "limit-unsure"),
        (None, "no-rule"),
        (None, "no-facility"),
    ]


def test_the_best_known_level_counts() -> None:
    national = rules(rule(RuleKind.RATE, "0.8"), level=FundingLevel.NATIONAL)
    unsure = rules(rule(RuleKind.RATE, "1", confidence=Confidence.UNSURE))

    assert supported(unsure, national).level is FundingLevel.NATIONAL
    assert supported(rules(), national).share == Decimal("0.8")
    assert supported(rules(), unsure).case == "rate-unsure"


def test_a_booth_that_is_paid_for_already_is_told() -> None:
    found = supported(count=Count(booths=0, projects=0, is_granted=True))

    assert about_support(found, Language.EN) == "The state pays for its booth at this fair already."


def test_national_rules_pay_for_booths_at_home_provisionally_and_abroad_by_a_clause() -> None:
    in_force = read_rules().in_force(FundingLevel.NATIONAL, None, ON)
    assert in_force is not None

    home = supported(in_force, count=Count(booths=1, projects=0))
    abroad = supported(in_force, is_abroad=True)

    assert (home.share, abroad.share) == (Decimal("0.8"), Decimal(1))
    assert about_support(home, Language.EN) == (
        "In 2026, over all programmes and all sites of its organisation, the state has paid for 1 booth and "
        "approved 0 projects for fairs. It could still get support. Booth at another domestic fair, not part "
        "of the programme: at most 80 % of its rent (no clause is known; source: Hiểu biết về lĩnh vực; chưa "
        "đối chiếu với văn bản; likely). No rule is known here that limits how often a year. This is "
        "provisional: it rests on a rule that was recalled and not checked against its text."
    )
    assert about_support(abroad, Language.VI) == (
        "Năm 2026 chưa ghi nhận hỗ trợ nào cho cơ sở dự hội chợ, tính trên mọi chương trình. Còn có thể được "
        "hỗ trợ. Hội chợ ở nước ngoài: tối đa 100 % tiền thuê mặt bằng, thiết kế, dàn dựng gian hàng theo "
        "giá được duyệt (Thông tư 28/2018/TT-BTC, điều 8.6; nguồn: thuvienphapluat.vn, hỏi đáp 3C895; chắc "
        "chắn). Không có quy định nào trong hệ thống giới hạn số lần một năm."
    )


def test_who_is_refused_gets_nothing_and_who_may_be_refused_is_asked_about() -> None:
    in_force = read_rules().in_force(FundingLevel.NATIONAL, None, ON)
    assert in_force is not None
    city_ward = Place(name="Phường Thử", kind=AdministrativeUnitKind.WARD, is_in_city=True)
    in_city = Facility(
        code="B-1",
        legal_form=LegalForm.HOUSEHOLD,
        place=city_ward,
        is_outside_villages=True,
        divisions=(10,),
    )

    refused, unknown = (
        supported(in_force, facility=in_city),
        supported(in_force, facility=Facility(code="B-1")),
    )

    assert (refused.share, refused.case) == (Decimal(0), "ineligible")
    assert (unknown.share, unknown.case) == (None, "undetermined")
    assert "It is not eligible for support." in about_support(refused, Language.EN)
    assert "Nghị định 235/2025/NĐ-CP, điều 1.1" in about_support(refused, Language.VI)
    assert about_support(unknown, Language.EN).endswith("Counted as neutral.")
