"""Plans of a chain over the API: a whole plan, and every bad input."""

import math
from typing import Any

import pytest

from planning.chain_plan import ALGORITHM
from tests.builders import Register
from tests.conftest import Answer, Api
from web import OPERATIONS

KM_PER_DEGREE = 6371.0088 * math.pi / 180
PUBLISHED = (OPERATIONS / "chain_plan.graphql").read_text()
PLAN = """
query Plan($input: ChainPlanInput!, $on: Date, $language: Language) {
  chainPlan(input: $input, on: $on, language: $language) {
    algorithm on isPartial status objective bound gap transportTonneKm transportBoundTonneKm
    production { business { code } product { code } quantityPerYear shareOfCapacity }
    flows { supplier { code } customer { code } product { code } quantityPerYear distanceKm
      isDistanceApproximate }
    shortages {
      product { code } quantityPerYear neededPerYear constraint explanation
      lacking { business { code } quantityPerYear }
    }
    productsWithoutMass { code } circularProducts { code } ambiguousUnits { code }
  }
}
"""


async def plan(api: Api, product: str, quantity: float, /, **given: object) -> Any:
    """The plan of an order, which must have no errors."""
    answer = await asked(api, product, quantity, **given)
    assert answer.errors == []
    return answer.data["chainPlan"]


async def asked(api: Api, product: str, quantity: float, /, **given: object) -> Answer:
    """The answer to an order on the day of these tests."""
    order = {"product": product, "quantityPerYear": quantity} | given
    return await api(PLAN, {"input": order, "on": "2026-06-01", "language": "EN"})


def made(found: Any) -> list[tuple[str, str, float, float | None]]:
    """Who makes what, how much, and with what part of the capacity."""
    return [
        (row["business"]["code"], row["product"]["code"], row["quantityPerYear"], row["shareOfCapacity"])
        for row in found["production"]
    ]


def delivered(found: Any) -> list[tuple[str, str, str, float, float]]:
    """Who delivers what to whom, how much and how far."""
    return [
        (
            row["supplier"]["code"],
            row["customer"]["code"],
            row["product"]["code"],
            row["quantityPerYear"],
            round(row["distanceKm"], 3),
        )
        for row in found["flows"]
    ]


class Chain:
    """Oil made from leaf, one to twenty: a mill, and growers near and far."""

    def __init__(self, register: Register) -> None:
        self.unit = register.unit()
        self.oil, self.leaf = (
            register.product("Dầu", name_en="Oil"),
            register.product("Lá", name_en="Leaf", mass_tonnes_per_unit=1),
        )
        register.row("recipes.csv", product=self.oil, input=self.leaf, quantity=20)
        self.mill = register.facility(unit=self.unit, latitude=21.0, longitude=104.0)
        register.offer(self.mill, self.oil, capacity_per_year=50, committed_per_year=10)
        self.near = register.supplier(unit=self.unit, latitude=21.1, longitude=104.0)
        register.offer(self.near, self.leaf, capacity_per_year=300)
        self.far = register.supplier(unit=self.unit, latitude=22.0, longitude=104.0)
        register.offer(self.far, self.leaf, capacity_per_year=1_000, minimum_order=200)


async def test_plan_makes_and_delivers_from_the_nearest(api: Api, register: Register) -> None:
    chain = Chain(register)
    await register.load()

    found = await plan(api, chain.oil, 32, within=[chain.unit])

    near, far = 0.1 * KM_PER_DEGREE, KM_PER_DEGREE
    assert made(found) == [
        (chain.mill, chain.oil, 32, 0.64),
        (chain.far, chain.leaf, 340, 0.34),
        (chain.near, chain.leaf, 300, 1),
    ]
    assert delivered(found) == [
        (chain.far, chain.mill, chain.leaf, 340, round(far, 3)),
        (chain.near, chain.mill, chain.leaf, 300, round(near, 3)),
    ]
    assert found["transportTonneKm"] == pytest.approx(340 * far + 300 * near)
    assert (found["algorithm"], found["on"], found["status"]) == (ALGORITHM, "2026-06-01", "OPTIMAL")
    assert (found["isPartial"], found["objective"], found["gap"], found["shortages"]) == (False, 0, 0, [])


async def test_middle_of_a_unit_stands_for_a_place_that_is_not_recorded(api: Api, register: Register) -> None:
    chain = Chain(register)
    elsewhere = register.unit(latitude=21.2, longitude=104.0)
    grower = register.supplier(unit=elsewhere)
    register.offer(grower, chain.leaf, capacity_per_year=400)
    await register.load()

    found = await plan(api, chain.oil, 35, within=[chain.unit, elsewhere], maximumDistanceKm=50)

    assert delivered(found) == [
        (grower, chain.mill, chain.leaf, 400, round(0.2 * KM_PER_DEGREE, 3)),
        (chain.near, chain.mill, chain.leaf, 300, round(0.1 * KM_PER_DEGREE, 3)),
    ]
    assert [row["isDistanceApproximate"] for row in found["flows"]] == [True, False]


async def test_published_operation_answers(api: Api, register: Register) -> None:
    chain = Chain(register)
    await register.load()

    order = {"product": chain.oil, "quantityPerYear": 1, "within": [chain.unit], "maximumDistanceKm": 150}
    answer = await api(PUBLISHED, {"input": order})

    assert answer.errors == []
    found = answer.data["chainPlan"]
    assert [row["business"]["id"] for row in found["production"]] == [chain.mill, chain.near]
    assert found["shortages"] == []
    assert answer.statements["chain_plan_offers_in_units"] == answer.statements["businesses_in_flows"] == 1


async def test_shortages_say_what_is_missing_to_whom_and_why(api: Api, register: Register) -> None:
    chain = Chain(register)
    await register.load()

    found = await plan(api, chain.oil, 50, within=[chain.unit], maximumDistanceKm=50)

    assert found["shortages"] == [
        {
            "product": {"code": chain.oil},
            "quantityPerYear": 10,
            "neededPerYear": 50,
            "constraint": "CAPACITY",
            "explanation": "Of the 50 tonnes of Oil asked for, 10 tonnes are missing (20%). What 1 offer "
            "still had to give, 40 tonnes, is used up.",
            "lacking": [],
        },
        {
            "product": {"code": chain.leaf},
            "quantityPerYear": 500,
            "neededPerYear": 800,
            "constraint": "DISTANCE",
            "explanation": "Of the 800 tonnes of Leaf needed, 500 tonnes are missing (63%), at 1 business. "
            "Another 1,000 tonnes can be had beyond the limit of 50 km, the nearest 111 km away.",
            "lacking": [{"business": {"code": chain.mill}, "quantityPerYear": 500}],
        },
    ]
    assert found["objective"] == pytest.approx(10 + 500 / 20 / 2)


async def test_region_without_facilities_is_short_of_everything(api: Api, register: Register) -> None:
    chain = Chain(register)
    empty = register.unit("Xã Vắng")
    await register.load()

    found = await plan(api, chain.oil, 50, within=[empty])

    assert (found["production"], found["flows"], found["status"]) == ([], [], "OPTIMAL")
    (shortage,) = found["shortages"]
    assert (shortage["quantityPerYear"], shortage["constraint"]) == (50, "NOT_OFFERED")
    assert shortage["explanation"] == (
        "Of the 50 tonnes of Oil asked for, 50 tonnes are missing (100%). No business looked at offers it: "
        "it has to come from outside."
    )


async def test_no_units_at_all_hold_nobody(api: Api, register: Register) -> None:
    chain = Chain(register)
    await register.load()

    found = await plan(api, chain.oil, 50, within=[])

    assert (found["production"], found["shortages"][0]["constraint"]) == ([], "NOT_OFFERED")


async def test_without_units_businesses_of_vietnam_are_looked_at(api: Api, register: Register) -> None:
    chain = Chain(register)
    abroad = register.supplier(country="CN", latitude=21.0, longitude=104.0)
    register.offer(abroad, chain.leaf, capacity_per_year=1_000)
    await register.load()

    found = await plan(api, chain.oil, 1)

    assert made(found) == [(chain.mill, chain.oil, 1, 0.02), (chain.near, chain.leaf, 20, 0.06666667)]


async def test_old_unit_means_its_old_territory(api: Api, register: Register) -> None:
    chain = Chain(register)
    old = register.unit("Xã Cũ", valid_from="2004-07-08", valid_to="2025-07-01")
    register.succession(old, chain.unit)
    await register.load()

    found = await plan(api, chain.oil, 1, within=[old])

    assert [row[0] for row in made(found)] == [chain.mill, chain.near]


async def test_offers_count_on_the_day_only(api: Api, register: Register) -> None:
    chain = Chain(register)
    register.offer(chain.near, chain.leaf, capacity_per_year=300, valid_to="2026-06-01")
    await register.load()

    found = await plan(api, chain.oil, 20, within=[chain.unit])

    assert made(found)[1:] == [(chain.far, chain.leaf, 400, 0.4)]


async def test_product_made_of_itself_is_named(api: Api, register: Register) -> None:
    chain = Chain(register)
    register.row("recipes.csv", product=chain.oil, input=chain.oil, quantity=0.1)
    await register.load()

    found = await plan(api, chain.oil, 1, within=[chain.unit])

    assert found["circularProducts"] == [{"code": chain.oil}]
    assert [row[:3] for row in made(found)] == [(chain.mill, chain.oil, 1), (chain.near, chain.leaf, 20)]


async def test_product_without_mass_is_named(api: Api, register: Register) -> None:
    chain = Chain(register)
    herb = register.product("Cỏ")
    register.row("recipes.csv", product=chain.oil, input=herb, quantity=1)
    register.offer(chain.near, herb, capacity_per_year=100)
    register.offer(chain.far, herb, capacity_per_year=100)
    await register.load()

    found = await plan(api, chain.oil, 1, within=[chain.unit])

    assert found["productsWithoutMass"] == [{"code": herb}]
    assert found["transportTonneKm"] == pytest.approx(20 * 0.1 * KM_PER_DEGREE)
    assert (chain.near, chain.mill, herb, 1, round(0.1 * KM_PER_DEGREE, 3)) in delivered(found)


@pytest.mark.parametrize(
    ("given", "argument", "code"),
    [
        ({"quantityPerYear": 0}, "input.quantityPerYear", "BAD_REQUEST"),
        ({"quantityPerYear": 1e-310}, "input.quantityPerYear", "BAD_REQUEST"),
        ({"quantityPerYear": -5}, "input.quantityPerYear", "BAD_REQUEST"),
        ({"quantityPerYear": 1e13}, "input.quantityPerYear", "BAD_REQUEST"),
        ({"maximumDistanceKm": -1}, "input.maximumDistanceKm", "BAD_REQUEST"),
        ({"product": "P-khong-co"}, "input.product", "NOT_FOUND"),
        ({"product": "V-que"}, "input.product", "NOT_FOUND"),
        ({"product": "?"}, "input.product", "BAD_REQUEST"),
        ({"within": ["U-15@1999-01-01"]}, "input.within", "NOT_FOUND"),
        ({"within": ["P-que"]}, "input.within", "NOT_FOUND"),
    ],
)
async def test_bad_input_names_the_field(
    api: Api, register: Register, given: dict[str, object], argument: str, code: str
) -> None:
    chain = Chain(register)
    await register.load()
    order = {"product": chain.oil, "quantityPerYear": 1} | given

    answer = await api(PLAN, {"input": order})

    assert answer.data == {"chainPlan": None}
    assert [error["extensions"] for error in answer.errors] == [{"code": code, "argument": argument}]


async def test_least_amount_is_planned(api: Api, register: Register) -> None:
    good = register.product()
    mill = register.facility(unit=register.unit())
    register.offer(mill, good, capacity_per_year=1_000_000_000)
    await register.load()

    found = await plan(api, good, 1e-6)

    assert (found["status"], made(found)) == ("OPTIMAL", [(mill, good, 1e-6, 1e-15)])


async def test_amount_that_is_no_number_is_refused(api: Api) -> None:
    answer = await api('{ chainPlan(input: { product: "P-que", quantityPerYear: "NaN" }) { status } }')

    assert answer.codes == ["BAD_REQUEST"]
