"""Portfolios over the API: a whole choice with its reasons, what floors do, and every bad input."""

import datetime as dt
from typing import Any

import pytest

from domain.codes import RecordKind, issue
from planning.portfolio import ALGORITHM
from tests.builders import Cell, Register, word
from tests.conftest import Answer, Api

YEAR = 2031
PORTFOLIO = """
query Portfolio($input: PortfolioInput!, $on: Date, $language: Language) {
  projectPortfolio(input: $input, on: $on, language: $language) {
    algorithm ruleSet status objective bound gap isPartial explanation
    selected {
      project { code } support score rank
      budgetLines { budgetLine { code } amount }
      reasons { criterion weight value contribution isKnown explanation }
      warnings
    }
    rejected { project { code } constraint support rank explanation }
    byBudgetLine { budgetLine { code } amount committed paid left }
    byScope { scope key name support floor need shareOfNeed }
    priceOfEquity { objectiveWithoutFloors difference }
    floorsToLower { scope key name by toShare }
    objections { unit { code } support fairSupport missing { code } explanation }
    displacement { isPossible difference project { code } displaced { code } joined { code } explanation }
  }
}
"""


class Province:
    """Two communes, one of them extremely difficult, with a line of each level."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.province = register.unit("Tỉnh Thử", kind="PROVINCE")
        self.plain = register.unit("Xã Đồng Bằng", part_of=[self.province])
        self.high = register.unit("Xã Vùng Cao", part_of=[self.province])
        register.row(
            "unit_classes.csv",
            unit=self.high,
            kind="AREA_DIFFICULTY",
            value="EXTREMELY_DIFFICULT",
            valid_from="2025-07-01",
        )
        self.programme = f"G-{word()}"
        register.row(
            "programmes.csv",
            code=self.programme,
            name="Chương trình",
            start_year=2026,
            end_year=2030,
            unit=self.province,
        )
        self.local = self.line("PROVINCIAL", 500_000_000)
        self.national = self.line("NATIONAL", 400_000_000)

    def line(self, level: str, amount: int, **cells: Any) -> str:
        """A line of the province."""
        code = f"L-{word()}"
        fixed: dict[str, Cell] = {"name": f"Kinh phí {level}", "unit": self.province, "year": YEAR}
        self.register.row(
            "budget_lines.csv", **(fixed | {"code": code, "level": level, "amount": amount} | cells)
        )
        return code

    def facility(self, unit: str | None = None, **cells: Any) -> str:
        """A facility of the province."""
        return self.register.facility(unit=unit or self.plain, **cells)

    def candidate(self, support: int | None, facility: str | None, /, **cells: Any) -> str:
        """A registered project that supports a machine of a facility."""
        fixed: dict[str, Cell] = {
            "status": "REGISTERED",
            "funding_year": YEAR,
            "programme": self.programme,
            "support": None if support is None else support * 1_000_000,
        }
        item = cells.pop("item", "Máy sấy")
        code = self.register.project(cells.pop("title", "Đề án"), **(fixed | cells))
        if facility is not None:
            requested = None if support is None else support * 1_000_000
            self.register.benefit(code, facility, item=item, requested=requested)
        return code


async def asked(api: Api, lines: list[str], /, **given: object) -> Answer:
    """The answer to a question under some lines."""
    order = {"fundingYear": YEAR, "budgetLines": lines} | given
    return await api(PORTFOLIO, {"input": order, "language": "EN"})


async def portfolio(api: Api, lines: list[str], /, **given: object) -> Any:
    """The portfolio under some lines, which must have no errors."""
    answer = await asked(api, lines, **given)
    assert answer.errors == []
    return answer.data["projectPortfolio"]


def funded(found: Any) -> set[str]:
    """The projects that are funded."""
    return {each["project"]["code"] for each in found["selected"]}


def constraints(found: Any) -> dict[str, str]:
    """What stands in the way of each project that is not funded."""
    return {each["project"]["code"]: each["constraint"] for each in found["rejected"]}


async def test_what_is_worth_most_is_funded_and_the_rest_has_its_reason(api: Api, register: Register) -> None:
    place = Province(register)
    ready = place.candidate(300, place.facility(workers=5), status="APPRAISED")
    early = place.candidate(300, place.facility(workers=5), status="DRAFT", title="Sớm")
    huge = place.candidate(600, place.facility())
    vague = place.candidate(None, place.facility())
    district = place.candidate(10, place.facility(), level="DISTRICT")
    settled = place.candidate(10, place.facility(), status="SETTLED")
    await register.load()

    found = await portfolio(api, [place.local])

    assert (found["algorithm"], found["status"], found["gap"]) == (ALGORITHM, "OPTIMAL", 0)
    assert found["objective"] == found["bound"]
    (selected,) = found["selected"]
    assert (selected["project"]["code"], selected["support"]) == (ready, 300_000_000)
    assert selected["budgetLines"] == [{"budgetLine": {"code": place.local}, "amount": 300_000_000}]
    assert [each["criterion"] for each in selected["reasons"]] == [
        "NEED",
        "READINESS",
        "PRIORITY",
        "JOBS",
        "LINKAGE",
    ]
    assert sum(each["contribution"] for each in selected["reasons"]) == pytest.approx(
        selected["score"], abs=1e-9
    )
    assert found["objective"] == pytest.approx(selected["score"] * 300, abs=0.001)
    assert constraints(found) == {
        early: "LOWER_VALUE",
        huge: "BUDGET",
        district: "NO_BUDGET_LINE",
        vague: "SUPPORT_UNKNOWN",
    }
    assert settled not in funded(found) | set(constraints(found))
    explanations = {each["project"]["code"]: each["explanation"] for each in found["rejected"]}
    assert explanations[huge] == (
        "It needs 600 million đồng; the budget lines that may pay it have 500 million đồng in all."
    )
    assert (
        explanations[district]
        == "None of the budget lines chosen is of its level: district; for history only."
    )
    assert "have 200 million đồng left; it needs 300 million đồng." in explanations[early]


async def test_nobody_gets_more_than_the_rules_allow(api: Api, register: Register) -> None:
    place, organisation = Province(register), register.organisation()
    line = place.line("NATIONAL", 1_000_000_000)
    tea, works, idle = (place.facility(name=name) for name in ("HTX Chè", "Xưởng Quế", "Xưởng Chờ"))
    sites = [place.facility(name="Cơ sở", organisation=organisation) for _ in range(2)]

    def project(*asking: tuple[str, str | None], requested: int) -> str:
        code = place.candidate(None, None, level="NATIONAL", support=requested * len(asking))
        for facility, plan in asking:
            register.benefit(code, facility, investment=plan, item="Máy", requested=requested)
        return code

    machine = register.machine(tea, cost=155_000_000, eligible_cost=124_000_000, year=YEAR)
    greedy = project((tea, machine), (works, None), requested=69_500_000)
    shared = project(
        *((site, register.machine(site, cost=400_000_000, year=YEAR)) for site in sites),
        requested=200_000_000,
    )
    nothing = project((idle, register.machine(idle, eligible_cost=0, year=YEAR)), requested=50_000_000)
    empty = place.line("NATIONAL", 0)
    await register.load()

    found = await portfolio(api, [line])
    unpaid = await portfolio(api, [empty])

    clause = "(Thông tư 28/2018/TT-BTC, điều 8.4)"
    cut = (
        "Asked for by HTX Chè: 69,500,000 đồng; the rules allow 62,000,000 đồng. At most 50% of 124,000,000 "
        f"đồng of eligible cost {clause}."
    )
    selected = {each["project"]["code"]: each for each in found["selected"]}
    assert {code: (each["support"], each["warnings"]) for code, each in selected.items()} == {
        greedy: (
            131_500_000,
            [
                cut,
                "The ceiling of support for Xưởng Quế could not be checked: the cost of what it is for is "
                "not known. What is asked for stands.",
            ],
        ),
        shared: (
            300_000_000,
            [
                "Asked for by Cơ sở and Cơ sở: 400,000,000 đồng; the rules allow 300,000,000 đồng. At most "
                f"50% of 800,000,000 đồng of eligible cost {clause}. The ceiling of 300,000,000 đồng binds "
                f"{clause}."
            ],
        ),
    }
    assert found["byBudgetLine"][0]["paid"] == 431_500_000
    (refused,) = found["rejected"]
    assert (refused["project"]["code"], refused["constraint"], refused["explanation"]) == (
        nothing,
        "INELIGIBLE",
        "Asked for by Xưởng Chờ: 50,000,000 đồng; the rules allow 0 đồng. At most 50% of 0 đồng of eligible "
        f"cost {clause}.",
    )
    told = {each["project"]["code"]: each["explanation"] for each in unpaid["rejected"]}
    assert told[greedy] == (
        "It needs 131.5 million đồng; the budget lines that may pay it have 0 million đồng in all. " + cut
    )


async def test_items_of_another_year_are_told(api: Api, register: Register) -> None:
    place = Province(register)
    mill = place.facility(name="Nhà máy tơ")
    early = place.candidate(None, None, level="NATIONAL", support=50_000_000)
    plan = register.machine(mill, item="Máy ươm tơ", year=YEAR - 1)
    register.benefit(early, mill, investment=plan, item="Máy ươm tơ", requested=50_000_000)
    await register.load()

    found = await portfolio(api, [place.national])
    vietnamese = await api(
        PORTFOLIO, {"input": {"fundingYear": YEAR, "budgetLines": [place.national]}, "language": "VI"}
    )

    assert [(each["project"]["code"], each["warnings"]) for each in found["selected"]] == [
        (
            early,
            [
                f"“Máy ươm tơ” of Nhà máy tơ is planned for {YEAR - 1}, not for {YEAR}: its invoices may "
                "fall outside the year of the budget."
            ],
        )
    ]
    assert vietnamese.data["projectPortfolio"]["selected"][0]["warnings"] == [
        f"«Máy ươm tơ» của Nhà máy tơ dự kiến đầu tư năm {YEAR - 1}, không phải năm {YEAR}: hóa đơn có thể "
        "nằm ngoài năm ngân sách."
    ]


async def test_pilot_projects_come_first_on_national_lines(api: Api, register: Register) -> None:
    place = Province(register)
    pilot = place.candidate(300, None, level="NATIONAL", kind="PILOT", status="DRAFT")
    better = place.candidate(300, place.facility(place.high), level="NATIONAL", status="APPRAISED")
    await register.load()

    found = await portfolio(api, [place.national])

    assert funded(found) == {pilot}
    assert constraints(found) == {better: "LOWER_VALUE"}
    assert found["rejected"][0]["rank"] == 1
    assert "On national lines pilot projects come first" in found["rejected"][0]["explanation"]


async def test_project_without_beneficiaries_lies_where_its_line_does_if_its_programme_is_nationwide(
    api: Api, register: Register
) -> None:
    place, nationwide = Province(register), register.programme()
    elsewhere = register.budget_line(unit=register.unit("Tỉnh Xa", kind="PROVINCE"))
    here = place.candidate(300, None, programme=nationwide)
    there = place.candidate(300, None, programme=nationwide)
    of_both = place.candidate(300, None, programme=nationwide)
    for project, *lines in ((here, place.local), (there, elsewhere), (of_both, place.local, elsewhere)):
        for line in lines:
            register.row("project_funding.csv", project=project, budget_line=line, planned=1, year=YEAR)
    await register.load()

    found = await portfolio(api, [place.local], mustInclude=[here])
    strangers = [await asked(api, [place.local], mustInclude=[project]) for project in (there, of_both)]

    assert (funded(found), constraints(found)) == ({here}, {})
    assert [each.codes for each in strangers] == [["BAD_REQUEST"], ["BAD_REQUEST"]]


async def test_several_lines_pay_one_project(api: Api, register: Register) -> None:
    place = Province(register)
    other = place.line("PROVINCIAL", 200_000_000)
    project = place.candidate(600, place.facility())
    await register.load()

    found = await portfolio(api, [place.local, other])

    assert funded(found) == {project}
    assert sum(each["amount"] for each in found["selected"][0]["budgetLines"]) == 600_000_000
    assert {each["budgetLine"]["code"]: each["left"] for each in found["byBudgetLine"]}.keys() == {
        place.local,
        other,
    }
    assert sum(each["paid"] for each in found["byBudgetLine"]) == 600_000_000


async def test_a_line_pays_only_its_activities_and_its_place(api: Api, register: Register) -> None:
    place, elsewhere = Province(register), Province(register)
    fairs = place.line("PROVINCIAL", 300_000_000, activities=["FAIR"])
    fair = place.candidate(100, None, activity="FAIR")
    machine = place.candidate(100, place.facility())
    foreign = place.candidate(100, elsewhere.facility())
    shared = place.candidate(100, None, activity="FAIR", title="Chung")
    register.benefit(shared, place.facility(), item="Gian hàng", requested=40_000_000)
    register.benefit(shared, elsewhere.facility(), item="Gian hàng", requested=60_000_000)
    await register.load()

    found = await portfolio(api, [fairs])

    assert funded(found) == {fair}
    assert constraints(found) == {machine: "NO_BUDGET_LINE", shared: "NO_BUDGET_LINE"}
    assert foreign not in constraints(found)


async def test_provinces_pay_their_parts_of_one_project(api: Api, register: Register) -> None:
    place = Province(register)
    other = Province(register)
    shared = place.candidate(100, None, title="Liên kết")
    register.benefit(shared, place.facility(), item="Máy", requested=40_000_000)
    register.benefit(shared, other.facility(), item="Máy", requested=60_000_000)
    await register.load()

    found = await portfolio(api, [place.local, other.local])

    assert found["selected"][0]["budgetLines"] == [
        {"budgetLine": {"code": place.local}, "amount": 40_000_000},
        {"budgetLine": {"code": other.local}, "amount": 60_000_000},
    ]


async def test_what_is_committed_already_is_not_given_again(api: Api, register: Register) -> None:
    place = Province(register)
    approved = place.candidate(350, place.facility(), status="APPROVED")
    register.row(
        "project_funding.csv", project=approved, budget_line=place.local, planned=350_000_000, year=YEAR
    )
    project = place.candidate(200, place.facility())
    await register.load()

    found = await portfolio(api, [place.local])

    assert constraints(found) == {project: "BUDGET"}
    assert found["byBudgetLine"] == [
        {
            "budgetLine": {"code": place.local},
            "amount": 500_000_000,
            "committed": 350_000_000,
            "paid": 0,
            "left": 150_000_000,
        }
    ]


async def test_no_item_of_a_beneficiary_is_supported_twice(api: Api, register: Register) -> None:
    place = Province(register)
    facility = place.facility()
    one = place.candidate(100, facility, item="Máy  SẤY chè", status="APPRAISED")
    same = place.candidate(100, facility, item="máy sấy chè")
    other = place.candidate(100, facility, item="Máy đóng gói")
    await register.load()

    found = await portfolio(api, [place.local])

    assert funded(found) == {one, other}
    assert constraints(found) == {same: "SAME_ITEM"}


async def test_a_rule_in_force_refuses_a_project_with_its_clause(api: Api, register: Register) -> None:
    place = Province(register)
    facility, other = place.facility(), place.register.facility("Xưởng Hai", unit=place.plain)
    for each in (facility, other):
        register.row(
            "investments.csv",
            code=str(issue(RecordKind.INVESTMENT)),
            facility=each,
            activity="ADVANCED_MACHINERY",
            item="Máy sấy",
            year=YEAR,
            cost=200_000_000,
            has_other_state_money=True,
        )
    project = place.candidate(100, facility)
    register.benefit(project, other, item="Máy sấy", requested=100_000_000)
    register.benefit(project, place.facility(), item="Máy khác", requested=100_000_000)
    await register.load()

    found = await portfolio(api, [place.local])
    refused = await asked(api, [place.local], mustInclude=[project])

    assert constraints(found) == {project: "INELIGIBLE"}
    explanation = found["rejected"][0]["explanation"]
    assert [explanation.count(name) for name in ("Xưởng Thử: ", "Xưởng Hai: ")] == [1, 1]
    assert explanation.endswith(").")
    assert found["ruleSet"] is not None
    assert [fault["extensions"]["argument"] for fault in refused.errors] == ["input.mustInclude"]


async def test_floors_are_reached_at_a_price(api: Api, register: Register) -> None:
    place = Province(register)
    good = place.candidate(400, place.facility(workers=900), status="APPRAISED", title="Tốt")
    fair = place.candidate(200, None, activity="FAIR", status="DRAFT")
    await register.load()
    floors = [{"scope": "ACTIVITY", "key": "FAIR", "amount": 150_000_000}]

    free = await portfolio(api, [place.local])
    found = await portfolio(api, [place.local], floors=floors)

    assert (funded(free), free["priceOfEquity"]) == ({good}, None)
    assert funded(found) == {fair}
    assert found["priceOfEquity"] == {
        "objectiveWithoutFloors": free["objective"],
        "difference": pytest.approx(free["objective"] - found["objective"]),
    }
    assert found["byScope"][0] == {
        "scope": "ACTIVITY",
        "key": "FAIR",
        "name": "Fairs and exhibitions",
        "support": 200_000_000,
        "floor": 150_000_000,
        "need": 200_000_000,
        "shareOfNeed": 1,
    }


async def test_what_lies_in_no_commune_of_a_province_is_not_called_the_province(
    api: Api, register: Register
) -> None:
    place = Province(register)
    place.candidate(200, place.facility())
    place.candidate(100, None)
    await register.load()

    found = await portfolio(api, [place.local])

    assert {each["name"]: each["need"] for each in found["byScope"] if each["scope"] == "UNIT"} == {
        "Tỉnh Thử (commune not known)": 100_000_000,
        "Xã Đồng Bằng": 200_000_000,
    }


async def test_floors_of_all_scopes_count_what_goes_there(api: Api, register: Register) -> None:
    place = Province(register)
    leaf = register.product("Lá")
    chain = register.value_chain(leaf, name="Chuỗi lá")
    high = place.facility(place.high, vsic_codes=["2018:1079"])
    group = place.candidate(300, None, kind="GROUP", concerns=[leaf])
    register.benefit(group, high, item="Máy", requested=200_000_000)
    register.benefit(group, place.facility(), item="Máy", requested=100_000_000)
    await register.load()
    floors = [
        {"scope": "UNIT", "key": place.high, "amount": 1},
        {"scope": "AREA_CLASS", "key": "EXTREMELY_DIFFICULT", "share": 0.5},
        {"scope": "SECTOR", "key": chain, "share": 1},
        {"scope": "SECTOR", "key": "2018:10", "amount": 150_000_000},
    ]

    found = await portfolio(api, [place.local], floors=floors)

    assert [(each["name"], each["support"], each["floor"]) for each in found["byScope"][:4]] == [
        ("Xã Vùng Cao", 200_000_000, 1),
        ("Extremely difficult area", 200_000_000, 150_000_000),
        ("Chuỗi lá", 300_000_000, 300_000_000),
        ("VSIC 2018:10", 200_000_000, 150_000_000),
    ]


async def test_floors_that_cannot_be_reached_say_what_to_lower(api: Api, register: Register) -> None:
    place = Province(register)
    project = place.candidate(300, place.facility())
    await register.load()
    floors = [
        {"scope": "UNIT", "key": place.high, "amount": 50_000_000},
        {"scope": "UNIT", "key": place.plain, "amount": 200_000_000},
    ]

    found = await portfolio(api, [place.local], floors=floors)

    assert (found["status"], found["objective"], found["selected"]) == ("INFEASIBLE", None, [])
    assert found["floorsToLower"] == [
        {"scope": "UNIT", "key": place.high, "name": "Xã Vùng Cao", "by": 50_000_000, "toShare": None}
    ]
    assert constraints(found) == {project: "NO_PORTFOLIO"}
    assert found["explanation"] == (
        f"Projects of {YEAR} that wait for a decision: 1 looked at, 0 funded with 0 million đồng. No "
        "choice reaches all 2 floors at the same time. At least these must be lowered: Xã Vùng Cao by 50 "
        "million đồng."
    )


async def test_two_floors_that_both_want_everything_say_so(api: Api, register: Register) -> None:
    place = Province(register)
    place.candidate(300, place.facility(), status="APPRAISED")
    place.candidate(100, place.facility(place.high))
    await register.load()
    floors = [{"scope": "UNIT", "key": unit, "share": 1.0} for unit in (place.plain, place.high)]

    found = await portfolio(api, [place.local], floors=floors)
    one = await portfolio(
        api, [place.local], floors=[floors[0] | {"share": 0.75}, floors[1] | {"share": 0.25}]
    )

    assert (found["status"], found["selected"]) == ("INFEASIBLE", [])
    assert found["floorsToLower"] == [
        {"scope": "UNIT", "key": place.high, "name": "Xã Vùng Cao", "by": 300_000_000, "toShare": 0.0}
    ]
    assert found["explanation"] == (
        f"Projects of {YEAR} that wait for a decision: 2 looked at, 0 funded with 0 million đồng. No "
        "choice reaches all 2 floors at the same time. Shares are taken of the support of all funded "
        "projects: the 2 floors that are shares have nothing in common and add up to 200%, more than 100%. "
        "At least these must be lowered: Xã Vùng Cao from 100% to 0% of all support (300 million đồng are "
        "missing)."
    )
    assert (one["status"], len(one["selected"]), one["floorsToLower"]) == ("OPTIMAL", 2, [])


async def test_an_empty_portfolio_says_why(api: Api, register: Register) -> None:
    place, elsewhere = Province(register), Province(register)
    another = Province(register)
    poor = place.line("PROVINCIAL", 20_000_000)
    fairs = place.line("NATIONAL", 500_000_000, activities=["FAIR"])
    local = place.candidate(100, place.facility())
    national = [place.candidate(100, place.facility(), level="NATIONAL") for _ in range(2)]
    elsewhere.candidate(None, elsewhere.facility())
    later = another.line("PROVINCIAL", 500_000_000, year=YEAR + 40)
    await register.load()

    nobody = await asked(api, [later], fundingYear=YEAR + 40)
    outside = await portfolio(api, [another.local])
    vague = await portfolio(api, [elsewhere.local])
    left_out = await portfolio(api, [place.national], exclude=[local, *national])
    unpaid = await portfolio(api, [poor, fairs])
    levels = await portfolio(api, [place.national], exclude=national)

    assert nobody.errors == []
    answers = [nobody.data["projectPortfolio"], outside, vague, left_out, unpaid, levels]
    assert [each["selected"] for each in answers] == [[]] * 6
    told = [each["explanation"].partition(" funded with 0 million đồng. ")[2] for each in answers]
    assert told[0] == (
        f"No project of {YEAR + 40} waits for a decision: it must have that funding year and not be approved "
        "yet."
    )
    assert told[1].endswith(" that wait for a decision all lie where none of the budget lines chosen pays.")
    assert told[2:] == [
        "The only one that lies where one of the lines pays was left out before: How much support it asks "
        "for is not known: 1.",
        "Each of the 3 that lie where one of the lines pays was left out before: Left out as asked: 3.",
        "No budget line can pay any of them (2 of them: no budget line of their level pays for their "
        "activity or place; 1 of them: they need more than the budget lines that may pay them have left).",
        "No budget line can pay any of them (1 of them: no budget line is of their level: provincial).",
    ]


async def test_a_planner_may_steer(api: Api, register: Register) -> None:
    place = Province(register)
    good = place.candidate(300, place.facility(), status="APPRAISED", title="Tốt")
    wanted = place.candidate(300, place.facility(), status="DRAFT", title="Mong muốn")
    await register.load()

    included = await portfolio(api, [place.local], mustInclude=[wanted])
    excluded = await portfolio(api, [place.local], exclude=[good])
    displaced = await portfolio(api, [place.local], displacedBy=wanted)

    assert funded(included) == {wanted}
    assert (funded(excluded), constraints(excluded)) == ({wanted}, {good: "EXCLUDED"})
    assert funded(displaced) == {good}
    assert displaced["displacement"] == {
        "isPossible": True,
        "difference": pytest.approx(displaced["objective"] - included["objective"]),
        "project": {"code": wanted},
        "displaced": [{"code": good}],
        "joined": [],
        "explanation": displaced["displacement"]["explanation"],
    }
    assert displaced["displacement"]["explanation"].startswith("Would give way: “Tốt”")


async def test_a_place_without_its_share_objects(api: Api, register: Register) -> None:
    place = Province(register)
    rich = [place.candidate(250, place.facility(workers=900), status="APPRAISED") for _ in range(2)]
    poor = place.candidate(250, place.facility(place.high, workers=1), status="DRAFT")
    await register.load()

    found = await portfolio(api, [place.local])

    assert funded(found) == set(rich)
    (objection,) = found["objections"]
    assert (objection["unit"]["code"], objection["support"], objection["fairSupport"]) == (
        place.high,
        0,
        250_000_000,
    )
    assert objection["missing"] == [{"code": poor}]


@pytest.mark.parametrize("is_elsewhere", [False, True])
async def test_support_before_means_less_need(api: Api, register: Register, *, is_elsewhere: bool) -> None:
    place = Province(register)
    organisation = register.organisation()
    facility = place.facility(organisation=organisation)
    past = register.project(funding_year=YEAR - 5, status="SETTLED")
    register.benefit(past, place.facility(organisation=organisation) if is_elsewhere else facility)
    project = place.candidate(100, facility)
    await register.load()

    found = await portfolio(api, [place.local])

    assert funded(found) == {project}
    need = found["selected"][0]["reasons"][0]
    assert (need["criterion"], need["value"]) == ("NEED", 0)


async def test_trade_that_has_ended_is_no_linkage(api: Api, register: Register) -> None:
    place = Province(register)
    linked, ended = place.facility(), place.facility()
    register.trade(linked, register.buyer(), register.product())
    register.trade(ended, register.buyer(), register.product(), until=dt.date(2020, 1, 1))
    one, other = place.candidate(100, linked), place.candidate(100, ended)
    await register.load()

    found = await portfolio(api, [place.local])

    linkage = {each["project"]["code"]: each["reasons"][-1] for each in found["selected"]}
    assert {code: (each["criterion"], each["value"]) for code, each in linkage.items()} == {
        one: ("LINKAGE", 1),
        other: ("LINKAGE", 0),
    }


@pytest.mark.parametrize("amount", [0, 500_000_000])
async def test_without_money_or_candidates_the_answer_is_empty(
    api: Api, register: Register, amount: int
) -> None:
    place = Province(register)
    line = place.line("PROVINCIAL", amount)
    projects = [] if amount else [place.candidate(100, place.facility())]
    await register.load()

    found = await portfolio(api, [line])

    assert (found["status"], found["objective"], found["selected"]) == ("OPTIMAL", 0, [])
    assert constraints(found) == dict.fromkeys(projects, "BUDGET")


@pytest.mark.parametrize(
    ("given", "argument", "code"),
    [
        ({"budgetLines": []}, "budgetLines", "BAD_REQUEST"),
        ({"budgetLines": ["L-khong-co"]}, "budgetLines", "NOT_FOUND"),
        ({"budgetLines": ["P-que"]}, "budgetLines", "NOT_FOUND"),
        ({"fundingYear": 2030}, "budgetLines", "BAD_REQUEST"),
        ({"fundingYear": 20310}, "fundingYear", "BAD_REQUEST"),
        ({"mustInclude": ["J-07CWSMGH-T"]}, "mustInclude", "NOT_FOUND"),
        ({"floors": [{"scope": "ACTIVITY", "key": "FAIR"}]}, "floors[0]", "BAD_REQUEST"),
        (
            {"floors": [{"scope": "ACTIVITY", "key": "FAIR", "amount": 1, "share": 0.1}]},
            "floors[0]",
            "BAD_REQUEST",
        ),
        ({"floors": [{"scope": "ACTIVITY", "key": "FAIR", "amount": -1}]}, "floors[0].amount", "BAD_REQUEST"),
        ({"floors": [{"scope": "ACTIVITY", "key": "FAIR", "share": 1.1}]}, "floors[0].share", "BAD_REQUEST"),
        ({"floors": [{"scope": "ACTIVITY", "key": "fair", "share": 1}]}, "floors[0].key", "BAD_REQUEST"),
        ({"floors": [{"scope": "AREA_CLASS", "key": "STEEP", "share": 1}]}, "floors[0].key", "BAD_REQUEST"),
        ({"floors": [{"scope": "SECTOR", "key": "V-khong-co", "share": 1}]}, "floors[0].key", "NOT_FOUND"),
        ({"floors": [{"scope": "SECTOR", "key": "?", "share": 1}]}, "floors[0].key", "BAD_REQUEST"),
        ({"floors": [{"scope": "UNIT", "key": "U-15@1999-01-01", "share": 1}]}, "floors[0].key", "NOT_FOUND"),
        (
            {
                "floors": [
                    {"scope": "ACTIVITY", "key": "FAIR", "share": 0.1},
                    {"scope": "ACTIVITY", "key": "FAIR", "amount": 5},
                ]
            },
            "floors[1].key",
            "BAD_REQUEST",
        ),
    ],
)
async def test_bad_input_names_the_field(
    api: Api, register: Register, given: dict[str, object], argument: str, code: str
) -> None:
    place = Province(register)
    await register.load()

    answer = await asked(api, [place.local], **given)

    assert answer.data == {"projectPortfolio": None}
    assert [error["extensions"] for error in answer.errors] == [
        {"code": code, "argument": f"input.{argument}"}
    ]


@pytest.mark.parametrize(
    ("key", "fault"),
    [("10", "'10' is no sector: write 2018:10 or 2025:10."), ("chè", "'chè' is no sector.")],
)
async def test_a_sector_that_is_none_says_what_to_write(
    api: Api, register: Register, key: str, fault: str
) -> None:
    place = Province(register)
    await register.load()

    answer = await asked(api, [place.local], floors=[{"scope": "SECTOR", "key": key, "share": 0.1}])

    assert [(error["message"], error["extensions"]) for error in answer.errors] == [
        (
            f"{fault} The key of a SECTOR floor is the code of a value chain, such as V-que, or the "
            "beginning of VSIC codes with their edition, such as 2018:10",
            {"code": "BAD_REQUEST", "argument": "input.floors[0].key"},
        )
    ]


async def test_a_day_without_rules_is_refused(api: Api, register: Register) -> None:
    place = Province(register)
    await register.load()

    order = {"fundingYear": YEAR, "budgetLines": [place.local]}
    answer = await api(PORTFOLIO, {"input": order, "on": "2010-01-01"})

    (error,) = answer.errors
    assert (error["extensions"]["code"], error["extensions"]["argument"]) == ("BAD_REQUEST", "on")
    assert error["message"].startswith("No rules are known for 2010-01-01: those known begin on ")


async def test_contradictions_between_projects_are_refused(api: Api, register: Register) -> None:
    place = Province(register)
    facility = place.facility()
    one = place.candidate(300, facility)
    same = place.candidate(150, facility)
    large = place.candidate(300, place.facility())
    vague = place.candidate(None, place.facility())
    settled = place.candidate(10, place.facility(), status="SETTLED")
    await register.load()

    faults = [
        await asked(api, [place.local], mustInclude=[one], exclude=[one]),
        await asked(api, [place.local], mustInclude=[one, same]),
        await asked(api, [place.local], mustInclude=[one, large]),
        await asked(api, [place.local], mustInclude=[vague]),
        await asked(api, [place.local], mustInclude=[settled]),
        await asked(api, [place.local], exclude=[settled]),
        await asked(api, [place.local, place.local]),
    ]

    assert [fault.errors[0]["extensions"]["argument"] for fault in faults] == [
        "input.mustInclude",
        "input.mustInclude",
        "input.mustInclude",
        "input.mustInclude",
        "input.mustInclude",
        "input.exclude",
        "input.budgetLines",
    ]
    assert {code for fault in faults for code in fault.codes} == {"BAD_REQUEST"}


async def test_a_project_that_no_line_may_pay_cannot_be_demanded(api: Api, register: Register) -> None:
    place, elsewhere = Province(register), Province(register)
    fairs = place.line("PROVINCIAL", 300_000_000, activities=["FAIR"])
    national = place.candidate(10, place.facility(), level="NATIONAL")
    machine = place.candidate(10, place.facility())
    shared = place.candidate(100, None)
    register.benefit(shared, place.facility(), item="Máy", requested=40_000_000)
    register.benefit(shared, elsewhere.facility(), item="Máy", requested=60_000_000)
    huge = place.candidate(600, place.facility())
    pair = sorted(place.candidate(300, place.facility()) for _ in range(2))
    twins = place.facility()
    same = sorted(place.candidate(10, twins) for _ in range(2))
    await register.load()

    async def fault(lines: list[str], *projects: str) -> str:
        answer = await asked(api, lines, mustInclude=list(projects))
        (error,) = answer.errors
        assert error["extensions"] == {"code": "BAD_REQUEST", "argument": "input.mustInclude"}
        return str(error["message"]).removeprefix("These projects cannot all be funded. ")

    assert await fault([place.local], national) == (
        f"{national}: None of the budget lines chosen is of its level: national."
    )
    assert await fault([fairs], machine) == (
        f"{machine}: No budget line of its level pays for its activity: advanced machinery."
    )
    assert await fault([place.local], shared) == (
        f"{shared}: No budget line of its level pays for its part in Xã Đồng Bằng."
    )
    assert await fault([place.local], huge) == (
        f"{huge}: It needs 600 million đồng; the budget lines that may pay it have 500 million đồng in all."
    )
    assert await fault([place.local], *pair) == (
        f"{pair[0]} and {pair[1]}: they need 600 million đồng together, the budget lines that may pay "
        "them do not suffice."
    )
    assert await fault([place.local], *same) == (
        f"{same[0]} and {same[1]}: they support the same item of the same beneficiary, only one can be "
        "funded."
    )
