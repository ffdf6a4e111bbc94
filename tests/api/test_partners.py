"""Partners: every score of a tiny register, calculated a second time here."""

import datetime as dt
import math

import pytest

from tests.builders import Register
from tests.conftest import Api
from tests.partners import DAY, FIT_ONLY, KM_PER_DEGREE, check_sums, find, nodes, partners, ranking, values

CERTIFICATES_ONLY = [{"criterion": "CERTIFICATES", "weight": 1}]


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


async def test_only_facilities_are_peers(api: Api, register: Register) -> None:
    good = register.product()
    subject, peer, grower = register.facility(), register.facility(), register.supplier()
    for firm in (subject, peer, grower):
        register.offer(firm, good)
    await register.load()

    assert partners(await find(api, subject, "PEERS")) == [peer]
    assert partners(await find(api, subject, "PEERS", filter={"kinds": ["SUPPLIER"]})) == []
    assert partners(await find(api, subject, "PEERS", filter={"kinds": ["SUPPLIER", "FACILITY"]})) == [peer]


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
