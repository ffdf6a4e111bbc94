"""Products with their taxonomy, recipes and places in value chains, as a whole: the size of the reference
tables, not of the register."""

from graph.client import Graph, Row
from graph.cypher import Statement

RECIPES = Statement(
    "recipes_of_products",
    """
    MATCH (n:Product)
    RETURN collect(n {.code, .name, .nameEn, .unit, .stage, .massTonnesPerUnit, .hsCodes,
      kindOf: [(n)-[r:KIND_OF]->(k:Product) | {product: k.code, quantity: r.factor}],
      inputs: [(n)-[r:MADE_FROM]->(k:Product) | {product: k.code, quantity: r.quantity}],
      yields: [(n)-[r:YIELDS]->(k:Product) | {product: k.code, quantity: r.quantity}],
      stages: [(n)<-[r:HAS_STAGE]-(c:ValueChain) | {chain: c.code, order: r.order}]
    }) AS products
    """,
)


async def recipes(graph: Graph) -> list[Row]:
    """Every product, with what it is a kind of, what it is made of, what falls off, and in which chains it
    is a stage."""
    rows = await graph.read(RECIPES)
    return list(rows[0]["products"]) if rows else []
