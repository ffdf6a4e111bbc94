"""Who offers more outside, of those that lie nearest."""

import datetime as dt
from dataclasses import replace

import pytest

from graph import value_chain_map
from graph.client import Graph
from graph.value_chain_map import Reach, Search, lying_inside, outside
from tests.builders import Register

DAY = dt.date(2026, 6, 1)


async def test_who_offers_nothing_in_the_month_takes_nobodys_place_outside(
    graph: Graph, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    commune, other, tea = register.unit(), register.unit(), register.product()
    near, far, always = (
        register.facility(unit=other, latitude=21.5, longitude=104.5 + step / 10) for step in (1, 2, 3)
    )
    register.offer(near, tea, capacity_per_year=1, months=[3])
    register.offer(far, tea, capacity_per_year=1, months=[4, 5])
    register.offer(always, tea, capacity_per_year=1)
    await register.load()
    reach = Reach(offers=[tea], needs=[], on=DAY, units=[commune])
    searches = [Search(stage=tea, products=[tea], latitude=21.5, longitude=104.5)]
    monkeypatch.setattr(value_chain_map, "MOST_OUTSIDE", 2)

    found = await outside(graph, reach, searches, 4)

    assert {row["code"] for row in found[tea]} == {far, always}


async def test_only_the_nearest_outside_are_read_for_each_gap(
    graph: Graph, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    commune, other = register.unit(), register.unit()
    tea, oil = register.product(), register.product()
    at = [register.facility(unit=other, latitude=21.5, longitude=104.5 + step / 10) for step in (3, 1, 2)]
    nowhere = register.facility(unit=other)
    for facility in (*at, nowhere):
        register.offer(facility, tea, capacity_per_year=1)
    register.offer(nowhere, oil, capacity_per_year=1)
    register.offer(register.facility(unit=commune), tea, capacity_per_year=1)
    await register.load()
    reach = Reach(offers=[tea, oil], needs=[], on=DAY, units=[commune])
    searches = [
        Search(stage=tea, products=[tea], latitude=21.5, longitude=104.5),
        Search(stage=oil, products=[oil], latitude=None, longitude=None),
    ]
    monkeypatch.setattr(value_chain_map, "MOST_OUTSIDE", 2)

    found = await outside(graph, reach, searches)

    assert {stage: {row["code"] for row in rows} for stage, rows in found.items()} == {
        tea: {at[1], at[2]},
        oil: {nowhere},
    }


async def test_customers_lie_inside_the_units_or_in_vietnam(graph: Graph, register: Register) -> None:
    commune, other = register.unit(), register.unit()
    here, there = register.buyer(unit=commune), register.buyer(unit=other)
    nowhere, abroad = register.supplier(unit=None), register.buyer(country="CN")
    unnamed = register.buyer(is_anonymous=True)
    market = register.buyer(is_anonymous=True, unit=commune)
    await register.load()
    everybody = {here, there, nowhere, abroad, unnamed, market}
    reach = Reach(offers=[], needs=[], on=DAY, units=[commune])

    assert await lying_inside(graph, reach, everybody) == {here, market}
    assert await lying_inside(graph, replace(reach, units=None), everybody) == {here, there, nowhere, market}
