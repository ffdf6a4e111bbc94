"""What comes over the connections of the driver: values of Python's own, without a task for each message."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from graph.client import Address, Graph, Row, open_graph
from graph.cypher import Statement
from graph.errors import GraphError

VALUES = Statement(
    "values",
    "RETURN date('1899-12-30') AS day, datetime('2026-01-02T03:04:05.678+07:00') AS moment, "
    "[date('9999-12-31'), 1, null, 'text', [true, 0.5]] AS list, {days: [date('1970-01-01')]} AS map",
)
PARAMETERS = Statement("parameters", "RETURN $day AS day, $moment AS moment, $days AS days")
UNREADABLE = Statement("unreadable", "RETURN [date('-0044-03-15')] AS days")
MANY = Statement("many", "UNWIND range(1, 500) AS number RETURN number")
LONG = Statement("long", "UNWIND range(1, 3) AS number RETURN number, range(1, 100000) AS numbers")
LASTING = Statement("lasting", "UNWIND range(1, 200000) AS number RETURN number", timeout=30.0)
ONE = Statement("one", "RETURN 1 AS one")
WRONG = Statement("wrong", "RETURN unknown")

MOMENT = dt.datetime(2026, 1, 2, 3, 4, 5, 678_000, tzinfo=dt.timezone(dt.timedelta(hours=7)))


async def test_values_are_pythons_own_at_any_depth(graph: Graph) -> None:
    (row,) = await graph.read(VALUES)

    assert row == {
        "day": dt.date(1899, 12, 30),
        "moment": MOMENT,
        "list": [dt.date(9999, 12, 31), 1, None, "text", [True, 0.5]],
        "map": {"days": [dt.date(1970, 1, 1)]},
    }
    assert [type(row["day"]), type(row["moment"]), type(row["list"][0])] == [dt.date, dt.datetime, dt.date]


async def test_values_come_back_as_they_were_sent(graph: Graph) -> None:
    sent = {"day": dt.date(2026, 11, 26), "moment": MOMENT, "days": [dt.date(2024, 2, 29), None]}

    assert await graph.read(PARAMETERS, **sent) == [sent]


async def test_a_value_that_python_cannot_hold_fails_and_what_is_asked_next_does_not(graph: Graph) -> None:
    with pytest.raises(GraphError, match=r"^unreadable: A value of the kind b'D' cannot be read$"):
        await graph.read(UNREADABLE)

    assert await graph.read(ONE) == [{"one": 1}]


async def test_a_row_of_many_chunks_is_one_row(graph: Graph) -> None:
    numbers = list(range(1, 100_001))

    assert await graph.read(LONG) == [{"number": number, "numbers": numbers} for number in (1, 2, 3)]


async def test_a_long_row_is_unpacked_in_turns_and_a_short_one_at_once(address: Address) -> None:
    async with open_graph(address) as own:
        await own.read(ONE)
        (connection,) = _connections(own)
        in_turns = connection.inbox.unpacked_in_turns
        sizes: list[int] = []

        async def seen(message: bytearray) -> Any:
            sizes.append(len(message))
            return await in_turns(message)

        connection.inbox.unpacked_in_turns = seen
        await own.read(LONG)
        await own.read(ONE)

    assert len(sizes) == 3
    assert min(sizes) > 100_000


async def test_a_statement_that_fails_costs_no_connection(address: Address) -> None:
    async with open_graph(address) as own:
        await own.read(ONE)
        before = _connections(own)

        with pytest.raises(GraphError, match=r"^wrong: "):
            await own.read(WRONG)

        assert await own.read(ONE) == [{"one": 1}]
        assert _connections(own) == before


async def test_a_statement_that_fails_is_tallied_too(address: Address) -> None:
    async with open_graph(address) as own:
        asked = own.tallied()

        with pytest.raises(GraphError, match=r"^wrong: "):
            await asked.read(WRONG)

    assert (asked.tally.statements, asked.tally.round_trips, asked.tally.rows) == (["wrong"], 1, 0)
    assert asked.tally.seconds > 0


async def test_a_read_that_is_given_up_leaves_no_rows_to_the_next(address: Address) -> None:
    async with _half_read(address) as (own, busy, reading):
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading

        assert await own.read(ONE) == [{"one": 1}]
        assert busy not in _connections(own)


async def test_a_read_whose_connection_breaks_is_done_again_over_another(address: Address) -> None:
    async with _half_read(address) as (own, broken, reading):
        broken.socket.close()

        assert await reading == [{"number": number} for number in range(1, 200_001)]
        assert broken not in _connections(own)


async def test_a_graph_that_was_closed_opens_no_connection(address: Address) -> None:
    async with open_graph(address) as own:
        await own.read(ONE)

    with pytest.raises(GraphError, match="closed"):
        await own.read(ONE)

    assert _connections(own) == []


async def test_a_row_takes_no_task(graph: Graph, address: Address) -> None:
    loop = asyncio.get_running_loop()
    made: list[str] = []

    def counted(loop: asyncio.AbstractEventLoop, work: Any, **more: Any) -> asyncio.Task[Any]:
        made.append(repr(work))
        return asyncio.Task(work, loop=loop, **more)

    async with open_graph(address) as own:
        await own.read(ONE)
        loop.set_task_factory(counted)
        try:
            rows = await own.read(MANY)
        finally:
            loop.set_task_factory(None)

    assert len(rows) == 500
    assert len(made) < 50


def _connections(graph: Graph) -> list[Any]:
    """The connections that the driver holds."""
    return [each for of_address in graph.driver._pool.connections.values() for each in of_address]


@asynccontextmanager
async def _half_read(address: Address) -> AsyncIterator[tuple[Graph, Any, asyncio.Task[list[Row]]]]:
    """A graph, its only connection, and a read over it of which some rows have arrived but not all."""
    async with open_graph(address) as own:
        await own.read(ONE)
        (connection,) = _connections(own)
        arrival = _arrival(connection)
        reading = asyncio.create_task(own.read(LASTING))
        await arrival.wait()
        yield own, connection, reading


def _arrival(connection: Any) -> asyncio.Event:
    """What is set when rows of the next read have arrived, and more are waited for."""
    event = asyncio.Event()
    receive = connection.inbox.receive

    async def received() -> None:
        if connection.responses[0].message == "pull":
            event.set()
        await receive()

    connection.inbox.receive = received
    return event
