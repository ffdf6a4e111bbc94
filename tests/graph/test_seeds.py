"""Seeds: the graph says what the files say, what people changed stays, removal leaves only history."""

import asyncio
import datetime as dt
import hashlib
import itertools
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from domain.codes import RecordKind, issue
from graph.change import data_version
from graph.client import Graph, Row
from graph.cypher import Statement
from graph.errors import LockLost
from graph.load import MissingReference, unload, word_key
from graph.project import PROJECTS_BY_CODE
from graph.schema import TAKE_LOCK, graph_lock
from seeds.load import DEMONSTRATION, REFERENCE_TABLES, is_loaded, load_dataset, remove_dataset
from seeds.reading import Record, TableProblems, read_table
from seeds.tables import LAYOUT, Table
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
RENAME = Statement("rename", "MATCH (n:Business {code: $code}) SET n.name = $name, n.version = n.version + 1")
BUSINESS = Statement(
    "business_of_test",
    "MATCH (n:Business {code: $code}) RETURN n.name AS name, n.version AS version, n.workers AS workers, "
    "[(n)-[:NAMED]->(w:Word) | w.key] AS words, [(n)-[:OFFERS]->(o:Offer) | o.capacityPerYear] AS offers",
)
WORD = Statement(
    "word_of_test",
    "MATCH (w:Word {key: $key}) "
    "RETURN w.kind AS kind, w.names AS names, COUNT { (w)<-[:NAMED]-() } AS counted",
)
LABELS = Statement(
    "labels_of_test",
    "MATCH (n:Business {code: $code}) UNWIND labels(n) AS label WITH n, label ORDER BY label "
    "RETURN n.kind AS kind, collect(label) AS labels",
)
TIES = Statement(
    "ties_of_test",
    "MATCH (n {code: $code})-[r]-(m) WHERE type(r) IN $kinds "
    "RETURN type(r) AS kind, r.role AS role, r.share AS share, coalesce(m.code, m.key) AS other "
    "ORDER BY other",
)
TRADED = Statement(
    "traded_of_test",
    "MATCH (:Business {code: $code})<-[r:SUPPLIES]-() RETURN collect(r.product) AS products",
)
TOUCH = Statement("touch", "MATCH (n {code: $code}) SET n.version = 2")
LET_LEASE_END = Statement("let_lease_end", "MATCH (l:Lock {name: $name}) SET l.freeAt = timestamp() - 1")
EXISTING = Statement("existing_of_test", "MATCH (n) WHERE n.code IN $codes RETURN collect(n.code) AS codes")
CHANGES = Statement(
    "changes_of_dataset",
    "MATCH (c:Change {dataset: $dataset}) RETURN c.action AS action, c.sequence AS sequence "
    "ORDER BY sequence",
)
_BOOKKEEPING = {"Change", "Sequence", "Lock", "Migration", "Ledger"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All that a graph holds, bookkeeping apart: how many of each kind, and a checksum over everything."""

    nodes: Counter[str]
    relationships: Counter[str]
    checksum: str


@pytest.fixture
def others(graph: Graph, tmp_path: Path) -> Register:
    """An empty register beside that of the test, as another dataset."""
    folder = tmp_path / "other"
    folder.mkdir()
    return Register(graph, folder)


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


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rows are written together, not two thousand."""
    for module in ("load", "ledger"):
        monkeypatch.setattr(f"seeds.{module}.BATCH", 3)


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
    await unload(graph, "nothing")  # words that are left of what other tests have removed
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
    assert sorted(found["words"]) == ["FACILITY moi", "FACILITY ten"]


async def test_word_knows_how_many_names_have_it(graph: Graph, register: Register, others: Register) -> None:
    word = register.word
    changed, kept, gone = (register.facility(f"{name} {word}") for name in ("Đổi", "Giữ", "Thôi"))
    register.organisation(f"Tổ chức {word}")
    others.facility(f"Khác {word}")

    async def counts(kind: str) -> list[Row]:
        return await graph.read(WORD, key=word_key(kind, word))

    await register.load()
    loaded, of_another_kind = await counts("FACILITY"), await counts("ORGANISATION")
    await others.load()
    with_others = await counts("FACILITY")
    register.facility("Đổi Rồi", code=changed)
    register.facility(f"Giữ Mãi {word}", code=kept)
    drop(register, "facilities.csv", gone)
    await register.load()
    left = await counts("FACILITY")
    await remove_dataset(graph, register.dataset)
    of_others = await counts("FACILITY")

    assert loaded == [{"kind": "FACILITY", "names": 3, "counted": 3}]
    assert of_another_kind == [{"kind": "ORGANISATION", "names": 1, "counted": 1}]
    assert with_others == [{"kind": "FACILITY", "names": 4, "counted": 4}]
    assert left == [{"kind": "FACILITY", "names": 2, "counted": 2}]
    assert of_others == [{"kind": "FACILITY", "names": 1, "counted": 1}]


async def ties(graph: Graph, code: str, *kinds: str) -> set[str]:
    """What a record is tied to by some kinds of relationship."""
    return {row["other"] for row in await graph.read(TIES, code=code, kinds=kinds)}


async def existing(graph: Graph, *codes: str) -> set[str]:
    """Those of some codes that a record has."""
    return set((await graph.read(EXISTING, codes=codes))[0]["codes"])


def drop(register: Register, file: str, code: str) -> None:
    """Takes the row of a code out of its file."""
    rows = register.rows(file)
    rows[:] = [row for row in rows if row["code"] != code]


async def test_row_that_changes_leaves_no_relationship_behind(graph: Graph, register: Register) -> None:
    here, there = register.unit("Xã Cũ"), register.unit("Xã Mới")
    before, after = register.organisation("Chủ Cũ"), register.organisation("Chủ Mới")
    firm = register.facility(unit=here, organisation=before)
    other = register.facility("Xưởng Kia", unit=here, organisation=before)
    cluster = register.cluster(units=[f"{here}:0.6", f"{there}:0.4"])
    await register.load()
    register.facility(code=firm, unit=there, organisation=after)
    register.cluster(code=cluster, units=[there])

    rows = await register.load()

    assert rows == 2
    assert await ties(graph, firm, "SITUATED_IN", "OPERATES") == {there, after}
    assert await ties(graph, other, "SITUATED_IN", "OPERATES") == {here, before}
    assert await graph.read(TIES, code=cluster, kinds=["SITUATED_IN"]) == [
        {"kind": "SITUATED_IN", "role": None, "share": 1.0, "other": there}
    ]


async def test_cell_that_is_emptied_ends_its_relationship(graph: Graph, register: Register) -> None:
    firm = register.facility(unit=register.unit(), organisation=register.organisation())
    await register.load()
    register.facility(code=firm)

    await register.load()

    assert await ties(graph, firm, "SITUATED_IN", "OPERATES") == set()


async def test_parties_of_a_meeting_change_places(graph: Graph, register: Register) -> None:
    fair, seller, buyer, third = register.fair(), register.facility(), register.buyer(), register.buyer("Ba")
    code = str(issue(RecordKind.MEETING))
    register.row("meetings.csv", code=code, fair=fair, seller=seller, buyer=buyer)
    await register.load()

    register.row("meetings.csv", code=code, fair=fair, seller=buyer, buyer=seller)
    await register.load()
    swapped = {row["other"]: row["role"] for row in await graph.read(TIES, code=code, kinds=["BETWEEN"])}
    register.row("meetings.csv", code=code, fair=fair, seller=buyer, buyer=third)
    await register.load()
    replaced = {row["other"]: row["role"] for row in await graph.read(TIES, code=code, kinds=["BETWEEN"])}

    assert swapped == {buyer: "SELLER", seller: "BUYER"}
    assert replaced == {buyer: "SELLER", third: "BUYER"}


async def test_rows_that_are_gone_are_removed(graph: Graph, register: Register) -> None:
    good, firm, gone = register.product(), register.facility(), register.facility("Xưởng Thôi")
    fair, left = register.fair(), register.fair("Hội chợ Thôi")
    for business in (firm, gone):
        register.offer(business, good)
        register.participant(fair, business)
    register.participant(left, firm)
    register.trade(firm, gone, good)
    await register.load()
    drop(register, "facilities.csv", gone)
    for file, column, value in (
        ("offers.csv", "business", gone),
        ("fair_participants.csv", "business", gone),
        ("fair_participants.csv", "fair", left),
        ("trade_links.csv", "customer", gone),
    ):
        register.rows(file)[:] = [row for row in register.rows(file) if row[column] != value]

    rows = await register.load()

    assert rows == 5
    assert await existing(graph, firm, gone, left) == {firm, left}
    assert await ties(graph, firm, "OFFERS", "TAKES_PART_IN", "SUPPLIES") == {f"{firm}|{good}|", fair}
    assert await ties(graph, good, "OF") == {f"{firm}|{good}|"}
    assert await register.load() == 0


async def test_gone_row_that_somebody_changed_keeps_its_record_and_ties(
    graph: Graph, register: Register
) -> None:
    unit, organisation = register.unit(), register.organisation()
    moved, gone = register.facility("Dời", unit=unit), register.facility("Thôi", unit=unit)
    plain = register.facility("Trơn", organisation=organisation)
    await register.load()
    for code in (moved, gone, organisation):
        await graph.write((TOUCH, {"code": code}))
    register.facility("Dời", code=moved)
    for code in (gone, plain):
        drop(register, "facilities.csv", code)
    drop(register, "organisations.csv", organisation)

    await register.load()

    assert await ties(graph, moved, "SITUATED_IN") == {unit}
    assert await ties(graph, gone, "SITUATED_IN") == {unit}
    assert await ties(graph, organisation, "OPERATES") == {plain}


async def test_gone_row_to_which_another_dataset_refers_keeps_its_record(
    graph: Graph, register: Register, others: Register
) -> None:
    good, free = others.product(), others.product()
    await others.load()
    firm = register.facility()
    offer = register.offer(firm, good)
    await register.load()
    others.rows("products.csv").clear()

    await others.load()

    assert await existing(graph, good, free) == {good}
    assert await ties(graph, good, "OF") == {offer}


async def test_gone_row_to_which_another_dataset_refers_is_removed_once_it_does_not(
    graph: Graph, register: Register, others: Register
) -> None:
    good, gone, kept = others.product(), others.product(), others.product()
    await others.load()
    offer = register.offer(register.facility(), gone)
    await register.load()
    rows = list(others.rows("products.csv"))
    others.rows("products.csv")[:] = [row for row in rows if row["code"] == kept]

    first, still_tied = await others.load(), await others.load()
    tied = await existing(graph, good, gone, kept)
    register.rows("offers.csv").clear()
    await register.load()
    untied, last = await others.load(), await others.load()

    assert (first, still_tied, untied, last) == (2, 0, 1, 0)
    assert (tied, await existing(graph, good, gone, kept)) == ({gone, kept}, {kept})
    assert offer


async def test_gone_row_whose_record_stays_may_come_back(
    graph: Graph, register: Register, others: Register
) -> None:
    above = others.product()
    good = others.product(kind_of=above, kind_of_factor=1)
    await others.load()
    register.offer(register.facility(), good)
    await register.load()
    rows = list(others.rows("products.csv"))
    others.rows("products.csv").clear()
    await others.load()
    alone = await ties(graph, good, "KIND_OF")
    others.rows("products.csv")[:] = rows

    back, again = await others.load(), await others.load()

    assert (alone, await ties(graph, good, "KIND_OF")) == (set(), {above})
    assert (back, again) == (2, 0)


async def test_business_that_stays_under_its_old_label_gets_the_new_one_once_nothing_is_tied_to_it(
    graph: Graph, register: Register, others: Register
) -> None:
    code = register.supplier()
    await register.load()
    others.offer(code, others.product())
    await others.load()
    register.rows("suppliers.csv").clear()
    register.facility(code=code)
    await register.load()
    tied = await graph.read(LABELS, code=code)
    others.rows("offers.csv").clear()
    await others.load()

    rows = await register.load()

    assert tied == [{"kind": "SUPPLIER", "labels": ["Business", "Supplier"]}]
    assert await graph.read(LABELS, code=code) == [{"kind": "FACILITY", "labels": ["Business", "Facility"]}]
    assert (rows, await register.load()) == (2, 0)


async def test_product_of_a_trade_link_that_does_not_exist_names_file_and_line(
    graph: Graph, register: Register
) -> None:
    good, supplier, customer = register.product(), register.facility(), register.facility()
    register.trade(supplier, customer, good)
    register.trade(supplier, customer, "P-khong-co-hang-nay")

    for _ in range(2):
        with pytest.raises(MissingReference) as raised:
            await register.load()
        assert raised.value.lines == ["trade_links.csv line 3"]

    assert await graph.read(TRADED, code=customer) == [{"products": [good]}]


async def test_product_that_interests_and_does_not_exist_names_file_and_line(
    graph: Graph, register: Register
) -> None:
    good, other, fair = register.product(), register.product(), register.fair()
    firms = [register.facility() for _ in range(4)]
    absent = "P-khong-co-hang-nay"
    for firm, interests in zip(firms, (None, [good, other], [good, absent], [absent]), strict=True):
        register.row("fair_participants.csv", fair=fair, business=firm, role="BUYER", interests=interests)

    with pytest.raises(MissingReference) as raised:
        await register.load()

    assert raised.value.lines == ["fair_participants.csv line 4", "fair_participants.csv line 5"]
    assert await ties(graph, fair, "TAKES_PART_IN") == set(firms[:2])


async def test_gone_product_that_links_of_the_dataset_name_names_file_and_line(
    graph: Graph, register: Register
) -> None:
    good, gone, fair = register.product(), register.product(), register.fair()
    supplier, customer = register.facility(), register.facility()
    for product in (good, gone):
        register.trade(supplier, customer, product)
    register.row("fair_participants.csv", fair=fair, business=customer, role="BUYER", interests=[gone])
    await register.load()
    drop(register, "products.csv", gone)

    with pytest.raises(MissingReference) as raised:
        await register.load()

    assert raised.value.lines == ["trade_links.csv line 3"]
    assert await existing(graph, good, gone) == {good}


async def test_gone_product_that_links_of_another_dataset_name_keeps_its_record(
    graph: Graph, register: Register, others: Register
) -> None:
    traded, wanted, free = others.product(), others.product(), others.product()
    await others.load()
    supplier, customer, fair = register.facility(), register.facility(), register.fair()
    register.trade(supplier, customer, traded)
    register.row("fair_participants.csv", fair=fair, business=customer, role="BUYER", interests=[wanted])
    await register.load()
    others.rows("products.csv").clear()

    await others.load()

    assert await existing(graph, traded, wanted, free) == {traded, wanted}


async def test_gone_row_leaves_the_relationship_that_another_dataset_states(
    graph: Graph, register: Register, others: Register
) -> None:
    old, new, newer = register.unit("Xã Cũ"), register.unit("Xã Mới"), register.unit("Xã Mới Nữa")
    for later in (new, newer):
        register.succession(old, later)
    await register.load()
    others.succession(old, new)
    await others.load()
    register.rows("unit_successions.csv").clear()

    await register.load()

    assert await ties(graph, old, "SUCCEEDED_BY") == {new}


async def test_reference_to_a_row_that_is_gone_names_file_and_line(graph: Graph, register: Register) -> None:
    good, firm, gone = register.product(), register.facility(), register.facility("Xưởng Thôi")
    register.offer(firm, good)
    register.offer(gone, good)
    await register.load()
    drop(register, "facilities.csv", gone)

    for _ in range(2):
        with pytest.raises(MissingReference) as raised:
            await register.load()
        assert raised.value.lines == ["offers.csv line 3"]


async def test_record_that_moves_to_another_table_keeps_what_refers_to_it(
    graph: Graph, register: Register
) -> None:
    good, code = register.product(), register.supplier("Nay Là Xưởng")
    offer = register.offer(code, good)
    register.facility("Xưởng Khác")
    await register.load()
    register.rows("suppliers.csv").clear()
    register.facility("Nay Là Xưởng", code=code)

    await register.load()

    assert await ties(graph, code, "OFFERS") == {offer}


async def test_new_layout_writes_every_row_anew(
    graph: Graph, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    register.offer(register.facility(), register.product())
    await register.load()
    assert await register.load() == 0
    monkeypatch.setattr("seeds.tables.LAYOUT", LAYOUT + 1)

    assert await register.load() == 3
    assert await register.load() == 0


async def test_files_that_go_back_after_a_load_that_failed_are_loaded(
    graph: Graph, register: Register
) -> None:
    firm, unit = register.facility("Tên Một"), register.unit()
    await register.load()
    register.facility("Tên Hai", code=firm)
    offer = register.offer(firm, "P-khong-co-hang-nay")
    with pytest.raises(MissingReference):
        await register.load()
    register.facility("Tên Một", code=firm)
    register.rows("offers.csv").clear()

    await register.load()

    (found,) = await graph.read(BUSINESS, code=firm)
    assert (found["name"], found["offers"]) == ("Tên Một", [])
    assert await existing(graph, firm, unit, offer) == {firm, unit}


async def test_certificate_of_an_offer_is_held_by_the_offer_alone(graph: Graph, register: Register) -> None:
    good, firm = register.product(), register.facility()
    offer = register.offer(firm, good, variant="A")
    code = register.certificate(firm, "OCOP", offer_product=good, offer_variant="A")
    await register.load()
    of_the_offer = await ties(graph, code, "HOLDS")
    register.certificate(firm, "OCOP", code=code)

    await register.load()

    assert (of_the_offer, await ties(graph, code, "HOLDS")) == ({offer}, {firm})


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
    assert sorted(found["words"]) == ["FACILITY cu", "FACILITY ten"]
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


async def test_merged_code_that_a_record_still_has_is_a_problem(graph: Graph, register: Register) -> None:
    kept, merged = register.facility(), register.facility("Xưởng Khác")
    await register.load()
    register.row("merged_codes.csv", code=merged, into=kept)
    twice = str(issue(RecordKind.BUSINESS))
    register.row("merged_codes.csv", code=twice, into=merged)

    with pytest.raises(TableProblems) as raised:
        await register.load()

    assert raised.value.problems == [
        f"merged_codes.csv line 2, code: {merged} is still a record",
        "merged_codes.csv line 3, into: was merged itself; name the record that absorbed it",
    ]


@pytest.mark.parametrize("is_loaded", [False, True])
async def test_business_that_stands_in_two_tables_is_a_problem(
    graph: Graph, register: Register, is_loaded: bool
) -> None:
    code = register.facility()
    if is_loaded:
        await register.load()
    register.buyer(code=code)

    with pytest.raises(TableProblems) as raised:
        await register.load()

    assert raised.value.problems == [f"buyers.csv line 2, code: {code} stands in facilities.csv too"]
    assert await existing(graph, code) == ({code} if is_loaded else set())


async def test_record_that_somebody_changed_stays_where_its_row_moves_to_another_table(
    graph: Graph, register: Register
) -> None:
    good, code = register.product(), register.supplier("Nhà Cung Ứng")
    offer = register.offer(code, good)
    await register.load()
    await graph.write((TOUCH, {"code": code}))
    register.rows("suppliers.csv").clear()
    register.facility("Xưởng", code=code)

    await register.load()

    assert await ties(graph, code, "OFFERS") == {offer}
    assert await graph.read(LABELS, code=code) == [{"kind": "SUPPLIER", "labels": ["Business", "Supplier"]}]
    assert await register.load() == 0


async def test_version_of_the_data_rises_when_a_load_begins_and_when_it_ends_or_fails(
    graph: Graph, register: Register
) -> None:
    before = await data_version(graph)
    register.facility(unit="U-99999@2025-07-01")
    with pytest.raises(MissingReference):
        await register.load()
    failed = await data_version(graph)
    register.rows("facilities.csv").clear()

    await register.load()

    assert (failed, await data_version(graph)) == (before + 2, before + 4)
    assert await graph.read(CHANGES, dataset=register.dataset.name) == [
        {"action": "LOAD_BEGUN", "sequence": before + 1},
        {"action": "LOAD_FAILED", "sequence": before + 2},
        {"action": "LOAD_BEGUN", "sequence": before + 3},
        {"action": "LOADED", "sequence": before + 4},
    ]


async def test_project_under_rules_that_nobody_knows_is_a_problem_of_its_row(register: Register) -> None:
    project = register.project(rule_set=["quoc-gia-2025", "nghi-dinh-45"])

    with pytest.raises(TableProblems) as raised:
        await register.load()

    assert raised.value.problems == [
        "projects.csv line 2, rule_set: there is no rule set nghi-dinh-45; known are lao-cai-2026, "
        "quoc-gia-2019, quoc-gia-2025"
    ]
    assert await register.graph.read(PROJECTS_BY_CODE, keys=[project]) == []


async def test_list_that_names_one_unknown_unit_names_file_and_line(graph: Graph, register: Register) -> None:
    unit = register.unit()
    cluster = register.cluster(units=[f"{unit}:0.6", "U-99998@2025-07-01:0.4"])

    with pytest.raises(MissingReference) as raised:
        await register.load()

    assert raised.value.lines == ["clusters.csv line 2"]
    assert await ties(graph, cluster, "SITUATED_IN") == {unit}


async def test_rows_on_many_pages_are_kept_apart(graph: Graph, register: Register, small_pages: None) -> None:
    firms = [register.facility() for _ in range(10)]
    await register.load()
    for code in firms[1], firms[8]:
        register.facility("Xưởng Kia", code=code)
    for code in firms[2], firms[3], firms[9]:
        drop(register, "facilities.csv", code)
    added = register.facility("Xưởng Khác")

    rows = await register.load()

    names = {
        code: (await graph.read(BUSINESS, code=code))[0]["name"] for code in (*firms[:2], firms[8], added)
    }
    assert rows == 6
    assert list(names.values()) == ["Xưởng Thử", "Xưởng Kia", "Xưởng Kia", "Xưởng Khác"]
    assert await existing(graph, *firms) == set(firms) - {firms[2], firms[3], firms[9]}
    assert await register.load() == 0


async def test_row_may_refer_to_a_later_page(graph: Graph, register: Register, small_pages: None) -> None:
    province = "U-97531@2025-07-01"
    communes = [register.unit(part_of=[province]) for _ in range(7)]
    register.unit("Tỉnh Đến Sau", code=province, official_code="97531", kind="PROVINCE")

    rows = await register.load()

    assert rows == 8
    assert await ties(graph, province, "PART_OF") == set(communes)
    assert await register.load() == 0


async def test_load_that_failed_writes_only_what_is_left(
    graph: Graph, register: Register, small_pages: None
) -> None:
    unit = register.unit()
    firms = [register.facility(unit=unit) for _ in range(8)]
    register.facility(code=firms[4], unit="U-99997@2025-07-01")
    with pytest.raises(MissingReference) as raised:
        await register.load()
    register.facility(code=firms[4], unit=unit)

    rows = await register.load()

    assert raised.value.lines == ["facilities.csv line 6"]
    assert rows == 1
    assert await ties(graph, unit, "SITUATED_IN") == set(firms)


async def test_rows_are_read_beside_the_event_loop(
    graph: Graph, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, merged = register.facility(), str(issue(RecordKind.BUSINESS))
    register.row("merged_codes.csv", code=merged, into=kept)
    readers: list[int] = []

    def read(folder: Path, table: Table, problems: list[str]) -> Iterator[Record]:
        for record in read_table(folder, table, problems):
            readers.append(threading.get_ident())
            yield record

    monkeypatch.setattr("seeds.load.read_table", read)

    await register.load()

    assert len(readers) == 5  # each checked and loaded, and the merged code for the checks
    assert threading.get_ident() not in readers


async def test_load_whose_lock_another_takes_writes_nothing_more(
    graph: Graph, register: Register, small_pages: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.schema._RENEWAL_SECONDS", 0.1)
    firms = [register.facility() for _ in range(7)]
    name, loop, readings = word(), asyncio.get_running_loop(), itertools.count(1)

    async def take() -> None:
        taking = (TAKE_LOCK, {"name": name, "holder": "another"})
        await graph.write((LET_LEASE_END, {"name": name}), taking)  # at once: not renewed between

    def read(folder: Path, table: Table, problems: list[str]) -> Iterator[Record]:
        for record in read_table(folder, table, problems):
            if next(readings) == len(firms) + 5:  # all are checked, and the first three written
                asyncio.run_coroutine_threadsafe(take(), loop).result(timeout=10)
                time.sleep(1.0)
            yield record

    monkeypatch.setattr("seeds.load.read_table", read)

    with pytest.raises(LockLost):
        async with graph_lock(graph, name):
            await register.load()
    await asyncio.sleep(1.0)

    assert await existing(graph, *firms) == set(firms[:3])
    monkeypatch.undo()
    assert await register.load() == 4


async def test_removal_takes_words_and_links_but_nothing_of_others(
    graph: Graph, register: Register, others: Register
) -> None:
    good = others.product()
    customer, neighbour = others.facility(f"Chung {others.word}"), others.facility("Bên Cạnh")
    await others.load()
    await unload(graph, "nothing")  # words that are left of what other tests have removed
    before = await snapshot(graph)
    firm = register.facility(f"Riêng {register.word} {others.word}")
    register.offer(firm, good)
    register.trade(firm, customer, good)
    register.trade(neighbour, customer, good)
    await register.load()

    removed = await remove_dataset(graph, register.dataset)

    assert removed is True
    assert await snapshot(graph) == before


async def test_removal_stays_in_the_history(graph: Graph, register: Register) -> None:
    register.facility()
    before = await data_version(graph)
    await register.load()

    await remove_dataset(graph, register.dataset)

    assert await graph.read(CHANGES, dataset=register.dataset.name) == [
        {"action": "LOAD_BEGUN", "sequence": before + 1},
        {"action": "LOADED", "sequence": before + 2},
        {"action": "REMOVED", "sequence": before + 3},
    ]
