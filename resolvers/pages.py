"""From pages of the graph to connections of the API."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from domain.paging import Count
from graph.client import Row
from graph.listing import Page
from schema.administrative_unit import AdministrativeUnit
from schema.connection import Connection, Edge, PageInfo, TerritorialConnection, encode_cursor

T = TypeVar("T")


def connection(
    page: Page | None, mapper: Callable[[Row], T], count: Callable[[], Awaitable[Count]]
) -> Connection[T]:
    """The connection that shows a page; None is the page of a parent without any row."""
    return territorial_connection(page, mapper, count, [])  # in the schema the two are one type


def territorial_connection(
    page: Page | None,
    mapper: Callable[[Row], T],
    count: Callable[[], Awaitable[Count]],
    ambiguous_units: list[AdministrativeUnit],
) -> TerritorialConnection[T]:
    """The connection that shows a page of a list restricted to a territory."""
    edges = _edges(page, mapper)
    return TerritorialConnection(
        edges=edges,
        page_info=_page_info(page, edges),
        count=count,
        ambiguous_units=ambiguous_units,
    )


def _edges(page: Page | None, mapper: Callable[[Row], T]) -> list[Edge[T]]:
    rows = page.rows if page is not None else []
    return [Edge(cursor=encode_cursor(row["cursor"]), node=mapper(row)) for row in rows]


def _page_info(page: Page | None, edges: list[Edge[T]]) -> PageInfo:
    return PageInfo(
        has_next_page=page is not None and page.has_next,
        has_previous_page=page is not None and page.has_previous,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
