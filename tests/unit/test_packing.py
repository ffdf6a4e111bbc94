"""Packing programmes against brute force: no bound is ever below the best, whatever prices it comes from."""

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.packing import Packing
from planning.solver import Bools, Clock

WORTH = st.sampled_from([1, 2, 3, 4_999, 5_000, 9_999_999, 10_000_000])


@st.composite
def cases(draw: st.DrawFn) -> tuple[Packing, int]:
    """A programme, odd circles among its rows, with the worth of its best choice."""
    columns, height = draw(st.integers(1, 7)), draw(st.integers(1, 4))
    table = np.array(
        draw(
            st.lists(
                st.lists(st.booleans(), min_size=columns, max_size=columns), min_size=height, max_size=height
            )
        )
    )
    limits = np.array(draw(st.lists(st.integers(0, 3), min_size=height, max_size=height)))
    worth = np.array(draw(st.lists(WORTH, min_size=columns, max_size=columns)))
    rows, where = np.nonzero(table)
    choices = (np.array(each) for each in itertools.product([0, 1], repeat=columns))
    best = max(int(worth @ each) for each in choices if (table @ each <= limits).all())
    return Packing(worth, limits, rows, where, np.zeros(columns, dtype=np.bool_)), best


def nothing(packing: Packing) -> Bools:
    return np.zeros(len(packing.worth), dtype=np.bool_)


@settings(deadline=None, max_examples=200)
@given(cases(), st.integers(0, 2**31))
def test_no_bound_lies_below_the_best_choice(case: tuple[Packing, int], seed: int) -> None:
    packing, best = case
    preference = np.random.default_rng(seed).random(len(packing.worth))

    plain = packing.relaxed(Clock(20))
    misled = packing.relaxed(Clock(20), preference=preference)
    whole = packing.whole(Clock(20), start=nothing(packing))

    assert plain is not None
    assert misled is not None
    assert whole.bound is not None
    assert min(plain.bound, misled.bound, whole.bound) >= best


@settings(deadline=None, max_examples=200)
@given(cases())
def test_our_own_branching_ends_with_the_best_choice_to_the_last_unit(case: tuple[Packing, int]) -> None:
    packing, best = case

    found = packing.branched(Clock(20), nothing(packing))

    assert found.taken is not None
    assert (found.is_ended, found.bound, int(packing.worth @ found.taken)) == (True, best, best)
