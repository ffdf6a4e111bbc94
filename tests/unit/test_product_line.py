"""Lines of products: what counts as the same goods, and what feeds what."""

from hypothesis import given
from hypothesis import strategies as st

from planning.product_line import ProductLines
from planning.recipe import Product, Recipes

CINNAMON = ProductLines(
    Recipes(
        [
            Product(code="fresh", name="Vỏ quế tươi"),
            Product(code="dry", name="Vỏ quế khô", inputs={"fresh": 2.5}, yields={"dust": 0.1}),
            Product(code="dry A", name="Vỏ quế khô loại A", kind_of="dry"),
            Product(code="dry B", name="Vỏ quế khô loại B", kind_of="dry"),
            Product(code="dust", name="Vụn quế"),
            Product(code="powder", name="Bột quế", inputs={"dry": 1.05}),
            Product(code="fuel", name="Chất đốt", unit="TONNE"),
            Product(code="husk", name="Trấu", kind_of="fuel", unit="CUBIC_METRE", factor=0.1),
            Product(code="log", name="Củi", kind_of="fuel", unit="CUBIC_METRE"),
        ]
    )
)


def test_line_is_what_a_product_is_a_kind_of_and_its_kinds_but_no_sibling() -> None:
    assert CINNAMON.line("dry") == {"dry", "dry A", "dry B"}
    assert CINNAMON.line("dry A") == {"dry A", "dry"}


def test_kind_is_made_like_what_it_is_a_kind_of() -> None:
    assert CINNAMON.inputs("dry A") == {"fresh"}


def test_general_product_without_recipe_is_made_like_its_kinds() -> None:
    lines = ProductLines(
        Recipes(
            [
                Product(code="board", name="Ván"),
                Product(code="pine board", name="Ván thông", kind_of="board", inputs={"pine": 2}),
                Product(code="fir board", name="Ván sa mộc", kind_of="board", inputs={"fir": 2}),
                Product(code="pine", name="Thông"),
                Product(code="fir", name="Sa mộc"),
            ]
        )
    )

    assert lines.inputs("board") == {"pine", "fir"}


def test_byproduct_comes_from_the_inputs_of_what_it_falls_off_with() -> None:
    assert CINNAMON.inputs("dust") == {"fresh"}


def test_product_is_no_input_of_itself() -> None:
    lines = ProductLines(Recipes([Product(code="yeast", name="Men", inputs={"yeast": 0.1, "rice": 1})]))

    assert lines.inputs("yeast") == {"rice"}


def test_business_passes_a_line_on_or_makes_it_from_the_lines_of_its_inputs() -> None:
    assert CINNAMON.fed_by("powder") == {"powder", "dry", "dry A", "dry B"}
    assert CINNAMON.goes_into("dry A") == {"dry A", "dry", "powder"}


def test_carriers_contain_a_product_at_any_depth() -> None:
    assert CINNAMON.carriers("fresh") == {"fresh", "dry", "dry A", "dry B", "dust", "powder"}


def test_what_is_made_with_one_kind_of_fuel_contains_no_other() -> None:
    lines = ProductLines(
        Recipes(
            [
                Product(code="fuel", name="Chất đốt"),
                Product(code="husk", name="Trấu", kind_of="fuel"),
                Product(code="log", name="Củi", kind_of="fuel"),
                Product(code="briquette", name="Củi trấu", inputs={"husk": 1}),
            ]
        )
    )

    assert "briquette" not in lines.carriers("log")
    assert "briquette" in lines.carriers("husk")


def test_quantity_is_converted_along_a_line_where_a_factor_is_known() -> None:
    assert CINNAMON.quantity(30.0, "husk", "fuel") == 3.0
    assert CINNAMON.quantity(3.0, "fuel", "husk") == 30.0
    assert CINNAMON.quantity(3.0, "dry A", "dry") == 3.0
    assert CINNAMON.quantity(3.0, "log", "fuel") is None
    assert CINNAMON.quantity(3.0, "husk", "log") is None
    assert CINNAMON.quantity(None, "husk", "husk") is None


def test_product_that_is_not_known_is_a_line_of_its_own() -> None:
    assert CINNAMON["new"] == Product(code="new", name="new")
    assert CINNAMON.line("new") == CINNAMON.fed_by("new") == CINNAMON.goes_into("new") == {"new"}
    assert CINNAMON.carriers("new") == {"new"}
    assert CINNAMON.quantity(1.0, "new", "dry") is None


@st.composite
def products(draw: st.DrawFn) -> list[Product]:
    """Products in a taxonomy, with any recipes, also in circles."""
    codes = [f"p{number}" for number in range(draw(st.integers(1, 9)))]
    some = st.lists(st.sampled_from(codes), max_size=2, unique=True)
    return [
        Product(
            code=code,
            name=code,
            kind_of=draw(st.sampled_from([None, *codes[:number]])) if number else None,
            inputs=dict.fromkeys(draw(some), 1.0),
            yields=dict.fromkeys(draw(some), 1.0),
        )
        for number, code in enumerate(codes)
    ]


@given(products())
def test_what_feeds_goes_into(known: list[Product]) -> None:
    lines = ProductLines(Recipes(known))
    codes = [product.code for product in known]

    assert {(one, other) for other in codes for one in lines.fed_by(other)} == {
        (one, other) for one in codes for other in lines.goes_into(one)
    }


@given(products(), st.sampled_from(["p0", "p1", "p2", "new"]))
def test_carriers_are_the_line_and_all_whose_contents_are_of_it(known: list[Product], product: str) -> None:
    recipes = Recipes(known[1:])  # the first is named by others, but not known itself
    lines = ProductLines(recipes)
    line = lines.line(product)

    assert lines.carriers(product) == line | {
        each.code for each in known[1:] if contents(lines, recipes, each.code) & line
    }


def contents(lines: ProductLines, recipes: Recipes, product: str) -> set[str]:
    """A product, its kinds, and all that these are made from, at any depth."""
    found, waiting = {product}, [product]
    while waiting:
        code = waiting.pop()
        new = (recipes.kinds([code]) | lines.inputs(code)) - found
        found |= new
        waiting += new
    return found
