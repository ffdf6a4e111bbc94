"""What units would choose if each had an equal share of the money: a second opinion on a portfolio.

The method of equal shares (Peters and Skowron 2020; Peters, Pierczyński and Skowron 2021, for projects with
costs): each unit has the same share of the money and pays only for what is worth something to it. Again and
again that project is chosen which costs its units least for what they have of it; they share its cost in
proportion to that, none paying more than it has left. As projects cannot be divided, money is left over; so
the shares are raised by a twentieth at a time as long as all that is chosen still fits into the money there
is.

A unit would object to a portfolio in which it has less than in this choice. Lines, levels and floors are not
looked at: it is an argument in a talk about fairness, not a plan.
"""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from planning.solver import Bools, Integers

ALGORITHM = "equal-shares/1"
_RAISE = 1.05
_MOST_RAISES = 100
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """A unit that has less in a portfolio than by equal shares. ``worth`` and ``fair_worth``: what each gives
    it; ``missing``: projects of the fair choice that are worth something to it and are not funded."""

    unit: str
    worth: int
    fair_worth: int
    missing: tuple[int, ...]


def equal_shares(
    costs: Integers,
    worth: Sequence[Mapping[str, int]],
    exclusive: Sequence[Sequence[int]],
    money: int,
) -> Bools:
    """Which projects units would choose. ``costs``: one a project, in đồng, above 0; ``worth``: what each
    project is worth to each unit, above 0; ``exclusive``: projects of which at most one may be chosen."""
    units = sorted({unit for each in worth for unit in each})
    chosen = np.zeros(len(costs), dtype=np.bool_)
    if not units or money <= 0:
        return chosen
    share = money / len(units)
    for _ in range(_MOST_RAISES):
        found = _chosen(costs, worth, exclusive, dict.fromkeys(units, share))
        if int(costs[found].sum()) > money:
            break
        chosen = found
        share *= _RAISE
    return chosen


def objections(chosen: Bools, fair: Bools, worth: Sequence[Mapping[str, int]]) -> list[Objection]:
    """The units that have less of what is chosen than of what would be fair, those who miss most first."""
    units = sorted({unit for each in worth for unit in each})
    given, wanted = dict.fromkeys(units, 0), dict.fromkeys(units, 0)
    missing: dict[str, list[int]] = {unit: [] for unit in units}
    for project, each in enumerate(worth):
        for unit, value in each.items():
            given[unit] += value if chosen[project] else 0
            wanted[unit] += value if fair[project] else 0
            if fair[project] and not chosen[project]:
                missing[unit].append(project)
    found = [
        Objection(unit=unit, worth=given[unit], fair_worth=wanted[unit], missing=tuple(missing[unit]))
        for unit in units
        if wanted[unit] > given[unit]
    ]
    return sorted(found, key=lambda each: (each.worth - each.fair_worth, each.unit))


def _chosen(
    costs: Integers,
    worth: Sequence[Mapping[str, int]],
    exclusive: Sequence[Sequence[int]],
    left: dict[str, float],
) -> Bools:
    chosen = np.zeros(len(costs), dtype=np.bool_)
    barred: set[int] = set()
    rivals: dict[int, set[int]] = {}
    for projects in exclusive:
        for project in projects:
            rivals.setdefault(project, set()).update(projects)
    queue = [(0.0, project) for project, each in enumerate(worth) if each]
    while queue:
        known, project = heapq.heappop(queue)
        if project in barred:
            continue
        price = _price(float(costs[project]), worth[project], left)
        if price is None:
            continue
        if price > known + _ROUNDING * price:  # money has gone since: look again in its turn
            heapq.heappush(queue, (price, project))
            continue
        chosen[project] = True
        barred |= rivals.get(project, set())
        for unit, value in worth[project].items():
            left[unit] = max(0.0, left[unit] - price * value)
    return chosen


def _price(cost: float, worth: Mapping[str, int], left: Mapping[str, float]) -> float | None:
    """What a unit of worth costs, if all pay in proportion to it but none more than it has left; None where
    they have too little."""
    if sum(left[unit] for unit in worth) < cost * (1 - _ROUNDING):
        return None
    value = float(sum(worth.values()))
    for unit in sorted(worth, key=lambda unit: left[unit] / worth[unit]):
        if cost <= left[unit] / worth[unit] * value * (1 + _ROUNDING):
            return cost / value
        cost -= left[unit]
        value -= worth[unit]
    return None
