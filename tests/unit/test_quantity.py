"""Quantities without the digits of binary arithmetic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.quantity import rounded


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        (None, None),
        (0.0, 0.0),
        (3.2 - 0.3, 2.9),
        (0.1 + 0.2, 0.3),
        (100_000.3 - 100_000, 0.3),
        (1 / 3, 0.333333),
        (1 / 3000, 0.000333333333),
        (-(3.2 - 0.3), -2.9),
    ],
)
def test_quantity_is_told_without_the_digits_of_binary_arithmetic(
    quantity: float | None, expected: float | None
) -> None:
    assert rounded(quantity) == expected


thousandths = st.integers(0, 10**9).map(lambda number: number / 1000)


@given(one=thousandths, other=thousandths)
def test_sums_and_differences_of_what_is_recorded_are_exact(one: float, other: float) -> None:
    total = round(one * 1000) + round(other * 1000)
    difference = round(one * 1000) - round(other * 1000)

    assert rounded(one + other) == total / 1000
    assert rounded(one - other) == difference / 1000
