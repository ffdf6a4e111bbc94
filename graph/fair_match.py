"""What matches at a fair rest on: those who take part as sellers or buyers, with what they offer and need.
Beside them stand the meetings that are planned.

One statement, whatever the number of fairs and participants; of each fair at most :data:`MOST_PARTICIPANTS`
are read, by name.
"""

import datetime as dt
from collections.abc import Sequence

from graph.client import Graph, Row
from graph.cypher import ABSORBED, MEETINGS_HELD, MIDDLES, Statement, supplied

MOST_PARTICIPANTS = 2_000

PARTICIPANTS = Statement(
    "fair_match_participants",
    ABSORBED
    + """
    MATCH (f:TradeFair {code: code})
    OPTIONAL MATCH (f)<-[r:TAKES_PART_IN]-(b:Business) WHERE r.role IN ['SELLER', 'BUYER', 'BOTH']
    WITH key, f, r, b ORDER BY b.byName
    WITH key, f, collect({business: b, role: r.role, interests: r.interests})[..$most] AS present
    UNWIND present AS one
    WITH key, f, one.business AS b, one.role AS role, one.interests AS interests
    WITH key, f, collect(b {.code, .name, .country, .latitude, .longitude, role: role,
      interests: interests,
      middles: """
    + MIDDLES
    + """,
      organisations: [(b)<-[:OPERATES]-(o:Organisation) | o.code],
      offers: [(b)-[:OFFERS]->(n:Offer)-[:OF]->(p:Product)
        WHERE (n.validFrom IS NULL OR n.validFrom <= f.endsOn)
          AND (n.validTo IS NULL OR n.validTo > f.startsOn)
        | {product: p.code, keepsDays: p.keepsDays, quantity: n.capacityPerYear,
           committed: n.committedPerYear, months: n.months, asOf: n.asOf, key: n.key,
           held: [(n)-[:HOLDS]->(k:Certificate)
             | {scheme: k.scheme, validFrom: k.validFrom, validTo: k.validTo}]}],
      needs: [(b)-[:NEEDS]->(n:Need)-[:OF]->(p:Product)
        WHERE (n.validFrom IS NULL OR n.validFrom <= f.endsOn)
          AND (n.validTo IS NULL OR n.validTo > f.startsOn)
        | {product: p.code, quantity: n.quantityPerYear, months: n.months, asOf: n.asOf, key: n.key,
           certificates: n.certificates}],
      certificates: [(b)-[:HOLDS]->(k:Certificate)
        | {scheme: k.scheme, validFrom: k.validFrom, validTo: k.validTo}]
        + [(b)<-[:OPERATES]-(:Organisation)-[:HOLDS]->(k:Certificate)
        | {scheme: k.scheme, validFrom: k.validFrom, validTo: k.validTo}],
      delivers: [(b)-[s:SUPPLIES]->(o:Business)
        WHERE """
    + supplied("s", "$on")
    + """
        | {product: s.product, other: o.code, quantity: s.quantityPerYear}],
      receives: [(b)<-[s:SUPPLIES]-(o:Business)
        WHERE """
    + supplied("s", "$on")
    + """
        | {product: s.product, other: o.code, quantity: s.quantityPerYear}],
      met: """
    + MEETINGS_HELD
    + """
    }) AS participants
    OPTIONAL MATCH (s:Sequence {name: 'change'})
    RETURN key, coalesce(s.value, 0) AS version,
      f {.code, .name, .startsOn, .endsOn, .timeZone,
        planned: [(f)<-[:AT]-(m:Meeting) WHERE m.status = 'PLANNED' AND m.startsAt IS NOT NULL
          | m {.startsAt, .endsAt, .table,
             parties: [(m)-[w:BETWEEN]->(p:Business) | {role: w.role, code: p.code, country: p.country}]}]
      } AS fair,
      participants
    """,
    timeout=20.0,
)


async def participants(graph: Graph, fairs: Sequence[str], on: dt.date) -> dict[str, Row]:
    """Some fairs by the codes asked for, each with its ``participants`` and the data ``version``; those that
    do not exist are absent. Of more than :data:`MOST_PARTICIPANTS` one more is there. Trade links count on a
    day; certificates come whenever they are valid."""
    rows = await graph.read(PARTICIPANTS, keys=list(fairs), on=on, most=MOST_PARTICIPANTS + 1)
    return {row["key"]: row for row in rows}
