"""Runs the service: prepares the graph, then answers requests until it is told to stop."""

import asyncio
import signal
import socket
from collections.abc import Callable

from graph.errors import Refused, Unavailable
from graph.inventory import has_register, was_removed
from graph.schema import graph_lock, prepare
from seeds.load import DEMONSTRATION, REFERENCE_TABLES, is_loaded, load_dataset
from seeds.rules import read_rules
from service.opening import Opened, opened_graph
from service.settings import Settings, SettingsError
from service.signals import signals_call
from service.worker import Orders
from service.workers import Workers, started_workers

_PATIENCE_SECONDS = 60.0

Tell = Callable[[str], None]


def serve(settings: Settings, tell: Tell) -> None:
    """Serves until Ctrl-C or SIGTERM.

    Raises :class:`SettingsError`, ``GraphError``, ``RuleProblems`` or ``TableProblems`` for rules or tables
    that cannot be used, or ``WorkerFailed`` where no worker can start.
    """
    asyncio.run(_serve(settings, tell))


async def _serve(settings: Settings, tell: Tell) -> None:
    """Serves until it is told to stop, then closes all it opened.

    Told before it serves, it breaks off; told while it serves, it lets the requests in flight end;
    told once more, it waits for them no longer.
    """
    token = settings.token()
    read_rules(settings.rules)  # what is wrong with them is told before anything starts
    work = asyncio.current_task()
    assert work is not None
    workers: Workers | None = None
    is_told = False

    def stop(_: signal.Signals) -> None:
        nonlocal is_told
        if not is_told:
            work.cancel()
            tell("Stopping …")
        elif workers is not None:
            workers.kill()
        is_told = True

    with signals_call(stop), listening_socket(settings) as listener:
        try:
            tell("Opening the graph …")
            async with (
                started_workers(listener, settings.workers) as workers,
                opened_graph(settings, takes_over=True) as opened,
            ):
                await _prepare_at_last(opened, settings, tell)
                orders = Orders(
                    address=opened.address,
                    rules=settings.rules,
                    token=token,
                    is_planned=settings.planned_execution,
                )
                async with workers.answering(orders):
                    host = f"[{settings.host}]" if ":" in settings.host else settings.host
                    tell(f"GraphiQL  http://{host}:{settings.port}/graphql")
                    tell(f"API       POST http://{host}:{settings.port}/graphql")
                    tell("Ctrl-C stops everything.")
                    await asyncio.Event().wait()
        except asyncio.CancelledError:
            if not is_told:
                raise


async def _prepare_at_last(opened: Opened, settings: Settings, tell: Tell) -> None:
    """Prepares the graph; from the beginning where the embedded engine went away meanwhile, as it
    does when another process ran it and ends."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _PATIENCE_SECONDS
    while True:
        try:
            return await _prepare(opened, settings, tell)
        except (Unavailable, Refused):
            if not opened.is_embedded or loop.time() > deadline:
                raise
        tell("The graph went away; trying again …")
        await asyncio.sleep(1.0)


async def _prepare(opened: Opened, settings: Settings, tell: Tell) -> None:
    """Brings the graph in shape; the demonstration register goes only into an embedded graph that
    holds nothing else and from which nobody has removed it."""
    tell(f"Graph: {await opened.graph.server()}")
    await prepare(opened.graph)
    if not opened.is_embedded:
        return
    async with graph_lock(opened.graph, "seed"):
        await load_dataset(opened.graph, REFERENCE_TABLES, tell)
        begun = await is_loaded(opened.graph, DEMONSTRATION)  # perhaps only in part
        is_wanted = settings.demo and (
            begun
            or not (await has_register(opened.graph) or await was_removed(opened.graph, DEMONSTRATION.name))
        )
        if is_wanted:
            await load_dataset(opened.graph, DEMONSTRATION, tell)


def listening_socket(settings: Settings) -> socket.socket:
    """The listening socket, taken before anything slow begins. Raises :class:`SettingsError`."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # Named as TCP, or asyncio would leave Nagle's algorithm on: 40 ms for every answer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host, settings.port))
        listener.listen(256)
    except OSError as error:
        listener.close()
        raise SettingsError(
            f"Port {settings.port} on {settings.host} cannot be used: {error.strerror}. "
            "Choose another with LIENKET_PORT"
        ) from error
    listener.set_inheritable(False)
    return listener
