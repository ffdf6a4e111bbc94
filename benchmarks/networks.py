"""Public networks, fetched when they are measured and never kept in the project.

A file lies in ``benchmarks/data/networks/`` after the first time, or was put there by hand where the machine
has no way out; whatever its origin, what is read from it must have the digest that is written here.
"""

import csv
import hashlib
import io
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.engines import DATA
from benchmarks.links import Link

FOLDER = DATA / "networks"


class Unavailable(Exception):
    """A network cannot be read; the message says why and what would help."""


@dataclass(frozen=True, slots=True)
class Contents:
    """Links; the town of each business of which it is known; of each customer that is a product, what it is a
    kind of, nearest first."""

    links: frozenset[Link]
    towns: Mapping[str, str] = field(default_factory=dict[str, str])
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    def digest(self) -> str:
        """SHA-256 over all links, towns and kinds in order, one a line."""
        kinds = ((product, *wider) for product, wider in sorted(self.kinds.items()))
        lines = ["\t".join(line) for line in (*sorted(self.links), *sorted(self.towns.items()), *kinds)]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A public network: where its files are, how they are read, and what must come out."""

    name: str
    source: str
    files: Mapping[str, str]
    read: Callable[[Mapping[str, str]], Contents]
    digest: str


def contents(network: Network, folder: Path = FOLDER) -> Contents:
    """What a network holds; files that are not there yet are fetched. Raises :class:`Unavailable`."""
    texts: dict[str, str] = {}
    for file, address in network.files.items():
        path = folder / network.name / file
        if not path.exists():
            try:
                with urllib.request.urlopen(address, timeout=60) as answer:
                    body: bytes = answer.read()
            except OSError as error:
                raise Unavailable(f"{address}: {error}; fetch it elsewhere and put it at {path}") from error
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
        texts[file] = path.read_text(encoding="utf-8-sig")
    found = network.read(texts)
    if found.digest() != network.digest:
        raise Unavailable(
            f"{network.name} is not what was measured: it has {len(found.links)} links with the digest "
            f"{found.digest()}. Remove {folder / network.name} to fetch it anew"
        )
    return found


def _plants(texts: Mapping[str, str]) -> Contents:
    """Each plant with what it makes: the file joins any two products of a plant. A product is of a sub-group,
    and that of a group."""
    rows = _rows(texts["plants.csv"])
    names = {row["Node"]: f"product {row['NodeIndex']}" for row in _rows(texts["products.csv"])}
    return Contents(
        frozenset(
            (f"plant {row['Plant']}", f"product {row[end]}") for row in rows for end in ("node1", "node2")
        ),
        kinds={
            names[row["Node"]]: (f"sub-group {row['Sub-Group']}", f"group {row['Group']}")
            for row in _rows(texts["groups.csv"])
        },
    )


def _farms(texts: Mapping[str, str]) -> Contents:
    links = frozenset((row["supplier"], row["buyer"]) for row in _rows(texts["edges.csv"]))
    towns = {row["name"]: row["city"] for row in _rows(texts["nodes.csv"]) if row["city"] not in _REGIONS}
    ends = {end for link in links for end in link}
    return Contents(links, {name: town for name, town in towns.items() if name in ends})


_REGIONS = frozenset(
    (
        "",
        "Colorado",
        "DIA",
        "Denver metro",
        "Front Range",
        "Multiple",
        "North Fork Valley",
        "Western Slope",
        "Yampa Valley",
        "unknown",
    )
)
"""What the source gives as a city and is none."""


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


_PLANTS = "https://raw.githubusercontent.com/ciol-researchlab/SupplyGraph"
_FARMS = "https://raw.githubusercontent.com/dbrown-creator/colorado-farm-trail"
_NETWORK = "source-data/supply-network"
SUPPLY_GRAPH = Network(
    name="supplygraph",
    source="Wasi et al. 2024, SupplyGraph (arXiv 2401.15299), github.com/ciol-researchlab/SupplyGraph",
    files={
        "plants.csv": f"{_PLANTS}/73f8579dfd28bd81a8c0dfe1e4a8bbf8594ee8d1/Raw%20Dataset/Homogenoeus/"
        "Edges/EdgesIndex/Edges%20(Plant).csv",
        "products.csv": f"{_PLANTS}/fc391db0c02e89b5f7d8a33927e0431c94971633/Raw%20Dataset/"
        "Nodes/NodesIndex.csv",
        "groups.csv": f"{_PLANTS}/73f8579dfd28bd81a8c0dfe1e4a8bbf8594ee8d1/Raw%20Dataset/Homogenoeus/"
        "Nodes/Node%20Types%20(Product%20Group%20and%20Subgroup).csv",
    },
    read=_plants,
    digest="7f1c5df01a3d9f3cb9aa664e4501630682a968e72cca1f4c1ccf75c350e16f64",
)
COLORADO = Network(
    name="colorado",
    source="Colorado Farm Trail, supply network, github.com/dbrown-creator/colorado-farm-trail",
    files={
        "edges.csv": f"{_FARMS}/382a6f18ccb574c6701e6c0aa92508e8efac429d/{_NETWORK}/edges.csv",
        "nodes.csv": f"{_FARMS}/748e2f4b38cc088312527ace9e408649538eeeac/{_NETWORK}/nodes.csv",
    },
    read=_farms,
    digest="a804fd1f47de3a7334fb4bd2edc54f9898b5be8bcc76905ef1028ff738a88549",
)
