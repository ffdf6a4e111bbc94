"""Candidate projects of a portfolio: what they ask for where, who may pay, and what they are worth.

``portfolio-score/1``: a score in [0, 1] as the weighted mean of five criteria. The worth of a project is its
score times its support: what counts is each đồng, weighted by what it does, so that one large project is
worth as much as several small ones of the same merit that cost as much together. Criteria and weights are
judgement; what the law prefers (women, ethnic minorities, difficult areas) stands in PRIORITY.
"""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from domain.enums import Activity, AreaClass, Criterion, FloorScope, FundingLevel, ProjectKind, ProjectStatus
from domain.rule import Rule
from domain.text import fold
from planning.apportionment import apportioned
from planning.eligibility import Plan
from planning.merit import WEIGHTS, jobs
from planning.portfolio import Floor, Question
from planning.score import Reason, mean, reason, total
from planning.support import Support

_DIFFICULT = (AreaClass.DIFFICULT, AreaClass.EXTREMELY_DIFFICULT)
DONG_A_POINT = 1_000
"""Worth is counted in thousand đồng of weighted support."""
_READINESS = {
    ProjectStatus.DRAFT: 0.25,
    ProjectStatus.SUPPLEMENT_REQUESTED: 0.25,
    ProjectStatus.REGISTERED: 0.6,
    ProjectStatus.APPRAISED: 1.0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Beneficiary:
    """A facility that a project would support. ``requested``: support in đồng, None where unknown; ``item``:
    what for; ``unit``: where it is entered; ``province``: where that is today, None where unknown;
    ``area_class``: that of its commune; ``is_preferred``: owned by women or an ethnic minority; ``is_new``:
    neither it nor another site of its organisation was supported in the years before; ``is_linked``: present
    trade with others is known; ``owner``: the code of its organisation, its own where that is not known."""

    code: str
    owner: str
    item: str | None
    requested: int | None
    unit: str | None
    province: str | None
    area_class: AreaClass | None
    vsic_codes: Collection[str]
    workers: int | None
    is_preferred: bool
    is_new: bool
    is_linked: bool

    @property
    def is_prior(self) -> bool | None:
        """Whether the State prefers it: by its owners or its area; None where nobody recorded its area."""
        if self.is_preferred:
            return True
        return None if self.area_class is None else self.area_class in _DIFFICULT


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What the sites of one organisation ask for in a project, in đồng, and what they may have of it.
    ``facilities``: their codes; ``plans``: what of theirs the project covers; ``asked``: None where the
    project does not say how its support is divided; ``is_priced``: the cost of all that they ask for is
    known; ``allowed``: what the rules let them have, whatever costs that are not known may be, None where no
    rule says."""

    facilities: Sequence[str]
    plans: Sequence[Plan]
    asked: int | None
    is_priced: bool
    allowed: Support | None

    @property
    def given(self) -> int | None:
        """What they may have of what they ask for, to the đồng; None where it is not known what that is."""
        if self.asked is None or self.allowed is None:
            return self.asked
        return min(self.asked, self.allowed.amount + self.allowed.remainder)

    @property
    def is_cut(self) -> bool:
        """Whether they ask for more than they may have."""
        return self.given != self.asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A project of which it is not decided whether it is funded. ``support`` in đồng, None where unknown;
    ``unit`` and ``province``: where it lies as long as it has no beneficiaries; ``chains``: those it is
    about. ``claims`` and ``cap`` once it is held against the rules (:mod:`planning.project_ceiling`), then
    support is what they allow; ``cap``: the rule that limits the whole project, where it does."""

    code: str
    kind: ProjectKind
    activity: Activity
    level: FundingLevel
    status: ProjectStatus
    support: int | None
    is_linkage: bool
    unit: str | None
    province: str | None
    chains: Collection[str]
    investments: Collection[str]
    beneficiaries: Sequence[Beneficiary]
    claims: Sequence[Claim] = ()
    cap: Rule | None = None

    @property
    def workers(self) -> list[int | None]:
        """The workers of each facility that benefits, once however many items it is for; None where
        unknown."""
        return list({each.code: each.workers for each in self.beneficiaries}.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A budget line. ``available``: đồng that no funded project takes; ``territory``: the units inside that
    of its unit, None where it pays everywhere; ``activities``: those it may pay for, all where empty."""

    code: str
    level: FundingLevel
    available: int
    territory: Collection[str] | None
    activities: Collection[Activity]

    def may_pay(self, candidate: Candidate, unit: str | None) -> bool:
        """Whether it may pay for a project what goes to a unit. Level and place as the budget has them; lines
        of different levels never pay one project, as the same item takes no other state money."""
        return (
            self.level is candidate.level
            and (not self.activities or candidate.activity in self.activities)
            and (self.territory is None or unit in self.territory)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A floor as it is asked for: ``amount`` in đồng or ``share``. ``units``: the territory of one that is a
    unit. ``is_rest``: that is a province, and only what lies in none of its communes is meant."""

    scope: FloorScope
    key: str
    amount: int | None
    share: Fraction | None
    units: Collection[str] = ()
    is_rest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What goes where: an amount of a project's support to a beneficiary, or to none that is known yet."""

    amount: int
    unit: str | None
    province: str | None
    beneficiary: Beneficiary | None


def support_of(candidate: Candidate) -> int | None:
    """What a project asks for in đồng: what is recorded, else what its beneficiaries request together; None
    where that is unknown or nothing."""
    if candidate.support is not None:
        return candidate.support or None
    requested = [each.requested for each in candidate.beneficiaries]
    known = [amount for amount in requested if amount is not None]
    return sum(known) or None if known and len(known) == len(requested) else None


def shares_of(candidate: Candidate) -> list[Share]:
    """To whom the support of a project goes, in whole đồng: in proportion to what is requested, in equal
    parts where that is unknown of any; what rounding leaves goes to the first ones."""
    support = support_of(candidate) or 0
    if not candidate.beneficiaries:
        return [Share(amount=support, unit=candidate.unit, province=candidate.province, beneficiary=None)]
    requested = [each.requested for each in candidate.beneficiaries]
    amounts = apportioned(support, requested)
    return [
        Share(amount=amount, unit=each.unit, province=each.province, beneficiary=each)
        for amount, each in zip(amounts, candidate.beneficiaries, strict=True)
    ]


def scored(
    candidates: Sequence[Candidate], weights: Mapping[Criterion, float] = WEIGHTS
) -> tuple[list[float], list[list[Reason]]]:
    """The score of each candidate and what it is made of."""
    if not candidates:
        return [], []
    table = [_values(candidate) for candidate in candidates]
    found = [
        [reason(criterion, weight, row[criterion]) for criterion, weight in weights.items()] for row in table
    ]
    return [total(reasons) for reasons in found], found


def _values(candidate: Candidate) -> dict[Criterion, tuple[float, bool]]:
    """The value used of each criterion, and whether all of it is known. Shares are shares of the support
    asked for.

    NEED: what goes to facilities that had no support in the five years before, nor had others of their
    organisation. READINESS: how far the project has come on the way to a decision. PRIORITY: what goes to
    those owned by women or an ethnic minority, or in difficult areas, those in an area that nobody recorded
    counting a half. JOBS: workers of the beneficiaries, as in :mod:`planning.merit`. LINKAGE: 1 for a linkage
    project, else what goes to facilities whose present trade with others is known.
    """
    shares = [each for each in shares_of(candidate) if each.beneficiary is not None]
    amounts = [each.amount for each in shares]
    support = sum(amounts)

    def part(counts: Callable[[Beneficiary], bool | None]) -> tuple[float, bool]:
        told = [counts(each.beneficiary) for each in shares if each.beneficiary]
        return mean([math.nan if each is None else float(each) for each in told], amounts)

    known = [each for each in candidate.workers if each is not None]
    are_known = bool(support and known) and len(known) == len(candidate.workers)
    return {
        Criterion.NEED: part(lambda each: each.is_new),
        Criterion.READINESS: (_READINESS[candidate.status], True),
        Criterion.PRIORITY: part(lambda each: each.is_prior),
        Criterion.JOBS: mean([jobs(sum(known), support) if are_known else math.nan]),
        Criterion.LINKAGE: (1.0, True) if candidate.is_linkage else part(lambda each: each.is_linked),
    }


def asked(
    candidates: Sequence[Candidate],
    lines: Sequence[Line],
    promises: Sequence[Promise],
    required: Collection[str],
    score: Sequence[float],
) -> Question:
    """The candidates, whose support is known, as a question of numbers. Pilot projects come first on national
    lines (Circular 36/2013/TT-BCT, article 7); no two projects support the same item of a beneficiary, or the
    same planned investment."""
    shares = [shares_of(candidate) for candidate in candidates]
    part_project: list[int] = []
    part_amount: list[int] = []
    payable: list[tuple[bool, ...]] = []
    for number, candidate in enumerate(candidates):
        parts: dict[tuple[bool, ...], int] = {}
        for share in shares[number]:
            payers = tuple(line.may_pay(candidate, share.unit) for line in lines)
            parts[payers] = parts.get(payers, 0) + share.amount
        for payers, amount in parts.items():
            if amount:
                part_project.append(number)
                part_amount.append(amount)
                payable.append(payers)
    support = [sum(each.amount for each in given) for given in shares]
    return Question(
        worth=np.array(
            [
                max(1, round(value * amount / DONG_A_POINT))
                for value, amount in zip(score, support, strict=True)
            ],
            dtype=np.int64,
        ),
        comes_first=np.array([is_first(candidate) for candidate in candidates], dtype=np.bool_),
        is_required=np.array([candidate.code in required for candidate in candidates], dtype=np.bool_),
        part_project=np.array(part_project, dtype=np.int64),
        part_amount=np.array(part_amount, dtype=np.int64),
        payable=np.array(payable, dtype=np.bool_).reshape(len(payable), len(lines)),
        lines=np.array([max(0, line.available) for line in lines], dtype=np.int64),
        exclusive=_exclusive(candidates),
        floors=[
            Floor(
                amounts=np.array([within(promise, candidate) for candidate in candidates], dtype=np.int64),
                least=promise.amount,
                share=promise.share,
            )
            for promise in promises
        ],
    )


def is_first(candidate: Candidate) -> bool:
    """Whether it comes before all others: a pilot project at national level."""
    return candidate.kind is ProjectKind.PILOT and candidate.level is FundingLevel.NATIONAL


def within(promise: Promise, candidate: Candidate) -> int:
    """How much of the support of a project lies within what a floor is about, in đồng."""
    shares = shares_of(candidate)
    match promise.scope:
        case FloorScope.UNIT:
            return sum(share.amount for share in shares if share.unit in promise.units)
        case FloorScope.AREA_CLASS:
            return sum(
                share.amount
                for share in shares
                if share.beneficiary and _name(share.beneficiary.area_class) == promise.key
            )
        case FloorScope.ACTIVITY:
            return sum(share.amount for share in shares) if candidate.activity.name == promise.key else 0
        case FloorScope.SECTOR if promise.key.startswith("V-"):
            return sum(share.amount for share in shares) if promise.key in candidate.chains else 0
        case FloorScope.SECTOR:
            return sum(
                share.amount
                for share in shares
                if share.beneficiary
                and any(code.startswith(promise.key) for code in share.beneficiary.vsic_codes)
            )


def present(candidates: Sequence[Candidate]) -> list[Promise]:
    """Every activity, class of area, chain and place that occurs, without a floor: places are provinces where
    there are several, else the units in which beneficiaries are entered."""
    activities = sorted({candidate.activity for candidate in candidates}, key=lambda each: each.name)
    chains = sorted({chain for candidate in candidates for chain in candidate.chains})
    classes = {each.area_class for candidate in candidates for each in candidate.beneficiaries}
    shares = [share for candidate in candidates for share in shares_of(candidate)]
    provinces = {share.province for share in shares if share.province is not None}
    return [
        *(
            Promise(
                scope=FloorScope.UNIT,
                key=place,
                amount=None,
                share=None,
                units=units,
                is_rest=len(provinces) == 1 and place in provinces,
            )
            for place, units in sorted(_places(shares).items())
        ),
        *(_plain(FloorScope.AREA_CLASS, each.name) for each in AreaClass if each in classes),
        *(_plain(FloorScope.SECTOR, chain) for chain in chains),
        *(_plain(FloorScope.ACTIVITY, activity.name) for activity in activities),
    ]


def worth_to_places(candidates: Sequence[Candidate], worth: Sequence[int]) -> list[dict[str, int]]:
    """What each candidate is worth to each place of :func:`present`: its worth in proportion to what goes
    there."""
    every = [shares_of(candidate) for candidate in candidates]
    places = _places([share for shares in every for share in shares])
    place_of = {unit: place for place, units in places.items() for unit in units}
    found: list[dict[str, int]] = []
    for shares, value in zip(every, worth, strict=True):
        amounts: dict[str, int] = {}
        for share in shares:
            if share.unit in place_of:
                place = place_of[share.unit]
                amounts[place] = amounts.get(place, 0) + share.amount
        total = max(1, sum(share.amount for share in shares))
        found.append({place: max(1, value * amount // total) for place, amount in amounts.items() if amount})
    return found


def _places(shares: Sequence[Share]) -> dict[str, set[str]]:
    """The places where shares go, with the units entered for each."""
    by_province: dict[str, set[str]] = {}
    for share in shares:
        if share.province is not None and share.unit is not None:
            by_province.setdefault(share.province, set()).add(share.unit)
    if len(by_province) > 1:
        return by_province
    return {unit: {unit} for unit in {share.unit for share in shares if share.unit is not None}}


def _plain(scope: FloorScope, key: str) -> Promise:
    return Promise(scope=scope, key=key, amount=None, share=None)


def _exclusive(candidates: Sequence[Candidate]) -> list[list[int]]:
    """Candidates of which at most one may be funded."""
    claims: dict[tuple[str, str], set[int]] = {}
    for number, candidate in enumerate(candidates):
        for investment in candidate.investments:
            claims.setdefault(("", investment), set()).add(number)
        for each in candidate.beneficiaries:
            item = " ".join(fold(each.item).split()) if each.item else candidate.activity.name
            claims.setdefault((each.code, item), set()).add(number)
    found = {tuple(sorted(numbers)) for numbers in claims.values() if len(numbers) > 1}
    return [list(numbers) for numbers in sorted(found)]


def _name(area_class: AreaClass | None) -> str | None:
    return None if area_class is None else area_class.name
