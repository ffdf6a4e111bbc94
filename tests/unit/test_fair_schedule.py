"""What people hold: the same schedule as a workbook, a calendar and cards; options of the command."""

import datetime as dt
import json
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from domain.language import Language
from service.errors import CommandError
from service.fair_schedule import Meeting, Printed, Wish, content_of, wish_of

HEKOU = dt.timezone(dt.timedelta(hours=8))
MADE_AT = dt.datetime(2026, 12, 10, 11, 30, tzinfo=dt.UTC)
CHINESE = "河口瑶族自治县茶叶进出口贸易有限责任公司"


def meeting(seller: str, buyer: str, hour: int, **more: Any) -> Meeting:
    at = dt.datetime(2026, 12, 11, hour, tzinfo=HEKOU)
    fixed: dict[str, Any] = {
        "starts_at": at,
        "ends_at": at + dt.timedelta(minutes=30),
        "table": 1,
        "is_fixed": False,
        "needs_interpreter": True,
    }
    return Meeting(seller=(seller, f"HTX {seller} & con"), buyer=(buyer, CHINESE), **(fixed | more))


def printed(*meetings: Meeting) -> Printed:
    names = {code: name for each in meetings for code, name in (each.seller, each.buyer)}
    return Printed(
        code="F-1",
        titles=("Lịch kết nối giao thương – Hà Khẩu", "Business meetings – Hekou"),
        made_at=MADE_AT,
        venue="Trung tâm; Hà Khẩu",
        language=Language.VI,
        remarks=[("Trung tâm", "Trung tâm"), ("Ghi chú", "A note")],
        meetings=meetings,
        businesses=names,
        unplaced=[("HTX A & con", CHINESE, "Hết bàn.")],
    )


def test_workbook_has_a_sheet_a_day_one_of_what_has_no_place_and_one_a_business() -> None:
    book = CalamineWorkbook.from_filelike(
        BytesIO(content_of(printed(meeting("A", "B", 9), meeting("C", "B", 10)), ".xlsx"))
    )

    assert book.sheet_names == ["11-12-2026", "Chưa xếp được", "HTX A & con", CHINESE, "HTX C & con"]
    day = book.get_sheet_by_name("11-12-2026").to_python()
    (headings,) = [row for row in day if row[0] == "STT"]
    assert headings == ["STT", "Giờ", "Giờ Việt Nam", "Bàn", "Bên bán", "Bên mua", "Phiên dịch", "Ghi chú"]
    assert [row[1:7] for row in day if row[0] in (1, 2)] == [
        ["09:00–09:30", "08:00–08:30", "1", "HTX A & con", CHINESE, "×"],
        ["10:00–10:30", "09:00–09:30", "1", "HTX C & con", CHINESE, "×"],
    ]


def test_names_of_sheets_are_short_and_no_two_alike() -> None:
    long = "Công ty TNHH Sản xuất và Thương mại [Quế]: "
    named = [replace(meeting(code, "B", 9), seller=(code, long + code)) for code in ("X", "Y")]

    names = CalamineWorkbook.from_filelike(BytesIO(content_of(printed(*named), ".xlsx"))).sheet_names

    assert all(len(name) <= 31 for name in names)
    assert len({name.casefold() for name in names}) == len(names)


def test_calendar_says_times_in_utc_and_folds_lines_without_cutting_letters() -> None:
    content = content_of(printed(meeting("A", "B", 9)), ".ics")

    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    text = content.decode().replace("\r\n ", "")
    assert "DTSTART:20261211T010000Z\r\nDTEND:20261211T013000Z\r\n" in text
    assert f"SUMMARY:HTX A & con – {CHINESE}\r\n" in text
    assert "LOCATION:Bàn 1\\, Trung tâm\\; Hà Khẩu\r\n" in text
    assert "Giờ hội chợ: 09:00–09:30\\nGiờ Việt Nam: 08:00–08:30\\nCần phiên dịch\r\n" in text


def test_a_later_calendar_moves_the_events_of_an_earlier_one() -> None:
    def event(made_at: dt.datetime, *codes: str, hour: int) -> dict[str, str]:
        told = replace(printed(meeting(codes[0], codes[1], hour)), made_at=made_at)
        lines = content_of(told, ".ics").decode().replace("\r\n ", "").split("\r\n")
        return dict(line.split(":", 1) for line in lines if line)

    morning = event(MADE_AT, "A", "B", hour=9)
    evening = event(MADE_AT + dt.timedelta(hours=9), "B", "A", hour=11)

    assert morning["UID"] == evening["UID"] == "F-1.A.B@lienket"
    assert (morning["DTSTAMP"], evening["DTSTAMP"]) == ("20261210T113000Z", "20261210T203000Z")
    assert int(evening["SEQUENCE"]) - int(morning["SEQUENCE"]) == 9 * 60
    assert 0 < int(evening["SEQUENCE"]) < 2**31


def test_a_calendar_without_meetings_has_the_component_that_it_must_have() -> None:
    content = content_of(printed(), ".ics").decode()

    assert content.split("\r\n")[3:-2] == [
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Ho_Chi_Minh",
        "BEGIN:STANDARD",
        "DTSTART:19750613T000000",
        "TZOFFSETFROM:+0700",
        "TZOFFSETTO:+0700",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]


@pytest.mark.parametrize("text", ['{"input": 5}', '{"input": null}', "[1]", "5"])
def test_a_file_whose_input_is_no_object_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "input.json"
    file.write_text(text)

    with pytest.raises(CommandError, match=r'an object such as \{"tables": …, "slotMinutes": …'):
        wish(file=file, tables=1, slot_minutes=30, hours=["2026-12-11 09:00-16:00"])


def test_notes_of_cards_are_in_both_languages_and_said_once_where_they_are_the_same() -> None:
    cards = content_of(printed(meeting("A", "B", 9)), ".html").decode()

    assert "<footer><p>Trung tâm</p><p>Ghi chú / A note</p></footer>" in cards


def test_cards_are_in_both_languages_with_names_as_given() -> None:
    text = content_of(printed(meeting("A", "B", 9)), ".html").decode()

    titles = "<h1>Lịch kết nối giao thương – Hà Khẩu</h1><h1>Business meetings – Hekou</h1>"
    assert text.count("<section>") == text.count(f"<section>{titles}") == 2
    assert "<th>Giờ hội chợ / Fair time</th><th>Giờ Việt Nam / Việt Nam time</th>" in text
    assert f"<h2>{CHINESE}</h2>" in text
    assert "<td>HTX A &amp; con (phiên dịch / interpreter)</td>" in text


def test_one_clock_is_printed_where_both_show_the_same() -> None:
    at_home = dt.datetime(2026, 12, 11, 9, tzinfo=dt.timezone(dt.timedelta(hours=7)))
    one = meeting("A", "B", 9, starts_at=at_home, ends_at=at_home + dt.timedelta(minutes=30))

    assert "<th>Giờ / Time</th>" in content_of(printed(one), ".html").decode()
    assert b"Vi\xe1\xbb\x87t Nam:" not in content_of(printed(one), ".ics")


def wish(**more: Any) -> Wish:
    fixed: dict[str, Any] = {
        "file": None,
        "tables": None,
        "slot_minutes": None,
        "hours": (),
        "breaks": (),
        "maximum": None,
        "interpreters": None,
        "business": None,
        "language": Language.VI,
    }
    return wish_of("F-1", **(fixed | more))


def test_options_win_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "input.json"
    file.write_text(json.dumps({"input": {"fair": "F-2", "tables": 3, "slotMinutes": 20, "vetoes": []}}))

    asked = wish(file=file, tables=5, hours=["2026-12-11 09:00-16:00"], breaks=["12:00-13:30"])

    assert asked.input == {
        "fair": "F-1",
        "tables": 5,
        "slotMinutes": 20,
        "vetoes": [],
        "dailyHours": [{"date": "2026-12-11", "from": "09:00", "to": "16:00"}],
        "breaks": [{"from": "12:00", "to": "13:30"}],
    }


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {},
            "Give --tables and --slot-minutes and --hours, "
            "or tables and slotMinutes and dailyHours in the file of --input",
        ),
        ({"tables": 2, "slot_minutes": 30}, "Give --hours, or dailyHours in the file of --input"),
        ({"hours": ["9-16"]}, "'9-16' does not have the form 2026-12-11 09:00-16:00"),
        ({"hours": ["09:00-16:00"]}, "'09:00-16:00' does not have the form 2026-12-11 09:00-16:00"),
        ({"breaks": ["noon"]}, "'noon' does not have the form 12:00-13:30"),
    ],
)
def test_options_that_are_missing_or_malformed_are_named(given: dict[str, Any], message: str) -> None:
    with pytest.raises(CommandError, match=re.escape(message)):
        wish(**given)
