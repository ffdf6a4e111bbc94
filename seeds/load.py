"""Loads tables into the graph: reads and checks them whole, then writes what is new or changed."""

import csv
import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from domain import collation, dates, distance, text
from domain.enums import SearchKind
from graph.change import recording
from graph.client import Graph, Row
from graph.cypher import Statement
from graph.load import (
    LINK_REMOVALS,
    NODE_REMOVALS,
    ledger_entry,
    load_links,
    load_names,
    load_nodes,
    read_ledger,
    unlink,
    unload,
)
from seeds.cells import Value
from seeds.tables import LAYOUT, REFERENCE, REGISTER, Link, Table

FOLDER = Path(__file__).parent
_MOST_PROBLEMS = 50
_ALL_FILES = "*"
_NOT_CURRENT = ""
"""Stands in the ledger for the hash of a row that is still to be written."""
_PERIODS = (
    ("valid_from", "valid_to"),
    ("since", "until"),
    ("starts_on", "ends_on"),
    ("starts_at", "ends_at"),
    ("start_year", "end_year"),
)
"""Columns of which the second must not lie before the first."""

Progress = Callable[[str], None]


class TableProblems(Exception):
    """Tables that cannot be loaded; ``problems`` names file, line, column and fault of each."""

    def __init__(self, problems: list[str]) -> None:
        shown = problems[:_MOST_PROBLEMS]
        more = [f"… and {len(problems) - len(shown)} more"] if len(problems) > len(shown) else []
        super().__init__("\n".join([*shown, *more]))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """Tables that are loaded and removed together."""

    name: str
    folder: Path
    tables: tuple[Table, ...]
    summary: str


REFERENCE_TABLES = Dataset(
    name="reference",
    folder=FOLDER / "reference",
    tables=REFERENCE,
    summary="Reference tables: units, products, chains, agencies",
)
DEMONSTRATION = Dataset(
    name="demo",
    folder=FOLDER / "demo",
    tables=REGISTER,
    summary="Demonstration register: real places and codes, invented firms and persons",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One checked row: where it stands, what identifies it, what it says; ``faulty`` names the columns
    whose cell is a problem."""

    line: str
    key: str
    values: dict[str, Value]
    faulty: frozenset[str]
    hash: str


async def load_dataset(graph: Graph, dataset: Dataset, progress: Progress) -> int:
    """Brings the graph to what the files say now; how many rows were new, changed or gone.

    A record that somebody has changed in the meantime stays as it is, with its relationships, and so
    does a relationship whose row has not changed. Everything is read and checked before anything is
    written, and the ledger says beforehand what is to be written, so an interrupted load goes on where
    it stopped. Raises :class:`TableProblems`, or ``graph.load.MissingReference`` for a row that refers
    to nothing.
    """
    ledger = await read_ledger(graph, dataset.name)
    digest = _digest(dataset)
    if ledger.get(_ALL_FILES) == digest:
        return 0
    tables = read_tables(dataset.folder, dataset.tables)
    known = {table.file: _known(ledger, table) for table, _ in tables}
    gone = {
        table.file: sorted(known[table.file].keys() - {record.key for record in records})
        for table, records in tables
    }
    current = _current(tables, known, gone)
    entries = [
        ledger_entry(dataset.name, file, json.dumps(hashes))
        for file, hashes in current.items()
        if hashes != known[file]
    ]
    begun = ledger_entry(dataset.name, _ALL_FILES, _NOT_CURRENT)
    await graph.write(*_removals(tables, gone, dataset.name), *entries, begun)
    total = sum(len(keys) for keys in gone.values())
    for table, records in tables:
        changed = [record for record in records if current[table.file][record.key] == _NOT_CURRENT]
        if not changed:
            continue
        progress(f"{dataset.name}/{table.file}: {len(changed)} rows")
        await _write(graph, table, changed, dataset.name, known[table.file].keys())
        hashes = {record.key: record.hash for record in records}
        await graph.write(ledger_entry(dataset.name, table.file, json.dumps(hashes)))
        total += len(changed)
    change = _recording(dataset, "LOADED", dataset.summary)
    await graph.write(ledger_entry(dataset.name, _ALL_FILES, digest), change)
    return total


async def remove_dataset(graph: Graph, dataset: Dataset) -> bool:
    """Removes all that a dataset brought, changed or not; False where it was not loaded."""
    ledger = await read_ledger(graph, dataset.name)
    if not ledger:
        return False
    links = [
        step
        for table in dataset.tables
        if table.label is None
        for step in _link_removals(table, _known(ledger, table))
    ]
    await unload(graph, dataset.name, *links, _recording(dataset, "REMOVED", f"Removed: {dataset.summary}"))
    return True


async def is_loaded(graph: Graph, dataset: Dataset) -> bool:
    """Whether some of a dataset is in the graph."""
    return bool(await read_ledger(graph, dataset.name))


def _recording(dataset: Dataset, action: str, summary: str) -> tuple[Statement, Row]:
    return recording(
        at=dates.now(), actor="lienket seed", action=action, summary=summary, dataset=dataset.name
    )


def _digest(dataset: Dataset) -> str:
    """A short text that changes with any file of a dataset."""
    digest = hashlib.sha256(str(LAYOUT).encode())
    for table in dataset.tables:
        path = dataset.folder / table.file
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()


def _known(ledger: dict[str, str], table: Table) -> dict[str, str]:
    """The hash of each row that was written of a table, by key."""
    return dict(json.loads(ledger.get(table.file, "{}")))


def _current(
    tables: list[tuple[Table, list[Record]]], known: dict[str, dict[str, str]], gone: dict[str, list[str]]
) -> dict[str, dict[str, str]]:
    """The hashes of the rows that can stay as they are, by file and key. A row that refers to one that
    is gone is written anew: to its record under another label, or to say that it refers to nothing."""
    nodes = {key for table, _ in tables if table.label is not None for key in gone[table.file]}
    return {
        table.file: {
            record.key: record.hash
            if known[table.file].get(record.key) == record.hash and not _refers_to(nodes, table, record)
            else _NOT_CURRENT
            for record in records
        }
        for table, records in tables
    }


def _refers_to(keys: set[str], table: Table, record: Record) -> bool:
    ends = (end for column in table.references() for end in _ends(column, record))
    return bool(keys) and any(end in keys or end.rpartition(":")[0] in keys for end in ends)


def _removals(
    tables: list[tuple[Table, list[Record]]], gone: dict[str, list[str]], dataset: str
) -> Iterator[tuple[Statement, Row]]:
    """The steps that remove what came from rows that are gone; nodes before those they refer to."""
    for table, _ in reversed(tables):
        keys = gone[table.file]
        if table.label is None:
            yield from _link_removals(table, keys)
        elif keys:
            rows = [{"key": key, "dataset": dataset} for key in keys]
            yield NODE_REMOVALS[table.label], {"rows": rows}


def _link_removals(table: Table, keys: Collection[str]) -> Iterator[tuple[Statement, Row]]:
    """The steps that remove the relationships of rows without a node, which have their ends in the key."""
    for link in table.links if keys else ():
        place = table.key.index(link.start)
        rows = [
            {"own": key.split("|")[place], "key": _link_key(key, link.name), "others": list[str]()}
            for key in keys
        ]
        yield LINK_REMOVALS[link.name], {"rows": rows}


def read_tables(folder: Path, tables: Iterable[Table]) -> list[tuple[Table, list[Record]]]:
    """The checked rows of the tables of a folder. Raises :class:`TableProblems` with every fault."""
    problems: list[str] = []
    read = [(table, _read(folder / table.file, table, problems)) for table in tables]
    for table, records in read:
        if table.label == "Product":
            problems += _taxonomy_problems(records)
        if table.label == "MergedCode":
            codes = {record.key for other, others in read if other is not table for record in others}
            problems += _merging_problems(records, codes)
    if problems:
        raise TableProblems(problems)
    return read


def _read(path: Path, table: Table, problems: list[str]) -> list[Record]:
    try:
        rows = _rows(path, table, problems)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        problems.append(f"{table.file}: cannot be read: {error}")
        return []
    records: list[Record] = []
    seen: dict[str, str] = {}
    for line, row in rows:
        values, faults = _values(table, row)
        problems += [f"{line}, {column}: {fault}" for column, fault in faults.items()]
        if not faults.keys().isdisjoint(table.key):
            continue
        key = "|".join(_text(values.get(column)) for column in table.key)
        if key in seen:
            problems.append(f"{line}: {key} stands already at {seen[key]}")
        seen[key] = line
        digest = hashlib.sha256(json.dumps([LAYOUT, row], sort_keys=True).encode()).hexdigest()[:16]
        records.append(Record(line=line, key=key, values=values, faulty=frozenset(faults), hash=digest))
    return records


def _rows(path: Path, table: Table, problems: list[str]) -> list[tuple[str, dict[str, str]]]:
    """The rows that have one cell for each column, each after the place where it stands."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        header = next(reader, [])
        unknown = set(header) ^ set(table.columns)
        if unknown:
            problems.append(f"{table.file}: columns missing or not known: {sorted(unknown)}")
            return []
        if len(header) > len(table.columns):
            twice = {column for column in header if header.count(column) > 1}
            problems.append(f"{table.file}: columns that stand more than once: {sorted(twice)}")
            return []
        rows: list[tuple[str, dict[str, str]]] = []
        for row in reader:
            line = f"{table.file} line {reader.line_num}"
            if len(row) == len(header):
                rows.append((line, dict(zip(header, row, strict=True))))
            elif row:
                problems.append(f"{line}: {len(row)} cells for {len(header)} columns")
        return rows


def _values(table: Table, row: dict[str, str]) -> tuple[dict[str, Value], dict[str, str]]:
    """What the cells of a row say, and what is wrong with those that are at fault, by column."""
    values: dict[str, Value] = {}
    faults: dict[str, str] = {}
    for column, read in table.columns.items():
        cell = row[column].strip()
        try:
            if cell:
                values[column] = read(cell)
            elif column in table.required:
                faults[column] = "must not be empty"
        except ValueError as error:
            faults[column] = f"{cell!r}: {error}"
    for start, end in _PERIODS:
        if _is_before(values.get(end), values.get(start)):
            faults[end] = f"lies before {start}"
    if table.label == "MergedCode" and str(values.get("code", ""))[:1] != str(values.get("into", ""))[:1]:
        faults["into"] = "must be of the kind of the code that it absorbed"
    for name, columns in table.composed.items():
        if all(column in values for column in columns[:-1]):
            values[name] = "|".join(_text(values.get(column)) for column in columns)
    return values, faults


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


def _lacks_factor(record: Record, parent: Record) -> bool:
    """Whether the units differ and no factor is given; a cell at fault is a problem of its own."""
    unit, unit_above = record.values.get("unit"), parent.values.get("unit")
    if unit is None or unit_above is None or "kind_of_factor" in record.faulty:
        return False
    return unit != unit_above and "kind_of_factor" not in record.values


def _merging_problems(merged: list[Record], codes: set[str]) -> list[str]:
    """Merged codes that a record still has, and merges into a code that was merged itself."""
    gone = {record.key for record in merged}
    return [
        *(f"{one.line}, code: {one.key} is still a record" for one in merged if one.key in codes),
        *(
            f"{one.line}, into: was merged itself; name the record that absorbed it"
            for one in merged
            if one.values.get("into") in gone
        ),
    ]


async def _write(
    graph: Graph, table: Table, records: list[Record], dataset: str, known: Collection[str]
) -> None:
    """Writes rows with their relationships and words; ``known`` are the keys of rows that were there before
    and may have left relationships that are outdated now."""
    if table.label is not None:
        nodes = [_node_row(table, record, dataset) for record in records]
        written = await load_nodes(graph, table.label, nodes)
        records = [record for record in records if record.line in written]
    for name in dict.fromkeys(link.name for link in table.links):
        links = [link for link in table.links if link.name == name]
        rows = [row for link in links for record in records for row in _link_rows(link, record, dataset)]
        await load_links(graph, name, rows)
        earlier = [record for record in records if record.key in known]
        if table.label is not None and earlier:
            await unlink(graph, name, _outdated(links[0], earlier, rows))
    if table.names and table.label is not None:
        rows = [_names_row(table, record, dataset) for record in records]
        await load_names(graph, table.label, rows)


def _outdated(link: Link, records: list[Record], rows: list[Row]) -> list[Row]:
    """For each record, the ends to which it stays tied: all other relationships of the link are outdated."""
    other = "end" if link.start == "key" else "start"
    others: dict[str, list[str]] = {}
    for row in rows:
        others.setdefault(row["key"], []).append(row[other])
    keys = {record.key: _link_key(record.key, link.name) for record in records}
    return [{"own": own, "key": key, "others": others.get(key, [])} for own, key in keys.items()]


def _node_row(table: Table, record: Record, dataset: str) -> Row:
    left_out = table.references() | set(table.composed)
    values = record.values
    properties: Row = {
        _camel(column): values.get(column) for column in table.columns if column not in left_out
    }
    if table.names:
        name = str(values[table.names[0]])
        del properties[_camel(table.names[0])]
        properties["name"] = name
        properties["searchKind"] = search_kind(table).name
        properties["words"] = " " + " ".join(_words(table, record))
        properties |= {f"{column}Set": _set(values.get(column)) for column in table.sets}
        orders = {"byName": collation.order_key(name, record.key), "code": record.key}
        orders |= {
            order: f"{_text(values.get(column))} {record.key}" for order, column in table.order.items()
        }
        properties |= orders | {f"{order}Down": collation.downward(key) for order, key in orders.items()}
    if table.label in {"Facility", "Supplier", "Buyer"}:
        properties["kind"] = table.label.upper()
        properties["cell"] = _cell(values)
    properties["dataset"] = dataset
    return {"key": record.key, "set": properties, "line": record.line}


def _link_rows(link: Link, record: Record, dataset: str) -> list[Row]:
    if link.unless is not None and link.unless in record.values:
        return []
    key = _link_key(record.key, link.name)
    properties: Row = {name: record.values.get(column) for name, column in link.properties.items()}
    properties |= {**link.constants, "key": key, "dataset": dataset}
    rows: list[Row] = []
    for start in _ends(link.start, record):
        for end in _ends(link.end, record):
            item = {link.start: start, link.end: end}
            if link.when is not None:
                column, beginning = link.when
                if not item.get(column, _text(record.values.get(column))).startswith(beginning):
                    continue
            share: Row = {}
            if link.has_share:
                end, _, portion = end.rpartition(":")
                share = {"share": float(portion)}
            rows.append(
                {
                    "start": start,
                    "end": end,
                    "key": key,
                    "set": properties | share,
                    "line": record.line,
                }
            )
    return rows


def _link_key(key: str, link: str) -> str:
    return f"{key}|{link}"


def _ends(column: str, record: Record) -> list[str]:
    if column == "key":
        return [record.key]
    value = record.values.get(column)
    if isinstance(value, list):
        return [str(item) for item in value]
    return [] if value is None else [str(value)]


def _names_row(table: Table, record: Record, dataset: str) -> Row:
    """The words and names of a record, as :func:`graph.load.load_names` takes them."""
    return {
        "key": record.key,
        "words": _words(table, record),
        "names": [
            {
                "code": record.key,
                "kind": search_kind(table).name,
                "text": name,
                "byText": text.name_key(name, record.key),
                "byAccents": text.accented_name_key(name, record.key),
                "dataset": dataset,
            }
            for name in _names(table, record)
        ],
    }


def _names(table: Table, record: Record) -> list[str]:
    """The names by which a record is known, its own first."""
    names = [name for column in table.names for name in _ends(column, record)]
    if table.label == "AdministrativeUnit":
        names.insert(1, text.without_unit_kind(names[0]))
    return list(dict.fromkeys(names))


def _words(table: Table, record: Record) -> list[str]:
    """The folded words by which a record is found: those of its names, and codes of others for it."""
    codes = [code.rpartition(":")[2] for column in table.codes for code in _ends(column, record)]
    return text.words(*_names(table, record), *codes)


def search_kind(table: Table) -> SearchKind:
    """The kind under which records of a table are searched."""
    return SearchKind[re.sub(r"(?<=[a-z])(?=[A-Z])", "_", table.label or "").upper()]


def _cell(values: dict[str, Value]) -> str | None:
    latitude, longitude = values.get("latitude"), values.get("longitude")
    if not isinstance(latitude, float) or not isinstance(longitude, float):
        return None
    return distance.cell(latitude, longitude)


def _camel(column: str) -> str:
    first, *rest = column.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _set(value: Value) -> str:
    """The members of a list as one text, so that an index can find it."""
    return text.set_text(value) if isinstance(value, list) else ""


def _text(value: Value) -> str:
    return "" if value is None else str(value)
