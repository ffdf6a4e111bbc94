"""Where a business lies that has no coordinates: about in the middle of its administrative unit."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from domain.enums import AdministrativeUnitKind

_LARGER = (AdministrativeUnitKind.PROVINCE, AdministrativeUnitKind.CITY)


@dataclass(frozen=True, slots=True)
class Middle:
    """The middle of a unit, in degrees, and how many ``steps`` to a unit above or a successor lead there
    from the unit under which a business is entered."""

    kind: AdministrativeUnitKind
    steps: int
    latitude: float
    longitude: float


class Placed(Protocol):
    """Something that has a place or, where it is not known, that of the middle of a kind of unit."""

    @property
    def middle_of(self) -> AdministrativeUnitKind | None: ...


def is_approximate(distance_km: float | None, *ends: Placed) -> bool:
    """Whether a distance is known by the middle of a unit that stands for the place of one of its ends."""
    return distance_km is not None and any(end.middle_of is not None for end in ends)


def nearest_middle(middles: Iterable[Middle]) -> Middle | None:
    """The middle that fewest steps lead to; of several, that of the smallest kind of unit, and of several
    of these the mean. None where there is none."""
    found = set(middles)
    if not found:
        return None
    least = min(map(_order, found))
    nearest = [middle for middle in found if _order(middle) == least]
    return Middle(
        kind=min((middle.kind for middle in nearest), key=lambda kind: kind.name),
        steps=least[0],
        latitude=math.fsum(middle.latitude for middle in nearest) / len(nearest),
        longitude=math.fsum(middle.longitude for middle in nearest) / len(nearest),
    )


def _order(middle: Middle) -> tuple[int, int]:
    if middle.kind is AdministrativeUnitKind.DISTRICT:
        return middle.steps, 1
    return middle.steps, 2 if middle.kind in _LARGER else 0
