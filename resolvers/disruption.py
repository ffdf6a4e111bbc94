"""Disruptions: asks for those who are hit, tier after tier, then for those who can step in."""

import asyncio
import datetime as dt
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated

import strawberry
from strawberry import UNSET

from domain.codes import RecordKind
from domain.enums import PartnerDirection
from domain.language import Language
from domain.quantity import rounded
from graph import disruption as graph
from graph.client import Graph, Row
from planning.disruption import ALGORITHM, MOST_TIERS, Disruption, Firm, Hit, Purchases, Sale
from planning.disruption_text import about_disruption, why_hit, why_replaced
from planning.partner import Subject
from planning.product_line import ProductLines
from planning.replacement import MOST_PURCHASES, Candidate, Purchase, Replacement
from resolvers.data_version import Computed, computed
from resolvers.lists import canonical_codes
from resolvers.partner import score_reasons
from resolvers.recipe import reference
from resolvers.replacement import replaced_purchases
from resolvers.solving import in_thread
from schema import disruption as schema
from schema.arguments import DayArgument, LanguageArgument, day_of, language_of
from schema.context import Info
from schema.errors import bad_request, not_found

MOST_SECONDS = 10.0


@strawberry.type
class DisruptionQuery:
    """Disruptions."""

    @strawberry.field(
        description="Who is hit if some businesses stop (đứt gãy chuỗi cung ứng), in which tier and with "
        "what share of each input lost, and who can step in"
    )
    async def disruption(
        self,
        info: Info,
        of: Annotated[list[strawberry.ID], strawberry.argument(description="Those who stop, at least one")],
        on: DayArgument = UNSET,
        language: LanguageArgument = UNSET,
    ) -> schema.Disruption | None:
        """Who is hit, and who can step in."""
        codes = canonical_codes(of, RecordKind.BUSINESS, "of")
        if not codes:
            raise bad_request("Name at least one business that stops", "of")
        source, day = info.context.graph, day_of(on)
        found = await computed(source, lambda version: disrupted(source, codes, day, version=version))
        spoken = language_of(info, language)
        return await asyncio.to_thread(_shown, found, day, spoken)


@dataclass(kw_only=True)
class Disrupted:
    """Those who stop, those who are hit and those who can step in, each with the customer as the subject of
    the ranking; and what it rests on: the lines of products, and the names of businesses, also in English.
    ``is_cut``: there may be more who are hit, or who can step in."""

    stopped: Sequence[str]
    lines: ProductLines
    names: dict[str, tuple[str, str | None]]
    sellers: set[str] = field(default_factory=set[str])
    hits: Sequence[Hit] = ()
    replacements: list[tuple[Replacement, Subject]] = field(default_factory=list[tuple[Replacement, Subject]])
    is_cut: bool = False


async def disrupted(
    source: Graph,
    codes: Sequence[str],
    on: dt.date,
    *,
    version: int | None = None,
    seconds: float = MOST_SECONDS,
) -> Disrupted:
    """Reads those who are hit, tier after tier, then those who can step in, for some seconds at most, with
    the reference tables at a ``version`` of the data. Raises ``NOT_FOUND`` for an unknown business."""
    known, stopped = await asyncio.gather(reference(source, version), graph.firms(source, codes, on))
    unknown = [code for code in codes if code not in stopped]
    if unknown:
        raise not_found(f"There is no business {', '.join(unknown)}", "of")
    lines = known.lines
    disruption = await asyncio.to_thread(lambda: Disruption(map(_firm, stopped.values()), lines))
    found = Disrupted(stopped=sorted(disruption.stopped), lines=lines, names=_names(stopped.values()))
    try:
        async with asyncio.timeout(seconds):
            await _read_hits(source, disruption, found, on)
            await _read_replacements(source, disruption, found, on)
    except TimeoutError:  # a thread may still be at work on the disruption: only what was found is used
        found.is_cut = True
    return found


async def _read_hits(source: Graph, disruption: Disruption, found: Disrupted, on: dt.date) -> None:
    def added(firms: Sequence[Row], cancelled: threading.Event) -> tuple[list[Hit], bool]:
        disruption.add(map(_firm, firms), cancelled)
        return disruption.hits, disruption.is_cut

    found.is_cut = disruption.is_cut
    for _ in range(MOST_TIERS):
        asks = disruption.asks()
        if not asks:
            break
        firms = list((await graph.firms(source, asks, on)).values())
        found.names |= _names(firms)
        found.sellers |= {firm["code"] for firm in firms if firm["sells"]}
        found.hits, found.is_cut = await in_thread(partial(added, firms))


async def _read_replacements(source: Graph, disruption: Disruption, found: Disrupted, on: dt.date) -> None:
    broken = [hit for hit in found.hits if hit.is_broken]
    purchases = [Purchase(hit.business, hit.product, hit.broken) for hit in broken]
    found.is_cut = found.is_cut or len(purchases) > MOST_PURCHASES
    async for replaced in replaced_purchases(source, purchases[:MOST_PURCHASES], disruption, found.lines, on):
        found.replacements.append(replaced)


def _firm(row: Row) -> Firm:
    return Firm(
        code=row["code"],
        buys={
            bought["product"]: Purchases(
                quantity=bought["quantity"] or 0.0, links=bought["links"], known=bought["known"]
            )
            for bought in row["buys"]
        },
        sells=[
            Sale(customer=sale["customer"], product=sale["product"], quantity=sale["quantity"])
            for sale in row["sells"][: graph.MOST_SALES]
        ],
        offers=frozenset(row["offers"]),
        is_cut=len(row["sells"]) > graph.MOST_SALES,
    )


def _names(rows: Iterable[Row]) -> dict[str, tuple[str, str | None]]:
    return {row["code"]: (row["name"], row["nameEn"]) for row in rows}


def _shown(computed: Computed[Disrupted], on: dt.date, language: Language) -> schema.Disruption:
    found = computed.answer
    names = {
        code: name_en if language is Language.EN and name_en else name
        for code, (name, name_en) in found.names.items()
    }
    hits, replaced = found.hits, [replacement for replacement, _ in found.replacements]
    return schema.Disruption(
        algorithm=ALGORITHM,
        data_version=computed.data_version,
        on=on,
        changed_meanwhile=computed.changed_meanwhile,
        is_partial=found.is_cut or any(replacement.is_cut for replacement in replaced),
        business_count=len({hit.business for hit in hits}),
        explanation=about_disruption(
            [names[code] for code in found.stopped],
            hits,
            replaced,
            is_cut=found.is_cut,
            language=language,
        ),
        affected=[
            schema.AffectedBusiness(
                tier=hit.tier,
                share_of_input_lost=hit.share,
                lost_per_year=rounded(hit.lost),
                is_estimated=hit.is_estimated,
                explanation=why_hit(
                    hit, names, found.lines, sells=hit.business in found.sellers, language=language
                ),
                business_code=hit.business,
                product_code=hit.product,
                at_risk_codes=hit.at_risk,
            )
            for hit in hits
        ],
        replacements=[
            schema.Replacement(
                lost_per_year=rounded(replacement.purchase.quantity),
                candidates=[_candidate(each, subject, language) for each in replacement.candidates],
                uncovered_per_year=rounded(replacement.uncovered),
                explanation=why_replaced(replacement, found.lines, language),
                customer_code=replacement.purchase.customer,
                product_code=replacement.purchase.product,
            )
            for replacement, subject in found.replacements
        ],
    )


def _candidate(found: Candidate, subject: Subject, language: Language) -> schema.ReplacementCandidate:
    match = found.match
    return schema.ReplacementCandidate(
        spare_capacity_per_year=rounded(found.spare),
        covers_per_year=rounded(found.covers),
        distance_km=match.distance_km,
        is_distance_approximate=match.is_distance_approximate,
        score=match.score,
        supplier_code=match.candidate.code,
        product_code=match.best.pair.product,
        explain=lambda: score_reasons(match, PartnerDirection.SUPPLIERS, subject, language),
    )
