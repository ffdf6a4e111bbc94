"""What is still to be had of offers, and open of needs."""

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import TypeAlias

_ROUNDING = 1e-9
"""What an offer has to spare beyond such a quantity is no error of sums."""

Stake: TypeAlias = tuple[str, Hashable, float | None, float | None]
"""An offer of a business, or a need: of which product, which one, the quantity a year and what of it is
committed, in the unit of the product."""


def spare_capacities(
    stakes: Sequence[Stake], traded: Iterable[tuple[str, float | None]]
) -> list[float | None]:
    """What is still to be had of each offer of a business, or open of each of its needs: None where the
    quantity is unknown. ``traded``: products and quantities that it is known to deliver, or to receive. The
    variants of a product, each counted once though it may stand there twice, bear their shares
    (:func:`spare_capacity`)."""
    variants: dict[str, dict[Hashable, float]] = defaultdict(dict)
    for product, key, quantity, _ in stakes:
        variants[product][key] = quantity or 0.0
    known: dict[str, list[float]] = defaultdict(list)
    for product, quantity in traded:
        known[product].append(quantity or 0.0)
    shared = {
        product: (math.fsum(known[product]), math.fsum(quantities.values()))
        for product, quantities in variants.items()
    }
    spares: list[float | None] = []
    for product, _, quantity, committed in stakes:
        supplied, offered = shared[product]
        spares.append(spare_capacity(quantity, committed, supplied=supplied, offered=offered))
    return spares


def is_to_be_had(spare: float | None) -> bool:
    """Whether something is to spare of an offer, or it is not known that nothing is."""
    return spare is None or spare > _ROUNDING


def spare_capacity(
    capacity: float | None, committed: float | None, *, supplied: float, offered: float
) -> float | None:
    """The quantity a year that an offer still has to give; None where its capacity is unknown.

    Capacity less what is committed or known to be supplied, whichever is more, never below 0.
    ``supplied`` is what the business is known to supply of the product, over all its variants,
    whose capacities add up to ``offered``: each variant bears its share. All in the product's unit.
    """
    if capacity is None:
        return None
    share = capacity / offered if offered > 0 else 1.0
    return max(0.0, capacity - max(committed or 0.0, supplied * share))
