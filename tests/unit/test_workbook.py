"""Workbooks: what Excel bounds is kept to, whatever the texts."""

import datetime as dt
import re
from io import BytesIO
from zipfile import ZipFile

from service.workbook import Table, workbook


def test_a_long_title_stands_whole_on_the_sheet_and_cut_at_its_foot() -> None:
    title = "Liên kết R&D " + "cụm công nghiệp " * 20
    table = Table(name="A", title=title, remarks=[], headings=["Mã"], rows=[], total=None, notes=[])

    content = workbook(title, [table], number="STT", mark="", page="Trang", on=dt.date(2026, 1, 2))

    with ZipFile(BytesIO(content)) as parts:
        sheet, texts = (
            parts.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "sharedStrings")
        )
    assert title.replace("&", "&amp;") in texts
    footer = sheet.partition("<oddFooter>")[2].partition("</oddFooter>")[0]
    assert footer.startswith("&amp;LLiên kết R&amp;&amp;D cụm công nghiệp ")
    assert footer.endswith(" …&amp;RTrang &amp;P/&amp;N")


def sheet_of(*remarks: str) -> tuple[str, list[str]]:
    """The XML of the sheet of an empty table below some remarks, and its texts in their order."""
    table = Table(name="A", title="T", remarks=remarks, headings=["Mã"], rows=[], total=None, notes=[])
    content = workbook("T", [table], number="STT", mark="", page="Trang", on=dt.date(2026, 1, 2))
    with ZipFile(BytesIO(content)) as parts:
        sheet, texts = (
            parts.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "sharedStrings")
        )
    return sheet, re.findall(r"<t(?: [^>]*)?>([^<]*)</t>", texts)


def test_a_text_for_which_no_row_is_high_enough_goes_on_in_the_next_rows() -> None:
    words = [f"U-{number:04}" for number in range(200)]  # 36 signs wide: five words a line, 40 lines

    sheet, texts = sheet_of("trước", " ".join(words), "sau")

    assert texts == ["T", "trước", " ".join(words[:110]), " ".join(words[110:]), "sau", "STT", "Mã", ""]
    assert re.findall(r' ht="([\d.]+)"', sheet) == ["18", "18", "396", "324", "18", "36"]


def test_headings_are_frozen_unless_what_stands_above_them_fills_a_screen() -> None:
    short, _ = sheet_of("một", "hai")
    long, _ = sheet_of(" ".join(["Xã"] * 300))

    assert re.findall('<pane [^>]*topLeftCell="([A-Z0-9]+)"', short) == ["A6"]
    assert "<pane" not in long
