"""Builds small registers: rows of the seed tables with defaults, loaded the way seeds are loaded."""

import csv
import datetime as dt
import itertools
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

from domain.codes import RecordKind, issue
from graph.client import Graph
from seeds.load import Dataset, load_dataset
from seeds.reading import Record, TableProblems, read_table
from seeds.tables import REFERENCE, REGISTER, Table

Cell: TypeAlias = str | int | float | bool | dt.date | list[str] | list[int] | None

TABLES = {table.file: table for table in (*REFERENCE, *REGISTER)}
SOURCE = "Phiếu khảo sát (thử)"
AS_OF = dt.date(2026, 1, 1)

_official_codes = itertools.count(90_000)


def word() -> str:
    """A word that stands in no other name."""
    return "x" + secrets.token_hex(5)


class Register:
    """Rows of one test. Each method adds a row and gives its code; :meth:`load` writes them."""

    def __init__(self, graph: Graph, folder: Path) -> None:
        self.graph = graph
        self.folder = folder
        self.word = word()
        self._rows: dict[str, list[dict[str, str]]] = {}

    @property
    def dataset(self) -> Dataset:
        """The rows so far, as the files of a dataset with a name of its own."""
        for file, rows in self._rows.items():
            with (self.folder / file).open("w", encoding="utf-8", newline="") as target:
                writer = csv.DictWriter(target, list(TABLES[file].columns))
                writer.writeheader()
                writer.writerows(rows)
        tables = tuple(table for file, table in TABLES.items() if file in self._rows)
        return Dataset(name=self.word, folder=self.folder, tables=tables, summary="Rows of a test")

    async def load(self) -> int:
        """Writes the rows that are new or changed; how many those are."""
        return await load_dataset(self.graph, self.dataset, lambda _: None)

    def row(self, file: str, **cells: Cell) -> None:
        """Adds a row; a row with the same key is replaced."""
        table = TABLES[file]
        unknown = set(cells) - set(table.columns)
        if unknown:
            raise KeyError(f"{file} has no columns {sorted(unknown)}")
        row = {column: _written(cells.get(column)) for column in table.columns}
        rows = self._rows.setdefault(file, [])
        for other in rows:
            if all(other[column] == row[column] for column in table.key):
                other.update(row)
                return
        rows.append(row)

    def rows(self, file: str) -> list[dict[str, str]]:
        """The rows of a file so far."""
        return self._rows[file]

    def unit(self, name: str = "Xã Thử", /, **cells: Cell) -> str:
        """An administrative unit; a commune since 2025-07-01, with an official code of its own, unless told
        otherwise."""
        official = str(cells.get("official_code") or next(_official_codes))
        began = cells.pop("valid_from", dt.date(2025, 7, 1))
        code = f"U-{official}@{began}"
        fixed: dict[str, Cell] = {"kind": "COMMUNE", "official_code": official}
        self.row(
            "administrative_units.csv", **(fixed | {"code": code, "name": name, "valid_from": began} | cells)
        )
        return code

    def succession(self, predecessor: str, successor: str, *, is_partial: bool = False) -> None:
        """One unit takes over the territory of another, or a part of it."""
        on = successor.partition("@")[2]
        self.row(
            "unit_successions.csv", predecessor=predecessor, successor=successor, on=on, is_partial=is_partial
        )

    def product(self, name: str = "Hàng thử", /, **cells: Cell) -> str:
        """A product counted in tonnes."""
        code = f"P-{word()}"
        fixed: dict[str, Cell] = {"unit": "TONNE", "stage": "FINAL"}
        self.row("products.csv", **(fixed | {"code": code, "name": name} | cells))
        return code

    def value_chain(self, *stages: str, name: str = "Chuỗi thử", **cells: Cell) -> str:
        """A value chain of some products."""
        code = f"V-{word()}"
        self.row("value_chains.csv", code=code, name=name, **cells)
        for order, product in enumerate(stages, start=1):
            self.row("value_chain_stages.csv", chain=code, order=order, product=product)
        return code

    def agency(self, name: str = "Cơ quan thử", /, **cells: Cell) -> str:
        """A public body."""
        code = f"A-{word()}"
        self.row("agencies.csv", **({"code": code, "name": name} | cells))
        return code

    def organisation(self, name: str = "Công ty Thử", /, **cells: Cell) -> str:
        """A legal person."""
        return self._coded("organisations.csv", RecordKind.ORGANISATION, name=name, cells=cells)

    def facility(self, name: str = "Xưởng Thử", /, **cells: Cell) -> str:
        """A business that makes things."""
        return self._business("facilities.csv", name, cells)

    def supplier(self, name: str = "Vùng trồng Thử", /, **cells: Cell) -> str:
        """A business that only grows or sells."""
        fixed: dict[str, Cell] = {"kinds": ["GROWER"]}
        return self._business("suppliers.csv", name, fixed | cells)

    def buyer(self, name: str = "Bên mua Thử", /, **cells: Cell) -> str:
        """A market."""
        fixed: dict[str, Cell] = {"channels": ["WHOLESALE"], "is_anonymous": False}
        return self._business("buyers.csv", name, fixed | cells)

    def offer(self, business: str, product: str, **cells: Cell) -> str:
        """What a business offers; the key of the offer."""
        fixed: dict[str, Cell] = {"source": SOURCE, "as_of": AS_OF}
        self.row("offers.csv", **(fixed | {"business": business, "product": product} | cells))
        return f"{business}|{product}|{cells.get('variant', '')}"

    def need(self, business: str, product: str, **cells: Cell) -> str:
        """What a business needs; the key of the need."""
        fixed: dict[str, Cell] = {"source": SOURCE, "as_of": AS_OF}
        self.row("needs.csv", **(fixed | {"business": business, "product": product} | cells))
        return f"{business}|{product}|{cells.get('variant', '')}"

    def trade(self, supplier: str, customer: str, product: str, **cells: Cell) -> None:
        """Trade that is known to happen."""
        fixed: dict[str, Cell] = {"source": SOURCE, "as_of": AS_OF}
        ends: dict[str, Cell] = {"supplier": supplier, "customer": customer, "product": product}
        self.row("trade_links.csv", **(fixed | ends | cells))

    def certificate(self, holder: str, scheme: str, **cells: Cell) -> str:
        """A certificate that a business or an organisation holds."""
        fixed: dict[str, Cell] = {"holder": holder, "scheme": scheme, "source": SOURCE, "as_of": AS_OF}
        return self._coded("certificates.csv", RecordKind.CERTIFICATE, cells=fixed | cells)

    def cluster(self, name: str = "Cụm Thử", /, **cells: Cell) -> str:
        """A cluster with land."""
        fixed: dict[str, Cell] = {"kind": "LAND_CLUSTER"}
        return self._coded("clusters.csv", RecordKind.CLUSTER, name=name, cells=fixed | cells)

    def place(self, cluster: str, business: str, tie: str = "LOCATED_IN", **cells: Cell) -> None:
        """A business stands in a cluster or is its member."""
        self.row("cluster_places.csv", cluster=cluster, business=business, tie=tie, **cells)

    def fair(self, name: str = "Hội chợ Thử", /, **cells: Cell) -> str:
        """A trade fair of three days."""
        starts_on = cells.pop("starts_on", dt.date(2026, 10, 1))
        assert isinstance(starts_on, dt.date)
        fixed: dict[str, Cell] = {
            "starts_on": starts_on,
            "ends_on": starts_on + dt.timedelta(days=2),
            "time_zone": "Asia/Ho_Chi_Minh",
        }
        return self._coded("trade_fairs.csv", RecordKind.TRADE_FAIR, name=name, cells=fixed | cells)

    def participant(self, fair: str, business: str, role: str = "SELLER") -> None:
        """A business takes part in a fair."""
        self.row("fair_participants.csv", fair=fair, business=business, role=role)

    def meeting(self, fair: str, seller: str, buyer: str, **cells: Cell) -> str:
        """A meeting at a fair that is planned; its code."""
        ends: dict[str, Cell] = {"fair": fair, "seller": seller, "buyer": buyer, "status": "PLANNED"}
        return self._coded("meetings.csv", RecordKind.MEETING, cells=ends | cells)

    def import_requirement(self, country: str, hs: str, scheme: str, **cells: Cell) -> None:
        """A registration that a country asks for with goods of an HS code, since 2020."""
        fixed: dict[str, Cell] = {
            "country": country,
            "hs": hs,
            "scheme": scheme,
            "valid_from": dt.date(2020, 1, 1),
            "name": "đăng ký thử",
            "name_en": "a test registration",
            "source": SOURCE,
            "confidence": "LIKELY",
        }
        self.row("import_requirements.csv", **(fixed | cells))

    def programme(self, name: str = "Chương trình thử", /, **cells: Cell) -> str:
        """A promotion programme of 2026 to 2030."""
        code = f"G-{word()}"
        fixed: dict[str, Cell] = {"start_year": 2026, "end_year": 2030}
        self.row("programmes.csv", **(fixed | {"code": code, "name": name} | cells))
        return code

    def target(self, programme: str, indicator: str, first_year: int, last_year: int, **cells: Cell) -> None:
        """What a programme aims at, of those that it supports."""
        fixed: dict[str, Cell] = {"target": 4, "basis": "SUPPORTED"}
        years: dict[str, Cell] = {"first_year": first_year, "last_year": last_year}
        self.row(
            "programme_targets.csv",
            **(fixed | years | {"programme": programme, "indicator": indicator} | cells),
        )

    def budget_line(self, name: str = "Kinh phí thử", /, **cells: Cell) -> str:
        """Money of a province for 2026."""
        code = f"L-{word()}"
        fixed: dict[str, Cell] = {"level": "PROVINCIAL", "year": 2026, "amount": 1_000_000_000}
        self.row("budget_lines.csv", **(fixed | {"code": code, "name": name} | cells))
        return code

    def project(self, title: str = "Đề án thử", /, **cells: Cell) -> str:
        """A promotion project of 2026 that has been accepted."""
        fixed: dict[str, Cell] = {
            "title": title,
            "kind": "INDIVIDUAL",
            "activity": "ADVANCED_MACHINERY",
            "level": "PROVINCIAL",
            "status": "ACCEPTED",
            "funding_year": 2026,
        }
        return self._coded("projects.csv", RecordKind.PROJECT, cells=fixed | cells)

    def benefit(self, project: str, facility: str, **cells: Cell) -> None:
        """A facility benefits from a project."""
        ends: dict[str, Cell] = {"project": project, "facility": facility}
        self.row("project_beneficiaries.csv", **(ends | cells))

    def investment(self, facility: str, **cells: Cell) -> str:
        """What a facility plans to buy or build."""
        fixed: dict[str, Cell] = {"facility": facility, "source": SOURCE, "as_of": AS_OF}
        return self._coded("investments.csv", RecordKind.INVESTMENT, cells=fixed | cells)

    def machine(self, facility: str, **cells: Cell) -> str:
        """A machine that a facility plans to buy, of which everything is known. Own funds could pay for it
        whole."""
        cost = cells.get("cost", 200_000_000)
        fixed: dict[str, Cell] = {
            "item": "Máy sấy",
            "activity": "ADVANCED_MACHINERY",
            "cost": cost,
            "own_funds": cost,
            "has_other_state_money": False,
        }
        return self.investment(facility, **(fixed | cells))

    def craft_village(self, name: str = "Làng nghề thử", /, **cells: Cell) -> str:
        """A craft village."""
        code = f"N-{word()}"
        fixed: dict[str, Cell] = {"code": code, "name": name, "source": SOURCE, "as_of": AS_OF}
        self.row("craft_villages.csv", **(fixed | cells))
        return code

    def _business(self, file: str, name: str, cells: dict[str, Cell]) -> str:
        fixed: dict[str, Cell] = {"country": "VN", "source": SOURCE, "as_of": AS_OF}
        return self._coded(file, RecordKind.BUSINESS, name=name, cells=fixed | cells)

    def _coded(self, file: str, kind: RecordKind, *, cells: dict[str, Cell], name: str | None = None) -> str:
        code = cells.pop("code", None) or str(issue(kind))
        named: dict[str, Cell] = {} if name is None else {"name": name}
        self.row(file, **({"code": code} | named | cells))
        return str(code)


def read_tables(folder: Path, tables: Iterable[Table]) -> list[tuple[Table, list[Record]]]:
    """The checked rows of the tables of a folder. Raises ``TableProblems`` with every fault."""
    problems: list[str] = []
    read = [(table, list(read_table(folder, table, problems))) for table in tables]
    if problems:
        raise TableProblems(problems)
    return read


def _written(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case list():
            return ";".join(str(item) for item in cell)
        case _:
            return str(cell)


def one_of_each(register: Register) -> dict[str, str]:
    """A small register in which every table has a row and every column is filled somewhere; the code or
    key of one record a label."""
    day = dt.date(2026, 3, 1)
    years: dict[str, Cell] = {"valid_from": dt.date(2020, 1, 1), "valid_to": dt.date(2030, 1, 1)}
    known: dict[str, Cell] = {"source": SOURCE, "as_of": AS_OF}
    spot: dict[str, Cell] = {"latitude": 21.5, "longitude": 104.5}

    old = register.unit(
        "Tỉnh Cũ", kind="PROVINCE", valid_from=dt.date(2004, 1, 1), valid_to=dt.date(2025, 7, 1)
    )
    province = register.unit("Tỉnh Thử", kind="PROVINCE", source=SOURCE)
    commune = register.unit("Xã Thử", part_of=[province], name_en="Thu Commune", **spot)
    register.succession(old, province)
    register.row(
        "unit_classes.csv", unit=commune, kind="AREA_DIFFICULTY", value="DIFFICULT", source=SOURCE, **years
    )
    product = register.product(
        name_en="Test good",
        mass_tonnes_per_unit=1,
        keeps_days=90,
        hs_codes=["2022:090619"],
        vsic_codes=["2018:1079"],
        source=SOURCE,
        confidence="SURE",
    )
    kind = register.product("Hàng thử loại một", kind_of=product, kind_of_factor=1)
    rest = register.product("Phụ phẩm thử", stage="BYPRODUCT")
    recipe: dict[str, Cell] = {"quantity": 2, "source": SOURCE, "confidence": "LIKELY"}
    register.row("recipes.csv", product=kind, input=product, **recipe)
    register.row("byproducts.csv", product=kind, byproduct=rest, **recipe)
    chain = register.value_chain(product)
    register.row("value_chains.csv", code=chain, name="Chuỗi thử", name_en="Test chain")
    agency = register.agency(name_en="Test agency", aliases=["Sở Thử"], unit=province)
    register.row("agency_names.csv", agency=agency, name="Sở Thử", **years)
    series = f"S-{word()}"
    register.row("fair_series.csv", code=series, name="Hội chợ Thử", name_en="Test fair")
    register.import_requirement("QZ", "2022:0906", "TEST", clause="1/TT", **years)
    organisation = register.organisation(
        name_en="Test company",
        legal_form="COOPERATIVE",
        identifier_kind="ENTERPRISE_TAX_CODE",
        identifier="5300000001",
        women_owned_since=day,
        ethnic_minority_owned_since=day,
        **known,
    )
    member = register.organisation("Hộ Thử", legal_form="HOUSEHOLD")
    register.row(
        "members.csv",
        member=member,
        organisation=organisation,
        share_delivered=0.5,
        is_counted_in_capacity=True,
        since=day,
    )
    village = f"N-{word()}"
    register.row(
        "craft_villages.csv",
        code=village,
        name="Làng nghề Thử",
        name_en="Test village",
        unit=commune,
        recognised_on=day,
        decision="1/QĐ-UBND",
        **spot,
        **known,
    )
    place: dict[str, Cell] = {"unit": commune, "address": "Thôn 1", "operates_since": day, **spot}
    facility = register.facility(
        name_en="Test works",
        aliases=["Xưởng Một"],
        organisation=organisation,
        established_on=day,
        workers=12,
        size_class="MICRO",
        vsic_codes=["2018:1079"],
        craft_village=village,
        **place,
    )
    supplier = register.supplier(
        name_en="Test growers", aliases=["Vùng Một"], organisation=member, area_ha=3.5, **place
    )
    buyer = register.buyer(
        name_en="Test market", name_zh="测试", aliases=["Chợ Một"], organisation=organisation, **place
    )
    register.row(
        "contacts.csv",
        business=facility,
        name="Bà Thử",
        role="Chủ",
        phone="0900 000 001",
        email="a@example.vn",
    )
    register.row(
        "annual_figures.csv",
        business=facility,
        year=2025,
        output_value=9,
        revenue=8,
        workers=7,
        insured_workers=6,
        average_wage=5,
        capital=4,
        export_value=3,
        tax_paid=2,
        **known,
    )
    offer = register.offer(
        facility,
        kind,
        variant="A",
        capacity_per_year=100,
        committed_per_year=20,
        months=[3, 4],
        unit_price=1000,
        currency="VND",
        price_term="AT_GATE",
        minimum_order=1,
        lead_time_days=7,
        is_byproduct=False,
        **years,
    )
    need = register.need(
        buyer,
        product,
        variant="A",
        quantity_per_year=50,
        months=[4, 5],
        maximum_price=1200,
        currency="VND",
        certificates=["ORGANIC_EU"],
        **years,
    )
    register.trade(
        supplier,
        facility,
        product,
        quantity_per_year=5,
        since=dt.date(2020, 1, 1),
        until=dt.date(2030, 1, 1),
        contract="SEASON",
    )
    cluster = register.cluster(
        name_en="Test cluster",
        aliases=["CCN Thử"],
        status="OPERATING",
        units=[commune],
        area_ha=40,
        industrial_land_ha=30,
        leased_ha=10,
        approved_unleased_ha=5,
        focus=[chain],
        decision="2/QĐ-UBND",
        established_on=day,
        **spot,
        **known,
    )
    register.row(
        "cluster_places.csv", cluster=cluster, business=facility, tie="LOCATED_IN", since=day, area_ha=1.5
    )
    register.row("cluster_places.csv", cluster=cluster, business=supplier, tie="MEMBER_OF", since=day)
    fair = register.fair(
        name_en="Test fair 2026",
        series=series,
        edition=1,
        theme="Thử",
        kind="DOMESTIC",
        venue="Nhà văn hóa",
        unit=commune,
        country="VN",
        host_side="VIETNAM",
        registration_closes_on=day,
        booths_total=10,
        booths_vietnam=9,
        booths_abroad=1,
        booths_state_supported=2,
        covers=[product, chain],
        **spot,
        **known,
    )
    register.row(
        "fair_participants.csv",
        fair=fair,
        business=facility,
        role="SELLER",
        booth="A1",
        is_state_supported=True,
        interests=[product],
    )
    register.participant(fair, buyer, "BUYER")
    certificate = register.certificate(
        facility,
        "ORGANIC_EU",
        offer_product=kind,
        offer_variant="A",
        scope="Cơ sở",
        body="Tổ chức Thử",
        number="1",
        level="Tỉnh",
        **years,
    )
    register.certificate(organisation, "OCOP")
    investment = str(issue(RecordKind.INVESTMENT))
    register.row(
        "investments.csv",
        code=investment,
        facility=facility,
        activity="ADVANCED_MACHINERY",
        item="Máy sấy",
        quantity=1,
        cost=500,
        eligible_cost=400,
        own_funds=300,
        has_other_state_money=False,
        is_technology_line=True,
        year=2027,
        **known,
    )
    programme = f"G-{word()}"
    register.row(
        "programmes.csv",
        code=programme,
        name="Chương trình Thử",
        name_en="Test programme",
        start_year=2026,
        end_year=2030,
        unit=province,
        decision="3/QĐ-UBND",
        planned_state=1000,
        planned_other=2000,
        **known,
    )
    register.target(programme, "PROJECTS", 2026, 2030, target=5, **known)
    line = f"L-{word()}"
    register.row(
        "budget_lines.csv",
        code=line,
        name="Kinh phí Thử",
        name_en="Test budget",
        programme=programme,
        level="PROVINCIAL",
        activities=["ADVANCED_MACHINERY", "FAIR"],
        unit=province,
        year=2026,
        amount=900,
    )
    project = str(issue(RecordKind.PROJECT))
    register.row(
        "projects.csv",
        code=project,
        programme=programme,
        title="Đề án Thử",
        kind="GROUP",
        linkage="VALUE_CHAIN",
        activity="ADVANCED_MACHINERY",
        level="PROVINCIAL",
        status="ACCEPTED",
        registered_on=day,
        approved_on=day,
        funding_year=2026,
        support=300,
        counterpart=400,
        disbursed=250,
        rule_set=["quoc-gia-2025"],
        concerns=[product, chain, cluster],
        **known,
    )
    register.row(
        "project_funding.csv", project=project, budget_line=line, planned=300, disbursed=250, year=2026
    )
    register.row(
        "project_beneficiaries.csv",
        project=project,
        facility=facility,
        investment=investment,
        item="Máy sấy",
        requested=350,
        approved=300,
        counterpart=400,
    )
    expense = str(issue(RecordKind.EXPENSE))
    register.row(
        "expenses.csv",
        code=expense,
        project=project,
        facility=facility,
        amount=250,
        invoiced_on=day,
        invoice_number="MH-1",
        seller="Xưởng cơ khí",
    )
    register.row("agency_roles.csv", agency=agency, record=project, role="LEAD")
    register.row("agency_roles.csv", agency=agency, record=programme, role="COORDINATING")
    register.row("agency_roles.csv", agency=agency, record=fair, role="ORGANISER")
    meeting = str(issue(RecordKind.MEETING))
    register.row(
        "meetings.csv",
        code=meeting,
        fair=fair,
        seller=facility,
        buyer=buyer,
        starts_at="2026-10-01T09:00:00+07:00",
        ends_at="2026-10-01T09:30:00+07:00",
        table="1",
        status="HELD",
        outcome="CONTRACT",
        value=10,
        currency="VND",
    )
    claim = str(issue(RecordKind.CLAIM))
    register.row("claims.csv", code=claim, record=facility, field="workers", value="12", **known)
    for record in (organisation, cluster, fair):
        register.row("claims.csv", code=str(issue(RecordKind.CLAIM)), record=record, field="x", value="1")
    for record in (facility, organisation, cluster, fair, project):
        merged = str(issue(RecordKind(record[0])))
        register.row("merged_codes.csv", code=merged, into=record, merged_on=day, source=SOURCE)
    return {
        "AdministrativeUnit": commune,
        "Province": province,
        "OldProvince": old,
        "Product": product,
        "Kind": kind,
        "ValueChain": chain,
        "Agency": agency,
        "FairSeries": series,
        "Organisation": organisation,
        "CraftVillage": village,
        "Facility": facility,
        "Supplier": supplier,
        "Buyer": buyer,
        "Offer": offer,
        "Need": need,
        "Cluster": cluster,
        "TradeFair": fair,
        "Certificate": certificate,
        "Investment": investment,
        "Programme": programme,
        "BudgetLine": line,
        "Project": project,
        "Expense": expense,
        "Meeting": meeting,
        "Claim": claim,
        "MergedCode": merged,
    }
