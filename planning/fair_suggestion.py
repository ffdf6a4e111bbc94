"""Which fairs fit a business: ``fair-suggestion/1``, a weighted mean of criteria in [0, 1].

An unknown value counts as neutral. What support a business could still get is that of the rules in force
(:mod:`planning.fair_support`).
"""

import datetime as dt
import math
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

import numpy as np

from domain.distance import distance_between
from domain.enums import AdministrativeUnitKind, Criterion, MeetingOutcome
from planning.capacity import is_to_be_had
from planning.criteria import Floats, floats, month_bits, season
from planning.fair_match import SEASON_MONTHS
from planning.fair_support import FairSupport
from planning.score import Reason, normalised, reasons, scores

ALGORITHM = "fair-suggestion/1"
WEIGHTS: Mapping[Criterion, float] = {
    Criterion.PRODUCT_FIT: 0.30,
    Criterion.NEED: 0.25,
    Criterion.PROXIMITY: 0.10,
    Criterion.SEASON: 0.10,
    Criterion.READINESS: 0.10,
    Criterion.OUTCOMES: 0.10,
    Criterion.SUPPORT: 0.05,
}
"""Judgement of this project."""
DECAY_KM = 500.0
"""A fair is travelled to once a year: its distance counts less than that of a partner."""
DAYS_TO_PREPARE = 30
"""With so many days before registration closes nothing is in the way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the business offers: a product, in which months, how long it keeps, and how much a year is to
    spare in its unit, None where that is unknown."""

    product: str
    months: frozenset[int]
    keeps_days: int | None
    spare: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """For whom fairs are sought. ``attends``: fairs in which it takes part; ``middle_of``: the kind of unit
    whose middle stands for its place."""

    code: str
    offers: Sequence[Offer]
    latitude: float | None
    longitude: float | None
    attends: frozenset[str]
    middle_of: AdministrativeUnitKind | None = None

    @property
    def left(self) -> set[str]:
        """The products of which something is to be had, as far as is known."""
        return {offer.product for offer in self.offers if is_to_be_had(offer.spare)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fair:
    """A fair to come. ``covers``: products that it covers, their kinds included, empty where nothing is
    recorded; ``buyers``: participants that need what the business has left, with their countries, of all
    ``buyer_count`` that buy; ``outcomes``: of meetings held at earlier editions, None where not recorded;
    ``support``: what could still be paid of taking part."""

    code: str
    country: str | None
    latitude: float | None
    longitude: float | None
    starts_on: dt.date
    registration_closes_on: dt.date | None
    covers: frozenset[str]
    buyers: Mapping[str, str]
    buyer_count: int
    outcomes: Sequence[str | None]
    support: FairSupport


@dataclass(frozen=True, slots=True, kw_only=True)
class FairSuggestion:
    """A fair that may fit, with what its criteria rest on. ``covered`` of the ``offered`` products;
    ``middle_of``: the kind of unit from whose middle the distance is counted;
    ``days_left`` until registration closes, or until the fair begins where that is not known; the business
    ``is_participant`` where it has registered; ``agreed`` of the ``concluded`` meetings ended with a contract
    or a memorandum."""

    fair: Fair
    score: float
    covered: int
    offered: int
    distance_km: float | None
    middle_of: AdministrativeUnitKind | None
    days_left: int
    is_participant: bool
    agreed: int
    concluded: int
    served_months: int
    """At least so many of the half-year from the fair on."""
    has_months: bool
    """Whether the months of any of its offers are known."""
    has_goods: bool
    """Whether it has anything left to sell."""
    row: int = field(compare=False, repr=False)
    values: Mapping[Criterion, Floats] = field(compare=False, repr=False)
    weights: Mapping[Criterion, float] = field(repr=False)

    @property
    def reasons(self) -> list[Reason]:
        """What the score is made of, in the order of the weights."""
        return reasons(self.values, self.weights, self.row)


def fair_suggestions(business: Business, fairs: Sequence[Fair], on: dt.date) -> list[FairSuggestion]:
    """The fairs, those that fit best first, ties broken by code; none for a business that offers nothing."""
    products = sorted({offer.product for offer in business.offers})
    if not fairs or not products:
        return []
    covered = [sum(product in fair.covers for product in products) for fair in fairs]
    distances = [distance_between(business, fair) for fair in fairs]
    days = [((fair.registration_closes_on or fair.starts_on) - on).days for fair in fairs]
    results = [Counter(outcome for outcome in fair.outcomes if outcome is not None) for fair in fairs]
    agreed = [some[MeetingOutcome.CONTRACT.name] + some[MeetingOutcome.MEMORANDUM.name] for some in results]
    offered = _offered_months(business.offers)
    served = [_served(offered, fair.starts_on) for fair in fairs]
    has_all_months = all(offer.months for offer in business.offers)
    values = {
        Criterion.PRODUCT_FIT: floats(
            some / len(products) if fair.covers else None for some, fair in zip(covered, fairs, strict=True)
        ),
        Criterion.NEED: floats(1.0 - 0.5 ** len(fair.buyers) if fair.buyer_count else None for fair in fairs),
        Criterion.PROXIMITY: floats(None if km is None else math.exp(-km / DECAY_KM) for km in distances),
        Criterion.SEASON: floats(
            months / SEASON_MONTHS if has_all_months or months == SEASON_MONTHS else None for months in served
        ),
        Criterion.READINESS: floats(
            1.0 if fair.code in business.attends else min(1.0, max(0.0, left / DAYS_TO_PREPARE))
            for fair, left in zip(fairs, days, strict=True)
        ),
        Criterion.OUTCOMES: floats(
            some / result.total() if result else None for some, result in zip(agreed, results, strict=True)
        ),
        Criterion.SUPPORT: floats(
            None if fair.support.share is None else float(fair.support.share) for fair in fairs
        ),
    }
    weights = normalised(WEIGHTS)
    totals = scores(values, weights)
    found = [
        FairSuggestion(
            fair=fair,
            score=float(totals[row]),
            covered=covered[row],
            offered=len(products),
            distance_km=distances[row],
            middle_of=None if distances[row] is None else business.middle_of,
            days_left=days[row],
            is_participant=fair.code in business.attends,
            agreed=agreed[row],
            concluded=results[row].total(),
            served_months=served[row],
            has_months=any(offer.months for offer in business.offers),
            has_goods=bool(business.left),
            row=row,
            values=values,
            weights=weights,
        )
        for row, fair in enumerate(fairs)
    ]
    return sorted(found, key=lambda each: (-each.score, each.fair.code))


def _offered_months(offers: Sequence[Offer]) -> frozenset[int]:
    """The months, from 0, in which some product is known to be offered or kept."""
    known = [offer for offer in offers if offer.months]
    if not known:
        return frozenset()
    offered = month_bits(offer.months for offer in known)
    keeps = floats(offer.keeps_days for offer in known)
    months = np.repeat(1 << np.arange(12, dtype=np.int64), len(known))
    served = season(np.tile(offered, 12), months, np.tile(keeps, 12)) > 0
    return frozenset(np.flatnonzero(served.reshape(12, -1).any(axis=1)).tolist())


def _served(offered: Set[int], starts_on: dt.date) -> int:
    """In how many of the months from the fair on something is offered."""
    return sum((starts_on.month - 1 + step) % 12 in offered for step in range(SEASON_MONTHS))
