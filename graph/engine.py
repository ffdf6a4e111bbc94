"""The embedded engine: an ArcadeDB server of our own, spoken to over Bolt on loopback.

One process, the **supervisor**, owns the engine of a data folder: it holds the folder's lock,
starts the engine as its child, watches it, restarts it when it dies and ends it when it ends. Every
other process attaches through the run file in the folder, which only the owner of the folder can
read. See ``docs/architecture.md``.
"""

import asyncio
import contextlib
import fcntl
import json
import logging
import os
import secrets
import socket
import sys
from asyncio.subprocess import DEVNULL, Process, create_subprocess_exec
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from neo4j import AsyncGraphDatabase
from neo4j.exceptions import DriverError, Neo4jError

from graph.client import Address, Graph
from graph.errors import EngineFailed, FolderHeld

logger = logging.getLogger("lienket.engine")

DATABASE = "lienket"
_USER = "root"
_START_SECONDS = 60.0
_STOP_SECONDS = 15.0
_WATCH_SECONDS = 1.0
_ANSWER_SECONDS = 5.0
_FAILURES_BEFORE_RESTART = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """The embedded engine of a data folder, seen from a process that may or may not own it."""

    address: Address
    is_owner: bool


@asynccontextmanager
async def embedded_engine(folder: Path, memory: str) -> AsyncIterator[Engine]:
    """The engine of ``folder``: the one that runs already, else one that this process owns.

    ``memory`` is the largest heap of Java, such as ``1g``. Raises :class:`FolderHeld` where another
    process holds the folder and no engine answers, :class:`EngineFailed` where the folder cannot be
    written or the engine does not start.
    """
    _make_folder(folder)
    running = await _attached(folder)
    if running is not None:
        yield Engine(address=running, is_owner=False)
        return
    with _folder_lock(folder) as is_ours:
        if not is_ours:
            yield Engine(address=await _attached_soon(folder), is_owner=False)
            return
        async with _Supervisor(folder, memory) as address:
            yield Engine(address=address, is_owner=True)


class _Supervisor:
    """Starts, watches, restarts and ends the engine's process."""

    def __init__(self, folder: Path, memory: str) -> None:
        self._folder = folder
        self._memory = memory
        self._process: Process | None = None
        self._watch: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Address:
        address = _write_run_file(self._folder)
        try:
            await self._start(address)
        except BaseException:
            await self._stop()
            raise
        self._watch = asyncio.create_task(self._keep_alive(address))
        return address

    async def __aexit__(self, *_: object) -> None:
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
        await self._stop()

    async def _start(self, address: Address) -> None:
        arguments = _write_java_arguments(self._folder, address, self._memory)
        java, _ = _installation()
        with (self._folder / "engine.out").open("w") as output:
            self._process = await create_subprocess_exec(
                sys.executable,
                str(Path(__file__).with_name("launch.py")),
                str(os.getpid()),
                str(java),
                f"@{arguments}",
                cwd=self._folder,
                stdin=DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C in the terminal is the supervisor's to handle
            )
        await self._until_ready(address)

    async def _until_ready(self, address: Address) -> None:
        assert self._process is not None
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _START_SECONDS
        while not await _answers(address):
            if self._process.returncode is not None:
                raise _start_failure(self._folder)
            if loop.time() > deadline:
                raise EngineFailed(
                    f"The embedded engine does not answer after {_START_SECONDS:.0f} s; "
                    f"see {self._folder / 'engine.out'}"
                )
            await asyncio.sleep(0.1)

    async def _stop(self) -> None:
        if self._process is None or self._process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), _STOP_SECONDS)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()

    async def _keep_alive(self, address: Address) -> None:
        failures = 0
        while True:
            assert self._process is not None
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), _WATCH_SECONDS)
            died = self._process.returncode is not None
            failures = 0 if not died and await _answers(address) else failures + 1
            if died or failures >= _FAILURES_BEFORE_RESTART:
                logger.warning("the embedded engine %s: restarting it", "died" if died else "hangs")
                if not died:
                    self._process.kill()
                    await self._process.wait()
                try:
                    await self._start(address)
                    logger.warning("the embedded engine answers again")
                    failures = 0
                except EngineFailed as error:
                    logger.error("%s", error)


async def _answers(address: Address) -> bool:
    try:
        async with AsyncGraphDatabase.driver(
            address.uri, auth=(address.user, address.password), connection_timeout=_ANSWER_SECONDS
        ) as driver:
            return await Graph(driver=driver, database=address.database).answers(_ANSWER_SECONDS)
    except (Neo4jError, DriverError, OSError):
        return False


async def _attached(folder: Path) -> Address | None:
    run = _read_run_file(folder)
    if run is None:
        return None
    address = _address(*run)
    return address if await _answers(address) else None


async def _attached_soon(folder: Path) -> Address:
    """The address of an engine that another process is just starting or restarting."""
    for _ in range(int(_START_SECONDS / 2)):
        address = await _attached(folder)
        if address is not None:
            return address
        await asyncio.sleep(1.0)
    raise FolderHeld(f"Another process holds {folder} but its engine does not answer; end it first")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / "engine.lock").touch(mode=0o600)
    except OSError as error:
        raise EngineFailed(f"The data folder {folder} cannot be written: {error.strerror}") from error


@contextmanager
def _folder_lock(folder: Path) -> Iterator[bool]:
    """Holds the lock of the folder; False where another process holds it."""
    with (folder / "engine.lock").open("r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _address(port: int, password: str) -> Address:
    return Address(uri=f"bolt://127.0.0.1:{port}", user=_USER, password=password, database=DATABASE)


def _read_run_file(folder: Path) -> tuple[int, str] | None:
    try:
        run = json.loads((folder / "engine.json").read_text())
        return int(run["port"]), str(run["password"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    except OSError as error:
        raise EngineFailed(f"{folder / 'engine.json'} cannot be read: {error.strerror}") from error


def _write_run_file(folder: Path) -> Address:
    """Keeps port and password over restarts; a new port only where the old one is taken."""
    known = _read_run_file(folder)
    port, password = known or (0, secrets.token_urlsafe(24))
    if not port or not _is_free(port):
        port = _free_port()
    with _private(folder / "engine.json") as file:
        json.dump({"port": port, "password": password}, file)
    return _address(port, password)


def _write_java_arguments(folder: Path, address: Address, memory: str) -> Path:
    """An argument file for Java: the password in it never shows in a list of processes."""
    _, jars = _installation()
    properties = {
        "arcadedb.server.rootPath": str(folder),
        "arcadedb.server.databaseDirectory": str(folder / "databases"),
        "arcadedb.server.name": DATABASE,
        "arcadedb.server.mode": "production",
        "arcadedb.server.rootPassword": address.password,
        "arcadedb.server.defaultDatabases": f"{DATABASE}[{_USER}]",
        "arcadedb.server.httpIncomingHost": "127.0.0.1",
        "arcadedb.server.httpIncomingPort": str(_free_port()),
        "arcadedb.server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        "arcadedb.bolt.host": "127.0.0.1",
        "arcadedb.bolt.port": address.uri.rpartition(":")[2],
        "arcadedb.bolt.defaultDatabase": DATABASE,
        "arcadedb.txWalFlush": "2",  # fsync on commit: an acknowledged write survives a power cut
        "java.awt.headless": "true",
    }
    lines = [f"-Xmx{memory}", "-XX:+UseSerialGC", "-cp", _quoted(f"{jars}/*")]
    lines += [_quoted(f"-D{name}={value}") for name, value in properties.items()]
    path = folder / "engine.args"
    with _private(path) as file:
        file.write("\n".join([*lines, "com.arcadedb.server.ArcadeDBServer", ""]))
    return path


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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
