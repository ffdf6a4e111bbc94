"""How far a document may go, and how many objects an operation may bring."""

import math
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    get_named_type,
    get_nullable_type,
    parse,
)
from hypothesis import given
from hypothesis import strategies as st

from schema.connection import LARGEST_SIZE
from service.document import Same
from service.limits import MOST_OBJECTS, objects, size_of
from service.validation import MOST_ERRORS, faults

PRINTED = Path(__file__).parents[2] / "schema" / "schema.graphql"
SCHEMA = build_schema("""
  interface Node { id: ID! }
  type Query {
    fair: Fair
    fairs(first: Int, after: String, last: Int, before: String): FairConnection
    named: [Fair!]!
    nodes(ids: [ID!]!): [Node]
    partners(first: Int): FairConnection
    again: Query
    years: [Int!]!
    product: Product
    supplyTrace: SupplyTrace
    node: Node
    hit: Hit
  }
  union Hit = Fair | Business
  type Product { relatedProducts(first: Int): RelatedProducts }
  type SupplyTrace { links: [TraceLink!]! }
  type TraceLink { supplier: Business }
  type RelatedProducts { countedAs: Product products: [RelatedProduct!]! units: [Fair!]! }
  type RelatedProduct { product: Product }
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
        ("{ __typename }", 0),
        ("{ __schema { types { name } } }", 1 + 10),
        ('{ __type(name: "Fair") { name fields { name args { name } } } }', 1 + 10 * (1 + 10)),
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
        ("{ nodes(ids: []) { id } }", 0),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', 3),
        ('{ nodes(ids: ["a", "b"]) { ... on Fair { organisers { id } } } }', 2 * (1 + 5)),
        ("{ product { relatedProducts { countedAs { __typename } } } }", 1 + 1_000 + 1 + 1),
        ("{ product { relatedProducts { products { __typename } } } }", 1 + 1_000 + 1 + 20),
        (
            "{ product { relatedProducts(first: 7) { products { product { __typename } } } } }",
            1 + 1_000 + 1 + 7 * 2,
        ),
        ("{ product { relatedProducts(first: 7) { units { id } } } }", 1 + 1_000 + 1 + 5),
        ("{ supplyTrace { links { supplier { id } } } }", 2_000 + 1 + 500 * (1 + 1)),
        ("{ partners { totalCount } }", 5_000),
        ("{ partners(first: 7) { edges { node { id } } } }", 5_000 + 7),
        ("{ a: partners { totalCount } b: partners { totalCount } }", 2 * 5_000),
        ("{ node { id ... on Fair { organisers { id } } } }", 1 + 5),
        ("{ hit { ... on Business { home { id } } ... on Fair { organisers { id } } } }", 1 + 1 + 5),
    ],
)
def test_operation_is_weighed_by_what_it_could_bring(query: str, expected: int) -> None:
    assert cost(query) == expected


def test_every_computed_answer_weighs_more_than_it_shows() -> None:
    schema = build_schema(PRINTED.read_text())
    computed = [
        (kind.name, name)
        for kind in schema.type_map.values()
        if isinstance(kind, GraphQLObjectType)
        for name, field in kind.fields.items()
        if (
            isinstance(answer := get_named_type(field.type), GraphQLObjectType)
            and "algorithm" in answer.fields
        )
        or name == "programmeProgress"  # reads all projects of a programme
    ]

    weights = {
        (kind, name): objects(parse(f"{{ ... on {kind} {{ {name} {{ __typename }} }} }}"), None, {}, schema)
        for kind, name in computed
    }

    assert len(weights) > 20
    assert {field: weight for field, weight in weights.items() if weight < 1_000} == {}


def composites(schema: GraphQLSchema) -> dict[str, set[str]]:
    """The types with fields or members, each with those that its fields or members have."""
    return {
        name: {get_named_type(field.type).name for field in kind.fields.values()}
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        else {member.name for member in kind.types}
        for name, kind in schema.type_map.items()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType)
        and not name.startswith("__")
    }


def leading_to_a_connection(schema: GraphQLSchema) -> set[str]:
    """The types below which there is a list with pages."""
    below = composites(schema)
    found = {name for name in below if name.endswith("Connection")}
    while more := {name for name, parts in below.items() if name not in found and parts & found}:
        found |= more
    return found


def lists_of_computed_answers(schema: GraphQLSchema) -> set[tuple[str, str]]:
    """The lists of objects of what is computed, up to the records that it names, below which there is a list
    with pages: what is asked of such a page is asked for each item."""
    heavy = leading_to_a_connection(schema)
    kinds = {
        name: kind
        for name, kind in schema.type_map.items()
        if isinstance(kind, GraphQLObjectType) and schema.type_map["Node"] not in kind.interfaces
    }
    waiting = [name for name, kind in kinds.items() if "algorithm" in kind.fields]
    seen = set(waiting)
    found: set[tuple[str, str]] = set()
    while waiting:
        kind = kinds[waiting.pop()]
        for name, field in kind.fields.items():
            item = get_named_type(field.type).name
            if item in heavy and isinstance(get_nullable_type(field.type), GraphQLList):
                found.add((kind.name, name))
            if item in kinds and item not in seen and not item.endswith("Connection"):
                seen.add(item)
                waiting.append(item)
    return found


SHORT_LISTS = {
    # Products of one business or between two parties, items of one project, and what is cut at five.
    ("AffectedBusiness", "productsAtRisk"),
    ("ClusterFlow", "offeredProducts"),
    ("ClusterLinkage", "flows"),
    ("FeasibleProduct", "nearest"),
    ("GroupMember", "items"),
    ("LinkageFlow", "alreadyTraded"),
    ("LinkageProjectProposal", "gapsClosed"),
    ("PartnerMatch", "alsoMatches"),
    ("SelectedProject", "budgetLines"),
    ("ValueChainByproduct", "madeInto"),
    ("ValueChainByproduct", "outlets"),
    ("ValueChainGap", "nearestOutside"),
    ("ValueChainStage", "leading"),
    # What is as long as a value chain, the facts that can be missing, or the levels of money.
    ("ChainPlan", "circularProducts"),
    ("ChainPlan", "productsWithoutMass"),
    ("DataGaps", "gaps"),
    ("GroupProjectProposal", "budget"),
    ("ValueChainMap", "bottlenecks"),
    ("ValueChainMap", "byproducts"),
    ("ValueChainMap", "circularProducts"),
    ("ValueChainMap", "gaps"),
    ("ValueChainMap", "stages"),
    # As many as are asked for, five at most.
    ("GroupProjectProposals", "proposals"),
    ("LinkageProjectProposals", "proposals"),
    ("PilotProjectProposal", "years"),
    ("PilotProjectProposals", "proposals"),
    # Parts of a project with thirty members, which no year and activity has all of.
    ("LinkageProjectProposal", "activities"),
    ("LinkageProjectProposal", "clusters"),
    ("LinkageProjectProposal", "partnerProvinces"),
    ("PilotYear", "activities"),
    ("ProjectActivity", "facilities"),
    ("ProjectActivity", "members"),
    # Stand below records, where a hundred for each would refuse what asks for a little of many.
    ("RelatednessEvidence", "ambiguousUnits"),
    ("ValueChainMap", "ambiguousUnits"),
}
"""Lists that count as five though a page can be asked for below each item."""


def test_only_reviewed_lists_of_computed_answers_count_as_five() -> None:
    schema = build_schema(PRINTED.read_text())

    lists = lists_of_computed_answers(schema)
    short = {
        (kind, name)
        for kind, name in lists
        if objects(parse(f"{{ ... on {kind} {{ {name} {{ __typename }} }} }}"), None, {}, schema) == 5
    }

    assert len(lists) > 60
    assert short == SHORT_LISTS


@pytest.mark.parametrize(
    "query",
    [
        "{ chainPlan { production { business { DEEP } } } }",
        "{ chainPlan { flows { supplier { DEEP } } } }",
        "{ chainPlan { shortages { lacking { business { DEEP } } } } }",
        "{ projectPortfolio { rejected { project { beneficiaries { edges { node { DEEP } } } } } } }",
        "{ groupProjectProposals { excluded { facility { DEEP } } } }",
        "{ groupProjectProposals { proposals { members { facility { DEEP } } } } }",
        "{ pilotProjectProposals { excluded { facility { DEEP } } } }",
        "{ chainPlan { ambiguousUnits { parts(first: 30) { edges { node { parts(first: 30) { edges "
        "{ node { id } } } } } } } } }",
        "{ linkageProjectProposals { proposals { flows { supplier { DEEP } } } } }",
    ],
)
def test_pages_below_long_lists_of_computed_answers_are_refused(query: str) -> None:
    schema = build_schema(PRINTED.read_text())
    deep = "offers(first: 100) { edges { node { product { id } } } } needs(first: 100) { edges { cursor } }"

    weight = objects(parse(query.replace("DEEP", deep)), None, {}, schema)

    assert weight > MOST_OBJECTS


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


@pytest.mark.parametrize(
    ("variables", "expected"), [({"ids": ["a", "b", "c"]}, 3), ({"ids": []}, 0), ({}, 2)]
)
def test_list_of_ids_may_be_a_variable(variables: dict[str, object], expected: int) -> None:
    query = 'query ($ids: [ID!]! = ["a", "b"]) { nodes(ids: $ids) { id } }'

    assert cost(query, variables) == expected


def test_default_that_is_a_very_long_number_weighs_nothing() -> None:
    assert cost("query ($a: ID = " + "9" * 5_000 + ") { fair { id } }") == 1


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


def refusals(text: str) -> list[str]:
    return [error.message for error in faults(SCHEMA, Same(parse(text)))]


TOO_DEEP = "This goes too deep: a request has at most 15 levels"
TOO_MANY_ALIASES = (
    "Too many aliases: a request has at most 30, and those of a fragment count wherever it stands"
)
TOO_MANY_DIRECTIVES = "Too many directives: a request has at most 50"


def nested(levels: int, inner: str = "years") -> str:
    """A selection of so many levels around a selection on Query."""
    return "again { " * levels + inner + " }" * levels


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ " + nested(15) + " }", []),
        ("{ " + nested(16) + " }", [TOO_DEEP]),
        ("{ ... { " + nested(15) + " } }", []),
        ("{ ... { " + nested(16) + " } }", [TOO_DEEP]),
        ("{ " + nested(8, "...F") + " } fragment F on Query { " + nested(7) + " }", []),
        ("{ " + nested(8, "...F") + " } fragment F on Query { " + nested(8) + " }", [TOO_DEEP]),
        ("query A { years } query B { " + nested(16) + " }", [TOO_DEEP]),
    ],
)
def test_levels_count_through_fragments(query: str, expected: list[str]) -> None:
    assert refusals(query) == expected


def test_levels_of_introspection_do_not_count() -> None:
    assert refusals("{ " + nested(15) + " __schema { types { kind } } }") == []
    assert refusals("{ __schema { types { " + "ofType { " * 20 + "kind" + " }" * 23) == []


def aliases(number: int, start: int = 0) -> str:
    return " ".join(f"a{n}: years" for n in range(start, start + number))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ " + aliases(30) + " }", []),
        ("{ " + aliases(31) + " }", [TOO_MANY_ALIASES]),
        ("{ a: again { ... { " + aliases(29) + " } } }", []),
        ("{ a: again { ... { " + aliases(30) + " } } }", [TOO_MANY_ALIASES]),
        ("{ ...F again { ...F } } fragment F on Query { " + aliases(15) + " }", []),
        ("{ ...F again { ...F } } fragment F on Query { " + aliases(16) + " }", [TOO_MANY_ALIASES]),
        ("query A { " + aliases(15) + " } query B { " + aliases(16) + " }", [TOO_MANY_ALIASES]),
        (
            "{ __schema { " + " ".join(f"a{n}: types {{ kind }}" for n in range(31)) + " } }",
            [TOO_MANY_ALIASES],
        ),
    ],
)
def test_aliases_count_wherever_a_fragment_stands(query: str, expected: list[str]) -> None:
    assert refusals(query) == expected


def test_directives_are_counted() -> None:
    def with_directives(number: int) -> str:
        return "{ " + " ".join(f"...F{n} @include(if: true)" for n in range(number)) + " }" + fragments

    fragments = " ".join(f"fragment F{n} on Query {{ years }}" for n in range(51))

    assert refusals(with_directives(50)) == ["Fragment 'F50' is never used."]
    assert refusals(with_directives(51)) == [TOO_MANY_DIRECTIVES]


def test_circle_of_fragments_is_left_to_the_usual_rules() -> None:
    circle = "{ ...A } fragment A on Query { ...B again { ...A } } fragment B on Query { ...A }"

    assert refusals(circle) == [
        "Cannot spread fragment 'A' within itself via 'B'.",
        "Cannot spread fragment 'A' within itself.",
    ]


def test_unknown_fragment_is_left_to_the_usual_rules() -> None:
    assert refusals("{ ...A }") == ["Unknown fragment 'A'."]


def test_many_faults_end_the_validation() -> None:
    found = refusals("{ " + " ".join(f"x{n}" for n in range(50)) + " }")

    assert len(found) == MOST_ERRORS + 1
    assert found[-1] == "This has too many faults or repeats too many fields"


def chain(length: int, body: str) -> str:
    """Fragments, each with the next one in its body."""
    links = " ".join(
        f"fragment F{n} on Query {{ {body.replace('NEXT', f'...F{n + 1}')} }}" for n in range(length)
    )
    return f"{{ ...F0 }} {links} fragment F{length} on Query {{ years }}"


HOSTILE = {
    "fragments that spread the next twice": chain(150, "NEXT NEXT"),
    "aliases doubled sixty times": chain(60, "a: years NEXT again { NEXT }"),
    "levels doubled forty times": chain(40, "again { NEXT } again { NEXT }"),
    "the longest chain": chain(190, "NEXT"),
    "one field many times": "{ " + "years " * 1_990 + "}",
    "one object many times": "{ " + "fairs { edges { node { id } } } " * 190 + "}",
    "one alias for two fields": "{ " + "a: years a: named { id } " * 220 + "}",
    "nested pairs": "{ " + "again { " * 8 + "years" + " } again { years }" * 8 + " }",
    "every fragment spreads every later one": "{ ...F0 } "
    + " ".join(
        f"fragment F{n} on Query {{ years {' '.join(f'...F{m}' for m in range(n + 1, 40))} }}"
        for n in range(40)
    ),
    "many fragments side by side": "{ "
    + " ".join(f"...F{n}" for n in range(100))
    + " } "
    + " ".join(f"fragment F{n} on Query {{ {'years ' * 8}}}" for n in range(100)),
    "unknown types": "{ " + "... on Busines { id } " * 250 + "}",
    "unknown fields": "{ " + " ".join(f"year{n}" for n in range(1_900)) + " }",
}


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE)
def test_hostile_document_is_dealt_with_at_once(query: str) -> None:
    document = parse(query, max_tokens=2_000)

    started = time.process_time()
    faults(SCHEMA, Same(document))

    assert time.process_time() - started < 3  # without the guards, minutes


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ([0] * 126_000, range(126_000)),
        ([], range(0)),
        (7, 7),
        (7.0, 7),
        (10**400, LARGEST_SIZE),
        (-1, 0),
        (7.5, None),
        (math.nan, None),
        (math.inf, None),
        (None, None),
        ({"first": 7}, None),
        ("7", None),
    ],
)
def test_of_a_variable_nothing_is_kept_but_its_size(value: object, size: object) -> None:
    assert size_of(value) == size
