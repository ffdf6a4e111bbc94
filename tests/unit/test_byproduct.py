"""What falls off, what of it is taken, and what goes to waste."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from planning.byproduct import Byproduct, Outlet, byproducts
from planning.flow import Business, Need, Offer, Supply, flows
from planning.recipe import Product, Recipes

RECIPES = Recipes(
    [
        Product(code="log", name="Gỗ tròn"),
        Product(code="board", name="Ván", inputs={"log": 2}, yields={"sawdust": 0.5, "bark": 0.25}),
        Product(code="sawdust", name="Mùn cưa", stage="BYPRODUCT", kind_of="residue"),
        Product(code="fine-dust", name="Mùn cưa mịn", stage="BYPRODUCT", kind_of="sawdust"),
        Product(code="bark", name="Vỏ cây", stage="BYPRODUCT", kind_of="residue"),
        Product(code="residue", name="Phụ phẩm gỗ", stage="BYPRODUCT", kind_of="fuel"),
        Product(code="fuel", name="Nhiên liệu", unit="TONNE"),
        Product(code="firewood", name="Củi", unit="CUBIC_METRE", kind_of="fuel", factor=0.5),
        Product(code="incense", name="Hương", inputs={"sawdust": 0.4}),
        Product(code="pellet", name="Viên nén", inputs={"residue": 1.5}),
    ]
)


def mill(*offers: Offer, needs: Sequence[Need] = (), supplies: Sequence[Supply] = ()) -> Business:
    """A sawmill."""
    return Business(code="mill", makes=True, offers=offers, needs=needs, supplies=supplies)


def needing(product: str, quantity: float, *months: int) -> Business:
    """A business that needs something."""
    return Business(
        code=f"of-{product}", needs=[Need(product=product, quantity=quantity, months=frozenset(months))]
    )


def offer(product: str, capacity: float, *months: int) -> Offer:
    return Offer(product=product, capacity=capacity, months=frozenset(months))


def found(*businesses: Business, month: int | None = None) -> dict[str, Byproduct]:
    """The by-products of boards by code."""
    year = flows(["log", "board"], RECIPES, businesses)
    return {each.product: each for each in byproducts(year if month is None else year.in_month(month), year)}


SAWDUST = Byproduct(
    product="sawdust",
    yielded=50,
    offered=0,
    falling=50,
    owed=0,
    delivered=0,
    in_house=0,
    outlets=[],
    made=[],
)
BARK = replace(SAWDUST, product="bark", yielded=25, falling=25)


def test_by_products_fall_off_by_recipe_and_go_to_waste() -> None:
    shown = found(mill(offer("board", 100)))

    assert shown == {"sawdust": SAWDUST, "bark": BARK}
    assert (shown["bark"].used, shown["bark"].wasted) == (0, 25)


def test_offer_is_part_of_what_falls_off_and_counts_where_it_is_more() -> None:
    less, more = (
        found(mill(offer("board", 100), offer("fine-dust", 20))),
        found(mill(offer("board", 100), offer("sawdust", 80))),
    )

    assert less == {"sawdust": replace(SAWDUST, offered=20), "bark": BARK}
    assert more == {"sawdust": replace(SAWDUST, offered=80, falling=80), "bark": BARK}


def test_what_is_supplied_to_others_outside_is_taken() -> None:
    sold = Supply(product="sawdust", customer="far-away", quantity=30)

    shown = found(mill(offer("board", 100), offer("sawdust", 40), supplies=[sold]))

    assert shown["sawdust"] == replace(SAWDUST, offered=40, delivered=30)
    assert shown["sawdust"].wasted == 20


def test_what_is_promised_to_nobody_who_is_recorded_is_no_waste() -> None:
    sold = Supply(product="sawdust", customer="far-away", quantity=30)
    promised = replace(offer("sawdust", 40), committed=36)
    unsold, partly, wholly = (
        found(mill(offer("board", 100), replace(promised, committed=some), supplies=links))["sawdust"]
        for some, links in ((36, []), (36, [sold]), (20, [sold]))
    )
    month = found(mill(offer("board", 120), replace(promised, capacity=48, committed=24)), month=5)["sawdust"]

    assert [(each.promised, each.wasted) for each in (unsold, partly, wholly)] == [(36, 14), (6, 14), (0, 20)]
    assert (month.owed, month.promised, month.wasted) == (2, 2, 3)


def test_what_one_sells_fulfils_no_promise_of_another() -> None:
    promising = mill(offer("board", 100), replace(offer("sawdust", 50), committed=50))
    sold = Supply(product="sawdust", customer="far-away", quantity=50)
    selling = replace(mill(offer("board", 100), offer("sawdust", 50), supplies=[sold]), code="other-mill")

    shown = found(promising, selling)["sawdust"]

    assert (shown.falling, shown.used, shown.promised, shown.wasted) == (100, 50, 50, 0)


def test_what_is_supplied_to_somebody_whose_needs_count_is_taken_by_the_need() -> None:
    sold = Supply(product="sawdust", customer="of-sawdust", quantity=30)

    shown = found(mill(offer("board", 100), supplies=[sold]), needing("sawdust", 35))

    outlet = Outlet(product="sawdust", demand=35, supply=50, taken=35)
    assert shown["sawdust"] == replace(SAWDUST, outlets=[outlet])


def test_business_first_uses_what_falls_off_in_itself() -> None:
    shown = found(mill(offer("board", 100), needs=[Need(product="fuel", quantity=30)]))

    assert shown == {"sawdust": replace(SAWDUST, in_house=20), "bark": replace(BARK, in_house=10)}


def test_special_needs_are_met_before_general_ones_in_proportion() -> None:
    shown = found(
        mill(offer("board", 100)), needing("sawdust", 10), needing("residue", 13), needing("fuel", 26)
    )

    assert shown == {
        "sawdust": replace(
            SAWDUST,
            outlets=[
                Outlet(product="sawdust", demand=10, supply=50, taken=10),
                Outlet(product="residue", demand=13, supply=65, taken=8),
                Outlet(product="fuel", demand=26, supply=52, taken=16),
            ],
        ),
        "bark": replace(
            BARK,
            outlets=[
                Outlet(product="residue", demand=13, supply=65, taken=5),
                Outlet(product="fuel", demand=26, supply=52, taken=10),
            ],
        ),
    }


def test_other_offers_take_their_part_of_a_need_in_its_unit() -> None:
    seller = Business(code="seller", offers=[offer("firewood", 150)])

    shown = found(mill(offer("board", 100)), seller, needing("fuel", 30))

    assert shown == {
        "sawdust": replace(SAWDUST, outlets=[Outlet(product="fuel", demand=30, supply=150, taken=10)]),
        "bark": replace(BARK, outlets=[Outlet(product="fuel", demand=30, supply=150, taken=5)]),
    }


def test_products_that_are_made_of_it_inside_are_named() -> None:
    maker = Business(code="maker", makes=True, offers=[offer("incense", 0), offer("pellet", 0)])
    seller = Business(code="seller", offers=[offer("pellet", 100)])

    assert found(mill(offer("board", 100)), seller)["sawdust"].made == []
    shown = found(mill(offer("board", 100)), maker)
    assert (shown["sawdust"].made, shown["bark"].made) == (["incense", "pellet"], ["pellet"])


def test_in_a_month_falls_off_what_is_made_or_offered_in_it() -> None:
    maker = mill(offer("board", 120, 1, 2), offer("sawdust", 30, 6))

    january, june, july = (found(maker, month=month) for month in (1, 6, 7))

    assert january["sawdust"] == replace(SAWDUST, yielded=30, falling=15)
    assert june == {"sawdust": replace(SAWDUST, yielded=0, offered=30, falling=30)}
    assert july == {}


def test_months_of_by_products_add_up_to_the_year() -> None:
    maker = mill(
        offer("board", 120, 1, 2),
        offer("sawdust", 30, 6),
        supplies=[Supply(product="bark", customer="x", quantity=12)],
    )
    months = [found(maker, needing("sawdust", 24), month=month) for month in range(1, 13)]

    year = found(maker, needing("sawdust", 24))

    for code in ("sawdust", "bark"):
        falling = sum(month[code].falling for month in months if code in month)
        assert falling == pytest.approx(year[code].falling)


def test_by_product_that_also_falls_off_elsewhere_is_not_of_the_chain() -> None:
    shown = found(Business(code="carver", makes=True, offers=[offer("incense", 100), offer("bark", 7)]))

    assert shown == {}
