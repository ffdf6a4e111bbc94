"""Organisations: the legal persons and households behind businesses."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from domain.enums import IdentifierKind, LegalForm, OwnershipKind
from schema.connection import Connection, TerritorialConnection
from schema.context import Info
from schema.edge import edge, paged_edge
from schema.node import Node
from schema.values import Provenance

if TYPE_CHECKING:
    from schema.business import Business
    from schema.certificate import Certificate

_Business = Annotated["Business", strawberry.lazy("schema.business")]
_Certificate = Annotated["Certificate", strawberry.lazy("schema.certificate")]


@strawberry.type(
    description="The legal person or household that operates businesses. Support ceilings and checks of "
    "double funding belong to it, not to each of its places."
)
class Organisation(Node):
    """A legal person or household."""

    name: str = strawberry.field(description="Registered name")
    name_en: str | None = strawberry.field(description="Name in English")
    legal_form: LegalForm | None = strawberry.field(description="Legal form; null where unknown")
    ownership: list[Ownership] = strawberry.field(description="Ownership that gives priority in support")
    version: int = strawberry.field(description="Number of the record's version; grows with each change")
    provenance: Provenance | None = strawberry.field(description="Where the record comes from")
    own_identifiers: strawberry.Private[list[Identifier]]

    businesses: TerritorialConnection[_Business] | None = paged_edge(
        lambda load: load.businesses_of_organisation, "The places of business it operates, by name"
    )
    members: Connection[Membership] | None = paged_edge(
        lambda load: load.members_of_organisation, "Members of a cooperative or union, by name"
    )
    member_of: Connection[Membership] | None = paged_edge(
        lambda load: load.memberships_of_organisation, "Cooperatives or unions it is a member of, by name"
    )
    certificates: list[_Certificate] | None = edge(
        lambda load: load.certificates_of_organisation,
        "Certificates and recognitions it holds as a legal person, valid and expired",
    )

    @strawberry.field(
        description="Official identifiers. A household's tax code is its owner's personal number: its "
        "`value` is null for callers without the right"
    )
    def identifiers(self, info: Info) -> list[Identifier]:
        """Official identifiers, those of natural persons only for those with the right."""
        if info.context.caller.sees_protected:
            return self.own_identifiers
        return [
            Identifier(kind=known.kind, value=None if known.is_personal else known.value)
            for known in self.own_identifiers
        ]

    @strawberry.field(description="Whether something of the record is withheld from this caller")
    def is_redacted(self, info: Info) -> bool:
        """Whether an identifier is withheld."""
        return not info.context.caller.sees_protected and any(
            known.is_personal for known in self.own_identifiers
        )


@strawberry.type(description="An official identifier.")
class Identifier:
    """An official identifier."""

    kind: IdentifierKind = strawberry.field(description="Kind of identifier")
    value: str | None = strawberry.field(description="The identifier; null where it is withheld")

    @property
    def is_personal(self) -> bool:
        """Whether it identifies a natural person."""
        return self.kind is not IdentifierKind.ENTERPRISE_TAX_CODE


@strawberry.type(description="Ownership that gives priority in support (Decree 235/2025/NĐ-CP).")
class Ownership:
    """Ownership that gives priority in support."""

    kind: OwnershipKind = strawberry.field(description="Who owns it")
    valid_from: dt.date | None = strawberry.field(description="Since when")
    valid_to: dt.date | None = strawberry.field(description="Until when; null while it lasts")


@strawberry.type(description="A member of a cooperative or union, or the cooperative of a member.")
class Membership:
    """The tie between a member and its cooperative, seen from either."""

    organisation: Organisation = strawberry.field(description="The other end of the tie")
    share_delivered: float | None = strawberry.field(
        description="Share of its product that the member delivers to the cooperative, 0 to 1"
    )
    is_counted_in_capacity: bool | None = strawberry.field(
        description="Whether the capacity that the cooperative states includes that of the member"
    )
    since: dt.date | None = strawberry.field(description="Since when")


@strawberry.input(description="Which organisations; conditions are joined by and.")
class OrganisationFilter:
    """Which organisations."""

    text: str | None = strawberry.field(
        default=UNSET, description="Beginnings of words of the name, in any spelling and order"
    )
    legal_forms: list[LegalForm] | None = strawberry.field(
        default=UNSET, description="Any of these legal forms"
    )
