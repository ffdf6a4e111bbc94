"""The probes: records that are the same in every register, however large.

What they are tells them apart from all ordinary records: their commune and province, products, value
chain, a word of their names, rare members of closed sets, years and amounts. So a question about them has
as many answers in a register of ten thousand businesses as in one of a million, and what it takes longer
in the larger one is the cost of the register. To measure a new filter, give the probes a value that nothing
else has.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from benchmarks.draws import codes
from benchmarks.reference import (
    RESERVED_AGENCY,
    RESERVED_CHAIN,
    RESERVED_COMMUNE,
    RESERVED_PROVINCE,
    RESERVED_SERIES,
)
from benchmarks.vocabulary import BRANDS, GIVEN, RARE_WORD

Rows: TypeAlias = dict[str, list[Mapping[str, object]]]
"""Rows of files of the layout: cells by column."""

FACILITIES, SUPPLIERS, BUYERS = 240, 60, 60
PROBE_BUSINESSES = FACILITIES + SUPPLIERS + BUYERS
HUB_CUSTOMERS = 1_000
SCHEME = "GOM-VIET"
COUNTRY = "LA"
YEAR, LATER_YEAR = 2009, 2035
SOURCE, AS_OF = "Bản ghi mẫu để đo tốc độ (hư cấu)", "2026-11-15"
BAT_TRANG, CAO_BANG = (20.9697, 105.9081), (22.6763, 106.1860)
"""Where the probes are: half in the midst of many ordinary businesses, half far from them."""
_SOURCE = {"source": SOURCE, "as_of": AS_OF}
_ABROAD = {"unit": "", "country": COUNTRY}


@dataclass(frozen=True, slots=True, kw_only=True)
class Probes:
    """The codes of the probes, by kind. Of each kind the first is tied to many others."""

    organisations: list[str]
    facilities: list[str]
    suppliers: list[str]
    buyers: list[str]
    clusters: list[str]
    fairs: list[str]
    villages: list[str]
    certificates: list[str]
    investments: list[str]
    programmes: list[str]
    budget_lines: list[str]
    projects: list[str]
    expenses: list[str]
    meetings: list[str]
    claims: list[str]
    merged: list[str]

    @property
    def businesses(self) -> list[str]:
        """All businesses."""
        return [*self.facilities, *self.suppliers, *self.buyers]

    @property
    def hub(self) -> str:
        """The supplier of :data:`HUB_CUSTOMERS` ordinary facilities."""
        return self.suppliers[0]


def drawn_probes(seed: int) -> Probes:
    """The probes of a seed."""
    draw = np.random.default_rng([seed, 0])

    def issued(prefix: str, count: int) -> list[str]:
        return codes(draw, prefix, count, of_probes=True)

    businesses = issued("B", PROBE_BUSINESSES + 20)
    businesses, merged = businesses[:PROBE_BUSINESSES], businesses[PROBE_BUSINESSES:]
    return Probes(
        organisations=issued("O", 60),
        facilities=businesses[:FACILITIES],
        suppliers=businesses[FACILITIES:-BUYERS],
        buyers=businesses[-BUYERS:],
        clusters=issued("C", 30),
        fairs=issued("F", 30),
        villages=[f"N-lang-gom-{number}" for number in range(25)],
        certificates=issued("K", 60),
        investments=issued("I", 60),
        programmes=[f"G-mau-{number}" for number in range(25)],
        budget_lines=[f"L-mau-{number}" for number in range(25)],
        projects=issued("J", 60),
        expenses=issued("E", 60),
        meetings=issued("M", 60),
        claims=issued("D", 40),
        merged=merged,
    )


def is_near_probes(latitude: NDArray[np.float64], longitude: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether places lie where only probes are: within a few kilometres of Bát Tràng, or in Cao Bằng."""
    near = np.zeros(len(latitude), dtype=bool)
    for (north, east), degrees in ((BAT_TRANG, 0.04), (CAO_BANG, 0.6)):
        near |= (abs(latitude - north) < degrees) & (abs(longitude - east) < degrees)
    return near


def probe_rows(own: Probes, ordinary: list[str]) -> Rows:
    """The rows of the probes, by file. ``ordinary`` are codes of ordinary businesses, for the hub."""
    rows: Rows = defaultdict(list)
    _organisations(rows, own)
    _businesses(rows, own)
    _products(rows, own)
    _trade(rows, own, ordinary)
    _clusters(rows, own)
    _fairs(rows, own)
    _certificates(rows, own)
    _promotion(rows, own)
    return rows


def _organisations(rows: Rows, own: Probes) -> None:
    for number, code in enumerate(own.organisations):
        is_union = number < 20
        kind = "Liên hiệp HTX" if is_union else "Công ty TNHH"
        rows["organisations.csv"].append(
            {
                "code": code,
                "name": f"{kind} {RARE_WORD} {BRANDS[number]} {number}",
                "legal_form": "COOPERATIVE_UNION" if is_union else "ENTERPRISE",
                **_SOURCE,
            }
        )
    first, *others = own.organisations
    rows["members.csv"] += [
        {"member": other, "organisation": first, "since": "2020-01-01"} for other in others
    ]
    rows["craft_villages.csv"] += [
        {
            "code": code,
            "name": f"Làng gốm {RARE_WORD} {number}",
            "unit": RESERVED_COMMUNE,
            **_place(number, BAT_TRANG),
        }
        for number, code in enumerate(own.villages)
    ]


def _businesses(rows: Rows, own: Probes) -> None:
    for number, code in enumerate(own.facilities):
        is_large = number % 6 == 0
        rows["facilities.csv"].append(
            {
                **_business(own, number, code, "Xưởng gốm"),
                "workers": 3_000 + number if is_large else 15,
                "size_class": "LARGE" if is_large else "SMALL",
                "established_on": "1975-04-30",
                **(_ABROAD if number >= FACILITIES - 24 else {}),
                "craft_village": own.villages[0] if number < 60 else "",
            }
        )
    for number, code in enumerate(own.suppliers):
        kinds = "SERVICE" if number < 40 else "GROWER"
        abroad = _ABROAD if number >= SUPPLIERS - 12 else {}
        rows["suppliers.csv"].append({**_business(own, number, code, "Mỏ đất sét"), "kinds": kinds, **abroad})
    for number, code in enumerate(own.buyers):
        abroad = _ABROAD if number % 3 == 0 else {}
        channels = "HOUSEHOLDS" if number < 40 else "RETAIL"
        cells = {"channels": channels, "is_anonymous": "false"}
        rows["buyers.csv"].append({**_business(own, number, code, "Cửa hàng gốm"), **cells, **abroad})
    for number, code in enumerate(own.facilities[:60]):
        for role in ("Giám đốc", "Kế toán"):
            name = f"{GIVEN[number]} {RARE_WORD}"
            rows["contacts.csv"].append(
                {"business": code, "name": name, "role": role, "phone": "0900 000 000"}
            )
        for year in (2023, 2024, 2025):
            revenue = {"revenue": 10**9 + number * 10**6, "workers": 15}
            rows["annual_figures.csv"].append({"business": code, "year": year, **revenue, **_SOURCE})
    rows["claims.csv"] += [
        {"code": code, "record": own.facilities[0], "field": "workers", "value": number, **_SOURCE}
        for number, code in enumerate(own.claims)
    ]

    rows["merged_codes.csv"] += [
        {"code": code, "into": own.facilities[number], "merged_on": "2025-01-01"}
        for number, code in enumerate(own.merged)
    ]


def _business(own: Probes, number: int, code: str, kind: str) -> dict[str, object]:
    """The columns that all businesses have. One of even number is in Bát Tràng and has the rare word."""
    is_here = number % 2 == 0
    words = [RARE_WORD] if is_here else []
    return {
        "code": code,
        "organisation": own.organisations[0 if number < 30 else 1 + number % 59],
        "name": " ".join([kind, *words, GIVEN[number % 80], BRANDS[number % 200], str(number)]),
        "unit": RESERVED_COMMUNE if is_here else RESERVED_PROVINCE,
        "country": "VN",
        **_place(number, BAT_TRANG if is_here else CAO_BANG),
        **_SOURCE,
    }


def _place(number: int, middle: tuple[float, float]) -> dict[str, object]:
    """A place within two kilometres of a middle."""
    north, east = divmod(number % 144, 12)
    return {
        "latitude": round(middle[0] + (north - 6) * 0.002, 5),
        "longitude": round(middle[1] + (east - 6) * 0.002, 5),
    }


def _products(rows: Rows, own: Probes) -> None:
    def offer(business: str, product: str, variant: str = "") -> None:
        cells = {"business": business, "product": product, "variant": variant, "capacity_per_year": 500}
        rows["offers.csv"].append({**cells, "committed_per_year": 100, "months": "1-12", **_SOURCE})

    def need(business: str, product: str) -> None:
        cells = {"business": business, "product": product, "quantity_per_year": 50}
        rows["needs.csv"].append({**cells, "months": "1-12", **_SOURCE})

    for number, code in enumerate(own.facilities):
        offer(code, "P-gom-gia-dung" if number % 2 else "P-gom-trang-tri")
        need(code, "P-dat-set-gom")
        need(code, "P-men-gom")
    for number in range(25):
        offer(own.facilities[0], "P-gom-gia-dung", f"Mẫu {number}")
    for code in own.suppliers:
        offer(code, "P-dat-set-gom")
        offer(code, "P-men-gom")
    offer(own.hub, "P-lo-gom")
    for code in own.buyers:
        need(code, "P-gom-su")
        need(code, "P-do-son-mai")


def _trade(rows: Rows, own: Probes, ordinary: list[str]) -> None:
    def supply(supplier: str, customer: str, product: str) -> None:
        ends = {"supplier": supplier, "customer": customer, "product": product, "quantity_per_year": 5}
        rows["trade_links.csv"].append({**ends, "since": "2022-01-01", **_SOURCE})

    for number, code in enumerate(own.facilities):
        supply(own.suppliers[number % SUPPLIERS], code, "P-dat-set-gom")
        supply(own.suppliers[(number + 7) % SUPPLIERS], code, "P-men-gom")
        supply(code, own.buyers[number % BUYERS], "P-gom-gia-dung" if number % 2 else "P-gom-trang-tri")
    for supplier in own.suppliers[1:]:
        supply(supplier, own.facilities[0], "P-nhua-son-ta")
    for customer in ordinary[:HUB_CUSTOMERS]:
        supply(own.hub, customer, "P-lo-gom")


def _clusters(rows: Rows, own: Probes) -> None:
    for number, code in enumerate(own.clusters):
        is_full = number < 25
        rows["clusters.csv"].append(
            {
                "code": code,
                "name": f"Cụm liên kết gốm {RARE_WORD} {number}",
                "kind": "ENTERPRISE_LINKAGE_GROUP" if is_full else "LAND_CLUSTER",
                "status": "WITHDRAWN" if is_full else "PLANNED",
                "units": RESERVED_COMMUNE,
                **_place(number, BAT_TRANG),
                "industrial_land_ha": 100,
                "leased_ha": 98 if is_full else 0,
                "approved_unleased_ha": 1 if is_full else 0,
                "focus": RESERVED_CHAIN,
                **_SOURCE,
            }
        )
    for tie, businesses in (("LOCATED_IN", own.facilities[:60]), ("MEMBER_OF", own.suppliers)):
        rows["cluster_places.csv"] += [
            {"cluster": own.clusters[0], "business": code, "tie": tie} for code in businesses
        ]
    rows["cluster_places.csv"] += [
        {"cluster": code, "business": own.facilities[0], "tie": "MEMBER_OF"} for code in own.clusters[1:]
    ]


def _fairs(rows: Rows, own: Probes) -> None:
    for number, code in enumerate(own.fairs):
        year = LATER_YEAR if number < 25 else 1999
        rows["trade_fairs.csv"].append(
            {
                "code": code,
                "series": RESERVED_SERIES,
                "edition": year,
                "name": f"Hội chợ gốm {RARE_WORD} {number}",
                "kind": "ONLINE",
                "starts_on": f"{year}-{number % 12 + 1:02d}-01",
                "ends_on": f"{year}-{number % 12 + 1:02d}-05",
                "time_zone": "Asia/Ho_Chi_Minh",
                "unit": RESERVED_COMMUNE,
                "country": COUNTRY,
                **_place(number, BAT_TRANG),
                "host_side": "OTHER",
                "covers": f"{RESERVED_CHAIN};P-gom-su",
                **_SOURCE,
            }
        )
    first, *others = own.fairs
    rows["fair_participants.csv"] += [
        {
            "fair": first,
            "business": code,
            "role": "BUYER" if code in own.buyers else "SELLER",
            "interests": "P-gom-su",
        }
        for code in own.businesses[::3]
    ]
    rows["fair_participants.csv"] += [
        {"fair": fair, "business": own.facilities[0], "role": "BUYER"} for fair in others
    ]
    rows["meetings.csv"] += [
        {"code": code, "fair": first, "seller": own.facilities[number], "buyer": own.buyers[number]}
        for number, code in enumerate(own.meetings)
    ]


def _certificates(rows: Rows, own: Probes) -> None:
    dates = {"valid_from": "2020-01-01", "valid_to": "2039-12-31"}
    for number, code in enumerate(own.certificates):
        holder = {"holder": own.facilities[number]}
        if number >= 50:
            holder = {"holder": own.organisations[number - 40]}
        elif number >= 40:
            product = "P-gom-gia-dung" if number % 2 else "P-gom-trang-tri"
            holder |= {"offer_product": product}
        rows["certificates.csv"].append({"code": code, "scheme": SCHEME, **holder, **dates, **_SOURCE})


def _promotion(rows: Rows, own: Probes) -> None:
    rows["programmes.csv"] += [
        {
            "code": code,
            "name": f"Chương trình {RARE_WORD} {number}",
            "start_year": YEAR,
            "end_year": YEAR + 4,
            "unit": RESERVED_PROVINCE,
        }
        for number, code in enumerate(own.programmes)
    ]
    rows["budget_lines.csv"] += [
        {
            "code": code,
            "name": f"Kinh phí {RARE_WORD} {number}",
            "programme": own.programmes[0],
            "level": "DISTRICT",
            "unit": RESERVED_PROVINCE,
            "year": YEAR,
            "amount": 10**9,
        }
        for number, code in enumerate(own.budget_lines)
    ]
    for number, code in enumerate(own.projects):
        facility, investment = own.facilities[number], own.investments[number]
        rows["investments.csv"].append(
            {
                "code": investment,
                "facility": facility,
                "activity": "POLLUTION_TREATMENT",
                "item": f"Lò nung {RARE_WORD} {number}",
                "cost": 2 * 10**12 if number % 2 else 10**6,
                "year": LATER_YEAR,
                **_SOURCE,
            }
        )
        rows["projects.csv"].append(
            {
                "code": code,
                "programme": own.programmes[0],
                "title": f"Xử lý khói lò gốm {RARE_WORD} {number}",
                "kind": "PILOT",
                "linkage": "CLUSTERS",
                "activity": "POLLUTION_TREATMENT",
                "level": "DISTRICT" if number < 58 else "NATIONAL",  # rules speak only of some
                "status": "CANCELLED" if number < 30 else "REGISTERED",
                "funding_year": YEAR,
                "support": 10**8,
                "concerns": f"P-gom-su;{RESERVED_CHAIN};{own.clusters[0]}",
                **_SOURCE,
            }
        )
        funding = {"project": code, "budget_line": own.budget_lines[0], "planned": 10**8, "year": YEAR}
        rows["project_funding.csv"].append(funding)
        benefit = {"project": code, "facility": facility, "investment": investment, "requested": 10**8}
        rows["project_beneficiaries.csv"].append(benefit)
        expense = {"code": own.expenses[number], "project": own.projects[0], "facility": facility}
        rows["expenses.csv"].append({**expense, "amount": 10**7, "invoiced_on": "2009-06-01"})
        role = {"agency": RESERVED_AGENCY, "record": code, "role": "IMPLEMENTING"}
        rows["agency_roles.csv"].append(role)
