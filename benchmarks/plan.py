"""How long a plan of 2,000 businesses in five stages takes, how the service answers meanwhile, and how soon a
plan is given up when its caller leaves.

    python -m benchmarks.plan

A register is drawn from a seed and loaded into an embedded engine of its own. Everything is asked of the
service's own application, in one process with the caller, so that a busy event loop would show. A process
that does nothing else asks for the same timers at the same time: what it is late by is the machine's. The
figures go to benchmarks/results; docs/performance.md tells them.
"""

import asyncio
import json
import logging
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import orjson
import structlog
import uvloop
from starlette.types import ASGIApp, Receive, Scope, Send

from benchmarks.flatness import machine
from graph.client import Graph, open_graph
from graph.engine import embedded_engine
from graph.schema import prepare
from seeds.load import REFERENCE_TABLES, load_dataset
from seeds.rules import read_rules
from service.app import create_app
from service.worker import spare_what_is_loaded, tune_python
from tests.builders import Register
from tests.leaving import left

RESULTS = Path(__file__).parent / "results" / "plan.json"
BUSINESSES, STAGES = 2_000, 5
SECONDS = 10.0
"""Within this a plan is to be answered."""
RESPONSIVE = 1.0
"""Within this 99 of 100 small questions are to be answered while a plan is solved."""
_PLANS = 5
_LEAVES_AFTER = 0.5
_EVERY = 0.05
_TICK = 0.001
_PLAN = """
query ($input: ChainPlanInput!) {
  chainPlan(input: $input) {
    status isPartial gap solveSeconds metPerYear missingPerYear transportTonneKm transportBoundTonneKm
    production { quantityPerYear } flows { quantityPerYear distanceKm }
  }
}
"""
_SMALL = "query ($code: PublicCode!) { facility(code: $code) { name offers(first: 5) { totalCount } } }"


async def drawn(graph: Graph, folder: Path, seed: int = 1) -> tuple[dict[str, object], str]:
    """Loads a register of a chain; what is asked for, and some facility."""
    chance = np.random.default_rng(seed)
    register = Register(graph, folder)
    commune = register.unit()
    goods = [register.product(mass_tonnes_per_unit=1) for _ in range(STAGES)]
    for good, material in pairwise(goods):
        register.row("recipes.csv", product=good, input=material, quantity=2)
    facility = ""
    for number in range(BUSINESSES):
        stage = number % STAGES
        facility = register.facility(
            unit=commune, latitude=float(chance.uniform(21, 23)), longitude=float(chance.uniform(104, 106))
        )
        capacity = float(chance.uniform(10, 100)) * 2**stage
        minimum = capacity / 20 if chance.random() < 0.3 else None
        register.offer(facility, goods[stage], capacity_per_year=capacity, minimum_order=minimum)
    await register.load()
    asked = {"product": goods[0], "quantityPerYear": 15_000, "within": [commune], "maximumDistanceKm": 80}
    return asked, facility


async def timed(asked: Awaitable[httpx2.Response]) -> tuple[Any, float]:
    """An answer without errors, and the seconds it took. It is read by the fastest means: while the caller
    reads, the service in its process stands still too."""
    began = time.perf_counter()
    answer = orjson.loads((await asked).content)
    seconds = time.perf_counter() - began
    if answer.get("errors"):
        raise SystemExit(answer["errors"][0]["message"])
    return answer["data"], seconds


async def asked_while(ask: Callable[[], Awaitable[float]], working: asyncio.Task[Any]) -> list[float]:
    """The seconds that a small question takes, asked again and again until some work is done."""
    found: list[float] = []
    while not working.done():
        found.append(await ask())
        await asyncio.sleep(_EVERY)
    return found


async def lateness(working: asyncio.Task[Any]) -> list[float]:
    """By how many seconds the event loop comes late to a timer of a millisecond, again and again until some
    work is done."""
    found: list[float] = []
    while not working.done():
        due = time.perf_counter() + _TICK
        await asyncio.sleep(_TICK)
        found.append(time.perf_counter() - due)
    return found


def idle(line: Connection) -> None:
    """In a process of its own: says that it is there, is told when to begin and when to end, and sends by how
    many seconds its timers were late in between; until it is told ``False``."""
    line.send(None)
    while line.recv():
        found: list[float] = []
        due = time.perf_counter() + _TICK
        while not line.poll(_TICK):
            found.append(time.perf_counter() - due)
            due = time.perf_counter() + _TICK
        line.recv()
        line.send(found)


def shown(seconds: list[float]) -> dict[str, float]:
    """Some times, in milliseconds."""
    ordered = sorted(seconds)
    return {
        "asked": len(ordered),
        "medianMs": round(statistics.median(ordered) * 1000, 1),
        "p99Ms": round(ordered[int(0.99 * (len(ordered) - 1))] * 1000, 1),
        "p999Ms": round(ordered[int(0.999 * (len(ordered) - 1))] * 1000, 1),
        "largestMs": round(ordered[-1] * 1000, 1),
    }


async def measured(app: ASGIApp, order: dict[str, object], facility: str) -> dict[str, Any]:
    """Times plans, small questions without and beside them, and how soon plans are given up."""
    question = {"query": _PLAN, "variables": {"input": order}}
    async with AsyncExitStack() as stack:
        state = await stack.enter_async_context(app.router.lifespan_context(app))  # type: ignore[attr-defined]
        spare_what_is_loaded()  # as a worker does

        async def started(scope: Scope, receive: Receive, send: Send) -> None:
            await app({**scope, "state": dict(state or {})}, receive, send)

        transport = httpx2.ASGITransport(app=started)
        client = await stack.enter_async_context(
            httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1", timeout=60)
        )

        async def small() -> float:
            asked = client.post("/graphql", json={"query": _SMALL, "variables": {"code": facility}})
            return (await timed(asked))[1]

        line, its_end = multiprocessing.Pipe()
        multiprocessing.get_context("spawn").Process(target=idle, args=(its_end,), daemon=True).start()
        its_end.close()
        line.recv()
        alone = await asked_while(small, asyncio.create_task(asyncio.sleep(5)))
        plans: list[dict[str, Any]] = []
        beside: list[float] = []
        late: list[float] = []
        late_idle: list[float] = []
        for _ in range(_PLANS):
            working = asyncio.create_task(timed(client.post("/graphql", json=question)))
            beside += await asked_while(small, working)
            await working
            working = asyncio.create_task(timed(client.post("/graphql", json=question)))
            line.send(True)
            late += await lateness(working)
            line.send(True)
            late_idle += line.recv()
            data, seconds = await working
            plan = data["chainPlan"]
            production, flows = plan.pop("production"), plan.pop("flows")
            plan["solveSeconds"] = round(plan["solveSeconds"], 2)
            plans.append(
                plan | {"seconds": round(seconds, 2), "makers": len(production), "flows": len(flows)}
            )
            print(plans[-1], flush=True)
        line.send(False)
        given_up = [(await left(app, state, question, after=_LEAVES_AFTER))[1] for _ in range(_PLANS)]
    return {
        "businesses": BUSINESSES,
        "stages": STAGES,
        "machine": machine(),
        "plans": plans,
        "largestSeconds": max(plan["seconds"] for plan in plans),
        "smallQuestionAlone": shown(alone),
        "smallQuestionBesideAPlan": shown(beside),
        "eventLoopLateBesideAPlan": shown(late),
        "idleProcessLateMeanwhile": shown(late_idle),
        "givenUpSecondsAfterItsCallerLeft": [round(seconds, 2) for seconds in given_up],
    }


async def run() -> dict[str, Any]:
    """Draws and loads the register, and measures."""
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "rows"
        rows.mkdir()
        async with embedded_engine(Path(folder) / "engine", "1g") as engine:
            async with open_graph(engine.address) as graph:
                await prepare(graph)
                await load_dataset(graph, REFERENCE_TABLES, lambda _: None)
                order, facility = await drawn(graph, rows)
            return await measured(create_app(engine.address, None, read_rules()), order, facility)


def main() -> int:
    """Measures; 1 where a plan or the small questions beside it took too long, else 0."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    tune_python()
    found = uvloop.run(run())
    print(json.dumps(found, indent=1))
    RESULTS.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    is_quick = found["largestSeconds"] <= SECONDS
    is_responsive = found["smallQuestionBesideAPlan"]["p99Ms"] <= RESPONSIVE * 1000
    return 0 if is_quick and is_responsive else 1


if __name__ == "__main__":
    raise SystemExit(main())
