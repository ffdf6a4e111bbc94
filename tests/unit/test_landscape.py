"""Answers read off a landscape, and why one is empty."""

import datetime as dt
from collections.abc import Sequence

import pytest

from domain.enums import AdministrativeUnitKind as Kind
from domain.enums import ClusterKind
from domain.enums import RelatednessConstraint as Constraint
from planning.landscape import (
    ClusterSite,
    Facilities,
    FeasibleAnswer,
    Landscape,
    RelatedAnswer,
    feasible,
    landscape,
    placed_facilities,
    related,
)
from planning.placement import Level, Unit
from planning.product_space import Good

DAY = dt.date(2026, 6, 1)
MERGED = dt.date(2025, 7, 1)
TEA, BOX, SOAP, OIL, DUST, SWEETS, JAM = "P-tea", "P-box", "P-soap", "P-oil", "P-dust", "P-sweets", "P-jam"


def good(code: str, kind_of: str | None = None, stage: str = "FINAL", hs_code: str = "") -> Good:
    name = code.removeprefix("P-")
    return Good(
        code=code,
        name=f"Hàng {name}",
        name_en=name.capitalize(),
        unit="TONNE",
        stage=stage,
        hs_codes=frozenset({hs_code} if hs_code else ()),
        kind_of=kind_of,
    )


GOODS = {
    item.code: item
    for item in (
        good(TEA, hs_code="2022:0902"),
        good("P-green-tea", TEA, hs_code="2022:0902"),
        good(BOX),
        good(SOAP),
        good(OIL),
        good(DUST, stage="BYPRODUCT"),
        good(SWEETS),
        good(JAM, SWEETS),
        good("P-fudge", SWEETS),
    )
}
UNITS = {
    unit.code: unit
    for unit in (
        Unit(code="north", kind=Kind.PROVINCE, valid_from=MERGED),
        Unit(code="south", kind=Kind.PROVINCE, valid_from=MERGED),
        Unit(code="old", kind=Kind.PROVINCE, valid_to=MERGED, whole=["north"]),
        Unit(code="district", kind=Kind.DISTRICT, valid_to=MERGED, above=["old"], partial=["n1"]),
        *(Unit(code=f"n{number}", kind=Kind.COMMUNE, above=["north"]) for number in range(1, 5)),
        *(Unit(code=f"s{number}", kind=Kind.WARD, above=["south"]) for number in range(1, 5)),
    )
}
CLUSTERS = {
    "network": ClusterSite(ClusterKind.SECTOR_NETWORK, frozenset({"n1", "n2"})),
    "other": ClusterSite(ClusterKind.SECTOR_NETWORK, frozenset({"s1"})),
    "empty": ClusterSite(ClusterKind.SECTOR_NETWORK, frozenset({"s2"})),
    "park": ClusterSite(ClusterKind.INDUSTRIAL_PARK, frozenset({"n3"})),
}
BY_UNIT = [
    *((commune, product, 1) for commune in ("n1", "n2") for product in (TEA, BOX)),
    ("n3", SOAP, 2),
    ("n4", SOAP, 1),
    ("n4", OIL, 1),
    ("s1", SOAP, 1),
    ("s1", OIL, 1),
    ("s2", JAM, 1),
    ("s3", "P-fudge", 1),
]
BY_CLUSTER = [("network", TEA, 2), ("other", SOAP, 1), ("other", BOX, 1), ("park", SOAP, 2)]


def scene(
    by_unit: Sequence[tuple[str, str, int]] = BY_UNIT,
    on: dt.date = DAY,
    within: frozenset[str] | None = None,
) -> Landscape:
    facilities = Facilities(
        goods=GOODS, units=UNITS, clusters=CLUSTERS, by_unit=by_unit, by_cluster=BY_CLUSTER
    )
    return landscape(placed_facilities(facilities, on), within)


def products(answer: RelatedAnswer | FeasibleAnswer) -> list[str]:
    return [found.product for found in answer.found]


def test_product_is_related_to_what_goes_with_it() -> None:
    answer = related(scene(), TEA)

    assert (answer.counted, answer.constraint, products(answer)) == (TEA, None, [BOX])


def test_grade_is_answered_as_what_it_counts() -> None:
    answer = related(scene(), "P-green-tea")

    assert (answer.counted, answer.constraint, products(answer)) == (TEA, None, [BOX])


@pytest.mark.parametrize(
    ("product", "expected"),
    [
        (DUST, RelatedAnswer(counted=None, constraint=Constraint.BY_PRODUCT)),
        (
            SWEETS,
            RelatedAnswer(counted=SWEETS, constraint=Constraint.ONLY_KINDS_OFFERED, kinds=["P-fudge", JAM]),
        ),
        (JAM, RelatedAnswer(counted=JAM, constraint=Constraint.TOO_FEW_COMMUNES)),
        ("P-unread", RelatedAnswer(counted="P-unread", constraint=Constraint.NOT_OFFERED, kinds=[])),
    ],
)
def test_product_to_which_nothing_is_related_says_why(product: str, expected: RelatedAnswer) -> None:
    assert related(scene(), product) == expected


def test_product_that_nobody_offers_says_so() -> None:
    without = [item for item in BY_UNIT if item[1] != TEA]

    assert related(scene(without), TEA) == RelatedAnswer(
        counted=TEA, constraint=Constraint.NOT_OFFERED, kinds=[]
    )


def test_product_that_goes_with_nothing_says_so() -> None:
    alone = [("n1", TEA, 1), ("n2", TEA, 1), ("n3", SOAP, 1), ("n4", SOAP, 1)]

    assert related(scene(alone), TEA) == RelatedAnswer(
        counted=TEA, constraint=Constraint.NOTHING_NEAR, found=[]
    )


def test_commune_could_make_what_goes_with_what_it_makes() -> None:
    answer = feasible(scene(), Level.COMMUNE, "n3")

    assert (answer.peers, answer.held, answer.constraint) == (7, [SOAP], None)
    assert products(answer) == [OIL]


def test_province_is_judged_among_provinces() -> None:
    answer = feasible(scene(), Level.PROVINCE, "south")

    assert (answer.peers, answer.held, answer.constraint) == (2, ["P-fudge", JAM, OIL], None)
    assert products(answer) == [SOAP]


def test_cluster_is_judged_among_the_clusters_of_its_kind() -> None:
    answer = feasible(scene(), ClusterKind.SECTOR_NETWORK, "network")

    assert (answer.peers, answer.held, answer.constraint) == (2, [TEA], None)
    assert products(answer) == [BOX]


@pytest.mark.parametrize(
    ("group", "place", "expected"),
    [
        (None, "old", FeasibleAnswer(peers=0, constraint=Constraint.NOT_IN_FORCE)),
        (ClusterKind.SECTOR_NETWORK, "empty", FeasibleAnswer(peers=2, constraint=Constraint.NO_FACILITY)),
        (ClusterKind.INDUSTRIAL_PARK, "park", FeasibleAnswer(peers=1, constraint=Constraint.NO_PEER)),
        (ClusterKind.LAND_CLUSTER, "none", FeasibleAnswer(peers=0, constraint=Constraint.NO_FACILITY)),
        (
            Level.COMMUNE,
            "s2",
            FeasibleAnswer(peers=7, constraint=Constraint.NOTHING_NEAR, held=[JAM], found=[]),
        ),
    ],
)
def test_place_that_could_make_nothing_says_why(
    group: Level | ClusterKind | None, place: str, expected: FeasibleAnswer
) -> None:
    assert feasible(scene(), group, place) == expected


def test_territory_leaves_out_all_other_places() -> None:
    south = scene(within=frozenset({"south", "s1", "s2", "s3", "s4"}))

    assert list(south.tables[Level.COMMUNE].places) == ["s1", "s2", "s3"]
    assert list(south.tables[Level.PROVINCE].places) == ["south"]
    assert list(south.tables[ClusterKind.SECTOR_NETWORK].places) == ["other"]
    assert list(south.tables[ClusterKind.INDUSTRIAL_PARK].places) == []
    assert related(south, TEA).constraint is Constraint.NOT_OFFERED


def test_facilities_under_an_older_unit_count_under_its_whole_successor() -> None:
    older = scene([*BY_UNIT, ("old", TEA, 5)])

    assert older.tables[Level.PROVINCE].counts[older.tables[Level.PROVINCE].places["north"]].sum() == 13
    assert older.unplaced == {Level.PROVINCE: [], Level.DISTRICT: [], Level.COMMUNE: ["old"]}


def test_divided_unit_is_left_out_and_named_where_it_may_share_a_part() -> None:
    divided = [*BY_UNIT, ("district", TEA, 5), ("north", TEA, 5)]

    whole, south = scene(divided), scene(divided, within=frozenset({"south", "s1"}))

    assert whole.tables[Level.COMMUNE].total == scene().tables[Level.COMMUNE].total
    assert whole.unplaced[Level.COMMUNE] == ["district", "north"]
    assert south.unplaced[Level.COMMUNE] == []


def test_day_before_a_merger_knows_the_units_of_then() -> None:
    before = scene([("district", TEA, 1), ("old", BOX, 2)], on=dt.date(2024, 1, 1))

    assert list(before.tables[Level.DISTRICT].places) == ["district"]
    assert before.tables[Level.PROVINCE].counts.tolist() == [[2, 1]]
    assert feasible(before, Level.PROVINCE, "old").peers == 1


def test_register_without_facilities_has_an_empty_landscape() -> None:
    nothing = scene([])

    assert related(nothing, TEA).constraint is Constraint.NOT_OFFERED
    assert feasible(nothing, Level.COMMUNE, "n1") == FeasibleAnswer(
        peers=0, constraint=Constraint.NO_FACILITY
    )
