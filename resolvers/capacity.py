"""What businesses have to spare of what they offer, and what of their needs is still open, from rows."""

from collections.abc import Sequence

from graph.client import Row
from planning.capacity import Stake, spare_capacities


def spares(rows: Sequence[Row], links: Sequence[Row]) -> list[float | None]:
    """What is still to be had of each offer of a business, or still open of each of its needs. ``links``:
    what it is known to deliver, or to receive."""
    stakes: list[Stake] = [
        (row["product"], row.get("key", number), row["quantity"], row.get("committed"))
        for number, row in enumerate(rows)
    ]
    return spare_capacities(stakes, [(link["product"], link["quantity"]) for link in links])
