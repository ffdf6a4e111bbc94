"""What is ranked on a network that tells but kinds of products."""

import pytest

from benchmarks.links import Link
from benchmarks.partner_facts import KindFacts, partner_scores
from domain.enums import PartnerDirection
from planning.partner import WEIGHTS

SUPPLIERS, BUYERS = PartnerDirection.SUPPLIERS, PartnerDirection.BUYERS
KINDS = {
    "butter": ("milk", "food"),
    "cheese": ("milk", "food"),
    "bread": ("grain", "food"),
    "brick": ("clay", "building"),
}
LINKS: list[Link] = [
    ("dairy", "butter"),
    ("dairy", "cheese"),
    ("bakery", "bread"),
    ("kiln", "brick"),
]


def ranked(direction: PartnerDirection, subject: str, *hidden: Link) -> list[str]:
    scores = partner_scores(KindFacts(LINKS, KINDS), hidden, WEIGHTS, direction, subject)
    return sorted(scores, key=scores.__getitem__, reverse=True)


def test_who_makes_what_is_nearer_in_kind_stands_first() -> None:
    assert ranked(SUPPLIERS, "cheese", ("dairy", "cheese")) == ["dairy", "bakery"]
    assert ranked(BUYERS, "dairy", ("dairy", "cheese")) == ["cheese", "bread"]


@pytest.mark.parametrize(("direction", "subject"), [(SUPPLIERS, "brick"), (BUYERS, "kiln")])
def test_a_hidden_link_is_no_fact(direction: PartnerDirection, subject: str) -> None:
    assert ranked(direction, subject, ("kiln", "brick")) == []


def test_a_plant_is_not_proposed_for_a_product_because_it_makes_that_very_one() -> None:
    assert ranked(SUPPLIERS, "brick") == []
