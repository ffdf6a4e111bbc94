"""What stands on a picture, read back from its file."""

from itertools import combinations
from xml.etree import ElementTree as ET

from service.canvas import Box, text_box

_SVG = "{http://www.w3.org/2000/svg}"


def labels(svg: bytes) -> list[tuple[str, Box]]:
    """Each line of text with what it covers, in the order in which they are drawn."""
    return [
        (
            text.text or "",
            text_box(
                float(text.attrib["x"]),
                float(text.attrib["y"]),
                text.text or "",
                float(text.attrib["font-size"]),
                bold=text.get("font-weight") == "bold",
                anchor=text.get("text-anchor", "start"),
            ),
        )
        for text in ET.fromstring(svg).iter(f"{_SVG}text")
    ]


def texts(svg: bytes) -> list[str]:
    """The lines of text of a picture."""
    return [text for text, _ in labels(svg)]


def faults(svg: bytes) -> list[str]:
    """Labels that cover each other or leave the page; a hair's breadth is forgiven."""
    shown = labels(svg)
    *_, width, height = ET.fromstring(svg).attrib["viewBox"].split()
    page = Box(0, 0, float(width), float(height))
    covering = [
        f"{one!r} covers {other!r}"
        for (one, box), (other, another) in combinations(shown, 2)
        if Box(box.left + 0.1, box.top + 0.1, box.right - 0.1, box.bottom - 0.1).overlaps(another)
    ]
    return [*covering, *(f"{text!r} leaves the page" for text, box in shown if not page.encloses(box))]
