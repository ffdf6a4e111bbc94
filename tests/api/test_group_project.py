"""Group projects over the API: whole proposals with their money, who is left out and why, and bad input."""

from typing import Any

import pytest

from domain import dates
from domain.codes import RecordKind, issue
from planning.group_project import ALGORITHM
from tests.builders import Register
from tests.conftest import Answer, Api
from web import OPERATIONS

PLANNING = (OPERATIONS / "planning.graphql").read_text()
YEAR = dates.today().year + 1
GROUPS = """
query Groups($input: GroupProjectInput!, $on: Date, $language: Language) {
  groupProjectProposals(input: $input, on: $on, language: $language) {
    algorithm ruleSet rulesEndOn status explanation candidateCount excludedCount
    proposals {
      title score objective bound gap support counterpart total combinedCapacityPerYear
      product { code }
      members {
        facility { code }
        items { investment { code } name quantity cost eligibleCost }
        rate boundBy support roundingRemainder counterpart explanation
        eligibility { verdict }
      }
      linkages { supplier { code } customer { code } product { code } }
      budget { source level amount province { code } }
      ceilings { rule kind limit used }
      timeline { step from until clause explanation }
      reasons { criterion weight value contribution isKnown explanation }
    }
    excluded { facility { code } reason explanation }
    ambiguousUnits { code }
  }
}
"""


class Commune:
    """A commune of a province whose households make one product and plan to buy machines."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.province = register.unit("Tỉnh Nhóm", kind="PROVINCE")
        self.unit = register.unit("Xã Nhóm", kind="COMMUNE", part_of=[self.province])
        self.product = register.product("Chè Thử", name_en="Test tea")

    def organisation(self, **cells: Any) -> str:
        """A household."""
        return self.register.organisation(**({"legal_form": "HOUSEHOLD"} | cells))

    def works(self, name: str = "Xưởng Nhóm", /, **cells: Any) -> str:
        """A facility that makes the product; with ``organisation`` one that is known already."""
        fixed: dict[str, Any] = {"unit": self.unit, "vsic_codes": ["2018:1076"], "workers": 10}
        if "organisation" not in cells:
            fixed["organisation"] = self.organisation()
        capacity, product = cells.pop("capacity", 100), cells.pop("product", self.product)
        code = self.register.facility(name, **(fixed | cells))
        if product is not None:
            self.register.offer(code, product, capacity_per_year=capacity)
        return code

    def plan(self, facility: str, **cells: Any) -> str:
        """A machine that the next year pays."""
        return self.register.machine(facility, **({"quantity": 1, "year": YEAR} | cells))

    def planner(self, name: str = "Xưởng Nhóm", /, **cells: Any) -> str:
        """A facility with a plan."""
        cost = cells.pop("cost", 200_000_000)
        code = self.works(name, **cells)
        self.plan(code, cost=cost)
        return code


async def asked(api: Api, place: Commune, /, **given: object) -> Answer:
    """The answer to a question in a commune."""
    order = {
        "activity": "ADVANCED_MACHINERY",
        "fundingYear": YEAR,
        "level": "NATIONAL",
        "within": [place.unit],
    } | given
    return await api(GROUPS, {"input": order, "language": "EN"})


async def groups(api: Api, place: Commune, /, **given: object) -> Any:
    """The proposals in a commune, which must have no errors."""
    answer = await asked(api, place, **given)
    assert answer.errors == []
    return answer.data["groupProjectProposals"]


def members(proposal: Any) -> list[str]:
    """The members of a proposal."""
    return [each["facility"]["code"] for each in proposal["members"]]


def reasons(found: Any) -> dict[str, str]:
    """Why each facility is in no proposal."""
    return {each["facility"]["code"]: each["reason"] for each in found["excluded"]}


async def test_title_has_the_english_names_of_communes_in_english(api: Api, register: Register) -> None:
    place = Commune(register)
    named = register.unit("Xã Khác", part_of=[place.province], name_en="Khac Commune")
    for unit in (place.unit, named):
        place.plan(place.works(unit=unit))
    await register.load()

    (proposal,) = (await groups(api, place, within=[place.unit, named]))["proposals"]

    assert proposal["title"] == (
        "Group project: advanced machinery – Test tea, 2 facilities in Khac Commune and xã Nhóm"
    )


async def test_a_group_with_its_money_ceilings_steps_and_reasons(api: Api, register: Register) -> None:
    # given one with a machine whose price does not divide evenly, and one with a whole line
    place = Commune(register)
    small, large = sorted([place.works(), place.works(workers=30)])
    machine = place.plan(small, cost=123_456_789, eligible_cost=100_000_001)
    line = place.plan(large, cost=2_000_000_000, item="Dây chuyền", is_technology_line=True)
    await register.load()

    # when
    found = await groups(api, place)

    # then
    assert (found["algorithm"], found["status"]) == (ALGORITHM, "OPTIMAL")
    assert (found["candidateCount"], found["excludedCount"], found["ambiguousUnits"]) == (2, 0, [])
    (proposal,) = found["proposals"]
    assert proposal["title"] == "Group project: advanced machinery – Test tea, 2 facilities in xã Nhóm"
    assert [
        (each["facility"]["code"], each["support"], each["counterpart"], each["roundingRemainder"])
        for each in proposal["members"]
    ] == [(small, 50_000_000, 73_456_789, 0), (large, 450_000_000, 1_550_000_000, 0)]
    assert [(each["rate"], each["boundBy"]) for each in proposal["members"]] == [
        (0.5, "machinery-rate"),
        (0.5, "technology-line"),
    ]
    assert [each["items"] for each in proposal["members"]] == [
        [
            {
                "investment": {"code": machine},
                "name": "Máy sấy",
                "quantity": 1.0,
                "cost": 123_456_789,
                "eligibleCost": 100_000_001,
            }
        ],
        [
            {
                "investment": {"code": line},
                "name": "Dây chuyền",
                "quantity": 1.0,
                "cost": 2_000_000_000,
                "eligibleCost": 2_000_000_000,
            }
        ],
    ]
    assert [each["eligibility"]["verdict"] for each in proposal["members"]] == ["ELIGIBLE", "ELIGIBLE"]
    assert (proposal["support"], proposal["counterpart"], proposal["total"]) == (
        500_000_000,
        1_623_456_789,
        2_123_456_789,
    )
    assert proposal["budget"] == [
        {"source": "STATE_BUDGET", "level": "NATIONAL", "amount": 500_000_000, "province": None},
        {"source": "COUNTERPART", "level": None, "amount": 1_623_456_789, "province": None},
    ]
    assert {each["rule"]: (each["kind"], each["limit"], each["used"]) for each in proposal["ceilings"]} == {
        "machinery-rate": ("RATE", 0.5, pytest.approx(0.5)),
        "machinery-cap": ("CAP", 300_000_000, 50_000_000),
        "technology-line": ("MULTIPLIER", 1.5, 1.5),
    }
    assert proposal["product"] == {"code": place.product}
    assert [each["criterion"] for each in proposal["reasons"]] == [
        "NEED",
        "READINESS",
        "PRIORITY",
        "JOBS",
        "LINKAGE",
    ]
    assert sum(each["contribution"] for each in proposal["reasons"]) == pytest.approx(
        proposal["score"], abs=1e-9
    )
    assert proposal["objective"] == pytest.approx(2 * proposal["score"], abs=1e-9)
    assert (proposal["bound"], proposal["gap"]) == (proposal["objective"], 0)


async def test_steps_tell_the_days_that_rules_know_and_whom_to_ask_for_the_others(
    api: Api, register: Register
) -> None:
    # given
    place = Commune(register)
    _ = place.planner(), place.planner()
    await register.load()

    # when
    (proposal,) = (await groups(api, place))["proposals"]

    # then the trap of an early invoice is told
    steps = {each["step"]: each for each in proposal["timeline"]}
    assert list(steps) == ["REGISTER", "ORDER", "CONTRACT", "ADVANCE", "INVOICE", "ACCEPT", "SETTLE"]
    assert (steps["REGISTER"]["from"], steps["REGISTER"]["until"]) == (
        f"{YEAR - 1}-01-01",
        f"{YEAR - 1}-12-31",
    )
    assert (steps["INVOICE"]["from"], steps["INVOICE"]["until"]) == (f"{YEAR}-01-01", f"{YEAR}-12-31")
    for step in ("ORDER", "ADVANCE"):
        assert (steps[step]["from"], steps[step]["until"], steps[step]["clause"]) == (None, None, None)
        assert steps[step]["explanation"].startswith("No rule about this step was found")
    assert f"has invoices outside {YEAR}" in steps["ORDER"]["explanation"]


async def test_everybody_who_is_left_out_has_a_reason(api: Api, register: Register) -> None:
    # given two who fit, and of each other kind one
    place = Commune(register)
    first, second = place.planner(), place.planner()
    later = place.works()
    place.plan(later, year=YEAR + 1)
    unknown = place.works()
    place.plan(unknown, cost=None)
    funded = place.works()
    place.plan(funded, has_other_state_money=True)
    other = place.planner(product=None)
    firm = place.organisation(legal_form="OTHER")
    refused = place.planner(organisation=firm)
    dear = place.planner(cost=600_000_000)
    unwanted = place.planner()
    await register.load()

    # when
    found = await groups(api, place, supportBudget=210_000_000, exclude=[unwanted])

    # then
    assert members(found["proposals"][0]) == sorted([first, second])
    assert reasons(found) == {
        dear: "BUDGET",
        unwanted: "EXCLUDED",
        later: "OTHER_YEAR",
        funded: "FUNDED",
        unknown: "COST_UNKNOWN",
        other: "OTHER_PRODUCT",
        refused: "INELIGIBLE",
    }
    assert all(each["explanation"] for each in found["excluded"])
    assert (found["candidateCount"], found["excludedCount"]) == (3, 7)


async def test_an_organisation_counts_once_and_no_cooperative_beside_its_member(
    api: Api, register: Register
) -> None:
    # given a household with two sites, and a cooperative with a member
    place = Commune(register)
    household = place.organisation()
    one, two = place.planner(organisation=household), place.planner(organisation=household, workers=5)
    cooperative, member = place.organisation(legal_form="COOPERATIVE"), place.organisation()
    register.row("members.csv", member=member, organisation=cooperative)
    shared, own = place.planner(organisation=cooperative), place.planner(organisation=member, workers=5)
    await register.load()

    # when
    found = await groups(api, place, proposals=1)
    both = await asked(api, place, mustInclude=[shared, own])

    # then
    assert members(found["proposals"][0]) == sorted([one, shared])
    assert reasons(found) == {two: "SAME_ORGANISATION", own: "COOPERATIVE"}
    (error,) = both.errors
    assert error["extensions"]["argument"] == "input.mustInclude"


@pytest.mark.parametrize("is_elsewhere", [False, True])
async def test_support_of_its_own_or_of_another_site_means_less_need(
    api: Api, register: Register, *, is_elsewhere: bool
) -> None:
    place = Commune(register)
    organisation = place.organisation()
    helped, new = place.planner(organisation=organisation), place.planner()
    past = register.project(funding_year=YEAR - 1, status="SETTLED")
    register.benefit(past, place.works(organisation=organisation) if is_elsewhere else helped)
    before = register.project(funding_year=YEAR - 6, status="SETTLED")
    register.benefit(before, new)
    await register.load()

    found = await groups(api, place)

    (proposal,) = found["proposals"]
    need = {each["criterion"]: (each["value"], each["explanation"]) for each in proposal["reasons"]}["NEED"]
    assert sorted(members(proposal)) == sorted([helped, new])
    assert need == (
        0.5,
        "1 of 2 had no support in the 5 years before, nor had another site of their organisation.",
    )


async def test_members_who_trade_or_share_a_buyer_win(api: Api, register: Register) -> None:
    # given four that are alike, of whom two sell to the same market and trade with each other
    place = Commune(register)
    plain = [place.planner(), place.planner()]
    seller, maker = place.planner(), place.planner()
    market = register.buyer()
    leaf = register.product("Lá Thử")
    register.trade(seller, maker, leaf)
    for each in (seller, maker):
        register.trade(each, market, place.product)
    await register.load()

    # when
    found = await groups(api, place, maximumMembers=2, proposals=1)

    # then
    (proposal,) = found["proposals"]
    assert members(proposal) == sorted([seller, maker])
    linkage = next(each for each in proposal["reasons"] if each["criterion"] == "LINKAGE")
    assert (linkage["value"], linkage["isKnown"]) == (0.75, True)
    assert proposal["linkages"][0] == {
        "supplier": {"code": seller},
        "customer": {"code": maker},
        "product": {"code": leaf},
    }
    assert {(each["supplier"]["code"], each["customer"]["code"]) for each in proposal["linkages"][1:]} == {
        (seller, market),
        (maker, market),
    }
    assert reasons(found) == dict.fromkeys(plain, "LOWER_VALUE")


async def test_machinery_groups_are_of_one_product_line(api: Api, register: Register) -> None:
    # given two lines, one of which has kinds
    place = Commune(register)
    green = register.product("Chè xanh Thử", kind_of=place.product)
    rice = register.product("Gạo Thử")
    teas = [place.planner(product=green), place.planner()]
    grains = [place.planner(product=rice, workers=3), place.planner(product=rice, workers=3)]
    await register.load()

    # when
    found = await groups(api, place)
    asked_for = await groups(api, place, product=rice, minimumCombinedCapacityPerYear=150)

    # then
    assert [members(each) for each in found["proposals"]] == [sorted(teas), sorted(grains)]
    assert [each["product"]["code"] for each in found["proposals"]] == [place.product, rice]
    assert [members(each) for each in asked_for["proposals"]] == [sorted(grains)]
    assert asked_for["proposals"][0]["combinedCapacityPerYear"] == 200
    assert reasons(asked_for) == dict.fromkeys(teas, "OTHER_PRODUCT")


async def test_proposals_leave_out_two_members_of_each_before_them(api: Api, register: Register) -> None:
    # given
    place = Commune(register)
    for _ in range(5):
        place.planner()
    await register.load()

    # when
    found = await groups(api, place, maximumMembers=4, proposals=3)
    again = await groups(api, place, maximumMembers=4, proposals=3)

    # then
    sets = [set(members(each)) for each in found["proposals"]]
    assert all(len(one - other) >= 2 for place, other in enumerate(sets) for one in sets[:place])
    assert [members(each) for each in again["proposals"]] == [members(each) for each in found["proposals"]]


async def test_a_province_without_rules_of_its_own_pays_nothing(api: Api, register: Register) -> None:
    # given a commune of a province that has no rules of its own
    place = Commune(register)
    _ = place.planner(), place.planner()
    await register.load()

    # when
    found = await groups(api, place, level="PROVINCIAL")

    # then
    assert (found["proposals"], found["status"]) == ([], "INFEASIBLE")
    assert set(reasons(found).values()) == {"NO_RATE"}
    assert "no rule says how much may be paid" in found["explanation"]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"minimumMembers": 3}, "it takes 3 different organisations, and there are 2"),
        ({"supportBudget": 1_000_000}, "need 200,000,000 đồng, and the budget is 1,000,000 đồng"),
        ({"fundingYear": YEAR + 5}, "nobody fits"),
    ],
)
async def test_an_empty_answer_says_why(
    api: Api, register: Register, given: dict[str, object], why: str
) -> None:
    # given
    place = Commune(register)
    _ = place.planner(), place.planner()
    await register.load()

    # when
    found = await groups(api, place, **given)

    # then
    assert (found["proposals"], found["status"]) == ([], "INFEASIBLE")
    assert why in found["explanation"]


async def test_a_capacity_out_of_reach_says_how_much_there_is(api: Api, register: Register) -> None:
    # given
    place = Commune(register)
    _ = place.planner(), place.planner(capacity=None)
    await register.load()

    # when
    found = await groups(api, place, product=place.product, minimumCombinedCapacityPerYear=1_000)

    # then
    assert found["proposals"] == []
    assert "make 100 together of the 1,000 asked for; the capacity of 1 is not known" in found["explanation"]


async def test_who_must_be_a_member_and_cannot_be_is_told(api: Api, register: Register) -> None:
    # given
    place = Commune(register)
    _ = place.planner(), place.planner()
    idle = place.works("Xưởng Chưa Tính")
    await register.load()

    # when
    found = await groups(api, place, mustInclude=[idle])

    # then
    assert found["proposals"] == []
    assert "Xưởng Chưa Tính" in found["explanation"]
    assert reasons(found)[idle] == "OTHER_YEAR"


@pytest.mark.parametrize(
    ("given", "argument"),
    [
        ({"minimumMembers": 5, "maximumMembers": 4}, "minimumMembers"),
        ({"minimumMembers": 0}, "minimumMembers"),
        ({"maximumMembers": 51}, "maximumMembers"),
        ({"supportBudget": 0}, "supportBudget"),
        ({"supportBudget": -5}, "supportBudget"),
        ({"proposals": 0}, "proposals"),
        ({"proposals": 6}, "proposals"),
        ({"fundingYear": 1990}, "fundingYear"),
        ({"fundingYear": YEAR + 40}, "fundingYear"),
        ({"level": "DISTRICT"}, "level"),
        ({"product": "P-khong-co-that"}, "product"),
        ({"minimumCombinedCapacityPerYear": 5}, "minimumCombinedCapacityPerYear"),
        ({"mustInclude": [str(issue(RecordKind.BUSINESS))]}, "mustInclude"),
        ({"exclude": ["nonsense"]}, "exclude"),
        ({"within": ["U-99999@2025-07-01"]}, "within"),
    ],
)
async def test_bad_input_names_the_field(
    api: Api, register: Register, given: dict[str, object], argument: str
) -> None:
    # given
    place = Commune(register)
    await register.load()

    # when
    answer = await asked(api, place, **given)

    # then
    (error,) = answer.errors
    assert error["extensions"]["argument"] == f"input.{argument}"
    assert error["extensions"]["code"] in {"BAD_REQUEST", "NOT_FOUND"}


async def test_contradictory_members_are_refused(api: Api, register: Register) -> None:
    # given
    place, elsewhere = Commune(register), Commune(register)
    here, away, market = place.planner(), elsewhere.planner(), register.buyer(unit=place.unit)
    third = place.planner()
    await register.load()

    # when
    answers = [
        await asked(api, place, mustInclude=[here], exclude=[here]),
        await asked(api, place, mustInclude=[away]),
        await asked(api, place, mustInclude=[market]),
        await asked(api, place, mustInclude=[here, third], minimumMembers=1, maximumMembers=1),
    ]

    # then
    assert [answer.errors[0]["extensions"]["argument"] for answer in answers] == ["input.mustInclude"] * 4


async def test_a_day_without_rules_is_refused(api: Api, register: Register) -> None:
    # given
    place = Commune(register)
    await register.load()

    # when
    order = {"activity": "TRAINING", "fundingYear": 2001, "level": "NATIONAL", "within": [place.unit]}
    answer = await api(GROUPS, {"input": order, "on": "2001-01-01"})

    # then
    (error,) = answer.errors
    assert "No rules are known for 2001-01-01" in error["message"]


async def test_codes_of_merged_records_lead_to_those_that_absorbed_them(api: Api, register: Register) -> None:
    # given
    place = Commune(register)
    kept, other, old = place.planner(), place.planner(), str(issue(RecordKind.BUSINESS))
    register.row("merged_codes.csv", code=old, into=kept)
    await register.load()

    # when
    found = await groups(api, place, mustInclude=[old])

    # then
    assert members(found["proposals"][0]) == sorted([kept, other])


async def test_published_operation_answers(api: Api, register: Register) -> None:
    # given
    place = Commune(register)
    works = [place.planner(), place.planner()]
    await register.load()

    # when
    order = {
        "activity": "ADVANCED_MACHINERY",
        "fundingYear": YEAR,
        "level": "NATIONAL",
        "within": [place.unit],
    }
    answer = await api(PLANNING, {"input": order}, operation="ProposeGroupProjects")

    # then
    assert answer.errors == []
    assert members(answer.data["groupProjectProposals"]["proposals"][0]) == sorted(works)
