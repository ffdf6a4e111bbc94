"""The root of all queries."""

import asyncio
from typing import Annotated

import strawberry
from strawberry.tools import merge_types

from domain.codes import MalformedCode, PublicCode, parse
from resolvers.administrative_unit import AdministrativeUnitQuery
from resolvers.agency import AgencyQuery
from resolvers.business import BusinessQuery
from resolvers.chain_plan import ChainPlanQuery
from resolvers.cluster import ClusterQuery
from resolvers.cluster_candidate import ClusterCandidateQuery
from resolvers.cluster_linkage import ClusterLinkageQuery
from resolvers.craft_village import CraftVillageQuery
from resolvers.disruption import DisruptionQuery
from resolvers.eligibility import EligibilityQuery
from resolvers.fair_suggestion import FairSuggestionQuery
from resolvers.group_project import GroupProjectQuery
from resolvers.meeting_schedule import MeetingScheduleQuery
from resolvers.organisation import OrganisationQuery
from resolvers.partner import PartnerQuery
from resolvers.pilot_project import PilotProjectQuery
from resolvers.portfolio import PortfolioQuery
from resolvers.product import ProductQuery
from resolvers.programme_progress import ProgrammeProgressQuery
from resolvers.project import ProjectQuery
from resolvers.search import SearchQuery
from resolvers.statistics import StatisticsQuery
from resolvers.supply_trace import SupplyTraceQuery
from resolvers.trade_fair import TradeFairQuery
from resolvers.value_chain import ValueChainQuery
from schema.context import Info
from schema.enums import EXPOSED, EnumLabel
from schema.errors import bad_request
from schema.node import Node

_MOST_IDS = 100


@strawberry.type
class NodeQuery:
    """Records of any kind."""

    @strawberry.field(description="The record of an id, of whatever kind; null where there is none")
    async def node(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Its public code")],
    ) -> Node | None:
        """The record of an id."""
        return await info.context.load.node(_code(id, "id"))

    @strawberry.field(description="The records of some ids, in their order; null where there is none")
    async def nodes(
        self,
        info: Info,
        ids: Annotated[
            list[strawberry.ID], strawberry.argument(description="Their public codes, at most 100")
        ],
    ) -> list[Node | None] | None:
        """The records of some ids, in their order."""
        if len(ids) > _MOST_IDS:
            raise bad_request(f"At most {_MOST_IDS} ids can be asked for at once", "ids")
        codes = [_code(given, "ids") for given in ids]
        return list(await asyncio.gather(*(info.context.load.node(code) for code in codes)))

    @strawberry.field(description="The values of an enum with their labels in both languages")
    def enum_labels(
        self,
        type: Annotated[str, strawberry.argument(description="Name of the enum, such as LegalForm")],
    ) -> list[EnumLabel] | None:
        """The values of an enum with their labels."""
        enum = EXPOSED.get(type)
        if enum is None:
            raise bad_request(f"There are labels for {', '.join(sorted(EXPOSED))}", "type")
        return [EnumLabel(value=value.name, vi=value.vi, en=value.en) for value in enum]


def _code(given: str, argument: str) -> PublicCode:
    try:
        return parse(given)
    except MalformedCode as error:
        raise bad_request(str(error), argument) from error


Query = merge_types(
    "Query",
    (
        NodeQuery,
        SearchQuery,
        BusinessQuery,
        OrganisationQuery,
        ProductQuery,
        ValueChainQuery,
        ClusterQuery,
        TradeFairQuery,
        AdministrativeUnitQuery,
        AgencyQuery,
        CraftVillageQuery,
        ProjectQuery,
        GroupProjectQuery,
        PilotProjectQuery,
        PortfolioQuery,
        ProgrammeProgressQuery,
        PartnerQuery,
        SupplyTraceQuery,
        DisruptionQuery,
        EligibilityQuery,
        ChainPlanQuery,
        StatisticsQuery,
        ClusterLinkageQuery,
        ClusterCandidateQuery,
        FairSuggestionQuery,
        MeetingScheduleQuery,
    ),
)
Query.__strawberry_definition__.description = "All that can be asked; every noun by its code and as a list."  # type: ignore[attr-defined]
