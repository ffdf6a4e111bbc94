"""Root fields for businesses, and the conditions that their filters stand for."""

from typing import Annotated

import strawberry
from strawberry import UNSET

from domain import dates
from domain.codes import RecordKind
from domain.enums import BuyerChannel, SupplierKind
from graph.business import BUSINESSES, BUYERS, FACILITIES, SUPPLIERS
from resolvers import records
from resolvers.lists import Conditions, listed, look_up, once_each, searched_terms
from resolvers.lookup import Code, looked_up
from schema.business import (
    Business,
    BusinessConditions,
    BusinessFilter,
    Buyer,
    BuyerFilter,
    Facility,
    FacilityFilter,
    PlannedInvestmentFilter,
    Supplier,
    SupplierFilter,
)
from schema.connection import After, Before, First, Last, TerritorialConnection, window
from schema.context import Info
from schema.errors import bad_request
from schema.order import Order

_OrderBy = Annotated[Order | None, strawberry.argument(description="In which order; by name unless given")]


@strawberry.type
class BusinessQuery:
    """Businesses."""

    @strawberry.field(description="A business of any kind by its code")
    async def business(self, info: Info, code: Code) -> Business | None:
        """A business of any kind by its code."""
        return await looked_up(info, code, Business)

    @strawberry.field(description="Businesses of all kinds")
    async def businesses(
        self,
        info: Info,
        filter: Annotated[
            BusinessFilter | None, strawberry.argument(description="Which ones; all unless given")
        ] = UNSET,
        order_by: _OrderBy = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> TerritorialConnection[Business] | None:
        """Businesses of all kinds."""
        part = window(first, after, last, before)
        conditions = await _any_business_conditions(info, filter or None)
        return await listed(info, BUSINESSES, conditions, order_by, part, records.business)

    @strawberry.field(description="A facility by its code; null if the code is of something else")
    async def facility(self, info: Info, code: Code) -> Facility | None:
        """A facility by its code."""
        return await looked_up(info, code, Facility)

    @strawberry.field(description="Facilities: businesses that make things")
    async def facilities(
        self,
        info: Info,
        filter: Annotated[
            FacilityFilter | None, strawberry.argument(description="Which ones; all unless given")
        ] = UNSET,
        order_by: _OrderBy = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> TerritorialConnection[Facility] | None:
        """Facilities."""
        part = window(first, after, last, before)
        conditions = await facility_conditions(info, filter or None)
        return await listed(info, FACILITIES, conditions, order_by, part, records.facility)

    @strawberry.field(description="A supplier by its code; null if the code is of something else")
    async def supplier(self, info: Info, code: Code) -> Supplier | None:
        """A supplier by its code."""
        return await looked_up(info, code, Supplier)

    @strawberry.field(description="Suppliers: businesses that only grow or sell")
    async def suppliers(
        self,
        info: Info,
        filter: Annotated[
            SupplierFilter | None, strawberry.argument(description="Which ones; all unless given")
        ] = UNSET,
        order_by: _OrderBy = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> TerritorialConnection[Supplier] | None:
        """Suppliers."""
        part = window(first, after, last, before)
        conditions = await _supplier_conditions(info, filter or None)
        return await listed(info, SUPPLIERS, conditions, order_by, part, records.supplier)

    @strawberry.field(description="A buyer by its code; null if the code is of something else")
    async def buyer(self, info: Info, code: Code) -> Buyer | None:
        """A buyer by its code."""
        return await looked_up(info, code, Buyer)

    @strawberry.field(description="Buyers: markets, also abroad or anonymous")
    async def buyers(
        self,
        info: Info,
        filter: Annotated[
            BuyerFilter | None, strawberry.argument(description="Which ones; all unless given")
        ] = UNSET,
        order_by: _OrderBy = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> TerritorialConnection[Buyer] | None:
        """Buyers."""
        part = window(first, after, last, before)
        conditions = await _buyer_conditions(info, filter or None)
        return await listed(info, BUYERS, conditions, order_by, part, records.buyer)


async def facility_conditions(info: Info, given: FacilityFilter | None) -> Conditions:
    """What a filter of facilities stands for."""
    conditions = await _business_conditions(info, given, "Facility")
    if given is None:
        return conditions
    conditions.members("sizeClasses", given.size_classes)
    conditions.range("workers", given.workers, "filter.workers")
    conditions.as_texts("workersMinimum", "workersMaximum")
    conditions.days("established", given.established_on, "filter.establishedOn")
    _plans(conditions, given.plans)
    return conditions


async def _supplier_conditions(info: Info, given: SupplierFilter | None) -> Conditions:
    conditions = await _business_conditions(info, given, "Supplier")
    if given is not None:
        conditions.sets("kindSets", given.kinds, SupplierKind, "filter.kinds")
    return conditions


async def _buyer_conditions(info: Info, given: BuyerFilter | None) -> Conditions:
    conditions = await _business_conditions(info, given, "Buyer")
    if given is not None:
        conditions.sets("channelSets", given.channels, BuyerChannel, "filter.channels")
    return conditions


async def _any_business_conditions(info: Info, given: BusinessFilter | None) -> Conditions:
    conditions = await _business_conditions(info, given, "Business")
    if given is not None:
        conditions.members("businessKinds", given.kinds, "filter.kinds")
    return conditions


async def _business_conditions(info: Info, given: BusinessConditions | None, label: str) -> Conditions:
    conditions = Conditions(info.context.graph)
    if given is None:
        return conditions
    conditions.text(given.text)
    conditions.near(given.near)
    conditions.members("legalForms", given.legal_forms)
    conditions.ownership(given.ownership)
    conditions.area_classes(given.area_classes)
    conditions.certificates(given.certificates, given.certificates_valid_on)
    conditions.countries(given.countries)
    conditions.texts("sources", given.sources)
    conditions.days("asOf", given.as_of, "filter.asOf")
    villages = given.craft_villages if isinstance(given, FacilityFilter) else None
    await look_up(
        conditions.offers(given.offers),
        conditions.needs(given.needs),
        conditions.references("clusters", given.clusters, RecordKind.CLUSTER),
        conditions.references("fairs", given.fairs, RecordKind.TRADE_FAIR),
        conditions.references("craftVillages", villages, RecordKind.CRAFT_VILLAGE),
        conditions.within(given.within, label),
    )
    if label == "Buyer":
        _season(conditions, given.months, "seasonOfNeeds", "seasonOfGoodsNeeded", "needs")
    else:
        _season(conditions, given.months, "season", "seasonOfGoods", "offers")
    return conditions


def _season(
    conditions: Conditions, months: list[int] | None, of_anything: str, of_goods: str, goods: str
) -> None:
    """Offers or needs in some months: one of the products asked for, else anything."""
    if not isinstance(months, list):
        return
    wanted = once_each(months, "filter.months")
    wrong = [month for month in wanted if not 1 <= month <= 12]
    if wrong:
        raise bad_request(f"A month is a number from 1 to 12, not {wrong[0]}", "filter.months")
    condition = conditions.get(goods)
    if isinstance(condition, dict):
        conditions[of_goods] = {**condition, "months": wanted}
    else:
        conditions[of_anything] = {"months": wanted, "on": dates.today()}


def _plans(conditions: Conditions, given: PlannedInvestmentFilter | None) -> None:
    """Plans an investment; what is given first of item, activity and year leads to it."""
    if not isinstance(given, PlannedInvestmentFilter):
        return
    item, activities, years = given.item, given.activities, given.years
    plans = {
        "words": searched_terms(item, "filter.plans.item") if isinstance(item, str) else [],
        "activities": [each.name for each in once_each(activities, "filter.plans.activities")]
        if isinstance(activities, list)
        else None,
        "years": once_each(years, "filter.plans.years") if isinstance(years, list) else None,
    }
    if plans["words"]:
        conditions["plansItem"] = plans
    elif plans["activities"] is not None:
        conditions["plansActivity"] = plans
    elif plans["years"] is not None:
        conditions["plansYear"] = plans
