"""Meetings that stay where they are in a schedule, and what speaks against one more of them."""

from collections import Counter
from collections.abc import Iterable, Sequence

from planning.meeting_schedule import Order, WantedMeeting
from planning.meeting_slot import Slot


class FixedMeetings:
    """The meetings fixed so far; each that clashes with one before it, or with anything else that is asked
    for, is refused."""

    def __init__(self, order: Order, times: Sequence[Slot]) -> None:
        self.unavailable = dict(order.unavailable)
        """In which slots businesses cannot meet."""
        self._order = order
        self._times = times
        self._busy: dict[tuple[int, str], WantedMeeting] = {}
        self._tables: set[tuple[int, int]] = set()
        self._count = Counter[int]()
        self._interpreted = Counter[int]()
        self._load = Counter[str]()

    def refusal(self, meeting: WantedMeeting) -> str | None:
        """What keeps one more out, if anything."""
        order, slot = self._order, meeting.slot
        assert slot is not None
        time = self._times[slot].starts_at.isoformat(timespec="minutes")
        if frozenset(meeting.businesses) in order.vetoes:
            return f"A veto forbids the meeting of {meeting.seller} and {meeting.buyer}"
        for code in meeting.businesses:
            if slot in self.unavailable.get(code, ()):
                return f"{code} is not available at {time}"
            if (slot, code) in self._busy:
                other = self._busy[slot, code]
                return (
                    f"{code} is in two places at {time}: its meeting of {other.seller} and {other.buyer} is "
                    "fixed there too"
                )
            load = self._load[code] + 1
            if order.maximum is not None and load > order.maximum:
                return f"{load} meetings of {code} are fixed, but at most {order.maximum} are allowed"
        if meeting.table is not None and (slot, meeting.table) in self._tables:
            return f"Table {meeting.table} is used twice at {time}"
        if self._count[slot] == order.tables:
            return f"More meetings are fixed at {time} than there are tables: {order.tables}"
        interpreted = self._interpreted[slot] + meeting.needs_interpreter
        if order.interpreters is not None and interpreted > order.interpreters:
            return f"More meetings fixed at {time} need an interpreter than there are: {order.interpreters}"
        return None

    def add(self, meeting: WantedMeeting) -> None:
        """One more, which is not refused."""
        slot = meeting.slot
        assert slot is not None
        self._count[slot] += 1
        self._interpreted[slot] += meeting.needs_interpreter
        for code in meeting.businesses:
            self._busy[slot, code] = meeting
            self._load[code] += 1
        self._tables.add((slot, meeting.table or 0))

    def close(self, businesses: Iterable[str], times: Iterable[int]) -> None:
        """Keeps businesses from other meetings in some slots, except where they have one that is fixed."""
        for code in businesses:
            free = {slot for slot in times if (slot, code) not in self._busy}
            self.unavailable[code] = self.unavailable.get(code, frozenset()) | free
