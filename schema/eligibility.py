"""Whether facilities may get industrial promotion, by which rules, and what must be asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import strawberry
from strawberry import UNSET

from domain.enums import Activity, Confidence, Fact, FundingLevel, RuleProvenance, UnlockKind, Verdict
from domain.paging import Count
from schema.business import Business
from schema.connection import (
    After,
    Before,
    Edge,
    First,
    Last,
    TerritorialConnection,
    encode_cursor,
    page_of_codes,
    window,
)
from schema.context import Info
from schema.edge import reference
from schema.partner import RankedConnection

_ORDER = "GAP"


@strawberry.type(description="What comes of holding a facility against one rule.")
class Finding:
    """What comes of holding a facility against one rule."""

    rule: str = strawberry.field(description="The rule, by its id in its rule set")
    verdict: Verdict = strawberry.field(
        description="A rule that is broken refuses only where it is cited and sure or likely; else the "
        "finding is UNDETERMINED"
    )
    explanation: str = strawberry.field(description="What the rule asks for, and the facts used")
    clause: str | None = strawberry.field(description="Where it stands in the law; null where unknown")
    source: str = strawberry.field(description="Where it was found")
    confidence: Confidence = strawberry.field(description="How sure it is")
    provenance: RuleProvenance = strawberry.field(description="How it became known")


@strawberry.type(description="A fact without which nothing can be told.")
class MissingFact:
    """A fact without which nothing can be told."""

    fact: Fact = strawberry.field(description="What must be known")
    ask_whom: str = strawberry.field(description="Who knows it")


@strawberry.type(
    description="Whether a facility may get industrial promotion for an activity (đủ điều kiện thụ hưởng)."
)
class Eligibility:
    """Whether a facility may get industrial promotion."""

    activity: Activity = strawberry.field(description="The activity")
    level: FundingLevel = strawberry.field(description="Whose money it is")
    on: dt.date = strawberry.field(
        description="Day whose rules and facts are used; of an approved project that of its approval"
    )
    verdict: Verdict = strawberry.field(
        description="INELIGIBLE where any finding is, else UNDETERMINED where any finding is"
    )
    is_provisional: bool = strawberry.field(
        description="Whether it rests on a rule that was recalled and never checked against its text"
    )
    rule_set: str = strawberry.field(
        description="The rule sets in force on the day, or those that an approved project keeps, by their "
        "codes"
    )
    rules_end_on: dt.date | None = strawberry.field(
        description="Last day on which all of them are in force; null where no end is known"
    )
    findings: list[Finding] = strawberry.field(description="One a rule")
    missing: list[MissingFact] = strawberry.field(description="What must be asked, and whom")
    nearest_change: str | None = strawberry.field(
        description="The least that would have to change; null unless it is refused"
    )
    facility_code: strawberry.Private[str]

    facility: Business | None = reference(lambda load: load.business, "facility_code", "The facility")


@strawberry.type(description="How many have a verdict for an activity.")
class EligibilityCount:
    """How many have a verdict for an activity."""

    activity: Activity = strawberry.field(description="The activity")
    verdict: Verdict = strawberry.field(description="The verdict")
    count: int = strawberry.field(description="How many facilities have it")


@strawberry.type(
    description="A page of verdicts: facilities by name, each with the activities in the order asked for."
)
class EligibilityConnection(RankedConnection[Eligibility]):
    """A page of verdicts."""

    counts: list[EligibilityCount] = strawberry.field(
        description="How many of everybody in the filter have which verdict, those of no facility left out"
    )


@strawberry.type(description="How much an answer would settle.")
class Unlock:
    """How much an answer would settle."""

    kind: UnlockKind = strawberry.field(description="What is settled")
    count: int = strawberry.field(description="How many of them")


@strawberry.type(description="A fact that the register does not know of some facilities.")
class DataGap:
    """A fact that the register does not know of some facilities."""

    fact: Fact = strawberry.field(description="What is not known")
    ask_whom: str = strawberry.field(description="Who knows it")
    facility_count: int = strawberry.field(description="Of how many facilities")
    unlocks: list[Unlock] = strawberry.field(description="What asking them all would settle")
    facility_codes: strawberry.Private[Sequence[str]]

    @strawberry.field(description="The facilities to ask, by code")
    async def facilities(
        self,
        info: Info,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> TerritorialConnection[Business]:
        """The facilities to ask."""
        chosen, page_info = page_of_codes(self.facility_codes, window(first, after, last, before), _ORDER)
        total = len(self.facility_codes)

        async def count() -> Count:
            return Count(total, is_lower_bound=False)

        return TerritorialConnection(
            edges=[
                Edge(cursor=encode_cursor(f"{_ORDER}:{business.code}"), node=business)
                for business in await info.context.load.businesses(chosen)
            ],
            page_info=page_info,
            count=count,
        )


@strawberry.type(
    description="Facts that nobody recorded, by how much they would settle: whom to ask which one question."
)
class DataGaps:
    """Facts that nobody recorded, by how much they would settle."""

    algorithm: str = strawberry.field(description="Algorithm and its version")
    data_version: int = strawberry.field(description="Number of the newest change that it knows")
    on: dt.date = strawberry.field(description="Day it reasons about")
    changed_meanwhile: bool = strawberry.field(
        description="Whether the register moved while it was computed, so that parts may not fit together"
    )
    facility_count: int = strawberry.field(description="How many facilities were looked at")
    gaps: list[DataGap] = strawberry.field(description="What would settle most first")
