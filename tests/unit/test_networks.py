"""Public networks: fetched once, and refused when they are not what was measured."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.networks import COLORADO, SUPPLY_GRAPH, Contents, Network, Unavailable, contents

EXPECTED = Contents(frozenset({("a", "x"), ("b", "x")}))


def read(texts: Mapping[str, str]) -> Contents:
    """Links from lines of two codes."""
    lines = [line.split(",") for line in texts["links.csv"].splitlines()]
    return Contents(frozenset((supplier, customer) for supplier, customer in lines))


@pytest.fixture
def network(tmp_path: Path) -> Network:
    """A network on this machine."""
    origin = tmp_path / "origin.csv"
    origin.write_text("a,x\nb,x\n", encoding="utf-8")
    return Network(
        name="small",
        source="this test",
        files={"links.csv": origin.as_uri()},
        read=read,
        digest=EXPECTED.digest(),
    )


def test_a_network_is_fetched_once(network: Network, tmp_path: Path) -> None:
    first = contents(network, tmp_path / "networks")

    (tmp_path / "origin.csv").unlink()

    assert first == EXPECTED
    assert contents(network, tmp_path / "networks") == EXPECTED


def test_a_network_that_is_not_there_says_where_to_put_it(network: Network, tmp_path: Path) -> None:
    gone = replace(network, files={"links.csv": (tmp_path / "gone.csv").as_uri()})

    with pytest.raises(Unavailable, match=r"put it at .*small/links\.csv"):
        contents(gone, tmp_path / "networks")


def test_another_network_under_the_same_name_is_refused(network: Network, tmp_path: Path) -> None:
    (tmp_path / "origin.csv").write_text("a,x\nb,y\n", encoding="utf-8")

    with pytest.raises(Unavailable, match="small is not what was measured: it has 2 links"):
        contents(network, tmp_path / "networks")


def test_a_digest_does_not_depend_on_the_order_of_lines() -> None:
    assert read({"links.csv": "b,x\na,x\n"}).digest() == EXPECTED.digest()
    assert Contents(EXPECTED.links, {"a": "Boulder"}).digest() != EXPECTED.digest()
    assert Contents(EXPECTED.links, kinds={"x": ("oil",)}).digest() != EXPECTED.digest()


def test_supplygraph_tells_what_each_plant_makes_and_of_what_kind_that_is() -> None:
    texts = {
        "plants.csv": "Plant,node1,node2\n1901,28,24\n1903,28,22\n",
        "products.csv": "Node,NodeIndex\nAT5X5K,22\nATN01K24P,24\n",
        "groups.csv": "Node,Group,Sub-Group\nAT5X5K,A,AT\nATN01K24P,A,ATN\n",
    }

    assert SUPPLY_GRAPH.read(texts) == Contents(
        frozenset(
            {
                ("plant 1901", "product 28"),
                ("plant 1901", "product 24"),
                ("plant 1903", "product 28"),
                ("plant 1903", "product 22"),
            }
        ),
        kinds={
            "product 22": ("sub-group AT", "group A"),
            "product 24": ("sub-group ATN", "group A"),
        },
    )


def test_a_region_is_no_town() -> None:
    texts = {
        "edges.csv": "supplier,buyer,date\nOak Farm,Elm Inn,2026\n",
        "nodes.csv": "name,city\nOak Farm,Boulder\nElm Inn,Front Range\nNobody,Denver\n",
    }

    assert COLORADO.read(texts) == Contents(frozenset({("Oak Farm", "Elm Inn")}), {"Oak Farm": "Boulder"})
