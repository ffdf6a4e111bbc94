"""Data loaders: the answers at the ends of edges, one statement a level of a request."""

import asyncio
import datetime as dt
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from domain.codes import PublicCode, RecordKind, kind_of
from domain.paging import Count, Window
from graph import (
    administrative_unit,
    agency,
    business,
    certificate,
    change,
    cluster,
    craft_village,
    offer,
    organisation,
    product,
    project,
    trade_fair,
    trade_link,
    value_chain,
)
from graph.client import Graph, Row
from graph.cypher import Statement
from graph.gathering import Gathering
from graph.listing import Edge, edge_counts, edge_pages
from resolvers import records
from resolvers.fair_match import FairMatches
from resolvers.loader import Loader, in_turns
from resolvers.pages import connection
from resolvers.relatedness import Landscapes, RelatednessAnswers
from resolvers.value_chain_map import ValueChainMaps
from schema.administrative_unit import AdministrativeUnit, ClusterPlace, Succession, UnitClass
from schema.agency import AgencyName, AgencyRole, AgencyTask
from schema.business import AnnualFigures, Business, Contact, Facility
from schema.certificate import Certificate
from schema.change import Claim
from schema.cluster import Cluster
from schema.connection import Connection, within_order
from schema.context import stays
from schema.craft_village import CraftVillage
from schema.fair_match import FairMatchConnection, FairMatchQuestion
from schema.node import Node
from schema.offer import Need, Offer
from schema.organisation import Membership, Organisation
from schema.product import Product, RecipeItem
from schema.project import BudgetLine, Expense, Investment, Programme, Project, ProjectFunding
from schema.trade_fair import FairOutcome, FairParticipation, FairSeries, Meeting, MeetingParty, TradeFair
from schema.trade_link import TradeLink
from schema.value_chain import ValueChain, ValueChainStep
from schema.value_chain_map import ValueChainMap, ValueChainMapQuestion

T = TypeVar("T")
Mapper = Callable[[Row], T]

_NODES: dict[RecordKind, tuple[Statement, Mapper[Node]]] = {
    RecordKind.BUSINESS: (business.BUSINESSES_BY_CODE, records.business),
    RecordKind.ORGANISATION: (organisation.ORGANISATIONS_BY_CODE, records.organisation),
    RecordKind.CLUSTER: (cluster.CLUSTERS_BY_CODE, records.cluster),
    RecordKind.TRADE_FAIR: (trade_fair.TRADE_FAIRS_BY_CODE, records.trade_fair),
    RecordKind.PROJECT: (project.PROJECTS_BY_CODE, records.project),
    RecordKind.INVESTMENT: (project.INVESTMENTS_BY_CODE, records.investment),
    RecordKind.EXPENSE: (project.EXPENSES_BY_CODE, records.expense),
    RecordKind.PROPOSAL: (project.PROPOSALS_BY_CODE, records.proposal),
    RecordKind.CERTIFICATE: (certificate.CERTIFICATES_BY_CODE, records.certificate),
    RecordKind.MEETING: (trade_fair.MEETINGS_BY_CODE, records.meeting),
    RecordKind.CLAIM: (change.CLAIMS_BY_CODE, records.claim),
    RecordKind.PRODUCT: (product.PRODUCTS_BY_CODE, records.product),
    RecordKind.VALUE_CHAIN: (value_chain.VALUE_CHAINS_BY_CODE, records.value_chain),
    RecordKind.FAIR_SERIES: (trade_fair.FAIR_SERIES_BY_CODE, records.fair_series),
    RecordKind.AGENCY: (agency.AGENCIES_BY_CODE, records.agency),
    RecordKind.PROGRAMME: (project.PROGRAMMES_BY_CODE, records.programme),
    RecordKind.BUDGET_LINE: (project.BUDGET_LINES_BY_CODE, records.budget_line),
    RecordKind.CRAFT_VILLAGE: (craft_village.CRAFT_VILLAGES_BY_CODE, records.craft_village),
    RecordKind.ADMINISTRATIVE_UNIT: (administrative_unit.UNITS_BY_CODE, records.administrative_unit),
}


class GraphLoaders:
    """Answers the questions of :class:`schema.context.Loaders` from the graph, for one operation.

    ``on`` is the day on which trade links count as supplied; ``has_left`` tells whether the caller is gone.
    """

    def __init__(
        self,
        graph: Graph,
        on: dt.date,
        landscapes: Landscapes,
        has_left: Callable[[], Awaitable[bool]] = stays,
    ) -> None:
        self.relatedness = RelatednessAnswers(graph, landscapes)
        self._maps = ValueChainMaps(graph, has_left)
        self._matches = FairMatches(graph)
        self._graph = Gathering(graph)
        self._on = on
        self._loaders: dict[object, Loader] = {}

    def forget(self) -> None:
        """Lets go of all answers once the operation has its own: they refer to this object, as it does to
        them, and would stay until Python looks for circular garbage, which holds up requests."""
        self._loaders.clear()

    def node(self, code: str) -> Awaitable[Node | None]:
        statement, mapper = _NODES[kind_of(PublicCode(code))]
        return self._one(statement, code, mapper)

    def business(self, code: str) -> Awaitable[Business | None]:
        return self._one(business.BUSINESSES_BY_CODE, code, records.business)

    def businesses(self, codes: Sequence[str]) -> Awaitable[list[Business]]:
        return _present(self.business, codes)

    def product(self, code: str) -> Awaitable[Product | None]:
        return self._one(product.PRODUCTS_BY_CODE, code, records.product)

    def products(self, codes: Sequence[str]) -> Awaitable[list[Product]]:
        return _present(self.product, codes)

    def value_chain(self, code: str) -> Awaitable[ValueChain | None]:
        return self._one(value_chain.VALUE_CHAINS_BY_CODE, code, records.value_chain)

    def cluster(self, code: str) -> Awaitable[Cluster | None]:
        return self._one(cluster.CLUSTERS_BY_CODE, code, records.cluster)

    async def administrative_units(self, codes: Sequence[str]) -> list[AdministrativeUnit]:
        found = await asyncio.gather(*(self.node(code) for code in codes))
        return [unit for unit in found if isinstance(unit, AdministrativeUnit)]

    def organisation_of_business(self, code: str) -> Awaitable[Organisation | None]:
        return self._one(organisation.ORGANISATION_OF_BUSINESS, code, records.organisation)

    def unit_of_business(self, code: str) -> Awaitable[AdministrativeUnit | None]:
        return self._one(administrative_unit.UNIT_OF_BUSINESS, code, records.administrative_unit)

    def contacts_of_business(self, code: str) -> Awaitable[list[Contact]]:
        return self._all(business.CONTACTS_OF_BUSINESS, code, records.contact)

    def figures_of_business(self, code: str) -> Awaitable[list[AnnualFigures]]:
        return self._all(business.FIGURES_OF_BUSINESS, code, records.annual_figures)

    def certificates_of_business(self, code: str) -> Awaitable[list[Certificate]]:
        return self._all(certificate.CERTIFICATES_OF_BUSINESS, code, records.certificate)

    def craft_village_of_facility(self, code: str) -> Awaitable[CraftVillage | None]:
        return self._one(craft_village.CRAFT_VILLAGE_OF_FACILITY, code, records.craft_village)

    def offers_of_business(self, code: str, window: Window) -> Awaitable[Connection[Offer]]:
        return self._page(offer.OFFERS_OF_BUSINESS, code, window, records.offer)

    def needs_of_business(self, code: str, window: Window) -> Awaitable[Connection[Need]]:
        return self._page(offer.NEEDS_OF_BUSINESS, code, window, records.need)

    def suppliers_of_business(self, code: str, window: Window) -> Awaitable[Connection[TradeLink]]:
        return self._page(trade_link.SUPPLIERS_OF_BUSINESS, code, window, records.trade_link)

    def customers_of_business(self, code: str, window: Window) -> Awaitable[Connection[TradeLink]]:
        return self._page(trade_link.CUSTOMERS_OF_BUSINESS, code, window, records.trade_link)

    def clusters_of_business(self, code: str, window: Window) -> Awaitable[Connection[Cluster]]:
        return self._page(cluster.CLUSTERS_OF_BUSINESS, code, window, records.cluster)

    def fairs_of_business(self, code: str, window: Window) -> Awaitable[Connection[FairParticipation]]:
        return self._page(trade_fair.FAIRS_OF_BUSINESS, code, window, records.fair_participation)

    def claims_of_business(self, code: str, window: Window) -> Awaitable[Connection[Claim]]:
        return self._page(change.CLAIMS_OF_BUSINESS, code, window, records.claim)

    def investments_of_facility(self, code: str, window: Window) -> Awaitable[Connection[Investment]]:
        return self._page(project.INVESTMENTS_OF_FACILITY, code, window, records.investment)

    def projects_of_facility(self, code: str, window: Window) -> Awaitable[Connection[Project]]:
        return self._page(project.PROJECTS_OF_FACILITY, code, window, records.project)

    def certificates_of_organisation(self, code: str) -> Awaitable[list[Certificate]]:
        return self._all(certificate.CERTIFICATES_OF_ORGANISATION, code, records.certificate)

    def businesses_of_organisation(self, code: str, window: Window) -> Awaitable[Connection[Business]]:
        return self._page(business.BUSINESSES_OF_ORGANISATION, code, window, records.business)

    def members_of_organisation(self, code: str, window: Window) -> Awaitable[Connection[Membership]]:
        return self._page(organisation.MEMBERS_OF_ORGANISATION, code, window, records.membership)

    def memberships_of_organisation(self, code: str, window: Window) -> Awaitable[Connection[Membership]]:
        return self._page(organisation.MEMBERSHIPS_OF_ORGANISATION, code, window, records.membership)

    def spare_capacity_of_offer(self, key: str) -> Awaitable[float | None]:
        return self._one(offer.CAPACITY_OF_OFFER, key, records.spare_capacity_of_offer)

    def certificates_of_offer(self, key: str) -> Awaitable[list[Certificate]]:
        return self._all(certificate.CERTIFICATES_OF_OFFER, key, records.certificate)

    async def holder_of_certificate(self, code: str) -> Node | None:
        holder = await self._one(certificate.HOLDER_OF_CERTIFICATE, code, str)
        return None if holder is None else await self.node(holder)

    def kind_of_product(self, code: str) -> Awaitable[Product | None]:
        return self._one(product.KIND_OF_PRODUCT, code, records.product)

    def subkinds_of_product(self, code: str) -> Awaitable[list[Product]]:
        return self._all(product.SUBKINDS_OF_PRODUCT, code, records.product)

    def inputs_of_product(self, code: str) -> Awaitable[list[RecipeItem]]:
        return self._all(product.INPUTS_OF_PRODUCT, code, records.recipe_item)

    def uses_of_product(self, code: str) -> Awaitable[list[RecipeItem]]:
        return self._all(product.USES_OF_PRODUCT, code, records.recipe_item)

    def yields_of_product(self, code: str) -> Awaitable[list[RecipeItem]]:
        return self._all(product.YIELDS_OF_PRODUCT, code, records.recipe_item)

    def value_chains_of_product(self, code: str) -> Awaitable[list[ValueChain]]:
        return self._all(value_chain.VALUE_CHAINS_OF_PRODUCT, code, records.value_chain)

    def offers_of_product(self, code: str, window: Window) -> Awaitable[Connection[Offer]]:
        return self._page(offer.OFFERS_OF_PRODUCT, code, window, records.offer)

    def needs_of_product(self, code: str, window: Window) -> Awaitable[Connection[Need]]:
        return self._page(offer.NEEDS_OF_PRODUCT, code, window, records.need)

    def stages_of_value_chain(self, code: str) -> Awaitable[list[ValueChainStep]]:
        return self._all(value_chain.STAGES_OF_VALUE_CHAIN, code, records.value_chain_step)

    def map_of_value_chain(self, code: str, question: ValueChainMapQuestion) -> Awaitable[ValueChainMap]:
        return self._maps.of(code, question)

    def places_of_cluster(self, code: str) -> Awaitable[list[ClusterPlace]]:
        return self._all(administrative_unit.PLACES_OF_CLUSTER, code, records.cluster_place)

    def value_chains_of_cluster(self, code: str) -> Awaitable[list[ValueChain]]:
        return self._all(value_chain.VALUE_CHAINS_OF_CLUSTER, code, records.value_chain)

    def facilities_of_cluster(self, code: str, window: Window) -> Awaitable[Connection[Facility]]:
        return self._page(business.FACILITIES_OF_CLUSTER, code, window, records.facility)

    def members_of_cluster(self, code: str, window: Window) -> Awaitable[Connection[Business]]:
        return self._page(business.MEMBERS_OF_CLUSTER, code, window, records.business)

    def series_of_fair(self, code: str) -> Awaitable[FairSeries | None]:
        return self._one(trade_fair.SERIES_OF_FAIR, code, records.fair_series)

    def unit_of_fair(self, code: str) -> Awaitable[AdministrativeUnit | None]:
        return self._one(administrative_unit.UNIT_OF_FAIR, code, records.administrative_unit)

    def agencies_of_fair(self, code: str) -> Awaitable[list[AgencyRole]]:
        return self._all(agency.AGENCIES_OF_FAIR, code, records.agency_role)

    async def subjects_of_fair(self, code: str) -> list[Product | ValueChain]:
        chains, products = await asyncio.gather(
            self._all(trade_fair.VALUE_CHAINS_COVERED_BY_FAIR, code, records.value_chain),
            self._all(trade_fair.PRODUCTS_COVERED_BY_FAIR, code, records.product),
        )
        return [*chains, *products]

    def participants_of_fair(self, code: str, window: Window) -> Awaitable[Connection[FairParticipation]]:
        return self._page(trade_fair.PARTICIPANTS_OF_FAIR, code, window, records.fair_participation)

    def meetings_of_fair(self, code: str, window: Window) -> Awaitable[Connection[Meeting]]:
        return self._page(trade_fair.MEETINGS_OF_FAIR, code, window, records.meeting)

    async def outcome_of_fair(self, code: str) -> FairOutcome:
        results, _ = await self._results_of_fair(code)
        return records.fair_outcome(results)

    async def outcome_of_participant(self, fair: str, business: str) -> FairOutcome:
        _, by_business = await self._results_of_fair(fair)
        return records.fair_outcome(by_business.get(business, ()))

    def _results_of_fair(self, code: str) -> Awaitable[tuple[list[Row], dict[str, list[Row]]]]:
        return self._answer(trade_fair.RESULTS_OF_FAIR.name, self._results, code)

    async def _results(self, fairs: list[str]) -> list[tuple[list[Row], dict[str, list[Row]]]]:
        """Of each fair all results, and those of each business, found once for all participants."""
        found: list[tuple[list[Row], dict[str, list[Row]]]] = []
        for rows in await self._rows(trade_fair.RESULTS_OF_FAIR, _itself, fairs):
            by_business: dict[str, list[Row]] = defaultdict(list)
            for row in rows:
                for party in set(row["businesses"]):
                    by_business[party].append(row)
            found.append((rows, by_business))
        return found

    def matches_of_fair(
        self, code: str, question: FairMatchQuestion, window: Window
    ) -> Awaitable[FairMatchConnection | None]:
        return self._matches.page(code, question, window)

    def editions_of_series(self, code: str, window: Window) -> Awaitable[Connection[TradeFair]]:
        return self._page(trade_fair.EDITIONS_OF_SERIES, code, window, records.trade_fair)

    def fair_of_meeting(self, code: str) -> Awaitable[TradeFair | None]:
        return self._one(trade_fair.FAIR_OF_MEETING, code, records.trade_fair)

    def parties_of_meeting(self, code: str) -> Awaitable[list[MeetingParty]]:
        return self._all(trade_fair.BUSINESSES_OF_MEETING, code, records.meeting_party)

    def unit_above(self, code: str) -> Awaitable[AdministrativeUnit | None]:
        return self._one(administrative_unit.UNIT_ABOVE, code, records.administrative_unit)

    def successors_of_unit(self, code: str) -> Awaitable[list[Succession]]:
        return self._all(administrative_unit.SUCCESSORS_OF_UNIT, code, records.succession)

    def predecessors_of_unit(self, code: str) -> Awaitable[list[Succession]]:
        return self._all(administrative_unit.PREDECESSORS_OF_UNIT, code, records.succession)

    def classes_of_unit(self, code: str) -> Awaitable[list[UnitClass]]:
        return self._all(administrative_unit.CLASSES_OF_UNIT, code, records.unit_class)

    def parts_of_unit(self, code: str, window: Window) -> Awaitable[Connection[AdministrativeUnit]]:
        return self._page(administrative_unit.PARTS_OF_UNIT, code, window, records.administrative_unit)

    def unit_of_craft_village(self, code: str) -> Awaitable[AdministrativeUnit | None]:
        return self._one(administrative_unit.UNIT_OF_CRAFT_VILLAGE, code, records.administrative_unit)

    def facilities_of_craft_village(self, code: str, window: Window) -> Awaitable[Connection[Facility]]:
        return self._page(business.FACILITIES_OF_CRAFT_VILLAGE, code, window, records.facility)

    def unit_of_agency(self, code: str) -> Awaitable[AdministrativeUnit | None]:
        return self._one(administrative_unit.UNIT_OF_AGENCY, code, records.administrative_unit)

    def names_of_agency(self, code: str) -> Awaitable[list[AgencyName]]:
        return self._all(agency.NAMES_OF_AGENCY, code, records.agency_name)

    def tasks_of_agency(self, code: str, window: Window) -> Awaitable[Connection[AgencyTask]]:
        return self._page(agency.ROLES_OF_AGENCY, code, window, records.agency_task)

    def unit_of_programme(self, code: str) -> Awaitable[AdministrativeUnit | None]:
        return self._one(administrative_unit.UNIT_OF_PROGRAMME, code, records.administrative_unit)

    def agencies_of_programme(self, code: str) -> Awaitable[list[AgencyRole]]:
        return self._all(agency.AGENCIES_OF_PROGRAMME, code, records.agency_role)

    def projects_of_programme(self, code: str, window: Window) -> Awaitable[Connection[Project]]:
        return self._page(project.PROJECTS_OF_PROGRAMME, code, window, records.project)

    def budget_lines_of_programme(self, code: str, window: Window) -> Awaitable[Connection[BudgetLine]]:
        return self._page(project.BUDGET_LINES_OF_PROGRAMME, code, window, records.budget_line)

    def unit_of_budget_line(self, code: str) -> Awaitable[AdministrativeUnit | None]:
        return self._one(administrative_unit.UNIT_OF_BUDGET_LINE, code, records.administrative_unit)

    def programme_of_budget_line(self, code: str) -> Awaitable[Programme | None]:
        return self._one(project.PROGRAMME_OF_BUDGET_LINE, code, records.programme)

    def projects_of_budget_line(self, code: str, window: Window) -> Awaitable[Connection[Project]]:
        return self._page(project.PROJECTS_OF_BUDGET_LINE, code, window, records.project)

    def programme_of_project(self, code: str) -> Awaitable[Programme | None]:
        return self._one(project.PROGRAMME_OF_PROJECT, code, records.programme)

    def agencies_of_project(self, code: str) -> Awaitable[list[AgencyRole]]:
        return self._all(agency.AGENCIES_OF_PROJECT, code, records.agency_role)

    def funding_of_project(self, code: str) -> Awaitable[list[ProjectFunding]]:
        return self._all(project.FUNDING_OF_PROJECT, code, records.project_funding)

    async def subjects_of_project(self, code: str) -> list[Product | ValueChain | Cluster]:
        chains, clusters, products = await asyncio.gather(
            self._all(project.VALUE_CHAINS_OF_PROJECT, code, records.value_chain),
            self._all(project.CLUSTERS_OF_PROJECT, code, records.cluster),
            self._all(project.PRODUCTS_OF_PROJECT, code, records.product),
        )
        return [*chains, *clusters, *products]

    def beneficiaries_of_project(self, code: str, window: Window) -> Awaitable[Connection[Facility]]:
        return self._page(business.BENEFICIARIES_OF_PROJECT, code, window, records.facility)

    def investments_of_project(self, code: str, window: Window) -> Awaitable[Connection[Investment]]:
        return self._page(project.INVESTMENTS_OF_PROJECT, code, window, records.investment)

    def expenses_of_project(self, code: str, window: Window) -> Awaitable[Connection[Expense]]:
        return self._page(project.EXPENSES_OF_PROJECT, code, window, records.expense)

    def facility_of_investment(self, code: str) -> Awaitable[Facility | None]:
        return self._one(business.FACILITY_OF_INVESTMENT, code, records.facility)

    def projects_of_investment(self, code: str, window: Window) -> Awaitable[Connection[Project]]:
        return self._page(project.PROJECTS_OF_INVESTMENT, code, window, records.project)

    def facility_of_expense(self, code: str) -> Awaitable[Facility | None]:
        return self._one(business.FACILITY_OF_EXPENSE, code, records.facility)

    def project_of_expense(self, code: str) -> Awaitable[Project | None]:
        return self._one(project.PROJECT_OF_EXPENSE, code, records.project)

    def _one(self, statement: Statement, code: str, mapper: Callable[[Any], T]) -> Awaitable[T | None]:
        """The first record at the end of an edge, or the record of a code."""
        return self._answer((statement.name, "one"), partial(self._firsts, statement, mapper), code)

    def _all(self, statement: Statement, code: str, mapper: Callable[[Any], T]) -> Awaitable[list[T]]:
        """All records at the end of an edge."""
        return self._answer(statement.name, partial(self._rows, statement, mapper), code)

    def _page(self, edge: Edge, code: str, window: Window, mapper: Mapper[T]) -> Awaitable[Connection[T]]:
        """A page of the records at the end of an edge. Raises ``BAD_REQUEST`` for a foreign cursor."""
        window = within_order(window, edge.name)
        return self._answer((edge.name, window), partial(self._pages, edge, window, mapper), code)

    def _count(self, edge: Edge, code: str) -> Awaitable[Count]:
        """How many records stand at the end of an edge."""
        return self._answer((edge.name, "count"), partial(self._counts, edge), code)

    def _answer(
        self, question: object, answers: Callable[[list[str]], Awaitable[Sequence[T]]], code: str
    ) -> Awaitable[T]:
        """The answer to a question about a record, by the loader of that question."""
        loader = self._loaders.get(question)
        if loader is None:
            loader = self._loaders[question] = Loader(answers)
        return loader.load(code)

    async def _rows(
        self, statement: Statement, mapper: Callable[[Any], T], codes: list[str]
    ) -> list[list[T]]:
        rows = await self._graph.read(statement, keys=codes, on=self._on)
        found = {row["key"]: row["rows"] for row in rows}
        return await in_turns(lambda code: [mapper(row) for row in found.get(code, ())], codes)

    async def _firsts(
        self, statement: Statement, mapper: Callable[[Any], T], codes: list[str]
    ) -> list[T | None]:
        return [rows[0] if rows else None for rows in await self._rows(statement, mapper, codes)]

    async def _pages(
        self, edge: Edge, window: Window, mapper: Mapper[T], codes: list[str]
    ) -> list[Connection[T]]:
        pages = await edge_pages(self._graph, edge, codes, window, {"on": self._on})
        return await in_turns(
            lambda code: connection(pages.get(code), edge.name, mapper, partial(self._count, edge, code)),
            codes,
        )

    async def _counts(self, edge: Edge, codes: list[str]) -> list[Count]:
        counts = await edge_counts(self._graph, edge, codes, {"on": self._on})
        return [counts.get(code, Count(0, is_lower_bound=False)) for code in codes]


async def _present(load: Callable[[str], Awaitable[T | None]], codes: Sequence[str]) -> list[T]:
    """The records of some codes, in their order, without those that are not there."""
    found = await asyncio.gather(*map(load, codes))
    return [record for record in found if record is not None]


def _itself(row: Row) -> Row:
    return row
