"""Single sources: who is the only way by which a product reaches whom, among the links of a trace.

A **supply** is a business with a product that it supplies. A **way** of a product to a business is a chain
of supplies, each feeding the next (``planning/product_line.py``): first the product itself, then what is
made of it, until the last supplies the business. A way begins

- upstream, with a supplier of the product of whom it is not known from whom it has the product, or who
  buys what the product is made from; where businesses supply each other in a circle without such a
  beginning, with each of them;
- downstream, with the business asked about: other suppliers of its customers are not traced.

What a business buys from those to whom no way is known can stand in for what comes on known ways: the same
goods as it buys on a known way, or as it supplies itself. There another way begins.

A supplier is the single source of a product that it supplies, for another business, where every way leads
through that supply: it **dominates** the other in the graph of the flow. Upstream a business is looked at
for each good in which the product reaches it. Downstream a single source is whoever all ways of the goods
of the business asked about lead through.

Dominators are the greatest solution of the equations of data flow (Allen & Cocke 1972; the starting point
of Cooper, Harvey & Kennedy, *A Simple, Fast Dominance Algorithm*, 2001), here of sets of businesses, as one
business may stand in the graph with several supplies. The equations are distributive, so that their solution
is exactly what lies on all ways (Kildall 1973).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TypeAlias

from planning.product_line import ProductLines
from planning.supply_trace import Trace

Supply: TypeAlias = tuple[str, str]
"""A business and a product that it supplies."""

_EVERYONE = -1
"""The set of all businesses, as a mask of bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """Who depends on a single source, and the good in which the product reaches it. ``is_direct``: that good
    is the product itself, a kind of it, or what it is a kind of; else something made of it."""

    business: str
    product: str
    is_direct: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleSource:
    """A supplier through which every known way of a product to some businesses leads, those nearest to the
    business asked about first. Upstream it supplies the product itself; downstream the product is one of
    the business asked about."""

    supplier: str
    product: str
    affected: Sequence[Affected]


def single_sources(
    trace: Trace, lines: ProductLines, is_over: Callable[[], bool] = lambda: False
) -> list[SingleSource]:
    """All single sources but the business asked about itself: first those on whom it depends itself,
    directly before indirectly, then those with most who depend on them, then by code. Once ``is_over``, those
    of further products are left out, and the trace says that it is cut."""
    flow = _Flow(trace, lines)
    distances = trace.distances
    found: dict[Supply, list[Affected]] = defaultdict(list)
    for product in flow.products():
        if is_over():
            trace.is_cut = True
            break
        for supplier, affected in flow.dependent(product):
            found[supplier, product].append(affected)
    sources = [
        SingleSource(
            supplier=supplier,
            product=product,
            affected=sorted(affected, key=lambda each: (distances[each.business], each.business)),
        )
        for (supplier, product), affected in found.items()
    ]

    def order(source: SingleSource) -> tuple[object, ...]:
        nearest = source.affected[0]
        is_asked = nearest.business == trace.business
        return (not is_asked, is_asked and not nearest.is_direct, -len(source.affected), source.supplier)

    return sorted(sources, key=lambda source: (*order(source), source.product))


class _Flow:
    """The supplies of a trace, and which of them feed which."""

    def __init__(self, trace: Trace, lines: ProductLines) -> None:
        self._trace = trace
        self._lines = lines
        self._unread = trace.unread
        self._inflows: dict[str, set[Supply]] = defaultdict(set)
        for link in trace.links:
            self._inflows[link.customer].add((link.supplier, link.product))
        self._feeders: dict[Supply, set[Supply]] = {
            (business, product): {
                inflow for inflow in self._inflows.get(business, ()) if inflow[1] in lines.fed_by(product)
            }
            for business, product in {(link.supplier, link.product) for link in trace.links}
        }
        self._fed = _turned(self._feeders)
        self._names = sorted({supplier for supplier, _ in self._feeders})
        self._bits = {business: 1 << place for place, business in enumerate(self._names)}

    def products(self) -> list[str]:
        """The products whose ways are looked at."""
        asked, is_upstream = self._trace.business, self._trace.is_upstream
        return sorted({product for supplier, product in self._feeders if (supplier == asked) != is_upstream})

    def dependent(self, product: str) -> Iterator[tuple[str, Affected]]:
        """Each single source of a product with each who depends on it: in the product itself rather than in
        what is made of it."""
        asked, is_upstream = self._trace.business, self._trace.is_upstream
        line, carriers = self._lines.line(product), self._lines.carriers(product)
        starts = {
            supply
            for supply in self._feeders
            if (supply[1] in line if is_upstream else supply == (asked, product))
        }
        fed = {
            supply: {other for other in after if other[1] in carriers} for supply, after in self._fed.items()
        }
        known = set(_reverse_postorder(sorted(starts), fed))
        feeders = {supply: self._feeders[supply] & known for supply in known}
        roots = self._beginnings(line, feeders) if is_upstream else starts
        counted = {
            supply: self._bits[supply[0]] if supply[1] in line or not is_upstream else 0 for supply in known
        }
        dominators = _dominators(feeders, roots, counted)
        sources = {supplier for supplier, supplied in known if supplied == product or not is_upstream}
        may_be = sum(self._bits[source] for source in sources - {asked})
        for business, inflows in self._inflows.items():
            left = may_be & ~self._bits.get(business, 0)
            for form, alike in self._forms(line, inflows, known):
                common = left
                for inflow in alike:
                    common &= dominators.get(inflow, 0)
                left &= ~common
                for source in self._businesses(common):
                    yield source, Affected(business=business, product=form, is_direct=form in line)

    def _beginnings(self, line: Set[str], feeders: Mapping[Supply, set[Supply]]) -> set[Supply]:
        """Where ways of the products of a line begin upstream: see the head of this module."""
        found: set[Supply] = set()
        for supply, known in feeders.items():
            business, product = supply
            is_source = product in line and (not known or self._makes(supply))
            if is_source or business in self._unread or self._has_stand_in(supply, known):
                found.add(supply)
        return found | _circles(feeders, found)

    def _makes(self, supply: Supply) -> bool:
        """Whether a business is known to buy what the product that it supplies is made from."""
        _, product = supply
        inputs = self._lines.made_from(product) - self._lines.line(product)
        return any(bought in inputs for _, bought in self._feeders[supply])

    def _has_stand_in(self, supply: Supply, known: Set[Supply]) -> bool:
        """Whether a business buys what can stand in for what comes to it on known ways."""
        alike = self._lines.line(supply[1]).union(*(self._lines.line(bought) for _, bought in known))
        return any(bought in alike for _, bought in self._feeders[supply] - known)

    def _forms(
        self, line: Set[str], inflows: Set[Supply], known: Set[Supply]
    ) -> Iterator[tuple[str, Set[Supply]]]:
        """The goods in which the products of a line reach a business, these products first, each with all
        supplies of that good. Downstream they count as one, with all supplies on known ways."""
        reaching = inflows & known
        forms = sorted({form for _, form in reaching}, key=lambda form: (form not in line, form))
        if not self._trace.is_upstream:
            yield from ((form, reaching) for form in forms[:1])
            return
        for form in forms:
            yield form, {inflow for inflow in inflows if inflow[1] in self._lines.line(form)}

    def _businesses(self, bits: int) -> Iterator[str]:
        while bits:
            lowest = bits & -bits
            yield self._names[lowest.bit_length() - 1]
            bits -= lowest


def _dominators(
    feeders: Mapping[Supply, Set[Supply]], roots: Set[Supply], counted: Mapping[Supply, int]
) -> dict[Supply, int]:
    """For each supply what counts of the supplies on all ways that lead to it from a root, itself included;
    each counts as a mask of bits."""
    found = dict.fromkeys(_reverse_postorder(sorted(roots), _turned(feeders)), _EVERYONE)
    is_settled = False
    while not is_settled:
        is_settled = True
        for supply, before in found.items():
            common = 0 if supply in roots else _EVERYONE
            for feeder in feeders[supply]:
                common &= found[feeder]
            common |= counted[supply]
            if common != before:
                found[supply] = common
                is_settled = False
    return found


def _circles(feeders: Mapping[Supply, Set[Supply]], roots: Set[Supply]) -> set[Supply]:
    """The supplies that feed each other in circles which no way from a root leads to, nor one from another
    such circle. In an order that puts what feeds first, the first supply of those left lies in one
    (Kosaraju and Sharir 1981)."""
    fed = _turned(feeders)
    left = feeders.keys() - set(_reverse_postorder(sorted(roots), fed))
    found: set[Supply] = set()
    for supply in _reverse_postorder(sorted(left), fed):
        if supply in left:
            circle = _reverse_postorder([supply], {each: feeders[each] & left for each in left})
            found.update(circle)
            left = left.difference(_reverse_postorder(circle, fed))
    return found


def _turned(edges: Mapping[Supply, Set[Supply]]) -> dict[Supply, set[Supply]]:
    """The same edges the other way round."""
    turned: dict[Supply, set[Supply]] = {supply: set() for supply in edges}
    for supply, others in edges.items():
        for other in others:
            turned[other].add(supply)
    return turned


def _reverse_postorder(starts: Iterable[Supply], following: Mapping[Supply, Set[Supply]]) -> list[Supply]:
    """Everything that steps from the starts lead to, each before what it leads to wherever no circle is."""
    seen: set[Supply] = set()
    finished: list[Supply] = []
    for start in starts:
        if start in seen:
            continue
        seen.add(start)
        path = [(start, iter(following[start]))]
        while path:
            supply, rest = path[-1]
            step = next((other for other in rest if other not in seen), None)
            if step is None:
                finished.append(supply)
                path.pop()
            else:
                seen.add(step)
                path.append((step, iter(following[step])))
    return finished[::-1]
