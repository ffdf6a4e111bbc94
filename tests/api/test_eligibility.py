"""Eligibility over HTTP: verdicts with their findings, on one facility and on everybody, and data gaps."""

import datetime as dt
from typing import Any

import pytest

from domain import dates
from domain.codes import RecordKind, issue
from tests.builders import Register
from tests.conftest import Answer, Api
from web import OPERATIONS

PLANNING = (OPERATIONS / "planning.graphql").read_text()
ONE = """
query One($facility: ID!, $activity: Activity!, $level: FundingLevel!, $on: Date, $language: Language) {
  eligibility(facility: $facility, activity: $activity, level: $level, on: $on, language: $language) {
    activity level on verdict isProvisional ruleSet rulesEndOn nearestChange
    facility { code }
    findings { rule verdict explanation clause confidence provenance }
    missing { fact askWhom }
  }
}
"""
EVERYBODY = """
query Everybody(
  $filter: FacilityFilter, $activities: [Activity!]!, $level: FundingLevel!, $on: Date
  $first: Int, $after: String, $last: Int, $before: String
) {
  eligibilities(
    filter: $filter, activities: $activities, level: $level, on: $on
    first: $first, after: $after, last: $last, before: $before
  ) {
    totalCount algorithm
    counts { activity verdict count }
    pageInfo { hasNextPage hasPreviousPage endCursor startCursor }
    edges { node { facility { code } activity verdict } }
  }
}
"""
GAPS = """
query Gaps($within: [ID!], $activity: Activity, $first: Int, $after: String) {
  dataGaps(within: $within, activity: $activity) {
    algorithm facilityCount
    gaps {
      fact facilityCount
      unlocks { kind count }
      facilities(first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } edges { node { code } }
      }
    }
  }
}
"""
OF_PROJECT = """
query OfProject($project: ID!, $code: PublicCode!) {
  projectEligibilities(project: $project) {
    activity level on verdict ruleSet
    facility { code }
    findings { rule verdict clause }
  }
  project(code: $code) { ruleSet approvedOn }
}
"""
NOBODY = str(issue(RecordKind.BUSINESS))
YEAR = dates.today().year
DAY = dt.date(2026, 3, 2)


async def one(api: Api, facility: str, /, **arguments: object) -> Answer:
    """The verdict on a facility."""
    given: dict[str, object] = {"activity": "ADVANCED_MACHINERY", "level": "NATIONAL", "on": DAY.isoformat()}
    return await api(ONE, given | {"facility": facility} | arguments)


def verdicts(answer: Answer) -> dict[str, str]:
    """The verdict of each rule."""
    assert answer.errors == []
    return {each["rule"]: each["verdict"] for each in answer.data["eligibility"]["findings"]}


def commune_of_province(register: Register, **cells: Any) -> str:
    """A commune of a province."""
    province = register.unit("Tỉnh Xét", kind="PROVINCE")
    return register.unit("Xã Xét", kind="COMMUNE", part_of=province, **cells)


def planned(register: Register, facility: str, **cells: Any) -> str:
    """A machine of 100 million đồng for which everything is known."""
    fixed: dict[str, Any] = {
        "cost": 100_000_000,
        "own_funds": 50_000_000,
        "year": YEAR + 1,
    }
    return register.machine(facility, **(fixed | cells))


def household(register: Register, name: str, unit: str, **cells: Any) -> str:
    """A household that makes food."""
    return register.facility(
        name,
        unit=unit,
        organisation=register.organisation(legal_form="HOUSEHOLD"),
        vsic_codes=["2018:1079"],
        **cells,
    )


async def test_facility_of_which_all_is_known_is_eligible(api: Api, register: Register) -> None:
    works = household(register, "Xưởng Đủ", commune_of_province(register))
    planned(register, works)
    await register.load()

    answer = await one(api, works)

    assert answer.errors == []
    found = answer.data["eligibility"]
    assert {key: found[key] for key in found if key != "findings"} == {
        "activity": "ADVANCED_MACHINERY",
        "level": "NATIONAL",
        "on": "2026-03-02",
        "verdict": "ELIGIBLE",
        "isProvisional": False,
        "ruleSet": "quoc-gia-2025",
        "rulesEndOn": None,
        "nearestChange": None,
        "facility": {"code": works},
        "missing": [],
    }
    assert verdicts(answer) == {
        "counterpart": "ELIGIBLE",
        "legal-form": "ELIGIBLE",
        "other-state-money": "ELIGIBLE",
        "place": "ELIGIBLE",
        "sector": "ELIGIBLE",
        "size": "ELIGIBLE",
    }
    assert found["findings"][1] == {
        "rule": "legal-form",
        "verdict": "ELIGIBLE",
        "explanation": "Điều kiện: Đối tượng là doanh nghiệp nhỏ và vừa, hợp tác xã, liên hiệp hợp tác xã, "
        "tổ hợp tác, hộ kinh doanh. Đạt: Tổ chức là hộ kinh doanh.",
        "clause": "Nghị định 235/2025/NĐ-CP, điều 1.1",
        "confidence": "SURE",
        "provenance": "READ",
    }
    assert answer.statements == {"eligibility_facts": 1, "eligibility_places": 1, "businesses_by_code": 1}


async def test_item_of_a_project_that_waits_for_a_decision_is_told(api: Api, register: Register) -> None:
    works = household(register, "Xưởng Chờ", commune_of_province(register))
    machine = planned(register, works)
    waiting = register.project("Đề án chờ", status="REGISTERED")
    refused = register.project("Đề án không duyệt", status="REJECTED")
    for project in (waiting, refused):
        register.benefit(project, works, investment=machine)
    await register.load()

    answer = await one(api, works)
    own = await of_project(api, waiting)

    findings = {each["rule"]: each for each in answer.data["eligibility"]["findings"]}
    assert findings["other-state-money"]["verdict"] == "ELIGIBLE"
    assert findings["other-state-money"]["explanation"].endswith(
        f"“Máy sấy” cũng được đề nghị trong đề án {waiting}, đang chờ quyết định."
    )
    assert waiting not in str(own.data["projectEligibilities"])


async def test_what_is_not_known_is_asked_for(api: Api, register: Register) -> None:
    works = register.facility("Xưởng Trống")
    await register.load()

    answer = await one(api, works)

    found = answer.data["eligibility"]
    assert found["verdict"] == "UNDETERMINED"
    assert {each["fact"] for each in found["missing"]} >= {"LEGAL_FORM", "SECTOR", "PLANNED_INVESTMENT"}
    assert all(each["askWhom"] for each in found["missing"])
    assert found["nearestChange"] is None


async def test_form_that_is_refused_is_told_which_ones_are_supported(api: Api, register: Register) -> None:
    works = household(register, "Xưởng Hộ", commune_of_province(register))
    planned(register, works, activity="CLUSTER_INFRASTRUCTURE")
    await register.load()

    answer = await one(api, works, activity="CLUSTER_INFRASTRUCTURE", language="EN")

    assert answer.data["eligibility"]["verdict"] == "INELIGIBLE"
    assert answer.data["eligibility"]["nearestChange"] == (
        "Register in a form that is supported: cooperative, union of cooperatives or enterprise."
    )


async def test_item_with_other_state_money_is_refused_with_the_nearest_change(
    api: Api, register: Register
) -> None:
    works = household(register, "Xưởng Trùng", commune_of_province(register))
    planned(register, works, has_other_state_money=True)
    await register.load()

    answer = await one(api, works, language="EN")

    assert verdicts(answer)["other-state-money"] == "INELIGIBLE"
    assert answer.data["eligibility"]["verdict"] == "INELIGIBLE"
    assert answer.data["eligibility"]["nearestChange"] == "Choose another item without state money."


async def test_definition_of_the_place_changed_on_15_october_2025(api: Api, register: Register) -> None:
    city = register.unit("Thành phố Xét", kind="CITY")
    ward = register.unit("Phường Xét", kind="WARD", part_of=city)
    province = register.unit("Tỉnh Xét", kind="PROVINCE")
    own_ward = register.unit("Phường Tỉnh", kind="WARD", part_of=province)
    village = register.craft_village("Làng nghề Xét", unit=ward, recognised_on=dt.date(2010, 1, 1))
    in_city = household(register, "Xưởng Phường", ward)
    in_village = household(register, "Xưởng Làng", ward, craft_village=village)
    in_province = household(register, "Xưởng Phường Tỉnh", own_ward)
    recent = register.craft_village("Làng nghề Mới", unit=ward, recognised_on=dt.date(2026, 1, 1))
    in_recent = household(register, "Xưởng Làng Mới", ward, craft_village=recent)
    await register.load()

    found = {
        (facility, on): verdicts(await one(api, facility, on=on))["place"]
        for facility in (in_city, in_recent, in_village, in_province)
        for on in ("2025-10-14", "2025-10-15")
    }

    assert found == {
        (in_city, "2025-10-14"): "UNDETERMINED",  # by the grade of the city, which is not known
        (in_city, "2025-10-15"): "UNDETERMINED",  # that no craft village is on record does not say so
        (in_recent, "2025-10-14"): "UNDETERMINED",
        (in_recent, "2025-10-15"): "INELIGIBLE",  # its village was recognised later
        (in_village, "2025-10-14"): "UNDETERMINED",
        (in_village, "2025-10-15"): "ELIGIBLE",
        (in_province, "2025-10-14"): "UNDETERMINED",
        (in_province, "2025-10-15"): "ELIGIBLE",
    }


async def test_grade_of_a_city_and_conversion_of_a_ward_are_read_from_the_units_of_the_time(
    api: Api, register: Register
) -> None:
    old, new = dt.date(2004, 7, 8), dt.date(2023, 1, 1)
    province = register.unit("Tỉnh Loại", kind="PROVINCE", valid_from=old)

    def city(grade: str) -> str:
        code = register.unit(f"Thành phố loại {grade}", kind="DISTRICT", part_of=province, valid_from=old)
        register.row("unit_classes.csv", unit=code, kind="CITY_GRADE", value=grade, valid_from=old)
        return code

    first = city("1")
    commune = register.unit("Xã Trước", kind="COMMUNE", part_of=first, valid_from=old, valid_to=new)
    converted = register.unit("Phường Mới", kind="WARD", part_of=first, valid_from=new)
    register.succession(commune, converted)
    wards = {
        "old ward of grade 1": register.unit("Phường Một", kind="WARD", part_of=first, valid_from=old),
        "commune of grade 1 until lately": converted,
        "ward of grade 2": register.unit("Phường Hai", kind="WARD", part_of=city("2"), valid_from=old),
    }
    facilities = {name: household(register, f"Xưởng {name}", ward) for name, ward in wards.items()}
    await register.load()

    found = {
        name: verdicts(await one(api, facility, on="2025-06-01"))["place"]
        for name, facility in facilities.items()
    }

    assert found == {
        "old ward of grade 1": "INELIGIBLE",
        "commune of grade 1 until lately": "ELIGIBLE",
        "ward of grade 2": "ELIGIBLE",
    }


async def test_large_enterprise_is_refused_by_the_figures_of_all_its_sites(
    api: Api, register: Register
) -> None:
    commune = commune_of_province(register)
    firm = register.organisation(legal_form="ENTERPRISE")
    sites = [
        register.facility(f"Nhà máy {number}", unit=commune, organisation=firm, vsic_codes=["2018:1079"])
        for number in (1, 2)
    ]
    for site in sites:
        register.row(
            "annual_figures.csv", business=site, year=2025, insured_workers=150, revenue=10, capital=10
        )
    await register.load()

    answer = await one(api, sites[0])

    assert verdicts(answer)["size"] == "INELIGIBLE"
    assert answer.data["eligibility"]["isProvisional"] is True  # the ceilings were recalled
    assert "300 lao động đóng bảo hiểm" in answer.data["eligibility"]["findings"][-1]["explanation"]


async def test_facility_entered_under_an_old_commune_stands_in_the_new_one(
    api: Api, register: Register
) -> None:
    end = dt.date(2025, 7, 1)
    new = commune_of_province(register, valid_from=end)
    old = register.unit("Xã Cũ", kind="COMMUNE", valid_from=dt.date(2004, 1, 1), valid_to=end)
    register.succession(old, new)
    works = household(register, "Xưởng Cũ", old)
    await register.load()

    assert verdicts(await one(api, works))["place"] == "ELIGIBLE"


async def test_everybody_is_judged_in_few_statements(api: Api, register: Register) -> None:
    commune, mark = commune_of_province(register), register.word
    first = household(register, f"An {mark}", commune)
    second = household(register, f"Bình {mark}", commune)
    planned(register, second)
    await register.load()
    question: dict[str, object] = {
        "filter": {"within": [commune]},
        "activities": ["ADVANCED_MACHINERY", "TRAINING"],
        "level": "NATIONAL",
        "on": DAY.isoformat(),
    }

    answer = await api(EVERYBODY, question)
    page = await api(EVERYBODY, question | {"first": 3})
    rest = await api(
        EVERYBODY,
        question | {"first": 3, "after": page.data["eligibilities"]["pageInfo"]["endCursor"]},
    )

    assert answer.errors == []
    table = answer.data["eligibilities"]
    shown = [
        (edge["node"]["facility"]["code"], edge["node"]["activity"], edge["node"]["verdict"])
        for edge in table["edges"]
    ]
    assert shown == [
        (first, "ADVANCED_MACHINERY", "UNDETERMINED"),
        (first, "TRAINING", "ELIGIBLE"),
        (second, "ADVANCED_MACHINERY", "ELIGIBLE"),
        (second, "TRAINING", "ELIGIBLE"),
    ]
    assert table["totalCount"] == 4
    assert table["counts"] == [
        {"activity": "ADVANCED_MACHINERY", "verdict": "ELIGIBLE", "count": 1},
        {"activity": "ADVANCED_MACHINERY", "verdict": "UNDETERMINED", "count": 1},
        {"activity": "TRAINING", "verdict": "ELIGIBLE", "count": 2},
    ]
    assert page.data["eligibilities"]["edges"] + rest.data["eligibilities"]["edges"] == table["edges"]
    assert rest.data["eligibilities"]["pageInfo"]["hasNextPage"] is False
    own = {name: count for name, count in answer.statements.items() if name.startswith("eligibility")}
    assert own == {"eligibility_facts_of_list": 1, "eligibility_places": 1}


async def test_gaps_are_ranked_by_what_they_settle(api: Api, register: Register) -> None:
    commune, good = commune_of_province(register), register.product("Măng")
    spot: dict[str, Any] = {"latitude": 21.5, "longitude": 104.5}
    open_one = household(register, "Xưởng Một", commune, **spot)
    planned(register, open_one, has_other_state_money=None)
    settled = household(register, "Xưởng Hai", commune, **spot)
    planned(register, settled)
    register.offer(settled, good)
    for _ in range(3):
        register.need(register.buyer(), good)
    await register.load()

    answer = await api(GAPS, {"within": [commune]})

    assert answer.errors == []
    found = answer.data["dataGaps"]
    assert (found["algorithm"], found["facilityCount"]) == ("data-gaps/1", 2)
    gaps = {gap["fact"]: gap for gap in found["gaps"]}
    assert list(gaps)[:2] == ["CAPACITY", "OTHER_STATE_MONEY"]
    assert gaps["CAPACITY"]["unlocks"] == [{"kind": "MATCHES", "count": 3}]
    assert gaps["OTHER_STATE_MONEY"]["unlocks"] == [
        {"kind": "VERDICTS", "count": 1},
        {"kind": "GROUP_PLACES", "count": 1},
    ]
    assert gaps["OTHER_STATE_MONEY"]["facilities"] == {
        "totalCount": 1,
        "pageInfo": {
            "hasNextPage": False,
            "endCursor": gaps["OTHER_STATE_MONEY"]["facilities"]["pageInfo"]["endCursor"],
        },
        "edges": [{"node": {"code": open_one}}],
    }


async def test_territory_of_gaps_that_is_no_unit_is_told_with_its_argument(api: Api) -> None:
    answer = await api(GAPS, {"within": [NOBODY]})

    assert answer.data == {"dataGaps": None}
    assert [each["extensions"] for each in answer.errors] == [{"code": "NOT_FOUND", "argument": "within"}]


@pytest.mark.parametrize(
    ("changed", "code", "argument"),
    [
        ({"on": "1999-01-01"}, "BAD_REQUEST", "on"),
        ({"level": "DISTRICT"}, "BAD_REQUEST", "level"),
        ({"facility": NOBODY}, "NOT_FOUND", "facility"),
        ({"facility": "P-que"}, "NOT_FOUND", "facility"),
        ({"facility": "không phải mã"}, "BAD_REQUEST", "facility"),
    ],
)
async def test_faults_are_told_with_their_argument(
    api: Api, changed: dict[str, object], code: str, argument: str
) -> None:
    answer = await one(api, NOBODY, **changed)

    assert answer.data == {"eligibility": None}
    assert [(each["extensions"]["code"], each["extensions"]["argument"]) for each in answer.errors] == [
        (code, argument)
    ]


async def test_page_goes_on_after_midnight(
    api: Api, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    commune, goods = commune_of_province(register), register.product()
    codes = [household(register, f"{name} {register.word}", commune) for name in ("An", "Bình")]
    for code in codes:
        register.offer(code, goods)
    await register.load()
    question: dict[str, object] = {
        "filter": {"offers": [goods]},
        "activities": ["TRAINING"],
        "level": "NATIONAL",
        "on": DAY.isoformat(),
        "first": 1,
    }
    tomorrow = dates.today() + dt.timedelta(days=1)

    begun = await api(EVERYBODY, question)
    monkeypatch.setattr(dates, "today", lambda: tomorrow)
    rest = await api(EVERYBODY, question | {"after": begun.data["eligibilities"]["pageInfo"]["endCursor"]})

    assert rest.errors == []
    assert [
        edge["node"]["facility"]["code"]
        for each in (begun, rest)
        for edge in each.data["eligibilities"]["edges"]
    ] == codes


async def test_activity_named_twice_is_refused(api: Api) -> None:
    answer = await api(EVERYBODY, {"activities": ["BRAND", "BRAND"], "level": "NATIONAL"})

    assert answer.codes == ["BAD_REQUEST"]


async def test_published_operations_run(api: Api, register: Register) -> None:
    commune = commune_of_province(register)
    works = household(register, "Xưởng Công bố", commune)
    await register.load()
    asked: dict[str, dict[str, object]] = {
        "CheckEligibility": {"facility": works, "activity": "BRAND", "level": "NATIONAL"},
        "CheckEveryone": {
            "filter": {"within": [commune]},
            "activities": ["BRAND"],
            "level": "PROVINCIAL",
        },
        "DataGaps": {"within": [commune], "activity": "BRAND"},
    }

    for name, variables in asked.items():
        answer = await api(PLANNING, variables, operation=name)
        assert answer.errors == []
        assert list(answer.data.values()) != [None]


async def of_project(api: Api, code: str) -> Answer:
    """The verdicts on the beneficiaries of a project."""
    return await api(OF_PROJECT, {"project": code, "code": code})


async def test_approved_project_keeps_the_rules_of_its_approval(api: Api, register: Register) -> None:
    unit = commune_of_province(register)
    works = household(register, "Xưởng Giữ", unit)
    approved = register.project(
        "Đề án giữ",
        status="SETTLED",
        approved_on=dt.date(2026, 2, 1),
        level="PROVINCIAL",
        rule_set=["quoc-gia-2019", "lao-cai-2026"],
    )
    undecided = register.project("Đề án mới", status="REGISTERED", level="PROVINCIAL")
    machine = planned(register, works, year=2021, own_funds=100_000_000)
    register.benefit(approved, works, investment=machine)
    register.benefit(undecided, works)
    await register.load()

    kept = await of_project(api, approved)
    new = await of_project(api, undecided)

    assert (kept.errors, new.errors) == ([], [])
    assert kept.data["project"] == {"ruleSet": "quoc-gia-2019 + lao-cai-2026", "approvedOn": "2026-02-01"}
    (verdict,) = kept.data["projectEligibilities"]
    assert (verdict["on"], verdict["ruleSet"], verdict["facility"]) == (
        "2026-02-01",
        "quoc-gia-2019",
        {"code": works},
    )
    assert {each["rule"]: each["verdict"] for each in verdict["findings"]} == {
        "counterpart": "ELIGIBLE",
        "legal-form": "ELIGIBLE",
        "other-state-money": "ELIGIBLE",
        "place": "ELIGIBLE",
        "sector": "ELIGIBLE",
        "size": "ELIGIBLE",
    }
    assert {each["rule"]: each["clause"] for each in verdict["findings"]}["legal-form"] == (
        "Thông tư 28/2018/TT-BTC, điều 2"
    )
    assert kept.statements["eligibility_of_project"] == kept.statements["eligibility_facts"] == 1
    (other,) = new.data["projectEligibilities"]
    assert (new.data["project"]["ruleSet"], other["on"], other["ruleSet"]) == (
        None,
        dates.today().isoformat(),
        "quoc-gia-2025",
    )


async def test_who_benefits_by_two_items_has_one_verdict(api: Api, register: Register) -> None:
    works = household(register, "Xưởng Hai Máy", commune_of_province(register))
    project = register.project("Đề án hai máy", status="REGISTERED", level="NATIONAL")
    for item in ("Máy sao", "Máy vò"):
        register.benefit(project, works, item=item)
    await register.load()

    answer = await of_project(api, project)

    assert answer.errors == []
    assert [each["facility"] for each in answer.data["projectEligibilities"]] == [{"code": works}]


async def test_figures_of_later_years_say_nothing_about_an_earlier_day(api: Api, register: Register) -> None:
    works = register.facility(
        "Xưởng Lớn Dần",
        unit=commune_of_province(register),
        organisation=register.organisation(legal_form="ENTERPRISE"),
        vsic_codes=["2018:1079"],
    )
    planned(register, works)
    small: dict[str, Any] = {"insured_workers": 20, "revenue": 10**9, "capital": 10**9}
    register.row("annual_figures.csv", business=works, year=DAY.year - 1, **small)
    register.row(
        "annual_figures.csv", business=works, year=DAY.year + 1, **(small | {"insured_workers": 900})
    )
    await register.load()

    then = await one(api, works)
    later = await one(api, works, on=dt.date(DAY.year + 1, 6, 1).isoformat())

    assert (verdicts(then)["size"], verdicts(later)["size"]) == ("ELIGIBLE", "INELIGIBLE")


async def test_verdicts_of_a_project_say_what_is_wrong_with_the_question(
    api: Api, register: Register
) -> None:
    works = household(register, "Xưởng Hỏi", commune_of_province(register))
    silent = register.project("Đề án im lặng", status="APPROVED", approved_on=DAY)
    district = register.project(
        "Đề án huyện", status="SETTLED", level="DISTRICT", approved_on=DAY, rule_set=["quoc-gia-2019"]
    )
    for project in (silent, district):
        register.benefit(project, works)
    await register.load()
    nobody = str(issue(RecordKind.PROJECT))

    answers = [await of_project(api, project) for project in (silent, district, nobody, works)]

    told = [
        (error["message"], error["extensions"]["code"]) for (error, *_) in (each.errors for each in answers)
    ]
    assert told[:3] == [
        (
            f"{silent} is approved, but the register does not say under which rule sets or on which day: "
            "fill rule_set and approved_on",
            "BAD_REQUEST",
        ),
        (f"The rules of {district} do not speak of money of level DISTRICT", "BAD_REQUEST"),
        (f"There is no project {nobody}", "NOT_FOUND"),
    ]
    assert told[3][1] == "NOT_FOUND"
    assert {each.errors[0]["extensions"]["argument"] for each in answers} == {"project"}
