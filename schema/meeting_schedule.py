"""Schedules of meetings at a fair: what is asked for, and who meets whom when and where."""

from __future__ import annotations

import datetime as dt

import strawberry
from strawberry import UNSET

from domain.enums import MeetingConstraint, SolveStatus
from schema.business import Business
from schema.edge import reference


@strawberry.input(description="From when to when there are meetings on a day, by the clock of the fair.")
class DailyHours:
    """From when to when there are meetings on a day."""

    date: dt.date = strawberry.field(description="The day, one of the fair's, in its own time zone")
    begins: dt.time = strawberry.field(name="from", description="When the first meeting begins")
    ends: dt.time = strawberry.field(name="to", description="When the last meeting is over; after `from`")


@strawberry.input(description="A break without meetings (giờ nghỉ), by the clock of the fair.")
class MeetingBreak:
    """A break without meetings."""

    date: dt.date | None = strawberry.field(
        default=UNSET, description="On which day, one that has hours; on every day unless given"
    )
    begins: dt.time = strawberry.field(name="from", description="When it begins")
    ends: dt.time = strawberry.field(name="to", description="When it is over; after `from`")


@strawberry.input(description="Two businesses that must not meet.")
class MeetingVeto:
    """Two businesses that must not meet."""

    business: strawberry.ID = strawberry.field(description="Who does not want to meet the other")
    other: strawberry.ID = strawberry.field(description="The other")


@strawberry.input(description="A wish of a business to meet another, whatever their score.")
class MeetingWish:
    """A wish of a business to meet another."""

    business: strawberry.ID = strawberry.field(description="Who wishes it")
    other: strawberry.ID = strawberry.field(description="Whom it wishes to meet")


@strawberry.input(description="When a business cannot meet anybody.")
class Unavailability:
    """When a business cannot meet anybody."""

    business: strawberry.ID = strawberry.field(description="The business")
    starts_at: dt.datetime = strawberry.field(description="From when on, with an offset such as +07:00")
    ends_at: dt.datetime = strawberry.field(description="Until when, with an offset; after `startsAt`")


@strawberry.input(description="A meeting that is wanted.")
class WantedMeeting:
    """A meeting that is wanted."""

    seller: strawberry.ID = strawberry.field(description="Who sells: its role at the fair says so")
    buyer: strawberry.ID = strawberry.field(description="Who buys: its role at the fair says so")
    weight: float | None = strawberry.field(
        default=UNSET,
        description="What it is worth, 0.0001 to 1,000, rounded to four decimals; unless given the score of "
        "the two in `TradeFair.matches`, 0.5 where they do not match",
    )
    needs_interpreter: bool | None = strawberry.field(
        default=UNSET,
        description="Whether it needs an interpreter; unless given, where the two come from different "
        "countries",
    )


@strawberry.input(description="A meeting that was agreed and stays where it is.")
class FixedMeeting:
    """A meeting that was agreed and stays where it is."""

    seller: strawberry.ID = strawberry.field(description="Who sells: its role at the fair says so")
    buyer: strawberry.ID = strawberry.field(description="Who buys: its role at the fair says so")
    starts_at: dt.datetime = strawberry.field(
        description="When it begins, with an offset: the beginning of a slot"
    )
    table: int | None = strawberry.field(
        default=UNSET, description="At which table, from 1 on; any unless given"
    )


@strawberry.input(description="What a schedule of meetings is asked for.")
class MeetingScheduleInput:
    """What a schedule of meetings is asked for."""

    fair: strawberry.ID = strawberry.field(description="Code of the fair")
    tables: int = strawberry.field(
        description="How many meetings there can be at a time, 1 to 10,000; tables are numbered from 1 on"
    )
    slot_minutes: int = strawberry.field(description="How long a meeting takes, 1 to 1,440 minutes")
    daily_hours: list[DailyHours] = strawberry.field(
        description="When there are meetings; several entries for a day must not overlap, at most 100"
    )
    breaks: list[MeetingBreak] | None = strawberry.field(
        default=UNSET, description="Breaks within these hours, at most 500; slots begin anew after each"
    )
    maximum_meetings_per_business: int | None = strawberry.field(
        default=UNSET,
        description="Most meetings a business over all days; as many as it has slots unless given",
    )
    interpreters: int | None = strawberry.field(
        default=UNSET,
        description="How many meetings at a time can have an interpreter (phiên dịch); as many as need one "
        "unless given",
    )
    vetoes: list[MeetingVeto] | None = strawberry.field(default=UNSET, description="Who must not meet")
    wishes: list[MeetingWish] | None = strawberry.field(
        default=UNSET,
        description="Whom businesses wish to meet: the wish of each of the two makes the meeting worth 1 "
        "more, and wanted where it is not; a match is worth at most 1",
    )
    unavailable: list[Unavailability] | None = strawberry.field(
        default=UNSET, description="When businesses cannot meet: no slot that has a moment in common is used"
    )
    wanted: list[WantedMeeting] | None = strawberry.field(
        default=UNSET,
        description="Which meetings are wanted; those of `TradeFair.matches` unless given, the best 10,000. "
        "One that the register has as planned is placed anew where it is named here",
    )
    fixed: list[FixedMeeting] | None = strawberry.field(
        default=UNSET,
        description="Meetings that were agreed and stay where they are, beside those that the register has "
        "as planned; where two of these are named here, they meet as is said here",
    )
    exclude_existing_partners: bool | None = strawberry.field(
        default=UNSET,
        description="Of the matches leave out those between whom trade is known already; no unless given",
    )


@strawberry.type(description="A time in which each table has at most one meeting.")
class MeetingSlot:
    """A time in which each table has at most one meeting."""

    starts_at: dt.datetime = strawberry.field(
        description="When it begins, with the offset of the fair's time zone"
    )
    ends_at: dt.datetime = strawberry.field(description="When it ends, with the same offset")


@strawberry.type(description="A meeting with its slot and its table.")
class ScheduledMeeting:
    """A meeting with its slot and its table."""

    slot: MeetingSlot = strawberry.field(description="When it takes place")
    table: int = strawberry.field(description="At which table, from 1 on")
    score: float = strawberry.field(
        description="What it is worth: the weight given or the score, and wishes; rounded to four decimals"
    )
    is_fixed: bool = strawberry.field(
        description="Whether it stays where it was asked for or where the register has it planned"
    )
    needs_interpreter: bool = strawberry.field(description="Whether it needs an interpreter")
    seller_code: strawberry.Private[str]
    buyer_code: strawberry.Private[str]

    seller: Business | None = reference(lambda load: load.business, "seller_code", "Who sells")

    buyer: Business | None = reference(lambda load: load.business, "buyer_code", "Who buys")


@strawberry.type(description="A meeting that is wanted and has no place, and why.")
class UnplacedMeeting:
    """A meeting that is wanted and has no place."""

    score: float = strawberry.field(description="What it would be worth")
    constraint: MeetingConstraint = strawberry.field(description="What keeps it out of this schedule")
    explanation: str = strawberry.field(description="A sentence that says why, in the language asked for")
    seller_code: strawberry.Private[str]
    buyer_code: strawberry.Private[str]

    seller: Business | None = reference(lambda load: load.business, "seller_code", "Who sells")

    buyer: Business | None = reference(lambda load: load.business, "buyer_code", "Who buys")


@strawberry.type(description="How many meetings a business has.")
class MeetingLoad:
    """How many meetings a business has."""

    meeting_count: int = strawberry.field(description="How many meetings it has in this schedule")
    business_code: strawberry.Private[str]

    business: Business | None = reference(lambda load: load.business, "business_code", "The business")


@strawberry.type(
    description="Who meets whom, when and at which table: nobody in two places, no table used twice. First "
    "the greatest total score, then the fewest idle gaps, then the fairest load; the first goal has a bound, "
    "the later ones are as found."
)
class MeetingSchedule:
    """Who meets whom, when and at which table."""

    algorithm: str = strawberry.field(description="Algorithm and its version")
    data_version: int = strawberry.field(description="Number of the newest change that it knows")
    on: dt.date = strawberry.field(description="Day on which trade links are valid")
    status: SolveStatus = strawberry.field(description="How far the optimiser came with the total score")
    objective: float = strawberry.field(description="The total score of all meetings that have a slot")
    bound: float = strawberry.field(
        description="What the total score is at most, whatever the schedule: proven by this service, to the "
        "last digit of the weights"
    )
    gap: float = strawberry.field(
        description="How much greater the total could be at most, as a share of it; 0 where it is proven"
    )
    solve_seconds: float = strawberry.field(description="How long the total score took, in seconds")
    idle_gaps: int = strawberry.field(
        description="How often a business waits between two meetings of a day although it is available"
    )
    explanation: str = strawberry.field(
        description="Sentences that say what came of it, how many meetings are planned elsewhere, and of a "
        "fair that is over on which day it ended"
    )
    meetings: list[ScheduledMeeting] = strawberry.field(description="The meetings, by time and table")
    unplaced: list[UnplacedMeeting] = strawberry.field(
        description="Meetings that are wanted and have no place, those worth most first; then those that the "
        "register has as planned at a time or a table where this schedule cannot keep them"
    )
    load: list[MeetingLoad] = strawberry.field(
        description="How many meetings each business has of which one is wanted, most first"
    )
