"""What each published operation costs, counted rather than timed, beside what it cost when that was recorded.

    python -m benchmarks.costs            fails where an operation costs a tenth more than recorded
    python -m benchmarks.costs --write    records what it costs now

A small synthetic register is loaded into an embedded engine of its own. Of each operation, asked once before
so that caches are warm, are counted: Cypher statements, and how often they went to the graph; values of the
answer, which are the fields that were executed; and calls of Python functions of this project, graphql-core
and Strawberry, on the event loop and in threads, which stand for instructions. They are the same on every
machine, whatever else it does; a newer Python may need fewer calls.
"""

import argparse
import asyncio
import dis
import inspect
import json
import logging
import sys
import sysconfig
import threading
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType, FrameType
from typing import Any, TypeAlias

import httpx2
import orjson
import structlog

from benchmarks.flatness import RESULTS
from benchmarks.in_process import in_process
from benchmarks.probes import drawn_probes
from benchmarks.published import published
from benchmarks.register import SMALLEST, generate
from graph import bolt
from graph.client import Graph, open_graph
from graph.engine import embedded_engine
from graph.schema import prepare
from seeds.load import REFERENCE_TABLES, Dataset, load_dataset
from seeds.tables import REGISTER

RECORDED = RESULTS / "costs.json"
MOST = 1.1
"""What a cost may be, as a multiple of what is recorded."""
_TURNS = 5
"""So often an operation is asked; the least is told, as who waits for a thread looks up now and then."""
_ROOT = str(Path(__file__).parents[1])
_LIBRARIES = tuple(f"{sysconfig.get_path('purelib')}/{name}/" for name in ("graphql", "strawberry"))
_FOLDERS = tuple(
    f"{_ROOT}/{name}/" for name in ("domain", "graph", "planning", "resolvers", "schema", "service")
)

_ANYWHERE = -1

Costs: TypeAlias = dict[str, dict[str, int]]
"""Counts of statements, round trips, values and calls, by operation."""


@contextmanager
def counted_calls() -> Iterator[Counter[int]]:
    """Inside, calls of functions of the project and of what executes GraphQL are counted, by thread: this one
    and those that are started meanwhile. What comes from the network in more or fewer pieces is not: neither
    what reads them, nor that a coroutine goes on after a wait."""
    count: Counter[int] = Counter()
    begins: dict[CodeType, int | None] = {}

    def called(frame: FrameType, event: str, _: Any) -> None:
        if event == "call":
            code = frame.f_code
            if code not in begins:
                begins[code] = _beginning(code)
            beginning = begins[code]
            count[threading.get_ident()] += beginning == _ANYWHERE or beginning == frame.f_lasti

    threading.setprofile(called)
    sys.setprofile(called)
    try:
        yield count
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


def _beginning(code: CodeType) -> int | None:
    """Where a call that counts stands in code: of a coroutine where it begins, of all else anywhere; None
    where none counts."""
    name = code.co_filename
    if not name.startswith(_LIBRARIES + _FOLDERS) or name == bolt.__file__:
        return None
    if not code.co_flags & (inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR):
        return _ANYWHERE
    return next(each.offset for each in dis.get_instructions(code) if each.opname == "RESUME")


@asynccontextmanager
async def served() -> AsyncIterator[tuple[httpx2.AsyncClient, Graph]]:
    """A client of the service over a small register, and the graph whose tally every request shares."""

    def shared(graph: Graph) -> _Shared:
        return _Shared(driver=graph.driver, address=graph.address)

    with TemporaryDirectory() as folder:
        files = Path(folder) / "csv"
        generate(files, SMALLEST, 1)
        register = Dataset(name="benchmark", folder=files, tables=REGISTER, summary="Synthetic register")
        async with embedded_engine(Path(folder) / "engine", "1g") as engine:
            async with open_graph(engine.address) as graph:
                await prepare(graph)
                for dataset in (REFERENCE_TABLES, register):
                    await load_dataset(graph, dataset, lambda _: None)
            async with in_process(engine.address, shared) as asked:
                yield asked


class _Shared(Graph):
    """A graph that counts all requests in one tally."""

    def tallied(self) -> Graph:
        """Itself."""
        return self


async def costs() -> Costs:
    """What each published operation costs with the first of its variables."""
    found: Costs = {}
    async with served() as (client, graph):
        with ThreadPoolExecutor() as threads, counted_calls() as calls:
            asyncio.get_running_loop().set_default_executor(threads)  # of which none was started before
            for operation in published(drawn_probes(1)):
                body = orjson.dumps({"query": operation.query, "variables": operation.variables[0]})
                headers = {"content-type": "application/json"}
                await client.post("/graphql", content=body, headers=headers)
                turns: list[dict[str, int]] = []
                for _ in range(_TURNS):
                    before = len(graph.tally.statements), graph.tally.round_trips, calls.total()
                    response = await client.post("/graphql", content=body, headers=headers)
                    counted = calls.total() - before[2]
                    answer = response.json()
                    if "errors" in answer:
                        raise RuntimeError(f"{operation.name}: {answer['errors'][0]['message']}")
                    turns.append(
                        {
                            "statements": len(graph.tally.statements) - before[0],
                            "round trips": graph.tally.round_trips - before[1],
                            "values": _values(answer["data"]),
                            "calls": counted,
                        }
                    )
                found[operation.name] = min(turns, key=lambda turn: turn["calls"])
    return found


def _values(answer: Any) -> int:
    """How many values an answer holds, lists and objects among them."""
    if isinstance(answer, dict):
        return sum(1 + _values(each) for each in answer.values())
    return sum(1 + _values(each) for each in answer) if isinstance(answer, list) else 0


def grown(now: Costs, recorded: Mapping[str, Mapping[str, int]]) -> list[str]:
    """What costs more than it may, a sentence each; an operation of which nothing is recorded too."""
    found: list[str] = []
    for name, counts in now.items():
        if counts.keys() - recorded.get(name, {}).keys():
            found.append(f"{name}: nothing is recorded; run with --write")
            continue
        found += [
            f"{name}: {count:,} {what}, {recorded[name][what]:,} recorded"
            for what, count in counts.items()
            if count > recorded[name][what] * MOST
        ]
    return found


def main() -> int:
    """Counts, then compares or records; 1 where something has grown."""
    parser = argparse.ArgumentParser("python -m benchmarks.costs", description=__doc__)
    parser.add_argument("--write", action="store_true", help="record what is counted now")
    given = parser.parse_args()
    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    now = asyncio.run(costs())
    for name, counts in now.items():
        print(f"{name:24}" + "".join(f"{count:10,} {what}" for what, count in counts.items()))
    if given.write:
        RECORDED.write_text(json.dumps(now, indent=1) + "\n")
        return 0
    faults = grown(now, json.loads(RECORDED.read_text()))
    print("\n".join(faults) or f"No operation costs more than {MOST:.1f} times what is recorded.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
