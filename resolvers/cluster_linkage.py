"""Linkages of clusters: reads what members offer, need and trade, has pairs ranked, shows a page."""

import asyncio
import datetime as dt
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import strawberry
from strawberry import UNSET

from domain.enums import AdministrativeUnitKind, ClusterKind, ClusterLinkageKind
from domain.quantity import rounded
from graph import cluster_linkage as graph
from graph.change import data_version
from graph.client import Graph, Row
from planning.cluster_linkage import (
    ALGORITHM,
    MOST_CLUSTERS,
    Cluster,
    ClusterNetwork,
    Flow,
    Linkage,
    SharedFocus,
)
from planning.cluster_linkage_text import Sentences
from planning.flow import Supply
from planning.placement import Level
from planning.recipe import Recipes
from resolvers.data_version import Computed, computed
from resolvers.flow import business_of, supplies_of
from resolvers.kept import Kept
from resolvers.lists import territory_of
from resolvers.ranking import Basis, ranked_page, read_bounds, score_reason
from resolvers.recipe import reference
from resolvers.solving import in_thread
from schema.arguments import DayArgument, LanguageArgument, language_of
from schema.cluster_linkage import ClusterFlow, ClusterLinkage, ClusterLinkageConnection, LinkageEvidence
from schema.connection import After, Before, First, Last, window
from schema.context import Info
from schema.errors import too_expensive

_MOST_NETWORKS = 4


@dataclass(frozen=True, slots=True)
class Scene:
    """The clusters of a territory, and what the sentences about them need. ``units``: those in which each
    cluster is entered; ``received``: what members are known to receive; ``stages`` of all value chains."""

    network: ClusterNetwork
    recipes: Recipes
    chains: Mapping[str, tuple[str, str | None]]
    units: Mapping[str, Sequence[str]]
    received: Mapping[str, Sequence[Supply]]
    stages: Mapping[str, Sequence[str]]


class ClusterNetworks:
    """The networks that were asked for last, each of a day and a territory, in the newest data: later pages
    and other kinds of ties ask the same one."""

    def __init__(self) -> None:
        self._kept = Kept[Computed[Scene]](_MOST_NETWORKS)

    async def get(self, source: Graph, on: dt.date, units: Sequence[str] | None) -> Computed[Scene]:
        """The network of a territory, everything unless units are given. Raises ``TOO_EXPENSIVE``."""
        version = await data_version(source)
        return await self._kept.get(
            (on, None if units is None else frozenset(units)),
            lambda: computed(source, lambda version: _scene(source, on, units, version)),
            is_new=lambda found: found.is_of(version),
        )


@strawberry.type
class ClusterLinkageQuery:
    """Linkages of clusters."""

    @strawberry.field(
        description="Pairs of clusters (all four kinds, each shown by its `kind`) that inputs, by-products "
        "or a shared focus tie, best first, with what can be cited for them. Clusters withdrawn from the "
        f"plan are left out; at most {MOST_CLUSTERS:,} clusters are compared"
    )
    async def cluster_linkages(
        self,
        info: Info,
        within: Annotated[
            list[strawberry.ID] | None,
            strawberry.argument(
                description="Both clusters lie at least partly in the territory of these units, of any "
                "version; anywhere unless given"
            ),
        ] = UNSET,
        kinds: Annotated[
            list[ClusterLinkageKind] | None,
            strawberry.argument(description="Only these kinds of ties; all unless given"),
        ] = UNSET,
        on: DayArgument = UNSET,
        language: LanguageArgument = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> ClusterLinkageConnection | None:
        """Ranked and explained pairs of clusters."""
        part = window(first, after, last, before)
        asked = list(ClusterLinkageKind) if not isinstance(kinds, list) else kinds
        question = (sorted(kind.name for kind in asked), within if isinstance(within, list) else None)
        bounds, day = read_bounds(part, question, on)
        units: list[str] | None = None
        ambiguous: list[str] = []
        if isinstance(within, list):
            units, ambiguous = await territory_of(info.context.graph, within, "within", "Cluster")
        found = await info.context.kept.cluster_networks.get(info.context.graph, day, units)
        scene: Scene = found.answer
        say = Sentences(scene.recipes, scene.chains, language_of(info, language))
        linkages = await asyncio.to_thread(scene.network.linkages, frozenset(asked))
        page = ranked_page(
            len(linkages),
            linkages.key,
            lambda place: _shown(linkages[place], say),
            part,
            bounds,
            Basis(question, day, found.data_version),
        )
        return ClusterLinkageConnection(
            edges=page.edges,
            page_info=page.page_info,
            count=page.count(),
            ambiguous_units=await info.context.load.administrative_units(ambiguous),
            algorithm=ALGORITHM,
            data_version=found.data_version,
            on=day,
            changed_meanwhile=found.changed_meanwhile,
            changed_since_first_page=page.changed_since_first_page,
            constraint=linkages.constraint,
        )


async def _scene(source: Graph, on: dt.date, units: Sequence[str] | None, version: int) -> Scene:
    known, rows = await asyncio.gather(
        reference(source, version), graph.clusters(source, units, on, MOST_CLUSTERS + 1)
    )
    if len(rows) > MOST_CLUSTERS:
        raise too_expensive(
            f"At most {MOST_CLUSTERS:,} clusters can be compared at once: name fewer units in `within`"
        )
    codes = sorted({code for row in rows for code in row["members"]})
    products = [product.code for product in known.recipes]
    members = {row["code"]: row for row in await graph.members(source, codes, products, on)}
    received = {code: supplies_of(row["receives"]) for code, row in members.items()}
    stages = {chain: [product for _, product in places] for chain, places in known.stages.items()}

    def drawn(cancelled: threading.Event) -> ClusterNetwork:
        clusters = [_cluster(row, members) for row in rows]
        return ClusterNetwork(clusters, received, known.recipes, stages, cancelled)

    return Scene(
        network=await in_thread(drawn),
        recipes=known.recipes,
        chains={chain["code"]: (chain["name"], chain["nameEn"]) for row in rows for chain in row["focus"]},
        units={row["code"]: sorted({unit["entered"] for unit in row["units"]}) for row in rows},
        received=received,
        stages=stages,
    )


def _cluster(row: Row, members: Mapping[str, Row]) -> Cluster:
    has_place, units = _has_place(row), _units(row)
    middles = [next(filter(_has_place, passed), None) for passed in units]
    places = [row] if has_place else [middle for middle in middles if middle is not None]
    return Cluster(
        code=row["code"],
        name=row["name"],
        name_en=row["nameEn"],
        kind=ClusterKind[row["kind"]],
        places=[(place["latitude"], place["longitude"]) for place in places],
        is_place_approximate=not has_place,
        communes={
            passed[-1]["code"]: passed[-1]["name"]
            for passed in units
            if Level.of(AdministrativeUnitKind[passed[-1]["kind"]]) is Level.COMMUNE
        },
        focus=frozenset(chain["code"] for chain in row["focus"]),
        members=[business_of(members[code]) for code in sorted(set(row["members"])) if code in members],
    )


def _has_place(row: Row) -> bool:
    return row["latitude"] is not None and row["longitude"] is not None


def _units(row: Row) -> list[list[Row]]:
    """Each unit in which a cluster lies, then what that passed into as a whole, one after the other."""
    found: dict[str, list[Row]] = {}
    for unit in sorted(row["units"], key=lambda unit: (unit["steps"], unit["code"])):
        found.setdefault(unit["entered"], []).append(unit)
    return list(found.values())


def _shown(linkage: Linkage, say: Sentences) -> ClusterLinkage:
    return ClusterLinkage(
        score=linkage.score,
        distance_km=linkage.distance_km,
        is_distance_approximate=linkage.is_distance_approximate,
        reasons=[score_reason(reason, say.why(linkage, reason)) for reason in linkage.reasons],
        flows=[
            *(_flow(linkage, flow, say) for flow in linkage.flows),
            *(_focus(linkage, focus, say) for focus in linkage.focus),
        ],
        evidence=[
            LinkageEvidence(clause=clause, explanation=explanation)
            for clause, explanation in say.evidence(linkage)
        ],
        common_member_count=len(linkage.common_members),
        source_code=linkage.source.code,
        target_code=linkage.target.code,
    )


def _flow(linkage: Linkage, flow: Flow, say: Sentences) -> ClusterFlow:
    return ClusterFlow(
        kind=flow.kind,
        offerer_count=flow.offerers,
        needer_count=flow.needers,
        derived_needer_count=flow.derived,
        quantity_per_year=rounded(flow.quantity),
        spare_per_year=rounded(flow.spare),
        open_per_year=rounded(flow.open),
        traded_per_year=rounded(flow.traded),
        explanation=say.about_flow(linkage, flow),
        from_code=flow.offering,
        product_code=flow.product,
        offered_codes=list(flow.products),
        chain_code=None,
    )


def _focus(linkage: Linkage, focus: SharedFocus, say: Sentences) -> ClusterFlow:
    return ClusterFlow(
        kind=ClusterLinkageKind.SHARED_FOCUS,
        offerer_count=focus.offerers,
        needer_count=focus.needers,
        derived_needer_count=0,
        quantity_per_year=None,
        spare_per_year=None,
        open_per_year=None,
        traded_per_year=None,
        explanation=say.about_focus(linkage, focus),
        from_code=None,
        product_code=None,
        offered_codes=[],
        chain_code=focus.chain,
    )
