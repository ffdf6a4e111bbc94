"""Looking up records by their public codes."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Annotated, TypeAlias, TypeVar

import strawberry

from domain.codes import PublicCode
from schema.context import Info
from schema.node import Node

N = TypeVar("N", bound=Node)
T = TypeVar("T")

Code: TypeAlias = Annotated[
    PublicCode, strawberry.argument(description="Its public code; case does not matter")
]


async def looked_up(info: Info, code: PublicCode, kind: type[N]) -> N | None:
    """The record of a code, or None where there is none or it is of another kind."""
    found = await info.context.load.node(code)
    return found if isinstance(found, kind) else None


async def by_code(load: Callable[[str], Awaitable[T]], codes: Iterable[str]) -> dict[str, T]:
    """What a loader has for each of some codes, by one statement."""
    ordered = sorted(set(codes))
    return dict(zip(ordered, await asyncio.gather(*map(load, ordered)), strict=True))
