"""Ctrl-C and SIGTERM: whatever was opened is closed in order before the process ends."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def signals_call(told: Callable[[signal.Signals], None]) -> Iterator[None]:
    """Inside, the event loop calls ``told`` for each Ctrl-C or SIGTERM; neither ends the process."""
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, told, number)
    try:
        yield
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)


@asynccontextmanager
async def ended_by_signals() -> AsyncIterator[None]:
    """Inside, Ctrl-C or SIGTERM cancels the current task; more of them change nothing.

    Raises ``SystemExit`` with the usual 128 and the signal's number once all inside is closed.
    """
    task = asyncio.current_task()
    assert task is not None
    cause: signal.Signals | None = None

    def stop(number: signal.Signals) -> None:
        nonlocal cause
        if cause is None:
            cause = number
            task.cancel()

    with signals_call(stop):
        try:
            yield
        except asyncio.CancelledError:
            if cause is None:
                raise
            raise SystemExit(128 + cause) from None
