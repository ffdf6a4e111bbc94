"""Relatedness over matrices: by hand, and against the formulas written out as loops over plain lists."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planning.relatedness import (
    Counts,
    Presence,
    co_occurrence,
    comparative_advantage,
    complexity,
    conditional,
    density,
    diversity,
    mean_diversity,
    presence,
    proximity,
    ubiquity,
)

Matrix = list[list[float]]
nan = math.nan

THREE: Counts = np.array([[6, 2, 0], [2, 2, 0], [0, 4, 4]])
"""Three places: the first makes most of the first product, the third all of the third."""


def matrix(rows: Sequence[Sequence[int]]) -> Presence:
    return np.array(rows, dtype=bool)


@st.composite
def counts(draw: st.DrawFn, smallest: int = 1) -> Counts:
    """A small table in which most cells are empty and a few are large."""
    shape = draw(st.integers(smallest, 6)), draw(st.integers(smallest, 6))
    cell = st.one_of(st.just(0), st.integers(0, 3), st.integers(0, 500))
    cells = draw(st.lists(cell, min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]))
    return np.array(cells, dtype=np.int64).reshape(shape)


def test_advantage_is_the_share_in_the_place_through_the_share_in_all() -> None:
    advantage = comparative_advantage(THREE)

    assert advantage.tolist() == [
        [(6 / 8) / (8 / 20), (2 / 8) / (8 / 20), 0],
        [(2 / 4) / (8 / 20), (2 / 4) / (8 / 20), 0],
        [0, (4 / 8) / (8 / 20), (4 / 8) / (4 / 20)],
    ]


def test_place_has_an_advantage_from_one_on() -> None:
    present = presence(comparative_advantage(THREE))

    assert present.tolist() == [[True, False, False], [True, True, False], [False, True, True]]
    assert diversity(present).tolist() == [1, 2, 2]
    assert ubiquity(present).tolist() == [2, 2, 1]
    assert mean_diversity(present).tolist() == [1.5, 2, 2]


def test_equal_shares_are_an_advantage_of_exactly_one() -> None:
    table = np.outer([1, 3, 7, 49, 1_000], [3, 10, 13, 77])

    advantage = comparative_advantage(table)

    assert (advantage == 1).all()


def test_proximity_is_the_smaller_conditional_probability() -> None:
    together = co_occurrence(matrix([[1, 0, 0], [1, 1, 0], [0, 1, 1], [0, 1, 0]]))

    assert together.tolist() == [[2, 1, 0], [1, 3, 1], [0, 1, 1]]
    assert conditional(together).tolist() == [[1, 1 / 2, 0], [1 / 3, 1, 1 / 3], [0, 1, 1]]
    assert proximity(together).tolist() == [[1, 1 / 3, 0], [1 / 3, 1, 1 / 3], [0, 1 / 3, 1]]


def test_density_is_the_share_of_what_is_near_that_the_place_has() -> None:
    present = matrix([[1, 0, 0], [1, 1, 0], [0, 1, 1], [0, 1, 0]])
    near = proximity(co_occurrence(present))

    found = density(present, near)

    assert found == pytest.approx(
        np.array(
            [
                [1 / (4 / 3), (1 / 3) / (5 / 3), 0],
                [1, (4 / 3) / (5 / 3), (1 / 3) / (4 / 3)],
                [(1 / 3) / (4 / 3), (4 / 3) / (5 / 3), 1],
                [(1 / 3) / (4 / 3), 1 / (5 / 3), (1 / 3) / (4 / 3)],
            ]
        ),
        abs=1e-15,
    )


def test_complexity_of_a_chain_by_hand() -> None:
    # Two places share the second product; the first place alone has the first. Then M̃ is
    # [[3/4, 1/4], [1/2, 1/2]] with the eigenvalue 1/4 for (1, -2).
    present = matrix([[1, 1], [0, 1]])

    eci, pci = complexity(present)

    # The mean of (1, -2) is -1/2 and its deviation 3/2. The products have (4, -2), as the mean of both is 1.
    assert eci == pytest.approx([1, -1], abs=1e-12)
    assert pci == pytest.approx([3, -1], abs=1e-12)


@pytest.mark.parametrize(
    "rows",
    [
        [[1, 1, 1]],
        [[1], [1], [1]],
        [[1, 1], [1, 1]],
        [[1, 0], [0, 1]],
        [[0, 0], [0, 0]],
        [[1, 1, 0], [0, 1, 1], [1, 0, 1]],
        [[1, 1, 0, 0], [0, 0, 1, 1]],
    ],
    ids=["one place", "one product", "all alike", "nothing shared", "nothing", "a ring", "two halves"],
)
def test_complexity_that_cannot_be_told_is_not_a_number(rows: list[list[int]]) -> None:
    eci, pci = complexity(matrix(rows))

    assert np.isnan(eci).all()
    assert np.isnan(pci).all()


def test_complexity_is_that_of_the_largest_connected_part() -> None:
    part = matrix([[1, 1, 0], [0, 1, 1], [0, 0, 1]])
    whole = matrix([[0, 0, 0, 1, 0], [1, 1, 0, 0, 0], [0, 0, 0, 0, 0], [0, 1, 1, 0, 0], [0, 0, 1, 0, 0]])

    eci, pci = complexity(whole)

    of_part = complexity(part)
    assert not np.isnan(of_part[0]).any()
    assert eci == pytest.approx([nan, of_part[0][0], nan, *of_part[0][1:]], nan_ok=True, abs=1e-12)
    assert pci == pytest.approx([*of_part[1], nan, nan], nan_ok=True, abs=1e-12)


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0), (2, 3)])
def test_empty_table_has_no_advantage_and_nothing_near(shape: tuple[int, int]) -> None:
    table = np.zeros(shape, dtype=np.int64)

    present = presence(comparative_advantage(table))
    near = proximity(co_occurrence(present))

    assert present.shape == shape
    assert not present.any()
    assert near.tolist() == [[0.0] * shape[1]] * shape[1]
    assert density(present, near).tolist() == [[0.0] * shape[1]] * shape[0]
    assert mean_diversity(present).tolist() == [0.0] * shape[1]
    assert [len(values) for values in complexity(present)] == list(shape)


@given(table=counts())
def test_matrices_agree_with_plain_loops(table: Counts) -> None:
    advantage = comparative_advantage(table)
    present = presence(advantage)
    near = proximity(co_occurrence(present))

    rows = table.tolist()
    plain = _advantage(rows)
    has = [[value >= 1 for value in row] for row in plain]
    assert advantage == pytest.approx(np.array(plain), rel=1e-12)
    assert present.tolist() == has
    assert near == pytest.approx(np.array(_proximity(has)), abs=1e-12)
    assert density(present, near) == pytest.approx(np.array(_density(has, _proximity(has))), abs=1e-12)


@given(table=counts(smallest=4), seed=st.integers(0, 2**32 - 1))
def test_complexity_agrees_with_plain_loops(table: Counts, seed: int) -> None:
    # Tables that Hypothesis finds simple have no clear second eigenvalue; these numbers break their ties.
    mixed = table + np.random.default_rng(seed).integers(0, 3, size=table.shape)
    present = presence(comparative_advantage(mixed))
    expected = _complexity(present.tolist())
    assume(expected is not None)
    assert expected is not None

    eci, pci = complexity(present)

    assert eci == pytest.approx(expected[0], nan_ok=True, abs=1e-9)
    assert pci == pytest.approx(expected[1], nan_ok=True, abs=1e-9)


@given(table=counts())
def test_what_is_counted_has_an_advantage_somewhere(table: Counts) -> None:
    present = presence(comparative_advantage(table))

    assert present.any(axis=1).tolist() == (table.sum(axis=1) > 0).tolist()
    assert present.any(axis=0).tolist() == (table.sum(axis=0) > 0).tolist()


@given(table=counts())
def test_proximity_and_density_lie_between_none_and_all(table: Counts) -> None:
    present = presence(comparative_advantage(table))
    near = proximity(co_occurrence(present))
    dense = density(present, near)

    assert (near == near.T).all()
    assert ((near >= 0) & (near <= 1)).all()
    assert (np.diagonal(near) == (ubiquity(present) > 0)).all()
    assert ((dense >= 0) & (dense <= 1 + 1e-12)).all()


@given(table=counts(), factor=st.integers(2, 9))
def test_larger_register_of_the_same_shares_has_the_same_advantages(table: Counts, factor: int) -> None:
    grown = comparative_advantage(table * factor)

    assert (presence(grown) == presence(comparative_advantage(table))).all()


@given(table=counts())
def test_economic_complexity_is_the_mean_of_the_products_and_standardised(table: Counts) -> None:
    present = presence(comparative_advantage(table))

    eci, pci = complexity(present)

    known = ~np.isnan(eci)
    means = [float(np.mean(pci[row])) for row in present[known]]
    assert eci[known] == pytest.approx(means, abs=1e-8)
    if known.any():
        assert float(eci[known].mean()) == pytest.approx(0, abs=1e-9)
        assert float(eci[known].std()) == pytest.approx(1, abs=1e-9)


@given(table=counts(), seed=st.integers(0, 2**32 - 1))
def test_order_of_places_and_products_does_not_matter(table: Counts, seed: int) -> None:
    shuffle = np.random.default_rng(seed)
    rows, columns = shuffle.permutation(table.shape[0]), shuffle.permutation(table.shape[1])
    present = presence(comparative_advantage(table))

    turned = presence(comparative_advantage(table[np.ix_(rows, columns)]))

    assert (turned == present[np.ix_(rows, columns)]).all()
    near = proximity(co_occurrence(present))
    assert (proximity(co_occurrence(turned)) == near[np.ix_(columns, columns)]).all()


def _advantage(rows: list[list[int]]) -> Matrix:
    of_places = [sum(row) for row in rows]
    of_products = [sum(row[product] for row in rows) for product in range(len(rows[0]))]
    total = sum(of_places)
    return [
        [
            (value / of_places[place]) / (of_products[product] / total) if value else 0.0
            for product, value in enumerate(row)
        ]
        for place, row in enumerate(rows)
    ]


def _proximity(has: list[list[bool]]) -> Matrix:
    products = range(len(has[0]))
    common = [sum(row[product] for row in has) for product in products]
    result = []
    for one in products:
        line = []
        for other in products:
            both = sum(row[one] and row[other] for row in has)
            line.append(both / max(common[one], common[other]) if both else 0.0)
        result.append(line)
    return result


def _density(has: list[list[bool]], near: Matrix) -> Matrix:
    products = range(len(near))
    totals = [sum(near[product]) for product in products]
    return [
        [
            sum(near[product][other] for other in products if row[other]) / totals[product]
            if totals[product]
            else 0.0
            for product in products
        ]
        for row in has
    ]


def _complexity(has: list[list[bool]]) -> tuple[list[float], list[float]] | None:
    """ECI and PCI; None where the eigenvalue, the largest part or the sign is not clear-cut."""
    parts = sorted(_parts(has), key=lambda part: (-len(part[0]), -len(part[1])))
    if len(parts) > 1 and len(parts[0][0]) == len(parts[1][0]) and len(parts[0][1]) == len(parts[1][1]):
        return None
    places, products = parts[0]
    if len(places) < 2 or len(products) < 2:
        return None
    many = {place: sum(has[place]) for place in places}
    common = {product: sum(row[product] for row in has) for product in products}
    balanced = [
        [
            sum(has[one][p] * has[two][p] / common[p] for p in products) / math.sqrt(many[one] * many[two])
            for two in places
        ]
        for one in places
    ]
    pairs = sorted(_eigenpairs(balanced), key=lambda pair: -pair[0])
    second, third = pairs[1][0], pairs[2][0] if len(pairs) > 2 else 0.0
    if second - third < 1e-4:
        return None
    of_places = [value / math.sqrt(many[place]) for value, place in zip(pairs[1][1], places, strict=True)]
    of_products = [
        sum(value for value, place in zip(of_places, places, strict=True) if has[place][product])
        / common[product]
        / second
        for product in products
    ]
    middle = sum(of_places) / len(places)
    spread = math.sqrt(sum((value - middle) ** 2 for value in of_places) / len(places))
    mean = sum(many.values()) / len(places)
    rise = sum(
        (many[place] - mean) * (value - middle) for value, place in zip(of_places, places, strict=True)
    )
    if abs(rise) < 1e-6:
        return None
    sign = 1 if rise > 0 else -1
    eci, pci = [nan] * len(has), [nan] * len(has[0])
    for value, place in zip(of_places, places, strict=True):
        eci[place] = sign * (value - middle) / spread
    for value, product in zip(of_products, products, strict=True):
        pci[product] = sign * (value - middle) / spread
    return eci, pci


def _parts(has: list[list[bool]]) -> list[tuple[list[int], list[int]]]:
    left, parts = set(range(len(has))), []
    while left:
        places, products, waiting = set[int](), set[int](), [min(left)]
        while waiting:
            place = waiting.pop()
            places.add(place)
            products |= {product for product, value in enumerate(has[place]) if value}
            waiting += [
                other
                for other in left - places - set(waiting)
                if any(has[other][product] for product in products)
            ]
        left -= places
        parts.append((sorted(places), sorted(products)))
    return parts


def _eigenpairs(symmetric: Matrix) -> list[tuple[float, list[float]]]:
    """Eigenvalues with unit eigenvectors, by Jacobi's rotations."""
    size = len(symmetric)
    a = [row[:] for row in symmetric]
    v = [[float(i == j) for j in range(size)] for i in range(size)]
    for _ in range(100):
        if all(abs(a[i][j]) < 1e-16 for i in range(size) for j in range(i)):
            break
        for p in range(size):
            for q in range(p + 1, size):
                if abs(a[p][q]) < 1e-18:
                    continue
                angle = 0.5 * math.atan2(2 * a[p][q], a[q][q] - a[p][p])
                c, s = math.cos(angle), math.sin(angle)
                for k in range(size):
                    a[k][p], a[k][q] = c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]
                for k in range(size):
                    a[p][k], a[q][k] = c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]
                for k in range(size):
                    v[k][p], v[k][q] = c * v[k][p] - s * v[k][q], s * v[k][p] + c * v[k][q]
    return [(a[i][i], [v[k][i] for k in range(size)]) for i in range(size)]
