"""Disruptions: worked examples, and random trade against the formula iterated as it is written."""

import random
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import pytest

from planning.cancellation import Cancelled
from planning.disruption import MOST_FIRMS_OF_TIER, THRESHOLD, Disruption, Firm, Hit, Purchases, Sale
from planning.product_line import ProductLines
from planning.recipe import Product, Recipes
from planning.supply_trace import Link
from tests.unit.trades import random_links, random_products

LINES = ProductLines(
    Recipes(
        [
            Product(code="fresh", name="Vỏ quế tươi"),
            Product(code="dry", name="Vỏ quế khô", inputs={"fresh": 2.5}),
            Product(code="dry A", name="Vỏ quế khô loại A", kind_of="dry"),
            Product(code="powder", name="Bột quế", inputs={"dry": 1.05, "box": 100}),
            Product(code="box", name="Hộp giấy", unit="PIECE"),
            Product(code="tray", name="Mâm tre"),
            Product(code="fuel", name="Chất đốt"),
            Product(code="husk", name="Trấu", unit="CUBIC_METRE", kind_of="fuel", factor=0.1),
            Product(code="tea", name="Chè", inputs={"fuel": 1}),
        ]
    )
)


def firms_of(links: Iterable[tuple[str, str, str, float | None]]) -> dict[str, Firm]:
    """All businesses of some links: supplier, product, customer, quantity."""
    known = list(links)
    firms: dict[str, Firm] = {}
    for code in sorted({code for supplier, _, customer, _ in known for code in (supplier, customer)}):
        bought = [(product, quantity) for _, product, customer, quantity in known if customer == code]
        firms[code] = Firm(
            code=code,
            buys={
                product: Purchases(
                    quantity=sum(quantity or 0.0 for each, quantity in bought if each == product),
                    links=sum(1 for each, _ in bought if each == product),
                    known=sum(1 for each, quantity in bought if each == product and quantity is not None),
                )
                for product in {product for product, _ in bought}
            },
            sells=[
                Sale(customer=customer, product=product, quantity=quantity)
                for supplier, product, customer, quantity in known
                if supplier == code
            ],
        )
    return firms


def disrupted(
    links: Iterable[tuple[str, str, str, float | None]], *stopped: str, lines: ProductLines = LINES
) -> Disruption:
    """What happens when some stop, read tier by tier."""
    firms = firms_of(links)
    disruption = Disruption([firms.pop(code) for code in stopped], lines)
    while asks := disruption.asks():
        disruption.add([firms[code] for code in asks])
    return disruption


def shown(hits: Iterable[Hit]) -> list[tuple[int, str, str, float]]:
    return [(hit.tier, hit.business, hit.product, hit.share) for hit in hits]


def test_customer_loses_the_share_that_it_bought_of_those_who_stop() -> None:
    hits = disrupted([("one", "fresh", "kiln", 30.0), ("other", "fresh", "kiln", 70.0)], "one").hits

    assert shown(hits) == [(1, "kiln", "fresh", 0.3)]
    assert (hits[0].lost, hits[0].broken, hits[0].is_broken, hits[0].is_estimated) == (
        30.0,
        30.0,
        True,
        False,
    )


def test_loss_passes_on_through_a_recipe_by_the_largest_share_of_an_input() -> None:
    hits = disrupted(
        [
            ("grower", "fresh", "kiln", 50.0),
            ("another", "fresh", "kiln", 50.0),
            ("kiln", "dry A", "mill", 40.0),
            ("boxes", "box", "mill", 900.0),
            ("mill", "powder", "shop", 8.0),
        ],
        "grower",
        "boxes",
    ).hits

    assert shown(hits) == [
        (1, "mill", "box", 1.0),
        (1, "kiln", "fresh", 0.5),
        (2, "shop", "powder", 1.0),
        (2, "mill", "dry A", 0.5),
    ]


def test_what_no_recipe_ties_to_the_product_is_not_touched() -> None:
    hits = disrupted([("grower", "fresh", "kiln", 50.0), ("kiln", "tray", "shop", 5.0)], "grower").hits

    assert shown(hits) == [(1, "kiln", "fresh", 1.0)]
    assert hits[0].falls == {}


def test_what_is_offered_is_at_risk_where_no_known_sale_falls() -> None:
    firms = firms_of([("grower", "fresh", "kiln", 50.0), ("kiln", "dry A", "mill", 5.0)])
    offering = replace(firms["kiln"], offers=frozenset({"dry A", "powder", "tray"}))
    disruption = Disruption([firms["grower"]], LINES)
    disruption.add([offering])

    (hit,) = disruption.hits

    assert (hit.falls, hit.at_risk) == ({"dry A": 1.0}, ["powder"])


def test_trader_passes_on_what_it_gets_less_and_keeps_what_it_makes_itself() -> None:
    hits = disrupted([("grower", "fresh", "trader", 40.0), ("trader", "fresh", "kiln", 100.0)], "grower").hits

    assert shown(hits) == [(1, "trader", "fresh", 1.0), (2, "kiln", "fresh", 0.4)]
    assert hits[0].falls == {"fresh": 0.4}


def test_grades_replace_each_other_as_inputs() -> None:
    disruption = disrupted(
        [
            ("one", "dry A", "mill", 30.0),
            ("other", "dry", "mill", 70.0),
            ("mill", "powder", "shop", 10.0),
        ],
        "one",
    )

    assert shown(disruption.hits) == [(1, "mill", "dry A", 1.0), (2, "shop", "powder", 0.3)]


def test_quantities_of_a_line_add_up_in_one_unit() -> None:
    links = [("mill", "husk", "works", 100.0), ("wood", "fuel", "works", 30.0), ("works", "tea", "shop", 5.0)]

    assert shown(disrupted(links, "mill").hits) == [
        (1, "works", "husk", 1.0),
        (2, "shop", "tea", 0.25),
    ]


def test_unknown_quantity_counts_as_the_mean_of_the_others_and_says_so() -> None:
    hits = disrupted(
        [("one", "fresh", "kiln", None), ("other", "fresh", "kiln", 60.0), ("third", "fresh", "kiln", 30.0)],
        "one",
    ).hits

    assert shown(hits) == [(1, "kiln", "fresh", round(1 / 3, 6))]
    assert (hits[0].lost, hits[0].is_estimated) == (None, True)


def test_links_of_which_no_quantity_is_known_count_alike() -> None:
    hits = disrupted([("one", "fresh", "kiln", None), ("other", "fresh", "kiln", None)], "one").hits

    assert shown(hits) == [(1, "kiln", "fresh", 0.5)]


def test_link_in_which_nothing_was_traded_hits_nobody() -> None:
    assert disrupted([("one", "fresh", "kiln", 0.0)], "one").hits == []


def test_fall_below_the_threshold_is_not_followed() -> None:
    links = [
        ("one", "fresh", "kiln", 0.9),
        ("other", "fresh", "kiln", 99.1),
        ("kiln", "dry", "mill", 40.0),
    ]

    assert THRESHOLD > 0.009
    assert shown(disrupted(links, "one").hits) == [(1, "kiln", "fresh", 0.009)]


def test_loss_goes_round_in_a_circle_until_nothing_changes() -> None:
    links = [
        ("grower", "fresh", "one", 50.0),
        ("one", "fresh", "other", 100.0),
        ("other", "fresh", "one", 50.0),
    ]

    assert shown(disrupted(links, "grower").hits) == [(1, "one", "fresh", 1.0), (2, "other", "fresh", 1.0)]


def test_those_who_stop_are_not_hit_themselves() -> None:
    links = [("one", "fresh", "other", 5.0), ("other", "dry", "mill", 2.0)]

    assert shown(disrupted(links, "one", "other").hits) == [(1, "mill", "dry", 1.0)]


def test_business_without_customers_hits_nobody() -> None:
    links = [("grower", "fresh", "mill", 5.0)]

    disruption = disrupted(links, "mill")

    assert (disruption.hits, disruption.is_cut) == ([], False)


def test_what_a_business_could_supply_falls_also_where_it_is_not_known_to_sell() -> None:
    disruption = disrupted([("grower", "fresh", "kiln", 50.0), ("another", "fresh", "kiln", 150.0)], "grower")

    assert [disruption.fall("kiln", product) for product in ("dry", "dry A", "tray")] == [0.25, 0.25, 0.0]
    assert (disruption.fall("grower", "tray"), disruption.fall("another", "fresh")) == (1.0, 0.0)


def test_only_so_many_of_a_tier_are_asked_for_those_first_who_may_lose_most() -> None:
    links: list[tuple[str, str, str, float | None]] = [
        ("hub", "fresh", f"kiln {number:04}", 1.0) for number in range(MOST_FIRMS_OF_TIER + 1)
    ]
    firms = firms_of(links)
    disruption = Disruption([firms["hub"]], LINES)

    asks = disruption.asks()
    disruption.add([firms[code] for code in asks])

    assert len(asks) == MOST_FIRMS_OF_TIER
    assert (len(disruption.hits), disruption.is_cut, disruption.asks()) == (
        MOST_FIRMS_OF_TIER,
        True,
        [f"kiln {MOST_FIRMS_OF_TIER:04}"],
    )


def test_shock_that_nobody_waits_for_stops_on_its_way() -> None:
    firms = firms_of([("hub", "mill", "box", 1.0), ("mill", "shop", "box", 1.0)])
    disruption = Disruption([firms["hub"]], LINES)
    cancelled = threading.Event()
    cancelled.set()

    with pytest.raises(Cancelled):
        disruption.add([firms["mill"]], cancelled)


def test_sales_that_were_not_read_cut_it() -> None:
    disruption = Disruption([Firm(code="hub", buys={}, sells=[], is_cut=True)], LINES)

    assert disruption.is_cut


@pytest.mark.parametrize("seed", range(40))
def test_shares_are_those_of_the_formula(seed: int) -> None:
    draw = random.Random(seed)
    products = random_products(draw, 8)
    lines = ProductLines(Recipes(products))
    links = _rows(random_links(draw, 15, 40, [product.code for product in products]))
    stopped = sorted({supplier for supplier, _, _, _ in links})[: draw.randint(1, 3)]

    hits = disrupted(links, *stopped, lines=lines).hits

    assert {(hit.business, hit.product): hit.share for hit in hits} == pytest.approx(
        formula(links, stopped, lines), abs=2e-6
    )
    assert all(0 < hit.share <= 1 and hit.tier >= 1 for hit in hits)


@pytest.mark.parametrize("seed", range(20))
def test_more_who_stop_hit_nobody_less(seed: int) -> None:
    draw = random.Random(seed)
    products = random_products(draw, 8)
    lines = ProductLines(Recipes(products))
    links = _rows(random_links(draw, 15, 40, [product.code for product in products]))
    one, other = sorted({supplier for supplier, _, _, _ in links})[:2]

    fewer = {(hit.business, hit.product): hit.share for hit in disrupted(links, one, lines=lines).hits}
    more = {(hit.business, hit.product): hit.share for hit in disrupted(links, one, other, lines=lines).hits}

    assert {key: share for key, share in fewer.items() if key[0] != other and share > more[key] + 2e-6} == {}


def _rows(links: Sequence[Link]) -> list[tuple[str, str, str, float | None]]:
    return [(link.supplier, link.product, link.customer, link.quantity) for link in links]


def formula(
    links: Sequence[tuple[str, str, str, float | None]], stopped: Collection[str], lines: ProductLines
) -> dict[tuple[str, str], float]:
    """The share lost of each product bought, by the formula at the head of ``planning/disruption.py``: all
    links at once, again and again."""
    falls = {(supplier, product): 1.0 if supplier in stopped else 0.0 for supplier, product, _, _ in links}

    def bought(customer: str, goods: Collection[str]) -> tuple[float, float, bool]:
        own = [link for link in links if link[2] == customer and link[1] in goods]
        known = [quantity for _, _, _, quantity in own if quantity is not None]
        usual = sum(known) / len(known) if known else 1.0
        total = lost = 0.0
        for supplier, product, _, quantity in own:
            fall = falls[supplier, product]
            total += usual if quantity is None else quantity
            lost += (fall if fall >= THRESHOLD else 0.0) * (usual if quantity is None else quantity)
        return total, lost, bool(known)

    def made(supplier: str, product: str) -> float:
        total, lost, is_known = bought(supplier, lines.line(product))
        worst, buys_inputs = 0.0, False
        for each in lines.inputs(product):
            needed, missing, _ = bought(supplier, lines.line(each))
            worst = max(worst, missing / needed if needed else 0.0)
            buys_inputs = buys_inputs or needed > 0
        sales = [quantity for one, good, _, quantity in links if (one, good) == (supplier, product)]
        known = [quantity for quantity in sales if quantity is not None]
        sold = sum(known) / len(known) * len(sales) if known else 0.0
        own = max(0.0, sold - total) if is_known else total if buys_inputs else 0.0
        if total == 0:
            return worst
        return min(1.0, (lost + own * worst) / (total + own))

    for _ in range(500):
        falls = {
            (supplier, product): 1.0 if supplier in stopped else made(supplier, product)
            for supplier, product in falls
        }
    found: dict[tuple[str, str], float] = {}
    for _, product, customer, _ in links:
        total, lost, _ = bought(customer, {product})
        if customer not in stopped and lost > 0:
            found[customer, product] = min(1.0, lost / total)
    return found


@pytest.mark.parametrize("sold", [0.5, 2.0, 99.0, 1_000.0])
def test_what_a_trader_makes_is_not_told_from_quantities_that_are_not_known(sold: float) -> None:
    known = ("smith", "log", "saw", 10.0)
    trader = [("grower", "fresh", "trader", None), ("trader", "fresh", "kiln", sold)]

    hits = disrupted([*trader, known], "grower").hits

    assert shown(hits) == [(1, "trader", "fresh", 1.0), (2, "kiln", "fresh", 1.0)]


def test_who_also_makes_what_it_buys_in_unknown_quantities_makes_as_much_as_it_buys() -> None:
    links = [
        ("other", "dry", "kiln", None),
        ("grower", "fresh", "kiln", None),
        ("kiln", "dry", "shop", 1_000.0),
    ]

    hits = disrupted(links, "grower").hits

    assert shown(hits) == [(1, "kiln", "fresh", 1.0), (2, "shop", "dry", 0.5)]


def test_formula_of_the_test_knows_the_worked_example() -> None:
    links: list[tuple[str, str, str, float | None]] = [
        ("grower", "fresh", "trader", 40.0),
        ("trader", "fresh", "kiln", 100.0),
    ]

    expected: Mapping[tuple[str, str], float] = {("trader", "fresh"): 1.0, ("kiln", "fresh"): 0.4}
    assert formula(links, ["grower"], LINES) == expected
