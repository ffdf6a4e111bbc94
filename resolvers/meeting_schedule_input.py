"""From what a client gives to the order of a schedule of meetings; every contradiction is named with its
place."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.codes import MalformedCode, RecordKind, parse
from planning.fair_match import FairMatch
from planning.meeting_schedule import STEPS, Order, WantedMeeting
from planning.meeting_slot import Hours, Slot, local, overlapping, slots
from planning.planned_meeting import Obstacle, PlannedElsewhere, PlannedMeeting
from planning.score import NEUTRAL
from resolvers.fair_match import FairFacts
from resolvers.fixed_meetings import FixedMeetings
from resolvers.lists import canonical_codes, is_given
from schema.errors import bad_request
from schema.meeting_schedule import DailyHours, MeetingBreak, MeetingScheduleInput

MOST_MEETINGS = 10_000
MOST_SLOTS = 500
_MOST_TABLES = 10_000
_MOST_MINUTES = 1_440
LEAST_WEIGHT = 1 / STEPS
MOST_WEIGHT = 1_000.0
_DECIMALS = 4
_MOST_ITEMS = 10_000
_MOST_HOURS = 100
_MOST_BREAKS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleOrder:
    """An order with the times of its slots, and the meetings that the register has as planned but that cannot
    be kept where they are: at their times the two are not available."""

    order: Order
    slots: Sequence[Slot]
    elsewhere: Sequence[PlannedElsewhere]


def named(given: MeetingScheduleInput) -> set[str]:
    """The well-formed codes of businesses that an input names, at most as many as it may have."""
    found: set[str] = set()
    for items, ends in (
        (given.vetoes, ("business", "other")),
        (given.wishes, ("business", "other")),
        (given.unavailable, ("business",)),
        (given.wanted, ("seller", "buyer")),
        (given.fixed, ("seller", "buyer")),
    ):
        for each in items[:_MOST_ITEMS] if isinstance(items, list) else ():
            for end in ends:
                with suppress(MalformedCode):
                    found.add(parse(getattr(each, end)))
    return found


def read_order(
    given: MeetingScheduleInput,
    facts: FairFacts,
    matches: Sequence[FairMatch],
    today: Mapping[str, str],
    day: dt.date,
) -> ScheduleOrder:
    """What is asked for, checked, beside what the register has as planned and what is not over by a day.
    ``matches`` are those of the fair, best first; ``today``: the codes that merged businesses have today.
    Raises ``BAD_REQUEST``."""
    reading = _Reading(given, facts, today)
    times = reading.times()
    meetings = reading.wanted(matches)
    vetoes = reading.vetoes()
    unavailable = reading.unavailable(times)
    meetings = reading.wished(meetings)
    meetings = reading.fixed(meetings, times)
    order = Order(
        days=[slot.day.toordinal() for slot in times],
        tables=given.tables,
        meetings=meetings,
        interpreters=given.interpreters if is_given(given.interpreters) else None,
        maximum=given.maximum_meetings_per_business
        if is_given(given.maximum_meetings_per_business)
        else None,
        unavailable=unavailable,
        vetoes=vetoes,
    )
    fixed = FixedMeetings(order, times)
    for path, meeting in reading.placed:
        refusal = fixed.refusal(meeting)
        if refusal is not None:
            raise bad_request(refusal, path)
        fixed.add(meeting)
    return reading.with_planned(order, times, fixed, day)


class _Reading:
    """Reads one input for one fair."""

    def __init__(self, given: MeetingScheduleInput, facts: FairFacts, today: Mapping[str, str]) -> None:
        self._given = given
        self._today = today
        self._facts = facts
        self.placed: list[tuple[str, WantedMeeting]] = []
        """The meetings that are fixed, with their places in what was given."""
        self._own = set[frozenset[str]]()
        """Of which two the input itself says that they are to meet."""
        self._participants = {each.code: each for each in facts.participants}
        for name, value, least, most in (
            ("tables", given.tables, 1, _MOST_TABLES),
            ("slotMinutes", given.slot_minutes, 1, _MOST_MINUTES),
            ("maximumMeetingsPerBusiness", given.maximum_meetings_per_business, 1, MOST_SLOTS),
            ("interpreters", given.interpreters, 0, _MOST_TABLES),
        ):
            if isinstance(value, int) and not least <= value <= most:
                raise bad_request(
                    f"This is a number from {least:,} to {most:,}, not {value}", f"input.{name}"
                )
        for name, items, most in (
            ("dailyHours", given.daily_hours, _MOST_HOURS),
            ("breaks", given.breaks, _MOST_BREAKS),
            ("vetoes", given.vetoes, _MOST_ITEMS),
            ("wishes", given.wishes, _MOST_ITEMS),
            ("unavailable", given.unavailable, _MOST_ITEMS),
            ("wanted", given.wanted, MOST_MEETINGS),
            ("fixed", given.fixed, _MOST_ITEMS),
        ):
            if isinstance(items, list) and len(items) > most:
                raise bad_request(f"At most {most:,} can be given, not {len(items):,}", f"input.{name}")

    def times(self) -> list[Slot]:
        """The slots of all days."""
        given = self._given
        try:
            zone = ZoneInfo(self._facts.time_zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise bad_request(
                f"The time zone of the fair, {self._facts.time_zone}, is not known", "input.fair"
            ) from error
        if not given.daily_hours:
            raise bad_request("A schedule needs the hours of at least one day", "input.dailyHours")
        hours = [_hours(each, f"input.dailyHours[{at}]") for at, each in enumerate(given.daily_hours)]
        pauses = given.breaks if isinstance(given.breaks, list) else []
        breaks = [_hours(each, f"input.breaks[{at}]") for at, each in enumerate(pauses)]
        self._check_days(hours, zone)
        days = {each.date for each in hours}
        for at, each in enumerate(breaks):
            if each.date is not None and each.date not in days:
                raise bad_request(
                    f"{each.date} has no hours in input.dailyHours: give a day that has, or none for all",
                    f"input.breaks[{at}].date",
                )
        found = slots(hours, breaks, given.slot_minutes, zone)
        if len(found) > MOST_SLOTS:
            raise bad_request(
                f"A schedule has at most {MOST_SLOTS} slots, not {len(found)}", "input.dailyHours"
            )
        if not found:
            raise bad_request("The breaks leave no room for a slot", "input.breaks")
        return found

    def _check_days(self, hours: Sequence[Hours], zone: ZoneInfo) -> None:
        """Whether hours are those of days of the fair, as long as a slot, and apart from each other. Moments
        are compared: clocks may be changed in between."""
        minutes, periods = self._given.slot_minutes, list[tuple[dt.datetime, dt.datetime]]()
        for at, each in enumerate(hours):
            path, day = f"input.dailyHours[{at}]", each.date
            assert day is not None
            if not self._facts.starts_on <= day <= self._facts.ends_on:
                raise bad_request(
                    f"{day} is no day of the fair {self._facts.code}, which is held from "
                    f"{self._facts.starts_on} to {self._facts.ends_on}",
                    f"{path}.date",
                )
            begins, ends = each.period(day, zone)
            if ends - begins < dt.timedelta(minutes=minutes):
                raise bad_request(
                    f"A slot of {minutes} minutes is longer than the hours of {day}, {each.begins:%H:%M} to "
                    f"{each.ends:%H:%M}",
                    path,
                )
            for before, (other_begins, other_ends) in enumerate(periods):
                if other_begins < ends and begins < other_ends:
                    raise bad_request(
                        f"The hours of {day} overlap with those of input.dailyHours[{before}]", path
                    )
            periods.append((begins, ends))

    def wanted(self, matches: Sequence[FairMatch]) -> list[WantedMeeting]:
        """The meetings asked for, or those of the matches: one of each two businesses, the better one."""
        scores: dict[frozenset[str], tuple[float, str, str]] = {}
        for match in matches:
            seller, buyer = match.pair.seller.code, match.pair.buyer.code
            score = round(match.score, _DECIMALS)
            scores.setdefault(frozenset((seller, buyer)), (score, seller, buyer))
        self._scores = scores
        if not isinstance(self._given.wanted, list):
            return [
                self._meeting(seller, buyer, score)
                for score, seller, buyer in list(scores.values())[:MOST_MEETINGS]
                if score > 0
            ]
        found: dict[frozenset[str], WantedMeeting] = {}
        for at, each in enumerate(self._given.wanted):
            path = f"input.wanted[{at}]"
            seller, buyer = self._seller_and_buyer(each.seller, each.buyer, path)
            both = frozenset((seller, buyer))
            if both in found:
                raise bad_request(f"The meeting of {seller} and {buyer} is wanted twice", path)
            weight = each.weight if isinstance(each.weight, int | float) else self._score(both)
            if not math.isfinite(weight) or not LEAST_WEIGHT <= weight <= MOST_WEIGHT:
                raise bad_request(
                    f"A weight is a number from {LEAST_WEIGHT} to {MOST_WEIGHT:,.0f}", f"{path}.weight"
                )
            self._own.add(both)
            found[both] = self._meeting(seller, buyer, float(weight))
            if isinstance(each.needs_interpreter, bool):
                found[both] = replace(found[both], needs_interpreter=each.needs_interpreter)
        return list(found.values())

    def wished(self, meetings: Sequence[WantedMeeting]) -> list[WantedMeeting]:
        """The meetings with what wishes add."""
        found = {frozenset(each.businesses): each for each in meetings}
        wished: dict[tuple[str, str], int] = {}
        for at, each in enumerate(self._given.wishes if isinstance(self._given.wishes, list) else []):
            path = f"input.wishes[{at}]"
            one, other = self._two(each.business, each.other, path, ("business", "other"))
            if (one, other) in wished:
                raise bad_request(
                    f"{one} wishes to meet {other} in input.wishes[{wished[one, other]}] already", path
                )
            wished[one, other] = at
            both = frozenset((one, other))
            if both not in found:
                found[both] = self._pair(one, other, path)
            found[both] = replace(found[both], weight=round(found[both].weight + 1.0, _DECIMALS))
        return list(found.values())

    def vetoes(self) -> frozenset[frozenset[str]]:
        """Who must not meet."""
        given = self._given.vetoes if isinstance(self._given.vetoes, list) else []
        return frozenset(
            frozenset(self._two(each.business, each.other, f"input.vetoes[{at}]", ("business", "other")))
            for at, each in enumerate(given)
        )

    def unavailable(self, times: Sequence[Slot]) -> dict[str, frozenset[int]]:
        """In which slots businesses cannot meet."""
        found: dict[str, frozenset[int]] = {}
        given = self._given.unavailable if isinstance(self._given.unavailable, list) else []
        for at, each in enumerate(given):
            path = f"input.unavailable[{at}]"
            code = self._present(each.business, f"{path}.business")
            begins, ends = each.starts_at, each.ends_at
            if ends <= begins:
                raise bad_request("The period ends before it begins", f"{path}.endsAt")
            found[code] = found.get(code, frozenset()) | set(overlapping(times, begins, ends))
        return found

    def fixed(self, meetings: Sequence[WantedMeeting], times: Sequence[Slot]) -> list[WantedMeeting]:
        """The meetings with those that stay where they are."""
        found = {frozenset(each.businesses): each for each in meetings}
        starts = {slot.starts_at: place for place, slot in enumerate(times)}
        for at, each in enumerate(self._given.fixed if isinstance(self._given.fixed, list) else []):
            path = f"input.fixed[{at}]"
            seller, buyer = self._seller_and_buyer(each.seller, each.buyer, path)
            slot = starts.get(each.starts_at)
            if slot is None:
                raise bad_request(f"No slot begins at {each.starts_at.isoformat()}", f"{path}.startsAt")
            table = each.table if isinstance(each.table, int) else None
            if table is not None and not 1 <= table <= self._given.tables:
                raise bad_request(f"Tables are numbered from 1 to {self._given.tables}", f"{path}.table")
            both = frozenset((seller, buyer))
            known = found.get(both)
            if known is not None and known.slot is not None:
                raise bad_request(f"The meeting of {seller} and {buyer} is fixed twice", path)
            if known is None:
                known = self._meeting(seller, buyer, self._score(both))
            found[both] = replace(known, seller=seller, buyer=buyer, slot=slot, table=table)
            self._own.add(both)
            self.placed.append((path, found[both]))
        return list(found.values())

    def with_planned(
        self, order: Order, times: Sequence[Slot], fixed: FixedMeetings, day: dt.date
    ) -> ScheduleOrder:
        """The order with the meetings that the register has as planned, from a day on: fixed where they are
        or, where that cannot be, left out. What the input itself says of two goes before."""
        found = {frozenset(each.businesses): each for each in order.meetings}
        starts = {slot.starts_at: place for place, slot in enumerate(times)}
        elsewhere = []
        for planned in self._planned(day):
            both = planned.businesses
            if both in self._own:
                continue
            known = found.get(both) or WantedMeeting(
                seller=planned.seller,
                buyer=planned.buyer,
                weight=self._score(both),
                needs_interpreter=planned.needs_interpreter,
            )
            if both in order.vetoes:
                found[both] = known
                continue
            slot = starts.get(planned.starts_at)
            table = _table(planned.table, order.tables)
            here = replace(known, seller=planned.seller, buyer=planned.buyer, slot=slot, table=table)
            if slot is not None and here == known:  # entered twice
                continue
            if slot is None or planned.ends_at not in (None, times[slot].ends_at):
                obstacle = Obstacle.SLOT
            elif planned.table is not None and table is None:
                obstacle = Obstacle.TABLE
            elif known.slot is not None or fixed.refusal(here) is not None:
                obstacle = Obstacle.ROOM
            else:
                found[both] = here
                fixed.add(here)
                continue
            elsewhere.append(PlannedElsewhere(meeting=planned, weight=known.weight, obstacle=obstacle))
            if known.slot is None:
                found.pop(both, None)
            ends_at = planned.ends_at or planned.starts_at + dt.timedelta(minutes=self._given.slot_minutes)
            fixed.close(both, overlapping(times, planned.starts_at, ends_at))
        order = replace(order, meetings=list(found.values()), unavailable=fixed.unavailable)
        return ScheduleOrder(order=order, slots=times, elsewhere=elsewhere)

    def _planned(self, day: dt.date) -> list[PlannedMeeting]:
        """The meetings planned that are not over by a day, by the clock of the fair."""
        zone = ZoneInfo(self._facts.time_zone)
        found = [
            replace(
                each,
                starts_at=local(each.starts_at, zone),
                ends_at=None if each.ends_at is None else local(each.ends_at, zone),
            )
            for each in self._facts.planned
        ]
        return [each for each in found if (each.ends_at or each.starts_at).date() >= day]

    def _score(self, both: frozenset[str]) -> float:
        return max(LEAST_WEIGHT, self._scores[both][0]) if both in self._scores else NEUTRAL

    def _pair(self, one: str, other: str, path: str) -> WantedMeeting:
        """A meeting that somebody wishes; who sells is known by the match or by the roles at the fair. It is
        worth as much as the match, or nothing yet."""
        both = frozenset((one, other))
        if both in self._scores:
            score, seller, buyer = self._scores[both]
            return self._meeting(seller, buyer, score)
        for seller, buyer in ((one, other), (other, one)):
            if self._participants[seller].sells and self._participants[buyer].buys:
                return self._meeting(seller, buyer, 0.0)
        message = f"{one} and {other} both only sell, or both only buy, at the fair {self._facts.code}"
        raise bad_request(f"{message}: a meeting is of a seller and a buyer", path)

    def _seller_and_buyer(self, seller: str, buyer: str, path: str) -> tuple[str, str]:
        """Two participants, the first of whom sells at the fair and the second of whom buys."""
        one, other = self._two(seller, buyer, path, ("seller", "buyer"))
        for code, field, is_so, other_role in (
            (one, "seller", self._participants[one].sells, "buyer"),
            (other, "buyer", self._participants[other].buys, "seller"),
        ):
            if not is_so:
                fair = self._facts.code
                raise bad_request(
                    f"{code} takes part in the fair {fair} as a {other_role} only, not as a {field}",
                    f"{path}.{field}",
                )
        return one, other

    def _meeting(self, seller: str, buyer: str, weight: float) -> WantedMeeting:
        return WantedMeeting(
            seller=seller,
            buyer=buyer,
            weight=round(weight, _DECIMALS),
            needs_interpreter=self._participants[seller].country != self._participants[buyer].country,
        )

    def _two(self, one: str, other: str, path: str, names: tuple[str, str]) -> tuple[str, str]:
        """Two participants that are not the same."""
        first = self._present(one, f"{path}.{names[0]}")
        second = self._present(other, f"{path}.{names[1]}")
        if first == second:
            raise bad_request(f"{first} stands against itself: name two businesses", path)
        return first, second

    def _present(self, code: str, path: str) -> str:
        (known,) = canonical_codes([code], RecordKind.BUSINESS, path)
        known = self._today.get(known, known)
        if known not in self._participants:
            raise bad_request(
                f"{known} does not take part in the fair {self._facts.code} as a seller or buyer", path
            )
        return known


def _table(text: str | None, tables: int) -> int | None:
    """The number of a table of the register; None where it is not one of so many."""
    if text is None or not text.isdecimal():
        return None
    return int(text) if 1 <= int(text) <= tables else None


def _hours(given: DailyHours | MeetingBreak, path: str) -> Hours:
    date = given.date if isinstance(given.date, dt.date) else None
    if given.ends <= given.begins:
        raise bad_request(
            f"It ends at {given.ends:%H:%M}, before it begins at {given.begins:%H:%M}", f"{path}.to"
        )
    return Hours(date=date, begins=given.begins, ends=given.ends)
