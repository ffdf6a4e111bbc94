"""Values with a format: public codes, HS codes, whole đồng."""

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
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > _LARGEST_WHOLE:
        raise bad_request("An amount of đồng is a whole number within 2^53")
    return VND(value)


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
        description="An amount of whole đồng, as a JSON number within 2^53.",
        serialize=int,
        parse_value=_vnd,
    ),
}
"""How each scalar is printed and read; part of the configuration of the schema."""
