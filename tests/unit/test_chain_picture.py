"""The Sankey of a chain: widths are quantities, parts fill both sides, labels stay apart."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.language import Language
from service.canvas import Box
from service.chain_picture import Part, Stage, chain_picture, rows, scales
from tests.pictures import faults, texts

KNOWN = Stage(
    order=1,
    name="Vỏ quế khô",
    unit="TONNE",
    offerers=2,
    needers=3,
    capacity=100.0,
    spare=40.0,
    demand=250.0,
    derived=50.0,
    market=120.0,
)


def stage(order: int = 1, unit: str = "TONNE", **known: Any) -> Stage:
    return replace(KNOWN, order=order, unit=unit, **known)


def answer(*stages: Stage) -> dict[str, Any]:
    return {
        "map": {
            "algorithm": "value-chain-map/1",
            "explanation": "Có 5 cơ sở.",
            "ambiguousUnits": [],
            "stages": [
                {
                    "order": each.order,
                    "product": {"name": each.name, "nameEn": None, "unit": each.unit},
                    "offererCount": each.offerers,
                    "neederCount": each.needers,
                    "capacityPerYear": each.capacity,
                    "spareCapacityPerYear": each.spare,
                    "demandPerYear": each.demand,
                    "derivedDemandPerYear": each.derived,
                    "marketDemandPerYear": each.market,
                }
                for each in stages
            ],
        }
    }


def test_shortfall_is_a_source() -> None:
    assert stage().sources == [(Part.COMMITTED, 60), (Part.SPARE, 40), (Part.SHORTFALL, 150)]
    assert stage().sinks == [(Part.RECORDED, 80), (Part.DERIVED, 50), (Part.MARKET, 120)]


def test_surplus_is_a_sink() -> None:
    assert stage(demand=30.0, derived=0.0, market=0.0).sources == [(Part.COMMITTED, 60), (Part.SPARE, 40)]
    assert stage(demand=30.0, derived=0.0, market=0.0).sinks == [(Part.RECORDED, 30), (Part.SURPLUS, 70)]


def test_what_is_not_known_is_neither_missing_nor_left_over() -> None:
    assert stage(capacity=None, spare=None).sources == []
    assert stage(demand=None, derived=0.0, market=0.0).sinks == []
    assert stage(spare=None).sources == [(Part.CAPACITY, 100), (Part.SHORTFALL, 150)]


def test_each_unit_has_its_own_scale_and_pieces_one_for_each_stage() -> None:
    stages = [
        stage(1, "PIECE", demand=7000.0),
        stage(2, demand=500.0),
        stage(3, demand=250.0),
        stage(4, "PIECE", demand=70.0, derived=0.0, market=0.0),
        stage(5, "LITRE", capacity=0.0, spare=0.0, demand=0.0, derived=0.0, market=0.0),
    ]

    assert scales(stages, 50) == {"PIECE 1": 50 / 7000, "TONNE": 0.1, "PIECE 4": 0.5}


def test_widths_are_quantities_and_fill_the_node() -> None:
    (row,) = rows([stage()], 100, 50)

    assert row.box == Box(28, 100, 940, 168)
    assert row.node == Box(572, 109, 581, 159)
    assert [(band.part, band.node.top, band.node.bottom) for band in row.sources] == [
        (Part.COMMITTED, 109, 121),
        (Part.SPARE, 121, 129),
        (Part.SHORTFALL, 129, 159),
    ]
    assert [(band.bar.top, band.bar.bottom) for band in row.sources] == [
        (106.25, 118.25),
        (121.75, 129.75),
        (132.5, 162.5),
    ]


def test_picture_says_what_is_missing() -> None:
    shown = texts(chain_picture(answer(stage()), "Chuỗi quế", ["Phạm vi: cả nước."], None, Language.VI))

    assert shown == [
        "Chuỗi quế",
        "Phạm vi: cả nước.",
        "Độ rộng là khối lượng trong một năm, theo đơn vị của từng sản phẩm; chỉ so sánh được giữa các công "
        "đoạn cùng thang đo, không cộng các đơn vị khác nhau. “…”: không rõ khối lượng.",
        "Có 5 cơ sở. Thuật toán: value-chain-map/1.",
        "Công đoạn",
        "Nguồn cung",
        "Nhu cầu",
        "Cân đối",
        "1",
        "Vỏ quế khô",
        "tấn · 2 bên bán · 3 bên cần",
        "Đã cam kết 60",
        "Còn dư để bán 40",
        "Thiếu 150 tấn",
        "Nhu cầu đã khai 80",
        "Suy từ định mức 50",
        "Thị trường ngoài 120",
        "Thiếu 150 tấn",
        "60% nhu cầu",
        "Thang đo:",
        "= 50 tấn",
    ]


def test_picture_in_english_of_a_month_names_both() -> None:
    known = stage(demand=None, derived=0.0, market=0.0)

    shown = texts(chain_picture(answer(known), "Cinnamon", [], 3, Language.EN))

    assert "tonne · 2 offer · 3 need" in shown
    assert "Demand: …" in shown
    assert "Not known" in shown
    assert any(text.startswith("Widths are quantities of month 3") for text in shown)


def test_shortfall_can_be_told_without_colours() -> None:
    picture = chain_picture(answer(stage()), "Chuỗi quế", [], None, Language.VI)

    assert picture.count(b'fill="url(#crossed)" stroke="#444444"') == 1


def test_same_answer_gives_the_same_bytes() -> None:
    first = chain_picture(answer(stage()), "Chuỗi quế", ["Hôm nay"], None, Language.VI)

    assert chain_picture(answer(stage()), "Chuỗi quế", ["Hôm nay"], None, Language.VI) == first


AMOUNTS = st.none() | st.floats(1e-9, 1e9) | st.sampled_from([0.0, 1e-6, 7_644_000.0])


@st.composite
def stages_of_a_chain(draw: st.DrawFn) -> list[Stage]:
    stages = list[Stage]()
    for order in range(1, draw(st.integers(1, 14)) + 1):
        capacity, demand = draw(AMOUNTS), draw(AMOUNTS)
        derived = (demand or 0) * draw(st.sampled_from([0, 0.01, 0.3]))
        market = (demand or 0) * draw(st.sampled_from([0, 0.01, 0.7]))
        spare = None if capacity is None else capacity * draw(st.sampled_from([0, 0.02, 0.5, 1]))
        unit = draw(st.sampled_from(["TONNE", "PIECE", "CUBIC_METRE"]))
        name = draw(st.sampled_from(["Vỏ quế", "Ván ép (gỗ dán) phủ phim xuất khẩu loại một rất dài " * 3]))
        stages.append(
            stage(
                order,
                unit,
                name=name,
                capacity=capacity,
                spare=spare,
                demand=demand,
                derived=derived,
                market=market,
            )
        )
    return stages


@settings(max_examples=60, deadline=None)
@given(stages_of_a_chain(), st.sampled_from(Language))
def test_labels_never_cover_each_other(stages: list[Stage], language: Language) -> None:
    picture = chain_picture(answer(*stages), "Chuỗi " * 30, ["Phạm vi " * 60], None, language)

    assert faults(picture) == []


@given(stages_of_a_chain())
def test_both_sides_of_a_stage_are_as_wide_as_it_is(stages: list[Stage]) -> None:
    for row in rows(stages, 0, 60):
        for side in (row.sources, row.sinks):
            if side:
                widths = sum(band.node.bottom - band.node.top for band in side)
                assert widths == pytest.approx(row.node.bottom - row.node.top, abs=1e-6)
