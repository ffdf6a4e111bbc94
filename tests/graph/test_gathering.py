"""Reads of the same moment: one statement, the same rows."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from graph.client import Graph, Row
from graph.cypher import Statement
from graph.errors import GraphError
from graph.gathering import Gathering, answers_keys
from graph.listing import edge_count_statement, edge_statement
from graph.offer import NEEDS_OF_BUSINESS, OFFERS_OF_BUSINESS
from resolvers.loader import Loader
from tests.builders import Register, one_of_each
from tests.graph.statements import constants, edges, parameters_of


def answering_keys() -> list[Statement]:
    """All statements that answer some keys, each by one value."""
    of_keys = [each for each in constants() if answers_keys(each)]
    pages = [edge_statement(edge, is_backward) for edge in edges() for is_backward in (False, True)]
    return [*of_keys, *pages, *(edge_count_statement(edge) for edge in edges())]


def in_order(rows: list[Row]) -> list[Any]:
    """Rows in the order of their keys; those of an edge that is no page have no order."""
    return sorted(
        (
            [
                sorted(map(repr, row[name])) if isinstance(row[name], list) else row[name]
                for name in sorted(row)
            ]
            for row in rows
        ),
        key=repr,
    )


async def test_statements_answer_together_what_each_answers_alone(graph: Graph, tmp_path: Path) -> None:
    register = Register(graph, tmp_path)
    codes = one_of_each(register)
    await register.load()
    statements = answering_keys()
    parameters = [parameters_of(statement, codes) for statement in statements]
    asked = list(zip(statements, parameters, strict=True))
    gathering = Gathering(graph.tallied())

    alone = [await graph.read(statement, **given) for statement, given in asked]
    joined = await asyncio.gather(*(gathering.read(statement, **given) for statement, given in asked))

    assert len(statements) > 100
    assert [in_order(rows) for rows in joined] == [in_order(rows) for rows in alone]


async def test_reads_of_one_moment_are_one_round_trip(graph: Graph, register: Register) -> None:
    good = register.product()
    maker = register.facility()
    register.offer(maker, good, capacity_per_year=5)
    await register.load()
    tallied = graph.tallied()
    gathering = Gathering(tallied)
    offers, needs = edge_statement(OFFERS_OF_BUSINESS, False), edge_statement(NEEDS_OF_BUSINESS, False)
    window = {"above": "", "below": "\x7f", "limit": 7}

    (offered,), (needed,) = await asyncio.gather(
        gathering.read(offers, keys=[maker], on="2026-06-01", **window),
        gathering.read(needs, keys=[maker], on="2026-06-01", **window),
    )
    later = await gathering.read(needs, keys=[maker], on="2026-06-01", **window)

    assert [row["product"]["code"] for row in offered["rows"]] == [good]
    assert needed["rows"] == []
    assert later == [needed]
    assert tallied.tally.statements == ["needs_of_business", "offers_of_business", "needs_of_business"]
    assert tallied.tally.round_trips == 2


async def test_fault_of_one_is_told_to_that_one_alone(graph: Graph) -> None:
    gathering = Gathering(graph.tallied())
    wrong = Statement("wrong", "UNWIND $keys AS key\nRETURN key, collect(key / 'a') AS rows")
    right = Statement("right", "UNWIND $keys AS key\nRETURN key, collect(key) AS rows")

    failed, answered = await asyncio.gather(
        gathering.read(wrong, keys=[1]), gathering.read(right, keys=[1]), return_exceptions=True
    )

    assert type(failed) is GraphError
    assert answered == [{"key": 1, "rows": [1]}]


@pytest.mark.parametrize("is_task_first", [True, False])
async def test_loaders_that_are_asked_in_tasks_and_at_once_are_one_round_trip(
    graph: Graph, is_task_first: bool
) -> None:
    tallied = graph.tallied()
    gathering = Gathering(tallied)

    def loader(name: str) -> Loader:
        statement = Statement(name, "UNWIND $keys AS key\nRETURN key, collect(key) AS rows")

        async def rows(keys: list[str]) -> list[object]:
            return [row["rows"] for row in await gathering.read(statement, keys=keys)]

        return Loader(rows)

    at_once, in_task = loader("at_once"), loader("in_task")

    async def asked() -> object:
        return await in_task.load("b")

    if is_task_first:
        task, future = asyncio.create_task(asked()), at_once.load("a")
    else:
        future, task = at_once.load("a"), asyncio.create_task(asked())

    assert (await future, await task) == (["a"], ["b"])
    assert tallied.tally.round_trips == 1
