"""Who could step in for suppliers that are gone.

For each broken purchase the partners found by ``partner-score`` that have capacity to spare, best first. What
one takes is gone for the others: spare capacity is given away in the order of the purchases, to each from its
best candidates on, so that nothing is promised twice. This is one sharing out, not the best of all.

Whoever is hit by the same stop has that much less to spare.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from planning.flow import less
from planning.partner import Match

MOST_PURCHASES = 100
USUAL_CANDIDATES = 10
MOST_CANDIDATES = 50
"""More than the usual number are named only where these do not cover what is lost."""

Fall: TypeAlias = Callable[[str, str], float]
"""The share by which what a business can supply of a product falls itself."""

_Offer: TypeAlias = tuple[str, str, int]
"""A business, a product that it offers, and which of its variants."""


@dataclass(frozen=True, slots=True)
class Purchase:
    """What a customer bought of those who are gone: a year in the unit of the product, None where unknown."""

    customer: str
    product: str
    quantity: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A partner who could step in: what it has to spare beyond what is counted for purchases before this one,
    and what of that is counted for this one (None where the quantity bought is unknown), a year in the unit
    of the product bought."""

    match: Match
    spare: float
    covers: float | None


@dataclass(frozen=True, slots=True)
class Replacement:
    """Who could step in for a purchase, best first, and what remains uncovered (None where the quantity is
    unknown). ``is_cut``: there are more who could cover it than are named."""

    purchase: Purchase
    candidates: Sequence[Candidate]
    uncovered: float | None
    is_cut: bool = False


class SpareCapacity:
    """What the partners found have to spare, as it is shared out."""

    def __init__(self, fall: Fall) -> None:
        self._fall = fall
        self._left: dict[_Offer, float] = {}

    def replacement(self, purchase: Purchase, ranked: Iterable[Match]) -> Replacement:
        """Shares out to a purchase what ranked partners have left. Who has nothing left, or of whom that is
        not known, is left out."""
        uncovered = purchase.quantity
        covered: list[float] = []
        candidates: list[Candidate] = []
        for match in ranked:
            offers = list(self._offers(match))
            spare = math.fsum(left * factor for _, left, factor in offers)
            if spare <= 0:
                continue
            if len(candidates) >= (MOST_CANDIDATES if uncovered else USUAL_CANDIDATES):
                return Replacement(purchase, candidates, uncovered, is_cut=bool(uncovered))
            covers = None
            if uncovered is not None:
                covers = min(uncovered, spare)
                covered.append(covers)
                uncovered = less(purchase.quantity or 0.0, math.fsum(covered))
                self._take(offers, covers)
            candidates.append(Candidate(match=match, spare=spare, covers=covers))
        return Replacement(purchase, candidates, uncovered)

    def _take(self, offers: Iterable[tuple[_Offer, float, float]], quantity: float) -> None:
        for offer, left, factor in offers:
            taken = min(quantity, left * factor)
            self._left[offer] = max(0.0, left - taken / factor)
            quantity -= taken

    def _offers(self, match: Match) -> Iterator[tuple[_Offer, float, float]]:
        """The offers of a partner that fit, each once with what is left of it, in its own unit, and how
        much of the product bought one unit of it is."""
        variants: Counter[str] = Counter()
        supplier = match.candidate.code
        for pair in match.candidate.pairs:
            variants[pair.product] += 1
            offer = (supplier, pair.product, variants[pair.product])
            if offer not in self._left:
                self._left[offer] = (pair.spare or 0.0) * (1.0 - self._fall(supplier, pair.product))
            yield offer, self._left[offer], pair.factor
