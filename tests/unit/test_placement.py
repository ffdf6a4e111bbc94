"""Units of any version are placed in those of one level that are in force on a day."""

import datetime as dt
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.enums import AdministrativeUnitKind as Kind
from planning.placement import Level, Unit, in_force, placement

MERGED = dt.date(2025, 7, 1)
BEFORE, SINCE = dt.date(2025, 6, 30), dt.date(2025, 7, 1)


def province(code: str, *, whole: Sequence[str] = (), partial: Sequence[str] = ()) -> Unit:
    """A province: one that ended in the merger where it has a successor."""
    ended = bool(whole or partial)
    return Unit(
        code=code,
        kind=Kind.PROVINCE,
        valid_from=None if ended else MERGED,
        valid_to=MERGED if ended else None,
        whole=whole,
        partial=partial,
    )


def district(code: str, above: str, *, whole: Sequence[str] = (), partial: Sequence[str] = ()) -> Unit:
    return Unit(code=code, kind=Kind.DISTRICT, valid_to=MERGED, above=[above], whole=whole, partial=partial)


def commune(code: str, above: str, kind: Kind = Kind.COMMUNE) -> Unit:
    return Unit(code=code, kind=kind, valid_from=MERGED, above=[above])


LAO_CAI = [
    province("yen-bai", whole=["lao-cai"]),
    province("old-lao-cai", whole=["lao-cai"]),
    province("lao-cai"),
    province("phu-tho"),
    district("tran-yen", "yen-bai", partial=["quy-mong", "tran-yen-xa"]),
    district("sa-pa", "old-lao-cai", partial=["sa-pa-phuong", "ta-van"]),
    commune("quy-mong", "lao-cai"),
    commune("tran-yen-xa", "lao-cai"),
    commune("sa-pa-phuong", "lao-cai", Kind.WARD),
    commune("ta-van", "lao-cai"),
    commune("doan-hung", "phu-tho"),
]


@pytest.mark.parametrize(
    ("kind", "level"),
    [
        (Kind.PROVINCE, Level.PROVINCE),
        (Kind.CITY, Level.PROVINCE),
        (Kind.DISTRICT, Level.DISTRICT),
        (Kind.COMMUNE, Level.COMMUNE),
        (Kind.WARD, Level.COMMUNE),
        (Kind.TOWNSHIP, Level.COMMUNE),
        (Kind.SPECIAL_ZONE, Level.COMMUNE),
    ],
)
def test_every_kind_stands_at_a_level(kind: Kind, level: Level) -> None:
    assert Level.of(kind) is level


def test_levels_share_no_kind_and_lack_none() -> None:
    kinds = [kind for level in Level for kind in level.value]

    assert sorted(kinds, key=lambda kind: kind.name) == sorted(Kind, key=lambda kind: kind.name)


def test_units_in_force_are_those_of_the_level_on_the_day() -> None:
    assert in_force(LAO_CAI, Level.PROVINCE, BEFORE) == ["old-lao-cai", "yen-bai"]
    assert in_force(LAO_CAI, Level.PROVINCE, SINCE) == ["lao-cai", "phu-tho"]
    assert in_force(LAO_CAI, Level.DISTRICT, BEFORE) == ["sa-pa", "tran-yen"]
    assert in_force(LAO_CAI, Level.DISTRICT, SINCE) == []
    assert in_force(LAO_CAI, Level.COMMUNE, SINCE) == [
        "doan-hung",
        "quy-mong",
        "sa-pa-phuong",
        "ta-van",
        "tran-yen-xa",
    ]


def test_whole_predecessors_and_all_below_lie_in_a_province() -> None:
    found = placement(LAO_CAI, ["lao-cai", "phu-tho"])

    inside = {code for code, place in found.place.items() if place == "lao-cai"}
    assert inside == {unit.code for unit in LAO_CAI} - {"phu-tho", "doan-hung"}
    assert found.place["doan-hung"] == found.place["phu-tho"] == "phu-tho"
    assert found.near == {}


def test_divided_district_and_what_is_above_lie_in_no_commune() -> None:
    communes = in_force(LAO_CAI, Level.COMMUNE, SINCE)

    found = placement(LAO_CAI, communes)

    of_lao_cai = frozenset(communes) - {"doan-hung"}
    assert found.place == {code: code for code in communes}
    assert found.near == {
        "tran-yen": of_lao_cai,
        "sa-pa": of_lao_cai,
        "yen-bai": of_lao_cai,
        "old-lao-cai": of_lao_cai,
        "lao-cai": of_lao_cai,
        "phu-tho": frozenset({"doan-hung"}),
    }


def test_later_unit_lies_in_the_one_that_holds_all_its_predecessors() -> None:
    found = placement(LAO_CAI, in_force(LAO_CAI, Level.PROVINCE, BEFORE))

    assert found.place == {
        "yen-bai": "yen-bai",
        "tran-yen": "yen-bai",
        "quy-mong": "yen-bai",
        "tran-yen-xa": "yen-bai",
        "old-lao-cai": "old-lao-cai",
        "sa-pa": "old-lao-cai",
        "sa-pa-phuong": "old-lao-cai",
        "ta-van": "old-lao-cai",
    }
    assert found.near == {"lao-cai": frozenset({"old-lao-cai", "yen-bai"})}


def test_unit_that_would_lie_in_two_places_lies_in_none() -> None:
    units = [
        Unit(code="a", kind=Kind.COMMUNE),
        Unit(code="b", kind=Kind.COMMUNE),
        Unit(code="both", kind=Kind.DISTRICT, whole=["a", "b"]),
    ]

    found = placement(units, ["a", "b"])

    assert found.place == {"a": "a", "b": "b"}
    assert found.near == {"both": frozenset({"a", "b"})}


def test_units_that_lead_in_a_circle_are_placed_all_the_same() -> None:
    units = [
        Unit(code="a", kind=Kind.COMMUNE, above=["c"]),
        Unit(code="b", kind=Kind.COMMUNE, above=["a"]),
        Unit(code="c", kind=Kind.COMMUNE, above=["b"], whole=["a"]),
    ]

    found = placement(units, ["a"])

    assert found.place == {"a": "a", "b": "a", "c": "a"}


def test_unit_without_ties_is_near_to_nothing() -> None:
    found = placement([*LAO_CAI, Unit(code="far", kind=Kind.PROVINCE)], ["quy-mong"])

    assert "far" not in found.place
    assert "far" not in found.near


@given(data=st.data(), size=st.integers(1, 8))
def test_place_lies_in_itself_and_no_unit_is_both_placed_and_near(data: st.DataObject, size: int) -> None:
    codes = [f"u{number}" for number in range(size)]
    some = st.lists(st.sampled_from(codes), max_size=2, unique=True)
    units = [
        Unit(
            code=code,
            kind=Kind.COMMUNE,
            above=data.draw(some),
            whole=data.draw(some),
            partial=data.draw(some),
        )
        for code in codes
    ]
    places = data.draw(st.lists(st.sampled_from(codes), unique=True))

    found = placement(units, places)

    assert set(found.place.values()) <= set(places)
    assert set(found.place).isdisjoint(found.near)
    assert all(found.place[place] == place for place in places)
