"""The questions whose cost must not depend on the size of the register.

Lists, filters, look-ups and edges are found in the printed schema, so that each of them is asked. What is
asked about are the probes, of which every register has the same, so the answers are as large at every size.
A new filter needs a line in :data:`FILTERS`; a new root field that is no list, a line in :func:`others`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    get_named_type,
    is_required_argument,
)

from benchmarks.probes import (
    AS_OF,
    BAT_TRANG,
    CAO_BANG,
    COUNTRY,
    LATER_YEAR,
    SCHEME,
    SOURCE,
    YEAR,
    Probes,
)
from benchmarks.reference import (
    CITY_OF_COMMUNE,
    RESERVED_AGENCY,
    RESERVED_CHAIN,
    RESERVED_COMMUNE,
    RESERVED_PRODUCTS,
    RESERVED_PROVINCE,
    RESERVED_SERIES,
)
from benchmarks.vocabulary import RARE_WORD
from domain.collation import sort_key
from schema.connection import encode_cursor
from service.printing import FILE

Variables: TypeAlias = Mapping[str, object]

NOT_ASKED = {"enumLabels", "clusterCandidates"}
"""Root fields that ask nothing of the graph, or rest on the whole register once for a version of the
data."""

_WORDS = (RARE_WORD, f"cong ty {RARE_WORD.lower()}", RARE_WORD[:5])
_TERRITORIES = ([RESERVED_COMMUNE], [RESERVED_PROVINCE])
_CIRCLES = tuple(
    {"latitude": middle[0] + shift, "longitude": middle[1], "radiusKm": 3.5}
    for middle in (BAT_TRANG, CAO_BANG)
    for shift in (0, 0.001)
)
_CHAINS = ([RESERVED_CHAIN],)
"""Values of the filters: those with the same matches at every size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An operation with variables that take turns. ``is_equal`` says that its whole answer is the same at
    every size, else only its number of rows is; ``grows`` that the register has more matches the larger it
    is, so that nothing is promised."""

    name: str
    query: str
    variables: tuple[Variables, ...] = ({},)
    is_equal: bool = True
    grows: bool = False


def filters(own: Probes) -> dict[str, dict[str, Sequence[object]]]:
    """The values of each filter of each root list that only probes have."""
    products = (["P-gom-gia-dung"], ["P-dat-set-gom"], ["P-gom-su", "P-men-gom"])
    business: dict[str, Sequence[object]] = {
        "text": _WORDS,
        "within": _TERRITORIES,
        "near": _CIRCLES,
        "clusters": [[own.clusters[0]], own.clusters[:3]],
        "fairs": [[own.fairs[0]], own.fairs[:3]],
        "certificates": [[SCHEME]],
        "legalForms": [["COOPERATIVE_UNION"]],
        "countries": [[COUNTRY]],
        "sources": [[SOURCE]],
        "asOf": [{"from": AS_OF}, {"from": AS_OF, "until": AS_OF}],
    }
    return {
        "businesses": {**business, "offers": products, "needs": products},
        "facilities": {
            **business,
            "offers": (["P-gom-gia-dung"], ["P-gom-su"]),
            "needs": (["P-dat-set-gom"], ["P-men-gom"]),
            "sizeClasses": [["LARGE"]],
            "workers": [{"minimum": 1_000}, {"minimum": 3_000, "maximum": 3_500}],
            "establishedOn": [{"until": "1980-12-31"}, {"from": "1975-01-01", "until": "1975-12-31"}],
            "craftVillages": [[own.villages[0]]],
            "plans": [
                {"item": RARE_WORD},
                {"activities": ["POLLUTION_TREATMENT"]},
                {"years": [LATER_YEAR]},
                {"item": "lò nung", "activities": ["POLLUTION_TREATMENT"], "years": [LATER_YEAR]},
            ],
        },
        "suppliers": {
            **business,
            "offers": (["P-dat-set-gom"], ["P-men-gom"]),
            "needs": (["P-gom-su"],),
            "kinds": [["SERVICE"]],
        },
        "buyers": {
            **business,
            "offers": (["P-gom-su"],),
            "needs": (["P-gom-su"], ["P-do-son-mai"]),
            "channels": [["HOUSEHOLDS"]],
        },
        "organisations": {"text": _WORDS, "legalForms": [["COOPERATIVE_UNION"]]},
        "products": {
            "text": ["gom", "dat set"],
            "stages": [["SERVICE"], ["BYPRODUCT"]],
            "hsPrefix": ["2022:69"],
            "valueChains": _CHAINS,
        },
        "valueChains": {"text": ["lang nghe"]},
        "clusters": {
            "text": _WORDS[::2],
            "within": _TERRITORIES[:1],
            "kinds": [["ENTERPRISE_LINKAGE_GROUP"]],
            "statuses": [["WITHDRAWN"]],
            "fillRate": [{"minimum": 0.95}, {"maximum": 0.05}],
            "valueChains": _CHAINS,
        },
        "tradeFairs": {
            "text": _WORDS[::2],
            "within": _TERRITORIES[:1],
            "kinds": [["ONLINE"]],
            "hostSides": [["OTHER"]],
            "countries": [[COUNTRY]],
            "valueChains": _CHAINS,
            "startsFrom": [f"{LATER_YEAR}-01-01"],
            "startsUntil": ["2001-01-01"],
        },
        "administrativeUnits": {
            "text": ["bat trang", "cao bang"],
            "kinds": [["CITY"]],
            "partOf": [["U-01@2008-08-01"]],
            "officialCodes": [["00577"], ["04"]],
        },
        "agencies": {"text": ["ban quan ly"]},
        "craftVillages": {"text": _WORDS[::2], "within": _TERRITORIES[:1]},
        "programmes": {"text": _WORDS[::2]},
        "budgetLines": {
            "text": _WORDS[::2],
            "programmes": [[own.programmes[0]]],
            "levels": [["DISTRICT"]],
            "years": [[YEAR]],
        },
        "projects": {
            "text": _WORDS[::2],
            "within": _TERRITORIES,
            "programmes": [[own.programmes[0]]],
            "kinds": [["PILOT"]],
            "linkages": [["CLUSTERS"]],
            "activities": [["POLLUTION_TREATMENT"]],
            "levels": [["DISTRICT"]],
            "statuses": [["CANCELLED"]],
            "fundingYears": [[YEAR]],
        },
        "investments": {
            "text": _WORDS[::2],
            "within": _TERRITORIES,
            "activities": [["POLLUTION_TREATMENT"]],
            "years": [[LATER_YEAR]],
            "cost": [{"minimum": 10**12}, {"maximum": 10**6}],
        },
    }


_COMMON: dict[str, Sequence[object]] = {
    "months": [[3], [10, 11]],
    "countries": [["VN"]],
    "sources": [["Sổ đăng ký tổng hợp để đo tốc độ (hư cấu)"]],
    "asOf": [{"until": "2026-06-30"}],
}
COMMON: dict[str, dict[str, Sequence[object]]] = {
    "businesses": _COMMON,
    "facilities": {
        **_COMMON,
        "sizeClasses": [["MICRO"], ["SMALL"]],
        "workers": [{"minimum": 5}, {"maximum": 20}],
        "establishedOn": [{"from": "2010-01-01"}],
    },
    "suppliers": _COMMON,
    "buyers": {**_COMMON, "channels": [["RETAIL"]]},
}
"""Values of filters that a good part of the register has, however large: a page is as long."""

_ANYWHERE: dict[str, Sequence[object]] = {
    "areaClasses": [["DIFFICULT", "EXTREMELY_DIFFICULT"]],
    "legalForms": [["HOUSEHOLD"], ["ENTERPRISE"]],
    "ownership": [["WOMEN"], ["ETHNIC_MINORITY"]],
}
GROWING: dict[str, dict[str, Sequence[object]]] = {
    "businesses": {**_ANYWHERE, "kinds": [["BUYER"], ["FACILITY"]]},
    "facilities": {
        **_ANYWHERE,
        "text": ["cong ty", "nguyen van"],
        "within": [["U-01@2008-08-01"], ["U-79@2025-07-01"]],
        "offers": [["P-ao-khoac"], ["P-chi-tiet-co-khi"]],
        "needs": [["P-vai-may"], ["P-thep"]],
        "certificates": [["OCOP"], ["HACCP"]],
    },
    "suppliers": {**_ANYWHERE, "kinds": [["GROWER"]]},
    "buyers": _ANYWHERE,
    "organisations": {"legalForms": [["HOUSEHOLD"], ["COOPERATIVE"]]},
}
"""Values with ten times as many matches in a register of ten times the size, which may stand anywhere in the
order, as names tell the legal form and the trade: what they take is told, and nothing is promised."""

ROWS = 20
_NODE = "id"
_KEYS = {"STARTS_ON": "2022", "FUNDING_YEAR": "2024", "YEAR": "2026"}
_ORDERS = {"TITLE": "NAME", "ITEM": "NAME"}
"""Orders that have another name in cursors."""
_NAMES = {
    "valueChains": "Chuỗi g",
    "clusters": "CCN H",
    "tradeFairs": "Hội chợ Công Thương H",
    "craftVillages": "Làng nghề g",
    "programmes": "Chương trình khuyến công H",
    "budgetLines": "Kinh phí khuyến công H",
    "projects": "Hỗ trợ ứng dụng m",
    "investments": "Máy g",
    "agencies": "Sở",
}
_PREFIXES = {
    **dict.fromkeys(("businesses", "facilities", "suppliers", "buyers"), "B-G"),
    "organisations": "O-G",
    "products": "P-m",
    "valueChains": "V-g",
    "clusters": "C-G",
    "tradeFairs": "F-G",
    "administrativeUnits": "U-04",
    "agencies": "A-s",
    "craftVillages": "N-lang-nghe-4",
    "programmes": "G-chuong-trinh-2",
    "budgetLines": "L-nguon-2",
    "projects": "J-G",
    "investments": "I-G",
}
"""Order keys in the midst of each list."""
_OF_THE_WHOLE = {"relatedProducts", "feasibleProducts"}
"""Edges that are counted over the whole register."""
_WITHIN_UNITS = {"map"}
"""Edges that read all of the register unless some units are given: they are asked in :func:`others`."""
_VALUES = {"GeoPoint", "Provenance", "LocalisedName", "VsicCode"}
"""Types of which a record holds its own: no edges."""


def questions(own: Probes) -> list[Question]:
    """All questions, each with a name of its own."""
    schema = build_schema(FILE.read_text())
    return [*look_ups(schema, own), *lists(schema), *filtered(schema, own), *edges(schema, own), *others(own)]


def look_ups(schema: GraphQLSchema, own: Probes) -> Iterator[Question]:
    """Every record by its code."""
    codes = _codes(own)
    for name, field in _root(schema).items():
        if "code" in field.args and _type_name(field) in codes:
            query = f"query($code: PublicCode!) {{ {name}(code: $code) {{ {_fields(field)} }} }}"
            known = codes[_type_name(field)]
            yield Question(name=f"{name} by code", query=query, variables=_each("code", known))
    query = f"query($id: ID!) {{ node(id: $id) {{ {_NODE} }} }}"
    yield Question(name="node", query=query, variables=_each("id", own.businesses))
    query = f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ {_NODE} }} }}"
    some = [own.businesses[start : start + ROWS] for start in range(0, 100, ROWS)]
    yield Question(name="nodes, 20 at once", query=query, variables=_each("ids", some))


def lists(schema: GraphQLSchema) -> Iterator[Question]:
    """Every root list without a filter: its first, a middle and its last page in every order, and its
    length."""
    for name, field in _root_lists(schema).items():
        order = get_named_type(field.args["orderBy"].type)
        assert isinstance(order, GraphQLInputObjectType)
        by = get_named_type(order.fields["field"].type)
        assert isinstance(by, GraphQLEnumType)
        head = f"$order: {order.name}"
        for key in by.values:
            for direction in ("ASC", "DESC"):
                ordered = {"order": {"field": key, "direction": direction}}
                order_name = f"{_snake(name)}.{_ORDERS.get(key, key)}.{direction}"
                after = encode_cursor(f"{order_name}:{_middle(name, key)}")
                title = f"{name} by {key.lower()}{'' if direction == 'ASC' else ' downwards'}"
                for page, arguments in (
                    ("first page", "first: 20"),
                    ("page in the middle", f'first: 5, after: "{after}"'),
                    ("last page", "last: 20"),
                ):
                    query = f"query({head}) {{ {name}(orderBy: $order, {arguments}) {_PAGE} }}"
                    yield Question(name=f"{title}, {page}", query=query, variables=(ordered,), is_equal=False)
        query = f"{{ {name}(first: 1) {{ edges {{ node {{ id }} }} totalCount }} }}"
        yield Question(name=f"{name}, total count", query=query, is_equal=False)


def filtered(schema: GraphQLSchema, own: Probes) -> Iterator[Question]:
    """Every filter of every root list alone."""
    rare = filters(own)
    for name, field in _root_lists(schema).items():
        for values, note, is_equal, grows in (
            (rare.get(name, {}), "", True, False),
            (COMMON.get(name, {}), ", common", False, False),
            (GROWING.get(name, {}), ", growing", False, True),
        ):
            kind = get_named_type(field.args["filter"].type).name
            total = "totalCount" if is_equal else ""
            query = (
                f"query($filter: {kind}) {{ {name}(filter: $filter) {{ "
                f"edges {{ node {{ {_NODE} }} }} pageInfo {{ endCursor }} {total} }} }}"
            )
            for key, given in values.items():
                variables = tuple({"filter": {key: value}} for value in given)
                if variables:
                    title = f"{name} by {key}{note}"
                    yield Question(
                        name=title, query=query, variables=variables, is_equal=is_equal, grows=grows
                    )


def edges(schema: GraphQLSchema, own: Probes) -> Iterator[Question]:
    """Every edge of every kind of record: to one record, to a few, or the first page of many."""
    for type_name, codes in _codes(own).items():
        kind = schema.type_map[type_name]
        if not isinstance(kind, GraphQLObjectType):
            continue
        for name, field in kind.fields.items():
            selection = _below(field)
            if selection and name not in _WITHIN_UNITS:
                query = (
                    f"query($id: ID!) {{ node(id: $id) {{ ... on {type_name} {{ {name} {selection} }} }} }}"
                )
                is_whole = name in _OF_THE_WHOLE
                yield Question(
                    name=f"{type_name}.{name}{', growing' if is_whole else ''}",
                    query=query,
                    variables=_each("id", codes[:20]),
                    is_equal=not is_whole,
                    grows=is_whole,
                )


def others(own: Probes) -> Iterator[Question]:
    """Root fields that are neither look-ups nor lists."""
    query = (
        "query($of: PartnerSubject!, $direction: PartnerDirection!, $filter: PartnerFilter) {"
        " partners(of: $of, direction: $direction, filter: $filter) { edges { node { partner { id } score } }"
        " totalCount } }"
    )
    plain: Variables = {}
    for name, narrowed in (
        ("", plain),
        (", within", {"within": [RESERVED_COMMUNE]}),
        (", near", {"maximumDistanceKm": 5}),
    ):
        for direction in ("SUPPLIERS", "BUYERS", "PEERS"):
            variables = tuple(
                {"of": {"business": code}, "direction": direction, "filter": narrowed}
                for code in own.facilities[:20:2]
            )
            title = f"partners, {direction.lower()}{name}"
            yield Question(name=title, query=query, variables=variables)
    counts: dict[str, tuple[Variables, Sequence[str]]] = {
        "facilityStatistics": ({"within": [RESERVED_COMMUNE]}, ["SIZE_CLASS", "LEGAL_FORM"]),
        "projectStatistics": ({"fundingYears": [YEAR]}, ["ACTIVITY", "LEVEL"]),
    }
    for name, (narrowed, by) in counts.items():
        kind = f"{name[0].upper()}{name[1:].removesuffix('Statistics')}"
        query = (
            f"query($filter: {kind}Filter, $by: [{kind}Dimension!]!) {{ {name}(filter: $filter, by: $by)"
            " { rows { keys { key } } } }"
        )
        yield Question(name=name, query=query, variables=({"filter": narrowed, "by": by},))
    query = (
        "query($filter: FacilityFilter) { eligibilities(filter: $filter, activities: [ADVANCED_MACHINERY],"
        " level: NATIONAL, first: 20) { counts { verdict count } edges { node { verdict } } } }"
    )
    asked_of: Variables = {"filter": {"within": [RESERVED_COMMUNE]}}
    yield Question(name="verdicts on everybody in a commune", query=query, variables=(asked_of,))
    query = (
        "query($facility: ID!) { eligibility(facility: $facility, activity: BRAND, level: NATIONAL)"
        " { verdict } }"
    )
    yield Question(name="a verdict", query=query, variables=_each("facility", own.facilities[:2]))
    query = "query($project: ID!) { projectEligibilities(project: $project) { verdict } }"
    yield Question(name="verdicts of a project", query=query, variables=_each("project", own.projects[58:]))
    query = "query($within: [ID!]) { dataGaps(within: $within) { gaps { fact facilityCount } } }"
    yield Question(name="data gaps of a commune", query=query, variables=({"within": [RESERVED_COMMUNE]},))
    query = (
        "query($input: ChainPlanInput!) { chainPlan(input: $input) { production { quantityPerYear }"
        " flows { quantityPerYear } shortages { quantityPerYear } } }"
    )
    orders = [
        {"product": code, "quantityPerYear": 10, "within": [RESERVED_COMMUNE]}
        for code in sorted(RESERVED_PRODUCTS)
    ]
    yield Question(name="plan of a chain within a commune", query=query, variables=_each("input", orders))
    query = (
        "query($input: PortfolioInput!) { projectPortfolio(input: $input) { selected { support }"
        " rejected { constraint } byBudgetLine { left } } }"
    )
    order = {"fundingYear": YEAR, "budgetLines": own.budget_lines[:2]}
    yield Question(name="portfolio under two budget lines", query=query, variables=({"input": order},))
    query = (
        "query($code: PublicCode!) { programmeProgress(code: $code) { projects { count support }"
        " byYear { support } byProvince { support } } }"
    )
    yield Question(name="progress of a programme", query=query, variables=_each("code", own.programmes[:5]))
    query = (
        "query($code: PublicCode!) { tradeFair(code: $code) {"
        " matches(first: 5) { edges { node { score } } } } }"
    )
    yield Question(name="matches at a fair", query=query, variables=_each("code", own.fairs[:3]))
    query = (
        "query($input: MeetingScheduleInput!) { meetingSchedule(input: $input) {"
        " meetings { table } unplaced { constraint } } }"
    )
    fairs = [
        {
            "fair": code,
            "tables": 5,
            "slotMinutes": 30,
            "dailyHours": [{"date": f"{LATER_YEAR}-{month:02d}-01", "from": "09:00", "to": "16:00"}],
        }
        for month, code in enumerate(own.fairs[:3], start=1)
    ]
    yield Question(name="schedule of meetings", query=query, variables=_each("input", fairs))
    query = "query($business: ID!) { fairSuggestions(business: $business) { suggestions { score } } }"
    name = "suggestions of fairs, growing"  # as fairs that fit are more
    asking = _each("business", own.facilities[:3])
    yield Question(name=name, query=query, variables=asking, is_equal=False, grows=True)
    query = (
        "query($input: GroupProjectInput!) { groupProjectProposals(input: $input) { candidateCount"
        " proposals { members { facility { id } } } } }"
    )
    group: Variables = {
        "activity": "POLLUTION_TREATMENT",
        "fundingYear": LATER_YEAR,
        "level": "NATIONAL",
        "within": [RESERVED_COMMUNE],
    }
    yield Question(name="group projects within a commune", query=query, variables=({"input": group},))
    query = (
        "query($input: PilotProjectInput!) { pilotProjectProposals(input: $input) { makerCount leadCount"
        " proposals { lead { id } years { activities { facilities { id } } } } } }"
    )
    pilot: Variables = {
        "chain": RESERVED_CHAIN,
        "firstYear": LATER_YEAR,
        "level": "NATIONAL",
        "within": [RESERVED_COMMUNE],
    }
    yield Question(name="pilot projects within a commune", query=query, variables=({"input": pilot},))
    query = (
        "query($input: LinkageProjectInput!) { linkageProjectProposals(input: $input) { explanation"
        " proposals { score members { business { id } } } } }"
    )
    linkage: Variables = {
        "linkage": "VALUE_CHAIN",
        "chain": RESERVED_CHAIN,
        "provinces": [RESERVED_PROVINCE, CITY_OF_COMMUNE],
        "fundingYear": LATER_YEAR,
        "level": "NATIONAL",
    }
    name = "linkage projects of two provinces, growing"  # as the businesses of the city are more
    own_input = ({"input": linkage},)
    yield Question(name=name, query=query, variables=own_input, is_equal=False, grows=True)
    query = (
        "query($code: PublicCode!, $within: [ID!]) { valueChain(code: $code) { map(within: $within) {"
        " stages { capacityPerYear demandPerYear } } } }"
    )
    name = "map of a value chain within a commune, growing"  # as markets, of anywhere, are more
    asked: Variables = {"code": RESERVED_CHAIN, "within": [RESERVED_COMMUNE]}
    yield Question(name=name, query=query, variables=(asked,), is_equal=False, grows=True)
    query = (
        "query($within: [ID!]) { clusterLinkages(within: $within, first: 5) { edges { node { score } } } }"
    )
    inside: Variables = {"within": [RESERVED_COMMUNE]}
    yield Question(name="cluster linkages within a commune", query=query, variables=(inside,))
    query = (
        "query($code: PublicCode!) { cluster(code: $code) { facilities(first: 20) { edges { node { name"
        " administrativeUnit { name } organisation { name }"
        " offers(first: 3) { edges { node { product { name } capacityPerYear spareCapacityPerYear } } }"
        " suppliers(first: 3) { edges { node { business { name } quantityPerYear } } } } } } } }"
    )
    variables = ({"code": own.clusters[0]},)
    yield Question(
        name="cluster, its facilities, their offers and suppliers", query=query, variables=variables
    )
    query = (
        "query($code: PublicCode!) { supplier(code: $code) { customers(first: 20) { edges { node {"
        " business { id suppliers(first: 1) { edges { node { quantityPerYear } } } } } } totalCount } } }"
    )
    name = "supplier with 1,000 customers, their suppliers"
    yield Question(name=name, query=query, variables=({"code": own.hub},), is_equal=False)
    query = (
        "query($business: ID!, $direction: TraceDirection!, $depth: Int) { supplyTrace(business: $business,"
        " direction: $direction, depth: $depth) { businessCount"
        " links { tier supplier { id } customer { id } product { id } }"
        " singleSources { supplier { id } product { id } affected { id } } } }"
    )
    for direction, begins in (("UPSTREAM", own.facilities), ("DOWNSTREAM", own.suppliers[1:])):
        traces = [{"business": code, "direction": direction, "depth": 10} for code in begins[:20:2]]
        yield Question(name=f"supply trace, {direction.lower()}", query=query, variables=tuple(traces))
    first_tier: Variables = {"business": own.hub, "direction": "DOWNSTREAM", "depth": 1}
    name = "supply trace of a supplier with 1,000 customers"
    yield Question(name=name, query=query, variables=(first_tier,), is_equal=False)
    query = (
        "query($of: [ID!]!) { disruption(of: $of) { affected { business { id } tier shareOfInputLost }"
        " replacements { customer { id } candidates { supplier { id } score } uncoveredPerYear } } }"
    )
    stopped = _each("of", [[code] for code in own.suppliers[1:20:2]])
    yield Question(name="disruption", query=query, variables=stopped)
    query = (
        "query($within: [ID!]) { clusterLinkages(within: $within) { totalCount edges { node { score"
        " source { id } target { id } flows { quantityPerYear } } } } }"
    )
    yield Question(name="cluster linkages", query=query, variables=_each("within", _TERRITORIES))
    query = (
        "query($text: String!, $kinds: [SearchKind!], $within: [ID!]) { search(text: $text, kinds: $kinds,"
        " within: $within) { edges { match node { __typename } } totalCount } }"
    )
    rare: dict[str, Sequence[Variables]] = {
        "a rare word": _each("text", _WORDS),
        "a rare word among facilities": [{"text": RARE_WORD, "kinds": ["FACILITY"]}],
        "a rare word within a commune": [{"text": RARE_WORD, "within": [RESERVED_COMMUNE]}],
        "a rare word with a slip": _each("text", ("Khuêhc", "xuong gom khuechh")),
        "a code": _each("text", own.businesses),
    }
    for what, searched in rare.items():
        yield Question(name=f"search, {what}", query=query, variables=tuple(searched))
    common = {
        "common words": ("công ty", "ho kinh doanh", "nguyen van"),
        "beginnings of common words": ("cong t", "nha m"),
    }
    for what, words in common.items():
        uncounted = query.replace(" totalCount", "")
        yield Question(
            name=f"search, {what}", query=uncounted, variables=_each("text", words), is_equal=False
        )


_PAGE = f"{{ edges {{ cursor node {{ {_NODE} }} }} pageInfo {{ hasNextPage }} }}"


def _codes(own: Probes) -> dict[str, Sequence[str]]:
    """Codes of probes, by the type of their records."""
    return {
        "Business": own.businesses,
        "Facility": own.facilities,
        "Supplier": own.suppliers,
        "Buyer": own.buyers,
        "Organisation": own.organisations,
        "Product": sorted(RESERVED_PRODUCTS),
        "ValueChain": [RESERVED_CHAIN],
        "Cluster": own.clusters,
        "TradeFair": own.fairs,
        "FairSeries": [RESERVED_SERIES],
        "Meeting": own.meetings,
        "AdministrativeUnit": [RESERVED_COMMUNE, RESERVED_PROVINCE],
        "Agency": [RESERVED_AGENCY],
        "CraftVillage": own.villages,
        "Certificate": own.certificates,
        "Programme": own.programmes,
        "BudgetLine": own.budget_lines,
        "Project": own.projects,
        "Investment": own.investments,
        "Expense": own.expenses,
        "Claim": own.claims,
    }


def _root(schema: GraphQLSchema) -> dict[str, GraphQLField]:
    assert schema.query_type is not None
    fields: dict[str, GraphQLField] = schema.query_type.fields
    return fields


def _root_lists(schema: GraphQLSchema) -> dict[str, GraphQLField]:
    """The root fields that are lists with a filter and an order."""
    return {
        name: field for name, field in _root(schema).items() if {"filter", "orderBy"} <= field.args.keys()
    }


def _type_name(field: GraphQLField) -> str:
    return str(get_named_type(field.type).name)


def _fields(field: GraphQLField) -> str:
    """All that can be selected of a record without asking for more."""
    kind = get_named_type(field.type)
    assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
    return " ".join(name for name, each in kind.fields.items() if _is_leaf(each))


def _is_leaf(field: GraphQLField) -> bool:
    return not isinstance(
        get_named_type(field.type), GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType
    )


def _below(field: GraphQLField) -> str:
    """What to select of an edge; nothing where the field is no edge."""
    kind = get_named_type(field.type)
    if kind.name in _VALUES or any(is_required_argument(each) for each in field.args.values()):
        return ""
    if isinstance(kind, GraphQLUnionType):
        return "{ __typename }"
    if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        return ""
    if "edges" in kind.fields:
        node = get_named_type(get_named_type(kind.fields["edges"].type).fields["node"].type)
        inner = _NODE if _NODE in getattr(node, "fields", {}) else "__typename"
        return f"{{ edges {{ node {{ {inner} }} }} totalCount }}"
    return f"{{ {_NODE if _NODE in kind.fields else '__typename'} }}"


def _middle(name: str, key: str) -> str:
    """An order key in the midst of a list."""
    if key in {"NAME", "ITEM", "TITLE"}:
        return sort_key(_NAMES.get(name, "M"))
    return _KEYS.get(key, _PREFIXES[name])


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def _each(name: str, values: Sequence[object]) -> tuple[Variables, ...]:
    return tuple({name: value} for value in values[:60])
