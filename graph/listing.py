"""Lists and edges: pages by keyset, composed of literal Cypher only.

A **listing** is a root list of one label. Its statement is one *access path*, chosen in a fixed
order from the conditions given, then the predicates of the other conditions, then a window.
An **edge** is a list below many parents at once: one record a parent.

Every order is a stored text that is unique over its label (``byName`` ends with the code), so a
window is two bounds on one indexed property and a cursor is that text. The bounds include the rows of
the cursors: one that still exists proves that the list goes on there, and only where it is gone is
the graph asked once more.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, combinations
from typing import LiteralString, NamedTuple, TypeAlias

from domain.paging import Count, Window
from graph.client import Graph, Row
from graph.cypher import Statement

FIRST = ""
LAST = "\x7f"
"""Bounds below and above every stored order key: those are printable ASCII."""
COUNT_LIMIT = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Rows in the order shown, each with its order key under ``cursor``, and what lies beyond."""

    rows: list[Row]
    has_previous: bool
    has_next: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition of a list: a predicate on ``n`` and, where an index serves it, the path that
    finds the distinct ``n`` it holds for. Its parameter has the name of the condition."""

    predicate: LiteralString
    path: LiteralString | None = None


def named(label: LiteralString) -> Condition:
    """The condition ``words``: each folded word begins some word of a name of the record. Its path
    starts from the word that begins the fewest names."""
    every: LiteralString = (
        "all(word IN $words WHERE EXISTS { MATCH (n)-[:NAMED]->(v:Word) WHERE v.text STARTS WITH word })"
    )
    return Condition(
        predicate=every,
        path="UNWIND $words AS word MATCH (w:Word) WHERE w.text STARTS WITH word "
        "WITH word, sum(COUNT { (w)<-[:NAMED]-() }) AS total ORDER BY total LIMIT 1 "
        "MATCH (w:Word) WHERE w.text STARTS WITH word "
        "MATCH (w)<-[:NAMED]-(n:" + label + ") WITH DISTINCT n WHERE " + every + " WITH n",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A root list of one label. ``orders`` maps the names of orders to indexed properties;
    ``conditions`` stand in the order in which their paths are preferred."""

    name: LiteralString
    scan: LiteralString
    projection: LiteralString
    orders: Mapping[str, LiteralString]
    conditions: Mapping[str, Condition] = field(default_factory=dict[str, Condition])

    def __hash__(self) -> int:
        return hash(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A list below each of many parents. ``path`` matches ``n`` from ``key``, the parent's code;
    ``order`` is an expression whose values are unique below one parent; ``projection`` is what a row
    holds, a map projection of ``n``."""

    name: LiteralString
    path: LiteralString
    order: LiteralString
    projection: LiteralString


async def page(
    graph: Graph,
    listing: Listing,
    conditions: Mapping[str, object],
    window: Window,
    *,
    order: str,
    is_descending: bool = False,
) -> Page:
    """A page of a root list. Conditions that are absent from ``conditions`` do not restrict."""

    async def read(part: Window, keys: list[str]) -> dict[str, list[Row]]:
        is_downward = is_descending != part.is_backward
        statement = page_statement(listing, frozenset(conditions), order, is_downward)
        rows = await graph.read(statement, **conditions, **_bounds(part, is_descending))
        return {key: rows[0]["rows"] for key in keys}

    return (await _pages(read, [listing.name], window))[listing.name]


async def count(graph: Graph, listing: Listing, conditions: Mapping[str, object]) -> Count:
    """How many rows a root list has, from the count store where nothing restricts it."""
    statement = count_statement(listing, frozenset(conditions))
    total = int((await graph.read(statement, **conditions))[0]["total"])
    return _counted(total) if conditions else Count(total, is_lower_bound=False)


async def edge_pages(
    graph: Graph, edge: Edge, keys: list[str], window: Window, parameters: Row
) -> dict[str, Page]:
    """A page below each parent."""

    async def read(part: Window, keys: list[str]) -> dict[str, list[Row]]:
        statement = edge_statement(edge, part.is_backward)
        rows = await graph.read(statement, keys=keys, **_bounds(part), **parameters)
        return {row["key"]: row["rows"] for row in rows}

    return await _pages(read, keys, window)


async def edge_counts(graph: Graph, edge: Edge, keys: list[str], parameters: Row) -> dict[str, Count]:
    """How many rows stand below each parent."""
    rows = await graph.read(edge_count_statement(edge), keys=keys, **parameters)
    return {row["key"]: _counted(int(row["total"])) for row in rows}


@lru_cache(maxsize=4096)
def page_statement(listing: Listing, given: frozenset[str], order: str, is_downward: bool) -> Statement:
    """The statement of a page under the conditions given."""
    sort: LiteralString = "n." + listing.orders[order]
    path, predicates = _path(listing, given)
    window: list[LiteralString] = [sort + " >= $above", sort + " <= $below"]
    text = (
        path
        + "\nWHERE "
        + "\n  AND ".join([*predicates, *window])
        + "\nWITH n ORDER BY "
        + sort
        + (" DESC" if is_downward else "")
        + " LIMIT $limit"
        + "\nRETURN collect(n {"
        + listing.projection
        + ", cursor: "
        + sort
        + "}) AS rows"
    )
    return Statement(listing.name + "_page", text)


@lru_cache(maxsize=1024)
def count_statement(listing: Listing, given: frozenset[str]) -> Statement:
    """The statement that counts a list under the conditions given."""
    if not given:
        return Statement(listing.name + "_count", listing.scan + "\nRETURN count(n) AS total")
    path, predicates = _path(listing, given)
    where = "\nWHERE " + "\n  AND ".join(predicates) if predicates else ""
    text = path + where + "\nWITH n LIMIT 10001\nRETURN count(n) AS total"
    return Statement(listing.name + "_count", text)


@lru_cache(maxsize=256)
def edge_statement(edge: Edge, is_backward: bool) -> Statement:
    """The statement of the pages of an edge."""
    text = (
        "UNWIND $keys AS key\nCALL (key) {\n  "
        + edge.path
        + "\n  WHERE "
        + edge.order
        + " >= $above AND "
        + edge.order
        + " <= $below\n  WITH * ORDER BY "
        + edge.order
        + (" DESC" if is_backward else "")
        + " LIMIT $limit\n  RETURN collect(n {"
        + edge.projection
        + ", cursor: "
        + edge.order
        + "}) AS rows\n}\nRETURN key, rows"
    )
    return Statement(edge.name, text)


@lru_cache(maxsize=256)
def edge_count_statement(edge: Edge) -> Statement:
    """The statement that counts below the parents of an edge."""
    text = (
        "UNWIND $keys AS key\nCALL (key) {\n  "
        + edge.path
        + "\n  WITH n LIMIT 10001\n  RETURN count(n) AS total\n}\nRETURN key, total"
    )
    return Statement(edge.name + "_count", text)


def statements_of(listing: Listing) -> Iterable[Statement]:
    """The statements of a list for tests of the engines: each condition alone, in every order and
    direction, and all pairs of conditions in the first order."""
    first, *_ = listing.orders
    for given in chain([()], ((name,) for name in listing.conditions)):
        yield count_statement(listing, frozenset(given))
        for order in listing.orders:
            for is_downward in (False, True):
                yield page_statement(listing, frozenset(given), order, is_downward)
    for pair in combinations(listing.conditions, 2):
        yield count_statement(listing, frozenset(pair))
        yield page_statement(listing, frozenset(pair), first, is_downward=False)


def _path(listing: Listing, given: frozenset[str]) -> tuple[LiteralString, list[LiteralString]]:
    """The access path of a list and the predicates that remain to be checked on it."""
    unknown = given - set(listing.conditions)
    if unknown:
        raise KeyError(f"{listing.name} has no conditions {sorted(unknown)}")
    used = [name for name in listing.conditions if name in given]
    chosen = next((name for name in used if listing.conditions[name].path is not None), None)
    path = listing.scan if chosen is None else listing.conditions[chosen].path or listing.scan
    return path, [listing.conditions[name].predicate for name in used if name != chosen]


def _bounds(window: Window, is_descending: bool = False) -> Row:
    """The parameters of a windowed statement; two rows more than asked: that of the cursor from which it
    goes, and one that tells of more."""
    low, high = window.after, window.before
    if is_descending:
        low, high = high, low
    return {"above": low or FIRST, "below": high or LAST, "limit": window.size + 2}


_Read: TypeAlias = Callable[[Window, list[str]], Awaitable[dict[str, list[Row]]]]
"""Reads the rows of a window below each of some parents, in the direction of the window."""


async def _pages(read: _Read, keys: list[str], window: Window) -> dict[str, Page]:
    """The page below each parent, and whether there are rows before and behind it."""
    parts = {key: _part(rows, window) for key, rows in (await read(window, keys)).items()}

    async def parents_with_rows(beyond: Window, unknown: list[str]) -> set[str]:
        return {key for key, rows in (await read(beyond, unknown)).items() if rows} if unknown else set()

    before = await parents_with_rows(
        Window(size=1, before=window.after, is_backward=True),
        [key for key, part in parts.items() if part.has_previous is None],
    )
    behind = await parents_with_rows(
        Window(size=1, after=window.before),
        [key for key, part in parts.items() if part.has_next is None],
    )
    return {
        key: Page(
            rows=part.rows,
            has_previous=part.has_previous or key in before,
            has_next=part.has_next or key in behind,
        )
        for key, part in parts.items()
    }


class _Part(NamedTuple):
    """Rows in the order shown; None is what the rows read cannot tell, as a cursor's own row is gone."""

    rows: list[Row]
    has_previous: bool | None
    has_next: bool | None


def _part(read: list[Row], window: Window) -> _Part:
    """The page among the rows read, which stand in the direction of the window and include those of
    its cursors."""
    near, far = window.after, window.before
    if window.is_backward:
        near, far = far, near
    cursors = {row["cursor"] for row in read}
    inside = [row for row in read if row["cursor"] not in {near, far}]
    is_near: bool | None = near in cursors or (None if near else False)
    is_far: bool | None = len(inside) > window.size or far in cursors or (None if far else False)
    rows = inside[: window.size]
    return _Part(rows[::-1], is_far, is_near) if window.is_backward else _Part(rows, is_near, is_far)


def _counted(total: int) -> Count:
    return Count(min(total, COUNT_LIMIT), is_lower_bound=total > COUNT_LIMIT)
