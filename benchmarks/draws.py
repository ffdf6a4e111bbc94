"""Random draws with the skew of life, each reproducible from its generator."""

import datetime as dt
from collections.abc import Sequence
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from domain.codes import CROCKFORD

T = TypeVar("T")
Draw: TypeAlias = np.random.Generator
Numbers: TypeAlias = NDArray[np.int64]

_FIRST_DAY = dt.date(2004, 1, 1)
DAYS = [(_FIRST_DAY + dt.timedelta(days=number)).isoformat() for number in range(10_000)]
"""Days in order, from 2004 on."""
TODAY = (dt.date(2026, 11, 1) - _FIRST_DAY).days
"""The place in :data:`DAYS` of the day on which the registers were, so to say, written."""
_CHECK_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def zipf(count: int) -> NDArray[np.float64]:
    """Weights that fall as 1 / rank."""
    return 1.0 / np.arange(1, count + 1)


def weighted(draw: Draw, weights: Sequence[float] | NDArray[np.float64], count: int) -> Numbers:
    """Places drawn by weight."""
    bounds = np.cumsum(weights)
    places: Numbers = np.searchsorted(bounds, draw.random(count) * bounds[-1], side="right")
    return np.minimum(places, len(bounds) - 1)


def heavy(draw: Draw, places: int, count: int) -> Numbers:
    """Places drawn by a power law: a few come thousands of times, most hardly ever."""
    weights = draw.pareto(1.1, places) + 0.02
    return weighted(draw, weights, count)


def distinct(one: Numbers, two: Numbers) -> tuple[Numbers, Numbers]:
    """The distinct pairs of two columns, sorted."""
    most = int(two.max(initial=0)) + 1
    return np.divmod(np.unique(one * most + two), most)


def texts(draw: Draw, choices: Sequence[T], count: int) -> list[T]:
    """Choices of equal weight; one that stands twice comes twice as often."""
    return [choices[place] for place in draw.integers(0, len(choices), count).tolist()]


def days(draw: Draw, count: int, *, since: int = 0, known: float = 1.0) -> list[str]:
    """Days until today, from a place in :data:`DAYS` on; empty where not known."""
    drawn = draw.integers(since, TODAY, count).tolist()
    return [
        DAYS[place] if chance < known else ""
        for place, chance in zip(drawn, draw.random(count).tolist(), strict=True)
    ]


def amounts(draw: Draw, count: int, middle: float, spread: float, digits: int = 1) -> list[float]:
    """Amounts around a middle, with a long tail upwards (log-normal)."""
    drawn: list[float] = np.round(draw.lognormal(np.log(middle), spread, count), digits).tolist()
    return drawn


def codes(draw: Draw, prefix: str, count: int, *, of_probes: bool = False) -> list[str]:
    """Distinct checked codes of a prefix (``domain.codes``). Those of probes begin with 0, no others do."""
    low, high = (0, 1 << 35) if of_probes else (1 << 35, 1 << 40)
    bodies = np.empty(0, dtype=np.int64)
    while len(bodies) < count:
        bodies = np.concatenate([bodies, draw.integers(low, high, count + 1_000)])
        _, firsts = np.unique(bodies, return_index=True)
        bodies = bodies[np.sort(firsts)]
        bodies = bodies[_is_issued(bodies, prefix)]
    bodies = bodies[:count]
    letters = np.array(list(CROCKFORD), dtype="U1")
    parts = [letters[(bodies >> shift) & 31] for shift in range(35, -5, -5)]
    checks = np.array(list(_CHECK_CHARACTERS), dtype="U1")[_checks(bodies, prefix)]
    return [
        f"{prefix}-{body}-{check}"
        for body, check in zip(map("".join, zip(*parts, strict=True)), checks.tolist(), strict=True)
    ]


def _is_issued(bodies: Numbers, prefix: str) -> NDArray[np.bool_]:
    return ~np.isin(_checks(bodies, prefix), [_CHECK_CHARACTERS.index(character) for character in "ILOU"])


def _checks(bodies: Numbers, prefix: str) -> Numbers:
    """The check characters of ISO 7064 MOD 37,36, by their places."""
    values = np.array([_CHECK_CHARACTERS.index(character) for character in CROCKFORD])
    check = np.full(len(bodies), 18)
    for value in (_CHECK_CHARACTERS.index(prefix), *(values[(bodies >> s) & 31] for s in range(35, -5, -5))):
        check = (np.where(check == 0, 36, check) * 2 % 37 + value) % 36
    return np.asarray((1 - np.where(check == 0, 36, check) * 2 % 37) % 36, dtype=np.int64)
