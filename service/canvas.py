"""A page of A4 in landscape, as SVG: text that is measured before it is placed, and fills that differ in
black and white too.

One unit is a 96th of an inch, so that the page is 1123 × 794 at scale 1. A picture with more on it takes a
larger page of the same shape, which a printer makes smaller.
"""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from xml.etree import ElementTree as ET

from domain.language import Language

_WIDTH, _HEIGHT = 1123.0, 794.0
MARGIN = 28.0
LINE = 1.32
"""Height of a line, in sizes of its letters: capitals of Vietnamese carry two marks."""
_ABOVE, _BELOW = 1.02, 0.26
_FONTS = "Arial, 'Liberation Sans', 'Noto Sans', 'DejaVu Sans', sans-serif"
_INK = "#000000"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# Widths in thousandths of the size, rounded up: DejaVu Sans, the widest of the fonts named above.
_WIDTHS = {
    280: "'ijl",
    320: " ,.I·‘’",
    360: "/:;\\f|",
    400: "()-[]t",
    440: "!r²³",
    480: '"',
    520: "*J`“”",
    560: "?L_csz–",
    600: "kvxy",
    640: "$0123456789FTabdeghnopquđơư{}₫",
    680: "EKPSY",
    720: "ABVXZ",
    760: "CHNRU",
    800: "&DGOQĐ◆",
    840: "#+<=>^w~×≈",
    880: "MƯ●",
    920: "Ơ",
    1000: "%Wm—…→▲■",
    1040: "@",
}
_BOLD_WIDTHS = {
    320: "'",
    360: " ijl",
    400: ",./:;I\\|·‘’",
    440: "-f²³",
    480: "!()[]t",
    520: "`r",
    560: '"*J_–',
    600: "csz",
    640: "?L",
    680: "aekvxy“”",
    720: "$0123456789EFSTbdghnopquđơư{}₫",
    760: "CPYZ",
    800: "ABKRVX◆",
    840: "#+<=>DGHNU^~Đ×≈",
    880: "&OQƯ●",
    920: "Ơ",
    960: "w■",
    1000: "@M—…→▲",
    1080: "%m",
    1120: "W",
}
_WIDEST = 1120


class Fill(Enum):
    """What a shape is filled with; each can be told from the others without colours."""

    SOLID = "#35506b"
    MIDDLE = "#8fa6bd"
    HATCHED = "url(#hatched)"
    DOTTED = "url(#dotted)"
    LINED = "url(#lined)"
    CROSSED = "url(#crossed)"
    WHITE = "#ffffff"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, from its upper left to its lower right corner."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        """Whether they share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def encloses(self, other: "Box") -> bool:
        """Whether the other lies inside, edges included."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.right <= self.right
            and other.bottom <= self.bottom
        )


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text becomes at most, in the fonts of the page."""
    widths = _by_letter(bold)
    return sum(widths.get(each) or _of_others(each, widths) for each in text) * size / 1000


def text_box(x: float, y: float, text: str, size: float, *, bold: bool = False, anchor: str = "start") -> Box:
    """What a line of text covers whose baseline is at ``y`` and which is anchored at ``x``."""
    width = text_width(text, size, bold=bold)
    left = x - {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    return Box(left, y - _ABOVE * size, left + width, y + _BELOW * size)


def wrapped(
    text: str, width: float, size: float, *, bold: bool = False, most: int | None = None
) -> list[str]:
    """A text in lines that are no wider; what does not fit into the most lines is cut at an ellipsis."""

    def fits(line: str) -> bool:
        return text_width(line, size, bold=bold) <= width

    lines, line = list[str](), ""
    for word in text.split():
        if line and fits(f"{line} {word}"):
            line = f"{line} {word}"
            continue
        if line:
            lines.append(line)
        line = word
        while not fits(line) and len(line) > 1:  # a word wider than the line is broken
            end = next(end for end in range(len(line) - 1, 0, -1) if end == 1 or fits(line[:end]))
            lines.append(line[:end])
            line = line[end:]
    if line:
        lines.append(line)
    if most is None or len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and not fits(f"{last}…"):
        last = last[:-1]
    return [*lines[: most - 1], f"{last.rstrip(' ,;')}…"]


@cache
def _by_letter(bold: bool) -> dict[str, int]:
    return {
        letter: width for width, letters in (_BOLD_WIDTHS if bold else _WIDTHS).items() for letter in letters
    }


def _of_others(letter: str, widths: dict[str, int]) -> int:
    """A letter with marks is as wide as without; of any other script the widest is taken."""
    if unicodedata.combining(letter):
        return 0
    base = unicodedata.normalize("NFD", letter)
    stem = letter if len(base) == 1 else unicodedata.normalize("NFC", base[:2])
    return widths.get(stem) or widths.get(base[0]) or _WIDEST


class Canvas:
    """A page that is drawn on. Coordinates count from the upper left corner."""

    def __init__(self, title: str, language: Language, scale: float = 1.0) -> None:
        self.page = Box(0, 0, _WIDTH * scale, _HEIGHT * scale)
        self._root = ET.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "width": "297mm",
                "height": "210mm",
                "viewBox": f"0 0 {_short(self.page.right)} {_short(self.page.bottom)}",
                "lang": language.name.lower(),
                "role": "img",
                "font-family": _FONTS,
            },
        )
        ET.SubElement(self._root, "title").text = _legal(title)
        style = "@page { size: A4 landscape; margin: 0 }"
        ET.SubElement(self._root, "style").text = style
        self._root.append(_patterns())
        self.rectangle(self.page, Fill.WHITE, outline=None)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 10.0,
        *,
        bold: bool = False,
        anchor: str = "start",
        colour: str = _INK,
        halo: bool = False,
        room: float | None = None,
    ) -> None:
        """Writes a line whose baseline is at ``y``: with a halo that hides what it crosses, and smaller
        where it would be wider than its room."""
        if room is not None:
            size = min(size, size * room / max(text_width(text, size, bold=bold), 0.01))
            size = math.floor(size * 100) / 100
        shown = ET.SubElement(self._root, "text", {"x": _short(x), "y": _short(y), "font-size": _short(size)})
        if bold:
            shown.set("font-weight", "bold")
        if anchor != "start":
            shown.set("text-anchor", anchor)
        if colour != _INK:
            shown.set("fill", colour)
        if halo:
            for name, value in (("stroke", "#ffffff"), ("stroke-width", "2.5"), ("paint-order", "stroke")):
                shown.set(name, value)
        shown.text = _legal(text)

    def lines(
        self, x: float, y: float, lines: Sequence[str], size: float = 10.0, *, bold: bool = False
    ) -> float:
        """Writes lines below each other, the first at ``y``; returns where the next would be."""
        for line in lines:
            self.text(x, y, line, size, bold=bold)
            y += LINE * size
        return y

    def rectangle(
        self, box: Box, fill: Fill, *, outline: str | None = _INK, thick: float = 0.8, dashed: bool = False
    ) -> None:
        """A rectangle, with an outline unless its colour is None."""
        shown = ET.SubElement(
            self._root,
            "rect",
            {
                "x": _short(box.left),
                "y": _short(box.top),
                "width": _short(box.right - box.left),
                "height": _short(box.bottom - box.top),
                "fill": fill.value,
            },
        )
        _outline(shown, outline, thick, dashed)

    def ribbon(self, left: Box, right: Box, fill: Fill, *, dashed: bool = False) -> None:
        """A band from the right edge of one box to the left edge of another."""
        x, to = left.right, right.left
        middle = _short((x + to) / 2)
        shown = ET.SubElement(
            self._root,
            "path",
            {
                "d": f"M{_short(x)} {_short(left.top)}"
                f"C{middle} {_short(left.top)} {middle} {_short(right.top)} {_short(to)} {_short(right.top)}"
                f"V{_short(right.bottom)}"
                f"C{middle} {_short(right.bottom)} {middle} {_short(left.bottom)} "
                f"{_short(x)} {_short(left.bottom)}Z",
                "fill": fill.value,
            },
        )
        _outline(shown, "#444444", 0.5, dashed)

    def path(self, data: str, *, colour: str = _INK, thick: float = 0.8, dashed: bool = False) -> None:
        """A line along the data of a path, which is made by :func:`path_data`."""
        shown = ET.SubElement(self._root, "path", {"d": data, "fill": "none"})
        _outline(shown, colour, thick, dashed)

    def shape(self, points: Sequence[tuple[float, float]], fill: str = _INK) -> None:
        """A filled polygon."""
        corners = " ".join(f"{_short(x)},{_short(y)}" for x, y in points)
        ET.SubElement(self._root, "polygon", {"points": corners, "fill": fill})

    def circle(self, x: float, y: float, radius: float, fill: Fill, *, thick: float = 0.8) -> None:
        """A circle with an outline."""
        shown = ET.SubElement(
            self._root, "circle", {"cx": _short(x), "cy": _short(y), "r": _short(radius), "fill": fill.value}
        )
        _outline(shown, _INK, thick, False)

    def frame(self, title: str, remarks: Sequence[str], notes: Sequence[str]) -> Box:
        """Writes the title and what is to be known above, the notes below; returns the room between."""
        width = self.page.right - 2 * MARGIN
        y = MARGIN + 14
        y = self.lines(MARGIN, y, wrapped(title, width, 17, bold=True, most=2), 17, bold=True) - 5
        for remark in remarks:
            y = self.lines(MARGIN, y, wrapped(remark, width, 9.5, most=3), 9.5)
        below = [line for note in notes for line in wrapped(note, width, 9, most=3)]
        bottom = self.page.bottom - MARGIN - len(below) * LINE * 9
        self.lines(MARGIN, bottom + LINE * 9, below, 9)
        return Box(MARGIN, y + 2, self.page.right - MARGIN, bottom - 4)

    def svg(self) -> bytes:
        """The page as a file; the same drawing gives the same bytes."""
        ET.indent(self._root)
        text: str = ET.tostring(self._root, "unicode")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def path_data(*parts: str | float) -> str:
    """The data of a path out of its letters and numbers."""
    return " ".join(part if isinstance(part, str) else _short(part) for part in parts)


def _outline(shape: ET.Element, colour: str | None, thick: float, dashed: bool) -> None:
    if colour is None:
        return
    shape.set("stroke", colour)
    shape.set("stroke-width", _short(thick))
    if dashed:
        shape.set("stroke-dasharray", "4 2.5")


def _short(value: float) -> str:
    """A number with two digits at most, the same on every machine."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _legal(text: str) -> str:
    """The text without what XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)


def _patterns() -> ET.Element:
    """The fills that are patterns."""
    defs = ET.Element("defs")

    def pattern(name: str, size: str, drawn: str, ground: str = "#ffffff") -> None:
        tile = ET.SubElement(
            defs,
            "pattern",
            {"id": name, "width": size, "height": size, "patternUnits": "userSpaceOnUse"},
        )
        ET.SubElement(tile, "rect", {"width": size, "height": size, "fill": ground})
        ET.SubElement(tile, "path", {"d": drawn, "stroke": "#222222", "stroke-width": "0.8", "fill": "none"})

    pattern("hatched", "6", "M-1 1L1 -1M0 6L6 0M5 7L7 5", "#e4ebf2")
    pattern("dotted", "5", "M1 2.5h1.4M3.5 0h1.4", "#dfe7d8")
    pattern("lined", "4", "M0 2H4", "#f1e8d3")
    pattern("crossed", "5", "M0 0L5 5M0 5L5 0", "#f6d9d2")
    return defs
