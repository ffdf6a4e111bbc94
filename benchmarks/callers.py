"""Callers over HTTP that keep their connection and do little else, so that what is timed is the service."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TypeAlias

Ask: TypeAlias = Callable[[int], Awaitable[object]]
"""Asks the question of a number once."""


class Caller:
    """One connection over which one question at a time is asked."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def post(self, body: bytes) -> bytes:
        """The answer to a GraphQL request. Raises ``ConnectionError`` for any status but 200."""
        self._writer.write(
            b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
        )
        head = await self._reader.readuntil(b"\r\n\r\n")
        status, *lines = head.lower().split(b"\r\n")
        lengths = [line for line in lines if line.startswith(b"content-length:")]
        answer = await self._reader.readexactly(int(lengths[0].split(b":")[1]))
        if b" 200 " not in status:
            raise ConnectionError(f"{status.decode()}: {answer[:300].decode(errors='replace')}")
        return answer


@asynccontextmanager
async def callers(port: int, count: int) -> AsyncIterator[list[Caller]]:
    """Callers of a service on this machine, connected as long as the block lasts."""
    async with AsyncExitStack() as stack:
        connected: list[Caller] = []
        for _ in range(count):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            stack.callback(writer.close)
            connected.append(Caller(reader, writer))
        yield connected


async def timed(asks: Sequence[Ask], seconds: float, questions: int) -> tuple[list[float], float]:
    """The seconds that each question took, and the seconds of all: as many askers as given ask one after
    another, for some seconds, in whole rounds of so many ``questions``: each is asked equally often."""
    took: list[float] = []
    began = time.perf_counter()
    number = 0

    async def run(ask: Ask) -> None:
        nonlocal number
        while number % questions or not number or time.perf_counter() - began < seconds:
            mine, number = number, number + 1
            at = time.perf_counter()
            await ask(mine)
            took.append(time.perf_counter() - at)

    await asyncio.gather(*(run(ask) for ask in asks))
    return took, time.perf_counter() - began
