"""Seeds: loading twice gives the same graph, what people changed stays, what is removed leaves no trace."""

import datetime as dt
import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from graph.client import Graph
from graph.cypher import Statement
from graph.load import MissingReference
from seeds.load import DEMONSTRATION, REFERENCE_TABLES, is_loaded, load_dataset, remove_dataset
from tests.builders import Register, one_of_each, word

NODES = Statement(
    "all_nodes", "MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties", timeout=60.0
)
RELATIONSHIPS = Statement(
    "all_relationships",
    "MATCH (a)-[r]->(b) RETURN type(r) AS type, properties(r) AS properties, "
    "coalesce(a.code, a.key, a.text) AS start, coalesce(b.code, b.key, b.text) AS end",
    timeout=60.0,
)
RENAME = Statement(
    "rename", "MATCH (n:Business {code: $code}) SET n.name = $name, n.version = n.version + 1"
)
BUSINESS = Statement(
    "business_of_test",
    "MATCH (n:Business {code: $code}) RETURN n.name AS name, n.version AS version, n.workers AS workers, "
    "[(n)-[:NAMED]->(w:Word) | w.text] AS words, [(n)-[:OFFERS]->(o:Offer) | o.capacityPerYear] AS offers",
)
_BOOKKEEPING = {"Change", "Sequence", "Lock", "Migration", "Ledger"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All that a graph holds, bookkeeping apart: how many of each kind, and a checksum over everything."""

    nodes: Counter[str]
    relationships: Counter[str]
    checksum: str


async def snapshot(graph: Graph) -> Snapshot:
    """The graph as it is."""
    nodes = [
        (":".join(sorted(row["labels"])), _sorted(row["properties"]))
        for row in await graph.read(NODES)
        if not _BOOKKEEPING & set(row["labels"])
    ]
    relationships = [
        (row["type"], str(row["start"]), str(row["end"]), _sorted(row["properties"]))
        for row in await graph.read(RELATIONSHIPS)
    ]
    everything = repr((sorted(nodes), sorted(relationships)))
    return Snapshot(
        nodes=Counter(labels for labels, _ in nodes),
        relationships=Counter(kind for kind, *_ in relationships),
        checksum=hashlib.sha256(everything.encode()).hexdigest(),
    )


def _sorted(properties: dict[str, Any]) -> str:
    return repr(sorted((key, value) for key, value in properties.items() if value is not None))


def tell(_: str) -> None:
    """Nobody listens to the progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What the graph was before the demonstration, with it, after a second load, and after its removal."""

    before: Snapshot
    rows: int
    loaded: Snapshot
    rows_again: int
    loaded_again: Snapshot
    was_loaded: bool
    was_removed: bool
    removed: Snapshot
    is_loaded: bool


@pytest.fixture(scope="module")
async def story(graph: Graph) -> Story:
    """Loads the demonstration twice and removes it."""
    before = await snapshot(graph)
    rows = await load_dataset(graph, DEMONSTRATION, tell)
    loaded = await snapshot(graph)
    rows_again = await load_dataset(graph, DEMONSTRATION, tell)
    loaded_again = await snapshot(graph)
    was_loaded = await is_loaded(graph, DEMONSTRATION)
    was_removed = await remove_dataset(graph, DEMONSTRATION)
    return Story(
        before=before,
        rows=rows,
        loaded=loaded,
        rows_again=rows_again,
        loaded_again=loaded_again,
        was_loaded=was_loaded,
        was_removed=was_removed,
        removed=await snapshot(graph),
        is_loaded=await is_loaded(graph, DEMONSTRATION),
    )


def test_every_row_of_the_demonstration_is_loaded(story: Story) -> None:
    rows = {
        table.file: len((DEMONSTRATION.folder / table.file).read_text().splitlines()) - 1
        for table in DEMONSTRATION.tables
    }

    new = story.loaded.nodes - story.before.nodes

    assert story.rows == sum(rows.values())
    assert {label: new[label] for label in ("Business:Facility", "Offer", "Need", "Organisation")} == {
        "Business:Facility": rows["facilities.csv"],
        "Offer": rows["offers.csv"],
        "Need": rows["needs.csv"],
        "Organisation": rows["organisations.csv"],
    }
    assert (story.loaded.relationships - story.before.relationships)["SUPPLIES"] == rows["trade_links.csv"]


def test_seeds_twice_are_the_same_graph(story: Story) -> None:
    assert story.rows_again == 0
    assert story.loaded_again == story.loaded


def test_removed_demonstration_leaves_no_trace(story: Story) -> None:
    assert (story.was_loaded, story.was_removed, story.is_loaded) == (True, True, False)
    assert story.removed == story.before


async def test_what_is_not_there_is_not_removed(graph: Graph, register: Register) -> None:
    register.facility()

    assert await remove_dataset(graph, register.dataset) is False


async def test_reference_tables_twice_are_the_same_graph(graph: Graph) -> None:
    before = await snapshot(graph)

    rows = await load_dataset(graph, REFERENCE_TABLES, tell)

    assert rows == 0
    assert await snapshot(graph) == before


async def test_rows_that_are_forgotten_are_written_again_without_doubling(
    graph: Graph, tmp_path: Path
) -> None:
    register = Register(graph, tmp_path)
    one_of_each(register)
    await register.load()
    before = await snapshot(graph)
    register.word = word()  # a dataset of another name, that remembers nothing of these rows

    rows = await register.load()
    after = await snapshot(graph)

    assert rows >= 50
    assert (after.nodes, after.relationships) == (before.nodes, before.relationships)


async def test_row_that_changes_updates_its_record(graph: Graph, register: Register) -> None:
    firm = register.facility("Tên cũ", workers=5)
    await register.load()
    register.facility("Tên mới", code=firm)

    rows = await register.load()

    (found,) = await graph.read(BUSINESS, code=firm)
    assert rows == 1
    assert (found["name"], found["version"], found["workers"]) == ("Tên mới", 1, None)
    assert sorted(found["words"]) == ["moi", "ten"]


async def test_record_that_somebody_changed_stays_as_it_is(graph: Graph, register: Register) -> None:
    good, other = register.product(), register.product()
    firm = register.facility("Tên cũ", workers=5)
    register.offer(firm, good, capacity_per_year=1)
    await register.load()
    await graph.write((RENAME, {"code": firm, "name": "Tên của người"}))
    register.facility("Tên mới", code=firm, workers=9)
    register.offer(firm, other, capacity_per_year=2)

    rows = await register.load()

    (found,) = await graph.read(BUSINESS, code=firm)
    assert rows == 2
    assert (found["name"], found["version"], found["workers"]) == ("Tên của người", 2, 5)
    assert sorted(found["words"]) == ["cu", "ten"]
    assert sorted(found["offers"]) == [1, 2]


async def test_reference_to_nothing_names_file_and_line(graph: Graph, register: Register) -> None:
    firm = register.facility()
    await register.load()
    register.facility("Có đơn vị", unit="U-99999@2025-07-01")
    register.facility("Không đơn vị")

    with pytest.raises(MissingReference) as raised:
        await register.load()

    assert raised.value.lines == ["facilities.csv line 3"]
    assert [row["name"] for row in await graph.read(BUSINESS, code=firm)] == ["Xưởng Thử"]


async def test_load_that_failed_goes_on_where_it_stopped(graph: Graph, register: Register) -> None:
    absent = "U-98765@2025-07-01"
    register.facility(unit=absent)
    with pytest.raises(MissingReference):
        await register.load()
    register.row(
        "administrative_units.csv",
        code=absent,
        official_code="98765",
        name="Xã Đến Sau",
        kind="COMMUNE",
        valid_from=dt.date(2025, 7, 1),
    )

    rows = await register.load()

    assert rows == 2
    assert await register.load() == 0


async def test_removal_takes_words_and_links_but_nothing_of_others(
    graph: Graph, register: Register, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    others = Register(graph, tmp_path / "other")
    good = others.product()
    customer = others.facility(f"Chung {others.word}")
    await others.load()
    before = await snapshot(graph)
    firm = register.facility(f"Riêng {register.word} {others.word}")
    register.offer(firm, good)
    register.trade(firm, customer, good)
    await register.load()

    removed = await remove_dataset(graph, register.dataset)

    assert removed is True
    assert await snapshot(graph) == before
