"""Optimisers beside the event loop: stopped when nobody waits, and only a few at a time."""

import asyncio
import threading
import time
from functools import partial
from types import SimpleNamespace
from typing import Any, cast

import pytest
from graphql import GraphQLError

from domain.language import Language
from planning.cancellation import Cancelled
from resolvers.solving import MOST_AT_ONCE, MOST_WAITING, in_thread, solved
from schema.context import Caller, Context, Info


def info(*, has_left: bool = False) -> Info:
    """The side of a request that an optimiser sees: whether its caller has left."""

    async def left() -> bool:
        return has_left

    caller = Caller(name="tests", sees_protected=False)
    context = Context(
        graph=None,
        kept=None,
        load=cast(Any, None),
        caller=caller,
        language=Language.VI,
        has_left=left,
    )
    return cast(Info, SimpleNamespace(context=context))


def until_cancelled(cancelled: threading.Event) -> None:
    """Works until nobody wants the answer."""
    assert cancelled.wait(20)
    raise Cancelled


async def test_answer_comes_from_another_thread() -> None:
    assert await solved(info(), lambda _: threading.get_ident()) != threading.get_ident()


async def test_failure_is_passed_on() -> None:
    def fail(_: threading.Event) -> None:
        raise ArithmeticError("no solution")

    with pytest.raises(ArithmeticError, match="no solution"):
        await solved(info(), fail)


async def test_solving_stops_when_the_caller_has_left() -> None:
    began = time.monotonic()

    with pytest.raises(GraphQLError) as caught:
        await solved(info(has_left=True), until_cancelled)

    assert (caught.value.extensions or {})["code"] == "CANCELLED"
    assert time.monotonic() - began < 5


async def test_thread_is_told_to_stop_when_the_waiting_ends() -> None:
    stopped = threading.Event()

    def work(cancelled: threading.Event) -> None:
        try:
            until_cancelled(cancelled)
        finally:
            stopped.set()

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await in_thread(work)

    assert await asyncio.to_thread(stopped.wait, 5)


async def test_thread_is_told_to_stop_when_the_caller_has_left() -> None:
    with pytest.raises(GraphQLError) as caught:
        await in_thread(until_cancelled, info(has_left=True).context.has_left)

    assert (caught.value.extensions or {})["code"] == "CANCELLED"


async def test_solving_stops_when_the_request_ends() -> None:
    events: list[threading.Event] = []

    def work(cancelled: threading.Event) -> None:
        events.append(cancelled)
        until_cancelled(cancelled)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await solved(info(), work)

    assert [event.is_set() for event in events] == [True]


async def test_only_a_few_are_solved_at_once_while_the_loop_goes_on() -> None:
    running, most = set[int](), list[int]()
    lock = threading.Lock()

    def work(number: int, _: threading.Event) -> int:
        with lock:
            running.add(number)
            most.append(len(running))
        time.sleep(0.2)
        with lock:
            running.remove(number)
        return number

    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0.01)
            beats += 1

    heart = asyncio.create_task(beat())
    answers = await asyncio.gather(
        *(solved(info(), partial(work, number)) for number in range(2 * MOST_AT_ONCE + 1))
    )
    heart.cancel()

    assert answers == list(range(2 * MOST_AT_ONCE + 1))
    assert max(most) == MOST_AT_ONCE
    assert beats > 10


async def test_whoever_leaves_before_the_turn_comes_gives_the_place_to_another() -> None:
    end = threading.Event()
    running = [asyncio.create_task(solved(info(), lambda _: end.wait(20))) for _ in range(MOST_AT_ONCE)]
    begun: list[int] = []

    left = await asyncio.wait_for(
        asyncio.gather(
            *(solved(info(has_left=True), lambda _: begun.append(1)) for _ in range(MOST_WAITING)),
            return_exceptions=True,
        ),
        5,
    )
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await asyncio.gather(*(solved(info(), lambda _: begun.append(2)) for _ in range(MOST_WAITING)))
    waiting = [asyncio.create_task(solved(info(), lambda _: True)) for _ in range(MOST_WAITING)]
    await asyncio.sleep(0)
    end.set()

    assert [getattr(each, "extensions", None) for each in left] == [{"code": "CANCELLED"}] * MOST_WAITING
    assert await asyncio.gather(*running, *waiting) == [True] * (MOST_AT_ONCE + MOST_WAITING)
    assert begun == []
