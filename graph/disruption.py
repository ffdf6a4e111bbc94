"""All known trade of some firms: what they buy and sell, and what they offer, by one statement."""

import datetime as dt
from collections.abc import Sequence

from graph.client import Graph, Row
from graph.cypher import ABSORBED, Statement, supplied
from graph.flow import VALID

MOST_SALES = 1_000
"""So many sales of a firm are read, the first by their keys."""

FIRMS_IN_TRADE = Statement(
    "firms_in_trade",
    ABSORBED
    + """
    MATCH (b:Business {code: code})
    CALL (b) {
      MATCH (b)<-[r:SUPPLIES]-(:Business)
      WHERE """
    + supplied("r", "$on")
    + """
      WITH r.product AS product, count(r) AS links, count(r.quantityPerYear) AS known,
           sum(r.quantityPerYear) AS quantity
      RETURN collect({product: product, links: links, known: known, quantity: quantity}) AS buys
    }
    CALL (b) {
      MATCH (b)-[r:SUPPLIES]->(o:Business)
      WHERE """
    + supplied("r", "$on")
    + """
      WITH r, o ORDER BY r.key LIMIT $limit
      RETURN collect({product: r.product, quantity: r.quantityPerYear, customer: o.code}) AS sells
    }
    RETURN key, b {.code, .name, .nameEn, buys: buys, sells: sells, offers: [
      (b)-[:OFFERS]->(n:Offer)-[:OF]->(p:Product) WHERE """
    + VALID
    + """ | p.code]} AS firm
    """,
)


async def firms(graph: Graph, codes: Sequence[str], on: dt.date) -> dict[str, Row]:
    """Firms with their trade and the products they offer on a day, by the codes asked for; that of a merged
    one leads to the firm that absorbed it. More than :data:`MOST_SALES` sales say that there are more."""
    rows = await graph.read(FIRMS_IN_TRADE, keys=list(codes), on=on, limit=MOST_SALES + 1)
    return {row["key"]: row["firm"] for row in rows}
