"""Paging arguments and cursors."""

from collections import defaultdict
from contextlib import suppress
from typing import Any

import pytest
from graphql import GraphQLError
from hypothesis import given
from hypothesis import strategies as st
from strawberry import UNSET
from strawberry.types.base import StrawberryContainer, StrawberryObjectDefinition, get_object_definition

from domain.paging import Window
from schema.connection import Connection, TerritorialConnection, encode_cursor, window, within_order
from service.execution import build_schema

keys = st.text(min_size=1, max_size=30)
BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
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


@given(key=keys)
def test_cursor_gives_its_key_back(key: str) -> None:
    cursor = encode_cursor(key)

    assert window(None, cursor, None, cursor) == Window(size=20, after=key, before=key)


@given(pair=st.sets(keys, min_size=2, max_size=2))
def test_different_keys_have_different_cursors(pair: set[str]) -> None:
    assert len({encode_cursor(key) for key in pair}) == 2


@given(key=keys)
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
        "AAAAAA",
        "\x00",
        "ế",
        "_w",
        "A" * 10_000,
        encode_cursor(""),
        encode_cursor("facilities.NAME.ASC:a 1")[:-1],
        encode_cursor("facilities.NAME.ASC:a 1")[:-4],
        encode_cursor("facilities.NAME.ASC:a 1") + "\n",
        encode_cursor("facilities.NAME.ASC:a 1") + "=",
    ],
)
@pytest.mark.parametrize("argument", ["after", "before"])
def test_text_that_is_no_cursor_is_a_fault_of_its_argument(text: str, argument: str) -> None:
    after, before = (text, None) if argument == "after" else (None, text)

    with pytest.raises(GraphQLError) as caught:
        window(None, after, None, before)

    assert caught.value.message == NOT_A_CURSOR
    assert caught.value.extensions == {"code": "BAD_REQUEST", "argument": argument}


@given(key=keys, data=st.data())
def test_cursor_that_was_cut_or_mistyped_is_refused(key: str, data: st.DataObject) -> None:
    cursor = encode_cursor(key)
    place = data.draw(st.integers(0, len(cursor) - 1))
    other = data.draw(st.sampled_from(BASE64).filter(lambda character: character != cursor[place]))

    for wrong in (cursor[:place], cursor[:place] + other + cursor[place + 1 :]):
        with pytest.raises(GraphQLError, match=NOT_A_CURSOR):
            window(None, wrong, None, None)


@given(text=st.text(max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    found: str | None = None
    with suppress(GraphQLError):
        found = window(None, text, None, None).after

    assert found is None or encode_cursor(found) == text


def test_cursor_of_an_order_gives_the_bare_key_there() -> None:
    part = window(5, encode_cursor("facilities.NAME.ASC:a 1"), None, encode_cursor("facilities.NAME.ASC:b:2"))

    assert within_order(part, "facilities.NAME.ASC") == Window(size=5, after="a 1", before="b:2")


@pytest.mark.parametrize("is_after", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        "facilities.CODE.ASC:a",
        "facilities.NAME.DESC:a",
        "suppliers.NAME.ASC:a",
        "facilities.NAME.ASC:",
        "facilities.NAME.ASC",
        "facilities.NAME",
        "facilities.NAME.ASC\x00:a",
        "a",
        ":a",
        "\x00",
    ],
)
def test_cursor_of_another_order_is_a_fault_of_its_argument(text: str, is_after: bool) -> None:
    cursor = encode_cursor(text)
    part = window(5, cursor if is_after else None, None, None if is_after else cursor)

    with pytest.raises(GraphQLError) as caught:
        within_order(part, "facilities.NAME.ASC")

    assert caught.value.message == "This cursor belongs to another list or order"
    assert caught.value.extensions == {"code": "BAD_REQUEST", "argument": "after" if is_after else "before"}


def test_each_connection_of_the_schema_is_one_class() -> None:
    schema = build_schema()
    kinds = [kind.definition for kind in schema.schema_converter.type_map.values()]
    definitions = [kind for kind in kinds if isinstance(kind, StrawberryObjectDefinition)]
    classes: dict[str, set[object]] = defaultdict(set)
    for definition in definitions:
        for field in definition.fields:
            kind: Any = field.resolve_type(type_definition=definition)
            while isinstance(kind, StrawberryContainer):
                kind = kind.of_type
            found = get_object_definition(kind)
            if found is not None and found.concrete_of is not None:
                classes[schema.config.name_converter.from_type(found)].add(found.concrete_of.origin)

    assert classes["FacilityConnection"] == {TerritorialConnection}
    assert classes["OfferConnection"] == {Connection}
    assert [name for name, origins in classes.items() if len(origins) > 1] == []
