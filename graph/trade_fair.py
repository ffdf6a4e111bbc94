"""Trade fairs: series, editions, participants, meetings."""

from graph.business import BUSINESS
from graph.cypher import by_code, index, orders, related, unique
from graph.listing import Edge, Listing, bounded, equal, named, tied
from graph.product import PRODUCT
from graph.value_chain import VALUE_CHAIN

CONSTRAINTS = (
    unique("TradeFair"),
    *orders("TradeFair", "byName", "byStart"),
    *(index("TradeFair", key) for key in ("kind", "hostSide", "country", "startsOnText")),
    unique("FairSeries"),
    unique("Meeting"),
)

TRADE_FAIR = (
    ".code, .name, .nameEn, .edition, .theme, .kind, .startsOn, .endsOn, .timeZone, .venue, "
    ".country, .latitude, .longitude, .hostSide, .registrationClosesOn, .boothsTotal, "
    ".boothsVietnam, .boothsAbroad, .boothsStateSupported, .version, .source, .asOf"
)
FAIR_SERIES = ".code, .name, .nameEn"
MEETING = ".code, .startsAt, .endsAt, .table, .status, .outcome, .value, .currency"
_PARTICIPATION = "role: r.role, booth: r.booth, isStateSupported: r.isStateSupported"

TRADE_FAIRS_BY_CODE = by_code("trade_fairs_by_code", "TradeFair", TRADE_FAIR)
FAIR_SERIES_BY_CODE = by_code("fair_series_by_code", "FairSeries", FAIR_SERIES)
MEETINGS_BY_CODE = by_code("meetings_by_code", "Meeting", MEETING)

SERIES_OF_FAIR = related(
    "series_of_fair",
    "MATCH (:TradeFair {code: key})-[:EDITION_OF]->(n:FairSeries)",
    "n.code",
    "n {" + FAIR_SERIES + "}",
)

PRODUCTS_COVERED_BY_FAIR = related(
    "products_covered_by_fair",
    "MATCH (:TradeFair {code: key})-[:COVERS]->(n:Product)",
    "n.byName",
    "n {" + PRODUCT + "}",
)

VALUE_CHAINS_COVERED_BY_FAIR = related(
    "value_chains_covered_by_fair",
    "MATCH (:TradeFair {code: key})-[:COVERS]->(n:ValueChain)",
    "n.byName",
    "n {" + VALUE_CHAIN + "}",
)

FAIR_OF_MEETING = related(
    "fair_of_meeting",
    "MATCH (:Meeting {code: key})-[:AT]->(n:TradeFair)",
    "n.code",
    "n {" + TRADE_FAIR + "}",
)

BUSINESSES_OF_MEETING = related(
    "businesses_of_meeting",
    "MATCH (:Meeting {code: key})-[r:BETWEEN]->(n:Business)",
    "r.role, n.code",
    "n {role: r.role, business: n {" + BUSINESS + "}}",
)

RESULTS_OF_FAIR = related(
    "results_of_fair",
    "MATCH (:TradeFair {code: key})<-[:AT]-(n:Meeting)",
    "n.code",
    "n {.status, .outcome, .value, .currency, businesses: [(n)-[:BETWEEN]->(b:Business) | b.code]}",
)

EDITIONS_OF_SERIES = Edge(
    name="editions_of_series",
    path="MATCH (:FairSeries {code: key})<-[:EDITION_OF]-(n:TradeFair)",
    order="n.byStart",
    projection=TRADE_FAIR,
)

PARTICIPANTS_OF_FAIR = Edge(
    name="participants_of_fair",
    path="MATCH (f:TradeFair {code: key})<-[r:TAKES_PART_IN]-(n:Business)",
    order="n.byName",
    projection=_PARTICIPATION
    + ", interests: r.interests, business: n {"
    + BUSINESS
    + "}, fair: f {"
    + TRADE_FAIR
    + "}",
)

FAIRS_OF_BUSINESS = Edge(
    name="fairs_of_business",
    path="MATCH (b:Business {code: key})-[r:TAKES_PART_IN]->(n:TradeFair)",
    order="n.byStart",
    projection=_PARTICIPATION
    + ", interests: r.interests, business: b {"
    + BUSINESS
    + "}, fair: n {"
    + TRADE_FAIR
    + "}",
)

MEETINGS_OF_FAIR = Edge(
    name="meetings_of_fair",
    path="MATCH (:TradeFair {code: key})<-[:AT]-(n:Meeting)",
    order="n.code",
    projection=MEETING,
)

TRADE_FAIRS = Listing(
    name="trade_fairs",
    label="TradeFair",
    projection=TRADE_FAIR,
    orders={"NAME": "byName", "CODE": "code", "STARTS_ON": "byStart"},
    conditions={
        "words": named("TradeFair", "TRADE_FAIR"),
        "within": tied("within", "TradeFair", "SITUATED_IN", "AdministrativeUnit"),
        "valueChains": tied("valueChains", "TradeFair", "COVERS", "ValueChain"),
        "kinds": equal("kinds", "TradeFair", "kind"),
        "hostSides": equal("hostSides", "TradeFair", "hostSide"),
        "countries": equal("countries", "TradeFair", "country"),
        "startsFrom": bounded("startsFrom", "TradeFair", "startsOnText", ">="),
        "startsUntil": bounded("startsUntil", "TradeFair", "startsOnText", "<="),
    },
)
