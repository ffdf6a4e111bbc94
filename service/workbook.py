"""Tables as an XLSX workbook that can be printed as it is: one sheet a table."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from textwrap import shorten, wrap

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

UNKNOWN = "…"
MARK = "*"
_A4 = 9
_FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
_LINE_HEIGHT = 18.0
_MOST_LINES = 22
"""Lines of a row: Excel shows and prints no row higher than 409 points."""
_WIDEST = 60
_MOST_IN_FOOTER = 100
"""Signs of a title at the foot of a page: one line; Excel takes 255 signs, and each & counts twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Labels and figures of a row; a figure that is not known is None. An incomplete row gets a mark."""

    labels: Sequence[str]
    figures: Sequence[int | None]
    is_complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What stands on a sheet, from top to bottom. ``headings`` are those of labels and figures, ``total``
    is the last row where rows add up, ``sections`` are texts under headings of their own."""

    name: str
    title: str
    remarks: Sequence[str]
    headings: Sequence[str]
    rows: Sequence[Row]
    total: Row | None
    notes: Sequence[str]
    sections: Sequence[tuple[str, Sequence[str]]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Formats:
    title: Format
    remark: Format
    section: Format
    line: Format
    heading: Format
    text: Format
    number: Format
    unknown: Format
    centred: Format
    total_text: Format
    total_number: Format
    total_unknown: Format
    total_centred: Format


def workbook(title: str, tables: Sequence[Table], *, number: str, mark: str, page: str, on: dt.date) -> bytes:
    """The workbook of some tables. ``number`` and ``mark`` head the columns before and behind those of a
    table; ``page`` is the word for a page."""
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"title": title, "created": dt.datetime.combine(on, dt.time())})
        formats = _formats(book)
        for table in tables:
            _draw(book.add_worksheet(table.name), table, formats, number, mark, page)
    return content.getvalue()


def _draw(sheet: Worksheet, table: Table, formats: _Formats, number: str, mark: str, page: str) -> None:
    headings = [number, *table.headings, mark]
    widths = _widths(table, headings)
    last = len(headings) - 1
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)

    row = _lines(sheet, 0, last, [table.title], formats.title, sum(widths) * 0.75)
    row = _lines(sheet, row, last, table.remarks, formats.remark, sum(widths)) + 1
    for column, heading in enumerate(headings):
        sheet.write_string(row, column, heading, formats.heading)
    sheet.set_row(row, 2 * _LINE_HEIGHT)
    if sum(len(_wrapped(remark, sum(widths))) for remark in table.remarks) <= _MOST_LINES:
        sheet.freeze_panes(row + 1, 0)  # what is frozen cannot be scrolled: of more, no table would be seen
    sheet.repeat_rows(row)
    if table.rows:
        sheet.autofilter(row, 0, row + len(table.rows), last)
    for position, item in enumerate(table.rows, start=1):
        row += 1
        sheet.write_number(row, 0, position, formats.centred)
        _write(sheet, row, item, formats.text, formats.number, formats.unknown)
        sheet.write_string(row, last, "" if item.is_complete else MARK, formats.centred)
    if table.total is not None:
        row += 1
        sheet.write_string(row, 0, "", formats.total_text)
        _write(sheet, row, table.total, formats.total_text, formats.total_number, formats.total_unknown)
        sheet.write_string(row, last, "" if table.total.is_complete else MARK, formats.total_centred)
    row = _lines(sheet, row + 2, last, table.notes, formats.remark, sum(widths))
    for heading, lines in table.sections:
        row = _lines(sheet, row, last, [heading], formats.section, sum(widths))
        row = _lines(sheet, row, last, lines, formats.line, sum(widths)) + 1

    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    footer = shorten(table.title, _MOST_IN_FOOTER, placeholder=" …").replace("&", "&&")
    sheet.set_footer(f"&L{footer}&R{page} &P/&N")


def _write(sheet: Worksheet, row: int, item: Row, text: Format, number: Format, unknown: Format) -> None:
    """A row without its first and last cell. Texts are written as texts: a name is never a formula."""
    for column, label in enumerate(item.labels, start=1):
        sheet.write_string(row, column, label, text)
    for column, figure in enumerate(item.figures, start=1 + len(item.labels)):
        if figure is None:
            sheet.write_string(row, column, UNKNOWN, unknown)
        else:
            sheet.write_number(row, column, figure, number)


def _lines(
    sheet: Worksheet, row: int, last: int, texts: Sequence[str], format: Format, characters: float
) -> int:
    """Texts over the whole width, each in a row as high as it needs, or in several of those; the next row."""
    for text in texts:
        lines = _wrapped(text, characters)
        parts = [lines[at : at + _MOST_LINES] for at in range(0, len(lines), _MOST_LINES)]
        for part in parts:
            sheet.merge_range(row, 0, row, last, "", format)
            sheet.write_string(row, 0, text if len(parts) == 1 else " ".join(part), format)
            sheet.set_row(row, _LINE_HEIGHT * len(part))
            row += 1
    return row


def _wrapped(text: str, characters: float) -> list[str]:
    """The lines of a text; codes and other words are never parted."""
    return wrap(text, int(characters), break_long_words=False, break_on_hyphens=False)


def _widths(table: Table, headings: Sequence[str]) -> list[float]:
    """Widths of the columns in characters, as wide as what stands in them."""
    rows = [*table.rows, *([] if table.total is None else [table.total])]
    widths: list[float] = [6]
    for column in range(len(table.headings)):
        labels = len(table.rows[0].labels) if table.rows else len(table.headings)
        if column < labels:
            longest = max([len(row.labels[column]) for row in rows], default=0)
            widths.append(min(max(longest + 3, 20), _WIDEST))
        else:
            longest = max([len(f"{row.figures[column - labels] or 0:,}") for row in rows], default=0)
            widths.append(max(longest * 1.15 + 3, 16))
    widths.append(max(len(headings[-1]) + 3, 10))
    return widths


def _formats(book: Workbook) -> _Formats:
    cell = {**_FONT, "border": 1}
    heading = {**cell, "bold": True, "align": "center", "text_wrap": True, "bg_color": "#DDEBF7"}
    total = {**cell, "bold": True, "bg_color": "#F2F2F2"}
    number = {"num_format": "#,##0", "align": "right", "indent": 1}
    return _Formats(
        title=book.add_format({**_FONT, "bold": True, "font_size": 15, "text_wrap": True}),
        remark=book.add_format({**_FONT, "font_size": 11, "italic": True, "text_wrap": True}),
        section=book.add_format({**_FONT, "bold": True, "text_wrap": True}),
        line=book.add_format({**_FONT, "font_size": 11, "text_wrap": True}),
        heading=book.add_format(heading),
        text=book.add_format({**cell, "text_wrap": True, "indent": 1}),
        number=book.add_format({**cell, **number}),
        unknown=book.add_format({**cell, "align": "right", "indent": 1}),
        centred=book.add_format({**cell, "align": "center"}),
        total_text=book.add_format({**total, "indent": 1}),
        total_number=book.add_format({**total, **number}),
        total_unknown=book.add_format({**total, "align": "right", "indent": 1}),
        total_centred=book.add_format({**total, "align": "center"}),
    )
