"""How many objects an operation may bring: pages by their size, other lists as five."""

from collections.abc import Mapping

import pytest
from graphql import build_schema, parse
from hypothesis import given
from hypothesis import strategies as st

from service.limits import objects

SCHEMA = build_schema("""
  interface Node { id: ID! }
  type Query {
    fair: Fair
    fairs(first: Int, after: String, last: Int, before: String): FairConnection
    named: [Fair!]!
    years: [Int!]!
    node: Node
    hit: Hit
  }
  union Hit = Fair | Business
  type Fair implements Node {
    id: ID!
    name: String!
    organisers: [Business!]!
    sellers(first: Int, last: Int): BusinessConnection
  }
  type Business implements Node { id: ID! home: Fair links: [[Business!]!]! }
  type FairConnection { edges: [FairEdge!]! pageInfo: PageInfo! totalCount: Int }
  type FairEdge { cursor: String! node: Fair! }
  type BusinessConnection { edges: [BusinessEdge!]! pageInfo: PageInfo! totalCount: Int }
  type BusinessEdge { cursor: String! node: Business! }
  type PageInfo { hasNextPage: Boolean! }
""")


def cost(text: str, variables: Mapping[str, object] | None = None, name: str | None = None) -> int:
    return objects(parse(text), name, variables or {}, SCHEMA)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ years }", 0),
        ("{ __typename __schema { types { name } } }", 0),
        ("{ fair { id } }", 1),
        ("{ a: fair { id } b: fair { id } }", 2),
        ("{ node { id } }", 1),
        ("{ hit { ... on Fair { id } } }", 1),
        ("{ named { id } }", 5),
        ("{ named { organisers { id } } }", 5 * (1 + 5)),
        ("{ fairs { totalCount pageInfo { hasNextPage } } }", 0),
        ("{ fairs { edges { cursor } } }", 0),
        ("{ fairs { edges { node { id } } } }", 20),
        ("{ fairs(first: 7) { edges { node { id } } } }", 7),
        ("{ fairs(last: 7) { edges { node { id } } } }", 7),
        ("{ fairs(first: null, last: 7) { edges { node { id } } } }", 7),
        ('{ fairs(after: "x", first: 7) { edges { node { id } } } }', 7),
        ("{ fairs(first: 1000) { edges { node { id } } } }", 100),
        ("{ fairs(first: -3) { edges { node { id } } } }", 0),
        ("{ fairs(first: 7) { edges { node { organisers { id } } } } }", 7 * (1 + 5)),
        (
            "{ fairs(first: 7) { edges { node { sellers(first: 3) { edges { node { home { id } } } } } } } }",
            7 * (1 + 3 * (1 + 1)),
        ),
        ("{ fairs(first: 7) { edges { node { sellers { edges { node { id } } } } } } }", 7 * (1 + 20)),
        ("{ ... { fair { id } } ... on Query { fair { id } } }", 2),
        ("{ node { id ... on Fair { organisers { id } } } }", 1 + 5),
        ("{ hit { ... on Business { home { id } } ... on Fair { organisers { id } } } }", 1 + 1 + 5),
    ],
)
def test_operation_is_weighed_by_what_it_could_bring(query: str, expected: int) -> None:
    assert cost(query) == expected


@pytest.mark.parametrize(
    ("variables", "expected"), [({"n": 7}, 7), ({"n": None}, 20), ({"n": 1000}, 100), ({}, 20)]
)
def test_size_of_a_page_may_be_a_variable(variables: dict[str, object], expected: int) -> None:
    assert cost("query ($n: Int) { fairs(first: $n) { edges { node { id } } } }", variables) == expected


@pytest.mark.parametrize(("variables", "expected"), [({}, 9), ({"n": 7}, 7), ({"n": None}, 20)])
def test_default_of_a_variable_counts_where_it_is_not_given(
    variables: dict[str, object], expected: int
) -> None:
    assert cost("query ($n: Int = 9) { fairs(first: $n) { edges { node { id } } } }", variables) == expected


def test_whole_number_written_with_a_point_is_the_size_that_it_is_read_as() -> None:
    query = "query ($n: Int) { fairs(first: $n) { edges { node { id } } } }"

    assert cost(query, {"n": 100.0}) == 100


def test_fragment_counts_where_it_stands() -> None:
    query = """
      query { fairs(first: 3) { ...Page } named { ...Parts } fair { ...Parts } }
      fragment Page on FairConnection { edges { node { ...Parts } } }
      fragment Parts on Fair { organisers { id } sellers(first: 2) { edges { node { id } } } }
    """

    parts = 5 + 2
    assert cost(query) == 3 * (1 + parts) + 5 * (1 + parts) + (1 + parts)


def test_fragment_of_edges_takes_the_size_of_the_page_around_it() -> None:
    query = """
      query { a: fairs(first: 3) { ...Page } b: fairs(first: 4) { ...Page } }
      fragment Page on FairConnection { edges { node { id } } }
    """

    assert cost(query) == 3 + 4


def test_only_the_operation_that_runs_is_weighed() -> None:
    query = "query One { fair { id } } query Five { named { id } }"

    costs = [cost(query, name="One"), cost(query, name="Five"), cost(query, name="Six")]

    assert costs == [1, 5, 0]


def test_operation_without_a_root_costs_nothing() -> None:
    assert cost("mutation { fair { id } }") == 0
    assert cost("fragment Parts on Fair { id }") == 0


def test_fragments_within_fragments_are_weighed_in_time() -> None:
    chain = " ".join(
        f"fragment F{n} on Fair {{ a: sellers(first: 1) {{ edges {{ node {{ home {{ ...F{n + 1} }} }} }} }} "
        f"b: sellers(first: 1) {{ edges {{ node {{ home {{ ...F{n + 1} }} }} }} }} }}"
        for n in range(60)
    )
    query = f"{{ fair {{ ...F0 }} }} {chain} fragment F60 on Fair {{ id }}"

    expected = 0
    for _ in range(60):
        expected = 2 * (1 + 1 + expected)
    assert cost(query) == 1 + expected


@given(sizes=st.lists(st.integers(1, 100), min_size=1, max_size=5))
def test_pages_within_pages_multiply(sizes: list[int]) -> None:
    inner = "id"
    for size in reversed(sizes[1:]):
        inner = f"sellers(first: {size}) {{ edges {{ node {{ home {{ {inner} }} }} }} }}"
    query = f"{{ fairs(first: {sizes[0]}) {{ edges {{ node {{ {inner} }} }} }} }}"

    expected = 0
    for size in reversed(sizes[1:]):
        expected = size * (1 + 1 + expected)
    assert cost(query) == sizes[0] * (1 + expected)
