"""Matches at a fair: criteria of a fair, on one pair at a time."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.enums import Confidence, Criterion, MeetingOutcome
from domain.language import Language
from planning.fair_match import WEIGHTS, FairMatch, Need, Offer, Participant, TooManyPairs, fair_matches
from planning.fair_match_text import explanation
from planning.fair_outcome import Held, dealings
from planning.import_requirement import ImportRequirement, ImportRequirements
from planning.recipe import Product, Recipes

OPENS = dt.date(2026, 10, 1)
RECIPES = Recipes(
    [
        Product(code="P-che", name="Chè"),
        Product(code="P-che-den", name="Chè đen", kind_of="P-che"),
        Product(code="P-que", name="Quế"),
    ]
)

NOTHING = ImportRequirements([], OPENS)


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


def asked(**more: object) -> ImportRequirement:
    """A registration that China asks for with tea and spices."""
    fixed = ImportRequirement(
        country="CN",
        hs="2022:09",
        scheme="GACC",
        name=("đăng ký", "a registration"),
        valid_from=OPENS - dt.timedelta(days=1),
        valid_to=None,
        clause="Decree 1",
        source="a paper",
        confidence=Confidence.LIKELY,
    )
    return replace(fixed, **more)  # type: ignore[arg-type]  # named


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
    (found,) = fair_matches(participants, RECIPES, NOTHING, starts_on=OPENS)
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
    assert fair_matches([seller(offer("P-que")), buyer(need())], RECIPES, NOTHING, starts_on=OPENS) == []


def test_roles_decide_who_sells_and_who_buys() -> None:
    both = participant("X", sells=True, buys=True, offers=[offer()], needs=[need()])

    pairs = fair_matches([both, seller(offer()), buyer(need())], RECIPES, NOTHING, starts_on=OPENS)

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

    matches = fair_matches([seller(offer()), silent, asking, at_home], RECIPES, NOTHING, starts_on=OPENS)

    values = {each.pair.buyer.code: found(each, Criterion.CERTIFICATES) for each in matches}
    assert values == {
        "B1": (
            0,
            "The buyer names none; other buyers from China at the fair usually ask for ORGANIC EU; missing "
            "on the first day: ORGANIC EU. Which registrations China asks for with this product is not "
            "known.",
        ),
        "B2": (
            0,
            "The buyer asks for ORGANIC EU; missing on the first day: ORGANIC EU. Which registrations China "
            "asks for with this product is not known.",
        ),
        "B3": (
            None,
            "Which certificates the buyer asks for with this product is not recorded. Counted as neutral.",
        ),
    }


@pytest.mark.parametrize(
    ("held", "recorded", "confidence", "value", "said"),
    [
        (["GACC"], ["GACC"], "LIKELY", 1, "likely): valid on the first day."),
        ([], ["GACC"], "LIKELY", 0, "likely): that of the seller is not valid on the first day."),
        (
            [],
            ["GACC"],
            "UNSURE",
            None,
            "that of the seller is not valid on the first day. Counted as neutral.",
        ),
        (
            [],
            [],
            "SURE",
            None,
            "whether the seller has it is not recorded: ask the seller. Counted as neutral.",
        ),
    ],
)
def test_a_registration_that_the_country_asks_for_is_held_lacking_or_unknown(
    held: list[str], recorded: list[str], confidence: str, value: float | None, said: str
) -> None:
    tea = Recipes([Product(code="P-che", name="Chè", hs_codes=("2022:090220",))])
    sides = [
        seller(offer(), certificates=frozenset(held), recorded=frozenset(recorded)),
        buyer(need(), country="CN"),
    ]

    (match,) = fair_matches(
        sides, tea, ImportRequirements([asked(confidence=Confidence[confidence])], OPENS), starts_on=OPENS
    )

    (reason,) = [each for each in match.reasons if each.criterion is Criterion.CERTIFICATES]
    text = explanation(reason, match.pair, tea, Language.EN)
    assert reason.value == value
    assert text.startswith(
        "Which certificates the buyer asks for with this product is not recorded. China asks for a "
        "registration (Decree 1; source: a paper; "
    )
    assert text.endswith(said)


def test_a_registration_counts_beside_the_certificates_of_the_buyer_and_only_across_a_border() -> None:
    tea = Recipes([Product(code="P-che", name="Chè", hs_codes=("2022:090220",))])
    organic = need(certificates=frozenset(["ORGANIC_EU"]))
    registered = seller(offer(), certificates=frozenset(["GACC"]), recorded=frozenset(["GACC"]))
    requirements = ImportRequirements([asked()], OPENS)

    abroad, home = (
        fair_matches([registered, buyer(organic, country=country)], tea, requirements, starts_on=OPENS)[0]
        for country in ("CN", "VN")
    )

    assert [found(each, Criterion.CERTIFICATES)[0] for each in (abroad, home)] == [0.5, 0]


def test_the_most_exact_requirement_of_a_scheme_in_force_counts() -> None:
    heading = asked(hs="2022:0902", confidence=Confidence.UNSURE)
    gone = asked(hs="2022:090220", valid_to=OPENS)
    requirements = ImportRequirements([asked(), heading, gone, asked(country="NL")], OPENS)

    assert requirements.of("CN", ["2022:090220", "2022:1006"]) == [heading]
    assert requirements.of("CN", ["2022:440890"]) == []
    assert (requirements.knows("CN"), requirements.knows("US")) == (True, False)


def test_season_counts_in_the_half_year_from_the_fair_on() -> None:
    served = only(seller(offer(months=frozenset([11]))), buyer(need(months=frozenset([5, 11, 12]))))
    idle = only(seller(offer(months=frozenset([11]))), buyer(need(months=frozenset([5]))))
    kept = only(seller(offer(months=frozenset([11]), keeps_days=31)), buyer(need(months=frozenset([11, 12]))))
    unknown = only(seller(offer()), buyer(need()))

    assert [found(each, Criterion.SEASON)[0] for each in (served, idle, kept, unknown)] == [0.5, 0, 1, None]


def test_a_buyer_whose_months_are_not_known_does_not_count_as_wanting_all_the_year() -> None:
    match = only(seller(offer(months=frozenset(range(1, 13)))), buyer(need()))

    assert found(match, Criterion.SEASON) == (
        None,
        "In which months the buyer needs it is not known; counted as neutral.",
    )


def test_a_meeting_with_a_result_makes_what_is_known_of_the_two_fresh() -> None:
    old = OPENS - dt.timedelta(days=730)
    held = Held(other="B", day=OPENS, outcome=MeetingOutcome.FOLLOW_UP)
    known = seller(offer(as_of=old), dealings=dealings([held], OPENS))

    match = only(known, buyer(need(as_of=old)))

    assert found(match, Criterion.FRESHNESS) == (
        1,
        "The two met at a fair on 2026-10-01, with the result: follow-up agreed.",
    )
    assert found(match, Criterion.RECIPROCITY) == (0, "No trade the other way is in sight.")


def test_what_both_have_signed_is_an_interest_of_both() -> None:
    day = OPENS - dt.timedelta(days=365)
    signed = Held(other="B", day=day, outcome=MeetingOutcome.CONTRACT, value=199_000, currency="CNY")

    match = only(seller(offer(), dealings=dealings([signed], OPENS)), buyer(need()))

    assert found(match, Criterion.RECIPROCITY) == (
        1,
        "The two signed a contract worth 199,000 CNY at a fair on 2025-10-01, so both are interested.",
    )


def test_existing_partners_are_left_out_by_choice() -> None:
    sides = [seller(offer(), partners=frozenset(["B"])), buyer(need())]

    assert len(fair_matches(sides, RECIPES, NOTHING, starts_on=OPENS)) == 1
    assert fair_matches(sides, RECIPES, NOTHING, starts_on=OPENS, excludes_existing=True) == []


@pytest.mark.parametrize(
    ("outcome", "is_new"), [(MeetingOutcome.CONTRACT, False), (MeetingOutcome.MEMORANDUM, True)]
)
def test_a_contract_makes_partners(outcome: MeetingOutcome, is_new: bool) -> None:
    signed = Held(other="B", day=OPENS, outcome=outcome)
    sides = [seller(offer(), dealings=dealings([signed], OPENS)), buyer(need())]

    found = fair_matches(sides, RECIPES, NOTHING, starts_on=OPENS, excludes_existing=True)

    assert bool(found) is is_new


def test_sites_of_one_legal_person_need_no_fair_to_meet() -> None:
    own = frozenset(["O-1"])
    sides = [seller(offer(), organisations=own), buyer(need(), organisations=own), buyer(need(), code="C")]

    matches = fair_matches(sides, RECIPES, NOTHING, starts_on=OPENS)

    assert [each.pair.buyer.code for each in matches] == ["C"]


def test_an_offer_with_nothing_to_spare_is_matched_with_nobody_but_one_of_which_that_is_unknown_is() -> None:
    sides = [
        seller(offer(spare=0.0), code="Full"),
        seller(offer(spare=None), code="Unknown"),
        seller(offer(spare=1e-15), offer("P-che-den", spare=2.0), code="Other"),
        buyer(need()),
    ]

    matches = fair_matches(sides, RECIPES, NOTHING, starts_on=OPENS)

    assert sorted((each.pair.seller.code, each.pair.offer.product) for each in matches) == [
        ("Other", "P-che-den"),
        ("Unknown", "P-che"),
    ]


def test_what_a_buyer_offers_but_has_not_to_spare_is_no_trade_both_ways() -> None:
    one = participant("X", sells=True, buys=True, offers=[offer("P-que", spare=0.0)], needs=[need()])
    other = participant("Y", sells=True, buys=True, offers=[offer()], needs=[need("P-que")])

    match = only(one, other)

    assert (match.pair.seller.code, found(match, Criterion.RECIPROCITY)[0]) == ("Y", 0)


def test_trade_both_ways_is_seen() -> None:
    one = participant("X", sells=True, buys=True, offers=[offer("P-que")], needs=[need()])
    other = participant("Y", sells=True, buys=True, offers=[offer()], needs=[need("P-que")])

    matches = fair_matches([one, other], RECIPES, NOTHING, starts_on=OPENS)

    assert [found(each, Criterion.RECIPROCITY)[0] for each in matches] == [1, 1]


def test_trade_both_ways_is_seen_whatever_the_roles_at_the_fair() -> None:
    sells = seller(offer(), code="S", needs=[need("P-que")])
    buys = buyer(need(), code="B", offers=[offer("P-que")])

    match = only(sells, buys)

    assert found(match, Criterion.RECIPROCITY) == (
        1,
        "The buyer also offers what the seller needs, so trade could go both ways.",
    )


def test_more_pairs_than_can_be_ranked_are_refused_but_not_those_of_one_business() -> None:
    sides = [seller(offer(), code=f"S{number}") for number in range(450)]
    sides += [buyer(need(), code=f"B{number}") for number in range(450)]

    with pytest.raises(TooManyPairs):
        fair_matches(sides, RECIPES, NOTHING, starts_on=OPENS)
    of_one = fair_matches(sides, RECIPES, NOTHING, starts_on=OPENS, business="S7")
    among = fair_matches(sides, RECIPES, NOTHING, starts_on=OPENS, among={"S1", "B1", "B2"})

    assert {(each.pair.seller.code, each.pair.buyer.code) for each in among} == {("S1", "B1"), ("S1", "B2")}
    assert {(each.pair.seller.code, each.pair.buyer.code) for each in of_one} == {
        ("S7", f"B{number}") for number in range(450)
    }


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

    plain = fair_matches(sides, RECIPES, NOTHING, starts_on=OPENS)
    of_one = fair_matches(sides, RECIPES, NOTHING, starts_on=OPENS, business="B1")
    turned = fair_matches([sides[place] for place in order], RECIPES, NOTHING, starts_on=OPENS)

    assert [(each.pair, each.score) for each in plain] == [(each.pair, each.score) for each in turned]
    assert [(each.pair, each.score) for each in of_one] == [
        (each.pair, each.score) for each in plain if each.pair.buyer.code == "B1"
    ]
    assert all(0 <= each.score <= 1 for each in plain)
