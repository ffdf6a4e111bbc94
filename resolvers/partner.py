"""Partners of a business or of a described example: reads facts, has them ranked, shows a page."""

import asyncio
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

import strawberry
from strawberry import UNSET

from domain.distance import cells_within
from domain.enums import BusinessKind, Criterion, PartnerDirection
from domain.language import Language
from domain.paging import Window
from domain.quantity import rounded
from graph import partner as graph
from planning.partner import ALGORITHM, Match, Ranking, Restriction, Subject, rank
from planning.partner_text import explanation
from resolvers.data_version import settled
from resolvers.partner_filter import read_restriction, read_weights
from resolvers.partner_subject import candidate, read_subject
from resolvers.ranking import Basis, Bounds, ranked_page, read_bounds, score_reason
from schema.administrative_unit import AdministrativeUnit
from schema.arguments import DayArgument, LanguageArgument, language_of
from schema.connection import After, Before, First, Last, window
from schema.context import Info
from schema.partner import (
    CriterionWeight,
    PartnerFilter,
    PartnerMatch,
    PartnerSubject,
    ProductMatch,
    RankedConnection,
    ScoreReason,
)

_RANKED_AT_ONCE = 100
"""So many candidates are ranked in a few milliseconds; more must not hold up other requests."""


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
        bounds, day = read_bounds(part, question, on)
        restriction, ambiguous = await read_restriction(info, question.filter)
        ranking = await settled(lambda: _ranking(info, question, restriction, day))
        spoken = language_of(info, language)
        units = await info.context.load.administrative_units(ambiguous)
        return _page(ranking, question, part, bounds, spoken, units)


@dataclass(frozen=True, slots=True)
class _Question:
    """What a client asks, whatever page of the answer."""

    of: PartnerSubject
    direction: PartnerDirection
    product: str | None
    filter: PartnerFilter | None
    weights: Mapping[Criterion, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ranking:
    """All matches, and on what they rest."""

    subject: Subject
    matches: Ranking
    on: dt.date
    data_version: int
    changed_meanwhile: bool
    is_cut: bool


async def _ranking(info: Info, question: _Question, restriction: Restriction, on: dt.date) -> _Ranking:
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
    found = await graph.candidates(
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

    def ranked() -> Ranking:
        return rank(
            question.direction,
            subject,
            [candidate(row, wants, reciprocal) for row in found.candidates],
            weights=question.weights,
            restriction=restriction,
            on=on,
        )

    is_little = len(found.candidates) <= _RANKED_AT_ONCE
    matches = ranked() if is_little else await asyncio.to_thread(ranked)
    return _Ranking(
        subject=subject,
        matches=matches,
        on=on,
        data_version=found.version,
        changed_meanwhile=found.version != version,
        is_cut=found.is_cut,
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
    bounds: Bounds,
    language: Language,
    ambiguous_units: list[AdministrativeUnit],
) -> RankedConnection[PartnerMatch]:
    matches = ranking.matches

    page = ranked_page(
        len(matches),
        matches.keys.__getitem__,
        lambda place: _shown(matches[place], question.direction, ranking.subject, language),
        part,
        bounds,
        Basis(question, ranking.on, ranking.data_version),
    )
    return RankedConnection(
        edges=page.edges,
        page_info=page.page_info,
        count=page.count(is_lower_bound=ranking.is_cut),
        ambiguous_units=ambiguous_units,
        algorithm=ALGORITHM,
        data_version=ranking.data_version,
        on=ranking.on,
        changed_meanwhile=ranking.changed_meanwhile,
        changed_since_first_page=page.changed_since_first_page,
    )


def _shown(match: Match, direction: PartnerDirection, subject: Subject, language: Language) -> PartnerMatch:
    best = match.best
    return PartnerMatch(
        partner_code=match.candidate.code,
        product_code=best.pair.want.product,
        matched_product_code=best.pair.product,
        score=best.score,
        distance_km=match.distance_km,
        is_distance_approximate=match.is_distance_approximate,
        is_existing_partner=match.is_existing_partner,
        capacity_per_year=best.pair.quantity,
        spare_capacity_per_year=rounded(best.pair.spare),
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
        explain=lambda: score_reasons(match, direction, subject, language),
    )


def score_reasons(
    match: Match, direction: PartnerDirection, subject: Subject, language: Language
) -> list[ScoreReason]:
    """What the score of the best pair of a match is made of."""
    return [
        score_reason(reason, explanation(reason, direction, subject, match, match.best, language))
        for reason in match.best.reasons
    ]
