"""The register over HTTP: look-ups, lists, filters, pages, and what each costs."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain import dates
from domain.codes import RecordKind, issue
from graph.client import Graph
from tests.builders import Cell, Register, one_of_each, word
from tests.conftest import Answer, Api
from web import OPERATIONS

BROWSE_REGISTER = (OPERATIONS / "browse_register.graphql").read_text()
LOOK_UP = (OPERATIONS / "look_up.graphql").read_text()
FACILITIES = """
query Facilities(
  $filter: FacilityFilter, $orderBy: Order, $first: Int, $after: String, $last: Int, $before: String
) {
  facilities(
    filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before
  ) {
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    ambiguousUnits { code }
    edges { cursor node { code } }
  }
}
"""
ROOTS = {
    "Facility": "facility",
    "Supplier": "supplier",
    "Buyer": "buyer",
    "Organisation": "organisation",
    "Product": "product",
    "ValueChain": "valueChain",
    "Cluster": "cluster",
    "TradeFair": "tradeFair",
    "AdministrativeUnit": "administrativeUnit",
    "Agency": "agency",
    "CraftVillage": "craftVillage",
    "Programme": "programme",
    "BudgetLine": "budgetLine",
    "Project": "project",
    "Investment": "investment",
}
LISTS = {
    "facilities": "Facility",
    "suppliers": "Supplier",
    "buyers": "Buyer",
    "organisations": "Organisation",
    "products": "Product",
    "valueChains": "ValueChain",
    "clusters": "Cluster",
    "tradeFairs": "TradeFair",
    "administrativeUnits": "AdministrativeUnit",
    "agencies": "Agency",
    "craftVillages": "CraftVillage",
    "programmes": "Programme",
    "budgetLines": "BudgetLine",
    "projects": "Project",
    "investments": "Investment",
}


@pytest.fixture(scope="module")
async def codes(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The codes of a small register in which everything occurs."""
    register = Register(graph, tmp_path_factory.mktemp("register"))
    codes = one_of_each(register)
    await register.load()
    return codes


def found(answer: Answer, field: str = "facilities") -> list[str]:
    """The codes on a page of an answer without errors."""
    assert answer.errors == []
    return [edge["node"]["code"] for edge in answer.data[field]["edges"]]


async def listed(api: Api, field: str, kind: str, filter: dict[str, object]) -> list[str]:
    """The codes that a list gives under a filter."""
    query = (
        f"query ($filter: {kind}Filter) "
        f"{{ {field}(filter: $filter, first: 100) {{ edges {{ node {{ code }} }} }} }}"
    )
    return found(await api(query, {"filter": filter}), field)


@pytest.mark.parametrize("kind", ROOTS)
async def test_record_is_looked_up_by_its_code_and_by_node(
    api: Api, codes: dict[str, str], kind: str
) -> None:
    code, root = codes[kind], ROOTS[kind]
    query = (
        f"query ($code: PublicCode!, $id: ID!) {{ {root}(code: $code) {{ __typename id code }} "
        "node(id: $id) { __typename id } }"
    )

    answer = await api(query, {"code": code, "id": code})

    assert answer.errors == []
    assert answer.data == {
        root: {"__typename": kind, "id": code, "code": code},
        "node": {"__typename": kind, "id": code},
    }
    assert answer.statements.total() == 1


@pytest.mark.parametrize("kind", ["Certificate", "Expense", "Meeting", "Claim", "FairSeries"])
async def test_record_without_a_root_of_its_own_is_a_node(api: Api, codes: dict[str, str], kind: str) -> None:
    answer = await api("query ($id: ID!) { node(id: $id) { __typename id } }", {"id": codes[kind]})

    assert answer.errors == []
    assert answer.data == {"node": {"__typename": kind, "id": codes[kind]}}


@pytest.mark.parametrize("root", ROOTS.values())
async def test_code_of_another_kind_gives_null(api: Api, codes: dict[str, str], root: str) -> None:
    other = codes["Agency"] if root != "agency" else codes["Facility"]

    answer = await api(f"query ($code: PublicCode!) {{ {root}(code: $code) {{ code }} }}", {"code": other})

    assert (answer.data, answer.errors) == ({root: None}, [])


async def test_edges_are_read_together_with_the_record_that_has_them(api: Api, register: Register) -> None:
    good = register.product()
    maker = register.facility()
    register.offer(maker, good, capacity_per_year=5)
    await register.load()

    answer = await api(
        "query ($code: PublicCode!) { business(code: $code) "
        "{ code offers { edges { node { capacityPerYear product { code } } } } organisation { code } } }",
        {"code": maker},
    )

    assert answer.data["business"] == {
        "code": maker,
        "offers": {"edges": [{"node": {"capacityPerYear": 5.0, "product": {"code": good}}}]},
        "organisation": None,
    }
    assert answer.statements == Counter(
        {"businesses_by_code": 1, "offers_of_business": 1, "organisation_of_business": 1}
    )
    assert answer.round_trips == 1


async def test_edges_of_what_a_record_names_are_read_together_with_that(api: Api, register: Register) -> None:
    good = register.product()
    unit = register.unit("Xã Thử")
    makers = [register.facility(unit=unit), register.supplier(kinds=["GROWER"])]
    for maker in makers:
        register.offer(maker, good)
    await register.load()

    answer = await api(
        "query ($code: PublicCode!) { product(code: $code) { offers { edges { node { business "
        "{ code administrativeUnit { code } } } } } } }",
        {"code": good},
    )

    found = [edge["node"]["business"] for edge in answer.data["product"]["offers"]["edges"]]
    assert {business["code"]: business["administrativeUnit"] for business in found} == {
        makers[0]: {"code": unit},
        makers[1]: None,
    }
    assert answer.statements == {
        "products_by_code": 1,
        "offers_of_product": 1,
        "businesses_by_code": 1,
        "unit_of_business": 1,
    }
    assert answer.round_trips == 2


async def test_edges_of_a_record_that_is_not_there_are_nothing(api: Api) -> None:
    answer = await api(
        "query ($code: PublicCode!) "
        "{ business(code: $code) { offers { totalCount } organisation { code } } }",
        {"code": issue(RecordKind.BUSINESS)},
    )

    assert (answer.data, answer.errors) == ({"business": None}, [])


async def test_fault_of_an_edge_leaves_the_record_that_has_it(api: Api, codes: dict[str, str]) -> None:
    answer = await api(
        "query ($code: PublicCode!) "
        '{ business(code: $code) { code offers(after: "no cursor") { totalCount } } }',
        {"code": codes["Facility"]},
    )

    assert answer.data == {"business": {"code": codes["Facility"], "offers": None}}
    assert [(error["path"], error["extensions"]["code"]) for error in answer.errors] == [
        (["business", "offers"], "BAD_REQUEST")
    ]


async def test_businesses_share_their_prefix_but_not_their_type(api: Api, codes: dict[str, str]) -> None:
    query = """
    query ($code: PublicCode!) {
      facility(code: $code) { code } supplier(code: $code) { code } buyer(code: $code) { code }
      business(code: $code) { __typename code }
    }
    """

    answer = await api(query, {"code": codes["Supplier"]})

    assert answer.data == {
        "facility": None,
        "supplier": {"code": codes["Supplier"]},
        "buyer": None,
        "business": {"__typename": "Supplier", "code": codes["Supplier"]},
    }
    assert answer.statements == {"businesses_by_code": 1}


async def test_code_is_read_in_any_spelling(api: Api, codes: dict[str, str]) -> None:
    code = codes["Facility"]
    typed = " " + code.lower().replace("-", " ")

    answer = await api(
        "query ($code: PublicCode!, $id: ID!) { facility(code: $code) { code } node(id: $id) { id } }",
        {"code": typed, "id": typed},
    )

    assert answer.data == {"facility": {"code": code}, "node": {"id": code}}


async def test_nodes_keep_their_order_and_their_gaps(
    api: Api, register: Register, codes: dict[str, str]
) -> None:
    absent = register.facility()
    ids = [codes["Product"], absent, codes["Facility"], codes["Product"], codes["Cluster"]]

    answer = await api("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ids})

    assert answer.errors == []
    assert answer.data == {"nodes": [{"id": ids[0]}, None, {"id": ids[2]}, {"id": ids[0]}, {"id": ids[4]}]}
    assert answer.statements == {"businesses_by_code": 1, "products_by_code": 1, "clusters_by_code": 1}


async def test_too_many_nodes_are_refused(api: Api) -> None:
    answer = await api("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["P-vo-que-kho"] * 101})

    assert [error["extensions"] for error in answer.errors] == [{"code": "BAD_REQUEST", "argument": "ids"}]


@pytest.mark.parametrize(
    "code", ["", "B", "B-7K3Q9D2M-0", "X-7K3Q9D2M-4", "P-Vỏ-quế", "U-15@2025-02-30", "P"]
)
async def test_malformed_code_is_refused_before_any_statement(api: Api, code: str) -> None:
    by_code = await api("query ($code: PublicCode!) { facility(code: $code) { code } }", {"code": code})
    inline = await api(f'{{ facility(code: "{code}") {{ code }} }}')
    by_id = await api("query ($id: ID!) { node(id: $id) { id } }", {"id": code})

    assert (by_code.codes, inline.codes, by_id.codes) == (["BAD_REQUEST"], ["BAD_REQUEST"], ["BAD_REQUEST"])
    assert "code" in by_code.errors[0]["message"]
    assert by_id.errors[0]["extensions"]["argument"] == "id"
    assert by_code.statements + inline.statements + by_id.statements == {}


@pytest.mark.parametrize(
    ("filter", "argument"),
    [
        ({"within": ["U-99999@2025-07-01"]}, "filter.within"),
        ({"offers": ["P-khong-co"]}, "filter.offers"),
        ({"needs": ["P-vo-que-kho", "P-khong-co"]}, "filter.needs"),
        ({"clusters": [str(issue(RecordKind.CLUSTER))]}, "filter.clusters"),
        ({"fairs": ["P-vo-que-kho"]}, "filter.fairs"),
    ],
)
async def test_unknown_id_in_a_filter_is_not_found_and_names_its_argument(
    api: Api, filter: dict[str, object], argument: str
) -> None:
    answer = await api(FACILITIES, {"filter": filter})

    assert answer.data == {"facilities": None}
    assert [(error["path"], error["extensions"]) for error in answer.errors] == [
        (["facilities"], {"code": "NOT_FOUND", "argument": argument})
    ]


async def test_each_filter_of_facilities_finds_exactly_its_own(api: Api, register: Register) -> None:
    province = register.unit("Tỉnh Thử", kind="PROVINCE")
    unit = register.unit(part_of=[province])
    parent = register.product("Nhóm")
    good = register.product("Hàng", kind_of=parent)
    cluster, fair = register.cluster(), register.fair()
    cooperative = register.organisation(legal_form="COOPERATIVE")
    mark = register.word
    one = register.facility(
        f"Xưởng quế Đỉnh {mark}",
        unit=unit,
        latitude=21.0,
        longitude=104.0,
        workers=10,
        size_class="MICRO",
        organisation=cooperative,
    )
    two = register.facility(
        f"Xưởng chè Đá {mark}",
        aliases=["Quế Tên Khác"],
        latitude=21.5,
        longitude=104.0,
        workers=50,
        size_class="SMALL",
        country="LA",
    )
    register.supplier(f"Vùng quế {mark}", unit=unit, latitude=21.0, longitude=104.0)
    register.offer(one, good)
    register.need(two, parent)
    register.place(cluster, one)
    register.place(cluster, two, "MEMBER_OF")
    register.participant(fair, two)
    register.certificate(one, "Iso 22000", valid_from=dt.date(2026, 1, 1), valid_to=dt.date(2026, 2, 1))
    await register.load()

    async def facilities(**filter: object) -> set[str]:
        return set(await listed(api, "facilities", "Facility", {"text": mark} | filter))

    assert await facilities() == {one, two}
    assert await facilities(text=f"{mark} QUE") == {one, two}
    assert await facilities(text=f"quế đỉnh {mark}") == {one}
    assert await facilities(text=f"dinh {mark[:-1]}") == {one}
    assert await facilities(text=f"{mark} khongco") == set()
    assert await facilities(text="…") == set()
    assert await facilities(within=[province]) == {one}
    assert await facilities(within=[unit, province, unit]) == {one}
    assert await facilities(within=[]) == set()
    assert await facilities(near={"latitude": 21.0, "longitude": 104.0, "radiusKm": 55}) == {one}
    assert await facilities(near={"latitude": 21.0, "longitude": 104.0, "radiusKm": 56}) == {one, two}
    for radius in (300, 400, 550, 20_000):  # in hundreds of cells, in thousands, in too many to list
        assert await facilities(near={"latitude": 21.0, "longitude": 104.0, "radiusKm": radius}) == {one, two}
    assert await facilities(
        near={"latitude": 21.0, "longitude": 104.0, "radiusKm": 56}, within=[province]
    ) == {one}
    assert await facilities(offers=[parent]) == {one}
    assert await facilities(offers=[good, good]) == {one}
    assert await facilities(needs=[parent]) == {two}
    assert await facilities(needs=[good]) == {two}
    assert await facilities(offers=[parent], needs=[parent]) == set()
    assert await facilities(clusters=[cluster]) == {one, two}
    assert await facilities(fairs=[fair]) == {two}
    assert await facilities(clusters=[cluster], fairs=[fair]) == {two}
    assert await facilities(certificates=["ISO22000"], certificatesValidOn="2026-01-31") == {one}
    assert await facilities(certificates=["iso 22000"], certificatesValidOn="2026-01-31") == {one}
    assert await facilities(certificates=["ISO22000"], certificatesValidOn="2026-02-01") == set()
    assert await facilities(legalForms=["COOPERATIVE"]) == {one}
    assert await facilities(sizeClasses=["SMALL", "LARGE"]) == {two}
    assert await facilities(workers={"minimum": 10, "maximum": 49}) == {one}
    assert await facilities(workers={"minimum": 11}) == {two}
    assert await facilities(countries=["LA"]) == {two}
    assert await facilities(countries=[" la "]) == {two}
    assert await facilities(text=None, fairs=[fair], within=None) == {two}


async def test_what_is_no_longer_or_not_yet_offered_or_needed_is_not_found(
    api: Api, register: Register
) -> None:
    today = dates.today()
    tomorrow, name = today + dt.timedelta(days=1), register.word
    good = register.product("Măng khô")
    periods: dict[str, Any] = {
        "Nay": {"valid_from": today, "valid_to": tomorrow},
        "Trước": {"valid_to": today},
        "Sau": {"valid_from": tomorrow},
    }
    for title, period in periods.items():
        register.offer(register.facility(f"Xưởng {name} bán {title}"), good, months=[3], **period)
        register.need(register.facility(f"Xưởng {name} mua {title}"), good, months=[3], **period)
        register.need(register.buyer(f"Chợ {name} {title}"), good, months=[3], **period)
    await register.load()
    names = "edges { node { name } }"
    query = f"""
    query Valid($sells: FacilityFilter, $season: FacilityFilter, $buys: FacilityFilter, $market: BuyerFilter,
        $markets: BuyerFilter) {{
      sells: facilities(filter: $sells) {{ {names} }}
      inSeason: facilities(filter: $season) {{ {names} }}
      buys: facilities(filter: $buys) {{ {names} }}
      market: buyers(filter: $market) {{ {names} }}
      markets: buyers(filter: $markets) {{ {names} }}
    }}
    """
    months: dict[str, Any] = {"months": [3], "text": name}

    answer = await api(
        query,
        {
            "sells": {"offers": [good]},
            "season": months,
            "buys": {"needs": [good], "text": name},
            "market": months | {"needs": [good]},
            "markets": months,
        },
    )

    assert answer.errors == []
    assert {key: [edge["node"]["name"] for edge in found["edges"]] for key, found in answer.data.items()} == {
        "sells": [f"Xưởng {name} bán Nay"],
        "inSeason": [f"Xưởng {name} bán Nay"],
        "buys": [f"Xưởng {name} mua Nay"],
        "market": [f"Chợ {name} Nay"],
        "markets": [f"Chợ {name} Nay"],
    }


async def test_filters_by_what_a_facility_offers_when_and_what_it_needs(api: Api, register: Register) -> None:
    group = register.product("Nhóm")
    kind = register.product("Loại", kind_of=group)
    sibling = register.product("Loại khác", kind_of=group)
    mark = register.word
    spring = register.facility(f"Xuân {mark}")
    autumn = register.facility(f"Thu {mark}")
    register.offer(spring, kind, months=[3, 4])
    register.offer(autumn, kind, months=[8, 9])
    register.offer(autumn, sibling, months=[3])
    register.need(spring, group)
    register.need(autumn, sibling)
    await register.load()

    async def facilities(**filter: object) -> set[str]:
        return set(await listed(api, "facilities", "Facility", {"text": mark} | filter))

    assert await facilities(months=[3]) == {spring, autumn}
    assert await facilities(months=[4, 5]) == {spring}
    assert await facilities(months=[12]) == set()
    assert await facilities(months=[]) == set()
    assert await facilities(offers=[kind], months=[3]) == {spring}
    assert await facilities(offers=[group], months=[3]) == {spring, autumn}
    assert await facilities(needs=[kind]) == {spring}
    assert await facilities(needs=[sibling]) == {spring, autumn}
    assert await facilities(needs=[group]) == {spring, autumn}


async def test_months_of_a_buyer_are_those_of_its_needs(api: Api, register: Register) -> None:
    good, other = register.product("Quả"), register.product("Lá")
    mark = register.word
    spring, autumn = register.buyer(f"Xuân {mark}"), register.buyer(f"Thu {mark}")
    register.need(spring, good, months=[3, 4])
    register.need(autumn, good, months=[9])
    register.need(autumn, other, months=[3])
    register.offer(autumn, good, months=[5])
    await register.load()

    async def buyers(**filter: object) -> set[str]:
        return set(await listed(api, "buyers", "Buyer", {"text": mark} | filter))

    assert await buyers(months=[3]) == {spring, autumn}
    assert await buyers(months=[5]) == set()
    assert await buyers(needs=[good], months=[3]) == {spring}


async def test_filters_by_who_owns_a_facility_and_where_it_stands(api: Api, register: Register) -> None:
    former = register.unit("Xã Trước", valid_from=dt.date(2004, 1, 1), valid_to=dt.date(2025, 7, 1))
    halved = register.unit("Xã Chia", valid_from=dt.date(2004, 1, 1), valid_to=dt.date(2025, 7, 1))
    hard = register.unit("Xã Khó")
    register.succession(former, hard)
    register.succession(halved, hard, is_partial=True)
    register.row("unit_classes.csv", unit=hard, kind="AREA_DIFFICULTY", value="EXTREMELY_DIFFICULT")
    register.row(
        "unit_classes.csv",
        unit=hard,
        kind="AREA_DIFFICULTY",
        value="DIFFICULT",
        valid_from=dt.date(2010, 1, 1),
        valid_to=dt.date(2020, 1, 1),
    )
    women = register.organisation(women_owned_since=dt.date(2020, 1, 1))
    minority = register.organisation(ethnic_minority_owned_since=dt.date(2020, 1, 1))
    soon = register.organisation(women_owned_since=dt.date(2199, 1, 1))
    village = f"N-{register.word}"
    register.row("craft_villages.csv", code=village, name="Làng", unit=hard)
    mark = register.word
    one = register.facility(f"Một {mark}", unit=hard, organisation=women, craft_village=village)
    two = register.facility(f"Hai {mark}", unit=former, organisation=minority)
    register.facility(f"Ba {mark}", unit=halved, organisation=soon)
    await register.load()

    async def facilities(**filter: object) -> set[str]:
        return set(await listed(api, "facilities", "Facility", {"text": mark} | filter))

    assert await facilities(ownership=["WOMEN"]) == {one}
    assert await facilities(ownership=["WOMEN", "ETHNIC_MINORITY"]) == {one, two}
    assert await facilities(ownership=[]) == set()
    assert await facilities(areaClasses=["EXTREMELY_DIFFICULT"]) == {one, two}
    assert await facilities(areaClasses=["DIFFICULT"]) == set()
    assert await facilities(craftVillages=[village]) == {one}
    assert await facilities(craftVillages=[village], ownership=["ETHNIC_MINORITY"]) == set()


async def test_filters_by_age_source_and_plans(api: Api, register: Register) -> None:
    mark = register.word
    old = register.facility(
        f"Cũ {mark}", established_on=dt.date(1999, 5, 1), as_of=dt.date(2024, 1, 1), source=f"Sổ {mark}"
    )
    new = register.facility(f"Mới {mark}", established_on=dt.date(2025, 5, 1), as_of=dt.date(2026, 1, 1))
    plan: dict[str, Cell] = {"activity": "ADVANCED_MACHINERY", "year": 2027, "item": f"Máy sấy {mark}"}
    register.row("investments.csv", code=str(issue(RecordKind.INVESTMENT)), facility=old, **plan)
    other: dict[str, Cell] = {"activity": "BRAND", "year": 2028, "item": "Nhãn hiệu"}
    register.row("investments.csv", code=str(issue(RecordKind.INVESTMENT)), facility=old, **other)
    register.row("investments.csv", code=str(issue(RecordKind.INVESTMENT)), facility=new, **other)
    await register.load()

    async def facilities(**filter: object) -> set[str]:
        return set(await listed(api, "facilities", "Facility", {"text": mark} | filter))

    assert await facilities(establishedOn={"until": "1999-05-01"}) == {old}
    assert await facilities(establishedOn={"from": "1999-05-02"}) == {new}
    assert await facilities(establishedOn={"from": "2000-01-01", "until": "2001-01-01"}) == set()
    assert await facilities(asOf={"until": "2025-12-31"}) == {old}
    assert await facilities(asOf={"from": "2024-01-01"}) == {old, new}
    assert await facilities(sources=[f"Sổ {mark}", "Sổ khác"]) == {old}
    assert await facilities(plans={"item": "MAY say"}) == {old}
    assert await facilities(plans={"item": f"say {mark}", "years": [2027]}) == {old}
    assert await facilities(plans={"item": "say", "years": [2028]}) == set()
    assert await facilities(plans={"activities": ["BRAND"]}) == {old, new}
    assert await facilities(plans={"activities": ["BRAND"], "years": [2027]}) == set()
    assert await facilities(plans={"years": [2027, 2030]}) == {old}
    assert await facilities(plans={"years": []}) == set()
    assert await facilities(plans={}) == {old, new}


@pytest.mark.parametrize(
    ("filter", "argument"),
    [
        ({"workers": {"minimum": 9, "maximum": 8}}, "filter.workers"),
        ({"establishedOn": {"from": "2020-01-02", "until": "2020-01-01"}}, "filter.establishedOn"),
        ({"asOf": {"from": "2020-01-02", "until": "2020-01-01"}}, "filter.asOf"),
        ({"months": [0]}, "filter.months"),
        ({"months": [1, 13]}, "filter.months"),
        ({"months": [1] * 501}, "filter.months"),
        ({"areaClasses": ["DIFFICULT"] * 501}, "filter.areaClasses"),
        ({"plans": {"activities": ["BRAND"] * 501}}, "filter.plans.activities"),
        ({"text": "quế " * 2_500}, "filter.text"),
        ({"plans": {"item": "a" * 201}}, "filter.plans.item"),
        ({"plans": {"years": list(range(501))}}, "filter.plans.years"),
        ({"sources": ["x"] * 501}, "filter.sources"),
        ({"near": {"latitude": 91, "longitude": 0, "radiusKm": 1}}, "filter.near.latitude"),
        ({"near": {"latitude": 0, "longitude": 0, "radiusKm": -1}}, "filter.near"),
    ],
)
async def test_contradictory_or_meaningless_filter_names_its_argument(
    api: Api, filter: dict[str, object], argument: str
) -> None:
    answer = await api(FACILITIES, {"filter": filter})

    assert [error["extensions"] for error in answer.errors] == [{"code": "BAD_REQUEST", "argument": argument}]


async def test_code_of_a_merged_record_leads_to_the_one_that_absorbed_it(
    api: Api, register: Register
) -> None:
    good, cluster = register.product(), register.cluster()
    works = register.facility()
    register.place(cluster, works)
    register.offer(works, good)
    merged_works, merged_cluster = str(issue(RecordKind.BUSINESS)), str(issue(RecordKind.CLUSTER))
    register.row("merged_codes.csv", code=merged_works, into=works)
    register.row("merged_codes.csv", code=merged_cluster, into=cluster)
    await register.load()

    query = """
    query ($works: PublicCode!, $id: ID!, $filter: FacilityFilter) {
      facility(code: $works) { code }
      node(id: $id) { id }
      nodes(ids: [$id]) { id }
      facilities(filter: $filter) { edges { node { code } } }
      partners(of: { business: $id }, direction: BUYERS) { totalCount }
    }
    """
    answer = await api(
        query, {"works": merged_works, "id": merged_works, "filter": {"clusters": [merged_cluster]}}
    )

    assert answer.errors == []
    assert answer.data == {
        "facility": {"code": works},
        "node": {"id": works},
        "nodes": [{"id": works}],
        "facilities": {"edges": [{"node": {"code": works}}]},
        "partners": {"totalCount": 0},
    }


async def test_each_filter_of_suppliers_and_buyers_finds_exactly_its_own(
    api: Api, register: Register
) -> None:
    good, mark = register.product(), register.word
    grower = register.supplier(f"Trồng {mark}", kinds=["GROWER", "SERVICE"])
    dealer = register.supplier(f"Máy {mark}", kinds=["MACHINE"], country="CN")
    shop = register.buyer(f"Chợ {mark}", channels=["RETAIL", "HOUSEHOLDS"])
    abroad = register.buyer(f"Nhập {mark}", channels=["EXPORT"], country="CN")
    register.offer(grower, good)
    register.need(abroad, good)
    await register.load()

    async def suppliers(**filter: object) -> set[str]:
        return set(await listed(api, "suppliers", "Supplier", {"text": mark} | filter))

    async def buyers(**filter: object) -> set[str]:
        return set(await listed(api, "buyers", "Buyer", {"text": mark} | filter))

    async def businesses(**filter: object) -> set[str]:
        return set(await listed(api, "businesses", "Business", {"text": mark} | filter))

    assert await suppliers() == {grower, dealer}
    assert await suppliers(kinds=["SERVICE", "MATERIAL"]) == {grower}
    assert await suppliers(kinds=[]) == set()
    assert await suppliers(countries=["CN"]) == {dealer}
    assert await suppliers(offers=[good]) == {grower}
    assert await buyers() == {shop, abroad}
    assert await buyers(channels=["HOUSEHOLDS"]) == {shop}
    assert await buyers(needs=[good]) == {abroad}
    assert await businesses() == {grower, dealer, shop, abroad}
    assert await businesses(kinds=["BUYER"]) == {shop, abroad}
    assert await businesses(countries=["CN"]) == {dealer, abroad}


async def test_each_filter_of_clusters_finds_exactly_its_own(api: Api, register: Register) -> None:
    first, second = register.unit(), register.unit("Xã Hai")
    chain, mark = register.value_chain(register.product()), register.word
    full = register.cluster(
        f"CCN Đầy {mark}",
        units=[f"{first}:0.5", f"{second}:0.5"],
        status="OPERATING",
        industrial_land_ha=10,
        leased_ha=8,
        approved_unleased_ha=1,
        focus=[chain],
    )
    empty = register.cluster(f"KCN Trống {mark}", kind="INDUSTRIAL_PARK", units=[second])
    await register.load()

    async def clusters(**filter: object) -> set[str]:
        return set(await listed(api, "clusters", "Cluster", {"text": mark} | filter))

    assert await clusters() == {full, empty}
    assert await clusters(within=[first]) == {full}
    assert await clusters(within=[first, second]) == {full, empty}
    assert await clusters(kinds=["INDUSTRIAL_PARK"]) == {empty}
    assert await clusters(statuses=["OPERATING"]) == {full}
    assert await clusters(valueChains=[chain]) == {full}
    assert await clusters(fillRate={"minimum": 0.9}) == {full}
    assert await clusters(fillRate={"maximum": 0.89}) == set()


async def test_each_filter_of_fairs_finds_exactly_its_own(api: Api, register: Register) -> None:
    unit, mark = register.unit(), register.word
    chain = register.value_chain(register.product())
    spring = register.fair(f"Hội xuân {mark}", starts_on=dt.date(2026, 2, 1), unit=unit, kind="DOMESTIC")
    autumn = register.fair(
        f"Hội thu {mark}", starts_on=dt.date(2026, 9, 1), kind="BORDER", host_side="CHINA", covers=[chain]
    )
    await register.load()

    async def fairs(**filter: object) -> set[str]:
        return set(await listed(api, "tradeFairs", "TradeFair", {"text": mark} | filter))

    assert await fairs() == {spring, autumn}
    assert await fairs(within=[unit]) == {spring}
    assert await fairs(kinds=["BORDER"]) == {autumn}
    assert await fairs(hostSides=["CHINA"]) == {autumn}
    assert await fairs(valueChains=[chain]) == {autumn}
    assert await fairs(startsFrom="2026-02-01", startsUntil="2026-08-31") == {spring}
    assert await fairs(startsFrom="2026-02-02") == {autumn}


async def test_each_filter_of_products_and_units_finds_exactly_its_own(api: Api, register: Register) -> None:
    mark = register.word
    stage = register.product(f"Quế {mark}", stage="RAW", hs_codes=["2022:090611"])
    kind = register.product(f"Vỏ quế {mark}", kind_of=stage, stage="INTERMEDIATE")
    other = register.product(f"Khác {mark}", hs_codes=["2022:440729"])
    chain = register.value_chain(stage)
    province = register.unit(f"Tỉnh {mark}", kind="PROVINCE")
    commune = register.unit(f"Xã {mark}", part_of=[province])
    district = register.unit(
        f"Huyện {mark}", kind="DISTRICT", valid_from=dt.date(2004, 1, 1), valid_to=dt.date(2025, 7, 1)
    )
    await register.load()

    async def products(**filter: object) -> set[str]:
        return set(await listed(api, "products", "Product", {"text": mark} | filter))

    async def units(**filter: object) -> set[str]:
        return set(await listed(api, "administrativeUnits", "AdministrativeUnit", {"text": mark} | filter))

    async def units_on(day: str) -> set[str]:
        query = """
        query ($on: Date, $filter: AdministrativeUnitFilter) {
          administrativeUnits(on: $on, filter: $filter) { edges { node { code } } }
        }
        """
        return set(found(await api(query, {"on": day, "filter": {"text": mark}}), "administrativeUnits"))

    assert await products() == {stage, kind, other}
    assert await products(stages=["RAW"]) == {stage}
    assert await products(hsPrefix="2022:09") == {stage}
    assert await products(valueChains=[chain]) == {stage, kind}
    assert await units() == {province, commune, district}
    assert await units(kinds=["DISTRICT"]) == {district}
    assert await units(partOf=[province]) == {commune}
    assert await units(officialCodes=[district[2:7]]) == {district}
    assert await units_on("2025-06-30") == {district}
    assert await units_on("2025-07-01") == {province, commune}


async def test_each_filter_of_promotion_work_finds_exactly_its_own(api: Api, codes: dict[str, str]) -> None:
    within, programme = [codes["AdministrativeUnit"]], [codes["Programme"]]

    async def has(field: str, kind: str, **filter: object) -> bool:
        return codes[kind] in await listed(api, field, kind, filter)

    assert await has("projects", "Project", within=within)
    assert await has("projects", "Project", programmes=programme, kinds=["GROUP"], fundingYears=[2026])
    assert not await has("projects", "Project", programmes=programme, kinds=["PILOT"])
    assert not await has("projects", "Project", programmes=programme, statuses=["DRAFT"])
    assert await has("budgetLines", "BudgetLine", programmes=programme, years=[2026], levels=["PROVINCIAL"])
    assert not await has("budgetLines", "BudgetLine", programmes=programme, years=[2025])
    assert await has("investments", "Investment", within=within, cost={"minimum": 500, "maximum": 500})
    assert not await has("investments", "Investment", within=within, cost={"minimum": 501})


@pytest.mark.parametrize(
    ("field", "filter", "argument"),
    [
        ("facilities", "{ workers: { minimum: 2, maximum: 1 } }", "filter.workers"),
        ("facilities", "{ near: { latitude: 91, longitude: 0, radiusKm: 1 } }", "filter.near.latitude"),
        ("facilities", "{ near: { latitude: 0, longitude: 181, radiusKm: 1 } }", "filter.near.longitude"),
        ("facilities", "{ near: { latitude: 0, longitude: 0, radiusKm: 0 } }", "filter.near"),
        ("facilities", f'{{ text: "{"x" * 201}" }}', "filter.text"),
        ("facilities", '{ within: ["Q"] }', "filter.within"),
        ("businesses", f"{{ kinds: [{'FACILITY ' * 501}] }}", "filter.kinds"),
        ("tradeFairs", '{ startsFrom: "2026-02-01", startsUntil: "2026-01-31" }', "filter.startsUntil"),
        ("clusters", "{ fillRate: { minimum: 1, maximum: 0.5 } }", "filter.fillRate"),
        ("investments", "{ cost: { minimum: 2, maximum: 1 } }", "filter.cost"),
    ],
)
async def test_filter_that_cannot_be_names_its_argument(
    api: Api, field: str, filter: str, argument: str
) -> None:
    answer = await api(f"{{ {field}(filter: {filter}) {{ totalCount }} }}")

    assert answer.data == {field: None}
    assert [error["extensions"] for error in answer.errors] == [{"code": "BAD_REQUEST", "argument": argument}]
    assert answer.statements == {}


async def test_pages_walk_every_row_once_in_either_direction(api: Api, register: Register) -> None:
    names = ["Chè", "Dao", "Đá", "Mận", "Mật ong", "Quế", "Sơn", "Trám", "Tre", "Ván", "Xoan"]
    firms = {name: register.facility(f"{name} {register.word}") for name in reversed(names)}
    await register.load()
    in_order = [firms[name] for name in sorted(names, key=names.index)]

    async def walked(direction: str, size: str, cursor: str, end: str, more: str) -> list[str]:
        codes: list[str] = []
        has_more: list[bool] = []
        variables: dict[str, object] = {
            "filter": {"text": register.word},
            "orderBy": {"field": "NAME", "direction": direction},
            size: 4,
        }
        for _ in range(3):
            answer = await api(FACILITIES, variables)
            page = found(answer)
            codes = page + codes if size == "last" else codes + page
            info = answer.data["facilities"]["pageInfo"]
            variables[cursor] = info[end]
            has_more.append(info[more])
        assert has_more == [True, True, False]
        return codes

    assert await walked("ASC", "first", "after", "endCursor", "hasNextPage") == in_order
    assert await walked("DESC", "first", "after", "endCursor", "hasNextPage") == in_order[::-1]
    assert await walked("ASC", "last", "before", "startCursor", "hasPreviousPage") == in_order
    assert await walked("DESC", "last", "before", "startCursor", "hasPreviousPage") == in_order[::-1]


async def test_page_tells_what_lies_beyond(api: Api, register: Register) -> None:
    firms = [register.facility(f"{letter} {register.word}") for letter in "ABCD"]
    await register.load()
    variables: dict[str, object] = {"filter": {"text": register.word}}
    whole = await api(FACILITIES, variables)
    cursors = [edge["cursor"] for edge in whole.data["facilities"]["edges"]]

    def beyond(answer: Answer) -> tuple[list[str], bool, bool]:
        info = answer.data["facilities"]["pageInfo"]
        return found(answer), info["hasPreviousPage"], info["hasNextPage"]

    assert beyond(whole) == (firms, False, False)
    assert beyond(await api(FACILITIES, variables | {"first": 2})) == (firms[:2], False, True)
    assert beyond(await api(FACILITIES, variables | {"last": 2})) == (firms[2:], True, False)
    assert beyond(await api(FACILITIES, variables | {"first": 2, "after": cursors[1]})) == (
        firms[2:],
        True,
        False,
    )
    assert beyond(
        await api(FACILITIES, variables | {"first": 4, "after": cursors[0], "before": cursors[3]})
    ) == (firms[1:3], True, True)


async def test_page_after_the_last_row_is_empty(api: Api, register: Register) -> None:
    register.facility(f"A {register.word}")
    await register.load()
    variables: dict[str, object] = {"filter": {"text": register.word}}
    cursor = (await api(FACILITIES, variables)).data["facilities"]["pageInfo"]["endCursor"]

    answer = await api(FACILITIES, variables | {"after": cursor})

    assert answer.data["facilities"] == {
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": True, "startCursor": None, "endCursor": None},
        "ambiguousUnits": [],
        "edges": [],
    }


async def test_order_by_code(api: Api, register: Register) -> None:
    firms = sorted(register.facility(f"{letter} {register.word}") for letter in "DCBA")
    await register.load()
    variables: dict[str, object] = {"filter": {"text": register.word}}

    ascending = await api(FACILITIES, variables | {"orderBy": {"field": "CODE"}})
    descending = await api(FACILITIES, variables | {"orderBy": {"field": "CODE", "direction": "DESC"}})

    assert found(ascending) == firms
    assert found(descending) == firms[::-1]


async def test_fairs_by_first_day(api: Api, register: Register) -> None:
    late = register.fair(f"A {register.word}", starts_on=dt.date(2026, 12, 1))
    early = register.fair(f"B {register.word}", starts_on=dt.date(2026, 1, 1))
    await register.load()
    query = """
    query ($text: String!) {
      tradeFairs(filter: { text: $text }, orderBy: { field: STARTS_ON }) { edges { node { code } } }
    }
    """

    answer = await api(query, {"text": register.word})

    assert found(answer, "tradeFairs") == [early, late]


async def test_twenty_rows_unless_told_otherwise(api: Api, register: Register) -> None:
    for number in range(21):
        register.facility(f"{number:02} {register.word}")
    await register.load()

    answer = await api(FACILITIES, {"filter": {"text": register.word}})

    assert len(found(answer)) == 20
    assert answer.data["facilities"]["pageInfo"]["hasNextPage"] is True


async def test_total_is_counted_only_when_asked(api: Api, register: Register) -> None:
    for letter in "ABC":
        register.facility(f"{letter} {register.word}")
    await register.load()
    query = """
    query ($text: String!, $counts: Boolean!) {
      facilities(filter: { text: $text }, first: 1) {
        edges { node { code } }
        totalCount @include(if: $counts) totalCountIsLowerBound @include(if: $counts)
      }
    }
    """

    without = await api(query, {"text": register.word, "counts": False})
    counted = await api(query, {"text": register.word, "counts": True})

    assert without.statements == {"facilities_page": 1}
    assert counted.statements == {"facilities_page": 1, "facilities_count": 1}
    assert counted.data["facilities"]["totalCount"] == 3
    assert counted.data["facilities"]["totalCountIsLowerBound"] is False


async def test_total_below_many_parents_takes_one_statement(api: Api, register: Register) -> None:
    good, other = register.product(), register.product()
    one, two, three = (register.facility(f"{letter} {register.word}") for letter in "ABC")
    register.offer(one, good)
    register.offer(one, other)
    register.offer(two, good)
    await register.load()
    query = """
    query ($text: String!) {
      facilities(filter: { text: $text }) { edges { node { code offers(first: 1) { totalCount } } } }
    }
    """

    answer = await api(query, {"text": register.word})

    assert [edge["node"] for edge in answer.data["facilities"]["edges"]] == [
        {"code": one, "offers": {"totalCount": 2}},
        {"code": two, "offers": {"totalCount": 1}},
        {"code": three, "offers": {"totalCount": 0}},
    ]
    assert answer.statements == {"facilities_page": 1, "offers_of_business": 1, "offers_of_business_count": 1}


async def test_units_about_which_nobody_can_say_are_listed(api: Api, register: Register) -> None:
    split = register.unit("Xã Tách", valid_from=dt.date(2004, 1, 1))
    whole = register.unit("Xã Gộp", valid_from=dt.date(2004, 1, 1))
    new, other = register.unit("Xã Mới"), register.unit("Xã Khác")
    register.succession(whole, new)
    register.succession(split, new, is_partial=True)
    register.succession(split, other, is_partial=True)
    inside = register.facility(unit=new)
    doubtful = register.facility(unit=split)
    await register.load()

    in_new = await api(FACILITIES, {"filter": {"within": [new]}})
    in_old = await api(FACILITIES, {"filter": {"within": [split]}})

    assert found(in_new) == [inside]
    assert in_new.data["facilities"]["ambiguousUnits"] == [{"code": split}]
    assert found(in_old) == [doubtful]
    assert in_old.data["facilities"]["ambiguousUnits"] == [{"code": new}]


async def test_administrator_sees_what_is_protected(api: Api, codes: dict[str, str]) -> None:
    query = """
    query ($facility: PublicCode!, $organisation: PublicCode!) {
      facility(code: $facility) { isRedacted contacts { name role phone email } }
      organisation(code: $organisation) { isRedacted }
    }
    """

    answer = await api(query, {"facility": codes["Facility"], "organisation": codes["Organisation"]})

    assert answer.errors == []
    assert answer.data == {
        "facility": {
            "isRedacted": False,
            "contacts": [{"name": "Bà Thử", "role": "Chủ", "phone": "0900 000 001", "email": "a@example.vn"}],
        },
        "organisation": {"isRedacted": False},
    }


async def test_published_page_of_facilities_runs_as_it_stands(api: Api, graph: Graph, tmp_path: Path) -> None:
    register = Register(graph, tmp_path)
    codes = one_of_each(register)
    await register.load()

    answer = await api(BROWSE_REGISTER, {"filter": {"offers": [codes["Product"]]}})

    assert answer.errors == []
    page = answer.data["facilities"]
    ((cursor, node),) = [(edge["cursor"], edge["node"]) for edge in page["edges"]]
    product = {"id": codes["Kind"], "code": codes["Kind"], "name": "Hàng thử loại một", "unit": "TONNE"}
    assert page["totalCount"] == 1
    assert page["pageInfo"] == {
        "hasNextPage": False,
        "hasPreviousPage": False,
        "startCursor": cursor,
        "endCursor": cursor,
    }
    assert node == {
        "id": codes["Facility"],
        "code": codes["Facility"],
        "name": "Xưởng Thử",
        "nameEn": "Test works",
        "location": {"latitude": 21.5, "longitude": 104.5},
        "administrativeUnit": {
            "id": codes["AdministrativeUnit"],
            "code": codes["AdministrativeUnit"],
            "officialCode": codes["AdministrativeUnit"][2:7],
            "name": "Xã Thử",
            "partOf": {"id": codes["Province"], "code": codes["Province"], "name": "Tỉnh Thử"},
        },
        "clusters": {
            "edges": [
                {
                    "node": {
                        "id": codes["Cluster"],
                        "code": codes["Cluster"],
                        "name": "Cụm Thử",
                        "kind": "LAND_CLUSTER",
                    }
                }
            ]
        },
        "organisation": {
            "id": codes["Organisation"],
            "code": codes["Organisation"],
            "legalForm": "COOPERATIVE",
        },
        "offers": {
            "edges": [
                {
                    "node": {
                        "product": product,
                        "variant": "A",
                        "capacityPerYear": 100,
                        "spareCapacityPerYear": 80,
                        "months": [3, 4],
                        "unitPrice": 1000,
                        "currency": "VND",
                        "isByproduct": False,
                    }
                }
            ]
        },
        "needs": {"edges": []},
        "certificates": [
            {"id": codes["Certificate"], "scheme": "ORGANIC_EU", "validTo": "2030-01-01"},
        ],
        "provenance": {"source": "Phiếu khảo sát (thử)", "asOf": "2026-01-01"},
    }
    assert answer.statements == {
        "existing_products": 1,
        "facilities_page": 1,
        "facilities_count": 1,
        "unit_of_business": 1,
        "unit_above": 1,
        "clusters_of_business": 1,
        "organisation_of_business": 1,
        "offers_of_business": 1,
        "capacity_of_offer": 1,
        "needs_of_business": 1,
        "certificates_of_business": 1,
    }


async def test_published_page_takes_as_many_statements_for_many_facilities(
    api: Api, register: Register
) -> None:
    province = register.unit("Tỉnh Thử", kind="PROVINCE")
    good = register.product()
    for number in range(30):
        unit = register.unit(f"Xã {number}", part_of=[province])
        firm = register.facility(f"{number:02} {register.word}", unit=unit)
        register.offer(firm, good, capacity_per_year=number)
    await register.load()

    answer = await api(BROWSE_REGISTER, {"filter": {"text": register.word}, "first": 30})

    assert answer.errors == []
    assert len(answer.data["facilities"]["edges"]) == 30
    assert answer.statements.total() == 10
    assert set(answer.statements.values()) == {1}


async def test_published_look_up_runs_as_it_stands(api: Api, codes: dict[str, str]) -> None:
    answer = await api(
        LOOK_UP, {"facility": codes["Facility"], "product": codes["Kind"], "id": codes["TradeFair"]}
    )

    assert answer.errors == []
    product = {"id": codes["Product"], "code": codes["Product"], "name": "Hàng thử"}
    (byproduct,) = answer.data["product"].pop("yields")
    assert (byproduct["quantity"], byproduct["product"]["name"]) == (2, "Phụ phẩm thử")
    assert answer.data == {
        "facility": {
            "id": codes["Facility"],
            "code": codes["Facility"],
            "name": "Xưởng Thử",
            "suppliers": {
                "edges": [
                    {
                        "node": {
                            "business": {
                                "id": codes["Supplier"],
                                "code": codes["Supplier"],
                                "name": "Vùng trồng Thử",
                            },
                            "product": {"id": codes["Product"], "code": codes["Product"]},
                            "quantityPerYear": 5,
                            "since": "2020-01-01",
                        }
                    }
                ]
            },
        },
        "product": {
            "id": codes["Kind"],
            "code": codes["Kind"],
            "name": "Hàng thử loại một",
            "unit": "TONNE",
            "stage": "FINAL",
            "hsCodes": [],
            "kindOf": product,
            "madeFrom": [{"product": product, "quantity": 2}],
            "usedIn": [],
        },
        "node": {"__typename": "TradeFair", "id": codes["TradeFair"]},
    }
    assert answer.statements == {
        "businesses_by_code": 2,
        "products_by_code": 1,
        "trade_fairs_by_code": 1,
        "suppliers_of_business": 1,
        "kind_of_product": 1,
        "inputs_of_product": 1,
        "yields_of_product": 1,
        "uses_of_product": 1,
    }


@pytest.mark.parametrize("field", LISTS)
async def test_list_holds_the_record_and_counts_it(api: Api, codes: dict[str, str], field: str) -> None:
    query = (
        f"{{ {field}(first: 100, orderBy: {{ field: CODE }}) {{ totalCount totalCountIsLowerBound "
        "pageInfo { hasNextPage endCursor } edges { node { __typename code } } } }"
    )

    answer = await api(query)

    assert answer.errors == []
    page = answer.data[field]
    shown = [edge["node"]["code"] for edge in page["edges"]]
    assert shown == sorted(shown)
    assert {edge["node"]["__typename"] for edge in page["edges"]} == {LISTS[field]}
    assert page["totalCountIsLowerBound"] is False
    assert page["pageInfo"]["hasNextPage"] is (page["totalCount"] > len(shown))
    assert page["pageInfo"]["hasNextPage"] or codes[LISTS[field]] in shown
    assert answer.statements.total() == 2


async def test_every_field_of_every_type_answers(api: Api, codes: dict[str, str]) -> None:
    types = await _types(api)

    faults: list[Any] = []
    for kind, code in codes.items():
        if kind not in types or kind in {"Offer", "Need"}:
            continue
        selection = " ".join(_selected(types, kind, depth=2))
        answer = await api(
            f"query ($id: ID!) {{ node(id: $id) {{ ... on {kind} {{ {selection} }} }} }}", {"id": code}
        )
        faults += [(kind, error["message"], error.get("path")) for error in answer.errors]

    assert faults == []


async def _types(api: Api) -> dict[str, Any]:
    answer = await api(
        "{ __schema { types { name kind fields { name args { type { kind } } "
        "type { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } }"
    )
    return {kind["name"]: kind for kind in answer.data["__schema"]["types"]}


def _selected(types: dict[str, Any], kind: str, depth: int) -> Iterator[str]:
    """All fields of a type with all below them, a few levels deep."""
    for field in types[kind]["fields"] or ():
        inner = field["type"]
        while inner.get("ofType"):
            inner = inner["ofType"]
        if types[inner["name"]]["kind"] in {"SCALAR", "ENUM"}:
            yield field["name"]
        elif types[inner["name"]]["kind"] == "UNION":
            yield f"{field['name']} {{ __typename }}"
        elif depth > 0:
            name = inner["name"]
            below = " ".join(_selected(types, name, depth - (not name.endswith(("Connection", "Edge")))))
            yield f"{field['name']} {{ {below} }}"


async def test_labels_of_an_enum(api: Api) -> None:
    query = "query ($type: String!) { enumLabels(type: $type) { value vi en } }"

    known = await api(query, {"type": "SizeClass"})
    unknown = await api(query, {"type": word()})

    assert known.data["enumLabels"][0] == {"value": "MICRO", "vi": "Siêu nhỏ", "en": "Micro"}
    assert unknown.data == {"enumLabels": None}
    assert [error["extensions"] for error in unknown.errors] == [{"code": "BAD_REQUEST", "argument": "type"}]
