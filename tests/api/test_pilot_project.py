"""Pilot projects over the API: whole proposals with their money, who leads none and why, and bad input."""

import itertools
from typing import Any

import pytest

from domain import dates
from domain.codes import RecordKind, issue
from planning.pilot_project import ALGORITHM
from tests.builders import Register
from tests.conftest import Answer, Api
from web import OPERATIONS

PLANNING = (OPERATIONS / "planning.graphql").read_text()
YEAR = dates.today().year + 1
PILOTS = """
query Pilots($input: PilotProjectInput!, $on: Date, $language: Language) {
  pilotProjectProposals(input: $input, on: $on, language: $language) {
    algorithm ruleSet rulesEndOn constraint explanation isPartial makerCount leadCount excludedCount
    proposals {
      title score gap support counterpart total locationQuotient
      chain { code }
      lead { code }
      reasons { criterion weight value contribution isKnown explanation }
      reach { establishmentCount workerCount provinceCount }
      years {
        fundingYear isConcrete support counterpart
        activities {
          activity support counterpart
          facilities { code }
          members {
            facility { code }
            items { investment { code } name quantity cost eligibleCost }
            rate boundBy support roundingRemainder counterpart explanation
            eligibility { verdict }
          }
        }
      }
      ceilings { rule kind scope limit unit used clause confidence provenance }
    }
    excluded { facility { code } reason explanation }
    ambiguousUnits { code }
  }
}
"""


class Chain:
    """A chain of leaf and tea in a commune of a province, whose households plan to buy machines."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.province = register.unit("Tỉnh Điểm", kind="PROVINCE")
        self.unit = register.unit("Xã Điểm", kind="COMMUNE", part_of=[self.province])
        self.leaf = register.product("Lá Thử")
        self.tea = register.product("Chè Thử")
        self.code = register.value_chain(self.leaf, self.tea, name="Chuỗi Chè Thử")

    def works(self, name: str = "Xưởng Điểm", /, **cells: Any) -> str:
        """A facility that makes tea, of a household of its own."""
        fixed: dict[str, Any] = {"unit": self.unit, "vsic_codes": ["2018:1076"], "workers": 10}
        if "organisation" not in cells:
            women = cells.pop("women_owned_since", None)
            fixed["organisation"] = self.register.organisation(
                legal_form="HOUSEHOLD", women_owned_since=women
            )
        product = cells.pop("product", self.tea)
        code = self.register.facility(name, **(fixed | cells))
        self.register.offer(code, product)
        return code

    def plan(self, facility: str, **cells: Any) -> str:
        """A machine that the next year pays."""
        return self.register.machine(facility, **({"quantity": 1, "year": YEAR} | cells))

    def lead(self, name: str = "Xưởng Điểm", /, **cells: Any) -> str:
        """A facility with a plan for the first year."""
        code = self.works(name, **cells)
        self.plan(code)
        return code


async def asked(api: Api, chain: Chain, /, **given: object) -> Answer:
    """The answer to a question about a chain in its commune."""
    order = {
        "chain": chain.code,
        "within": [chain.unit],
        "firstYear": YEAR,
        "years": 3,
        "level": "NATIONAL",
        "proposals": 3,
    } | given
    return await api(PILOTS, {"input": order, "language": "EN"})


async def pilots(api: Api, chain: Chain, /, **given: object) -> Any:
    """The proposals for a chain, which must have no errors."""
    answer = await asked(api, chain, **given)
    assert answer.errors == []
    return answer.data["pilotProjectProposals"]


def reasons(found: Any) -> dict[str, str]:
    """Why each facility is in no proposal."""
    return {each["facility"]["code"]: each["reason"] for each in found["excluded"]}


def leads(found: Any) -> list[str]:
    """Who leads the proposals."""
    return [each["lead"]["code"] for each in found["proposals"]]


async def test_units_have_their_english_names_in_english(api: Api, register: Register) -> None:
    chain = Chain(register)
    province = register.unit("Tỉnh Khác", kind="PROVINCE", name_en="Khac Province")
    commune = register.unit("Xã Khác", part_of=[province], name_en="Khac Commune")
    chain.lead("Xưởng Khác", unit=commune)
    chain.works(product=register.product("Gạo Thử"))  # without another province there is no quotient
    await register.load()

    found = await pilots(api, chain, within=[commune])

    (proposal,) = found["proposals"]
    assert proposal["title"] == (
        f"Pilot project: chuỗi Chè Thử, led by Xưởng Khác in Khac Commune, {YEAR}–{YEAR + 2}"
    )
    (told,) = [each["explanation"] for each in proposal["reasons"] if each["criterion"] == "ADVANTAGE"]
    assert " facilities of Khac Province " in told


async def test_whole_proposal(api: Api, register: Register) -> None:
    # given a lead with a recognised product and plans in two years, a grower of another province who sells
    # leaf to it, a maker who buys tea from it and plans too, and a market
    chain = Chain(register)
    lead = chain.works("Xưởng Đầu Tàu", women_owned_since=dates.today().replace(year=YEAR - 3))
    line = chain.plan(lead, item="Dây chuyền", cost=2_000_000_000, is_technology_line=True)
    model = chain.plan(lead, item="Mô hình", activity="DEMONSTRATION_MODEL", cost=123_456_789, year=YEAR + 1)
    register.certificate(
        lead, "TYPICAL_RURAL_PRODUCT", offer_product=chain.tea, level="PROVINCE", valid_from="2020-01-01"
    )
    register.certificate(
        lead, "OCOP", offer_product=chain.tea, level="5", valid_from="2018-01-01", valid_to="2021-01-01"
    )
    elsewhere = register.unit("Tỉnh Bên", kind="PROVINCE")
    away = register.unit("Xã Bên", kind="COMMUNE", part_of=[elsewhere])
    grower = chain.works("Vườn Bên", unit=away, product=chain.leaf, workers=30)
    _ = chain.works("Cối Gạo Bên", unit=away, product=register.product("Gạo Thử"))
    buyer = chain.works("Xưởng Gói")
    machine = chain.plan(buyer, item="Máy gói", cost=40_000_001, eligible_cost=30_000_001)
    market = register.buyer(is_anonymous=True)
    seller = chain.works("Xưởng Chợ")
    register.trade(grower, lead, chain.leaf)
    register.trade(lead, buyer, chain.tea)
    for each in (lead, seller):
        register.trade(each, market, chain.tea)
    await register.load()

    # when
    found = await pilots(api, chain)

    # then
    assert (found["algorithm"], found["constraint"], found["isPartial"]) == (ALGORITHM, None, False)
    assert (found["makerCount"], found["leadCount"]) == (3, 2)
    assert (found["excluded"], found["excludedCount"], found["ambiguousUnits"]) == ([], 0, [])
    (proposal,) = found["proposals"]
    assert proposal["title"] == (
        f"Pilot project: chuỗi Chè Thử, led by Xưởng Đầu Tàu in xã Điểm, {YEAR}–{YEAR + 2}"
    )
    assert (proposal["chain"], proposal["lead"], proposal["gap"]) == (
        {"code": chain.code},
        {"code": lead},
        0,
    )
    assert proposal["reach"] == {"establishmentCount": 2, "workerCount": 40, "provinceCount": 2}
    money = {"ADVANCED_MACHINERY": [(lead, 450_000_000), (buyer, 15_000_000)]}
    first, second, third = proposal["years"]
    assert [(each["fundingYear"], each["isConcrete"]) for each in proposal["years"]] == [
        (YEAR, True),
        (YEAR + 1, False),
        (YEAR + 2, False),
    ]
    assert {
        each["activity"]: [(one["facility"]["code"], one["support"]) for one in each["members"]]
        for each in first["activities"]
    } == money
    assert (first["support"], first["counterpart"]) == (465_000_000, 1_575_000_001)
    (activity,) = second["activities"]
    assert (activity["activity"], activity["support"], activity["counterpart"]) == (
        "DEMONSTRATION_MODEL",
        37_037_000,
        86_419_789,
    )
    assert activity["facilities"] == [{"code": lead}]
    assert (third["activities"], third["support"], third["counterpart"]) == ([], 0, 0)
    shown = [one for year in (first, second) for each in year["activities"] for one in each["members"]]
    assert [(one["items"][0]["investment"]["code"], one["boundBy"]) for one in shown] == [
        (line, "technology-line"),
        (machine, "machinery-rate"),
        (model, "demonstration-rate"),
    ]
    assert [one["roundingRemainder"] for one in shown] == [0, 0, 36]
    assert {one["eligibility"]["verdict"] for one in shown} == {"ELIGIBLE"}
    assert (proposal["support"], proposal["counterpart"], proposal["total"]) == (
        502_037_000,
        1_661_419_790,
        2_163_456_790,
    )
    assert {each["rule"]: (each["kind"], each["limit"], each["used"]) for each in proposal["ceilings"]} == {
        "demonstration-rate": ("RATE", 0.3, pytest.approx(0.3, abs=1e-6)),
        "demonstration-cap": ("CAP", 1_000_000_000, 37_037_000),
        "machinery-rate": ("RATE", 0.5, pytest.approx(0.5, abs=1e-6)),
        "machinery-cap": ("CAP", 300_000_000, 15_000_000),
        "technology-line": ("MULTIPLIER", 1.5, 1.5),
    }
    assert [each["criterion"] for each in proposal["reasons"]] == [
        "ADVANTAGE",
        "SPILL_OVER",
        "READINESS",
        "PRIORITY",
    ]
    assert sum(each["contribution"] for each in proposal["reasons"]) == pytest.approx(
        proposal["score"], abs=1e-9
    )
    values = {each["criterion"]: each["value"] for each in proposal["reasons"]}
    quotient = proposal["locationQuotient"]
    assert quotient > 1
    assert values == {
        "ADVANTAGE": pytest.approx((quotient / (quotient + 1) + 0.5) / 2, abs=1e-12),
        "SPILL_OVER": pytest.approx((2 / 12 + 40 / 240 + 2 / 3) / 3, abs=1e-12),
        "READINESS": 1,
        "PRIORITY": 1,
    }
    texts = {each["criterion"]: each["explanation"] for each in proposal["reasons"]}
    assert "It has a typical rural industrial product of the province." in texts["ADVANTAGE"]
    assert (
        "2 makers of the chain are linked by trade within 3 steps (2 directly); workers: 40; provinces: 2."
        in texts["SPILL_OVER"]
    )
    assert "Pilot projects are chosen first (Thông tư 36/2013/TT-BCT, điều 7)." in found["explanation"]


async def test_a_lead_of_which_facts_are_missing_is_proposed_and_says_so(
    api: Api, register: Register
) -> None:
    # given
    chain = Chain(register)
    lead = chain.works()
    chain.plan(lead, own_funds=None)
    await register.load()

    # when
    found = await pilots(api, chain)

    # then
    (proposal,) = found["proposals"]
    assert proposal["lead"]["code"] == lead
    readiness = next(each for each in proposal["reasons"] if each["criterion"] == "READINESS")
    assert readiness["explanation"].startswith("Undetermined whether the lead is eligible")
    assert "To be asked: own funds for the rest of the cost." in readiness["explanation"]
    (member,) = proposal["years"][0]["activities"][0]["members"]
    assert member["eligibility"]["verdict"] == "UNDETERMINED"


async def test_everybody_who_is_in_no_proposal_has_a_reason(api: Api, register: Register) -> None:
    # given one who fits, and of each other kind one
    chain = Chain(register)
    lead = chain.lead()
    later = chain.works()
    chain.plan(later, year=YEAR + 1)
    unknown = chain.works()
    chain.plan(unknown, cost=None)
    funded = chain.works()
    chain.plan(funded, has_other_state_money=True)
    refused = chain.works(organisation=register.organisation(legal_form="OTHER"))
    chain.plan(refused)
    untaught = chain.works()
    chain.plan(untaught, activity="TRAINING")
    dear = chain.works()
    chain.plan(dear, cost=500_000_000)
    other = chain.lead()
    idle = chain.works()
    chain.plan(idle, year=YEAR + 3)
    farmer = chain.works(product=register.product("Gạo Thử"))
    chain.plan(farmer)
    await register.load()

    # when
    found = await pilots(api, chain, supportBudget=200_000_000, proposals=1)

    # then who plans for another time or makes nothing of the chain is not looked at
    first, second = sorted([lead, other])
    assert leads(found) == [first]
    assert reasons(found) == {
        second: "LOWER_VALUE",
        dear: "BUDGET",
        untaught: "NO_RATE",
        refused: "INELIGIBLE",
        unknown: "COST_UNKNOWN",
        funded: "FUNDED",
        later: "OTHER_YEAR",
    }
    assert all(each["explanation"] for each in found["excluded"])
    assert [each["reason"] for each in found["excluded"]][:2] == ["LOWER_VALUE", "BUDGET"]
    assert (found["makerCount"], found["leadCount"], found["excludedCount"]) == (9, 2, 7)


@pytest.mark.parametrize(
    ("given", "constraint", "why"),
    [
        ({"firstYear": YEAR + 5}, "NO_PLAN", "none of them plans to invest"),
        ({"supportBudget": 1_000}, "NO_LEAD", "nobody with a plan can lead"),
        ({"level": "PROVINCIAL"}, "NO_LEAD", "nobody with a plan can lead"),
        ({"within": []}, "NO_FACILITY", "no facility in the units makes a product of chuỗi Chè Thử"),
    ],
)
async def test_an_empty_answer_says_why(
    api: Api, register: Register, given: dict[str, object], constraint: str, why: str
) -> None:
    # given
    chain = Chain(register)
    _ = chain.lead()
    await register.load()

    # when
    found = await pilots(api, chain, **given)

    # then
    assert (found["proposals"], found["constraint"]) == ([], constraint)
    assert why in found["explanation"]


async def test_a_chain_without_stages_has_no_proposal_and_says_so(api: Api, register: Register) -> None:
    # given
    chain = Chain(register)
    _ = chain.lead()
    chain.code = register.value_chain(name="Chuỗi Trống")
    await register.load()

    # when
    found = await pilots(api, chain)

    # then
    assert (found["proposals"], found["constraint"], found["makerCount"]) == ([], "NO_STAGE", 0)
    assert found["explanation"] == "There is no pilot project: chuỗi Trống has no stages in the register yet."


@pytest.mark.parametrize(
    ("given", "argument"),
    [
        ({"years": 0}, "years"),
        ({"years": 6}, "years"),
        ({"years": 9}, "years"),
        ({"proposals": 0}, "proposals"),
        ({"proposals": 6}, "proposals"),
        ({"supportBudget": 0}, "supportBudget"),
        ({"supportBudget": 999}, "supportBudget"),
        ({"supportBudget": -1}, "supportBudget"),
        ({"firstYear": YEAR - 2}, "firstYear"),
        ({"firstYear": YEAR + 40}, "firstYear"),
        ({"level": "DISTRICT"}, "level"),
        ({"chain": "V-khong-co-that"}, "chain"),
        ({"chain": "P-vo-que-kho"}, "chain"),
        ({"chain": "nonsense"}, "chain"),
        ({"within": ["U-99999@2025-07-01"]}, "within"),
        ({"within": ["15"]}, "within"),
        ({"within": [str(issue(RecordKind.BUSINESS))]}, "within"),
    ],
)
async def test_bad_input_names_the_field(
    api: Api, register: Register, given: dict[str, object], argument: str
) -> None:
    # given
    chain = Chain(register)
    await register.load()

    # when
    answer = await asked(api, chain, **given)

    # then
    (error,) = answer.errors
    assert error["extensions"]["argument"] == f"input.{argument}"
    assert error["extensions"]["code"] in {"BAD_REQUEST", "NOT_FOUND"}


async def test_a_day_without_rules_is_refused(api: Api, register: Register) -> None:
    # given
    chain = Chain(register)
    await register.load()

    # when
    order = {"chain": chain.code, "firstYear": 2001, "level": "NATIONAL"}
    answer = await api(PILOTS, {"input": order, "on": "2001-01-01"})

    # then
    (error,) = answer.errors
    assert "No rules are known for 2001-01-01" in error["message"]


async def test_codes_of_merged_records_lead_to_those_that_absorbed_them(api: Api, register: Register) -> None:
    # given a lead that is known by a code of long ago too
    chain = Chain(register)
    lead, old = chain.lead(), str(issue(RecordKind.BUSINESS))
    register.row("merged_codes.csv", code=old, into=lead)
    await register.load()

    # when
    found = await pilots(api, chain)
    answer = await asked(api, chain, chain=old)

    # then
    assert leads(found) == [lead]
    assert answer.errors[0]["extensions"]["argument"] == "input.chain"


async def test_without_units_the_chain_is_followed_everywhere(api: Api, register: Register) -> None:
    # given leads in two provinces, one of them of a by-product only
    chain, other = Chain(register), Chain(register)
    here, away = chain.lead(), chain.lead(unit=other.unit)
    waste = chain.works(product=register.product("Phế Thử"))
    chain.plan(waste)
    register.offer(waste, chain.tea, is_byproduct=True)
    await register.load()

    # when
    found = await pilots(api, chain, within=None)

    # then
    assert sorted(leads(found)) == sorted([here, away])
    assert found["makerCount"] == 2


async def test_statements_do_not_grow_with_leads_and_those_who_follow(api: Api, register: Register) -> None:
    # given a chain with two leads, and one with eight, each with three who could follow
    small, large = Chain(register), Chain(register)
    for chain, number in ((small, 2), (large, 8)):
        for _ in range(number):
            links = [chain.lead(), *(chain.works() for _ in range(3))]
            for supplier, customer in itertools.pairwise(links):
                register.trade(supplier, customer, chain.tea)
    await register.load()
    await pilots(api, small)  # what is kept of the register is read once

    # when
    one = await asked(api, small, proposals=1)
    many = await asked(api, large, proposals=5)

    # then
    assert len(many.data["pilotProjectProposals"]["proposals"]) == 5
    assert one.statements == many.statements
    assert one.statements["pilot_project_linked"] == 4
    assert set(one.statements.values()) <= {1, 2, 3, 4}


async def test_published_operation_answers(api: Api, register: Register) -> None:
    # given
    chain = Chain(register)
    lead = chain.lead()
    await register.load()

    # when
    order = {
        "chain": chain.code,
        "within": [chain.unit],
        "firstYear": YEAR,
        "years": 3,
        "level": "NATIONAL",
        "supportBudget": 5_000_000_000,
        "proposals": 3,
    }
    answer = await api(PLANNING, {"input": order}, operation="ProposePilotProjects")

    # then
    assert answer.errors == []
    assert leads(answer.data["pilotProjectProposals"]) == [lead]
