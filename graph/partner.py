"""What a ranking of partners rests on: the subject, and every candidate with its facts.

Two statements, whatever the number of candidates. Candidates are found from the subject's products
along the taxonomy; at most :data:`MOST_CANDIDATES` businesses are read, those with the largest
capacity or demand first.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import LiteralString

from domain.enums import PartnerDirection
from graph.client import Graph, Row
from graph.cypher import (
    ABSORBED,
    COMMUNE_KINDS,
    MEETINGS_HELD,
    MIDDLES,
    PROVINCE_KINDS,
    Statement,
    belongs,
    inside,
    middles,
    supplied,
    valid,
)

MOST_CANDIDATES = 5_000

_VERSION: LiteralString = (
    "OPTIONAL MATCH (s:Sequence {name: 'change'}) WITH coalesce(s.value, 0) AS version\n"
)

_COMMUNES: LiteralString = inside("u", COMMUNE_KINDS) + " | u.code]"
_PROVINCES: LiteralString = inside("u", PROVINCE_KINDS) + " | u.code]"

_FACTS: LiteralString = (
    """
  units: [(b)-[:SITUATED_IN]->(u:AdministrativeUnit) | u.code],
  communes: [(b)-[:SITUATED_IN]->(:AdministrativeUnit)"""
    + _COMMUNES
    + """,
  provinces: [(b)-[:SITUATED_IN]->(:AdministrativeUnit)"""
    + _PROVINCES
    + """,
  middles: """
    + MIDDLES
    + """,
  clusters: [(b)-[r:LOCATED_IN|MEMBER_OF]->(c:Cluster) WHERE """
    + belongs("r", "$on")
    + """ | c.code],
  fairs: [(b)-[:TAKES_PART_IN]->(f:TradeFair) WHERE f.startsOn >= $fairsFrom AND f.startsOn <= $fairsTo
          | f.code],
  certificates: [(b)-[:HOLDS]->(k:Certificate)
          WHERE """
    + valid("k", "$on")
    + """
          | k.scheme] + [(b)<-[:OPERATES]-(:Organisation)-[:HOLDS]->(k:Certificate)
          WHERE """
    + valid("k", "$on")
    + """
          | k.scheme]"""
)

_TRADE: LiteralString = (
    """
  delivers: [(b)-[r:SUPPLIES]->(o:Business)
          WHERE """
    + supplied("r", "$on")
    + """
          | {product: r.product, other: o.code, quantity: r.quantityPerYear}],
  receives: [(b)<-[r:SUPPLIES]-(o:Business)
          WHERE """
    + supplied("r", "$on")
    + """
          | {product: r.product, other: o.code, quantity: r.quantityPerYear}]
"""
)

_GOODS: LiteralString = (
    "product: p.code, name: p.name, nameEn: p.nameEn, unit: p.unit, keepsDays: p.keepsDays"
)

_HELD: LiteralString = "held: [(n)-[:HOLDS]->(k:Certificate) WHERE " + valid("k", "$on") + " | k.scheme], "

SUBJECTS = Statement(
    "partner_subjects",
    ABSORBED
    + """
    MATCH (b:Business {code: code})
    OPTIONAL MATCH (s:Sequence {name: 'change'})
    WITH key, b, coalesce(s.value, 0) AS version
    RETURN key, version, b {.code, .kind, .name, .latitude, .longitude, .country,
      offers: [(b)-[:OFFERS]->(n:Offer)-[:OF]->(p:Product)
               WHERE """
    + valid("n", "$on")
    + """
               | {quantity: n.capacityPerYear, committed: n.committedPerYear, months: n.months, """
    + _HELD
    + _GOODS
    + """}],
      needs: [(b)-[:NEEDS]->(n:Need)-[:OF]->(p:Product)
               WHERE """
    + valid("n", "$on")
    + """
               | {quantity: n.quantityPerYear, months: n.months, certificates: n.certificates, """
    + _GOODS
    + """}],
      met: """
    + MEETINGS_HELD
    + ""","""
    + _FACTS
    + ","
    + _TRADE
    + """} AS subject
    """,
)

EXAMPLE_PLACE = Statement(
    "partner_example_place",
    """
    MATCH (u:AdministrativeUnit {code: $unit})
    WITH u AS of
    RETURN of.code AS unit,
           [(of)"""
    + _COMMUNES
    + """ AS communes,
           """
    + middles("(of)")
    + """ AS middles,
           [(of)"""
    + _PROVINCES
    + """ AS provinces
    """,
)

GOODS = Statement(
    "partner_goods",
    _VERSION
    + """
    UNWIND $products AS code
    MATCH (p:Product {code: code})
    RETURN version, collect(p {"""
    + _GOODS
    + """}) AS goods
    """,
)

LESS_GENERAL = Statement(
    "partner_less_general",
    "UNWIND $products AS code MATCH (:Product {code: code})<-[:KIND_OF*0..6]-(p:Product) "
    "RETURN collect(DISTINCT p.code) AS products",
)

MORE_GENERAL = Statement(
    "partner_more_general",
    "UNWIND $products AS code MATCH (:Product {code: code})-[:KIND_OF*0..6]->(p:Product) "
    "RETURN collect(DISTINCT p.code) AS products",
)

_TRADED: LiteralString = (
    "r.product IN fitting AND "
    + supplied("r", "$on")
    + " | {product: r.product, quantity: r.quantityPerYear}]"
)

_CANDIDATE: LiteralString = """
    ORDER BY largest DESC, b.code LIMIT $most
    WITH collect(b {.code, .kind, .latitude, .longitude, .country, pairs: pairs,
      reciprocal: """

WHO_OFFERS = Statement(
    "partner_who_offers",
    """
    UNWIND $products AS wanted
    MATCH (w:Product {code: wanted})
    CALL (w) {
      MATCH (w)<-[steps:KIND_OF*0..6]-(p:Product)
      RETURN p, 0 AS levels, reduce(f = 1.0, step IN steps | f * coalesce(step.factor, 1.0)) AS factor
      UNION
      MATCH (w)-[steps:KIND_OF*1..6]->(p:Product)
      RETURN p, size(steps) AS levels,
             1.0 / reduce(f = 1.0, step IN steps | f * coalesce(step.factor, 1.0)) AS factor
    }
    MATCH (p)<-[:OF]-(n:Offer)<-[:OFFERS]-(b:Business)
    WHERE b.code <> $business
      AND """
    + valid("n", "$on")
    + """
      AND ($kinds IS NULL OR b.kind IN $kinds)
      AND ($cells IS NULL OR b.cell IS NULL OR b.cell IN $cells)
      AND ($matched IS NULL OR p.code IN $matched)
      AND ($units IS NULL OR EXISTS {
        MATCH (b)-[:SITUATED_IN]->(u:AdministrativeUnit) WHERE u.code IN $units })
    WITH b, collect({own: wanted, levels: levels, factor: factor, quantity: n.capacityPerYear,
                     committed: n.committedPerYear, months: n.months, price: n.unitPrice,
                     currency: n.currency, asOf: n.asOf, key: n.key, """
    + _HELD
    + _GOODS
    + """}) AS pairs, max(coalesce(n.capacityPerYear, 0.0) * factor) AS largest,
         collect(DISTINCT p.code) AS fitting"""
    + _CANDIDATE
    + """[(b)-[:NEEDS]->(x:Need)-[:OF]->(q:Product) WHERE q.code IN $reciprocal
        AND """
    + valid("x", "$on")
    + """
        | q.code],
      traded: [(b)-[r:SUPPLIES]->(:Business) WHERE """
    + _TRADED
    + ","
    + _FACTS
    + """}) AS candidates
    OPTIONAL MATCH (s:Sequence {name: 'change'})
    RETURN candidates, coalesce(s.value, 0) AS version
    """,
    timeout=20.0,
)

WHO_NEEDS = Statement(
    "partner_who_needs",
    """
    UNWIND $products AS offered
    MATCH (w:Product {code: offered})
    CALL (w) {
      MATCH (w)-[steps:KIND_OF*0..6]->(p:Product)
      RETURN p, 0 AS levels,
             1.0 / reduce(f = 1.0, step IN steps | f * coalesce(step.factor, 1.0)) AS factor
      UNION
      MATCH (w)<-[steps:KIND_OF*1..6]-(p:Product)
      RETURN p, size(steps) AS levels,
             reduce(f = 1.0, step IN steps | f * coalesce(step.factor, 1.0)) AS factor
    }
    MATCH (p)<-[:OF]-(n:Need)<-[:NEEDS]-(b:Business)
    WHERE b.code <> $business
      AND """
    + valid("n", "$on")
    + """
      AND ($kinds IS NULL OR b.kind IN $kinds)
      AND ($cells IS NULL OR b.cell IS NULL OR b.cell IN $cells)
      AND ($matched IS NULL OR p.code IN $matched)
      AND ($units IS NULL OR EXISTS {
        MATCH (b)-[:SITUATED_IN]->(u:AdministrativeUnit) WHERE u.code IN $units })
    WITH b, collect({own: offered, levels: levels, factor: factor, quantity: n.quantityPerYear,
                     months: n.months,
                     price: n.maximumPrice, currency: n.currency, asOf: n.asOf, key: n.key,
                     certificates: n.certificates, """
    + _GOODS
    + """}) AS pairs, max(coalesce(n.quantityPerYear, 0.0) * factor) AS largest,
         collect(DISTINCT p.code) AS fitting"""
    + _CANDIDATE
    + """[(b)-[:OFFERS]->(x:Offer)-[:OF]->(q:Product) WHERE q.code IN $reciprocal
        AND """
    + valid("x", "$on")
    + """
        | q.code],
      traded: [(b)<-[r:SUPPLIES]-(:Business) WHERE """
    + _TRADED
    + ","
    + _FACTS
    + """}) AS candidates
    OPTIONAL MATCH (s:Sequence {name: 'change'})
    RETURN candidates, coalesce(s.value, 0) AS version
    """,
    timeout=20.0,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What the graph may leave out before candidates are cut to the most that are read: kinds, matched
    products, units, and cells that a circle touches (who has no coordinates stays). None does not narrow."""

    kinds: list[str] | None = None
    matched: list[str] | None = None
    units: list[str] | None = None
    cells: list[str] | None = None

    def parameters(self) -> Row:
        """The parameters that the statements for candidates take."""
        return {"kinds": self.kinds, "matched": self.matched, "units": self.units, "cells": self.cells}


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The day a ranking reasons about, and from when to when a fair counts as common."""

    on: dt.date

    def parameters(self) -> Row:
        """The parameters that every statement here takes."""
        year = dt.timedelta(days=365)
        return {"on": self.on, "fairsFrom": self.on - year, "fairsTo": self.on + year}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Candidates with the data version they are of. ``is_cut``: more have less capacity or demand."""

    version: int
    candidates: Sequence[Row]
    is_cut: bool


async def subjects(graph: Graph, businesses: Sequence[str], period: Period) -> tuple[int, dict[str, Row]]:
    """The data version, and the facts of some businesses by the codes asked for; unknown ones are absent."""
    rows = await graph.read(SUBJECTS, keys=list(businesses), **period.parameters())
    return (rows[0]["version"] if rows else 0), {row["key"]: row["subject"] for row in rows}


async def goods(graph: Graph, products: Sequence[str]) -> tuple[int, dict[str, Row]]:
    """The data version, and what is to be known of some products, by code; unknown ones are absent."""
    rows = await graph.read(GOODS, products=list(products))
    return (rows[0]["version"], {row["product"]: row for row in rows[0]["goods"]}) if rows else (0, {})


async def place(graph: Graph, unit: str) -> Row | None:
    """A unit, the units above it, and where the middles of these are."""
    rows = await graph.read(EXAMPLE_PLACE, unit=unit)
    return rows[0] if rows else None


async def kinds_of(graph: Graph, products: Sequence[str]) -> list[str]:
    """Some products and everything that is a kind of one."""
    if not products:
        return []
    return list((await graph.read(LESS_GENERAL, products=list(products)))[0]["products"])


async def ancestors_of(graph: Graph, products: Sequence[str]) -> list[str]:
    """Some products and everything of which one is a kind."""
    if not products:
        return []
    return list((await graph.read(MORE_GENERAL, products=list(products)))[0]["products"])


async def candidates(
    graph: Graph,
    direction: PartnerDirection,
    *,
    business: str,
    products: Sequence[str],
    reciprocal: Sequence[str],
    period: Period,
    narrowing: Narrowing,
) -> Found:
    """Every business that offers (suppliers, peers) or needs (buyers) a match of some products."""
    statement = WHO_NEEDS if direction is PartnerDirection.BUYERS else WHO_OFFERS
    rows = await graph.read(
        statement,
        business=business,
        products=list(products),
        reciprocal=list(reciprocal),
        **narrowing.parameters(),
        most=MOST_CANDIDATES + 1,
        **period.parameters(),
    )
    found = rows[0]["candidates"]
    return Found(
        version=rows[0]["version"],
        candidates=found[:MOST_CANDIDATES],
        is_cut=len(found) > MOST_CANDIDATES,
    )
