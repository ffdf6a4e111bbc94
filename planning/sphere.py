"""Places on the earth as points of a sphere, for the distances of many at once.

The same sphere and great-circle distance as :mod:`domain.distance`, by the length of the chord.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from domain.distance import EARTH_RADIUS_KM

Floats: TypeAlias = NDArray[np.float64]


def points(latitude: Floats, longitude: Floats) -> Floats:
    """The points of some places on the sphere of radius 1, one row a place; NaN where one is unknown."""
    north, east = np.radians(latitude), np.radians(longitude)
    return np.stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], axis=-1)


def distances_km(some: Floats, others: Floats) -> Floats:
    """The great-circle distances between points, row by row, in kilometres; NaN where one is unknown."""
    chord = np.linalg.norm(some - others, axis=-1)
    distances: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, chord / 2))
    return distances


def chord(distance_km: float) -> float:
    """The length of the chord below a great-circle distance, on the sphere of radius 1."""
    return 2 * float(np.sin(min(distance_km / EARTH_RADIUS_KM, np.pi) / 2))
