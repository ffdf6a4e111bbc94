"""Answers that rest on several reads, which are no snapshot: of one version of the data where they can be."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from graph.change import data_version
from graph.client import Graph

T = TypeVar("T")


class Told(Protocol):
    """An answer that tells whether the register moved while it was computed."""

    @property
    def changed_meanwhile(self) -> bool: ...


M = TypeVar("M", bound=Told)


@dataclass(frozen=True, slots=True)
class Computed(Generic[T]):
    """An answer, the newest change that it knows, and whether the register moved while it was computed."""

    answer: T
    data_version: int
    changed_meanwhile: bool

    def is_of(self, version: int) -> bool:
        """Whether somebody who asks at a version may have it: it is of that version, or was computed while
        the register moved beyond it. Else who waits for it would have it computed anew one after another as
        long as the register moves."""
        is_whole = not self.changed_meanwhile
        return self.data_version > version or (self.data_version == version and is_whole)


async def settled(compute: Callable[[], Awaitable[M]]) -> M:
    """Computes an answer; once more where the register moved meanwhile."""
    found = await compute()
    return await compute() if found.changed_meanwhile else found


async def computed(graph: Graph, compute: Callable[[int], Awaitable[T]]) -> Computed[T]:
    """Computes an answer, from the version of the data on, between two looks at that; once more where it
    moved."""

    async def once() -> Computed[T]:
        earlier = await data_version(graph)
        answer = await compute(earlier)
        newest = await data_version(graph)
        return Computed(answer, newest, newest != earlier)

    return await settled(once)
