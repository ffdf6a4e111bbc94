"""Lists and edges: pages by keyset, composed of literal Cypher only.

A **listing** is a root list of one label. An **edge** is a list below many parents at once: one record a
parent.

Every order is a stored text that is unique over its label (``byName`` ends with the code), so a window
is two bounds on one indexed property and a cursor is that text. Its twin (``byNameDown``, of
:func:`domain.collation.downward`) orders the other way round, so that every page is read upward. The bounds
include the rows of the cursors: one that still stands proves that the list goes on there, and only where it
is gone is the graph asked once more.

The rows of a listing are reached in one of two ways. Its order is **walked** by the index from one bound
on, and the conditions are checked until the page is full: cheap where many rows match. Or a condition has a
**path** that leads by an index to the rows it holds for, which are then checked and sorted: cheap where
few match. Which is which only the graph knows, so a page is asked for by attempts, each of bounded cost:
a little of the walk, where all conditions are such as often hold; each path in turn, until one turns out to
be narrow; more of the walk; the paths once more, as far as ten times as many rows; and then the walk to its
end, slice by slice. Nearly always the first attempt answers. A walk goes on where it stopped, and is cut
before its rows are checked: the embedded engine checks all of the others too.

Rows with one value may stand together late in the order, as names tell the legal form. A condition on such
a value is **ordered**: there is a stored text of the value and the name (``legalFormByName``), so the rows
of each value are walked alone, and these walks are merged. A list whose records have labels by their kind is
made of the lists of those labels, merged likewise. And where a condition can only hold ``among`` some of the
records, as one on offers does among those that offer anything, these have their name stored once more as an
order of their own, and that is walked.
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import LiteralString, NamedTuple, TypeAlias

from domain.collation import downward
from domain.paging import Count, Window
from graph.client import Graph, Row
from graph.cypher import Statement
from graph.gathering import Gathering
from graph.words import hold, of_record, rarest, some

FIRST = ""
LAST = "\x7f"
"""Bounds below and above every stored order key: those are printable ASCII."""
COUNT_LIMIT = 10_000
_LITTLE = 5
"""Pages of rows that are walked before a path is tried, where conditions often hold."""
_FEW, _MANY = 2_000, 20_000
"""So many rows are looked at in one attempt, first and then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Rows in the order shown, each with its order key under ``cursor``, and what lies beyond."""

    rows: list[Row]
    has_previous: bool
    has_next: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition of a list: a predicate on ``n`` and, where an index serves it, the path that
    finds the distinct ``n`` it holds for; one that ``is_rough`` finds others too. Its parameter has the name
    of the condition. One that ``is_common`` often holds for a good part of all rows. ``ordered`` is the
    property whose value it asks for, where rows are ordered within the values (:func:`graph.cypher.within`).
    ``among`` is the property that repeats ``byName`` where the condition can hold at all, with a twin
    (:func:`graph.cypher.among`).
    """

    predicate: LiteralString
    path: LiteralString | None = None
    is_rough: bool = False
    is_common: bool = False
    ordered: LiteralString | None = None
    among: LiteralString | None = None


_HOLDS_WORDS: LiteralString = hold(of_record("n"), "$words")


def named(label: LiteralString, *kinds: LiteralString) -> Condition:
    """The condition ``words`` of a label, whose records are of some kinds: each term of a text stands in the
    names of the record in one of the ways to write it (:mod:`graph.words`). Its path starts from the term
    that the fewest names have."""
    path: LiteralString = rarest("$words", some(*kinds), "(n:" + label + ")") + "WITH DISTINCT n"
    return Condition(predicate=_HOLDS_WORDS, path=path, is_rough=True)


NAMED_AMONG_FEW = Condition(predicate=_HOLDS_WORDS)
"""The same for records that are always few: to look at all of them is less than to follow a word that names
of other records have too."""


def equal(
    name: LiteralString, label: LiteralString, key: LiteralString, *, is_ordered: bool = False
) -> Condition:
    """A condition that an indexed property is any of some values, within which rows may be ordered."""
    return Condition(
        path="UNWIND $" + name + " AS value WITH DISTINCT value "
        "MATCH (n:" + label + " {" + key + ": value}) WITH n",
        predicate="n." + key + " IN $" + name,
        is_common=True,
        ordered=key if is_ordered else None,
    )


def tied(
    name: LiteralString, label: LiteralString, relationship: LiteralString, to: LiteralString
) -> Condition:
    """A condition that a relationship leads to any of some records of a label, by their codes."""
    return Condition(
        path="UNWIND $" + name + " AS wanted "
        "MATCH (:" + to + " {code: wanted})<-[:" + relationship + "]-(n:" + label + ") WITH DISTINCT n",
        predicate="EXISTS { MATCH (n)-[:" + relationship + "]->(wanted:" + to + ") "
        "WHERE wanted.code IN $" + name + " }",
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
    ``conditions`` stand in the order in which their paths are preferred. ``parts`` are the lists that make
    up this one, by the values of the condition ``parted_by``."""

    name: LiteralString
    label: LiteralString
    projection: LiteralString
    orders: Mapping[str, LiteralString]
    conditions: Mapping[str, Condition] = field(default_factory=dict[str, Condition])
    parted_by: str = ""
    parts: Mapping[str, "Listing"] = field(default_factory=dict[str, "Listing"])

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
    lists, asked = _parts(listing, conditions)

    async def read(part: Window, keys: list[str]) -> dict[str, list[Row]]:
        is_downward = is_descending != part.is_backward
        bounds = _bounds(part, is_descending=is_descending, is_downward=is_downward)
        found = [_rows(graph, each, asked, bounds, order, is_downward) for each in lists]
        rows = _merged(await asyncio.gather(*found), is_downward)
        return {key: rows[: bounds["limit"]] for key in keys}

    return (await _pages(read, [listing.name], window))[listing.name]


async def count(graph: Graph, listing: Listing, conditions: Mapping[str, object]) -> Count:
    """How many rows a root list has, from the count store where nothing restricts it."""
    lists, asked = _parts(listing, conditions)
    total = sum(await asyncio.gather(*(_total(graph, each, asked) for each in lists)))
    return _counted(total) if conditions else Count(total, is_lower_bound=False)


def _parts(listing: Listing, conditions: Mapping[str, object]) -> tuple[list[Listing], Mapping[str, object]]:
    """The lists of which those rows are made for which some conditions hold, and their conditions."""
    if listing.parted_by not in conditions:
        return [listing], conditions
    left = dict(conditions)
    values = left.pop(listing.parted_by)
    assert isinstance(values, list)
    parts = [part for value, part in listing.parts.items() if value in values]
    return [listing] if len(parts) == len(listing.parts) else parts, left


async def _total(graph: Graph, listing: Listing, conditions: Mapping[str, object]) -> int:
    """How many rows a list has for which some conditions hold."""
    *paths, whole = count_statements(listing, frozenset(conditions))
    for most in (_FEW, _MANY):
        for path in paths:
            (row,) = await graph.read(path, **conditions, most=most)
            if not row["isTooBroad"]:
                return int(row["total"])
    (row,) = await graph.read(whole, **conditions)
    return int(row["total"])


async def _rows(
    graph: Graph,
    listing: Listing,
    conditions: Mapping[str, object],
    bounds: Row,
    order: str,
    is_downward: bool,
) -> list[Row]:
    """The first rows between two bounds for which some conditions hold."""
    attempts = page_statements(listing, frozenset(conditions), order, is_downward)
    parameters = {**conditions, **bounds}
    walks = [_Walk(graph, attempts.walk, parameters)]
    if attempts.is_common:
        await walks[0].on(_LITTLE * bounds["limit"])
        if walks[0].is_done:
            return walks[0].rows
    if attempts.within is not None:
        values = await _values(graph, listing, conditions)
        walks = [_Walk(graph, attempts.within, _inside(value, parameters)) for value in values]
    for turn in itertools.count():
        most = _MANY if turn else _FEW
        for path in attempts.paths if turn < 2 else ():
            (row,) = await graph.read(path, **parameters, most=most)
            if not row["isTooBroad"]:
                found: list[Row] = row["rows"]
                return found
        await asyncio.gather(*(walk.on(most) for walk in walks))
        if all(walk.is_done for walk in walks):
            break
    return _merged([walk.rows for walk in walks], is_downward)


class _Walk:
    """A walk along an order: the rows found so far, and whether they are enough or the walk is at its end."""

    def __init__(self, graph: Graph, statement: Statement, parameters: Row) -> None:
        self._graph = graph
        self._statement = statement
        self._parameters = dict(parameters)
        self.rows: list[Row] = []
        self.is_done = False

    async def on(self, most: int) -> None:
        """Goes on by at most so many rows."""
        if self.is_done:
            return
        (row,) = await self._graph.read(self._statement, **self._parameters, most=most)
        self.rows += row["rows"]
        left = self._parameters["limit"] - len(row["rows"])
        self.is_done = left == 0 or row.get("walked", 0) < most
        # nothing lies between a key and the same with a blank behind it
        self._parameters |= {"above": f"{row.get('reached')} ", "limit": left}


async def _values(graph: Graph, listing: Listing, conditions: Mapping[str, object]) -> list[str]:
    """The values that the ordered condition asks for, of several those that there are."""
    name, ordered = next(
        (name, each.ordered)
        for name, each in listing.conditions.items()
        if name in conditions and each.ordered is not None
    )
    values = conditions[name]
    assert isinstance(values, list)
    if len(values) > 1:
        (row,) = await graph.read(values_statement(listing.label, ordered), values=values)
        values = row["values"]
    return sorted(set(values))


def _inside(value: str, parameters: Row) -> Row:
    """The parameters of a window, for the rows of one value."""
    return parameters | {bound: f"{value} {parameters[bound]}" for bound in ("above", "below")}


def _merged(lists: Sequence[list[Row]], is_downward: bool) -> list[Row]:
    """The rows of some lists in their common order."""
    rows = (row for rows in lists for row in rows)
    return sorted(rows, key=lambda row: str(row["cursor"]), reverse=is_downward)


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


class Attempts(NamedTuple):
    """The statements by which a page is asked for: a walk, which ``is_common`` where it may begin before any
    path is tried; the walk ``within`` a value that takes its place afterwards, where a condition is ordered;
    and the paths."""

    walk: Statement
    within: Statement | None = None
    paths: tuple[Statement, ...] = ()
    is_common: bool = False

    def all(self) -> tuple[Statement, ...]:
        """All of them."""
        return tuple(each for each in (self.walk, self.within, *self.paths) if each is not None)


@lru_cache(maxsize=4096)
def page_statements(listing: Listing, given: frozenset[str], order: str, is_downward: bool) -> Attempts:
    """The attempts at a page under the conditions given."""
    conditions = _given(listing, given)
    twin: LiteralString = "Down" if is_downward else ""
    key: LiteralString = listing.orders[order] + twin
    is_by_name = listing.orders[order] == "byName"
    name = listing.name + "_page"
    few: list[LiteralString] = [each.among for each in conditions if each.among and is_by_name]
    walk = Statement(name, _walk(listing, order, few[0] + twin if few else key, conditions))
    ordered = next((each for each in conditions if each.ordered), None)
    within: Statement | None = None
    if ordered is not None and is_by_name:
        others = [each for each in conditions if each is not ordered]
        value: LiteralString = ordered.ordered or ""
        within = Statement(name, _walk(listing, order, value + "ByName" + twin, others))
    paths: tuple[Statement, ...] = ()
    if len(conditions) > 1 or within is None:
        paths = tuple(
            Statement(name, _narrow_page(listing, order, key, conditions, condition))
            for condition in conditions
            if condition.path is not None
        )
    is_common = bool(conditions) and all(condition.is_common for condition in conditions)
    return Attempts(walk, within, paths, is_common)


@lru_cache(maxsize=64)
def values_statement(label: LiteralString, key: LiteralString) -> Statement:
    """The statement that finds which of some values of a property records of a label have."""
    return Statement(
        "values_of_" + label.lower(),
        "UNWIND $values AS value\nCALL (value) {\n  MATCH (n:" + label + " {" + key + ": value})\n"
        "  RETURN n." + key + " AS found LIMIT 1\n}\nRETURN collect(found) AS values",
    )


def _walk(listing: Listing, order: str, key: LiteralString, conditions: Sequence[Condition]) -> LiteralString:
    """A page from the next rows of a walk along a key: how many were looked at, and how far it came."""
    window: LiteralString = (
        "MATCH (n:"
        + listing.label
        + ") USING INDEX n:"
        + listing.label
        + "("
        + key
        + ")\nWHERE "
        + _all(_window(key))
    )
    if not conditions:
        return window + "\nWITH n LIMIT $limit" + _sorted_page(listing, order, key, "")
    return (
        window
        + "\nWITH n LIMIT $most\nWITH collect(n) AS found\n"
        + "WITH found, size(found) AS walked, last(found) AS end\n"
        + "UNWIND found + [null] AS n\nWITH walked, end."
        + key
        + " AS reached, n"
        + _sentinel_or(_predicates(conditions))
        + "\nWITH walked, reached, n LIMIT $limit"
        + _sorted_page(listing, order, key, "walked, reached, ")
    )


def _narrow_page(
    listing: Listing, order: str, key: LiteralString, conditions: Sequence[Condition], path: Condition
) -> LiteralString:
    """A page from the rows of a path, or none where it is too broad."""
    return (
        _path(path)
        + unless_too_broad([*_predicates(conditions, path), *_window(key)])
        + _sorted_page(listing, order, key, "isTooBroad, ", " LIMIT $limit")
    )


def _sorted_page(
    listing: Listing,
    order: str,
    key: LiteralString,
    beside: LiteralString,
    limit: LiteralString = "",
) -> LiteralString:
    """The rows found in their order, with what stands beside them."""
    # the cursor is named first: Neo4j 5.26 loses n.code in a map beside .code behind an order by it
    cursor: LiteralString = "n." + listing.orders[order] + " AS cursor"
    return (
        "\nWITH "
        + beside
        + "n, "
        + cursor
        + " ORDER BY n."
        + key
        + limit
        + "\nRETURN "
        + beside
        + "collect(n {"
        + listing.projection
        + ", cursor: cursor}) AS rows"
    )


def _window(key: LiteralString) -> tuple[LiteralString, LiteralString]:
    return ("n." + key + " >= $above", "n." + key + " <= $below")


@lru_cache(maxsize=1024)
def count_statements(listing: Listing, given: frozenset[str]) -> tuple[Statement, ...]:
    """The attempts at counting a list under the conditions given: by each path, where others are checked,
    and last whatever it costs."""
    conditions = _given(listing, given)
    paths = [condition for condition in conditions if condition.path is not None]
    scan: LiteralString = "MATCH (n:" + listing.label + ")"
    stop: LiteralString = "\nWITH n LIMIT 10001\nRETURN count(n) AS total"
    attempts: list[LiteralString] = []
    if not conditions:
        attempts.append(scan + "\nRETURN count(n) AS total")
    elif not paths:
        attempts.append(scan + "\nWHERE " + _all(_predicates(conditions)) + stop)
    else:
        others = _predicates(conditions, paths[0])
        if len(conditions) > 1:
            attempts.extend(
                _path(path)
                + unless_too_broad(_predicates(conditions, path))
                + "\nRETURN isTooBroad, count(n) AS total"
                for path in paths
            )
        check: LiteralString = "\nWITH n WHERE " + _all(others) if others else ""
        attempts.append(_path(paths[0]) + check + stop)
    return tuple(Statement(listing.name + "_count", text) for text in attempts)


def unless_too_broad(predicates: Iterable[LiteralString]) -> LiteralString:
    """Of the ``n`` found those that meet some predicates, or none where as many as ``$most`` are found. One
    null comes last, so that a row comes back in either case."""
    return (
        "\nWITH n LIMIT $most\nWITH collect(n) AS found\n"
        + "WITH size(found) = $most AS isTooBroad, found\n"
        + "UNWIND CASE WHEN isTooBroad THEN [null] ELSE found + [null] END AS n\nWITH isTooBroad, n"
        + _sentinel_or(predicates)
    )


def _path(condition: Condition) -> LiteralString:
    path: LiteralString = condition.path or ""
    return path


def _predicates(conditions: Iterable[Condition], chosen: Condition | None = None) -> list[LiteralString]:
    """The predicates of conditions but for one whose path is followed, if that does not find others too."""
    return [each.predicate for each in conditions if each is not chosen or each.is_rough]


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
    """The statement of the pages of an edge. Its window is one on ``cursor``, not on the order itself: Neo4j
    would look for that by an index of the order where it believes the rows below a parent to be many."""
    text = (
        "UNWIND $keys AS key\nCALL (key) {\n  "
        + edge.path
        + "\n  WITH *, "
        + edge.order
        + " AS cursor\n  WHERE cursor >= $above AND cursor <= $below\n  WITH * ORDER BY cursor"
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
        yield from page_statements(listing, given, order, is_downward).all()
    for given in dict.fromkeys(given for given, _ in cases):
        yield from count_statements(listing, given)
    for condition in listing.conditions.values():
        if condition.ordered is not None:
            yield values_statement(listing.label, condition.ordered)


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
