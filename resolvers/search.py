"""Search: finds what a text may mean, has it ranked, shows a page."""

import asyncio
import hashlib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated, cast

import strawberry
from strawberry import UNSET

from domain import dates
from domain.codes import MalformedCode, parse
from domain.enums import AdministrativeUnitKind, SearchKind
from domain.paging import Count, Window
from domain.terms import terms
from domain.text import spellings
from graph import search as graph
from graph.administrative_unit import provinces
from graph.client import Row
from planning.search import PLACE, Candidate, Hit, Number, Slip, number, possible_slips, ranked
from resolvers.lists import LONGEST_TEXT, short_list, territory_of
from schema.connection import After, Before, First, Last, PageInfo, encode_cursor, window, within_order
from schema.context import Info
from schema.errors import bad_request
from schema.search import SearchFacet, SearchHit, SearchHitConnection, SearchHitEdge, SearchProvinceFacet

_FEW = 10
"""Where fewer records than these fit as typed, typing slips are allowed for: who sees ten is not helped by
guesses."""
_SHORTEST_IDENTIFIER = 8
_SHORTEST_HEADING = 4


@strawberry.type
class SearchQuery:
    """Search."""

    @strawberry.field(
        description="Finds records of all kinds by their names and aliases, in any spelling: without or "
        "with wrong accents, words in any order, a word only begun, written together (Sapa) or abbreviated "
        "(HTX, TP.HCM), one typing slip in a word of five letters or more; or by a public code, an official "
        "code, an HS code (HS 0902 finds products only) or a tax code. Whole names come first, then parts of "
        "names with the accents typed, then other parts, then slips. That two names look alike never means "
        "that they are the same"
    )
    async def search(
        self,
        info: Info,
        text: Annotated[str, strawberry.argument(description="What to find; at most 200 characters")],
        kinds: Annotated[
            list[SearchKind] | None,
            strawberry.argument(description="Only these kinds of record; all unless given"),
        ] = UNSET,
        within: Annotated[
            list[strawberry.ID] | None,
            strawberry.argument(
                description="Only what lies in the territory of these units, and units inside it"
            ),
        ] = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> SearchHitConnection | None:
        """What a text may mean."""
        part = window(first, after, last, before)
        if len(text) > LONGEST_TEXT:
            raise bad_request(f"A search text has at most {LONGEST_TEXT} characters", "text")
        question = repr((text, kinds or None, within or None))
        name = f"search.{hashlib.sha256(question.encode()).hexdigest()[:12]}"
        part = within_order(part, name)
        units, ambiguous = None, list[str]()
        if isinstance(within, list):
            units, ambiguous = await territory_of(info.context.graph, within, "within")
        wanted = set(short_list(kinds, "kinds")) if isinstance(kinds, list) else None
        code = number(text)
        if code is not None and code.is_hs:
            wanted = {SearchKind.PRODUCT} if wanted is None else wanted & {SearchKind.PRODUCT}
        names = None if wanted is None else sorted(kind.name for kind in wanted)
        scope = graph.Scope(kinds=names, within=units)
        result = await _results(info, text, code, scope)
        return await _page(info, name, result, part, scope, ambiguous)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Results:
    """Everything that was ranked. ``terms`` are those typed; ``is_cut`` says that more records fit as
    typed, ``has_more_slips`` that more would fit with a slip."""

    terms: graph.Terms
    hits: list[Hit]
    rows: dict[str, Row]
    is_cut: bool
    has_more_slips: bool


async def _results(info: Info, text: str, code: Number | None, scope: graph.Scope) -> _Results:
    typed = code.text if code else text
    asked = [term.alternatives for term in terms(typed)]
    coded = await _with_code(info, text, code, scope)
    if code is not None and code.digits != code.text:  # a code with marks between, or a name such as 19-5
        numbered = await graph.fitting(info.context.graph, code.digits, [[[code.digits]]], scope)
        coded += [row for row in numbered.rows if _has_number(row, code)]
    found = graph.Found(rows=[], is_cut=False)
    if asked:
        found = await graph.fitting(info.context.graph, typed, asked, scope)
    fits = {row["code"] for row in (*coded, *found.rows)}
    slips, slipped = list[Slip](), graph.Found(rows=[], is_cut=False)
    if len(fits) < _FEW and not found.is_cut:
        slips, slipped = await _with_a_slip(info, typed, scope, is_found=bool(fits))
    rows = {row["code"]: row for row in (*slipped.rows, *found.rows, *coded)}
    has_code = {row["code"] for row in coded}
    candidates = [
        Candidate(
            code=each,
            order=row["byName"],
            names=_names(row),
            has_code=each in has_code or (code is not None and _has_number(row, code)),
            is_slip=each not in fits,
            is_former=row["validTo"] is not None and row["validTo"] <= dates.today(),
            unit=_unit_kind(row),
        )
        for each, row in rows.items()
    ]
    hits = await asyncio.to_thread(ranked, typed, candidates, slips)
    return _Results(
        terms=asked,
        hits=hits,
        rows={hit.candidate.code: rows[hit.candidate.code] for hit in hits},
        is_cut=found.is_cut,
        has_more_slips=slipped.is_cut,
    )


async def _with_code(info: Info, text: str, code: Number | None, scope: graph.Scope) -> list[Row]:
    """The records that a public code or an official identifier belongs to."""
    rows: list[Row] = []
    try:
        record = await info.context.load.node(parse(text))
    except MalformedCode:
        record = None
    if record is not None:
        rows += await graph.with_codes(info.context.graph, [record.code], scope)
    if code is not None and len(code.digits) >= _SHORTEST_IDENTIFIER:
        rows += await graph.with_identifier(
            info.context.graph,
            sorted({code.text, code.digits}),
            scope,
            sees_protected=info.context.caller.sees_protected,
        )
    return rows


async def _with_a_slip(
    info: Info, text: str, scope: graph.Scope, *, is_found: bool
) -> tuple[list[Slip], graph.Found]:
    """The slips that make a text fit, and the records that then do."""
    possible = possible_slips(text, is_found=is_found)
    words = [word.folded for word in spellings(text)]
    others = {place: _others(words, place) for place in {slip.place for slip in possible}}
    looked_up = {slip.word for slip in possible}
    looked_up |= {word.strip() for each in others.values() for term in each for one in term for word in one}
    known, beginnings = await graph.known_words(info.context.graph, sorted(looked_up))
    # What a common word may have been meant for is common too: nothing is read for it in vain.
    slips = [slip for slip in possible if slip.word in known and _can_stand(others[slip.place], beginnings)]
    if not slips:
        return [], graph.Found(rows=[], is_cut=False)
    meant = [(slip.word, others[slip.place]) for slip in slips]
    return slips, await graph.mistyped(info.context.graph, meant, scope)


def _others(words: Sequence[str], place: int) -> graph.Terms:
    """The terms of a text beside one of its words."""
    sides = (words[:place], words[place + 1 :])
    return [term.alternatives for side in sides for term in terms(" ".join(side))]


def _can_stand(others: graph.Terms, beginnings: Collection[str]) -> bool:
    """Whether each term has an alternative of which every word begins one in names."""
    return all(any(all(word.strip() in beginnings for word in one) for one in term) for term in others)


def _unit_kind(row: Row) -> AdministrativeUnitKind | None:
    """The kind of an administrative unit."""
    if row["searchKind"] != SearchKind.ADMINISTRATIVE_UNIT.name:
        return None
    return AdministrativeUnitKind[row["kind"]]


def _names(row: Row) -> list[str]:
    """The names of a record, its own first."""
    return [row["name"], *sorted(set(row["names"]) - {row["name"]})]


def _has_number(row: Row, code: Number) -> bool:
    """Whether a number is the official code of a unit or begins an HS code of a product, from its heading
    on and in the edition that was named, if any."""
    codes = [each.partition(":") for each in row["hsCodes"] or ()]
    is_heading = len(code.digits) >= _SHORTEST_HEADING and any(
        digits.startswith(code.digits) and code.edition in {None, edition} for edition, _, digits in codes
    )
    return is_heading or row["officialCode"] == code.digits


async def _page(
    info: Info, name: str, results: _Results, part: Window, scope: graph.Scope, ambiguous: list[str]
) -> SearchHitConnection:
    hits = results.hits
    low = 0 if part.after is None else bisect_right(hits, part.after, key=PLACE)
    high = len(hits) if part.before is None else bisect_left(hits, part.before, key=PLACE)
    if part.is_backward:
        low = max(low, high - part.size)
    shown = hits[low : max(low, min(high, low + part.size))]
    records = await asyncio.gather(*(info.context.load.node(hit.candidate.code) for hit in shown))
    edges = [
        SearchHitEdge(
            cursor=encode_cursor(f"{name}:{hit.place}"),
            match=hit.match,
            matched_name=hit.name,
            node=cast(SearchHit, record),
        )
        for hit, record in zip(shown, records, strict=True)
        if record is not None  # deleted meanwhile
    ]
    counting = _Counting(info, results, scope)
    return SearchHitConnection(
        edges=edges,
        page_info=PageInfo(
            has_next_page=low + len(shown) < len(hits),
            has_previous_page=low > 0,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
        ambiguous_units=await info.context.load.administrative_units(ambiguous),
        count=counting.total,
        count_by_kind=counting.by_kind,
        count_by_province=counting.by_province,
    )


class _Counting:
    """Counts what fits, once for all fields that show it: what was ranked or, where that was cut, what the
    graph counts."""

    def __init__(self, info: Info, results: _Results, scope: graph.Scope) -> None:
        self._info = info
        self._results = results
        self._scope = scope
        self._rows: asyncio.Task[list[tuple[str, str | None, int]]] | None = None

    async def total(self) -> Count:
        """How many fit."""
        total = sum(count for _, _, count in await self._counted())
        has_more = self._results.has_more_slips or total > graph.MOST_COUNTED
        return Count(min(total, graph.MOST_COUNTED), is_lower_bound=has_more)

    async def by_kind(self) -> list[SearchFacet]:
        """How many of each kind fit."""
        counts = Counter[str]()
        for kind, _, count in await self._counted():
            counts[kind] += count
        return [
            SearchFacet(kind=kind, count=counts[kind.name])
            for kind in sorted(SearchKind, key=lambda kind: -counts[kind.name])
            if counts[kind.name]
        ]

    async def by_province(self) -> list[SearchProvinceFacet]:
        """How many fit in each province."""
        counted = await self._counted()
        units = sorted({unit for _, unit, _ in counted if unit is not None})
        province_of = await provinces(self._info.context.graph, units, dates.today()) if units else {}
        counts = Counter[str]()
        for _, unit, count in counted:
            if unit in province_of:
                counts[province_of[unit]] += count
        found = await self._info.context.load.administrative_units(sorted(counts))
        facets = [SearchProvinceFacet(province=unit, count=counts[unit.code]) for unit in found]
        return sorted(facets, key=lambda facet: (-facet.count, facet.province.code))

    async def _counted(self) -> list[tuple[str, str | None, int]]:
        if self._rows is None:
            self._rows = asyncio.create_task(self._count())
        return await self._rows

    async def _count(self) -> list[tuple[str, str | None, int]]:
        if self._results.is_cut:
            rows = await graph.tally(self._info.context.graph, self._results.terms, self._scope)
            return [(row["kind"], row["unit"], row["total"]) for row in rows]
        return [(row["searchKind"], _unit(row), 1) for row in self._results.rows.values()]


def _unit(row: Row) -> str | None:
    """The unit where a record lies; of a unit itself."""
    if row["searchKind"] == SearchKind.ADMINISTRATIVE_UNIT.name:
        return str(row["code"])
    return min(row["units"], default=None)
