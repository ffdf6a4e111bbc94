"""Projects that link businesses of neighbouring provinces: ``linkage-project/1``.

**Along a value chain** there is one project for each stage of the chain: businesses of one province have to
spare what those of another still need. **Between clusters** there is one for each pair of clusters in two
provinces whose members have something for each other.

**Gap.** What the businesses of a province, or a cluster, need beyond what they are known to receive and
beyond what others at home have to spare: that needs no project. So at first as much as can be is shared out
at home, over the least distance, and what then is left open is the gap.

**Flows.** New deliveries between provinces or clusters that close the most of the gap, of at most so many
members, as :mod:`planning.linkage_flow` finds them. Whatever is idle may go, what home does not need itself
first; how much of it home would need is told and lowers the score. Two proposals may count on the same
goods: they are alternatives. Trade between the members that is known already is named beside them.

**Lead.** The lead province is the one whose businesses get most of what closes the gap: it has the need, and
what is delivered is worked up there. The lead member is that business there through which most of it goes.
Ties go to the smaller code. All other provinces of members are partners.

**Support.** What each member plans to buy or build in the funding year, activity by activity, as far as no
rule refuses it; a cap on a whole project is used by the lead member first, then by the others in their order.
Whoever gets nothing, such as a large firm, is a member all the same: linkable is not eligible.

**Score.** Share of the gap that is closed, how much of what is delivered home does not need itself, how near,
known trade, and how far those that plan are known to meet the conditions. The weights are judgement of this
project, not yet evidence.
"""

import math
import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

import numpy as np

from domain.distance import distance_between
from domain.enums import Activity, Criterion, LinkageRole, ProjectLinkage, SolveStatus, Verdict
from domain.rule import Rule, RulesInForce
from planning.cluster_linkage import Linkage
from planning.criteria import proximity
from planning.eligibility import Eligibility, Facility, Plan, eligibility
from planning.flow import Business, Supply, Wanted, flows
from planning.linkage_flow import Closing, Delivery, Source, Want, at_home, between_homes, exact, left
from planning.merit import readiness
from planning.middle import is_approximate
from planning.open_need import open_needs, wanted_products
from planning.recipe import Kind, Recipes
from planning.score import Reason, mean, normalised, reason, total
from planning.solver import Clock
from planning.support import ROUNDED_TO, Support, project_cap, support

ALGORITHM = "linkage-project/1"
WEIGHTS: Mapping[Criterion, float] = {
    Criterion.CAPACITY_COVER: 0.3,
    Criterion.NEED: 0.25,
    Criterion.PROXIMITY: 0.2,
    Criterion.LINKAGE: 0.1,
    Criterion.READINESS: 0.15,
}
MOST_PAIRS = 40
"""So many pairs of clusters are looked at, those that are tied best."""
_LEAST_SECONDS = 0.2
_SHARE = 0.5
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A delivery a year, in the unit of its product; None where the quantity of known trade is not recorded.
    ``distance_km``: None where a place is not known. ``share``: the share of a gap that a new one closes."""

    supplier: str
    customer: str
    product: str
    quantity: Decimal | None
    distance_km: float | None
    is_distance_approximate: bool
    is_new: bool
    share: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What is open of a product a year, in its unit, before and after the new deliveries, in the homes that
    receive some. ``derived``: what of ``before`` only recipes tell; ``missed``: what of the deliveries the
    homes that deliver need themselves."""

    product: str
    before: Decimal
    after: Decimal
    derived: Decimal
    missed: Decimal

    @property
    def share(self) -> float:
        """The share that is closed, 0 to 1."""
        return float(self.closed / self.before)

    @property
    def closed(self) -> Decimal:
        """How much is closed."""
        return self.before - self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A business that takes part, with the province for which it does."""

    business: Business
    role: LinkageRole
    province: str

    @property
    def code(self) -> str:
        """Its code."""
        return self.business.code


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A project by its flows. ``lead_home``: the home of its lead. ``participants``: the lead, then by
    code. ``between``: what ties the two clusters of a project of clusters. ``gaps``: those of which it
    closes something."""

    linkage: ProjectLinkage
    lead_home: str
    lead_province: str
    partner_provinces: Sequence[str]
    participants: Sequence[Participant]
    flows: Sequence[Flow]
    gaps: Sequence[Gap]
    between: Linkage | None
    status: SolveStatus
    objective: float
    bound: float
    is_narrowed: bool

    @property
    def gap(self) -> float:
        """How much more could be closed at most, as a share of what is."""
        return max(0.0, self.bound - self.objective) / self.objective

    @property
    def new(self) -> list[Flow]:
        """The deliveries that it would create."""
        return [flow for flow in self.flows if flow.is_new]

    @property
    def existing(self) -> list[Flow]:
        """The known trade between its members."""
        return [flow for flow in self.flows if not flow.is_new]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Who is there: ``homes`` and ``provinces`` of businesses by their codes; ``received``: what businesses
    are known to receive from anybody. Whoever has no home takes no part."""

    businesses: Sequence[Business]
    homes: Mapping[str, str]
    provinces: Mapping[str, str]
    received: Mapping[str, Sequence[Supply]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """How projects are sought. ``members``: at most so many a project; ``seconds``: how long flows are
    bettered, all together."""

    members: int
    seconds: float
    cancelled: threading.Event | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What was found. ``open``: products of which something is open beyond what is at home; ``unknown``: how
    many offers and needs have no quantity; ``businesses``: how many were looked at."""

    projects: Sequence[Project]
    open: Sequence[str]
    unknown: int
    businesses: int


def chain_projects(stages: Sequence[str], recipes: Recipes, scene: Scene, search: Search) -> Outlook:
    """The projects along a value chain with some stages, in the order of these; homes are provinces."""
    market = _Market(stages, recipes, scene, lambda product: recipes.nearest(product, stages))
    clock = Clock(search.seconds, search.cancelled)
    market.share_out_at_home(_part(search, clock))
    found: list[Project] = []
    for stage in stages:
        some = [want for want in market.wants if want.gap == stage]
        project = market.project(ProjectLinkage.VALUE_CHAIN, some, _part(search, clock), None)
        if project is not None:
            found.append(project)
    return Outlook(
        projects=found,
        open=[stage for stage in stages if any(want.gap == stage for want in market.wants)],
        unknown=sum(market.unknown.values()),
        businesses=len(market.unknown),
    )


def cluster_projects(
    linkages: Iterable[Linkage],
    provinces: Mapping[str, str],
    received: Mapping[str, Sequence[Supply]],
    recipes: Recipes,
    stages: Collection[str],
    chain: Collection[str] | None,
    search: Search,
) -> Outlook:
    """The projects between pairs of clusters, in their order; of at most :data:`MOST_PAIRS` pairs whose
    clusters lie in two provinces and have flows, and of fewer where time runs out. ``provinces`` of clusters
    by their codes; ``stages`` of all value chains; ``chain``: only gaps of these products and their kinds, of
    all unless given."""

    def counts(product: str) -> Kind | None:
        is_in = chain is None or recipes.nearest(product, chain) is not None
        return Kind(product, 1.0) if is_in else None

    found: list[Project] = []
    open_: set[str] = set()
    unknown: dict[str, int] = {}
    looked_at = 0
    clock = Clock(search.seconds, search.cancelled)
    for linkage in linkages:
        sides = (linkage.source, linkage.target)
        places = {provinces.get(side.code) for side in sides}
        if not linkage.flows or None in places or len(places) < len(sides):
            continue
        businesses = {business.code: business for side in sides for business in side.members}
        homes = {
            business.code: side.code
            for side in sides
            for business in side.members
            if business.code not in linkage.common_members
        }
        scene = Scene(
            businesses=[businesses[code] for code in sorted(homes)],
            homes=homes,
            provinces={code: provinces[home] for code, home in homes.items()},
            received=received,
        )
        market = _Market(stages, recipes, scene, counts)
        market.share_out_at_home(_part(search, clock))
        project = market.project(ProjectLinkage.CLUSTERS, market.wants, _part(search, clock), linkage)
        if project is not None:
            found.append(project)
        open_ |= {want.gap for want in market.wants}
        unknown |= market.unknown
        looked_at += 1
        if looked_at == MOST_PAIRS or clock.left_to_improve <= 0:
            break
    return Outlook(projects=found, open=sorted(open_), unknown=sum(unknown.values()), businesses=len(unknown))


def _part(search: Search, clock: Clock) -> Search:
    """The search for the next flows: half of the time that is left, and always a little."""
    return replace(search, seconds=max(_LEAST_SECONDS, _SHARE * clock.left_to_improve))


class _Market:
    """What some businesses have to spare and still need. ``counts``: the product as which a need counts in a
    gap; None where it does not. ``unknown``: of each business that offers or needs something of it, how
    many of these offers and needs have no quantity."""

    def __init__(
        self,
        stages: Iterable[str],
        recipes: Recipes,
        scene: Scene,
        counts: Callable[[str], Kind | None],
    ) -> None:
        self._recipes = recipes
        self._scene = scene
        self._counts = counts
        counted = flows(stages, recipes, scene.businesses)
        wanted = [row for row in counted.wanted if not self._makes(row)]
        needs = open_needs(wanted, scene.received, wanted_products(wanted), recipes)
        self.unknown: dict[str, int] = {}
        self.wants: list[Want] = []
        needed: set[str] = set()
        for need in needs:
            kind = counts(need.product)
            if kind is None or not kind.factor:
                continue
            needed.add(need.product)
            self.unknown.setdefault(need.business.code, 0)
            if need.quantity is None:
                self.unknown[need.business.code] += 1
            elif need.quantity > 0:
                self.wants.append(
                    Want(
                        business=need.business,
                        home=scene.homes[need.business.code],
                        product=need.product,
                        open=exact(need.quantity),
                        gap=kind.of,
                        factor=Decimal(str(kind.factor)),
                        is_derived=need.is_derived,
                    )
                )
        self.sources: list[Source] = []
        for row in counted.supplied:
            if recipes.nearest(row.offer.product, needed) is None:
                continue
            self.unknown.setdefault(row.business.code, 0)
            if row.spare is None:
                self.unknown[row.business.code] += 1
            elif row.spare > 0:
                self.sources.append(
                    Source(
                        business=row.business,
                        home=scene.homes[row.business.code],
                        product=row.offer.product,
                        spare=exact(row.spare),
                        minimum=exact(row.offer.minimum_order),
                    )
                )
        self.sources.sort(key=lambda each: (each.business.code, each.product, each.spare, each.minimum))
        self.wants.sort(key=lambda each: (each.business.code, each.product))

    def share_out_at_home(self, search: Search) -> None:
        """Leaves of the wants what home cannot meet, and tells what of each source home does not need."""
        made = at_home(
            self.sources, self.wants, self._recipes, seconds=search.seconds, cancelled=search.cancelled
        )
        spare, open_ = left(self.sources, self.wants, made.deliveries)
        self.sources = [replace(each, surplus=rest) for each, rest in zip(self.sources, spare, strict=True)]
        self.wants = [
            replace(each, open=rest) for each, rest in zip(self.wants, open_, strict=True) if rest > 0
        ]

    def project(
        self,
        linkage: ProjectLinkage,
        wants: Sequence[Want],
        search: Search,
        between: Linkage | None,
    ) -> Project | None:
        """The project that closes the most of what some wants leave open; None where there is none."""
        sources = self.sources
        made = between_homes(
            sources,
            wants,
            self._recipes,
            most=search.members,
            seconds=search.seconds,
            cancelled=search.cancelled,
        )
        if not made.deliveries:
            return None
        shares = [float(each.closes / made.before[wants[each.want].gap]) for each in made.deliveries]
        received: dict[str, list[float]] = defaultdict(list)
        through: dict[str, list[float]] = defaultdict(list)
        for each, share in zip(made.deliveries, shares, strict=True):
            supplier, customer = sources[each.source].business.code, wants[each.want].business.code
            received[self._scene.provinces[customer]].append(share)
            through[supplier].append(share)
            through[customer].append(share)
        lead_province = _largest(received)
        lead = _largest(
            {code: some for code, some in through.items() if self._scene.provinces[code] == lead_province}
        )
        participants = self._participants(sources, wants, made.deliveries, lead)
        places = {each.province for each in participants}
        new: dict[tuple[str, str, str], Flow] = {}
        for each, share in zip(made.deliveries, shares, strict=True):
            source, business = sources[each.source], wants[each.want].business
            customer = business.code
            key = (source.business.code, customer, source.product)  # several offers are one flow
            known = new.get(key)
            new[key] = Flow(
                supplier=source.business.code,
                customer=customer,
                product=source.product,
                quantity=each.quantity + (_NOTHING if known is None else known.quantity or _NOTHING),
                distance_km=each.distance_km,
                is_distance_approximate=is_approximate(each.distance_km, source.business, business),
                is_new=True,
                share=share + (0.0 if known is None else known.share),
            )
        return Project(
            linkage=linkage,
            lead_home=self._scene.homes[lead],
            lead_province=lead_province,
            partner_provinces=sorted(places - {lead_province}),
            participants=participants,
            flows=[*new.values(), *self._existing([each.business for each in participants])],
            gaps=_gaps(sources, wants, made),
            between=between,
            status=made.status,
            objective=made.objective,
            bound=made.bound,
            is_narrowed=made.is_narrowed,
        )

    def _participants(
        self, sources: Sequence[Source], wants: Sequence[Want], deliveries: Iterable[Delivery], lead: str
    ) -> list[Participant]:
        businesses: dict[str, Business] = {}
        delivering: set[str] = set()
        receiving: set[str] = set()
        for each in deliveries:
            supplier, customer = sources[each.source].business, wants[each.want].business
            businesses |= {supplier.code: supplier, customer.code: customer}
            delivering.add(supplier.code)
            receiving.add(customer.code)

        def role(code: str) -> LinkageRole:
            if code == lead:
                return LinkageRole.LEAD
            if code not in receiving:
                return LinkageRole.SUPPLIER
            is_link = businesses[code].makes or code in delivering
            return LinkageRole.PROCESSOR if is_link else LinkageRole.CUSTOMER

        return [
            Participant(business=businesses[code], role=role(code), province=self._scene.provinces[code])
            for code in sorted(businesses, key=lambda code: (code != lead, code))
        ]

    def _existing(self, members: Sequence[Business]) -> Iterator[Flow]:
        """The known trade between members in what counts."""
        codes = {each.code: each for each in members}
        for business in sorted(members, key=lambda each: each.code):
            links = [
                link
                for link in business.supplies
                if link.customer in codes
                and link.product in self._recipes
                and self._counts(link.product) is not None
            ]
            for link in sorted(links, key=lambda link: (link.customer, link.product)):
                customer = codes[link.customer]
                distance = distance_between(business, customer)
                yield Flow(
                    supplier=business.code,
                    customer=customer.code,
                    product=link.product,
                    quantity=None if link.quantity is None else exact(link.quantity),
                    distance_km=distance,
                    is_distance_approximate=is_approximate(distance, business, customer),
                    is_new=False,
                )

    def _makes(self, need: Wanted) -> bool:
        """Whether a need is derived for what the business offers itself."""
        return need.is_derived and any(
            self._recipes.is_related(need.product, offer.product) for offer in need.business.offers
        )


def _gaps(sources: Sequence[Source], wants: Sequence[Want], made: Closing) -> list[Gap]:
    """The gaps of which something is closed, by product."""
    homes: dict[str, set[str]] = defaultdict(set)
    for each in made.deliveries:
        homes[wants[each.want].gap].add(wants[each.want].home)
    missed = _missed(sources, wants, made)
    found: list[Gap] = []
    for product in sorted(homes):
        some = [want for want in wants if want.gap == product and want.home in homes[product]]
        before = sum((want.open * want.factor for want in some), _NOTHING)
        closes = (each.closes for each in made.deliveries if wants[each.want].gap == product)
        found.append(
            Gap(
                product=product,
                before=before,
                after=before - sum(closes, _NOTHING),
                derived=sum((want.open * want.factor for want in some if want.is_derived), _NOTHING),
                missed=missed.get(product, _NOTHING),
            )
        )
    return found


def _missed(sources: Sequence[Source], wants: Sequence[Want], made: Closing) -> dict[str, Decimal]:
    """What of the deliveries for each gap lies beyond the surplus of their sources, in its unit: the
    deliveries of a source use up its surplus in their order."""
    rest = {each.source: sources[each.source].surplus for each in made.deliveries}
    found: dict[str, Decimal] = defaultdict(lambda: _NOTHING)
    for each in made.deliveries:
        surplus = rest[each.source]
        if surplus is not None and each.quantity > surplus:
            found[wants[each.want].gap] += each.closes * (each.quantity - surplus) / each.quantity
            rest[each.source] = _NOTHING
        elif surplus is not None:
            rest[each.source] = surplus - each.quantity
    return found


def _largest(parts: Mapping[str, Sequence[float]]) -> str:
    """The code of which the parts add up to most; the smaller one of equals."""
    return min(parts, key=lambda code: (-round(math.fsum(parts[code]), 9), code))


class Unsupported(Enum):
    """Why a member gets no support for what it plans, or has nothing that could be supported."""

    NOT_A_FACILITY = "not a facility"
    NO_PLAN = "no plan for the year"
    FUNDED = "state money already"
    COST_UNKNOWN = "cost unknown"
    INELIGIBLE = "ineligible"
    NO_RATE = "no rule for the amount"
    CAP = "cap of the project used up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What a member plans for an activity, and what is ``paid`` of it. ``why`` nothing is: then it is no part
    of the budget. ``cap``: the cap on the whole project, where that keeps it from more."""

    code: str
    activity: Activity
    plans: Sequence[Plan]
    eligibility: Eligibility
    paid: Support | None = None
    cap: Rule | None = None
    why: Unsupported | None = None

    @property
    def support(self) -> Support:
        """What is paid, where something is."""
        assert self.paid is not None, "something is paid"
        return self.paid


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A participant with its money, in đồng. ``why``: why nothing of it could be supported at all."""

    participant: Participant
    payments: Sequence[Payment]
    why: Unsupported | None = None

    @property
    def support(self) -> int:
        """Support from the State."""
        return sum(each.support.amount for each in self.funded)

    @property
    def counterpart(self) -> int:
        """What it pays itself of what is supported."""
        return sum(each.support.counterpart for each in self.funded)

    @property
    def funded(self) -> list[Payment]:
        """What of its plans is supported."""
        return [each for each in self.payments if each.paid is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A project with money, score and reasons."""

    project: Project
    members: Sequence[Member]
    score: float
    reasons: Sequence[Reason]

    @property
    def support(self) -> int:
        """Support of all members, in đồng."""
        return sum(each.support for each in self.members)

    @property
    def counterpart(self) -> int:
        """What all members pay themselves, in đồng."""
        return sum(each.counterpart for each in self.members)


def proposals(
    projects: Sequence[Project],
    facilities: Mapping[str, Facility],
    year: int,
    rules: Mapping[str | None, RulesInForce],
    payers: Mapping[str, str | None],
) -> list[Proposal]:
    """The projects with money, the best first; ties by lead province and members. ``facilities`` by code;
    ``rules`` for money in each province, and under None where that is not known; ``payers``: the province
    under whose rules a member is paid."""
    made = [_proposal(project, facilities, year, rules, payers) for project in projects]
    return sorted(
        made,
        key=lambda each: (
            -each.score,
            each.project.lead_province,
            [gap.product for gap in each.project.gaps],
            [member.participant.code for member in each.members],
        ),
    )


def _proposal(
    project: Project,
    facilities: Mapping[str, Facility],
    year: int,
    rules: Mapping[str | None, RulesInForce],
    payers: Mapping[str, str | None],
) -> Proposal:
    used: dict[tuple[str, str], int] = defaultdict(int)
    members: list[Member] = []
    for participant in project.participants:
        facility = facilities.get(participant.code)
        if facility is None:
            members.append(Member(participant=participant, payments=(), why=Unsupported.NOT_A_FACILITY))
            continue
        planned = [plan for plan in facility.plans if plan.year == year]
        payments = []
        for activity in Activity:
            plans = sorted(
                (each for each in planned if each.activity is activity), key=lambda each: each.code
            )
            if plans:
                in_force = rules[payers.get(participant.code)]
                payment = _capped(_payment(facility, activity, plans, in_force), in_force, used)
                payments.append(payment)
        members.append(
            Member(
                participant=participant,
                payments=payments,
                why=None if payments else Unsupported.NO_PLAN,
            )
        )
    values = _values(project, members)
    weights = normalised(WEIGHTS)
    reasons = [reason(criterion, weight, values[criterion]) for criterion, weight in weights.items()]
    return Proposal(project=project, members=members, score=total(reasons), reasons=reasons)


def _payment(facility: Facility, activity: Activity, plans: Sequence[Plan], rules: RulesInForce) -> Payment:
    free = [plan for plan in plans if not plan.funded_by and not plan.has_other_state_money]
    told = [plan for plan in free if plan.cost]
    verdict = eligibility(replace(facility, plans=told or plans), activity, rules)

    def refused(why: Unsupported) -> Payment:
        return Payment(code=facility.code, activity=activity, plans=plans, eligibility=verdict, why=why)

    if not free:
        return refused(Unsupported.FUNDED)
    if not told:
        return refused(Unsupported.COST_UNKNOWN)
    if verdict.verdict is Verdict.INELIGIBLE:
        return refused(Unsupported.INELIGIBLE)
    paid = support([plan.to_support for plan in told], activity, rules)
    if paid is None or paid.amount == 0:
        return refused(Unsupported.NO_RATE)
    return Payment(code=facility.code, activity=activity, plans=told, eligibility=verdict, paid=paid)


def _capped(payment: Payment, rules: RulesInForce, used: dict[tuple[str, str], int]) -> Payment:
    """The payment within what a cap on the whole project leaves, in whole thousands."""
    cap = project_cap(payment.activity, rules)
    paid = payment.paid
    if cap is None or cap.value is None or paid is None:
        return payment
    key = (rules.code, cap.id)
    left = max(0, int(cap.value) - used[key])
    room = left // ROUNDED_TO * ROUNDED_TO
    if not room:
        return replace(payment, paid=None, cap=cap, why=Unsupported.CAP)
    if paid.amount > room:
        paid = replace(
            paid,
            bound_by=cap,
            amount=room,
            counterpart=paid.amount + paid.counterpart - room,
            remainder=left - room,
            limits=[replace(each, used=min(each.used, room)) for each in paid.limits],
        )
        payment = replace(payment, paid=paid, cap=cap)
    used[key] += paid.amount
    return payment


def _values(project: Project, members: Sequence[Member]) -> dict[Criterion, tuple[float, bool]]:
    """The value used of each criterion, and whether all of it is known.

    CAPACITY_COVER: the mean share closed of the gaps of which something is closed. NEED: the mean part of
    what closes them that the homes that deliver do not need themselves. PROXIMITY: the mean over new
    deliveries, weighed with what they close, one of unknown distance counting a half. LINKAGE: each known
    trade between members halves what is missing to a full linkage. READINESS: the mean over what members
    plan of the share of conditions met, open ones counting a half; 0 of what the rules refuse.
    """
    ways = [math.nan if flow.distance_km is None else flow.distance_km for flow in project.new]
    near = proximity(np.array(ways, dtype=np.float64)).tolist()
    verdicts = [payment.eligibility for member in members for payment in member.payments]
    ready = [
        0.0 if each.verdict is Verdict.INELIGIBLE else readiness([each]) for each in verdicts if each.findings
    ]
    return {
        Criterion.CAPACITY_COVER: mean([gap.share for gap in project.gaps]),
        Criterion.NEED: mean([1.0 - float(gap.missed / gap.closed) for gap in project.gaps]),
        Criterion.PROXIMITY: mean(near, [flow.share for flow in project.new]),
        Criterion.LINKAGE: (1.0 - 0.5 ** len(project.existing), True),
        Criterion.READINESS: mean(ready),
    }
