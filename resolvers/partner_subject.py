"""From the graph's rows and a client's example to the subject and the candidates of a ranking."""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.codes import RecordKind
from domain.enums import PartnerDirection
from graph import partner as graph
from graph.client import Row
from planning.partner import Candidate, Pair, Subject, Want
from resolvers.capacity import spares
from resolvers.fair_outcome import read_dealings
from resolvers.lists import canonical_codes, canonical_schemes, is_given, known_codes
from resolvers.middle import middle, place
from resolvers.partner_filter import quantity_of
from schema.context import Info
from schema.errors import bad_request, not_found
from schema.partner import BusinessExample, ExampleNeed, ExampleOffer, PartnerSubject
from schema.values import check_place

_FACTS = ("units", "communes", "provinces", "clusters", "fairs", "certificates")


async def read_subject(
    info: Info, of: PartnerSubject, direction: PartnerDirection, product: str | None, period: graph.Period
) -> tuple[int, Subject, list[str]]:
    """The data version, the subject with its wants, and the products it could trade the other way."""
    business, example = of.business, of.example
    if business:
        (code,) = canonical_codes([business.value], RecordKind.BUSINESS, "of.business")
        version, found = await graph.subjects(info.context.graph, [code], period)
        if code not in found:
            raise not_found(f"There is no business {code}", "of.business")
        subject, counterparts = registered(found[code], direction, period.on)
    else:
        assert example
        version, subject, counterparts = await _described(info, example.value, direction)
    if product is not None:
        (code,) = await known_codes(info.context.graph, [product], RecordKind.PRODUCT, "product")
        subject = await _narrowed(info, subject, code)
    return version, subject, counterparts


async def _narrowed(info: Info, subject: Subject, product: str) -> Subject:
    """The subject with only the wants of a product or its kinds; one of unknown quantity where the
    register knows of none."""
    kinds = set(await graph.kinds_of(info.context.graph, [product]))
    wants = [want for want in subject.wants if want.product in kinds]
    if not wants:
        _, goods = await graph.goods(info.context.graph, [product])
        wants = [want_of(goods[product], None, frozenset(), frozenset())]
    return replace(subject, wants=wants)


def registered(row: Row, direction: PartnerDirection, on: dt.date) -> tuple[Subject, list[str]]:
    """A business as a subject with its wants on a day, and the products it could trade the other way."""
    suppliers = direction is PartnerDirection.SUPPLIERS
    wants = _needs(row["needs"], row["receives"]) if suppliers else _offers(row["offers"], row["delivers"])
    counterparts = row["offers"] if suppliers else row["needs"]
    subject = Subject(
        code=row["code"],
        wants=wants,
        country=row["country"],
        partners=frozenset(link["other"] for link in [*row["delivers"], *row["receives"]]),
        dealings=read_dealings(row["met"], on),
        **place(row),
        **_facts(row),
    )
    return subject, sorted({goods["product"] for goods in counterparts})


async def _described(
    info: Info, example: BusinessExample, direction: PartnerDirection
) -> tuple[int, Subject, list[str]]:
    needs: list[ExampleNeed] = example.needs or []
    offers: list[ExampleOffer] = example.offers or []
    suppliers = direction is PartnerDirection.SUPPLIERS
    if not (needs if suppliers else offers):
        what = "needs" if suppliers else "offers"
        raise bad_request(f"To find {direction.name.lower()} say what it {what}", f"of.example.{what}")
    need_codes = _products(needs, "of.example.needs")
    offer_codes = _products(offers, "of.example.offers")
    version, goods = await graph.goods(info.context.graph, sorted({*need_codes, *offer_codes}))
    for codes, argument in ((need_codes, "needs"), (offer_codes, "offers")):
        unknown = [code for code in codes if code not in goods]
        if unknown:
            raise not_found(f"There is no product {', '.join(unknown)}", f"of.example.{argument}")
    if suppliers:
        wants = [
            want_of(
                goods[code],
                quantity_of(need.quantity_per_year, "of.example.needs"),
                _months(need.months, "of.example.needs"),
                frozenset(canonical_schemes(need.certificates or [], "of.example.needs")),
            )
            for code, need in zip(need_codes, needs, strict=True)
        ]
    else:
        wants = [
            want_of(
                goods[code],
                quantity_of(offer.capacity_per_year, "of.example.offers"),
                _months(offer.months, "of.example.offers"),
                frozenset(),
            )
            for code, offer in zip(offer_codes, offers, strict=True)
        ]
    subject = Subject(
        code="",
        wants=_summed(wants),
        certificates=frozenset(canonical_schemes(example.certificates or [], "of.example.certificates")),
        **await _example_place(info, example),
    )
    return version, subject, offer_codes if suppliers else need_codes


async def _example_place(info: Info, example: BusinessExample) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if is_given(example.administrative_unit):
        argument = "of.example.administrativeUnit"
        (code,) = canonical_codes([example.administrative_unit], RecordKind.ADMINISTRATIVE_UNIT, argument)
        place = await graph.place(info.context.graph, code)
        if place is None:
            raise not_found(f"There is no unit {code}", argument)
        found = {
            **middle(place["middles"]),
            "units": frozenset([code]),
            "communes": frozenset(place["communes"]),
            "provinces": frozenset(place["provinces"]),
        }
    location = example.location
    if location:
        check_place(location.latitude, location.longitude, "of.example.location")
        found |= {"latitude": location.latitude, "longitude": location.longitude, "middle_of": None}
    return found


def _products(items: Sequence[ExampleNeed | ExampleOffer], argument: str) -> list[str]:
    return canonical_codes([item.product for item in items], RecordKind.PRODUCT, argument)


def _months(values: list[int] | None, argument: str) -> frozenset[int]:
    months = frozenset(values or [])
    if not months <= frozenset(range(1, 13)):
        raise bad_request("Months are numbers from 1 to 12", argument)
    return months


def _needs(rows: list[Row], receives: list[Row]) -> list[Want]:
    """The needs of a business, and what of them is delivered to it already."""
    delivered: dict[str, float] = defaultdict(float)
    for link in receives:
        delivered[link["product"]] += link["quantity"] or 0.0
    wants = _summed(
        want_of(row, row["quantity"], frozenset(row["months"] or []), frozenset(row["certificates"] or []))
        for row in rows
    )
    return [replace(want, delivered=delivered[want.product]) for want in wants]


def _offers(rows: list[Row], delivers: list[Row]) -> list[Want]:
    """What a business has to spare of its offers."""
    return _summed(
        want_of(row, spare, frozenset(row["months"] or []), frozenset())
        for row, spare in zip(rows, spares(rows, delivers), strict=True)
    )


def _summed(wants: Iterable[Want]) -> list[Want]:
    """The wants, one a product: variants are added up."""
    found: dict[str, Want] = {}
    for want in wants:
        known = found.get(want.product)
        found[want.product] = want if known is None else _added(known, want)
    return list(found.values())


def _added(one: Want, other: Want) -> Want:
    quantities = (one.quantity, other.quantity)
    known = [quantity for quantity in quantities if quantity is not None]
    return replace(
        one,
        quantity=math.fsum(known) if len(known) == 2 else None,
        months=one.months | other.months,
        certificates=one.certificates | other.certificates,
        held=one.held | other.held,
    )


def want_of(row: Row, quantity: float | None, months: frozenset[int], certificates: frozenset[str]) -> Want:
    """A product that a subject needs or offers, from what is to be known of it."""
    return Want(
        product=row["product"],
        name=row["name"],
        name_en=row["nameEn"],
        unit=row["unit"],
        keeps_days=row["keepsDays"],
        quantity=quantity,
        months=months,
        certificates=certificates,
        held=frozenset(row.get("held") or []),
    )


def candidate(row: Row, wants: Mapping[str, Want], reciprocal: Collection[str]) -> Candidate:
    """A business that offers or needs what is wanted. ``reciprocal``: what it could trade the other way."""
    pairs = row["pairs"]
    with_spare = zip(pairs, spares(pairs, row["traded"]), strict=True)
    return Candidate(
        code=row["code"],
        kind=row["kind"],
        pairs=[
            Pair(
                want=wants[pair["own"]],
                product=pair["product"],
                name=pair["name"],
                name_en=pair["nameEn"],
                unit=pair["unit"],
                keeps_days=pair["keepsDays"],
                levels=pair["levels"],
                factor=pair["factor"],
                quantity=pair["quantity"],
                spare=spare,
                months=frozenset(pair["months"] or []),
                price=pair["price"],
                currency=pair["currency"],
                as_of=pair["asOf"],
                certificates=frozenset(pair.get("certificates") or []),
                held=frozenset(pair.get("held") or []),
            )
            for pair, spare in sorted(with_spare, key=lambda each: (each[0]["own"], each[0]["key"]))
        ],
        country=row["country"],
        is_reciprocal=any(product in reciprocal for product in row["reciprocal"]),
        **place(row),
        **_facts(row),
    )


def _facts(row: Row) -> dict[str, Any]:
    return {name: frozenset(row[name]) for name in _FACTS}
