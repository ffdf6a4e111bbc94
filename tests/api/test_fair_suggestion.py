"""Suggestions of fairs over the API: which fit, and what support there is."""

import datetime as dt
from typing import Any

import pytest

from graph import fair_suggestion
from tests.builders import Register
from tests.conftest import Api
from tests.fairs import Fair, household
from web import OPERATIONS

FAIRS = (OPERATIONS / "fairs.graphql").read_text()


async def test_suggestions_say_which_fairs_fit_and_what_is_not_known(api: Api, register: Register) -> None:
    fair = Fair(register)
    other = household(register)
    register.offer(other, fair.black, capacity_per_year=1, months=[10, 11])
    await register.load()

    answer = await api(FAIRS, {"business": other}, operation="FairSuggestions")
    query = """query($business: ID!) { fairSuggestions(business: $business, on: "2026-08-03", language: EN) {
      on suggestions { daysLeft isParticipant fair { code } reasons { criterion value explanation } } } }"""
    dated = await api(query, {"business": other})

    assert answer.errors == []
    (found,) = [
        each for each in dated.data["fairSuggestions"]["suggestions"] if each["fair"]["code"] == fair.code
    ]
    reasons = {each["criterion"]: (each["value"], each["explanation"]) for each in found["reasons"]}
    assert (found["daysLeft"], found["isParticipant"]) == (29, False)
    assert reasons == {
        "PRODUCT_FIT": (1, "The fair covers 1 of the 1 products that it offers."),
        "NEED": (
            0.75,
            "Of 2 buyers registered so far, 2 need what it has left to sell, 1 of them "
            "from the host country (China).",
        ),
        "PROXIMITY": (1, "It is held 0 km away, as the crow flies."),
        "SEASON": (
            pytest.approx(1 / 3),
            "It has goods in 2 of the 6 months from the fair on (2026-10).",
        ),
        "READINESS": (pytest.approx(29 / 30), "29 days are left to register, until 2026-09-01."),
        "OUTCOMES": (
            None,
            "No results of meetings at earlier editions are recorded; counted as neutral.",
        ),
        "SUPPORT": (
            1,
            "In 2026 no support for its part in fairs is recorded, over all programmes. It could still get "
            "support. A fair abroad: at most 100 % of space, design and building of the booth, at the price "
            "approved (Thông tư 28/2018/TT-BTC, điều 8.6; source: thuvienphapluat.vn, hỏi đáp 3C895; sure). "
            "No rule is known here that limits how often a year.",
        ),
    }
    assert dated.statements["fair_suggestion_fairs"] == 1


async def test_buyers_of_what_is_sold_out_do_not_count(api: Api, register: Register) -> None:
    fair = Fair(register)
    partly, sold_out = household(register), household(register)
    spice = register.product("Quế")
    register.offer(partly, spice, capacity_per_year=5)
    register.offer(partly, fair.black, capacity_per_year=10, committed_per_year=10)
    register.offer(sold_out, fair.black, capacity_per_year=10)
    register.trade(sold_out, fair.buyer, fair.black, quantity_per_year=10)
    await register.load()
    query = """query($business: ID!) { fairSuggestions(business: $business, on: "2026-08-03", language: EN) {
      suggestions { fair { code } reasons { criterion value explanation } } } }"""

    async def need(business: str) -> tuple[float, str]:
        answer = await api(query, {"business": business})
        ((value, explanation),) = [
            (reason["value"], reason["explanation"])
            for each in answer.data["fairSuggestions"]["suggestions"]
            for reason in each["reasons"]
            if each["fair"]["code"] == fair.code and reason["criterion"] == "NEED"
        ]
        return value, explanation

    assert await need(partly) == (
        0,
        "Of 2 buyers registered so far, 0 need what it has left to sell.",
    )
    assert await need(sold_out) == (
        0,
        "All that it offers is committed or delivered already: nothing is left to sell.",
    )


async def test_a_season_is_known_where_the_months_of_all_offers_are(api: Api, register: Register) -> None:
    fair = Fair(register)
    other = household(register)
    register.offer(other, fair.black, capacity_per_year=1, months=[10, 11])
    register.offer(other, register.product(), capacity_per_year=1)
    await register.load()
    query = """query($business: ID!) { fairSuggestions(business: $business, on: "2026-08-03", language: EN) {
      suggestions { fair { code } reasons { criterion value explanation } } } }"""

    answer = await api(query, {"business": other})

    reasons = [
        (reason["value"], reason["explanation"])
        for each in answer.data["fairSuggestions"]["suggestions"]
        for reason in each["reasons"]
        if each["fair"]["code"] == fair.code and reason["criterion"] == "SEASON"
    ]
    assert reasons == [
        (
            None,
            "It has goods in at least 2 of the 6 months from the fair on (2026-10); the months of some are "
            "not known, so it is counted as neutral.",
        )
    ]


async def test_suggestions_say_whether_all_fairs_to_come_were_looked_at(
    api: Api, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    seller = household(register)
    register.offer(seller, register.product())
    fairs = [register.fair(starts_on=dt.date(2098, month, 1)) for month in (1, 2)]
    await register.load()
    query = """query($business: ID!) { fairSuggestions(business: $business, on: "2098-01-01", language: EN) {
      isPartial explanation suggestions { fair { code } } } }"""

    answers: list[Any] = []
    for most in (2, 1):
        monkeypatch.setattr(fair_suggestion, "MOST_FAIRS", most)
        answer = await api(query, {"business": seller})
        assert answer.errors == []
        answers.append(answer.data["fairSuggestions"])

    both, first = answers
    assert {each["fair"]["code"] for each in both.pop("suggestions")} == set(fairs)
    assert first.pop("suggestions") == [{"fair": {"code": fairs[0]}}]
    assert both == {"isPartial": False, "explanation": "Fairs to come that were looked at: 2."}
    assert first == {
        "isPartial": True,
        "explanation": "Fairs to come that were looked at: the next 1; there are later ones.",
    }


async def test_support_counts_what_was_got_by_the_day_whatever_the_programme_and_the_site(
    api: Api, register: Register
) -> None:
    firm = register.organisation(legal_form="HOUSEHOLD")
    asked, site = household(register, firm), household(register, firm)
    good = register.product()
    register.offer(asked, good)
    suggested = register.fair(starts_on=dt.date(2026, 10, 1), country="VN")
    later = register.fair(starts_on=dt.date(2026, 12, 1), country="VN")
    booths = [
        (register.fair(starts_on=dt.date(2026, 3, 1)), asked),
        (register.fair(starts_on=dt.date(2026, 4, 1)), site),
        (register.fair(starts_on=dt.date(2025, 4, 1)), asked),
        (later, asked),
    ]
    for code, business in booths:
        register.row(
            "fair_participants.csv", fair=code, business=business, role="SELLER", is_state_supported=True
        )
    for status, more in (
        ("APPROVED", {"approved_on": dt.date(2026, 2, 1)}),
        ("SETTLED", {"funding_year": 2025}),
        ("APPROVED", {"approved_on": dt.date(2026, 9, 1)}),
        ("CANCELLED", {}),
        ("REJECTED", {}),
        ("REGISTERED", {}),
    ):
        register.benefit(register.project(activity="FAIR", status=status, **more), asked)
    await register.load()
    query = """query($business: ID!) { fairSuggestions(business: $business, on: "2026-08-03", language: EN) {
      suggestions { fair { code } reasons { criterion value explanation } } } }"""

    answer = await api(query, {"business": asked})

    found = {
        each["fair"]["code"]: reason
        for each in answer.data["fairSuggestions"]["suggestions"]
        for reason in each["reasons"]
        if reason["criterion"] == "SUPPORT"
    }
    assert found[suggested]["value"] == pytest.approx(0.8)
    assert found[suggested]["explanation"].startswith(
        "In 2026, over all programmes and all sites of its organisation, the state has paid for 2 booths and "
        "approved 1 project for fairs. It could still get support. Booth at another domestic fair"
    )
    assert found[later]["explanation"].endswith("The state pays for its booth at this fair already.")
    (ready,) = [
        reason["explanation"]
        for each in answer.data["fairSuggestions"]["suggestions"]
        if each["fair"]["code"] == later
        for reason in each["reasons"]
        if reason["criterion"] == "READINESS"
    ]
    assert ready == "It has registered already."
    assert answer.statements["eligibility_facts"] == answer.statements["fair_suggestion_business"] == 1
