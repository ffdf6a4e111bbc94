"""Places administrative units of any version in the units of one level that are in force on a day.

The rule is that of territories (``docs/data-model.md``). In a place lies the place itself, everything
below what lies in it, and every predecessor that passed whole, to any depth; and also a later unit all of
whose predecessors lie in it. Any other unit lies in none, because nobody can say on which side of a border
what is entered under it is.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from domain.dates import is_valid_on
from domain.enums import AdministrativeUnitKind as Kind


class Level(Enum):
    """Kinds of unit that stand beside each other."""

    PROVINCE = frozenset({Kind.PROVINCE, Kind.CITY})
    DISTRICT = frozenset({Kind.DISTRICT})
    COMMUNE = frozenset({Kind.COMMUNE, Kind.WARD, Kind.TOWNSHIP, Kind.SPECIAL_ZONE})

    @staticmethod
    def of(kind: Kind) -> "Level":
        """The level of a kind of unit."""
        return next(level for level in Level if kind in level.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One version of a unit: in force from ``valid_from`` to the day before ``valid_to``. ``above``: the
    units of which it is a part. ``whole`` and ``partial``: units that took it over, or a part of it."""

    code: str
    kind: Kind
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    above: Sequence[str] = ()
    whole: Sequence[str] = ()
    partial: Sequence[str] = ()

    def level_on(self, on: dt.date) -> Level | None:
        """The level at which it stands on a day; None where it is not in force."""
        return Level.of(self.kind) if is_valid_on(on, self.valid_from, self.valid_to) else None


@dataclass(frozen=True, slots=True)
class Placement:
    """``place``: the one place in which a unit lies. ``near``: for a unit that lies in none, or in more
    than one, the places that are a part of the same unit, or became one, so that it may share a part."""

    place: Mapping[str, str]
    near: Mapping[str, frozenset[str]]


def in_force(units: Iterable[Unit], level: Level, on: dt.date) -> list[str]:
    """The codes of the units of a level that are in force on a day."""
    return sorted(unit.code for unit in units if unit.level_on(on) is level)


def placement(units: Sequence[Unit], places: Sequence[str]) -> Placement:
    """Which place each unit lies in, or may share a part of."""
    if not places:
        return Placement(place={}, near={})
    links = _Links(units)
    lies_in: dict[str, list[str]] = defaultdict(list)
    parts: dict[str, set[str]] = defaultdict(set)
    for place in places:
        for code in links.inside(place):
            lies_in[code].append(place)
        for code in links.around(place):
            parts[code].add(place)
    placed = {code: many[0] for code, many in lies_in.items() if len(many) == 1}
    placed.update({place: place for place in places})
    near = {
        unit.code: frozenset[str]().union(*(parts[code] for code in links.around(unit.code)))
        for unit in units
        if unit.code not in placed
    }
    return Placement(place=placed, near={code: some for code, some in near.items() if some})


class _Links:
    """The units by their ties, each way."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._up: dict[str, Sequence[str]] = {}
        self._below: dict[str, list[str]] = defaultdict(list)
        self._later: dict[str, Sequence[str]] = {}
        self._earlier: dict[str, set[str]] = defaultdict(set)
        for unit in units:
            self._later[unit.code] = [*unit.whole, *unit.partial]
            self._up[unit.code] = [*unit.above, *unit.whole, *unit.partial]
            for other in (*unit.above, *unit.whole):
                self._below[other].append(unit.code)
            for other in self._later[unit.code]:
                self._earlier[other].add(unit.code)

    def inside(self, place: str) -> set[str]:
        """All units that lie in a place."""
        inside: set[str] = set()
        fresh = [place]
        while fresh:
            inside |= _reached(fresh, self._below)
            fresh = [
                later
                for code in inside
                for later in self._later.get(code, ())
                if later not in inside and self._earlier[later] <= inside
            ]
        return inside

    def around(self, code: str) -> set[str]:
        """A unit, and all of which it, or what became of it, is or became a part."""
        return _reached([code], self._up)


def _reached(codes: Iterable[str], links: Mapping[str, Sequence[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(codes)
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting.extend(links.get(code, ()))
    return found
