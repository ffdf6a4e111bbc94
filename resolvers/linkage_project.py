"""Linkage projects: reads who has and needs what in some provinces, has the best flows found beside the event
loop, then the money of those who take part, and shows it."""

import asyncio
import datetime as dt
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Annotated

import strawberry
from strawberry import UNSET

from domain.codes import RecordKind
from domain.enums import AdministrativeUnitKind, ClusterLinkageKind, FundingLevel, ProjectLinkage
from domain.rule import RulesInForce
from graph import flow, value_chain_map
from graph.administrative_unit import provinces as provinces_of_units
from graph.client import Graph, Row
from graph.eligibility import facts, places
from planning.eligibility_text import validity
from planning.linkage_project import (
    ALGORITHM,
    Flow,
    Outlook,
    Proposal,
    Scene,
    Search,
    chain_projects,
    cluster_projects,
    proposals,
)
from planning.linkage_project_text import Sentences
from planning.recipe import Recipes
from planning.value_chain_map import scope
from planning.wording import shown_name
from resolvers.data_version import computed
from resolvers.eligibility import check_rules, judged, rules_of
from resolvers.flow import business_of, supplies_of
from resolvers.lists import canonical_codes, is_given, known_codes, territory_of
from resolvers.lookup import by_code
from resolvers.proposal import (
    activities,
    ceilings,
    check_number,
    check_year,
    rule_set,
    rules_end_on,
)
from resolvers.ranking import score_reason
from resolvers.recipe import reference
from resolvers.solving import solved
from schema.administrative_unit import AdministrativeUnit
from schema.arguments import DayArgument, LanguageArgument, day_of, language_of
from schema.business import Business
from schema.cluster import Cluster
from schema.context import Info
from schema.errors import bad_request
from schema.linkage_project import (
    GapClosed,
    LinkageFlow,
    LinkageMember,
    LinkageProjectInput,
    LinkageProjectProposal,
    LinkageProjectProposals,
    ProjectEvidence,
)
from schema.product import Product
from schema.scalars import VND
from schema.value_chain import ValueChain

SECONDS = 8.0
"""How long flows are bettered, of all projects together; the best that were found by then are the answer."""
_LEAST_PROVINCES, _MOST_PROVINCES = 2, 10
_MOST_MEMBERS = 30
_PROVINCES = frozenset({AdministrativeUnitKind.PROVINCE, AdministrativeUnitKind.CITY})


@strawberry.type
class LinkageProjectQuery:
    """Linkage projects."""

    @strawberry.field(
        description="Projects that link businesses of neighbouring provinces (đề án liên kết chuỗi giá trị, "
        "liên kết phát triển cụm): what one has to spare and another still needs, with members, flows, money "
        "and proof"
    )
    async def linkage_project_proposals(
        self,
        info: Info,
        input: Annotated[LinkageProjectInput, strawberry.argument(description="What is asked for")],
        on: DayArgument = UNSET,
        language: LanguageArgument = UNSET,
    ) -> LinkageProjectProposals | None:
        """Proposals of linkage projects."""
        day = day_of(on)
        spoken = language_of(info, language)
        check_rules(info.context.rules, input.level, day, "input.level")
        question = await _question(info, input, day)
        found = await computed(info.context.graph, lambda version: _found(info, question, version))
        read = found.answer
        chosen = read.proposals[: question.number]
        say = Sentences(
            recipes=read.recipes,
            chains=read.chains,
            units=question.provinces,
            year=question.year,
            language=spoken,
        )
        shown = await _Shown.of(info, question, read, chosen, say)
        return LinkageProjectProposals(
            algorithm=ALGORITHM,
            data_version=found.data_version,
            changed_meanwhile=found.changed_meanwhile,
            rule_set=rule_set(read.rules),
            rules_end_on=rules_end_on(read.rules),
            on=day,
            explanation=say.about_answer(
                question.linkage,
                read.outlook,
                len(chosen),
                question.number,
                validity(read.rules.values(), [question.year], spoken),
            ),
            solve_seconds=read.seconds,
            proposals=list(await asyncio.gather(*map(shown.proposal, chosen))),
            ambiguous_units=await info.context.load.administrative_units(question.ambiguous),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """What is asked for. ``provinces``: their names by code; ``units``: their territory; ``chain``: its code
    and its names."""

    linkage: ProjectLinkage
    year: int
    level: FundingLevel
    members: int
    number: int
    on: dt.date
    provinces: Mapping[str, str]
    units: Sequence[str]
    ambiguous: Sequence[str]
    chain: ValueChain | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What came out. ``payers``: the province under whose rules a member is paid, by its code; ``rules``:
    those of no province, and of all of these; ``trade``: what members are known to deliver to each other."""

    outlook: Outlook
    proposals: Sequence[Proposal]
    recipes: Recipes
    chains: Mapping[str, tuple[str, str | None]]
    payers: Mapping[str, str | None]
    rules: Mapping[str | None, RulesInForce]
    trade: Sequence[Row]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """The projects by their flows, and what the sentences about them need."""

    outlook: Outlook
    recipes: Recipes
    chains: Mapping[str, tuple[str, str | None]]
    seconds: float


async def _question(info: Info, given: LinkageProjectInput, on: dt.date) -> _Question:
    """What is asked for. Raises ``BAD_REQUEST`` or ``NOT_FOUND``."""
    check_year(given.funding_year, on, "input.fundingYear")
    if not 2 <= given.maximum_members <= _MOST_MEMBERS:
        raise bad_request(
            f"A linkage project has at most 2 to {_MOST_MEMBERS} members", "input.maximumMembers"
        )
    check_number(given.proposals)
    source = info.context.graph
    chain: ValueChain | None = None
    if is_given(given.chain):
        (code,) = await known_codes(source, [given.chain], RecordKind.VALUE_CHAIN, "input.chain")
        chain = await info.context.load.value_chain(code)
    elif given.linkage is ProjectLinkage.VALUE_CHAIN:
        raise bad_request("A project along a value chain needs `chain`, such as V-que", "input.chain")
    is_of_clusters = given.linkage is ProjectLinkage.CLUSTERS
    units, ambiguous = await territory_of(
        source, given.provinces, "input.provinces", "Cluster" if is_of_clusters else "Business"
    )
    return _Question(
        linkage=given.linkage,
        year=given.funding_year,
        level=given.level,
        members=given.maximum_members,
        number=given.proposals,
        on=on,
        provinces=await _provinces(source, given.provinces, on),
        units=units,
        ambiguous=ambiguous,
        chain=chain,
    )


async def _provinces(source: Graph, ids: Sequence[str], on: dt.date) -> dict[str, str]:
    """The names of the provinces asked for, by code. Raises ``BAD_REQUEST`` for other units, for those that
    are not in force on the day, and where there are not 2 to 10, each once."""
    codes = canonical_codes(list(ids), RecordKind.ADMINISTRATIVE_UNIT, "input.provinces")
    twice = sorted(code for code in set(codes) if codes.count(code) > 1)
    if twice:
        raise bad_request(f"Name each province once: {', '.join(twice)}", "input.provinces")
    if not _LEAST_PROVINCES <= len(codes) <= _MOST_PROVINCES:
        raise bad_request(
            f"A linkage project links {_LEAST_PROVINCES} to {_MOST_PROVINCES} provinces, "
            f"{len(codes)} {'is' if len(codes) == 1 else 'are'} given",
            "input.provinces",
        )
    names: dict[str, str] = {}
    passed = await places(source, codes, on)
    for code in codes:
        later = passed.get(code, [])
        here = next((row for row in later if row["code"] == code), None)
        if here is None:
            instead = ", ".join(f"{row['code']} ({row['name']})" for row in later)
            fault = f"{code} is not in force on {on}"
            raise bad_request(
                f"{fault}: give {instead}, to which it passed" if instead else fault, "input.provinces"
            )
        if AdministrativeUnitKind[here["kind"]] not in _PROVINCES:
            raise bad_request(f"{code} ({here['name']}) is no province", "input.provinces")
        names[code] = here["name"]
    return names


async def _found(info: Info, question: _Question, version: int) -> _Found:
    is_of_clusters = question.linkage is ProjectLinkage.CLUSTERS
    drawn = await (_of_clusters(info, question) if is_of_clusters else _of_chain(info, question, version))
    source = info.context.graph
    codes = sorted({each.code for project in drawn.outlook.projects for each in project.participants})
    rows, trade = await asyncio.gather(facts(source, codes), flow.trade_between(source, codes, question.on))
    known = {each.facility.code: each for each in await judged(source, rows, question.on)}
    payers = {code: each.province for code, each in known.items()}
    concerned = {*payers.values(), *question.provinces}
    rules = rules_of(info.context.rules, question.level, concerned, question.on)
    return _Found(
        outlook=drawn.outlook,
        proposals=await asyncio.to_thread(
            proposals,
            drawn.outlook.projects,
            {code: each.facility for code, each in known.items()},
            question.year,
            rules,
            payers,
        ),
        recipes=drawn.recipes,
        chains=drawn.chains,
        payers=payers,
        rules={province: rules[province] for province in (None, *payers.values())},
        trade=trade,
        seconds=drawn.seconds,
    )


async def _of_chain(info: Info, question: _Question, version: int) -> _Drawn:
    """The projects along a value chain: those inside the provinces who offer or need products of it."""
    assert question.chain is not None, "checked as it was read"
    source, on = info.context.graph, question.on
    chain = question.chain.code
    known = await reference(source, version)
    stages = [product for _, product in known.stages.get(chain, ())]
    needed = scope(stages, known.recipes)
    reach = value_chain_map.Reach(offers=needed.offers, needs=needed.needs, on=on, units=question.units)
    rows = await value_chain_map.inside(source, reach)
    rows = [row for row in rows if not row["isAnonymous"]]
    codes = [row["code"] for row in rows]
    received, entered = await asyncio.gather(
        flow.receipts_of(source, codes, [product.code for product in known.recipes], on),
        flow.units_of(source, codes),
    )
    units = sorted({unit for some in entered.values() for unit in some})
    provinces = _homes(entered, await _provinces_of(source, units, on), question.provinces)
    deliveries = {code: supplies_of(links) for code, links in received.items()}

    def drawn(cancelled: threading.Event) -> Outlook:
        scene = Scene(
            businesses=[business_of(row) for row in rows if row["code"] in provinces],
            homes=provinces,
            provinces=provinces,
            received=deliveries,
        )
        return chain_projects(stages, known.recipes, scene, _search(question, cancelled))

    begun = monotonic()
    outlook = await solved(info, drawn)
    return _Drawn(
        outlook=outlook,
        recipes=known.recipes,
        chains={chain: (question.chain.name, question.chain.name_en)},
        seconds=monotonic() - begun,
    )


async def _of_clusters(info: Info, question: _Question) -> _Drawn:
    """The projects between clusters of the provinces, whose linkages are kept."""
    source, on = info.context.graph, question.on
    scene = (await info.context.kept.cluster_networks.get(source, on, question.units)).answer
    units = sorted({unit for entered in scene.units.values() for unit in entered})
    lies_in = await _provinces_of(source, units, on)
    provinces = _homes(scene.units, lies_in, question.provinces)
    chain = question.chain

    def drawn(cancelled: threading.Event) -> Outlook:
        return cluster_projects(
            scene.network.linkages(frozenset(ClusterLinkageKind)),
            provinces,
            scene.received,
            scene.recipes,
            sorted({product for products in scene.stages.values() for product in products}),
            None if chain is None else scene.stages.get(chain.code, ()),
            _search(question, cancelled),
        )

    begun = monotonic()
    outlook = await solved(info, drawn)
    named = {} if chain is None else {chain.code: (chain.name, chain.name_en)}
    return _Drawn(
        outlook=outlook,
        recipes=scene.recipes,
        chains=scene.chains | named,
        seconds=monotonic() - begun,
    )


def _search(question: _Question, cancelled: threading.Event) -> Search:
    return Search(members=question.members, seconds=SECONDS, cancelled=cancelled)


async def _provinces_of(source: Graph, units: list[str], on: dt.date) -> dict[str, str]:
    return await provinces_of_units(source, units, on) if units else {}


def _homes(
    entered: Mapping[str, Sequence[str]], lies_in: Mapping[str, str], asked: Collection[str]
) -> dict[str, str]:
    """The province of each record by the units in which it is entered, where that is one of those asked for;
    whoever lies in two provinces, or where nobody can tell, has none."""
    found = {code: {lies_in.get(unit) for unit in units} for code, units in entered.items()}
    return {
        code: province
        for code, places in found.items()
        if len(places) == 1 and (province := next(iter(places))) is not None and province in asked
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """The records of all proposals, each looked up once."""

    info: Info
    question: _Question
    read: _Found
    say: Sentences
    businesses: Mapping[str, Business | None]
    products: Mapping[str, Product | None]
    clusters: Mapping[str, Cluster | None]
    provinces: Mapping[str, AdministrativeUnit]
    trade: Sequence[Row]

    @staticmethod
    async def of(
        info: Info, question: _Question, read: _Found, shown: Sequence[Proposal], say: Sentences
    ) -> "_Shown":
        load = info.context.load
        projects = [each.project for each in shown]
        members = {each.code for project in projects for each in project.participants}
        products = {flow.product for project in projects for flow in project.flows}
        products |= {gap.product for project in projects for gap in project.gaps}
        trade = [link for link in read.trade if {link["supplier"], link["customer"]} <= members]
        products |= {link["product"] for link in trade}
        clusters = {
            side.code
            for project in projects
            if project.between is not None
            for side in (project.between.source, project.between.target)
        }
        units = await load.administrative_units(sorted(question.provinces) if projects else [])
        return _Shown(
            info=info,
            question=question,
            read=read,
            say=say,
            businesses=await by_code(load.business, members),
            products=await by_code(load.product, products),
            clusters=await by_code(load.cluster, clusters),
            provinces={unit.code: unit for unit in units},
            trade=trade,
        )

    async def proposal(self, found: Proposal) -> LinkageProjectProposal:
        """A proposal."""
        project, chain = found.project, self.question.chain
        rules, payers = self.read.rules, self.read.payers
        funded = [each for member in found.members for each in member.funded]
        (lead, *_) = found.members
        language = self.say.language
        between = project.between
        clusters = [] if between is None else [between.source.code, between.target.code]
        return LinkageProjectProposal(
            title=self.say.title(project, None if chain is None else chain.code),
            linkage=project.linkage,
            score=found.score,
            status=project.status,
            objective=project.objective,
            bound=project.bound,
            gap=project.gap,
            support=VND(found.support),
            counterpart=VND(found.counterpart),
            members=[
                LinkageMember(
                    role=member.participant.role,
                    support=VND(member.support),
                    counterpart=VND(member.counterpart),
                    explanation=self.say.about_member(member, project),
                    business=self.businesses[member.participant.code],
                    province=self.provinces.get(member.participant.province),
                )
                for member in found.members
            ],
            activities=await activities(
                self.info,
                [(each.activity, each) for each in funded],
                self.question.year,
                rules[payers.get(lead.participant.code)],
                language,
            ),
            ceilings=ceilings(
                [(each.activity, each, rules[payers.get(each.code)]) for each in funded], language
            ),
            flows=[self._flow(flow) for flow in project.flows],
            gaps_closed=[
                GapClosed(
                    before=float(gap.before),
                    after=float(gap.after),
                    needed_at_home=float(gap.missed),
                    explanation=self.say.about_gap(gap),
                    product=self.products[gap.product],
                )
                for gap in project.gaps
            ],
            evidence=[
                ProjectEvidence(explanation=explanation, clause=clause)
                for explanation, clause in self.say.evidence(found)
            ],
            reasons=[score_reason(reason, self.say.why(found, reason)) for reason in found.reasons],
            chain=chain,
            clusters=[cluster for code in clusters if (cluster := self.clusters[code]) is not None],
            lead_province=self.provinces.get(project.lead_province),
            partner_provinces=[
                self.provinces[code] for code in project.partner_provinces if code in self.provinces
            ],
        )

    def _flow(self, flow: Flow) -> LinkageFlow:
        own = (flow.supplier, flow.customer, flow.product)
        known = {
            (link["supplier"], link["customer"], link["product"])
            for link in self.trade
            if {link["supplier"], link["customer"]} == {flow.supplier, flow.customer}
        }
        is_more = flow.is_new and own in known
        codes = {product for *_, product in (known if flow.is_new else known - {own})}
        traded = [product for code in sorted(codes) if (product := self.products[code]) is not None]
        names = [
            shown_name(each.name, each.name_en, self.say.language)
            for each in traded
            if not (is_more and each.code == flow.product)
        ]
        return LinkageFlow(
            explanation=self.say.about_flow(flow, names, is_more=is_more),
            already_traded=traded,
            quantity_per_year=None if flow.quantity is None else float(flow.quantity),
            distance_km=flow.distance_km,
            is_distance_approximate=flow.is_distance_approximate,
            is_new=flow.is_new,
            supplier=self.businesses[flow.supplier],
            customer=self.businesses[flow.customer],
            product=self.products[flow.product],
        )
