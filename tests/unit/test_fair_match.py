"""Matches at a fair: criteria of a fair, on one pair at a time."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.enums import Criterion
from domain.language import Language
from planning.fair_match import WEIGHTS, FairMatch, Need, Offer, Participant, fair_matches
from planning.fair_match_text import explanation
from planning.recipe import Product, Recipes

OPENS = dt.date(2026, 10, 1)
RECIPES = Recipes(
    [
        Product(code="P-che", name="Chè"),
        Product(code="P-che-den", name="Chè đen", kind_of="P-che"),
        Product(code="P-que", name="Quế"),
    ]
)


def offer(product: str = "P-che", **more: object) -> Offer:
    fixed = Offer(
        product=product, spare=10, months=frozenset(), keeps_days=None, as_of=OPENS, held=frozenset()
    )
    return replace(fixed, **more)  # type: ignore[arg-type]  # named


def need(product: str = "P-che", **more: object) -> Need:
    fixed = Need(product=product, open=10, months=frozenset(), as_of=OPENS, certificates=frozenset())
    return replace(fixed, **more)  # type: ignore[arg-type]  # named


def seller(*offers: Offer, code: str = "S", **more: object) -> Participant:
    return participant(code, sells=True, offers=offers, **more)


def buyer(*needs: Need, code: str = "B", **more: object) -> Participant:
    return participant(code, buys=True, needs=needs, **more)


def participant(code: str, **more: object) -> Participant:
    fixed = Participant(
        code=code,
        name=code,
        country="VN",
        sells=False,
        buys=False,
        offers=(),
        needs=(),
        latitude=22.0,
        longitude=104.0,
    )
    return replace(fixed, **more)  # type: ignore[arg-type]  # named


def only(*participants: Participant) -> FairMatch:
    (found,) = fair_matches(participants, RECIPES, starts_on=OPENS)
    return found


def found(match: FairMatch, criterion: Criterion) -> tuple[float | None, str]:
    (reason,) = [each for each in match.reasons if each.criterion is criterion]
    return reason.value, explanation(reason, match.pair, RECIPES, Language.EN)


def test_score_is_the_sum_of_its_reasons() -> None:
    match = only(seller(offer()), buyer(need()))

    assert sum(reason.contribution for reason in match.reasons) == pytest.approx(match.score, abs=1e-9)
    assert [reason.criterion for reason in match.reasons] == list(WEIGHTS)


def test_a_kind_meets_the_need_of_the_general_and_the_general_only_in_part_that_of_a_kind() -> None:
    full = only(seller(offer("P-che-den")), buyer(need("P-che")))
    part = only(seller(offer("P-che")), buyer(need("P-che-den")))

    assert found(full, Criterion.PRODUCT_FIT) == (
        1,
        "Offered: chè đen, which fully matches the chè needed.",
    )
    assert found(part, Criterion.PRODUCT_FIT)[0] == 0.5
    assert fair_matches([seller(offer("P-que")), buyer(need())], RECIPES, starts_on=OPENS) == []


def test_roles_decide_who_sells_and_who_buys() -> None:
    both = participant("X", sells=True, buys=True, offers=[offer()], needs=[need()])

    pairs = fair_matches([both, seller(offer()), buyer(need())], RECIPES, starts_on=OPENS)

    assert {(each.pair.seller.code, each.pair.buyer.code) for each in pairs} == {
        ("X", "B"),
        ("S", "X"),
        ("S", "B"),
    }


def test_declared_interests_count_for_those_who_declared_any() -> None:
    neither = only(seller(offer()), buyer(need()))
    one = only(seller(offer()), buyer(need(), interests=frozenset(["P-que"])))
    both = only(
        seller(offer(), interests=frozenset(["P-che"])), buyer(need(), interests=frozenset(["P-que"]))
    )

    assert [found(each, Criterion.FAIR_INTERESTS)[0] for each in (neither, one, both)] == [None, 0, 0.5]
    assert found(both, Criterion.FAIR_INTERESTS)[1] == (
        "The seller declared an interest in it, the buyer declared other interests."
    )


def test_certificates_that_most_buyers_of_the_country_ask_for_count_where_a_buyer_names_none() -> None:
    organic = frozenset(["ORGANIC_EU"])
    silent = buyer(need(), code="B1", country="CN")
    asking = buyer(need(certificates=organic), code="B2", country="CN")
    at_home = buyer(need(), code="B3")

    matches = fair_matches([seller(offer()), silent, asking, at_home], RECIPES, starts_on=OPENS)

    values = {each.pair.buyer.code: found(each, Criterion.CERTIFICATES) for each in matches}
    assert values == {
        "B1": (
            0,
            "The buyer names none; other buyers from CN at the fair usually ask for ORGANIC EU; missing on "
            "the first day: ORGANIC EU.",
        ),
        "B2": (0, "The buyer asks for ORGANIC EU; missing on the first day: ORGANIC EU."),
        "B3": (1, "The buyer asks for no certificate with this product."),
    }


def test_season_counts_in_the_half_year_from_the_fair_on() -> None:
    served = only(seller(offer(months=frozenset([11]))), buyer(need(months=frozenset([5, 11, 12]))))
    idle = only(seller(offer(months=frozenset([11]))), buyer(need(months=frozenset([5]))))
    kept = only(seller(offer(months=frozenset([11]), keeps_days=31)), buyer(need(months=frozenset([11, 12]))))
    unknown = only(seller(offer()), buyer(need()))

    assert [found(each, Criterion.SEASON)[0] for each in (served, idle, kept, unknown)] == [0.5, 0, 1, None]


def test_a_meeting_held_makes_what_is_known_of_the_two_fresh() -> None:
    old = OPENS - dt.timedelta(days=730)
    known = seller(offer(as_of=old), met={"B": OPENS})

    match = only(known, buyer(need(as_of=old)))

    assert found(match, Criterion.FRESHNESS) == (1, "The two have met on 2026-10-01.")


def test_existing_partners_are_left_out_by_choice() -> None:
    sides = [seller(offer(), partners=frozenset(["B"])), buyer(need())]

    assert len(fair_matches(sides, RECIPES, starts_on=OPENS)) == 1
    assert fair_matches(sides, RECIPES, starts_on=OPENS, excludes_existing=True) == []


def test_trade_both_ways_is_seen() -> None:
    one = participant("X", sells=True, buys=True, offers=[offer("P-que")], needs=[need()])
    other = participant("Y", sells=True, buys=True, offers=[offer()], needs=[need("P-que")])

    matches = fair_matches([one, other], RECIPES, starts_on=OPENS)

    assert [found(each, Criterion.RECIPROCITY)[0] for each in matches] == [1, 1]


@given(st.permutations(range(4)), st.lists(st.none() | st.floats(0, 100), min_size=4, max_size=4))
def test_order_of_participants_changes_nothing_and_scores_lie_between_0_and_1(
    order: list[int], amounts: list[float | None]
) -> None:
    sides = [
        seller(offer(spare=amounts[0]), code="S1"),
        seller(offer("P-che-den", spare=amounts[1]), code="S2"),
        buyer(need(open=amounts[2]), code="B1"),
        buyer(need("P-che-den", open=amounts[3]), code="B2", country="CN"),
    ]

    plain = fair_matches(sides, RECIPES, starts_on=OPENS)
    turned = fair_matches([sides[place] for place in order], RECIPES, starts_on=OPENS)

    assert [(each.pair, each.score) for each in plain] == [(each.pair, each.score) for each in turned]
    assert all(0 <= each.score <= 1 for each in plain)
