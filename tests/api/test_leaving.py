"""A caller that leaves: optimisers and maps are stopped; all else is short, or kept, and finished."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeAlias

import orjson
import pytest

from graph.client import Address
from resolvers.chain_plan import SECONDS
from resolvers.solving import MOST_AT_ONCE, MOST_WAITING
from seeds.rules import read_rules
from service.app import create_app
from tests.builders import Register
from tests.conftest import Api
from tests.leaving import left

Question: TypeAlias = dict[str, Any]


def disruption(register: Register) -> Question:
    """Who is hit when a supplier stops."""
    good, hub, mill = register.product(), register.supplier(), register.facility()
    register.trade(hub, mill, good, quantity_per_year=5)
    return {
        "query": "query ($of: [ID!]!) { disruption(of: $of) { businessCount affected { tier } } }",
        "variables": {"of": [hub]},
    }


def value_chain_map(register: Register) -> Question:
    """What is offered of a chain in a commune."""
    good, commune = register.product(), register.unit()
    register.offer(register.facility(unit=commune), good, capacity_per_year=5)
    return {
        "query": "query ($code: PublicCode!, $within: [ID!]) {"
        " valueChain(code: $code) { map(within: $within) { businessCount stages { capacityPerYear } } } }",
        "variables": {"code": register.value_chain(good), "within": [commune]},
    }


def linkages(register: Register) -> Question:
    """What ties two clusters of a commune."""
    commune, chain = register.unit(), register.value_chain(register.product())
    for _ in range(2):
        register.cluster(units=[commune], focus=[chain])
    return {
        "query": "query ($within: [ID!]) { clusterLinkages(within: $within) { totalCount } }",
        "variables": {"within": [commune]},
    }


def candidates(register: Register) -> Question:
    """What behaves like a cluster in a commune."""
    commune = register.unit()
    register.offer(register.facility(unit=commune), register.product())
    return {
        "query": "query ($within: [ID!]) { clusterCandidates(within: $within) { totalCount constraint } }",
        "variables": {"within": [commune]},
    }


@pytest.mark.parametrize("asked", [disruption, linkages, candidates])
async def test_caller_that_leaves_is_worked_for_to_the_end_and_harms_nobody_else(
    address: Address, api: Api, register: Register, asked: Callable[[Register], Question]
) -> None:
    question = asked(register)
    await register.load()
    app = create_app(address, None, read_rules())

    async with app.router.lifespan_context(app) as state:
        sent, _ = await left(app, state, question)

    expected = await api(question["query"], question["variables"])
    assert expected.errors == []
    assert [message.get("status") for message in sent] == [200, None]
    assert orjson.loads(sent[1]["body"])["data"] == expected.data


async def test_map_whose_caller_leaves_is_given_up_unless_it_is_quick_and_harms_nobody_else(
    address: Address, api: Api, register: Register
) -> None:
    question = value_chain_map(register)
    await register.load()
    app = create_app(address, None, read_rules())

    async with app.router.lifespan_context(app) as state:
        sent, _ = await left(app, state, question)

    answer = orjson.loads(sent[1]["body"])
    expected = await api(question["query"], question["variables"])
    assert expected.errors == []
    given_up = [error["extensions"]["code"] for error in answer.get("errors", [])]
    assert given_up == ["CANCELLED"] or answer["data"] == expected.data


async def long_plan(register: Register) -> Question:
    """A plan that takes an optimiser many seconds."""
    leaf, commune = register.product(), register.unit()
    oil = register.product()
    register.row("recipes.csv", product=oil, input=leaf, quantity=20)
    for number in range(240):
        mill = register.facility(unit=commune, latitude=21 + number % 9 / 10, longitude=104 + number % 7 / 10)
        register.offer(mill, oil, capacity_per_year=10 + number, minimum_order=5 + number % 11)
    for number in range(560):
        grower = register.supplier(
            unit=commune, latitude=21 + number % 11 / 10, longitude=104 + number % 13 / 10
        )
        register.offer(grower, leaf, capacity_per_year=100 + number, minimum_order=40 + number % 17)
    await register.load()
    return {
        "query": "query ($input: ChainPlanInput!) { chainPlan(input: $input) { status } }",
        "variables": {"input": {"product": oil, "quantityPerYear": 9000, "within": [commune]}},
    }


async def test_plan_is_given_up_when_its_caller_leaves(
    address: Address, api: Api, register: Register
) -> None:
    question = await long_plan(register)
    app = create_app(address, None, read_rules())

    async with app.router.lifespan_context(app) as state:
        sent, seconds = await left(app, state, question, after=0.3)

    (error,) = orjson.loads(sent[1]["body"])["errors"]
    assert error["extensions"]["code"] == "CANCELLED"
    assert seconds < SECONDS / 2
    assert (await api("{ products(first: 1) { totalCount } }")).errors == []


async def test_plan_that_finds_the_queue_full_is_refused_at_once(api: Api, register: Register) -> None:
    question = await long_plan(register)
    callers = [
        asyncio.create_task(api(question["query"], question["variables"]))
        for _ in range(MOST_AT_ONCE + MOST_WAITING + 1)
    ]

    (first,), others = await asyncio.wait(callers, return_when=asyncio.FIRST_COMPLETED)

    for caller in others:
        caller.cancel()
    await asyncio.wait(others)
    answer = first.result()
    assert (answer.status, answer.headers["retry-after"], answer.codes) == (503, "10", ["BUSY"])
    assert answer.data == {"chainPlan": None}
    assert (await api("{ products(first: 1) { totalCount } }")).status == 200
