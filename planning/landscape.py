"""The facilities of a register as tables of places and products, and what can be read off them.

A landscape has the product space, which communes make, and one table for each level of administrative
units and each kind of cluster: the places among which an advantage is judged (``planning/product_space``).
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.enums import ClusterKind, RelatednessConstraint
from planning.placement import Level, Unit, in_force, placement
from planning.product_space import (
    FEWEST_COMMUNES,
    Feasible,
    Good,
    ProductSpace,
    Related,
    Table,
    counted_as,
    kinds_below,
)

Group = Level | ClusterKind
"""Places of a like: units of a level, or clusters of a kind."""


@dataclass(frozen=True, slots=True)
class ClusterSite:
    """A cluster: its kind, and the units in which it lies."""

    kind: ClusterKind
    units: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facilities:
    """How many facilities offer each product, by the unit or the cluster under which they are entered,
    with what is to be known of products, units and clusters. Products are those that count."""

    goods: Mapping[str, Good]
    units: Mapping[str, Unit]
    clusters: Mapping[str, ClusterSite]
    by_unit: Sequence[tuple[str, str, int]]
    by_cluster: Sequence[tuple[str, str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedFacilities:
    """The facilities of a day in the units of each level. ``near``: for a unit under which facilities are
    entered but that lies in no place of a level, the places of which it may share a part."""

    facilities: Facilities
    by_level: Mapping[Level, Sequence[tuple[str, str, int]]]
    near: Mapping[Level, Mapping[str, frozenset[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Landscape:
    """The product space with the tables beside it. ``unplaced``: for each level, the units under which
    facilities are entered that may lie in several of its places, so that they are left out."""

    goods: Mapping[str, Good]
    space: ProductSpace
    tables: Mapping[Group, Table]
    unplaced: Mapping[Level, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedAnswer:
    """What is related to a product, nearest first. Where that is nothing, ``constraint`` says why.
    ``counted``: the product as which it counts; None for a by-product. ``kinds``: for a heading, what is
    offered of it."""

    counted: str | None
    constraint: RelatednessConstraint | None
    found: Sequence[Related] = ()
    kinds: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeasibleAnswer:
    """What a place could make next, by density. Where that is nothing, ``constraint`` says why. ``peers``:
    how many places of its like have facilities, itself included. ``held``: the products in which it has an
    advantage."""

    peers: int
    constraint: RelatednessConstraint | None
    held: Sequence[str] = ()
    found: Sequence[Feasible] = ()


def placed_facilities(facilities: Facilities, on: dt.date) -> PlacedFacilities:
    """The facilities in the units that are in force on a day."""
    by_level: dict[Level, Sequence[tuple[str, str, int]]] = {}
    near: dict[Level, Mapping[str, frozenset[str]]] = {}
    units = list(facilities.units.values())
    entered = {unit for unit, _, _ in facilities.by_unit}
    for level in Level:
        found = placement(units, in_force(units, level, on))
        by_level[level] = [
            (found.place[unit], product, number)
            for unit, product, number in facilities.by_unit
            if unit in found.place
        ]
        near[level] = {unit: places for unit, places in found.near.items() if unit in entered}
    return PlacedFacilities(facilities=facilities, by_level=by_level, near=near)


def landscape(placed: PlacedFacilities, within: frozenset[str] | None = None) -> Landscape:
    """The landscape of all places; of those of a territory only, where its units are given."""
    tables: dict[Group, Table] = {}
    unplaced: dict[Level, list[str]] = {}
    for level in Level:
        tables[level] = Table.of(
            item for item in placed.by_level[level] if within is None or item[0] in within
        )
        unplaced[level] = sorted(
            unit
            for unit, places in placed.near[level].items()
            if within is None or not within.isdisjoint(places)
        )
    for kind in ClusterKind:
        tables[kind] = Table.of(_of_kind(placed.facilities, kind, within))
    return Landscape(
        goods=placed.facilities.goods,
        space=ProductSpace(tables[Level.COMMUNE]),
        tables=tables,
        unplaced=unplaced,
    )


def _of_kind(
    facilities: Facilities, kind: ClusterKind, within: frozenset[str] | None
) -> Iterable[tuple[str, str, int]]:
    for cluster, product, number in facilities.by_cluster:
        site = facilities.clusters.get(cluster)
        if site is not None and site.kind is kind and (within is None or not within.isdisjoint(site.units)):
            yield cluster, product, number


def related(scene: Landscape, product: str) -> RelatedAnswer:
    """What is related to a product."""
    counted = counted_as(scene.goods, product) if product in scene.goods else product
    if counted is None:
        return RelatedAnswer(counted=None, constraint=RelatednessConstraint.BY_PRODUCT)
    if counted not in scene.space:
        kinds = sorted(kind for kind in kinds_below(scene.goods, product) if kind in scene.space)
        missing = RelatednessConstraint.ONLY_KINDS_OFFERED if kinds else RelatednessConstraint.NOT_OFFERED
        return RelatedAnswer(counted=counted, constraint=missing, kinds=kinds)
    if scene.space.communes_with(counted) < FEWEST_COMMUNES:
        return RelatedAnswer(counted=counted, constraint=RelatednessConstraint.TOO_FEW_COMMUNES)
    found = scene.space.related(counted)
    nothing = None if found else RelatednessConstraint.NOTHING_NEAR
    return RelatedAnswer(counted=counted, constraint=nothing, found=found)


def feasible(scene: Landscape, group: Group | None, place: str) -> FeasibleAnswer:
    """What a place of a group could make next; no group: the place is not in force on the day."""
    if group is None:
        return FeasibleAnswer(peers=0, constraint=RelatednessConstraint.NOT_IN_FORCE)
    table = scene.tables[group]
    peers = len(table.places)
    if place not in table.places:
        return FeasibleAnswer(peers=peers, constraint=RelatednessConstraint.NO_FACILITY)
    if peers == 1:
        return FeasibleAnswer(peers=peers, constraint=RelatednessConstraint.NO_PEER)
    held = scene.space.held(table, place)
    found = scene.space.feasible(table, place)
    nothing = None if found else RelatednessConstraint.NOTHING_NEAR
    return FeasibleAnswer(peers=peers, constraint=nothing, held=held, found=found)
