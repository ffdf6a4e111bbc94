"""Traces: tiers against distances by definition, limits, and what a product leads to."""

import random
from collections.abc import Iterable

import pytest

from domain.enums import TraceDirection
from planning.product_line import ProductLines
from planning.recipe import Product, Recipes
from planning.supply_trace import MOST_LINKS, MOST_LINKS_OF_TIER, Ask, Link, Trace
from tests.unit.trades import random_links, random_products, traced

UP, DOWN = TraceDirection.UPSTREAM, TraceDirection.DOWNSTREAM
CINNAMON = ProductLines(
    Recipes(
        [
            Product(code="fresh", name="Vỏ quế tươi"),
            Product(code="dry", name="Vỏ quế khô", inputs={"fresh": 2.5}),
            Product(code="dry A", name="Vỏ quế khô loại A", kind_of="dry"),
            Product(code="box", name="Hộp giấy"),
        ]
    )
)


def link(supplier: str, product: str, customer: str, tier: int = 1) -> Link:
    return Link(tier=tier, supplier=supplier, customer=customer, product=product)


def found(trace: Trace) -> list[tuple[int, str, str, str]]:
    return [(each.tier, each.supplier, each.product, each.customer) for each in trace.links]


@pytest.mark.parametrize("direction", [UP, DOWN])
@pytest.mark.parametrize("follows", [True, False])
@pytest.mark.parametrize("seed", range(25))
def test_tier_of_a_link_is_its_shortest_distance_and_every_link_stands_once(
    seed: int, follows: bool, direction: TraceDirection
) -> None:
    draw = random.Random(seed)
    products = random_products(draw, 8)
    lines = ProductLines(Recipes(products))
    links = random_links(draw, 30, 80, [product.code for product in products])
    business = links[0].customer if direction is UP else links[0].supplier
    product = links[0].product if follows else None

    trace = traced(links, business, direction, lines, depth=6, product=product)

    expected = dict(distances(links, business, direction, lines, product))
    assert {(each.supplier, each.product, each.customer): each.tier for each in trace.links} == {
        key: tier for key, tier in expected.items() if tier <= 6
    }
    assert len(trace.links) == len({(each.supplier, each.product, each.customer) for each in trace.links})
    assert [each.tier for each in trace.links] == sorted(each.tier for each in trace.links)


def distances(
    links: Iterable[Link], business: str, direction: TraceDirection, lines: ProductLines, product: str | None
) -> Iterable[tuple[tuple[str, str, str], int]]:
    """The length of the shortest way from the business that ends with each link, by relaxing until nothing
    changes: a link goes on with another one of its far end, with a product only where one feeds the other."""
    known = {(each.supplier, each.product, each.customer): 10**9 for each in links}
    is_up = direction is UP

    def goes_on(last: tuple[str, str, str] | None, key: tuple[str, str, str]) -> bool:
        near = key[2] if is_up else key[0]
        if last is None:
            before, place = product, business
        else:
            before, place = last[1], last[0] if is_up else last[2]
        if near != place:
            return False
        if product is None or before is None:
            return True
        return key[1] in lines.fed_by(before) if is_up else before in lines.fed_by(key[1])

    for key in known:
        if goes_on(None, key):
            known[key] = 1
    for _ in known:
        for key in known:
            for last, tier in known.items():
                if tier + 1 < known[key] and goes_on(last, key):
                    known[key] = tier + 1
    return known.items()


def test_circle_ends_where_all_is_known() -> None:
    links = [link("farm", "fresh", "mill"), link("mill", "fresh", "farm")]

    trace = traced(links, "mill", UP, CINNAMON)

    assert found(trace) == [(1, "farm", "fresh", "mill"), (2, "mill", "fresh", "farm")]
    assert (trace.asks(), trace.is_cut, trace.distances) == ([], False, {"mill": 0, "farm": 1})


def test_product_is_followed_with_what_it_is_made_from_and_nothing_else() -> None:
    links = [
        link("kiln", "dry A", "mill"),
        link("boxes", "box", "mill"),
        link("grower", "fresh", "kiln"),
        link("boxes", "box", "kiln"),
    ]

    assert found(traced(links, "mill", UP, CINNAMON, product="dry")) == [
        (1, "kiln", "dry A", "mill"),
        (2, "grower", "fresh", "kiln"),
    ]


def test_downstream_a_product_is_followed_into_what_is_made_of_it() -> None:
    links = [
        link("grower", "fresh", "kiln"),
        link("kiln", "dry A", "mill"),
        link("kiln", "box", "mill"),
        link("mill", "box", "shop"),
    ]

    assert found(traced(links, "grower", DOWN, CINNAMON, product="fresh")) == [
        (1, "grower", "fresh", "kiln"),
        (2, "kiln", "dry A", "mill"),
    ]


def test_business_met_again_for_another_product_is_asked_only_for_what_is_new() -> None:
    trace = Trace("mill", UP, "dry", CINNAMON)

    trace.add([link("kiln", "fresh", "mill")])
    first = trace.asks()
    trace.add([link("mill", "fresh", "kiln", 2)])

    assert first == [Ask(businesses=["kiln"], products=["fresh"])]
    assert trace.asks() == []


def test_tier_is_cut_at_its_limit_and_says_so() -> None:
    trace = Trace("mill", UP, None, CINNAMON)

    assert trace.limit == MOST_LINKS_OF_TIER
    trace.add([link(f"farm {number:04}", "fresh", "mill") for number in range(MOST_LINKS_OF_TIER + 1)])

    assert (len(trace.links), trace.is_cut) == (MOST_LINKS_OF_TIER, True)
    assert "mill" in trace.unread


def test_exactly_as_many_links_as_the_limit_are_not_cut() -> None:
    trace = Trace("mill", UP, None, CINNAMON)

    trace.add([link(f"farm {number:04}", "fresh", "mill") for number in range(MOST_LINKS_OF_TIER)])

    assert (len(trace.links), trace.is_cut, "mill" in trace.unread) == (MOST_LINKS_OF_TIER, False, False)


def test_whole_is_cut_at_its_limit() -> None:
    trace = Trace("b0", UP, None, CINNAMON)
    tier = 0
    while trace.limit:
        tier += 1
        trace.add(
            [link(f"b{tier}-{number:03}", "fresh", trace.asks()[0].businesses[0]) for number in range(400)]
        )
    assert (len(trace.links), trace.is_cut) == (MOST_LINKS, False)

    trace.add([link("one more", "fresh", trace.asks()[0].businesses[0])])

    assert (len(trace.links), trace.is_cut) == (MOST_LINKS, True)
