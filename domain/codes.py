"""Public codes: the one identifier of a record, printed on paper and typed by people.

Three forms, told apart by their prefix:

* **checked**, for records of the register: ``B-7K3Q9D2M-4``. A prefix, eight Crockford base-32
  characters and a check character by ISO 7064 MOD 37,36 over prefix and body. Input ignores case,
  spaces and hyphens.
* **readable**, for reference nouns: ``P-vo-que-kho``, a prefix and a slug. Input ignores case.
* **dated**, for administrative units: ``U-15@2025-07-01``, the official code and the day on which
  its present meaning began. Input ignores case.

A malformed or mistyped code raises :class:`MalformedCode` before anything is asked of the graph.
"""

import datetime as dt
import re
import secrets
from enum import Enum
from string import ascii_lowercase, ascii_uppercase
from typing import NewType

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

PublicCode = NewType("PublicCode", str)
"""A well-formed public code in its canonical spelling."""

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BODY_LENGTH = 8


class RecordKind(Enum):
    """The kinds of record that carry a public code; the value is the prefix of the code."""

    BUSINESS = "B"
    ORGANISATION = "O"
    CLUSTER = "C"
    TRADE_FAIR = "F"
    PROJECT = "J"
    INVESTMENT = "I"
    EXPENSE = "E"
    PROPOSAL = "R"
    CERTIFICATE = "K"
    MEETING = "M"
    CLAIM = "D"
    PRODUCT = "P"
    VALUE_CHAIN = "V"
    FAIR_SERIES = "S"
    AGENCY = "A"
    PROGRAMME = "G"
    BUDGET_LINE = "L"
    CRAFT_VILLAGE = "N"
    ADMINISTRATIVE_UNIT = "U"


_CHECKED = {
    RecordKind.BUSINESS,
    RecordKind.ORGANISATION,
    RecordKind.CLUSTER,
    RecordKind.TRADE_FAIR,
    RecordKind.PROJECT,
    RecordKind.INVESTMENT,
    RecordKind.EXPENSE,
    RecordKind.PROPOSAL,
    RecordKind.CERTIFICATE,
    RecordKind.MEETING,
    RecordKind.CLAIM,
}
_KIND_BY_PREFIX = {kind.value: kind for kind in RecordKind}
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_OFFICIAL_CODE = re.compile(r"[0-9]{2}|[0-9]{3}|[0-9]{5}")
_LONGEST = 64
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
"""What stands for a hyphen in texts copied from documents."""
_CAPITALS = str.maketrans(ascii_lowercase, ascii_uppercase)
_SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)
"""Case of ASCII letters only: ``upper`` would make an S of ``ſ``."""


class MalformedCode(ValueError):
    """The text is not a public code; the message says why, for the person who typed it."""


def typed(text: str) -> str:
    """What somebody typed or copied, without blanks around it and with hyphens for dashes."""
    return text.strip().translate(_DASHES)


def parse(text: str) -> PublicCode:
    """The canonical spelling of a code that somebody typed.

    Raises :class:`MalformedCode` for an unknown prefix, a wrong length, a wrong check character, a
    slug with other characters, or a day that does not exist.
    """
    given = typed(text)
    if not given or len(given) > _LONGEST:
        raise MalformedCode("A code has between 1 and 64 characters, such as B-7K3Q9D2M-4")
    prefix = given[0].translate(_CAPITALS)
    known = _KIND_BY_PREFIX.get(prefix)
    if _OFFICIAL_CODE.fullmatch(given):
        raise MalformedCode(
            f"{given} is an official code at most: that of a unit has its first day too, such as "
            "U-15@2025-07-01"
        )
    if known is None:
        raise MalformedCode(
            f"No kind of record has codes that begin with {prefix!r}: "
            "give a code such as B-7K3Q9D2M-4, no name"
        )
    if known in _CHECKED:
        return _parse_checked(prefix, given)
    if len(given) < 3 or given[1] != "-":
        raise MalformedCode(
            f"{given!r} is no code: those that begin with {prefix} go on with a hyphen. Names are found by "
            "`search`"
        )
    rest = given[2:].translate(_SMALL)
    if known is RecordKind.ADMINISTRATIVE_UNIT:
        _check_dated(rest)
    elif not _SLUG.fullmatch(rest):
        raise MalformedCode(f"{given!r} is not of the form {prefix}-words-without-accents")
    return PublicCode(f"{prefix}-{rest}")


def kind_of(code: PublicCode) -> RecordKind:
    """The kind of record that a code belongs to, told by its prefix."""
    return _KIND_BY_PREFIX[code[0]]


def issue(kind: RecordKind) -> PublicCode:
    """A new random code for a record of the register; 40 random bits and a check character."""
    while True:
        body = "".join(secrets.choice(CROCKFORD) for _ in range(BODY_LENGTH))
        code = with_check(kind, body)
        if code is not None:
            return code


def with_check(kind: RecordKind, body: str) -> PublicCode | None:
    """The code with this body, or None where its check character could be misread (I, L, O, U)."""
    check = mod_37_36.calc_check_digit(kind.value + body)
    return None if check in "ILOU" else PublicCode(f"{kind.value}-{body}-{check}")


def unit_code(official_code: str, meaning_began: dt.date) -> PublicCode:
    """The code of an administrative unit from its official code and the day its meaning began."""
    return parse(f"U-{official_code}@{meaning_began.isoformat()}")


def _parse_checked(prefix: str, given: str) -> PublicCode:
    compact = re.sub(r"[\s-]", "", given).translate(_CAPITALS)
    body, check = compact[1:-1], compact[-1]
    if len(compact) != BODY_LENGTH + 2:
        raise MalformedCode(
            f"A code that begins with {prefix} has {BODY_LENGTH} characters and a check character "
            f"after it, such as {prefix}-7K3Q9D2M-…"
        )
    if any(character not in CROCKFORD for character in body) or check in "ILOU":
        raise MalformedCode("A code has digits and letters other than I, L, O and U")
    try:
        mod_37_36.validate(compact)
    except ValidationError as error:
        raise MalformedCode(f"{given!r} is mistyped: its check character does not fit") from error
    return PublicCode(f"{prefix}-{body}-{check}")


def _check_dated(rest: str) -> None:
    official, at, day = rest.partition("@")
    if not at or not _OFFICIAL_CODE.fullmatch(official):
        raise MalformedCode("The code of a unit has the form U-15@2025-07-01")
    try:
        if dt.date.fromisoformat(day).isoformat() != day:
            raise ValueError(day)
    except ValueError as error:
        raise MalformedCode(f"{day!r} is not a day such as 2025-07-01") from error
