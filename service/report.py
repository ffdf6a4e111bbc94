"""The report: tables of statistics as the API answers them, in a workbook, one sheet a table."""

import asyncio
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import strawberry

from domain import dates
from domain.codes import MalformedCode, parse
from domain.enums import FacilityDimension, ProjectDimension
from domain.language import Language
from graph.client import Graph
from graph.statistics import MOST_ROWS
from resolvers.kept_answers import KeptAnswers
from resolvers.loaders import GraphLoaders
from schema.context import Caller, Context
from seeds.load import DEMONSTRATION, is_loaded
from service.execution import build_schema
from service.opening import opened_graph
from service.settings import Settings
from service.signals import ended_by_signals
from service.workbook import MARK, UNKNOWN, Row, Table, workbook

FACILITIES = """
query ReportFacilities($filter: FacilityFilter, $by: [FacilityDimension!]!) {
  answer: facilityStatistics(filter: $filter, by: $by) {
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
UNIT = "query ReportUnit($code: PublicCode!) { answer: administrativeUnit(code: $code) { code name nameEn } }"

_CALLER = Caller(name="report", sees_protected=False)
_YEARS = range(1900, 2201)

Text = tuple[str, str]
"""A text in Vietnamese and in English."""


class ReportError(Exception):
    """Why there is no report, in a sentence for whoever asked for it."""


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
_AMBIGUOUS: Text = (
    "Hồ sơ khai theo các đơn vị sau chưa xác định được xã, tỉnh hiện nay hoặc không chắc nằm trong phạm vi: ",
    "Of records entered under these units it is not known in which commune or province of today, or "
    "whether in the scope, they lie: ",
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


def report(settings: Settings, target: Path, scope: Scope, *, replaces: bool) -> None:
    """Writes the report of the graph of the settings into a file, as a whole or not at all.

    Raises :class:`ReportError`, ``GraphError`` or ``SettingsError``; a file that is there already is an
    error unless it ``replaces`` it.
    """
    if scope.year is not None and scope.year not in _YEARS:
        raise ReportError(f"The year lies between {_YEARS[0]} and {_YEARS[-1]}")
    if target.exists() and not replaces:
        raise ReportError(f"{target} exists already: give another name, or --force to replace it")
    if not target.absolute().parent.is_dir():
        raise ReportError(f"There is no folder {target.parent} for the report")
    _save(asyncio.run(_content(settings, scope)), target)


async def _content(settings: Settings, scope: Scope) -> bytes:
    async with ended_by_signals(), opened_graph(settings) as opened:
        return await report_of(opened.graph, scope)


async def report_of(graph: Graph, scope: Scope) -> bytes:
    """The report as a workbook. Raises :class:`ReportError` for a unit that does not exist."""
    asker = _Asker(graph, build_schema(), scope)
    say = scope.language.say
    names = [await asker.unit(code) for code in scope.within]
    answers = await asker.tables()
    if len({table["dataVersion"] for table, _ in answers}) > 1:  # the register moved meanwhile
        answers = await asker.tables()
    versions = sorted({table["dataVersion"] for table, _ in answers})
    on = dates.today()
    origin = [
        say("Phạm vi: ", "Scope: ")
        + ("; ".join(names) or say("toàn bộ sổ đăng ký", "the whole register"))
        + ".",
        say(f"Ngày lập: {on:%d/%m/%Y}. ", f"Made on {on}. ")
        + say("Phiên bản dữ liệu: ", "Data version: ")
        + "–".join(map(str, versions))
        + say(". Nguồn: sổ đăng ký Lienket.", ". Source: register of Lienket."),
    ]
    if await is_loaded(graph, DEMONSTRATION):
        origin.append(
            say(
                "Sổ đăng ký có dữ liệu minh họa: cơ sở, đề án và số liệu là hư cấu.",
                "The register holds demonstration data: firms, projects and figures are invented.",
            )
        )
    if len(versions) > 1 or any(table["changedMeanwhile"] for table, _ in answers):
        origin.append(
            say(
                "Sổ đăng ký có thay đổi trong lúc lập báo cáo: các bảng có thể không khớp nhau.",
                "The register moved while the report was made: its tables may not fit together.",
            )
        )
    return workbook(
        say("Báo cáo thống kê khuyến công", "Statistics of industrial promotion"),
        [_drawn(sheet, *answer, scope, origin) for sheet, answer in zip(SHEETS, answers, strict=True)],
        number=say("STT", "No."),
        mark=say("Ghi chú", "Note"),
        page=say("Trang", "Page"),
        on=on,
    )


@dataclass(frozen=True, slots=True)
class _Asker:
    """Asks the API, without a network between them."""

    graph: Graph
    schema: strawberry.Schema
    scope: Scope

    async def unit(self, code: str) -> str:
        """The name of a unit with its code. Raises :class:`ReportError` where there is none."""
        try:
            parse(code)
        except MalformedCode as error:
            raise ReportError(f"{code} is not the code of a unit: {error}") from error
        unit = await self._ask(UNIT, code=code)
        if not unit:
            raise ReportError(f"There is no unit {code}")
        return f"{_name_of(unit, self.scope.language)} ({unit['code']})"

    async def tables(self) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
        """The answer for each sheet, and its row of totals where the rows add up."""
        return [await self._table(sheet) for sheet in SHEETS]

    async def _table(self, sheet: Sheet) -> tuple[dict[str, Any], dict[str, Any] | None]:
        table = await self._statistics(sheet, sheet.by)
        if not sheet.has_total:
            return table, None
        total = await self._statistics(sheet, ())
        return table, next(iter(total["rows"]), None)

    async def _statistics(
        self, sheet: Sheet, by: tuple[FacilityDimension | ProjectDimension, ...]
    ) -> dict[str, Any]:
        """A table of the scope. Figures of a year are those under its key, which is dropped again."""
        year, filter = self.scope.year, dict[str, object]()
        names = [dimension.name for dimension in by]
        if self.scope.within:
            filter["within"] = list(self.scope.within)
        if not sheet.is_of_facilities:
            if year is not None:
                filter["fundingYears"] = [year]
            return await self._ask(PROJECTS, filter=filter, by=names)
        if year is None:
            return await self._ask(FACILITIES, filter=filter, by=names)
        others = [name for name in names if name != "YEAR"]
        table = await self._ask(FACILITIES, filter=filter, by=["YEAR", *others])
        rows = [row for row in table["rows"] if row["keys"][0]["key"] == str(year)]
        if others == names:
            rows = [{**row, "keys": row["keys"][1:]} for row in rows]
        return {**table, "rows": rows}

    async def _ask(self, query: str, **variables: object) -> dict[str, Any]:
        """The one field of an answer; empty where it is null."""
        graph = self.graph.tallied()
        kept = KeptAnswers()
        context = Context(
            graph=graph,
            kept=kept,
            load=GraphLoaders(graph, dates.today(), kept.landscapes),
            caller=_CALLER,
            language=self.scope.language,
        )
        result = await self.schema.execute(query, variable_values=variables, context_value=context)
        if result.errors:
            raise ReportError(result.errors[0].message)
        return dict((result.data or {})["answer"] or {})


def _name_of(unit: Mapping[str, Any], language: Language) -> str:
    """The name of a unit in a language, else in Vietnamese."""
    return language.say(unit["name"], unit["nameEn"] or unit["name"])


def _drawn(
    sheet: Sheet,
    table: Mapping[str, Any],
    total: Mapping[str, Any] | None,
    scope: Scope,
    origin: Sequence[str],
) -> Table:
    """The sheet of an answer."""
    say = scope.language.say
    columns = _FACILITY_COLUMNS if sheet.is_of_facilities else _PROJECT_COLUMNS
    rows = [_row(row, columns, [key["label"] for key in row["keys"]]) for row in table["rows"]]
    heading = [say("Tổng cộng", "Total"), *[""] * (len(sheet.by) - 1)]
    last = None if total is None or not rows else _row(total, columns, heading)
    drawn = [*rows, *([] if last is None else [last])]
    notes = [say(*note) for note in sheet.notes]
    if any(not row.is_complete for row in drawn):
        notes.append(f"{MARK} {say(*(_FACILITIES_LACK if sheet.is_of_facilities else _PROJECTS_LACK))}")
    if any(None in row.figures for row in drawn):
        notes.append(f"{UNKNOWN} {say('Không có số liệu.', 'No figures.')}")
    if table["ambiguousUnits"]:
        units = ", ".join(_name_of(unit, scope.language) for unit in table["ambiguousUnits"])
        notes.append(say(*_AMBIGUOUS) + units + ".")
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
            beneficiaries = say(" có cơ sở thụ hưởng trong phạm vi", " with a beneficiary in the scope")
            return say("Đề án của ", "Projects of ") + years + (beneficiaries if scope.within else "") + "."


def _save(content: bytes, target: Path) -> None:
    """Writes a file beside its place, then moves it there."""
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".report-", delete=False) as file:
            file.write(content)
        os.chmod(file.name, 0o644)
        os.replace(file.name, target)
    except OSError as error:
        raise ReportError(f"{target} cannot be written: {error.strerror}") from error
