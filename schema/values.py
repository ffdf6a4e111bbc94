"""Small values that stand in many records: places, names, provenance, ranges."""

import datetime as dt

import strawberry

from schema.errors import bad_request


@strawberry.type(description="A place on the earth, WGS 84.")
class GeoPoint:
    """A place on the earth."""

    latitude: float = strawberry.field(description="Degrees north")
    longitude: float = strawberry.field(description="Degrees east")


@strawberry.type(description="A name in a language.")
class LocalisedName:
    """A name in a language."""

    language: str = strawberry.field(description="Language by ISO 639-1, such as vi, en or zh")
    name: str = strawberry.field(description="The name in that language")


@strawberry.type(description="Where a fact comes from and how old it is.")
class Provenance:
    """Where a fact comes from and how old it is."""

    source: str = strawberry.field(
        description="Who says so; demonstration data say that they are invented (dữ liệu minh họa)"
    )
    as_of: dt.date | None = strawberry.field(description="Day to which the fact refers")


@strawberry.type(description="A code of the Vietnamese classification of economic activities (VSIC).")
class VsicCode:
    """A VSIC code with its edition: the same code means something else in another edition."""

    edition: str = strawberry.field(description="Edition, such as 2018 or 2025")
    code: str = strawberry.field(description="Code within the edition, such as 1079")


@strawberry.input(description="A place on the earth, WGS 84.")
class GeoPointInput:
    """A place on the earth."""

    latitude: float = strawberry.field(description="Degrees north, -90 to 90")
    longitude: float = strawberry.field(description="Degrees east, -180 to 180")


@strawberry.input(description="A circle on the earth.")
class Near:
    """A circle on the earth."""

    latitude: float = strawberry.field(description="Degrees north of its centre, -90 to 90")
    longitude: float = strawberry.field(description="Degrees east of its centre, -180 to 180")
    radius_km: float = strawberry.field(
        description="Radius in kilometres of great circle (đường chim bay), above 0"
    )


@strawberry.input(description="A range of whole numbers, both ends included.")
class IntRange:
    """A range of whole numbers."""

    minimum: int | None = strawberry.field(default=strawberry.UNSET, description="At least this")
    maximum: int | None = strawberry.field(default=strawberry.UNSET, description="At most this")


@strawberry.input(description="A range of numbers, both ends included.")
class FloatRange:
    """A range of numbers."""

    minimum: float | None = strawberry.field(default=strawberry.UNSET, description="At least this")
    maximum: float | None = strawberry.field(default=strawberry.UNSET, description="At most this")


@strawberry.input(description="A range of days, both ends included.")
class DateRange:
    """A range of days."""

    begins: dt.date | None = strawberry.field(
        name="from", default=strawberry.UNSET, description="This day or later"
    )
    ends: dt.date | None = strawberry.field(
        name="until", default=strawberry.UNSET, description="This day or earlier"
    )


def check_place(latitude: float, longitude: float, argument: str) -> None:
    """Raises ``BAD_REQUEST`` for coordinates outside the world."""
    if not -90 <= latitude <= 90:
        raise bad_request("A latitude lies between -90 and 90", f"{argument}.latitude")
    if not -180 <= longitude <= 180:
        raise bad_request("A longitude lies between -180 and 180", f"{argument}.longitude")
