"""Records by the words of their names: a predicate, and the path that leads to those it holds for.

A parameter of **terms** is a list of terms. Each is a list of alternatives, each of these a list of folded
words; one that a blank ends is meant whole, another may be only the beginning of one.
"""

from typing import LiteralString


def hold(words: LiteralString, terms: LiteralString) -> LiteralString:
    """Whether each term has an alternative all of whose words are among ``words``, a text of words with a
    blank before each of them and after the last."""
    return (
        "all(term IN " + terms + " WHERE any(alternative IN term WHERE all(word IN alternative "
        "WHERE " + words + " CONTAINS (' ' + word))))"
    )


def of_record(name: LiteralString) -> LiteralString:
    """The words of a record as :func:`hold` takes them."""
    return "(" + name + ".words + ' ')"


_BEGINNING: LiteralString = "MATCH (:Prefix {text: word})-[:BEGINS]->(w:Word) WHERE "
"""Every ``w`` that a ``word`` of a text is or begins; that which a blank ends begins only itself."""


def some(*kinds: LiteralString) -> LiteralString:
    """The words of records of some kinds (``SearchKind``)."""
    listed: LiteralString = "', '".join(kinds)
    return "w.kind IN ['" + listed + "']"


def rarest(terms: LiteralString, words: LiteralString, record: LiteralString) -> LiteralString:
    """The path to records that have the term which the fewest names have: each of its alternatives by the
    rarest of its words, a ``w`` for which ``words`` holds. Records may come more than once and must be
    checked for the other words.

    How many names have a word stands at it: the embedded engine would count one by one."""
    return (
        "UNWIND " + terms + " AS term UNWIND term AS alternative UNWIND alternative AS word "
        "CALL (word) { " + _BEGINNING + words + " RETURN sum(w.names) AS names } "
        "WITH term, alternative, word, names ORDER BY names, word "
        "WITH term, alternative, head(collect(word)) AS word, min(names) AS names ORDER BY word "
        "WITH term, collect(word) AS leading, sum(names) AS names ORDER BY names, leading[0] LIMIT 1 "
        "UNWIND leading AS word " + _BEGINNING + words + " MATCH (w)<-[:NAMED]-" + record + " "
    )
