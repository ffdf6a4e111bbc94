"""Reads over the connections of the driver, with less work on what they receive.

The driver awaits every message three times over, guards each read from the stream by a task and a timer,
looks through every list and map that it receives for values it could not read, and makes dates of a class of
its own, which we would have to turn into Python's. Here a connection is read in large pieces; what has
arrived whole is taken from them without waiting; and values become Python's own as they are unpacked.
docs/performance.md has what it buys.

This reaches into the driver, for which it has no setting: its pool opens, checks, lends and mends the
connections, and each keeps its protocol; what asks for rows and what receives messages is ours. The version
of the driver is pinned, and ``tests/graph/test_bolt.py`` fails where the parts that are touched have moved.
"""

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from neo4j import READ_ACCESS, AsyncDriver, AsyncGraphDatabase
from neo4j._async.io import AcquisitionDatabase
from neo4j._codec.packstream import Structure
from neo4j._exceptions import SocketDeadlineExceededError
from neo4j.exceptions import BrokenRecordError, Neo4jError
from neo4j.time import DateTime

from graph.cypher import Statement

Row: TypeAlias = dict[str, Any]

_EPOCH = dt.date(1970, 1, 1).toordinal()
_DATE = b"D"
_RECORD = b"\x71"
_NOTHING = bytearray()
_PIECE_BYTES = 65_536
_ROWS_A_TURN = 50
"""After so many rows others get their turn: reading rows that have arrived already does not wait."""
_LARGE_BYTES = 65_536
"""A message above this, a row of lists with thousands of members, is unpacked in turns with other work."""
_BYTES_A_TURN = 16_384
_TINY_LIST, _LISTS = 0x90, {0xD4: 1, 0xD5: 2, 0xD6: 4}
"""How a list begins in PackStream: with this marker plus its size up to 15, or with one of these and its size
in so many bytes."""


class _Message(NamedTuple):
    """A message of the engine: a row, or how a request went."""

    tag: bytes
    fields: list[Any]


def light_driver(uri: str, **settings: Any) -> AsyncDriver:
    """A driver with the settings of :meth:`neo4j.AsyncGraphDatabase.driver`, whose connections are as
    :func:`read` needs them."""
    driver = AsyncGraphDatabase.driver(uri, **settings)
    pool = driver._pool
    open_connection = pool.opener

    async def opened(*args: Any, **kwargs: Any) -> Any:
        connection = await open_connection(*args, **kwargs)
        connection.inbox = Inbox(connection)
        return connection

    pool.opener = opened
    return driver


async def read(
    driver: AsyncDriver, statement: Statement, parameters: Row, *, database: str, patience: float
) -> list[Row]:
    """The rows of a statement, run as a transaction of its own that changes nothing.

    The engine gives up when the statement has taken too long, and a connection is waited for ``patience``
    seconds; how long the engine may keep silent is for the caller to limit, by cancelling this. Raises errors
    of the driver.
    """
    own: Any = driver
    own._check_state()  # nobody would close what a closed driver opens
    pool = own._pool
    connection = await pool.acquire(
        READ_ACCESS, patience, AcquisitionDatabase(database), None, None, liveness_check_timeout=None
    )
    try:
        return await _read(connection, statement, parameters, database)
    except Neo4jError:  # said by the engine: the connection has been reset
        raise
    except BaseException:
        connection.kill()
        raise
    finally:
        await pool.release(connection)


async def _read(connection: Any, statement: Statement, parameters: Row, database: str) -> list[Row]:
    inbox: Inbox = connection.inbox
    keys: list[str] = []
    rows: list[Row] = []
    connection.run(
        statement.text,
        parameters,
        mode=READ_ACCESS,
        db=database,
        metadata={"query": statement.name},
        timeout=statement.timeout,
        on_success=lambda header: keys.extend(header["fields"]),
        **inbox.hooks,
    )
    connection.pull(**inbox.hooks)
    await connection.send_all()
    while connection.responses:
        arrived = inbox.arrived()
        if arrived is None:
            await inbox.receive()
            continue
        is_large = len(arrived) > _LARGE_BYTES
        message = await inbox.unpacked_in_turns(arrived) if is_large else inbox.unpacked(arrived)
        if message.tag == _RECORD:
            rows.append(dict(zip(keys, message.fields[0], strict=True)))
            if len(rows) % _ROWS_A_TURN == 0:
                await asyncio.sleep(0)
        else:
            await connection._process_message(*message)
    return rows


class Inbox:
    """What a connection has received: a stream of messages, each in chunks with their sizes before them and
    an empty one behind. Stands in for that of the driver, which asks for :meth:`pop`."""

    def __init__(self, connection: Any) -> None:
        theirs = connection.inbox
        scope = connection.new_hydration_scope()
        self.hooks = {
            "dehydration_hooks": scope.dehydration_hooks,
            "hydration_hooks": {Structure: _value_of(connection.hydration_handler)},
        }
        """What makes values of what arrives, and of what is sent."""
        self._fail = theirs.on_error
        self._socket = connection.socket
        self._stream = connection.socket._reader
        self._unpacker = theirs._unpacker
        self._pieces = bytearray()
        self._position = 0
        self._message = bytearray()

    async def pop(self, hydration_hooks: object) -> _Message:
        """The next message, waited for with the limits of time that the driver has set. Values are as they
        are here, whatever ``hydration_hooks`` says."""
        while (arrived := self.arrived()) is None:
            await self._receive(self._socket.recv)
        try:
            return self.unpacked(arrived)
        except BrokenRecordError as error:
            await self._fail(error)
            raise

    async def receive(self) -> None:
        """Waits until more has arrived, without a limit of time."""
        await self._receive(self._stream.read)

    async def _receive(self, receive: Callable[[int], Any]) -> None:
        del self._pieces[: self._position]
        self._position = 0
        try:
            piece = await receive(_PIECE_BYTES)
            if not piece:
                raise OSError("The connection was closed")
        except (OSError, SocketDeadlineExceededError, asyncio.CancelledError) as error:
            await self._fail(error)
            raise
        self._pieces += piece

    def arrived(self) -> bytearray | None:
        """The next message, if it has arrived whole."""
        pieces, position = self._pieces, self._position
        while len(pieces) - position >= 2:
            start = position + 2
            end = start + (pieces[position] << 8 | pieces[position + 1])
            if end > len(pieces):
                break
            position = end
            if end > start:
                self._message += pieces[start:end]
            elif self._message:  # else the engine only shows that it is alive
                self._position = position
                message, self._message = self._message, bytearray()
                return message
        self._position = position
        return None

    def unpacked(self, message: bytearray) -> _Message:
        """What a message says: one byte tells how many fields it has, then come its tag and its fields.
        Raises :class:`BrokenRecordError` where it cannot be read, which costs the connection."""
        buffer = self._unpacker.unpackable
        buffer.data, buffer.used, buffer.p = message, len(message), 2
        hooks = self.hooks["hydration_hooks"]
        try:
            fields = [self._unpacker.unpack(hooks) for _ in range(message[0] & 0x0F)]
        except BrokenRecordError:
            raise
        except Exception as error:
            raise BrokenRecordError("A message of the graph cannot be read") from error
        finally:
            buffer.data = _NOTHING  # or the connection would hold it until the next one
        return _Message(bytes(message[1:2]), fields)

    async def unpacked_in_turns(self, message: bytearray) -> _Message:
        """What a long message says, as :meth:`unpacked`. Others get their turns while the lists of its row
        are unpacked, and lists in these: the driver unpacks a value in one go, and no thread runs beside
        that."""
        buffer = self._unpacker.unpackable
        buffer.data, buffer.used, buffer.p = message, len(message), 2
        try:
            fields = [await self._value_in_turns() for _ in range(message[0] & 0x0F)]
        except BrokenRecordError:
            raise
        except Exception as error:
            raise BrokenRecordError("A message of the graph cannot be read") from error
        finally:
            buffer.data = _NOTHING
        return _Message(bytes(message[1:2]), fields)

    async def _value_in_turns(self) -> Any:
        """The value that comes next in a message; of a list, one member after another."""
        size = self._list_size()
        if size is None:
            return self._unpacker.unpack(self.hooks["hydration_hooks"])
        members: list[Any] = []
        buffer = self._unpacker.unpackable
        for _ in range(size):
            turn = buffer.p // _BYTES_A_TURN
            members.append(await self._value_in_turns())
            if buffer.p // _BYTES_A_TURN > turn:
                await asyncio.sleep(0)
        return members

    def _list_size(self) -> int | None:
        """The size of the list that comes next in a message, whose beginning is then passed; None where no
        list comes."""
        buffer = self._unpacker.unpackable
        marker = buffer.data[buffer.p]
        if marker & 0xF0 == _TINY_LIST:
            buffer.p += 1
            return int(marker & 0x0F)
        if marker not in _LISTS:
            return None
        start, buffer.p = buffer.p + 1, buffer.p + 1 + _LISTS[marker]
        if buffer.p > buffer.used:
            raise BrokenRecordError("A list of the graph is cut")
        return int.from_bytes(buffer.data[start : buffer.p], "big")


def _value_of(handler: Any) -> Callable[[Structure], Any]:
    """Makes Python's own values of what arrives: dates and times at any depth. None is expected that cannot
    be read: an answer with one fails as a whole and costs the connection."""
    functions = {tag: _native(function) for tag, function in handler.struct_hydration_functions.items()}
    functions[_DATE] = _date

    def value_of(structure: Structure) -> Any:
        try:
            return functions[structure.tag](*structure.fields)
        except Exception as error:
            raise BrokenRecordError(f"A value of the kind {structure.tag!r} cannot be read") from error

    return value_of


def _date(days: int) -> dt.date:
    return dt.date.fromordinal(_EPOCH + days)


def _native(function: Callable[..., Any]) -> Callable[..., Any]:
    def value_of(*fields: Any) -> Any:
        value = function(*fields)
        return value.to_native() if isinstance(value, DateTime) else value

    return value_of
