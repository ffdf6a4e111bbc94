"""The service beside its peer, ``@neo4j/graphql``, on the same Neo4j: equal answers first, then times.

    (cd benchmarks/peer && npm ci --ignore-scripts)
    python -m benchmarks.peer --size 10k

Eight questions (:mod:`benchmarks.equivalents`) are asked of the service, of the peer as one writes it and of
the peer as it is fastest: first all variables of each, until the answers are equal row by row; then for
times, at 1 and at 8 callers, with one process of each and with as many as there are cores. The three take
turns within each round, so other work on the machine falls on all of them alike; a ratio is the median of
the ratios of the rounds. The client is one process of Node; how fast it is by itself is measured too.
"""

import argparse
import asyncio
import json
import logging
import os
import re
import shutil
import statistics
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import exp, log
from pathlib import Path
from typing import Any

import httpx2
import structlog

from benchmarks.engines import DATA, engine
from benchmarks.equivalents import SIDES, Equivalent, equivalents, is_empty, rows
from benchmarks.flatness import RESULTS, machine
from benchmarks.load import load
from benchmarks.register import SIZES, VERSION
from benchmarks.servers import Server, running, service
from graph.client import Address, open_graph
from tests.ports import free_port

PEER = Path(__file__).parent / "peer"
CONCURRENCY = (1, 8)
_HEADERS = {"content-type": "application/json"}
_HEADERS_OF = {side: _HEADERS | ({"reads": "auto-commit"} if side == "best" else {}) for side in SIDES}


class Different(Exception):
    """The service and its peer do not answer the same; the message says to what."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of asking for a while: requests a second, the milliseconds of each request, and those of
    processor that the processes of the server spent on one."""

    rate: float
    times: list[float]
    processor: float


@dataclass(frozen=True, slots=True)
class Measured:
    """The turns of each side with a question, in the order of the rounds."""

    question: str
    concurrency: int
    processes: int
    turns: Mapping[str, Sequence[Turn]]

    def rate(self, side: str) -> float:
        """Requests a second, the median of the rounds."""
        return statistics.median(turn.rate for turn in self.turns[side])

    def processor(self, side: str) -> float:
        """Milliseconds of processor a request, the median of the rounds."""
        return statistics.median(turn.processor for turn in self.turns[side])

    def percentile(self, side: str, percent: int) -> float:
        """The time in milliseconds within which so many of a hundred answers came."""
        times = sorted(time for turn in self.turns[side] for time in turn.times)
        return times[min(len(times) - 1, len(times) * percent // 100)]

    def ratio(self, side: str) -> float:
        """How many times as many requests the service answers, the median of the rounds."""
        pairs = zip(self.turns["ours"], self.turns[side], strict=True)
        return statistics.median(one.rate / other.rate for one, other in pairs)


class Client:
    """The client that measures, a process of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(
        self,
        url: str,
        bodies: Sequence[str],
        headers: Mapping[str, str],
        *,
        concurrency: int,
        seconds: float,
    ) -> dict[str, Any]:
        """Asks for some seconds; what came of it, as ``peer/client.mjs`` says."""
        job = {"url": url, "bodies": bodies, "headers": headers}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({**job, "concurrency": concurrency, "seconds": seconds}) + "\n")
        self._process.stdin.flush()
        done: dict[str, Any] = json.loads(self._process.stdout.readline())
        if done["failure"] is not None:
            raise Different(f"{url} answered {done['failure']}")
        return done


@contextmanager
def client() -> Iterator[Client]:
    """The client, as long as the block lasts."""
    with subprocess.Popen(
        [_node(), PEER / "client.mjs"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Client(process)
        finally:
            process.terminate()


@contextmanager
def echo() -> Iterator[Server]:
    """A server that only sends a text of 8 kB."""
    port = free_port()
    with running([_node(), str(PEER / "echo.mjs")], {"PEER_PORT": str(port)}, port) as server:
        yield server


@contextmanager
def peer(address: Address, processes: int) -> Iterator[Server]:
    """The peer over a graph: some processes behind one port."""
    port = free_port()
    environment = {
        "PEER_PORT": str(port),
        "PEER_PROCESSES": str(processes),
        "PEER_URI": address.uri,
        "PEER_USER": address.user,
        "PEER_PASSWORD": address.password,
        "NODE_ENV": "production",
    }
    with running([_node(), str(PEER / "server.mjs")], environment, port) as server:
        yield server


def compare(question: Equivalent, servers: Mapping[str, Server]) -> None:
    """Asks a question with all its variables of all sides. Raises :class:`Different`."""
    with httpx2.Client(timeout=60) as asking:
        ours = _answers(asking, question, "ours", servers["ours"])
        for side in SIDES[1:]:
            theirs = _answers(asking, question, side, servers[side])
            for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
                if one != other:
                    shown = [json.dumps(each, ensure_ascii=False)[:600] for each in (one, other)]
                    raise Different(f"{question.name}, {side}, variables {number}:\n{shown[0]}\n{shown[1]}")


def _answers(asking: httpx2.Client, question: Equivalent, side: str, server: Server) -> list[object]:
    answers: list[object] = []
    for variables in question.variables[side]:
        body = {"query": question.documents[side], "variables": variables}
        answer = asking.post(server.url, json=body, headers=_HEADERS_OF[side]).json()
        if answer.get("errors"):
            raise Different(f"{question.name}, {side}: {answer['errors'][0]['message']}")
        found = rows(answer["data"])
        if is_empty(found):
            raise Different(f"{question.name}, {side}: nothing is found for {variables}")
        answers.append(found)
    return answers


def measured(
    question: Equivalent,
    servers: Mapping[str, Server],
    asking: Client,
    *,
    concurrency: int,
    processes: int,
    rounds: int,
    seconds: float,
) -> Measured:
    """Times a question on all sides by turns; the first round warms up and does not count."""
    turns: dict[str, list[Turn]] = {side: [] for side in SIDES}
    for number in range(-1, rounds):
        shift = number % len(SIDES)
        for side in (*SIDES[shift:], *SIDES[:shift]):
            turn = _turn(question, side, servers[side], asking, concurrency, seconds if number >= 0 else 0.5)
            if number >= 0:
                turns[side].append(turn)
    return Measured(question.name, concurrency, processes, turns)


def _turn(
    question: Equivalent, side: str, server: Server, asking: Client, concurrency: int, seconds: float
) -> Turn:
    document = question.documents[side]
    bodies = [json.dumps({"query": document, "variables": each}) for each in question.variables[side]]
    before = server.processor_seconds()
    done = asking.ask(server.url, bodies, _HEADERS_OF[side], concurrency=concurrency, seconds=seconds)
    spent = server.processor_seconds() - before
    requests = done["requests"]
    return Turn(requests / done["seconds"], done["times"], spent * 1000 / requests)


async def run(
    size: str, pattern: str, all_processes: Sequence[int], rounds: int, seconds: float
) -> dict[str, object]:
    """Loads the register where it is missing, compares, measures and prints; what was found."""
    await load("neo4j", size)
    load_average = round(os.getloadavg()[1], 1)  # of other work: nothing of ours runs yet
    asked = [each for each in equivalents(DATA / f"csv-{size}") if re.search(pattern, each.name)]
    found: list[Measured] = []
    async with engine("neo4j", size) as address:
        async with open_graph(address) as graph:
            version = await graph.server()
        with client() as asking:
            with echo() as nothing:
                ceiling = {
                    n: asking.ask(nothing.url, ["{}"], _HEADERS, concurrency=n, seconds=seconds)
                    for n in CONCURRENCY
                }
            rates = {n: each["requests"] / each["seconds"] for n, each in ceiling.items()}
            print("client alone, req/s: " + ", ".join(f"{rate:,.0f} at {n}" for n, rate in rates.items()))
            for processes in all_processes:
                with service(address, processes) as ours, peer(address, processes) as theirs:
                    servers = {side: ours if side == "ours" else theirs for side in SIDES}
                    for question in asked:
                        compare(question, servers)
                    print(f"{len(asked)} questions answered alike, row by row")
                    for concurrency in CONCURRENCY:
                        print(f"\n{_title(processes, concurrency)}\n{_HEADER}", flush=True)
                        part: list[Measured] = []
                        for question in asked:
                            result = measured(
                                question,
                                servers,
                                asking,
                                concurrency=concurrency,
                                processes=processes,
                                rounds=rounds,
                                seconds=seconds,
                            )
                            part.append(result)
                            print(_line(result), flush=True)
                        means = ", ".join(f"{side} {geometric_mean(part, side):.2f}" for side in SIDES[1:])
                        print(f"geometric mean, ours to {means}", flush=True)
                        found += part
    return {
        "graph": version,
        "peer": _versions(),
        "size": size,
        "generator": VERSION,
        "machine": {**machine(), "loadAverage": load_average},
        "rounds": rounds,
        "seconds": seconds,
        "clientAlone": {str(n): round(rate) for n, rate in rates.items()},
        "parts": [
            _part([each for each in found if (each.processes, each.concurrency) == (processes, concurrency)])
            for processes in all_processes
            for concurrency in CONCURRENCY
        ],
    }


def geometric_mean(found: Sequence[Measured], side: str) -> float:
    """The geometric mean of the ratios of some questions."""
    return exp(statistics.fmean(log(each.ratio(side)) for each in found))


_HEADER = (
    f"{'question':10}"
    + "".join(f"  {side:>8} {'p50':>6} {'p95':>6} {'cpu ms':>6}" for side in SIDES)
    + "".join(f"  {'/' + side:>8}" for side in SIDES[1:])
)


def _title(processes: int, concurrency: int) -> str:
    return f"{processes} process{'es' if processes > 1 else ''} of each, {concurrency} at a time; req/s"


def _line(result: Measured) -> str:
    sides = "".join(
        f"  {result.rate(side):8.0f} {result.percentile(side, 50):6.1f} {result.percentile(side, 95):6.1f}"
        f" {result.processor(side):6.2f}"
        for side in SIDES
    )
    return f"{result.question:10}{sides}" + "".join(f"  {result.ratio(side):8.2f}" for side in SIDES[1:])


def _part(found: Sequence[Measured]) -> dict[str, object]:
    """What was found with so many processes and callers."""
    return {
        "processes": found[0].processes,
        "concurrency": found[0].concurrency,
        "geometricMean": {side: round(geometric_mean(found, side), 2) for side in SIDES[1:]},
        "questions": [
            {
                "question": each.question,
                **{
                    side: {
                        "requestsPerSecond": round(each.rate(side), 1),
                        "p50Ms": round(each.percentile(side, 50), 2),
                        "p95Ms": round(each.percentile(side, 95), 2),
                        "processorMs": round(each.processor(side), 2),
                    }
                    for side in SIDES
                },
                "ratio": {side: round(each.ratio(side), 2) for side in SIDES[1:]},
            }
            for each in found
        ],
    }


def _versions() -> dict[str, str]:
    """The packages of the peer and their versions, and that of Node."""
    packages: dict[str, str] = json.loads((PEER / "package.json").read_text())["dependencies"]
    node = subprocess.run([_node(), "--version"], capture_output=True, text=True, check=True)
    return {**packages, "node": node.stdout.strip()}


def _node() -> str:
    if not (PEER / "node_modules").is_dir():
        raise SystemExit("The peer is not installed: (cd benchmarks/peer && npm ci --ignore-scripts)")
    found = shutil.which("node")
    if found is None:
        raise SystemExit("node is not on the PATH: it runs the peer and the client")
    return found


def main() -> None:
    """Measures, and keeps what was found unless only some questions were asked."""
    parser = argparse.ArgumentParser("python -m benchmarks.peer", description=main.__doc__)
    parser.add_argument("--size", choices=SIZES, default="10k")
    parser.add_argument("--only", default="", help="a regular expression that the questions asked match")
    parser.add_argument("--processes", type=int, nargs="+", default=[1, os.cpu_count() or 1])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each turn")
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    result = asyncio.run(run(given.size, given.only, given.processes, given.rounds, given.seconds))
    if not given.only:
        path = RESULTS / f"peer-{given.size}.json"
        path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(f"written to {path.name}")


if __name__ == "__main__":
    main()
