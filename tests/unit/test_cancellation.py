"""Long computations: given up soon after nobody waits for the answer, wherever they are."""

import threading
from collections.abc import Callable
from typing import TypeAlias

import pytest

from domain.enums import ClusterKind
from planning.cancellation import Cancelled, check
from planning.cluster_linkage import Cluster, ClusterNetwork
from planning.flow import Business, Need, Offer
from planning.recipe import Product, Recipes
from planning.value_chain_map import value_chain_map

RECIPES = Recipes(
    [
        Product(code="leaf", name="Búp chè"),
        Product(code="tea", name="Chè khô", inputs={"leaf": 5}),
        Product(code="packed", name="Chè gói", inputs={"tea": 1.0}),
    ]
)
STAGES = {"V-tea": ["leaf", "tea", "packed"]}

Computation: TypeAlias = Callable[[threading.Event | None], object]


class AfterLooks(threading.Event):
    """An event that is set once somebody has looked at it a number of times."""

    def __init__(self, looks: float) -> None:
        super().__init__()
        self.left = looks
        self.looks = 0

    def is_set(self) -> bool:
        """Whether it has been looked at so often before."""
        self.looks += 1
        return self.looks > self.left


def mill(code: str) -> Business:
    """A facility that makes tea and needs leaves."""
    return Business(
        code=code,
        makes=True,
        offers=[Offer(product="tea", capacity=10)],
        needs=[Need(product="leaf", quantity=50)],
    )


def a_map(cancelled: threading.Event | None) -> object:
    """The map of a chain of three stages."""
    stages = list(enumerate(STAGES["V-tea"]))
    return value_chain_map(stages, RECIPES, [mill("B-1"), mill("B-2")], cancelled=cancelled)


def a_network(cancelled: threading.Event | None) -> object:
    """Twenty clusters with what ties each two."""
    grower = Business(code="B-grower", makes=True, offers=[Offer(product="leaf", capacity=5)])
    clusters = [
        Cluster(
            code=f"C-{number:02}",
            name="CCN",
            kind=ClusterKind.LAND_CLUSTER,
            members=[mill(f"B-{number}"), grower],
        )
        for number in range(20)
    ]
    return ClusterNetwork(clusters, {}, RECIPES, STAGES, cancelled).clusters


@pytest.mark.parametrize(("compute", "steps"), [(a_map, 4), (a_network, 20)])
def test_long_computation_is_given_up_at_the_step_at_which_nobody_waits(
    compute: Computation, steps: int
) -> None:
    never = AfterLooks(float("inf"))

    answer = compute(never)

    assert answer == compute(None)
    assert never.looks >= steps
    for looks in range(never.looks):
        told = AfterLooks(looks)
        with pytest.raises(Cancelled):
            compute(told)
        assert told.looks == looks + 1


def test_who_is_not_told_goes_on() -> None:
    check(None)
    check(threading.Event())
