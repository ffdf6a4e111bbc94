"""Where a business is: from rows of the graph to a place, or to the middle of its unit."""

from collections.abc import Sequence
from typing import Any

from domain.enums import AdministrativeUnitKind
from graph.client import Row
from planning.middle import Middle, nearest_middle


def place(row: Row) -> dict[str, Any]:
    """Where a business is, or else the middle of its unit, with the kind of that as ``middle_of``."""
    if row["latitude"] is None:
        return {"latitude": None, "longitude": None, **middle(row["middles"])}
    return {"latitude": row["latitude"], "longitude": row["longitude"]}


def middle(rows: Sequence[Row]) -> dict[str, Any]:
    """The nearest middle of the units that lead from one; nothing where there is none."""
    found = nearest_middle(
        Middle(AdministrativeUnitKind[row["kind"]], row["steps"], row["latitude"], row["longitude"])
        for row in rows
    )
    if found is None:
        return {}
    return {"latitude": found.latitude, "longitude": found.longitude, "middle_of": found.kind}
