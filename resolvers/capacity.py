"""What businesses have to spare of what they offer, and what of their needs is still open."""

import math
from collections.abc import Sequence

from graph.client import Row
from planning.capacity import spare_capacity


def spare_capacities(rows: Sequence[Row], links: Sequence[Row]) -> list[float | None]:
    """What is still to be had of each offer of a business, or still open of each of its needs: None where the
    quantity is unknown. ``links``: what it is known to deliver, or to receive. The variants of a product,
    each counted once though it may match twice, share what is traded of it."""
    variants: dict[str, dict[str | int, float]] = {}
    for position, row in enumerate(rows):
        quantities = variants.setdefault(row["product"], {})
        quantities[row.get("key", position)] = row["quantity"] or 0.0
    traded: dict[str, list[float]] = {}
    for link in links:
        traded.setdefault(link["product"], []).append(link["quantity"] or 0.0)
    shared = {
        product: (math.fsum(traded.get(product, ())), math.fsum(quantities.values()))
        for product, quantities in variants.items()
    }
    spares: list[float | None] = []
    for row in rows:
        supplied, offered = shared[row["product"]]
        spares.append(
            spare_capacity(row["quantity"], row.get("committed"), supplied=supplied, offered=offered)
        )
    return spares
