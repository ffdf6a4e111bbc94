"""An amount of money divided into parts that add up to it."""

from collections.abc import Sequence


def apportioned(amount: int, weights: Sequence[int | None]) -> list[int]:
    """Whole đồng in proportion to weights; in equal parts where any weight is unknown or 0. What rounding
    leaves goes to the first ones, a đồng each."""
    if not weights:
        return []
    known = [weight for weight in weights if weight]
    used = known if len(known) == len(weights) else [1] * len(weights)
    parts = [amount * weight // sum(used) for weight in used]
    for number in range(amount - sum(parts)):
        parts[number] += 1
    return parts
