"""Plans of one product against minimum-cost flow by ``networkx``: equal, or this ends with status 1.

Growers deliver one material to mills: without minimum orders a plan is a minimum-cost flow, with a source
outside that is dearer than any way. The network simplex wants whole numbers, so capacities are whole and
distances are counted in metres.
"""

import sys

# The next is installed where this runs, not where it is checked.
import networkx as nx  # type: ignore[import-untyped, import-not-found, unused-ignore]  # pyright: ignore[reportMissingImports, reportMissingModuleSource]
import numpy as np

from domain.distance import distance_km
from planning.chain_model import Order
from planning.chain_plan import chain_plan
from planning.flow import Business, Offer
from planning.recipe import Product, Recipes

CASES = 200
METRES = 1_000
OUTSIDE = 10**9
TOLERANCE = 1e-4
RECIPES = Recipes(
    [
        Product(code="oil", name="oil", mass=1.0, inputs={"leaf": 3.0}),
        Product(code="leaf", name="leaf", mass=1.0),
    ]
)


def businesses(number: int) -> tuple[list[Business], list[Business], int]:
    """Some mills and growers over half a degree, and what is asked for."""
    chance = np.random.default_rng(number)

    def some(kind: str, most: int) -> list[Business]:
        return [
            Business(
                code=f"{kind} {each}",
                makes=True,
                offers=[Offer(product=kind, capacity=float(spare))],
                latitude=float(chance.uniform(21, 22)),
                longitude=float(chance.uniform(104, 105)),
            )
            for each, spare in enumerate(chance.integers(1, most, chance.integers(1, 25)))
        ]

    mills, growers = some("oil", 20), some("leaf", 60)
    return mills, growers, int(chance.integers(1, 150))


def cheapest(mills: list[Business], growers: list[Business], asked: int, reach: float) -> tuple[float, float]:
    """What is missing, in units of the programme's first goal, and the tonne-kilometres, by network simplex:
    first what mills cannot make, then leaf from outside, then metres."""
    graph = nx.DiGraph()
    graph.add_node("growers", demand=-3 * asked)
    graph.add_node("order", demand=3 * asked)
    graph.add_edge("growers", "order", weight=OUTSIDE * 100, capacity=3 * asked)
    for mill in mills:
        graph.add_edge(mill.code, "order", weight=0, capacity=3 * int(mill.offers[0].capacity or 0))
        graph.add_edge("growers", mill.code, weight=OUTSIDE, capacity=3 * asked)
        for grower in growers:
            km = _apart(grower, mill)
            if km <= reach:
                graph.add_edge(grower.code, mill.code, weight=round(km * METRES))
    for grower in growers:
        graph.add_edge("growers", grower.code, weight=0, capacity=int(grower.offers[0].capacity or 0))
    _, flow = nx.network_simplex(graph)
    unmade = flow["growers"]["order"] / 3
    lacking = sum(flow["growers"][mill.code] for mill in mills) / 3
    work = sum(
        much * _apart(grower, mill)
        for grower in growers
        for mill in mills
        if (much := flow.get(grower.code, {}).get(mill.code, 0))
    )
    return unmade + lacking / 2, work


def _apart(one: Business, other: Business) -> float:
    assert one.latitude is not None
    assert one.longitude is not None
    assert other.latitude is not None
    assert other.longitude is not None
    return distance_km(one.latitude, one.longitude, other.latitude, other.longitude)


def main() -> int:
    """Compares and says how far apart the two are."""
    worst_short, worst_work = 0.0, 0.0
    for number in range(CASES):
        mills, growers, asked = businesses(number)
        reach = 60.0 if number % 2 else 1_000.0
        plan = chain_plan(
            Order(product="oil", quantity=asked, maximum_distance_km=reach),
            RECIPES,
            [*mills, *growers],
            seconds=30,
        )
        short, work = cheapest(mills, growers, asked, reach)
        worst_short = max(worst_short, abs(plan.objective - short) / asked)
        worst_work = max(worst_work, abs(plan.transport - work) / max(1.0, work))
    print(f"{CASES} plans of one product against networkx {nx.__version__}")
    print(f"  shortage                 at most {worst_short:.1e} apart, as a share of what is asked for")
    print(f"  transport work           at most {worst_work:.1e} apart, as a share of it")
    return 0 if max(worst_short, worst_work) <= TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main())
