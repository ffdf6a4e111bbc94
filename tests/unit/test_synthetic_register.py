"""The synthetic register: reproducible, valid, skewed; its probes are alone with their values."""

import csv
from collections import Counter
from collections.abc import Collection
from pathlib import Path

import numpy as np
import pytest

from benchmarks.draws import codes
from benchmarks.probes import COUNTRY, PROBE_BUSINESSES, SCHEME, YEAR, drawn_probes
from benchmarks.reference import RESERVED_CHAIN, RESERVED_COMMUNE, RESERVED_PRODUCTS, RESERVED_PROVINCE
from benchmarks.register import SMALLEST, generate
from benchmarks.vocabulary import RARE_WORD
from domain import text
from domain.codes import parse
from seeds.load import read_tables
from seeds.tables import REGISTER

RARE: dict[str, dict[str, Collection[str]]] = {
    "organisations.csv": {"legal_form": {"COOPERATIVE_UNION"}},
    "facilities.csv": {"size_class": {"LARGE"}, "unit": {RESERVED_COMMUNE, RESERVED_PROVINCE}},
    "suppliers.csv": {"kinds": {"SERVICE"}},
    "buyers.csv": {"channels": {"HOUSEHOLDS"}, "country": {COUNTRY}},
    "offers.csv": {"product": RESERVED_PRODUCTS},
    "needs.csv": {"product": RESERVED_PRODUCTS},
    "clusters.csv": {
        "kind": {"ENTERPRISE_LINKAGE_GROUP"},
        "status": {"WITHDRAWN"},
        "focus": {RESERVED_CHAIN},
    },
    "trade_fairs.csv": {"kind": {"ONLINE"}, "host_side": {"OTHER"}},
    "certificates.csv": {"scheme": {SCHEME}},
    "investments.csv": {"activity": {"POLLUTION_TREATMENT"}},
    "budget_lines.csv": {"level": {"DISTRICT"}, "year": {str(YEAR)}},
    "projects.csv": {
        "kind": {"PILOT"},
        "linkage": {"CLUSTERS"},
        "activity": {"POLLUTION_TREATMENT"},
        "level": {"DISTRICT"},
        "status": {"CANCELLED"},
        "funding_year": {str(YEAR)},
    },
}
"""Values that only probes have, by file and column."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a small register."""
    folder = tmp_path_factory.mktemp("register")
    generate(folder, SMALLEST)
    return folder


def rows(folder: Path, file: str) -> list[dict[str, str]]:
    """The rows of a file."""
    with (folder / file).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def with_rare_values(folder: Path) -> dict[str, Counter[str]]:
    """How many rows of each file have each of the rare values, a folded rare word among them."""
    counts: dict[str, Counter[str]] = {}
    for table in REGISTER:
        counts[table.file] = Counter()
        for row in rows(folder, table.file):
            for column, values in RARE.get(table.file, {}).items():
                counts[table.file].update(set(row[column].split(";")) & set(values))
            words = text.words(*(row[name] for name in table.names))
            counts[table.file].update(word for word in words if word.startswith(text.fold(RARE_WORD)))
    return counts


def test_files_are_the_same_bytes_again(folder: Path, tmp_path: Path) -> None:
    generate(tmp_path, SMALLEST)

    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(table.file for table in REGISTER)
    assert [
        path.name for path in folder.iterdir() if path.read_bytes() != (tmp_path / path.name).read_bytes()
    ] == []


def test_another_seed_gives_another_register(folder: Path, tmp_path: Path) -> None:
    generate(tmp_path, SMALLEST, seed=2)

    assert (tmp_path / "offers.csv").read_bytes() != (folder / "offers.csv").read_bytes()


def test_register_is_valid_and_as_large_as_asked(folder: Path) -> None:
    tables = {table.file: len(records) for table, records in read_tables(folder, REGISTER)}

    assert sum(tables[file] for file in ("facilities.csv", "suppliers.csv", "buyers.csv")) == SMALLEST
    assert [file for file, number in tables.items() if number == 0] == []


def test_probes_are_the_same_at_every_size(folder: Path, tmp_path: Path) -> None:
    generate(tmp_path, 2 * SMALLEST)

    smaller, larger = with_rare_values(folder), with_rare_values(tmp_path)

    assert smaller == larger
    assert [
        (file, value)
        for file, columns in RARE.items()
        for values in columns.values()
        for value in values
        if smaller[file][value] < 5 and not value.startswith("P-")
    ] == []
    assert {file for file, counts in smaller.items() if counts[text.fold(RARE_WORD)] >= 20} == {
        table.file for table in REGISTER if table.names
    }


def test_firms_share_words(folder: Path) -> None:
    names = [row["name"] for row in rows(folder, "facilities.csv")]
    words = Counter(word for name in names for word in text.words(name))

    shares = [number / len(names) for _, number in words.most_common(400)]

    assert shares[0] > 0.2
    assert shares[399] < 0.01


def test_trade_has_a_heavy_tail(folder: Path) -> None:
    customers = Counter(row["supplier"] for row in rows(folder, "trade_links.csv"))
    hub = drawn_probes(1).hub
    degrees = sorted((number for code, number in customers.items() if code != hub), reverse=True)

    assert degrees[0] > 20 * degrees[len(degrees) // 2]


@pytest.mark.parametrize("of_probes", [True, False])
def test_codes_are_distinct_and_well_formed(of_probes: bool) -> None:
    issued = codes(np.random.default_rng(1), "B", 3_000, of_probes=of_probes)

    assert len(set(issued)) == 3_000
    assert [parse(code) for code in issued] == issued
    assert {code.startswith("B-0") for code in issued} == {of_probes}


def test_size_below_the_smallest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 2000"):
        generate(tmp_path, PROBE_BUSINESSES)

    assert list(tmp_path.iterdir()) == []
