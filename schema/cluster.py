"""Clusters of four kinds that are never mixed up."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from domain.enums import ClusterKind, ClusterStatus
from schema.administrative_unit import ClusterPlace
from schema.connection import TerritorialConnection
from schema.edge import edge, paged_edge
from schema.node import Node
from schema.relatedness import FeasibleProducts, computed_edge
from schema.value_chain import ValueChain
from schema.values import FloatRange, GeoPoint, Provenance

if TYPE_CHECKING:
    from schema.business import Business, Facility

_Business = Annotated["Business", strawberry.lazy("schema.business")]
_Facility = Annotated["Facility", strawberry.lazy("schema.business")]


@strawberry.type(
    description="An industrial cluster (cụm công nghiệp), industrial park (khu công nghiệp), sector "
    "network (cụm liên kết ngành) or enterprise linkage group (cụm liên kết doanh nghiệp): see `kind`, "
    "many share a name."
)
class Cluster(Node):
    """A cluster of one of four kinds."""

    name: str = strawberry.field(description="Name")
    name_en: str | None = strawberry.field(description="Name in English")
    kind: ClusterKind = strawberry.field(description="Which of the four kinds it is")
    status: ClusterStatus | None = strawberry.field(description="Where in its life it is")
    location: GeoPoint | None = strawberry.field(description="Where it is; null for a network")
    area_ha: float | None = strawberry.field(description="Gross area, in hectares")
    industrial_land_ha: float | None = strawberry.field(
        description="Industrial land (đất công nghiệp): land for rent by the approved 1/500 plan, in "
        "hectares (Decree 32/2024/NĐ-CP, article 2.6)"
    )
    leased_ha: float | None = strawberry.field(description="Industrial land leased or sub-leased, hectares")
    approved_unleased_ha: float | None = strawberry.field(
        description="Industrial land covered by an investment approval or certificate but not yet leased, "
        "in hectares"
    )
    fill_rate: float | None = strawberry.field(
        description="Fill rate (tỷ lệ lấp đầy), 0 to 1: leased or approved land through industrial land "
        "(Decree 32/2024/NĐ-CP, article 2.7); null where a part is unknown"
    )
    decision: str | None = strawberry.field(description="Decision by which it was established")
    established_on: dt.date | None = strawberry.field(description="Day of that decision")
    version: int = strawberry.field(description="Number of the record's version; grows with each change")
    provenance: Provenance | None = strawberry.field(description="Where the record comes from")

    places: list[ClusterPlace] | None = edge(
        lambda load: load.places_of_cluster, "Units in which it lies, with the share of each"
    )
    facilities: TerritorialConnection[_Facility] | None = paged_edge(
        lambda load: load.facilities_of_cluster, "Facilities on its land, by name"
    )
    members: TerritorialConnection[_Business] | None = paged_edge(
        lambda load: load.members_of_cluster, "Members of a network or linkage group, by name"
    )
    focus: list[ValueChain] | None = edge(
        lambda load: load.value_chains_of_cluster, "Value chains on which it concentrates"
    )
    feasible_products: FeasibleProducts | None = computed_edge(
        lambda load: load.relatedness.of_cluster,
        "Products that its facilities could make next: it has no advantage in them among the clusters of "
        "its kind, but in much that is near (density, Hidalgo et al. 2007)",
    )


@strawberry.input(description="Which clusters; conditions are joined by and, items of a list by or.")
class ClusterFilter:
    """Which clusters."""

    text: str | None = strawberry.field(
        default=UNSET, description="Beginnings of words of a name, in any spelling and order"
    )
    within: list[strawberry.ID] | None = strawberry.field(
        default=UNSET, description="At least partly in the territory of any of these units"
    )
    kinds: list[ClusterKind] | None = strawberry.field(default=UNSET, description="Any of these kinds")
    statuses: list[ClusterStatus] | None = strawberry.field(
        default=UNSET, description="In any of these states"
    )
    fill_rate: FloatRange | None = strawberry.field(
        default=UNSET, description="Fill rate, 0 to 1; clusters whose fill rate is unknown do not match"
    )
    value_chains: list[strawberry.ID] | None = strawberry.field(
        default=UNSET, description="Concentrates on any of these value chains"
    )
