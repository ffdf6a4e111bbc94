"""Ranks partners: ``partner-score/1``, a weighted mean of criteria in [0, 1].

A **pair** joins one product of the subject with one offer or need of a candidate. The criteria are in
``planning/criteria.py``. An unknown value counts as :data:`NEUTRAL`; a criterion that was not asked
for is dropped for all. A candidate's score is that of its best pair.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import overload

import numpy as np

from domain.distance import distance_between
from domain.enums import AdministrativeUnitKind, BusinessKind, Criterion, PartnerDirection
from planning.criteria import (
    Floats,
    Integers,
    capacity_cover,
    certificates,
    co_location,
    common_fairs,
    floats,
    freshness,
    month_bits,
    product_fit,
    proximity,
    season,
)
from planning.fair_outcome import Dealings, Held
from planning.middle import is_approximate
from planning.score import Reason, normalised, reasons, scores

ALGORITHM = "partner-score/1"

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
"""Weights unless others are given. Judgement of this project; docs/quality.md says how well they rank."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """One product of the subject: what it needs, or what it offers when buyers or peers are sought.

    ``quantity`` a year in the unit of the product: what is needed, or what is to spare of the offer;
    None where unknown. ``delivered``: what is known to be delivered already where it is a need; it is not
    taken off, as others may be sought in place of those who deliver. ``certificates`` are schemes asked for,
    ``held`` those of the subject's own offer of the product.
    """

    product: str
    name: str
    name_en: str | None
    unit: str
    keeps_days: int | None
    quantity: float | None
    months: frozenset[int]
    delivered: float = 0.0
    certificates: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """For whom partners are sought. ``code`` is empty for a described example. ``units`` are all units
    under which it is entered, ``communes`` those of them that are communes and what these passed into as a
    whole, ``provinces`` those above them in any version; ``middle_of`` is the kind of unit whose middle
    stands for a place that is not recorded; ``partners`` those with whom trade is known; ``dealings`` those
    with whom meetings at fairs led to something."""

    code: str
    wants: Sequence[Want]
    latitude: float | None = None
    longitude: float | None = None
    middle_of: AdministrativeUnitKind | None = None
    country: str = "VN"
    units: frozenset[str] = frozenset()
    communes: frozenset[str] = frozenset()
    provinces: frozenset[str] = frozenset()
    clusters: frozenset[str] = frozenset()
    fairs: frozenset[str] = frozenset()
    certificates: frozenset[str] = frozenset()
    partners: frozenset[str] = frozenset()
    dealings: Mapping[str, Dealings] = field(default_factory=dict[str, Dealings])
    can_reciprocate: bool = False

    def is_partner(self, candidate: str) -> bool:
        """Whether a candidate is a partner already: trade is known, or a contract was signed at a fair."""
        known = self.dealings.get(candidate)
        return candidate in self.partners or (known is not None and known.is_contract)

    def agreed(self, candidate: str) -> Held | None:
        """What it signed with a candidate at a fair, if anything."""
        known = self.dealings.get(candidate)
        return None if known is None else known.agreed

    def fresh(self, candidate: str, as_of: dt.date | None) -> dt.date | None:
        """The day on which it and a candidate are known best: of the data, or of a meeting with a result."""
        known = self.dealings.get(candidate)
        if known is None:
            return as_of
        return known.last.day if as_of is None else max(as_of, known.last.day)


@dataclass(slots=True, kw_only=True)  # thousands are made for a ranking, and frozen takes three times as long
class Pair:
    """One product of the subject with one offer or need of a candidate.

    ``levels``: how far the match backs off along the taxonomy; 0 is a full match. ``quantity`` and
    ``spare``: capacity and what of it is to be had, or demand and what of it is open, a year in the
    unit of the matched product, of which one makes ``factor`` units of the subject's product.
    ``certificates`` are schemes that a need asks for, ``held`` those of the offer itself.
    """

    want: Want
    product: str
    name: str
    name_en: str | None
    unit: str
    keeps_days: int | None
    levels: int
    quantity: float | None
    spare: float | None
    months: frozenset[int]
    price: float | None
    currency: str | None
    as_of: dt.date | None
    factor: float = 1.0
    certificates: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()


@dataclass(slots=True, kw_only=True)  # as for pairs
class Candidate:
    """A business that may become a partner, with its pairs; the rest as of a :class:`Subject`."""

    code: str
    kind: str
    pairs: Sequence[Pair]
    latitude: float | None = None
    longitude: float | None = None
    middle_of: AdministrativeUnitKind | None = None
    country: str = "VN"
    units: frozenset[str] = frozenset()
    communes: frozenset[str] = frozenset()
    provinces: frozenset[str] = frozenset()
    clusters: frozenset[str] = frozenset()
    fairs: frozenset[str] = frozenset()
    certificates: frozenset[str] = frozenset()
    is_reciprocal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredPair:
    """A pair with its score. ``values`` holds the value of each criterion in force for every pair,
    this one at ``row``: reasons are made only of those that somebody looks at."""

    pair: Pair
    score: float
    cover: float | None
    row: int = field(compare=False, repr=False)
    values: Mapping[Criterion, Floats] = field(compare=False, repr=False)
    weights: Mapping[Criterion, float]

    @property
    def reasons(self) -> list[Reason]:
        """What the score is made of, in the order of the weights."""
        return reasons(self.values, self.weights, self.row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A candidate with its best pair first and its other products after it, best first. The distance is
    approximate where the middle of a unit stands for one of the two places."""

    candidate: Candidate
    best: ScoredPair
    others: Sequence[ScoredPair]
    distance_km: float | None
    is_existing_partner: bool
    is_distance_approximate: bool = False

    @property
    def score(self) -> float:
        """The score of the best pair."""
        return self.best.score


class Ranking(Sequence[Match]):
    """Matches, best first, each put together when it is looked at: of thousands a page shows twenty. ``keys``
    order them: the score, negated, and the code of each."""

    def __init__(self, keys: Sequence[tuple[float, str]], match: Callable[[int], Match]) -> None:
        self.keys = keys
        self._match = match

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, place: int) -> Match: ...

    @overload
    def __getitem__(self, place: slice) -> list[Match]: ...

    def __getitem__(self, place: int | slice) -> Match | list[Match]:
        places = range(len(self))[place]
        return self._match(places) if isinstance(places, int) else [self._match(each) for each in places]


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


def effective_weights(
    direction: PartnerDirection, subject: Subject, given: Mapping[Criterion, float]
) -> dict[Criterion, float]:
    """The weights in force, adding up to 1: those given, without criteria that were not asked for.

    Capacity cover and reciprocity say nothing of peers; reciprocity, common fairs and certificates
    are dropped where the subject gives no occasion for them: nothing that it could trade the other way and
    nothing signed at a fair, no code, no scheme asked for. Of buyers each may ask for certificates,
    so that they count there always. None of this depends on the candidates, lest a filter change the
    scores of those who remain. Empty where nothing is left.
    """
    dropped: set[Criterion] = set()
    if direction is PartnerDirection.PEERS:
        dropped |= {Criterion.CAPACITY_COVER, Criterion.RECIPROCITY}
    if not subject.can_reciprocate and not any(each.agreed for each in subject.dealings.values()):
        dropped.add(Criterion.RECIPROCITY)
    if not subject.code:
        dropped.add(Criterion.COMMON_FAIRS)
    is_asked = direction is PartnerDirection.BUYERS or any(want.certificates for want in subject.wants)
    if not is_asked:
        dropped.add(Criterion.CERTIFICATES)
    return normalised({c: w for c, w in given.items() if c not in dropped})


def rank(
    direction: PartnerDirection,
    subject: Subject,
    found: Sequence[Candidate],
    *,
    weights: Mapping[Criterion, float],
    restriction: Restriction,
    on: dt.date,
) -> Ranking:
    """All candidates that pass the restriction, best first; ties are broken by code.

    ``weights`` need not add up to 1. Empty where the criteria asked for leave nothing to weigh.
    """
    kept = [candidate for candidate in found if _passes(direction, subject, candidate, restriction)]
    rows = [
        (number, pair)
        for number, candidate in enumerate(kept)
        for pair in candidate.pairs
        if restriction.products is None or pair.product in restriction.products
    ]
    in_force = effective_weights(direction, subject, weights)
    if not rows or not in_force:
        nobody: list[Match] = []
        return Ranking([], nobody.__getitem__)
    distances = [distance_between(subject, candidate) for candidate in kept]
    table = _Table.of(direction, subject, kept, distances, rows, on)
    values = {criterion: table.value(criterion) for criterion in in_force}
    totals = scores(values, in_force)
    covers = capacity_cover(table.available, table.wanted)
    least = restriction.minimum_spare
    rows_of: dict[int, list[int]] = {}
    for row in np.argsort(-totals, kind="stable").tolist():
        if least is None or table.available[row] >= least:
            rows_of.setdefault(rows[row][0], []).append(row)
    worst = -math.inf if restriction.minimum_score is None else restriction.minimum_score
    ordered = sorted(
        (-score, kept[number].code, number)
        for number, (best, *_) in rows_of.items()
        if (score := float(totals[best])) >= worst
    )

    def match(place: int) -> Match:
        number = ordered[place][2]
        scored = [
            ScoredPair(
                pair=rows[row][1],
                score=float(totals[row]),
                cover=_known(float(covers[row])),
                row=row,
                values=values,
                weights=in_force,
            )
            for row in rows_of[number]
        ]
        return _match(subject, kept[number], distances[number], scored)

    return Ranking([(negated, code) for negated, code, _ in ordered], match)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """The facts of all pairs as arrays, one entry a pair."""

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
        candidates: Sequence[Candidate],
        distances: Sequence[float | None],
        rows: Sequence[tuple[int, Pair]],
        on: dt.date,
    ) -> _Table:
        buyers = direction is PartnerDirection.BUYERS
        owner = np.array([n for n, _ in rows], dtype=np.int64)
        asked = [pair.certificates if buyers else pair.want.certificates for _, pair in rows]
        held = [held_certificates(direction, subject, candidates[n], pair) for n, pair in rows]
        return _Table(
            levels=np.array([pair.levels for _, pair in rows], dtype=np.int64),
            available=floats(None if pair.spare is None else pair.spare * pair.factor for _, pair in rows),
            wanted=floats(pair.want.quantity for _, pair in rows),
            offered_months=month_bits(pair.want.months if buyers else pair.months for _, pair in rows),
            wanted_months=month_bits(pair.months if buyers else pair.want.months for _, pair in rows),
            keeps_days=floats((pair.want if buyers else pair).keeps_days for _, pair in rows),
            distance=floats(
                _far(subject, each, distance) for each, distance in zip(candidates, distances, strict=True)
            )[owner],
            held_certificates=np.array(
                [len(wish & has) for wish, has in zip(asked, held, strict=True)], dtype=np.int64
            ),
            wanted_certificates=np.array([len(wish) for wish in asked], dtype=np.int64),
            reciprocal=floats(
                float(each.is_reciprocal or subject.agreed(each.code) is not None) for each in candidates
            )[owner],
            neighbourhood=floats(_neighbourhood(subject, each) for each in candidates)[owner],
            fairs=np.array([len(subject.fairs & each.fairs) for each in candidates], dtype=np.int64)[owner],
            age_days=floats(
                None if day is None else float((on - day).days)
                for day in (subject.fresh(candidates[n].code, pair.as_of) for n, pair in rows)
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
            case _:
                raise ValueError(f"{criterion.name} does not rank partners")


def _match(
    subject: Subject, candidate: Candidate, distance: float | None, scored: Sequence[ScoredPair]
) -> Match:
    """A candidate with its pairs, best first: one for each two products."""
    distinct: dict[tuple[str, str], ScoredPair] = {}
    for pair in scored:
        distinct.setdefault((pair.pair.want.product, pair.pair.product), pair)
    best, *others = sorted(
        distinct.values(), key=lambda pair: (-pair.score, pair.pair.want.product, pair.pair.product)
    )
    return Match(
        candidate=candidate,
        best=best,
        others=others,
        distance_km=distance,
        is_existing_partner=subject.is_partner(candidate.code),
        is_distance_approximate=is_approximate(distance, subject, candidate),
    )


def held_certificates(
    direction: PartnerDirection, subject: Subject, candidate: Candidate, pair: Pair
) -> frozenset[str]:
    """The schemes held by the side that offers, for itself or for the very offer of a pair."""
    if direction is PartnerDirection.BUYERS:
        return subject.certificates | pair.want.held
    return candidate.certificates | pair.held


def _passes(
    direction: PartnerDirection, subject: Subject, candidate: Candidate, restriction: Restriction
) -> bool:
    if direction is PartnerDirection.PEERS and candidate.kind != BusinessKind.FACILITY.name:
        return False
    if restriction.kinds is not None and candidate.kind not in restriction.kinds:
        return False
    if restriction.units is not None and not (candidate.units & restriction.units):
        return False
    if restriction.certificates is not None:
        held = candidate.certificates.union(*(pair.held for pair in candidate.pairs))
        if not held & restriction.certificates:
            return False
    if restriction.excludes_existing and subject.is_partner(candidate.code):
        return False
    if restriction.maximum_distance_km is not None:
        distance = distance_between(subject, candidate)
        return distance is not None and distance <= restriction.maximum_distance_km
    return True


def _far(subject: Subject, candidate: Candidate, distance: float | None) -> float | None:
    """The distance; without end where a place is not known but lies in another country."""
    return math.inf if distance is None and subject.country != candidate.country else distance


def _neighbourhood(subject: Subject, candidate: Candidate) -> float:
    return co_location(
        clusters=subject.clusters & candidate.clusters,
        communes=subject.communes & candidate.communes,
        provinces=subject.provinces & candidate.provinces,
        is_known=all(side.country != "VN" or side.provinces for side in (subject, candidate)),
    )


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
