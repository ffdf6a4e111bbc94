"""Search over HTTP: what is found by which spelling, in which order, at which cost."""

import datetime as dt
import unicodedata
from typing import Any

import pytest

from domain.codes import RecordKind, issue
from graph import search as graph_search
from graph.client import Graph
from tests.builders import Cell, Register, word
from tests.conftest import Answer, Api
from web import OPERATIONS

SEARCH = (OPERATIONS / "search.graphql").read_text()
FOUND = """
query Found(
  $text: String!, $kinds: [SearchKind!], $within: [ID!]
  $first: Int, $after: String, $last: Int, $before: String
) {
  search(
    text: $text, kinds: $kinds, within: $within, first: $first, after: $after, last: $last, before: $before
  ) {
    totalCount
    totalCountIsLowerBound
    facets { kind count }
    provinceFacets { province { code } count }
    ambiguousUnits { code }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor match matchedName node { ... on Node { code } } }
  }
}
"""


def found(answer: Answer) -> list[str]:
    """The codes that an answer without errors shows."""
    assert answer.errors == []
    return [edge["node"]["code"] for edge in answer.data["search"]["edges"]]


async def matches(api: Api, text: str, **arguments: object) -> list[tuple[str, str]]:
    """What a text finds, each with how it fits."""
    answer = await api(FOUND, {"text": text, **arguments})
    assert answer.errors == []
    return [(edge["node"]["code"], edge["match"]) for edge in answer.data["search"]["edges"]]


async def test_record_is_found_by_every_spelling_of_its_name(api: Api, register: Register) -> None:
    mark = register.word
    works = register.facility(f"HTX Quế Hoà Đường {mark}")
    await register.load()

    spellings = [
        f"HTX Quế Hoà Đường {mark}",
        f"htx quế hòa đường {mark.upper()}",
        f"htx que hoa duong {mark}",
        f"Duong HOA {mark} que",
        f"{mark} đườn",
        f"Quê Hóa {mark[:-1]}",
        unicodedata.normalize("NFD", f"Quế Hoà {mark}"),
        f"  {mark},  (quế)… ",
    ]

    assert [found(await api(FOUND, {"text": text})) for text in spellings] == [[works]] * len(spellings)


async def test_better_names_come_first(api: Api, register: Register) -> None:
    mark = register.word.translate(str.maketrans("0123456789", "ghijklmnop"))  # a slip is one of letters
    inside = register.cluster(f"CCN Minh Quân {mark}")
    other_accents = register.facility(f"Minh Quán {mark}")
    beginning = register.supplier(f"Minh Quân {mark} Lộc")
    slip = register.facility(f"Minh Quân {mark[:4]}z{mark[5:]}")
    whole = register.facility(f"Minh Quân {mark}")
    alias = register.buyer("Chợ Khác", aliases=[f"Minh Quân {mark}"])
    await register.load()

    assert await matches(api, f"Minh Quân {mark}") == [
        (alias, "EXACT"),
        (whole, "EXACT"),
        (other_accents, "EXACT"),
        (beginning, "PREFIX"),
        (inside, "INSIDE"),
        (slip, "SLIP"),
    ]


async def test_names_of_all_kinds_are_found(api: Api, register: Register) -> None:
    mark = register.word
    name = f"Tên {mark}"
    unit = register.unit(f"Xã {mark}")
    product = register.product(name)
    facility = register.facility("Xưởng", name_en=name)
    village, programme, line, series = (f"{prefix}-{word()}" for prefix in "NGLS")
    register.row("craft_villages.csv", code=village, name=name, unit=unit)
    register.row("programmes.csv", code=programme, name=name, start_year=2026, end_year=2030)
    register.row("budget_lines.csv", code=line, name=name, level="NATIONAL", year=2026, amount=1)
    register.row("fair_series.csv", code=series, name=name)
    project, investment = str(issue(RecordKind.PROJECT)), str(issue(RecordKind.INVESTMENT))
    fixed: dict[str, Cell] = {
        "kind": "GROUP",
        "activity": "FAIR",
        "level": "NATIONAL",
        "status": "DRAFT",
        "funding_year": 2027,
    }
    register.row("projects.csv", code=project, title=name, **fixed)
    register.row("investments.csv", code=investment, facility=facility, activity="FAIR", item=name)
    expected = {
        unit,
        product,
        facility,
        village,
        programme,
        line,
        series,
        project,
        investment,
        register.supplier(name),
        register.buyer("市场", name_zh=f"中国 {mark}"),
        register.organisation(name),
        register.value_chain(product, name=name),
        register.cluster("Cụm", aliases=[name]),
        register.fair("Hội chợ", theme=name),
        register.agency("Cơ quan", aliases=[name]),
    }
    await register.load()

    answer = await api(FOUND, {"text": mark, "first": 100})

    assert set(found(answer)) == expected
    assert len(answer.data["search"]["facets"]) == 16
    assert {facet["count"] for facet in answer.data["search"]["facets"]} == {1}


async def test_published_operation_shows_records_of_their_types(api: Api, register: Register) -> None:
    mark = register.word
    works = register.facility(f"Xưởng {mark}")
    unit = register.unit(f"Xã {mark}", valid_from=dt.date(2025, 7, 1))
    await register.load()

    answer = await api(SEARCH, {"text": mark, "first": 5})

    assert answer.errors == []
    official = unit[2:7]
    assert answer.data["search"] == {
        "totalCount": 2,
        "facets": [{"kind": "FACILITY", "count": 1}, {"kind": "ADMINISTRATIVE_UNIT", "count": 1}],
        "edges": [
            {
                "node": {
                    "__typename": "AdministrativeUnit",
                    "id": unit,
                    "code": unit,
                    "officialCode": official,
                    "name": f"Xã {mark}",
                    "validFrom": "2025-07-01",
                    "validTo": None,
                }
            },
            {"node": {"__typename": "Facility", "id": works, "code": works, "name": f"Xưởng {mark}"}},
        ],
    }


async def test_unit_is_found_by_its_name_without_its_kind_and_by_its_official_code(
    api: Api, register: Register
) -> None:
    mark = register.word
    old = register.unit(
        f"Huyện {mark}", kind="DISTRICT", valid_from=dt.date(2004, 1, 1), valid_to=dt.date(2025, 7, 1)
    )
    new = register.unit(f"Xã {mark}", valid_from=dt.date(2025, 7, 1))
    await register.load()

    assert await matches(api, mark) == [(new, "EXACT"), (old, "EXACT")]
    assert await matches(api, new[2:7]) == [(new, "CODE")]
    assert await matches(api, new[:7]) == [(new, "CODE")]


async def test_product_is_found_by_its_hs_code(api: Api, register: Register) -> None:
    whole = register.product(hs_codes=["2022:987654"])
    heading = register.product(hs_codes=["2022:987611", "2017:111111"])
    await register.load()

    for text in ("9876.54", "HS 9876.54", "mã HS: 987654", "2022:987654"):
        assert await matches(api, text) == [(whole, "CODE")]
    assert await matches(api, "2017:987654", kinds=["PRODUCT"]) == [(whole, "INSIDE")]
    assert (heading, "CODE") in await matches(api, "HS 9876")
    assert set(await matches(api, "98 76", kinds=["PRODUCT"])) == {(whole, "CODE"), (heading, "CODE")}


async def test_hs_code_finds_products_only(api: Api, register: Register) -> None:
    unit = register.unit()
    official = unit[2:7]
    good = register.product(hs_codes=[f"2022:{official}0"])
    await register.load()

    assert set(await matches(api, official)) == {(unit, "CODE"), (good, "CODE")}
    assert await matches(api, f"HS {official}") == [(good, "CODE")]
    assert await matches(api, f"HS {official}", kinds=["PRODUCT", "CLUSTER"]) == [(good, "CODE")]
    assert await matches(api, f"HS {official}", kinds=["CLUSTER"]) == []
    assert await matches(api, f"HS {official}", kinds=[]) == []


async def test_name_that_looks_like_a_date_is_found(api: Api, register: Register) -> None:
    works = register.facility(f"HTX 19-5 {register.word}")
    await register.load()

    assert works in [code for code, _ in await matches(api, "19-5", first=100)]
    assert works in [code for code, _ in await matches(api, "19 5", first=100)]


async def test_record_is_found_by_its_public_code_in_any_spelling(api: Api, register: Register) -> None:
    works = register.facility()
    merged = str(issue(RecordKind.BUSINESS))
    register.row("merged_codes.csv", code=merged, into=works)
    await register.load()

    assert await matches(api, works.lower().replace("-", " ")) == [(works, "CODE")]
    assert await matches(api, merged) == [(works, "CODE")]
    assert await matches(api, works, kinds=["CLUSTER"]) == []
    assert await matches(api, str(issue(RecordKind.BUSINESS))) == []


async def test_firm_is_found_by_its_tax_code_with_its_places(api: Api, register: Register) -> None:
    number = str(int(register.word[1:], 16))[:10].rjust(10, "7")
    firm = register.organisation(identifier_kind="ENTERPRISE_TAX_CODE", identifier=number)
    works = register.facility(organisation=firm)
    await register.load()

    for text in (number, f"MST {number}", f"Mã số thuế: {number}"):
        assert set(await matches(api, text)) == {(firm, "CODE"), (works, "CODE")}
    assert await matches(api, f"{number[:4]} {number[4:]}", kinds=["FACILITY"]) == [(works, "CODE")]


async def test_personal_number_finds_nothing_for_those_who_may_not_see_it(
    graph: Graph, register: Register
) -> None:
    number = str(int(register.word[1:], 16))[:12].rjust(12, "7")
    household = register.organisation(identifier_kind="PERSONAL_NUMBER", identifier=number)
    await register.load()

    scope = graph_search.Scope()
    seen = await graph_search.with_identifier(graph, [number], scope, sees_protected=True)
    withheld = await graph_search.with_identifier(graph, [number], scope, sees_protected=False)

    assert ([row["code"] for row in seen], withheld) == ([household], [])


async def test_search_is_narrowed_to_kinds_and_territory(api: Api, register: Register) -> None:
    mark = register.word
    province = register.unit(f"Tỉnh {mark}", kind="PROVINCE")
    commune = register.unit(f"Xã {mark}", part_of=[province])
    inside = register.facility(f"Xưởng {mark}", unit=commune)
    outside = register.facility(f"Xưởng ngoài {mark}", unit=register.unit("Xã Khác"))
    register.supplier(f"Vùng {mark}")
    await register.load()

    async def codes(**arguments: object) -> set[str]:
        return {code for code, _ in await matches(api, mark, **arguments)}

    assert await codes(kinds=["FACILITY"]) == {inside, outside}
    assert await codes(within=[province]) == {province, commune, inside}
    assert await codes(within=[province], kinds=["FACILITY", "SUPPLIER"]) == {inside}
    assert await codes(kinds=[]) == set()
    assert await codes(within=[]) == set()


async def test_facets_count_by_kind_and_by_province_in_force(api: Api, register: Register) -> None:
    mark = register.word
    former = register.unit(
        "Tỉnh Trước", kind="PROVINCE", valid_from=dt.date(2004, 1, 1), valid_to=dt.date(2025, 7, 1)
    )
    province = register.unit("Tỉnh Sau", kind="PROVINCE")
    register.succession(former, province)
    commune = register.unit("Xã Sau", part_of=[province])
    register.facility(f"Một {mark}", unit=commune)
    register.facility(f"Hai {mark}", unit=former)
    register.supplier(f"Ba {mark}", unit=register.unit("Tỉnh Khác", kind="PROVINCE"))
    register.product(f"Bốn {mark}")
    await register.load()

    answer = await api(FOUND, {"text": mark, "first": 1})

    assert answer.errors == []
    shown = answer.data["search"]
    assert shown["totalCount"] == 4
    assert shown["facets"] == [
        {"kind": "FACILITY", "count": 2},
        {"kind": "SUPPLIER", "count": 1},
        {"kind": "PRODUCT", "count": 1},
    ]
    assert [facet["count"] for facet in shown["provinceFacets"]] == [2, 1]
    assert shown["provinceFacets"][0]["province"] == {"code": province}


async def test_pages_of_a_search_neither_lose_nor_repeat(api: Api, register: Register) -> None:
    mark = register.word
    codes = [register.facility(f"{mark} {number:02}") for number in range(7)]
    await register.load()

    forward: list[str] = []
    after: str | None = None
    while True:
        answer = await api(FOUND, {"text": mark, "first": 3, "after": after})
        forward += found(answer)
        info: dict[str, Any] = answer.data["search"]["pageInfo"]
        assert info["hasPreviousPage"] is (after is not None)
        if not info["hasNextPage"]:
            break
        after = info["endCursor"]
    backward = await api(FOUND, {"text": mark, "last": 2, "before": info["startCursor"]})

    assert forward == codes
    assert found(backward) == codes[4:6]
    assert backward.data["search"]["pageInfo"]["hasNextPage"] is True


async def test_cursor_of_another_text_is_refused(api: Api, register: Register) -> None:
    mark = register.word
    register.facility(mark)
    await register.load()
    cursor = (await api(FOUND, {"text": mark})).data["search"]["edges"][0]["cursor"]

    other_text = await api(FOUND, {"text": mark + "a", "after": cursor})
    other_kinds = await api(FOUND, {"text": mark, "kinds": ["BUYER"], "before": cursor})

    assert [error["extensions"] for error in other_text.errors] == [
        {"code": "BAD_REQUEST", "argument": "after"}
    ]
    assert [error["extensions"] for error in other_kinds.errors] == [
        {"code": "BAD_REQUEST", "argument": "before"}
    ]


@pytest.mark.parametrize(
    "text", ["", "   ", "…!?", "\x00\x07", "‮", "' OR 1=1 --", "}) DETACH DELETE n //", "%_*"]
)
async def test_text_without_a_name_finds_nothing(api: Api, text: str) -> None:
    answer = await api(FOUND, {"text": text})

    assert found(answer) == []
    assert answer.data["search"]["totalCount"] == 0


async def test_text_of_ten_thousand_characters_is_refused(api: Api) -> None:
    answer = await api(FOUND, {"text": "quế " * 2_500})

    assert [error["extensions"] for error in answer.errors] == [{"code": "BAD_REQUEST", "argument": "text"}]
    assert answer.statements.total() == 0


async def test_unknown_kind_and_unit_are_refused(api: Api) -> None:
    kind = await api(FOUND, {"text": "a", "kinds": ["SHIP"]})
    unit = await api(FOUND, {"text": "a", "within": ["U-99999@2025-07-01"]})

    assert kind.codes == ["BAD_REQUEST"]
    assert [error["extensions"] for error in unit.errors] == [{"code": "NOT_FOUND", "argument": "within"}]


async def test_search_costs_few_statements_whatever_it_finds(api: Api, register: Register) -> None:
    mark = register.word
    for number in range(30):
        register.facility(f"Xưởng {mark} {number}")
    register.product(f"Hàng {mark}")
    await register.load()

    many = await api(FOUND, {"text": f"xuong {mark}", "first": 30})
    one = await api(FOUND, {"text": f"hàng {mark}"})
    slip = await api(FOUND, {"text": f"xuogn {mark}", "first": 30})

    assert [len(found(answer)) for answer in (many, one, slip)] == [30, 1, 30]
    assert many.statements == {"search_by_words": 1, "businesses_by_code": 1}
    assert one.statements == {"search_by_words": 1, "products_by_code": 1}
    assert slip.statements == {
        "search_by_words": 1,
        "search_known_words": 1,
        "search_by_mistyped_word": 1,
        "businesses_by_code": 1,
    }


async def test_slip_of_a_common_word_is_not_lost_behind_words_that_begin_alike(
    api: Api, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = register.word
    for number in range(101):
        register.facility(f"{mark} An Xuongxuong {number:03}")
    meant = [register.facility(f"{mark} Bình Xưởng {number}") for number in range(2)]
    await register.load()
    monkeypatch.setattr(graph_search, "MOST_MISTYPED", 1)

    answer = await api(FOUND, {"text": f"{mark} xuogn"})

    assert found(answer) == meant
    assert answer.statements["search_names_in_order"] == 1


async def test_nothing_is_read_for_slips_beside_a_word_that_no_name_has(api: Api, register: Register) -> None:
    register.facility(f"Xưởng {register.word}")
    await register.load()

    answer = await api(FOUND, {"text": f"xuogn {register.word}kxqzw"})

    assert found(answer) == []
    assert answer.statements == {"search_by_words": 1, "search_known_words": 1}


async def test_other_ways_to_write_a_name_find_it_in_search_and_lists(api: Api, register: Register) -> None:
    mark = register.word
    short = register.facility(f"HTX Mây {mark}")
    full = register.facility(f"Hợp tác xã Mây {mark}")
    firm = register.facility(f"Công ty TNHH Mây {mark} Sa Pa")
    await register.load()
    listed = "query($text: String!) { facilities(filter: { text: $text }) { edges { node { code } } } }"

    async def both(text: str) -> set[str]:
        in_search = {code for code, _ in await matches(api, f"{mark} {text}")}
        answer = await api(listed, {"text": f"{mark} {text}"})
        assert answer.errors == []
        assert {edge["node"]["code"] for edge in answer.data["facilities"]["edges"]} == in_search
        return in_search

    assert [await both(text) for text in ("htx", "Hợp tác xã", "hop tac")] == [{short, full}] * 3
    assert [await both(text) for text in ("cty tnhh", "Công ty trách nhiệm hữu hạn", "Sapa")] == [{firm}] * 3
    assert await both("cttnhh") == set()


async def test_abbreviation_fits_like_what_it_stands_for(api: Api, register: Register) -> None:
    mark = register.word
    short, full = register.facility(f"HTX {mark}"), register.facility(f"Hợp tác xã {mark}")
    await register.load()

    expected = [(full, "EXACT"), (short, "EXACT")]
    assert [await matches(api, f"{text} {mark}") for text in ("htx", "hợp tác xã")] == [expected] * 2


async def test_unit_is_found_by_its_name_written_together(api: Api, register: Register) -> None:
    unit = register.unit("Phường Khoẻm Vuýnh", kind="WARD")
    register.unit("Xã Vuýnh Khoẻm")
    await register.load()

    assert await matches(api, "khoemvuynh") == [(unit, "EXACT")]
    assert await matches(api, "P. Khoemvuynh") == [(unit, "EXACT")]


async def test_province_comes_before_its_communes_of_the_same_name(api: Api, register: Register) -> None:
    mark = register.word
    province = register.unit(f"Tỉnh {mark}", kind="PROVINCE")
    ward = register.unit(f"Phường {mark}", kind="WARD", part_of=[province])
    await register.load()

    assert await matches(api, mark) == [(province, "EXACT"), (ward, "EXACT")]


async def test_slip_in_a_short_word_is_found_where_nothing_fits(api: Api, register: Register) -> None:
    mark = register.word
    works = register.facility(f"Quế Kiên Sơn {mark}")
    register.facility(f"Kiên {mark} Đông Sơn")
    await register.load()

    assert await matches(api, f"{mark} kien sno") == [(works, "SLIP")]


async def test_name_that_has_the_word_meant_is_told(api: Api, register: Register) -> None:
    mark = register.word
    product = register.product(f"Bột quế {mark}", name_en=f"Ground cinnamon {mark}")
    await register.load()

    answer = await api(FOUND, {"text": f"cinamon {mark}"})

    assert found(answer) == [product]
    assert answer.data["search"]["edges"][0]["matchedName"] == f"Ground cinnamon {mark}"


@pytest.mark.parametrize(("most", "by_words"), [(4, 0), (3, 1)])
async def test_small_place_is_looked_through_and_a_large_one_by_words(
    api: Api, register: Register, monkeypatch: pytest.MonkeyPatch, most: int, by_words: int
) -> None:
    mark = register.word
    province = register.unit("Tỉnh Kia", kind="PROVINCE")
    communes = [register.unit(f"Xã {mark} {letter}", part_of=[province]) for letter in "ab"]
    inside = register.facility(f"Xưởng {mark}", unit=communes[0])
    for letter in "cdef":
        register.unit(f"Xã {mark} {letter}")
    await register.load()
    monkeypatch.setattr(graph_search, "MOST_RANKED", most)  # as if the register were so much larger

    answer = await api(FOUND, {"text": mark, "within": [province], "first": 10})

    assert set(found(answer)) == {*communes, inside}
    assert answer.data["search"]["totalCount"] == 3
    assert answer.statements["search_by_place"] == 1
    assert answer.statements["search_by_words"] == by_words


async def test_text_that_fits_too_many_shows_those_that_begin_with_it(
    api: Api, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = register.word
    begins = [register.facility(f"{mark} {letter}") for letter in "abc"]
    inside = [register.facility(f"Xưởng {mark} {letter}") for letter in "abc"]
    await register.load()
    monkeypatch.setattr(graph_search, "MOST_RANKED", 5)  # as if the register were so much larger

    answer = await api(FOUND, {"text": mark, "first": 10})

    assert found(answer) == [*begins, *inside]
    assert answer.data["search"]["totalCount"] == 6
    assert answer.statements["search_beginnings"] == 1
    assert answer.statements["search_names_in_order"] == 1
    assert answer.statements["search_tally"] == 1
