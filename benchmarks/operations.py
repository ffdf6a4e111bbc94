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
import json
import logging
import os
import socket
import statistics
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, LiteralString

import httpx2
import orjson
import psutil
import structlog
from neo4j import AsyncDriver, AsyncGraphDatabase, Query
from starlette.types import Receive, Scope, Send

from benchmarks.callers import Ask, Caller, callers, timed
from benchmarks.engines import ENGINES, engine
from benchmarks.flatness import RESULTS, machine
from benchmarks.load import load
from benchmarks.probes import drawn_probes
from benchmarks.published import Published, published
from benchmarks.register import SIZES, VERSION
from graph.client import Address, Graph, Row
from graph.cypher import Statement
from seeds.rules import read_rules
from service.app import create_app

CALLERS = (1, 8)
_ROUNDS = 3
_SECONDS = 0.7
_FEWEST = 8
_START_SECONDS = 60.0
_ROOT = Path(__file__).parents[1]
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
    """What the operations send and answer, once what the process keeps has been computed."""
    app = create_app(address, None, read_rules())
    async with app.router.lifespan_context(app) as state:
        assert state is not None
        graph: Graph = state["graph"]
        recording = Recording(driver=graph.driver, database=graph.database)

        async def started(scope: Scope, receive: Receive, send: Send) -> None:
            await app({**scope, "state": {**state, "graph": recording}}, receive, send)

        transport = httpx2.ASGITransport(app=started)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://127.0.0.1", timeout=300
        ) as client:
            return [await _recorded(client, recording, operation) for operation in operations]


async def _recorded(client: httpx2.AsyncClient, recording: Recording, operation: Published) -> Recorded:
    found = Recorded(operation=operation, bodies=[], sent=[], answers=[])
    for variables in operation.variables:
        body = orjson.dumps({"query": operation.query, "variables": variables})
        await _post(client, body)  # so that nothing is left to be computed that is kept
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


@asynccontextmanager
async def serving(
    address: Address, workers: int = 1, **settings: str
) -> AsyncIterator[tuple[int, list[psutil.Process]]]:
    """``lienket serve`` as a process over a graph, as long as the block lasts: its port, its workers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with TemporaryDirectory() as folder:
        password = Path(folder) / "password"
        password.write_text(address.password)
        environment = os.environ | {
            "LIENKET_PORT": str(port),
            "LIENKET_WORKERS": str(workers),
            "LIENKET_NEO4J_URI": address.uri,
            "LIENKET_NEO4J_USER": address.user,
            "LIENKET_NEO4J_PASSWORD_FILE": str(password),
            "LIENKET_NEO4J_DATABASE": address.database,
            **settings,
        }
        log = (Path(folder) / "log").open("wb")
        command = [sys.executable, "-P", "-m", "service.cli", "serve"]
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=_ROOT,
            env=environment | {"PYTHONPATH": str(_ROOT)},
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
        try:
            assert process.stdout is not None
            async with asyncio.timeout(_START_SECONDS):
                while b"Ctrl-C" not in (line := await process.stdout.readline()):
                    if not line:
                        raise RuntimeError((Path(folder) / "log").read_text()[-2000:])
            yield port, psutil.Process(process.pid).children()
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await process.wait()
            log.close()


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
    service: list[tuple[list[float], float]] = []
    raw: list[tuple[list[float], float]] = []

    async def replay(number: int) -> None:
        for sent in own.sent[number % len(own.sent)]:
            async with driver.session(database=database, default_access_mode="READ") as session:
                result = await session.run(Query(sent.text), dict(sent.parameters))
                [record async for record in result]

    async with callers(port, count) as connected:

        def asking(caller: Caller) -> Ask:
            return lambda number: caller.post(own.bodies[number % len(own.bodies)])

        asks = [asking(caller) for caller in connected]
        await timed(asks, 0, _FEWEST)
        await timed([replay] * count, 0, _FEWEST)
        for _ in range(_ROUNDS):
            service.append(await timed(asks, _SECONDS, _FEWEST))
            raw.append(await timed([replay] * count, _SECONDS, _FEWEST))
    ours, theirs = Figures.of(service), Figures.of(raw)
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


async def run(engine_name: str, size: str, only: str) -> list[dict[str, Any]]:
    """Measures the operations whose name contains ``only`` on an engine and a size."""
    operations = [each for each in published(drawn_probes(1)) if only.lower() in each.name.lower()]
    lines: list[dict[str, Any]] = []
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(engine(engine_name, size))
        asked = await recorded(address, operations)
        port, workers = await stack.enter_async_context(serving(address))
        driver = await stack.enter_async_context(
            AsyncGraphDatabase.driver(
                address.uri,
                auth=(address.user, address.password),
                telemetry_disabled=True,
                notifications_disabled_classifications=["UNRECOGNIZED"],
            )
        )
        (first,) = await stack.enter_async_context(callers(port, 1))
        print(f"\n{engine_name}, {size} businesses; memory of the worker {_memory(workers)} MB")
        print(f"{'operation':22}{'callers':>8}{'p50 ms':>9}{'p95 ms':>9}{'req/s':>9}", end="")
        print(f"{'raw p50':>9}{'raw p95':>9}{'raw/s':>9}{'p95 ×':>7}{'rate ×':>7}  statements, bytes")
        for each in asked:
            for body, expected in zip(each.bodies, each.answers, strict=True):
                if _steady(orjson.loads(await first.post(body))) != expected:
                    raise RuntimeError(f"{each.operation.name}: another answer over HTTP")
            for count in CALLERS:
                line = await measured(each, port, driver, address.database, count)
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
        print(f"memory of the worker afterwards {_memory(workers)} MB")
        if not only:
            _write(engine_name, size, lines, _memory(workers))
    return lines


def _memory(workers: Sequence[psutil.Process]) -> int:
    return round(sum(worker.memory_info().rss for worker in workers) / 2**20)


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
