"""The closed sets of the field as GraphQL enums, described in both languages."""

from enum import Enum

import strawberry

from domain import enums
from domain.language import Language

EXPOSED: dict[str, type[enums.Labelled]] = {}
"""The enums of the schema by their names, for ``enumLabels``."""


def _expose(cls: type[enums.Labelled], name: str | None = None) -> None:
    strawberry.enum(cls, name=name, description=" ".join((cls.__doc__ or "").split()))
    _describe(cls)
    EXPOSED[name or cls.__name__] = cls


def _describe(cls: type[enums.Labelled] | type[Language]) -> None:
    definition = cls.__strawberry_definition__  # type: ignore[union-attr]  # set by strawberry.enum
    for value in definition.values:
        label = cls[value.name]
        value.description = f"{label.en} ({label.vi})"


for _enum in (
    enums.BusinessKind,
    enums.LegalForm,
    enums.IdentifierKind,
    enums.OwnershipKind,
    enums.SizeClass,
    enums.SupplierKind,
    enums.BuyerChannel,
    enums.ProductUnit,
    enums.ProductStage,
    enums.ClusterKind,
    enums.ClusterStatus,
    enums.FairKind,
    enums.HostSide,
    enums.FairRole,
    enums.MeetingStatus,
    enums.MeetingOutcome,
    enums.MeetingConstraint,
    enums.AdministrativeUnitKind,
    enums.UnitClassKind,
    enums.AreaClass,
    enums.AgencyRoleKind,
    enums.Activity,
    enums.FundingLevel,
    enums.ProjectKind,
    enums.ProjectLinkage,
    enums.ProjectStatus,
    enums.Confidence,
    enums.RuleProvenance,
    enums.Verdict,
    enums.Fact,
    enums.UnlockKind,
    enums.PartnerDirection,
    enums.TraceDirection,
    enums.Criterion,
    enums.ClusterLinkageKind,
    enums.ClusterLinkageConstraint,
    enums.ClusterCandidateConstraint,
    enums.SearchKind,
    enums.SearchMatch,
    enums.RelatednessConstraint,
    enums.SolveStatus,
    enums.ChainPlanConstraint,
    enums.RuleKind,
    enums.RuleScope,
    enums.RuleUnit,
    enums.GroupExclusion,
    enums.PilotProjectConstraint,
    enums.MoneySource,
    enums.ProcedureStep,
    enums.PortfolioConstraint,
    enums.FloorScope,
    enums.ProgrammeIndicator,
    enums.TargetBasis,
    enums.FacilityDimension,
    enums.ProjectDimension,
    enums.ValueChainMapConstraint,
    enums.BottleneckReason,
):
    _expose(_enum)

strawberry.enum(Language, name="Language", description="A language in which texts for people come.")
_describe(Language)


@strawberry.enum(description="In which direction a list is ordered.")
class OrderDirection(Enum):
    """In which direction a list is ordered."""

    ASC = strawberry.enum_value("ASC", description="From the first to the last")
    DESC = strawberry.enum_value("DESC", description="From the last to the first")


@strawberry.type(description="What people call the value of an enum.")
class EnumLabel:
    """What people call the value of an enum."""

    value: str = strawberry.field(description="The value as the API shows it")
    vi: str = strawberry.field(description="Its label in Vietnamese")
    en: str = strawberry.field(description="Its label in English")
