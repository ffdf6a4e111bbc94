"""Products, their taxonomy, recipes and by-products."""

from graph.cypher import by_code, index, related, unique
from graph.listing import Condition, Listing, named

CONSTRAINTS = (unique("Product"), index("Product", "byName"))

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

PRODUCTS = Listing(
    name="products",
    scan="MATCH (n:Product)",
    projection=PRODUCT,
    orders={"NAME": "byName", "CODE": "code"},
    conditions={
        "words": named("Product"),
        "valueChains": Condition(
            path="UNWIND $valueChains AS chain "
            "MATCH (:ValueChain {code: chain})-[:HAS_STAGE]->(:Product)<-[:KIND_OF*0..6]-(n:Product) "
            "WITH DISTINCT n",
            predicate="EXISTS { MATCH (n)-[:KIND_OF*0..6]->(:Product)<-[:HAS_STAGE]-(c:ValueChain) "
            "WHERE c.code IN $valueChains }",
        ),
        "stages": Condition(predicate="n.stage IN $stages"),
        "hsPrefix": Condition(predicate="any(hs IN n.hsCodes WHERE hs STARTS WITH $hsPrefix)"),
    },
)
