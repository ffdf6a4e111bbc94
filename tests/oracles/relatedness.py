"""Relatedness against the Python package ``ecomplexity``: equal to 1e-9, or this ends with status 1.

Random tables with heavy tails, then the demonstration register: communes with their own proximities,
provinces and clusters with those of the communes (``proximity_edgelist``).
"""

import contextlib
import csv
import datetime as dt
import io
import sys
import warnings
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np

# The next two are installed where this runs, not where it is checked.
import pandas as pd  # type: ignore[import-untyped, unused-ignore]  # pyright: ignore[reportMissingImports]
from ecomplexity import (  # type: ignore[import-not-found, unused-ignore]  # pyright: ignore[reportMissingImports]
    ecomplexity,
)
from ecomplexity import (  # type: ignore[import-not-found, unused-ignore]  # pyright: ignore[reportMissingImports]
    proximity as proximities,
)

from domain.enums import AdministrativeUnitKind, ClusterKind
from planning.landscape import ClusterSite, Facilities, Landscape, landscape, placed_facilities
from planning.placement import Level, Unit
from planning.product_space import Good, Table, all_counted
from planning.relatedness import (
    Counts,
    Floats,
    Presence,
    co_occurrence,
    complexity,
    density,
    diversity,
    mean_diversity,
    presence,
    proximity,
    ubiquity,
)

SEEDS = Path(__file__).parents[2] / "seeds"
TOLERANCE = 1e-9
TABLES = 300
COLUMNS = {"time": "day", "loc": "place", "prod": "product", "val": "number"}


class Comparison:
    """The largest difference seen of each measure."""

    def __init__(self) -> None:
        self.worst: dict[str, float] = defaultdict(float)
        self.values: dict[str, int] = defaultdict(int)

    def add(self, measure: str, ours: Floats | Counts, theirs: Floats) -> None:
        """Compares two arrays; a number against none is an infinite difference."""
        assert ours.shape == theirs.shape, measure
        apart = np.where(np.isnan(ours) & np.isnan(theirs), 0.0, np.abs(ours - theirs))
        self.worst[measure] = max(self.worst[measure], float(np.nan_to_num(apart, nan=np.inf).max(initial=0)))
        self.values[measure] += ours.size

    def report(self, title: str) -> bool:
        """Prints the differences; whether all are small enough."""
        print(f"{title}")
        for measure, worst in self.worst.items():
            print(f"  {measure:<24} {self.values[measure]:>10,} values, at most {worst:.1e} apart")
        return all(worst <= TOLERANCE for worst in self.worst.values())


def asked(data: pd.DataFrame, **arguments: object) -> pd.DataFrame:
    """What the package says of a table."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        return ecomplexity(data, COLUMNS, check_logsupermodularity=False, verbose=False, **arguments)


def frame(table: Table) -> pd.DataFrame:
    """A table as the package reads it."""
    rows = [
        (1, place, product, int(table.counts[row, column]))
        for place, row in table.places.items()
        for product, column in table.products.items()
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS.values()))


def wide(answer: pd.DataFrame, measure: str, table: Table) -> Floats:
    """A measure of the package in the rows and columns of a table."""
    pivot = answer.pivot(index="place", columns="product", values=measure)
    values: Floats = pivot.loc[list(table.places), list(table.products)].to_numpy(dtype=float)
    return values


def compare_measures(found: Comparison, table: Table) -> None:
    """Advantage, presence, diversity, ubiquity, proximity and density of one table."""
    data = frame(table)
    answer = asked(data)
    present = presence(table.advantage)
    together = co_occurrence(present)
    near = proximity(together)
    found.add("advantage", table.advantage, wide(answer, "rca", table))
    found.add("presence", present.astype(float), wide(answer, "mcp", table))
    found.add(
        "diversity",
        np.repeat(diversity(present)[:, None], present.shape[1], 1),
        wide(answer, "diversity", table),
    )
    found.add(
        "ubiquity",
        np.repeat(ubiquity(present)[None, :], present.shape[0], 0),
        wide(answer, "ubiquity", table),
    )
    with contextlib.redirect_stdout(io.StringIO()):
        pairs = proximities(data, COLUMNS)
    square = pairs.pivot(index="product_1", columns="product_2", values="proximity")
    found.add("proximity", near, square.loc[list(table.products), list(table.products)].to_numpy())
    found.add("density", density(present, near), wide(answer, "density", table))
    their_presence = wide(answer, "mcp", table)
    reflected = (their_presence * their_presence.sum(axis=1)[:, None]).sum(axis=0) / their_presence.sum(
        axis=0
    )
    found.add("mean diversity", mean_diversity(present), reflected)


def compare_complexity(found: Comparison, table: Table) -> str:
    """ECI and PCI of a table: of the whole where it is connected, else of its largest part."""
    present = presence(table.advantage)
    eci, pci = complexity(present)
    places, products = np.flatnonzero(~np.isnan(eci)), np.flatnonzero(~np.isnan(pci))
    if not len(places):
        return "undetermined"
    if len(places) == len(eci) and len(products) == len(pci):
        answer = asked(frame(table))
        found.add("ECI", np.repeat(eci[:, None], len(pci), 1), wide(answer, "eci", table))
        found.add("PCI", np.repeat(pci[None, :], len(eci), 0), wide(answer, "pci", table))
        return "connected"
    part = present[np.ix_(places, products)]
    names = [f"{number:05}" for number in range(max(part.shape))]
    rows = [
        (1, names[row], names[column], int(part[row, column]))
        for row in range(part.shape[0])
        for column in range(part.shape[1])
    ]
    answer = asked(pd.DataFrame(rows, columns=list(COLUMNS.values())), presence_test="manual")
    shape = Table(
        {names[row]: row for row in range(part.shape[0])},
        {names[column]: column for column in range(part.shape[1])},
        part.astype(np.int64),
        part.astype(float),
    )
    found.add(
        "ECI of largest part", np.repeat(eci[places][:, None], len(products), 1), wide(answer, "eci", shape)
    )
    found.add(
        "PCI of largest part", np.repeat(pci[products][None, :], len(places), 0), wide(answer, "pci", shape)
    )
    return "in parts"


def random_table(number: int) -> Table:
    """A table of some places and products: few cells are filled, and numbers follow a power law. Most
    tables are as sparse as registers are, every third so sparse that it may fall into parts."""
    chance = np.random.default_rng(number)
    places, products = int(chance.integers(2, 120)), int(chance.integers(2, 90))
    share = chance.uniform(0.005, 0.03) if number % 3 == 0 else chance.uniform(0.05, 0.6)
    reach = chance.beta(1, 3, size=places)[:, None] * chance.beta(1, 3, size=products)[None, :] * 16
    filled = chance.random((places, products)) < share * reach
    numbers = np.ceil(chance.pareto(1.2, size=(places, products)) * chance.integers(1, 30)).astype(np.int64)
    return Table.of(
        (f"place {row:03}", f"product {column:03}", int(numbers[row, column]))
        for row, column in zip(*np.nonzero(filled), strict=True)
    )


def rows(file: str) -> Iterable[dict[str, str]]:
    """The rows of a file of the seeds."""
    with (SEEDS / file).open(encoding="utf-8") as source:
        yield from csv.DictReader(source)


def demonstration(on: dt.date) -> Landscape:
    """The landscape of the demonstration register, read from its files, without a graph."""
    goods = {
        row["code"]: Good(
            code=row["code"],
            name=row["name"],
            name_en=row["name_en"],
            unit=row["unit"],
            stage=row["stage"],
            hs_codes=frozenset(filter(None, row["hs_codes"].split(";"))),
            kind_of=row["kind_of"] or None,
        )
        for row in rows("reference/products.csv")
    }
    whole, partial = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for row in rows("reference/unit_successions.csv"):
        (partial if row["is_partial"] == "true" else whole)[row["predecessor"]].append(row["successor"])
    units = {
        row["code"]: Unit(
            code=row["code"],
            kind=AdministrativeUnitKind[row["kind"]],
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            above=[row["part_of"]] if row["part_of"] else [],
            whole=whole[row["code"]],
            partial=partial[row["code"]],
        )
        for row in rows("reference/administrative_units.csv")
    }
    unit_of = {row["code"]: row["unit"] for row in rows("demo/facilities.csv")}
    clusters_of = defaultdict[str, set[str]](set)
    for row in rows("demo/cluster_places.csv"):
        if (_day(row["since"]) or on) <= on:
            clusters_of[row["business"]].add(row["cluster"])
    counted = all_counted(goods)
    offered = {
        (row["business"], counted[row["product"]])
        for row in rows("demo/offers.csv")
        if row["business"] in unit_of
        and row["product"] in counted
        and row["is_byproduct"] != "true"
        and (_day(row["valid_from"]) or on) <= on
        and ((until := _day(row["valid_to"])) is None or until > on)
    }
    facilities = Facilities(
        goods=goods,
        units=units,
        clusters={
            row["code"]: ClusterSite(
                ClusterKind[row["kind"]],
                frozenset(item.split(":")[0] for item in row["units"].split(";")),
            )
            for row in rows("demo/clusters.csv")
        },
        by_unit=[(unit_of[facility], product, 1) for facility, product in offered if unit_of[facility]],
        by_cluster=[
            (cluster, product, 1) for facility, product in offered for cluster in clusters_of[facility]
        ],
    )
    return landscape(placed_facilities(facilities, on))


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def compare_peers(found: Comparison, scene: Landscape, table: Table) -> None:
    """Density of places that are judged among their like, with the proximities of the communes."""
    space = scene.space
    communes = frame(space.communes)
    with contextlib.redirect_stdout(io.StringIO()):
        edges = proximities(communes, COLUMNS)
    edges = edges.rename(columns={"product_1": "prod1", "product_2": "prod2"})[
        ["prod1", "prod2", "proximity"]
    ]
    answer = asked(frame(table), proximity_edgelist=_over(edges, list(table.products)))
    found.add("advantage", table.advantage, wide(answer, "rca", table))
    # The package looks at the products of the places only, this service at all that communes have.
    present = presence(table.advantage)
    near = np.eye(len(table.products))
    known = edges.set_index(["prod1", "prod2"])["proximity"].to_dict()
    for one, row in table.products.items():
        for other, column in table.products.items():
            near[row, column] = known.get((one, other), near[row, column])
    found.add("density", density(present, near), wide(answer, "density", table))
    for place, row in table.places.items():
        for item in space.feasible(table, place):
            mass = [
                (known[item.product, other], _has(present, table, row, other))
                for other in space.communes.products
            ]
            expected = sum(value for value, has in mass if has) / sum(value for value, _ in mass)
            found.add("density over all products", np.array([item.density]), np.array([expected]))


def _has(present: Presence, table: Table, row: int, product: str) -> bool:
    return product in table.products and bool(present[row, table.products[product]])


def _over(edges: pd.DataFrame, products: list[str]) -> pd.DataFrame:
    """The proximities of some products, with a row for each two: the package wants a whole square."""
    index = pd.MultiIndex.from_product([products, products], names=["prod1", "prod2"])
    return edges.set_index(["prod1", "prod2"]).reindex(index).reset_index()


def main() -> int:
    """Compares and says how far apart the two are."""
    random, kinds = Comparison(), defaultdict[str, int](int)
    for number in range(TABLES):
        table = random_table(number)
        if not table.total:
            continue
        compare_measures(random, table)
        kinds[compare_complexity(random, table)] += 1
    is_equal = random.report(
        f"{TABLES} random tables ({', '.join(f'{n} {kind}' for kind, n in kinds.items())})"
    )
    scene = demonstration(dt.date(2026, 11, 23))
    communes = scene.tables[Level.COMMUNE]
    measured = Comparison()
    compare_measures(measured, communes)
    compare_complexity(measured, communes)
    is_equal &= measured.report(
        f"Demonstration register: {len(communes.places)} communes, {len(communes.products)} products"
    )
    for group in (Level.PROVINCE, *ClusterKind):
        table, peers = scene.tables[group], Comparison()
        if len(table.places) > 1:
            compare_peers(peers, scene, table)
            is_equal &= peers.report(f"Demonstration register: {len(table.places)} places of {group.name}")
    return 0 if is_equal else 1


if __name__ == "__main__":
    sys.exit(main())
