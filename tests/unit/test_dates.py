"""Days and the clock."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import VIETNAM, is_valid_on, now, today

REFORM = dt.date(2025, 7, 1)


def test_now_is_an_instant_in_utc() -> None:
    before = dt.datetime.now(dt.UTC)

    moment = now()

    assert before <= moment <= dt.datetime.now(dt.UTC)
    assert moment.tzinfo is dt.UTC


def test_today_is_the_day_in_vietnam() -> None:
    before = dt.datetime.now(VIETNAM).date()

    day = today()

    assert day in {before, dt.datetime.now(VIETNAM).date()}


def test_vietnam_is_seven_hours_ahead_all_year() -> None:
    offsets = {dt.datetime(2026, month, 1, tzinfo=VIETNAM).utcoffset() for month in range(1, 13)}

    assert offsets == {dt.timedelta(hours=7)}


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "is_valid"),
    [
        (None, None, True),
        (REFORM, None, True),
        (None, REFORM, False),
        (REFORM, dt.date(2025, 7, 2), True),
        (REFORM, REFORM, False),
        (dt.date(2025, 7, 2), None, False),
        (dt.date(2004, 7, 8), REFORM, False),
        (dt.date(2004, 7, 8), dt.date(2025, 7, 2), True),
        (None, dt.date(2025, 6, 30), False),
    ],
)
def test_first_day_counts_and_last_does_not(
    valid_from: dt.date | None, valid_to: dt.date | None, is_valid: bool
) -> None:
    assert is_valid_on(REFORM, valid_from, valid_to) is is_valid


@given(day=st.dates(), change=st.dates())
def test_of_two_versions_that_meet_exactly_one_is_valid(day: dt.date, change: dt.date) -> None:
    valid = [is_valid_on(day, None, change), is_valid_on(day, change, None)]

    assert sorted(valid) == [False, True]
