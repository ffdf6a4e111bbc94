"""Constraints, migrations, locks and the numbering of changes."""

import asyncio
import datetime as dt

import pytest

from graph.change import data_version, recording
from graph.client import Graph
from graph.cypher import Statement
from graph.errors import Conflict, GraphTooNew, LockLost
from graph.inventory import missing_declarations, was_removed
from graph.schema import (
    MIGRATIONS,
    RECORD_MIGRATION,
    RELEASE_LOCK,
    TAKE_LOCK,
    graph_lock,
    newest_migration,
    prepare,
)
from tests.builders import Register, word

NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
COUNT_MIGRATIONS = Statement("count_migrations", "MATCH (m:Migration) RETURN count(m) AS total")
FORGET_MIGRATION = Statement("forget_migration", "MATCH (m:Migration {number: $number}) DELETE m")
CHANGES_OF_TEST = Statement(
    "changes_of_test",
    "MATCH (c:Change {actor: $actor}) RETURN c.sequence AS sequence ORDER BY sequence",
)
COUNT_CHANGES = Statement(
    "count_changes", "MATCH (c:Change) RETURN count(c) AS total, max(c.sequence) AS newest"
)
CREATE_WORD = Statement("create_word", "CREATE (w:Word {key: $text, names: 0})")
CREATE_SUPPLIES = Statement(
    "create_supplies",
    "MATCH (a:Word {key: $text}) CREATE (a)-[:SUPPLIES {key: $text}]->(a)",
)
READ_LEASE = Statement(
    "read_lease", "MATCH (l:Lock {name: $name}) RETURN l.freeAt - timestamp() AS milliseconds"
)
LET_LEASE_END = Statement("let_lease_end", "MATCH (l:Lock {name: $name}) SET l.freeAt = timestamp() - 1")
FORGET_ORDER = Statement(
    "forget_order",
    "MATCH (n:Business) WHERE n.code IN $codes SET n.offersByName = NULL, n.offersByNameDown = NULL",
)
ORDERED = Statement(
    "ordered",
    "MATCH (n:Business) WHERE n.code IN $codes AND n.offersByName = n.byName "
    "AND n.offersByNameDown = n.byNameDown RETURN count(n) AS total",
)
OLD_WORD = Statement(
    "old_word",
    "CREATE (w:Word {text: $text}) WITH w UNWIND range(1, size($text)) AS length "
    "MERGE (p:Prefix {text: substring($text, 0, length)}) CREATE (p)-[:BEGINS]->(w)",
)
HANG_ON_OLD_WORD = Statement(
    "hang_on_old_word",
    "MATCH (n)-[:NAMED]->(w:Word) WHERE n.code IN $codes AND w.key ENDS WITH (' ' + $text) "
    "MATCH (old:Word {text: $text}) CREATE (n)-[:NAMED]->(old) DETACH DELETE w",
)
WORDS_BEGUN = Statement(
    "words_begun",
    "MATCH (p:Prefix)-[:BEGINS]->(w:Word)<-[:NAMED]-(n) WHERE p.text IN $beginnings AND n.code IN $codes "
    "RETURN w.key AS key, w.names AS names, collect(DISTINCT n.code) AS records, "
    "count(DISTINCT p) AS beginnings ORDER BY key",
)
OLD_WORDS = Statement("old_words", "MATCH (w:Word {text: $text}) RETURN count(w) AS total")
REMOVE_WORD = Statement("remove_word", "MATCH (w:Word {key: $text}) DETACH DELETE w")


async def test_graph_can_be_prepared_again(graph: Graph) -> None:
    await prepare(graph)

    assert await newest_migration(graph) == len(MIGRATIONS)
    assert await graph.read(COUNT_MIGRATIONS) == [{"total": len(MIGRATIONS)}]
    assert await missing_declarations(graph) == []


async def test_graph_can_be_prepared_by_many_at_once(graph: Graph) -> None:
    await asyncio.gather(*(prepare(graph) for _ in range(4)))

    assert await graph.read(COUNT_MIGRATIONS) == [{"total": len(MIGRATIONS)}]


async def test_graph_of_before_is_brought_to_the_newest_migration(graph: Graph, register: Register) -> None:
    makers = [register.facility() for _ in range(3)]
    for maker in makers:
        register.offer(maker, register.product())
    await register.load()
    since = [(FORGET_MIGRATION, {"number": number}) for number in range(2, len(MIGRATIONS) + 1)]
    await graph.write((FORGET_ORDER, {"codes": makers}), *since)

    await prepare(graph)

    assert await graph.read(ORDERED, codes=makers) == [{"total": 3}]
    assert await graph.read(COUNT_MIGRATIONS) == [{"total": len(MIGRATIONS)}]


async def test_names_of_before_are_hung_on_words_of_their_kind(graph: Graph, register: Register) -> None:
    mark = register.word
    await graph.write((OLD_WORD, {"text": mark}))
    firm, other = register.facility(f"Xưởng {mark}"), register.organisation(f"Chủ {mark}")
    await register.load()
    await graph.write(
        (HANG_ON_OLD_WORD, {"codes": [firm, other], "text": mark}),
        *((FORGET_MIGRATION, {"number": number}) for number in range(3, len(MIGRATIONS) + 1)),
    )

    await prepare(graph)

    found = await graph.read(WORDS_BEGUN, beginnings=[mark[:3], f"{mark} "], codes=[firm, other])
    assert found == [
        {"key": f"FACILITY {mark}", "names": 1, "records": [firm], "beginnings": 2},
        {"key": f"ORGANISATION {mark}", "names": 1, "records": [other], "beginnings": 2},
    ]
    assert await graph.read(OLD_WORDS, text=mark) == [{"total": 0}]
    assert await graph.read(COUNT_MIGRATIONS) == [{"total": len(MIGRATIONS)}]


async def test_graph_of_a_newer_version_is_refused(graph: Graph) -> None:
    newer = len(MIGRATIONS) + 1
    await graph.write((RECORD_MIGRATION, {"number": newer, "name": "of tomorrow", "at": NOW}))
    try:
        with pytest.raises(GraphTooNew) as raised:
            await prepare(graph)
    finally:
        await graph.write((FORGET_MIGRATION, {"number": newer}))

    assert str(raised.value) == (
        f"This graph has migration {newer}; this version of Lienket knows {len(MIGRATIONS)}. "
        "Run the newer version."
    )
    assert await newest_migration(graph) == len(MIGRATIONS)


async def test_graph_that_a_newer_version_migrates_meanwhile_is_refused(graph: Graph) -> None:
    newer = len(MIGRATIONS) + 1
    try:
        async with graph_lock(graph, "schema"):
            preparing = asyncio.create_task(prepare(graph))
            await asyncio.sleep(1.0)  # it has read the newest migration and waits
            await graph.write((RECORD_MIGRATION, {"number": newer, "name": "of tomorrow", "at": NOW}))
        with pytest.raises(GraphTooNew):
            await preparing
    finally:
        await graph.write((FORGET_MIGRATION, {"number": newer}))


async def test_lock_has_one_holder_at_a_time(graph: Graph) -> None:
    name, inside, most = word(), 0, 0

    async def hold() -> None:
        nonlocal inside, most
        async with graph_lock(graph, name):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.05)
            inside -= 1

    await asyncio.gather(*(hold() for _ in range(4)))

    assert (most, inside) == (1, 0)


async def test_second_holder_waits_until_the_first_is_done(graph: Graph) -> None:
    name, second = word(), asyncio.Event()

    async def hold() -> None:
        async with graph_lock(graph, name):
            second.set()

    async with graph_lock(graph, name):
        waiting = asyncio.create_task(hold())
        await asyncio.sleep(0.7)
        held_meanwhile = second.is_set()
    await waiting

    assert (held_meanwhile, second.is_set()) == (False, True)


async def test_lock_is_free_after_a_failure(graph: Graph) -> None:
    name = word()

    with pytest.raises(ZeroDivisionError):
        async with graph_lock(graph, name):
            raise ZeroDivisionError
    async with asyncio.timeout(5), graph_lock(graph, name):
        pass


async def test_lock_of_a_process_that_was_killed_is_free_after_seconds(graph: Graph) -> None:
    name = word()
    await graph.write((TAKE_LOCK, {"name": name, "holder": "killed"}))
    ((lease,),) = await graph.write((READ_LEASE, {"name": name}))
    await graph.write((LET_LEASE_END, {"name": name}))

    async with asyncio.timeout(5), graph_lock(graph, name):
        pass

    assert 15_000 < lease["milliseconds"] <= 20_000


async def test_lease_is_renewed_while_the_lock_is_held(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.schema._RENEWAL_SECONDS", 0.1)
    name = word()

    async with graph_lock(graph, name):
        await graph.write((LET_LEASE_END, {"name": name}))
        await asyncio.sleep(1.0)
        ((lease,),) = await graph.write((READ_LEASE, {"name": name}))
        ((taken),) = await graph.write((TAKE_LOCK, {"name": name, "holder": "another"}))

    assert lease["milliseconds"] > 15_000
    assert taken == []


async def test_lock_that_is_lost_is_not_released(graph: Graph) -> None:
    name = word()

    async def hold() -> None:
        async with graph_lock(graph, name):
            taking = (TAKE_LOCK, {"name": name, "holder": "another"})
            await graph.write((LET_LEASE_END, {"name": name}), taking)  # at once: not renewed between

    with pytest.raises(LockLost):
        await hold()

    ((taken),) = await graph.write((RELEASE_LOCK, {"name": name, "holder": "another"}))
    assert taken == [{"name": name}]


@pytest.mark.parametrize("is_free_again", [False, True])
async def test_holder_whose_lock_another_takes_is_stopped(
    graph: Graph, monkeypatch: pytest.MonkeyPatch, is_free_again: bool
) -> None:
    monkeypatch.setattr("graph.schema._RENEWAL_SECONDS", 0.1)
    name, written = word(), 0

    async def hold() -> None:
        nonlocal written
        async with graph_lock(graph, name):
            taking = (TAKE_LOCK, {"name": name, "holder": "another"})
            await graph.write((LET_LEASE_END, {"name": name}), taking)  # at once: not renewed between
            if is_free_again:
                await graph.write((RELEASE_LOCK, {"name": name, "holder": "another"}))
            while True:
                await asyncio.sleep(0.01)
                written += 1

    with pytest.raises(LockLost) as raised:
        async with asyncio.timeout(5):
            await hold()
    by_then = written
    await asyncio.sleep(0.3)

    assert str(raised.value) == (
        f"Another process has taken the lock {name!r}, as this one could not renew it for 20 s: what it did "
        "is stopped. Run it again when the other is done"
    )
    task = asyncio.current_task()
    assert task is not None
    assert (written, task.cancelling()) == (by_then, 0)


async def test_holder_that_is_stopped_says_so_whatever_it_made_of_that(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.schema._RENEWAL_SECONDS", 0.1)
    name, task = word(), asyncio.current_task()
    assert task is not None

    async def hold() -> None:
        async with graph_lock(graph, name):
            taking = (TAKE_LOCK, {"name": name, "holder": "another"})
            await graph.write((LET_LEASE_END, {"name": name}), taking)
            try:
                await asyncio.sleep(5)
            finally:
                raise ValueError("broken off")

    with pytest.raises(LockLost) as raised:
        await hold()

    assert (repr(raised.value.__cause__), task.cancelling()) == ("ValueError('broken off')", 0)


async def test_holder_that_is_cancelled_is_not_told_of_a_lost_lock(graph: Graph) -> None:
    name, held = word(), asyncio.Event()

    async def hold() -> None:
        async with graph_lock(graph, name):
            held.set()
            await asyncio.sleep(60)

    holding = asyncio.create_task(hold())
    await held.wait()
    holding.cancel()

    with pytest.raises(asyncio.CancelledError):
        await holding
    async with asyncio.timeout(5), graph_lock(graph, name):
        pass


async def test_removal_of_a_dataset_is_remembered(graph: Graph) -> None:
    dataset = word()
    change = recording(at=NOW, actor="tests", action="LOADED", summary="A test", dataset=dataset)
    await graph.write(change)
    before = await was_removed(graph, dataset)
    change = recording(at=NOW, actor="tests", action="REMOVED", summary="A test", dataset=dataset)
    await graph.write(change)

    assert (before, await was_removed(graph, dataset)) == (False, True)


async def test_locks_of_other_names_do_not_wait(graph: Graph) -> None:
    async with asyncio.timeout(5), graph_lock(graph, word()), graph_lock(graph, word()):
        pass


async def test_changes_are_numbered_without_gaps_under_concurrency(graph: Graph) -> None:
    actor, before = word(), await data_version(graph)
    change = recording(at=NOW, actor=actor, action="UPDATED", summary="A test")

    await asyncio.gather(*(graph.write(change) for _ in range(50)))

    assert await graph.read(CHANGES_OF_TEST, actor=actor) == [
        {"sequence": number} for number in range(before + 1, before + 51)
    ]
    assert await data_version(graph) == before + 50


async def test_change_of_a_write_that_fails_is_not_recorded(graph: Graph) -> None:
    actor, text, before = word(), word(), await data_version(graph)
    await graph.write((CREATE_WORD, {"text": text}))
    change = recording(at=NOW, actor=actor, action="UPDATED", summary="A test")

    with pytest.raises(Conflict):
        await graph.write(change, (CREATE_WORD, {"text": text}))

    assert await graph.read(CHANGES_OF_TEST, actor=actor) == []
    assert await data_version(graph) == before
    await graph.write((REMOVE_WORD, {"text": text}))


async def test_every_number_belongs_to_a_change(graph: Graph) -> None:
    (counted,) = await graph.read(COUNT_CHANGES)

    assert counted["newest"] == await data_version(graph)


async def test_key_of_a_relationship_is_unique(graph: Graph) -> None:
    text = word()
    await graph.write((CREATE_WORD, {"text": text}))
    await graph.write((CREATE_SUPPLIES, {"text": text}))

    with pytest.raises(Conflict):
        await graph.write((CREATE_SUPPLIES, {"text": text}))

    await graph.write((REMOVE_WORD, {"text": text}))
