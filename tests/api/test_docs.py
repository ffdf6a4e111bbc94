"""Every example of the documents runs on the demonstration register and gets the answer that is printed."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse
from starlette.routing import Route
from strawberry.asgi import GraphQL

import web
from graph.client import Address, Graph
from seeds.load import DEMONSTRATION, load_dataset, remove_dataset
from seeds.rules import read_rules
from service.app import create_app
from service.execution import build_schema
from tests.conftest import Api, client_of

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
PASSING = re.compile(rb'"solveSeconds":[^,}]+|[-0-9]{10}T[-0-9:.+Z]+')
"""What is another each time: how long a solver took, and moments."""
BLOCK = re.compile(r"^```(graphql|json variables|json answer)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Example:
    """An operation of a document with the variables and the answer that stand below it."""

    place: str
    query: str
    variables: dict[str, Any]
    answer: dict[str, Any]


def examples() -> list[Example]:
    """The examples of all documents."""
    found: list[Example] = []
    for document in DOCUMENTS:
        text = document.read_text()
        blocks = list(BLOCK.finditer(text))
        for number, block in enumerate(blocks):
            if block[1] != "graphql":
                continue
            below: dict[str, dict[str, Any]] = {}
            for later in blocks[number + 1 :]:
                if later[1] == "graphql":
                    break
                below[later[1]] = json.loads(later[2])
            line = text[: block.start()].count("\n") + 1
            found.append(
                Example(
                    place=f"{document.relative_to(ROOT)}:{line}",
                    query=block[2],
                    variables=below.get("json variables", {}),
                    answer=below.get("json answer", {}),
                )
            )
    return found


def differences(expected: Any, given: Any, path: str = "answer") -> list[str]:
    """Where ``given`` lacks what ``expected`` says; ``given`` may hold more fields and longer lists, but an
    empty list means an empty one."""
    if isinstance(expected, dict) and isinstance(given, dict):
        return [
            fault
            for key, value in expected.items()
            for fault in differences(value, given.get(key, "nothing"), f"{path}.{key}")
        ]
    if isinstance(expected, list) and isinstance(given, list) and bool(expected) == bool(given):
        if len(expected) > len(given):
            return [f"{path}: {len(given)} items, not {len(expected)}"]
        pairs = zip(expected, given, strict=False)
        return [
            fault
            for number, (one, other) in enumerate(pairs)
            for fault in differences(one, other, f"{path}[{number}]")
        ]
    is_same = _rounded(expected) == _rounded(given) if _is_number(expected) else expected == given
    return [] if is_same else [f"{path}: {given!r}, not {expected!r}"]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _rounded(value: Any) -> Any:
    """Numbers in the documents have at most four digits after the point."""
    return round(value, 4) if _is_number(value) else value


@pytest.fixture(scope="module", autouse=True)
async def demonstration(graph: Graph) -> AsyncIterator[None]:
    """The demonstration register, as long as the examples run."""
    await load_dataset(graph, DEMONSTRATION, lambda _: None)
    yield
    await remove_dataset(graph, DEMONSTRATION)


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.place)
async def test_example_gets_the_answer_that_is_printed(api: Api, example: Example) -> None:
    answer = await api(example.query, example.variables)

    given = {"data": answer.data, "errors": answer.errors}
    assert differences({"errors": [], **example.answer}, given) == []


@dataclass(frozen=True, slots=True)
class Tab:
    """An operation of a starter tab with its variables."""

    name: str
    query: str
    variables: dict[str, Any]


def tabs() -> list[Tab]:
    """The operations of all starter tabs, which together are the published ones."""
    found: list[Tab] = []
    for tab in web.starter_tabs():
        for name, operation in operations(tab["query"]).items():
            taken = {each.variable.name.value for each in operation.variable_definitions or ()}
            given = {name: value for name, value in tab["variables"].items() if name in taken}
            found.append(Tab(name, tab["query"], given))
    return found


def operations(document: str) -> dict[str, OperationDefinitionNode]:
    """The operations of a document by name."""
    return {
        each.name.value: each
        for each in parse(document).definitions
        if isinstance(each, OperationDefinitionNode) and each.name is not None
    }


@pytest.mark.parametrize("tab", tabs(), ids=lambda tab: tab.name)
async def test_published_operation_is_answered_alike_with_and_without_plans(
    address: Address, tab: Tab
) -> None:
    body = {"query": tab.query, "operationName": tab.name, "variables": tab.variables}
    app = create_app(address, None, read_rules())
    (endpoint,) = [
        route.endpoint for route in app.routes if isinstance(route, Route) and route.path == "/graphql"
    ]
    assert isinstance(endpoint, GraphQL)
    schemas = [endpoint.schema, endpoint.schema, build_schema(is_planned=False)]

    answers: list[bytes] = []
    async with client_of(app) as client:  # of one service, which keeps what is dear
        for schema in schemas:
            endpoint.schema = schema
            answers.append((await client.post("/graphql", json=body)).content)

    first, *others = [PASSING.sub(b"", answer) for answer in answers]
    assert others == [first, first]
    answer = json.loads(answers[0])
    assert "errors" not in answer
    assert [place for place, value in answer["data"].items() if is_empty(value)] == []


def is_empty(value: Any) -> bool:
    """Whether an answer says nothing: null, or without a row in its main list."""
    if value is None:
        return True
    lists = [value[name] for name in ("edges", "proposals", "selected", "meetings", "gaps") if name in value]
    return lists != [] and not any(lists)


def test_every_published_operation_stands_in_a_tab() -> None:
    published = {name for path in web.OPERATIONS.glob("*.graphql") for name in operations(path.read_text())}

    assert {tab.name for tab in tabs()} == published


def test_guide_has_examples() -> None:
    assert len([example for example in examples() if example.place.startswith("docs/api.md")]) >= 12


@pytest.mark.parametrize(
    ("expected", "given", "found"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, []),
        ({"a": [1]}, {"a": [1, 2]}, []),
        ({"a": []}, {"a": [1]}, ["answer.a: [1], not []"]),
        ({"a": [1, 2]}, {"a": [1]}, ["answer.a: 1 items, not 2"]),
        ({"a": None}, {}, ["answer.a: 'nothing', not None"]),
        ({"a": 0.8217}, {"a": 0.82173}, []),
        ({"a": 0.8217}, {"a": 0.8218}, ["answer.a: 0.8218, not 0.8217"]),
        ({"a": {"b": 1}}, {"a": None}, ["answer.a: None, not {'b': 1}"]),
    ],
)
def test_differences_are_found(expected: Any, given: Any, found: list[str]) -> None:
    assert differences(expected, given) == found
