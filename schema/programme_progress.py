"""How far a programme of industrial promotion has come."""

from __future__ import annotations

import strawberry

from domain.enums import Activity, ProgrammeIndicator, ProjectKind
from schema.administrative_unit import AdministrativeUnit
from schema.project import Programme
from schema.scalars import VND


@strawberry.type(description="A target (chỉ tiêu) with what was achieved.")
class TargetProgress:
    """A target with what was achieved."""

    indicator: ProgrammeIndicator = strawberry.field(description="What is counted")
    unit: str = strawberry.field(description="In what it is counted, in the language asked for")
    target: float = strawberry.field(description="What is aimed at")
    achieved: float | None = strawberry.field(
        description="What was achieved; null where there are no figures"
    )
    share: float | None = strawberry.field(
        description="Achieved ÷ target; null where the two rest on different bases, see `notComparable`"
    )
    basis: str = strawberry.field(
        description="Years and establishments on which both rest, in the language asked for"
    )


@strawberry.type(description="The approved projects of a programme together.")
class ProgrammeTotals:
    """The approved projects of a programme together."""

    count: int = strawberry.field(description="Number of projects")
    support: VND = strawberry.field(description="Their support, in đồng")
    disbursed: VND = strawberry.field(description="What is known to be paid out, in đồng")
    disbursement_share: float | None = strawberry.field(
        description="Disbursed ÷ support (tỷ lệ giải ngân); null where either is not known of all"
    )


@strawberry.type(description="Projects of a funding year.")
class ProgressByYear:
    """Projects of a funding year."""

    funding_year: int = strawberry.field(description="Year whose budget pays (năm N)")
    project_count: int = strawberry.field(description="Number of projects")
    support: VND = strawberry.field(description="Their support, in đồng")
    disbursed: VND = strawberry.field(description="What is known to be paid out, in đồng")


@strawberry.type(description="Projects of a kind.")
class ProgressByKind:
    """Projects of a kind."""

    kind: ProjectKind = strawberry.field(description="Kind of project")
    project_count: int = strawberry.field(description="Number of projects")
    support: VND = strawberry.field(description="Their support, in đồng")
    disbursed: VND = strawberry.field(description="What is known to be paid out, in đồng")


@strawberry.type(description="Projects of an activity.")
class ProgressByActivity:
    """Projects of an activity."""

    activity: Activity = strawberry.field(description="Activity (nội dung hoạt động)")
    project_count: int = strawberry.field(description="Number of projects")
    support: VND = strawberry.field(description="Their support, in đồng")
    disbursed: VND = strawberry.field(description="What is known to be paid out, in đồng")


@strawberry.type(description="Projects in a province.")
class ProgressByProvince:
    """Projects in a province."""

    project_count: int = strawberry.field(
        description="Number of projects with a beneficiary there; one in several provinces counts in each"
    )
    support: VND = strawberry.field(
        description="What of their support goes there, in đồng; all provinces add up to the total"
    )
    province: AdministrativeUnit | None = strawberry.field(
        description="The province of today; null where nobody knows which"
    )


@strawberry.type(
    description="Figures that must not be divided by one another, as they rest on different bases."
)
class NotComparable:
    """Figures that rest on different bases."""

    figures: list[str] = strawberry.field(description="The figures, in the language asked for")
    explanation: str = strawberry.field(description="How their bases differ, in the language asked for")


@strawberry.type(
    description="How far a programme has come (tiến độ chương trình). Projects count from their approval on; "
    "status and money are those of today: what is recorded of each project. Every table adds up to the same "
    "total."
)
class ProgrammeProgress:
    """How far a programme has come."""

    data_version: int = strawberry.field(description="Number of the newest change that it knows")
    programme: Programme = strawberry.field(description="The programme")
    targets: list[TargetProgress] = strawberry.field(description="Its targets with what was achieved")
    projects: ProgrammeTotals = strawberry.field(description="All projects approved by that day together")
    by_year: list[ProgressByYear] = strawberry.field(
        description="By funding year: each year of the programme, and others that occur"
    )
    by_kind: list[ProgressByKind] = strawberry.field(description="By kind of project")
    by_activity: list[ProgressByActivity] = strawberry.field(description="By activity")
    by_province: list[ProgressByProvince] = strawberry.field(
        description="By province: the money of a project in several is divided as approved for its "
        "beneficiaries"
    )
    not_comparable: list[NotComparable] = strawberry.field(
        description="Figures on different bases, told beside each other instead of divided"
    )
