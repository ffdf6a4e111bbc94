"""Networks with planted communities, for tests of how well communities are found."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from planning.community import Network

Labels = NDArray[np.int64]


def planted(size: int, mixing: float, seed: int) -> tuple[Network, Labels]:
    """A network and the community of each node, by the benchmark of Lancichinetti, Fortunato and Radicchi
    (*Benchmark graphs for testing community detection algorithms*, 2008).

    As there: degrees by a power law of exponent 2, from 10 to 50 and so 20 on average; sizes of communities
    by one of exponent 1, from 20 to 50; each node has the share ``mixing`` of its links outside its own; it
    goes to a random community of more nodes than it has links inside, and where that is full a random one of
    its nodes looks for another; links are drawn at random among the ends that nodes have, inside and outside
    apart. Otherwise than there, links that do not fit are drawn anew and at last left out, where the authors
    rewire them; and what remains of the nodes when sizes are drawn is a last community, or goes to others.
    """
    draw = np.random.default_rng(seed)
    sizes = _sizes(draw, size)
    degrees = _power_law(draw, 2.0, 10, 50, size)
    inner = np.minimum(np.round((1 - mixing) * degrees).astype(np.int64), sizes.max() - 1)
    labels = _housed(draw, sizes, inner)
    links: set[tuple[int, int]] = set()
    for label in range(len(sizes)):
        nodes = np.flatnonzero(labels == label)
        _join(draw, np.repeat(nodes, inner[nodes]), links, None)
    _join(draw, np.repeat(np.arange(size), degrees - inner), links, labels)
    ends = np.array(sorted(links), dtype=np.int64)
    both = (np.concatenate([ends[:, 0], ends[:, 1]]), np.concatenate([ends[:, 1], ends[:, 0]]))
    return sparse.csr_matrix((np.ones(2 * len(ends)), both), shape=(size, size)), labels


def mutual_information(one: Labels, other: Labels) -> float:
    """Normalised mutual information of two partitions, 0 to 1: twice the information that they share through
    the sum of what each holds."""
    joint = sparse.coo_matrix((np.ones(len(one)), (one, other))).toarray() / len(one)
    parts = _entropy(joint.sum(axis=1)) + _entropy(joint.sum(axis=0))
    return float(2 * (parts - _entropy(joint.ravel())) / parts)


def _entropy(shares: NDArray[np.float64]) -> float:
    known = shares[shares > 0]
    return float(-(known * np.log(known)).sum())


def _power_law(
    draw: np.random.Generator, exponent: float, least: int, most: int, count: int
) -> NDArray[np.int64]:
    values = np.arange(least, most + 1)
    weights = values**-exponent
    return draw.choice(values, size=count, p=weights / weights.sum())


def _sizes(draw: np.random.Generator, size: int) -> NDArray[np.int64]:
    """Sizes of communities that add up; what is left at the end goes to the others."""
    sizes: list[int] = []
    while size - sum(sizes) >= 50:
        sizes.append(int(_power_law(draw, 1.0, 20, 50, 1)[0]))
    rest = size - sum(sizes)
    if rest >= 20:
        sizes.append(rest)
    else:
        for number in range(rest):
            sizes[number % len(sizes)] += 1
    return np.array(sizes)


def _housed(draw: np.random.Generator, sizes: NDArray[np.int64], inner: NDArray[np.int64]) -> Labels:
    """A community for each node, larger than the number of its links inside."""
    members: list[list[int]] = [[] for _ in sizes]
    homeless = draw.permutation(len(inner)).tolist()
    while homeless:
        node = homeless.pop()
        label = int(draw.choice(np.flatnonzero(sizes > inner[node])))
        if len(members[label]) == sizes[label]:
            homeless.append(members[label].pop(int(draw.integers(sizes[label]))))
        members[label].append(node)
    labels = np.empty(len(inner), dtype=np.int64)
    for label, nodes in enumerate(members):
        labels[nodes] = label
    return labels


def _join(
    draw: np.random.Generator, stubs: NDArray[np.int64], links: set[tuple[int, int]], labels: Labels | None
) -> None:
    """Joins ends of links in pairs, with labels only across communities; tries those again that do not
    fit."""
    for _ in range(20):
        draw.shuffle(stubs)
        left: list[int] = []
        for one, other in zip(stubs[::2].tolist(), stubs[1::2].tolist(), strict=False):
            link = (min(one, other), max(one, other))
            is_apart = one != other if labels is None else labels[one] != labels[other]
            if is_apart and link not in links:
                links.add(link)
            else:
                left += [one, other]
        stubs = np.array(left, dtype=np.int64)
