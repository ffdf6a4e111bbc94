"""Organisations: the legal persons and households behind businesses."""

from graph.cypher import by_code, index, orders, related, unique, within
from graph.listing import Edge, Listing, equal, named

CONSTRAINTS = (
    unique("Organisation"),
    index("Organisation", "legalForm"),
    index("Organisation", "ownershipSet"),
    *orders("Organisation", "byName"),
    *within("Organisation", "legalForm"),
)

ORGANISATION = (
    ".code, .name, .nameEn, .legalForm, .identifierKind, .identifier, .womenOwnedSince, "
    ".ethnicMinorityOwnedSince, .version, .source, .asOf"
)

ORGANISATIONS_BY_CODE = by_code("organisations_by_code", "Organisation", ORGANISATION)

ORGANISATION_OF_BUSINESS = related(
    "organisation_of_business",
    "MATCH (:Business {code: key})<-[:OPERATES]-(n:Organisation)",
    "n.code",
    "n {" + ORGANISATION + "}",
)

_MEMBERSHIP = (
    "share: r.shareDelivered, isCounted: r.isCountedInCapacity, since: r.since, "
    "organisation: n {" + ORGANISATION + "}"
)

MEMBERS_OF_ORGANISATION = Edge(
    name="members_of_organisation",
    path="MATCH (:Organisation {code: key})<-[r:MEMBER_OF]-(n:Organisation)",
    order="n.byName",
    projection=_MEMBERSHIP,
)

MEMBERSHIPS_OF_ORGANISATION = Edge(
    name="memberships_of_organisation",
    path="MATCH (:Organisation {code: key})-[r:MEMBER_OF]->(n:Organisation)",
    order="n.byName",
    projection=_MEMBERSHIP,
)

ORGANISATIONS = Listing(
    name="organisations",
    label="Organisation",
    projection=ORGANISATION,
    orders={"NAME": "byName", "CODE": "code"},
    conditions={
        "words": named("Organisation", "ORGANISATION"),
        "legalForms": equal("legalForms", "Organisation", "legalForm", is_ordered=True),
    },
)
