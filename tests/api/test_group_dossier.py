"""Papers of group projects: what stands in the text and the workbook, and how the command refuses."""

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from domain import dates
from domain.language import Language
from graph.client import Graph
from seeds.rules import read_rules
from service.asking import input_of
from service.errors import CommandError
from service.group_dossier import GROUP
from service.project_dossier import Dossier, content_of, dossier_of, write_dossier
from service.settings import Settings
from tests.builders import Register

YEAR = dates.today().year + 1


async def dossier(graph: Graph, register: Register, language: Language = Language.VI) -> Dossier:
    """Proposals for a household of a commune, with a name that looks like markup, and an enterprise of which
    the size is not known."""
    province = register.unit("Tỉnh Giấy", kind="PROVINCE")
    unit = register.unit("Xã Giấy", kind="COMMUNE", part_of=[province])
    product = register.product("Chè Giấy", name_en="Paper tea")
    works = []
    for name, legal_form in (("Xưởng *Sao* | Chè", "HOUSEHOLD"), ("Xưởng Sấy Chè", "ENTERPRISE")):
        organisation = register.organisation(f"Chủ {name}", legal_form=legal_form)
        works.append(register.facility(name, unit=unit, organisation=organisation, vsic_codes=["2018:1076"]))
        register.offer(works[-1], product)
        register.investment(
            works[-1], item="Máy sao", activity="ADVANCED_MACHINERY", cost=200_000_000, year=YEAR, quantity=1
        )
    register.trade(works[0], works[1], product)
    idle = register.facility("Xưởng Năm Sau", unit=unit)
    register.investment(idle, item="Máy", activity="ADVANCED_MACHINERY", cost=1, year=YEAR + 1)
    await register.load()
    asked = input_of(
        None, GROUP.needed, activity="ADVANCED_MACHINERY", fundingYear=YEAR, level="NATIONAL", within=[unit]
    )
    return await dossier_of(GROUP, graph, asked, language, read_rules())


async def test_text_has_members_money_clauses_and_questions(graph: Graph, register: Register) -> None:
    text = content_of(await dossier(graph, register), ".md").decode()

    assert text.startswith("# Phương án đề án nhóm khuyến công\n")
    assert "Xưởng \\*Sao\\* \\| Chè" in text
    assert (
        "|  | **Cộng** |  |  |  | **400.000.000** | **400.000.000** | **200.000.000** | **200.000.000** |"
        in text
    )
    assert f"> Nguồn kinh phí: Khuyến công quốc gia, năm {YEAR}." in text
    assert "- **Ngân sách nhà nước, Khuyến công quốc gia**: 200.000.000 đồng" in text
    assert "tối đa 50 % chi phí. Đã dùng nhiều nhất: 50% (Thông tư 28/2018/TT-BTC, điều 8.4; căn cứ " in text
    assert "- **Điểm**: " in text
    assert "; đã chứng minh không có lựa chọn nào tốt hơn.\n" in text
    assert "Cần hỏi: Vốn đối ứng đã thu xếp (Cơ sở)" in text
    assert f"hóa đơn nằm ngoài năm {YEAR}" in text
    assert "  - **Xưởng Năm Sau (B-" in text
    assert "> Bộ quy định: Quy định quốc gia từ ngày 15/10/2025" in text
    assert " \\[quoc-gia-2025\\]." in text


async def test_clauses_stand_once_with_their_numbers(graph: Graph, register: Register) -> None:
    text = content_of(await dossier(graph, register), ".md").decode()

    _, _, below = text.partition("### Căn cứ pháp lý\n\n")
    listed, _, _ = below.partition("\n\n")
    basis = re.findall(r"^- \*\*Căn cứ (\d+)\*\*: (.+?); nguồn: .+; .+; .+$", listed, re.MULTILINE)
    cited = set(re.findall(r" \(([^;:\n]+); căn cứ (\d+)\)$", text, re.MULTILINE))
    assert len(basis) == len(listed.splitlines()) >= 3
    assert cited == {(clause, number) for number, clause in basis}


async def test_sections_of_the_workbook_say_of_whom_and_hold_no_markup(
    graph: Graph, register: Register
) -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(content_of(await dossier(graph, register), ".xlsx")))

    texts = [str(row[0]) for row in book.get_sheet_by_name("Phương án 1").to_python()]
    begins, ends = texts.index("Điều kiện thụ hưởng"), texts.index("Mức trần")
    eligible = [text for text in texts[begins + 1 : ends] if text]
    whose = [text for text in eligible if text.startswith("–")]
    assert sorted(whose) == [
        "– Xưởng *Sao* | Chè: Chưa xác định được",
        "– Xưởng Sấy Chè: Chưa xác định được (tạm thời: có quy định chưa đối chiếu văn bản)",
    ]
    assert eligible[0] == whose[0]
    assert "      – Cần hỏi: Vốn đối ứng đã thu xếp (Cơ sở)" in eligible
    assert [text for text in texts if "\\" in text or "**" in text] == []


async def test_workbook_has_a_sheet_a_proposal_and_one_of_those_left_out(
    graph: Graph, register: Register
) -> None:
    book = CalamineWorkbook.from_filelike(
        BytesIO(content_of(await dossier(graph, register, Language.EN), ".xlsx"))
    )

    assert book.sheet_names == ["Proposal 1", "In no proposal"]
    rows = book.get_sheet_by_name("Proposal 1").to_python()
    (total,) = [row for row in rows if row[1:2] == ["Total"]]
    assert total[5:9] == [400_000_000, 400_000_000, 200_000_000, 200_000_000]
    members: list[Any] = [row for row in rows if row[0] in (1, 2)]
    assert {row[1] for row in members} == {"Xưởng *Sao* | Chè", "Xưởng Sấy Chè"}
    assert [row[9] for row in members] == ["*", "*"]
    assert "– Xưởng *Sao* | Chè → Xưởng Sấy Chè: Paper tea" in [row[0] for row in rows]
    left = book.get_sheet_by_name("In no proposal").to_python()
    assert [row[2] for row in left if row[0] == 1] == ["Xưởng Năm Sau"]


async def test_those_left_out_of_an_empty_proposal_stand_by_reason_with_a_few_examples(
    graph: Graph, register: Register
) -> None:
    unit = register.unit("Xã Trống")
    for number in range(5):
        works = register.facility(f"Xưởng Năm Sau {number}", unit=unit)
        register.investment(works, item="Máy", activity="ADVANCED_MACHINERY", cost=1, year=YEAR + 1)
    free = register.facility("Xưởng Miễn Phí", unit=unit)
    register.offer(free, register.product())
    register.investment(free, item="Máy", activity="ADVANCED_MACHINERY", year=YEAR)
    await register.load()
    asked = input_of(
        None, GROUP.needed, activity="ADVANCED_MACHINERY", fundingYear=YEAR, level="NATIONAL", within=[unit]
    )

    paper = await dossier_of(GROUP, graph, asked, Language.EN, read_rules())
    text = content_of(paper, ".md").decode()
    book = CalamineWorkbook.from_filelike(BytesIO(content_of(paper, ".xlsx")))

    lines = [
        line.partition(" (B-")[0]
        for line in text.partition("## Facilities in no proposal\n\n")[2].splitlines()
    ]
    assert lines == [
        "- It plans to invest in another year: **5**",
        "  - **Xưởng Năm Sau 0",
        "  - **Xưởng Năm Sau 1",
        "  - **Xưởng Năm Sau 2",
        "  - and 2 more",
        "- What its plan costs is not known: **1**",
        "  - **Xưởng Miễn Phí",
    ]
    assert (
        len([row for row in book.get_sheet_by_name("In no proposal").to_python() if row[0] in range(1, 9)])
        == 6
    )


async def test_a_file_may_name_one_unit_as_graphql_takes_it(graph: Graph, register: Register) -> None:
    unit = register.unit("Xã Một Mình")
    await register.load()
    asked = {"activity": "ADVANCED_MACHINERY", "fundingYear": YEAR, "level": "NATIONAL", "within": unit}

    paper = await dossier_of(GROUP, graph, asked, Language.EN, read_rules())

    assert f"Scope: Xã Một Mình ({unit})." in paper.remarks


async def test_what_the_api_refuses_is_told(graph: Graph) -> None:
    asked = input_of(None, GROUP.needed, activity="ADVANCED_MACHINERY", fundingYear=1990, level="NATIONAL")

    with pytest.raises(CommandError, match="A funding year lies from"):
        await dossier_of(GROUP, graph, asked, Language.EN, read_rules())


def test_options_win_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "input.json"
    file.write_text(json.dumps({"input": {"activity": "TRAINING", "fundingYear": 2027, "exclude": ["B-1"]}}))

    asked = input_of(file, GROUP.needed, activity=None, fundingYear=2028, level="NATIONAL")

    assert asked == {"activity": "TRAINING", "fundingYear": 2028, "exclude": ["B-1"], "level": "NATIONAL"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "is not a file of JSON"),
        ("{", "is not a file of JSON"),
        ("[]", "does not hold an object"),
        ('{"input": ["B-1"]}', r"is not an object such as .*, but \['B-1'\]"),
    ],
)
def test_file_that_is_no_input_is_refused(tmp_path: Path, content: str | None, why: str) -> None:
    file = tmp_path / "input.json"
    if content is not None:
        file.write_text(content)

    with pytest.raises(CommandError, match=why):
        input_of(file, GROUP.needed)


def test_all_that_is_missing_is_named() -> None:
    with pytest.raises(CommandError, match="Give --year and --level, or fundingYear and level in the file"):
        input_of(None, GROUP.needed, activity="TRAINING")


def test_files_are_refused_before_anything_is_asked(tmp_path: Path) -> None:
    there = tmp_path / "there.md"
    there.write_text("kept")
    settings = Settings(data=tmp_path / "data")

    with pytest.raises(CommandError, match=r"ends with none of \.xlsx, \.md"):
        write_dossier(GROUP, settings, tmp_path / "group.pdf", {}, Language.VI, replaces=False)
    with pytest.raises(CommandError, match="exists already"):
        write_dossier(GROUP, settings, there, {}, Language.VI, replaces=False)
    assert there.read_text() == "kept"
