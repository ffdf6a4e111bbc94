"""Portfolios: against brute force, a verifier that knows no solver, and a country's worth of projects."""

import itertools
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.portfolios import country, hard
from domain.enums import PortfolioConstraint, SolveStatus
from planning.cancellation import Cancelled
from planning.portfolio import (
    GAP,
    Conflict,
    Displacement,
    Floor,
    Portfolio,
    Question,
    Rejection,
    conflicts,
    displacement,
    lowering,
    portfolio,
    ranks,
    rejections,
)
from planning.solver import Bools, Clock, Goal, solve


def question(
    projects: Sequence[tuple[int, Sequence[tuple[int, Sequence[int]]]]],
    lines: Sequence[int],
    *,
    first: Sequence[int] = (),
    required: Sequence[int] = (),
    exclusive: Sequence[Sequence[int]] = (),
    floors: Sequence[Floor] = (),
) -> Question:
    """Projects, each of a worth and of parts with the lines that may pay them, under lines of amounts."""
    parts = [(number, amount, payers) for number, (_, each) in enumerate(projects) for amount, payers in each]
    payable = np.zeros((len(parts), len(lines)), dtype=np.bool_)
    for part, (_, _, payers) in enumerate(parts):
        payable[part, list(payers)] = True
    numbers = np.arange(len(projects))
    return Question(
        worth=np.array([worth for worth, _ in projects], dtype=np.int64),
        comes_first=np.isin(numbers, list(first)),
        is_required=np.isin(numbers, list(required)),
        part_project=np.array([number for number, _, _ in parts], dtype=np.int64),
        part_amount=np.array([amount for _, amount, _ in parts], dtype=np.int64),
        payable=payable,
        lines=np.array(lines, dtype=np.int64),
        exclusive=exclusive,
        floors=floors,
    )


def floor(amounts: Sequence[int], least: int | None = None, share: Fraction | None = None) -> Floor:
    """A floor of what lies within of each project."""
    return Floor(amounts=np.array(amounts, dtype=np.int64), least=least, share=share)


def faults(asked: Question, found: Portfolio) -> list[str]:
    """What a portfolio does against the rules, counted in whole đồng."""
    chosen = [bool(each) for each in found.chosen]
    wrong = []
    for part, project in enumerate(asked.part_project.tolist()):
        paid = found.paid[part].tolist()
        wanted = int(asked.part_amount[part]) if chosen[project] else 0
        if sum(paid) != wanted or min(paid) < 0:
            wrong.append(f"part {part} is paid {sum(paid)} of {wanted}")
        if any(amount and not asked.payable[part, line] for line, amount in enumerate(paid)):
            wrong.append(f"part {part} is paid by a line that may not")
    for line, amount in enumerate(asked.lines.tolist()):
        if sum(row[line] for row in found.paid.tolist()) > amount:
            wrong.append(f"line {line} pays too much")
    wrong += [
        f"{group} claim the same" for group in asked.exclusive if sum(chosen[each] for each in group) > 1
    ]
    support = sum(
        amount for amount, is_chosen in zip(asked.support.tolist(), chosen, strict=True) if is_chosen
    )
    for number, each in enumerate(asked.floors):
        within = sum(
            amount for amount, is_chosen in zip(each.amounts.tolist(), chosen, strict=True) if is_chosen
        )
        least = each.least if each.share is None else each.share * support
        if within < (least or 0):
            wrong.append(f"floor {number} has {within} of {least}")
    if not all(is_chosen for is_chosen, is_sure in zip(chosen, asked.is_required, strict=True) if is_sure):
        wrong.append("a project that was required is missing")
    return wrong


def fits(asked: Question, chosen: Sequence[bool]) -> bool:
    """Whether a choice keeps to all rules; whether lines suffice is told by each set of parts: what it takes
    is at most what the lines of any of its parts have (Gale 1957)."""
    parts = [part for part, project in enumerate(asked.part_project.tolist()) if chosen[project]]
    for size in range(1, len(parts) + 1):
        for some in itertools.combinations(parts, size):
            payers = asked.payable[list(some)].any(axis=0)
            if asked.part_amount[list(some)].sum() > asked.lines[payers].sum():
                return False
    array = np.array(chosen, dtype=np.bool_)
    support = int(asked.support[array].sum())
    return (
        all(sum(chosen[each] for each in group) <= 1 for group in asked.exclusive)
        and all(int(each.amounts[array].sum()) >= each.asked(support) for each in asked.floors)
        and bool((array | ~asked.is_required).all())
    )


def choices(asked: Question) -> Iterator[Bools]:
    """All choices that keep to the rules, the empty one only where the lines suffice for no project."""
    loose = replace(asked, floors=(), exclusive=(), is_required=np.zeros(len(asked.worth), dtype=np.bool_))
    can_fund = any(fits(loose, alone) for alone in np.eye(len(asked.worth), dtype=np.bool_).tolist())
    for chosen in itertools.product([False, True], repeat=len(asked.worth)):
        if (any(chosen) or not can_fund) and fits(asked, chosen):
            yield np.array(chosen)


def merit(asked: Question, chosen: Bools) -> tuple[int, int]:
    """The worth of what comes first, and of all."""
    return int(asked.worth[chosen & asked.comes_first].sum()), int(asked.worth[chosen].sum())


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Up to six projects with up to two parts, up to three lines."""
    lines = draw(st.lists(st.integers(0, 12), min_size=1, max_size=3))
    number = draw(st.integers(1, 6))
    payers = st.lists(st.integers(0, len(lines) - 1), max_size=len(lines), unique=True)
    part = st.tuples(st.integers(1, 7), payers)
    project = st.tuples(st.integers(1, 9), st.lists(part, min_size=1, max_size=2))
    projects = draw(st.lists(project, min_size=number, max_size=number))
    some = st.lists(st.integers(0, number - 1), max_size=number, unique=True)
    support = [sum(amount for amount, _ in parts) for _, parts in projects]
    floors = []
    for _ in range(draw(st.integers(0, 2))):
        within = draw(some)
        amounts = [amount if each in within else 0 for each, amount in enumerate(support)]
        if draw(st.booleans()):
            floors.append(floor(amounts, least=draw(st.integers(0, 12))))
        else:
            floors.append(floor(amounts, share=Fraction(draw(st.integers(0, 10)), 10)))
    return question(
        projects,
        lines,
        first=draw(some),
        required=draw(st.sampled_from([[], [], [0]])),
        exclusive=draw(st.lists(some.filter(lambda group: len(group) > 1), max_size=2)),
        floors=floors,
    )


@settings(deadline=None, max_examples=150)
@given(questions())
def test_portfolio_equals_brute_force(asked: Question) -> None:
    found = portfolio(asked, seconds=20)

    best = max((merit(asked, chosen) for chosen in choices(asked)), default=None)
    if best is None:
        assert (found.status, found.objective) == (SolveStatus.INFEASIBLE, None)
    else:
        assert found.status is SolveStatus.OPTIMAL
        assert merit(asked, found.chosen) == best
        assert (found.objective, found.gap) == (best[1], 0.0)
        assert faults(asked, found) == []


@settings(deadline=None, max_examples=100)
@given(questions())
def test_fewest_floors_are_lowered(asked: Question) -> None:
    found = lowering(asked, seconds=20)

    fewest = min(
        (
            len(asked.floors) - len(kept)
            for size in range(len(asked.floors) + 1)
            for kept in itertools.combinations(asked.floors, size)
            if next(choices(replace(asked, floors=kept)), None) is not None
        ),
        default=None,
    )
    if fewest is None:
        assert found.by is None
    else:
        assert found.by is not None
        assert sum(amount > 0 for amount in found.by) == fewest


@settings(deadline=None, max_examples=150)
@given(questions(), st.data())
def test_demanded_projects_conflict_exactly_where_they_cannot_all_be_funded(
    asked: Question, data: st.DataObject
) -> None:
    required = np.array([data.draw(st.booleans()) for _ in asked.worth], dtype=np.bool_)

    found = conflicts(replace(asked, is_required=required))

    alone = replace(asked, floors=(), is_required=np.zeros(len(required), dtype=np.bool_))
    assert (found == []) == fits(alone, required.tolist())


def test_each_conflict_says_which_projects_it_is_about() -> None:
    asked = question(
        [(1, [(5, [0])]), (1, [(5, [])]), (1, [(9, [0])]), (1, [(4, [0])])],
        [8],
        exclusive=[[0, 3]],
        required=[0, 1, 2, 3],
    )
    both = question([(1, [(5, [0])]), (1, [(4, [0])])], [8], required=[0, 1])

    assert conflicts(asked) == [
        Conflict(constraint=PortfolioConstraint.NO_BUDGET_LINE, projects=(1,)),
        Conflict(constraint=PortfolioConstraint.BUDGET, projects=(2,)),
        Conflict(constraint=PortfolioConstraint.SAME_ITEM, projects=(0, 3)),
    ]
    assert conflicts(both) == [Conflict(constraint=PortfolioConstraint.BUDGET, projects=(0, 1))]


def test_lowered_shares_say_what_is_reached() -> None:
    asked = question(
        [(9, [(6, [0])]), (2, [(2, [0])])],
        [8],
        floors=[floor([6, 0], share=Fraction(1)), floor([0, 2], share=Fraction(1))],
    )

    found = lowering(asked, seconds=20)

    assert (found.by, found.reached) == ((0, 6), (Fraction(1), Fraction(0)))


@settings(deadline=None, max_examples=50)
@given(questions(), st.data())
def test_displacement_is_the_least_loss(asked: Question, data: st.DataObject) -> None:
    found = portfolio(asked, seconds=20)
    project = data.draw(st.integers(0, len(asked.worth) - 1))
    if found.objective is None or found.chosen[project]:
        return

    moved = displacement(asked, found, project, seconds=20)

    best = max((merit(asked, chosen) for chosen in choices(asked) if chosen[project]), default=None)
    if best is None:
        assert moved == Displacement(
            project=project, is_possible=False, is_proven=True, displaced=(), joined=(), lost=0
        )
    else:
        assert moved.lost == found.objective - best[1]
        chosen = found.chosen.copy()
        chosen[list(moved.displaced)] = False
        chosen[[project, *moved.joined]] = True
        assert merit(asked, chosen) == best
        assert fits(asked, chosen.tolist())


def test_any_amounts_hold_to_the_dong() -> None:
    chance = np.random.default_rng(3)
    asked = question(
        [
            (int(worth), [(int(amount), [0, 1] if share else [0])])
            for worth, amount, share in zip(
                chance.integers(1, 10**6, 80),
                chance.integers(10**7, 10**9, 80),
                chance.random(80) < 0.5,
                strict=True,
            )
        ],
        [7_123_456_789, 3_987_654_321],
        floors=[floor([10**7 * each for each in range(80)], share=Fraction(1, 3))],
    )

    found = portfolio(asked, seconds=20)

    assert found.status is SolveStatus.OPTIMAL
    assert faults(asked, found) == []


def test_a_country_is_proven_within_the_gap() -> None:
    asked = country(seed=1)

    found = portfolio(asked, seconds=60)

    assert found.status is SolveStatus.OPTIMAL
    assert found.gap is not None
    assert found.gap <= GAP
    assert faults(asked, found) == []


def test_answers_are_the_same_each_time() -> None:
    asked = country(200, 4, seed=2)

    one, other = (portfolio(asked, seconds=60) for _ in range(2))

    assert one.chosen.tolist() == other.chosen.tolist()
    assert one.paid.tolist() == other.paid.tolist()


def test_cancelled_portfolio_ends() -> None:
    cancelled = threading.Event()
    cancelled.set()

    with pytest.raises(Cancelled):
        portfolio(country(200, 4, seed=2), seconds=10, cancelled=cancelled)


def test_what_comes_first_does_so_even_where_others_are_worth_more() -> None:
    asked = question([(2, [(6, [0])]), (9, [(6, [0])]), (1, [(4, [0])])], [10], first=[0])

    found = portfolio(asked, seconds=5)

    assert found.chosen.tolist() == [True, False, True]


def test_several_lines_pay_one_project() -> None:
    asked = question([(1, [(7, [0, 1])]), (1, [(2, [1])])], [5, 4])

    found = portfolio(asked, seconds=5)

    assert found.chosen.tolist() == [True, True]
    assert found.paid.tolist() == [[5, 2], [0, 2]]


def test_a_line_that_has_all_pays_alone() -> None:
    asked = question([(1, [(3, [0, 1])]), (1, [(5, [0, 1])])], [5, 4])

    found = portfolio(asked, seconds=5)

    assert found.paid.tolist() == [[0, 3], [5, 0]]


@pytest.mark.parametrize("lines", [[0], [0, 0]])
def test_without_money_nothing_is_funded(lines: list[int]) -> None:
    asked = question([(1, [(3, [0])]), (1, [(5, [0])])], lines)

    found = portfolio(asked, seconds=5)

    assert (found.status, found.objective, found.gap) == (SolveStatus.OPTIMAL, 0, 0.0)
    assert rejections(asked, found) == [
        Rejection(project=0, constraint=PortfolioConstraint.BUDGET, rank=1, left=0),
        Rejection(project=1, constraint=PortfolioConstraint.BUDGET, rank=2, left=0),
    ]


def test_without_candidates_nothing_is_funded() -> None:
    asked = question([], [10])

    found = portfolio(asked, seconds=5)

    assert (found.status, found.objective, found.chosen.tolist()) == (SolveStatus.OPTIMAL, 0, [])
    assert rejections(asked, found) == []


def test_a_floor_without_candidates_is_infeasible() -> None:
    asked = question([], [10], floors=[floor([], least=3)])

    assert portfolio(asked, seconds=5).status is SolveStatus.INFEASIBLE
    assert lowering(asked, seconds=5).by == (3,)


def test_a_share_of_nothing_does_not_reach_a_floor() -> None:
    asked = question([(5, [(3, [0])])], [10], floors=[floor([0], share=Fraction(3, 10))])

    assert portfolio(asked, seconds=5).status is SolveStatus.INFEASIBLE
    assert lowering(asked, seconds=5).by == (1,)


def test_floors_are_lowered_by_as_little_as_possible() -> None:
    asked = question(
        [(9, [(6, [0])]), (1, [(5, [0])]), (1, [(4, [0])])],
        [9],
        floors=[floor([6, 0, 0], least=6), floor([0, 5, 4], least=8)],
    )

    assert portfolio(asked, seconds=5).status is SolveStatus.INFEASIBLE
    assert lowering(asked, seconds=5).by == (6, 0)


def test_each_rejection_has_its_reason() -> None:
    asked = question(
        [
            (90, [(30, [0])]),
            (10, [(30, [0])]),
            (80, [(20, [])]),
            (80, [(200, [0])]),
            (85, [(30, [0])]),
            (1, [(5, [0])]),
        ],
        [40],
        exclusive=[[0, 4]],
        floors=[floor([30, 30, 20, 200, 30, 0], share=Fraction(1))],
    )

    found = portfolio(asked, seconds=5)

    assert found.chosen.tolist() == [True, False, False, False, False, False]
    assert rejections(asked, found) == [
        Rejection(project=1, constraint=PortfolioConstraint.LOWER_VALUE, rank=5, left=10),
        Rejection(project=2, constraint=PortfolioConstraint.NO_BUDGET_LINE, rank=1, left=0),
        Rejection(project=3, constraint=PortfolioConstraint.BUDGET, rank=4, left=10),
        Rejection(project=4, constraint=PortfolioConstraint.SAME_ITEM, rank=3, left=10, rival=0),
        Rejection(project=5, constraint=PortfolioConstraint.FLOOR, rank=6, left=10, floors=(0,)),
    ]


def test_equals_share_a_rank() -> None:
    asked = question([(4, [(2, [0])]), (2, [(1, [0])]), (9, [(3, [0])])], [10])

    assert ranks(asked).tolist() == [2, 2, 1]


@pytest.mark.parametrize("is_mixed", [False, True])
@pytest.mark.parametrize("floors", [1, 2, 5])
def test_hard_instances_equal_brute_force(floors: int, is_mixed: bool) -> None:
    instance = hard(14, 5, floors, tightness=0.5, is_mixed=is_mixed, seed=floors)
    choices = (np.arange(2**14)[:, None] >> np.arange(14)) & 1
    within = (choices @ instance.weights.T <= instance.budgets).all(axis=1)
    within &= (choices @ instance.gains.T >= instance.floors).all(axis=1)

    found = solve(instance.programme, [Goal(-instance.worth.astype(float))], Clock(20))

    if within.any():
        assert found.values is not None
        assert round(float(instance.worth @ found.values)) == (choices[within] @ instance.worth).max()
    else:
        assert found.status is SolveStatus.INFEASIBLE
