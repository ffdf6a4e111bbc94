"""What the graph knows of those who could become partners."""

import datetime as dt

import pytest

from domain.enums import PartnerDirection
from graph import partner
from graph.client import Graph
from tests.builders import Register

DAY = dt.date(2026, 6, 1)


@pytest.mark.parametrize("direction", [PartnerDirection.SUPPLIERS, PartnerDirection.BUYERS])
async def test_candidates_come_with_their_trade_in_what_fits(
    graph: Graph, register: Register, direction: PartnerDirection
) -> None:
    """Each with its own products and in the direction asked for, whatever else they trade."""
    bark, leaf, other = register.product(), register.product(), register.product()
    subject, market, grower = register.facility(), register.buyer(), register.supplier()
    one, two = register.facility(), register.facility()
    for code, products in ((one, (bark, other)), (two, (bark, leaf))):
        for product in products:
            register.offer(code, product, capacity_per_year=50)
            register.need(code, product, quantity_per_year=50)
        for quantity, product in enumerate((bark, leaf, other), start=1):
            register.trade(code, market, product, quantity_per_year=quantity)
            register.trade(grower, code, product, quantity_per_year=10 * quantity)
    await register.load()

    found = await partner.candidates(
        graph,
        direction,
        business=subject,
        products=[bark, leaf],
        reciprocal=[],
        period=partner.Period(on=DAY),
        narrowing=partner.Narrowing(),
    )

    traded = {
        row["code"]: {(link["product"], link["quantity"]) for link in row["traded"]}
        for row in found.candidates
        if row["code"] in (one, two)
    }
    times = 1 if direction is PartnerDirection.SUPPLIERS else 10
    assert traded == {one: {(bark, times)}, two: {(bark, times), (leaf, 2 * times)}}
