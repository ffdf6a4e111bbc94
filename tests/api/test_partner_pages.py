"""Partners page by page: their order, cursors, totals and statements."""

import datetime as dt

import pytest

from graph import partner
from schema.connection import encode_cursor
from tests.builders import Register
from tests.conftest import Api
from tests.partners import DAY, FIT_ONLY, find, nodes, partners, partners_in_a_tie, ranking
from web import OPERATIONS

FIND_PARTNERS = (OPERATIONS / "find_partners.graphql").read_text()


@pytest.mark.parametrize(("most", "is_lower_bound"), [(2, False), (1, True)])
async def test_total_is_a_lower_bound_only_where_more_candidates_were_not_read(
    api: Api, register: Register, monkeypatch: pytest.MonkeyPatch, most: int, is_lower_bound: bool
) -> None:
    monkeypatch.setattr(partner, "MOST_CANDIDATES", most)
    good = register.product()
    subject = register.facility(unit=register.unit())
    register.need(subject, good)
    small, large = register.supplier(), register.supplier()
    register.offer(small, good, capacity_per_year=1)
    register.offer(large, good, capacity_per_year=2)
    await register.load()

    answer = await api(
        """query Total($of: PartnerSubject!) {
          partners(of: $of, direction: SUPPLIERS) {
            totalCount totalCountIsLowerBound edges { node { partner { code } } }
          }
        }""",
        {"of": {"business": subject}},
    )

    found = answer.data["partners"]
    assert (found["totalCount"], found["totalCountIsLowerBound"]) == (most, is_lower_bound)
    assert set(partners(answer)) == {large, small} - ({small} if is_lower_bound else set())


async def test_ties_are_broken_by_code(api: Api, register: Register) -> None:
    good = register.product()
    subject = register.facility()
    register.need(subject, good)
    firms = [register.supplier() for _ in range(7)]
    for firm in firms:
        register.offer(firm, good)
    await register.load()

    answer = await find(api, subject, weights=FIT_ONLY)

    assert partners(answer) == sorted(firms)


async def test_pages_together_are_the_whole(api: Api, register: Register) -> None:
    good = register.product()
    subject = register.facility()
    register.need(subject, good, quantity_per_year=10)
    for number in range(11):
        register.offer(register.supplier(), good, capacity_per_year=1 + number // 2)
    await register.load()
    whole = [node["partner"]["code"] for node in nodes(await find(api, subject, first=100))]

    forward: list[str] = []
    after: str | None = None
    for _ in range(4):
        answer = await find(api, subject, first=3, after=after)
        page = answer.data["partners"]
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        assert page["pageInfo"]["hasNextPage"] is (len(forward) + 3 < 11)
        assert page["changedSinceFirstPage"] is False
        forward += partners(answer)
        after = page["pageInfo"]["endCursor"]
    backward: list[str] = []
    before: str | None = None
    for _ in range(4):
        answer = await find(api, subject, last=3, before=before)
        backward = partners(answer) + backward
        before = answer.data["partners"]["pageInfo"]["startCursor"]

    assert len(whole) == 11
    assert forward == whole
    assert backward == whole


async def test_page_between_two_cursors(api: Api, register: Register) -> None:
    subject = await partners_in_a_tie(register, 5)
    whole = await find(api, subject)
    cursors = [edge["cursor"] for edge in whole.data["partners"]["edges"]]

    answer = await find(api, subject, after=cursors[0], before=cursors[3])

    assert partners(answer) == partners(whole)[1:3]


async def test_cursor_of_another_question_is_refused(api: Api, register: Register) -> None:
    good = register.product()
    subject, partner = register.facility(), register.supplier()
    register.need(subject, good)
    register.offer(partner, good)
    await register.load()
    cursor = (await find(api, subject)).data["partners"]["pageInfo"]["endCursor"]

    other = await find(api, subject, after=cursor, filter={"minimumScore": 0.1})
    garbage = await find(api, subject, after=encode_cursor("nothing"))

    assert [error["extensions"] for error in other.errors] == [{"code": "BAD_REQUEST", "argument": "after"}]
    assert [error["extensions"] for error in garbage.errors] == [{"code": "BAD_REQUEST", "argument": "after"}]


async def test_later_page_tells_that_the_register_has_moved(api: Api, register: Register) -> None:
    good = register.product()
    subject = register.facility()
    register.need(subject, good)
    for _ in range(3):
        register.offer(register.supplier(), good)
    await register.load()
    first = await find(api, subject, first=1)
    register.offer(register.supplier(), good)
    await register.load()

    second = await find(api, subject, first=1, after=first.data["partners"]["pageInfo"]["endCursor"])

    assert second.data["partners"]["changedSinceFirstPage"] is True
    assert second.data["partners"]["dataVersion"] == first.data["partners"]["dataVersion"] + 2
    assert second.data["partners"]["totalCount"] == 4


async def test_later_page_reasons_about_the_day_of_the_first(api: Api, register: Register) -> None:
    subject = await partners_in_a_tie(register, 2)
    first = await find(api, subject, first=1)

    second = await find(api, subject, first=1, after=first.data["partners"]["pageInfo"]["endCursor"], on=None)

    assert second.data["partners"]["on"] == str(DAY)


async def test_cursor_of_another_day_is_refused(api: Api, register: Register) -> None:
    subject = await partners_in_a_tie(register)
    cursors = [edge["cursor"] for edge in (await find(api, subject)).data["partners"]["edges"]]
    next_day = str(DAY + dt.timedelta(days=1))
    of_next_day = (await find(api, subject, on=next_day)).data["partners"]["pageInfo"]["endCursor"]

    for refused in (
        await find(api, subject, after=cursors[0], on=next_day),
        await find(api, subject, before=cursors[2], on=next_day),
        await find(api, subject, after=cursors[0], before=of_next_day),
        await find(api, subject, after=cursors[0], before=of_next_day, on=None),
        await find(api, subject, after=cursors[0], before=of_next_day, on=next_day),
    ):
        assert refused.data == {"partners": None}
        assert [error["extensions"] for error in refused.errors] == [
            {"code": "BAD_REQUEST", "argument": "on"}
        ]


async def test_both_bounds_apply_from_either_end(api: Api, register: Register) -> None:
    subject = await partners_in_a_tie(register)
    whole = await find(api, subject)
    cursors = [edge["cursor"] for edge in whole.data["partners"]["edges"]]
    codes = partners(whole)

    async def found(after: str | None, before: str | None, **size: int) -> tuple[list[str], bool, bool]:
        answer = await find(api, subject, after=after, before=before, on=None, **size)
        page = answer.data["partners"]["pageInfo"]
        return partners(answer), page["hasPreviousPage"], page["hasNextPage"]

    assert await found(cursors[0], cursors[2]) == ([codes[1]], True, True)
    assert await found(None, cursors[2], first=1) == ([codes[0]], False, True)
    assert await found(cursors[0], None, last=1) == ([codes[2]], True, False)
    assert await found(cursors[0], cursors[2], last=2) == ([codes[1]], True, True)
    assert await found(None, cursors[2], last=1) == ([codes[1]], True, True)
    assert (await found(cursors[2], cursors[0]))[0] == []
    assert (await found(cursors[1], cursors[1]))[0] == []


async def test_score_has_twelve_digits_and_is_found_by_itself(api: Api, register: Register) -> None:
    good = register.product()
    subject = register.facility(latitude=21.0, longitude=104.0)
    register.need(subject, good, quantity_per_year=7)
    partner = register.supplier(latitude=21.3, longitude=104.7)
    register.offer(partner, good, capacity_per_year=3)
    await register.load()
    ((_, score),) = ranking(await find(api, subject))

    (node,) = nodes(await find(api, subject, filter={"minimumScore": score}))

    assert node["score"] == score
    assert partners(await find(api, subject, filter={"minimumScore": score + 2e-12})) == []


@pytest.mark.parametrize("number", [2, 60])
async def test_statements_do_not_grow_with_the_candidates(api: Api, register: Register, number: int) -> None:
    unit, good, other = register.unit(), register.product(), register.product()
    subject = register.facility(unit=unit)
    register.need(subject, good)
    register.offer(subject, other)
    for _ in range(number):
        register.offer(register.supplier(unit=unit), good)
    await register.load()

    answer = await api(
        FIND_PARTNERS, {"business": subject, "direction": "SUPPLIERS", "product": good, "first": 100}
    )

    assert answer.errors == []
    assert len(answer.data["partners"]["edges"]) == number
    assert answer.statements == {
        "partner_subjects": 1,
        "existing_products": 1,
        "partner_less_general": 1,
        "partner_more_general": 1,
        "partner_who_offers": 1,
        "businesses_by_code": 1,
        "products_by_code": 1,
        "unit_of_business": 1,
    }
