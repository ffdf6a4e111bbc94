"""Products, their taxonomy, recipes and by-products."""

from graph.client import Graph
from graph.cypher import Statement, by_code, orders, related, unique
from graph.gathering import Gathering
from graph.listing import Condition, Listing, equal, named

CONSTRAINTS = (unique("Product"), *orders("Product", "byName"))

PRODUCT = (
    ".code, .name, .nameEn, .unit, .massTonnesPerUnit, .keepsDays, .stage, .hsCodes, .vsicCodes, "
    ".source, .confidence"
)
_ITEM = "n {quantity: r.quantity, source: r.source, confidence: r.confidence, product: n {" + PRODUCT + "}}"

PRODUCTS_BY_CODE = by_code("products_by_code", "Product", PRODUCT)

KIND_OF_PRODUCT = related(
    "kind_of_product",
    "MATCH (:Product {code: key})-[:KIND_OF]->(n:Product)",
    "n.byName",
    "n {" + PRODUCT + "}",
)

SUBKINDS_OF_PRODUCT = related(
    "subkinds_of_product",
    "MATCH (:Product {code: key})<-[:KIND_OF]-(n:Product)",
    "n.byName",
    "n {" + PRODUCT + "}",
)

INPUTS_OF_PRODUCT = related(
    "inputs_of_product", "MATCH (:Product {code: key})-[r:MADE_FROM]->(n:Product)", "n.byName", _ITEM
)

USES_OF_PRODUCT = related(
    "uses_of_product", "MATCH (:Product {code: key})<-[r:MADE_FROM]-(n:Product)", "n.byName", _ITEM
)

YIELDS_OF_PRODUCT = related(
    "yields_of_product", "MATCH (:Product {code: key})-[r:YIELDS]->(n:Product)", "n.byName", _ITEM
)

RELATIVES = Statement(
    "relatives_of_products",
    "UNWIND $codes AS code MATCH (w:Product {code: code}) "
    "RETURN [(w)-[:KIND_OF*0..6]->(p:Product) | p.code] "
    "+ [(w)<-[:KIND_OF*1..6]-(p:Product) | p.code] AS codes",
)

PRODUCTS = Listing(
    name="products",
    label="Product",
    projection=PRODUCT,
    orders={"NAME": "byName", "CODE": "code"},
    conditions={
        "words": named("Product", "PRODUCT"),
        "codes": equal("codes", "Product", "code"),
        "stages": Condition(predicate="n.stage IN $stages"),
        "hsPrefix": Condition(predicate="any(hs IN n.hsCodes WHERE hs STARTS WITH $hsPrefix)"),
    },
)


async def relatives(graph: Graph | Gathering, codes: list[str]) -> list[str]:
    """Some products, everything of which one is a kind, and everything that is a kind of one."""
    rows = await graph.read(RELATIVES, codes=codes)
    return sorted({code for row in rows for code in row["codes"]})
