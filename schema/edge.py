"""Edges: fields of a type that ask a loader. One line each where they stand."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import strawberry
from strawberry import UNSET

from domain.paging import Window
from schema.connection import After, Before, First, Last, window
from schema.context import Info, Loaders
from schema.node import Node

_EDGES: set[Callable[..., object]] = set()
"""The resolvers that ask about the record of their object alone."""
_REFERENCES: dict[Callable[..., object], Callable[[Any], object]] = {}
"""The resolvers that look up what an object names by its code, and how they get that."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A record of which only the code is known as yet."""

    code: str


def edge(question: Callable[[Loaders], Callable[[str], Awaitable[object]]], description: str) -> Any:
    """A field that holds what a loader answers about the record: one thing or a short list.

    The annotation of the field says of which type.
    """

    def resolve(root: Node | Foreseen, info: Info) -> object:
        return question(info.context.load)(root.code)

    _EDGES.add(resolve)
    return _field(resolve, description)


def paged_edge(
    question: Callable[[Loaders], Callable[[str, Window], Awaitable[object]]], description: str
) -> Any:
    """A field that holds a page of what a loader answers about the record."""

    def resolve(
        root: Node | Foreseen,
        info: Info,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> object:
        return question(info.context.load)(root.code, window(first, after, last, before))

    _EDGES.add(resolve)
    return _field(resolve, description)


def reference(
    question: Callable[[Loaders], Callable[[Any], Awaitable[object]]], code: str, description: str
) -> Any:
    """A field that holds the record whose code stands in another field, ``code``, null where that is None; or
    the records whose codes stand there."""
    code_of = attrgetter(code)
    resolve = _found_by(question, code_of)
    _REFERENCES[resolve] = code_of
    return _field(resolve, description)


def found_by(
    question: Callable[[Loaders], Callable[[Any], Awaitable[object]]], key: str, description: str
) -> Any:
    """A field that holds what a loader finds by the key that stands in another field, null where that is
    None: something other than the record of that key."""
    return _field(_found_by(question, attrgetter(key)), description)


def _found_by(
    question: Callable[[Loaders], Callable[[Any], Awaitable[object]]], key_of: Callable[[Any], object]
) -> Callable[..., object]:
    def resolve(root: Any, info: Info) -> object:
        key = key_of(root)
        return None if key is None else question(info.context.load)(key)

    return resolve


def needs_only_the_code(resolve: Callable[..., object]) -> bool:
    """Whether a resolver is that of an edge, which can be asked about a record that is :class:`Foreseen`."""
    return resolve in _EDGES


def codes_named(resolve: Callable[..., object]) -> Callable[[Any], object] | None:
    """How the resolver of a reference gets the code, or the codes, that its object names; None for others."""
    return _REFERENCES.get(resolve)


def _field(resolve: Callable[..., object], description: str) -> Any:
    del resolve.__annotations__["return"]  # the annotation of the field says it
    return strawberry.field(resolver=resolve, description=description)
