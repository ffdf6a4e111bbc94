"""The schedule of meetings at a fair as people hold it: a workbook, a calendar, cards to print.

Times are by the clock of the fair; where that of Việt Nam shows another time, both are printed.
"""

import asyncio
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from domain import dates
from domain.enums import MeetingConstraint, SolveStatus
from domain.language import Language
from graph.client import Graph
from planning.meeting_schedule_text import summary
from service.asking import Asker, check_target, input_of, save
from service.errors import CommandError
from service.opening import opened_graph
from service.settings import Settings
from service.signals import ended_by_signals
from service.workbook import Row, Table, workbook

BUSINESS = "query BusinessAsked($code: PublicCode!) { answer: business(code: $code) { code } }"
FAIR = """
query FairAsked($code: PublicCode!) { answer: tradeFair(code: $code) { code name nameEn venue endsOn } }
"""
SCHEDULE = """
query ScheduleAsked($input: MeetingScheduleInput!) {
  answer: meetingSchedule(input: $input) {
    dataVersion on status gap
    meetings {
      slot { startsAt endsAt } table isFixed needsInterpreter
      seller { code name } buyer { code name }
    }
    unplaced { seller { code name } buyer { code name } constraint explanation }
    load { meetingCount business { code name } }
  }
}
"""
_BOTH = (Language.VI, Language.EN)
_CLOCKS = (
    "Giờ ghi theo giờ tại nơi tổ chức hội chợ; cột bên cạnh là giờ Việt Nam.",
    "Times are by the clock of the fair; beside it stands that of Việt Nam.",
)
SUFFIXES = (".xlsx", ".ics", ".html")
_MOST_OF_A_NAME = 31
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\']")
_OCTETS = 75


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for: the input of ``meetingSchedule``, and of which business the file is; of all where
    that is None."""

    input: Mapping[str, Any]
    business: str | None
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting as it is printed."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    table: int
    seller: tuple[str, str]
    buyer: tuple[str, str]
    is_fixed: bool
    needs_interpreter: bool

    @property
    def codes(self) -> tuple[str, str]:
        """Of both businesses."""
        return self.seller[0], self.buyer[0]

    @property
    def has_two_clocks(self) -> bool:
        """Whether clocks in Việt Nam show another time."""
        return self.starts_at.utcoffset() != self.starts_at.astimezone(dates.VIETNAM).utcoffset()

    def time(self) -> str:
        """From when to when by the clock of the fair."""
        return _time(self.starts_at, self.ends_at)

    def time_at_home(self) -> str:
        """From when to when by the clock of Việt Nam."""
        return _time(self.starts_at.astimezone(dates.VIETNAM), self.ends_at.astimezone(dates.VIETNAM))

    def partner(self, code: str) -> str:
        """The name of the other one."""
        return self.buyer[1] if code == self.seller[0] else self.seller[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A schedule to print. ``titles``: Vietnamese and English; ``businesses``: names by codes, in the order
    of the names; ``remarks`` say what it is, in both too, ``unplaced`` which meetings have no place;
    ``made_at``: when, in UTC."""

    code: str
    titles: tuple[str, str]
    venue: str | None
    language: Language
    remarks: Sequence[tuple[str, str]]
    meetings: Sequence[Meeting]
    businesses: Mapping[str, str]
    unplaced: Sequence[tuple[str, str, str]] = field(default_factory=tuple)
    made_at: dt.datetime = field(default_factory=dates.now)

    @property
    def title(self) -> str:
        """In the language of the file."""
        return self.language.say(*self.titles)

    @property
    def notes(self) -> list[str]:
        """The remarks in the language of the file."""
        return [self.language.say(*remark) for remark in self.remarks]

    @property
    def has_two_clocks(self) -> bool:
        """Whether both clocks are printed."""
        return any(meeting.has_two_clocks for meeting in self.meetings)

    def of(self, code: str) -> list[Meeting]:
        """The meetings of a business."""
        return [meeting for meeting in self.meetings if code in meeting.codes]


def wish_of(
    fair: str,
    *,
    file: Path | None,
    tables: int | None,
    slot_minutes: int | None,
    hours: Sequence[str],
    breaks: Sequence[str],
    maximum: int | None,
    interpreters: int | None,
    business: str | None,
    language: Language,
) -> Wish:
    """What the options of the command ask for; they win over what stands in a file with the input of
    ``meetingSchedule`` as JSON. Raises :class:`CommandError`."""
    given = input_of(
        file,
        {"tables": "--tables", "slotMinutes": "--slot-minutes", "dailyHours": "--hours"},
        fair=fair,
        tables=tables,
        slotMinutes=slot_minutes,
        maximumMeetingsPerBusiness=maximum,
        interpreters=interpreters,
        dailyHours=[_hours(text, needs_day=True) for text in hours] or None,
        breaks=[_hours(text, needs_day=False) for text in breaks] or None,
    )
    return Wish(input=given, business=business, language=language)


def fair_schedule(settings: Settings, target: Path, wish: Wish, *, replaces: bool) -> None:
    """Writes a schedule into a file whose suffix says of which kind. Raises :class:`CommandError`."""
    check_target(target, *SUFFIXES, replaces=replaces)
    save(asyncio.run(_content(settings, target.suffix, wish)), target)


async def _content(settings: Settings, suffix: str, wish: Wish) -> bytes:
    async with ended_by_signals(), opened_graph(settings) as opened:
        return content_of(await schedule_of(opened.graph, wish), suffix)


async def schedule_of(graph: Graph, wish: Wish) -> Printed:
    """The schedule to print. Raises :class:`CommandError` with what the API says is wrong."""
    asker = Asker(graph, wish.language)
    answer = await asker.ask(SCHEDULE, input=wish.input)
    fair = await asker.ask(FAIR, code=wish.input["fair"])
    meetings = [_meeting(row) for row in answer["meetings"]]
    concerned = [row["business"] for row in answer["load"]]
    concerned += [row[side] for row in answer["unplaced"] for side in ("seller", "buyer")]
    names = {business["code"]: business["name"] for business in concerned}
    business = None
    if wish.business is not None:
        found = await asker.ask(BUSINESS, code=wish.business)  # of a merged one, the one that absorbed it
        business = found.get("code", wish.business)
        if business not in names:
            raise CommandError(f"No meeting of {business} is wanted at this fair")
        meetings = [meeting for meeting in meetings if business in meeting.codes]
        names = {business: names[business]}
    placed, unplaced = len(answer["meetings"]), len(answer["unplaced"])
    elsewhere = sum(
        row["constraint"] == MeetingConstraint.PLANNED_ELSEWHERE.name for row in answer["unplaced"]
    )
    came = [
        summary(
            placed,
            placed + unplaced - elsewhere,
            SolveStatus[answer["status"]],
            answer["gap"],
            language,
            elsewhere=elsewhere,
            ends_on=dt.date.fromisoformat(fair["endsOn"]),
            on=dt.date.fromisoformat(answer["on"]),
        )
        for language in _BOTH
    ]
    origins = [
        await Asker(graph, language).origin(
            [answer["dataVersion"]],
            is_mixed=False,
            invented=("doanh nghiệp, cuộc gặp", "firms, meetings"),
        )
        for language in _BOTH
    ]
    return Printed(
        code=fair["code"],
        titles=(
            f"Lịch kết nối giao thương – {fair['name']}",
            f"Business meetings – {fair['nameEn'] or fair['name']}",
        ),
        venue=fair["venue"],
        language=wish.language,
        remarks=[
            *([(fair["venue"], fair["venue"])] if fair["venue"] else []),
            (came[0], came[1]),
            *([_CLOCKS] if any(meeting.has_two_clocks for meeting in meetings) else []),
            *zip(*origins, strict=True),
        ],
        meetings=meetings,
        businesses=dict(sorted(names.items(), key=lambda item: (item[1], item[0]))),
        unplaced=[
            (row["seller"]["name"], row["buyer"]["name"], row["explanation"])
            for row in answer["unplaced"]
            if business is None or business in (row["seller"]["code"], row["buyer"]["code"])
        ],
    )


def content_of(printed: Printed, suffix: str) -> bytes:
    """The file of a suffix."""
    match suffix:
        case ".xlsx":
            return _workbook(printed)
        case ".ics":
            return _calendar(printed)
        case _:
            return _cards(printed)


def _meeting(row: Mapping[str, Any]) -> Meeting:
    return Meeting(
        starts_at=dt.datetime.fromisoformat(row["slot"]["startsAt"]),
        ends_at=dt.datetime.fromisoformat(row["slot"]["endsAt"]),
        table=row["table"],
        seller=(row["seller"]["code"], row["seller"]["name"]),
        buyer=(row["buyer"]["code"], row["buyer"]["name"]),
        is_fixed=row["isFixed"],
        needs_interpreter=row["needsInterpreter"],
    )


def _workbook(printed: Printed) -> bytes:
    """One sheet a day, one of what has no place, one a business."""
    say = printed.language.say
    days: dict[dt.date, list[Meeting]] = defaultdict(list)
    for meeting in printed.meetings:
        days[meeting.starts_at.date()].append(meeting)
    names = _SheetNames()
    hour, home = say("Giờ", "Time"), say("Giờ Việt Nam", "Time in Việt Nam")
    clocks = [hour, home] if printed.has_two_clocks else [hour]
    table, interpreter = say("Bàn", "Table"), say("Phiên dịch", "Interpreter")
    tables = [
        _sheet(
            names.of(f"{day:%d-%m-%Y}"),
            f"{printed.title}: {day:%d/%m/%Y}",
            printed.notes,
            [*clocks, table, say("Bên bán", "Seller"), say("Bên mua", "Buyer"), interpreter],
            [
                [*_clocks(each, printed), str(each.table), each.seller[1], each.buyer[1], _mark(each)]
                for each in some
            ],
        )
        for day, some in sorted(days.items())
    ]
    if printed.unplaced or not tables:
        tables.append(
            _sheet(
                names.of(say("Chưa xếp được", "Without a place")),
                say("Cuộc gặp chưa xếp được", "Meetings without a place"),
                printed.notes,
                [say("Bên bán", "Seller"), say("Bên mua", "Buyer"), say("Lý do", "Why")],
                [list(row) for row in printed.unplaced],
            )
        )
    for code, name in printed.businesses.items():
        tables.append(
            _sheet(
                names.of(name),
                f"{name} ({code})",
                [printed.title, *printed.notes[:1]],
                [say("Ngày", "Day"), *clocks, table, say("Đối tác", "Partner"), interpreter],
                [
                    [
                        f"{each.starts_at:%d/%m/%Y}",
                        *_clocks(each, printed),
                        str(each.table),
                        each.partner(code),
                        _mark(each),
                    ]
                    for each in printed.of(code)
                ],
            )
        )
    return workbook(
        printed.title,
        tables,
        number=say("STT", "No."),
        mark=say("Ghi chú", "Note"),
        page=say("Trang", "Page"),
        on=dates.today(),
    )


def _sheet(
    name: str, title: str, remarks: Sequence[str], headings: Sequence[str], rows: Sequence[Sequence[str]]
) -> Table:
    return Table(
        name=name,
        title=title,
        remarks=remarks,
        headings=headings,
        rows=[Row(labels=row, figures=(), is_complete=True) for row in rows],
        total=None,
        notes=(),
    )


class _SheetNames:
    """Names of sheets as workbooks allow them, no two alike."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def of(self, name: str) -> str:
        """The name, without marks that are not allowed, short enough, with a number where it is taken."""
        plain = _NOT_IN_A_NAME.sub(" ", name).strip() or "–"
        found, number = plain[:_MOST_OF_A_NAME], 1
        while found.casefold() in self._used:
            number += 1
            end = f" ({number})"
            found = plain[: _MOST_OF_A_NAME - len(end)] + end
        self._used.add(found.casefold())
        return found


def _calendar(printed: Printed) -> bytes:
    """An iCalendar (RFC 5545) with one event a meeting, times in UTC. The meeting of two businesses at a fair
    has the same UID in every file and a greater SEQUENCE in a later one, so that a calendar into which an
    evening's change is read moves it. A calendar must not be empty: without meetings it says which clock
    Việt Nam has."""
    say = printed.language.say
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Lienket//meeting-schedule//VI"]
    if not printed.meetings:
        lines += _HOME_CLOCK
    for each in printed.meetings:
        place = f"{say('Bàn', 'Table')} {each.table}" + (f", {printed.venue}" if printed.venue else "")
        about = [printed.title, f"{say('Giờ hội chợ', 'Time at the fair')}: {each.time()}"]
        if each.has_two_clocks:
            about.append(f"{say('Giờ Việt Nam', 'Time in Việt Nam')}: {each.time_at_home()}")
        if each.needs_interpreter:
            about.append(say("Cần phiên dịch", "With an interpreter"))
        lines += [
            "BEGIN:VEVENT",
            f"UID:{'.'.join((printed.code, *sorted(each.codes)))}@lienket",
            f"DTSTAMP:{_utc(printed.made_at)}",
            f"SEQUENCE:{int(printed.made_at.timestamp()) // 60}",
            f"DTSTART:{_utc(each.starts_at)}",
            f"DTEND:{_utc(each.ends_at)}",
            f"SUMMARY:{_escaped(f'{each.seller[1]} – {each.buyer[1]}')}",
            f"LOCATION:{_escaped(place)}",
            f"DESCRIPTION:{_escaped(chr(10).join(about))}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line)).encode()


_HOME_CLOCK = [
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Ho_Chi_Minh",
    "BEGIN:STANDARD",
    "DTSTART:19750613T000000",
    "TZOFFSETFROM:+0700",
    "TZOFFSETTO:+0700",
    "END:STANDARD",
    "END:VTIMEZONE",
]


def _utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> list[str]:
    """A line in parts of at most 75 octets, no letter cut in two; each but the first begins with a space."""
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > _OCTETS:
            parts.append(part)
            part = " "
        part += letter
    return [*parts, part]


_STYLE = """
@page { size: A4; margin: 14mm }
body { font-family: "Noto Sans", "Noto Sans CJK SC", "Times New Roman", sans-serif; font-size: 11pt }
section { break-inside: avoid; border: 1px solid #000; padding: 5mm; margin-bottom: 6mm }
h1 { font-size: 12pt; margin: 0 } h2 { font-size: 15pt; margin: 2mm 0 }
table { border-collapse: collapse; width: 100% } th, td { border: 1px solid #000; padding: 1mm 2mm }
th { text-align: left; font-weight: normal } td.small { white-space: nowrap }
"""


def _cards(printed: Printed) -> bytes:
    """One card a business and the notes at the end, in Vietnamese and English whatever the language, names as
    they are given."""
    clocks = ["Giờ hội chợ / Fair time", "Giờ Việt Nam / Việt Nam time"] if printed.has_two_clocks else []
    headings = ["Ngày / Day", *(clocks or ["Giờ / Time"]), "Bàn / Table", "Đối tác / Partner"]
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    titles = "".join(f"<h1>{escape(title)}</h1>" for title in printed.titles)
    cards = []
    for code, name in printed.businesses.items():
        rows = "".join(
            "<tr>"
            + "".join(
                f'<td class="small">{escape(text)}</td>'
                for text in (f"{each.starts_at:%d/%m/%Y}", *_clocks(each, printed), str(each.table))
            )
            + f"<td>{escape(each.partner(code))}{_interpreter(each)}</td></tr>"
            for each in printed.of(code)
        )
        body = (
            f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
            if rows
            else "<p>Chưa có cuộc gặp nào. / No meeting.</p>"
        )
        cards.append(
            f"<section>{titles}<h2>{escape(name)}</h2><p>{escape(printed.venue or '')}</p>{body}</section>"
        )
    notes = "".join(f"<p>{escape(' / '.join(dict.fromkeys(remark)))}</p>" for remark in printed.remarks)
    return (
        f'<!doctype html><html lang="{printed.language.name.lower()}"><head><meta charset="utf-8">'
        f"<title>{escape(printed.title)}</title><style>{_STYLE}</style></head>"
        f"<body>{''.join(cards)}<footer>{notes}</footer></body></html>\n"
    ).encode()


def _interpreter(meeting: Meeting) -> str:
    return " (phiên dịch / interpreter)" if meeting.needs_interpreter else ""


def _clocks(meeting: Meeting, printed: Printed) -> list[str]:
    return [meeting.time(), meeting.time_at_home()] if printed.has_two_clocks else [meeting.time()]


def _mark(meeting: Meeting) -> str:
    return "×" if meeting.needs_interpreter else ""


def _time(starts_at: dt.datetime, ends_at: dt.datetime) -> str:
    return f"{starts_at:%H:%M}–{ends_at:%H:%M}"


def _hours(text: str, *, needs_day: bool) -> dict[str, str]:
    """Hours such as ``2026-12-11 09:00-16:00``, or without a day those of every day."""
    found = re.fullmatch(r"(?:(\d{4}-\d\d-\d\d)[ T])?(\d\d:\d\d)-(\d\d:\d\d)", text.strip())
    if found is None or (needs_day and found[1] is None):
        form = "2026-12-11 09:00-16:00" if needs_day else "12:00-13:30"
        raise CommandError(f"{text!r} does not have the form {form}")
    day = {} if found[1] is None else {"date": found[1]}
    return {**day, "from": found[2], "to": found[3]}
