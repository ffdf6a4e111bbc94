"""Who is hit, and how hard, when some businesses stop: ``disruption/1``.

The shock passes from supplier to customer along known trade links, tier by tier:

1. Who stops supplies nothing any more.
2. A customer loses, of each product that it buys, the share *lost quantity ÷ known quantity*, both a year,
   over its links in that product. A link of unknown quantity counts as the mean of its known ones, or where
   none is known all count alike; such a share is **estimated**.
3. What it makes falls by the largest share that it loses of an input of the recipe: inputs do not replace
   each other (Leontief). An input counts with all products of its line (``planning/product_line.py``), so
   that grades replace each other there. What it passes on falls by what it buys less. Where it sells more
   of a product than it buys, the rest counts as made. Where no quantity that it buys is known, it makes as
   much as it buys if it buys an input at all, else nothing:

   share lost of a product = (bought less + made × largest share of an input lost) ÷ (bought + made)

   What no recipe ties to the product does not touch it.
4. The link to each customer of that product falls by that share, and so on. A product that falls by less than
   :data:`THRESHOLD` is not followed. Goods may go round in circles: shares grow until nothing changes.

After Diem, Borsos, Reisch, Kertész & Thurner, *Quantifying firm-level economic systemic risk from nation-wide
supply networks* (2022): the downstream shock of their index, with all inputs of a recipe essential. Stocks,
prices and the search for other suppliers are left out, so this is the loss before anybody reacts.
"""

import math
import threading
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from planning.cancellation import check
from planning.product_line import ProductLines

ALGORITHM = "disruption/1"
THRESHOLD = 0.01
MOST_TIERS = 10
MOST_FIRMS_OF_TIER = 500
MOST_FIRMS = 1_000
_DIGITS = 6
"""Shares are rounded here: what goes round in circles approaches its share without end."""
_SETTLED = 1e-9
_MOST_ROUNDS = 1_000
"""Circles in which shares grow ever more slowly are left then."""

Supply: TypeAlias = tuple[str, str]
"""A business and a product that it supplies."""

_Loss: TypeAlias = tuple[float, float | None]
"""By which share a link falls, and the quantity a year that it usually has; None where unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """A trade link seen from its supplier; a year in the unit of the product, None where unknown."""

    customer: str
    product: str
    quantity: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchases:
    """All that a business buys of a product: the sum of what is known, and how many links are known."""

    quantity: float
    links: int
    known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """A business with its trade in force on the day. ``offers``: products that it offers, sold to anybody
    known or not. ``is_cut``: it sells to more than were read."""

    code: str
    buys: Mapping[str, Purchases]
    sells: Sequence[Sale]
    offers: frozenset[str] = frozenset()
    is_cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A supplier that supplies less of a product: by which share, how much less a year to the customer in
    question (None where that is unknown), and in which tier it is hit itself; 0 for those who stop."""

    supplier: str
    share: float
    lost: float | None
    tier: int

    @property
    def is_stopped(self) -> bool:
        """Whether the supplier is one of those who stop."""
        return self.tier == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """What a business loses of a product that it buys.

    ``causes``: through whom, those first through whom most is lost. ``falls``: the products that it supplies
    and needs this one for, with the share by which each falls for all reasons together. ``at_risk``: what
    else it offers or supplies of which this product is a part by the recipes, at any depth; how much less of
    that there will be no known sale tells.
    """

    business: str
    product: str
    tier: int
    share: float
    is_estimated: bool
    causes: Sequence[Cause]
    falls: Mapping[str, float]
    at_risk: Sequence[str] = ()

    @property
    def lost(self) -> float | None:
        """How much less it gets a year, in the unit of the product; None where a quantity is unknown."""
        return _added([cause.lost for cause in self.causes])

    @property
    def is_broken(self) -> bool:
        """Whether it bought of one of those who stop."""
        return any(cause.is_stopped for cause in self.causes)

    @property
    def broken(self) -> float | None:
        """How much a year it bought of those who stop; None where a quantity is unknown."""
        return _added([cause.lost for cause in self.causes if cause.is_stopped])


class _Bought(NamedTuple):
    """What a firm buys a year and what it loses of that. ``is_known``: the quantity of any link is known; if
    not, ``total`` is the number of links. ``is_estimated``: that of some link is not."""

    total: float
    lost: float
    is_known: bool
    is_estimated: bool


class Disruption:
    """The shock, as far as firms are known: they are read tier by tier, as it reaches them."""

    def __init__(self, stopped: Iterable[Firm], lines: ProductLines) -> None:
        self._lines = lines
        self._stopped = {firm.code: firm for firm in stopped}
        self._firms: dict[str, Firm] = {}
        self._sales: dict[str, dict[str, list[Sale]]] = {}
        """What each firm sells, by product."""
        self._know(self._stopped.values())
        self._falls: dict[Supply, float] = {
            (code, product): 1.0 for code, sold in self._sales.items() for product in sold
        }
        self._losses: dict[str, dict[str, dict[str, _Loss]]] = defaultdict(lambda: defaultdict(dict))
        """What each customer loses of each product through each supplier."""
        self._spread(self._falls, None)

    @property
    def stopped(self) -> Set[str]:
        """Those who stop."""
        return self._stopped.keys()

    @property
    def is_cut(self) -> bool:
        """Whether there may be more who are hit: some were not read, or not all to whom they sell."""
        known = [*self._stopped.values(), *self._firms.values()]
        return bool(self._losses.keys() - self._firms.keys()) or any(firm.is_cut for firm in known)

    @property
    def hits(self) -> list[Hit]:
        """What is lost, by tier, the largest shares first."""
        tiers = self._tiers()
        found = [
            self._hit(self._firms[code], product, suppliers, tiers)
            for code, losses in self._losses.items()
            if code in self._firms
            for product, suppliers in losses.items()
        ]
        lost = [hit for hit in found if hit.share > 0]
        return sorted(lost, key=lambda hit: (hit.tier, -hit.share, hit.business, hit.product))

    def asks(self) -> list[str]:
        """Which firms to read next, those first of which a supplier falls most; empty at the end."""
        waiting = {
            code: max(share for suppliers in losses.values() for share, _ in suppliers.values())
            for code, losses in self._losses.items()
            if code not in self._firms
        }
        order = sorted(waiting, key=lambda code: (-waiting[code], code))
        return order[: min(MOST_FIRMS_OF_TIER, MOST_FIRMS - len(self._firms))]

    def add(self, firms: Iterable[Firm], cancelled: threading.Event | None = None) -> None:
        """Adds firms that were read, and lets the shock pass on through them. Raises
        :class:`planning.cancellation.Cancelled` soon after ``cancelled`` is set; it is of no use then."""
        new = {firm.code: firm for firm in firms}
        self._firms |= new
        self._know(new.values())
        self._spread(self._grown(new), cancelled)

    def fall(self, business: str, product: str) -> float:
        """The share by which what a business can supply of a product falls; 0 where it is not hit."""
        if business in self._stopped:
            return 1.0
        firm = self._firms.get(business)
        return self._fall(firm, product) if firm is not None and business in self._losses else 0.0

    def _know(self, firms: Iterable[Firm]) -> None:
        for firm in firms:
            sales: dict[str, list[Sale]] = defaultdict(list)
            for sale in firm.sells:
                sales[sale.product].append(sale)
            self._sales[firm.code] = dict(sales)

    def _spread(self, grown: Iterable[Supply], cancelled: threading.Event | None) -> None:
        """Passes falls on from supplier to customer until nothing changes; shares only grow."""
        for _ in range(_MOST_ROUNDS):
            check(cancelled)
            hit = {customer for supply in grown for customer in self._pass_on(*supply)}
            grown = self._grown(hit)
            if not grown:
                return

    def _pass_on(self, supplier: str, product: str) -> Iterator[str]:
        share = self._falls[supplier, product]
        if share < THRESHOLD:
            return
        for sale in self._sales[supplier][product]:
            if sale.customer not in self._stopped:
                self._losses[sale.customer][product][supplier] = (share, sale.quantity)
                yield sale.customer

    def _grown(self, hit: Iterable[str]) -> list[Supply]:
        """The supplies of some who are hit that fall by more than they were known to."""
        grown: list[Supply] = []
        for firm in (self._firms[code] for code in sorted(hit) if code in self._firms):
            for product in sorted(self._sales[firm.code]):
                share = self._fall(firm, product)
                if share > self._falls.get((firm.code, product), 0.0) + _SETTLED:
                    self._falls[firm.code, product] = share
                    grown.append((firm.code, product))
        return grown

    def _fall(self, firm: Firm, product: str) -> float:
        """The share by which a product falls that a firm supplies: see the head of this module."""
        lines = self._lines
        if not self._losses[firm.code].keys() & lines.fed_by(product):
            return 0.0
        bought = self._bought(firm, lines.line(product), product)
        inputs = [self._bought(firm, lines.line(each), each) for each in lines.inputs(product)]
        worst = max((each.lost / each.total for each in inputs if each.total > 0), default=0.0)
        if bought.total == 0:
            return min(1.0, worst)
        if bought.is_known:
            sold = _total([sale.quantity for sale in self._sales[firm.code].get(product, ())])
            made = max(0.0, sold - bought.total)
        else:
            made = bought.total if any(each.total > 0 for each in inputs) else 0.0
        return min(1.0, (bought.lost + made * worst) / (bought.total + made))

    def _bought(self, firm: Firm, products: Set[str], unit_of: str) -> _Bought:
        """What a firm buys of some products of a line, in the unit of one of them."""
        total, known, unknown = 0.0, 0, 0
        for product in sorted(products & firm.buys.keys()):
            purchases = firm.buys[product]
            quantity = self._lines.quantity(purchases.quantity, product, unit_of)
            total += quantity or 0.0
            known += 0 if quantity is None else purchases.known
            unknown += purchases.links - (0 if quantity is None else purchases.known)
        usual = total / known if known else 1.0
        lost: list[float] = []
        for product, suppliers in self._losses[firm.code].items():
            if product in products:
                for share, sold in suppliers.values():
                    quantity = self._lines.quantity(sold, product, unit_of)
                    lost.append(share * (usual if quantity is None else quantity))
        return _Bought(
            total=total + unknown * usual,
            lost=math.fsum(lost),
            is_known=known > 0,
            is_estimated=unknown > 0,
        )

    def _tiers(self) -> dict[Supply, int]:
        """For each supply that falls how many links lie between those who stop and its supplier."""
        tiers: dict[Supply, int] = {supply: 0 for supply in self._falls if supply[0] in self._stopped}
        waiting, reached = deque(tiers), set[tuple[str, str]]()
        while waiting:
            supplier, product = waiting.popleft()
            customers = {sale.customer for sale in self._sales[supplier][product]} & self._firms.keys()
            for customer in customers:
                if (customer, product) in reached:
                    continue
                reached.add((customer, product))
                for sold in self._sales[customer]:
                    supply = (customer, sold)
                    if supply in self._falls and supply not in tiers and product in self._lines.fed_by(sold):
                        tiers[supply] = tiers[supplier, product] + 1
                        waiting.append(supply)
        return tiers

    def _hit(
        self, firm: Firm, product: str, suppliers: Mapping[str, _Loss], tiers: Mapping[Supply, int]
    ) -> Hit:
        bought = self._bought(firm, {product}, product)
        sold = self._sales[firm.code].keys()
        falls = {
            each: round(self._falls[firm.code, each], _DIGITS)
            for each in sorted(sold)
            if product in self._lines.fed_by(each) and self._falls.get((firm.code, each), 0.0) > 0
        }
        causes = [
            Cause(
                supplier=supplier,
                share=round(share, _DIGITS),
                lost=None if quantity is None else round(share, _DIGITS) * quantity,
                tier=tiers[supplier, product],
            )
            for supplier, (share, quantity) in suppliers.items()
        ]
        return Hit(
            business=firm.code,
            product=product,
            tier=1 + min(cause.tier for cause in causes),
            share=round(min(1.0, bought.lost / bought.total), _DIGITS) if bought.total > 0 else 0.0,
            is_estimated=bought.is_estimated,
            causes=sorted(causes, key=lambda cause: (-(cause.lost or 0.0), -cause.share, cause.supplier)),
            falls=falls,
            at_risk=sorted((sold | firm.offers) & self._lines.carriers(product) - falls.keys()),
        )


def _added(quantities: Iterable[float | None]) -> float | None:
    """The sum; None where one is unknown."""
    total = 0.0
    for quantity in quantities:
        if quantity is None:
            return None
        total += quantity
    return total


def _total(quantities: Sequence[float | None]) -> float:
    """The sum, each unknown one counted as the mean of the known ones; 0 where none is known."""
    known = [quantity for quantity in quantities if quantity is not None]
    return math.fsum(known) / len(known) * len(quantities) if known else 0.0
