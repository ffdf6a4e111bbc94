"""Groups that behave like a cluster, and those that do not."""

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.enums import ClusterCandidateConstraint
from domain.language import Language
from planning.cluster_candidate import Candidates, Firm, candidates
from planning.cluster_candidate_text import why_candidate
from planning.recipe import Product, Recipes

RECIPES = Recipes(
    [
        Product(code="leaf", name="Búp"),
        Product(code="tea", name="Chè", inputs={"leaf": 5.0}),
        Product(code="green", name="Chè xanh", kind_of="tea"),
        Product(code="stone", name="Đá"),
        Product(code="box", name="Hộp giấy"),
    ]
)
STAGES = {"V-tea": ["leaf", "tea"], "V-stone": ["stone"]}


def valley(unit: str, latitude: float, number: int = 6) -> list[Firm]:
    """Growers and makers of tea that stand within a few kilometres."""
    return [
        Firm(
            code=f"{unit}-{place}",
            unit=unit,
            latitude=latitude + place / 200,
            longitude=104.5,
            offers=["green"] if place % 2 else ["leaf"],
            needs=["leaf"] if place % 2 else [],
        )
        for place in range(number)
    ]


def quarry(number: int = 10) -> list[Firm]:
    """Quarries that are far from each other."""
    return [
        Firm(code=f"stone-{place}", unit="far", latitude=10.0 + place, longitude=106.0, offers=["stone"])
        for place in range(number)
    ]


def found(firms: Sequence[Firm], trade: Sequence[tuple[str, str]] = ()) -> Candidates:
    """The groups of some firms."""
    return candidates(firms, trade, RECIPES, STAGES)


def test_firms_of_a_chain_that_stand_together_are_a_group() -> None:
    one, other = valley("north", 22.0), valley("south", 20.0, 8)
    trade = [("north-0", "north-1"), ("north-1", "north-0"), ("south-0", "stone-0")]

    answer = found([*one, *other, *quarry()], trade)

    assert [
        (each.members, each.chain, each.in_chain, each.units, each.trade_links, each.clusters)
        for each in answer.found
    ] == [
        ([firm.code for firm in other], "V-tea", 8, {"south": 8}, 0, {}),
        ([firm.code for firm in one], "V-tea", 6, {"north": 6}, 2, {}),
    ]
    assert [each.location_quotient for each in answer.found] == [pytest.approx(24 / 14)] * 2
    assert answer.found[1].cohesion == 1.0


@given(chance=st.randoms(use_true_random=False))
def test_order_of_the_rows_does_not_matter(chance: random.Random) -> None:
    places = [(22.0 + chance.random() / 2, 104.5 + chance.random() / 2) for _ in range(40)]
    firms = [
        Firm(
            code=f"F-{number:02}",
            unit=f"U-{number % 3}",
            latitude=latitude,
            longitude=longitude,
            offers=chance.sample(["green", "tea", "leaf", "stone"], 2),
            needs=chance.sample(["leaf", "box", "green"], 2),
            clusters=chance.sample(["C-1", "C-2", "C-3"], 2),
        )
        for number, (latitude, longitude) in enumerate(places)
    ]
    trade = [(chance.choice(firms).code, chance.choice(firms).code) for _ in range(30)]
    shuffled = [
        replace(
            firm,
            offers=chance.sample(firm.offers, 2),
            needs=chance.sample(firm.needs, 2),
            clusters=chance.sample(firm.clusters, 2),
        )
        for firm in chance.sample(firms, len(firms))
    ]

    assert found(firms, trade) == found(shuffled, chance.sample(trade, len(trade)))


def test_group_that_is_a_cluster_already_is_left_out() -> None:
    firms = [*valley("north", 22.0), *quarry()]
    half = [replace(firm, clusters=["C-1"]) if place < 3 else firm for place, firm in enumerate(firms)]
    most = [replace(firm, clusters=["C-1"]) if place < 4 else firm for place, firm in enumerate(firms)]

    assert [each.clusters for each in found(half).found] == [{"C-1": 3}]
    assert found(most).found == []


def test_shops_and_packaging_make_no_group_of_a_chain() -> None:
    shops = [replace(firm, offers=[], needs=["green", "stone"]) for firm in valley("north", 22.0, 5)]
    mill = Firm(code="north-5", unit="north", latitude=22.02, longitude=104.5, offers=["tea"], needs=["box"])
    boxes = Firm(code="north-6", unit="north", latitude=22.02, longitude=104.51, offers=["box"])

    assert found([*shops, mill, boxes, *quarry()], [("north-6", "north-5")]).found == []


def test_shop_among_producers_is_a_member_but_no_producer() -> None:
    shop = Firm(code="north-6", unit="north", latitude=22.01, longitude=104.5, needs=["green"])

    (group,) = found([*valley("north", 22.0), shop, *quarry()]).found

    assert (len(group.members), group.chain, group.in_chain) == (7, "V-tea", 6)
    assert group.location_quotient == pytest.approx((6 / 7) / (6 / 17))


def test_too_few_firms_are_no_group() -> None:
    assert found([*valley("north", 22.0, 4), *quarry()]).found == []


def test_trade_over_the_country_makes_no_group() -> None:
    firms = quarry()
    trade = [(one.code, other.code) for one in firms for other in firms if one.code < other.code]

    assert found(firms, trade).found == []


def test_firms_without_a_place_are_tied_by_trade() -> None:
    firms = [replace(firm, latitude=None, longitude=None, unit=None) for firm in valley("north", 22.0)]
    trade = [("north-0", firm.code) for firm in firms[1:]]

    (group,) = found([*firms, *quarry()], trade).found

    assert (group.members, group.cohesion, group.location_quotient, group.radius_km) == (
        [firm.code for firm in firms],
        1.0,
        None,
        None,
    )


def test_group_is_shown_where_half_of_it_lies() -> None:
    firms = valley("north", 22.0)
    split = [replace(firm, unit="south") if place < 3 else firm for place, firm in enumerate(firms)]

    answer = found([*split, *quarry()])

    assert [len(answer.shown(frozenset([unit]), None)) for unit in ("north", "south", "far")] == [1, 1, 0]
    assert [len(answer.shown(None, chain)) for chain in ("V-tea", "V-stone")] == [1, 0]


def test_constraint_says_why_none_are_shown() -> None:
    answer = found([*valley("north", 22.0), *quarry()])

    assert answer.constraint(frozenset(["west"]), None) is ClusterCandidateConstraint.NO_BUSINESS
    assert answer.constraint(frozenset(["north"]), "V-stone") is ClusterCandidateConstraint.NO_RECORD
    assert answer.constraint(None, "V-silk") is ClusterCandidateConstraint.NO_RECORD
    assert answer.constraint(frozenset(["far"]), None) is ClusterCandidateConstraint.NO_GROUP
    assert found([]).constraint(None, None) is ClusterCandidateConstraint.NO_BUSINESS


def test_explanation_says_who_how_close_and_how_rare() -> None:
    firms = [*valley("north", 22.0), *quarry()]
    (group,) = found(
        [replace(firm, clusters=["C-1"]) if firm.code == "north-0" else firm for firm in firms]
    ).found

    said = [
        why_candidate(group, ("Chuỗi chè", "Tea"), {"north": "Xã Bắc"}, {"C-1": "CCN Thử"}, language)
        for language in (Language.VI, Language.EN)
    ]

    assert said == [
        "6 cơ sở ở Xã Bắc, trong đó 6 chào bán sản phẩm của chuỗi chè. 100% mức gắn kết (mua bán, gần nhau, "
        "sản phẩm liên quan) nằm trong nhóm, chưa ghi nhận mua bán giữa họ; một nửa nằm trong bán kính 0,8 "
        "km. Tỷ trọng cơ sở chào bán như vậy ở các đơn vị này gấp 2,67 lần của toàn sổ (LQ). Đã có: 1 thuộc "
        "CCN Thử.",
        "6 businesses in Xã Bắc, of which 6 offer goods of the value chain Tea. 100% of what ties them "
        "(trade, nearness, related goods) stays inside the group, with no known trade between them; half of "
        "them lie within 0.8 km of their middle. The share of such businesses among all of these units is "
        "2.67 times that in the whole register (LQ). Already: 1 belongs to CCN Thử.",
    ]
