"""What comes over the connections of the driver: values of Python's own, without a task for each message."""

import asyncio
import datetime as dt
from typing import Any

import pytest

from graph.client import Address, Graph, open_graph
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
ONE = Statement("one", "RETURN 1 AS one")

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
