"""A score as the weighted mean of criteria in [0, 1], and what each of them contributes to it.

One rule for what is not known: it counts as a half, and a criterion is known only where all that it rests on
is. Of a criterion that is a mean over several, such as members or deliveries, each that is unknown counts as
a half (:func:`mean`). A condition of eligibility that is open is known to be open, and counts a half too.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from domain.enums import Criterion
from planning.criteria import Floats

NEUTRAL = 0.5
"""What an unknown value counts as, so that missing data neither win nor lose."""
_DIGITS = 12
"""Scores are rounded here, so that equal ones made of different parts are ties."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A criterion's part in a score: ``contribution`` is weight × value used; ``value`` None where
    it, or a part of it, is unknown and the neutral value was used for that."""

    criterion: Criterion
    weight: float
    value: float | None
    contribution: float


def normalised(weights: Mapping[Criterion, float]) -> dict[Criterion, float]:
    """The weights above 0 in the same proportions, adding up to 1."""
    kept = {criterion: weight for criterion, weight in weights.items() if weight > 0}
    largest = max(kept.values(), default=1.0)
    total = math.fsum(weight / largest for weight in kept.values())  # the sum itself could overflow
    return {criterion: weight / largest / total for criterion, weight in kept.items()}


def scores(values: Mapping[Criterion, Floats], weights: Mapping[Criterion, float]) -> Floats:
    """The score of each row from the value of each criterion, NaN where unknown, and weights that add up
    to 1."""
    total = np.zeros(len(next(iter(values.values()))))
    for criterion, weight in weights.items():
        total += weight * np.where(np.isnan(values[criterion]), NEUTRAL, values[criterion])
    return np.round(total, _DIGITS)


def reasons(values: Mapping[Criterion, Floats], weights: Mapping[Criterion, float], row: int) -> list[Reason]:
    """What the score of a row is made of, in the order of the weights."""
    return [
        reason(criterion, weight, _used(float(values[criterion][row])))
        for criterion, weight in weights.items()
    ]


def _used(value: float) -> tuple[float, bool]:
    """What one value counts as, and whether it is known: its :func:`mean` alone."""
    return (NEUTRAL, False) if math.isnan(value) else (value, True)


def mean(values: Sequence[float], weights: Sequence[float] | None = None) -> tuple[float, bool]:
    """The mean of values, NaN where unknown, which counts as :data:`NEUTRAL`, and whether all are known.
    ``weights`` from 0 on. Neutral and not known where there is nothing to be weighed."""
    shares = [1.0] * len(values) if weights is None else weights
    total = math.fsum(shares)
    if not total:
        return NEUTRAL, False
    used = [(*_used(value), share) for value, share in zip(values, shares, strict=True)]
    are_known = all(is_known for _, is_known, share in used if share)
    return math.fsum(share * value for value, _, share in used) / total, are_known


def reason(criterion: Criterion, weight: float, found: tuple[float, bool]) -> Reason:
    """What a criterion contributes: the value used, and whether all of it is known."""
    used, is_known = found
    return Reason(
        criterion=criterion,
        weight=weight,
        value=used if is_known else None,
        contribution=weight * used,
    )


def total(reasons: Sequence[Reason]) -> float:
    """The score that contributions add up to."""
    return round(math.fsum(each.contribution for each in reasons), _DIGITS)
