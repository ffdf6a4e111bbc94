"""Schedules of meetings at a fair: reads who takes part, has the schedule found beside the event loop, shows
it."""

import asyncio
import threading
from typing import Annotated

import strawberry
from strawberry import UNSET

from domain.codes import RecordKind
from domain.enums import MeetingConstraint
from domain.language import Language
from graph.existence import existing_codes
from planning import meeting_schedule as planning
from planning.meeting_schedule_text import summary, why_elsewhere, why_unplaced
from resolvers.fair_match import FairFacts, FairMatches
from resolvers.lists import canonical_codes
from resolvers.meeting_schedule_input import ScheduleOrder, named, read_order
from resolvers.solving import solved
from schema.arguments import DayArgument, LanguageArgument, day_of, language_of
from schema.context import Info
from schema.errors import not_found
from schema.meeting_schedule import (
    MeetingLoad,
    MeetingSchedule,
    MeetingScheduleInput,
    MeetingSlot,
    ScheduledMeeting,
    UnplacedMeeting,
)

SECONDS = 7.0
"""How long the total score is bettered; the best that was found by then is the answer."""


@strawberry.type
class MeetingScheduleQuery:
    """Schedules of meetings at a fair."""

    @strawberry.field(
        description="A slot and a table for each meeting at a fair, nobody in two places, with the greatest "
        "total score, and why a meeting that is wanted has no place. Meetings that the register has as "
        "planned and that are not over by the day stay where they are, unless `wanted` or `fixed` names the "
        "two or a veto keeps them apart; of one that cannot be kept `unplaced` tells, and neither of the two "
        "gets another meeting at that time. Takes up to ten seconds"
    )
    async def meeting_schedule(
        self,
        info: Info,
        input: Annotated[MeetingScheduleInput, strawberry.argument(description="What is asked for")],
        on: DayArgument = UNSET,
        language: LanguageArgument = UNSET,
    ) -> MeetingSchedule | None:
        """A schedule of meetings."""
        day = day_of(on)
        spoken = language_of(info, language)
        (code,) = canonical_codes([input.fair], RecordKind.TRADE_FAIR, "input.fair")
        facts = await FairMatches(info.context.graph).facts(code, day)
        if facts is None:
            raise not_found(f"There is no fair {code}", "input.fair")

        present = {each.code for each in facts.participants}
        others = sorted(named(input) - present)
        today = await existing_codes(info.context.graph, RecordKind.BUSINESS, others)

        among = None
        if isinstance(input.wanted, list):  # others need not be ranked
            among = {today.get(code, code) for code in named(input)}
            among |= {code for meeting in facts.planned for code in meeting.businesses}

        def read() -> ScheduleOrder:
            matches = facts.ranked(among=among, excludes_existing=input.exclude_existing_partners is True)
            return read_order(input, facts, matches, today, day)

        asked = await asyncio.to_thread(read)

        def scheduled(cancelled: threading.Event) -> planning.MeetingSchedule:
            return planning.meeting_schedule(asked.order, seconds=SECONDS, cancelled=cancelled)

        schedule = await solved(info, scheduled)
        return MeetingSchedule(
            algorithm=planning.ALGORITHM,
            data_version=facts.data_version,
            on=day,
            status=schedule.status,
            objective=schedule.objective,
            bound=schedule.bound,
            gap=schedule.gap,
            solve_seconds=schedule.seconds,
            idle_gaps=schedule.idle_gaps,
            explanation=summary(
                len(schedule.meetings),
                len(asked.order.meetings),
                schedule.status,
                schedule.gap,
                spoken,
                elsewhere=len(asked.elsewhere),
                ends_on=facts.ends_on,
                on=day,
            ),
            meetings=[_meeting(each, asked) for each in schedule.meetings],
            unplaced=_unplaced(schedule, asked, facts, spoken),
            load=[
                MeetingLoad(meeting_count=count, business_code=business)
                for business, count in sorted(schedule.load.items(), key=lambda item: (-item[1], item[0]))
            ],
        )


def _meeting(scheduled: planning.ScheduledMeeting, asked: ScheduleOrder) -> ScheduledMeeting:
    slot = asked.slots[scheduled.slot]
    return ScheduledMeeting(
        slot=MeetingSlot(starts_at=slot.starts_at, ends_at=slot.ends_at),
        table=scheduled.table,
        score=scheduled.meeting.weight,
        is_fixed=scheduled.meeting.slot is not None,
        needs_interpreter=scheduled.meeting.needs_interpreter,
        seller_code=scheduled.meeting.seller,
        buyer_code=scheduled.meeting.buyer,
    )


def _unplaced(
    schedule: planning.MeetingSchedule, asked: ScheduleOrder, facts: FairFacts, language: Language
) -> list[UnplacedMeeting]:
    """What of the order has no place, then what is planned elsewhere."""
    names = {each.code: each.name for each in facts.participants}
    unplaced = [
        UnplacedMeeting(
            score=each.meeting.weight,
            constraint=each.constraint,
            explanation=why_unplaced(each, schedule, asked.order, names, language),
            seller_code=each.meeting.seller,
            buyer_code=each.meeting.buyer,
        )
        for each in schedule.unplaced
    ]
    planned = [
        UnplacedMeeting(
            score=each.weight,
            constraint=MeetingConstraint.PLANNED_ELSEWHERE,
            explanation=why_elsewhere(each, asked.order.tables, language),
            seller_code=each.meeting.seller,
            buyer_code=each.meeting.buyer,
        )
        for each in asked.elsewhere
    ]
    return [*unplaced, *planned]
