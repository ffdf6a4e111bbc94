"""Statistics equal a recount in plain Python, over small registers that are filled by chance."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Any, TypeAlias

import pytest

from domain import dates
from domain.enums import (
    Activity,
    FacilityDimension,
    FundingLevel,
    Labelled,
    LegalForm,
    ProjectDimension,
    ProjectKind,
    ProjectStatus,
    SizeClass,
)
from tests.builders import Cell, Register, word
from tests.conftest import Api

FACILITIES = """
query Facilities($filter: FacilityFilter, $by: [FacilityDimension!]!) {
  table: facilityStatistics(filter: $filter, by: $by) {
    ambiguousUnits { code }
    rows { keys { key } facilityCount workerCount outputValue isComplete }
  }
}
"""
PROJECTS = """
query Projects($filter: ProjectFilter, $by: [ProjectDimension!]!) {
  table: projectStatistics(filter: $filter, by: $by) {
    ambiguousUnits { code }
    rows { keys { key } projectCount beneficiaryCount support disbursed isComplete }
  }
}
"""
LISTED_FACILITIES = """
query Listed($filter: FacilityFilter) {
  table: facilities(filter: $filter, first: 100) { edges { node { code } } pageInfo { hasNextPage } }
}
"""
LISTED_PROJECTS = """
query Listed($filter: ProjectFilter) {
  table: projects(filter: $filter, first: 100) { edges { node { code } } pageInfo { hasNextPage } }
}
"""
COMMUNES = {"COMMUNE", "WARD", "TOWNSHIP", "SPECIAL_ZONE"}
PROVINCES = {"PROVINCE", "CITY"}
CLOSED_SETS: dict[str, type[Labelled]] = {
    "LEGAL_FORM": LegalForm,
    "SIZE_CLASS": SizeClass,
    "ACTIVITY": Activity,
    "LEVEL": FundingLevel,
    "KIND": ProjectKind,
    "STATUS": ProjectStatus,
}
BEFORE: dict[str, Any] = {"valid_from": dt.date(2004, 1, 1), "valid_to": dt.date(2025, 7, 1)}

Keys: TypeAlias = tuple[str, ...]
CsvRow: TypeAlias = dict[str, str]


@dataclass(frozen=True, slots=True)
class Recount:
    """Counts from the rows of a register, without the graph."""

    register: Register
    chosen: set[str]
    unplaced: set[str] = field(default_factory=set[str])

    def facilities(self, by: Keys) -> list[tuple[Any, ...]]:
        """The table of the facilities chosen: keys, facilities, workers, output, whether complete."""
        groups: dict[Keys, list[tuple[int | None, int | None]]] = defaultdict(list)
        for row in self._rows("facilities.csv"):
            if row["code"] not in self.chosen:
                continue
            reports = [each for each in self._rows("annual_figures.csv") if each["business"] == row["code"]]
            reports.sort(key=lambda each: int(each["year"]))
            if "YEAR" in by:
                figures = [(each["year"], each["workers"], each["output_value"]) for each in reports]
                figures = figures or [("", "", "")]
            else:
                figures = [("", row["workers"], reports[-1]["output_value"] if reports else "")]
            for year, workers, output in figures:
                values = [[year] if name == "YEAR" else self._of_facility(row, name) for name in by]
                for keys in product(*values):
                    groups[keys].append((_number(workers), _number(output)))
        return self._table(
            by,
            {
                keys: (
                    len(members),
                    _sum(workers for workers, _ in members),
                    _sum(output for _, output in members),
                    all(None not in member for member in members),
                )
                for keys, members in groups.items()
            },
        )

    def projects(self, by: Keys) -> list[tuple[Any, ...]]:
        """The table of the projects chosen: keys, projects, beneficiaries, money, whether complete."""
        groups: dict[Keys, list[tuple[set[str], int | None, int | None, bool]]] = defaultdict(list)
        places = {row["code"]: row for row in self._rows("facilities.csv")}
        for project in self._rows("projects.csv"):
            if project["code"] not in self.chosen:
                continue
            gains = [
                row for row in self._rows("project_beneficiaries.csv") if row["project"] == project["code"]
            ]
            standing: dict[Keys, list[CsvRow]] = defaultdict(list)
            occasions: list[CsvRow | None] = [*gains]
            for gain in occasions or [None]:
                facility = places[gain["facility"]] if gain else None
                values = [self._of_project(project, facility, name) for name in by]
                for keys in product(*values):
                    standing[keys].extend([gain] if gain else [])
            for keys, inside in standing.items():
                support, disbursed = _number(project["support"]), _number(project["disbursed"])
                is_complete = None not in (support, disbursed)
                if len(inside) < len(gains):
                    approved = [_number(gain["approved"]) for gain in inside]
                    support = _sum(approved)
                    disbursed = 0 if disbursed == 0 else None
                    is_complete = None not in (*approved, disbursed)
                groups[keys].append(({gain["facility"] for gain in inside}, support, disbursed, is_complete))
        return self._table(
            by,
            {
                keys: (
                    len(members),
                    len(set[str]().union(*(benefiting for benefiting, _, _, _ in members))),
                    _sum(support for _, support, _, _ in members),
                    _sum(disbursed for _, _, disbursed, _ in members),
                    all(is_complete for *_, is_complete in members),
                )
                for keys, members in groups.items()
            },
        )

    def _of_facility(self, facility: CsvRow | None, name: str) -> list[str]:
        """The keys under which a facility counts in a dimension."""
        if facility is None:
            return [""]
        match name:
            case "COMMUNE":
                return [self._unit(facility["unit"], COMMUNES)]
            case "PROVINCE":
                return [self._unit(facility["unit"], PROVINCES)]
            case "LEGAL_FORM":
                operators = self._rows("organisations.csv")
                forms = [row["legal_form"] for row in operators if row["code"] == facility["organisation"]]
                return forms or [""]
            case "SIZE_CLASS":
                return [facility["size_class"]]
            case "CRAFT_VILLAGE":
                return [facility["craft_village"]]
            case "PRODUCT":
                return self._linked("offers.csv", facility, "product")
            case "CLUSTER":
                return self._linked("cluster_places.csv", facility, "cluster")
        raise ValueError(name)

    def _of_project(self, project: CsvRow, facility: CsvRow | None, name: str) -> list[str]:
        """The keys under which a beneficiary of a project, or a project without any, counts."""
        match name:
            case "PRODUCT":
                return [code for code in project["concerns"].split(";") if code.startswith("P-")] or [""]
            case "ACTIVITY" | "LEVEL" | "KIND" | "STATUS" | "PROGRAMME":
                return [project[name.lower()]]
            case "YEAR":
                return [project["funding_year"]]
            case _:
                return self._of_facility(facility, name)

    def _linked(self, file: str, facility: CsvRow, column: str) -> list[str]:
        found = {row[column] for row in self._rows(file) if row["business"] == facility["code"]}
        return sorted(found) or [""]

    def _unit(self, code: str, kinds: set[str]) -> str:
        """The one unit of some kinds in force today in which a unit lies for certain."""
        if not code:
            return ""
        units = {row["code"]: row for row in self._rows("administrative_units.csv")}
        reached, ahead = {code}, [code]
        while ahead:
            here = ahead.pop()
            above = [each for each in units[here]["part_of"].split(";") if each]
            later = [
                row["successor"]
                for row in self._rows("unit_successions.csv")
                if row["predecessor"] == here and row["is_partial"] == "false"
            ]
            fresh = {*above, *later} - reached
            reached |= fresh
            ahead.extend(fresh)
        today = str(dates.today())
        found = [
            unit
            for unit in reached
            if units[unit]["kind"] in kinds
            and units[unit]["valid_from"] <= today
            and (not units[unit]["valid_to"] or units[unit]["valid_to"] > today)
        ]
        if len(found) == 1:
            return found[0]
        self.unplaced.add(code)
        return ""

    def _table(self, by: Keys, groups: dict[Keys, tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """Rows in the order of their keys; the names of these registers are in the order of ASCII."""
        names = {
            row["code"]: row["name"]
            for file in ("administrative_units", "products", "clusters", "craft_villages", "programmes")
            for row in self._rows(f"{file}.csv")
        }

        def place(name: str, key: str) -> tuple[bool, Any]:
            if not key:
                return True, 0
            if name in CLOSED_SETS:
                return False, list(CLOSED_SETS[name].__members__).index(key)
            return (False, int(key)) if name == "YEAR" else (False, names[key])

        ordered = sorted(groups, key=lambda keys: [place(*each) for each in zip(by, keys, strict=True)])
        return [(*keys, *groups[keys]) for keys in ordered]

    def _rows(self, file: str) -> list[CsvRow]:
        return self.register.rows(file)


def _number(cell: str) -> int | None:
    return int(cell) if cell else None


def _sum(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def fill(register: Register, chance: random.Random) -> None:
    """A small register with everything that makes counting hard, by chance."""
    old_province = register.unit("Tinh 0", kind="PROVINCE", **BEFORE)
    split_province = register.unit("Tinh 1", kind="PROVINCE", **BEFORE)
    provinces = [register.unit(f"Tinh {number}", kind="PROVINCE") for number in (2, 3)]
    register.succession(old_province, provinces[0])
    for province in provinces:
        register.succession(split_province, province, is_partial=True)
    communes = [
        register.unit(
            f"Xa {number}", part_of=[chance.choice(provinces)], kind=chance.choice(["COMMUNE", "WARD"])
        )
        for number in range(3)
    ]
    units = [*communes, *provinces]
    for number in range(4):
        above = chance.choice([old_province, split_province])
        kind = chance.choice(["COMMUNE", "DISTRICT", "TOWNSHIP"])
        unit = register.unit(f"Xa cu {number}", part_of=[above], kind=kind, **BEFORE)
        later = chance.sample(communes, chance.choice([0, 1, 2]))
        for successor in later:
            register.succession(unit, successor, is_partial=len(later) > 1)
        below = register.unit(f"Xa con {number}", part_of=[unit], kind="COMMUNE", **BEFORE)
        units.extend([unit, below])
    units.append(register.unit("Xa mai", part_of=[provinces[0]], valid_from=dt.date(2199, 1, 1)))
    products = [register.product(f"Hang {number}") for number in range(3)]
    clusters = [register.cluster(f"Cum {number}") for number in range(2)]
    village = f"N-{word()}"
    register.row("craft_villages.csv", code=village, name="Lang", unit=communes[0])
    programme = f"G-{word()}"
    register.row("programmes.csv", code=programme, name="Chuong trinh", start_year=2021, end_year=2030)
    organisations = [
        register.organisation(f"To chuc {number}", legal_form=chance.choice([*LegalForm.__members__, None]))
        for number in range(4)
    ]

    def maybe(*values: Cell) -> Cell:
        return chance.choice([None, *values])

    facilities: list[str] = []
    for number in range(12):
        facility = register.facility(
            f"Xuong {register.word} {number}",
            unit=chance.choice([*units, None]),
            organisation=maybe(*organisations),
            workers=maybe(chance.randrange(100), chance.randrange(100)),
            size_class=maybe(*SizeClass.__members__),
            craft_village=maybe(village),
        )
        facilities.append(facility)
        for variant in ("", "A"):
            for goods in chance.sample(products, chance.randrange(3)):
                register.offer(facility, goods, variant=variant)
        for year in chance.sample(range(2022, 2026), chance.randrange(4)):
            register.row(
                "annual_figures.csv",
                business=facility,
                year=year,
                workers=maybe(chance.randrange(100)),
                output_value=maybe(chance.randrange(2**52)),
            )
        for cluster, tie in product(clusters, ("LOCATED_IN", "MEMBER_OF")):
            if chance.random() < 0.3:
                register.place(cluster, facility, tie)
    for number in range(8):
        project = register.project(
            f"De an {register.word} {number}",
            programme=maybe(programme),
            kind=chance.choice([*ProjectKind.__members__]),
            activity=chance.choice(["FAIR", "BRAND", "TRAINING"]),
            level=chance.choice([*FundingLevel.__members__]),
            status=chance.choice(["APPROVED", "SETTLED"]),
            funding_year=chance.choice([2025, 2026]),
            support=maybe(chance.randrange(10**9)),
            disbursed=maybe(0, chance.randrange(10**9)),
            concerns=chance.sample([*products, *clusters], chance.randrange(3)),
        )
        for facility in chance.sample(facilities, chance.randrange(4)):
            for item in chance.sample(["May say", "May ep", "Kho"], chance.choice([1, 1, 2])):
                register.benefit(project, facility, item=item, approved=maybe(chance.randrange(10**9)))


def groupings(names: Iterable[str], chance: random.Random) -> list[Keys]:
    """Every dimension alone and all pairs, in an order by chance, some threes, and none."""
    listed = list(names)
    pairs = [tuple(chance.sample(pair, 2)) for pair in combinations(listed, 2)]
    threes = [tuple(chance.sample(listed, 3)) for _ in range(6)]
    return [(), *((name,) for name in listed), *pairs, *threes]


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """A source of chance that a failing test can be repeated with."""
    return random.Random(request.param)


_register_by_chance = pytest.mark.parametrize("chance", [1, 2, 3], indirect=True)


async def found(api: Api, query: str, variables: dict[str, object]) -> Any:
    """The table of an answer without errors."""
    answer = await api(query, variables)
    assert answer.errors == []
    return answer.data["table"]


async def codes(api: Api, query: str, given: dict[str, object]) -> set[str]:
    """The codes of a list that fits on a page."""
    table = await found(api, query, {"filter": given})
    assert not table["pageInfo"]["hasNextPage"]
    return {edge["node"]["code"] for edge in table["edges"]}


def flat(table: Any) -> list[tuple[Any, ...]]:
    """The rows of a table: keys, then figures."""
    return [
        (*(key["key"] for key in row["keys"]), *(value for name, value in row.items() if name != "keys"))
        for row in table["rows"]
    ]


@_register_by_chance
async def test_tables_of_facilities_equal_a_recount(
    api: Api, register: Register, chance: random.Random
) -> None:
    fill(register, chance)
    await register.load()
    provinces = [
        row["code"] for row in register.rows("administrative_units.csv") if row["kind"] == "PROVINCE"
    ]
    filters: list[dict[str, object]] = [
        {"text": register.word},
        {"within": [chance.choice(provinces)]},
        {"offers": [chance.choice(register.rows("products.csv"))["code"]]},
        {"text": register.word, "sizeClasses": ["MICRO", "SMALL", "LARGE"]},
    ]

    for number, by in enumerate(groupings(FacilityDimension.__members__, chance)):
        given = filters[0] if number % 2 else filters[number // 2 % len(filters)]
        recount = Recount(register, await codes(api, LISTED_FACILITIES, given))
        table = await found(api, FACILITIES, {"filter": given, "by": by})

        expected = recount.facilities(by)
        assert flat(table) == (expected or ([] if by else [(0, None, None, True)])), (given, by)
        units = {unit["code"] for unit in table["ambiguousUnits"]}
        assert units >= recount.unplaced
        assert units == recount.unplaced or "within" in given


@_register_by_chance
async def test_tables_of_projects_equal_a_recount(
    api: Api, register: Register, chance: random.Random
) -> None:
    fill(register, chance)
    await register.load()
    provinces = [
        row["code"] for row in register.rows("administrative_units.csv") if row["kind"] == "PROVINCE"
    ]
    filters: list[dict[str, object]] = [
        {"text": register.word},
        {"within": [chance.choice(provinces)]},
        {"text": register.word, "activities": ["FAIR", "BRAND"]},
        {"text": register.word, "fundingYears": [2026]},
    ]

    for number, by in enumerate(groupings(ProjectDimension.__members__, chance)):
        given = filters[0] if number % 2 else filters[number // 2 % len(filters)]
        recount = Recount(register, await codes(api, LISTED_PROJECTS, given))
        table = await found(api, PROJECTS, {"filter": given, "by": by})

        expected = recount.projects(by)
        assert flat(table) == (expected or ([] if by else [(0, 0, None, None, True)])), (given, by)
        units = {unit["code"] for unit in table["ambiguousUnits"]}
        assert units >= recount.unplaced
        assert units == recount.unplaced or "within" in given
