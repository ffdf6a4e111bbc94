"""Which names a searched text means, in which order."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.enums import SearchMatch
from domain.text import spellings
from planning.search import Candidate, Hit, ranked, slips

LETTERS = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxy", min_size=5, max_size=9)


def candidate(name: str, *aliases: str, **marks: bool) -> Candidate:
    """A candidate whose code is its name."""
    return Candidate(code=name, order=name, names=[name, *aliases], **marks)


def order(text: str, *candidates: Candidate) -> list[str]:
    """The codes of candidates in the order of a search."""
    return [hit.candidate.code for hit in ranked(text, candidates)]


def match(text: str, *names: str) -> Hit:
    """How the one candidate with some names fits."""
    (hit,) = ranked(text, [candidate(*names)])
    return hit


def test_whole_name_comes_before_its_beginning_and_that_before_words_inside() -> None:
    whole, beginning, inside = candidate("Minh Quân"), candidate("Minh Quân Lộc"), candidate("CCN Minh Quân")

    found = ranked("minh quan", [inside, beginning, whole])

    assert [(hit.candidate, hit.match) for hit in found] == [
        (whole, SearchMatch.EXACT),
        (beginning, SearchMatch.PREFIX),
        (inside, SearchMatch.INSIDE),
    ]


def test_slip_comes_last_and_a_code_first() -> None:
    slip, coded = candidate("Trường Thịnh", is_slip=True), candidate("Xưởng Bảy", has_code=True)
    inside = candidate("HTX Trường")

    assert order("truong", slip, inside, coded) == ["Xưởng Bảy", "HTX Trường", "Trường Thịnh"]


def test_accents_that_match_come_before_those_that_do_not() -> None:
    assert order("Minh Quân", candidate("Minh Quán"), candidate("Minh Quân")) == ["Minh Quân", "Minh Quán"]
    assert order("Minh Quán", candidate("Minh Quán"), candidate("Minh Quân")) == ["Minh Quán", "Minh Quân"]


def test_text_without_accents_agrees_with_all() -> None:
    assert order("minh quan", candidate("Minh Quân"), candidate("Minh Quán")) == ["Minh Quán", "Minh Quân"]


def test_accents_never_lift_a_name_over_one_that_fits_better() -> None:
    assert order("Minh Quân", candidate("Minh Quân Lộc"), candidate("Minh Quán")) == [
        "Minh Quán",
        "Minh Quân Lộc",
    ]


@pytest.mark.parametrize(
    ("text", "name", "agrees"),
    [
        ("Hoà Bình", "Hòa Bình", True),
        ("Hoà Bình", "Hoa Bình", False),
        ("HOÀ", "hòa bình", True),
        ("Văn Yên", "Vân Yên", False),
        ("van Yên", "Vân Yên", True),
        ("Đông", "Dong", False),
        ("dong", "Đông", True),
        ("Quâ", "Quấn", True),
        ("Quân", "Quấn", False),
        ("Quấ", "Quân", False),
    ],
)
def test_accents_agree_as_far_as_they_were_typed(text: str, name: str, agrees: bool) -> None:
    assert match(text, name).agrees is agrees


def test_words_that_stand_together_come_before_scattered_ones() -> None:
    scattered, together = candidate("HTX Lâm nghiệp Hồng Bàng"), candidate("HTX Nông nghiệp Hồng Lâm")

    assert order("hong lam", scattered, together) == [together.code, scattered.code]


def test_what_is_in_force_comes_before_what_was() -> None:
    former = Candidate(code="a", order="Lao Cai a", names=["Lào Cai"], is_former=True)
    present = Candidate(code="b", order="Lao Cai b", names=["Lào Cai"])

    assert order("Lào Cai", former, present) == ["b", "a"]


def test_best_of_the_names_counts_and_is_told() -> None:
    hit = match("cinnamon", "Chuỗi quế", "Cinnamon", "Cinnamon chain")

    assert (hit.match, hit.name) == (SearchMatch.EXACT, "Cinnamon")


def test_own_name_is_told_where_another_fits_as_well() -> None:
    assert match("quế", "Quế chi", "Quế cành").name == "Quế chi"


def test_order_is_that_of_names_and_codes_where_all_else_is_equal() -> None:
    names = ["Quế chi", "Quế ống", "Quế vụn"]

    assert order("quế", *(candidate(name) for name in reversed(names))) == sorted(names)


@given(st.lists(st.text("aâbđ ", min_size=1, max_size=6), min_size=1, max_size=8, unique=True), st.randoms())
def test_order_does_not_depend_on_the_order_of_candidates(names: list[str], chance: random.Random) -> None:
    candidates = [candidate(name) for name in names]
    shuffled = list(candidates)
    chance.shuffle(shuffled)

    assert order("âb", *shuffled) == order("âb", *candidates)


@pytest.mark.parametrize("known", ["thinh", "truong", "quyen"])
@pytest.mark.parametrize("kind", ["missing", "extra", "other", "swapped"])
def test_every_single_slip_finds_its_word(known: str, kind: str) -> None:
    for place in range(len(known) - 1):
        head, tail = known[:place], known[place:]
        typed = {
            "missing": head + tail[1:],
            "extra": head + "z" + tail,
            "other": head + "z" + tail[1:],
            "swapped": head + tail[1] + tail[0] + tail[2:],
        }[kind]
        if len(typed) >= 5 and typed != known:
            assert slips(typed, [known, "khac"]) == [known]


def test_two_slips_short_words_and_numbers_find_nothing() -> None:
    assert slips("thzzh", ["thinh"]) == []
    assert slips("thin", ["thinh"]) == []
    assert slips("02647", ["02947"]) == []


@given(LETTERS)
def test_spelling_folds_to_what_is_searched(word: str) -> None:
    (spelling,) = spellings(word)

    assert spelling.agrees(spelling)
    assert spellings(spelling.folded)[0].agrees(spelling)
    assert spellings(word.upper()) == [spelling]
