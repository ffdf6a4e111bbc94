"""Long work beside the event loop, told to stop when nobody waits for it; optimisers only a few at a time,
behind a queue that refuses when it is full."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from planning.solver import Cancelled
from schema.context import Info
from schema.errors import abandoned, busy

T = TypeVar("T")

MOST_AT_ONCE = 2
MOST_WAITING = 6
"""So many wait for their turn, as long as their request lasts; more are refused: a minute hardly sees
three plans of twenty seconds, one after another."""
_ASKED_EVERY = 0.25
_POOL = ThreadPoolExecutor(max_workers=MOST_AT_ONCE, thread_name_prefix="solver")
_present: set[asyncio.Future[Any]] = set()
"""What runs or waits."""


async def in_thread(run: Callable[[threading.Event], T]) -> T:
    """What is found in a thread. ``run`` is given an event, which is set when nobody waits any longer: it
    looks at it now and then and raises :class:`planning.solver.Cancelled`. Until then it goes on working."""
    cancelled = threading.Event()
    try:
        return await asyncio.to_thread(run, cancelled)
    finally:
        cancelled.set()


async def solved(info: Info, run: Callable[[threading.Event], T]) -> T:
    """What an optimiser finds in a thread of its own. ``run`` is given an event and raises
    :class:`planning.solver.Cancelled` soon after it is set: when the caller has left or the request ends.
    Raises ``CANCELLED`` then, which nobody reads but the log, and ``BUSY`` where too many wait already."""
    if len(_present) >= MOST_AT_ONCE + MOST_WAITING:
        raise busy(f"{len(_present)} optimisations are running or waiting: try again in a while")
    cancelled = threading.Event()
    future = asyncio.get_running_loop().run_in_executor(_POOL, run, cancelled)
    _present.add(future)
    future.add_done_callback(_present.discard)
    future.add_done_callback(lambda done: done.cancelled() or done.exception())  # somebody has looked
    try:
        while not (await asyncio.wait({future}, timeout=_ASKED_EVERY))[0]:
            if await info.context.has_left():
                cancelled.set()
        return future.result()
    except Cancelled as error:
        raise abandoned("The caller has left") from error
    finally:
        cancelled.set()
