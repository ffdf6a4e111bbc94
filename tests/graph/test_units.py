"""Territory: which units lie inside others, over the reform of 1 July 2025 and before it."""

import datetime as dt
import random
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


async def test_many_versions_are_followed_in_both_directions(graph: Graph, register: Register) -> None:
    days = [dt.date(1990 + number, 1, 1) for number in range(15)]
    units = [register.unit(f"Xã {day.year}", valid_from=day) for day in days]
    for earlier, later in pairwise(units):
        register.succession(earlier, later)
    await register.load()

    assert await territory(graph, [units[0]]) == (sorted(units), [])
    assert await territory(graph, [units[-1]]) == (sorted(units), [])


async def test_code_with_three_meanings_is_three_units(graph: Graph, register: Register) -> None:
    first = register.unit("Yên Bái", **OLD)
    merged = register.unit("Lào Cai", official_code=first[2:7])
    city = register.unit("TP Lào Cai", official_code=first[2:7], valid_from=dt.date(2026, 4, 30))
    elsewhere = register.unit("Lào Cai cũ", **OLD)
    for earlier, later in ((first, merged), (elsewhere, merged), (merged, city)):
        register.succession(earlier, later)
    await register.load()

    assert len({first, merged, city}) == 3
    assert await territory(graph, [first]) == ([first], [])
    assert await territory(graph, [city]) == (sorted([first, elsewhere, merged, city]), [])
    assert await territory(graph, [merged]) == await territory(graph, [city])


async def test_units_of_two_versions_at_once_are_joined(graph: Graph, register: Register) -> None:
    asked, other, third = (register.unit(f"Xã {letter}", **OLD) for letter in "ABC")
    merged, apart = register.unit("Xã Gộp"), register.unit("Xã Riêng")
    for earlier, later in ((asked, merged), (other, merged), (third, apart)):
        register.succession(earlier, later)
    await register.load()

    assert await territory(graph, [asked, apart]) == (sorted([asked, third, apart]), [])
    assert await territory(graph, [asked, merged]) == (sorted([asked, other, merged]), [])


async def test_what_came_of_a_merger_later_is_ambiguous_too(graph: Graph, register: Register) -> None:
    asked, other = register.unit("Đồng Nai cũ", **OLD), register.unit("Bình Phước", **OLD)
    merged = register.unit("Tỉnh Đồng Nai", valid_to=dt.date(2026, 4, 30))
    city = register.unit("Thành phố Đồng Nai", valid_from=dt.date(2026, 4, 30))
    for earlier, later in ((asked, merged), (other, merged), (merged, city)):
        register.succession(earlier, later)
    for unit in (merged, city):
        register.facility(unit=unit)
    await register.load()

    assert await territory(graph, [asked]) == ([asked], sorted([merged, city]))
    assert await territory(graph, [merged]) == (sorted([asked, other, merged, city]), [])


async def test_what_a_divided_unit_was_before_is_ambiguous_too(graph: Graph, register: Register) -> None:
    first = register.unit("Xã Đầu", **OLD)
    divided = register.unit("Xã Chia", valid_to=dt.date(2026, 4, 30))
    asked = register.unit("Xã Nửa Này", valid_from=dt.date(2026, 4, 30))
    other = register.unit("Xã Nửa Kia", valid_from=dt.date(2026, 4, 30))
    register.succession(first, divided)
    for half in (asked, other):
        register.succession(divided, half, is_partial=True)
    for unit in (first, divided, other):
        register.facility(unit=unit)
    await register.load()

    assert await territory(graph, [asked]) == ([asked], sorted([first, divided]))


async def test_commune_of_a_merged_province_whose_past_is_unknown_is_ambiguous(
    graph: Graph, register: Register
) -> None:
    asked, other = (register.unit(f"Tỉnh {letter}", kind="PROVINCE", **OLD) for letter in "AB")
    merged = register.unit("Tỉnh Gộp", kind="PROVINCE")
    old, elsewhere = (
        register.unit("Xã A", part_of=[asked], **OLD),
        register.unit("Xã B", part_of=[other], **OLD),
    )
    here, there, unknown, empty = (
        register.unit(f"Xã {word}", part_of=[merged]) for word in ("Này", "Kia", "Lạ", "Trống")
    )
    for earlier, later in ((asked, merged), (other, merged), (old, here), (elsewhere, there)):
        register.succession(earlier, later)
    for unit in (here, there, unknown):
        register.facility(unit=unit)
    await register.load()

    assert await territory(graph, [asked]) == (sorted([asked, old, here]), [unknown])
    assert await territory(graph, [merged]) == (
        sorted([asked, other, merged, old, elsewhere, here, there, unknown, empty]),
        [],
    )


async def test_commune_of_a_divided_district_whose_future_is_unknown_is_ambiguous(
    graph: Graph, register: Register
) -> None:
    district = register.unit("Huyện", kind="DISTRICT", **OLD)
    here, there, unknown = (
        register.unit(f"Xã {word}", part_of=[district], **OLD) for word in ("Này", "Kia", "Lạ")
    )
    asked, other = register.unit("Xã Mới"), register.unit("Xã Khác")
    for earlier, later in ((here, asked), (there, other)):
        register.succession(earlier, later)
        register.succession(district, later, is_partial=True)
    for unit in (here, there, unknown):
        register.facility(unit=unit)
    await register.load()

    assert await territory(graph, [asked]) == (sorted([asked, here]), [unknown])


async def test_unit_is_ambiguous_for_the_records_it_holds(graph: Graph, register: Register) -> None:
    with_firm, with_cluster = register.unit("Xã Có Xưởng", **OLD), register.unit("Xã Có Cụm", **OLD)
    asked, other = register.unit("Xã Mới"), register.unit("Xã Khác")
    for divided in (with_firm, with_cluster):
        for later in (asked, other):
            register.succession(divided, later, is_partial=True)
    register.supplier(unit=with_firm)
    register.cluster(units=[with_cluster])
    await register.load()

    assert await territory(graph, [asked]) == ([asked], [with_firm])
    assert await territory(graph, [asked], "Supplier") == ([asked], [with_firm])
    assert await territory(graph, [asked], "Facility") == ([asked], [])
    assert await territory(graph, [asked], "Cluster") == ([asked], [with_cluster])


@pytest.mark.parametrize("seed", range(8))
async def test_no_record_is_claimed_wrongly_or_lost_silently(
    graph: Graph, register: Register, seed: int
) -> None:
    """Land in plots is merged and divided at random over four reforms; every unit holds a record."""
    chance = random.Random(seed)
    plots: dict[str, frozenset[int]] = {}
    now: list[str] = []
    for number in range(5):
        day = dt.date(2000 + 5 * number, 1, 1)
        owner = [chance.randrange(4) for _ in range(8)]
        parts = [frozenset(plot for plot in range(8) if owner[plot] == unit) for unit in range(4)]
        later = {register.unit(valid_from=day): part for part in parts if part}
        for before in now:
            for after, part in later.items():
                if plots[before] & part:
                    register.succession(before, after, is_partial=not plots[before] <= part)
        plots |= later
        now = list(later)
    for unit in plots:
        register.facility(unit=unit)
    await register.load()

    for asked in plots:
        inside, ambiguous = await territory(graph, [asked])

        assert [unit for unit in inside if not plots[unit] <= plots[asked]] == []
        touched = {unit for unit in plots if plots[unit] & plots[asked]}
        assert touched - {*inside, *ambiguous} == set()
        assert set(inside) & set(ambiguous) == set()


async def test_statements_follow_the_reforms_and_not_the_units(graph: Graph, register: Register) -> None:
    olds = [register.unit(f"Tỉnh {letter}", kind="PROVINCE", **OLD) for letter in "AB"]
    new = register.unit("Tỉnh Gộp", kind="PROVINCE")
    for old in olds:
        register.succession(old, new)
        for number in range(10):
            earlier = register.unit(f"Xã {number}", part_of=[old], **OLD)
            later = register.unit(f"Xã Mới {number}", part_of=[new])
            register.succession(earlier, later)
    register.facility(unit=new)
    await register.load()

    async def statements(code: str) -> list[str]:
        before = len(graph.tally.statements)
        await territory(graph, [code])
        return graph.tally.statements[before:]

    assert await statements(new) == ["units_below", "units_below"]
    assert await statements(olds[0]) == [
        "units_below",
        "predecessors_of_units",
        "units_below",
        "doubtful_successors",
    ]


async def test_real_provinces_of_the_reform(graph: Graph) -> None:
    new, _ = await territory(graph, ["U-15@2025-07-01"])
    old, _ = await territory(graph, ["U-10@2004-07-08"])

    assert {"U-10@2004-07-08", "U-15@2004-07-08", "U-15@2025-07-01"} <= set(new)
    assert set(old) < set(new)


async def test_dong_nai_became_a_city_with_its_territory(graph: Graph) -> None:
    city, _ = await territory(graph, ["U-75@2026-04-30"])
    province, _ = await territory(graph, ["U-75@2025-07-01"])
    old, _ = await territory(graph, ["U-75@2004-07-08"])

    assert city == province
    assert {"U-70@2004-07-08", "U-75@2004-07-08", "U-75@2025-07-01", "U-75@2026-04-30"} <= set(city)
    assert old == ["U-75@2004-07-08"]


async def test_unknown_unit_is_told(graph: Graph, register: Register) -> None:
    known, absent = register.unit(), "U-99999@2025-07-01"
    await register.load()

    with pytest.raises(UnknownCode) as raised:
        await territory(graph, [absent, known])

    assert raised.value.codes == [absent]
