"""New deliveries that close gaps: equal to brute force on small cases, and within all limits on any."""

import itertools
import math
import threading
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.distance import distance_km
from domain.enums import SolveStatus
from planning.cancellation import Cancelled
from planning.flow import Business
from planning.linkage_flow import (
    MOST_DELIVERIES,
    UNKNOWN_KM,
    Closing,
    Source,
    Want,
    at_home,
    between_homes,
    exact,
    left,
)
from planning.recipe import Product, Recipes

RECIPES = Recipes(
    [
        Product(code="P-bark", name="Vỏ"),
        Product(code="P-leaf", name="Lá"),
        Product(code="P-oil", name="Dầu", unit="LITRE"),
        Product(code="P-fine-oil", name="Dầu tinh", unit="KILOGRAM", kind_of="P-oil", factor=1.25),
    ]
)
SECONDS = 20.0


def business(code: str, place: float | None = 21.0) -> Business:
    """A business on a meridian, so many degrees to the north."""
    return Business(code=code, latitude=place, longitude=None if place is None else 104.0)


def source(
    code: str,
    home: str,
    spare: int | str,
    /,
    *,
    product: str = "P-bark",
    minimum: int = 0,
    surplus: int | None = None,
    place: float | None = 21.0,
) -> Source:
    """What an offer has to spare."""
    return Source(
        business=business(code, place),
        home=home,
        product=product,
        spare=Decimal(spare),
        minimum=Decimal(minimum),
        surplus=None if surplus is None else Decimal(surplus),
    )


def want(
    code: str, home: str, open_: int | str, /, *, product: str = "P-bark", place: float | None = 21.0
) -> Want:
    """What is open of a need."""
    return Want(business=business(code, place), home=home, product=product, open=Decimal(open_), gap=product)


def between(sources: Sequence[Source], wants: Sequence[Want], most: int = 12) -> Closing:
    """The best deliveries between homes."""
    return between_homes(sources, wants, RECIPES, most=most, seconds=SECONDS)


def shown(
    found: Closing, sources: Sequence[Source], wants: Sequence[Want]
) -> list[tuple[str, str, float, float]]:
    """Who delivers how much to whom, and what that closes."""
    return [
        (
            sources[each.source].business.code,
            wants[each.want].business.code,
            float(each.quantity),
            float(each.closes),
        )
        for each in found.deliveries
    ]


def test_the_most_is_closed_over_the_least_distance() -> None:
    # given a near and a far supplier of which one is enough
    sources = [source("B-far", "north", 50, place=23.0), source("B-near", "north", 50, place=21.5)]
    wants = [want("B-works", "south", 40)]

    # when
    found = between(sources, wants)

    # then
    assert shown(found, sources, wants) == [("B-near", "B-works", 40, 40)]
    assert (found.status, found.objective, found.bound) == (SolveStatus.OPTIMAL, 1.0, 1.0)
    assert found.deliveries[0].distance_km == pytest.approx(distance_km(21.5, 104, 21, 104))


def test_few_members_are_those_that_close_most() -> None:
    # given more suppliers than may take part
    sources = [source("B-1", "north", 10), source("B-2", "north", 30), source("B-3", "north", 20)]
    wants = [want("B-works", "south", 100)]

    # when
    found = between(sources, wants, most=3)

    # then
    assert shown(found, sources, wants) == [("B-2", "B-works", 30, 30), ("B-3", "B-works", 20, 20)]
    assert found.objective == 0.5


def test_of_equals_the_smaller_code_delivers() -> None:
    # given
    sources = [source(f"B-{letter}", "north", 10) for letter in "dbac"]
    wants = [want("B-works", "south", 10)]

    # when
    found = between(sources, wants)

    # then
    assert shown(found, sources, wants) == [("B-a", "B-works", 10, 10)]


def test_kinds_meet_a_need_in_its_unit() -> None:
    # given a kind of which a kilogram is 1.25 litres, and a need that this divides only nearly
    sources = [source("B-still", "north", "1000.5", product="P-fine-oil")]
    wants = [want("B-buyer", "south", "1000", product="P-oil"), want("B-other", "south", 9)]

    # when
    found = between(sources, wants)

    # then
    assert shown(found, sources, wants) == [("B-still", "B-buyer", 800, 1000)]


def test_a_minimum_order_is_kept() -> None:
    # given one that delivers at least 30, and one that has little
    sources = [source("B-large", "north", 100, minimum=30), source("B-small", "north", 5)]
    wants = [want("B-one", "south", 20), want("B-two", "south", 32)]

    # when
    found = between(sources, wants)

    # then
    assert shown(found, sources, wants) == [("B-large", "B-two", 32, 32), ("B-small", "B-one", 5, 5)]


def test_nothing_goes_to_and_fro() -> None:
    # given two homes that both have and want the same
    sources = [source("B-1", "north", 10), source("B-2", "south", 8)]
    wants = [want("B-3", "north", 20), want("B-4", "south", 20)]

    # when
    found = between(sources, wants)

    # then
    assert shown(found, sources, wants) == [("B-1", "B-4", 10, 10)]


def test_what_home_does_not_need_goes_first() -> None:
    # given a near supplier whose home needs what it has, and a far one with something over
    sources = [
        source("B-near", "north", 10, surplus=0),
        source("B-over", "north", 10, surplus=10, place=23.0),
    ]
    wants = [want("B-works", "south", 10)]

    # when
    found = between(sources, wants)

    # then
    assert shown(found, sources, wants) == [("B-over", "B-works", 10, 10)]


def test_at_home_nothing_leaves_it() -> None:
    # given
    sources = [source("B-1", "north", 10), source("B-2", "south", 30)]
    wants = [want("B-3", "north", 12), want("B-4", "south", 7), want("B-2", "south", 5)]

    # when
    found = at_home(sources, wants, RECIPES, seconds=SECONDS)

    # then nobody delivers to itself either
    assert shown(found, sources, wants) == [("B-1", "B-3", 10, 10), ("B-2", "B-4", 7, 7)]
    spare, open_ = left(sources, wants, found.deliveries)
    assert [*map(float, spare), *map(float, open_)] == [0, 23, 2, 0, 5]


@pytest.mark.parametrize(
    ("sources", "wants"),
    [
        ([], [want("B-1", "south", 5)]),
        ([source("B-1", "north", 5)], []),
        ([source("B-1", "south", 5)], [want("B-2", "south", 5)]),
        ([source("B-1", "north", 5, product="P-leaf")], [want("B-2", "south", 5)]),
        ([source("B-1", "north", 5, product="P-oil")], [want("B-2", "south", 5, product="P-fine-oil")]),
        ([source("B-1", "north", 50, minimum=6)], [want("B-2", "south", 5)]),
        ([source("B-1", "north", 5)], [want("B-1", "south", 5)]),
    ],
)
def test_nothing_flows_where_nothing_can(sources: list[Source], wants: list[Want]) -> None:
    # when
    found = between(sources, wants)

    # then
    assert (found.deliveries, found.objective, found.status) == ((), 0.0, SolveStatus.OPTIMAL)


def test_a_caller_who_leaves_ends_it() -> None:
    # given
    cancelled = threading.Event()
    cancelled.set()

    # when, then
    with pytest.raises(Cancelled):
        between_homes(
            [source("B-1", "north", 5)],
            [want("B-2", "south", 5)],
            RECIPES,
            most=2,
            seconds=SECONDS,
            cancelled=cancelled,
        )


def test_very_many_are_narrowed_and_say_so() -> None:
    # given
    side = math.isqrt(MOST_DELIVERIES) + 20
    sources = [source(f"B-S{n:03}", "north", 5 + n % 7, place=22 + n / 1000) for n in range(side)]
    wants = [want(f"B-W{n:03}", "south", 9 + n % 5, place=21 - n / 1000) for n in range(side)]

    # when
    found = between_homes(sources, wants, RECIPES, most=8, seconds=2.0)

    # then it has the four largest of each side, although time is too short to prove it
    assert (found.is_narrowed, found.status) == (True, SolveStatus.FEASIBLE)
    assert math.fsum(float(each.closes) for each in found.deliveries) == 44.0


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Source], list[Want], int]:
    """A small case in whole numbers, in which brute force tries each delivery with each quantity."""
    homes = {f"B-{number}": draw(st.sampled_from(["north", "south"])) for number in range(6)}
    products = st.sampled_from(["P-bark", "P-leaf"])
    places = st.sampled_from([None, 21.0, 21.4, 22.5])
    sources = [
        source(
            f"B-{number}",
            homes[f"B-{number}"],
            spare := draw(st.integers(1, 4)),
            product=draw(products),
            minimum=draw(st.sampled_from([0, 0, 2, 3])),
            surplus=draw(st.sampled_from([None, 0, spare])),
            place=draw(places),
        )
        for number in range(draw(st.integers(1, 3)))
    ]
    wants = [
        want(
            code := f"B-{draw(st.integers(1, 5))}",
            homes[code],
            draw(st.integers(1, 4)),
            product=draw(products),
            place=draw(places),
        )
        for _ in range(draw(st.integers(1, 3)))
    ]
    return sources, wants, draw(st.integers(2, 5))


def brute_force(sources: Sequence[Source], wants: Sequence[Want], most: int) -> tuple[float, float, float]:
    """The best of all whole quantities: what is closed, what is taken of what homes need, the distance."""
    before: dict[str, int] = defaultdict(int)
    for each in wants:
        before[each.gap] += int(each.open)
    pairs = [
        (one, other)
        for one, supplier in enumerate(sources)
        for other, customer in enumerate(wants)
        if supplier.home != customer.home
        and supplier.product == customer.product
        and supplier.business.code != customer.business.code
    ]
    choices = [
        [0, *range(max(1, int(sources[one].minimum)), 1 + int(min(sources[one].spare, wants[other].open)))]
        for one, other in pairs
    ]
    best = (0.0, 0.0, 0.0)
    for amounts in itertools.product(*choices):
        taken, met = [0] * len(sources), [0] * len(wants)
        members: set[str] = set()
        ways: set[tuple[str, str, str]] = set()
        closed, km = 0.0, 0.0
        for (one, other), amount in zip(pairs, amounts, strict=True):
            if amount:
                supplier, customer = sources[one], wants[other]
                taken[one] += amount
                met[other] += amount
                members |= {supplier.business.code, customer.business.code}
                ways |= {(supplier.home, customer.gap, "out"), (customer.home, customer.gap, "in")}
                share = amount / before[customer.gap]
                closed += share
                km += share * far(supplier.business, customer.business)
        is_within = all(used <= each.spare for used, each in zip(taken, sources, strict=True)) and all(
            got <= each.open for got, each in zip(met, wants, strict=True)
        )
        if is_within and len(members) <= most and len({way[:2] for way in ways}) == len(ways):
            missed = math.fsum(
                max(0.0, used - float(each.spare if each.surplus is None else each.surplus))
                / before[each.product]
                for used, each in zip(taken, sources, strict=True)
                if used
            )
            key = (round(-closed, 9), round(missed, 9), round(km, 3))
            best = min(best, key)
    return best


def far(one: Business, other: Business) -> float:
    """How far a delivery goes."""
    if one.latitude is None or other.latitude is None:
        return UNKNOWN_KM
    return distance_km(one.latitude, 104, other.latitude, 104)


@settings(max_examples=120, deadline=None)
@given(cases())
def test_small_cases_equal_brute_force(case: tuple[list[Source], list[Want], int]) -> None:
    # given
    sources, wants, most = case

    # when
    found = between(sources, wants, most)

    # then
    closed, missed, km = brute_force(sources, wants, most)
    shares = [float(each.closes / found.before[wants[each.want].gap]) for each in found.deliveries]
    used: dict[int, Decimal] = defaultdict(Decimal)
    for each in found.deliveries:
        used[each.source] += each.quantity
    beyond = math.fsum(
        float(
            max(Decimal(0), amount - (sources[one].spare if (own := sources[one].surplus) is None else own))
            / found.before[sources[one].product]
        )
        for one, amount in used.items()
    )
    distance = math.fsum(
        share * far(sources[each.source].business, wants[each.want].business)
        for share, each in zip(shares, found.deliveries, strict=True)
    )
    assert found.status is SolveStatus.OPTIMAL
    assert found.objective == pytest.approx(-closed, abs=1e-6)
    assert beyond == pytest.approx(missed, abs=1e-6)
    assert distance == pytest.approx(km, abs=0.05)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("NS"), st.decimals("0.001", "9000", places=3)), max_size=6),
    st.lists(st.tuples(st.sampled_from("NS"), st.decimals("0.001", "9000", places=3)), max_size=6),
    st.sampled_from(["P-oil", "P-fine-oil"]),
    st.integers(2, 6),
)
def test_never_more_than_is_there_or_needed(
    has: list[tuple[str, Decimal]], needs: list[tuple[str, Decimal]], product: str, most: int
) -> None:
    # given
    sources = [
        source(f"B-S{number}", home, str(spare), product=product) for number, (home, spare) in enumerate(has)
    ]
    wants = [
        want(f"B-W{number}", home, str(open_), product="P-oil") for number, (home, open_) in enumerate(needs)
    ]

    # when
    found = between(sources, wants, most)

    # then
    spare, open_ = left(sources, wants, found.deliveries)
    assert min([*spare, *open_], default=0) >= 0
    members = {sources[each.source].business.code for each in found.deliveries}
    members |= {wants[each.want].business.code for each in found.deliveries}
    assert len(members) <= most
    assert all(each.quantity > 0 for each in found.deliveries)
    assert all(sources[each.source].home != wants[each.want].home for each in found.deliveries)
    factor = Decimal("1.25") if product == "P-fine-oil" else Decimal(1)
    assert all(each.closes == each.meets == each.quantity * factor for each in found.deliveries)
    again = between([replace(each) for each in sources], wants, most)
    assert again.deliveries == found.deliveries


def test_quantities_are_told_without_what_binary_arithmetic_adds() -> None:
    # when, then
    assert exact(3.2 - 0.3) == Decimal("2.9")
