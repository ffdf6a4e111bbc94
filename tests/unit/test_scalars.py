"""Values with a format: what is read, and what is refused rather than guessed."""

import datetime as dt
from typing import Any

import pytest
from graphql import GraphQLError
from hypothesis import given
from hypothesis import strategies as st
from strawberry.types.scalar import ScalarDefinition

from schema.scalars import SCALARS, VND


def read(kind: object, value: object) -> Any:
    """What a scalar reads a value as."""
    definition = SCALARS[kind]
    assert isinstance(definition, ScalarDefinition)
    assert definition.parse_value is not None
    return definition.parse_value(value)


@given(st.dates())
def test_day_reads_back(day: dt.date) -> None:
    assert read(dt.date, day.isoformat()) == day


@given(st.datetimes(timezones=st.just(dt.timezone(dt.timedelta(hours=7)))))
def test_instant_reads_back(instant: dt.datetime) -> None:
    assert read(dt.datetime, instant.isoformat()) == instant


@given(st.times().map(lambda time: time.replace(microsecond=0)))
def test_time_of_day_reads_back(time: dt.time) -> None:
    assert read(dt.time, time.isoformat()) == time


@given(st.integers(-(2**53), 2**53))
def test_whole_amount_reads_back(amount: int) -> None:
    assert read(VND, amount) == amount


def test_instant_in_utc_may_be_written_with_a_letter_and_small() -> None:
    wanted = dt.datetime(2026, 1, 2, 3, 4, 5, 600_000, tzinfo=dt.UTC)

    assert [read(dt.datetime, text) for text in ("2026-01-02T03:04:05.6Z", "2026-01-02t03:04:05.6z")] == [
        wanted
    ] * 2


def test_amount_written_with_an_empty_fraction_is_whole() -> None:
    amount = read(VND, 1e9)

    assert (amount, type(amount)) == (1_000_000_000, int)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        *((dt.date, value) for value in ("2026-W01-1", "20260101", "2026-1-1", "2026-02-30", "2026-01-01\n")),
        *((dt.date, value) for value in ("2026-01-01T00:00:00Z", "٢٠٢٦-٠١-٠١", "", 20260101, None, True)),
        *((dt.datetime, value) for value in ("2026-01-01", "2026-01-01T10:00:00", "2026-W01-1T10:00:00Z")),
        *(
            (dt.datetime, value)
            for value in ("20260101T100000Z", "2026-01-01T10:00Z", "2026-01-01T25:00:00Z")
        ),
        *((dt.datetime, value) for value in ("2026-01-01 10:00:00Z", "2026-01-01T10:00:00+0700", 1.0)),
        *((dt.time, value) for value in ("10", "1000", "10:00+07:00", "25:00", "10:00:00Z", 10)),
        *((VND, value) for value in (True, False, 1.5, "1000", None, float("nan"), float("inf"))),
        *((VND, value) for value in (2**53 + 1, -(2**53) - 1, 1e300, [1])),
    ],
)
def test_value_of_another_form_is_refused(kind: object, value: object) -> None:
    with pytest.raises(GraphQLError) as refusal:
        read(kind, value)

    assert (refusal.value.extensions or {})["code"] == "BAD_REQUEST"
