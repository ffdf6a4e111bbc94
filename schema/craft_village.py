"""Craft villages."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from schema.connection import TerritorialConnection
from schema.edge import edge, paged_edge
from schema.node import Node
from schema.values import GeoPoint, Provenance

if TYPE_CHECKING:
    from schema.administrative_unit import AdministrativeUnit
    from schema.business import Facility

_Unit = Annotated["AdministrativeUnit", strawberry.lazy("schema.administrative_unit")]
_Facility = Annotated["Facility", strawberry.lazy("schema.business")]


@strawberry.type(description="A recognised craft village (làng nghề).")
class CraftVillage(Node):
    """A recognised craft village."""

    name: str = strawberry.field(description="Name")
    name_en: str | None = strawberry.field(description="Name in English")
    location: GeoPoint | None = strawberry.field(description="Where it is")
    recognised_on: dt.date | None = strawberry.field(description="Day of its recognition")
    decision: str | None = strawberry.field(description="Decision by which it was recognised")
    provenance: Provenance | None = strawberry.field(description="Where the record comes from")

    administrative_unit: _Unit | None = edge(
        lambda load: load.unit_of_craft_village, "The unit in which it lies"
    )
    facilities: TerritorialConnection[_Facility] | None = paged_edge(
        lambda load: load.facilities_of_craft_village, "Facilities that belong to it, by name"
    )


@strawberry.input(description="Which craft villages; conditions are joined by and.")
class CraftVillageFilter:
    """Which craft villages."""

    text: str | None = strawberry.field(
        default=UNSET, description="Beginnings of words of a name, in any spelling and order"
    )
    within: list[strawberry.ID] | None = strawberry.field(
        default=UNSET, description="In the territory of any of these units, with everything below"
    )
