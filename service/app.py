"""The application: GraphQL, GraphiQL, health, metrics."""

import asyncio
import hmac
import json
import mimetypes
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypedDict, cast

import orjson
from cross_web import HTTPException
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse

import web
from domain import dates
from domain.language import preferred
from domain.rule import RuleSets
from graph.client import Address, Graph, open_graph
from graph.errors import GraphError
from resolvers.kept_answers import KeptAnswers
from resolvers.loaders import GraphLoaders
from schema.context import Caller, Context
from seeds.load import DEMONSTRATION, is_loaded
from service.execution import build_schema
from service.limits import LARGEST_BODY
from service.metrics import READY, exposition

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_STRICT = "application/graphql-response+json"
_ADMINISTRATOR = Caller(name="administrator", sees_protected=True)
_READY_SECONDS = 1.0
_REQUEST_SECONDS = 60.0
_RETRY_AFTER_SECONDS = 10

mimetypes.add_type("font/woff2", ".woff2")  # not every system knows them
mimetypes.add_type("font/ttf", ".ttf")


class State(TypedDict):
    """What lives as long as the application."""

    graph: Graph
    kept: KeptAnswers
    rules: RuleSets


class GraphQLEndpoint(GraphQL[Context, None]):
    """GraphQL over HTTP: JSON by POST, GraphiQL for a browser that asks by GET."""

    async def get_context(self, request: Request | WebSocket, response: Any) -> Context:
        """A context of its own for every operation. Whoever came this far may see everything: on
        loopback without a token, or with the shared token, the caller acts as administrator."""
        graph: Graph = request.state.graph.tallied()
        has_left = cast(Request, request).is_disconnected
        return Context(
            graph=graph,
            kept=request.state.kept,
            load=GraphLoaders(graph, dates.today(), request.state.kept.landscapes, has_left),
            caller=_ADMINISTRATOR,
            language=preferred(request.headers.get("accept-language", "")),
            rules=request.state.rules,
            has_left=has_left,
        )

    async def render_graphql_ide(self, request: Request) -> Response:
        """GraphiQL, built from ``web/``."""
        if not web.INDEX.exists():
            return PlainTextResponse(
                "GraphiQL is not built: run `make web`. The API answers POST.", status_code=503
            )
        return FileResponse(web.INDEX, headers={"Cache-Control": "no-cache"})

    async def process_result(self, request: Request, result: Any) -> GraphQLHTTPResponse:
        """The answer as a client gets it. An error that no resolver raised, such as one of syntax, gets
        its code here; a request that could not be run has no ``data`` where the client is strict."""
        answer = await super().process_result(request, result)
        codes = [
            error.setdefault("extensions", {}).setdefault("code", "BAD_REQUEST")
            for error in cast(list[dict[str, dict[str, object]]], answer.get("errors") or [])
        ]
        request.state.is_busy = "BUSY" in codes
        request.state.is_strict = _STRICT in request.headers.get("accept", "")
        request.state.has_data = answer.get("data") is not None or "errors" not in answer
        if request.state.is_strict and not request.state.has_data:
            cast(dict[str, object], answer).pop("data", None)
        return answer

    def encode_json(self, data: object) -> bytes:
        """The answer as JSON."""
        return orjson.dumps(data)

    def decode_json(self, data: str | bytes) -> object:
        """The body of a request: one JSON object. Raises ``JSONDecodeError`` for anything else."""
        body = orjson.loads(data)
        if not isinstance(body, dict):
            raise orjson.JSONDecodeError("not an object", "", 0)
        return body

    async def run(self, request: Any, context: Any = None, root_value: Any = None) -> Any:
        """Answers a request; by the rules of GraphQL over HTTP where the client speaks them: its
        media type, and status 400 for a request that could not be run. Whoever met a full queue is told
        when to come again."""
        try:
            async with asyncio.timeout(_REQUEST_SECONDS):
                response = await super().run(request)
        except HTTPException as fault:
            return _refused(fault.reason, "BAD_REQUEST", fault.status_code)
        except TimeoutError:
            return _refused("This took too long", "TIMEOUT", 408)
        if isinstance(response, Response) and getattr(request.state, "is_strict", False):
            response.headers["content-type"] = f"{_STRICT}; charset=utf-8"
            if not request.state.has_data:
                response.status_code = 400
        if isinstance(response, Response) and getattr(request.state, "is_busy", False):
            response.headers["retry-after"] = str(_RETRY_AFTER_SECONDS)
            response.status_code = 503
        return response


def _refused(message: str, code: str, status: int) -> Response:
    """A refusal before any operation is run, in the form of every other error."""
    return JSONResponse({"errors": [{"message": message, "extensions": {"code": code}}]}, status)


class BearerToken:
    """Lets only those in who know the shared token. Health, GraphiQL's page and its files are open:
    they hold nothing of the register."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or answers 401."""
        if scope["type"] != "http" or self._is_open(scope) or self._knows(scope):
            await self._app(scope, receive, send)
            return
        response = _refused("Give the shared token as a bearer token", "UNAUTHENTICATED", 401)
        response.headers["WWW-Authenticate"] = "Bearer"
        await response(scope, receive, send)

    def _is_open(self, scope: Scope) -> bool:
        path = scope["path"]
        is_page = path == "/graphql" and scope["method"] in {"GET", "HEAD", "OPTIONS"}
        return is_page or path in {"/", "/healthz", "/readyz", "/tabs.json"} or path.startswith("/static/")

    def _knows(self, scope: Scope) -> bool:
        given = dict(scope["headers"]).get(b"authorization", b"")
        scheme, _, token = given.partition(b" ")
        return scheme.lower() == b"bearer" and hmac.compare_digest(token.strip(), self._token)


class SecurityHeaders:
    """Tells browsers what the pages may do."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Adds the headers to every answer."""

        async def with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message["headers"],
                    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
                    (b"x-content-type-options", b"nosniff"),
                    (b"referrer-policy", b"no-referrer"),
                ]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


def create_app(address: Address, token: str | None, rules: RuleSets, *, is_planned: bool = True) -> Starlette:
    """The application over the graph at an address, with the rules of industrial promotion. Unless
    ``is_planned``, operations are executed by graphql-core alone.

    Without a token it must be reachable from this machine only; then the ``Host`` header is checked,
    so that no web page can reach it under another name.
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[State, None]:
        async with open_graph(address) as graph:
            yield {"graph": graph, "kept": KeptAnswers(), "rules": rules}

    endpoint = GraphQLEndpoint(
        build_schema(is_planned=is_planned),
        graphql_ide="graphiql",
        allow_queries_via_get=False,
        subscription_protocols=(),
    )
    static: Callable[[Scope, Receive, Send], Awaitable[None]] = GZipMiddleware(
        StaticFiles(directory=web.STATIC, check_dir=False)
    )
    middleware = [Middleware(SecurityHeaders)]
    if token is None:
        middleware.append(
            Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost", "[::1]"])
        )
    else:
        middleware.append(Middleware(BearerToken, token=token))
    app = Starlette(
        routes=[
            Route("/", _home),
            Route("/graphql", endpoint),
            Route("/tabs.json", _tabs),
            Route("/healthz", _alive),
            Route("/readyz", _ready),
            Route("/metrics", _metrics),
            Mount("/static", static),
        ],
        middleware=middleware,
        lifespan=lifespan,
        max_body_size=LARGEST_BODY,
    )
    app.router.redirect_slashes = False  # a redirect would repeat whatever Host the client sent
    return app


async def _home(request: Request) -> Response:
    """The way to GraphiQL."""
    return Response(status_code=307, headers={"Location": "/graphql"})


async def _alive(request: Request) -> Response:
    """The process is up; asks nothing of the graph."""
    return PlainTextResponse("alive")


async def _ready(request: Request) -> Response:
    """The graph answers too; 503 where it does not."""
    graph: Graph = request.state.graph
    is_ready = await graph.answers(_READY_SECONDS)
    READY.set(is_ready)
    return PlainTextResponse("ready" if is_ready else "the graph does not answer", 200 if is_ready else 503)


async def _metrics(request: Request) -> Response:
    """Figures for Prometheus."""
    return Response(exposition(), media_type="text/plain; version=0.0.4; charset=utf-8")


async def _tabs(request: Request) -> Response:
    """The starter tabs of GraphiQL, and whether the demonstration register is in the graph."""
    try:
        has_demo = await is_loaded(request.state.graph, DEMONSTRATION)
    except GraphError:  # the page must come even when the graph is away
        has_demo = False
    return Response(json.dumps({"demo": has_demo, "tabs": web.starter_tabs()}), media_type="application/json")
