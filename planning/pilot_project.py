"""Which facilities could lead a pilot project (đề án điểm) of a value chain: ``pilot-project/1``.

A **lead** makes a product of the chain and plans to invest in the first year for something that may be
supported: what it does is what others follow. No rule in force may refuse it; what is not known leaves it in,
and is told. What it plans for the years after it belongs to the project too, as far as the money goes.

Who **could follow** are the makers of the chain's products with whom it is linked by known trade in these,
wherever they stand (:mod:`planning.spill_over`). Those of them inside the units asked for who plan to invest
in the years of the project are taken in, as many as the budget lets, such that their merit adds up to most
(by HiGHS, proven); of choices that are worth the same the one that costs the State least, then the one with
the lower codes.

Whoever takes part in a better project does not lead another, nor does another site of an organisation that
leads one: proposals are about different parts of the chain. The order of leads is a score of four criteria.
Weights and half-points are judgement; that advantage and spill-over are what a pilot project is about is how
the aim of the programme is reported, and was not read in the circular (17/2018/TT-BCT).
"""

import math
import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from domain.enums import (
    Activity,
    Criterion,
    GroupExclusion,
    PilotProjectConstraint,
    Requirement,
    Verdict,
)
from domain.rule import RulesInForce
from planning.cancellation import check
from planning.eligibility import Eligibility, Plan, eligibility
from planning.group_candidate import Known, merits, priority, worth
from planning.merit import readiness
from planning.score import NEUTRAL, Reason, mean, reason, total
from planning.solver import Clock, Floats, Goal, Kind, Programme, solve
from planning.spill_over import Linked, Network, Reach
from planning.support import Support, project_cap, support_by_year

ALGORITHM = "pilot-project/1"
WEIGHTS: Mapping[Criterion, float] = {
    Criterion.ADVANTAGE: 0.35,
    Criterion.SPILL_OVER: 0.35,
    Criterion.READINESS: 0.2,
    Criterion.PRIORITY: 0.1,
}
MOST_FOLLOWERS = 30
"""So many facilities at most take part beside a lead."""
USUAL_ESTABLISHMENTS = 10.0
USUAL_WORKERS = 200.0
USUAL_PROVINCES = 1.0
"""Reach at which a part of SPILL_OVER is a half."""
RECOGNITIONS: Mapping[tuple[str, str], float] = {
    ("TYPICAL_RURAL_PRODUCT", "NATION"): 1.0,
    ("TYPICAL_RURAL_PRODUCT", "REGION"): 0.75,
    ("TYPICAL_RURAL_PRODUCT", "PROVINCE"): 0.5,
    ("TYPICAL_RURAL_PRODUCT", "DISTRICT"): 0.25,
    ("TYPICAL_RURAL_PRODUCT", "COMMUNE"): 0.25,
    ("OCOP", "5"): 1.0,
    ("OCOP", "4"): 0.5,
    ("OCOP", "3"): 0.25,
}
"""What a recognition counts: by how far the level lies that recognises it. Five stars of OCOP are recognised
nationally, four by the province (Decision 148/QĐ-TTg of 2023, as reported); the two ladders stay two."""
_NEARNESS = (
    GroupExclusion.LOWER_VALUE,
    GroupExclusion.SAME_ORGANISATION,
    GroupExclusion.BUDGET,
    GroupExclusion.NO_RATE,
    GroupExclusion.INELIGIBLE,
    GroupExclusion.COST_UNKNOWN,
    GroupExclusion.FUNDED,
    GroupExclusion.OTHER_YEAR,
)
"""Why somebody is in no proposal, those who came nearest first."""
_SECONDS = 2.0
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Recognition:
    """A recognition in force: its scheme, and its level or stars."""

    scheme: str
    level: str

    @property
    def value(self) -> float:
        """What it counts, 0 to 1."""
        return RECOGNITIONS.get((self.scheme, self.level), 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What pilot projects are asked for. ``budget``: đồng of support over all years, None for no limit."""

    first_year: int
    years: int
    budget: int | None
    number: int

    @property
    def term(self) -> range:
        """The funding years."""
        return range(self.first_year, self.first_year + self.years)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What a facility gets for one activity in one year. ``eligibility``: of its plans that which leaves most
    open."""

    code: str
    year: int
    activity: Activity
    plans: Sequence[Plan]
    eligibility: Eligibility
    support: Support


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A facility that can take part, with all it may get, by year and activity."""

    known: Known
    shares: Sequence[Share]

    @property
    def code(self) -> str:
        """Its code."""
        return self.known.code

    @property
    def amount(self) -> int:
        """Support in đồng."""
        return sum(share.support.amount for share in self.shares)

    @property
    def worth(self) -> float:
        """Its merit as a follower: need, readiness, priority and jobs as for a member of a group."""
        return worth(merits(self.known, [share.eligibility for share in self.shares], self.amount))

    def until(self, year: int) -> "Participant":
        """What it gets up to and in a year."""
        return replace(self, shares=[share for share in self.shares if share.year <= year])

    def in_year(self, year: int) -> "Participant":
        """What it gets in a year."""
        return replace(self, shares=[share for share in self.shares if share.year == year])


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """Why a facility that plans to invest is in no proposal. ``eligibility`` where a rule refuses what it
    plans; ``amount``: what it would get in the first year; ``score`` where it could lead."""

    known: Known
    why: GroupExclusion
    plans: Sequence[Plan] = ()
    eligibility: Eligibility | None = None
    amount: int = 0
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """A facility that could lead, and what speaks for it."""

    participant: Participant
    reach: Reach
    quotient: float | None
    recognitions: Sequence[Recognition]
    reasons: Sequence[Reason]

    @property
    def code(self) -> str:
        """Its code."""
        return self.participant.code

    @property
    def score(self) -> float:
        """0 to 1; the contributions of the reasons add up to it."""
        return total(self.reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A lead with those who take part: the lead first, followers by code. ``gap``: how much better the choice
    of followers could be at most, as a share of its worth; 0 where proven. ``left_out``: how many could have
    followed but for the money."""

    lead: Lead
    participants: Sequence[Participant]
    gap: float
    left_out: int

    @property
    def shares(self) -> list[Share]:
        """What everybody gets, by year and activity, the lead first."""
        order = list(Activity)
        return sorted(
            (share for each in self.participants for share in each.shares),
            key=lambda share: (
                share.year,
                order.index(share.activity),
                share.code != self.lead.code,
                share.code,
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Projects:
    """The best projects, best first. ``leads``: how many could lead. ``constraint`` where there is none."""

    projects: Sequence[Project]
    exclusions: Sequence[Exclusion]
    leads: int
    constraint: PilotProjectConstraint | None


def pilot_projects(
    question: Question,
    makers: int,
    everybody: Sequence[Known],
    rules: Mapping[str | None, RulesInForce],
    linked: Mapping[str, Linked],
    quotients: Mapping[str | None, float | None],
    recognitions: Mapping[str, Sequence[Recognition]],
    cancelled: threading.Event | None = None,
) -> Projects:
    """The best projects of a chain.

    ``makers``: how many facilities inside make a product of the chain; ``everybody``: those of them with
    plans for one of the years. ``rules``: those in force for money in each province, and under None where
    that is not known. ``linked``: all who are linked with anybody of these. ``quotients``: the location
    quotient of each province in the chain. Raises :class:`planning.cancellation.Cancelled`.
    """
    network = Network(linked)
    participants: dict[str, Participant] = {}
    leads: list[Lead] = []
    exclusions: dict[str, Exclusion] = {}
    for known in sorted(everybody, key=lambda each: each.code):
        check(cancelled)
        participant, refused = participation(question, known, rules[known.province])
        if participant.shares:
            participants[known.code] = participant
        first = participant.in_year(question.first_year)
        if not first.shares:
            exclusions[known.code] = refused
        elif question.budget is not None and first.amount > question.budget:
            exclusions[known.code] = Exclusion(known=known, why=GroupExclusion.BUDGET, amount=first.amount)
        else:
            leads.append(
                lead(
                    question,
                    participant,
                    network.reach(known.code),
                    quotients.get(known.province),
                    recognitions.get(known.code, ()),
                )
            )
    leads.sort(key=lambda each: (-round(each.score, _DIGITS), each.code))
    projects: list[Project] = []
    taken: set[str] = set()
    inside: set[str] = set()
    for each in leads:
        if each.code in inside:
            continue
        same = not each.participant.known.organisations.isdisjoint(taken)
        if len(projects) == question.number or same:
            exclusions[each.code] = Exclusion(
                known=each.participant.known,
                why=GroupExclusion.SAME_ORGANISATION if same else GroupExclusion.LOWER_VALUE,
                amount=each.participant.in_year(question.first_year).amount,
                score=each.score,
            )
            continue
        taken |= each.participant.known.organisations
        followers = [participants[code] for code in network.followers(each.code) if code in participants]
        found = project(question, each, followers, rules, cancelled)
        projects.append(found)
        inside |= {participant.code for participant in found.participants}
    return Projects(
        projects=projects,
        exclusions=_ordered(exclusions[code] for code in exclusions.keys() - inside),
        leads=len(leads),
        constraint=None if projects else _constraint(makers, everybody),
    )


def _constraint(makers: int, everybody: Sequence[Known]) -> PilotProjectConstraint:
    if not makers:
        return PilotProjectConstraint.NO_FACILITY
    return PilotProjectConstraint.NO_LEAD if everybody else PilotProjectConstraint.NO_PLAN


def _ordered(exclusions: Iterable[Exclusion]) -> list[Exclusion]:
    """Those who could lead first, by their score, then the others by how near they came, and by name."""
    return sorted(
        exclusions,
        key=lambda each: (
            each.score is None,
            -round(each.score or 0.0, _DIGITS),
            _NEARNESS.index(each.why),
            each.known.order,
        ),
    )


def participation(question: Question, known: Known, rules: RulesInForce) -> tuple[Participant, Exclusion]:
    """What a facility may get in the years of a project, and why it may get nothing in the first, where that
    is so. Each plan is held against the rules by itself, and is taken in, by year and code, where it is paid
    something and own funds suffice for the rest."""
    items: dict[Activity, dict[int, list[tuple[Plan, Eligibility]]]] = {}
    refused: dict[int, list[tuple[GroupExclusion, Plan, Eligibility | None]]] = defaultdict(list)
    for plan in sorted(known.facility.plans, key=lambda plan: plan.code):
        if plan.year is None or plan.year not in question.term:
            continue
        why: GroupExclusion | None = None
        verdict: Eligibility | None = None
        if plan.funded_by or plan.has_other_state_money:
            why = GroupExclusion.FUNDED
        elif not plan.cost:
            why = GroupExclusion.COST_UNKNOWN
        else:
            verdict = eligibility(replace(known.facility, plans=[plan]), plan.activity, rules)
            if verdict.verdict is Verdict.INELIGIBLE:
                why = GroupExclusion.INELIGIBLE
        if why is None and verdict is not None:
            items.setdefault(plan.activity, {}).setdefault(plan.year, []).append((plan, verdict))
        elif why is not None:
            refused[plan.year].append((why, plan, verdict))
    shares: list[Share] = []
    for activity, years in items.items():
        kept: dict[int, list[tuple[Plan, Eligibility]]] = {}
        paid: dict[int, Support] = {}
        for year in sorted(years):
            for plan, verdict in years[year]:
                tried = {**kept, year: [*kept.get(year, ()), (plan, verdict)]}
                found = support_by_year(
                    {each: [plan.to_support for plan, _ in some] for each, some in tried.items()},
                    activity,
                    rules,
                )
                before = paid[year].amount if year in paid else 0
                if year not in found or found[year].amount <= before:
                    refused[year].append((GroupExclusion.NO_RATE, plan, verdict))
                elif _is_short(tried[year], found[year]):
                    refused[year].append((GroupExclusion.INELIGIBLE, plan, verdict))
                else:
                    kept, paid = tried, found
        shares += [
            Share(
                code=known.code,
                year=year,
                activity=activity,
                plans=[plan for plan, _ in each],
                eligibility=max((verdict for _, verdict in each), key=_open),
                support=paid[year],
            )
            for year, each in kept.items()
        ]
    order = list(Activity)
    shares.sort(key=lambda share: (share.year, order.index(share.activity)))
    return Participant(known=known, shares=shares), _refusal(question, known, refused, shares)


def _is_short(plans: Sequence[tuple[Plan, Eligibility]], paid: Support) -> bool:
    """Whether own funds that are known do not pay what is left, where a rule asks for that. By itself each
    plan has enough of them; with others under one ceiling it may get less."""
    own = [plan.own_funds for plan, _ in plans]
    is_asked = any(
        finding.rule.requirement is Requirement.COUNTERPART and finding.rule.may_refuse
        for _, verdict in plans
        for finding in verdict.findings
    )
    return is_asked and None not in own and sum(each or 0 for each in own) < paid.counterpart


def _open(verdict: Eligibility) -> int:
    """How much a verdict leaves open."""
    return sum(finding.verdict is Verdict.UNDETERMINED for finding in verdict.findings)


def _refusal(
    question: Question,
    known: Known,
    refused: Mapping[int, Sequence[tuple[GroupExclusion, Plan, Eligibility | None]]],
    shares: Sequence[Share],
) -> Exclusion:
    """Why there is nothing in the first year, or in any: what came nearest to it."""
    every = [each for year in sorted(refused) for each in refused[year]]
    first = sorted(
        refused.get(question.first_year) or (every if not shares else ()),
        key=lambda each: (_NEARNESS.index(each[0]), each[1].code),
    )
    if not first:
        plans = [plan for plan in known.facility.plans if plan.year in question.term]
        return Exclusion(known=known, why=GroupExclusion.OTHER_YEAR, plans=plans)
    why, _, verdict = first[0]
    plans = [plan for reason, plan, _ in first if reason is why]
    return Exclusion(known=known, why=why, plans=plans, eligibility=verdict)


def with_other_goods(found: Projects, products: Collection[str]) -> list[str]:
    """The codes of those who take part and make something besides the products of the chain: what they plan
    may be for that."""
    return sorted(
        {
            each.code
            for one in found.projects
            for each in one.participants
            if any(offer.product not in products for offer in each.known.offers)
        }
    )


def lead(
    question: Question,
    participant: Participant,
    reached: Reach,
    quotient: float | None,
    recognitions: Sequence[Recognition],
) -> Lead:
    """A facility as a lead, with what each criterion contributes to its score.

    ADVANTAGE: the mean of q ÷ (q + 1), q the location quotient of its province in the chain, and of what its
    highest recognition counts. SPILL_OVER: the mean of e ÷ (e + 10), w ÷ (w + 200) and p ÷ (p + 1) for the
    establishments, workers and provinces that could follow, each establishment of unknown workers counting
    a half. READINESS: the share of conditions of what it plans for the first year that it is known to meet,
    open ones counting a half. PRIORITY: 1 where women or an ethnic minority own it or it stands in a
    difficult area.
    """
    recognised = max((each.value for each in recognitions), default=0.0)
    share = NEUTRAL if quotient is None else quotient / (quotient + 1.0)
    told = reached.establishments - reached.unknown
    workers, are_workers_known = (
        mean([_saturated(reached.workers, USUAL_WORKERS), math.nan], [told, reached.unknown])
        if reached.establishments
        else (0.0, True)
    )
    establishments = _saturated(reached.establishments, USUAL_ESTABLISHMENTS)
    provinces = _saturated(reached.provinces, USUAL_PROVINCES)
    first = participant.in_year(question.first_year)
    ready = readiness([each.eligibility for each in first.shares])
    preferred = priority(participant.known)
    values = {
        Criterion.ADVANTAGE: ((share + recognised) / 2.0, quotient is not None),
        Criterion.SPILL_OVER: ((establishments + workers + provinces) / 3.0, are_workers_known),
        Criterion.READINESS: mean([ready]),
        Criterion.PRIORITY: mean([preferred]),
    }
    return Lead(
        participant=participant,
        reach=reached,
        quotient=quotient,
        recognitions=sorted(recognitions, key=lambda each: (-each.value, each.scheme, each.level)),
        reasons=[reason(criterion, WEIGHTS[criterion], found) for criterion, found in values.items()],
    )


def _saturated(number: float, usual: float) -> float:
    return number / (number + usual)


def project(
    question: Question,
    found: Lead,
    followers: Sequence[Participant],
    rules: Mapping[str | None, RulesInForce],
    cancelled: threading.Event | None = None,
) -> Project:
    """A lead with those of some ``followers`` that are worth most within the budget and what rules allow a
    whole project. The lead comes first: all its years as long as the budget lets, the first in any case."""
    leading = found.participant
    for year in reversed(question.term):
        leading = found.participant.until(year)
        if question.budget is None or leading.amount <= question.budget:
            break
    own = leading.known.organisations
    willing = [each for each in followers if each.known.organisations.isdisjoint(own)]
    chosen, gap = _chosen(question, leading, willing, rules, cancelled)
    return Project(
        lead=found,
        participants=[leading, *(willing[number] for number in chosen)],
        gap=gap,
        left_out=len(willing) - len(chosen),
    )


def _chosen(
    question: Question,
    leading: Participant,
    willing: Sequence[Participant],
    rules: Mapping[str | None, RulesInForce],
    cancelled: threading.Event | None,
) -> tuple[list[int], float]:
    """The numbers of those who follow, and how far their choice can be from the best."""
    size = len(willing)
    limits = _limits(question, leading, willing, rules)
    start = np.zeros(size)
    worths = [each.worth for each in willing]
    for number in sorted(range(size), key=lambda number: (-worths[number], number)):
        start[number] = 1.0
        if any(start @ weights > most for weights, most in limits):
            start[number] = 0.0
    if start.all():
        return list(range(size)), 0.0
    amounts = np.array([each.amount for each in willing], dtype=np.float64)
    weights = np.array([weight for each, _ in limits for weight in each])
    found = solve(
        Programme.of(
            lower=np.zeros(size),
            upper=np.ones(size),
            kinds=np.full(size, Kind.INTEGER, dtype=np.int8),
            row_lower=np.full(len(limits), -np.inf),
            row_upper=np.array([most for _, most in limits]),
            rows=np.repeat(np.arange(len(limits)), size),
            columns=np.tile(np.arange(size), len(limits)),
            values=weights,
        ),
        [
            Goal(-np.array(worths)),
            Goal(amounts / amounts.max()),
            Goal(np.arange(1, size + 1) / size),
        ],
        Clock(_SECONDS, cancelled),
        start=start,
    )
    values = start if found.values is None else found.values
    gap = found.goals[0].gap if found.goals else None
    return np.flatnonzero(values > NEUTRAL).tolist(), 1.0 if gap is None else gap


def _limits(
    question: Question,
    leading: Participant,
    willing: Sequence[Participant],
    rules: Mapping[str | None, RulesInForce],
) -> list[tuple[Floats, float]]:
    """What those who follow must keep to: rows of weights, each with the most that they may add up to.
    Amounts count in thousands of đồng, so that they are whole and small."""
    rows = [(np.ones(len(willing)), float(MOST_FOLLOWERS))]
    if question.budget is not None:
        rows.append(
            (
                np.array([each.amount // 1_000 for each in willing], dtype=np.float64),
                float((question.budget - leading.amount) // 1_000),
            )
        )
    sites: dict[str, list[int]] = defaultdict(list)
    for number, each in enumerate(willing):
        for organisation in each.known.organisations:
            sites[organisation].append(number)
    for several in sorted({tuple(each) for each in sites.values() if len(each) > 1}):
        weights = np.zeros(len(willing))
        weights[list(several)] = 1.0
        rows.append((weights, 1.0))
    everybody = [leading, *willing]
    payers = [rules[each.known.province] for each in everybody]
    for activity in sorted({share.activity for each in everybody for share in each.shares}, key=str):
        caps = {
            payer.code: int(cap.value)
            for payer in payers
            if (cap := project_cap(activity, payer)) is not None and cap.value is not None
        }
        for code, most in sorted(caps.items()):  # what one province pays uses up no cap of another
            amounts = np.array(
                [
                    _of(each, activity) if payer.code == code else 0
                    for each, payer in zip(everybody, payers, strict=True)
                ],
                dtype=np.float64,
            )
            rows.append((amounts[1:] // 1_000, max(0.0, (most - float(amounts[0])) // 1_000)))
    return rows


def _of(participant: Participant, activity: Activity) -> int:
    """What somebody gets for an activity."""
    return sum(share.support.amount for share in participant.shares if share.activity is activity)
