"""Groups that behave like a cluster, found among all businesses: what :mod:`resolvers.cluster_candidate` has
done in a process of its own."""

import datetime as dt
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from graph import cluster_candidate as graph
from graph.client import Address, Graph, open_graph
from planning.cluster_candidate import Candidates, Firm, candidates
from planning.recipe import Recipes
from resolvers.process import in_own_process
from resolvers.recipe import reference

_PIECE = 50
"""So many groups are told at once."""


async def register_candidates(source: Graph, on: dt.date) -> Candidates:
    """All groups of a register on a day. Raises :class:`graph.errors.GraphError` and
    :class:`resolvers.process.ProcessFailed`."""
    async with aclosing(in_own_process(_pieces, source.address, on)) as pieces:
        register, *parts = [piece async for piece in pieces]
    return replace(register, found=[each for part in parts for each in part.found])


async def _pieces(address: Address, on: dt.date) -> AsyncGenerator[Candidates]:
    """The register without its groups, then these, some at once."""
    async with open_graph(replace(address, patience=0.0)) as source:  # it has answered: nobody is to wait
        known = await reference(source)
        facts = await graph.firms(source, on)
    firms = [firm for each in facts if (firm := _firm(each, known.recipes)) is not None]
    trade = ((each.code, customer) for each in facts for customer in each.customers)
    stages = {chain: [product for _, product in places] for chain, places in known.stages.items()}
    register = candidates(firms, trade, known.recipes, stages)
    yield replace(register, found=())
    for place in range(0, len(register.found), _PIECE):
        yield Candidates(found=register.found[place : place + _PIECE], units=frozenset(), chains={})


def _firm(facts: graph.Firm, recipes: Recipes) -> Firm | None:
    """A business that offers or needs anything; products that were entered after all were read are left
    out."""
    offers = tuple(product for product in facts.offers if product in recipes)
    needs = tuple(product for product in facts.needs if product in recipes)
    if not offers and not needs:
        return None
    return Firm(
        code=facts.code,
        unit=min(facts.units, default=None),
        latitude=facts.latitude,
        longitude=facts.longitude,
        offers=offers,
        needs=needs,
        clusters=facts.clusters,
    )
