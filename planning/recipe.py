"""Products with their taxonomy and recipes: what counts as what, what a thing is made of, what it leaves.

A product is a kind of at most one other. A quantity of a kind becomes one of what it is a kind of by the
factor of the step, which is 1 where both are counted in the same unit; where the units differ and no factor
is known, nothing is converted.

A product without a recipe of its own is made like the nearest thing it is a kind of that has one.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from domain.enums import ProductStage


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product. ``factor``: how much of what it is a kind of one unit of it is. ``mass``: tonnes of one
    unit, None where not known. ``inputs`` and ``yields``: how much of other products goes into one unit of
    it, and falls off, each in its own unit. ``hs_codes``: with their edition."""

    code: str
    name: str
    name_en: str | None = None
    unit: str = "TONNE"
    stage: str = "INTERMEDIATE"
    mass: float | None = None
    kind_of: str | None = None
    factor: float | None = None
    inputs: Mapping[str, float] = field(default_factory=dict[str, float])
    yields: Mapping[str, float] = field(default_factory=dict[str, float])
    hs_codes: Sequence[str] = ()

    @property
    def is_byproduct(self) -> bool:
        """Whether it falls off when something else is made."""
        return self.stage == ProductStage.BYPRODUCT.name


@dataclass(frozen=True, slots=True)
class Kind:
    """As what a product counts. ``factor``: how much of that one unit of the product is; None where that
    cannot be said."""

    of: str
    factor: float | None

    def quantity(self, quantity: float | None) -> float | None:
        """A quantity of the product in the unit of what it counts as."""
        return None if quantity is None or self.factor is None else quantity * self.factor


class Recipes:
    """All products of a register. What is asked again and again is computed once."""

    def __init__(self, products: Iterable[Product]) -> None:
        self._products = {product.code: product for product in products}
        self._lineages: dict[str, list[Kind]] = {}
        self._sources: dict[str, frozenset[str]] = {}
        self._inputs: dict[str, Mapping[str, float | None]] = {}
        self._yields: dict[str, Mapping[str, float | None]] = {}
        self._below: dict[str, list[str]] = defaultdict(list)
        for product in self._products.values():
            if product.kind_of is not None:
                self._below[product.kind_of].append(product.code)

    def __contains__(self, code: str) -> bool:
        return code in self._products

    def __iter__(self) -> Iterator[Product]:
        return iter(self._products.values())

    def __getitem__(self, code: str) -> Product:
        return self._products[code]

    def lineage(self, code: str) -> list[Kind]:
        """A product as itself, then as everything of which it is a kind, the nearest first."""
        if code not in self._lineages:
            product, found = self._products[code], {code: Kind(code, 1.0)}
            while product.kind_of in self._products and product.kind_of not in found:
                general = self._products[product.kind_of]
                factor = found[product.code].quantity(_factor(product, general))
                found[general.code] = Kind(general.code, factor)
                product = general
            self._lineages[code] = list(found.values())
        return self._lineages[code]

    def nearest(self, code: str, among: Collection[str]) -> Kind | None:
        """The nearest of some products as which a product counts; None where it is no kind of any."""
        return next((kind for kind in self.lineage(code) if kind.of in among), None)

    def counting(self, among: Collection[str]) -> Callable[[str], Kind | None]:
        """:meth:`nearest` among some products that stay the same, found once for each product that is asked:
        for many rows of few products."""
        return cache(lambda code: self.nearest(code, among))

    def kinds(self, codes: Iterable[str]) -> set[str]:
        """Some products and everything that is a kind of one."""
        return reached(codes, lambda code: self._below[code])

    def is_related(self, one: str, other: str) -> bool:
        """Whether one of two products is the other or a kind of it."""
        return self.nearest(one, {other}) is not None or self.nearest(other, {one}) is not None

    def inputs(self, code: str) -> Mapping[str, float | None]:
        """How much of what goes into one unit of a product; None where a quantity cannot be converted. A
        product is no input of itself: such a line of a recipe is left out."""
        if code not in self._inputs:
            made_like, factor = self._recipe(code)
            self._inputs[code] = _scaled(made_like.inputs, factor, without={code, made_like.code})
        return self._inputs[code]

    def yields(self, code: str) -> Mapping[str, float | None]:
        """How much of what falls off when one unit of a product is made, in the same way."""
        if code not in self._yields:
            made_like, factor = self._recipe(code)
            self._yields[code] = _scaled(made_like.yields, factor, without={code, made_like.code})
        return self._yields[code]

    def makers(self, inputs: Collection[str]) -> set[str]:
        """All products into which any of some products goes."""
        return {code for code in self._products if not self.inputs(code).keys().isdisjoint(inputs)}

    def sources(self, code: str) -> frozenset[str]:
        """Everything of which a product is made, by any number of recipes, without itself."""
        if code not in self._sources:
            self._sources[code] = frozenset(reached(self.inputs(code), self._known_inputs) - {code})
        return self._sources[code]

    def circular(self, codes: Iterable[str]) -> list[str]:
        """Those of some products that are made of themselves, by their own recipe or through others."""
        return [
            code
            for code in sorted(set(codes))
            if code in self._products[code].inputs or code in reached(self.inputs(code), self._known_inputs)
        ]

    def _known_inputs(self, code: str) -> Iterable[str]:
        return self.inputs(code) if code in self._products else ()

    def _recipe(self, code: str) -> tuple[Product, float | None]:
        """The product by whose recipe one is made, and how much of that one unit of it is."""
        for kind in self.lineage(code):
            product = self._products[kind.of]
            if product.inputs or product.yields:
                return product, kind.factor
        return self._products[code], 1.0


def _factor(product: Product, general: Product) -> float | None:
    """How much of what it is a kind of one unit of a product is."""
    if product.factor:
        return product.factor
    return 1.0 if product.unit == general.unit else None


def _scaled(
    quantities: Mapping[str, float], factor: float | None, without: Collection[str]
) -> dict[str, float | None]:
    return {
        code: None if factor is None else quantity * factor
        for code, quantity in quantities.items()
        if code not in without
    }


def reached(codes: Iterable[str], links: Callable[[str], Iterable[str]]) -> set[str]:
    """Some products and everything that links lead to from them, whatever the number of steps."""
    found: set[str] = set()
    waiting = list(codes)
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting.extend(links(code))
    return found
