"""Linkages of clusters on a map: clusters at their coordinates, lines as thick as the score is high, and
beside it what ties each pair. Outlines of units are not in the register: their names stand where their
communes are."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeAlias

from domain.distance import EARTH_RADIUS_KM
from domain.enums import ClusterLinkageKind
from domain.language import Language
from planning.wording import kilometres, number, quantity, shown_name
from service.asking import name_of
from service.canvas import LINE, Box, Canvas, Fill, path_data, text_box, wrapped

LINKAGES = """
query DrawnLinkages($within: [ID!], $first: Int) {
  answer: clusterLinkages(within: $within, first: $first) {
    algorithm dataVersion changedMeanwhile constraint totalCount
    ambiguousUnits { name nameEn }
    edges {
      node {
        score distanceKm isDistanceApproximate source { ...OnMap } target { ...OnMap }
        flows {
          kind quantityPerYear offeredBy { code } product { name nameEn unit } valueChain { name nameEn }
        }
      }
    }
  }
}
fragment OnMap on Cluster {
  code name nameEn kind location { latitude longitude }
  places { share unit { code name nameEn location { latitude longitude } partOf { code name nameEn } } }
}
"""
MOST = 20
"""Linkages for which a page has room."""

_PANEL = 345.0
_TIES = 2
_EDGE = 74.0
_SMALLEST_KM = 4.0
_APART = 15.0
_RADIUS = 5.0
_NEAR = 22.0
_GOLDEN = math.pi * (3 - math.sqrt(5))
_NAME, _UNIT, _PROVINCE = 9.5, 8.0, 13.0
_GREY = "#6b6b6b"
_SIDES = ((1, 0), (-1, 0), (0.75, -0.75), (-0.75, -0.75), (0.75, 0.75), (-0.75, 0.75), (0, 1), (0, -1))
_KINDS: Mapping[str, tuple[str, str]] = {
    "LAND_CLUSTER": ("cụm công nghiệp", "industrial cluster"),
    "INDUSTRIAL_PARK": ("khu công nghiệp", "industrial park"),
    "SECTOR_NETWORK": ("cụm liên kết ngành", "sector network"),
    "ENTERPRISE_LINKAGE_GROUP": ("cụm liên kết doanh nghiệp", "enterprise linkage group"),
}


Point: TypeAlias = tuple[float, float]
"""A point on the page."""


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the earth, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Projection:
    """From the earth to the page: a plate carrée that is true to scale in its middle, which is right within
    a per cent over a few provinces."""

    middle: Place
    x: float
    y: float
    per_km: float

    def __call__(self, place: Place) -> Point:
        """Where a place lies on the page."""
        degree = math.radians(1) * EARTH_RADIUS_KM * self.per_km
        east = (place.longitude - self.middle.longitude) * math.cos(math.radians(self.middle.latitude))
        return self.x + east * degree, self.y - (place.latitude - self.middle.latitude) * degree


@dataclass(frozen=True, slots=True)
class Label:
    """Lines of text in their place, each anchored at ``x``, the first on the baseline ``y``."""

    lines: tuple[str, ...]
    x: float
    y: float
    size: float
    bold: bool
    anchor: str
    is_far: bool = False

    @property
    def baselines(self) -> list[float]:
        """Where each line stands."""
        return [self.y + row * LINE * self.size for row in range(len(self.lines))]

    @property
    def boxes(self) -> list[Box]:
        """What each line covers."""
        return [
            text_box(self.x, y, line, self.size, bold=self.bold, anchor=self.anchor)
            for line, y in zip(self.lines, self.baselines, strict=True)
        ]


def projection(places: Sequence[Place], body: Box) -> Projection:
    """The projection that shows all places as large as may be."""
    south, north = min(each.latitude for each in places), max(each.latitude for each in places)
    west, east = min(each.longitude for each in places), max(each.longitude for each in places)
    middle = Place((south + north) / 2, (west + east) / 2)
    degree = math.radians(1) * EARTH_RADIUS_KM
    height = max((north - south) * degree, _SMALLEST_KM)
    width = max((east - west) * degree * math.cos(math.radians(middle.latitude)), _SMALLEST_KM)
    per_km = min((body.right - body.left) / width, (body.bottom - body.top) / height)
    return Projection(middle, (body.left + body.right) / 2, (body.top + body.bottom) / 2, per_km)


def place_of(cluster: Mapping[str, Any]) -> Place | None:
    """Where a cluster is: its own place, else the mean of its communes by the share that lies in each."""
    if cluster["location"]:
        return Place(**cluster["location"])
    known = [each for each in cluster["places"] or () if each["unit"]["location"]]
    total = sum(each["share"] or 1 for each in known)
    if not total:
        return None
    return Place(
        sum((each["share"] or 1) * each["unit"]["location"]["latitude"] for each in known) / total,
        sum((each["share"] or 1) * each["unit"]["location"]["longitude"] for each in known) / total,
    )


def spread(points: Mapping[str, Point]) -> dict[str, Point]:
    """Points that would cover each other moved as little as needed, in a spiral; others stay."""
    placed = dict[str, Point]()
    for code in sorted(points):
        placed[code] = next(
            at
            for at in _spiral(points[code])
            if all(math.dist(at, other) >= _APART for other in placed.values())
        )
    return placed


def _spiral(middle: Point) -> Iterator[Point]:
    """Points around another, in growing distance."""
    x, y = middle
    for step in count():
        radius, angle = 3 * math.sqrt(step), step * _GOLDEN
        yield x + radius * math.cos(angle), y + radius * math.sin(angle)


def beside(
    lines: Sequence[str], point: Point, size: float, *, bold: bool, taken: Sequence[Box], body: Box
) -> Label | None:
    """The nearest place around a point where a text covers nothing; None where there is none."""
    for label in _around(tuple(lines), point, size, bold):
        if all(body.encloses(box) and not any(box.overlaps(other) for other in taken) for box in label.boxes):
            return label
    return None


def _around(lines: tuple[str, ...], point: Point, size: float, bold: bool) -> Iterator[Label]:
    """Places for a text: right, left, above, below, in growing distance."""
    x, y = point
    height = LINE * size * (len(lines) - 1)
    for distance in (9.0, 14.0, _NEAR, 34.0, 52.0, 75.0, 105.0):
        for dx, dy in _SIDES:
            anchor = "start" if dx > 0 else "end" if dx < 0 else "middle"
            middle = y + dy * (distance + (height / 2 + size * 0.4)) + size * 0.36
            yield Label(lines, x + dx * distance, middle - height / 2, size, bold, anchor, distance > _NEAR)


def linkage_picture(
    answer: Mapping[str, Any], title: str, remarks: Sequence[str], language: Language
) -> bytes:
    """The picture of linkages, at least one, from the answer to ``LINKAGES``."""
    linkages = [edge["node"] for edge in answer["edges"]]
    clusters = {cluster["code"]: cluster for each in linkages for cluster in (each["source"], each["target"])}
    places = {code: place for code in sorted(clusters) if (place := place_of(clusters[code]))}
    notes = _notes(answer, [clusters[code] for code in sorted(set(clusters) - set(places))], language)
    entries = [_entry(number, each, language) for number, each in enumerate(linkages, start=1)]
    plain = Canvas(title, language)
    body = plain.frame(title, remarks, notes)
    needed = sum(_height(entry) for entry in entries)
    canvas = Canvas(title, language, max(1.0, 1 + (needed - body.bottom + body.top) / plain.page.bottom))
    body = canvas.frame(title, remarks, notes)
    panel = Box(body.right - _PANEL, body.top, body.right, body.bottom)
    _draw_panel(canvas, panel, entries)
    if places:
        sheet = Box(body.left, body.top, panel.left - 14, body.bottom)
        _draw_map(canvas, sheet, linkages, clusters, places, language)
    return canvas.svg()


def _entry(order: int, linkage: Mapping[str, Any], language: Language) -> tuple[list[str], list[str]]:
    """What stands beside the map about a pair: its names, then score, distance and what ties it first."""
    names = " – ".join(name_of(linkage[end], language) for end in ("source", "target"))
    score = f"{linkage['score']:.2f}"
    facts = [language.say(f"điểm {score.replace('.', ',')}", f"score {score}")]
    if linkage["distanceKm"] is not None:
        is_approximate = linkage["isDistanceApproximate"]
        facts.append(kilometres(linkage["distanceKm"], language, is_approximate=is_approximate))
    flows, width = len(linkage["flows"]), _PANEL - 26
    facts.append(language.say(f"{flows} nội dung", f"{flows} tie" + ("" if flows == 1 else "s")))
    ties = [_flow(flow, linkage["source"]["code"], language) for flow in linkage["flows"][:_TIES]]
    return (
        wrapped(f"{order}. {names}", width, 9.5, bold=True, most=2),
        [line for text in (" · ".join(facts), *ties) for line in wrapped(text, width, 8.5, most=1)],
    )


def _flow(flow: Mapping[str, Any], source: str, language: Language) -> str:
    kind = ClusterLinkageKind[flow["kind"]]
    named = language.say(kind.vi, kind.en.split(":")[0]).lower()
    if flow["offeredBy"]:
        named = f"{'→' if flow['offeredBy']['code'] == source else '←'} {named}"
    thing = flow["product"] or flow["valueChain"]
    if thing is None:
        return named
    name = shown_name(thing["name"], thing["nameEn"], language)
    if flow["product"] is None or flow["quantityPerYear"] is None:
        return f"{named}: {name}"
    return f"{named}: {name} {quantity(flow['quantityPerYear'], thing['unit'], language)}"


def _height(entry: tuple[list[str], list[str]]) -> float:
    names, facts = entry
    return LINE * (len(names) * 9.5 + len(facts) * 8.5) + 5


def _draw_panel(canvas: Canvas, panel: Box, entries: Sequence[tuple[list[str], list[str]]]) -> None:
    y = panel.top + 10
    for names, facts in entries:
        y = canvas.lines(panel.left, y, names, 9.5, bold=True)
        y = canvas.lines(panel.left + 12, y - 0.5, facts, 8.5) + 5


def _draw_map(
    canvas: Canvas,
    sheet: Box,
    linkages: Sequence[Mapping[str, Any]],
    clusters: Mapping[str, Mapping[str, Any]],
    places: Mapping[str, Place],
    language: Language,
) -> None:
    canvas.rectangle(sheet, Fill.WHITE, thick=0.8)
    legend = 34.0
    inner = Box(sheet.left + _EDGE, sheet.top + 30, sheet.right - _EDGE, sheet.bottom - legend - 26)
    field = Box(sheet.left + 3, sheet.top + 3, sheet.right - 3, sheet.bottom - legend)
    shown = projection(list(places.values()), inner)
    points = spread({code: shown(place) for code, place in places.items()})
    taken = [_marker(point) for point in points.values()]
    _draw_legend(canvas, sheet, shown.per_km, {clusters[code]["kind"] for code in places}, language)
    drawn = [each for each in linkages if {each["source"]["code"], each["target"]["code"]} <= points.keys()]
    thick = _thickness([each["score"] for each in linkages])
    for linkage in reversed(drawn):  # the best last, so that it lies above
        (x, y), (to_x, to_y) = points[linkage["source"]["code"]], points[linkage["target"]["code"]]
        flows = {flow["kind"] for flow in linkage["flows"]}
        canvas.path(
            path_data("M", x, y, "L", to_x, to_y),
            colour="#555555",
            thick=thick(linkage["score"]),
            dashed=flows == {ClusterLinkageKind.SHARED_FOCUS.name},
        )
    strokes = [
        box
        for linkage in drawn
        for box in _strokes(points[linkage["source"]["code"]], points[linkage["target"]["code"]])
    ]
    for code, point in points.items():
        _draw_marker(canvas, point, clusters[code]["kind"])
    names = list[Label]()
    for code, point in points.items():
        lines = wrapped(name_of(clusters[code], language), 135, _NAME, bold=True, most=3)
        label = _free_of([*taken, *strokes], taken, lines, point, field)
        if label:
            if label.is_far:
                canvas.path(path_data("M", *point, "L", label.x, label.y - _NAME / 3), thick=0.5)
            taken += label.boxes
            names.append(label)
    for label in names:
        _write(canvas, label)
    for order, linkage in enumerate(linkages, start=1):
        if linkage in drawn:
            ends = points[linkage["source"]["code"]], points[linkage["target"]["code"]]
            _draw_badge(canvas, order, ends, taken, field)
    for size, text, place in _units([clusters[code] for code in places], language):
        label = beside([text], shown(place), size, bold=size == _PROVINCE, taken=taken, body=field)
        if label and (size == _PROVINCE or not label.is_far):
            taken += label.boxes
            _write(canvas, label, _GREY)


def _strokes(start: Point, end: Point) -> list[Box]:
    """A line as small boxes, which a label had better not cover."""
    count = max(1, round(math.dist(start, end) / 5))
    steps = [
        (start[0] + (end[0] - start[0]) * step / count, start[1] + (end[1] - start[1]) * step / count)
        for step in range(count + 1)
    ]
    return [Box(x - 2, y - 2, x + 2, y + 2) for x, y in steps]


def _free_of(
    all_taken: Sequence[Box], taken: Sequence[Box], lines: Sequence[str], point: Point, field: Box
) -> Label | None:
    """The name of a cluster near it and off all lines, else on a line, else far away."""
    free = beside(lines, point, _NAME, bold=True, taken=all_taken, body=field)
    if free and not free.is_far:
        return free
    return beside(lines, point, _NAME, bold=True, taken=taken, body=field)


def _thickness(scores: Sequence[float]) -> Callable[[float], float]:
    """From a score to the thickness of its line, 1 to 5 between the lowest and the highest shown."""
    low, high = min(scores), max(scores)
    return lambda score: 1 + 4 * (score - low) / (high - low) if high > low else 3.0


def _units(clusters: Sequence[Mapping[str, Any]], language: Language) -> list[tuple[float, str, Place]]:
    """Names of the provinces, then of the communes, each where what is known of it lies."""
    communes = dict[str, tuple[str, Place]]()
    parts = dict[str, tuple[str, dict[str, Place]]]()
    for cluster in clusters:
        for each in cluster["places"] or ():
            unit, above = each["unit"], each["unit"]["partOf"]
            if unit["location"]:
                place = Place(**unit["location"])
                communes[unit["code"]] = name_of(unit, language), place
                if above:
                    parts.setdefault(above["code"], (name_of(above, language), {}))[1][unit["code"]] = place
    provinces = [
        (
            _PROVINCE,
            name,
            Place(
                sum(place.latitude for place in places.values()) / len(places),
                sum(place.longitude for place in places.values()) / len(places),
            ),
        )
        for _, (name, places) in sorted(parts.items())
    ]
    return [*provinces, *((_UNIT, *communes[code]) for code in sorted(communes))]


def _marker(point: Point) -> Box:
    x, y = point
    return Box(x - _RADIUS - 1, y - _RADIUS - 1, x + _RADIUS + 1, y + _RADIUS + 1)


def _draw_marker(canvas: Canvas, point: Point, kind: str) -> None:
    (x, y), r = point, _RADIUS
    match kind:
        case "LAND_CLUSTER":
            canvas.rectangle(Box(x - r, y - r, x + r, y + r), Fill.SOLID)
        case "INDUSTRIAL_PARK":
            canvas.shape([(x, y - r - 1), (x + r + 1, y + r), (x - r - 1, y + r)])
        case "SECTOR_NETWORK":
            canvas.circle(x, y, r, Fill.WHITE, thick=1.6)
        case _:
            canvas.rectangle(Box(x - r, y - r, x + r, y + r), Fill.WHITE, thick=1.6)


def _write(canvas: Canvas, label: Label, colour: str = "#000000") -> None:
    for line, y in zip(label.lines, label.baselines, strict=True):
        canvas.text(
            label.x,
            y,
            line,
            label.size,
            bold=label.bold,
            anchor=label.anchor,
            colour=colour,
            halo=True,
        )


def _draw_badge(
    canvas: Canvas,
    order: int,
    ends: tuple[Point, Point],
    taken: list[Box],
    field: Box,
) -> None:
    """The number of a linkage on its line, where it covers nothing."""
    (x, y), (to_x, to_y) = ends
    radius = 7.0
    for part in (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82):
        at = x + (to_x - x) * part, y + (to_y - y) * part
        box = Box(at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius)
        if field.encloses(box) and not any(box.overlaps(other) for other in taken):
            taken.append(box)
            canvas.circle(*at, radius, Fill.WHITE)
            canvas.text(at[0], at[1] + 2.9, str(order), 8, bold=True, anchor="middle")
            return


def _draw_legend(canvas: Canvas, sheet: Box, per_km: float, kinds: set[str], language: Language) -> None:
    """A bar of a round distance, the north, and what the marks mean."""
    y = sheet.bottom - 14
    power = 10.0 ** math.floor(math.log10(110 / per_km))
    km = next(step * power for step in (5, 2, 1) if step * power * per_km <= 110)
    x, end = sheet.left + 34, sheet.left + 34 + km * per_km
    canvas.path(path_data("M", x, y - 5, "L", x, y, "L", end, y, "L", end, y - 5), thick=1.2)
    canvas.text((x + end) / 2, y - 5, f"{number(km, language)} km", 9, anchor="middle")
    north = sheet.left + 16
    canvas.shape([(north, y - 13), (north + 4.5, y + 1), (north, y - 2), (north - 4.5, y + 1)])
    x = sheet.left + 165
    for kind, text in _KINDS.items():
        if kind in kinds:
            _draw_marker(canvas, (x, y - 3.5), kind)
            canvas.text(x + 10, y, language.say(*text), 9)
            x += 133


def _notes(
    answer: Mapping[str, Any], without_place: Sequence[Mapping[str, Any]], language: Language
) -> list[str]:
    say = language.say
    shown, total = len(answer["edges"]), answer["totalCount"]
    notes = [
        say(
            f"{shown} trong {total} liên kết, điểm cao nhất trước. Nét càng dày, điểm càng cao; nét đứt: chỉ "
            "chung định hướng; →: từ cụm nêu trước, ←: từ cụm nêu sau. "
            "Khối lượng có thể trao đổi mỗi năm; các dòng có thể cùng dùng một nguồn nên "
            f"không cộng lại. Thuật toán: {answer['algorithm']}.",
            f"{shown} of {total} linkages, the highest score first. The thicker a line, the higher the "
            "score; dashed: only a shared focus; →: from the first named, ←: from the "
            "second. Quantities that could flow a year; they may compete for the same "
            f"goods, so they do not add up. Algorithm: {answer['algorithm']}.",
        ),
        say(
            "Cụm chưa có tọa độ đặt ở giữa các xã của cụm; điểm trùng nhau được dịch ra. Tên tỉnh, xã đặt "
            "theo các xã có cụm; ranh giới không có trong sổ đăng ký.",
            "A cluster without coordinates stands in the middle of its communes; marks that would cover each "
            "other are moved apart. Names of units stand where communes with clusters are; the register has "
            "no boundaries.",
        ),
    ]
    if any(edge["node"]["isDistanceApproximate"] for edge in answer["edges"]):
        notes.append(
            say(
                "Khoảng cách ghi “khoảng” hoặc “dưới” tính từ giữa đơn vị gần nhất của cụm chưa có tọa độ, "
                "nên có thể ngắn hơn nét vẽ.",
                "A distance with “about” or “less than” is taken from the middle of the nearest unit of a "
                "cluster without coordinates, so it may be shorter than the line.",
            )
        )
    if without_place:
        names = ", ".join(name_of(cluster, language) for cluster in without_place)
        notes.append(say(f"Chưa rõ vị trí, không vẽ: {names}.", f"Not on the map, place unknown: {names}."))
    if answer["ambiguousUnits"]:
        names = ", ".join(name_of(unit, language) for unit in answer["ambiguousUnits"])
        notes.append(
            say(
                f"Chưa tính cụm khai theo đơn vị không chắc nằm trong phạm vi: {names}.",
                f"Without clusters of units that may lie outside the scope: {names}.",
            )
        )
    return notes
