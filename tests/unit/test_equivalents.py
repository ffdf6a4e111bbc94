"""The questions that the service and its peer are asked side by side, and how their answers are compared."""

from pathlib import Path

import pytest
from graphql import GraphQLSchema, OperationDefinitionNode, build_schema, parse, validate

from benchmarks.equivalents import SIDES, Equivalent, equivalents, is_empty, rows
from benchmarks.register import SMALLEST, generate
from service.execution import build_schema as service_schema

SCHEMA: GraphQLSchema = build_schema(service_schema().as_str())


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> list[Equivalent]:
    folder: Path = tmp_path_factory.mktemp("register")
    generate(folder, SMALLEST, seed=1)
    return equivalents(folder)


def test_eight_questions_are_asked_of_every_side(asked: list[Equivalent]) -> None:
    assert [question.name for question in asked] == [
        "business",
        "page",
        "filtered",
        "count",
        "makers",
        "cluster",
        "unit",
        "trade",
    ]
    assert {frozenset(question.documents) for question in asked} == {frozenset(SIDES)}


def test_questions_to_the_service_are_valid(asked: list[Equivalent]) -> None:
    assert [
        error for question in asked for error in validate(SCHEMA, parse(question.documents["ours"]))
    ] == []


def test_variables_are_those_that_a_document_declares(asked: list[Equivalent]) -> None:
    for question in asked:
        for side in SIDES:
            (operation,) = parse(question.documents[side]).definitions
            assert isinstance(operation, OperationDefinitionNode)
            declared = {each.variable.name.value for each in operation.variable_definitions or ()}
            assert {frozenset(each) for each in question.variables[side]} == {frozenset(declared)}


def test_sides_are_asked_about_the_same_records(asked: list[Equivalent]) -> None:
    page = next(question for question in asked if question.name == "page")
    others = [question for question in asked if question.name not in {"page", "unit"}]

    assert len({len(page.variables[side]) for side in SIDES}) == 1
    for question in others:
        assert question.variables["ours"] == question.variables["natural"] == question.variables["best"]


def test_answers_of_two_schemas_become_the_same_rows() -> None:
    ours = {
        "business": {
            "code": "b",
            "organisation": None,
            "suppliers": {
                "edges": [
                    {"node": {"quantityPerYear": 5.0, "product": {"code": "p"}, "supplier": {"code": "s"}}}
                ]
            },
        }
    }
    theirs = {
        "business": [
            {
                "code": "b",
                "organisation": [],
                "suppliers": {
                    "edges": [
                        {
                            "properties": {"quantityPerYear": 5, "product": "p"},
                            "supplier": {"code": "s"},
                        }
                    ]
                },
            }
        ]
    }

    expected = {
        "business": {
            "code": "b",
            "organisation": None,
            "suppliers": [{"quantityPerYear": 5, "product": "p", "supplier": "s"}],
        }
    }
    assert rows(ours) == expected
    assert rows(theirs) == expected


def test_counts_of_two_schemas_become_the_same_number() -> None:
    assert rows({"facilities": {"totalCount": 3}}) == {"facilities": 3}
    assert rows({"facilities": {"aggregate": {"count": {"nodes": 3}}}}) == {"facilities": 3}


def test_facilities_beside_a_unit_are_those_of_the_unit() -> None:
    beside = {"administrativeUnit": {"code": "u", "name": "U"}, "facilities": {"edges": []}}
    inside = {"administrativeUnit": [{"code": "u", "name": "U", "facilities": []}]}

    assert rows(beside) == rows(inside)


def test_two_records_where_one_is_expected_are_not_the_same() -> None:
    assert rows({"business": [{"name": "a"}, {"name": "b"}]}) != rows({"business": {"name": "a"}})


@pytest.mark.parametrize(
    ("found", "empty"),
    [
        ({"business": None}, True),
        ({"facilities": []}, True),
        ({"facilities": 0}, True),
        ({"facilities": [{"code": "b"}]}, False),
        ({"business": {"code": "b", "offers": []}}, False),
    ],
)
def test_an_answer_without_a_record_is_empty(found: object, *, empty: bool) -> None:
    assert is_empty(found) is empty
