"""Agencies: public bodies and their roles."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from domain.enums import AgencyRoleKind
from schema.connection import Connection
from schema.edge import edge, paged_edge, reference
from schema.node import Node

if TYPE_CHECKING:
    from schema.administrative_unit import AdministrativeUnit

_Unit = Annotated["AdministrativeUnit", strawberry.lazy("schema.administrative_unit")]


@strawberry.type(description="A public body that leads, carries out or organises.")
class Agency(Node):
    """A public body."""

    name: str = strawberry.field(description="Present name")
    name_en: str | None = strawberry.field(description="Name in English")

    names: list[AgencyName] | None = edge(
        lambda load: load.names_of_agency, "Its names over time, the present one included"
    )
    administrative_unit: _Unit | None = edge(
        lambda load: load.unit_of_agency, "The unit it serves; null for a national body"
    )
    tasks: Connection[AgencyTask] | None = paged_edge(
        lambda load: load.tasks_of_agency, "Projects, programmes and fairs in which it has a role"
    )


@strawberry.type(description="A name of an agency with its time.")
class AgencyName:
    """A name of an agency with its time."""

    name: str = strawberry.field(description="The name")
    valid_from: dt.date | None = strawberry.field(description="Since when; null where unknown")
    valid_to: dt.date | None = strawberry.field(description="Until when; null while it is in use")


@strawberry.type(description="An agency in a role.")
class AgencyRole:
    """An agency in a role."""

    agency: Agency = strawberry.field(description="The agency")
    role: AgencyRoleKind = strawberry.field(description="Its role")


@strawberry.type(description="A record in which an agency has a role.")
class AgencyTask:
    """A record in which an agency has a role."""

    role: AgencyRoleKind = strawberry.field(description="The role of the agency")
    record_code: strawberry.Private[str]

    record: Node | None = reference(
        lambda load: load.node, "record_code", "The project, programme or trade fair"
    )


@strawberry.input(description="Which agencies.")
class AgencyFilter:
    """Which agencies."""

    text: str | None = strawberry.field(
        default=UNSET, description="Beginnings of words of a name, in any spelling and order"
    )
