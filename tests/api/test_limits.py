"""What one request may cost, and what a request must look like."""

import json
from typing import Any

import httpx2
import pytest
from graphql import get_introspection_query
from strawberry.extensions import ParserCache

from service.limits import LARGEST_BODY
from service.validation import faults
from tests.builders import word
from tests.conftest import Api

JSON = "application/json"
STRICT = "application/graphql-response+json"


def codes(response: httpx2.Response) -> list[str]:
    """The code of each error of an answer."""
    return [error["extensions"]["code"] for error in response.json()["errors"]]


async def test_body_that_is_too_large_is_refused(api: Api) -> None:
    body = json.dumps({"query": "{ __typename }", "padding": "x" * LARGEST_BODY})

    response = await api.client.post("/graphql", content=body, headers={"content-type": JSON})

    assert response.status_code == 413


async def test_largest_body_passes(api: Api) -> None:
    empty = json.dumps({"query": "{ __typename }", "padding": ""})
    body = json.dumps({"query": "{ __typename }", "padding": "x" * (LARGEST_BODY - len(empty))})

    response = await api.client.post("/graphql", content=body, headers={"content-type": JSON})

    assert len(body) == LARGEST_BODY
    assert (response.status_code, response.json()) == (200, {"data": {"__typename": "Query"}})


async def test_too_many_tokens_are_refused(api: Api) -> None:
    def listing(number: int) -> str:
        return "{ nodes(ids: [" + '"P-vo-que-kho" ' * number + "]) { id } }"

    passing = await api(listing(1_988))
    refused = await api(listing(2_000))

    assert [error["message"] for error in passing.errors] == ["At most 100 ids can be asked for at once"]
    assert "more than 2000 tokens" in refused.errors[0]["message"]
    assert (refused.data, refused.codes) == (None, ["BAD_REQUEST"])


async def test_too_many_levels_are_refused(api: Api) -> None:
    def nested(levels: int) -> str:
        return (
            '{ administrativeUnit(code: "U-15@2025-07-01") { '
            + "partOf { " * levels
            + "code"
            + " }" * (levels + 2)
        )

    passing = await api(nested(10))
    refused = await api(nested(20))

    assert passing.errors == []
    assert (refused.data, refused.codes) == (None, ["BAD_REQUEST"])
    assert refused.statements == {}


async def test_too_many_aliases_are_refused(api: Api) -> None:
    def aliased(number: int) -> str:
        fields = (f'a{n}: product(code: "P-vo-que-kho") {{ code }}' for n in range(number))
        return "{ " + " ".join(fields) + " }"

    passing = await api(aliased(30))
    refused = await api(aliased(31))

    assert passing.errors == []
    assert passing.statements == {"products_by_code": 1}
    assert (refused.data, refused.codes) == (None, ["BAD_REQUEST"])


async def test_too_many_directives_are_refused(api: Api) -> None:
    passing = await api("{ __typename " + "@include(if: true) " + " __typename @skip(if: true)" * 49 + " }")
    refused = await api("{ " + "__typename @skip(if: true) " * 51 + " }")

    assert passing.errors == []
    assert (refused.data, refused.codes) == (None, ["BAD_REQUEST"])


async def test_cost_counts_pages_by_their_size(api: Api) -> None:
    def pages(*sizes: str) -> str:
        first, second, third = (*sizes, "", "")[:3]
        inner = f"offers(first: {third}) {{ edges {{ node {{ variant }} }} }}" if third else "code"
        return (
            f"organisations(first: {first}) {{ edges {{ node {{ businesses(first: {second}) "
            f"{{ edges {{ node {{ {inner} }} }} }} }} }} }}"
        )

    sized = "query ($size: Int) { " + pages("$size", "$size", "$size") + " }"
    passing = await api("{ " + pages("100", "100") + " }")
    refused = await api("{ " + pages("100", "100", "100") + " }")
    by_variable = await api(sized, {"size": 100})
    small = await api(sized, {"size": 3})

    assert passing.errors == []
    assert (refused.data, refused.codes) == (None, ["TOO_EXPENSIVE"])
    assert (by_variable.data, by_variable.codes) == (None, ["TOO_EXPENSIVE"])
    assert small.errors == []
    assert refused.statements + by_variable.statements == {}


async def test_verdicts_of_projects_count_as_the_many_that_they_may_be(api: Api) -> None:
    def verdicts(number: int) -> str:
        below = "{ findings { rule } missing { fact } }"
        fields = (f'p{n}: projectEligibilities(project: "J-07CWSMGH-T") {below}' for n in range(number))
        return "{ " + " ".join(fields) + " }"

    passing, refused = await api(verdicts(10)), await api(verdicts(30))

    assert set(passing.codes) == {"NOT_FOUND"}
    assert (refused.data, refused.codes) == (None, ["TOO_EXPENSIVE"])


async def test_cost_of_a_default_of_a_variable_counts(api: Api) -> None:
    query = (
        "query ($size: Int = 100) { organisations(first: $size) { edges { node { businesses(first: $size) "
        "{ edges { node { offers(first: $size) { edges { node { variant } } } } } } } } } }"
    )

    refused = await api(query)
    passing = await api(query, {"size": 2})

    assert (refused.data, refused.codes) == (None, ["TOO_EXPENSIVE"])
    assert passing.errors == []


async def test_cost_looks_into_fragments(api: Api) -> None:
    query = """
    query { organisations(first: 100) { ...Page } }
    fragment Page on OrganisationConnection { edges { node { businesses(first: 100) { edges { node {
      ... on Business { offers(first: 100) { edges { node { variant } } } }
    } } } } } }
    """

    answer = await api(query)

    assert (answer.data, answer.codes) == (None, ["TOO_EXPENSIVE"])


async def test_cost_counts_ids_by_their_number(api: Api) -> None:
    query = """
    query ($ids: [ID!]!, $size: Int!) { nodes(ids: $ids) { ... on Organisation {
      businesses(first: $size) { edges { node { offers(first: $size) { edges { node { variant } } } } } }
    } } }
    """

    passing = await api(query, {"ids": ["P-vo-que-kho"] * 4, "size": 100})
    refused = await api(query, {"ids": ["P-vo-que-kho"] * 5, "size": 100})

    assert passing.errors == []
    assert (refused.data, refused.codes) == (None, ["TOO_EXPENSIVE"])


async def test_cost_counts_what_a_ranking_takes(api: Api) -> None:
    def rankings(number: int) -> str:
        arguments = 'of: {business: "B-unknown"}, direction: BUYERS'
        return "{ " + " ".join(f"a{n}: partners({arguments}) {{ totalCount }}" for n in range(number)) + " }"

    passing = await api(rankings(10))
    refused = await api(rankings(11))

    assert set(passing.codes) == {"BAD_REQUEST"}
    assert (refused.data, refused.codes) == (None, ["TOO_EXPENSIVE"])


async def test_one_failure_leaves_the_siblings_of_nodes_standing(api: Api) -> None:
    answer = await api('{ nodes(ids: ["nonsense"]) { id } __typename }')

    assert answer.data == {"nodes": None, "__typename": "Query"}
    assert answer.codes == ["BAD_REQUEST"]


async def test_circle_of_fragments_is_refused(api: Api) -> None:
    answer = await api("query { ...A } fragment A on Query { ...B } fragment B on Query { ...A }")

    assert answer.data is None
    assert set(answer.codes) == {"BAD_REQUEST"}


async def test_query_by_get_is_refused(api: Api) -> None:
    response = await api.client.get("/graphql", params={"query": "{ __typename }"}, headers={"accept": JSON})

    assert response.status_code == 400
    assert "data" not in response.text


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "application/xml"])
async def test_other_content_types_are_refused(api: Api, kind: str) -> None:
    response = await api.client.post(
        "/graphql", content='{"query": "{ __typename }"}', headers={"content-type": kind}
    )

    assert response.status_code in {400, 415}
    assert "__typename" not in response.text


@pytest.mark.parametrize("body", ["", "{", "[]", "1", '{"variables": {}}', '{"query": 1}', '{"query": null}'])
async def test_body_without_a_query_is_refused(api: Api, body: str) -> None:
    response = await api.client.post("/graphql", content=body, headers={"content-type": JSON})

    assert response.status_code == 400


@pytest.mark.parametrize("host", ["lienket.example", "127.0.0.1.example", "10.0.0.1"])
async def test_other_host_is_refused(api: Api, host: str) -> None:
    response = await api.client.post("/graphql", json={"query": "{ __typename }"}, headers={"host": host})

    assert response.status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "localhost:8000", "[::1]", "[::1]:8000"])
async def test_host_of_this_machine_is_accepted(api: Api, host: str) -> None:
    response = await api.client.post("/graphql", json={"query": "{ __typename }"}, headers={"host": host})

    assert response.status_code == 200


async def test_introspection_works(api: Api) -> None:
    answer = await api(get_introspection_query(descriptions=True, input_value_deprecation=True))

    assert answer.errors == []
    assert answer.data["__schema"]["queryType"]["name"] == "Query"


@pytest.mark.parametrize(
    "query",
    [
        "{",
        "{ nothing }",
        "query ($a: Int!) { __typename }",
        "{ facility { code } }",
        "query A { __typename } x",
    ],
)
async def test_invalid_document_is_a_bad_request(api: Api, query: str) -> None:
    usual = await api.client.post("/graphql", json={"query": query}, headers={"accept": JSON})
    strict = await api.client.post("/graphql", json={"query": query}, headers={"accept": STRICT})

    assert (usual.status_code, usual.headers["content-type"]) == (200, JSON)
    assert strict.status_code == 400
    assert strict.headers["content-type"] == f"{STRICT}; charset=utf-8"
    assert set(codes(usual)) == set(codes(strict)) == {"BAD_REQUEST"}


@pytest.mark.parametrize(
    ("query", "argument", "message"),
    [
        (
            '{ facility(code: "B-1") { code } }',
            "code",
            "Argument 'code' has invalid value: A code that begins with B has 8 characters and a check "
            "character after it, such as B-7K3Q9D2M-…",
        ),
        (
            '{ businesses(filter: { asOf: { from: "2026-W01-1" } }) { edges { cursor } } }',
            "filter.asOf.from",
            "Argument 'filter.asOf.from' has invalid value: "
            "A day has the form 2026-11-20, year, month and day",
        ),
        (
            "query ($first: Int = 1.5) { products(first: $first) { edges { cursor } } }",
            "$first",
            "Variable '$first' has invalid value: Int cannot represent non-integer value: 1.5",
        ),
        (
            "{ businesses(filter: { countries: [7] }) { edges { cursor } } }",
            "filter.countries[0]",
            "Argument 'filter.countries[0]' has invalid value: String cannot represent a non string value: 7",
        ),
    ],
)
async def test_fault_in_a_literal_names_its_argument(
    api: Api, query: str, argument: str, message: str
) -> None:
    answer = await api(query)

    assert [(error["message"], error["extensions"]) for error in answer.errors] == [
        (message, {"code": "BAD_REQUEST", "argument": argument})
    ]


@pytest.mark.parametrize(
    ("declared", "used", "value", "place", "message"),
    [
        (
            "$first: Int",
            "first: $first",
            1.5,
            "$first",
            "Variable '$first' has invalid value: Int cannot represent non-integer value: 1.5",
        ),
        (
            "$first: Int!",
            "first: $first",
            None,
            "$first",
            "Variable '$first' has invalid value: Expected value of non-null type 'Int!' not to be None.",
        ),
        (
            "$filter: BusinessFilter",
            "filter: $filter",
            {"asOf": {"from": "2026-W01-1"}},
            "$filter.asOf.from",
            "Variable '$filter' has invalid value at .asOf.from: "
            "A day has the form 2026-11-20, year, month and day",
        ),
        (
            "$filter: BusinessFilter",
            "filter: $filter",
            {"countries": ["VN", 7]},
            "$filter.countries[1]",
            "Variable '$filter' has invalid value at .countries[1]: "
            "String cannot represent a non string value: 7",
        ),
    ],
)
async def test_fault_in_a_variable_names_its_place(
    api: Api, declared: str, used: str, value: object, place: str, message: str
) -> None:
    name = declared[1:].partition(":")[0]

    answer = await api(f"query ({declared}) {{ businesses({used}) {{ totalCount }} }}", {name: value})

    assert [(error["message"], error["extensions"]) for error in answer.errors] == [
        (message, {"code": "BAD_REQUEST", "argument": place})
    ]


async def test_strict_answer_with_data_is_a_success(api: Api) -> None:
    response = await api.client.post(
        "/graphql",
        json={"query": '{ node(id: "Q") { id } __typename }'},
        headers={"accept": STRICT},
    )

    assert response.status_code == 200
    assert response.json()["data"] == {"node": None, "__typename": "Query"}
    assert codes(response) == ["BAD_REQUEST"]


async def test_one_of_several_operations_must_be_named(api: Api) -> None:
    document = "query A { a: __typename } query B { b: __typename }"

    unnamed = await api.client.post("/graphql", json={"query": document})
    named = await api.client.post("/graphql", json={"query": document, "operationName": "B"})

    assert unnamed.json()["errors"] == [
        {
            "message": "The document has several operations: name the one to run, A, B",
            "extensions": {"code": "BAD_REQUEST", "argument": "operationName"},
        }
    ]
    assert named.json() == {"data": {"b": "Query"}}


async def test_unknown_operation_name_is_a_bad_request(api: Api) -> None:
    response = await api.client.post(
        "/graphql", json={"query": "query A { __typename }", "operationName": "B"}
    )

    assert response.status_code == 400
    assert response.json() == {
        "errors": [{"message": 'Unknown operation named "B".', "extensions": {"code": "BAD_REQUEST"}}]
    }


async def test_second_run_of_a_text_is_neither_parsed_nor_validated_again(api: Api) -> None:
    query = f"query {word()} {{ __typename }}"

    def misses() -> tuple[int, int]:
        """How often the two caches, which all requests share, had to work."""
        parse: Any = ParserCache().cached_parse_document
        return parse.cache_info().misses, faults.cache_info().misses

    start = misses()
    first = await api(query)
    after_first = misses()
    second = await api(query)

    assert first.data == second.data == {"__typename": "Query"}
    assert after_first == (start[0] + 1, start[1] + 1)
    assert misses() == after_first


@pytest.mark.parametrize(
    "query",
    [
        "query ($after: String) { organisations(after: $after) { totalCount } }",
        "query ($after: String) { products(orderBy: {field: CODE, direction: ASC}, after: $after) "
        "{ totalCount } }",
        'query ($after: String) { product(code: "P-vo-que-kho") { offers(after: $after) { totalCount } } }',
    ],
)
async def test_cursor_of_another_list_or_order_is_refused(api: Api, query: str) -> None:
    first = await api("{ products(first: 1) { pageInfo { endCursor } } }")
    cursor = first.data["products"]["pageInfo"]["endCursor"]

    answer = await api(query, {"after": cursor})

    assert [error["message"] for error in answer.errors] == ["This cursor belongs to another list or order"]
    assert answer.codes == ["BAD_REQUEST"]
