"""Whether other weights rank hidden links better than the usual ones, by nested cross-validation.

The links are dealt into outer folds. For each, weights are chosen from a small grid by the mean reciprocal
rank on inner folds of the other links, then judged on the fold, which took no part in the choice. The gain
over the usual weights is tested with the variance of Nadeau and Bengio 2003, as folds share links.

The grid lies on the simplex: the usual weights, and their means with each criterion alone and with each two
criteria by halves, so that no criterion loses more than half of its weight.
"""

import itertools
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.links import Link, Question, Split, Standing, questions, student
from benchmarks.partner_facts import EVERYTHING, Facts
from domain.enums import Criterion, PartnerDirection
from planning.criteria import Floats
from planning.partner import WEIGHTS, Candidate, Subject, effective_weights, rank
from planning.score import NEUTRAL

OUTER = 5
INNER = 4
DIRECTIONS = (PartnerDirection.SUPPLIERS, PartnerDirection.BUYERS)
_CRITERIA = tuple(WEIGHTS)
_EVEN: Mapping[Criterion, float] = dict.fromkeys(_CRITERIA, 1.0)


@dataclass(frozen=True, slots=True)
class Fold:
    """The mean reciprocal rank on a fold with the usual weights and with those chosen without it."""

    usual: float
    chosen: float
    weights: Mapping[Criterion, float]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What choosing weights gains: the mean over folds, and half the width of its 95 % interval."""

    gain: float
    margin: float
    folds: Sequence[Fold]

    @property
    def is_significant(self) -> bool:
        """Whether the whole interval lies above 0."""
        return self.gain - self.margin > 0.0


def grid() -> list[Mapping[Criterion, float]]:
    """The weights to choose from, the usual ones first, each adding up to 1."""
    usual = np.array([WEIGHTS[criterion] for criterion in _CRITERIA])
    corners = np.eye(len(_CRITERIA))
    lattice = [*corners, *((one + other) / 2 for one, other in itertools.combinations(corners, 2))]
    points = [usual, *((usual + point) / 2 for point in lattice)]
    return [dict(zip(_CRITERIA, point.tolist(), strict=True)) for point in points]


def best_scores(
    direction: PartnerDirection,
    subject: Subject,
    found: Sequence[Candidate],
    weights: Sequence[Mapping[Criterion, float]],
    facts: Facts,
) -> tuple[list[str], Floats]:
    """The candidates, and for each of some weights (rows) the score of each (columns): what
    :func:`planning.partner.rank` gives, with the values of criteria computed once."""
    named = [candidate for candidate in found if candidate.pairs]
    matches = rank(direction, subject, named, weights=_EVEN, restriction=EVERYTHING, on=facts.on)
    if not matches:
        return [], np.zeros((len(weights), 0))
    values = matches[0].best.values
    filled = np.array([np.where(np.isnan(v), NEUTRAL, v) for v in values.values()])
    effective = [effective_weights(direction, subject, given) for given in weights]
    factors = np.array([[each.get(criterion, 0.0) for criterion in values] for each in effective])
    starts = np.cumsum([0, *(len(candidate.pairs) for candidate in named[:-1])])
    scores: Floats = np.maximum.reduceat(np.round(factors @ filled, 12), starts, axis=1)
    return [candidate.code for candidate in named], scores


def reciprocal_ranks(
    question: Question, facts: Facts, hidden: Collection[Link], weights: Sequence[Mapping[Criterion, float]]
) -> Floats:
    """The reciprocal rank of the answer by each of some weights."""
    subject, found = facts.of(question.direction, question.subject, hidden)
    codes, scores = best_scores(question.direction, subject, found, weights, facts)
    columns = [place for place, code in enumerate(codes) if code in question.candidates]
    kept = scores[:, columns]
    absent = len(question.candidates) - len(columns)
    if question.answer not in codes:
        return np.full(len(weights), Standing(len(columns), absent - 1).reciprocal_rank)
    own = scores[:, [codes.index(question.answer)]]
    better, level = (kept > own).sum(axis=1), (kept == own).sum(axis=1) - 1
    return np.array(
        [Standing(b, e).reciprocal_rank for b, e in zip(better.tolist(), level.tolist(), strict=True)]
    )


def folds(links: Collection[Link], number: int, seed: int) -> Iterator[tuple[Link, ...]]:
    """Deals links into folds of nearly equal size."""
    ordered = sorted(links)
    drawn = np.random.default_rng(seed).permutation(len(ordered))
    for part in np.array_split(drawn, number):
        yield tuple(ordered[place] for place in sorted(part.tolist()))


def compare(
    links: Collection[Link],
    suppliers: Collection[str],
    customers: Collection[str],
    facts: Facts,
    seed: int,
) -> Comparison:
    """Chooses and judges weights by nested cross-validation."""
    points = grid()

    def mean_by_weights(asked: Sequence[Link], hidden: Collection[Link]) -> Floats:
        split = Split(frozenset(links) - set(hidden), tuple(asked))
        ranks = [
            reciprocal_ranks(question, facts, hidden, points)
            for direction in DIRECTIONS
            for question in questions(split, suppliers, customers, direction)
        ]
        means: Floats = np.array(ranks).mean(axis=0)
        return means

    judged: list[Fold] = []
    for outer in folds(links, OUTER, seed):
        rest = sorted(set(links) - set(outer))
        inner = [mean_by_weights(part, frozenset((*part, *outer))) for part in folds(rest, INNER, seed)]
        best = int(np.argmax(np.mean(inner, axis=0)))
        means = mean_by_weights(outer, frozenset(outer))
        judged.append(Fold(float(means[0]), float(means[best]), points[best]))
    gains = [fold.chosen - fold.usual for fold in judged]
    variance = float(np.var(gains, ddof=1)) * (1 / OUTER + 1 / (OUTER - 1))
    return Comparison(float(np.mean(gains)), student(OUTER - 1) * math.sqrt(variance), judged)
