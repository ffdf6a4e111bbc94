"""From the graph's rows to products with their recipes."""

from collections.abc import Sequence

from graph.client import Graph, Row
from graph.recipe import recipes
from planning.product_line import ProductLines
from planning.recipe import Product


async def product_lines(graph: Graph) -> ProductLines:
    """The lines of all products."""
    return ProductLines(map(_product, await recipes(graph)))


def _product(row: Row) -> Product:
    kind_of = min(row["kindOf"], key=lambda kind: kind["product"], default=None)
    return Product(
        code=row["code"],
        name=row["name"],
        name_en=row["nameEn"],
        unit=row["unit"],
        stage=row["stage"],
        kind_of=None if kind_of is None else kind_of["product"],
        factor=None if kind_of is None else kind_of["quantity"],
        inputs={item["product"]: item["quantity"] for item in _in_order(row["inputs"])},
        yields={item["product"]: item["quantity"] for item in _in_order(row["yields"])},
    )


def _in_order(items: Sequence[Row]) -> list[Row]:
    return sorted(items, key=lambda item: item["product"])
