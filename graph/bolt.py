"""The connections of the driver, with less work on what they receive.

The driver looks through every list and map that it receives for values it could not read, makes dates of a
class of its own, which we would have to turn into Python's, and guards each read by a task and a timer, of
which a message takes two and an answer six. Here values become Python's own as they arrive, in one go, and
what has arrived already is read without a guard; docs/performance.md has what it buys.

This reaches into the driver, for which it has no setting, and looks at the buffer of asyncio's stream. The
version of the driver is pinned, and ``tests/graph/test_bolt.py`` fails where the parts that are touched have
moved.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from neo4j import AsyncDriver
from neo4j._codec.packstream import Structure
from neo4j.exceptions import BrokenRecordError
from neo4j.time import DateTime

_EPOCH = dt.date(1970, 1, 1).toordinal()
_DATE = b"D"


def lighten(driver: AsyncDriver) -> None:
    """Lightens each connection that the driver opens from now on."""
    pool = driver._pool
    open_connection = pool.opener

    async def opened(*args: Any, **kwargs: Any) -> Any:
        connection = await open_connection(*args, **kwargs)
        connection.hydration_handler = _NativeValues(connection.hydration_handler)
        connection.socket.recv_into = _reading(connection.socket)
        return connection

    pool.opener = opened


class _NativeValues:
    """Makes Python's own values of what arrives: dates and times at any depth, in one scope for all answers.
    None is expected that cannot be read: an answer with one fails as a whole and costs the connection."""

    def __init__(self, handler: Any) -> None:
        functions = {tag: _native(function) for tag, function in handler.struct_hydration_functions.items()}
        functions[_DATE] = _date

        def value_of(structure: Structure) -> Any:
            try:
                return functions[structure.tag](*structure.fields)
            except Exception as error:
                raise BrokenRecordError(f"A value of the kind {structure.tag!r} cannot be read") from error

        self._scope = handler.new_hydration_scope()
        self._scope.hydration_hooks = {Structure: value_of}

    def new_hydration_scope(self) -> Any:
        """What the driver asks for with each answer."""
        return self._scope


def _date(days: int) -> dt.date:
    return dt.date.fromordinal(_EPOCH + days)


def _native(function: Callable[..., Any]) -> Callable[..., Any]:
    def value_of(*fields: Any) -> Any:
        value = function(*fields)
        return value.to_native() if isinstance(value, DateTime) else value

    return value_of


def _reading(socket: Any) -> Callable[[memoryview, int], Any]:
    """Reads what has arrived already at once, and waits for the rest as the driver does."""
    wait_for_more, stream = socket.recv_into, socket._reader

    async def recv_into(target: memoryview, size: int) -> int:
        if not stream._buffer:
            received: int = await wait_for_more(target, size)
            return received
        data: bytes = await stream.read(size)
        target[: len(data)] = data
        return len(data)

    return recv_into
