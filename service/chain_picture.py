"""A value chain as a Sankey: its stages in order, what is offered on the left, what is needed on the right.
No arrow leads from a stage to the next: what is made of what the order does not say (leaves and bark of the
same tree follow each other).

Widths are quantities. Stages whose products have the same unit share a scale, others have their own, and
nothing is added across units.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from domain.enums import ProductUnit
from domain.language import Language
from planning.wording import number, percent, quantity
from service.asking import name_of
from service.canvas import MARGIN, Box, Canvas, Fill, wrapped

CHAIN = """
query DrawnChain($code: PublicCode!, $within: [ID!], $month: Int) {
  answer: valueChain(code: $code) {
    name nameEn
    map(within: $within, month: $month) {
      algorithm dataVersion changedMeanwhile constraint explanation
      stages {
        order product { name nameEn unit } offererCount neederCount
        capacityPerYear spareCapacityPerYear demandPerYear derivedDemandPerYear marketDemandPerYear
      }
      ambiguousUnits { name nameEn }
    }
  }
}
"""

_LARGEST, _SMALLEST = 120, 22
_SLOT = 13.5
_GAP = 11.0
_LABEL_LEFT, _LABEL_WIDTH = MARGIN + 26, 190.0
_SOURCE, _NODE, _SINK, _BAR = 418.0, 572.0, 736.0, 9.0
_BALANCE = 940.0
_SCALE_ROOM, _SCALE_STEP, _SCALES_IN_ROW = 40.0, 165.0, 6


class Part(Enum):
    """What a part of an offer or a demand is called, and how it is filled."""

    COMMITTED = ("Đã cam kết", "Committed", Fill.SOLID)
    SPARE = ("Còn dư để bán", "Still to be had", Fill.HATCHED)
    CAPACITY = ("Năng lực", "Capacity", Fill.SOLID)
    SHORTFALL = ("Thiếu", "Missing", Fill.CROSSED)
    RECORDED = ("Nhu cầu đã khai", "Recorded need", Fill.MIDDLE)
    DERIVED = ("Suy từ định mức", "Told by recipes", Fill.DOTTED)
    MARKET = ("Thị trường ngoài", "Markets", Fill.LINED)
    SURPLUS = ("Vượt nhu cầu", "Above demand", Fill.WHITE)

    def __init__(self, vi: str, en: str, fill: Fill) -> None:
        self.vi = vi
        self.en = en
        self.fill = fill


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage as it is drawn; quantities are in the unit of its product, None where not known."""

    order: int
    name: str
    unit: str
    offerers: int
    needers: int
    capacity: float | None
    spare: float | None
    demand: float | None
    derived: float
    market: float

    @property
    def scale(self) -> str:
        """Stages of the same scale can be compared: those of a unit, but a piece is a thing of each stage."""
        return f"{self.unit} {self.order}" if self.unit == ProductUnit.PIECE.name else self.unit

    @property
    def sources(self) -> list[tuple[Part, float]]:
        """What it is fed by, from top to bottom: nothing that is 0."""
        parts = list[tuple[Part, float]]()
        if self.capacity is not None:
            if self.spare is None:
                parts.append((Part.CAPACITY, self.capacity))
            else:
                parts += [(Part.COMMITTED, self.capacity - self.spare), (Part.SPARE, self.spare)]
            if self.demand is not None:
                parts.append((Part.SHORTFALL, self.demand - self.capacity))
        return [part for part in parts if part[1] > 0]

    @property
    def sinks(self) -> list[tuple[Part, float]]:
        """Where it goes, from top to bottom: nothing that is 0."""
        parts = list[tuple[Part, float]]()
        if self.demand is not None:
            parts += [
                (Part.RECORDED, self.demand - self.derived - self.market),
                (Part.DERIVED, self.derived),
                (Part.MARKET, self.market),
            ]
            if self.capacity is not None:
                parts.append((Part.SURPLUS, self.capacity - self.demand))
        return [part for part in parts if part[1] > 0]

    @property
    def amount(self) -> float:
        """Its full width: the larger of what is offered and what is needed."""
        return max(self.capacity or 0, self.demand or 0)


@dataclass(frozen=True, slots=True)
class Band:
    """A part between its own bar and the node of the stage."""

    part: Part
    amount: float
    bar: Box
    node: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A stage in its place on the page."""

    stage: Stage
    box: Box
    node: Box
    sources: Sequence[Band]
    sinks: Sequence[Band]


def scales(stages: Sequence[Stage], widest: float) -> dict[str, float]:
    """Width of one unit, for each scale: the largest of its stages is as wide as may be."""
    most = dict[str, float]()
    for stage in stages:
        most[stage.scale] = max(most.get(stage.scale, 0.0), stage.amount)
    return {scale: widest / amount for scale, amount in most.items() if amount > 0}


def rows(stages: Sequence[Stage], top: float, widest: float) -> list[Row]:
    """The stages from ``top`` down, with the widest of each unit ``widest`` wide."""
    widths = scales(stages, widest)
    placed = list[Row]()
    for stage in stages:
        scale = widths.get(stage.scale, 0.0)
        full = stage.amount * scale
        height = max(full, _room(stage.sources, scale), _room(stage.sinks, scale), 2 * _SLOT) + _GAP
        middle = top + height / 2
        node = Box(_NODE, middle - full / 2, _NODE + _BAR, middle + full / 2)
        placed.append(
            Row(
                stage=stage,
                box=Box(MARGIN, top, _BALANCE, top + height),
                node=node,
                sources=_bands(stage.sources, scale, node, _SOURCE, middle),
                sinks=_bands(stage.sinks, scale, node, _SINK, middle),
            )
        )
        top += height
    return placed


def _room(parts: Sequence[tuple[Part, float]], scale: float) -> float:
    """Height that the labels of parts need, each beside its bar."""
    return sum(max(amount * scale, _SLOT) for _, amount in parts)


def _bands(
    parts: Sequence[tuple[Part, float]], scale: float, node: Box, left: float, middle: float
) -> list[Band]:
    y = middle - _room(parts, scale) / 2
    at = node.top
    bands = list[Band]()
    for part, amount in parts:
        width, slot = amount * scale, max(amount * scale, _SLOT)
        start = y + (slot - width) / 2
        bar = Box(left, start, left + _BAR, start + width)
        bands.append(Band(part, amount, bar, Box(node.left, at, node.right, at + width)))
        y += slot
        at += width
    return bands


def chain_picture(
    chain: Mapping[str, Any], title: str, remarks: Sequence[str], month: int | None, language: Language
) -> bytes:
    """The picture of a chain that has something to show, from the answer to ``CHAIN``."""
    stages = [_stage(each, language) for each in chain["map"]["stages"]]
    notes = _notes(chain, month, language)

    def room(scale: float) -> Box:
        return Canvas(title, language, scale).frame(title, remarks, notes)

    scale, head = 1.0, 24.0
    scale_room = _SCALE_ROOM * math.ceil(len(scales(stages, 1)) / _SCALES_IN_ROW)
    free = room(scale).bottom - room(scale).top - head - scale_room

    def height(size: float) -> float:
        return rows(stages, 0, size)[-1].box.bottom

    sizes = [size for size in range(_LARGEST, _SMALLEST - 1, -2) if height(size) <= free]
    widest = float(sizes[0] if sizes else _SMALLEST)
    if not sizes:
        scale = 1 + (height(widest) - free) / Canvas(title, language).page.bottom
    canvas = Canvas(title, language, scale)
    body = canvas.frame(title, remarks, notes)
    _draw(canvas, body, rows(stages, body.top + head, widest), scales(stages, widest), language)
    return canvas.svg()


def _stage(answer: Mapping[str, Any], language: Language) -> Stage:
    return Stage(
        order=answer["order"],
        name=name_of(answer["product"], language),
        unit=answer["product"]["unit"],
        offerers=answer["offererCount"],
        needers=answer["neederCount"],
        capacity=answer["capacityPerYear"],
        spare=answer["spareCapacityPerYear"],
        demand=answer["demandPerYear"],
        derived=answer["derivedDemandPerYear"],
        market=answer["marketDemandPerYear"],
    )


def _notes(chain: Mapping[str, Any], month: int | None, language: Language) -> list[str]:
    say, drawn = language.say, chain["map"]
    period = say("một năm", "a year") if month is None else say(f"tháng {month}", f"month {month}")
    notes = [
        say(
            f"Độ rộng là khối lượng trong {period}, theo đơn vị của từng sản phẩm; chỉ so sánh được giữa các "
            "công đoạn cùng thang đo, không cộng các đơn vị khác nhau. “…”: không rõ khối lượng.",
            f"Widths are quantities of {period}, in the unit of each product; only stages of the same scale "
            "can be compared, and units are never added. “…”: no quantity is known.",
        ),
        drawn["explanation"] + say(" Thuật toán: ", " Algorithm: ") + drawn["algorithm"] + ".",
    ]
    if drawn["ambiguousUnits"]:
        names = ", ".join(name_of(unit, language) for unit in drawn["ambiguousUnits"])
        notes.append(
            say(
                f"Chưa tính cơ sở khai theo đơn vị không chắc nằm trong phạm vi: {names}.",
                f"Without businesses of units that may lie outside the scope: {names}.",
            )
        )
    return notes


def _draw(
    canvas: Canvas, body: Box, placed: Sequence[Row], widths: Mapping[str, float], language: Language
) -> None:
    say, y = language.say, body.top + 12
    for x, anchor, heading in (
        (MARGIN, "start", say("Công đoạn", "Stage")),
        (_SOURCE + _BAR, "end", say("Nguồn cung", "Supply")),
        (_SINK, "start", say("Nhu cầu", "Demand")),
        (_BALANCE, "start", say("Cân đối", "Balance")),
    ):
        canvas.text(x, y, heading, 11, bold=True, anchor=anchor)
    canvas.path(f"M{body.left:.0f} {y + 6:.0f}H{body.right:.0f}", thick=1)
    for row in placed:
        _draw_row(canvas, body, row, language)
    _draw_scales(canvas, body, widths, language)


def _middle(box: Box) -> float:
    return (box.top + box.bottom) / 2


def _draw_row(canvas: Canvas, body: Box, row: Row, language: Language) -> None:
    say, stage, middle = language.say, row.stage, _middle(row.box)
    canvas.path(f"M{body.left:.2f} {row.box.bottom:.2f}H{body.right:.2f}", colour="#bbbbbb", thick=0.4)
    canvas.circle(MARGIN + 9, middle, 9, Fill.WHITE)
    canvas.text(MARGIN + 9, middle + 3.6, str(stage.order), 10, bold=True, anchor="middle")
    canvas.text(
        _LABEL_LEFT,
        middle - 2.5,
        wrapped(stage.name, _LABEL_WIDTH, 10.5, bold=True, most=1)[0],
        10.5,
        bold=True,
    )
    canvas.text(
        _LABEL_LEFT,
        middle + 11,
        say(
            f"{ProductUnit[stage.unit].vi} · {stage.offerers} bên bán · {stage.needers} bên cần",
            f"{ProductUnit[stage.unit].en} · {stage.offerers} offer · {stage.needers} need",
        ),
        9,
    )
    for band in row.sources:
        canvas.ribbon(band.bar, band.node, band.part.fill, dashed=band.part is Part.SHORTFALL)
    for band in row.sinks:
        canvas.ribbon(band.node, band.bar, band.part.fill, dashed=band.part is Part.SURPLUS)
    for band in (*row.sources, *row.sinks):
        canvas.rectangle(band.bar, band.part.fill, thick=0.6)
    if stage.amount > 0:
        canvas.rectangle(row.node, Fill.SOLID, thick=0.6)
    for band in row.sources:
        _label(canvas, band, stage.unit, band.bar.left - 5, "end", language)
    for band in row.sinks:
        _label(canvas, band, stage.unit, band.bar.right + 5, "start", language)
    if stage.capacity is None:
        canvas.text(_SOURCE + _BAR, middle + 3.3, say("Năng lực: …", "Capacity: …"), 9.5, anchor="end")
    if stage.demand is None:
        canvas.text(_SINK, middle + 3.3, say("Nhu cầu: …", "Demand: …"), 9.5)
    balance, share = _balance(stage, language)
    is_short = any(part is Part.SHORTFALL for part, _ in stage.sources)
    if is_short:
        canvas.rectangle(Box(_BALANCE, middle - 6, _BALANCE + 10, middle + 4), Fill.CROSSED)
    x = _BALANCE + (15 if is_short else 0)
    room = body.right - x
    canvas.text(x, middle - (2 if share else -3.3), balance, 10, bold=is_short, room=room)
    if share:
        canvas.text(x, middle + 11, share, 9)


def _label(canvas: Canvas, band: Band, unit: str, x: float, anchor: str, language: Language) -> None:
    is_short = band.part is Part.SHORTFALL
    name = language.say(band.part.vi, band.part.en)
    text = f"{name} {number(band.amount, language)}"
    if is_short:
        text = f"{name} {quantity(band.amount, unit, language)}"
    room = x - _LABEL_LEFT - _LABEL_WIDTH if anchor == "end" else _BALANCE - x
    canvas.text(x, _middle(band.bar) + 3.3, text, 9.5, bold=is_short, anchor=anchor, room=room - 6)


def _balance(stage: Stage, language: Language) -> tuple[str, str]:
    """What stands in the column of balances: the balance, and its share of the demand."""
    say = language.say
    if stage.capacity is None or stage.demand is None:
        return say("Không rõ", "Not known"), ""
    if stage.offerers == 0 and stage.needers == 0:
        return say("Chưa có số liệu", "No data"), ""
    difference = stage.capacity - stage.demand
    if difference < 0:
        missing = quantity(-difference, stage.unit, language)
        share = percent(-difference / stage.demand)
        return say(f"Thiếu {missing}", f"Short of {missing}"), say(f"{share} nhu cầu", f"{share} of demand")
    if difference > 0:
        return "+" + quantity(difference, stage.unit, language), ""
    return say("Vừa đủ", "Just enough"), ""


def _draw_scales(canvas: Canvas, body: Box, widths: Mapping[str, float], language: Language) -> None:
    """A bar of a round quantity for each scale."""
    if not widths:
        return
    base = body.bottom - 6 - _SCALE_ROOM * ((len(widths) - 1) // _SCALES_IN_ROW)
    canvas.text(body.left, base - 8, language.say("Thang đo:", "Scale:"), 9.5, bold=True)
    for place, (name, width) in enumerate(sorted(widths.items())):
        unit, _, order = name.partition(" ")
        amount = _round_below(26 / width)
        x = body.left + 70 + _SCALE_STEP * (place % _SCALES_IN_ROW)
        y = base + _SCALE_ROOM * (place // _SCALES_IN_ROW)
        canvas.rectangle(Box(x, y - amount * width, x + _BAR, y), Fill.SOLID)
        text = f"= {quantity(amount, unit, language)}" + (f" ({order})" if order else "")
        canvas.text(x + _BAR + 5, y - 8, text, 9.5)


def _round_below(amount: float) -> float:
    """The largest of 1, 2 or 5 × 10ⁿ that is not above."""
    power = 10.0 ** math.floor(math.log10(amount))
    return next(step * power for step in (5, 2, 1) if step * power <= amount or step == 1)
