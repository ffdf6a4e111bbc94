"""A synthetic register: the files of the register's layout, for any number of businesses.

    python -m benchmarks.register --size 10k FOLDER

Sizes, degrees and words are skewed as in life: provinces by their people, products by the chains of a
region, partners of trade and words of names by power laws. A business has nine to ten relationships;
those to the words of names come on top. Beside the ordinary records stand the **probes**
(``benchmarks/probes.py``), the same at every size.

The same size, seed and reference tables give the same bytes.
"""

import argparse
import csv
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat
from pathlib import Path
from typing import TypeAlias
from zlib import crc32

import numpy as np

from benchmarks.businesses import (
    BUYER,
    FACILITY,
    SUPPLIER,
    drawn_businesses,
    drawn_needs,
    drawn_offers,
    drawn_trade,
    drawn_units,
)
from benchmarks.draws import DAYS, TODAY, Draw, Numbers, amounts, codes, days, distinct, heavy, texts
from benchmarks.names import bare, goods_word
from benchmarks.probes import PROBE_BUSINESSES, drawn_probes, is_near_probes, probe_rows
from benchmarks.reference import Unit, reference
from benchmarks.vocabulary import CHAINS
from seeds.tables import REGISTER

VERSION = 4
"""Raised whenever the same size and seed give other files."""
SIZES = {"10k": 10_000, "100k": 100_000, "1M": 1_000_000}
SMALLEST = 2_000

Columns: TypeAlias = Mapping[str, Iterable[object]]
"""The cells of some rows, by column; columns that are left out are empty."""

_CHUNK = 20_000
_SOURCE = "Sổ đăng ký tổng hợp để đo tốc độ (hư cấu)"
_RECENT = TODAY - 900
_MONTHS = ("", "", "", "1-12", "3-5", "8-10", "3-4;8-9", "11-2", "5-7", "10-12")
_VARIANTS: tuple[str, ...] = ("", "", "", "", "", "", "Loại A", "Loại B")
_SCHEMES = ("HACCP", "ISO9001", "ISO22000", "VIETGAP", "ORGANIC", "FSC", "OCOP", "OCOP")
_CLUSTER_WORDS = {"LAND_CLUSTER": "CCN", "INDUSTRIAL_PARK": "KCN", "SECTOR_NETWORK": "Cụm liên kết ngành"}
_ACTIVITIES = ("ADVANCED_MACHINERY",) * 5 + ("BRAND", "TRAINING", "DEMONSTRATION_MODEL", "CLEANER_PRODUCTION")
_MACHINES = ("Máy sấy", "Máy đóng gói", "Dây chuyền sơ chế", "Lò hơi", "Máy nghiền", "Máy CNC", "Kho lạnh")
_STATUSES = ("REGISTERED", "APPROVED", "CONTRACTED", "IMPLEMENTING", "ACCEPTED", "SETTLED", "SETTLED")


def generate(folder: Path, size: int, seed: int = 1) -> None:
    """Writes the files of a register of ``size`` businesses, at least :data:`SMALLEST`, into a folder."""
    if size < SMALLEST:
        raise ValueError(f"A register has at least {SMALLEST} businesses, not {size}")
    folder.mkdir(parents=True, exist_ok=True)
    _Generator(folder, size - PROBE_BUSINESSES, seed).run()


class _Generator:
    """Writes the files of one register. Every table has draws of its own, so that a change of one leaves
    the others as they are."""

    def __init__(self, folder: Path, size: int, seed: int) -> None:
        self._folder = folder
        self._seed = seed
        self._known = reference()
        self._all = drawn_businesses(self._draw("businesses", size), size, self._known)
        self._probes = probe_rows(drawn_probes(seed), self._all.codes)

    def run(self) -> None:
        """Writes all files; draws on which several rest are made once."""
        size = len(self._all)
        villages = self._craft_villages(size // 200)
        offers = drawn_offers(self._draw("who offers what"), self._all)
        needs = drawn_needs(self._draw("who needs what"), self._all)
        self._organisations()
        self._members(size // 20)
        self._facilities(villages)
        self._suppliers()
        self._buyers()
        self._contacts(size // 5)
        self._figures(size // 2)
        variants = self._offers(*offers)
        self._needs(*needs)
        self._trade(drawn_trade(self._draw("who supplies whom"), self._all, offers, needs))
        self._cluster_places(self._clusters(size // 200), size // 15)
        fairs = self._fairs(size // 500)
        self._participants(fairs, size // 8)
        self._certificates(offers, variants, size // 8)
        facilities, investments = self._investments(size // 20)
        self._promotion(facilities, investments, size // 50)
        self._meetings(fairs, size // 50)
        self._claims(size // 50)
        self._merged_codes(size // 100)

    def _draw(self, *name: object) -> Draw:
        return np.random.default_rng([self._seed, crc32(repr(name).encode())])

    def _rows(self, file: str, count: int, made: Callable[[Draw, slice], Columns]) -> None:
        """Writes a file: the rows of the probes, then ``count`` rows made some thousands at a time."""
        columns = list(next(table.columns for table in REGISTER if table.file == file))
        draw = self._draw(file)
        with (self._folder / file).open("w", encoding="utf-8", newline="") as target:
            writer = csv.writer(target, lineterminator="\n")
            writer.writerow(columns)
            for row in self._probes.get(file, []):
                writer.writerow([row.get(column, "") for column in columns])
            for start in range(0, count, _CHUNK):
                at = slice(start, min(start + _CHUNK, count))
                cells = made(draw, at)
                unknown = set(cells) - set(columns)
                if unknown:
                    raise KeyError(f"{file} has no columns {sorted(unknown)}")
                ready = [cells.get(column, repeat("", at.stop - at.start)) for column in columns]
                writer.writerows(zip(*ready, strict=True))

    def _positions(self, draw: Draw, where: Sequence[Unit]) -> dict[str, Iterable[object]]:
        """Places around the middle of units, nine in ten known, none where the probes are."""
        spread = np.array([0.15 if unit.is_province else 0.03 for unit in where])
        latitude = np.round([unit.latitude for unit in where] + draw.normal(0, 1, len(where)) * spread, 5)
        longitude = np.round([unit.longitude for unit in where] + draw.normal(0, 1, len(where)) * spread, 5)
        known = (draw.random(len(where)) < 0.9) & ~is_near_probes(latitude, longitude)
        return {
            "latitude": [cell if is_known else "" for cell, is_known in zip(latitude, known, strict=True)],
            "longitude": [cell if is_known else "" for cell, is_known in zip(longitude, known, strict=True)],
        }

    # Organisations and businesses

    def _organisations(self) -> None:
        all_ = self._all

        def made(draw: Draw, at: slice) -> Columns:
            places = range(at.start, at.stop)
            count = len(places)
            forms = [all_.names.legal_form(place) for place in places]
            is_person = [form == "HOUSEHOLD" for form in forms]
            return {
                "code": all_.organisations[at],
                "name": [
                    all_.names.organisation(place, all_.product_of(place), all_.unit_of(place))
                    for place in places
                ],
                "legal_form": forms,
                "identifier_kind": [
                    "PERSONAL_NUMBER" if person else "ENTERPRISE_TAX_CODE" for person in is_person
                ],
                "identifier": draw.integers(10**9, 10**10, count).tolist(),
                "women_owned_since": days(draw, count, known=0.25),
                "ethnic_minority_owned_since": days(draw, count, known=0.12),
                **_provenance(draw, count),
            }

        self._rows("organisations.csv", len(all_.organisations), made)

    def _members(self, count: int) -> None:
        """Organisations that are members of cooperatives; a few cooperatives have many."""
        all_, draw = self._all, self._draw("who is a member")
        cooperatives = np.flatnonzero(all_.names.form[: len(all_.organisations)] == 2)
        one, two = distinct(
            draw.integers(0, len(all_.organisations), count),
            cooperatives[heavy(draw, len(cooperatives), count)],
        )
        below, above = one[one != two], two[one != two]

        def made(draw: Draw, at: slice) -> Columns:
            rows = len(below[at])
            return {
                "member": [all_.organisations[place] for place in below[at]],
                "organisation": [all_.organisations[place] for place in above[at]],
                "share_delivered": np.round(draw.uniform(0.1, 1, rows), 2).tolist(),
                "is_counted_in_capacity": texts(draw, ("true", "false"), rows),
                "since": days(draw, rows),
            }

        self._rows("members.csv", len(below), made)

    def _craft_villages(self, count: int) -> list[str]:
        units = drawn_units(self._draw("where villages are"), count, self._known)
        names = [f"N-lang-nghe-{number}" for number in range(count)]

        def made(draw: Draw, at: slice) -> Columns:
            where = [self._known.units[unit] for unit in units[at]]
            goods = texts(draw, self._known.products, len(where))
            return {
                "code": names[at],
                "name": [
                    f"Làng nghề {goods_word(product)} {bare(unit.name)}"
                    for product, unit in zip(goods, where, strict=True)
                ],
                "unit": [unit.code for unit in where],
                **self._positions(draw, where),
                "recognised_on": days(draw, len(where)),
                **_provenance(draw, len(where)),
            }

        self._rows("craft_villages.csv", count, made)
        return names

    def _business(self, draw: Draw, who: Numbers, names: list[str]) -> dict[str, Iterable[object]]:
        """The columns that all businesses have."""
        all_ = self._all
        where = [all_.unit_of(place) for place in who]
        return {
            "code": [all_.codes[place] for place in who],
            "organisation": [all_.organisations[all_.operator[place]] for place in who],
            "operates_since": days(draw, len(who), known=0.7),
            "name": names,
            "unit": [unit.code for unit in where],
            "country": ["VN"] * len(who),
            **self._positions(draw, where),
            **_provenance(draw, len(who)),
        }

    def _facilities(self, villages: list[str]) -> None:
        all_ = self._all
        facilities = all_.of_kind(FACILITY)
        in_village = heavy(self._draw("who is in a village"), len(villages) * 20, len(facilities))

        def made(draw: Draw, at: slice) -> Columns:
            who = facilities[at]
            workers = _workers(draw, len(who))
            names = [all_.names.facility(place, all_.product_of(place), all_.unit_of(place)) for place in who]
            return {
                **self._business(draw, who, names),
                "established_on": days(draw, len(who), known=0.8),
                "workers": workers,
                "size_class": [
                    "MICRO" if number <= 10 else "SMALL" if number <= 100 else "MEDIUM" for number in workers
                ],
                "vsic_codes": [f"2018:{1000 + place % 90}" for place in all_.product[who].tolist()],
                "craft_village": [
                    villages[place] if place < len(villages) else "" for place in in_village[at].tolist()
                ],
            }

        self._rows("facilities.csv", len(facilities), made)

    def _suppliers(self) -> None:
        all_ = self._all
        suppliers = all_.of_kind(SUPPLIER)
        kinds = {"RAW": "GROWER", "EQUIPMENT": "MACHINE", "SERVICE": "MATERIAL"}

        def made(draw: Draw, at: slice) -> Columns:
            who = suppliers[at]
            names = [all_.names.supplier(place, all_.product_of(place), all_.unit_of(place)) for place in who]
            return {
                **self._business(draw, who, names),
                "kinds": [kinds[all_.product_of(place).stage] for place in who],
                "area_ha": amounts(draw, len(who), 8, 1.2),
            }

        self._rows("suppliers.csv", len(suppliers), made)

    def _buyers(self) -> None:
        all_ = self._all
        buyers = all_.of_kind(BUYER)
        channels = ("WHOLESALE", "RETAIL", "EXPORT", "PROCESSOR", "RETAIL;WHOLESALE")

        def made(draw: Draw, at: slice) -> Columns:
            who = buyers[at]
            names = [all_.names.buyer(place, all_.unit_of(place)) for place in who]
            columns = self._business(draw, who, names)
            is_abroad = draw.random(len(who)) < 0.06
            for column, abroad in (("unit", ""), ("country", "CN"), ("latitude", ""), ("longitude", "")):
                cells = zip(columns[column], is_abroad, strict=True)
                columns[column] = [abroad if is_away else cell for cell, is_away in cells]
            return {
                **columns,
                "channels": texts(draw, channels, len(who)),
                "is_anonymous": texts(draw, ("true", *["false"] * 30), len(who)),
            }

        self._rows("buyers.csv", len(buyers), made)

    def _contacts(self, count: int) -> None:
        def made(draw: Draw, at: slice) -> Columns:
            places = range(at.start, at.stop)
            return {
                "business": [self._all.codes[place] for place in places],
                "name": [self._all.names.person(place) for place in places],
                "role": texts(draw, ("Chủ hộ", "Giám đốc", "Kế toán", "Trưởng phòng"), len(places)),
                "phone": [f"0900 {place // 1000:03d} {place % 1000:03d}" for place in places],
            }

        self._rows("contacts.csv", count, made)

    def _figures(self, count: int) -> None:
        def made(draw: Draw, at: slice) -> Columns:
            codes_ = self._all.codes[at]
            revenue = [round(amount) * 1_000_000 for amount in amounts(draw, len(codes_), 900, 1.4)]
            workers = _workers(draw, len(codes_))
            return {
                "business": codes_,
                "year": repeat(2025, len(codes_)),
                "output_value": [amount * 103 // 100 for amount in revenue],
                "revenue": revenue,
                "workers": workers,
                "insured_workers": [number // 2 for number in workers],
                **_provenance(draw, len(codes_)),
            }

        self._rows("annual_figures.csv", count, made)

    # Offers, needs, trade

    def _offers(self, who: Numbers, what: Numbers) -> list[str]:
        """Writes the offers; their variants."""
        all_ = self._all
        variants = texts(self._draw("variants"), _VARIANTS, len(who))

        def made(draw: Draw, at: slice) -> Columns:
            products = [all_.products[good] for good in what[at]]
            count = len(products)
            capacity = amounts(draw, count, 60, 1.8)
            prices = amounts(draw, count, 900, 1.5)
            is_priced = texts(draw, (True, False), count)
            return {
                "business": [all_.codes[place] for place in who[at]],
                "product": [product.code for product in products],
                "variant": variants[at],
                "capacity_per_year": capacity,
                "committed_per_year": np.round(capacity * draw.uniform(0, 0.9, count), 1).tolist(),
                "months": texts(draw, _MONTHS, count),
                "unit_price": [
                    round(price) * 1_000 if is_known else ""
                    for price, is_known in zip(prices, is_priced, strict=True)
                ],
                "currency": ["VND" if is_known else "" for is_known in is_priced],
                "lead_time_days": draw.integers(1, 60, count).tolist(),
                "is_byproduct": ["true" if product.stage == "BYPRODUCT" else "false" for product in products],
                **_provenance(draw, count),
            }

        self._rows("offers.csv", len(who), made)
        return variants

    def _needs(self, who: Numbers, what: Numbers) -> None:
        all_ = self._all

        def made(draw: Draw, at: slice) -> Columns:
            count = len(who[at])
            return {
                "business": [all_.codes[place] for place in who[at]],
                "product": [all_.products[good].code for good in what[at]],
                "quantity_per_year": amounts(draw, count, 60, 1.8),
                "months": texts(draw, _MONTHS, count),
                "certificates": texts(draw, ("FSC", *[""] * 19), count),
                **_provenance(draw, count),
            }

        self._rows("needs.csv", len(who), made)

    def _trade(self, links: list[tuple[int, Numbers, Numbers]]) -> None:
        all_ = self._all
        seller = np.concatenate([one for _, one, _ in links])
        customer = np.concatenate([two for _, _, two in links])
        product = np.concatenate([np.full(len(one), good) for good, one, _ in links])

        def made(draw: Draw, at: slice) -> Columns:
            count = len(seller[at])
            return {
                "supplier": [all_.codes[place] for place in seller[at]],
                "customer": [all_.codes[place] for place in customer[at]],
                "product": [all_.products[good].code for good in product[at]],
                "quantity_per_year": amounts(draw, count, 12, 1.5),
                "since": days(draw, count, known=0.8),
                "contract": texts(draw, ("", "SEASON", "LONG_TERM", "SPOT"), count),
                **_provenance(draw, count),
            }

        self._rows("trade_links.csv", len(seller), made)

    # Clusters, fairs, certificates

    def _clusters(self, count: int) -> list[str]:
        draw = self._draw("where clusters are")
        units, issued = drawn_units(draw, count, self._known), codes(draw, "C", count)
        kinds = texts(draw, ("LAND_CLUSTER",) * 6 + ("INDUSTRIAL_PARK",) * 3 + ("SECTOR_NETWORK",), count)

        def made(draw: Draw, at: slice) -> Columns:
            where = [self._known.units[unit] for unit in units[at]]
            land = np.array(amounts(draw, len(where), 35, 0.5))
            return {
                "code": issued[at],
                "name": [
                    f"{_CLUSTER_WORDS[kind]} {bare(unit.name)} {number % 9 + 1}"
                    for number, (kind, unit) in enumerate(zip(kinds[at], where, strict=True))
                ],
                "kind": kinds[at],
                "status": texts(draw, ("PLANNED", "ESTABLISHED", "OPERATING", "OPERATING"), len(where)),
                "units": [unit.code for unit in where],
                **self._positions(draw, where),
                "area_ha": np.round(land * 1.4, 1).tolist(),
                "industrial_land_ha": land.tolist(),
                "leased_ha": np.round(land * draw.uniform(0.1, 0.8, len(where)), 1).tolist(),
                "approved_unleased_ha": np.round(land * draw.uniform(0, 0.1, len(where)), 1).tolist(),
                "focus": texts(draw, ("", *CHAINS), len(where)),
                "established_on": days(draw, len(where)),
                **_provenance(draw, len(where)),
            }

        self._rows("clusters.csv", count, made)
        return issued

    def _cluster_places(self, clusters: list[str], count: int) -> None:
        all_, draw = self._all, self._draw("who is in a cluster")
        who, where = distinct(draw.integers(0, len(all_), count), heavy(draw, len(clusters), count))

        def made(draw: Draw, at: slice) -> Columns:
            rows = len(who[at])
            return {
                "cluster": [clusters[cluster] for cluster in where[at]],
                "business": [all_.codes[place] for place in who[at]],
                "tie": ["LOCATED_IN" if kind == FACILITY else "MEMBER_OF" for kind in all_.kind[who[at]]],
                "since": days(draw, rows),
                "area_ha": amounts(draw, rows, 1, 0.8, digits=2),
            }

        self._rows("cluster_places.csv", len(who), made)

    def _fairs(self, count: int) -> list[str]:
        draw = self._draw("where and when fairs are")
        units, issued = drawn_units(draw, count, self._known), codes(draw, "F", count)
        begins = draw.integers(TODAY - 4_000, TODAY + 300, count)

        def made(draw: Draw, at: slice) -> Columns:
            where = [self._known.units[unit] for unit in units[at]]
            first = begins[at].tolist()
            years = [DAYS[day][:4] for day in first]
            kinds = ("DOMESTIC", "DOMESTIC", "REGIONAL", "BORDER", "INTERNATIONAL")
            return {
                "code": issued[at],
                "series": texts(draw, ("", *self._known.series), len(where)),
                "edition": years,
                "name": [
                    f"Hội chợ Công Thương {bare(unit.name)} {year}"
                    for unit, year in zip(where, years, strict=True)
                ],
                "kind": texts(draw, kinds, len(where)),
                "starts_on": [DAYS[day] for day in first],
                "ends_on": [DAYS[day + 4] for day in first],
                "time_zone": repeat("Asia/Ho_Chi_Minh", len(where)),
                "unit": [unit.code for unit in where],
                "country": repeat("VN", len(where)),
                **self._positions(draw, where),
                "host_side": texts(draw, ("VIETNAM", "VIETNAM", "VIETNAM", "CHINA"), len(where)),
                "booths_total": draw.integers(60, 400, len(where)).tolist(),
                "covers": texts(draw, ("", *CHAINS), len(where)),
                **_provenance(draw, len(where)),
            }

        self._rows("trade_fairs.csv", count, made)
        return issued

    def _participants(self, fairs: list[str], count: int) -> None:
        all_, draw = self._all, self._draw("who goes to fairs")
        who, where = distinct(heavy(draw, len(all_), count), heavy(draw, len(fairs), count))
        roles = ("SELLER", "SELLER", "SELLER", "BUYER", "BOTH", "VISITOR")

        def made(draw: Draw, at: slice) -> Columns:
            rows = len(who[at])
            return {
                "fair": [fairs[fair] for fair in where[at]],
                "business": [all_.codes[place] for place in who[at]],
                "role": texts(draw, roles, rows),
                "booth": [f"A{number}" for number in draw.integers(1, 99, rows)],
                "is_state_supported": texts(draw, ("true", "false"), rows),
                "interests": [all_.product_of(place).code for place in who[at]],
            }

        self._rows("fair_participants.csv", len(who), made)

    def _certificates(self, offers: tuple[Numbers, Numbers], variants: list[str], count: int) -> None:
        """Certificates of businesses and, one in five each, of organisations and of offers."""
        all_, draw = self._all, self._draw("who is certified")
        issued = codes(draw, "K", count)

        def made(draw: Draw, at: slice) -> Columns:
            rows = len(issued[at])
            valid = draw.integers(TODAY - 1_500, TODAY, rows).tolist()
            holders: list[tuple[str, str, str]] = []
            for kind, chance in zip(draw.integers(0, 5, rows).tolist(), draw.random(rows), strict=True):
                if kind == 0:
                    holders.append((all_.organisations[int(chance * len(all_.organisations))], "", ""))
                elif kind == 1:
                    offer = int(chance * len(variants))
                    product = all_.products[offers[1][offer]].code
                    holders.append((all_.codes[offers[0][offer]], product, variants[offer]))
                else:
                    holders.append((all_.codes[int(chance * len(all_))], "", ""))
            return {
                "code": issued[at],
                "holder": [holder for holder, _, _ in holders],
                "offer_product": [product for _, product, _ in holders],
                "offer_variant": [variant for _, _, variant in holders],
                "scheme": texts(draw, _SCHEMES, rows),
                "valid_from": [DAYS[day] for day in valid],
                "valid_to": [DAYS[day + 1_600] for day in valid],
                **_provenance(draw, rows),
            }

        self._rows("certificates.csv", count, made)

    # Industrial promotion

    def _investments(self, count: int) -> tuple[Numbers, list[str]]:
        """Writes what facilities plan to buy; the facilities and the codes."""
        all_, draw = self._all, self._draw("who invests")
        facilities = all_.of_kind(FACILITY)
        who, issued = facilities[heavy(draw, len(facilities), count)], codes(draw, "I", count)

        def made(draw: Draw, at: slice) -> Columns:
            rows = len(who[at])
            return {
                "code": issued[at],
                "facility": [all_.codes[place] for place in who[at]],
                "activity": texts(draw, _ACTIVITIES, rows),
                "item": [
                    f"{machine} {goods_word(all_.product_of(place))}"
                    for machine, place in zip(texts(draw, _MACHINES, rows), who[at], strict=True)
                ],
                "quantity": texts(draw, (1, 1, 1, 2, 3), rows),
                "cost": [round(amount) * 1_000_000 for amount in amounts(draw, rows, 300, 0.9)],
                "year": texts(draw, (2024, 2025, 2026, 2027, 2028), rows),
                **_provenance(draw, rows),
            }

        self._rows("investments.csv", count, made)
        return who, issued

    def _promotion(self, facilities: Numbers, investments: list[str], count: int) -> None:
        """Programmes, budget lines, and projects with beneficiaries, funding, expenses and roles. Project
        number n pays for investment number n."""
        all_, draw = self._all, self._draw("projects")
        provinces = [unit for unit in self._known.units if unit.is_province]
        programmes = [f"G-chuong-trinh-{number}" for number in range(max(1, count // 10))]
        lines = [f"L-nguon-{number}" for number in range(max(1, count // 5))]
        issued = codes(draw, "J", count)
        years = texts(draw, (2021, 2022, 2023, 2024, 2025, 2026), count)
        support = [round(amount) * 1_000_000 for amount in amounts(draw, count, 120, 0.6)]

        def programme_rows(draw: Draw, at: slice) -> Columns:
            numbers = range(at.start, at.stop)
            where = [provinces[number % len(provinces)] for number in numbers]
            begins = [2006 + 5 * (number % 5) for number in numbers]
            return {
                "code": programmes[at],
                "name": [
                    f"Chương trình khuyến công {bare(unit.name)} {year}-{year + 4}"
                    for unit, year in zip(where, begins, strict=True)
                ],
                "start_year": begins,
                "end_year": [year + 4 for year in begins],
                "unit": [unit.code for unit in where],
                **_provenance(draw, len(where)),
            }

        def target_rows(draw: Draw, at: slice) -> Columns:
            begins = [2006 + 5 * (number % 5) for number in range(at.start, at.stop)]
            return {
                "programme": programmes[at],
                "indicator": repeat("PROJECTS", len(begins)),
                "target": draw.integers(20, 200, len(begins)).tolist(),
                "first_year": begins,
                "last_year": [year + 4 for year in begins],
                "basis": repeat("SUPPORTED", len(begins)),
                **_provenance(draw, len(begins)),
            }

        def line_rows(draw: Draw, at: slice) -> Columns:
            numbers = range(at.start, at.stop)
            where = [provinces[number % len(provinces)] for number in numbers]
            return {
                "code": lines[at],
                "name": [f"Kinh phí khuyến công {bare(unit.name)} năm {2021 + number % 6}"
                         for number, unit in zip(numbers, where, strict=True)],
                "programme": [programmes[number % len(programmes)] for number in numbers],
                "level": ["NATIONAL" if number % 3 == 0 else "PROVINCIAL" for number in numbers],
                "unit": [unit.code for unit in where],
                "year": [2021 + number % 6 for number in numbers],
                "amount": [round(amount) * 1_000_000 for amount in amounts(draw, len(where), 3_000, 0.5)],
            }  # fmt: skip

        def project_rows(draw: Draw, at: slice) -> Columns:
            numbers = range(at.start, at.stop)
            goods = [all_.product_of(facilities[number]) for number in numbers]
            linkages = ("", "", "", "", "", "", "", "", "", "VALUE_CHAIN")
            return {
                "code": issued[at],
                "programme": [programmes[number % len(programmes)] for number in numbers],
                "title": [
                    f"Hỗ trợ ứng dụng {texts(draw, _MACHINES, 1)[0].lower()} trong {goods_word(product)}"
                    for product in goods
                ],
                "kind": texts(draw, ("INDIVIDUAL", "INDIVIDUAL", "INDIVIDUAL", "GROUP"), len(numbers)),
                "linkage": texts(draw, linkages, len(numbers)),
                "activity": texts(draw, _ACTIVITIES, len(numbers)),
                "level": texts(draw, ("NATIONAL", "PROVINCIAL", "PROVINCIAL"), len(numbers)),
                "status": texts(draw, _STATUSES, len(numbers)),
                "funding_year": years[at],
                "support": support[at],
                "counterpart": [amount * 2 for amount in support[at]],
                "concerns": [product.code for product in goods],
                **_provenance(draw, len(numbers)),
            }

        def funding_rows(draw: Draw, at: slice) -> Columns:
            return {
                "project": issued[at],
                "budget_line": [lines[number % len(lines)] for number in range(at.start, at.stop)],
                "planned": support[at],
                "year": years[at],
            }

        def beneficiary_rows(draw: Draw, at: slice) -> Columns:
            return {
                "project": issued[at],
                "facility": [all_.codes[place] for place in facilities[at]],
                "investment": investments[at],
                "requested": support[at],
                "approved": support[at],
            }

        def expense_rows(draw: Draw, at: slice) -> Columns:
            return {
                "code": expenses[at],
                "project": issued[at],
                "facility": [all_.codes[place] for place in facilities[at]],
                "amount": support[at],
                "invoiced_on": days(draw, len(issued[at]), since=TODAY - 1_800),
            }

        def role_rows(draw: Draw, at: slice) -> Columns:
            return {
                "agency": texts(draw, self._known.agencies, len(issued[at])),
                "record": issued[at],
                "role": repeat("IMPLEMENTING", len(issued[at])),
            }

        expenses = codes(draw, "E", count)
        self._rows("programmes.csv", len(programmes), programme_rows)
        self._rows("programme_targets.csv", len(programmes), target_rows)
        self._rows("budget_lines.csv", len(lines), line_rows)
        self._rows("projects.csv", count, project_rows)
        self._rows("project_funding.csv", count, funding_rows)
        self._rows("project_beneficiaries.csv", count, beneficiary_rows)
        self._rows("expenses.csv", count, expense_rows)
        self._rows("agency_roles.csv", count, role_rows)

    # Meetings and claims

    def _meetings(self, fairs: list[str], count: int) -> None:
        all_, draw = self._all, self._draw("who meets")
        issued = codes(draw, "M", count)
        sellers = draw.choice(all_.of_kind(FACILITY), count)
        buyers = draw.choice(all_.of_kind(BUYER), count)

        def made(draw: Draw, at: slice) -> Columns:
            return {
                "code": issued[at],
                "fair": texts(draw, fairs, len(issued[at])),
                "seller": [all_.codes[place] for place in sellers[at]],
                "buyer": [all_.codes[place] for place in buyers[at]],
                "status": texts(draw, ("PLANNED", "HELD", "HELD", "MISSED"), len(issued[at])),
            }

        self._rows("meetings.csv", count, made)

    def _claims(self, count: int) -> None:
        issued = codes(self._draw("claims"), "D", count)

        def made(draw: Draw, at: slice) -> Columns:
            return {
                "code": issued[at],
                "record": texts(draw, self._all.codes, len(issued[at])),
                "field": repeat("workers", len(issued[at])),
                "value": _workers(draw, len(issued[at])),
                **_provenance(draw, len(issued[at])),
            }

        self._rows("claims.csv", count, made)

    def _merged_codes(self, count: int) -> None:
        taken = set(self._all.codes)
        issued = [code for code in codes(self._draw("merged"), "B", count) if code not in taken]

        def made(draw: Draw, at: slice) -> Columns:
            rows = len(issued[at])
            return {
                "code": issued[at],
                "into": texts(draw, self._all.codes, rows),
                "merged_on": days(draw, rows),
                "source": repeat(_SOURCE, rows),
            }

        self._rows("merged_codes.csv", len(issued), made)


def _provenance(draw: Draw, count: int) -> Columns:
    return {"source": repeat(_SOURCE, count), "as_of": days(draw, count, since=_RECENT)}


def _workers(draw: Draw, count: int) -> list[int]:
    """Most have a handful, a few nearly two hundred; more than that only probes have."""
    return [max(1, min(199, round(number))) for number in amounts(draw, count, 7, 1.1)]


def size_of(text: str) -> int:
    """A size such as ``10k``, ``1M`` or ``2500``. Raises ``ValueError``."""
    return SIZES[text] if text in SIZES else int(text)


def main() -> None:
    """Writes a register into a folder."""
    parser = argparse.ArgumentParser("python -m benchmarks.register", description=generate.__doc__)
    parser.add_argument("--size", type=size_of, default="10k", help="10k, 100k, 1M or a number of businesses")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    began = time.monotonic()
    generate(given.folder, given.size, given.seed)
    print(f"{given.size:,} businesses in {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main()
