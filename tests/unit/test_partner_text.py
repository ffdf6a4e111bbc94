"""The sentences that explain a score, in both languages."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.enums import AdministrativeUnitKind, Criterion, MeetingOutcome, PartnerDirection
from domain.language import Language
from planning.criteria import season
from planning.fair_outcome import Held, dealings
from planning.partner import WEIGHTS, Candidate, Match, Pair, ScoredPair, Subject, Want
from planning.partner_text import explanation

ON = dt.date(2026, 11, 23)
VI, EN = Language.VI, Language.EN
SUPPLIERS, BUYERS, PEERS = PartnerDirection.SUPPLIERS, PartnerDirection.BUYERS, PartnerDirection.PEERS

BARK = Want(
    product="P-vo-que",
    name="Vỏ quế",
    name_en="Cinnamon bark",
    unit="TONNE",
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
    values = {criterion: np.array([math.nan if value is None else value], dtype=np.float64)}
    scored = ScoredPair(pair=pair, score=0.5, cover=None, row=0, values=values, weights={criterion: 1.0})
    (reason,) = scored.reasons
    match = Match(
        candidate=candidate, best=scored, others=[], distance_km=distance_km, is_existing_partner=False
    )
    return explanation(reason, direction, subject, match, scored, language)


KIND = replace(PAIR, product="P-vo-que-vun", name="Quế vụn", name_en="Broken cinnamon")
KINDRED = replace(PAIR, product="P-que", name="Quế", name_en=None, levels=1)


@pytest.mark.parametrize(
    ("direction", "pair", "vi", "en"),
    [
        (SUPPLIERS, PAIR, "Chào bán đúng sản phẩm: vỏ quế.", "It offers exactly the product: Cinnamon bark."),
        (BUYERS, PAIR, "Cần mua đúng sản phẩm: vỏ quế.", "It needs exactly the product: Cinnamon bark."),
        (PEERS, PAIR, "Sản xuất đúng sản phẩm: vỏ quế.", "It makes exactly the product: Cinnamon bark."),
        (
            SUPPLIERS,
            KIND,
            "Chào bán quế vụn, khớp hoàn toàn với vỏ quế.",
            "It offers Broken cinnamon, which fully matches Cinnamon bark.",
        ),
        (
            PEERS,
            KIND,
            "Sản xuất quế vụn, khớp hoàn toàn với vỏ quế.",
            "It makes Broken cinnamon, which fully matches Cinnamon bark.",
        ),
        (
            SUPPLIERS,
            KINDRED,
            "Chào bán quế, chỉ khớp một phần với vỏ quế (cách 1 bậc phân loại).",
            "It offers quế, which matches Cinnamon bark only in part (1 level apart in the taxonomy).",
        ),
        (
            BUYERS,
            replace(KINDRED, levels=2),
            "Cần mua quế, chỉ khớp một phần với vỏ quế (cách 2 bậc phân loại).",
            "It needs quế, which matches Cinnamon bark only in part (2 levels apart in the taxonomy).",
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
    ("name", "shown"),
    [
        ("Đá vôi", "đá vôi"),
        ("Ống thép", "ống thép"),
        ("NPK", "NPK"),
        ("MDF phủ", "MDF phủ"),
        ("Gỗ MDF", "gỗ MDF"),
        ("chè", "chè"),
    ],
)
def test_vietnamese_name_is_in_lower_case_within_a_sentence_but_for_abbreviations(
    name: str, shown: str
) -> None:
    pair = replace(PAIR, want=replace(BARK, name=name, name_en=name))

    sentences = [said(Criterion.PRODUCT_FIT, 1.0, language, pair=pair) for language in (VI, EN)]

    assert sentences == [f"Chào bán đúng sản phẩm: {shown}.", f"It offers exactly the product: {name}."]


@pytest.mark.parametrize(
    ("direction", "pair", "value", "vi", "en"),
    [
        (
            SUPPLIERS,
            PAIR,
            0.41,
            "Còn cung ứng được 512 tấn mỗi năm, đáp ứng 41% nhu cầu 1.250 tấn mỗi năm.",
            "It has 512 tonnes a year to spare, 41% of the 1,250 tonnes a year needed.",
        ),
        (
            SUPPLIERS,
            replace(PAIR, want=replace(BARK, delivered=250.0)),
            0.41,
            "Còn cung ứng được 512 tấn mỗi năm, đáp ứng 41% nhu cầu 1.250 tấn mỗi năm; đã biết cơ sở đang "
            "mua 250 tấn mỗi năm.",
            "It has 512 tonnes a year to spare, 41% of the 1,250 tonnes a year needed; it is known to "
            "receive 250 tonnes a year already.",
        ),
        (
            SUPPLIERS,
            replace(PAIR, unit="PIECE", spare=1.0, factor=156.25),
            0.125,
            "Còn cung ứng được 1 đơn vị (156 tấn) mỗi năm, đáp ứng 13% nhu cầu 1.250 tấn mỗi năm.",
            "It has 1 piece (156 tonnes) a year to spare, 13% of the 1,250 tonnes a year needed.",
        ),
        (
            SUPPLIERS,
            replace(PAIR, unit="KILOGRAM", spare=0.0),
            0.0,
            "Còn cung ứng được 0 kg mỗi năm, đáp ứng 0% nhu cầu 1.250 tấn mỗi năm.",
            "It has 0 kg a year to spare, 0% of the 1,250 tonnes a year needed.",
        ),
        (
            BUYERS,
            replace(PAIR, spare=2.5),
            1.0,
            "Còn nhu cầu mua 2,5 tấn mỗi năm, tiêu thụ được 100% trong 1.250 tấn mà cơ sở còn bán được.",
            "Its open demand of 2.5 tonnes a year would take 100% of the 1,250 tonnes to spare.",
        ),
        (
            SUPPLIERS,
            replace(PAIR, want=replace(BARK, quantity=0.0)),
            0.0,
            "Cơ sở không cần thêm hàng.",
            "The business needs nothing of it.",
        ),
        (
            BUYERS,
            replace(PAIR, want=replace(BARK, quantity=0.0)),
            0.0,
            "Cơ sở không còn hàng để bán thêm.",
            "The business has nothing left to sell.",
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
    ("value", "percent"),
    [
        (0.0, "0%"),
        (0.004, "<1%"),
        (0.005, "1%"),
        (0.125, "13%"),
        (0.41, "41%"),
        (0.994, "99%"),
        (0.995, "99%"),
        (0.9999, "99%"),
        (1.0, "100%"),
    ],
)
def test_only_the_whole_is_a_hundred_percent(value: float, percent: str) -> None:
    sentences = [said(Criterion.CAPACITY_COVER, value, language) for language in (VI, EN)]

    assert [f" {percent} " in sentence for sentence in sentences] == [True, True]


@pytest.mark.parametrize(
    ("direction", "pair", "value", "vi", "en"),
    [
        (
            SUPPLIERS,
            PAIR,
            2 / 4,
            "Có hàng trong 2/4 tháng cần hàng.",
            "Available in 2 of the 4 months wanted.",
        ),
        (
            SUPPLIERS,
            replace(PAIR, keeps_days=45),
            3 / 4,
            "Có hàng trong 3/4 tháng cần hàng, nhờ bảo quản được 45 ngày.",
            "Available in 3 of the 4 months wanted, as the product keeps 45 days.",
        ),
        (
            SUPPLIERS,
            replace(PAIR, months=frozenset({3, 4, 5, 9}), keeps_days=45),
            1.0,
            "Có hàng trong 4/4 tháng cần hàng.",
            "Available in 4 of the 4 months wanted.",
        ),
        (
            BUYERS,
            PAIR,
            1.0,
            "Có hàng trong 3/3 tháng cần hàng, nhờ bảo quản được 45 ngày.",
            "Available in 3 of the 3 months wanted, as the product keeps 45 days.",
        ),
        (
            SUPPLIERS,
            replace(PAIR, months=frozenset({7}), keeps_days=20),
            0.0,
            "Có hàng trong 0/4 tháng cần hàng.",
            "Available in 0 of the 4 months wanted.",
        ),
        (
            PEERS,
            replace(PAIR, keeps_days=45),
            3 / 4,
            "Có hàng trong 3/4 tháng mà cơ sở có hàng, nhờ bảo quản được 45 ngày.",
            "Available in 3 of the 4 months in which the business has it, as the product keeps 45 days.",
        ),
    ],
)
def test_season_counts_months_and_says_what_keeping_brings(
    direction: PartnerDirection, pair: Pair, value: float, vi: str, en: str
) -> None:
    sentences = [
        said(Criterion.SEASON, value, language, direction=direction, pair=pair) for language in (VI, EN)
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
            "Yêu cầu HACCP, ORGANIC EU; chưa có hoặc hết hiệu lực: ORGANIC EU.",
            "Asked for: HACCP, ORGANIC EU; missing or expired: ORGANIC EU.",
        ),
        (
            SUPPLIERS,
            replace(PAIR, held=frozenset({"ORGANIC_EU"})),
            "Có đủ chứng nhận còn hiệu lực: HACCP, ORGANIC EU.",
            "All certificates asked for are valid: HACCP, ORGANIC EU.",
        ),
        (
            PEERS,
            replace(PAIR, held=frozenset({"ORGANIC_EU"})),
            "Có đủ chứng nhận còn hiệu lực: HACCP, ORGANIC EU.",
            "All certificates asked for are valid: HACCP, ORGANIC EU.",
        ),
        (
            SUPPLIERS,
            replace(PAIR, want=replace(BARK, certificates=frozenset({"HACCP"}))),
            "Có đủ chứng nhận còn hiệu lực: HACCP.",
            "All certificates asked for are valid: HACCP.",
        ),
        (
            BUYERS,
            PAIR,
            "Có đủ chứng nhận còn hiệu lực: FSC, OCOP.",
            "All certificates asked for are valid: FSC, OCOP.",
        ),
        (
            BUYERS,
            replace(PAIR, certificates=frozenset({"FSC", "VIET_GAP"}), held=frozenset({"VIET_GAP"})),
            "Yêu cầu FSC, VIET GAP; chưa có hoặc hết hiệu lực: VIET GAP.",
            "Asked for: FSC, VIET GAP; missing or expired: VIET GAP.",
        ),
        (
            BUYERS,
            replace(
                PAIR,
                want=replace(BARK, held=frozenset({"VIET_GAP"})),
                certificates=frozenset({"FSC", "VIET_GAP"}),
            ),
            "Có đủ chứng nhận còn hiệu lực: FSC, VIET GAP.",
            "All certificates asked for are valid: FSC, VIET GAP.",
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


def test_what_came_of_meetings_at_fairs_is_told() -> None:
    day = dt.date(2026, 12, 1)
    signed = Held(other=OTHER.code, day=day, outcome=MeetingOutcome.CONTRACT, value=5.0, currency="CNY")
    subject = replace(SUBJECT, dealings=dealings([signed], day))
    pair = replace(PAIR, as_of=dt.date(2026, 1, 1))

    sentences = [
        said(criterion, 1.0, EN, subject=subject, pair=pair)
        for criterion in (Criterion.RECIPROCITY, Criterion.FRESHNESS)
    ]

    assert sentences == [
        "The two signed a contract worth 5 CNY at a fair on 2026-12-01, so both are interested.",
        "The two met at a fair on 2026-12-01, with the result: contract.",
    ]


def test_certificates_of_which_nothing_is_recorded_are_unknown() -> None:
    assert [said(Criterion.CERTIFICATES, None, language) for language in (VI, EN)] == [
        "Chưa ghi nhận bên mua yêu cầu chứng nhận gì cho sản phẩm này, tính ở mức trung bình.",
        "Which certificates the buyer asks for with this product is not recorded; counted as neutral.",
    ]


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (1.0, "Ở cùng một cụm.", "Both are in the same cluster."),
        (0.8, "Ở cùng một xã (phường).", "Both are in the same commune."),
        (0.4, "Ở cùng một tỉnh.", "Both are in the same province."),
        (0.0, "Ở khác tỉnh và không chung cụm.", "Different provinces, and no common cluster."),
    ],
)
def test_co_location_says_how_close_neighbours_are(value: float, vi: str, en: str) -> None:
    assert [said(Criterion.CO_LOCATION, value, language) for language in (VI, EN)] == [vi, en]


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (1.0, "Ở cùng một cụm.", "Both are in the same cluster."),
        (0.0, "Ở nước ngoài.", "It is abroad."),
    ],
)
def test_partner_abroad_is_said_to_be_there_unless_something_is_common(
    value: float, vi: str, en: str
) -> None:
    abroad = replace(OTHER, country="CN")

    sentences = [said(Criterion.CO_LOCATION, value, language, candidate=abroad) for language in (VI, EN)]

    assert sentences == [vi, en]


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


@pytest.mark.parametrize(
    ("day", "vi", "en"),
    [
        (dt.date(2026, 9, 25), "25/09/2026", "2026-09-25"),
        (dt.date(2026, 12, 1), "01/12/2026", "2026-12-01"),
    ],
)
def test_freshness_gives_the_day(day: dt.date, vi: str, en: str) -> None:
    pair = replace(PAIR, as_of=day)

    assert [said(Criterion.FRESHNESS, 0.9, language, pair=pair) for language in (VI, EN)] == [
        f"Số liệu ngày {vi}.",
        f"The data are of {en}.",
    ]


HERE, THERE = AdministrativeUnitKind.COMMUNE, AdministrativeUnitKind.PROVINCE


@pytest.mark.parametrize(
    ("distance_km", "middle_of", "other", "vi", "en"),
    [
        (
            12.34,
            None,
            HERE,
            "Cách khoảng 12 km đường chim bay, tính từ trung tâm xã của đối tác vì chưa có tọa độ.",
            "About 12 km away, as the crow flies, from the middle of the partner's commune, for want of "
            "coordinates.",
        ),
        (
            0.4,
            HERE,
            None,
            "Cách dưới 1 km đường chim bay, tính từ trung tâm xã của cơ sở vì chưa có tọa độ.",
            "Less than 1 km away, as the crow flies, from the middle of the business's commune, for want of "
            "coordinates.",
        ),
        (
            1143.5,
            HERE,
            THERE,
            "Cách khoảng 1.144 km đường chim bay, tính từ trung tâm xã của cơ sở và tỉnh của đối tác vì chưa "
            "có tọa độ.",
            "About 1,144 km away, as the crow flies, from the middle of the business's commune and the "
            "partner's province, for want of coordinates.",
        ),
    ],
)
def test_proximity_says_where_the_middle_of_a_unit_stands_for_a_place(
    distance_km: float,
    middle_of: AdministrativeUnitKind | None,
    other: AdministrativeUnitKind | None,
    vi: str,
    en: str,
) -> None:
    sentences = [
        said(
            Criterion.PROXIMITY,
            0.5,
            language,
            subject=replace(SUBJECT, middle_of=middle_of),
            candidate=replace(OTHER, middle_of=other),
            distance_km=distance_km,
        )
        for language in (VI, EN)
    ]

    assert sentences == [vi, en]


@pytest.mark.parametrize(
    ("country", "other", "vi", "en"),
    [
        (
            "VN",
            "CN",
            "Ở nước ngoài, chưa có tọa độ; tính là ở xa.",
            "It is abroad, without coordinates; counted as far away.",
        ),
        (
            "CN",
            "VN",
            "Cơ sở ở nước ngoài, chưa có tọa độ; tính là ở xa.",
            "The business is abroad, without coordinates; counted as far away.",
        ),
    ],
)
def test_proximity_says_who_is_abroad(country: str, other: str, vi: str, en: str) -> None:
    subject, candidate = replace(SUBJECT, country=country), replace(OTHER, country=other)

    sentences = [
        said(Criterion.PROXIMITY, 0.0, language, subject=subject, candidate=candidate)
        for language in (VI, EN)
    ]

    assert sentences == [vi, en]


UNKNOWN = replace(BARK, quantity=None)


@pytest.mark.parametrize(
    ("direction", "pair", "value", "vi", "en"),
    [
        (
            SUPPLIERS,
            replace(PAIR, spare=None),
            None,
            "Chưa biết bên bán còn bao nhiêu hàng; cơ sở cần 1.250 tấn mỗi năm. Tính ở mức trung bình.",
            "What it has to spare is not known; 1,250 tonnes a year are needed. Counted as neutral.",
        ),
        (
            BUYERS,
            replace(PAIR, spare=None),
            None,
            "Chưa biết bên mua còn cần bao nhiêu; cơ sở còn bán được 1.250 tấn mỗi năm. "
            "Tính ở mức trung bình.",
            "Its open demand is not known; 1,250 tonnes a year are to spare. Counted as neutral.",
        ),
        (
            SUPPLIERS,
            replace(PAIR, want=UNKNOWN),
            None,
            "Còn cung ứng được 512 tấn mỗi năm; chưa biết cơ sở cần bao nhiêu. Tính ở mức trung bình.",
            "It has 512 tonnes a year to spare; what the business needs is not known. Counted as neutral.",
        ),
        (
            BUYERS,
            replace(PAIR, want=UNKNOWN),
            None,
            "Còn nhu cầu mua 512 tấn mỗi năm; chưa biết cơ sở còn bán được bao nhiêu. Tính ở mức trung bình.",
            "Its open demand is 512 tonnes a year; what the business has to spare is not known. Counted as "
            "neutral.",
        ),
        (
            SUPPLIERS,
            replace(PAIR, want=UNKNOWN, spare=None),
            None,
            "Chưa biết sản lượng còn lại và nhu cầu, tính ở mức trung bình.",
            "Neither the quantity to spare nor the quantity wanted is known; counted as neutral.",
        ),
        (
            SUPPLIERS,
            replace(PAIR, want=UNKNOWN, spare=0.0),
            0.0,
            "Bên bán không còn hàng để cung ứng.",
            "It has nothing left to sell.",
        ),
        (
            BUYERS,
            replace(PAIR, want=UNKNOWN, spare=0.0),
            0.0,
            "Bên mua không còn nhu cầu mua thêm.",
            "It needs nothing more of it.",
        ),
        (
            SUPPLIERS,
            replace(PAIR, want=replace(BARK, quantity=0.0), spare=None),
            0.0,
            "Cơ sở không cần thêm hàng.",
            "The business needs nothing of it.",
        ),
    ],
)
def test_capacity_cover_says_which_quantity_is_missing(
    direction: PartnerDirection, pair: Pair, value: float | None, vi: str, en: str
) -> None:
    sentences = [
        said(Criterion.CAPACITY_COVER, value, language, direction=direction, pair=pair)
        for language in (VI, EN)
    ]

    assert sentences == [vi, en]


@pytest.mark.parametrize("criterion", list(WEIGHTS))
def test_unknown_value_is_said_to_count_as_neutral(criterion: Criterion) -> None:
    pair = replace(PAIR, spare=None)

    vietnamese, english = (said(criterion, None, language, pair=pair) for language in (VI, EN))

    assert vietnamese.startswith("Chưa ")
    assert vietnamese.lower().endswith("tính ở mức trung bình.")
    assert english.lower().endswith("counted as neutral.")


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("direction", list(PartnerDirection))
@pytest.mark.parametrize("criterion", list(WEIGHTS))
@pytest.mark.parametrize("value", [None, 0.0, 0.4, 0.8, 1.0])
def test_explanation_is_made_of_whole_sentences(
    criterion: Criterion, direction: PartnerDirection, language: Language, value: float | None
) -> None:
    pair = replace(PAIR, keeps_days=45)

    sentence = said(criterion, value, language, direction=direction, pair=pair, distance_km=12.3)

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

    value = float(season(months_offered, months_wanted, keeps)[0])
    pair = replace(PAIR, want=replace(BARK, months=wanted), months=offered, keeps_days=keeps_days)

    sentences = [said(Criterion.SEASON, value, language, pair=pair) for language in (VI, EN)]

    after = 0 if keeps_days is None else math.floor(keeps_days / 30.44)
    stocked = {(month + step - 1) % 12 + 1 for month in offered for step in range(min(after, 11) + 1)}
    served = len(stocked & wanted)
    helps = stocked & wanted != offered & wanted
    assert sentences == [
        f"Có hàng trong {served}/{len(wanted)} tháng cần hàng"
        + (f", nhờ bảo quản được {keeps_days} ngày." if helps else "."),
        f"Available in {served} of the {len(wanted)} months wanted"
        + (f", as the product keeps {keeps_days} days." if helps else "."),
    ]
