"""Which facilities one project could serve together: ``group-project/1``.

Of some candidates those are chosen whose value adds up to most, such that

- there are at least and at most so many members,
- their support together stays within the budget, and their output together reaches a minimum,
- of candidates that exclude each other at most one is a member, such as those of one organisation, or those
  of a cooperative and of its own member,
- those that are required are members.

The value of a member is its own worth, and up to the worth of a full linkage for its ties with other
members: each tie counts with its strength, and together they count for 1 at most. So a chain of members who
trade with each other is worth more than the same members apart, and one hub with many partners does not
outweigh everything else.

As a programme: a column ``x`` for each candidate, 0 or 1; one ``l`` for its linkage, with ``l ≤ x`` and
``l ≤`` the sum of the strengths of its ties to members; one ``y`` for each tied pair, with ``y ≤ x`` of both
ends. What makes it solvable is that ``l`` is saturated: a member's bonus is bounded by ``x`` however many
ties it has, so the relaxation lies within half a percent of the best group. Where each pair has a bonus of
its own, the relaxation spreads ``x`` thinly over thousands of candidates: with 10,000 links it was 330 % off
after twenty seconds.

1. Greedy choice and exchange from several beginnings give a first group.
2. The relaxation gives a bound and reduced costs. Among the candidates that it likes best, the **kernel**,
   the best groups are found by branch and bound (kernel search, Angelelli, Mansini and Speranza 2010).
3. Whoever would push a group below these, by the reduced costs, is left out; of 5,000 candidates some hundred
   are left. Branch and bound goes on among them, and the bound holds for all.

Each further group leaves out at least two members of every group before it.
"""

import itertools
import math
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from domain.enums import SolveStatus
from planning.solver import (
    TOLERANCE,
    Bools,
    Clock,
    Floats,
    Goal,
    Integers,
    Kind,
    Programme,
    Relaxed,
    Solution,
    relaxed,
    solve,
)

ALGORITHM = "group-project/1"
GAP = 2e-3
"""Among very many candidates a group is good enough within two thousandths of what it is at most."""
_MOST_EXACT = 300
"""Up to so many candidates the best group is proven to the last digit."""
DIFFERENCE = 2
"""A further group leaves out so many members of each group before it."""
_HALF = 0.5
_LEAST_SECONDS = 0.1
_SHARE = 0.5
"""The part of the seconds left that a group may take before the groups after it."""
_BEGINNINGS = 8
"""From how many strong ties a search begins, besides from nobody."""
_EXCHANGES = 60
"""After so many exchanges a search ends."""
_DIRECT = 12
"""A tie of so many candidates at most is written out for each pair of them; a larger one has a column that
counts its members."""
_KERNEL = 250
"""How many candidates the kernel has."""
_KERNEL_SHARE = 0.3
"""The part of the seconds that the groups of the kernel may take."""
_FIRST = 1_200
"""With so many candidates, those that could be worth most, the relaxation begins."""


@dataclass(frozen=True, slots=True)
class Tie:
    """What ties some candidates to each other: trade between two of them, or a buyer or supplier that several
    have in common. Each member gains ``strength`` for every other member in it."""

    candidates: tuple[int, ...]
    strength: float


@dataclass(frozen=True, kw_only=True)
class Pool:
    """Who may become a member; one entry a candidate. ``worth``: from 0 on. ``support``: đồng. ``output``:
    what it makes a year, 0 where unknown. ``is_required``: must be a member. ``exclusive``: candidates of
    which at most one may be a member. ``linkage``: the worth of a member's full linkage."""

    worth: Floats
    support: Integers
    output: Floats
    is_required: Bools
    exclusive: Sequence[Sequence[int]]
    ties: Sequence[Tie]
    linkage: float

    @property
    def size(self) -> int:
        """How many candidates there are."""
        return len(self.worth)

    @cached_property
    def ties_of(self) -> Mapping[int, Sequence[Tie]]:
        """The ties of each candidate that has any."""
        found: dict[int, list[Tie]] = {}
        for tie in self.ties:
            for each in tie.candidates:
                found.setdefault(each, []).append(tie)
        return found

    def links(self, members: Sequence[int]) -> Floats:
        """How well each of some members is linked with the others, 0 to 1, in their order."""
        chosen = set(members)
        return np.array(
            [
                min(
                    1.0,
                    math.fsum(
                        tie.strength * (len(chosen.intersection(tie.candidates)) - 1)
                        for tie in self.ties_of.get(member, ())
                    ),
                )
                for member in members
            ]
        )

    def value(self, members: Sequence[int]) -> float:
        """What a group is worth."""
        return math.fsum([*self.worth[list(members)], *(self.linkage * self.links(members))])


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a group must keep to. ``budget`` in đồng and ``least_output`` a year, None where there is no
    limit; an output within a millionth of it reaches it."""

    minimum: int
    maximum: int
    budget: int | None = None
    least_output: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A proposed group: its members in their order, its value, and what no group can be worth more than."""

    members: tuple[int, ...]
    objective: float
    bound: float

    @property
    def gap(self) -> float:
        """How much better it could be at most, as a share of its value."""
        return max(0.0, self.bound - self.objective) / max(abs(self.objective), TOLERANCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """The best groups, the best first. ``status`` is that of the first: INFEASIBLE where no group keeps to
    the limits."""

    status: SolveStatus
    groups: tuple[Group, ...]
    seconds: float


def group_projects(
    pool: Pool,
    limits: Limits,
    *,
    lines: Sequence[Sequence[int]] | None = None,
    number: int = 1,
    seconds: float = 8.0,
    cancelled: threading.Event | None = None,
) -> Groups:
    """The best groups, at most a number of them, each from one line.

    ``lines``: sets of candidates of which a group must not be mixed, such as those that make the same; all
    candidates are one unless given. ``seconds``: how long groups are bettered, all together. Raises
    :class:`planning.cancellation.Cancelled`.
    """
    run = _Run(seconds, cancelled)
    required = set(np.flatnonzero(pool.is_required).tolist())
    whole = [list(range(pool.size))] if lines is None else [sorted(line) for line in lines]
    wanted = [_Line(pool, limits, line, number) for line in whole if line and required.issubset(line)]
    found: list[Group] = []
    status = SolveStatus.INFEASIBLE
    for turn in range(number):
        before = [group.members for group in found]
        stale = [line for line in wanted if line.is_stale(before)]
        is_last = turn == number - 1
        for place, line in enumerate(stale):
            share = 1.0 if is_last and len(stale) == 1 else _SHARE
            line.solve(before, run, share * run.left / (len(stale) - place))
        if not found:
            status = _status(wanted)
        best = max(wanted, key=lambda line: line.value, default=None)
        if best is None or best.group is None:
            break
        bound = max(best.value, max(line.bound for line in wanted))
        found.append(Group(members=best.group, objective=best.value, bound=bound))
    return Groups(status=status, groups=_best_first(found), seconds=run.seconds)


def _best_first(groups: Sequence[Group]) -> tuple[Group, ...]:
    """The groups by their value, where one that was found later is worth a little more than one before it and
    each still leaves out two members of those before it."""
    ordered = sorted(groups, key=lambda group: -group.objective)
    pairs = itertools.combinations(ordered, 2)
    is_apart = all(len(set(one.members) - set(other.members)) >= DIFFERENCE for one, other in pairs)
    return tuple(ordered if is_apart else groups)


def _status(lines: Sequence["_Line"]) -> SolveStatus:
    """How far all lines came together."""
    found = {line.status for line in lines}
    if all(line.group is None for line in lines):
        return SolveStatus.TIME_LIMIT if SolveStatus.TIME_LIMIT in found else SolveStatus.INFEASIBLE
    is_proven = found <= {SolveStatus.OPTIMAL, SolveStatus.INFEASIBLE}
    return SolveStatus.OPTIMAL if is_proven else SolveStatus.FEASIBLE


class _Run:
    """What all solving of a question has in common: how long it may take, and who may stop it."""

    def __init__(self, seconds: float, cancelled: threading.Event | None) -> None:
        self._clock = Clock(seconds, cancelled)
        self._cancelled = cancelled

    @property
    def seconds(self) -> float:
        """How long it has taken."""
        return self._clock.seconds

    @property
    def left(self) -> float:
        """How long groups may still be bettered, never nothing."""
        return max(_LEAST_SECONDS, self._clock.left_to_improve)

    def part(self, seconds: float) -> Clock:
        """A clock for a part of it."""
        return Clock(seconds, self._cancelled)

    def check(self) -> None:
        """Raises :class:`planning.cancellation.Cancelled`."""
        self._clock.check()


class _Line:
    """The candidates of one line, and the best group of theirs that is known."""

    def __init__(self, pool: Pool, limits: Limits, candidates: Sequence[int], number: int) -> None:
        self._whole = _part(pool, candidates)
        self._everybody = list(candidates)
        self._limits = limits
        self._number = number
        self._gap = GAP if len(candidates) > _MOST_EXACT else TOLERANCE
        self._is_begun = False
        self._known: list[tuple[int, ...]] = []
        self._most = self._rest = math.inf
        self.group: tuple[int, ...] | None = None
        self.value = -math.inf
        self.bound = math.inf
        self.status = SolveStatus.TIME_LIMIT
        self._take(range(len(candidates)), -math.inf)

    def is_stale(self, before: Sequence[Sequence[int]]) -> bool:
        """Whether the best group must be sought, again where it is too much like one before it."""
        if not self._is_begun:
            return True
        return self.group is not None and not _is_apart(self.group, before)

    def solve(self, before: Sequence[Sequence[int]], run: _Run, seconds: float) -> None:
        """Seeks the best group that leaves out some members of each group before it."""
        run.check()
        ended = run.seconds + seconds
        if not self._is_begun:
            self._is_begun = True
            self._narrow(run, seconds)
        others = [_Other(self._inside(each), len(each) - DIFFERENCE) for each in before]
        starts = [self._inside(each) for each in self._known if _is_apart(each, before)]
        searched = self._search.best(others, run)
        starts += [] if searched is None else [searched]
        start = max(starts, key=self._pool.value, default=None)
        left = max(_LEAST_SECONDS, ended - run.seconds)
        solution = self._asked.solved(others, start, left, self._gap, run)
        if solution.values is None and len(self._candidates) < len(self._everybody):
            self._take(range(len(self._everybody)), -math.inf)  # a group may be among those ruled out
            self.solve(before, run, left)
        elif solution.values is None:
            is_none = solution.status is SolveStatus.INFEASIBLE
            self.group, self.value, self.status = None, -math.inf, solution.status
            self.bound = -math.inf if is_none else self._most
        else:
            members = self._asked.members(solution.values)
            proven = solution.goals[0].bound
            bound = math.inf if proven is None else -proven
            if solution.status is SolveStatus.OPTIMAL:
                bound = self._pool.value(members)
            self._keep(members, max(bound, self._rest))

    def _narrow(self, run: _Run, seconds: float) -> None:
        """Leaves out all candidates that the relaxation rules out, given good groups of those it likes."""
        size = self._whole.size
        found = None if size <= 2 * _KERNEL else self._asked.relaxed(run, seconds)
        if found is None:
            return
        self._most = -found.bound
        reduced = found.reduced[:size]
        order = np.lexsort((-self._whole.worth, reduced - found.values[:size]))
        inside = self._whole.is_required.copy()
        inside[order[:_KERNEL]] = True
        kernel = _Line(self._whole, self._limits, np.flatnonzero(inside).tolist(), self._number)
        before: list[tuple[int, ...]] = []
        for turn in range(self._number):
            kernel.solve(before, run, seconds * _KERNEL_SHARE / (self._number - turn))
            if kernel.group is None:
                break
            before.append(kernel.group)
        self._known = [tuple(self._everybody[each] for each in group) for group in before]
        if len(before) == self._number:
            least = min(self._whole.value(group) for group in before) * (1 - self._gap)
            kept = np.flatnonzero((reduced <= self._most - least) | inside)
            self._take(kept.tolist(), least)

    def _take(self, places: Sequence[int], rest: float) -> None:
        """Goes on with some of the candidates; a group with any other is worth ``rest`` at most."""
        self._candidates = [self._everybody[place] for place in places]
        self._place = {candidate: place for place, candidate in enumerate(self._candidates)}
        self._pool = _part(self._whole, list(places))
        self._rest = rest
        self._asked = _Asked(self._pool, self._limits)
        self._search = _Search(self._pool, self._limits)

    def _keep(self, members: Sequence[int], bound: float) -> None:
        budget = self._limits.budget
        if budget is not None and int(self._pool.support[list(members)].sum()) > budget:
            raise ArithmeticError("The solver's answer does not hold in whole đồng")
        self.group = tuple(self._candidates[member] for member in sorted(members))
        self.value = self._pool.value(members)
        self.bound = max(self.value, min(bound, self._most, self.bound))
        is_proven = self.bound - self.value <= TOLERANCE * max(1.0, self.value)
        self.status = SolveStatus.OPTIMAL if is_proven else SolveStatus.FEASIBLE

    def _inside(self, group: Sequence[int]) -> list[int]:
        return [self._place[each] for each in group if each in self._place]


def _is_apart(group: Sequence[int], before: Sequence[Sequence[int]]) -> bool:
    """Whether a group leaves out enough members of each group before it."""
    return all(len(set(group).intersection(each)) <= len(each) - DIFFERENCE for each in before)


@dataclass(frozen=True, slots=True)
class _Other:
    """A group before: its members among the candidates, of whom a further group has ``most`` at most."""

    members: Sequence[int]
    most: int


def _part(pool: Pool, candidates: Sequence[int]) -> Pool:
    """The pool of some candidates, in their order."""
    if len(candidates) == pool.size:
        return pool
    place = {candidate: number for number, candidate in enumerate(candidates)}

    def kept(several: Sequence[int]) -> tuple[int, ...]:
        return tuple(place[each] for each in several if each in place)

    rows = np.array(candidates, dtype=np.int64)
    ties = [Tie(kept(tie.candidates), tie.strength) for tie in pool.ties]
    exclusive = [kept(several) for several in pool.exclusive]
    return Pool(
        worth=pool.worth[rows],
        support=pool.support[rows],
        output=pool.output[rows],
        is_required=pool.is_required[rows],
        exclusive=[several for several in exclusive if len(several) > 1],
        ties=[tie for tie in ties if len(tie.candidates) > 1],
        linkage=pool.linkage,
    )


class _Asked:
    """A pool and its limits as a programme: columns for candidates, for the linkage of those that are tied,
    for tied pairs, and for what many have in common."""

    def __init__(self, pool: Pool, limits: Limits) -> None:
        self._pool = pool
        self._limits = limits
        self._hubs = [tie for tie in pool.ties if len(tie.candidates) > _DIRECT]
        self._pairs = _pairs(pool)
        tied = sorted(pool.ties_of)
        self._linkage_of = {each: pool.size + number for number, each in enumerate(tied)}
        self._first_pair = pool.size + len(tied)
        self._first_hub = self._first_pair + len(self._pairs)
        self._width = self._first_hub + len(self._hubs)
        costs = np.zeros(self._width)
        costs[: pool.size] = -pool.worth
        costs[pool.size : self._first_pair] = -pool.linkage
        self._goal = Goal(costs)
        self._most = pool.worth.copy()
        self._most[tied] += pool.linkage
        self._rows = self._lasting_rows()

    def members(self, values: Floats) -> tuple[int, ...]:
        """The members that the values of the columns stand for."""
        return tuple(np.flatnonzero(values[: self._pool.size] > _HALF).tolist())

    def relaxed(self, run: _Run, seconds: float) -> Relaxed | None:
        """The best values without the demand that anybody be a member as a whole; None where there are none,
        or time is short."""
        return relaxed(self._programme(()), self._goal, run.part(seconds), first=self._first())

    def solved(
        self,
        before: Sequence[_Other],
        start: Sequence[int] | None,
        seconds: float,
        gap: float,
        run: _Run,
    ) -> Solution:
        """The best group that leaves out some members of each group before it, beginning with one that is
        known."""
        return solve(
            self._programme(before),
            [self._goal],
            run.part(seconds),
            gap=gap,
            first=self._first(),
            start=None if start is None else self._values(start),
        )

    def _first(self) -> Bools | None:
        """The columns to begin with."""
        size = self._pool.size
        if size <= 2 * _FIRST:
            return None
        inside = self._pool.is_required.copy()
        inside[np.argsort(-self._most, kind="stable")[:_FIRST]] = True
        first = np.ones(self._width, dtype=np.bool_)
        first[:size] = inside
        first[size : self._first_pair] = inside[list(self._linkage_of)]
        ends = np.array(list(self._pairs), dtype=np.int64).reshape(-1, 2)
        first[self._first_pair : self._first_hub] = inside[ends].all(axis=1)
        return first

    def _programme(self, before: Sequence[_Other]) -> Programme:
        pool, limits = self._pool, self._limits
        rows = self._rows.copy()
        for group in before:
            rows.add(group.members, [1.0] * len(group.members), -np.inf, group.most)
        lower, upper = np.zeros(self._width), np.ones(self._width)
        lower[: pool.size] = pool.is_required
        upper[self._first_hub :] = limits.maximum
        if limits.budget is not None:
            upper[: pool.size][(pool.support > limits.budget) & ~pool.is_required] = 0.0
        kinds = np.full(self._width, Kind.CONTINUOUS, dtype=np.int8)
        kinds[: pool.size] = Kind.INTEGER
        return rows.programme(lower, upper, kinds)

    def _lasting_rows(self) -> "_Rows":
        """The rows that every programme of the pool has."""
        pool, limits = self._pool, self._limits
        everybody = list(range(pool.size))
        rows = _Rows()
        rows.add(everybody, [1.0] * pool.size, limits.minimum, limits.maximum)
        if limits.budget is not None:
            unit = math.gcd(*pool.support.tolist()) or 1  # whole numbers, so that no đồng is lost to rounding
            rows.add(everybody, (pool.support // unit).tolist(), -np.inf, limits.budget // unit)
        if limits.least_output:
            rows.add(everybody, (pool.output / limits.least_output).tolist(), 1.0, np.inf)
        for several in pool.exclusive:
            rows.add(several, [1.0] * len(several), -np.inf, 1.0)
        gains = self._linkage_rows(rows)
        for candidate, column in self._linkage_of.items():
            rows.add([column, candidate], [1.0, -1.0], -np.inf, 0.0)
            columns = [each for each, _ in gains[candidate]]
            strengths = [-strength for _, strength in gains[candidate]]
            rows.add([column, *columns], [1.0, *strengths], -np.inf, 0.0)
        return rows

    def _linkage_rows(self, rows: "_Rows") -> dict[int, list[tuple[int, float]]]:
        """Adds what bounds pairs and counts hubs; the columns that link each candidate, with strengths."""
        gains: dict[int, list[tuple[int, float]]] = {each: [] for each in self._linkage_of}
        for number, (pair, strength) in enumerate(self._pairs.items()):
            column = self._first_pair + number
            for each in pair:
                rows.add([column, each], [1.0, -1.0], -np.inf, 0.0)
                gains[each].append((column, strength))
        for number, tie in enumerate(self._hubs):
            column = self._first_hub + number
            rows.add([column, *tie.candidates], [1.0, *[-1.0] * len(tie.candidates)], 0.0, 0.0)
            for each in tie.candidates:
                gains[each] += [(column, tie.strength), (each, -tie.strength)]
        return gains

    def _values(self, members: Sequence[int]) -> Floats:
        """The values of all columns for a group."""
        values = np.zeros(self._width)
        values[list(members)] = 1.0
        for member, link in zip(members, self._pool.links(members).tolist(), strict=True):
            if member in self._linkage_of:
                values[self._linkage_of[member]] = link
        chosen = set(members)
        for number, pair in enumerate(self._pairs):
            values[self._first_pair + number] = chosen.issuperset(pair)
        for number, tie in enumerate(self._hubs):
            values[self._first_hub + number] = len(chosen.intersection(tie.candidates))
        return values


def _pairs(pool: Pool) -> dict[tuple[int, int], float]:
    """The pairs that small ties consist of, with their strengths added up."""
    found: dict[tuple[int, int], float] = {}
    for tie in pool.ties:
        if len(tie.candidates) <= _DIRECT:
            for pair in itertools.combinations(sorted(tie.candidates), 2):
                found[pair] = found.get(pair, 0.0) + tie.strength
    return found


class _Search:
    """Good groups by greedy choice and exchange."""

    def __init__(self, pool: Pool, limits: Limits) -> None:
        self._pool = pool
        self._limits = limits
        self._exclusive_of: dict[int, set[int]] = {}
        for several in pool.exclusive:
            for each in several:
                self._exclusive_of.setdefault(each, set()).update(set(several) - {each})
        self._rows: dict[int, Floats] = {}
        self._begun = list(self._beginnings())

    def best(self, before: Sequence[_Other], run: _Run) -> list[int] | None:
        """The best group found that leaves out some members of each group before it; None where none was."""
        best: list[int] | None = None
        best_value = -math.inf
        for beginning, thrift in self._begun:
            run.check()
            members = self._exchanged(self._filled(beginning, thrift, before), before)
            value = self._pool.value(members)
            if value > best_value + TOLERANCE and self._is_whole(members, before):
                best, best_value = members, value
        return best

    def _beginnings(self) -> Iterable[tuple[list[int], float]]:
        """Members to begin with, and how much their support counts against them: those that are required,
        alone and with the two of a strong tie whose worth is largest."""
        required = np.flatnonzero(self._pool.is_required).tolist()
        for thrift in (0.0, 0.5, 1.0):
            yield required, thrift
        worth = self._pool.worth
        pairs: dict[tuple[int, ...], float] = {}
        for tie in self._pool.ties:
            pair = tuple(sorted(tie.candidates, key=lambda each: (-worth[each], each))[:2])
            pairs[pair] = max(
                pairs.get(pair, 0.0), tie.strength * self._pool.linkage + worth[list(pair)].sum()
            )
        ranked = sorted(pairs, key=lambda pair: (-pairs[pair], pair))
        for pair in ranked[:_BEGINNINGS]:
            members = list(required)
            for each in pair:
                if each not in members and not self._exclusive_of.get(each, set()).intersection(members):
                    members.append(each)
            yield members, 0.5

    def _row(self, candidate: int) -> Floats:
        """What each candidate gains by ties with one."""
        if candidate not in self._rows:
            row = np.zeros(self._pool.size)
            for tie in self._pool.ties_of.get(candidate, ()):
                row[list(tie.candidates)] += tie.strength
            row[candidate] = 0.0
            self._rows[candidate] = row
        return self._rows[candidate]

    def _gains(self, members: Sequence[int]) -> Floats:
        """How much each candidate would add to the value of a group; members add nothing of use."""
        pool = self._pool
        if not members:
            return pool.worth.copy()
        table = np.stack([self._row(member) for member in members])
        ties = table.sum(axis=0)
        own = ties[list(members)][:, None]
        given = np.minimum(1.0, own + table) - np.minimum(1.0, own)
        gained: Floats = pool.worth + pool.linkage * (np.minimum(1.0, ties) + given.sum(axis=0))
        return gained

    def _may_join(self, members: Sequence[int], before: Sequence[_Other]) -> Bools:
        """Which candidates fit beside some members."""
        pool, limits = self._pool, self._limits
        free = np.ones(pool.size, dtype=np.bool_)
        free[list(members)] = False
        for member in members:
            free[list(self._exclusive_of.get(member, ()))] = False
        if limits.budget is not None:
            free &= pool.support <= limits.budget - int(pool.support[list(members)].sum())
        for group in before:
            if len(set(group.members).intersection(members)) >= group.most:
                free[list(group.members)] = False
        return free

    def _filled(self, members: list[int], thrift: float, before: Sequence[_Other]) -> list[int]:
        """The members with the best others, one after the other, until no place is left."""
        pool, limits = self._pool, self._limits
        members = list(members)
        price = np.power(np.maximum(pool.support, 1.0) / max(1.0, float(pool.support.mean())), thrift)
        while len(members) < limits.maximum:
            free = self._may_join(members, before)
            if not free.any():
                break
            gains = np.where(free, (self._gains(members) + self._relief(members)) / price, -np.inf)
            members.append(int(gains.argmax()))
        return members

    def _relief(self, members: Sequence[int]) -> Floats:
        """How much each candidate lessens what is missing of the output, in units of value that outweigh all
        else."""
        pool, least = self._pool, self._limits.least_output
        if not least:
            return np.zeros(pool.size)
        missing = max(0.0, least - float(pool.output[list(members)].sum()))
        relief: Floats = np.minimum(pool.output, missing) / least * 2.0 * self._limits.maximum
        return relief

    def _exchanged(self, members: list[int], before: Sequence[_Other]) -> list[int]:
        """The members after exchanges of one for another that better the group, each the best of all."""
        pool = self._pool
        for _ in range(_EXCHANGES):
            best: tuple[float, list[int]] | None = None
            for member in members:
                if pool.is_required[member]:
                    continue
                rest = [each for each in members if each != member]
                free = self._may_join(rest, before)
                free[member] = False
                if not free.any():
                    continue
                merit = self._gains(rest) + self._relief(rest)
                other = int(np.where(free, merit, -np.inf).argmax())
                better = float(merit[other] - merit[member])
                if better > TOLERANCE and (best is None or better > best[0] + TOLERANCE):
                    best = better, [*rest, other]
            if best is None:
                break
            members = self._filled(best[1], 0.5, before)
        return members

    def _is_whole(self, members: Sequence[int], before: Sequence[_Other]) -> bool:
        """Whether a group keeps to all limits."""
        pool, limits = self._pool, self._limits
        chosen = set(members)
        least = (limits.least_output or 0.0) * (1 - TOLERANCE)
        return (
            limits.minimum <= len(members) <= limits.maximum
            and (limits.budget is None or int(pool.support[list(members)].sum()) <= limits.budget)
            and float(pool.output[list(members)].sum()) >= least
            and not any(chosen.intersection(self._exclusive_of.get(member, ())) for member in members)
            and all(len(chosen.intersection(group.members)) <= group.most for group in before)
        )


class _Rows:
    """The rows of a programme, gathered one by one."""

    def __init__(self) -> None:
        self._columns: list[int] = []
        self._values: list[float] = []
        self._lengths: list[int] = []
        self._lower: list[float] = []
        self._upper: list[float] = []

    def copy(self) -> "_Rows":
        """The same rows, to which others can be added."""
        twin = _Rows()
        twin._columns, twin._values = self._columns.copy(), self._values.copy()
        twin._lengths = self._lengths.copy()
        twin._lower, twin._upper = self._lower.copy(), self._upper.copy()
        return twin

    def add(self, columns: Sequence[int], values: Sequence[float], lower: float, upper: float) -> None:
        """Adds a row."""
        self._columns.extend(columns)
        self._values.extend(values)
        self._lengths.append(len(columns))
        self._lower.append(lower)
        self._upper.append(upper)

    def programme(self, lower: Floats, upper: Floats, kinds: NDArray[np.int8]) -> Programme:
        """The programme of these rows."""
        return Programme.of(
            lower=lower,
            upper=upper,
            kinds=kinds,
            row_lower=np.array(self._lower),
            row_upper=np.array(self._upper),
            rows=np.repeat(np.arange(len(self._lengths)), self._lengths),
            columns=np.array(self._columns, dtype=np.int64),
            values=np.array(self._values),
        )
