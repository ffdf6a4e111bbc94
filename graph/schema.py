"""Brings a graph to the shape that this version of the service expects.

Constraints and indexes are declared beside the labels they protect and applied at every start;
numbered migrations change data, each once. Both run under a lock, so that many processes may start
at the same time, and refuse a graph that a newer version has migrated.
"""

import asyncio
import datetime as dt
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
    load,
    offer,
    organisation,
    product,
    project,
    trade_fair,
    trade_link,
    value_chain,
)
from graph.client import Graph
from graph.cypher import Declaration, Statement, unique
from graph.errors import Conflict, GraphError, GraphTooNew, Unavailable

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
        load,
        offer,
        organisation,
        product,
        project,
        trade_fair,
        trade_link,
        value_chain,
    )
    for statement in module.CONSTRAINTS
)

MIGRATIONS: tuple[tuple[str, tuple[Statement, ...]], ...] = (("the first shape", ()),)
"""Each with a name and the statements it runs in one transaction; its number is its place from 1 on.
A migration is never changed once it has been released, only followed by another."""

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
    SET l.touched = $at
    WITH l WHERE l.holder IS NULL OR l.holder = $holder OR l.until < $at
    SET l.holder = $holder, l.until = $until
    RETURN l.holder AS holder
    """,
)

RELEASE_LOCK = Statement(
    "release_lock",
    "MATCH (l:Lock {name: $name, holder: $holder}) REMOVE l.holder, l.until RETURN l.name AS name",
)

_LOCK_MINUTES = 15
_PATIENCE_SECONDS = 120


async def prepare(graph: Graph) -> None:
    """Applies constraints, indexes and migrations; can be run any number of times.

    Raises :class:`GraphTooNew` before touching anything.
    """
    newest = await newest_migration(graph)
    if newest > len(MIGRATIONS):
        raise GraphTooNew(
            f"This graph has migration {newest}; this version of Lienket knows {len(MIGRATIONS)}. "
            "Run the newer version."
        )
    for statement in CONSTRAINTS:
        await graph.declare(statement)
    async with graph_lock(graph, "schema"):
        for statement in DECLARATIONS:
            await graph.declare(statement)
        for number, (name, statements) in enumerate(MIGRATIONS, start=1):
            if number > newest:
                done = (RECORD_MIGRATION, {"number": number, "name": name, "at": dates.now()})
                await graph.write(*((statement, {}) for statement in statements), done)


async def newest_migration(graph: Graph) -> int:
    """The number of the newest migration that the graph has seen; 0 for a graph never prepared."""
    return int((await graph.read(NEWEST_MIGRATION))[0]["number"])


@asynccontextmanager
async def graph_lock(graph: Graph, name: str) -> AsyncIterator[None]:
    """Holds a lock that lies in the graph; one whose holder died is free again after a while.

    Raises :class:`GraphError` where another process keeps it for too long.
    """
    holder = secrets.token_hex(8)
    for _ in range(_PATIENCE_SECONDS * 2):
        if await _took(graph, name, holder):
            break
        await asyncio.sleep(0.5)
    else:
        raise GraphError(f"Another process has held the lock {name!r} for {_PATIENCE_SECONDS} s")
    try:
        yield
    finally:
        await graph.write((RELEASE_LOCK, {"name": name, "holder": holder}))


async def _took(graph: Graph, name: str, holder: str) -> bool:
    now = dates.now()
    until = now + dt.timedelta(minutes=_LOCK_MINUTES)
    wish = {"name": name, "holder": holder, "at": now, "until": until}
    try:
        ((*found,),) = await graph.write((TAKE_LOCK, wish))
    except (Conflict, Unavailable):
        return False
    return bool(found)
