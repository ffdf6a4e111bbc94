"""Pages of lists under conditions: however the rows are reached, they are those of the whole list for which
the conditions hold, in its order."""

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from domain.paging import Window
from domain.text import range_text, set_texts_with
from graph import listing
from graph.business import BUSINESSES, BUYERS, FACILITIES, SUPPLIERS
from graph.client import Graph, Row
from graph.cluster import CLUSTERS
from graph.listing import Listing, count, edge_count_statement, edge_statement, page
from graph.organisation import ORGANISATIONS
from tests.builders import Register, one_of_each, word
from tests.graph.statements import edges, parameters_of

DAY = dt.date(2026, 6, 1)
MARK = word()
"""A word in the names of all records here."""
LETTERS = "nkgtbadchmpqslrxeuvy"


class Case(NamedTuple):
    """A list, conditions, and whether a row meets them."""

    listing: Listing
    conditions: Mapping[str, object]
    holds: Callable[[Row], bool]


def kinds(*wanted: str) -> Callable[[Row], bool]:
    """Whether a business is of some kinds."""
    return lambda row: row["kind"] in wanted


CASES = {
    "a legal form": Case(
        ORGANISATIONS, {"legalForms": ["HOUSEHOLD"]}, lambda row: row["legalForm"] == "HOUSEHOLD"
    ),
    "legal forms": Case(
        ORGANISATIONS,
        {"legalForms": ["COOPERATIVE", "HOUSEHOLD", "COOPERATIVE", "OTHER"]},
        lambda row: row["legalForm"] in {"COOPERATIVE", "HOUSEHOLD", "OTHER"},
    ),
    "a legal form that hardly anybody has": Case(
        ORGANISATIONS,
        {"legalForms": ["COOPERATIVE_UNION"]},
        lambda row: row["legalForm"] == "COOPERATIVE_UNION",
    ),
    "a legal form and a word": Case(
        ORGANISATIONS,
        {"legalForms": ["HOUSEHOLD", "ENTERPRISE"], "words": [[["so"]]]},
        lambda row: row["legalForm"] in {"HOUSEHOLD", "ENTERPRISE"} and " so " in f" {row['name'].lower()} ",
    ),
    "a kind of supplier": Case(
        SUPPLIERS,
        {"kindSets": set_texts_with(["GROWER"], ["GROWER", "SERVICE", "MACHINE"])},
        lambda row: "GROWER" in (row["kinds"] or ()),
    ),
    "a kind and a country of supplier": Case(
        SUPPLIERS,
        {"kindSets": set_texts_with(["SERVICE"], ["GROWER", "SERVICE", "MACHINE"]), "countries": ["CN"]},
        lambda row: "SERVICE" in (row["kinds"] or ()) and row["country"] == "CN",
    ),
    "channels": Case(
        BUYERS,
        {"channelSets": set_texts_with(["RETAIL", "EXPORT"], ["RETAIL", "EXPORT", "WHOLESALE"])},
        lambda row: bool({"RETAIL", "EXPORT"} & set(row["channels"] or ())),
    ),
    "a kind of business": Case(BUSINESSES, {"businessKinds": ["BUYER"]}, kinds("BUYER")),
    "kinds of business": Case(
        BUSINESSES, {"businessKinds": ["SUPPLIER", "FACILITY"]}, kinds("FACILITY", "SUPPLIER")
    ),
    "all kinds of business": Case(
        BUSINESSES, {"businessKinds": ["SUPPLIER", "FACILITY", "BUYER"]}, lambda row: True
    ),
    "no kind of business": Case(BUSINESSES, {"businessKinds": list[str]()}, lambda row: False),
    "kinds and countries of business": Case(
        BUSINESSES,
        {"businessKinds": ["SUPPLIER", "BUYER"], "countries": ["CN"]},
        lambda row: row["kind"] != "FACILITY" and row["country"] == "CN",
    ),
    "kinds of business that offer something in March": Case(
        BUSINESSES,
        {"businessKinds": ["FACILITY", "BUYER"], "season": {"months": [3], "on": DAY}},
        lambda row: row["kind"] == "BUYER" and row["country"] == "CN",
    ),
    "business that offers something in March": Case(
        BUSINESSES,
        {"season": {"months": [3], "on": DAY}},
        lambda row: row["kind"] == "BUYER" and row["country"] == "CN",
    ),
    "a word": Case(FACILITIES, {"words": [[["so"]]]}, lambda row: " so " in f" {row['name'].lower()} "),
    "a size": Case(FACILITIES, {"sizeClasses": ["SMALL"]}, lambda row: row["sizeClass"] == "SMALL"),
    "how full a cluster is": Case(
        CLUSTERS,
        {"fillRateMinimum": range_text(0.3), "fillRateMaximum": range_text(0.7)},
        lambda row: (
            bool(row["industrialLandHa"])
            and 0.3 <= (row["leasedHa"] + row["approvedUnleasedHa"]) / row["industrialLandHa"] <= 0.7
        ),
    ),
}


@pytest.fixture(scope="module", autouse=True)
async def _records(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Records whose names stand together by what they are, and some that are mixed."""
    register = Register(graph, tmp_path_factory.mktemp("lists"))
    good = register.product()
    forms = ("ENTERPRISE", "HOUSEHOLD", "COOPERATIVE", "HOUSEHOLD", "")
    sets = (["GROWER"], ["GROWER", "SERVICE"], ["SERVICE"], ["MACHINE"], list[str]())
    channels = (["RETAIL"], ["EXPORT", "RETAIL"], ["WHOLESALE"], list[str]())
    for number, letter in enumerate(LETTERS):
        form, country = forms[number % 5], "CN" if number % 3 else "VN"
        some = "so" if number % 4 == 0 else "khac"
        register.organisation(f"{form or 'm'} {letter} {some} {MARK}", legal_form=form)
        register.facility(f"{letter} {some} {MARK}", size_class="SMALL" if letter > "m" else "MICRO")
        register.supplier(f"Vùng {letter} {MARK}", kinds=sets[number % 5], country=country)
        buyer = register.buyer(f"Chợ {letter} {MARK}", channels=channels[number % 4], country=country)
        if country == "CN":
            register.offer(buyer, good, months=[3, 4])
        register.cluster(
            f"CCN {letter} {MARK}",
            industrial_land_ha="" if number == 3 else number,
            leased_ha=6,
            approved_unleased_ha=0.1 * number,
        )
    await register.load()


async def pages(
    graph: Graph,
    case: Case,
    conditions: Mapping[str, object],
    *,
    order: str,
    is_descending: bool = False,
    is_backward: bool = False,
    size: int = 7,
) -> list[Row]:
    """All rows of a list, read page by page."""
    rows: list[Row] = []
    cursor: str | None = None
    while True:
        window = Window(
            size=size,
            after=None if is_backward else cursor,
            before=cursor if is_backward else None,
            is_backward=is_backward,
        )
        found = await page(graph, case.listing, conditions, window, order=order, is_descending=is_descending)
        rows = found.rows + rows if is_backward else rows + found.rows
        if not (found.has_previous if is_backward else found.has_next):
            return rows
        cursor = found.rows[0 if is_backward else -1]["cursor"]


@pytest.mark.parametrize("is_backward", [False, True], ids=["forward", "backward"])
@pytest.mark.parametrize("is_descending", [False, True], ids=["upward", "downward"])
@pytest.mark.parametrize("order", ["NAME", "CODE"])
@pytest.mark.parametrize("name", CASES)
async def test_pages_under_conditions_are_the_rows_of_the_whole_list_that_meet_them(
    graph: Graph,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    order: str,
    is_descending: bool,
    is_backward: bool,
) -> None:
    case = CASES[name]
    conditions = {**case.conditions, "words": [[[MARK]], *_words(case)]}
    whole = await pages(
        graph, case, {"words": [[[MARK]]]}, order=order, is_descending=is_descending, size=100
    )
    wanted = [row["cursor"] for row in whole if case.holds(row)]

    by_paths = await pages(
        graph, case, conditions, order=order, is_descending=is_descending, is_backward=is_backward
    )
    for bound, rows in (("_LITTLE", 1), ("_FEW", 3), ("_MANY", 4)):
        monkeypatch.setattr(listing, bound, rows)
    by_walks = await pages(
        graph, case, conditions, order=order, is_descending=is_descending, is_backward=is_backward
    )

    assert len(whole) >= len(LETTERS)
    assert [row["cursor"] for row in by_paths] == wanted
    assert [row["cursor"] for row in by_walks] == wanted


@pytest.mark.parametrize("is_descending", [False, True], ids=["upward", "downward"])
@pytest.mark.parametrize("name", CASES)
async def test_pages_under_conditions_alone_are_counted_and_in_order(
    graph: Graph, name: str, is_descending: bool
) -> None:
    case = CASES[name]
    whole = await pages(graph, case, {}, order="NAME", is_descending=is_descending, size=100)
    wanted = [row["cursor"] for row in whole if MARK in row["name"] and case.holds(row)]

    found = await pages(graph, case, case.conditions, order="NAME", is_descending=is_descending)
    counted = await count(graph, case.listing, case.conditions)

    assert [row["cursor"] for row in found if MARK in row["name"]] == wanted
    assert (counted.total, counted.is_lower_bound) == (len(found), False)


async def test_a_business_that_is_renamed_stands_by_its_new_name_among_those_that_offer(
    graph: Graph, tmp_path: Path
) -> None:
    register = Register(graph, tmp_path)
    good = register.product()
    first, second, silent = (register.facility(f"{letter} {register.word}") for letter in "abc")
    for offering in (first, second):
        register.offer(offering, good, months=[3])
    await register.load()
    register.facility(f"d {register.word}", code=first)
    register.facility(f"e {register.word}", code=silent)
    await register.load()

    case = Case(BUSINESSES, {"season": {"months": [3], "on": DAY}}, kinds("FACILITY"))
    upward, downward = [
        await pages(graph, case, case.conditions, order="NAME", is_descending=is_descending)
        for is_descending in (False, True)
    ]

    own = [row["code"] for row in upward if register.word in row["name"]]
    assert own == [second, first]
    assert [row["code"] for row in downward if register.word in row["name"]] == own[::-1]


async def test_a_business_is_among_those_that_offer_from_its_first_offer_to_its_last(
    graph: Graph, tmp_path: Path
) -> None:
    register = Register(graph, tmp_path)
    good, other = register.product(), register.facility(f"a {register.word}")
    maker = register.facility(f"b {register.word}")
    register.offer(other, good, months=[3])
    await register.load()
    case = Case(BUSINESSES, {"season": {"months": [3], "on": DAY}}, kinds("FACILITY"))

    async def offering() -> list[str]:
        rows = await pages(graph, case, case.conditions, order="NAME")
        return [row["code"] for row in rows if register.word in row["name"]]

    before = await offering()
    register.offer(maker, good, months=[3, 4])
    await register.load()
    meanwhile = await offering()
    register.rows("offers.csv").pop()
    await register.load()

    assert (before, meanwhile, await offering()) == ([other], [other, maker], [other])


def _words(case: Case) -> list[object]:
    """The terms of a case."""
    words = case.conditions.get("words", [])
    assert isinstance(words, list)
    return list(words)


async def test_every_edge_counts_the_rows_of_its_pages(graph: Graph, register: Register) -> None:
    codes = one_of_each(register)
    await register.load()
    rows: dict[str, dict[str, int]] = {}
    totals: dict[str, dict[str, int]] = {}

    for edge in edges():
        pages, numbers = edge_statement(edge, False), edge_count_statement(edge)
        found = await graph.read(pages, **parameters_of(pages, codes))
        rows[edge.name] = {row["key"]: len(row["rows"]) for row in found}
        counted = await graph.read(numbers, **parameters_of(numbers, codes))
        totals[edge.name] = {row["key"]: row["total"] for row in counted}

    assert totals == rows
    empty = {edge for edge, counts in rows.items() if not any(counts.values())}
    assert empty == {"memberships_of_organisation"}  # the one among the codes has members and is none
