"""How lists are ordered."""

from enum import Enum

import strawberry

from schema.enums import OrderDirection


@strawberry.enum(description="By what most lists are ordered.")
class OrderField(Enum):
    """By what most lists are ordered."""

    NAME = strawberry.enum_value("NAME", description="Name, in Vietnamese alphabetical order")
    CODE = strawberry.enum_value("CODE", description="Public code")


@strawberry.input(description="How a list is ordered; ties are broken by code.")
class Order:
    """How a list is ordered."""

    field: OrderField = strawberry.field(description="By what")
    direction: OrderDirection = strawberry.field(default=OrderDirection.ASC, description="In which direction")


@strawberry.enum(description="By what trade fairs are ordered.")
class TradeFairOrderField(Enum):
    """By what trade fairs are ordered."""

    NAME = strawberry.enum_value("NAME", description="Name, in Vietnamese alphabetical order")
    CODE = strawberry.enum_value("CODE", description="Public code")
    STARTS_ON = strawberry.enum_value("STARTS_ON", description="First day")


@strawberry.input(description="How trade fairs are ordered; ties are broken by code.")
class TradeFairOrder:
    """How trade fairs are ordered."""

    field: TradeFairOrderField = strawberry.field(description="By what")
    direction: OrderDirection = strawberry.field(default=OrderDirection.ASC, description="In which direction")


@strawberry.enum(description="By what projects are ordered.")
class ProjectOrderField(Enum):
    """By what projects are ordered."""

    TITLE = strawberry.enum_value("NAME", description="Title, in Vietnamese alphabetical order")
    CODE = strawberry.enum_value("CODE", description="Public code")
    FUNDING_YEAR = strawberry.enum_value("FUNDING_YEAR", description="Year that pays for it")


@strawberry.input(description="How projects are ordered; ties are broken by code.")
class ProjectOrder:
    """How projects are ordered."""

    field: ProjectOrderField = strawberry.field(description="By what")
    direction: OrderDirection = strawberry.field(default=OrderDirection.ASC, description="In which direction")


@strawberry.enum(description="By what planned investments are ordered.")
class InvestmentOrderField(Enum):
    """By what planned investments are ordered."""

    ITEM = strawberry.enum_value("NAME", description="Item, in Vietnamese alphabetical order")
    CODE = strawberry.enum_value("CODE", description="Public code")
    YEAR = strawberry.enum_value("YEAR", description="Year in which it is planned")


@strawberry.input(description="How planned investments are ordered; ties are broken by code.")
class InvestmentOrder:
    """How planned investments are ordered."""

    field: InvestmentOrderField = strawberry.field(description="By what")
    direction: OrderDirection = strawberry.field(default=OrderDirection.ASC, description="In which direction")
