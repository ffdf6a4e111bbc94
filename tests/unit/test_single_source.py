"""Single sources: worked examples, and random graphs against removal by brute force."""

import random
import time
from collections.abc import Iterable, Set

import pytest

from domain.enums import TraceDirection
from planning.product_line import ProductLines
from planning.recipe import Product, Recipes
from planning.single_source import SingleSource, single_sources
from planning.supply_trace import Link, Trace
from tests.unit.trades import random_links, random_products, traced

UP, DOWN = TraceDirection.UPSTREAM, TraceDirection.DOWNSTREAM

CINNAMON = ProductLines(
    Recipes(
        [
            Product(code="fresh", name="Vỏ quế tươi"),
            Product(code="dry", name="Vỏ quế khô", inputs={"fresh": 2.5}),
            Product(code="dry A", name="Vỏ quế khô loại A", kind_of="dry"),
            Product(code="dry B", name="Vỏ quế khô loại B", kind_of="dry"),
            Product(code="powder", name="Bột quế", inputs={"dry": 1.05}),
            Product(code="box", name="Hộp giấy"),
        ]
    )
)


def sources(
    links: Iterable[tuple[str, str, str]], business: str, direction: TraceDirection = UP, depth: int = 10
) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Who depends, and in which good, on which supplier for which product; links are supplier, product,
    customer."""
    known = [
        Link(tier=0, supplier=supplier, customer=customer, product=product)
        for supplier, product, customer in links
    ]
    trace = traced(known, business, direction, CINNAMON, depth=depth)
    return _shown(single_sources(trace, CINNAMON))


def _shown(found: Iterable[SingleSource]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    return {
        (source.supplier, source.product): [(each.business, each.product) for each in source.affected]
        for source in found
    }


def test_only_supplier_is_a_single_source_and_one_of_two_is_none() -> None:
    links = [("grower", "fresh", "mill"), ("one", "box", "mill"), ("other", "box", "mill")]

    assert sources(links, "mill") == {("grower", "fresh"): [("mill", "fresh")]}


def test_source_behind_two_suppliers_is_single_through_what_they_make_of_it() -> None:
    links = [
        ("grower", "fresh", "kiln"),
        ("grower", "fresh", "oven"),
        ("kiln", "dry", "mill"),
        ("oven", "dry", "mill"),
    ]

    assert sources(links, "mill") == {
        ("grower", "fresh"): [("mill", "dry"), ("kiln", "fresh"), ("oven", "fresh")]
    }


def test_grades_of_a_product_do_not_replace_each_other() -> None:
    links = [("one", "dry A", "mill"), ("other", "dry B", "mill")]

    assert sources(links, "mill") == {
        ("one", "dry A"): [("mill", "dry A")],
        ("other", "dry B"): [("mill", "dry B")],
    }


def test_product_replaces_a_kind_of_it() -> None:
    links = [("one", "dry A", "mill"), ("other", "dry", "mill")]

    assert sources(links, "mill") == {}


def test_circle_ends_and_its_ways_in_count() -> None:
    links = [
        ("grower", "fresh", "one"),
        ("one", "fresh", "other"),
        ("other", "fresh", "one"),
        ("other", "fresh", "mill"),
    ]

    assert sources(links, "mill") == {
        ("grower", "fresh"): [("mill", "fresh"), ("other", "fresh"), ("one", "fresh")],
        ("one", "fresh"): [("mill", "fresh"), ("other", "fresh")],
        ("other", "fresh"): [("mill", "fresh")],
    }


def test_nothing_is_said_of_what_lies_beyond_the_depth() -> None:
    links = [("grower", "fresh", "kiln"), ("kiln", "dry", "mill")]

    assert sources(links, "mill", depth=1) == {("kiln", "dry"): [("mill", "dry")]}
    assert sources(links, "mill", depth=2) == {
        ("kiln", "dry"): [("mill", "dry")],
        ("grower", "fresh"): [("mill", "dry"), ("kiln", "fresh")],
    }


def test_single_sources_out_of_time_say_that_there_may_be_more() -> None:
    links = [
        Link(tier=0, supplier="kiln", customer="mill", product="dry"),
        Link(tier=0, supplier="grower", customer="kiln", product="fresh"),
    ]
    whole, cut = (traced(links, "mill", UP, CINNAMON) for _ in range(2))
    over = iter([False, True])

    assert len(single_sources(whole, CINNAMON)) == 2
    assert len(single_sources(cut, CINNAMON, lambda: next(over))) == 1
    assert (whole.is_cut, cut.is_cut) == (False, True)


def test_downstream_a_single_source_is_on_every_way_from_the_business() -> None:
    links = [
        ("grower", "fresh", "kiln"),
        ("kiln", "dry", "mill"),
        ("kiln", "dry", "shop"),
        ("mill", "powder", "shop"),
    ]

    assert sources(links, "grower", DOWN) == {("kiln", "fresh"): [("mill", "dry"), ("shop", "dry")]}


def test_those_on_whom_the_business_depends_itself_come_first() -> None:
    links = [
        ("a grower", "fresh", "kiln"),
        ("kiln", "dry", "mill"),
        ("boxes", "box", "mill"),
        ("boxes", "box", "kiln"),
        ("wood", "powder", "boxes"),
    ]

    assert list(sources(links, "mill")) == [
        ("boxes", "box"),
        ("kiln", "dry"),
        ("a grower", "fresh"),
        ("wood", "powder"),
    ]


@pytest.mark.parametrize("direction", [UP, DOWN])
@pytest.mark.parametrize("seed", range(60))
def test_single_sources_are_those_whose_removal_cuts_off(seed: int, direction: TraceDirection) -> None:
    draw = random.Random(seed)
    products = random_products(draw, draw.randint(2, 12))
    lines = ProductLines(Recipes(products))
    businesses = draw.choice((5, 12, 40, 200))
    density = draw.choice((1.5, 2.0, 3.0))
    links = random_links(
        draw, businesses, int(businesses * density) + 1, [product.code for product in products]
    )
    product = draw.choice([None, None, links[0].product])
    business = links[0].customer if direction is UP else links[0].supplier
    trace = traced(links, business, direction, lines, depth=draw.choice((3, 10, 10)), product=product)

    found = {
        (source.supplier, source.product, each.business, each.product)
        for source in single_sources(trace, lines)
        for each in source.affected
    }

    assert found == set(cut_off(trace, lines))


def cut_off(trace: Trace, lines: ProductLines) -> Iterable[tuple[str, str, str, str]]:
    """Takes away each supplier in turn and looks who is reached no more: by the definitions at the head of
    ``planning/single_source.py``, without a thought of speed."""
    supplies = {(link.supplier, link.product) for link in trace.links}
    bought = {
        business: {(link.supplier, link.product) for link in trace.links if link.customer == business}
        for business in {name for link in trace.links for name in (link.supplier, link.customer)}
    }
    feeders = {
        supply: {each for each in bought[supply[0]] if each[1] in lines.fed_by(supply[1])}
        for supply in supplies
    }
    for product in sorted({product for _, product in supplies}):
        line = lines.line(product)
        starts = {supply for supply in supplies if supply[1] in line}
        if not trace.is_upstream:
            starts = {(trace.business, product)} & supplies
            if not starts:
                continue
        on_the_way = {
            supply: {
                each for each in feeders[supply] if supply in starts or supply[1] in lines.carriers(product)
            }
            for supply in supplies
        }
        known = reached(starts, on_the_way)
        inside = {supply: feeders[supply] & known for supply in known}
        roots = starts if not trace.is_upstream else beginnings(trace, lines, line, known, inside, feeders)
        for source in sorted({supplier for supplier, _ in known} - {trace.business}):
            if trace.is_upstream and (source, product) not in supplies:
                continue
            gone = {
                supply
                for supply in known
                if supply[0] == source and (supply[1] in line or not trace.is_upstream)
            }
            left = {supply: fed - gone for supply, fed in inside.items() if supply not in gone}
            reachable = reached(roots - gone, left)
            for business, inflows in bought.items():
                if business == source:
                    continue
                reaching = sorted(
                    {form for _, form in inflows & known}, key=lambda form: (form not in line, form)
                )
                if not trace.is_upstream:
                    if reaching and not inflows & known & reachable:
                        yield source, product, business, reaching[0]
                    continue
                for form in reaching:
                    alike = {inflow for inflow in inflows if inflow[1] in lines.line(form)}
                    if alike <= known - reachable:
                        yield source, product, business, form
                        break


def beginnings(
    trace: Trace,
    lines: ProductLines,
    line: Set[str],
    known: Set[tuple[str, str]],
    inside: dict[tuple[str, str], set[tuple[str, str]]],
    feeders: dict[tuple[str, str], set[tuple[str, str]]],
) -> set[tuple[str, str]]:
    """Where ways begin upstream."""
    roots: set[tuple[str, str]] = set()
    for supply in known:
        business, product = supply
        makes = {form for _, form in feeders[supply]} & (lines.made_from(product) - lines.line(product))
        known_forms = {form for _, form in inside[supply]} | {product}
        stand_ins = {
            each
            for each in feeders[supply] - known
            if any(each[1] in lines.line(form) for form in known_forms)
        }
        is_source = product in line and (not inside[supply] or bool(makes))
        if is_source or business in trace.unread or stand_ins:
            roots.add(supply)
    left = known - reached(roots, inside)
    before = {supply: ancestors(supply, inside) & left for supply in left}
    return roots | {supply for supply in left if all(supply in before[other] for other in before[supply])}


def reached(
    roots: Set[tuple[str, str]], feeders: dict[tuple[str, str], set[tuple[str, str]]]
) -> set[tuple[str, str]]:
    """The supplies to which goods come from some roots."""
    found = set(roots)
    while True:
        new = {supply for supply, fed in feeders.items() if supply not in found and fed & found}
        if not new:
            return found
        found |= new


def ancestors(
    supply: tuple[str, str], feeders: dict[tuple[str, str], set[tuple[str, str]]]
) -> set[tuple[str, str]]:
    """All supplies from which goods come to one, itself included."""
    found, waiting = {supply}, [supply]
    while waiting:
        for feeder in feeders[waiting.pop()] - found:
            found.add(feeder)
            waiting.append(feeder)
    return found


def test_largest_trace_takes_seconds_at_most() -> None:
    draw = random.Random(1)
    products = random_products(draw, 300)
    lines = ProductLines(Recipes(products))
    links = random_links(draw, 900, 2_600, [product.code for product in products])
    trace = traced(links, links[0].customer, UP, lines)
    started = time.perf_counter()

    single_sources(trace, lines)

    assert len(trace.links) > 1_000
    assert time.perf_counter() - started < 10
