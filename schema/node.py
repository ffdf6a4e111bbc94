"""The interface of everything that has a public code."""

import strawberry

from domain.codes import PublicCode


@strawberry.interface(description="A record with a public code; the code is its global id.")
class Node:
    """A record with a public code."""

    id: strawberry.ID = strawberry.field(
        description="Global id: the same text as the public code, unique over all kinds of record"
    )
    code: PublicCode = strawberry.field(
        description="Public code, as people write it on paper; it never changes its meaning"
    )
