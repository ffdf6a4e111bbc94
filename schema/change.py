"""Claims of single sources."""

from __future__ import annotations

import strawberry

from schema.edge import reference
from schema.node import Node
from schema.values import Provenance


@strawberry.type(
    description="One statement of one source about a record. Sources may disagree; the record itself "
    "holds the value in force."
)
class Claim(Node):
    """One statement of one source about a record."""

    fact: str = strawberry.field(description="Which fact it is about, by its column name")
    value: str = strawberry.field(description="What the source says, as text")
    provenance: Provenance = strawberry.field(description="Which source, and to which day it refers")
    record_code: strawberry.Private[str | None]

    record: Node | None = reference(lambda load: load.node, "record_code", "The record it is about")
