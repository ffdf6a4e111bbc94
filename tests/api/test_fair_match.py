"""Matches at fairs over the API: who should meet whom."""

import datetime as dt
from typing import Any

import pytest

from domain.codes import RecordKind, issue
from tests.builders import Register
from tests.conftest import Answer, Api
from tests.fairs import Fair
from web import OPERATIONS

FAIRS = (OPERATIONS / "fairs.graphql").read_text()


async def test_matches_join_what_is_offered_and_needed_at_the_fair(api: Api, register: Register) -> None:
    fair = Fair(register)
    elsewhere = register.facility("Không dự")
    register.offer(elsewhere, fair.tea, capacity_per_year=1_000)
    await register.load()

    answer = await api(FAIRS, {"fair": fair.code}, operation="FairMatches")

    assert answer.errors == []
    found = answer.data["tradeFair"]["matches"]["edges"]
    pairs = [(edge["node"]["seller"]["id"], edge["node"]["buyer"]["id"]) for edge in found]
    assert pairs == [
        (fair.seller, fair.abroad),
        (fair.seller, fair.buyer),
        (fair.rival, fair.buyer),
        (fair.rival, fair.abroad),
    ]
    for edge in found:
        parts = sum(reason["contribution"] for reason in edge["node"]["reasons"])
        assert parts == pytest.approx(edge["node"]["score"], abs=1e-9)
    assert answer.statements["fair_match_participants"] == 1


async def test_matches_of_several_fairs_take_one_statement_and_pages_go_on(
    api: Api, register: Register
) -> None:
    one, other = Fair(register), Fair(register)
    await register.load()
    page = "matches(first: 3, after: $after) { totalCount edges { cursor node { score } } }"
    query = f"query($ids: [ID!]!, $after: String) {{ nodes(ids: $ids) {{ ... on TradeFair {{ {page} }} }} }}"

    answer = await api(query, {"ids": [one.code, other.code]})
    first = answer.data["nodes"][0]["matches"]
    later = await api(query, {"ids": [one.code], "after": first["edges"][-1]["cursor"]})

    assert [each["matches"]["totalCount"] for each in answer.data["nodes"]] == [4, 4]
    assert answer.statements["fair_match_participants"] == 1
    (last,) = later.data["nodes"][0]["matches"]["edges"]
    assert last["node"]["score"] <= first["edges"][-1]["node"]["score"]


async def test_matches_leave_out_existing_partners_by_choice_and_others_than_a_business(
    api: Api, register: Register
) -> None:
    fair = Fair(register)
    register.trade(fair.seller, fair.buyer, fair.black)
    await register.load()
    query = """query($code: PublicCode!, $business: ID, $new: Boolean) { tradeFair(code: $code) {
      matches(business: $business, excludeExistingPartners: $new) {
        edges { node { isExistingPartner seller { code } buyer { code } } } } } }"""

    answer = await api(query, {"code": fair.code, "business": fair.seller})
    new = await api(query, {"code": fair.code, "business": fair.seller, "new": True})

    def shown(given: Answer) -> list[tuple[str, bool]]:
        nodes = [edge["node"] for edge in given.data["tradeFair"]["matches"]["edges"]]
        assert {node["seller"]["code"] for node in nodes} == {fair.seller}
        return sorted((node["buyer"]["code"], node["isExistingPartner"]) for node in nodes)

    assert shown(answer) == sorted([(fair.abroad, False), (fair.buyer, True)])
    assert shown(new) == [(fair.abroad, False)]


async def test_matches_tell_who_holds_the_registration_that_the_country_of_the_buyer_asks_for(
    api: Api, register: Register
) -> None:
    tea = register.product(hs_codes=["2022:090220"])
    register.import_requirement("QY", "2022:09", "THU", clause="Điều 1")
    fair = register.fair(starts_on=dt.date(2026, 10, 1))
    buyer = register.buyer(country="QY")
    register.participant(fair, buyer, "BUYER")
    register.need(buyer, tea)
    firm = register.organisation()
    holding, lapsed, silent = register.facility(organisation=firm), register.facility(), register.facility()
    for seller in (holding, lapsed, silent):
        register.participant(fair, seller, "SELLER")
        register.offer(seller, tea)
    register.certificate(firm, "THU", valid_to=dt.date(2026, 10, 2))
    register.certificate(lapsed, "THU", valid_to=dt.date(2026, 10, 1))
    await register.load()

    answer = await api(FAIRS, {"fair": fair}, operation="FairMatches")

    assert answer.errors == []
    found = {
        edge["node"]["seller"]["id"]: (reason["value"], reason["isKnown"])
        for edge in answer.data["tradeFair"]["matches"]["edges"]
        for reason in edge["node"]["reasons"]
        if reason["criterion"] == "CERTIFICATES"
    }
    assert found == {holding: (1, True), lapsed: (0, True), silent: (None, False)}
    assert answer.statements["import_requirements"] == 1


async def test_a_contract_at_a_fair_counts_in_later_scores(api: Api, register: Register) -> None:
    fair = Fair(register)
    earlier = register.fair(starts_on=dt.date(2026, 3, 1))
    held = {"fair": earlier, "seller": fair.rival, "status": "HELD"}
    for buyer, more in (
        (fair.buyer, {"outcome": "CONTRACT", "value": 7, "currency": "CNY"}),
        (fair.abroad, {"outcome": "NONE", "starts_at": "2026-03-02T09:00:00+07:00"}),
    ):
        register.row("meetings.csv", code=str(issue(RecordKind.MEETING)), buyer=buyer, **held, **more)
    await register.load()
    reasons = "reasons { criterion value explanation }"
    query = f"""query($code: PublicCode!, $of: PartnerSubject!, $on: Date) {{
      partners(of: $of, direction: BUYERS, on: $on, language: EN) {{
        edges {{ node {{ partner {{ code }} {reasons} }} }} }}
      tradeFair(code: $code) {{ matches(language: EN) {{
        edges {{ node {{ seller {{ code }} buyer {{ code }} {reasons} }} }} }} }} }}"""
    variables = {"code": fair.code, "of": {"business": fair.rival}}

    answer = await api(query, variables | {"on": "2026-09-01"})
    before = await api(query, variables | {"on": "2026-02-01"})

    def told(nodes: Any, criterion: str, code: str) -> list[tuple[float | None, str]]:
        return [
            (reason["value"], reason["explanation"])
            for each in nodes
            if each.get("seller", {"code": fair.rival})["code"] == fair.rival
            and (each.get("partner") or each["buyer"])["code"] == code
            for reason in each["reasons"]
            if reason["criterion"] == criterion
        ]

    assert answer.errors == before.errors == []
    partners = [edge["node"] for edge in answer.data["partners"]["edges"]]
    matches = [edge["node"] for edge in answer.data["tradeFair"]["matches"]["edges"]]
    signed = "The two signed a contract worth 7 CNY at a fair on 2026-03-01, so both are interested."
    for nodes in (partners, matches):
        assert told(nodes, "RECIPROCITY", fair.buyer) == [(1, signed)]
        assert told(nodes, "RECIPROCITY", fair.abroad) == [(0, "No trade the other way is in sight.")]
        assert told(nodes, "FRESHNESS", fair.buyer)[0][1] == (
            "The two met at a fair on 2026-03-01, with the result: contract."
        )
        assert told(nodes, "FRESHNESS", fair.abroad)[0][1].startswith("The data are of ")
    earlier_ones = [edge["node"] for edge in before.data["partners"]["edges"]]
    assert told(earlier_ones, "RECIPROCITY", fair.buyer) == []
    assert answer.statements["partner_subjects"] == answer.statements["fair_match_participants"] == 1
