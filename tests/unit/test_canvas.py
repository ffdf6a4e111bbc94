"""The page: text is measured before it is placed, and whatever stands in a register makes a legible file."""

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from domain.language import Language
from service.canvas import Box, Canvas, text_box, text_width, wrapped
from tests.pictures import texts


def test_letters_with_marks_are_as_wide_as_without() -> None:
    assert text_width("Quế", 10) == text_width("Que", 10) == 800 / 100 + 640 / 100 * 2
    assert text_width("Ườ", 10) == text_width("Ươ", 10)
    assert text_width("漢", 10) == 11.2


def test_box_of_a_text_depends_on_its_anchor() -> None:
    assert text_box(100, 50, "e", 10) == Box(100, 39.8, 106.4, 52.6)
    assert text_box(100, 50, "e", 10, anchor="end") == Box(93.6, 39.8, 100, 52.6)
    assert text_box(100, 50, "e", 10, anchor="middle") == Box(96.8, 39.8, 103.2, 52.6)


def test_text_is_broken_between_words() -> None:
    assert wrapped("Nhà máy chế biến quế xuất khẩu", 90, 10) == ["Nhà máy chế", "biến quế xuất", "khẩu"]


def test_text_that_is_too_long_ends_in_an_ellipsis() -> None:
    assert wrapped("Nhà máy chế biến quế xuất khẩu", 90, 10, most=2) == ["Nhà máy chế", "biến quế xuất…"]


@given(st.text(max_size=60), st.floats(12, 200))
def test_lines_are_never_wider_than_the_room(text: str, width: float) -> None:
    lines = wrapped(text, width, 10)

    assert all(text_width(line, 10) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(text.split())


@given(st.text(st.characters(codec=None), max_size=40))
def test_any_name_makes_a_file_that_can_be_read(name: str) -> None:
    canvas = Canvas(name, Language.VI)
    canvas.text(10, 20, name)

    ET.fromstring(canvas.svg())


def test_marks_of_xml_are_text() -> None:
    canvas = Canvas("<script>", Language.VI)
    canvas.text(10, 20, "A & B <b> \x00")

    assert texts(canvas.svg()) == ["A & B <b> \ufffd"]
    assert b"<script>" not in canvas.svg()


def test_page_is_a4_in_landscape_at_any_scale() -> None:
    root = ET.fromstring(Canvas("", Language.EN, 2).svg())

    assert (root.attrib["width"], root.attrib["height"]) == ("297mm", "210mm")
    assert root.attrib["viewBox"] == "0 0 2246 1588"
