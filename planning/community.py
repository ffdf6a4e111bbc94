"""Communities of a network: groups with many links inside and few outside.

Modularity is maximised by the Louvain method (Blondel et al. 2008), which visits nodes in their order and
draws nothing by chance: the same network has the same communities. The Leiden algorithm of the same library
draws from ``rand()`` of the process, which no seed of its own governs, and had not ended after minutes on a
million random links. Modularity alone may join small groups in a large network (Fortunato & Barthélemy 2007),
so a community of too many members is divided again as a network of its own. Whatever falls apart into pieces
that no link joins is taken as so many communities, which Louvain does not promise (Traag, Waltman & van Eck
2019): each one is connected.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from sknetwork.clustering import Louvain

Network: TypeAlias = Any
"""A symmetric ``scipy.sparse.csr_matrix`` of weights from 0 on, without links of a node to itself."""
Integers: TypeAlias = NDArray[np.int64]


def communities(network: Network, most: int) -> list[Integers]:
    """The communities of a network, each with its nodes in order, those with the smallest node first. One
    has more than ``most`` nodes only where it cannot be divided. Nodes without links are left out."""
    found: list[Integers] = []
    linked = np.flatnonzero(np.diff(network.indptr)).astype(np.int64)
    waiting = [linked] if len(linked) else []
    while waiting:
        nodes = waiting.pop()
        parts = _divided(network[nodes][:, nodes])
        for part in parts:
            if len(part) > most and len(parts) > 1:
                waiting.append(nodes[part])
            else:
                found.append(nodes[part])
    return sorted(found, key=lambda nodes: int(nodes[0]))


def cohesion(network: Network, groups: list[Integers]) -> NDArray[np.float64]:
    """What share of the weight of the links of each group's nodes stays inside, 0 to 1: 1 less its
    conductance. Above 0.5 it is a community in the weak sense of Radicchi et al. 2004."""
    size = network.shape[0]
    rows = np.repeat(np.arange(len(groups)), [len(nodes) for nodes in groups])
    nodes = np.concatenate([*groups, np.zeros(0, dtype=np.int64)])
    member = sparse.csr_matrix((np.ones(len(nodes)), (rows, nodes)), shape=(len(groups), size))
    inside = (member @ network).multiply(member).sum(axis=1)
    whole = member @ network.sum(axis=1)
    shares: NDArray[np.float64] = np.minimum(
        1.0, np.asarray(inside / np.maximum(whole, np.finfo(float).tiny)).ravel()
    )
    return shares


def _divided(network: Network) -> list[Integers]:
    """The connected communities of a network in which every node has a link."""
    if network.nnz == 0:
        return [np.array([node], dtype=np.int64) for node in range(network.shape[0])]
    labels = Louvain().fit_predict(network)
    links = network.tocoo()
    inside = labels[links.row] == labels[links.col]
    kept = sparse.csr_matrix(
        (links.data[inside], (links.row[inside], links.col[inside])), shape=network.shape
    )
    count, pieces = connected_components(kept, directed=False)
    order = np.argsort(pieces, kind="stable").astype(np.int64)
    return np.split(order, np.flatnonzero(np.diff(pieces[order])) + 1) if count else []
