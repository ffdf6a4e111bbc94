"""What businesses offer, need and supply, as planning takes it, from rows of the graph."""

from collections.abc import Sequence

from domain.enums import BusinessKind, SupplierKind
from graph.client import Row
from planning.flow import Business, Need, Offer, Supply
from resolvers.middle import place


def business_of(row: Row) -> Business:
    """A business with what it offers, needs and supplies."""
    is_grower = SupplierKind.GROWER.name in (row["kinds"] or ())
    return Business(
        code=row["code"],
        makes=row["kind"] == BusinessKind.FACILITY.name or is_grower,
        organisation=min(row["organisations"], default=None),
        above=frozenset(row["above"]),
        **place(row),
        offers=offers_of(row["offers"]),
        needs=needs_of(row["needs"]),
        supplies=supplies_of(row["supplies"]),
    )


def offers_of(rows: Sequence[Row]) -> list[Offer]:
    """What somebody offers."""
    return [
        Offer(
            product=offer["product"],
            capacity=offer["capacity"],
            committed=offer["committed"],
            minimum_order=offer["minimumOrder"] or 0.0,
            months=frozenset(offer["months"] or ()),
            is_byproduct=bool(offer["isByproduct"]),
        )
        for offer in rows
    ]


def needs_of(rows: Sequence[Row]) -> list[Need]:
    """What somebody needs."""
    return [
        Need(
            product=need["product"],
            quantity=need["quantity"],
            months=frozenset(need["months"] or ()),
        )
        for need in rows
    ]


def supplies_of(rows: Sequence[Row]) -> list[Supply]:
    """What somebody is known to supply."""
    return [
        Supply(product=link["product"], customer=link["customer"], quantity=link["quantity"]) for link in rows
    ]
