"""The import of official lists of units: loaded like any dataset, beside what others have brought."""

import asyncio
import datetime as dt
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.dates import is_valid_on
from graph.administrative_unit import every_succession, every_unit, territory
from graph.change import data_version
from graph.client import Address, Graph, Row
from graph.cypher import Statement
from seeds.load import REFERENCE_TABLES, load_dataset
from seeds.reading import TableProblems
from seeds.unit_lists import Files
from seeds.unit_versions import Versions, read_versions
from seeds.units import load_units
from tests.builders import Register, word

REFORM = dt.date(2025, 7, 1)
RENAME = Statement(
    "rename_unit",
    "MATCH (n:AdministrativeUnit {code: $code}) SET n.name = $name, n.version = 2 RETURN n.code AS code",
)
HEADER = (
    "old_code,old_name,old_kind,old_district_code,old_district_name,old_province_code,"
    "new_code,is_partial,on\n"
)
_REFERENCE = (REFERENCE_TABLES.folder / "administrative_units.csv").read_text(encoding="utf-8")
_FREE = (f"{code:02}" for code in range(100) if f"U-{code:02}@" not in _REFERENCE)
"""Codes that no province has ever had."""
_DISTRICTS = iter(range(980, 1000))
_COMMUNES = iter(range(80_000, 90_000))


class Lists:
    """Lists of one test: an old province beside another, merged under the code of the second, and communes
    of the merged one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = word()
        self.first, self.second = next(_FREE), next(_FREE)
        self.district = str(next(_DISTRICTS))
        self.communes: dict[str, str] = {}
        self.conversions: list[str] | None = None
        self.told: list[str] = []

    @property
    def old(self) -> tuple[str, str]:
        """The codes of the old provinces."""
        return (f"U-{self.first}@2004-07-08", f"U-{self.second}@2004-07-08")

    @property
    def new(self) -> str:
        """The code of the merged province."""
        return f"U-{self.second}@2025-07-01"

    def commune(self, name: str) -> str:
        """Adds a commune; its code."""
        official = str(next(_COMMUNES))
        self.communes[official] = name
        return f"U-{official}@2025-07-01"

    def conversion(self, name: str, successor: str, *, is_partial: bool = False, code: str = "") -> str:
        """Adds an old commune of the first province that passed to a commune; its code."""
        official = code[2:7] or str(next(_COMMUNES))
        row = f"{official},{name},COMMUNE,{self.district},Huyện Thử,{self.first}"
        row += f",{successor[2:7]},{str(is_partial).lower()},2025-07-01\n"
        self.conversions = [*(self.conversions or []), row]
        return f"U-{official}@2004-07-08"

    @property
    def files(self) -> Files:
        """The lists as files."""
        now = f"code,name_vi,type,members\n{self.second},Gộp,province,{self.first}+{self.second}\n"
        former = f"code,name_vi,type\n{self.first},Một,province\n{self.second},Hai,province\n"
        communes = "code,full_name,province_code\n" + "".join(
            f"{code},{name},{self.second}\n" for code, name in self.communes.items()
        )
        contents = {"now.csv": now, "former.csv": former, "communes.csv": communes}
        if self.conversions is not None:
            contents["conversions.csv"] = HEADER + "".join(self.conversions)
        for file, content in contents.items():
            (self.folder / file).write_text(content, encoding="utf-8")
        return Files(
            provinces=self.folder / "now.csv",
            former_provinces=self.folder / "former.csv",
            communes=self.folder / "communes.csv",
            conversions=None if self.conversions is None else self.folder / "conversions.csv",
        )

    async def load(self, graph: Graph) -> int:
        """Imports the lists as a dataset of their own; how many rows were new, changed or gone."""
        self.told = []
        return await load_units(graph, read_versions(self.files), self.told.append, self.name)

    @property
    def notes(self) -> list[str]:
        """What was told as a note."""
        return [line.replace(f"{self.folder}/", "") for line in self.told if line.startswith("Note: ")]


@pytest.fixture
def lists(tmp_path: Path) -> Lists:
    """Lists of the test's own."""
    (tmp_path / "lists").mkdir()
    return Lists(tmp_path / "lists")


async def units(graph: Graph, *codes: str) -> dict[str, Row]:
    """Units by code, those that exist."""
    return {row["code"]: row for row in await every_unit(graph) if row["code"] in codes}


async def test_lists_become_units_in_versions(graph: Graph, lists: Lists) -> None:
    commune = lists.commune("Xã Một")

    rows = await lists.load(graph)

    found = await units(graph, *lists.old, lists.new, commune)
    assert rows == 6
    assert {
        code: (row["name"], row["kind"], row["validFrom"], row["validTo"], row["partOf"])
        for code, row in found.items()
    } == {
        lists.old[0]: ("Tỉnh Một", "PROVINCE", dt.date(2004, 7, 8), REFORM, []),
        lists.old[1]: ("Tỉnh Hai", "PROVINCE", dt.date(2004, 7, 8), REFORM, []),
        lists.new: ("Tỉnh Gộp", "PROVINCE", REFORM, None, []),
        commune: ("Xã Một", "COMMUNE", REFORM, None, [lists.new]),
    }
    assert await territory(graph, [lists.new]) == (sorted([*lists.old, lists.new, commune]), [])
    assert lists.told == [
        f"{lists.name}/administrative_units.csv: 4 rows",
        f"{lists.name}/unit_successions.csv: 2 rows",
    ]


async def test_lists_twice_are_the_same_graph(graph: Graph, lists: Lists) -> None:
    lists.conversion("Xã Cũ", lists.commune("Xã Mới"))
    await lists.load(graph)
    before = (await every_unit(graph), await every_succession(graph), await data_version(graph))

    rows = await lists.load(graph)

    assert rows == 0
    assert (await every_unit(graph), await every_succession(graph), await data_version(graph)) == before


async def test_seeding_leaves_imported_units(graph: Graph, lists: Lists) -> None:
    commune = lists.commune("Xã Một")
    await lists.load(graph)

    rows = await load_dataset(graph, REFERENCE_TABLES, lists.told.append)

    assert rows == 0
    assert (await units(graph, commune))[commune]["partOf"] == [lists.new]


async def test_facility_entered_under_an_old_unit_is_found_under_the_new_one(
    graph: Graph, register: Register, lists: Lists
) -> None:
    new, other = lists.commune("Xã Mới"), lists.commune("Xã Khác")
    whole, split = lists.conversion("Xã Cũ", new), lists.conversion("Xã Tách", new, is_partial=True)
    assert lists.conversion("Xã Tách", other, is_partial=True, code=split) == split
    district = f"U-{lists.district}@2004-07-08"
    await lists.load(graph)
    for unit in (whole, split, district, new):
        register.facility(unit=unit)
    await register.load()

    assert await territory(graph, [new]) == (sorted([new, whole]), sorted([split, district]))
    assert await territory(graph, [split]) == ([split], [new])
    assert await territory(graph, [lists.old[0]]) == (
        sorted([lists.old[0], district, whole, split, new, other]),
        [],
    )


async def test_rows_that_are_gone_are_removed_unless_records_are_tied_to_them(
    graph: Graph, register: Register, lists: Lists
) -> None:
    stays, gone, held = (lists.commune(f"Xã {name}") for name in ("Còn", "Thôi", "Có Xưởng"))
    old = lists.conversion("Xã Cũ", gone)
    await lists.load(graph)
    firm = register.facility(unit=held)
    await register.load()
    for code in (gone, held):
        del lists.communes[code[2:7]]
    lists.conversions = []

    rows = await lists.load(graph)

    district = f"U-{lists.district}@2004-07-08"
    assert rows == 6  # two communes, the old commune and its district, and what passed from each
    assert set(await units(graph, stays, gone, held, old, district)) == {stays, held}
    assert lists.notes == [f"Note: {held} is in no list any more, but stays, as records are tied to it"]
    assert firm


async def test_row_that_changes_updates_its_unit(graph: Graph, lists: Lists) -> None:
    code = lists.commune("Xã Một")
    await lists.load(graph)
    lists.communes[code[2:7]] = "Phường Một"

    rows = await lists.load(graph)

    found = (await units(graph, code))[code]
    assert (rows, found["name"], found["kind"]) == (1, "Phường Một", "WARD")


async def test_unit_of_another_dataset_is_neither_doubled_nor_overwritten(
    graph: Graph, register: Register, lists: Lists
) -> None:
    code = lists.commune("Xã Một")
    lists.commune("Xã Hai")
    province = register.unit("Tỉnh Gộp Lại", kind="PROVINCE", official_code=lists.second)
    register.unit("Xã Một", official_code=code[2:7], part_of=[province])
    await register.load()

    rows = await lists.load(graph)

    found = await units(graph, province, code)
    official = [lists.second, code[2:7]]
    assert rows == 5  # the two old provinces, a commune, two successions
    assert [row["code"] for row in await every_unit(graph) if row["officialCode"] in official].count(
        code
    ) == 1
    assert {row["dataset"] for row in found.values()} == {register.word}
    assert found[province]["name"] == "Tỉnh Gộp Lại"
    assert lists.notes == [
        f"Note: now.csv line 2: {province} keeps name Tỉnh Gộp Lại; the list says Tỉnh Gộp"
    ]


async def test_unit_that_somebody_has_changed_stays_and_is_told(graph: Graph, lists: Lists) -> None:
    code = lists.commune("Xã Một")
    await lists.load(graph)
    await graph.write((RENAME, {"code": code, "name": "Xã Của Người"}))
    lists.communes[code[2:7]] = "Xã Hai"

    await lists.load(graph)

    assert (await units(graph, code))[code]["name"] == "Xã Của Người"
    assert lists.notes == [f"Note: communes.csv line 2: {code} keeps name Xã Của Người; the list says Xã Hai"]


async def test_conversions_left_out_are_not_removed_unasked(graph: Graph, lists: Lists) -> None:
    old = lists.conversion("Xã Cũ", lists.commune("Xã Mới"))
    await lists.load(graph)
    lists.conversions = None

    with pytest.raises(TableProblems) as raised:
        await lists.load(graph)

    assert raised.value.problems == [
        "A conversion table has brought 2 old units that the lists do not hold: give it again with "
        "--conversions, or give one that has only its header to remove them"
    ]
    assert set(await units(graph, old)) == {old}


async def test_unit_that_stays_though_its_row_is_gone_is_removed_once_nothing_is_tied_to_it(
    graph: Graph, register: Register, lists: Lists
) -> None:
    old = lists.conversion("Xã Cũ", lists.commune("Xã Mới"))
    await lists.load(graph)
    register.facility(unit=old)
    await register.load()
    lists.conversions = []
    await lists.load(graph)
    lists.conversions = None

    tied = await lists.load(graph), set(await units(graph, old)), lists.notes
    register.rows("facilities.csv").clear()
    await register.load()
    untied = await lists.load(graph), set(await units(graph, old)), lists.notes

    assert tied == (0, {old}, [f"Note: {old} is in no list any more, but stays, as records are tied to it"])
    assert untied == (1, set(), [])


async def test_nothing_is_written_where_a_unit_would_be_part_of_nothing(
    graph: Graph, register: Register, lists: Lists
) -> None:
    register.unit("Tỉnh Đến Sau", kind="PROVINCE", official_code=lists.first, valid_from=dt.date(2024, 1, 1))
    await register.load()
    lists.conversion("Xã Cũ", lists.commune("Xã Mới"))
    assert lists.conversions is not None
    lists.conversions = [lists.conversions[0].replace("2025-07-01", "2020-01-01")]
    lists.conversion("Xã Giữa", f"U-{next(iter(lists.communes))}", code=f"U-{next(iter(lists.communes))}")
    before = await data_version(graph)

    with pytest.raises(TableProblems, match="would be part of nothing"):
        await lists.load(graph)

    assert await data_version(graph) == before
    assert await units(graph, lists.new) == {}


async def test_command_imports_lists_into_a_running_graph_any_number_of_times(
    graph: Graph, address: Address, lists: Lists
) -> None:
    commune = lists.commune("Xã Một")

    first, second = await command(address, lists.files), await command(address, lists.files)

    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.splitlines()[0] == "Lists: 4 units, 2 successions; no fault."
    assert first.stdout.splitlines()[-3:-1] == [
        "units/administrative_units.csv: 4 rows",
        "units/unit_successions.csv: 2 rows",
    ]
    assert second.stdout.splitlines()[-1] == "Administrative units: 0 rows were new, changed or gone."
    assert (await units(graph, commune))[commune]["partOf"] == [lists.new]


async def test_command_tells_every_fault_and_writes_nothing(
    graph: Graph, address: Address, lists: Lists
) -> None:
    for number in range(60):
        lists.commune(f"Khu {number}")
    files, before = lists.files, await data_version(graph)

    run = await command(address, files)

    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr.splitlines() == [
        "lienket: nothing was imported",
        *(
            f"{files.communes} line {number + 2}, full_name: 'Khu {number}': "
            "must begin with Xã, Phường, Đặc khu"
            for number in range(60)
        ),
    ]
    assert await data_version(graph) == before


async def command(address: Address, files: Files) -> subprocess.CompletedProcess[str]:
    """Runs ``lienket units`` on the graph of the tests."""
    options: list[str | Path] = ["--provinces", files.provinces, "--communes", files.communes]
    options += ["--former-provinces", files.former_provinces]
    settings = {
        "LIENKET_NEO4J_URI": address.uri,
        "LIENKET_NEO4J_USER": address.user,
        "LIENKET_NEO4J_PASSWORD": address.password,
        "LIENKET_NEO4J_DATABASE": address.database,
    }
    return await asyncio.to_thread(  # so that the engine goes on being watched
        subprocess.run,
        [sys.executable, "-m", "service.cli", "units", *options],
        cwd=Path(__file__).parents[2],
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


OFFICIAL = os.environ.get("LIENKET_OFFICIAL_UNITS")
"""Folder of the complete lists: vn_provinces_34.csv, vn_provinces_63_pre_july_2025.csv, vn_wards_2025.csv."""
_complete = pytest.mark.skipif(OFFICIAL is None, reason="LIENKET_OFFICIAL_UNITS names no folder of the lists")
BA_DINH = """\
00001,Phường Phúc Xá,WARD,001,Quận Ba Đình,01,00097,false,2025-07-01
00004,Phường Trúc Bạch,WARD,001,Quận Ba Đình,01,00004,false,2025-07-01
00007,Phường Cống Vị,WARD,001,Quận Ba Đình,01,00008,true,2025-07-01
00007,Phường Cống Vị,WARD,001,Quận Ba Đình,01,00025,true,2025-07-01
00016,Phường Ngọc Hà,WARD,001,Quận Ba Đình,01,00004,true,2025-07-01
00016,Phường Ngọc Hà,WARD,001,Quận Ba Đình,01,00008,true,2025-07-01
"""


def official_files(folder: Path) -> Files:
    """The complete lists with a conversion table of a few wards of Hà Nội."""
    assert OFFICIAL is not None
    (folder / "conversions.csv").write_text(HEADER + BA_DINH, encoding="utf-8")
    return Files(
        provinces=Path(OFFICIAL) / "vn_provinces_34.csv",
        former_provinces=Path(OFFICIAL) / "vn_provinces_63_pre_july_2025.csv",
        communes=Path(OFFICIAL) / "vn_wards_2025.csv",
        conversions=folder / "conversions.csv",
    )


@pytest.fixture
async def official(graph: Graph, tmp_path: Path) -> AsyncIterator[Versions]:
    """What the complete lists say, in the graph for the time of a test."""
    name, said = word(), read_versions(official_files(tmp_path))
    await load_units(graph, said, lambda _: None, name)
    yield said
    nothing = Versions(versions=[], passings=[], remarks=[], has_conversions=True)
    await load_units(graph, nothing, lambda _: None, name)


@_complete
async def test_complete_lists_are_units_in_versions(
    graph: Graph, official: Versions, register: Register
) -> None:
    codes = {version.official_code for version in official.versions}
    known = [row for row in await every_unit(graph) if row["officialCode"] in codes]
    of = {row["code"]: row for row in known}

    def in_force(day: dt.date, length: int) -> dict[str, Row]:
        found = [
            row
            for row in known
            if len(row["officialCode"]) == length and is_valid_on(day, row["validFrom"], row["validTo"])
        ]
        assert len({row["officialCode"] for row in found}) == len(found)
        return {row["officialCode"]: row for row in found}

    before, since = in_force(dt.date(2025, 6, 30), 2), in_force(REFORM, 2)
    communes = in_force(REFORM, 5)
    assert (len(before), len(since), len(communes)) == (63, 34, 3_321)
    assert (before["15"]["name"], since["15"]["name"]) == ("Tỉnh Yên Bái", "Tỉnh Lào Cai")
    assert before["04"]["code"] == since["04"]["code"] == "U-04@2004-07-08"
    above = {version.official_code: version.above for version in official.versions if not version.ended}
    assert {
        code: {of[parent]["officialCode"] for parent in row["partOf"]} for code, row in communes.items()
    } == {code: {above[code]} for code in communes}
    assert all(since[above[code] or ""]["code"] in row["partOf"] for code, row in communes.items())
    inside, _ = await territory(graph, ["U-15@2025-07-01"])
    assert {"U-10@2004-07-08", "U-15@2004-07-08"} < set(inside)
    assert len([code for code in inside if code in of and of[code] is communes.get(code[2:7])]) == 99
    assert in_force(dt.date(2003, 1, 1), 2) == {}

    split, whole, district = "U-00007@2008-08-01", "U-00004@2008-08-01", "U-001@2008-08-01"
    for unit in (split, whole, district):
        register.facility(unit=unit)
    await register.load()
    assert await territory(graph, ["U-00008@2025-07-01"]) == (
        ["U-00008@2025-07-01"],
        sorted([split, district]),
    )
    assert await territory(graph, ["U-00004@2025-07-01"]) == (
        sorted([whole, "U-00004@2025-07-01"]),
        [district],
    )
