"""How far programmes have come: tables that add up, and figures that are not divided."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.enums import Activity, ProgrammeIndicator, ProjectKind, TargetBasis
from domain.language import Language
from planning.programme_progress import (
    Achievement,
    Figures,
    Project,
    Target,
    achievements,
    by_activity,
    by_kind,
    by_province,
    by_year,
    total,
)
from planning.programme_progress_text import (
    basis_of,
    why_disbursement_unknown,
    why_not_comparable,
    why_plan_not_comparable,
)

PROJECT = Project(
    year=2021,
    kind=ProjectKind.INDIVIDUAL,
    activity=Activity.FAIR,
    support=100,
    disbursed=40,
    beneficiaries=[("B-1", "U-P", 100)],
)
TARGET = Target(
    indicator=ProgrammeIndicator.PROJECTS,
    target=4,
    first_year=2021,
    last_year=2022,
    basis=TargetBasis.SUPPORTED,
)

amounts = st.none() | st.integers(0, 10**10)
projects = st.builds(
    Project,
    year=st.integers(2021, 2025),
    kind=st.sampled_from(ProjectKind),
    activity=st.sampled_from(Activity),
    support=amounts,
    disbursed=amounts,
    beneficiaries=st.lists(
        st.tuples(st.sampled_from(["B-1", "B-2"]), st.none() | st.sampled_from(["U-P", "U-Q"]), amounts),
        max_size=3,
    ),
)


@given(st.lists(projects, max_size=8))
def test_money_adds_up_at_every_level(found: list[Project]) -> None:
    whole = total(found)

    for table in (by_year(found, 2021, 2025), by_kind(found), by_activity(found)):
        assert sum(row.count for row in table.values()) == whole.count
        assert sum(row.support for row in table.values()) == whole.support
        assert sum(row.disbursed for row in table.values()) == whole.disbursed
    assert sum(support for _, support in by_province(found, "U-P").values()) == whole.support


def test_each_year_of_the_programme_is_told() -> None:
    found = by_year([PROJECT, dataclasses.replace(PROJECT, year=2019)], 2021, 2023)

    assert {year: row.count for year, row in found.items()} == {2019: 1, 2021: 1, 2022: 0, 2023: 0}


def test_a_project_of_two_provinces_is_divided_as_approved() -> None:
    shared = dataclasses.replace(
        PROJECT, support=100, beneficiaries=[("B-1", "U-P", 75), ("B-2", "U-Q", 75), ("B-3", "U-Q", 50)]
    )
    nowhere = dataclasses.replace(PROJECT, beneficiaries=[("B-4", None, 5)])
    open_ = dataclasses.replace(PROJECT, beneficiaries=[])

    found = by_province([shared, nowhere, open_], "U-P")

    assert found == {"U-P": (2, 138), "U-Q": (1, 62), None: (1, 100)}


@pytest.mark.parametrize(
    ("disbursed", "share"), [([40, 60], 0.5), ([40, None], None), ([0, 0], 0.0), ([], None)]
)
def test_disbursement_has_a_share_where_all_of_it_is_known(
    disbursed: list[int | None], share: float | None
) -> None:
    found = total([dataclasses.replace(PROJECT, disbursed=amount) for amount in disbursed])

    assert found.disbursement_share == share


def test_disbursement_has_no_share_where_support_is_not_known() -> None:
    found = total([PROJECT, dataclasses.replace(PROJECT, support=None, disbursed=None)])

    assert (found.disbursement_share, found.unknown_support) == (None, 1)
    assert why_disbursement_unknown(found, Language.EN)[1] == (
        "The support is not known of 1 of the 2 projects. "
        "What was paid out is not known of 1 of the 2 projects."
    )


def achievement(target: Target, found: list[Project], this_year: int = 2026) -> Achievement:
    """What was achieved of one target."""
    figures = {
        ("B-1", 2022): Figures(output_value=300, workers=7),
        ("B-2", 2022): Figures(output_value=None, workers=5),
        ("B-2", 2025): Figures(output_value=500, workers=9),
    }
    (one,) = achievements([target], found, figures, this_year)
    return one


def test_projects_of_all_years_are_compared() -> None:
    later = dataclasses.replace(PROJECT, year=2022, beneficiaries=[("B-1", "U-P", 1), ("B-2", "U-P", 1)])
    found = [PROJECT, later, dataclasses.replace(PROJECT, year=2024)]

    shares = {
        indicator: achievement(dataclasses.replace(TARGET, indicator=indicator), found).share
        for indicator in (
            ProgrammeIndicator.PROJECTS,
            ProgrammeIndicator.ESTABLISHMENTS,
            ProgrammeIndicator.SUPPORT,
        )
    }

    assert shares == {
        ProgrammeIndicator.PROJECTS: 0.5,
        ProgrammeIndicator.ESTABLISHMENTS: 0.5,
        ProgrammeIndicator.SUPPORT: 50.0,
    }


def test_years_without_projects_are_not_compared() -> None:
    found = achievement(TARGET, [PROJECT])

    assert (found.achieved, found.share) == (1, None)
    assert why_not_comparable(found, Language.EN) == (
        [
            "Number of projects, target of 2021-2022: 4 projects",
            "Number of projects, achieved in 2021: 1 projects",
        ],
        "No project is recorded for 2022: the two are of different periods.",
    )


def test_support_that_is_not_known_is_not_compared() -> None:
    target = dataclasses.replace(TARGET, indicator=ProgrammeIndicator.SUPPORT, last_year=2021)
    open_ = dataclasses.replace(PROJECT, support=None)

    found = achievement(target, [PROJECT, open_])

    assert (found.achieved, found.share) == (100, None)
    assert why_not_comparable(found, Language.EN)[1] == "The support of 1 of the projects is not known."
    assert achievement(dataclasses.replace(TARGET, last_year=2021), [PROJECT, open_]).share == 0.5


def test_years_that_have_not_begun_are_not_compared() -> None:
    found = achievement(dataclasses.replace(TARGET, last_year=2021), [PROJECT], this_year=2020)

    assert (found.achieved, found.share, found.is_running) == (1, None, False)
    assert why_not_comparable(found, Language.EN)[1] == (
        "2021 has not begun: more projects of these years may still be approved."
    )


def test_only_years_that_have_begun_lack_projects() -> None:
    target = dataclasses.replace(TARGET, first_year=2020, last_year=2023)

    found = achievement(target, [PROJECT], this_year=2022)

    assert why_not_comparable(found, Language.EN)[1] == (
        "No project is recorded for 2020, 2022: the two are of different periods."
    )


def test_years_that_lie_ahead_are_no_hindrance() -> None:
    found = achievement(TARGET, [PROJECT], this_year=2021)

    assert (found.share, found.is_running) == (0.25, True)
    assert basis_of(found, Language.VI).endswith("Chương trình đang thực hiện.")


def test_a_target_of_all_establishments_is_not_compared_with_those_supported() -> None:
    target = dataclasses.replace(
        TARGET, indicator=ProgrammeIndicator.WORKERS, basis=TargetBasis.WHOLE_UNIT, last_year=2022
    )

    found = achievement(target, [PROJECT])

    assert (found.achieved, found.share) == (7, None)
    assert "all establishments of the unit" in why_not_comparable(found, Language.EN)[1]


@pytest.mark.parametrize(
    ("indicator", "achieved", "share"),
    [
        (ProgrammeIndicator.WORKERS, 12, 3),
        (ProgrammeIndicator.OUTPUT_VALUE, 300, None),
        (ProgrammeIndicator.MEAN_OUTPUT, 300, 75),
    ],
)
def test_sums_of_figures_are_compared_only_where_all_report(
    indicator: ProgrammeIndicator, achieved: float, share: float | None
) -> None:
    both = dataclasses.replace(PROJECT, beneficiaries=[("B-1", "U-P", 1), ("B-2", "U-P", 1)])

    found = achievement(dataclasses.replace(TARGET, indicator=indicator), [both])

    assert (found.achieved, found.share) == (achieved, share)


def test_without_figures_nothing_is_achieved() -> None:
    found = achievement(dataclasses.replace(TARGET, indicator=ProgrammeIndicator.WORKERS), [])

    assert (found.achieved, found.share) == (None, None)
    assert basis_of(found, Language.EN).endswith("There are no figures yet.")


def test_the_plan_of_a_period_is_told_beside_the_support_of_its_projects() -> None:
    found = [dataclasses.replace(PROJECT, support=6_047_500_000)]

    figures, _ = why_plan_not_comparable(64_841_000_000, 2021, 2025, found, Language.VI)

    assert figures == [
        "Ngân sách nhà nước dự kiến 2021-2025: 64.841 triệu đồng",
        "Hỗ trợ của 1 đề án năm 2021: 6.047,5 triệu đồng",
    ]


def test_disbursement_that_is_not_known_is_told() -> None:
    found = total([PROJECT, dataclasses.replace(PROJECT, disbursed=None)])

    assert why_disbursement_unknown(found, Language.EN)[1] == (
        "What was paid out is not known of 1 of the 2 projects."
    )
