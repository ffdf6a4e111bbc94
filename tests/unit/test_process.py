"""Work in a process of its own: what it says, how it fails, and that it ends with whoever waits for it."""

import asyncio
import sys
from asyncio.subprocess import PIPE, create_subprocess_exec
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
import uvloop

from graph.errors import UnknownCode
from resolvers.process import ProcessFailed, in_own_process
from tests.pieces import (
    doubled,
    dying,
    endless,
    failing_at_the_second,
    failing_beyond_words,
    large,
)

ROOT = Path(__file__).parents[2]
Run = Callable[[Coroutine[Any, Any, None]], None]


@pytest.fixture(params=[asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Run:
    """Runs a test on an event loop: that of the library, and that of the workers."""
    found: Run = request.param
    return found


def test_pieces_come_in_their_order_and_nothing_that_is_printed_among_them(run: Run) -> None:
    async def test() -> None:
        assert [piece async for piece in in_own_process(doubled, [1, 2, 3])] == [2, 4, 6]
        assert [piece async for piece in in_own_process(doubled, [])] == []

    run(test())


def test_error_of_the_work_is_raised_after_the_pieces_before_it_and_tells_where_it_comes_from(
    run: Run,
) -> None:
    async def test() -> None:
        async with aclosing(in_own_process(failing_at_the_second, "B-1")) as pieces:
            assert await anext(pieces) == "B-1"
            with pytest.raises(UnknownCode) as raised:
                await anext(pieces)

        assert (str(raised.value), raised.value.codes) == ("B-1", ["B-1"])
        assert "in failing_at_the_second" in raised.value.__notes__[0]

    run(test())


@pytest.mark.parametrize("work", [dying, failing_beyond_words])
def test_process_that_ends_without_a_word_fails_what_waits_for_it(
    run: Run, work: Callable[[], AsyncGenerator[int]]
) -> None:
    async def test() -> None:
        async with aclosing(in_own_process(work)) as pieces:
            assert await anext(pieces) == 1
            with pytest.raises(ProcessFailed, match=r"for tests\.pieces has ended with [13]; see the log"):
                await anext(pieces)

    run(test())


def test_process_ends_when_nobody_asks_for_more(run: Run) -> None:
    async def test() -> None:
        async with aclosing(in_own_process(endless)) as pieces:
            number = await anext(pieces)
            assert is_running(number)
        assert not is_running(number)

    run(test())


def test_what_is_not_read_of_large_pieces_keeps_nobody(run: Run) -> None:
    async def test() -> None:
        async with asyncio.timeout(20), aclosing(in_own_process(large, 20)) as pieces:
            assert len(await anext(pieces)) == 1_000_000

    run(test())


def test_process_ends_when_who_waits_for_it_is_cancelled(run: Run) -> None:
    async def test() -> None:
        started: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        async def waiting() -> None:
            async with aclosing(in_own_process(endless)) as pieces:
                async for number in pieces:
                    started.set_result(number)

        task = asyncio.create_task(waiting())
        number = await started
        task.cancel()
        await asyncio.wait({task})
        assert not is_running(number)

    run(test())


def test_process_hardly_outlives_who_is_killed() -> None:
    source = """
import asyncio
from resolvers.process import in_own_process
from tests.pieces import endless

async def main():
    async for number in in_own_process(endless):
        print(number, flush=True)

asyncio.run(main())
"""

    async def test() -> None:
        waiting = await create_subprocess_exec(sys.executable, "-c", source, stdout=PIPE, cwd=ROOT)
        assert waiting.stdout is not None
        number = int(await waiting.stdout.readline())
        was_running = is_running(number)
        waiting.kill()
        await waiting.communicate()
        async with asyncio.timeout(10):
            while is_running(number):  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.02)
        assert was_running

    asyncio.run(test())


def is_running(number: int) -> bool:
    """Whether there is a process of a number that has not ended."""
    try:
        status = Path(f"/proc/{number}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
