"""How many facilities offer each product, by place: what relatedness of products rests on.

Each statement gives one record, and is read once for a data version and day: their size is that of the
taxonomy, of the administrative units, and of the pairs of a place and a product, not of the register.
"""

import datetime as dt
from collections.abc import Mapping
from typing import LiteralString

from graph.client import Graph, Row
from graph.cypher import Statement, belongs, valid

_SECONDS = 120.0
"""So long the whole register may be counted: it is once for a version of the data, whoever waits for it. The
embedded engine takes more than thirty seconds for a million businesses."""

TAXONOMY = Statement(
    "taxonomy_of_products",
    "MATCH (n:Product) RETURN collect(n {.code, .name, .nameEn, .unit, .stage, .hsCodes, "
    "kindOf: head([(n)-[:KIND_OF]->(k:Product) | k.code])}) AS products",
)

UNIT_VERSIONS = Statement(
    "versions_of_units",
    "MATCH (n:AdministrativeUnit) RETURN collect(n {.code, .kind, .validFrom, .validTo, "
    "above: [(n)-[:PART_OF]->(u:AdministrativeUnit) | u.code], "
    "successors: [(n)-[r:SUCCEEDED_BY]->(u:AdministrativeUnit) | {code: u.code, isPartial: r.isPartial}]"
    "}) AS units",
)

SITES_OF_CLUSTERS = Statement(
    "sites_of_clusters",
    "MATCH (n:Cluster) RETURN collect(n {.code, .kind, "
    "units: [(n)-[:SITUATED_IN]->(u:AdministrativeUnit) | u.code]}) AS clusters",
)

_OFFERED: LiteralString = (
    """
    MATCH (b)-[:OFFERS]->(o:Offer)-[:OF]->(p:Product)
    WHERE NOT coalesce(o.isByproduct, false)
      AND """
    + valid("o", "$on")
    + """
    WITH place, b, $counted[p.code] AS product
    WHERE product IS NOT NULL
    WITH place, product, count(DISTINCT b) AS number
    WITH place, collect({product: product, number: number}) AS products
    RETURN collect({place: place, products: products}) AS places
"""
)

FACILITIES_BY_UNIT = Statement(
    "facilities_by_unit_and_product",
    "MATCH (u:AdministrativeUnit)<-[:SITUATED_IN]-(b:Facility) WITH u.code AS place, b" + _OFFERED,
    timeout=_SECONDS,
)

FACILITIES_BY_CLUSTER = Statement(
    "facilities_by_cluster_and_product",
    "MATCH (c:Cluster)<-[r:LOCATED_IN|MEMBER_OF]-(b:Facility) WHERE " + belongs("r", "$on") + " "
    "WITH c.code AS place, b" + _OFFERED,
    timeout=_SECONDS,
)


async def taxonomy(graph: Graph) -> list[Row]:
    """Every product, with the one of which it is a kind."""
    return list((await graph.read(TAXONOMY))[0]["products"])


async def unit_versions(graph: Graph) -> list[Row]:
    """Every version of every unit, with those above it and those that took it over."""
    return list((await graph.read(UNIT_VERSIONS))[0]["units"])


async def sites_of_clusters(graph: Graph) -> list[Row]:
    """Every cluster, with its kind and the units in which it lies."""
    return list((await graph.read(SITES_OF_CLUSTERS))[0]["clusters"])


async def facilities_by_unit(graph: Graph, counted: Mapping[str, str], on: dt.date) -> list[Row]:
    """For each unit, how many facilities entered under it offer each product on a day. ``counted``: the
    products that count, each with the one as which it does. Offers of by-products are left out."""
    return list((await graph.read(FACILITIES_BY_UNIT, counted=counted, on=on))[0]["places"])


async def facilities_by_cluster(graph: Graph, counted: Mapping[str, str], on: dt.date) -> list[Row]:
    """The same for each cluster, of the facilities that stand in it or are its members on the day."""
    return list((await graph.read(FACILITIES_BY_CLUSTER, counted=counted, on=on))[0]["places"])
