"""Long work beside the event loop, told to stop when nobody waits for it; optimisers only a few at a time,
behind a queue that refuses when it is full."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from schema.context import Info, stays
from schema.errors import abandoned, busy

T = TypeVar("T")

MOST_AT_ONCE = 2
MOST_WAITING = 6
"""So many wait for their turn, as long as their request lasts; more are refused: a minute hardly sees
three plans of twenty seconds, one after another."""
_ASKED_EVERY = 0.25
_SOLVERS = ThreadPoolExecutor(max_workers=MOST_AT_ONCE, thread_name_prefix="solver")
_THREADS = ThreadPoolExecutor(thread_name_prefix="thread")
_present: set[Future[Any]] = set()
"""What optimisers do or have before them."""


async def in_thread(
    run: Callable[[threading.Event], T], has_left: Callable[[], Awaitable[bool]] = stays
) -> T:
    """What is found in a thread. ``run`` is given an event, which is set when nobody waits any longer: when
    the caller has left or the request ends. It looks at it now and then and raises
    :class:`planning.cancellation.Cancelled`; until then it goes on working; where it has not begun, it never
    does. Raises ``CANCELLED`` then, which nobody reads but the log."""
    cancelled = threading.Event()
    return await _awaited(_THREADS.submit(run, cancelled), cancelled, has_left)


async def solved(info: Info, run: Callable[[threading.Event], T]) -> T:
    """What an optimiser finds in a thread of its own, as :func:`in_thread`. Raises ``BUSY`` where too many
    wait already."""
    if len(_present) >= MOST_AT_ONCE + MOST_WAITING:
        raise busy(f"{len(_present)} optimisations are running or waiting: try again in a while")
    cancelled = threading.Event()
    work = _SOLVERS.submit(run, cancelled)
    _present.add(work)
    work.add_done_callback(_present.discard)
    return await _awaited(work, cancelled, info.context.has_left)


async def _awaited(work: Future[T], cancelled: threading.Event, has_left: Callable[[], Awaitable[bool]]) -> T:
    future = asyncio.wrap_future(work)
    future.add_done_callback(lambda done: done.cancelled() or done.exception())  # somebody has looked
    try:
        while not (await asyncio.wait({future}, timeout=_ASKED_EVERY))[0]:
            if await has_left():
                raise abandoned("The caller has left")
        return future.result()
    finally:
        cancelled.set()
        work.cancel()  # gives its place up, if its turn has not come
