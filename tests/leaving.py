"""Requests whose caller leaves before the answer, without a network between caller and service."""

import asyncio
import time
from collections.abc import Mapping

import orjson
from starlette.types import ASGIApp, Message, Scope


async def left(
    app: ASGIApp, state: Mapping[str, object] | None, question: Mapping[str, object], *, after: float = 0.0
) -> tuple[list[Message], float]:
    """Asks a question and leaves after some seconds: what the service sends all the same, and how many
    seconds it was at work after that."""
    body = orjson.dumps(question)
    leaves_at = time.monotonic() + after
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
    sent: list[Message] = []

    async def receive() -> Message:
        if waiting:
            return waiting.pop()
        if (rest := leaves_at - time.monotonic()) > 0:  # whoever only looks does not wait
            await asyncio.sleep(rest)
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/graphql",
        "raw_path": b"/graphql",
        "root_path": "",
        "query_string": b"",
        "headers": [
            (b"host", b"127.0.0.1"),
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
        ],
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
        "state": dict(state or {}),
    }
    await app(scope, receive, send)
    return sent, time.monotonic() - leaves_at
