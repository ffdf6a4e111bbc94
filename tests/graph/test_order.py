"""Order keys by name that an older version has written."""

import pytest

from domain.text import order_key
from graph.client import Graph
from graph.cypher import Statement
from graph.order import NAMED_RECORDS, renew_order_keys
from tests.builders import Register, one_of_each

MAKE_OLD = Statement(
    "make_old",
    "UNWIND $codes AS code MATCH (n {code: code}) WHERE n.byName IS NOT NULL "
    "SET n.byName = 'old ' + code, n.version = 2",
)
ORDER_KEYS = Statement(
    "order_keys_of_test",
    "UNWIND $codes AS code MATCH (n {code: code}) WHERE n.byName IS NOT NULL "
    "RETURN n.code AS code, n.name AS name, n.byName AS byName",
)


async def test_every_key_is_written_anew_also_of_records_that_somebody_changed(
    graph: Graph, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.order._BATCH", 500)  # there are thousands of units
    codes = list(one_of_each(register).values())
    await register.load()
    before = await graph.read(ORDER_KEYS, codes=codes)
    await graph.write((MAKE_OLD, {"codes": codes}))

    await renew_order_keys(graph)

    renewed = await graph.read(ORDER_KEYS, codes=codes)
    assert renewed == before
    assert [row["byName"] for row in renewed] == [order_key(row["name"], row["code"]) for row in renewed]
    assert (
        len(renewed) == len(NAMED_RECORDS) + 5
    )  # two more units, two more kinds of business, a kind of good


async def test_nothing_is_written_where_the_keys_are_right(graph: Graph) -> None:
    await renew_order_keys(graph)
    already = len(graph.tally.statements)

    await renew_order_keys(graph)

    sent = set(graph.tally.statements[already:])
    assert sent == {read.name for read, _ in NAMED_RECORDS.values()}


async def test_record_that_gets_another_name_meanwhile_keeps_the_key_of_that_name(
    graph: Graph, register: Register
) -> None:
    code = register.facility("Tên mới")
    await register.load()
    _, place = NAMED_RECORDS["Business"]
    of_the_old_name = {"code": code, "name": "Tên cũ", "byName": order_key("Tên cũ", code)}

    await graph.write((place, {"rows": [of_the_old_name]}))

    (found,) = await graph.read(ORDER_KEYS, codes=[code])
    assert found["byName"] == order_key("Tên mới", code)
