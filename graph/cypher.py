"""Cypher as data: named statements, and the few shapes that most of them have.

Every piece is a literal string, so no text of a user can become part of a statement.
"""

from dataclasses import dataclass
from typing import LiteralString


@dataclass(frozen=True, slots=True)
class Statement:
    """A Cypher text with the name under which it is logged, counted and found in the code.

    ``timeout`` is in seconds; the server stops a statement that takes longer.
    """

    name: str
    text: LiteralString
    timeout: float = 10.0


def unique(label: LiteralString, key: LiteralString = "code") -> Statement:
    """Declares that no two nodes of a label share a key; the index behind look-ups by it."""
    name: LiteralString = label.lower() + "_" + key.lower() + "_unique"
    return Statement(
        name,
        "CREATE CONSTRAINT " + name + " IF NOT EXISTS FOR (n:" + label + ") "
        "REQUIRE n." + key + " IS UNIQUE",
    )


def unique_relationship(kind: LiteralString) -> Statement:
    """Declares that no two relationships of a kind share their ``key``."""
    name: LiteralString = kind.lower() + "_key_unique"
    return Statement(
        name,
        "CREATE CONSTRAINT " + name + " IF NOT EXISTS FOR ()-[r:" + kind + "]-() REQUIRE r.key IS UNIQUE",
    )


def index(label: LiteralString, key: LiteralString) -> Statement:
    """Declares an index on a property of a label: a path into a list, or its order."""
    name: LiteralString = label.lower() + "_" + key.lower() + "_index"
    return Statement(
        name, "CREATE INDEX " + name + " IF NOT EXISTS FOR (n:" + label + ") ON (n." + key + ")"
    )


def by_code(name: str, label: LiteralString, projection: LiteralString) -> Statement:
    """Looks up records by their codes: one row a code found, with ``rows`` of one record."""
    return Statement(
        name,
        "UNWIND $keys AS key MATCH (n:" + label + " {code: key}) "
        "RETURN key, collect(n {" + projection + "}) AS rows",
    )


def related(
    name: str, path: LiteralString, order: LiteralString, projection: LiteralString
) -> Statement:
    """Follows a path from many parents: one row a parent that has any, with ``rows`` in order.

    ``path`` matches from ``key``, the code of a parent.
    """
    return Statement(
        name,
        "UNWIND $keys AS key " + path + " WITH * ORDER BY " + order + " "
        "RETURN key, collect(" + projection + ") AS rows",
    )
