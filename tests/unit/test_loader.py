"""A loader asks for what is wanted at the same moment together, and for each record once."""

import asyncio

import pytest

from resolvers.loader import Loader, in_turns


async def test_records_of_one_moment_are_asked_for_together_and_each_once() -> None:
    asked: list[list[str]] = []

    async def answer(codes: list[str]) -> list[str]:
        asked.append(codes)
        return [code.lower() for code in codes]

    loader = Loader(answer)

    first = [loader.load("A"), loader.load("B"), loader.load("A")]
    assert [await each for each in first] == ["a", "b", "a"]
    second = [loader.load("B"), loader.load("C")]
    assert [await each for each in second] == ["b", "c"]
    assert asked == [["A", "B"], ["C"]]


async def test_a_failure_is_that_of_all_who_asked_together_and_of_nobody_else() -> None:
    async def answer(codes: list[str]) -> list[str]:
        if "bad" in codes:
            raise ValueError("no answer")
        return codes

    loader = Loader(answer)

    failed = await asyncio.gather(loader.load("bad"), loader.load("beside"), return_exceptions=True)

    assert [repr(each) for each in failed] == ["ValueError('no answer')"] * 2
    assert await loader.load("later") == "later"


async def test_one_who_gives_up_takes_nothing_from_the_others() -> None:
    goes_on = asyncio.Event()

    async def answer(codes: list[str]) -> list[str]:
        await goes_on.wait()
        return codes

    loader = Loader(answer)
    given_up, waiting = loader.load("A"), loader.load("B")
    await asyncio.sleep(0)
    given_up.cancel()
    goes_on.set()

    assert await waiting == "B"
    with pytest.raises(asyncio.CancelledError):
        await given_up
    assert await loader.load("A") == "A"


async def test_a_wrong_number_of_answers_is_a_failure() -> None:
    async def answer(codes: list[str]) -> list[str]:
        return codes[1:]

    loader = Loader(answer)

    with pytest.raises(ValueError, match="2 records were asked for, 1 answered"):
        await asyncio.gather(loader.load("A"), loader.load("B"))


async def test_others_get_their_turn_while_many_are_made() -> None:
    made: list[str] = []
    seen: list[int] = []

    def make(code: str) -> str:
        made.append(code)
        return code.upper()

    async def look() -> None:
        while len(made) < 120:
            seen.append(len(made))
            await asyncio.sleep(0)

    codes = [f"b{number}" for number in range(120)]
    found, _ = await asyncio.gather(in_turns(make, codes), look())

    assert found == [code.upper() for code in codes]
    assert seen == [50, 100]
