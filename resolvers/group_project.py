"""Group projects: reads who plans what, has the best groups found beside the event loop, shows them."""

import asyncio
import datetime as dt
import math
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import strawberry
from strawberry import UNSET

from domain.codes import RecordKind
from domain.enums import FundingLevel, MoneySource
from domain.language import Language
from domain.rule import RulesInForce
from graph import group_project as graph
from graph.client import Graph
from planning import group_candidate as planning
from planning.group_candidate import Candidate, Exclusion, Known, Question, Screening
from planning.group_project import ALGORITHM, Group, Groups, Limits, Pool, group_projects
from planning.group_project_text import about_answer, title, why_left_out, why_scored
from planning.product_line import ProductLines
from resolvers.data_version import computed
from resolvers.eligibility import check_rules, rules_of
from resolvers.lists import is_given, known_codes, territory_of
from resolvers.lookup import by_code
from resolvers.proposal import (
    LARGEST_AMOUNT,
    KnownFacilities,
    ceilings,
    check_number,
    check_year,
    excluded,
    known_facilities,
    rule_set,
    rules_end_on,
    timeline,
)
from resolvers.proposal import members as shown_members
from resolvers.ranking import score_reason
from resolvers.recipe import reference
from resolvers.solving import solved
from schema.administrative_unit import AdministrativeUnit
from schema.arguments import DayArgument, LanguageArgument, day_of, language_of
from schema.context import Info
from schema.errors import bad_request, too_expensive
from schema.group_project import (
    BudgetShare,
    GroupProjectInput,
    GroupProjectProposal,
    GroupProjectProposals,
    ProposalLinkage,
)
from schema.product import Product
from schema.proposal import ExcludedFacility
from schema.scalars import VND

SECONDS = 8.0
"""How long groups are bettered; the best that were found by then are the answer."""
_MOST_MEMBERS = 50
_MOST_LINKAGES = 100
_LARGEST_QUANTITY = 1e12


@strawberry.type
class GroupProjectQuery:
    """Group projects."""

    @strawberry.field(
        description="Groups of facilities that one project could serve (đề án nhóm), each with members, "
        "money and proof. Takes up to ten seconds for thousands of candidates"
    )
    async def group_project_proposals(
        self,
        info: Info,
        input: Annotated[GroupProjectInput, strawberry.argument(description="What is asked for")],
        on: DayArgument = UNSET,
        language: LanguageArgument = UNSET,
    ) -> GroupProjectProposals | None:
        """Proposals of group projects."""
        day = day_of(on)
        spoken = language_of(info, language)
        check_rules(info.context.rules, input.level, day, "input.level")
        question = await _question(info, input, day)
        units: list[str] | None = None
        ambiguous: list[str] = []
        if isinstance(input.within, list):
            units, ambiguous = await territory_of(
                info.context.graph, input.within, "input.within", "Facility"
            )
        source = info.context.graph
        found = await computed(source, lambda version: _facts(source, question, units, day, version))
        read = found.answer
        _check_required(question, read, units)
        rules = rules_of(info.context.rules, input.level, (each.province for each in read.everybody), day)

        def decided(cancelled: threading.Event) -> _Decision:
            return _decided(question, read, rules, cancelled)

        decision = await solved(info, decided)
        if decision.rivals is not None:
            raise bad_request(
                f"{' and '.join(decision.rivals)} cannot both be members: an organisation counts once, and a "
                "cooperative and its own member do not both fill a place",
                "input.mustInclude",
            )
        answer = _Answer(info, question, read, decision, rules, input.level, spoken)
        proposals = await answer.proposals()
        return GroupProjectProposals(
            algorithm=ALGORITHM,
            data_version=found.data_version,
            changed_meanwhile=found.changed_meanwhile,
            rule_set=rule_set(rules),
            rules_end_on=rules_end_on(rules),
            on=day,
            status=decision.found.status,
            explanation=about_answer(
                question,
                rules,
                decision.screened,
                decision.limits,
                decision.found,
                len(proposals),
                read.known.names,
                spoken,
            ),
            solve_seconds=decision.found.seconds,
            candidate_count=len(decision.screened.candidates),
            proposals=proposals,
            excluded=await answer.excluded(),
            excluded_count=len(decision.exclusions),
            ambiguous_units=await info.context.load.administrative_units(ambiguous),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """On what proposals rest."""

    known: KnownFacilities
    products: ProductLines

    @property
    def everybody(self) -> Sequence[Known]:
        """Who plans to invest, and who must be a member."""
        return self.known.everybody


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decision:
    """What came out. ``rivals``: two that must be members and cannot both be."""

    screened: Screening
    limits: Limits
    pool: Pool
    found: Groups
    exclusions: Sequence[Exclusion]
    rivals: Sequence[str] | None


async def _question(info: Info, given: GroupProjectInput, on: dt.date) -> Question:
    """What is asked for. Raises ``BAD_REQUEST`` or ``NOT_FOUND``."""
    source = info.context.graph
    check_year(given.funding_year, on, "input.fundingYear")
    if not 1 <= given.maximum_members <= _MOST_MEMBERS:
        raise bad_request(f"A group has at most 1 to {_MOST_MEMBERS} members", "input.maximumMembers")
    if not 1 <= given.minimum_members <= given.maximum_members:
        raise bad_request(
            f"A group has at least 1 member and at most `maximumMembers`, {given.maximum_members}",
            "input.minimumMembers",
        )
    check_number(given.proposals)
    budget = given.support_budget if is_given(given.support_budget) else None
    if budget is not None and not 0 < budget <= LARGEST_AMOUNT:
        raise bad_request(
            "A budget is whole đồng above 0, at most 10^15; leave it out for none", "input.supportBudget"
        )
    product = None
    if is_given(given.product):
        (product,) = await known_codes(source, [given.product], RecordKind.PRODUCT, "input.product")
    least = given.minimum_combined_capacity_per_year
    least = least if is_given(least) else None
    if least is not None and (not math.isfinite(least) or not 0 < least <= _LARGEST_QUANTITY):
        raise bad_request(
            "A capacity is a number above 0, at most 10^12; leave it out for none",
            "input.minimumCombinedCapacityPerYear",
        )
    if least is not None and product is None:
        raise bad_request(
            "A combined capacity is that of a product: give `product` too",
            "input.minimumCombinedCapacityPerYear",
        )
    required = await _businesses(source, given.must_include, "input.mustInclude")
    excluded = await _businesses(source, given.exclude, "input.exclude")
    both = sorted(required & excluded)
    if both:
        raise bad_request(f"{', '.join(both)} cannot be both in and out of a group", "input.mustInclude")
    if len(required) > given.maximum_members:
        raise bad_request(
            f"{len(required)} must be members, and a group has at most {given.maximum_members}",
            "input.mustInclude",
        )
    return Question(
        activity=given.activity,
        year=given.funding_year,
        product=product,
        minimum=given.minimum_members,
        maximum=given.maximum_members,
        budget=budget,
        least_output=least,
        required=required,
        excluded=excluded,
        number=given.proposals,
    )


async def _businesses(source: Graph, ids: list[strawberry.ID] | None, argument: str) -> frozenset[str]:
    if not isinstance(ids, list) or not ids:
        return frozenset()
    return frozenset(await known_codes(source, ids, RecordKind.BUSINESS, argument))


def _check_required(question: Question, read: _Facts, units: Sequence[str] | None) -> None:
    """Raises ``BAD_REQUEST`` where somebody who must be a member is no facility or lies elsewhere."""
    known = {each.code: each for each in read.everybody}
    for code in sorted(question.required):
        if code not in known:
            raise bad_request(f"{code} is no facility", "input.mustInclude")
        if units is not None and known[code].unit not in units:
            raise bad_request(f"{code} does not lie in `within`", "input.mustInclude")


async def _facts(
    source: Graph, question: Question, units: Sequence[str] | None, on: dt.date, version: int
) -> _Facts:
    planners = await graph.planners(source, question.activity.name, question.year, units)
    if sum(is_of_year for _, is_of_year in planners) > graph.MOST_CANDIDATES:
        raise too_expensive(
            f"At most {graph.MOST_CANDIDATES:,} facilities can be looked at: give `within` or fewer units"
        )
    codes = sorted({code for code, _ in planners[: graph.MOST_CANDIDATES]} | question.required)
    found, known = await asyncio.gather(
        known_facilities(source, codes, question.year, on), reference(source, version)
    )
    return _Facts(known=found, products=known.lines)


def _decided(
    question: Question,
    read: _Facts,
    rules: Mapping[str | None, RulesInForce],
    cancelled: threading.Event,
) -> _Decision:
    screened = planning.screening(question, read.everybody, rules, read.products)
    candidates = screened.candidates
    limits = planning.limits_of(question, screened.cap)
    pool = planning.pool_of(question, candidates)
    rivals = planning.rivals(question, candidates)
    is_possible = question.required.issubset(candidate.code for candidate in candidates)
    lines = planning.lines_of(question, candidates) if is_possible and rivals is None else []
    found = group_projects(
        pool, limits, lines=lines, number=question.number, seconds=SECONDS, cancelled=cancelled
    )
    return _Decision(
        screened=screened,
        limits=limits,
        pool=pool,
        found=found,
        exclusions=planning.left_out(question, screened, limits, found.groups, read.products),
        rivals=rivals,
    )


@dataclass(frozen=True, slots=True)
class _Answer:
    """Proposals as they are shown."""

    info: Info
    question: Question
    read: _Facts
    decision: _Decision
    rules: Mapping[str | None, RulesInForce]
    level: FundingLevel
    language: Language

    async def proposals(self) -> list[GroupProjectProposal]:
        """The proposals, the best first."""
        groups = self.decision.found.groups
        return list(await asyncio.gather(*(self._proposal(group) for group in groups)))

    async def excluded(self) -> list[ExcludedFacility]:
        """Who was left out."""
        groups, candidates = self.decision.found.groups, self.decision.screened.candidates
        least = (
            min((candidates[number].worth for number in groups[0].members), default=None) if groups else None
        )
        return await excluded(
            self.info,
            self.decision.exclusions,
            lambda each: why_left_out(each, self.question, least, self.read.known.names, self.language),
        )

    async def _proposal(self, group: Group) -> GroupProjectProposal:
        candidates = self.decision.screened.candidates
        members = [candidates[number] for number in group.members]
        score, reasons = planning.scored(self.decision.pool, candidates, group)
        line = planning.line_of(self.question, members, self.read.products)
        product = None if line is None else await self.info.context.load.product(line)
        support = sum(member.support.amount for member in members)
        counterpart = sum(member.support.counterpart for member in members)
        places = {member.known.facility.place for member in members}
        outputs = [member.output for member in members if member.output is not None]
        links = sum(link > 0 for link in self.decision.pool.links(group.members).tolist())
        return GroupProjectProposal(
            title=title(
                self.question.activity,
                None if product is None else self._name(product),
                sorted({place.called(self.language) for place in places if place is not None}),
                len(members),
                self.language,
            ),
            score=score,
            objective=group.objective,
            bound=group.bound,
            gap=group.gap,
            support=VND(support),
            counterpart=VND(counterpart),
            total=VND(sum(plan.cost or 0 for member in members for plan in member.plans)),
            combined_capacity_per_year=math.fsum(outputs) if self.question.product is not None else None,
            members=await shown_members(self.info, members, self.language),
            linkages=await self._linkages(members),
            budget=await self._budget(members, counterpart),
            ceilings=ceilings(
                [(self.question.activity, member, self.rules[member.known.province]) for member in members],
                self.language,
            ),
            timeline=timeline(
                self.question.activity,
                self.question.year,
                self.rules[members[0].known.province],
                self.language,
            ),
            reasons=[
                score_reason(reason, why_scored(reason, members, links, self.language)) for reason in reasons
            ],
            product=product,
        )

    def _name(self, product: Product) -> str:
        if self.language is Language.EN and product.name_en:
            return product.name_en
        return product.name

    async def _linkages(self, members: Sequence[Candidate]) -> list[ProposalLinkage]:
        deals = planning.linkages(members)[:_MOST_LINKAGES]
        load = self.info.context.load
        known = await by_code(
            load.business, (code for deal in deals for code in (deal.supplier, deal.customer))
        )
        products = await by_code(load.product, (deal.product for deal in deals))
        return [
            ProposalLinkage(
                supplier=known[deal.supplier],
                customer=known[deal.customer],
                product=products[deal.product],
            )
            for deal in deals
        ]

    async def _budget(self, members: Sequence[Candidate], counterpart: int) -> list[BudgetShare]:
        amounts: dict[str | None, int] = {}
        for member in members:
            payer = member.known.province if self.level is FundingLevel.PROVINCIAL else None
            amounts[payer] = amounts.get(payer, 0) + member.support.amount
        codes = sorted(code for code in amounts if code is not None)
        units = await self.info.context.load.administrative_units(codes)
        provinces: dict[str | None, AdministrativeUnit] = {unit.id: unit for unit in units}
        return [
            *(
                BudgetShare(
                    source=MoneySource.STATE_BUDGET,
                    level=self.level,
                    amount=VND(amounts[code]),
                    province=provinces.get(code),
                )
                for code in sorted(amounts, key=lambda code: code or "")
            ),
            BudgetShare(source=MoneySource.COUNTERPART, level=None, amount=VND(counterpart), province=None),
        ]
