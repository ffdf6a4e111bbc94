"""Traces trade tier by tier: ``supply-trace/1``.

Known trade links in force on the day, upstream (suppliers of suppliers) or downstream (customers of
customers). The tier of a link is its shortest distance from the business asked about. Cycles are normal;
every link stands once. With a product only its flow is followed: from a link only those links go on whose
product feeds it (``planning/product_line.py``), downstream those that it feeds.

A breadth-first search with a cap on each tier, on the whole and on the depth; what the limits left out is
known, so that no conclusion rests on it (``planning/single_source.py``).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from domain.enums import TraceDirection
from planning.product_line import ProductLines

ALGORITHM = "supply-trace/1"
DEEPEST = 10
MOST_LINKS_OF_TIER = 500
MOST_LINKS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Known trade: who supplies whom with what, how much a year in the unit of the product (None where
    unknown), in which tier, and who says so as of which day."""

    tier: int
    supplier: str
    customer: str
    product: str
    quantity: float | None = None
    source: str | None = None
    as_of: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Whose links the next tier asks for, and of which products; None means of all."""

    businesses: Sequence[str]
    products: Sequence[str] | None


class Trace:
    """The links found so far, and whose to ask for next. Tiers are added from the business outward."""

    def __init__(
        self, business: str, direction: TraceDirection, product: str | None, lines: ProductLines
    ) -> None:
        self.business = business
        self.is_upstream = direction is TraceDirection.UPSTREAM
        self.links: list[Link] = []
        self.is_cut = False
        self._lines = lines
        self._by_product = product is not None
        self._read: dict[str, frozenset[str]] = {}
        self._cut: set[str] = set()
        self._waiting: dict[str, frozenset[str]] = {business: self._following(product)}

    @property
    def limit(self) -> int:
        """How many links the next tier may bring; ask for one more, to see whether there are more."""
        return min(MOST_LINKS_OF_TIER, MOST_LINKS - len(self.links))

    @property
    def tiers(self) -> int:
        """How many tiers hold businesses; beyond these there may be links between known ones."""
        return max(self.distances.values())

    @property
    def unread(self) -> set[str]:
        """Businesses that may have links which were not read, at the last tier or beyond a limit."""
        return self._cut | set(self._waiting)

    @property
    def distances(self) -> dict[str, int]:
        """Every business met with its distance: 0 for the one asked about, else the tier that led to it."""
        found = {self.business: 0}
        for link in self.links:
            found.setdefault(self._far(link), link.tier)
        return found

    def asks(self) -> list[Ask]:
        """What the next tier asks for; empty where all is known. Those asked for the same products are asked
        together."""
        groups: dict[frozenset[str], list[str]] = defaultdict(list)
        for business, products in self._waiting.items():
            groups[products].append(business)
        return [
            Ask(businesses=sorted(group), products=sorted(products) if self._by_product else None)
            for products, group in groups.items()
        ]

    def add(self, found: Sequence[Link]) -> None:
        """Adds the links of the next tier, in the order of the code of the business that was asked. More than
        :attr:`limit` say that there are more; those are cut off."""
        links = found[: self.limit]
        if len(found) > len(links):
            self.is_cut = True
            last = self._near(links[-1]) if links else ""
            self._cut |= {business for business in self._waiting if business >= last}
        for business, products in self._waiting.items():
            self._read[business] = self._read.get(business, frozenset()) | products
        self._waiting = {}
        self.links += links
        for link in links:
            business, wanted = self._far(link), self._following(link.product)
            is_new = business not in self._read
            wanted = wanted if is_new else wanted - self._read[business]
            if is_new or wanted:
                self._waiting[business] = self._waiting.get(business, frozenset()) | wanted

    def _following(self, product: str | None) -> frozenset[str]:
        if product is None or not self._by_product:
            return frozenset()
        return self._lines.fed_by(product) if self.is_upstream else self._lines.goes_into(product)

    def _near(self, link: Link) -> str:
        return link.customer if self.is_upstream else link.supplier

    def _far(self, link: Link) -> str:
        return link.supplier if self.is_upstream else link.customer
