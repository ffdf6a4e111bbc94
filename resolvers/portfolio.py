"""Portfolios: reads lines and candidates, has the choice solved beside the event loop, shows it."""

import asyncio
import datetime as dt
import math
import re
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, TypeVar

import numpy as np
import strawberry
from strawberry import UNSET

from domain.codes import RecordKind
from domain.enums import (
    Activity,
    AreaClass,
    FloorScope,
    FundingLevel,
    PortfolioConstraint,
    ProjectKind,
    ProjectStatus,
    SolveStatus,
)
from domain.language import Language
from domain.rule import RuleSets
from graph.administrative_unit import provinces
from graph.change import data_version
from graph.client import Graph, Row
from graph.eligibility import facts as facts_of_facilities
from graph.portfolio import MOST_CANDIDATES, budget_lines, candidates, places
from planning import candidate_project as candidate_projects
from planning import portfolio as planning
from planning.candidate_project import Beneficiary, Candidate, Line, Promise
from planning.eligibility import Finding, eligibility
from planning.equal_shares import Objection, equal_shares, objections
from planning.portfolio_text import (
    scope_name,
    why_displaced,
    why_left_out,
    why_refused,
    why_rejected,
    why_scored,
    why_unfair,
)
from planning.score import Reason
from resolvers.eligibility import Known, judged
from resolvers.lists import canonical_codes, is_given, known_codes, territory_of
from resolvers.ranking import score_reason
from resolvers.solving import solved
from schema.administrative_unit import AdministrativeUnit
from schema.arguments import DayArgument, LanguageArgument, day_of, language_of
from schema.business import Facility
from schema.context import Info
from schema.errors import bad_request
from schema.node import Node
from schema.partner import ScoreReason
from schema.portfolio import (
    BudgetLineShare,
    BudgetLineUse,
    Displacement,
    FloorToLower,
    Portfolio,
    PortfolioFloor,
    PortfolioInput,
    PortfolioObjection,
    PriceOfEquity,
    RejectedProject,
    ScopeResult,
    SelectedProject,
)
from schema.project import BudgetLine, Project
from schema.scalars import VND
from schema.value_chain import ValueChain

N = TypeVar("N", bound=Node)

SECONDS = 6.0
"""How long the choice is bettered; the best that was found by then is the answer."""
_MORE_SECONDS = 3.0
"""How long each of the further questions may take: without floors, floors to lower, what is displaced."""
_MOST_LINES = 50
_MOST_FLOORS = 100
_YEARS = (1990, 2100)
_LARGEST_AMOUNT = 10**15
_POINTS_A_MILLION = 1_000_000 // candidate_projects.DONG_A_POINT
_VSIC = re.compile(r"20\d\d:[0-9A-Z]+")


@strawberry.type
class PortfolioQuery:
    """Portfolios."""

    @strawberry.field(
        description="Which candidate projects to fund under the budget lines of a year, fair to everyone, "
        "and what fairness costs. Takes up to fifteen seconds for thousands of candidates"
    )
    async def project_portfolio(
        self,
        info: Info,
        input: Annotated[PortfolioInput, strawberry.argument(description="What is asked for")],
        on: DayArgument = UNSET,
        language: LanguageArgument = UNSET,
    ) -> Portfolio | None:
        """A portfolio of projects."""
        day = day_of(on)
        spoken = language_of(info, language)
        order = await _order(info, input)
        facts = await _facts(info.context.graph, order, info.context.rules, day)
        _check_candidates(facts, order)

        def decided(cancelled: threading.Event) -> _Decision:
            return _decided(facts, order, cancelled)

        decision = await solved(info, decided)
        if decision.portfolio.status is SolveStatus.INFEASIBLE and decision.lowered is None:
            raise bad_request(
                "These projects cannot all be funded: the lines do not suffice for them, or two of them "
                f"support the same item: {', '.join(sorted(order.required))}",
                "input.mustInclude",
            )
        return await _shown(info, order, facts, decision, spoken)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """What is asked for."""

    year: int
    lines: Sequence[str]
    promises: Sequence[Promise]
    required: frozenset[str]
    excluded: frozenset[str]
    displaced_by: str | None
    ambiguous: Collection[str]


@dataclass(frozen=True, slots=True)
class _Refusal:
    """A candidate that a rule forbids: one of its beneficiaries is not eligible."""

    candidate: Candidate
    facility: str
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """On what a portfolio rests. ``refused``: candidates with a beneficiary that a rule refuses; ``unknown``:
    those of which the support is not known; ``excluded``: those that were left out as asked; ``ambiguous``:
    units whose place in a territory nobody knows."""

    rows: Sequence[Row]
    lines: Sequence[Line]
    candidates: Sequence[Candidate]
    refused: Sequence[_Refusal]
    unknown: Sequence[Candidate]
    excluded: Sequence[Candidate]
    ambiguous: Collection[str]
    is_partial: bool
    rule_set: str | None
    on: dt.date
    data_version: int
    changed_meanwhile: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decision:
    """What came out. ``lowered``: by how much each floor must be lowered, where they cannot all be
    reached."""

    question: planning.Question
    scores: Sequence[float]
    reasons: Sequence[Sequence[Reason]]
    portfolio: planning.Portfolio
    without_floors: planning.Portfolio | None
    lowered: Sequence[int] | None
    fair: Sequence[bool]
    objections: Sequence[Objection]
    displacement: planning.Displacement | None
    seconds: float


async def _order(info: Info, given: PortfolioInput) -> _Order:
    """What is asked for. Raises ``BAD_REQUEST`` or ``NOT_FOUND``."""
    graph = info.context.graph
    if not _YEARS[0] <= given.funding_year <= _YEARS[1]:
        raise bad_request(f"A funding year lies from {_YEARS[0]} to {_YEARS[1]}", "input.fundingYear")
    if not 1 <= len(given.budget_lines) <= _MOST_LINES:
        raise bad_request(f"Name 1 to {_MOST_LINES} budget lines", "input.budgetLines")
    lines = await known_codes(graph, given.budget_lines, RecordKind.BUDGET_LINE, "input.budgetLines")
    _check_once(lines, "input.budgetLines")
    required = await _projects(graph, given.must_include, "input.mustInclude")
    excluded = await _projects(graph, given.exclude, "input.exclude")
    both = sorted(required & excluded)
    if both:
        raise bad_request(f"{', '.join(both)} cannot be both funded and left out", "input.mustInclude")
    displaced_by = None
    if is_given(given.displaced_by):
        (displaced_by,) = await known_codes(
            graph, [given.displaced_by], RecordKind.PROJECT, "input.displacedBy"
        )
    promises, ambiguous = await _promises(graph, given.floors if isinstance(given.floors, list) else [])
    return _Order(
        year=given.funding_year,
        lines=lines,
        promises=promises,
        required=required,
        excluded=excluded,
        displaced_by=displaced_by,
        ambiguous=ambiguous,
    )


async def _projects(graph: Graph, ids: list[strawberry.ID] | None, argument: str) -> frozenset[str]:
    if not isinstance(ids, list) or not ids:
        return frozenset()
    return frozenset(await known_codes(graph, ids, RecordKind.PROJECT, argument))


async def _promises(graph: Graph, floors: Sequence[PortfolioFloor]) -> tuple[list[Promise], Collection[str]]:
    """The floors. Raises ``BAD_REQUEST`` or ``NOT_FOUND``."""
    if len(floors) > _MOST_FLOORS:
        raise bad_request(f"There may be {_MOST_FLOORS} floors at most", "input.floors")
    promises: list[Promise] = []
    doubtful: set[str] = set()
    for number, floor in enumerate(floors):
        argument = f"input.floors.{number}"
        amount, share = _least(floor, argument)
        key, units, ambiguous = await _key(graph, floor, argument)
        doubtful.update(ambiguous)
        promises.append(Promise(scope=floor.scope, key=key, amount=amount, share=share, units=units))
    seen: set[tuple[FloorScope, str]] = set()
    for number, promise in enumerate(promises):
        if (promise.scope, promise.key) in seen:
            raise bad_request(f"There is a floor for {promise.key} already", f"input.floors.{number}.key")
        seen.add((promise.scope, promise.key))
    return promises, doubtful


def _least(floor: PortfolioFloor, argument: str) -> tuple[int | None, Fraction | None]:
    amount, share = floor.amount, floor.share
    if is_given(amount) == is_given(share):
        raise bad_request("A floor is an amount or a share", argument)
    if isinstance(share, float):
        if not math.isfinite(share) or not 0 <= share <= 1:
            raise bad_request("A share lies from 0 to 1", f"{argument}.share")
        return None, Fraction(str(share)).limit_denominator(1_000_000)
    if not isinstance(amount, int) or not 0 <= amount <= _LARGEST_AMOUNT:
        raise bad_request("An amount is whole đồng from 0 to 10^15", f"{argument}.amount")
    return amount, None


async def _key(
    graph: Graph, floor: PortfolioFloor, argument: str
) -> tuple[str, Collection[str], Collection[str]]:
    """The key of a floor, the territory of one that is a unit, and its ambiguous units."""
    key = floor.key.strip()
    match floor.scope:
        case FloorScope.UNIT:
            (code,) = canonical_codes([key], RecordKind.ADMINISTRATIVE_UNIT, f"{argument}.key")
            units, ambiguous = await territory_of(graph, [key], f"{argument}.key", "Facility")
            return code, frozenset(units), ambiguous
        case FloorScope.AREA_CLASS:
            return _member(key, [each.name for each in AreaClass], f"{argument}.key"), (), ()
        case FloorScope.ACTIVITY:
            return _member(key, [each.name for each in Activity], f"{argument}.key"), (), ()
        case FloorScope.SECTOR if _VSIC.fullmatch(key.upper()):
            return key.upper(), (), ()
        case FloorScope.SECTOR:
            (code,) = await known_codes(graph, [key], RecordKind.VALUE_CHAIN, f"{argument}.key")
            return code, (), ()


def _member(key: str, members: Sequence[str], argument: str) -> str:
    if key not in members:
        raise bad_request(f"The key is one of {', '.join(members)}", argument)
    return key


def _check_once(codes: Sequence[str], argument: str) -> None:
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise bad_request(f"{', '.join(twice)} is given twice", argument)


async def _facts(graph: Graph, order: _Order, rules: RuleSets, on: dt.date) -> _Facts:
    """Reads; once more where the register moved meanwhile."""
    facts = await _facts_once(graph, order, rules, on)
    return await _facts_once(graph, order, rules, on) if facts.changed_meanwhile else facts


async def _facts_once(graph: Graph, order: _Order, rules: RuleSets, on: dt.date) -> _Facts:
    version = await data_version(graph)
    granted = [status.name for status in candidate_projects.GRANTED]
    rows = await budget_lines(graph, order.lines, granted)
    lines, ambiguous = await _lines(graph, rows, order)
    found = await places(graph, order.year, [status.name for status in candidate_projects.UNDECIDED])
    codes = [row["code"] for row in found[:MOST_CANDIDATES] if _is_candidate(row, lines)]
    read = await candidates(
        graph,
        codes,
        year=order.year,
        since=order.year - candidate_projects.SUPPORTED_YEARS,
        granted=granted,
        on=on,
    )
    own = {row["code"]: row["programmeUnits"] for row in found}
    entered = {unit for row in read for each in row["beneficiaries"] for unit in each["units"]}
    entered.update(unit for code in codes for unit in own[code])
    province = await provinces(graph, sorted(entered), on) if entered else {}
    every = [_candidate(row, own[row["code"]], province) for row in read]
    facilities = sorted({each.code for candidate in every for each in candidate.beneficiaries})
    judges = {
        each.facility.code: each
        for each in await judged(graph, await facts_of_facilities(graph, facilities, on), on)
    }
    newest = await data_version(graph)
    refused, rule_set = await asyncio.to_thread(_refused, every, judges, rules, on)
    forbidden = {each.candidate.code for each in refused}
    known = [
        each
        for each in every
        if candidate_projects.support_of(each) is not None and each.code not in forbidden
    ]
    return _Facts(
        rows=rows,
        lines=lines,
        candidates=[each for each in known if each.code not in order.excluded],
        refused=refused,
        unknown=[
            each
            for each in every
            if candidate_projects.support_of(each) is None and each.code not in forbidden
        ],
        excluded=[each for each in known if each.code in order.excluded],
        ambiguous=ambiguous,
        is_partial=len(found) > MOST_CANDIDATES,
        rule_set=rule_set,
        on=on,
        data_version=newest,
        changed_meanwhile=newest != version,
    )


def _refused(
    candidates: Sequence[Candidate], known: Mapping[str, Known], rules: RuleSets, on: dt.date
) -> tuple[list[_Refusal], str | None]:
    """Candidates of which a beneficiary is refused by a rule in force, and the sets of rules looked at. What
    is undetermined refuses nothing."""
    found: list[_Refusal] = []
    sets: dict[str, None] = {}
    for candidate in candidates:
        for code in sorted({each.code for each in candidate.beneficiaries} & known.keys()):
            in_force = rules.in_force(candidate.level, known[code].province, on)
            if in_force is None:
                continue
            sets.update(dict.fromkeys(each.code for each in in_force.sets))
            verdict = eligibility(known[code].facility, candidate.activity, in_force)
            if verdict.obstacles:
                found.append(_Refusal(candidate, code, verdict.obstacles[0]))
                break
    return found, " + ".join(sets) or None


async def _lines(graph: Graph, rows: Sequence[Row], order: _Order) -> tuple[list[Line], set[str]]:
    """The lines with their territories, and the ambiguous units. Raises ``BAD_REQUEST`` for a line of another
    year."""
    lines: list[Line] = []
    doubtful: set[str] = set(order.ambiguous)
    territories: dict[str, Collection[str]] = {}
    for row in rows:
        if row["year"] != order.year:
            raise bad_request(
                f"{row['code']} is a budget line of {row['year']}, not of {order.year}", "input.budgetLines"
            )
        territory: Collection[str] | None = None
        for unit in row["units"]:
            if unit not in territories:
                units, ambiguous = await territory_of(graph, [unit], "input.budgetLines", "Facility")
                territories[unit] = frozenset(units)
                doubtful.update(ambiguous)
            territory = territories[unit]
        lines.append(
            Line(
                code=row["code"],
                level=FundingLevel[row["level"]],
                available=row["amount"] - sum(amount or 0 for amount in row["committed"]),
                territory=territory,
                activities=frozenset(Activity[each] for each in row["activities"] or ()),
            )
        )
    return lines, doubtful


def _is_candidate(row: Row, lines: Sequence[Line]) -> bool:
    """Whether a project lies where any of the lines pays; without beneficiaries, where its programme does."""
    units = row["units"] or row["programmeUnits"]
    return any(line.territory is None or any(unit in line.territory for unit in units) for line in lines)


def _candidate(row: Row, programme_units: Sequence[str], province: Mapping[str, str]) -> Candidate:
    unit = min(programme_units, default=None)
    return Candidate(
        code=row["code"],
        kind=ProjectKind[row["kind"]],
        activity=Activity[row["activity"]],
        level=FundingLevel[row["level"]],
        status=ProjectStatus[row["status"]],
        support=row["support"],
        counterpart=row["counterpart"],
        is_linkage=row["linkage"] is not None,
        unit=unit,
        province=province.get(unit) if unit else None,
        chains=frozenset(row["chains"]),
        investments=frozenset(row["investments"]),
        beneficiaries=[_beneficiary(each, province) for each in row["beneficiaries"]],
    )


def _beneficiary(row: Row, province: Mapping[str, str]) -> Beneficiary:
    unit = min(row["units"], default=None)
    hardest = (AreaClass.EXTREMELY_DIFFICULT, AreaClass.DIFFICULT, AreaClass.NOT_DIFFICULT)
    approved, requested = row["approved"], row["requested"]
    return Beneficiary(
        code=row["code"],
        item=row["item"],
        requested=requested if approved is None else approved,
        unit=unit,
        province=province.get(unit) if unit else None,
        area_class=next((each for each in hardest if each.name in row["classes"]), None),
        vsic_codes=row["vsicCodes"] or (),
        workers=row["workers"],
        is_preferred=bool(row["preferred"]),
        is_new=not row["supported"],
        is_linked=row["isLinked"],
    )


def _check_candidates(facts: _Facts, order: _Order) -> None:
    """Raises ``BAD_REQUEST`` for projects that are named and are none of the candidates."""
    known = {each.code for each in facts.candidates}
    refused = [each.candidate for each in facts.refused]
    every = known | {each.code for each in (*facts.unknown, *facts.excluded, *refused)}
    who = "is no undecided project of the year that lies where one of the lines pays"
    displaced_by = frozenset([order.displaced_by] if order.displaced_by else [])
    for codes, argument in (
        (order.required, "mustInclude"),
        (order.excluded, "exclude"),
        (displaced_by, "displacedBy"),
    ):
        strangers = sorted(codes - every)
        if strangers:
            raise bad_request(f"{', '.join(strangers)} {who}", f"input.{argument}")
    forbidden = sorted(order.required & {each.code for each in refused})
    if forbidden:
        raise bad_request(
            f"A beneficiary is not eligible under the rules in force: {', '.join(forbidden)}",
            "input.mustInclude",
        )
    vague = sorted(order.required - known)
    if vague:
        raise bad_request(f"The support asked for is not known: {', '.join(vague)}", "input.mustInclude")


def _decided(facts: _Facts, order: _Order, cancelled: threading.Event) -> _Decision:
    """All that is to be found out, one after the other."""
    scores, reasons = candidate_projects.scored(facts.candidates)
    question = candidate_projects.asked(facts.candidates, facts.lines, order.promises, order.required, scores)
    found = planning.portfolio(question, seconds=SECONDS, cancelled=cancelled)
    seconds = found.seconds
    without_floors, lowered, displacement = None, None, None
    if found.objective is None:
        lowering = planning.lowering(question, seconds=_MORE_SECONDS, cancelled=cancelled)
        lowered, seconds = lowering.by, seconds + lowering.seconds
    elif question.floors:
        without_floors = planning.portfolio(
            question.without_floors(), seconds=_MORE_SECONDS, cancelled=cancelled, start=found.chosen
        )
        seconds += without_floors.seconds
    numbers = {each.code: number for number, each in enumerate(facts.candidates)}
    project = numbers.get(order.displaced_by or "")
    if found.objective is not None and project is not None and not found.chosen[project]:
        displacement = planning.displacement(
            question, found, project, seconds=_MORE_SECONDS, cancelled=cancelled
        )
    fair, objecting = _second_opinion(facts, question, found)
    return _Decision(
        question=question,
        scores=scores,
        reasons=reasons,
        portfolio=found,
        without_floors=without_floors,
        lowered=lowered,
        fair=fair,
        objections=objecting,
        displacement=displacement,
        seconds=seconds,
    )


def _second_opinion(
    facts: _Facts, question: planning.Question, found: planning.Portfolio
) -> tuple[list[bool], list[Objection]]:
    """What units would choose by equal shares, and who would object to what is chosen."""
    if found.objective is None:
        return [], []
    fundable = planning.fundable(question)
    worth = [
        each if is_fundable else {}
        for each, is_fundable in zip(
            candidate_projects.worth_to_places(facts.candidates, question.worth.tolist()),
            fundable.tolist(),
            strict=True,
        )
    ]
    money = int(question.lines.sum())
    fair = equal_shares(question.support, worth, question.exclusive, money)
    return fair.tolist(), objections(found.chosen, fair, worth)


async def _shown(
    info: Info, order: _Order, facts: _Facts, decision: _Decision, language: Language
) -> Portfolio:
    load = info.context.load
    promises = [*order.promises, *candidate_projects.present(facts.candidates)]
    refused = [each.candidate for each in facts.refused]
    everybody = [*facts.candidates, *facts.unknown, *facts.excluded, *refused]
    codes = [each.code for each in everybody]
    codes += [line.code for line in facts.lines] + [each.facility for each in facts.refused]
    codes += [each.key for each in promises if each.scope in (FloorScope.UNIT, FloorScope.SECTOR)]
    codes += [share.unit for each in everybody for share in candidate_projects.shares_of(each) if share.unit]
    wanted = sorted({code for code in codes if not _VSIC.fullmatch(code)})
    nodes = dict(zip(wanted, await asyncio.gather(*(load.node(code) for code in wanted)), strict=True))
    shown = _Shown(facts=facts, decision=decision, nodes=nodes, language=language)
    ambiguous = await load.administrative_units(sorted(facts.ambiguous))
    return await asyncio.to_thread(shown.portfolio, order.promises, promises, ambiguous)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """A decision in the types of the API. ``nodes``: all records that it names, by their codes."""

    facts: _Facts
    decision: _Decision
    nodes: Mapping[str, Node | None]
    language: Language

    def portfolio(
        self, asked: Sequence[Promise], promises: Sequence[Promise], ambiguous: list[AdministrativeUnit]
    ) -> Portfolio:
        """All of it. ``asked``: the floors; ``promises``: these and all else that occurs."""
        found = self.decision.portfolio
        return Portfolio(
            algorithm=planning.ALGORITHM,
            data_version=self.facts.data_version,
            changed_meanwhile=self.facts.changed_meanwhile,
            on=self.facts.on,
            rule_set=self.facts.rule_set,
            is_partial=self.facts.is_partial,
            status=found.status,
            objective=None if found.objective is None else found.objective / _POINTS_A_MILLION,
            bound=None if found.bound is None else found.bound / _POINTS_A_MILLION,
            gap=found.gap,
            solve_seconds=self.decision.seconds,
            selected=self.selected(),
            rejected=self.rejected(asked),
            by_budget_line=self.by_budget_line(),
            by_scope=self.by_scope(asked, promises),
            price_of_equity=self.price_of_equity(),
            floors_to_lower=self.floors_to_lower(asked),
            objections=self.objections(),
            displacement=self.displacement(),
            ambiguous_units=ambiguous,
        )

    def selected(self) -> list[SelectedProject]:
        """The projects to fund, by rank."""
        question, found = self.decision.question, self.decision.portfolio
        places = planning.ranks(question).tolist()
        chosen = np.flatnonzero(found.chosen).tolist()
        support = question.support
        return [
            SelectedProject(
                support=VND(int(support[number])),
                score=self.decision.scores[number],
                rank=places[number],
                budget_lines=[
                    BudgetLineShare(amount=amount, budget_line=self._of(line.code, BudgetLine))
                    for line, amount in zip(
                        self.facts.lines,
                        found.paid[question.part_project == number].sum(axis=0).tolist(),
                        strict=True,
                    )
                    if amount
                ],
                reasons=[self._reason(reason, number) for reason in self.decision.reasons[number]],
                project=self._project(number),
            )
            for number in sorted(chosen, key=lambda number: (places[number], number))
        ]

    def rejected(self, promises: Sequence[Promise]) -> list[RejectedProject]:
        """The candidates that are not funded, by rank, then those that were none."""
        decision, names = self.decision, self._names()
        support = decision.question.support
        first = [
            decision.scores[number]
            for number in np.flatnonzero(decision.portfolio.chosen).tolist()
            if candidate_projects.is_first(self.facts.candidates[number])
        ]
        found: list[RejectedProject] = []
        rejections = planning.rejections(decision.question, decision.portfolio)
        for rejection in sorted(rejections, key=lambda each: (each.rank, each.project)):
            number = rejection.project
            candidate = self.facts.candidates[number]
            gave_way = (
                candidate.level is FundingLevel.NATIONAL
                and not candidate_projects.is_first(candidate)
                and any(score < decision.scores[number] for score in first)
            )
            explanation = why_rejected(
                rejection,
                self.facts.candidates,
                self.facts.lines,
                promises,
                decision.scores,
                names,
                self.language,
                gave_way=gave_way,
            )
            found.append(
                RejectedProject(
                    constraint=rejection.constraint,
                    support=VND(int(support[number])),
                    score=decision.scores[number],
                    rank=rejection.rank,
                    explanation=explanation,
                    project=self._project(number),
                )
            )
        found += [
            RejectedProject(
                constraint=PortfolioConstraint.INELIGIBLE,
                support=_dong(candidate_projects.support_of(each.candidate)),
                score=None,
                rank=None,
                explanation=why_refused(names.get(each.facility, each.facility), each.finding, self.language),
                project=self._of(each.candidate.code, Project),
            )
            for each in self.facts.refused
        ]
        for left_out, constraint in (
            (self.facts.excluded, PortfolioConstraint.EXCLUDED),
            (self.facts.unknown, PortfolioConstraint.SUPPORT_UNKNOWN),
        ):
            found += [
                RejectedProject(
                    constraint=constraint,
                    support=_dong(candidate_projects.support_of(each)),
                    score=None,
                    rank=None,
                    explanation=why_left_out(constraint, self.language),
                    project=self._of(each.code, Project),
                )
                for each in left_out
            ]
        return found

    def by_budget_line(self) -> list[BudgetLineUse]:
        """What each line pays."""
        paid = self.decision.portfolio.paid.sum(axis=0).tolist()
        return [
            BudgetLineUse(
                amount=row["amount"],
                committed=row["amount"] - line.available,
                paid=amount,
                left=line.available - amount,
                budget_line=self._of(line.code, BudgetLine),
            )
            for row, line, amount in zip(self.facts.rows, self.facts.lines, paid, strict=True)
        ]

    def by_scope(self, asked: Sequence[Promise], promises: Sequence[Promise]) -> list[ScopeResult]:
        """Support by floor, then by what else occurs; what has a floor is told once."""
        chosen = self.decision.portfolio.chosen.tolist()
        support = int(self.decision.question.support[self.decision.portfolio.chosen].sum())
        names = self._names()
        keys = {(promise.scope, promise.key) for promise in asked}
        found: list[ScopeResult] = []
        for number, promise in enumerate(promises):
            has_floor = number < len(asked)
            if not has_floor and (promise.scope, promise.key) in keys:
                continue
            amounts = [candidate_projects.within(promise, each) for each in self.facts.candidates]
            given = sum(amount for amount, is_in in zip(amounts, chosen, strict=True) if is_in)
            need = sum(amounts)
            floor = self.decision.question.floors[number].asked(support) if has_floor else None
            found.append(
                ScopeResult(
                    scope=promise.scope,
                    key=promise.key,
                    name=scope_name(promise, names, self.language),
                    support=VND(given),
                    floor=_dong(floor),
                    need=VND(need),
                    share_of_need=given / need if need else None,
                )
            )
        return found

    def price_of_equity(self) -> PriceOfEquity | None:
        """What floors cost."""
        free, found = self.decision.without_floors, self.decision.portfolio
        if free is None or free.objective is None or found.objective is None:
            return None
        best = max(free.objective, found.objective)
        return PriceOfEquity(
            objective_without_floors=best / _POINTS_A_MILLION,
            difference=(best - found.objective) / _POINTS_A_MILLION,
        )

    def floors_to_lower(self, promises: Sequence[Promise]) -> list[FloorToLower]:
        """The floors to lower, in the order asked for."""
        names = self._names()
        return [
            FloorToLower(
                scope=promise.scope,
                key=promise.key,
                name=scope_name(promise, names, self.language),
                by=VND(by),
            )
            for promise, by in zip(promises, self.decision.lowered or [0] * len(promises), strict=True)
            if by
        ]

    def objections(self) -> list[PortfolioObjection]:
        """Where a place would object."""
        candidates = self.facts.candidates
        units = {
            promise.key: promise
            for promise in candidate_projects.present(candidates)
            if promise.scope is FloorScope.UNIT
        }
        names = self._names()
        found: list[PortfolioObjection] = []
        for objection in self.decision.objections:
            amounts = [candidate_projects.within(units[objection.unit], each) for each in candidates]
            given, fair = (
                sum(amount for amount, is_in in zip(amounts, chosen, strict=True) if is_in)
                for chosen in (self.decision.portfolio.chosen.tolist(), self.decision.fair)
            )
            missing = [names[candidates[number].code] for number in objection.missing]
            found.append(
                PortfolioObjection(
                    support=VND(given),
                    fair_support=VND(fair),
                    explanation=why_unfair(given, fair, missing, len(units), self.language),
                    unit=self._of(objection.unit, AdministrativeUnit),
                    missing=self._projects(objection.missing),
                )
            )
        return found

    def displacement(self) -> Displacement | None:
        """What the project asked about would displace."""
        found = self.decision.displacement
        if found is None:
            return None
        names = self._names()
        titles = [names[self.facts.candidates[number].code] for number in found.displaced]
        objective = self.decision.portfolio.objective or 0
        return Displacement(
            is_possible=found.is_possible,
            difference=found.lost / _POINTS_A_MILLION,
            explanation=why_displaced(found, objective, titles, self.language),
            project=self._project(found.project),
            displaced=self._projects(found.displaced),
            joined=self._projects(found.joined),
        )

    def _project(self, number: int) -> Project | None:
        return self._of(self.facts.candidates[number].code, Project)

    def _projects(self, numbers: Sequence[int]) -> list[Project]:
        found = [self._project(number) for number in numbers]
        return [project for project in found if project is not None]

    def _of(self, code: str, kind: type[N]) -> N | None:
        node = self.nodes.get(code)
        return node if isinstance(node, kind) else None

    def _names(self) -> dict[str, str]:
        """What people call projects, units and chains."""
        english = self.language is Language.EN
        names: dict[str, str] = {}
        for code, node in self.nodes.items():
            if isinstance(node, Project):
                names[code] = node.title
            elif isinstance(node, AdministrativeUnit | Facility | ValueChain):
                names[code] = (node.name_en if english else None) or node.name
        return names

    def _reason(self, reason: Reason, number: int) -> ScoreReason:
        return score_reason(reason, why_scored(reason, self.facts.candidates[number], self.language))


def _dong(amount: int | None) -> VND | None:
    return None if amount is None else VND(amount)
