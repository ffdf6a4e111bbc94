"""Portfolios: reads lines and candidates, has the choice solved beside the event loop, shows it."""

import asyncio
import math
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar

import numpy as np
import strawberry
from strawberry import UNSET

from domain.enums import (
    FloorScope,
    FundingLevel,
    PortfolioConstraint,
)
from domain.language import Language
from planning import candidate_project as candidate_projects
from planning import portfolio as planning
from planning.candidate_project import Promise
from planning.equal_shares import Objection, equal_shares, objections
from planning.portfolio_text import (
    Looked,
    about_answer,
    scope_name,
    why_displaced,
    why_left_out,
    why_lowered,
    why_not_all,
    why_refused,
    why_rejected,
    why_scored,
    why_unfair,
)
from planning.project_ceiling_text import warnings, why_cut
from planning.score import Reason
from resolvers.eligibility import check_rules
from resolvers.lookup import by_code
from resolvers.portfolio_facts import VSIC, Facts, Order, check_candidates, facts_of, order_of
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
_POINTS_A_MILLION = 1_000_000 // candidate_projects.DONG_A_POINT


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
        order = await order_of(info, input)
        check_rules(info.context.rules, FundingLevel.NATIONAL, day)
        facts = await facts_of(info.context.graph, order, info.context.rules, day)
        check_candidates(facts, order)
        await _check_required(info, order, facts)

        def decided(cancelled: threading.Event) -> _Decision:
            return _decided(facts, order, cancelled)

        decision = await solved(info, decided)
        return await _shown(info, order, facts, decision, spoken)


async def _check_required(info: Info, order: Order, facts: Facts) -> None:
    """Raises ``BAD_REQUEST`` where the projects that are to be funded for certain cannot all be."""
    if not order.required:
        return

    def found() -> list[planning.Conflict]:
        scores = [1.0] * len(facts.candidates)
        asked = candidate_projects.asked(facts.candidates, facts.lines, (), order.required, scores)
        return planning.conflicts(asked)

    conflicts = await asyncio.to_thread(found)  # thousands of candidates must not keep the loop busy
    if conflicts:
        chosen = [facts.candidates[number] for conflict in conflicts for number in conflict.projects]
        units = {share.unit for each in chosen for share in candidate_projects.shares_of(each)}
        nodes = await by_code(info.context.load.node, [unit for unit in units if unit is not None])
        names = {code: node.name for code, node in nodes.items() if isinstance(node, AdministrativeUnit)}
        why = why_not_all(conflicts, facts.candidates, facts.lines, names, Language.EN)
        raise bad_request(f"These projects cannot all be funded. {why}", "input.mustInclude")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decision:
    """What came out. ``lowering``: by how much each floor must be lowered, where they cannot all be
    reached."""

    question: planning.Question
    scores: Sequence[float]
    reasons: Sequence[Sequence[Reason]]
    portfolio: planning.Portfolio
    without_floors: planning.Portfolio | None
    lowering: planning.Lowering | None
    fair: Sequence[bool]
    objections: Sequence[Objection]
    displacement: planning.Displacement | None
    seconds: float


def _decided(facts: Facts, order: Order, cancelled: threading.Event) -> _Decision:
    """All that is to be found out, one after the other."""
    scores, reasons = candidate_projects.scored(facts.candidates)
    question = candidate_projects.asked(facts.candidates, facts.lines, order.promises, order.required, scores)
    found = planning.portfolio(question, seconds=SECONDS, cancelled=cancelled)
    seconds = found.seconds
    without_floors, lowering, displacement = None, None, None
    if found.objective is None:
        lowering = planning.lowering(question, seconds=_MORE_SECONDS, cancelled=cancelled)
        seconds += lowering.seconds
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
        lowering=lowering,
        fair=fair,
        objections=objecting,
        displacement=displacement,
        seconds=seconds,
    )


def _second_opinion(
    facts: Facts, question: planning.Question, found: planning.Portfolio
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
    info: Info, order: Order, facts: Facts, decision: _Decision, language: Language
) -> Portfolio:
    load = info.context.load
    promises = [*order.promises, *candidate_projects.present(facts.candidates)]
    refused = [each.candidate for each in facts.refused]
    everybody = [*facts.candidates, *facts.unknown, *facts.excluded, *refused]
    codes = [each.code for each in everybody]
    codes += [line.code for line in facts.lines] + [
        code for each in facts.refused for code, _ in each.obstacles
    ]
    codes += [
        code
        for number, each in enumerate(everybody)
        for claim in each.claims
        if claim.is_cut or (number < len(facts.candidates) and decision.portfolio.chosen[number])
        for code in claim.facilities
    ]
    codes += [each.key for each in promises if each.scope in (FloorScope.UNIT, FloorScope.SECTOR)]
    codes += [share.unit for each in everybody for share in candidate_projects.shares_of(each) if share.unit]
    nodes = await by_code(load.node, (code for code in codes if not VSIC.fullmatch(code)))
    shown = _Shown(facts=facts, decision=decision, nodes=nodes, language=language)
    ambiguous = await load.administrative_units(sorted(facts.ambiguous))
    return await asyncio.to_thread(shown.portfolio, order, promises, ambiguous)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """A decision in the types of the API. ``nodes``: all records that it names, by their codes."""

    facts: Facts
    decision: _Decision
    nodes: Mapping[str, Node | None]
    language: Language

    def portfolio(
        self, order: Order, promises: Sequence[Promise], ambiguous: list[AdministrativeUnit]
    ) -> Portfolio:
        """All of it. ``promises``: the floors and all else that occurs."""
        found, asked = self.decision.portfolio, order.promises
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
            selected=self.selected(order.year),
            rejected=self.rejected(asked),
            by_budget_line=self.by_budget_line(),
            by_scope=self.by_scope(asked, promises),
            price_of_equity=self.price_of_equity(),
            explanation=self.explanation(order),
            floors_to_lower=[floor for floor, _ in self.floors_to_lower(asked)],
            objections=self.objections(),
            displacement=self.displacement(),
            ambiguous_units=ambiguous,
        )

    def selected(self, year: int) -> list[SelectedProject]:
        """The projects to fund in a year, by rank."""
        names = self._names()
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
                warnings=warnings(self.facts.candidates[number], year, names, self.language),
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
                    explanation=" ".join([explanation, *why_cut(candidate, names, self.language)]),
                    project=self._project(number),
                )
            )
        found += [
            RejectedProject(
                constraint=PortfolioConstraint.INELIGIBLE,
                support=_dong(candidate_projects.support_of(each.candidate)),
                score=None,
                rank=None,
                explanation=" ".join(
                    [
                        *why_refused(
                            [(names.get(code, code), finding) for code, finding in each.obstacles],
                            self.language,
                        ),
                        *why_cut(each.candidate, names, self.language),
                    ]
                ),
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

    def explanation(self, order: Order) -> str:
        """What was looked at, and why nothing is funded where nothing is."""
        facts, decision = self.facts, self.decision
        looked = Looked(
            year=order.year,
            undecided=facts.undecided,
            left_out={
                PortfolioConstraint.INELIGIBLE: len(facts.refused),
                PortfolioConstraint.SUPPORT_UNKNOWN: len(facts.unknown),
                PortfolioConstraint.EXCLUDED: len(facts.excluded),
            },
            candidates=facts.candidates,
            lines=facts.lines,
        )
        lowered = [said for _, said in self.floors_to_lower(order.promises)]
        return about_answer(looked, decision.question, decision.portfolio, lowered, self.language)

    def floors_to_lower(self, promises: Sequence[Promise]) -> list[tuple[FloorToLower, str]]:
        """The floors to lower, in the order asked for, each with what is said of it."""
        lowering, names = self.decision.lowering, self._names()
        if lowering is None or lowering.by is None:
            return []
        found: list[tuple[FloorToLower, str]] = []
        for promise, by, reached in zip(promises, lowering.by, lowering.reached, strict=True):
            if not by:
                continue
            name = scope_name(promise, names, self.language)
            floor = FloorToLower(
                scope=promise.scope,
                key=promise.key,
                name=name,
                by=VND(by),
                to_share=None if promise.share is None else math.floor(reached * 10_000) / 10_000,
            )
            found.append((floor, why_lowered(promise, by, reached, name, self.language)))
        return found

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
