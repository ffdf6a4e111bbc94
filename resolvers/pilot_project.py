"""Pilot projects: reads who makes and plans what in a chain and who is linked with whom, has the best leads
and their followers found beside the event loop, shows them."""

import asyncio
import datetime as dt
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import strawberry
from strawberry import UNSET

from domain.codes import RecordKind
from domain.enums import PilotProjectConstraint
from domain.language import Language
from domain.rule import RulesInForce
from graph import pilot_project as graph
from graph.change import data_version
from graph.client import Graph, Row
from graph.eligibility import places
from planning.pilot_project import (
    ALGORITHM,
    RECOGNITIONS,
    Project,
    Projects,
    Question,
    Recognition,
    pilot_projects,
    with_other_goods,
)
from planning.pilot_project_text import about_answer, title, why_left_out, why_scored
from planning.placement import Level
from planning.product_space import counted_as
from planning.spill_over import STEPS, Linked
from resolvers.data_version import computed
from resolvers.eligibility import check_rules, place_of, rules_of
from resolvers.lists import is_given, known_codes, territory_of
from resolvers.proposal import (
    LARGEST_AMOUNT,
    KnownFacilities,
    activities,
    ceilings,
    check_number,
    check_year,
    excluded,
    known_facilities,
    rule_set,
    rules_end_on,
)
from resolvers.ranking import score_reason
from resolvers.recipe import reference
from resolvers.solving import solved
from schema.arguments import DayArgument, LanguageArgument, day_of, language_of
from schema.context import Info
from schema.errors import bad_request, too_expensive
from schema.pilot_project import (
    PilotProjectInput,
    PilotProjectProposal,
    PilotProjectProposals,
    PilotReach,
    PilotYear,
)
from schema.proposal import ExcludedFacility
from schema.scalars import VND
from schema.value_chain import ValueChain

_MOST_YEARS = 5
_LEAST_BUDGET = 1_000


@strawberry.type
class PilotProjectQuery:
    """Pilot projects."""

    @strawberry.field(
        description="Pilot projects of a value chain (đề án điểm): a facility that leads, who could follow, "
        "a plan over years with money and clauses"
    )
    async def pilot_project_proposals(
        self,
        info: Info,
        input: Annotated[PilotProjectInput, strawberry.argument(description="What is asked for")],
        on: DayArgument = UNSET,
        language: LanguageArgument = UNSET,
    ) -> PilotProjectProposals | None:
        """Proposals of pilot projects."""
        day = day_of(on)
        spoken = language_of(info, language)
        check_rules(info.context.rules, input.level, day, "input.level")
        question = _question(info, input, day)
        source = info.context.graph
        (chain,) = await known_codes(source, [input.chain], RecordKind.VALUE_CHAIN, "input.chain")
        units: list[str] | None = None
        ambiguous: list[str] = []
        if isinstance(input.within, list):
            units, ambiguous = await territory_of(source, input.within, "input.within", "Facility")
        found = await computed(source, lambda version: _facts(info, chain, question, units, day, version))
        read = found.answer
        rules = rules_of(
            info.context.rules, input.level, (each.province for each in read.known.everybody), day
        )

        def decided(cancelled: threading.Event) -> Projects:
            return pilot_projects(
                question,
                read.makers,
                read.known.everybody,
                rules,
                read.linked,
                read.quotients,
                read.recognitions,
                cancelled,
            )

        if read.products:
            projects = await solved(info, decided)
        else:
            projects = Projects(
                projects=[], exclusions=[], leads=0, constraint=PilotProjectConstraint.NO_STAGE
            )
        node = await info.context.load.value_chain(chain)
        answer = _Answer(info, question, read, projects, rules, node, spoken)
        shown, excluded = await asyncio.gather(
            asyncio.gather(*map(answer.proposal, projects.projects)), answer.excluded()
        )
        names = (chain, None) if node is None else (node.name, node.name_en)
        return PilotProjectProposals(
            algorithm=ALGORITHM,
            data_version=found.data_version,
            changed_meanwhile=found.changed_meanwhile,
            rule_set=rule_set(rules),
            rules_end_on=rules_end_on(rules),
            on=day,
            constraint=projects.constraint,
            explanation=about_answer(
                question,
                names,
                read.makers,
                projects,
                [read.known.names[code] for code in with_other_goods(projects, read.products)],
                rules,
                spoken,
            ),
            is_partial=read.is_partial,
            maker_count=read.makers,
            lead_count=projects.leads,
            proposals=list(shown),
            excluded=excluded,
            excluded_count=len(projects.exclusions),
            ambiguous_units=await info.context.load.administrative_units(ambiguous),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """On what proposals rest. ``products`` of the chain; ``is_partial``: trade led to too many businesses to
    look at all."""

    products: Collection[str]
    makers: int
    known: KnownFacilities
    linked: Mapping[str, Linked]
    is_partial: bool
    quotients: Mapping[str | None, float | None]
    recognitions: Mapping[str, Sequence[Recognition]]


def _question(info: Info, given: PilotProjectInput, on: dt.date) -> Question:
    """What is asked for. Raises ``BAD_REQUEST``."""
    check_year(given.first_year, on, "input.firstYear")
    begins = max(on, dt.date(given.first_year, 1, 1))
    if info.context.rules.in_force(given.level, None, begins) is None:
        raise bad_request(f"No rules are known for {begins}", "input.firstYear")
    if not 1 <= given.years <= _MOST_YEARS:
        raise bad_request(f"A pilot project lasts 1 to {_MOST_YEARS} years", "input.years")
    check_number(given.proposals)
    budget = given.support_budget if is_given(given.support_budget) else None
    if budget is not None and not _LEAST_BUDGET <= budget <= LARGEST_AMOUNT:
        raise bad_request(
            "A budget is whole đồng from 1,000 to 10^15, as support is paid in thousands; leave it out for "
            "none",
            "input.supportBudget",
        )
    return Question(first_year=given.first_year, years=given.years, budget=budget, number=given.proposals)


async def _facts(
    info: Info, chain: str, question: Question, units: Sequence[str] | None, on: dt.date, version: int
) -> _Facts:
    source = info.context.graph
    reading = await reference(source, version)
    stages = [product for _, product in reading.stages.get(chain, ())]
    products = sorted(reading.recipes.kinds(stages))
    makers = (
        await graph.makers(source, products, question.term, units, on)
        if products
        else graph.Makers(number=0, planners=[])
    )
    if len(makers.planners) > graph.MOST_PLANNERS:
        raise too_expensive(
            f"At most {graph.MOST_PLANNERS:,} facilities with plans can be looked at: give `within` or fewer "
            "units"
        )
    planners = makers.planners
    schemes = {scheme for scheme, _ in RECOGNITIONS}
    known, (linked, is_partial), recognised, quotients = await asyncio.gather(
        known_facilities(source, planners, question.first_year, on),
        _linked(source, planners, products, on),
        graph.recognised(source, planners, products, schemes, on),
        _quotients(info, products, on) if planners else _nothing(),
    )
    return _Facts(
        products=products,
        makers=makers.number,
        known=known,
        linked=linked,
        is_partial=is_partial,
        quotients={each.province: quotients.get(each.province or "") for each in known.everybody},
        recognitions={
            code: [Recognition(each["scheme"], each["level"]) for each in rows if each["level"] is not None]
            for code, rows in recognised.items()
        },
    )


async def _linked(
    source: Graph, codes: Sequence[str], products: Sequence[str], on: dt.date
) -> tuple[dict[str, Linked], bool]:
    """Everybody within some steps of trade from some facilities, and whether there were too many."""
    rows: dict[str, Row] = {}
    front, is_partial = list(codes), False
    for _ in range(STEPS + 1):
        left = graph.MOST_LINKED + len(codes) - len(rows)
        is_partial = is_partial or len(front) > left
        if not front[:left]:
            break
        read = await graph.linked(source, front[:left], products, on)
        rows |= {row["code"]: row for row in read}
        front = sorted(
            {code for row in read for code in (*row["customers"], *row["suppliers"]) if code not in rows}
        )
    stands = await places(source, {unit for row in rows.values() for unit in row["units"]}, on)
    return {
        code: Linked(
            code=code,
            partners=frozenset([*row["customers"], *row["suppliers"]]),
            is_maker=row["kind"] == "FACILITY" and row["country"] == "VN" and bool(row["makes"]),
            is_market=row["isMarket"],
            workers=row["workers"],
            province=place_of(row["units"], stands)[1],
        )
        for code, row in rows.items()
    }, is_partial


async def _quotients(info: Info, products: Sequence[str], on: dt.date) -> dict[str, float | None]:
    """The location quotient of each province in some products, by what relatedness keeps of the register."""
    source = info.context.graph
    scene = await info.context.kept.landscapes.get(source, await data_version(source), on, None)
    landscape = scene.landscape
    counted = {counted_as(landscape.goods, code) for code in products if code in landscape.goods}
    table = landscape.tables[Level.PROVINCE]
    chain = sorted(code for code in counted if code is not None)
    return {province: table.location_quotient(province, chain) for province in table.places}


async def _nothing() -> dict[str, float | None]:
    return {}


@dataclass(frozen=True, slots=True)
class _Answer:
    """Proposals as they are shown."""

    info: Info
    question: Question
    read: _Facts
    projects: Projects
    rules: Mapping[str | None, RulesInForce]
    chain: ValueChain | None
    language: Language

    async def excluded(self) -> list[ExcludedFacility]:
        """Who plans to invest and is in no proposal."""
        least = min((each.lead.score for each in self.projects.projects), default=None)
        return await excluded(
            self.info,
            self.projects.exclusions,
            lambda each: why_left_out(each, self.question, least, self.language),
        )

    async def proposal(self, project: Project) -> PilotProjectProposal:
        """One of them."""
        lead, shares = project.lead, project.shares
        known = lead.participant.known
        load = self.info.context.load
        (province,) = await load.administrative_units([known.province]) if known.province else (None,)
        named = (
            None if province is None else self.language.say(province.name, province.name_en or province.name)
        )
        place = known.facility.place
        provinces = {each.code: each.known.province for each in project.participants}
        years = [self._year(project, year) for year in self.question.term]
        return PilotProjectProposal(
            title=title(
                ("", None) if self.chain is None else (self.chain.name, self.chain.name_en),
                self.read.known.names[lead.code],
                None if place is None else place.called(self.language),
                self.question,
                self.language,
            ),
            score=lead.score,
            gap=project.gap,
            support=VND(sum(each.support.amount for each in shares)),
            counterpart=VND(sum(each.support.counterpart for each in shares)),
            total=VND(sum(plan.cost or 0 for each in shares for plan in each.plans)),
            location_quotient=lead.quotient,
            chain=self.chain,
            lead=await load.business(lead.code),
            reasons=[
                score_reason(reason, why_scored(reason, project, named, self.language))
                for reason in lead.reasons
            ],
            reach=PilotReach(
                establishment_count=lead.reach.establishments,
                worker_count=(
                    None
                    if lead.reach.establishments and lead.reach.unknown == lead.reach.establishments
                    else lead.reach.workers
                ),
                province_count=lead.reach.provinces,
            ),
            years=list(await asyncio.gather(*years)),
            ceilings=ceilings(
                [(each.activity, each, self.rules[provinces[each.code]]) for each in shares], self.language
            ),
        )

    async def _year(self, project: Project, year: int) -> PilotYear:
        shares = [each for each in project.shares if each.year == year]
        rules = self.rules[project.lead.participant.known.province]
        paid = [(each.activity, each) for each in shares]
        return PilotYear(
            funding_year=year,
            is_concrete=year == self.question.first_year,
            support=VND(sum(each.support.amount for each in shares)),
            counterpart=VND(sum(each.support.counterpart for each in shares)),
            activities=await activities(self.info, paid, year, rules, self.language),
        )
