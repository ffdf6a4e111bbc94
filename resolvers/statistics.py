"""Root fields for statistics: tables of facilities and projects under the filters of their lists."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from domain import dates
from domain.enums import FacilityDimension, ProjectDimension
from graph.statistics import FACILITY_TABLE, PROJECT_TABLE, YEARLY_TABLE, Figures, Table, figures
from planning.statistics import FACILITY_ALGORITHM, PROJECT_ALGORITHM, arranged
from resolvers.business import facility_conditions
from resolvers.data_version import settled
from resolvers.lists import Conditions
from resolvers.project import project_conditions
from schema.arguments import language_of
from schema.business import FacilityFilter
from schema.context import Info
from schema.errors import bad_request
from schema.project import ProjectFilter
from schema.statistics import (
    MOST_DIMENSIONS,
    FacilityStatistic,
    FacilityStatisticKey,
    FacilityStatistics,
    LabelLanguage,
    ProjectStatistic,
    ProjectStatisticKey,
    ProjectStatistics,
)


@strawberry.type
class StatisticsQuery:
    """Statistics."""

    @strawberry.field(
        description="How many facilities, workers and how much output, by up to three dimensions and under "
        "any filter of `facilities`; at most 10,000 rows"
    )
    async def facility_statistics(
        self,
        info: Info,
        by: Annotated[
            list[FacilityDimension],
            strawberry.argument(description="Dimensions of the table, at most three; none for totals"),
        ],
        filter: Annotated[
            FacilityFilter | None, strawberry.argument(description="Which facilities; all unless given")
        ] = UNSET,
        year: Annotated[
            int | None,
            strawberry.argument(
                description="Only facilities that reported for this year, with the figures of that year"
            ),
        ] = UNSET,
        language: LabelLanguage = UNSET,
    ) -> FacilityStatistics | None:
        """A table of facilities."""
        _check(by)
        one = year if isinstance(year, int) else None
        table = FACILITY_TABLE if one is None and FacilityDimension.YEAR not in by else YEARLY_TABLE
        conditions = await facility_conditions(info, filter or None)
        day = dates.today()
        found = await _figures(info, table, conditions, by, day, one)
        spoken = language_of(info, language)
        return FacilityStatistics(
            algorithm=FACILITY_ALGORITHM,
            data_version=found.version,
            on=day,
            changed_meanwhile=found.changed_meanwhile,
            is_partial=found.is_partial,
            ambiguous_units=await info.context.load.administrative_units(_ambiguous(conditions, found)),
            rows=[
                FacilityStatistic(
                    keys=[
                        FacilityStatisticKey(dimension=dimension, key=key.value, label=key.label)
                        for dimension, key in zip(by, keys, strict=True)
                    ],
                    facility_count=row["facilities"],
                    worker_count=_known(row, "workers"),
                    output_value=_known(row, "output"),
                    is_complete=row["workersKnown"] == row["outputKnown"] == row["facilities"],
                )
                for keys, row in arranged(found.rows, by, spoken)
            ],
        )

    @strawberry.field(
        description="How many projects, beneficiaries and how much money, by up to three dimensions and "
        "under any filter of `projects`; at most 10,000 rows. Projects of every status count, also drafts "
        "(dự thảo) and those rejected or cancelled, unless `filter.statuses` names some"
    )
    async def project_statistics(
        self,
        info: Info,
        by: Annotated[
            list[ProjectDimension],
            strawberry.argument(description="Dimensions of the table, at most three; none for totals"),
        ],
        filter: Annotated[
            ProjectFilter | None,
            strawberry.argument(
                description="Which projects; all unless given. All beneficiaries of a project count, also "
                "those outside the units of `within`"
            ),
        ] = UNSET,
        language: LabelLanguage = UNSET,
    ) -> ProjectStatistics | None:
        """A table of projects."""
        _check(by)
        conditions = await project_conditions(info, filter or None)
        day = dates.today()
        found = await _figures(info, PROJECT_TABLE, conditions, by, day)
        spoken = language_of(info, language)
        return ProjectStatistics(
            algorithm=PROJECT_ALGORITHM,
            data_version=found.version,
            on=day,
            changed_meanwhile=found.changed_meanwhile,
            is_partial=found.is_partial,
            ambiguous_units=await info.context.load.administrative_units(_ambiguous(conditions, found)),
            rows=[
                ProjectStatistic(
                    keys=[
                        ProjectStatisticKey(dimension=dimension, key=key.value, label=key.label)
                        for dimension, key in zip(by, keys, strict=True)
                    ],
                    project_count=row["projects"],
                    beneficiary_count=row["beneficiaries"],
                    support=_known(row, "support"),
                    disbursed=_known(row, "disbursed"),
                    is_complete=row["supportComplete"] == row["disbursedKnown"] == row["projects"],
                )
                for keys, row in arranged(found.rows, by, spoken)
            ],
        )


def _check(by: Sequence[FacilityDimension | ProjectDimension]) -> None:
    """Raises ``BAD_REQUEST`` for too many dimensions, or one that stands twice."""
    if len(by) > MOST_DIMENSIONS:
        raise bad_request(f"A table has at most {MOST_DIMENSIONS} dimensions", "by")
    for place, dimension in enumerate(by):
        if dimension in by[:place]:
            raise bad_request(f"{dimension.name} stands twice: name each dimension once", "by")


async def _figures(
    info: Info,
    table: Table,
    conditions: Conditions,
    by: Sequence[FacilityDimension | ProjectDimension],
    on: dt.date,
    year: int | None = None,
) -> Figures:
    names = [dimension.name for dimension in by]
    return await settled(lambda: figures(info.context.graph, table, conditions, names, on=on, year=year))


def _known(row: Mapping[str, Any], name: str) -> Any:
    """A sum; None where nothing of it is known."""
    return row[name] if row[name + "Known"] else None


def _ambiguous(conditions: Conditions, found: Figures) -> list[str]:
    """The codes of the units that the filter leaves out and of those that no row can be given to."""
    unplaced = {code for row in found.rows for code in _flat(row["unplaced"])}
    return sorted(unplaced.union(conditions.ambiguous))


def _flat(codes: Iterable[Any]) -> Iterable[str]:
    """Codes that stand in lists of lists."""
    for code in codes:
        if isinstance(code, str):
            yield code
        else:
            yield from _flat(code)
