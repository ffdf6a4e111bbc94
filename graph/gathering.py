"""Reads that are asked for at the same moment, sent to the graph as one statement.

A statement costs the service about as much to send as twenty rows to read, and the edges of one level of a
request are all asked for within a moment. Statements that answer some keys, ``UNWIND $keys AS key … RETURN
key, … AS rows``, can be answered side by side: each becomes a subquery that collects its rows.
"""

import asyncio
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import LiteralString

from graph.client import Graph, Row
from graph.cypher import Statement
from graph.errors import Refused, TimedOut, Unavailable

_NUMBERS: tuple[LiteralString, ...] = ("0", "1", "2", "3", "4", "5", "6", "7")
"""Of so many parts at most: more take the engines long to plan the first time."""
_OF_ALL = (Unavailable, Refused, TimedOut)
"""What asking for each alone would not better."""
_LONGEST_SECONDS = 30.0
_PARAMETERS: tuple[LiteralString, ...] = ("keys", "above", "below", "limit", "on")


class Gathering:
    """Answers reads of the same moment of one request together; those that do not answer keys, alone."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._waiting: list[_Read] = []
        self._running: set[asyncio.Task[None]] = set()

    async def read(self, statement: Statement, /, **parameters: object) -> list[Row]:
        """The rows of a statement that changes nothing. Raises what :meth:`graph.client.Graph.read` does."""
        if not answers_keys(statement):
            return await self._graph.read(statement, **parameters)
        if not self._waiting:
            loop = asyncio.get_running_loop()
            loop.call_soon(loop.call_soon, self._send)  # who asks in a task comes a turn later
        read = _Read(statement, parameters)
        self._waiting.append(read)
        return await read.rows

    def _send(self) -> None:
        """Sends what has been asked for since the last time."""
        waiting = [read for read in self._waiting if not read.rows.done()]
        self._waiting = []
        waiting.sort(key=lambda read: read.statement.name)  # one text, planned once, in whatever order
        for start in range(0, len(waiting), len(_NUMBERS)):
            task = asyncio.create_task(self._answer(waiting[start : start + len(_NUMBERS)]))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _answer(self, reads: Sequence["_Read"]) -> None:
        try:
            if len(reads) == 1:
                answers = [await self._graph.read(reads[0].statement, **reads[0].parameters)]
            else:
                joined = together(tuple(read.statement for read in reads))
                parameters = {
                    f"{name}_{number}": value
                    for number, read in enumerate(reads)
                    for name, value in read.parameters.items()
                }
                (row,) = await self._graph.read(joined, **parameters)
                answers = [row[f"part_{number}"] for number in range(len(reads))]
        except Exception as error:
            if len(reads) > 1 and not isinstance(error, _OF_ALL):
                await asyncio.gather(*(self._answer([read]) for read in reads))
                return
            for read in reads:
                if not read.rows.done():
                    read.rows.set_exception(error)
            return
        for read, rows in zip(reads, answers, strict=True):
            if not read.rows.done():
                read.rows.set_result(rows)


class _Read:
    """A read that waits for its rows."""

    def __init__(self, statement: Statement, parameters: dict[str, object]) -> None:
        self.statement = statement
        self.parameters = parameters
        self.rows: asyncio.Future[list[Row]] = asyncio.get_running_loop().create_future()


@cache
def answers_keys(statement: Statement) -> bool:
    """Whether a statement answers some keys, each by one value, so that it can be one of several."""
    _, _, answer = statement.text.rstrip().rpartition("RETURN key, ")
    return (
        "UNWIND $keys AS key" in statement.text
        and _VALUE.fullmatch(answer) is not None
        and _PARAMETER.findall(statement.text).count("keys") == 1
        and set(_PARAMETER.findall(statement.text)) <= set(_PARAMETERS)
    )


_PARAMETER = re.compile(r"\$(\w+)")
_VALUE = re.compile(r"(collect\(.*\) AS )?(rows|total|code)", re.DOTALL)


@lru_cache(maxsize=1024)
def together(statements: tuple[Statement, ...]) -> Statement:
    """One statement with the rows of several, those of the third in ``part_2``, whose parameters end with the
    number of their statement. It may take as long as all of them, but no longer than half a minute."""
    numbers = _NUMBERS[: len(statements)]
    parts: list[LiteralString] = [
        _part(each.text, number) for each, number in zip(statements, numbers, strict=True)
    ]
    columns: LiteralString = ", part_".join(numbers)
    return Statement(
        name=" + ".join(statement.name for statement in statements),
        text="WITH 1 AS one\n" + "\n".join(parts) + "\nRETURN part_" + columns,
        timeout=min(_LONGEST_SECONDS, sum(statement.timeout for statement in statements)),
        parts=tuple(statement.name for statement in statements),
    )


def _part(text: LiteralString, number: LiteralString) -> LiteralString:
    """A statement as a subquery that collects its rows."""
    for name in _PARAMETERS:
        text = text.replace("$" + name, "$" + name + "_" + number)
    end = text.rindex("RETURN ")
    value = text.split()[-1]  # what is answered stands last, under its name
    row: LiteralString = "{key: key, " + value + ": " + value + "}"
    rest = text[end + len("RETURN ") :]
    return (
        "CALL (one) {\n"
        + text[:end]
        + "WITH "
        + rest
        + "\nRETURN collect("
        + row
        + ") AS part_"
        + number
        + "\n}"
    )
