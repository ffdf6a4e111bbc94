"""The report: tables of statistics as the API answers them, in a workbook, one sheet a table."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain import dates
from domain.enums import FacilityDimension, ProjectDimension
from domain.language import Language
from graph.client import Graph
from graph.statistics import MOST_ROWS
from service.asking import AMBIGUOUS, Asker, check_target, name_of, save
from service.errors import CommandError
from service.opening import opened_graph
from service.settings import Settings
from service.signals import ended_by_signals
from service.workbook import MARK, UNKNOWN, Row, Table, workbook

FACILITIES = """
query ReportFacilities($filter: FacilityFilter, $by: [FacilityDimension!]!, $year: Int) {
  answer: facilityStatistics(filter: $filter, by: $by, year: $year) {
    dataVersion changedMeanwhile isPartial
    ambiguousUnits { name nameEn }
    rows { keys { key label } facilityCount workerCount outputValue isComplete }
  }
}
"""
PROJECTS = """
query ReportProjects($filter: ProjectFilter, $by: [ProjectDimension!]!) {
  answer: projectStatistics(filter: $filter, by: $by) {
    dataVersion changedMeanwhile isPartial
    ambiguousUnits { name nameEn }
    rows { keys { key label } projectCount beneficiaryCount support disbursed isComplete }
  }
}
"""
_YEARS = range(1900, 2201)

Text = tuple[str, str]
"""A text in Vietnamese and in English."""
Answers = tuple[Mapping[str, Any], Mapping[str, Any] | None]
"""What the API answers for a sheet: its table, and the table of its total where the rows add up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table of the report: what it is called, by what it groups, whether its rows add up to a total,
    and what a reader has to know."""

    name: Text
    title: Text
    by: tuple[FacilityDimension | ProjectDimension, ...]
    has_total: bool
    notes: tuple[Text, ...] = ()

    @property
    def is_of_facilities(self) -> bool:
        """Whether it counts facilities; else projects."""
        return isinstance(self.by[0], FacilityDimension)


_FACILITY_COLUMNS: Mapping[str, Text] = {
    "facilityCount": ("Số cơ sở", "Facilities"),
    "workerCount": ("Số lao động (người)", "Workers (persons)"),
    "outputValue": ("Giá trị sản xuất (đồng)", "Output value (đồng)"),
}
_PROJECT_COLUMNS: Mapping[str, Text] = {
    "projectCount": ("Số đề án", "Projects"),
    "beneficiaryCount": ("Số cơ sở thụ hưởng", "Beneficiaries"),
    "support": ("Kinh phí hỗ trợ (đồng)", "Support (đồng)"),
    "disbursed": ("Đã giải ngân (đồng)", "Paid out (đồng)"),
}
_FACILITIES_LACK: Text = (
    "Thiếu số lao động hoặc giá trị sản xuất của một số cơ sở: số thực tế có thể cao hơn.",
    "Workers or output of some facilities are not known: the true sums may be higher.",
)
_PROJECTS_LACK: Text = (
    "Thiếu kinh phí hỗ trợ hoặc số đã giải ngân của một số đề án: số thực tế có thể cao hơn.",
    "Support or payments of some projects are not known: the true sums may be higher.",
)
_EACH_PRODUCT: Text = (
    "Một cơ sở có nhiều sản phẩm được tính ở từng sản phẩm, nên các dòng không cộng lại thành tổng.",
    "A facility that offers several products counts in each, so the rows do not add up to a total.",
)
_EACH_YEAR: Text = (
    "Mỗi năm gồm các cơ sở có số liệu của năm đó, dòng “Không rõ” gồm cơ sở chưa có số liệu năm nào; không "
    "cộng các năm với nhau.",
    "Each year has the facilities with figures of that year, “Unknown” those without figures of any; years "
    "do not add up.",
)
_EACH_PROVINCE: Text = (
    "Đề án có cơ sở thụ hưởng ở nhiều tỉnh được tính ở từng tỉnh; kinh phí hỗ trợ chia theo mức phê duyệt "
    "của từng cơ sở, phần đã giải ngân không chia được.",
    "A project with beneficiaries in several provinces counts in each; its support is divided as approved "
    "for each of them, what was paid out cannot be divided.",
)
_BENEFICIARY_ONCE: Text = (
    "Cơ sở tham gia nhiều đề án chỉ tính một lần trong dòng tổng cộng.",
    "A facility that benefits from several projects counts once in the total.",
)
_ALL_STATUSES: Text = (
    "Gồm đề án ở mọi tình trạng, kể cả dự thảo, bị từ chối hoặc đã hủy.",
    "Projects of every status, also drafts and those rejected or cancelled.",
)

SHEETS = (
    Sheet(
        name=("CS theo xã", "Facilities by commune"),
        title=("Cơ sở sản xuất theo xã, phường, đặc khu", "Facilities by commune"),
        by=(FacilityDimension.PROVINCE, FacilityDimension.COMMUNE),
        has_total=True,
    ),
    Sheet(
        name=("CS theo tỉnh", "Facilities by province"),
        title=("Cơ sở sản xuất theo tỉnh, thành phố", "Facilities by province"),
        by=(FacilityDimension.PROVINCE,),
        has_total=True,
    ),
    Sheet(
        name=("CS theo loại hình", "Facilities by legal form"),
        title=("Cơ sở sản xuất theo loại hình tổ chức", "Facilities by legal form"),
        by=(FacilityDimension.LEGAL_FORM,),
        has_total=True,
    ),
    Sheet(
        name=("CS theo quy mô", "Facilities by size"),
        title=("Cơ sở sản xuất theo quy mô", "Facilities by size class"),
        by=(FacilityDimension.SIZE_CLASS,),
        has_total=True,
    ),
    Sheet(
        name=("CS theo sản phẩm", "Facilities by product"),
        title=("Cơ sở sản xuất theo sản phẩm", "Facilities by product"),
        by=(FacilityDimension.PRODUCT,),
        has_total=False,
        notes=(_EACH_PRODUCT,),
    ),
    Sheet(
        name=("CS theo năm", "Facilities by year"),
        title=("Cơ sở sản xuất theo năm", "Facilities by year"),
        by=(FacilityDimension.YEAR,),
        has_total=False,
        notes=(_EACH_YEAR,),
    ),
    Sheet(
        name=("ĐA theo nội dung", "Projects by activity"),
        title=("Đề án khuyến công theo nội dung hoạt động", "Promotion projects by activity"),
        by=(ProjectDimension.ACTIVITY,),
        has_total=True,
        notes=(_ALL_STATUSES, _BENEFICIARY_ONCE),
    ),
    Sheet(
        name=("ĐA theo nguồn", "Projects by level"),
        title=("Đề án khuyến công theo nguồn kinh phí", "Promotion projects by funding level"),
        by=(ProjectDimension.LEVEL,),
        has_total=True,
        notes=(_ALL_STATUSES, _BENEFICIARY_ONCE),
    ),
    Sheet(
        name=("ĐA theo năm", "Projects by year"),
        title=("Đề án khuyến công theo năm kinh phí", "Promotion projects by funding year"),
        by=(ProjectDimension.YEAR,),
        has_total=True,
        notes=(_ALL_STATUSES, _BENEFICIARY_ONCE),
    ),
    Sheet(
        name=("ĐA theo tỉnh", "Projects by province"),
        title=("Đề án khuyến công theo tỉnh, thành phố", "Promotion projects by province"),
        by=(ProjectDimension.PROVINCE,),
        has_total=False,
        notes=(_ALL_STATUSES, _EACH_PROVINCE),
    ),
    Sheet(
        name=("ĐA theo tình trạng", "Projects by status"),
        title=("Đề án khuyến công theo tình trạng", "Promotion projects by status"),
        by=(ProjectDimension.STATUS,),
        has_total=True,
        notes=(_BENEFICIARY_ONCE,),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What the report is about: the territory of some units, or the whole register; one year, or what is
    on record of all; and its language."""

    within: Sequence[str] = ()
    year: int | None = None
    language: Language = Language.VI


@dataclass(frozen=True, slots=True)
class Report:
    """A workbook, and sentences that say of what the register has nothing."""

    content: bytes
    absences: Sequence[str]


def report(settings: Settings, target: Path, scope: Scope, *, replaces: bool) -> Sequence[str]:
    """Writes the report of the graph of the settings into a file, as a whole or not at all; gives back
    sentences that say of what the register has nothing.

    Raises :class:`CommandError`, ``GraphError`` or ``SettingsError``; a file that is there already is an
    error unless it ``replaces`` it.
    """
    if scope.year is not None and scope.year not in _YEARS:
        raise CommandError(f"The year lies between {_YEARS[0]} and {_YEARS[-1]}")
    check_target(target, ".xlsx", replaces=replaces)
    written = asyncio.run(_report(settings, scope))
    save(written.content, target)
    return written.absences


async def _report(settings: Settings, scope: Scope) -> Report:
    async with ended_by_signals(), opened_graph(settings) as opened:
        return await report_of(opened.graph, scope)


async def report_of(graph: Graph, scope: Scope) -> Report:
    """The report as a workbook. Raises :class:`CommandError` for a unit that does not exist."""
    asker = Asker(graph, scope.language)
    say = scope.language.say
    names = await asker.units(scope.within)
    answers = await _tables(asker, scope)
    if len(_versions(answers)) > 1:  # the register moved meanwhile
        answers = await _tables(asker, scope)
    versions = _versions(answers)
    on = dates.today()
    origin = [
        asker.scope(names, ("toàn bộ sổ đăng ký", "the whole register")),
        *await asker.origin(
            versions,
            is_mixed=len(versions) > 1 or any(each["changedMeanwhile"] for each in _each(answers)),
            invented=("cơ sở, đề án và số liệu", "firms, projects and figures"),
        ),
    ]
    absences = {
        is_of_facilities: await _absence(asker, scope, is_of_facilities=is_of_facilities)
        for is_of_facilities in (True, False)
        if not any(
            table["rows"]
            for sheet, (table, _) in zip(SHEETS, answers, strict=True)
            if sheet.is_of_facilities == is_of_facilities
        )
    }
    unplaced = await _unplaced_projects(asker, scope)
    tables: list[Table] = []
    for sheet, answer in zip(SHEETS, answers, strict=True):
        notes = [absences[sheet.is_of_facilities]] if sheet.is_of_facilities in absences else []
        if unplaced is not None and not sheet.is_of_facilities:
            notes.append(unplaced)
        tables.append(_drawn(sheet, *answer, scope, origin, notes))
    content = workbook(
        say("Báo cáo thống kê khuyến công", "Statistics of industrial promotion"),
        tables,
        number=say("STT", "No."),
        mark=say("Ghi chú", "Note"),
        page=say("Trang", "Page"),
        on=on,
    )
    return Report(content, list(absences.values()))


async def _absence(asker: Asker, scope: Scope, *, is_of_facilities: bool) -> str:
    """That there are no facilities or no projects to report, and of which years there are some."""
    say, year = scope.language.say, scope.year
    query = FACILITIES if is_of_facilities else PROJECTS
    found = await asker.ask(query, filter=_of_scope(scope), by=["YEAR"])
    years = ", ".join(row["keys"][0]["key"] for row in found["rows"] if row["keys"][0]["key"])
    here = say(" trong phạm vi", " in the scope") if scope.within else ""
    match is_of_facilities, year is None:
        case True, True:
            return say(f"Sổ đăng ký chưa ghi cơ sở nào{here}.", f"The register has no facility{here}.")
        case False, True:
            return say(f"Sổ đăng ký chưa ghi đề án nào{here}.", f"The register has no project{here}.")
        case True, False:
            nothing = say(
                f"Sổ đăng ký không có số liệu năm {year} của cơ sở nào{here}",
                f"The register has no figures of {year} of any facility{here}",
            )
            others = say(f"; có số liệu các năm {years}", f"; it has figures of {years}")
        case _:
            nothing = say(
                f"Sổ đăng ký không có đề án nào của năm kinh phí {year}{here}",
                f"The register has no project of the funding year {year}{here}",
            )
            others = say(f"; có đề án của các năm {years}", f"; it has projects of {years}")
    return nothing + (others if years else "") + "."


async def _unplaced_projects(asker: Asker, scope: Scope) -> str | None:
    """Of how many projects all or a part is in no territory that could be asked for, and how much support
    that part has; None where the whole register is reported or there are none."""
    if not scope.within:
        return None
    filter = {} if scope.year is None else {"fundingYears": [scope.year]}
    found = await asker.ask(PROJECTS, filter=filter, by=["PROVINCE"])
    for row in found["rows"]:
        if not row["keys"][0]["key"]:
            return _number_of_unplaced(row["projectCount"], row["support"], row["isComplete"], scope.language)
    return None


def _number_of_unplaced(number: int, support: int | None, is_complete: bool, language: Language) -> str:
    money = f"{support or 0:,}"
    some = language.say(f"{money.replace(',', '.')} đồng", f"{money} đồng")
    if support is None:
        some = language.say("chưa rõ", "not known")
    elif not is_complete:
        some = language.say(f"ít nhất {some}", f"at least {some}")
    return language.say(
        f"Có {number} đề án chưa xác định được tỉnh của cả đề án hoặc của một số đối tượng thụ hưởng (kinh "
        f"phí hỗ trợ của phần này: {some}): không biết phần này có thuộc phạm vi hay không, nên không có "
        "trong bảng.",
        f"Of {number} project{'' if number == 1 else 's'} the province, or that of some beneficiaries, is "
        f"not known (support of that part: {some}): whether it is of the scope cannot be said, so it is not "
        "in the table.",
    )


def _of_scope(scope: Scope) -> dict[str, object]:
    return {"within": list(scope.within)} if scope.within else {}


async def _tables(asker: Asker, scope: Scope) -> list[Answers]:
    return [await _table(asker, scope, sheet) for sheet in SHEETS]


async def _table(asker: Asker, scope: Scope, sheet: Sheet) -> Answers:
    table = await _statistics(asker, scope, sheet, sheet.by)
    return table, await _statistics(asker, scope, sheet, ()) if sheet.has_total else None


def _each(answers: Sequence[Answers]) -> Iterator[Mapping[str, Any]]:
    return (each for pair in answers for each in pair if each is not None)


def _versions(answers: Sequence[Answers]) -> list[int]:
    """The versions of the data that tables and totals rest on."""
    return sorted({each["dataVersion"] for each in _each(answers)})


async def _statistics(
    asker: Asker, scope: Scope, sheet: Sheet, by: tuple[FacilityDimension | ProjectDimension, ...]
) -> dict[str, Any]:
    """A table of the scope."""
    filter = _of_scope(scope)
    names = [dimension.name for dimension in by]
    if sheet.is_of_facilities:
        return await asker.ask(FACILITIES, filter=filter, by=names, year=scope.year)
    if scope.year is not None:
        filter["fundingYears"] = [scope.year]
    return await asker.ask(PROJECTS, filter=filter, by=names)


def _drawn(
    sheet: Sheet,
    table: Mapping[str, Any],
    total: Mapping[str, Any] | None,
    scope: Scope,
    origin: Sequence[str],
    further: Sequence[str],
) -> Table:
    """The sheet of an answer, with some ``further`` notes."""
    say = scope.language.say
    columns = _FACILITY_COLUMNS if sheet.is_of_facilities else _PROJECT_COLUMNS
    rows = [_row(row, columns, [key["label"] for key in row["keys"]]) for row in table["rows"]]
    heading = [say("Tổng cộng", "Total"), *[""] * (len(sheet.by) - 1)]
    last = next((_row(row, columns, heading) for row in total["rows"]), None) if total and rows else None
    drawn = [*rows, *([] if last is None else [last])]
    notes = [*further, *(say(*note) for note in sheet.notes)]
    if any(not row.is_complete for row in drawn):
        notes.append(f"{MARK} {say(*(_FACILITIES_LACK if sheet.is_of_facilities else _PROJECTS_LACK))}")
    if any(None in row.figures for row in drawn):
        notes.append(f"{UNKNOWN} {say('Không có số liệu.', 'No figures.')}")
    if table["ambiguousUnits"]:
        units = ", ".join(name_of(unit, scope.language) for unit in table["ambiguousUnits"])
        notes.append(say(*AMBIGUOUS) + units + ".")
    if table["isPartial"]:
        most = f"{MOST_ROWS:,}"
        notes.append(
            say(
                f"Bảng chỉ gồm {most.replace(',', '.')} dòng lớn nhất.",
                f"The table has only the {most} largest rows.",
            )
        )
    return Table(
        name=say(*sheet.name),
        title=say(*sheet.title),
        remarks=[origin[0], _figures(sheet, scope), *origin[1:]],
        headings=[*(say(each.vi, each.en) for each in sheet.by), *(say(*text) for text in columns.values())],
        rows=rows,
        total=last,
        notes=notes,
    )


def _row(row: Mapping[str, Any], columns: Mapping[str, Text], labels: Sequence[str]) -> Row:
    return Row(
        labels=labels,
        figures=[row[column] for column in columns],
        is_complete=row["isComplete"],
    )


def _figures(sheet: Sheet, scope: Scope) -> str:
    """What the figures of a sheet are of."""
    say, year = scope.language.say, scope.year
    match sheet.is_of_facilities, year is None:
        case True, True if FacilityDimension.YEAR in sheet.by:
            return say("Số liệu theo báo cáo của từng năm.", "Figures as reported for each year.")
        case True, True:
            return say(
                "Số lao động theo hồ sơ; giá trị sản xuất của năm gần nhất có báo cáo.",
                "Workers on record; output of the newest year reported.",
            )
        case True, False:
            return say(
                f"Số liệu năm {year}; chỉ gồm cơ sở có báo cáo của năm đó.",
                f"Figures of {year}; only facilities that reported for that year.",
            )
        case _:
            years = say("mọi năm kinh phí", "all funding years")
            if year is not None:
                years = say(f"năm kinh phí {year}", f"the funding year {year}")
            inside = say(
                " có cơ sở thụ hưởng trong phạm vi; đề án chưa ghi cơ sở thụ hưởng được tính theo địa bàn "
                "của chương trình, dòng ngân sách hoặc đơn vị thực hiện",
                " with a beneficiary in the scope; those without any count where their programme, budget "
                "line or implementing agency is",
            )
            return say("Đề án của ", "Projects of ") + years + (inside if scope.within else "") + "."
