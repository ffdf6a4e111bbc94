"""What a plan of a chain rests on: offers of some products, and the businesses that make them.

One statement finds the offers, whatever the number of products; what else their makers need and supply reads
:mod:`graph.flow`. Of each product at most :data:`MOST_OFFERS` offers are read,
those with the largest capacity. With units they are found from these, without from the products.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import LiteralString

from graph.client import Graph, Row
from graph.cypher import Statement
from graph.flow import OFFER, VALID, needs_of, traders

MOST_OFFERS = 1_000

_LARGEST: LiteralString = (
    "\n  AND " + VALID + "\n"
    "WITH DISTINCT p, n, b ORDER BY coalesce(n.capacityPerYear, 0.0) DESC, n.key\n"
    "WITH p.code AS product, collect(b.code) AS businesses, collect(" + OFFER + ") AS offers\n"
    "RETURN product, size(offers) > $most AS isCut,\n"
    "  businesses[..$most] AS businesses, offers[..$most] AS offers"
)

OFFERS_IN_UNITS = Statement(
    "chain_plan_offers_in_units",
    """
UNWIND $units AS unit
MATCH (:AdministrativeUnit {code: unit})<-[:SITUATED_IN]-(b:Business)-[:OFFERS]->(n:Offer)-[:OF]->(p:Product)
WHERE $supplied[p.code]"""
    + _LARGEST,
    timeout=20.0,
)

OFFERS_ANYWHERE = Statement(
    "chain_plan_offers_anywhere",
    """
UNWIND $products AS code
MATCH (p:Product {code: code})<-[:OF]-(n:Offer)<-[:OFFERS]-(b:Business)
WHERE b.country = 'VN'"""
    + _LARGEST,
    timeout=20.0,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Businesses with their offers, by code; ``is_cut``: of some product there are more offers."""

    businesses: Sequence[Row]
    is_cut: bool


async def makers(
    graph: Graph, products: Collection[str], units: Sequence[str] | None, on: dt.date
) -> Reading:
    """The businesses in some units that offer any of some products on a day; without units those in
    Vietnam. Each has its ``offers`` of these."""
    supplied = dict.fromkeys(sorted(products), True)
    if units is None:
        found = await graph.read(OFFERS_ANYWHERE, products=list(supplied), on=on, most=MOST_OFFERS)
    else:
        found = await graph.read(
            OFFERS_IN_UNITS, units=list(units), supplied=supplied, on=on, most=MOST_OFFERS
        )
    offers: dict[str, list[Row]] = {}
    for row in sorted(found, key=lambda row: row["product"]):
        for business, offer in zip(row["businesses"], row["offers"], strict=True):
            offers.setdefault(business, []).append(offer)
    needs = await needs_of(graph, sorted(offers), products, on)
    return Reading(
        businesses=await traders(graph, offers, needs, products, on),
        is_cut=any(row["isCut"] for row in found),
    )
