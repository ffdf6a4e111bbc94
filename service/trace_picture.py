"""A supply trace as layers: each tier a column, goods flow from left to right, single sources stand out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.enums import TraceDirection
from domain.language import Language
from planning.wording import quantity, shown_name
from service.asking import name_of
from service.canvas import LINE, Box, Canvas, Fill, path_data, wrapped

TRACE = """
query DrawnTrace($business: ID!, $direction: TraceDirection!, $depth: Int, $product: ID) {
  answer: supplyTrace(business: $business, direction: $direction, depth: $depth, product: $product) {
    algorithm dataVersion changedMeanwhile isPartial explanation
    links {
      tier quantityPerYear
      supplier { code name nameEn } customer { code name nameEn } product { code name nameEn unit }
    }
    singleSources { supplier { code } product { code } affected { code } explanation }
  }
}
"""
DEEPEST = 6
"""Tiers for which a page has room."""

_MOST_OF_TIER = 24
_SENTENCES = 5
_NAME, _GOODS = 9.5, 8.5
_PAD = 6.0
_HEIGHT = 2 * _PAD + LINE * (2 * _NAME + 2 * _GOODS) - 2
_GAP = 9.0
_WIDEST_NODE = 215.0
_HEAD = 22.0
_POINT, _ASIDE, _AROUND = 6.0, 9.0, 30.0
OTHERS = "others"
"""Key of the node that stands for the businesses of a tier for which there is no room."""


@dataclass(frozen=True, slots=True)
class Link:
    """Known trade of a trace."""

    tier: int
    supplier: str
    customer: str
    product: str
    quantity: float | None
    is_single: bool


@dataclass(frozen=True, slots=True)
class Line:
    """All trade from one drawn node to another; thick where one product has no other source."""

    supplier: str
    customer: str
    is_single: bool


def tiers(start: str, links: Sequence[Link], direction: TraceDirection) -> list[list[str]]:
    """The businesses by their shortest distance from the first, which is alone in tier 0. In the trace of a
    product a tier may be empty: its goods come from businesses that are nearer for other goods."""
    distance = {start: 0}
    for link in sorted(links, key=lambda link: link.tier):
        other = link.supplier if direction is TraceDirection.UPSTREAM else link.customer
        distance.setdefault(other, link.tier)
    found = [list[str]() for _ in range(max(distance.values()) + 1)]
    for business in sorted(distance):
        found[distance[business]].append(business)
    return found


def shortened(layers: Sequence[Sequence[str]], links: Sequence[Link], most: int) -> list[list[str]]:
    """The tiers with no more nodes than fit: single sources stay first, then those with most links, and a
    last node stands for all others."""
    weight = dict[str, tuple[int, int]]()
    for link in links:
        for business in (link.supplier, link.customer):
            single, count = weight.get(business, (0, 0))
            is_source = link.is_single and business == link.supplier
            weight[business] = (single + is_source, count + 1)
    short = list[list[str]]()
    for tier, layer in enumerate(layers):
        if len(layer) <= most:
            short.append(list(layer))
            continue
        first = sorted(layer, key=lambda each: (*(-part for part in weight[each]), each))[: most - 1]
        short.append([*sorted(first), f"{OTHERS} {tier}"])
    return short


def joined(
    layers: Sequence[Sequence[str]], full: Sequence[Sequence[str]], links: Sequence[Link]
) -> list[Line]:
    """The lines between drawn nodes, each once; those between two nodes of others are left out."""
    node = {business: f"{OTHERS} {tier}" for tier, layer in enumerate(full) for business in layer}
    node |= {business: business for layer in layers for business in layer}
    found = dict[tuple[str, str], bool]()
    for link in links:
        ends = (node[link.supplier], node[link.customer])
        if ends[0] != ends[1]:
            found[ends] = found.get(ends, False) or link.is_single
    return [Line(*ends, is_single) for ends, is_single in sorted(found.items())]


def ordered(layers: Sequence[Sequence[str]], lines: Sequence[Line]) -> list[list[str]]:
    """Each tier by the mean place of what it is linked to in the tier before, so that few lines cross."""
    neighbours = dict[str, set[str]]()
    for line in lines:
        neighbours.setdefault(line.supplier, set()).add(line.customer)
        neighbours.setdefault(line.customer, set()).add(line.supplier)
    result = [list(layers[0])]
    for layer in layers[1:]:
        place = {business: number for number, business in enumerate(result[-1])}

        def mean(business: str, place: Mapping[str, int] = place) -> tuple[bool, float, str]:
            places = [place[each] for each in neighbours.get(business, ()) if each in place]
            is_rest = business.startswith(OTHERS)
            return is_rest, sum(places) / len(places) if places else len(place), business

        result.append(sorted(layer, key=mean))
    return result


def boxes(layers: Sequence[Sequence[str]], body: Box, direction: TraceDirection) -> dict[str, Box]:
    """Where each node stands: tiers as columns of equal distance, from right to left upstream."""
    count = len(layers)
    width = min(_WIDEST_NODE, (body.right - body.left) / (count + 0.45 * (count - 1)))
    step = (body.right - body.left - width) / max(1, count - 1)
    placed = dict[str, Box]()
    for tier, layer in enumerate(layers):
        column = count - 1 - tier if direction is TraceDirection.UPSTREAM else tier
        left = body.left + column * step
        for number, business in enumerate(layer):
            middle = body.top + (number + 0.5) * (body.bottom - body.top) / len(layer)
            placed[business] = Box(left, middle - _HEIGHT / 2, left + width, middle + _HEIGHT / 2)
    return placed


def trace_picture(
    trace: Mapping[str, Any],
    start: Mapping[str, Any],
    direction: TraceDirection,
    title: str,
    remarks: Sequence[str],
    language: Language,
) -> bytes:
    """The picture of a trace with at least one link, from the answer to ``TRACE``; ``start`` is the business
    from which it begins."""
    links = _links(trace)
    full = tiers(start["code"], links, direction)
    layers = shortened(full, links, _MOST_OF_TIER)
    lines = joined(layers, full, links)
    layers = ordered(layers, lines)
    notes = _notes(trace, any(len(layer) > _MOST_OF_TIER for layer in full), language)
    plain = Canvas(title, language)
    body = plain.frame(title, remarks, notes)
    needed = max(map(len, layers)) * (_HEIGHT + _GAP) + _HEAD
    canvas = Canvas(title, language, max(1.0, 1 + (needed - body.bottom + body.top) / plain.page.bottom))
    body = canvas.frame(title, remarks, notes)
    body = Box(body.left + _AROUND, body.top + _HEAD, body.right, body.bottom)
    placed = boxes(layers, body, direction)
    _draw_lines(canvas, lines, placed)
    _draw_heads(canvas, body, layers, placed, direction, language)
    names = {start["code"]: name_of(start, language)}
    for answer in trace["links"]:
        for end in ("supplier", "customer"):
            names[answer[end]["code"]] = name_of(answer[end], language)
    goods = _goods(trace, direction, language)
    sources = {line.supplier for line in lines if line.is_single}
    for tier, layer in enumerate(layers):
        for business in layer:
            box = placed[business]
            if business.startswith(OTHERS):
                count = len(full[tier]) - len(layer) + 1
                name = language.say(f"và {count} cơ sở khác", f"and {count} other businesses")
                canvas.rectangle(box, Fill.WHITE, dashed=True)
                _write(canvas, box, name, "")
                continue
            if business in sources:
                _draw_source(canvas, box)
            else:
                canvas.rectangle(box, Fill.WHITE, thick=2.2 if tier == 0 else 0.8)
            _write(canvas, box, names[business], goods.get(business, "") if tier else "")
    return canvas.svg()


def _links(trace: Mapping[str, Any]) -> list[Link]:
    single = {
        (source["supplier"]["code"], source["product"]["code"], affected["code"])
        for source in trace["singleSources"]
        for affected in source["affected"]
    }
    return [
        Link(
            link["tier"],
            supplier := link["supplier"]["code"],
            customer := link["customer"]["code"],
            product := link["product"]["code"],
            link["quantityPerYear"],
            (supplier, product, customer) in single,
        )
        for link in trace["links"]
    ]


def _goods(trace: Mapping[str, Any], direction: TraceDirection, language: Language) -> dict[str, str]:
    """What each business supplies in the trace, downstream what it takes, with the quantity known."""
    sums = dict[str, dict[str, float | None]]()
    products = dict[str, Mapping[str, Any]]()
    for link in trace["links"]:
        business = link["supplier" if direction is TraceDirection.UPSTREAM else "customer"]["code"]
        product = link["product"]["code"]
        products[product] = link["product"]
        known = sums.setdefault(business, {})
        before, now = known.get(product, 0.0), link["quantityPerYear"]
        known[product] = None if before is None or now is None else before + now
    texts = dict[str, str]()
    for business, known in sums.items():
        parts = list[str]()
        for code, amount in sorted(known.items(), key=lambda item: (-(item[1] or 0), item[0])):
            product = products[code]
            name = shown_name(product["name"], product["nameEn"], language)
            parts.append(name if amount is None else f"{name} {quantity(amount, product['unit'], language)}")
        texts[business] = "; ".join(parts)
    return texts


def _notes(trace: Mapping[str, Any], is_shortened: bool, language: Language) -> list[str]:
    say = language.say
    notes = [
        trace["explanation"]
        + say(" Khối lượng mỗi năm. Thuật toán: ", " Quantities a year. Algorithm: ")
        + trace["algorithm"]
        + ".",
        say(
            "Hàng đi từ trái sang phải; nét đứt: trong cùng cấp hoặc quay về cấp gần hơn. Khung đôi, nét "
            "đậm, ◆: nguồn duy nhất được biết.",
            "Goods go from left to right; dashed: within a tier or back. Double frame, thick line, ◆: the "
            "only source known.",
        ),
    ]
    if trace["isPartial"]:
        notes.append(say("Kết quả bị giới hạn, chưa đầy đủ.", "A limit cut the trace: it is not complete."))
    if is_shortened:
        notes.append(
            say(
                f"Mỗi cấp vẽ tối đa {_MOST_OF_TIER - 1} cơ sở: nguồn duy nhất, rồi cơ sở có nhiều "
                "liên kết nhất.",
                f"At most {_MOST_OF_TIER - 1} businesses of a tier are drawn: single sources, then those "
                "with most links.",
            )
        )
    sources = [f"◆ {source['explanation']}" for source in trace["singleSources"]]
    notes += sources[:_SENTENCES]
    if len(sources) > _SENTENCES:
        more = len(sources) - _SENTENCES
        notes.append(say(f"… và {more} nguồn duy nhất khác.", f"… and {more} other single sources."))
    return notes


def _draw_heads(
    canvas: Canvas,
    body: Box,
    layers: Sequence[Sequence[str]],
    placed: Mapping[str, Box],
    direction: TraceDirection,
    language: Language,
) -> None:
    kind = (
        language.say("Cung ứng cấp", "Suppliers, tier")
        if direction is TraceDirection.UPSTREAM
        else language.say("Khách hàng cấp", "Customers, tier")
    )
    for tier, layer in enumerate(layers):
        if not layer:  # its column stays free, so that distances keep to scale
            continue
        box = placed[layer[0]]
        head = f"{kind} {tier}" if tier else language.say("Cơ sở", "Business")
        canvas.text((box.left + box.right) / 2, body.top - 8, head, 10, bold=True, anchor="middle")


def _draw_lines(canvas: Canvas, lines: Sequence[Line], placed: Mapping[str, Box]) -> None:
    """The thick ones last, so that they lie above."""
    for line in sorted(lines, key=lambda line: line.is_single):
        one, other = placed[line.supplier], placed[line.customer]
        y, to = (one.top + one.bottom) / 2, (other.top + other.bottom) / 2
        is_forth = one.right < other.left
        start, tip, point = one.right, other.left, -_POINT
        if not is_forth:  # back, or around within its tier, beside the lines that go on
            y, to = y + _ASIDE, to + _ASIDE
            start = one.left
            if other.right < one.left:
                tip, point = other.right, _POINT
        end = tip + point
        bend = one.left - _AROUND if one.left == other.left else (start + end) / 2
        data = path_data("M", start, y, "C", bend, y, bend, to, end, to)
        colour = "#000000" if line.is_single else "#666666"
        canvas.path(data, colour=colour, thick=2.4 if line.is_single else 0.8, dashed=not is_forth)
        canvas.shape([(end, to - 3.5), (end, to + 3.5), (tip, to)], colour)


def _draw_source(canvas: Canvas, box: Box) -> None:
    """A double frame with a diamond at its corner."""
    canvas.rectangle(box, Fill.WHITE, thick=1.6)
    canvas.rectangle(
        Box(box.left + 2.5, box.top + 2.5, box.right - 2.5, box.bottom - 2.5), Fill.WHITE, thick=0.6
    )
    x, y = box.right, box.top
    canvas.shape([(x - 7, y), (x, y - 7), (x + 7, y), (x, y + 7)])


def _write(canvas: Canvas, box: Box, name: str, goods: str) -> None:
    width = box.right - box.left - 2 * (_PAD + 1.5)
    names = wrapped(name, width, _NAME, bold=True, most=2)
    rest = wrapped(goods, width, _GOODS, most=4 - len(names) if len(names) < 2 else 2)
    height = LINE * (len(names) * _NAME + len(rest) * _GOODS)
    y = (box.top + box.bottom - height) / 2 + _NAME
    y = canvas.lines(box.left + _PAD + 1.5, y, names, _NAME, bold=True)
    canvas.lines(box.left + _PAD + 1.5, y - 0.5, rest, _GOODS)
