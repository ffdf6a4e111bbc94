"""Operations are answered alike by plans, which foresee what will be asked of records that others name, and
by graphql-core alone."""

import gc
from collections.abc import AsyncIterator, Iterator

import pytest

from domain.codes import RecordKind, issue
from graph.client import Address, Graph
from schema.business import Business
from schema.context import Context
from seeds.rules import read_rules
from service.app import create_app
from service.executor import PlannedExecutor
from tests.builders import SOURCE, Register, word
from tests.conftest import Api, client_of


@pytest.fixture
async def stock(address: Address, graph: Graph) -> AsyncIterator[Api]:
    """The service without plans."""
    async with client_of(create_app(address, None, read_rules(), is_planned=False)) as client:
        yield Api(client)


async def test_what_is_foreseen_of_records_changes_no_answer(
    api: Api, stock: Api, register: Register
) -> None:
    """Codes in a list and of a merged record; references to several kinds, with edges of one kind only; and
    an edge that is refused."""
    unit, good, merged = register.unit(), register.product(), str(issue(RecordKind.BUSINESS))
    mill, shop = register.facility(unit=unit), register.buyer()
    grower = register.supplier(kinds=["GROWER"], unit=unit)
    register.row("merged_codes.csv", code=merged, into=mill, merged_on="2026-01-01", source=SOURCE)
    register.offer(grower, good, capacity_per_year=10)
    register.trade(grower, mill, good, quantity_per_year=5)
    register.trade(mill, shop, good, quantity_per_year=4)
    agency, programme = register.agency(), register.programme()
    project, fair = register.project(programme=programme), register.fair()
    for record in (programme, project, fair):
        register.row("agency_roles.csv", agency=agency, record=record, role="LEAD")
    await register.load()
    query = """
    query ($good: PublicCode!, $merged: PublicCode!, $agency: PublicCode!, $shop: ID!, $cursor: String!) {
      product(code: $good) { offers { edges { node {
        business { code administrativeUnit { code } suppliers { totalCount } }
        certificates { holder { code } }
      } } } }
      business(code: $merged) { code suppliers { edges { node {
        supplier { code offers(first: 1) { totalCount } ... on Supplier { organisation { code } } }
        customer { code needs(after: $cursor) { totalCount } }
      } } } }
      agency(code: $agency) { tasks { edges { node { role record {
        code
        ... on Project { programme { code } beneficiaries { totalCount } }
        ... on TradeFair { series { code } participants { totalCount } }
      } } } } }
      supplyTrace(business: $shop, direction: UPSTREAM, depth: 3) {
        singleSources { supplier { code } product { code } affected { code administrativeUnit { code } } }
      }
    }
    """
    variables = {"good": good, "merged": merged, "agency": agency, "shop": shop, "cursor": word()}

    planned, plain = await api(query, variables), await stock(query, variables)

    assert planned.data == plain.data
    assert planned.errors == plain.errors
    assert (planned.codes, planned.data["business"]["code"]) == (["BAD_REQUEST"], mill)


@pytest.fixture
def uncollected() -> Iterator[None]:
    """Python does not look for circular garbage."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def rested_on() -> list[object]:
    """What answers rest on, of all that Python holds; other tests hold some too."""
    return [each for each in gc.get_objects() if isinstance(each, Context | PlannedExecutor | Business)]


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize(
    "query",
    [
        """
        query ($unit: ID!, $mill: PublicCode!) { business(code: $mill) { code administrativeUnit { name }
          suppliers { totalCount edges { node { product { name } supplier { code offers(first: 2) {
            totalCount
          } } } } }
        } businesses(filter: { within: [$unit] }) { totalCount } }
        """,
        """
        query ($unit: ID!, $mill: PublicCode!) { businesses(filter: { within: [$unit] }) {
          totalCount edges { node {
            administrativeUnit { name }
            offers(first: 2) { totalCount edges { node { product { name } } } }
            suppliers { totalCount edges { node { supplier { code offers(first: 2) { totalCount } } } } }
          } }
        } business(code: $mill) { code } }
        """,
    ],
    ids=["one", "page"],
)
async def test_what_an_answer_rested_on_is_let_go_at_once(api: Api, register: Register, query: str) -> None:
    unit, good = register.unit(), register.product()
    grower, mill = register.supplier(unit=unit), register.facility(unit=unit)
    register.offer(grower, good, capacity_per_year=10)
    register.trade(grower, mill, good, quantity_per_year=5)
    await register.load()
    for _ in range(2):  # without a plan, and with one
        before = rested_on()

        answered = await api(query, {"unit": unit, "mill": mill})

        assert (answered.errors, answered.data["businesses"]["totalCount"]) == ([], 2)
        assert answered.data["business"]["code"] == mill
        assert [each for each in rested_on() if not any(each is other for other in before)] == []
