"""Opens the graph that the settings name: a Neo4j, or the embedded engine."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from graph.client import Address, Graph, open_graph
from graph.engine import embedded_engine
from service.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An open graph, where it is, and whether it is the embedded engine."""

    graph: Graph
    address: Address
    is_embedded: bool


@asynccontextmanager
async def opened_graph(settings: Settings, *, takes_over: bool = False) -> AsyncIterator[Opened]:
    """The graph of the settings; the embedded engine is started only where none runs yet.

    One who ``takes_over`` keeps the embedded engine running when the process that started it ends.
    Raises ``graph.errors.GraphError`` with a sentence for the operator.
    """
    if settings.neo4j_uri is not None:
        address = Address(
            uri=settings.neo4j_uri,
            user=settings.neo4j_user,
            password=settings.password(),
            database=settings.neo4j_database,
        )
        async with open_graph(address) as graph:
            yield Opened(graph=graph, address=address, is_embedded=False)
        return
    async with (
        embedded_engine(settings.data.resolve(), settings.engine_memory, takes_over=takes_over) as engine,
        open_graph(engine.address) as graph,
    ):
        yield Opened(graph=graph, address=engine.address, is_embedded=True)
