"""Every statement runs on the engine of the tests: no error, no notification, and never by a wrong path."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

import pytest

from domain.text import accented_name_key, name_key
from graph.client import Graph
from graph.cypher import Statement
from graph.eligibility import statements_of_facts
from graph.inventory import DECLARED, missing_declarations
from graph.listing import Edge, Listing, statements_of
from graph.load import LINKS, NAMES, NEW_LINKS, NODES, word_key
from graph.statistics import Table
from graph.statistics import statements_of as statements_of_table
from tests.builders import TABLES, Register, one_of_each
from tests.graph.statements import constants, edges, listings, parameters_of, statements_of_edge, tables

_UNWRITTEN = {
    # Nothing writes these yet, so Neo4j does not know their names.
    "proposals_by_code",
}


@pytest.fixture(scope="module")
async def codes(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The codes of a small register in which everything occurs."""
    register = Register(graph, tmp_path_factory.mktemp("register"))
    codes = one_of_each(register)
    await register.load()
    return codes


async def faults(graph: Graph, statement: Statement, parameters: dict[str, object]) -> list[str]:
    """What the engine has to say against a statement; what the statement wrote is undone."""
    session_of_all = graph.driver.session(
        database=graph.address.database, notifications_disabled_classifications=[]
    )
    async with session_of_all as session:
        transaction = await session.begin_transaction()
        result = await transaction.run(statement.text, parameters)
        summary = await result.consume()
        await transaction.rollback()
    return [
        f"{statement.name}: {status.status_description}"
        for status in summary.gql_status_objects
        if status.is_notification and statement.name not in _UNWRITTEN
    ]


async def faults_of_all(graph: Graph, statements: Iterable[Statement], codes: dict[str, str]) -> list[str]:
    """What the engine has to say against some statements, of which four are tried at once."""
    at_once = asyncio.Semaphore(4)

    async def tried(statement: Statement) -> list[str]:
        async with at_once:
            return await faults(graph, statement, parameters_of(statement, codes))

    found = await asyncio.gather(*(tried(statement) for statement in statements))
    return [fault for some in found for fault in some]


def test_register_of_the_tests_has_a_row_in_every_table(graph: Graph, tmp_path: Path) -> None:
    register = Register(graph, tmp_path)

    one_of_each(register)

    assert {table.file for table in register.dataset.tables} == set(TABLES)


def test_register_of_the_tests_fills_every_column(graph: Graph, tmp_path: Path) -> None:
    register = Register(graph, tmp_path)

    one_of_each(register)

    rows = {file: [row for row in register.rows(file)] for file in TABLES}
    assert [
        f"{file}, {column}"
        for file, table in TABLES.items()
        for column in table.columns
        if not any(row[column] for row in rows[file])
    ] == []


@pytest.mark.parametrize("statement", constants(), ids=lambda statement: statement.name)
async def test_statement_runs(graph: Graph, codes: dict[str, str], statement: Statement) -> None:
    parameters = parameters_of(statement, codes)

    found = await faults(graph, statement, parameters)

    assert found == []


@pytest.mark.parametrize("edge", edges(), ids=lambda edge: edge.name)
async def test_edge_runs_in_both_directions_and_counts(
    graph: Graph, codes: dict[str, str], edge: Edge
) -> None:
    statements = statements_of_edge(edge)

    found = [await faults(graph, each, parameters_of(each, codes)) for each in statements]

    assert found == [[], [], []]


@pytest.mark.parametrize("listing", listings(), ids=lambda listing: listing.name)
async def test_list_runs_with_each_condition_alone_and_with_every_other(
    graph: Graph, codes: dict[str, str], listing: Listing
) -> None:
    assert await faults_of_all(graph, statements_of(listing), codes) == []


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.name)
async def test_table_runs_by_every_dimension_under_each_condition(
    graph: Graph, codes: dict[str, str], table: Table
) -> None:
    assert await faults_of_all(graph, statements_of_table(table), codes) == []


async def test_facts_of_facilities_are_read_under_each_condition(graph: Graph, codes: dict[str, str]) -> None:
    assert await faults_of_all(graph, statements_of_facts(), codes) == []


@pytest.mark.parametrize("label", NODES)
async def test_node_of_every_label_can_be_written(graph: Graph, label: str) -> None:
    row = {"key": "nothing", "set": {"name": "Không"}, "line": "nothing.csv line 2"}

    found = [await faults(graph, statement, {"rows": [row]}) for statement in NODES[label]]

    assert found == [[], []]


@pytest.mark.parametrize("label", NAMES)
async def test_records_of_every_label_can_be_named(graph: Graph, codes: dict[str, str], label: str) -> None:
    code = codes[label]
    name = {
        "code": code,
        "kind": "FACILITY",
        "text": "Thử",
        "byText": name_key("Thử", code),
        "byAccents": accented_name_key("Thử", code),
        "dataset": "nothing",
    }
    row = {"key": code, "words": [word_key("FACILITY", "thu")], "names": [name]}
    forgetting, naming = NAMES[label]

    found = [await faults(graph, statement, {"rows": [row]}) for statement in (*forgetting, *naming)]

    assert found == [[], [], [], []]


@pytest.mark.parametrize("link", LINKS)
async def test_link_of_every_kind_can_be_written(graph: Graph, link: str) -> None:
    row = {"start": "nothing", "end": "nothing", "key": "nothing", "set": {}, "line": "nothing.csv line 2"}

    found = [await faults(graph, each[link], {"rows": [row]}) for each in (LINKS, NEW_LINKS)]

    assert found == [[], []]


async def test_every_constraint_and_index_can_be_declared_twice(graph: Graph) -> None:
    for statement in DECLARED:
        await graph.declare(statement)

    assert await missing_declarations(graph) == []
