"""From rows of the graph to types of the API."""

import datetime as dt
from typing import Any

import pytest
import strawberry

from domain import enums
from domain.codes import PublicCode
from graph.client import Row
from resolvers import records
from schema.business import Buyer, Facility, Supplier
from schema.certificate import Certificate
from schema.change import Claim
from schema.cluster import Cluster
from schema.offer import Need, Offer
from schema.organisation import Identifier, Membership, Organisation, Ownership
from schema.product import Product, RecipeItem
from schema.scalars import HSCode
from schema.trade_link import TradeLink
from schema.value_chain import ValueChain, ValueChainStep
from schema.values import GeoPoint, LocalisedName, Provenance, VsicCode

DAY = dt.date(2026, 3, 1)
KNOWN: Row = {"source": "Phiếu khảo sát", "asOf": DAY}
UNKNOWN: Row = {"source": None, "asOf": None}
PROVENANCE = Provenance(source="Phiếu khảo sát", as_of=DAY)

BUSINESS: Row = {
    "code": "B-7K3Q9D2M-4",
    "kind": "FACILITY",
    "name": "Xưởng Quế",
    "nameEn": "Cinnamon works",
    "nameZh": None,
    "version": 3,
    "latitude": 21.5,
    "longitude": 104.5,
    "country": "VN",
    "address": "Thôn 1",
    "sizeClass": "MICRO",
    "workers": 12,
    "establishedOn": DAY,
    "vsicCodes": ["2018:1079", "2025:10790"],
    "kinds": ["GROWER", "MACHINE"],
    "areaHa": 3.5,
    "channels": ["EXPORT"],
    "isAnonymous": None,
    **KNOWN,
}
SHARED: dict[str, Any] = {
    "id": strawberry.ID("B-7K3Q9D2M-4"),
    "code": PublicCode("B-7K3Q9D2M-4"),
    "name": "Xưởng Quế",
    "name_en": "Cinnamon works",
    "names": [
        LocalisedName(language="vi", name="Xưởng Quế"),
        LocalisedName(language="en", name="Cinnamon works"),
    ],
    "version": 3,
    "location": GeoPoint(latitude=21.5, longitude=104.5),
    "country": "VN",
    "address": "Thôn 1",
    "provenance": PROVENANCE,
}
FACILITY = Facility(
    **SHARED,
    size_class=enums.SizeClass.MICRO,
    workers=12,
    established_on=DAY,
    vsic=[VsicCode(edition="2018", code="1079"), VsicCode(edition="2025", code="10790")],
)
SUPPLIER = Supplier(**SHARED, kinds=[enums.SupplierKind.GROWER, enums.SupplierKind.MACHINE], area_ha=3.5)
BUYER = Buyer(**SHARED, channels=[enums.BuyerChannel.EXPORT], is_anonymous=False)

PRODUCT: Row = {
    "code": "P-vo-que",
    "name": "Vỏ quế",
    "nameEn": None,
    "unit": "TONNE",
    "massTonnesPerUnit": 1.0,
    "keepsDays": 365,
    "stage": "RAW",
    "hsCodes": ["2022:090619"],
    "vsicCodes": None,
    "confidence": "SURE",
    "source": "danh mục HS",
}
BARK = Product(
    id=strawberry.ID("P-vo-que"),
    code=PublicCode("P-vo-que"),
    name="Vỏ quế",
    name_en=None,
    unit=enums.ProductUnit.TONNE,
    mass_tonnes_per_unit=1.0,
    keeps_days=365,
    stage=enums.ProductStage.RAW,
    hs_codes=[HSCode("2022:090619")],
    vsic=[],
    confidence=enums.Confidence.SURE,
    source="danh mục HS",
)

ORGANISATION: Row = {
    "code": "O-7K3Q9D2M-4",
    "name": "HTX Quế",
    "nameEn": None,
    "legalForm": "COOPERATIVE",
    "identifierKind": "ENTERPRISE_TAX_CODE",
    "identifier": "5300000001",
    "womenOwnedSince": DAY,
    "ethnicMinorityOwnedSince": None,
    "version": 1,
    **UNKNOWN,
}
COOPERATIVE = Organisation(
    id=strawberry.ID("O-7K3Q9D2M-4"),
    code=PublicCode("O-7K3Q9D2M-4"),
    name="HTX Quế",
    name_en=None,
    legal_form=enums.LegalForm.COOPERATIVE,
    ownership=[Ownership(kind=enums.OwnershipKind.WOMEN, valid_from=DAY, valid_to=None)],
    version=1,
    provenance=None,
    own_identifiers=[Identifier(kind=enums.IdentifierKind.ENTERPRISE_TAX_CODE, value="5300000001")],
)

OFFER: Row = {
    "product": PRODUCT,
    "variant": "loại A",
    "capacityPerYear": 60.0,
    "committedPerYear": None,
    "months": None,
    "unitPrice": 52_000_000.0,
    "currency": "VND",
    "priceTerm": "AT_GATE",
    "minimumOrder": 1.0,
    "leadTimeDays": 7,
    "isByproduct": None,
    "validFrom": DAY,
    "validTo": None,
    "key": "B-7K3Q9D2M-4|P-vo-que|loại A",
    "business": "B-7K3Q9D2M-4",
    **KNOWN,
}

CAPACITY: Row = {
    "capacityPerYear": 60.0,
    "committedPerYear": None,
    "suppliedPerYear": 50.0,
    "offeredPerYear": 100.0,
}

CLUSTER: Row = {
    "code": "C-7K3Q9D2M-4",
    "name": "CCN Thử",
    "nameEn": None,
    "kind": "LAND_CLUSTER",
    "status": None,
    "latitude": None,
    "longitude": None,
    "areaHa": 40.0,
    "industrialLandHa": 30.0,
    "leasedHa": 10.0,
    "approvedUnleasedHa": 5.0,
    "decision": None,
    "establishedOn": None,
    "version": 1,
    **KNOWN,
}


@pytest.mark.parametrize(
    ("kind", "expected"), [("FACILITY", FACILITY), ("SUPPLIER", SUPPLIER), ("BUYER", BUYER)]
)
def test_business_has_the_one_type_of_its_kind(kind: str, expected: Facility | Supplier | Buyer) -> None:
    business = records.business({**BUSINESS, "kind": kind})

    assert type(business) is type(expected)
    assert business == expected


def test_what_is_not_known_of_a_business_is_null_or_empty() -> None:
    blank: Row = {
        **BUSINESS,
        **dict.fromkeys(
            ("nameEn", "address", "sizeClass", "workers", "establishedOn", "vsicCodes", "areaHa")
        ),
        **dict.fromkeys(("kinds", "channels", "isAnonymous", "longitude"), None),
        "asOf": None,
    }

    facility, supplier, buyer = records.facility(blank), records.supplier(blank), records.buyer(blank)

    assert facility.names == [LocalisedName(language="vi", name="Xưởng Quế")]
    assert (facility.location, facility.size_class, facility.vsic) == (None, None, [])
    assert (supplier.kinds, supplier.area_ha) == ([], None)
    assert (buyer.channels, buyer.is_anonymous) == ([], False)
    assert facility.provenance == Provenance(source="Phiếu khảo sát", as_of=None)


def test_buyer_abroad_keeps_its_own_name() -> None:
    buyer = records.buyer({**BUSINESS, "nameZh": "昆明顺和香料有限公司"})

    assert [(name.language, name.name) for name in buyer.names] == [
        ("vi", "Xưởng Quế"),
        ("en", "Cinnamon works"),
        ("zh", "昆明顺和香料有限公司"),
    ]


def test_place_on_the_equator_and_the_meridian_is_a_place() -> None:
    facility = records.facility({**BUSINESS, "latitude": 0.0, "longitude": 0.0})

    assert facility.location == GeoPoint(latitude=0.0, longitude=0.0)


def test_organisation_has_its_ownership_and_identifier() -> None:
    assert records.organisation(ORGANISATION) == COOPERATIVE


def test_organisation_without_identifier_or_ownership_has_empty_lists() -> None:
    row = {**ORGANISATION, **dict.fromkeys(("identifierKind", "identifier", "womenOwnedSince", "legalForm"))}

    organisation = records.organisation(row)

    assert (organisation.own_identifiers, organisation.ownership, organisation.legal_form) == ([], [], None)


def test_organisation_may_have_both_kinds_of_ownership() -> None:
    organisation = records.organisation({**ORGANISATION, "ethnicMinorityOwnedSince": dt.date(2020, 1, 1)})

    assert [(ownership.kind.name, ownership.valid_from) for ownership in organisation.ownership] == [
        ("WOMEN", DAY),
        ("ETHNIC_MINORITY", dt.date(2020, 1, 1)),
    ]


def test_membership_shows_the_other_end() -> None:
    row: Row = {"organisation": ORGANISATION, "share": 0.8, "isCounted": True, "since": DAY}

    assert records.membership(row) == Membership(
        organisation=COOPERATIVE, share_delivered=0.8, is_counted_in_capacity=True, since=DAY
    )


def test_product_has_its_unit_and_stage() -> None:
    assert records.product(PRODUCT) == BARK


def test_recipe_and_steps_hold_whole_products() -> None:
    item = records.recipe_item({"product": PRODUCT, "quantity": 2.5, "confidence": None, "source": None})
    step = records.value_chain_step({"order": 2, "product": PRODUCT})
    chain = records.value_chain({"code": "V-que", "name": "Chuỗi quế", "nameEn": "Cinnamon"})

    assert item == RecipeItem(product=BARK, quantity=2.5, confidence=None, source=None)
    assert step == ValueChainStep(order=2, product=BARK)
    assert chain == ValueChain(
        id=strawberry.ID("V-que"), code=PublicCode("V-que"), name="Chuỗi quế", name_en="Cinnamon"
    )


def test_offer_shows_what_was_entered() -> None:
    assert records.offer(OFFER) == Offer(
        product=BARK,
        variant="loại A",
        capacity_per_year=60.0,
        committed_per_year=None,
        months=[],
        unit_price=52_000_000.0,
        currency="VND",
        price_term="AT_GATE",
        minimum_order=1.0,
        lead_time_days=7,
        is_byproduct=False,
        valid_from=DAY,
        valid_to=None,
        provenance=PROVENANCE,
        key="B-7K3Q9D2M-4|P-vo-que|loại A",
        business_code="B-7K3Q9D2M-4",
    )


def test_offer_bears_its_share_of_what_is_supplied() -> None:
    assert records.spare_capacity_of_offer(CAPACITY) == 30.0


def test_offer_of_unknown_capacity_has_no_known_spare() -> None:
    assert records.spare_capacity_of_offer({**CAPACITY, "capacityPerYear": None}) is None


def test_need_asks_for_certificates() -> None:
    row: Row = {
        "product": PRODUCT,
        "variant": None,
        "quantityPerYear": 50.0,
        "months": [4, 5],
        "maximumPrice": None,
        "currency": None,
        "certificates": ["HACCP"],
        "validFrom": None,
        "validTo": None,
        "key": "B-7K3Q9D2M-4|P-vo-que|",
        "business": "B-7K3Q9D2M-4",
        **KNOWN,
    }

    assert records.need(row) == Need(
        product=BARK,
        variant=None,
        quantity_per_year=50.0,
        months=[4, 5],
        maximum_price=None,
        currency=None,
        certificates=["HACCP"],
        valid_from=None,
        valid_to=None,
        provenance=PROVENANCE,
        business_code="B-7K3Q9D2M-4",
    )
    assert records.need({**row, "months": None, "certificates": None}).certificates == []


def test_trade_link_knows_its_ends() -> None:
    row: Row = {
        "product": PRODUCT,
        "quantityPerYear": 5.0,
        "since": DAY,
        "until": None,
        "contract": "SEASON",
        "other": "B-1",
        "supplier": "B-1",
        "customer": "B-2",
        **KNOWN,
    }

    assert records.trade_link(row) == TradeLink(
        product=BARK,
        quantity_per_year=5.0,
        since=DAY,
        until=None,
        contract="SEASON",
        provenance=PROVENANCE,
        other_code="B-1",
        supplier_code="B-1",
        customer_code="B-2",
    )


def test_cluster_is_filled_by_leased_and_approved_land() -> None:
    assert records.cluster(CLUSTER) == Cluster(
        id=strawberry.ID("C-7K3Q9D2M-4"),
        code=PublicCode("C-7K3Q9D2M-4"),
        name="CCN Thử",
        name_en=None,
        kind=enums.ClusterKind.LAND_CLUSTER,
        status=None,
        location=None,
        area_ha=40.0,
        industrial_land_ha=30.0,
        leased_ha=10.0,
        approved_unleased_ha=5.0,
        fill_rate=0.5,
        decision=None,
        established_on=None,
        version=1,
        provenance=PROVENANCE,
    )


@pytest.mark.parametrize(
    ("land", "leased", "approved", "expected"),
    [
        (30.0, 0.0, 0.0, 0.0),
        (30.0, 30.0, 0.0, 1.0),
        (None, 10.0, 5.0, None),
        (0.0, 0.0, 0.0, None),
        (30.0, None, 5.0, None),
        (30.0, 10.0, None, None),
    ],
)
def test_fill_rate_is_unknown_where_a_part_is(
    land: float | None, leased: float | None, approved: float | None, expected: float | None
) -> None:
    row = {**CLUSTER, "industrialLandHa": land, "leasedHa": leased, "approvedUnleasedHa": approved}

    assert records.cluster(row).fill_rate == expected


def test_record_without_a_source_has_no_provenance() -> None:
    assert records.cluster({**CLUSTER, **UNKNOWN}).provenance is None


def test_certificate_keeps_its_term() -> None:
    row: Row = {
        "code": "K-7K3Q9D2M-4",
        "scheme": "ORGANIC_EU",
        "scope": "Cơ sở",
        "body": "Tổ chức Thử",
        "number": "1",
        "level": None,
        "validFrom": DAY,
        "validTo": dt.date(2029, 3, 1),
        **KNOWN,
    }

    assert records.certificate(row) == Certificate(
        id=strawberry.ID("K-7K3Q9D2M-4"),
        code=PublicCode("K-7K3Q9D2M-4"),
        scheme="ORGANIC_EU",
        scope="Cơ sở",
        body="Tổ chức Thử",
        number="1",
        level=None,
        valid_from=DAY,
        valid_to=dt.date(2029, 3, 1),
        provenance=PROVENANCE,
    )


def test_claim_says_who_said_what() -> None:
    claim = records.claim(
        {"code": "D-3SCRZHXY-E", "field": "workers", "value": "43", "record": "B-7K3Q9D2M-4", **KNOWN}
    )

    assert claim == Claim(
        id=strawberry.ID("D-3SCRZHXY-E"),
        code=PublicCode("D-3SCRZHXY-E"),
        fact="workers",
        value="43",
        provenance=PROVENANCE,
        record_code="B-7K3Q9D2M-4",
    )


def test_member_that_no_closed_set_has_is_a_defect() -> None:
    with pytest.raises(KeyError, match="GIGANTIC"):
        records.facility({**BUSINESS, "sizeClass": "GIGANTIC"})


def test_column_that_a_statement_does_not_return_is_a_defect() -> None:
    row = {name: value for name, value in BUSINESS.items() if name != "workers"}

    with pytest.raises(KeyError, match="workers"):
        records.facility(row)
