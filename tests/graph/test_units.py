"""Territory: which units lie inside others, over the reform of 1 July 2025 and before it."""

import datetime as dt
from itertools import pairwise

import pytest

from graph.administrative_unit import territory
from graph.client import Graph
from graph.errors import UnknownCode
from tests.builders import Register

OLD = {"valid_from": dt.date(2004, 1, 1), "valid_to": dt.date(2025, 7, 1)}


async def test_province_contains_itself_and_its_communes(graph: Graph, register: Register) -> None:
    province, other = register.unit("Tỉnh", kind="PROVINCE"), register.unit("Tỉnh khác", kind="PROVINCE")
    communes = [register.unit(f"Xã {number}", part_of=[province]) for number in range(3)]
    register.unit("Xã khác", part_of=[other])
    await register.load()

    inside = await territory(graph, [province])

    assert inside == (sorted([province, *communes]), [])


async def test_units_asked_for_together_are_joined(graph: Graph, register: Register) -> None:
    one, two = register.unit("Tỉnh Một", kind="PROVINCE"), register.unit("Tỉnh Hai", kind="PROVINCE")
    commune = register.unit("Xã", part_of=[one])
    await register.load()

    inside = await territory(graph, [two, one, one])

    assert inside == (sorted([one, two, commune]), [])


async def test_no_unit_has_no_territory(graph: Graph) -> None:
    assert await territory(graph, []) == ([], [])


async def test_new_province_contains_the_old_provinces_it_is_made_of(
    graph: Graph, register: Register
) -> None:
    first, second = (
        register.unit("Tỉnh A", kind="PROVINCE", **OLD),
        register.unit("Tỉnh B", kind="PROVINCE", **OLD),
    )
    district = register.unit("Huyện A", kind="DISTRICT", part_of=[first], **OLD)
    old_commune = register.unit("Xã A", part_of=[district, first], **OLD)
    new = register.unit("Tỉnh Mới", kind="PROVINCE")
    new_commune = register.unit("Xã Mới", part_of=[new])
    register.succession(first, new)
    register.succession(second, new)
    register.succession(old_commune, new_commune)
    await register.load()

    inside = await territory(graph, [new])

    assert inside == (sorted([first, second, district, old_commune, new, new_commune]), [])


async def test_old_province_is_its_old_territory(graph: Graph, register: Register) -> None:
    first, second = (
        register.unit("Tỉnh A", kind="PROVINCE", **OLD),
        register.unit("Tỉnh B", kind="PROVINCE", **OLD),
    )
    in_first = register.unit("Xã A", part_of=[first], **OLD)
    in_second = register.unit("Xã B", part_of=[second], **OLD)
    new = register.unit("Tỉnh Mới", kind="PROVINCE")
    from_first = register.unit("Xã Mới A", part_of=[new])
    from_second = register.unit("Xã Mới B", part_of=[new])
    for earlier, later in ((first, new), (second, new), (in_first, from_first), (in_second, from_second)):
        register.succession(earlier, later)
    await register.load()

    inside = await territory(graph, [first])

    assert inside == (sorted([first, in_first, from_first]), [])


async def test_renamed_unit_is_the_same_in_both_directions(graph: Graph, register: Register) -> None:
    old, new = register.unit("Xã Cũ", **OLD), register.unit("Xã Mới")
    register.succession(old, new)
    await register.load()

    assert await territory(graph, [old]) == (sorted([old, new]), [])
    assert await territory(graph, [new]) == (sorted([old, new]), [])


async def test_chain_of_reforms_is_followed(graph: Graph, register: Register) -> None:
    days = [dt.date(year, 1, 1) for year in (1991, 1997, 2004, 2008, 2025)]
    units = [register.unit(f"Xã {day.year}", valid_from=day) for day in days]
    for earlier, later in pairwise(units):
        register.succession(earlier, later)
    await register.load()

    assert await territory(graph, [units[0]]) == (sorted(units), [])
    assert await territory(graph, [units[-1]]) == (sorted(units), [])


async def test_unit_that_is_shared_is_ambiguous_only_where_a_business_is_entered(
    graph: Graph, register: Register
) -> None:
    inhabited, empty = register.unit("Xã Có Người", **OLD), register.unit("Xã Trống", **OLD)
    new, other = register.unit("Xã Mới"), register.unit("Xã Khác")
    for split in (inhabited, empty):
        register.succession(split, new, is_partial=True)
        register.succession(split, other, is_partial=True)
    register.facility(unit=inhabited)
    await register.load()

    inside = await territory(graph, [new])

    assert inside == ([new], [inhabited])


async def test_successor_with_territory_of_others_is_ambiguous(graph: Graph, register: Register) -> None:
    asked, neighbour = register.unit("Xã A", **OLD), register.unit("Xã B", **OLD)
    merged = register.unit("Xã Gộp")
    register.succession(asked, merged)
    register.succession(neighbour, merged)
    register.facility(unit=merged)
    await register.load()

    assert await territory(graph, [asked]) == ([asked], [merged])
    assert await territory(graph, [asked, neighbour]) == (sorted([asked, neighbour, merged]), [])


async def test_district_is_found_in_history(graph: Graph, register: Register) -> None:
    province = register.unit("Tỉnh", kind="PROVINCE", **OLD)
    district = register.unit("Huyện", kind="DISTRICT", part_of=[province], **OLD)
    old = register.unit("Xã Cũ", part_of=[district], **OLD)
    new = register.unit("Xã Mới")
    register.succession(old, new)
    await register.load()

    assert await territory(graph, [district]) == (sorted([district, old, new]), [])


async def test_real_provinces_of_the_reform(graph: Graph) -> None:
    new, _ = await territory(graph, ["U-15@2025-07-01"])
    old, _ = await territory(graph, ["U-10@2004-07-08"])

    assert {"U-10@2004-07-08", "U-15@2025-07-01"} <= set(new)
    assert set(old) < set(new)


async def test_unknown_unit_is_told(graph: Graph, register: Register) -> None:
    known, absent = register.unit(), "U-99999@2025-07-01"
    await register.load()

    with pytest.raises(UnknownCode) as raised:
        await territory(graph, [absent, known])

    assert raised.value.codes == [absent]
