"""Pages over HTTP: that a walk loses and repeats nothing while rows come, go and change their names, and
which pages are refused."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, build_schema

from domain.codes import RecordKind, issue
from domain.collation import sort_key
from graph.client import Graph
from schema.connection import encode_cursor
from service.printing import FILE
from tests.builders import Register, one_of_each
from tests.conftest import Answer, Api

ROWS = (
    "totalCount pageInfo { hasPreviousPage hasNextPage startCursor endCursor } edges { cursor node { code } }"
)
ARGUMENTS = "$first: Int, $after: String, $last: Int, $before: String"
PAGING = "first: $first, after: $after, last: $last, before: $before"
FACILITIES_WITHIN = f"""
query ($unit: ID!, $orderBy: Order, {ARGUMENTS}) {{
  rows: facilities(filter: {{ within: [$unit] }}, orderBy: $orderBy, {PAGING}) {{ {ROWS} }}
}}
"""
FACILITIES_OF_CLUSTER = f"""
query ($cluster: PublicCode!, {ARGUMENTS}) {{
  cluster(code: $cluster) {{ rows: facilities({PAGING}) {{ {ROWS} }} }}
}}
"""
WORDS = "An Ăn Ân Bắc Chè Chế Da Đá Đà Em Êm Hòa Hoà Hoá HÒA Mận Mật On Ôn Ơn Quế Sơn Tre Ưng Ván Xoan Yên"

Place: TypeAlias = tuple[str, str]


@dataclass(kw_only=True)
class Facilities:
    """Facilities of one unit and one cluster; ``names`` is what the list should hold."""

    register: Register
    chance: random.Random
    unit: str
    cluster: str
    names: dict[str, str] = field(default_factory=dict[str, str])

    def add(self, number: int) -> None:
        """Enters facilities, of which some share their name."""
        for _ in range(number):
            name = self._invented_name()
            code = self.register.facility(name, unit=self.unit)
            self.register.place(self.cluster, code)
            self.names[code] = name

    def rename(self, *codes: str) -> None:
        """Gives facilities other names."""
        for code in codes:
            self.names[code] = self._invented_name()
            self.register.facility(self.names[code], code=code, unit=self.unit)

    def remove(self, *codes: str) -> None:
        """Takes facilities out of the register."""
        for file, column in (("facilities.csv", "code"), ("cluster_places.csv", "business")):
            rows = self.register.rows(file)
            rows[:] = [row for row in rows if row[column] not in codes]
        for code in codes:
            del self.names[code]

    def some(self, number: int, among: set[str]) -> list[str]:
        """Some of the facilities."""
        choice = sorted(among)
        return self.chance.sample(choice, min(number, len(choice)))

    def _invented_name(self) -> str:
        return f"{' '.join(self.chance.choices(WORDS.split(), k=2))} {self.chance.randint(1, 2)}"


@dataclass(frozen=True, kw_only=True)
class Page:
    """What a page shows and says."""

    codes: list[str]
    has_previous: bool
    has_next: bool
    total: int


@dataclass(frozen=True, kw_only=True)
class Walk:
    """One way through a list: by NAME or CODE, up or down, from the beginning or from the end."""

    query: str = FACILITIES_WITHIN
    by: str = "NAME"
    direction: str = "ASC"
    is_backward: bool = False

    def place(self, code: str, name: str) -> Place:
        """Where a row stands in the order."""
        return (sort_key(name), code) if self.by == "NAME" else ("", code)

    def in_order(self, names: dict[str, str]) -> list[str]:
        """The codes of all rows as the list shows them."""
        return sorted(names, key=lambda code: self.place(code, names[code]), reverse=self.direction == "DESC")

    def before(self, names: dict[str, str], at: Place) -> list[str]:
        """The codes of the rows that stand before a place."""
        is_up = self.direction == "ASC"
        places = {code: self.place(code, names[code]) for code in self.in_order(names)}
        return [code for code, place in places.items() if place != at and (place < at) == is_up]

    def expected(self, names: dict[str, str], size: int, at: Place | None) -> Page:
        """The page that goes on from a place, by the definition of a list."""
        rows = self.in_order(names)
        if at is None:
            before, behind = (rows, list[str]()) if self.is_backward else (list[str](), rows)
        else:
            before = self.before(names, at)
            behind = [code for code in rows[len(before) :] if self.place(code, names[code]) != at]
        is_here = len(before) + len(behind) < len(rows)
        return Page(
            codes=before[-size:] if self.is_backward else behind[:size],
            has_previous=len(before) > size if self.is_backward else bool(before) or is_here,
            has_next=bool(behind) or is_here if self.is_backward else len(behind) > size,
            total=len(rows),
        )

    async def page(
        self, api: Api, facilities: Facilities, size: int, cursor: str | None
    ) -> tuple[Page, str | None]:
        """The page that goes on from a cursor, and the cursor from which the next one goes on."""
        variables: dict[str, object] = {"unit": facilities.unit, "cluster": facilities.cluster}
        variables |= {"orderBy": {"field": self.by, "direction": self.direction}}
        variables |= (
            {"last": size, "before": cursor} if self.is_backward else {"first": size, "after": cursor}
        )
        answer = await api(self.query, variables)
        assert answer.errors == []
        rows = answer.data["rows"] if "rows" in answer.data else answer.data["cluster"]["rows"]
        info = rows["pageInfo"]
        cursors = [edge["cursor"] for edge in rows["edges"]] or [None]
        assert (info["startCursor"], info["endCursor"]) == (cursors[0], cursors[-1])
        page = Page(
            codes=[edge["node"]["code"] for edge in rows["edges"]],
            has_previous=info["hasPreviousPage"],
            has_next=info["hasNextPage"],
            total=rows["totalCount"],
        )
        return page, cursors[0 if self.is_backward else -1]


WALKS = {
    "name": Walk(),
    "name from the end": Walk(is_backward=True),
    "name descending": Walk(direction="DESC"),
    "name descending from the end": Walk(direction="DESC", is_backward=True),
    "code": Walk(by="CODE"),
    "code descending from the end": Walk(by="CODE", direction="DESC", is_backward=True),
    "edge": Walk(query=FACILITIES_OF_CLUSTER),
    "edge from the end": Walk(query=FACILITIES_OF_CLUSTER, is_backward=True),
}


@pytest.fixture
async def facilities(register: Register, request: pytest.FixtureRequest) -> Facilities:
    """Sixty facilities, of which some share their name."""
    chance = random.Random(request.node.name)
    found = Facilities(register=register, chance=chance, unit=register.unit(), cluster=register.cluster())
    found.add(60)
    await register.load()
    return found


@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
async def test_walk_loses_and_repeats_nothing_while_rows_come_go_and_change_their_names(
    api: Api, facilities: Facilities, walk: Walk
) -> None:
    names, at_first = facilities.names, set(facilities.names)
    left_alone = set(facilities.some(30, at_first))
    walked: list[str] = []
    cursor: str | None = None
    at: Place | None = None

    while True:
        size = facilities.chance.randint(3, 9)
        page, cursor = await walk.page(api, facilities, size, cursor)
        assert page == walk.expected(names, size, at)
        walked = page.codes + walked if walk.is_backward else walked + page.codes
        if not (page.has_previous if walk.is_backward else page.has_next):
            break
        newest = page.codes[0 if walk.is_backward else -1]
        at = walk.place(newest, names[newest])
        facilities.add(3)
        for side in (set(walk.before(names, at)), set(names) - set(walk.before(names, at)) - {newest}):
            facilities.rename(*facilities.some(1, side - left_alone))
            facilities.remove(*facilities.some(1, (side & set(names)) - left_alone))
        if newest not in left_alone:
            facilities.chance.choice([facilities.rename, facilities.remove])(newest)
        await facilities.register.load()

    in_order = walk.in_order(names)
    assert [code for code in walked if code in left_alone] == [
        code for code in in_order if code in left_alone
    ]
    if walk.by == "CODE":
        always = at_first & set(names)
        assert len(always) > len(left_alone)
        assert [code for code in walked if code in always] == [code for code in in_order if code in always]


@pytest.mark.parametrize("walk", WALKS.values(), ids=WALKS)
async def test_page_tells_the_truth_when_the_rows_around_the_cursor_are_gone(
    api: Api, facilities: Facilities, walk: Walk
) -> None:
    names = facilities.names
    page, cursor = await walk.page(api, facilities, 30, None)
    newest = page.codes[0 if walk.is_backward else -1]
    at = walk.place(newest, names[newest])
    ahead = set(names) - set(page.codes)

    async def found() -> Page:
        await facilities.register.load()
        rest, _ = await walk.page(api, facilities, 100, cursor)
        assert rest == walk.expected(names, 100, at)
        return rest

    facilities.remove(newest)
    without_the_cursor = await found()
    facilities.remove(*ahead)
    without_what_is_ahead = await found()
    facilities.remove(*(set(names) - ahead))
    without_all = await found()
    facilities.add(5)
    await found()

    def behind(page: Page) -> bool:
        return page.has_next if walk.is_backward else page.has_previous

    assert (len(without_the_cursor.codes), behind(without_the_cursor)) == (30, True)
    assert (len(without_what_is_ahead.codes), behind(without_what_is_ahead)) == (0, True)
    assert without_all == Page(codes=[], has_previous=False, has_next=False, total=0)


async def test_renamed_row_is_met_at_its_new_place(api: Api, facilities: Facilities) -> None:
    walk, names = Walk(), facilities.names
    page, cursor = await walk.page(api, facilities, 30, None)
    met, ahead = page.codes[3], walk.in_order(names)[40]
    for code, name in ((met, "Yên cuối"), (ahead, "A đầu")):
        names[code] = name
        facilities.register.facility(name, code=code, unit=facilities.unit)
    await facilities.register.load()

    rest, _ = await walk.page(api, facilities, 100, cursor)

    assert rest.codes[-1] == met
    assert ahead not in page.codes + rest.codes
    assert walk.in_order(names)[0] == ahead
    assert len(page.codes + rest.codes) == 60


async def test_row_of_the_cursor_costs_a_statement_only_where_it_is_gone(
    api: Api, facilities: Facilities
) -> None:
    page, cursor = await Walk().page(api, facilities, 10, None)
    query = """
    query ($unit: ID!, $after: String) {
      facilities(filter: { within: [$unit] }, after: $after) { pageInfo { hasPreviousPage } }
    }
    """
    variables: dict[str, object] = {"unit": facilities.unit, "after": cursor}

    there = await api(query, variables)
    facilities.remove(page.codes[-1])
    await facilities.register.load()
    gone = await api(query, variables)

    assert there.data == gone.data == {"facilities": {"pageInfo": {"hasPreviousPage": True}}}
    assert (there.statements["facilities_page"], gone.statements["facilities_page"]) == (1, 2)


async def test_question_how_many_there_are_reads_no_rows(api: Api, facilities: Facilities) -> None:
    query = """
    query ($unit: ID!) {
      facilities(filter: { within: [$unit] }) { totalCount totalCountIsLowerBound ambiguousUnits { code } }
    }
    """

    answer = await api(query, {"unit": facilities.unit})

    assert answer.data == {
        "facilities": {"totalCount": 60, "totalCountIsLowerBound": False, "ambiguousUnits": []}
    }
    assert answer.statements["facilities_count"] == 1
    assert answer.statements["facilities_page"] == 0


async def test_what_has_no_year_comes_first(api: Api, register: Register) -> None:
    facility, mark = register.facility(), register.word
    codes = {year: str(issue(RecordKind.INVESTMENT)) for year in (2028, None, 2026)}
    for year, code in codes.items():
        item, activity = f"Máy {mark}", "ADVANCED_MACHINERY"
        register.row("investments.csv", code=code, facility=facility, activity=activity, item=item, year=year)
    await register.load()
    query = """
    query ($text: String!, $direction: OrderDirection!) {
      investments(filter: { text: $text }, orderBy: { field: YEAR, direction: $direction }) {
        edges { node { code } }
      }
    }
    """

    up = await api(query, {"text": mark, "direction": "ASC"})
    down = await api(query, {"text": mark, "direction": "DESC"})

    in_order = [codes[None], codes[2026], codes[2028]]
    assert [edge["node"]["code"] for edge in up.data["investments"]["edges"]] == in_order
    assert [edge["node"]["code"] for edge in down.data["investments"]["edges"]] == in_order[::-1]


SCHEMA = build_schema(FILE.read_text(encoding="utf-8"))


def _connections_of(kind: str) -> Iterator[str]:
    owner = SCHEMA.type_map[kind]
    assert isinstance(owner, GraphQLObjectType)
    for name, definition in owner.fields.items():
        if str(definition.type).rstrip("!").endswith("Connection"):
            yield name


def _nodes() -> list[str]:
    node = SCHEMA.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    return sorted(kind.name for kind in SCHEMA.get_possible_types(node))


LISTS = [
    name
    for name in _connections_of("Query")
    if name not in {"partners", "clusterLinkages", "eligibilities", "search"}
]
EDGES = [(kind, name) for kind in _nodes() for name in _connections_of(kind)]
SIZES: list[tuple[dict[str, object], str]] = [
    ({"first": 0}, "first"),
    ({"first": -1}, "first"),
    ({"first": 101}, "first"),
    ({"last": 0}, "last"),
    ({"last": -1}, "last"),
    ({"last": 101}, "last"),
    ({"first": 1, "last": 1}, "last"),
    ({"first": 0, "last": 1}, "last"),
]
NO_CURSORS = [
    "",
    "not a cursor",
    "\x00",
    "AA",
    "_w",
    "A" * 10_000,
    encode_cursor("nothing"),
    encode_cursor("nothing\x00:\x1b"),
    encode_cursor("x" * 7_500),
]


@pytest.fixture(scope="module")
async def codes(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The codes of a small register in which everything occurs."""
    register = Register(graph, tmp_path_factory.mktemp("register"))
    codes = one_of_each(register)
    await register.load()
    return codes


def impossible_pages(*cursors: str) -> Iterator[tuple[dict[str, object], str]]:
    """Arguments of pages that cannot be, each with the argument at fault."""
    yield from SIZES
    for cursor in (*NO_CURSORS, *cursors):
        yield {"after": cursor}, "after"
        yield {"before": cursor}, "before"


async def last_cursor(api: Api, page: str, path: str, **variables: str) -> str:
    """The cursor at the end of a page."""
    declared = f"({', '.join(f'${name}: ID!' for name in variables)})" if variables else ""
    answer = await api(f"query {declared} {{ {page} }}", variables)
    found = answer.data
    for step in path.split("."):
        found = found[step]
    return str(found["pageInfo"]["endCursor"])


@pytest.fixture(scope="module")
async def foreign_cursors(api: Api, codes: dict[str, str]) -> dict[str, str]:
    """Cursors of two lists, of an edge, and of a ranking."""
    end = "{ pageInfo { endCursor } }"
    return {
        "facilities": await last_cursor(api, f"facilities {end}", "facilities"),
        "suppliers": await last_cursor(api, f"suppliers {end}", "suppliers"),
        "offers": await last_cursor(
            api,
            f"node(id: $id) {{ ... on Facility {{ offers {end} }} }}",
            "node.offers",
            id=codes["Facility"],
        ),
        "partners": await last_cursor(
            api,
            f"partners(of: {{ business: $id }}, direction: BUYERS) {end}",
            "partners",
            id=codes["Facility"],
        ),
    }


def refusal(answer: Answer) -> tuple[object, object, object]:
    """What came back, where the fault lies, and which it is."""
    return (
        answer.data,
        [error["path"] for error in answer.errors],
        [error["extensions"] for error in answer.errors],
    )


@pytest.mark.parametrize("field", LISTS)
async def test_page_of_a_list_that_cannot_be_names_its_argument(
    api: Api, codes: dict[str, str], foreign_cursors: dict[str, str], field: str
) -> None:
    up, down = "orderBy: { field: CODE }", "orderBy: { field: CODE, direction: DESC }"
    by_code = await last_cursor(api, f"{field}({up}, first: 1) {{ pageInfo {{ endCursor }} }}", field)
    own = await last_cursor(api, f"{field}({down}, first: 1) {{ pageInfo {{ endCursor }} }}", field)
    foreign = [cursor for name, cursor in foreign_cursors.items() if name != field]
    query = f"query ({ARGUMENTS}) {{ {field}({down}, {PAGING}) {{ totalCount }} }}"

    for arguments, argument in impossible_pages(by_code, *foreign, own[:-1], own[:-4], own[1:], f"{own}\n"):
        answer = await api(query, arguments)

        assert refusal(answer) == ({field: None}, [[field]], [{"code": "BAD_REQUEST", "argument": argument}])
        assert answer.statements == {}
    assert (await api(query, {"after": own})).errors == []


@pytest.mark.parametrize(("kind", "field"), EDGES)
async def test_page_of_an_edge_that_cannot_be_names_its_argument_and_leaves_its_siblings_standing(
    api: Api, codes: dict[str, str], foreign_cursors: dict[str, str], kind: str, field: str
) -> None:
    foreign = [cursor for name, cursor in foreign_cursors.items() if name != field]
    query = (
        f"query ($id: ID!, {ARGUMENTS}) {{ node(id: $id) {{ id ... on {kind} {{ "
        f"{field}({PAGING}) {{ totalCount }} }} }} }}"
    )

    for arguments, argument in impossible_pages(*foreign):
        answer = await api(query, {"id": codes[kind]} | arguments)

        assert refusal(answer) == (
            {"node": {"id": codes[kind], field: None}},
            [["node", field]],
            [{"code": "BAD_REQUEST", "argument": argument}],
        )


async def test_page_of_a_ranking_that_cannot_be_names_its_argument(
    api: Api, codes: dict[str, str], foreign_cursors: dict[str, str]
) -> None:
    query = (
        f"query ($id: ID!, {ARGUMENTS}) {{ "
        f"partners(of: {{ business: $id }}, direction: SUPPLIERS, {PAGING}) {{ totalCount }} }}"
    )

    for arguments, argument in impossible_pages(*foreign_cursors.values()):
        answer = await api(query, {"id": codes["Facility"]} | arguments)

        assert refusal(answer) == (
            {"partners": None},
            [["partners"]],
            [{"code": "BAD_REQUEST", "argument": argument}],
        )
        assert answer.statements == {}


@pytest.mark.parametrize("key", ["\x00", "\x1b[2J", "ế" * 1_000, "\U0010ffff"])
async def test_cursor_that_cannot_be_an_order_key_is_refused(api: Api, key: str) -> None:
    answer = await api(
        "query ($after: String) { facilities(after: $after) { totalCount } }",
        {"after": encode_cursor(f"facilities.NAME.ASC:{key}")},
    )

    assert refusal(answer) == (
        {"facilities": None},
        [["facilities"]],
        [{"code": "BAD_REQUEST", "argument": "after"}],
    )
    assert answer.statements == {}


async def test_cursor_that_a_client_made_up_is_a_place_like_any_other(
    api: Api, facilities: Facilities
) -> None:
    for key in ("!", "m" * 7_500, "~"):
        cursor = encode_cursor(f"facilities.NAME.ASC:{key}")

        before = await api(FACILITIES_WITHIN, {"unit": facilities.unit, "last": 100, "before": cursor})
        behind = await api(FACILITIES_WITHIN, {"unit": facilities.unit, "first": 100, "after": cursor})

        assert (before.errors, behind.errors) == ([], [])
        edges = [*before.data["rows"]["edges"], *behind.data["rows"]["edges"]]
        assert [edge["node"]["code"] for edge in edges] == Walk().in_order(facilities.names)
