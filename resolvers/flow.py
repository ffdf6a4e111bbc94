"""What businesses offer, need and supply, as planning takes it, from rows of the graph."""

from domain.enums import BusinessKind, SupplierKind
from graph.client import Row
from planning.flow import Business, Need, Offer, Supply


def business_of(row: Row) -> Business:
    """A business with what it offers, needs and supplies."""
    is_grower = SupplierKind.GROWER.name in (row["kinds"] or ())
    return Business(
        code=row["code"],
        makes=row["kind"] == BusinessKind.FACILITY.name or is_grower,
        organisation=min(row["organisations"], default=None),
        above=frozenset(row["above"]),
        latitude=row["latitude"],
        longitude=row["longitude"],
        offers=offers_of(row),
        needs=needs_of(row),
        supplies=supplies_of(row),
    )


def offers_of(row: Row) -> list[Offer]:
    """What it offers."""
    return [
        Offer(
            product=offer["product"],
            capacity=offer["capacity"],
            committed=offer["committed"],
            minimum_order=offer["minimumOrder"] or 0.0,
            months=frozenset(offer["months"] or ()),
            is_byproduct=bool(offer["isByproduct"]),
        )
        for offer in row["offers"]
    ]


def needs_of(row: Row) -> list[Need]:
    """What it needs."""
    return [
        Need(
            product=need["product"],
            quantity=need["quantity"],
            months=frozenset(need["months"] or ()),
        )
        for need in row["needs"]
    ]


def supplies_of(row: Row) -> list[Supply]:
    """What it is known to supply."""
    return [
        Supply(product=link["product"], customer=link["customer"], quantity=link["quantity"])
        for link in row["supplies"]
    ]
