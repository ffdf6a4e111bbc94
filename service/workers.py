"""The processes that answer requests for ``lienket serve``: as many as the settings say."""

import asyncio
import contextlib
import socket
import sys
from asyncio.subprocess import DEVNULL, Process, create_subprocess_exec
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from resolvers.process import environment
from service.worker import READY, Orders

logger = structlog.get_logger("lienket.worker")

_PAUSE_SECONDS = 1.0


class WorkerFailed(Exception):
    """No worker can answer; the message says where to look."""


class Workers:
    """Processes that answer requests at one socket. Each that ends unbidden is replaced."""

    def __init__(self, listener: socket.socket, count: int, metrics: Path) -> None:
        self._listener = listener
        self._environment = {**environment(), "PROMETHEUS_MULTIPROC_DIR": str(metrics)}
        self._orders: asyncio.Future[Orders] = asyncio.get_running_loop().create_future()
        self._are_told = False
        self._answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._answer.add_done_callback(lambda done: done.cancelled() or done.exception())  # it was looked at
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
        while not self._are_told:
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
            reader, line = await asyncio.open_connection(sock=ours)
            self._lines.add(line)  # before the process: one that is starting is told to end as well
            try:
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
                theirs.close()
                return await self._ended(process, reader, line)
            finally:
                line.close()
                self._lines.discard(line)

    async def _ended(self, process: Process, reader: asyncio.StreamReader, line: asyncio.StreamWriter) -> int:
        """Talks with a worker until it ends; its exit code."""
        self._processes.add(process)
        talk = asyncio.create_task(self._talk(reader, line))
        try:
            return await process.wait()
        finally:
            talk.cancel()
            self._processes.discard(process)

    async def _talk(self, reader: asyncio.StreamReader, line: asyncio.StreamWriter) -> None:
        orders = await asyncio.shield(self._orders)
        with contextlib.suppress(ConnectionError):  # of one that ended without reading them
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
