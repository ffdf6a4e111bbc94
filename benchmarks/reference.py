"""What the generator takes from the reference tables: units, products, chains, agencies."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from seeds.load import REFERENCE_TABLES

RESERVED_CHAIN = "V-lang-nghe-ha-noi"
RESERVED_PRODUCTS = frozenset(
    f"P-{slug}"
    for slug in (
        "gom-su",
        "gom-gia-dung",
        "gom-trang-tri",
        "dat-set-gom",
        "men-gom",
        "lo-gom",
        "phe-pham-gom",
        "do-son-mai",
        "nhua-son-ta",
    )
)
"""Products that only probes offer, need or trade."""
RESERVED_COMMUNE = "U-00577@2025-07-01"
RESERVED_PROVINCE = "U-04@2004-07-08"
"""The commune (Bát Tràng) and the province (Cao Bằng) in which only probes are."""
CITY_OF_COMMUNE = "U-01@2008-08-01"
"""The city (Hà Nội) in which the reserved commune lies, among many others."""
RESERVED_AGENCY = "A-ban-quan-ly-khu-cong-nghiep-yen-bai"
RESERVED_SERIES = "S-cnnt-tieu-bieu-phia-bac"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit in which businesses are entered."""

    code: str
    name: str
    province: str
    latitude: float
    longitude: float
    is_province: bool
    is_commune: bool
    is_former: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product with what it is made of, what it leaves, and the chains it stands in."""

    code: str
    name: str
    unit: str
    stage: str
    inputs: tuple[str, ...]
    byproducts: tuple[str, ...]
    chains: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """The reference tables as the generator sees them, without what is reserved for probes."""

    units: tuple[Unit, ...]
    products: tuple[Product, ...]
    agencies: tuple[str, ...]
    series: tuple[str, ...]


@cache
def reference(folder: Path = REFERENCE_TABLES.folder) -> Reference:
    """The reference tables of a folder."""
    return Reference(
        units=_units(folder),
        products=_products(folder),
        agencies=_codes(folder, "agencies.csv", RESERVED_AGENCY),
        series=_codes(folder, "fair_series.csv", RESERVED_SERIES),
    )


def _units(folder: Path) -> tuple[Unit, ...]:
    """Present provinces and communes, and districts that are no more."""
    rows = {unit["code"]: unit for unit in _rows(folder, "administrative_units.csv")}
    units: list[Unit] = []
    for code, row in rows.items():
        above = code
        while rows[above]["part_of"]:
            above = rows[above]["part_of"].split(";")[-1]
        place = row if row["latitude"] else rows[above]
        is_former, is_district = bool(row["valid_to"]), row["kind"] == "DISTRICT"
        if (
            is_former == is_district
            and place["latitude"]
            and not {code, above} & {RESERVED_COMMUNE, RESERVED_PROVINCE}
        ):
            units.append(
                Unit(
                    code=code,
                    name=row["name"],
                    province=rows[above]["official_code"],
                    latitude=float(place["latitude"]),
                    longitude=float(place["longitude"]),
                    is_province=code == above,
                    is_commune=code != above and not is_former,
                    is_former=is_former,
                )
            )
    return tuple(units)


def _products(folder: Path) -> tuple[Product, ...]:
    inputs: dict[str, list[str]] = defaultdict(list)
    byproducts: dict[str, list[str]] = defaultdict(list)
    chains: dict[str, set[str]] = defaultdict(set)
    stages: dict[str, set[str]] = defaultdict(set)
    for row in _rows(folder, "recipes.csv"):
        inputs[row["product"]].append(row["input"])
    for row in _rows(folder, "byproducts.csv"):
        byproducts[row["product"]].append(row["byproduct"])
    rows = _rows(folder, "products.csv")
    above = {row["code"]: row["kind_of"] for row in rows}
    for row in _rows(folder, "value_chain_stages.csv"):
        stages[row["product"]].add(row["chain"])
    for code in above:
        kind = code
        while kind:
            chains[code] |= stages[kind]
            kind = above[kind]
    return tuple(
        Product(
            code=row["code"],
            name=row["name"],
            unit=row["unit"],
            stage=row["stage"],
            inputs=tuple(code for code in inputs[row["code"]] if code not in RESERVED_PRODUCTS),
            byproducts=tuple(code for code in byproducts[row["code"]] if code not in RESERVED_PRODUCTS),
            chains=frozenset(chains[row["code"]] - {RESERVED_CHAIN}),
        )
        for row in rows
        if row["code"] not in RESERVED_PRODUCTS
    )


def _codes(folder: Path, file: str, reserved: str) -> tuple[str, ...]:
    return tuple(row["code"] for row in _rows(folder, file) if row["code"] != reserved)


def _rows(folder: Path, file: str) -> list[dict[str, str]]:
    with (folder / file).open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))
