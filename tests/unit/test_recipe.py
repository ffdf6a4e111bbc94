"""As what a product counts, what it is made of, and what it leaves."""

import itertools
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.recipe import Kind, Product, Recipes

BARK = Product(code="bark", name="Vỏ quế", inputs={"seedling": 600})
DRIED = Product(code="dried", name="Vỏ quế khô", kind_of="bark", inputs={"bark": 2}, yields={"dust": 0.1})
GRADE_A = Product(code="grade-a", name="Vỏ quế khô loại A", kind_of="dried")
BALE = Product(code="bale", name="Kiện quế khô", unit="PIECE", kind_of="dried", factor=0.05)
BOX = Product(code="box", name="Hộp quế khô", unit="PIECE", kind_of="dried")
POWDER = Product(code="powder", name="Bột quế", inputs={"dried": 1.1, "fuel": 0.1})
DUST = Product(code="dust", name="Bụi quế", stage="BYPRODUCT", kind_of="fuel")
FUEL = Product(code="fuel", name="Nhiên liệu", unit="TONNE")
SEEDLING = Product(code="seedling", name="Cây giống", unit="PIECE")

CINNAMON = Recipes([BARK, DRIED, GRADE_A, BALE, BOX, POWDER, DUST, FUEL, SEEDLING])


def test_product_counts_as_itself_and_as_everything_of_which_it_is_a_kind() -> None:
    assert CINNAMON.lineage("grade-a") == [Kind("grade-a", 1), Kind("dried", 1), Kind("bark", 1)]
    assert CINNAMON.lineage("bark") == [Kind("bark", 1)]


def test_factor_converts_where_the_units_differ_and_goes_on_to_what_is_more_general() -> None:
    assert CINNAMON.lineage("bale") == [Kind("bale", 1), Kind("dried", 0.05), Kind("bark", 0.05)]


def test_nothing_is_converted_to_another_unit_without_a_factor() -> None:
    assert CINNAMON.lineage("box") == [Kind("box", 1), Kind("dried", None), Kind("bark", None)]


@pytest.mark.parametrize(
    ("kind", "quantity", "expected"),
    [(Kind("dried", 0.05), 40, 2), (Kind("dried", None), 40, None), (Kind("dried", 0.05), None, None)],
)
def test_quantity_is_converted_where_both_it_and_the_factor_are_known(
    kind: Kind, quantity: float | None, expected: float | None
) -> None:
    assert kind.quantity(quantity) == expected


def test_product_counts_in_the_nearest_of_some() -> None:
    assert CINNAMON.nearest("grade-a", {"bark", "dried"}) == Kind("dried", 1)
    assert CINNAMON.nearest("bark", {"bark", "dried"}) == Kind("bark", 1)
    assert CINNAMON.nearest("powder", {"bark", "dried"}) is None


def test_kinds_are_a_product_and_all_below_it() -> None:
    assert CINNAMON.kinds(["dried", "dust"]) == {"dried", "grade-a", "bale", "box", "dust"}
    assert CINNAMON.kinds([]) == set()


def test_product_is_related_to_its_kinds_and_what_it_is_a_kind_of_but_not_to_its_siblings() -> None:
    related = [
        other
        for other in ("bark", "dried", "grade-a", "bale", "powder")
        if CINNAMON.is_related("grade-a", other)
    ]

    assert related == ["bark", "dried", "grade-a"]
    assert CINNAMON.is_related("bark", "grade-a")


def test_kind_without_a_recipe_is_made_like_the_nearest_more_general_product_that_has_one() -> None:
    assert CINNAMON.inputs("grade-a") == {"bark": 2}
    assert CINNAMON.yields("grade-a") == {"dust": 0.1}
    assert CINNAMON.inputs("bale") == {"bark": 0.1}
    assert CINNAMON.yields("box") == {"dust": None}


def test_product_without_any_recipe_is_made_of_nothing() -> None:
    assert CINNAMON.inputs("fuel") == {}
    assert CINNAMON.yields("fuel") == {}


def test_makers_are_all_products_into_which_one_goes() -> None:
    assert CINNAMON.makers({"bark"}) == {"dried", "grade-a", "bale", "box"}
    assert CINNAMON.makers({"fuel", "seedling"}) == {"powder", "bark"}


def test_sources_are_what_a_product_is_made_of_by_any_number_of_recipes() -> None:
    assert CINNAMON.sources("powder") == {"dried", "fuel", "bark", "seedling"}
    assert CINNAMON.sources("fuel") == set()


def test_product_is_no_input_of_itself_and_is_named() -> None:
    recipes = Recipes([Product(code="starter", name="Men", inputs={"starter": 0.1, "rice": 1})])

    assert recipes.inputs("starter") == {"rice": 1}
    assert recipes.sources("starter") == {"rice"}
    assert recipes.circular(["starter"]) == ["starter"]


def test_kind_that_is_made_like_a_product_is_not_made_of_it() -> None:
    recipes = Recipes(
        [
            Product(code="tea", name="Chè", inputs={"tea": 0.1, "leaf": 5}, yields={"tea": 0.2}),
            Product(code="green-tea", name="Chè xanh", kind_of="tea"),
        ]
    )

    assert recipes.inputs("green-tea") == {"leaf": 5}
    assert recipes.yields("green-tea") == {}


def test_recipes_in_a_circle_are_named_and_end() -> None:
    recipes = Recipes(
        [
            Product(code="fry", name="Cá giống", inputs={"egg": 2}),
            Product(code="egg", name="Trứng cá", inputs={"fish": 0.1}),
            Product(code="fish", name="Cá", inputs={"fry": 900, "feed": 1}),
            Product(code="fillet", name="Phi lê", inputs={"fish": 2}),
            Product(code="feed", name="Thức ăn"),
        ]
    )

    assert recipes.circular(["fillet", "fish", "fry", "egg", "feed"]) == ["egg", "fish", "fry"]
    assert recipes.sources("fish") == {"fry", "egg", "feed"}
    assert recipes.sources("fillet") == {"fish", "fry", "egg", "feed"}


def test_taxonomy_in_a_circle_ends() -> None:
    recipes = Recipes(
        [Product(code="one", name="Một", kind_of="two"), Product(code="two", name="Hai", kind_of="one")]
    )

    assert recipes.lineage("one") == [Kind("one", 1), Kind("two", 1)]
    assert recipes.kinds(["one"]) == {"one", "two"}


def test_what_the_register_does_not_know_is_an_input_without_inputs() -> None:
    recipes = Recipes([Product(code="tea", name="Chè", kind_of="drink", inputs={"leaf": 5})])

    assert recipes.lineage("tea") == [Kind("tea", 1)]
    assert recipes.sources("tea") == {"leaf"}
    assert "leaf" not in recipes


CODES = [f"p{number}" for number in range(7)]


@st.composite
def registers(draw: st.DrawFn) -> list[Product]:
    """Any products, with circles in the taxonomy and in the recipes."""
    quantities = st.dictionaries(st.sampled_from(CODES), st.sampled_from([0.5, 1.0, 2.0]), max_size=3)

    def product(code: str) -> Product:
        inputs: Mapping[str, float] = draw(quantities)
        return Product(
            code=code,
            name=code,
            unit=draw(st.sampled_from(["TONNE", "PIECE"])),
            kind_of=draw(st.none() | st.sampled_from(CODES)),
            factor=draw(st.none() | st.sampled_from([0.25, 4.0])),
            inputs=inputs,
            yields=draw(quantities),
        )

    return [product(code) for code in CODES]


@given(products=registers())
def test_lineage_goes_up_step_by_step_and_meets_nothing_twice(products: list[Product]) -> None:
    recipes = Recipes(products)

    for code in CODES:
        line = [kind.of for kind in recipes.lineage(code)]
        steps = list(itertools.pairwise(line))
        assert line[0] == code
        assert len(set(line)) == len(line)
        assert [recipes[below].kind_of for below, _ in steps] == [above for _, above in steps]


@given(products=registers())
def test_kinds_are_what_counts_as_a_product(products: list[Product]) -> None:
    recipes = Recipes(products)

    for code in CODES:
        assert recipes.kinds([code]) == {other for other in CODES if recipes.nearest(other, {code})}


@given(products=registers())
def test_no_product_is_made_of_itself(products: list[Product]) -> None:
    recipes = Recipes(products)

    for code in CODES:
        assert code not in recipes.inputs(code)
        assert code not in recipes.yields(code)
        assert code not in recipes.sources(code)


@given(products=registers(), order=st.permutations(range(len(CODES))))
def test_order_of_products_does_not_matter(products: list[Product], order: list[int]) -> None:
    one, other = Recipes(products), Recipes(products[index] for index in order)

    for code in CODES:
        assert one.lineage(code) == other.lineage(code)
        assert one.sources(code) == other.sources(code)
    assert one.circular(CODES) == other.circular(CODES)
