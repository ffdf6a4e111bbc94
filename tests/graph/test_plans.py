"""How Neo4j runs the statements: never over all nodes, and by an index wherever one leads to the rows.

The embedded engine tells no plan that could be compared, so these tests are collected on Neo4j only.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from graph.client import Graph
from graph.cypher import Statement
from graph.listing import Listing, count_statements, page_statements
from graph.statistics import Table, table_statement
from tests.builders import Register, one_of_each
from tests.graph.statements import constants, edges, listings, parameters_of, statements_of_edge, tables

_WHOLE_GRAPH = {"count_labels"}
"""Statements that are meant to read every node."""
_WHOLE_LABEL = {
    # A handful of nodes, each.
    "newest_migration",
    "any_business",
    # A migration looks at all that was there before.
    "order_those_that_offer",
    "hang_names_on_words_of_their_kind",
    "begin_words_of_kinds",
    "remove_words_of_all_kinds",
    # An import of lists of units compares all of them.
    "every_unit",
    "every_succession",
    # Words without a record can only be found by looking at all.
    "remove_words",
    "count_words",
    # Whether relationships name a product that goes, which is seldom.
    "unload_product",
    # All products with their recipes are a reference table, whatever the size of the register.
    "recipes_of_products",
    # What countries ask for is a reference table as well.
    "import_requirements",
    # All of a small label, once for a version of the data.
    "taxonomy_of_products",
    "versions_of_units",
    "sites_of_clusters",
    "facilities_by_unit_and_product",
    "facilities_by_cluster_and_product",
    "linked_clusters",
    # The whole register, once for a version of the data.
    "places_of_firms",
    "firms_by_unit",
    "firms_by_cluster",
    "firms_by_offered_product",
    "firms_by_needed_product",
    "firms_by_customer",
}
"""Statements that are meant to read every node of a label or, as the graph sees fit, every relationship of a
type."""


@pytest.fixture(scope="module")
async def codes(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The codes of a small register in which everything occurs."""
    register = Register(graph, tmp_path_factory.mktemp("register"))
    codes = one_of_each(register)
    await register.load()
    return codes


async def operators(graph: Graph, statement: Statement, parameters: dict[str, object]) -> set[str]:
    """The operators of the plan of a statement."""
    async with graph.driver.session(database=graph.address.database) as session:
        result = await session.run("EXPLAIN " + statement.text, parameters)
        plan = (await result.consume()).plan
    assert plan is not None
    return set(_operators(plan))


def _operators(plan: dict[str, Any]) -> Iterator[str]:
    yield plan["operatorType"].partition("@")[0]
    for child in plan.get("children", []):
        yield from _operators(child)


def _found() -> list[Statement]:
    """All statements but those of lists and those that remove or show everything."""
    whole = ("remove_", "show_")
    read = [statement for statement in constants() if not statement.name.startswith(whole)]
    return [*read, *(statement for edge in edges() for statement in statements_of_edge(edge))]


@pytest.mark.parametrize("statement", _found(), ids=lambda statement: statement.name)
async def test_statement_finds_its_records_by_an_index(
    graph: Graph, codes: dict[str, str], statement: Statement
) -> None:
    used = await operators(graph, statement, parameters_of(statement, codes))

    scans = {operator for operator in used if operator.endswith("Scan") and "Index" not in operator}
    allowed = {"AllNodesScan"} if statement.name in _WHOLE_GRAPH else set[str]()
    if statement.name in _WHOLE_LABEL:
        allowed |= {"NodeByLabelScan", "DirectedRelationshipTypeScan"}
    assert scans <= allowed


@pytest.mark.parametrize("listing", listings(), ids=lambda listing: listing.name)
async def test_list_is_walked_in_the_order_of_an_index(
    graph: Graph, codes: dict[str, str], listing: Listing
) -> None:
    for order in listing.orders:
        for is_downward in (False, True):
            (statement,) = page_statements(listing, frozenset(), order, is_downward).all()

            used = await operators(graph, statement, parameters_of(statement, codes))

            assert any(operator.endswith("IndexSeekByRange") for operator in used)
            assert {"AllNodesScan", "NodeByLabelScan", "Top"} & used == set()


@pytest.mark.parametrize(
    ("listing", "condition"),
    [
        (listing, name)
        for listing in listings()
        for name, condition in listing.conditions.items()
        if condition.path is not None
    ],
    ids=lambda item: item if isinstance(item, str) else item.name,
)
async def test_condition_with_a_path_leads_to_its_records_by_an_index(
    graph: Graph, codes: dict[str, str], listing: Listing, condition: str
) -> None:
    given = frozenset({condition})
    for statement in (
        *page_statements(listing, given, "NAME", False).all(),
        *count_statements(listing, given),
    ):
        used = await operators(graph, statement, parameters_of(statement, codes))

        assert {"AllNodesScan", "NodeByLabelScan"} & used == set()


@pytest.mark.parametrize(
    ("table", "condition"),
    [
        (table, name)
        for table in tables()
        for name, condition in table.listing.conditions.items()
        if condition.path is not None
    ],
    ids=lambda item: item if isinstance(item, str) else item.name,
)
async def test_table_under_a_condition_with_a_path_scans_nothing(
    graph: Graph, codes: dict[str, str], table: Table, condition: str
) -> None:
    for dimension in table.dimensions:
        statement = table_statement(table, frozenset({condition}), frozenset({dimension}))

        used = await operators(graph, statement, parameters_of(statement, codes))

        assert {"AllNodesScan", "NodeByLabelScan"} & used == set()


@pytest.mark.parametrize("table", tables(), ids=lambda table: table.name)
async def test_table_of_the_whole_register_scans_its_label_once(
    graph: Graph, codes: dict[str, str], table: Table
) -> None:
    statement = table_statement(table, frozenset(), frozenset(table.dimensions))

    used = await operators(graph, statement, parameters_of(statement, codes))

    assert {name for name in used if name.endswith("Scan")} <= {"NodeByLabelScan"}
