"""Search: one box that finds anything by any spelling of its name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

import strawberry

from domain.enums import SearchKind, SearchMatch
from domain.paging import Count
from schema.administrative_unit import AdministrativeUnit
from schema.agency import Agency
from schema.business import Buyer, Facility, Supplier
from schema.cluster import Cluster
from schema.connection import PageInfo
from schema.craft_village import CraftVillage
from schema.organisation import Organisation
from schema.product import Product
from schema.project import BudgetLine, Investment, Programme, Project
from schema.trade_fair import FairSeries, TradeFair
from schema.value_chain import ValueChain

SearchHit = Annotated[
    Facility
    | Supplier
    | Buyer
    | Organisation
    | Product
    | ValueChain
    | Cluster
    | TradeFair
    | FairSeries
    | AdministrativeUnit
    | CraftVillage
    | Agency
    | Programme
    | BudgetLine
    | Project
    | Investment,
    strawberry.union("SearchHit", description="A record of any kind that has a name."),
]


@strawberry.type(description="A record that was found, and by what.")
class SearchHitEdge:
    """A record that was found, and by what."""

    cursor: str = strawberry.field(description="Where the record stands among those found; opaque")
    match: SearchMatch = strawberry.field(description="How the text fits")
    matched_name: str = strawberry.field(
        description="The name that fits best: the record's own, one in another language, or an alias"
    )
    node: SearchHit = strawberry.field(description="The record itself")


@strawberry.type(description="How many records of a kind fit.")
class SearchFacet:
    """How many records of a kind fit."""

    kind: SearchKind = strawberry.field(description="Kind of record")
    count: int = strawberry.field(description="How many; at least so many where `totalCountIsLowerBound`")


@strawberry.type(description="How many records in a province fit.")
class SearchProvinceFacet:
    """How many records in a province fit."""

    province: AdministrativeUnit = strawberry.field(description="Province in force today")
    count: int = strawberry.field(description="How many; at least so many where `totalCountIsLowerBound`")


@strawberry.type(description="What a text found, best first, with how many there are of what and where.")
class SearchHitConnection:
    """A page of what a text found."""

    edges: list[SearchHitEdge] = strawberry.field(description="The records of the page, best first")
    page_info: PageInfo = strawberry.field(description="Where the page lies among those found")
    ambiguous_units: list[AdministrativeUnit] = strawberry.field(
        description="Units that hold records and share a part of the territory asked for: records "
        "entered under them are left out, because nobody can say on which side they lie"
    )
    count: strawberry.Private[Callable[[], Awaitable[Count]]]
    count_by_kind: strawberry.Private[Callable[[], Awaitable[list[SearchFacet]]]]
    count_by_province: strawberry.Private[Callable[[], Awaitable[list[SearchProvinceFacet]]]]

    @strawberry.field(
        description="How many records fit; counted only when asked, up to 10,000 for a general text"
    )
    async def total_count(self) -> int | None:
        """How many records fit."""
        return (await self.count()).total

    @strawberry.field(
        description="Whether more fit than were counted: then the page shows the first by name of those "
        "that begin with the text, and a longer text finds better"
    )
    async def total_count_is_lower_bound(self) -> bool:
        """Whether more fit than were counted."""
        return (await self.count()).is_lower_bound

    @strawberry.field(description="How many of each kind fit, most first")
    async def facets(self) -> list[SearchFacet] | None:
        """How many of each kind fit."""
        return await self.count_by_kind()

    @strawberry.field(
        description="How many fit in each province in force today, most first; records without a place, "
        "and those entered under a unit that was split, count nowhere"
    )
    async def province_facets(self) -> list[SearchProvinceFacet] | None:
        """How many fit in each province."""
        return await self.count_by_province()
