"""What is still to be had of an offer."""


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
