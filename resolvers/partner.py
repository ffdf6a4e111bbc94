"""Partners of a business or of a described example: reads facts, has them ranked, shows a page."""

import asyncio
import datetime as dt
import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import strawberry
from strawberry import UNSET

from domain.distance import cells_within
from domain.enums import BusinessKind, Criterion, PartnerDirection
from domain.language import Language
from domain.paging import Count, Window
from graph import partner as graph
from planning.partner import ALGORITHM, Match, Restriction, Subject, rank
from planning.partner_text import explanation
from resolvers.partner_filter import read_restriction, read_weights
from resolvers.partner_subject import candidate, read_subject
from schema.administrative_unit import AdministrativeUnit
from schema.arguments import DayArgument, LanguageArgument, day_of
from schema.connection import After, Before, Edge, First, Last, PageInfo, encode_cursor, window
from schema.context import Info
from schema.errors import bad_request
from schema.partner import (
    CriterionWeight,
    PartnerFilter,
    PartnerMatch,
    PartnerSubject,
    ProductMatch,
    RankedConnection,
    ScoreReason,
)


@strawberry.type
class PartnerQuery:
    """Partners."""

    @strawberry.field(
        description="Who can supply, buy from, or work beside a business, best first, and why. At most "
        "5,000 candidates are ranked, those with the largest capacity or demand"
    )
    async def partners(
        self,
        info: Info,
        of: Annotated[PartnerSubject, strawberry.argument(description="For whom")],
        direction: Annotated[
            PartnerDirection, strawberry.argument(description="For which role partners are sought")
        ],
        product: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Only for this product of the subject; all unless given"),
        ] = UNSET,
        filter: Annotated[
            PartnerFilter | None, strawberry.argument(description="Which ones; all unless given")
        ] = UNSET,
        weights: Annotated[
            list[CriterionWeight] | None,
            strawberry.argument(
                description="Weights in place of the usual ones; criteria that are not named weigh nothing"
            ),
        ] = UNSET,
        on: DayArgument = UNSET,
        language: LanguageArgument = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> RankedConnection[PartnerMatch] | None:
        """Ranked and explained partners."""
        part = window(first, after, last, before)
        question = _Question(of, direction, product or None, filter or None, read_weights(weights))
        begin, end = (_Cursor.read(part, question, argument) for argument in ("after", "before"))
        cursor = begin or end
        day = day_of(cursor.on if cursor and not isinstance(on, dt.date) else on)
        if any(bound is not None and bound.on != day for bound in (begin, end)):
            raise bad_request("This cursor belongs to a ranking of another day", "on")
        restriction, ambiguous = await read_restriction(info, question.filter)
        ranking = await _ranking(info, question, restriction, day)
        spoken = language if isinstance(language, Language) else info.context.language
        units = await info.context.load.administrative_units(ambiguous)
        return _page(ranking, question, part, (begin, end), spoken, units)


@dataclass(frozen=True, slots=True)
class _Question:
    """What a client asks; equal questions have equal digests, whatever page is asked for."""

    of: PartnerSubject
    direction: PartnerDirection
    product: str | None
    filter: PartnerFilter | None
    weights: Mapping[Criterion, float]

    def digest(self) -> str:
        """A short text that tells questions apart."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ranking:
    """All matches, and on what they rest."""

    subject: Subject
    matches: Sequence[Match]
    on: dt.date
    data_version: int
    changed_meanwhile: bool
    is_cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cursor:
    """Where a page begins, and what the first page rested on."""

    digest: str
    on: dt.date
    data_version: int
    score: float
    code: str

    @staticmethod
    def read(part: Window, question: _Question, argument: str) -> "_Cursor | None":
        """The cursor of ``after`` or ``before``. Raises ``BAD_REQUEST`` for one of another question."""
        text = part.after if argument == "after" else part.before
        if text is None:
            return None
        try:
            digest, on, version, score, code = json.loads(text)
            cursor = _Cursor(
                digest=str(digest),
                on=dt.date.fromisoformat(on),
                data_version=int(version),
                score=float(score),
                code=str(code),
            )
        except (ValueError, TypeError, OverflowError, RecursionError) as error:
            raise bad_request("This is not a cursor of a ranking", argument) from error
        if cursor.digest != question.digest():
            raise bad_request("This cursor belongs to another question", argument)
        return cursor

    def text(self) -> str:
        """The order key that a client's cursor encodes."""
        day = self.on.isoformat()
        return json.dumps([self.digest, day, self.data_version, self.score, self.code])


async def _ranking(info: Info, question: _Question, restriction: Restriction, on: dt.date) -> _Ranking:
    """Ranks; once more where the register moved meanwhile."""
    ranking = await _ranking_once(info, question, restriction, on)
    return await _ranking_once(info, question, restriction, on) if ranking.changed_meanwhile else ranking


async def _ranking_once(info: Info, question: _Question, restriction: Restriction, on: dt.date) -> _Ranking:
    period = graph.Period(on=on)
    version, subject, counterparts = await read_subject(
        info, question.of, question.direction, question.product, period
    )
    if restriction.certificates and question.direction is not PartnerDirection.BUYERS:
        asked = restriction.certificates
        subject = replace(
            subject,
            wants=[replace(want, certificates=want.certificates | asked) for want in subject.wants],
        )
    reciprocal = await _reciprocal(info, question.direction, counterparts)
    newest, rows = await graph.candidates(
        info.context.graph,
        question.direction,
        business=subject.code,
        products=sorted({want.product for want in subject.wants}),
        reciprocal=reciprocal,
        period=period,
        narrowing=_narrowing(question.direction, subject, restriction),
    )
    wants = {want.product: want for want in subject.wants}
    subject = replace(subject, can_reciprocate=bool(reciprocal))

    def ranked() -> list[Match]:
        return rank(
            question.direction,
            subject,
            [candidate(row, question.direction, wants, reciprocal) for row in rows],
            weights=question.weights,
            restriction=restriction,
            on=on,
        )

    matches = await asyncio.to_thread(ranked)  # thousands of candidates must not hold up other requests
    return _Ranking(
        subject=subject,
        matches=matches,
        on=on,
        data_version=newest,
        changed_meanwhile=newest != version,
        is_cut=len(rows) >= graph.MOST_CANDIDATES,
    )


async def _reciprocal(info: Info, direction: PartnerDirection, counterparts: list[str]) -> list[str]:
    """Products with which a candidate could trade the other way: those that need something of which
    the subject offers a kind, or, for buyers, that offer a kind of what it needs."""
    match direction:
        case PartnerDirection.SUPPLIERS:
            return await graph.ancestors_of(info.context.graph, counterparts)
        case PartnerDirection.BUYERS:
            return await graph.kinds_of(info.context.graph, counterparts)
        case PartnerDirection.PEERS:
            return []


def _narrowing(direction: PartnerDirection, subject: Subject, restriction: Restriction) -> graph.Narrowing:
    """What the graph may leave out; planning checks every restriction exactly."""
    kinds = restriction.kinds
    if direction is PartnerDirection.PEERS:
        kinds = frozenset([BusinessKind.FACILITY.name])
    cells: list[str] | None = None
    if (
        restriction.maximum_distance_km is not None
        and subject.latitude is not None
        and subject.longitude is not None
    ):
        cells = cells_within(subject.latitude, subject.longitude, restriction.maximum_distance_km)
    return graph.Narrowing(
        kinds=None if kinds is None else sorted(kinds),
        matched=None if restriction.products is None else sorted(restriction.products),
        units=None if restriction.units is None else sorted(restriction.units),
        cells=cells,
    )


def _page(
    ranking: _Ranking,
    question: _Question,
    part: Window,
    bounds: tuple[_Cursor | None, _Cursor | None],
    language: Language,
    ambiguous_units: list[AdministrativeUnit],
) -> RankedConnection[PartnerMatch]:
    matches = list(ranking.matches)
    keys = [(-match.score, match.candidate.code) for match in matches]
    begin, end = bounds
    low = 0 if begin is None else bisect_right(keys, (-begin.score, begin.code))
    high = len(matches) if end is None else bisect_left(keys, (-end.score, end.code))
    if part.is_backward:
        low = max(low, high - part.size)
    shown = matches[low : min(high, low + part.size)]
    digest = question.digest()
    edges = [
        Edge(
            cursor=encode_cursor(
                _Cursor(
                    digest=digest,
                    on=ranking.on,
                    data_version=ranking.data_version,
                    score=match.score,
                    code=match.candidate.code,
                ).text()
            ),
            node=_shown(match, question.direction, ranking.subject, language),
        )
        for match in shown
    ]

    async def count() -> Count:
        return Count(len(matches), is_lower_bound=ranking.is_cut)

    return RankedConnection(
        edges=edges,
        page_info=PageInfo(
            has_next_page=low + len(shown) < len(matches),
            has_previous_page=low > 0,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
        count=count,
        ambiguous_units=ambiguous_units,
        algorithm=ALGORITHM,
        data_version=ranking.data_version,
        on=ranking.on,
        changed_meanwhile=ranking.changed_meanwhile,
        changed_since_first_page=any(
            bound is not None and bound.data_version != ranking.data_version for bound in bounds
        ),
    )


def _shown(match: Match, direction: PartnerDirection, subject: Subject, language: Language) -> PartnerMatch:
    best = match.best
    return PartnerMatch(
        partner_code=match.candidate.code,
        product_code=best.pair.want.product,
        matched_product_code=best.pair.product,
        score=best.score,
        distance_km=match.distance_km,
        is_existing_partner=match.is_existing_partner,
        capacity_per_year=best.pair.quantity,
        spare_capacity_per_year=best.pair.spare,
        cover=None if direction is PartnerDirection.PEERS else best.cover,
        unit_price=best.pair.price,
        currency=best.pair.currency,
        also_matches=[
            ProductMatch(
                score=other.score,
                product_code=other.pair.want.product,
                matched_product_code=other.pair.product,
            )
            for other in match.others
        ],
        reasons=score_reasons(match, direction, subject, language),
    )


def score_reasons(
    match: Match, direction: PartnerDirection, subject: Subject, language: Language
) -> list[ScoreReason]:
    """What the score of the best pair of a match is made of."""
    return [
        ScoreReason(
            criterion=reason.criterion,
            weight=reason.weight,
            value=reason.value,
            contribution=reason.contribution,
            is_known=reason.value is not None,
            explanation=explanation(reason, direction, subject, match, match.best, language),
        )
        for reason in match.best.reasons
    ]
