"""Businesses (facilities, suppliers, buyers): look-ups, lists, figures, contacts."""

from typing import LiteralString

from graph.cypher import (
    PASSED_WHOLE,
    Statement,
    among,
    by_code,
    index,
    orders,
    related,
    unique,
    valid,
    within,
)
from graph.listing import Condition, Edge, Listing, bounded, equal, named, tied
from graph.words import hold, of_record, rarest, some

_LABELS: tuple[LiteralString, ...] = ("Business", "Facility", "Supplier", "Buyer")
_OFFERING: LiteralString = "offersByName"
"""The order of those that have ever offered anything. Most markets never do, and markets stand early in the
order of all: a list would pass thousands of them."""
CONSTRAINTS = (
    unique("Business"),
    index("Business", "cell"),
    index("Business", "smallCell"),
    *(index(label, "code") for label in _LABELS[1:]),
    *(each for label in _LABELS for each in (*orders(label, "byName"), *among(label, _OFFERING))),
    *(index(label, key) for label in _LABELS for key in ("source", "asOfText", "country")),
    *(index("Facility", key) for key in ("sizeClass", "workersText", "establishedOnText")),
    index("Supplier", "kindsSet"),
    *within("Supplier", "kindsSet"),
    index("Buyer", "channelsSet"),
    *within("Buyer", "channelsSet"),
    unique("AnnualFigures", "key"),
    unique("Contact", "key"),
)

ORDER_THOSE_THAT_OFFER = Statement(
    "order_those_that_offer",
    "MATCH (n:Business)-[:OFFERS]->(:Offer) WHERE n.offersByName IS NULL WITH DISTINCT n LIMIT 20000 "
    "SET n.offersByName = n.byName, n.offersByNameDown = n.byNameDown RETURN count(n) AS changed",
    timeout=120.0,
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

_IS_VALID = valid("held", "$certificates.on")


def _conditions(label: LiteralString, *kinds: LiteralString) -> dict[str, Condition]:
    """The conditions that every list of businesses knows, those of a label with some kinds, in the order in
    which paths are preferred."""
    return {
        "words": named(label, *kinds),
        "offers": Condition(
            path="UNWIND $offers.products AS wanted "
            "MATCH (:Product {code: wanted})<-[:KIND_OF*0..6]-(:Product)<-[:OF]-(o:Offer) "
            "WHERE " + valid("o", "$offers.on") + " "
            "MATCH (o)<-[:OFFERS]-(n:" + label + ") WITH DISTINCT n",
            predicate="EXISTS { MATCH (n)-[:OFFERS]->(o:Offer)-[:OF]->(:Product)-[:KIND_OF*0..6]->"
            "(wanted:Product) WHERE wanted.code IN $offers.products AND " + valid("o", "$offers.on") + " }",
            among=_OFFERING,
        ),
        "needs": Condition(
            path="UNWIND $needs.products AS wanted MATCH (:Product {code: wanted})<-[:OF]-(o:Need) "
            "WHERE " + valid("o", "$needs.on") + " "
            "MATCH (o)<-[:NEEDS]-(n:" + label + ") WITH DISTINCT n",
            predicate="EXISTS { MATCH (n)-[:NEEDS]->(o:Need)-[:OF]->(wanted:Product) "
            "WHERE wanted.code IN $needs.products AND " + valid("o", "$needs.on") + " }",
        ),
        "clusters": tied("clusters", label, "LOCATED_IN|MEMBER_OF", "Cluster"),
        "fairs": tied("fairs", label, "TAKES_PART_IN", "TradeFair"),
        "cells": Condition(
            path="UNWIND $cells AS spot MATCH (n:Business {cell: spot}) WHERE n:" + label + " WITH n",
            predicate="n.cell IN $cells",
        ),
        "smallCells": Condition(
            path="UNWIND $smallCells AS spot MATCH (n:Business {smallCell: spot}) "
            "WHERE n:" + label + " WITH n",
            predicate="n.smallCell IN $smallCells",
        ),
        "within": tied("within", label, "SITUATED_IN", "AdministrativeUnit"),
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
        **_seasons(
            "season", "seasonOfGoods", "OFFERS", "(:Product)-[:KIND_OF*0..6]->(wanted:Product)", _OFFERING
        ),
        "areaClasses": Condition(
            path="UNWIND $areaClasses.values AS value "
            "MATCH (c:UnitClass {value: value}) WHERE c.kind = 'AREA_DIFFICULTY' "
            "AND " + valid("c", "$areaClasses.on") + " "
            "MATCH (c)<-[:CLASSED_AS]-(:AdministrativeUnit)<-[links:SUCCEEDED_BY*0..4]-"
            "(u:AdministrativeUnit) WHERE " + PASSED_WHOLE + " WITH DISTINCT u "
            "MATCH (u)<-[:SITUATED_IN]-(n:" + label + ") WITH DISTINCT n",
            predicate="EXISTS { MATCH (n)-[:SITUATED_IN]->(:AdministrativeUnit)-[links:SUCCEEDED_BY*0..4]->"
            "(:AdministrativeUnit)-[:CLASSED_AS]->(c:UnitClass) "
            "WHERE c.value IN $areaClasses.values AND c.kind = 'AREA_DIFFICULTY' AND " + PASSED_WHOLE + " "
            "AND " + valid("c", "$areaClasses.on") + " }",
            is_common=True,
        ),
        "ownership": Condition(
            path="UNWIND $ownership.sets AS owned MATCH (o:Organisation {ownershipSet: owned}) "
            "USING INDEX o:Organisation(ownershipSet) WHERE o.womenOwnedSince <= $ownership.women "
            "OR o.ethnicMinorityOwnedSince <= $ownership.ethnicMinority "
            "MATCH (o)-[:OPERATES]->(n:" + label + ") WITH DISTINCT n",
            predicate="EXISTS { MATCH (n)<-[:OPERATES]-(o:Organisation) "
            "WHERE o.womenOwnedSince <= $ownership.women "
            "OR o.ethnicMinorityOwnedSince <= $ownership.ethnicMinority }",
            is_common=True,
        ),
        "legalForms": Condition(
            path="UNWIND $legalForms AS form MATCH (o:Organisation {legalForm: form})-[:OPERATES]->"
            "(n:" + label + ") USING INDEX o:Organisation(legalForm) WITH DISTINCT n",
            predicate="EXISTS { MATCH (n)<-[:OPERATES]-(o:Organisation) WHERE o.legalForm IN $legalForms }",
            is_common=True,
        ),
        "sources": equal("sources", label, "source"),
        "countries": equal("countries", label, "country"),
        "asOfFrom": bounded("asOfFrom", label, "asOfText", ">="),
        "asOfUntil": bounded("asOfUntil", label, "asOfText", "<="),
    }


def _seasons(
    of_anything: LiteralString,
    of_goods: LiteralString,
    edge: LiteralString,
    goods: LiteralString,
    among: LiteralString | None = None,
) -> dict[str, Condition]:
    """Conditions that a business offers or needs in some months: anything, or one of some products."""
    item: LiteralString = "EXISTS { MATCH (n)-[:" + edge + "]->(o)"
    return {
        of_anything: Condition(
            predicate=item + _in_season("$" + of_anything) + " }", is_common=True, among=among
        ),
        of_goods: Condition(
            predicate=item + "-[:OF]->" + goods + _in_season("$" + of_goods) + " "
            "AND wanted.code IN $" + of_goods + ".products }",
            among=among,
        ),
    }


def _in_season(parameter: LiteralString) -> LiteralString:
    """The condition that an offer or need ``o`` is for some months, and valid."""
    return (
        " WHERE any(month IN o.months WHERE month IN " + parameter + ".months) "
        "AND " + valid("o", parameter + ".on")
    )


def _plans(parameter: LiteralString, start: LiteralString) -> Condition:
    """A condition on what a facility plans to buy or build; all of it must hold for one investment, to
    which ``start`` leads by an index."""
    holds: LiteralString = (
        "($" + parameter + ".activities IS NULL OR i.activity IN $" + parameter + ".activities) "
        "AND ($" + parameter + ".years IS NULL OR i.year IN $" + parameter + ".years) "
        "AND " + hold(of_record("i"), "$" + parameter + ".words")
    )
    return Condition(
        path=start + " WITH DISTINCT i WHERE " + holds + " MATCH (i)<-[:PLANS]-(n:Facility) WITH DISTINCT n",
        predicate="EXISTS { MATCH (n)-[:PLANS]->(i:Investment) WHERE " + holds + " }",
    )


FACILITIES = Listing(
    name="facilities",
    label="Facility",
    projection=BUSINESS,
    orders={"NAME": "byName", "CODE": "code"},
    conditions={
        "craftVillages": tied("craftVillages", "Facility", "BELONGS_TO", "CraftVillage"),
        **_conditions("Facility", "FACILITY"),
        "plansItem": _plans(
            "plansItem",
            rarest("$plansItem.words", some("INVESTMENT"), "(i:Investment)"),
        ),
        "plansActivity": _plans(
            "plansActivity",
            "UNWIND $plansActivity.activities AS activity MATCH (i:Investment {activity: activity})",
        ),
        "plansYear": _plans("plansYear", "UNWIND $plansYear.years AS year MATCH (i:Investment {year: year})"),
        "sizeClasses": equal("sizeClasses", "Facility", "sizeClass"),
        "establishedFrom": bounded("establishedFrom", "Facility", "establishedOnText", ">="),
        "establishedUntil": bounded("establishedUntil", "Facility", "establishedOnText", "<="),
        "workersMinimum": bounded("workersMinimum", "Facility", "workersText", ">="),
        "workersMaximum": bounded("workersMaximum", "Facility", "workersText", "<="),
    },
)
SUPPLIERS = Listing(
    name="suppliers",
    label="Supplier",
    projection=BUSINESS,
    orders={"NAME": "byName", "CODE": "code"},
    conditions={
        **_conditions("Supplier", "SUPPLIER"),
        "kindSets": equal("kindSets", "Supplier", "kindsSet", is_ordered=True),
    },
)
BUYERS = Listing(
    name="buyers",
    label="Buyer",
    projection=BUSINESS,
    orders={"NAME": "byName", "CODE": "code"},
    conditions={
        **_conditions("Buyer", "BUYER"),
        **_seasons("seasonOfNeeds", "seasonOfGoodsNeeded", "NEEDS", "(wanted:Product)"),
        "channelSets": equal("channelSets", "Buyer", "channelsSet", is_ordered=True),
    },
)
BUSINESSES = Listing(
    name="businesses",
    label="Business",
    projection=BUSINESS,
    orders={"NAME": "byName", "CODE": "code"},
    conditions=_conditions("Business", "FACILITY", "SUPPLIER", "BUYER"),
    parted_by="businessKinds",
    parts={"FACILITY": FACILITIES, "SUPPLIER": SUPPLIERS, "BUYER": BUYERS},
)
