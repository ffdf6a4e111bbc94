"""One graph for all tests that need one, and the service over it.

The graph is that of ``LIENKET_TEST_NEO4J_URI`` or, without it, an embedded engine in a temporary folder.
Every test writes records of its own and never cleans up, so that tests run in any order on one graph.
"""

import os
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from graph.client import Address, Graph, open_graph
from graph.engine import embedded_engine
from graph.inventory import counts
from graph.schema import prepare
from seeds.load import REFERENCE_TABLES, load_dataset
from seeds.rules import read_rules
from service.app import create_app
from service.metrics import REGISTRY
from tests.builders import Register

NEO4J_URI = os.environ.get("LIENKET_TEST_NEO4J_URI")


@pytest.fixture(scope="session")
async def address(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Address]:
    """Where the graph of the tests is."""
    if NEO4J_URI is None:
        async with embedded_engine(tmp_path_factory.mktemp("engine"), "512m") as engine:
            yield engine.address
        return
    given = Address(
        uri=NEO4J_URI,
        user=os.environ.get("LIENKET_TEST_NEO4J_USER", "neo4j"),
        password=os.environ.get("LIENKET_TEST_NEO4J_PASSWORD", ""),
        database="neo4j",
    )
    async with open_graph(given) as graph:
        if await counts(graph):
            pytest.fail(
                f"The database at {NEO4J_URI} is not empty: the tests write into it, name an empty one."
            )
    yield given


@pytest.fixture(scope="session")
async def graph(address: Address) -> AsyncIterator[Graph]:
    """The graph with its constraints and the reference tables."""
    async with open_graph(address) as graph:
        await prepare(graph)
        await load_dataset(graph, REFERENCE_TABLES, lambda _: None)
        yield graph


@pytest.fixture
def register(graph: Graph, tmp_path: Path) -> Register:
    """An empty register of the test's own."""
    return Register(graph, tmp_path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back over HTTP, the statements that it took, by name, and how often the graph was asked."""

    status: int
    headers: httpx2.Headers
    data: Any
    errors: list[dict[str, Any]]
    statements: Counter[str]
    round_trips: int

    @property
    def codes(self) -> list[str]:
        """The code of each error."""
        return [error["extensions"]["code"] for error in self.errors]


class Api:
    """Sends GraphQL over HTTP to the application."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self.client = client

    async def __call__(
        self,
        query: str,
        variables: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        operation: str | None = None,
    ) -> Answer:
        """The answer to a document, of which only the ``operation`` runs if there are several."""
        before, asked = statements_sent(REGISTRY), round_trips_made(REGISTRY)
        response = await self.client.post(
            "/graphql",
            json={"query": query, "variables": variables or {}, "operationName": operation},
            headers=dict(headers or {}),
        )
        body = response.json()
        return Answer(
            status=response.status_code,
            headers=response.headers,
            data=body.get("data"),
            errors=body.get("errors", []),
            statements=statements_sent(REGISTRY) - before,
            round_trips=round_trips_made(REGISTRY) - asked,
        )


def round_trips_made(registry: CollectorRegistry) -> int:
    """How often the graph was asked so far, by the service's own count."""
    return int(registry.get_sample_value("lienket_round_trips_total") or 0)


def statements_sent(registry: CollectorRegistry) -> Counter[str]:
    """How often each statement was sent so far, by the service's own count."""
    return Counter(
        {
            sample.labels["statement"]: int(sample.value)
            for family in registry.collect()
            for sample in family.samples
            if sample.name == "lienket_statements_total"
        }
    )


@asynccontextmanager
async def client_of(app: Starlette) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of a started application, without a network between them."""
    async with app.router.lifespan_context(app) as state:

        async def started(scope: Scope, receive: Receive, send: Send) -> None:
            await app({**scope, "state": dict(state or {})}, receive, send)  # as a server hands it on

        transport = httpx2.ASGITransport(app=started)
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            yield client


@pytest.fixture(scope="session")
async def api(address: Address, graph: Graph) -> AsyncIterator[Api]:
    """The service over the graph of the tests."""
    async with client_of(create_app(address, None, read_rules())) as client:
        yield Api(client)
