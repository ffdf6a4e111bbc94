"""Imports what the official lists say of administrative units.

It is turned into rows of the tables of units and loaded as a dataset like any other. A unit that another
dataset has brought stays as it is; where the lists say otherwise, that is told.
"""

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from domain.codes import RecordKind, unit_code
from domain.dates import is_valid_on
from graph.administrative_unit import every_succession, every_unit
from graph.client import Graph, Row
from graph.existence import existing_codes
from seeds.ledger import GONE, read_ledger
from seeds.load import Dataset, Progress, load_dataset
from seeds.reading import TableProblems
from seeds.tables import REFERENCE, Table
from seeds.unit_versions import BEGINNING, REFORM, Version, Versions

NAME = "units"
"""Of the dataset that the lists make."""

_UNITS, _SUCCESSIONS = (
    next(table for table in REFERENCE if table.file == file)
    for file in ("administrative_units.csv", "unit_successions.csv")
)
_SINCE_REFORM = "Quyết định 19/2025/QĐ-TTg; nhập từ danh mục hành chính"
_UNTIL_REFORM = "mã theo Quyết định 124/2004/QĐ-TTg; nhập từ danh mục hành chính hoặc bảng chuyển đổi"
_ROUNDING = 1e-4
"""Degrees (11 m) by which two places may differ and yet be one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit as the graph holds it or is to hold it."""

    code: str
    official_code: str
    name: str
    name_en: str | None
    kind: str
    valid_from: dt.date
    valid_to: dt.date | None
    part_of: frozenset[str]
    latitude: float | None
    longitude: float | None

    def is_valid_in(self, start: dt.date, end: dt.date | None) -> bool:
        """Whether it is in force on some day of a period."""
        return (end is None or self.valid_from < end) and (self.valid_to is None or start < self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the graph holds already: ``others`` are units that another dataset has brought, ``own`` those
    of an import before, ``listed`` the codes of own ones that the last import held, ``changed`` those of
    own ones that somebody has changed since, ``passed`` the successions of others with whether they are
    partial."""

    others: list[Unit]
    own: dict[str, Unit]
    listed: set[str]
    changed: set[str]
    passed: dict[tuple[str, str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The units and successions to be loaded, by code, and where the graph keeps something else than the
    lists say."""

    units: dict[str, Unit]
    successions: dict[tuple[str, str], tuple[dt.date, bool]]
    differences: list[str]


async def load_units(graph: Graph, said: Versions, progress: Progress, name: str = NAME) -> int:
    """Brings the graph to what the lists say; how many rows were new, changed or gone.

    Differences from what stays as it is are told as progress. Raises
    :class:`seeds.reading.TableProblems` before anything is written.
    """
    known = await _known(graph, name)
    plan = planned(said, known)
    _keep_conversions(said, known, plan)
    for difference in (*said.remarks, *plan.differences):
        progress(f"Note: {difference}")
    with TemporaryDirectory() as folder:
        number = await load_dataset(graph, _dataset(plan, Path(folder), name), progress)
    gone = sorted(known.own.keys() - plan.units.keys())
    existing = await existing_codes(graph, RecordKind.ADMINISTRATIVE_UNIT, gone)
    for code in gone:
        if code in existing:
            progress(f"Note: {code} is in no list any more, but stays, as records are tied to it")
    return number


def planned(said: Versions, known: Known) -> Plan:
    """What is to be loaded of what the lists say, beside what others have brought.

    Raises :class:`seeds.reading.TableProblems` for a unit that would be part of nothing.
    """
    others: dict[str, list[Unit]] = defaultdict(list)
    versions: dict[str, list[Unit]] = defaultdict(list)
    for unit in known.others:
        others[unit.official_code].append(unit)
        versions[unit.official_code].append(unit)
    placed: dict[Version, str] = {}
    units: dict[str, Unit] = {}
    differences: list[str] = []
    problems: list[str] = []
    for version in sorted(said.versions, key=lambda each: len(each.official_code)):  # from the top down
        there, above = others[version.official_code], versions[version.above or ""]
        unit = _new(version, there, above)
        if version.above and not unit.part_of:
            problems.append(
                f"{version.line}: {version.official_code} would be part of nothing, as {version.above} "
                f"has no version in force until {unit.valid_to}"
            )
        kept = _kept(version, unit, there)
        placed[version] = (kept or unit).code
        if kept is None:
            units[unit.code] = unit
            versions[unit.official_code].append(unit)
            if unit.code in known.changed:
                differences += _differences(version, known.own[unit.code], above)
        else:
            named = (u for u in there if u.name == version.name and u.is_valid_in(*_period(version)))
            differences += _differences(version, next(named, kept), above)
    successions: dict[tuple[str, str], tuple[dt.date, bool]] = {}
    for passing in said.passings:
        pair = (placed[passing.predecessor], placed[passing.successor])
        if pair not in known.passed and pair[0] != pair[1]:
            successions[pair] = (passing.on, passing.is_partial)
        elif known.passed.get(pair, passing.is_partial) != passing.is_partial:
            differences.append(
                f"{passing.line}: {pair[0]} keeps is_partial {known.passed[pair]} towards {pair[1]}; "
                f"the list says {passing.is_partial}"
            )
    if problems:
        raise TableProblems(problems)
    return Plan(units=units, successions=successions, differences=differences)


def _period(version: Version) -> tuple[dt.date, dt.date | None]:
    """The days on which the lists say or suppose that a version is in force."""
    return version.began or BEGINNING, version.ended


def _kept(version: Version, unit: Unit, others: list[Unit]) -> Unit | None:
    """The unit of another dataset that a version speaks of: that in force on its first day, where the
    lists name it, or else on its last."""
    last = None if version.ended is None else version.ended - dt.timedelta(days=1)
    day = version.began or last or REFORM
    in_force = (other for other in others if is_valid_on(day, other.valid_from, other.valid_to))
    same = (other for other in others if other.code == unit.code)
    return next(in_force, None) or next(same, None)


def _new(version: Version, others: list[Unit], above: list[Unit]) -> Unit:
    """The unit that a version becomes: in history it begins with the first unit that it is part of, and
    it ends where another dataset says what its code meant next."""
    start, end = _period(version)
    parents = [unit for unit in above if unit.is_valid_in(start, end)]
    if version.began is None:
        start = max([start, *sorted(parent.valid_from for parent in parents)[:1]])
    if end is None:
        end = min((other.valid_from for other in others if other.valid_from > start), default=None)
    return Unit(
        code=unit_code(version.official_code, start),
        official_code=version.official_code,
        name=version.name,
        name_en=version.name_en,
        kind=version.kind.name,
        valid_from=start,
        valid_to=end,
        part_of=frozenset(unit.code for unit in above if unit.is_valid_in(start, end)),
        latitude=version.latitude,
        longitude=version.longitude,
    )


def _differences(version: Version, kept: Unit, above: list[Unit]) -> Iterator[str]:
    """Where a unit that stays as it is differs from what the lists say; what they do not say is no
    difference."""
    parents = {unit.code for unit in above if unit.is_valid_in(kept.valid_from, kept.valid_to)}
    said: dict[str, tuple[object, object]] = {
        "name": (kept.name, version.name),
        "name_en": (kept.name_en, version.name_en or kept.name_en),
        "kind": (kept.kind, version.kind.name),
        "valid_to": (kept.valid_to, version.ended or kept.valid_to),
        "part_of": (";".join(sorted(kept.part_of)), ";".join(sorted(parents or kept.part_of))),
    }
    places = ("latitude", kept.latitude, version.latitude), ("longitude", kept.longitude, version.longitude)
    for axis, at, listed in places:
        if listed is not None and (at is None or abs(at - listed) > _ROUNDING):
            said[axis] = (at, listed)
    for column, (here, there) in said.items():
        if here != there:
            kept_value = "nothing" if here is None else here
            yield f"{version.line}: {kept.code} keeps {column} {kept_value}; the list says {there}"


def _keep_conversions(said: Versions, known: Known, plan: Plan) -> None:
    """Refuses to remove what a conversion table brought only because it was not given this time."""
    ended = [code for code in known.listed - plan.units.keys() if known.own[code].valid_to is not None]
    if ended and not said.has_conversions:
        raise TableProblems(
            [
                f"A conversion table has brought {len(ended):,} old units that the lists do not hold: give "
                "it again with --conversions, or give one that has only its header to remove them"
            ]
        )


async def _known(graph: Graph, name: str) -> Known:
    others: list[Unit] = []
    own: dict[str, Unit] = {}
    changed: set[str] = set()
    for row in await every_unit(graph):
        unit = _unit(row)
        if row["dataset"] != name:
            others.append(unit)
            continue
        own[unit.code] = unit
        if row["version"] > 1:
            changed.add(unit.code)
    passed = {
        (row["predecessor"], row["successor"]): bool(row["isPartial"])
        for row in await every_succession(graph)
        if row["dataset"] != name
    }
    ledger = await read_ledger(graph, name, _UNITS.file)
    listed = {code for code in ledger if code in own and ledger.hash(code) != GONE}
    return Known(others=others, own=own, listed=listed, changed=changed, passed=passed)


def _unit(row: Row) -> Unit:
    return Unit(
        code=row["code"],
        official_code=row["officialCode"],
        name=row["name"],
        name_en=row["nameEn"],
        kind=row["kind"],
        valid_from=row["validFrom"],
        valid_to=row["validTo"],
        part_of=frozenset(row["partOf"]),
        latitude=row["latitude"],
        longitude=row["longitude"],
    )


def _dataset(plan: Plan, folder: Path, name: str) -> Dataset:
    """The plan as files of the tables of units."""
    units: list[Row] = [
        {
            "code": unit.code,
            "official_code": unit.official_code,
            "name": unit.name,
            "name_en": unit.name_en,
            "kind": unit.kind,
            "valid_from": unit.valid_from,
            "valid_to": unit.valid_to,
            "part_of": ";".join(sorted(unit.part_of)),
            "latitude": unit.latitude,
            "longitude": unit.longitude,
            "source": _UNTIL_REFORM if unit.valid_from < REFORM else _SINCE_REFORM,
        }
        for _, unit in sorted(plan.units.items())
    ]
    successions: list[Row] = [
        {"predecessor": before, "successor": after, "on": on, "is_partial": str(is_partial).lower()}
        for (before, after), (on, is_partial) in sorted(plan.successions.items())
    ]
    _write(folder, _UNITS, units)
    _write(folder, _SUCCESSIONS, successions)
    return Dataset(
        name=name,
        folder=folder,
        tables=(_UNITS, _SUCCESSIONS),
        summary="Official lists of administrative units",
        actor="lienket units",
    )


def _write(folder: Path, table: Table, rows: list[Row]) -> None:
    with (folder / table.file).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(table.columns))
        writer.writeheader()
        writer.writerows(rows)
