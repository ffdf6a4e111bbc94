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


_BEGINNING: LiteralString = (
    "MATCH (:Prefix {text: trim(word)})-[:BEGINS]->(w:Word) "
    "WHERE NOT word ENDS WITH ' ' OR w.text = trim(word) "
)
"""Every ``w`` that a ``word`` of a text is or, unless a blank ends it, begins."""
_COMMON: LiteralString = "100"
"""A word in so many names counts as common."""


def rarest(terms: LiteralString, record: LiteralString) -> LiteralString:
    """The path to records that have the term which the fewest names have: each of its alternatives by the
    rarest of its words. Records may come more than once and must be checked for the other words.

    A term is rare if each alternative has a word that is not common. The names of common words are counted
    only where no term is rare: the embedded engine counts one by one."""
    return (
        "UNWIND " + terms + " AS term UNWIND term AS alternative UNWIND alternative AS word "
        "CALL (word) { "
        + _BEGINNING
        + "MATCH (w)<-[:NAMED]-(n) WITH n LIMIT "
        + _COMMON
        + " RETURN count(n) AS few } "
        "WITH term, alternative, collect({word: word, few: few}) AS words, min(few) AS least "
        "WITH term, collect({written: alternative, words: words}) AS alternatives, max(least) AS least "
        "WITH collect({term: term, alternatives: alternatives, isCommon: least = " + _COMMON + "}) AS found "
        "WITH found, all(each IN found WHERE each.isCommon) AS areCommon "
        "UNWIND found AS one WITH areCommon, one WHERE areCommon OR NOT one.isCommon "
        "UNWIND one.alternatives AS alternative UNWIND alternative.words AS part "
        "WITH areCommon, one.term AS term, alternative.written AS alternative, part.word AS word, "
        "part.few AS few "
        "CALL (word, areCommon) { WITH word, areCommon WHERE areCommon "
        + _BEGINNING
        + "RETURN sum(COUNT { (w)<-[:NAMED]-() }) AS many } "
        "WITH term, alternative, word, CASE WHEN areCommon THEN many ELSE few END AS total "
        "ORDER BY total, word "
        "WITH term, alternative, head(collect(word)) AS word, min(total) AS total ORDER BY word "
        "WITH term, collect(word) AS leading, sum(total) AS total ORDER BY total, leading[0] LIMIT 1 "
        "UNWIND leading AS word " + _BEGINNING + "MATCH (w)<-[:NAMED]-" + record + " "
    )
