"""The two languages in which texts for people come."""

from enum import Enum


class Language(Enum):
    """Vietnamese unless English is preferred."""

    VI = ("Tiếng Việt", "Vietnamese")
    EN = ("Tiếng Anh", "English")

    def __init__(self, vi: str, en: str) -> None:
        self.vi = vi
        self.en = en

    def say(self, vi: str, en: str) -> str:
        """The one of two texts that is in this language."""
        return vi if self is Language.VI else en


def preferred(accept_language: str) -> Language:
    """The language that an ``Accept-Language`` header prefers: English only where it outranks
    Vietnamese (RFC 9110, section 12.5.4)."""
    weights = {"vi": 0.0, "en": 0.0}
    for part in accept_language.split(","):
        tag, _, parameter = part.strip().partition(";")
        name = tag.strip().lower().split("-")[0]
        if name in weights:
            weights[name] = max(weights[name], _quality(parameter))
    return Language.EN if weights["en"] > weights["vi"] else Language.VI


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
