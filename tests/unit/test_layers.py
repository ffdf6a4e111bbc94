"""The house: imports point along the arrows, and Cypher, driver and solver stay in their rooms."""

import ast
import re
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ARROWS = {
    "service": {"resolvers", "schema", "planning", "graph", "seeds", "domain", "web"},
    "resolvers": {"schema", "planning", "graph", "domain"},
    "seeds": {"graph", "domain"},
    "schema": {"domain"},
    "planning": {"domain"},
    "graph": {"domain"},
    "domain": set[str](),
    "web": set[str](),
}
PROJECT = {*ARROWS, "tests", "benchmarks"}
CYPHER = re.compile(r"MATCH \(|MERGE \(|UNWIND ")
CLAUSE = re.compile(
    r"\b(MATCH|MERGE|UNWIND|CREATE|CALL|WITH|WHERE|RETURN|ORDER BY|SET|REMOVE|DELETE|DETACH|LIMIT)\b|"
    r"\$[a-z]"
)


@pytest.mark.parametrize("room", ARROWS)
def test_imports_point_along_the_arrows(room: str) -> None:
    used = {(file, name) for file, name in _imports(room) if name in PROJECT - {room}}

    assert {(file, name) for file, name in used if name not in ARROWS[room]} == set()


def test_arrows_make_no_circle() -> None:
    order = ["domain", "web", "graph", "planning", "schema", "seeds", "resolvers", "service"]

    assert set(order) == set(ARROWS)
    assert [room for place, room in enumerate(order) if not ARROWS[room] <= set(order[:place])] == []


def test_only_the_graph_imports_the_driver() -> None:
    assert _rooms_that_import("neo4j") == {"graph"}


def test_only_planning_imports_the_solver() -> None:
    assert _rooms_that_import("highspy") <= {"planning"}


def test_cypher_stands_only_in_the_graph() -> None:
    found = {
        (file, text)
        for room in ARROWS
        for file, tree in _trees(room)
        for text in _texts(tree)
        if CYPHER.search(text)
    }

    assert {file.split("/")[0] for file, _ in found} == {"graph"}
    assert len(found) > 50


def test_no_cypher_is_formatted() -> None:
    formatted = [
        (file, node.lineno)
        for file, tree in _trees("graph")
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr) and any(CLAUSE.search(text) for text in _texts(node))
    ]

    assert formatted == []


def test_no_installed_distribution_has_a_module_of_our_names() -> None:
    installed = packages_distributions()

    foreign = {name: set(installed.get(name, ())) - {"lienket"} for name in PROJECT}

    assert {name: brought_by for name, brought_by in foreign.items() if brought_by} == {}


def _trees(room: str) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / room).rglob("*.py")):
        if "node_modules" not in path.parts:
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_bytes(), path.name)


def _imports(room: str) -> Iterator[tuple[str, str]]:
    for file, tree in _trees(room):
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from ((file, alias.name.split(".")[0]) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                yield file, node.module.split(".")[0]


def _rooms_that_import(module: str) -> set[str]:
    return {room for room in ARROWS for _, name in _imports(room) if name == module}


def _texts(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
