"""Root fields for administrative units."""

import datetime as dt
from typing import Annotated

import strawberry
from strawberry import UNSET

from domain.codes import RecordKind
from graph.administrative_unit import UNITS
from resolvers import records
from resolvers.lists import Conditions, listed, look_up
from resolvers.lookup import Code, looked_up
from schema.administrative_unit import AdministrativeUnit, AdministrativeUnitFilter
from schema.connection import After, Before, Connection, First, Last, window
from schema.context import Info
from schema.order import Order


@strawberry.type
class AdministrativeUnitQuery:
    """Root fields for administrative units."""

    @strawberry.field(description="One version of an administrative unit by its code")
    async def administrative_unit(self, info: Info, code: Code) -> AdministrativeUnit | None:
        """One version of an administrative unit by its code."""
        return await looked_up(info, code, AdministrativeUnit)

    @strawberry.field(description="Administrative units as they stand on a day")
    async def administrative_units(
        self,
        info: Info,
        filter: Annotated[
            AdministrativeUnitFilter | None, strawberry.argument(description="Which ones; all unless given")
        ] = UNSET,
        order_by: Annotated[
            Order | None,
            strawberry.argument(description="In which order; by name unless given"),
        ] = UNSET,
        on: Annotated[
            dt.date | None,
            strawberry.argument(description="The day; units of every version unless given"),
        ] = UNSET,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> Connection[AdministrativeUnit] | None:
        """Administrative units as they stand on a day."""
        part = window(first, after, last, before)
        conditions = Conditions(info.context.graph)
        if filter:
            conditions.text(filter.text)
            conditions.members("kinds", filter.kinds)
            conditions.set("officialCodes", filter.official_codes)
            await look_up(conditions.references("partOf", filter.part_of, RecordKind.ADMINISTRATIVE_UNIT))
        conditions.set("on", on)
        return await listed(info, UNITS, conditions, order_by, part, records.administrative_unit)
