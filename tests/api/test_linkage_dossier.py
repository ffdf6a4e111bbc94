"""Papers of linkage projects: what stands in the text and the workbook, and what must be given."""

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from domain import dates
from domain.language import Language
from graph.client import Graph
from seeds.rules import read_rules
from service.asking import input_of
from service.cli import app
from service.errors import CommandError
from service.linkage_dossier import LINKAGE
from service.project_dossier import Dossier, Line, content_of, dossier_of
from tests.builders import Register

ROOT = Path(__file__).parents[2]
YEAR = dates.today().year + 1


async def dossier(
    graph: Graph, register: Register, language: Language = Language.VI, *, plans: bool = True
) -> Dossier:
    """A proposal for works in the south, which plan a machine, and growers in the north, who deliver already,
    with names that look like markup."""
    provinces = [
        register.unit(f"Tỉnh {name} Giấy", name_en=f"{name} Giay Province", kind="PROVINCE")
        for name in ("Bắc", "Nam")
    ]
    north, south = (register.unit("Xã Giấy", kind="COMMUNE", part_of=[province]) for province in provinces)
    leaf = register.product("Lá *Giấy*", name_en="Paper leaf")
    chain = register.value_chain(leaf, name="Chuỗi Giấy")
    household = register.organisation("Hộ Giấy", legal_form="HOUSEHOLD")
    works = register.facility(
        "Xưởng *Sao* | Chè",
        unit=south,
        organisation=household,
        vsic_codes=["2018:1076"],
        latitude=21.0,
        longitude=104.0,
    )
    register.need(works, leaf, quantity_per_year=40)
    if plans:
        register.investment(
            works, item="Máy sao", activity="ADVANCED_MACHINERY", cost=200_000_000, year=YEAR, quantity=1
        )
    growers = register.supplier("Nhóm hộ Giấy", unit=north, latitude=21.0, longitude=104.0)
    register.offer(growers, leaf, capacity_per_year=35)
    register.trade(growers, works, leaf, quantity_per_year=5)
    await register.load()
    asked = input_of(
        None,
        LINKAGE.needed,
        linkage="VALUE_CHAIN",
        chain=chain,
        provinces=provinces,
        fundingYear=YEAR,
        level="NATIONAL",
    )
    return await dossier_of(LINKAGE, graph, asked, language, read_rules())


async def test_text_has_provinces_roles_deliveries_gap_money_and_clauses(
    graph: Graph, register: Register
) -> None:
    text = content_of(await dossier(graph, register), ".md").decode()

    assert text.startswith("# Phương án đề án liên kết khuyến công\n")
    assert f"> Nguồn kinh phí: Khuyến công quốc gia, năm {YEAR}." in text
    assert "- **Tỉnh đầu mối**: Tỉnh Nam Giấy\n- **Tỉnh phối hợp**: Tỉnh Bắc Giấy\n" in text
    assert "- **Số thành viên**: 2 (1 đơn vị đầu mối, 1 bên cung ứng)\n" in text
    assert "- **Xưởng \\*Sao\\* \\| Chè (B-" in text
    assert ", Tỉnh Nam Giấy)**: Đơn vị đầu mối: nhận 30 tấn lá \\*Giấy\\* một năm" in text
    assert ", Tỉnh Bắc Giấy)**: Bên cung ứng: cung ứng 30 tấn" in text
    assert "Không phải cơ sở sản xuất nên không thụ hưởng khuyến công" in text
    assert "bên nhận thiếu 35 tấn lá \\*Giấy\\* một năm; đề án bù 86%, còn thiếu 5 tấn." in text
    delivered = "- **Nhóm hộ Giấy → Xưởng \\*Sao\\* \\| Chè**: lá \\*Giấy\\*, "
    assert (
        "### Dòng hàng mới do đề án tạo ra\n\n"
        f"{delivered}30 tấn một năm, 0 km đường chim bay. "
        "Tăng thêm ngoài lượng đã mua bán.\n\n"
        "### Mua bán đã ghi nhận giữa các thành viên\n\n"
        f"{delivered}5 tấn một năm, 0 km đường chim bay. Đã có mua bán.\n"
    ) in text
    assert (
        "|  | **Cộng** |  |  |  |  | **200.000.000** | **200.000.000** | **100.000.000** | **100.000.000** |"
        in text
    )
    assert "### Các bước: Ứng dụng máy móc tiên tiến\n" in text
    assert "tối đa 50 % chi phí. Mức tin cậy: nhiều khả năng; theo nguồn dẫn lại. (Thông tư 28/2018" in text
    assert "  - Cần hỏi: Vốn đối ứng đã thu xếp (Cơ sở)\n" in text
    assert "- **Căn cứ 1**: " in text


async def test_without_plans_it_says_that_nothing_is_supported(graph: Graph, register: Register) -> None:
    found = await dossier(graph, register, plans=False)

    text = content_of(found, ".md").decode()
    assert "### Đơn vị thụ hưởng và kinh phí\n\n- Chưa có khoản nào được hỗ trợ.\n\n### Minh chứng\n" in text
    assert f"Chưa có kế hoạch đầu tư năm {YEAR} nên chưa có khoản hỗ trợ." in text
    assert "### Căn cứ pháp lý" not in text
    book = CalamineWorkbook.from_filelike(BytesIO(content_of(found, ".xlsx")))
    rows = [row[0] for row in book.get_sheet_by_name("Phương án 1").to_python()]
    assert "Thành viên và vai trò" in rows
    assert "Chưa có khoản nào được hỗ trợ." in rows
    assert 1 not in rows


async def test_workbook_has_a_sheet_a_proposal(graph: Graph, register: Register) -> None:
    book = CalamineWorkbook.from_filelike(
        BytesIO(content_of(await dossier(graph, register, Language.EN), ".xlsx"))
    )

    assert book.sheet_names == ["Proposal 1"]
    rows = book.get_sheet_by_name("Proposal 1").to_python()
    (total,) = [row for row in rows if row[1:2] == ["Total"]]
    assert total[6:10] == [200_000_000, 200_000_000, 100_000_000, 100_000_000]
    (member,) = [row for row in rows if row[0] == 1]
    assert member[1:6] == [
        "Advanced machinery",
        "Xưởng *Sao* | Chè",
        "Hộ Giấy",
        "Xã Giấy",
        "1 × Máy sao",
    ]
    texts = [row[0] for row in rows]
    assert "– Lead province: Nam Giay Province" in texts
    assert (
        "– Nhóm hộ Giấy → Xưởng *Sao* | Chè: Paper leaf, 30 tonnes a year, 0 km as the crow flies. "
        "More of what is traded already."
    ) in texts


def test_several_of_a_role_are_counted_in_the_plural() -> None:
    place = {"name": "Tỉnh Giấy", "nameEn": "Giay Province"}
    members = [
        {"role": role, "business": {"name": "Xưởng", "code": "B-1"}, "province": place, "explanation": "."}
        for role in ("LEAD", "SUPPLIER", "SUPPLIER")
    ]
    proposal = {
        "linkage": "VALUE_CHAIN",
        "chain": None,
        "clusters": [],
        "leadProvince": place,
        "partnerProvinces": [place],
        "members": members,
        "gapsClosed": [],
        "flows": [],
    }

    about, *_ = LINKAGE.before(proposal, Language.EN)

    assert about.lines[-1] == Line("3 (1 lead, 2 suppliers)", "Members")


async def test_where_there_is_no_proposal_the_papers_say_why(graph: Graph, register: Register) -> None:
    provinces = [register.unit(f"Tỉnh {name} Trống", kind="PROVINCE") for name in ("Bắc", "Nam")]
    await register.load()
    asked = {"linkage": "CLUSTERS", "provinces": provinces, "fundingYear": YEAR, "level": "NATIONAL"}

    found = await dossier_of(LINKAGE, graph, asked, Language.VI, read_rules())

    why = "Chưa có phương án: không có hai cụm ở hai tỉnh có hàng cho nhau."
    assert content_of(found, ".md").decode().endswith(f"{why}\n")
    book = CalamineWorkbook.from_filelike(BytesIO(content_of(found, ".xlsx")))
    assert book.sheet_names == ["Phương án"]
    texts = [str(row[0]) for row in book.get_sheet_by_name("Phương án").to_python()]
    assert [text for text in texts if text.endswith(why)] != []


async def test_what_the_api_refuses_is_told(graph: Graph) -> None:
    asked = input_of(
        None, LINKAGE.needed, linkage="VALUE_CHAIN", provinces=[], fundingYear=YEAR, level="NATIONAL"
    )

    with pytest.raises(CommandError, match="A project along a value chain needs `chain`"):
        await dossier_of(LINKAGE, graph, asked, Language.EN, read_rules())


def test_all_that_is_missing_is_named() -> None:
    with pytest.raises(CommandError, match="Give --linkage and --province and --year, or linkage and"):
        input_of(None, LINKAGE.needed, level="NATIONAL")


@pytest.mark.parametrize(
    ("command", "options", "told"),
    [
        ("group", ["--year", "2027"], "Give --activity and --level"),
        ("pilot", ["--first-year", "2027", "--level", "NATIONAL"], "Give --chain"),
        ("linkage", ["--province", "U-15@2025-07-01", "--year", "2027"], "Give --linkage and --level"),
    ],
)
def test_options_of_the_commands_are_what_is_asked(
    tmp_path: Path, command: str, options: list[str], told: str
) -> None:
    target, data = tmp_path / "papers.md", tmp_path / "data"

    result = subprocess.run(
        [sys.executable, "-m", "service.cli", "plan", command, "-o", target, "--data", data, *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(f"lienket: {told}, or ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("group", ["--activity", "MACHINE"]),
        ("pilot", ["--level", "provincial"]),
        ("linkage", ["--linkage", "CHAIN"]),
    ],
)
def test_an_option_that_is_no_member_is_told_what_members_there_are(
    tmp_path: Path, command: str, options: list[str]
) -> None:
    option, value = options

    result = CliRunner().invoke(app, ["plan", command, "-o", str(tmp_path / "papers.md"), *options])

    told = " ".join(result.output.replace("│", " ").split())
    assert result.exit_code == 2
    assert f"Invalid value for '{option}': '{value}' is none of " in told


def test_rules_that_cannot_be_used_are_told_in_one_sentence(tmp_path: Path) -> None:
    options = ["--chain", "V-que", "--first-year", "2027", "--level", "NATIONAL"]
    target, rules, data = tmp_path / "papers.md", tmp_path / "rules", tmp_path / "data"

    result = subprocess.run(
        [sys.executable, "-m", "service.cli", "plan", "pilot", "-o", target, *options],
        cwd=ROOT,
        env={**os.environ, "LIENKET_RULES": str(rules), "LIENKET_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )

    told = f"lienket: {rules}: there is no such folder\n"
    assert (result.returncode, result.stdout, result.stderr) == (1, "", told)
    assert list(tmp_path.iterdir()) == []
