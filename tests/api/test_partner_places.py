"""Partners by where they are: the same place in any version of the units, and how far apart."""

import datetime as dt
import math
from typing import Any

import pytest

from tests.builders import Register
from tests.conftest import Api
from tests.partners import DAY, KM_PER_DEGREE, find, nodes, partners, values

CO_LOCATION_ONLY = [{"criterion": "CO_LOCATION", "weight": 1}]
PROXIMITY_ONLY = [{"criterion": "PROXIMITY", "weight": 1}]
NEAR_BY = """
query NearBy(
  $of: PartnerSubject!, $direction: PartnerDirection!, $weights: [CriterionWeight!],
  $filter: PartnerFilter
) {
  partners(
    of: $of, direction: $direction, weights: $weights, filter: $filter, on: "2026-06-01", language: EN
  ) {
    edges { node {
      partner { code } score distanceKm isDistanceApproximate reasons { value explanation }
    } }
  }
}
"""


async def test_province_is_the_same_in_any_version(api: Api, register: Register) -> None:
    past = dt.date(2004, 1, 1)
    old = register.unit("Tỉnh Cũ", kind="PROVINCE", valid_from=past)
    merged = register.unit("Tỉnh Nhập", kind="PROVINCE", valid_from=past)
    new = register.unit("Tỉnh Mới", kind="PROVINCE")
    elsewhere = register.unit("Tỉnh Khác", kind="PROVINCE")
    register.succession(old, new)
    register.succession(merged, new)
    district = register.unit("Huyện Cũ", kind="DISTRICT", part_of=[merged], valid_from=past)
    old_commune = register.unit("Xã Cũ", part_of=[district], valid_from=past)
    commune, other = register.unit(part_of=[new]), register.unit("Xã Kia", part_of=[new])
    ward = register.unit("Phường", kind="WARD", part_of=[elsewhere])
    outer = register.unit("Xã Ngoài", part_of=[elsewhere])
    divided = register.unit("Xã Chia", valid_from=past)
    register.succession(divided, commune, is_partial=True)
    register.succession(divided, outer, is_partial=True)
    good = register.product()
    places = {
        "same commune": commune,
        "another commune": other,
        "old commune": old_commune,
        "old district": district,
        "old province": old,
        "province": new,
        "another province": outer,
        "ward": ward,
        "nowhere": None,
        "divided commune": divided,
    }
    firms = {place: register.facility(unit=unit) for place, unit in places.items()}
    firms["abroad"] = register.facility(country="CN")
    for firm in firms.values():
        register.need(firm, good)
        register.offer(firm, good)
    subject = register.facility(unit=commune)
    register.need(subject, good)
    await register.load()

    async def found(business: str) -> dict[str, float | None]:
        by_code = {
            node["partner"]["code"]: values(node)["CO_LOCATION"]
            for node in nodes(await find(api, business, weights=CO_LOCATION_ONLY))
        }
        return {place: by_code[firm] for place, firm in firms.items() if firm in by_code}

    inside = dict.fromkeys(firms, 0.4)
    outside: dict[str, float | None] = {
        "another province": 0.0,
        "ward": 0.0,
        "nowhere": None,
        "abroad": 0.0,
        "divided commune": None,  # on which side of the border, nobody can say
    }
    assert await found(subject) == inside | outside | {"same commune": 0.8}
    of_district = await found(firms["old district"])
    assert of_district == {
        place: value for place, value in (inside | outside).items() if place != "old district"
    }
    assert await found(firms["nowhere"]) == {place: None for place in firms if place != "nowhere"}


async def test_same_district_is_not_the_same_commune(api: Api, register: Register) -> None:
    province = register.unit("Tỉnh Thử", kind="PROVINCE")
    district = register.unit("Huyện Thử", kind="DISTRICT", part_of=[province])
    good = register.product()
    subject, partner = register.facility(unit=district), register.supplier(unit=district)
    register.need(subject, good)
    register.offer(partner, good)
    await register.load()

    (node,) = nodes(await find(api, subject, weights=CO_LOCATION_ONLY))

    assert (node["score"], node["reasons"][0]["explanation"]) == (0.4, "Ở cùng một tỉnh.")


@pytest.mark.parametrize(("is_partial", "expected"), [(False, 0.8), (True, 0.4)])
async def test_old_commune_is_the_same_as_the_one_that_absorbed_it(
    api: Api, register: Register, is_partial: bool, expected: float
) -> None:
    province = register.unit("Tỉnh Thử", kind="PROVINCE")
    old = register.unit(valid_from=dt.date(2004, 1, 1), part_of=[province])
    new = register.unit(part_of=[province])
    register.succession(old, new, is_partial=is_partial)
    good = register.product()
    subject, partner = register.facility(unit=old), register.supplier(unit=new)
    register.need(subject, good)
    register.offer(partner, good)
    await register.load()

    (node,) = nodes(await find(api, subject, weights=CO_LOCATION_ONLY))

    assert node["score"] == expected


async def test_partner_abroad_is_told(api: Api, register: Register) -> None:
    province = register.unit("Tỉnh Thử", kind="PROVINCE")
    good = register.product()
    subject = register.facility(unit=register.unit(part_of=[province]))
    register.offer(subject, good)
    register.need(register.buyer(country="CN"), good)
    await register.load()

    (node,) = nodes(await find(api, subject, "BUYERS", weights=CO_LOCATION_ONLY))

    assert (node["score"], node["reasons"][0]["explanation"]) == (0, "Ở nước ngoài.")


async def near_by(api: Api, of: dict[str, object], direction: str, **filter: object) -> list[Any]:
    """Partner, value of proximity, rounded distance, whether it is approximate, and the sentence."""
    answer = await api(
        NEAR_BY, {"of": of, "direction": direction, "weights": PROXIMITY_ONLY, "filter": filter}
    )
    return [
        (
            node["partner"]["code"],
            None if node["distanceKm"] is None else round(node["distanceKm"], 3),
            node["isDistanceApproximate"],
            node["reasons"][0]["value"],
            node["reasons"][0]["explanation"],
        )
        for node in nodes(answer)
    ]


async def test_middle_of_the_commune_stands_for_a_place_that_is_not_recorded(
    api: Api, register: Register
) -> None:
    province = register.unit("Tỉnh Thử", kind="PROVINCE", latitude=22.0, longitude=104.0)
    commune = register.unit(part_of=[province], latitude=21.5, longitude=104.0)
    unmapped = register.unit("Xã Không tọa độ", part_of=[province])
    good = register.product()
    subject = register.facility(latitude=21.0, longitude=104.0)
    register.offer(subject, good)
    known = register.buyer(latitude=21.1, longitude=104.0)
    in_commune, in_province = register.buyer(unit=commune), register.buyer(unit=unmapped)
    abroad, nowhere = register.buyer(country="CN"), register.buyer()
    for buyer in (known, in_commune, in_province, abroad, nowhere):
        register.need(buyer, good)
    await register.load()

    found = await near_by(api, {"business": subject}, "BUYERS")
    within = await near_by(api, {"business": subject}, "BUYERS", maximumDistanceKm=60)

    def value(degrees: float) -> object:
        return pytest.approx(math.exp(-degrees * KM_PER_DEGREE / 100), abs=1e-12)

    assert found == [
        (known, 11.12, False, value(0.1), "11.1 km away, as the crow flies."),
        (
            in_commune,
            55.598,
            True,
            value(0.5),
            "About 56 km away, as the crow flies, from the middle of the partner's commune, for want of "
            "coordinates.",
        ),
        (nowhere, None, False, None, "A place is not known; the distance is counted as neutral."),
        (
            in_province,
            111.195,
            True,
            value(1.0),
            "About 111 km away, as the crow flies, from the middle of the partner's province, for want of "
            "coordinates.",
        ),
        (abroad, None, False, 0, "It is abroad, without coordinates; counted as far away."),
    ]
    assert within == found[:2]


async def test_subject_without_coordinates_is_in_the_middle_of_its_commune(
    api: Api, register: Register
) -> None:
    commune = register.unit(latitude=21.0, longitude=104.0)
    good = register.product()
    subject = register.facility(unit=commune)
    register.offer(subject, good)
    buyer, abroad = register.buyer(latitude=21.1, longitude=104.0), register.buyer(country="CN")
    register.need(buyer, good)
    register.need(abroad, good)
    await register.load()
    example = {"offers": [{"product": good}], "administrativeUnit": commune}
    unplaced = {"offers": [{"product": good}]}

    of_business = await near_by(api, {"business": subject}, "BUYERS", maximumDistanceKm=20)
    of_example = await near_by(api, {"example": example}, "BUYERS", maximumDistanceKm=20)
    of_unplaced = await near_by(api, {"example": unplaced}, "BUYERS")

    assert of_business == [
        (
            buyer,
            11.12,
            True,
            pytest.approx(math.exp(-KM_PER_DEGREE / 1000), abs=1e-12),
            "About 11 km away, as the crow flies, from the middle of the business's commune, for want of "
            "coordinates.",
        )
    ]
    assert of_example == of_business
    assert of_unplaced == [
        (buyer, None, False, None, "A place is not known; the distance is counted as neutral."),
        (abroad, None, False, 0, "It is abroad, without coordinates; counted as far away."),
    ]


async def test_unit_without_a_middle_has_that_of_its_district_or_its_successors(
    api: Api, register: Register
) -> None:
    end = dt.date(2025, 7, 1)
    began = dt.date(2004, 7, 8)
    old = {"valid_from": began, "valid_to": end}
    province = register.unit("Tỉnh Thử", kind="PROVINCE", latitude=25.0, longitude=104.0)
    district = register.unit("Huyện Cũ", kind="DISTRICT", part_of=[province], **old)
    one = register.unit("Xã Một", part_of=[province], latitude=21.0, longitude=104.0)
    two = register.unit("Xã Hai", part_of=[province], latitude=21.2, longitude=104.0)
    register.succession(district, one, is_partial=True)
    register.succession(district, two, is_partial=True)
    good = register.product()
    subject = register.facility(latitude=21.0, longitude=104.0)
    register.offer(subject, good)
    buyer = register.buyer(unit=district)
    register.need(buyer, good)
    await register.load()

    ((code, distance, is_approximate, _, explanation),) = await near_by(api, {"business": subject}, "BUYERS")

    assert (code, distance, is_approximate) == (buyer, 11.12, True)
    assert explanation.startswith("About 11 km away, as the crow flies, from the middle of the partner's com")


async def test_members_of_a_cluster_are_together_from_their_days_on(api: Api, register: Register) -> None:
    good, cluster = register.product(), register.cluster()
    subject, partner = register.facility(), register.supplier()
    register.need(subject, good)
    register.offer(partner, good)
    register.place(cluster, subject)
    register.place(cluster, partner, "MEMBER_OF", since=DAY)
    await register.load()

    (earlier,) = nodes(await find(api, subject, weights=CO_LOCATION_ONLY, on=str(DAY - dt.timedelta(days=1))))
    (today,) = nodes(await find(api, subject, weights=CO_LOCATION_ONLY))

    assert values(today) == {"CO_LOCATION": 1}
    assert values(earlier)["CO_LOCATION"] != 1


async def test_old_province_restricts_to_its_old_territory_and_names_what_nobody_can_say(
    api: Api, register: Register
) -> None:
    whole = register.unit("Xã Cũ", valid_from=dt.date(2004, 1, 1))
    split = register.unit("Xã Tách", valid_from=dt.date(2004, 1, 1))
    new = register.unit("Xã Mới")
    other = register.unit("Xã Khác")
    register.succession(whole, new)
    register.succession(split, new, is_partial=True)
    register.succession(split, other, is_partial=True)
    good = register.product()
    subject, inside, doubtful = (
        register.facility(),
        register.supplier(unit=whole),
        register.supplier(unit=split),
    )
    register.need(subject, good)
    register.offer(inside, good)
    register.offer(doubtful, good)
    await register.load()

    answer = await find(api, subject, filter={"within": [new]})

    assert partners(answer) == [inside]
    assert answer.data["partners"]["ambiguousUnits"] == [{"code": split}]
