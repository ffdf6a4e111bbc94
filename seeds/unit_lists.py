"""Reads the official lists of administrative units and a conversion table.

The lists are taken as they are published: columns are found by the header, further ones are ignored.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from domain.enums import AdministrativeUnitKind as Kind
from seeds import cells
from seeds.cells import Cell
from seeds.reading import Record, read_table
from seeds.tables import Table

T = TypeVar("T")

_PROVINCES = {
    "province": (Kind.PROVINCE, "Tỉnh ", " Province"),
    "municipality": (Kind.CITY, "Thành phố ", " City"),
}
"""What the lists call a province: its kind, and what its full name begins with and its English one ends
with."""
_WORDS = {
    Kind.DISTRICT: ("Huyện", "Quận", "Thị xã", "Thành phố"),
    Kind.COMMUNE: ("Xã",),
    Kind.WARD: ("Phường",),
    Kind.TOWNSHIP: ("Thị trấn",),
    Kind.SPECIAL_ZONE: ("Đặc khu",),
}
"""The words with which the full name of a unit below the province begins, by its kind."""
_TODAY = (Kind.COMMUNE, Kind.WARD, Kind.SPECIAL_ZONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Where the lists are; the conversion table may be absent."""

    provinces: Path
    former_provinces: Path
    communes: Path
    conversions: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """A province or centrally-run city, of today or of before. One of today is made of its ``members``,
    codes of before."""

    line: str
    code: str
    name: str
    name_en: str | None
    kind: Kind
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """A commune, ward or special zone of today."""

    line: str
    code: str
    name: str
    name_en: str | None
    kind: Kind
    province: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """An old unit passed to a new commune on a day, whole or in part."""

    line: str
    code: str
    name: str
    kind: Kind
    district: str | None
    district_name: str | None
    province: str
    successor: str
    is_partial: bool
    on: dt.date


@dataclass(slots=True, kw_only=True)
class Lists:
    """The rows without a fault, and the faults with file, line and column.

    ``complete`` names the lists that have no fault: only they can say what does not exist.
    ``conversions`` is absent where no table was given.
    """

    provinces: list[Province]
    former_provinces: list[Province]
    communes: list[Commune]
    conversions: list[Conversion] | None
    problems: list[str] = field(default_factory=list[str])
    complete: set[str] = field(default_factory=set[str])


def read_lists(files: Files) -> Lists:
    """The rows of all lists and the faults in their cells."""
    lists = Lists(provinces=[], former_provinces=[], communes=[], conversions=None)
    lists.provinces = _rows(files.provinces, PROVINCES, _province, lists)
    lists.former_provinces = _rows(files.former_provinces, FORMER_PROVINCES, _province, lists)
    lists.communes = _rows(files.communes, COMMUNES, _commune, lists)
    if files.conversions is not None:
        lists.conversions = _rows(files.conversions, CONVERSIONS, _conversion, lists)
    return lists


def _rows(path: Path, table: Table, made: Callable[[str, dict[str, Any]], T], lists: Lists) -> list[T]:
    records: list[Record] = []
    problems = _problems_of_text(path)
    if not problems:
        records = list(read_table(Path(), replace(table, file=str(path)), problems))
    if not problems and not records and table is not CONVERSIONS:
        problems = [f"{path}: has no row below its header"]
    lists.problems += problems
    if not problems:
        lists.complete.add(table.file)
    return [made(record.line, dict(record.values)) for record in records if not record.faulty]


def _problems_of_text(path: Path) -> list[str]:
    """What keeps a file from being read as text. Spreadsheets often save in an encoding of their own."""
    try:
        path.read_bytes().decode()
    except OSError as error:
        return [f"{path}: cannot be read: {error.strerror}"]
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return [f"{path} line {line}: is not UTF-8; save it as CSV in UTF-8"]
    return []


def _province(line: str, values: dict[str, Any]) -> Province:
    kind, before, after = _PROVINCES[values["type"]]
    name, name_en = values["name_vi"], values.get("name_en")
    return Province(
        line=line,
        code=values["code"],
        name=before + name.removeprefix(before),
        name_en=name_en and name_en.removesuffix(after) + after,
        kind=kind,
        members=tuple(values.get("members", ())),
    )


def _commune(line: str, values: dict[str, Any]) -> Commune:
    name = values["full_name"]
    return Commune(
        line=line,
        code=values["code"],
        name=name,
        name_en=values.get("full_name_en"),
        kind=next(kind for kind in _TODAY if begins_as(name, kind)),
        province=values["province_code"],
        latitude=values.get("lat"),
        longitude=values.get("lon"),
    )


def _conversion(line: str, values: dict[str, Any]) -> Conversion:
    return Conversion(
        line=line,
        code=values["old_code"],
        name=values["old_name"],
        kind=Kind[values["old_kind"]],
        district=values.get("old_district_code"),
        district_name=values.get("old_district_name"),
        province=values["old_province_code"],
        successor=values["new_code"],
        is_partial=values["is_partial"],
        on=values["on"],
    )


def words_of(kind: Kind) -> str:
    """The words with which the full name of a unit of a kind may begin, for people."""
    return ", ".join(_WORDS[kind])


def begins_as(name: str, kind: Kind) -> bool:
    """Whether a full name begins with a word of a kind, in any case."""
    return _word(name, kind) is not None


def _word(name: str, kind: Kind) -> str | None:
    return next((word for word in _WORDS[kind] if name.casefold().startswith(f"{word} ".casefold())), None)


def _official_code(*lengths: int) -> Cell:
    """A code of the General Statistics Office: two digits for a province, three for a district, five for
    a commune."""

    def read(cell: str) -> str:
        if not re.fullmatch("[0-9]+", cell) or len(cell) not in lengths:
            digits = " or ".join(str(length) for length in lengths)
            raise ValueError(f"must be an official code of {digits} digits, with its leading zeros")
        return cell

    return read


def _province_codes(cell: str) -> list[str]:
    read = _official_code(2)
    codes = [str(read(part.strip())) for part in cell.split("+")]
    if len(set(codes)) < len(codes):
        raise ValueError("a code must not stand twice")
    return codes


def _province_type(cell: str) -> str:
    if cell not in _PROVINCES:
        raise ValueError(f"must be {' or '.join(_PROVINCES)}")
    return cell


def _commune_name(cell: str) -> str:
    """A full name, whose first word says the kind; that word is given its capital."""
    for kind in _TODAY:
        word = _word(cell, kind)
        if word is not None:
            return word + cell[len(word) :]
    raise ValueError(f"must begin with {', '.join(words_of(kind) for kind in _TODAY)}")


def _old_kind(cell: str) -> str:
    if cell not in {kind.name for kind in _WORDS}:
        raise ValueError(f"must be one of {', '.join(kind.name for kind in _WORDS)}")
    return cell


PROVINCES = Table(
    file="provinces",
    key=("code",),
    required=("code", "name_vi", "type", "members"),
    columns={
        "code": _official_code(2),
        "name_vi": cells.text,
        "name_en": cells.text,
        "type": _province_type,
        "members": _province_codes,
    },
    is_open=True,
)
FORMER_PROVINCES = replace(
    PROVINCES,
    file="former_provinces",
    required=PROVINCES.required[:-1],
    columns={column: read for column, read in PROVINCES.columns.items() if column != "members"},
)
COMMUNES = Table(
    file="communes",
    key=("code",),
    required=("code", "full_name", "province_code"),
    columns={
        "code": _official_code(5),
        "full_name": _commune_name,
        "full_name_en": cells.text,
        "province_code": _official_code(2),
        "lat": cells.latitude,
        "lon": cells.longitude,
    },
    is_open=True,
)
CONVERSIONS = Table(
    file="conversions",
    key=("old_code", "new_code", "on"),
    required=("old_code", "old_name", "old_kind", "old_province_code", "new_code", "is_partial", "on"),
    columns={
        "old_code": _official_code(3, 5),
        "old_name": cells.text,
        "old_kind": _old_kind,
        "old_district_code": _official_code(3),
        "old_district_name": cells.text,
        "old_province_code": _official_code(2),
        "new_code": _official_code(5),
        "is_partial": cells.yes_or_no,
        "on": cells.day,
    },
    is_open=True,
)
"""Ours: a row for each old unit and each commune that took it, or a part of it, on a day."""
