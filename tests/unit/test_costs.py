"""What operations may cost."""

import asyncio
import threading

from benchmarks.costs import counted_calls, grown
from domain.text import fold
from resolvers.kept import Kept


def test_a_cost_may_grow_by_a_tenth_and_no_more() -> None:
    recorded = {"Search": {"statements": 2, "calls": 1_000}, "LookUp": {"statements": 9, "calls": 100}}
    now = {"Search": {"statements": 3, "calls": 1_100}, "LookUp": {"statements": 9, "calls": 111}}

    found = grown(now, recorded)

    assert found == ["Search: 3 statements, 2 recorded", "LookUp: 111 calls, 100 recorded"]


def test_an_operation_that_is_not_recorded_is_told() -> None:
    assert grown({"New": {"calls": 1}}, {}) == ["New: nothing is recorded; run with --write"]


def test_calls_of_the_project_are_counted() -> None:
    with counted_calls() as once:
        fold("Lào Cai")
    with counted_calls() as twice:
        fold("Lào Cai")
        fold("Lào Cai")

    assert once.total() > 0
    assert twice.total() == 2 * once.total()


def test_calls_in_threads_are_counted() -> None:
    with counted_calls() as here:
        fold("Lào Cai")
    with counted_calls() as there:
        thread = threading.Thread(target=fold, args=("Lào Cai",))
        thread.start()
        thread.join()

    assert there.total() == here.total()


async def test_that_a_coroutine_goes_on_after_a_wait_is_no_call() -> None:
    async def wait(times: int) -> None:
        for _ in range(times):
            await asyncio.sleep(0)

    async def calls_of(times: int) -> int:
        with counted_calls() as calls:
            await Kept[None](1).get("key", lambda: wait(times))
        return calls.total()

    assert await calls_of(1) == await calls_of(9) > 0
