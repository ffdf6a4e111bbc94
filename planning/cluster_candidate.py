"""Finds groups of businesses that behave like a cluster without being one: ``cluster-candidate/1``.

**Network.** Two businesses are linked by known trade over at most :data:`FARTHEST_TRADE_KM`, which weighs
exp(-distance ÷ 30 km), a half where a place is unknown, and by standing near each other in the same value
chain, which weighs how alike their goods are times exp(-distance ÷ 10 km). Each business is linked to the
:data:`NEIGHBOURS` nearest of a chain within :data:`FARTHEST_KM`. Goods are what a business offers and needs,
what that is a kind of, and what it is made from; they are alike by the share of the goods of the one with
fewer that the other has too (overlap coefficient): firms that make the same are, and so are a grower and a
mill, one that leaves sawdust and one that burns it. A business that offers something is in the chains of its
offers, any other in those of its needs.

**Producers** of a chain are those that offer something of its stages. Only they make a group one of a chain:
shops that buy a bit of everything, and suppliers of packaging or other goods that no stage is made of, may
stand among them but count for no chain.

**Groups** are the communities of that network (:mod:`planning.community`). One is shown where

- it has at least :data:`FEWEST_MEMBERS` members, half of them within :data:`FARTHEST_KM` of their middle,
- more than half of the weight of their links stays inside,
- more than half of them are producers of the same chain, which are no rarer where they stand than elsewhere
  (location quotient of 1 or more),
- it is no cluster already: no more than half of them belong to the same one.

**Location quotient** (LQ): the share of producers of the chain among the businesses of the administrative
units in which the members stand, through its share among all businesses of the register. It counts
businesses, not workers or output, which are not known of all.

Scales and thresholds are judgement of this project, not yet evidence.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from scipy import sparse
from scipy.spatial import KDTree

from domain.enums import ClusterCandidateConstraint
from planning.community import Integers, Network, cohesion, communities
from planning.recipe import Recipes
from planning.score import NEUTRAL
from planning.sphere import Floats, chord, distances_km, points

ALGORITHM = "cluster-candidate/1"
NEIGHBOURS = 8
FARTHEST_KM = 30.0
FARTHEST_TRADE_KM = 100.0
TRADE_DECAY_KM = 30.0
DECAY_KM = 10.0
FEWEST_MEMBERS = 5
MOST_MEMBERS = 100
"""A community with more members is divided again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """A business in Vietnam that offers or needs anything. ``unit``: under which it is entered.
    ``clusters``: to which it belongs."""

    code: str
    unit: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    offers: Sequence[str] = ()
    needs: Sequence[str] = ()
    clusters: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A group that behaves like a cluster. ``in_chain``: how many members are producers of ``chain``.
    ``units``: those under which members are entered, with how many. ``trade_links``: known trade between
    members. ``clusters``: to which members belong, with how many. ``radius_km``: the median distance of
    members from their middle."""

    members: Sequence[str]
    chain: str
    in_chain: int
    cohesion: float
    location_quotient: float | None
    units: Mapping[str, int] = field(default_factory=dict[str, int])
    trade_links: int = 0
    clusters: Mapping[str, int] = field(default_factory=dict[str, int])
    radius_km: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """All groups of a register, the largest first. ``units``: those under which any business is entered;
    ``chains``: those of them in which any belongs to each chain. None stands for having no unit."""

    found: Sequence[Candidate]
    units: Set[str | None]
    chains: Mapping[str, Set[str | None]]

    def shown(self, units: frozenset[str] | None, chain: str | None) -> list[Candidate]:
        """Those of a chain, and with at least half of their members in some units, where these are given."""
        return [
            candidate
            for candidate in self.found
            if chain in (None, candidate.chain)
            and (units is None or 2 * _inside(candidate.units, units) >= len(candidate.members))
        ]

    def constraint(self, units: frozenset[str] | None, chain: str | None) -> ClusterCandidateConstraint:
        """Why none are shown."""
        if not _any_inside(self.units, units):
            return ClusterCandidateConstraint.NO_BUSINESS
        if chain is not None and not _any_inside(self.chains.get(chain, frozenset()), units):
            return ClusterCandidateConstraint.NO_RECORD
        return ClusterCandidateConstraint.NO_GROUP


def candidates(
    firms: Iterable[Firm],
    trade: Iterable[tuple[str, str]],
    recipes: Recipes,
    stages: Mapping[str, Iterable[str]],
) -> Candidates:
    """The groups of a register. ``trade``: pairs of supplier and customer. ``stages``: the products that are
    stages of each value chain."""
    register = _Register(sorted(firms, key=lambda firm: firm.code), trade, recipes, stages)
    network = register.network()
    groups = [nodes for nodes in communities(network, MOST_MEMBERS) if len(nodes) >= FEWEST_MEMBERS]
    figures = zip(groups, cohesion(network, groups).tolist(), register.trade_inside(groups), strict=True)
    found: list[Candidate] = []
    for nodes, inside, links in figures:
        if inside > 0.5 and (candidate := register.candidate(nodes, inside, links)) is not None:
            found.append(candidate)
    found.sort(key=lambda each: (-len(each.members), -each.cohesion, each.members))
    return Candidates(
        found=found,
        units=frozenset(register.firms_in),
        chains=dict(register.chains_in),
    )


class _Register:
    """All firms, by their places in a network."""

    def __init__(
        self,
        firms: Sequence[Firm],
        trade: Iterable[tuple[str, str]],
        recipes: Recipes,
        stages: Mapping[str, Iterable[str]],
    ) -> None:
        self._firms = firms
        self._recipes = recipes
        self._products = _Products(recipes, stages)
        place = {firm.code: row for row, firm in enumerate(firms)}
        known = ((one, other) for one, other in trade if one in place and other in place)
        numbers = (place[end] for pair in known for end in pair)
        ends = np.fromiter(numbers, dtype=np.int64).reshape(-1, 2)
        self._trade = _each_once(ends[ends[:, 0] != ends[:, 1]], len(firms))
        self._spots = points(
            np.array([_number(firm.latitude) for firm in firms]),
            np.array([_number(firm.longitude) for firm in firms]),
        )
        chains_of = cache(self._products.chains_of)  # many firms name the same few products
        self._chains = [chains_of(tuple(firm.offers or firm.needs)) for firm in firms]
        self._produced = [chains_of(tuple(firm.offers)) for firm in firms]
        self.firms_in = Counter(firm.unit for firm in firms)
        self.chains_in: dict[str, set[str | None]] = defaultdict(set)
        for firm, chains in zip(firms, self._chains, strict=True):
            for chain in chains:
                self.chains_in[chain].add(firm.unit)
        self._producers_in: dict[str, Counter[str | None]] = defaultdict(Counter)
        for firm, chains in zip(firms, self._produced, strict=True):
            for chain in chains:
                self._producers_in[chain][firm.unit] += 1

    def network(self) -> Network:
        """The symmetric weights of all links."""
        size = len(self._firms)
        (sold, trade), (near, nearness) = self._traded(), self._neighbours()
        rows, columns = np.concatenate([sold, near]).T
        data = np.concatenate([trade, nearness])
        both = (np.concatenate([rows, columns]), np.concatenate([columns, rows]))
        network = sparse.csr_matrix((np.concatenate([data, data]), both), shape=(size, size))
        network.sum_duplicates()
        return network

    def trade_inside(self, groups: Sequence[Integers]) -> list[int]:
        """How many pairs of supplier and customer belong to each group."""
        group = np.full(len(self._firms), -1, dtype=np.int64)
        for number, nodes in enumerate(groups):
            group[nodes] = number
        ends = group[self._trade]
        inside = ends[(ends[:, 0] == ends[:, 1]) & (ends[:, 0] >= 0), 0]
        counts: list[int] = np.bincount(inside, minlength=len(groups)).tolist()
        return counts

    def candidate(self, nodes: Integers, inside: float, trade_links: int) -> Candidate | None:
        """The group of some firms; None where it is not like a cluster, or is one."""
        members = [self._firms[node] for node in nodes]
        chain, in_chain = self._leading(nodes)
        clusters = Counter(cluster for firm in members for cluster in sorted(set(firm.clusters)))
        if (
            chain is None
            or 2 * in_chain <= len(members)
            or 2 * max(clusters.values(), default=0) > len(members)
        ):
            return None
        units = Counter(firm.unit for firm in members if firm.unit is not None)
        quotient = self._location_quotient(chain, units)
        radius = self._radius_km(nodes)
        if (quotient is not None and quotient < 1.0) or (radius is not None and radius > FARTHEST_KM):
            return None
        return Candidate(
            members=[firm.code for firm in members],
            chain=chain,
            in_chain=in_chain,
            cohesion=inside,
            location_quotient=quotient,
            units=dict(units.most_common()),
            trade_links=trade_links,
            clusters=dict(clusters.most_common()),
            radius_km=radius,
        )

    def _traded(self) -> tuple[Integers, Floats]:
        """Each supplier and customer that are not too far from each other, with the weight of that."""
        far = distances_km(self._spots[self._trade[:, 0]], self._spots[self._trade[:, 1]])
        weights = np.where(np.isnan(far), NEUTRAL, np.exp(-far / TRADE_DECAY_KM))
        kept = ~(far > FARTHEST_TRADE_KM)
        return self._trade[kept], weights[kept]

    def _neighbours(self) -> tuple[Integers, Floats]:
        """Each two firms that stand near each other in the same chain, with the weight of that."""
        found = _each_once(
            np.concatenate([np.zeros((0, 2), np.int64), *self._near_in_chains()]), len(self._firms)
        )
        one, other = found[:, 0], found[:, 1]
        profiles = self._profiles()
        sizes = np.diff(profiles.indptr)
        common = np.asarray(profiles[one].multiply(profiles[other]).sum(axis=1)).ravel()
        alike = common / np.minimum(sizes[one], sizes[other])
        far = distances_km(self._spots[one], self._spots[other])
        weights: Floats = alike * np.exp(-far / DECAY_KM)
        kept = weights > 0
        return found[kept], weights[kept]

    def _near_in_chains(self) -> Iterable[Integers]:
        """The nearest firms of each chain: pairs of places, the smaller first."""
        is_placed = ~np.isnan(self._spots[:, 0])
        for chain in sorted(self.chains_in):
            own = np.array(
                [row for row, chains in enumerate(self._chains) if chain in chains], dtype=np.int64
            )
            own = own[is_placed[own]]
            if len(own) > 1:
                nearest = min(NEIGHBOURS + 1, len(own))
                tree = KDTree(self._spots[own])
                _, ends = tree.query(self._spots[own], k=nearest, distance_upper_bound=chord(FARTHEST_KM))
                starts = np.repeat(np.arange(len(own)), nearest)
                ends = ends.ravel()
                is_pair = (ends < len(own)) & (ends != starts)
                pairs = np.stack([own[starts[is_pair]], own[ends[is_pair]]], axis=-1)
                yield np.sort(pairs, axis=1)

    def _profiles(self) -> Network:
        """1 where a firm (row) has to do with a product (column)."""
        column: dict[str, int] = {}
        numbers = (
            number
            for row, firm in enumerate(self._firms)
            for product in self._products.profile(firm.offers, firm.needs)
            for number in (row, column.setdefault(product, len(column)))
        )
        at = np.fromiter(numbers, dtype=np.int64).reshape(-1, 2)
        shape = (len(self._firms), max(1, len(column)))
        return sparse.csr_matrix((np.ones(len(at)), (at[:, 0], at[:, 1])), shape=shape)

    def _leading(self, nodes: Integers) -> tuple[str | None, int]:
        """The chain of which most of some firms are producers, and how many; among equals the rarer one."""
        counts = Counter(chain for node in nodes for chain in self._produced[node])
        chain = min(
            counts, key=lambda each: (-counts[each], self._producers_in[each].total(), each), default=None
        )
        return chain, 0 if chain is None else counts[chain]

    def _location_quotient(self, chain: str, units: Iterable[str]) -> float | None:
        here = frozenset(units)
        firms = sum(self.firms_in[unit] for unit in here)
        if not firms:
            return None
        share = sum(self._producers_in[chain][unit] for unit in here) / firms
        return share / (self._producers_in[chain].total() / self.firms_in.total())

    def _radius_km(self, nodes: Integers) -> float | None:
        spots = self._spots[nodes]
        spots = spots[~np.isnan(spots).any(axis=1)]
        if not len(spots):
            return None
        middle = spots.mean(axis=0)
        middle /= np.linalg.norm(middle)
        return float(np.median(distances_km(spots, np.broadcast_to(middle, spots.shape))))


class _Products:
    """The chains of products, and what a firm has to do with; asked again and again, computed once."""

    def __init__(self, recipes: Recipes, stages: Mapping[str, Iterable[str]]) -> None:
        self._recipes = recipes
        self._chains: dict[str, frozenset[str]] = {}
        self._lineages: dict[str, frozenset[str]] = {}
        self._inputs: dict[str, frozenset[str]] = {}
        self._of_stage: dict[str, set[str]] = defaultdict(set)
        for chain, products in stages.items():
            for product in products:
                self._of_stage[product].add(chain)

    def chains(self, product: str) -> frozenset[str]:
        """The chains of which a product, or what it is a kind of, is a stage."""
        if product not in self._chains:
            self._chains[product] = frozenset(
                chain for each in self.lineage(product) for chain in self._of_stage.get(each, ())
            )
        return self._chains[product]

    def chains_of(self, products: Iterable[str]) -> frozenset[str]:
        """The chains of any of some products."""
        return frozenset().union(*(self.chains(code) for code in products))

    def lineage(self, product: str) -> frozenset[str]:
        """A product and everything of which it is a kind."""
        if product not in self._lineages:
            self._lineages[product] = frozenset(kind.of for kind in self._recipes.lineage(product))
        return self._lineages[product]

    def profile(self, offers: Iterable[str], needs: Iterable[str]) -> set[str]:
        """What a firm offers and needs, what that is a kind of, and what it is made from."""
        found: set[str] = set()
        for product in offers:
            if product not in self._inputs:
                inputs = (each for each in self._recipes.inputs(product) if each in self._recipes)
                self._inputs[product] = frozenset().union(*map(self.lineage, inputs))
            found |= self.lineage(product) | self._inputs[product]
        for product in needs:
            found |= self.lineage(product)
        return found


def _each_once(pairs: Integers, size: int) -> Integers:
    """Pairs of places below ``size``, each once and in their order: as one number each, which takes a tenth
    of the time of ``numpy.unique`` on rows."""
    numbers: Integers = np.unique(pairs[:, 0] * size + pairs[:, 1])
    return np.stack(np.divmod(numbers, max(1, size)), axis=-1)


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def _inside(numbers: Mapping[str, int], units: Set[str]) -> int:
    """The sum of the numbers of some units."""
    return sum(number for unit, number in numbers.items() if unit in units)


def _any_inside(entered: Set[str | None], units: Set[str] | None) -> bool:
    """Whether any unit in which somebody is entered is one of some, or there is any where none are given."""
    return bool(entered if units is None else entered & units)
