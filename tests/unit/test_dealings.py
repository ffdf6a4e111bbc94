"""What two businesses had with each other at fairs, as later scores take it."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from domain.enums import MeetingOutcome
from domain.language import Language
from planning.fair_outcome import AGREED, Dealings, Held, dealings
from planning.fair_outcome_text import about_agreed, about_last

ON = dt.date(2026, 6, 1)
DAYS = st.dates(dt.date(2026, 5, 25), dt.date(2026, 6, 8))
MEETINGS = st.lists(
    st.builds(
        Held,
        other=st.sampled_from(["B-1", "B-2"]),
        day=DAYS,
        outcome=st.none() | st.sampled_from(MeetingOutcome),
        value=st.none() | st.integers(1, 3),
        currency=st.none() | st.sampled_from(["CNY", "VND"]),
    )
)


def held(day: int, outcome: MeetingOutcome | None, **more: object) -> Held:
    return Held(other="B-1", day=dt.date(2026, 5, day), outcome=outcome, **more)  # type: ignore[arg-type]  # named


def test_the_last_meeting_that_led_to_something_and_the_last_agreement_count() -> None:
    contract = held(1, MeetingOutcome.CONTRACT)
    follow_up = held(2, MeetingOutcome.FOLLOW_UP)
    nothing, unknown = held(3, MeetingOutcome.NONE), held(4, None)

    found = dealings([unknown, follow_up, nothing, contract], ON)

    assert found == {"B-1": Dealings(last=follow_up, agreed=contract)}
    assert dealings([nothing, unknown], ON) == {}


def test_a_contract_stays_what_was_agreed_when_a_memorandum_follows() -> None:
    contract, memorandum = held(1, MeetingOutcome.CONTRACT), held(2, MeetingOutcome.MEMORANDUM)

    found = dealings([contract, memorandum], ON)

    assert found == {"B-1": Dealings(last=memorandum, agreed=contract)}
    assert [each.is_contract for each in found.values()] == [True]
    assert not dealings([memorandum], ON)["B-1"].is_contract


def test_of_one_day_the_meeting_that_led_further_counts() -> None:
    contract, follow_up = held(1, MeetingOutcome.CONTRACT), held(1, MeetingOutcome.FOLLOW_UP)

    assert dealings([contract, follow_up], ON) == {"B-1": Dealings(last=contract, agreed=contract)}


def test_agreements_are_told_with_their_value_in_its_own_currency() -> None:
    signed = held(22, MeetingOutcome.MEMORANDUM, value=9_410_000_000.0, currency="VND")
    plain = held(22, MeetingOutcome.CONTRACT)

    assert about_agreed(signed, Language.VI) == (
        "Hai bên đã ký biên bản ghi nhớ trị giá 9.410.000.000 VND tại hội chợ ngày 22/05/2026, cho thấy cả "
        "hai cùng quan tâm."
    )
    assert about_agreed(plain, Language.EN) == (
        "The two signed a contract at a fair on 2026-05-22, so both are interested."
    )
    assert about_last(plain, Language.VI) == (
        "Hai bên đã gặp nhau tại hội chợ ngày 22/05/2026, kết quả: ký hợp đồng."
    )


@given(MEETINGS, st.randoms())
def test_nothing_of_later_days_counts_and_the_order_changes_nothing(
    meetings: list[Held], random: object
) -> None:
    turned = list(meetings)
    random.shuffle(turned)  # type: ignore[attr-defined]  # a Random

    found = dealings(meetings, ON)

    assert found == dealings(turned, ON) == dealings((each for each in meetings if each.day <= ON), ON)
    for each in found.values():
        assert each.last.day <= ON
        assert each.agreed is None or (each.agreed.outcome in AGREED and each.agreed.day <= each.last.day)
