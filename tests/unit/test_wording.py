"""Numbers and names in sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.language import Language
from planning.wording import joined, kilometres, number, percent, shown_name

VI, EN = Language.VI, Language.EN


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (0, "0", "0"),
        (1, "1", "1"),
        (12, "12", "12"),
        (0.5, "0,5", "0.5"),
        (0.125, "0,125", "0.125"),
        (1.2346, "1,235", "1.235"),
        (12.34, "12,3", "12.3"),
        (12.04, "12", "12"),
        (99.96, "100", "100"),
        (128.773, "129", "129"),
        (1000, "1.000", "1,000"),
        (1250.4, "1.250", "1,250"),
        (1_234_567, "1.234.567", "1,234,567"),
        (9.9999, "10", "10"),
        (0.0005, "0,001", "0.001"),
        (0.0004, "0,0004", "0.0004"),
        (0.000123, "0,00012", "0.00012"),
        (0.0000001, "0,0000001", "0.0000001"),
    ],
)
def test_numbers_have_the_marks_of_their_language(value: float, vi: str, en: str) -> None:
    assert [number(value, VI), number(value, EN)] == [vi, en]


@pytest.mark.parametrize(
    ("distance", "is_approximate", "vi", "en"),
    [
        (0.04, False, "0 km", "0 km"),
        (26.84, False, "26,8 km", "26.8 km"),
        (26.84, True, "khoảng 27 km", "about 27 km"),
        (1.2, True, "khoảng 1 km", "about 1 km"),
        (0.9, True, "dưới 1 km", "less than 1 km"),
    ],
)
def test_distance_from_the_middle_of_a_unit_is_whole_and_about(
    distance: float, is_approximate: bool, vi: str, en: str
) -> None:
    shown = [kilometres(distance, language, is_approximate=is_approximate) for language in (VI, EN)]

    assert shown == [vi, en]


@given(value=st.floats(0.001, 1e12))
def test_number_is_read_back_closely(value: float) -> None:
    english, vietnamese = number(value, EN), number(value, VI)

    assert float(english.replace(",", "")) == pytest.approx(value, rel=0.01, abs=0.0005)
    assert vietnamese == english.translate(str.maketrans(",.", ".,"))


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0, "0%"),
        (0.004, "<1%"),
        (0.005, "1%"),
        (0.125, "13%"),
        (0.9949, "99%"),
        (0.999999, "99%"),
        (1, "100%"),
        (1.5, "100%"),
    ],
)
def test_share_is_whole_percent_and_all_only_where_nothing_is_missing(share: float, expected: str) -> None:
    assert percent(share) == expected


@pytest.mark.parametrize(
    ("name", "name_en", "vi", "en"),
    [
        ("Vỏ quế", "Cinnamon bark", "vỏ quế", "Cinnamon bark"),
        ("Nước tắm thảo dược Dao đỏ", "Red Dao bath", "nước tắm thảo dược Dao đỏ", "Red Dao bath"),
        ("Vỏ quế", None, "vỏ quế", "vỏ quế"),
        ("MDF", "MDF boards", "MDF", "MDF boards"),
    ],
)
def test_name_stands_in_the_middle_of_a_sentence(name: str, name_en: str | None, vi: str, en: str) -> None:
    assert [shown_name(name, name_en, VI), shown_name(name, name_en, EN)] == [vi, en]


@pytest.mark.parametrize(
    ("names", "row"),
    [
        ([], ""),
        (["mứt, ô mai"], "mứt, ô mai"),
        (["chè", "quế"], "chè và quế"),
        (["chè", "quế", "gỗ"], "chè, quế và gỗ"),
        (["“mứt, ô mai”", "“chè”"], "“mứt, ô mai” và “chè”"),
        (["«A, B»", "«C»"], "«A, B» và «C»"),
        (["chuối sấy", "mứt, ô mai", "vỏ quả"], "chuối sấy; mứt, ô mai; và vỏ quả"),
    ],
)
def test_names_with_commas_are_told_apart(names: list[str], row: str) -> None:
    assert joined(names, "và") == row
