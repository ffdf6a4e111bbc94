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
    Vietnamese (RFC 9110, section 12.5.4). ``*`` stands for a language that is not named; a malformed
    weight counts as 0."""
    weights: dict[str, float] = {}
    for part in accept_language.split(","):
        tag, _, parameter = part.partition(";")
        name = tag.strip().lower().split("-")[0]
        weights[name] = max(weights.get(name, 0.0), _quality(parameter))
    others = weights.get("*", 0.0)
    return Language.EN if weights.get("en", others) > weights.get("vi", others) else Language.VI


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0
