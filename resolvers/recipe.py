"""Products with their taxonomy and recipes, and the stages of value chains, as planning takes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from graph.change import data_version
from graph.client import Graph, Row
from graph.recipe import recipes
from planning.product_line import ProductLines
from planning.recipe import Product, Recipes
from resolvers.kept import Kept


@dataclass(frozen=True, slots=True)
class Reference:
    """All products of the register, their lines, and the stages of each chain with their places in it."""

    recipes: Recipes
    lines: ProductLines
    stages: Mapping[str, Sequence[tuple[int, str]]]


_KEPT: WeakKeyDictionary[object, Kept[Reference]] = WeakKeyDictionary()
"""Those of the last versions of the data, by the driver of their graph."""
_MOST_VERSIONS = 2


async def reference(graph: Graph, version: int | None = None) -> Reference:
    """The reference tables at a version of the data, the newest unless given. They are read once for each
    version: no table changes as seldom, and to read them takes as long as many a question."""
    kept = _KEPT.setdefault(graph.driver, Kept(_MOST_VERSIONS))
    if version is None:
        version = await data_version(graph)
    return await kept.get(version, lambda: _read(graph))


async def _read(graph: Graph) -> Reference:
    rows = await recipes(graph)
    stages: dict[str, list[tuple[int, str]]] = {}
    for row in rows:
        for stage in row["stages"]:
            stages.setdefault(stage["chain"], []).append((stage["order"], row["code"]))
    known = Recipes(_product(row) for row in rows)
    return Reference(
        recipes=known,
        lines=ProductLines(known),
        stages={chain: sorted(places) for chain, places in stages.items()},
    )


def _product(row: Row) -> Product:
    kind_of = min(row["kindOf"], key=lambda kind: kind["product"], default=None)
    return Product(
        code=row["code"],
        name=row["name"],
        name_en=row["nameEn"],
        unit=row["unit"],
        stage=row["stage"],
        mass=row["massTonnesPerUnit"],
        kind_of=None if kind_of is None else kind_of["product"],
        factor=None if kind_of is None else kind_of["quantity"],
        inputs=_quantities(row["inputs"]),
        yields=_quantities(row["yields"]),
        hs_codes=tuple(row["hsCodes"] or ()),
    )


def _quantities(items: Sequence[Row]) -> dict[str, float]:
    """Quantities by product, in an order that does not depend on the engine."""
    return {item["product"]: item["quantity"] for item in sorted(items, key=lambda item: item["product"])}
