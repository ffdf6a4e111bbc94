"""The map of linkages: where clusters stand, what their lines are, and labels that stay apart."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.distance import distance_km
from domain.language import Language
from service.canvas import Box, text_box
from service.cluster_picture import Place, beside, linkage_picture, place_of, projection, spread
from tests.pictures import faults, texts

BODY = Box(0, 0, 600, 400)


def unit(name: str, latitude: float | None = None, longitude: float = 104.0) -> dict[str, Any]:
    place = None if latitude is None else {"latitude": latitude, "longitude": longitude}
    above = {"code": "U-15", "name": "Tỉnh Lào Cai", "nameEn": "Lao Cai Province"}
    return {"code": name, "name": name, "nameEn": None, "location": place, "partOf": above}


def cluster(
    name: str, latitude: float | None = None, longitude: float = 104.0, *, kind: str = "LAND_CLUSTER"
) -> dict[str, Any]:
    place = None if latitude is None else {"latitude": latitude, "longitude": longitude}
    return {"code": name, "name": name, "nameEn": None, "kind": kind, "location": place, "places": []}


def linkage(source: dict[str, Any], target: dict[str, Any], score: float = 0.8) -> dict[str, Any]:
    flow = {
        "kind": "BYPRODUCT",
        "quantityPerYear": 40.0,
        "offeredBy": {"code": target["code"]},
        "product": {"name": "Mùn cưa", "nameEn": "Sawdust", "unit": "TONNE"},
        "valueChain": None,
    }
    return {
        "score": score,
        "distanceKm": 12.34,
        "isDistanceApproximate": False,
        "source": source,
        "target": target,
        "flows": [flow],
    }


def answer(*linkages: dict[str, Any]) -> dict[str, Any]:
    return {
        "algorithm": "cluster-linkage/1",
        "totalCount": 7,
        "ambiguousUnits": [],
        "edges": [{"node": each} for each in linkages],
    }


def picture(*linkages: dict[str, Any], language: Language = Language.VI) -> bytes:
    return linkage_picture(answer(*linkages), "Liên kết giữa các cụm", ["Hôm nay"], language)


def test_distances_on_the_page_are_those_on_the_earth() -> None:
    places = [Place(21.6, 103.9), Place(22.5, 104.9), Place(22.0, 104.2)]
    shown = projection(places, BODY)

    for one in places:
        for other in places:
            on_page = math.dist(shown(one), shown(other)) / shown.per_km
            on_earth = distance_km(one.latitude, one.longitude, other.latitude, other.longitude)
            assert on_page == pytest.approx(on_earth, rel=0.01)


def test_one_place_stands_in_the_middle() -> None:
    shown = projection([Place(22.0, 104.0)], BODY)

    assert shown(Place(22.0, 104.0)) == (300, 200)
    assert shown.per_km == 100


def test_cluster_without_coordinates_stands_in_the_middle_of_its_communes() -> None:
    network = cluster("Mạng lưới") | {
        "places": [
            {"share": 0.75, "unit": unit("Xã A", 22.0, 104.0)},
            {"share": 0.25, "unit": unit("Xã B", 21.0, 105.0)},
            {"share": 1.0, "unit": unit("Xã C")},
        ]
    }

    assert place_of(network) == Place(21.75, 104.25)
    assert place_of(cluster("CCN", 22.5)) == Place(22.5, 104.0)
    assert place_of(cluster("Nhóm")) is None


def test_marks_that_cover_each_other_are_moved_apart() -> None:
    placed = spread({"C1": (10.0, 10.0), "C2": (10.0, 10.0), "C3": (200.0, 10.0)})

    assert (placed["C1"], placed["C3"]) == ((10.0, 10.0), (200.0, 10.0))
    assert 15 <= math.dist(placed["C1"], placed["C2"]) < 18


def test_label_takes_the_nearest_free_side() -> None:
    label = beside(["CCN"], (300, 200), 10, bold=False, taken=[], body=BODY)
    right = text_box(309, 203.6, "CCN", 10)

    assert label is not None
    assert label.boxes == [right]
    left = beside(["CCN"], (300, 200), 10, bold=False, taken=[right], body=BODY)
    assert left is not None
    assert (left.x, left.y, left.anchor) == (291, 203.6, "end")
    assert beside(["CCN"], (300, 200), 10, bold=False, taken=[BODY], body=BODY) is None


def test_picture_names_clusters_units_and_what_ties_them() -> None:
    one = cluster("CCN Âu Lâu", 21.65, 104.91) | {
        "places": [{"share": 1, "unit": unit("Xã Âu Lâu", 21.66, 104.9)}]
    }
    other = cluster("KCN Y Can", 21.75, 104.75, kind="INDUSTRIAL_PARK")

    shown = texts(picture(linkage(one, other)))

    assert shown[5:] == [
        "1. CCN Âu Lâu – KCN Y Can",
        "điểm 0,80 · 12,3 km · 1 nội dung",
        "← phụ phẩm: mùn cưa 40 tấn",
        "2 km",
        "cụm công nghiệp",
        "khu công nghiệp",
        "CCN Âu Lâu",
        "KCN Y Can",
        "1",
        "Tỉnh Lào Cai",
        "Xã Âu Lâu",
    ]


def test_distance_from_the_middle_of_a_commune_says_that_it_is_and_what_it_measures() -> None:
    shown = linkage(cluster("A", 22.0), cluster("B", 22.2)) | {"isDistanceApproximate": True}

    vi, en = (texts(picture(shown, language=language)) for language in Language)

    assert "điểm 0,80 · khoảng 12 km · 1 nội dung" in vi
    assert "score 0.80 · about 12 km · 1 tie" in en
    assert [line for line in " ".join(en).split(". ") if "shorter than the line" in line] == [
        "A distance with “about” or “less than” is taken from the middle of the nearest unit of a cluster "
        "without coordinates, so it may be shorter than the line"
    ]
    assert "ngắn hơn nét vẽ." in " ".join(vi)
    assert "shorter" not in " ".join(texts(picture(linkage(cluster("A", 22.0), cluster("B", 22.2)))))


def test_better_linkage_has_a_thicker_line() -> None:
    one, two, three = cluster("A", 22.0), cluster("B", 22.2), cluster("C", 22.0, 104.3)

    shown = picture(linkage(one, two, 0.9), linkage(two, three, 0.7), linkage(one, three, 0.5))

    assert [shown.count(f'stroke="#555555" stroke-width="{thick}"'.encode()) for thick in (5, 3, 1)] == [
        1
    ] * 3


def test_cluster_of_unknown_place_is_named_below() -> None:
    shown = texts(picture(linkage(cluster("CCN A", 22.0), cluster("Nhóm B")), language=Language.EN))

    assert "Not on the map, place unknown: Nhóm B." in shown
    assert "1. CCN A – Nhóm B" in shown


def test_no_place_known_leaves_the_list() -> None:
    shown = texts(picture(linkage(cluster("CCN A"), cluster("CCN B"))))

    assert "Chưa rõ vị trí, không vẽ: CCN A, CCN B." in shown


def test_same_answer_gives_the_same_bytes() -> None:
    linkages = [
        linkage(cluster("A", 22.0), cluster("B", 22.0)),
        linkage(cluster("C", 21.5), cluster("A", 22.0)),
    ]

    assert picture(*linkages) == picture(*linkages)


@st.composite
def linked(draw: st.DrawFn) -> list[dict[str, Any]]:
    spot = st.tuples(st.sampled_from([21.5, 21.51, 22.0]) | st.floats(20, 23), st.floats(103, 106))
    clusters = list[dict[str, Any]]()
    for number in range(draw(st.integers(2, 30))):
        latitude, longitude = draw(spot)
        name = draw(st.sampled_from(["CCN Âu Lâu", "Cụm liên kết ngành quế Văn Yên – Trấn Yên – Bảo Yên"]))
        kind = draw(st.sampled_from(["LAND_CLUSTER", "SECTOR_NETWORK", "ENTERPRISE_LINKAGE_GROUP"]))
        found = cluster(f"{name} {number}", latitude, longitude, kind=kind)
        found["places"] = [{"share": 1, "unit": unit(f"Xã {number % 9}", 21.5 + number % 9 / 10, longitude)}]
        clusters.append(found)
    pairs = st.tuples(st.sampled_from(clusters), st.sampled_from(clusters)).filter(
        lambda pair: pair[0] != pair[1]
    )
    return [linkage(*pair, draw(st.floats(0, 1))) for pair in draw(st.lists(pairs, min_size=1, max_size=20))]


@settings(max_examples=40, deadline=None)
@given(linked(), st.sampled_from(Language))
def test_labels_never_cover_each_other(linkages: list[dict[str, Any]], language: Language) -> None:
    assert faults(picture(*linkages, language=language)) == []
