"""Recognised craft villages."""

from graph.cypher import by_code, orders, related, unique
from graph.listing import Listing, named, tied

CONSTRAINTS = (unique("CraftVillage"), *orders("CraftVillage", "byName"))

CRAFT_VILLAGE = ".code, .name, .nameEn, .latitude, .longitude, .recognisedOn, .decision, .source, .asOf"

CRAFT_VILLAGES_BY_CODE = by_code("craft_villages_by_code", "CraftVillage", CRAFT_VILLAGE)

CRAFT_VILLAGE_OF_FACILITY = related(
    "craft_village_of_facility",
    "MATCH (:Facility {code: key})-[:BELONGS_TO]->(n:CraftVillage)",
    "n.code",
    "n {" + CRAFT_VILLAGE + "}",
)

CRAFT_VILLAGES = Listing(
    name="craft_villages",
    label="CraftVillage",
    projection=CRAFT_VILLAGE,
    orders={"NAME": "byName", "CODE": "code"},
    conditions={
        "words": named("CraftVillage", "CRAFT_VILLAGE"),
        "within": tied("within", "CraftVillage", "SITUATED_IN", "AdministrativeUnit"),
    },
)
