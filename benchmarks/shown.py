"""What was measured of the published operations, as tables for ``docs/performance.md`` and as a drawing.

    python -m benchmarks.shown

It reads ``results/operations-*.json``, prints a table for each engine and draws
``docs/images/performance.svg``.
"""

import json
import math
from pathlib import Path
from typing import Any

from benchmarks.engines import ENGINES
from benchmarks.flatness import RESULTS
from domain.language import Language
from service.canvas import Box, Canvas, Fill, path_data

_DRAWING = Path(__file__).parents[1] / "docs" / "images" / "performance.svg"
_SIZES = {"10k": "10,000", "100k": "100,000", "1M": "1,000,000"}
_DRAWN = "100k"
"""The size of which most is told."""
_NAMES = {"embedded": "ArcadeDB, embedded", "neo4j": "Neo4j"}
_BARS = {"raw": Fill.MIDDLE, "service": Fill.SOLID}
_LABELS = 170.0
_MARKS = (1, 10, 100, 1_000, 10_000)

Lines = dict[tuple[str, int], dict[str, Any]]
"""By the name of an operation and how many callers asked at a time: what was measured."""


def measured(engine: str, size: str) -> Lines:
    """What was measured of an engine at a size."""
    found = json.loads((RESULTS / f"operations-{engine}-{size}.json").read_text())
    return {(line["operation"], line["callers"]): line for line in found["operations"]}


def table(engine: str) -> str:
    """The figures of an engine, in Markdown."""
    sizes = [size for size in _SIZES if (RESULTS / f"operations-{engine}-{size}.json").exists()]
    found = {size: measured(engine, size) for size in sizes}
    heads = ["operation", "statements", "kB", *(f"p50, p95 at {_SIZES[size]}" for size in sizes)]
    rows = [[*heads, "a second, 1 and 8 callers", "times the raw driver's p95"]]
    rows.append(["---"] * len(rows[0]))
    for (name, callers), line in found[_DRAWN].items():
        if callers == 1:
            by_size = [found[size].get((name, 1)) for size in sizes]
            rows.append(
                [
                    name,
                    str(line["statements"]),
                    f"{line['bytes'] / 1000:.1f}",
                    *(f"{_short(at['p50Ms'])}, {_short(at['p95Ms'])}" if at else "–" for at in by_size),
                    ", ".join(_short(at["perSecond"]) for at in (line, found[_DRAWN].get((name, 8))) if at),
                    f"{line['p95Ratio']:.2f}",
                ]
            )
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def drawing() -> bytes:
    """Medians of the operations beside those of their statements through the raw driver, on both engines."""
    canvas = Canvas("Published operations at 100,000 businesses", Language.EN)
    room = canvas.frame(
        "Published operations at 100,000 businesses: median time, and that of their Cypher alone",
        [
            "One caller at a time; milliseconds on a logarithmic scale. Dark: the service, over HTTP.",
            "Light: the same statements through the raw driver, one after another; the service sends some of "
            "them side by side.",
        ],
        ["benchmarks/results/operations-*.json, drawn by python -m benchmarks.shown"],
    )
    half = (room.right - room.left - _LABELS) / 2
    names = [name for name, callers in measured(ENGINES[0], _DRAWN) if callers == 1]
    height = (room.bottom - room.top - 34) / len(names)
    for number, name in enumerate(names):
        y = room.top + 22 + (number + 0.62) * height
        canvas.text(room.left, y, name, 9.5, room=_LABELS - 8)
    for place, engine in enumerate(ENGINES):
        left = room.left + _LABELS + place * half
        lines = measured(engine, _DRAWN)
        scale = (half - 50) / math.log10(_MARKS[-1])
        canvas.text(left, room.top + 10, _NAMES[engine], 11, bold=True)
        for mark in _MARKS:
            x = left + math.log10(mark) * scale
            canvas.path(path_data("M", x, room.top + 18, "V", room.bottom - 12), colour="#bbbbbb", thick=0.5)
            canvas.text(x, room.bottom - 2, f"{mark:,}", 8, anchor="middle")
        for number, name in enumerate(names):
            top = room.top + 22 + number * height
            line = lines[name, 1]
            times = {"service": line["p50Ms"], "raw": line["rawP50Ms"]}
            for half_bar, (who, milliseconds) in enumerate(times.items()):
                length = math.log10(max(milliseconds, 1.05)) * scale
                above = top + 2 + half_bar * (height - 4) / 2
                canvas.rectangle(
                    Box(left, above, left + length, above + (height - 4) / 2), _BARS[who], thick=0.4
                )
                if who == "service":
                    canvas.text(left + length + 3, above + 8, _short(milliseconds), 8, halo=True)
    return canvas.svg()


def _short(number: float) -> str:
    """A number with two digits that mean something."""
    return f"{number:.1f}" if number < 10 else f"{number:,.0f}"


def main() -> None:
    """Prints the tables and draws."""
    for engine in ENGINES:
        print(f"\n{_NAMES[engine]}\n\n{table(engine)}")
    _DRAWING.write_bytes(drawing())
    print(f"\n{_DRAWING.name} is drawn")


if __name__ == "__main__":
    main()
