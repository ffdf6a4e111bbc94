"""The report: what stands in the workbook, read back, and how the command refuses."""

import datetime as dt
import os
import sys
import zipfile
from asyncio import create_subprocess_exec, subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from domain import dates
from domain.language import Language
from graph.change import data_version
from graph.client import Address, Graph
from service.asking import Asker
from service.errors import CommandError
from service.report import Scope, report, report_of
from service.settings import Settings
from tests.builders import Register

ROOT = Path(__file__).parents[2]
END = dt.date(2025, 7, 1)
AMBIGUOUS = (
    "Hồ sơ khai theo các đơn vị sau chưa xác định được xã, tỉnh hiện nay hoặc không chắc nằm trong phạm vi: "
    "Huyện Cũ."
)

INSIDE = (
    "có cơ sở thụ hưởng trong phạm vi; đề án chưa ghi cơ sở thụ hưởng được tính theo địa bàn của "
    "chương trình, dòng ngân sách hoặc đơn vị thực hiện."
)


async def sheets(graph: Graph, scope: Scope) -> dict[str, list[list[Any]]]:
    """The cells of a report by sheet; empty rows and what is empty at the end of a row are left out."""
    book = CalamineWorkbook.from_filelike(BytesIO((await report_of(graph, scope)).content))
    return {
        name: [_trimmed(row) for row in book.get_sheet_by_name(name).to_python() if any(row)]
        for name in book.sheet_names
    }


def _trimmed(row: list[Any]) -> list[Any]:
    while row and row[-1] == "":
        row = row[:-1]
    return row


async def small_register(register: Register) -> tuple[str, str]:
    """A province with three facilities and two projects, and its old district."""
    province = register.unit("Tỉnh Thống Kê", kind="PROVINCE", name_en="Thong Ke Province")
    first = register.unit("Xã An", part_of=[province], name_en="An Commune")
    second = register.unit("Xã Bình", part_of=[province])
    district = register.unit(
        "Huyện Cũ", kind="DISTRICT", part_of=[province], valid_from=dt.date(2004, 1, 1), valid_to=END
    )
    one = register.facility(unit=first, workers=3, size_class="MICRO")
    two = register.facility(unit=second, workers=40, size_class="SMALL")
    register.facility(unit=district)
    register.row("annual_figures.csv", business=one, year=2024, workers=2, output_value=100_000_000)
    register.row("annual_figures.csv", business=one, year=2025, workers=3, output_value=110_000_000)
    register.row("annual_figures.csv", business=two, year=2025, workers=41, output_value=9_000_000_000)
    goods = register.product("Chè khô")
    register.offer(one, goods)
    register.offer(two, goods)
    machine = register.project(activity="ADVANCED_MACHINERY", support=500_000_000, disbursed=300_000_000)
    register.benefit(machine, one, approved=200_000_000)
    register.benefit(machine, two, approved=300_000_000)
    brand = register.project(
        activity="BRAND", status="APPROVED", level="NATIONAL", funding_year=2027, support=35_000_000
    )
    register.benefit(brand, one)
    await register.load()
    return province, district


async def test_report_has_a_sheet_for_each_table(graph: Graph, register: Register) -> None:
    province, _ = await small_register(register)

    book = await sheets(graph, Scope(within=(province,)))

    assert list(book) == [
        "CS theo xã",
        "CS theo tỉnh",
        "CS theo loại hình",
        "CS theo quy mô",
        "CS theo sản phẩm",
        "CS theo năm",
        "ĐA theo nội dung",
        "ĐA theo nguồn",
        "ĐA theo năm",
        "ĐA theo tỉnh",
        "ĐA theo tình trạng",
    ]


async def test_sheet_says_what_it_counts_and_what_it_lacks(graph: Graph, register: Register) -> None:
    province, _ = await small_register(register)

    book = await sheets(graph, Scope(within=(province,)))

    today, version = dates.today(), await data_version(graph)
    assert book["CS theo xã"] == [
        ["Cơ sở sản xuất theo xã, phường, đặc khu"],
        [f"Phạm vi: Tỉnh Thống Kê ({province})."],
        ["Số lao động theo hồ sơ; giá trị sản xuất của năm gần nhất có báo cáo."],
        [f"Ngày lập: {today:%d/%m/%Y}. Phiên bản dữ liệu: {version}. Nguồn: sổ đăng ký Lienket."],
        [
            "STT",
            "Tỉnh, thành phố",
            "Xã, phường, đặc khu",
            "Số cơ sở",
            "Số lao động (người)",
            "Giá trị sản xuất (đồng)",
            "Ghi chú",
        ],
        [1, "Tỉnh Thống Kê", "Xã An", 1, 3, 110_000_000],
        [2, "Tỉnh Thống Kê", "Xã Bình", 1, 40, 9_000_000_000],
        [3, "Tỉnh Thống Kê", "Không rõ", 1, "…", "…", "*"],
        ["", "Tổng cộng", "", 3, 43, 9_110_000_000, "*"],
        ["* Thiếu số lao động hoặc giá trị sản xuất của một số cơ sở: số thực tế có thể cao hơn."],
        ["… Không có số liệu."],
        [AMBIGUOUS],
    ]


async def test_rows_that_do_not_add_up_have_no_total(graph: Graph, register: Register) -> None:
    province, _ = await small_register(register)

    book = await sheets(graph, Scope(within=(province,)))

    assert book["CS theo sản phẩm"][5:] == [
        [1, "Chè khô", 2, 43, 9_110_000_000],
        [2, "Không có", 1, "…", "…", "*"],
        ["Một cơ sở có nhiều sản phẩm được tính ở từng sản phẩm, nên các dòng không cộng lại thành tổng."],
        ["* Thiếu số lao động hoặc giá trị sản xuất của một số cơ sở: số thực tế có thể cao hơn."],
        ["… Không có số liệu."],
    ]
    assert [row[:6] for row in book["CS theo năm"][5:8]] == [
        [1, "2024", 1, 2, 100_000_000],
        [2, "2025", 2, 44, 9_110_000_000],
        [3, "Không rõ", 1, "…", "…", "*"],
    ]


async def test_projects_are_counted_with_their_money(graph: Graph, register: Register) -> None:
    province, _ = await small_register(register)

    book = await sheets(graph, Scope(within=(province,)))

    assert book["ĐA theo nội dung"][2] == [f"Đề án của mọi năm kinh phí {INSIDE}"]
    assert book["ĐA theo nội dung"][4:8] == [
        [
            "STT",
            "Nội dung hoạt động",
            "Số đề án",
            "Số cơ sở thụ hưởng",
            "Kinh phí hỗ trợ (đồng)",
            "Đã giải ngân (đồng)",
            "Ghi chú",
        ],
        [1, "Ứng dụng máy móc tiên tiến", 1, 2, 500_000_000, 300_000_000],
        [2, "Xây dựng, đăng ký nhãn hiệu", 1, 1, 35_000_000, "…", "*"],
        ["", "Tổng cộng", 2, 2, 535_000_000, 300_000_000, "*"],
    ]
    assert [row[1] for row in book["ĐA theo tình trạng"][5:8]] == [
        "Đã phê duyệt",
        "Đã nghiệm thu",
        "Tổng cộng",
    ]


async def test_report_of_a_year_has_the_figures_of_that_year(graph: Graph, register: Register) -> None:
    province, _ = await small_register(register)

    old = await sheets(graph, Scope(within=(province,), year=2024))
    planned = await sheets(graph, Scope(within=(province,), year=2027))

    assert old["CS theo xã"][2] == ["Số liệu năm 2024; chỉ gồm cơ sở có báo cáo của năm đó."]
    assert old["CS theo xã"][5:] == [
        [1, "Tỉnh Thống Kê", "Xã An", 1, 2, 100_000_000],
        ["", "Tổng cộng", "", 1, 2, 100_000_000],
    ]
    assert old["CS theo năm"][5] == [1, "2024", 1, 2, 100_000_000]
    assert planned["ĐA theo năm"][2] == [f"Đề án của năm kinh phí 2027 {INSIDE}"]
    assert planned["ĐA theo năm"][5:7] == [
        [1, "2027", 1, 1, 35_000_000, "…", "*"],
        ["", "Tổng cộng", 1, 1, 35_000_000, "…", "*"],
    ]


async def test_report_comes_in_english(graph: Graph, register: Register) -> None:
    province, _ = await small_register(register)

    book = await sheets(graph, Scope(within=(province,), language=Language.EN))

    assert book["Facilities by commune"][:2] == [
        ["Facilities by commune"],
        [f"Scope: Thong Ke Province ({province})."],
    ]
    assert book["Facilities by commune"][4:7] == [
        ["No.", "Province", "Commune", "Facilities", "Workers (persons)", "Output value (đồng)", "Note"],
        [1, "Thong Ke Province", "An Commune", 1, 3, 110_000_000],
        [2, "Thong Ke Province", "Xã Bình", 1, 40, 9_000_000_000],
    ]
    assert all(name.isascii() for name in book)


async def test_report_of_nothing_says_so(graph: Graph, register: Register) -> None:
    province = register.unit("Tỉnh Trống", kind="PROVINCE")
    await register.load()

    written = await report_of(graph, Scope(within=(province,)))
    book = await sheets(graph, Scope(within=(province,)))

    facilities = "Sổ đăng ký chưa ghi cơ sở nào trong phạm vi."
    projects = "Sổ đăng ký chưa ghi đề án nào trong phạm vi."
    assert written.absences == [facilities, projects]
    assert [rows[5] for name, rows in book.items() if name.startswith("CS")] == [[facilities]] * 6
    assert [rows[5] for name, rows in book.items() if name.startswith("ĐA")] == [[projects]] * 5


async def test_report_of_a_year_without_figures_names_the_years_that_have_some(
    graph: Graph, register: Register
) -> None:
    province, _ = await small_register(register)

    old = await report_of(graph, Scope(within=(province,), year=1990, language=Language.EN))
    future = await report_of(graph, Scope(within=(province,), year=2027))

    assert old.absences == [
        "The register has no figures of 1990 of any facility in the scope; it has figures of 2024, 2025.",
        "The register has no project of the funding year 1990 in the scope; it has projects of 2026, 2027.",
    ]
    assert future.absences == [
        "Sổ đăng ký không có số liệu năm 2027 của cơ sở nào trong phạm vi; có số liệu các năm 2024, 2025."
    ]


async def test_projects_of_no_known_province_are_told_beside_the_tables(
    graph: Graph, register: Register
) -> None:
    province = register.unit("Tỉnh Thống Kê", kind="PROVINCE")
    programme = register.programme(unit=province)
    register.project(programme=programme, support=80_000_000, funding_year=2155)
    register.project(support=1_500_000_000, funding_year=2155)
    register.project(support=None, funding_year=2155)
    await register.load()

    book = await sheets(graph, Scope(within=(province,), year=2155))

    assert [row for row in book["ĐA theo tỉnh"][5:7]] == [
        [1, "Tỉnh Thống Kê", 1, 0, 80_000_000, "…", "*"],
        [
            "Có 2 đề án chưa xác định được tỉnh của cả đề án hoặc của một số đối tượng thụ hưởng (kinh phí "
            "hỗ trợ của phần này: ít nhất 1.500.000.000 đồng): không biết phần này có thuộc phạm vi hay "
            "không, nên không có trong bảng."
        ],
    ]


MOVED = "Sổ đăng ký có thay đổi trong lúc lập: các phần có thể không khớp nhau."
ONE_TOTAL = 8
"""How many sheets have a total: so often it is asked for in one attempt."""


@pytest.mark.parametrize(
    ("change", "times", "attempts", "is_told"),
    [
        ({}, 0, 1, False),
        ({"dataVersion": -1}, 1, 2, False),
        ({"dataVersion": -1}, 2 * ONE_TOTAL, 2, True),
        ({"changedMeanwhile": True}, 1, 1, True),
    ],
)
async def test_register_that_moves_between_a_table_and_its_total_is_noticed(
    graph: Graph,
    register: Register,
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, object],
    times: int,
    attempts: int,
    is_told: bool,
) -> None:
    province, _ = await small_register(register)
    ask, totals = Asker.ask, list[dict[str, Any]]()

    async def moving(asker: Asker, query: str, **variables: object) -> dict[str, Any]:
        answer = await ask(asker, query, **variables)
        if variables.get("by") != []:
            return answer
        totals.append(answer)
        return answer | (change if len(totals) <= times else {})

    monkeypatch.setattr(Asker, "ask", moving)

    book = await sheets(graph, Scope(within=(province,)))

    assert len(totals) == attempts * ONE_TOTAL
    assert [[MOVED] in sheet for sheet in book.values()] == [is_told] * 11


async def test_sheets_can_be_read_and_printed(graph: Graph, register: Register) -> None:
    province, _ = await small_register(register)

    with zipfile.ZipFile(BytesIO((await report_of(graph, Scope(within=(province,)))).content)) as parts:
        sheet, styles = parts.read("xl/worksheets/sheet1.xml"), parts.read("xl/styles.xml")
        names = parts.read("xl/workbook.xml")

    assert b'<pane ySplit="6" topLeftCell="A7" activePane="bottomLeft" state="frozen"/>' in sheet
    assert b'<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"/>' in sheet
    assert b'formatCode="#,##0"' in styles
    assert names.count(b"_xlnm.Print_Titles") == 11


async def test_unit_that_does_not_exist_is_named(graph: Graph) -> None:
    with pytest.raises(CommandError, match="There is no unit U-99999@1900-01-01"):
        await report_of(graph, Scope(within=("U-99999@1900-01-01",)))


async def test_code_that_is_mistyped_is_named(graph: Graph) -> None:
    with pytest.raises(CommandError, match="Lào Cai is not the code of a unit, such as U-15@2025-07-01: "):
        await report_of(graph, Scope(within=("Lào Cai",)))


def test_file_that_is_there_is_kept(tmp_path: Path) -> None:
    target = tmp_path / "report.xlsx"
    target.write_text("mine")

    with pytest.raises(CommandError, match="exists already: give another name, or --force"):
        report(Settings(data=tmp_path / "data"), target, Scope(), replaces=False)

    assert target.read_text() == "mine"
    assert not (tmp_path / "data").exists()


def test_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"report\.xls ends with none of \.xlsx"):
        report(Settings(data=tmp_path / "data"), tmp_path / "report.xls", Scope(), replaces=False)


def test_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no folder"):
        report(Settings(data=tmp_path / "data"), tmp_path / "no" / "r.xlsx", Scope(), replaces=False)


def test_year_that_cannot_be_meant_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="The year lies between 1900 and 2200"):
        report(Settings(data=tmp_path / "data"), tmp_path / "r.xlsx", Scope(year=25), replaces=False)


async def test_command_writes_a_workbook_and_replaces_it_only_by_force(
    address: Address, register: Register, tmp_path: Path
) -> None:
    province, _ = await small_register(register)
    target = tmp_path / "report.xlsx"
    password = tmp_path / "password"
    password.write_text(address.password)

    async def lienket(*options: str) -> tuple[int, str, str]:
        process = await create_subprocess_exec(
            *[sys.executable, "-m", "service.cli", "report", "-o", str(target), "--within", province],
            *["--neo4j-uri", address.uri, "--neo4j-user", address.user],
            *["--neo4j-database", address.database, "--neo4j-password-file", str(password), *options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        told, wrong = await process.communicate()
        assert process.returncode is not None
        return process.returncode, told.decode(), wrong.decode()

    before = os.listdir(tmp_path)
    written = await lienket()
    refused = await lienket()
    forced = await lienket("--force", "--language", "en")
    unspoken = await lienket("--language", "fr")

    assert written == (0, f"Written: {target}\n", "")
    assert refused == (
        1,
        "",
        f"lienket: {target} exists already: give another name, or --force to replace it\n",
    )
    assert forced == (0, f"Written: {target}\n", "")
    assert unspoken == (1, "", "lienket: --language is vi or en\n")
    assert CalamineWorkbook.from_path(target).sheet_names[0] == "Facilities by commune"
    assert sorted(os.listdir(tmp_path)) == sorted([*before, "report.xlsx"])
