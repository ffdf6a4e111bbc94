"""Agencies: public bodies with dated names, and their roles."""

from graph.cypher import by_code, orders, related, unique
from graph.listing import NAMED_AMONG_FEW, Edge, Listing

CONSTRAINTS = (unique("Agency"), *orders("Agency", "byName"), unique("AgencyName", "key"))

AGENCY = ".code, .name, .nameEn"

AGENCIES_BY_CODE = by_code("agencies_by_code", "Agency", AGENCY)

NAMES_OF_AGENCY = related(
    "names_of_agency",
    "MATCH (:Agency {code: key})-[:CALLED]->(n:AgencyName)",
    "n.key",
    "n {.name, .validFrom, .validTo}",
)

AGENCIES_OF_PROJECT = related(
    "agencies_of_project",
    "MATCH (:Project {code: key})<-[r:HAS_ROLE]-(n:Agency)",
    "r.role, n.code",
    "n {role: r.role, agency: n {" + AGENCY + "}}",
)

AGENCIES_OF_PROGRAMME = related(
    "agencies_of_programme",
    "MATCH (:Programme {code: key})<-[r:HAS_ROLE]-(n:Agency)",
    "r.role, n.code",
    "n {role: r.role, agency: n {" + AGENCY + "}}",
)

AGENCIES_OF_FAIR = related(
    "agencies_of_fair",
    "MATCH (:TradeFair {code: key})<-[r:HAS_ROLE]-(n:Agency)",
    "r.role, n.code",
    "n {role: r.role, agency: n {" + AGENCY + "}}",
)

ROLES_OF_AGENCY = Edge(
    name="roles_of_agency",
    path="MATCH (:Agency {code: key})-[r:HAS_ROLE]->(n)",
    order="r.key",
    projection="role: r.role, record: n.code",
)

AGENCIES = Listing(
    name="agencies",
    label="Agency",
    projection=AGENCY,
    orders={"NAME": "byName", "CODE": "code"},
    conditions={"words": NAMED_AMONG_FEW},
)
