"""Papers of pilot projects: what stands in the text and the workbook, and what must be given."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from domain import dates
from domain.language import Language
from graph.client import Graph
from seeds.rules import read_rules
from service.asking import input_of
from service.errors import CommandError
from service.pilot_dossier import PILOT
from service.project_dossier import Dossier, content_of, dossier_of
from tests.builders import Register

YEAR = dates.today().year + 1


async def dossier(graph: Graph, register: Register, language: Language = Language.VI) -> Dossier:
    """A proposal for a lead whose name looks like markup and a follower of the year after."""
    province = register.unit("Tỉnh Giấy Điểm", kind="PROVINCE")
    unit = register.unit("Xã Giấy Điểm", kind="COMMUNE", part_of=[province])
    product = register.product("Chè Giấy", name_en="Paper tea")
    chain = register.value_chain(product, name="Chuỗi Chè Giấy", name_en="Chain of paper tea")
    works = []
    for name, year in (("Xưởng *Sao* | Chè", YEAR), ("Xưởng Sấy Chè", YEAR + 1), ("Xưởng Lẻ", YEAR + 1)):
        organisation = register.organisation(f"Hộ {name}", legal_form="HOUSEHOLD")
        works.append(register.facility(name, unit=unit, organisation=organisation, vsic_codes=["2018:1076"]))
        register.offer(works[-1], product)
        register.investment(
            works[-1], item="Máy sao", activity="ADVANCED_MACHINERY", cost=200_000_000, year=year, quantity=1
        )
    register.trade(works[0], works[1], product)
    await register.load()
    asked = input_of(None, PILOT.needed, chain=chain, firstYear=YEAR, level="NATIONAL", within=[unit])
    return await dossier_of(PILOT, graph, asked, language, read_rules())


async def test_text_has_lead_years_money_clauses_and_questions(graph: Graph, register: Register) -> None:
    text = content_of(await dossier(graph, register), ".md").decode()

    assert text.startswith("# Phương án đề án điểm khuyến công\n")
    assert "- **Cơ sở đầu tàu**: Xưởng \\*Sao\\* \\| Chè (B-" in text
    assert "- **Cơ sở liên kết có thể làm theo**: 1; lao động: chưa rõ; số tỉnh, thành phố: 1" in text
    assert f"- **{YEAR} (cụ thể)**: hỗ trợ 100.000.000 đồng, đối ứng 100.000.000 đồng" in text
    assert f"- **{YEAR + 1} (dự kiến)**: hỗ trợ 100.000.000 đồng, đối ứng 100.000.000 đồng" in text
    assert f"- **{YEAR + 2} (dự kiến)**: hỗ trợ 0 đồng, đối ứng 0 đồng\n  - Chưa có kế hoạch" in text
    assert (
        "|  | **Cộng** |  |  |  |  |  | **400.000.000** | **400.000.000** | **200.000.000** | "
        "**200.000.000** |" in text
    )
    assert f"| 2 | {YEAR + 1} | Ứng dụng máy móc tiên tiến | Xưởng Sấy Chè |" in text
    assert "**: Thông tư 28/2018/TT-BTC, điều 8.4; nguồn: " in text
    assert "Cần hỏi: Vốn đối ứng đã thu xếp (Cơ sở)" in text
    assert f"### Các bước năm {YEAR}: Ứng dụng máy móc tiên tiến\n" in text
    assert f"- **Đăng ký (01/01/{YEAR - 1} – 31/12/{YEAR - 1})**: " in text
    assert f"hóa đơn nằm ngoài năm {YEAR}" in text
    assert "- **Xưởng Lẻ (B-" in text


async def test_workbook_has_a_sheet_a_proposal_and_one_of_those_left_out(
    graph: Graph, register: Register
) -> None:
    book = CalamineWorkbook.from_filelike(
        BytesIO(content_of(await dossier(graph, register, Language.EN), ".xlsx"))
    )

    assert book.sheet_names == ["Proposal 1", "In no proposal"]
    rows = book.get_sheet_by_name("Proposal 1").to_python()
    (total,) = [row for row in rows if row[1:2] == ["Total"]]
    assert total[7:11] == [400_000_000, 400_000_000, 200_000_000, 200_000_000]
    assert [(row[1], row[2], row[3], row[11]) for row in rows if row[0] in (1, 2)] == [
        (str(YEAR), "Advanced machinery", "Xưởng *Sao* | Chè", "*"),
        (str(YEAR + 1), "Advanced machinery", "Xưởng Sấy Chè", "*"),
    ]
    assert "– Value chain: Chain of paper tea" in [row[0] for row in rows]
    left = book.get_sheet_by_name("In no proposal").to_python()
    assert [row[2] for row in left if row[0] == 1] == ["Xưởng Lẻ"]


async def test_what_the_api_refuses_is_told(graph: Graph) -> None:
    asked = input_of(None, PILOT.needed, chain="V-que", firstYear=1990, level="NATIONAL")

    with pytest.raises(CommandError, match="A funding year lies from"):
        await dossier_of(PILOT, graph, asked, Language.EN, read_rules())


def test_options_win_over_the_file_and_what_is_missing_is_named(tmp_path: Path) -> None:
    file = tmp_path / "input.json"
    file.write_text(json.dumps({"input": {"chain": "V-che", "firstYear": YEAR, "level": "NATIONAL"}}))

    asked = input_of(file, PILOT.needed, chain="V-que", years=2, proposals=None)

    assert asked == {"chain": "V-que", "firstYear": YEAR, "level": "NATIONAL", "years": 2}
    with pytest.raises(CommandError, match="Give --first-year, or firstYear"):
        input_of(None, PILOT.needed, chain="V-que", level="NATIONAL")
