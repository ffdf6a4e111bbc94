"""Administrative units over HTTP: which are in force on a day, what they are part of, what they contain."""

import datetime as dt

import pytest

from tests.builders import Register
from tests.conftest import Answer, Api

UNITS = """
query ($on: Date, $filter: AdministrativeUnitFilter, $first: Int) {
  administrativeUnits(on: $on, filter: $filter, first: $first) {
    totalCount
    edges { node { code name kind validFrom validTo partOf { code } } }
  }
}
"""
FACILITIES = """
query ($within: [ID!]!) {
  facilities(filter: { within: $within }) {
    edges { node { code administrativeUnit { code } } }
    ambiguousUnits { code name }
  }
}
"""
OLD = {"valid_from": dt.date(2004, 7, 8), "valid_to": dt.date(2025, 7, 1)}
LATER = dt.date(2026, 4, 30)


async def names_on(api: Api, on: str | None, **filter: object) -> list[str]:
    """The names of units in force on a day under a filter."""
    answer = await api(UNITS, {"on": on, "filter": filter, "first": 100})
    assert answer.errors == []
    return [edge["node"]["name"] for edge in answer.data["administrativeUnits"]["edges"]]


async def parents_on(api: Api, on: str, **filter: object) -> dict[str, str | None]:
    """What each unit in force on a day under a filter is part of, by name."""
    answer = await api(UNITS, {"on": on, "filter": filter, "first": 100})
    nodes = [edge["node"] for edge in answer.data["administrativeUnits"]["edges"]]
    return {node["name"]: (node["partOf"] or {}).get("code") for node in nodes}


@pytest.mark.parametrize(
    ("on", "names"),
    [
        ("2003-12-31", []),
        ("2004-07-08", ["Tỉnh Yên Bái"]),
        ("2025-06-30", ["Tỉnh Yên Bái"]),
        ("2025-07-01", ["Tỉnh Lào Cai"]),
        ("2031-01-01", ["Tỉnh Lào Cai"]),
        (None, ["Tỉnh Lào Cai", "Tỉnh Yên Bái"]),
    ],
)
async def test_fifteen_is_yen_bai_until_the_reform_and_lao_cai_since(
    api: Api, on: str | None, names: list[str]
) -> None:
    assert await names_on(api, on, officialCodes=["15"]) == names


@pytest.mark.parametrize(
    ("on", "names"),
    [
        ("2025-06-30", ["Tỉnh Đồng Nai"]),
        ("2025-12-31", ["Tỉnh Đồng Nai"]),
        ("2026-04-29", ["Tỉnh Đồng Nai"]),
        ("2026-04-30", ["Thành phố Đồng Nai"]),
    ],
)
async def test_dong_nai_is_a_city_since_resolution_30(api: Api, on: str, names: list[str]) -> None:
    kinds = ["CITY"] if names[0].startswith("Thành phố") else ["PROVINCE"]

    assert await names_on(api, on, officialCodes=["75"]) == names
    assert await names_on(api, on, officialCodes=["75"], kinds=kinds) == names
    assert await names_on(api, on, officialCodes=["75"], kinds=["DISTRICT"]) == []


async def test_day_goes_with_every_filter(api: Api, register: Register) -> None:
    mark = register.word
    old = register.unit(f"Tỉnh Cũ {mark}", kind="PROVINCE", **OLD)
    new = register.unit(f"Tỉnh Mới {mark}", kind="PROVINCE")
    district = register.unit(f"Huyện {mark}", kind="DISTRICT", part_of=[old], **OLD)
    register.unit(f"Xã Cũ {mark}", part_of=[district], **OLD)
    commune = register.unit(f"Xã Mới {mark}", part_of=[new])
    await register.load()

    assert await names_on(api, "2025-06-30", text=mark) == [
        f"Huyện {mark}",
        f"Tỉnh Cũ {mark}",
        f"Xã Cũ {mark}",
    ]
    assert await names_on(api, "2025-06-30", partOf=[old]) == [f"Huyện {mark}"]
    assert await names_on(api, "2025-07-01", partOf=[old]) == []
    assert await names_on(api, "2025-07-01", text=mark, kinds=["DISTRICT"]) == []
    assert await names_on(api, "2025-07-01", text=f"moi {mark}", partOf=[new], kinds=["COMMUNE"]) == [
        f"Xã Mới {mark}"
    ]
    assert await names_on(api, "2025-07-01", officialCodes=[commune[2:7]], partOf=[old, new]) == [
        f"Xã Mới {mark}"
    ]
    assert await names_on(api, "1975-01-01", text=mark) == []
    assert await names_on(api, "2100-01-01", text=mark) == [f"Tỉnh Mới {mark}", f"Xã Mới {mark}"]


async def test_unit_is_part_of_the_nearest_above_in_its_version(api: Api, register: Register) -> None:
    mark = register.word
    old = register.unit(f"Tỉnh Cũ {mark}", kind="PROVINCE", **OLD)
    district = register.unit(f"Huyện {mark}", kind="DISTRICT", part_of=[old], **OLD)
    province = register.unit(f"Tỉnh {mark}", kind="PROVINCE", valid_to=LATER)
    city = register.unit(f"Thành phố {mark}", kind="CITY", official_code=province[2:7], valid_from=LATER)
    register.unit(f"Xã Cũ {mark}", part_of=[old, district], **OLD)
    register.unit(f"Xã Mới {mark}", part_of=[province, city])
    register.unit(f"Xã Thôi {mark}", part_of=[province], valid_to=LATER)
    await register.load()

    assert await parents_on(api, "2025-06-30", text=mark, kinds=["COMMUNE"]) == {f"Xã Cũ {mark}": district}
    assert await parents_on(api, "2025-07-01", text=mark, kinds=["COMMUNE"]) == {
        f"Xã Mới {mark}": city,
        f"Xã Thôi {mark}": province,
    }
    assert await names_on(api, "2026-01-01", partOf=[province]) == [f"Xã Mới {mark}", f"Xã Thôi {mark}"]
    assert await names_on(api, "2026-04-30", partOf=[city]) == [f"Xã Mới {mark}"]


async def test_facility_entered_under_an_old_unit_is_found_under_the_new_one(
    api: Api, register: Register
) -> None:
    old, other = register.unit("Xã Cũ", **OLD), register.unit("Xã Tách", **OLD)
    new, elsewhere = register.unit("Phường Mới"), register.unit("Phường Khác")
    register.succession(old, new)
    for later in (new, elsewhere):
        register.succession(other, later, is_partial=True)
    here = register.facility("A", unit=new)
    before = register.facility("B", unit=old)
    doubtful = register.facility("C", unit=other)
    await register.load()

    in_new = await api(FACILITIES, {"within": [new]})
    in_old = await api(FACILITIES, {"within": [old]})
    in_all = await api(FACILITIES, {"within": [new, other]})

    def found(answer: Answer) -> list[tuple[str, str]]:
        edges = answer.data["facilities"]["edges"]
        return [(edge["node"]["code"], edge["node"]["administrativeUnit"]["code"]) for edge in edges]

    assert found(in_new) == [(here, new), (before, old)]
    assert in_new.data["facilities"]["ambiguousUnits"] == [{"code": other, "name": "Xã Tách"}]
    assert found(in_old) == [(before, old)]
    assert in_old.data["facilities"]["ambiguousUnits"] == [{"code": new, "name": "Phường Mới"}]
    assert found(in_all) == [(here, new), (before, old), (doubtful, other)]
    assert in_all.data["facilities"]["ambiguousUnits"] == []
    assert in_new.statements == {
        "units_below": 2,
        "doubtful_predecessors": 1,
        "facilities_page": 1,
        "units_by_code": 1,
        "unit_of_business": 1,
    }


async def test_each_list_tells_the_units_that_hold_its_own_records(api: Api, register: Register) -> None:
    asked, other = register.unit("Xã Mới"), register.unit("Xã Khác")
    held: dict[str, str] = {}
    for field in ("facilities", "suppliers", "buyers", "clusters", "tradeFairs", "craftVillages"):
        held[field] = register.unit(f"Xã {field}", **OLD)
        for later in (asked, other):
            register.succession(held[field], later, is_partial=True)
    register.facility(unit=held["facilities"])
    register.supplier(unit=held["suppliers"])
    register.buyer(unit=held["buyers"])
    register.cluster(units=[held["clusters"]])
    register.fair(unit=held["tradeFairs"])
    register.row("craft_villages.csv", code=f"N-{register.word}", name="Làng", unit=held["craftVillages"])
    await register.load()
    fields = " ".join(
        f"{field}(filter: {{ within: $within }}) {{ ambiguousUnits {{ code }} }}"
        for field in (*held, "businesses")
    )

    answer = await api(f"query ($within: [ID!]!) {{ {fields} }}", {"within": [asked]})

    told = {field: [unit["code"] for unit in page["ambiguousUnits"]] for field, page in answer.data.items()}
    businesses = sorted(held[field] for field in ("facilities", "suppliers", "buyers"))
    assert told == {field: [code] for field, code in held.items()} | {"businesses": businesses}


@pytest.mark.parametrize("prefix", ["", "U-", "u-"])
async def test_official_code_alone_is_answered_with_the_versions_of_the_unit(
    api: Api, register: Register, prefix: str
) -> None:
    old = register.unit(
        "Tỉnh Cũ", kind="PROVINCE", valid_from=dt.date(2004, 7, 8), valid_to=dt.date(2025, 7, 1)
    )
    official = old[2:].partition("@")[0]
    new = register.unit("Tỉnh Mới", kind="PROVINCE", official_code=official)
    await register.load()

    answer = await api(
        "query Within($unit: ID!) { facilities(filter: { within: [$unit] }) { totalCount } }",
        {"unit": prefix + official},
    )

    assert [(error["message"], error["extensions"]) for error in answer.errors] == [
        (
            f"{prefix}{official} is not the code of a unit: the day on which its meaning began is missing. "
            f"Give {old} (Tỉnh Cũ) or {new} (Tỉnh Mới)",
            {"code": "BAD_REQUEST", "argument": "filter.within"},
        )
    ]


async def test_official_code_that_no_unit_has_is_named(api: Api) -> None:
    answer = await api('{ projects(filter: { within: ["000"] }) { totalCount } }')

    assert [error["message"] for error in answer.errors] == [
        "000 is not the code of a unit: the day on which its meaning began is missing. "
        "No unit has the official code 000"
    ]
