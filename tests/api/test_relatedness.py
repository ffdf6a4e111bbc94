"""Related and feasible products over HTTP: exact answers on small registers of their own.

The tests share one graph, so each asks ``within`` a province of its own.
"""

import asyncio
import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from graphql import GraphQLError

from domain import dates
from graph.change import data_version, recording
from graph.client import Graph, Row
from graph.cypher import Statement
from resolvers.relatedness import Landscapes
from tests.builders import Register
from tests.conftest import Answer, Api

RELATED = """
query Related(
  $code: PublicCode!, $first: Int, $within: [ID!], $on: Date, $language: Language
) {
  product(code: $code) {
    relatedProducts(first: $first, within: $within, on: $on, language: $language) {
      algorithm dataVersion on computedAt changedMeanwhile
      evidence { communes products offers ambiguousUnits { code } }
      constraint explanation totalCount communesWith complexity meanDiversity countedAs { code }
      products {
        product { code } proximity probabilityGivenThis probabilityGivenOther
        communesWithThis communesWithOther communesWithBoth complexity meanDiversity explanation
      }
    }
  }
}
"""
FEASIBLE = """
query Feasible($id: ID!, $first: Int, $within: [ID!], $on: Date, $language: Language) {
  node(id: $id) {
    ... on AdministrativeUnit {
      feasibleProducts(first: $first, within: $within, on: $on, language: $language) { ...feasible }
    }
    ... on Cluster {
      feasibleProducts(first: $first, within: $within, on: $on, language: $language) { ...feasible }
    }
  }
}
fragment feasible on FeasibleProducts {
  algorithm dataVersion on computedAt changedMeanwhile
  evidence { communes products offers ambiguousUnits { code } }
  constraint explanation totalCount peers diversity complexity
  products {
    product { code } density revealedComparativeAdvantage complexity facilities communesWith meanDiversity
    nearest { product { code } proximity revealedComparativeAdvantage }
    explanation
  }
}
"""
COUNTING = {
    "taxonomy_of_products": 1,
    "versions_of_units": 1,
    "sites_of_clusters": 1,
    "facilities_by_unit_and_product": 1,
    "facilities_by_cluster_and_product": 1,
}
"""What it takes to count the facilities of a register."""

OFFERED = {
    "c1": ("tea", "box", "jam"),
    "c2": ("tea", "box"),
    "c3": ("tea", "box", "soap"),
    "c4": ("soap", "oil"),
    "c5": ("soap", "oil", "jam"),
    "c6": ("oil",),
    "c7": ("tea",),
}
"""What one facility offers in each commune. A second one offers tea in c1. Every commune has an advantage
in all that it offers."""
NAMES = {
    "tea": ("Chè", "Tea"),
    "box": ("Hộp", "Boxes"),
    "jam": ("Mứt", "Jam"),
    "soap": ("Xà phòng", "Soap"),
    "oil": ("Tinh dầu", "Oil"),
}
COMPLEXITY = {
    "tea": 1.106041561672018,
    "box": 0.9809464523068658,
    "jam": -0.056279578171429256,
    "soap": -0.6106227923214876,
    "oil": -1.522335237177106,
}
"""As the package ``ecomplexity`` 0.5.3 has it for these communes."""
MEAN_DIVERSITY = {"tea": 9 / 4, "box": 8 / 3, "jam": 6 / 2, "soap": 8 / 3, "oil": 6 / 3}


@dataclass(frozen=True, slots=True)
class World:
    """A province with communes and products by the letters of ``OFFERED``."""

    province: str
    communes: dict[str, str]
    products: dict[str, str]


def world(register: Register) -> World:
    """Adds the province of ``OFFERED`` to a register."""
    province = register.unit("Tỉnh Thử", kind="PROVINCE")
    communes = {name: register.unit(f"Xã {name}", part_of=province) for name in OFFERED}
    products = {name: register.product(vi, name_en=en) for name, (vi, en) in NAMES.items()}
    for name, offered in OFFERED.items():
        facility = register.facility(unit=communes[name])
        for product in offered:
            register.offer(facility, products[product])
    register.offer(register.facility(unit=communes["c1"]), products["tea"])
    return World(province, communes, products)


async def related(api: Api, product: str, **arguments: object) -> Answer:
    return await api(RELATED, {"code": product, **arguments})


async def feasible(api: Api, place: str, **arguments: object) -> Answer:
    return await api(FEASIBLE, {"id": place, **arguments})


def shown(answer: Answer) -> Any:
    """The computed object of an answer without errors."""
    assert answer.errors == []
    (record,) = answer.data.values()
    (computed,) = record.values()
    return computed


def found(answer: Answer) -> list[str]:
    return [item["product"]["code"] for item in shown(answer)["products"]]


async def test_related_products_come_with_the_numbers_behind_them(
    api: Api, graph: Graph, register: Register
) -> None:
    here = world(register)
    await register.load()
    before = dates.now()

    answer = await related(api, here.products["tea"], within=[here.province], language="EN")

    computed = shown(answer)
    assert before <= dt.datetime.fromisoformat(computed.pop("computedAt")) <= dates.now()
    assert computed == {
        "algorithm": "product-relatedness/1",
        "dataVersion": await data_version(graph),
        "on": str(dates.today()),
        "changedMeanwhile": False,
        "evidence": {"communes": 7, "products": 5, "offers": 16, "ambiguousUnits": []},
        "constraint": None,
        "explanation": "Proximities come from 7 communes and wards with facilities and 5 products. "
        "Fewer than 10 are thin evidence: what they share may be chance; ask about a larger territory.",
        "totalCount": 1,
        "communesWith": 4,
        "complexity": pytest.approx(COMPLEXITY["tea"], abs=1e-9),
        "meanDiversity": MEAN_DIVERSITY["tea"],
        "countedAs": {"code": here.products["tea"]},
        "products": [
            {
                "product": {"code": here.products["box"]},
                "proximity": 3 / 4,
                "probabilityGivenThis": 3 / 4,
                "probabilityGivenOther": 1,
                "communesWithThis": 4,
                "communesWithOther": 3,
                "communesWithBoth": 3,
                "complexity": pytest.approx(COMPLEXITY["box"], abs=1e-9),
                "meanDiversity": MEAN_DIVERSITY["box"],
                "explanation": "3 of the 4 communes and wards with an advantage in Tea also have one in "
                "Boxes (75%); the other way round it is 3 of 3 (100%).",
            }
        ],
    }


async def test_feasible_products_of_a_commune_come_with_the_numbers_behind_them(
    api: Api, graph: Graph, register: Register
) -> None:
    here = world(register)
    await register.load()

    answer = await feasible(api, here.communes["c3"], within=[here.province], language="EN")

    computed = shown(answer)
    assert dt.datetime.fromisoformat(computed.pop("computedAt")) <= dates.now()
    code = {name: {"code": product} for name, product in here.products.items()}
    ties = sorted(("box", "soap"), key=lambda name: here.products[name])
    tied = ", ".join(f"{NAMES[name][1]} (0.333)" for name in ties)
    assert computed == {
        "algorithm": "product-relatedness/1",
        "dataVersion": await data_version(graph),
        "on": str(dates.today()),
        "changedMeanwhile": False,
        "evidence": {"communes": 7, "products": 5, "offers": 16, "ambiguousUnits": []},
        "constraint": None,
        "explanation": "Advantages are judged among 7 communes and wards with facilities. Proximities come "
        "from 7 communes and wards with facilities and 5 products. "
        "Fewer than 10 are thin evidence: what they share may be chance; ask about a larger territory.",
        "totalCount": 2,
        "peers": 7,
        "diversity": 3,
        "complexity": pytest.approx(
            (COMPLEXITY["tea"] + COMPLEXITY["box"] + COMPLEXITY["soap"]) / 3, abs=1e-9
        ),
        "products": [
            {
                "product": code["jam"],
                "density": pytest.approx(
                    (1 / 4 + 1 / 3 + 1 / 3) / (1 + 1 / 4 + 1 / 3 + 1 / 3 + 1 / 3), abs=1e-12
                ),
                "revealedComparativeAdvantage": 0,
                "complexity": pytest.approx(COMPLEXITY["jam"], abs=1e-9),
                "facilities": 0,
                "communesWith": 2,
                "meanDiversity": MEAN_DIVERSITY["jam"],
                "nearest": [
                    *(
                        {
                            "product": code[name],
                            "proximity": 1 / 3,
                            "revealedComparativeAdvantage": pytest.approx((1 / 3) / (3 / 16)),
                        }
                        for name in ties
                    ),
                    {
                        "product": code["tea"],
                        "proximity": 1 / 4,
                        "revealedComparativeAdvantage": pytest.approx((1 / 3) / (5 / 16)),
                    },
                ],
                "explanation": "No facility here offers exactly this at present. "
                "What the place has an advantage in makes up "
                f"41% of all that is near to Jam; nearest: {tied}, Tea (0.25).",
            },
            {
                "product": code["oil"],
                "density": pytest.approx((2 / 3) / (1 + 2 / 3 + 1 / 3), abs=1e-12),
                "revealedComparativeAdvantage": 0,
                "complexity": pytest.approx(COMPLEXITY["oil"], abs=1e-9),
                "facilities": 0,
                "communesWith": 3,
                "meanDiversity": MEAN_DIVERSITY["oil"],
                "nearest": [
                    {
                        "product": code["soap"],
                        "proximity": 2 / 3,
                        "revealedComparativeAdvantage": pytest.approx((1 / 3) / (3 / 16)),
                    }
                ],
                "explanation": "No facility here offers exactly this at present. "
                "What the place has an advantage in makes up "
                "33% of all that is near to Oil; nearest: Soap (0.667).",
            },
        ],
    }


async def test_sentences_come_in_vietnamese_unless_english_is_preferred(api: Api, register: Register) -> None:
    here = world(register)
    await register.load()
    asked = {"id": here.communes["c3"], "within": [here.province]}

    vietnamese, english = await api(FEASIBLE, asked), await api(FEASIBLE, asked, {"Accept-Language": "en"})

    oil = [shown(answer)["products"][1]["explanation"] for answer in (vietnamese, english)]
    assert oil == [
        "Hiện chưa có cơ sở nào ở đây chào bán đúng sản phẩm này. "
        "Những gì nơi này đã có lợi thế chiếm 33% tổng độ gần với tinh "
        "dầu; gần nhất: xà phòng (0,667).",
        "No facility here offers exactly this at present. "
        "What the place has an advantage in makes up 33% of all that is near "
        "to Oil; nearest: Soap (0.667).",
    ]
    assert shown(vietnamese)["explanation"] == (
        "Lợi thế được so sánh giữa 7 xã, phường có cơ sở chào bán. Độ gần giữa các sản phẩm được tính từ "
        "7 xã, phường có cơ sở chào bán, gồm 5 sản phẩm. Ít hơn 10 xã, phường là căn cứ mỏng: kết quả có thể "
        "chỉ là ngẫu nhiên; nên hỏi trên phạm vi rộng hơn."
    )


async def test_advantage_of_a_province_is_judged_among_provinces(api: Api, register: Register) -> None:
    here = world(register)
    other = register.unit("Tỉnh Khác", kind="PROVINCE")
    shop = register.facility(unit=register.unit("Xã Khác", part_of=other))
    for name in ("jam", "oil"):
        register.offer(shop, here.products[name])
    await register.load()

    answer = await feasible(api, here.province, within=[here.province, other])

    computed = shown(answer)
    assert (computed["peers"], computed["diversity"], computed["constraint"]) == (2, 3, None)
    assert [
        (item["product"]["code"], item["facilities"], item["revealedComparativeAdvantage"])
        for item in computed["products"]
    ] == [
        (here.products["jam"], 2, pytest.approx((2 / 16) / (3 / 18))),
        (here.products["oil"], 3, pytest.approx((3 / 16) / (4 / 18))),
    ]


async def test_advantage_of_a_cluster_is_judged_among_the_clusters_of_its_kind(
    api: Api, register: Register
) -> None:
    here = world(register)
    group, network = (
        register.cluster(kind=kind, units=[here.communes["c1"]])
        for kind in ("ENTERPRISE_LINKAGE_GROUP", "SECTOR_NETWORK")
    )
    peer = register.cluster(kind="ENTERPRISE_LINKAGE_GROUP", units=[here.communes["c4"]])
    for cluster, product in ((group, "soap"), (peer, "oil"), (peer, "tea"), (network, "oil")):
        member = register.facility(unit=None)
        register.offer(member, here.products[product])
        register.place(cluster, member, "MEMBER_OF")
    await register.load()

    answer = await feasible(api, group, within=[here.province], language="EN")

    computed = shown(answer)
    assert (computed["peers"], computed["diversity"]) == (2, 1)
    assert computed["explanation"].startswith("Advantages are judged among 2 enterprise linkage groups")
    assert [(item["product"]["code"], item["facilities"]) for item in computed["products"]] == [
        (here.products["oil"], 0),
        *((item["product"]["code"], 0) for item in computed["products"][1:]),
    ]
    assert computed["products"][0]["density"] == pytest.approx((2 / 3) / (1 + 2 / 3 + 1 / 3), abs=1e-12)


async def test_grade_counts_as_what_it_is_a_grade_of(api: Api, register: Register) -> None:
    here = world(register)
    codes = ["2022:090210"]
    general = register.product("Chè xanh", hs_codes=codes)
    grade = register.product("Chè xanh loại một", hs_codes=codes, kind_of=general)
    other = register.product("Chè ướp hoa", hs_codes=["2022:090220"], kind_of=general)
    for name in ("c4", "c5"):
        register.offer(register.facility(unit=here.communes[name]), grade)
    register.offer(register.facility(unit=here.communes["c4"]), other)
    await register.load()

    of_grade = await related(api, grade, within=[here.province])
    of_general = await related(api, general, within=[here.province])

    assert shown(of_grade)["countedAs"] == {"code": general}
    assert "được tính chung là chè xanh" in shown(of_grade)["explanation"]
    assert set(found(of_grade)) == {here.products["soap"], here.products["oil"]}
    assert found(of_general) == found(of_grade)


@pytest.mark.parametrize(
    ("case", "constraint", "explanation"),
    [
        ("by-product", "BY_PRODUCT", "Phụ phẩm không được tính"),
        ("unoffered", "NOT_OFFERED", "Chưa có cơ sở nào xác định được xã, phường chào bán"),
        ("heading", "ONLY_KINDS_OFFERED", "hãy hỏi từng loại (hàng riêng)"),
        ("rare", "TOO_FEW_COMMUNES", "Mới có một xã, phường có lợi thế"),
        ("lone", "NOTHING_NEAR", "Không có sản phẩm nào khác đủ gần."),
    ],
)
async def test_product_to_which_nothing_is_related_says_why(
    api: Api, register: Register, case: str, constraint: str, explanation: str
) -> None:
    here = world(register)
    heading = register.product("Nhóm hàng")
    products = {
        "by-product": register.product("Bã", stage="BYPRODUCT"),
        "unoffered": register.product("Hàng chưa có"),
        "heading": heading,
        "rare": register.product("Hàng riêng", kind_of=heading),
        "lone": register.product("Hàng lẻ"),
    }
    register.offer(register.facility(unit=here.communes["c6"]), products["by-product"])
    register.offer(register.facility(unit=here.communes["c7"]), products["rare"])
    for name in ("c2", "c6"):
        register.offer(register.facility(unit=here.communes[name]), products["lone"])
    await register.load()

    answer = shown(await related(api, products[case], within=[here.province]))

    assert (answer["constraint"], answer["products"], answer["totalCount"]) == (constraint, [], 0)
    assert explanation in answer["explanation"]


async def test_place_that_could_make_nothing_says_why(api: Api, register: Register) -> None:
    here = world(register)
    empty = register.unit("Xã Trống", part_of=here.province)
    old = register.unit(
        "Tỉnh Cũ", kind="PROVINCE", valid_from=dt.date(2004, 7, 8), valid_to=dt.date(2025, 7, 1)
    )
    register.succession(old, here.province)
    cluster = register.cluster(units=[here.communes["c1"]])
    await register.load()

    answers = [
        shown(await feasible(api, place, within=[here.province]))
        for place in (empty, old, here.province, cluster)
    ]

    assert [(answer["constraint"], answer["products"], answer["peers"]) for answer in answers] == [
        ("NO_FACILITY", [], 7),
        ("NOT_IN_FORCE", [], 0),
        ("NO_PEER", [], 1),
        ("NO_FACILITY", [], 0),
    ]
    assert answers[1]["explanation"].startswith("Đơn vị này không có hiệu lực vào ngày được hỏi")


async def test_facilities_under_an_older_unit_count_under_its_whole_successor_only(
    api: Api, register: Register
) -> None:
    here = world(register)
    began, ended = dt.date(2004, 7, 8), dt.date(2025, 7, 1)
    whole, divided = (
        register.unit(name, kind="COMMUNE", valid_from=began, valid_to=ended) for name in ("Xã Cũ", "Xã Chia")
    )
    register.succession(whole, here.communes["c6"])
    for name in ("c2", "c7"):
        register.succession(divided, here.communes[name], is_partial=True)
    for unit in (whole, divided):
        register.offer(register.facility(unit=unit), here.products["soap"])
    await register.load()

    computed = shown(await related(api, here.products["soap"], within=[here.province]))

    assert computed["evidence"] == {
        "communes": 7,
        "products": 5,
        "offers": 17,
        "ambiguousUnits": [{"code": divided}],
    }
    assert [(item["product"]["code"], item["communesWithBoth"]) for item in computed["products"]] == [
        (here.products["oil"], 3)
    ]


async def test_day_decides_on_offers_and_units(api: Api, register: Register) -> None:
    here = world(register)
    day = dt.date(2026, 3, 1)
    facility = register.facility(unit=here.communes["c7"])
    register.offer(facility, here.products["box"], valid_from=day)
    await register.load()

    before = shown(await related(api, here.products["box"], within=[here.province], on="2026-02-28"))
    since = shown(await related(api, here.products["box"], within=[here.province], on="2026-03-01"))

    assert [(answer["on"], answer["communesWith"]) for answer in (before, since)] == [
        ("2026-02-28", 3),
        ("2026-03-01", 4),
    ]


async def test_first_bounds_the_products_and_the_total_stays(api: Api, register: Register) -> None:
    here = world(register)
    await register.load()

    answer = await feasible(api, here.communes["c3"], within=[here.province], first=1)

    assert found(answer) == [here.products["jam"]]
    assert shown(answer)["totalCount"] == 2


@pytest.mark.parametrize(
    ("arguments", "code", "argument"),
    [
        ({"first": 0}, "BAD_REQUEST", "first"),
        ({"first": 101}, "BAD_REQUEST", "first"),
        ({"on": "1899-12-31"}, "BAD_REQUEST", "on"),
        ({"on": "2201-01-01"}, "BAD_REQUEST", "on"),
        ({"within": ["U-15"]}, "BAD_REQUEST", "within"),
        ({"within": ["P-vo-que-kho"]}, "NOT_FOUND", "within"),
        ({"within": ["U-15@1999-01-01"]}, "NOT_FOUND", "within"),
        ({"within": ["U-25@2025-07-01"]}, "BAD_REQUEST", "within"),
    ],
)
@pytest.mark.parametrize("kind", ["unit", "cluster"])
async def test_argument_that_cannot_be_is_named_and_leaves_the_place_standing(
    api: Api, register: Register, kind: str, arguments: dict[str, object], code: str, argument: str
) -> None:
    commune = register.unit()
    place = commune if kind == "unit" else register.cluster(units=[commune])
    await register.load()

    answer = await feasible(api, place, **arguments)

    assert answer.data == {"node": {"feasibleProducts": None}}
    assert [(error["path"], error["extensions"]) for error in answer.errors] == [
        (["node", "feasibleProducts"], {"code": code, "argument": argument})
    ]


@pytest.mark.parametrize("within", [[], None])
async def test_no_territory_is_none_and_an_empty_list_matches_nothing(
    api: Api, register: Register, within: list[str] | None
) -> None:
    here = world(register)
    await register.load()

    computed = shown(await related(api, here.products["tea"], within=within))

    if within is None:
        assert computed["evidence"]["communes"] >= 7
        assert computed["constraint"] is None
    else:
        assert computed["evidence"] == {"communes": 0, "products": 0, "offers": 0, "ambiguousUnits": []}
        assert computed["constraint"] == "NOT_OFFERED"


async def test_facilities_are_counted_once_for_all_who_ask(api: Api, register: Register) -> None:
    here = world(register)
    await register.load()
    query = """
    query ($codes: [ID!]!) {
      nodes(ids: $codes) {
        ... on Product { relatedProducts { totalCount products { product { name } } } }
        ... on AdministrativeUnit { feasibleProducts { totalCount products { product { name } } } }
      }
    }
    """
    codes = [*here.products.values(), *here.communes.values()]

    first = await api(query, {"codes": codes})
    again = await api(query, {"codes": codes})

    usual = {"products_by_code": 1, "units_by_code": 1}
    assert first.errors == again.errors == []
    assert first.statements == {**usual, **COUNTING, "data_version": 2}
    assert again.statements == {**usual, "data_version": 1}
    assert first.data == again.data


async def test_many_who_ask_at_once_wait_for_one_count(api: Api, register: Register) -> None:
    here = world(register)
    await register.load()
    query = (
        "query ($code: PublicCode!) { product(code: $code) { relatedProducts { totalCount dataVersion } } }"
    )
    before = await api("{ __typename }")

    answers = await asyncio.gather(*(api(query, {"code": here.products["tea"]}) for _ in range(6)))
    after = await api(query, {"code": here.products["tea"]})

    assert before.statements == {}
    assert len({str(answer.data) for answer in answers}) == 1
    assert max(answer.statements["facilities_by_unit_and_product"] for answer in answers) == 1
    assert after.statements == {"products_by_code": 1, "data_version": 1}


async def test_answer_is_of_the_newest_state_of_the_register(api: Api, register: Register) -> None:
    here = world(register)
    await register.load()
    early = shown(await related(api, here.products["oil"], within=[here.province]))
    facility = register.facility(unit=here.communes["c6"])
    register.offer(facility, here.products["jam"])
    await register.load()

    late = shown(await related(api, here.products["oil"], within=[here.province]))

    assert late["dataVersion"] > early["dataVersion"]
    assert [item["communesWithBoth"] for item in early["products"]] == [2]
    assert [item["communesWithBoth"] for item in late["products"]] == [2, 2]


async def test_register_is_counted_for_one_day_at_a_time(graph: Graph) -> None:
    watched = WatchedGraph(driver=graph.driver, address=graph.address)
    landscapes, version = Landscapes(), await data_version(graph)
    days = [dates.today() - dt.timedelta(days=number) for number in range(4)]

    scenes = await asyncio.gather(*(landscapes.get(watched, version, day, None) for day in days))

    assert watched.tally.statements.count("facilities_by_unit_and_product") == 4
    assert WatchedGraph.most_at_once == 1
    assert len({id(scene.reading) for scene in scenes}) == 4


async def test_who_asks_before_facilities_are_counted_is_told_to_come_back(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HeldGraph, "may_go_on", asyncio.Event())
    monkeypatch.setattr(HeldGraph, "begun", 0)
    held = HeldGraph(driver=graph.driver, address=graph.address)
    landscapes, version, today = Landscapes(), await data_version(graph), dates.today()

    with pytest.raises(GraphQLError) as refused:
        await landscapes.get(held, version, today, None, patience=0.1)
    begun_for_the_first = HeldGraph.begun
    HeldGraph.may_go_on.set()
    scene = await landscapes.get(held, version, today, None)

    assert refused.value.extensions == {"code": "BUSY"}
    assert scene.reading.data_version == await data_version(graph)
    counted = held.tally.statements.count("facilities_by_unit_and_product")
    assert (begun_for_the_first, HeldGraph.begun, counted) == (1, 1, 1)


class HeldGraph(Graph):
    """The graph, which counts facilities only when it may, and how many counts have begun."""

    may_go_on = asyncio.Event()  # each test sets its own
    begun = 0

    async def read(self, statement: Statement, /, **parameters: object) -> list[Row]:
        if statement.name == "facilities_by_unit_and_product":
            HeldGraph.begun += 1
            await HeldGraph.may_go_on.wait()
        return await super().read(statement, **parameters)


class WatchedGraph(Graph):
    """The graph, with a look at how many counts run at once."""

    running = 0
    most_at_once = 0

    async def read(self, statement: Statement, /, **parameters: object) -> list[Row]:
        counts = statement.name == "facilities_by_unit_and_product"
        WatchedGraph.running += counts
        WatchedGraph.most_at_once = max(WatchedGraph.most_at_once, WatchedGraph.running)
        try:
            return await super().read(statement, **parameters)
        finally:
            WatchedGraph.running -= counts


class MovingGraph(Graph):
    """The graph with somebody else who writes while facilities are counted, so many times."""

    writes: list[int] = []  # noqa: RUF012 - each test sets its own

    async def read(self, statement: Statement, /, **parameters: object) -> list[Row]:
        rows = await super().read(statement, **parameters)
        if statement.name == "facilities_by_unit_and_product" and self.writes:
            self.writes.pop()
            await self.write(
                recording(at=dates.now(), actor="tests", action="LOADED", summary="Someone else")
            )
        return rows


@pytest.mark.parametrize(("writes", "changed"), [(0, False), (1, False), (2, True)])
async def test_register_that_moves_meanwhile_is_counted_once_more(
    graph: Graph, monkeypatch: pytest.MonkeyPatch, writes: int, changed: bool
) -> None:
    monkeypatch.setattr(MovingGraph, "writes", [1] * writes)
    moving = MovingGraph(driver=graph.driver, address=graph.address)
    version = await data_version(graph)

    scene = await Landscapes().get(moving, version, dates.today(), None)

    assert scene.reading.changed_meanwhile is changed
    assert scene.reading.data_version == await data_version(graph) == version + writes
