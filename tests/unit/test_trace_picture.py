"""The layers of a trace: tiers, their order, what is left out without room, and labels that stay apart."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.enums import TraceDirection
from domain.language import Language
from service.canvas import Box
from service.trace_picture import (
    OTHERS,
    Line,
    Link,
    boxes,
    joined,
    ordered,
    shortened,
    tiers,
    trace_picture,
)
from tests.pictures import faults, texts

UPSTREAM, DOWNSTREAM = TraceDirection.UPSTREAM, TraceDirection.DOWNSTREAM


def link(tier: int, supplier: str, customer: str, product: str = "P", *, single: bool = False) -> Link:
    return Link(tier, supplier, customer, product, 10.0, single)


def answer(*links: Link) -> dict[str, Any]:
    def business(code: str) -> dict[str, Any]:
        return {"code": code, "name": f"Hợp tác xã {code}", "nameEn": None}

    def product(code: str) -> dict[str, Any]:
        return {"code": code, "name": f"Vỏ quế {code}", "nameEn": None, "unit": "TONNE"}

    return {
        "algorithm": "supply-trace/1",
        "isPartial": False,
        "explanation": "Có liên kết.",
        "links": [
            {
                "tier": each.tier,
                "quantityPerYear": each.quantity,
                "supplier": business(each.supplier),
                "customer": business(each.customer),
                "product": product(each.product),
            }
            for each in links
        ],
        "singleSources": [
            {
                "supplier": {"code": each.supplier},
                "product": {"code": each.product},
                "affected": [{"code": each.customer}],
                "explanation": f"{each.supplier} là nguồn duy nhất của {each.customer}.",
            }
            for each in links
            if each.is_single
        ],
    }


def picture(*links: Link, direction: TraceDirection = UPSTREAM, language: Language = Language.VI) -> bytes:
    start = {"code": "A", "name": "Hợp tác xã A", "nameEn": None}
    return trace_picture(answer(*links), start, direction, "Nguồn cung ứng", ["Hôm nay"], language)


def test_tier_is_the_shortest_distance() -> None:
    links = [link(1, "B", "A"), link(1, "C", "A"), link(2, "C", "B"), link(2, "A", "C"), link(2, "D", "C")]

    assert tiers("A", links, UPSTREAM) == [["A"], ["B", "C"], ["D"]]
    assert tiers("A", [link(1, "A", "B"), link(2, "B", "C")], DOWNSTREAM) == [["A"], ["B"], ["C"]]


def test_single_sources_then_those_with_most_links_stay() -> None:
    layers = [["A"], ["B", "C", "D", "E"]]
    links = [
        link(1, "B", "A"),
        link(1, "C", "A"),
        link(1, "C", "A", "Q"),
        link(1, "D", "A", single=True),
        link(1, "E", "A"),
    ]

    assert shortened(layers, links, 3) == [["A"], ["C", "D", f"{OTHERS} 1"]]
    assert shortened(layers, links, 4) == layers


def test_lines_of_those_left_out_are_joined() -> None:
    full = [["A"], ["B", "C", "D"]]
    links = [link(1, "B", "A"), link(1, "C", "A", single=True), link(1, "D", "A"), link(2, "C", "D")]

    assert joined([["A"], ["B", f"{OTHERS} 1"]], full, links) == [
        Line("B", "A", False),
        Line(f"{OTHERS} 1", "A", True),
    ]


def test_tier_is_ordered_by_what_it_is_linked_to() -> None:
    layers = [["A"], ["B", "C"], ["D", "E", f"{OTHERS} 2"]]
    lines = [Line("D", "C", False), Line("E", "B", False), Line(f"{OTHERS} 2", "B", False)]

    assert ordered(layers, lines) == [["A"], ["B", "C"], ["E", "D", f"{OTHERS} 2"]]


def test_goods_go_from_left_to_right() -> None:
    layers, body = [["A"], ["B", "C"]], Box(0, 0, 1000, 400)

    def columns(direction: TraceDirection) -> dict[str, tuple[float, float]]:
        return {
            business: (box.left, (box.top + box.bottom) / 2)
            for business, box in boxes(layers, body, direction).items()
        }

    assert columns(UPSTREAM) == {"A": (785, 200), "B": (0, 100), "C": (0, 300)}
    assert columns(DOWNSTREAM) == {"A": (0, 200), "B": (785, 100), "C": (785, 300)}


def test_picture_says_who_supplies_what_and_who_is_the_only_source() -> None:
    shown = texts(picture(link(1, "B", "A", "khô", single=True), link(2, "C", "B", "tươi")))

    assert shown == [
        "Nguồn cung ứng",
        "Hôm nay",
        "Có liên kết. Khối lượng mỗi năm. Thuật toán: supply-trace/1.",
        "Hàng đi từ trái sang phải; nét đứt: trong cùng cấp hoặc quay về cấp gần hơn. Khung đôi, nét đậm, ◆: "
        "nguồn duy nhất được biết.",
        "◆ B là nguồn duy nhất của A.",
        "Cơ sở",
        "Cung ứng cấp 1",
        "Cung ứng cấp 2",
        "Hợp tác xã A",
        "Hợp tác xã B",
        "vỏ quế khô 10 tấn",
        "Hợp tác xã C",
        "vỏ quế tươi 10 tấn",
    ]


def test_single_source_can_be_told_without_colours() -> None:
    plain = picture(link(1, "B", "A"), link(1, "C", "A"))
    marked = picture(link(1, "B", "A"), link(1, "C", "A", single=True))

    assert marked.count(b"<rect") - plain.count(b"<rect") == 1
    assert marked.count(b"<polygon") - plain.count(b"<polygon") == 1
    assert (plain.count(b'stroke-width="2.4"'), marked.count(b'stroke-width="2.4"')) == (0, 1)


def test_businesses_without_room_are_counted() -> None:
    shown = texts(picture(*(link(1, f"B{number:02}", "A") for number in range(40))))

    assert "và 17 cơ sở khác" in shown
    assert "Hợp tác xã B22" in shown
    assert "Hợp tác xã B23" not in shown


def test_tier_without_new_businesses_leaves_a_gap() -> None:
    links = [link(1, "B", "A"), link(1, "C", "A"), link(2, "B", "C"), link(3, "D", "B")]

    svg = picture(*links)

    assert tiers("A", links, UPSTREAM) == [["A"], ["B", "C"], [], ["D"]]
    assert [text for text in texts(svg) if text.startswith("Cung ứng cấp")] == [
        "Cung ứng cấp 1",
        "Cung ứng cấp 3",
    ]
    assert faults(svg) == []


def test_same_answer_gives_the_same_bytes() -> None:
    links = [link(1, "B", "A", single=True), link(2, "C", "B"), link(2, "A", "B")]

    assert picture(*links) == picture(*links)


@st.composite
def known_trade(draw: st.DrawFn) -> list[Link]:
    depth = draw(st.integers(1, 6))
    known, links = [["A"]], list[Link]()
    for tier in range(1, depth + 1):
        names = [f"B{tier}{number:02}" for number in range(draw(st.integers(1, 26)))]
        for name in names:
            nearer = draw(st.sampled_from(known[-1]))
            product = draw(st.sampled_from(["khô", "tươi loại một đã cạo vỏ và phơi khô nhiều nắng"]))
            links.append(link(tier, name, nearer, product, single=draw(st.booleans())))
        back = draw(st.sampled_from([each for layer in known for each in layer]))
        links.append(link(tier, back, known[-1][0]) if back != known[-1][0] else links[-1])
        known.append(names)
    return links


@settings(max_examples=40, deadline=None)
@given(known_trade(), st.sampled_from(Language))
def test_labels_never_cover_each_other(links: list[Link], language: Language) -> None:
    assert faults(picture(*links, language=language)) == []
