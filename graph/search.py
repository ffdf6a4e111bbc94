"""Search over the names of all records: which may be meant by a text.

Every named record hangs on the folded ``Word`` nodes of its names, has those words in one text (``words``),
and is known as one ``Name`` node for each of its names. Words lead to few records fast. Where a text is so
general that very many records fit, names are read in order from an index instead, and only the first are
considered. So no search reads more than some thousand records, whatever the register holds, but one with a
slip, which looks through the records of the words that may have been meant.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import LiteralString, TypeAlias

from domain.terms import writings
from domain.text import accented_name_beginning, name_beginning
from graph.client import Graph, Row
from graph.cypher import Statement, index
from graph.listing import unless_too_broad
from graph.words import hold, of_record, rarest

MOST_RANKED = 2_000
"""Where more records fit, only the first are ranked: the first thousand whose names begin with the text,
and where those are fewer than a hundred, the first hundred in which its words stand anywhere."""
MOST_COUNTED = 10_000
MOST_MISTYPED = 500
_ENOUGH = 100

Terms: TypeAlias = list[list[list[str]]]
"""A text as :mod:`graph.words` takes it."""

CONSTRAINTS = (
    index("Name", "byText"),
    index("Name", "byAccents"),
    index("Name", "code"),
    index("Organisation", "identifier"),
)

_CANDIDATE: LiteralString = (
    "n {.code, .name, .searchKind, .kind, .byName, .validTo, .officialCode, .hsCodes, "
    "names: [(n)-[:KNOWN_AS]->(m:Name) | m.text], "
    "units: [(n)-[:SITUATED_IN]->(u:AdministrativeUnit) | u.code]}"
)
_IS_ASKED: LiteralString = (
    "($kinds IS NULL OR n.searchKind IN $kinds) AND ($within IS NULL OR n.code IN $within "
    "OR EXISTS { MATCH (n)-[:SITUATED_IN]->(u:AdministrativeUnit) WHERE u.code IN $within })"
)
_FITS: LiteralString = hold(of_record("n"), "$words") + " AND " + _IS_ASKED
_ARE_WORDS_ASKED: LiteralString = "($kinds IS NULL OR w.kind IN $kinds)"
_BY_RAREST_TERM: LiteralString = rarest("$words", _ARE_WORDS_ASKED, "(n)") + "WITH DISTINCT n WHERE " + _FITS
_IS_NAME_ASKED: LiteralString = (
    " AND ($kinds IS NULL OR m.kind IN $kinds) AND ($within IS NULL OR m.code IN $within OR EXISTS { "
    "MATCH (m)<-[:KNOWN_AS]-()-[:SITUATED_IN]->(u:AdministrativeUnit) WHERE u.code IN $within })"
)
_CANDIDATES: LiteralString = " RETURN collect(" + _CANDIDATE + ") AS candidates"
_TOLD_CANDIDATES: LiteralString = " RETURN isTooBroad, collect(" + _CANDIDATE + ") AS candidates"

BY_WORDS = Statement("search_by_words", _BY_RAREST_TERM + unless_too_broad([]) + _TOLD_CANDIDATES)

BY_PLACE = Statement(
    "search_by_place",
    "UNWIND $within AS part MATCH (u:AdministrativeUnit {code: part}) "
    "CALL (u) { RETURN u AS n UNION MATCH (u)<-[:SITUATED_IN]-(n) RETURN n } "
    "WITH DISTINCT n WHERE n.words IS NOT NULL" + unless_too_broad([_FITS]) + _TOLD_CANDIDATES,
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
    "MATCH (m:Name) USING INDEX m:Name(byText) WHERE m.byText > '' AND any(terms IN $texts WHERE "
    + hold("m.byText", "terms")
    + ")"
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

KNOWN_WORDS = Statement(
    "search_known_words",
    "UNWIND $possible AS text MATCH (p:Prefix {text: text}) RETURN collect(p.text) AS known",
)

BY_MISTYPED_WORD = Statement(
    "search_by_mistyped_word",
    "UNWIND $meant AS one MATCH (:Prefix {text: one.word + ' '})-[:BEGINS]->(w:Word) WHERE "
    + _ARE_WORDS_ASKED
    + " MATCH (w)<-[:NAMED]-(n) WHERE "
    + hold(of_record("n"), "one.others")
    + " AND "
    + _IS_ASKED
    + " WITH DISTINCT n LIMIT 501"
    + _CANDIDATES,
)

TALLY = Statement(
    "search_tally",
    _BY_RAREST_TERM
    + " WITH n LIMIT 10001 WITH n, head([(n)-[:SITUATED_IN]->(u:AdministrativeUnit) | u.code]) AS unit "
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


async def fitting(graph: Graph, text: str, terms: Terms, scope: Scope) -> Found:
    """The records in whose names each term of a text stands; where they are too many, only the first (see
    :data:`MOST_RANKED`). A small place is looked through whole: words may be common elsewhere."""
    given = {"words": terms, **scope.parameters(), "most": MOST_RANKED + 1}
    for statement in (BY_WORDS,) if scope.within is None else (BY_PLACE, BY_WORDS):
        (row,) = await graph.read(statement, **given)
        if not row["isTooBroad"]:
            return Found(rows=row["candidates"], is_cut=False)
    asked = scope.parameters()
    codes = await _codes(graph, ACCENTED_BEGINNINGS, {"beginning": accented_name_beginning(text), **asked})
    for writing in writings(text):
        codes += await _codes(graph, BEGINNINGS, {"beginning": name_beginning(writing), **asked})
    if len(codes) < _ENOUGH:
        codes += await _codes(graph, NAMES_IN_ORDER, {"texts": [terms], **asked})
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


async def known_words(graph: Graph, possible: Sequence[str]) -> tuple[set[str], set[str]]:
    """Those of some possible words that stand in names, and those with which words in names begin."""
    if not possible:
        return set(), set()
    whole = {f"{word} ": word for word in possible}
    (row,) = await graph.read(KNOWN_WORDS, possible=[*possible, *whole])
    known = set(row["known"])
    return {word for written, word in whole.items() if written in known}, known.intersection(possible)


async def mistyped(graph: Graph, meant: Sequence[tuple[str, Terms]], scope: Scope) -> Found:
    """The records that have any of some words, each with the other terms of its text."""
    given = [{"word": word, "others": others} for word, others in meant]
    rows = await _candidates(graph, BY_MISTYPED_WORD, {"meant": given, **scope.parameters()})
    if len(rows) <= MOST_MISTYPED:
        return Found(rows=rows, is_cut=False)
    texts = [[[[f"{word} "]], *others] for word, others in meant]  # the whole word, as above
    codes = await _codes(graph, NAMES_IN_ORDER, {"texts": texts, **scope.parameters()})
    return Found(rows=await with_codes(graph, codes, scope), is_cut=True)


async def tally(graph: Graph, terms: Terms, scope: Scope) -> list[Row]:
    """How many records fit, by kind and unit; counting stops after ten thousand."""
    return await graph.read(TALLY, words=terms, **scope.parameters())


async def _candidates(graph: Graph, statement: Statement, parameters: Row) -> list[Row]:
    (row,) = await graph.read(statement, **parameters)
    candidates: list[Row] = row["candidates"]
    return candidates


async def _codes(graph: Graph, statement: Statement, parameters: Row) -> list[str]:
    (row,) = await graph.read(statement, **parameters)
    codes: list[str] = row["codes"]
    return codes
