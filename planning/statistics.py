"""Tables of figures as people read them: what each row is called, and in which order rows stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.enums import (
    Activity,
    FacilityDimension,
    FundingLevel,
    Labelled,
    LegalForm,
    ProjectDimension,
    ProjectKind,
    ProjectStatus,
    SizeClass,
)
from domain.language import Language

FACILITY_ALGORITHM = "facility-statistics/1"
PROJECT_ALGORITHM = "project-statistics/1"

_CLOSED_SETS: Mapping[str, type[Labelled]] = {
    "LEGAL_FORM": LegalForm,
    "SIZE_CLASS": SizeClass,
    "ACTIVITY": Activity,
    "LEVEL": FundingLevel,
    "KIND": ProjectKind,
    "STATUS": ProjectStatus,
}
_OPTIONAL = {"PRODUCT", "CLUSTER", "CRAFT_VILLAGE", "PROGRAMME"}
"""Dimensions in which a record may have no value; in the others it has one that is not known."""


@dataclass(frozen=True, slots=True)
class Key:
    """Under what a row counts in one dimension: a code, a member of a closed set, a year, or nothing.
    ``order`` is what rows are sorted by."""

    value: str
    label: str
    order: tuple[bool, str | int]


def key(dimension: FacilityDimension | ProjectDimension, value: Any, language: Language) -> Key:
    """The key of a value as the graph gives it: a record with its names, the name of a member, a year, or
    None. Records are ordered by their names in Vietnamese, members as they are declared, years from the
    oldest on; what has no value comes last."""
    if value is None:
        absent = ("Không có", "None") if dimension.name in _OPTIONAL else ("Không rõ", "Unknown")
        return Key("", language.say(*absent), (True, ""))
    if isinstance(value, dict):
        name = language.say(value["name"], value["nameEn"] or value["name"])
        return Key(value["code"], name, (False, value["byName"]))
    if dimension.name not in _CLOSED_SETS:
        return Key(str(value), str(value), (False, value))
    members = list(_CLOSED_SETS[dimension.name])
    member = _CLOSED_SETS[dimension.name][value]
    return Key(member.name, language.say(member.vi, member.en), (False, members.index(member)))


def arranged(
    rows: Sequence[Mapping[str, Any]],
    by: Sequence[FacilityDimension | ProjectDimension],
    language: Language,
) -> list[tuple[list[Key], Mapping[str, Any]]]:
    """Rows, which hold a value for each dimension by its name, with their keys, in the order of the keys."""
    keyed = [([key(dimension, row[dimension.name], language) for dimension in by], row) for row in rows]
    return sorted(keyed, key=lambda pair: [each.order for each in pair[0]])
