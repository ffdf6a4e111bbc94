"""The closed sets: labels of every value in both languages, and their descriptions in the API."""

import pytest

from domain import enums
from domain.language import Language
from schema.enums import EXPOSED

LABELLED = [
    value
    for value in vars(enums).values()
    if isinstance(value, type) and issubclass(value, enums.Labelled) and value is not enums.Labelled
]


@pytest.mark.parametrize("closed_set", LABELLED)
def test_every_member_has_a_label_in_both_languages(closed_set: type[enums.Labelled]) -> None:
    labels = [label for member in closed_set for label in (member.vi, member.en)]

    assert len(labels) >= 4
    assert [label for label in labels if not label or label != label.strip()] == []


@pytest.mark.parametrize("closed_set", LABELLED)
def test_labels_tell_members_apart(closed_set: type[enums.Labelled]) -> None:
    members = list(closed_set.__members__)

    assert len({member.vi for member in closed_set}) == len(members)
    assert len({member.en for member in closed_set}) == len(members)


@pytest.mark.parametrize("closed_set", LABELLED)
def test_names_of_members_are_words_in_capitals(closed_set: type[enums.Labelled]) -> None:
    assert [name for name in closed_set.__members__ if name != name.upper() or not name.isidentifier()] == []


def test_names_of_languages_are_their_codes() -> None:
    assert {language.name: (language.vi, language.en) for language in Language} == {
        "VI": ("Tiếng Việt", "Vietnamese"),
        "EN": ("Tiếng Anh", "English"),
    }


def test_schema_exposes_every_closed_set_under_its_name_but_those_of_files_alone() -> None:
    of_files = {enums.ClusterTie, enums.Requirement}
    exposed = [closed_set for closed_set in LABELLED if closed_set not in of_files]

    assert {closed_set.__name__: closed_set for closed_set in exposed} == EXPOSED


@pytest.mark.parametrize("name", sorted(EXPOSED))
def test_every_value_is_described_by_its_labels(name: str) -> None:
    closed_set = EXPOSED[name]
    definition = vars(closed_set)["__strawberry_definition__"]

    described = {value.name: value.description for value in definition.values}

    assert described == {member.name: f"{member.en} ({member.vi})" for member in closed_set}
    assert definition.name == name
    assert definition.description
