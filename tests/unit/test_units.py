"""What is loaded of the official lists beside what other datasets have brought."""

import datetime as dt
from dataclasses import replace

import pytest

from domain.enums import AdministrativeUnitKind as Kind
from seeds.reading import TableProblems
from seeds.unit_versions import BEGINNING, REFORM, Passing, Version, Versions
from seeds.units import Known, Unit, planned

NOTHING = Known(others=[], own={}, listed=set(), changed=set(), passed={})
CITY = Version(line="now line 2", official_code="75", name="Tỉnh Đồng Nai", kind=Kind.PROVINCE, began=REFORM)
COMMUNE = Version(
    line="communes line 2",
    official_code="26000",
    name="Xã Trị An",
    kind=Kind.COMMUNE,
    began=REFORM,
    above="75",
    latitude=11.1,
    longitude=107.05,
)


def said(*versions: Version, passings: tuple[Passing, ...] = ()) -> Versions:
    """What lists say."""
    return Versions(versions=list(versions), passings=list(passings), remarks=[], has_conversions=True)


def unit(
    code: str,
    name: str = "Tỉnh Đồng Nai",
    kind: str = "PROVINCE",
    valid_to: dt.date | None = None,
    part_of: tuple[str, ...] = (),
) -> Unit:
    """A unit of another dataset."""
    official, _, day = code.removeprefix("U-").partition("@")
    return Unit(
        code=code,
        official_code=official,
        name=name,
        name_en=None,
        kind=kind,
        valid_from=dt.date.fromisoformat(day),
        valid_to=valid_to,
        part_of=frozenset(part_of),
        latitude=None,
        longitude=None,
    )


def known(*others: Unit, passed: dict[tuple[str, str], bool] | None = None) -> Known:
    """What a graph holds."""
    return Known(others=list(others), own={}, listed=set(), changed=set(), passed=passed or {})


def test_new_units_are_part_of_those_in_force_with_them() -> None:
    before = replace(CITY, line="former line 2", began=None, ended=REFORM)
    passing = Passing(line="now line 2", predecessor=before, successor=CITY, on=REFORM, is_partial=False)

    plan = planned(said(COMMUNE, CITY, before, passings=(passing,)), NOTHING)

    assert {code: (each.valid_from, each.valid_to, each.part_of) for code, each in plan.units.items()} == {
        "U-75@2004-07-08": (BEGINNING, REFORM, frozenset()),
        "U-75@2025-07-01": (REFORM, None, frozenset()),
        "U-26000@2025-07-01": (REFORM, None, frozenset({"U-75@2025-07-01"})),
    }
    assert plan.successions == {("U-75@2004-07-08", "U-75@2025-07-01"): (REFORM, False)}
    assert plan.differences == []


def test_unit_of_others_is_kept_and_differences_are_told() -> None:
    province = unit("U-75@2025-07-01", name="Tỉnh Đồng Nại", kind="CITY")
    commune = replace(
        unit("U-26000@2025-07-01", "Xã Trị An", "COMMUNE", part_of=("U-74@2025-07-01",)),
        latitude=11.10008,
        longitude=107.0502,
    )

    plan = planned(said(COMMUNE, CITY), known(province, commune))

    assert (plan.units, plan.successions) == ({}, {})
    assert plan.differences == [
        "now line 2: U-75@2025-07-01 keeps name Tỉnh Đồng Nại; the list says Tỉnh Đồng Nai",
        "now line 2: U-75@2025-07-01 keeps kind CITY; the list says PROVINCE",
        "communes line 2: U-26000@2025-07-01 keeps part_of U-74@2025-07-01; the list says U-75@2025-07-01",
        "communes line 2: U-26000@2025-07-01 keeps longitude 107.0502; the list says 107.05",
    ]


def test_place_that_is_not_known_is_a_difference() -> None:
    province, commune = (
        unit("U-75@2025-07-01"),
        unit("U-26000@2025-07-01", "Xã Trị An", "COMMUNE", part_of=("U-75@2025-07-01",)),
    )

    plan = planned(said(COMMUNE, CITY), known(province, commune))

    assert plan.differences == [
        "communes line 2: U-26000@2025-07-01 keeps latitude nothing; the list says 11.1",
        "communes line 2: U-26000@2025-07-01 keeps longitude nothing; the list says 107.05",
    ]


def test_commune_is_part_of_its_province_before_and_after_that_became_a_city() -> None:
    province = unit("U-75@2025-07-01", valid_to=dt.date(2026, 4, 30))
    city = unit("U-75@2026-04-30", "Thành phố Đồng Nai", "CITY")

    plan = planned(said(COMMUNE, CITY), known(province, city))

    assert {code: each.part_of for code, each in plan.units.items()} == {
        "U-26000@2025-07-01": frozenset({province.code, city.code})
    }


def test_newer_list_is_compared_with_the_version_of_its_name() -> None:
    province = unit("U-75@2025-07-01", valid_to=dt.date(2026, 4, 30))
    city = unit("U-75@2026-04-30", "Thành phố Đồng Nai", "CITY")
    newer = replace(CITY, name="Thành phố Đồng Nai", kind=Kind.CITY)

    plan = planned(said(newer), known(province, city))

    assert (plan.units, plan.differences) == ({}, [])


def test_unit_that_became_something_else_before_the_reform_is_kept_with_both_versions() -> None:
    province = unit("U-46@2004-07-08", "Tỉnh Thừa Thiên Huế", valid_to=dt.date(2025, 1, 1))
    city = unit("U-46@2025-01-01", "Thành phố Huế", "CITY")
    before = replace(CITY, official_code="46", name="Tỉnh Thừa Thiên Huế", began=None, ended=REFORM)
    now = replace(CITY, official_code="46", name="Thành phố Huế", kind=Kind.CITY)
    passing = Passing(line="now line 2", predecessor=before, successor=now, on=REFORM, is_partial=False)

    plan = planned(said(before, now, passings=(passing,)), known(province, city))

    assert (plan.units, plan.successions) == ({}, {})
    assert plan.differences == [
        "now line 2: U-46@2004-07-08 keeps valid_to 2025-01-01; the list says 2025-07-01"
    ]


def test_commune_ends_where_another_dataset_says_what_its_code_meant_next() -> None:
    ward = unit("U-26000@2026-04-30", "Phường Trị An", "WARD", part_of=("U-75@2025-07-01",))

    plan = planned(said(COMMUNE, CITY), known(ward))

    assert plan.units["U-26000@2025-07-01"].valid_to == dt.date(2026, 4, 30)
    assert plan.differences == []


def test_history_begins_with_the_province_that_it_is_part_of() -> None:
    city = unit("U-01@2008-08-01", "Thành phố Hà Nội", "CITY")
    district = Version(
        line="conversions line 2",
        official_code="001",
        name="Quận Ba Đình",
        kind=Kind.DISTRICT,
        began=None,
        ended=REFORM,
        above="01",
    )
    ward = replace(district, official_code="00001", name="Phường Phúc Xá", kind=Kind.WARD, above="001")

    plan = planned(said(ward, district), known(city))

    assert {code: each.part_of for code, each in plan.units.items()} == {
        "U-001@2008-08-01": frozenset({"U-01@2008-08-01"}),
        "U-00001@2008-08-01": frozenset({"U-001@2008-08-01"}),
    }


def test_unit_whose_province_was_not_there_yet_is_a_problem() -> None:
    city = unit("U-01@2008-08-01", "Thành phố Hà Nội", "CITY")
    early = replace(COMMUNE, began=None, ended=dt.date(2007, 1, 1), above="01")

    with pytest.raises(TableProblems) as raised:
        planned(said(early), known(city))

    assert raised.value.problems == [
        "communes line 2: 26000 would be part of nothing, as 01 has no version in force until 2007-01-01"
    ]


def test_succession_of_others_is_kept() -> None:
    before = replace(CITY, official_code="70", name="Tỉnh Bình Phước", began=None, ended=REFORM)
    passings = tuple(
        Passing(line="now line 2", predecessor=each, successor=CITY, on=REFORM, is_partial=False)
        for each in (before, replace(before, official_code="74"))
    )
    pairs = [(f"U-{code}@2004-07-08", "U-75@2025-07-01") for code in ("70", "74")]
    graph = known(passed={pairs[0]: True, pairs[1]: False})

    plan = planned(said(CITY, *(passing.predecessor for passing in passings), passings=passings), graph)

    assert plan.successions == {}
    assert plan.differences == [
        "now line 2: U-70@2004-07-08 keeps is_partial True towards U-75@2025-07-01; the list says False"
    ]


def test_own_unit_that_somebody_has_changed_is_told() -> None:
    own = replace(unit("U-75@2025-07-01", name="Đồng Nai"), name_en="Dong Nai")

    plan = planned(said(CITY), replace(NOTHING, own={own.code: own}, changed={own.code}))

    assert set(plan.units) == {own.code}
    assert plan.differences == [
        "now line 2: U-75@2025-07-01 keeps name Đồng Nai; the list says Tỉnh Đồng Nai"
    ]
