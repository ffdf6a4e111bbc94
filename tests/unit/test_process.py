"""Work in a process of its own: what it says, how it fails, and that it ends with whoever waits for it."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, create_subprocess_exec
from contextlib import aclosing
from pathlib import Path

import pytest

from graph.errors import UnknownCode
from resolvers.process import ProcessFailed, in_process
from tests.pieces import doubled, dying_at_the_second, endless, failing_at_the_second

ROOT = Path(__file__).parents[2]


async def test_pieces_come_in_their_order_and_nothing_that_is_printed_among_them() -> None:
    pieces = [piece async for piece in in_process(doubled, [1, 2, 3])]

    assert pieces == [2, 4, 6]


async def test_work_without_a_piece_ends() -> None:
    assert [piece async for piece in in_process(doubled, [])] == []


async def test_error_of_the_work_is_raised_after_the_pieces_before_it() -> None:
    async with aclosing(in_process(failing_at_the_second, "B-1")) as pieces:
        assert await anext(pieces) == "B-1"
        with pytest.raises(UnknownCode) as raised:
            await anext(pieces)

    assert raised.value.codes == ["B-1"]


async def test_process_that_ends_without_a_word_fails_what_waits_for_it() -> None:
    async with aclosing(in_process(dying_at_the_second)) as pieces:
        assert await anext(pieces) == 1
        with pytest.raises(ProcessFailed, match="dying_at_the_second"):
            await anext(pieces)


async def test_process_ends_when_nobody_asks_for_more() -> None:
    async with aclosing(in_process(endless)) as pieces:
        number = await anext(pieces)
        assert is_running(number)

    assert not is_running(number)


async def test_process_ends_when_who_waits_for_it_is_cancelled() -> None:
    started: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def waiting() -> None:
        async with aclosing(in_process(endless)) as pieces:
            async for number in pieces:
                started.set_result(number)

    task = asyncio.create_task(waiting())
    number = await started
    task.cancel()
    await asyncio.wait({task})

    assert not is_running(number)


async def test_process_outlives_nobody_who_is_killed() -> None:
    source = """
import asyncio
from resolvers.process import in_process
from tests.pieces import endless

async def main():
    async for number in in_process(endless):
        print(number, flush=True)

asyncio.run(main())
"""
    waiting = await create_subprocess_exec(sys.executable, "-c", source, stdout=PIPE, cwd=ROOT)
    assert waiting.stdout is not None
    number = int(await waiting.stdout.readline())
    was_running = is_running(number)
    waiting.kill()
    await waiting.wait()
    async with asyncio.timeout(10):
        while is_running(number):  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.02)

    assert was_running


def is_running(number: int) -> bool:
    """Whether there is a process of a number that has not ended."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{number}/stat").read_text(encoding="utf-8")
    return status.rpartition(")")[2].split()[0] != "Z"
