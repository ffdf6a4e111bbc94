"""A real Neo4j Community server for tests, without Docker.

    python -m tests.neo4j.server --line 5.26 --line 2026 -- COMMAND…

Maven brings the jars, `Server.java` starts them in a fresh home on a free loopback port, and COMMAND finds
the server in `LIENKET_TEST_NEO4J_URI`, `LIENKET_TEST_NEO4J_USER` and `LIENKET_TEST_NEO4J_PASSWORD`.
`README.md` says more.
"""

import argparse
import contextlib
import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from neo4j import GraphDatabase
from neo4j.exceptions import AuthError, DatabaseUnavailable, ServiceUnavailable

from tests.ports import free_port

VERSIONS = {"5.26": "5.26.30", "2026": "2026.08.1"}
"""The lines that the tests run on, and the release of each: the LTS first, then the yearly line."""

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".cache" / "neo4j"
USER = "neo4j"
SECONDS_TO_START = 120
SECONDS_TO_STOP = 30

CONFIGURATION = """\
server.bolt.enabled=true
server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
server.memory.pagecache.size={page_cache}
dbms.security.auth_enabled=true
dbms.usage_report.enabled=false
internal.server.bolt.thread_pool_shutdown_wait_time=0s
"""

SET_PASSWORD = "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $password"


class Unavailable(Exception):
    """There is no server to be had here; the message says why in one sentence."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where a running server answers, and who may ask it."""

    uri: str
    user: str
    password: str = field(repr=False)


@contextmanager
def running(line: str) -> Iterator[Server]:
    """An empty server of this line, as long as the block lasts; see :func:`kept_running`."""
    with (
        tempfile.TemporaryDirectory(prefix="lienket-neo4j-") as home,
        kept_running(line, Path(home), heap="1g", page_cache="128m") as server,
    ):
        yield server


@contextmanager
def kept_running(line: str, home: Path, *, heap: str, page_cache: str) -> Iterator[Server]:
    """A server of this line on a home folder, as long as the block lasts; the folder is kept.

    The server also ends when this process is killed, because its standard input ends then.
    Raises `Unavailable` when a tool is missing, or when the server does not start.
    """
    version = VERSIONS[line]
    java, jars = _java(line), _jars(version)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    _compile_starter(home)
    port = free_port()
    configuration, console = home / "neo4j.conf", home / "console.log"
    configuration.write_text(CONFIGURATION.format(port=port, page_cache=page_cache), encoding="utf-8")
    classpath = f"{jars}/*{os.pathsep}{home}"
    with console.open("wb") as output:
        process = subprocess.Popen(
            [*java, f"-Xmx{heap}", "-cp", classpath, "Server", home, configuration],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that Ctrl-C ends the command first, then its server
        )
        try:
            server = Server(f"bolt://127.0.0.1:{port}", USER, _password(home))
            if not _answers(server, process):
                said = console.read_text(encoding="utf-8", errors="replace")[-4000:]
                raise Unavailable(f"Neo4j {version} did not start; it said:\n{said}")
            yield server
        finally:
            _stop(process)


def _password(home: Path) -> str:
    """The password of the server of a home folder, made at the first time."""
    file = home / "password"
    if not file.exists():
        with open(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as target:
            target.write(secrets.token_urlsafe(16))
    return file.read_text()


def _jars(version: str) -> Path:
    """The folder with the jars of a release; downloaded once, then kept in `.cache/neo4j/`."""
    folder = CACHE / version / "lib"
    if not folder.is_dir():
        maven = _tool("mvn", f"Maven downloads Neo4j {version}")
        _say(f"downloading Neo4j {version} through Maven into {folder}")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as fresh:
            options = [f"-Dneo4j.version={version}", f"-DoutputDirectory={fresh}/lib"]
            copy = [maven, "-B", "-q", "-f", f"{HERE}/pom.xml", "dependency:copy-dependencies", *options]
            if not _succeeds(copy):
                raise Unavailable(f"Maven could not download Neo4j {version}; its messages are above.")
            with contextlib.suppress(OSError):  # another run was faster
                Path(fresh, "lib").rename(folder)
    return folder


def _compile_starter(folder: Path) -> None:
    """Compiles `Server.java` into the folder, against the jars of the LTS.

    A JDK 17 cannot read the class files of the other line, but a class made for the LTS runs on both.
    """
    options = ["--release", "17", "-proc:none", "-cp", f"{_jars(VERSIONS['5.26'])}/*", "-d", f"{folder}"]
    if not _succeeds([_javac(), *options, f"{HERE}/Server.java"]):
        raise Unavailable("javac could not compile tests/neo4j/Server.java; its messages are above.")


def _java(line: str) -> list[str]:
    """The Java of a line, with its options: that beside `javac` for the LTS, ArcadeDB's for the other."""
    if line == "5.26":
        return [str(Path(_javac()).resolve().with_name("java"))]
    package = importlib.util.find_spec("arcadedb_embedded")
    folder = Path(package.origin).parent / "jre" / "bin" if package and package.origin else Path()
    java = shutil.which("java", path=str(folder))
    if java is None:
        raise Unavailable("arcadedb-embedded is not installed: Neo4j 2026 runs on the Java that it brings.")
    return [java, "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"]


def _answers(server: Server, process: subprocess.Popen[bytes]) -> bool:
    """Whether the server started: waits for it, gives a new one its password, asks it one question."""
    deadline = time.monotonic() + SECONDS_TO_START
    with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
        while True:
            try:
                with driver.session() as session:
                    session.run("RETURN 1").consume()
                return True
            except AuthError:  # a new server has its first password
                with (
                    GraphDatabase.driver(server.uri, auth=(USER, "neo4j")) as first,
                    first.session(database="system") as session,
                ):
                    session.run(SET_PASSWORD, password=server.password).consume()
            except (ServiceUnavailable, DatabaseUnavailable):
                if process.poll() is not None or time.monotonic() > deadline:
                    return False
                time.sleep(0.1)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends the server: by the end of its standard input, by force if it does not heed that."""
    try:
        process.communicate(timeout=SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _javac() -> str:
    return _tool("javac", "a JDK of version 17 or later compiles the class that starts Neo4j")


def _tool(name: str, purpose: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Unavailable(f"{name} is not on the PATH: {purpose}.")
    return found


def _succeeds(command: Sequence[str]) -> bool:
    """Whether a tool did its work; it gets nothing of the input and output that are COMMAND's."""
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr).returncode == 0


def _say(text: str) -> None:
    print(f"tests.neo4j: {text}", file=sys.stderr, flush=True)


def _run(command: Sequence[str], server: Server) -> int:
    """The exit code of the command with the server in its environment; 128 + n if signal n ended it."""
    place = {
        "LIENKET_TEST_NEO4J_URI": server.uri,
        "LIENKET_TEST_NEO4J_USER": server.user,
        "LIENKET_TEST_NEO4J_PASSWORD": server.password,
    }
    process = subprocess.Popen(command, env=os.environ | place)
    try:
        code = process.wait()
    finally:
        process.terminate()
        process.wait()
    return code if code >= 0 else 128 - code


def main() -> int:
    """Runs the command once on each line; the first exit code that is not 0, else 0."""
    parser = argparse.ArgumentParser("python -m tests.neo4j.server", description="Runs COMMAND with Neo4j.")
    parser.add_argument("--line", action="append", choices=VERSIONS, help="may be repeated; default: all")
    parser.add_argument("command", nargs="+", metavar="COMMAND", help="what to run, after --")
    arguments = parser.parse_args()
    command: list[str] = arguments.command
    if shutil.which(command[0]) is None:
        parser.error(f"there is no command {command[0]}")

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    codes: list[int] = []
    try:
        for line in arguments.line or VERSIONS:
            began = time.monotonic()
            with running(line) as server:
                _say(f"Neo4j {VERSIONS[line]} answers at {server.uri} after {time.monotonic() - began:.1f} s")
                codes.append(_run(command, server))
    except Unavailable as reason:
        _say(str(reason))
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main())
