"""The benchmark of flatness: it leaves out no list, filter, look-up, edge or other root field."""

import re

from graphql import GraphQLInputObjectType, GraphQLSchema, build_schema, get_named_type, parse, validate

from benchmarks.probes import drawn_probes
from benchmarks.questions import COMMON, GROWING, NOT_ASKED, filters, questions
from service.execution import build_schema as service_schema

OWN = drawn_probes(1)
SCHEMA: GraphQLSchema = build_schema(service_schema().as_str())


def test_every_root_field_is_asked() -> None:
    assert SCHEMA.query_type is not None
    asked = {re.findall(r"\{ (\w+)", question.query)[0] for question in questions(OWN)}

    assert {name for name in SCHEMA.query_type.fields if name not in asked} == NOT_ASKED


def test_every_filter_of_every_list_is_asked() -> None:
    assert SCHEMA.query_type is not None
    rare = filters(OWN)
    given = {
        name: {key for values in (rare, COMMON, GROWING) for key in values.get(name, {})}
        for name in SCHEMA.query_type.fields
    }

    missing = {
        (name, key)
        for name, field in SCHEMA.query_type.fields.items()
        if {"filter", "orderBy"} <= field.args.keys()
        for key in _input(field.args["filter"].type).fields
        if key not in given[name] | {"certificatesValidOn"}
    }

    assert missing == set()


def test_questions_are_valid_and_named_once() -> None:
    asked = questions(OWN)

    faults = [
        (question.name, str(error)) for question in asked for error in validate(SCHEMA, parse(question.query))
    ]

    assert faults == []
    assert len({question.name for question in asked}) == len(asked)
    assert [question.name for question in asked if not question.variables] == []


def _input(kind: object) -> GraphQLInputObjectType:
    named = get_named_type(kind)  # type: ignore[call-overload]  # any type of an argument
    assert isinstance(named, GraphQLInputObjectType)
    return named
