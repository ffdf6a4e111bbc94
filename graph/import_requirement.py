"""What countries ask for before they let goods in."""

from graph.client import Graph, Row
from graph.cypher import Statement, unique

CONSTRAINTS = (unique("ImportRequirement", "key"),)

IMPORT_REQUIREMENTS = Statement(
    "import_requirements",
    """
    MATCH (n:ImportRequirement)
    RETURN collect(n {.country, .hs, .scheme, .name, .nameEn, .validFrom, .validTo, .clause, .source,
      .confidence}) AS requirements
    """,
)


async def import_requirements(graph: Graph) -> list[Row]:
    """All of them: the size of the reference table, not of the register."""
    rows = await graph.read(IMPORT_REQUIREMENTS)
    return list(rows[0]["requirements"]) if rows else []
