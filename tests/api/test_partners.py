"""Partners: every score of a tiny register, calculated a second time here."""

import datetime as dt
import math
from typing import Any
from unicodedata import normalize

import pytest

from graph import partner
from schema.connection import encode_cursor
from tests.builders import Register
from tests.conftest import Answer, Api
from web import OPERATIONS

FIND = """
query Find(
  $of: PartnerSubject!, $direction: PartnerDirection!, $product: ID, $filter: PartnerFilter,
  $weights: [CriterionWeight!], $on: Date, $language: Language, $first: Int, $after: String, $last: Int,
  $before: String
) {
  partners(
    of: $of, direction: $direction, product: $product, filter: $filter, weights: $weights, on: $on,
    language: $language, first: $first, after: $after, last: $last, before: $before
  ) {
    totalCount algorithm dataVersion on changedMeanwhile changedSinceFirstPage
    ambiguousUnits { code }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node {
      partner { __typename code } product { code } matchedProduct { code }
      score distanceKm isExistingPartner capacityPerYear spareCapacityPerYear cover unitPrice currency
      alsoMatches { product { code } matchedProduct { code } score }
      reasons { criterion weight value contribution isKnown explanation }
    } }
  }
}
"""
FIND_PARTNERS = (OPERATIONS / "find_partners.graphql").read_text()
FIND_BY_EXAMPLE = (OPERATIONS / "find_partners_by_example.graphql").read_text()

DAY = dt.date(2026, 6, 1)
FIT_ONLY = [{"criterion": "PRODUCT_FIT", "weight": 1}]
KM_PER_DEGREE = 6371.0088 * math.pi / 180


async def find(api: Api, business: str, direction: str = "SUPPLIERS", /, **arguments: object) -> Answer:
    """Partners of a business on the day of these tests."""
    variables = {"of": {"business": business}, "direction": direction, "on": str(DAY)} | arguments
    return await api(FIND, variables)


def nodes(answer: Answer) -> list[Any]:
    """The matches of an answer without errors."""
    assert answer.errors == []
    return [edge["node"] for edge in answer.data["partners"]["edges"]]


def ranking(answer: Answer) -> list[tuple[str, float]]:
    """Partner and score of each match."""
    return [(node["partner"]["code"], round(node["score"], 12)) for node in nodes(answer)]


def partners(answer: Answer) -> list[str]:
    """The partners of the matches."""
    return [node["partner"]["code"] for node in nodes(answer)]


def values(node: Any) -> dict[str, float | None]:
    """What each criterion of a match found."""
    return {reason["criterion"]: reason["value"] for reason in node["reasons"]}


def check_sums(node: Any) -> None:
    """Weights add up to 1, contributions to the score, each contribution to weight × value used."""
    reasons = node["reasons"]
    used = [0.5 if reason["value"] is None else reason["value"] for reason in reasons]
    assert math.fsum(reason["weight"] for reason in reasons) == pytest.approx(1, abs=1e-9)
    assert math.fsum(reason["contribution"] for reason in reasons) == pytest.approx(node["score"], abs=1e-9)
    assert [reason["contribution"] for reason in reasons] == [
        pytest.approx(reason["weight"] * value, abs=1e-12)
        for reason, value in zip(reasons, used, strict=True)
    ]
    assert [reason["isKnown"] for reason in reasons] == [reason["value"] is not None for reason in reasons]


async def test_supplier_is_scored_by_every_criterion(api: Api, register: Register) -> None:
    province = register.unit("Tỉnh Thử", kind="PROVINCE")
    here, there = register.unit(part_of=[province]), register.unit("Xã Kia", part_of=[province])
    good, other = register.product(keeps_days=70), register.product("Hàng khác")
    fair = register.fair(starts_on=dt.date(2026, 10, 1))
    subject = register.facility(unit=here, latitude=21.5, longitude=104.5)
    register.need(
        subject, good, quantity_per_year=100, months=[3, 4, 5, 6], certificates=["Organic EU", "FSC", "fsc"]
    )
    register.offer(subject, other, capacity_per_year=10)
    partner = register.supplier(unit=there, latitude=22.5, longitude=104.5)
    register.offer(
        partner,
        good,
        capacity_per_year=80,
        committed_per_year=20,
        months=[3],
        unit_price=1500,
        currency="VND",
        as_of=DAY - dt.timedelta(days=365),
    )
    register.need(partner, other)
    register.certificate(partner, "FSC", valid_from=DAY, valid_to=DAY + dt.timedelta(days=1))
    register.certificate(partner, "ORGANIC_EU", valid_to=DAY)
    register.participant(fair, subject)
    register.participant(fair, partner)
    await register.load()

    answer = await find(api, subject)

    (node,) = nodes(answer)
    expected = {
        "PRODUCT_FIT": (0.25, 1.0),
        "CAPACITY_COVER": (0.20, 60 / 100),
        "PROXIMITY": (0.15, math.exp(-KM_PER_DEGREE / 100)),
        "SEASON": (0.10, 3 / 4),
        "CERTIFICATES": (0.10, 1 / 2),
        "RECIPROCITY": (0.05, 1.0),
        "CO_LOCATION": (0.05, 0.4),
        "COMMON_FAIRS": (0.05, 1 - 0.5),
        "FRESHNESS": (0.05, 0.5),
    }
    assert {reason["criterion"]: (reason["weight"], reason["value"]) for reason in node.pop("reasons")} == {
        criterion: (pytest.approx(weight, abs=1e-12), pytest.approx(value, abs=1e-12))
        for criterion, (weight, value) in expected.items()
    }
    assert node == {
        "partner": {"__typename": "Supplier", "code": partner},
        "product": {"code": good},
        "matchedProduct": {"code": good},
        "score": pytest.approx(math.fsum(weight * value for weight, value in expected.values()), abs=1e-12),
        "distanceKm": pytest.approx(KM_PER_DEGREE, abs=1e-9),
        "isExistingPartner": False,
        "capacityPerYear": 80,
        "spareCapacityPerYear": 60,
        "cover": pytest.approx(0.6, abs=1e-12),
        "unitPrice": 1500,
        "currency": "VND",
        "alsoMatches": [],
    }
    page = answer.data["partners"]
    assert (page["totalCount"], page["algorithm"], page["on"]) == (1, "partner-score/1", str(DAY))
    assert (page["changedMeanwhile"], page["changedSinceFirstPage"]) == (False, False)


async def test_buyer_is_scored_by_its_own_wishes(api: Api, register: Register) -> None:
    good = register.product(keeps_days=10)
    subject = register.facility(latitude=21.5, longitude=104.5)
    register.offer(subject, good, capacity_per_year=100, committed_per_year=60, months=[1, 2])
    register.certificate(subject, "OCOP")
    market = register.buyer(country="CN", latitude=21.5, longitude=104.5)
    register.need(
        market,
        good,
        quantity_per_year=30,
        months=[2, 3],
        maximum_price=9,
        currency="CNY",
        certificates=["OCOP"],
        as_of=DAY,
    )
    await register.load()

    (node,) = nodes(await find(api, subject, "BUYERS"))

    # The subject needs nothing: reciprocity is dropped, and 0.95 of the weights remains. Its unit is unknown.
    expected = {
        "PRODUCT_FIT": (0.25, 1.0),
        "CAPACITY_COVER": (0.20, 30 / 40),
        "PROXIMITY": (0.15, 1.0),
        "SEASON": (0.10, 1 / 2),
        "CERTIFICATES": (0.10, 1.0),
        "CO_LOCATION": (0.05, None),
        "COMMON_FAIRS": (0.05, 0.0),
        "FRESHNESS": (0.05, 1.0),
    }
    check_sums(node)
    assert values(node) == {criterion: pytest.approx(value) for criterion, (_, value) in expected.items()}
    assert node["score"] == pytest.approx(
        math.fsum(weight * (0.5 if value is None else value) for weight, value in expected.values()) / 0.95,
        abs=1e-9,
    )
    assert (node["cover"], node["unitPrice"], node["currency"]) == (pytest.approx(0.75), 9, "CNY")
    assert (node["capacityPerYear"], node["spareCapacityPerYear"]) == (30, 30)


async def test_peers_make_the_same_and_are_not_weighed_by_capacity(api: Api, register: Register) -> None:
    good = register.product()
    subject, peer = register.facility(), register.facility()
    register.offer(subject, good, capacity_per_year=5)
    register.offer(peer, good, capacity_per_year=7)
    register.need(register.facility(), good)
    await register.load()

    (node,) = nodes(await find(api, subject, "PEERS"))

    check_sums(node)
    assert node["partner"] == {"__typename": "Facility", "code": peer}
    assert node["cover"] is None
    assert set(values(node)) == {
        "PRODUCT_FIT",
        "SEASON",
        "PROXIMITY",
        "CO_LOCATION",
        "COMMON_FAIRS",
        "FRESHNESS",
    }


async def test_what_is_unknown_counts_as_neutral(api: Api, register: Register) -> None:
    good = register.product()
    subject, partner = register.facility(), register.facility()
    register.need(subject, good)
    register.offer(partner, good, as_of=DAY)
    await register.load()

    (node,) = nodes(await find(api, subject))

    weights = {
        "PRODUCT_FIT": 0.25,
        "CAPACITY_COVER": 0.20,
        "PROXIMITY": 0.15,
        "SEASON": 0.10,
        "CO_LOCATION": 0.05,
        "COMMON_FAIRS": 0.05,
        "FRESHNESS": 0.05,
    }
    known = {"PRODUCT_FIT": 1.0, "COMMON_FAIRS": 0.0, "FRESHNESS": 1.0}
    check_sums(node)
    assert values(node) == {criterion: known.get(criterion) for criterion in weights}
    assert node["score"] == pytest.approx(
        math.fsum(weight * known.get(criterion, 0.5) for criterion, weight in weights.items())
        / math.fsum(weights.values()),
        abs=1e-9,
    )


async def test_supplier_of_a_kind_matches_fully_of_an_ancestor_in_part_of_a_sibling_never(
    api: Api, register: Register
) -> None:
    top = register.product("Gốc")
    parent = register.product("Nhóm", kind_of=top)
    wanted = register.product("Hàng", kind_of=parent)
    child = register.product("Loại", kind_of=wanted)
    sibling = register.product("Anh em", kind_of=parent)
    subject = register.facility()
    register.need(subject, wanted)
    firms = {product: register.supplier() for product in (top, parent, wanted, child, sibling)}
    for product, firm in firms.items():
        register.offer(firm, product)
    await register.load()

    answer = await find(api, subject, weights=FIT_ONLY)

    full = sorted([firms[wanted], firms[child]])
    assert ranking(answer) == [(full[0], 1), (full[1], 1), (firms[parent], 0.5), (firms[top], 0.25)]
    assert {node["partner"]["code"]: node["matchedProduct"]["code"] for node in nodes(answer)} == {
        firms[product]: product for product in (top, parent, wanted, child)
    }
    assert {node["product"]["code"] for node in nodes(answer)} == {wanted}


async def test_buyer_of_an_ancestor_matches_fully_of_a_kind_in_part_of_a_sibling_never(
    api: Api, register: Register
) -> None:
    parent = register.product("Nhóm")
    offered = register.product("Hàng", kind_of=parent)
    child = register.product("Loại", kind_of=offered)
    grandchild = register.product("Loại nhỏ", kind_of=child)
    sibling = register.product("Anh em", kind_of=parent)
    subject = register.facility()
    register.offer(subject, offered)
    firms = {product: register.buyer() for product in (parent, offered, child, grandchild, sibling)}
    for product, firm in firms.items():
        register.need(firm, product)
    await register.load()

    answer = await find(api, subject, "BUYERS", weights=FIT_ONLY)

    full = sorted([firms[parent], firms[offered]])
    assert ranking(answer) == [(full[0], 1), (full[1], 1), (firms[child], 0.5), (firms[grandchild], 0.25)]


async def test_one_row_a_partner_with_its_other_products_beside(api: Api, register: Register) -> None:
    parent = register.product("Nhóm")
    wanted = register.product("Hàng", kind_of=parent)
    other = register.product("Hàng khác")
    subject, partner = register.facility(), register.supplier()
    register.need(subject, wanted)
    register.need(subject, other)
    register.offer(partner, wanted)
    register.offer(partner, parent)
    register.offer(partner, other, variant="A")
    register.offer(partner, other, variant="B")
    await register.load()

    (node,) = nodes(await find(api, subject, weights=FIT_ONLY))

    best, second = sorted([wanted, other])
    assert (node["product"]["code"], node["matchedProduct"]["code"], node["score"]) == (best, best, 1)
    assert node["alsoMatches"] == [
        {"product": {"code": second}, "matchedProduct": {"code": second}, "score": 1},
        {"product": {"code": wanted}, "matchedProduct": {"code": parent}, "score": 0.5},
    ]


async def test_what_is_delivered_already_of_a_need_is_told(api: Api, register: Register) -> None:
    good = register.product()
    subject, old, new = register.facility(), register.facility(), register.facility()
    register.need(subject, good, variant="A", quantity_per_year=40)
    register.need(subject, good, variant="B", quantity_per_year=60)
    register.trade(old, subject, good, quantity_per_year=30)
    register.offer(new, good, capacity_per_year=50)
    await register.load()

    weights = [{"criterion": "CAPACITY_COVER", "weight": 1}]
    (node,) = nodes(await find(api, subject, weights=weights, language="EN"))

    assert (node["partner"]["code"], node["score"]) == (new, 0.5)
    assert node["reasons"][0]["explanation"] == (
        "It has 50 tonnes a year to spare, 50% of the 100 tonnes a year needed; it is known to receive "
        "30 tonnes a year already."
    )


async def test_spare_capacity_is_shared_by_variants_and_lessened_by_known_trade(
    api: Api, register: Register
) -> None:
    good = register.product()
    subject, partner, customer = register.facility(), register.supplier(), register.buyer()
    register.need(subject, good, quantity_per_year=30)
    register.offer(partner, good, variant="A", capacity_per_year=60, committed_per_year=40)
    register.offer(partner, good, variant="B", capacity_per_year=40)
    register.trade(partner, customer, good, quantity_per_year=50, since=dt.date(2020, 1, 1))
    register.trade(partner, subject, good, quantity_per_year=1000, until=DAY)
    await register.load()

    (node,) = nodes(await find(api, subject, weights=[{"criterion": "CAPACITY_COVER", "weight": 1}]))

    # A: 60 - max(40, 50 × 0.6) = 20 covers 2/3. B: 40 - 50 × 0.4 = 20 as well: the first by key stands.
    assert node["spareCapacityPerYear"] == pytest.approx(20, abs=1e-9)
    assert node["cover"] == pytest.approx(2 / 3, abs=1e-9)
    assert node["capacityPerYear"] == 60
    assert node["isExistingPartner"] is False


async def test_need_that_is_met_already_is_open_no_more(api: Api, register: Register) -> None:
    good = register.product()
    subject, market, other = register.facility(), register.buyer(), register.supplier()
    register.offer(subject, good, capacity_per_year=100)
    register.need(market, good, quantity_per_year=40)
    register.trade(other, market, good, quantity_per_year=30)
    await register.load()

    (node,) = nodes(await find(api, subject, "BUYERS"))

    assert (node["capacityPerYear"], node["spareCapacityPerYear"]) == (40, 10)
    assert node["cover"] == pytest.approx(0.1, abs=1e-9)


async def test_quantities_are_compared_in_the_unit_of_the_subject(api: Api, register: Register) -> None:
    top = register.product("Gốc", unit="KILOGRAM", mass_tonnes_per_unit=0.001)
    wanted = register.product("Hàng", unit="TONNE", mass_tonnes_per_unit=1, kind_of=top, kind_of_factor=1000)
    kind = register.product(
        "Loại", unit="CUBIC_METRE", mass_tonnes_per_unit=0.7, kind_of=wanted, kind_of_factor=0.5
    )
    subkind = register.product("Loại nhỏ", unit="PIECE", kind_of=kind, kind_of_factor=0.25)
    subject = register.facility()
    register.need(subject, wanted, quantity_per_year=100)
    register.offer(subject, wanted, capacity_per_year=100)
    firms = {product: register.facility() for product in (top, wanted, kind, subkind)}
    for product, firm in firms.items():
        register.offer(firm, product, capacity_per_year=80)
        register.need(firm, product, quantity_per_year=80)
    await register.load()
    weights = [{"criterion": "CAPACITY_COVER", "weight": 1}]

    for direction in ("SUPPLIERS", "BUYERS"):
        found = nodes(await find(api, subject, direction, weights=weights))

        assert {node["partner"]["code"]: node["cover"] for node in found} == {
            firms[top]: pytest.approx(80 / 1000 / 100, abs=1e-12),
            firms[wanted]: pytest.approx(80 / 100, abs=1e-12),
            firms[kind]: pytest.approx(80 * 0.5 / 100, abs=1e-12),
            firms[subkind]: pytest.approx(80 * 0.5 * 0.25 / 100, abs=1e-12),
        }
        assert {node["spareCapacityPerYear"] for node in found} == {80}
        least = {"minimumSpareCapacityPerYear": 40}
        assert set(partners(await find(api, subject, direction, filter=least))) == {
            firms[wanted],
            firms[kind],
        }


async def test_business_that_needs_nothing_more_is_covered_in_nothing(api: Api, register: Register) -> None:
    good = register.product()
    subject, partner = register.facility(), register.supplier()
    register.need(subject, good, quantity_per_year=0)
    register.offer(partner, good, capacity_per_year=80)
    await register.load()

    (node,) = nodes(await find(api, subject, weights=[{"criterion": "CAPACITY_COVER", "weight": 1}]))

    assert (node["cover"], node["score"], values(node)) == (0, 0, {"CAPACITY_COVER": 0})
    assert node["reasons"][0]["explanation"] == "Cơ sở không cần thêm hàng."


CERTIFICATES_ONLY = [{"criterion": "CERTIFICATES", "weight": 1}]


async def test_certificates_of_business_organisation_and_offer_count(api: Api, register: Register) -> None:
    good, other = register.product(), register.product("Hàng khác")
    subject = register.facility()
    asked = ["ORGANIC_EU", "FSC", "OCOP", "HACCP"]
    register.need(subject, good, certificates=asked)
    register.need(subject, other, certificates=asked)
    organisation = register.organisation()
    partner = register.supplier(organisation=organisation)
    register.offer(partner, good, variant="A")
    register.offer(partner, other)
    register.certificate(partner, "FSC")
    register.certificate(organisation, "OCOP")
    register.certificate(partner, "ORGANIC_EU", offer_product=good, offer_variant="A")
    register.certificate(partner, "HACCP", offer_product=other, valid_to=DAY)
    register.certificate(organisation, "HACCP", valid_from=DAY + dt.timedelta(days=1))
    await register.load()

    (node,) = nodes(await find(api, subject, weights=CERTIFICATES_ONLY))

    assert (node["product"]["code"], node["score"]) == (good, 0.75)
    assert node["alsoMatches"] == [
        {"product": {"code": other}, "matchedProduct": {"code": other}, "score": 0.5}
    ]
    assert node["reasons"][0]["explanation"] == (
        "Yêu cầu FSC, HACCP, OCOP, ORGANIC EU; chưa có hoặc hết hiệu lực: HACCP."
    )
    held_by_offer = await find(api, subject, filter={"certificates": ["ORGANIC_EU"]})
    held_no_more = await find(api, subject, filter={"certificates": ["HACCP"]})
    assert (partners(held_by_offer), partners(held_no_more)) == ([partner], [])


async def test_buyer_finds_the_certificates_of_the_subject_and_of_its_offer(
    api: Api, register: Register
) -> None:
    good, other = register.product(), register.product("Hàng khác")
    organisation = register.organisation()
    subject = register.facility(organisation=organisation)
    register.offer(subject, good)
    register.offer(subject, other)
    register.certificate(organisation, "OCOP")
    register.certificate(subject, "FSC", offer_product=good)
    markets = {product: register.buyer() for product in (good, other)}
    for product, market in markets.items():
        register.need(market, product, certificates=["OCOP", "FSC"])
        register.certificate(market, "FSC")
    await register.load()

    answer = await find(api, subject, "BUYERS", weights=CERTIFICATES_ONLY)

    assert ranking(answer) == [(markets[good], 1), (markets[other], 0.5)]


async def test_certificates_count_of_buyers_always_of_others_only_where_they_are_asked_for(
    api: Api, register: Register
) -> None:
    good = register.product()
    subject = register.facility()
    register.need(subject, good)
    register.offer(subject, good)
    for _ in range(2):
        firm = register.facility()
        register.offer(firm, good)
        register.need(firm, good)
    await register.load()

    async def found(direction: str) -> list[float | None]:
        return [
            values(node)["CERTIFICATES"]
            for node in nodes(await find(api, subject, direction))
            if "CERTIFICATES" in values(node)
        ]

    assert await found("SUPPLIERS") == []
    assert await found("PEERS") == []
    assert await found("BUYERS") == [None, None]
    assert nodes(await find(api, subject, weights=CERTIFICATES_ONLY)) == []


async def test_filter_changes_no_score_of_those_who_remain(api: Api, register: Register) -> None:
    unit = register.unit()
    parent = register.product("Nhóm")
    good = register.product("Hàng", kind_of=parent)
    subject = register.facility(latitude=21.0, longitude=104.0)
    register.offer(subject, good, capacity_per_year=50)
    register.need(subject, register.product("Hàng khác"))
    near = register.buyer(unit=unit, latitude=21.1, longitude=104.0)
    far = register.facility(latitude=23.0, longitude=104.0)
    register.need(near, good, quantity_per_year=10)
    register.need(far, parent, quantity_per_year=90, certificates=["FSC"])
    await register.load()
    everyone = {node["partner"]["code"]: node for node in nodes(await find(api, subject, "BUYERS"))}
    assert set(everyone) == {near, far}

    for filter, expected in (
        ({"kinds": ["BUYER"]}, near),
        ({"within": [unit]}, near),
        ({"maximumDistanceKm": 50}, near),
        ({"products": [good]}, near),
        ({"minimumSpareCapacityPerYear": 50}, far),
        ({"kinds": ["FACILITY", "SUPPLIER"]}, far),
    ):
        (node,) = nodes(await find(api, subject, "BUYERS", filter=filter))
        assert node == everyone[expected]


async def test_only_facilities_are_peers(api: Api, register: Register) -> None:
    good = register.product()
    subject, peer, grower = register.facility(), register.facility(), register.supplier()
    for firm in (subject, peer, grower):
        register.offer(firm, good)
    await register.load()

    assert partners(await find(api, subject, "PEERS")) == [peer]
    assert partners(await find(api, subject, "PEERS", filter={"kinds": ["SUPPLIER"]})) == []
    assert partners(await find(api, subject, "PEERS", filter={"kinds": ["SUPPLIER", "FACILITY"]})) == [peer]


CO_LOCATION_ONLY = [{"criterion": "CO_LOCATION", "weight": 1}]


async def test_province_is_the_same_in_any_version(api: Api, register: Register) -> None:
    past = dt.date(2004, 1, 1)
    old = register.unit("Tỉnh Cũ", kind="PROVINCE", valid_from=past)
    merged = register.unit("Tỉnh Nhập", kind="PROVINCE", valid_from=past)
    new = register.unit("Tỉnh Mới", kind="PROVINCE")
    elsewhere = register.unit("Tỉnh Khác", kind="PROVINCE")
    register.succession(old, new)
    register.succession(merged, new)
    district = register.unit("Huyện Cũ", kind="DISTRICT", part_of=[merged], valid_from=past)
    old_commune = register.unit("Xã Cũ", part_of=[district], valid_from=past)
    commune, other = register.unit(part_of=[new]), register.unit("Xã Kia", part_of=[new])
    ward = register.unit("Phường", kind="WARD", part_of=[elsewhere])
    outer = register.unit("Xã Ngoài", part_of=[elsewhere])
    divided = register.unit("Xã Chia", valid_from=past)
    register.succession(divided, commune, is_partial=True)
    register.succession(divided, outer, is_partial=True)
    good = register.product()
    places = {
        "same commune": commune,
        "another commune": other,
        "old commune": old_commune,
        "old district": district,
        "old province": old,
        "province": new,
        "another province": outer,
        "ward": ward,
        "nowhere": None,
        "divided commune": divided,
    }
    firms = {place: register.facility(unit=unit) for place, unit in places.items()}
    firms["abroad"] = register.facility(country="CN")
    for firm in firms.values():
        register.need(firm, good)
        register.offer(firm, good)
    subject = register.facility(unit=commune)
    register.need(subject, good)
    await register.load()

    async def found(business: str) -> dict[str, float | None]:
        by_code = {
            node["partner"]["code"]: values(node)["CO_LOCATION"]
            for node in nodes(await find(api, business, weights=CO_LOCATION_ONLY))
        }
        return {place: by_code[firm] for place, firm in firms.items() if firm in by_code}

    inside = dict.fromkeys(firms, 0.4)
    outside: dict[str, float | None] = {
        "another province": 0.0,
        "ward": 0.0,
        "nowhere": None,
        "abroad": 0.0,
        "divided commune": None,  # on which side of the border, nobody can say
    }
    assert await found(subject) == inside | outside | {"same commune": 0.8}
    of_district = await found(firms["old district"])
    assert of_district == {
        place: value for place, value in (inside | outside).items() if place != "old district"
    }
    assert await found(firms["nowhere"]) == {place: None for place in firms if place != "nowhere"}


async def test_same_district_is_not_the_same_commune(api: Api, register: Register) -> None:
    province = register.unit("Tỉnh Thử", kind="PROVINCE")
    district = register.unit("Huyện Thử", kind="DISTRICT", part_of=[province])
    good = register.product()
    subject, partner = register.facility(unit=district), register.supplier(unit=district)
    register.need(subject, good)
    register.offer(partner, good)
    await register.load()

    (node,) = nodes(await find(api, subject, weights=CO_LOCATION_ONLY))

    assert (node["score"], node["reasons"][0]["explanation"]) == (0.4, "Ở cùng một tỉnh.")


@pytest.mark.parametrize(("is_partial", "expected"), [(False, 0.8), (True, 0.4)])
async def test_old_commune_is_the_same_as_the_one_that_absorbed_it(
    api: Api, register: Register, is_partial: bool, expected: float
) -> None:
    province = register.unit("Tỉnh Thử", kind="PROVINCE")
    old = register.unit(valid_from=dt.date(2004, 1, 1), part_of=[province])
    new = register.unit(part_of=[province])
    register.succession(old, new, is_partial=is_partial)
    good = register.product()
    subject, partner = register.facility(unit=old), register.supplier(unit=new)
    register.need(subject, good)
    register.offer(partner, good)
    await register.load()

    (node,) = nodes(await find(api, subject, weights=CO_LOCATION_ONLY))

    assert node["score"] == expected


async def test_partner_abroad_is_told(api: Api, register: Register) -> None:
    province = register.unit("Tỉnh Thử", kind="PROVINCE")
    good = register.product()
    subject = register.facility(unit=register.unit(part_of=[province]))
    register.offer(subject, good)
    register.need(register.buyer(country="CN"), good)
    await register.load()

    (node,) = nodes(await find(api, subject, "BUYERS", weights=CO_LOCATION_ONLY))

    assert (node["score"], node["reasons"][0]["explanation"]) == (0, "Ở nước ngoài.")


@pytest.mark.parametrize(("most", "is_lower_bound"), [(2, False), (1, True)])
async def test_total_is_a_lower_bound_only_where_more_candidates_were_not_read(
    api: Api, register: Register, monkeypatch: pytest.MonkeyPatch, most: int, is_lower_bound: bool
) -> None:
    monkeypatch.setattr(partner, "MOST_CANDIDATES", most)
    good = register.product()
    subject = register.facility(unit=register.unit())
    register.need(subject, good)
    small, large = register.supplier(), register.supplier()
    register.offer(small, good, capacity_per_year=1)
    register.offer(large, good, capacity_per_year=2)
    await register.load()

    answer = await api(
        """query Total($of: PartnerSubject!) {
          partners(of: $of, direction: SUPPLIERS) {
            totalCount totalCountIsLowerBound edges { node { partner { code } } }
          }
        }""",
        {"of": {"business": subject}},
    )

    found = answer.data["partners"]
    assert (found["totalCount"], found["totalCountIsLowerBound"]) == (most, is_lower_bound)
    assert set(partners(answer)) == {large, small} - ({small} if is_lower_bound else set())


PROXIMITY_ONLY = [{"criterion": "PROXIMITY", "weight": 1}]
NEAR_BY = """
query NearBy(
  $of: PartnerSubject!, $direction: PartnerDirection!, $weights: [CriterionWeight!],
  $filter: PartnerFilter
) {
  partners(
    of: $of, direction: $direction, weights: $weights, filter: $filter, on: "2026-06-01", language: EN
  ) {
    edges { node {
      partner { code } score distanceKm isDistanceApproximate reasons { value explanation }
    } }
  }
}
"""


async def near_by(api: Api, of: dict[str, object], direction: str, **filter: object) -> list[Any]:
    """Partner, value of proximity, rounded distance, whether it is approximate, and the sentence."""
    answer = await api(
        NEAR_BY, {"of": of, "direction": direction, "weights": PROXIMITY_ONLY, "filter": filter}
    )
    return [
        (
            node["partner"]["code"],
            None if node["distanceKm"] is None else round(node["distanceKm"], 3),
            node["isDistanceApproximate"],
            node["reasons"][0]["value"],
            node["reasons"][0]["explanation"],
        )
        for node in nodes(answer)
    ]


async def test_middle_of_the_commune_stands_for_a_place_that_is_not_recorded(
    api: Api, register: Register
) -> None:
    province = register.unit("Tỉnh Thử", kind="PROVINCE", latitude=22.0, longitude=104.0)
    commune = register.unit(part_of=[province], latitude=21.5, longitude=104.0)
    unmapped = register.unit("Xã Không tọa độ", part_of=[province])
    good = register.product()
    subject = register.facility(latitude=21.0, longitude=104.0)
    register.offer(subject, good)
    known = register.buyer(latitude=21.1, longitude=104.0)
    in_commune, in_province = register.buyer(unit=commune), register.buyer(unit=unmapped)
    abroad, nowhere = register.buyer(country="CN"), register.buyer()
    for buyer in (known, in_commune, in_province, abroad, nowhere):
        register.need(buyer, good)
    await register.load()

    found = await near_by(api, {"business": subject}, "BUYERS")
    within = await near_by(api, {"business": subject}, "BUYERS", maximumDistanceKm=60)

    def value(degrees: float) -> object:
        return pytest.approx(math.exp(-degrees * KM_PER_DEGREE / 100), abs=1e-12)

    assert found == [
        (known, 11.12, False, value(0.1), "11.1 km away, as the crow flies."),
        (
            in_commune,
            55.598,
            True,
            value(0.5),
            "About 56 km away, as the crow flies, from the middle of the partner's commune, for want of "
            "coordinates.",
        ),
        (nowhere, None, False, None, "A place is not known; the distance is counted as neutral."),
        (
            in_province,
            111.195,
            True,
            value(1.0),
            "About 111 km away, as the crow flies, from the middle of the partner's province, for want of "
            "coordinates.",
        ),
        (abroad, None, False, 0, "It is abroad, without coordinates; counted as far away."),
    ]
    assert within == found[:2]


async def test_subject_without_coordinates_is_in_the_middle_of_its_commune(
    api: Api, register: Register
) -> None:
    commune = register.unit(latitude=21.0, longitude=104.0)
    good = register.product()
    subject = register.facility(unit=commune)
    register.offer(subject, good)
    buyer, abroad = register.buyer(latitude=21.1, longitude=104.0), register.buyer(country="CN")
    register.need(buyer, good)
    register.need(abroad, good)
    await register.load()
    example = {"offers": [{"product": good}], "administrativeUnit": commune}
    unplaced = {"offers": [{"product": good}]}

    of_business = await near_by(api, {"business": subject}, "BUYERS", maximumDistanceKm=20)
    of_example = await near_by(api, {"example": example}, "BUYERS", maximumDistanceKm=20)
    of_unplaced = await near_by(api, {"example": unplaced}, "BUYERS")

    assert of_business == [
        (
            buyer,
            11.12,
            True,
            pytest.approx(math.exp(-KM_PER_DEGREE / 1000), abs=1e-12),
            "About 11 km away, as the crow flies, from the middle of the business's commune, for want of "
            "coordinates.",
        )
    ]
    assert of_example == of_business
    assert of_unplaced == [
        (buyer, None, False, None, "A place is not known; the distance is counted as neutral."),
        (abroad, None, False, 0, "It is abroad, without coordinates; counted as far away."),
    ]


async def test_unit_without_a_middle_has_that_of_its_district_or_its_successors(
    api: Api, register: Register
) -> None:
    end = dt.date(2025, 7, 1)
    began = dt.date(2004, 7, 8)
    old = {"valid_from": began, "valid_to": end}
    province = register.unit("Tỉnh Thử", kind="PROVINCE", latitude=25.0, longitude=104.0)
    district = register.unit("Huyện Cũ", kind="DISTRICT", part_of=[province], **old)
    one = register.unit("Xã Một", part_of=[province], latitude=21.0, longitude=104.0)
    two = register.unit("Xã Hai", part_of=[province], latitude=21.2, longitude=104.0)
    register.succession(district, one, is_partial=True)
    register.succession(district, two, is_partial=True)
    good = register.product()
    subject = register.facility(latitude=21.0, longitude=104.0)
    register.offer(subject, good)
    buyer = register.buyer(unit=district)
    register.need(buyer, good)
    await register.load()

    ((code, distance, is_approximate, _, explanation),) = await near_by(api, {"business": subject}, "BUYERS")

    assert (code, distance, is_approximate) == (buyer, 11.12, True)
    assert explanation.startswith("About 11 km away, as the crow flies, from the middle of the partner's com")


async def test_supplier_with_nothing_left_covers_nothing_though_the_need_is_unknown(
    api: Api, register: Register
) -> None:
    good = register.product()
    subject = register.facility()
    register.need(subject, good)
    sold_out, open_still = register.supplier(), register.supplier()
    register.offer(sold_out, good, capacity_per_year=10, committed_per_year=10)
    register.offer(open_still, good, capacity_per_year=10)
    await register.load()

    found = nodes(
        await find(api, subject, weights=[{"criterion": "CAPACITY_COVER", "weight": 1}], language="EN")
    )

    assert [
        (node["partner"]["code"], node["score"], node["cover"], node["reasons"][0]["explanation"])
        for node in found
    ] == [
        (
            open_still,
            0.5,
            None,
            "It has 10 tonnes a year to spare; what the business needs is not known. Counted as neutral.",
        ),
        (sold_out, 0, 0, "It has nothing left to sell."),
    ]


async def test_spare_capacity_is_told_without_the_digits_of_binary_arithmetic(
    api: Api, register: Register
) -> None:
    good = register.product()
    subject, partner = register.facility(), register.supplier()
    register.need(subject, good)
    register.offer(partner, good, capacity_per_year=3.2, committed_per_year=0.3)
    await register.load()

    (node,) = nodes(await find(api, subject, weights=FIT_ONLY))

    assert (3.2 - 0.3, node["spareCapacityPerYear"]) == (2.9000000000000004, 2.9)


async def test_offers_and_certificates_count_only_on_their_days(api: Api, register: Register) -> None:
    good = register.product()
    subject = register.facility()
    register.need(subject, good)
    gone, present, coming = register.supplier(), register.supplier(), register.supplier()
    register.offer(gone, good, valid_to=DAY)
    register.offer(present, good, valid_from=DAY)
    register.offer(coming, good, valid_from=DAY + dt.timedelta(days=1))
    await register.load()

    today = await find(api, subject, weights=FIT_ONLY)
    earlier = await find(api, subject, weights=FIT_ONLY, on=str(DAY - dt.timedelta(days=1)))
    later = await find(api, subject, weights=FIT_ONLY, on=str(DAY + dt.timedelta(days=1)))

    assert partners(today) == [present]
    assert partners(earlier) == [gone]
    assert partners(later) == sorted([present, coming])


async def test_members_of_a_cluster_are_together_from_their_days_on(api: Api, register: Register) -> None:
    good, cluster = register.product(), register.cluster()
    subject, partner = register.facility(), register.supplier()
    register.need(subject, good)
    register.offer(partner, good)
    register.place(cluster, subject)
    register.place(cluster, partner, "MEMBER_OF", since=DAY)
    await register.load()

    (earlier,) = nodes(await find(api, subject, weights=CO_LOCATION_ONLY, on=str(DAY - dt.timedelta(days=1))))
    (today,) = nodes(await find(api, subject, weights=CO_LOCATION_ONLY))

    assert values(today) == {"CO_LOCATION": 1}
    assert values(earlier)["CO_LOCATION"] != 1


async def test_filters_leave_out_what_does_not_fit(api: Api, register: Register) -> None:
    unit, far_unit = register.unit(), register.unit("Xã Xa")
    parent = register.product("Nhóm")
    good = register.product("Hàng", kind_of=parent)
    subject = register.facility(latitude=21.0, longitude=104.0)
    register.need(subject, parent, quantity_per_year=100)
    near = register.facility(unit=unit, latitude=21.1, longitude=104.0)
    far = register.supplier(unit=far_unit, latitude=23.0, longitude=104.0)
    nowhere = register.supplier()
    register.offer(near, good, capacity_per_year=10)
    register.offer(far, parent, capacity_per_year=90)
    register.offer(nowhere, parent)
    register.trade(far, subject, parent)
    register.certificate(near, "OCOP")
    register.certificate(far, "OCOP", valid_to=DAY)
    await register.load()

    async def found(**filter: object) -> set[str]:
        return set(partners(await find(api, subject, filter=filter)))

    assert await found() == {near, far, nowhere}
    assert await found(kinds=["FACILITY"]) == {near}
    assert await found(kinds=[]) == set()
    assert await found(within=[unit]) == {near}
    assert await found(within=[]) == set()
    assert await found(maximumDistanceKm=50) == {near}
    assert await found(products=[good]) == {near}
    assert await found(products=[parent]) == {near, far, nowhere}
    assert await found(minimumSpareCapacityPerYear=50) == {far}
    assert await found(certificates=["OCOP"]) == {near}
    assert await found(excludeExistingPartners=True) == {near, nowhere}
    assert await found(minimumScore=1) == set()
    assert await found(minimumScore=0) == {near, far, nowhere}
    assert await found(kinds=None, within=None, maximumDistanceKm=None) == {near, far, nowhere}


async def test_existing_partner_is_told_in_either_direction(api: Api, register: Register) -> None:
    good = register.product()
    subject, supplier, customer, stranger = (register.facility() for _ in range(4))
    register.need(subject, good)
    for firm in (supplier, customer, stranger):
        register.offer(firm, good)
    register.trade(supplier, subject, good)
    register.trade(subject, customer, good)
    await register.load()

    found = nodes(await find(api, subject))

    assert {node["partner"]["code"]: node["isExistingPartner"] for node in found} == {
        supplier: True,
        customer: True,
        stranger: False,
    }


async def test_certificate_asked_for_by_a_filter_is_weighed(api: Api, register: Register) -> None:
    good = register.product()
    subject, one, both = register.facility(), register.supplier(), register.supplier()
    register.need(subject, good)
    for firm in (one, both):
        register.offer(firm, good)
        register.certificate(firm, "FSC")
    register.certificate(both, "PEFC")
    await register.load()

    answer = await find(
        api,
        subject,
        filter={"certificates": ["fsc", "PEFC"]},
        weights=[{"criterion": "CERTIFICATES", "weight": 3}],
    )

    assert ranking(answer) == [(both, 1), (one, 0.5)]


async def test_product_narrows_the_question(api: Api, register: Register) -> None:
    good, other, unneeded = (register.product() for _ in range(3))
    subject, first, second, third = register.facility(), *(register.supplier() for _ in range(3))
    register.need(subject, good)
    register.need(subject, other)
    register.offer(first, good)
    register.offer(second, other)
    register.offer(third, unneeded)
    await register.load()

    assert partners(await find(api, subject, product=good)) == [first]
    assert partners(await find(api, subject, product=unneeded)) == [third]


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([("PROXIMITY", -1)], "A weight is a number from 0 on"),
        ([("PROXIMITY", 0), ("SEASON", 0)], "At least one weight must be above 0"),
        ([], "At least one weight must be above 0"),
        ([("PROXIMITY", 1), ("PROXIMITY", 1)], "PROXIMITY is weighed twice"),
    ],
)
async def test_weights_that_cannot_be_are_refused(
    api: Api, register: Register, weights: list[tuple[str, float]], message: str
) -> None:
    subject = register.facility()
    await register.load()

    answer = await find(
        api, subject, weights=[{"criterion": name, "weight": weight} for name, weight in weights]
    )

    assert answer.data == {"partners": None}
    assert [(error["message"], error["extensions"]) for error in answer.errors] == [
        (message, {"code": "BAD_REQUEST", "argument": "weights"})
    ]


async def test_weight_beyond_all_numbers_is_refused(api: Api, register: Register) -> None:
    subject = register.facility()
    await register.load()
    query = (
        'query { partners(of: { business: "%s" }, direction: PEERS, '
        "weights: [{ criterion: SEASON, weight: 1e999 }]) { totalCount } }"
    )

    answer = await api(query % subject)

    assert answer.codes == ["BAD_REQUEST"]


async def test_criterion_of_something_else_is_refused(api: Api, register: Register) -> None:
    subject = register.facility()
    await register.load()

    answer = await find(api, subject, weights=[{"criterion": "JOBS", "weight": 1}])

    assert answer.data == {"partners": None}
    assert answer.codes == ["BAD_REQUEST"]


async def test_only_the_proportions_of_weights_matter(api: Api, register: Register) -> None:
    good = register.product()
    subject, partner = register.facility(), register.supplier()
    register.need(subject, good)
    register.offer(partner, good, as_of=DAY - dt.timedelta(days=730))
    await register.load()

    (node,) = nodes(
        await find(
            api,
            subject,
            weights=[{"criterion": "PRODUCT_FIT", "weight": 30}, {"criterion": "FRESHNESS", "weight": 10}],
        )
    )

    check_sums(node)
    assert [(reason["criterion"], reason["weight"], reason["value"]) for reason in node["reasons"]] == [
        ("PRODUCT_FIT", 0.75, 1),
        ("FRESHNESS", 0.25, 0.25),
    ]
    assert node["score"] == pytest.approx(0.8125, abs=1e-12)


async def test_ties_are_broken_by_code(api: Api, register: Register) -> None:
    good = register.product()
    subject = register.facility()
    register.need(subject, good)
    firms = [register.supplier() for _ in range(7)]
    for firm in firms:
        register.offer(firm, good)
    await register.load()

    answer = await find(api, subject, weights=FIT_ONLY)

    assert partners(answer) == sorted(firms)


async def test_pages_together_are_the_whole(api: Api, register: Register) -> None:
    good = register.product()
    subject = register.facility()
    register.need(subject, good, quantity_per_year=10)
    for number in range(11):
        register.offer(register.supplier(), good, capacity_per_year=1 + number // 2)
    await register.load()
    whole = [node["partner"]["code"] for node in nodes(await find(api, subject, first=100))]

    forward: list[str] = []
    after: str | None = None
    for _ in range(4):
        answer = await find(api, subject, first=3, after=after)
        page = answer.data["partners"]
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        assert page["pageInfo"]["hasNextPage"] is (len(forward) + 3 < 11)
        assert page["changedSinceFirstPage"] is False
        forward += partners(answer)
        after = page["pageInfo"]["endCursor"]
    backward: list[str] = []
    before: str | None = None
    for _ in range(4):
        answer = await find(api, subject, last=3, before=before)
        backward = partners(answer) + backward
        before = answer.data["partners"]["pageInfo"]["startCursor"]

    assert len(whole) == 11
    assert forward == whole
    assert backward == whole


async def test_page_between_two_cursors(api: Api, register: Register) -> None:
    good = register.product()
    subject = register.facility()
    register.need(subject, good)
    for _ in range(5):
        register.offer(register.supplier(), good)
    await register.load()
    whole = await find(api, subject)
    cursors = [edge["cursor"] for edge in whole.data["partners"]["edges"]]

    answer = await find(api, subject, after=cursors[0], before=cursors[3])

    assert partners(answer) == partners(whole)[1:3]


async def test_cursor_of_another_question_is_refused(api: Api, register: Register) -> None:
    good = register.product()
    subject, partner = register.facility(), register.supplier()
    register.need(subject, good)
    register.offer(partner, good)
    await register.load()
    cursor = (await find(api, subject)).data["partners"]["pageInfo"]["endCursor"]

    other = await find(api, subject, after=cursor, filter={"minimumScore": 0.1})
    garbage = await find(api, subject, after=encode_cursor("nothing"))

    assert [error["extensions"] for error in other.errors] == [{"code": "BAD_REQUEST", "argument": "after"}]
    assert [error["extensions"] for error in garbage.errors] == [{"code": "BAD_REQUEST", "argument": "after"}]


async def test_later_page_tells_that_the_register_has_moved(api: Api, register: Register) -> None:
    good = register.product()
    subject = register.facility()
    register.need(subject, good)
    for _ in range(3):
        register.offer(register.supplier(), good)
    await register.load()
    first = await find(api, subject, first=1)
    register.offer(register.supplier(), good)
    await register.load()

    second = await find(api, subject, first=1, after=first.data["partners"]["pageInfo"]["endCursor"])

    assert second.data["partners"]["changedSinceFirstPage"] is True
    assert second.data["partners"]["dataVersion"] == first.data["partners"]["dataVersion"] + 2
    assert second.data["partners"]["totalCount"] == 4


async def test_later_page_reasons_about_the_day_of_the_first(api: Api, register: Register) -> None:
    good = register.product()
    subject = register.facility()
    register.need(subject, good)
    for _ in range(2):
        register.offer(register.supplier(), good)
    await register.load()
    first = await find(api, subject, first=1)

    second = await find(api, subject, first=1, after=first.data["partners"]["pageInfo"]["endCursor"], on=None)

    assert second.data["partners"]["on"] == str(DAY)


async def three_partners(api: Api, register: Register) -> str:
    """A business with three partners in a tie."""
    good = register.product()
    subject = register.facility()
    register.need(subject, good)
    for _ in range(3):
        register.offer(register.supplier(), good)
    await register.load()
    return subject


async def test_cursor_of_another_day_is_refused(api: Api, register: Register) -> None:
    subject = await three_partners(api, register)
    cursors = [edge["cursor"] for edge in (await find(api, subject)).data["partners"]["edges"]]
    next_day = str(DAY + dt.timedelta(days=1))
    of_next_day = (await find(api, subject, on=next_day)).data["partners"]["pageInfo"]["endCursor"]

    for refused in (
        await find(api, subject, after=cursors[0], on=next_day),
        await find(api, subject, before=cursors[2], on=next_day),
        await find(api, subject, after=cursors[0], before=of_next_day),
        await find(api, subject, after=cursors[0], before=of_next_day, on=None),
        await find(api, subject, after=cursors[0], before=of_next_day, on=next_day),
    ):
        assert refused.data == {"partners": None}
        assert [error["extensions"] for error in refused.errors] == [
            {"code": "BAD_REQUEST", "argument": "on"}
        ]


async def test_both_bounds_apply_from_either_end(api: Api, register: Register) -> None:
    subject = await three_partners(api, register)
    whole = await find(api, subject)
    cursors = [edge["cursor"] for edge in whole.data["partners"]["edges"]]
    codes = partners(whole)

    async def found(after: str | None, before: str | None, **size: int) -> tuple[list[str], bool, bool]:
        answer = await find(api, subject, after=after, before=before, on=None, **size)
        page = answer.data["partners"]["pageInfo"]
        return partners(answer), page["hasPreviousPage"], page["hasNextPage"]

    assert await found(cursors[0], cursors[2]) == ([codes[1]], True, True)
    assert await found(None, cursors[2], first=1) == ([codes[0]], False, True)
    assert await found(cursors[0], None, last=1) == ([codes[2]], True, False)
    assert await found(cursors[0], cursors[2], last=2) == ([codes[1]], True, True)
    assert await found(None, cursors[2], last=1) == ([codes[1]], True, True)
    assert (await found(cursors[2], cursors[0]))[0] == []
    assert (await found(cursors[1], cursors[1]))[0] == []


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31"])
async def test_day_out_of_all_bounds_is_refused(api: Api, register: Register, day: str) -> None:
    subject = register.facility()
    await register.load()

    answer = await find(api, subject, on=day)

    assert answer.data == {"partners": None}
    assert [error["extensions"] for error in answer.errors] == [{"code": "BAD_REQUEST", "argument": "on"}]


@pytest.mark.parametrize("day", ["1900-01-01", "2200-12-31"])
async def test_day_at_the_bounds_is_reasoned_about(api: Api, register: Register, day: str) -> None:
    subject = await three_partners(api, register)

    answer = await find(api, subject, on=day)

    assert (len(nodes(answer)), answer.data["partners"]["on"]) == (3, day)


async def test_score_has_twelve_digits_and_is_found_by_itself(api: Api, register: Register) -> None:
    good = register.product()
    subject = register.facility(latitude=21.0, longitude=104.0)
    register.need(subject, good, quantity_per_year=7)
    partner = register.supplier(latitude=21.3, longitude=104.7)
    register.offer(partner, good, capacity_per_year=3)
    await register.load()
    ((_, score),) = ranking(await find(api, subject))

    (node,) = nodes(await find(api, subject, filter={"minimumScore": score}))

    assert node["score"] == score
    assert partners(await find(api, subject, filter={"minimumScore": score + 2e-12})) == []


async def test_sentences_come_in_the_language_asked_for(api: Api, register: Register) -> None:
    good = register.product()
    subject = register.facility(latitude=21, longitude=104)
    partner = register.supplier(latitude=22, longitude=104)
    register.need(subject, good)
    register.offer(partner, good)
    await register.load()
    weights = [{"criterion": "PROXIMITY", "weight": 1}]
    variables = {"of": {"business": subject}, "direction": "SUPPLIERS", "weights": weights}

    async def sentence(header: str | None = None, language: str | None = None) -> str:
        headers = {} if header is None else {"accept-language": header}
        (node,) = nodes(await api(FIND, variables | {"language": language}, headers))
        return str(node["reasons"][0]["explanation"])

    vietnamese, english = "Cách 111 km đường chim bay.", "111 km away, as the crow flies."
    assert await sentence() == vietnamese
    assert await sentence("en-GB,en;q=0.9") == english
    assert await sentence("vi,en;q=0.8") == vietnamese
    assert await sentence("en", "VI") == vietnamese
    assert await sentence(None, "EN") == english


async def test_example_is_ranked_like_a_business(api: Api, register: Register) -> None:
    province = register.unit("Tỉnh Thử", kind="PROVINCE")
    unit = register.unit(part_of=[province], latitude=21.0, longitude=104.0)
    good = register.product()
    market = register.buyer(unit=unit, latitude=21.0, longitude=105.0)
    register.need(market, good, quantity_per_year=60, certificates=["OCOP"], as_of=DAY)
    await register.load()
    example = {
        "offers": [{"product": good, "capacityPerYear": 120}],
        "administrativeUnit": unit,
        "certificates": ["OCOP"],
    }

    answer = await api(FIND, {"of": {"example": example}, "direction": "BUYERS", "on": str(DAY)})

    (node,) = nodes(answer)
    distance = 2 * 6371.0088 * math.asin(math.cos(math.radians(21)) * math.sin(math.radians(0.5)))
    check_sums(node)
    assert values(node) == {
        "PRODUCT_FIT": 1,
        "CAPACITY_COVER": pytest.approx(0.5),
        "PROXIMITY": pytest.approx(math.exp(-distance / 100), abs=1e-12),
        "SEASON": None,
        "CERTIFICATES": 1,
        "CO_LOCATION": 0.8,
        "FRESHNESS": 1,
    }


async def test_goods_that_an_example_names_twice_are_added_up(api: Api, register: Register) -> None:
    good = register.product()
    market = register.buyer()
    register.need(market, good, quantity_per_year=60, as_of=DAY)
    await register.load()
    twice = [
        {"product": good, "capacityPerYear": amount, "months": [month]}
        for amount, month in ((20, 1), (10, 2))
    ]
    once = [{"product": good, "capacityPerYear": 30, "months": [1, 2]}]

    answers = [
        await api(FIND, {"of": {"example": {"offers": offers}}, "direction": "BUYERS", "on": str(DAY)})
        for offers in (twice, once)
    ]

    assert nodes(answers[0]) == nodes(answers[1])
    assert values(nodes(answers[0])[0])["CAPACITY_COVER"] == 1


async def test_certificates_in_another_form_of_unicode_are_the_same_in_an_example(
    api: Api, register: Register
) -> None:
    good, scheme = register.product(), "Hữu cơ"
    seller = register.facility()
    register.offer(seller, good, capacity_per_year=60, as_of=DAY)
    register.certificate(seller, scheme)
    await register.load()

    answers = [
        await api(
            FIND,
            {
                "of": {"example": {"needs": [{"product": good, "certificates": [written]}]}},
                "direction": "SUPPLIERS",
                "on": str(DAY),
            },
        )
        for written in (scheme, normalize("NFD", scheme))
    ]

    assert [values(nodes(each)[0])["CERTIFICATES"] for each in answers] == [1, 1]


@pytest.mark.parametrize(
    ("example", "direction", "extensions"),
    [
        ({}, "SUPPLIERS", {"code": "BAD_REQUEST", "argument": "of.example.needs"}),
        ({}, "BUYERS", {"code": "BAD_REQUEST", "argument": "of.example.offers"}),
        (
            {"offers": [{"product": "P-khong-co"}]},
            "PEERS",
            {"code": "NOT_FOUND", "argument": "of.example.offers"},
        ),
        (
            {"needs": [{"product": "P-vo-que-kho"}], "location": {"latitude": 91, "longitude": 0}},
            "SUPPLIERS",
            {"code": "BAD_REQUEST", "argument": "of.example.location.latitude"},
        ),
        (
            {"needs": [{"product": "P-vo-que-kho"}], "location": {"latitude": 0, "longitude": -181}},
            "SUPPLIERS",
            {"code": "BAD_REQUEST", "argument": "of.example.location.longitude"},
        ),
        (
            {"needs": [{"product": "P-vo-que-kho"}], "administrativeUnit": "U-99999@2025-07-01"},
            "SUPPLIERS",
            {"code": "NOT_FOUND", "argument": "of.example.administrativeUnit"},
        ),
        (
            {"needs": [{"product": "P-vo-que-kho", "months": [13]}]},
            "SUPPLIERS",
            {"code": "BAD_REQUEST", "argument": "of.example.needs"},
        ),
        (
            {"needs": [{"product": "P-vo-que-kho", "quantityPerYear": -1}]},
            "SUPPLIERS",
            {"code": "BAD_REQUEST", "argument": "of.example.needs"},
        ),
    ],
)
async def test_example_that_cannot_be_is_refused(
    api: Api, example: dict[str, object], direction: str, extensions: dict[str, str]
) -> None:
    answer = await api(FIND, {"of": {"example": example}, "direction": direction})

    assert answer.data == {"partners": None}
    assert [error["extensions"] for error in answer.errors] == [extensions]


@pytest.mark.parametrize(
    ("arguments", "extensions"),
    [
        ({"product": "P-khong-co"}, {"code": "NOT_FOUND", "argument": "product"}),
        ({"product": "Q"}, {"code": "BAD_REQUEST", "argument": "product"}),
        ({"filter": {"products": ["P-khong-co"]}}, {"code": "NOT_FOUND", "argument": "filter.products"}),
        ({"filter": {"within": ["U-99999@2025-07-01"]}}, {"code": "NOT_FOUND", "argument": "filter.within"}),
        (
            {"filter": {"maximumDistanceKm": -1}},
            {"code": "BAD_REQUEST", "argument": "filter.maximumDistanceKm"},
        ),
        ({"of": {"business": "P-vo-que-kho"}}, {"code": "NOT_FOUND", "argument": "of.business"}),
        ({"of": {"business": "B-00000000-0"}}, {"code": "BAD_REQUEST", "argument": "of.business"}),
        ({"first": 0}, {"code": "BAD_REQUEST", "argument": "first"}),
        ({"first": 1, "last": 1}, {"code": "BAD_REQUEST", "argument": "last"}),
    ],
)
async def test_question_that_cannot_be_names_its_argument(
    api: Api, register: Register, arguments: dict[str, object], extensions: dict[str, str]
) -> None:
    subject = register.facility()
    await register.load()

    answer = await find(api, subject, **arguments)

    assert answer.data == {"partners": None}
    assert [error["extensions"] for error in answer.errors] == [extensions]


async def test_business_that_does_not_exist_is_not_found(api: Api, register: Register) -> None:
    absent = register.facility()

    answer = await find(api, absent)

    assert [(error["path"], error["extensions"]) for error in answer.errors] == [
        (["partners"], {"code": "NOT_FOUND", "argument": "of.business"})
    ]


async def test_subject_is_one_of_two(api: Api, register: Register) -> None:
    subject = register.facility()
    await register.load()

    both = await api(FIND, {"of": {"business": subject, "example": {}}, "direction": "PEERS"})
    neither = await api(FIND, {"of": {}, "direction": "PEERS"})

    assert (both.data, both.codes) == (None, ["BAD_REQUEST"])
    assert (neither.data, neither.codes) == (None, ["BAD_REQUEST"])


@pytest.mark.parametrize("number", [2, 60])
async def test_statements_do_not_grow_with_the_candidates(api: Api, register: Register, number: int) -> None:
    unit, good, other = register.unit(), register.product(), register.product()
    subject = register.facility(unit=unit)
    register.need(subject, good)
    register.offer(subject, other)
    for _ in range(number):
        register.offer(register.supplier(unit=unit), good)
    await register.load()

    answer = await api(
        FIND_PARTNERS, {"business": subject, "direction": "SUPPLIERS", "product": good, "first": 100}
    )

    assert answer.errors == []
    assert len(answer.data["partners"]["edges"]) == number
    assert answer.statements == {
        "partner_subjects": 1,
        "existing_products": 1,
        "partner_less_general": 1,
        "partner_more_general": 1,
        "partner_who_offers": 1,
        "businesses_by_code": 1,
        "products_by_code": 1,
        "unit_of_business": 1,
    }


async def test_published_question_by_example_runs_as_it_stands(api: Api, register: Register) -> None:
    good = register.product()
    market = register.buyer()
    register.need(market, good)
    await register.load()

    answer = await api(
        FIND_BY_EXAMPLE,
        {
            "direction": "BUYERS",
            "example": {
                "offers": [{"product": good, "capacityPerYear": 120}],
                "location": {"latitude": 21.87, "longitude": 104.59},
            },
        },
    )

    assert partners(answer) == [market]
    assert answer.statements == {
        "partner_goods": 1,
        "partner_who_needs": 1,
        "businesses_by_code": 1,
        "products_by_code": 1,
    }


async def test_old_province_restricts_to_its_old_territory_and_names_what_nobody_can_say(
    api: Api, register: Register
) -> None:
    whole = register.unit("Xã Cũ", valid_from=dt.date(2004, 1, 1))
    split = register.unit("Xã Tách", valid_from=dt.date(2004, 1, 1))
    new = register.unit("Xã Mới")
    other = register.unit("Xã Khác")
    register.succession(whole, new)
    register.succession(split, new, is_partial=True)
    register.succession(split, other, is_partial=True)
    good = register.product()
    subject, inside, doubtful = (
        register.facility(),
        register.supplier(unit=whole),
        register.supplier(unit=split),
    )
    register.need(subject, good)
    register.offer(inside, good)
    register.offer(doubtful, good)
    await register.load()

    answer = await find(api, subject, filter={"within": [new]})

    assert partners(answer) == [inside]
    assert answer.data["partners"]["ambiguousUnits"] == [{"code": split}]
