"""Who should meet whom at a fair: ``fair-match/1``, a weighted mean of criteria in [0, 1].

A pair joins an offer of a seller with a need of a buyer, both taking part in the fair. It is scored as
partners are (:mod:`planning.criteria`), with what a fair adds: the interests that both declared; the season
in the half-year from the fair on; the certificates that the buyer asks for or, where it names none, that most
other buyers of its country at the fair ask for, and the registrations without which its country lets no such
goods in (:mod:`planning.import_requirement`); what came of earlier meetings of the two
(:func:`planning.fair_outcome.dealings`). An unknown value
counts as neutral. An offer of which nothing is to spare, as far as is known, is matched with nobody: there is
nothing to meet about. The score of two businesses is that of their best pair.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

import numpy as np

from domain.distance import distance_between
from domain.enums import AdministrativeUnitKind, Criterion
from planning.capacity import is_to_be_had
from planning.criteria import (
    Floats,
    capacity_cover,
    floats,
    freshness,
    month_bits,
    product_fit,
    proximity,
    season,
)
from planning.fair_outcome import Dealings
from planning.import_requirement import ImportRequirements, Registration, certificates_held, registrations
from planning.middle import is_approximate
from planning.recipe import Recipes
from planning.score import Reason, normalised, reasons, scores

ALGORITHM = "fair-match/1"
WEIGHTS: Mapping[Criterion, float] = {
    Criterion.PRODUCT_FIT: 0.25,
    Criterion.FAIR_INTERESTS: 0.20,
    Criterion.CAPACITY_COVER: 0.15,
    Criterion.CERTIFICATES: 0.15,
    Criterion.SEASON: 0.10,
    Criterion.PROXIMITY: 0.05,
    Criterion.RECIPROCITY: 0.05,
    Criterion.FRESHNESS: 0.05,
}
"""Judgement of this project."""
SEASON_MONTHS = 6
"""So many months from that of the fair on count for the season."""
_USUAL = 0.5
"""What such a share of the other buyers of a country asks for is usual there."""
_HOME = "VN"
MOST_PAIRS = 200_000
"""So many pairs of an offer and a need are ranked at most, in some four seconds: what 450 sellers and 450
buyers of one product make, or 2,000 participants in a score of trades."""


class TooManyPairs(Exception):
    """More than :data:`MOST_PAIRS` offers and needs fit each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a seller offers of a product. ``spare``: what is to be had a year in its unit, None where it is
    unknown; ``held``: certificates of the offer itself on the first day, ``recorded``: also those that are
    not valid then."""

    product: str
    spare: float | None
    months: frozenset[int]
    keeps_days: int | None
    as_of: dt.date | None
    held: frozenset[str]
    recorded: frozenset[str] = frozenset()

    @property
    def is_to_be_had(self) -> bool:
        """Whether something is to spare, or it is not known that nothing is."""
        return is_to_be_had(self.spare)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a buyer needs of a product. ``open``: how much a year in its unit, None where it is unknown."""

    product: str
    open: float | None
    months: frozenset[int]
    as_of: dt.date | None
    certificates: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A business at the fair. ``organisations`` operate it; ``interests``: products that it declared;
    ``certificates``: schemes of its own on the first day of the fair, ``recorded``: also those that are not
    valid then; ``partners``: with whom trade is known; ``dealings``: with whom meetings at fairs led to
    something; ``middle_of``: the kind of unit whose middle stands for its place."""

    code: str
    name: str
    country: str
    sells: bool
    buys: bool
    offers: Sequence[Offer]
    needs: Sequence[Need]
    organisations: frozenset[str] = frozenset()
    latitude: float | None = None
    longitude: float | None = None
    middle_of: AdministrativeUnitKind | None = None
    interests: frozenset[str] = frozenset()
    certificates: frozenset[str] = frozenset()
    recorded: frozenset[str] = frozenset()
    partners: frozenset[str] = frozenset()
    dealings: Mapping[str, Dealings] = field(default_factory=dict[str, Dealings])


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """An offer and a need that match. ``levels``: how far the match backs off along the taxonomy; one unit of
    the offer makes ``factor`` of the need, None where that is unknown. ``asked``: certificates asked for, as
    usual in the buyer's country where ``is_usual``; ``registrations``: what the buyer's country asks for
    where goods cross a border, None where that is not known. ``declared``: who declared interests (seller,
    buyer), and ``interested``: whose interests the pair meets."""

    seller: Participant
    buyer: Participant
    offer: Offer
    need: Need
    levels: int
    factor: float | None
    asked: frozenset[str]
    is_usual: bool
    registrations: Sequence[Registration] | None
    declared: tuple[bool, bool]
    interested: tuple[bool, bool]
    wanted_months: frozenset[int] | None
    is_reciprocal: bool
    distance_km: float | None

    @property
    def held(self) -> frozenset[str]:
        """The certificates of the seller and of its offer."""
        return self.seller.certificates | self.offer.held

    @property
    def spare(self) -> float | None:
        """What the seller has to spare, a year in the unit of the need."""
        return None if self.offer.spare is None or self.factor is None else self.offer.spare * self.factor

    @property
    def as_of(self) -> dt.date | None:
        """The day on which the two are known best: the latest of their figures and of a meeting with a
        result."""
        dealings = self.dealings
        days = (self.offer.as_of, self.need.as_of, None if dealings is None else dealings.last.day)
        return max([day for day in days if day is not None], default=None)

    @property
    def is_distance_approximate(self) -> bool:
        """Whether the middle of a unit stands for a place."""
        return is_approximate(self.distance_km, self.seller, self.buyer)

    @property
    def is_far_away(self) -> bool:
        """Whether one of them is abroad in a place nobody knows: as for partners, as far as can be."""
        return self.distance_km is None and self.seller.country != self.buyer.country

    @property
    def dealings(self) -> Dealings | None:
        """What the two had with each other at fairs."""
        return self.seller.dealings.get(self.buyer.code)

    @property
    def is_existing(self) -> bool:
        """Whether they are partners already: trade is known, or they signed a contract at a fair."""
        return self.buyer.code in self.seller.partners or (
            self.dealings is not None and self.dealings.is_contract
        )

    @property
    def is_of_both(self) -> bool:
        """Whether the interest is one of both: trade could go both ways, or they have signed something."""
        return self.is_reciprocal or (self.dealings is not None and self.dealings.agreed is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FairMatch:
    """Two businesses that should meet, with their best pair."""

    pair: Pair
    score: float
    row: int = field(compare=False, repr=False)
    values: Mapping[Criterion, Floats] = field(compare=False, repr=False)
    weights: Mapping[Criterion, float] = field(repr=False)

    @property
    def reasons(self) -> list[Reason]:
        """What the score is made of, in the order of the weights."""
        return reasons(self.values, self.weights, self.row)


def fair_matches(
    participants: Sequence[Participant],
    recipes: Recipes,
    requirements: ImportRequirements,
    *,
    starts_on: dt.date,
    business: str | None = None,
    among: Collection[str] | None = None,
    excludes_existing: bool = False,
) -> list[FairMatch]:
    """All seller-buyer pairs of a fair, best first, ties broken by codes; of one business where it is given,
    and only ``among`` some businesses where these are. Offers known to have nothing to spare are in none;
    ``excludes_existing`` leaves out those who are partners already. Raises :class:`TooManyPairs`."""
    pairs = [
        pair
        for pair in _pairs(participants, recipes, requirements, starts_on, business, among)
        if not (excludes_existing and pair.is_existing)
    ]
    if not pairs:
        return []
    values = _values(pairs, starts_on)
    weights = normalised(WEIGHTS)
    totals = scores(values, weights)
    best: dict[tuple[str, str], FairMatch] = {}
    for row in np.argsort(-totals, kind="stable").tolist():
        pair = pairs[row]
        between = (pair.seller.code, pair.buyer.code)
        if between not in best:
            best[between] = FairMatch(
                pair=pair, score=float(totals[row]), row=row, values=values, weights=weights
            )
    return sorted(best.values(), key=lambda each: (-each.score, each.pair.seller.code, each.pair.buyer.code))


def _pairs(
    participants: Sequence[Participant],
    recipes: Recipes,
    requirements: ImportRequirements,
    starts_on: dt.date,
    business: str | None,
    among: Collection[str] | None,
) -> list[Pair]:
    """All offers with something to spare and needs at the fair that match, of one business and among some
    where these are given; sites of one legal person need no fair to meet."""
    present = [each for each in participants if among is None or each.code in among]
    offered = _offered(present)
    own = offered if business is None else _offered([each for each in present if each.code == business])
    usual = _Usual(participants)
    half_year = frozenset((starts_on.month - 1 + step) % 12 + 1 for step in range(SEASON_MONTHS))
    wanted = [
        (
            buyer,
            need,
            need.certificates or usual.certificates(buyer, need.product),
            need.months & half_year if need.months else None,
        )
        for buyer in present
        for need in (buyer.needs if buyer.buys else ())
    ]
    fitting = (
        (seller, offer, buyer, need, asked, months, levels, factor)
        for buyer, need, asked, months in wanted
        for sellers in (offered if buyer.code == business else own,)
        for product, levels, factor in _fitting(need.product, sellers, recipes)
        for seller, offer in sellers[product]
        if seller.code != buyer.code and not seller.organisations & buyer.organisations
    )
    found = list(islice(fitting, MOST_PAIRS + 1))
    if len(found) > MOST_PAIRS:
        raise TooManyPairs
    goods = {each.code: {offer.product for offer in each.offers if offer.is_to_be_had} for each in present}
    every = frozenset[str]().union(*goods.values())
    would_do = {
        each.code: {fit for need in each.needs for fit, *_ in _fitting(need.product, every, recipes)}
        for each in {seller.code: seller for seller, *_ in found}.values()
    }
    """What could be sold to each seller, whatever the roles in which the two take part."""

    @cache
    def is_met(interests: frozenset[str], product: str) -> bool:
        """Whether a declared interest is a product, a kind of it, or what it is a kind of."""
        return product in recipes and any(
            interest in recipes and recipes.is_related(interest, product) for interest in interests
        )

    def is_interested(one: Participant, offer: Offer, need: Need) -> bool:
        return is_met(one.interests, offer.product) or is_met(one.interests, need.product)

    return [
        Pair(
            seller=seller,
            buyer=buyer,
            offer=offer,
            need=need,
            levels=levels,
            factor=factor,
            asked=asked,
            is_usual=not need.certificates,
            registrations=_registrations(seller, offer, buyer, recipes, requirements),
            declared=(bool(seller.interests), bool(buyer.interests)),
            interested=(is_interested(seller, offer, need), is_interested(buyer, offer, need)),
            wanted_months=months,
            is_reciprocal=not would_do[seller.code].isdisjoint(goods[buyer.code]),
            distance_km=distance_between(seller, buyer),
        )
        for seller, offer, buyer, need, asked, months, levels, factor in found
    ]


def _offered(sellers: Sequence[Participant]) -> Mapping[str, Sequence[tuple[Participant, Offer]]]:
    """Who offers each product and has something of it to spare."""
    found: dict[str, list[tuple[Participant, Offer]]] = defaultdict(list)
    for seller in sellers:
        for offer in seller.offers if seller.sells else ():
            if offer.is_to_be_had:
                found[offer.product].append((seller, offer))
    return found


def _fitting(
    wanted: str, offered: Container[str], recipes: Recipes
) -> Iterator[tuple[str, int, float | None]]:
    """What of the products offered meets a need: kinds of what is wanted, and what it is a kind of, with the
    levels between; and how much of what is wanted one unit makes."""
    if wanted not in recipes:
        return
    for product in sorted(recipes.kinds([wanted])):
        kind = recipes.nearest(product, {wanted})
        if product in offered and kind is not None:
            yield product, 0, kind.factor
    for levels, kind in enumerate(recipes.lineage(wanted)):
        if levels and kind.of in offered:
            yield kind.of, levels, 1.0 / kind.factor if kind.factor else None


def _registrations(
    seller: Participant,
    offer: Offer,
    buyer: Participant,
    recipes: Recipes,
    requirements: ImportRequirements,
) -> list[Registration] | None:
    """How the seller stands to what the buyer's country asks for; None where that is not known, be it of the
    country or for want of an HS code."""
    if seller.country == buyer.country:
        return []
    if not requirements.knows(buyer.country):
        return None
    kinds = (recipes[kind.of] for kind in recipes.lineage(offer.product))
    codes = next((kind.hs_codes for kind in kinds if kind.hs_codes), ())
    if not codes:
        return None
    return registrations(
        requirements.of(buyer.country, codes),
        seller.certificates | offer.held,
        seller.recorded | offer.recorded,
    )


class _Usual:
    """Which certificates buyers of a foreign country at the fair usually ask for with a product."""

    def __init__(self, participants: Sequence[Participant]) -> None:
        self._asked: dict[tuple[str, str], dict[str, frozenset[str]]] = defaultdict(dict)
        for buyer in participants:
            for need in buyer.needs if buyer.buys and buyer.country != _HOME else ():
                known = self._asked[buyer.country, need.product].get(buyer.code, frozenset())
                self._asked[buyer.country, need.product][buyer.code] = known | need.certificates

    def certificates(self, buyer: Participant, product: str) -> frozenset[str]:
        """The schemes that at least half of the other buyers of its country ask for."""
        asked = self._asked.get((buyer.country, product), {})
        others = [schemes for code, schemes in asked.items() if code != buyer.code]
        counts = Counter(scheme for schemes in others for scheme in schemes)
        return frozenset(scheme for scheme, some in counts.items() if some >= _USUAL * len(others))


def _values(pairs: Sequence[Pair], starts_on: dt.date) -> dict[Criterion, Floats]:
    """The value of each criterion for every pair; NaN where it is unknown."""
    served = season(
        month_bits(pair.offer.months for pair in pairs),
        month_bits(pair.wanted_months or frozenset() for pair in pairs),
        floats(pair.offer.keeps_days for pair in pairs),
    )
    wants_nothing = np.array([pair.wanted_months == frozenset() for pair in pairs], dtype=np.bool_)
    return {
        Criterion.PRODUCT_FIT: product_fit(np.array([pair.levels for pair in pairs], dtype=np.int64)),
        Criterion.FAIR_INTERESTS: floats(_interest(pair) for pair in pairs),
        Criterion.CAPACITY_COVER: capacity_cover(
            floats(pair.spare for pair in pairs), floats(pair.need.open for pair in pairs)
        ),
        Criterion.CERTIFICATES: floats(
            certificates_held(pair.asked, pair.held, pair.registrations or ()) for pair in pairs
        ),
        Criterion.SEASON: np.where(wants_nothing, 0.0, served),
        Criterion.PROXIMITY: proximity(
            floats(np.inf if pair.is_far_away else pair.distance_km for pair in pairs)
        ),
        Criterion.RECIPROCITY: floats(float(pair.is_of_both) for pair in pairs),
        Criterion.FRESHNESS: freshness(
            floats(None if day is None else (starts_on - day).days for day in (pair.as_of for pair in pairs))
        ),
    }


def _interest(pair: Pair) -> float | None:
    """The part of those who declared interests whose interests the pair meets; None where nobody did."""
    met = [is_met for is_met, has in zip(pair.interested, pair.declared, strict=True) if has]
    return sum(met) / len(met) if met else None
