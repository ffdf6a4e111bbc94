"""Work for processes of their own, as the tests of :mod:`resolvers.process` have it done."""

import asyncio
import os
from collections.abc import AsyncGenerator

from graph.errors import UnknownCode


async def doubled(numbers: list[int]) -> AsyncGenerator[int]:
    """Each number, doubled."""
    for number in numbers:
        print("a text that belongs to nobody")
        yield 2 * number


async def failing_at_the_second(code: str) -> AsyncGenerator[str]:
    """One piece, then an error of the graph."""
    yield code
    raise UnknownCode([code])


async def dying() -> AsyncGenerator[int]:
    """One piece, then an end without a word."""
    yield 1
    os._exit(3)


async def endless() -> AsyncGenerator[int]:
    """The number of the process, then nothing for as long as it lives."""
    yield os.getpid()
    await asyncio.Event().wait()


async def large(number: int) -> AsyncGenerator[bytes]:
    """Some pieces of a megabyte."""
    for _ in range(number):
        yield bytes(1_000_000)


class CannotCross(Exception):
    """An error that no pickle can hold."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(one + other)


async def failing_beyond_words() -> AsyncGenerator[int]:
    """One piece, then an error that cannot cross."""
    yield 1
    raise CannotCross("one", "other")
