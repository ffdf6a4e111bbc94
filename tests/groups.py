"""What a proposed group must keep to, told from the pool alone, and pools to propose from."""

import math
from collections.abc import Sequence

import numpy as np

from planning.group_project import DIFFERENCE, Group, Limits, Pool, Tie


def value(pool: Pool, members: Sequence[int]) -> float:
    """What a group is worth, counted pair by pair."""
    total = 0.0
    for member in members:
        strength = 0.0
        for other in members:
            if other != member:
                strength += sum(tie.strength for tie in pool.ties if {member, other} <= set(tie.candidates))
        total += float(pool.worth[member]) + pool.linkage * min(1.0, strength)
    return total


def faults(
    pool: Pool,
    limits: Limits,
    lines: Sequence[Sequence[int]],
    group: Group | Sequence[int],
    before: Sequence[Sequence[int]],
) -> list[str]:
    """What is wrong with a group: with its members, and where it is an answer with its figures."""
    members = list(group.members if isinstance(group, Group) else group)
    chosen = set(members)
    found: list[str] = []
    if len(chosen) != len(members) or not limits.minimum <= len(members) <= limits.maximum:
        found.append("members")
    if not any(chosen <= set(line) for line in lines):
        found.append("line")
    if limits.budget is not None and sum(int(pool.support[each]) for each in members) > limits.budget:
        found.append("budget")
    output = math.fsum(float(pool.output[each]) for each in members)
    if limits.least_output is not None and output < limits.least_output * (1 - 1e-6):
        found.append("output")
    if any(len(chosen & set(several)) > 1 for several in pool.exclusive):
        found.append("exclusive")
    if not chosen >= {number for number in range(pool.size) if pool.is_required[number]}:
        found.append("required")
    if any(len(set(other) - chosen) < DIFFERENCE for other in before):
        found.append("difference")
    if isinstance(group, Group):
        if not math.isclose(group.objective, value(pool, members), abs_tol=1e-9):
            found.append("objective")
        if group.bound < group.objective:
            found.append("bound")
    return found


def random_pool(seed: int, size: int, links: int) -> tuple[Pool, int, float]:
    """A pool of organisations with one or two sites, cooperatives with members, trade and common partners; a
    budget that pays about half of the smallest group, and a minimum output that binds now and then."""
    random = np.random.default_rng(seed)
    organisations = random.integers(0, max(1, int(size * 0.9)), size)
    exclusive = [np.flatnonzero(organisations == each).tolist() for each in np.unique(organisations)]
    ties: list[Tie] = []
    for _ in range(links):
        one, other = random.integers(0, size, 2).tolist()
        if one != other:
            ties.append(Tie((min(one, other), max(one, other)), 0.5))
    for _ in range(size // 4):
        several = random.choice(size, size=min(size, int(random.integers(2, 12))), replace=False)
        ties.append(Tie(tuple(sorted(several.tolist())), 0.25))
    pool = Pool(
        worth=np.round(random.random(size) * 0.85, 2),
        support=random.integers(50, 300, size) * 1_000_000,
        output=np.round(random.random(size) * 100, 1) * (random.random(size) < 0.8),
        is_required=random.random(size) < (0.1 if size < 20 else 0.0),
        exclusive=[each for each in exclusive if len(each) > 1],
        ties=ties,
        linkage=0.15,
    )
    return pool, int(random.integers(100, 900)) * 1_000_000, float(random.integers(0, 120))
