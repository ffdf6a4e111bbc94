"""How far portfolios are from the best: those of a country, and hard ones by the recipe of the literature.

    python -m benchmarks.portfolios

The figures go to benchmarks/results; what they mean stands in docs/quality.md.
"""

import itertools
import json
import time
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

import highspy
import numpy as np
from numpy.typing import NDArray

from planning.portfolio import Floor, Question, portfolio
from planning.solver import PATIENCE, TOLERANCE, Clock, Goal, Kind, Programme, solve

Numbers: TypeAlias = NDArray[np.int64]

PROVINCES = 34
COUNTRY_SECONDS = 60.0
HARD_SECONDS = 30.0
"""How long each choice may take, on however busy a machine."""
RESULTS = Path(__file__).parent / "results" / "portfolios.json"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Hard:
    """A multi-demand multidimensional knapsack: worth × choice as large as possible, where ``weights`` ×
    choice is at most ``budgets`` and ``gains`` × choice at least ``floors``."""

    worth: Numbers
    weights: Numbers
    budgets: Numbers
    gains: Numbers
    floors: Numbers

    @property
    def programme(self) -> Programme:
        """As a programme of whole columns from 0 to 1."""
        table = np.concatenate([self.weights, self.gains]).astype(np.float64)
        rows, columns = np.nonzero(table)
        number = len(self.worth)
        return Programme.of(
            lower=np.zeros(number),
            upper=np.ones(number),
            kinds=np.full(number, Kind.INTEGER, dtype=np.int8),
            row_lower=np.concatenate([np.full(len(self.budgets), -np.inf), self.floors]),
            row_upper=np.concatenate([self.budgets, np.full(len(self.floors), np.inf)]),
            rows=rows,
            columns=columns,
            values=table[rows, columns],
        )


def hard(items: int, budgets: int, floors: int, *, tightness: float, is_mixed: bool, seed: int) -> Hard:
    """An instance by the recipe of Cappanera and Trubian (2005), who add demands to the multidimensional
    knapsacks of Chu and Beasley (1998): coefficients are drawn from 0 to 1,000, each limit is ``tightness``
    times the sum of its coefficients, and worth goes with the mean coefficient, so that what is worth much
    weighs much: the mean of the weights + 500 × u, u from 0 to 1; with mixed worth, less the mean of the
    gains. The published files are not part of this; constants of the mixed worth are as we understand the
    recipe."""
    chance = np.random.default_rng(seed)
    weights = chance.integers(0, 1_001, (budgets, items))
    gains = chance.integers(0, 1_001, (floors, items))
    worth = weights.sum(axis=0) / budgets + 500 * chance.random(items)
    if is_mixed:
        worth -= gains.sum(axis=0) / floors
    return Hard(
        worth=np.round(worth).astype(np.int64),
        weights=weights,
        budgets=(tightness * weights.sum(axis=1)).astype(np.int64),
        gains=gains,
        floors=(tightness * gains.sum(axis=1)).astype(np.int64),
    )


def plain(instance: Hard, seconds: float) -> tuple[float | None, float | None]:
    """What HiGHS finds as it comes, told nothing but a time limit and one thread: objective and bound."""
    highs = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy has no types here
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("time_limit", seconds)
    highs.setOptionValue("mip_rel_gap", TOLERANCE)
    chosen = highs.addBinaries(len(instance.worth))

    def total(coefficients: Numbers) -> highspy.highs.highs_linear_expression:
        return highs.qsum(value * each for value, each in zip(coefficients.tolist(), chosen, strict=True))

    for coefficients, limit in zip(instance.weights, instance.budgets.tolist(), strict=True):
        highs.addConstr(total(coefficients) <= limit)
    for coefficients, limit in zip(instance.gains, instance.floors.tolist(), strict=True):
        highs.addConstr(total(coefficients) >= limit)
    highs.maximize(total(instance.worth))
    info = highs.getInfo()
    has_solution = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    return (info.objective_function_value if has_solution else None), info.mip_dual_bound


def main() -> None:
    """Measures, and writes the figures."""
    rows = [_country(seed) for seed in range(1, 6)]
    kinds = itertools.product((100, 250), (1, 2, 5), (False, True))
    found = {"country": rows, "hard": [_hard(*kind) for kind in kinds]}
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _country(seed: int) -> dict[str, object]:
    question = country(seed=seed)
    began, worked = time.monotonic(), time.process_time()
    found = portfolio(question, seconds=COUNTRY_SECONDS)
    row: dict[str, object] = {
        "seed": seed,
        "status": found.status.name,
        "objective": found.objective,
        "gap": found.gap,
        "chosen": int(found.chosen.sum()),
        "seconds": round(time.monotonic() - began, 1),
        "processorSeconds": round(time.process_time() - worked, 1),
    }
    print(row, flush=True)
    return row


def _hard(items: int, floors: int, is_mixed: bool) -> dict[str, object]:
    instance = hard(items, 5, floors, tightness=0.5, is_mixed=is_mixed, seed=items + floors)
    goals = [Goal(-instance.worth / float(np.abs(instance.worth).max()))]
    began = time.monotonic()
    solution = solve(instance.programme, goals, Clock(HARD_SECONDS / PATIENCE))
    took = time.monotonic() - began
    objective, bound = plain(instance, HARD_SECONDS)
    goal = solution.goals[0] if solution.goals and solution.values is not None else None
    row: dict[str, object] = {
        "items": items,
        "budgets": 5,
        "floors": floors,
        "worth": "mixed" if is_mixed else "positive",
        "objective": None if solution.values is None else round(float(instance.worth @ solution.values)),
        "gap": None if goal is None else goal.gap,
        "seconds": round(took, 1),
        "plainObjective": None if objective is None else round(objective),
        "plainGap": None
        if objective is None or bound is None
        else (bound - objective) / max(1.0, abs(objective)),
        "plainSeconds": round(time.monotonic() - began - took, 1),
    }
    print(row, flush=True)
    return row


if __name__ == "__main__":
    main()
