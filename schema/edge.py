"""Edges: fields of a type that ask a loader. One line each where they stand."""

from collections.abc import Awaitable, Callable
from typing import Any

import strawberry
from strawberry import UNSET

from domain.paging import Window
from schema.connection import After, Before, First, Last, window
from schema.context import Info, Loaders
from schema.node import Node


def edge(question: Callable[[Loaders], Callable[[str], Awaitable[object]]], description: str) -> Any:
    """A field that holds what a loader answers about the record: one thing or a short list.

    The annotation of the field says of which type.
    """

    def resolve(root: Node, info: Info) -> object:
        return question(info.context.load)(root.code)

    return _field(resolve, description)


def paged_edge(
    question: Callable[[Loaders], Callable[[str, Window], Awaitable[object]]], description: str
) -> Any:
    """A field that holds a page of what a loader answers about the record."""

    def resolve(
        root: Node,
        info: Info,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> object:
        return question(info.context.load)(root.code, window(first, after, last, before))

    return _field(resolve, description)


def _field(resolve: Callable[..., object], description: str) -> Any:
    del resolve.__annotations__["return"]  # the annotation of the field says it
    return strawberry.field(resolver=resolve, description=description)
