"""The application in this process, over its graph or one that looks at what it is asked."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import httpx2
from starlette.types import Receive, Scope, Send

from graph.client import Address, Graph
from seeds.rules import read_rules
from service.app import create_app

G = TypeVar("G", bound=Graph)


@asynccontextmanager
async def in_process(
    address: Address, observed: Callable[[Graph], G]
) -> AsyncIterator[tuple[httpx2.AsyncClient, G]]:
    """A client of the application, and the graph that ``observed`` makes of its own: it asks that one."""
    app = create_app(address, None, read_rules())
    async with app.router.lifespan_context(app) as state:
        assert state is not None
        graph = observed(state["graph"])

        async def started(scope: Scope, receive: Receive, send: Send) -> None:
            await app({**scope, "state": {**state, "graph": graph}}, receive, send)

        transport = httpx2.ASGITransport(app=started)
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://127.0.0.1", timeout=300
        ) as client:
            yield client, graph
