"""Everything around GraphQL: health, metrics, pages, the shared token, a graph that is away."""

import asyncio
import contextlib
import re
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import psutil
import pytest

import web
from graph.client import Address, Graph
from graph.engine import Engine, embedded_engine
from seeds.rules import read_rules
from service.app import CONTENT_SECURITY_POLICY, create_app
from tests.conftest import Api, client_of

TOKEN = "a token of the tests, long enough"
ALIVE = "{ products(first: 1) { edges { node { code } } } }"


@pytest.fixture(scope="module")
async def guarded(address: Address, graph: Graph) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the service with a shared token."""
    async with client_of(create_app(address, TOKEN, read_rules())) as client:
        yield client


async def test_process_is_alive_and_ready(api: Api) -> None:
    alive, ready = await api.client.get("/healthz"), await api.client.get("/readyz")

    assert (alive.status_code, alive.text) == (200, "alive")
    assert (ready.status_code, ready.text) == (200, "ready")


def count(text: str, name: str, outcome: str) -> float:
    """How many operations of a name ended so, by the text of the metrics."""
    pattern = f'lienket_operation_seconds_count{{operation="{name}",outcome="{outcome}"}} (.+)'
    found = re.search(re.escape(pattern).replace(r"\(\.\+\)", "(.+)"), text)
    return float(found[1]) if found else 0.0


@pytest.mark.parametrize(
    "body",
    [
        {"query": "{ facilities {"},
        {"query": "query A { __typename }", "operationName": "B"},
        {"query": "fragment F on Query { __typename }"},
        {"query": "query A { a: __typename } query B { b: __typename }"},
    ],
)
async def test_request_that_cannot_be_run_is_the_fault_of_the_client(api: Api, body: dict[str, str]) -> None:
    before = (await api.client.get("/metrics")).text

    answered = await api.client.post("/graphql", json=body)

    after = (await api.client.get("/metrics")).text
    assert [each["extensions"]["code"] for each in answered.json()["errors"]] == ["BAD_REQUEST"]
    assert count(after, "other", "BAD_REQUEST") == count(before, "other", "BAD_REQUEST") + 1
    assert count(after, "other", "INTERNAL") == count(before, "other", "INTERNAL")


async def test_operation_that_takes_too_long_is_told_of(
    api: Api, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (await api.client.get("/metrics")).text
    monkeypatch.setattr("service.app._REQUEST_SECONDS", 0.0)

    answered = await api.client.post("/graphql", json={"query": "query Slow { facilities { totalCount } }"})

    after = (await api.client.get("/metrics")).text
    assert (answered.status_code, answered.json()["errors"][0]["extensions"]) == (408, {"code": "TIMEOUT"})
    assert count(after, "other", "TIMEOUT") == count(before, "other", "TIMEOUT") + 1
    told = capsys.readouterr().out
    assert ("operation=Slow" in told, "outcome=TIMEOUT" in told) == (True, True)


async def test_metrics_count_operations_by_their_published_name_only(api: Api) -> None:
    before = (await api.client.get("/metrics")).text

    await api("query BrowseRegister { __typename }")
    await api("query Mine { __typename }")
    await api("query BrowseRegister { nothing }")

    response = await api.client.get("/metrics")
    after = response.text
    assert response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert count(after, "BrowseRegister", "OK") == count(before, "BrowseRegister", "OK") + 1
    assert count(after, "other", "OK") == count(before, "other", "OK") + 1
    assert count(after, "BrowseRegister", "BAD_REQUEST") + count(after, "other", "BAD_REQUEST") == (
        count(before, "BrowseRegister", "BAD_REQUEST") + count(before, "other", "BAD_REQUEST") + 1
    )
    assert "Mine" not in after


async def test_tabs_are_the_published_operations(api: Api) -> None:
    response = await api.client.get("/tabs.json")

    tabs = tomllib.loads(web.TABS.read_text())["tabs"]
    body = response.json()
    assert response.headers["content-type"] == "application/json"
    assert [tab["title"] for tab in body["tabs"]] == [tab["title"] for tab in tabs]
    for shown, tab in zip(body["tabs"], tabs, strict=True):
        document = (web.OPERATIONS / tab["operation"]).read_text()
        if "shows" not in tab:
            assert shown["query"] == document
            continue
        assert re.findall(r"^query (\w+)", shown["query"], re.MULTILINE) == tab["shows"]
        assert [line for line in shown["query"].splitlines() if line not in document.splitlines()] == []
    assert isinstance(body["demo"], bool)


async def test_browser_gets_graphiql(api: Api) -> None:
    home = await api.client.get("/")
    page = await api.client.get("/graphql", headers={"accept": "text/html"})
    script = re.search(r'src="(/static/[^"]+\.js)"', page.text)
    assert script is not None
    file = await api.client.get(script[1])

    assert (home.status_code, home.headers["location"]) == (307, "/graphql")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.text == web.INDEX.read_text()
    assert file.status_code == 200
    assert "javascript" in file.headers["content-type"]


@pytest.mark.parametrize(
    "path", ["/", "/graphql", "/healthz", "/readyz", "/metrics", "/tabs.json", "/nothing"]
)
async def test_every_answer_tells_browsers_what_pages_may_do(api: Api, path: str) -> None:
    response = await api.client.get(path, headers={"accept": "text/html"})

    assert response.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/../pyproject.toml", "/static/../index.html", "/static/%2e%2e/index.html"])
async def test_only_built_files_are_served(api: Api, path: str) -> None:
    response = await api.client.get(path)

    assert response.status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer wrong"},
        {"authorization": f"Basic {TOKEN}"},
        {"authorization": TOKEN},
        {"authorization": "Bearer"},
        {"authorization": "Bearer \u00e9"},
    ],
)
async def test_without_the_token_nobody_reads(guarded: httpx2.AsyncClient, headers: dict[str, str]) -> None:
    encoded = {name.encode(): value.encode() for name, value in headers.items()}

    response = await guarded.post("/graphql", json={"query": "{ __typename }"}, headers=encoded)
    metrics = await guarded.get("/metrics", headers=encoded)

    assert (response.status_code, metrics.status_code) == (401, 401)
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert response.json() == {
        "errors": [
            {
                "message": "Give the shared token as a bearer token",
                "extensions": {"code": "UNAUTHENTICATED"},
            }
        ]
    }


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
async def test_token_opens_the_api_under_any_host(guarded: httpx2.AsyncClient, scheme: str) -> None:
    response = await guarded.post(
        "/graphql",
        json={"query": ALIVE},
        headers={"authorization": f"{scheme} {TOKEN}", "host": "lienket.example"},
    )

    assert response.status_code == 200
    assert "errors" not in response.json()


async def test_page_and_health_are_open_without_the_token(guarded: httpx2.AsyncClient) -> None:
    page = await guarded.get("/graphql", headers={"accept": "text/html"})
    health = [(await guarded.get(path)).status_code for path in ("/healthz", "/readyz", "/tabs.json")]

    assert page.text == web.INDEX.read_text()
    assert health == [200, 200, 200]


async def test_query_by_get_is_refused_without_the_token(guarded: httpx2.AsyncClient) -> None:
    response = await guarded.get("/graphql", params={"query": ALIVE}, headers={"accept": "application/json"})

    assert response.status_code in {400, 401}
    assert "data" not in response.text


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[Engine]:
    """An engine of the test's own, which it may end."""
    async with embedded_engine(tmp_path / "data", "256m") as engine:
        yield engine


async def test_graph_that_is_away_is_said_and_found_again(own: Engine, tmp_path: Path) -> None:
    async with client_of(create_app(own.address, None, read_rules())) as client:
        api = Api(client)
        assert (await api('{ node(id: "P-vo-que-kho") { id } }')).data == {"node": None}

        kill(tmp_path / "data")
        away = await api('{ node(id: "P-vo-que-kho") { id } __typename }')
        unready = await client.get("/readyz")
        alive = await client.get("/healthz")
        tabs = await client.get("/tabs.json")

        assert away.data == {"node": None, "__typename": "Query"}
        assert [(error["message"], error["path"], error["extensions"]) for error in away.errors] == [
            ("The graph does not answer at present; try again soon", ["node"], {"code": "UNAVAILABLE"})
        ]
        assert (unready.status_code, unready.text) == (503, "the graph does not answer")
        assert alive.status_code == 200
        assert tabs.json()["demo"] is False

        async with asyncio.timeout(60):
            while (await client.get("/readyz")).status_code != 200:  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.2)
        back = await api('{ node(id: "P-vo-que-kho") { id } }')
        assert (back.data, back.errors) == ({"node": None}, [])


def kill(folder: Path) -> None:
    """Ends the Java of an engine's folder with kill -9."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if f"@{folder / 'engine.args'}" in process.cmdline():
                process.kill()
                return
    pytest.fail("no engine runs there")
