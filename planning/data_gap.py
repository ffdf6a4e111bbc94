"""Which facts nobody recorded, and how much each would settle: ``data-gaps/1``.

A fact settles a *verdict* where the verdict is open and lacks nothing else. Of these, the verdicts of
facilities that plan an investment for the activity are *places* in group projects. A *match* is an offer of
somebody that meets a need of the facility, or a need that its offer meets, which could be weighed if its
capacity, quantity or place were known.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from domain.enums import Fact, UnlockKind
from planning.eligibility import Eligibility, plans_for
from planning.recipe import Recipes

ALGORITHM = "data-gaps/1"


@dataclass(frozen=True, slots=True)
class Item:
    """A product that a facility offers or needs, and whether its capacity or quantity is known."""

    product: str
    is_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trader:
    """What a facility offers and needs, and whether its coordinates are known."""

    code: str
    is_placed: bool
    offers: Sequence[Item] = ()
    needs: Sequence[Item] = ()


@dataclass(slots=True)
class Gap:
    """A fact, the facilities of which it is not known, and what it would settle."""

    fact: Fact
    facilities: set[str] = field(default_factory=set[str])
    unlocks: dict[UnlockKind, int] = field(default_factory=lambda: dict.fromkeys(UnlockKind, 0))


def data_gaps(
    verdicts: Iterable[Eligibility],
    traders: Iterable[Trader],
    recipes: Recipes,
    offers: Mapping[str, int],
    needs: Mapping[str, int],
) -> list[Gap]:
    """The gaps, what settles most first, ties in the order of :class:`Fact`. ``offers`` and ``needs``: how
    many there are of each product in the register."""
    gaps: dict[Fact, Gap] = {fact: Gap(fact) for fact in Fact}
    for found in verdicts:
        for fact in found.missing:
            gaps[fact].facilities.add(found.facility.code)
        if found.lacks_only_facts and len(found.missing) == 1:
            unlocks = gaps[found.missing[0]].unlocks
            unlocks[UnlockKind.VERDICTS] += 1
            if plans_for(found.facility, found.activity, found.rules.on):
                unlocks[UnlockKind.GROUP_PLACES] += 1
    meeting = _Meeting(recipes, offers, needs)
    for trader in traders:
        sold = [(item, meeting.needs_met_by(item.product)) for item in trader.offers]
        bought = [(item, meeting.offers_that_meet(item.product)) for item in trader.needs]
        unknown = {
            Fact.CAPACITY: [count for item, count in sold if not item.is_known],
            Fact.QUANTITY: [count for item, count in bought if not item.is_known],
            Fact.LOCATION: [] if trader.is_placed else [count for _, count in (*sold, *bought)],
        }
        for fact, counts in unknown.items():
            if counts:
                gaps[fact].facilities.add(trader.code)
                gaps[fact].unlocks[UnlockKind.MATCHES] += sum(counts)
    order = list(Fact)
    return sorted(
        (gap for gap in gaps.values() if gap.facilities),
        key=lambda gap: (-sum(gap.unlocks.values()), order.index(gap.fact)),
    )


class _Meeting:
    """How many offers and needs meet a product: an offer meets needs of what it is a kind of."""

    def __init__(self, recipes: Recipes, offers: Mapping[str, int], needs: Mapping[str, int]) -> None:
        self._recipes = recipes
        self._offers, self._needs = offers, needs
        self._met: dict[str, int] = {}
        self._meeting: dict[str, int] = {}

    def needs_met_by(self, product: str) -> int:
        if product not in self._met:
            line = [kind.of for kind in self._recipes.lineage(product)] if self._knows(product) else [product]
            self._met[product] = sum(self._needs.get(each, 0) for each in line)
        return self._met[product]

    def offers_that_meet(self, product: str) -> int:
        if product not in self._meeting:
            kinds = self._recipes.kinds([product]) if self._knows(product) else {product}
            self._meeting[product] = sum(self._offers.get(each, 0) for each in kinds)
        return self._meeting[product]

    def _knows(self, product: str) -> bool:
        return product in self._recipes
