"""Suggestions of fairs for a business, ranked and explained."""

from __future__ import annotations

import datetime as dt

import strawberry

from schema.context import Info
from schema.partner import ScoreReason
from schema.trade_fair import TradeFair


@strawberry.type(description="A trade fair that may fit a business, with its score and why.")
class FairSuggestion:
    """A trade fair that may fit a business."""

    score: float = strawberry.field(description="Weighted mean of the criteria, 0 to 1")
    is_participant: bool = strawberry.field(description="Whether the business takes part in it already")
    days_left: int = strawberry.field(
        description="Days until registration closes, or until the fair begins where that is not known; below "
        "0 where registration has closed"
    )
    distance_km: float | None = strawberry.field(
        description="Great-circle distance (đường chim bay) in km; null where a place is unknown"
    )
    is_distance_approximate: bool = strawberry.field(
        description="Whether the middle of a commune, district or province stands for a place of which no "
        "coordinates are recorded"
    )
    reasons: list[ScoreReason] = strawberry.field(description="What the score is made of")
    fair_code: strawberry.Private[str]

    @strawberry.field(description="The fair")
    async def fair(self, info: Info) -> TradeFair | None:
        """The fair."""
        found = await info.context.load.node(self.fair_code)
        return found if isinstance(found, TradeFair) else None


@strawberry.type(description="Which fairs to come fit a business, those that fit best first.")
class FairSuggestions:
    """Which fairs fit a business."""

    algorithm: str = strawberry.field(description="Algorithm and its version")
    data_version: int = strawberry.field(description="Number of the newest change that it knows")
    on: dt.date = strawberry.field(description="Day it reasons about")
    explanation: str = strawberry.field(description="A sentence that says what was found")
    is_partial: bool = strawberry.field(
        description="Whether not all was looked at: more than 100 fairs are to come, of which the first count"
    )
    suggestions: list[FairSuggestion] = strawberry.field(description="The fairs from that day on")
