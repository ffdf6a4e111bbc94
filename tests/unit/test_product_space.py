"""What counts as one product, which products are near, and what a place could make next."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.product_space import (
    MOST_NEAREST,
    Feasible,
    Good,
    Nearest,
    ProductSpace,
    Related,
    Table,
    all_counted,
    counted_as,
    kinds_below,
    rank,
)


def good(code: str, kind_of: str | None = None, **facts: object) -> Good:
    """A final product counted in tonnes with one HS code."""
    usual: dict[str, object] = {
        "name": code,
        "name_en": None,
        "unit": "TONNE",
        "stage": "FINAL",
        "hs_codes": frozenset({"2022:090619"}),
    }
    return Good(code=code, kind_of=kind_of, **(usual | facts))  # type: ignore[arg-type]  # a test's shorthand


def goods(*items: Good) -> dict[str, Good]:
    return {item.code: item for item in items}


@pytest.mark.parametrize(
    ("facts", "counted"),
    [
        ({}, "general"),
        ({"hs_codes": frozenset({"2022:090620"})}, "special"),
        ({"hs_codes": frozenset({"2022:090619", "2022:090620"})}, "special"),
        ({"hs_codes": frozenset({"2017:090619"})}, "special"),
        ({"hs_codes": frozenset[str]()}, "special"),
        ({"stage": "INTERMEDIATE"}, "special"),
        ({"unit": "PIECE"}, "special"),
        ({"stage": "BYPRODUCT"}, None),
    ],
)
def test_kind_with_the_same_codes_stage_and_unit_is_a_grade(
    facts: dict[str, object], counted: str | None
) -> None:
    known = goods(good("general"), good("special", "general", **facts))

    assert counted_as(known, "special") == counted
    assert counted_as(known, "general") == "general"


def test_kind_of_a_product_without_codes_is_no_grade() -> None:
    none = frozenset[str]()
    known = goods(good("general", hs_codes=none), good("special", "general", hs_codes=none))

    assert counted_as(known, "special") == "special"


def test_grade_of_a_grade_counts_as_the_most_general() -> None:
    known = goods(
        good("family", hs_codes=frozenset({"2022:0906"})),
        good("bark", "family"),
        good("dried", "bark"),
        good("grade A", "dried"),
    )

    assert all_counted(known) == {"family": "family", "bark": "bark", "dried": "bark", "grade A": "bark"}


def test_by_products_count_as_nothing() -> None:
    known = goods(good("dust", stage="BYPRODUCT"), good("fine dust", "dust", stage="BYPRODUCT"), good("tea"))

    assert all_counted(known) == {"tea": "tea"}


def test_kinds_in_a_circle_end() -> None:
    known = goods(good("a", "b"), good("b", "a"))

    assert {counted_as(known, "a"), counted_as(known, "b")} == {"a", "b"}
    assert kinds_below(known, "a") == {"b"}


def test_kinds_below_are_those_at_any_depth() -> None:
    known = goods(good("a"), good("b", "a"), good("c", "b"), good("d"))

    assert kinds_below(known, "a") == {"b", "c"}
    assert kinds_below(known, "d") == set()


def test_table_adds_up_what_comes_twice_and_has_no_empty_row() -> None:
    table = Table.of([("b", "tea", 1), ("a", "bark", 2), ("b", "tea", 2), ("b", "bark", 1)])

    assert list(table.places) == ["a", "b"]
    assert list(table.products) == ["bark", "tea"]
    assert table.counts.tolist() == [[2, 0], [1, 3]]
    assert table.total == 6
    assert table.advantage.tolist() == [[1 / (3 / 6), 0], [(1 / 4) / (3 / 6), (3 / 4) / (3 / 6)]]


def space(**communes: str) -> ProductSpace:
    """Communes with an advantage in some products, by letters: so many other communes, each with a product
    of its own, make every offer more than usual."""
    others = [(f"other {number}", f"product {number}", 1) for number in range(100)]
    return ProductSpace(Table.of([*numbers(**communes), *others]))


def table(**places: str) -> Table:
    """Places in which one facility offers each of some products, by letters."""
    return Table.of(numbers(**places))


def numbers(**places: str) -> list[tuple[str, str, int]]:
    return [(place, product, 1) for place, products in places.items() for product in products]


def test_related_products_come_with_the_numbers_behind_them() -> None:
    of_four = space(c1="ab", c2="ab", c3="bc", c4="bde", c5="cd")

    found = of_four.related("b")

    assert of_four.communes_with("b") == 4
    assert of_four.mean_diversity("b") == (2 + 2 + 2 + 3) / 4
    assert found == [
        Related(
            product="a",
            proximity=2 / 4,
            given_this=2 / 4,
            given_other=2 / 2,
            communes_with_this=4,
            communes_with_other=2,
            communes_with_both=2,
        )
    ]


def test_product_that_goes_with_another_in_one_commune_only_is_not_shown() -> None:
    assert [near.product for near in space(c1="ab", c2="a", c3="b").related("a")] == []
    assert [near.product for near in space(c1="ab", c2="ab", c3="c").related("a")] == ["b"]


def test_related_products_stand_by_proximity_then_by_communes_then_by_code() -> None:
    both = space(c1="abcd", c2="abcd", c3="abd", c4="abd", c5="efg", c6="efg", c7="ef", c8="h", c9="h")

    assert [near.product for near in both.related("a")] == ["b", "d", "c"]
    assert [near.product for near in both.related("e")] == ["f", "g"]


def test_feasible_products_stand_by_density_with_what_is_held_nearest() -> None:
    of_communes = space(c1="abc", c2="abc", c3="ab", c4="ab", c5="cd", c6="cd", c7="a")
    peers = table(here="a", there="bcd")

    found = of_communes.feasible(peers, "here")

    # proximities: a-b 4/5, a-c 2/5, b-c 2/4, c-d 2/4
    assert [(item.product, item.advantage, item.facilities, item.communes_with) for item in found] == [
        ("b", 0, 0, 4),
        ("c", 0, 0, 4),
    ]
    assert [item.density for item in found] == pytest.approx(
        [(4 / 5) / (1 + 4 / 5 + 2 / 4), (2 / 5) / (1 + 2 / 5 + 2 / 4 + 2 / 4)], abs=1e-12
    )
    assert of_communes.nearest(peers, "here", "b") == [Nearest("a", 4 / 5, 4.0)]
    assert of_communes.held(peers, "here") == ["a"]


def test_product_that_is_offered_short_of_an_advantage_is_feasible() -> None:
    of_communes = space(c1="ab", c2="ab", c3="ab")
    peers = Table.of([("here", "a", 4), ("here", "b", 1), ("there", "b", 4), ("there", "c", 1)])

    (found,) = of_communes.feasible(peers, "here")

    assert (found.product, found.facilities) == ("b", 1)
    assert found.advantage == (1 / 5) / (5 / 10)
    assert found.density == 1 / 2


def test_product_of_one_commune_is_not_suggested() -> None:
    of_communes = space(c1="ab", c2="a", c3="ac", c4="ac")

    found = of_communes.feasible(table(here="a", there="bc"), "here")

    assert [item.product for item in found] == ["c"]


def test_place_without_anything_near_could_make_nothing() -> None:
    of_communes = space(c1="ab", c2="ab", c3="cd", c4="cd")

    assert of_communes.feasible(table(here="x", there="abcd"), "here") == []
    assert of_communes.held(table(here="x", there="abcd"), "here") == ["x"]


def test_equal_densities_stand_by_complexity_then_by_code() -> None:
    found = [
        Feasible(
            "b",
            0.1 + 0.2,
            0.0,
            1.0,
            0,
            2,
        ),
        Feasible("a", 0.3, 0.0, None, 0, 2),
        Feasible("d", 0.3, 0.0, 2.0, 0, 2),
        Feasible("c", 0.3, 0.0, 1.0, 0, 2),
        Feasible("e", 0.4, 0.0, None, 0, 2),
    ]

    assert [item.product for item in sorted(found, key=rank)] == ["e", "d", "b", "c", "a"]


def test_at_most_five_held_products_are_named_the_nearest_first() -> None:
    of_communes = space(**{f"c{number}": "abcdefgz" for number in range(3)}, c9="abcdefg", c10="h")
    peers = table(here="gfedcba", there="z")

    nearest = of_communes.nearest(peers, "here", "z")

    assert [(item.product, item.proximity) for item in nearest] == [(code, 3 / 4) for code in "abcde"]
    assert len(nearest) == MOST_NEAREST


@given(
    communes=st.lists(st.sets(st.sampled_from("abcdef"), min_size=1), min_size=1, max_size=8),
    places=st.lists(st.sets(st.sampled_from("abcdefg"), min_size=1), min_size=1, max_size=5),
)
def test_feasible_products_are_what_is_near_and_not_held(
    communes: list[set[str]], places: list[set[str]]
) -> None:
    of_communes = space(**{f"c{number}": "".join(some) for number, some in enumerate(communes)})
    peers = table(**{f"p{number}": "".join(some) for number, some in enumerate(places)})

    found = of_communes.feasible(peers, "p0")

    held = set(of_communes.held(peers, "p0"))
    near = {item.product: of_communes.nearest(peers, "p0", item.product) for item in found}
    assert held.isdisjoint(near)
    assert all(0 < item.density <= 1 and 0 <= item.advantage < 1 for item in found)
    assert all(items and {item.product for item in items} <= held for items in near.values())
    assert all(
        other.communes_with_both >= 2 and other.proximity == min(other.given_this, other.given_other)
        for item in found
        for other in of_communes.related(item.product)
    )


def test_location_quotient_is_the_share_of_products_in_a_place_through_their_share_in_all() -> None:
    table = Table.of([("A", "tea", 3), ("A", "bark", 1), ("B", "tea", 1), ("B", "rice", 5)])

    assert table.location_quotient("A", ["tea", "bark", "oil"]) == pytest.approx((4 / 4) / (5 / 10))
    assert table.location_quotient("B", ["tea", "bark"]) == pytest.approx((1 / 6) / (5 / 10))
    assert table.location_quotient("B", ["bark"]) == 0.0


def test_location_quotient_is_unknown_without_another_place_or_anything_counted() -> None:
    table = Table.of([("A", "tea", 3), ("B", "rice", 5)])

    assert table.location_quotient("C", ["tea"]) is None
    assert table.location_quotient("A", ["oil"]) is None
    assert Table.of([("A", "tea", 3)]).location_quotient("A", ["tea"]) is None


def test_location_quotient_of_one_product_is_its_comparative_advantage() -> None:
    table = Table.of([("A", "tea", 3), ("A", "bark", 1), ("B", "tea", 1), ("B", "rice", 5)])

    assert table.location_quotient("A", ["tea"]) == table.advantage[table.places["A"], table.products["tea"]]
