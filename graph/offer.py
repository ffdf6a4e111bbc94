"""What businesses offer and need: the two facts on which everything else rests."""

from graph.cypher import related, supplied, unique, valid
from graph.listing import Edge
from graph.product import PRODUCT

CONSTRAINTS = (unique("Offer", "key"), unique("Need", "key"))

OFFER = (
    ".variant, .capacityPerYear, .committedPerYear, .months, .unitPrice, .currency, .priceTerm, "
    ".minimumOrder, .leadTimeDays, .isByproduct, .validFrom, .validTo, .source, .asOf, .key, "
    "business: b.code, product: p {" + PRODUCT + "}"
)

NEED = (
    ".variant, .quantityPerYear, .months, .maximumPrice, .currency, .certificates, .validFrom, "
    ".validTo, .source, .asOf, .key, business: b.code, product: p {" + PRODUCT + "}"
)

OFFERS_OF_BUSINESS = Edge(
    name="offers_of_business",
    path="MATCH (b:Business {code: key})-[:OFFERS]->(n:Offer)-[:OF]->(p:Product)",
    order="n.key",
    projection=OFFER,
)

OFFERS_OF_PRODUCT = Edge(
    name="offers_of_product",
    path="MATCH (p:Product {code: key})<-[:OF]-(n:Offer)<-[:OFFERS]-(b:Business)",
    order="n.key",
    projection=OFFER,
)

NEEDS_OF_BUSINESS = Edge(
    name="needs_of_business",
    path="MATCH (b:Business {code: key})-[:NEEDS]->(n:Need)-[:OF]->(p:Product)",
    order="n.key",
    projection=NEED,
)

NEEDS_OF_PRODUCT = Edge(
    name="needs_of_product",
    path="MATCH (p:Product {code: key})<-[:OF]-(n:Need)<-[:NEEDS]-(b:Business)",
    order="n.key",
    projection=NEED,
)

CAPACITY_OF_OFFER = related(
    "capacity_of_offer",
    "MATCH (n:Offer {key: key})<-[:OFFERS]-(b:Business) MATCH (n)-[:OF]->(p:Product) WHERE "
    + valid("n", "$on"),
    "n.key",
    "n {.capacityPerYear, .committedPerYear, "
    "offeredPerYear: reduce(total = 0.0, quantity IN "
    "[(b)-[:OFFERS]->(o:Offer)-[:OF]->(p) "
    "WHERE " + valid("o", "$on") + " "
    "| o.capacityPerYear] | total + coalesce(quantity, 0)), "
    "suppliedPerYear: reduce(total = 0.0, quantity IN "
    "[(b)-[s:SUPPLIES]->(:Business) WHERE s.product = p.code "
    "AND " + supplied("s", "$on") + " "
    "| s.quantityPerYear] | total + coalesce(quantity, 0))}",
)
"""What a business could deliver and delivers of the product of an offer that is in force; it stands apart, as
it costs more than the offer itself. Takes the parameter ``on``: the day on which an offer counts as offered
and a trade link as supplied."""
