"""The one rule for what is not known in a score."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.enums import Criterion
from planning.score import NEUTRAL, Reason, mean, reason, reasons

SHARES = st.floats(0, 1)


@given(st.lists(st.tuples(SHARES | st.just(math.nan), st.floats(0.001, 10)), min_size=1, max_size=8))
def test_what_is_unknown_counts_as_a_half_and_makes_the_whole_unknown(
    parts: list[tuple[float, float]],
) -> None:
    values, weights = [value for value, _ in parts], [weight for _, weight in parts]
    filled = [NEUTRAL if math.isnan(value) else value for value in values]

    used, is_known = mean(values, weights)

    assert used == pytest.approx(sum(v * w for v, w in zip(filled, weights, strict=True)) / sum(weights))
    assert is_known == (not any(math.isnan(value) for value in values))


def test_a_mean_over_nothing_is_unknown_and_neutral() -> None:
    assert mean([]) == mean([1.0], [0.0]) == (NEUTRAL, False)
    assert mean([1.0, math.nan], [1.0, 0.0]) == (1.0, True)


def test_a_reason_tells_its_value_only_where_all_of_it_is_known() -> None:
    known = reason(Criterion.NEED, 0.5, (0.75, True))
    half_known = reason(Criterion.NEED, 0.5, (0.75, False))

    assert known == Reason(criterion=Criterion.NEED, weight=0.5, value=0.75, contribution=0.375)
    assert half_known == Reason(criterion=Criterion.NEED, weight=0.5, value=None, contribution=0.375)


@given(st.dictionaries(st.sampled_from(Criterion), SHARES | st.just(math.nan), min_size=1))
def test_reasons_of_a_row_are_those_of_the_means_over_its_one_value(row: dict[Criterion, float]) -> None:
    values = {criterion: np.array([0.0, value]) for criterion, value in row.items()}
    weights = dict.fromkeys(row, 0.25)

    assert reasons(values, weights, 1) == [
        reason(criterion, 0.25, mean([value])) for criterion, value in row.items()
    ]
