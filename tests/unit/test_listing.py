"""Lists and edges: which statement their parts are composed to, and the register of statements."""

import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations, pairwise
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

import graph
from graph.cypher import Declaration, Statement, by_code, index, related, unique, unique_relationship
from graph.listing import (
    NAMED_AMONG_FEW,
    Attempts,
    Condition,
    Edge,
    Listing,
    count_statements,
    edge_count_statement,
    edge_statement,
    equal,
    named,
    page_statements,
    partitions,
    statements_of,
)
from graph.schema import CONSTRAINTS, DECLARATIONS
from graph.statistics import Table

FAIRS = Listing(
    name="fairs",
    label="Fair",
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


def texts(statements: Iterable[Statement]) -> list[str]:
    """The texts of some attempts."""
    return [statement.text for statement in statements]


def test_page_without_conditions_walks_its_order() -> None:
    attempts = page_statements(FAIRS, frozenset[str](), "NAME", False)

    assert attempts == Attempts(
        walk=Statement(
            "fairs_page",
            "MATCH (n:Fair) USING INDEX n:Fair(byName)\n"
            "WHERE n.byName >= $above\n"
            "  AND n.byName <= $below\n"
            "WITH n LIMIT $limit\n"
            "WITH n, n.byName AS cursor ORDER BY n.byName\n"
            "RETURN collect(n {.code, .name, cursor: cursor}) AS rows",
        ),
    )


def test_page_from_the_end_walks_the_twin_of_its_order() -> None:
    (upward,) = texts(page_statements(FAIRS, frozenset[str](), "START", False).all())

    (downward,) = texts(page_statements(FAIRS, frozenset[str](), "START", True).all())

    assert downward == upward.replace("byStart", "byStartDown").replace(
        "n.byStartDown AS cursor", "n.byStart AS cursor"
    )


def test_page_under_one_condition_follows_its_path_or_walks() -> None:
    attempts = page_statements(FAIRS, frozenset({"within"}), "NAME", False)

    assert (attempts.within, attempts.is_common) == (None, False)
    assert texts(attempts.all()) == [
        "MATCH (n:Fair) USING INDEX n:Fair(byName)\n"
        "WHERE n.byName >= $above\n"
        "  AND n.byName <= $below\n"
        "WITH n LIMIT $most\n"
        "WITH collect(n) AS found\n"
        "WITH found, size(found) AS walked, last(found) AS end\n"
        "UNWIND found + [null] AS n\n"
        "WITH walked, end.byName AS reached, n\n"
        "WHERE n IS NULL OR (EXISTS { MATCH (n)-[:IN]->(u:Unit) WHERE u.code IN $within })\n"
        "WITH walked, reached, n LIMIT $limit\n"
        "WITH walked, reached, n, n.byName AS cursor ORDER BY n.byName\n"
        "RETURN walked, reached, collect(n {.code, .name, cursor: cursor}) AS rows",
        "UNWIND $within AS one MATCH (:Unit {code: one})<-[:IN]-(n:Fair) WITH DISTINCT n\n"
        "WITH n LIMIT $most\n"
        "WITH collect(n) AS found\n"
        "WITH size(found) = $most AS isTooBroad, found\n"
        "UNWIND CASE WHEN isTooBroad THEN [null] ELSE found + [null] END AS n\n"
        "WITH isTooBroad, n\n"
        "WHERE n IS NULL OR (n.byName >= $above\n"
        "  AND n.byName <= $below)\n"
        "WITH isTooBroad, n, n.byName AS cursor ORDER BY n.byName LIMIT $limit\n"
        "RETURN isTooBroad, collect(n {.code, .name, cursor: cursor}) AS rows",
    ]


def test_page_walks_first_where_all_conditions_often_hold() -> None:
    listing = replace(FAIRS, conditions={**FAIRS.conditions, "sizes": equal("sizes", "Fair", "size")})

    alone = page_statements(listing, frozenset({"sizes"}), "NAME", False)
    with_series = page_statements(listing, frozenset({"sizes", "series"}), "NAME", False)

    assert alone.is_common
    assert [text.partition("\n")[0] for text in texts(alone.paths)] == [
        "UNWIND $sizes AS value WITH DISTINCT value MATCH (n:Fair {size: value}) WITH n"
    ]
    assert not with_series.is_common
    assert [text.split()[1] for text in texts(with_series.paths)] == ["$series", "$sizes"]


def test_page_under_a_value_is_walked_in_the_order_of_names_within_it() -> None:
    sizes = equal("sizes", "Fair", "size", is_ordered=True)
    listing = replace(FAIRS, conditions={**FAIRS.conditions, "sizes": sizes})

    alone = page_statements(listing, frozenset({"sizes"}), "NAME", True)
    with_kinds = page_statements(listing, frozenset({"sizes", "kinds"}), "NAME", False)
    by_start = page_statements(listing, frozenset({"sizes"}), "START", False)

    assert alone.paths == ()
    assert alone.within == Statement(
        "fairs_page",
        "MATCH (n:Fair) USING INDEX n:Fair(sizeByNameDown)\n"
        "WHERE n.sizeByNameDown >= $above\n"
        "  AND n.sizeByNameDown <= $below\n"
        "WITH n LIMIT $limit\n"
        "WITH n, n.byName AS cursor ORDER BY n.sizeByNameDown\n"
        "RETURN collect(n {.code, .name, cursor: cursor}) AS rows",
    )
    assert len(with_kinds.paths) == 1
    assert with_kinds.within is not None
    assert "USING INDEX n:Fair(sizeByName)\n" in with_kinds.within.text
    assert "WHERE n IS NULL OR (n.kind IN $kinds)\n" in with_kinds.within.text
    assert by_start.within is None
    assert len(by_start.paths) == 1


def test_page_under_several_conditions_checks_the_others_on_each_path_and_all_on_the_walk() -> None:
    attempts = page_statements(FAIRS, frozenset({"from", "within", "series"}), "NAME", False)

    walk, by_series, by_unit = texts(attempts.all())
    assert by_series.startswith("UNWIND $series AS one")
    assert (
        "WHERE n IS NULL OR (EXISTS { MATCH (n)-[:IN]->(u:Unit) WHERE u.code IN $within }\n"
        "  AND n.startsOn >= $from\n"
        "  AND n.byName >= $above\n"
        "  AND n.byName <= $below)\n"
    ) in by_series
    assert by_unit.startswith("UNWIND $within AS one")
    assert "EXISTS { MATCH (n)-[:OF]->(s:Series) WHERE s.code IN $series }" in by_unit
    assert (
        "WHERE n IS NULL OR (EXISTS { MATCH (n)-[:OF]->(s:Series) WHERE s.code IN $series }\n"
        "  AND EXISTS { MATCH (n)-[:IN]->(u:Unit) WHERE u.code IN $within }\n"
        "  AND n.startsOn >= $from)\n"
        "WITH walked, reached, n LIMIT $limit\n"
    ) in walk


def test_page_under_conditions_without_a_path_only_walks() -> None:
    attempts = page_statements(FAIRS, frozenset({"from", "kinds"}), "NAME", False)

    assert attempts.all() == (attempts.walk,)
    assert "WHERE n IS NULL OR (n.kind IN $kinds\n  AND n.startsOn >= $from)\n" in attempts.walk.text


def test_path_that_finds_others_too_is_checked_for_its_own_condition() -> None:
    listing = replace(FAIRS, conditions={"words": named("Fair", "FAIR")})
    every = named("Fair", "FAIR").predicate

    attempts = page_statements(listing, frozenset({"words"}), "NAME", False)
    counts = count_statements(listing, frozenset({"words"}))

    assert [text.count(every) for text in texts(attempts.paths)] == [1]
    assert [text.count(every) for text in texts(counts)] == [1]


def test_count_of_everything_reads_the_count_store() -> None:
    statements = count_statements(FAIRS, frozenset[str]())

    assert statements == (Statement("fairs_count", "MATCH (n:Fair)\nRETURN count(n) AS total"),)


def test_count_under_one_condition_with_a_path_checks_nothing_else() -> None:
    statements = count_statements(FAIRS, frozenset({"series"}))

    assert texts(statements) == [
        "UNWIND $series AS one MATCH (:Series {code: one})<-[:OF]-(n:Fair) WITH DISTINCT n\n"
        "WITH n LIMIT 10001\n"
        "RETURN count(n) AS total"
    ]


def test_count_under_several_conditions_tries_each_path_then_the_first_whatever_it_costs() -> None:
    statements = count_statements(FAIRS, frozenset({"within", "series"}))

    by_series, by_unit, whole = texts(statements)
    assert by_series == (
        "UNWIND $series AS one MATCH (:Series {code: one})<-[:OF]-(n:Fair) WITH DISTINCT n\n"
        "WITH n LIMIT $most\n"
        "WITH collect(n) AS found\n"
        "WITH size(found) = $most AS isTooBroad, found\n"
        "UNWIND CASE WHEN isTooBroad THEN [null] ELSE found + [null] END AS n\n"
        "WITH isTooBroad, n\n"
        "WHERE n IS NULL OR (EXISTS { MATCH (n)-[:IN]->(u:Unit) WHERE u.code IN $within })\n"
        "RETURN isTooBroad, count(n) AS total"
    )
    assert by_unit.startswith("UNWIND $within AS one")
    assert whole == (
        "UNWIND $series AS one MATCH (:Series {code: one})<-[:OF]-(n:Fair) WITH DISTINCT n\n"
        "WITH n WHERE EXISTS { MATCH (n)-[:IN]->(u:Unit) WHERE u.code IN $within }\n"
        "WITH n LIMIT 10001\n"
        "RETURN count(n) AS total"
    )


def test_count_under_conditions_without_a_path_stops_after_ten_thousand() -> None:
    statements = count_statements(FAIRS, frozenset({"from", "kinds"}))

    assert texts(statements) == [
        "MATCH (n:Fair)\n"
        "WHERE n.kind IN $kinds\n"
        "  AND n.startsOn >= $from\n"
        "WITH n LIMIT 10001\n"
        "RETURN count(n) AS total"
    ]


def test_unknown_condition_is_an_error() -> None:
    with pytest.raises(KeyError, match=r"fairs has no conditions \['host', 'weather'\]"):
        page_statements(FAIRS, frozenset({"weather", "kinds", "host"}), "NAME", False)
    with pytest.raises(KeyError, match=r"fairs has no conditions \['weather'\]"):
        count_statements(FAIRS, frozenset({"weather"}))


def test_unknown_order_is_an_error() -> None:
    with pytest.raises(KeyError, match="SIZE"):
        page_statements(FAIRS, frozenset[str](), "SIZE", False)


def test_statement_is_composed_once() -> None:
    page = page_statements(FAIRS, frozenset({"kinds", "from"}), "NAME", True)
    count = count_statements(FAIRS, frozenset({"kinds"}))
    edge = edge_statement(FAIRS_OF_SERIES, True)
    edge_count = edge_count_statement(FAIRS_OF_SERIES)

    assert page_statements(FAIRS, frozenset({"from", "kinds"}), "NAME", True) is page
    assert count_statements(FAIRS, frozenset({"kinds"})) is count
    assert edge_statement(FAIRS_OF_SERIES, True) is edge
    assert edge_count_statement(FAIRS_OF_SERIES) is edge_count


def test_edge_has_a_window_below_each_parent() -> None:
    statement = edge_statement(FAIRS_OF_SERIES, False)

    assert statement == Statement(
        "fairs_of_series",
        "UNWIND $keys AS key\n"
        "CALL (key) {\n"
        "  MATCH (:Series {code: key})<-[:OF]-(n:Fair)\n"
        "  WITH *, n.byStart AS cursor\n"
        "  WHERE cursor >= $above AND cursor <= $below\n"
        "  WITH * ORDER BY cursor LIMIT $limit\n"
        "  RETURN collect(n {.code, .name, cursor: cursor}) AS rows\n"
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


def test_words_are_looked_up_by_the_rarest_term() -> None:
    every = (
        "all(term IN $words WHERE any(alternative IN term WHERE all(word IN alternative "
        "WHERE (n.words + ' ') CONTAINS (' ' + word))))"
    )
    words = "MATCH (:Prefix {text: word})-[:BEGINS]->(w:Word) WHERE w.kind IN ['FAIR', 'MARKET'] "

    assert named("Fair", "FAIR", "MARKET") == Condition(
        predicate=every,
        path="UNWIND $words AS term UNWIND term AS alternative UNWIND alternative AS word "
        f"CALL (word) {{ {words}RETURN sum(w.names) AS names }} "
        "WITH term, alternative, word, names ORDER BY names, word "
        "WITH term, alternative, head(collect(word)) AS word, min(names) AS names ORDER BY word "
        "WITH term, collect(word) AS leading, sum(names) AS names ORDER BY names, leading[0] LIMIT 1 "
        f"UNWIND leading AS word {words}MATCH (w)<-[:NAMED]-(n:Fair) WITH DISTINCT n",
        is_rough=True,
    )
    assert Condition(predicate=every) == NAMED_AMONG_FEW


def test_statements_for_the_engines_try_conditions_in_every_order_and_every_two_together() -> None:
    statements = list(statements_of(FAIRS))

    predicates = [condition.predicate for condition in FAIRS.conditions.values()]
    wanted = [
        *(
            (f"n.{key} >= $above", predicate)
            for key in ("byName", "byNameDown", "byStart", "byStartDown")
            for predicate in predicates
        ),
        *combinations(predicates, 2),
    ]
    found = texts(statements)
    assert len(set(statements)) == len(statements)
    assert [each for each in wanted if not any(each[0] in text and each[1] in text for text in found)] == []


@given(st.integers(min_value=0, max_value=100), st.integers(min_value=1, max_value=6))
def test_every_two_names_share_a_group_of_exactly_one_partition(size: int, at_least: int) -> None:
    names = [f"name {number}" for number in range(size)]

    found = partitions(names, at_least)

    shared = Counter(pair for groups in found for group in groups for pair in combinations(sorted(group), 2))
    assert len(found) >= at_least
    assert [sorted(name for group in groups for name in group) for groups in found] == [sorted(names)] * len(
        found
    )
    assert shared == Counter(combinations(sorted(names), 2))


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
            "UNWIND $keys AS key OPTIONAL MATCH (:MergedCode {code: key})-[:ABSORBED_BY]->(into) "
            "WITH key, coalesce(into.code, key) AS code "
            "MATCH (n:TradeFair {code: code}) RETURN key, collect(n {.code}) AS rows",
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
            *{item.name for item in _constants() if isinstance(item, Table)},
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
        (listing.label, key)
        for listing in _listings()
        for order in listing.orders.values()
        for key in (order, f"{order}Down")
    } | {
        (listing.label, f"{condition.ordered}ByName{twin}")
        for listing in _listings()
        for condition in listing.conditions.values()
        if condition.ordered is not None
        for twin in ("", "Down")
    }

    assert orders - declared == set()


def _listings() -> list[Listing]:
    """Each list once, also where another module speaks of it."""
    return list(dict.fromkeys(item for item in _constants() if isinstance(item, Listing)))


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
