"""The solver against brute force, and what it does when it cannot end."""

import itertools
import math
import threading
import time
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.enums import SolveStatus
from planning.cancellation import Cancelled
from planning.solver import Achieved, Bools, Clock, Floats, Goal, Kind, Programme, solve

INF = math.inf


def programme(
    rows: Sequence[Sequence[float]],
    row_lower: Sequence[float],
    row_upper: Sequence[float],
    lower: Sequence[float],
    upper: Sequence[float],
    kinds: Sequence[Kind] | None = None,
) -> Programme:
    """A programme of dense rows."""
    table = np.array(rows, dtype=float).reshape(len(row_lower), len(lower))
    which, columns = np.nonzero(table)
    return Programme.of(
        lower=np.array(lower, dtype=float),
        upper=np.array(upper, dtype=float),
        row_lower=np.array(row_lower, dtype=float),
        row_upper=np.array(row_upper, dtype=float),
        rows=which,
        columns=columns,
        values=table[which, columns],
        kinds=None if kinds is None else np.array(kinds, dtype=np.int8),
    )


def goals(*costs: Sequence[float]) -> list[Goal]:
    """Goals of some costs."""
    return [Goal(np.array(each, dtype=float)) for each in costs]


def transport(
    sources: int, sinks: int, reach: float, minimum: float, seed: int
) -> tuple[Programme, list[Goal]]:
    """Sources of 1 to 3 to sinks of 1 to 2 over a plane: what is missing, then the distances."""
    chance = np.random.default_rng(seed)
    here, there = chance.random((sources, 2)), chance.random((sinks, 2))
    apart = np.linalg.norm(here[:, None] - there[None, :], axis=-1)
    source, sink = np.nonzero(apart <= reach)
    number = len(source)
    wanted = chance.uniform(1, 2, sinks)
    least = np.where(chance.random(number) < minimum, chance.uniform(0.2, 1, number), 0.0)
    found = Programme.of(
        lower=np.concatenate([least, np.zeros(sinks)]),
        upper=np.concatenate([np.full(number, 2.0), np.full(sinks, INF)]),
        kinds=np.concatenate(
            [np.where(least > 0, Kind.SEMICONTINUOUS, Kind.CONTINUOUS), np.full(sinks, Kind.CONTINUOUS)]
        ).astype(np.int8),
        row_lower=np.concatenate([np.zeros(sources), wanted]),
        row_upper=np.concatenate([chance.uniform(1, 3, sources), wanted]),
        rows=np.concatenate([source, sources + sink, sources + np.arange(sinks)]),
        columns=np.concatenate([np.arange(number), np.arange(number), number + np.arange(sinks)]),
        values=np.ones(2 * number + sinks),
    )
    missing = np.concatenate([np.zeros(number), np.ones(sinks)])
    return found, [Goal(missing), Goal(np.concatenate([apart[source, sink], np.zeros(sinks)]))]


def nearest(found: Programme, few: int) -> Bools:
    """Every column that stands alone in its row, and some of the others."""
    is_first: Bools = np.diff(found.starts) == 1
    is_first[np.flatnonzero(~is_first)[::few]] = True
    return is_first


def violation(found: Programme, values: Floats) -> float:
    """How far values are from what the programme asks."""
    column = np.repeat(np.arange(len(values)), np.diff(found.starts))
    sums = np.bincount(found.rows, found.values * values[column], minlength=len(found.row_lower))
    is_semi = found.kinds == Kind.SEMICONTINUOUS
    lower = np.where(is_semi & (values < found.lower / 2), 0.0, found.lower)
    upper = np.where(is_semi & (values < found.lower / 2), 0.0, found.upper)
    parts = [found.row_lower - sums, sums - found.row_upper, lower - values, values - upper]
    parts.append(np.where(found.kinds == Kind.INTEGER, np.abs(values - np.round(values)), 0.0))
    return max(float(part.max(initial=0.0)) for part in parts)


def whole(found: Programme) -> Iterator[Floats]:
    """All whole values that fit."""
    ranges = [
        [0, *range(int(low), int(high) + 1)]
        if kind == Kind.SEMICONTINUOUS
        else range(int(low), int(high) + 1)
        for low, high, kind in zip(found.lower, found.upper, found.kinds, strict=True)
    ]
    for values in itertools.product(*ranges):
        array = np.array(values, dtype=float)
        if violation(found, array) <= 1e-9:
            yield array


def test_goals_are_minimised_in_their_order() -> None:
    found = programme([[1, 1, 1]], [10], [10], [0, 0, 0], [4, 8, 8])
    wanted = goals([0, 0, 1], [5, 1, 0], [1, 0, 0])

    answer = solve(found, wanted, Clock(5))

    assert answer.status is SolveStatus.OPTIMAL
    assert answer.values == pytest.approx([2, 8, 0], abs=1e-6)
    assert [goal.objective for goal in answer.goals] == pytest.approx([0, 18, 2], abs=1e-6)
    assert [goal.gap for goal in answer.goals] == [0, 0, 0]


def test_what_is_known_of_a_later_goal_falls_with_an_earlier_one_that_gives_way() -> None:
    # Without the demand that columns be whole the first goal is 0.5 better, which costs the second one 1.
    found = programme([[1, 2]], [-INF], [0], [-1, -1], [2, 2], [Kind.INTEGER, Kind.INTEGER])

    answer = solve(found, goals([0, -1], [-1, 0]), Clock(5))

    assert answer.status is SolveStatus.OPTIMAL
    assert answer.values == pytest.approx([0, 0], abs=1e-6)


def test_coefficients_of_one_place_are_added_up() -> None:
    one = np.ones(3)
    found = Programme.of(
        lower=np.zeros(1),
        upper=np.full(1, INF),
        row_lower=np.full(1, 6.0),
        row_upper=np.full(1, INF),
        rows=np.zeros(3, dtype=np.int64),
        columns=np.zeros(3, dtype=np.int64),
        values=one,
    )

    answer = solve(found, goals([1]), Clock(5))

    assert (found.starts.tolist(), found.rows.tolist(), found.values.tolist()) == ([0, 1], [0], [3.0])
    assert answer.values == pytest.approx([2])


numbers = st.integers(-3, 3)


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_whole_columns_equal_brute_force(data: st.DataObject) -> None:
    size, height = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 3))
    rows = data.draw(
        st.lists(st.lists(numbers, min_size=size, max_size=size), min_size=height, max_size=height)
    )
    most = data.draw(st.lists(st.integers(-2, 6), min_size=height, max_size=height))
    first, second = (data.draw(st.lists(numbers, min_size=size, max_size=size)) for _ in range(2))
    found = programme(rows, [-INF] * height, most, [-1] * size, [2] * size, [Kind.INTEGER] * size)
    wanted = goals(first, second)

    answer = solve(found, wanted, Clock(20))

    best = min(([goal.at(values) for goal in wanted] for values in whole(found)), default=None)
    if best is None:
        assert (answer.status, answer.values, answer.goals) == (SolveStatus.INFEASIBLE, None, ())
    else:
        assert answer.status is SolveStatus.OPTIMAL
        assert answer.values is not None
        assert violation(found, answer.values) <= 1e-6
        assert [goal.objective for goal in answer.goals] == pytest.approx(best, abs=1e-5)


def test_what_branch_and_bound_ends_with_is_proven_in_spite_of_rounding() -> None:
    found = programme(
        [[1, 1, 0, 0, 0, 0], [0, 0, 1, 1, 0, 0], [1, 0, 1, 0, 1, 0], [0, 1, 0, 1, 0, 1]],
        [0, 0, 4, 2],
        [3, 3, 4, 2],
        [2, 0, 2, 2, 0, 0],
        [4] * 6,
        [Kind.SEMICONTINUOUS, Kind.CONTINUOUS, *[Kind.SEMICONTINUOUS] * 2, *[Kind.CONTINUOUS] * 2],
    )

    answer = solve(found, goals([0, 0, 0, 0, 1, 1], [1, 0, 1, 0, 0, 0]), Clock(20))

    assert answer.status is SolveStatus.OPTIMAL
    assert [goal.objective for goal in answer.goals] == pytest.approx([1, 3], abs=1e-6)


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_transport_with_minima_equals_brute_force(data: st.DataObject) -> None:
    # With open columns given, the rest is a transport problem of whole numbers: a best solution is whole.
    supply = data.draw(st.lists(st.integers(0, 4), min_size=2, max_size=2))
    demand = data.draw(st.lists(st.integers(0, 4), min_size=2, max_size=2))
    least = data.draw(st.lists(st.integers(0, 3), min_size=4, max_size=4))
    costs = data.draw(st.lists(st.integers(0, 9), min_size=4, max_size=4))
    found = programme(
        [[1, 1, 0, 0, 0, 0], [0, 0, 1, 1, 0, 0], [1, 0, 1, 0, 1, 0], [0, 1, 0, 1, 0, 1]],
        [0, 0, *demand],
        [*supply, *demand],
        [*least, 0, 0],
        [4] * 6,
        [*(Kind.SEMICONTINUOUS if each else Kind.CONTINUOUS for each in least), *[Kind.CONTINUOUS] * 2],
    )
    wanted = goals([0, 0, 0, 0, 1, 1], [*costs, 0, 0])

    answer = solve(found, wanted, Clock(20))

    assert answer.status is SolveStatus.OPTIMAL
    assert answer.values is not None
    assert violation(found, answer.values) <= 1e-6
    best = min([goal.at(values) for goal in wanted] for values in whole(found))
    assert [goal.objective for goal in answer.goals] == pytest.approx(best, abs=1e-4)


@pytest.mark.parametrize("minimum", [0.0, 0.5])
@pytest.mark.parametrize("seed", range(5))
def test_columns_to_begin_with_do_not_change_the_answer(minimum: float, seed: int) -> None:
    found, wanted = transport(12, 12, 0.6, minimum, seed)

    few = solve(found, wanted, Clock(30), first=nearest(found, 5))
    all_ = solve(found, wanted, Clock(30))

    assert few.status is all_.status is SolveStatus.OPTIMAL
    assert few.values is not None
    assert violation(found, few.values) <= 1e-6
    assert [goal.objective for goal in few.goals] == pytest.approx(
        [goal.objective for goal in all_.goals], rel=1e-5, abs=1e-5
    )


def test_columns_to_begin_with_may_not_suffice() -> None:
    found = programme([[1, 1]], [3], [3], [0, 0], [2, 2])

    answer = solve(found, goals([1, 2]), Clock(5), first=np.array([True, False]))

    assert answer.values == pytest.approx([2, 1])


@pytest.mark.parametrize("kind", list(Kind))
def test_without_any_solution_it_is_infeasible(kind: Kind) -> None:
    found = programme([[1, 1], [1, 1]], [3, -INF], [INF, 2], [1, 1], [5, 5], [kind, kind])

    answer = solve(found, goals([1, 1]), Clock(5))

    assert (answer.status, answer.values, answer.goals) == (SolveStatus.INFEASIBLE, None, ())


def test_only_whole_columns_may_make_it_infeasible() -> None:
    found = programme([[2, 2]], [3], [3], [0, 0], [5, 5], [Kind.INTEGER, Kind.INTEGER])

    assert solve(found, goals([1, 1]), Clock(5)).status is SolveStatus.INFEASIBLE


def test_a_minimum_out_of_reach_closes_a_column() -> None:
    found = programme([[1, 1]], [1], [1], [3, 0], [2, 9], [Kind.SEMICONTINUOUS, Kind.CONTINUOUS])

    answer = solve(found, goals([0, 1]), Clock(5))

    assert answer.values == pytest.approx([0, 1])


def test_goal_without_an_end_is_refused() -> None:
    found = programme([[1, -1]], [0], [0], [0, 0], [INF, INF])

    with pytest.raises(ValueError, match="no end"):
        solve(found, goals([-1, 0]), Clock(5))


def test_without_time_there_is_no_answer_but_one_that_is_known() -> None:
    found, wanted = transport(20, 20, 0.5, 0.5, 1)
    nothing = np.zeros(len(found.lower))
    nothing[-20:] = found.row_lower[-20:]

    without = solve(found, wanted, Clock(0))
    with_start = solve(found, wanted, Clock(0), start=nothing)

    assert (without.status, without.values, without.goals) == (SolveStatus.TIME_LIMIT, None, ())
    assert with_start.status is SolveStatus.FEASIBLE
    assert with_start.values is not None
    assert with_start.values.tolist() == nothing.tolist()
    assert with_start.goals == (Achieved(float(nothing.sum()), None), Achieved(0.0, None))


def test_when_time_runs_out_the_best_found_comes_with_what_it_is_at_least() -> None:
    found, wanted = transport(120, 120, 0.4, 0.7, 2)
    began = time.monotonic()

    answer = solve(found, wanted, Clock(3), first=nearest(found, 4))

    assert time.monotonic() - began < 6
    assert answer.values is not None
    assert violation(found, answer.values) <= 1e-6
    assert all(
        goal.bound is None or goal.bound <= goal.objective + 1e-6 * max(1, goal.objective)
        for goal in answer.goals
    )
    assert answer.goals[0].bound is not None


def test_a_gap_that_is_good_enough_ends_the_search() -> None:
    chance = np.random.default_rng(5)
    weights = chance.integers(50, 100, (2, 60))
    found = programme(weights.tolist(), [-INF] * 2, [1500] * 2, [0] * 60, [1] * 60, [Kind.INTEGER] * 60)
    worth = goals((-weights.sum(axis=0) - chance.integers(1, 9, 60)).tolist())

    rough, exact = (solve(found, worth, Clock(20), gap=gap) for gap in (0.05, 1e-6))

    assert exact.status is SolveStatus.OPTIMAL
    assert rough.goals[0].is_within(0.05)
    assert rough.goals[0].bound is not None
    assert rough.goals[0].bound <= exact.goals[0].objective <= rough.goals[0].objective


def test_a_known_solution_is_where_whole_columns_begin() -> None:
    found = programme([[3, 5, 7]], [-INF], [8], [0, 0, 0], [1, 1, 1], [Kind.INTEGER] * 3)
    known = np.array([1.0, 0.0, 0.0])

    one, other = (solve(found, goals([-4, -6, -7]), Clock(5), start=start) for start in (known, None))

    assert one.values is not None
    assert one.values.tolist() == [1, 1, 0]
    assert (one.status, one.goals) == (other.status, other.goals)


def test_answers_are_the_same_each_time() -> None:
    found, wanted = transport(25, 25, 0.5, 0.4, 3)

    answers = [solve(found, wanted, Clock(60)) for _ in range(2)]

    assert answers[0].values is not None
    assert answers[1].values is not None
    assert answers[0].values.tolist() == answers[1].values.tolist()
    assert answers[0].goals == answers[1].goals


def test_cancelled_before_it_begins() -> None:
    found, wanted = transport(5, 5, 1, 0, 4)
    cancelled = threading.Event()
    cancelled.set()

    with pytest.raises(Cancelled):
        solve(found, wanted, Clock(5, cancelled))


@pytest.mark.parametrize("minimum", [0.0, 0.6])
def test_cancelled_while_it_works(minimum: float) -> None:
    found, wanted = transport(700, 700, 2, minimum, 5)
    cancelled = threading.Event()
    timer = threading.Timer(0.5, cancelled.set)
    began = time.monotonic()

    timer.start()
    with pytest.raises(Cancelled):
        solve(found, [Goal(goal.costs) for goal in wanted], Clock(60, cancelled))

    assert time.monotonic() - began < 10


def test_gap_is_a_share_of_what_came_out() -> None:
    assert (Achieved(10, None).gap, Achieved(10, 8).gap, Achieved(10, 10 - 1e-7).gap) == (None, 0.2, 0)
    assert (Achieved(10, 8).is_proven, Achieved(10, 10).is_proven) == (False, True)


def test_a_solution_to_start_from_is_not_called_the_best_where_presolve_settles_a_part_of_its_costs() -> None:
    # Four deliveries of at most 2.39, two of them of a minimum; who takes part is whole; the first goal is
    # the quantity, the second what the home of each lacks, the third the distances. HiGHS 1.16 called the
    # start the best, at a distance of 0.
    most = 2.3929169657812874
    share = [0.030392727272727273, 0.013136345776031434, 0.030392727272727273, 0.010961311475409836]
    lacks = [0.3055555555555556, 0.7069444444444444, 0.3055555555555556, 0.8472222222222222]
    distance = [0.64839276095586, 0.613662192981648, 0.8226611797121333, 0.5688835322047505]
    none, deliveries = [0.0] * 4, np.eye(4)
    taking = np.hstack(
        [np.diag(share), -deliveries[:, :1], np.zeros((4, 1)), -deliveries[:, 1:], np.zeros((4, 4))]
    )
    customer = [[0.4179] * 4 + [0, -1, 0, 0, 0] + none, none + [1] * 5 + none]
    taken = np.hstack([np.diag(share), np.zeros((4, 5)), -deliveries])
    found = programme(
        [*taking.tolist(), *customer, *taken.tolist()],
        [-INF] * 10,
        [*none, 0, 12, *none],
        [0, 0.5982292414453219, 0.7477865518066523, 0, *[0] * 9],
        [most] * 4 + [1] * 9,
        [Kind.CONTINUOUS, Kind.SEMICONTINUOUS, Kind.SEMICONTINUOUS, Kind.CONTINUOUS]
        + [Kind.INTEGER] * 5
        + [Kind.CONTINUOUS] * 4,
    )
    wanted = goals([-1] * 4 + [0] * 9, [0] * 9 + lacks, distance + [0] * 9)
    start = np.array([most, 0, 0, 0, 1, 1, 0, 0, 0, 0.07272727272727272, 0, 0, 0])

    answer = solve(found, wanted, Clock(5), start=start)

    assert answer.status is SolveStatus.OPTIMAL
    assert answer.goals[2].objective == pytest.approx(distance[3] * most)
