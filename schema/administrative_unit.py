"""Administrative units in versions."""

from __future__ import annotations

import datetime as dt

import strawberry

from domain.enums import AdministrativeUnitKind, UnitClassKind
from schema.connection import Connection
from schema.edge import edge, paged_edge
from schema.node import Node
from schema.relatedness import FeasibleProducts, computed_edge
from schema.values import GeoPoint


@strawberry.type(
    description="A province, district, commune or the like, in one version: official codes were "
    "reused with a new meaning on 1 July 2025, so a code of ours is the official code and the day "
    "on which its meaning began."
)
class AdministrativeUnit(Node):
    """One version of an administrative unit."""

    official_code: str = strawberry.field(
        description="Code of the General Statistics Office (mã đơn vị hành chính); ambiguous without a day"
    )
    name: str = strawberry.field(description="Full name, such as Xã Văn Yên")
    name_en: str | None = strawberry.field(description="Name without accents, for English texts")
    kind: AdministrativeUnitKind = strawberry.field(description="Kind of unit")
    valid_from: dt.date = strawberry.field(description="First day on which the code has this meaning")
    valid_to: dt.date | None = strawberry.field(
        description="First day on which it no longer has; null while it is in force"
    )
    location: GeoPoint | None = strawberry.field(description="A point inside, for maps")

    part_of: AdministrativeUnit | None = edge(
        lambda load: load.unit_above,
        "The unit right above it, in its latest version: the province of a commune, until 30 June 2025 "
        "its district",
    )
    parts: Connection[AdministrativeUnit] | None = paged_edge(
        lambda load: load.parts_of_unit, "The units right below it, by name"
    )
    successors: list[Succession] | None = edge(
        lambda load: load.successors_of_unit, "Units that took over its territory, or a part of it"
    )
    predecessors: list[Succession] | None = edge(
        lambda load: load.predecessors_of_unit, "Units whose territory, or a part of it, it took over"
    )
    classes: list[UnitClass] | None = edge(
        lambda load: load.classes_of_unit, "Dated classes: difficulty of the area, grade of the city"
    )
    feasible_products: FeasibleProducts | None = computed_edge(
        lambda load: load.relatedness.of_unit,
        "Products that its facilities could make next: it has no advantage in them among the units of its "
        "level, but in much that is near (density, Hidalgo et al. 2007)",
    )


@strawberry.type(description="The passing of territory from one unit to another.")
class Succession:
    """The passing of territory from one unit to another."""

    unit: AdministrativeUnit = strawberry.field(description="The other unit")
    on: dt.date = strawberry.field(description="Day on which it happened")
    is_partial: bool = strawberry.field(description="Whether only a part of the older unit passed")


@strawberry.type(description="A dated class of a unit.")
class UnitClass:
    """A dated class of a unit."""

    kind: UnitClassKind = strawberry.field(description="What is classed")
    value: str = strawberry.field(
        description="The class: EXTREMELY_DIFFICULT, DIFFICULT or NOT_DIFFICULT for an area, SPECIAL, 1, 2 "
        "or 3 for a city"
    )
    valid_from: dt.date | None = strawberry.field(description="First day of the class")
    valid_to: dt.date | None = strawberry.field(description="First day after it; null while in force")
    source: str | None = strawberry.field(description="Decision, or a note that it is unverified")


@strawberry.type(description="A unit in which a cluster lies, with the share of the cluster's area.")
class ClusterPlace:
    """A unit in which a cluster lies."""

    unit: AdministrativeUnit = strawberry.field(description="The unit")
    share: float | None = strawberry.field(description="Share of the cluster's area there, 0 to 1")


@strawberry.input(description="Which administrative units; conditions are joined by and.")
class AdministrativeUnitFilter:
    """Which administrative units."""

    text: str | None = strawberry.field(
        default=strawberry.UNSET, description="Beginnings of words of the name, in any spelling"
    )
    kinds: list[AdministrativeUnitKind] | None = strawberry.field(
        default=strawberry.UNSET, description="Any of these kinds"
    )
    part_of: list[strawberry.ID] | None = strawberry.field(
        default=strawberry.UNSET, description="Right below any of these units"
    )
    official_codes: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="Any of these official codes, in any version"
    )
