"""Criteria of ``partner-score/1``: pure functions over arrays with one entry a pair.

Every value lies in [0, 1]; NaN says that it is unknown. Each docstring has formula, unit and source.
"""

from collections.abc import Iterable, Set
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

DECAY_KM = 100.0
HALF_LIFE_DAYS = 365.0
DAYS_A_MONTH = 30.44
SAME_CLUSTER = 1.0
SAME_COMMUNE = 0.8
SAME_PROVINCE = 0.4

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]


def floats(values: Iterable[float | None]) -> Floats:
    """An array of values, NaN for those that are unknown."""
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def month_bits(sets: Iterable[frozenset[int]]) -> Integers:
    """Each set of months as bits 0 to 11; there are few different ones."""
    bits = cache(lambda months: sum(1 << month - 1 for month in months))
    return np.array([bits(months) for months in sets], dtype=np.int64)


def product_fit(levels: Integers) -> Floats:
    """How well the products match: 1 for the same product or a kind of it, halved by each level that
    the match backs off to a more general one (0.5 ^ levels). No unit.

    Source: hierarchy back-off as in Mori et al. 2012 on partner search; the factor is our judgement.
    """
    return np.power(0.5, levels.astype(np.float64))


def capacity_cover(available: Floats, wanted: Floats) -> Floats:
    """What share of the wanted quantity is available: min(1, available ÷ wanted), both a year in the
    same unit; 0 where nothing is available or nothing is wanted, whatever the other, as nothing can be
    covered. Else unknown where either is unknown."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        share = np.where((available == 0) | (wanted == 0), 0.0, available / wanted)
    return np.minimum(1.0, share)


def season(offered: Integers, wanted: Integers, keeps_days: Floats) -> Floats:
    """What share of the wanted months is served: months are bits 0 to 11. A product that keeps serves
    also the following months, one for each full month (30.44 days) it keeps. Unknown where either
    side names no months."""
    kept = np.where(np.isnan(keeps_days), 0.0, keeps_days) // DAYS_A_MONTH
    served = offered.copy()
    for step in range(1, 1 + int(min(11, kept.max(initial=0)))):
        turned = ((offered << step) | (offered >> (12 - step))) & 0xFFF
        served |= np.where(kept >= step, turned, 0)
    common = _BITS[served & wanted].astype(np.float64)
    total = _BITS[wanted].astype(np.float64)
    return np.where((offered > 0) & (wanted > 0), common / np.maximum(total, 1.0), np.nan)


def proximity(distance: Floats) -> Floats:
    """How near: exp(-distance ÷ 100 km), by great circle; 0 at an infinite distance, which is that of a
    place unknown in another country. Unknown where a place is unknown in the same country.

    Source: exponential distance decay, usual in studies of supply links; the scale of 100 km (a half
    at 69 km) is our judgement for mountain provinces.
    """
    return np.exp(-distance / DECAY_KM)


def certificates(held: Integers, wanted: Integers) -> Floats:
    """What share of the schemes asked for is held and valid on the day. Unknown where none is recorded as
    asked for, which does not say that none is."""
    return np.where(wanted > 0, held / np.maximum(wanted, 1), np.nan)


def common_fairs(number: Integers) -> Floats:
    """How often both take part in the same fair within twelve months before or after the day:
    1 - 0.5 ^ number of common fairs."""
    return 1.0 - np.power(0.5, number.astype(np.float64))


def freshness(age_days: Floats) -> Floats:
    """How recent the offer or need is: 0.5 ^ (age ÷ 365 days), the age being at least 0. Unknown
    where its day is unknown."""
    return np.power(0.5, np.maximum(age_days, 0.0) / HALF_LIFE_DAYS)


def co_location(*, clusters: Set[str], communes: Set[str], provinces: Set[str], is_known: bool) -> float:
    """How closely two sides are neighbours, from what they have in common: 1 in a cluster, 0.8 in the
    same commune, 0.4 in the same province, else 0. NaN where nothing is in common and the place of
    one is unknown. Source: co-location as in studies of clusters; the steps are our judgement."""
    if clusters:
        return SAME_CLUSTER
    if communes:
        return SAME_COMMUNE
    if provinces:
        return SAME_PROVINCE
    return 0.0 if is_known else float("nan")


_BITS: Integers = np.array([number.bit_count() for number in range(4096)], dtype=np.int64)
"""How many months a mask of months holds."""
