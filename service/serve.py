"""Runs the service: prepares the graph, then answers requests until it is told to stop."""

import asyncio
import contextlib
import socket
from collections.abc import Callable
from importlib import import_module

import uvicorn

from graph.inventory import has_register
from graph.schema import graph_lock, prepare
from seeds.load import DEMONSTRATION, REFERENCE_TABLES, is_loaded, load_dataset
from service.opening import Opened, opened_graph
from service.settings import Settings, SettingsError

_GRACE_SECONDS = 10

Tell = Callable[[str], None]


def serve(settings: Settings, tell: Tell) -> None:
    """Serves until Ctrl-C or SIGTERM. Raises :class:`SettingsError` or ``GraphError``."""
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(settings, tell))


async def _serve(settings: Settings, tell: Tell) -> None:
    token = settings.token()
    listener = _listen(settings)
    with listener:
        tell("Opening the graph …")
        # Python reads the application, which takes as long as the engine's start, meanwhile.
        loading = asyncio.create_task(asyncio.to_thread(import_module, "service.app"))
        async with opened_graph(settings) as opened:
            await _prepare(opened, settings, tell)
            app = (await loading).create_app(opened.address, token)
            server = uvicorn.Server(
                uvicorn.Config(
                    app,
                    log_config=None,
                    access_log=False,
                    server_header=False,
                    timeout_graceful_shutdown=_GRACE_SECONDS,
                    ws="none",
                )
            )
            host = f"[{settings.host}]" if ":" in settings.host else settings.host
            tell(f"GraphiQL  http://{host}:{settings.port}/graphql")
            tell(f"API       POST http://{host}:{settings.port}/graphql")
            tell("Ctrl-C stops everything.")
            await server.serve(sockets=[listener])
            tell("Stopping …")


async def _prepare(opened: Opened, settings: Settings, tell: Tell) -> None:
    """Brings the graph in shape; the demonstration register goes only into an embedded graph that
    holds nothing else."""
    tell(f"Graph: {await opened.graph.server()}")
    await prepare(opened.graph)
    if not opened.is_embedded:
        return
    async with graph_lock(opened.graph, "seed"):
        await load_dataset(opened.graph, REFERENCE_TABLES, tell)
        begun = await is_loaded(opened.graph, DEMONSTRATION)  # perhaps only in part
        if settings.demo and (begun or not await has_register(opened.graph)):
            await load_dataset(opened.graph, DEMONSTRATION, tell)


def _listen(settings: Settings) -> socket.socket:
    """The listening socket, taken before anything slow begins. Raises :class:`SettingsError`."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family)
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
