"""The best groups of a pool: equal to brute force where that is possible, checked by hand where it is not."""

import itertools
import threading
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.enums import SolveStatus
from planning.cancellation import Cancelled
from planning.group_project import Limits, Pool, Tie, group_projects
from tests.groups import faults, random_pool, value


def test_worthiest_candidates_that_the_budget_allows() -> None:
    # given
    pool = _pool([0.9, 0.8, 0.3], support=[300, 300, 100])

    # when
    found = group_projects(pool, Limits(minimum=2, maximum=3, budget=400))

    # then
    assert found.status is SolveStatus.OPTIMAL
    assert [group.members for group in found.groups] == [(0, 2)]
    assert found.groups[0].objective == pytest.approx(1.2)
    assert found.groups[0].gap == 0.0


def test_members_who_trade_are_worth_more_together() -> None:
    # given three that are worth the same, two of whom trade
    pool = _pool([0.5, 0.5, 0.5], ties=[Tie((1, 2), 0.5)], linkage=0.2)

    # when
    found = group_projects(pool, Limits(minimum=2, maximum=2))

    # then each of the two gains half of a full linkage
    assert found.groups[0].members == (1, 2)
    assert found.groups[0].objective == pytest.approx(1.0 + 2 * 0.5 * 0.2)


def test_linkage_counts_for_one_at_most() -> None:
    # given one who trades with three others
    pool = _pool([0.5] * 4, ties=[Tie((0, other), 0.5) for other in (1, 2, 3)], linkage=0.2)

    # when
    found = group_projects(pool, Limits(minimum=4, maximum=4))

    # then
    assert found.groups[0].objective == pytest.approx(2.0 + 0.2 * (1.0 + 3 * 0.5))


def test_a_common_partner_of_many_ties_each_to_the_others() -> None:
    # given twelve who sell to the same buyer
    pool = _pool([0.5] * 12, ties=[Tie(tuple(range(12)), 0.25)], linkage=0.2)

    # when
    found = group_projects(pool, Limits(minimum=3, maximum=3))

    # then each of three gains twice a quarter
    assert found.groups[0].objective == pytest.approx(1.5 + 0.2 * 3 * 0.5)


def test_a_group_reaches_the_output_asked_for() -> None:
    # given
    pool = _pool([0.9, 0.8, 0.1], output=[10.0, 20.0, 90.0])

    # when
    found = group_projects(pool, Limits(minimum=2, maximum=2, least_output=100.0))

    # then
    assert found.groups[0].members == (0, 2)


def test_required_members_are_in_every_group() -> None:
    # given
    pool = _pool([0.9, 0.8, 0.7, 0.6, 0.1], is_required=[4])

    # when
    found = group_projects(pool, Limits(minimum=2, maximum=3), number=3)

    # then
    assert [group.members for group in found.groups] == [(0, 1, 4), (2, 3, 4)]


def test_those_that_exclude_each_other_are_never_together() -> None:
    # given
    pool = _pool([0.9, 0.8, 0.1], exclusive=[(0, 1)])

    # when
    found = group_projects(pool, Limits(minimum=2, maximum=3))

    # then
    assert found.groups[0].members == (0, 2)


def test_a_group_is_of_one_line() -> None:
    # given the two worthiest in different lines
    pool = _pool([0.9, 0.1, 0.8, 0.3])

    # when
    found = group_projects(pool, Limits(minimum=2, maximum=2), lines=[[0, 1], [2, 3]], number=2)

    # then
    assert [group.members for group in found.groups] == [(2, 3), (0, 1)]
    assert [group.bound for group in found.groups] == [pytest.approx(1.1), pytest.approx(1.0)]


def test_no_group_keeps_to_the_limits() -> None:
    # given
    pool = _pool([0.5, 0.5], support=[300, 300])

    # when
    found = group_projects(pool, Limits(minimum=2, maximum=2, budget=500))

    # then
    assert (found.status, found.groups) == (SolveStatus.INFEASIBLE, ())


def test_an_empty_pool_has_no_group() -> None:
    found = group_projects(_pool([]), Limits(minimum=1, maximum=3))

    assert (found.status, found.groups) == (SolveStatus.INFEASIBLE, ())


def test_a_search_that_nobody_wants_ends() -> None:
    # given
    cancelled = threading.Event()
    cancelled.set()

    # when, then
    with pytest.raises(Cancelled):
        group_projects(_pool([0.5, 0.5]), Limits(minimum=1, maximum=2), cancelled=cancelled)


@settings(max_examples=150, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    size=st.integers(2, 8),
    minimum=st.integers(1, 4),
    more=st.integers(0, 3),
    number=st.integers(1, 3),
    has_lines=st.booleans(),
)
def test_small_pools_equal_brute_force(
    seed: int, size: int, minimum: int, more: int, number: int, has_lines: bool
) -> None:
    # given
    pool, budget, least_output = random_pool(seed, size, 2 * size)
    limits = Limits(minimum=minimum, maximum=minimum + more, budget=budget, least_output=least_output)
    half = size // 2 + 1
    lines = [range(half), range(size - half, size)] if has_lines else [range(size)]

    # when
    found = group_projects(pool, limits, lines=lines, number=number, seconds=20.0)

    # then the groups are as good as the best, and each that comes after is the best of those that differ
    assert found.status is (SolveStatus.OPTIMAL if found.groups else SolveStatus.INFEASIBLE)
    before: list[Sequence[int]] = []
    for group in found.groups:
        assert faults(pool, limits, lines, group, before) == []
        assert group.objective == pytest.approx(max(_values(pool, limits, lines, before)), abs=1e-6)
        before.append(group.members)
    if len(found.groups) < number:
        assert list(_values(pool, limits, lines, before)) == []


def test_a_group_of_many_candidates_keeps_to_everything_and_is_proven() -> None:
    # given
    pool, budget, least_output = random_pool(1, 700, 1_400)
    limits = Limits(minimum=4, maximum=12, budget=12 * budget, least_output=least_output)

    # when
    found = group_projects(pool, limits, seconds=60.0)

    # then
    (group,) = found.groups
    assert faults(pool, limits, [range(pool.size)], group, []) == []
    assert group.gap <= 0.01


def test_the_same_question_has_the_same_answer() -> None:
    # given
    pool, budget, _ = random_pool(3, 60, 120)
    limits = Limits(minimum=3, maximum=8, budget=4 * budget)

    # when
    answers = [group_projects(pool, limits, number=3, seconds=30.0).groups for _ in range(2)]

    # then
    assert answers[0] == answers[1]


def _values(
    pool: Pool, limits: Limits, lines: Sequence[Sequence[int]], before: Sequence[Sequence[int]]
) -> Iterator[float]:
    """The values of all groups that keep to everything."""
    for size in range(limits.minimum, limits.maximum + 1):
        for members in itertools.combinations(range(pool.size), size):
            if not faults(pool, limits, lines, members, before):
                yield value(pool, members)


def _pool(
    worth: Sequence[float],
    *,
    support: Sequence[int] | None = None,
    output: Sequence[float] | None = None,
    is_required: Sequence[int] = (),
    exclusive: Sequence[Sequence[int]] = (),
    ties: Sequence[Tie] = (),
    linkage: float = 0.0,
) -> Pool:
    return Pool(
        worth=np.array(worth, dtype=np.float64),
        support=np.array(support or [1] * len(worth), dtype=np.int64),
        output=np.array(output or [0.0] * len(worth), dtype=np.float64),
        is_required=np.array([number in is_required for number in range(len(worth))], dtype=np.bool_),
        exclusive=exclusive,
        ties=ties,
        linkage=linkage,
    )
