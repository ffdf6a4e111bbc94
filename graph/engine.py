"""The embedded engine: an ArcadeDB server of our own, spoken to over Bolt on loopback.

One process, the **supervisor**, owns the engine of a data folder: it holds the folder's lock,
starts the engine as its child, watches it, restarts it when it dies and ends it when it ends. Every
other process is a **guest**: it attaches through the run file in the folder, which only the owner of
the folder can read. A guest that serves takes over when the supervisor is gone. Port and password
stay the same throughout, because the drivers of all these processes hold them. See
``docs/architecture.md``.
"""

import asyncio
import contextlib
import fcntl
import json
import logging
import os
import secrets
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, Process, create_subprocess_exec
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from typing import IO, NoReturn

from neo4j.exceptions import DriverError, Neo4jError

from graph.bolt import light_driver
from graph.client import Address, Graph
from graph.errors import EngineFailed, FolderHeld

logger = logging.getLogger("lienket.engine")

DATABASE = "lienket"
_USER = "root"
_LAUNCHER = Path(__file__).with_name("launch.py")
_START_SECONDS = 60.0
_STOP_SECONDS = 15.0
_WATCH_SECONDS = 1.0
_LOCK_SECONDS = 0.5
_PORT_SECONDS = 5.0
_ANSWER_SECONDS = 3.0
_BUSY_SECONDS = 20.0
"""So long an engine may take to answer that does not hang; with forty long statements it took up to eight."""
_FAILURES_BEFORE_RESTART = 3
_MEGABYTES = {"m": 1, "g": 1024}


@asynccontextmanager
async def embedded_engine(folder: Path, memory: str, *, takes_over: bool = False) -> AsyncIterator["Engine"]:
    """The engine of ``folder``: this process supervises it where no other does, else is its guest.

    ``memory`` is the largest heap of Java, such as ``1g``; half of it keeps pages of the data. A guest
    that ``takes_over`` becomes the supervisor when the present one is gone. Raises :class:`FolderHeld`
    where another process holds the folder and no engine answers, :class:`EngineFailed` where the folder
    cannot be written or the engine does not start.
    """
    _make_folder(folder)
    with (folder / "engine.lock").open("r+") as lock:  # closing it frees the lock
        run = await _run_of_another(folder, lock)
        if run is not None and not takes_over:
            yield Engine(folder, memory, run)
            return
        engine = Engine(folder, memory, run or await _run_of_our_own(folder))
        watch: asyncio.Task[NoReturn] | None = None
        try:
            if run is None:
                await engine.start()
                watch = asyncio.create_task(engine.keep_alive())
            else:
                logger.info("another process runs the embedded engine; this one takes over when it ends")
                watch = asyncio.create_task(engine.take_over(lock))
            yield engine
        finally:
            if watch is not None:
                watch.cancel()
                await asyncio.wait([watch])
            await engine.stop()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What the run file says: where the engine listens, how to enter, and which process it is."""

    port: int
    password: str = field(repr=False)
    pid: int | None = None

    @property
    def address(self) -> Address:
        """Where drivers find the engine. A start or restart takes seconds, which they may wait."""
        return Address(
            uri=f"bolt://127.0.0.1:{self.port}",
            user=_USER,
            password=self.password,
            database=DATABASE,
            patience=_START_SECONDS,
        )


class Engine:
    """The embedded engine of a data folder, as its supervisor or a guest sees it."""

    def __init__(self, folder: Path, memory: str, run: _Run) -> None:
        self._folder = folder
        self._memory = memory
        self._run = run
        self._process: Process | None = None

    @property
    def address(self) -> Address:
        """Stays the same, whichever process supervises the engine."""
        return self._run.address

    async def start(self) -> None:
        """Starts the engine's process and waits until it answers.

        Raises :class:`EngineFailed` or ``OSError``; the process may run nevertheless.
        """
        await _end_orphan(self._folder, self._run)
        if not _is_free(self._run.port):
            raise EngineFailed(f"Port {self._run.port} of the embedded engine is taken by another program")
        arguments = _write_java_arguments(self._folder, self._run, self._memory)
        java, _ = _installation()
        with (self._folder / "engine.out").open("w") as output:
            self._process = await create_subprocess_exec(
                sys.executable,
                "-IS",  # a bare Python starts faster
                str(_LAUNCHER),
                str(os.getpid()),
                str(java),
                f"@{arguments}",
                cwd=self._folder,
                stdin=DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C in the terminal is the supervisor's to handle
            )
        self._run = replace(self._run, pid=self._process.pid)
        _write_run_file(self._folder, self._run)
        await self._until_ready(self._process)

    async def stop(self, patience: float = _STOP_SECONDS) -> None:
        """Ends the engine's process, by force after ``patience`` seconds; a guest has none."""
        if self._process is None or self._process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), patience)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()

    async def keep_alive(self) -> NoReturn:
        """Watches the engine that this process started, and starts it again when it died or hangs."""
        failures = 0
        while True:
            died = await self._ends_within(_WATCH_SECONDS)
            failures = 0 if not died and await _answers(self.address, _BUSY_SECONDS) else failures + 1
            if died or failures >= _FAILURES_BEFORE_RESTART:
                logger.warning("the embedded engine %s: restarting it", "died" if died else "hangs")
                await self._restart()
                failures = 0

    async def take_over(self, lock: IO[str]) -> NoReturn:
        """Waits until no other process supervises the engine, then does so itself."""
        while not _locked(lock):  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(_LOCK_SECONDS)
        logger.warning("the process that ran the embedded engine has ended: this one runs it from now on")
        await self._restart()
        await self.keep_alive()

    async def _restart(self) -> None:
        """Starts the engine at its old address, trying for as long as it takes."""
        told = ""
        while True:
            await self.stop(patience=0)
            try:
                await self.start()
            except (EngineFailed, OSError) as error:
                if str(error) != told:
                    told = str(error)
                    logger.error("%s; trying again every second", told)
                await asyncio.sleep(_WATCH_SECONDS)
            else:
                logger.warning("the embedded engine answers again")
                return

    async def _ends_within(self, seconds: float) -> bool:
        assert self._process is not None
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), seconds)
        return self._process.returncode is not None

    async def _until_ready(self, process: Process) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _START_SECONDS
        while not await _answers(self.address):
            if process.returncode is not None:
                raise _start_failure(self._folder)
            if loop.time() > deadline:
                raise EngineFailed(
                    f"The embedded engine does not answer after {_START_SECONDS:.0f} s; "
                    f"see {self._folder / 'engine.out'}"
                )
            await asyncio.sleep(0.1)


async def _answers(address: Address, within: float = _ANSWER_SECONDS) -> bool:
    try:
        async with light_driver(
            address.uri, auth=(address.user, address.password), connection_timeout=within
        ) as driver:
            return await Graph(driver=driver, address=address).answers(within)
    except (Neo4jError, DriverError, OSError):
        return False


async def _run_of_another(folder: Path, lock: IO[str]) -> _Run | None:
    """The run of the engine that another process supervises, which may just be starting it; None
    where none does: this process holds the lock now."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _START_SECONDS
    while not _locked(lock):
        run = _read_run_file(folder)
        if run is not None and await _answers(run.address):
            return run
        if loop.time() > deadline:
            raise FolderHeld(f"Another process holds {folder} but its engine does not answer; end it first")
        await asyncio.sleep(_LOCK_SECONDS)
    return None


async def _run_of_our_own(folder: Path) -> _Run:
    """Port and password of the run file, that guests may hold; a new port only where a stranger
    keeps the old one."""
    run = _read_run_file(folder)
    if run is None:
        return _Run(port=_free_port(), password=secrets.token_urlsafe(24))
    await _end_orphan(folder, run)
    return run if await _becomes_free(run.port, _PORT_SECONDS) else replace(run, port=_free_port())


async def _end_orphan(folder: Path, run: _Run) -> None:
    """Ends an engine that outlived its supervisor: it answers though this process has the lock."""
    known = _read_run_file(folder)
    if known is None or known.pid is None or _is_free(run.port) or not await _answers(run.address):
        return
    logger.warning("ending an embedded engine whose supervisor is gone")
    for wish in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.kill(known.pid, wish)
        if await _becomes_free(run.port, _STOP_SECONDS):
            return


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / "engine.lock").touch(mode=0o600)
    except OSError as error:
        raise EngineFailed(f"The data folder {folder} cannot be written: {error.strerror}") from error


def _locked(lock: IO[str]) -> bool:
    """Whether this process holds the lock of the folder now."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read_run_file(folder: Path) -> _Run | None:
    try:
        run = json.loads((folder / "engine.json").read_text())
        return _Run(port=int(run["port"]), password=str(run["password"]), pid=run.get("pid"))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    except OSError as error:
        raise EngineFailed(f"{folder / 'engine.json'} cannot be read: {error.strerror}") from error


def _write_run_file(folder: Path, run: _Run) -> None:
    with _private(folder / "engine.json") as file:
        json.dump(asdict(run), file)


def _write_java_arguments(folder: Path, run: _Run, memory: str) -> Path:
    """An argument file for Java: the password in it never shows in a list of processes."""
    _, jars = _installation()
    properties = {
        "arcadedb.server.rootPath": str(folder),
        "arcadedb.server.databaseDirectory": str(folder / "databases"),
        "arcadedb.server.name": DATABASE,
        "arcadedb.server.mode": "production",
        "arcadedb.server.rootPassword": run.password,
        "arcadedb.server.defaultDatabases": f"{DATABASE}[{_USER}]",
        "arcadedb.server.httpIncomingHost": "127.0.0.1",
        "arcadedb.server.httpIncomingPort": str(_free_port()),
        "arcadedb.server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        "arcadedb.bolt.host": "127.0.0.1",
        "arcadedb.bolt.port": str(run.port),
        "arcadedb.bolt.defaultDatabase": DATABASE,
        "arcadedb.txWalFlush": "2",  # fsync on commit: an acknowledged write survives a power cut
        "arcadedb.maxPageRAM": str(_megabytes(memory) // 2),  # by itself it takes a quarter
        "java.awt.headless": "true",
    }
    lines = [f"-Xmx{memory}", "-XX:+UseSerialGC", "-cp", _quoted(f"{jars}/*")]
    lines += [_quoted(f"-D{name}={value}") for name, value in properties.items()]
    path = folder / "engine.args"
    with _private(path) as file:
        file.write("\n".join([*lines, "com.arcadedb.server.ArcadeDBServer", ""]))
    return path


def _megabytes(memory: str) -> int:
    """The megabytes of a heap such as ``512m`` or ``2g``."""
    number, unit = memory[:-1], memory[-1:].lower()
    if not number.isdecimal() or unit not in _MEGABYTES:
        raise EngineFailed(f"The memory of the embedded engine must be like 512m or 2g, not {memory!r}")
    return int(number) * _MEGABYTES[unit]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@contextmanager
def _private(path: Path) -> Iterator[IO[str]]:
    """A file that only its owner can read, replaced as a whole."""
    draft = path.with_suffix(".new")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        yield file
    draft.replace(path)


def _installation() -> tuple[Path, Path]:
    """Java and the jars that the package ``arcadedb-embedded`` brings."""
    spec = find_spec("arcadedb_embedded")
    if spec is None or spec.origin is None:
        raise EngineFailed(
            "The embedded engine is not installed: run `make install`, "
            "or set LIENKET_NEO4J_URI to use a Neo4j"
        )
    base = Path(spec.origin).parent
    return base / "jre" / "bin" / "java", base / "jars"


def _start_failure(folder: Path) -> EngineFailed:
    output = (folder / "engine.out").read_text(errors="replace")
    if ("lock" in output.lower() and "DatabaseLockedException" in output) or "is locked" in output:
        return FolderHeld(f"The data folder {folder} is in use by another engine; end it first")
    return EngineFailed(f"The embedded engine ended while starting; see {folder / 'engine.out'}")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


async def _becomes_free(port: int, seconds: float) -> bool:
    """Whether a port is free, or will be within seconds: a process that just ended may still have it."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while not _is_free(port):
        if loop.time() > deadline:
            return False
        await asyncio.sleep(0.05)
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
