"""Brings a graph to the shape that this version of the service expects.

Constraints and indexes are declared beside the labels they protect and applied at every start;
numbered migrations change data, each once. Both run under a lock, so that many processes may start
at the same time, and refuse a graph that a newer version has migrated.
"""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from domain import dates
from graph import (
    administrative_unit,
    agency,
    business,
    certificate,
    change,
    cluster,
    craft_village,
    import_requirement,
    ledger,
    load,
    offer,
    organisation,
    product,
    project,
    search,
    trade_fair,
    trade_link,
    value_chain,
)
from graph.client import Graph
from graph.cypher import Declaration, Statement, unique
from graph.errors import Conflict, GraphError, GraphTooNew, LockLost, Unavailable

logger = logging.getLogger("lienket.schema")

CONSTRAINTS = (unique("Migration", "number"), unique("Lock", "name"))

DECLARATIONS: tuple[Declaration, ...] = tuple(
    statement
    for module in (
        administrative_unit,
        agency,
        business,
        certificate,
        change,
        cluster,
        craft_village,
        import_requirement,
        ledger,
        load,
        offer,
        organisation,
        product,
        project,
        search,
        trade_fair,
        trade_link,
        value_chain,
    )
    for statement in module.CONSTRAINTS
)

MIGRATIONS: tuple[tuple[str, Statement | None], ...] = (
    ("the first shape", None),
    ("an order of those that offer anything", business.ORDER_THOSE_THAT_OFFER),
    ("words of names by kind of record", load.HANG_NAMES_ON_WORDS_OF_THEIR_KIND),
    ("what begins words by kind of record", load.BEGIN_WORDS_OF_KINDS),
    ("no words of all kinds", load.REMOVE_WORDS_OF_ALL_KINDS),
)
"""Each with a name and the statement that is run, each time in a transaction of its own, until it has
``changed`` nothing more; its number is its place from 1 on. A migration is never changed once it has been
released, only followed by another."""

NEWEST_MIGRATION = Statement(
    "newest_migration",
    "OPTIONAL MATCH (m:Migration) RETURN coalesce(max(m.number), 0) AS number",
)

RECORD_MIGRATION = Statement(
    "record_migration",
    "MERGE (m:Migration {number: $number}) SET m.name = $name, m.at = $at RETURN m.number AS number",
)

TAKE_LOCK = Statement(
    "take_lock",
    """
    MERGE (l:Lock {name: $name})
    SET l.touched = timestamp()
    WITH l WHERE l.holder IS NULL OR l.holder = $holder OR coalesce(l.freeAt, 0) < timestamp()
    SET l.holder = $holder, l.freeAt = timestamp() + 20000
    RETURN l.holder AS holder
    """,
)
"""Takes a lock that is free, or ours already, for twenty seconds by the clock of the graph."""

RENEW_LOCK = Statement(
    "renew_lock",
    """
    MATCH (l:Lock {name: $name})
    SET l.touched = timestamp()
    WITH l WHERE l.holder = $holder
    SET l.freeAt = timestamp() + 20000
    RETURN l.holder AS holder
    """,
)
"""Keeps our own lock for twenty seconds more, also one whose lease has ended; finds none where another has
taken it since, even if they have released it again."""

RELEASE_LOCK = Statement(
    "release_lock",
    "MATCH (l:Lock {name: $name, holder: $holder}) REMOVE l.holder, l.freeAt RETURN l.name AS name",
)

_RENEWAL_SECONDS = 5.0
_PATIENCE_SECONDS = 120.0
_RETRY_SECONDS = 0.5


async def prepare(graph: Graph) -> None:
    """Applies constraints, indexes and migrations; can be run any number of times.

    Raises :class:`GraphTooNew` before touching anything.
    """
    await _known_migration(graph)
    for statement in CONSTRAINTS:
        await graph.declare(statement)
    async with graph_lock(graph, "schema"):
        newest = await _known_migration(graph)  # another process may have migrated it meanwhile
        for statement in DECLARATIONS:
            await graph.declare(statement)
        for number, (name, step) in enumerate(MIGRATIONS, start=1):
            if number > newest:
                while step is not None and (await graph.write((step, {})))[0][0]["changed"]:
                    pass
                await graph.write((RECORD_MIGRATION, {"number": number, "name": name, "at": dates.now()}))


async def newest_migration(graph: Graph) -> int:
    """The number of the newest migration that the graph has seen; 0 for a graph never prepared."""
    return int((await graph.read(NEWEST_MIGRATION))[0]["number"])


async def _known_migration(graph: Graph) -> int:
    """The number of the newest migration; refuses one that this version does not know."""
    newest = await newest_migration(graph)
    if newest > len(MIGRATIONS):
        raise GraphTooNew(
            f"This graph has migration {newest}; this version of Lienket knows {len(MIGRATIONS)}. "
            "Run the newer version."
        )
    return newest


@asynccontextmanager
async def graph_lock(graph: Graph, name: str) -> AsyncIterator[None]:
    """Holds a lock that lies in the graph, by a short lease that is renewed while it is held: the
    lock of a process that was killed is free again after seconds, by the clock of the graph.

    Where the lease ends before it could be renewed and another process takes the lock, the task that held
    it is stopped, so that two never write at once. Raises :class:`LockLost` then, and :class:`GraphError`
    where another process keeps the lock for too long.
    """
    holder = secrets.token_hex(8)
    await _take(graph, name, holder)
    work = asyncio.current_task()
    assert work is not None
    cancellations = work.cancelling()
    is_lost = False

    async def keep() -> None:
        nonlocal is_lost
        await _renew_until_lost(graph, name, holder)
        is_lost = True
        work.cancel()

    keeping = asyncio.create_task(keep())
    try:
        try:
            yield
        finally:
            keeping.cancel()
            await asyncio.wait([keeping])
            ((*released,),) = await graph.write((RELEASE_LOCK, {"name": name, "holder": holder}))
    except (Exception, asyncio.CancelledError) as error:  # whatever the work made of being stopped
        if not is_lost or work.uncancel() > cancellations:  # somebody else wants it stopped too
            raise
        raise _lost(name) from error
    if not released:
        raise _lost(name)


def _lost(name: str) -> LockLost:
    return LockLost(
        f"Another process has taken the lock {name!r}, as this one could not renew it for 20 s: what it did "
        "is stopped. Run it again when the other is done"
    )


async def _take(graph: Graph, name: str, holder: str) -> None:
    loop = asyncio.get_running_loop()
    started = loop.time()
    is_told = False
    while not await _took(graph, name, holder):
        waited = loop.time() - started
        if waited > _PATIENCE_SECONDS:
            raise GraphError(f"Another process has held the lock {name!r} for {_PATIENCE_SECONDS:.0f} s")
        if waited > 2 * _RETRY_SECONDS and not is_told:
            logger.warning("another process holds the lock %r: waiting for it", name)
            is_told = True
        await asyncio.sleep(_RETRY_SECONDS)


async def _renew_until_lost(graph: Graph, name: str, holder: str) -> None:
    """Ends when another has taken the lock."""
    is_ours = True
    while is_ours:
        await asyncio.sleep(_RENEWAL_SECONDS)
        try:
            ((*found,),) = await graph.write((RENEW_LOCK, {"name": name, "holder": holder}))
            is_ours = bool(found)
        except GraphError as error:  # the lease outlasts three more attempts
            logger.warning("the lock %r could not be renewed: %s", name, error)


async def _took(graph: Graph, name: str, holder: str) -> bool:
    try:
        ((*found,),) = await graph.write((TAKE_LOCK, {"name": name, "holder": holder}))
    except (Conflict, Unavailable):
        return False
    return bool(found)
