"""Messages of the graph, however the stream cuts them."""

import asyncio
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from neo4j._async.io._bolt._common import AsyncInbox, AsyncOutbox
from neo4j._codec.hydration.bolt.v2 import HydrationHandler
from neo4j._codec.packstream.v1 import Packer, Unpacker
from neo4j.exceptions import BrokenRecordError, ServiceUnavailable

from graph.bolt import Inbox

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=20,
)
MESSAGES = st.lists(
    st.tuples(st.sampled_from((b"\x70", b"\x71", b"\x7e", b"\x7f")), st.lists(VALUES, max_size=2)),
    min_size=1,
    max_size=5,
)
ALIVE = b"\x00\x00"
"""What an engine sends between messages to show that it is alive."""


class Stream:
    """A stream from which pieces come one by one."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces

    async def read(self, size: int) -> bytes:
        return self._pieces.pop(0) if self._pieces else b""


def inbox_of(pieces: list[bytes], failures: list[BaseException]) -> Inbox:
    """What receives the pieces over a connection, and where it is told of failures."""

    async def fail(error: BaseException) -> None:
        failures.append(error)
        raise ServiceUnavailable("gone") from error

    stream = Stream(pieces)
    socket = SimpleNamespace(_reader=stream, recv=stream.read, getsockname=lambda: ("127.0.0.1", 1))
    of_driver: Any = AsyncInbox
    theirs = of_driver(socket, on_error=fail, unpacker_cls=Unpacker)
    handler = HydrationHandler()
    return Inbox(
        SimpleNamespace(
            inbox=theirs,
            socket=socket,
            hydration_handler=handler,
            new_hydration_scope=handler.new_hydration_scope,
        )
    )


def sent(messages: list[tuple[bytes, list[Any]]], chunk_size: int) -> bytes:
    """The bytes of messages, as the driver would send them, each after a sign of life."""
    of_driver: Any = AsyncOutbox
    outbox = of_driver(None, None, Packer, max_chunk_size=chunk_size)
    stream = b""
    for tag, fields in messages:
        outbox.append_message(tag, fields, None)
        stream += ALIVE + bytes(outbox._chunked_data)
        outbox._clear()
    return stream


@given(
    messages=MESSAGES,
    chunk_size=st.integers(1, 40),
    cuts=st.lists(st.integers(0, 2000), max_size=10),
    way=st.sampled_from(("waited for", "at once", "in turns")),
)
def test_messages_are_the_same_wherever_the_stream_is_cut(
    messages: list[tuple[bytes, list[Any]]], chunk_size: int, cuts: list[int], way: str
) -> None:
    stream = sent(messages, chunk_size)
    bounds = sorted({0, len(stream), *(cut % len(stream) for cut in cuts)})
    inbox = inbox_of([stream[start:end] for start, end in pairwise(bounds)], [])

    async def received() -> list[tuple[bytes, list[Any]]]:
        found: list[tuple[bytes, list[Any]]] = []
        while len(found) < len(messages):
            if way == "waited for":
                found.append(await inbox.pop(None))
            elif (message := inbox.arrived()) is None:
                await inbox.receive()
            elif way == "at once":
                found.append(inbox.unpacked(message))
            else:
                found.append(await inbox.unpacked_in_turns(message))
        return found

    assert asyncio.run(received()) == messages


@pytest.mark.parametrize("size", [0, 15, 16, 255, 256, 65_535, 65_536])
async def test_a_list_of_any_size_is_unpacked_in_turns(size: int) -> None:
    row = [list(range(size)), "text", [["key", ["code"] * size]]]
    inbox = inbox_of([sent([(b"\x71", [row])], 65_535)], [])
    await inbox.receive()
    message = inbox.arrived()
    assert message is not None
    turns = 0

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    meanwhile = asyncio.create_task(other())
    found = await inbox.unpacked_in_turns(message)
    meanwhile.cancel()

    assert found == (b"\x71", [row])
    assert turns >= size // 5_000


def test_a_stream_that_ends_within_a_message_is_told_as_a_broken_connection() -> None:
    failures: list[BaseException] = []
    inbox = inbox_of([sent([(b"\x71", [["text"]])], 40)[:-3]], failures)

    with pytest.raises(ServiceUnavailable):
        asyncio.run(inbox.pop(None))

    assert [type(each) for each in failures] == [OSError]


async def test_a_long_message_that_is_cut_cannot_be_read() -> None:
    inbox = inbox_of([], [])

    for cut in (b"\xb1\x71\x92\xd5\x01", b"\xb1\x71\x91\xd6", b"\xb1\x71\x91\x92\x01", b"\xb1\x71"):
        with pytest.raises(BrokenRecordError):
            await inbox.unpacked_in_turns(bytearray(cut))


def test_a_message_that_cannot_be_read_costs_the_connection() -> None:
    failures: list[BaseException] = []
    inbox = inbox_of([b"\x00\x03\xb1\x71\xdf\x00\x00"], failures)

    with pytest.raises(ServiceUnavailable):
        asyncio.run(inbox.pop(None))

    assert [type(each) for each in failures] == [BrokenRecordError]
