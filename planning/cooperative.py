"""Capacities that cooperatives and their members both report, counted once.

Where an organisation counts members in its own capacity, its capacity and theirs are the same quantity, and
the larger of the two counts: its own, or theirs together. This goes up through any number of levels
(household, cooperative, union). A member of several counts with the one whose code comes first. Circles are
ignored.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache


def counted_elsewhere(
    capacities: Mapping[str, float], above: Mapping[str, frozenset[str]]
) -> dict[str, list[str]]:
    """The organisations whose capacity is left out, of all with a capacity for the same good, each with
    those that count in its place. ``above``: for each of them all that count it in their capacity, directly
    or through others."""
    members: dict[str | None, list[str]] = defaultdict(list)
    for code in sorted(capacities):
        members[_cooperative(code, capacities, above)].append(code)
    found: dict[str, list[str]] = {}

    @cache
    def of_members(code: str) -> float:
        return math.fsum(max(capacities[member], of_members(member)) for member in members[code])

    def below(code: str) -> Iterator[str]:
        for member in members[code]:
            yield member
            yield from below(member)

    def counting(code: str) -> list[str]:
        """Those that count of one and all below it; notes the others."""
        if of_members(code) <= capacities[code]:
            found.update({each: [code] for each in below(code)})
            return [code]
        found[code] = [each for member in members[code] for each in counting(member)]
        return found[code]

    for code in members[None]:
        counting(code)
    return found


def _cooperative(
    code: str, capacities: Mapping[str, float], above: Mapping[str, frozenset[str]]
) -> str | None:
    """The nearest organisation with a capacity that counts one in its own."""

    def is_below(one: str, other: str) -> bool:
        return other in above[one] and one not in above[other]

    higher = [each for each in sorted(above[code] & capacities.keys()) if is_below(code, each)]
    return next((each for each in higher if not any(is_below(one, each) for one in higher)), None)
