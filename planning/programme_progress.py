"""How far a programme has come: its projects by year, kind, activity and province, and its targets.

Projects count from their approval on; money is what is recorded of each, in whole đồng, so that every table
adds up to the same total. A target is compared with what was achieved only where both rest on the same basis:
the same years and the same circle of establishments. Else both figures are told, and nothing is divided.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from domain.enums import Activity, ProgrammeIndicator, ProjectKind, TargetBasis
from planning.apportionment import apportioned

K = TypeVar("K")

OF_PROJECTS = (
    ProgrammeIndicator.PROJECTS,
    ProgrammeIndicator.ESTABLISHMENTS,
    ProgrammeIndicator.SUPPORT,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A project that was approved. ``support`` and ``disbursed`` in đồng, None where unknown;
    ``beneficiaries``: the facility and province of each with what was approved for it."""

    year: int
    kind: ProjectKind
    activity: Activity
    support: int | None
    disbursed: int | None
    beneficiaries: Sequence[tuple[str, str | None, int | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A target over some years, of the establishments supported or of all in the unit."""

    indicator: ProgrammeIndicator
    target: float
    first_year: int
    last_year: int
    basis: TargetBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a facility reports for a year; None where it does not."""

    output_value: int | None
    workers: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """Projects with their money in đồng. ``unknown_support``: of how many the support is not known;
    ``unknown_disbursed``: of how many what was paid out."""

    count: int
    support: int
    disbursed: int
    unknown_support: int
    unknown_disbursed: int

    @property
    def disbursement_share(self) -> float | None:
        """What was paid out of the support (tỷ lệ giải ngân); None where any of either is unknown."""
        if self.unknown_support or self.unknown_disbursed or not self.support:
            return None
        return self.disbursed / self.support


@dataclass(frozen=True, slots=True, kw_only=True)
class Achievement:
    """A target and what was achieved. ``years``: those that have projects, or the one of the figures;
    ``reporting`` of ``establishments`` supported report it. ``unknown_support``: of how many of the projects
    support is not known that is to be added up; ``due``: the years of the target that have begun.
    ``is_comparable``: whether both rest on the same basis; ``is_running``: it has begun, and years of the
    target lie ahead."""

    target: Target
    achieved: float | None
    years: tuple[int, ...]
    reporting: int
    establishments: int
    unknown_support: int = 0
    due: tuple[int, ...] = ()
    is_comparable: bool
    is_running: bool

    @property
    def share(self) -> float | None:
        """What share of the target was achieved; None where the two must not be divided."""
        if self.achieved is None or not self.is_comparable or not self.target.target:
            return None
        return self.achieved / self.target.target


def total(projects: Sequence[Project]) -> Total:
    """What some projects come to."""
    return Total(
        count=len(projects),
        support=sum(project.support or 0 for project in projects),
        disbursed=sum(project.disbursed or 0 for project in projects),
        unknown_support=sum(project.support is None for project in projects),
        unknown_disbursed=sum(project.disbursed is None for project in projects),
    )


def by_year(projects: Sequence[Project], first: int, last: int) -> dict[int, Total]:
    """Totals by funding year: each year of the programme, and others that occur."""
    years = sorted({*range(first, last + 1), *(project.year for project in projects)})
    return {year: total([project for project in projects if project.year == year]) for year in years}


def by_kind(projects: Sequence[Project]) -> dict[ProjectKind, Total]:
    """Totals by kind, in the order of the kinds."""
    return _grouped(projects, [project.kind for project in projects], list(ProjectKind))


def by_activity(projects: Sequence[Project]) -> dict[Activity, Total]:
    """Totals by activity, in the order of the activities."""
    return _grouped(projects, [project.activity for project in projects], list(Activity))


def by_province(projects: Sequence[Project], own: str | None) -> dict[str | None, tuple[int, int]]:
    """The number of projects and their support in đồng by province. The money of a project in several is
    divided as it was approved for its beneficiaries, and such a project counts in each. A project without
    beneficiaries lies in the programme's ``own`` province. None: nobody knows where."""
    found: dict[str | None, tuple[int, int]] = {}
    for project in projects:
        money: dict[str | None, int] = {}
        amounts = apportioned(project.support or 0, [approved for _, _, approved in project.beneficiaries])
        for (_, province, _), amount in zip(project.beneficiaries, amounts, strict=True):
            money[province] = money.get(province, 0) + amount
        for province, amount in (money or {own: project.support or 0}).items():
            count, support = found.get(province, (0, 0))
            found[province] = (count + 1, support + amount)
    return dict(sorted(found.items(), key=lambda item: (item[0] is None, item[0] or "")))


def achievements(
    targets: Sequence[Target],
    projects: Sequence[Project],
    figures: Mapping[tuple[str, int], Figures],
    this_year: int,
) -> list[Achievement]:
    """Each target with what was achieved. ``figures``: by facility and year."""
    return [_achievement(target, projects, figures, this_year) for target in targets]


def _achievement(
    target: Target,
    projects: Sequence[Project],
    figures: Mapping[tuple[str, int], Figures],
    this_year: int,
) -> Achievement:
    asked = range(target.first_year, target.last_year + 1)
    supported = sorted(
        {
            facility
            for project in projects
            if project.year <= target.last_year
            for facility, _, _ in project.beneficiaries
        }
    )
    if target.indicator in OF_PROJECTS:
        own = [project for project in projects if project.year in asked]
        years = tuple(sorted({project.year for project in own}))
        due = tuple(year for year in asked if year <= this_year)
        unknown = total(own).unknown_support if target.indicator is ProgrammeIndicator.SUPPORT else 0
        achieved = _of_projects(target.indicator, own) if own else None
        return Achievement(
            target=target,
            achieved=achieved,
            years=years,
            reporting=len(supported),
            establishments=len(supported),
            unknown_support=unknown,
            due=due,
            is_comparable=target.basis is TargetBasis.SUPPORTED
            and bool(due)
            and set(due) <= set(years)
            and not unknown,
            is_running=bool(due) and target.last_year > this_year,
        )
    reported = [
        value
        for facility in supported
        if (value := _value(target.indicator, figures.get((facility, target.last_year)))) is not None
    ]
    is_mean = target.indicator is ProgrammeIndicator.MEAN_OUTPUT
    achieved = float(sum(reported)) if reported else None
    if achieved is not None and is_mean:
        achieved /= len(reported)
    return Achievement(
        target=target,
        achieved=achieved,
        years=(target.last_year,),
        reporting=len(reported),
        establishments=len(supported),
        is_comparable=target.basis is TargetBasis.SUPPORTED
        and bool(reported)
        and (is_mean or len(reported) == len(supported)),
        is_running=False,
    )


def _of_projects(indicator: ProgrammeIndicator, projects: Sequence[Project]) -> float:
    match indicator:
        case ProgrammeIndicator.PROJECTS:
            return float(len(projects))
        case ProgrammeIndicator.ESTABLISHMENTS:
            return float(len({facility for project in projects for facility, _, _ in project.beneficiaries}))
        case _:
            return float(sum(project.support or 0 for project in projects))


def _value(indicator: ProgrammeIndicator, figures: Figures | None) -> int | None:
    if figures is None:
        return None
    return figures.workers if indicator is ProgrammeIndicator.WORKERS else figures.output_value


def _grouped(projects: Sequence[Project], keys: Sequence[K], order: Sequence[K]) -> dict[K, Total]:
    groups: dict[K, list[Project]] = {}
    for project, key in zip(projects, keys, strict=True):
        groups.setdefault(key, []).append(project)
    return {key: total(groups[key]) for key in order if key in groups}
