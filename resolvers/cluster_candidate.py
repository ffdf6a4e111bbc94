"""Groups that behave like a cluster: has them found once for a version of the data, and shows those of a
territory or chain."""

import asyncio
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import strawberry
import structlog
from strawberry import UNSET

from domain import dates
from domain.codes import RecordKind
from domain.language import Language
from graph.change import data_version
from graph.client import Graph
from planning.cluster_candidate import ALGORITHM, Candidate, Candidates
from planning.cluster_candidate_text import why_candidate, why_none
from resolvers.cluster_candidate_process import register_candidates
from resolvers.data_version import Computed, computed
from resolvers.kept import PATIENCE_SECONDS, Kept
from resolvers.lists import known_codes, territory_of
from resolvers.lookup import by_code
from schema import cluster_candidate as schema
from schema.administrative_unit import AdministrativeUnit
from schema.arguments import LanguageArgument, language_of
from schema.cluster import Cluster
from schema.connection import LARGEST_SIZE
from schema.context import Info
from schema.errors import bad_request, busy
from schema.value_chain import ValueChain

logger = structlog.get_logger("lienket.cluster_candidate")

_USUAL_SIZE = 20
_PATIENCE_WITH_OLDER_SECONDS = 8.0
"""So long a request waits for the newest version where there is an older one to show."""


@dataclass(frozen=True, slots=True)
class _Found:
    """The groups of a register, and when they were found."""

    computed: Computed[Candidates]
    on: dt.date
    computed_at: dt.datetime


class CandidatesOfRegister:
    """The groups of the newest version of the data, found once, and the last ones that are complete."""

    def __init__(self) -> None:
        self._kept = Kept[_Found](1)
        self._last: _Found | None = None

    async def get(self, source: Graph, on: dt.date, *, patience: float | None = None) -> _Found:
        """The groups on a day. Where there are older ones, these if the newest cannot be found or take longer
        than ``patience`` seconds; they are found all the same, for the next request. Raises ``BUSY`` where
        there are none as yet."""
        if patience is None:
            patience = PATIENCE_SECONDS if self._last is None else _PATIENCE_WITH_OLDER_SECONDS
        newest = asyncio.create_task(self._newest(source, on, await data_version(source)))
        newest.add_done_callback(_seen)
        try:
            return await asyncio.wait_for(asyncio.shield(newest), patience)
        except TimeoutError as error:
            if self._last is None:
                raise busy("The groups are being found among all businesses: ask again in a while") from error
        except Exception as error:
            if self._last is None:
                raise
            logger.warning("older cluster candidates are shown", exc_info=error)
        return self._last

    async def _newest(self, source: Graph, on: dt.date, version: int) -> _Found:
        found = await self._kept.get(
            "register",
            lambda: _found(source, on),
            is_new=lambda found: found.on == on and found.computed.is_of(version),
        )
        if self._last is None or found.computed.data_version >= self._last.computed.data_version:
            self._last = found
        return found


def _seen(task: asyncio.Task[_Found]) -> None:
    """A failure that nobody waits for any longer is none that asyncio need complain of."""
    if not task.cancelled():
        task.exception()


async def _found(source: Graph, on: dt.date) -> _Found:
    return _Found(await computed(source, lambda _: register_candidates(source, on)), on, dates.now())


@strawberry.type
class ClusterCandidateQuery:
    """Groups that behave like a cluster."""

    @strawberry.field(
        description="Groups of businesses that behave like a cluster without being one, by trade, nearness "
        "and related goods"
    )
    async def cluster_candidates(
        self,
        info: Info,
        within: Annotated[
            list[strawberry.ID] | None,
            strawberry.argument(
                description="At least half of the members lie in the territory of these units, of any "
                "version; anywhere unless given"
            ),
        ] = UNSET,
        chain: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Only groups of this value chain; of any unless given"),
        ] = UNSET,
        first: Annotated[
            int | None, strawberry.argument(description="How many at most, 1 to 100; 20 unless given")
        ] = _USUAL_SIZE,
        language: LanguageArgument = UNSET,
    ) -> schema.ClusterCandidates | None:
        """Groups that behave like a cluster."""
        size = _USUAL_SIZE if first is None else first
        if not 1 <= size <= LARGEST_SIZE:
            raise bad_request(f"`first` lies between 1 and {LARGEST_SIZE}", "first")
        source = info.context.graph
        asked: str | None = None
        if chain:
            (asked,) = await known_codes(source, [chain], RecordKind.VALUE_CHAIN, "chain")
        units: frozenset[str] | None = None
        ambiguous: list[str] = []
        if isinstance(within, list):
            inside, ambiguous = await territory_of(source, within, "within")
            units = frozenset(inside)
        found: _Found = await info.context.kept.candidates.get(source, dates.today())
        known = found.computed.answer
        fitting = known.shown(units, asked)
        spoken = language_of(info, language)
        constraint = None if fitting else known.constraint(units, asked)
        shown = await _shown(info, fitting[:size], spoken)
        return schema.ClusterCandidates(
            algorithm=ALGORITHM,
            data_version=found.computed.data_version,
            on=found.on,
            computed_at=found.computed_at,
            changed_meanwhile=found.computed.changed_meanwhile,
            constraint=constraint,
            explanation=why_none(constraint, spoken),
            total_count=len(fitting),
            candidates=shown,
            ambiguous_units=await info.context.load.administrative_units(ambiguous),
        )


async def _shown(info: Info, found: list[Candidate], language: Language) -> list[schema.ClusterCandidate]:
    load = info.context.load
    nodes = await by_code(
        load.node, (code for each in found for code in (each.chain, *each.units, *each.clusters))
    )
    chains = {code: node for code, node in nodes.items() if isinstance(node, ValueChain)}
    names: Mapping[str, str] = {
        code: language.say(node.name, node.name_en or node.name)
        for code, node in nodes.items()
        if isinstance(node, AdministrativeUnit | Cluster)
    }
    return [
        schema.ClusterCandidate(
            cohesion=each.cohesion,
            location_quotient=each.location_quotient,
            member_count=len(each.members),
            chain_member_count=each.in_chain,
            trade_link_count=each.trade_links,
            radius_km=each.radius_km,
            explanation=why_candidate(
                each, (chains[each.chain].name, chains[each.chain].name_en), names, names, language
            ),
            member_codes=list(each.members),
            chain_code=each.chain,
        )
        for each in found
        if each.chain in chains
    ]
