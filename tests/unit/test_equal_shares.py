"""The method of equal shares, by hand and by what it promises."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from planning.equal_shares import Objection, equal_shares, objections


def test_each_unit_spends_its_share_on_what_is_worth_most_to_it() -> None:
    worth = [{"A": 9}, {"A": 8}, {"B": 2}, {"B": 1}]

    chosen = equal_shares(np.array([5, 5, 5, 5]), worth, [], 10)

    assert chosen.tolist() == [True, False, True, False]


def test_units_share_the_cost_of_what_is_worth_something_to_both() -> None:
    worth = [{"A": 3, "B": 1}, {"A": 1}, {"B": 3}]

    chosen = equal_shares(np.array([8, 4, 4]), worth, [], 12)

    assert chosen.tolist() == [True, False, True]  # A pays 6 and B 2 of the first; B pays its 4


def test_shares_are_raised_while_the_money_suffices() -> None:
    worth = [{"A": 1}, {"B": 1}]

    chosen = equal_shares(np.array([7, 2]), worth, [], 10)

    assert chosen.tolist() == [True, True]


def test_of_what_claims_the_same_one_is_chosen() -> None:
    chosen = equal_shares(np.array([1, 1]), [{"A": 1}, {"A": 2}], [[0, 1]], 10)

    assert chosen.tolist() == [False, True]


def test_a_unit_that_has_less_objects() -> None:
    worth = [{"A": 9}, {"A": 8}, {"B": 2}, {"B": 1}]
    chosen, fair = np.array([True, True, False, False]), np.array([True, False, True, False])

    assert objections(chosen, fair, worth) == [Objection(unit="B", worth=0, fair_worth=2, missing=(2,))]


def test_without_money_or_units_nothing_is_chosen() -> None:
    assert equal_shares(np.array([1]), [{"A": 1}], [], 0).tolist() == [False]
    assert equal_shares(np.array([1]), [{}], [], 10).tolist() == [False]
    assert equal_shares(np.zeros(0, dtype=np.int64), [], [], 10).tolist() == []


units = st.dictionaries(st.sampled_from("ABC"), st.integers(1, 20), min_size=1)


@given(st.lists(st.tuples(st.integers(1, 30), units), min_size=1, max_size=8), st.integers(1, 90))
def test_no_unit_could_buy_something_better_with_its_share_alone(
    projects: list[tuple[int, dict[str, int]]], money: int
) -> None:
    costs = np.array([cost for cost, _ in projects])
    worth = [each for _, each in projects]

    chosen = equal_shares(costs, worth, [], money)

    assert costs[chosen].sum() <= money
    share = money / len({unit for each in worth for unit in each})
    for unit in {unit for each in worth for unit in each}:
        has = sum(each.get(unit, 0) for each, is_chosen in zip(worth, chosen, strict=True) if is_chosen)
        alone = [each[unit] for cost, each in projects if set(each) == {unit} and cost <= share]
        # a unit that could pay for one thing alone has that, or something that it liked better for the money
        assert has > 0 or not alone
