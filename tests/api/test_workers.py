"""``lienket serve`` as a process of its own, with workers that answer for it."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import psutil

from graph.client import Address, Graph
from tests.ports import free_port

ROOT = Path(__file__).parents[2]
_PATIENCE_SECONDS = 30.0


@contextmanager
def _serving(address: Address, folder: Path, *options: str) -> Iterator[tuple[psutil.Process, str]]:
    """A service over the graph of the tests, as a process, and its URL; ended with the block."""
    port = free_port()
    password = folder / "password"
    password.write_text(address.password)
    environment = os.environ | {
        "LIENKET_PORT": str(port),
        "LIENKET_NEO4J_URI": address.uri,
        "LIENKET_NEO4J_USER": address.user,
        "LIENKET_NEO4J_PASSWORD_FILE": str(password),
        "LIENKET_NEO4J_DATABASE": address.database,
    }
    output = (folder / "out").open("w+")
    command = [sys.executable, "-m", "service.cli", "serve", *options]
    with (
        output,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output) as process,
    ):
        service = psutil.Process(process.pid)
        try:
            _until(lambda: "Ctrl-C stops everything" in (folder / "out").read_text(), process)
            yield service, f"http://127.0.0.1:{port}"
        finally:
            with contextlib.suppress(psutil.NoSuchProcess):
                for worker in service.children():
                    worker.kill()
            process.kill()


def _until(holds: object, process: subprocess.Popen[bytes] | None = None) -> None:
    assert callable(holds)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not holds():
        assert process is None or process.poll() is None
        assert time.monotonic() < deadline, holds
        time.sleep(0.05)


def _asked(url: str) -> object:
    return httpx2.post(f"{url}/graphql", json={"query": "{ __typename }"}, timeout=30).json()


def _are_gone(processes: list[psutil.Process]) -> bool:
    return not any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in processes)


def test_a_worker_that_dies_is_replaced(address: Address, graph: Graph, tmp_path: Path) -> None:
    with _serving(address, tmp_path, "--workers", "2") as (service, url):
        before = service.children()

        before[0].kill()
        _until(lambda: _are_gone(before[:1]) and len(service.children()) == 2)

        assert len(before) == 2
        assert before[1] in service.children()
        assert _asked(url) == {"data": {"__typename": "Query"}}


def test_figures_are_those_of_all_workers(address: Address, graph: Graph, tmp_path: Path) -> None:
    with _serving(address, tmp_path, "--workers", "3") as (_, url):
        for _ in range(20):  # each over a connection of its own: whichever worker takes it
            _asked(url)

        figures = httpx2.get(f"{url}/metrics", timeout=30).text

        assert 'lienket_operation_seconds_count{operation="other",outcome="OK"} 20.0' in figures.splitlines()


def test_told_to_stop_it_ends_with_its_workers(address: Address, graph: Graph, tmp_path: Path) -> None:
    with _serving(address, tmp_path, "--workers", "2") as (service, url):
        workers = service.children()
        _asked(url)

        service.send_signal(signal.SIGTERM)
        code = service.wait(_PATIENCE_SECONDS)

        assert code == 0
        assert _are_gone(workers)


def test_told_to_stop_while_a_worker_is_to_be_replaced_it_ends(
    address: Address, graph: Graph, tmp_path: Path
) -> None:
    with _serving(address, tmp_path) as (service, _):
        before = service.children()

        before[0].kill()
        _until(lambda: "another takes its place" in (tmp_path / "out").read_text())
        service.send_signal(signal.SIGTERM)
        code = service.wait(_PATIENCE_SECONDS)

        assert code == 0


def test_a_request_in_flight_is_answered_before_the_end(
    address: Address, graph: Graph, tmp_path: Path
) -> None:
    with _serving(address, tmp_path) as (service, url), httpx2.Client(timeout=30) as client:

        def slow_body() -> Iterator[bytes]:
            yield b'{"query": '
            service.send_signal(signal.SIGTERM)
            time.sleep(1)
            yield b'"{ __typename }"}'

        answer = client.post(
            f"{url}/graphql", content=slow_body(), headers={"content-type": "application/json"}
        )

        assert answer.json() == {"data": {"__typename": "Query"}}
        assert service.wait(_PATIENCE_SECONDS) == 0


def test_no_worker_outlives_a_service_that_was_killed(address: Address, graph: Graph, tmp_path: Path) -> None:
    with _serving(address, tmp_path, "--workers", "2") as (service, _):
        workers = service.children()

        service.kill()
        _until(lambda: _are_gone(workers))

        assert len(workers) == 2
