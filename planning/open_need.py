"""What of needs is still open: needs less what is known to be delivered for them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from planning.flow import Business, Supply, Wanted, total
from planning.recipe import Kind, Recipes


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenNeed:
    """What a business still needs of a product a year, in its unit; None where the need has no quantity.
    ``is_derived``: no need is recorded, a recipe tells it."""

    business: Business
    product: str
    quantity: float | None
    is_derived: bool


def wanted_products(rows: Iterable[Wanted]) -> dict[str, frozenset[str]]:
    """The products that each business wants."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[row.business.code].add(row.product)
    return {code: frozenset(products) for code, products in found.items()}


def met(supply: Supply, wanted: Collection[str], recipes: Recipes) -> Kind:
    """As which of the products that its customer wants a delivery counts; as itself where it meets none."""
    return recipes.nearest(supply.product, wanted) or Kind(supply.product, 1.0)


def open_needs(
    rows: Sequence[Wanted],
    received: Mapping[str, Sequence[Supply]],
    wanted: Mapping[str, Collection[str]],
    recipes: Recipes,
) -> list[OpenNeed]:
    """What of some needs is still open, one entry a business and product, in their order. ``received``: what
    businesses are known to receive; ``wanted``: all products that each wants."""
    quantities: dict[tuple[str, str], list[float | None]] = defaultdict(list)
    last: dict[tuple[str, str], Wanted] = {}
    for row in rows:
        quantities[row.business.code, row.product].append(row.quantity)
        last[row.business.code, row.product] = row
    supplied: dict[tuple[str, str], float] = defaultdict(float)
    for business in {code for code, _ in quantities}:
        for supply in received.get(business, ()):
            meets = met(supply, wanted.get(business, ()), recipes)
            supplied[business, meets.of] += meets.quantity(supply.quantity) or 0.0
    found: list[OpenNeed] = []
    for key, some in quantities.items():
        whole = total(some)
        found.append(
            OpenNeed(
                business=last[key].business,
                product=key[1],
                quantity=None if whole is None else max(0.0, whole - supplied[key]),
                is_derived=last[key].is_derived,
            )
        )
    return found
