"""One process that answers requests. ``lienket serve`` starts as many as the settings say.

It inherits the listening socket and one end of a **line** to the process that serves: a line of JSON with
its orders comes in, ``ready`` goes out once it answers, and when the other end closes, for whatever reason,
it lets the requests in flight end and ends itself. So no worker outlives its service.
"""

import asyncio
import contextlib
import gc
import json
import os
import socket
import sys
from asyncio.subprocess import DEVNULL, Process, create_subprocess_exec
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
import uvicorn

from graph.client import Address
from service.logs import configure_logs

logger = structlog.get_logger("lienket.worker")

READY = b"ready\n"
_GRACE_SECONDS = 10
_PAUSE_SECONDS = 1.0
_ROOT = Path(__file__).parents[1]


class WorkerFailed(Exception):
    """No worker can answer; the message says where to look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What a worker is told: where the graph is, the folder with a province's rules, the shared token."""

    address: Address
    rules: Path | None
    token: str | None = field(repr=False)

    def line(self) -> bytes:
        """As a line of JSON."""
        return json.dumps(asdict(self), default=str).encode() + b"\n"

    @classmethod
    def read(cls, line: bytes) -> "Orders":
        """From a line of JSON."""
        given = json.loads(line)
        rules = given["rules"] and Path(given["rules"])
        return cls(address=Address(**given["address"]), rules=rules, token=given["token"])


class Workers:
    """Processes that answer requests at one socket. Each that ends unbidden is replaced."""

    def __init__(self, listener: socket.socket, count: int, metrics: Path) -> None:
        self._listener = listener
        self._environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]),
            "PROMETHEUS_MULTIPROC_DIR": str(metrics),
        }
        self._orders: asyncio.Future[Orders] = asyncio.get_running_loop().create_future()
        self._are_told = False
        self._answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._lines: set[asyncio.StreamWriter] = set()
        self._processes: set[Process] = set()
        self._places = [asyncio.create_task(self._keep()) for _ in range(count)]

    @asynccontextmanager
    async def answering(self, orders: Orders) -> AsyncIterator[None]:
        """Workers that answer, one of them at least, as long as the block lasts. Raises
        :class:`WorkerFailed` where one ends before any has answered."""
        self._orders.set_result(orders)
        try:
            await self._answer
            yield
        finally:
            await self.end()

    async def end(self) -> None:
        """Lets the requests in flight end, for ten seconds, and then the workers."""
        self._are_told = True
        if self._orders.cancel():  # nothing is in flight
            self.kill()
        for line in self._lines:
            line.close()
        await asyncio.wait(self._places)

    def kill(self) -> None:
        """Ends them at once, whatever is in flight."""
        self._are_told = True
        for process in self._processes:
            with contextlib.suppress(ProcessLookupError):
                process.kill()

    async def _keep(self) -> None:
        """Keeps one worker running until all are told to end."""
        while True:
            try:
                cause: object = await self._run()
            except OSError as error:
                cause = str(error)
            if self._are_told:
                return
            if not self._answer.done():
                self._answer.set_exception(WorkerFailed(f"A worker cannot start ({cause}); see the log"))
                return
            logger.error("a worker has ended: another takes its place", cause=cause)
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _run(self) -> int:
        """Runs one worker to its end; its exit code."""
        ours, theirs = socket.socketpair()
        with theirs:
            process = await create_subprocess_exec(
                sys.executable,
                "-P",
                "-m",
                "service.worker",
                str(self._listener.fileno()),
                str(theirs.fileno()),
                stdin=DEVNULL,
                pass_fds=(self._listener.fileno(), theirs.fileno()),
                env=self._environment,
                start_new_session=True,  # Ctrl-C in the terminal is the service's to handle
            )
        self._processes.add(process)
        reader, line = await asyncio.open_connection(sock=ours)
        self._lines.add(line)
        talk = asyncio.create_task(self._talk(reader, line))
        try:
            return await process.wait()
        finally:
            talk.cancel()
            line.close()
            self._lines.discard(line)
            self._processes.discard(process)

    async def _talk(self, reader: asyncio.StreamReader, line: asyncio.StreamWriter) -> None:
        orders = await asyncio.shield(self._orders)
        line.write(orders.line())
        if await reader.readline() == READY and not self._answer.done():
            self._answer.set_result(None)


@asynccontextmanager
async def started_workers(listener: socket.socket, count: int) -> AsyncIterator[Workers]:
    """Workers that are starting, which takes as long as an engine does; ended with the block."""
    with TemporaryDirectory(prefix="lienket-") as metrics:
        workers = Workers(listener, count, Path(metrics))
        try:
            yield workers
        finally:
            await workers.end()


class _Server(uvicorn.Server):
    """A server that says when it answers, and leaves the signals to the process that serves."""

    def __init__(self, config: uvicorn.Config, line: asyncio.StreamWriter) -> None:
        super().__init__(config)
        self._line = line

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, and says so."""
        await super().startup(sockets)
        if self.started:
            self._line.write(READY)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Captures none."""
        yield


async def _work(listener: socket.socket, line: socket.socket) -> None:
    from seeds.rules import read_rules
    from service.app import create_app  # takes a second, while the service opens the graph

    reader, writer = await asyncio.open_connection(sock=line)
    told = await reader.readline()
    if not told:
        return
    orders = Orders.read(told)
    app = create_app(orders.address, orders.token, read_rules(orders.rules))
    gc.collect()
    gc.freeze()  # what has been loaded stays: no collection needs to look at it again
    server = _Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
            ws="none",
        ),
        writer,
    )

    async def end_with_the_line() -> None:
        with contextlib.suppress(ConnectionError):
            await reader.read()
        server.should_exit = True

    ending = asyncio.create_task(end_with_the_line())
    await server.serve(sockets=[listener])
    ending.cancel()


def main() -> None:
    """Answers requests until the line closes; the arguments are the numbers of socket and line."""
    configure_logs()
    listener, line = (socket.socket(fileno=int(number)) for number in sys.argv[1:3])
    asyncio.run(_work(listener, line))


if __name__ == "__main__":
    main()
