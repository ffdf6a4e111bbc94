"""Spare capacity: capacity less what is committed or known to be supplied."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.capacity import spare_capacity

quantities = st.floats(0, 1e9)
maybe_quantities = st.none() | quantities


@pytest.mark.parametrize(
    ("capacity", "committed", "supplied", "offered", "expected"),
    [
        (100.0, None, 0.0, 100.0, 100.0),
        (100.0, 30.0, 0.0, 100.0, 70.0),
        (100.0, None, 45.0, 100.0, 55.0),
        (100.0, 30.0, 45.0, 100.0, 55.0),
        (100.0, 45.0, 30.0, 100.0, 55.0),
        (100.0, 130.0, 0.0, 100.0, 0.0),
        (100.0, None, 130.0, 100.0, 0.0),
        (60.0, None, 50.0, 100.0, 30.0),
        (40.0, None, 50.0, 100.0, 20.0),
        (60.0, 45.0, 50.0, 100.0, 15.0),
        (0.0, None, 5.0, 0.0, 0.0),
        (10.0, None, 4.0, 0.0, 6.0),
        (None, 10.0, 5.0, 0.0, None),
        (None, None, 0.0, 100.0, None),
    ],
)
def test_spare_capacity(
    capacity: float | None, committed: float | None, supplied: float, offered: float, expected: float | None
) -> None:
    spare = spare_capacity(capacity, committed, supplied=supplied, offered=offered)

    assert spare == expected


@given(capacity=quantities, committed=maybe_quantities, supplied=quantities, others=quantities)
def test_spare_lies_between_nothing_and_the_capacity(
    capacity: float, committed: float | None, supplied: float, others: float
) -> None:
    spare = spare_capacity(capacity, committed, supplied=supplied, offered=capacity + others)

    assert spare is not None
    assert 0 <= spare <= capacity


@given(capacity=quantities, committed=quantities, supplied=quantities, more=quantities)
def test_more_that_is_promised_or_supplied_never_spares_more(
    capacity: float, committed: float, supplied: float, more: float
) -> None:
    spare = spare_capacity(capacity, committed, supplied=supplied, offered=capacity)
    after_promise = spare_capacity(capacity, committed + more, supplied=supplied, offered=capacity)
    after_supply = spare_capacity(capacity, committed, supplied=supplied + more, offered=capacity)

    assert spare is not None
    assert after_promise is not None
    assert after_supply is not None
    assert after_promise <= spare
    assert after_supply <= spare


@given(variants=st.lists(st.floats(0.001, 1e6), min_size=1, max_size=6), share=st.floats(0, 1))
def test_variants_bear_together_exactly_what_is_supplied(variants: list[float], share: float) -> None:
    offered = math.fsum(variants)
    supplied = offered * share

    spares = [
        spare_capacity(variant, None, supplied=supplied, offered=offered) or 0.0 for variant in variants
    ]

    assert math.fsum(spares) == pytest.approx(offered - supplied, rel=1e-9, abs=1e-9 * offered)
