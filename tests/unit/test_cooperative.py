"""Capacities that a cooperative and its members both report count once."""

from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.cooperative import counted_elsewhere

NOBODY: frozenset[str] = frozenset()


def above(**lines: str) -> dict[str, frozenset[str]]:
    """For each organisation those that count it, nearest first, parted by blanks."""
    return {code: frozenset(line.split()) for code, line in lines.items()}


@pytest.mark.parametrize(
    ("capacities", "expected"),
    [
        ({"coop": 100, "one": 40, "two": 30}, {"one": ["coop"], "two": ["coop"]}),
        ({"coop": 70, "one": 40, "two": 30}, {"one": ["coop"], "two": ["coop"]}),
        ({"coop": 50, "one": 40, "two": 30}, {"coop": ["one", "two"]}),
        ({"one": 40, "two": 30}, {}),
        ({"coop": 100}, {}),
        ({"coop": 0, "one": 0}, {"one": ["coop"]}),
        ({}, {}),
    ],
)
def test_larger_of_cooperative_and_members_counts(
    capacities: Mapping[str, float], expected: Mapping[str, list[str]]
) -> None:
    assert counted_elsewhere(capacities, above(coop="", one="coop", two="coop")) == expected


def test_each_level_is_weighed_against_all_that_counts_below_it() -> None:
    lines = above(union="", coop="union", other="union", one="coop union", two="coop union")

    found = counted_elsewhere({"union": 90, "coop": 50, "other": 20, "one": 40, "two": 30}, lines)

    assert found == {"coop": ["union"], "one": ["union"], "two": ["union"], "other": ["union"]}


def test_members_below_a_level_that_falls_short_go_on_counting() -> None:
    lines = above(union="", coop="union", other="union", one="coop union", two="coop union")

    found = counted_elsewhere({"union": 80, "coop": 50, "other": 20, "one": 40, "two": 30}, lines)

    assert found == {"union": ["one", "two", "other"], "coop": ["one", "two"]}


def test_level_that_offers_nothing_is_passed_over() -> None:
    lines = above(union="", coop="union", one="coop union")

    assert counted_elsewhere({"union": 100, "one": 40}, lines) == {"one": ["union"]}


def test_member_of_several_counts_with_the_first_by_code() -> None:
    lines = above(a="", b="", one="a b")

    assert counted_elsewhere({"b": 100, "a": 10, "one": 40}, lines) == {"a": ["one"]}


def test_those_who_count_each_other_all_count() -> None:
    assert counted_elsewhere({"a": 10, "b": 20}, above(a="b", b="a")) == {}


@st.composite
def forests(draw: st.DrawFn) -> tuple[dict[str, float], dict[str, str | None]]:
    """Organisations with a capacity, and the cooperative of each."""
    number = draw(st.integers(1, 9))
    codes = [f"o{index}" for index in range(number)]
    parents = {
        code: draw(st.none() | st.sampled_from(codes[:index])) if index else None
        for index, code in enumerate(codes)
    }
    return {code: float(draw(st.integers(0, 50))) for code in codes}, parents


def lines_of(parents: Mapping[str, str | None]) -> dict[str, frozenset[str]]:
    lines: dict[str, frozenset[str]] = {}
    for code, parent in parents.items():
        lines[code] = NOBODY if parent is None else lines[parent] | {parent}
    return lines


@given(forest=forests(), order=st.randoms())
def test_what_counts_is_the_best_of_each_tree_once(
    forest: tuple[dict[str, float], dict[str, str | None]], order: Random
) -> None:
    capacities, parents = forest
    shuffled = list(capacities)
    order.shuffle(shuffled)

    def best(code: str) -> float:
        return max(capacities[code], sum(best(child) for child in parents if parents[child] == code))

    found = counted_elsewhere({code: capacities[code] for code in shuffled}, lines_of(parents))

    counting = capacities.keys() - found.keys()
    assert sum(capacities[code] for code in counting) == sum(
        best(code) for code in parents if not parents[code]
    )
    assert all(counting.issuperset(places) for places in found.values())
    assert found == counted_elsewhere(capacities, lines_of(parents))
