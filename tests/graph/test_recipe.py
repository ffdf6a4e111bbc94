"""What the graph knows of products, their recipes and the stages of chains."""

from graph.client import Graph
from planning.recipe import Product
from resolvers.recipe import reference
from tests.builders import Register


async def test_products_come_with_taxonomy_recipes_and_places_in_chains(
    graph: Graph, register: Register
) -> None:
    leaf = register.product("Búp chè", unit="KILOGRAM", stage="RAW")
    dust = register.product("Chè vụn", stage="BYPRODUCT")
    tea = register.product("Chè khô", name_en="Dried tea", mass_tonnes_per_unit=1)
    box = register.product("Chè hộp", unit="PIECE", kind_of=tea, kind_of_factor=0.0002)
    register.row("recipes.csv", product=tea, input=leaf, quantity=4600)
    register.row("byproducts.csv", product=tea, byproduct=dust, quantity=0.1)
    chain, other = register.value_chain(leaf, tea), register.value_chain(tea)
    await register.load()

    found = await reference(graph)

    assert [found.recipes[code] for code in (leaf, tea, box)] == [
        Product(code=leaf, name="Búp chè", unit="KILOGRAM", stage="RAW"),
        Product(
            code=tea,
            name="Chè khô",
            name_en="Dried tea",
            stage="FINAL",
            mass=1,
            inputs={leaf: 4600},
            yields={dust: 0.1},
        ),
        Product(code=box, name="Chè hộp", unit="PIECE", stage="FINAL", kind_of=tea, factor=0.0002),
    ]
    assert found.stages[chain] == [(1, leaf), (2, tea)]
    assert found.stages[other] == [(1, tea)]
