"""Results that are kept in the process: each is computed once, while all who ask meanwhile wait for it."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")

PATIENCE_SECONDS = 45.0
"""So long a field waits for what is computed once for all who ask: less than its request may last."""


class Kept(Generic[T]):
    """The results that were asked for last, by key; at most ``most`` of them. For one event loop."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._tasks: dict[Hashable, asyncio.Task[T]] = {}
        self._waiting: Counter[asyncio.Task[T]] = Counter()

    async def get(
        self,
        key: Hashable,
        compute: Callable[[], Awaitable[T]],
        *,
        is_new: Callable[[T], bool] = lambda _: True,
    ) -> T:
        """The result of a key, computed where none is kept that ``is_new`` enough: never twice at once, but
        once more where what was being computed already turns out to be too old.

        A failure goes to all who wait for it and is not kept. Who gives up waiting does not end it for the
        others; a computation that is no longer kept ends when nobody waits for it.
        """
        while (task := self._tasks.pop(key, None)) is not None:
            self._keep(key, task)
            found = await self._awaited(task)
            if is_new(found):
                return found
            if self._tasks.get(key) is task:
                del self._tasks[key]
        task = asyncio.create_task(_computed(compute))
        task.add_done_callback(lambda done: self._forget_failure(key, done))
        self._keep(key, task)
        return await self._awaited(task)

    def _keep(self, key: Hashable, task: asyncio.Task[T]) -> None:
        self._tasks[key] = task
        while len(self._tasks) > self._most:
            self._end_unwanted(self._tasks.pop(next(iter(self._tasks))))

    async def _awaited(self, task: asyncio.Task[T]) -> T:
        self._waiting[task] += 1
        try:
            return await asyncio.shield(task)
        finally:
            self._waiting[task] -= 1
            if not self._waiting[task]:
                del self._waiting[task]
                self._end_unwanted(task)

    def _end_unwanted(self, task: asyncio.Task[T]) -> None:
        """Ends a computation that is neither kept nor waited for."""
        if task not in self._waiting and task not in self._tasks.values():
            task.cancel()

    def _forget_failure(self, key: Hashable, task: asyncio.Task[T]) -> None:
        failed = task.cancelled() or task.exception() is not None
        if failed and self._tasks.get(key) is task:
            del self._tasks[key]


async def _computed(compute: Callable[[], Awaitable[T]]) -> T:
    return await compute()
