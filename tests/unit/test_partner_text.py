"""The sentences that explain a score, in both languages."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.enums import Criterion, PartnerDirection
from domain.language import Language
from planning.partner import Candidate, Match, Pair, Reason, ScoredPair, Subject, Want, season
from planning.partner_text import explanation, number, served_months

ON = dt.date(2026, 11, 23)
VI, EN = Language.VI, Language.EN
SUPPLIERS, BUYERS, PEERS = PartnerDirection.SUPPLIERS, PartnerDirection.BUYERS, PartnerDirection.PEERS

BARK = Want(
    product="P-vo-que",
    name="Vỏ quế",
    name_en="Cinnamon bark",
    unit="TONNE",
    mass_tonnes_per_unit=1.0,
    keeps_days=45,
    quantity=1250.0,
    months=frozenset({3, 4, 5, 9}),
    certificates=frozenset({"ORGANIC_EU", "HACCP"}),
)
PAIR = Pair(
    want=BARK,
    product="P-vo-que",
    name="Vỏ quế",
    name_en="Cinnamon bark",
    unit="TONNE",
    mass_tonnes_per_unit=1.0,
    keeps_days=None,
    levels=0,
    quantity=800.0,
    spare=512.5,
    months=frozenset({3, 4, 10}),
    price=None,
    currency=None,
    as_of=dt.date(2026, 9, 25),
    certificates=frozenset({"FSC", "OCOP"}),
)
SUBJECT = Subject(
    code="B-1", wants=[BARK], certificates=frozenset({"FSC", "OCOP"}), fairs=frozenset({"F-1", "F-2"})
)
OTHER = Candidate(code="B-2", kind="FACILITY", pairs=[PAIR], certificates=frozenset({"HACCP"}))


def said(
    criterion: Criterion,
    value: float | None,
    language: Language,
    *,
    direction: PartnerDirection = SUPPLIERS,
    pair: Pair = PAIR,
    subject: Subject = SUBJECT,
    candidate: Candidate = OTHER,
    distance_km: float | None = None,
) -> str:
    reason = Reason(
        criterion=criterion, weight=1.0, value=value, contribution=0.5 if value is None else value
    )
    scored = ScoredPair(pair=pair, score=reason.contribution, cover=None, reasons=[reason])
    match = Match(
        candidate=candidate, best=scored, others=[], distance_km=distance_km, is_existing_partner=False
    )
    return explanation(reason, direction, subject, match, scored, language)


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (0, "0", "0"),
        (1, "1", "1"),
        (12, "12", "12"),
        (0.5, "0,5", "0.5"),
        (0.125, "0,125", "0.125"),
        (1.2346, "1,235", "1.235"),
        (12.34, "12,3", "12.3"),
        (12.04, "12", "12"),
        (99.96, "100", "100"),
        (128.773, "129", "129"),
        (1000, "1.000", "1,000"),
        (1250.4, "1.250", "1,250"),
        (1_234_567, "1.234.567", "1,234,567"),
        (9.9999, "10", "10"),
    ],
)
def test_numbers_have_the_marks_of_their_language(value: float, vi: str, en: str) -> None:
    assert [number(value, VI), number(value, EN)] == [vi, en]


@given(value=st.floats(0.001, 1e12))
def test_number_is_read_back_closely(value: float) -> None:
    english, vietnamese = number(value, EN), number(value, VI)

    assert float(english.replace(",", "")) == pytest.approx(value, rel=0.01, abs=0.0005)
    assert vietnamese == english.translate(str.maketrans(",.", ".,"))


KIND = replace(PAIR, product="P-vo-que-vun", name="Quế vụn", name_en="Broken cinnamon")
KINDRED = replace(PAIR, product="P-que", name="Quế", name_en=None, levels=1)


@pytest.mark.parametrize(
    ("direction", "pair", "vi", "en"),
    [
        (SUPPLIERS, PAIR, "Chào bán đúng sản phẩm: Vỏ quế.", "It offers exactly the product: Cinnamon bark."),
        (BUYERS, PAIR, "Cần mua đúng sản phẩm: Vỏ quế.", "It needs exactly the product: Cinnamon bark."),
        (PEERS, PAIR, "Làm ra đúng sản phẩm: Vỏ quế.", "It makes exactly the product: Cinnamon bark."),
        (
            SUPPLIERS,
            KIND,
            "Chào bán Quế vụn, khớp hoàn toàn với Vỏ quế.",
            "It offers Broken cinnamon, which fully matches Cinnamon bark.",
        ),
        (
            SUPPLIERS,
            KINDRED,
            "Chào bán Quế, chỉ khớp một phần với Vỏ quế (cách 1 bậc phân loại).",
            "It offers Quế, which matches Cinnamon bark only in part (1 level apart in the taxonomy).",
        ),
        (
            BUYERS,
            replace(KINDRED, levels=2),
            "Cần mua Quế, chỉ khớp một phần với Vỏ quế (cách 2 bậc phân loại).",
            "It needs Quế, which matches Cinnamon bark only in part (2 levels apart in the taxonomy).",
        ),
    ],
)
def test_product_fit_names_both_products(direction: PartnerDirection, pair: Pair, vi: str, en: str) -> None:
    value = 0.5**pair.levels

    sentences = [
        said(Criterion.PRODUCT_FIT, value, language, direction=direction, pair=pair) for language in (VI, EN)
    ]

    assert sentences == [vi, en]


@pytest.mark.parametrize(
    ("direction", "pair", "value", "vi", "en"),
    [
        (
            SUPPLIERS,
            PAIR,
            0.41,
            "Còn cung ứng được 512 tấn mỗi năm, đáp ứng 41 % nhu cầu 1.250 tấn.",
            "It has 512 tonnes a year to spare, 41 % of the 1,250 tonnes needed.",
        ),
        (
            SUPPLIERS,
            replace(PAIR, unit="PIECE", spare=1.0),
            0.125,
            "Còn cung ứng được 1 chiếc mỗi năm, đáp ứng 13 % nhu cầu 1.250 tấn.",
            "It has 1 piece a year to spare, 13 % of the 1,250 tonnes needed.",
        ),
        (
            SUPPLIERS,
            replace(PAIR, unit="KILOGRAM", spare=0.0),
            0.0,
            "Còn cung ứng được 0 kg mỗi năm, đáp ứng 0 % nhu cầu 1.250 tấn.",
            "It has 0 kg a year to spare, 0 % of the 1,250 tonnes needed.",
        ),
        (
            BUYERS,
            replace(PAIR, spare=2.5),
            1.0,
            "Nhu cầu còn mở 2,5 tấn mỗi năm, tiêu thụ được 100 % của 1.250 tấn còn bán được.",
            "Its open demand of 2.5 tonnes a year would take 100 % of the 1,250 tonnes to spare.",
        ),
    ],
)
def test_capacity_cover_gives_both_quantities_with_their_units(
    direction: PartnerDirection, pair: Pair, value: float, vi: str, en: str
) -> None:
    sentences = [
        said(Criterion.CAPACITY_COVER, value, language, direction=direction, pair=pair)
        for language in (VI, EN)
    ]

    assert sentences == [vi, en]


@pytest.mark.parametrize(
    ("direction", "pair", "vi", "en"),
    [
        (
            SUPPLIERS,
            PAIR,
            "Có hàng trong 2 trên 4 tháng cần.",
            "Available in 2 of the 4 months wanted.",
        ),
        (
            SUPPLIERS,
            replace(PAIR, keeps_days=45),
            "Có hàng trong 3 trên 4 tháng cần, nhờ bảo quản được 45 ngày.",
            "Available in 3 of the 4 months wanted, as the product keeps 45 days.",
        ),
        (
            SUPPLIERS,
            replace(PAIR, months=frozenset({3, 4, 5, 9}), keeps_days=45),
            "Có hàng trong 4 trên 4 tháng cần.",
            "Available in 4 of the 4 months wanted.",
        ),
        (
            BUYERS,
            PAIR,
            "Có hàng trong 3 trên 3 tháng cần, nhờ bảo quản được 45 ngày.",
            "Available in 3 of the 3 months wanted, as the product keeps 45 days.",
        ),
    ],
)
def test_season_counts_months_and_says_what_keeping_brings(
    direction: PartnerDirection, pair: Pair, vi: str, en: str
) -> None:
    sentences = [
        said(Criterion.SEASON, 0.5, language, direction=direction, pair=pair) for language in (VI, EN)
    ]

    assert sentences == [vi, en]


@pytest.mark.parametrize(
    ("distance_km", "shown_vi", "shown_en"),
    [
        (0.0, "0", "0"),
        (0.04, "0", "0"),
        (7.26, "7,3", "7.3"),
        (12.34, "12,3", "12.3"),
        (1143.5, "1.144", "1,144"),
    ],
)
def test_proximity_gives_the_distance_as_the_crow_flies(
    distance_km: float, shown_vi: str, shown_en: str
) -> None:
    sentences = [said(Criterion.PROXIMITY, 0.5, language, distance_km=distance_km) for language in (VI, EN)]

    assert sentences == [f"Cách {shown_vi} km đường chim bay.", f"{shown_en} km away, as the crow flies."]


@pytest.mark.parametrize(
    ("direction", "pair", "vi", "en"),
    [
        (
            SUPPLIERS,
            PAIR,
            "Yêu cầu HACCP, ORGANIC_EU; chưa có hoặc hết hiệu lực: ORGANIC_EU.",
            "Asked for: HACCP, ORGANIC_EU; missing or expired: ORGANIC_EU.",
        ),
        (
            SUPPLIERS,
            replace(PAIR, want=replace(BARK, certificates=frozenset({"HACCP"}))),
            "Có đủ chứng nhận còn hiệu lực: HACCP.",
            "All certificates asked for are valid: HACCP.",
        ),
        (
            SUPPLIERS,
            replace(PAIR, want=replace(BARK, certificates=frozenset[str]())),
            "Không yêu cầu chứng nhận cho sản phẩm này.",
            "No certificate is asked for this product.",
        ),
        (
            BUYERS,
            PAIR,
            "Có đủ chứng nhận còn hiệu lực: FSC, OCOP.",
            "All certificates asked for are valid: FSC, OCOP.",
        ),
    ],
)
def test_certificates_are_named(direction: PartnerDirection, pair: Pair, vi: str, en: str) -> None:
    sentences = [
        said(Criterion.CERTIFICATES, 0.5, language, direction=direction, pair=pair) for language in (VI, EN)
    ]

    assert sentences == [vi, en]


@pytest.mark.parametrize(
    ("direction", "value", "vi", "en"),
    [
        (
            SUPPLIERS,
            1.0,
            "Cũng cần mua sản phẩm của cơ sở, có thể giao thương hai chiều.",
            "It also needs what the business offers, so trade could go both ways.",
        ),
        (
            BUYERS,
            1.0,
            "Cũng bán thứ mà cơ sở cần, có thể giao thương hai chiều.",
            "It also offers what the business needs, so trade could go both ways.",
        ),
        (SUPPLIERS, 0.0, "Chưa thấy khả năng giao thương hai chiều.", "No trade the other way is in sight."),
    ],
)
def test_reciprocity_says_which_way(direction: PartnerDirection, value: float, vi: str, en: str) -> None:
    sentences = [said(Criterion.RECIPROCITY, value, language, direction=direction) for language in (VI, EN)]

    assert sentences == [vi, en]


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (1.0, "Ở cùng một cụm.", "Both are in the same cluster."),
        (0.8, "Ở cùng xã, phường.", "Both are in the same commune."),
        (0.4, "Ở cùng tỉnh.", "Both are in the same province."),
        (0.0, "Ở khác tỉnh và không chung cụm.", "Different provinces, and no common cluster."),
    ],
)
def test_co_location_says_how_close_neighbours_are(value: float, vi: str, en: str) -> None:
    assert [said(Criterion.CO_LOCATION, value, language) for language in (VI, EN)] == [vi, en]


@pytest.mark.parametrize(
    ("fairs", "vi", "en"),
    [
        (
            [],
            "Không chung hội chợ nào trong mười hai tháng trước và sau.",
            "No common fair within twelve months before and after.",
        ),
        (
            ["F-1", "F-9"],
            "Cùng tham gia 1 hội chợ trong mười hai tháng trước và sau.",
            "Both take part in 1 fair within twelve months before and after.",
        ),
        (
            ["F-1", "F-2"],
            "Cùng tham gia 2 hội chợ trong mười hai tháng trước và sau.",
            "Both take part in 2 fairs within twelve months before and after.",
        ),
    ],
)
def test_common_fairs_are_counted(fairs: Sequence[str], vi: str, en: str) -> None:
    candidate = replace(OTHER, fairs=frozenset(fairs))

    sentences = [said(Criterion.COMMON_FAIRS, 0.5, language, candidate=candidate) for language in (VI, EN)]

    assert sentences == [vi, en]


def test_freshness_gives_the_day() -> None:
    assert [said(Criterion.FRESHNESS, 0.9, language) for language in (VI, EN)] == [
        "Số liệu ngày 25/9/2026.",
        "The data are of 2026-09-25.",
    ]


@pytest.mark.parametrize("criterion", list(Criterion))
def test_unknown_value_is_said_to_count_as_neutral(criterion: Criterion) -> None:
    vietnamese, english = (said(criterion, None, language) for language in (VI, EN))

    assert vietnamese.startswith("Chưa ")
    assert vietnamese.endswith("tính ở mức trung bình.")
    assert english.endswith("counted as neutral.")


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("direction", list(PartnerDirection))
@pytest.mark.parametrize("criterion", list(Criterion))
@pytest.mark.parametrize("value", [None, 0.0, 0.4, 0.8, 1.0])
def test_explanation_is_one_whole_sentence(
    criterion: Criterion, direction: PartnerDirection, language: Language, value: float | None
) -> None:
    sentence = said(criterion, value, language, direction=direction, distance_km=12.3)

    assert sentence == sentence.strip()
    assert sentence[0].isupper() or sentence[0].isdigit()
    assert sentence.endswith(".")
    assert [word for word in ("None", "nan", "  ", " .", " ,") if word in sentence] == []


months = st.frozensets(st.integers(1, 12), min_size=1)


@given(offered=months, wanted=months, keeps_days=st.none() | st.integers(0, 800))
def test_months_in_the_sentence_are_those_of_the_score(
    offered: frozenset[int], wanted: frozenset[int], keeps_days: int | None
) -> None:
    months_offered, months_wanted = (
        np.array([sum(2 ** (month - 1) for month in side)], dtype=np.int64) for side in (offered, wanted)
    )
    keeps = np.array([math.nan if keeps_days is None else keeps_days], dtype=np.float64)

    served = served_months(offered, keeps_days) & wanted

    assert season(months_offered, months_wanted, keeps).tolist() == [len(served) / len(wanted)]
