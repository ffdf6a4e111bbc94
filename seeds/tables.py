"""The tables: which columns each file has and what becomes of a row in the graph.

A row becomes at most one node and any number of relationships. Columns are written in the graph
under their name in camel case, unless they are references, which become relationships.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from domain import enums
from domain.codes import RecordKind as K
from seeds import cells
from seeds.cells import Cell

LAYOUT = 7
"""Raised whenever rows that stay the same are to be written anew: when these tables, an order key, a way
of folding or anything else that is written has changed. Of one table its ``revision`` is raised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A relationship for a row, or for each item of a list column.

    ``start`` and ``end`` name columns; the row's own key is ``"key"``. ``properties`` maps
    properties of the relationship to columns, ``constants`` to fixed texts; ``has_share`` says that
    each item of the list column ``end`` carries a share behind a colon. Written only where both
    ends are filled and, given ``when`` (a column and a text), the item begins with that text, and,
    given ``unless`` (a column), that column is empty.
    """

    name: str
    start: str
    end: str
    properties: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    constants: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    when: tuple[str, str] | None = None
    unless: str | None = None
    has_share: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A file of the layout.

    ``key`` names the columns that together identify a row; ``label`` is that of its node, absent where a
    row is only a relationship; ``names`` are the columns whose words can be searched, the first of them the
    ``name`` of the node, and ``codes`` those whose codes, without edition, can be searched as well; ``sets``
    gives texts of sets, which can be indexed: the items of a list column, or which of some columns are
    filled; ``ranges`` are columns that are also written as texts that order like them, since the embedded
    engine seeks ranges of texts only; ``ordered`` are properties within whose values records are ordered by
    name; ``order`` gives further order keys by the column they begin with;
    ``composed`` gives keys of other tables that are composed of columns of this one.
    A file of others ``is_open``: it may have further columns, which are ignored, and lack those that are
    not ``required``. ``revision`` is raised whenever only rows of this table are to be written anew.
    """

    file: str
    key: tuple[str, ...]
    columns: Mapping[str, Cell]
    required: tuple[str, ...] = ()
    label: str | None = None
    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    sets: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    ranges: tuple[str, ...] = ()
    ordered: tuple[str, ...] = ()
    order: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    composed: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    links: tuple[Link, ...] = ()
    is_open: bool = False
    revision: int = 0

    @property
    def layout(self) -> str:
        """Changes whenever rows of the table that stay the same are to be written anew."""
        return f"{LAYOUT}.{self.revision}" if self.revision else str(LAYOUT)

    def references(self) -> set[str]:
        """The columns that refer to other records and so are no properties of the node."""
        ends = {name for link in self.links for name in (link.start, link.end)}
        on_links = {column for link in self.links for column in link.properties.values()}
        parts = {column for columns in self.composed.values() for column in columns}
        return (ends | on_links | parts) - {"key", "code"}


BUSINESSES = frozenset({"Facility", "Supplier", "Buyer"})
"""Labels of the tables among which a business stands in one."""

_PROVENANCE: Mapping[str, Cell] = {"source": cells.text, "as_of": cells.day}
_PLACE: Mapping[str, Cell] = {"latitude": cells.latitude, "longitude": cells.longitude}
_UNIT = cells.code(K.ADMINISTRATIVE_UNIT)
_BUSINESS: Mapping[str, Cell] = {
    "code": cells.code(K.BUSINESS),
    "organisation": cells.code(K.ORGANISATION),
    "operates_since": cells.day,
    "name": cells.text,
    "name_en": cells.text,
    "aliases": cells.texts,
    "unit": _UNIT,
    "country": cells.country,
    "address": cells.text,
    **_PLACE,
}
_MERGING = (K.BUSINESS, K.ORGANISATION, K.CLUSTER, K.TRADE_FAIR, K.PROJECT)
"""Kinds of record of which two may turn out to be one."""
_BUSINESS_LINKS = (
    Link(name="operates", start="organisation", end="key", properties={"since": "operates_since"}),
    Link(name="business_in", start="key", end="unit"),
)

REFERENCE = (
    Table(
        file="administrative_units.csv",
        key=("code",),
        label="AdministrativeUnit",
        names=("name", "name_en"),
        codes=("official_code",),
        required=("code", "official_code", "name", "kind", "valid_from"),
        columns={
            "code": _UNIT,
            "official_code": cells.text,
            "name": cells.text,
            "name_en": cells.text,
            "kind": cells.member(enums.AdministrativeUnitKind),
            "valid_from": cells.day,
            "valid_to": cells.day,
            "part_of": cells.codes(K.ADMINISTRATIVE_UNIT),
            **_PLACE,
            "source": cells.text,
        },
        links=(Link(name="unit_part_of", start="key", end="part_of"),),
    ),
    Table(
        file="unit_classes.csv",
        key=("unit", "kind", "value", "valid_from"),
        label="UnitClass",
        required=("unit", "kind", "value"),
        columns={
            "unit": _UNIT,
            "kind": cells.member(enums.UnitClassKind),
            "value": cells.text,
            "valid_from": cells.day,
            "valid_to": cells.day,
            "source": cells.text,
        },
        links=(Link(name="unit_classed_as", start="unit", end="key"),),
    ),
    Table(
        file="unit_successions.csv",
        key=("predecessor", "successor"),
        required=("predecessor", "successor", "on", "is_partial"),
        columns={"predecessor": _UNIT, "successor": _UNIT, "on": cells.day, "is_partial": cells.yes_or_no},
        links=(
            Link(
                name="unit_succeeded_by",
                start="predecessor",
                end="successor",
                properties={"on": "on", "isPartial": "is_partial"},
            ),
        ),
    ),
    Table(
        file="products.csv",
        key=("code",),
        label="Product",
        names=("name", "name_en"),
        codes=("hs_codes",),
        required=("code", "name", "unit", "stage"),
        columns={
            "code": cells.code(K.PRODUCT),
            "name": cells.text,
            "name_en": cells.text,
            "unit": cells.member(enums.ProductUnit),
            "mass_tonnes_per_unit": cells.factor,
            "keeps_days": cells.count,
            "stage": cells.member(enums.ProductStage),
            "hs_codes": cells.hs_codes,
            "vsic_codes": cells.vsic_codes,
            "kind_of": cells.code(K.PRODUCT),
            "kind_of_factor": cells.factor,
            "source": cells.text,
            "confidence": cells.member(enums.Confidence),
        },
        links=(
            Link(name="product_kind_of", start="key", end="kind_of", properties={"factor": "kind_of_factor"}),
        ),
    ),
    Table(
        file="recipes.csv",
        key=("product", "input"),
        required=("product", "input", "quantity"),
        columns={
            "product": cells.code(K.PRODUCT),
            "input": cells.code(K.PRODUCT),
            "quantity": cells.amount,
            "source": cells.text,
            "confidence": cells.member(enums.Confidence),
        },
        links=(
            Link(
                name="product_made_from",
                start="product",
                end="input",
                properties={"quantity": "quantity", "source": "source", "confidence": "confidence"},
            ),
        ),
    ),
    Table(
        file="byproducts.csv",
        key=("product", "byproduct"),
        required=("product", "byproduct", "quantity"),
        columns={
            "product": cells.code(K.PRODUCT),
            "byproduct": cells.code(K.PRODUCT),
            "quantity": cells.amount,
            "source": cells.text,
            "confidence": cells.member(enums.Confidence),
        },
        links=(
            Link(
                name="product_yields",
                start="product",
                end="byproduct",
                properties={"quantity": "quantity", "source": "source", "confidence": "confidence"},
            ),
        ),
    ),
    Table(
        file="value_chains.csv",
        key=("code",),
        label="ValueChain",
        names=("name", "name_en"),
        required=("code", "name"),
        columns={"code": cells.code(K.VALUE_CHAIN), "name": cells.text, "name_en": cells.text},
    ),
    Table(
        file="value_chain_stages.csv",
        key=("chain", "product"),
        required=("chain", "order", "product"),
        columns={
            "chain": cells.code(K.VALUE_CHAIN),
            "order": cells.count,
            "product": cells.code(K.PRODUCT),
        },
        links=(Link(name="chain_has_stage", start="chain", end="product", properties={"order": "order"}),),
    ),
    Table(
        file="agencies.csv",
        key=("code",),
        label="Agency",
        names=("name", "name_en", "aliases"),
        required=("code", "name"),
        columns={
            "code": cells.code(K.AGENCY),
            "name": cells.text,
            "name_en": cells.text,
            "aliases": cells.texts,
            "unit": _UNIT,
        },
        links=(Link(name="agency_in", start="key", end="unit"),),
    ),
    Table(
        file="agency_names.csv",
        key=("agency", "name"),
        label="AgencyName",
        required=("agency", "name"),
        columns={
            "agency": cells.code(K.AGENCY),
            "name": cells.text,
            "valid_from": cells.day,
            "valid_to": cells.day,
        },
        links=(Link(name="agency_called", start="agency", end="key"),),
    ),
    Table(
        file="fair_series.csv",
        key=("code",),
        label="FairSeries",
        names=("name", "name_en"),
        required=("code", "name"),
        columns={"code": cells.code(K.FAIR_SERIES), "name": cells.text, "name_en": cells.text},
    ),
    Table(
        file="import_requirements.csv",
        revision=1,  # schemes in one spelling
        key=("country", "hs", "scheme", "valid_from"),
        label="ImportRequirement",
        required=("country", "hs", "scheme", "valid_from", "name", "name_en", "source", "confidence"),
        columns={
            "country": cells.country,
            "hs": cells.hs_start,
            "scheme": cells.scheme,
            "valid_from": cells.day,
            "valid_to": cells.day,
            "name": cells.text,
            "name_en": cells.text,
            "clause": cells.text,
            "source": cells.text,
            "confidence": cells.member(enums.Confidence),
        },
    ),
)
"""Public facts, in the order in which they can be loaded."""

REGISTER = (
    Table(
        file="organisations.csv",
        key=("code",),
        label="Organisation",
        names=("name", "name_en"),
        required=("code", "name"),
        sets={"ownershipSet": ("women_owned_since", "ethnic_minority_owned_since")},
        ordered=("legalForm",),
        columns={
            "code": cells.code(K.ORGANISATION),
            "name": cells.text,
            "name_en": cells.text,
            "legal_form": cells.member(enums.LegalForm),
            "identifier_kind": cells.member(enums.IdentifierKind),
            "identifier": cells.text,
            "women_owned_since": cells.day,
            "ethnic_minority_owned_since": cells.day,
            **_PROVENANCE,
        },
    ),
    Table(
        file="members.csv",
        key=("member", "organisation"),
        required=("member", "organisation"),
        columns={
            "member": cells.code(K.ORGANISATION),
            "organisation": cells.code(K.ORGANISATION),
            "share_delivered": cells.share,
            "is_counted_in_capacity": cells.yes_or_no,
            "since": cells.day,
        },
        links=(
            Link(
                name="member_of",
                start="member",
                end="organisation",
                properties={
                    "shareDelivered": "share_delivered",
                    "isCountedInCapacity": "is_counted_in_capacity",
                    "since": "since",
                },
            ),
        ),
    ),
    Table(
        file="craft_villages.csv",
        key=("code",),
        label="CraftVillage",
        names=("name", "name_en"),
        required=("code", "name", "unit"),
        columns={
            "code": cells.code(K.CRAFT_VILLAGE),
            "name": cells.text,
            "name_en": cells.text,
            "unit": _UNIT,
            **_PLACE,
            "recognised_on": cells.day,
            "decision": cells.text,
            **_PROVENANCE,
        },
        links=(Link(name="village_in", start="key", end="unit"),),
    ),
    Table(
        file="facilities.csv",
        key=("code",),
        label="Facility",
        names=("name", "name_en", "aliases"),
        required=("code", "name", "country", "source", "as_of"),
        ranges=("workers", "established_on", "as_of"),
        columns={
            **_BUSINESS,
            "established_on": cells.day,
            "workers": cells.count,
            "size_class": cells.member(enums.SizeClass),
            "vsic_codes": cells.vsic_codes,
            "craft_village": cells.code(K.CRAFT_VILLAGE),
            **_PROVENANCE,
        },
        links=(*_BUSINESS_LINKS, Link(name="belongs_to", start="key", end="craft_village")),
    ),
    Table(
        file="suppliers.csv",
        key=("code",),
        label="Supplier",
        names=("name", "name_en", "aliases"),
        required=("code", "name", "country", "source", "as_of"),
        sets={"kindsSet": ("kinds",)},
        ordered=("kindsSet",),
        ranges=("as_of",),
        columns={
            **_BUSINESS,
            "kinds": cells.members(enums.SupplierKind),
            "area_ha": cells.amount,
            **_PROVENANCE,
        },
        links=_BUSINESS_LINKS,
    ),
    Table(
        file="buyers.csv",
        key=("code",),
        label="Buyer",
        names=("name", "name_en", "name_zh", "aliases"),
        required=("code", "name", "country", "source", "as_of"),
        sets={"channelsSet": ("channels",)},
        ordered=("channelsSet",),
        ranges=("as_of",),
        columns={
            **_BUSINESS,
            "name_zh": cells.text,
            "channels": cells.members(enums.BuyerChannel),
            "is_anonymous": cells.yes_or_no,
            **_PROVENANCE,
        },
        links=_BUSINESS_LINKS,
    ),
    Table(
        file="contacts.csv",
        key=("business", "name", "role"),
        label="Contact",
        required=("business",),
        columns={
            "business": cells.code(K.BUSINESS),
            "name": cells.text,
            "role": cells.text,
            "phone": cells.text,
            "email": cells.text,
        },
        links=(Link(name="reached_at", start="business", end="key"),),
    ),
    Table(
        file="annual_figures.csv",
        key=("business", "year"),
        label="AnnualFigures",
        required=("business", "year"),
        columns={
            "business": cells.code(K.BUSINESS),
            "year": cells.year,
            "output_value": cells.whole,
            "revenue": cells.whole,
            "workers": cells.count,
            "insured_workers": cells.count,
            "average_wage": cells.whole,
            "capital": cells.whole,
            "export_value": cells.whole,
            "tax_paid": cells.whole,
            **_PROVENANCE,
        },
        links=(Link(name="reported", start="business", end="key"),),
    ),
    Table(
        file="offers.csv",
        key=("business", "product", "variant"),
        label="Offer",
        required=("business", "product", "source", "as_of"),
        columns={
            "business": cells.code(K.BUSINESS),
            "product": cells.code(K.PRODUCT),
            "variant": cells.text,
            "capacity_per_year": cells.amount,
            "committed_per_year": cells.amount,
            "months": cells.months,
            "unit_price": cells.amount,
            "currency": cells.currency,
            "price_term": cells.text,
            "minimum_order": cells.amount,
            "lead_time_days": cells.count,
            "is_byproduct": cells.yes_or_no,
            "valid_from": cells.day,
            "valid_to": cells.day,
            **_PROVENANCE,
        },
        links=(
            Link(name="offers", start="business", end="key"),
            Link(name="offer_of", start="key", end="product"),
        ),
    ),
    Table(
        file="needs.csv",
        revision=1,  # schemes in one spelling
        key=("business", "product", "variant"),
        label="Need",
        required=("business", "product", "source", "as_of"),
        columns={
            "business": cells.code(K.BUSINESS),
            "product": cells.code(K.PRODUCT),
            "variant": cells.text,
            "quantity_per_year": cells.amount,
            "months": cells.months,
            "maximum_price": cells.amount,
            "currency": cells.currency,
            "certificates": cells.schemes,
            "valid_from": cells.day,
            "valid_to": cells.day,
            **_PROVENANCE,
        },
        links=(
            Link(name="needs", start="business", end="key"),
            Link(name="need_of", start="key", end="product"),
        ),
    ),
    Table(
        file="trade_links.csv",
        key=("supplier", "customer", "product"),
        required=("supplier", "customer", "product", "source", "as_of"),
        columns={
            "supplier": cells.code(K.BUSINESS),
            "customer": cells.code(K.BUSINESS),
            "product": cells.code(K.PRODUCT),
            "quantity_per_year": cells.amount,
            "since": cells.day,
            "until": cells.day,
            "contract": cells.text,
            **_PROVENANCE,
        },
        links=(
            Link(
                name="supplies",
                start="supplier",
                end="customer",
                properties={
                    "product": "product",
                    "quantityPerYear": "quantity_per_year",
                    "since": "since",
                    "until": "until",
                    "contract": "contract",
                    "source": "source",
                    "asOf": "as_of",
                },
            ),
        ),
    ),
    Table(
        file="clusters.csv",
        key=("code",),
        label="Cluster",
        names=("name", "name_en", "aliases"),
        required=("code", "name", "kind"),
        columns={
            "code": cells.code(K.CLUSTER),
            "name": cells.text,
            "name_en": cells.text,
            "aliases": cells.texts,
            "kind": cells.member(enums.ClusterKind),
            "status": cells.member(enums.ClusterStatus),
            "units": cells.shares,
            **_PLACE,
            "area_ha": cells.amount,
            "industrial_land_ha": cells.amount,
            "leased_ha": cells.amount,
            "approved_unleased_ha": cells.amount,
            "focus": cells.codes(K.VALUE_CHAIN),
            "decision": cells.text,
            "established_on": cells.day,
            **_PROVENANCE,
        },
        links=(
            Link(name="cluster_in", start="key", end="units", has_share=True),
            Link(name="focuses_on", start="key", end="focus"),
        ),
    ),
    Table(
        file="cluster_places.csv",
        key=("cluster", "business", "tie"),
        required=("cluster", "business", "tie"),
        columns={
            "cluster": cells.code(K.CLUSTER),
            "business": cells.code(K.BUSINESS),
            "tie": cells.member(enums.ClusterTie),
            "since": cells.day,
            "area_ha": cells.amount,
        },
        links=(
            Link(
                name="located_in",
                start="business",
                end="cluster",
                properties={"since": "since", "areaHa": "area_ha"},
                when=("tie", enums.ClusterTie.LOCATED_IN.name),
            ),
            Link(
                name="member_of_cluster",
                start="business",
                end="cluster",
                properties={"since": "since"},
                when=("tie", enums.ClusterTie.MEMBER_OF.name),
            ),
        ),
    ),
    Table(
        file="trade_fairs.csv",
        key=("code",),
        label="TradeFair",
        names=("name", "name_en", "theme"),
        required=("code", "name", "starts_on", "ends_on", "time_zone"),
        ranges=("starts_on",),
        order={"byStart": "starts_on"},
        columns={
            "code": cells.code(K.TRADE_FAIR),
            "series": cells.code(K.FAIR_SERIES),
            "edition": cells.count,
            "name": cells.text,
            "name_en": cells.text,
            "theme": cells.text,
            "kind": cells.member(enums.FairKind),
            "starts_on": cells.day,
            "ends_on": cells.day,
            "time_zone": cells.text,
            "venue": cells.text,
            "unit": _UNIT,
            "country": cells.country,
            **_PLACE,
            "host_side": cells.member(enums.HostSide),
            "registration_closes_on": cells.day,
            "booths_total": cells.count,
            "booths_vietnam": cells.count,
            "booths_abroad": cells.count,
            "booths_state_supported": cells.count,
            "covers": cells.codes(K.PRODUCT, K.VALUE_CHAIN),
            **_PROVENANCE,
        },
        links=(
            Link(name="edition_of", start="key", end="series"),
            Link(name="fair_in", start="key", end="unit"),
            Link(name="fair_covers_product", start="key", end="covers", when=("covers", "P-")),
            Link(name="fair_covers_chain", start="key", end="covers", when=("covers", "V-")),
        ),
    ),
    Table(
        file="fair_participants.csv",
        key=("fair", "business"),
        required=("fair", "business", "role"),
        columns={
            "fair": cells.code(K.TRADE_FAIR),
            "business": cells.code(K.BUSINESS),
            "role": cells.member(enums.FairRole),
            "booth": cells.text,
            "is_state_supported": cells.yes_or_no,
            "interests": cells.codes(K.PRODUCT),
        },
        links=(
            Link(
                name="takes_part_in",
                start="business",
                end="fair",
                properties={
                    "role": "role",
                    "booth": "booth",
                    "isStateSupported": "is_state_supported",
                    "interests": "interests",
                },
            ),
        ),
    ),
    Table(
        file="certificates.csv",
        revision=1,  # schemes in one spelling
        key=("code",),
        label="Certificate",
        required=("code", "holder", "scheme"),
        composed={"offer": ("holder", "offer_product", "offer_variant")},
        columns={
            "code": cells.code(K.CERTIFICATE),
            "holder": cells.code(K.BUSINESS, K.ORGANISATION),
            "offer_product": cells.code(K.PRODUCT),
            "offer_variant": cells.text,
            "scheme": cells.scheme,
            "scope": cells.text,
            "body": cells.text,
            "number": cells.text,
            "level": cells.text,
            "valid_from": cells.day,
            "valid_to": cells.day,
            **_PROVENANCE,
        },
        links=(
            Link(
                name="business_holds",
                start="holder",
                end="key",
                when=("holder", "B-"),
                unless="offer_product",
            ),
            Link(name="organisation_holds", start="holder", end="key", when=("holder", "O-")),
            Link(name="offer_holds", start="offer", end="key"),
        ),
    ),
    Table(
        file="investments.csv",
        key=("code",),
        label="Investment",
        names=("item",),
        required=("code", "facility", "activity", "item"),
        ranges=("cost",),
        order={"byYear": "year"},
        columns={
            "code": cells.code(K.INVESTMENT),
            "facility": cells.code(K.BUSINESS),
            "activity": cells.member(enums.Activity),
            "item": cells.text,
            "quantity": cells.amount,
            "cost": cells.whole,
            "eligible_cost": cells.whole,
            "own_funds": cells.whole,
            "has_other_state_money": cells.yes_or_no,
            "is_technology_line": cells.yes_or_no,
            "year": cells.year,
            **_PROVENANCE,
        },
        links=(Link(name="plans", start="facility", end="key"),),
    ),
    Table(
        file="programmes.csv",
        key=("code",),
        label="Programme",
        names=("name", "name_en"),
        required=("code", "name", "start_year", "end_year"),
        columns={
            "code": cells.code(K.PROGRAMME),
            "name": cells.text,
            "name_en": cells.text,
            "start_year": cells.year,
            "end_year": cells.year,
            "unit": _UNIT,
            "decision": cells.text,
            "planned_state": cells.whole,
            "planned_other": cells.whole,
            **_PROVENANCE,
        },
        links=(Link(name="programme_in", start="key", end="unit"),),
    ),
    Table(
        file="programme_targets.csv",
        key=("programme", "indicator", "basis", "first_year", "last_year"),
        label="ProgrammeTarget",
        required=("programme", "indicator", "target", "first_year", "last_year", "basis"),
        columns={
            "programme": cells.code(K.PROGRAMME),
            "indicator": cells.member(enums.ProgrammeIndicator),
            "target": cells.amount,
            "first_year": cells.year,
            "last_year": cells.year,
            "basis": cells.member(enums.TargetBasis),
            **_PROVENANCE,
        },
        links=(Link(name="aims_at", start="programme", end="key"),),
    ),
    Table(
        file="budget_lines.csv",
        key=("code",),
        label="BudgetLine",
        names=("name", "name_en"),
        required=("code", "name", "level", "year", "amount"),
        columns={
            "code": cells.code(K.BUDGET_LINE),
            "name": cells.text,
            "name_en": cells.text,
            "programme": cells.code(K.PROGRAMME),
            "level": cells.member(enums.FundingLevel),
            "activities": cells.members(enums.Activity),
            "unit": _UNIT,
            "year": cells.year,
            "amount": cells.whole,
        },
        links=(
            Link(name="line_under", start="key", end="programme"),
            Link(name="line_in", start="key", end="unit"),
        ),
    ),
    Table(
        file="projects.csv",
        key=("code",),
        label="Project",
        names=("title",),
        required=("code", "title", "kind", "activity", "level", "status", "funding_year"),
        order={"byYear": "funding_year"},
        columns={
            "code": cells.code(K.PROJECT),
            "programme": cells.code(K.PROGRAMME),
            "title": cells.text,
            "kind": cells.member(enums.ProjectKind),
            "linkage": cells.member(enums.ProjectLinkage),
            "activity": cells.member(enums.Activity),
            "level": cells.member(enums.FundingLevel),
            "status": cells.member(enums.ProjectStatus),
            "registered_on": cells.day,
            "approved_on": cells.day,
            "funding_year": cells.year,
            "support": cells.whole,
            "counterpart": cells.whole,
            "disbursed": cells.whole,
            "rule_set": cells.rule_sets,
            "concerns": cells.codes(K.PRODUCT, K.VALUE_CHAIN, K.CLUSTER),
            **_PROVENANCE,
        },
        links=(
            Link(name="project_under", start="key", end="programme"),
            Link(name="concerns_product", start="key", end="concerns", when=("concerns", "P-")),
            Link(name="concerns_chain", start="key", end="concerns", when=("concerns", "V-")),
            Link(name="concerns_cluster", start="key", end="concerns", when=("concerns", "C-")),
        ),
    ),
    Table(
        file="project_funding.csv",
        key=("project", "budget_line", "year"),
        required=("project", "budget_line", "planned", "year"),
        columns={
            "project": cells.code(K.PROJECT),
            "budget_line": cells.code(K.BUDGET_LINE),
            "planned": cells.whole,
            "disbursed": cells.whole,
            "year": cells.year,
        },
        links=(
            Link(
                name="paid_from",
                start="project",
                end="budget_line",
                properties={"planned": "planned", "disbursed": "disbursed", "year": "year"},
            ),
        ),
    ),
    Table(
        file="project_beneficiaries.csv",
        key=("project", "facility", "investment", "item"),
        required=("project", "facility"),
        columns={
            "project": cells.code(K.PROJECT),
            "facility": cells.code(K.BUSINESS),
            "investment": cells.code(K.INVESTMENT),
            "item": cells.text,
            "requested": cells.whole,
            "approved": cells.whole,
            "counterpart": cells.whole,
        },
        links=(
            Link(
                name="benefits_from",
                start="facility",
                end="project",
                properties={
                    "item": "item",
                    "requested": "requested",
                    "approved": "approved",
                    "counterpart": "counterpart",
                },
            ),
            Link(name="project_covers", start="project", end="investment"),
        ),
    ),
    Table(
        file="expenses.csv",
        key=("code",),
        label="Expense",
        required=("code", "project", "amount"),
        columns={
            "code": cells.code(K.EXPENSE),
            "project": cells.code(K.PROJECT),
            "facility": cells.code(K.BUSINESS),
            "amount": cells.whole,
            "invoiced_on": cells.day,
            "invoice_number": cells.text,
            "seller": cells.text,
        },
        links=(
            Link(name="charged_to", start="key", end="project"),
            Link(name="incurred_by", start="key", end="facility"),
        ),
    ),
    Table(
        file="agency_roles.csv",
        key=("agency", "record", "role"),
        required=("agency", "record", "role"),
        columns={
            "agency": cells.code(K.AGENCY),
            "record": cells.code(K.PROJECT, K.PROGRAMME, K.TRADE_FAIR),
            "role": cells.member(enums.AgencyRoleKind),
        },
        links=tuple(
            Link(
                name=name, start="agency", end="record", properties={"role": "role"}, when=("record", prefix)
            )
            for name, prefix in (
                ("role_in_project", "J-"),
                ("role_in_programme", "G-"),
                ("role_in_fair", "F-"),
            )
        ),
    ),
    Table(
        file="meetings.csv",
        key=("code",),
        label="Meeting",
        required=("code", "fair", "seller", "buyer"),
        columns={
            "code": cells.code(K.MEETING),
            "fair": cells.code(K.TRADE_FAIR),
            "seller": cells.code(K.BUSINESS),
            "buyer": cells.code(K.BUSINESS),
            "starts_at": cells.instant,
            "ends_at": cells.instant,
            "table": cells.text,
            "status": cells.member(enums.MeetingStatus),
            "outcome": cells.member(enums.MeetingOutcome),
            "value": cells.amount,
            "currency": cells.currency,
        },
        links=(
            Link(name="meeting_at", start="key", end="fair"),
            Link(name="meeting_between", start="key", end="seller", constants={"role": "SELLER"}),
            Link(name="meeting_between", start="key", end="buyer", constants={"role": "BUYER"}),
        ),
    ),
    Table(
        file="claims.csv",
        key=("code",),
        label="Claim",
        required=("code", "record", "field", "value"),
        columns={
            "code": cells.code(K.CLAIM),
            "record": cells.code(K.BUSINESS, K.ORGANISATION, K.CLUSTER, K.TRADE_FAIR),
            "field": cells.text,
            "value": cells.text,
            **_PROVENANCE,
        },
        links=tuple(
            Link(name=name, start="record", end="key", when=("record", prefix))
            for name, prefix in (
                ("business_asserted_by", "B-"),
                ("organisation_asserted_by", "O-"),
                ("cluster_asserted_by", "C-"),
                ("fair_asserted_by", "F-"),
            )
        ),
    ),
    Table(
        file="merged_codes.csv",
        key=("code",),
        label="MergedCode",
        required=("code", "into"),
        columns={
            "code": cells.code(*_MERGING),
            "into": cells.code(*_MERGING),
            "merged_on": cells.day,
            "source": cells.text,
        },
        links=tuple(
            Link(name=name, start="key", end="into", when=("into", prefix))
            for name, prefix in (
                ("absorbed_by_business", "B-"),
                ("absorbed_by_organisation", "O-"),
                ("absorbed_by_cluster", "C-"),
                ("absorbed_by_fair", "F-"),
                ("absorbed_by_project", "J-"),
            )
        ),
    ),
)
"""Records of the register, in the order in which they can be loaded."""
