"""Sentences that explain a schedule of meetings, in Vietnamese and English."""

import datetime as dt
from collections.abc import Mapping

from domain.enums import MeetingConstraint, SolveStatus
from domain.language import Language
from planning.meeting_schedule import MeetingSchedule, Order, UnplacedMeeting
from planning.planned_meeting import Obstacle, PlannedElsewhere
from planning.wording import number


def summary(
    placed: int,
    wanted: int,
    status: SolveStatus,
    gap: float,
    language: Language,
    *,
    elsewhere: int,
    ends_on: dt.date,
    on: dt.date,
) -> str:
    """What came of a schedule that has places for so many of the meetings wanted, and how good it is. Before
    that, where the last day of the fair, ``ends_on``, is past on the day ``on``, that it is over; after it,
    how many meetings are planned ``elsewhere``."""
    said = [_came(placed, wanted, status, gap, language)]
    if ends_on < on:
        over = language.say(
            f"Hội chợ đã kết thúc ngày {ends_on:%d/%m/%Y}.", f"The fair ended on {ends_on.isoformat()}."
        )
        said.insert(0, over)
    if elsewhere:
        outside = language.say(
            f"{elsewhere} cuộc gặp dự kiến trong sổ nằm ngoài khung giờ, bàn hay giới hạn của lịch này.",
            f"{_meetings(elsewhere)} planned in the register {'is' if elsewhere == 1 else 'are'} outside the "
            "slots, tables or limits of this schedule.",
        )
        said.append(outside)
    return " ".join(said)


def _came(placed: int, wanted: int, status: SolveStatus, gap: float, language: Language) -> str:
    if not wanted:
        return language.say(
            "Không có cuộc gặp nào được đề nghị, nên lịch trống.",
            "No meeting is wanted, so the schedule is empty.",
        )
    first = language.say(
        f"Xếp được {placed}/{wanted} cuộc gặp mong muốn.",
        f"{placed} of {wanted} meetings wanted have a slot.",
    )
    if status is SolveStatus.OPTIMAL:
        return first + language.say(
            " Đã chứng minh: không lịch nào có tổng điểm cao hơn.",
            " Proven: no schedule has a greater total.",
        )
    more = number(round(100 * gap, 2), language)
    return first + language.say(
        f" Trong thời gian cho phép, tổng điểm còn có thể cao hơn nhiều nhất {more}%.",
        f" In the time allowed: the total could be greater by at most {more}%.",
    )


def why_unplaced(
    unplaced: UnplacedMeeting,
    schedule: MeetingSchedule,
    order: Order,
    names: Mapping[str, str],
    language: Language,
) -> str:
    """Why a meeting has no place beside the others."""
    meeting = unplaced.meeting
    seller, buyer = names[meeting.seller], names[meeting.buyer]
    one = names[unplaced.businesses[0]]
    both = len(unplaced.businesses) == 2
    slots = unplaced.common
    match unplaced.constraint:
        case MeetingConstraint.VETO:
            return language.say(
                f"Một trong hai bên, {seller} hoặc {buyer}, không muốn gặp bên kia.",
                f"One of the two, {seller} or {buyer}, does not want to meet the other.",
            )
        case MeetingConstraint.UNAVAILABLE:
            if both:
                return language.say(
                    f"{seller} và {buyer} không có khung giờ nào cùng có mặt.",
                    f"There is no slot in which both {seller} and {buyer} are available.",
                )
            return language.say(
                f"{one} không có mặt trong khung giờ nào.", f"{one} is not available in any slot."
            )
        case MeetingConstraint.MAXIMUM_MEETINGS:
            most = order.maximum or 0
            who = language.say(f"{seller} và {buyer} đều", f"Both {seller} and {buyer}") if both else one
            return language.say(
                f"{who} đã có đủ {most} cuộc gặp, mức tối đa cho mỗi doanh nghiệp.",
                f"{who} already {'have' if both else 'has'} {_meetings(most)}, the most that are allowed.",
            )
        case MeetingConstraint.FIXED:
            return language.say(
                f"Trong mọi khung giờ mà cả {seller} và {buyer} đều có mặt, một trong hai bên đã có cuộc gặp "
                "cố định.",
                f"In every slot in which both {seller} and {buyer} are available, one of them has a meeting "
                "that is fixed.",
            )
        case MeetingConstraint.LOWER_SCORE:
            return _lower_score(unplaced, schedule, one, language)
        case MeetingConstraint.NO_COMMON_SLOT:
            return language.say(
                f"{seller} còn rảnh {unplaced.free[0]} khung giờ, {buyer} còn {unplaced.free[1]}, nhưng "
                "không trùng nhau.",
                f"{seller} is still free in {_slots(unplaced.free[0])}, {buyer} in "
                f"{_slots(unplaced.free[1])}, but never both at once.",
            )
        case MeetingConstraint.TABLES:
            return language.say(
                f"Hai bên còn rảnh chung {slots} khung giờ, nhưng "
                f"{f'cả {order.tables} bàn' if order.tables > 1 else 'bàn duy nhất'} khi đó đã có người.",
                f"Both are free in {_slots(slots)}, but {_all(order.tables, 'table')} there.",
            )
        case MeetingConstraint.PLANNED_ELSEWHERE:
            raise ValueError("No such meeting is part of an order")
        case MeetingConstraint.INTERPRETERS if order.interpreters == 0:
            return language.say(
                "Hai bên cần phiên dịch, nhưng không có phiên dịch nào.",
                "The two need an interpreter, and there is none.",
            )
        case MeetingConstraint.INTERPRETERS:
            return language.say(
                f"Hai bên còn rảnh chung {slots} khung giờ, nhưng khi đó không còn phiên dịch "
                f"(có {order.interpreters} người) hoặc không còn bàn.",
                f"Both are free in {_slots(slots)}, but no interpreter is left there (of "
                f"{order.interpreters}), or no table.",
            )


def why_elsewhere(planned: PlannedElsewhere, tables: int, language: Language) -> str:
    """Where the register has a meeting, why a schedule with so many tables cannot keep it there, and what
    that means for the two."""
    meeting = planned.meeting
    day, hours = meeting.starts_at.date(), f"{meeting.starts_at:%H:%M}"
    if meeting.ends_at is not None:
        hours += f"–{meeting.ends_at:%H:%M}"
    table = (
        "" if meeting.table is None else language.say(f", bàn {meeting.table}", f", table {meeting.table}")
    )
    match planned.obstacle:
        case Obstacle.SLOT:
            why = language.say("lịch này không có khung giờ như vậy", "this schedule has no such slot")
        case Obstacle.TABLE:
            why = language.say(
                f"các bàn của lịch này đánh số từ 1 đến {tables}",
                f"tables of this schedule are numbered from 1 to {tables}",
            )
        case Obstacle.ROOM:
            why = language.say(
                "các cuộc gặp cố định khác, giờ vắng mặt hay giới hạn của lịch này không cho giữ",
                "other fixed meetings, absences or limits of this schedule do not let it stay",
            )
    return language.say(
        f"Sổ ghi dự kiến gặp ngày {day:%d/%m/%Y}, {hours}{table}; {why}. Ngoài các cuộc gặp cố định, lịch "
        "không xếp cuộc gặp nào cho hai bên vào lúc đó.",
        f"The register has it planned for {day.isoformat()}, {hours}{table}; {why}. Beside meetings that are "
        "fixed, neither of the two gets one at that time.",
    )


def _lower_score(unplaced: UnplacedMeeting, schedule: MeetingSchedule, name: str, language: Language) -> str:
    """Of a business that has other meetings all the time, some of which may be fixed."""
    load, fixed = schedule.load[unplaced.businesses[0]], unplaced.fixed
    full = language.say(
        f"{name} đã kín lịch với {load} cuộc gặp khác"
        + (f", trong đó {fixed} cuộc đã cố định" * (fixed > 0)),
        f"{name} has {_meetings(load)} in all slots in which it is available"
        + (f", {fixed} of them fixed" * (fixed > 0)),
    )
    if schedule.status is SolveStatus.OPTIMAL:
        return full + language.say(
            "; thay bằng cuộc gặp này thì tổng điểm của cả hội chợ không cao hơn.",
            "; with this meeting instead, the total of the whole fair would not be greater.",
        )
    return full + language.say(
        "; trong thời gian cho phép chưa tìm được cách thay bằng cuộc gặp này để tổng điểm cao hơn.",
        "; in the time allowed no way was found to put this meeting in place of one for a greater total.",
    )


def _slots(some: int) -> str:
    return f"{some} slot" if some == 1 else f"{some} slots"


def _meetings(some: int) -> str:
    return f"{some} meeting" if some == 1 else f"{some} meetings"


def _all(some: int, what: str) -> str:
    return f"the only {what} is taken" if some == 1 else f"all {some} {what}s are taken"
