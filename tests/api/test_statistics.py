"""Statistics: exact tables of small registers, and what each costs."""

import datetime as dt
from collections.abc import Callable, Iterable
from itertools import product
from typing import Any, TypeAlias

import pytest

from domain import dates
from graph.change import data_version
from graph.client import Graph
from tests.builders import Register
from tests.conftest import Answer, Api
from web import OPERATIONS

FACILITIES = """
query Facilities($filter: FacilityFilter, $by: [FacilityDimension!]!, $year: Int, $language: Language) {
  facilityStatistics(filter: $filter, by: $by, year: $year, language: $language) {
    algorithm dataVersion on changedMeanwhile isPartial
    ambiguousUnits { code }
    rows { keys { dimension key label } facilityCount workerCount outputValue isComplete }
  }
}
"""
PROJECTS = """
query Projects($filter: ProjectFilter, $by: [ProjectDimension!]!, $language: Language) {
  projectStatistics(filter: $filter, by: $by, language: $language) {
    algorithm dataVersion on changedMeanwhile isPartial
    ambiguousUnits { code }
    rows { keys { dimension key label } projectCount beneficiaryCount support disbursed isComplete }
  }
}
"""
STATISTICS = (OPERATIONS / "statistics.graphql").read_text()
END = dt.date(2025, 7, 1)
BEFORE: dict[str, Any] = {"valid_from": dt.date(2004, 1, 1), "valid_to": END}

Row: TypeAlias = tuple[Any, ...]


async def facilities(api: Api, by: Iterable[str], /, **arguments: object) -> Answer:
    """A table of facilities."""
    return await api(FACILITIES, {"by": list(by)} | arguments)


async def projects(api: Api, by: Iterable[str], /, **arguments: object) -> Answer:
    """A table of projects."""
    return await api(PROJECTS, {"by": list(by)} | arguments)


def rows(answer: Answer) -> list[Row]:
    """The rows of an answer without errors: the keys, then the figures."""
    assert answer.errors == []
    (table,) = answer.data.values()
    return [
        (*(key["key"] for key in row["keys"]), *(value for name, value in row.items() if name != "keys"))
        for row in table["rows"]
    ]


def labels(answer: Answer) -> list[list[str]]:
    """What the keys of each row are called."""
    (table,) = answer.data.values()
    return [[key["label"] for key in row["keys"]] for row in table["rows"]]


def ambiguous(answer: Answer) -> list[str]:
    """The codes of the ambiguous units of an answer."""
    (table,) = answer.data.values()
    return [unit["code"] for unit in table["ambiguousUnits"]]


def answered(answer: Answer) -> dict[str, Any]:
    """What an answer says besides its rows."""
    (table,) = answer.data.values()
    return {name: value for name, value in table.items() if name != "rows"}


async def test_facilities_are_counted_by_commune_and_legal_form(api: Api, register: Register) -> None:
    province = register.unit("Tỉnh Thống Kê", kind="PROVINCE")
    near = register.unit("Xã An", part_of=[province])
    far = register.unit("Xã Bình", part_of=[province])
    household = register.organisation(legal_form="HOUSEHOLD")
    enterprise = register.organisation(legal_form="ENTERPRISE")
    first = register.facility(unit=near, organisation=household, workers=3)
    second = register.facility(unit=near, organisation=household, workers=5)
    third = register.facility(unit=near, organisation=enterprise, workers=40)
    register.facility(unit=far, organisation=enterprise)
    register.row("annual_figures.csv", business=first, year=2024, output_value=100)
    register.row("annual_figures.csv", business=first, year=2025, output_value=110)
    register.row("annual_figures.csv", business=second, year=2023, output_value=50)
    register.row("annual_figures.csv", business=third, year=2024, output_value=900)
    register.row("annual_figures.csv", business=third, year=2025)
    await register.load()

    answer = await facilities(api, ["COMMUNE", "LEGAL_FORM"], filter={"within": [province]})

    assert rows(answer) == [
        (near, "HOUSEHOLD", 2, 8, 160, True),
        (near, "ENTERPRISE", 1, 40, None, False),
        (far, "ENTERPRISE", 1, None, None, False),
    ]
    assert labels(answer) == [
        ["Xã An", "Hộ kinh doanh"],
        ["Xã An", "Doanh nghiệp"],
        ["Xã Bình", "Doanh nghiệp"],
    ]
    assert [key["dimension"] for key in answer.data["facilityStatistics"]["rows"][0]["keys"]] == [
        "COMMUNE",
        "LEGAL_FORM",
    ]


async def test_order_of_dimensions_is_that_asked_for(api: Api, register: Register) -> None:
    province = register.unit("Tỉnh Thống Kê", kind="PROVINCE")
    first = register.unit("Xã An", part_of=[province])
    second = register.unit("Xã Bình", part_of=[province])
    for commune, size in product((first, second), ("LARGE", "MICRO")):
        register.facility(unit=commune, size_class=size)
    await register.load()

    answer = await facilities(api, ["SIZE_CLASS", "COMMUNE"], filter={"within": [province]})

    assert [row[:2] for row in rows(answer)] == [
        ("MICRO", first),
        ("MICRO", second),
        ("LARGE", first),
        ("LARGE", second),
    ]


async def test_facility_counts_once_in_each_product_that_it_offers(api: Api, register: Register) -> None:
    bark, oil = register.product("Vỏ quế"), register.product("Tinh dầu quế")
    name = register.word
    both = register.facility(f"Xưởng {name} Hai", workers=10)
    one = register.facility(f"Xưởng {name} Một", workers=1)
    register.facility(f"Xưởng {name} Không", workers=100)
    register.offer(both, bark, variant="A")
    register.offer(both, bark, variant="B")
    register.offer(both, oil)
    register.offer(one, bark)
    register.offer(one, oil, valid_to=dates.today())
    await register.load()

    answer = await facilities(api, ["PRODUCT"], filter={"text": name})
    total = await facilities(api, [], filter={"text": name})

    assert rows(answer) == [
        (oil, 1, 10, None, False),
        (bark, 2, 11, None, False),
        ("", 1, 100, None, False),
    ]
    assert labels(answer) == [["Tinh dầu quế"], ["Vỏ quế"], ["Không có"]]
    assert rows(total) == [(3, 111, None, False)]


async def test_by_year_figures_are_those_of_the_year(api: Api, register: Register) -> None:
    name = register.word
    first = register.facility(f"Xưởng {name} Một", workers=999)
    second = register.facility(f"Xưởng {name} Hai")
    register.facility(f"Xưởng {name} Ba", workers=7)
    register.row("annual_figures.csv", business=first, year=2024, workers=10, output_value=100)
    register.row("annual_figures.csv", business=first, year=2025, workers=20, output_value=200)
    register.row("annual_figures.csv", business=second, year=2025, workers=5)
    await register.load()

    answer = await facilities(api, ["YEAR"], filter={"text": name})

    assert rows(answer) == [
        ("2024", 1, 10, 100, True),
        ("2025", 2, 25, 200, False),
        ("", 1, None, None, False),
    ]
    assert labels(answer) == [["2024"], ["2025"], ["Không rõ"]]


async def test_of_one_year_only_those_count_that_reported_for_it(api: Api, register: Register) -> None:
    name = register.word
    first = register.facility(f"Xưởng {name} Một", workers=999, size_class="SMALL")
    second = register.facility(f"Xưởng {name} Hai", size_class="MICRO")
    register.row("annual_figures.csv", business=first, year=2024, workers=10, output_value=100)
    register.row("annual_figures.csv", business=first, year=2025, workers=20, output_value=200)
    register.row("annual_figures.csv", business=second, year=2024, workers=5)
    await register.load()

    by_size = await facilities(api, ["SIZE_CLASS"], filter={"text": name}, year=2025)
    by_year = await facilities(api, ["YEAR"], filter={"text": name}, year=2024)
    total = await facilities(api, [], filter={"text": name}, year=2024)
    nothing = await facilities(api, ["YEAR"], filter={"text": name}, year=1990)

    assert rows(by_size) == [("SMALL", 1, 20, 200, True)]
    assert rows(by_year) == [("2024", 2, 15, 100, False)]
    assert rows(total) == [(2, 15, 100, False)]
    assert rows(nothing) == []


async def test_units_of_the_past_count_under_their_whole_successors(api: Api, register: Register) -> None:
    name = register.word
    old_province = register.unit("Tỉnh Cũ", kind="PROVINCE", **BEFORE)
    province = register.unit("Tỉnh Mới", kind="PROVINCE")
    register.succession(old_province, province)
    commune = register.unit("Xã Mới", part_of=[province])
    other = register.unit("Xã Khác", part_of=[province])
    whole = register.unit("Xã Cũ Trọn", part_of=[old_province], **BEFORE)
    register.succession(whole, commune)
    split = register.unit("Xã Cũ Chia", part_of=[old_province], **BEFORE)
    register.succession(split, commune, is_partial=True)
    register.succession(split, other, is_partial=True)
    district = register.unit("Huyện Cũ", kind="DISTRICT", part_of=[old_province], **BEFORE)
    island = register.unit("Huyện Đảo Cũ", kind="DISTRICT", part_of=[old_province], **BEFORE)
    zone = register.unit("Đặc khu Mới", kind="SPECIAL_ZONE", part_of=[province])
    register.succession(island, zone)
    for unit in (commune, whole, split, district, island, province, None):
        register.facility(f"Xưởng {name}", unit=unit, workers=1)
    await register.load()

    by_commune = await facilities(api, ["COMMUNE"], filter={"text": name})
    by_province = await facilities(api, ["PROVINCE"], filter={"text": name})

    assert rows(by_commune) == [
        (zone, 1, 1, None, False),
        (commune, 2, 2, None, False),
        ("", 4, 4, None, False),
    ]
    assert ambiguous(by_commune) == sorted([split, district, province])
    assert rows(by_province) == [(province, 6, 6, None, False), ("", 1, 1, None, False)]
    assert ambiguous(by_province) == []


async def test_units_are_those_in_force_today(api: Api, register: Register) -> None:
    name, tomorrow = register.word, dates.today() + dt.timedelta(days=1)
    today = register.unit("Xã Nay", valid_to=tomorrow)
    later = register.unit("Xã Mai", valid_from=tomorrow)
    register.succession(today, later)
    register.facility(f"Xưởng {name}", unit=today)
    await register.load()

    answer = await facilities(api, ["COMMUNE"], filter={"text": name})

    assert [row[0] for row in rows(answer)] == [today]
    assert answer.data["facilityStatistics"]["on"] == str(dates.today())


async def test_units_that_the_filter_leaves_out_are_ambiguous_too(api: Api, register: Register) -> None:
    province = register.unit("Tỉnh Thống Kê", kind="PROVINCE")
    asked = register.unit("Xã Hỏi", part_of=[province])
    other = register.unit("Xã Khác", part_of=[province])
    district = register.unit("Huyện Cũ", kind="DISTRICT", **BEFORE)
    register.succession(district, asked, is_partial=True)
    register.succession(district, other, is_partial=True)
    for unit in (asked, other, district):
        register.facility(unit=unit, workers=1)
    await register.load()

    answer = await facilities(api, ["COMMUNE"], filter={"within": [asked]})

    assert rows(answer) == [(asked, 1, 1, None, False)]
    assert ambiguous(answer) == [district]


async def test_rows_stand_in_vietnamese_order(api: Api, register: Register) -> None:
    province = register.unit("Tỉnh Thống Kê", kind="PROVINCE")
    names = ["Xã Dền Sáng", "Xã Đại Sơn", "Xã Ân Thi", "Xã An Bình", "Xã Ăn Khê", "Phường Yên Bái"]
    for name in names:
        register.facility(unit=register.unit(name, part_of=[province]))
    await register.load()

    answer = await facilities(api, ["COMMUNE"], filter={"within": [province]})

    assert [label for (label,) in labels(answer)] == [
        "Phường Yên Bái",
        "Xã An Bình",
        "Xã Ăn Khê",
        "Xã Ân Thi",
        "Xã Dền Sáng",
        "Xã Đại Sơn",
    ]


async def test_labels_come_in_english_where_asked_for(api: Api, register: Register) -> None:
    commune = register.unit("Xã Thử", name_en="Thu Commune")
    unnamed = register.unit("Xã Vô Danh")
    cooperative = register.organisation(legal_form="COOPERATIVE")
    register.facility(unit=commune, organisation=cooperative)
    register.facility(unit=unnamed)
    await register.load()
    asked: dict[str, Any] = {"filter": {"within": [commune, unnamed]}, "by": ["COMMUNE", "LEGAL_FORM"]}

    by_argument = await api(FACILITIES, asked | {"language": "EN"})
    by_header = await api(FACILITIES, asked, headers={"accept-language": "en"})
    by_both = await api(FACILITIES, asked | {"language": "VI"}, headers={"accept-language": "en"})

    english = [["Thu Commune", "Cooperative"], ["Xã Vô Danh", "Unknown"]]
    assert labels(by_argument) == labels(by_header) == english
    assert labels(by_both) == [["Xã Thử", "Hợp tác xã"], ["Xã Vô Danh", "Không rõ"]]
    assert rows(by_both) == rows(by_argument)


async def test_money_of_a_project_counts_once(api: Api, register: Register) -> None:
    province = register.unit("Tỉnh Thống Kê", kind="PROVINCE")
    first = register.unit("Xã An", part_of=[province])
    second = register.unit("Xã Bình", part_of=[province])
    here, there = register.facility(unit=first), register.facility(unit=second)
    also_here = register.facility(unit=first)
    alone = register.project(activity="BRAND", support=100, disbursed=60)
    register.benefit(alone, here, approved=90)
    shared = register.project(activity="ADVANCED_MACHINERY", support=1000, disbursed=500)
    register.benefit(shared, here, item="Máy sấy", approved=200)
    register.benefit(shared, here, item="Máy ép", approved=100)
    register.benefit(shared, also_here, approved=300)
    register.benefit(shared, there, approved=400)
    half = register.project(activity="ADVANCED_MACHINERY", support=70, disbursed=0)
    register.benefit(half, here, approved=30)
    register.benefit(half, there)
    await register.load()
    asked = {"within": [province]}

    by_commune = await projects(api, ["COMMUNE"], filter=asked)
    by_activity = await projects(api, ["ACTIVITY"], filter=asked)
    by_both = await projects(api, ["ACTIVITY", "COMMUNE"], filter=asked)
    total = await projects(api, [], filter=asked)

    assert rows(by_commune) == [
        (first, 3, 2, 100 + 600 + 30, 60, False),
        (second, 2, 1, 400, 0, False),
    ]
    assert rows(by_activity) == [
        ("ADVANCED_MACHINERY", 2, 3, 1070, 500, True),
        ("BRAND", 1, 1, 100, 60, True),
    ]
    assert rows(by_both) == [
        ("ADVANCED_MACHINERY", first, 2, 2, 630, 0, False),
        ("ADVANCED_MACHINERY", second, 2, 1, 400, 0, False),
        ("BRAND", first, 1, 1, 100, 60, True),
    ]
    assert rows(total) == [(3, 3, 1170, 560, True)]


async def test_support_of_a_part_is_known_where_that_of_each_beneficiary_is(
    api: Api, register: Register
) -> None:
    one, other = register.unit("Tỉnh An", kind="PROVINCE"), register.unit("Tỉnh Bình", kind="PROVINCE")
    project = register.project(support=300, disbursed=0)
    register.benefit(project, register.facility(unit=one), approved=100)
    register.benefit(project, register.facility(unit=one))
    register.benefit(project, register.facility(unit=other), approved=100)
    await register.load()

    by_province = await projects(api, ["PROVINCE"], filter={"within": [one, other]})

    assert rows(by_province) == [(one, 1, 2, 100, 0, False), (other, 1, 1, 100, 0, True)]


async def test_facility_counts_in_a_cluster_from_the_day_on_that_it_joined(
    api: Api, register: Register
) -> None:
    unit = register.unit("Xã Cụm")
    cluster, later = register.cluster(units=[unit]), register.cluster("Cụm Sau", units=[unit])
    register.place(cluster, register.facility(unit=unit))
    register.place(later, register.facility(unit=unit), tie="MEMBER_OF", since="2999-01-01")
    await register.load()

    by_cluster = await facilities(api, ["CLUSTER"], filter={"within": [unit]})

    assert [row[:2] for row in rows(by_cluster)] == [(cluster, 1), ("", 1)]


async def test_project_without_beneficiaries_counts_where_they_are_not_known(
    api: Api, register: Register
) -> None:
    name = register.word
    commune = register.unit("Xã Thử")
    fair = register.project(f"Hội chợ {name}", activity="FAIR", support=500, disbursed=500)
    machine = register.project(f"Máy {name}", support=80)
    register.benefit(machine, register.facility(unit=commune, size_class="SMALL"))
    await register.load()

    by_commune = await projects(api, ["COMMUNE", "SIZE_CLASS"], filter={"text": name})
    by_activity = await projects(api, ["ACTIVITY"], filter={"text": name})

    assert fair != machine
    assert rows(by_commune) == [(commune, "SMALL", 1, 1, 80, None, False), ("", "", 1, 0, 500, 500, True)]
    assert rows(by_activity) == [
        ("ADVANCED_MACHINERY", 1, 1, 80, None, False),
        ("FAIR", 1, 0, 500, 500, True),
    ]


PROJECTS_WITHIN = """
query Within($filter: ProjectFilter) {
  projects(filter: $filter, first: 100) { totalCount ambiguousUnits { code } edges { node { code } } }
}
"""


async def projects_within(api: Api, *units: str) -> list[str]:
    """The projects in the territory of some units, counted and listed."""
    answer = await api(PROJECTS_WITHIN, {"filter": {"within": list(units)}})
    assert answer.errors == []
    found = [edge["node"]["code"] for edge in answer.data["projects"]["edges"]]
    assert answer.data["projects"]["totalCount"] == len(found)
    return sorted(found)


async def test_project_without_beneficiaries_is_where_its_programme_budget_or_agency_is(
    api: Api, register: Register
) -> None:
    province = register.unit("Tỉnh Một", kind="PROVINCE")
    other = register.unit("Tỉnh Hai", kind="PROVINCE")
    commune = register.unit("Xã An", part_of=[province])
    own, nationwide = register.programme(unit=province), register.programme()
    money, others_money = register.budget_line(unit=province), register.budget_line(unit=other)
    centre, others_centre = register.agency(unit=province), register.agency(unit=other)

    def role(agency: str, project: str, role: str = "IMPLEMENTING") -> None:
        register.row("agency_roles.csv", agency=agency, record=project, role=role)

    def paid(line: str, project: str) -> None:
        register.row("project_funding.csv", project=project, budget_line=line, planned=1, year=2026)

    by_programme = register.project(programme=own, support=1)
    paid(others_money, by_programme)
    by_money = register.project(programme=nationwide, support=10)
    paid(money, by_money)
    role(others_centre, by_money)
    by_agency = register.project(programme=nationwide, support=100)
    role(centre, by_agency)
    role(others_centre, by_agency, "LEAD")
    by_both = register.project(programme=nationwide, support=1000)
    paid(money, by_both)
    paid(others_money, by_both)
    role(centre, by_both)
    by_beneficiary = register.project(programme=own, support=10_000)
    register.benefit(by_beneficiary, register.facility(unit=register.unit("Xã Bình", part_of=[other])))
    await register.load()

    here, there = await projects_within(api, province), await projects_within(api, other)
    table = await projects(api, ["PROVINCE"], filter={"within": [province]})
    by_commune = await projects(api, ["COMMUNE"], filter={"within": [province]})
    everywhere = await projects(api, ["PROVINCE"], filter={"programmes": [own, nationwide]})

    assert here == sorted([by_programme, by_money, by_agency])
    assert there == [by_beneficiary]
    assert await projects_within(api, commune) == []
    assert rows(table) == [(province, 3, 0, 111, None, False)]
    assert rows(by_commune) == [("", 3, 0, 111, None, False)]
    assert ambiguous(by_commune) == [province]
    assert rows(everywhere) == [
        (other, 1, 1, 10_000, None, False),
        (province, 3, 0, 111, None, False),
        ("", 1, 0, 1000, None, False),
    ]


async def test_project_without_beneficiaries_of_a_merged_province_may_lie_in_an_old_one(
    api: Api, register: Register
) -> None:
    end = dt.date(2025, 7, 1)
    old, also = (
        register.unit(name, kind="PROVINCE", valid_from=dt.date(2004, 7, 8), valid_to=end)
        for name in ("Tỉnh Cũ", "Tỉnh Kia")
    )
    merged = register.unit("Tỉnh Mới", kind="PROVINCE")
    register.succession(old, merged)
    register.succession(also, merged)
    before = register.project(programme=register.programme(unit=old), support=5)
    since = register.project(programme=register.programme(unit=merged), support=7)
    await register.load()

    of_old = await projects(api, ["PROVINCE"], filter={"within": [old]})
    of_merged = await projects(api, ["PROVINCE"], filter={"within": [merged]})

    assert (rows(of_old), ambiguous(of_old)) == ([(merged, 1, 0, 5, None, False)], [merged])
    assert rows(of_merged) == [(merged, 2, 0, 12, None, False)]
    assert await projects_within(api, merged) == sorted([before, since])


async def test_filter_of_projects_chooses_projects_with_all_their_beneficiaries(
    api: Api, register: Register
) -> None:
    first, second = register.unit("Xã An"), register.unit("Xã Bình")
    project = register.project(support=10, disbursed=10)
    register.benefit(project, register.facility(unit=first), approved=4)
    register.benefit(project, register.facility(unit=second), approved=6)
    await register.load()

    answer = await projects(api, ["COMMUNE"], filter={"within": [first]})

    assert rows(answer) == [(first, 1, 1, 4, None, False), (second, 1, 1, 6, None, False)]


async def test_without_dimensions_there_is_one_row_of_totals(api: Api, register: Register) -> None:
    province = register.unit("Tỉnh Trống", kind="PROVINCE")
    await register.load()

    counted = await facilities(api, [], filter={"within": [province]})
    supported = await projects(api, [], filter={"within": [province]})
    listed = await facilities(api, ["COMMUNE"], filter={"within": [province]})

    assert rows(counted) == [(0, None, None, True)]
    assert rows(supported) == [(0, 0, None, None, True)]
    assert rows(listed) == []


@pytest.mark.parametrize("field", ["offers", "within", "legalForms", "countries"])
async def test_empty_list_in_the_filter_matches_nothing(api: Api, field: str) -> None:
    answer = await facilities(api, ["COMMUNE"], filter={field: []})

    assert rows(answer) == []


async def test_sums_are_exact_beyond_what_a_float_can_tell(api: Api, register: Register) -> None:
    name, large = register.word, 2**53 - 1
    for number in (large, large, 3):
        facility = register.facility(f"Xưởng {name}", workers=1)
        register.row("annual_figures.csv", business=facility, year=2025, output_value=number)
    await register.load()

    answer = await facilities(api, [], filter={"text": name})

    assert rows(answer) == [(3, 3, 2 * large + 3, True)]


async def test_answer_says_how_it_was_computed(api: Api, graph: Graph, register: Register) -> None:
    name = register.word
    register.facility(f"Xưởng {name}")
    await register.load()

    counted = await facilities(api, [], filter={"text": name})
    supported = await projects(api, [], filter={"text": name})

    computed = {
        "dataVersion": await data_version(graph),
        "on": str(dates.today()),
        "changedMeanwhile": False,
        "isPartial": False,
        "ambiguousUnits": [],
    }
    assert answered(counted) == computed | {"algorithm": "facility-statistics/1"}
    assert answered(supported) == computed | {"algorithm": "project-statistics/1"}


@pytest.mark.parametrize(
    ("by", "message"),
    [
        (["COMMUNE", "YEAR", "COMMUNE"], "COMMUNE stands twice: name each dimension once"),
        (["COMMUNE", "PROVINCE", "PRODUCT", "YEAR"], "A table has at most 3 dimensions"),
    ],
)
@pytest.mark.parametrize("ask", [facilities, projects])
async def test_dimensions_that_make_no_table_are_refused(
    api: Api, ask: Callable[..., Any], by: list[str], message: str
) -> None:
    answer = await ask(api, by)

    (error,) = answer.errors
    assert (error["message"], error["extensions"]) == (message, {"code": "BAD_REQUEST", "argument": "by"})
    assert list(answer.data.values()) == [None]


@pytest.mark.parametrize(
    ("given", "code", "argument"),
    [
        ({"offers": ["P-khong-co"]}, "NOT_FOUND", "filter.offers"),
        ({"within": ["U-99999@1900-01-01"]}, "NOT_FOUND", "filter.within"),
        ({"workers": {"minimum": 9, "maximum": 1}}, "BAD_REQUEST", "filter.workers"),
    ],
)
async def test_faults_of_the_filter_are_those_of_the_list(
    api: Api, given: dict[str, object], code: str, argument: str
) -> None:
    answer = await facilities(api, ["COMMUNE"], filter=given)

    (error,) = answer.errors
    assert (error["extensions"]["code"], error["extensions"]["argument"]) == (code, argument)


async def test_dimension_that_does_not_exist_is_refused(api: Api) -> None:
    answer = await facilities(api, ["ACTIVITY"])

    assert (answer.data, answer.codes) == (None, ["BAD_REQUEST"])


async def test_too_many_tables_in_one_request_are_refused(api: Api) -> None:
    tables = " ".join(
        f"t{number}: facilityStatistics(by: []) {{ rows {{ facilityCount }} }}" for number in range(5)
    )

    answer = await api("{ " + tables + " }")

    assert (answer.data, answer.codes) == (None, ["TOO_EXPENSIVE"])


async def test_table_takes_one_statement(api: Api, register: Register) -> None:
    province = register.unit("Tỉnh Thống Kê", kind="PROVINCE")
    commune = register.unit("Xã An", part_of=[province])
    district = register.unit("Huyện Cũ", kind="DISTRICT", part_of=[province], **BEFORE)
    register.facility(unit=commune)
    register.facility(unit=district)
    await register.load()

    whole = await facilities(api, ["PROVINCE", "PRODUCT", "SIZE_CLASS"])
    yearly = await facilities(api, ["LEGAL_FORM", "YEAR"])
    supported = await projects(api, ["ACTIVITY", "LEVEL", "YEAR"])
    within = await facilities(api, ["COMMUNE"], filter={"within": [province]})

    assert whole.statements["facility_statistics"] == 1
    assert set(whole.statements) <= {"facility_statistics", "units_by_code"}
    assert yearly.statements == {"facility_statistics_by_year": 1}
    assert supported.statements == {"project_statistics": 1}
    assert within.statements["facility_statistics"] == 1
    assert ambiguous(within) == [district]


@pytest.mark.parametrize(
    ("name", "by"),
    [
        ("CountFacilities", ["COMMUNE", "LEGAL_FORM"]),
        ("CountFacilities", ["PRODUCT", "SIZE_CLASS"]),
        ("CountFacilities", ["PROVINCE", "YEAR"]),
        ("CountProjects", ["ACTIVITY", "LEVEL"]),
    ],
)
async def test_published_operation_runs(api: Api, register: Register, name: str, by: list[str]) -> None:
    commune = register.unit("Xã Thử")
    register.benefit(register.project(), register.facility(unit=commune))
    await register.load()

    answer = await api(STATISTICS, {"by": by, "filter": {"within": [commune]}}, operation=name)

    assert answer.errors == []
    (table,) = answer.data.values()
    assert [[key["dimension"] for key in row["keys"]] for row in table["rows"]] == [by]


async def test_every_filter_of_the_list_selects_the_same_here(api: Api, register: Register) -> None:
    spot: dict[str, Any] = {"latitude": 21.5, "longitude": 104.5}
    commune = register.unit("Xã Lọc")
    goods = register.product()
    chosen = register.facility(
        f"Xưởng {register.word}",
        unit=commune,
        workers=10,
        size_class="SMALL",
        organisation=register.organisation(legal_form="OTHER"),
        **spot,
    )
    register.facility(f"Kho {register.word}", workers=1, **spot)
    register.offer(chosen, goods)
    register.need(chosen, goods)
    cluster, fair = register.cluster(), register.fair()
    register.place(cluster, chosen)
    register.participant(fair, chosen)
    register.certificate(chosen, "OCOP")
    await register.load()
    filters: list[tuple[dict[str, object], int]] = [
        ({}, 2),
        ({"text": f"xuong {register.word}"}, 1),
        ({"within": [commune]}, 1),
        ({"near": {"latitude": 21.5, "longitude": 104.5, "radiusKm": 5}}, 2),
        ({"offers": [goods]}, 1),
        ({"needs": [goods]}, 1),
        ({"clusters": [cluster]}, 1),
        ({"fairs": [fair]}, 1),
        ({"certificates": ["OCOP"]}, 1),
        ({"legalForms": ["OTHER"]}, 1),
        ({"sizeClasses": ["SMALL"]}, 1),
        ({"workers": {"minimum": 10, "maximum": 10}}, 1),
        ({"countries": ["VN"]}, 2),
        ({"countries": ["LA"]}, 0),
    ]
    count = "query Count($filter: FacilityFilter) { facilities(filter: $filter) { totalCount } }"

    for given, number in filters:
        asked = {"text": register.word} | given
        listed = await api(count, {"filter": asked})
        counted = await facilities(api, [], filter=asked)

        assert [row[0] for row in rows(counted)] == [number]
        assert listed.data["facilities"]["totalCount"] == number
