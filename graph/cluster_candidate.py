"""All businesses in Vietnam with what they offer and need, and the trade between them: what groups that
behave like a cluster rest on. The whole register, read once for a version of the data."""

import datetime as dt

from graph.client import Graph, Row
from graph.cypher import Statement
from graph.flow import VALID

PAGE = 5_000

FIRMS = Statement(
    "firms_by_code",
    "MATCH (b:Business) WHERE b.code > $after\n"
    "WITH b ORDER BY b.code LIMIT $most\n"
    "RETURN max(b.code) AS last,\n"
    "  collect(CASE WHEN b.country = 'VN' AND NOT coalesce(b.isAnonymous, false) THEN b {\n"
    "    .code, .latitude, .longitude,\n"
    "    unit: head([(b)-[:SITUATED_IN]->(u:AdministrativeUnit) | u.code]),\n"
    "    clusters: [(b)-[r:LOCATED_IN|MEMBER_OF]->(c:Cluster)\n"
    "      WHERE r.since IS NULL OR r.since <= $on | c.code],\n"
    "    offers: [(b)-[:OFFERS]->(n:Offer)-[:OF]->(p:Product) WHERE " + VALID + " | p.code],\n"
    "    needs: [(b)-[:NEEDS]->(n:Need)-[:OF]->(p:Product) WHERE " + VALID + " | p.code],\n"
    "    customers: [(b)-[r:SUPPLIES]->(c:Business)\n"
    "      WHERE (r.since IS NULL OR r.since <= $on) AND (r.until IS NULL OR r.until > $on) | c.code]\n"
    "  } END) AS found",
    timeout=60.0,
)


async def firms(graph: Graph, on: dt.date) -> list[Row]:
    """Every business in Vietnam that is no anonymous market, with what it offers and needs, its customers
    and its clusters on a day; by pages, so that no other request waits long."""
    found: list[Row] = []
    after = ""
    while True:
        (row,) = await graph.read(FIRMS, after=after, most=PAGE, on=on)
        if row["last"] is None:
            return found
        found += row["found"]
        after = row["last"]
