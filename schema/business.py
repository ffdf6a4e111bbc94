"""Businesses: facilities, suppliers and buyers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from domain.enums import (
    Activity,
    AreaClass,
    BusinessKind,
    BuyerChannel,
    LegalForm,
    OwnershipKind,
    SizeClass,
    SupplierKind,
)
from schema.connection import Connection, TerritorialConnection
from schema.context import Info
from schema.edge import edge, paged_edge
from schema.node import Node
from schema.scalars import VND
from schema.values import DateRange, GeoPoint, IntRange, LocalisedName, Near, Provenance, VsicCode

if TYPE_CHECKING:
    from schema.administrative_unit import AdministrativeUnit
    from schema.certificate import Certificate
    from schema.change import Claim
    from schema.cluster import Cluster
    from schema.craft_village import CraftVillage
    from schema.offer import Need, Offer
    from schema.organisation import Organisation
    from schema.project import Investment, Project
    from schema.trade_fair import FairParticipation
    from schema.trade_link import TradeLink

_Unit = Annotated["AdministrativeUnit", strawberry.lazy("schema.administrative_unit")]
_Organisation = Annotated["Organisation", strawberry.lazy("schema.organisation")]
_Offer = Annotated["Offer", strawberry.lazy("schema.offer")]
_Need = Annotated["Need", strawberry.lazy("schema.offer")]
_TradeLink = Annotated["TradeLink", strawberry.lazy("schema.trade_link")]
_Cluster = Annotated["Cluster", strawberry.lazy("schema.cluster")]
_Participation = Annotated["FairParticipation", strawberry.lazy("schema.trade_fair")]
_Certificate = Annotated["Certificate", strawberry.lazy("schema.certificate")]
_Claim = Annotated["Claim", strawberry.lazy("schema.change")]
_CraftVillage = Annotated["CraftVillage", strawberry.lazy("schema.craft_village")]
_Investment = Annotated["Investment", strawberry.lazy("schema.project")]
_Project = Annotated["Project", strawberry.lazy("schema.project")]


@strawberry.interface(
    description="A place of business. It is a Facility if it makes things here, else a Supplier if it "
    "grows or sells materials, machines or services, else a Buyer: a market, also abroad or anonymous."
)
class Business(Node):
    """A place of business."""

    name: str = strawberry.field(description="Name as people know it")
    name_en: str | None = strawberry.field(description="Name in English")
    names: list[LocalisedName] = strawberry.field(
        description="The name in every language known; a buyer abroad keeps its own"
    )
    version: int = strawberry.field(description="Number of the record's version; grows with each change")
    location: GeoPoint | None = strawberry.field(description="Where it is; null where unknown")
    country: str = strawberry.field(description="Country by ISO 3166-1, such as VN or CN")
    address: str | None = strawberry.field(description="Free address; for a buyer abroad its place")
    provenance: Provenance = strawberry.field(description="Where the record comes from and how old it is")

    organisation: _Organisation | None = edge(
        lambda load: load.organisation_of_business, "The legal person or household that operates it"
    )
    administrative_unit: _Unit | None = edge(
        lambda load: load.unit_of_business,
        "The unit under which it was entered, often a commune; null abroad",
    )
    offers: Connection[_Offer] | None = paged_edge(
        lambda load: load.offers_of_business, "What it offers, by product"
    )
    needs: Connection[_Need] | None = paged_edge(
        lambda load: load.needs_of_business, "What it needs, by product"
    )
    suppliers: Connection[_TradeLink] | None = paged_edge(
        lambda load: load.suppliers_of_business, "Trade that is known: who supplies it with what"
    )
    customers: Connection[_TradeLink] | None = paged_edge(
        lambda load: load.customers_of_business, "Trade that is known: whom it supplies with what"
    )
    clusters: TerritorialConnection[_Cluster] | None = paged_edge(
        lambda load: load.clusters_of_business, "Clusters on whose land it stands or of which it is a member"
    )
    fairs: Connection[_Participation] | None = paged_edge(
        lambda load: load.fairs_of_business, "Trade fairs in which it takes part, by first day"
    )
    certificates: list[_Certificate] | None = edge(
        lambda load: load.certificates_of_business,
        "Certificates and recognitions it holds, valid and expired, by scheme",
    )
    claims: Connection[_Claim] | None = paged_edge(
        lambda load: load.claims_of_business, "What single sources say about it, also where they disagree"
    )

    @strawberry.field(description="Persons to contact; null for callers without the right, see `isRedacted`")
    async def contacts(self, info: Info) -> list[Contact] | None:
        """Persons to contact, for those with the right."""
        if not info.context.caller.sees_protected:
            return None
        return await info.context.load.contacts_of_business(self.code)

    @strawberry.field(description="Whether something of the record is withheld from this caller")
    def is_redacted(self, info: Info) -> bool:
        """Whether contacts are withheld."""
        return not info.context.caller.sees_protected


@strawberry.type(description="A business that makes things in its place (cơ sở sản xuất).")
class Facility(Business):
    """A business that makes things in its place."""

    size_class: SizeClass | None = strawberry.field(description="Size by the law on small enterprises")
    workers: int | None = strawberry.field(description="People who work there, insured or not")
    established_on: dt.date | None = strawberry.field(description="Day on which it began")
    vsic: list[VsicCode] = strawberry.field(description="Economic activities by VSIC, with edition")

    craft_village: _CraftVillage | None = edge(
        lambda load: load.craft_village_of_facility, "The recognised craft village it belongs to"
    )
    annual_figures: list[AnnualFigures] | None = edge(
        lambda load: load.figures_of_business, "Yearly figures, from the oldest to the newest"
    )
    investments: TerritorialConnection[_Investment] | None = paged_edge(
        lambda load: load.investments_of_facility, "What it plans to buy or build, by year"
    )
    projects: TerritorialConnection[_Project] | None = paged_edge(
        lambda load: load.projects_of_facility, "Promotion projects it benefits from, by funding year"
    )


@strawberry.type(
    description="A business that only grows or sells materials, machines or services (nhà cung ứng)."
)
class Supplier(Business):
    """A business that only grows or sells."""

    kinds: list[SupplierKind] = strawberry.field(description="What it supplies")
    area_ha: float | None = strawberry.field(description="Area under crop or forest, in hectares")


@strawberry.type(description="A market: a firm that buys, households of a province, export (bên mua).")
class Buyer(Business):
    """A market."""

    channels: list[BuyerChannel] = strawberry.field(description="Through which channels it takes goods")
    is_anonymous: bool = strawberry.field(
        description="Whether it stands for many buyers, such as the households of a province"
    )


@strawberry.type(description="Figures of a business for one year; what is not known is null.")
class AnnualFigures:
    """Figures of a business for one year."""

    year: int = strawberry.field(description="Calendar year")
    output_value: VND | None = strawberry.field(description="Value of output, in đồng")
    revenue: VND | None = strawberry.field(description="Revenue, in đồng")
    workers: int | None = strawberry.field(description="Workers on average")
    insured_workers: int | None = strawberry.field(description="Workers with social insurance")
    average_wage: VND | None = strawberry.field(description="Average wage of a worker a month, in đồng")
    capital: VND | None = strawberry.field(description="Total capital, in đồng")
    export_value: VND | None = strawberry.field(description="Value of exports, in đồng")
    tax_paid: VND | None = strawberry.field(description="Taxes and fees paid, in đồng")


@strawberry.type(description="A person to contact at a business; protected.")
class Contact:
    """A person to contact at a business."""

    name: str | None = strawberry.field(description="Name of the person")
    role: str | None = strawberry.field(description="What the person is there")
    phone: str | None = strawberry.field(description="Telephone number")
    email: str | None = strawberry.field(description="Address for electronic mail")


@strawberry.input(description="What a facility plans to buy or build; all of it holds for one investment.")
class PlannedInvestmentFilter:
    """What a facility plans to buy or build."""

    item: str | None = strawberry.field(
        default=UNSET, description="Beginnings of words of the item, in any spelling and order"
    )
    activities: list[Activity] | None = strawberry.field(default=UNSET, description="Any of these activities")
    years: list[int] | None = strawberry.field(default=UNSET, description="Planned for any of these years")


@strawberry.input(description="Conditions on businesses of any kind.")
class BusinessConditions:
    """Conditions on businesses of any kind."""

    text: str | None = strawberry.field(
        default=UNSET, description="Beginnings of words of any name, in any spelling and order"
    )
    within: list[strawberry.ID] | None = strawberry.field(
        default=UNSET, description="In the territory of any of these units, with everything below"
    )
    near: Near | None = strawberry.field(default=UNSET, description="Inside this circle")
    offers: list[strawberry.ID] | None = strawberry.field(
        default=UNSET, description="Offers today any of these products or a kind of one"
    )
    needs: list[strawberry.ID] | None = strawberry.field(
        default=UNSET,
        description="Needs today any of these products, a kind of one, or something more general for which "
        "one would do",
    )
    months: list[int] | None = strawberry.field(
        default=UNSET,
        description="Offers something in any of these months, 1 to 12 (mùa vụ); with `offers`, one of those "
        "products. Of buyers: needs something then; with `needs`, one of those",
    )
    clusters: list[strawberry.ID] | None = strawberry.field(
        default=UNSET, description="In or member of any of these clusters"
    )
    fairs: list[strawberry.ID] | None = strawberry.field(
        default=UNSET, description="Takes part in any of these trade fairs"
    )
    certificates: list[str] | None = strawberry.field(
        default=UNSET,
        description="Holds a certificate of any of these schemes, such as ORGANIC_EU, in any spelling",
    )
    certificates_valid_on: dt.date | None = strawberry.field(
        default=UNSET, description="Day on which the certificate must be valid; today unless given"
    )
    legal_forms: list[LegalForm] | None = strawberry.field(
        default=UNSET, description="Its organisation has any of these legal forms"
    )
    ownership: list[OwnershipKind] | None = strawberry.field(
        default=UNSET, description="Its organisation is owned today by any of these groups"
    )
    area_classes: list[AreaClass] | None = strawberry.field(
        default=UNSET,
        description="In a commune that has any of these classes today; one that was merged whole has that "
        "of its successor",
    )
    countries: list[str] | None = strawberry.field(
        default=UNSET, description="In any of these countries, by ISO 3166-1, such as VN"
    )
    sources: list[str] | None = strawberry.field(
        default=UNSET, description="The record comes from any of these sources, as `provenance` writes them"
    )
    as_of: DateRange | None = strawberry.field(
        default=UNSET, description="Day to which the record refers, to find what is old or new"
    )


@strawberry.input(description="Which facilities; conditions are joined by and, items of a list by or.")
class FacilityFilter(BusinessConditions):
    """Which facilities."""

    size_classes: list[SizeClass] | None = strawberry.field(
        default=UNSET, description="Any of these size classes"
    )
    workers: IntRange | None = strawberry.field(default=UNSET, description="Number of workers")
    established_on: DateRange | None = strawberry.field(default=UNSET, description="Day on which it began")
    craft_villages: list[strawberry.ID] | None = strawberry.field(
        default=UNSET, description="In any of these craft villages"
    )
    plans: PlannedInvestmentFilter | None = strawberry.field(
        default=UNSET, description="Plans an investment for which all of this holds"
    )


@strawberry.input(description="Which suppliers; conditions are joined by and, items of a list by or.")
class SupplierFilter(BusinessConditions):
    """Which suppliers."""

    kinds: list[SupplierKind] | None = strawberry.field(
        default=UNSET, description="Supplies any of these kinds"
    )


@strawberry.input(description="Which buyers; conditions are joined by and, items of a list by or.")
class BuyerFilter(BusinessConditions):
    """Which buyers."""

    channels: list[BuyerChannel] | None = strawberry.field(
        default=UNSET, description="Takes goods through any of these channels"
    )


@strawberry.input(description="Which businesses; conditions are joined by and, items of a list by or.")
class BusinessFilter(BusinessConditions):
    """Which businesses of any kind."""

    kinds: list[BusinessKind] | None = strawberry.field(default=UNSET, description="Any of these kinds")
