"""Loads tables into the graph: reads and checks them whole, then writes what is new or changed.

Rows are read one by one and written some thousands at a time, so a register may be much larger than the
memory at hand; of each table only its keys are held.
"""

import asyncio
import contextlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from pathlib import Path

from domain import dates
from graph.change import recording
from graph.client import Graph, Row
from graph.errors import GraphError
from graph.load import (
    BATCH,
    LINK_REMOVALS,
    NODE_REMOVALS,
    Batch,
    MissingReference,
    Step,
    load_nodes,
    load_relationships,
    unload,
)
from seeds.ledger import GONE, Ledger, read_ledger
from seeds.reading import Record, TableProblems, file_digest, merging_problems, read_table
from seeds.rows import Rows, gone_links
from seeds.rules import read_rules
from seeds.tables import BUSINESSES, REFERENCE, REGISTER, Table

FOLDER = Path(__file__).parent
_FILES = "files"
"""The ledger of whole files: the digest of each that is loaded; and of the load as a whole."""
_LOAD = "load"
_TOLD = 100_000

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """Tables that are loaded and removed together."""

    name: str
    folder: Path
    tables: tuple[Table, ...]
    summary: str
    actor: str = "lienket seed"


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


async def load_dataset(graph: Graph, dataset: Dataset, progress: Progress) -> int:
    """Brings the graph to what the files say now; how many rows were new, changed or gone.

    A record that somebody has changed in the meantime stays as it is, with its relationships, and so
    does a relationship whose row has not changed. Every file that has changed is read and checked before
    anything is written. A load that was interrupted goes on where it stopped. A record that stays though its
    row is gone is looked at again by every load, until nothing else is tied to it: its file is never current.
    The version of the data rises when a load begins and when it ends, also where it fails or is stopped: what
    was written by then is there. Raises :class:`TableProblems`, or ``graph.load.MissingReference`` for rows
    that refer to nothing.
    """
    files = await read_ledger(graph, dataset.name, _FILES)
    digests = {table.file: file_digest(dataset.folder, table) for table in dataset.tables}
    if digests == {file: files.hash(file) for file in files}:
        return 0
    no_more = [file for file in files if file not in digests and file != _LOAD]
    changed = [table for table in dataset.tables if files.hash(table.file) != digests[table.file]]
    gone = await _gone(graph, dataset, changed)
    affected = await _affected(graph, dataset, gone)
    changed = [table for table in dataset.tables if table in changed or table.file in affected]
    begun = _recording(dataset, "LOAD_BEGUN", dataset.summary)
    await graph.write(*files.begin([_LOAD, *(table.file for table in changed)]), begun)
    try:
        total, unfinished = await _remove(graph, dataset, gone)
        for table in changed:
            total += await _Loading(graph, dataset, table, progress).run()
            if table.file not in unfinished:
                await graph.write(*files.finish({table.file: digests[table.file]}))
    except BaseException:  # also where somebody stops it
        with contextlib.suppress(GraphError):
            await graph.write(_recording(dataset, "LOAD_FAILED", dataset.summary))
        raise
    done = files.remove([_LOAD, *no_more])
    await graph.write(*done, _recording(dataset, "LOADED", dataset.summary))
    return total


async def remove_dataset(graph: Graph, dataset: Dataset) -> bool:
    """Removes all that a dataset brought, changed or not; False where it was not loaded."""
    if not await is_loaded(graph, dataset):
        return False
    links: list[Step] = []
    for table in dataset.tables:
        if table.label is None:
            keys = list(await read_ledger(graph, dataset.name, table.file))
            links += _removal(table, keys, dataset.name)
    await unload(graph, dataset.name, *links, _recording(dataset, "REMOVED", f"Removed: {dataset.summary}"))
    return True


async def is_loaded(graph: Graph, dataset: Dataset) -> bool:
    """Whether some of a dataset is in the graph."""
    return any(True for _ in await read_ledger(graph, dataset.name, _FILES))


def _recording(dataset: Dataset, action: str, summary: str) -> Step:
    return recording(
        at=dates.now(), actor=dataset.actor, action=action, summary=summary, dataset=dataset.name
    )


async def _gone(graph: Graph, dataset: Dataset, tables: list[Table]) -> dict[str, list[str]]:
    """Checks tables whole; by file, the keys of rows that were loaded and stand there no more. Raises
    :class:`TableProblems` with every fault."""
    gone: dict[str, list[str]] = {}
    problems: list[str] = []
    merged = await asyncio.to_thread(_merged, dataset)
    sets = frozenset(each.code for each in read_rules().sets)
    still: set[str] = set()
    businesses: dict[str, str] = {}
    are_businesses_checked = any(table.label in BUSINESSES for table in tables)
    for table in dataset.tables if are_businesses_checked else ():
        if table.label in BUSINESSES and table not in tables:
            businesses |= dict.fromkeys(await read_ledger(graph, dataset.name, table.file), table.file)
    for table in tables:
        left = dict.fromkeys(await read_ledger(graph, dataset.name, table.file))
        codes = merged.keys() if table.label != "MergedCode" else set[str]()

        def check(table: Table = table, left: dict[str, None] = left, codes: Set[str] = codes) -> None:
            for record in read_table(dataset.folder, table, problems):
                left.pop(record.key, None)
                if record.key in codes:
                    still.add(record.key)
                problems.extend(_unknown_rules(record, sets))
                if table.label in BUSINESSES:
                    file = businesses.setdefault(record.key, table.file)
                    if file != table.file:
                        problems.append(f"{record.line}, code: {record.key} stands in {file} too")

        await asyncio.to_thread(check)  # a large file must not keep the loop from watching the engine
        gone[table.file] = list(left)
    for table in dataset.tables if merged else ():
        if table not in tables and table.label != "MergedCode":
            ledger = await read_ledger(graph, dataset.name, table.file)
            still.update(code for code in merged if code in ledger)
    problems += merging_problems(merged, still)
    if problems:
        raise TableProblems(problems)
    return gone


def _unknown_rules(record: Record, known: Set[str]) -> list[str]:
    """The rule sets that a row names and that are none of those that are known."""
    named = record.values.get("rule_set")
    return [
        f"{record.line}, rule_set: there is no rule set {code}; known are {', '.join(sorted(known))}"
        for code in (named if isinstance(named, list) else ())
        if code not in known
    ]


def _merged(dataset: Dataset) -> dict[str, Record]:
    """The rows of merged codes, by code."""
    return {
        record.key: record
        for table in dataset.tables
        if table.label == "MergedCode"
        for record in read_table(dataset.folder, table, [])
    }


async def _affected(graph: Graph, dataset: Dataset, gone: dict[str, list[str]]) -> set[str]:
    """Files with rows that refer to records that are gone, or state one anew; the ledger says from now on
    that these rows are to be written: to the record under another label, or to say that they refer to
    nothing."""
    keys = {key for table in dataset.tables if table.label for key in gone.get(table.file, ())}
    affected: set[str] = set()
    for table in dataset.tables if keys else ():
        rows = Rows(table, dataset.name)

        def referring_rows(table: Table = table, rows: Rows = rows) -> list[str]:
            read = read_table(dataset.folder, table, [])
            moves = keys if table.label in BUSINESSES else set[str]()  # from another table of businesses
            return [each.key for each in read if each.key in moves or rows.refers_to(keys, each)]

        referring = await asyncio.to_thread(referring_rows)
        if referring:
            ledger = await read_ledger(graph, dataset.name, table.file)
            affected.add(table.file)
            known = [key for key in referring if key in ledger]
            if known:
                await graph.write(*ledger.forget(known))
    return affected


async def _remove(graph: Graph, dataset: Dataset, gone: dict[str, list[str]]) -> tuple[int, set[str]]:
    """Removes what came from rows that are gone, nodes before those they refer to; how many rows, and the
    files of those whose record stays. Such a row counts once more when its record goes at last."""
    total = 0
    unfinished: set[str] = set()
    for table in reversed(dataset.tables):
        if not gone.get(table.file):
            continue
        ledger = await read_ledger(graph, dataset.name, table.file)
        for keys in ledger.by_page(gone[table.file]):
            staying_before = {key for key in keys if ledger.hash(key) == GONE}
            marking = ledger.finish(dict.fromkeys(keys, GONE))
            (answers, *_) = await graph.write(*_removal(table, keys, dataset.name), *marking)
            staying = {key for answer in answers for key in answer["staying"]}  # a link answers nothing
            removed = [key for key in keys if key not in staying]
            if removed:
                await graph.write(*ledger.remove(removed))
            if staying:
                unfinished.add(table.file)
            total += len(keys) - len(staying & staying_before)
    return total, unfinished


def _removal(table: Table, keys: list[str], dataset: str) -> Iterator[Step]:
    """The steps that remove what came from rows that are gone."""
    if table.label is not None:
        rows: list[Row] = [{"key": key, "dataset": dataset} for key in keys]
        yield NODE_REMOVALS[table.label], {"rows": rows}
    elif keys:
        for link, links in gone_links(table, keys, dataset).items():
            yield LINK_REMOVALS[link], {"rows": links}


class _Loading:
    """Writes the rows of one table that are new or changed.

    A row may refer to a later one of its table: a relationship that cannot be written is tried again when
    all rows are there.
    """

    def __init__(self, graph: Graph, dataset: Dataset, table: Table, progress: Progress) -> None:
        self._graph = graph
        self._dataset = dataset
        self._table = table
        self._progress = progress
        self._rows = Rows(table, dataset.name)
        self._postponed: dict[str, list[Row]] = {}
        self._unfinished: dict[str, tuple[str, str]] = {}
        self._words: set[str] = set()

    async def run(self) -> int:
        """Writes them; how many they were. Raises ``graph.load.MissingReference``."""
        ledger = await read_ledger(self._graph, self._dataset.name, self._table.file)
        problems: list[str] = []
        total = 0
        records = read_table(self._dataset.folder, self._table, problems)
        changed = (record for record in records if ledger.hash(record.key) != record.hash)

        def read() -> list[Record]:
            return list(itertools.islice(changed, BATCH))

        # beside the loop, which would not renew the lock while it looks through rows that have not changed
        while batch := await asyncio.to_thread(read):
            if problems:  # the file has changed since it was checked
                break
            await self._write(batch, ledger)
            total += len(batch)
            if total % _TOLD == 0:
                self._tell(total)
        if problems:
            raise TableProblems(problems)
        if total:
            self._tell(total)
        await self._write_postponed(ledger)
        return total

    def _tell(self, total: int) -> None:
        self._progress(f"{self._dataset.name}/{self._table.file}: {total} rows")

    def _tell_left(self, records: Iterable[Record]) -> None:
        """Tells which records stay as they are."""
        for record in records:
            self._progress(f"{record.line}: {record.key} stays as it is: changed here, or of another table")

    async def _write(self, records: list[Record], ledger: Ledger) -> None:
        begin = ledger.begin(record.key for record in records)
        if self._table.label is None:
            missing = await load_relationships(self._graph, Batch(links=self._links(records)), *begin)
        else:
            nodes = [self._rows.node(record) for record in records]
            written, created = await load_nodes(self._graph, self._table.label, nodes, *begin)
            self._tell_left(record for record in records if record.line not in written)
            new = [record for record in records if record.line in created]
            old = [record for record in records if record.line in written and record.line not in created]
            missing = await load_relationships(self._graph, self._batch(self._table.label, new, old))
        unfinished = {row["line"] for rows in missing.values() for row in rows}
        for link, rows in missing.items():
            self._postponed.setdefault(link, []).extend(rows)
        self._unfinished |= {
            record.line: (record.key, record.hash) for record in records if record.line in unfinished
        }
        finished = {record.key: record.hash for record in records if record.line not in unfinished}
        if finished:
            await self._graph.write(*ledger.finish(finished))

    async def _write_postponed(self, ledger: Ledger) -> None:
        missing = await load_relationships(self._graph, Batch(links=self._postponed))
        lines = {row["line"] for rows in missing.values() for row in rows}
        finished = [said for line, said in self._unfinished.items() if line not in lines]
        if finished:
            await self._graph.write(*ledger.finish(dict(finished)))
        if lines:
            raise MissingReference(sorted(lines))

    def _batch(self, label: str, new: list[Record], old: list[Record]) -> Batch:
        """What is written of records beside their nodes. The node of one that is new has no relationships
        yet; one that was there before loses those that are outdated."""
        batch = Batch(label=label, new_links=self._links(new), links=self._links(old))
        for record in old:
            for link, rows in self._rows.links(record).items():
                batch.outdated.setdefault(link, []).append(self._rows.outdated(link, record, rows))
        if self._table.names:
            batch.new_names.extend(self._rows.names(record) for record in new)
            batch.names.extend(self._rows.names(record) for record in old)
            words = {word for row in (*batch.new_names, *batch.names) for word in row["words"]}
            batch.words.extend(sorted(words - self._words))
            self._words |= words
        return batch

    def _links(self, records: list[Record]) -> dict[str, list[Row]]:
        """The relationships of some records, by link."""
        found: dict[str, list[Row]] = {}
        for record in records:
            for link, rows in self._rows.links(record).items():
                found.setdefault(link, []).extend(rows)
        return found
