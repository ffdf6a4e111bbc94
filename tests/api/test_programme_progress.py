"""How far programmes have come, over the API."""

from typing import Any

from tests.builders import Cell, Register, word
from tests.conftest import Api

PROGRESS = """
query Progress($code: PublicCode!, $on: Date) {
  programmeProgress(code: $code, on: $on, language: EN) {
    programme { code }
    targets { indicator unit target achieved share basis }
    projects { count support disbursed disbursementShare }
    byYear { fundingYear projectCount support disbursed }
    byKind { kind projectCount support disbursed }
    byActivity { activity projectCount support disbursed }
    byProvince { province { code } projectCount support }
    notComparable { figures explanation }
  }
}
"""


async def progress(api: Api, code: str, /, **arguments: object) -> Any:
    """The progress of a programme, which must have no errors."""
    answer = await api(PROGRESS, {"code": code} | arguments)
    assert answer.errors == []
    return answer.data["programmeProgress"]


def programme(register: Register, unit: str | None, **cells: Any) -> str:
    """A programme of 2025 and 2026."""
    code = f"G-{word()}"
    fixed: dict[str, Cell] = {"name": "Chương trình", "start_year": 2025, "end_year": 2026, "unit": unit}
    register.row("programmes.csv", **({"code": code} | fixed | cells))
    return code


async def test_projects_money_and_targets_are_told_with_their_basis(api: Api, register: Register) -> None:
    one, two = (register.unit("Tỉnh", kind="PROVINCE") for _ in range(2))
    here = register.facility(unit=register.unit(part_of=[one]))
    there = register.facility(unit=register.unit(part_of=[two]))
    code = programme(register, None, planned_state=5_000_000)
    for indicator, first in (("PROJECTS", 2025), ("SUPPORT", 2024)):
        register.target(code, indicator, first, 2026)
    group = register.project(
        programme=code, kind="GROUP", support=1_000_001, disbursed=1_000_001, funding_year=2025
    )
    register.benefit(group, here, approved=600_000)
    register.benefit(group, there, approved=400_000)
    fair = register.project(programme=code, activity="FAIR", support=500_000, disbursed=0, funding_year=2026)
    register.project(programme=code, status="REJECTED", support=7)
    register.project(programme=code, status="DRAFT", support=7)
    await register.load()

    found = await progress(api, code)

    assert fair
    assert found["projects"] == {
        "count": 2,
        "support": 1_500_001,
        "disbursed": 1_000_001,
        "disbursementShare": 1_000_001 / 1_500_001,
    }
    assert found["byYear"] == [
        {"fundingYear": 2025, "projectCount": 1, "support": 1_000_001, "disbursed": 1_000_001},
        {"fundingYear": 2026, "projectCount": 1, "support": 500_000, "disbursed": 0},
    ]
    assert [(row["kind"], row["support"]) for row in found["byKind"]] == [
        ("INDIVIDUAL", 500_000),
        ("GROUP", 1_000_001),
    ]
    assert [(row["activity"], row["support"]) for row in found["byActivity"]] == [
        ("ADVANCED_MACHINERY", 1_000_001),
        ("FAIR", 500_000),
    ]
    provinces = {row["province"] and row["province"]["code"]: row["support"] for row in found["byProvince"]}
    assert sum(provinces.values()) == 1_500_001
    assert provinces.keys() == {one, two, None}
    assert provinces[None] == 500_000
    assert [(row["indicator"], row["achieved"], row["share"]) for row in found["targets"]] == [
        ("PROJECTS", 2, 0.5),
        ("SUPPORT", 1_500_001, None),
    ]
    assert [row["figures"] for row in found["notComparable"]] == [
        ["Support, target of 2024-2026: 0 million đồng", "Support, achieved in 2025-2026: 1.5 million đồng"],
        [
            "State budget planned for 2025-2026: 5 million đồng",
            "Support of 2 projects of 2025-2026: 1.5 million đồng",
        ],
    ]


async def test_what_came_later_than_the_day_does_not_count(api: Api, register: Register) -> None:
    facility = register.facility()
    code = programme(register, None)
    register.target(code, "WORKERS", 2025, 2026)
    register.row("annual_figures.csv", business=facility, year=2026, workers=9)
    for approved in ("2025-03-01", "2026-03-01"):
        project = register.project(programme=code, approved_on=approved, funding_year=int(approved[:4]))
        register.benefit(project, facility)
    await register.load()

    earlier, later = [await progress(api, code, on=day) for day in ("2025-12-31", "2026-12-31")]

    assert (earlier["projects"]["count"], earlier["targets"][0]["achieved"]) == (1, None)
    assert (later["projects"]["count"], later["targets"][0]["achieved"]) == (2, 9)


async def test_programme_without_projects_has_empty_tables(api: Api, register: Register) -> None:
    code = programme(register, None)
    await register.load()

    found = await progress(api, code)

    assert found["projects"] == {"count": 0, "support": 0, "disbursed": 0, "disbursementShare": None}
    assert [row["projectCount"] for row in found["byYear"]] == [0, 0]
    assert (found["byKind"], found["byProvince"], found["targets"], found["notComparable"]) == (
        [],
        [],
        [],
        [],
    )


async def test_unknown_programme_is_null(api: Api) -> None:
    answer = await api(PROGRESS, {"code": "G-khong-co"})

    assert (answer.data, answer.errors) == ({"programmeProgress": None}, [])


async def test_malformed_code_is_refused(api: Api) -> None:
    answer = await api(PROGRESS, {"code": "?"})

    assert answer.codes == ["BAD_REQUEST"]
