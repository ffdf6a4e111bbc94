"""What the graph counts for relatedness, and that units are placed as territories are."""

import datetime as dt

from graph.administrative_unit import territory
from graph.client import Graph, Row
from graph.relatedness import (
    facilities_by_cluster,
    facilities_by_unit,
    sites_of_clusters,
    taxonomy,
    unit_versions,
)
from planning.placement import Level, in_force, placement
from resolvers.relatedness import unit
from tests.builders import Register

DAY = dt.date(2026, 6, 1)


def numbers(rows: list[Row]) -> set[tuple[str, str, int]]:
    """Place, product and number of facilities."""
    return {(row["place"], item["product"], item["number"]) for row in rows for item in row["products"]}


async def test_facility_counts_once_for_a_product_in_its_unit(graph: Graph, register: Register) -> None:
    one, two = register.unit(), register.unit()
    tea, green, oil = register.product(), register.product(), register.product()
    first, second, third = (register.facility(unit=code) for code in (one, one, two))
    register.offer(first, tea, variant="A")
    register.offer(first, tea, variant="B")
    register.offer(first, green)
    register.offer(second, green)
    register.offer(third, oil)
    await register.load()

    found = await facilities_by_unit(graph, {tea: tea, green: tea, oil: oil}, DAY)

    assert numbers(found) == {(one, tea, 2), (two, oil, 1)}


async def test_only_facilities_with_a_unit_and_a_valid_offer_of_a_main_product_count(
    graph: Graph, register: Register
) -> None:
    commune, tea = register.unit(), register.product()
    day, later = DAY, DAY + dt.timedelta(days=1)
    for cells in ({"valid_from": day}, {"valid_to": later}, {"is_byproduct": False}):
        register.offer(register.facility(unit=commune), tea, **cells)
    for cells in ({"valid_from": later}, {"valid_to": day}, {"is_byproduct": True}):
        register.offer(register.facility(unit=commune), tea, **cells)
    register.offer(register.supplier(unit=commune), tea)
    register.offer(register.facility(unit=None), tea)
    await register.load()

    found = await facilities_by_unit(graph, {tea: tea}, DAY)

    assert numbers(found) == {(commune, tea, 3)}


async def test_facility_counts_in_each_of_its_clusters_once(graph: Graph, register: Register) -> None:
    park, network, tea = register.cluster(), register.cluster(kind="SECTOR_NETWORK"), register.product()
    one, two = register.facility(), register.facility()
    for facility in (one, two):
        register.offer(facility, tea)
    register.place(park, one)
    register.place(park, one, "MEMBER_OF")
    register.place(network, one, "MEMBER_OF")
    register.row("cluster_places.csv", cluster=network, business=two, tie="MEMBER_OF", since=DAY)
    await register.load()

    found = await facilities_by_cluster(graph, {tea: tea}, DAY)
    before = await facilities_by_cluster(graph, {tea: tea}, DAY - dt.timedelta(days=1))

    assert numbers(found) == {(park, tea, 1), (network, tea, 2)}
    assert numbers(before) == {(park, tea, 1), (network, tea, 1)}


async def test_nothing_is_counted_of_no_product(graph: Graph) -> None:
    assert await facilities_by_unit(graph, {}, DAY) == []
    assert await facilities_by_cluster(graph, {}, DAY) == []


async def test_taxonomy_says_of_what_each_product_is_a_kind(graph: Graph, register: Register) -> None:
    tea = register.product("Chè", name_en="Tea", hs_codes=["2022:0902"], stage="INTERMEDIATE", unit="TONNE")
    green = register.product("Chè xanh", kind_of=tea)
    await register.load()

    found = {row["code"]: row for row in await taxonomy(graph)}

    assert found[tea] == {
        "code": tea,
        "name": "Chè",
        "nameEn": "Tea",
        "unit": "TONNE",
        "stage": "INTERMEDIATE",
        "hsCodes": ["2022:0902"],
        "kindOf": None,
    }
    assert (found[green]["kindOf"], found[green]["hsCodes"]) == (tea, None)


async def test_versions_of_units_say_what_is_above_and_what_came_later(
    graph: Graph, register: Register
) -> None:
    began, ended = dt.date(2004, 7, 8), dt.date(2025, 7, 1)
    province = register.unit("Tỉnh Thử", kind="PROVINCE")
    old = register.unit("Tỉnh Cũ", kind="PROVINCE", valid_from=began, valid_to=ended)
    district = register.unit("Huyện Cũ", kind="DISTRICT", valid_from=began, valid_to=ended, part_of=old)
    commune = register.unit(part_of=province)
    register.succession(old, province)
    register.succession(district, commune, is_partial=True)
    await register.load()

    found = {row["code"]: row for row in await unit_versions(graph)}

    assert found[district] == {
        "code": district,
        "kind": "DISTRICT",
        "validFrom": began,
        "validTo": ended,
        "above": [old],
        "successors": [{"code": commune, "isPartial": True}],
    }
    assert found[old]["successors"] == [{"code": province, "isPartial": False}]
    assert (found[commune]["above"], found[commune]["validTo"]) == ([province], None)


async def test_sites_of_clusters_say_kind_and_units(graph: Graph, register: Register) -> None:
    one, two = register.unit(), register.unit()
    cluster = register.cluster(kind="SECTOR_NETWORK", units=[f"{one}:0.6", f"{two}:0.4"])
    await register.load()

    found = {row["code"]: row for row in await sites_of_clusters(graph)}

    assert found[cluster]["kind"] == "SECTOR_NETWORK"
    assert sorted(found[cluster]["units"]) == sorted([one, two])


async def test_units_are_placed_as_territories_are(graph: Graph) -> None:
    units = [unit(row) for row in await unit_versions(graph)]
    of_tests = 90_000
    official = {each.code for each in units if int(each.code[2:].partition("@")[0]) < of_tests}
    for level, day in ((Level.PROVINCE, DAY), (Level.COMMUNE, DAY), (Level.PROVINCE, dt.date(2024, 6, 1))):
        places = [code for code in in_force(units, level, day) if code in official]
        found = placement(units, places)

        for place in places[:: max(1, len(places) // 12)]:
            inside, _ = await territory(graph, [place])
            assert {code for code, placed in found.place.items() if placed == place} == set(inside)
