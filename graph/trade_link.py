"""Trade that is known to happen between two businesses."""

from typing import LiteralString

from graph.cypher import unique_relationship
from graph.listing import Edge
from graph.product import PRODUCT

CONSTRAINTS = (unique_relationship("SUPPLIES"),)

_LINK = (
    "key: r.key, quantityPerYear: r.quantityPerYear, since: r.since, until: r.until, "
    "contract: r.contract, source: r.source, asOf: r.asOf, product: p {" + PRODUCT + "}"
)

_GOODS: LiteralString = "WITH key, r, n MATCH (p:Product {code: r.product})"
"""The WITH keeps the link: where links are only counted, the embedded engine forgets it and finds no
product."""

SUPPLIERS_OF_BUSINESS = Edge(
    name="suppliers_of_business",
    path="MATCH (:Business {code: key})<-[r:SUPPLIES]-(n:Business) " + _GOODS,
    order="r.key",
    projection=_LINK + ", other: n.code, supplier: n.code, customer: key",
)

CUSTOMERS_OF_BUSINESS = Edge(
    name="customers_of_business",
    path="MATCH (:Business {code: key})-[r:SUPPLIES]->(n:Business) " + _GOODS,
    order="r.key",
    projection=_LINK + ", other: n.code, supplier: key, customer: n.code",
)
