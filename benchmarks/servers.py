"""Servers as processes of their own, to be asked over HTTP, and what they use of the machine."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psutil

from graph.client import Address
from tests.ports import free_port

_SECONDS_TO_START = 60
_ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Server:
    """A running server with the processes below it, and where it answers."""

    process: psutil.Process
    port: int
    path: str

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}{self.path}"

    def processor_seconds(self) -> float:
        """The seconds of processor that it and the processes below it have spent."""
        times = [each.cpu_times() for each in (self.process, *self.process.children(recursive=True))]
        return sum(each.user + each.system for each in times)

    def workers_mb(self) -> int:
        """The memory in MB of the processes that it started."""
        return round(sum(each.memory_info().rss for each in self.process.children()) / 2**20)


@contextmanager
def service(address: Address, workers: int) -> Iterator[Server]:
    """``lienket serve`` over a graph: some workers behind one port."""
    port = free_port()
    environment = {
        "LIENKET_PORT": str(port),
        "LIENKET_WORKERS": str(workers),
        "LIENKET_NEO4J_URI": address.uri,
        "LIENKET_NEO4J_USER": address.user,
        "LIENKET_NEO4J_PASSWORD": address.password,
        "LIENKET_NEO4J_DATABASE": address.database,
    }
    with running([sys.executable, "-m", "service.cli", "serve"], environment, port, "/graphql") as server:
        yield server


@contextmanager
def running(
    command: Sequence[str], environment: Mapping[str, str], port: int, path: str = "/"
) -> Iterator[Server]:
    """A server as long as the block lasts, once it answers at a port; what it says goes to a file that is
    shown where it fails. Raises ``RuntimeError`` where it ends or takes too long."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, cwd=_ROOT, env=os.environ | environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            server = Server(psutil.Process(process.pid), port, path)
            _wait_for(server.url, process)
            yield server
        finally:
            if process.poll() not in (None, 0):
                output.seek(0)
                print(output.read().decode(errors="replace")[-4000:], file=sys.stderr)
            process.terminate()
            process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    with httpx2.Client(timeout=5) as asking:
        while True:
            try:
                asking.post(url, json={"query": "{ __typename }"})
            except httpx2.TransportError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"Nothing answers at {url}") from None
                time.sleep(0.1)
            else:
                return
