"""Clusters of four kinds, and who is in them."""

from graph.cypher import by_code, index, orders, unique
from graph.listing import Edge, Listing, bounded, equal, named, tied

CONSTRAINTS = (
    unique("Cluster"),
    *orders("Cluster", "byName"),
    index("Cluster", "kind"),
    index("Cluster", "status"),
    index("Cluster", "fillRateText"),
)

CLUSTER = (
    ".code, .name, .nameEn, .kind, .status, .latitude, .longitude, .areaHa, .industrialLandHa, "
    ".leasedHa, .approvedUnleasedHa, .decision, .establishedOn, .version, .source, .asOf"
)

CLUSTERS_BY_CODE = by_code("clusters_by_code", "Cluster", CLUSTER)

CLUSTERS_OF_BUSINESS = Edge(
    name="clusters_of_business",
    path="MATCH (:Business {code: key})-[:LOCATED_IN|MEMBER_OF]->(n:Cluster) WITH DISTINCT n",
    order="n.byName",
    projection=CLUSTER,
)

CLUSTERS = Listing(
    name="clusters",
    label="Cluster",
    projection=CLUSTER,
    orders={"NAME": "byName", "CODE": "code"},
    conditions={
        "words": named("Cluster", "CLUSTER"),
        "within": tied("within", "Cluster", "SITUATED_IN", "AdministrativeUnit"),
        "valueChains": tied("valueChains", "Cluster", "FOCUSES_ON", "ValueChain"),
        "kinds": equal("kinds", "Cluster", "kind"),
        "statuses": equal("statuses", "Cluster", "status"),
        "fillRateMinimum": bounded("fillRateMinimum", "Cluster", "fillRateText", ">="),
        "fillRateMaximum": bounded("fillRateMaximum", "Cluster", "fillRateText", "<="),
    },
)
