"""Certificates and recognitions."""

from __future__ import annotations

import datetime as dt

import strawberry

from schema.edge import edge
from schema.node import Node
from schema.values import Provenance


@strawberry.type(
    description="A certificate or recognition: HACCP, organic, GACP-WHO, OCOP stars, typical rural "
    "industrial product of a level."
)
class Certificate(Node):
    """A certificate or recognition."""

    scheme: str = strawberry.field(description="Scheme, such as HACCP, ORGANIC_EU, OCOP")
    scope: str | None = strawberry.field(description="What it covers: place, product or growing area")
    body: str | None = strawberry.field(description="Who issued it")
    number: str | None = strawberry.field(description="Number on the certificate")
    level: str | None = strawberry.field(
        description="Stars of OCOP (3, 4, 5), or the level of a typical rural industrial product"
    )
    valid_from: dt.date | None = strawberry.field(description="First day of validity")
    valid_to: dt.date | None = strawberry.field(description="First day after it; null where open")
    provenance: Provenance | None = strawberry.field(description="Where the record comes from")

    holder: Node | None = edge(
        lambda load: load.holder_of_certificate, "The business or organisation that holds it"
    )
