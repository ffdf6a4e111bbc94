"""What may stand in a cell of a table: parsers from text to values, one a kind of column."""

import datetime as dt
import re
from collections.abc import Callable
from enum import Enum
from typing import TypeAlias

from domain.codes import MalformedCode, RecordKind, kind_of, parse
from domain.scheme import canonical_scheme

Value: TypeAlias = str | int | float | bool | dt.date | dt.datetime | list[str] | list[int] | None
Cell: TypeAlias = Callable[[str], Value]
"""Turns the text of a filled cell into a value; raises ValueError with what is wrong."""

_WHOLE = re.compile(r"-?[0-9]+")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile(r"[12][0-9]{3}")
_MONTHS = re.compile(r"(0?[1-9]|1[0-2])(?:-(0?[1-9]|1[0-2]))?")
_HS_CODE = re.compile(r"[0-9]{4}:[0-9]{2}([0-9]{2}){1,3}")
_HS_START = re.compile(r"[0-9]{4}:[0-9]{2}([0-9]{2}){0,2}")
_EDITION_CODE = re.compile(r"[0-9]{4}:[A-Z0-9]{1,6}")
_RULE_SET = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LARGEST_WHOLE = 2**53
"""Up to here every reader of JSON keeps whole numbers exact."""
_LARGEST_COUNT = 9_999_999


def text(cell: str) -> str:
    """Any text."""
    return cell


def texts(cell: str) -> list[str]:
    """Texts joined by semicolons."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def scheme(cell: str) -> str:
    """A scheme of certificates, such as ISO9001."""
    found = canonical_scheme(cell)
    if not found:
        raise ValueError("must be a scheme of certificates such as ISO9001")
    return found


def schemes(cell: str) -> list[str]:
    """Schemes of certificates joined by semicolons, each once."""
    return list(dict.fromkeys(map(scheme, texts(cell))))


def whole(cell: str) -> int:
    """A whole number, such as đồng or workers; not negative."""
    if not _WHOLE.fullmatch(cell):
        raise ValueError("must be a whole number such as 62000000")
    number = int(cell)
    if number < 0:
        raise ValueError("must not be negative")
    if number > _LARGEST_WHOLE:
        raise ValueError(f"must not be above {_LARGEST_WHOLE}")
    return number


def count(cell: str) -> int:
    """A number of people, days or things, such as 62: an ``Int`` of GraphQL, and sums of many are one."""
    number = whole(cell)
    if number > _LARGEST_COUNT:
        raise ValueError(f"must not be above {_LARGEST_COUNT}")
    return number


def year(cell: str) -> int:
    """A year such as 2026; of four digits, as years are ordered by their text."""
    if not _YEAR.fullmatch(cell):
        raise ValueError("must be a year such as 2026")
    return int(cell)


def amount(cell: str) -> float:
    """A finite number with a decimal point; not negative."""
    number = _number(cell)
    if not 0 <= number < 1e15:
        raise ValueError("must be a number from 0 on")
    return number


def factor(cell: str) -> float:
    """A finite number above 0, by which quantities are multiplied and divided."""
    number = amount(cell)
    if not number:
        raise ValueError("must be a number above 0")
    return number


def share(cell: str) -> float:
    """A share of a whole, from 0 to 1."""
    return _between(cell, 0, 1)


def latitude(cell: str) -> float:
    """Degrees north."""
    return _between(cell, -90, 90)


def longitude(cell: str) -> float:
    """Degrees east."""
    return _between(cell, -180, 180)


def yes_or_no(cell: str) -> bool:
    """``true`` or ``false``."""
    if cell not in {"true", "false"}:
        raise ValueError("must be true or false")
    return cell == "true"


def day(cell: str) -> dt.date:
    """A day such as 2026-11-23."""
    if not _DAY.fullmatch(cell):
        raise ValueError("must be a day such as 2026-11-23")
    return dt.date.fromisoformat(cell)


def instant(cell: str) -> dt.datetime:
    """A moment with its offset, such as 2026-11-20T09:00:00+07:00; kept in UTC."""
    moment = dt.datetime.fromisoformat(cell)
    if moment.tzinfo is None:
        raise ValueError("needs an offset such as +07:00")
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError as error:
        raise ValueError("lies beyond the calendar") from error


def months(cell: str) -> list[int]:
    """Months and ranges of months, such as ``3-4;8-9`` or ``11-2``, sorted."""
    found: set[int] = set()
    for part in texts(cell):
        period = _MONTHS.fullmatch(part)
        if period is None:
            raise ValueError(f"{part} is not a month or range of months")
        start, end = int(period[1]), int(period[2] or period[1])
        found.update((start + step - 1) % 12 + 1 for step in range((end - start) % 12 + 1))
    return sorted(found)


def hs_codes(cell: str) -> list[str]:
    """HS codes with their edition, such as ``2022:090619``."""
    return _matching(cell, _HS_CODE, "an HS code such as 2022:090619")


def hs_start(cell: str) -> str:
    """A chapter, heading or subheading of the HS with its edition, such as ``2022:09`` or ``2022:0902``."""
    if not _HS_START.fullmatch(cell):
        raise ValueError("must be a chapter, heading or subheading such as 2022:09")
    return cell


def vsic_codes(cell: str) -> list[str]:
    """VSIC codes with their edition, such as ``2018:1079``."""
    return _matching(cell, _EDITION_CODE, "a VSIC code such as 2018:1079")


def rule_sets(cell: str) -> list[str]:
    """Codes of rule sets, such as ``quoc-gia-2025;lao-cai-2026``; whether they are known, the load tells."""
    return _matching(cell, _RULE_SET, "the code of a rule set such as quoc-gia-2025")


def country(cell: str) -> str:
    """A country by ISO 3166-1 alpha-2."""
    if not re.fullmatch("[A-Z]{2}", cell):
        raise ValueError("must be a country code such as VN")
    return cell


def currency(cell: str) -> str:
    """A currency by ISO 4217."""
    if not re.fullmatch("[A-Z]{3}", cell):
        raise ValueError("must be a currency code such as VND")
    return cell


def member(enum: type[Enum]) -> Cell:
    """The name of a member of a closed set."""

    def read(cell: str) -> str:
        if cell not in enum.__members__:
            raise ValueError(f"must be one of {', '.join(enum.__members__)}")
        return cell

    return read


def members(enum: type[Enum]) -> Cell:
    """Names of members of a closed set, joined by semicolons."""
    one = member(enum)
    return lambda cell: [str(one(part)) for part in texts(cell)]


def code(*kinds: RecordKind) -> Cell:
    """A public code of one of some kinds of record."""

    def read(cell: str) -> str:
        try:
            parsed = parse(cell)
        except MalformedCode as error:
            raise ValueError(str(error)) from error
        if kind_of(parsed) not in kinds:
            raise ValueError(f"must begin with {' or '.join(kind.value for kind in kinds)}")
        return parsed

    return read


def codes(*kinds: RecordKind) -> Cell:
    """Public codes of some kinds of record, joined by semicolons."""
    one = code(*kinds)
    return lambda cell: [str(one(part)) for part in texts(cell)]


def shares(cell: str) -> list[str]:
    """Units with the share of each, ``U-…:0.6;U-…:0.4``, adding up to 1; or one unit alone."""
    parts = [_share(part) for part in texts(cell)]
    if len({unit for unit, _ in parts}) < len(parts):
        raise ValueError("a unit must not stand twice")
    if abs(sum(share for _, share in parts) - 1) > 1e-6:
        raise ValueError("the shares must add up to 1")
    return [f"{unit}:{share}" for unit, share in parts]


def _share(part: str) -> tuple[str, float]:
    unit, colon, share = part.rpartition(":")
    return (str(_unit(unit)), _between(share, 0, 1)) if colon else (str(_unit(part)), 1.0)


_unit = code(RecordKind.ADMINISTRATIVE_UNIT)


def _number(cell: str) -> float:
    if not _NUMBER.fullmatch(cell):
        raise ValueError("must be a number such as 1.5")
    return float(cell)


def _between(cell: str, least: int, most: int) -> float:
    number = _number(cell)
    if not least <= number <= most:
        raise ValueError(f"must lie between {least} and {most}")
    return number


def _matching(cell: str, pattern: re.Pattern[str], what: str) -> list[str]:
    for part in texts(cell):
        if not pattern.fullmatch(part):
            raise ValueError(f"{part} is not {what}")
    return texts(cell)
