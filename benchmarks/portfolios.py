"""Portfolios to be measured: those of a country, and hard ones by the recipe of the literature."""

from fractions import Fraction

import numpy as np

from planning.portfolio import Floor, Question

PROVINCES = 34


def country(projects: int = 2_000, lines: int = 10, *, seed: int, loose: float = 0.35) -> Question:
    """Candidate projects of all provinces under the budget lines of the ministry and of regions, with a floor
    for each province. Support is like the demonstration register's, in steps of half a million đồng; each
    third project may be paid by all lines, others by some; a twentieth belongs to a second province too; the
    lines have some share of what is asked for; each province is promised 60 % of its part of that."""
    chance = np.random.default_rng(seed)
    home = chance.integers(0, PROVINCES, projects)
    support = (
        np.round(np.exp(chance.normal(5.2, 0.7, projects)) * 2).astype(np.int64).clip(60, 6_000) * 500_000
    )
    worth = np.maximum(1, (support / 1e6 * chance.uniform(0.15, 0.95, projects) * 100).astype(np.int64))
    partner = chance.integers(0, PROVINCES, projects)
    is_shared = (chance.random(projects) < 0.05) & (partner != home)
    area = chance.integers(0, lines, PROVINCES)
    part_project = np.concatenate([np.arange(projects), np.flatnonzero(is_shared)])
    half = np.where(is_shared, support // 1_000_000 // 2 * 1_000_000, 0)
    part_amount = np.concatenate([support - half, half[is_shared]])
    place = np.concatenate([home, partner[is_shared]])
    payable = np.zeros((len(part_project), lines), dtype=np.bool_)
    payable[np.arange(len(place)), area[place]] = True
    payable[:, 0] |= chance.random(len(place)) < 0.5
    payable[part_project % 3 == 0] = True
    budget = chance.dirichlet(np.full(lines, 4.0)) * support.sum() * loose
    amounts = [
        np.where(home == province, support - half, 0) + np.where(partner == province, half, 0)
        for province in range(PROVINCES)
    ]
    floors = [
        Floor(amounts=each, least=int(loose * 0.6 * each.sum()) // 1_000_000 * 1_000_000) for each in amounts
    ]
    floors.append(Floor(amounts=np.where(chance.random(projects) < 0.3, support, 0), share=Fraction(3, 10)))
    pairs = chance.permutation(projects)[: projects // 10].reshape(-1, 2)
    return Question(
        worth=worth,
        comes_first=chance.random(projects) < 0.02,
        is_required=np.zeros(projects, dtype=np.bool_),
        part_project=part_project,
        part_amount=part_amount,
        payable=payable,
        lines=(budget // 1_000_000).astype(np.int64) * 1_000_000,
        exclusive=pairs.tolist(),
        floors=floors,
    )
