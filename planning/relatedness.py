"""Relatedness of products, from how many facilities of each place offer each product.

Functions over matrices whose rows are places and whose columns are products. A value that cannot be
determined is NaN; a row or column in which nothing is counted has no advantage, and changes nothing for
the others. All agree with the Python package ``ecomplexity`` 0.5.3 to 1e-9 (``tests/oracles``).

Sources: Hidalgo, Klinger, Barabási, Hausmann, *The product space conditions the development of nations*,
Science 317 (2007), for proximity and density; Hidalgo, Hausmann, *The building blocks of economic
complexity*, PNAS 106 (2009), and Hausmann, Hidalgo et al., *The atlas of economic complexity* (2014), for
diversity, ubiquity and the two indices; Balassa 1965 for the revealed comparative advantage.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

ALGORITHM = "product-relatedness/1"
ADVANTAGE = 1.0
"""From this revealed comparative advantage on, a place has an advantage in a product."""
_DISTINCT = 1e-9
"""Squares of singular values that are nearer to each other than this are one value."""

Counts: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Presence: TypeAlias = NDArray[np.bool_]


def comparative_advantage(counts: Counts) -> Floats:
    """Revealed comparative advantage (lợi thế so sánh hiện hữu): the share of a product in what is
    counted of its place ÷ its share in what is counted of all places. No unit; 0 where a place or a
    product has nothing.

    RCA(c, p) = (x(c, p) ÷ Σ_p x(c, p)) ÷ (Σ_c x(c, p) ÷ Σ x). Source: Balassa 1965.

    Both shares are divided first, as in ``ecomplexity``: equal shares then give exactly 1, so that
    counts on the threshold are always on its right side.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        in_place = counts / counts.sum(axis=1, keepdims=True)
        in_all = counts.sum(axis=0, keepdims=True) / counts.sum()
        return np.where(counts > 0, in_place / in_all, 0.0)


def presence(advantage: Floats) -> Presence:
    """Where a place has an advantage in a product: its RCA is at least 1.

    Every place and every product of which anything is counted has an advantage somewhere, as the RCA of
    a row, weighted by the shares of the products, has the mean 1, and that of a column as well.
    """
    return advantage >= ADVANTAGE


def diversity(present: Presence) -> Counts:
    """In how many products each place has an advantage (k_c,0)."""
    sums: Counts = present.sum(axis=1, dtype=np.int64)
    return sums


def ubiquity(present: Presence) -> Counts:
    """How many places have an advantage in each product (k_p,0)."""
    sums: Counts = present.sum(axis=0, dtype=np.int64)
    return sums


def mean_diversity(present: Presence) -> Floats:
    """The mean diversity of the places with an advantage in each product (k_p,1); 0 where no place has
    one. Products of diverse places are the complex ones. Source: Hidalgo, Hausmann 2009."""
    common = ubiquity(present)
    total = diversity(present) @ present
    return np.divide(total, common, out=np.zeros(len(common)), where=common > 0)


def co_occurrence(present: Presence) -> Counts:
    """How many places have an advantage in both products, for each two; ubiquity on the diagonal."""
    weights = present.astype(np.float64)  # floats are multiplied much faster, and whole numbers stay exact
    return np.rint(weights.T @ weights).astype(np.int64)


def conditional(together: Counts) -> Floats:
    """P(column | row): which share of the places with an advantage in the product of the row has one in
    that of the column as well; 0 where no place has one. From the matrix of co-occurrence."""
    each = np.diagonal(together)[:, np.newaxis]
    return np.divide(together, each, out=np.zeros(together.shape), where=each > 0)


def proximity(together: Counts) -> Floats:
    """How near two products are, 0 to 1: the smaller of the two conditional probabilities.

    φ(p, q) = min(P(p | q), P(q | p)). Source: Hidalgo et al. 2007. The smaller one, so that a product
    which only one place has is not near to all that this place has.
    """
    given = conditional(together)
    smaller: Floats = np.minimum(given, given.T)
    return smaller


def density(present: Presence, near: Floats) -> Floats:
    """How much of what is near to a product a place already has, 0 to 1.

    ω(c, p) = Σ_q M(c, q) φ(q, p) ÷ Σ_q φ(q, p). Source: Hidalgo et al. 2007. As in ``ecomplexity``, the
    sums include the product itself; 0 for a product to which nothing is near, itself included.
    """
    total = near.sum(axis=1)
    shares = np.divide(near.T, total, out=np.zeros(near.shape), where=total > 0)
    found: Floats = present.astype(np.float64) @ shares
    return found


def complexity(present: Presence) -> tuple[Floats, Floats]:
    """The economic complexity index (ECI) of each place and the product complexity index (PCI) of each
    product.

    The ECI is the eigenvector of the second largest eigenvalue of M̃(c, c') = Σ_p M(c, p) M(c', p) ÷
    (k_c k_p), taken with the sign in which it rises with diversity; the PCI is that of the products, such
    that the ECI of a place is the mean PCI of the products in which it has an advantage. Both are less
    the mean and through the (population) standard deviation of the ECI. Source: Hausmann, Hidalgo et al.
    2014; normalised as ``ecomplexity`` and the Stata package of the Growth Lab do.

    Computed from the singular values of k_c^-½ M k_p^-½, whose squares are those eigenvalues: that is
    real and stable where a general solver may not be.

    Places that share no product with each other, not even over others, cannot be compared. So only the
    largest connected part has values (that with the most places, then products, then the first); the
    rest is NaN. So is everything where the second eigenvalue is 0 or not the only one of its size, and
    where the sign says nothing because all places are equally diverse.
    """
    eci, pci = np.full(present.shape[0], np.nan), np.full(present.shape[1], np.nan)
    places, products = _largest_part(present)
    part = present[np.ix_(places, products)]
    if min(part.shape) < 2:
        return eci, pci
    many, common = diversity(part).astype(np.float64), ubiquity(part).astype(np.float64)
    balanced = part / np.sqrt(many)[:, np.newaxis] / np.sqrt(common)
    left, values, right = np.linalg.svd(balanced, full_matrices=False)
    squares = np.append(values**2, 0.0)
    if squares[1] - squares[2] <= _DISTINCT:
        return eci, pci
    of_places = left[:, 1] / np.sqrt(many)
    of_products = right[1] / np.sqrt(common) / values[1]
    deviations = many - many.mean()
    rise = float(deviations @ (of_places - of_places.mean()))
    if abs(rise) <= _DISTINCT * float(np.linalg.norm(deviations)) * float(np.linalg.norm(of_places)):
        return eci, pci
    sign, middle, spread = np.sign(rise), of_places.mean(), of_places.std()
    eci[places] = sign * (of_places - middle) / spread
    pci[products] = sign * (of_products - middle) / spread
    return eci, pci


def _largest_part(present: Presence) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The places and products of the largest connected part: the lowest number of a place spreads from
    places to their products and back until nothing changes."""
    number = np.arange(present.shape[0], dtype=np.float64)
    while True:
        of_product = np.where(present, number[:, np.newaxis], np.inf).min(axis=0, initial=np.inf)
        spread = np.minimum(number, np.where(present, of_product, np.inf).min(axis=1, initial=np.inf))
        if np.array_equal(spread, number):
            break
        number = spread
    parts = [(-int((number == part).sum()), -int((of_product == part).sum()), part) for part in set(number)]
    if not parts:
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    largest = min(parts)[2]
    return np.flatnonzero(number == largest), np.flatnonzero(of_product == largest)
