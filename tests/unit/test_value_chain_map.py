"""Where a chain holds and where it breaks: everything counts once, in the unit of its stage."""

import math
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.enums import BottleneckReason, ValueChainMapConstraint
from planning.flow import Business, Need, Offer, Supply
from planning.recipe import Product, Recipes
from planning.value_chain_map import (
    Bottleneck,
    Gap,
    Nearby,
    Scope,
    Stage,
    ValueChainMap,
    scope,
    value_chain_map,
    with_nearest,
)

RECIPES = Recipes(
    [
        Product(code="leaf", name="Búp chè"),
        Product(code="tea", name="Chè khô", inputs={"leaf": 5, "fuel": 1}, yields={"dust": 0.125}),
        Product(code="green", name="Chè xanh", kind_of="tea"),
        Product(code="shan", name="Chè Shan", kind_of="green"),
        Product(code="dust", name="Chè vụn", stage="BYPRODUCT", kind_of="fuel"),
        Product(code="packed", name="Chè gói", unit="KILOGRAM", inputs={"tea": 0.001}),
        Product(code="box", name="Chè hộp", unit="PIECE", kind_of="packed", factor=0.25),
        Product(code="tin", name="Chè lon", unit="PIECE", kind_of="packed"),
        Product(code="fuel", name="Nhiên liệu"),
        Product(code="bag", name="Chè túi lọc", inputs={"dust": 0.9}),
        Product(code="cup", name="Chén", unit="PIECE"),
    ]
)
CHAIN = [(1, "leaf"), (2, "tea"), (3, "packed")]

EMPTY = Stage(
    order=1,
    product="leaf",
    offerers=[],
    needers=[],
    capacity=0,
    spare=0,
    demand=0,
    derived=0,
    market=0,
    in_house=0,
    leading=[],
    counted_elsewhere=0,
    without_capacity=0,
    without_quantity=0,
    without_months=0,
    has_needers_inside=False,
    middle=None,
)
NO_LEAF, NO_TEA, NO_PACKED = (replace(EMPTY, order=order, product=product) for order, product in CHAIN)


def seller(
    code: str, *offers: Offer, supplies: Sequence[Supply] = (), place: tuple[float, float] | None = None
) -> Business:
    """A business that sells what others make."""
    latitude, longitude = place or (None, None)
    return Business(code=code, offers=offers, supplies=supplies, latitude=latitude, longitude=longitude)


def needing(
    code: str, *needs: Need, is_market: bool = False, place: tuple[float, float] | None = None
) -> Business:
    latitude, longitude = place or (None, None)
    return Business(code=code, needs=needs, is_market=is_market, latitude=latitude, longitude=longitude)


def offer(product: str, capacity: float | None, *months: int, committed: float | None = None) -> Offer:
    return Offer(product=product, capacity=capacity, committed=committed, months=frozenset(months))


def need(product: str, quantity: float | None, *months: int) -> Need:
    return Need(product=product, quantity=quantity, months=frozenset(months))


def drawn(*businesses: Business, month: int | None = None) -> ValueChainMap:
    return value_chain_map(CHAIN, RECIPES, businesses, month)


def test_scope_holds_the_chain_its_by_products_and_what_is_made_of_either() -> None:
    assert scope(["tea"], RECIPES) == Scope(
        offers=frozenset({"tea", "green", "shan", "dust", "fuel", "packed", "box", "tin", "bag"}),
        needs=frozenset({"tea", "green", "shan", "dust", "fuel"}),
    )


def test_offer_counts_in_the_nearest_stage_in_its_unit() -> None:
    shop = seller(
        "shop", offer("shan", 7), offer("tea", 3, 1), offer("box", 40, committed=20), offer("cup", 9)
    )

    found = drawn(shop)

    assert found.stages == [
        NO_LEAF,
        replace(NO_TEA, offerers=["shop"], capacity=10, spare=10, leading=["shop"], without_months=1),
        replace(NO_PACKED, offerers=["shop"], capacity=10, spare=5, leading=["shop"], without_months=1),
    ]


def test_what_cannot_be_converted_adds_nothing_and_is_counted() -> None:
    shop, home = seller("shop", offer("tin", 40, 1)), needing("home", need("tin", 7, 1))

    found = drawn(shop, home)

    assert found.stages[2] == replace(
        NO_PACKED,
        offerers=["shop"],
        needers=["home"],
        capacity=None,
        spare=None,
        demand=None,
        without_capacity=1,
        without_quantity=1,
        has_needers_inside=True,
    )
    assert (found.stages[2].balance, found.stages[2].inside, found.gaps) == (None, None, [])


def test_needs_count_as_recorded_derived_and_of_markets() -> None:
    packer = Business(
        code="packer", makes=True, offers=[offer("packed", 8000, 1)], latitude=21, longitude=104
    )
    home = needing("home", need("green", 3, 1), need("tea", None, 1), place=(22, 105))
    abroad = needing("abroad", need("tea", 9, 1), is_market=True, place=(48, 2))

    found = drawn(packer, home, abroad, seller("shop", offer("tea", 15, 1)))

    assert found.stages[1] == replace(
        NO_TEA,
        offerers=["shop"],
        needers=["abroad", "home", "packer"],
        capacity=15,
        spare=15,
        demand=20,
        derived=8,
        market=9,
        leading=["shop"],
        without_quantity=1,
        has_needers_inside=True,
        middle=(21.5, 104.5),
    )
    assert (found.stages[1].inside, found.stages[1].balance) == (11, -5)
    assert (found.businesses, found.markets, found.constraint) == (3, 1, None)


def test_gap_says_what_those_inside_would_miss() -> None:
    home, abroad = needing("home", need("tea", 12)), needing("abroad", need("tea", 9), is_market=True)

    shown = [drawn(home, abroad, seller("shop", offer("tea", capacity))) for capacity in (5, 15, 21)]

    assert [found.gaps for found in shown] == [
        [Gap(stage=shown[0].stages[1], shortfall=16, inside=7)],
        [Gap(stage=shown[1].stages[1], shortfall=6, inside=0)],
        [],
    ]


def test_need_of_markets_alone_is_no_gap_of_a_place() -> None:
    found = drawn(needing("abroad", need("tea", 9), is_market=True))

    assert (found.gaps, found.constraint) == ([], ValueChainMapConstraint.NO_RECORD)
    assert found.stages[1].balance == -9


def test_leading_businesses_come_by_capacity_then_code() -> None:
    sellers = [
        seller(f"s{number}", offer("tea", capacity)) for number, capacity in enumerate((3, 9, 3, 0, 4, 1, 2))
    ]

    assert drawn(*sellers).stages[1].leading == ["s1", "s4", "s0", "s2", "s6"]


def test_cooperative_and_members_count_once() -> None:
    coop = replace(seller("coop", offer("tea", 100, 1), offer("packed", None, 1)), organisation="O1")
    member = replace(seller("member", offer("green", 40, 1)), organisation="O2", above=frozenset({"O1"}))

    found = drawn(coop, member)

    assert found.stages[1] == replace(
        NO_TEA,
        offerers=["coop", "member"],
        capacity=100,
        spare=100,
        leading=["coop"],
        counted_elsewhere=1,
    )


def test_only_offerer_is_a_bottleneck_for_those_who_need_it() -> None:
    shop = seller("shop", offer("tea", 5), supplies=[Supply(product="green", customer="inn")])

    found = drawn(shop, needing("home", need("tea", 1)), needing("abroad", need("tea", 1), is_market=True))

    assert found.bottlenecks == [
        Bottleneck(
            stage=found.stages[1],
            business="shop",
            reason=BottleneckReason.ONLY_OFFERER,
            share=1,
            dependents=["home", "inn"],
            customers=["inn"],
            cover=0,
        )
    ]


@pytest.mark.parametrize("products", [("green", "box"), ("box", "green")])
def test_customer_of_two_products_hangs_on_the_offerer_of_either(products: tuple[str, str]) -> None:
    supplies = [Supply(product=product, customer="inn") for product in products]
    shop = seller("shop", offer("tea", 5), offer("packed", 5), supplies=supplies)

    found = drawn(shop, needing("home", need("tea", 1), need("packed", 1)))

    assert {each.stage.product: (each.dependents, each.customers) for each in found.bottlenecks} == {
        "tea": (["home", "inn"], ["inn"]),
        "packed": (["home", "inn"], ["inn"]),
    }


def test_nobody_hangs_on_the_only_offerer_of_what_nobody_needs() -> None:
    assert drawn(seller("shop", offer("tea", 5))).bottlenecks == []


@pytest.mark.parametrize(
    ("capacities", "needed", "expected"),
    [
        ((60, 40), 50, [("s0", BottleneckReason.NOT_REPLACEABLE, 0.6, 0.8)]),
        ((60, 40), 40, [("s0", BottleneckReason.MAJORITY, 0.6, 1)]),
        (
            (50, 50),
            60,
            [
                ("s0", BottleneckReason.NOT_REPLACEABLE, 0.5, 5 / 6),
                ("s1", BottleneckReason.NOT_REPLACEABLE, 0.5, 5 / 6),
            ],
        ),
        ((50, 50), 50, []),
        ((29, 29, 29, 13), 1000, []),
        ((None, None), 10, []),
        ((5, None), 10, []),
        ((1, *[None] * 9), 10, []),
    ],
)
def test_bottleneck_is_who_has_much_and_cannot_be_replaced(
    capacities: Sequence[float | None],
    needed: float,
    expected: Sequence[tuple[str, BottleneckReason, float, float]],
) -> None:
    sellers = [seller(f"s{number}", offer("tea", capacity)) for number, capacity in enumerate(capacities)]

    found = drawn(*sellers, needing("home", need("tea", needed)))

    assert [(each.business, each.reason, each.share, each.cover) for each in found.bottlenecks] == expected


def test_share_of_a_stage_is_not_told_where_part_of_its_own_capacity_is_unknown() -> None:
    found = drawn(
        seller("large", offer("tea", 60), offer("green", None)),
        seller("small", offer("tea", 40)),
        needing("home", need("tea", 90)),
    )

    assert found.bottlenecks == []


def test_only_offerer_is_a_bottleneck_also_of_unknown_capacity() -> None:
    found = drawn(seller("shop", offer("tea", None)), needing("home", need("tea", 10)))

    assert [(each.business, each.reason, each.share, each.cover) for each in found.bottlenecks] == [
        ("shop", BottleneckReason.ONLY_OFFERER, 1, 0)
    ]


def test_cooperative_whose_members_offer_too_is_not_the_only_offerer() -> None:
    coop = replace(seller("coop", offer("tea", 100)), organisation="O1")
    member = replace(seller("member", offer("tea", 40)), organisation="O2", above=frozenset({"O1"}))

    found = drawn(coop, member, needing("home", need("tea", 10)))

    assert [(each.business, each.reason, each.share, each.cover) for each in found.bottlenecks] == [
        ("coop", BottleneckReason.NOT_REPLACEABLE, 1, 0)
    ]


def test_most_serious_bottlenecks_come_first() -> None:
    found = drawn(
        seller("a", offer("leaf", 90), offer("tea", 60), offer("packed", 1)),
        seller("b", offer("leaf", 10), offer("tea", 40)),
        needing("home", need("leaf", 5), need("tea", 70), need("packed", 1)),
    )

    assert [(each.stage.product, each.business, each.reason.name) for each in found.bottlenecks] == [
        ("packed", "a", "ONLY_OFFERER"),
        ("tea", "a", "NOT_REPLACEABLE"),
        ("tea", "b", "NOT_REPLACEABLE"),
        ("leaf", "a", "MAJORITY"),
    ]


def test_month_takes_its_part_of_a_year() -> None:
    found = drawn(
        seller("shop", offer("tea", 24, 3, 4), offer("leaf", 12)), needing("home", need("tea", 36)), month=3
    )

    assert [
        (stage.capacity, stage.demand, stage.balance, stage.without_months) for stage in found.stages
    ] == [
        (1, 0, 1, 1),
        (12, 3, 9, 1),
        (0, 0, 0, 0),
    ]


@pytest.mark.parametrize(
    ("stages", "businesses", "is_empty", "expected"),
    [
        ([], [], False, ValueChainMapConstraint.NO_STAGE),
        ([], [], True, ValueChainMapConstraint.NO_STAGE),
        (CHAIN, [], True, ValueChainMapConstraint.NO_BUSINESS),
        (CHAIN, [], False, ValueChainMapConstraint.NO_RECORD),
        (CHAIN, [seller("shop", offer("cup", 3))], False, ValueChainMapConstraint.NO_RECORD),
        (CHAIN, [seller("shop", offer("tea", None))], False, None),
    ],
)
def test_map_without_data_says_why(
    stages: Sequence[tuple[int, str]],
    businesses: Sequence[Business],
    is_empty: bool,
    expected: ValueChainMapConstraint | None,
) -> None:
    found = value_chain_map(stages, RECIPES, businesses, is_empty=is_empty)

    assert found.constraint == expected
    assert [stage.product for stage in found.stages] == [product for _, product in stages]


def test_product_made_of_itself_is_named_and_needs_none_of_itself() -> None:
    recipes = Recipes([Product(code="starter", name="Men", inputs={"starter": 0.1, "rice": 1})])
    mill = Business(code="mill", makes=True, offers=[offer("starter", 100)])

    found = value_chain_map([(1, "starter")], recipes, [mill])

    assert found.circular == ["starter"]
    assert (found.stages[0].demand, found.stages[0].balance) == (0, 100)


def test_nearest_outside_come_by_distance_then_code_with_unknown_places_last() -> None:
    found = drawn(needing("home", need("tea", 12), place=(21, 104)))
    others = [
        seller("no-place", offer("tea", 9)),
        seller("b", offer("green", 2), offer("shan", 5), place=(21, 105)),
        seller("a", offer("green", 2), place=(21, 105)),
        seller("near", offer("tea", 8, committed=5), offer("packed", 9), place=(21, 104)),
        seller("sold-out", offer("tea", 5, committed=5), place=(21, 104)),
    ]

    gap = with_nearest(found.gaps[0], ["leaf", "tea", "packed"], RECIPES, others, None)

    assert [replace(near, distance=near.distance and round(near.distance, 1)) for near in gap.nearest] == [
        Nearby(business="near", product="tea", distance=0.0, spare=3),
        Nearby(business="a", product="green", distance=103.8, spare=2),
        Nearby(business="b", product="shan", distance=103.8, spare=7),
        Nearby(business="no-place", product="tea", distance=None, spare=9),
    ]


def test_nearest_outside_have_something_in_the_month() -> None:
    found = drawn(needing("home", need("tea", 12, 3)), month=3)

    gap = with_nearest(
        found.gaps[0],
        ["tea"],
        RECIPES,
        [seller("a", offer("tea", 9, 4)), seller("b", offer("tea", 8, 3, 4))],
        3,
    )

    assert gap.nearest == [Nearby(business="b", product="tea", distance=None, spare=4)]


PRODUCTS = st.sampled_from(["leaf", "tea", "green", "shan", "dust", "packed", "box", "tin", "fuel", "bag"])
QUANTITIES = st.none() | st.integers(0, 40).map(lambda number: number * 0.25)
MONTHS = st.frozensets(st.integers(1, 12), max_size=3)
CODES = [f"b{number}" for number in range(6)]


@st.composite
def registers(draw: st.DrawFn) -> list[Business]:
    """A few businesses with anything, in any cooperative."""

    def business(index: int) -> Business:
        return Business(
            code=CODES[index],
            makes=draw(st.booleans()),
            is_market=draw(st.integers(0, 5)) == 0,
            organisation=draw(st.none() | st.just(f"o{index}")),
            above=frozenset(f"o{other}" for other in range(index) if draw(st.integers(0, 3)) == 0),
            latitude=draw(st.none() | st.integers(20, 22)),
            longitude=draw(st.integers(104, 106)),
            offers=draw(
                st.lists(
                    st.builds(
                        Offer,
                        product=PRODUCTS,
                        capacity=QUANTITIES,
                        committed=QUANTITIES,
                        months=MONTHS,
                        is_byproduct=st.booleans(),
                    ),
                    max_size=3,
                )
            ),
            needs=draw(
                st.lists(st.builds(Need, product=PRODUCTS, quantity=QUANTITIES, months=MONTHS), max_size=3)
            ),
            supplies=draw(
                st.lists(
                    st.builds(
                        Supply, product=PRODUCTS, customer=st.sampled_from([*CODES, "x"]), quantity=QUANTITIES
                    ),
                    max_size=2,
                )
            ),
        )

    return [business(index) for index in range(draw(st.integers(0, len(CODES))))]


@given(businesses=registers(), month=st.none() | st.integers(1, 12), order=st.randoms())
def test_order_of_businesses_does_not_matter(
    businesses: list[Business], month: int | None, order: Random
) -> None:
    shuffled = list(businesses)
    order.shuffle(shuffled)

    assert drawn(*shuffled, month=month) == drawn(*businesses, month=month)


@given(businesses=registers(), month=st.none() | st.integers(1, 12))
def test_figures_of_a_stage_fit_together(businesses: list[Business], month: int | None) -> None:
    for stage in drawn(*businesses, month=month).stages:
        capacity, demand = stage.capacity, stage.demand
        if capacity is not None and demand is not None:
            assert stage.balance == pytest.approx(capacity - demand)
        if capacity is not None:
            assert stage.spare is not None
            assert 0 <= stage.spare <= capacity + 1e-9
        assert stage.derived + stage.market <= (demand or 0) + 1e-9
        assert set(stage.leading) <= set(stage.offerers)


@given(businesses=registers(), month=st.none() | st.integers(1, 12))
def test_gap_is_where_the_balance_is_below_nothing_and_somebody_is_there(
    businesses: list[Business], month: int | None
) -> None:
    found = drawn(*businesses, month=month)

    assert [(gap.stage, gap.shortfall) for gap in found.gaps] == [
        (stage, -stage.balance)
        for stage in found.stages
        if stage.is_present and stage.balance is not None and stage.balance < 0
    ]
    assert all(0 <= gap.inside <= gap.shortfall + 1e-9 for gap in found.gaps)


@given(businesses=registers())
def test_nothing_is_counted_twice(businesses: list[Business]) -> None:
    found = drawn(*businesses)
    inside = [business for business in businesses if not business.is_market]

    offers = [each for business in inside for each in business.offers]
    in_a_stage = [each for each in offers if RECIPES.nearest(each.product, {product for _, product in CHAIN})]
    known = [
        kind.quantity(each.capacity) or 0
        for each in in_a_stage
        if (kind := RECIPES.nearest(each.product, {product for _, product in CHAIN}))
    ]
    assert math.fsum(stage.capacity or 0 for stage in found.stages) <= math.fsum(known) + 1e-9
    if not any(business.above for business in inside):
        assert math.fsum(stage.capacity or 0 for stage in found.stages) == pytest.approx(math.fsum(known))
    recorded = [
        kind.quantity(each.quantity) or 0
        for business in businesses
        for each in business.needs
        if (kind := RECIPES.nearest(each.product, {product for _, product in CHAIN}))
    ]
    demand = math.fsum((stage.demand or 0) - stage.derived for stage in found.stages)
    assert demand == pytest.approx(math.fsum(recorded))


@settings(max_examples=30)
@given(businesses=registers())
def test_twelve_months_add_up_to_the_year(businesses: list[Business]) -> None:
    months = [drawn(*businesses, month=month) for month in range(1, 13)]

    year = drawn(*businesses)

    for index, stage in enumerate(year.stages):
        parts = [month.stages[index] for month in months]
        assert math.fsum(part.capacity or 0 for part in parts) == pytest.approx(stage.capacity or 0)
        assert math.fsum(part.demand or 0 for part in parts) == pytest.approx(stage.demand or 0)
        assert math.fsum(part.derived for part in parts) == pytest.approx(stage.derived)
        assert math.fsum(part.in_house for part in parts) == pytest.approx(stage.in_house)


@given(businesses=registers(), month=st.none() | st.integers(1, 12))
def test_by_products_are_taken_or_go_to_waste(businesses: list[Business], month: int | None) -> None:
    for byproduct in drawn(*businesses, month=month).byproducts:
        assert byproduct.used <= byproduct.falling + 1e-9
        parts = (byproduct.used, byproduct.promised, byproduct.wasted)
        assert math.fsum(parts) == pytest.approx(byproduct.falling, abs=1e-9)
        for outlet in byproduct.outlets:
            kind = RECIPES.nearest(byproduct.product, {outlet.product})
            assert kind is not None
            assert (kind.quantity(outlet.taken) or 0) <= outlet.demand + 1e-9
