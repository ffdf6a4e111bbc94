"""Disruptions over the API: the published question, replacements as `partners` ranks them, and bad input."""

import datetime as dt
from typing import Any

import pytest

from domain.codes import RecordKind, issue
from graph.client import Graph
from graph.disruption import MOST_SALES, firms
from resolvers.disruption import disrupted
from tests.builders import SOURCE, Register
from tests.conftest import Answer, Api
from web import OPERATIONS

DISRUPTION = (OPERATIONS / "disruption.graphql").read_text()
DISRUPT = """
query Disrupt($of: [ID!]!, $on: Date, $language: Language) {
  disruption(of: $of, on: $on, language: $language) {
    algorithm dataVersion on changedMeanwhile isPartial businessCount explanation
    affected {
      business { code } tier product { code } shareOfInputLost lostPerYear isEstimated explanation
      productsAtRisk { code }
    }
    replacements {
      customer { code } product { code } lostPerYear uncoveredPerYear explanation
      candidates {
        supplier { code } matchedProduct { code } spareCapacityPerYear coversPerYear distanceKm score
        reasons { criterion weight value contribution isKnown explanation }
      }
    }
  }
}
"""
PARTNERS = """
query Partners($business: ID!, $product: ID, $on: Date) {
  partners(of: { business: $business }, direction: SUPPLIERS, product: $product, on: $on) {
    edges { node {
      partner { code } distanceKm score reasons { criterion weight value contribution explanation }
    } }
  }
}
"""
ON = "2026-06-01"


async def disrupt(api: Api, *of: str, **arguments: object) -> Answer:
    return await api(DISRUPT, {"of": list(of), "on": ON} | arguments)


def affected(answer: Answer) -> list[tuple[int, str, str, float]]:
    assert answer.errors == []
    return [
        (each["tier"], each["business"]["code"], each["product"]["code"], each["shareOfInputLost"])
        for each in answer.data["disruption"]["affected"]
    ]


def replacements(answer: Answer) -> list[tuple[str, str, float | None, list[Any], float | None]]:
    """Customer, product, lost, who could step in with spare capacity and what is counted, uncovered."""
    assert answer.errors == []
    return [
        (
            each["customer"]["code"],
            each["product"]["code"],
            each["lostPerYear"],
            [
                (found["supplier"]["code"], found["spareCapacityPerYear"], found["coversPerYear"])
                for found in each["candidates"]
            ],
            each["uncoveredPerYear"],
        )
        for each in answer.data["disruption"]["replacements"]
    ]


async def test_published_question_runs_as_it_stands(api: Api, register: Register) -> None:
    fresh, dry = register.product("Vỏ quế tươi"), register.product("Vỏ quế khô")
    register.row("recipes.csv", product=dry, input=fresh, quantity=2.5)
    near: dict[str, float] = {"latitude": 21.0, "longitude": 104.0}
    grower, other = register.supplier("Nhóm hộ Đại Sơn"), register.supplier("Nhóm hộ Viễn Lâm", **near)
    kiln, mill = register.facility("HTX Quế", **near), register.facility("Nhà máy Mậu A")
    register.trade(grower, kiln, fresh, quantity_per_year=250)
    register.trade(kiln, mill, dry, quantity_per_year=100)
    register.offer(other, fresh, capacity_per_year=180, committed_per_year=30)
    await register.load()

    answer = await api(DISRUPTION, {"of": [grower]})

    def party(code: str, name: str) -> dict[str, str]:
        return {"id": code, "code": code, "name": name}

    found = answer.data["disruption"]
    assert answer.errors == []
    assert found.pop("dataVersion") > 0
    score = found["replacements"][0]["candidates"][0].pop("score")
    assert 0.5 < score < 1
    assert found == {
        "algorithm": "disruption/1",
        "isPartial": False,
        "affected": [
            {
                "business": party(kiln, "HTX Quế"),
                "tier": 1,
                "product": {**party(fresh, "Vỏ quế tươi"), "unit": "TONNE"},
                "shareOfInputLost": 1.0,
            },
            {
                "business": party(mill, "Nhà máy Mậu A"),
                "tier": 2,
                "product": {**party(dry, "Vỏ quế khô"), "unit": "TONNE"},
                "shareOfInputLost": 1.0,
            },
        ],
        "replacements": [
            {
                "customer": party(kiln, "HTX Quế"),
                "product": {**party(fresh, "Vỏ quế tươi"), "unit": "TONNE"},
                "lostPerYear": 250.0,
                "candidates": [
                    {
                        "supplier": party(other, "Nhóm hộ Viễn Lâm"),
                        "spareCapacityPerYear": 150.0,
                        "distanceKm": 0.0,
                    }
                ],
                "uncoveredPerYear": 100.0,
            }
        ],
    }


async def test_sentences_say_who_is_hit_and_what_can_be_replaced(api: Api, register: Register) -> None:
    fresh = register.product("Vỏ quế tươi", name_en="Fresh bark")
    dry = register.product("Vỏ quế khô", name_en="Dried bark")
    register.row("recipes.csv", product=dry, input=fresh, quantity=2.5)
    grower, second = register.supplier("Nhóm hộ A"), register.supplier("Nhóm hộ B")
    kiln, mill = register.facility("HTX Quế"), register.facility("Nhà máy")
    register.trade(grower, kiln, fresh, quantity_per_year=75)
    register.trade(second, kiln, fresh, quantity_per_year=25)
    register.trade(kiln, mill, dry)
    register.offer(second, fresh, capacity_per_year=65)
    await register.load()

    vi = (await disrupt(api, grower, language="VI")).data["disruption"]
    en = (await disrupt(api, grower, language="EN")).data["disruption"]

    def sentences(found: Any) -> list[str]:
        rest = [each["explanation"] for each in [*found["affected"], *found["replacements"]]]
        return [found["explanation"], *rest]

    assert sentences(vi) == [
        "Nếu Nhóm hộ A ngừng hoạt động: 2 cơ sở bị ảnh hưởng, xa nhất ở cấp 2; 1 nguồn mua bị đứt, trong đó "
        "0 nguồn có thể bù đủ từ nơi khác.",
        "Mất 75% lượng vỏ quế tươi mua vào (75 tấn mỗi năm), do Nhóm hộ A ngừng cung ứng. Vì thế giảm cung "
        "ứng: vỏ quế khô (75%).",
        "Mất 75% lượng vỏ quế khô mua vào, ước tính vì có nơi chưa rõ số lượng, do HTX Quế giảm 75%. Sổ "
        "không ghi nhận cơ sở này bán tiếp cho ai.",
        "75 tấn vỏ quế tươi mỗi năm chỉ bù được một phần từ 1 cơ sở khác, còn thiếu 35 tấn.",
    ]
    assert sentences(en) == [
        "If Nhóm hộ A stops: 2 businesses are hit, the furthest in tier 2; 1 purchase breaks off, of which "
        "0 can be covered in full by others.",
        "Loses 75% of the Fresh bark that it buys (75 tonnes a year), as Nhóm hộ A stops. So it supplies "
        "less: Dried bark (75%).",
        "Loses 75% of the Dried bark that it buys, an estimate as some quantities are not known, as HTX Quế "
        "supplies 75% less. The register knows of nobody whom it supplies.",
        "Of 75 tonnes of Fresh bark a year others can cover a part; 35 tonnes remain uncovered.",
    ]
    assert [each["isEstimated"] for each in vi["affected"]] == [False, True]


async def test_what_is_offered_but_not_known_to_be_sold_is_named_as_at_risk(
    api: Api, register: Register
) -> None:
    leaves, oil = register.product("Lá quế"), register.product("Tinh dầu quế")
    hydrosol, mat = register.product("Nước chưng cất"), register.product("Chiếu")
    register.row("recipes.csv", product=oil, input=leaves, quantity=100)
    register.row("byproducts.csv", product=oil, byproduct=hydrosol, quantity=50)
    grower, still, weaver = register.supplier("Nhóm hộ A"), register.facility("HTX Quế"), register.facility()
    register.trade(grower, still, leaves, quantity_per_year=75)
    register.trade(grower, weaver, leaves, quantity_per_year=75)
    for product in (oil, hydrosol, mat):
        register.offer(still, product)
    register.trade(still, register.buyer(), mat, quantity_per_year=5)
    register.offer(weaver, mat)
    await register.load()

    vi, en = [
        {
            each["business"]["code"]: (each["productsAtRisk"], each["explanation"].split(". ", 1)[1])
            for each in (await disrupt(api, grower, language=language)).data["disruption"]["affected"]
        }
        for language in ("VI", "EN")
    ]

    products = sorted([(oil, "tinh dầu quế"), (hydrosol, "nước chưng cất")])
    codes, names = [{"code": code} for code, _ in products], [name for _, name in products]
    assert vi == {
        still: (
            codes,
            "Không lượt bán nào đã ghi nhận của cơ sở giảm theo. Cơ sở còn bán hoặc chào bán sản phẩm cùng "
            f"dòng hay làm từ đó, có thể giảm theo: {names[0]} và {names[1]}.",
        ),
        weaver: ([], "Sổ không ghi nhận cơ sở này bán tiếp cho ai."),
    }
    assert en[still][1] == (
        "None of its recorded sales falls by that. It also sells or offers goods of the same line or made of "
        f"it, which may fall: {names[0]} and {names[1]}."
    )


async def test_candidates_are_ranked_as_partners_of_the_customer_for_what_it_lost(
    api: Api, register: Register
) -> None:
    bark, waste = register.product(), register.product()
    grade = register.product(kind_of=bark)
    unit = register.unit()
    grower = register.supplier()
    mill = register.facility(latitude=21.0, longitude=104.0, unit=unit)
    register.need(mill, bark, quantity_per_year=40, months=[3, 4], certificates=["ORGANIC_EU"])
    register.offer(mill, waste)
    register.trade(grower, mill, bark, quantity_per_year=40)
    for number in range(4):
        rival = register.supplier(latitude=21.0 + number / 2, longitude=104.0, unit=unit)
        register.offer(
            rival, bark if number % 2 else grade, capacity_per_year=10 + 20 * number, months=[number + 1]
        )
        if number == 2:
            register.need(rival, waste)
            register.certificate(rival, "ORGANIC_EU")
    await register.load()

    found = (await disrupt(api, grower)).data["disruption"]["replacements"][0]["candidates"]
    ranked = (await api(PARTNERS, {"business": mill, "product": bark, "on": ON})).data["partners"]["edges"]

    assert [
        (each["supplier"]["code"], each["distanceKm"], each["score"], [dict(r) for r in _told(each)])
        for each in found
    ] == [
        (
            edge["node"]["partner"]["code"],
            edge["node"]["distanceKm"],
            edge["node"]["score"],
            edge["node"]["reasons"],
        )
        for edge in ranked
    ]
    assert len(found) == 4


def _told(candidate: Any) -> list[dict[str, Any]]:
    return [{key: reason[key] for key in reason if key != "isKnown"} for reason in candidate["reasons"]]


async def test_spare_capacity_is_not_promised_twice(api: Api, register: Register) -> None:
    box, hub, rival = register.product(unit="PIECE"), register.supplier(), register.supplier()
    large, small = register.facility(), register.facility()
    register.trade(hub, large, box, quantity_per_year=60)
    register.trade(hub, small, box, quantity_per_year=60)
    other = register.supplier()
    register.trade(other, small, box, quantity_per_year=60)
    register.offer(rival, box, capacity_per_year=100)
    await register.load()

    answer = await disrupt(api, hub)

    assert affected(answer) == [(1, large, box, 1.0), (1, small, box, 0.5)]
    assert replacements(answer) == [
        (large, box, 60.0, [(rival, 100.0, 60.0)], 0.0),
        (small, box, 60.0, [(rival, 40.0, 40.0)], 20.0),
    ]


async def test_those_who_stop_and_the_customer_itself_are_no_replacement(
    api: Api, register: Register
) -> None:
    box, one, other, mill = register.product(), register.supplier(), register.supplier(), register.facility()
    register.trade(one, mill, box, quantity_per_year=5)
    for business in (one, other, mill):
        register.offer(business, box, capacity_per_year=100)
    await register.load()

    assert replacements(await disrupt(api, one, other)) == [(mill, box, 5.0, [], 5.0)]


async def test_who_is_hit_by_the_same_stop_has_less_to_spare(api: Api, register: Register) -> None:
    fresh, dry = register.product(), register.product()
    register.row("recipes.csv", product=dry, input=fresh, quantity=2)
    hub, second, mill, rival = (
        register.facility(),
        register.supplier(),
        register.facility(),
        register.facility(),
    )
    register.trade(hub, mill, dry, quantity_per_year=50)
    register.trade(hub, rival, fresh, quantity_per_year=30)
    register.trade(second, rival, fresh, quantity_per_year=10)
    register.offer(rival, dry, capacity_per_year=80)
    await register.load()

    found = replacements(await disrupt(api, hub))

    assert found[0] == (mill, dry, 50.0, [(rival, 20.0, 20.0)], 30.0)


async def test_quantity_that_is_not_known_is_not_covered_nor_uncovered(api: Api, register: Register) -> None:
    box, hub, rival, mill = register.product(), register.supplier(), register.supplier(), register.facility()
    register.trade(hub, mill, box)
    register.offer(rival, box, capacity_per_year=100)
    await register.load()

    answer = await disrupt(api, hub)

    assert affected(answer) == [(1, mill, box, 1.0)]
    assert replacements(answer) == [(mill, box, None, [(rival, 100.0, None)], None)]


async def test_only_links_in_force_on_the_day_break(api: Api, register: Register) -> None:
    box, hub, before, now = register.product(), register.supplier(), register.facility(), register.facility()
    register.trade(hub, before, box, quantity_per_year=5, until=dt.date(2026, 6, 1))
    register.trade(hub, now, box, quantity_per_year=5, since=dt.date(2026, 6, 1))
    await register.load()

    assert affected(await disrupt(api, hub)) == [(1, now, box, 1.0)]


async def test_business_without_customers_hits_nobody(api: Api, register: Register) -> None:
    shop = register.buyer("Cửa hàng Thử")
    await register.load()

    found = (await disrupt(api, shop)).data["disruption"]

    assert (found["affected"], found["replacements"], found["businessCount"]) == ([], [], 0)
    assert (found["isPartial"], found["explanation"]) == (
        False,
        "Nếu Cửa hàng Thử ngừng hoạt động: sổ không ghi nhận khách hàng nào bị ảnh hưởng.",
    )


async def test_merged_code_and_code_given_twice_are_one_business(api: Api, register: Register) -> None:
    box, hub, mill = register.product(), register.supplier("Kho Thử"), register.facility()
    register.trade(hub, mill, box, quantity_per_year=5)
    old = str(issue(RecordKind.BUSINESS))
    register.row("merged_codes.csv", code=old, into=hub, merged_on=dt.date(2026, 1, 1), source=SOURCE)
    await register.load()

    answer = await disrupt(api, old, hub, hub.lower())

    assert affected(answer) == [(1, mill, box, 1.0)]
    assert answer.data["disruption"]["explanation"].startswith("Nếu Kho Thử ngừng hoạt động: ")


@pytest.mark.parametrize("customers", [2, 30])
async def test_statements_follow_tiers_and_products_and_not_the_customers(
    api: Api, register: Register, customers: int
) -> None:
    box, hub, rival = register.product(), register.supplier(), register.supplier()
    register.offer(rival, box, capacity_per_year=100)
    for _ in range(customers):
        register.trade(hub, register.facility(), box, quantity_per_year=5)
    await register.load()

    answer = await api(DISRUPTION, {"of": [hub]})

    assert len(replacements_of(answer)) == customers
    assert answer.statements == {
        "data_version": 2,
        "recipes_of_products": 1,
        "firms_in_trade": 2,
        "partner_subjects": 1,
        "partner_goods": 1,
        "partner_who_offers": 1,
        "businesses_by_code": 1,
        "products_by_code": 1,
    }


def replacements_of(answer: Answer) -> list[Any]:
    assert answer.errors == []
    found: list[Any] = answer.data["disruption"]["replacements"]
    return found


async def test_disruption_out_of_time_gives_what_it_has_and_says_that_it_is_not_all(
    graph: Graph, register: Register
) -> None:
    box, hub, mill = register.product(), register.supplier(), register.facility()
    register.trade(hub, mill, box, quantity_per_year=5)
    await register.load()

    cut = await disrupted(graph, [hub], dt.date(2026, 6, 1), seconds=0)
    whole = await disrupted(graph, [hub], dt.date(2026, 6, 1))

    assert (list(cut.hits), cut.replacements, cut.is_cut) == ([], [], True)
    assert (len(whole.hits), len(whole.replacements), whole.is_cut) == (1, 1, False)


async def test_sales_beyond_the_limit_are_not_read(graph: Graph, register: Register) -> None:
    box, hub = register.product(), register.supplier()
    for _ in range(MOST_SALES + 2):
        register.trade(hub, register.buyer(), box, quantity_per_year=5)
    await register.load()

    found = await firms(graph, [hub], dt.date(2026, 6, 1))

    assert len(found[hub]["sells"]) == MOST_SALES + 1


async def test_nobody_who_stops_is_refused(api: Api) -> None:
    answer = await disrupt(api)

    assert answer.data == {"disruption": None}
    assert _faults(answer) == [("BAD_REQUEST", "of", "Name at least one business that stops")]


async def test_codes_of_nothing_or_of_another_kind_name_their_argument(api: Api, register: Register) -> None:
    hub, product = register.supplier(), register.product()
    await register.load()
    nobody = str(issue(RecordKind.BUSINESS))

    assert _faults(await disrupt(api, hub, nobody)) == [("NOT_FOUND", "of", f"There is no business {nobody}")]
    assert _faults(await disrupt(api, hub, product)) == [
        ("NOT_FOUND", "of", f"{product} is not the code of a business")
    ]
    assert [fault[:2] for fault in _faults(await disrupt(api, "B-1"))] == [("BAD_REQUEST", "of")]
    assert _faults(await disrupt(api, *[hub] * 501)) == [
        ("BAD_REQUEST", "of", "A list has at most 500 items")
    ]


def _faults(answer: Answer) -> list[tuple[Any, ...]]:
    return [
        (error["extensions"]["code"], error["extensions"].get("argument"), error["message"])
        for error in answer.errors
    ]
