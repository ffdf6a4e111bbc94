"""Ranking partners: each criterion, the weights, and the whole against a second implementation."""

import datetime as dt
import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.enums import Criterion, PartnerDirection
from planning.partner import (
    WEIGHTS,
    Candidate,
    Floats,
    Integers,
    Match,
    Pair,
    Restriction,
    ScoredPair,
    Subject,
    Want,
    capacity_cover,
    certificates,
    co_location,
    common_fairs,
    effective_weights,
    freshness,
    product_fit,
    proximity,
    rank,
    season,
)

ON = dt.date(2026, 11, 23)
NONE = frozenset[str]()
EVERYTHING = Restriction()
SUPPLIERS, BUYERS, PEERS = PartnerDirection.SUPPLIERS, PartnerDirection.BUYERS, PartnerDirection.PEERS

BARK = Want(
    product="P-vo-que",
    name="Vỏ quế",
    name_en="Cinnamon bark",
    unit="TONNE",
    mass_tonnes_per_unit=1.0,
    keeps_days=None,
    quantity=100.0,
    months=frozenset(),
)
OFFER = Pair(
    want=BARK,
    product="P-vo-que",
    name="Vỏ quế",
    name_en="Cinnamon bark",
    unit="TONNE",
    mass_tonnes_per_unit=1.0,
    keeps_days=None,
    levels=0,
    quantity=80.0,
    spare=50.0,
    months=frozenset(),
    price=None,
    currency=None,
    as_of=ON,
)
SUBJECT = Subject(code="B-1", wants=[BARK], units=frozenset({"U-1"}))
WORKS = Candidate(code="B-2", kind="FACILITY", pairs=[OFFER], units=frozenset({"U-2"}))


def floats(*values: float | None) -> Floats:
    return np.array([math.nan if value is None else value for value in values], dtype=np.float64)


def integers(*values: int) -> Integers:
    return np.array(values, dtype=np.int64)


def shown(values: Floats) -> list[float | None]:
    return [None if math.isnan(value) else value for value in values.tolist()]


def mask(months: frozenset[int]) -> int:
    return sum(2 ** (month - 1) for month in months)


# Criteria


def test_product_fit_halves_with_each_level() -> None:
    assert shown(product_fit(integers(0, 1, 2, 6))) == [1.0, 0.5, 0.25, 0.015625]


def test_cover_is_the_share_of_what_is_wanted_and_at_most_all() -> None:
    available = floats(50, 150, 0, None, 50, 50, 0)
    wanted = floats(100, 100, 100, 100, None, 0, 0)

    assert shown(capacity_cover(available, wanted)) == [0.5, 1.0, 0.0, None, None, None, None]


@pytest.mark.parametrize(
    ("offered", "wanted", "keeps_days", "expected"),
    [
        ({1, 2, 3}, {1, 2, 3}, None, 1.0),
        ({1, 2, 3}, {2, 3, 4, 5}, None, 0.5),
        ({1}, {7}, None, 0.0),
        ({1}, {2, 3}, 30, 0.0),
        ({1}, {2, 3}, 31, 0.5),
        ({1}, {2, 3}, 61, 1.0),
        ({12}, {1, 2}, 45, 0.5),
        ({11}, {1, 2, 3, 4}, 95, 0.5),
        ({5}, set(range(1, 13)), 335, 1.0),
        ({5}, set(range(1, 13)), 10_000, 1.0),
        ({5}, {4}, 304, 0.0),
        (set(), {1}, 400, None),
        ({1}, set(), 400, None),
        (set(), set(), None, None),
    ],
)
def test_season_is_the_share_of_the_wanted_months_that_are_served(
    offered: set[int], wanted: set[int], keeps_days: int | None, expected: float | None
) -> None:
    values = season(integers(mask(frozenset(offered))), integers(mask(frozenset(wanted))), floats(keeps_days))

    assert shown(values) == [expected]


def test_proximity_decays_with_a_hundred_kilometres() -> None:
    values = proximity(floats(0, 100, 100 * math.log(2), None))

    assert shown(values) == [1.0, pytest.approx(1 / math.e), pytest.approx(0.5), None]


def test_certificates_count_by_the_share_held() -> None:
    assert shown(certificates(integers(2, 1, 0, 0), integers(2, 2, 2, 0))) == [1.0, 0.5, 0.0, 1.0]


def test_each_common_fair_halves_what_is_missing() -> None:
    assert shown(common_fairs(integers(0, 1, 2, 3))) == [0.0, 0.5, 0.75, 0.875]


def test_freshness_halves_with_a_year_and_never_exceeds_one() -> None:
    assert shown(freshness(floats(0, 365, 730, -10, None))) == [1.0, 0.5, 0.25, 1.0, None]


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ({"clusters": {"C-1", "C-2"}, "units": {"U-1"}}, {"clusters": {"C-2"}, "units": {"U-1"}}, 1.0),
        ({"units": {"U-1"}, "provinces": {"U-9"}}, {"units": {"U-1"}, "provinces": {"U-9"}}, 0.8),
        ({"units": {"U-1"}, "provinces": {"U-9"}}, {"units": {"U-2"}, "provinces": {"U-9"}}, 0.4),
        ({"units": {"U-1"}, "provinces": {"U-9"}}, {"units": {"U-2"}, "provinces": {"U-8"}}, 0.0),
        ({"clusters": {"C-1"}}, {"clusters": {"C-1"}}, 1.0),
        ({"units": {"U-1"}}, {}, None),
        ({}, {"units": {"U-1"}}, None),
    ],
)
@pytest.mark.parametrize("country", ["VN", "CN"])
def test_co_location_is_that_of_the_closest_common_place(
    ours: dict[str, set[str]], theirs: dict[str, set[str]], expected: float | None, country: str
) -> None:
    us = Subject(code="B-1", wants=[], **{name: frozenset(codes) for name, codes in ours.items()})  # type: ignore[arg-type]
    them = Candidate(
        code="B-2",
        kind="BUYER",
        pairs=[],
        country=country,
        **{name: frozenset(codes) for name, codes in theirs.items()},  # type: ignore[arg-type]
    )

    value = co_location(us, them)

    if country == "CN" and us.units and expected is None:
        assert value == 0.0
    else:
        assert shown(floats(value)) == [expected]


months = st.frozensets(st.integers(1, 12))
keeping = st.none() | st.integers(0, 800)
quantities = st.none() | st.sampled_from([0.0, 1.0, 2.5, 40.0, 1e6])
criteria = st.sampled_from(list(Criterion))


@given(offered=months, wanted=months, keeps_days=keeping)
def test_season_agrees_with_counting_month_by_month(
    offered: frozenset[int], wanted: frozenset[int], keeps_days: int | None
) -> None:
    values = season(integers(mask(offered)), integers(mask(wanted)), floats(keeps_days))

    assert shown(values) == [expected_season(offered, wanted, keeps_days)]


@given(data=st.lists(st.tuples(*[st.none() | st.floats(0, 1e9)] * 2), min_size=1))
def test_cover_proximity_and_freshness_lie_between_nothing_and_all(
    data: list[tuple[float | None, float | None]],
) -> None:
    one, other = (floats(*column) for column in zip(*data, strict=True))

    for values in (capacity_cover(one, other), proximity(one), freshness(one)):
        assert [value for value in shown(values) if value is not None and not 0 <= value <= 1] == []


# Weights


def test_usual_weights_add_up_to_one() -> None:
    assert set(WEIGHTS) == set(Criterion)
    assert math.fsum(WEIGHTS.values()) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize(
    ("direction", "subject", "asks_certificates", "dropped"),
    [
        (SUPPLIERS, replace(SUBJECT, can_reciprocate=True), True, set[Criterion]()),
        (SUPPLIERS, SUBJECT, True, {Criterion.RECIPROCITY}),
        (BUYERS, SUBJECT, False, {Criterion.RECIPROCITY, Criterion.CERTIFICATES}),
        (
            BUYERS,
            replace(SUBJECT, code="", can_reciprocate=True),
            True,
            {Criterion.COMMON_FAIRS},
        ),
        (
            PEERS,
            replace(SUBJECT, can_reciprocate=True),
            True,
            {Criterion.RECIPROCITY, Criterion.CAPACITY_COVER},
        ),
    ],
)
def test_criteria_without_occasion_are_dropped_and_the_others_share_their_weight(
    direction: PartnerDirection, subject: Subject, asks_certificates: bool, dropped: set[Criterion]
) -> None:
    weights = effective_weights(direction, subject, WEIGHTS, asks_certificates)

    kept = {criterion: weight for criterion, weight in WEIGHTS.items() if criterion not in dropped}
    total = sum(kept.values())
    assert weights == {criterion: pytest.approx(weight / total) for criterion, weight in kept.items()}


def test_nothing_is_left_where_only_dropped_criteria_weigh() -> None:
    weights = {Criterion.CERTIFICATES: 1.0, Criterion.PROXIMITY: 0.0}

    assert effective_weights(SUPPLIERS, SUBJECT, weights, False) == {}
    assert rank(SUPPLIERS, SUBJECT, [WORKS], weights=weights, restriction=EVERYTHING, on=ON) == []


@given(
    direction=st.sampled_from(PartnerDirection),
    given_weights=st.dictionaries(criteria, st.floats(0, 1.7e308)),
    reciprocates=st.booleans(),
    asks=st.booleans(),
)
def test_effective_weights_add_up_to_one(
    direction: PartnerDirection, given_weights: dict[Criterion, float], reciprocates: bool, asks: bool
) -> None:
    subject = replace(SUBJECT, can_reciprocate=reciprocates)

    weights = effective_weights(direction, subject, given_weights, asks)

    assert not weights or math.fsum(weights.values()) == pytest.approx(1, abs=1e-9)
    assert [weight for weight in weights.values() if not 0 <= weight <= 1] == []


@given(
    given_weights=st.dictionaries(criteria, st.floats(0.001, 1000), min_size=1), factor=st.floats(0.001, 1000)
)
def test_only_the_proportions_of_weights_matter(given_weights: dict[Criterion, float], factor: float) -> None:
    subject = replace(SUBJECT, can_reciprocate=True)
    multiplied = {criterion: weight * factor for criterion, weight in given_weights.items()}

    one = effective_weights(SUPPLIERS, subject, given_weights, True)
    other = effective_weights(SUPPLIERS, subject, multiplied, True)

    assert other == {criterion: pytest.approx(weight, rel=1e-9) for criterion, weight in one.items()}


# Examples of whole rankings


def ranked(
    direction: PartnerDirection,
    subject: Subject,
    candidates: Sequence[Candidate],
    restriction: Restriction = EVERYTHING,
    weights: Mapping[Criterion, float] = WEIGHTS,
) -> list[Match]:
    return rank(direction, subject, candidates, weights=weights, restriction=restriction, on=ON)


def codes(matches: Sequence[Match]) -> list[str]:
    return [match.candidate.code for match in matches]


def test_unknown_value_counts_as_neutral_and_says_so() -> None:
    (match,) = ranked(SUPPLIERS, SUBJECT, [WORKS], weights={Criterion.PROXIMITY: 1, Criterion.FRESHNESS: 3})

    assert [
        (reason.criterion, reason.weight, reason.value, reason.contribution) for reason in match.best.reasons
    ] == [
        (Criterion.PROXIMITY, 0.25, None, 0.125),
        (Criterion.FRESHNESS, 0.75, 1.0, 0.75),
    ]
    assert (match.score, match.distance_km) == (0.875, None)


def test_ties_are_broken_by_code() -> None:
    twins = [replace(WORKS, code=code) for code in ("B-9", "B-3", "B-7")]

    assert codes(ranked(SUPPLIERS, SUBJECT, twins)) == ["B-3", "B-7", "B-9"]


def test_partner_is_shown_once_with_its_best_pair_before_its_others() -> None:
    general = replace(OFFER, product="P-que", levels=1)
    grades = [replace(OFFER, spare=20.0), OFFER, general, replace(general, spare=10.0)]

    (match,) = ranked(SUPPLIERS, SUBJECT, [replace(WORKS, pairs=grades)])

    assert match.best.pair == OFFER
    assert [other.pair for other in match.others] == [general]


def test_pairs_of_equal_score_are_ordered_by_their_products() -> None:
    other_want = replace(BARK, product="P-la-que")
    pairs = [
        replace(OFFER, want=want, product=product)
        for want, product in itertools.product((BARK, other_want), ("P-z", "P-a"))
    ]

    (match,) = ranked(SUPPLIERS, replace(SUBJECT, wants=[BARK, other_want]), [replace(WORKS, pairs=pairs)])

    assert [(scored.pair.want.product, scored.pair.product) for scored in (match.best, *match.others)] == [
        ("P-la-que", "P-a"),
        ("P-la-que", "P-z"),
        ("P-vo-que", "P-a"),
        ("P-vo-que", "P-z"),
    ]


def test_quantities_in_other_units_are_compared_by_mass() -> None:
    kilograms = replace(OFFER, unit="KILOGRAM", mass_tonnes_per_unit=0.001, spare=25_000.0)
    pieces = replace(OFFER, unit="PIECE", mass_tonnes_per_unit=None, spare=25_000.0)

    matches = ranked(
        SUPPLIERS,
        SUBJECT,
        [replace(WORKS, pairs=[kilograms]), replace(WORKS, code="B-3", pairs=[pieces])],
        weights={Criterion.CAPACITY_COVER: 1},
    )

    assert {match.candidate.code: match.best.cover for match in matches} == {"B-2": 0.25, "B-3": None}
    assert {match.candidate.code: match.score for match in matches} == {"B-2": 0.25, "B-3": 0.5}


def test_buyer_asks_the_subject_for_certificates_and_takes_in_its_months() -> None:
    want = replace(BARK, months=frozenset({1, 2}), keeps_days=31, certificates=frozenset({"FSC"}))
    need = replace(
        OFFER, want=want, months=frozenset({2, 3, 4}), keeps_days=400, certificates=frozenset({"A", "B"})
    )
    subject = replace(SUBJECT, wants=[want], certificates=frozenset({"A"}))
    buyer = replace(WORKS, pairs=[need], certificates=frozenset({"A", "B", "FSC"}))

    (match,) = ranked(BUYERS, subject, [buyer], weights={Criterion.SEASON: 1, Criterion.CERTIFICATES: 1})

    assert {reason.criterion: reason.value for reason in match.best.reasons} == {
        Criterion.SEASON: 2 / 3,
        Criterion.CERTIFICATES: 0.5,
    }


def test_supplier_is_asked_for_certificates_and_delivers_in_its_months() -> None:
    want = replace(BARK, months=frozenset({2, 3, 4}), keeps_days=400, certificates=frozenset({"A", "B"}))
    offer = replace(OFFER, want=want, months=frozenset({1, 2}), keeps_days=31)
    supplier = replace(WORKS, pairs=[offer], certificates=frozenset({"A"}))

    (match,) = ranked(
        SUPPLIERS,
        replace(SUBJECT, wants=[want], certificates=frozenset({"A", "B"})),
        [supplier],
        weights={Criterion.SEASON: 1, Criterion.CERTIFICATES: 1},
    )

    assert {reason.criterion: reason.value for reason in match.best.reasons} == {
        Criterion.SEASON: 2 / 3,
        Criterion.CERTIFICATES: 0.5,
    }


NEAR = replace(
    WORKS, code="B-3", kind="SUPPLIER", latitude=21.7, longitude=104.9, certificates=frozenset({"FSC"})
)
FAR = replace(WORKS, code="B-4", latitude=20.7, longitude=104.9, units=frozenset({"U-4", "U-9"}))
PLENTY = replace(WORKS, code="B-5", pairs=[replace(OFFER, spare=90.0)])
UNKNOWN = replace(WORKS, code="B-6", pairs=[replace(OFFER, spare=None)])
OTHERS = replace(WORKS, code="B-7", pairs=[replace(OFFER, product="P-la-que", levels=2, spare=0.0)])


@pytest.mark.parametrize(
    ("restriction", "expected"),
    [
        (Restriction(), {"B-3", "B-4", "B-5", "B-6", "B-7"}),
        (Restriction(kinds=frozenset({"SUPPLIER", "BUYER"})), {"B-3"}),
        (Restriction(kinds=frozenset()), set[str]()),
        (Restriction(units=frozenset({"U-9"})), {"B-4"}),
        (Restriction(products=frozenset({"P-la-que"})), {"B-7"}),
        (Restriction(products=frozenset()), set[str]()),
        (Restriction(certificates=frozenset({"FSC", "OCOP"})), {"B-3"}),
        (Restriction(maximum_distance_km=20.0), {"B-3"}),
        (Restriction(maximum_distance_km=150.0), {"B-3", "B-4"}),
        (Restriction(minimum_spare=50.0), {"B-3", "B-4", "B-5"}),
        (Restriction(minimum_spare=0.0), {"B-3", "B-4", "B-5", "B-7"}),
        (Restriction(minimum_score=0.55), {"B-3", "B-4", "B-5", "B-6"}),
        (Restriction(excludes_existing=True), {"B-3", "B-4", "B-6", "B-7"}),
        (Restriction(kinds=frozenset({"FACILITY"}), maximum_distance_km=150.0), {"B-4"}),
    ],
)
def test_restriction_keeps_what_fulfils_it(restriction: Restriction, expected: set[str]) -> None:
    subject = replace(SUBJECT, latitude=21.7, longitude=104.8, partners=frozenset({"B-5"}))

    matches = ranked(SUPPLIERS, subject, [NEAR, FAR, PLENTY, UNKNOWN, OTHERS], restriction)

    assert set(codes(matches)) == expected


def test_existing_partner_is_marked() -> None:
    subject = replace(SUBJECT, partners=frozenset({"B-5"}))

    matches = ranked(SUPPLIERS, subject, [NEAR, PLENTY])

    assert {match.candidate.code: match.is_existing_partner for match in matches} == {
        "B-3": False,
        "B-5": True,
    }


def test_without_pairs_there_is_nobody() -> None:
    assert ranked(SUPPLIERS, SUBJECT, []) == []
    assert ranked(SUPPLIERS, SUBJECT, [replace(WORKS, pairs=[])]) == []


def test_certificates_are_dropped_for_all_where_nobody_that_remains_asks_for_any() -> None:
    choosy = replace(WORKS, code="B-3", kind="BUYER", pairs=[replace(OFFER, certificates=frozenset({"FSC"}))])

    with_choosy = ranked(BUYERS, SUBJECT, [WORKS, choosy])
    without = ranked(BUYERS, SUBJECT, [WORKS, choosy], Restriction(kinds=frozenset({"FACILITY"})))

    asked = [
        {reason.criterion for reason in match.best.reasons} >= {Criterion.CERTIFICATES}
        for match in (*with_choosy, *without)
    ]
    assert asked == [True, True, False]


# A second implementation: one pair at a time, no arrays, after the description of the scores.

Scores: TypeAlias = dict[tuple[str, str], float]


def expected_season(offered: frozenset[int], wanted: frozenset[int], keeps_days: int | None) -> float | None:
    if not offered or not wanted:
        return None
    served: set[int] = set()
    for month in offered:
        left = float(keeps_days or 0)
        served.add(month)
        while left >= 30.44 - 1e-9 and len(served) < 12:
            left -= 30.44
            month = month % 12 + 1
            served.add(month)
    return len(served & wanted) / len(wanted)


def expected_distance(subject: Subject, candidate: Candidate) -> float | None:
    """By the spherical law of cosines for unit vectors, not by haversines."""
    if None in (subject.latitude, subject.longitude, candidate.latitude, candidate.longitude):
        return None

    def vector(latitude: float | None, longitude: float | None) -> tuple[float, float, float]:
        north, east = math.radians(latitude or 0.0), math.radians(longitude or 0.0)
        return math.cos(north) * math.cos(east), math.cos(north) * math.sin(east), math.sin(north)

    chord = math.dist(
        vector(subject.latitude, subject.longitude), vector(candidate.latitude, candidate.longitude)
    )
    return 6371.0088 * 2 * math.asin(chord / 2)


def expected_available(pair: Pair) -> float | None:
    if pair.spare is None or pair.unit == pair.want.unit:
        return pair.spare
    if pair.mass_tonnes_per_unit is None or pair.want.mass_tonnes_per_unit is None:
        return None
    return pair.spare * pair.mass_tonnes_per_unit / pair.want.mass_tonnes_per_unit


def expected_values(
    direction: PartnerDirection, subject: Subject, candidate: Candidate, pair: Pair
) -> dict[Criterion, float | None]:
    available, wanted = expected_available(pair), pair.want.quantity
    distance = expected_distance(subject, candidate)
    if direction is BUYERS:
        asked, held = pair.certificates, subject.certificates
        of_season = expected_season(pair.want.months, pair.months, pair.want.keeps_days)
    else:
        asked, held = pair.want.certificates, candidate.certificates
        of_season = expected_season(pair.months, pair.want.months, pair.keeps_days)
    neighbourhood: float | None = 0.0
    if subject.clusters & candidate.clusters:
        neighbourhood = 1.0
    elif subject.units & candidate.units:
        neighbourhood = 0.8
    elif subject.provinces & candidate.provinces:
        neighbourhood = 0.4
    elif ("VN" in subject.country and not subject.units) or (
        candidate.country == "VN" and not candidate.units
    ):
        neighbourhood = None
    age = None if pair.as_of is None else max(0, (ON - pair.as_of).days)
    return {
        Criterion.PRODUCT_FIT: 1 / 2**pair.levels,
        Criterion.CAPACITY_COVER: None if available is None or not wanted else min(1.0, available / wanted),
        Criterion.SEASON: of_season,
        Criterion.PROXIMITY: None if distance is None else math.e ** (-distance / 100),
        Criterion.CERTIFICATES: len(asked & held) / len(asked) if asked else 1.0,
        Criterion.RECIPROCITY: 1.0 if candidate.is_reciprocal else 0.0,
        Criterion.CO_LOCATION: neighbourhood,
        Criterion.COMMON_FAIRS: 1 - 1 / 2 ** len(subject.fairs & candidate.fairs),
        Criterion.FRESHNESS: None if age is None else 2 ** (-age / 365),
    }


def expected_weights(
    direction: PartnerDirection, subject: Subject, weights: Mapping[Criterion, float], is_asked: bool
) -> dict[Criterion, float]:
    counts: dict[Criterion, Callable[[], bool]] = {
        Criterion.CAPACITY_COVER: lambda: direction is not PEERS,
        Criterion.RECIPROCITY: lambda: direction is not PEERS and subject.can_reciprocate,
        Criterion.COMMON_FAIRS: lambda: subject.code != "",
        Criterion.CERTIFICATES: lambda: is_asked,
    }
    kept = {c: w for c, w in weights.items() if w > 0 and (c not in counts or counts[c]())}
    return {c: w / sum(kept.values()) for c, w in kept.items()}


def expected_ranking(
    direction: PartnerDirection,
    subject: Subject,
    candidates: Sequence[Candidate],
    weights: Mapping[Criterion, float],
    restriction: Restriction,
) -> dict[str, Scores]:
    """The score of every pair of products of every candidate that remains."""
    r = restriction
    remaining: list[tuple[Candidate, Pair]] = []
    for candidate in candidates:
        distance = expected_distance(subject, candidate)
        if r.kinds is not None and candidate.kind not in r.kinds:
            continue
        if r.units is not None and r.units.isdisjoint(candidate.units):
            continue
        if r.certificates is not None and r.certificates.isdisjoint(candidate.certificates):
            continue
        if r.excludes_existing and candidate.code in subject.partners:
            continue
        if r.maximum_distance_km is not None and (distance is None or distance > r.maximum_distance_km):
            continue
        remaining += [
            (candidate, p) for p in candidate.pairs if r.products is None or p.product in r.products
        ]
    is_asked = any(p.certificates if direction is BUYERS else p.want.certificates for _, p in remaining)
    in_force = expected_weights(direction, subject, weights, is_asked)
    found: dict[str, Scores] = {}
    for candidate, pair in remaining if in_force else ():
        available = expected_available(pair)
        if r.minimum_spare is not None and (available is None or available < r.minimum_spare):
            continue
        values = expected_values(direction, subject, candidate, pair)
        score = 0.0
        for criterion, weight in in_force.items():
            value = values[criterion]
            score += weight * (0.5 if value is None else value)
        scores = found.setdefault(candidate.code, {})
        products = (pair.want.product, pair.product)
        scores[products] = max(score, scores.get(products, -1.0))
    least = -1.0 if r.minimum_score is None else r.minimum_score
    return {code: scores for code, scores in found.items() if max(scores.values()) >= least}


# Small registers

some = st.frozensets(st.sampled_from(["x", "y", "z"]), max_size=2)
schemes = st.frozensets(st.sampled_from(["FSC", "OCOP", "VIETGAP"]), max_size=2)
units = st.sampled_from([("TONNE", 1.0), ("KILOGRAM", 0.001), ("PIECE", None), ("LITRE", 0.0009)])
places = st.sampled_from([(None, None), (21.7, 104.9), (21.75, 104.8), (22.3, 103.8), (25.0, 102.7)])
countries = st.sampled_from(["VN", "VN", "CN"])
days = st.none() | st.sampled_from([ON, ON - dt.timedelta(days=200), ON + dt.timedelta(days=3)])


@st.composite
def wants(draw: st.DrawFn, product: str, asked: st.SearchStrategy[frozenset[str]]) -> Want:
    unit, mass = draw(units)
    return replace(
        BARK,
        product=product,
        unit=unit,
        mass_tonnes_per_unit=mass,
        keeps_days=draw(keeping),
        quantity=draw(quantities),
        months=draw(months),
        certificates=draw(asked),
    )


@st.composite
def registers(
    draw: st.DrawFn, asked: st.SearchStrategy[frozenset[str]] = schemes
) -> tuple[Subject, list[Candidate]]:
    wanted = [draw(wants(product, asked)) for product in draw(st.sampled_from([["P-a"], ["P-b", "P-a"]]))]
    latitude, longitude = draw(places)
    subject = Subject(
        code=draw(st.sampled_from(["B-0", ""])),
        wants=wanted,
        latitude=latitude,
        longitude=longitude,
        country=draw(countries),
        units=draw(some),
        provinces=draw(some),
        clusters=draw(some),
        fairs=draw(some),
        certificates=draw(schemes),
        partners=frozenset(draw(st.sets(st.sampled_from(["B-1", "B-3", "B-5"])))),
        can_reciprocate=draw(st.booleans()),
    )
    return subject, [draw(businesses(code, wanted, asked)) for code in draw(st.permutations(CODES))[:4]]


CODES = ["B-1", "B-2", "B-3", "B-4", "B-5"]


@st.composite
def businesses(
    draw: st.DrawFn, code: str, wanted: list[Want], asked: st.SearchStrategy[frozenset[str]]
) -> Candidate:
    latitude, longitude = draw(places)
    pairs: list[Pair] = []
    for _ in range(draw(st.integers(0, 3))):
        unit, mass = draw(units)
        pairs.append(
            replace(
                OFFER,
                want=draw(st.sampled_from(wanted)),
                product=draw(st.sampled_from(["P-a", "P-b", "P-c"])),
                unit=unit,
                mass_tonnes_per_unit=mass,
                keeps_days=draw(keeping),
                levels=draw(st.integers(0, 3)),
                spare=draw(quantities),
                months=draw(months),
                as_of=draw(days),
                certificates=draw(asked),
            )
        )
    return Candidate(
        code=code,
        kind=draw(st.sampled_from(["FACILITY", "SUPPLIER", "BUYER"])),
        pairs=pairs,
        latitude=latitude,
        longitude=longitude,
        country=draw(countries),
        units=draw(some),
        provinces=draw(some),
        clusters=draw(some),
        fairs=draw(some),
        certificates=draw(schemes),
        is_reciprocal=draw(st.booleans()),
    )


def maybe(strategy: st.SearchStrategy[frozenset[str]]) -> st.SearchStrategy[frozenset[str] | None]:
    return st.none() | st.none() | strategy


restrictions = st.builds(
    Restriction,
    kinds=maybe(st.frozensets(st.sampled_from(["FACILITY", "SUPPLIER", "BUYER"]))),
    units=maybe(some),
    products=maybe(st.frozensets(st.sampled_from(["P-a", "P-b", "P-c"]))),
    certificates=maybe(schemes),
    maximum_distance_km=st.none() | st.sampled_from([0.0, 50.0, 300.0]),
    minimum_spare=st.none() | st.sampled_from([0.0, 2.5, 30.0]),
    minimum_score=st.none() | st.sampled_from([0.41421356, 0.61803399]),
    excludes_existing=st.booleans(),
)
directions = st.sampled_from(PartnerDirection)
weightings = st.just(WEIGHTS) | st.dictionaries(criteria, st.sampled_from([0.0, 1.0, 2.5]))


def pairs_of(match: Match) -> list[ScoredPair]:
    return [match.best, *match.others]


@given(register=registers(), direction=directions, weights=weightings, restriction=restrictions)
def test_ranking_agrees_with_the_second_implementation(
    register: tuple[Subject, list[Candidate]],
    direction: PartnerDirection,
    weights: Mapping[Criterion, float],
    restriction: Restriction,
) -> None:
    subject, candidates = register
    expected = expected_ranking(direction, subject, candidates, weights, restriction)

    matches = ranked(direction, subject, candidates, restriction, weights)

    assert sorted(codes(matches)) == sorted(expected)
    for match in matches:
        scores = {(s.pair.want.product, s.pair.product): s.score for s in pairs_of(match)}
        assert scores == {
            products: pytest.approx(score, abs=1e-9)
            for products, score in expected[match.candidate.code].items()
        }
        assert len(scores) == len(pairs_of(match))
        distance = expected_distance(subject, match.candidate)
        assert match.distance_km == (None if distance is None else pytest.approx(distance, abs=1e-6))
        assert match.is_existing_partner is (match.candidate.code in subject.partners)


@given(register=registers(), direction=directions, weights=weightings)
def test_reasons_give_the_values_of_the_second_implementation_and_add_up_to_the_score(
    register: tuple[Subject, list[Candidate]],
    direction: PartnerDirection,
    weights: Mapping[Criterion, float],
) -> None:
    subject, candidates = register

    for match in ranked(direction, subject, candidates, weights=weights):
        for scored in pairs_of(match):
            values = expected_values(direction, subject, match.candidate, scored.pair)
            for reason in scored.reasons:
                value = values[reason.criterion]
                assert reason.value == (None if value is None else pytest.approx(value, abs=1e-9))
                assert reason.value is None or 0 <= reason.value <= 1
                assert reason.contribution == reason.weight * (0.5 if reason.value is None else reason.value)
            assert abs(math.fsum(reason.contribution for reason in scored.reasons) - scored.score) <= 1e-9
            assert abs(math.fsum(reason.weight for reason in scored.reasons) - 1) <= 1e-9
            assert -1e-9 <= scored.score <= 1 + 1e-9


@given(register=registers(), direction=directions, weights=weightings, restriction=restrictions)
def test_ranking_descends_with_ties_by_code_and_pairs_by_product(
    register: tuple[Subject, list[Candidate]],
    direction: PartnerDirection,
    weights: Mapping[Criterion, float],
    restriction: Restriction,
) -> None:
    subject, candidates = register

    matches = ranked(direction, subject, candidates, restriction, weights)

    assert matches == sorted(matches, key=lambda match: (-match.score, match.candidate.code))
    for match in matches:
        assert pairs_of(match) == sorted(
            pairs_of(match), key=lambda scored: (-scored.score, scored.pair.want.product, scored.pair.product)
        )


@settings(max_examples=50)
@given(register=registers(), direction=directions, order=st.permutations(range(4)))
def test_order_in_which_candidates_are_found_does_not_matter(
    register: tuple[Subject, list[Candidate]], direction: PartnerDirection, order: list[int]
) -> None:
    subject, candidates = register
    shuffled = [candidates[position] for position in order]

    assert ranked(direction, subject, shuffled) == ranked(direction, subject, candidates)


@settings(max_examples=50)
@given(register=registers(st.just(NONE)), direction=directions, restriction=restrictions)
def test_restriction_never_changes_the_scores_of_those_that_remain(
    register: tuple[Subject, list[Candidate]], direction: PartnerDirection, restriction: Restriction
) -> None:
    subject, candidates = register

    everyone = {
        (match.candidate.code, scored.pair.want.product, scored.pair.product): scored.score
        for match in ranked(direction, subject, candidates)
        for scored in pairs_of(match)
    }
    remaining = {
        (match.candidate.code, scored.pair.want.product, scored.pair.product): scored.score
        for match in ranked(direction, subject, candidates, replace(restriction, minimum_spare=None))
        for scored in pairs_of(match)
    }

    assert {key: everyone[key] for key in remaining} == remaining


@settings(max_examples=50)
@given(register=registers(), direction=directions, restriction=restrictions)
def test_restriction_leaves_scores_alone_unless_a_criterion_is_dropped(
    register: tuple[Subject, list[Candidate]], direction: PartnerDirection, restriction: Restriction
) -> None:
    subject, candidates = register
    everyone = ranked(direction, subject, candidates)
    remaining = ranked(
        direction, subject, candidates, replace(restriction, products=None, minimum_spare=None)
    )
    assume(remaining)
    assume(
        {reason.criterion for reason in remaining[0].best.reasons}
        == {reason.criterion for reason in everyone[0].best.reasons}
    )

    assert remaining == [match for match in everyone if match.candidate.code in set(codes(remaining))]
