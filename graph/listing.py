"""Lists and edges: pages by keyset, composed of literal Cypher only.

A **listing** is a root list of one label. An **edge** is a list below many parents at once: one record a
parent.

Every order is a stored text that is unique over its label (``byName`` ends with the code), so a window
is two bounds on one indexed property and a cursor is that text. Its twin (``byNameDown``, of
:func:`domain.collation.downward`) orders the other way round, so that every page is read upward. The bounds
include the rows of the cursors: one that still stands proves that the list goes on there, and only where it
is gone is the graph asked once more.

The rows of a listing are reached in one of two ways. Its order is **walked** by the index from one bound
on, and the conditions are checked on the first rows: cheap where many rows match. Or a condition has a
**path** that leads by an index to the rows it holds for, which are then checked and sorted: cheap where
few match. Which is which only the graph knows, so a page is asked for by attempts, each of bounded cost:
a little of the walk, where all conditions are such as often hold; each path in turn, until one turns out to
be narrow; then more of the walk; and where neither will do, the first path whatever it costs. Nearly always
the first attempt answers. So a page costs what its rows or its matches cost, not what the register holds. A
walk is cut before its rows are checked: the embedded engine checks all of the others too.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import LiteralString, NamedTuple, TypeAlias

from domain.collation import downward
from domain.paging import Count, Window
from graph.client import Graph, Row
from graph.cypher import Statement
from graph.gathering import Gathering
from graph.words import hold, of_record, rarest

FIRST = ""
LAST = "\x7f"
"""Bounds below and above every stored order key: those are printable ASCII."""
COUNT_LIMIT = 10_000
_LITTLE = 5
"""Pages of rows that are walked before a path is tried, where conditions often hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Rows in the order shown, each with its order key under ``cursor``, and what lies beyond."""

    rows: list[Row]
    has_previous: bool
    has_next: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition of a list: a predicate on ``n`` and, where an index serves it, the path that
    finds the distinct ``n`` it holds for. Its parameter has the name of the condition. One that
    ``is_common`` often holds for a good part of all rows."""

    predicate: LiteralString
    path: LiteralString | None = None
    is_common: bool = False


def named(label: LiteralString) -> Condition:
    """The condition ``words``: each term of a text stands in the names of the record in one of the ways to
    write it (:mod:`graph.words`). Its path starts from the term that the fewest names have."""
    every = hold(of_record("n"), "$words")
    return Condition(
        predicate=every,
        path=rarest("$words", "(n:" + label + ")") + "WITH DISTINCT n WHERE " + every + " WITH n",
    )


def equal(name: LiteralString, label: LiteralString, key: LiteralString) -> Condition:
    """A condition that an indexed property is any of some values."""
    return Condition(
        path="UNWIND $" + name + " AS value WITH DISTINCT value "
        "MATCH (n:" + label + " {" + key + ": value}) WITH n",
        predicate="n." + key + " IN $" + name,
        is_common=True,
    )


def bounded(
    name: LiteralString, label: LiteralString, key: LiteralString, comparison: LiteralString
) -> Condition:
    """A condition that an indexed text lies on one side of a value."""
    holds: LiteralString = "n." + key + " " + comparison + " $" + name
    return Condition(
        path="MATCH (n:" + label + ") WHERE " + holds + " WITH n", predicate=holds, is_common=True
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A root list of one label. ``orders`` maps the names of orders to indexed properties;
    ``conditions`` stand in the order in which their paths are preferred."""

    name: LiteralString
    label: LiteralString
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
        attempts = page_statements(listing, frozenset(conditions), order, is_downward)
        bounds = _bounds(part, is_descending=is_descending, is_downward=is_downward)
        little = _LITTLE * part.size
        row = await _first_answer(graph, attempts, {**conditions, **bounds, "little": little})
        return {key: row["rows"] for key in keys}

    return (await _pages(read, [listing.name], window))[listing.name]


async def count(graph: Graph, listing: Listing, conditions: Mapping[str, object]) -> Count:
    """How many rows a root list has, from the count store where nothing restricts it."""
    row = await _first_answer(graph, count_statements(listing, frozenset(conditions)), conditions)
    total = int(row["total"])
    return _counted(total) if conditions else Count(total, is_lower_bound=False)


async def _first_answer(graph: Graph, attempts: Iterable[Statement], parameters: Mapping[str, object]) -> Row:
    """The row of the first attempt that did not turn out too broad; the last never does."""
    row: Row = {}
    for statement in attempts:
        (row,) = await graph.read(statement, **parameters)
        if not row.get("isTooBroad"):
            break
    return row


async def edge_pages(
    graph: Graph | Gathering, edge: Edge, keys: list[str], window: Window, parameters: Row
) -> dict[str, Page]:
    """A page below each parent."""

    async def read(part: Window, keys: list[str]) -> dict[str, list[Row]]:
        statement = edge_statement(edge, part.is_backward)
        rows = await graph.read(statement, keys=keys, **_bounds(part), **parameters)
        return {row["key"]: row["rows"] for row in rows}

    return await _pages(read, keys, window)


async def edge_counts(
    graph: Graph | Gathering, edge: Edge, keys: list[str], parameters: Row
) -> dict[str, Count]:
    """How many rows stand below each parent."""
    rows = await graph.read(edge_count_statement(edge), keys=keys, **parameters)
    return {row["key"]: _counted(int(row["total"])) for row in rows}


@lru_cache(maxsize=4096)
def page_statements(
    listing: Listing, given: frozenset[str], order: str, is_downward: bool
) -> tuple[Statement, ...]:
    """The attempts at a page under the conditions given, in their order."""
    key: LiteralString = listing.orders[order] + "Down" if is_downward else listing.orders[order]
    conditions = _given(listing, given)
    paths = [condition for condition in conditions if condition.path is not None]
    window: tuple[LiteralString, LiteralString] = ("n." + key + " >= $above", "n." + key + " <= $below")
    # named first: Neo4j 5.26 loses n.code in a map beside .code behind an order by it
    cursor: LiteralString = ", n." + listing.orders[order] + " AS cursor ORDER BY n." + key
    page: LiteralString = cursor + " LIMIT $limit"
    rows: LiteralString = "collect(n {" + listing.projection + ", cursor: cursor}) AS rows"
    walk: LiteralString = (
        "MATCH (n:" + listing.label + ") USING INDEX n:" + listing.label + "(" + key + ")\nWHERE "
    ) + _all(window)
    every = _predicates(conditions)
    if not every:
        text = walk + "\nWITH n LIMIT $limit\nWITH n" + cursor + "\nWITH " + rows
        return (Statement(listing.name + "_page", text + "\nRETURN false AS isTooBroad, rows"),)
    attempts: list[LiteralString] = []
    if all(condition.is_common for condition in conditions):
        attempts.append(_partial(walk, "$little", every, page, rows))
    attempts.extend(
        _narrow(path, [*_predicates(conditions, path), *window])
        + "\nWITH isTooBroad, n"
        + page
        + "\nRETURN isTooBroad, "
        + rows
        for path in paths
    )
    attempts.append(_partial(walk, "2000", every, page, rows))
    whole = walk + "\n  AND " + _all(every)
    if paths:
        left: list[LiteralString] = [*window, *_predicates(conditions, paths[0])]
        whole = _path(paths[0]) + "\nWITH n WHERE " + _all(left)
    attempts.append(whole + "\nWITH n" + page + "\nWITH " + rows + "\nRETURN false AS isTooBroad, rows")
    return tuple(Statement(listing.name + "_page", text) for text in attempts)


@lru_cache(maxsize=1024)
def count_statements(listing: Listing, given: frozenset[str]) -> tuple[Statement, ...]:
    """The attempts at counting a list under the conditions given, in their order."""
    conditions = _given(listing, given)
    paths = [condition for condition in conditions if condition.path is not None]
    scan: LiteralString = "MATCH (n:" + listing.label + ")"
    stop: LiteralString = "\nWITH n LIMIT 10001\nWITH count(n) AS total\nRETURN false AS isTooBroad, total"
    attempts: list[LiteralString] = []
    if not conditions:
        attempts.append(scan + "\nRETURN count(n) AS total")
    elif not paths:
        attempts.append(scan + "\nWHERE " + _all(_predicates(conditions)) + stop)
    elif len(conditions) == 1:
        attempts.append(_path(paths[0]) + stop)
    else:
        attempts.extend(
            _narrow(path, _predicates(conditions, path)) + "\nRETURN isTooBroad, count(n) AS total"
            for path in paths
        )
        others = _all(_predicates(conditions, paths[0]))
        attempts.append(_path(paths[0]) + "\nWITH n WHERE " + others + stop)
    return tuple(Statement(listing.name + "_count", text) for text in attempts)


def _partial(
    walk: LiteralString,
    most: LiteralString,
    predicates: Iterable[LiteralString],
    page: LiteralString,
    rows: LiteralString,
) -> LiteralString:
    """A page from the first rows of a walk; too broad where these are not enough to fill it."""
    return (
        walk
        + "\nWITH n LIMIT "
        + most
        + "\nWITH collect(n) AS found\nUNWIND found + [null] AS n\nWITH found, n"
        + _sentinel_or(predicates)
        + "\nWITH found, n"
        + page
        + "\nWITH size(found) AS walked, "
        + rows
        + "\nRETURN walked = "
        + most
        + " AND size(rows) < $limit AS isTooBroad, rows"
    )


def _narrow(path: Condition, predicates: Iterable[LiteralString]) -> LiteralString:
    """The rows of a path that meet some predicates, or none where it is too broad. One null comes last, so
    that a row comes back in either case."""
    return (
        _path(path)
        + "\nWITH n LIMIT 2001\nWITH collect(n) AS found\n"
        + "WITH size(found) > 2000 AS isTooBroad, found\n"
        + "UNWIND CASE WHEN isTooBroad THEN [null] ELSE found + [null] END AS n\nWITH isTooBroad, n"
        + _sentinel_or(predicates)
    )


def _path(condition: Condition) -> LiteralString:
    path: LiteralString = condition.path or ""
    return path


def _predicates(conditions: Iterable[Condition], chosen: Condition | None = None) -> list[LiteralString]:
    """The predicates of conditions but for one, whose path is followed."""
    return [condition.predicate for condition in conditions if condition is not chosen]


def _sentinel_or(predicates: Iterable[LiteralString]) -> LiteralString:
    every = _all(predicates)
    return "\nWHERE n IS NULL OR (" + every + ")" if every else ""


def _all(predicates: Iterable[LiteralString]) -> LiteralString:
    text: LiteralString = "\n  AND ".join(predicates)
    return text


def selection(listing: Listing, given: frozenset[str]) -> LiteralString:
    """The beginning of a statement that binds each ``n`` of a list once: by the path of the first condition
    that has one, else by the label, then checking the other conditions."""
    conditions = _given(listing, given)
    chosen = next((condition for condition in conditions if condition.path is not None), None)
    path: LiteralString = "MATCH (n:" + listing.label + ")"
    if chosen is not None:
        path = _path(chosen) + "\nWITH n"
    every = _all(_predicates(conditions, chosen))
    return path + "\nWHERE " + every if every else path


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
        + " <= $below\n  WITH *, "
        + edge.order
        + " AS cursor ORDER BY "
        + edge.order
        + (" DESC" if is_backward else "")
        + " LIMIT $limit\n  RETURN collect(n {"
        + edge.projection
        + ", cursor: cursor}) AS rows\n}\nRETURN key, rows"
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
    """The statements of a list for tests of the engines: no condition and each alone, every two conditions
    together, and each condition in every order and direction."""
    turns = [(order, is_downward) for order in listing.orders for is_downward in (False, True)]
    none = frozenset[str]()
    cases = [(none, turn) for turn in turns]
    cases += [(frozenset({name}), turns[0]) for name in listing.conditions]
    for number, groups in enumerate(partitions(list(listing.conditions), len(turns))):
        cases += [(given, turns[number % len(turns)]) for given in groups]
    for given, (order, is_downward) in dict.fromkeys(cases):
        yield from page_statements(listing, given, order, is_downward)
    for given in dict.fromkeys(given for given, _ in cases):
        yield from count_statements(listing, given)


def partitions(names: Sequence[str], at_least: int) -> list[list[frozenset[str]]]:
    """Partitions of some names into small groups, at least so many, such that every two names share a group
    of exactly one partition: the parallel lines of an affine plane of prime order, in which the names are
    points. They try all pairs with far fewer groups than there are pairs."""
    side = next(
        prime for prime in (2, 3, 5, 7, 11, 13) if prime * prime >= len(names) and prime + 1 >= at_least
    )
    points = [(name, *divmod(place, side)) for place, name in enumerate(names)]
    slopes = [[(name, (y - slope * x) % side) for name, x, y in points] for slope in range(side)]
    upright = [(name, x) for name, x, _ in points]
    return [
        [
            frozenset(name for name, line in lines if line == each)
            for each in sorted({line for _, line in lines})
        ]
        for lines in (*slopes, upright)
    ]


def _given(listing: Listing, given: frozenset[str]) -> list[Condition]:
    """The conditions given, in the order in which their paths are preferred."""
    unknown = given - set(listing.conditions)
    if unknown:
        raise KeyError(f"{listing.name} has no conditions {sorted(unknown)}")
    return [condition for name, condition in listing.conditions.items() if name in given]


def _bounds(window: Window, *, is_descending: bool = False, is_downward: bool = False) -> Row:
    """The parameters of a windowed statement; two rows more than asked: that of the cursor from which it
    goes, and one that tells of more. A page that is read downward is bounded by the twins of its cursors."""
    low, high = window.after, window.before
    if is_descending:
        low, high = high, low
    if is_downward:
        low, high = (None if bound is None else downward(bound) for bound in (high, low))
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
