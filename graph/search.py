"""Search over the names of all records: which may be meant by a text.

Every named record hangs on the folded ``Word`` nodes of its names, has those words in one text (``words``),
and is known as one ``Name`` node for each of its names. Words lead to few records fast. Where a text is so
general that very many records fit, names are read in order from an index instead, and only the first are
considered. So no search reads more than some thousand records, whatever the register holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import LiteralString

from domain.text import accented_name_beginning, name_beginning
from graph.client import Graph, Row
from graph.cypher import Statement, index

MOST_RANKED = 2_000
"""Where more records fit, only the first are ranked: the first thousand whose names begin with the text,
and where those are fewer than a hundred, the first hundred in which its words stand anywhere."""
MOST_COUNTED = 10_000
MOST_MISTYPED = 500
_ENOUGH = 100

CONSTRAINTS = (
    index("Name", "byText"),
    index("Name", "byAccents"),
    index("Name", "code"),
    index("Organisation", "identifier"),
)

_CANDIDATE: LiteralString = (
    "n {.code, .name, .searchKind, .byName, .validTo, .officialCode, .hsCodes, "
    "names: [(n)-[:KNOWN_AS]->(m:Name) | m.text], "
    "units: [(n)-[:SITUATED_IN]->(u:AdministrativeUnit) | u.code]}"
)
_IS_ASKED: LiteralString = (
    "($kinds IS NULL OR n.searchKind IN $kinds) AND ($within IS NULL OR n.code IN $within "
    "OR EXISTS { MATCH (n)-[:SITUATED_IN]->(u:AdministrativeUnit) WHERE u.code IN $within })"
)
_FITS: LiteralString = "all(word IN $words WHERE n.words CONTAINS (' ' + word)) AND " + _IS_ASKED
_BY_RAREST_WORD: LiteralString = (
    "UNWIND $words AS word OPTIONAL MATCH (:Prefix {text: word})-[:BEGINS]->(w:Word) "
    "WITH word, sum(COUNT { (w)<-[:NAMED]-() }) AS total ORDER BY total, word LIMIT 1 "
    "MATCH (:Prefix {text: word})-[:BEGINS]->(:Word)<-[:NAMED]-(n) "
    "WITH DISTINCT n WHERE " + _FITS + " WITH n "
)
_IS_NAME_ASKED: LiteralString = (
    " AND ($kinds IS NULL OR m.kind IN $kinds) AND ($within IS NULL OR m.code IN $within OR EXISTS { "
    "MATCH (m)<-[:KNOWN_AS]-()-[:SITUATED_IN]->(u:AdministrativeUnit) WHERE u.code IN $within })"
)
_CANDIDATES: LiteralString = " RETURN collect(" + _CANDIDATE + ") AS candidates"

BY_WORDS = Statement("search_by_words", _BY_RAREST_WORD + "LIMIT 2001" + _CANDIDATES)

BY_PLACE = Statement(
    "search_by_place",
    "UNWIND $within AS part MATCH (:AdministrativeUnit {code: part})<-[:SITUATED_IN]-(n) "
    "WITH DISTINCT n WHERE n.words IS NOT NULL WITH n LIMIT 2001 WITH collect(n) AS found "
    "UNWIND CASE WHEN size(found) > 2000 THEN [null] ELSE found + [null] END AS n "
    "WITH size(found) > 2000 AS isTooBroad, n WHERE n IS NULL OR (" + _FITS + ") "
    "RETURN isTooBroad, collect(" + _CANDIDATE + ") AS candidates",
)

ACCENTED_BEGINNINGS = Statement(
    "search_accented_beginnings",
    "MATCH (m:Name) USING INDEX m:Name(byAccents) WHERE m.byAccents STARTS WITH $beginning"
    + _IS_NAME_ASKED
    + " WITH m LIMIT 1000 RETURN collect(m.code) AS codes",
)

BEGINNINGS = Statement(
    "search_beginnings",
    "MATCH (m:Name) USING INDEX m:Name(byText) WHERE m.byText STARTS WITH $beginning"
    + _IS_NAME_ASKED
    + " WITH m LIMIT 1000 RETURN collect(m.code) AS codes",
)

NAMES_IN_ORDER = Statement(
    "search_names_in_order",
    "MATCH (m:Name) USING INDEX m:Name(byText) WHERE m.byText > '' AND any(words IN $alternatives "
    "WHERE all(word IN words WHERE m.byText CONTAINS (' ' + word)))"
    + _IS_NAME_ASKED
    + " WITH m LIMIT 100 RETURN collect(m.code) AS codes",
)
"""These three read names in the order of an index, upward and lazily: the embedded engine does so only in a
statement of one ``MATCH`` that is followed by a limit."""

BY_CODES = Statement(
    "search_by_codes",
    "UNWIND $codes AS code MATCH (:Name {code: code})<-[:KNOWN_AS]-(n) WITH DISTINCT n WHERE "
    + _IS_ASKED
    + " WITH n"
    + _CANDIDATES,
)

BY_IDENTIFIER = Statement(
    "search_by_identifier",
    "UNWIND $identifiers AS identifier MATCH (o:Organisation {identifier: identifier}) "
    "WHERE $seesProtected OR o.identifierKind = 'ENTERPRISE_TAX_CODE' "
    "OPTIONAL MATCH (o)-[:OPERATES]->(b:Business) "
    "WITH collect(DISTINCT o) + collect(DISTINCT b) AS found "
    "UNWIND found AS n WITH n WHERE " + _IS_ASKED + " WITH n" + _CANDIDATES,
)

SIMILAR_WORDS = Statement(
    "search_similar_words",
    "UNWIND $typed AS word CALL (word) { "
    "MATCH (:Prefix {text: word.head})-[:BEGINS]->(w:Word) RETURN w "
    "UNION MATCH (:Ending {text: word.tail})-[:ENDS]->(w:Word) RETURN w } "
    "WITH word, w WHERE word.least <= size(w.text) AND size(w.text) <= word.most "
    "RETURN word.text AS typed, collect(w.text) AS known",
)

BY_MISTYPED_WORD = Statement(
    "search_by_mistyped_word",
    "UNWIND $meant AS one MATCH (:Word {text: one.word})<-[:NAMED]-(n) "
    "WHERE all(word IN one.others WHERE n.words CONTAINS (' ' + word)) AND "
    + _IS_ASKED
    + " WITH DISTINCT n LIMIT 501"
    + _CANDIDATES,
)

TALLY = Statement(
    "search_tally",
    _BY_RAREST_WORD
    + "LIMIT 10001 WITH n, head([(n)-[:SITUATED_IN]->(u:AdministrativeUnit) | u.code]) AS unit "
    "RETURN n.searchKind AS kind, CASE WHEN n.searchKind = 'ADMINISTRATIVE_UNIT' THEN n.code ELSE unit END "
    "AS unit, count(*) AS total",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which records are asked for: kinds and units; None does not restrict."""

    kinds: list[str] | None = None
    within: list[str] | None = None

    def parameters(self) -> Row:
        """The parameters that the statements take."""
        return {"kinds": self.kinds, "within": self.within}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Rows of candidates, and whether there are more that were not considered."""

    rows: list[Row]
    is_cut: bool


async def fitting(graph: Graph, text: str, words: Sequence[str], scope: Scope) -> Found:
    """The records of whose names every folded word of a text begins a word; where they are too many, only
    the first (see :data:`MOST_RANKED`)."""
    given = {"words": list(words), **scope.parameters()}
    rows = await _candidates(graph, BY_WORDS, given)
    if len(rows) <= MOST_RANKED:
        return Found(rows=rows, is_cut=False)
    if scope.within is not None:
        (row,) = await graph.read(BY_PLACE, **given)
        if not row["isTooBroad"]:
            return Found(rows=row["candidates"], is_cut=False)
    asked = scope.parameters()
    codes = [
        *await _codes(graph, ACCENTED_BEGINNINGS, {"beginning": accented_name_beginning(text), **asked}),
        *await _codes(graph, BEGINNINGS, {"beginning": name_beginning(text), **asked}),
    ]
    if len(codes) < _ENOUGH:
        codes += await _codes(graph, NAMES_IN_ORDER, {"alternatives": [list(words)], **asked})
    return Found(rows=await with_codes(graph, codes, scope), is_cut=True)


async def with_codes(graph: Graph, codes: Sequence[str], scope: Scope) -> list[Row]:
    """The records of some public codes that have a name."""
    given = {"codes": list(dict.fromkeys(codes)), **scope.parameters()}
    return await _candidates(graph, BY_CODES, given)


async def with_identifier(
    graph: Graph, identifiers: Sequence[str], scope: Scope, *, sees_protected: bool
) -> list[Row]:
    """The organisation with an official identifier, such as a tax code, and its places of business. A
    personal number finds nothing for those who may not see it."""
    given = {"identifiers": list(identifiers), "seesProtected": sees_protected, **scope.parameters()}
    return await _candidates(graph, BY_IDENTIFIER, given)


async def similar_words(graph: Graph, words: Sequence[str]) -> dict[str, list[str]]:
    """For each word the known words that share its first or its last letters and are about as long: every
    word that differs by one slip is among them."""
    parts = [
        {
            "text": word,
            "head": word[: (len(word) - 1) // 2],
            "tail": word[-((len(word) - 1) // 2) :],
            "least": len(word) - 1,
            "most": len(word) + 1,
        }
        for word in words
    ]
    return {row["typed"]: sorted(row["known"]) for row in await graph.read(SIMILAR_WORDS, typed=parts)}


async def mistyped(graph: Graph, meant: Sequence[tuple[str, Sequence[str]]], scope: Scope) -> Found:
    """The records that have any of some words, each with the other words of its text."""
    given = [{"word": word, "others": list(others)} for word, others in meant]
    rows = await _candidates(graph, BY_MISTYPED_WORD, {"meant": given, **scope.parameters()})
    if len(rows) <= MOST_MISTYPED:
        return Found(rows=rows, is_cut=False)
    alternatives = [[word, *others] for word, others in meant]
    codes = await _codes(graph, NAMES_IN_ORDER, {"alternatives": alternatives, **scope.parameters()})
    return Found(rows=await with_codes(graph, codes, scope), is_cut=True)


async def tally(graph: Graph, words: Sequence[str], scope: Scope) -> list[Row]:
    """How many records fit, by kind and unit; counting stops after ten thousand."""
    return await graph.read(TALLY, words=list(words), **scope.parameters())


async def _candidates(graph: Graph, statement: Statement, parameters: Row) -> list[Row]:
    (row,) = await graph.read(statement, **parameters)
    candidates: list[Row] = row["candidates"]
    return candidates


async def _codes(graph: Graph, statement: Statement, parameters: Row) -> list[str]:
    (row,) = await graph.read(statement, **parameters)
    codes: list[str] = row["codes"]
    return codes
