"""Which projects to fund under the budget lines of a year: ``portfolio/1``.

The multi-demand multidimensional knapsack (Cappanera and Trubian 2005) with money that may come from several
lines. Of some candidate projects those are chosen whose worth adds up to most, such that

- each chosen project is paid whole, each of its parts by the lines that may pay that part, and no line pays
  more than it has;
- of projects that claim the same thing at most one is chosen;
- each floor is reached: an amount of support within its scope, or a share of all support;
- some are chosen for certain, and if any can be funded, at least one is: a share of nothing would be easy.

Projects that come first do so before all others: the worth of those is made as large as it can be, then the
worth of all (lexicographic order).

Money is whole đồng. It is counted in the largest unit of which all amounts are multiples, so that
the solver's tolerance is far below one unit; what it answers is checked in whole numbers.

Parts that the same lines may pay are one column of the programme for each of these lines, not one for each
part: money can be divided, so this is the same problem (a flow from lines to kinds of parts), with some
hundred columns instead of tens of thousands.
"""

import itertools
import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from domain.enums import PortfolioConstraint, SolveStatus
from planning.solver import TOLERANCE, Bools, Clock, Floats, Goal, Integers, Kind, Programme, Solution, solve

ALGORITHM = "portfolio/1"
GAP = 1e-4
"""Among very many projects a choice is good enough within a hundredth of a percent of what it is at most."""
_MOST_EXACT = 300
"""Up to so many projects the best choice is proven to the last point."""
_HOLDING = 0.5
"""Worth is whole: what comes first is held at its best less half a point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """At least some support within a scope. ``amounts``: the part of the support of each project that lies
    within; ``least`` in đồng, or ``share`` of the support of all chosen projects, from 0 to 1."""

    amounts: Integers
    least: int | None = None
    share: Fraction | None = None

    def asked(self, support: int) -> int:
        """How much it asks for in đồng, rounded up, where all support comes to an amount."""
        if self.share is not None:
            return math.ceil(self.share * support)
        return self.least or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Candidate projects and what limits the choice.

    One entry a project: ``worth``, whole points above 0; ``comes_first``; ``is_required``. One entry a part
    of a project: ``part_project``, its number, and ``part_amount`` in đồng, above 0. One entry a line:
    ``lines`` in đồng. ``payable``: parts × lines. ``exclusive``: numbers of projects of which at most one may
    be chosen.
    """

    worth: Integers
    comes_first: Bools
    is_required: Bools
    part_project: Integers
    part_amount: Integers
    payable: Bools
    lines: Integers
    exclusive: Sequence[Sequence[int]]
    floors: Sequence[Floor]

    @property
    def support(self) -> Integers:
        """What each project asks for, in đồng."""
        found = np.zeros(len(self.worth), dtype=np.int64)
        np.add.at(found, self.part_project, self.part_amount)
        return found

    def without_floors(self) -> "Question":
        """The same without floors."""
        return replace(self, floors=())

    def requiring(self, project: int) -> "Question":
        """The same with one more project chosen for certain."""
        required = self.is_required.copy()
        required[project] = True
        return replace(self, is_required=required)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """What to fund. ``chosen``: one a project. ``paid``: parts × lines in đồng. ``objective``: the worth of
    all chosen; it is at most ``bound``; ``gap`` is the difference as a share of the bound. Without any choice
    that fits ``status`` is INFEASIBLE, or TIME_LIMIT where that is not known, and nothing is chosen."""

    status: SolveStatus
    chosen: Bools
    paid: Integers
    objective: int | None
    bound: int | None
    seconds: float

    @property
    def gap(self) -> float | None:
        """How much better it could be at most, as a share of the bound."""
        if self.objective is None or self.bound is None:
            return None
        return (self.bound - self.objective) / max(self.bound, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lowering:
    """The fewest floors that must be lowered for any choice to fit. ``by``: in đồng, one a floor, 0 for those
    that stay; None where even without floors nothing fits, or time ran out. ``reached``: the share of all
    support that each scope has in that choice."""

    by: tuple[int, ...] | None
    reached: tuple[Fraction, ...] = ()
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Why projects that are chosen for certain cannot be: NO_BUDGET_LINE or BUDGET of one alone, SAME_ITEM of
    some of which at most one may be chosen, BUDGET of all together."""

    constraint: PortfolioConstraint
    projects: tuple[int, ...]


def portfolio(
    question: Question,
    *,
    seconds: float,
    cancelled: threading.Event | None = None,
    start: Bools | None = None,
) -> Portfolio:
    """What to fund for the most worth, within :data:`GAP`. ``start``: a choice that is known to fit. Raises
    :class:`planning.cancellation.Cancelled`."""
    clock = Clock(seconds, cancelled)
    asked = _Asked(question)
    gap = GAP if len(question.worth) > _MOST_EXACT else TOLERANCE
    if not asked.is_fundable.any():
        is_impossible = asked.has_amounts or question.is_required.any()
        status, objective = (SolveStatus.INFEASIBLE, None) if is_impossible else (SolveStatus.OPTIMAL, 0)
        return _nothing(question, status, objective, 0.0)
    goals = asked.goals(pilots=True)
    solution = solve(
        asked.programme(),
        goals,
        clock,
        gap=gap,
        start=None if start is None else asked.values(start),
    )
    if solution.values is None:
        return _nothing(question, solution.status, None, solution.seconds)
    chosen = solution.values[: len(question.worth)] > _HOLDING
    paid = split(question, chosen)
    if paid is None or not _reaches_floors(question, chosen):
        raise ArithmeticError("The solver's answer does not hold in whole đồng")
    return _answer(question, solution, chosen, paid, gap)


def lowering(
    question: Question,
    *,
    seconds: float,
    cancelled: threading.Event | None = None,
) -> Lowering:
    """Which floors to lower where nothing fits: first as few as possible, then by as little as possible in
    all where a floor is an amount; among these, the most worth. A floor that is a share of what is funded
    falls short by an amount that depends on it: what is missing in that choice. Raises
    :class:`planning.cancellation.Cancelled`.
    """
    clock = Clock(seconds, cancelled)
    asked = _Asked(question)
    number, size = len(question.floors), asked.size
    if not asked.is_fundable.any():
        is_impossible = question.is_required.any()
        return Lowering(
            by=None if is_impossible else tuple(floor.asked(0) for floor in question.floors),
            reached=(Fraction(0),) * number,
            seconds=0.0,
        )
    programme, goals = asked.loosened()
    solution = solve(programme, goals, clock, gap=GAP)
    if solution.values is None:
        return Lowering(by=None, seconds=solution.seconds)
    chosen = solution.values[: len(question.worth)] > _HOLDING
    lowered = solution.values[size : size + number] > _HOLDING
    support = int(question.support[chosen].sum())
    within = [int(floor.amounts[chosen].sum()) for floor in question.floors]
    by = tuple(
        max(0, floor.asked(support) - amount) if is_lowered else 0
        for floor, amount, is_lowered in zip(question.floors, within, lowered.tolist(), strict=True)
    )
    reached = tuple(Fraction(amount, max(1, support)) for amount in within)
    return Lowering(by=by, reached=reached, seconds=solution.seconds)


def conflicts(question: Question) -> list[Conflict]:
    """Why the projects chosen for certain cannot all be, whatever the floors; nothing where they can. That
    the lines do not suffice for all of them is told only where nothing else is wrong."""
    asked = _Asked(question)
    required = np.flatnonzero(question.is_required)
    found: list[Conflict] = []
    for project in required.tolist():
        is_payable = question.payable[question.part_project == project].any(axis=1).all()
        if not is_payable:
            found.append(Conflict(constraint=PortfolioConstraint.NO_BUDGET_LINE, projects=(project,)))
        elif not asked.is_fundable[project]:
            found.append(Conflict(constraint=PortfolioConstraint.BUDGET, projects=(project,)))
    rivals = {
        tuple(each for each in projects if question.is_required[each]) for projects in question.exclusive
    }
    found += [
        Conflict(constraint=PortfolioConstraint.SAME_ITEM, projects=each)
        for each in sorted(rivals)
        if len(each) > 1
    ]
    if not found and split(question, question.is_required) is None:
        found.append(Conflict(constraint=PortfolioConstraint.BUDGET, projects=tuple(required.tolist())))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Displacement:
    """What a project that is not chosen would take the place of: the projects that would no longer be chosen,
    those that would be besides it, and how much worth would be lost. Where no choice with it fits,
    ``is_possible`` is false; ``is_proven`` tells whether nothing loses less."""

    project: int
    is_possible: bool
    is_proven: bool
    displaced: tuple[int, ...]
    joined: tuple[int, ...]
    lost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """Why a project is not chosen.

    ``constraint``: what alone forbids it, else that others are worth more. ``rival``: the chosen project that
    claims the same thing. ``floors``: those that it would break. ``rank``: its place among all candidates by
    worth for money, 1 the best. ``left``: what is left in the lines that may pay it, in đồng.
    """

    project: int
    constraint: PortfolioConstraint
    rank: int
    left: int
    rival: int | None = None
    floors: tuple[int, ...] = ()


def displacement(
    question: Question,
    found: Portfolio,
    project: int,
    *,
    seconds: float,
    cancelled: threading.Event | None = None,
) -> Displacement:
    """What a project that is not chosen would take the place of. Raises
    :class:`planning.cancellation.Cancelled`."""
    other = portfolio(question.requiring(project), seconds=seconds, cancelled=cancelled)
    if other.objective is None or found.objective is None:
        return Displacement(
            project=project,
            is_possible=False,
            is_proven=other.status is SolveStatus.INFEASIBLE,
            displaced=(),
            joined=(),
            lost=0,
        )
    joined = np.flatnonzero(other.chosen & ~found.chosen)
    return Displacement(
        project=project,
        is_possible=True,
        is_proven=other.status is SolveStatus.OPTIMAL,
        displaced=tuple(np.flatnonzero(found.chosen & ~other.chosen).tolist()),
        joined=tuple(joined[joined != project].tolist()),
        lost=found.objective - other.objective,
    )


def rejections(question: Question, found: Portfolio) -> list[Rejection]:
    """Why each project that is not chosen is not, in their order."""
    asked = _Asked(question)
    support = question.support
    money = question.lines - found.paid.sum(axis=0)
    places = ranks(question)
    rivals: dict[int, int] = {}
    for projects in question.exclusive:
        chosen = [project for project in projects if found.chosen[project]]
        rivals.update({project: chosen[0] for project in projects if chosen and project != chosen[0]})
    return [
        _rejection(question, found, project, asked, support, money, int(places[project]), rivals.get(project))
        for project in np.flatnonzero(~found.chosen).tolist()
    ]


def ranks(question: Question) -> Integers:
    """The place of each project by worth for money, 1 the best; equals share a place."""
    value = question.worth / np.maximum(question.support, 1)
    order = np.sort(value)[::-1]
    return len(value) - np.searchsorted(order[::-1], value, side="right") + 1


def _rejection(
    question: Question,
    found: Portfolio,
    project: int,
    asked: "_Asked",
    support: Integers,
    money: Integers,
    rank: int,
    rival: int | None,
) -> Rejection:
    parts = question.part_project == project
    left = int(money[question.payable[parts].any(axis=0)].sum())
    floors: tuple[int, ...] = ()
    if not question.payable[parts].any(axis=1).all():
        constraint = PortfolioConstraint.NO_BUDGET_LINE
    elif not asked.is_fundable[project]:
        constraint = PortfolioConstraint.BUDGET
    elif rival is not None:
        constraint = PortfolioConstraint.SAME_ITEM
    elif found.objective is None:
        constraint = PortfolioConstraint.NO_PORTFOLIO
    else:
        constraint = PortfolioConstraint.LOWER_VALUE
        if left >= int(support[project]):
            more = found.chosen.copy()
            more[project] = True
            total = int(support[more].sum())
            broken = [
                number
                for number, floor in enumerate(question.floors)
                if int(floor.amounts[more].sum()) < floor.asked(total)
            ]
            if broken and split(question, more) is not None:
                constraint, floors = PortfolioConstraint.FLOOR, tuple(broken)
    return Rejection(project=project, constraint=constraint, rank=rank, left=left, rival=rival, floors=floors)


def fundable(question: Question) -> Bools:
    """Which projects the lines suffice for, each taken alone."""
    return _Asked(question).is_fundable


def split(question: Question, chosen: Bools) -> Integers | None:
    """How much each line pays for each part of some chosen projects, in đồng; None where the lines do not
    suffice. A part is paid by one line where it fits, the largest parts being placed first."""
    kinds, kind = np.unique(question.payable, axis=0, return_inverse=True)
    kind = kind.reshape(-1)
    parts = np.flatnonzero(chosen[question.part_project])
    wanted = np.zeros(len(kinds), dtype=np.int64)
    np.add.at(wanted, kind[parts], question.part_amount[parts])
    flow = _flow(wanted.tolist(), question.lines.tolist(), kinds)
    if flow is None:
        return None
    paid = np.zeros(question.payable.shape, dtype=np.int64)
    for part in sorted(parts.tolist(), key=lambda part: (-int(question.part_amount[part]), part)):
        left = flow[kind[part]]
        missing = int(question.part_amount[part])
        fitting = [line for line, amount in enumerate(left) if amount >= missing]
        order = [min(fitting, key=lambda line: (left[line], line))] if fitting else _largest_first(left)
        for line in order:
            taken = min(missing, left[line])
            paid[part, line] += taken
            left[line] -= taken
            missing -= taken
            if not missing:
                break
    return paid


class _Asked:
    """A question as a programme: a column for each project, then one for the money of each line to each kind
    of part. All money is divided by ``unit``."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.unit = math.gcd(*question.part_amount.tolist(), *question.lines.tolist()) or 1
        kinds, kind = np.unique(question.payable, axis=0, return_inverse=True)
        self._kinds, self._kind = kinds, kind.reshape(-1)
        self._kind_of_flow, self._line_of_flow = np.nonzero(kinds)
        self._amounts = question.part_amount // self.unit
        self._lines = question.lines // self.unit
        self.is_fundable = self._fundable()
        self.number = len(question.worth)
        self.size = self.number + len(self._line_of_flow)
        self.has_amounts = any(floor.share is None and floor.asked(0) > 0 for floor in question.floors)

    def goals(self, *, pilots: bool) -> list[Goal]:
        """The worth of what comes first, then the worth of all; both to be made as large as possible."""
        question = self.question
        worth = question.worth.astype(np.float64)
        scale = float(worth.max(initial=1.0))
        first = np.where(question.comes_first & self.is_fundable, worth, 0.0)
        goals = [first, worth] if pilots and first.any() and not question.comes_first.all() else [worth]
        return [Goal(np.concatenate([-costs / scale, np.zeros(self.size - self.number)])) for costs in goals]

    def values(self, chosen: Bools) -> Floats | None:
        """The values of all columns for a choice; None where the lines do not suffice for it."""
        paid = split(self.question, chosen)
        if paid is None:
            return None
        flows = np.zeros(self._kinds.shape)
        np.add.at(flows, self._kind, paid / self.unit)
        return np.concatenate([chosen.astype(np.float64), flows[self._kind_of_flow, self._line_of_flow]])

    def programme(self) -> Programme:
        """The programme with all floors."""
        return self._built(*self._rows())

    def loosened(self) -> tuple[Programme, list[Goal]]:
        """The programme in which floors may be lowered, with two more columns for each floor: whether it is,
        and by how much; and the goals."""
        floors = self.question.floors
        rows, columns, values, lower, upper = self._rows()
        begins = len(lower) - len(floors)
        most = np.array([self._most_asked(floor) for floor in floors])
        each = np.arange(len(floors))
        lowered, by = self.size + each, self.size + len(floors) + each
        gates = len(lower) + each
        programme = self._built(
            np.concatenate([rows, begins + each, gates, gates]),
            np.concatenate([columns, by, by, lowered]),
            np.concatenate([values, np.ones(len(floors)), np.ones(len(floors)), -most]),
            np.concatenate([lower, np.full(len(floors), -np.inf)]),
            np.concatenate([upper, np.zeros(len(floors))]),
            further_upper=np.concatenate([np.ones(len(floors)), most]),
            further_kinds=np.concatenate(
                [np.full(len(floors), Kind.INTEGER), np.full(len(floors), Kind.CONTINUOUS)]
            ),
        )
        idle = np.zeros(self.size)
        is_amount = np.array([floor.share is None for floor in floors], dtype=np.float64)
        few = Goal(np.concatenate([idle, np.ones(len(floors)), 0 * is_amount]))
        little = Goal(
            np.concatenate([idle, 0 * is_amount, is_amount / max(1.0, float(most.max(initial=1.0)))])
        )
        worth = Goal(np.concatenate([self.goals(pilots=False)[0].costs, np.zeros(2 * len(floors))]))
        return programme, [few, little, worth] if is_amount.any() else [few, worth]

    def _fundable(self) -> Bools:
        """Which projects could be funded alone."""
        room = self.question.payable.astype(np.int64) @ self._lines
        found = np.ones(len(self.question.worth), dtype=np.bool_)
        found[self.question.part_project[self._amounts > room]] = False
        for project in np.flatnonzero(
            found & (np.bincount(self.question.part_project, minlength=len(found)) > 1)
        ):
            alone = np.zeros(len(found), dtype=np.bool_)
            alone[project] = True
            found[project] = split(self.question, alone) is not None
        return found

    def _rows(self) -> tuple[Integers, Integers, Floats, Floats, Floats]:
        """Coefficients by row and column, and what the rows lie between: money of each kind of part, lines,
        exclusive projects, at least one project, floors."""
        question = self.question
        kinds, lines = self._kinds.shape
        flows = self.number + np.arange(len(self._line_of_flow))
        rows = [self._kind, self._kind_of_flow, kinds + self._line_of_flow]
        columns = [question.part_project, flows, flows]
        values = [self._amounts.astype(np.float64), np.full(len(flows), -1.0), np.ones(len(flows))]
        lower = [np.zeros(kinds), np.full(lines, -np.inf)]
        upper = [np.zeros(kinds), self._lines.astype(np.float64)]
        height = kinds + lines
        for projects in question.exclusive:
            self._add(rows, columns, values, height, np.array(projects), np.ones(len(projects)))
            height += 1
        lower.append(np.full(len(question.exclusive), -np.inf))
        upper.append(np.ones(len(question.exclusive)))
        usable = np.flatnonzero(self.is_fundable)
        self._add(rows, columns, values, height, usable, np.ones(len(usable)))
        lower.append(np.array([1.0 if len(usable) else 0.0]))
        upper.append(np.array([np.inf]))
        height += 1
        for floor in question.floors:
            coefficients, least = self._floor(floor)
            used = np.flatnonzero(coefficients)
            self._add(rows, columns, values, height, used, coefficients[used])
            lower.append(np.array([least]))
            upper.append(np.array([np.inf]))
            height += 1
        return (
            np.concatenate(rows),
            np.concatenate(columns),
            np.concatenate(values),
            np.concatenate(lower),
            np.concatenate(upper),
        )

    def _built(
        self,
        rows: Integers,
        columns: Integers,
        values: Floats,
        lower: Floats,
        upper: Floats,
        further_upper: Floats | None = None,
        further_kinds: NDArray[np.int64] | None = None,
    ) -> Programme:
        further = np.zeros(0) if further_upper is None else further_upper
        kinds = np.zeros(0) if further_kinds is None else further_kinds
        flows = np.full(self.size - self.number, np.inf)
        allowed = self.is_fundable | self.question.is_required
        return Programme.of(
            lower=np.concatenate(
                [self.question.is_required.astype(np.float64), np.zeros(len(flows) + len(further))]
            ),
            upper=np.concatenate([allowed.astype(np.float64), flows, further]),
            kinds=np.concatenate(
                [np.full(self.number, Kind.INTEGER), np.full(len(flows), Kind.CONTINUOUS), kinds]
            ).astype(np.int8),
            row_lower=lower,
            row_upper=upper,
            rows=rows,
            columns=columns,
            values=values,
        )

    def _floor(self, floor: Floor) -> tuple[Floats, float]:
        """The coefficients of a floor and what their sum is at least, in units."""
        if floor.share is None:
            amounts = floor.amounts.astype(np.float64) / self.unit
            return amounts, float(floor.asked(0) / self.unit)
        support = self.question.support
        excess = floor.amounts - (float(floor.share) * support)
        return excess / self.unit, 0.0

    def _most_asked(self, floor: Floor) -> float:
        return floor.asked(int(self.question.support[self.is_fundable].sum())) / self.unit

    @staticmethod
    def _add(
        rows: list[Integers],
        columns: list[Integers],
        values: list[Floats],
        row: int,
        projects: Integers,
        coefficients: Floats,
    ) -> None:
        rows.append(np.full(len(projects), row))
        columns.append(projects)
        values.append(coefficients)


def _answer(question: Question, solution: Solution, chosen: Bools, paid: Integers, gap: float) -> Portfolio:
    scale = float(question.worth.max(initial=1))
    objective = int(question.worth[chosen].sum())
    last = solution.goals[-1]
    bound = (
        None if last.bound is None else max(objective, math.floor(-last.bound * scale * (1 + 1e-9) + 1e-6))
    )
    is_proven = bound is not None and all(each.is_within(gap) for each in solution.goals)
    return Portfolio(
        status=SolveStatus.OPTIMAL if is_proven else SolveStatus.FEASIBLE,
        chosen=chosen,
        paid=paid,
        objective=objective,
        bound=bound,
        seconds=solution.seconds,
    )


def _nothing(question: Question, status: SolveStatus, objective: int | None, seconds: float) -> Portfolio:
    return Portfolio(
        status=status,
        chosen=np.zeros(len(question.worth), dtype=np.bool_),
        paid=np.zeros(question.payable.shape, dtype=np.int64),
        objective=objective,
        bound=objective,
        seconds=seconds,
    )


def _reaches_floors(question: Question, chosen: Bools) -> bool:
    support = int(question.support[chosen].sum())
    return all(int(floor.amounts[chosen].sum()) >= floor.asked(support) for floor in question.floors)


def _flow(wanted: Sequence[int], lines: Sequence[int], kinds: Bools) -> list[list[int]] | None:
    """What each line pays for each kind of part, in whole đồng, by augmenting paths; None where the lines do
    not suffice."""
    left = list(lines)
    flow = [[0] * len(lines) for _ in wanted]
    for kind, missing in enumerate(wanted):
        while missing:
            path = _path(kind, left, flow, kinds)
            if path is None:
                return None
            amount = min(
                [missing, left[path[-1][1]], *(flow[other][line] for other, line in _given_up(path))]
            )
            for other, line in _given_up(path):
                flow[other][line] -= amount
            for other, line in path:
                flow[other][line] += amount
            left[path[-1][1]] -= amount
            missing -= amount
    return flow


def _given_up(path: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """What the kinds of a path after its first give up, to those before them."""
    return [(after, line) for (_, line), (after, _) in itertools.pairwise(path)]


def _path(
    kind: int, left: Sequence[int], flow: Sequence[Sequence[int]], kinds: Bools
) -> list[tuple[int, int]] | None:
    """Kinds with the line that each takes: the first takes money of a line, whose payer before takes that of
    another, until a line has some left. The shortest such path."""
    reached: dict[int, list[tuple[int, int]]] = {kind: []}
    seen: set[int] = set()
    queue = [kind]
    for current in queue:
        for line in np.flatnonzero(kinds[current]).tolist():
            if line in seen:
                continue
            seen.add(line)
            path = [*reached[current], (current, line)]
            if left[line]:
                return path
            for other, row in enumerate(flow):
                if row[line] and other not in reached:
                    reached[other] = path
                    queue.append(other)
    return None


def _largest_first(left: Sequence[int]) -> list[int]:
    return sorted(range(len(left)), key=lambda line: (-left[line], line))
