"""How far groups are from the best: 5,000 candidates with 10,000 links among them, and larger linkage.

    python -m benchmarks.group_projects

The figures go to benchmarks/results; what they mean stands in docs/quality.md.
"""

import json
import time
from pathlib import Path

import numpy as np

from domain.enums import Criterion
from planning.group_candidate import TRADE_STRENGTH
from planning.group_project import Limits, Pool, Tie, group_projects
from planning.merit import WEIGHTS

SECONDS = 8.0
"""How long groups are bettered, as the service does."""
RESULTS = Path(__file__).parent / "results" / "group-projects.json"


def pool_of(candidates: int = 5_000, links: int = 10_000, *, seed: int, has_hubs: bool) -> Pool:
    """Candidates with the worth that the criteria but LINKAGE can give, support like the demonstration
    register's, one organisation in ten with a second site, and trade among them: between any two alike, or,
    with hubs, the more with those that have much of it."""
    chance = np.random.default_rng(seed)
    organisations = chance.integers(0, int(candidates * 0.9), candidates)
    several = [np.flatnonzero(organisations == each).tolist() for each in np.unique(organisations)]
    likely = 1.0 / np.arange(1, candidates + 1) ** 0.7
    likely /= likely.sum()
    ends = chance.permutation(candidates)
    one = (
        ends[chance.choice(candidates, links, p=likely)]
        if has_hubs
        else chance.integers(0, candidates, links)
    )
    other = chance.integers(0, candidates, links)
    pairs = {(min(pair), max(pair)) for pair in zip(one.tolist(), other.tolist(), strict=True)}
    linkage = WEIGHTS[Criterion.LINKAGE]
    return Pool(
        worth=np.round(chance.random(candidates) * (1 - linkage), 4),
        support=chance.integers(50, 451, candidates) * 1_000_000,
        output=np.round(chance.random(candidates) * 200, 1),
        is_required=np.zeros(candidates, dtype=np.bool_),
        exclusive=[each for each in several if len(each) > 1],
        ties=[Tie(pair, TRADE_STRENGTH) for pair in sorted(pairs) if pair[0] != pair[1]],
        linkage=linkage,
    )


def main() -> None:
    """Measures, and writes the figures."""
    rows = [
        _row(seed, has_hubs=has_hubs, number=number)
        for has_hubs in (False, True)
        for number in (1, 3)
        for seed in (1, 2, 3)
    ]
    RESULTS.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def _row(seed: int, *, has_hubs: bool, number: int) -> dict[str, object]:
    pool = pool_of(seed=seed, has_hubs=has_hubs)
    limits = Limits(minimum=4, maximum=12, budget=3_000_000_000, least_output=500.0)
    began, worked = time.monotonic(), time.process_time()
    found = group_projects(pool, limits, number=number, seconds=SECONDS)
    row: dict[str, object] = {
        "seed": seed,
        "links": "hubs" if has_hubs else "even",
        "proposals": number,
        "status": found.status.name,
        "objectives": [round(group.objective, 4) for group in found.groups],
        "gaps": [round(group.gap, 5) for group in found.groups],
        "seconds": round(time.monotonic() - began, 1),
        "processorSeconds": round(time.process_time() - worked, 1),
    }
    print(row, flush=True)
    return row


if __name__ == "__main__":
    main()
