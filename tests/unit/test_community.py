"""Communities of networks: whether planted ones are found, and what holds of all."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from planning.community import Network, cohesion, communities
from tests.unit.planted import mutual_information, planted


def network_of(size: int, links: dict[tuple[int, int], float]) -> Network:
    """A symmetric network of some links."""
    rows, columns, weights = [], [], []
    for (one, other), weight in links.items():
        rows += [one, other]
        columns += [other, one]
        weights += [weight, weight]
    return sparse.csr_matrix((weights, (rows, columns)), shape=(size, size), dtype=np.float64)


def labels_of(network: Network, most: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The number of the community of each node; -1 for nodes without links."""
    labels = np.full(network.shape[0], -1, dtype=np.int64)
    for number, nodes in enumerate(communities(network, most)):
        labels[nodes] = number
    return labels


@pytest.mark.parametrize("mixing", [0.1, 0.2, 0.3])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_planted_communities_of_1000_nodes_are_found(mixing: float, seed: int) -> None:
    network, labels = planted(1_000, mixing, seed)

    found = labels_of(network, 1_000)

    assert mutual_information(labels, found) >= 0.99


def test_most_of_communities_that_are_half_mixed_is_found() -> None:
    network, labels = planted(1_000, 0.5, 1)

    found = labels_of(network, 1_000)

    assert mutual_information(labels, found) >= 0.97


def test_same_network_gives_the_same_communities() -> None:
    network, _ = planted(1_000, 0.4, 7)

    first, second = (communities(network, 100) for _ in range(2))

    assert [nodes.tolist() for nodes in first] == [nodes.tolist() for nodes in second]


def test_network_without_structure_gives_the_same_communities_each_time() -> None:
    ends = np.random.default_rng(1).integers(0, 200, (500, 2)).tolist()
    network = network_of(200, {(min(pair), max(pair)): 1.0 for pair in ends if pair[0] != pair[1]})

    first, *others = ([nodes.tolist() for nodes in communities(network, 200)] for _ in range(6))

    assert others == [first] * 5


networks = st.integers(1, 14).flatmap(
    lambda size: st.dictionaries(
        st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).filter(lambda link: link[0] < link[1]),
        st.sampled_from([0.1, 1.0, 2.5]),
        max_size=30,
    ).map(lambda links: network_of(size, links))
)


@given(network=networks, most=st.integers(1, 6))
def test_communities_are_connected_and_hold_every_node_with_a_link_once(network: Network, most: int) -> None:
    found = communities(network, most)

    assert (
        sorted(node for nodes in found for node in nodes.tolist())
        == np.flatnonzero(np.diff(network.indptr)).tolist()
    )
    assert [connected_components(network[nodes][:, nodes], directed=False)[0] for nodes in found] == [
        1
    ] * len(found)


@given(network=networks)
def test_cohesion_is_the_share_of_weight_that_stays_inside(network: Network) -> None:
    found = communities(network, 100)
    dense = network.toarray()

    shares = cohesion(network, found)

    assert shares.tolist() == pytest.approx(
        [dense[np.ix_(nodes, nodes)].sum() / dense[nodes].sum() for nodes in found]
    )


def test_community_of_too_many_is_divided_again() -> None:
    ring = 40
    links = {
        (5 * block + one, 5 * block + other): 1.0
        for block in range(ring)
        for other in range(5)
        for one in range(other)
    }
    links |= {(5 * block + 4, 5 * block + 5): 1.0 for block in range(ring - 1)}

    found = communities(network_of(5 * ring, links), 5)

    assert [nodes.tolist() for nodes in found] == [
        list(range(5 * block, 5 * block + 5)) for block in range(ring)
    ]
