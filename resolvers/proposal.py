"""What proposals of projects have in common: who is known, members with their money, ceilings."""

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from domain.enums import Activity, RuleKind, RuleUnit
from domain.language import Language
from domain.rule import JOINT, Rule, RulesInForce
from graph import group_project as graph
from graph.client import Graph, Row
from graph.eligibility import facts
from planning import group_candidate as planning
from planning import pilot_project
from planning.eligibility import Plan
from planning.group_candidate import Deal, Funded, Known, Offered
from planning.group_project_text import about_step, why_member
from planning.merit import SUPPORTED_YEARS
from planning.procedure import procedure
from planning.support import project_cap
from resolvers.eligibility import Judged, judged, shown
from resolvers.lookup import by_code
from schema.context import Info
from schema.errors import bad_request
from schema.project import Investment
from schema.proposal import (
    Ceiling,
    ExcludedFacility,
    GroupMember,
    ProjectActivity,
    ProposalItem,
    TimelineStep,
)
from schema.scalars import VND

E = TypeVar("E", planning.Exclusion, pilot_project.Exclusion)

MOST_YEARS = 10
MOST_PROPOSALS = 5
MOST_EXCLUDED = 200
LARGEST_AMOUNT = 10**15
_LIMITS = (RuleKind.RATE, RuleKind.CAP, RuleKind.MULTIPLIER)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFacilities:
    """What is known of some facilities, and their ``names`` by code."""

    everybody: Sequence[Known]
    names: Mapping[str, str]


def check_year(year: int, on: dt.date, argument: str) -> None:
    """Raises ``BAD_REQUEST`` for a funding year that is over or too far away."""
    if not on.year <= year <= on.year + MOST_YEARS:
        raise bad_request(
            f"A funding year lies from {on.year} to {on.year + MOST_YEARS}: the rules are those of {on}",
            argument,
        )


def check_number(proposals: int) -> None:
    """Raises ``BAD_REQUEST`` for none or too many proposals."""
    if not 1 <= proposals <= MOST_PROPOSALS:
        raise bad_request(f"There are 1 to {MOST_PROPOSALS} proposals", "input.proposals")


async def known_facilities(source: Graph, codes: Sequence[str], year: int, on: dt.date) -> KnownFacilities:
    """What is known of some facilities on a day. ``year``: the funding year before which support counts as
    earlier support."""
    since = year - SUPPORTED_YEARS
    rows, judges = await asyncio.gather(
        graph.candidates(source, codes, year, since, on), _judged(source, codes, on)
    )
    return KnownFacilities(
        everybody=[_known(rows[code], judges[code], on) for code in codes if code in rows and code in judges],
        names={code: row["name"] for code, row in rows.items()},
    )


async def _judged(source: Graph, codes: Sequence[str], on: dt.date) -> dict[str, Judged]:
    if not codes:
        return {}
    return {each.facility.code: each for each in await judged(source, await facts(source, codes), on)}


def _known(row: Row, judge: Judged, on: dt.date) -> Known:
    def since(name: str) -> bool:
        return any(each[name] is not None and each[name] <= on for each in row["organisations"])

    code = row["code"]
    deals = {Deal(code, each["business"], each["product"]) for each in row["supplies"]}
    deals |= {Deal(each["business"], code, each["product"]) for each in row["receives"]}
    return Known(
        facility=judge.facility,
        order=judge.order,
        unit=min(row["units"], default=None),
        province=judge.province,
        organisations=frozenset(each["code"] for each in row["organisations"]),
        above=frozenset(row["above"]),
        workers=row["workers"],
        is_women_owned=since("womenOwnedSince"),
        is_minority_owned=since("ethnicMinorityOwnedSince"),
        supported=sorted(set(row["supported"])),
        offers=sorted(
            (Offered(each["product"], each["capacity"]) for each in row["offers"]),
            key=lambda each: (each.product, each.capacity or 0.0),
        ),
        deals=sorted(deals, key=lambda deal: (deal.supplier, deal.customer, deal.product)),
    )


def rules_used(rules: Mapping[str | None, RulesInForce]) -> list[RulesInForce]:
    """The rules of all provinces in which candidates lie, those of no province first."""
    found: dict[str, RulesInForce] = {}
    for province in sorted(rules, key=lambda code: code or ""):
        found.setdefault(rules[province].code, rules[province])
    return list(found.values())


def rule_set(rules: Mapping[str | None, RulesInForce]) -> str:
    """The codes of all rule sets used, each once."""
    codes = dict.fromkeys(each.code for used in rules_used(rules) for each in used.sets)
    return JOINT.join(codes)


def rules_end_on(rules: Mapping[str | None, RulesInForce]) -> dt.date | None:
    """The last day on which all of them are in force; None where no end is known."""
    return min((each.ends_on for each in rules_used(rules) if each.ends_on is not None), default=None)


async def members(info: Info, funded: Sequence[Funded], language: Language) -> list[GroupMember]:
    """Who is paid, in their order."""
    load = info.context.load
    facilities = await by_code(load.business, (each.code for each in funded))
    nodes = await by_code(load.node, (plan.code for each in funded for plan in each.plans))
    investments = {code: node for code, node in nodes.items() if isinstance(node, Investment)}
    return [
        GroupMember(
            items=[_item(plan, investments.get(plan.code)) for plan in each.plans],
            rate=None if each.support.rate is None else float(each.support.share),
            bound_by=each.support.bound_by.id,
            support=VND(each.support.amount),
            rounding_remainder=VND(each.support.remainder),
            counterpart=VND(each.support.counterpart),
            eligibility=shown(each.eligibility, language),
            explanation=why_member(each, language),
            facility=facilities[each.code],
        )
        for each in funded
    ]


def _item(plan: Plan, investment: Investment | None) -> ProposalItem:
    return ProposalItem(
        name=plan.item,
        quantity=None if investment is None else investment.quantity,
        cost=VND(plan.cost or 0),
        eligible_cost=VND(plan.supportable or 0),
        investment=investment,
    )


async def activities(
    info: Info,
    funded: Sequence[tuple[Activity, Funded]],
    year: int,
    rules: RulesInForce,
    language: Language,
) -> list[ProjectActivity]:
    """What is paid in a year, by activities in the order in which they come; ``rules`` for the steps."""
    together: dict[Activity, list[Funded]] = {}
    for activity, each in funded:
        together.setdefault(activity, []).append(each)
    shown = await asyncio.gather(*(members(info, some, language) for some in together.values()))
    return [
        ProjectActivity(
            activity=activity,
            support=VND(sum(each.support.amount for each in some)),
            counterpart=VND(sum(each.support.counterpart for each in some)),
            facilities=[each.facility for each in paid],
            members=paid,
            timeline=timeline(activity, year, rules, language),
        )
        for (activity, some), paid in zip(together.items(), shown, strict=True)
    ]


async def excluded(
    info: Info, exclusions: Sequence[E], explained: Callable[[E], str]
) -> list[ExcludedFacility]:
    """The first of those who are in no proposal, each with what is said of it."""
    shown = exclusions[:MOST_EXCLUDED]
    facilities = await by_code(info.context.load.business, (each.known.code for each in shown))
    return [
        ExcludedFacility(reason=each.why, explanation=explained(each), facility=facilities[each.known.code])
        for each in shown
    ]


def ceilings(funded: Sequence[tuple[Activity, Funded, RulesInForce]], language: Language) -> list[Ceiling]:
    """The ceilings for what is paid for some activities, each under the rules of who gets it."""
    found: list[Ceiling] = []
    seen: set[int] = set()
    everybody = [each for _, each, _ in funded]
    for activity, _, rules in funded:
        for kind in _LIMITS:
            for rule in rules.of(kind, activity):
                if id(rule) in seen:
                    continue
                seen.add(id(rule))
                used = max(_used(rule, everybody), _used_together(rule, activity, funded))
                found.append(_ceiling(rule, used, language))
    return found


def _ceiling(rule: Rule, used: float, language: Language) -> Ceiling:
    assert rule.scope is not None, "checked as it was read"
    assert rule.value is not None, "checked as it was read"
    return Ceiling(
        rule=rule.id,
        kind=rule.kind,
        scope=rule.scope,
        limit=float(rule.value),
        unit=rule.unit or RuleUnit.VND,
        used=used,
        explanation=language.say(*rule.explanation),
        clause=rule.clause,
        source=rule.source,
        confidence=rule.confidence,
        provenance=rule.provenance,
    )


def _used(rule: Rule, funded: Sequence[Funded]) -> float:
    """The most of a ceiling that anybody uses: of a rate the share that is paid, of a cap the amount, of a
    multiplier how many times its cap."""
    most = 0.0
    for each in funded:
        paid = each.support
        if paid.rate is rule:
            eligible = sum(plan.supportable or 0 for plan in each.plans)
            most = max(most, paid.amount / eligible if eligible else 0.0)
        for limit in paid.limits:
            if limit.rule is rule and limit.multiplier is None:
                most = max(most, float(limit.used))
            elif limit.multiplier is rule and limit.rule.value:
                most = max(most, limit.used / float(limit.rule.value))
    return most


def _used_together(
    rule: Rule, activity: Activity, funded: Sequence[tuple[Activity, Funded, RulesInForce]]
) -> float:
    """The most of a cap on a whole project that is used under the same rule sets, in đồng; 0 for any other
    rule. What one province pays uses up no cap of another."""
    used: dict[str, int] = {}
    for other, each, rules in funded:
        if other is activity and project_cap(activity, rules) is rule:
            used[rules.code] = used.get(rules.code, 0) + each.support.amount
    return float(max(used.values(), default=0))


def timeline(activity: Activity, year: int, rules: RulesInForce, language: Language) -> list[TimelineStep]:
    """When to do what for an activity that a year pays."""
    return [
        TimelineStep(
            step=step.step,
            begins=step.begins,
            until=step.ends,
            explanation=about_step(step, year, language),
            clause=None if step.rule is None else step.rule.clause,
        )
        for step in procedure(activity, year, rules)
    ]
