"""Pages of rankings: a later page ranks again as of the day of the first, and goes on behind its cursor."""

import datetime as dt
import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from domain.paging import Count, Window
from planning.score import Reason
from schema.arguments import day_of
from schema.connection import Edge, PageInfo, encode_cursor, page_info, places_of_page
from schema.errors import bad_request
from schema.partner import ScoreReason

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """Where a page begins, and what the page before it rested on."""

    digest: str
    on: dt.date
    data_version: int
    score: float
    code: str

    def text(self) -> str:
        """The order key that a client's cursor encodes."""
        return json.dumps([self.digest, self.on.isoformat(), self.data_version, self.score, self.code])


Bounds: TypeAlias = tuple[Cursor | None, Cursor | None]
"""The cursors of ``after`` and ``before``."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a ranking rests on: a question, whose ``repr`` tells it from others, a day, and a data version."""

    question: object
    on: dt.date
    data_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedPage(Generic[T]):
    """The rows of a page, where it lies, and whether the register has moved since the first page."""

    edges: list[Edge[T]]
    page_info: PageInfo
    total: int
    changed_since_first_page: bool

    def count(self, *, is_lower_bound: bool = False) -> Callable[[], Awaitable[Count]]:
        """How many rows the ranking has, as a connection asks for it."""

        async def counted() -> Count:
            return Count(self.total, is_lower_bound=is_lower_bound)

        return counted


def read_bounds(part: Window, question: object, on: dt.date | None) -> tuple[Bounds, dt.date]:
    """The cursors of a window and the day of the ranking: that of a cursor, else ``on``, else today. Raises
    ``BAD_REQUEST`` for a cursor of another question or day."""
    begin, end = (_read(part.after, question, "after"), _read(part.before, question, "before"))
    cursor = begin or end
    day = day_of(cursor.on if cursor and not isinstance(on, dt.date) else on)
    if any(bound is not None and bound.on != day for bound in (begin, end)):
        raise bad_request("This cursor belongs to a ranking of another day", "on")
    return (begin, end), day


def ranked_page(
    size: int,
    key: Callable[[int], tuple[float, str]],
    shown: Callable[[int], T],
    part: Window,
    bounds: Bounds,
    basis: Basis,
) -> RankedPage[T]:
    """The page of a ranking of some size. ``key``: the score of a row, negated, and the code that breaks
    ties; ``shown``: the row itself."""
    begin, end = bounds
    rows = range(size)
    low = 0 if begin is None else bisect_right(rows, (-begin.score, begin.code), key=key)
    high = size if end is None else bisect_left(rows, (-end.score, end.code), key=key)
    places = places_of_page(low, high, part)
    digest = _digest(basis.question)
    edges: list[Edge[T]] = []
    for place in places:
        score, code = key(place)
        cursor = Cursor(digest=digest, on=basis.on, data_version=basis.data_version, score=-score, code=code)
        edges.append(Edge(cursor=encode_cursor(cursor.text()), node=shown(place)))
    return RankedPage(
        edges=edges,
        page_info=page_info(places, size, [edge.cursor for edge in edges]),
        total=size,
        changed_since_first_page=any(
            bound is not None and bound.data_version != basis.data_version for bound in bounds
        ),
    )


def score_reason(reason: Reason, explanation: str) -> ScoreReason:
    """A criterion's part in a score as the API shows it, with its sentence."""
    return ScoreReason(
        criterion=reason.criterion,
        weight=reason.weight,
        value=reason.value,
        contribution=reason.contribution,
        is_known=reason.value is not None,
        explanation=explanation,
    )


def _read(text: str | None, question: object, argument: str) -> Cursor | None:
    if text is None:
        return None
    try:
        digest, on, version, score, code = json.loads(text)
        cursor = Cursor(
            digest=str(digest),
            on=dt.date.fromisoformat(on),
            data_version=int(version),
            score=float(score),
            code=str(code),
        )
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise bad_request("This is not a cursor of a ranking", argument) from error
    if cursor.digest != _digest(question):
        raise bad_request("This cursor belongs to another question", argument)
    return cursor


def _digest(question: object) -> str:
    """A short text that tells questions apart."""
    return hashlib.sha256(repr(question).encode()).hexdigest()[:12]
