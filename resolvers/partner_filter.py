"""What a client restricts and weighs: checked, and turned into plain values for planning."""

import math
from collections.abc import Mapping

from domain.codes import RecordKind
from domain.enums import Criterion
from graph import partner as graph
from planning.partner import WEIGHTS, Restriction
from resolvers.lists import canonical_schemes, is_given, known_codes, territory_of
from schema.context import Info
from schema.errors import bad_request
from schema.partner import CriterionWeight, PartnerFilter


def quantity_of(value: float | None, argument: str) -> float | None:
    """A finite number from 0 on; None where none is given. Raises ``BAD_REQUEST``."""
    if not isinstance(value, int | float):
        return None
    if not math.isfinite(value) or value < 0:
        raise bad_request("A quantity is a number from 0 on", argument)
    return float(value)


def read_weights(given: list[CriterionWeight] | None) -> Mapping[Criterion, float]:
    """The weights given, or the usual ones. Raises ``BAD_REQUEST`` for weights that cannot rank."""
    if not isinstance(given, list):
        return WEIGHTS
    weights: dict[Criterion, float] = {}
    for item in given:
        if not math.isfinite(item.weight) or item.weight < 0:
            raise bad_request("A weight is a number from 0 on", "weights")
        if item.criterion in weights:
            raise bad_request(f"{item.criterion.name} is weighed twice", "weights")
        if item.criterion not in WEIGHTS:
            raise bad_request(f"{item.criterion.name} does not rank partners", "weights")
        weights[item.criterion] = item.weight
    if not any(weights.values()):
        raise bad_request("At least one weight must be above 0", "weights")
    return weights


async def read_restriction(info: Info, given: PartnerFilter | None) -> tuple[Restriction, list[str]]:
    """What a filter restricts, and the ambiguous units of its territory."""
    if given is None:
        return Restriction(), []
    for value, argument in (
        (given.maximum_distance_km, "filter.maximumDistanceKm"),
        (given.minimum_spare_capacity_per_year, "filter.minimumSpareCapacityPerYear"),
        (given.minimum_score, "filter.minimumScore"),
    ):
        quantity_of(value, argument)
    units: frozenset[str] | None = None
    ambiguous: list[str] = []
    if isinstance(given.within, list):
        inside, ambiguous = await territory_of(info.context.graph, given.within, "filter.within")
        units = frozenset(inside)
    products: frozenset[str] | None = None
    if isinstance(given.products, list):
        codes = await known_codes(info.context.graph, given.products, RecordKind.PRODUCT, "filter.products")
        products = frozenset(await graph.kinds_of(info.context.graph, codes))
    restriction = Restriction(
        kinds=frozenset(kind.name for kind in given.kinds) if isinstance(given.kinds, list) else None,
        units=units,
        products=products,
        certificates=frozenset(canonical_schemes(given.certificates, "filter.certificates"))
        if isinstance(given.certificates, list)
        else None,
        maximum_distance_km=given.maximum_distance_km if is_given(given.maximum_distance_km) else None,
        minimum_spare=given.minimum_spare_capacity_per_year
        if is_given(given.minimum_spare_capacity_per_year)
        else None,
        minimum_score=given.minimum_score if is_given(given.minimum_score) else None,
        excludes_existing=bool(given.exclude_existing_partners),
    )
    return restriction, ambiguous
