"""The published operations over HTTP, and the same Cypher through the raw driver.

    python -m benchmarks.operations --engine neo4j --size 100k

``lienket serve`` runs as a process of its own with one worker; this process asks. What statements an
operation sends, with what parameters, is recorded first, by asking the application in this process; the
answers over HTTP must be the same. Then, in turns, the operation is asked over HTTP and its statements are
run by the raw driver, one after another, by one and by eight callers at a time. What counts is the ratio;
the same two cores serve the caller, the service and the engine.
"""

import argparse
import asyncio
import contextlib
import csv
import json
import logging
import random
import statistics
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from typing import Any, LiteralString

import httpx2
import orjson
import structlog
from neo4j import AsyncDriver, AsyncGraphDatabase, Query

from benchmarks.callers import Ask, Caller, callers, timed
from benchmarks.engines import DATA, ENGINES, engine
from benchmarks.flatness import RESULTS, machine
from benchmarks.in_process import in_process
from benchmarks.load import load
from benchmarks.probes import drawn_probes
from benchmarks.published import Published, published
from benchmarks.register import SIZES, VERSION
from benchmarks.servers import service
from graph.client import Address, Graph, Row
from graph.cypher import Statement

CALLERS = (1, 8)
_ROUNDS = 4
_DRAWN = 20
"""So many businesses are drawn from the whole register for partners."""
_SECONDS = 0.7
_FIRST_TIMES = 5
"""So often an operation is asked until what is computed once for a version of the data is there."""
_VARYING = ("solveSeconds", "computedAt")
"""Fields whose values differ from answer to answer."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A statement as it went to the graph."""

    text: LiteralString
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording(Graph):
    """A graph that remembers what it is asked."""

    sent: list[Sent] = field(default_factory=list[Sent])

    async def read(self, statement: Statement, /, **parameters: object) -> list[Row]:
        """The rows of a statement, which is remembered."""
        self.sent.append(Sent(statement.text, parameters))
        return await Graph.read(self, statement, **parameters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A published operation with what each of its variables sends to the graph, and what is answered."""

    operation: Published
    bodies: list[bytes]
    sent: list[list[Sent]]
    answers: list[bytes]


async def recorded(address: Address, operations: Sequence[Published]) -> list[Recorded]:
    """What the operations send and answer, once what the process keeps has been computed. One that answers
    with an error is told and left out."""

    def recording(graph: Graph) -> Recording:
        return Recording(driver=graph.driver, address=graph.address)

    found: list[Recorded] = []
    async with in_process(address, recording) as (client, graph):
        for operation in operations:
            try:
                found.append(await _recorded(client, graph, operation))
            except RuntimeError as error:
                print(f"left out: {error}", flush=True)
    return found


async def _recorded(client: httpx2.AsyncClient, recording: Recording, operation: Published) -> Recorded:
    found = Recorded(operation=operation, bodies=[], sent=[], answers=[])
    for variables in operation.variables:
        body = orjson.dumps({"query": operation.query, "variables": variables})
        for _ in range(_FIRST_TIMES):  # so that nothing is left to be computed that is kept
            if "errors" not in await _post(client, body):
                break
        recording.sent.clear()
        answer = await _post(client, body)
        if "errors" in answer:
            raise RuntimeError(f"{operation.name}: {answer['errors'][0]['message']}")
        found.bodies.append(body)
        found.sent.append(list(recording.sent))
        found.answers.append(_steady(answer))
    return found


async def _post(client: httpx2.AsyncClient, body: bytes) -> Any:
    response = await client.post("/graphql", content=body, headers={"content-type": "application/json"})
    return orjson.loads(response.content)


def _steady(value: Any) -> bytes:
    """An answer without the fields that differ each time."""

    def pruned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: pruned(each) for key, each in value.items() if key not in _VARYING}
        return [pruned(each) for each in value] if isinstance(value, list) else value

    return orjson.dumps(pruned(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How fast an operation was answered by some number of callers: milliseconds, and requests a second."""

    p50: float
    p95: float
    rate: float

    @classmethod
    def of(cls, rounds: Sequence[tuple[list[float], float]]) -> "Figures":
        """From the rounds: their times together; the median of their rates."""
        times = sorted(second for took, _ in rounds for second in took)
        return cls(
            p50=round(statistics.median(times) * 1000, 2),
            p95=round(times[min(len(times) - 1, len(times) * 95 // 100)] * 1000, 2),
            rate=round(statistics.median(len(took) / seconds for took, seconds in rounds), 1),
        )


async def measured(
    own: Recorded, port: int, driver: AsyncDriver, database: str, count: int
) -> dict[str, Any]:
    """The figures of the service and of the raw driver, by turns, at a number of callers."""
    served: list[tuple[list[float], float]] = []
    raw: list[tuple[list[float], float]] = []
    questions = len(own.bodies)

    async def replay(number: int) -> None:
        for sent in own.sent[number % len(own.sent)]:
            async with driver.session(database=database, default_access_mode="READ") as session:
                result = await session.run(Query(sent.text), dict(sent.parameters))
                [record async for record in result]

    def asking(caller: Caller) -> Ask:
        return lambda number: caller.post(own.bodies[number % len(own.bodies)])

    async def serve(seconds: float) -> tuple[list[float], float]:
        async with callers(port, count) as connected:  # anew: the service closes what is idle for long
            return await timed([asking(caller) for caller in connected], seconds, questions)

    await serve(0)
    await timed([replay] * count, 0, questions)
    for is_service in (True, False, False, True) * (_ROUNDS // 2):  # the later one finds the engine warmer
        if is_service:
            served.append(await serve(_SECONDS))
        else:
            raw.append(await timed([replay] * count, _SECONDS, questions))
    ours, theirs = Figures.of(served), Figures.of(raw)
    return {
        "callers": count,
        "p50Ms": ours.p50,
        "p95Ms": ours.p95,
        "perSecond": ours.rate,
        "rawP50Ms": theirs.p50,
        "rawP95Ms": theirs.p95,
        "rawPerSecond": theirs.rate,
        "p95Ratio": round(ours.p95 / theirs.p95, 2),
        "rateRatio": round(theirs.rate / ours.rate, 2),
    }


def asked_of(size: str) -> list[Published]:
    """The published operations about the probes, and partners once more, of businesses from the whole
    register: there it differs how many match, from none to the five thousand that are ranked at most."""
    found = published(drawn_probes(1))
    partners = next(each for each in found if each.name == "FindPartners")
    with (DATA / f"csv-{size}" / "facilities.csv").open(encoding="utf-8") as source:
        codes = [row["code"] for row in csv.DictReader(source)]
    variables = [
        {"business": code, "direction": direction, "first": 20}
        for code in random.Random(1).sample(codes, _DRAWN)
        for direction in ("SUPPLIERS", "BUYERS")
    ]
    return [*found, replace(partners, name="FindPartners, any", variables=variables)]


async def run(engine_name: str, size: str, only: str) -> list[dict[str, Any]]:
    """Measures the operations whose name contains ``only`` on an engine and a size."""
    operations = [each for each in asked_of(size) if only.lower() in each.name.lower()]
    lines: list[dict[str, Any]] = []
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(engine(engine_name, size))
        asked = await recorded(address, operations)
        server = stack.enter_context(service(address, 1))
        driver = await stack.enter_async_context(
            AsyncGraphDatabase.driver(
                address.uri,
                auth=(address.user, address.password),
                telemetry_disabled=True,
                notifications_disabled_classifications=["UNRECOGNIZED"],
            )
        )
        print(f"\n{engine_name}, {size} businesses; memory of the worker {server.workers_mb()} MB")
        print(f"{'operation':22}{'callers':>8}{'p50 ms':>9}{'p95 ms':>9}{'req/s':>9}", end="")
        print(f"{'raw p50':>9}{'raw p95':>9}{'raw/s':>9}{'p95 ×':>7}{'rate ×':>7}  statements, bytes")
        for each in asked:
            for count in CALLERS:
                try:
                    await _compare(each, server.port)
                    line = await measured(each, server.port, driver, address.database, count)
                except (ConnectionError, RuntimeError) as error:
                    print(f"left out: {each.operation.name} by {count}: {error}", flush=True)
                    continue
                line = {
                    "operation": each.operation.name,
                    **line,
                    "statements": max(len(sent) for sent in each.sent),
                    "bytes": max(len(answer) for answer in each.answers),
                }
                lines.append(line)
                print(
                    f"{each.operation.name:22}{count:8}{line['p50Ms']:9}{line['p95Ms']:9}{line['perSecond']:9}"
                    f"{line['rawP50Ms']:9}{line['rawP95Ms']:9}{line['rawPerSecond']:9}{line['p95Ratio']:7}"
                    f"{line['rateRatio']:7}  {line['statements']}, {line['bytes']:,}",
                    flush=True,
                )
        print(f"memory of the worker afterwards {server.workers_mb()} MB")
        if not only:
            _write(engine_name, size, lines, server.workers_mb())
    return lines


async def _compare(own: Recorded, port: int) -> None:
    """Asks the service that is measured once. Raises ``RuntimeError`` where it answers otherwise than this
    process does."""
    for body, expected in zip(own.bodies, own.answers, strict=True):
        if _steady(orjson.loads(await _answer(port, body))) != expected:
            raise RuntimeError(f"{own.operation.name}: another answer over HTTP")


async def _answer(port: int, body: bytes) -> bytes:
    """The answer of a service that may still have to compute what it keeps, longer than a request lasts."""
    for _ in range(_FIRST_TIMES):
        with contextlib.suppress(ConnectionError):
            async with callers(port, 1) as (first,):
                answer = await first.post(body)
            if "errors" not in orjson.loads(answer):
                return answer
    raise RuntimeError(f"No answer to {body[:200]!r}")


def _write(engine_name: str, size: str, lines: list[dict[str, Any]], memory: int) -> None:
    target = RESULTS / f"operations-{engine_name}-{size}.json"
    found = {
        "engine": engine_name,
        "size": size,
        "generator": VERSION,
        "machine": machine(),
        "workerMb": memory,
        "operations": lines,
    }
    target.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    print(f"written to {target.name}")


def main() -> None:
    """Measures each engine at each size that is given."""
    parser = argparse.ArgumentParser("python -m benchmarks.operations", description=__doc__)
    parser.add_argument("--engine", action="append", choices=ENGINES)
    parser.add_argument("--size", action="append", choices=SIZES)
    parser.add_argument("--only", default="", help="part of the name of operations")
    given = parser.parse_args()
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    for name in given.engine or ENGINES:
        for size in given.size or ("10k", "100k"):
            asyncio.run(load(name, size))
            asyncio.run(run(name, size, given.only))


if __name__ == "__main__":
    main()
