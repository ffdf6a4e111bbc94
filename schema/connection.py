"""Pages: Relay connections over keyset cursors."""

from __future__ import annotations

import base64
import binascii
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Generic, TypeAlias, TypeVar

import strawberry

from domain.paging import Count, Window
from schema.errors import bad_request

if TYPE_CHECKING:
    from schema.administrative_unit import AdministrativeUnit

T = TypeVar("T")

DEFAULT_SIZE = 20
LARGEST_SIZE = 100
_CHECKSUM_BYTES = 4

First: TypeAlias = Annotated[
    int | None,
    strawberry.argument(description="How many from the beginning, 1 to 100; 20 when neither is given"),
]
After: TypeAlias = Annotated[
    str | None, strawberry.argument(description="Cursor after which the page begins")
]
Last: TypeAlias = Annotated[
    int | None, strawberry.argument(description="How many from the end, 1 to 100; not with `first`")
]
Before: TypeAlias = Annotated[
    str | None, strawberry.argument(description="Cursor before which the page ends")
]


def window(first: First, after: After, last: Last, before: Before) -> Window:
    """The window of four paging arguments. Raises ``BAD_REQUEST`` for a size outside 1 to 100, for
    ``first`` and ``last`` together, and for a text that is no cursor."""
    if isinstance(first, int) and isinstance(last, int):
        raise bad_request("Give first or last, not both", "last")
    name, size = ("last", last) if isinstance(last, int) else ("first", first)
    size = size if isinstance(size, int) else DEFAULT_SIZE
    if not 1 <= size <= LARGEST_SIZE:
        raise bad_request(f"A page has 1 to {LARGEST_SIZE} rows, not {size}", name)
    return Window(
        size=size,
        after=_decoded(after, "after"),
        before=_decoded(before, "before"),
        is_backward=name == "last",
    )


def encode_cursor(text: str) -> str:
    """The opaque cursor of a text: for rows of a list the name of its order, a colon and the key. A checksum
    behind it tells a cursor that was cut or mistyped."""
    content = text.encode()
    checked = content + zlib.crc32(content).to_bytes(_CHECKSUM_BYTES)
    return base64.urlsafe_b64encode(checked).decode().rstrip("=")


def within_order(part: Window, order: str) -> Window:
    """The window with the bare keys of its cursors. Raises ``BAD_REQUEST`` for a cursor of another list
    or order."""
    if part.after is None and part.before is None:
        return part
    return replace(part, after=_key(part.after, order, "after"), before=_key(part.before, order, "before"))


def _key(text: str | None, order: str, argument: str) -> str | None:
    if text is None:
        return None
    named, _, key = text.partition(":")
    if named != order or not key:
        raise bad_request("This cursor belongs to another list or order", argument)
    return key


def _decoded(cursor: str | None, argument: str) -> str | None:
    if not isinstance(cursor, str):
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))[:-_CHECKSUM_BYTES].decode()
    except (ValueError, binascii.Error, UnicodeError) as error:
        raise bad_request("This is not a cursor of a page", argument) from error
    if not text or encode_cursor(text) != cursor:
        raise bad_request("This is not a cursor of a page", argument)
    return text


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    """Where a page lies in its list."""

    has_next_page: bool = strawberry.field(description="Whether the list goes on after this page")
    has_previous_page: bool = strawberry.field(description="Whether the list has rows before this page")
    start_cursor: str | None = strawberry.field(description="Cursor of the first row of the page")
    end_cursor: str | None = strawberry.field(description="Cursor of the last row of the page")


@strawberry.type(description="A row of a page with its cursor.")
class Edge(Generic[T]):
    """A row of a page with its cursor."""

    cursor: str = strawberry.field(description="Where the row stands in the list; opaque")
    node: T = strawberry.field(description="The row itself")


@strawberry.type(description="A page of a list.")
class Connection(Generic[T]):
    """A page of a list. ``count`` is asked only when a client selects a count."""

    edges: list[Edge[T]] = strawberry.field(description="The rows of the page, in order")
    page_info: PageInfo = strawberry.field(description="Where the page lies in the list")
    count: strawberry.Private[Callable[[], Awaitable[Count]]]

    @strawberry.field(
        description="How many rows the whole list has; counted only when asked, up to 10,000 where "
        "an index cannot tell"
    )
    async def total_count(self) -> int | None:
        """How many rows the whole list has."""
        return (await self.count()).total

    @strawberry.field(description="Whether `totalCount` stopped at 10,000 and the list has more rows")
    async def total_count_is_lower_bound(self) -> bool:
        """Whether counting stopped early."""
        return (await self.count()).is_lower_bound


def page_of_codes(codes: Sequence[str], part: Window, order: str) -> tuple[list[str], PageInfo]:
    """The page of a list of codes in their own order, and where it lies. Cursors name the ``order``. Raises
    ``BAD_REQUEST`` for a cursor of another list."""
    part = within_order(part, order)
    low = 0 if part.after is None else bisect_right(codes, part.after)
    high = len(codes) if part.before is None else bisect_left(codes, part.before)
    chosen = places_of_page(low, high, part)
    cursors = [encode_cursor(f"{order}:{codes[place]}") for place in chosen]
    return [codes[place] for place in chosen], page_info(chosen, len(codes), cursors)


def places_of_page(low: int, high: int, part: Window) -> range:
    """The places of the rows of a page in a list that is whole at hand, of which those from ``low`` on and
    before ``high`` lie within its cursors."""
    if part.is_backward:
        low = max(low, high - part.size)
    return range(low, max(low, min(high, low + part.size)))


def page_info(places: range, size: int, cursors: Sequence[str]) -> PageInfo:
    """Where the rows at some places, with their cursors, lie in a list of some size."""
    return PageInfo(
        has_next_page=places.stop < size,
        has_previous_page=places.start > 0,
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )


@strawberry.type(name="Connection", description="A page of a list that can be restricted to a territory.")
class TerritorialConnection(Connection[T]):
    """A page of a list with the units about whose territory nobody can say whether it belongs."""

    ambiguous_units: list[Annotated[AdministrativeUnit, strawberry.lazy("schema.administrative_unit")]] = (
        strawberry.field(
            description="Units that hold such records and share, or may share, a part of the territory asked "
            "for: records entered under them are left out, because nobody can say on which side they lie",
            default_factory=list,
        )
    )
