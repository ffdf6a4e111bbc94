"""Questions for partners: filters, weights, days, languages, and what is refused."""

import datetime as dt

import pytest

from tests.builders import Register
from tests.conftest import Api
from tests.partners import DAY, FIND, check_sums, find, nodes, partners, partners_in_a_tie, ranking


async def test_filter_changes_no_score_of_those_who_remain(api: Api, register: Register) -> None:
    unit = register.unit()
    parent = register.product("Nhóm")
    good = register.product("Hàng", kind_of=parent)
    subject = register.facility(latitude=21.0, longitude=104.0)
    register.offer(subject, good, capacity_per_year=50)
    register.need(subject, register.product("Hàng khác"))
    near = register.buyer(unit=unit, latitude=21.1, longitude=104.0)
    far = register.facility(latitude=23.0, longitude=104.0)
    register.need(near, good, quantity_per_year=10)
    register.need(far, parent, quantity_per_year=90, certificates=["FSC"])
    await register.load()
    everyone = {node["partner"]["code"]: node for node in nodes(await find(api, subject, "BUYERS"))}
    assert set(everyone) == {near, far}

    for filter, expected in (
        ({"kinds": ["BUYER"]}, near),
        ({"within": [unit]}, near),
        ({"maximumDistanceKm": 50}, near),
        ({"products": [good]}, near),
        ({"minimumSpareCapacityPerYear": 50}, far),
        ({"kinds": ["FACILITY", "SUPPLIER"]}, far),
    ):
        (node,) = nodes(await find(api, subject, "BUYERS", filter=filter))
        assert node == everyone[expected]


async def test_filters_leave_out_what_does_not_fit(api: Api, register: Register) -> None:
    unit, far_unit = register.unit(), register.unit("Xã Xa")
    parent = register.product("Nhóm")
    good = register.product("Hàng", kind_of=parent)
    subject = register.facility(latitude=21.0, longitude=104.0)
    register.need(subject, parent, quantity_per_year=100)
    near = register.facility(unit=unit, latitude=21.1, longitude=104.0)
    far = register.supplier(unit=far_unit, latitude=23.0, longitude=104.0)
    nowhere = register.supplier()
    register.offer(near, good, capacity_per_year=10)
    register.offer(far, parent, capacity_per_year=90)
    register.offer(nowhere, parent)
    register.trade(far, subject, parent)
    register.certificate(near, "OCOP")
    register.certificate(far, "OCOP", valid_to=DAY)
    await register.load()

    async def found(**filter: object) -> set[str]:
        return set(partners(await find(api, subject, filter=filter)))

    assert await found() == {near, far, nowhere}
    assert await found(kinds=["FACILITY"]) == {near}
    assert await found(kinds=[]) == set()
    assert await found(within=[unit]) == {near}
    assert await found(within=[]) == set()
    assert await found(maximumDistanceKm=50) == {near}
    assert await found(products=[good]) == {near}
    assert await found(products=[parent]) == {near, far, nowhere}
    assert await found(minimumSpareCapacityPerYear=50) == {far}
    assert await found(certificates=["OCOP"]) == {near}
    assert await found(excludeExistingPartners=True) == {near, nowhere}
    assert await found(minimumScore=1) == set()
    assert await found(minimumScore=0) == {near, far, nowhere}
    assert await found(kinds=None, within=None, maximumDistanceKm=None) == {near, far, nowhere}


async def test_certificate_asked_for_by_a_filter_is_weighed(api: Api, register: Register) -> None:
    good = register.product()
    subject, one, both = register.facility(), register.supplier(), register.supplier()
    register.need(subject, good)
    for firm in (one, both):
        register.offer(firm, good)
        register.certificate(firm, "FSC")
    register.certificate(both, "PEFC")
    await register.load()

    answer = await find(
        api,
        subject,
        filter={"certificates": ["fsc", "PEFC"]},
        weights=[{"criterion": "CERTIFICATES", "weight": 3}],
    )

    assert ranking(answer) == [(both, 1), (one, 0.5)]


async def test_product_narrows_the_question(api: Api, register: Register) -> None:
    good, other, unneeded = (register.product() for _ in range(3))
    subject, first, second, third = register.facility(), *(register.supplier() for _ in range(3))
    register.need(subject, good)
    register.need(subject, other)
    register.offer(first, good)
    register.offer(second, other)
    register.offer(third, unneeded)
    await register.load()

    assert partners(await find(api, subject, product=good)) == [first]
    assert partners(await find(api, subject, product=unneeded)) == [third]


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([("PROXIMITY", -1)], "A weight is a number from 0 on"),
        ([("PROXIMITY", 0), ("SEASON", 0)], "At least one weight must be above 0"),
        ([], "At least one weight must be above 0"),
        ([("PROXIMITY", 1), ("PROXIMITY", 1)], "PROXIMITY is weighed twice"),
    ],
)
async def test_weights_that_cannot_be_are_refused(
    api: Api, register: Register, weights: list[tuple[str, float]], message: str
) -> None:
    subject = register.facility()
    await register.load()

    answer = await find(
        api, subject, weights=[{"criterion": name, "weight": weight} for name, weight in weights]
    )

    assert answer.data == {"partners": None}
    assert [(error["message"], error["extensions"]) for error in answer.errors] == [
        (message, {"code": "BAD_REQUEST", "argument": "weights"})
    ]


async def test_weight_beyond_all_numbers_is_refused(api: Api, register: Register) -> None:
    subject = register.facility()
    await register.load()
    query = (
        'query { partners(of: { business: "%s" }, direction: PEERS, '
        "weights: [{ criterion: SEASON, weight: 1e999 }]) { totalCount } }"
    )

    answer = await api(query % subject)

    assert answer.codes == ["BAD_REQUEST"]


async def test_criterion_of_something_else_is_refused(api: Api, register: Register) -> None:
    subject = register.facility()
    await register.load()

    answer = await find(api, subject, weights=[{"criterion": "JOBS", "weight": 1}])

    assert answer.data == {"partners": None}
    assert answer.codes == ["BAD_REQUEST"]


async def test_only_the_proportions_of_weights_matter(api: Api, register: Register) -> None:
    good = register.product()
    subject, partner = register.facility(), register.supplier()
    register.need(subject, good)
    register.offer(partner, good, as_of=DAY - dt.timedelta(days=730))
    await register.load()

    (node,) = nodes(
        await find(
            api,
            subject,
            weights=[{"criterion": "PRODUCT_FIT", "weight": 30}, {"criterion": "FRESHNESS", "weight": 10}],
        )
    )

    check_sums(node)
    assert [(reason["criterion"], reason["weight"], reason["value"]) for reason in node["reasons"]] == [
        ("PRODUCT_FIT", 0.75, 1),
        ("FRESHNESS", 0.25, 0.25),
    ]
    assert node["score"] == pytest.approx(0.8125, abs=1e-12)


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2201-01-01", "9999-12-31"])
async def test_day_out_of_all_bounds_is_refused(api: Api, register: Register, day: str) -> None:
    subject = register.facility()
    await register.load()

    answer = await find(api, subject, on=day)

    assert answer.data == {"partners": None}
    assert [error["extensions"] for error in answer.errors] == [{"code": "BAD_REQUEST", "argument": "on"}]


@pytest.mark.parametrize("day", ["1900-01-01", "2200-12-31"])
async def test_day_at_the_bounds_is_reasoned_about(api: Api, register: Register, day: str) -> None:
    subject = await partners_in_a_tie(register)

    answer = await find(api, subject, on=day)

    assert (len(nodes(answer)), answer.data["partners"]["on"]) == (3, day)


async def test_sentences_come_in_the_language_asked_for(api: Api, register: Register) -> None:
    good = register.product()
    subject = register.facility(latitude=21, longitude=104)
    partner = register.supplier(latitude=22, longitude=104)
    register.need(subject, good)
    register.offer(partner, good)
    await register.load()
    weights = [{"criterion": "PROXIMITY", "weight": 1}]
    variables = {"of": {"business": subject}, "direction": "SUPPLIERS", "weights": weights}

    async def sentence(header: str | None = None, language: str | None = None) -> str:
        headers = {} if header is None else {"accept-language": header}
        (node,) = nodes(await api(FIND, variables | {"language": language}, headers))
        return str(node["reasons"][0]["explanation"])

    vietnamese, english = "Cách 111 km đường chim bay.", "111 km away, as the crow flies."
    assert await sentence() == vietnamese
    assert await sentence("en-GB,en;q=0.9") == english
    assert await sentence("vi,en;q=0.8") == vietnamese
    assert await sentence("en", "VI") == vietnamese
    assert await sentence(None, "EN") == english


@pytest.mark.parametrize(
    ("arguments", "extensions"),
    [
        ({"product": "P-khong-co"}, {"code": "NOT_FOUND", "argument": "product"}),
        ({"product": "Q"}, {"code": "BAD_REQUEST", "argument": "product"}),
        ({"filter": {"products": ["P-khong-co"]}}, {"code": "NOT_FOUND", "argument": "filter.products"}),
        ({"filter": {"within": ["U-99999@2025-07-01"]}}, {"code": "NOT_FOUND", "argument": "filter.within"}),
        (
            {"filter": {"maximumDistanceKm": -1}},
            {"code": "BAD_REQUEST", "argument": "filter.maximumDistanceKm"},
        ),
        ({"of": {"business": "P-vo-que-kho"}}, {"code": "NOT_FOUND", "argument": "of.business"}),
        ({"of": {"business": "B-00000000-0"}}, {"code": "BAD_REQUEST", "argument": "of.business"}),
        ({"first": 0}, {"code": "BAD_REQUEST", "argument": "first"}),
        ({"first": 1, "last": 1}, {"code": "BAD_REQUEST", "argument": "last"}),
    ],
)
async def test_question_that_cannot_be_names_its_argument(
    api: Api, register: Register, arguments: dict[str, object], extensions: dict[str, str]
) -> None:
    subject = register.facility()
    await register.load()

    answer = await find(api, subject, **arguments)

    assert answer.data == {"partners": None}
    assert [error["extensions"] for error in answer.errors] == [extensions]


async def test_business_that_does_not_exist_is_not_found(api: Api, register: Register) -> None:
    absent = register.facility()

    answer = await find(api, absent)

    assert [(error["path"], error["extensions"]) for error in answer.errors] == [
        (["partners"], {"code": "NOT_FOUND", "argument": "of.business"})
    ]


async def test_subject_is_one_of_two(api: Api, register: Register) -> None:
    subject = register.facility()
    await register.load()

    both = await api(FIND, {"of": {"business": subject, "example": {}}, "direction": "PEERS"})
    neither = await api(FIND, {"of": {}, "direction": "PEERS"})

    assert (both.data, both.codes) == (None, ["BAD_REQUEST"])
    assert (neither.data, neither.codes) == (None, ["BAD_REQUEST"])
