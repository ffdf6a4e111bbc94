"""Value chains: named sets of products in order."""

from graph.cypher import by_code, orders, related, unique
from graph.listing import NAMED_AMONG_FEW, Listing
from graph.product import PRODUCT

CONSTRAINTS = (unique("ValueChain"), *orders("ValueChain", "byName"))

VALUE_CHAIN = ".code, .name, .nameEn"

VALUE_CHAINS_BY_CODE = by_code("value_chains_by_code", "ValueChain", VALUE_CHAIN)

VALUE_CHAINS_OF_PRODUCT = related(
    "value_chains_of_product",
    "MATCH (:Product {code: key})-[:KIND_OF*0..6]->(:Product)<-[:HAS_STAGE]-(n:ValueChain) "
    "WITH DISTINCT key, n",
    "n.byName",
    "n {" + VALUE_CHAIN + "}",
)

VALUE_CHAINS_OF_CLUSTER = related(
    "value_chains_of_cluster",
    "MATCH (:Cluster {code: key})-[:FOCUSES_ON]->(n:ValueChain)",
    "n.byName",
    "n {" + VALUE_CHAIN + "}",
)

STAGES_OF_VALUE_CHAIN = related(
    "stages_of_value_chain",
    "MATCH (:ValueChain {code: key})-[r:HAS_STAGE]->(n:Product)",
    "r.order, n.code",
    "n {order: r.order, product: n {" + PRODUCT + "}}",
)

VALUE_CHAINS = Listing(
    name="value_chains",
    label="ValueChain",
    projection=VALUE_CHAIN,
    orders={"NAME": "byName", "CODE": "code"},
    conditions={"words": NAMED_AMONG_FEW},
)
