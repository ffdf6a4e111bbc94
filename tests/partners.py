"""Asks for partners in tests, and reads the matches of an answer."""

import datetime as dt
import math
from typing import Any

import pytest

from tests.builders import Register
from tests.conftest import Answer, Api

FIND = """
query Find(
  $of: PartnerSubject!, $direction: PartnerDirection!, $product: ID, $filter: PartnerFilter,
  $weights: [CriterionWeight!], $on: Date, $language: Language, $first: Int, $after: String, $last: Int,
  $before: String
) {
  partners(
    of: $of, direction: $direction, product: $product, filter: $filter, weights: $weights, on: $on,
    language: $language, first: $first, after: $after, last: $last, before: $before
  ) {
    totalCount algorithm dataVersion on changedMeanwhile changedSinceFirstPage
    ambiguousUnits { code }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node {
      partner { __typename code } product { code } matchedProduct { code }
      score distanceKm isExistingPartner capacityPerYear spareCapacityPerYear cover unitPrice currency
      alsoMatches { product { code } matchedProduct { code } score }
      reasons { criterion weight value contribution isKnown explanation }
    } }
  }
}
"""

DAY = dt.date(2026, 6, 1)
FIT_ONLY = [{"criterion": "PRODUCT_FIT", "weight": 1}]
KM_PER_DEGREE = 6371.0088 * math.pi / 180


async def find(api: Api, business: str, direction: str = "SUPPLIERS", /, **arguments: object) -> Answer:
    """Partners of a business on the day of these tests."""
    variables = {"of": {"business": business}, "direction": direction, "on": str(DAY)} | arguments
    return await api(FIND, variables)


def nodes(answer: Answer) -> list[Any]:
    """The matches of an answer without errors."""
    assert answer.errors == []
    return [edge["node"] for edge in answer.data["partners"]["edges"]]


def ranking(answer: Answer) -> list[tuple[str, float]]:
    """Partner and score of each match."""
    return [(node["partner"]["code"], round(node["score"], 12)) for node in nodes(answer)]


def partners(answer: Answer) -> list[str]:
    """The partners of the matches."""
    return [node["partner"]["code"] for node in nodes(answer)]


def values(node: Any) -> dict[str, float | None]:
    """What each criterion of a match found."""
    return {reason["criterion"]: reason["value"] for reason in node["reasons"]}


def check_sums(node: Any) -> None:
    """Weights add up to 1, contributions to the score, each contribution to weight × value used."""
    reasons = node["reasons"]
    used = [0.5 if reason["value"] is None else reason["value"] for reason in reasons]
    assert math.fsum(reason["weight"] for reason in reasons) == pytest.approx(1, abs=1e-9)
    assert math.fsum(reason["contribution"] for reason in reasons) == pytest.approx(node["score"], abs=1e-9)
    assert [reason["contribution"] for reason in reasons] == [
        pytest.approx(reason["weight"] * value, abs=1e-12)
        for reason, value in zip(reasons, used, strict=True)
    ]
    assert [reason["isKnown"] for reason in reasons] == [reason["value"] is not None for reason in reasons]


async def partners_in_a_tie(register: Register, number: int = 3) -> str:
    """A business with so many partners in a tie."""
    good = register.product()
    subject = register.facility()
    register.need(subject, good)
    for _ in range(number):
        register.offer(register.supplier(), good)
    await register.load()
    return subject
