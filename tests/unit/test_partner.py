"""Ranking partners: each criterion, the weights, and the whole against a second implementation."""

import datetime as dt
import itertools
import math
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import FrameType
from typing import NoReturn, TypeAlias

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.enums import AdministrativeUnitKind, Criterion, MeetingOutcome, PartnerDirection
from planning import score
from planning.criteria import (
    Floats,
    Integers,
    capacity_cover,
    certificates,
    co_location,
    common_fairs,
    freshness,
    product_fit,
    proximity,
    season,
)
from planning.fair_outcome import Held, dealings
from planning.partner import (
    WEIGHTS,
    Candidate,
    Match,
    Pair,
    Restriction,
    ScoredPair,
    Subject,
    Want,
    effective_weights,
    held_certificates,
    rank,
)
from planning.score import Reason

ON = dt.date(2026, 11, 23)
NONE = frozenset[str]()
EVERYTHING = Restriction()
SUPPLIERS, BUYERS, PEERS = PartnerDirection.SUPPLIERS, PartnerDirection.BUYERS, PartnerDirection.PEERS

BARK = Want(
    product="P-vo-que",
    name="Vỏ quế",
    name_en="Cinnamon bark",
    unit="TONNE",
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
    available = floats(50, 150, 100, 0)
    wanted = floats(100, 100, 100, 100)

    assert shown(capacity_cover(available, wanted)) == [0.5, 1.0, 1.0, 0.0]


def test_nothing_is_covered_where_nothing_is_wanted() -> None:
    assert shown(capacity_cover(floats(50, 0, 1e300), floats(0, 0, 0))) == [0.0, 0.0, 0.0]


def test_cover_is_unknown_where_either_side_is() -> None:
    available, wanted = floats(None, 50, None), floats(100, None, None)

    assert shown(capacity_cover(available, wanted)) == [None, None, None]


def test_nothing_is_covered_by_nothing_or_of_nothing_though_the_other_side_is_unknown() -> None:
    assert shown(capacity_cover(floats(0, None), floats(None, 0))) == [0.0, 0.0]


def test_cover_of_next_to_nothing_is_all() -> None:
    assert shown(capacity_cover(floats(1e300), floats(5e-324))) == [1.0]


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
    assert shown(certificates(integers(2, 1, 0, 0), integers(2, 2, 2, 0))) == [1.0, 0.5, 0.0, None]


def test_each_common_fair_halves_what_is_missing() -> None:
    assert shown(common_fairs(integers(0, 1, 2, 3))) == [0.0, 0.5, 0.75, 0.875]


def test_freshness_halves_with_a_year_and_never_exceeds_one() -> None:
    assert shown(freshness(floats(0, 365, 730, -10, None))) == [1.0, 0.5, 0.25, 1.0, None]


@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize(
    ("clusters", "communes", "provinces", "expected"),
    [
        ({"C-1"}, {"U-1"}, {"U-9"}, 1.0),
        ({"C-1", "C-2"}, set(), set(), 1.0),
        (set(), {"U-1"}, {"U-9"}, 0.8),
        (set(), {"U-1"}, set(), 0.8),
        (set(), set(), {"U-9"}, 0.4),
    ],
)
def test_co_location_is_that_of_the_closest_common_place(
    clusters: set[str], communes: set[str], provinces: set[str], expected: float, is_known: bool
) -> None:
    value = co_location(clusters=clusters, communes=communes, provinces=provinces, is_known=is_known)

    assert value == expected


@pytest.mark.parametrize(("is_known", "expected"), [(True, 0.0), (False, None)])
def test_nothing_in_common_is_no_co_location_where_both_places_are_known(
    is_known: bool, expected: float | None
) -> None:
    value = co_location(clusters=NONE, communes=NONE, provinces=NONE, is_known=is_known)

    assert shown(floats(value)) == [expected]


months = st.frozensets(st.integers(1, 12))
keeping = st.none() | st.integers(0, 800)
quantities = st.none() | st.sampled_from([0.0, 1.0, 2.5, 40.0, 1e6])
criteria = st.sampled_from(list(WEIGHTS))


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
    assert math.fsum(WEIGHTS.values()) == pytest.approx(1, abs=1e-12)


ASKING = replace(SUBJECT, wants=[BARK, replace(BARK, product="P-que", certificates=frozenset({"FSC"}))])


@pytest.mark.parametrize(
    ("direction", "subject", "dropped"),
    [
        (SUPPLIERS, replace(ASKING, can_reciprocate=True), set[Criterion]()),
        (SUPPLIERS, ASKING, {Criterion.RECIPROCITY}),
        (SUPPLIERS, SUBJECT, {Criterion.RECIPROCITY, Criterion.CERTIFICATES}),
        (BUYERS, SUBJECT, {Criterion.RECIPROCITY}),
        (BUYERS, replace(SUBJECT, wants=[]), {Criterion.RECIPROCITY}),
        (BUYERS, replace(SUBJECT, code="", can_reciprocate=True), {Criterion.COMMON_FAIRS}),
        (
            PEERS,
            replace(ASKING, can_reciprocate=True),
            {Criterion.RECIPROCITY, Criterion.CAPACITY_COVER},
        ),
        (PEERS, SUBJECT, {Criterion.RECIPROCITY, Criterion.CAPACITY_COVER, Criterion.CERTIFICATES}),
    ],
)
def test_criteria_without_occasion_are_dropped_and_the_others_share_their_weight(
    direction: PartnerDirection, subject: Subject, dropped: set[Criterion]
) -> None:
    weights = effective_weights(direction, subject, WEIGHTS)

    kept = {criterion: weight for criterion, weight in WEIGHTS.items() if criterion not in dropped}
    total = sum(kept.values())
    assert weights == {criterion: pytest.approx(weight / total) for criterion, weight in kept.items()}


def test_nothing_is_left_where_only_dropped_criteria_weigh() -> None:
    weights = {Criterion.CERTIFICATES: 1.0, Criterion.PROXIMITY: 0.0}

    assert effective_weights(SUPPLIERS, SUBJECT, weights) == {}
    assert not rank(SUPPLIERS, SUBJECT, [WORKS], weights=weights, restriction=EVERYTHING, on=ON)


@given(
    direction=st.sampled_from(PartnerDirection),
    given_weights=st.dictionaries(criteria, st.floats(0, 1.7e308)),
    reciprocates=st.booleans(),
    subject=st.sampled_from([SUBJECT, ASKING]),
)
def test_effective_weights_add_up_to_one(
    direction: PartnerDirection, given_weights: dict[Criterion, float], reciprocates: bool, subject: Subject
) -> None:
    subject = replace(subject, can_reciprocate=reciprocates)

    weights = effective_weights(direction, subject, given_weights)

    assert not weights or math.fsum(weights.values()) == pytest.approx(1, abs=1e-9)
    assert [weight for weight in weights.values() if not 0 <= weight <= 1] == []


@given(
    given_weights=st.dictionaries(criteria, st.floats(0.001, 1000), min_size=1), factor=st.floats(0.001, 1000)
)
def test_only_the_proportions_of_weights_matter(given_weights: dict[Criterion, float], factor: float) -> None:
    subject = replace(ASKING, can_reciprocate=True)
    multiplied = {criterion: weight * factor for criterion, weight in given_weights.items()}

    one = effective_weights(SUPPLIERS, subject, given_weights)
    other = effective_weights(SUPPLIERS, subject, multiplied)

    assert other == {criterion: pytest.approx(weight, rel=1e-9) for criterion, weight in one.items()}


# Examples of whole rankings


def ranked(
    direction: PartnerDirection,
    subject: Subject,
    candidates: Sequence[Candidate],
    restriction: Restriction = EVERYTHING,
    weights: Mapping[Criterion, float] = WEIGHTS,
) -> list[Match]:
    return list(rank(direction, subject, candidates, weights=weights, restriction=restriction, on=ON))


def codes(matches: Sequence[Match]) -> list[str]:
    return [match.candidate.code for match in matches]


def pairs_of(match: Match) -> list[ScoredPair]:
    return [match.best, *match.others]


Outcome: TypeAlias = tuple[
    str, float | None, bool, list[tuple[Pair, float, float | None, tuple[Reason, ...]]]
]


def whole(match: Match) -> Outcome:
    """All that a match says, whatever else was ranked beside it."""
    return (
        match.candidate.code,
        match.distance_km,
        match.is_existing_partner,
        [(scored.pair, scored.score, scored.cover, tuple(scored.reasons)) for scored in pairs_of(match)],
    )


def values_of(scored: ScoredPair) -> dict[Criterion, float | None]:
    return {reason.criterion: reason.value for reason in scored.reasons}


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


def test_quantities_are_compared_in_the_unit_of_the_subject_by_the_factor_of_the_pair() -> None:
    boards = replace(OFFER, unit="CUBIC_METRE", factor=0.5, spare=50.0)
    logs = replace(OFFER, unit="CUBIC_METRE", factor=1 / 0.5, spare=5.0)
    unknown = replace(OFFER, unit="PIECE", factor=0.001, spare=None)

    matches = ranked(
        SUPPLIERS,
        SUBJECT,
        [
            replace(WORKS, code="B-2", pairs=[boards]),
            replace(WORKS, code="B-3", pairs=[logs]),
            replace(WORKS, code="B-4", pairs=[unknown]),
        ],
        weights={Criterion.CAPACITY_COVER: 1},
    )

    assert {match.candidate.code: match.best.cover for match in matches} == {
        "B-2": 0.25,
        "B-3": 0.1,
        "B-4": None,
    }
    assert {match.candidate.code: match.score for match in matches} == {"B-2": 0.25, "B-3": 0.1, "B-4": 0.5}


def test_least_spare_quantity_is_one_of_the_product_of_the_subject() -> None:
    halves = replace(OFFER, factor=0.5, spare=60.0)
    doubles = replace(OFFER, factor=2.0, spare=20.0)

    matches = ranked(
        SUPPLIERS,
        SUBJECT,
        [replace(WORKS, pairs=[halves]), replace(WORKS, code="B-3", pairs=[doubles])],
        Restriction(minimum_spare=40.0),
    )

    assert codes(matches) == ["B-3"]


def test_business_that_wants_nothing_more_is_covered_in_nothing() -> None:
    satisfied = replace(BARK, quantity=0.0)

    (match,) = ranked(
        SUPPLIERS,
        replace(SUBJECT, wants=[satisfied]),
        [replace(WORKS, pairs=[replace(OFFER, want=satisfied)])],
        weights={Criterion.CAPACITY_COVER: 1},
    )

    assert (match.best.cover, match.score) == (0.0, 0.0)
    assert values_of(match.best) == {Criterion.CAPACITY_COVER: 0.0}


def test_only_facilities_are_peers() -> None:
    kinds = {"FACILITY": "B-2", "SUPPLIER": "B-3", "BUYER": "B-4"}
    everyone = [replace(WORKS, code=code, kind=kind) for kind, code in kinds.items()]

    found = {direction: codes(ranked(direction, SUBJECT, everyone)) for direction in PartnerDirection}

    assert found == {SUPPLIERS: ["B-2", "B-3", "B-4"], BUYERS: ["B-2", "B-3", "B-4"], PEERS: ["B-2"]}
    assert ranked(PEERS, SUBJECT, everyone, Restriction(kinds=frozenset({"SUPPLIER"}))) == []


PARTS = {
    Criterion.RECIPROCITY: 1.0,
    Criterion.CERTIFICATES: 2.0,
    Criterion.CO_LOCATION: 3.0,
    Criterion.CAPACITY_COVER: 4.0,
}


def twins() -> list[Candidate]:
    """One that reciprocates and is certified (0.1 + 0.2), one that is a neighbour (0.3)."""
    pair = replace(OFFER, want=ASKING.wants[1], spare=0.0)
    certified = replace(WORKS, code="B-3", pairs=[pair], certificates=frozenset({"FSC"}), is_reciprocal=True)
    neighbour = replace(WORKS, code="B-2", pairs=[pair], clusters=frozenset({"C-1"}))
    return [replace(certified, country="CN"), neighbour]


def test_equal_scores_of_different_parts_are_ties() -> None:
    subject = replace(ASKING, country="CN", clusters=frozenset({"C-1"}), can_reciprocate=True)

    matches = ranked(SUPPLIERS, subject, twins(), weights=PARTS)

    sums = {sum(reason.contribution for reason in match.best.reasons) for match in matches}
    assert len(sums) == 2, "the parts add up to the same without rounding, so that this shows nothing"
    assert [(match.candidate.code, match.score) for match in matches] == [("B-2", 0.3), ("B-3", 0.3)]


def test_score_that_is_shown_passes_as_the_least_score() -> None:
    subject = replace(ASKING, country="CN", clusters=frozenset({"C-1"}), can_reciprocate=True)

    matches = ranked(SUPPLIERS, subject, twins(), Restriction(minimum_score=0.3), PARTS)

    assert codes(matches) == ["B-2", "B-3"]
    assert ranked(SUPPLIERS, subject, twins(), Restriction(minimum_score=0.300000000001), PARTS) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ({"clusters": "C-1", "communes": "U-1"}, {"clusters": "C-1", "communes": "U-1"}, 1.0),
        ({"communes": "U-1", "provinces": "U-9"}, {"communes": "U-1", "provinces": "U-9"}, 0.8),
        ({"communes": "U-1", "provinces": "U-9"}, {"communes": "U-2", "provinces": "U-9"}, 0.4),
        ({"units": "U-1", "provinces": "U-9"}, {"units": "U-1", "provinces": "U-8"}, 0.0),
        ({"clusters": "C-1"}, {"clusters": "C-1"}, 1.0),
        ({"units": "U-1", "provinces": "U-9"}, {}, None),
        ({}, {"units": "U-1", "provinces": "U-9"}, None),
        ({"units": "U-1"}, {"units": "U-2", "provinces": "U-9"}, None),
        ({"country": "CN"}, {"provinces": "U-9"}, 0.0),
        ({"provinces": "U-9"}, {"country": "CN"}, 0.0),
        ({}, {"country": "CN"}, None),
        ({"country": "CN"}, {"country": "CN"}, 0.0),
    ],
)
def test_province_must_be_known_of_who_is_at_home(
    ours: dict[str, str], theirs: dict[str, str], expected: float | None
) -> None:
    def codes_of(given: dict[str, str], name: str) -> frozenset[str]:
        return frozenset({given[name]}) if name in given else NONE

    subject = replace(
        SUBJECT,
        country=ours.get("country", "VN"),
        units=codes_of(ours, "units"),
        communes=codes_of(ours, "communes"),
        provinces=codes_of(ours, "provinces"),
        clusters=codes_of(ours, "clusters"),
    )
    candidate = replace(
        WORKS,
        country=theirs.get("country", "VN"),
        units=codes_of(theirs, "units"),
        communes=codes_of(theirs, "communes"),
        provinces=codes_of(theirs, "provinces"),
        clusters=codes_of(theirs, "clusters"),
    )

    (match,) = ranked(SUPPLIERS, subject, [candidate], weights={Criterion.CO_LOCATION: 1})

    assert values_of(match.best) == {Criterion.CO_LOCATION: expected}


def test_buyer_asks_the_subject_for_certificates_and_takes_in_its_months() -> None:
    want = replace(BARK, months=frozenset({1, 2}), keeps_days=31, certificates=frozenset({"FSC"}))
    need = replace(
        OFFER, want=want, months=frozenset({2, 3, 4}), keeps_days=400, certificates=frozenset({"A", "B"})
    )
    subject = replace(SUBJECT, wants=[want], certificates=frozenset({"A"}))
    buyer = replace(WORKS, pairs=[need], certificates=frozenset({"A", "B", "FSC"}))

    (match,) = ranked(BUYERS, subject, [buyer], weights={Criterion.SEASON: 1, Criterion.CERTIFICATES: 1})

    assert values_of(match.best) == {
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

    assert values_of(match.best) == {
        Criterion.SEASON: 2 / 3,
        Criterion.CERTIFICATES: 0.5,
    }


def test_schemes_are_those_of_the_offering_side_and_of_the_offer_itself() -> None:
    want = replace(BARK, held=frozenset({"W"}))
    subject = replace(SUBJECT, certificates=frozenset({"S"}))
    candidate = replace(WORKS, certificates=frozenset({"C"}))
    pair = replace(OFFER, want=want, held=frozenset({"P"}))

    held = {
        direction: held_certificates(direction, subject, candidate, pair) for direction in PartnerDirection
    }

    assert held == {SUPPLIERS: {"C", "P"}, BUYERS: {"S", "W"}, PEERS: {"C", "P"}}


def test_scheme_held_for_one_offer_says_nothing_of_another() -> None:
    one, other = (
        replace(BARK, product=product, certificates=frozenset({"A", "B"})) for product in ("P-a", "P-b")
    )
    pairs = [
        replace(OFFER, want=one, product="P-a", held=frozenset({"A"})),
        replace(OFFER, want=other, product="P-b"),
    ]

    (match,) = ranked(
        SUPPLIERS,
        replace(SUBJECT, wants=[one, other]),
        [replace(WORKS, pairs=pairs, certificates=frozenset({"B"}))],
        weights={Criterion.CERTIFICATES: 1},
    )

    assert {scored.pair.product: scored.score for scored in (match.best, *match.others)} == {
        "P-a": 1.0,
        "P-b": 0.5,
    }


def test_what_a_buyer_asks_for_is_unknown_where_nothing_is_recorded() -> None:
    choosy = replace(WORKS, code="B-3", pairs=[replace(OFFER, certificates=frozenset({"FSC", "OCOP"}))])
    want = replace(BARK, held=frozenset({"OCOP", "FSC"}))
    choosy = replace(choosy, pairs=[replace(pair, want=want) for pair in choosy.pairs])

    matches = ranked(BUYERS, SUBJECT, [choosy, WORKS], weights={Criterion.CERTIFICATES: 1})

    assert [(match.candidate.code, match.score) for match in matches] == [("B-3", 1.0), ("B-2", 0.5)]
    assert matches[1].best.reasons[0].value is None


def test_a_meeting_with_a_result_is_as_fresh_as_data_of_its_day() -> None:
    old = replace(WORKS, pairs=[replace(OFFER, as_of=ON - dt.timedelta(days=730))])
    met = Held(other="B-2", day=ON - dt.timedelta(days=365), outcome=MeetingOutcome.FOLLOW_UP)
    subject = replace(SUBJECT, dealings=dealings([met], ON))

    (match,) = ranked(SUPPLIERS, subject, [old], weights={Criterion.FRESHNESS: 1, Criterion.RECIPROCITY: 1})

    assert values_of(match.best) == {Criterion.FRESHNESS: 0.5}


@pytest.mark.parametrize("direction", [SUPPLIERS, BUYERS])
def test_what_both_have_signed_at_a_fair_is_an_interest_of_both(direction: PartnerDirection) -> None:
    signed = Held(other="B-2", day=ON, outcome=MeetingOutcome.MEMORANDUM)
    subject = replace(SUBJECT, dealings=dealings([signed], ON))
    stranger = replace(WORKS, code="B-3")

    matches = ranked(direction, subject, [WORKS, stranger], weights={Criterion.RECIPROCITY: 1})

    assert [(match.candidate.code, match.score) for match in matches] == [("B-2", 1.0), ("B-3", 0.0)]


NEAR = replace(
    WORKS, code="B-3", kind="SUPPLIER", latitude=21.7, longitude=104.9, certificates=frozenset({"FSC"})
)
FAR = replace(WORKS, code="B-4", latitude=20.7, longitude=104.9, units=frozenset({"U-4", "U-9"}))
PLENTY = replace(WORKS, code="B-5", pairs=[replace(OFFER, spare=90.0)])
UNKNOWN = replace(WORKS, code="B-6", pairs=[replace(OFFER, spare=None)])
OTHERS = replace(WORKS, code="B-7", pairs=[replace(OFFER, product="P-la-que", levels=2, spare=0.0)])
SCHEME = replace(WORKS, code="B-8", pairs=[replace(OFFER, spare=10.0, held=frozenset({"OCOP"}))])


@pytest.mark.parametrize(
    ("restriction", "expected"),
    [
        (Restriction(), {"B-3", "B-4", "B-5", "B-6", "B-7", "B-8"}),
        (Restriction(kinds=frozenset({"SUPPLIER", "BUYER"})), {"B-3"}),
        (Restriction(kinds=frozenset()), set[str]()),
        (Restriction(units=frozenset({"U-9"})), {"B-4"}),
        (Restriction(products=frozenset({"P-la-que"})), {"B-7"}),
        (Restriction(products=frozenset()), set[str]()),
        (Restriction(certificates=frozenset({"FSC", "OCOP"})), {"B-3", "B-8"}),
        (Restriction(certificates=frozenset({"FSC"})), {"B-3"}),
        (Restriction(certificates=frozenset()), set[str]()),
        (Restriction(maximum_distance_km=20.0), {"B-3"}),
        (Restriction(maximum_distance_km=150.0), {"B-3", "B-4"}),
        (Restriction(minimum_spare=50.0), {"B-3", "B-4", "B-5"}),
        (Restriction(minimum_spare=0.0), {"B-3", "B-4", "B-5", "B-7", "B-8"}),
        (Restriction(minimum_score=0.55), {"B-3", "B-4", "B-5", "B-6", "B-8"}),
        (Restriction(excludes_existing=True), {"B-3", "B-4", "B-6", "B-7", "B-8"}),
        (Restriction(kinds=frozenset({"FACILITY"}), maximum_distance_km=150.0), {"B-4"}),
    ],
)
def test_restriction_keeps_what_fulfils_it(restriction: Restriction, expected: set[str]) -> None:
    subject = replace(SUBJECT, latitude=21.7, longitude=104.8, partners=frozenset({"B-5"}))

    matches = ranked(SUPPLIERS, subject, [NEAR, FAR, PLENTY, UNKNOWN, OTHERS, SCHEME], restriction)

    assert set(codes(matches)) == expected


@pytest.mark.parametrize(
    ("country", "other", "expected"),
    [("VN", "CN", 0.0), ("CN", "VN", 0.0), ("CN", "IN", 0.0), ("VN", "VN", None), ("CN", "CN", None)],
)
def test_place_that_is_unknown_in_another_country_is_as_far_as_can_be(
    country: str, other: str, expected: float | None
) -> None:
    subject = replace(SUBJECT, latitude=21.0, longitude=104.0, country=country)
    candidate = Candidate(code="B-1", kind="FACILITY", pairs=[OFFER], country=other)

    (match,) = ranked(SUPPLIERS, subject, [candidate], weights={Criterion.PROXIMITY: 1.0})

    assert (match.distance_km, match.is_distance_approximate) == (None, False)
    assert [reason.value for reason in match.best.reasons] == [expected]
    assert match.score == (0.5 if expected is None else expected)


COMMUNE = AdministrativeUnitKind.COMMUNE


@pytest.mark.parametrize(
    ("middle_of", "other", "expected"),
    [(None, None, False), (COMMUNE, None, True), (None, COMMUNE, True), (COMMUNE, COMMUNE, True)],
)
def test_distance_is_approximate_where_the_middle_of_a_unit_stands_for_a_place(
    middle_of: AdministrativeUnitKind | None, other: AdministrativeUnitKind | None, expected: bool
) -> None:
    subject = replace(SUBJECT, latitude=21.0, longitude=104.0, middle_of=middle_of)
    candidate = Candidate(
        code="B-1", kind="FACILITY", pairs=[OFFER], latitude=21.0, longitude=104.0, middle_of=other
    )

    (match,) = ranked(SUPPLIERS, subject, [candidate])

    assert (match.distance_km, match.is_distance_approximate) == (0.0, expected)


def test_existing_partner_is_marked() -> None:
    subject = replace(SUBJECT, partners=frozenset({"B-5"}))

    matches = ranked(SUPPLIERS, subject, [NEAR, PLENTY])

    assert {match.candidate.code: match.is_existing_partner for match in matches} == {
        "B-3": False,
        "B-5": True,
    }


def test_a_contract_at_a_fair_makes_partners() -> None:
    signed = Held(other="B-2", day=ON, outcome=MeetingOutcome.CONTRACT)
    subject = replace(SUBJECT, dealings=dealings([signed], ON))

    (match,) = ranked(SUPPLIERS, subject, [WORKS])

    assert match.is_existing_partner
    assert ranked(SUPPLIERS, subject, [WORKS], Restriction(excludes_existing=True)) == []


def test_without_pairs_there_is_nobody() -> None:
    assert ranked(SUPPLIERS, SUBJECT, []) == []
    assert ranked(SUPPLIERS, SUBJECT, [replace(WORKS, pairs=[])]) == []


def test_restriction_leaves_certificates_weighed_though_nobody_that_remains_asks_for_any() -> None:
    choosy = replace(WORKS, code="B-3", kind="BUYER", pairs=[replace(OFFER, certificates=frozenset({"FSC"}))])

    everyone = ranked(BUYERS, SUBJECT, [WORKS, choosy])
    (alone,) = ranked(BUYERS, SUBJECT, [WORKS, choosy], Restriction(kinds=frozenset({"FACILITY"})))

    (same,) = (match for match in everyone if match.candidate.code == "B-2")
    assert whole(alone) == whole(same)
    assert values_of(alone.best)[Criterion.CERTIFICATES] is None


def test_reasons_are_read_from_the_row_of_a_pair_in_the_order_of_the_weights() -> None:
    weights = {Criterion.SEASON: 0.25, Criterion.PROXIMITY: 0.75}
    values = {Criterion.PROXIMITY: floats(0.1, None, 0.3), Criterion.SEASON: floats(0.4, 0.5, None)}

    first, second, third = (
        ScoredPair(pair=OFFER, score=0.0, cover=None, row=row, values=values, weights=weights).reasons
        for row in range(3)
    )

    def reason(criterion: Criterion, value: float | None, contribution: float) -> Reason:
        return Reason(criterion=criterion, weight=weights[criterion], value=value, contribution=contribution)

    assert first == [
        reason(Criterion.SEASON, 0.4, 0.1),
        reason(Criterion.PROXIMITY, 0.1, 0.75 * 0.1),
    ]
    assert second == [reason(Criterion.SEASON, 0.5, 0.125), reason(Criterion.PROXIMITY, None, 0.375)]
    assert third == [reason(Criterion.SEASON, None, 0.125), reason(Criterion.PROXIMITY, 0.3, 0.75 * 0.3)]


class LookedAt(Exception):
    """A reason was made."""


def test_reasons_are_made_only_when_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> NoReturn:
        raise LookedAt

    monkeypatch.setattr(score, "Reason", fail)

    (match,) = ranked(SUPPLIERS, SUBJECT, [WORKS])

    with pytest.raises(LookedAt):
        _ = match.best.reasons


def calls_to_rank(number: int) -> int:
    """How many calls, of Python and of C, ranking some candidates with two pairs each takes."""
    subject = replace(
        ASKING, latitude=21.7, longitude=104.8, fairs=frozenset({"F-1"}), provinces=frozenset({"U-9"})
    )
    found = [
        replace(
            WORKS,
            code=f"B-{position}",
            latitude=21.0 + position % 97 / 100,
            longitude=104.0 + position % 89 / 100,
            provinces=frozenset({f"U-{position % 11}"}),
            pairs=[
                replace(OFFER, spare=float(position % 83)),
                replace(OFFER, want=ASKING.wants[1], product="P-que", spare=float(position % 79)),
            ],
        )
        for position in range(number)
    ]
    calls = Counter[str]()

    def count(_: FrameType, event: str, __: object) -> None:
        calls[event] += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        matches = ranked(SUPPLIERS, subject, found, Restriction(maximum_distance_km=1000.0))
    finally:
        sys.setprofile(before)
    assert len(matches) == number
    return calls["call"] + calls["c_call"]


def test_work_grows_only_with_the_number_of_candidates() -> None:
    few, many = calls_to_rank(500), calls_to_rank(5_000)

    assert many <= 10 * few


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
    return None if pair.spare is None else pair.factor * pair.spare


def expected_cover(available: float | None, wanted: float | None) -> float | None:
    if 0 in (available, wanted):
        return 0.0
    if available is None or wanted is None:
        return None
    return 1.0 if available >= wanted else available / wanted


def is_place_known(side: Subject | Candidate) -> bool:
    return side.country != "VN" or len(side.provinces) > 0


def expected_values(
    direction: PartnerDirection, subject: Subject, candidate: Candidate, pair: Pair
) -> dict[Criterion, float | None]:
    distance = expected_distance(subject, candidate)
    if direction is BUYERS:
        asked, held = pair.certificates, {*subject.certificates, *pair.want.held}
        of_season = expected_season(pair.want.months, pair.months, pair.want.keeps_days)
    else:
        asked, held = pair.want.certificates, {*candidate.certificates, *pair.held}
        of_season = expected_season(pair.months, pair.want.months, pair.keeps_days)
    neighbourhood: float | None = 0.0
    if subject.clusters & candidate.clusters:
        neighbourhood = 1.0
    elif subject.communes & candidate.communes:
        neighbourhood = 0.8
    elif subject.provinces & candidate.provinces:
        neighbourhood = 0.4
    elif not (is_place_known(subject) and is_place_known(candidate)):
        neighbourhood = None
    near = None if distance is None else math.e ** (-distance / 100)
    if near is None and subject.country != candidate.country:
        near = 0.0
    known = subject.dealings.get(candidate.code)
    signed = known is not None and known.agreed is not None
    days = [pair.as_of] if known is None else [pair.as_of, known.last.day]
    ages = [max(0, (ON - day).days) for day in days if day is not None]
    age = min(ages, default=None)
    return {
        Criterion.PRODUCT_FIT: 1 / 2**pair.levels,
        Criterion.CAPACITY_COVER: expected_cover(expected_available(pair), pair.want.quantity),
        Criterion.SEASON: of_season,
        Criterion.PROXIMITY: near,
        Criterion.CERTIFICATES: len(asked & held) / len(asked) if asked else None,
        Criterion.RECIPROCITY: 1.0 if candidate.is_reciprocal or signed else 0.0,
        Criterion.CO_LOCATION: neighbourhood,
        Criterion.COMMON_FAIRS: 1 - 1 / 2 ** len(subject.fairs & candidate.fairs),
        Criterion.FRESHNESS: None if age is None else 2 ** (-age / 365),
    }


def is_partner(subject: Subject, candidate: Candidate) -> bool:
    known = subject.dealings.get(candidate.code)
    signed = None if known is None or known.agreed is None else known.agreed.outcome
    return candidate.code in subject.partners or signed is MeetingOutcome.CONTRACT


def expected_weights(
    direction: PartnerDirection, subject: Subject, weights: Mapping[Criterion, float]
) -> dict[Criterion, float]:
    counts: dict[Criterion, Callable[[], bool]] = {
        Criterion.CAPACITY_COVER: lambda: direction is not PEERS,
        Criterion.RECIPROCITY: lambda: (
            direction is not PEERS
            and (subject.can_reciprocate or any(each.agreed for each in subject.dealings.values()))
        ),
        Criterion.COMMON_FAIRS: lambda: subject.code != "",
        Criterion.CERTIFICATES: lambda: (
            direction is BUYERS or any(scheme for want in subject.wants for scheme in want.certificates)
        ),
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
        if direction is PEERS and candidate.kind != "FACILITY":
            continue
        if r.kinds is not None and candidate.kind not in r.kinds:
            continue
        if r.units is not None and r.units.isdisjoint(candidate.units):
            continue
        schemes_held = {*candidate.certificates, *(s for p in candidate.pairs for s in p.held)}
        if r.certificates is not None and r.certificates.isdisjoint(schemes_held):
            continue
        if r.excludes_existing and is_partner(subject, candidate):
            continue
        if r.maximum_distance_km is not None and (distance is None or distance > r.maximum_distance_km):
            continue
        remaining += [
            (candidate, p) for p in candidate.pairs if r.products is None or p.product in r.products
        ]
    in_force = expected_weights(direction, subject, weights)
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
factors = st.sampled_from([1.0, 1.0, 0.5, 0.001, 40.0])
places = st.sampled_from([(None, None), (21.7, 104.9), (21.75, 104.8), (22.3, 103.8), (25.0, 102.7)])
countries = st.sampled_from(["VN", "VN", "CN"])
days = st.none() | st.sampled_from([ON, ON - dt.timedelta(days=200), ON + dt.timedelta(days=3)])


@st.composite
def wants(draw: st.DrawFn, product: str, asked: st.SearchStrategy[frozenset[str]]) -> Want:
    return replace(
        BARK,
        product=product,
        keeps_days=draw(keeping),
        quantity=draw(quantities),
        months=draw(months),
        certificates=draw(asked),
        held=draw(schemes),
    )


met = st.lists(
    st.builds(
        Held,
        other=st.sampled_from(["B-1", "B-2"]),
        day=st.dates(ON - dt.timedelta(days=900), ON),
        outcome=st.sampled_from(MeetingOutcome),
    ),
    max_size=2,
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
        communes=draw(some),
        provinces=draw(some),
        clusters=draw(some),
        fairs=draw(some),
        certificates=draw(schemes),
        partners=frozenset(draw(st.sets(st.sampled_from(["B-1", "B-3", "B-5"])))),
        dealings=dealings(draw(met), ON),
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
        pairs.append(
            replace(
                OFFER,
                want=draw(st.sampled_from(wanted)),
                product=draw(st.sampled_from(["P-a", "P-b", "P-c"])),
                factor=draw(factors),
                keeps_days=draw(keeping),
                levels=draw(st.integers(0, 3)),
                spare=draw(quantities),
                months=draw(months),
                as_of=draw(days),
                certificates=draw(asked),
                held=draw(schemes),
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
        communes=draw(some),
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
            products: pytest.approx(score, abs=2e-12)
            for products, score in expected[match.candidate.code].items()
        }
        assert [score for score in scores.values() if score != float(np.round(score, 12))] == []
        assert len(scores) == len(pairs_of(match))
        distance = expected_distance(subject, match.candidate)
        assert match.distance_km == (None if distance is None else pytest.approx(distance, abs=1e-6))
        assert match.is_existing_partner is is_partner(subject, match.candidate)


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
            cover = values[Criterion.CAPACITY_COVER]
            assert scored.cover == (None if cover is None else pytest.approx(cover, abs=1e-12))
            assert {reason.criterion: reason.weight for reason in scored.reasons} == {
                criterion: pytest.approx(weight, abs=1e-12)
                for criterion, weight in expected_weights(direction, subject, weights).items()
            }
            for reason in scored.reasons:
                value = values[reason.criterion]
                assert reason.value == (None if value is None else pytest.approx(value, abs=1e-9))
                assert reason.value is None or 0 <= reason.value <= 1
                assert reason.contribution == reason.weight * (0.5 if reason.value is None else reason.value)
            assert abs(math.fsum(reason.contribution for reason in scored.reasons) - scored.score) <= 1e-12
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

    keys = [(-match.score, match.candidate.code) for match in matches]
    assert keys == sorted(keys)
    assert len(set(codes(matches))) == len(matches)
    for match in matches:
        within = [(-s.score, s.pair.want.product, s.pair.product) for s in pairs_of(match)]
        assert within == sorted(within)


@settings(max_examples=50)
@given(register=registers(), direction=directions, order=st.permutations(range(4)))
def test_order_in_which_candidates_are_found_does_not_matter(
    register: tuple[Subject, list[Candidate]], direction: PartnerDirection, order: list[int]
) -> None:
    subject, candidates = register
    shuffled = [candidates[position] for position in order]

    assert [whole(match) for match in ranked(direction, subject, shuffled)] == [
        whole(match) for match in ranked(direction, subject, candidates)
    ]


def scores_of(matches: Sequence[Match]) -> dict[tuple[str, str, str], float]:
    return {
        (match.candidate.code, scored.pair.want.product, scored.pair.product): scored.score
        for match in matches
        for scored in pairs_of(match)
    }


@given(register=registers(), direction=directions, weights=weightings, restriction=restrictions)
def test_restriction_never_changes_the_scores_of_those_that_remain(
    register: tuple[Subject, list[Candidate]],
    direction: PartnerDirection,
    weights: Mapping[Criterion, float],
    restriction: Restriction,
) -> None:
    subject, candidates = register
    of_products = replace(restriction, minimum_spare=None)

    everyone = scores_of(ranked(direction, subject, candidates, weights=weights))
    remaining = scores_of(ranked(direction, subject, candidates, of_products, weights))
    with_plenty = scores_of(ranked(direction, subject, candidates, restriction, weights))

    assert {key: everyone[key] for key in remaining} == remaining
    # A best variant may have too little to spare; the next one is then shown, with the score it had.
    assert [key for key, score in with_plenty.items() if score > everyone[key]] == []


@given(register=registers(), direction=directions, weights=weightings, restriction=restrictions)
def test_restriction_of_businesses_leaves_matches_whole(
    register: tuple[Subject, list[Candidate]],
    direction: PartnerDirection,
    weights: Mapping[Criterion, float],
    restriction: Restriction,
) -> None:
    subject, candidates = register
    of_businesses = replace(restriction, products=None, minimum_spare=None)

    everyone = ranked(direction, subject, candidates, weights=weights)
    remaining = ranked(direction, subject, candidates, of_businesses, weights)

    assert [whole(match) for match in remaining] == [
        whole(match) for match in everyone if match.candidate.code in set(codes(remaining))
    ]
