"""Hidden trade links: what is hidden, what is asked, how answers are judged, and rankings by structure."""

import itertools
import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.links import (
    BEST,
    Link,
    Question,
    Split,
    Standing,
    Structure,
    chance,
    hide,
    mean_and_margin,
    questions,
    standing,
)
from domain.enums import PartnerDirection

SUPPLIERS, BUYERS = PartnerDirection.SUPPLIERS, PartnerDirection.BUYERS
KNOWN: list[Link] = [("a", "x"), ("a", "y"), ("b", "y"), ("b", "z"), ("c", "z"), ("y", "w")]
"""a sells to x and y, b to y and z, c to z; y is also a supplier, of w."""


def test_degree_counts_customers_of_suppliers_and_suppliers_of_customers() -> None:
    structure = Structure(KNOWN)

    assert structure.degree(SUPPLIERS, "x") == {"a": 2, "b": 2, "c": 1, "y": 1}
    assert structure.degree(BUYERS, "c") == {"x": 1, "y": 2, "z": 2, "w": 1}


def test_common_neighbours_are_partners_of_partners() -> None:
    structure = Structure(KNOWN)

    assert structure.common_neighbours(SUPPLIERS, "y") == {"x": 1, "z": 1}
    assert structure.common_neighbours(SUPPLIERS, "w") == {"a": 1, "b": 1}
    assert structure.common_neighbours(SUPPLIERS, "nobody") == {}


def test_adamic_adar_gives_a_common_partner_of_many_less_weight() -> None:
    structure = Structure(KNOWN)

    # between w and a stands y, who trades with a, b and w; between y and x stands a, who trades with two
    assert structure.adamic_adar(SUPPLIERS, "w") == {
        "a": pytest.approx(1 / math.log(3)),
        "b": pytest.approx(1 / math.log(3)),
    }
    assert structure.adamic_adar(SUPPLIERS, "y")["x"] == pytest.approx(1 / math.log(2))


def test_paths_of_three_lead_from_a_customer_to_suppliers_of_other_customers_of_its_suppliers() -> None:
    structure = Structure(KNOWN)

    # x, a, y, b and x, a, y, w: a has degree 2 and y has degree 3
    assert structure.paths_of_three(SUPPLIERS, "x") == {
        "b": pytest.approx(1 / math.sqrt(6)),
        "w": pytest.approx(1 / math.sqrt(6)),
    }


def test_paths_of_three_never_turn_back() -> None:
    structure = Structure([("a", "x"), ("b", "x")])

    assert structure.paths_of_three(SUPPLIERS, "x") == {}


@given(
    st.sets(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")).filter(lambda p: p[0] != p[1]))
)
def test_structure_equals_brute_force(links: set[Link]) -> None:
    neighbours = {code: {o for pair in links if code in pair for o in pair if o != code} for code in "abcdef"}
    structure = Structure(links)

    for subject in "abcdef":
        common, paths = {}, {}
        for other in set("abcdef") - {subject}:
            shared = neighbours[subject] & neighbours[other]
            if shared:
                common[other] = float(len(shared))
            total = sum(
                1 / math.sqrt(len(neighbours[u]) * len(neighbours[v]))
                for u, v in itertools.permutations(set("abcdef") - {subject, other}, 2)
                if u in neighbours[subject] and v in neighbours[u] and other in neighbours[v]
            )
            if total:
                paths[other] = pytest.approx(total)
        assert structure.common_neighbours(SUPPLIERS, subject) == common
        assert structure.paths_of_three(BUYERS, subject) == paths


def test_a_fifth_is_hidden_and_the_seed_decides_which() -> None:
    links = [(f"s{number}", f"c{number % 7}") for number in range(50)]

    split = hide(links, seed=3)

    assert len(split.hidden) == 10
    assert split.known | set(split.hidden) == set(links)
    assert not split.known & set(split.hidden)
    assert hide(reversed(links), seed=3) == split  # type: ignore[arg-type]  # any order gives the same
    assert hide(links, seed=4) != split


def test_known_and_other_hidden_partners_are_not_ranked() -> None:
    split = Split(frozenset({("a", "x"), ("b", "y")}), (("b", "x"), ("c", "x")))

    asked = list(questions(split, ["a", "b", "c", "d", "x"], ["x", "y"], SUPPLIERS))

    assert asked == [
        Question(SUPPLIERS, "x", "b", frozenset({"b", "d"})),
        Question(SUPPLIERS, "x", "c", frozenset({"c", "d"})),
    ]
    assert list(questions(split, ["a", "b", "c", "d"], ["x", "y", "z"], BUYERS)) == [
        Question(BUYERS, "b", "x", frozenset({"x", "z"})),
        Question(BUYERS, "c", "x", frozenset({"x", "y", "z"})),
    ]


def test_who_has_no_score_stands_behind_all_who_have_one() -> None:
    question = Question(SUPPLIERS, "x", "c", frozenset("abcde"))

    assert standing(question, {"a": 0.9, "b": 0.4, "c": 0.4, "z": 1.0}) == Standing(better=1, level=1)
    assert standing(question, {"a": 0.9, "b": -0.5}) == Standing(better=2, level=2)
    assert standing(question, chance(SUPPLIERS, "x")) == Standing(better=0, level=4)


@given(st.integers(0, 15), st.integers(0, 15))
def test_ties_count_by_the_mean_over_all_orders(better: int, level: int) -> None:
    place = Standing(better, level)

    ranks = range(better + 1, better + level + 2)

    assert place.hit == pytest.approx(float(Fraction(sum(rank <= BEST for rank in ranks), len(ranks))))
    assert place.reciprocal_rank == pytest.approx(float(sum(Fraction(1, r) for r in ranks) / len(ranks)))


def test_the_interval_is_that_of_student() -> None:
    mean_and_half_width = mean_and_margin([1.0, 2.0, 3.0])

    assert mean_and_half_width == pytest.approx((2.0, 4.303 / math.sqrt(3)))
