"""What all root lists share: conditions from filters, territory, pages, counts."""

import asyncio
import datetime as dt
from collections.abc import Callable, Coroutine, Hashable
from enum import Enum
from typing import Any, TypeAlias, TypeVar

from strawberry import UNSET
from strawberry.types.nodes import SelectedField

from domain import dates, text
from domain.codes import MalformedCode, RecordKind, kind_of, parse, typed
from domain.distance import CELL_DEGREES, SMALL_CELL_DEGREES, cells_within
from domain.enums import AreaClass, OwnershipKind
from domain.paging import Count, Window
from domain.scheme import canonical_scheme
from domain.terms import terms
from graph.administrative_unit import territory, versions_of
from graph.client import Graph, Row
from graph.errors import UnknownCode
from graph.existence import existing_codes
from graph.gathering import Gathering
from graph.listing import Listing, count, page
from graph.product import relatives
from resolvers.pages import connection
from schema.connection import TerritorialConnection, within_order
from schema.context import Info
from schema.enums import OrderDirection
from schema.errors import bad_request, not_found
from schema.values import DateRange, Near, check_place

H = TypeVar("H", bound=Hashable)
T = TypeVar("T")

LONGEST_TEXT = 200
_LONGEST_LIST = 500
_SMALL_CIRCLE_KM = 15.0
_WITHOUT_ROWS = {"totalCount", "totalCountIsLowerBound", "ambiguousUnits", "__typename"}


LookUp: TypeAlias = Coroutine[Any, Any, None] | None
"""A condition that the graph is still to be asked for, by :func:`look_up`; None where it is not given."""


class Conditions(dict[str, object]):
    """The conditions of a list, gathered from a filter; what a client left out adds nothing."""

    def __init__(self, graph: Graph) -> None:
        super().__init__()
        self._reads = Gathering(graph)
        self.ambiguous: list[str] = []

    def set(self, name: str, value: object) -> None:
        """A plain condition; null and absent mean no condition."""
        if is_given(value):
            self[name] = once_each(value, f"filter.{name}") if isinstance(value, list) else value

    def texts(self, name: str, values: list[str] | None) -> None:
        """Any of some texts, as they are written."""
        if isinstance(values, list):
            self[name] = once_each([text.composed(value) for value in values], f"filter.{name}")

    def text(self, value: str | None, argument: str = "filter.text") -> None:
        """Words of a name. A text without any word matches nothing."""
        if isinstance(value, str):
            self["words"] = searched_terms(value, argument)

    def members(self, name: str, values: list[Any] | None, argument: str = "") -> None:
        """Any of some members of a closed set; an ``argument`` that has not the name of the condition."""
        if isinstance(values, list):
            self[name] = [value.name for value in once_each(values, argument or f"filter.{name}")]

    def range(self, name: str, value: Any, argument: str) -> None:
        """A range with an optional end on either side."""
        if not is_given(value):
            return
        low, high = value.minimum, value.maximum
        if is_given(low) and is_given(high) and low > high:
            raise bad_request(f"The minimum {low} lies above the maximum {high}", argument)
        self.set(f"{name}Minimum", low)
        self.set(f"{name}Maximum", high)

    def period(self, name: str, begins: dt.date | None, ends: dt.date | None, argument: str) -> None:
        """Lies within a period with an optional end on either side, both days included. Compares with the
        texts of days."""
        if isinstance(begins, dt.date) and isinstance(ends, dt.date) and begins > ends:
            raise bad_request("The period ends before it begins", argument)
        self.set(f"{name}From", begins)
        self.set(f"{name}Until", ends)
        self.as_texts(f"{name}From", f"{name}Until")

    def as_texts(self, *names: str) -> None:
        """Compares some conditions with the texts that order like the values."""
        for name in names:
            value = self.get(name)
            if isinstance(value, int | float | dt.date):
                self[name] = text.range_text(value)

    def days(self, name: str, value: DateRange | None, argument: str) -> None:
        """Lies between two days."""
        if isinstance(value, DateRange):
            self.period(name, value.begins, value.ends, argument)

    def sets(self, name: str, members: list[Any] | None, every: type[Enum], argument: str) -> None:
        """A stored set holds any of some members."""
        if isinstance(members, list):
            asked = [member.name for member in short_list(members, argument)]
            self[name] = text.set_texts_with(asked, [member.name for member in every])

    def ownership(self, kinds: list[OwnershipKind] | None) -> None:
        """Its organisation is owned today by any of some groups."""
        if isinstance(kinds, list):
            today = dates.today()
            columns = {
                OwnershipKind.WOMEN: "women_owned_since",
                OwnershipKind.ETHNIC_MINORITY: "ethnic_minority_owned_since",
            }
            self["ownership"] = {
                "sets": text.set_texts_with([columns[kind] for kind in kinds], list(columns.values())),
                "women": today if OwnershipKind.WOMEN in kinds else None,
                "ethnicMinority": today if OwnershipKind.ETHNIC_MINORITY in kinds else None,
            }

    def area_classes(self, classes: list[AreaClass] | None) -> None:
        """It lies in a commune that has any of some classes today."""
        if isinstance(classes, list):
            values = [each.name for each in once_each(classes, "filter.areaClasses")]
            self["areaClasses"] = {"values": values, "on": dates.today()}

    def near(self, value: Near | None, argument: str = "filter.near") -> None:
        """Inside a circle; the cells it touches lead to the records by an index."""
        if not isinstance(value, Near):
            return
        check_place(value.latitude, value.longitude, argument)
        if not 0 < value.radius_km <= 20_040:
            raise bad_request("A radius lies above 0 km and below half the earth", argument)
        self["near"] = {
            "latitude": value.latitude,
            "longitude": value.longitude,
            "radiusKm": value.radius_km,
        }
        place, radius = (value.latitude, value.longitude), value.radius_km
        is_small = radius <= _SMALL_CIRCLE_KM
        cells = cells_within(*place, radius, SMALL_CELL_DEGREES if is_small else CELL_DEGREES)
        if cells is not None:
            self["smallCells" if is_small else "cells"] = cells

    def countries(self, codes: list[str] | None) -> None:
        """In any of some countries. Raises ``BAD_REQUEST`` for what is no code of ISO 3166-1 alpha-2."""
        if isinstance(codes, list):
            given = [code.strip() for code in once_each(codes, "filter.countries")]
            for code in given:
                if len(code) != 2 or not code.isascii() or not code.isalpha():
                    raise bad_request(f"{code!r} is no country: give a code such as VN", "filter.countries")
            self["countries"] = [code.upper() for code in given]

    def certificates(self, schemes: list[str] | None, on: dt.date | None) -> None:
        """Holds a certificate of any of some schemes, valid on a day; today unless given."""
        if isinstance(schemes, list):
            day = on if isinstance(on, dt.date) else dates.today()
            self["certificates"] = {"schemes": canonical_schemes(schemes, "filter.certificates"), "on": day}

    def references(self, name: str, ids: list[Any] | None, kind: RecordKind) -> LookUp:
        """Any of some records. Raises ``NOT_FOUND`` for a code that belongs to none of the kind."""

        async def asked(ids: list[Any]) -> None:
            self[name] = await self._known_codes(ids, kind, f"filter.{name}")

        return asked(ids) if isinstance(ids, list) else None

    def offers(self, ids: list[Any] | None) -> LookUp:
        """Offers today any of some products or a kind of one."""

        async def asked(ids: list[Any]) -> None:
            codes = await self._known_codes(ids, RecordKind.PRODUCT, "filter.offers")
            self["offers"] = {"products": codes, "on": dates.today()}

        return asked(ids) if isinstance(ids, list) else None

    def needs(self, ids: list[Any] | None) -> LookUp:
        """Needs today any of some products: a kind of one, or what it is a kind of, for which it would do."""

        async def asked(ids: list[Any]) -> None:
            codes = await self._known_codes(ids, RecordKind.PRODUCT, "filter.needs")
            products = await relatives(self._reads, codes) if codes else []
            self["needs"] = {"products": products, "on": dates.today()}

        return asked(ids) if isinstance(ids, list) else None

    def within(self, ids: list[Any] | None, *labels: str, argument: str = "filter.within") -> LookUp:
        """In the territory of any of some units; doubtful units that hold records of any of some labels are
        kept for the answer. ``argument``: where the units are asked for, for errors."""

        async def asked(ids: list[Any]) -> None:
            self["within"], self.ambiguous = await territory_of(self._reads, ids, argument, *labels)

        return asked(ids) if isinstance(ids, list) else None

    async def _known_codes(self, ids: list[Any], kind: RecordKind, argument: str) -> list[str]:
        """Codes of existing records, each once. Raises what :func:`known_codes` does."""
        return list(dict.fromkeys(await known_codes(self._reads, ids, kind, argument)))


async def look_up(*look_ups: LookUp) -> None:
    """Makes the look-ups of some conditions, those that there are, with as few round trips as one of them
    takes. Raises what the first of them raises in the order given, once all have ended."""
    given = [each for each in look_ups if each is not None]
    if len(given) == 1:
        await given[0]
    elif given:
        for fault in await asyncio.gather(*given, return_exceptions=True):
            if fault is not None:
                raise fault


def searched_terms(value: str, argument: str) -> list[list[list[str]]]:
    """The terms of a text, each in all ways to write it; for a text without any word one that nothing has.
    Raises ``BAD_REQUEST`` for a text that is too long to be meant."""
    if len(value) > LONGEST_TEXT:
        raise bad_request(f"A search text has at most {LONGEST_TEXT} characters", argument)
    return [term.alternatives for term in terms(value)] or [[["\x7f"]]]


def canonical_schemes(names: list[str], argument: str) -> list[str]:
    """Schemes of certificates as the register keeps them. Raises ``BAD_REQUEST`` for a list that is too long
    to be meant."""
    return once_each([canonical_scheme(name) for name in names], argument)


def is_given(value: object) -> bool:
    """Whether a client gave a value: neither null nor absent."""
    return value is not None and value is not UNSET


def short_list(value: T, argument: str) -> T:
    """The value. Raises ``BAD_REQUEST`` for a list that is too long to be meant."""
    if isinstance(value, list) and len(value) > _LONGEST_LIST:
        raise bad_request(f"A list has at most {_LONGEST_LIST} items", argument)
    return value


def once_each(values: list[H], argument: str) -> list[H]:
    """The values without repetitions, in their order. Raises ``BAD_REQUEST`` for a list that is too long to
    be meant."""
    return list(dict.fromkeys(short_list(values, argument)))


def canonical_codes(ids: list[Any], kind: RecordKind, argument: str) -> list[str]:
    """Well-formed codes of one kind. Raises ``BAD_REQUEST`` for others, ``NOT_FOUND`` for codes of
    another kind."""
    codes: list[str] = []
    for given in short_list(ids, argument):
        try:
            code = parse(given)
        except MalformedCode as error:
            raise bad_request(str(error), argument) from error
        if kind_of(code) is not kind:
            raise not_found(f"{code} is not the code of {_one(kind)}", argument)
        codes.append(code)
    return codes


async def known_codes(graph: Graph | Gathering, ids: list[Any], kind: RecordKind, argument: str) -> list[str]:
    """Codes of existing records of one kind, for those of merged ones the code of the record that absorbed
    them. Raises ``BAD_REQUEST`` or ``NOT_FOUND``."""
    codes = canonical_codes(ids, kind, argument)
    existing = await existing_codes(graph, kind, codes)
    unknown = [code for code in codes if code not in existing]
    if unknown:
        raise not_found(f"There is no {label(kind)} {', '.join(unknown)}", argument)
    return [existing[code] for code in codes]


async def territory_of(
    graph: Graph | Gathering, ids: list[Any], argument: str, *labels: str
) -> tuple[list[str], list[str]]:
    """The units inside the territory of some units, and the ambiguous ones that hold records of any of some
    labels, of a business unless given. Raises ``BAD_REQUEST`` or ``NOT_FOUND``."""
    codes = await _unit_codes(graph, ids, argument)
    try:
        return await territory(graph, codes, *labels)
    except UnknownCode as error:
        raise not_found(f"There is no unit {error}", argument) from error


async def _unit_codes(graph: Graph | Gathering, ids: list[Any], argument: str) -> list[str]:
    """Well-formed codes of units. Raises ``BAD_REQUEST``, which says what is missing, or ``NOT_FOUND``."""
    for given in short_list(ids, argument):
        fault = await fault_of_unit_code(graph, given)
        if fault is not None:
            raise bad_request(fault, argument)
    return canonical_codes(ids, RecordKind.ADMINISTRATIVE_UNIT, argument)


async def fault_of_unit_code(graph: Graph | Gathering, given: str) -> str | None:
    """Why a text cannot be the code of a unit, with the versions of the unit where it is an official code
    alone; None where it is well-formed."""
    try:
        parse(given)
    except MalformedCode as error:
        text = typed(given)
        official = text[2:] if text[:2].upper() == "U-" else text
        if not (official.isascii() and official.isdigit()):
            return f"{given} is not the code of a unit, such as U-15@2025-07-01: {error}"
        versions = [f"{row['code']} ({row['name']})" for row in await versions_of(graph, official)]
        return f"{given} is not the code of a unit: the day on which its meaning began is missing. " + (
            f"Give {' or '.join(versions)}" if versions else f"No unit has the official code {official}"
        )
    return None


def _one(kind: RecordKind) -> str:
    """A kind of record with its article."""
    name = label(kind)
    return f"{'an' if name[0] in 'aeio' else 'a'} {name}"


def label(kind: RecordKind) -> str:
    """What people call a kind of record."""
    return kind.name.lower().replace("_", " ")


async def listed(
    info: Info,
    listing: Listing,
    conditions: Conditions,
    order: Any,
    window: Window,
    mapper: Callable[[Row], T],
) -> TerritorialConnection[T]:
    """A page of a root list, with the ambiguous units where it is restricted to a territory."""
    field, is_descending = _order(order)
    name = f"{listing.name}.{field}.{'DESC' if is_descending else 'ASC'}"
    part = _of_order_keys(within_order(window, name))
    graph = info.context.graph
    found = None
    if _wants_rows(info):
        found = await page(graph, listing, conditions, part, order=field, is_descending=is_descending)
    units = await info.context.load.administrative_units(conditions.ambiguous)
    return connection(found, name, mapper, _counter(info, listing, conditions), units)


def _wants_rows(info: Info) -> bool:
    """Whether anything of a list is selected that only its rows can tell; so a question how many there
    are reads none."""
    return any(
        not isinstance(selection, SelectedField) or selection.name not in _WITHOUT_ROWS
        for chosen in info.selected_fields
        for selection in chosen.selections
    )


def _of_order_keys(part: Window) -> Window:
    """The window. Raises ``BAD_REQUEST`` for a cursor that was made up: order keys of lists are ASCII."""
    for argument, key in (("after", part.after), ("before", part.before)):
        if key is not None and not (key.isascii() and key.isprintable()):
            raise bad_request("This is not a cursor of a page", argument)
    return part


def _counter(info: Info, listing: Listing, conditions: Conditions) -> Callable[[], Any]:
    counting: list[asyncio.Task[Count]] = []  # shared: both fields of a count are asked at once

    async def counter() -> Count:
        if not counting:
            counting.append(asyncio.create_task(count(info.context.graph, listing, conditions)))
        return await counting[0]

    return counter


def _order(order: Any) -> tuple[str, bool]:
    """The field to sort by, and whether from its end."""
    if not is_given(order):
        return "NAME", False
    field: Enum = order.field
    return field.value, order.direction is OrderDirection.DESC
