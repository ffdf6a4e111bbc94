"""Tables of statistics below the API: the most rows that are read, and the version that they know."""

import datetime as dt

from domain.terms import terms
from graph.change import data_version
from graph.client import Graph
from graph.statistics import FACILITY_TABLE, figures
from tests.builders import Register

DAY = dt.date(2026, 6, 1)


async def test_table_with_too_many_rows_keeps_the_largest_and_says_so(
    graph: Graph, register: Register
) -> None:
    name = register.word
    units = [register.unit(f"Xã {number}") for number in range(3)]
    for unit, number in zip(units, (1, 3, 2), strict=True):
        for _ in range(number):
            register.facility(f"Xưởng {name}", unit=unit)
    await register.load()
    conditions = {"words": [term.alternatives for term in terms(name)]}

    cut = await figures(graph, FACILITY_TABLE, conditions, ["COMMUNE"], on=DAY, most=2)
    whole = await figures(graph, FACILITY_TABLE, conditions, ["COMMUNE"], on=DAY, most=3)

    assert [(row["COMMUNE"]["code"], row["facilities"]) for row in cut.rows] == [(units[1], 3), (units[2], 2)]
    assert (cut.is_partial, whole.is_partial) == (True, False)
    assert len(whole.rows) == 3


async def test_table_knows_the_newest_change(graph: Graph, register: Register) -> None:
    before = await figures(graph, FACILITY_TABLE, {}, [], on=DAY)
    register.facility()
    await register.load()

    after = await figures(graph, FACILITY_TABLE, {}, [], on=DAY)

    assert before.earlier == before.version < after.earlier == after.version == await data_version(graph)
    assert after.rows[0]["facilities"] == before.rows[0]["facilities"] + 1
