"""Statistics: tables of facilities and projects, counted and added up."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry

from domain.enums import FacilityDimension, ProjectDimension
from domain.language import Language
from schema.administrative_unit import AdministrativeUnit
from schema.scalars import VND

MOST_DIMENSIONS = 3

LabelLanguage = Annotated[
    Language | None,
    strawberry.argument(
        description="Language of the labels; Vietnamese unless `Accept-Language` prefers English"
    ),
]


@strawberry.type(description="In which group of a dimension facilities count.")
class FacilityStatisticKey:
    """In which group of a dimension facilities count."""

    dimension: FacilityDimension = strawberry.field(description="The dimension")
    key: str = strawberry.field(
        description="Code of the unit or record, value of the enum, or year; empty where it is not known "
        "or there is none"
    )
    label: str = strawberry.field(description="What people call it, in the language asked for")


@strawberry.type(description="A row of a table of facilities.")
class FacilityStatistic:
    """A row of a table of facilities."""

    keys: list[FacilityStatisticKey] = strawberry.field(
        description="What its facilities have in common: one key a dimension, in the order asked for"
    )
    facility_count: int = strawberry.field(description="Number of facilities (số cơ sở)")
    worker_count: int | None = strawberry.field(
        description="Workers of those whose number is known (số lao động): of the year by `YEAR`, else on "
        "record; null where none is known"
    )
    output_value: VND | None = strawberry.field(
        description="Value of output where it is known (giá trị sản xuất), in đồng: of the year by `YEAR`, "
        "else of the newest year of which the facility has figures; null where none is known. A sum may lie "
        "beyond 2^53: its digits are exact"
    )
    is_complete: bool = strawberry.field(
        description="Whether workers and output are known of every facility of the row; if not, the sums are "
        "those of some"
    )


@strawberry.type(description="In which group of a dimension projects count.")
class ProjectStatisticKey:
    """In which group of a dimension projects count."""

    dimension: ProjectDimension = strawberry.field(description="The dimension")
    key: str = strawberry.field(
        description="Code of the unit or record, value of the enum, or year; empty where it is not known or "
        "there is none. A project without beneficiaries is in the province of its programme, else of its "
        "budget lines, else of the agencies that implement it, where that is one"
    )
    label: str = strawberry.field(description="What people call it, in the language asked for")


@strawberry.type(
    description="A row of a table of projects. The money of a project counts as a whole in the row in which "
    "all its beneficiaries stand. Where they stand in several rows, each row has what was approved for its "
    "own, so that no đồng counts twice; what was paid out is left out then, as nobody can say for whom."
)
class ProjectStatistic:
    """A row of a table of projects."""

    keys: list[ProjectStatisticKey] = strawberry.field(
        description="What its projects have in common: one key a dimension, in the order asked for"
    )
    project_count: int = strawberry.field(
        description="Number of projects (số đề án), whatever their status unless the filter names some"
    )
    beneficiary_count: int = strawberry.field(
        description="Number of facilities in the row that benefit (số cơ sở thụ hưởng), each counted once"
    )
    support: VND | None = strawberry.field(
        description="Support from the state where it is known (kinh phí hỗ trợ), in đồng, whatever became of "
        "the project; null where none is known"
    )
    disbursed: VND | None = strawberry.field(
        description="Support paid out so far where it is known (kinh phí đã giải ngân), in đồng; null where "
        "none is known"
    )
    is_complete: bool = strawberry.field(
        description="Whether support and what was paid out are known of every project for this row, and of "
        "each of its beneficiaries where only some count; if not, the sums are those of some"
    )


@strawberry.type
class _Computed:
    """How a table was computed."""

    algorithm: str = strawberry.field(description="Algorithm and its version")
    data_version: int = strawberry.field(description="Number of the newest change that it knows")
    on: dt.date = strawberry.field(description="Day whose units are in force: today in Vietnam")
    changed_meanwhile: bool = strawberry.field(
        description="Whether the register moved while it was computed, so that parts may not fit together"
    )
    is_partial: bool = strawberry.field(
        description="Whether the table has more than 10,000 rows and shows those with the most records only"
    )
    ambiguous_units: list[AdministrativeUnit] = strawberry.field(
        description="Units that share a part of the territory asked for, whose records are left out, and "
        "units under which records were entered of which nobody can say in which commune or province of "
        "today they lie: those count under an empty key"
    )


@strawberry.type(
    description="A table of facilities. Rows stand in the order of their keys: units and other records by "
    "name, values of enums as declared, years from the oldest on, what is not known last."
)
class FacilityStatistics(_Computed):
    """A table of facilities."""

    rows: list[FacilityStatistic] = strawberry.field(
        description="Its rows; without a dimension one of totals"
    )


@strawberry.type(
    description="A table of projects. Rows stand in the order of their keys: units and other records by "
    "name, values of enums as declared, years from the oldest on, what is not known last."
)
class ProjectStatistics(_Computed):
    """A table of projects."""

    rows: list[ProjectStatistic] = strawberry.field(description="Its rows; without a dimension one of totals")
