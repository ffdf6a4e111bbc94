"""Registrations without which a country does not let goods in, and how a seller stands to them.

A requirement concerns the goods whose HS code begins with its own; of several for one scheme the most exact
counts. Which those are is data (``import_requirements.csv``), with clause, source and how sure it is.

Of a registration nothing is known where none is recorded, as it is kept abroad and few have been asked for
it: that is neither held nor lacking. It is lacking where one is recorded that is not valid on the day.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from domain.dates import is_valid_on
from domain.enums import Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequirement:
    """A registration that a country asks for. ``hs``: with edition, such as ``2022:09``; ``name``: what it
    is, in Vietnamese and English."""

    country: str
    hs: str
    scheme: str
    name: tuple[str, str]
    valid_from: dt.date
    valid_to: dt.date | None
    clause: str | None
    source: str
    confidence: Confidence

    @property
    def may_refuse(self) -> bool:
        """Whether goods without it are taken to be refused: it is cited, and sure or likely."""
        return self.clause is not None and self.confidence is not Confidence.UNSURE


class Standing(Enum):
    """How a seller stands to a registration on a day."""

    HELD = "held"
    LACKING = "lacking"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Registration:
    """A requirement and how a seller stands to it."""

    requirement: ImportRequirement
    standing: Standing


class ImportRequirements:
    """What countries ask for on a day."""

    def __init__(self, requirements: Iterable[ImportRequirement], on: dt.date) -> None:
        self._known: dict[str, list[ImportRequirement]] = {}
        for each in requirements:
            if is_valid_on(on, each.valid_from, each.valid_to):
                self._known.setdefault(each.country, []).append(each)

    def knows(self, country: str) -> bool:
        """Whether anything is known of what a country asks for."""
        return country in self._known

    def of(self, country: str, hs_codes: Collection[str]) -> list[ImportRequirement]:
        """What a country asks for with goods of some HS codes: of each scheme the most exact, by scheme."""
        found: dict[str, ImportRequirement] = {}
        for each in self._known.get(country, ()):
            if any(code.startswith(each.hs) for code in hs_codes):
                known = found.get(each.scheme)
                if known is None or (len(each.hs), each.hs) > (len(known.hs), known.hs):
                    found[each.scheme] = each
        return [found[scheme] for scheme in sorted(found)]


def registrations(
    asked: Sequence[ImportRequirement], held: Collection[str], recorded: Collection[str]
) -> list[Registration]:
    """How a seller stands to what is asked for. ``held``: schemes valid on the day; ``recorded``: all schemes
    of which it has a record."""
    return [
        Registration(
            each,
            Standing.HELD
            if each.scheme in held
            else Standing.LACKING
            if each.scheme in recorded
            else Standing.UNKNOWN,
        )
        for each in asked
    ]


def certificates_held(
    asked: Collection[str], held: Collection[str], found: Sequence[Registration]
) -> float | None:
    """What share of the schemes that a buyer asks for and the registrations of its country is held; 0 where a
    registration is lacking, as nothing else helps then. None where a registration is unknown, is lacking by a
    requirement that is not sure, or nothing is known to be asked for."""
    lacking = [each for each in found if each.standing is Standing.LACKING]
    if any(each.requirement.may_refuse for each in lacking):
        return 0.0
    if lacking or any(each.standing is Standing.UNKNOWN for each in found):
        return None
    wanted = {*asked, *(each.requirement.scheme for each in found)}
    return len(wanted & set(held)) / len(wanted) if wanted else None
