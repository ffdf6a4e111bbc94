"""Groups of businesses that behave like a cluster without being one."""

from __future__ import annotations

import datetime as dt

import strawberry

from domain.enums import ClusterCandidateConstraint
from schema.administrative_unit import AdministrativeUnit
from schema.business import Business
from schema.edge import reference
from schema.value_chain import ValueChain


@strawberry.type(
    description="A group of businesses that behaves like a cluster (nhóm cơ sở có thể thành cụm): tied by "
    "trade, nearness and related goods more than to anybody else."
)
class ClusterCandidate:
    """A group that behaves like a cluster."""

    cohesion: float = strawberry.field(
        description="What share of what ties its members, to whomever, stays inside the group: above 0.5, at "
        "most 1"
    )
    location_quotient: float | None = strawberry.field(
        description="Location quotient (LQ): the share of producers of the chain among the businesses of the "
        "units in which the members stand, through its share in the whole register; 1 or more. "
        "Null where no unit is known"
    )
    member_count: int = strawberry.field(description="How many members it has, 5 to 100 as a rule")
    chain_member_count: int = strawberry.field(
        description="How many of them are producers of the chain, which offer something of its stages: more "
        "than half. Shops and suppliers of packaging or the like are members without counting here"
    )
    trade_link_count: int = strawberry.field(description="Pairs of members between which trade is known")
    radius_km: float | None = strawberry.field(
        description="Half of the members lie within so many km of their middle; null where no place is known"
    )
    explanation: str = strawberry.field(description="A few sentences that say why")
    member_codes: strawberry.Private[list[str]]
    chain_code: strawberry.Private[str]

    members: list[Business] = reference(
        lambda load: load.businesses, "member_codes", "Its businesses, by code"
    )

    chain: ValueChain | None = reference(
        lambda load: load.value_chain, "chain_code", "The value chain of which most of them are producers"
    )


@strawberry.type(
    description="Groups that behave like a cluster without being one, the largest first. They are found in "
    "the whole register, once for a day and a version of the data; while a newer version is being computed "
    "for long, the last one is shown: see `dataVersion` and `computedAt`."
)
class ClusterCandidates:
    """Groups that behave like a cluster."""

    algorithm: str = strawberry.field(description="Algorithm and its version")
    data_version: int = strawberry.field(description="Number of the newest change that it knows")
    on: dt.date = strawberry.field(description="Day it reasons about")
    computed_at: dt.datetime = strawberry.field(description="When the groups were found")
    changed_meanwhile: bool = strawberry.field(
        description="Whether the register moved while it was computed, so that parts may not fit together"
    )
    constraint: ClusterCandidateConstraint | None = strawberry.field(
        description="Why none are shown; null where any are"
    )
    explanation: str | None = strawberry.field(description="The same as a sentence; null where any are shown")
    total_count: int = strawberry.field(description="How many groups there are, shown or not")
    candidates: list[ClusterCandidate] = strawberry.field(description="The groups, at most `first` of them")
    ambiguous_units: list[AdministrativeUnit] = strawberry.field(
        description="Units that hold businesses and share, or may share, a part of the territory asked for: "
        "their businesses count as outside"
    )
