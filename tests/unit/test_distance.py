"""Great-circle distances and the cells that index places."""

from math import asin, atan2, cos, degrees, pi, radians, sin

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.distance import (
    CELL_DEGREES,
    EARTH_RADIUS_KM,
    SMALL_CELL_DEGREES,
    cell,
    cells_within,
    distance_km,
)

LAO_CAI = (22.4856, 103.9707)
YEN_BAI = (21.7229, 104.9113)
SA_PA = (22.3364, 103.8438)
HA_NOI = (21.0285, 105.8542)
HO_CHI_MINH_CITY = (10.7769, 106.7009)

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)
places = st.tuples(latitudes, longitudes)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (LAO_CAI, YEN_BAI, 128.773),
        (LAO_CAI, SA_PA, 21.105),
        (HA_NOI, HO_CHI_MINH_CITY, 1143.506),
        ((0.0, 0.0), (1.0, 0.0), 111.195),
        ((0.0, 104.0), (0.0, 105.0), 111.195),
        ((60.0, 104.0), (60.0, 105.0), 55.597),
        ((0.0, 0.0), (90.0, 0.0), 10007.557),
        ((0.0, 179.5), (0.0, -179.5), 111.195),
        ((90.0, 0.0), (90.0, 120.0), 0.0),
    ],
)
def test_known_distances(start: tuple[float, float], end: tuple[float, float], expected: float) -> None:
    assert distance_km(*start, *end) == pytest.approx(expected, abs=0.001)


@given(place=places)
def test_distance_to_the_same_place_is_zero(place: tuple[float, float]) -> None:
    assert distance_km(*place, *place) == 0


@given(latitude=latitudes, longitude=st.floats(-180, 0))
def test_distance_to_the_antipodes_is_half_the_way_around(latitude: float, longitude: float) -> None:
    distance = distance_km(latitude, longitude, -latitude, longitude + 180)

    assert distance == pytest.approx(pi * EARTH_RADIUS_KM, abs=0.001)


@given(one=places, other=places)
def test_distance_is_the_same_both_ways(one: tuple[float, float], other: tuple[float, float]) -> None:
    assert distance_km(*one, *other) == pytest.approx(distance_km(*other, *one), abs=0.001)


@given(one=places, other=places, third=places)
def test_detour_is_never_shorter(
    one: tuple[float, float], other: tuple[float, float], third: tuple[float, float]
) -> None:
    direct = distance_km(*one, *other)
    detour = distance_km(*one, *third) + distance_km(*third, *other)

    assert direct <= detour + 0.001


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [
        (21.75, 104.5, "87:418"),
        (21.99, 104.74, "87:418"),
        (22.0, 104.75, "88:419"),
        (0.0, 0.0, "0:0"),
        (-0.1, -0.1, "-1:-1"),
        (-90.0, -180.0, "-360:-720"),
        (90.0, 180.0, "360:720"),
    ],
)
def test_cell_is_named_by_quarters_of_a_degree(latitude: float, longitude: float, expected: str) -> None:
    assert cell(latitude, longitude) == expected


def test_cells_of_a_small_circle_are_those_it_touches() -> None:
    inside = cells_within(21.875, 104.625, 1.0)
    across_a_side = cells_within(21.875, 104.75, 1.0)
    across_a_corner = cells_within(22.0, 104.75, 1.0)

    assert inside == ["87:418"]
    assert across_a_side == ["87:418", "87:419"]
    assert across_a_corner == ["87:418", "87:419", "88:418", "88:419"]


def test_cells_reach_a_place_on_their_own_edge() -> None:
    radius_km = distance_km(22.25, 104.1, 22.5, 104.1)

    assert cell(22.5, 104.1) in (cells_within(22.25, 104.1, radius_km) or [])


@given(
    row=st.integers(-320, 320),
    column=st.integers(-680, 680),
    steps=st.integers(1, 8),
    side=st.sampled_from("NESW"),
)
def test_cells_reach_every_corner_that_lies_on_the_circle(
    row: int, column: int, steps: int, side: str
) -> None:
    to_row = row + {"N": steps, "S": -steps}.get(side, 0)
    to_column = column + {"E": steps, "W": -steps}.get(side, 0)
    middle, corner = (row / 4, column / 4), (to_row / 4, to_column / 4)

    cells = cells_within(*middle, distance_km(*middle, *corner))

    assert cells is None or cell(*corner) in cells


@pytest.mark.parametrize(("latitude", "radius_km"), [(88.5, 60.0), (-88.5, 60.0), (89.5, 0.001), (90.0, 1.0)])
def test_circle_near_a_pole_has_no_cells(latitude: float, radius_km: float) -> None:
    assert cells_within(latitude, 104.0, radius_km) is None


def test_circle_that_touches_the_date_line_has_no_cells() -> None:
    assert cells_within(0.0, 179.0, distance_km(0.0, 179.0, 0.0, 180.0)) is None


def test_small_cells_of_a_small_circle_are_few() -> None:
    cells = cells_within(*LAO_CAI, 5.0, SMALL_CELL_DEGREES)

    assert cells is not None
    assert 9 <= len(cells) <= 25
    assert cell(*LAO_CAI, SMALL_CELL_DEGREES) in cells


def test_cells_of_the_smallest_circle_hold_its_centre() -> None:
    assert cell(22.5, 104.0) in (cells_within(22.5, 104.0, 1e-15) or [])


@pytest.mark.parametrize(
    ("latitude", "longitude", "radius_km"),
    [(22.0, 104.0, 2_000.0), (22.0, 104.0, 21_000.0), (22.0, 179.9, 50.0), (22.0, -179.9, 50.0)],
)
def test_circle_that_is_too_wide_or_crosses_the_date_line_has_no_cells(
    latitude: float, longitude: float, radius_km: float
) -> None:
    assert cells_within(latitude, longitude, radius_km) is None


def test_circle_over_a_province_has_cells() -> None:
    cells = cells_within(*LAO_CAI, 100.0)

    assert cells is not None
    assert len(cells) == len(set(cells))
    assert cell(*SA_PA) in cells


@given(
    latitude=st.floats(-80, 80),
    longitude=st.floats(-179, 179),
    radius_km=st.floats(0.001, 500),
    share=st.floats(0, 1),
    bearing=st.floats(0, 2 * pi),
    degrees=st.sampled_from([CELL_DEGREES, SMALL_CELL_DEGREES]),
)
def test_every_place_within_a_circle_lies_in_one_of_its_cells(
    latitude: float, longitude: float, radius_km: float, share: float, bearing: float, degrees: float
) -> None:
    cells = cells_within(latitude, longitude, radius_km, degrees)
    assume(cells is not None)
    place = _place_from(latitude, longitude, radius_km * share, bearing)
    assume(distance_km(latitude, longitude, *place) <= radius_km)

    assert cell(*place, degrees) in (cells or [])


def _place_from(latitude: float, longitude: float, km: float, bearing: float) -> tuple[float, float]:
    angle, north, east = km / EARTH_RADIUS_KM, radians(latitude), radians(longitude)
    to_north = asin(sin(north) * cos(angle) + cos(north) * sin(angle) * cos(bearing))
    to_east = east + atan2(sin(bearing) * sin(angle) * cos(north), cos(angle) - sin(north) * sin(to_north))
    return degrees(to_north), degrees(to_east)
