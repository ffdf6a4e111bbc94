"""Schedules of meetings over the API: who meets whom, when and at which table."""

import datetime as dt
from typing import Any

import pytest

from domain.codes import RecordKind, issue
from domain.language import Language
from graph.client import Graph
from service.errors import CommandError
from service.fair_schedule import Wish, schedule_of
from tests.builders import Register
from tests.conftest import Answer, Api
from tests.fairs import DAY, Fair
from web import OPERATIONS

FAIRS = (OPERATIONS / "fairs.graphql").read_text()
SCHEDULE = """
query Schedule($input: MeetingScheduleInput!) {
  meetingSchedule(input: $input, on: "2026-06-01", language: EN) {
    algorithm status objective bound gap idleGaps explanation
    meetings {
      slot { startsAt endsAt } table score isFixed needsInterpreter seller { code } buyer { code }
    }
    unplaced { seller { code } buyer { code } constraint explanation }
    load { meetingCount business { code } }
  }
}
"""


async def scheduled(api: Api, given: dict[str, object]) -> Any:
    """The schedule, which must have no errors."""
    answer = await api(SCHEDULE, {"input": given})
    assert answer.errors == []
    return answer.data["meetingSchedule"]


def held(schedule: Any) -> set[tuple[str, str]]:
    """Who meets whom."""
    return {(each["seller"]["code"], each["buyer"]["code"]) for each in schedule["meetings"]}


def only_error(answer: Answer) -> tuple[str, str, str]:
    """Code, place and message of the one error."""
    (error,) = answer.errors
    return error["extensions"]["code"], error["extensions"].get("argument", ""), error["message"]


async def test_schedule_has_slots_by_the_clock_of_the_fair(api: Api, register: Register) -> None:
    fair = Fair(register)
    await register.load()

    schedule = await scheduled(api, fair.given())

    assert (schedule["status"], schedule["gap"], schedule["unplaced"]) == ("OPTIMAL", 0, [])
    assert schedule["objective"] == schedule["bound"]
    assert schedule["explanation"] == (
        "4 of 4 meetings wanted have a slot. Proven: no schedule has a greater total."
    )
    places = [(each["slot"]["startsAt"], each["table"]) for each in schedule["meetings"]]
    assert places == [
        ("2026-10-01T09:00:00+08:00", 1),
        ("2026-10-01T09:00:00+08:00", 2),
        ("2026-10-01T09:30:00+08:00", 1),
        ("2026-10-01T09:30:00+08:00", 2),
    ]
    assert {each["buyer"]["code"] for each in schedule["meetings"] if each["needsInterpreter"]} == {
        fair.abroad
    }
    assert [row["meetingCount"] for row in schedule["load"]] == [2, 2, 2, 2]


async def test_who_has_nothing_to_spare_is_neither_matched_nor_scheduled(
    api: Api, register: Register
) -> None:
    fair = Fair(register)
    committed, delivered, unknown = (register.facility(f"Xưởng {name}") for name in ("D", "E", "F"))
    register.offer(committed, fair.tea, capacity_per_year=50, committed_per_year=50)
    register.offer(delivered, fair.tea, capacity_per_year=50)
    register.trade(delivered, register.buyer("Khách quen"), fair.tea, quantity_per_year=50)
    register.offer(unknown, fair.tea)
    for business in (committed, delivered, unknown):
        register.participant(fair.code, business, "SELLER")
    await register.load()

    answer = await api(FAIRS, {"fair": fair.code}, operation="FairMatches")
    schedule = await scheduled(api, fair.given(dailyHours=[DAY | {"to": "17:00"}]))

    matched = {edge["node"]["seller"]["id"] for edge in answer.data["tradeFair"]["matches"]["edges"]}
    assert matched == {seller for seller, _ in held(schedule)} == {fair.seller, fair.rival, unknown}


async def test_published_operation_schedules_with_vetoes_and_unavailability(
    api: Api, register: Register
) -> None:
    fair = Fair(register)
    await register.load()

    given = fair.given(
        tables=12,
        maximumMeetingsPerBusiness=8,
        vetoes=[{"business": fair.seller, "other": fair.buyer}],
        unavailable=[
            {
                "business": fair.abroad,
                "startsAt": "2026-10-01T08:15:00+07:00",
                "endsAt": "2026-10-01T10:00:00+07:00",
            }
        ],
    )
    answer = await api(FAIRS, {"input": given}, operation="MeetingSchedule")

    assert answer.errors == []
    schedule = answer.data["meetingSchedule"]
    assert [(each["seller"]["id"], each["buyer"]["id"]) for each in schedule["meetings"]] == [
        (fair.rival, fair.buyer)
    ]
    left = {(each["seller"]["id"], each["buyer"]["id"]): each["constraint"] for each in schedule["unplaced"]}
    assert left == {
        (fair.seller, fair.buyer): "VETO",
        (fair.seller, fair.abroad): "UNAVAILABLE",
        (fair.rival, fair.abroad): "UNAVAILABLE",
    }
    assert answer.statements["fair_match_participants"] == 1


async def test_fixed_meetings_stay_wishes_weigh_and_interpreters_are_scarce(
    api: Api, register: Register
) -> None:
    fair = Fair(register)
    await register.load()
    one_slot = [{"date": "2026-10-01", "from": "09:00", "to": "09:30"}]
    agreed = {
        "seller": fair.rival,
        "buyer": fair.buyer,
        "startsAt": "2026-10-01T08:30:00+07:00",
        "table": 2,
    }

    wished = await scheduled(
        api,
        fair.given(tables=1, dailyHours=one_slot, wishes=[{"business": fair.rival, "other": fair.abroad}]),
    )
    fixed = await scheduled(api, fair.given(fixed=[agreed]))
    mute, crowded = [await scheduled(api, fair.given(interpreters=0, tables=tables)) for tables in (2, 1)]

    assert held(wished) == {(fair.rival, fair.abroad)}
    (stayed,) = [each for each in fixed["meetings"] if each["isFixed"]]
    assert (stayed["slot"]["startsAt"], stayed["table"]) == ("2026-10-01T09:30:00+08:00", 2)
    assert len(fixed["meetings"]) == 4
    assert held(mute) == {(fair.seller, fair.buyer), (fair.rival, fair.buyer)}
    assert {(each["constraint"], each["explanation"]) for each in mute["unplaced"]} == {
        ("INTERPRETERS", "The two need an interpreter, and there is none.")
    }
    abroad = [each for each in crowded["unplaced"] if each["buyer"]["code"] == fair.abroad]
    assert {each["constraint"] for each in abroad} == {"INTERPRETERS"}


async def test_codes_of_merged_businesses_are_taken_everywhere_in_a_schedule(
    api: Api, register: Register
) -> None:
    fair = Fair(register)
    old, older = (str(issue(RecordKind.BUSINESS)) for _ in range(2))
    register.row("merged_codes.csv", code=old, into=fair.seller)
    register.row("merged_codes.csv", code=older, into=fair.buyer)
    await register.load()
    hours = {"startsAt": "2026-10-01T08:00:00+07:00", "endsAt": "2026-10-01T08:30:00+07:00"}
    at = "2026-10-01T08:30:00+07:00"

    def given(seller: str, buyer: str) -> list[dict[str, object]]:
        pair = {"seller": seller, "buyer": buyer}
        return [
            fair.given(vetoes=[{"business": buyer, "other": seller}]),
            fair.given(wishes=[{"business": seller, "other": buyer}]),
            fair.given(unavailable=[{"business": seller, **hours}]),
            fair.given(wanted=[pair]),
            fair.given(fixed=[pair | {"startsAt": at}]),
        ]

    merged = [await scheduled(api, each) for each in given(old.lower(), older)]
    today = [await scheduled(api, each) for each in given(fair.seller, fair.buyer)]
    matches = await api(
        """query($fair: PublicCode!, $business: ID!) { tradeFair(code: $fair) {
          matches(business: $business) { edges { node { seller { code } } } } } }""",
        {"fair": fair.code, "business": old},
    )
    itself = fair.given(vetoes=[{"business": old, "other": fair.seller}])
    twice = only_error(await api(SCHEDULE, {"input": itself}))

    assert merged == today
    assert [edge["node"]["seller"]["code"] for edge in matches.data["tradeFair"]["matches"]["edges"]] == [
        fair.seller
    ] * 2
    assert twice == (
        "BAD_REQUEST",
        "input.vetoes[0]",
        f"{fair.seller} stands against itself: name two businesses",
    )


async def test_place_nobody_knows_is_the_middle_of_the_unit_or_far_away_abroad(
    api: Api, register: Register
) -> None:
    fair = Fair(register)
    unit = register.unit(latitude=22.5, longitude=104.0)
    hidden = register.facility("Xưởng chè C", unit=unit)
    afar = register.buyer("昆明茶叶", country="CN")
    register.offer(hidden, fair.black, capacity_per_year=1)
    register.need(afar, fair.tea, quantity_per_year=1)
    register.participant(fair.code, hidden, "SELLER")
    register.participant(fair.code, afar, "BUYER")
    await register.load()

    answer = await api(
        """query($fair: PublicCode!, $business: ID!) {
          tradeFair(code: $fair) { matches(business: $business, language: EN) { edges { node {
            buyer { code } distanceKm isDistanceApproximate reasons { criterion value explanation } } } } }
          fairSuggestions(business: $business, on: "2026-08-03", language: EN) { suggestions {
            fair { code } distanceKm isDistanceApproximate reasons { criterion explanation } } } }""",
        {"fair": fair.code, "business": hidden},
    )

    assert answer.errors == []
    near = {
        node["buyer"]["code"]: (
            node["distanceKm"],
            node["isDistanceApproximate"],
            reason["value"],
            reason["explanation"],
        )
        for node in (edge["node"] for edge in answer.data["tradeFair"]["matches"]["edges"])
        for reason in node["reasons"]
        if reason["criterion"] == "PROXIMITY"
    }
    about = (
        "They are less than 1 km apart, as the crow flies, from the middle of the seller's commune, for want "
        "of coordinates."
    )
    assert near == {
        fair.buyer: (0, True, 1, about),
        fair.abroad: (0, True, 1, about),
        afar: (None, False, 0, "One of them is abroad, without coordinates; counted as far away."),
    }
    (suggested,) = [
        each for each in answer.data["fairSuggestions"]["suggestions"] if each["fair"]["code"] == fair.code
    ]
    assert (suggested["distanceKm"], suggested["isDistanceApproximate"]) == (0, True)
    (reason,) = [each for each in suggested["reasons"] if each["criterion"] == "PROXIMITY"]
    assert reason["explanation"] == (
        "It is held less than 1 km away, as the crow flies, from the middle of the business's commune, for "
        "want of coordinates."
    )


async def test_wanted_meetings_replace_matches_and_none_wanted_is_an_explained_empty_schedule(
    api: Api, register: Register
) -> None:
    fair = Fair(register)
    await register.load()

    listed = await scheduled(
        api, fair.given(wanted=[{"seller": fair.seller, "buyer": fair.buyer, "weight": 2.00004}])
    )
    empty = await scheduled(api, fair.given(wanted=[]))

    assert (held(listed), listed["objective"], listed["bound"]) == ({(fair.seller, fair.buyer)}, 2, 2)
    assert (empty["status"], empty["meetings"], empty["objective"]) == ("OPTIMAL", [], 0)
    assert empty["explanation"] == "No meeting is wanted, so the schedule is empty."


async def test_bad_input_is_named_with_its_place(api: Api, register: Register) -> None:
    fair = Fair(register)
    stranger = register.facility("Không dự")
    await register.load()
    at = "2026-10-01T09:00:00+08:00"
    first = {"seller": fair.seller, "buyer": fair.buyer, "startsAt": at, "table": 1}
    wish = {"business": fair.seller, "other": fair.buyer}
    cases: list[tuple[dict[str, object], str, str]] = [
        ({"tables": 0}, "input.tables", "This is a number from 1 to 10,000, not 0"),
        ({"slotMinutes": 0}, "input.slotMinutes", "This is a number from 1 to 1,440, not 0"),
        ({"dailyHours": []}, "input.dailyHours", "A schedule needs the hours of at least one day"),
        (
            {"dailyHours": [DAY | {"to": "08:00"}]},
            "input.dailyHours[0].to",
            "It ends at 08:00, before it begins at 09:00",
        ),
        (
            {"slotMinutes": 90},
            "input.dailyHours[0]",
            "A slot of 90 minutes is longer than the hours of 2026-10-01, 09:00 to 10:00",
        ),
        (
            {"dailyHours": [DAY, DAY]},
            "input.dailyHours[1]",
            "The hours of 2026-10-01 overlap with those of input.dailyHours[0]",
        ),
        (
            {"breaks": [{"from": "08:00", "to": "11:00"}]},
            "input.breaks",
            "The breaks leave no room for a slot",
        ),
        (
            {"vetoes": [{"business": fair.seller, "other": fair.seller}]},
            "input.vetoes[0]",
            f"{fair.seller} stands against itself: name two businesses",
        ),
        (
            {"wishes": [{"business": fair.seller, "other": stranger}]},
            "input.wishes[0].other",
            f"{stranger} does not take part in the fair {fair.code} as a seller or buyer",
        ),
        (
            {"wanted": [{"seller": fair.seller, "buyer": fair.buyer, "weight": -1}]},
            "input.wanted[0].weight",
            "A weight is a number from 0.0001 to 1,000",
        ),
        (
            {"wanted": [{"seller": fair.seller, "buyer": fair.buyer, "weight": 1_000.5}]},
            "input.wanted[0].weight",
            "A weight is a number from 0.0001 to 1,000",
        ),
        (
            {"wanted": [{"seller": fair.buyer, "buyer": fair.seller}]},
            "input.wanted[0].seller",
            f"{fair.buyer} takes part in the fair {fair.code} as a buyer only, not as a seller",
        ),
        (
            {"fixed": [{"seller": fair.seller, "buyer": fair.rival, "startsAt": at}]},
            "input.fixed[0].buyer",
            f"{fair.rival} takes part in the fair {fair.code} as a seller only, not as a buyer",
        ),
        (
            {"wishes": [{"business": fair.seller, "other": fair.rival}]},
            "input.wishes[0]",
            f"{fair.seller} and {fair.rival} both only sell, or both only buy, at the fair {fair.code}: a "
            "meeting is of a seller and a buyer",
        ),
        (
            {"wishes": [wish, {"business": fair.buyer, "other": fair.seller}, wish]},
            "input.wishes[2]",
            f"{fair.seller} wishes to meet {fair.buyer} in input.wishes[0] already",
        ),
        (
            {"dailyHours": [DAY, DAY | {"date": "2026-10-04"}]},
            "input.dailyHours[1].date",
            f"2026-10-04 is no day of the fair {fair.code}, which is held from 2026-10-01 to 2026-10-03",
        ),
        (
            {"breaks": [{"date": "2026-10-02", "from": "09:00", "to": "09:30"}]},
            "input.breaks[0].date",
            "2026-10-02 has no hours in input.dailyHours: give a day that has, or none for all",
        ),
        (
            {"breaks": [{"from": "09:00", "to": "09:30"}] * 501},
            "input.breaks",
            "At most 500 can be given, not 501",
        ),
        (
            {"fixed": [first, first]},
            "input.fixed[1]",
            f"The meeting of {fair.seller} and {fair.buyer} is fixed twice",
        ),
        (
            {"fixed": [first | {"startsAt": "2026-10-01T09:10:00+08:00"}]},
            "input.fixed[0].startsAt",
            "No slot begins at 2026-10-01T09:10:00+08:00",
        ),
        (
            {"fixed": [first, {"seller": fair.seller, "buyer": fair.abroad, "startsAt": at}]},
            "input.fixed[1]",
            f"{fair.seller} is in two places at 2026-10-01T09:00+08:00: its meeting of {fair.seller} and "
            f"{fair.buyer} is fixed there too",
        ),
        (
            {"fixed": [first, first | {"seller": fair.rival, "buyer": fair.abroad}]},
            "input.fixed[1]",
            "Table 1 is used twice at 2026-10-01T09:00+08:00",
        ),
        (
            {"tables": 1, "fixed": [first, {"seller": fair.rival, "buyer": fair.abroad, "startsAt": at}]},
            "input.fixed[1]",
            "More meetings are fixed at 2026-10-01T09:00+08:00 than there are tables: 1",
        ),
        (
            {"fixed": [first], "vetoes": [{"business": fair.buyer, "other": fair.seller}]},
            "input.fixed[0]",
            f"A veto forbids the meeting of {fair.seller} and {fair.buyer}",
        ),
    ]

    answers = [only_error(await api(SCHEDULE, {"input": fair.given(**given)})) for given, _, _ in cases]

    assert answers == [("BAD_REQUEST", place, message) for _, place, message in cases]


async def test_hours_are_compared_as_moments_where_clocks_change(api: Api, register: Register) -> None:
    fair = Fair(register)
    forward = register.fair("Messe", time_zone="Europe/Berlin", starts_on=dt.date(2026, 3, 29))
    back = register.fair("Herbstmesse", time_zone="Europe/Berlin", starts_on=dt.date(2026, 10, 25))
    for code in (forward, back):
        register.participant(code, fair.seller, "SELLER")
        register.participant(code, fair.buyer, "BUYER")
    register.meeting(back, fair.rival, fair.abroad, starts_at="2026-10-25T01:00:00+00:00")
    await register.load()

    def given(code: str, *hours: str, **more: object) -> dict[str, object]:
        day = "2026-03-29" if code == forward else "2026-10-25"
        times = [{"date": day, "from": text[:5], "to": text[6:]} for text in hours]
        return {"fair": code, "tables": 1, "slotMinutes": 60, "dailyHours": times} | more

    # No clock shows 02:30 that day: by the offset before, it is the moment 03:30.
    apart = only_error(await api(SCHEDULE, {"input": given(forward, "01:00-02:30", "03:00-04:30")}))
    none = only_error(await api(SCHEDULE, {"input": given(forward, "02:00-03:00")}))
    wanted = [{"seller": fair.seller, "buyer": fair.buyer}]
    repeated = {"seller": fair.seller, "buyer": fair.buyer, "startsAt": "2026-10-25T01:00:00+00:00"}
    longer = await scheduled(api, given(back, "02:00-03:00", wanted=wanted, fixed=[repeated]))
    planned = await scheduled(api, given(back, "02:00-03:00", wanted=[]))

    assert apart == (
        "BAD_REQUEST",
        "input.dailyHours[1]",
        "The hours of 2026-03-29 overlap with those of input.dailyHours[0]",
    )
    assert none == (
        "BAD_REQUEST",
        "input.dailyHours[0]",
        "A slot of 60 minutes is longer than the hours of 2026-03-29, 02:00 to 03:00",
    )
    assert [each["slot"]["startsAt"] for each in longer["meetings"]] == ["2026-10-25T02:00:00+01:00"]
    assert held(longer) == {(fair.seller, fair.buyer)}
    assert [each["slot"]["startsAt"] for each in planned["meetings"]] == ["2026-10-25T02:00:00+01:00"]
    assert held(planned) == {(fair.rival, fair.abroad)}


async def test_printed_schedule_of_a_business_is_found_by_any_of_its_codes(
    graph: Graph, register: Register
) -> None:
    fair = Fair(register)
    old = str(issue(RecordKind.BUSINESS))
    register.row("merged_codes.csv", code=old, into=fair.seller)
    await register.load()

    def wish(business: str) -> Wish:
        return Wish(input=fair.given(), business=business, language=Language.VI)

    whole = await schedule_of(graph, wish(fair.seller))
    others = [await schedule_of(graph, wish(code)) for code in (fair.seller.lower(), old)]

    assert list(whole.businesses.items()) == [(fair.seller, "Xưởng chè A")]
    assert len(whole.meetings) == 2
    assert [(each.meetings, each.businesses) for each in others] == [(whole.meetings, whole.businesses)] * 2
    with pytest.raises(CommandError, match="check character"):
        await schedule_of(graph, wish(fair.seller[:-1] + "?"))


def times(schedule: Any) -> dict[tuple[str, str], tuple[str, bool]]:
    """When two meet, and whether that was fixed."""
    return {
        (each["seller"]["code"], each["buyer"]["code"]): (each["slot"]["startsAt"][11:16], each["isFixed"])
        for each in schedule["meetings"]
    }


def tables(schedule: Any) -> dict[tuple[str, str], int]:
    """At which table two meet."""
    return {(each["seller"]["code"], each["buyer"]["code"]): each["table"] for each in schedule["meetings"]}


async def test_meetings_that_the_register_has_as_planned_stay_where_they_are(
    api: Api, register: Register
) -> None:
    fair = Fair(register)
    visitor = register.facility("Khách xem")
    register.participant(fair.code, visitor, "VISITOR")
    register.meeting(
        fair.code,
        fair.rival,
        fair.abroad,
        starts_at="2026-10-01T08:30:00+07:00",
        ends_at="2026-10-01T09:00:00+07:00",
        table="2",
    )
    register.meeting(fair.code, visitor, fair.buyer, starts_at="2026-10-01T09:00:00+08:00")
    for status in ("HELD", "MISSED", "CANCELLED"):
        register.meeting(
            fair.code, fair.seller, fair.buyer, starts_at="2026-10-01T09:00:00+08:00", status=status
        )
    register.meeting(fair.code, fair.seller, fair.buyer)
    await register.load()

    schedule = await scheduled(api, fair.given())
    next_day = await api(
        SCHEDULE.replace("2026-06-01", "2026-10-02"), {"input": fair.given(maximumMeetingsPerBusiness=1)}
    )

    assert times(schedule) == {
        (visitor, fair.buyer): ("09:00", True),
        (fair.seller, fair.abroad): ("09:00", False),
        (fair.rival, fair.abroad): ("09:30", True),
        (fair.seller, fair.buyer): ("09:30", False),
    }
    assert tables(schedule)[fair.rival, fair.abroad] == 2
    assert schedule["explanation"] == (
        "4 of 5 meetings wanted have a slot. Proven: no schedule has a greater total."
    )
    assert [(each["seller"]["code"], each["constraint"]) for each in schedule["unplaced"]] == [
        (fair.rival, "FIXED")
    ]
    assert [fixed for _, fixed in times(next_day.data["meetingSchedule"]).values()] == [False, False]


async def test_a_planned_meeting_keeps_its_sides_and_stands_once_though_entered_twice(
    api: Api, register: Register
) -> None:
    fair = Fair(register)
    for _ in range(2):
        register.meeting(fair.code, fair.buyer, fair.seller, starts_at="2026-10-01T09:00:00+08:00", table="1")
    await register.load()

    schedule = await scheduled(api, fair.given())

    assert times(schedule)[fair.buyer, fair.seller] == ("09:00", True)
    assert (fair.seller, fair.buyer) not in times(schedule)
    assert "PLANNED_ELSEWHERE" not in [each["constraint"] for each in schedule["unplaced"]]


async def test_what_is_asked_for_two_goes_before_what_the_register_has_planned(
    api: Api, register: Register
) -> None:
    fair = Fair(register)
    at = "2026-10-01T09:00:00+08:00"
    register.meeting(fair.code, fair.seller, fair.buyer, starts_at=at, table="2")
    await register.load()
    two = {"seller": fair.seller, "buyer": fair.buyer}
    other = {"seller": fair.rival, "buyer": fair.buyer, "startsAt": at}

    moved = await scheduled(api, fair.given(fixed=[two | {"startsAt": "2026-10-01T09:30:00+08:00"}]))
    anew = await scheduled(api, fair.given(wanted=[two], fixed=[other]))
    vetoed = await scheduled(
        api, fair.given(wanted=[], vetoes=[{"business": fair.seller, "other": fair.buyer}], fixed=[other])
    )
    unlisted = await scheduled(api, fair.given(wanted=[]))
    wished = await scheduled(api, fair.given(wishes=[{"business": fair.seller, "other": fair.buyer}]))

    assert times(moved)[fair.seller, fair.buyer] == ("09:30", True)
    assert times(anew) == {
        (fair.rival, fair.buyer): ("09:00", True),
        (fair.seller, fair.buyer): ("09:30", False),
    }
    assert (times(vetoed), [each["constraint"] for each in vetoed["unplaced"]]) == (
        {(fair.rival, fair.buyer): ("09:00", True)},
        ["VETO"],
    )
    assert times(unlisted) == {(fair.seller, fair.buyer): ("09:00", True)}
    assert tables(unlisted) == {(fair.seller, fair.buyer): 2}
    assert times(wished)[fair.seller, fair.buyer] == ("09:00", True)


async def test_planned_meetings_that_cannot_be_kept_are_told_and_their_time_is_left_free(
    api: Api, register: Register
) -> None:
    fair = Fair(register)
    more = [register.facility(f"Xưởng {name}") for name in ("D", "E", "F", "G")]
    for business in more:
        register.participant(fair.code, business, "SELLER")
    late, long, high, twice = more
    days: dict[str, tuple[str, str, str | None]] = {
        late: ("2026-10-02T15:00:00+08:00", "2026-10-02T15:30:00+08:00", None),
        long: ("2026-10-01T09:20:00+08:00", "2026-10-01T10:00:00+08:00", "1"),
        high: ("2026-10-01T09:00:00+08:00", "2026-10-01T09:30:00+08:00", "3"),
        twice: ("2026-10-01T09:00:00+08:00", "2026-10-01T09:30:00+08:00", "A"),
    }
    for business, (starts_at, ends_at, table) in days.items():
        register.meeting(fair.code, business, fair.abroad, starts_at=starts_at, ends_at=ends_at, table=table)
    register.meeting(fair.code, fair.rival, fair.abroad, starts_at="2026-10-01T09:30:00+08:00")
    await register.load()
    begins = "The register has it planned for"
    rest = "Beside meetings that are fixed, neither of the two gets one at that time."
    numbers = "tables of this schedule are numbered from 1 to 2"

    schedule = await scheduled(api, fair.given())
    vi = await api(SCHEDULE.replace("EN", "VI"), {"input": fair.given()})

    assert times(schedule) == {
        (fair.seller, fair.buyer): ("09:30", False),
        (fair.rival, fair.buyer): ("09:00", False),
    }
    assert schedule["explanation"] == (
        "2 of 3 meetings wanted have a slot. Proven: no schedule has a greater total. 5 meetings planned in "
        "the register are outside the slots, tables or limits of this schedule."
    )
    told = {
        each["seller"]["code"]: (each["constraint"], each["explanation"]) for each in schedule["unplaced"]
    }
    assert told == {
        fair.seller: ("UNAVAILABLE", "茶叶贸易公司 is not available in any slot."),
        late: (
            "PLANNED_ELSEWHERE",
            f"{begins} 2026-10-02, 15:00–15:30; this schedule has no such slot. {rest}",
        ),
        long: (
            "PLANNED_ELSEWHERE",
            f"{begins} 2026-10-01, 09:20–10:00, table 1; this schedule has no such slot. {rest}",
        ),
        high: ("PLANNED_ELSEWHERE", f"{begins} 2026-10-01, 09:00–09:30, table 3; {numbers}. {rest}"),
        twice: ("PLANNED_ELSEWHERE", f"{begins} 2026-10-01, 09:00–09:30, table A; {numbers}. {rest}"),
        fair.rival: (
            "PLANNED_ELSEWHERE",
            f"{begins} 2026-10-01, 09:30; other fixed meetings, absences or limits of this schedule do not "
            f"let it stay. {rest}",
        ),
    }
    assert {
        each["explanation"]
        for each in vi.data["meetingSchedule"]["unplaced"]
        if each["seller"]["code"] in (long, fair.rival)
    } == {
        "Sổ ghi dự kiến gặp ngày 01/10/2026, 09:20–10:00, bàn 1; lịch này không có khung giờ như "
        "vậy. Ngoài các cuộc gặp cố định, lịch không xếp cuộc gặp nào cho hai bên vào lúc đó.",
        "Sổ ghi dự kiến gặp ngày 01/10/2026, 09:30; các cuộc gặp cố định khác, giờ vắng mặt hay giới "
        "hạn của lịch này không cho giữ. Ngoài các cuộc gặp cố định, lịch không xếp cuộc gặp nào cho hai bên "
        "vào lúc đó.",
    }


async def test_planned_meetings_yield_to_what_is_asked_for(api: Api, register: Register) -> None:
    fair = Fair(register)
    at, later = "2026-10-01T09:00:00+08:00", "2026-10-01T09:30:00+08:00"
    register.meeting(fair.code, fair.seller, fair.buyer, starts_at=at)
    await register.load()
    crossing = {"seller": fair.rival, "buyer": fair.buyer, "startsAt": at}
    away = {"business": fair.seller, "startsAt": at, "endsAt": later}

    crossed = await scheduled(api, fair.given(fixed=[crossing]))
    absent = await scheduled(api, fair.given(unavailable=[away]))
    second = await scheduled(api, fair.given(maximumMeetingsPerBusiness=1, fixed=[crossing]))

    assert times(crossed) == {
        (fair.rival, fair.buyer): ("09:00", True),
        (fair.seller, fair.abroad): ("09:30", False),
    }
    assert times(absent) == {
        (fair.rival, fair.abroad): ("09:00", False),
        (fair.rival, fair.buyer): ("09:30", False),
        (fair.seller, fair.abroad): ("09:30", False),
    }
    assert times(second) == {
        (fair.rival, fair.buyer): ("09:00", True),
        (fair.seller, fair.abroad): ("09:30", False),
    }
    for schedule in (crossed, absent, second):
        assert [
            (each["seller"]["code"], each["buyer"]["code"])
            for each in schedule["unplaced"]
            if each["constraint"] == "PLANNED_ELSEWHERE"
        ] == [(fair.seller, fair.buyer)]


async def test_printed_schedule_tells_of_planned_meetings_that_it_does_not_keep(
    graph: Graph, register: Register
) -> None:
    fair = Fair(register)
    to_come = register.fair("Hội chợ sau này", starts_on=dt.date(2097, 10, 1))
    for business, role in (
        (fair.seller, "SELLER"),
        (fair.rival, "SELLER"),
        (fair.buyer, "BUYER"),
        (fair.abroad, "BUYER"),
    ):
        register.participant(to_come, business, role)
    register.meeting(to_come, fair.seller, fair.buyer, starts_at="2097-10-01T09:00:00+07:00", table="2")
    register.meeting(to_come, fair.rival, fair.buyer, starts_at="2097-10-02T09:00:00+07:00", table="2")
    await register.load()
    given = fair.given(fair=to_come, wanted=[], dailyHours=[DAY | {"date": "2097-10-01"}])

    printed = await schedule_of(graph, Wish(input=given, business=None, language=Language.VI))

    assert [(each.codes, each.table, each.is_fixed) for each in printed.meetings] == [
        ((fair.seller, fair.buyer), 2, True)
    ]
    assert printed.unplaced == [
        (
            "Xưởng chè B",
            "Buyer VN",
            "Sổ ghi dự kiến gặp ngày 02/10/2097, 09:00, bàn 2; lịch này không có khung giờ như vậy. "
            "Ngoài các cuộc gặp cố định, lịch không xếp cuộc gặp nào cho hai bên vào lúc đó.",
        )
    ]
    assert printed.remarks[0] == (
        "Xếp được 1/1 cuộc gặp mong muốn. Đã chứng minh: không lịch nào có tổng điểm cao hơn. 1 cuộc gặp dự "
        "kiến trong sổ nằm ngoài khung giờ, bàn hay giới hạn của lịch này.",
        "1 of 1 meetings wanted have a slot. Proven: no schedule has a greater total. 1 meeting planned in "
        "the register is outside the slots, tables or limits of this schedule.",
    )


async def test_schedule_of_a_fair_that_is_over_says_so(api: Api, graph: Graph, register: Register) -> None:
    fair = Fair(register)
    past = register.fair("Hội chợ cũ", starts_on=dt.date(2020, 10, 1))
    for business, role in ((fair.seller, "SELLER"), (fair.buyer, "BUYER")):
        register.participant(past, business, role)
    await register.load()
    query = """query($input: MeetingScheduleInput!, $on: Date, $language: Language) {
      meetingSchedule(input: $input, on: $on, language: $language) { explanation } }"""

    async def told(on: str, language: str, **more: object) -> str:
        answer = await api(query, {"input": fair.given(**more), "on": on, "language": language})
        assert answer.errors == []
        explanation: str = answer.data["meetingSchedule"]["explanation"]
        return explanation

    last_day = await told("2026-10-03", "EN")
    over = [await told("2026-10-04", language) for language in ("VI", "EN")]
    empty = await told("2026-10-04", "EN", wanted=[])
    given = fair.given(fair=past, dailyHours=[DAY | {"date": "2020-10-01"}])
    printed = await schedule_of(graph, Wish(input=given, business=None, language=Language.VI))

    assert last_day == "4 of 4 meetings wanted have a slot. Proven: no schedule has a greater total."
    assert over == [
        "Hội chợ đã kết thúc ngày 03/10/2026. Xếp được 4/4 cuộc gặp mong muốn. Đã chứng minh: không lịch nào "
        "có tổng điểm cao hơn.",
        "The fair ended on 2026-10-03. 4 of 4 meetings wanted have a slot. Proven: no schedule has a greater "
        "total.",
    ]
    assert empty == "The fair ended on 2026-10-03. No meeting is wanted, so the schedule is empty."
    assert printed.remarks[0] == (
        "Hội chợ đã kết thúc ngày 03/10/2020. Xếp được 1/1 cuộc gặp mong muốn. Đã chứng minh: không lịch nào "
        "có tổng điểm cao hơn.",
        "The fair ended on 2020-10-03. 1 of 1 meetings wanted have a slot. Proven: no schedule has a greater "
        "total.",
    )
