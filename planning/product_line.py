"""How trade in one product feeds trade in another.

Trade links name products as people wrote them down, sometimes a grade and sometimes only the general
kind. So a link speaks of a whole **line**: its product, the kinds of it, and what it is a kind of, as a
match of partners backs off (``planning/partner.py``). Two kinds of the same product never stand for each
other.

A business can pass a product on (it buys and sells the same line), or make it from the inputs of a
recipe (``planning/recipe.py``). A by-product comes from the inputs of what it falls off with.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from planning.recipe import Product, Recipes, reached


class ProductLines:
    """The lines of all products, and which feed which. Answers are kept: the same are asked for many links,
    by many requests.

    A product that is not known, as it was entered a moment ago, is a line of its own.
    """

    def __init__(self, recipes: Recipes) -> None:
        self._codes = [product.code for product in recipes]
        self._recipes = recipes
        self._mains: dict[str, list[str]] = defaultdict(list)
        for product in recipes:
            for by_product in product.yields:
                self._mains[by_product].append(product.code)
        self._kept: dict[tuple[str, str], frozenset[str]] = {}

    def __getitem__(self, code: str) -> Product:
        return self._recipes[code] if code in self._recipes else Product(code=code, name=code)

    def line(self, product: str) -> frozenset[str]:
        """The product, every kind of it, and everything of which it is a kind."""
        return self._once("line", product, lambda: self._kinds(product) | {*self._lineage(product)})

    def inputs(self, product: str) -> frozenset[str]:
        """What the product is made from: the inputs of its recipe, or of what it falls off with; where
        there is none, those of the nearest more general product that has some, else those of its kinds."""
        return self._once("inputs", product, lambda: self._found_inputs(product))

    def made_from(self, product: str) -> frozenset[str]:
        """The lines of the inputs of a product."""
        return self._once(
            "made_from", product, lambda: frozenset().union(*map(self.line, self.inputs(product)))
        )

    def fed_by(self, product: str) -> frozenset[str]:
        """Products in which a business may buy what it supplies as this product: the line itself, to pass
        on, and the lines of the inputs."""
        return self._once("fed_by", product, lambda: self.line(product) | self.made_from(product))

    def goes_into(self, product: str) -> frozenset[str]:
        """Products that a business may supply of what it buys as this product: the other way round of
        :meth:`fed_by`."""
        return self._fed.get(product, frozenset([product]))

    def carriers(self, product: str) -> frozenset[str]:
        """Products that are of the line of this product or, by the recipes, contain something of it. One
        contains its kinds and all that these are made from, at any depth, but nothing more general: what is
        made with husks contains no logs, though both are fuel."""
        return self._once("carriers", product, lambda: self._found_carriers(product))

    def more_general(self, products: Iterable[str]) -> frozenset[str]:
        """Some products and everything of which one is a kind."""
        return frozenset(code for product in products for code in self._lineage(product))

    def quantity(self, quantity: float | None, product: str, unit_of: str) -> float | None:
        """A quantity of a product in the unit of another of its line; None where it cannot be said."""
        if product == unit_of or quantity is None:
            return quantity
        for special, general, is_upward in ((product, unit_of, True), (unit_of, product, False)):
            kind = self._recipes.nearest(special, {general}) if special in self._recipes else None
            if kind is not None and kind.factor:
                return quantity * kind.factor if is_upward else quantity / kind.factor
        return None

    def _lineage(self, product: str) -> list[str]:
        """The product, then what it is a kind of, the nearest first."""
        if product not in self._recipes:
            return [product]
        return [kind.of for kind in self._recipes.lineage(product)]

    def _kinds(self, product: str) -> frozenset[str]:
        return frozenset(self._recipes.kinds([product]))

    def _found_inputs(self, product: str) -> frozenset[str]:
        for code in self._lineage(product):
            own = self._own_inputs(code)
            if own:
                return own
        return frozenset().union(*map(self._own_inputs, self._kinds(product)))

    def _own_inputs(self, product: str) -> frozenset[str]:
        mains = (self[main].inputs for main in self._mains.get(product, ()))
        return frozenset(self[product].inputs).union(*mains) - {product}

    def _parts(self, product: str) -> frozenset[str]:
        """The kinds of a product and what it is made from."""
        return self._once("parts", product, lambda: self._kinds(product) | self.inputs(product))

    def _found_carriers(self, product: str) -> frozenset[str]:
        """Found from the line on, as few products contain one of it while each of them contains many."""
        line = self.line(product)
        containing = reached(line, lambda code: self._containing.get(code, ()))
        return line | {code for code in containing if code in self._recipes}

    @cached_property
    def _containing(self) -> Mapping[str, set[str]]:
        """The other way round of what products are made from and which kinds they have."""
        found: dict[str, set[str]] = defaultdict(set)
        for code in reached(self._codes, self._parts):
            for part in self._parts(code):
                found[part].add(code)
        return found

    @cached_property
    def _fed(self) -> Mapping[str, frozenset[str]]:
        fed: dict[str, set[str]] = defaultdict(set)
        for code in self._codes:
            for bought in self.fed_by(code):
                fed[bought].add(code)
        return {code: frozenset(found) for code, found in fed.items()}

    def _once(self, question: str, product: str, found: Callable[[], frozenset[str]]) -> frozenset[str]:
        key = (question, product)
        if key not in self._kept:
            self._kept[key] = found()
        return self._kept[key]
