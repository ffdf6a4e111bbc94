"""The embedded engine: one owner, many guests, nothing lost, nothing left behind, no secret shown."""

import asyncio
import contextlib
import fcntl
import json
import os
import signal
import socket
import stat
import sys
from asyncio.subprocess import PIPE, Process, create_subprocess_exec
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from graph.client import Graph, open_graph
from graph.cypher import Statement, unique
from graph.engine import Engine, embedded_engine
from graph.errors import EngineFailed, FolderHeld, GraphError

MEMORY = "256m"
WRITE = Statement("write_mark", "CREATE (m:Mark {number: $number}) RETURN m.number AS number")
MARKS = Statement("marks", "MATCH (m:Mark) RETURN m.number AS number ORDER BY number")
OPEN = """
import asyncio, sys
from pathlib import Path
import graph.engine

async def main():
    if len(sys.argv) > 2:
        graph.engine._LAUNCHER = Path(sys.argv[2])
    async with graph.engine.embedded_engine(Path(sys.argv[1]), "256m") as engine:
        print(engine.address.uri, flush=True)
        await asyncio.to_thread(sys.stdin.read)

asyncio.run(main())
"""
"""What another process runs that opens the engine of a folder, perhaps by another launcher."""


@pytest.fixture(scope="module")
async def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the engine that the gentle tests share."""
    return tmp_path_factory.mktemp("engine") / "data"


@pytest.fixture(scope="module")
async def engine(folder: Path) -> AsyncIterator[Engine]:
    """An engine that this process owns."""
    async with embedded_engine(folder, MEMORY) as engine:
        yield engine


@asynccontextmanager
async def other_process(folder: Path, *launcher: Path) -> AsyncIterator[tuple[Process, str]]:
    """Another process that opens the engine of a folder, and the address that it says."""
    process = await create_subprocess_exec(
        sys.executable,
        "-c",
        OPEN,
        *map(str, (folder, *launcher)),
        stdin=PIPE,
        stdout=PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            yield process, (await process.stdout.readline()).decode().strip()
    finally:
        process.stdin.close()
        async with asyncio.timeout(30):
            await process.wait()


async def killed(process: Process) -> None:
    """Ends a process with ``kill -9``."""
    process.kill()
    await process.wait()


async def answering_again(graph: Graph, folder: Path, than: psutil.Process) -> psutil.Process:
    """The Java that answers now over a folder, another one ``than`` before."""
    async with asyncio.timeout(60):
        while True:
            await asyncio.sleep(0.1)
            java = java_of(folder)
            if java is not None and java != than and await graph.answers(1.0):
                return java


def is_ours(java: psutil.Process | None) -> bool:
    """Whether this process supervises an engine."""
    return java is not None and java.ppid() == os.getpid()


def java_of(folder: Path) -> psutil.Process | None:
    """The Java that runs over a folder."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if f"@{folder / 'engine.args'}" in process.cmdline() and "java" in process.name():
                return process
    return None


def test_secrets_can_be_read_by_their_owner_only(engine: Engine, folder: Path) -> None:
    run = json.loads((folder / "engine.json").read_text())

    assert engine.address.password == run["password"]
    assert len(run["password"]) >= 32
    assert {
        name: stat.S_IMODE((folder / name).stat().st_mode)
        for name in ("engine.json", "engine.args", "engine.lock")
    } == {"engine.json": 0o600, "engine.args": 0o600, "engine.lock": 0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


async def test_password_shows_in_no_list_of_processes(engine: Engine) -> None:
    shown: list[str] = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            shown += [*process.cmdline(), *process.environ().values()]

    assert [text for text in shown if engine.address.password in text] == []
    assert engine.address.password not in repr(engine)


def test_half_of_the_memory_keeps_pages(engine: Engine, folder: Path) -> None:
    assert engine
    arguments = (folder / "engine.args").read_text().split("\n")
    assert "-Xmx256m" in arguments
    assert '"-Darcadedb.maxPageRAM=128"' in arguments


async def test_engine_listens_on_this_machine_only(engine: Engine, folder: Path) -> None:
    java = java_of(folder)
    assert java is not None

    hosts = {c.laddr.ip for c in java.net_connections() if c.status == psutil.CONN_LISTEN}

    assert hosts <= {"127.0.0.1", "::ffff:127.0.0.1", "::1"}


async def test_second_opening_attaches(engine: Engine, folder: Path) -> None:
    java = java_of(folder)
    async with embedded_engine(folder, MEMORY) as guest:
        assert guest.address == engine.address
        assert java_of(folder) == java

    async with open_graph(engine.address) as graph:
        assert await graph.answers(2.0)


async def test_other_process_attaches(engine: Engine, folder: Path) -> None:
    async with other_process(folder) as (_, uri):
        assert uri == engine.address.uri
        assert is_ours(java_of(folder))

    async with open_graph(engine.address) as graph:
        assert await graph.answers(2.0)


async def test_engine_ends_with_its_owner_and_keeps_its_port_and_its_data(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with embedded_engine(folder, MEMORY) as first, open_graph(first.address) as graph:
        await graph.write((WRITE, {"number": 1}))
    left = java_of(folder)

    async with embedded_engine(folder, MEMORY) as second, open_graph(second.address) as graph:
        marks = await graph.read(MARKS)

    assert left is None
    assert java_of(folder) is None
    assert second.address == first.address
    assert marks == [{"number": 1}]


async def test_killed_engine_is_restarted_and_has_every_acknowledged_write(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    acknowledged: list[int] = []

    async def write(graph: Graph) -> None:
        for number in range(100_000):
            await graph.write((WRITE, {"number": number}))
            acknowledged.append(number)

    async with embedded_engine(folder, MEMORY) as engine, open_graph(engine.address) as graph:
        await graph.declare(unique("Mark", "number"))
        writing = asyncio.create_task(write(graph))
        async with asyncio.timeout(30):
            while len(acknowledged) < 50:  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.01)
        java = java_of(folder)
        assert java is not None
        java.kill()
        killed = len(acknowledged)
        async with asyncio.timeout(60):
            while True:
                await asyncio.sleep(0.2)
                restarted = java_of(folder)
                if restarted is not None and restarted != java and await graph.answers(1.0):
                    break
        writing.cancel()
        with contextlib.suppress(asyncio.CancelledError, GraphError):
            await writing
        found = {row["number"] for row in await graph.read(MARKS)}

    assert killed >= 50
    assert set(acknowledged) - found == set()


async def test_engine_that_is_busy_for_seconds_is_left_alone(tmp_path: Path) -> None:
    async with embedded_engine(tmp_path / "data", MEMORY) as engine, open_graph(engine.address) as graph:
        java = java_of(tmp_path / "data")
        assert java is not None
        java.suspend()
        await asyncio.sleep(25)
        java.resume()
        await asyncio.sleep(2)

        assert java_of(tmp_path / "data") == java
        assert await graph.answers(10)


async def test_engine_that_hangs_is_restarted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with embedded_engine(tmp_path / "data", MEMORY) as engine, open_graph(engine.address) as graph:
        java = java_of(tmp_path / "data")
        assert java is not None
        monkeypatch.setattr("graph.engine._BUSY_SECONDS", 1.0)
        java.suspend()
        async with asyncio.timeout(60):
            while java_of(tmp_path / "data") in (java, None) or not await graph.answers(1.0):  # noqa: ASYNC110
                await asyncio.sleep(0.2)

        assert await graph.read(MARKS) == []


async def test_engine_ends_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    folder = tmp_path / "data"

    async with other_process(folder) as (process, uri):
        java = java_of(folder)
        assert java is not None
        await killed(process)
        gone = await asyncio.to_thread(psutil.wait_procs, [java], timeout=10)

    assert [ended.pid for ended in gone[0]] == [java.pid]
    async with embedded_engine(folder, MEMORY) as engine:
        assert engine.address.uri == uri
        assert is_ours(java_of(folder))


@pytest.mark.parametrize("end", [signal.SIGKILL, None])
async def test_guest_takes_over_at_the_same_address(tmp_path: Path, end: signal.Signals | None) -> None:
    folder = tmp_path / "data"

    async with (
        other_process(folder) as (process, _),
        embedded_engine(folder, MEMORY, takes_over=True) as engine,
        open_graph(engine.address) as graph,
    ):
        java = java_of(folder)
        assert java is not None
        assert not is_ours(java)
        if end is None:
            assert process.stdin is not None
            process.stdin.close()  # it leaves in order
        else:
            process.send_signal(end)
        assert is_ours(await answering_again(graph, folder, java))

    assert java_of(folder) is None


async def test_guest_for_a_moment_does_not_take_over(tmp_path: Path) -> None:
    folder = tmp_path / "data"

    async with other_process(folder) as (process, _), embedded_engine(folder, MEMORY):
        await killed(process)
        await asyncio.sleep(2.0)
        assert java_of(folder) is None


def has_ended(process: psutil.Process) -> bool:
    """Whether a process runs no more; its parent may not have taken note yet."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


async def test_engine_that_outlived_its_supervisor_is_ended(tmp_path: Path) -> None:
    folder, launcher = tmp_path / "data", tmp_path / "launch.py"
    launcher.write_text("import os, sys\nos.execv(sys.argv[2], sys.argv[2:])\n")  # as on macOS

    async with other_process(folder, launcher) as (process, uri):
        await killed(process)
    orphan = java_of(folder)
    assert orphan is not None
    async with embedded_engine(folder, MEMORY) as engine:
        java = java_of(folder)

    assert has_ended(orphan)
    assert java != orphan
    assert engine.address.uri == uri


async def test_engine_comes_back_to_a_port_that_a_stranger_had(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "data"

    async with embedded_engine(folder, MEMORY) as engine, open_graph(engine.address) as graph:
        port = int(engine.address.uri.rpartition(":")[2])
        java = java_of(folder)
        assert java is not None
        java.suspend()
        with socket.socket() as stranger:
            stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            java.kill()
            async with asyncio.timeout(5):
                while True:
                    with contextlib.suppress(OSError):
                        stranger.bind(("127.0.0.1", port))
                        break
                    await asyncio.sleep(0)
            stranger.listen()
            await asyncio.sleep(3.0)
            assert not await graph.answers(0.5)
        await answering_again(graph, folder, java)

    assert [record.message for record in caplog.records if record.name == "lienket.engine"][:2] == [
        "the embedded engine died: restarting it",
        f"Port {port} of the embedded engine is taken by another program; trying again every second",
    ]


async def test_restart_that_fails_by_the_system_is_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, failures = tmp_path / "data", iter([OSError("no memory"), OSError("no memory")])

    async def forked(*arguments: Any, **options: Any) -> Process:
        for failure in failures:
            raise failure
        return await create_subprocess_exec(*arguments, **options)

    async with embedded_engine(folder, MEMORY) as engine, open_graph(engine.address) as graph:
        monkeypatch.setattr("graph.engine.create_subprocess_exec", forked)
        java = java_of(folder)
        assert java is not None
        java.kill()
        await answering_again(graph, folder, java)

    assert [record.message for record in caplog.records if record.name == "lienket.engine"][:2] == [
        "the embedded engine died: restarting it",
        "no memory; trying again every second",
    ]


async def test_folder_of_a_process_without_an_engine_is_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.engine._START_SECONDS", 2.0)
    folder = tmp_path / "data"
    folder.mkdir()
    with (folder / "engine.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        with pytest.raises(FolderHeld) as raised:
            async with embedded_engine(folder, MEMORY):
                pytest.fail("two engines over one folder")

    assert str(raised.value) == (
        f"Another process holds {folder} but its engine does not answer; end it first"
    )


async def test_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "data"

    with pytest.raises(EngineFailed) as raised:
        async with embedded_engine(folder, MEMORY):
            pytest.fail("an engine inside a file")

    assert str(raised.value) == f"The data folder {folder} cannot be written: Not a directory"


@pytest.mark.parametrize("content", ["{", '{"port": 1}'])
async def test_run_file_that_is_damaged_is_written_anew(tmp_path: Path, content: str) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "engine.json").write_text(content)

    async with embedded_engine(folder, MEMORY) as engine:
        assert json.loads((folder / "engine.json").read_text())["password"] == engine.address.password


async def test_memory_that_java_cannot_start_with_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "data"

    with pytest.raises(EngineFailed) as raised:
        async with embedded_engine(folder, "1m"):
            pytest.fail("an engine without memory")

    assert str(raised.value) == f"The embedded engine ended while starting; see {folder / 'engine.out'}"
    assert "Too small maximum heap" in (folder / "engine.out").read_text()


@pytest.mark.parametrize("memory", ["", "g", "much", "2 GB", "1.5g", "512"])
async def test_memory_that_cannot_be_understood_is_told(tmp_path: Path, memory: str) -> None:
    with pytest.raises(EngineFailed) as raised:
        async with embedded_engine(tmp_path / "data", memory):
            pytest.fail("an engine without memory")

    assert str(raised.value) == f"The memory of the embedded engine must be like 512m or 2g, not {memory!r}"
