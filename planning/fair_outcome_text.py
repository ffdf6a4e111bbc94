"""Sentences about what two businesses had with each other at fairs, in Vietnamese and English."""

from domain.enums import MeetingOutcome
from domain.language import Language
from planning.fair_outcome import Held
from planning.wording import number


def about_agreed(held: Held, language: Language) -> str:
    """What the two signed, when, and of what value in its own currency."""
    vi, en = (
        ("hợp đồng", "a contract")
        if held.outcome is MeetingOutcome.CONTRACT
        else ("biên bản ghi nhớ", "a memorandum")
    )
    worth = ""
    if held.value is not None and held.currency is not None:
        amount = number(held.value, language)
        worth = language.say(f" trị giá {amount} {held.currency}", f" worth {amount} {held.currency}")
    return language.say(
        f"Hai bên đã ký {vi}{worth} tại hội chợ ngày {held.day:%d/%m/%Y}, cho thấy cả hai cùng quan tâm.",
        f"The two signed {en}{worth} at a fair on {held.day.isoformat()}, so both are interested.",
    )


def about_last(held: Held, language: Language) -> str:
    """When the two last met with a result."""
    outcome = "" if held.outcome is None else language.say(held.outcome.vi, held.outcome.en)
    return language.say(
        f"Hai bên đã gặp nhau tại hội chợ ngày {held.day:%d/%m/%Y}, kết quả: {outcome.lower()}.",
        f"The two met at a fair on {held.day.isoformat()}, with the result: {outcome.lower()}.",
    )
