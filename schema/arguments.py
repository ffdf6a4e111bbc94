"""Arguments that several computed fields share."""

import datetime as dt
from typing import Annotated, TypeAlias

import strawberry

from domain import dates
from domain.language import Language
from schema.context import Info
from schema.errors import bad_request

DayArgument: TypeAlias = Annotated[
    dt.date | None, strawberry.argument(description="Day to reason about; today unless given")
]
LanguageArgument: TypeAlias = Annotated[
    Language | None,
    strawberry.argument(
        description="Language of the sentences; Vietnamese unless `Accept-Language` prefers English"
    ),
]


def language_of(info: Info, language: Language | None) -> Language:
    """The language given, or the one that the request prefers."""
    return language if isinstance(language, Language) else info.context.language


def day_of(on: dt.date | None) -> dt.date:
    """The day given, or today. Raises ``BAD_REQUEST`` for one that nobody can mean."""
    if not isinstance(on, dt.date):
        return dates.today()
    if not 1900 <= on.year <= 2200:
        raise bad_request("The day lies between the years 1900 and 2200", "on")
    return on
