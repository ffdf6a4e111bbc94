"""Values with a format: public codes, HS codes, whole đồng, days and instants."""

import datetime as dt
import re
from typing import Any, NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

from domain.codes import MalformedCode, PublicCode, parse
from schema.errors import bad_request

HSCode = NewType("HSCode", str)
VND = NewType("VND", int)

_HS_CODE = re.compile(r"[0-9]{4}:[0-9]{2}([0-9]{2}){0,3}")
_LARGEST_WHOLE = 2**53
# Python reads more than these: weeks, days of a year, forms without hyphens, digits of other scripts.
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})",
    re.IGNORECASE,
)


def _public_code(value: Any) -> PublicCode:
    if not isinstance(value, str):
        raise bad_request("A public code is a text such as B-7K3Q9D2M-…")
    try:
        return parse(value)
    except MalformedCode as error:
        raise bad_request(str(error)) from error


def _hs_code(value: Any) -> HSCode:
    if not isinstance(value, str) or not _HS_CODE.fullmatch(value):
        raise bad_request("An HS code has the form 2022:090619, edition and digits")
    return HSCode(value)


def _vnd(value: Any) -> VND:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or value != value // 1 or abs(value) > _LARGEST_WHOLE:
        raise bad_request("An amount is a number of whole đồng, at most 9,007,199,254,740,992 either way")
    return VND(int(value))


def _date(value: Any) -> dt.date:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise bad_request("A day has the form 2026-11-20, year, month and day")
    try:
        return dt.date.fromisoformat(value)
    except ValueError as error:
        raise bad_request(f"There is no day {value}") from error


def _time(value: Any) -> dt.time:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise bad_request("A time of day has the form 14:00 or 14:00:00, without an offset")
    try:
        return dt.time.fromisoformat(value)
    except ValueError as error:
        raise bad_request(f"There is no time {value}") from error


def _instant(value: Any) -> dt.datetime:
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        raise bad_request(
            "An instant has the form 2026-11-20T14:00:00+07:00, day, time and offset as in RFC 3339"
        )
    try:
        return dt.datetime.fromisoformat(value.upper())
    except ValueError as error:
        raise bad_request(f"There is no instant {value}") from error


SCALARS: dict[object, ScalarDefinition] = {
    PublicCode: strawberry.scalar(
        name="PublicCode",
        description="The public code of a record, as people write it on paper: B-7K3Q9D2M-… for a "
        "business, P-vo-que-kho for a product, U-15@2025-07-01 for an administrative unit. "
        "Case does not matter; a mistyped code is refused by its check character.",
        serialize=str,
        parse_value=_public_code,
    ),
    HSCode: strawberry.scalar(
        name="HSCode",
        description="A code of the Harmonized System with its edition, such as 2022:090619; in "
        "filters also a beginning of one, such as 2022:09.",
        serialize=str,
        parse_value=_hs_code,
    ),
    VND: strawberry.scalar(
        name="VND",
        description="An amount of whole đồng, as a JSON number without a fraction from "
        "-9007199254740992 to 9007199254740992 (2^53).",
        serialize=int,
        parse_value=_vnd,
    ),
    dt.date: strawberry.scalar(
        name="Date",
        description="A day of the calendar, such as 2026-11-20.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=dt.date.isoformat,
        parse_value=_date,
    ),
    dt.datetime: strawberry.scalar(
        name="DateTime",
        description="An instant with its offset, such as 2026-11-20T14:00:00+07:00.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=dt.datetime.isoformat,
        parse_value=_instant,
    ),
    dt.time: strawberry.scalar(
        name="Time",
        description="A time of day by the clock of the place, such as 14:00 or 14:00:00.",
        serialize=dt.time.isoformat,
        parse_value=_time,
    ),
}
"""How each scalar is printed and read; part of the configuration of the schema."""
