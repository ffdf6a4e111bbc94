"""Replacements: capacity to spare goes to the best first, and to nobody twice."""

import math

from hypothesis import example, given
from hypothesis import strategies as st

from domain.enums import PartnerDirection
from planning.flow import less
from planning.partner import WEIGHTS, Candidate, Match, Pair, Restriction, Subject, Want, rank
from planning.replacement import (
    MOST_CANDIDATES,
    USUAL_CANDIDATES,
    Purchase,
    Replacement,
    SpareCapacity,
)
from tests.unit.test_partner import ON

BARK = Want(
    product="bark",
    name="Vỏ quế",
    name_en=None,
    unit="TONNE",
    keeps_days=None,
    quantity=10.0,
    months=frozenset(),
)
SUBJECT = Subject(code="B-CUSTOMER", wants=[BARK], latitude=21.0, longitude=104.0)


def nobody_falls(_: str, __: str) -> float:
    return 0.0


def partner(code: str, *spares: float | None, product: str = "bark", factor: float = 1.0) -> Candidate:
    """A business that offers variants of a product with some capacity to spare."""
    return Candidate(
        code=code,
        kind="SUPPLIER",
        pairs=[
            Pair(
                want=BARK,
                product=product,
                name=product,
                name_en=None,
                unit="TONNE",
                keeps_days=None,
                levels=0,
                quantity=spare,
                spare=spare,
                months=frozenset(),
                price=None,
                currency=None,
                as_of=ON,
                factor=factor,
            )
            for spare in spares
        ],
        latitude=21.0,
        longitude=104.0,
    )


def ranked(*candidates: Candidate) -> list[Match]:
    """In the order of their codes: all else is alike."""
    matches = rank(
        PartnerDirection.SUPPLIERS, SUBJECT, candidates, weights=WEIGHTS, restriction=Restriction(), on=ON
    )
    return sorted(matches, key=lambda match: match.candidate.code)


def shown(replacement: Replacement) -> tuple[list[tuple[str, float, float | None]], float | None]:
    return (
        [(each.match.candidate.code, each.spare, each.covers) for each in replacement.candidates],
        replacement.uncovered,
    )


def test_rounding_leaves_nothing_uncovered() -> None:
    matches = ranked(partner("B-1", 1.0), partner("B-2", 0.1))

    found = SpareCapacity(nobody_falls).replacement(Purchase("B-CUSTOMER", "bark", 1.1), matches)

    assert found.uncovered == 0
    assert not found.is_cut


def test_best_partner_covers_first_and_the_rest_remains_uncovered() -> None:
    matches = ranked(partner("B-1", 6.0), partner("B-2", 3.0))

    found = SpareCapacity(nobody_falls).replacement(Purchase("B-CUSTOMER", "bark", 10.0), matches)

    assert shown(found) == ([("B-1", 6.0, 6.0), ("B-2", 3.0, 3.0)], 1.0)


def test_capacity_counted_for_one_purchase_is_not_there_for_the_next() -> None:
    spare, matches = SpareCapacity(nobody_falls), ranked(partner("B-1", 6.0), partner("B-2", 3.0))

    first = spare.replacement(Purchase("B-CUSTOMER", "bark", 4.0), matches)
    second = spare.replacement(Purchase("B-OTHER", "bark", 4.0), matches)
    third = spare.replacement(Purchase("B-THIRD", "bark", 4.0), matches)

    assert shown(first) == ([("B-1", 6.0, 4.0), ("B-2", 3.0, 0.0)], 0.0)
    assert shown(second) == ([("B-1", 2.0, 2.0), ("B-2", 3.0, 2.0)], 0.0)
    assert shown(third) == ([("B-2", 1.0, 1.0)], 3.0)


def test_variants_of_an_offer_add_up_in_the_unit_of_the_product_bought() -> None:
    matches = ranked(partner("B-1", 2.0, None, 3.0, factor=2.0))

    found = SpareCapacity(nobody_falls).replacement(Purchase("B-CUSTOMER", "bark", 4.0), matches)

    assert shown(found) == ([("B-1", 10.0, 4.0)], 0.0)


def test_who_is_hit_has_less_to_spare() -> None:
    matches = ranked(partner("B-1", 8.0), partner("B-2", 8.0))

    found = SpareCapacity(lambda code, _: {"B-1": 1.0, "B-2": 0.75}[code]).replacement(
        Purchase("B-CUSTOMER", "bark", 4.0), matches
    )

    assert shown(found) == ([("B-2", 2.0, 2.0)], 2.0)


def test_who_has_nothing_to_spare_or_is_not_known_to_is_left_out() -> None:
    matches = ranked(partner("B-1", None), partner("B-2", 0.0))

    found = SpareCapacity(nobody_falls).replacement(Purchase("B-CUSTOMER", "bark", 4.0), matches)

    assert shown(found) == ([], 4.0)


def test_unknown_quantity_takes_nothing_from_anybody() -> None:
    spare, matches = SpareCapacity(nobody_falls), ranked(partner("B-1", 6.0))

    unknown = spare.replacement(Purchase("B-CUSTOMER", "bark", None), matches)
    known = spare.replacement(Purchase("B-OTHER", "bark", 6.0), matches)

    assert shown(unknown) == ([("B-1", 6.0, None)], None)
    assert shown(known) == ([("B-1", 6.0, 6.0)], 0.0)


def test_more_than_the_usual_number_are_named_only_where_these_do_not_cover() -> None:
    matches = ranked(*[partner(f"B-{number:03}", 1.0) for number in range(MOST_CANDIDATES + 5)])

    covered = SpareCapacity(nobody_falls).replacement(Purchase("B-CUSTOMER", "bark", 3.0), matches)
    most = SpareCapacity(nobody_falls).replacement(Purchase("B-CUSTOMER", "bark", 20.0), matches)
    never = SpareCapacity(nobody_falls).replacement(Purchase("B-CUSTOMER", "bark", 99.0), matches)

    assert (len(covered.candidates), covered.uncovered, covered.is_cut) == (USUAL_CANDIDATES, 0.0, False)
    assert (len(most.candidates), most.uncovered, most.is_cut) == (20, 0.0, False)
    assert (len(never.candidates), never.uncovered, never.is_cut) == (MOST_CANDIDATES, 49.0, True)


@example(spares=[61036.0], lost=[6.103515625e-05, 61036.0])
@given(
    spares=st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=1, max_size=6),
    lost=st.lists(st.none() | st.floats(0, 1e6, allow_subnormal=False), min_size=1, max_size=6),
)
def test_nothing_is_promised_twice_and_nothing_is_lost(spares: list[float], lost: list[float | None]) -> None:
    matches = ranked(*[partner(f"B-{number}", spare) for number, spare in enumerate(spares)])
    sharing = SpareCapacity(nobody_falls)

    found = [
        sharing.replacement(Purchase(f"B-{number}", "bark", quantity), matches)
        for number, quantity in enumerate(lost)
    ]

    for number, spare in enumerate(spares):
        promised = [
            each.covers or 0.0
            for replacement in found
            for each in replacement.candidates
            if each.match.candidate.code == f"B-{number}"
        ]
        assert math.fsum(promised) <= spare * (1 + 1e-9)
    for replacement in found:
        if replacement.uncovered is not None:
            lacking = replacement.purchase.quantity or 0.0
            covered = math.fsum(each.covers or 0.0 for each in replacement.candidates)
            assert math.isclose(covered + replacement.uncovered, lacking, abs_tol=1e-6)
            offered = math.fsum(each.spare for each in replacement.candidates)
            assert math.isclose(replacement.uncovered, max(0.0, less(lacking, offered)), abs_tol=1e-6)
