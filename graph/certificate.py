"""Certificates and recognitions, and who holds them."""

from graph.cypher import by_code, index, related, unique

CONSTRAINTS = (unique("Certificate"), index("Certificate", "scheme"))

CERTIFICATE = ".code, .scheme, .scope, .body, .number, .level, .validFrom, .validTo, .source, .asOf"

CERTIFICATES_BY_CODE = by_code("certificates_by_code", "Certificate", CERTIFICATE)

CERTIFICATES_OF_BUSINESS = related(
    "certificates_of_business",
    "MATCH (:Business {code: key})-[:OFFERS*0..1]->()-[:HOLDS]->(n:Certificate) WITH DISTINCT key, n",
    "n.scheme, n.code",
    "n {" + CERTIFICATE + "}",
)
"""Those of the business itself and of what it offers."""

CERTIFICATES_OF_ORGANISATION = related(
    "certificates_of_organisation",
    "MATCH (:Organisation {code: key})-[:HOLDS]->(n:Certificate)",
    "n.scheme, n.code",
    "n {" + CERTIFICATE + "}",
)

CERTIFICATES_OF_OFFER = related(
    "certificates_of_offer",
    "MATCH (:Offer {key: key})-[:HOLDS]->(n:Certificate)",
    "n.scheme, n.code",
    "n {" + CERTIFICATE + "}",
)

HOLDER_OF_CERTIFICATE = related(
    "holder_of_certificate",
    "MATCH (:Certificate {code: key})<-[:HOLDS]-(n)",
    "n.code",
    "CASE WHEN n:Offer THEN head([(b:Business)-[:OFFERS]->(n) | b.code]) ELSE n.code END",
)
