"""Random trade for tests of traces and disruptions: products with recipes, and links between businesses."""

import random
from collections.abc import Sequence

from domain.enums import TraceDirection
from planning.product_line import ProductLines
from planning.recipe import Product
from planning.supply_trace import Link, Trace


def random_products(draw: random.Random, number: int) -> list[Product]:
    """Products in a taxonomy, with recipes and by-products."""
    codes = [f"P-{place}" for place in range(number)]
    return [
        Product(
            code=code,
            name=f"Hàng {code}",
            kind_of=draw.choice(codes[:place]) if place and draw.random() < 0.3 else None,
            inputs=dict.fromkeys(draw.sample(codes, draw.choice((0, 1, 1, 2))), 1.0),
            yields=dict.fromkeys(draw.sample(codes, draw.choice((0, 0, 0, 1))), 0.1),
        )
        for place, code in enumerate(codes)
    ]


def random_links(draw: random.Random, businesses: int, number: int, products: Sequence[str]) -> list[Link]:
    """Links between businesses, each once, in no order; also in circles."""
    found: dict[tuple[str, str, str], Link] = {}
    for _ in range(number):
        supplier, customer = draw.sample(range(businesses), 2)
        link = Link(
            tier=0,
            supplier=f"B-{supplier:03}",
            customer=f"B-{customer:03}",
            product=draw.choice(products),
            quantity=draw.choice((None, 0.0, 1.0, 5.0, 40.0)),
        )
        found[link.supplier, link.customer, link.product] = link
    return list(found.values())


def traced(
    links: Sequence[Link],
    business: str,
    direction: TraceDirection,
    lines: ProductLines,
    *,
    depth: int = 10,
    product: str | None = None,
) -> Trace:
    """A trace whose tiers are read from a list of links, in the way that the graph gives them."""
    trace = Trace(business, direction, product, lines)
    is_upstream = direction is TraceDirection.UPSTREAM
    for tier in range(1, depth + 1):
        asks = trace.asks()
        if not asks:
            break
        found = [
            Link(
                tier=tier,
                supplier=link.supplier,
                customer=link.customer,
                product=link.product,
                quantity=link.quantity,
            )
            for ask in asks
            for link in links
            if (link.customer if is_upstream else link.supplier) in ask.businesses
            and (ask.products is None or link.product in ask.products)
        ]
        found.sort(
            key=lambda link: (
                link.customer if is_upstream else link.supplier,
                link.supplier,
                link.customer,
                link.product,
            )
        )
        trace.add(found[: trace.limit + 1])
    return trace
