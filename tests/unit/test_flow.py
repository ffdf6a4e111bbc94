"""What businesses offer and need counts once, as recorded, else as recipes tell."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest

from planning.flow import Business, Flows, Need, Offer, Supply, Wanted, flows, less, supplied, total
from planning.recipe import Product, Recipes

RECIPES = Recipes(
    [
        Product(code="leaf", name="Búp chè"),
        Product(code="fuel", name="Nhiên liệu"),
        Product(code="tea", name="Chè khô", inputs={"leaf": 5, "fuel": 1}, yields={"dust": 0.1}),
        Product(code="green", name="Chè xanh", kind_of="tea"),
        Product(code="dust", name="Chè vụn", stage="BYPRODUCT"),
        Product(code="packed", name="Chè gói", unit="KILOGRAM", inputs={"tea": 0.001, "box": 2}),
        Product(code="box", name="Hộp", unit="PIECE"),
    ]
)
STAGES = ("leaf", "tea", "packed")


def facility(
    code: str, *items: Offer | Need | Supply, organisation: str | None = None, above: str = ""
) -> Business:
    """A facility with what it offers, needs and supplies."""
    return Business(
        code=code,
        makes=True,
        organisation=organisation,
        above=frozenset(above.split()),
        offers=[item for item in items if isinstance(item, Offer)],
        needs=[item for item in items if isinstance(item, Need)],
        supplies=[item for item in items if isinstance(item, Supply)],
    )


def offer(product: str, capacity: float | None, *months: int, committed: float | None = None) -> Offer:
    return Offer(product=product, capacity=capacity, committed=committed, months=frozenset(months))


def need(product: str, quantity: float | None, *months: int) -> Need:
    return Need(product=product, quantity=quantity, months=frozenset(months))


def wanted(found: Flows) -> list[tuple[str, str, float | None, bool]]:
    """Who needs what, how much, and whether a recipe tells it."""
    return listed(found.wanted)


def listed(rows: Iterable[Wanted]) -> list[tuple[str, str, float | None, bool]]:
    return sorted(
        ((row.business.code, row.product, row.quantity, row.is_derived) for row in rows),
        key=lambda row: row[:2],
    )


def counted(found: Flows) -> list[tuple[str, str, float | None]]:
    """Who offers what, and how much, of what counts."""
    return sorted((row.business.code, row.offer.product, row.capacity) for row in found.supplied)


def test_offer_counts_with_its_capacity_and_what_is_to_spare() -> None:
    seller = facility(
        "mill",
        offer("tea", 60, committed=10),
        offer("tea", 40),
        offer("green", None),
        Supply(product="tea", customer="shop", quantity=50),
    )

    rows = supplied(seller)

    assert [(row.offer.product, row.capacity, row.spare) for row in rows] == [
        ("tea", 60, 30),
        ("tea", 40, 20),
        ("green", None, None),
    ]


@pytest.mark.parametrize(
    ("months", "month", "expected"),
    [((), 7, [10]), ((7,), 7, [120]), ((6, 7, 8), 7, [40]), ((6, 8), 7, []), ((6, 8), None, [120])],
)
def test_quantity_is_spread_evenly_over_its_months(
    months: Sequence[int], month: int | None, expected: list[float]
) -> None:
    rows = supplied(facility("mill", offer("tea", 120, *months)), month)

    assert [row.capacity for row in rows] == pytest.approx(expected)


def test_recipe_tells_what_nobody_has_recorded() -> None:
    found = flows(STAGES, RECIPES, [facility("mill", offer("tea", 100), need("fuel", 7))])

    assert wanted(found) == [("mill", "fuel", 7, False), ("mill", "leaf", 500, True)]


def test_kind_is_made_by_the_recipe_of_what_it_is_a_kind_of() -> None:
    found = flows(STAGES, RECIPES, [facility("mill", offer("green", 100))])

    assert wanted(found) == [("mill", "fuel", 100, True), ("mill", "leaf", 500, True)]


def test_need_of_a_kind_or_of_what_it_is_a_kind_of_is_recorded_enough() -> None:
    found = flows(
        STAGES,
        RECIPES,
        [
            facility("one", offer("packed", 1000), need("green", 3), need("box", 1)),
            facility("two", offer("packed", 1000), need("tea", 3), need("box", 1)),
        ],
    )

    assert [row for row in wanted(found) if row[3]] == []


def test_need_without_a_quantity_gives_way_to_what_the_recipe_tells() -> None:
    mill = facility("mill", offer("tea", 100), need("leaf", None), need("fuel", 7), need("box", None))

    found = flows(STAGES, RECIPES, [mill])

    assert wanted(found) == [
        ("mill", "box", None, False),
        ("mill", "fuel", 7, False),
        ("mill", "leaf", 500, True),
    ]


def test_need_of_unknown_capacity_is_known_to_be_there() -> None:
    found = flows(STAGES, RECIPES, [facility("mill", offer("tea", None))])

    assert wanted(found) == [("mill", "fuel", None, True), ("mill", "leaf", None, True)]


def test_only_those_who_make_things_need_inputs_and_not_for_by_products() -> None:
    seller = replace(facility("shop", offer("tea", 100)), makes=False)
    rest = facility("mill", replace(offer("tea", 100), is_byproduct=True), offer("dust", 9))

    found = flows(STAGES, RECIPES, [seller, rest])

    assert wanted(found) == []
    assert found.made() == []


def test_input_that_a_business_makes_itself_stands_apart() -> None:
    packer = facility("packer", offer("packed", 1000), need("leaf", 5), need("box", 1))

    found = flows(STAGES, RECIPES, [packer])

    assert wanted(found) == [("packer", "box", 1, False), ("packer", "leaf", 5, False)]
    assert listed(found.in_house) == [("packer", "tea", 1, True)]


def test_input_that_a_business_also_offers_is_needed() -> None:
    packer = facility(
        "packer", offer("packed", 1000), offer("tea", 2), need("leaf", 5), need("box", 1), need("fuel", 1)
    )

    found = flows(STAGES, RECIPES, [packer])

    assert [row for row in wanted(found) if row[3]] == [("packer", "tea", 1, True)]
    assert found.in_house == []


def test_markets_only_need() -> None:
    market = Business(code="abroad", is_market=True, offers=[offer("tea", 9)], needs=[need("tea", 900)])

    found = flows(STAGES, RECIPES, [market])

    assert counted(found) == []
    assert wanted(found) == [("abroad", "tea", 900, False)]


def test_members_count_with_their_cooperative_good_by_good() -> None:
    coop = facility("coop", offer("green", 100), need("leaf", 500), need("fuel", 1), organisation="O1")
    member = facility("member", offer("tea", 40), offer("packed", 10), organisation="O2", above="O1")

    found = flows(STAGES, RECIPES, [coop, member])

    assert counted(found) == [("coop", "green", 100), ("member", "packed", 10)]
    assert [(row.business.code, row.capacity) for row in found.counted_elsewhere] == [("member", 40)]


def test_need_derived_for_a_cooperative_is_less_what_its_members_have_recorded() -> None:
    coop = facility("coop", offer("tea", 100), need("fuel", 1), organisation="O1")
    member = facility("member", offer("tea", 40), need("leaf", 150), organisation="O2", above="O1")
    stranger = facility("stranger", offer("tea", 40), need("leaf", 70), need("fuel", 1), organisation="O3")

    found = flows(STAGES, RECIPES, [coop, member, stranger])

    assert [row for row in wanted(found) if row[1] == "leaf"] == [
        ("coop", "leaf", 350, True),
        ("member", "leaf", 150, False),
        ("stranger", "leaf", 70, False),
    ]


def test_needs_derived_for_members_are_less_what_their_cooperative_has_recorded() -> None:
    coop = facility("coop", offer("tea", 10), need("leaf", 100), need("fuel", 1), organisation="O1")
    one = facility("one", offer("tea", 60), need("fuel", 1), organisation="O2", above="O1")
    two = facility("two", offer("tea", 20), need("fuel", 1), organisation="O3", above="O1")

    found = flows(STAGES, RECIPES, [coop, one, two])

    assert [row for row in wanted(found) if row[1] == "leaf"] == [
        ("coop", "leaf", 100, False),
        ("one", "leaf", 225, True),
        ("two", "leaf", 75, True),
    ]


def test_no_derived_need_falls_below_nothing() -> None:
    coop = facility("coop", offer("tea", 100), need("fuel", 1), organisation="O1")
    member = facility("member", offer("tea", 40), need("leaf", 900), organisation="O2", above="O1")

    found = flows(STAGES, RECIPES, [coop, member])

    assert [row for row in wanted(found) if row[1] == "leaf"] == [
        ("coop", "leaf", 0, True),
        ("member", "leaf", 900, False),
    ]


def test_twelve_months_add_up_to_the_year() -> None:
    year = flows(
        STAGES,
        RECIPES,
        [
            facility("mill", offer("tea", 120, 3, 4, 5, committed=30), offer("green", 7), need("fuel", 5, 1)),
            facility("packer", offer("packed", 999, 12), need("leaf", 5, 3, 9), need("box", None)),
        ],
    )

    months = [year.in_month(month) for month in range(1, 13)]

    def sums(found: Sequence[Flows]) -> list[float]:
        return [
            math.fsum(row.capacity or 0 for each in found for row in each.supplied),
            math.fsum(row.spare or 0 for each in found for row in each.supplied),
            math.fsum(row.quantity or 0 for each in found for row in each.wanted),
            math.fsum(row.quantity or 0 for each in found for row in each.in_house),
        ]

    assert sums(months) == pytest.approx(sums([year]))


def test_needs_that_a_recipe_tells_follow_the_months_of_what_is_made() -> None:
    year = flows(STAGES, RECIPES, [facility("mill", offer("tea", 100, 3, 4), need("fuel", 12))])

    assert wanted(year.in_month(3)) == [("mill", "fuel", 1, False), ("mill", "leaf", 250, True)]
    assert wanted(year.in_month(9)) == [("mill", "fuel", 1, False)]


@pytest.mark.parametrize(
    ("quantities", "expected"),
    [([], 0), ([1, 2], 3), ([1, None], 1), ([None, None], None), ([0, None], 0)],
)
def test_total_is_of_what_is_known(quantities: list[float | None], expected: float | None) -> None:
    assert total(quantities) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"), [(3, 1, 2), (0.1 + 0.2, 0.3, 0), (1, 3, -2), (0, 0, 0)]
)
def test_difference_that_is_only_rounding_is_none(one: float, other: float, expected: float) -> None:
    assert less(one, other) == expected
