"""Which language a browser's header asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.language import Language, preferred


@pytest.mark.parametrize(
    "header",
    [
        "",
        " ",
        ",",
        ";;,;",
        "*",
        "fr",
        "zh-CN,zh;q=0.9",
        "vi",
        "vi-VN",
        "VI",
        "vi,en;q=0.9",
        "vi,en",
        "en,vi",
        "en;q=0.5,vi;q=0.5",
        "en-US;q=0.3,vi-VN;q=0.8",
        "en;q=0",
        "en;q=0,*",
        "en;q=0.8,vi;q=0.3,vi-VN;q=0.9",
        "english",
        "vi,en;q=ba",
        "en;q=",
        "en;q=nan",
    ],
)
def test_vietnamese_unless_english_outranks_it(header: str) -> None:
    assert preferred(header) is Language.VI


@pytest.mark.parametrize(
    "header",
    [
        "en",
        "EN",
        "en-GB",
        " en ",
        "en-US,en;q=0.8,vi;q=0.3",
        "en-US,en;q=0.9",
        "vi;q=0.8, en ; q=0.9",
        "fr,en;q=0.1",
        "vi;q=0,en;q=0.1",
        "vi;q=hai,en;q=0.1",
        "en;q=0.001",
    ],
)
def test_english_where_it_outranks_vietnamese(header: str) -> None:
    assert preferred(header) is Language.EN


@pytest.mark.parametrize("header", ["en;q=0.5,*", "*,en;q=0.5", "en,*", "en;q=0.3,fr,*;q=0.4"])
def test_wildcard_stands_for_vietnamese_too(header: str) -> None:
    assert preferred(header) is Language.VI


@pytest.mark.parametrize("header", ["vi;q=0.5,*", "*,vi;q=0", "en,*;q=0.5", "en-GB;q=0.9,*;q=0.8"])
def test_wildcard_stands_for_english_that_is_not_named(header: str) -> None:
    assert preferred(header) is Language.EN


def test_name_of_the_weight_ignores_case() -> None:
    assert preferred("vi;q=0.9,en;Q=0.1") is Language.VI


@pytest.mark.parametrize("header", ["vi,en;q=2", "vi,en;q=inf", "vi,en;q=1e9", "en;q=1.001", "en;q=-1"])
def test_weight_above_one_is_malformed_and_does_not_outrank(header: str) -> None:
    assert preferred(header) is Language.VI


@given(header=st.text(alphabet="vien-US,;q=0.19* ", max_size=60) | st.text(max_size=60))
def test_any_header_gives_a_language(header: str) -> None:
    assert preferred(header) in {Language.VI, Language.EN}


@given(vi=st.integers(0, 1000), en=st.integers(0, 1000))
def test_higher_weight_decides_whatever_the_order(vi: int, en: int) -> None:
    parts = [f"vi;q={vi / 1000}", f"en;q={en / 1000}"]

    expected = Language.EN if en > vi else Language.VI

    assert [preferred(",".join(parts)), preferred(",".join(reversed(parts)))] == [expected, expected]


def test_language_says_the_text_that_is_in_it() -> None:
    said = [language.say("hội chợ", "trade fair") for language in Language]

    assert said == ["hội chợ", "trade fair"]
