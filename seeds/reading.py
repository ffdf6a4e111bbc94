"""Reads tables row by row and checks them: what each row says, and every fault with its place."""

import csv
import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from domain.text import composed
from seeds.cells import Cell, Value
from seeds.tables import Table

_MOST_PROBLEMS = 50
_REMEMBERED_CELLS = 10_000
_LONGEST_CELL = 2_000
_LONGEST_WORD = 200
"""Every beginning of a word is stored, so a word without end would never be loaded."""
_HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of writing."""
_PERIODS = (
    ("valid_from", "valid_to"),
    ("since", "until"),
    ("starts_on", "ends_on"),
    ("starts_at", "ends_at"),
    ("start_year", "end_year"),
)
"""Columns of which the second must not lie before the first."""
_PARTIES = (("supplier", "customer"), ("seller", "buyer"), ("member", "organisation"))
"""Columns of two who must not be the same."""
_PLACES = (("latitude", "longitude"), ("lat", "lon"))
"""Columns of which one says nothing without the other."""


class TableProblems(Exception):
    """Tables that cannot be loaded; ``problems`` names file, line, column and fault of each."""

    def __init__(self, problems: list[str]) -> None:
        shown = problems[:_MOST_PROBLEMS]
        more = [f"… and {len(problems) - len(shown)} more"] if len(problems) > len(shown) else []
        super().__init__("\n".join([*shown, *more]))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One checked row: where it stands, what identifies it, what it says; ``faulty`` names the columns
    whose cell is a problem. Its ``hash`` changes with what it says and with the layout."""

    line: str
    key: str
    values: dict[str, Value]
    faulty: frozenset[str]
    hash: str


def read_table(folder: Path, table: Table, problems: list[str]) -> Iterator[Record]:
    """The rows of a table in the order of its file, one by one; every fault is added to ``problems``."""
    lines: dict[str, int] = {}
    taxonomy: list[Record] = []
    successions: list[Record] = []
    for line, values, faults, digest in _rows(folder / table.file, table, problems):
        place = f"{table.file} line {line}"
        problems += [f"{place}, {column}: {fault}" for column, fault in faults.items()]
        if not faults.keys().isdisjoint(table.key):
            continue
        key = "|".join([as_text(values.get(column)) for column in table.key])
        if lines.setdefault(key, line) != line:
            problems.append(f"{place}: {key} stands already at {table.file} line {lines[key]}")
        record = Record(line=place, key=key, values=values, faulty=frozenset(faults), hash=digest)
        if table.label == "Product":
            taxonomy.append(record)
        elif table.file == "unit_successions.csv":
            successions.append(record)
        yield record
    problems += _taxonomy_problems(taxonomy)
    problems += _succession_problems(successions)


def file_digest(folder: Path, table: Table) -> str:
    """A short text that changes with the file of a table and with the layout."""
    digest = hashlib.sha256(table.layout.encode())
    path = folder / table.file
    if path.exists():
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    return digest.hexdigest()


def merging_problems(merged: Mapping[str, Record], codes: Set[str]) -> list[str]:
    """Merged codes among the ``codes`` of records, and merges into a code that was merged itself."""
    return [
        *(f"{one.line}, code: {code} is still a record" for code, one in merged.items() if code in codes),
        *(
            f"{one.line}, into: was merged itself; name the record that absorbed it"
            for one in merged.values()
            if one.values.get("into") in merged
        ),
    ]


def as_text(value: Value) -> str:
    """A value as a part of a key; nothing where it is unknown."""
    return "" if value is None else str(value)


def _rows(
    path: Path, table: Table, problems: list[str]
) -> Iterator[tuple[int, dict[str, Value], dict[str, str], str]]:
    """For each row that has one cell for each column: its line, what its cells say, what is wrong with
    those that are at fault, by column, and its hash."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            if not _is_known(header, table, problems):
                return
            cells = _Cells(table, header)
            for row in reader:
                if len(row) == len(header):
                    yield reader.line_num, *cells.read(row)
                elif row:
                    place = f"{table.file} line {reader.line_num}"
                    problems.append(f"{place}: {len(row)} cells for {len(header)} columns")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        problems.append(f"{table.file}: cannot be read: {error}")


def _is_known(header: list[str], table: Table, problems: list[str]) -> bool:
    """Whether a header has each column of the table once, and no others unless the table is open."""
    unknown = set(table.required) - set(header) if table.is_open else set(header) ^ set(table.columns)
    twice = {column for column in table.columns if header.count(column) > 1}
    if unknown:
        problems.append(f"{table.file}: columns missing or not known: {sorted(unknown)}")
    elif twice:
        problems.append(f"{table.file}: columns that stand more than once: {sorted(twice)}")
    return not unknown and not twice


class _Cells:
    """Reads the cells of one file. Cells that stand often, such as days and codes, are read once."""

    def __init__(self, table: Table, header: list[str]) -> None:
        self._composed = table.composed
        self._layout = table.layout
        self._is_merging = table.label == "MergedCode"
        self._columns: list[tuple[str, int, Cell, bool]] = [
            (column, header.index(column), lru_cache(_REMEMBERED_CELLS)(read), column in table.required)
            for column, read in table.columns.items()
            if column in header
        ]
        self._places = [place for _, place, _, _ in self._columns]
        self._periods, self._parties, self._pairs = (
            [pair for pair in pairs if set(pair) <= table.columns.keys()]
            for pairs in (_PERIODS, _PARTIES, _PLACES)
        )

    def read(self, row: list[str]) -> tuple[dict[str, Value], dict[str, str], str]:
        """What the cells of a row say, what is wrong with those that are at fault, and its hash."""
        values: dict[str, Value] = {}
        faults: dict[str, str] = {}
        for column, place, read, is_required in self._columns:
            cell = row[place].strip()
            if len(cell) > _LONGEST_CELL:
                faults[column] = f"{len(cell):,} characters are more than {_LONGEST_CELL:,}"
            elif cell:
                try:
                    values[column] = read(_legible(cell))
                except ValueError as error:
                    faults[column] = f"{cell!r}: {error}"
            elif is_required:
                faults[column] = "must not be empty"
        for start, end in self._periods:
            if _is_before(values.get(end), values.get(start)):
                faults[end] = f"lies before {start}"
        for one, other in self._parties:
            if one in values and values[one] == values.get(other):
                faults[other] = f"must not be the {one} itself"
        for pair in self._pairs:
            for one, other in (pair, pair[::-1]):
                if one in values and other not in values and other not in faults:
                    faults[other] = f"must not be empty beside a {one}"
        if self._is_merging and str(values.get("code", ""))[:1] != str(values.get("into", ""))[:1]:
            faults["into"] = "must be of the kind of the code that it absorbed"
        for name, columns in self._composed.items():
            if all(column in values for column in columns[:-1]):
                values[name] = "|".join([as_text(values.get(column)) for column in columns])
        said = "\x1f".join([self._layout, *[row[place] for place in self._places]])
        return values, faults, hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


def _legible(cell: str) -> str:
    """A cell that can be shown and searched. Raises ``ValueError`` for one that cannot."""
    hidden = _HIDDEN.search(cell)
    if hidden is not None:
        raise ValueError(f"has the invisible character U+{ord(hidden[0]):04X}")
    if len(cell) > _LONGEST_WORD and max(map(len, cell.split())) > _LONGEST_WORD:
        raise ValueError(f"has a word of more than {_LONGEST_WORD} letters")
    return composed(cell)


def _is_before(one: Value, other: Value) -> bool:
    if isinstance(one, int) and isinstance(other, int):
        return one < other
    return isinstance(one, dt.date) and isinstance(other, dt.date) and one < other


def _taxonomy_problems(records: list[Record]) -> list[str]:
    """Kinds whose unit differs from that of their parent without a factor, and circles of kinds."""
    products = {record.key: record for record in records}
    problems: list[str] = []
    for record in products.values():
        parent = products.get(str(record.values.get("kind_of")))
        if parent is None:
            continue
        if _lacks_factor(record, parent):
            problems.append(f"{record.line}, kind_of_factor: needed, the units differ")
        above: Record | None = parent
        steps = 0
        while above is not None and above is not record and steps <= len(products):
            above = products.get(str(above.values.get("kind_of")))
            steps += 1
        if above is not None:
            problems.append(f"{record.line}, kind_of: goes in a circle")
    return problems


def _succession_problems(records: list[Record]) -> list[str]:
    """Units that would succeed themselves, at once or through others: what passed would go in a circle.

    A succession is none of these where everything before its predecessor, or after its successor, ends: such
    are struck out until none is left.
    """
    left = [
        (as_text(record.values.get("predecessor")), as_text(record.values.get("successor")), record.line)
        for record in records
        if record.faulty.isdisjoint(("predecessor", "successor"))
    ]
    while True:
        before = {successor for _, successor, _ in left}
        after = {predecessor for predecessor, _, _ in left}
        kept = [each for each in left if each[0] in before and each[1] in after]
        if len(kept) == len(left):
            return [f"{line}, successor: the units succeed each other in a circle" for _, _, line in left]
        left = kept


def _lacks_factor(record: Record, parent: Record) -> bool:
    """Whether the units differ and no factor is given; a cell at fault is a problem of its own."""
    unit, unit_above = record.values.get("unit"), parent.values.get("unit")
    if unit is None or unit_above is None or "kind_of_factor" in record.faulty:
        return False
    return unit != unit_above and "kind_of_factor" not in record.values
