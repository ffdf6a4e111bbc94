"""Ranks partners: ``partner-score/1``, a weighted mean of criteria in [0, 1].

A **pair** joins one product of the subject with one offer or need of a candidate. Every criterion is
a pure function over arrays with one entry a pair; NaN says that the value is unknown. An unknown
value counts as :data:`NEUTRAL`; a criterion that was not asked for is dropped for all. A candidate's
score is that of its best pair.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from domain.distance import distance_km
from domain.enums import Criterion, PartnerDirection

ALGORITHM = "partner-score/1"
NEUTRAL = 0.5
DECAY_KM = 100.0
HALF_LIFE_DAYS = 365.0
DAYS_A_MONTH = 30.44

WEIGHTS: Mapping[Criterion, float] = {
    Criterion.PRODUCT_FIT: 0.25,
    Criterion.CAPACITY_COVER: 0.20,
    Criterion.PROXIMITY: 0.15,
    Criterion.SEASON: 0.10,
    Criterion.CERTIFICATES: 0.10,
    Criterion.RECIPROCITY: 0.05,
    Criterion.CO_LOCATION: 0.05,
    Criterion.COMMON_FAIRS: 0.05,
    Criterion.FRESHNESS: 0.05,
}
"""Weights unless others are given. Judgement of this project, not yet evidence."""

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """One product of the subject: what it needs, or what it offers when buyers or peers are sought.

    ``quantity`` a year in the unit of the product: what is needed, or what is to spare of the offer;
    None where unknown. ``certificates`` are schemes asked for.
    """

    product: str
    name: str
    name_en: str | None
    unit: str
    mass_tonnes_per_unit: float | None
    keeps_days: int | None
    quantity: float | None
    months: frozenset[int]
    certificates: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """For whom partners are sought. ``code`` is empty for a described example."""

    code: str
    wants: Sequence[Want]
    latitude: float | None = None
    longitude: float | None = None
    country: str = "VN"
    units: frozenset[str] = frozenset()
    provinces: frozenset[str] = frozenset()
    clusters: frozenset[str] = frozenset()
    fairs: frozenset[str] = frozenset()
    certificates: frozenset[str] = frozenset()
    partners: frozenset[str] = frozenset()
    can_reciprocate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One product of the subject with one offer or need of a candidate.

    ``levels``: how far the match backs off along the taxonomy; 0 is a full match. ``quantity`` and
    ``spare``: capacity and what of it is to be had, or demand and what of it is open, a year in the
    unit of the matched product.
    """

    want: Want
    product: str
    name: str
    name_en: str | None
    unit: str
    mass_tonnes_per_unit: float | None
    keeps_days: int | None
    levels: int
    quantity: float | None
    spare: float | None
    months: frozenset[int]
    price: float | None
    currency: str | None
    as_of: dt.date | None
    certificates: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A business that may become a partner, with its pairs."""

    code: str
    kind: str
    pairs: Sequence[Pair]
    latitude: float | None = None
    longitude: float | None = None
    country: str = "VN"
    units: frozenset[str] = frozenset()
    provinces: frozenset[str] = frozenset()
    clusters: frozenset[str] = frozenset()
    fairs: frozenset[str] = frozenset()
    certificates: frozenset[str] = frozenset()
    is_reciprocal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A criterion's part in a score: ``contribution`` is weight × value used; ``value`` None where
    it is unknown and the neutral value was used."""

    criterion: Criterion
    weight: float
    value: float | None
    contribution: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredPair:
    """A pair with its score and reasons."""

    pair: Pair
    score: float
    cover: float | None
    reasons: Sequence[Reason]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A candidate with its best pair first and its other products after it, best first."""

    candidate: Candidate
    best: ScoredPair
    others: Sequence[ScoredPair]
    distance_km: float | None
    is_existing_partner: bool

    @property
    def score(self) -> float:
        """The score of the best pair."""
        return self.best.score


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """Which matches are wanted; what is None or empty does not restrict."""

    kinds: frozenset[str] | None = None
    units: frozenset[str] | None = None
    products: frozenset[str] | None = None
    certificates: frozenset[str] | None = None
    maximum_distance_km: float | None = None
    minimum_spare: float | None = None
    minimum_score: float | None = None
    excludes_existing: bool = False


def product_fit(levels: Integers) -> Floats:
    """How well the products match: 1 for the same product or a kind of it, halved by each level that
    the match backs off to a more general one (0.5 ^ levels). No unit.

    Source: hierarchy back-off as in Mori et al. 2012 on partner search; the factor is our judgement.
    """
    return np.power(0.5, levels.astype(np.float64))


def capacity_cover(available: Floats, wanted: Floats) -> Floats:
    """What share of the wanted quantity is available: min(1, available ÷ wanted), both a year in the
    same unit. Unknown where either is unknown or nothing is wanted."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        share = np.where(wanted > 0, available / wanted, np.nan)
    return np.minimum(1.0, share)


def season(offered: Integers, wanted: Integers, keeps_days: Floats) -> Floats:
    """What share of the wanted months is served: months are bits 0 to 11. A product that keeps serves
    also the following months, one for each full month (30.44 days) it keeps. Unknown where either
    side names no months."""
    kept = np.where(np.isnan(keeps_days), 0.0, keeps_days) // DAYS_A_MONTH
    served = offered.copy()
    for step in range(1, 12):
        turned = ((offered << step) | (offered >> (12 - step))) & 0xFFF
        served |= np.where(kept >= step, turned, 0)
    common = _BITS[served & wanted].astype(np.float64)
    total = _BITS[wanted].astype(np.float64)
    return np.where((offered > 0) & (wanted > 0), common / np.maximum(total, 1.0), np.nan)


def proximity(distance: Floats) -> Floats:
    """How near: exp(-distance ÷ 100 km), by great circle. Unknown where a place is unknown.

    Source: exponential distance decay, usual in studies of supply links; the scale of 100 km (a half
    at 69 km) is our judgement for mountain provinces.
    """
    return np.exp(-distance / DECAY_KM)


def certificates(held: Integers, wanted: Integers) -> Floats:
    """What share of the schemes asked for is held and valid on the day; 1 where a pair asks for none."""
    return np.where(wanted > 0, held / np.maximum(wanted, 1), 1.0)


def common_fairs(number: Integers) -> Floats:
    """How often both take part in the same fair within twelve months before or after the day:
    1 - 0.5 ^ number of common fairs."""
    return 1.0 - np.power(0.5, number.astype(np.float64))


def freshness(age_days: Floats) -> Floats:
    """How recent the offer or need is: 0.5 ^ (age ÷ 365 days), the age being at least 0. Unknown
    where its day is unknown."""
    return np.power(0.5, np.maximum(age_days, 0.0) / HALF_LIFE_DAYS)


def co_location(subject: Subject, candidate: Candidate) -> float:
    """How closely they are neighbours: 1 in a common cluster, 0.8 in the same commune, 0.4 in the
    same province, else 0; NaN where the unit of either in Vietnam is unknown."""
    if subject.clusters & candidate.clusters:
        return 1.0
    if subject.units & candidate.units:
        return 0.8
    if subject.provinces & candidate.provinces:
        return 0.4
    homeless = any(side.country == "VN" and not side.units for side in (subject, candidate))
    return math.nan if homeless else 0.0


def effective_weights(
    direction: PartnerDirection, subject: Subject, given: Mapping[Criterion, float], asks_certificates: bool
) -> dict[Criterion, float]:
    """The weights in force, adding up to 1: those given, without criteria that were not asked for.

    Capacity cover and reciprocity say nothing of peers; reciprocity, common fairs and certificates
    are dropped where the subject gives no occasion for them. Empty where nothing is left.
    """
    dropped: set[Criterion] = set()
    if direction is PartnerDirection.PEERS:
        dropped |= {Criterion.CAPACITY_COVER, Criterion.RECIPROCITY}
    if not subject.can_reciprocate:
        dropped.add(Criterion.RECIPROCITY)
    if not subject.code:
        dropped.add(Criterion.COMMON_FAIRS)
    if not asks_certificates:
        dropped.add(Criterion.CERTIFICATES)
    kept = {c: w for c, w in given.items() if w > 0 and c not in dropped}
    largest = max(kept.values(), default=1.0)
    total = math.fsum(weight / largest for weight in kept.values())  # the sum itself could overflow
    return {criterion: weight / largest / total for criterion, weight in kept.items()}


def rank(
    direction: PartnerDirection,
    subject: Subject,
    found: Sequence[Candidate],
    *,
    weights: Mapping[Criterion, float],
    restriction: Restriction,
    on: dt.date,
) -> list[Match]:
    """All candidates that pass the restriction, best first; ties are broken by code.

    ``weights`` need not add up to 1. Empty where the criteria asked for leave nothing to weigh.
    """
    kept = [candidate for candidate in found if _passes(subject, candidate, restriction)]
    rows = [
        (number, pair)
        for number, candidate in enumerate(kept)
        for pair in candidate.pairs
        if restriction.products is None or pair.product in restriction.products
    ]
    if not rows:
        return []
    table = _Table.of(direction, subject, kept, rows, on)
    in_force = effective_weights(direction, subject, weights, bool(table.wanted_certificates.any()))
    if not in_force:
        return []
    values = {criterion: table.value(criterion) for criterion in in_force}
    scores = _total(values, in_force)
    order = np.lexsort((np.arange(len(rows)), -scores, table.owner))
    matches = [
        match
        for pairs in np.split(order, np.flatnonzero(np.diff(table.owner[order])) + 1)
        if (match := _match(subject, kept, rows, pairs, table, values, in_force, scores, restriction))
    ]
    return sorted(matches, key=lambda match: (-match.score, match.candidate.code))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """The facts of all pairs as arrays, one entry a pair."""

    owner: Integers
    levels: Integers
    available: Floats
    wanted: Floats
    offered_months: Integers
    wanted_months: Integers
    keeps_days: Floats
    distance: Floats
    held_certificates: Integers
    wanted_certificates: Integers
    reciprocal: Floats
    neighbourhood: Floats
    fairs: Integers
    age_days: Floats

    @staticmethod
    def of(
        direction: PartnerDirection,
        subject: Subject,
        candidates_: Sequence[Candidate],
        rows: Sequence[tuple[int, Pair]],
        on: dt.date,
    ) -> _Table:
        buyers = direction is PartnerDirection.BUYERS
        distances = [_distance(subject, candidate) for candidate in candidates_]
        neighbourhoods = [co_location(subject, candidate) for candidate in candidates_]
        asked = [pair.certificates if buyers else pair.want.certificates for _, pair in rows]
        held = [subject.certificates if buyers else candidates_[n].certificates for n, _ in rows]
        return _Table(
            owner=np.array([n for n, _ in rows], dtype=np.int64),
            levels=np.array([pair.levels for _, pair in rows], dtype=np.int64),
            available=_floats(_in_own_unit(pair) for _, pair in rows),
            wanted=_floats(pair.want.quantity for _, pair in rows),
            offered_months=_months(pair.want.months if buyers else pair.months for _, pair in rows),
            wanted_months=_months(pair.months if buyers else pair.want.months for _, pair in rows),
            keeps_days=_floats((pair.want if buyers else pair).keeps_days for _, pair in rows),
            distance=_floats(distances[n] for n, _ in rows),
            held_certificates=np.array(
                [len(wish & has) for wish, has in zip(asked, held, strict=True)], dtype=np.int64
            ),
            wanted_certificates=np.array([len(wish) for wish in asked], dtype=np.int64),
            reciprocal=_floats(float(candidates_[n].is_reciprocal) for n, _ in rows),
            neighbourhood=_floats(neighbourhoods[n] for n, _ in rows),
            fairs=np.array([len(subject.fairs & candidates_[n].fairs) for n, _ in rows], dtype=np.int64),
            age_days=_floats(
                None if pair.as_of is None else float((on - pair.as_of).days) for _, pair in rows
            ),
        )

    def value(self, criterion: Criterion) -> Floats:
        """The value of a criterion for every pair; NaN where unknown."""
        match criterion:
            case Criterion.PRODUCT_FIT:
                return product_fit(self.levels)
            case Criterion.CAPACITY_COVER:
                return capacity_cover(self.available, self.wanted)
            case Criterion.SEASON:
                return season(self.offered_months, self.wanted_months, self.keeps_days)
            case Criterion.PROXIMITY:
                return proximity(self.distance)
            case Criterion.CERTIFICATES:
                return certificates(self.held_certificates, self.wanted_certificates)
            case Criterion.RECIPROCITY:
                return self.reciprocal
            case Criterion.CO_LOCATION:
                return self.neighbourhood
            case Criterion.COMMON_FAIRS:
                return common_fairs(self.fairs)
            case Criterion.FRESHNESS:
                return freshness(self.age_days)


def _total(values: Mapping[Criterion, Floats], weights: Mapping[Criterion, float]) -> Floats:
    size = len(next(iter(values.values())))
    total = np.zeros(size)
    for criterion, weight in weights.items():
        total += weight * np.where(np.isnan(values[criterion]), NEUTRAL, values[criterion])
    return total


def _match(
    subject: Subject,
    candidates_: Sequence[Candidate],
    rows: Sequence[tuple[int, Pair]],
    order: Integers,
    table: _Table,
    values: Mapping[Criterion, Floats],
    weights: Mapping[Criterion, float],
    scores: Floats,
    restriction: Restriction,
) -> Match | None:
    covers = capacity_cover(table.available, table.wanted)
    best_by_products: dict[tuple[str, str], ScoredPair] = {}
    for position in order.tolist():
        pair = rows[position][1]
        spare = float(table.available[position])
        if restriction.minimum_spare is not None and not spare >= restriction.minimum_spare:
            continue
        best_by_products.setdefault(
            (pair.want.product, pair.product),
            ScoredPair(
                pair=pair,
                score=float(scores[position]),
                cover=_known(float(covers[position])),
                reasons=[
                    _reason(criterion, weight, float(values[criterion][position]))
                    for criterion, weight in weights.items()
                ],
            ),
        )
    pairs = sorted(
        best_by_products.values(),
        key=lambda scored: (-scored.score, scored.pair.want.product, scored.pair.product),
    )
    candidate = candidates_[int(table.owner[order[0]])]
    if not pairs or (restriction.minimum_score is not None and pairs[0].score < restriction.minimum_score):
        return None
    return Match(
        candidate=candidate,
        best=pairs[0],
        others=pairs[1:],
        distance_km=_known(float(table.distance[order[0]])),
        is_existing_partner=candidate.code in subject.partners,
    )


def _reason(criterion: Criterion, weight: float, value: float) -> Reason:
    used = NEUTRAL if math.isnan(value) else value
    return Reason(criterion=criterion, weight=weight, value=_known(value), contribution=weight * used)


def _passes(subject: Subject, candidate: Candidate, restriction: Restriction) -> bool:
    if restriction.kinds is not None and candidate.kind not in restriction.kinds:
        return False
    if restriction.units is not None and not (candidate.units & restriction.units):
        return False
    if restriction.certificates is not None and not (candidate.certificates & restriction.certificates):
        return False
    if restriction.excludes_existing and candidate.code in subject.partners:
        return False
    if restriction.maximum_distance_km is not None:
        distance = _distance(subject, candidate)
        return distance is not None and distance <= restriction.maximum_distance_km
    return True


def _distance(subject: Subject, candidate: Candidate) -> float | None:
    if subject.latitude is None or subject.longitude is None:
        return None
    if candidate.latitude is None or candidate.longitude is None:
        return None
    return distance_km(subject.latitude, subject.longitude, candidate.latitude, candidate.longitude)


def _in_own_unit(pair: Pair) -> float | None:
    """What is to be had, in the unit of the subject's product; None where units cannot be compared."""
    if pair.spare is None or pair.unit == pair.want.unit:
        return pair.spare
    if not pair.mass_tonnes_per_unit or not pair.want.mass_tonnes_per_unit:
        return None
    return pair.spare * pair.mass_tonnes_per_unit / pair.want.mass_tonnes_per_unit


def _floats(values: Iterable[float | int | None]) -> Floats:
    return np.array([math.nan if v is None else v for v in values], dtype=np.float64)


def _months(sets: Iterable[frozenset[int]]) -> Integers:
    return np.array([sum(1 << (month - 1) for month in months) for months in sets], dtype=np.int64)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


_BITS: Integers = np.array([number.bit_count() for number in range(4096)], dtype=np.int64)
"""How many months a mask of months holds."""
