"""Linkage projects over the API: whole proposals along a chain and between clusters, and bad input."""

import datetime as dt
from typing import Any

import pytest

from domain import dates
from domain.distance import distance_km
from domain.enums import ProcedureStep
from planning.linkage_project import ALGORITHM
from tests.builders import Register
from tests.conftest import Answer, Api
from web import OPERATIONS

PLANNING = (OPERATIONS / "planning.graphql").read_text()
YEAR = dates.today().year + 1
PROJECTS = """
query Projects($input: LinkageProjectInput!, $on: Date, $language: Language) {
  linkageProjectProposals(input: $input, on: $on, language: $language) {
    algorithm dataVersion changedMeanwhile ruleSet rulesEndOn on explanation solveSeconds
    proposals {
      title linkage score status objective bound gap support counterpart
      chain { code }
      clusters { code }
      leadProvince { code }
      partnerProvinces { code }
      members { business { code } province { code } role support counterpart explanation }
      activities {
        activity support counterpart facilities { code }
        members {
          facility { code } items { name quantity cost eligibleCost }
          boundBy support roundingRemainder counterpart
          eligibility { verdict findings { clause } }
        }
        timeline { step }
      }
      ceilings { rule used }
      flows { supplier { code } customer { code } product { code } quantityPerYear distanceKm
        isDistanceApproximate isNew explanation alreadyTraded { code } }
      gapsClosed { product { code unit } before after neededAtHome explanation }
      evidence { explanation clause }
      reasons { criterion weight value contribution isKnown explanation }
    }
    ambiguousUnits { code }
  }
}
"""


class Provinces:
    """Two provinces with a commune each, and a chain of two stages: bark, of which a spice is made."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.north = register.unit("Tỉnh Bắc Thử", kind="PROVINCE")
        self.south = register.unit("Tỉnh Nam Thử", kind="PROVINCE")
        self.north_commune = register.unit("Xã Bắc", part_of=[self.north])
        self.south_commune = register.unit("Xã Nam", part_of=[self.south])
        self.bark = register.product("Vỏ Thử", name_en="Test bark", stage="INTERMEDIATE")
        self.spice = register.product("Gia vị Thử", name_en="Test spice", unit="KILOGRAM")
        self.chain = register.value_chain(self.bark, self.spice, name="Chuỗi Thử")

    def growers(self, unit: str, spare: float, **cells: Any) -> str:
        """Growers of bark."""
        code = self.register.supplier(unit=unit, latitude=21.5, longitude=104.0)
        self.register.offer(code, self.bark, capacity_per_year=spare, **cells)
        return code

    def works(self, unit: str, need: float, **cells: Any) -> str:
        """A household that needs bark."""
        household = self.register.organisation(legal_form=cells.pop("legal_form", "HOUSEHOLD"))
        fixed = {"unit": unit, "organisation": household, "vsic_codes": ["2018:1076"]}
        code = self.register.facility(latitude=21.0, longitude=104.0, **(fixed | cells))
        self.register.need(code, self.bark, quantity_per_year=need)
        return code

    def plan(self, facility: str, **cells: Any) -> str:
        """A machine of which a part can be supported."""
        fixed: dict[str, Any] = {
            "cost": 123_456_789,
            "eligible_cost": 100_000_001,
            "own_funds": 123_456_789,
            "year": YEAR,
        }
        return self.register.machine(facility, **(fixed | cells))

    def asked(self, **given: object) -> dict[str, object]:
        """The input of a project along the chain."""
        return {
            "linkage": "VALUE_CHAIN",
            "chain": self.chain,
            "provinces": [self.north, self.south],
            "fundingYear": YEAR,
            "level": "NATIONAL",
        } | given


async def ask(api: Api, given: dict[str, object], **variables: object) -> Answer:
    """The answer in English."""
    return await api(PROJECTS, {"input": given, "language": "EN"} | variables)


async def found(api: Api, given: dict[str, object]) -> Any:
    """The proposals, which must have no errors and be of scores that add up."""
    answer = await ask(api, given)
    assert answer.errors == []
    for proposal in answer.data["linkageProjectProposals"]["proposals"]:
        contributions = sum(reason["contribution"] for reason in proposal["reasons"])
        assert proposal["score"] == pytest.approx(contributions, abs=1e-9)
        assert sum(reason["weight"] for reason in proposal["reasons"]) == pytest.approx(1)
    return answer.data["linkageProjectProposals"]


def flows(proposal: Any) -> list[tuple[str, str, str, float | None, bool]]:
    """The flows of a proposal."""
    return [
        (
            each["supplier"]["code"],
            each["customer"]["code"],
            each["product"]["code"],
            each["quantityPerYear"],
            each["isNew"],
        )
        for each in proposal["flows"]
    ]


def members(proposal: Any) -> dict[str, tuple[str, int, int]]:
    """Role and money of the members of a proposal."""
    return {
        each["business"]["code"]: (each["role"], each["support"], each["counterpart"])
        for each in proposal["members"]
    }


async def test_a_project_along_a_chain_with_its_flows_gap_and_money(api: Api, register: Register) -> None:
    # given works in the south that need 40 tonnes, of which 10 come already and 5 are to spare nearby, and
    # growers in the north with 20.5 to spare of 30.5, which deliver the 10
    place = Provinces(register)
    works = place.works(place.south_commune, 40)
    near = place.growers(place.south_commune, 5)
    growers = place.growers(place.north_commune, 30.5)
    register.trade(growers, works, place.bark, quantity_per_year=10)
    place.plan(works, quantity=2)
    await register.load()

    # when
    answer = await found(api, place.asked())

    # then
    assert (answer["algorithm"], answer["ruleSet"]) == (ALGORITHM, "quoc-gia-2025")
    (proposal,) = answer["proposals"]
    assert proposal["title"] == "Linkage along chuỗi Thử, Nam Thử – Bắc Thử: Test bark"
    assert (proposal["linkage"], proposal["chain"]["code"], proposal["clusters"]) == (
        "VALUE_CHAIN",
        place.chain,
        [],
    )
    assert proposal["leadProvince"]["code"] == place.south
    assert [each["code"] for each in proposal["partnerProvinces"]] == [place.north]
    assert (proposal["status"], proposal["gap"]) == ("OPTIMAL", 0)
    assert flows(proposal) == [
        (growers, works, place.bark, 20.5, True),
        (growers, works, place.bark, 10, False),
    ]
    assert [(each["alreadyTraded"], each["explanation"]) for each in proposal["flows"]] == [
        ([{"code": place.bark}], "More of what is traded already."),
        ([], "Known trade."),
    ]
    assert proposal["flows"][0]["distanceKm"] == pytest.approx(distance_km(21.5, 104, 21, 104))
    assert [(each["before"], each["after"], each["neededAtHome"]) for each in proposal["gapsClosed"]] == [
        (25, 4.5, 0)
    ]
    assert members(proposal) == {works: ("LEAD", 50_000_000, 73_456_789), growers: ("SUPPLIER", 0, 0)}
    assert (proposal["support"], proposal["counterpart"]) == (50_000_000, 73_456_789)
    (activity,) = proposal["activities"]
    assert (activity["activity"], activity["facilities"]) == ("ADVANCED_MACHINERY", [{"code": works}])
    assert (activity["support"], activity["counterpart"]) == (50_000_000, 73_456_789)
    (paid,) = activity["members"]
    assert paid["items"] == [
        {"name": "Máy sấy", "quantity": 2, "cost": 123_456_789, "eligibleCost": 100_000_001}
    ]
    assert (paid["boundBy"], paid["support"], paid["roundingRemainder"]) == ("machinery-rate", 50_000_000, 0)
    assert paid["eligibility"]["verdict"] == "ELIGIBLE"
    assert "Nghị định 235/2025/NĐ-CP, điều 1.1" in [
        each["clause"] for each in paid["eligibility"]["findings"]
    ]
    assert [each["step"] for each in activity["timeline"]] == [each.name for each in ProcedureStep]
    assert {each["rule"]: each["used"] for each in proposal["ceilings"]} == {
        "machinery-rate": 50_000_000 / 100_000_001,
        "machinery-cap": 50_000_000,
        "technology-line": 0,
    }
    assert near not in members(proposal)
    values = {each["criterion"]: each["value"] for each in proposal["reasons"]}
    assert (values["CAPACITY_COVER"], values["NEED"], values["LINKAGE"]) == (20.5 / 25, 1, 0.5)
    assert [each["clause"] for each in proposal["evidence"]] == [
        None,
        "Thông tư 28/2018/TT-BTC, điều 8.4",
        None,
    ]
    assert "label for planning" in proposal["evidence"][-1]["explanation"]


async def test_a_plan_that_the_rules_refuse_makes_nobody_ready(api: Api, register: Register) -> None:
    # given two works with a machine each, one of which has other state money
    place = Provinces(register)
    works, refused = place.works(place.south_commune, 20), place.works(place.south_commune, 20)
    place.growers(place.north_commune, 40)
    place.plan(works)
    place.plan(refused, has_other_state_money=True)
    await register.load()

    # when
    answer = await found(api, place.asked())

    # then
    (proposal,) = answer["proposals"]
    (ready,) = [each for each in proposal["reasons"] if each["criterion"] == "READINESS"]
    assert (ready["value"], ready["explanation"]) == (
        0.5,
        f"2 members plan to invest in {YEAR} and are known to meet 50% of the conditions (open ones count a "
        "half; 1 plan that the rules refuse counts as 0).",
    )


async def test_a_new_flow_says_whether_the_two_trade_something_else_already(
    api: Api, register: Register
) -> None:
    # given growers with bark to spare for two works, one of which delivers them spice already
    place = Provinces(register)
    growers = place.growers(place.north_commune, 60)
    old, new = place.works(place.south_commune, 20), place.works(place.south_commune, 30)
    register.trade(old, growers, place.spice)
    ended = {"since": "2020-01-01", "until": "2021-01-01"}
    register.trade(new, growers, place.spice, **ended)
    await register.load()

    # when
    answer = await found(api, place.asked())

    # then
    (proposal,) = answer["proposals"]
    told = {
        each["customer"]["code"]: (each["alreadyTraded"], each["explanation"])
        for each in proposal["flows"]
        if each["isNew"]
    }
    assert told == {
        old: ([{"code": place.spice}], "A new flow between two who trade already: Test spice."),
        new: ([], "A new flow; no trade between the two is known yet."),
    }


async def test_units_of_products_are_kept_and_each_stage_has_its_project(
    api: Api, register: Register
) -> None:
    # given bark in tonnes to the south, spice in kilograms to the north
    place = Provinces(register)
    growers, works = place.growers(place.north_commune, 30), place.works(place.south_commune, 20)
    register.offer(works, place.spice, capacity_per_year=7000)
    trader = register.facility(unit=place.north_commune, latitude=21.5, longitude=104.0)
    register.need(trader, place.spice, quantity_per_year=3000.25)
    await register.load()

    # when
    answer = await found(api, place.asked())

    # then
    assert {
        proposal["gapsClosed"][0]["product"]["unit"]: flows(proposal) for proposal in answer["proposals"]
    } == {
        "TONNE": [(growers, works, place.bark, 20, True)],
        "KILOGRAM": [(works, trader, place.spice, 3000.25, True)],
    }
    assert "There is one proposal for each stage of the chain: in 2 only" in answer["explanation"]


async def test_a_large_firm_is_a_member_without_support(api: Api, register: Register) -> None:
    # given an enterprise with too many workers
    place = Provinces(register)
    works = place.works(place.south_commune, 40, legal_form="ENTERPRISE")
    register.row(
        "annual_figures.csv",
        business=works,
        year=YEAR - 2,
        insured_workers=900,
        revenue=900_000_000_000,
        capital=900_000_000_000,
    )
    place.growers(place.north_commune, 30)
    place.plan(works)
    await register.load()

    # when
    (proposal,) = (await found(api, place.asked()))["proposals"]

    # then
    assert members(proposal)[works] == ("LEAD", 0, 0)
    lead = proposal["members"][0]["explanation"]
    assert (
        "Advanced machinery (Máy sấy): no support. Condition: A small or medium industrial enterprise" in lead
    )
    assert (proposal["support"], proposal["counterpart"]) == (0, 0)


async def test_goods_that_home_needs_too_are_told(api: Api, register: Register) -> None:
    # given growers in the north whose own works need 25 of their 30 tonnes
    place = Provinces(register)
    growers, works = place.growers(place.north_commune, 30), place.works(place.south_commune, 20)
    place.works(place.north_commune, 25)
    await register.load()

    # when
    (proposal,) = (await found(api, place.asked()))["proposals"]

    # then
    assert flows(proposal) == [(growers, works, place.bark, 20, True)]
    assert proposal["gapsClosed"][0]["neededAtHome"] == 15
    (need,) = [each for each in proposal["reasons"] if each["criterion"] == "NEED"]
    assert need["value"] == 0.25
    assert "Of this 15 tonnes of Test bark is needed at home" in need["explanation"]


async def test_a_project_between_clusters_cites_the_decree(api: Api, register: Register) -> None:
    # given two industrial clusters in two provinces
    place = Provinces(register)
    growers, works = place.works(place.north_commune, 0), place.works(place.south_commune, 20)
    register.offer(growers, place.bark, capacity_per_year=12)
    one = register.cluster("CCN Bắc", units=[place.north_commune])
    other = register.cluster("CCN Nam", units=[place.south_commune])
    register.place(one, growers)
    register.place(other, works)
    await register.load()

    # when
    answer = await found(api, place.asked(linkage="CLUSTERS", chain=None))

    # then
    (proposal,) = answer["proposals"]
    assert [each["code"] for each in proposal["clusters"]] == [one, other]
    assert proposal["chain"] is None
    assert flows(proposal) == [(growers, works, place.bark, 12, True)]
    assert [(each["before"], each["after"]) for each in proposal["gapsClosed"]] == [(20, 8)]
    assert proposal["leadProvince"]["code"] == place.south
    assert [each["clause"] for each in proposal["evidence"]] == [
        None,
        "Decree 32/2024/NĐ-CP, article 4.2.đ",
        "Decree 32/2024/NĐ-CP, article 9.2.b",
        "Decree 32/2024/NĐ-CP, article 26.1",
        None,
    ]


async def test_empty_answers_say_why(api: Api, register: Register) -> None:
    # given needs that nobody elsewhere has anything for, and one without a quantity
    place = Provinces(register)
    place.works(place.south_commune, 20)
    unknown = register.facility(unit=place.north_commune)
    register.need(unknown, place.bark)
    other = register.value_chain(register.product("Hàng vắng"))
    await register.load()

    # when
    short = await found(api, place.asked())
    vacant = await found(api, place.asked(chain=other))
    clusters = await found(api, place.asked(linkage="CLUSTERS"))

    # then
    assert [each["proposals"] for each in (short, vacant, clusters)] == [[], [], []]
    assert "test bark are open, but no side has to spare" in short["explanation"].lower()
    assert "1 offer or need has no quantity" in short["explanation"]
    assert "no business of the chain is entered there" in vacant["explanation"]
    assert "no two clusters in two provinces have goods for each other" in clusters["explanation"]


async def test_few_members_are_those_that_close_most(api: Api, register: Register) -> None:
    # given
    place = Provinces(register)
    works = place.works(place.south_commune, 100)
    growers = [place.growers(place.north_commune, spare) for spare in (10, 30, 20)]
    await register.load()

    # when
    (proposal,) = (await found(api, place.asked(maximumMembers=2)))["proposals"]

    # then
    assert flows(proposal) == [(growers[1], works, place.bark, 30, True)]


async def test_answers_take_a_fixed_number_of_statements(api: Api, register: Register) -> None:
    # given
    place = Provinces(register)
    place.works(place.south_commune, 100)
    place.growers(place.north_commune, 10)
    await register.load()

    # when
    few = await ask(api, place.asked())
    more = Provinces(register)
    for _ in range(5):
        more.works(more.south_commune, 100)
        more.growers(more.north_commune, 10)
    await register.load()
    many = await ask(api, more.asked())

    # then
    assert few.statements == many.statements
    assert few.statements["receipts_of_businesses"] == few.statements["value_chain_offers_in_units"] == 1
    assert few.statements["eligibility_facts"] == few.statements["businesses_by_code"] == 1
    assert few.statements.total() == 21


@pytest.mark.parametrize(
    ("given", "argument", "message"),
    [
        ({"chain": None}, "chain", "needs `chain`"),
        ({"chain": "V-khong-co-that"}, "chain", "There is no value chain"),
        ({"proposals": 0}, "proposals", "1 to 5 proposals"),
        ({"proposals": 999}, "proposals", "1 to 5 proposals"),
        ({"maximumMembers": 1}, "maximumMembers", "at most 2 to 30 members"),
        ({"fundingYear": 1990}, "fundingYear", "A funding year lies from"),
        ({"fundingYear": YEAR + 40}, "fundingYear", "A funding year lies from"),
        ({"level": "DISTRICT"}, "level", "no district level"),
        ({"provinces": []}, "provinces", "links 2 to 10 provinces, 0 are given"),
        ({"provinces": ["U-99@2025-07-01"]}, "provinces", "There is no unit"),
        ({"provinces": ["15"]}, "provinces", "the day on which its meaning began is missing"),
        ({"provinces": ["B-nonsense"]}, "provinces", "is not the code of a unit"),
    ],
)
async def test_bad_input_names_the_field(
    api: Api, register: Register, given: dict[str, object], argument: str, message: str
) -> None:
    # given
    place = Provinces(register)
    await register.load()

    # when
    answer = await ask(api, place.asked(**given))

    # then
    (error,) = answer.errors
    assert error["extensions"]["argument"] == f"input.{argument}"
    assert error["extensions"]["code"] in {"BAD_REQUEST", "NOT_FOUND"}
    assert message in error["message"]


async def test_units_that_are_not_two_provinces_are_refused(api: Api, register: Register) -> None:
    # given a province that passed into another
    place = Provinces(register)
    old = register.unit("Tỉnh Cũ", kind="PROVINCE", valid_from=dt.date(2004, 7, 8), valid_to="2025-07-01")
    register.succession(old, place.north)
    await register.load()

    # when
    messages = [
        (await ask(api, place.asked(provinces=codes))).errors[0]["message"]
        for codes in (
            [place.north],
            [place.north, place.south, place.north],
            [place.north, place.south_commune],
            [old, place.south],
        )
    ]

    # then
    assert messages == [
        "A linkage project links 2 to 10 provinces, 1 is given",
        f"Name each province once: {place.north}",
        f"{place.south_commune} (Xã Nam) is no province",
        f"{old} is not in force on {dates.today()}: give {place.north} (Tỉnh Bắc Thử), to which it passed",
    ]


async def test_a_day_without_rules_is_refused(api: Api, register: Register) -> None:
    # given
    place = Provinces(register)
    await register.load()

    # when
    answer = await ask(api, place.asked(fundingYear=2001), on="2001-01-01")

    # then
    (error,) = answer.errors
    assert "No rules are known for 2001-01-01" in error["message"]


async def test_published_operation_answers(api: Api, register: Register) -> None:
    # given
    place = Provinces(register)
    works, growers = place.works(place.south_commune, 20), place.growers(place.north_commune, 30)
    await register.load()

    # when
    asked = {"input": place.asked(proposals=3)}
    answer = await api(PLANNING, asked, operation="ProposeLinkageProjects")

    # then
    assert answer.errors == []
    (proposal,) = answer.data["linkageProjectProposals"]["proposals"]
    assert [each["business"]["code"] for each in proposal["members"]] == [works, growers]


async def test_middle_of_a_unit_stands_for_a_place_that_is_not_recorded(api: Api, register: Register) -> None:
    place = Provinces(register)
    commune = register.unit("Xã Giữa", part_of=[place.north], latitude=22.0, longitude=104.0)
    works = place.works(place.south_commune, 40)
    growers = register.supplier(unit=commune)
    register.offer(growers, place.bark, capacity_per_year=30)
    place.plan(works)
    await register.load()

    answer = await found(api, place.asked())

    (proposal,) = answer["proposals"]
    (flow,) = proposal["flows"]
    assert (flow["supplier"]["code"], flow["isDistanceApproximate"]) == (growers, True)
    assert flow["distanceKm"] == pytest.approx(distance_km(22, 104, 21, 104))
    (reason,) = [each for each in proposal["reasons"] if each["criterion"] == "PROXIMITY"]
    assert reason["isKnown"]
    assert reason["explanation"] == (
        "New flows go about 111 km as the crow flies, partly from the middle of units for want of "
        "coordinates."
    )
