"""Choosing weights by evidence: the grid, the folds, and that evidence decides."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import replace

import pytest

from benchmarks.links import Link
from benchmarks.partner_facts import TownFacts
from benchmarks.weights import Comparison, Fold, compare, folds, grid
from domain.enums import Criterion, PartnerDirection
from planning.partner import WEIGHTS, Candidate, Subject

LINKS = [(f"s{number}", f"c{number}") for number in range(20)]
SUPPLIERS = [supplier for supplier, _ in LINKS]
CUSTOMERS = [customer for _, customer in LINKS]
TOWNS = {end: f"town {number}" for number, link in enumerate(LINKS) for end in link}


class WrongProduct:
    """Partners share a town, but the product fits everybody else better."""

    def __init__(self) -> None:
        self.on = dt.date(2026, 1, 1)
        self._towns = TownFacts(SUPPLIERS, CUSTOMERS, TOWNS)

    def of(
        self, direction: PartnerDirection, subject: str, hidden: Collection[Link]
    ) -> tuple[Subject, Sequence[Candidate]]:
        """The facts of a network of towns, but for the products."""
        known, found = self._towns.of(direction, subject, hidden)
        return known, [
            replace(other, pairs=[replace(pair, levels=1) for pair in other.pairs])
            if other.communes == known.communes
            else other
            for other in found
        ]


def test_the_grid_begins_with_the_usual_weights_and_keeps_half_of_each() -> None:
    points = grid()

    assert points[0] == pytest.approx(dict(WEIGHTS))
    assert len(points) == 1 + 9 + 36
    assert [sum(point.values()) for point in points] == pytest.approx([1.0] * 46)
    assert all(
        point[criterion] >= WEIGHTS[criterion] / 2 - 1e-12 for point in points for criterion in WEIGHTS
    )


def test_folds_deal_every_link_once_and_the_seed_decides_where() -> None:
    dealt = list(folds(LINKS, 3, seed=1))

    assert sorted(len(fold) for fold in dealt) == [6, 7, 7]
    assert sorted(link for fold in dealt for link in fold) == sorted(LINKS)
    assert list(folds(LINKS[::-1], 3, seed=1)) == dealt
    assert list(folds(LINKS, 3, seed=2)) != dealt


def test_other_weights_are_chosen_where_the_usual_ones_mislead() -> None:
    found = compare(LINKS, SUPPLIERS, CUSTOMERS, WrongProduct(), seed=1)

    assert [fold.usual for fold in found.folds] == pytest.approx([1 / 20] * 5)
    assert [fold.chosen for fold in found.folds] == [1.0] * 5
    assert all(fold.weights[Criterion.CO_LOCATION] > 0.5 for fold in found.folds)
    assert found.is_significant
    assert compare(LINKS, SUPPLIERS, CUSTOMERS, WrongProduct(), seed=1) == found


def test_nothing_is_gained_where_the_usual_weights_are_right() -> None:
    found = compare(LINKS, SUPPLIERS, CUSTOMERS, TownFacts(SUPPLIERS, CUSTOMERS, TOWNS), seed=1)

    assert found == Comparison(0.0, 0.0, [Fold(1.0, 1.0, grid()[0])] * 5)
    assert not found.is_significant
