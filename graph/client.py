"""The one door to the graph: named statements in, plain rows out, over the official driver."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from neo4j import AsyncDriver, AsyncManagedTransaction, Query, unit_of_work
from neo4j.exceptions import (
    AuthError,
    ConnectionAcquisitionTimeoutError,
    ConstraintError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from graph import bolt
from graph.bolt import Row as Row
from graph.cypher import Statement
from graph.errors import Conflict, GraphError, GraphTooOld, Refused, TimedOut, Unavailable

_OLDEST_NEO4J = (5, 26)
_ATTEMPTS = 3
_PAUSE_SECONDS = 0.05
_PATIENCE_SECONDS = 5.0
"""So long a connection is waited for."""
_RETRY_SECONDS = 0.25
_OUT_OF_TURN = "Neo.ClientError.Request.Invalid"
"""What an embedded engine says that stops before it has let us in. The driver keeps the turns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a graph is, how to enter it, and how many seconds to wait for one that is starting."""

    uri: str
    user: str
    password: str = field(repr=False)
    database: str
    patience: float = 0.0


@dataclass(slots=True)
class Tally:
    """What one request has cost in the graph."""

    statements: list[str] = field(default_factory=list[str])
    round_trips: int = 0
    rows: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """A graph that can be read and written; safe to share between requests of one event loop."""

    driver: AsyncDriver
    address: Address
    tally: Tally = field(default_factory=Tally)

    def tallied(self) -> "Graph":
        """The same graph with a tally of its own."""
        return replace(self, tally=Tally())

    async def read(self, statement: Statement, /, **parameters: object) -> list[Row]:
        """The rows of a statement that changes nothing.

        Runs as an auto-commit transaction (one round trip less than a managed one) and is tried
        again when the driver calls the failure transient. Raises :class:`Unavailable`,
        :class:`TimedOut` or another :class:`GraphError`.
        """
        started = time.perf_counter()
        rows: list[Row] = []
        try:
            rows = await _with_retry(lambda: self._read_once(statement, parameters), statement)
        finally:  # one that fails has been sent too
            self._count(statement, len(rows))
            self.tally.seconds += time.perf_counter() - started
        return rows

    async def write(self, *steps: tuple[Statement, Row]) -> list[list[Row]]:
        """Runs statements with their parameters in one transaction; the rows of each.

        The driver repeats the whole transaction after a transient failure, so it happens once or
        not at all. Raises :class:`Conflict` where a unique key is taken.
        """
        name = steps[0][0].name
        timeout = max(statement.timeout for statement, _ in steps)

        @unit_of_work(timeout=timeout, metadata={"query": name})
        async def work(transaction: AsyncManagedTransaction) -> list[list[Row]]:
            return [[dict(record) async for record in await transaction.run(s.text, p)] for s, p in steps]

        started = time.perf_counter()
        try:
            async with self.driver.session(database=self.address.database) as session:
                results = await session.execute_write(work)
        except (Neo4jError, DriverError, OSError) as error:
            raise translated(error, name) from error
        for (statement, _), rows in zip(steps, results, strict=True):
            self._count(statement, len(rows))
        self.tally.seconds += time.perf_counter() - started
        return results

    async def declare(self, statement: Statement) -> None:
        """Runs a statement that changes the schema, in a transaction of its own."""
        try:
            async with self.driver.session(database=self.address.database) as session:
                result = await session.run(Query(statement.text, timeout=statement.timeout))
                await result.consume()
        except (Neo4jError, DriverError, OSError) as error:
            raise translated(error, statement.name) from error

    async def answers(self, within: float) -> bool:
        """Whether the graph answers a trivial question in less than ``within`` seconds."""
        try:
            async with asyncio.timeout(within):
                await self._read_once(_PING, {}, patience=within)
        except (Neo4jError, DriverError, OSError, TimeoutError):
            return False
        return True

    async def server(self) -> str:
        """The server's own name and version, such as ``Neo4j/5.26.30``."""
        try:
            return (await self.driver.get_server_info()).agent
        except (Neo4jError, DriverError, OSError) as error:
            raise translated(error, "server") from error

    async def _read_once(
        self, statement: Statement, parameters: Row, *, patience: float = _PATIENCE_SECONDS
    ) -> list[Row]:
        async with asyncio.timeout(statement.timeout + 1.0):
            return await bolt.read(
                self.driver, statement, parameters, database=self.address.database, patience=patience
            )

    def _count(self, statement: Statement, rows: int) -> None:
        self.tally.statements.extend(statement.parts or (statement.name,))
        self.tally.round_trips += 1
        self.tally.rows += rows


@asynccontextmanager
async def open_graph(address: Address) -> AsyncIterator[Graph]:
    """A graph at an address, closed afterwards.

    Raises :class:`Unavailable` where nothing answers, :class:`Refused` for a wrong password and
    :class:`GraphTooOld` for a Neo4j before 5.26.
    """
    driver = bolt.light_driver(
        address.uri,
        auth=(address.user, address.password),
        connection_timeout=_PATIENCE_SECONDS,
        connection_acquisition_timeout=_PATIENCE_SECONDS,
        max_transaction_retry_time=20.0,
        initial_retry_delay=0.1,  # many small writes meet on one Sequence
        telemetry_disabled=True,
        notifications_disabled_classifications=["UNRECOGNIZED"],  # an empty graph knows no label yet
        user_agent="lienket",
    )
    async with driver:
        graph = Graph(driver=driver, address=address)
        try:
            _refuse_old(await _server_soon(graph, address.patience))
        except Unavailable as error:
            raise Unavailable(
                f"No graph answers at {address.uri}: is it running, and is that its address?"
            ) from error
        yield graph


async def _server_soon(graph: Graph, patience: float) -> str:
    """The server's name and version; asked again for a while where it is starting or stopping, when
    an engine may also refuse its own password."""
    deadline = time.monotonic() + patience
    while True:
        try:
            return await graph.server()
        except (Unavailable, Refused):
            if time.monotonic() >= deadline:
                raise
        await asyncio.sleep(_RETRY_SECONDS)


def translated(error: Exception, name: str) -> GraphError:
    """The error of ours that says what an error of the driver means."""
    if isinstance(error, AuthError):
        return Refused("The graph refuses the user name or the password")
    if isinstance(error, ConstraintError):
        return Conflict(f"{name}: a unique key is taken")
    if isinstance(error, ServiceUnavailable | SessionExpired | ConnectionAcquisitionTimeoutError | OSError):
        return Unavailable(f"The graph does not answer ({type(error).__name__})")
    if isinstance(error, Neo4jError) and "Timeout" in (error.code or "").replace("TimedOut", "Timeout"):
        return TimedOut(f"{name} took too long")
    if isinstance(error, Neo4jError) and (error.is_retryable() or error.code == _OUT_OF_TURN):
        return Unavailable(f"The graph cannot do this at present ({error.code})")
    return GraphError(f"{name}: {error}")


def _refuse_old(server: str) -> None:
    product, _, version = server.partition("/")
    if product.lower() != "neo4j":
        return
    numbers = tuple(int(part) for part in version.split("-")[0].split(".")[:2] if part.isdigit())
    if len(numbers) == 2 and numbers < _OLDEST_NEO4J:
        raise GraphTooOld(f"{server} is too old: Lienket needs Neo4j 5.26 or newer")


async def _with_retry(attempt: Callable[[], Awaitable[list[Row]]], statement: Statement) -> list[Row]:
    for number in range(1, _ATTEMPTS + 1):
        try:
            return await attempt()
        except TimeoutError as error:
            raise TimedOut(f"{statement.name} took too long") from error
        except (Neo4jError, DriverError, OSError) as error:
            transient = isinstance(error, Neo4jError | DriverError) and error.is_retryable()
            if number == _ATTEMPTS or not transient:
                raise translated(error, statement.name) from error
        await asyncio.sleep(_PAUSE_SECONDS * number)
    raise AssertionError("unreachable")


_PING = Statement("ping", "RETURN 1 AS one", timeout=60.0)
