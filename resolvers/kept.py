"""Results that are kept in the process: each is computed once, while all who ask meanwhile wait for it."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """The results that were asked for last, by key; at most ``most`` of them. For one event loop."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._tasks: dict[Hashable, asyncio.Task[T]] = {}

    async def get(self, key: Hashable, compute: Callable[[], Awaitable[T]]) -> T:
        """The result of a key, computed where none is kept. A failure goes to all who wait for it and is
        not kept. Who gives up waiting does not end it for the others."""
        task = self._tasks.pop(key, None)
        if task is None:
            task = asyncio.create_task(_awaited(compute))
            task.add_done_callback(lambda done: self._forget_failure(key, done))
        self._tasks[key] = task
        while len(self._tasks) > self._most:
            del self._tasks[next(iter(self._tasks))]
        return await asyncio.shield(task)

    def _forget_failure(self, key: Hashable, task: asyncio.Task[T]) -> None:
        failed = task.cancelled() or task.exception() is not None
        if failed and self._tasks.get(key) is task:
            del self._tasks[key]


async def _awaited(compute: Callable[[], Awaitable[T]]) -> T:
    return await compute()
