"""Workbooks: what Excel bounds is kept to, whatever the texts."""

import datetime as dt
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
