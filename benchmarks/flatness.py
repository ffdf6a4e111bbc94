"""Whether costs follow the page: every question on a small and on a ten times larger register.

    python -m benchmarks.flatness --engine embedded --engine neo4j

Each question is asked over the service's own application, in one process with its client. Before it is
timed, its answers are compared: they must be as large in both registers. Then the registers take turns, and
so do the variables. What is told is the ratio of the medians; a question whose answer grows with the
register is told apart.
"""

import argparse
import asyncio
import json
import logging
import os
import platform
import re
import statistics
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import structlog

from benchmarks.engines import ENGINES, engine
from benchmarks.in_process import in_process
from benchmarks.load import load
from benchmarks.probes import drawn_probes
from benchmarks.questions import Question, questions
from benchmarks.register import SIZES, VERSION
from graph.client import open_graph

RESULTS = Path(__file__).parent / "results"
MOST = 2.0
"""What a ratio may be."""
_WARM_UP = 3
_ROUNDS = 15
_PER_ROUND = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A question, how many values its answers hold, and its times in milliseconds in the smaller and in
    the larger register."""

    question: str
    values: int
    smaller: list[float]
    larger: list[float]
    grows: bool

    @property
    def ratio(self) -> float:
        """How many times as long the larger register takes, by medians."""
        return statistics.median(self.larger) / statistics.median(self.smaller)

    @property
    def ratio_of_fastest(self) -> float:
        """The same by the fastest of the times, which other work on the machine disturbs least."""
        return min(self.larger) / min(self.smaller)


class Different(Exception):
    """The answers of two registers do not have the same size; the message says which and how."""


class Register:
    """One register behind the service."""

    def __init__(self, client: httpx2.AsyncClient, size: str) -> None:
        self._client = client
        self.size = size

    async def ask(self, question: Question, number: int) -> tuple[Any, float]:
        """The answer to a question with one of its variables, and the seconds that it took."""
        variables = question.variables[number % len(question.variables)]
        began = time.perf_counter()
        response = await self._client.post(
            "/graphql", json={"query": question.query, "variables": variables}, timeout=60
        )
        seconds = time.perf_counter() - began
        answer = response.json()
        if answer.get("errors"):
            raise Different(f"{question.name} on {self.size}: {answer['errors'][0]['message']}")
        return answer["data"], seconds


@asynccontextmanager
async def served(engine_name: str, size: str) -> AsyncIterator[Register]:
    """A register behind the service, without a network between service and client."""
    async with (
        engine(engine_name, size) as address,
        in_process(address, lambda graph: graph) as (client, _),
    ):
        yield Register(client, size)


async def compared(question: Question, one: Register, other: Register) -> int:
    """Asks a question with all its variables in both registers; how many values it answers. Raises
    :class:`Different` where the answers differ in size, or at all where they should not."""
    values = 0
    for number in range(len(question.variables)):
        answers = [(await register.ask(question, number))[0] for register in (one, other)]
        seen = answers if question.is_equal else [list(_sizes(answer)) for answer in answers]
        if seen[0] != seen[1] and not question.grows:
            shown = [json.dumps(each, ensure_ascii=False)[:300] for each in seen]
            raise Different(f"{question.name}, variables {number}: {shown[0]} but {shown[1]}")
        values += sum(_values(answers[0]))
    return values


async def measured(question: Question, one: Register, other: Register, rounds: int) -> Measured:
    """Times a question in both registers by turns."""
    values = await compared(question, one, other)
    times: dict[str, list[float]] = {one.size: [], other.size: []}
    number = 0
    for turn in range(-_WARM_UP, rounds):
        for register in (one, other) if turn % 2 else (other, one):
            for step in range(_PER_ROUND):
                _, seconds = await register.ask(question, number + step)
                if turn >= 0:
                    times[register.size].append(seconds * 1000)
        number += _PER_ROUND
    return Measured(
        question=question.name,
        values=values,
        smaller=times[one.size],
        larger=times[other.size],
        grows=question.grows,
    )


def _sizes(answer: object) -> Iterator[int]:
    """The lengths of all lists in an answer, in order."""
    if isinstance(answer, dict):
        for value in answer.values():
            yield from _sizes(value)
    elif isinstance(answer, list):
        yield len(answer)
        for value in answer:
            yield from _sizes(value)


def _values(answer: object) -> Iterator[int]:
    """One for each value in an answer that says something."""
    if isinstance(answer, dict):
        for value in answer.values():
            yield from _values(value)
    elif isinstance(answer, list):
        for value in answer:
            yield from _values(value)
    elif answer:
        yield 1


async def run(
    engine_name: str, sizes: Sequence[str], pattern: str, rounds: int
) -> tuple[list[Measured], int]:
    """Loads what is missing, asks every question that matches a pattern and prints what it took; this, and
    the number of questions with different answers."""
    for size in sizes:
        await load(engine_name, size)
    asked = [each for each in questions(drawn_probes(1)) if re.search(pattern, each.name)]
    found: list[Measured] = []
    async with AsyncExitStack() as stack:
        one, other = [await stack.enter_async_context(served(engine_name, size)) for size in sizes]
        print(f"\n{engine_name}: {len(asked)} questions, p50 in ms\n", flush=True)
        print(f"{'question':62} {'values':>6} {sizes[0]:>8} {sizes[1]:>8}  ratio  (of fastest)", flush=True)
        for question in asked:
            try:
                result = await measured(question, one, other, rounds)
            except Different as difference:
                print(f"{question.name:62} DIFFERENT: {difference}", flush=True)
                continue
            found.append(result)
            print(_line(result), flush=True)
    return found, len(asked) - len(found)


def _line(result: Measured) -> str:
    smaller, larger = statistics.median(result.smaller), statistics.median(result.larger)
    times = f"{smaller:8.2f} {larger:8.2f} {result.ratio:6.2f} {result.ratio_of_fastest:6.2f}"
    note = "grows" if result.grows else "ABOVE" if result.ratio > MOST else ""
    empty = "" if result.values else "EMPTY"
    return f"{result.question:62} {result.values:6} {times} {note} {empty}".rstrip()


def machine() -> dict[str, object]:
    """What the times depend on, without names of hosts or folders."""
    model = re.search(r"model name\s*: (.*)", _text("/proc/cpuinfo"))
    memory = re.search(r"MemTotal:\s*(\d+) kB", _text("/proc/meminfo"))
    return {
        "processor": model[1] if model else platform.processor(),
        "cores": os.cpu_count(),
        "memoryGb": round(int(memory[1]) / 2**20) if memory else None,
        "system": platform.system(),
        "python": platform.python_version(),
    }


async def version(engine_name: str, size: str) -> str:
    """The name and version of an engine, as it says itself."""
    async with engine(engine_name, size) as address, open_graph(address) as graph:
        return await graph.server()


def write(engine_name: str, server: str, sizes: Sequence[str], found: list[Measured]) -> Path:
    """Keeps what was measured of an engine; gives the file."""
    worst = max((each for each in found if not each.grows), key=lambda each: each.ratio)
    result = {
        "engine": server,
        "sizes": list(sizes),
        "generator": VERSION,
        "machine": machine(),
        "worst": {"question": worst.question, "ratio": round(worst.ratio, 2)},
        "questions": [
            {
                "question": each.question,
                "values": each.values,
                "grows": each.grows,
                "smallerMs": round(statistics.median(each.smaller), 2),
                "largerMs": round(statistics.median(each.larger), 2),
                "ratio": round(each.ratio, 2),
                "ratioOfFastest": round(each.ratio_of_fastest, 2),
            }
            for each in found
        ],
    }
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"flatness-{engine_name}-{'-'.join(sizes)}.json"
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def _text(path: str) -> str:
    file = Path(path)
    return file.read_text() if file.exists() else ""


def main() -> int:
    """Measures each engine; 1 where a ratio lies above :data:`MOST` or answers differ, else 0."""
    parser = argparse.ArgumentParser("python -m benchmarks.flatness", description=main.__doc__)
    parser.add_argument("--engine", action="append", choices=ENGINES, help="may be repeated; default: both")
    parser.add_argument("--sizes", nargs=2, choices=SIZES, default=["10k", "100k"])
    parser.add_argument("--only", default="", help="a regular expression that the questions asked match")
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    is_flat = True
    for name in given.engine or ENGINES:
        found, different = asyncio.run(run(name, given.sizes, given.only, given.rounds))
        above = [each for each in found if not each.grows and each.ratio > MOST]
        worst = max((each.ratio for each in found if not each.grows), default=0.0)
        print(f"\n{name}: worst ratio {worst:.2f}; above {MOST}: {len(above)}; different: {different}")
        is_flat = is_flat and not above and not different
        if not given.only:
            server = asyncio.run(version(name, given.sizes[0]))
            print(f"written to {write(name, server, given.sizes, found).name}")
    return 0 if is_flat else 1


if __name__ == "__main__":
    raise SystemExit(main())
