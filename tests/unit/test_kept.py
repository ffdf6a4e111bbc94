"""Results are computed once for all who ask, and only successes are kept."""

import asyncio

import pytest

from resolvers.kept import Kept


class Work:
    """A computation that counts how often it began, and waits until it may end."""

    def __init__(self) -> None:
        self.began = 0
        self.may_end = asyncio.Event()
        self.fails = False

    async def __call__(self) -> int:
        self.began += 1
        await self.may_end.wait()
        if self.fails:
            raise ValueError("no result")
        return self.began


async def test_those_who_ask_meanwhile_wait_for_one_computation() -> None:
    kept, work = Kept[int](2), Work()

    asking = [asyncio.create_task(kept.get("key", work)) for _ in range(5)]
    await asyncio.sleep(0)
    work.may_end.set()

    assert await asyncio.gather(*asking) == [1] * 5
    assert await kept.get("key", work) == 1


async def test_each_key_has_its_own_result() -> None:
    kept, work = Kept[int](2), Work()
    work.may_end.set()

    assert [await kept.get(key, work) for key in ("one", "two", "one", "two")] == [1, 2, 1, 2]


async def test_what_was_asked_for_longest_ago_is_forgotten() -> None:
    kept, work = Kept[int](2), Work()
    work.may_end.set()
    for key in ("one", "two", "one", "three"):
        await kept.get(key, work)

    assert [await kept.get(key, work) for key in ("one", "three")] == [1, 3]
    assert await kept.get("two", work) == 4


async def test_failure_goes_to_all_who_wait_and_is_not_kept() -> None:
    kept, work = Kept[int](2), Work()
    work.fails = True
    asking = [asyncio.create_task(kept.get("key", work)) for _ in range(3)]
    await asyncio.sleep(0)
    work.may_end.set()

    outcomes = await asyncio.gather(*asking, return_exceptions=True)

    assert [str(outcome) for outcome in outcomes] == ["no result"] * 3
    work.fails = False
    assert await kept.get("key", work) == 2


async def test_who_gives_up_waiting_does_not_end_it_for_the_others() -> None:
    kept, work = Kept[int](2), Work()
    first, second = (asyncio.create_task(kept.get("key", work)) for _ in range(2))
    await asyncio.sleep(0)

    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    work.may_end.set()

    assert await second == 1


async def test_result_of_a_forgotten_key_still_goes_to_who_waits() -> None:
    kept, slow, quick = Kept[int](1), Work(), Work()
    quick.may_end.set()
    waiting = asyncio.create_task(kept.get("slow", slow))
    await asyncio.sleep(0)

    await kept.get("quick", quick)
    slow.may_end.set()

    assert await waiting == 1


async def test_forgotten_computation_ends_when_nobody_waits_for_it() -> None:
    kept, slow, quick = Kept[int](1), Work(), Work()
    quick.may_end.set()
    ended = asyncio.Event()

    async def watched() -> int:
        try:
            return await slow()
        finally:
            ended.set()

    waiting = asyncio.create_task(kept.get("slow", watched))
    await asyncio.sleep(0)
    await kept.get("quick", quick)
    assert not ended.is_set()

    waiting.cancel()

    await asyncio.wait_for(ended.wait(), 1)


async def test_result_that_is_too_old_is_computed_once_more_and_never_twice_at_once() -> None:
    kept, work = Kept[int](2), Work()
    old = asyncio.create_task(kept.get("key", work))
    await asyncio.sleep(0)

    newer = [asyncio.create_task(kept.get("key", work, is_new=lambda found: found > 1)) for _ in range(3)]
    await asyncio.sleep(0)
    assert work.began == 1
    work.may_end.set()

    assert await old == 1
    assert await asyncio.gather(*newer) == [2] * 3
    assert await kept.get("key", work) == 2
