"""Eligibility: reads the facts of facilities, has them held against the rules in force, shows verdicts."""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import strawberry
from strawberry import UNSET

from domain import dates
from domain.codes import RecordKind
from domain.enums import (
    GRANTED,
    UNDECIDED,
    Activity,
    AdministrativeUnitKind,
    AreaClass,
    FundingLevel,
    LegalForm,
    ProjectStatus,
    UnlockKind,
    Verdict,
)
from domain.language import Language
from domain.rule import CITY_GRADES, RuleSets, RulesInForce
from graph import eligibility as graph
from graph.client import Graph, Row
from planning import data_gap
from planning import eligibility as planning
from planning.data_gap import Item, Trader, data_gaps
from planning.eligibility import Facility, Place, Plan
from planning.eligibility_text import about, ask_whom, nearest_change
from resolvers.business import facility_conditions
from resolvers.data_version import computed
from resolvers.lists import Conditions, canonical_codes, look_up
from resolvers.ranking import Basis, ranked_page, read_bounds
from resolvers.recipe import reference
from schema import eligibility as schema
from schema.arguments import DayArgument, LanguageArgument, day_of, language_of
from schema.business import FacilityFilter
from schema.connection import After, Before, First, Last, window
from schema.context import Info
from schema.errors import bad_request, not_found, too_expensive

MOST_FACILITIES = 5_000
"""So many facilities are judged at once."""
_COMMUNES = frozenset(
    {
        AdministrativeUnitKind.COMMUNE,
        AdministrativeUnitKind.WARD,
        AdministrativeUnitKind.TOWNSHIP,
        AdministrativeUnitKind.SPECIAL_ZONE,
    }
)
_Level = Annotated[FundingLevel, strawberry.argument(description="Whose money it is")]


@strawberry.type
class EligibilityQuery:
    """Eligibility, and what must be asked."""

    @strawberry.field(
        description="Whether a facility may get industrial promotion for an activity (đủ điều kiện thụ "
        "hưởng khuyến công): one finding a rule, with facts and clauses"
    )
    async def eligibility(
        self,
        info: Info,
        facility: Annotated[strawberry.ID, strawberry.argument(description="The facility")],
        activity: Annotated[Activity, strawberry.argument(description="For which activity")],
        level: _Level,
        on: DayArgument = UNSET,
        language: LanguageArgument = UNSET,
    ) -> schema.Eligibility | None:
        """The verdict on a facility."""
        (code,) = canonical_codes([facility], RecordKind.BUSINESS, "facility")
        day = day_of(on)
        check_rules(info.context.rules, level, day)
        source = info.context.graph
        known = await judged(source, await graph.facts(source, [code]), day)
        if not known:
            raise not_found(f"There is no facility {code}", "facility")
        rules = rules_of(info.context.rules, level, (each.province for each in known), day)
        (found,) = _verdicts(known, lambda _: [activity], rules)
        return shown(found, language_of(info, language))

    @strawberry.field(
        description="The verdicts on the beneficiaries of a project for its activity, by name. A project "
        "that is approved keeps its rule sets: places are those of the day of approval, figures those of "
        "its year or earlier. For any other the rules in force today count"
    )
    async def project_eligibilities(
        self,
        info: Info,
        project: Annotated[strawberry.ID, strawberry.argument(description="The project, at any state")],
        language: LanguageArgument = UNSET,
    ) -> list[schema.Eligibility] | None:
        """Verdicts on the beneficiaries of a project."""
        (code,) = canonical_codes([project], RecordKind.PROJECT, "project")
        source = info.context.graph
        row = await graph.project(source, code)
        if row is None:
            raise not_found(f"There is no project {code}", "project")
        if len(row["facilities"]) > MOST_FACILITIES:
            raise too_expensive(f"At most {MOST_FACILITIES:,} facilities can be judged at once")
        level, activity = FundingLevel[row["level"]], Activity[row["activity"]]
        day, rules = _rules_of_project(info.context.rules, row, level)
        known = await judged(source, await graph.facts(source, row["facilities"]), day)
        spoken = language_of(info, language)

        def verdict(each: Judged) -> schema.Eligibility:
            in_force = rules(each.province)
            if in_force is None:
                raise bad_request(
                    f"The rules of {code} do not speak of money of level {level.name}", "project"
                )
            facility = planning.before_project(each.facility, row["code"], row["investments"])
            return shown(planning.eligibility(facility, activity, in_force), spoken)

        ordered = sorted(known, key=lambda each: each.order)
        return await asyncio.to_thread(lambda: [verdict(each) for each in ordered])

    @strawberry.field(
        description="The verdicts on all facilities of a filter, at most "
        f"{MOST_FACILITIES:,}, for some activities"
    )
    async def eligibilities(
        self,
        info: Info,
        activities: Annotated[
            list[Activity], strawberry.argument(description="For which activities, each once")
        ],
        level: _Level,
        filter: Annotated[
            FacilityFilter | None, strawberry.argument(description="Which facilities; all unless given")
        ] = UNSET,
        on: DayArgument = UNSET,
        language: LanguageArgument = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> schema.EligibilityConnection | None:
        """Verdicts on everybody in a filter."""
        part = window(first, after, last, before)
        if len(set(activities)) < len(activities):
            raise bad_request("Name each activity once", "activities")
        question = (activities, level, filter or None)
        bounds, day = read_bounds(part, question, on)
        conditions = await facility_conditions(info, filter or None)
        check_rules(info.context.rules, level, day)
        source = info.context.graph

        async def read(_: int) -> list[Judged]:
            return await _everybody(source, conditions, day, "can be judged at once: narrow the filter")

        found = await computed(source, read)

        def weighed() -> list[planning.Eligibility]:
            everybody = sorted(found.answer, key=lambda known: known.order)
            rules = rules_of(info.context.rules, level, (each.province for each in everybody), day)
            return _verdicts(everybody, lambda _: activities, rules)

        verdicts = await asyncio.to_thread(weighed)
        orders = {known.facility.code: known.order for known in found.answer}
        places = {activity: f"{place:02d}" for place, activity in enumerate(activities)}
        counted = Counter((each.activity, each.verdict) for each in verdicts)
        spoken = language_of(info, language)
        page = ranked_page(
            len(verdicts),
            lambda row: (0.0, orders[verdicts[row].facility.code] + places[verdicts[row].activity]),
            lambda row: shown(verdicts[row], spoken),
            part,
            bounds,
            Basis(question, day, found.data_version),
        )
        return schema.EligibilityConnection(
            edges=page.edges,
            page_info=page.page_info,
            count=page.count(),
            ambiguous_units=await info.context.load.administrative_units(conditions.ambiguous),
            algorithm=planning.ALGORITHM,
            data_version=found.data_version,
            on=day,
            changed_meanwhile=found.changed_meanwhile,
            changed_since_first_page=page.changed_since_first_page,
            counts=[
                schema.EligibilityCount(activity=activity, verdict=verdict, count=counted[activity, verdict])
                for activity in activities
                for verdict in Verdict
                if counted[activity, verdict]
            ],
        )

    @strawberry.field(
        description="Facts that nobody recorded, by how many verdicts on eligibility, places in group "
        f"projects and matches they would settle; of at most {MOST_FACILITIES:,} facilities"
    )
    async def data_gaps(
        self,
        info: Info,
        within: Annotated[
            list[strawberry.ID] | None,
            strawberry.argument(
                description="Facilities in the territory of these units, of any version; all unless given"
            ),
        ] = UNSET,
        activity: Annotated[
            Activity | None,
            strawberry.argument(
                description="Verdicts for this activity; for those for which a facility plans to invest "
                "unless given"
            ),
        ] = UNSET,
        level: Annotated[
            FundingLevel, strawberry.argument(description="Whose money it is")
        ] = FundingLevel.NATIONAL,
        on: DayArgument = UNSET,
        language: LanguageArgument = UNSET,
    ) -> schema.DataGaps | None:
        """Facts that nobody recorded."""
        day = day_of(on)
        check_rules(info.context.rules, level, day)
        source = info.context.graph
        conditions = Conditions(source)
        await look_up(conditions.within(within, "Facility", argument="within"))

        async def read(version: int) -> tuple[list[Judged], list[data_gap.Gap]]:
            fault = "can be looked at: name fewer units in `within`"
            known = await _everybody(source, conditions, day, fault)
            products, goods = await asyncio.gather(
                reference(source, version), graph.goods(source, [each.facility.code for each in known], day)
            )

            def weighed() -> list[data_gap.Gap]:
                rules = rules_of(info.context.rules, level, (each.province for each in known), day)
                one = activity if isinstance(activity, Activity) else None
                verdicts = _verdicts(known, lambda each: [one] if one else _planned(each, day), rules)
                traders = [_trader(code, row) for code, row in goods.facilities.items()]
                return data_gaps(verdicts, traders, products.recipes, goods.offers, goods.needs)

            return known, await asyncio.to_thread(weighed)

        found = await computed(source, read)
        known, gaps = found.answer
        spoken = language_of(info, language)
        return schema.DataGaps(
            algorithm=data_gap.ALGORITHM,
            data_version=found.data_version,
            on=day,
            changed_meanwhile=found.changed_meanwhile,
            facility_count=len(known),
            gaps=[
                schema.DataGap(
                    fact=gap.fact,
                    ask_whom=ask_whom(gap.fact, spoken),
                    facility_count=len(gap.facilities),
                    unlocks=[
                        schema.Unlock(kind=kind, count=gap.unlocks[kind])
                        for kind in UnlockKind
                        if gap.unlocks[kind]
                    ],
                    facility_codes=sorted(gap.facilities),
                )
                for gap in gaps
            ],
        )


@dataclass(frozen=True, slots=True)
class Judged:
    """A facility with what is known of it, the province in which it stands, and its place in the order of
    names."""

    facility: Facility
    province: str | None
    order: str


async def _everybody(
    source: Graph, conditions: Mapping[str, object], on: dt.date, fault: str
) -> list[Judged]:
    """Everybody under some conditions. Raises ``TOO_EXPENSIVE`` with a ``fault`` where they are too many."""
    rows = await graph.facts_of_list(source, conditions, MOST_FACILITIES + 1)
    if len(rows) > MOST_FACILITIES:
        raise too_expensive(f"At most {MOST_FACILITIES:,} facilities {fault}")
    return await judged(source, rows, on)


async def judged(source: Graph, rows: Sequence[Row], on: dt.date) -> list[Judged]:
    """Facilities with what is known of them, from their facts; reads where they stand on the day."""
    places = await graph.places(source, {unit for row in rows for unit in row["units"]}, on)
    return [_known(row, places, on) for row in rows]


def check_rules(rules: RuleSets, level: FundingLevel, on: dt.date, argument: str = "level") -> None:
    """Raises ``BAD_REQUEST`` for a level, which came in an argument, or a day of which no rules are known."""
    if level is FundingLevel.DISTRICT:
        raise bad_request("There is no district level since 1 July 2025, and no rules for it", argument)
    if rules.in_force(level, None, on) is None:
        days = rules.days
        known = "none are" if days is None else f"those known begin on {days[0]}"
        if days is not None and days[1] is not None:
            known += f" and end before {days[1]}"
        raise bad_request(f"No rules are known for {on}: {known}", "on")


def _rules_of_project(
    rules: RuleSets, row: Row, level: FundingLevel
) -> tuple[dt.date, Callable[[str | None], RulesInForce | None]]:
    """The day as of which a project is looked at, and the rules for its beneficiaries by their province.
    Raises ``BAD_REQUEST`` for an approved one of which the rule sets are not known."""
    if row["approvedOn"] is None and ProjectStatus[row["status"]] not in GRANTED:
        today = dates.today()
        return today, lambda province: rules.in_force(level, province, today)
    sets, day = row["ruleSet"] or (), row["approvedOn"]
    if not sets or day is None:
        raise bad_request(
            f"{row['code']} is approved, but the register does not say under which rule sets or on which "
            "day: fill rule_set and approved_on",
            "project",
        )
    missing = sorted(set(sets) - {each.code for each in rules.sets})
    if missing:
        raise bad_request(
            f"{row['code']} was approved under rules that are not known here: {', '.join(missing)}; add "
            "their files to LIENKET_RULES",
            "project",
        )
    return day, lambda province: rules.kept(sets, level, province, day)


def _verdicts(
    everybody: Iterable[Judged],
    activities: Callable[[Judged], Iterable[Activity]],
    rules: Mapping[str | None, RulesInForce],
) -> list[planning.Eligibility]:
    """The verdicts on some facilities for their activities, under the rules of their provinces."""
    return [
        planning.eligibility(known.facility, activity, rules[known.province])
        for known in everybody
        for activity in activities(known)
    ]


def rules_of(
    rules: RuleSets, level: FundingLevel, provinces: Iterable[str | None], on: dt.date
) -> dict[str | None, RulesInForce]:
    """The rules in force for money of a level in each of some provinces, and where no province is
    known; :func:`check_rules` tells that there are some for the level and day."""
    found = {province: rules.in_force(level, province, on) for province in {None, *provinces}}
    return {province: each for province, each in found.items() if each is not None}


def _planned(known: Judged, on: dt.date) -> list[Activity]:
    """The activities for which a facility plans to invest from the year on."""
    return [activity for activity in Activity if planning.plans_for(known.facility, activity, on)]


def _known(row: Row, places: Mapping[str, Sequence[Row]], on: dt.date) -> Judged:
    def recognised(village: Row) -> bool | None:
        """Whether it was by the day; None where it is not known since when it is."""
        since = village["recognisedOn"]
        return None if since is None else since <= on

    place, province = place_of(row["units"], places)
    forms = [form for form in row["legalForms"] if form is not None]
    year, workers, revenue, capital = _size(
        [each for each in (*row["figures"], *row["otherFigures"]) if each["year"] <= on.year],
        [row["code"], *row["otherSites"]],
    )
    return Judged(
        facility=Facility(
            code=row["code"],
            legal_form=LegalForm[forms[0]] if len(forms) == 1 else None,
            place=place,
            craft_village=min(
                (village["name"] for village in row["villages"] if recognised(village)), default=None
            ),
            is_outside_villages=bool(row["villages"])
            and all(recognised(village) is False for village in row["villages"]),
            divisions=_divisions(row["vsicCodes"] or ()),
            figures_year=year,
            insured_workers=workers,
            revenue=revenue,
            capital=capital,
            plans=[_plan(plan, row["covered"]) for plan in row["plans"]],
        ),
        province=province,
        order=row["place"],
    )


def place_of(units: Iterable[str], places: Mapping[str, Sequence[Row]]) -> tuple[Place | None, str | None]:
    """The commune and the province of what is entered under some units; None where there is not exactly
    one. ``places``: the units in force to which each passed."""
    stands = {place["code"]: place for unit in units for place in places.get(unit, ())}
    return _place(list(stands.values()))


def _place(units: Sequence[Row]) -> tuple[Place | None, str | None]:
    """The commune of a facility and its province; None where there is not exactly one."""
    if len(units) != 1:
        return None, None
    unit, kind = units[0], AdministrativeUnitKind[units[0]["kind"]]
    provinces = {above["code"]: above["kind"] for above in unit["provinces"]}
    province = next(iter(provinces)) if len(provinces) == 1 else None
    if kind in {AdministrativeUnitKind.PROVINCE, AdministrativeUnitKind.CITY}:
        province = unit["code"]
    if kind not in _COMMUNES:
        return None, province
    return (
        Place(
            name=unit["name"],
            name_en=unit["nameEn"],
            kind=kind,
            is_in_city=None if province is None else provinces[province] == AdministrativeUnitKind.CITY.name,
            is_difficult=_is_difficult(unit["classes"]),
            city_grade=_city_grade(unit["above"]),
            ward_since=unit["since"],
            was_commune=set(unit["earlier"]) == {AdministrativeUnitKind.COMMUNE.name} or None,
        ),
        province,
    )


def _city_grade(above: Sequence[Row]) -> str | None:
    """The grade of the city right above a ward; None where there is not exactly one. A district of a
    centrally-run city may be a town of its own, so the grade of the whole city does not speak for it."""
    districts = [unit for unit in above if unit["kind"] == AdministrativeUnitKind.DISTRICT.name]
    grades = {grade for unit in districts or above for grade in unit["grades"] if grade in CITY_GRADES}
    return next(iter(grades)) if len(grades) == 1 else None


def _is_difficult(classes: Sequence[str]) -> bool | None:
    """Whether an area is difficult by its classes; None where it has none, as lists may not be complete."""
    known = [AreaClass[each] for each in classes if each in AreaClass.__members__]
    return any(each is not AreaClass.NOT_DIFFICULT for each in known) if known else None


def _size(
    figures: Iterable[Row], sites: Sequence[str]
) -> tuple[int | None, int | None, int | None, int | None]:
    """The newest year for which all sites of an organisation reported, and its insured workers, revenue and
    capital of that year; each None where it is not known of all."""
    by_year: dict[int, dict[str, Row]] = {}
    for row in figures:
        by_year.setdefault(row["year"], {})[row["site"]] = row
    whole = [year for year, reports in by_year.items() if reports.keys() >= set(sites)]
    if not whole:
        return None, None, None, None
    reports = by_year[max(whole)].values()

    def added(name: str) -> int | None:
        values = [report[name] for report in reports]
        return None if None in values else sum(values)

    return max(whole), added("insuredWorkers"), added("revenue"), added("capital")


def _divisions(codes: Iterable[str]) -> list[int]:
    """The divisions of VSIC codes such as ``2018:1621``."""
    return sorted({int(code.partition(":")[2][:2]) for code in codes})


def _plan(row: Row, covered: Iterable[Row]) -> Plan:
    by = [
        (each["project"], ProjectStatus[each["status"]])
        for each in covered
        if each["investment"] == row["code"]
    ]
    return Plan(
        code=row["code"],
        item=row["name"],
        activity=Activity[row["activity"]],
        year=row["year"],
        cost=row["cost"],
        eligible_cost=row["eligibleCost"],
        own_funds=row["ownFunds"],
        has_other_state_money=row["hasOtherStateMoney"],
        is_technology_line=bool(row["isTechnologyLine"]),
        funded_by=sorted({project for project, status in by if status in GRANTED}),
        asked_by=sorted({project for project, status in by if status in UNDECIDED}),
    )


def _trader(code: str, row: Row) -> Trader:
    return Trader(
        code=code,
        is_placed=not row["isUnplaced"],
        offers=[Item(item["product"], item["isKnown"]) for item in row["offers"]],
        needs=[Item(item["product"], item["isKnown"]) for item in row["needs"]],
    )


def shown(found: planning.Eligibility, language: Language) -> schema.Eligibility:
    return schema.Eligibility(
        activity=found.activity,
        level=found.rules.level,
        on=found.rules.on,
        verdict=found.verdict,
        is_provisional=found.is_provisional,
        rule_set=found.rules.code,
        rules_end_on=found.rules.ends_on,
        findings=[
            schema.Finding(
                rule=finding.rule.id,
                verdict=finding.verdict,
                explanation=about(finding, language),
                clause=finding.rule.clause,
                source=finding.rule.source,
                confidence=finding.rule.confidence,
                provenance=finding.rule.provenance,
            )
            for finding in found.findings
        ],
        missing=[schema.MissingFact(fact=fact, ask_whom=ask_whom(fact, language)) for fact in found.missing],
        nearest_change=nearest_change(found, language),
        facility_code=found.facility.code,
    )
