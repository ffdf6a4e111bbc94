"""How Neo4j runs the statements: never over all nodes, and by an index wherever one leads to the rows.

The embedded engine tells no plan that could be compared, so these tests are collected on Neo4j only.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from graph.client import Graph
from graph.cypher import Statement
from graph.listing import Listing, count_statements, page_statements
from tests.builders import Register, one_of_each
from tests.graph.statements import constants, edges, listings, parameters_of, statements_of_edge

_WHOLE_GRAPH = {"count_labels"}
"""Statements that are meant to read every node."""
_WHOLE_LABEL = {
    # A handful of nodes, each.
    "newest_migration",
    "read_ledger",
    "any_business",
    # Words without a record can only be found by looking at all.
    "remove_words",
    # All of a small label, once for a version of the data.
    "taxonomy_of_products",
    "versions_of_units",
    "sites_of_clusters",
    "facilities_by_unit_and_product",
    "facilities_by_cluster_and_product",
}


@pytest.fixture(scope="module")
async def codes(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The codes of a small register in which everything occurs."""
    register = Register(graph, tmp_path_factory.mktemp("register"))
    codes = one_of_each(register)
    await register.load()
    return codes


async def operators(graph: Graph, statement: Statement, parameters: dict[str, object]) -> set[str]:
    """The operators of the plan of a statement."""
    async with graph.driver.session(database=graph.database) as session:
        result = await session.run("EXPLAIN " + statement.text, parameters)
        plan = (await result.consume()).plan
    assert plan is not None
    return set(_operators(plan))


def _operators(plan: dict[str, Any]) -> Iterator[str]:
    yield plan["operatorType"].partition("@")[0]
    for child in plan.get("children", []):
        yield from _operators(child)


def _reads() -> list[Statement]:
    """Statements by code, and the edges."""
    loads = ("load_", "link_", "words_of_", "forget_", "known_names_", "remove_", "show_", "existing_")
    read = [statement for statement in constants() if not statement.name.startswith(loads)]
    return [*read, *(statement for edge in edges() for statement in statements_of_edge(edge))]


@pytest.mark.parametrize("statement", _reads(), ids=lambda statement: statement.name)
async def test_statement_finds_its_records_by_an_index(
    graph: Graph, codes: dict[str, str], statement: Statement
) -> None:
    used = await operators(graph, statement, parameters_of(statement, codes))

    scans = {operator for operator in used if operator.endswith("Scan") and "Index" not in operator}
    allowed = {"AllNodesScan"} if statement.name in _WHOLE_GRAPH else set[str]()
    allowed |= {"NodeByLabelScan"} if statement.name in _WHOLE_LABEL else set()
    assert scans <= allowed


@pytest.mark.parametrize("listing", listings(), ids=lambda listing: listing.name)
async def test_list_is_walked_in_the_order_of_an_index(
    graph: Graph, codes: dict[str, str], listing: Listing
) -> None:
    for order in listing.orders:
        for is_downward in (False, True):
            (statement,) = page_statements(listing, frozenset(), order, is_downward)

            used = await operators(graph, statement, parameters_of(statement, codes))

            assert "NodeIndexSeekByRange" in used
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
        *page_statements(listing, given, "NAME", False),
        *count_statements(listing, given),
    ):
        used = await operators(graph, statement, parameters_of(statement, codes))

        assert {"AllNodesScan", "NodeByLabelScan"} & used == set()
