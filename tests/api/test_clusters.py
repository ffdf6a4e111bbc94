"""Linked clusters, and groups that behave like one."""

import asyncio
import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from graphql import GraphQLError

from domain.dates import today
from graph.change import data_version
from graph.client import Graph
from graph.errors import Unavailable
from resolvers.cluster_candidate import CandidatesOfRegister
from tests.builders import Register
from tests.conftest import Answer, Api
from web import OPERATIONS

PUBLISHED = (OPERATIONS / "cluster_linkages.graphql").read_text()
LINKAGES = """
query Linkages($within: [ID!], $kinds: [ClusterLinkageKind!], $first: Int, $after: String, $on: Date) {
  clusterLinkages(within: $within, kinds: $kinds, first: $first, after: $after, on: $on, language: EN) {
    algorithm dataVersion on changedMeanwhile changedSinceFirstPage constraint totalCount
    pageInfo { hasNextPage endCursor }
    ambiguousUnits { code }
    edges {
      node {
        source { code kind } target { code kind }
        distanceKm score commonMemberCount
        flows {
          kind product { code } offeredProducts { code } valueChain { code } offeredBy { code }
          offererCount neederCount derivedNeederCount quantityPerYear sparePerYear openPerYear tradedPerYear
          explanation
        }
        evidence { clause }
      }
    }
  }
}
"""
EVIDENCE = """
query Evidence($within: [ID!]) {
  clusterLinkages(within: $within, on: "2026-06-01", language: EN) {
    edges {
      node {
        source { code } target { code } distanceKm isDistanceApproximate
        reasons { explanation } evidence { explanation }
      }
    }
  }
}
"""
CANDIDATES = """
query Candidates($within: [ID!], $chain: ID, $first: Int) {
  clusterCandidates(within: $within, chain: $chain, first: $first, language: EN) {
    algorithm dataVersion on computedAt changedMeanwhile constraint explanation totalCount
    ambiguousUnits { code }
    candidates {
      members { code } memberCount chain { code } chainMemberCount cohesion locationQuotient tradeLinkCount
      radiusKm explanation
    }
  }
}
"""
DAY = "2026-06-01"


def linkages(answer: Answer) -> dict[str, Any]:
    """The linkages of an answer without errors."""
    assert answer.errors == []
    found: dict[str, Any] = answer.data["clusterLinkages"]
    return found


def candidates(answer: Answer) -> dict[str, Any]:
    """The groups of an answer without errors."""
    assert answer.errors == []
    found: dict[str, Any] = answer.data["clusterCandidates"]
    return found


def two_clusters(register: Register) -> tuple[str, str, str, str]:
    """A commune with a cluster that makes a good and a network that needs it; the good's code last."""
    commune, good = register.unit(), register.product("Ván thử")
    maker = register.cluster("CCN Thử", units=[commune], latitude=21.5, longitude=104.5)
    user = register.cluster("Cụm liên kết Thử", kind="SECTOR_NETWORK", units=[commune])
    mill, shop = register.facility(unit=commune), register.facility(unit=commune)
    register.place(maker, mill)
    register.place(user, shop, "MEMBER_OF")
    register.offer(mill, good, capacity_per_year=100)
    register.need(shop, good, quantity_per_year=80)
    register.trade(mill, shop, good, quantity_per_year=30)
    return commune, maker, user, good


async def test_linkage_shows_what_flows_and_what_can_be_cited(
    api: Api, graph: Graph, register: Register
) -> None:
    commune, maker, user, good = two_clusters(register)
    await register.load()

    found = linkages(await api(LINKAGES, {"within": [commune], "on": DAY}))

    (edge,) = found.pop("edges")
    assert found.pop("pageInfo")["hasNextPage"] is False
    assert found == {
        "algorithm": "cluster-linkage/1",
        "dataVersion": await data_version(graph),
        "on": DAY,
        "changedMeanwhile": False,
        "changedSinceFirstPage": False,
        "constraint": None,
        "totalCount": 1,
        "ambiguousUnits": [],
    }
    assert edge["node"] == {
        "source": {"code": maker, "kind": "LAND_CLUSTER"},
        "target": {"code": user, "kind": "SECTOR_NETWORK"},
        "distanceKm": None,
        "score": pytest.approx(0.4 * 0.5 + 0.25 * 0.5 + 0.2),
        "commonMemberCount": 0,
        "flows": [
            {
                "kind": "INPUT",
                "product": {"code": good},
                "offeredProducts": [{"code": good}],
                "valueChain": None,
                "offeredBy": {"code": maker},
                "offererCount": 1,
                "neederCount": 1,
                "derivedNeederCount": 0,
                "quantityPerYear": 80.0,
                "sparePerYear": 70.0,
                "openPerYear": 50.0,
                "tradedPerYear": 30.0,
                "explanation": "1 business of CCN Thử offers ván thử; 1 of Cụm liên kết Thử needs ván thử; "
                "80 tonnes a year could flow, of which 30 tonnes are traded already.",
            }
        ],
        "evidence": [
            {"clause": f"Decree 32/2024/NĐ-CP, article {article}"} for article in ("4.2.đ", "9.2.b", "26.1")
        ],
    }


async def test_clusters_of_a_province_are_not_said_to_lie_in_a_commune(api: Api, register: Register) -> None:
    province = register.unit("Tỉnh Thử", kind="PROVINCE", latitude=22.0, longitude=104.0)
    good = register.product("Ván thử")
    for side in (register.offer, register.need):
        business = register.facility(unit=province)
        register.place(register.cluster(units=[province]), business)
        side(business, good)
    await register.load()

    (edge,) = linkages(await api(EVIDENCE, {"within": [province]}))["edges"]

    assert [
        each["explanation"] for each in edge["node"]["evidence"] if "both lie in" in each["explanation"]
    ] == []
    assert (edge["node"]["distanceKm"], edge["node"]["isDistanceApproximate"]) == (0, True)
    assert edge["node"]["reasons"][1]["explanation"] == (
        "They are less than 1 km apart as the crow flies, from the middle of administrative units, for want "
        "of coordinates."
    )


async def test_old_commune_is_the_one_into_which_it_passed_as_a_whole(api: Api, register: Register) -> None:
    then = dt.date(2004, 1, 1)
    old, divided = register.unit("Xã Cũ", valid_from=then), register.unit("Xã Chia", valid_from=then)
    new = register.unit("Xã Mới")
    register.succession(old, new)
    register.succession(divided, new, is_partial=True)
    chain = register.value_chain(register.product())
    places = {"old": old, "new": new, "divided": divided}
    names = {register.cluster(units=[unit], focus=[chain]): name for name, unit in places.items()}
    await register.load()

    found = linkages(await api(EVIDENCE, {"within": list(places.values())}))

    beside = {
        frozenset(names[edge["node"][side]["code"]] for side in ("source", "target")): [
            each["explanation"].partition("; ")[0].partition(" both ")[2]
            for each in edge["node"]["evidence"]
            if "both lie in" in each["explanation"]
        ]
        for edge in found["edges"]
    }
    assert beside == {
        frozenset({"old", "new"}): ["lie in Xã Mới"],
        frozenset({"old", "divided"}): [],
        frozenset({"new", "divided"}): [],
    }


async def test_linkages_come_in_pages(api: Api, register: Register) -> None:
    commune = register.unit()
    chain = register.value_chain(register.product())
    for _ in range(3):
        register.cluster(units=[commune], focus=[chain])
    await register.load()
    whole = linkages(await api(LINKAGES, {"within": [commune], "on": DAY}))

    first = linkages(await api(LINKAGES, {"within": [commune], "first": 2}))
    after = first["pageInfo"]["endCursor"]
    second = linkages(await api(LINKAGES, {"within": [commune], "first": 2, "after": after}))

    assert len(whole["edges"]) == 3
    assert [*first["edges"], *second["edges"]] == whole["edges"]
    assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (True, False)
    other = await api(LINKAGES, {"within": [commune], "kinds": ["INPUT"], "after": after})
    assert other.errors[0]["message"] == "This cursor belongs to another question"


async def test_later_pages_read_the_register_no_more(api: Api, register: Register) -> None:
    commune, *_ = two_clusters(register)
    await register.load()
    linkages(await api(LINKAGES, {"within": [commune], "on": DAY}))

    again = await api(LINKAGES, {"within": [commune], "on": DAY, "kinds": ["INPUT"]})

    assert len(linkages(again)["edges"]) == 1
    assert again.statements["businesses_in_flows"] == 0


async def test_withdrawn_clusters_do_not_count(api: Api, register: Register) -> None:
    commune = register.unit()
    chain = register.value_chain(register.product())
    register.cluster(units=[commune], focus=[chain])
    register.cluster(units=[commune], focus=[chain], status="WITHDRAWN")
    await register.load()

    found = linkages(await api(LINKAGES, {"within": [commune]}))

    assert (found["edges"], found["constraint"]) == ([], "ONE_CLUSTER")


async def test_constraint_says_why_no_clusters_are_linked(api: Api, register: Register) -> None:
    empty, bare, untied = register.unit(), register.unit(), register.unit()
    for commune in (bare, bare, untied, untied):
        cluster = register.cluster(units=[commune])
        if commune == untied:
            register.place(cluster, register.facility(unit=commune))
    await register.load()

    found = [linkages(await api(LINKAGES, {"within": [unit]})) for unit in (empty, bare, untied)]
    nothing = linkages(await api(LINKAGES, {"within": []}))

    assert [each["constraint"] for each in (*found, nothing)] == [
        "NO_CLUSTER",
        "NO_MEMBER",
        "NO_TIE",
        "NO_CLUSTER",
    ]
    assert [each["edges"] for each in found] == [[], [], []]


async def test_old_unit_means_its_old_territory(api: Api, register: Register) -> None:
    past = register.unit("Xã Cũ", valid_from=dt.date(2004, 1, 1), valid_to=dt.date(2025, 7, 1))
    other = register.unit("Xã Khác", valid_from=dt.date(2004, 1, 1), valid_to=dt.date(2025, 7, 1))
    now = register.unit()
    chain = register.value_chain(register.product())
    for old in (past, other):
        register.succession(old, now)
    register.cluster(units=[past], focus=[chain])
    register.cluster(units=[past], focus=[chain])
    register.cluster(units=[now], focus=[chain])
    await register.load()

    found = [linkages(await api(LINKAGES, {"within": [unit]})) for unit in (past, now)]

    assert [len(each["edges"]) for each in found] == [1, 3]
    assert [each["ambiguousUnits"] for each in found] == [[{"code": now}], []]


@pytest.mark.parametrize("name", ["ClusterLinkages", "ClusterCandidates"])
async def test_published_operations_run(api: Api, register: Register, name: str) -> None:
    commune, *_ = two_clusters(register)
    await register.load()

    answer = await api(PUBLISHED, {"within": [commune]}, operation=name)

    assert answer.errors == []


@pytest.mark.parametrize(
    ("query", "variables", "code", "argument"),
    [
        (LINKAGES, {"within": ["U-99999@2025-07-01"]}, "NOT_FOUND", "within"),
        (LINKAGES, {"within": ["U-99999@2031-01-01"]}, "NOT_FOUND", "within"),
        (LINKAGES, {"within": ["P-que"]}, "NOT_FOUND", "within"),
        (LINKAGES, {"within": ["Lào Cai"]}, "BAD_REQUEST", "within"),
        (LINKAGES, {"first": 0}, "BAD_REQUEST", "first"),
        (LINKAGES, {"first": 101}, "BAD_REQUEST", "first"),
        (LINKAGES, {"after": "x"}, "BAD_REQUEST", "after"),
        (LINKAGES, {"on": "0001-01-01"}, "BAD_REQUEST", "on"),
        (CANDIDATES, {"within": ["U-99999@2025-07-01"]}, "NOT_FOUND", "within"),
        (CANDIDATES, {"chain": "V-khong-co"}, "NOT_FOUND", "chain"),
        (CANDIDATES, {"chain": "P-que"}, "NOT_FOUND", "chain"),
        (CANDIDATES, {"chain": "quế"}, "BAD_REQUEST", "chain"),
        (CANDIDATES, {"first": 0}, "BAD_REQUEST", "first"),
    ],
)
async def test_bad_input_names_the_argument(
    api: Api, query: str, variables: dict[str, object], code: str, argument: str
) -> None:
    answer = await api(query, variables)

    assert [
        (error["extensions"]["code"], error["extensions"].get("argument")) for error in answer.errors
    ] == [(code, argument)]


def valley(register: Register) -> tuple[str, str, list[str]]:
    """A commune whose firms make the same good of the same chain; unit, chain and firms."""
    commune, good = register.unit("Xã Chè"), register.product("Chè thử")
    chain = register.value_chain(good)
    firms = [
        register.facility(unit=commune, latitude=12.0 + number / 200, longitude=108.0) for number in range(5)
    ]
    for firm in firms:
        register.offer(firm, good, capacity_per_year=10)
    register.trade(firms[0], firms[1], good)
    return commune, chain, sorted(firms)


async def test_firms_of_a_chain_that_stand_together_are_a_candidate(
    api: Api, graph: Graph, register: Register
) -> None:
    commune, chain, firms = valley(register)
    empty = register.unit()
    await register.load()

    found = candidates(await api(CANDIDATES, {"within": [commune]}))
    of_chain = candidates(await api(CANDIDATES, {"chain": chain}))
    outside = candidates(await api(CANDIDATES, {"within": [empty]}))

    (group,) = found["candidates"]
    assert of_chain["candidates"] == [group]
    quotient = group.pop("locationQuotient")
    assert quotient > 1
    assert "5 businesses in Xã Chè, of which 5 offer goods of the value chain Chuỗi thử." in group.pop(
        "explanation"
    ).replace("chuỗi thử", "Chuỗi thử")
    assert group == {
        "members": [{"code": firm} for firm in firms],
        "memberCount": 5,
        "chain": {"code": chain},
        "chainMemberCount": 5,
        "cohesion": pytest.approx(1.0),
        "tradeLinkCount": 1,
        "radiusKm": pytest.approx(0.56, abs=0.01),
    }
    computed_at = dt.datetime.fromisoformat(found.pop("computedAt"))
    assert dt.timedelta(0) <= dt.datetime.now(dt.UTC) - computed_at < dt.timedelta(minutes=5)
    assert found == {
        "algorithm": "cluster-candidate/1",
        "dataVersion": await data_version(graph),
        "on": today().isoformat(),
        "changedMeanwhile": False,
        "constraint": None,
        "explanation": None,
        "totalCount": 1,
        "ambiguousUnits": [],
        "candidates": found["candidates"],
    }
    assert (outside["constraint"], outside["explanation"], outside["candidates"]) == (
        "NO_BUSINESS",
        "No business that offers or needs anything is entered in the units.",
        [],
    )


async def test_chain_without_anybody_in_it_says_so(api: Api, register: Register) -> None:
    commune, _, _ = valley(register)
    chain = register.value_chain(register.product())
    await register.load()

    found = candidates(await api(CANDIDATES, {"within": [commune], "chain": chain}))

    assert (found["constraint"], found["candidates"]) == ("NO_RECORD", [])


async def test_last_groups_are_shown_while_newer_ones_take_long(graph: Graph, register: Register) -> None:
    valley(register)
    await register.load()
    kept, on = CandidatesOfRegister(), today()
    old = await kept.get(graph, on)
    register.facility()
    await register.load()

    meanwhile = await kept.get(graph, on, patience=0.0)
    newest = await kept.get(graph, on, patience=60.0)

    assert meanwhile is old
    assert newest.computed.data_version == await data_version(graph) > old.computed.data_version


async def test_last_groups_are_shown_where_newer_ones_cannot_be_found(
    graph: Graph, register: Register
) -> None:
    valley(register)
    await register.load()
    kept, on = CandidatesOfRegister(), today()
    old = await kept.get(graph, on)
    register.facility()
    await register.load()

    out_of_reach = replace(graph, address=replace(graph.address, uri="bolt://127.0.0.1:1"))
    assert await kept.get(out_of_reach, on, patience=60.0) is old
    with pytest.raises(Unavailable):
        await CandidatesOfRegister().get(out_of_reach, on)

    assert (await kept.get(graph, on)).computed.data_version > old.computed.data_version


async def test_who_asks_before_any_groups_are_found_is_told_to_come_back(
    graph: Graph, register: Register
) -> None:
    valley(register)
    await register.load()
    kept, on = CandidatesOfRegister(), today()

    with pytest.raises(GraphQLError) as refused:
        await kept.get(graph, on, patience=0.0)

    assert refused.value.extensions == {"code": "BUSY"}
    assert (await kept.get(graph, on)).computed.data_version == await data_version(graph)


async def test_groups_are_found_once_however_many_ask(graph: Graph, register: Register) -> None:
    valley(register)
    await register.load()
    kept, on = CandidatesOfRegister(), today()

    first, second = await asyncio.gather(kept.get(graph, on), kept.get(graph, on))

    assert first is second
