"""What a trace says in Vietnamese and English."""

import datetime as dt

import pytest

from domain.enums import TraceDirection
from domain.language import Language
from planning.product_line import ProductLines
from planning.recipe import Product, Recipes
from planning.single_source import single_sources
from planning.supply_trace import Link, Trace
from planning.supply_trace_text import about_trace, why_single
from tests.unit.trades import traced

VI, EN = Language.VI, Language.EN
ON = dt.date(2026, 11, 23)
LINES = ProductLines(
    Recipes(
        [
            Product(code="fresh", name="Vỏ quế tươi", name_en="Fresh cinnamon bark"),
            Product(code="dry", name="Vỏ quế khô", name_en="Dried cinnamon bark", inputs={"fresh": 2.5}),
        ]
    )
)
NAMES = {
    "grower": "Nhóm hộ Đại Sơn",
    "kiln": "HTX Quế",
    "oven": "Lò Bình",
    "mill": "Nhà máy Mậu A",
    "shop": "Cửa hàng",
}
CHAIN = [
    ("grower", "fresh", "kiln"),
    ("grower", "fresh", "oven"),
    ("kiln", "dry", "mill"),
    ("oven", "dry", "mill"),
]


def trace_of(
    links: list[tuple[str, str, str]], business: str, direction: TraceDirection, depth: int = 10
) -> Trace:
    known = [Link(tier=0, supplier=one, customer=other, product=product) for one, product, other in links]
    return traced(known, business, direction, LINES, depth=depth)


def about(trace: Trace, product: str | None = None) -> list[str]:
    return [about_trace(trace, product, NAMES, LINES, ON, language) for language in (VI, EN)]


def singles(trace: Trace) -> list[list[str]]:
    return [
        [why_single(source, trace, NAMES, LINES, language) for language in (VI, EN)]
        for source in single_sources(trace, LINES)
    ]


def test_trace_says_how_far_it_goes() -> None:
    assert about(trace_of(CHAIN, "mill", TraceDirection.UPSTREAM)) == [
        "Tìm thấy 4 quan hệ mua bán với 3 cơ sở, ở 2 cấp cung ứng. Sổ không ghi nhận cấp nào xa hơn.",
        "Found 4 trade links with 3 businesses, in 2 tiers of suppliers. The register knows of no tier "
        "further away.",
    ]
    assert about(trace_of(CHAIN, "mill", TraceDirection.UPSTREAM, depth=1)) == [
        "Tìm thấy 2 quan hệ mua bán với 2 cơ sở, ở 1 cấp cung ứng. Chưa truy tiếp các cấp xa hơn.",
        "Found 2 trade links with 2 businesses, in 1 tier of suppliers. Tiers further away were not traced.",
    ]


def test_tiers_are_those_in_which_businesses_lie() -> None:
    # The second tier holds only a link between two direct suppliers.
    links = [("grower", "fresh", "mill"), ("kiln", "dry", "mill"), ("grower", "fresh", "kiln")]

    assert about(trace_of(links, "mill", TraceDirection.UPSTREAM)) == [
        "Tìm thấy 3 quan hệ mua bán với 2 cơ sở, ở 1 cấp cung ứng. Sổ không ghi nhận cấp nào xa hơn.",
        "Found 3 trade links with 2 businesses, in 1 tier of suppliers. The register knows of no tier "
        "further away.",
    ]


def test_trace_that_was_cut_says_so() -> None:
    trace = trace_of(CHAIN, "grower", TraceDirection.DOWNSTREAM)
    trace.is_cut = True

    assert about(trace) == [
        "Tìm thấy 4 quan hệ mua bán với 3 cơ sở, ở 2 cấp tiêu thụ. Chưa đầy đủ: đã dừng ở giới hạn về số "
        "quan hệ hoặc thời gian.",
        "Found 4 trade links with 3 businesses, in 2 tiers of customers. Not complete: it stopped at the "
        "limit of links or time.",
    ]


@pytest.mark.parametrize(
    ("direction", "product", "vi", "en"),
    [
        (
            TraceDirection.UPSTREAM,
            None,
            "Vào ngày 23/11/2026 sổ không ghi nhận ai cung ứng cho Cửa hàng.",
            "On 2026-11-23 the register knows of nobody who supplies Cửa hàng.",
        ),
        (
            TraceDirection.DOWNSTREAM,
            "dry",
            "Vào ngày 23/11/2026 sổ không ghi nhận ai mua vỏ quế khô của Cửa hàng hay sản phẩm làm từ đó.",
            "On 2026-11-23 the register knows of nobody who buys Dried cinnamon bark from Cửa hàng, or "
            "anything made of it.",
        ),
    ],
)
def test_trace_without_links_says_that_none_is_known(
    direction: TraceDirection, product: str | None, vi: str, en: str
) -> None:
    assert about(trace_of([], "shop", direction), product) == [vi, en]


def test_single_source_says_who_depends_and_through_what() -> None:
    assert singles(trace_of(CHAIN, "mill", TraceDirection.UPSTREAM)) == [
        [
            "Nguồn vỏ quế tươi của HTX Quế và Lò Bình mà sổ ghi nhận chỉ có Nhóm hộ Đại Sơn; Nhà máy Mậu A "
            "cũng nhận từ nguồn này, thông qua vỏ quế khô.",
            "Nhóm hộ Đại Sơn is the only source of Fresh cinnamon bark that the register has for HTX Quế and "
            "Lò Bình; from there it comes to Nhà máy Mậu A as well, through Dried cinnamon bark.",
        ]
    ]


def test_downstream_single_source_says_what_goes_on_only_through_whom() -> None:
    links = [("grower", "fresh", "kiln"), ("kiln", "dry", "mill"), ("kiln", "dry", "shop")]

    assert singles(trace_of(links, "grower", TraceDirection.DOWNSTREAM)) == [
        [
            "Theo các quan hệ mua bán đã biết, vỏ quế tươi của Nhóm hộ Đại Sơn chỉ đi tiếp đến Nhà máy Mậu "
            "A và Cửa hàng qua HTX Quế.",
            "By the known links, Fresh cinnamon bark of Nhóm hộ Đại Sơn goes on to Nhà máy Mậu A and Cửa "
            "hàng only through HTX Quế.",
        ]
    ]
