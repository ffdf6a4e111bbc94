"""What is related to a product, and what a place could make next.

**What is counted.** Facilities that offer a product, in each place: tonnes, pieces and litres never add up.
A facility counts once for a product, however many variants or grades of it it offers.

**What is one product.** Like is compared with like: a kind that has the same HS codes, stage and unit as
what it is a kind of is a *grade* of it (bark of grade A, oil of 85%) and counts as that. Customs do not tell
the two apart either, and who makes one grade does not diversify by making the other. Any other kind
counts for itself only (soap is not a grade of "consumer goods from cinnamon"), so nothing counts twice.
By-products do not count: they fall off with what is made, and nobody would set out to make them.

**What is near.** The product space is made of communes, for every question: they are many and small, so
that what stands in the same one does so for a reason. A register that covers one province well has
hundreds of communes but only a handful of provinces, and of two industrial parks nothing can be learned.
An *advantage* is a matter of the place and is judged among its like: a province among the provinces, a
cluster among the clusters of its kind. (``ecomplexity`` takes proximities of another source in the same
way, as ``proximity_edgelist``.)

**What is shown.** Only what at least :data:`FEWEST_COMMUNES` communes bear witness to: one is a coincidence.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from domain.enums import ProductStage
from planning.relatedness import (
    Counts,
    Floats,
    co_occurrence,
    comparative_advantage,
    complexity,
    conditional,
    density,
    mean_diversity,
    presence,
    proximity,
)

FEWEST_COMMUNES = 2
"""So many communes at least must have an advantage in both products, or in one that is suggested. Our
judgement."""
MOST_NEAREST = 5
"""So many products that a place already has explain why another is near."""
_DIGITS = 12
"""Ranks compare rounded values, so that equal ones made of different parts are ties."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """What is to be known of a product: the codes of the Harmonized System with their edition, and the
    more general product of which it is a kind."""

    code: str
    name: str
    name_en: str | None
    unit: str
    stage: str
    hs_codes: frozenset[str]
    kind_of: str | None


def counted_as(goods: Mapping[str, Good], code: str) -> str | None:
    """The product as which a product counts: itself, or of what it is a grade; None for a by-product."""
    good = goods[code]
    if good.stage == ProductStage.BYPRODUCT.name:
        return None
    seen = {code}
    while good.kind_of is not None and good.kind_of not in seen:
        general = goods[good.kind_of]
        if not _is_grade(good, general):
            break
        good = general
        seen.add(good.code)
    return good.code


def _is_grade(good: Good, general: Good) -> bool:
    return (
        bool(good.hs_codes)
        and good.hs_codes == general.hs_codes
        and good.stage == general.stage
        and good.unit == general.unit
    )


def all_counted(goods: Mapping[str, Good]) -> dict[str, str]:
    """The products that count, each with the one as which it does."""
    found = {code: counted_as(goods, code) for code in goods}
    return {code: counted for code, counted in found.items() if counted is not None}


def kinds_below(goods: Mapping[str, Good], code: str) -> set[str]:
    """Everything that is a kind of a product, at any depth."""
    below: dict[str, list[str]] = defaultdict(list)
    for good in goods.values():
        if good.kind_of is not None:
            below[good.kind_of].append(good.code)
    found: set[str] = set()
    waiting = [code]
    while waiting:
        fresh = [kind for kind in below[waiting.pop()] if kind not in found]
        found.update(fresh)
        waiting += fresh
    return found - {code}


@dataclass(frozen=True, slots=True)
class Table:
    """How many facilities of each place (row) offer each product (column), and the revealed comparative
    advantage of each place among the places of the table. Without empty rows and columns."""

    places: Mapping[str, int]
    products: Mapping[str, int]
    counts: Counts
    advantage: Floats

    @staticmethod
    def of(counts: Iterable[tuple[str, str, int]]) -> "Table":
        """The table of some numbers of facilities by place and product; repeated ones add up."""
        numbers: dict[tuple[str, str], int] = defaultdict(int)
        for place, product, number in counts:
            numbers[place, product] += number
        places = {code: row for row, code in enumerate(sorted({place for place, _ in numbers}))}
        products = {code: column for column, code in enumerate(sorted({product for _, product in numbers}))}
        matrix = np.zeros((len(places), len(products)), dtype=np.int64)
        for (place, product), number in numbers.items():
            matrix[places[place], products[product]] = number
        return Table(places, products, matrix, comparative_advantage(matrix))

    @property
    def total(self) -> int:
        """How many pairs of a facility and a product are counted."""
        return int(self.counts.sum())

    def location_quotient(self, place: str, products: Iterable[str]) -> float | None:
        """The share of some products in what the facilities of a place offer ÷ their share in all places
        (LQ). Unknown where nothing is counted of the place or the products, or there is no other place.

        As the revealed comparative advantage, for several products as one. Source: Balassa 1965; as the
        location quotient usual in regional economics.
        """
        columns = sorted({self.products[product] for product in products if product in self.products})
        if place not in self.places or len(self.places) == 1 or not columns:
            return None
        row = self.counts[self.places[place]]
        here = int(row[columns].sum()) / int(row.sum())
        return here / (int(self.counts[:, columns].sum()) / self.total)


@dataclass(frozen=True, slots=True)
class Related:
    """A product that is near to another. ``given_this``: which share of the communes with an advantage in
    the product asked about has one in this as well; ``given_other`` the other way round."""

    product: str
    proximity: float
    given_this: float
    given_other: float
    communes_with_this: int
    communes_with_other: int
    communes_with_both: int


@dataclass(frozen=True, slots=True)
class Feasible:
    """A product in which a place has no advantage yet. ``facilities`` of the place offer it already;
    ``advantage`` is its revealed comparative advantage, below 1; ``complexity`` None where it cannot be
    determined; ``communes_with`` communes have an advantage in it."""

    product: str
    density: float
    advantage: float
    complexity: float | None
    facilities: int
    communes_with: int


@dataclass(frozen=True, slots=True)
class Nearest:
    """A product in which a place has an advantage, and how near it is to another product."""

    product: str
    proximity: float
    advantage: float


class ProductSpace:
    """Which products are near to each other, by the communes of a table."""

    def __init__(self, communes: Table) -> None:
        self.communes = communes
        self._columns = communes.products
        self._codes = list(communes.products)
        present = presence(communes.advantage)
        self._together = co_occurrence(present)
        self._conditional = conditional(self._together)
        self._proximity = proximity(self._together)
        self._complexity = complexity(present)[1]
        self._mean_diversity = mean_diversity(present)

    def __contains__(self, product: str | None) -> bool:
        return product in self._columns

    def communes_with(self, product: str) -> int:
        """How many communes have an advantage in a product (its ubiquity)."""
        column = self._columns[product]
        return int(self._together[column, column])

    def complexity(self, product: str) -> float | None:
        """The product complexity index, or None where it cannot be determined."""
        return _known(self._complexity[self._columns[product]])

    def mean_diversity(self, product: str) -> float:
        """In how many products the communes with an advantage in a product have one, on the average."""
        return float(self._mean_diversity[self._columns[product]])

    def related(self, product: str) -> list[Related]:
        """The products that are near to one, nearest first; ties by the number of communes with both, then
        by code."""
        this = self._columns[product]
        found = [
            Related(
                product=code,
                proximity=float(self._proximity[this, other]),
                given_this=float(self._conditional[this, other]),
                given_other=float(self._conditional[other, this]),
                communes_with_this=int(self._together[this, this]),
                communes_with_other=int(self._together[other, other]),
                communes_with_both=int(self._together[this, other]),
            )
            for code, other in self._columns.items()
            if other != this and self._together[this, other] >= FEWEST_COMMUNES
        ]
        return sorted(
            found, key=lambda near: (-round(near.proximity, _DIGITS), -near.communes_with_both, near.product)
        )

    def feasible(self, table: Table, place: str) -> list[Feasible]:
        """The products in which a place of a table has no advantage yet but some that are near, by
        density; ties by complexity, the highest first and unknown last, then by code."""
        row = table.places[place]
        advantage = self._in_columns(table, table.advantage[row])
        facilities = self._in_columns(table, table.counts[row])
        present = presence(advantage)
        dense = density(present[np.newaxis, :], self._proximity)[0]
        found = [
            Feasible(
                product=code,
                density=float(dense[column]),
                advantage=float(advantage[column]),
                complexity=self.complexity(code),
                facilities=int(facilities[column]),
                communes_with=self.communes_with(code),
            )
            for code, column in self._columns.items()
            if not present[column] and dense[column] > 0 and self.communes_with(code) >= FEWEST_COMMUNES
        ]
        return sorted(found, key=rank)

    def nearest(self, table: Table, place: str, product: str) -> list[Nearest]:
        """The products in which a place of a table has an advantage and that are nearest to another one, at
        most :data:`MOST_NEAREST`; ties by code."""
        row = self._in_columns(table, table.advantage[table.places[place]])
        near = np.where(presence(row), self._proximity[self._columns[product]], 0.0)
        best = np.argsort(-np.round(near, _DIGITS), kind="stable")[:MOST_NEAREST]
        return [
            Nearest(self._codes[column], float(near[column]), float(row[column]))
            for column in best
            if near[column] > 0
        ]

    def held(self, table: Table, place: str) -> list[str]:
        """The products in which a place of a table has an advantage."""
        present = presence(table.advantage[table.places[place]])
        return [code for code, column in table.products.items() if present[column]]

    def mean_complexity(self, products: Iterable[str]) -> float | None:
        """The mean complexity of some products; of all in which a commune has an advantage, its economic
        complexity index. Those that cannot be determined are left out; None where none is left."""
        known = [
            value
            for product in products
            if product in self._columns and (value := self.complexity(product)) is not None
        ]
        return float(np.mean(known)) if known else None

    def _in_columns(self, table: Table, row: Floats | Counts) -> Floats:
        """The values of a place in the columns of this space; 0 where the table lacks the product. What
        this space lacks is near to nothing, so it can be left out."""
        values = np.zeros(len(self._columns))
        for product, column in self._columns.items():
            if product in table.products:
                values[column] = row[table.products[product]]
        return values


def rank(found: Feasible) -> tuple[float, float, str]:
    """Where a feasible product stands: by density, then complexity, unknown last, then code."""
    complexity_last = -np.inf if found.complexity is None else found.complexity
    return -round(found.density, _DIGITS), -round(complexity_last, _DIGITS), found.product


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
