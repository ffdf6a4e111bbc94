"""Lists and edges: which statement their parts are composed to, and the register of statements."""

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import cast

import pytest

import graph
from graph.cypher import Declaration, Statement, by_code, index, related, unique, unique_relationship
from graph.listing import (
    Condition,
    Edge,
    Listing,
    count_statement,
    edge_count_statement,
    edge_statement,
    named,
    page_statement,
    statements_of,
)
from graph.schema import CONSTRAINTS, DECLARATIONS

FAIRS = Listing(
    name="fairs",
    scan="MATCH (n:Fair)",
    projection=".code, .name",
    orders={"NAME": "byName", "START": "byStart"},
    conditions={
        "series": Condition(
            path="UNWIND $series AS one MATCH (:Series {code: one})<-[:OF]-(n:Fair) WITH DISTINCT n",
            predicate="EXISTS { MATCH (n)-[:OF]->(s:Series) WHERE s.code IN $series }",
        ),
        "within": Condition(
            path="UNWIND $within AS one MATCH (:Unit {code: one})<-[:IN]-(n:Fair) WITH DISTINCT n",
            predicate="EXISTS { MATCH (n)-[:IN]->(u:Unit) WHERE u.code IN $within }",
        ),
        "kinds": Condition(predicate="n.kind IN $kinds"),
        "from": Condition(predicate="n.startsOn >= $from"),
    },
)
FAIRS_OF_SERIES = Edge(
    name="fairs_of_series",
    path="MATCH (:Series {code: key})<-[:OF]-(n:Fair)",
    order="n.byStart",
    projection=".code, .name",
)


def test_page_without_conditions_scans_its_label_in_order() -> None:
    statement = page_statement(FAIRS, frozenset[str](), "NAME", False)

    assert statement == Statement(
        "fairs_page",
        "MATCH (n:Fair)\n"
        "WHERE n.byName >= $above\n"
        "  AND n.byName <= $below\n"
        "WITH n ORDER BY n.byName LIMIT $limit\n"
        "RETURN collect(n {.code, .name, cursor: n.byName}) AS rows",
    )


def test_page_from_the_end_descends() -> None:
    statement = page_statement(FAIRS, frozenset[str](), "START", True)

    assert statement == Statement(
        "fairs_page",
        "MATCH (n:Fair)\n"
        "WHERE n.byStart >= $above\n"
        "  AND n.byStart <= $below\n"
        "WITH n ORDER BY n.byStart DESC LIMIT $limit\n"
        "RETURN collect(n {.code, .name, cursor: n.byStart}) AS rows",
    )


def test_page_follows_the_preferred_path_and_checks_the_other_conditions() -> None:
    statement = page_statement(FAIRS, frozenset({"from", "within", "kinds", "series"}), "NAME", False)

    assert statement == Statement(
        "fairs_page",
        "UNWIND $series AS one MATCH (:Series {code: one})<-[:OF]-(n:Fair) WITH DISTINCT n\n"
        "WHERE EXISTS { MATCH (n)-[:IN]->(u:Unit) WHERE u.code IN $within }\n"
        "  AND n.kind IN $kinds\n"
        "  AND n.startsOn >= $from\n"
        "  AND n.byName >= $above\n"
        "  AND n.byName <= $below\n"
        "WITH n ORDER BY n.byName LIMIT $limit\n"
        "RETURN collect(n {.code, .name, cursor: n.byName}) AS rows",
    )


def test_page_under_conditions_without_a_path_scans_and_checks() -> None:
    statement = page_statement(FAIRS, frozenset({"from", "kinds"}), "NAME", False)

    assert statement == Statement(
        "fairs_page",
        "MATCH (n:Fair)\n"
        "WHERE n.kind IN $kinds\n"
        "  AND n.startsOn >= $from\n"
        "  AND n.byName >= $above\n"
        "  AND n.byName <= $below\n"
        "WITH n ORDER BY n.byName LIMIT $limit\n"
        "RETURN collect(n {.code, .name, cursor: n.byName}) AS rows",
    )


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"within"}, "UNWIND $within"),
        ({"within", "kinds"}, "UNWIND $within"),
        ({"within", "series"}, "UNWIND $series"),
        ({"series", "from"}, "UNWIND $series"),
        ({"from"}, "MATCH (n:Fair)\n"),
    ],
)
def test_path_is_that_of_the_first_condition_that_has_one(given: set[str], path: str) -> None:
    page = page_statement(FAIRS, frozenset(given), "NAME", False)
    count = count_statement(FAIRS, frozenset(given))

    assert [page.text.startswith(path), count.text.startswith(path)] == [True, True]


def test_count_of_everything_reads_the_count_store() -> None:
    statement = count_statement(FAIRS, frozenset[str]())

    assert statement == Statement("fairs_count", "MATCH (n:Fair)\nRETURN count(n) AS total")


def test_count_under_one_condition_with_a_path_checks_nothing_else() -> None:
    statement = count_statement(FAIRS, frozenset({"series"}))

    assert statement == Statement(
        "fairs_count",
        "UNWIND $series AS one MATCH (:Series {code: one})<-[:OF]-(n:Fair) WITH DISTINCT n\n"
        "WITH n LIMIT 10001\n"
        "RETURN count(n) AS total",
    )


def test_count_under_conditions_stops_after_ten_thousand() -> None:
    statement = count_statement(FAIRS, frozenset({"from", "kinds"}))

    assert statement == Statement(
        "fairs_count",
        "MATCH (n:Fair)\n"
        "WHERE n.kind IN $kinds\n"
        "  AND n.startsOn >= $from\n"
        "WITH n LIMIT 10001\n"
        "RETURN count(n) AS total",
    )


def test_unknown_condition_is_an_error() -> None:
    with pytest.raises(KeyError, match=r"fairs has no conditions \['host', 'weather'\]"):
        page_statement(FAIRS, frozenset({"weather", "kinds", "host"}), "NAME", False)
    with pytest.raises(KeyError, match=r"fairs has no conditions \['weather'\]"):
        count_statement(FAIRS, frozenset({"weather"}))


def test_unknown_order_is_an_error() -> None:
    with pytest.raises(KeyError, match="SIZE"):
        page_statement(FAIRS, frozenset[str](), "SIZE", False)


def test_statement_is_composed_once() -> None:
    page = page_statement(FAIRS, frozenset({"kinds", "from"}), "NAME", True)
    count = count_statement(FAIRS, frozenset({"kinds"}))
    edge = edge_statement(FAIRS_OF_SERIES, True)
    edge_count = edge_count_statement(FAIRS_OF_SERIES)

    assert page_statement(FAIRS, frozenset({"from", "kinds"}), "NAME", True) is page
    assert count_statement(FAIRS, frozenset({"kinds"})) is count
    assert edge_statement(FAIRS_OF_SERIES, True) is edge
    assert edge_count_statement(FAIRS_OF_SERIES) is edge_count


def test_edge_has_a_window_below_each_parent() -> None:
    statement = edge_statement(FAIRS_OF_SERIES, False)

    assert statement == Statement(
        "fairs_of_series",
        "UNWIND $keys AS key\n"
        "CALL (key) {\n"
        "  MATCH (:Series {code: key})<-[:OF]-(n:Fair)\n"
        "  WHERE n.byStart >= $above AND n.byStart <= $below\n"
        "  WITH * ORDER BY n.byStart LIMIT $limit\n"
        "  RETURN collect(n {.code, .name, cursor: n.byStart}) AS rows\n"
        "}\n"
        "RETURN key, rows",
    )


def test_edge_from_the_end_descends() -> None:
    forward = edge_statement(FAIRS_OF_SERIES, False)

    backward = edge_statement(FAIRS_OF_SERIES, True)

    assert backward.text == forward.text.replace("LIMIT", "DESC LIMIT")


def test_count_of_an_edge_stops_after_ten_thousand_below_each_parent() -> None:
    statement = edge_count_statement(FAIRS_OF_SERIES)

    assert statement == Statement(
        "fairs_of_series_count",
        "UNWIND $keys AS key\n"
        "CALL (key) {\n"
        "  MATCH (:Series {code: key})<-[:OF]-(n:Fair)\n"
        "  WITH n LIMIT 10001\n"
        "  RETURN count(n) AS total\n"
        "}\n"
        "RETURN key, total",
    )


def test_words_are_looked_up_by_their_beginning() -> None:
    every = "all(word IN $words WHERE EXISTS { MATCH (n)-[:NAMED]->(v:Word) WHERE v.text STARTS WITH word })"

    assert named("Fair") == Condition(
        predicate=every,
        path="UNWIND $words AS word MATCH (w:Word) WHERE w.text STARTS WITH word "
        "WITH word, sum(COUNT { (w)<-[:NAMED]-() }) AS total ORDER BY total LIMIT 1 "
        "MATCH (w:Word) WHERE w.text STARTS WITH word "
        "MATCH (w)<-[:NAMED]-(n:Fair) WITH DISTINCT n WHERE " + every + " WITH n",
    )


def test_statements_for_the_engines_are_each_condition_alone_and_in_pairs() -> None:
    statements = list(statements_of(FAIRS))

    assert len(statements) == (1 + 4) * (1 + 2 * 2) + 6 * 2
    assert len(set(statements)) == len(statements)


def test_declarations_and_look_ups_are_composed_of_their_names() -> None:
    composed = [
        unique("TradeFair"),
        unique("Offer", "key"),
        unique_relationship("SUPPLIES"),
        index("TradeFair", "byStart"),
        by_code("fairs_by_code", "TradeFair", ".code"),
        related("unit_of_fair", "MATCH (:TradeFair {code: key})-[:IN]->(n:Unit)", "n.code", "n {.code}"),
    ]

    assert composed == [
        Declaration(
            "tradefair_code_unique",
            "CREATE CONSTRAINT tradefair_code_unique IF NOT EXISTS "
            "FOR (n:TradeFair) REQUIRE n.code IS UNIQUE",
            timeout=60.0,
            label="TradeFair",
            key="code",
        ),
        Declaration(
            "offer_key_unique",
            "CREATE CONSTRAINT offer_key_unique IF NOT EXISTS FOR (n:Offer) REQUIRE n.key IS UNIQUE",
            timeout=60.0,
            label="Offer",
            key="key",
        ),
        Declaration(
            "supplies_key_unique",
            "CREATE CONSTRAINT supplies_key_unique IF NOT EXISTS "
            "FOR ()-[r:SUPPLIES]-() REQUIRE r.key IS UNIQUE",
            timeout=60.0,
            label="SUPPLIES",
            key="key",
        ),
        Declaration(
            "tradefair_bystart_index",
            "CREATE INDEX tradefair_bystart_index IF NOT EXISTS FOR (n:TradeFair) ON (n.byStart)",
            timeout=60.0,
            label="TradeFair",
            key="byStart",
        ),
        Statement(
            "fairs_by_code",
            "UNWIND $keys AS key MATCH (n:TradeFair {code: key}) RETURN key, collect(n {.code}) AS rows",
        ),
        Statement(
            "unit_of_fair",
            "UNWIND $keys AS key MATCH (:TradeFair {code: key})-[:IN]->(n:Unit) "
            "WITH * ORDER BY n.code RETURN key, collect(n {.code}) AS rows",
        ),
    ]


def test_name_of_a_statement_is_its_own() -> None:
    statements = {item for item in _constants() if isinstance(item, Statement)}
    edges = {item for item in _constants() if isinstance(item, Edge)}

    names = sorted(
        [
            *(statement.name for statement in statements),
            *(edge.name + end for edge in edges for end in ("", "_count")),
            *(listing.name + end for listing in _listings() for end in ("_page", "_count")),
        ]
    )

    assert len(statements) > 100
    assert [name for name, following in pairwise(names) if name == following] == []
    assert [name for name in names if not re.fullmatch("[a-z][a-z0-9_]*", name)] == []


def test_statements_have_parameters_and_no_holes() -> None:
    hole = re.compile(r"\{\w*\}|%[sdr(]|\$(?![A-Za-z])|\$\{|\bNone\b")

    with_holes = [text for text in _texts() if hole.search(text)]

    assert with_holes == []


def test_statements_end_in_time() -> None:
    timeouts = {item.timeout for item in _constants() if isinstance(item, Statement)}

    assert [timeout for timeout in timeouts if not 0 < timeout <= 120] == []


def test_condition_reads_the_parameter_of_its_name() -> None:
    conditions = [
        (listing.name, name, set(re.findall(r"\$(\w+)", text)))
        for listing in _listings()
        for name, condition in listing.conditions.items()
        for text in (condition.predicate, condition.path)
        if text is not None
    ]

    assert [item for item in conditions if item[2] != {item[1]}] == []
    assert len(conditions) > 20


def test_order_of_a_list_is_indexed() -> None:
    declared = {
        match
        for statement in (*CONSTRAINTS, *DECLARATIONS)
        for match in re.findall(r"FOR \(n:(\w+)\) (?:ON \(|REQUIRE )n\.(\w+)", statement.text)
    }

    orders = {
        (label, key)
        for listing in _listings()
        for label in re.findall(r"\(n:(\w+)\)", listing.scan)
        for key in listing.orders.values()
    }

    assert orders - declared == set()


def _listings() -> list[Listing]:
    return [item for item in _constants() if isinstance(item, Listing)]


def _constants() -> Iterator[object]:
    for module in pkgutil.iter_modules(graph.__path__, "graph."):
        for value in vars(importlib.import_module(module.name)).values():
            yield from _inside(value)


def _inside(value: object) -> Iterator[object]:
    if isinstance(value, Mapping):
        yield from _inside(tuple(cast("Mapping[object, object]", value).values()))
    elif isinstance(value, tuple | list | set | frozenset):
        for item in cast("Iterable[object]", value):
            yield from _inside(item)
    else:
        yield value


def _texts() -> Iterator[str]:
    for item in _constants():
        if isinstance(item, Statement):
            yield item.text
        elif isinstance(item, Edge):
            yield from (edge_statement(item, True).text, edge_count_statement(item).text)
        elif isinstance(item, Listing):
            yield from (statement.text for statement in statements_of(item))
