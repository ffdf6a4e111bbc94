"""Supply traces: asks for tier after tier, and has single sources found."""

import asyncio
import datetime as dt
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import strawberry
from strawberry import UNSET

from domain.codes import RecordKind
from domain.enums import TraceDirection
from domain.language import Language
from graph import supply_trace as graph
from graph.client import Graph, Row
from planning import single_source as planning
from planning.product_line import ProductLines
from planning.single_source import single_sources
from planning.supply_trace import ALGORITHM, DEEPEST, Link, Trace
from planning.supply_trace_text import about_trace, why_single
from resolvers.data_version import Computed, computed
from resolvers.lists import canonical_codes, known_codes
from resolvers.recipe import reference
from resolvers.solving import in_thread
from schema.arguments import DayArgument, LanguageArgument, day_of, language_of
from schema.context import Info
from schema.errors import bad_request, not_found
from schema.supply_trace import SingleSource, SupplyTrace, TraceLink
from schema.values import Provenance

_USUAL_DEPTH = 4
MOST_SECONDS = 5.0
_MOST_SOURCES = 200
_MOST_AFFECTED = 100


@strawberry.type
class SupplyTraceQuery:
    """Supply traces."""

    @strawberry.field(
        description="Tiers of known suppliers, or customers, of a business (truy xuất chuỗi cung ứng), and "
        "where one firm is the only way for a product"
    )
    async def supply_trace(
        self,
        info: Info,
        business: Annotated[strawberry.ID, strawberry.argument(description="Where it begins")],
        direction: Annotated[
            TraceDirection, strawberry.argument(description="Whether suppliers or customers are followed")
        ],
        depth: Annotated[
            int | None, strawberry.argument(description="How many tiers, 1 to 10; 4 unless given")
        ] = _USUAL_DEPTH,
        product: Annotated[
            strawberry.ID | None,
            strawberry.argument(
                description="Follow only this product and what it is made from, or downstream what is made "
                "of it; all links unless given"
            ),
        ] = UNSET,
        on: DayArgument = UNSET,
        language: LanguageArgument = UNSET,
    ) -> SupplyTrace | None:
        """Tiers of known trade."""
        deepest = _USUAL_DEPTH if depth is None else depth
        if not 1 <= deepest <= DEEPEST:
            raise bad_request(f"The depth lies between 1 and {DEEPEST}", "depth")
        (code,) = canonical_codes([business], RecordKind.BUSINESS, "business")
        goods: str | None = None
        if product:
            (goods,) = await known_codes(info.context.graph, [product], RecordKind.PRODUCT, "product")
        question = Question(code, direction, deepest, goods, day_of(on))
        source = info.context.graph
        found = await computed(source, lambda version: traced(source, question, version=version))
        spoken = language_of(info, language)
        return await asyncio.to_thread(_shown, found, question, spoken)


@dataclass(frozen=True, slots=True)
class Question:
    """What a client asks."""

    business: str
    direction: TraceDirection
    depth: int
    product: str | None
    on: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """A trace with its single sources, and what it rests on: the lines of products, and the names of
    businesses, also in English."""

    trace: Trace
    sources: Sequence[planning.SingleSource]
    lines: ProductLines
    names: Mapping[str, tuple[str, str | None]]


async def traced(
    source: Graph, question: Question, *, version: int | None = None, seconds: float = MOST_SECONDS
) -> Traced:
    """Reads tier after tier and finds single sources, for some seconds at most, with the reference tables at
    a ``version`` of the data. Raises ``NOT_FOUND`` for an unknown business."""
    end = time.monotonic() + seconds
    known, traders = await asyncio.gather(
        reference(source, version), graph.traders(source, [question.business])
    )
    if not traders:
        raise not_found(f"There is no business {question.business}", "business")
    start = traders[question.business]
    lines = known.lines
    trace = Trace(start["code"], question.direction, question.product, lines)
    names = {start["code"]: (start["name"], start["nameEn"])}
    try:
        async with asyncio.timeout(seconds):
            for tier in range(1, question.depth + 1):
                asks = [{"businesses": ask.businesses, "products": ask.products} for ask in trace.asks()]
                if not asks:
                    break
                rows = await graph.tier(source, question.direction, asks, question.on, trace.limit + 1)
                trace.add([_link(row, tier, question.direction) for row in rows])
                names |= {row["other"]: (row["name"], row["nameEn"]) for row in rows}
    except TimeoutError:
        trace.is_cut = True

    def found(cancelled: threading.Event) -> list[planning.SingleSource]:
        return single_sources(trace, lines, lambda: cancelled.is_set() or time.monotonic() >= end)

    sources = await in_thread(found)  # thousands of links would keep the event loop busy
    return Traced(trace=trace, sources=sources, lines=lines, names=names)


def _link(row: Row, tier: int, direction: TraceDirection) -> Link:
    supplier, customer = row["other"], row["asked"]
    if direction is TraceDirection.DOWNSTREAM:
        supplier, customer = customer, supplier
    return Link(
        tier=tier,
        supplier=supplier,
        customer=customer,
        product=row["product"],
        quantity=row["quantity"],
        source=row["source"],
        as_of=row["asOf"],
    )


def _shown(found: Computed[Traced], question: Question, language: Language) -> SupplyTrace:
    trace, lines, sources = found.answer.trace, found.answer.lines, found.answer.sources
    names = {
        code: name_en if language is Language.EN and name_en else name
        for code, (name, name_en) in found.answer.names.items()
    }
    return SupplyTrace(
        algorithm=ALGORITHM,
        data_version=found.data_version,
        on=question.on,
        changed_meanwhile=found.changed_meanwhile,
        is_partial=trace.is_cut
        or len(sources) > _MOST_SOURCES
        or any(len(source.affected) > _MOST_AFFECTED for source in sources[:_MOST_SOURCES]),
        business_count=len(trace.distances) - 1,
        explanation=about_trace(trace, question.product, names, lines, question.on, language),
        links=[
            TraceLink(
                tier=link.tier,
                quantity_per_year=link.quantity,
                provenance=Provenance(source=link.source or "", as_of=link.as_of),
                supplier_code=link.supplier,
                customer_code=link.customer,
                product_code=link.product,
            )
            for link in trace.links
        ],
        single_sources=[
            SingleSource(
                affected_count=len(source.affected),
                explanation=why_single(source, trace, names, lines, language),
                supplier_code=source.supplier,
                product_code=source.product,
                affected_codes=[each.business for each in source.affected[:_MOST_AFFECTED]],
            )
            for source in sources[:_MOST_SOURCES]
        ],
    )
