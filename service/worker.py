"""One process that answers requests; :mod:`service.workers` starts it.

It inherits the listening socket and one end of a **line** to the process that serves: a line of JSON with
its orders comes in, ``ready`` goes out once it answers, and when the other end closes, for whatever reason,
it lets the requests in flight end and ends itself. So no worker outlives its service.
"""

import asyncio
import contextlib
import gc
import json
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import uvicorn
import uvloop

from graph.client import Address
from service.logs import configure_logs

READY = b"ready\n"
_GRACE_SECONDS = 10
_NEW_OBJECTS = 10_000
"""So many new objects before Python looks for circular garbage; unless told it does after 700. An answer that
rests on thousands of rows makes hundreds of thousands that all stay, and spent half its time on looking."""
_SWITCH_SECONDS = 0.001
"""So long a thread may compute before another has its turn; unless told it is 5 ms, for which the event loop
waits again and again beside an optimiser."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What a worker is told: where the graph is, the folder with a province's rules, the shared token, and
    whether operations are executed by plans."""

    address: Address
    rules: Path | None
    token: str | None = field(repr=False)
    is_planned: bool = True

    def line(self) -> bytes:
        """As a line of JSON."""
        return json.dumps(asdict(self), default=str).encode() + b"\n"

    @classmethod
    def read(cls, line: bytes) -> "Orders":
        """From a line of JSON."""
        given = json.loads(line)
        rules = given["rules"] and Path(given["rules"])
        return cls(
            address=Address(**given["address"]),
            rules=rules,
            token=given["token"],
            is_planned=given["is_planned"],
        )


class _Server(uvicorn.Server):
    """A server that says when it answers, and leaves the signals to the process that serves."""

    def __init__(self, config: uvicorn.Config, line: asyncio.StreamWriter) -> None:
        super().__init__(config)
        self._line = line

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, and says so."""
        await super().startup(sockets)
        spare_what_is_loaded()
        if self.started:
            self._line.write(READY)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Captures none."""
        yield


def tune_python() -> None:
    """Has Python look for garbage less often, and let threads take turns more often."""
    gc.set_threshold(_NEW_OBJECTS)
    sys.setswitchinterval(_SWITCH_SECONDS)


def spare_what_is_loaded() -> None:
    """Has Python never again look for circular garbage in what has been loaded so far, such as the schema:
    to look through all of it stops everything for a tenth of a second. Hardly any is there by then."""
    gc.freeze()


async def _work(listener: socket.socket, line: socket.socket) -> None:
    from seeds.rules import read_rules
    from service.app import create_app  # takes a second, while the service opens the graph

    reader, writer = await asyncio.open_connection(sock=line)
    told = await reader.readline()
    if not told:
        return
    orders = Orders.read(told)
    app = create_app(orders.address, orders.token, read_rules(orders.rules), is_planned=orders.is_planned)
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
    tune_python()
    configure_logs()
    listener, line = (socket.socket(fileno=int(number)) for number in sys.argv[1:3])
    for each in (listener, line):
        each.set_inheritable(False)  # a process of its own would hold them
    uvloop.run(_work(listener, line))


if __name__ == "__main__":
    main()
