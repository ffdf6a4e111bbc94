"""What is measured is what the service ranks, and a hidden link is as if it had never been recorded."""

import datetime as dt

import pytest

from benchmarks.links import Split, questions, standing
from benchmarks.partner_facts import RegisterFacts, partner_scores
from benchmarks.weights import best_scores, grid
from domain.enums import PartnerDirection
from graph.client import Graph
from planning.partner import WEIGHTS
from tests.builders import Register
from tests.conftest import Api

DAY = dt.date(2026, 6, 1)
PARTNERS = """
query Partners($of: ID!, $direction: PartnerDirection!, $on: Date) {
  partners(of: {business: $of}, direction: $direction, on: $on, first: 100) {
    edges { node { partner { code } score } }
  }
}
"""
SUPPLIERS, BUYERS = PartnerDirection.SUPPLIERS, PartnerDirection.BUYERS


async def served(api: Api, business: str, direction: PartnerDirection) -> dict[str, float]:
    """The scores that the service shows."""
    answer = await api(PARTNERS, {"of": business, "direction": direction.name, "on": str(DAY)})
    assert answer.errors == []
    return {
        edge["node"]["partner"]["code"]: edge["node"]["score"] for edge in answer.data["partners"]["edges"]
    }


async def test_a_hidden_link_is_as_if_it_had_never_been_recorded(
    api: Api, graph: Graph, register: Register
) -> None:
    bark, oil = register.product(), register.product()
    mill = register.facility()
    near, far, third = (register.facility() for _ in range(3))
    register.need(mill, bark, quantity_per_year=100)
    register.need(third, bark, quantity_per_year=30)
    register.offer(mill, oil, capacity_per_year=10)
    register.need(near, oil, quantity_per_year=4)
    for seller, capacity in ((near, 80), (far, 60)):
        register.offer(seller, bark, capacity_per_year=capacity)
    register.trade(far, third, bark, quantity_per_year=20)
    await register.load()
    never = {
        (business, direction): await served(api, business, direction)
        for business, direction in ((mill, SUPPLIERS), (near, BUYERS), (far, BUYERS))
    }
    register.trade(near, mill, bark, quantity_per_year=70)
    register.trade(far, mill, bark, quantity_per_year=10)
    await register.load()

    facts = await RegisterFacts.read(graph, [mill, near, far, third], DAY)

    hidden = frozenset({(near, mill), (far, mill)})
    assert facts.links == {*hidden, (far, third)}
    assert set(facts.suppliers) == {mill, near, far}
    assert set(facts.customers) == {mill, near, third}
    for (business, direction), scores in never.items():
        recorded = await served(api, business, direction)
        assert partner_scores(facts, hidden, WEIGHTS, direction, business) == scores
        assert partner_scores(facts, frozenset(), WEIGHTS, direction, business) == recorded != scores
    assert [
        standing(question, never[mill, SUPPLIERS]).better
        for question in questions(
            Split(facts.links - hidden, tuple(sorted(hidden))), facts.suppliers, facts.customers, SUPPLIERS
        )
    ] == [0, 0]


async def test_scores_for_many_weights_are_those_of_the_ranking(graph: Graph, register: Register) -> None:
    bark, oil = register.product(), register.product()
    mill, one, other, idle = (register.facility() for _ in range(4))
    for product, quantity in ((bark, 100), (oil, 5)):
        register.need(mill, product, quantity_per_year=quantity, months=[1, 2, 3])
    register.offer(one, bark, capacity_per_year=80, months=[2])
    register.offer(one, oil, capacity_per_year=1)
    register.offer(other, oil, capacity_per_year=20, months=[1, 2, 3], variant="A")
    register.offer(other, oil, capacity_per_year=2, months=[7], variant="B")
    register.trade(other, mill, oil)
    await register.load()

    facts = await RegisterFacts.read(graph, [mill, one, other, idle], DAY)
    subject, found = facts.of(SUPPLIERS, mill, frozenset())
    codes, scores = best_scores(SUPPLIERS, subject, found, grid(), facts)

    assert sorted(codes) == sorted([one, other])
    for weights, row in zip(grid(), scores.tolist(), strict=True):
        assert dict(zip(codes, row, strict=True)) == pytest.approx(
            partner_scores(facts, frozenset(), weights, SUPPLIERS, mill)
        )
