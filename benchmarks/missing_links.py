"""How well ``partners`` finds trade links that are hidden from it, against rankings by structure.

    python -m benchmarks.missing_links

A fifth of the known links is hidden, ten times over with fixed seeds; see :mod:`benchmarks.links` for what is
asked. Measured are the demonstration register, loaded into an embedded engine of its own, and public
networks, which are fetched. What it means stands in docs/quality.md; the figures go to benchmarks/results.
"""

import argparse
import asyncio
import csv
import datetime as dt
import json
import logging
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import structlog

from benchmarks.links import (
    BEST,
    SHARE,
    Link,
    Score,
    Split,
    Structure,
    chance,
    hide,
    mean_and_margin,
    questions,
    standing,
)
from benchmarks.networks import COLORADO, SUPPLY_GRAPH, Network, Unavailable, contents
from benchmarks.partner_facts import Facts, KindFacts, RegisterFacts, TownFacts, partner_scores
from benchmarks.weights import DIRECTIONS, Comparison, compare
from domain.enums import Criterion, PartnerDirection
from graph.client import open_graph
from graph.engine import embedded_engine
from graph.schema import prepare
from planning.partner import ALGORITHM, WEIGHTS
from seeds.load import DEMONSTRATION, REFERENCE_TABLES, load_dataset

RESULTS = Path(__file__).parent / "results" / "missing-links.json"
SEEDS = range(1, 11)
ON = dt.date(2026, 11, 23)
"""The day on which the demonstration register is looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What rankings are measured on."""

    name: str
    source: str
    links: frozenset[Link]
    suppliers: frozenset[str]
    customers: frozenset[str]
    facts: Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The means over seeds of one method in one direction, each with half the width of its interval."""

    method: str
    direction: PartnerDirection
    hits: tuple[float, float]
    reciprocal_rank: tuple[float, float]


async def demonstration() -> Ground:
    """The demonstration register."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            embedded_engine(Path(folder), "1g") as engine,
            open_graph(engine.address) as graph,
        ):
            await prepare(graph)
            for dataset in (REFERENCE_TABLES, DEMONSTRATION):
                await load_dataset(graph, dataset, lambda _: None)
            facts = await RegisterFacts.read(graph, _businesses(DEMONSTRATION.folder), ON)
    return Ground(
        name="demonstration",
        source="seeds/demo",
        links=facts.links,
        suppliers=facts.suppliers | {supplier for supplier, _ in facts.links},
        customers=facts.customers | {customer for _, customer in facts.links},
        facts=facts,
    )


def public(network: Network) -> Ground:
    """A public network. Raises :class:`benchmarks.networks.Unavailable`."""
    found = contents(network)
    suppliers = frozenset(supplier for supplier, _ in found.links)
    customers = frozenset(customer for _, customer in found.links)
    return Ground(
        name=network.name,
        source=network.source,
        links=found.links,
        suppliers=suppliers,
        customers=customers,
        facts=TownFacts(suppliers, customers, found.towns)
        if found.towns
        else KindFacts(found.links, found.kinds),
    )


def methods(split: Split, facts: Facts) -> Mapping[str, Score]:
    """The rankings that are compared; each sees the known links of a split and no other."""
    structure = Structure(split.known)
    hidden = frozenset(split.hidden)
    return {
        "partners": partial(partner_scores, facts, hidden, WEIGHTS),
        "product fit alone": partial(partner_scores, facts, hidden, {Criterion.PRODUCT_FIT: 1.0}),
        "chance": chance,
        "degree": structure.degree,
        "common neighbours": structure.common_neighbours,
        "Adamic-Adar": structure.adamic_adar,
        "paths of length three": structure.paths_of_three,
    }


def measured(ground: Ground, seeds: Collection[int]) -> list[Figures]:
    """Every method in both directions."""
    hits: dict[tuple[str, PartnerDirection], list[float]] = {}
    ranks: dict[tuple[str, PartnerDirection], list[float]] = {}
    for seed in seeds:
        split = hide(ground.links, seed)
        for name, score in methods(split, ground.facts).items():
            for direction in DIRECTIONS:
                places = [
                    standing(question, score(direction, question.subject))
                    for question in questions(split, ground.suppliers, ground.customers, direction)
                ]
                key = (name, direction)
                hits.setdefault(key, []).append(float(np.mean([place.hit for place in places])))
                ranks.setdefault(key, []).append(float(np.mean([place.reciprocal_rank for place in places])))
    return [
        Figures(
            method=name,
            direction=direction,
            hits=mean_and_margin(values),
            reciprocal_rank=mean_and_margin(ranks[name, direction]),
        )
        for (name, direction), values in hits.items()
    ]


def _businesses(folder: Path) -> list[str]:
    codes: list[str] = []
    for file in ("facilities.csv", "suppliers.csv", "buyers.csv"):
        with (folder / file).open(encoding="utf-8", newline="") as source:
            codes.extend(row["code"] for row in csv.DictReader(source))
    return codes


def told(ground: Ground, figures: Sequence[Figures], comparison: Comparison | None) -> None:
    """Prints what was measured."""
    print(f"\n{ground.name}: {len(ground.links)} links, {round(SHARE * len(ground.links))} hidden, ", end="")
    print(f"{len(ground.suppliers)} suppliers, {len(ground.customers)} customers\n")
    print(f"{'method':24} {'direction':10} {'hit@' + str(BEST):>15} {'MRR':>15}")
    for each in figures:
        hits, ranks = ("{:.3f} ± {:.3f}".format(*pair) for pair in (each.hits, each.reciprocal_rank))
        print(f"{each.method:24} {each.direction.name.lower():10} {hits:>15} {ranks:>15}")
    if comparison:
        print(f"\nother weights: {comparison.gain:+.4f} ± {comparison.margin:.4f} in mean reciprocal rank")


def result(ground: Ground, figures: Sequence[Figures], comparison: Comparison | None) -> dict[str, object]:
    """What is kept of a measurement."""
    kept: dict[str, object] = {
        "name": ground.name,
        "source": ground.source,
        "links": len(ground.links),
        "hidden": round(SHARE * len(ground.links)),
        "suppliers": len(ground.suppliers),
        "customers": len(ground.customers),
        "methods": [
            {
                "method": each.method,
                "direction": each.direction.name,
                "hitAt10": _rounded(each.hits),
                "meanReciprocalRank": _rounded(each.reciprocal_rank),
            }
            for each in figures
        ],
    }
    if comparison:
        kept["otherWeights"] = {
            "gain": round(comparison.gain, 4),
            "margin": round(comparison.margin, 4),
            "isSignificant": comparison.is_significant,
            "folds": [
                {
                    "usual": round(fold.usual, 4),
                    "chosen": round(fold.chosen, 4),
                    "weights": {
                        criterion.name: round(weight, 4) for criterion, weight in fold.weights.items()
                    },
                }
                for fold in comparison.folds
            ],
        }
    return kept


def _rounded(pair: tuple[float, float]) -> dict[str, float]:
    mean, margin = pair
    return {"mean": round(mean, 4), "margin": round(margin, 4)}


def main() -> int:
    """Measures everything and writes the figures; 1 where a public network could not be read, which keeps the
    figures that it had, else 0."""
    parser = argparse.ArgumentParser("python -m benchmarks.missing_links", description=main.__doc__)
    parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    made_of = {"algorithm": ALGORITHM, "on": ON.isoformat(), "seeds": list(SEEDS)}
    before: dict[str, Any] = {**made_of, "grounds": []}
    if RESULTS.exists():
        before = json.loads(RESULTS.read_text(encoding="utf-8"))
    is_alike = all(before[name] == value for name, value in made_of.items())
    kept: dict[str, object] = {ground["name"]: ground for ground in before["grounds"]} if is_alike else {}
    grounds = [asyncio.run(demonstration())]
    is_whole = True
    for network in (COLORADO, SUPPLY_GRAPH):
        try:
            grounds.append(public(network))
        except Unavailable as reason:
            print(f"{network.name} is not measured: {reason}")
            is_whole = False
    for ground in grounds:
        figures = measured(ground, SEEDS)
        comparison = None
        if isinstance(ground.facts, RegisterFacts):  # in the others but one criterion differs
            comparison = compare(ground.links, ground.suppliers, ground.customers, ground.facts, SEEDS[0])
        told(ground, figures, comparison)
        kept[ground.name] = result(ground, figures, comparison)
    if is_whole or is_alike:
        document = {**made_of, "grounds": list(kept.values())}
        RESULTS.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(f"\nwritten to {RESULTS.name}")
    return 0 if is_whole else 1


if __name__ == "__main__":
    raise SystemExit(main())
