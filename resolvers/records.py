"""From rows of the graph to types of the API: one pure function a type."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

import strawberry

from domain import enums
from domain.codes import PublicCode
from domain.land import fill_rate
from domain.quantity import rounded
from domain.rule import JOINT
from graph.client import Row
from planning import fair_outcome as planning
from planning.capacity import spare_capacity
from schema.administrative_unit import AdministrativeUnit, ClusterPlace, Succession, UnitClass
from schema.agency import Agency, AgencyName, AgencyRole, AgencyTask
from schema.business import AnnualFigures, Business, Buyer, Contact, Facility, Supplier
from schema.certificate import Certificate
from schema.change import Claim
from schema.cluster import Cluster
from schema.craft_village import CraftVillage
from schema.offer import Need, Offer
from schema.organisation import Identifier, Membership, Organisation, Ownership
from schema.product import Product, RecipeItem
from schema.project import (
    BudgetLine,
    Expense,
    Investment,
    Programme,
    Project,
    ProjectFunding,
    Proposal,
)
from schema.trade_fair import (
    AgreedValue,
    FairOutcome,
    FairParticipation,
    FairSeries,
    Meeting,
    MeetingParty,
    TradeFair,
)
from schema.trade_link import TradeLink
from schema.value_chain import ValueChain, ValueChainStep
from schema.values import GeoPoint, LocalisedName, Provenance, VsicCode

E = TypeVar("E", bound=enums.Labelled)


def business(row: Row) -> Business:
    """A business as the one concrete type that it has on every path."""
    match row["kind"]:
        case "FACILITY":
            return facility(row)
        case "SUPPLIER":
            return supplier(row)
        case _:
            return buyer(row)


def facility(row: Row) -> Facility:
    """A facility."""
    return Facility(
        id=strawberry.ID(row["code"]),
        code=row["code"],
        name=row["name"],
        name_en=row["nameEn"],
        names=_names(row),
        version=row["version"],
        location=_location(row),
        country=row["country"],
        address=row["address"],
        provenance=_provenance(row),
        size_class=_member(enums.SizeClass, row["sizeClass"]),
        workers=row["workers"],
        established_on=row["establishedOn"],
        vsic=_vsic(row),
    )


def supplier(row: Row) -> Supplier:
    """A supplier."""
    return Supplier(
        id=strawberry.ID(row["code"]),
        code=row["code"],
        name=row["name"],
        name_en=row["nameEn"],
        names=_names(row),
        version=row["version"],
        location=_location(row),
        country=row["country"],
        address=row["address"],
        provenance=_provenance(row),
        kinds=[enums.SupplierKind[kind] for kind in row["kinds"] or []],
        area_ha=row["areaHa"],
    )


def buyer(row: Row) -> Buyer:
    """A buyer."""
    return Buyer(
        id=strawberry.ID(row["code"]),
        code=row["code"],
        name=row["name"],
        name_en=row["nameEn"],
        names=_names(row),
        version=row["version"],
        location=_location(row),
        country=row["country"],
        address=row["address"],
        provenance=_provenance(row),
        channels=[enums.BuyerChannel[channel] for channel in row["channels"] or []],
        is_anonymous=bool(row["isAnonymous"]),
    )


def contact(row: Row) -> Contact:
    """A person to contact."""
    return Contact(name=row["name"], role=row["role"], phone=row["phone"], email=row["email"])


def annual_figures(row: Row) -> AnnualFigures:
    """Figures of one year."""
    return AnnualFigures(
        year=row["year"],
        output_value=row["outputValue"],
        revenue=row["revenue"],
        workers=row["workers"],
        insured_workers=row["insuredWorkers"],
        average_wage=row["averageWage"],
        capital=row["capital"],
        export_value=row["exportValue"],
        tax_paid=row["taxPaid"],
    )


def organisation(row: Row) -> Organisation:
    """An organisation."""
    kind = _member(enums.IdentifierKind, row["identifierKind"])
    return Organisation(
        id=strawberry.ID(row["code"]),
        code=row["code"],
        name=row["name"],
        name_en=row["nameEn"],
        legal_form=_member(enums.LegalForm, row["legalForm"]),
        ownership=[
            Ownership(kind=owner, valid_from=since, valid_to=None)
            for owner, since in (
                (enums.OwnershipKind.WOMEN, row["womenOwnedSince"]),
                (enums.OwnershipKind.ETHNIC_MINORITY, row["ethnicMinorityOwnedSince"]),
            )
            if since is not None
        ],
        version=row["version"],
        provenance=_provenance_or_none(row),
        own_identifiers=[] if kind is None else [Identifier(kind=kind, value=row["identifier"])],
    )


def membership(row: Row) -> Membership:
    """The tie between a member and its cooperative."""
    return Membership(
        organisation=organisation(row["organisation"]),
        share_delivered=row["share"],
        is_counted_in_capacity=row["isCounted"],
        since=row["since"],
    )


def product(row: Row) -> Product:
    """A product."""
    return Product(
        id=strawberry.ID(row["code"]),
        code=row["code"],
        name=row["name"],
        name_en=row["nameEn"],
        unit=enums.ProductUnit[row["unit"]],
        mass_tonnes_per_unit=row["massTonnesPerUnit"],
        keeps_days=row["keepsDays"],
        stage=enums.ProductStage[row["stage"]],
        hs_codes=row["hsCodes"] or [],
        vsic=_vsic(row),
        confidence=_member(enums.Confidence, row["confidence"]),
        source=row["source"],
    )


def recipe_item(row: Row) -> RecipeItem:
    """An item of a recipe."""
    return RecipeItem(
        product=product(row["product"]),
        quantity=row["quantity"],
        confidence=_member(enums.Confidence, row["confidence"]),
        source=row["source"],
    )


def value_chain(row: Row) -> ValueChain:
    """A value chain."""
    return ValueChain(
        id=strawberry.ID(row["code"]), code=row["code"], name=row["name"], name_en=row["nameEn"]
    )


def value_chain_step(row: Row) -> ValueChainStep:
    """A product at its place in a value chain."""
    return ValueChainStep(order=row["order"], product=product(row["product"]))


def offer(row: Row) -> Offer:
    """An offer."""
    return Offer(
        product=product(row["product"]),
        variant=row["variant"],
        capacity_per_year=row["capacityPerYear"],
        committed_per_year=row["committedPerYear"],
        months=row["months"] or [],
        unit_price=row["unitPrice"],
        currency=row["currency"],
        price_term=row["priceTerm"],
        minimum_order=row["minimumOrder"],
        lead_time_days=row["leadTimeDays"],
        is_byproduct=bool(row["isByproduct"]),
        valid_from=row["validFrom"],
        valid_to=row["validTo"],
        provenance=_provenance(row),
        key=row["key"],
        business_code=row["business"],
    )


def spare_capacity_of_offer(row: Row) -> float | None:
    """What is still to be had of an offer."""
    return rounded(
        spare_capacity(
            row["capacityPerYear"],
            row["committedPerYear"],
            supplied=row["suppliedPerYear"],
            offered=row["offeredPerYear"],
        )
    )


def need(row: Row) -> Need:
    """A need."""
    return Need(
        product=product(row["product"]),
        variant=row["variant"],
        quantity_per_year=row["quantityPerYear"],
        months=row["months"] or [],
        maximum_price=row["maximumPrice"],
        currency=row["currency"],
        certificates=row["certificates"] or [],
        valid_from=row["validFrom"],
        valid_to=row["validTo"],
        provenance=_provenance(row),
        business_code=row["business"],
    )


def trade_link(row: Row) -> TradeLink:
    """Known trade, seen from one of its ends."""
    return TradeLink(
        product=product(row["product"]),
        quantity_per_year=row["quantityPerYear"],
        since=row["since"],
        until=row["until"],
        contract=row["contract"],
        provenance=_provenance(row),
        other_code=row["other"],
        supplier_code=row["supplier"],
        customer_code=row["customer"],
    )


def cluster(row: Row) -> Cluster:
    """A cluster with its fill rate."""
    land, leased, approved = row["industrialLandHa"], row["leasedHa"], row["approvedUnleasedHa"]
    return Cluster(
        id=strawberry.ID(row["code"]),
        code=row["code"],
        name=row["name"],
        name_en=row["nameEn"],
        kind=enums.ClusterKind[row["kind"]],
        status=_member(enums.ClusterStatus, row["status"]),
        location=_location(row),
        area_ha=row["areaHa"],
        industrial_land_ha=land,
        leased_ha=leased,
        approved_unleased_ha=approved,
        fill_rate=fill_rate(land, leased, approved),
        decision=row["decision"],
        established_on=row["establishedOn"],
        version=row["version"],
        provenance=_provenance_or_none(row),
    )


def trade_fair(row: Row) -> TradeFair:
    """An edition of a trade fair."""
    return TradeFair(
        id=strawberry.ID(row["code"]),
        code=row["code"],
        name=row["name"],
        name_en=row["nameEn"],
        edition=row["edition"],
        theme=row["theme"],
        kind=_member(enums.FairKind, row["kind"]),
        starts_on=row["startsOn"],
        ends_on=row["endsOn"],
        time_zone=row["timeZone"],
        venue=row["venue"],
        country=row["country"],
        location=_location(row),
        host_side=_member(enums.HostSide, row["hostSide"]),
        registration_closes_on=row["registrationClosesOn"],
        booths_total=row["boothsTotal"],
        booths_vietnam=row["boothsVietnam"],
        booths_abroad=row["boothsAbroad"],
        booths_state_supported=row["boothsStateSupported"],
        version=row["version"],
        provenance=_provenance_or_none(row),
    )


def fair_series(row: Row) -> FairSeries:
    """A trade fair that returns."""
    return FairSeries(
        id=strawberry.ID(row["code"]), code=row["code"], name=row["name"], name_en=row["nameEn"]
    )


def fair_participation(row: Row) -> FairParticipation:
    """That a business takes part in a fair."""
    return FairParticipation(
        business=business(row["business"]),
        fair=trade_fair(row["fair"]),
        role=enums.FairRole[row["role"]],
        booth=row["booth"],
        is_state_supported=row["isStateSupported"],
        interest_codes=row["interests"] or [],
    )


def fair_outcome(rows: Sequence[Row]) -> FairOutcome:
    """What came of some meetings at a fair."""
    found = planning.fair_outcome(
        planning.Result(
            status=_member(enums.MeetingStatus, row["status"]),
            outcome=_member(enums.MeetingOutcome, row["outcome"]),
            value=row["value"],
            currency=row["currency"],
        )
        for row in rows
    )
    return FairOutcome(
        meeting_count=found.meetings,
        planned_count=found.by_status[enums.MeetingStatus.PLANNED],
        held_count=found.by_status[enums.MeetingStatus.HELD],
        missed_count=found.by_status[enums.MeetingStatus.MISSED],
        cancelled_count=found.by_status[enums.MeetingStatus.CANCELLED],
        contract_count=found.by_outcome[enums.MeetingOutcome.CONTRACT],
        memorandum_count=found.by_outcome[enums.MeetingOutcome.MEMORANDUM],
        follow_up_count=found.by_outcome[enums.MeetingOutcome.FOLLOW_UP],
        values=[
            AgreedValue(currency=currency, value=value, meeting_count=count)
            for currency, (value, count) in found.values.items()
        ],
    )


def meeting(row: Row) -> Meeting:
    """A meeting at a fair."""
    return Meeting(
        id=strawberry.ID(row["code"]),
        code=row["code"],
        starts_at=row["startsAt"],
        ends_at=row["endsAt"],
        table=row["table"],
        status=_member(enums.MeetingStatus, row["status"]),
        outcome=_member(enums.MeetingOutcome, row["outcome"]),
        value=row["value"],
        currency=row["currency"],
    )


def meeting_party(row: Row) -> MeetingParty:
    """A business in a meeting."""
    return MeetingParty(role=enums.FairRole[row["role"]], business=business(row["business"]))


def administrative_unit(row: Row) -> AdministrativeUnit:
    """One version of an administrative unit."""
    return AdministrativeUnit(
        id=strawberry.ID(row["code"]),
        code=row["code"],
        official_code=row["officialCode"],
        name=row["name"],
        name_en=row["nameEn"],
        kind=enums.AdministrativeUnitKind[row["kind"]],
        valid_from=row["validFrom"],
        valid_to=row["validTo"],
        location=_location(row),
    )


def succession(row: Row) -> Succession:
    """The passing of territory."""
    return Succession(unit=administrative_unit(row["unit"]), on=row["on"], is_partial=bool(row["isPartial"]))


def unit_class(row: Row) -> UnitClass:
    """A dated class of a unit."""
    return UnitClass(
        kind=enums.UnitClassKind[row["kind"]],
        value=row["value"],
        valid_from=row["validFrom"],
        valid_to=row["validTo"],
        source=row["source"],
    )


def cluster_place(row: Row) -> ClusterPlace:
    """A unit in which a cluster lies."""
    return ClusterPlace(unit=administrative_unit(row["unit"]), share=row["share"])


def craft_village(row: Row) -> CraftVillage:
    """A craft village."""
    return CraftVillage(
        id=strawberry.ID(row["code"]),
        code=row["code"],
        name=row["name"],
        name_en=row["nameEn"],
        location=_location(row),
        recognised_on=row["recognisedOn"],
        decision=row["decision"],
        provenance=_provenance_or_none(row),
    )


def agency(row: Row) -> Agency:
    """A public body."""
    return Agency(id=strawberry.ID(row["code"]), code=row["code"], name=row["name"], name_en=row["nameEn"])


def agency_name(row: Row) -> AgencyName:
    """A dated name of an agency."""
    return AgencyName(name=row["name"], valid_from=row["validFrom"], valid_to=row["validTo"])


def agency_role(row: Row) -> AgencyRole:
    """An agency in a role."""
    return AgencyRole(agency=agency(row["agency"]), role=enums.AgencyRoleKind[row["role"]])


def agency_task(row: Row) -> AgencyTask:
    """A record in which an agency has a role."""
    return AgencyTask(role=enums.AgencyRoleKind[row["role"]], record_code=row["record"])


def certificate(row: Row) -> Certificate:
    """A certificate or recognition."""
    return Certificate(
        id=strawberry.ID(row["code"]),
        code=row["code"],
        scheme=row["scheme"],
        scope=row["scope"],
        body=row["body"],
        number=row["number"],
        level=row["level"],
        valid_from=row["validFrom"],
        valid_to=row["validTo"],
        provenance=_provenance_or_none(row),
    )


def programme(row: Row) -> Programme:
    """A programme."""
    return Programme(
        id=strawberry.ID(row["code"]),
        code=row["code"],
        name=row["name"],
        name_en=row["nameEn"],
        start_year=row["startYear"],
        end_year=row["endYear"],
        decision=row["decision"],
        planned_state=row["plannedState"],
        planned_other=row["plannedOther"],
        version=row["version"],
        provenance=_provenance_or_none(row),
    )


def budget_line(row: Row) -> BudgetLine:
    """A budget line."""
    return BudgetLine(
        id=strawberry.ID(row["code"]),
        code=row["code"],
        name=row["name"],
        name_en=row["nameEn"],
        level=enums.FundingLevel[row["level"]],
        activities=[enums.Activity[activity] for activity in row["activities"] or []],
        year=row["year"],
        amount=row["amount"],
    )


def project(row: Row) -> Project:
    """A promotion project."""
    return Project(
        id=strawberry.ID(row["code"]),
        code=row["code"],
        title=row["name"],
        kind=enums.ProjectKind[row["kind"]],
        linkage=_member(enums.ProjectLinkage, row["linkage"]),
        activity=enums.Activity[row["activity"]],
        level=enums.FundingLevel[row["level"]],
        status=enums.ProjectStatus[row["status"]],
        registered_on=row["registeredOn"],
        approved_on=row["approvedOn"],
        funding_year=row["fundingYear"],
        support=row["support"],
        counterpart=row["counterpart"],
        disbursed=row["disbursed"],
        rule_set=JOINT.join(row["ruleSet"] or ()) or None,
        version=row["version"],
        provenance=_provenance_or_none(row),
    )


def project_funding(row: Row) -> ProjectFunding:
    """Money of a budget line in a project."""
    return ProjectFunding(
        budget_line=budget_line(row["budgetLine"]),
        year=row["year"],
        planned=row["planned"],
        disbursed=row["disbursed"],
    )


def investment(row: Row) -> Investment:
    """A planned investment."""
    return Investment(
        id=strawberry.ID(row["code"]),
        code=row["code"],
        activity=enums.Activity[row["activity"]],
        item=row["name"],
        quantity=row["quantity"],
        cost=row["cost"],
        eligible_cost=row["eligibleCost"],
        own_funds=row["ownFunds"],
        has_other_state_money=row["hasOtherStateMoney"],
        is_technology_line=bool(row["isTechnologyLine"]),
        year=row["year"],
        version=row["version"],
        provenance=_provenance_or_none(row),
    )


def expense(row: Row) -> Expense:
    """An expense of a project."""
    return Expense(
        id=strawberry.ID(row["code"]),
        code=row["code"],
        amount=row["amount"],
        invoiced_on=row["invoicedOn"],
        invoice_number=row["invoiceNumber"],
        seller=row["seller"],
    )


def proposal(row: Row) -> Proposal:
    """A kept answer of planning."""
    return Proposal(
        id=strawberry.ID(row["code"]),
        code=row["code"],
        title=row["name"],
        algorithm=row["algorithm"],
        rule_set=row["ruleSet"],
        data_version=row["dataVersion"],
        on=row["on"],
        computed_at=row["computedAt"],
        question=row["input"],
        answer=row["answer"],
    )


def claim(row: Row) -> Claim:
    """What one source says."""
    return Claim(
        id=strawberry.ID(row["code"]),
        code=PublicCode(row["code"]),
        fact=row["field"],
        value=row["value"],
        provenance=_provenance(row),
        record_code=row["record"],
    )


def _member(enum: type[E], name: str | None) -> E | None:
    return None if name is None else enum[name]


def _location(row: Row) -> GeoPoint | None:
    if row["latitude"] is None or row["longitude"] is None:
        return None
    return GeoPoint(latitude=row["latitude"], longitude=row["longitude"])


def _provenance(row: Row) -> Provenance:
    return Provenance(source=row["source"] or "", as_of=row["asOf"])


def _provenance_or_none(row: Row) -> Provenance | None:
    return None if row["source"] is None else _provenance(row)


def _names(row: Row) -> list[LocalisedName]:
    names = (("vi", row["name"]), ("en", row["nameEn"]), ("zh", row["nameZh"]))
    return [LocalisedName(language=language, name=name) for language, name in names if name]


def _vsic(row: Row) -> list[VsicCode]:
    return [_vsic_code(text) for text in row["vsicCodes"] or ()]


@lru_cache(maxsize=4096)
def _vsic_code(text: str) -> VsicCode:
    """A code with its edition; few are named by very many records."""
    edition, _, code = text.partition(":")
    return VsicCode(edition=edition, code=code)
