"""What is searched for, in all ways in which people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.terms import Reading, readings, terms, writings, written_out
from domain.text import fold, spellings


def said(text: str) -> list[str]:
    """What a text may say, folded."""
    return [" ".join(word.folded for word in reading.words) for reading in readings(text)]


def out(text: str) -> str:
    """A name written out, folded."""
    return " ".join(word.folded for word in written_out(spellings(text)))


def test_words_alone_are_terms_that_may_break_off() -> None:
    assert [term.alternatives for term in terms("Quế Viễn  sơn, quế")] == [[["que"]], [["vien"]], [["son"]]]
    assert terms(" … ") == []


def test_abbreviation_and_what_it_stands_for_are_one_term() -> None:
    short, full = terms("htx quế"), terms("Hợp tác xã quế")

    assert [term.alternatives for term in short] == [[["htx"], ["hop ", "tac ", "xa "]], [["que"]]]
    assert [term.alternatives for term in full] == [[["hop", "tac", "xa"], ["htx "]], [["que"]]]


def test_name_that_is_only_begun_may_be_abbreviated_too() -> None:
    assert [term.alternatives for term in terms("hợp t")] == [[["hop", "t"], ["htx "]]]
    assert [term.alternatives for term in terms("hợp")] == [[["hop"]]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cty TNHH MTV Hồng Lâm", "Công ty trách nhiệm hữu hạn một thành viên Hồng Lâm"),
        ("CTCP chè", "Công ty cổ phần chè"),
        ("Cty CP chè", "Công ty cổ phần chè"),
        ("DNTN Hoà", "Doanh nghiệp tư nhân Hòa"),
        ("HKD Hoà", "Hộ kinh doanh Hòa"),
        ("UBND TP. HCM", "Uỷ ban nhân dân Thành phố Hồ Chí Minh"),
        ("TPHCM", "TP Hồ Chí Minh"),
        ("TX Sa Pa", "Thị xã Sa Pa"),
        ("Lao Kai", "Lào Cai"),
        ("Đắc Lắc", "Đắk Lắk"),
        ("Qui Nhơn", "Quy Nhơn"),
    ],
)
def test_names_that_say_the_same_are_written_out_alike(one: str, other: str) -> None:
    assert out(one) == out(other)


def test_what_is_written_out_has_its_accents_unless_it_was_typed_without() -> None:
    assert written_out(spellings("HTX Lao Kai")) == spellings("Hợp tác xã Lào Cai")
    assert readings("htx lao kai") == [Reading(spellings("hop tac xa lao cai"))]
    assert readings("Đắc Lắc") == [Reading(spellings("Đắk Lắk"))]


def test_words_written_together_are_divided_into_syllables() -> None:
    assert said("Sapa") == ["sapa", "sa pa"]
    assert readings("quế sapa")[1] == Reading(spellings("quế sa pa"), [spellings("sa pa")])
    assert said("hanoi") == ["hanoi", "ha noi", "han oi"]
    assert {"lao cai", "dak lak", "ho chi minh"} <= {*said("laocai"), *said("Daclac"), *said("hochiminh")}


@pytest.mark.parametrize(
    "word", ["huyền", "nghiêng", "Trường", "Đắk", "quế", "0906", "a1b2c3", "strength", "oai"]
)
def test_syllable_number_and_foreign_word_stay_whole(word: str) -> None:
    assert said(word) == [fold(word)]


def test_letter_of_a_kind_of_unit_is_written_out_before_a_name_only() -> None:
    assert said("P. Sa Pa") == ["phuong sa pa"]
    assert said("H Văn Yên") == ["huyen van yen"]
    assert (said("p"), said("loại h")) == (["p"], ["loai h"])


def test_city_is_meant_by_its_old_name_but_not_the_other_way_round() -> None:
    assert said("Sài Gòn") == ["sai gon", "ho chi minh"]
    assert said("Hồ Chí Minh") == ["ho chi minh"]


def test_writings_begin_with_the_text_as_typed() -> None:
    assert writings("Hợp tác xã Sapa") == ["hop tac xa sapa", "hop tac xa sa pa", "htx sapa", "htx sa pa"]


@given(st.text(max_size=200))
def test_any_text_has_few_readings_and_writings(text: str) -> None:
    assert len(readings(text)) <= 8
    assert len(writings(text)) <= 8
    assert sum(len(term.alternatives) for term in terms(text)) <= 8 * len(spellings(text))


@given(st.text(max_size=40))
def test_what_is_written_out_stays_as_it_is(text: str) -> None:
    once = written_out(spellings(text))

    assert written_out(once) == once
