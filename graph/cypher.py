"""Cypher as data: named statements, and the few shapes that most of them have.

Every piece is a literal string, so no text of a user can become part of a statement.
"""

from dataclasses import dataclass
from typing import LiteralString


@dataclass(frozen=True, slots=True)
class Statement:
    """A Cypher text with the name under which it is logged, counted and found in the code.

    ``timeout`` is in seconds; the server stops a statement that takes longer. ``parts`` are the names of
    those of which it is made, where it is made of several.
    """

    name: str
    text: LiteralString
    timeout: float = 10.0
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Declaration(Statement):
    """A statement that declares a constraint or index on ``key`` of a label or relationship."""

    label: str = ""
    key: str = ""


ABSORBED: LiteralString = (
    "UNWIND $keys AS key OPTIONAL MATCH (:MergedCode {code: key})-[:ABSORBED_BY]->(into) "
    "WITH key, coalesce(into.code, key) AS code "
)
"""For each of some codes the ``code`` that its record has today: another where it was merged."""


COMMUNE_KINDS: LiteralString = "['COMMUNE', 'WARD', 'TOWNSHIP', 'SPECIAL_ZONE']"
"""Kinds of units of the lowest level."""

PASSED_WHOLE: LiteralString = "all(link IN links WHERE NOT coalesce(link.isPartial, false))"
"""Whether each unit on a path of successions, ``links``, passed as a whole into the next."""


PROVINCE_KINDS: LiteralString = "['PROVINCE', 'CITY']"
"""Kinds of units of the highest level."""


def inside(unit: LiteralString, kinds: LiteralString) -> LiteralString:
    """The rest of a pattern that begins at a unit, with its WHERE: each ``unit`` of some kinds, in any
    version, inside which it lies for certain, as a part or by passing whole. Of those valid on a day it lies
    in the only one; where there are more, nobody can say in which. :mod:`planning.placement` is the same rule
    for all units of the register at once, also from later units back to earlier ones."""
    return (
        "-[links:PART_OF|SUCCEEDED_BY*0..8]->(" + unit + ":AdministrativeUnit)\n"
        "WHERE " + unit + ".kind IN " + kinds + " AND " + PASSED_WHOLE
    )


def valid(record: LiteralString, day: LiteralString) -> LiteralString:
    """That a record with a ``validFrom`` and a ``validTo``, either of which may be unknown, is valid on a
    day: from ``validFrom`` to the day before ``validTo``."""
    return _holds(record + ".validFrom", record + ".validTo", day)


def supplied(link: LiteralString, day: LiteralString) -> LiteralString:
    """That a trade link with a ``since`` and an ``until``, either of which may be unknown, is in force on a
    day."""
    return _holds(link + ".since", link + ".until", day)


def belongs(link: LiteralString, day: LiteralString) -> LiteralString:
    """That a membership with a ``since``, which may be unknown, is in force on a day."""
    return "(" + link + ".since IS NULL OR " + link + ".since <= " + day + ")"


def granted_before(facility: LiteralString) -> LiteralString:
    """The projects of the years from ``$since`` to before ``$year``, of a status among those ``$granted``,
    that benefit a facility or another one of its organisation. A pattern that comes back to the facility by
    the same relationship does not match, so its own are read apart."""
    projects: LiteralString = (
        "-[:BENEFITS_FROM]->(p:Project)\n"
        "    WHERE $granted[p.status] AND p.fundingYear >= $since AND p.fundingYear < $year | p.code]"
    )
    return (
        "[(" + facility + ")" + projects + "\n    + "
        "[(" + facility + ")<-[:OPERATES]-(:Organisation)-[:OPERATES]->(:Facility)" + projects
    )


def _holds(start: LiteralString, end: LiteralString, day: LiteralString) -> LiteralString:
    return (
        "(" + start + " IS NULL OR " + start + " <= " + day + ") "
        "AND (" + end + " IS NULL OR " + end + " > " + day + ")"
    )


def middles(units: LiteralString) -> LiteralString:
    """Some units, as a pattern ends in them, and those around them, with their middles."""
    return (
        "["
        + units
        + "-[steps:PART_OF|SUCCEEDED_BY*0..4]->(v:AdministrativeUnit) WHERE v.latitude IS NOT NULL "
        "| {kind: v.kind, steps: size(steps), latitude: v.latitude, longitude: v.longitude}]"
    )


MIDDLES: LiteralString = (
    "CASE WHEN b.latitude IS NULL THEN "
    + middles("(b)-[:SITUATED_IN]->(:AdministrativeUnit)")
    + " ELSE [] END"
)
"""The units of a business ``b`` and around them, whose middles may stand for a place that is not recorded."""

MEETINGS_HELD: LiteralString = (
    "[(b)<-[:BETWEEN]-(m:Meeting)-[:BETWEEN]->(o:Business) WHERE o <> b AND m.status = 'HELD' "
    "| {other: o.code, startsAt: m.startsAt, outcome: m.outcome, value: m.value, currency: m.currency, "
    "days: [(m)-[:AT]->(h:TradeFair) | h.startsOn]}]"
)
"""The meetings that a business ``b`` has held with others, with the first day of the fair."""


def unique(label: LiteralString, key: LiteralString = "code") -> Declaration:
    """Declares that no two nodes of a label share a key; the index behind look-ups by it."""
    name: LiteralString = label.lower() + "_" + key.lower() + "_unique"
    return Declaration(
        name,
        "CREATE CONSTRAINT " + name + " IF NOT EXISTS FOR (n:" + label + ") REQUIRE n." + key + " IS UNIQUE",
        timeout=60.0,
        label=label,
        key=key,
    )


def unique_relationship(kind: LiteralString) -> Declaration:
    """Declares that no two relationships of a kind share their ``key``."""
    name: LiteralString = kind.lower() + "_key_unique"
    return Declaration(
        name,
        "CREATE CONSTRAINT " + name + " IF NOT EXISTS FOR ()-[r:" + kind + "]-() REQUIRE r.key IS UNIQUE",
        timeout=60.0,
        label=kind,
        key="key",
    )


def index(label: LiteralString, key: LiteralString) -> Declaration:
    """Declares an index on a property of a label: a path into a list, or its order."""
    name: LiteralString = label.lower() + "_" + key.lower() + "_index"
    return Declaration(
        name,
        "CREATE INDEX " + name + " IF NOT EXISTS FOR (n:" + label + ") ON (n." + key + ")",
        timeout=60.0,
        label=label,
        key=key,
    )


def orders(label: LiteralString, *keys: LiteralString) -> tuple[Declaration, ...]:
    """Declares the indexes behind the orders of a list: those of its keys and of their twins, and that of
    the twin of the code."""
    return (*(each for key in keys for each in among(label, key)), index(label, "codeDown"))


def within(label: LiteralString, key: LiteralString) -> tuple[Declaration, ...]:
    """Declares the indexes behind the order by name within each value of a property: of the stored texts of
    the value and ``byName``, and of the value and its twin."""
    return among(label, key + "ByName")


def among(label: LiteralString, key: LiteralString) -> tuple[Declaration, ...]:
    """Declares the indexes behind an order that only some records have: of its key, and of its twin."""
    return index(label, key), index(label, key + "Down")


def by_code(name: str, label: LiteralString, projection: LiteralString) -> Statement:
    """Looks up records by their codes: one row a code found, with ``rows`` of one record. The code of a
    merged record leads to the record that absorbed it."""
    return Statement(
        name,
        ABSORBED + "MATCH (n:" + label + " {code: code}) RETURN key, collect(n {" + projection + "}) AS rows",
    )


def related(name: str, path: LiteralString, order: LiteralString, projection: LiteralString) -> Statement:
    """Follows a path from many parents: one row a parent that has any, with ``rows`` in order.

    ``path`` matches from ``key``, the code of a parent. ``projection`` is a map projection: inside
    a plain map literal the embedded engine misreads a nested one.
    """
    return Statement(
        name,
        "UNWIND $keys AS key " + path + " WITH * ORDER BY " + order + " "
        "RETURN key, collect(" + projection + ") AS rows",
    )
