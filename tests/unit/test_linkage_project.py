"""Linkage projects: who leads, roles, and money within caps on a whole project."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from domain.enums import (
    Activity,
    Confidence,
    Criterion,
    FundingLevel,
    LinkageRole,
    RuleKind,
    RuleProvenance,
    RuleScope,
    RuleUnit,
)
from domain.language import Language
from domain.rule import Rule, RuleSet, RulesInForce
from planning.eligibility import Facility, Plan
from planning.flow import Business, Need, Offer, Supply
from planning.group_project_text import why_member
from planning.linkage_project import (
    Outlook,
    Project,
    Proposal,
    Scene,
    Search,
    Unsupported,
    chain_projects,
    proposals,
)
from planning.linkage_project_text import Sentences
from planning.recipe import Product, Recipes
from resolvers.proposal import ceilings

RECIPES = Recipes(
    [Product(code="P-leaf", name="Lá"), Product(code="P-fresh-leaf", name="Lá", kind_of="P-leaf")]
)
SEARCH = Search(members=12, seconds=20.0)
LINKAGE = Activity.ENTERPRISE_LINKAGE


def business(
    code: str, *, has: float = 0, needs: float = 0, makes: bool = False, minimum: float = 0.0
) -> Business:
    """A business that offers or needs leaves."""
    offer = Offer(product="P-leaf", capacity=has, minimum_order=minimum)
    return Business(
        code=code,
        makes=makes,
        latitude=21.0,
        longitude=104.0,
        offers=[offer] if has else [],
        needs=[Need(product="P-leaf", quantity=needs)] if needs else [],
    )


def drawn(
    homes: Mapping[str, Sequence[Business]], received: Mapping[str, Sequence[Supply]] | None = None
) -> Outlook:
    """The projects along the chain of leaves, of businesses by province."""
    where = {each.code: home for home, some in homes.items() for each in some}
    scene = Scene(
        businesses=[each for some in homes.values() for each in some],
        homes=where,
        provinces=where,
        received=received or {},
    )
    return chain_projects(["P-leaf"], RECIPES, scene, SEARCH)


def rule(id: str, kind: RuleKind, value: str, scope: RuleScope) -> Rule:
    """A rate or cap of enterprise linkage."""
    return Rule(
        id=id,
        kind=kind,
        levels=frozenset({FundingLevel.NATIONAL}),
        activities=frozenset({LINKAGE}),
        scope=scope,
        value=Decimal(value),
        unit=RuleUnit.SHARE if kind is RuleKind.RATE else RuleUnit.VND,
        explanation=(id, id),
        source="thử",
        confidence=Confidence.SURE,
        provenance=RuleProvenance.READ,
    )


def in_force(*each: Rule) -> dict[str | None, RulesInForce]:
    """The rules of every province."""
    rules = RulesInForce(
        on=dt.date(2026, 6, 1), level=FundingLevel.NATIONAL, sets=(), rules={one.id: one for one in each}
    )
    return {None: rules}


def facility(code: str, *plans: Plan) -> Facility:
    """A facility with what it plans."""
    return Facility(code=code, plans=plans)


def plan(code: str, cost: int | None, year: int = 2027, **facts: object) -> Plan:
    """A plan for enterprise linkage."""
    return Plan(code=code, item=code, activity=LINKAGE, year=year, cost=cost, **facts)  # type: ignore[arg-type]  # names of its fields


def paid(projects: Sequence[Project], *facilities: Facility, rules: Sequence[Rule]) -> Proposal:
    """The only proposal, with its money."""
    (made,) = proposals(projects, {each.code: each for each in facilities}, 2027, in_force(*rules), {})
    return made


def test_the_province_that_gets_most_leads() -> None:
    # given two works in the north and a trader in the south, with growers in the west
    homes = {
        "U-north": [business("B-works", needs=20, makes=True), business("B-small", needs=5, makes=True)],
        "U-south": [business("B-trader", needs=24)],
        "U-west": [business("B-growers", has=60)],
    }

    # when
    (project,) = drawn(homes).projects

    # then
    assert (project.lead_province, project.partner_provinces) == ("U-north", ["U-south", "U-west"])
    assert [(each.code, each.role) for each in project.participants] == [
        ("B-works", LinkageRole.LEAD),
        ("B-growers", LinkageRole.SUPPLIER),
        ("B-small", LinkageRole.PROCESSOR),
        ("B-trader", LinkageRole.CUSTOMER),
    ]
    (gap,) = project.gaps
    assert (float(gap.before), float(gap.after), float(gap.missed)) == (49, 0, 0)


def test_of_equals_the_smaller_code_leads() -> None:
    # given
    homes = {
        "U-b": [business("B-1", needs=10)],
        "U-a": [business("B-3", needs=5), business("B-2", needs=5)],
        "U-c": [business("B-4", has=20)],
    }

    # when
    (project,) = drawn(homes).projects

    # then
    assert (project.lead_province, project.participants[0].code) == ("U-a", "B-2")


def test_what_is_received_already_is_no_gap() -> None:
    # given works that get 15 of 20 from far away, as a kind of what they need
    homes = {"U-a": [business("B-works", needs=20)], "U-b": [business("B-growers", has=30)]}
    received = {"B-works": [Supply(product="P-fresh-leaf", customer="B-works", quantity=15)]}

    # when
    (project,) = drawn(homes, received).projects

    # then
    assert [(float(gap.before), float(gap.after)) for gap in project.gaps] == [(5, 0)]


def test_a_cap_on_the_project_is_used_by_the_lead_first() -> None:
    # given two who plan, at 30 % and at most 150 million for all
    homes = {
        "U-a": [business("B-2", needs=20), business("B-1", needs=10)],
        "U-b": [business("B-growers", has=30)],
    }
    rate = rule("rate", RuleKind.RATE, "0.3", RuleScope.ITEM)
    cap = rule("cap", RuleKind.CAP, "150000500", RuleScope.CLUSTER)

    # when
    made = paid(
        drawn(homes).projects,
        facility("B-1", plan("I-1", 200_000_000)),
        facility("B-2", plan("I-2", 400_000_003)),
        rules=[rate, cap],
    )

    # then whole thousands, and all that is planned adds up
    assert [(each.participant.code, each.support, each.counterpart) for each in made.members] == [
        ("B-2", 120_000_000, 280_000_003),
        ("B-1", 30_000_000, 170_000_000),
        ("B-growers", 0, 0),
    ]
    assert made.support + made.counterpart == 600_000_003
    (capped,) = made.members[1].funded
    assert (capped.cap, capped.support.bound_by, capped.support.remainder) == (cap, cap, 500)
    told = why_member(capped, Language.EN)
    assert f"The limit of the whole project binds: {cap.explanation[1]}" in told
    assert "Support 30,000,000 đồng, counterpart 170,000,000 đồng." in told


def test_what_one_province_pays_uses_up_no_cap_of_another() -> None:
    # given a member in each of two provinces, of which the north alone has a cap on the project
    homes = {"U-north": [business("B-works", needs=20)], "U-west": [business("B-growers", has=60)]}
    rate = rule("rate", RuleKind.RATE, "0.3", RuleScope.ITEM)
    cap = rule("cap", RuleKind.CAP, "150000000", RuleScope.CLUSTER)
    both = in_force(rate)[None]
    own = RuleSet(code="north", name=("Bắc", "North"), valid_from=both.on, rules={"cap": cap})
    rules = {None: both, "U-north": replace(both, sets=[own], rules={"rate": rate, "cap": cap})}
    payers = {"B-works": "U-north", "B-growers": None}
    facilities = {
        "B-works": facility("B-works", plan("I-1", 400_000_000)),
        "B-growers": facility("B-growers", plan("I-2", 500_000_000)),
    }

    # when
    (made,) = proposals(drawn(homes).projects, facilities, 2027, rules, payers)
    funded = [each for member in made.members for each in member.funded]
    found = ceilings([(each.activity, each, rules[payers[each.code]]) for each in funded], Language.EN)

    # then
    assert [each.support.amount for each in funded] == [120_000_000, 150_000_000]
    assert {each.rule: each.used for each in found} == {"rate": 0.3, "cap": 120_000_000.0}


def test_who_gets_nothing_is_a_member_and_the_reason_is_told() -> None:
    # given
    needs = [business(f"B-{number}", needs=10 + number) for number in range(5)]
    homes = {"U-a": needs, "U-b": [business("B-growers", has=100)]}
    cap = rule("cap", RuleKind.CAP, "30000000", RuleScope.CLUSTER)
    rate = rule("rate", RuleKind.RATE, "0.3", RuleScope.ITEM)

    # when
    made = paid(
        drawn(homes).projects,
        facility("B-4", plan("I-4", 200_000_000)),
        facility("B-3", plan("I-3", 200_000_000)),
        facility("B-2", plan("I-2", None)),
        facility("B-1", plan("I-1", 200_000_000, has_other_state_money=True)),
        facility("B-0", plan("I-0", 200_000_000, year=2028)),
        rules=[rate, cap],
    )

    # then
    why = {
        each.participant.code: [each.why, *(payment.why for payment in each.payments)]
        for each in made.members
    }
    assert why == {
        "B-4": [None, None],
        "B-3": [None, Unsupported.CAP],
        "B-2": [None, Unsupported.COST_UNKNOWN],
        "B-1": [None, Unsupported.FUNDED],
        "B-0": [Unsupported.NO_PLAN],
        "B-growers": [Unsupported.NOT_A_FACILITY],
    }
    assert (made.support, made.counterpart) == (30_000_000, 170_000_000)


def test_better_projects_come_first_and_contributions_add_up() -> None:
    # given
    homes = {"U-a": [business("B-works", needs=20)], "U-b": [business("B-growers", has=5)]}

    # when
    (made,) = proposals(drawn(homes).projects, {}, 2027, in_force(), {})

    # then
    assert [reason.value for reason in made.reasons] == [0.25, 1.0, 1.0, 0.0, None]
    assert abs(made.score - sum(reason.contribution for reason in made.reasons)) < 1e-9


def test_a_gap_below_the_minimum_order_stays_open() -> None:
    # given
    homes = {"U-a": [business("B-works", needs=4)], "U-b": [business("B-growers", has=50, minimum=5)]}

    # when
    outlook = drawn(homes)

    # then
    assert (outlook.projects, outlook.open, outlook.businesses) == ([], ["P-leaf"], 2)


def test_new_flows_of_unknown_distance_are_told_beside_the_known() -> None:
    # given two works in the north, of which one has no place, and growers in the west
    nowhere = replace(business("B-nowhere", needs=5, makes=True), latitude=None, longitude=None)
    homes = {
        "U-north": [business("B-works", needs=20, makes=True), nowhere],
        "U-west": [business("B-growers", has=60)],
    }
    proposal = paid(drawn(homes).projects, rules=[])
    (proximity,) = [each for each in proposal.reasons if each.criterion is Criterion.PROXIMITY]

    # when
    known = paid(drawn({**homes, "U-north": homes["U-north"][:1]}).projects, rules=[])
    told = {
        language: Sentences(recipes=RECIPES, chains={}, units={}, year=2027, language=language).why(
            proposal, proximity
        )
        for language in Language
    }

    # then
    assert told == {
        Language.VI: "Dòng hàng mới đi 0 km đường chim bay; 1 dòng hàng mới chưa rõ khoảng cách, tính ở mức "
        "trung tính.",
        Language.EN: "New flows go 0 km as the crow flies; 1 new flow of unknown distance counts as neutral.",
    }
    assert proximity.value is None
    assert proximity.contribution == pytest.approx(0.2 * (0.8 * 1.0 + 0.2 * 0.5))
    assert [each.value for each in known.reasons if each.criterion is Criterion.PROXIMITY] == [1.0]
