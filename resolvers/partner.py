"""Partners of a business or of a described example: reads facts, has them ranked, shows a page."""

import datetime as dt
import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from domain import dates
from domain.codes import RecordKind
from domain.enums import Criterion, PartnerDirection
from domain.language import Language
from domain.paging import Count, Window
from graph import partner as graph
from graph.client import Row
from planning.capacity import spare_capacity
from planning.partner import (
    ALGORITHM,
    WEIGHTS,
    Candidate,
    Match,
    Pair,
    Restriction,
    Subject,
    Want,
    rank,
)
from planning.partner_text import explanation
from resolvers.lists import canonical_codes, is_given, known_codes, territory_of, units_of
from schema.administrative_unit import AdministrativeUnit
from schema.connection import After, Before, Edge, First, Last, PageInfo, encode_cursor, window
from schema.context import Info
from schema.errors import bad_request, not_found
from schema.partner import (
    BusinessExample,
    CriterionWeight,
    ExampleNeed,
    ExampleOffer,
    LanguageArgument,
    PartnerFilter,
    PartnerMatch,
    PartnerSubject,
    ProductMatch,
    RankedConnection,
    ScoreReason,
)
from schema.values import check_place


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
        on: Annotated[
            dt.date | None, strawberry.argument(description="Day to reason about; today unless given")
        ] = UNSET,
        language: LanguageArgument = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> RankedConnection[PartnerMatch] | None:
        """Ranked and explained partners."""
        part = window(first, after, last, before)
        question = _Question(of, direction, product or None, filter or None, _weights(weights))
        cursor = _Cursor.read(part, question)
        day = on if isinstance(on, dt.date) else cursor.on if cursor else dates.today()
        restriction, ambiguous = await _restriction(info, question.filter)
        ranking = await _ranking(info, question, restriction, day)
        spoken = language if isinstance(language, Language) else info.context.language
        return _page(ranking, question, part, cursor, spoken, await units_of(info, ambiguous))


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
    def read(part: Window, question: _Question) -> "_Cursor | None":
        """The cursor of a page that goes on. Raises ``BAD_REQUEST`` for one of another question."""
        text = part.after or part.before
        if text is None:
            return None
        argument = "after" if part.after else "before"
        try:
            digest, on, version, score, code = json.loads(text)
            cursor = _Cursor(
                digest=str(digest),
                on=dt.date.fromisoformat(on),
                data_version=int(version),
                score=float(score),
                code=str(code),
            )
        except (ValueError, TypeError) as error:
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
    version, subject, counterparts = await _subject(info, question, period)
    if restriction.certificates and question.direction is not PartnerDirection.BUYERS:
        asked = restriction.certificates
        subject = replace(
            subject,
            wants=[replace(want, certificates=want.certificates | asked) for want in subject.wants],
        )
    reciprocal = await graph.reciprocal_products(info.context.graph, question.direction, counterparts)
    newest, rows = await graph.candidates(
        info.context.graph,
        question.direction,
        business=subject.code,
        products=sorted({want.product for want in subject.wants}),
        reciprocal=reciprocal,
        period=period,
    )
    wants = {want.product: want for want in subject.wants}
    matches = rank(
        question.direction,
        replace(subject, can_reciprocate=bool(reciprocal)),
        [_candidate(row, question.direction, wants) for row in rows],
        weights=question.weights,
        restriction=restriction,
        on=on,
    )
    return _Ranking(
        subject=subject,
        matches=matches,
        on=on,
        data_version=newest,
        changed_meanwhile=newest != version,
        is_cut=len(rows) >= graph.MOST_CANDIDATES,
    )


async def _subject(info: Info, question: _Question, period: graph.Period) -> tuple[int, Subject, list[str]]:
    """The data version, the subject with its wants, and the products it could trade the other way."""
    business, example = question.of.business, question.of.example
    if business:
        (code,) = canonical_codes([business.value], RecordKind.BUSINESS, "of.business")
        found = await graph.subject(info.context.graph, code, period)
        if found is None:
            raise not_found(f"There is no business {code}", "of.business")
        version, row = found
        subject, counterparts = _registered(row, question.direction)
    else:
        assert example
        version, subject, counterparts = await _described(info, example.value, question.direction)
    if question.product is not None:
        (product,) = await known_codes(info.context.graph, [question.product], RecordKind.PRODUCT, "product")
        subject = await _narrowed(info, subject, product)
    return version, subject, counterparts


async def _narrowed(info: Info, subject: Subject, product: str) -> Subject:
    """The subject with only the wants of a product or its kinds; one of unknown quantity where the
    register knows of none."""
    kinds = set(await graph.reciprocal_products(info.context.graph, PartnerDirection.BUYERS, [product]))
    wants = [want for want in subject.wants if want.product in kinds]
    if not wants:
        _, goods = await graph.goods(info.context.graph, [product])
        wants = [_want(goods[product], None, frozenset(), frozenset())]
    return replace(subject, wants=wants)


def _registered(row: Row, direction: PartnerDirection) -> tuple[Subject, list[str]]:
    suppliers = direction is PartnerDirection.SUPPLIERS
    wants = _needs(row["needs"]) if suppliers else _offers(row["offers"], row["delivers"])
    counterparts = row["offers"] if suppliers else row["needs"]
    subject = Subject(
        code=row["code"],
        wants=wants,
        latitude=row["latitude"],
        longitude=row["longitude"],
        country=row["country"],
        partners=frozenset(link["other"] for link in [*row["delivers"], *row["receives"]]),
        **_facts(row),
    )
    return subject, sorted({goods["product"] for goods in counterparts})


async def _described(
    info: Info, example: BusinessExample, direction: PartnerDirection
) -> tuple[int, Subject, list[str]]:
    needs: list[ExampleNeed] = example.needs or []
    offers: list[ExampleOffer] = example.offers or []
    suppliers = direction is PartnerDirection.SUPPLIERS
    if not (needs if suppliers else offers):
        what = "needs" if suppliers else "offers"
        raise bad_request(f"To find {direction.name.lower()} say what it {what}", f"of.example.{what}")
    need_codes = _products(needs, "of.example.needs")
    offer_codes = _products(offers, "of.example.offers")
    version, goods = await graph.goods(info.context.graph, sorted({*need_codes, *offer_codes}))
    for codes, argument in ((need_codes, "needs"), (offer_codes, "offers")):
        unknown = [code for code in codes if code not in goods]
        if unknown:
            raise not_found(f"There is no product {', '.join(unknown)}", f"of.example.{argument}")
    if suppliers:
        wants = [
            _want(
                goods[code],
                _quantity(need.quantity_per_year, "of.example.needs"),
                _months(need.months, "of.example.needs"),
                frozenset(need.certificates or []),
            )
            for code, need in zip(need_codes, needs, strict=True)
        ]
    else:
        wants = [
            _want(
                goods[code],
                _quantity(offer.capacity_per_year, "of.example.offers"),
                _months(offer.months, "of.example.offers"),
                frozenset(),
            )
            for code, offer in zip(offer_codes, offers, strict=True)
        ]
    subject = Subject(
        code="",
        wants=list({want.product: want for want in wants}.values()),
        certificates=frozenset(example.certificates or []),
        **await _example_place(info, example),
    )
    return version, subject, offer_codes if suppliers else need_codes


async def _example_place(info: Info, example: BusinessExample) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if is_given(example.administrative_unit):
        argument = "of.example.administrativeUnit"
        (code,) = canonical_codes([example.administrative_unit], RecordKind.ADMINISTRATIVE_UNIT, argument)
        place = await graph.place(info.context.graph, code)
        if place is None:
            raise not_found(f"There is no unit {code}", argument)
        found = {
            "latitude": place["latitude"],
            "longitude": place["longitude"],
            "units": frozenset([code]),
            "provinces": frozenset(place["provinces"]),
        }
    location = example.location
    if location:
        check_place(location.latitude, location.longitude, "of.example.location")
        found |= {"latitude": location.latitude, "longitude": location.longitude}
    return found


def _products(items: Sequence[ExampleNeed | ExampleOffer], argument: str) -> list[str]:
    return canonical_codes([item.product for item in items], RecordKind.PRODUCT, argument)


def _quantity(value: float | None, argument: str) -> float | None:
    if not isinstance(value, int | float):
        return None
    if not math.isfinite(value) or value < 0:
        raise bad_request("A quantity is a number from 0 on", argument)
    return float(value)


def _months(values: list[int] | None, argument: str) -> frozenset[int]:
    months = frozenset(values or [])
    if not months <= frozenset(range(1, 13)):
        raise bad_request("Months are numbers from 1 to 12", argument)
    return months


def _needs(rows: list[Row]) -> list[Want]:
    """The needs of a business, one a product: variants are added up."""
    wants: dict[str, Want] = {}
    for row in rows:
        want = _want(
            row, row["quantity"], frozenset(row["months"] or []), frozenset(row["certificates"] or [])
        )
        known = wants.get(want.product)
        wants[want.product] = want if known is None else _added(known, want)
    return list(wants.values())


def _offers(rows: list[Row], delivers: list[Row]) -> list[Want]:
    """What a business has to spare of its offers, one a product: variants are added up."""
    wants: dict[str, Want] = {}
    for row in rows:
        spare = _spare(row, rows, delivers)
        want = _want(row, spare, frozenset(row["months"] or []), frozenset())
        known = wants.get(want.product)
        wants[want.product] = want if known is None else _added(known, want)
    return list(wants.values())


def _added(one: Want, other: Want) -> Want:
    quantities = (one.quantity, other.quantity)
    known = [quantity for quantity in quantities if quantity is not None]
    return replace(
        one,
        quantity=sum(known) if len(known) == 2 else None,
        months=one.months | other.months,
        certificates=one.certificates | other.certificates,
    )


def _want(row: Row, quantity: float | None, months: frozenset[int], certificates: frozenset[str]) -> Want:
    return Want(
        product=row["product"],
        name=row["name"],
        name_en=row["nameEn"],
        unit=row["unit"],
        mass_tonnes_per_unit=row["massTonnesPerUnit"],
        keeps_days=row["keepsDays"],
        quantity=quantity,
        months=months,
        certificates=certificates,
    )


def _candidate(row: Row, direction: PartnerDirection, wants: Mapping[str, Want]) -> Candidate:
    buyers = direction is PartnerDirection.BUYERS
    return Candidate(
        code=row["code"],
        kind=row["kind"],
        pairs=[
            Pair(
                want=wants[pair["own"]],
                product=pair["product"],
                name=pair["name"],
                name_en=pair["nameEn"],
                unit=pair["unit"],
                mass_tonnes_per_unit=pair["massTonnesPerUnit"],
                keeps_days=pair["keepsDays"],
                levels=pair["levels"],
                quantity=pair["quantity"],
                spare=_open(pair, row["pairs"], row["receives"])
                if buyers
                else _spare(pair, row["pairs"], row["delivers"]),
                months=frozenset(pair["months"] or []),
                price=pair["price"],
                currency=pair["currency"],
                as_of=pair["asOf"],
                certificates=frozenset(pair["certificates"] or []) if buyers else frozenset(),
            )
            for pair in sorted(row["pairs"], key=lambda pair: (pair["own"], pair["key"]))
        ],
        latitude=row["latitude"],
        longitude=row["longitude"],
        country=row["country"],
        is_reciprocal=row["isReciprocal"],
        **_facts(row),
    )


def _facts(row: Row) -> dict[str, Any]:
    return {
        name: frozenset(row[name]) for name in ("units", "provinces", "clusters", "fairs", "certificates")
    }


def _spare(offer: Row, offers: list[Row], delivers: list[Row]) -> float | None:
    """What of an offer is still to be had; its variants share what is known to be delivered."""
    return spare_capacity(
        offer["quantity"],
        offer["committed"],
        supplied=_traded(offer["product"], delivers),
        offered=_variants(offer["product"], offers),
    )


def _open(need: Row, needs: list[Row], receives: list[Row]) -> float | None:
    """What of a need is still open; its variants share what is known to be received."""
    return spare_capacity(
        need["quantity"],
        None,
        supplied=_traded(need["product"], receives),
        offered=_variants(need["product"], needs),
    )


def _traded(product: str, links: list[Row]) -> float:
    return math.fsum(link["quantity"] or 0.0 for link in links if link["product"] == product)


def _variants(product: str, rows: list[Row]) -> float:
    """The quantities of all variants of a product, each counted once though it may match twice."""
    quantities = {
        row.get("key", position): row["quantity"] or 0.0
        for position, row in enumerate(rows)
        if row["product"] == product
    }
    return math.fsum(quantities.values())


def _weights(given: list[CriterionWeight] | None) -> Mapping[Criterion, float]:
    if not isinstance(given, list):
        return WEIGHTS
    weights: dict[Criterion, float] = {}
    for item in given:
        if not math.isfinite(item.weight) or item.weight < 0:
            raise bad_request("A weight is a number from 0 on", "weights")
        if item.criterion in weights:
            raise bad_request(f"{item.criterion.name} is weighed twice", "weights")
        if item.criterion not in WEIGHTS:
            raise bad_request(f"{item.criterion.name} does not rank partners", "weights")
        weights[item.criterion] = item.weight
    if not any(weights.values()):
        raise bad_request("At least one weight must be above 0", "weights")
    return weights


async def _restriction(info: Info, given: PartnerFilter | None) -> tuple[Restriction, list[str]]:
    if given is None:
        return Restriction(), []
    for value, argument in (
        (given.maximum_distance_km, "filter.maximumDistanceKm"),
        (given.minimum_spare_capacity_per_year, "filter.minimumSpareCapacityPerYear"),
        (given.minimum_score, "filter.minimumScore"),
    ):
        _quantity(value, argument)
    units: frozenset[str] | None = None
    ambiguous: list[str] = []
    if isinstance(given.within, list):
        inside, ambiguous = await territory_of(info.context.graph, given.within, "filter.within")
        units = frozenset(inside)
    products: frozenset[str] | None = None
    if isinstance(given.products, list):
        codes = await known_codes(info.context.graph, given.products, RecordKind.PRODUCT, "filter.products")
        kinds = await graph.reciprocal_products(info.context.graph, PartnerDirection.BUYERS, codes)
        products = frozenset(kinds)
    restriction = Restriction(
        kinds=frozenset(kind.name for kind in given.kinds) if isinstance(given.kinds, list) else None,
        units=units,
        products=products,
        certificates=frozenset(given.certificates) if isinstance(given.certificates, list) else None,
        maximum_distance_km=given.maximum_distance_km if is_given(given.maximum_distance_km) else None,
        minimum_spare=given.minimum_spare_capacity_per_year
        if is_given(given.minimum_spare_capacity_per_year)
        else None,
        minimum_score=given.minimum_score if is_given(given.minimum_score) else None,
        excludes_existing=bool(given.exclude_existing_partners),
    )
    return restriction, ambiguous


def _page(
    ranking: _Ranking,
    question: _Question,
    part: Window,
    cursor: _Cursor | None,
    language: Language,
    ambiguous_units: list[AdministrativeUnit],
) -> RankedConnection[PartnerMatch]:
    matches = list(ranking.matches)
    low, high = 0, len(matches)
    if cursor is not None:
        place = (-cursor.score, cursor.code)
        ahead = [(-match.score, match.candidate.code) < place for match in matches].count(True)
        at = ahead < len(matches) and matches[ahead].candidate.code == cursor.code
        low, high = (ahead + at, high) if part.after else (0, ahead)
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
        changed_since_first_page=cursor is not None and cursor.data_version != ranking.data_version,
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
        reasons=[
            ScoreReason(
                criterion=reason.criterion,
                weight=reason.weight,
                value=reason.value,
                contribution=reason.contribution,
                is_known=reason.value is not None,
                explanation=explanation(reason, direction, subject, match, best, language),
            )
            for reason in best.reasons
        ],
    )
