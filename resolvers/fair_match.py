"""Matches at fairs: reads who takes part, has pairs ranked, shows a page."""

import asyncio
import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from domain.codes import RecordKind
from domain.dates import is_valid_on
from domain.enums import Confidence, FairRole
from domain.paging import Window
from graph.change import data_version
from graph.client import Graph, Row
from graph.existence import existing_codes
from graph.fair_match import MOST_PARTICIPANTS, participants
from graph.import_requirement import import_requirements
from planning.fair_match import (
    ALGORITHM,
    MOST_PAIRS,
    FairMatch,
    Need,
    Offer,
    Participant,
    TooManyPairs,
    fair_matches,
)
from planning.fair_match_text import explanation
from planning.import_requirement import ImportRequirement, ImportRequirements
from planning.planned_meeting import PlannedMeeting
from planning.recipe import Recipes
from resolvers.capacity import spares
from resolvers.fair_outcome import read_dealings
from resolvers.kept import Kept
from resolvers.lists import canonical_codes
from resolvers.loader import Loader
from resolvers.middle import place
from resolvers.ranking import Basis, ranked_page, read_bounds, score_reason
from resolvers.recipe import Reference, reference
from schema import fair_match as schema
from schema.errors import bad_request, too_expensive


@dataclass(frozen=True, slots=True, kw_only=True)
class FairFacts:
    """A fair and those who take part in it as sellers or buyers. ``is_cut``: there are more of them.
    ``planned``: the meetings that the register has as planned, whenever, first those that begin first."""

    code: str
    name: str
    starts_on: dt.date
    ends_on: dt.date
    time_zone: str
    participants: Sequence[Participant]
    planned: Sequence[PlannedMeeting]
    recipes: Recipes
    requirements: ImportRequirements
    data_version: int
    changed_meanwhile: bool
    is_cut: bool

    def ranked(
        self,
        *,
        business: str | None = None,
        among: Collection[str] | None = None,
        excludes_existing: bool = False,
    ) -> list[FairMatch]:
        """Its matches, best first: of one business and among some where these are given. Raises
        ``TOO_EXPENSIVE`` where too many offers and needs fit."""
        try:
            return fair_matches(
                self.participants,
                self.recipes,
                self.requirements,
                starts_on=self.starts_on,
                business=business,
                among=among,
                excludes_existing=excludes_existing,
            )
        except TooManyPairs as error:
            raise too_expensive(
                f"More than {MOST_PAIRS:,} pairs of an offer and a need fit at the fair {self.code}: ask for "
                "the matches of one business, or for a schedule of meetings that `wanted` names"
            ) from error


class FairMatches:
    """Ranks the matches of one request: participants of all fairs are read by one statement, products
    once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._references = Kept[tuple[int, Reference, list[ImportRequirement]]](1)
        self._fairs: dict[dt.date, Loader] = {}

    async def facts(self, code: str, on: dt.date) -> FairFacts | None:
        """What matches of a fair rest on, with the trade links of a day; None where there is no such fair."""
        if on not in self._fairs:

            async def read(codes: list[str]) -> list[Row | None]:
                found = await participants(self._graph, codes, on)
                return [found.get(each) for each in codes]

            self._fairs[on] = Loader(read)
        row, (version, known, requirements) = await asyncio.gather(
            self._fairs[on].load(code), self._references.get("", self._read_references)
        )
        if row is None:
            return None
        rows = row["participants"]
        opens = row["fair"]["startsOn"]
        return FairFacts(
            code=row["fair"]["code"],
            name=row["fair"]["name"],
            starts_on=opens,
            ends_on=row["fair"]["endsOn"],
            time_zone=row["fair"]["timeZone"],
            participants=[_participant(each, opens, on) for each in rows[:MOST_PARTICIPANTS]],
            planned=_planned(row["fair"]["planned"]),
            recipes=known.recipes,
            requirements=ImportRequirements(requirements, opens),
            data_version=row["version"],
            changed_meanwhile=row["version"] != version,
            is_cut=len(rows) > MOST_PARTICIPANTS,
        )

    async def _read_references(self) -> tuple[int, Reference, list[ImportRequirement]]:
        """The reference tables with the version of the data that they are of."""
        version, rows = await asyncio.gather(data_version(self._graph), import_requirements(self._graph))
        return version, await reference(self._graph, version), [_requirement(row) for row in rows]

    async def page(
        self, code: str, question: schema.FairMatchQuestion, part: Window
    ) -> schema.FairMatchConnection | None:
        """A page of the matches of a fair."""
        business = None
        if question.business is not None:
            (business,) = canonical_codes([question.business], RecordKind.BUSINESS, "business")
        asked = ("fair matches", code, business, question.excludes_existing)
        bounds, day = read_bounds(part, asked, None)
        facts = await self.facts(code, day)
        if facts is None:
            return None
        present = {each.code for each in facts.participants}
        if business is not None and business not in present:
            today = await existing_codes(self._graph, RecordKind.BUSINESS, [business])
            business = today.get(business, business)
        if business is not None and business not in present:
            raise bad_request(
                f"{business} does not take part in the fair {code} as a seller or buyer", "business"
            )
        matches = await asyncio.to_thread(
            facts.ranked, business=business, excludes_existing=question.excludes_existing
        )

        def key(place: int) -> tuple[float, str]:
            pair = matches[place].pair
            return -matches[place].score, f"{pair.seller.code} {pair.buyer.code}"

        page = ranked_page(
            len(matches),
            key,
            lambda place: _shown(matches[place], facts.recipes, question),
            part,
            bounds,
            Basis(asked, day, facts.data_version),
        )
        return schema.FairMatchConnection(
            edges=page.edges,
            page_info=page.page_info,
            count=page.count(is_lower_bound=facts.is_cut),
            algorithm=ALGORITHM,
            data_version=facts.data_version,
            on=day,
            changed_meanwhile=facts.changed_meanwhile,
            changed_since_first_page=page.changed_since_first_page,
        )


def _shown(match: FairMatch, recipes: Recipes, question: schema.FairMatchQuestion) -> schema.FairMatch:
    pair = match.pair
    return schema.FairMatch(
        score=match.score,
        is_existing_partner=pair.is_existing,
        distance_km=pair.distance_km,
        is_distance_approximate=pair.is_distance_approximate,
        reasons=[
            score_reason(reason, explanation(reason, pair, recipes, question.language))
            for reason in match.reasons
        ],
        seller_code=pair.seller.code,
        buyer_code=pair.buyer.code,
        product_code=pair.offer.product,
        wanted_product_code=pair.need.product,
    )


def _participant(row: Row, opens: dt.date, on: dt.date) -> Participant:
    role = row["role"]
    offers, needs = (sorted(row[name], key=lambda each: each["key"]) for name in ("offers", "needs"))
    return Participant(
        code=row["code"],
        name=row["name"],
        country=row["country"],
        sells=role in (FairRole.SELLER.name, FairRole.BOTH.name),
        buys=role in (FairRole.BUYER.name, FairRole.BOTH.name),
        offers=[
            Offer(
                product=offer["product"],
                spare=spare,
                months=frozenset(offer["months"] or ()),
                keeps_days=offer["keepsDays"],
                as_of=offer["asOf"],
                held=_valid(offer["held"], opens),
                recorded=frozenset(each["scheme"] for each in offer["held"]),
            )
            for offer, spare in zip(offers, spares(offers, row["delivers"]), strict=True)
        ],
        needs=[
            Need(
                product=need["product"],
                open=open_,
                months=frozenset(need["months"] or ()),
                as_of=need["asOf"],
                certificates=frozenset(need["certificates"] or ()),
            )
            for need, open_ in zip(needs, spares(needs, row["receives"]), strict=True)
        ],
        organisations=frozenset(row["organisations"]),
        **place(row),
        interests=frozenset(row["interests"] or ()),
        certificates=_valid(row["certificates"], opens),
        recorded=frozenset(each["scheme"] for each in row["certificates"]),
        partners=frozenset(link["other"] for link in [*row["delivers"], *row["receives"]]),
        dealings=read_dealings(row["met"], on),
    )


def _planned(rows: Sequence[Row]) -> list[PlannedMeeting]:
    """Meetings of two businesses: datasets may lack one of them."""
    found = [
        PlannedMeeting(
            seller=seller["code"],
            buyer=buyer["code"],
            needs_interpreter=seller["country"] != buyer["country"],
            starts_at=row["startsAt"],
            ends_at=row["endsAt"],
            table=row["table"],
        )
        for row in rows
        for seller in row["parties"]
        for buyer in row["parties"]
        if (seller["role"], buyer["role"]) == (FairRole.SELLER.name, FairRole.BUYER.name)
    ]
    return sorted(found, key=lambda each: (each.starts_at, each.seller, each.buyer))


def _valid(certificates: Sequence[Row], on: dt.date) -> frozenset[str]:
    """The schemes of those that are valid on a day."""
    return frozenset(
        each["scheme"] for each in certificates if is_valid_on(on, each["validFrom"], each["validTo"])
    )


def _requirement(row: Row) -> ImportRequirement:
    return ImportRequirement(
        country=row["country"],
        hs=row["hs"],
        scheme=row["scheme"],
        name=(row["name"], row["nameEn"]),
        valid_from=row["validFrom"],
        valid_to=row["validTo"],
        clause=row["clause"],
        source=row["source"],
        confidence=Confidence[row["confidence"]],
    )
