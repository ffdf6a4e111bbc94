"""Partners of an example, which is in no register."""

import math
from unicodedata import normalize

import pytest

from tests.builders import Register
from tests.conftest import Api
from tests.partners import DAY, FIND, check_sums, nodes, partners, values
from web import OPERATIONS

FIND_BY_EXAMPLE = (OPERATIONS / "find_partners_by_example.graphql").read_text()


async def test_example_is_ranked_like_a_business(api: Api, register: Register) -> None:
    province = register.unit("Tỉnh Thử", kind="PROVINCE")
    unit = register.unit(part_of=[province], latitude=21.0, longitude=104.0)
    good = register.product()
    market = register.buyer(unit=unit, latitude=21.0, longitude=105.0)
    register.need(market, good, quantity_per_year=60, certificates=["OCOP"], as_of=DAY)
    await register.load()
    example = {
        "offers": [{"product": good, "capacityPerYear": 120}],
        "administrativeUnit": unit,
        "certificates": ["OCOP"],
    }

    answer = await api(FIND, {"of": {"example": example}, "direction": "BUYERS", "on": str(DAY)})

    (node,) = nodes(answer)
    distance = 2 * 6371.0088 * math.asin(math.cos(math.radians(21)) * math.sin(math.radians(0.5)))
    check_sums(node)
    assert values(node) == {
        "PRODUCT_FIT": 1,
        "CAPACITY_COVER": pytest.approx(0.5),
        "PROXIMITY": pytest.approx(math.exp(-distance / 100), abs=1e-12),
        "SEASON": None,
        "CERTIFICATES": 1,
        "CO_LOCATION": 0.8,
        "FRESHNESS": 1,
    }


async def test_goods_that_an_example_names_twice_are_added_up(api: Api, register: Register) -> None:
    good = register.product()
    market = register.buyer()
    register.need(market, good, quantity_per_year=60, as_of=DAY)
    await register.load()
    twice = [
        {"product": good, "capacityPerYear": amount, "months": [month]}
        for amount, month in ((20, 1), (10, 2))
    ]
    once = [{"product": good, "capacityPerYear": 30, "months": [1, 2]}]

    answers = [
        await api(FIND, {"of": {"example": {"offers": offers}}, "direction": "BUYERS", "on": str(DAY)})
        for offers in (twice, once)
    ]

    assert nodes(answers[0]) == nodes(answers[1])
    assert values(nodes(answers[0])[0])["CAPACITY_COVER"] == 1


async def test_certificates_in_another_form_of_unicode_are_the_same_in_an_example(
    api: Api, register: Register
) -> None:
    good, scheme = register.product(), "Hữu cơ"
    seller = register.facility()
    register.offer(seller, good, capacity_per_year=60, as_of=DAY)
    register.certificate(seller, scheme)
    await register.load()

    answers = [
        await api(
            FIND,
            {
                "of": {"example": {"needs": [{"product": good, "certificates": [written]}]}},
                "direction": "SUPPLIERS",
                "on": str(DAY),
            },
        )
        for written in (scheme, normalize("NFD", scheme))
    ]

    assert [values(nodes(each)[0])["CERTIFICATES"] for each in answers] == [1, 1]


@pytest.mark.parametrize(
    ("example", "direction", "extensions"),
    [
        ({}, "SUPPLIERS", {"code": "BAD_REQUEST", "argument": "of.example.needs"}),
        ({}, "BUYERS", {"code": "BAD_REQUEST", "argument": "of.example.offers"}),
        (
            {"offers": [{"product": "P-khong-co"}]},
            "PEERS",
            {"code": "NOT_FOUND", "argument": "of.example.offers"},
        ),
        (
            {"needs": [{"product": "P-vo-que-kho"}], "location": {"latitude": 91, "longitude": 0}},
            "SUPPLIERS",
            {"code": "BAD_REQUEST", "argument": "of.example.location.latitude"},
        ),
        (
            {"needs": [{"product": "P-vo-que-kho"}], "location": {"latitude": 0, "longitude": -181}},
            "SUPPLIERS",
            {"code": "BAD_REQUEST", "argument": "of.example.location.longitude"},
        ),
        (
            {"needs": [{"product": "P-vo-que-kho"}], "administrativeUnit": "U-99999@2025-07-01"},
            "SUPPLIERS",
            {"code": "NOT_FOUND", "argument": "of.example.administrativeUnit"},
        ),
        (
            {"needs": [{"product": "P-vo-que-kho", "months": [13]}]},
            "SUPPLIERS",
            {"code": "BAD_REQUEST", "argument": "of.example.needs"},
        ),
        (
            {"needs": [{"product": "P-vo-que-kho", "quantityPerYear": -1}]},
            "SUPPLIERS",
            {"code": "BAD_REQUEST", "argument": "of.example.needs"},
        ),
    ],
)
async def test_example_that_cannot_be_is_refused(
    api: Api, example: dict[str, object], direction: str, extensions: dict[str, str]
) -> None:
    answer = await api(FIND, {"of": {"example": example}, "direction": direction})

    assert answer.data == {"partners": None}
    assert [error["extensions"] for error in answer.errors] == [extensions]


async def test_published_question_by_example_runs_as_it_stands(api: Api, register: Register) -> None:
    good = register.product()
    market = register.buyer()
    register.need(market, good)
    await register.load()

    answer = await api(
        FIND_BY_EXAMPLE,
        {
            "direction": "BUYERS",
            "example": {
                "offers": [{"product": good, "capacityPerYear": 120}],
                "location": {"latitude": 21.87, "longitude": 104.59},
            },
        },
    )

    assert partners(answer) == [market]
    assert answer.statements == {
        "partner_goods": 1,
        "partner_who_needs": 1,
        "businesses_by_code": 1,
        "products_by_code": 1,
    }
