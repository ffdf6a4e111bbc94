"""Replacements: reads who offers what broke off, and has the partners of each customer ranked."""

import asyncio
import datetime as dt
import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from domain.enums import PartnerDirection
from graph import partner as graph
from graph.client import Graph, Row
from planning.cancellation import check
from planning.disruption import Disruption
from planning.partner import WEIGHTS, Restriction, Subject, rank
from planning.product_line import ProductLines
from planning.replacement import Purchase, Replacement, SpareCapacity
from resolvers.partner_subject import candidate, registered, want_of
from resolvers.solving import in_thread


async def replaced_purchases(
    source: Graph,
    purchases: Sequence[Purchase],
    disruption: Disruption,
    lines: ProductLines,
    on: dt.date,
) -> AsyncIterator[tuple[Replacement, Subject]]:
    """Who could step in for each purchase, with the customer for whom they were ranked: by product, each
    with one statement for all its offers."""
    if not purchases:
        return
    period, spare = graph.Period(on=on), SpareCapacity(disruption.fall)
    by_product: dict[str, list[Purchase]] = defaultdict(list)
    for purchase in purchases:
        by_product[purchase.product].append(purchase)
    (_, rows), (_, goods) = await asyncio.gather(
        graph.subjects(source, sorted({purchase.customer for purchase in purchases}), period),
        graph.goods(source, sorted(by_product)),
    )
    for product, asked in by_product.items():
        customers = {
            purchase: _customer(rows[purchase.customer], goods[product], purchase, lines, on)
            for purchase in asked
            if purchase.customer in rows and product in goods  # else gone since it was found to be hit
        }
        reciprocal = frozenset[str]().union(*(customer.reciprocal for customer in customers.values()))
        found = await graph.candidates(
            source,
            PartnerDirection.SUPPLIERS,
            business="",
            products=[product],
            reciprocal=sorted(reciprocal),
            period=period,
            narrowing=graph.Narrowing(),
        )
        able = [
            row
            for row in found.candidates
            if row["code"] not in disruption.stopped and any(pair["quantity"] for pair in row["pairs"])
        ]
        for replaced in await in_thread(partial(_shared_out, customers, able, spare, on)):
            yield replaced


@dataclass(frozen=True, slots=True)
class _Customer:
    """Who wants to replace a purchase, and the products in which a supplier could trade the other way."""

    subject: Subject
    reciprocal: frozenset[str]


def _customer(row: Row, goods: Row, purchase: Purchase, lines: ProductLines, on: dt.date) -> _Customer:
    """A customer that wants of the product what it lost, in the way it is known to need it."""
    subject, counterparts = registered(row, PartnerDirection.SUPPLIERS, on)
    reciprocal = lines.more_general(counterparts)
    needed = [want for want in subject.wants if want.product == purchase.product]
    want = needed[0] if needed else want_of(goods, None, frozenset(), frozenset())
    wants = [replace(want, quantity=purchase.quantity)]
    return _Customer(replace(subject, wants=wants, can_reciprocate=bool(reciprocal)), reciprocal)


def _shared_out(
    customers: Mapping[Purchase, _Customer],
    rows: Sequence[Row],
    spare: SpareCapacity,
    on: dt.date,
    cancelled: threading.Event,
) -> list[tuple[Replacement, Subject]]:
    found: list[tuple[Replacement, Subject]] = []
    for purchase, customer in customers.items():
        check(cancelled)
        wants = {want.product: want for want in customer.subject.wants}
        ranked = rank(
            PartnerDirection.SUPPLIERS,
            customer.subject,
            [candidate(row, wants, customer.reciprocal) for row in rows if row["code"] != purchase.customer],
            weights=WEIGHTS,
            restriction=Restriction(),
            on=on,
        )
        found.append((spare.replacement(purchase, ranked), customer.subject))
    return found
