"""Ranks pairs of clusters by what ties them: ``cluster-linkage/1``.

**Flows.** What members of one cluster offer and members of the other need, recorded or derived by recipe
(:mod:`planning.flow`), one flow for each needed product, direction and kind: an offer of a by-product is a
flow of its own. What a business makes itself, as it offers it or in house, is no need that is derived. An
offer of a kind meets a need for what it is a kind of, never the other way round. Goods
that are known to be all committed, and needs that are known to be met, make no flow; known trade always does.

**Common members.** A business that belongs to both clusters is no tie between them and has no part in flows.

**Quantities** are a year, in the unit of the needed product. What could flow is what is traded already and
the smaller of what is still to spare and still open. The same goods may meet several needs, so flows do not
add up.

**Shared focus**: value chains on which both clusters concentrate.

**Score.** Each tie halves what is missing to a full linkage (1 - 0.5 ^ ties); the other criteria are how near
the clusters are, what share of what is wanted is there (the mean over flows where it is known), and whether
goods flow both ways. The weights are judgement of this project, not yet evidence.
"""

import math
import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import permutations
from itertools import product as cross
from typing import TypeAlias, overload

import numpy as np
from numpy.typing import NDArray

from domain.enums import ClusterKind, ClusterLinkageConstraint, ClusterLinkageKind, Criterion
from planning.cancellation import check
from planning.criteria import Floats, Integers, capacity_cover, proximity
from planning.flow import Business, Flows, Supplied, Supply, Wanted, flows, total
from planning.open_need import met, open_needs, wanted_products
from planning.recipe import Kind, Recipes
from planning.score import Reason, normalised, reasons, scores
from planning.sphere import distances_km, points

ALGORITHM = "cluster-linkage/1"
MOST_CLUSTERS = 1_000
"""So many clusters are compared at once."""
ADJOINING_KM = 2.0
"""Industrial clusters that are farther apart do not stand side by side. None has more than 75 ha (article 2.1
of Decree 32/2024/NĐ-CP): of two of that size, each four times as long as wide, that meet end to end, the
middles are 1.7 km apart."""

WEIGHTS: Mapping[Criterion, float] = {
    Criterion.LINKAGE: 0.40,
    Criterion.PROXIMITY: 0.25,
    Criterion.CAPACITY_COVER: 0.20,
    Criterion.RECIPROCITY: 0.15,
}
_OF_FLOWS = frozenset({Criterion.CAPACITY_COVER, Criterion.RECIPROCITY})
"""Criteria that mean nothing where no flows are asked for."""
_FLOWING = (ClusterLinkageKind.INPUT, ClusterLinkageKind.BYPRODUCT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A cluster. ``places``: its own latitude and longitude or, where that is unknown, which makes them
    ``is_place_approximate``, the middles of its units. ``communes``: those in which it lies, or into which
    these passed as a whole, with their names. ``focus``: value chains by code.
    ``members``: businesses that stand in it or are its members."""

    code: str
    name: str
    kind: ClusterKind
    name_en: str | None = None
    places: Sequence[tuple[float, float]] = ()
    is_place_approximate: bool = False
    communes: Mapping[str, str] = field(default_factory=dict[str, str])
    focus: frozenset[str] = frozenset()
    members: Sequence[Business] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What members of one cluster, by its code, have for members of another. ``offerers`` and ``needers`` are
    numbers of businesses, of the latter ``derived`` with a need that only a recipe tells. ``products``: what
    is offered, all kinds of ``product``. ``spare``, ``open`` and ``traded``: a year in the unit of
    ``product``; None where no quantity is known."""

    kind: ClusterLinkageKind
    offering: str
    needing: str
    product: str
    products: Sequence[str]
    offerers: int
    needers: int
    derived: int
    spare: float | None
    open: float | None
    traded: float | None

    @property
    def quantity(self) -> float | None:
        """What could flow a year, what is traded already included."""
        if self.spare is None or self.open is None or self.traded is None:
            return None
        return self.traded + min(self.spare, self.open)

    @property
    def cover(self) -> float | None:
        """What share of what is wanted is there, 0 to 1."""
        if self.spare is None or self.open is None or self.traded is None:
            return None
        wanted = self.open + self.traded
        return min(1.0, (self.spare + self.traded) / wanted) if wanted > 0 else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedFocus:
    """A value chain on which two clusters concentrate, and how many of their members offer and need products
    of its stages."""

    chain: str
    offerers: int
    needers: int


class Provision(Enum):
    """What Decree 32/2024/NĐ-CP says of linked clusters. It speaks of industrial clusters (CCN) only."""

    VALUE_CHAIN = "4.2.đ"
    SIDE_BY_SIDE = "4.2.đ, second half"
    INVESTMENT_REPORT = "9.2.b"
    SUPPORT = "26.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Linkage:
    """Two clusters with what ties them. The source is the one from which more goods flow, among equals the
    one with the smaller code."""

    source: Cluster
    target: Cluster
    score: float
    distance_km: float | None
    reasons: Sequence[Reason]
    flows: Sequence[Flow]
    focus: Sequence[SharedFocus]
    common_members: frozenset[str]

    @property
    def is_distance_approximate(self) -> bool:
        """Whether the middle of a unit stands for the place of one of the two."""
        return self.distance_km is not None and (
            self.source.is_place_approximate or self.target.is_place_approximate
        )

    @property
    def industrial_clusters(self) -> list[Cluster]:
        """Those of the two that are industrial clusters (CCN)."""
        return [side for side in (self.source, self.target) if side.kind is ClusterKind.LAND_CLUSTER]

    @property
    def common_communes(self) -> list[str]:
        """Names of the communes in which both lie."""
        here, there = self.source.communes, self.target.communes
        return sorted(here[code] for code in here.keys() & there.keys())

    @property
    def may_adjoin(self) -> bool:
        """Whether the two may stand side by side, as far as is known: both are industrial clusters with a
        commune in common, and their own places, where both are known, are near enough."""
        is_known_far = (
            self.distance_km is not None
            and not self.is_distance_approximate
            and self.distance_km > ADJOINING_KM
        )
        return len(self.industrial_clusters) == 2 and bool(self.common_communes) and not is_known_far

    @property
    def provisions(self) -> list[Provision]:
        """Which rules can be cited: none where neither is an industrial cluster. Links inside a value chain
        are inputs or a shared focus. That two stand side by side is a question only where they may."""
        concerned = self.industrial_clusters
        if not concerned:
            return []
        is_in_chain = bool(self.focus) or any(flow.kind is ClusterLinkageKind.INPUT for flow in self.flows)
        return [
            *([Provision.VALUE_CHAIN] if is_in_chain else ()),
            *([Provision.SIDE_BY_SIDE] if self.may_adjoin else ()),
            Provision.INVESTMENT_REPORT,
            Provision.SUPPORT,
        ]


_Key: TypeAlias = tuple[ClusterLinkageKind, str]
"""A flow but for its direction: its kind and the needed product."""
_Pair: TypeAlias = tuple[int, int]
"""The places of two clusters, first the one from which something flows."""


@dataclass(slots=True)
class _Side:
    """What members have for a flow, or want of it: the quantity of each, unknown or above 0, in the unit of
    the needed product, and the products they name."""

    quantities: dict[str, float | None] = field(default_factory=dict[str, "float | None"])
    products: dict[str, set[str]] = field(default_factory=lambda: defaultdict[str, set[str]](set))
    derived: set[str] = field(default_factory=set[str])

    def add(self, member: str, quantity: float | None, product: str, *, is_derived: bool = False) -> None:
        """Adds a quantity of a member; none that is known to be 0."""
        if quantity is None or quantity > 0:
            known = self.quantities.get(member)
            self.quantities[member] = known if quantity is None else quantity + (known or 0.0)
            self.products[member].add(product)
            if is_derived:
                self.derived.add(member)

    def without(self, members: frozenset[str]) -> "_Side":
        """The same without some members."""
        kept = {member: amount for member, amount in self.quantities.items() if member not in members}
        return _Side(kept, self.products, self.derived - members)


@dataclass(slots=True)
class _Trade:
    """Known trade between two clusters in the goods of a flow."""

    suppliers: set[str] = field(default_factory=set[str])
    customers: set[str] = field(default_factory=set[str])
    products: set[str] = field(default_factory=set[str])
    quantities: list[float | None] = field(default_factory=list["float | None"])


class ClusterNetwork:
    """Some clusters with all that ties each two of them. Costs grow with the square of their number.

    ``received``: what members are known to receive, from anybody, by the code of the member. ``stages``: the
    products that are stages of each value chain.
    """

    def __init__(
        self,
        clusters: Iterable[Cluster],
        received: Mapping[str, Sequence[Supply]],
        recipes: Recipes,
        stages: Mapping[str, Iterable[str]],
        cancelled: threading.Event | None = None,
    ) -> None:
        """Raises :class:`planning.cancellation.Cancelled`."""
        self.clusters = sorted(clusters, key=lambda cluster: cluster.code)
        self._recipes = recipes
        self._stages = {chain: frozenset(products) for chain, products in stages.items()}
        every = frozenset[str]().union(*self._stages.values())
        counted: list[Flows] = []
        for cluster in self.clusters:
            check(cancelled)
            counted.append(flows(every, recipes, cluster.members))
        wanted = [[row for row in each.wanted if not self._makes(row)] for each in counted]
        self._wanted = wanted_products(row for rows in wanted for row in rows)
        check(cancelled)
        self._needs = [self._needs_of(rows, received) for rows in wanted]
        check(cancelled)
        needed = {product for needs in self._needs for product in needs}
        self._offers = [self._offers_of(each.supplied, needed) for each in counted]
        check(cancelled)
        self._common = _common(self.clusters)
        self._trade = self._traded()
        self._totals = {kind: self._totals_of(kind, cancelled) for kind in _FLOWING}
        self._focus = _shared([cluster.focus for cluster in self.clusters])
        self._distances = _distances(self.clusters)

    def linkages(self, kinds: frozenset[ClusterLinkageKind]) -> "Linkages":
        """The pairs that anything of some kinds ties, best first."""
        low, high = (side.astype(np.int64) for side in np.triu_indices(len(self.clusters), 1))
        out, back, cover, known, focus = (np.zeros(len(low)) for _ in range(5))
        for totals in (self._totals[kind] for kind in _FLOWING if kind in kinds):
            out += totals.flows[low, high]
            back += totals.flows[high, low]
            cover += totals.cover[low, high] + totals.cover[high, low]
            known += totals.known[low, high] + totals.known[high, low]
        if ClusterLinkageKind.SHARED_FOCUS in kinds:
            focus += self._focus[low, high]
        tied = np.flatnonzero(out + back + focus > 0)
        low, high = low[tied], high[tied]
        out, back, cover, known, focus = (each[tied] for each in (out, back, cover, known, focus))
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = np.where(known > 0, cover / known, np.where(out + back > 0, np.nan, 0.0))
        values = {
            Criterion.LINKAGE: 1.0 - np.power(0.5, out + back + focus),
            Criterion.PROXIMITY: proximity(self._distances[low, high]),
            Criterion.CAPACITY_COVER: mean,
            Criterion.RECIPROCITY: ((out > 0) & (back > 0)).astype(np.float64),
        }
        dropped = frozenset[Criterion]() if kinds & set(_FLOWING) else _OF_FLOWS
        weights = normalised({each: weight for each, weight in WEIGHTS.items() if each not in dropped})
        return Linkages(self, kinds, weights, values, (low, high), back > out)

    def flows(self, one: int, other: int, kinds: frozenset[ClusterLinkageKind]) -> list[Flow]:
        """All flows between two clusters: of each kind those from the first to the second before those
        back, by product."""
        return [
            flow
            for kind in _FLOWING
            if kind in kinds
            for pair in ((one, other), (other, one))
            for flow in self._flows(pair, kind)
        ]

    def shared_focus(self, one: int, other: int) -> list[SharedFocus]:
        """The value chains on which both of two clusters concentrate."""
        here, there = self.clusters[one], self.clusters[other]
        both = {business.code: business for cluster in (here, there) for business in cluster.members}.values()
        return [
            SharedFocus(
                chain=chain,
                offerers=sum(self._is_in(chain, (offer.product for offer in each.offers)) for each in both),
                needers=sum(self._is_in(chain, (need.product for need in each.needs)) for each in both),
            )
            for chain in sorted(here.focus & there.focus)
        ]

    def common_members(self, one: int, other: int) -> frozenset[str]:
        """The businesses that belong to both of two clusters."""
        return self._common.get((one, other), frozenset())

    def distance_km(self, one: int, other: int) -> float | None:
        """How far two clusters are from each other; None where a place is unknown."""
        distance = float(self._distances[one, other])
        return None if math.isnan(distance) else distance

    def _makes(self, need: Wanted) -> bool:
        """Whether a need is derived for what the business offers itself."""
        return need.is_derived and any(
            self._recipes.is_related(need.product, offer.product) for offer in need.business.offers
        )

    def _needs_of(
        self, wanted: Sequence[Wanted], received: Mapping[str, Sequence[Supply]]
    ) -> dict[str, _Side]:
        """What of the needs of a cluster is still open, by product."""
        needs: dict[str, _Side] = defaultdict(_Side)
        for need in open_needs(wanted, received, self._wanted, self._recipes):
            needs[need.product].add(
                need.business.code, need.quantity, need.product, is_derived=need.is_derived
            )
        return dict(needs)

    def _offers_of(self, supplied: Sequence[Supplied], needed: Collection[str]) -> dict[_Key, _Side]:
        """What of the offers of a cluster is to spare, by the flows to which it can go."""
        offers: dict[_Key, _Side] = defaultdict(_Side)
        for row in supplied:
            kind = self._kind(row.offer.product, row.business)
            for meets in self._recipes.lineage(row.offer.product):
                if meets.of in needed:
                    quantity = meets.quantity(row.spare)
                    offers[kind, meets.of].add(row.business.code, quantity, row.offer.product)
        return dict(offers)

    def _traded(self) -> dict[_Pair, dict[_Key, _Trade]]:
        """The known trade from members of one cluster to those of another."""
        where: dict[str, list[int]] = defaultdict(list)
        members: dict[str, Business] = {}
        for place, cluster in enumerate(self.clusters):
            for business in cluster.members:
                where[business.code].append(place)
                members[business.code] = business
        found: dict[_Pair, dict[_Key, _Trade]] = defaultdict(lambda: defaultdict(_Trade))
        for code in sorted(members):
            for supply in members[code].supplies:
                meets = self._met(supply)
                key = (self._kind(supply.product, members[code]), meets.of)
                for pair in cross(where[code], where.get(supply.customer, ())):
                    if pair[0] != pair[1] and not {code, supply.customer} & self.common_members(*pair):
                        trade = found[pair][key]
                        trade.suppliers.add(code)
                        trade.customers.add(supply.customer)
                        trade.products.add(supply.product)
                        trade.quantities.append(meets.quantity(supply.quantity))
        return found

    def _met(self, supply: Supply) -> Kind:
        """As which of the needs of its customer a delivery counts; as itself where it meets none."""
        return met(supply, self._wanted.get(supply.customer, frozenset()), self._recipes)

    def _kind(self, product: str, supplier: Business) -> ClusterLinkageKind:
        is_byproduct = self._recipes[product].is_byproduct or any(
            offer.is_byproduct for offer in supplier.offers if offer.product == product
        )
        return ClusterLinkageKind.BYPRODUCT if is_byproduct else ClusterLinkageKind.INPUT

    def _totals_of(self, kind: ClusterLinkageKind, cancelled: threading.Event | None) -> "_Totals":
        """What flows between each two clusters, in sum. Pairs with common members or known trade are few;
        they are added up flow by flow."""
        totals = _Totals(len(self.clusters))
        offers: dict[str, dict[int, _Side]] = defaultdict(dict)
        needs: dict[str, dict[int, _Side]] = defaultdict(dict)
        for place, sides in enumerate(self._offers):
            for (each, needed), side in sides.items():
                if each is kind and side.quantities:
                    offers[needed][place] = side
        for place, wants in enumerate(self._needs):
            for needed, side in wants.items():
                if side.quantities:
                    needs[needed][place] = side
        for needed in sorted(offers.keys() & needs.keys()):
            check(cancelled)
            totals.add(offers[needed], needs[needed])
        for pair in self._common.keys() | self._trade.keys():
            check(cancelled)
            totals.put(pair, self._flows(pair, kind))
        return totals

    def _flows(self, pair: _Pair, kind: ClusterLinkageKind) -> list[Flow]:
        """The flows of a kind from one cluster to another, by product."""
        one, other = pair
        offers, needs, common = self._offers[one], self._needs[other], self.common_members(one, other)
        traded = self._trade.get(pair, {})
        keys = {key for key in offers if key[1] in needs} | traded.keys()
        found: list[Flow] = []
        for key in sorted((key for key in keys if key[0] is kind), key=lambda key: key[1]):
            has = offers.get(key, _Side()).without(common)
            wants = needs.get(key[1], _Side()).without(common)
            trade = traded.get(key, _Trade())
            if trade.suppliers or (has.quantities and wants.quantities):
                found.append(
                    Flow(
                        kind=kind,
                        offering=self.clusters[one].code,
                        needing=self.clusters[other].code,
                        product=key[1],
                        products=sorted(
                            trade.products.union(*(has.products[each] for each in has.quantities))
                        ),
                        offerers=len(trade.suppliers | has.quantities.keys()),
                        needers=len(trade.customers | wants.quantities.keys()),
                        derived=len(wants.derived - trade.customers),
                        spare=total(has.quantities.values()),
                        open=total(wants.quantities.values()),
                        traded=total(trade.quantities),
                    )
                )
        return found

    def _is_in(self, chain: str, products: Iterable[str]) -> bool:
        stages = self._stages.get(chain, frozenset())
        return any(self._recipes.nearest(each, stages) for each in products)


class Linkages(Sequence[Linkage]):
    """Pairs of clusters, best first; ties by their codes. Each is made only when it is looked at."""

    def __init__(
        self,
        network: ClusterNetwork,
        kinds: frozenset[ClusterLinkageKind],
        weights: Mapping[Criterion, float],
        values: Mapping[Criterion, Floats],
        pairs: tuple[Integers, Integers],
        is_backward: NDArray[np.bool_],
    ) -> None:
        self._network = network
        self._kinds = kinds
        self._weights = weights
        self._values = values
        self._low, self._high = pairs
        self._is_backward = is_backward
        self._scores = scores(values, weights)
        self._order = np.lexsort((self._high, self._low, -self._scores))

    def __len__(self) -> int:
        return len(self._order)

    def key(self, position: int) -> tuple[float, str]:
        """What a pair is ordered by: its score downward, then the codes of the two, the smaller first."""
        row = int(self._order[position])
        low, high = (self._network.clusters[int(side[row])].code for side in (self._low, self._high))
        return -float(self._scores[row]), f"{low} {high}"

    @property
    def constraint(self) -> ClusterLinkageConstraint | None:
        """Why no pair is tied; None where one is."""
        clusters = self._network.clusters
        if len(self):
            return None
        if len(clusters) < 2:
            return ClusterLinkageConstraint.ONE_CLUSTER if clusters else ClusterLinkageConstraint.NO_CLUSTER
        if any(cluster.members for cluster in clusters):
            return ClusterLinkageConstraint.NO_TIE
        return ClusterLinkageConstraint.NO_MEMBER

    @overload
    def __getitem__(self, index: int) -> Linkage: ...
    @overload
    def __getitem__(self, index: slice) -> list[Linkage]: ...

    def __getitem__(self, index: int | slice) -> Linkage | list[Linkage]:
        if isinstance(index, slice):
            return [self._made(int(row)) for row in self._order[index]]
        return self._made(int(self._order[index]))

    def _made(self, row: int) -> Linkage:
        one, other = int(self._low[row]), int(self._high[row])
        if self._is_backward[row]:
            one, other = other, one
        network = self._network
        is_focus = ClusterLinkageKind.SHARED_FOCUS in self._kinds
        return Linkage(
            source=network.clusters[one],
            target=network.clusters[other],
            score=float(self._scores[row]),
            distance_km=network.distance_km(one, other),
            reasons=reasons(self._values, self._weights, row),
            flows=network.flows(one, other, self._kinds),
            focus=network.shared_focus(one, other) if is_focus else [],
            common_members=network.common_members(one, other),
        )


class _Totals:
    """What flows from each cluster (row) to each (column): the number of flows, the sum of the covers that
    are known, and how many are."""

    def __init__(self, size: int) -> None:
        self.flows, self.cover, self.known = (np.zeros((size, size)) for _ in range(3))

    def add(self, offers: Mapping[int, _Side], needs: Mapping[int, _Side]) -> None:
        """Adds one flow from each cluster that has some goods to each that wants them."""
        (has, spare), (wants, open_) = _column(offers), _column(needs)
        pairs = np.ix_(has, wants)
        available, wanted = np.broadcast_arrays(spare[:, np.newaxis], open_)
        cover = capacity_cover(available, wanted)
        self.flows[pairs] += has[:, np.newaxis] != wants
        self.cover[pairs] += np.nan_to_num(cover)
        self.known[pairs] += ~np.isnan(cover)

    def put(self, pair: _Pair, flows: Sequence[Flow]) -> None:
        """Sets what flows from one cluster to another."""
        covers = [flow.cover for flow in flows if flow.cover is not None]
        self.flows[pair] = len(flows)
        self.cover[pair] = math.fsum(covers)
        self.known[pair] = len(covers)


def _column(sides: Mapping[int, _Side]) -> tuple[Integers, Floats]:
    """The places of some clusters, and what they have or want in sum; NaN where no quantity is known."""
    sums = [total(side.quantities.values()) for side in sides.values()]
    return np.array(list(sides)), np.array([math.nan if each is None else each for each in sums])


def _common(clusters: Sequence[Cluster]) -> dict[_Pair, frozenset[str]]:
    """The members that two clusters have in common, for those that have any, in either order."""
    where: dict[str, list[int]] = defaultdict(list)
    for place, cluster in enumerate(clusters):
        for business in cluster.members:
            where[business.code].append(place)
    found: dict[_Pair, set[str]] = defaultdict(set)
    for member, places in where.items():
        for pair in permutations(places, 2):
            found[pair].add(member)
    return {pair: frozenset(members) for pair, members in found.items()}


def _shared(sets: Sequence[frozenset[str]]) -> Floats:
    """How many members each two sets have in common."""
    every = sorted(frozenset().union(*sets))
    table = np.array([[float(item in each) for item in every] for each in sets]).reshape(
        len(sets), len(every)
    )
    common: Floats = table @ table.T
    return common


def _distances(clusters: Sequence[Cluster]) -> Floats:
    """The smallest distance between a place of one cluster and a place of another, in kilometres; NaN where
    one has no known place."""
    owner = np.array([row for row, cluster in enumerate(clusters) for _ in cluster.places], dtype=np.int64)
    known = np.array([place for cluster in clusters for place in cluster.places]).reshape(-1, 2)
    spots = points(known[:, 0], known[:, 1])
    found = np.full((len(clusters), len(clusters)), np.inf)
    for spot, row in zip(spots, owner, strict=True):
        np.minimum.at(found[row], owner, distances_km(spot, spots))
    found[np.isinf(found)] = np.nan
    return found
