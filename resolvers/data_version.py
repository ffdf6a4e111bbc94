"""Answers that rest on several reads, which are no snapshot: of one version of the data where they can be."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from graph.change import data_version
from graph.client import Graph

T = TypeVar("T")

_ATTEMPTS = 2


@dataclass(frozen=True, slots=True)
class Computed(Generic[T]):
    """An answer, the newest change that it knows, and whether the register moved while it was computed."""

    answer: T
    data_version: int
    changed_meanwhile: bool


async def computed(graph: Graph, compute: Callable[[], Awaitable[T]]) -> Computed[T]:
    """Computes an answer; once more where the register moved meanwhile."""
    version = await data_version(graph)
    for attempt in range(1, _ATTEMPTS + 1):
        answer = await compute()
        newest = await data_version(graph)
        if newest == version or attempt == _ATTEMPTS:
            return Computed(answer, newest, newest != version)
        version = newest
    raise AssertionError("unreachable")
