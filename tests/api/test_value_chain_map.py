"""Maps of value chains: what is offered, needed and missing inside some units."""

import datetime as dt
from typing import Any

import pytest

from graph.change import data_version
from graph.client import Graph
from tests.builders import Register
from tests.conftest import Answer, Api
from web import OPERATIONS

MAP = """
query Map($code: PublicCode!, $within: [ID!], $month: Int, $on: Date, $language: Language) {
  valueChain(code: $code) {
    map(within: $within, month: $month, on: $on, language: $language) {
      algorithm dataVersion on month changedMeanwhile constraint explanation businessCount marketCount
      stages {
        order product { code }
        offererCount neederCount capacityPerYear spareCapacityPerYear demandPerYear derivedDemandPerYear
        marketDemandPerYear inHousePerYear balancePerYear doubleReportCount offersWithoutCapacityCount
        needsWithoutQuantityCount withoutMonthsCount explanation leading { code }
      }
      gaps {
        product { code } shortfallPerYear shortfallInsidePerYear explanation
        nearestOutside { business { code } distanceKm spareCapacityPerYear product { code } }
      }
      bottlenecks {
        business { code } product { code } reason shareOfCapacity coverByOthers dependentCount customerCount
        explanation
      }
      byproducts {
        product { code } yieldedPerYear recipeYieldPerYear offeredPerYear usedPerYear soldOutsidePerYear
        usedInHousePerYear wastedPerYear explanation madeInto { code }
        outlets { product { code } demandPerYear supplyPerYear takenPerYear }
      }
      circularProducts { code }
      ambiguousUnits { code }
    }
  }
}
"""
FIGURES = """
query Figures($code: PublicCode!, $within: [ID!], $month: Int, $on: Date) {
  valueChain(code: $code) {
    map(within: $within, month: $month, on: $on) {
      constraint
      stages { offererCount neederCount capacityPerYear demandPerYear derivedDemandPerYear doubleReportCount }
      gaps { nearestOutside { business { code } } }
      ambiguousUnits { code }
    }
  }
}
"""
PUBLISHED = (OPERATIONS / "value_chain_map.graphql").read_text()
DAY = dt.date(2026, 6, 1)


def shown(answer: Answer) -> dict[str, Any]:
    """The map of an answer without errors."""
    assert answer.errors == []
    found: dict[str, Any] = answer.data["valueChain"]["map"]
    return found


async def figures(api: Api, chain: str, **variables: object) -> dict[str, Any]:
    """A map in few figures."""
    return shown(await api(FIGURES, {"code": chain} | variables))


def stages(found: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Offerers, needers, capacity, demand, what is derived of it, and double reports of each stage."""
    return [tuple(stage.values()) for stage in found["stages"]]


async def test_map_shows_stages_gaps_bottlenecks_and_by_products(
    api: Api, graph: Graph, register: Register
) -> None:
    commune, other = register.unit(), register.unit()
    leaf, tea = register.product("Búp thử"), register.product("Chè thử")
    dust = register.product("Vụn thử", stage="BYPRODUCT")
    bag = register.product("Túi thử")
    chain = register.value_chain(leaf, tea)
    register.row("recipes.csv", product=tea, input=leaf, quantity=5)
    register.row("byproducts.csv", product=tea, byproduct=dust, quantity=0.25)
    register.row("recipes.csv", product=bag, input=dust, quantity=1)
    grower = register.supplier(unit=commune, latitude=21.5, longitude=104.5)
    mill = register.facility(unit=commune, latitude=21.5, longitude=104.5)
    far = register.supplier(unit=other, latitude=21.5, longitude=104.6)
    abroad = register.buyer(country="CN")
    months = list(range(1, 13))
    register.offer(grower, leaf, capacity_per_year=300, committed_per_year=100, months=months)
    register.offer(mill, tea, capacity_per_year=100, months=months)
    register.offer(mill, bag, capacity_per_year=10, months=months)
    register.offer(far, leaf, capacity_per_year=70, committed_per_year=20, months=months)
    register.need(abroad, tea, quantity_per_year=90, months=months)
    register.trade(grower, mill, leaf, quantity_per_year=250)
    await register.load()

    answer = await api(MAP, {"code": chain, "within": [commune], "on": str(DAY), "language": "EN"})

    found = shown(answer)
    assert 10.3 < found["gaps"][0]["nearestOutside"][0].pop("distanceKm") < 10.4
    assert found == {
        "algorithm": "value-chain-map/1",
        "dataVersion": await data_version(graph),
        "on": str(DAY),
        "month": None,
        "changedMeanwhile": False,
        "constraint": None,
        "explanation": "2 businesses in the units offer or need products of the chain. The needs of 1 buyer "
        "abroad or unnamed market outside all units count too.",
        "businessCount": 2,
        "marketCount": 1,
        "stages": [
            {
                "order": 1,
                "product": {"code": leaf},
                "offererCount": 1,
                "neederCount": 1,
                "capacityPerYear": 300,
                "spareCapacityPerYear": 50,
                "demandPerYear": 500,
                "derivedDemandPerYear": 500,
                "marketDemandPerYear": 0,
                "inHousePerYear": 0,
                "balancePerYear": -200,
                "doubleReportCount": 0,
                "offersWithoutCapacityCount": 0,
                "needsWithoutQuantityCount": 0,
                "withoutMonthsCount": 0,
                "explanation": "1 business offers 300 tonnes a year. Demand is 500 tonnes, all derived by "
                "recipes. Short of 200 tonnes. That is all that is needed less all that can be made; of the "
                "latter 250 tonnes are promised or sold already and 50 tonnes not yet.",
                "leading": [{"code": grower}],
            },
            {
                "order": 2,
                "product": {"code": tea},
                "offererCount": 1,
                "neederCount": 1,
                "capacityPerYear": 100,
                "spareCapacityPerYear": 100,
                "demandPerYear": 90,
                "derivedDemandPerYear": 0,
                "marketDemandPerYear": 90,
                "inHousePerYear": 0,
                "balancePerYear": 10,
                "doubleReportCount": 0,
                "offersWithoutCapacityCount": 0,
                "needsWithoutQuantityCount": 0,
                "withoutMonthsCount": 0,
                "explanation": "1 business offers 100 tonnes a year. Demand is 90 tonnes, all by buyers "
                "abroad and unnamed markets. 10 tonnes left over.",
                "leading": [{"code": mill}],
            },
        ],
        "gaps": [
            {
                "product": {"code": leaf},
                "shortfallPerYear": 200,
                "shortfallInsidePerYear": 200,
                "explanation": "Those in the units are short of 200 tonnes a year. The nearest outside is "
                "10.3 km away, as the crow flies, and has 50 tonnes to spare.",
                "nearestOutside": [
                    {"business": {"code": far}, "spareCapacityPerYear": 50, "product": {"code": leaf}}
                ],
            }
        ],
        "bottlenecks": [
            {
                "business": {"code": grower},
                "product": {"code": leaf},
                "reason": "ONLY_OFFERER",
                "shareOfCapacity": 1,
                "coverByOthers": 0,
                "dependentCount": 1,
                "customerCount": 1,
                "explanation": "Nobody else in the units offers búp thử. 1 other business needs the product "
                "and is known to buy it here.",
            }
        ],
        "byproducts": [
            {
                "product": {"code": dust},
                "yieldedPerYear": 25,
                "recipeYieldPerYear": 25,
                "offeredPerYear": 0,
                "usedPerYear": 10,
                "soldOutsidePerYear": 0,
                "usedInHousePerYear": 10,
                "wastedPerYear": 15,
                "explanation": "What falls off: 25 tonnes a year. Taken: 10 tonnes in house. Nobody is known "
                "to take the other 15 tonnes (60%).",
                "madeInto": [{"code": bag}],
                "outlets": [],
            }
        ],
        "circularProducts": [],
        "ambiguousUnits": [],
    }
    read = ("value_chain_", "businesses_in_", "supplies_of_", "operators_of_")
    assert {name: number for name, number in answer.statements.items() if name.startswith(read)} == {
        "value_chain_offers_in_units": 1,
        "value_chain_needs_in_units": 1,
        "value_chain_markets": 1,
        "value_chain_outside": 1,
        "value_chain_inside": 1,
        "businesses_in_flows": 1,
        "supplies_of_businesses": 1,
        "operators_of_businesses": 1,
    }


async def test_published_operation_runs(api: Api, register: Register) -> None:
    commune, tea = register.unit(), register.product()
    chain = register.value_chain(tea)
    register.offer(register.facility(unit=commune), tea, capacity_per_year=7)
    await register.load()

    found = shown(await api(PUBLISHED, {"code": chain, "within": [commune]}))

    assert [stage["capacityPerYear"] for stage in found["stages"]] == [7]
    assert (found["algorithm"], found["constraint"]) == ("value-chain-map/1", None)


async def test_kind_counts_in_its_stage_in_the_unit_of_the_stage(api: Api, register: Register) -> None:
    commune, tea = register.unit(), register.product(unit="KILOGRAM")
    box = register.product(unit="PIECE", kind_of=tea, kind_of_factor=0.2)
    chain = register.value_chain(tea)
    shop = register.facility(unit=commune)
    register.offer(shop, tea, capacity_per_year=10)
    register.offer(shop, box, capacity_per_year=100)
    await register.load()

    found = await figures(api, chain, within=[commune])

    assert stages(found) == [(1, 0, 30, 0, 0, 0)]


async def test_cooperative_and_its_members_count_once(api: Api, register: Register) -> None:
    commune, tea = register.unit(), register.product()
    chain = register.value_chain(tea)
    union, coop, one, two = (register.organisation() for _ in range(4))
    for member, organisation, counted in ((coop, union, True), (one, coop, True), (two, coop, False)):
        register.row("members.csv", member=member, organisation=organisation, is_counted_in_capacity=counted)
    for organisation, capacity in ((union, 100), (one, 40), (two, 7)):
        facility = register.facility(unit=commune, organisation=organisation)
        register.offer(facility, tea, capacity_per_year=capacity)
    await register.load()

    found = await figures(api, chain, within=[commune])

    assert stages(found) == [(3, 0, 107, 0, 0, 1)]


async def test_month_takes_what_falls_into_it(api: Api, register: Register) -> None:
    commune, tea = register.unit(), register.product()
    chain = register.value_chain(tea)
    shop = register.facility(unit=commune)
    register.offer(shop, tea, capacity_per_year=120, months=[3, 4])
    register.need(shop, tea, quantity_per_year=24)
    await register.load()

    march = await figures(api, chain, within=[commune], month=3)
    july = await figures(api, chain, within=[commune], month=7)

    assert stages(march) == [(1, 1, 60, 2, 0, 0)]
    assert stages(july) == [(0, 1, 0, 2, 0, 0)]


async def test_only_what_is_valid_on_the_day_counts(api: Api, register: Register) -> None:
    commune, tea = register.unit(), register.product()
    chain = register.value_chain(tea)
    later = DAY + dt.timedelta(days=1)
    for capacity, cells in (
        (1, {"valid_from": DAY, "valid_to": later}),
        (10, {"valid_from": later}),
        (100, {"valid_to": DAY}),
    ):
        register.offer(register.facility(unit=commune), tea, capacity_per_year=capacity, **cells)
    await register.load()

    days = (DAY, later, dt.date(2200, 12, 31), dt.date(1900, 1, 1))
    found = [await figures(api, chain, within=[commune], on=str(day)) for day in days]

    assert [stages(each)[0][2] for each in found] == [1, 10, 10, 100]


async def test_old_and_new_codes_of_units_work_and_what_was_divided_is_named(
    api: Api, register: Register
) -> None:
    ended: dict[str, Any] = {"valid_from": dt.date(2004, 1, 1), "valid_to": dt.date(2025, 7, 1)}
    one, two, divided = (register.unit(**ended) for _ in range(3))
    merged, other = register.unit(), register.unit()
    register.succession(one, merged)
    register.succession(two, merged)
    register.succession(divided, merged, is_partial=True)
    register.succession(divided, other, is_partial=True)
    tea = register.product()
    chain = register.value_chain(tea)
    for unit, capacity in ((one, 1), (two, 10), (merged, 100), (divided, 1000), (other, 10_000)):
        register.offer(register.facility(unit=unit), tea, capacity_per_year=capacity)
    await register.load()

    found = [await figures(api, chain, within=[unit]) for unit in (one, merged)]

    assert [stages(each)[0][2] for each in found] == [1, 111]
    assert [sorted(unit["code"] for unit in each["ambiguousUnits"]) for each in found] == [
        [merged],
        sorted([divided]),
    ]


async def test_without_units_all_vietnam_counts_and_help_comes_from_abroad(
    api: Api, register: Register
) -> None:
    tea = register.product()
    chain = register.value_chain(tea)
    register.offer(register.facility(unit=register.unit()), tea, capacity_per_year=1)
    register.offer(register.facility(unit=None), tea, capacity_per_year=10)
    abroad = register.facility(country="LA")
    register.offer(abroad, tea, capacity_per_year=100)
    register.need(register.buyer(unit=register.unit()), tea, quantity_per_year=5)
    register.need(register.buyer(country="CN"), tea, quantity_per_year=50)
    register.need(register.buyer(is_anonymous=True), tea, quantity_per_year=500)
    await register.load()

    found = await figures(api, chain)

    assert stages(found) == [(2, 3, 11, 555, 0, 0)]
    assert found["gaps"] == [{"nearestOutside": [{"business": {"code": abroad}}]}]


async def test_markets_count_in_every_map_but_only_once(api: Api, register: Register) -> None:
    commune, tea = register.unit(), register.product()
    chain = register.value_chain(tea)
    register.need(register.buyer(country="CN"), tea, quantity_per_year=50)
    register.need(register.buyer(is_anonymous=True, unit=commune), tea, quantity_per_year=5)
    register.need(register.buyer(is_anonymous=True, unit=register.unit()), tea, quantity_per_year=500)
    await register.load()

    found = await figures(api, chain, within=[commune])

    assert stages(found) == [(0, 2, 0, 55, 0, 0)]


async def test_nearest_outside_come_first_and_are_at_most_five(api: Api, register: Register) -> None:
    commune, other, tea = register.unit(), register.unit(), register.product()
    chain = register.value_chain(tea)
    home = register.buyer(unit=commune, latitude=21.5, longitude=104.5)
    register.need(home, tea, quantity_per_year=1000)
    far = [
        register.facility(unit=other, latitude=21.5, longitude=104.5 + 0.1 * step)
        for step in (3, 1, 2, 6, 5, 4)
    ]
    for seller in far:
        register.offer(seller, tea, capacity_per_year=1)
    register.offer(register.facility(unit=other, latitude=21.5, longitude=104.5), tea)
    await register.load()

    found = await figures(api, chain, within=[commune])

    nearest = [near["business"]["code"] for near in found["gaps"][0]["nearestOutside"]]
    assert nearest == [far[1], far[2], far[0], far[5], far[4]]


async def test_who_has_no_coordinates_is_outside_in_the_middle_of_its_unit(
    api: Api, register: Register
) -> None:
    commune, tea = register.unit(), register.product()
    near = register.unit(latitude=21.5, longitude=104.6)
    hamlet = register.unit(part_of=[near])
    chain = register.value_chain(tea)
    register.need(register.buyer(unit=commune, latitude=21.5, longitude=104.5), tea, quantity_per_year=1000)
    middle = register.facility(unit=hamlet)
    exact = register.facility(unit=near, latitude=21.5, longitude=104.7)
    lost = register.facility()
    for seller in (lost, exact, middle):
        register.offer(seller, tea, capacity_per_year=1)
    await register.load()

    answer = await api(
        "query Near($code: PublicCode!, $within: [ID!]) { valueChain(code: $code) { map(within: $within) { "
        "gaps { nearestOutside { business { code } isDistanceApproximate } } } } }",
        {"code": chain, "within": [commune]},
    )

    (gap,) = answer.data["valueChain"]["map"]["gaps"]
    assert gap["nearestOutside"] == [
        {"business": {"code": middle}, "isDistanceApproximate": True},
        {"business": {"code": exact}, "isDistanceApproximate": False},
        {"business": {"code": lost}, "isDistanceApproximate": False},
    ]


async def test_chain_without_data_says_so(api: Api, register: Register) -> None:
    empty, busy, tea = register.unit(), register.unit(), register.product()
    chain, bare = register.value_chain(tea), register.value_chain()
    register.facility(unit=busy)
    await register.load()

    found = [
        await figures(api, code, within=units)
        for code, units in ((chain, [empty]), (chain, [busy]), (chain, []), (chain, None), (bare, [busy]))
    ]

    assert [each["constraint"] for each in found] == [
        "NO_BUSINESS",
        "NO_RECORD",
        "NO_BUSINESS",
        "NO_RECORD",
        "NO_STAGE",
    ]
    assert [stages(each) for each in found] == [[(0, 0, 0, 0, 0, 0)]] * 4 + [[]]


async def test_product_made_of_itself_is_named(api: Api, register: Register) -> None:
    commune, yeast = register.unit(), register.product("Men thử")
    chain = register.value_chain(yeast)
    register.row("recipes.csv", product=yeast, input=yeast, quantity=0.1)
    register.offer(register.facility(unit=commune), yeast, capacity_per_year=100)
    await register.load()

    found = shown(await api(MAP, {"code": chain, "within": [commune]}))

    assert found["circularProducts"] == [{"code": yeast}]
    assert found["stages"][0]["balancePerYear"] == 100
    assert found["explanation"].endswith("sản phẩm lại là nguyên liệu của chính nó: men thử.")


@pytest.mark.parametrize(
    ("variables", "code", "argument", "message"),
    [
        ({"month": 0}, "BAD_REQUEST", "month", "A month is a number from 1 to 12"),
        ({"month": 13}, "BAD_REQUEST", "month", "A month is a number from 1 to 12"),
        ({"month": -1}, "BAD_REQUEST", "month", "A month is a number from 1 to 12"),
        ({"within": ["U-89999@2025-07-02"]}, "NOT_FOUND", "within", "There is no unit U-89999@2025-07-02"),
        (
            {"within": ["Lào Cai"]},
            "BAD_REQUEST",
            "within",
            "Lào Cai is not the code of a unit, such as U-15@2025-07-01: 'Lào Cai' is no code: those "
            "that begin with L go on with a hyphen. Names are found by `search`",
        ),
        (
            {"within": ["U-15@2025"]},
            "BAD_REQUEST",
            "within",
            "U-15@2025 is not the code of a unit, such as U-15@2025-07-01: '2025' is not a day such as "
            "2025-07-01",
        ),
        (
            {"within": ["P-vo-que"]},
            "NOT_FOUND",
            "within",
            "P-vo-que is not the code of an administrative unit",
        ),
        ({"on": "9999-12-31"}, "BAD_REQUEST", "on", "The day lies between the years 1900 and 2200"),
    ],
)
async def test_bad_argument_is_named_and_nothing_else_is_lost(
    api: Api, register: Register, variables: dict[str, object], code: str, argument: str, message: str
) -> None:
    chain = register.value_chain(register.product())
    await register.load()

    answer = await api(MAP, {"code": chain} | variables)

    assert answer.data == {"valueChain": {"map": None}}
    assert [(error["message"], error["extensions"]) for error in answer.errors] == [
        (message, {"code": code, "argument": argument})
    ]


async def test_several_maps_of_a_request_read_the_products_once(api: Api, register: Register) -> None:
    commune = register.unit()
    one, two = (register.value_chain(register.product()) for _ in range(2))
    await register.load()

    answer = await api(
        """
        query Two($one: PublicCode!, $two: PublicCode!, $within: [ID!]) {
          one: valueChain(code: $one) { map(within: $within) { constraint } }
          two: valueChain(code: $two) { map(within: $within) { constraint } }
        }
        """,
        {"one": one, "two": two, "within": [commune]},
    )

    assert answer.data == {name: {"map": {"constraint": "NO_BUSINESS"}} for name in ("one", "two")}
    assert answer.statements["recipes_of_products"] == 1
