"""What the register answers about certificates, offers and names, as paths and as predicates."""

import datetime as dt

import pytest

from domain.codes import RecordKind as K
from domain.codes import issue
from domain.paging import Window
from domain.scheme import canonical_scheme
from domain.text import range_text
from graph.business import BUSINESSES, FACILITIES
from graph.certificate import CERTIFICATES_OF_BUSINESS, HOLDER_OF_CERTIFICATE
from graph.client import Graph
from graph.listing import edge_counts, edge_pages, page, page_statements
from graph.offer import CAPACITY_OF_OFFER, OFFERS_OF_BUSINESS
from graph.project import INVESTMENTS_OF_PROJECT, PROJECTS_OF_INVESTMENT
from tests.builders import Register, word

DAY = dt.date(2026, 6, 1)
WINDOW = Window(size=20)


async def facilities(graph: Graph, **conditions: object) -> set[str]:
    """The codes of the facilities for which some conditions hold."""
    found = await page(graph, FACILITIES, conditions, WINDOW, order="CODE")
    return {row["code"] for row in found.rows}


@pytest.mark.parametrize("is_predicate", [False, True], ids=["path", "predicate"])
async def test_certificate_of_business_offer_or_organisation_counts(
    graph: Graph, register: Register, is_predicate: bool
) -> None:
    scheme, good, owner = canonical_scheme(word()), register.product(), register.organisation()
    own, by_offer, by_owner = register.facility(), register.facility(), register.facility(organisation=owner)
    without, expired = register.facility(), register.facility()
    for business in (own, by_offer, by_owner, without, expired):
        register.offer(business, good)
    register.certificate(own, scheme)
    register.certificate(own, scheme)
    register.certificate(by_offer, scheme, offer_product=good)
    register.certificate(owner, scheme)
    register.certificate(without, word())
    register.certificate(expired, scheme, valid_to=DAY)
    register.certificate(register.buyer(organisation=owner), scheme)
    await register.load()
    conditions: dict[str, object] = {"certificates": {"schemes": [scheme], "on": DAY}}
    if is_predicate:
        conditions["offers"] = {"products": [good], "on": DAY}

    assert await facilities(graph, **conditions) == {own, by_offer, by_owner}


async def test_certificates_of_a_business_are_those_of_its_offers_too(
    graph: Graph, register: Register
) -> None:
    good, owner = register.product(), register.organisation()
    firm = register.facility(organisation=owner)
    register.offer(firm, good)
    own = register.certificate(firm, "FSC")
    of_offer = register.certificate(firm, "ORGANIC_EU", offer_product=good)
    of_owner = register.certificate(owner, "ISO9001")
    await register.load()

    certificates = await graph.read(CERTIFICATES_OF_BUSINESS, keys=[firm])
    holders = await graph.read(HOLDER_OF_CERTIFICATE, keys=[own, of_offer, of_owner])

    assert [row["code"] for row in certificates[0]["rows"]] == [own, of_offer]
    assert {row["key"]: row["rows"] for row in holders} == {
        own: [firm],
        of_offer: [firm],
        of_owner: [owner],
    }


async def test_offered_are_the_offers_of_the_day(graph: Graph, register: Register) -> None:
    good, firm = register.product(), register.facility()
    register.offer(firm, good, variant="A", capacity_per_year=1, valid_from=DAY)
    register.offer(firm, good, variant="B", capacity_per_year=10, valid_to=DAY)
    register.offer(firm, good, variant="C", capacity_per_year=100, valid_from=DAY + dt.timedelta(days=1))
    register.offer(firm, good, variant="D", capacity_per_year=1000)
    await register.load()

    pages = await edge_pages(graph, OFFERS_OF_BUSINESS, [firm], WINDOW, {"on": DAY})
    keys = [row["key"] for row in pages[firm].rows]
    capacities = await graph.read(CAPACITY_OF_OFFER, keys=keys, on=DAY)

    assert len(keys) == 4
    assert {row["key"]: [found["offeredPerYear"] for found in row["rows"]] for row in capacities} == {
        key: [1001.0] for key in keys if key.endswith(("A", "D"))
    }


async def test_words_in_any_order_find_the_same_names(graph: Graph, register: Register) -> None:
    common, rare = word(), word()
    both = register.facility(f"{common} {rare}")
    for _ in range(3):
        register.facility(common)
    register.facility(rare)
    await register.load()

    async def found(*words: str) -> set[str]:
        names = await page(graph, BUSINESSES, {"words": [[[each]] for each in words]}, WINDOW, order="NAME")
        return {row["code"] for row in names.rows}

    assert await found(common, rare) == await found(rare, common) == await found(rare[:9], common) == {both}
    assert len(await found(common)) == 4
    assert await found(common, word()) == await found(word()) == set()


async def test_investment_and_project_are_tied_once_however_many_items_it_pays_for(
    graph: Graph, register: Register
) -> None:
    facility, investment, project = register.facility(), str(issue(K.INVESTMENT)), str(issue(K.PROJECT))
    register.row(
        "investments.csv", code=investment, facility=facility, activity="ADVANCED_MACHINERY", item="Máy sấy"
    )
    register.row(
        "projects.csv",
        code=project,
        title="Đề án Thử",
        kind="GROUP",
        activity="ADVANCED_MACHINERY",
        level="PROVINCIAL",
        status="ACCEPTED",
        funding_year=2026,
    )
    for item in ("Máy sấy", "Lắp đặt"):
        register.row(
            "project_beneficiaries.csv", project=project, facility=facility, investment=investment, item=item
        )
    await register.load()

    projects = await edge_pages(graph, PROJECTS_OF_INVESTMENT, [investment], WINDOW, {})
    investments = await edge_pages(graph, INVESTMENTS_OF_PROJECT, [project], WINDOW, {})
    counts = await edge_counts(graph, PROJECTS_OF_INVESTMENT, [investment], {})

    assert [row["code"] for row in projects[investment].rows] == [project]
    assert [row["code"] for row in investments[project].rows] == [investment]
    assert counts[investment].total == 1


@pytest.mark.parametrize("order", ["NAME", "CODE"])
@pytest.mark.parametrize(
    "conditions",
    [
        {"sizeClasses": ["MICRO", "SMALL"]},
        {"countries": ["VN"]},
        {"sources": ["Phiếu khảo sát (thử)"]},
        {"legalForms": ["COOPERATIVE"]},
        {"workersMinimum": range_text(1)},
        {"establishedUntil": range_text(dt.date(2030, 1, 1))},
        {"asOfFrom": range_text(dt.date(2020, 1, 1))},
    ],
    ids=lambda conditions: next(iter(conditions)),
)
async def test_every_attempt_at_a_page_gives_the_same_rows(
    graph: Graph, register: Register, conditions: dict[str, object], order: str
) -> None:
    owner = register.organisation(legal_form="COOPERATIVE")
    for letter in "nkgtbadchmpqslrxeuvy":
        size, day = "MICRO" if letter < "m" else "SMALL", dt.date(2010, 1, 1)
        register.facility(
            f"{letter} thử", organisation=owner, size_class=size, workers=ord(letter), established_on=day
        )
    await register.load()
    bounds = {"above": "", "below": "\x7f", "limit": 12, "most": 5_000}

    pages = [
        (await graph.read(statement, **conditions, **bounds))[0]
        for statement in page_statements(FACILITIES, frozenset(conditions), order, False).all()
    ]

    answers = [[row["cursor"] for row in page["rows"]] for page in pages if not page.get("isTooBroad")]
    assert len(answers) >= 2
    assert all(answer == answers[0] == sorted(answers[0]) for answer in answers)
