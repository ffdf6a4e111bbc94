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


async def dying_at_the_second() -> AsyncGenerator[int]:
    """One piece, then an end without a word."""
    yield 1
    os._exit(3)


async def endless() -> AsyncGenerator[int]:
    """The number of the process, then nothing for as long as it lives."""
    yield os.getpid()
    await asyncio.Event().wait()
