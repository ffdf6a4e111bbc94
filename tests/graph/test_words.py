"""The term of a text by which records are looked up: that which the fewest names have."""

from typing import LiteralString

import pytest

from graph.client import Graph
from graph.cypher import Statement
from graph.words import rarest, some
from tests.builders import Register, word

_PATH: LiteralString = rarest("$words", some("ORGANISATION"), "(n)")
LEADING = Statement("leading_words", _PATH + "RETURN DISTINCT word")

NAMES = {"C": 120, "U": 110, "R": 4, "S": 3, "A": 0}
"""In so many names the words that these letters stand for are: two common ones, two rare ones, and none."""


@pytest.mark.parametrize(
    ("text", "leading"),
    [
        ([["C"]], "C"),
        ([["C"], ["R"]], "R"),
        ([["CR"], ["RS"]], "S"),
        ([["R", "S"], ["C"]], "RS"),
        ([["C"], ["U"]], "U"),
        ([["C", "S"], ["U"]], "U"),
        ([["C", "S"], ["U", "R"]], "UR"),
        ([["C", "A"], ["R"]], "R"),
        ([["C"], ["A"]], ""),
    ],
)
async def test_path_leads_from_the_term_that_the_fewest_names_have(
    graph: Graph, register: Register, text: list[list[str]], leading: str
) -> None:
    words = {letter: word() for letter in NAMES}
    for letter, number in NAMES.items():
        for _ in range(number):
            register.organisation(words[letter])
    await register.load()
    terms = [[[words[letter] for letter in alternative] for alternative in term] for term in text]

    found = await graph.read(LEADING, words=terms)

    assert {row["word"] for row in found} == {words[letter] for letter in leading}
