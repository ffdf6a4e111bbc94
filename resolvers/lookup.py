"""Looking up one record by its public code."""

from typing import Annotated, TypeAlias, TypeVar

import strawberry

from domain.codes import PublicCode
from schema.context import Info
from schema.node import Node

N = TypeVar("N", bound=Node)

Code: TypeAlias = Annotated[
    PublicCode, strawberry.argument(description="Its public code; case does not matter")
]


async def looked_up(info: Info, code: PublicCode, kind: type[N]) -> N | None:
    """The record of a code, or None where there is none or it is of another kind."""
    found = await info.context.load.node(code)
    return found if isinstance(found, kind) else None
