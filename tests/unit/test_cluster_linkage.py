"""Linkages of clusters: what flows, what is shared, how pairs are ranked, and what can be cited."""

import math
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.distance import distance_km
from domain.enums import ClusterKind, ClusterLinkageConstraint, ClusterLinkageKind, Criterion
from domain.language import Language
from planning.cluster_linkage import Cluster, ClusterNetwork, Linkage, Linkages, Provision, SharedFocus
from planning.cluster_linkage_text import Sentences
from planning.flow import Business, Need, Offer, Supply
from planning.recipe import Product, Recipes

RECIPES = Recipes(
    [
        Product(code="log", name="Gỗ tròn", name_en="Logs", unit="CUBIC_METRE"),
        Product(code="veneer", name="Ván bóc", name_en="Veneer", inputs={"log": 2.0}),
        Product(code="acacia", name="Ván bóc keo", name_en="Acacia veneer", kind_of="veneer", factor=0.5),
        Product(code="table", name="Bàn", unit="PIECE", inputs={"veneer": 0.1}),
        Product(code="dust", name="Mùn cưa", name_en="Sawdust", stage="BYPRODUCT"),
        Product(code="pellet", name="Viên nén", name_en="Pellets", inputs={"dust": 1.5}),
    ]
)
STAGES = {"V-wood": ["log", "veneer", "pellet"]}
CHAINS = {"V-wood": ("Chuỗi gỗ", "Wood")}
ALL = frozenset(ClusterLinkageKind)
INPUT, BYPRODUCT, SHARED = (
    ClusterLinkageKind.INPUT,
    ClusterLinkageKind.BYPRODUCT,
    ClusterLinkageKind.SHARED_FOCUS,
)


def offering(code: str, product: str, capacity: float | None, **more: object) -> Business:
    """A facility with one offer."""
    supplies = more.pop("supplies", ())
    assert isinstance(supplies, Sequence)
    offer = Offer(product=product, capacity=capacity, **more)  # type: ignore[arg-type]  # what a test names
    return Business(code=code, makes=True, offers=[offer], supplies=supplies)


def needing(code: str, product: str, quantity: float | None) -> Business:
    """A facility with one need."""
    return Business(code=code, makes=True, needs=[Need(product=product, quantity=quantity)])


def cluster(code: str, *members: Business, **more: object) -> Cluster:
    """An industrial cluster."""
    fixed: dict[str, object] = {"name": f"CCN {code}", "kind": ClusterKind.LAND_CLUSTER}
    return Cluster(code=code, members=members, **(fixed | more))  # type: ignore[arg-type]  # named


def linked(
    *clusters: Cluster,
    received: Mapping[str, Sequence[Supply]] | None = None,
    kinds: frozenset[ClusterLinkageKind] = ALL,
) -> Linkages:
    """The linkages of some clusters."""
    return ClusterNetwork(clusters, received or {}, RECIPES, STAGES).linkages(kinds)


def flows(linkage: Linkage) -> list[tuple[object, ...]]:
    """Kind, direction, product, what is offered, how many on either side, and the quantity of each flow."""
    return [
        (
            f.kind,
            f.offering + f.needing,
            f.product,
            list(f.products),
            f.offerers,
            f.needers,
            f.derived,
            f.quantity,
        )
        for f in linkage.flows
    ]


def test_offer_of_a_kind_meets_a_need_in_the_unit_of_what_is_needed() -> None:
    one, other = cluster("A", offering("a", "acacia", 100.0)), cluster("B", needing("b", "veneer", 80.0))

    (linkage,) = linked(one, other)

    assert flows(linkage) == [(INPUT, "AB", "veneer", ["acacia"], 1, 1, 0, 50.0)]
    assert (linkage.source, linkage.target) == (one, other)


def test_general_offer_meets_no_special_need() -> None:
    assert not linked(
        cluster("A", offering("a", "veneer", 100.0)), cluster("B", needing("b", "acacia", 80.0))
    )


def test_need_for_a_by_product_is_derived_by_recipe() -> None:
    (linkage,) = linked(
        cluster("A", offering("a", "dust", 30.0, is_byproduct=True)),
        cluster("B", offering("b", "pellet", 10.0)),
    )

    assert flows(linkage) == [(BYPRODUCT, "AB", "dust", ["dust"], 1, 1, 1, 15.0)]


def test_what_a_business_makes_itself_is_no_need_that_is_derived() -> None:
    pellets, dust = Offer(product="pellet", capacity=10.0), Offer(product="dust", capacity=20.0)
    both = Business(code="b", makes=True, offers=[pellets, dust])
    carpenter = Business(
        code="b",
        makes=True,
        offers=[Offer(product="table", capacity=10.0)],
        needs=[Need(product="log", quantity=9.0)],
    )

    assert not linked(cluster("A", offering("a", "dust", 30.0)), cluster("B", both))
    assert not linked(cluster("A", offering("a", "veneer", 30.0)), cluster("B", carpenter))


def test_known_trade_counts_beside_what_is_to_spare_and_open() -> None:
    sold = Supply(product="veneer", customer="b", quantity=20.0)
    bought = Supply(product="veneer", customer="b", quantity=10.0)

    (linkage,) = linked(
        cluster("A", offering("a", "veneer", 100.0, supplies=[sold])),
        cluster("B", needing("b", "veneer", 60.0)),
        received={"b": [sold, bought]},
    )

    (flow,) = linkage.flows
    assert (flow.traded, flow.spare, flow.open, flow.quantity, flow.cover) == (20.0, 80.0, 30.0, 50.0, 1.0)


def test_known_trade_without_an_offer_or_need_is_a_flow() -> None:
    sold = Supply(product="log", customer="b", quantity=7.0)
    seller, buyer = Business(code="a", supplies=[sold]), Business(code="b")

    (linkage,) = linked(cluster("A", seller), cluster("B", buyer), received={"b": [sold]})

    assert flows(linkage) == [(INPUT, "AB", "log", ["log"], 1, 1, 0, 7.0)]


def test_what_is_committed_or_met_makes_no_flow() -> None:
    full = offering("a", "veneer", 100.0, committed=100.0)
    met = [Supply(product="veneer", customer="b", quantity=80.0)]

    assert not linked(cluster("A", full), cluster("B", needing("b", "veneer", 80.0)))
    assert not linked(
        cluster("A", offering("a", "veneer", 100.0)),
        cluster("B", needing("b", "veneer", 80.0)),
        received={"b": met},
    )


def test_unknown_quantity_is_a_flow_of_unknown_quantity() -> None:
    (linkage,) = linked(
        cluster("A", offering("a", "veneer", None)), cluster("B", needing("b", "veneer", 80.0))
    )

    assert flows(linkage) == [(INPUT, "AB", "veneer", ["veneer"], 1, 1, 0, None)]
    assert {reason.criterion: reason.value for reason in linkage.reasons} == {
        Criterion.LINKAGE: 0.5,
        Criterion.PROXIMITY: None,
        Criterion.CAPACITY_COVER: None,
        Criterion.RECIPROCITY: 0.0,
    }


def test_common_member_has_no_part_in_flows() -> None:
    maker, user = offering("a", "veneer", 100.0), needing("b", "veneer", 80.0)

    assert not linked(cluster("A", maker), cluster("B", maker, user))
    (linkage,) = linked(cluster("A", maker, offering("c", "veneer", 5.0)), cluster("B", maker, user))
    assert flows(linkage) == [(INPUT, "AB", "veneer", ["veneer"], 1, 1, 0, 5.0)]
    assert linkage.common_members == {"a"}


def test_shared_focus_counts_who_stands_in_the_chain() -> None:
    wood = frozenset(["V-wood"])

    (linkage,) = linked(
        cluster("A", offering("a", "acacia", 1.0), focus=wood), cluster("B", focus=wood | {"V-tea"})
    )

    assert (linkage.flows, linkage.focus) == ([], [SharedFocus(chain="V-wood", offerers=1, needers=0)])


def test_kinds_restrict_flows_and_drop_criteria_that_mean_nothing() -> None:
    wood = frozenset(["V-wood"])
    clusters = (
        cluster("A", offering("a", "veneer", 100.0), focus=wood),
        cluster("B", needing("b", "veneer", 80.0), focus=wood),
    )

    (shared,) = linked(*clusters, kinds=frozenset([SHARED]))

    assert (shared.flows, len(shared.focus)) == ([], 1)
    assert {reason.criterion: reason.weight for reason in shared.reasons} == pytest.approx(
        {Criterion.LINKAGE: 0.4 / 0.65, Criterion.PROXIMITY: 0.25 / 0.65}
    )
    assert not linked(*clusters, kinds=frozenset([BYPRODUCT]))
    assert not linked(*clusters, kinds=frozenset())


def test_distance_is_that_of_the_nearest_places() -> None:
    wood = frozenset(["V-wood"])

    (linkage,) = linked(
        cluster("A", focus=wood, places=[(21.5, 104.5), (22.0, 104.0)]),
        cluster("B", focus=wood, places=[(22.1, 104.0)]),
    )

    assert linkage.distance_km == pytest.approx(distance_km(22.0, 104.0, 22.1, 104.0))


def test_distance_from_the_middle_of_a_unit_is_told_as_such_and_not_in_a_dossier() -> None:
    (linkage,) = linked(
        cluster("A", offering("a", "acacia", 100.0), places=[(21.5, 104.5)]),
        cluster("B", needing("b", "veneer", 80.0), places=[(21.5, 104.6)], is_place_approximate=True),
    )
    vi, en = (Sentences(RECIPES, CHAINS, language) for language in (Language.VI, Language.EN))

    assert linkage.is_distance_approximate
    assert [say.why(linkage, linkage.reasons[1]) for say in (vi, en)] == [
        "Cách nhau khoảng 10 km đường chim bay, tính từ trung tâm đơn vị hành chính vì chưa có tọa độ.",
        "They are about 10 km apart as the crow flies, from the middle of administrative units, for want of "
        "coordinates.",
    ]
    assert "km" not in next(iter(vi.evidence(linkage)))[1]


def test_constraint_says_why_nothing_is_linked() -> None:
    alone = cluster("A", offering("a", "veneer", 1.0))

    found = [
        linked(*some).constraint
        for some in ((), (alone,), (alone, cluster("B")), (cluster("B"), cluster("C")))
    ]

    assert found == [
        ClusterLinkageConstraint.NO_CLUSTER,
        ClusterLinkageConstraint.ONE_CLUSTER,
        ClusterLinkageConstraint.NO_TIE,
        ClusterLinkageConstraint.NO_MEMBER,
    ]


def test_decree_is_cited_for_industrial_clusters_only() -> None:
    network = {"kind": ClusterKind.SECTOR_NETWORK}
    veneer, dust = offering("a", "veneer", 9.0), offering("a", "dust", 9.0, is_byproduct=True)
    user = Business(
        code="b", needs=[Need(product="veneer", quantity=9.0), Need(product="dust", quantity=9.0)]
    )
    here = {"communes": {"U-1": "Xã Thử"}}

    def cited(one: Cluster, other: Cluster) -> list[Provision]:
        (linkage,) = linked(one, other)
        return linkage.provisions

    assert cited(cluster("A", veneer, **network), cluster("B", user, **network)) == []
    assert cited(cluster("A", veneer, **network), cluster("B", user, **here)) == [
        Provision.VALUE_CHAIN,
        Provision.INVESTMENT_REPORT,
        Provision.SUPPORT,
    ]
    assert cited(cluster("A", veneer, **here), cluster("B", user, **here)) == list(Provision)
    assert cited(cluster("A", dust), cluster("B", user)) == [Provision.INVESTMENT_REPORT, Provision.SUPPORT]


@pytest.mark.parametrize(
    ("there", "is_approximate", "is_cited"),
    [
        ((21.5, 104.519), False, True),  # 1,966 m
        ((21.5, 104.52), False, False),  # 2,069 m
        ((21.5, 104.6), True, True),  # from the middle of a commune, where it need not stand
    ],
)
def test_clusters_of_a_commune_that_are_known_to_be_far_apart_do_not_adjoin(
    there: tuple[float, float], is_approximate: bool, is_cited: bool
) -> None:
    communes = {"U-1": "Xã Thử"}
    one = cluster("A", offering("a", "veneer", 9.0), places=[(21.5, 104.5)], communes=communes)
    other = cluster(
        "B",
        needing("b", "veneer", 9.0),
        places=[there],
        is_place_approximate=is_approximate,
        communes=communes,
    )

    (linkage,) = linked(one, other)

    assert (Provision.SIDE_BY_SIDE in linkage.provisions) is is_cited


def test_that_clusters_may_adjoin_is_to_be_checked() -> None:
    communes = {"U-1": "Xã Thử"}
    (linkage,) = linked(
        cluster("A", offering("a", "veneer", 9.0), places=[(21.5, 104.5)], communes=communes),
        cluster("B", needing("b", "veneer", 9.0), places=[(21.5, 104.51)], communes=communes),
    )

    said = [list(Sentences(RECIPES, CHAINS, language).evidence(linkage))[1][1] for language in Language]

    assert said == [
        "CCN A và CCN B (cách nhau 1 km) cùng nằm ở Xã Thử; có liền kề hay không cần kiểm tra tại chỗ. Các "
        "cụm công nghiệp chỉ được bố trí liền kề khi liên kết về ngành, nghề, xử lý chất thải hoặc năng "
        "lượng; hai cụm này có: các mối liên kết nêu tại điểm đ khoản 2 Điều 4.",
        "CCN A and CCN B (1 km apart) both lie in Xã Thử; whether they adjoin is to be checked on the spot. "
        "Industrial clusters may stand side by side only where they are linked by trade, treatment of waste "
        "or energy; these two have: the links named under article 4.2.đ.",
    ]


def test_sentences_can_stand_in_a_dossier() -> None:
    (linkage,) = linked(
        cluster("A", offering("a", "acacia", 100.0), name_en="Cluster A", places=[(21.5, 104.5)]),
        cluster("B", needing("b", "veneer", 80.0), name_en="Cluster B", places=[(21.5, 104.6)]),
    )
    vi, en = (Sentences(RECIPES, CHAINS, language) for language in (Language.VI, Language.EN))

    assert [vi.about_flow(linkage, linkage.flows[0]), en.about_flow(linkage, linkage.flows[0])] == [
        "CCN A có 1 cơ sở chào bán ván bóc keo; CCN B có 1 cơ sở cần ván bóc; có thể cung ứng 50 tấn "
        "một năm.",
        "1 business of Cluster A offers Acacia veneer; 1 of Cluster B needs Veneer; 50 tonnes a year could "
        "flow.",
    ]
    assert [next(iter(say.evidence(linkage))) for say in (vi, en)] == [
        (
            "điểm đ khoản 2 Điều 4 Nghị định 32/2024/NĐ-CP",
            "CCN A và CCN B (cách nhau 10,3 km) liên kết trong chuỗi giá trị: ván bóc keo từ CCN A sang "
            "CCN B (50 tấn một năm). Phương án phát triển cụm công nghiệp phải ưu tiên ngành, nghề liên kết "
            "trong một chuỗi giá trị của sản phẩm ở địa phương hoặc vùng lân cận.",
        ),
        (
            "Decree 32/2024/NĐ-CP, article 4.2.đ",
            "Cluster A and Cluster B (10.3 km apart) are linked in a value chain: Acacia veneer from Cluster "
            "A to Cluster B (50 tonnes a year). The plan of industrial clusters must prefer trades that link "
            "inside one value chain of products of the place or its neighbours.",
        ),
    ]
    assert [list(say.evidence(linkage))[1][1] for say in (vi, en)] == [
        "Báo cáo đầu tư của CCN A và CCN B phải trình bày ngành, nghề liên kết và hỗ trợ; giữa CCN A và CCN "
        "B có: các mối liên kết nêu tại điểm đ khoản 2 Điều 4.",
        "The investment report of Cluster A and Cluster B must lay out linked and supporting trades; between "
        "Cluster A and Cluster B there are: the links named under article 4.2.đ.",
    ]
    assert [vi.why(linkage, reason) for reason in linkage.reasons] == [
        "Có 1 dòng đầu vào.",
        "Cách nhau 10,3 km đường chim bay.",
        "Bình quân đáp ứng 63% lượng cần, theo 1 dòng hàng đã rõ khối lượng.",
        "Hàng chỉ đi một chiều, từ CCN A sang CCN B.",
    ]


products = st.sampled_from(["log", "veneer", "acacia", "dust", "pellet"])
amounts = st.none() | st.sampled_from([0.0, 5.0, 40.0])
businesses = st.builds(
    Business,
    code=st.sampled_from("abcdefgh"),
    makes=st.booleans(),
    offers=st.lists(
        st.builds(Offer, product=products, capacity=amounts, is_byproduct=st.booleans()), max_size=3
    ),
    needs=st.lists(st.builds(Need, product=products, quantity=amounts), max_size=2),
    supplies=st.lists(
        st.builds(Supply, product=products, customer=st.sampled_from("abcdefgh"), quantity=amounts),
        max_size=2,
    ),
)


@st.composite
def registers(draw: st.DrawFn) -> list[Cluster]:
    """Some clusters whose members may be common."""
    known = {business.code: business for business in draw(st.lists(businesses, max_size=8))}
    focus = st.frozensets(st.sampled_from(["V-wood", "V-tea"]))
    members = st.lists(st.sampled_from(sorted(known) or ["a"]), unique=True, max_size=4)
    return [
        cluster(code, *(known[each] for each in draw(members) if each in known), focus=draw(focus))
        for code in "ABCD"
    ]


@given(clusters=registers(), kinds=st.frozensets(st.sampled_from(ClusterLinkageKind)))
def test_ranking_by_sums_is_that_of_the_flows_shown(
    clusters: list[Cluster], kinds: frozenset[ClusterLinkageKind]
) -> None:
    found = linked(*clusters, kinds=kinds)

    keys = [found.key(place) for place in range(len(found))]
    assert keys == sorted(keys)
    for linkage in found:
        values = {reason.criterion: reason.value for reason in linkage.reasons}
        covers = [flow.cover for flow in linkage.flows if flow.cover is not None]
        ties = len(linkage.flows) + len(linkage.focus)
        assert ties > 0
        assert math.isclose(
            math.fsum(reason.contribution for reason in linkage.reasons), linkage.score, abs_tol=1e-9
        )
        assert values[Criterion.LINKAGE] == 1 - 0.5**ties
        if Criterion.RECIPROCITY in values:
            assert values[Criterion.RECIPROCITY] == (len({flow.offering for flow in linkage.flows}) == 2)
            expected = math.fsum(covers) / len(covers) if covers else None if linkage.flows else 0.0
            assert values[Criterion.CAPACITY_COVER] == pytest.approx(expected)


@given(clusters=registers())
def test_flows_are_between_different_businesses(clusters: list[Cluster]) -> None:
    for linkage in linked(*clusters):
        codes = {
            side.code: {member.code for member in side.members} for side in (linkage.source, linkage.target)
        }
        for flow in linkage.flows:
            assert flow.offerers <= len(codes[flow.offering] - linkage.common_members)
            assert flow.needers <= len(codes[flow.needing] - linkage.common_members)
            assert flow.quantity is None or flow.quantity >= 0
