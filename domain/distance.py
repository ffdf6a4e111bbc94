"""Places on the earth: great-circle distance (đường chim bay) and the cells that index it.

Coordinates are WGS 84 degrees. The mean earth radius is that of the IUGG (6,371.0088 km); against
the ellipsoid the distance is at most about 0.5 % off over Vietnam.
"""

from math import asin, cos, floor, radians, sin, sqrt
from typing import Protocol

EARTH_RADIUS_KM = 6371.0088
CELL_DEGREES = 0.25
SMALL_CELL_DEGREES = 1 / 32
"""About 3.5 km; for small circles, as a large cell may hold a good part of a register."""
_KM_PER_DEGREE = EARTH_RADIUS_KM * radians(1)
_MOST_CELLS = 2_000
_NORTHERNMOST = 89
_ROUNDING_DEGREES = 1e-9
"""More than the rounding of a distance, less than a millimetre."""


def distance_km(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """The great-circle distance between two places, in kilometres (haversine formula)."""
    half_north = sin(radians(to_latitude - latitude) / 2)
    half_east = sin(radians(to_longitude - longitude) / 2)
    chord = half_north**2 + cos(radians(latitude)) * cos(radians(to_latitude)) * half_east**2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))


class Placed(Protocol):
    """Something with a place, which may not be known."""

    @property
    def latitude(self) -> float | None: ...

    @property
    def longitude(self) -> float | None: ...


def distance_between(one: Placed, other: Placed) -> float | None:
    """The great-circle distance between two, in kilometres; None where the place of either is not known."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    return distance_km(one.latitude, one.longitude, other.latitude, other.longitude)


def cell(latitude: float, longitude: float, degrees: float = CELL_DEGREES) -> str:
    """The cell that holds a place, of a quarter of a degree unless told otherwise, as an index key such as
    ``87:418``."""
    return f"{floor(latitude / degrees)}:{floor(longitude / degrees)}"


def cells_within(
    latitude: float, longitude: float, radius_km: float, degrees: float = CELL_DEGREES
) -> list[str] | None:
    """All cells that a circle touches, its edge included, or None where they are too many to be worth
    listing and where the circle comes near a pole or to the date line."""
    north = radius_km / _KM_PER_DEGREE + _ROUNDING_DEGREES
    if abs(latitude) + north > _NORTHERNMOST:
        return None
    east = north / cos(radians(abs(latitude) + north))
    rows, columns = _cells_across(latitude, north, degrees), _cells_across(longitude, east, degrees)
    if len(rows) * len(columns) > _MOST_CELLS or abs(longitude) + east >= 180:
        return None
    return [f"{row}:{column}" for row in rows for column in columns]


def _cells_across(middle: float, reach: float, degrees: float) -> range:
    return range(floor((middle - reach) / degrees), floor((middle + reach) / degrees) + 1)
