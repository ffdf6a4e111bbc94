"""Who could be a member of a group project, what each is worth, and why the others could not.

A candidate plans to invest for the activity in the funding year, and no rule in force refuses it. What is not
known leaves a candidate in: the verdict and what must be asked stand beside the member. Criteria and weights
are judgement; what the law prefers (women, ethnic minorities, difficult areas) stands in PRIORITY.

A project for machinery is about one sector or product (Circular 17/2018/TT-BCT, article 3a of Circular
36/2013/TT-BCT): its members are of one **line**, a product and its kinds. Where none is asked for, every
product that enough candidates make is a line, the most general one of those with the same candidates.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from domain.enums import Activity, Criterion, GroupExclusion, Verdict
from domain.rule import Rule, RulesInForce
from planning.eligibility import Eligibility, Facility, Plan, eligibility
from planning.group_project import Group, Limits, Pool, Tie
from planning.merit import WEIGHTS, jobs, readiness
from planning.product_line import ProductLines
from planning.score import Reason, mean, reason, scores, total
from planning.support import Support, project_cap, support

TRADE_STRENGTH = 0.5
"""Two partners in the group make a full linkage: one to buy from, one to sell to."""
COMMON_PARTNER_STRENGTH = 0.25
"""So do four members with whom one shares a buyer or a supplier."""
OF_ONE_LINE = frozenset({Activity.ADVANCED_MACHINERY})
"""Activities whose groups are about one product and name place, beneficiaries and machine at appraisal."""
GROUPED = OF_ONE_LINE | {
    Activity.TRAINING,
    Activity.MANAGEMENT,
    Activity.CONSULTANCY,
    Activity.FAIR,
    Activity.BRAND,
}
"""Activities for which article 3a of Circular 36/2013/TT-BCT (Circular 17/2018/TT-BCT) names group projects,
as it is reported; the article itself was not read whole, so others are proposed with a warning."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What a facility makes, and how much a year in the unit of the product; by-products are left out."""

    product: str
    capacity: float | None


@dataclass(frozen=True, slots=True)
class Deal:
    """A known delivery of a product by one business to another."""

    supplier: str
    customer: str
    product: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a facility with a plan for the activity, on a day.

    ``order``: its place in the order of names. ``organisations`` operate it; ``above``: those that these are
    members of, directly or through others. ``supported``: projects that benefited it or another site of its
    organisation within five years. ``deals``: those it delivers and receives.
    """

    facility: Facility
    order: str
    unit: str | None
    province: str | None
    organisations: frozenset[str]
    above: frozenset[str]
    workers: int | None
    is_women_owned: bool
    is_minority_owned: bool
    supported: Sequence[str]
    offers: Sequence[Offered]
    deals: Sequence[Deal]

    @property
    def code(self) -> str:
        """Its code."""
        return self.facility.code

    @property
    def is_difficult(self) -> bool | None:
        """Whether it stands in a difficult or extremely difficult area; None where that is not known."""
        return None if self.facility.place is None else self.facility.place.is_difficult

    @property
    def is_preferred(self) -> bool | None:
        """Whether the State prefers it: by its owners or its area; None where that is not known."""
        return self.is_women_owned or self.is_minority_owned or self.is_difficult


class Funded(Protocol):
    """What a facility plans for one activity in one year, and what is paid of it."""

    @property
    def code(self) -> str:
        """The code of the facility."""
        ...

    @property
    def plans(self) -> Sequence[Plan]:
        """What it plans to buy or build, with known costs."""
        ...

    @property
    def eligibility(self) -> Eligibility:
        """The verdict on it for these plans."""
        ...

    @property
    def support(self) -> Support:
        """What is paid of them."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a group is asked for. ``budget`` in đồng; ``least_output`` a year in the unit of ``product``."""

    activity: Activity
    year: int
    product: str | None
    minimum: int
    maximum: int
    budget: int | None
    least_output: float | None
    required: frozenset[str]
    excluded: frozenset[str]
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Who may become a member. ``plans``: what it plans for the activity and year. ``values`` of the criteria
    but LINKAGE, NaN where unknown; ``worth`` is what they add to a group. ``lines``: the products of which it
    makes a kind. ``output``: of the product asked for, in its unit, None where unknown."""

    known: Known
    plans: Sequence[Plan]
    eligibility: Eligibility
    support: Support
    values: Mapping[Criterion, float]
    worth: float
    lines: frozenset[str]
    output: float | None

    @property
    def code(self) -> str:
        """Its code."""
        return self.known.code


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """Why a facility is in no proposal. ``eligibility`` where a rule refuses it, ``plans`` what it plans;
    ``other``: the member that stands in its way; ``candidate`` where it could have been a member."""

    known: Known
    why: GroupExclusion
    plans: Sequence[Plan] = ()
    eligibility: Eligibility | None = None
    other: str | None = None
    candidate: Candidate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """Candidates by code, and all others with their reasons. ``cap``: the rule that limits a whole project,
    where there is one; of several provinces the smallest binds all members."""

    candidates: Sequence[Candidate]
    exclusions: Sequence[Exclusion]
    cap: Rule | None


def screening(
    question: Question,
    everybody: Sequence[Known],
    rules: Mapping[str | None, RulesInForce],
    products: ProductLines,
) -> Screening:
    """Who may become a member. ``rules``: those in force for money in each province, and under None where
    that is not known."""
    line = None if question.product is None else products.line(question.product)
    candidates: list[Candidate] = []
    exclusions: list[Exclusion] = []
    for known in sorted(everybody, key=lambda each: each.code):
        found = _screened(question, known, rules[known.province], products, line)
        if isinstance(found, Candidate):
            candidates.append(found)
        else:
            exclusions.append(found)
    payers = sorted({each.known.province for each in candidates}, key=lambda code: code or "")
    caps = [cap for each in payers if (cap := project_cap(question.activity, rules[each])) is not None]
    return Screening(
        candidates=candidates,
        exclusions=exclusions,
        cap=min(caps, key=lambda cap: cap.value or 0, default=None),
    )


def _screened(
    question: Question,
    known: Known,
    rules: RulesInForce,
    products: ProductLines,
    line: frozenset[str] | None,
) -> Candidate | Exclusion:
    planned = [plan for plan in known.facility.plans if plan.activity is question.activity]
    plans = sorted((plan for plan in planned if plan.year == question.year), key=lambda plan: plan.code)

    def out(why: GroupExclusion, found: Eligibility | None = None) -> Exclusion:
        return Exclusion(known=known, why=why, plans=plans or planned, eligibility=found)

    if known.code in question.excluded:
        return out(GroupExclusion.EXCLUDED)
    made = frozenset(offer.product for offer in known.offers)
    if line is not None and made.isdisjoint(line):
        return out(GroupExclusion.OTHER_PRODUCT)
    if not plans:
        return out(GroupExclusion.OTHER_YEAR)
    if question.activity in OF_ONE_LINE and not made:
        return out(GroupExclusion.OTHER_PRODUCT)
    free = [plan for plan in plans if not plan.funded_by and not plan.has_other_state_money]
    if not free:
        return out(GroupExclusion.FUNDED)
    told = [plan for plan in free if plan.cost]
    if not told:
        return out(GroupExclusion.COST_UNKNOWN)
    verdict = eligibility(replace(known.facility, plans=told), question.activity, rules)
    if verdict.verdict is Verdict.INELIGIBLE:
        return out(GroupExclusion.INELIGIBLE, verdict)
    paid = support([plan.to_support for plan in told], question.activity, rules)
    if paid is None or paid.amount == 0:
        return out(GroupExclusion.NO_RATE)
    values = merits(known, [verdict], paid.amount)
    return Candidate(
        known=known,
        plans=told,
        eligibility=verdict,
        support=paid,
        values=values,
        worth=worth(values),
        lines=products.more_general(made),
        output=_output(question.product, known, line, products),
    )


def _output(
    product: str | None, known: Known, line: frozenset[str] | None, products: ProductLines
) -> float | None:
    """How much it makes a year of a product and its kinds, as far as that is known; None where nothing is."""
    if product is None or line is None:
        return None
    amounts = [
        products.quantity(offer.capacity, offer.product, product)
        for offer in known.offers
        if offer.product in line
    ]
    told = [amount for amount in amounts if amount is not None]
    return math.fsum(told) if told else None


def merits(known: Known, verdicts: Sequence[Eligibility], amount: int) -> dict[Criterion, float]:
    """The value of each criterion but LINKAGE, NaN where unknown. ``amount`` of support, in đồng, above 0.

    NEED: 1 where neither it nor another of its organisation had support in the five years before. PRIORITY:
    1 where it is owned by women or an ethnic minority, or stands in a difficult area. READINESS and JOBS as
    in :mod:`planning.merit`.
    """
    return {
        Criterion.NEED: 0.0 if known.supported else 1.0,
        Criterion.READINESS: readiness(verdicts),
        Criterion.PRIORITY: priority(known),
        Criterion.JOBS: jobs(math.nan if known.workers is None else known.workers, amount),
    }


def priority(known: Known) -> float:
    """1 for whom the State prefers, else 0; NaN where that is not known."""
    return math.nan if known.is_preferred is None else float(known.is_preferred)


def worth(values: Mapping[Criterion, float]) -> float:
    """What merits add to a project: weight × value, added up."""
    table = {criterion: np.array([value]) for criterion, value in values.items()}
    return float(scores(table, {criterion: WEIGHTS[criterion] for criterion in values})[0])


def pool_of(question: Question, candidates: Sequence[Candidate]) -> Pool:
    """The candidates as a pool of numbers, in their order."""
    return Pool(
        worth=np.array([each.worth for each in candidates], dtype=np.float64),
        support=np.array([each.support.amount for each in candidates], dtype=np.int64),
        output=np.array([each.output or 0.0 for each in candidates], dtype=np.float64),
        is_required=np.array([each.code in question.required for each in candidates], dtype=np.bool_),
        exclusive=exclusive(candidates),
        ties=ties(candidates),
        linkage=WEIGHTS[Criterion.LINKAGE],
    )


def limits_of(question: Question, cap: Rule | None) -> Limits:
    """What a group keeps to: the budget asked for, or what a rule allows a project where that is less."""
    most = [question.budget, None if cap is None or cap.value is None else int(cap.value)]
    return Limits(
        minimum=question.minimum,
        maximum=question.maximum,
        budget=min((each for each in most if each is not None), default=None),
        least_output=question.least_output,
    )


def lines_of(question: Question, candidates: Sequence[Candidate]) -> list[list[int]]:
    """The sets of candidates from which a group may come: one with all, or one for each product line."""
    everybody = list(range(len(candidates)))
    if question.activity not in OF_ONE_LINE or question.product is not None:
        return [everybody]
    made: dict[str, list[int]] = defaultdict(list)
    for number, candidate in enumerate(candidates):
        for product in sorted(candidate.lines):
            made[product].append(number)
    sets = {frozenset(numbers) for numbers in made.values() if len(numbers) >= question.minimum}
    largest = [each for each in sets if not any(each < other for other in sets)]
    return sorted(sorted(each) for each in largest)


def line_of(question: Question, members: Sequence[Candidate], products: ProductLines) -> str | None:
    """The product that a group is about: the one asked for, else the most special one of which all members
    make a kind; None where there is none."""
    if question.product is not None or question.activity not in OF_ONE_LINE:
        return question.product
    common = frozenset.intersection(*(member.lines for member in members)) if members else frozenset[str]()
    return min(common, key=lambda code: (-len(products.more_general([code])), code), default=None)


def exclusive(candidates: Sequence[Candidate]) -> list[list[int]]:
    """Candidates of which at most one may be a member: those of one organisation, and for each cooperative
    and each of its members those of both."""
    of: dict[str, set[int]] = defaultdict(set)
    below: dict[str, set[str]] = defaultdict(set)
    for number, candidate in enumerate(candidates):
        for organisation in candidate.known.organisations:
            of[organisation].add(number)
            for cooperative in candidate.known.above - {organisation}:
                below[cooperative].add(organisation)
    sets = {frozenset(numbers) for numbers in of.values()}
    sets |= {
        frozenset(of[cooperative] | of[member])
        for cooperative, members in below.items()
        if cooperative in of
        for member in members
    }
    several = [each for each in sets if len(each) > 1]
    kept = [each for each in several if not any(each < other for other in several)]
    return sorted(sorted(each) for each in kept)


def ties(candidates: Sequence[Candidate]) -> list[Tie]:
    """What ties candidates to each other: known trade, and buyers and suppliers they have in common."""
    number = {candidate.code: place for place, candidate in enumerate(candidates)}
    trade: set[tuple[int, int]] = set()
    buyers: dict[str, set[int]] = defaultdict(set)
    suppliers: dict[str, set[int]] = defaultdict(set)
    for candidate in candidates:
        for deal in candidate.known.deals:
            if deal.supplier == deal.customer:
                continue
            if deal.supplier == candidate.code:
                buyers[deal.customer].add(number[candidate.code])
            else:
                suppliers[deal.supplier].add(number[candidate.code])
            if deal.supplier in number and deal.customer in number:
                one, other = sorted((number[deal.supplier], number[deal.customer]))
                trade.add((one, other))
    common = [
        Tie(tuple(sorted(each)), COMMON_PARTNER_STRENGTH)
        for partners in (buyers, suppliers)
        for _, each in sorted(partners.items())
        if len(each) > 1
    ]
    return [Tie(pair, TRADE_STRENGTH) for pair in sorted(trade)] + common


def linkages(members: Sequence[Candidate]) -> list[Deal]:
    """Known deliveries between members, then those to a buyer or from a supplier that several of them have in
    common."""
    codes = {member.code for member in members}
    deals = sorted(
        {deal for member in members for deal in member.known.deals if deal.supplier != deal.customer},
        key=lambda deal: (deal.supplier, deal.customer, deal.product),
    )
    inside = [deal for deal in deals if deal.supplier in codes and deal.customer in codes]
    buyers: dict[str, set[str]] = defaultdict(set)
    suppliers: dict[str, set[str]] = defaultdict(set)
    for deal in deals:
        if deal.supplier in codes:
            buyers[deal.customer].add(deal.supplier)
        if deal.customer in codes:
            suppliers[deal.supplier].add(deal.customer)
    common = [
        deal
        for deal in deals
        if deal not in inside
        and (
            (deal.supplier in codes and len(buyers[deal.customer]) > 1)
            or (deal.customer in codes and len(suppliers[deal.supplier]) > 1)
        )
    ]
    return inside + common


def scored(pool: Pool, candidates: Sequence[Candidate], group: Group) -> tuple[float, list[Reason]]:
    """The score of a group, the mean over its members, and what each criterion contributes to it."""
    members = [candidates[number] for number in group.members]
    links = pool.links(group.members).tolist()
    found: list[Reason] = []
    for criterion, weight in WEIGHTS.items():
        values = links if criterion is Criterion.LINKAGE else [each.values[criterion] for each in members]
        found.append(reason(criterion, weight, mean(values)))
    return total(found), found


def left_out(
    question: Question,
    screened: Screening,
    limits: Limits,
    groups: Sequence[Group],
    products: ProductLines,
) -> list[Exclusion]:
    """Why each facility is in no proposal, those nearest to it first: candidates by their worth, then the
    others by name."""
    members = {number for group in groups for number in group.members}
    candidates = screened.candidates
    first = {number: candidates[number].code for number in (groups[0].members if groups else ())}
    in_the_way: dict[int, int] = {}
    for several in exclusive(candidates):
        for number in several:
            for other in several:
                if other in first and number not in members:
                    in_the_way.setdefault(number, other)
    lines = {
        line_of(question, [candidates[number] for number in group.members], products) for group in groups
    }
    has_lines = question.activity in OF_ONE_LINE and question.product is None

    def why(number: int) -> GroupExclusion:
        candidate, other = candidates[number], in_the_way.get(number)
        if limits.budget is not None and candidate.support.amount > limits.budget:
            return GroupExclusion.BUDGET
        if not groups:
            return GroupExclusion.NO_GROUP
        if other is not None:
            is_same = not candidate.known.organisations.isdisjoint(candidates[other].known.organisations)
            return GroupExclusion.SAME_ORGANISATION if is_same else GroupExclusion.COOPERATIVE
        if has_lines and candidate.lines.isdisjoint(lines):
            return GroupExclusion.OTHER_PRODUCT
        return GroupExclusion.LOWER_VALUE

    near = [
        Exclusion(
            known=candidates[number].known,
            why=why(number),
            plans=candidates[number].plans,
            other=candidates[in_the_way[number]].code if number in in_the_way else None,
            candidate=candidates[number],
        )
        for number in sorted(
            set(range(len(candidates))) - members,
            key=lambda number: (-candidates[number].worth, candidates[number].code),
        )
    ]
    order = list(GroupExclusion)
    others = sorted(screened.exclusions, key=lambda each: (order.index(each.why), each.known.order))
    return near + others


def rivals(question: Question, candidates: Sequence[Candidate]) -> list[str] | None:
    """Two that must be members and exclude each other; None where there are none."""
    for several in exclusive(candidates):
        both = [candidates[number].code for number in several if candidates[number].code in question.required]
        if len(both) > 1:
            return both
    return None
