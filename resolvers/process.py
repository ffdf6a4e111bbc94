"""Work on the whole register, in a process of its own: it keeps nothing waiting and leaves no memory behind.

That process runs this module. It is told by its standard input what to do, answers by its standard output
piece by piece, each as a pickle behind its length, none at the end. It ends itself when the input closes, as
soon as a library that computes lets it, so it hardly outlives who waits.
"""

import asyncio
import gc
import os
import pickle
import sys
import threading
import traceback
from asyncio.subprocess import PIPE, create_subprocess_exec
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

T = TypeVar("T")

_ROOT = Path(__file__).parents[1]
_LENGTH = 8
_LESS_URGENT = 5
"""So much nicer than what answers requests."""


def environment() -> dict[str, str]:
    """That of a process which runs a module of this project, wherever this one was started."""
    path = os.pathsep.join([str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**os.environ, "PYTHONPATH": path}


class ProcessFailed(Exception):
    """A process has ended before it had said all."""


async def in_own_process(work: Callable[..., AsyncIterator[T]], *given: object) -> AsyncGenerator[T]:
    """What an asynchronous generator of a module yields in a process of its own, which ends with the last
    piece or when nobody asks for more. What it is given and yields must allow to be pickled, each piece in
    no time: it is read in the event loop. Raises what the work raises, :class:`ProcessFailed`, and
    ``OSError`` where no process can be started."""
    process = await create_subprocess_exec(
        *(sys.executable, "-P", "-m", __name__),
        stdin=PIPE,
        stdout=PIPE,
        env=environment(),
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(pickle.dumps((work, given)))
        while length := int.from_bytes(await process.stdout.readexactly(_LENGTH)):
            has_failed, piece = pickle.loads(await process.stdout.readexactly(length))
            if has_failed:
                raise piece
            yield piece
    except asyncio.IncompleteReadError as error:
        code = await process.wait()
        raise ProcessFailed(
            f"The process for {work.__module__} has ended with {code}; see the log"
        ) from error
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()  # asyncio waits for the end of a pipe that nobody reads


def main() -> None:
    """Does what standard input says."""
    os.nice(_LESS_URGENT)
    gc.disable()  # it computes once and ends
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing else gets among the answers
    work, given = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_end_with_the_input, daemon=True).start()
    asyncio.run(_answer(work(*given), answers))


async def _answer(pieces: AsyncIterator[Any], answers: BinaryIO) -> None:
    try:
        async for piece in pieces:
            _say(answers, False, piece)
    except Exception as error:
        error.add_note(traceback.format_exc())  # a pickle leaves out where an error comes from
        pickle.loads(pickle.dumps(error))  # one that cannot cross ends the process, and is in the log
        _say(answers, True, error)
    answers.write(bytes(_LENGTH))
    answers.flush()


def _say(answers: BinaryIO, has_failed: bool, piece: object) -> None:
    text = pickle.dumps((has_failed, piece))
    answers.write(len(text).to_bytes(_LENGTH) + text)
    answers.flush()


def _end_with_the_input() -> None:
    while os.read(0, 1):  # not by ``sys.stdin``, which could then not be closed at the end
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
