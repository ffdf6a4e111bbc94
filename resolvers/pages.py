"""From pages of the graph to connections of the API."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from domain.paging import Count
from graph.client import Row
from graph.listing import Page
from schema.administrative_unit import AdministrativeUnit
from schema.connection import Edge, PageInfo, TerritorialConnection, encode_cursor

T = TypeVar("T")


def connection(
    page: Page | None,
    order: str,
    mapper: Callable[[Row], T],
    count: Callable[[], Awaitable[Count]],
    ambiguous_units: Sequence[AdministrativeUnit] = (),
) -> TerritorialConnection[T]:
    """The connection that shows a page; None is the page of a parent without any row. ``order`` is the
    name that its cursors carry. Where the schema says :class:`Connection`, nobody sees its units."""
    rows = page.rows if page is not None else []
    edges = [Edge(cursor=encode_cursor(f"{order}:{row['cursor']}"), node=mapper(row)) for row in rows]
    return TerritorialConnection(
        edges=edges,
        page_info=PageInfo(
            has_next_page=page is not None and page.has_next,
            has_previous_page=page is not None and page.has_previous,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
        count=count,
        ambiguous_units=list(ambiguous_units),
    )
