"""How far a programme has come: reads its projects and figures, adds them up, says on what they rest."""

import asyncio
from collections.abc import Mapping, Sequence

import strawberry
from strawberry import UNSET

from domain.enums import Activity, ProgrammeIndicator, ProjectKind, TargetBasis
from domain.language import Language
from graph.administrative_unit import provinces
from graph.change import data_version
from graph.client import Row
from graph.programme_progress import figures, projects, targets
from planning import programme_progress as planning
from planning.programme_progress_text import (
    basis_of,
    unit_of,
    why_disbursement_unknown,
    why_not_comparable,
    why_plan_not_comparable,
)
from resolvers.lookup import Code, looked_up
from schema.administrative_unit import AdministrativeUnit
from schema.arguments import DayArgument, LanguageArgument, day_of, language_of
from schema.context import Info
from schema.programme_progress import (
    NotComparable,
    ProgrammeProgress,
    ProgrammeTotals,
    ProgressByActivity,
    ProgressByKind,
    ProgressByProvince,
    ProgressByYear,
    TargetProgress,
)
from schema.project import Programme
from schema.scalars import VND


@strawberry.type
class ProgrammeProgressQuery:
    """How far programmes have come."""

    @strawberry.field(
        description="How far a programme has come: targets, projects, support and disbursement; null where "
        "there is no such programme"
    )
    async def programme_progress(
        self, info: Info, code: Code, on: DayArgument = UNSET, language: LanguageArgument = UNSET
    ) -> ProgrammeProgress | None:
        """How far a programme has come."""
        day = day_of(on)
        programme = await looked_up(info, code, Programme)
        if programme is None:
            return None
        spoken = language_of(info, language)
        graph, load = info.context.graph, info.context.load
        version = await data_version(graph)
        rows = await projects(graph, programme.code, day)
        aims = [_target(row) for row in await targets(graph, programme.code)]
        facilities = {each["code"] for row in rows for each in row["beneficiaries"]}
        reported = await figures(
            graph, facilities, {aim.last_year for aim in aims if aim.last_year <= day.year}
        )
        unit = await load.unit_of_programme(programme.code)
        entered = {code for row in rows for each in row["beneficiaries"] for code in each["units"]}
        entered |= {unit.code} if unit else set()
        province = await provinces(graph, sorted(entered), day) if entered else {}
        found = [_project(row, province) for row in rows]
        achieved = planning.achievements(aims, found, _figures(reported), day.year)
        places = planning.by_province(found, province.get(unit.code) if unit else None)
        shown = await asyncio.gather(*(load.node(code) for code in places if code is not None))
        units: dict[str, AdministrativeUnit] = {
            each.code: each for each in shown if isinstance(each, AdministrativeUnit)
        }
        whole = planning.total(found)
        return ProgrammeProgress(
            data_version=version,
            programme=programme,
            targets=[_target_progress(each, spoken) for each in achieved],
            projects=ProgrammeTotals(
                count=whole.count,
                support=VND(whole.support),
                disbursed=VND(whole.disbursed),
                disbursement_share=whole.disbursement_share,
            ),
            by_year=[
                ProgressByYear(
                    funding_year=year,
                    project_count=each.count,
                    support=VND(each.support),
                    disbursed=VND(each.disbursed),
                )
                for year, each in planning.by_year(found, programme.start_year, programme.end_year).items()
            ],
            by_kind=[
                ProgressByKind(
                    kind=kind,
                    project_count=each.count,
                    support=VND(each.support),
                    disbursed=VND(each.disbursed),
                )
                for kind, each in planning.by_kind(found).items()
            ],
            by_activity=[
                ProgressByActivity(
                    activity=activity,
                    project_count=each.count,
                    support=VND(each.support),
                    disbursed=VND(each.disbursed),
                )
                for activity, each in planning.by_activity(found).items()
            ],
            by_province=[
                ProgressByProvince(
                    project_count=count, support=VND(support), province=units.get(code) if code else None
                )
                for code, (count, support) in places.items()
            ],
            not_comparable=_not_comparable(programme, achieved, found, spoken),
        )


def _target(row: Row) -> planning.Target:
    return planning.Target(
        indicator=ProgrammeIndicator[row["indicator"]],
        target=row["target"],
        first_year=row["firstYear"],
        last_year=row["lastYear"],
        basis=TargetBasis[row["basis"]],
    )


def _project(row: Row, province: Mapping[str, str]) -> planning.Project:
    return planning.Project(
        year=row["fundingYear"],
        kind=ProjectKind[row["kind"]],
        activity=Activity[row["activity"]],
        support=row["support"],
        disbursed=row["disbursed"],
        beneficiaries=[
            (each["code"], province.get(min(each["units"], default="")), each["approved"])
            for each in sorted(row["beneficiaries"], key=lambda each: each["code"])
        ],
    )


def _figures(rows: Sequence[Row]) -> dict[tuple[str, int], planning.Figures]:
    return {
        (row["key"], row["year"]): planning.Figures(output_value=row["outputValue"], workers=row["workers"])
        for row in rows
    }


def _target_progress(found: planning.Achievement, language: Language) -> TargetProgress:
    return TargetProgress(
        indicator=found.target.indicator,
        unit=unit_of(found.target.indicator, language),
        target=found.target.target,
        achieved=found.achieved,
        share=found.share,
        basis=basis_of(found, language),
    )


def _not_comparable(
    programme: Programme,
    achieved: Sequence[planning.Achievement],
    found: Sequence[planning.Project],
    language: Language,
) -> list[NotComparable]:
    told = [
        why_not_comparable(each, language)
        for each in achieved
        if each.achieved is not None and not each.is_comparable
    ]
    if programme.planned_state is not None and found:
        told.append(
            why_plan_not_comparable(
                programme.planned_state, programme.start_year, programme.end_year, found, language
            )
        )
    whole = planning.total(found)
    if whole.unknown_support or whole.unknown_disbursed:
        told.append(why_disbursement_unknown(whole, language))
    return [NotComparable(figures=figures, explanation=explanation) for figures, explanation in told]
