"""Businesses (facilities, suppliers, buyers): look-ups, lists, figures, contacts."""

from typing import LiteralString

from graph.cypher import by_code, index, related, unique
from graph.listing import Condition, Edge, Listing, named

CONSTRAINTS = (
    unique("Business"),
    index("Business", "byName"),
    index("Business", "cell"),
    index("Facility", "byName"),
    index("Facility", "code"),
    index("Supplier", "byName"),
    index("Supplier", "code"),
    index("Buyer", "byName"),
    index("Buyer", "code"),
    unique("AnnualFigures", "key"),
    unique("Contact", "key"),
)

BUSINESS = (
    ".code, .kind, .name, .nameEn, .nameZh, .aliases, .version, .latitude, .longitude, .country, "
    ".address, .source, .asOf, .sizeClass, .workers, .establishedOn, .vsicCodes, .kinds, .areaHa, "
    ".channels, .isAnonymous"
)

BUSINESSES_BY_CODE = by_code("businesses_by_code", "Business", BUSINESS)

FACILITY_OF_INVESTMENT = related(
    "facility_of_investment",
    "MATCH (:Investment {code: key})<-[:PLANS]-(n:Facility)",
    "n.code",
    "n {" + BUSINESS + "}",
)

FACILITY_OF_EXPENSE = related(
    "facility_of_expense",
    "MATCH (:Expense {code: key})-[:INCURRED_BY]->(n:Facility)",
    "n.code",
    "n {" + BUSINESS + "}",
)

CONTACTS_OF_BUSINESS = related(
    "contacts_of_business",
    "MATCH (:Business {code: key})-[:REACHED_AT]->(n:Contact)",
    "n.key",
    "n {.name, .role, .phone, .email}",
)

FIGURES_OF_BUSINESS = related(
    "figures_of_business",
    "MATCH (:Business {code: key})-[:REPORTED]->(n:AnnualFigures)",
    "n.key",
    "n {.year, .outputValue, .revenue, .workers, .insuredWorkers, .averageWage, .capital, "
    ".exportValue, .taxPaid, .source, .asOf}",
)

BUSINESSES_OF_ORGANISATION = Edge(
    name="businesses_of_organisation",
    path="MATCH (:Organisation {code: key})-[:OPERATES]->(n:Business)",
    order="n.byName",
    projection=BUSINESS,
)

FACILITIES_OF_CLUSTER = Edge(
    name="facilities_of_cluster",
    path="MATCH (:Cluster {code: key})<-[:LOCATED_IN]-(n:Facility)",
    order="n.byName",
    projection=BUSINESS,
)

MEMBERS_OF_CLUSTER = Edge(
    name="members_of_cluster",
    path="MATCH (:Cluster {code: key})<-[:MEMBER_OF]-(n:Business)",
    order="n.byName",
    projection=BUSINESS,
)

FACILITIES_OF_CRAFT_VILLAGE = Edge(
    name="facilities_of_craft_village",
    path="MATCH (:CraftVillage {code: key})<-[:BELONGS_TO]-(n:Facility)",
    order="n.byName",
    projection=BUSINESS,
)

BENEFICIARIES_OF_PROJECT = Edge(
    name="beneficiaries_of_project",
    path="MATCH (:Project {code: key})<-[:BENEFITS_FROM]-(n:Facility) WITH DISTINCT n",
    order="n.byName",
    projection=BUSINESS,
)

_IS_VALID: LiteralString = (
    "(held.validFrom IS NULL OR held.validFrom <= $certificates.on) "
    "AND (held.validTo IS NULL OR held.validTo > $certificates.on)"
)


def _conditions(label: LiteralString) -> dict[str, Condition]:
    """The conditions that a list of businesses knows, in the order in which paths are preferred."""
    return {
        "offers": Condition(
            path="UNWIND $offers AS wanted "
            "MATCH (:Product {code: wanted})<-[:KIND_OF*0..6]-(:Product)<-[:OF]-(:Offer)"
            "<-[:OFFERS]-(n:" + label + ") WITH DISTINCT n",
            predicate="EXISTS { MATCH (n)-[:OFFERS]->(:Offer)-[:OF]->(:Product)-[:KIND_OF*0..6]->"
            "(wanted:Product) WHERE wanted.code IN $offers }",
        ),
        "needs": Condition(
            path="UNWIND $needs AS wanted "
            "MATCH (:Product {code: wanted})<-[:KIND_OF*0..6]-(:Product)<-[:OF]-(:Need)"
            "<-[:NEEDS]-(n:" + label + ") WITH DISTINCT n",
            predicate="EXISTS { MATCH (n)-[:NEEDS]->(:Need)-[:OF]->(:Product)-[:KIND_OF*0..6]->"
            "(wanted:Product) WHERE wanted.code IN $needs }",
        ),
        "clusters": Condition(
            path="UNWIND $clusters AS wanted "
            "MATCH (:Cluster {code: wanted})<-[:LOCATED_IN|MEMBER_OF]-(n:" + label + ") "
            "WITH DISTINCT n",
            predicate="EXISTS { MATCH (n)-[:LOCATED_IN|MEMBER_OF]->(wanted:Cluster) "
            "WHERE wanted.code IN $clusters }",
        ),
        "fairs": Condition(
            path="UNWIND $fairs AS wanted "
            "MATCH (:TradeFair {code: wanted})<-[:TAKES_PART_IN]-(n:" + label + ") WITH DISTINCT n",
            predicate="EXISTS { MATCH (n)-[:TAKES_PART_IN]->(wanted:TradeFair) WHERE wanted.code IN $fairs }",
        ),
        "words": named(label),
        "cells": Condition(
            path="UNWIND $cells AS spot MATCH (n:Business {cell: spot}) WHERE n:" + label + " WITH n",
            predicate="n.cell IN $cells",
        ),
        "within": Condition(
            path="UNWIND $within AS part MATCH (:AdministrativeUnit {code: part})"
            "<-[:SITUATED_IN]-(n:" + label + ") WITH DISTINCT n",
            predicate="EXISTS { MATCH (n)-[:SITUATED_IN]->(part:AdministrativeUnit) "
            "WHERE part.code IN $within }",
        ),
        "near": Condition(
            predicate="12742.0176 * asin(sqrt("
            "sin(radians(n.latitude - $near.latitude) / 2) ^ 2 + "
            "cos(radians($near.latitude)) * cos(radians(n.latitude)) * "
            "sin(radians(n.longitude - $near.longitude) / 2) ^ 2)) <= $near.radiusKm"
        ),
        # of the business itself, of what it offers, or of the organisation that operates it
        "certificates": Condition(
            path="UNWIND $certificates.schemes AS wanted MATCH (held:Certificate {scheme: wanted}) "
            "WHERE " + _IS_VALID + " "
            "MATCH (held)<-[:HOLDS]-()-[:OFFERS|OPERATES*0..1]-(n:" + label + ") WITH DISTINCT n",
            predicate="EXISTS { MATCH (n)-[:OFFERS|OPERATES*0..1]-()-[:HOLDS]->(held:Certificate) "
            "WHERE held.scheme IN $certificates.schemes AND " + _IS_VALID + " }",
        ),
        "legalForms": Condition(
            predicate="EXISTS { MATCH (n)<-[:OPERATES]-(o:Organisation) WHERE o.legalForm IN $legalForms }"
        ),
        "businessKinds": Condition(predicate="n.kind IN $businessKinds"),
        "sizeClasses": Condition(predicate="n.sizeClass IN $sizeClasses"),
        "workersMinimum": Condition(predicate="n.workers >= $workersMinimum"),
        "workersMaximum": Condition(predicate="n.workers <= $workersMaximum"),
        "countries": Condition(predicate="n.country IN $countries"),
        "supplierKinds": Condition(predicate="any(kind IN n.kinds WHERE kind IN $supplierKinds)"),
        "channels": Condition(predicate="any(channel IN n.channels WHERE channel IN $channels)"),
    }


BUSINESSES = Listing(
    name="businesses",
    scan="MATCH (n:Business)",
    projection=BUSINESS,
    orders={"NAME": "byName", "CODE": "code"},
    conditions=_conditions("Business"),
)
FACILITIES = Listing(
    name="facilities",
    scan="MATCH (n:Facility)",
    projection=BUSINESS,
    orders={"NAME": "byName", "CODE": "code"},
    conditions=_conditions("Facility"),
)
SUPPLIERS = Listing(
    name="suppliers",
    scan="MATCH (n:Supplier)",
    projection=BUSINESS,
    orders={"NAME": "byName", "CODE": "code"},
    conditions=_conditions("Supplier"),
)
BUYERS = Listing(
    name="buyers",
    scan="MATCH (n:Buyer)",
    projection=BUSINESS,
    orders={"NAME": "byName", "CODE": "code"},
    conditions=_conditions("Buyer"),
)
