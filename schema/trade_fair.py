"""Trade fairs: series, editions, participants, meetings."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from domain.enums import FairKind, FairRole, HostSide, MeetingOutcome, MeetingStatus
from domain.language import Language
from schema.arguments import LanguageArgument
from schema.business import Business
from schema.connection import After, Before, Connection, First, Last, TerritorialConnection, window
from schema.context import Info
from schema.edge import edge, paged_edge, reference
from schema.fair_match import (
    BusinessArgument,
    FairMatchConnection,
    FairMatchQuestion,
    NewPartnersArgument,
)
from schema.node import Node
from schema.product import Product
from schema.value_chain import ValueChain
from schema.values import GeoPoint, Provenance

if TYPE_CHECKING:
    from schema.administrative_unit import AdministrativeUnit
    from schema.agency import Agency, AgencyRole

_Unit = Annotated["AdministrativeUnit", strawberry.lazy("schema.administrative_unit")]
_Agency = Annotated["Agency", strawberry.lazy("schema.agency")]
_AgencyRole = Annotated["AgencyRole", strawberry.lazy("schema.agency")]
_Subject = Annotated[Product | ValueChain, strawberry.union("FairSubject", description="What a fair covers.")]


@strawberry.type(description="What was agreed at a fair in one currency.")
class AgreedValue:
    """What was agreed at a fair in one currency."""

    currency: str = strawberry.field(description="Currency by ISO 4217")
    value: float = strawberry.field(description="Sum of the values agreed in it")
    meeting_count: int = strawberry.field(description="In how many meetings")


@strawberry.type(
    description="What came of meetings at a fair. Meetings whose status or result is not recorded count in "
    "`meetingCount` only."
)
class FairOutcome:
    """What came of meetings at a fair."""

    meeting_count: int = strawberry.field(description="Meetings that were arranged")
    planned_count: int = strawberry.field(description="Meetings still to come")
    held_count: int = strawberry.field(description="Meetings to which both came")
    missed_count: int = strawberry.field(description="Meetings to which somebody did not come")
    cancelled_count: int = strawberry.field(description="Meetings that were called off")
    contract_count: int = strawberry.field(description="Meetings that led to a contract")
    memorandum_count: int = strawberry.field(description="Meetings that led to a memorandum")
    follow_up_count: int = strawberry.field(description="Meetings after which the two stay in touch")
    values: list[AgreedValue] = strawberry.field(
        description="What was agreed, each currency by itself: they are never added together"
    )


@strawberry.type(description="One edition of a trade fair (hội chợ, triển lãm).")
class TradeFair(Node):
    """One edition of a trade fair."""

    name: str = strawberry.field(description="Name of the edition")
    name_en: str | None = strawberry.field(description="Name in English")
    edition: int | None = strawberry.field(description="Number of the edition within its series")
    theme: str | None = strawberry.field(description="Theme of the edition")
    kind: FairKind | None = strawberry.field(description="Kind of fair")
    starts_on: dt.date = strawberry.field(description="First day, in the fair's own time zone")
    ends_on: dt.date = strawberry.field(description="Last day, in the fair's own time zone")
    time_zone: str = strawberry.field(
        description="Time zone of the fair; Hà Khẩu is an hour ahead of Lào Cai"
    )
    venue: str | None = strawberry.field(description="Where it is held")
    country: str | None = strawberry.field(description="Country by ISO 3166-1")
    location: GeoPoint | None = strawberry.field(description="Where the venue is")
    host_side: HostSide | None = strawberry.field(description="Which side of the border hosts it")
    registration_closes_on: dt.date | None = strawberry.field(description="Last day for registration")
    booths_total: int | None = strawberry.field(description="Booths in total")
    booths_vietnam: int | None = strawberry.field(description="Booths of the Vietnamese side")
    booths_abroad: int | None = strawberry.field(description="Booths of other sides")
    booths_state_supported: int | None = strawberry.field(description="Booths paid for by the state")
    version: int = strawberry.field(description="Number of the record's version; grows with each change")
    provenance: Provenance | None = strawberry.field(description="Where the record comes from")

    series: FairSeries | None = edge(lambda load: load.series_of_fair, "The series it is an edition of")
    administrative_unit: _Unit | None = edge(
        lambda load: load.unit_of_fair, "The unit in which it is held; null abroad"
    )
    roles: list[_AgencyRole] | None = edge(
        lambda load: load.agencies_of_fair, "Agencies and their roles in the fair"
    )
    covers: list[_Subject] | None = edge(
        lambda load: load.subjects_of_fair, "Products and value chains it covers"
    )
    participants: Connection[FairParticipation] | None = paged_edge(
        lambda load: load.participants_of_fair, "Businesses that take part, by name"
    )
    meetings: Connection[Meeting] | None = paged_edge(
        lambda load: load.meetings_of_fair, "Meetings arranged at the fair"
    )

    outcome: FairOutcome | None = edge(
        lambda load: load.outcome_of_fair, "What came of all meetings at the fair"
    )

    @strawberry.field(
        description="Which seller and buyer should meet, best first, and why. An offer of which nothing is "
        "to spare, all of it being committed or delivered, makes no match; one whose capacity is not known "
        "may. At most 2,000 participants are looked at, by name, and at most 200,000 pairs of an offer and a "
        "need that fit: beyond that only matches of one business can be told"
    )
    async def matches(
        self,
        info: Info,
        business: BusinessArgument = UNSET,
        exclude_existing_partners: NewPartnersArgument = UNSET,
        language: LanguageArgument = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> FairMatchConnection | None:
        """Who should meet whom."""
        question = FairMatchQuestion(
            business=business or None,
            excludes_existing=exclude_existing_partners is True,
            language=language if isinstance(language, Language) else info.context.language,
        )
        return await info.context.load.matches_of_fair(
            self.code, question, window(first, after, last, before)
        )

    @strawberry.field(description="Agencies that organise it")
    async def organisers(self, info: Info) -> list[_Agency] | None:
        """Agencies that organise it."""
        roles = await info.context.load.agencies_of_fair(self.code)
        return [role.agency for role in roles if role.role.name == "ORGANISER"]


@strawberry.type(description="A trade fair that returns, edition after edition.")
class FairSeries(Node):
    """A trade fair that returns."""

    name: str = strawberry.field(description="Name")
    name_en: str | None = strawberry.field(description="Name in English")

    editions: TerritorialConnection[TradeFair] | None = paged_edge(
        lambda load: load.editions_of_series, "Its editions, by first day"
    )


@strawberry.type(description="That a business takes part in a trade fair.")
class FairParticipation:
    """That a business takes part in a trade fair."""

    business: Business = strawberry.field(description="Who takes part")
    fair: TradeFair = strawberry.field(description="In which fair")
    role: FairRole = strawberry.field(description="In which role")
    booth: str | None = strawberry.field(description="Number of its booth")
    is_state_supported: bool | None = strawberry.field(description="Whether the state pays for its booth")
    interest_codes: strawberry.Private[list[str]]

    @strawberry.field(description="What came of the meetings of this business at this fair")
    async def outcome(self, info: Info) -> FairOutcome | None:
        """What came of its meetings at this fair."""
        return await info.context.load.outcome_of_participant(self.fair.code, self.business.code)

    interests: list[Product] | None = reference(
        lambda load: load.products, "interest_codes", "Products it declared to be interested in"
    )


@strawberry.type(description="A meeting of two businesses at a trade fair.")
class Meeting(Node):
    """A meeting of two businesses at a trade fair."""

    starts_at: dt.datetime | None = strawberry.field(description="When it begins")
    ends_at: dt.datetime | None = strawberry.field(description="When it ends")
    table: str | None = strawberry.field(description="At which table")
    status: MeetingStatus | None = strawberry.field(description="What became of it")
    outcome: MeetingOutcome | None = strawberry.field(description="What it led to")
    value: float | None = strawberry.field(description="Value agreed, in `currency`")
    currency: str | None = strawberry.field(description="Currency of the value by ISO 4217")

    fair: TradeFair | None = edge(lambda load: load.fair_of_meeting, "The fair at which it takes place")
    parties: list[MeetingParty] | None = edge(
        lambda load: load.parties_of_meeting, "Who meets, buyer and seller"
    )


@strawberry.type(description="A business in a meeting.")
class MeetingParty:
    """A business in a meeting."""

    role: FairRole = strawberry.field(description="As seller or as buyer")
    business: Business = strawberry.field(description="The business")


@strawberry.input(description="Which trade fairs; conditions are joined by and, items of a list by or.")
class TradeFairFilter:
    """Which trade fairs."""

    text: str | None = strawberry.field(
        default=UNSET, description="Beginnings of words of name or theme, in any spelling and order"
    )
    within: list[strawberry.ID] | None = strawberry.field(
        default=UNSET, description="Held in the territory of any of these units"
    )
    countries: list[str] | None = strawberry.field(
        default=UNSET, description="Held in any of these countries, by ISO 3166-1, such as VN"
    )
    kinds: list[FairKind] | None = strawberry.field(default=UNSET, description="Any of these kinds")
    host_sides: list[HostSide] | None = strawberry.field(
        default=UNSET, description="Hosted by any of these sides"
    )
    value_chains: list[strawberry.ID] | None = strawberry.field(
        default=UNSET, description="Covers any of these value chains"
    )
    starts_from: dt.date | None = strawberry.field(default=UNSET, description="Begins on this day or later")
    starts_until: dt.date | None = strawberry.field(
        default=UNSET, description="Begins on this day or earlier"
    )
