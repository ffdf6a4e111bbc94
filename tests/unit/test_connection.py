"""Paging arguments and cursors."""

from contextlib import suppress

import pytest
from graphql import GraphQLError
from hypothesis import given
from hypothesis import strategies as st
from strawberry import UNSET

from domain.paging import Window
from schema.connection import encode_cursor, window

printable = st.text(min_size=1, max_size=30).filter(str.isprintable)
NOT_A_CURSOR = "This is not a cursor of a page"


def test_page_has_twenty_rows_from_the_beginning_unless_told_otherwise() -> None:
    for absent in (UNSET, None):
        assert window(absent, absent, absent, absent) == Window(size=20)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (1, None, Window(size=1)),
        (100, None, Window(size=100)),
        (None, 1, Window(size=1, is_backward=True)),
        (None, 100, Window(size=100, is_backward=True)),
    ],
)
def test_page_has_the_size_asked_for(first: int | None, last: int | None, expected: Window) -> None:
    assert window(first, None, last, None) == expected


def test_page_lies_between_two_cursors() -> None:
    after, before = encode_cursor("a 1"), encode_cursor("z 9")

    assert window(5, after, None, before) == Window(size=5, after="a 1", before="z 9")
    assert window(None, after, 5, before) == Window(size=5, after="a 1", before="z 9", is_backward=True)


@pytest.mark.parametrize(
    ("first", "last", "argument", "message"),
    [
        (0, None, "first", "A page has 1 to 100 rows, not 0"),
        (-1, None, "first", "A page has 1 to 100 rows, not -1"),
        (101, None, "first", "A page has 1 to 100 rows, not 101"),
        (None, 0, "last", "A page has 1 to 100 rows, not 0"),
        (None, 101, "last", "A page has 1 to 100 rows, not 101"),
        (5, 5, "last", "Give first or last, not both"),
        (0, 5, "last", "Give first or last, not both"),
        (5, 0, "last", "Give first or last, not both"),
    ],
)
def test_size_that_cannot_be_is_a_fault_of_its_argument(
    first: int | None, last: int | None, argument: str, message: str
) -> None:
    with pytest.raises(GraphQLError) as caught:
        window(first, None, last, None)

    assert caught.value.message == message
    assert caught.value.extensions == {"code": "BAD_REQUEST", "argument": argument}


@given(key=printable)
def test_cursor_gives_its_key_back(key: str) -> None:
    cursor = encode_cursor(key)

    assert window(None, cursor, None, cursor) == Window(size=20, after=key, before=key)


@given(keys=st.sets(printable, min_size=2, max_size=2))
def test_different_keys_have_different_cursors(keys: set[str]) -> None:
    assert len({encode_cursor(key) for key in keys}) == 2


@given(key=printable)
def test_cursor_can_stand_in_an_address(key: str) -> None:
    assert encode_cursor(key).replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "a",
        "YQ=",
        "YQ==",
        " YQ",
        "YQ\n",
        "Y Q",
        "YR",
        "AA",
        encode_cursor("a\nb"),
        "ế",
        "_w",
    ],
)
@pytest.mark.parametrize("argument", ["after", "before"])
def test_text_that_is_no_cursor_is_a_fault_of_its_argument(text: str, argument: str) -> None:
    after, before = (text, None) if argument == "after" else (None, text)

    with pytest.raises(GraphQLError) as caught:
        window(None, after, None, before)

    assert caught.value.message == NOT_A_CURSOR
    assert caught.value.extensions == {"code": "BAD_REQUEST", "argument": argument}


@given(text=st.text(max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    found: str | None = None
    with suppress(GraphQLError):
        found = window(None, text, None, None).after

    assert found is None or encode_cursor(found) == text
