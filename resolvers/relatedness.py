"""Related and feasible products: counts facilities once for a state of the register, then answers."""

import asyncio
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain import dates
from domain.enums import AdministrativeUnitKind, ClusterKind
from graph.change import data_version
from graph.client import Graph, Row
from graph.relatedness import (
    facilities_by_cluster,
    facilities_by_unit,
    sites_of_clusters,
    taxonomy,
    unit_versions,
)
from planning.landscape import (
    ClusterSite,
    Facilities,
    FeasibleAnswer,
    Group,
    Landscape,
    PlacedFacilities,
    feasible,
    landscape,
    placed_facilities,
    related,
)
from planning.placement import Level, Unit
from planning.product_space import Good, all_counted
from planning.relatedness import ALGORITHM
from planning.relatedness_text import about_feasible, about_related, why_feasible, why_related
from resolvers.kept import PATIENCE_SECONDS, Kept
from resolvers.lists import territory_of
from schema.errors import bad_request, busy
from schema.relatedness import (
    FeasibleProduct,
    FeasibleProducts,
    NearestProduct,
    RelatednessEvidence,
    RelatednessQuestion,
    RelatedProduct,
    RelatedProducts,
)

_MOST_READINGS = 2
_MOST_SCENES = 8
_MOST_OF_A_REQUEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """The facilities as they were counted and placed, and of which state of the register."""

    placed: PlacedFacilities
    data_version: int
    changed_meanwhile: bool
    computed_at: dt.datetime


@dataclass(frozen=True, slots=True)
class _Scene:
    """A landscape, and the reading on which it rests."""

    landscape: Landscape
    reading: _Reading


class Landscapes:
    """The landscapes of the newest version of the data that the process keeps, by day and territory."""

    def __init__(self) -> None:
        self._version = -1
        self._readings = Kept[_Reading](_MOST_READINGS)
        self._scenes = Kept[_Scene](_MOST_SCENES)
        self._counting = asyncio.Lock()

    async def get(
        self,
        graph: Graph,
        version: int,
        on: dt.date,
        within: frozenset[str] | None,
        *,
        patience: float = PATIENCE_SECONDS,
    ) -> _Scene:
        """The landscape of a day; read only where the process does not know it yet. The register is
        counted for one day at a time, however many are asked about. Raises ``BUSY`` where that takes longer
        than ``patience`` seconds; the count goes on for the next request."""
        if version > self._version:
            self._version = version
            self._readings, self._scenes = Kept(_MOST_READINGS), Kept(_MOST_SCENES)
        readings = self._readings

        async def counted() -> _Reading:
            async with self._counting:
                return await _read(graph, version, on)

        async def drawn() -> _Scene:
            reading = await readings.get((version, on), counted)
            return _Scene(await asyncio.to_thread(landscape, reading.placed, within), reading)

        try:
            return await asyncio.wait_for(self._scenes.get((version, on, within), drawn), patience)
        except TimeoutError as error:
            raise busy("Facilities are being counted: ask again in a while") from error


class RelatednessAnswers:
    """Answers the questions of one request about relatedness: all of one version of the data."""

    def __init__(self, graph: Graph, landscapes: Landscapes) -> None:
        self._graph = graph
        self._landscapes = landscapes
        self._versions = Kept[int](1)
        self._territories = Kept[frozenset[str]](_MOST_OF_A_REQUEST)

    async def of_product(self, code: str, question: RelatednessQuestion) -> RelatedProducts:
        """What is related to a product. Raises ``BAD_REQUEST`` or ``NOT_FOUND`` for ``within``."""
        scene, _ = await self._scene(question)
        shown, language = scene.landscape, question.language
        answer = related(shown, code)
        counted = answer.counted if answer.counted in shown.space else None
        return RelatedProducts(
            algorithm=ALGORITHM,
            data_version=scene.reading.data_version,
            on=question.on,
            computed_at=scene.reading.computed_at,
            changed_meanwhile=scene.reading.changed_meanwhile,
            evidence=_evidence(shown, Level.COMMUNE),
            constraint=answer.constraint,
            explanation=about_related(shown, code, answer, language),
            total_count=len(answer.found),
            complexity=None if counted is None else shown.space.complexity(counted),
            mean_diversity=None if counted is None else shown.space.mean_diversity(counted),
            communes_with=0 if counted is None else shown.space.communes_with(counted),
            products=[
                RelatedProduct(
                    proximity=near.proximity,
                    probability_given_this=near.given_this,
                    probability_given_other=near.given_other,
                    communes_with_this=near.communes_with_this,
                    communes_with_other=near.communes_with_other,
                    communes_with_both=near.communes_with_both,
                    complexity=shown.space.complexity(near.product),
                    mean_diversity=shown.space.mean_diversity(near.product),
                    explanation=why_related(shown, answer.counted or code, near, language),
                    product_code=near.product,
                )
                for near in answer.found[: question.first]
            ],
            counted_code=answer.counted,
        )

    async def of_unit(self, code: str, question: RelatednessQuestion) -> FeasibleProducts:
        """What a unit could make next. Raises ``BAD_REQUEST`` or ``NOT_FOUND`` for ``within``."""
        scene, within = await self._scene(question)
        known = scene.reading.placed.facilities.units.get(code)
        group = None if known is None else known.level_on(question.on)
        if within is not None and code not in within:
            raise bad_request(f"{code} lies outside the territory given", "within")
        return _feasible(scene, group, code, question)

    async def of_cluster(self, code: str, question: RelatednessQuestion) -> FeasibleProducts:
        """What a cluster could make next. Raises ``BAD_REQUEST`` or ``NOT_FOUND`` for ``within``."""
        scene, within = await self._scene(question)
        known = scene.reading.placed.facilities.clusters.get(code)
        if within is not None and known is not None and within.isdisjoint(known.units):
            raise bad_request(f"{code} lies outside the territory given", "within")
        return _feasible(scene, None if known is None else known.kind, code, question)

    async def _scene(self, question: RelatednessQuestion) -> tuple[_Scene, frozenset[str] | None]:
        within = None
        if question.within is not None:
            asked = question.within
            within = await self._territories.get(asked, lambda: self._territory(asked))
        version = await self._versions.get("version", lambda: data_version(self._graph))
        return await self._landscapes.get(self._graph, version, question.on, within), within

    async def _territory(self, units: tuple[str, ...]) -> frozenset[str]:
        inside, _ = await territory_of(self._graph, list(units), "within")
        return frozenset(inside)


def _feasible(
    scene: _Scene, group: Group | None, place: str, question: RelatednessQuestion
) -> FeasibleProducts:
    shown, language = scene.landscape, question.language
    answer = feasible(shown, group, place)
    return FeasibleProducts(
        algorithm=ALGORITHM,
        data_version=scene.reading.data_version,
        on=question.on,
        computed_at=scene.reading.computed_at,
        changed_meanwhile=scene.reading.changed_meanwhile,
        evidence=_evidence(shown, group),
        constraint=answer.constraint,
        explanation=about_feasible(shown, group, answer, language),
        total_count=len(answer.found),
        peers=answer.peers,
        diversity=len(answer.held),
        complexity=shown.space.mean_complexity(answer.held),
        products=list(_feasible_products(shown, group, place, answer, question)),
    )


def _feasible_products(
    scene: Landscape, group: Group | None, place: str, answer: FeasibleAnswer, question: RelatednessQuestion
) -> Iterator[FeasibleProduct]:
    if group is None:
        return
    for found in answer.found[: question.first]:
        nearest = scene.space.nearest(scene.tables[group], place, found.product)
        yield FeasibleProduct(
            density=found.density,
            revealed_comparative_advantage=found.advantage,
            complexity=found.complexity,
            facilities=found.facilities,
            communes_with=found.communes_with,
            mean_diversity=scene.space.mean_diversity(found.product),
            nearest=[
                NearestProduct(
                    proximity=near.proximity,
                    revealed_comparative_advantage=near.advantage,
                    product_code=near.product,
                )
                for near in nearest
            ],
            explanation=why_feasible(scene, found, nearest, question.language),
            product_code=found.product,
        )


def _evidence(scene: Landscape, group: Group | None) -> RelatednessEvidence:
    communes = scene.space.communes
    unplaced = set(scene.unplaced[Level.COMMUNE])
    if isinstance(group, Level):
        unplaced.update(scene.unplaced[group])
    return RelatednessEvidence(
        communes=len(communes.places),
        products=len(communes.products),
        offers=communes.total,
        ambiguous_codes=sorted(unplaced),
    )


async def _read(graph: Graph, version: int, on: dt.date) -> _Reading:
    """Counts; once more where the register moved meanwhile."""
    placed = await _read_once(graph, on)
    newest = await data_version(graph)
    if newest != version:
        version = newest
        placed = await _read_once(graph, on)
        newest = await data_version(graph)
    return _Reading(
        placed=placed,
        data_version=newest,
        changed_meanwhile=newest != version,
        computed_at=dates.now(),
    )


async def _read_once(graph: Graph, on: dt.date) -> PlacedFacilities:
    goods = {row["code"]: _good(row) for row in await taxonomy(graph)}
    counted = all_counted(goods)
    units, clusters, by_unit, by_cluster = await asyncio.gather(
        unit_versions(graph),
        sites_of_clusters(graph),
        facilities_by_unit(graph, counted, on),
        facilities_by_cluster(graph, counted, on),
    )

    def placed() -> PlacedFacilities:
        return placed_facilities(_facilities(goods, units, clusters, by_unit, by_cluster), on)

    return await asyncio.to_thread(placed)


def _facilities(
    goods: dict[str, Good],
    units: Sequence[Row],
    clusters: Sequence[Row],
    by_unit: Sequence[Row],
    by_cluster: Sequence[Row],
) -> Facilities:
    return Facilities(
        goods=goods,
        units={row["code"]: unit(row) for row in units},
        clusters={
            row["code"]: ClusterSite(ClusterKind[row["kind"]], frozenset(row["units"])) for row in clusters
        },
        by_unit=list(_numbers(by_unit)),
        by_cluster=list(_numbers(by_cluster)),
    )


def _numbers(places: Sequence[Row]) -> Iterator[tuple[str, str, int]]:
    for row in places:
        for item in row["products"]:
            yield row["place"], item["product"], item["number"]


def _good(row: Row) -> Good:
    return Good(
        code=row["code"],
        name=row["name"],
        name_en=row["nameEn"],
        unit=row["unit"],
        stage=row["stage"],
        hs_codes=frozenset(row["hsCodes"] or ()),
        kind_of=row["kindOf"],
    )


def unit(row: Row) -> Unit:
    """The version of a unit that a row describes."""
    return Unit(
        code=row["code"],
        kind=AdministrativeUnitKind[row["kind"]],
        valid_from=row["validFrom"],
        valid_to=row["validTo"],
        above=row["above"],
        whole=[later["code"] for later in row["successors"] if not later["isPartial"]],
        partial=[later["code"] for later in row["successors"] if later["isPartial"]],
    )
