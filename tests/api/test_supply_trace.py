"""Supply traces over the API: the published question, the product that is followed, and bad input."""

import datetime as dt
from collections import Counter
from typing import Any

import orjson
import pytest

from domain.codes import RecordKind, issue
from domain.enums import TraceDirection
from graph.client import Address, Graph
from planning.supply_trace import MOST_LINKS_OF_TIER
from resolvers.supply_trace import Question, traced
from seeds.rules import read_rules
from service.app import create_app
from tests.builders import SOURCE, Register
from tests.conftest import Answer, Api
from tests.leaving import left
from web import OPERATIONS

SUPPLY_TRACE = (OPERATIONS / "supply_trace.graphql").read_text()
TRACE = """
query Trace(
  $business: ID!, $direction: TraceDirection!, $depth: Int, $product: ID, $on: Date, $language: Language
) {
  supplyTrace(
    business: $business, direction: $direction, depth: $depth, product: $product, on: $on, language: $language
  ) {
    algorithm dataVersion on changedMeanwhile isPartial businessCount explanation
    links {
      tier supplier { code } customer { code } product { code } quantityPerYear provenance { source asOf }
    }
    singleSources { supplier { code } product { code } affected { code } affectedCount explanation }
  }
}
"""
ON = "2026-06-01"


async def trace(api: Api, business: str, direction: str = "UPSTREAM", /, **arguments: object) -> Answer:
    return await api(TRACE, {"business": business, "direction": direction, "on": ON} | arguments)


def links(answer: Answer) -> list[tuple[int, str, str, str]]:
    assert answer.errors == []
    return [
        (link["tier"], link["supplier"]["code"], link["product"]["code"], link["customer"]["code"])
        for link in answer.data["supplyTrace"]["links"]
    ]


def recipe(register: Register, product: str, *inputs: str) -> None:
    for each in inputs:
        register.row("recipes.csv", product=product, input=each, quantity=2)


async def test_published_question_runs_as_it_stands(api: Api, register: Register) -> None:
    fresh = register.product("Vỏ quế tươi")
    dry = register.product("Vỏ quế khô")
    recipe(register, dry, fresh)
    grower = register.supplier("Nhóm hộ Đại Sơn")
    kiln, mill = register.facility("HTX Quế"), register.facility("Nhà máy Mậu A")
    register.trade(grower, kiln, fresh, quantity_per_year=250)
    register.trade(kiln, mill, dry, quantity_per_year=100)
    await register.load()

    answer = await api(SUPPLY_TRACE, {"business": mill, "direction": "UPSTREAM"})

    def party(code: str, name: str) -> dict[str, str]:
        return {"id": code, "code": code, "name": name}

    found = answer.data["supplyTrace"]
    assert answer.errors == []
    assert found.pop("dataVersion") > 0
    assert found == {
        "algorithm": "supply-trace/1",
        "isPartial": False,
        "businessCount": 2,
        "links": [
            {
                "tier": 1,
                "supplier": party(kiln, "HTX Quế"),
                "customer": party(mill, "Nhà máy Mậu A"),
                "product": party(dry, "Vỏ quế khô"),
                "quantityPerYear": 100,
            },
            {
                "tier": 2,
                "supplier": party(grower, "Nhóm hộ Đại Sơn"),
                "customer": party(kiln, "HTX Quế"),
                "product": party(fresh, "Vỏ quế tươi"),
                "quantityPerYear": 250,
            },
        ],
        "singleSources": [
            {
                "product": party(dry, "Vỏ quế khô"),
                "supplier": party(kiln, "HTX Quế"),
                "affected": [party(mill, "Nhà máy Mậu A")],
                "explanation": "Nguồn vỏ quế khô của Nhà máy Mậu A mà sổ ghi nhận chỉ có HTX Quế.",
            },
            {
                "product": party(fresh, "Vỏ quế tươi"),
                "supplier": party(grower, "Nhóm hộ Đại Sơn"),
                "affected": [party(mill, "Nhà máy Mậu A"), party(kiln, "HTX Quế")],
                "explanation": "Nguồn vỏ quế tươi của HTX Quế mà sổ ghi nhận chỉ có Nhóm hộ Đại Sơn; Nhà máy "
                "Mậu A cũng nhận từ nguồn này, thông qua vỏ quế khô.",
            },
        ],
    }


async def test_link_says_where_it_comes_from_and_sentences_come_in_english(
    api: Api, register: Register
) -> None:
    box = register.product("Hộp giấy", name_en="Paper box")
    works = register.facility("Xưởng Hộp", name_en="Box works")
    mill = register.facility("Nhà máy", name_en="Mill")
    register.trade(works, mill, box)
    await register.load()

    answer = await trace(api, mill, language="EN")

    found = answer.data["supplyTrace"]
    assert found["links"] == [
        {
            "tier": 1,
            "supplier": {"code": works},
            "customer": {"code": mill},
            "product": {"code": box},
            "quantityPerYear": None,
            "provenance": {"source": SOURCE, "asOf": "2026-01-01"},
        }
    ]
    assert (found["on"], found["changedMeanwhile"]) == (ON, False)
    assert [each["explanation"] for each in found["singleSources"]] == [
        "Box works is the only source of Paper box that the register has for Mill."
    ]
    assert found["explanation"] == (
        "Found 1 trade link with 1 business, in 1 tier of suppliers. The register knows of no tier further "
        "away."
    )


async def test_product_is_followed_with_what_it_is_made_from(api: Api, register: Register) -> None:
    fresh, dry, box = (register.product() for _ in range(3))
    grade = register.product(kind_of=dry)
    recipe(register, dry, fresh)
    grower, boxes = register.supplier(), register.supplier()
    kiln, mill, shop = register.facility(), register.facility(), register.buyer()
    for supplier, customer, product in (
        (grower, kiln, fresh),
        (boxes, kiln, box),
        (kiln, mill, grade),
        (boxes, mill, box),
        (mill, shop, box),
    ):
        register.trade(supplier, customer, product)
    await register.load()

    upstream = await trace(api, mill, product=dry)
    downstream = await trace(api, grower, "DOWNSTREAM", product=fresh)

    assert links(upstream) == [(1, kiln, grade, mill), (2, grower, fresh, kiln)]
    assert links(downstream) == [(1, grower, fresh, kiln), (2, kiln, grade, mill)]


async def test_circle_stands_once_and_depth_ends_the_trace(api: Api, register: Register) -> None:
    fry, fish = register.product(), register.product()
    farm, cooperative, hatchery = register.facility(), register.facility(), register.supplier()
    register.trade(cooperative, farm, fry)
    register.trade(farm, cooperative, fish)
    register.trade(hatchery, cooperative, fry)
    await register.load()

    whole = await trace(api, farm)
    first = await trace(api, farm, depth=1)

    assert links(whole)[0] == (1, cooperative, fry, farm)
    assert sorted(links(whole)[1:]) == sorted([(2, farm, fish, cooperative), (2, hatchery, fry, cooperative)])
    assert links(first) == [(1, cooperative, fry, farm)]
    assert [answer.data["supplyTrace"]["isPartial"] for answer in (whole, first)] == [False, False]
    assert whole.data["supplyTrace"]["businessCount"] == 2


async def test_only_links_in_force_on_the_day_count(api: Api, register: Register) -> None:
    product, mill = register.product(), register.facility()
    past, present, future = (register.supplier() for _ in range(3))
    register.trade(past, mill, product, since=dt.date(2020, 1, 1), until=dt.date(2026, 6, 1))
    register.trade(present, mill, product, since=dt.date(2026, 6, 1))
    register.trade(future, mill, product, since=dt.date(2026, 6, 2))
    await register.load()

    assert links(await trace(api, mill)) == [(1, present, product, mill)]


async def test_business_without_links_says_that_none_is_known(api: Api, register: Register) -> None:
    mill = register.facility("Nhà máy Vắng")
    await register.load()

    answer = await trace(api, mill)

    assert answer.errors == []
    assert answer.data["supplyTrace"]["links"] == answer.data["supplyTrace"]["singleSources"] == []
    assert answer.data["supplyTrace"]["isPartial"] is False
    assert answer.data["supplyTrace"]["explanation"] == (
        "Vào ngày 01/06/2026 sổ không ghi nhận ai cung ứng cho Nhà máy Vắng."
    )


async def test_merged_codes_lead_to_the_records_that_absorbed_them(api: Api, register: Register) -> None:
    product, mill, grower = register.product(), register.facility(), register.supplier()
    register.trade(grower, mill, product)
    old_mill = str(issue(RecordKind.BUSINESS))
    register.row("merged_codes.csv", code=old_mill, into=mill, merged_on=dt.date(2026, 1, 1), source=SOURCE)
    await register.load()

    assert links(await trace(api, old_mill)) == links(await trace(api, mill)) == [(1, grower, product, mill)]


async def test_tier_beyond_its_limit_is_cut_and_says_so(api: Api, register: Register) -> None:
    product, hub = register.product(), register.supplier()
    for _ in range(MOST_LINKS_OF_TIER + 1):
        register.trade(hub, register.buyer(), product)
    await register.load()

    answer = await trace(api, hub, "DOWNSTREAM")

    assert len(links(answer)) == MOST_LINKS_OF_TIER
    assert answer.data["supplyTrace"]["isPartial"] is True


@pytest.mark.parametrize("customers", [2, 40])
async def test_statements_follow_the_tiers_and_not_the_links(
    api: Api, register: Register, customers: int
) -> None:
    product, grower, kiln = register.product(), register.supplier(), register.facility()
    register.trade(grower, kiln, product)
    for _ in range(customers):
        register.trade(kiln, register.buyer(), product)
    await register.load()

    answer = await api(SUPPLY_TRACE, {"business": grower, "direction": "DOWNSTREAM"})
    again = await api(SUPPLY_TRACE, {"business": grower, "direction": "DOWNSTREAM"})

    assert len(links(answer)) == 1 + customers
    assert again.data == answer.data
    once_for_a_version = {"recipes_of_products": 1}
    assert answer.statements - Counter(once_for_a_version) == again.statements
    assert answer.statements == {
        **once_for_a_version,
        "data_version": 2,
        "traders_by_code": 1,
        "tier_of_customers": 3,
        "businesses_by_code": 1,
        "products_by_code": 1,
    }


async def test_trace_out_of_time_gives_what_it_has_and_says_that_it_is_not_all(
    graph: Graph, register: Register
) -> None:
    product, mill, grower = register.product(), register.facility(), register.supplier()
    register.trade(grower, mill, product)
    await register.load()
    question = Question(mill, TraceDirection.UPSTREAM, 4, None, dt.date(2026, 6, 1))

    cut = await traced(graph, question, seconds=0)
    whole = await traced(graph, question)

    assert (cut.trace.links, cut.trace.is_cut) == ([], True)
    assert (len(whole.trace.links), whole.trace.is_cut) == (1, False)


@pytest.mark.parametrize("depth", [0, -1, 11, 99])
async def test_depth_that_no_trace_has_is_refused(api: Api, register: Register, depth: int) -> None:
    mill = register.facility()
    await register.load()

    answer = await trace(api, mill, depth=depth)

    assert answer.data == {"supplyTrace": None}
    assert _faults(answer) == [("BAD_REQUEST", "depth", "The depth lies between 1 and 10")]


async def test_deepest_trace_and_no_depth_are_answered(api: Api, register: Register) -> None:
    mill = register.facility()
    await register.load()

    assert links(await trace(api, mill, depth=10)) == links(await trace(api, mill, depth=None)) == []


async def test_codes_of_nothing_or_of_another_kind_name_their_argument(api: Api, register: Register) -> None:
    mill, product = register.facility(), register.product()
    await register.load()
    nobody = str(issue(RecordKind.BUSINESS))

    unknown = await trace(api, nobody)
    another = await trace(api, product)
    mistyped = await trace(api, "B-1")
    unknown_product = await trace(api, mill, product="P-khong-co-hang-nay")
    other_product = await trace(api, mill, product=mill)

    assert _faults(unknown) == [("NOT_FOUND", "business", f"There is no business {nobody}")]
    assert _faults(another) == [("NOT_FOUND", "business", f"{product} is not the code of a business")]
    assert [fault[:2] for fault in _faults(mistyped)] == [("BAD_REQUEST", "business")]
    assert _faults(unknown_product) == [("NOT_FOUND", "product", "There is no product P-khong-co-hang-nay")]
    assert _faults(other_product) == [("NOT_FOUND", "product", f"{mill} is not the code of a product")]


async def test_caller_that_leaves_is_worked_for_to_the_end_and_harms_nobody_else(
    address: Address, api: Api, register: Register
) -> None:
    product, mill, grower = register.product(), register.facility(), register.supplier()
    register.trade(grower, mill, product)
    await register.load()
    question = {"query": TRACE, "variables": {"business": mill, "direction": "UPSTREAM", "on": ON}}
    app = create_app(address, None, read_rules())

    async with app.router.lifespan_context(app) as state:
        sent, _ = await left(app, state, question)

    assert [message.get("status") for message in sent] == [200, None]
    assert orjson.loads(sent[1]["body"])["data"]["supplyTrace"]["businessCount"] == 1
    assert links(await trace(api, mill)) == [(1, grower, product, mill)]


async def test_day_that_nobody_can_mean_is_refused(api: Api, register: Register) -> None:
    mill = register.facility()
    await register.load()

    assert [fault[:2] for fault in _faults(await trace(api, mill, on="1066-10-14"))] == [
        ("BAD_REQUEST", "on")
    ]


def _faults(answer: Answer) -> list[tuple[Any, ...]]:
    return [
        (error["extensions"]["code"], error["extensions"].get("argument"), error["message"])
        for error in answer.errors
    ]
