"""What one request may cost: tokens, depth, aliases, directives, objects, its body."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
    ValueNode,
    VariableNode,
    Visitor,
    get_named_type,
    get_nullable_type,
    visit,
)
from graphql.execution import ExecutionResult
from strawberry.extensions import SchemaExtension

from schema.connection import DEFAULT_SIZE, LARGEST_SIZE
from schema.errors import too_expensive
from service.document import Same

MOST_TOKENS = 2_000
MOST_LEVELS = 15
MOST_ALIASES = 30
MOST_DIRECTIVES = 50
MOST_OBJECTS = 50_000
LARGEST_BODY = 256_000
_USUAL_LIST = 5
_INTROSPECTION_LIST = 10
_COMPUTED = {
    ("Query", "partners"): 5_000,
    ("Query", "supplyTrace"): 2_000,
    ("Query", "disruption"): 10_000,
    ("Product", "relatedProducts"): 1_000,
    ("AdministrativeUnit", "feasibleProducts"): 1_000,
    ("Cluster", "feasibleProducts"): 1_000,
    ("ValueChain", "map"): 2_000,
    ("Query", "clusterLinkages"): 2_000,
    ("Query", "clusterCandidates"): 2_000,
    ("Query", "facilityStatistics"): 10_000,
    ("Query", "projectStatistics"): 10_000,
    ("Query", "chainPlan"): 10_000,
    ("Query", "groupProjectProposals"): 10_000,
    ("Query", "pilotProjectProposals"): 10_000,
    ("Query", "linkageProjectProposals"): 10_000,
    ("Query", "projectPortfolio"): 10_000,
    ("Query", "eligibilities"): 10_000,
    ("Query", "projectEligibilities"): 1_000,
    ("Query", "dataGaps"): 10_000,
    ("TradeFair", "matches"): 2_000,
    ("Query", "meetingSchedule"): 10_000,
    ("Query", "fairSuggestions"): 2_000,
    ("Query", "programmeProgress"): 2_000,
}
"""Fields that are computed from far more than they show, with what that weighs in objects."""
LONG_LISTS = {
    ("ChainPlan", "ambiguousUnits"): 100,
    ("ClusterCandidates", "ambiguousUnits"): 100,
    ("ClusterLinkageConnection", "ambiguousUnits"): 100,
    ("EligibilityConnection", "ambiguousUnits"): 100,
    ("FacilityStatistics", "ambiguousUnits"): 100,
    ("GroupProjectProposals", "ambiguousUnits"): 100,
    ("LinkageProjectProposals", "ambiguousUnits"): 100,
    ("PartnerMatchConnection", "ambiguousUnits"): 100,
    ("PilotProjectProposals", "ambiguousUnits"): 100,
    ("Portfolio", "ambiguousUnits"): 100,
    ("ProjectStatistics", "ambiguousUnits"): 100,
    ("Query", "projectEligibilities"): 100,
    ("SupplyTrace", "links"): 500,
    ("SupplyTrace", "singleSources"): 50,
    ("SingleSource", "affected"): 10,
    ("Disruption", "affected"): 200,
    ("Disruption", "replacements"): 50,
    ("Replacement", "candidates"): 10,
    ("ClusterCandidate", "members"): 50,
    ("ChainPlan", "production"): 500,
    ("ChainPlan", "flows"): 500,
    ("ChainPlan", "shortages"): 20,
    ("PlannedShortage", "lacking"): 50,
    ("GroupProjectProposals", "excluded"): 200,
    ("GroupProjectProposal", "members"): 50,
    ("GroupProjectProposal", "linkages"): 100,
    ("PilotProjectProposals", "excluded"): 200,
    ("LinkageProjectProposal", "members"): 30,
    ("LinkageProjectProposal", "flows"): 50,
    ("Portfolio", "selected"): 200,
    ("Portfolio", "rejected"): 500,
    ("Portfolio", "byBudgetLine"): 50,
    ("Portfolio", "objections"): 50,
    ("PortfolioObjection", "missing"): 20,
    ("Displacement", "displaced"): 20,
    ("Displacement", "joined"): 20,
    ("MeetingSchedule", "meetings"): 200,
    ("MeetingSchedule", "unplaced"): 200,
    ("MeetingSchedule", "load"): 100,
    ("FairSuggestions", "suggestions"): 20,
}
"""Lists without pages of computed answers, with how many items they count as: the most there can be, or where
that is very many, what a large answer has."""
_RANKED = {"RelatedProducts": "products", "FeasibleProducts": "products", "ClusterCandidates": "candidates"}
"""Types whose list of this name is as long as the field around it asks for."""


class DocumentLimits(ValidationRule):
    """Refuses a document that goes too deep or has too many aliases or directives.

    A fragment counts wherever it is spread and is measured once: fragments that spread each other
    twice would take forever otherwise.
    """

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._fragments = _fragments(context.document)
        self._known: dict[str, _Extent] = {}
        self._directives = 0

    def enter_directive(self, *_: object) -> None:
        """Counts a directive."""
        self._directives += 1

    def leave_document(self, document: DocumentNode, *_: object) -> None:
        """Measures the operations. By now graphql-core has refused fragments that nest so deeply that
        a recursion would end in an error."""
        operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
        extents = [self._extent(operation.selection_set) for operation in operations]
        if any(extent.levels > MOST_LEVELS for extent in extents):
            self._refuse(f"This goes too deep: a request has at most {MOST_LEVELS} levels")
        if sum(extent.aliases for extent in extents) > MOST_ALIASES:
            self._refuse(
                f"Too many aliases: a request has at most {MOST_ALIASES}, and those of a fragment count "
                "wherever it stands"
            )
        if self._directives > MOST_DIRECTIVES:
            self._refuse(f"Too many directives: a request has at most {MOST_DIRECTIVES}")

    def _refuse(self, message: str) -> None:
        self.report_error(GraphQLError(message))

    def _extent(self, selections: SelectionSetNode) -> "_Extent":
        levels = aliases = 0
        for selection in selections.selections:
            extent = _Extent(0, 0)
            if isinstance(selection, FragmentSpreadNode):
                extent = self._of_fragment(selection.name.value)
            elif isinstance(selection, InlineFragmentNode):
                extent = self._extent(selection.selection_set)
            elif isinstance(selection, FieldNode):
                extent = self._of_field(selection)
            levels = max(levels, extent.levels)
            aliases += extent.aliases
        return _Extent(levels, aliases)

    def _of_field(self, field: FieldNode) -> "_Extent":
        is_alias = field.alias is not None
        if field.selection_set is None:
            return _Extent(0, is_alias)
        below = self._extent(field.selection_set)
        is_introspection = field.name.value.startswith("__")  # graphql-core limits its depth
        return _Extent(0 if is_introspection else below.levels + 1, below.aliases + is_alias)

    def _of_fragment(self, name: str) -> "_Extent":
        if name not in self._known:
            self._known[name] = _Extent(0, 0)  # ends a circle, which graphql-core refuses
            fragment = self._fragments.get(name)
            if fragment is not None:
                self._known[name] = self._extent(fragment.selection_set)
        return self._known[name]


class _Extent(NamedTuple):
    """How many levels of objects a selection goes down, and how many aliases it has."""

    levels: int
    aliases: int


_PAGE_SIZES = ("first", "last")
"""The arguments that say how long a page is."""
_LIST = "ids"
"""The argument that is as long as the list that it brings."""


class CostLimit(SchemaExtension):
    """Refuses an operation that could bring more than :data:`MOST_OBJECTS` objects."""

    def on_execute(self) -> Iterator[None]:
        """Weighs the operation with its variables before it runs."""
        context = self.execution_context
        document = context.graphql_document
        if document is not None:
            same, given = Same(document), context.variables or {}
            sizes = tuple((name, size_of(given[name])) for name in _sizing(same) if name in given)
            cost = _cost(context.schema._schema, same, context.operation_name, sizes)
            if cost > MOST_OBJECTS:
                error = too_expensive(
                    f"This could bring {cost:,} objects; a request may bring {MOST_OBJECTS:,}. "
                    "Ask for smaller pages"
                )
                context.result = ExecutionResult(data=None, errors=[error])
        yield


_Size: TypeAlias = int | range | None
"""What of a variable weighs: a size of a page, or as many places as a list has."""


def size_of(value: object) -> _Size:
    """What of the value of a variable weighs; None where nothing does."""
    return range(len(value)) if isinstance(value, list) else _page_size(value)


def _page_size(given: object) -> int | None:
    """The size of a page that is asked for, within what a page may have; None for what is no number."""
    if isinstance(given, int) or (isinstance(given, float) and given.is_integer()):
        return min(max(int(given), 0), LARGEST_SIZE)
    return None


@lru_cache(maxsize=128)
def _sizing(same: Same) -> list[str]:
    """The variables of a document that say how long a page or a list is."""
    found = _Sizing()
    visit(same.document, found)
    return sorted(found.names)


class _Sizing(Visitor):
    """Finds the variables that are given for the size of something."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_argument(self, node: ArgumentNode, *_: object) -> None:
        """An argument of a field or, where its name means the same, of a directive."""
        if node.name.value in (*_PAGE_SIZES, _LIST) and isinstance(node.value, VariableNode):
            self.names.add(node.value.name.value)


@lru_cache(maxsize=128)
def _cost(
    schema: GraphQLSchema, same: Same, operation_name: str | None, sizes: tuple[tuple[str, _Size], ...]
) -> int:
    return objects(same.document, operation_name, dict(sizes), schema)


def objects(
    document: DocumentNode,
    operation_name: str | None,
    variables: Mapping[str, Any],
    schema: GraphQLSchema,
) -> int:
    """How many objects an operation brings at most: pages and rankings count by their size, lists of ids by
    their length, other lists as :data:`LONG_LISTS` says, else as five. A computed field has a weight of its
    own."""
    operations = [
        d
        for d in document.definitions
        if isinstance(d, OperationDefinitionNode)
        and (operation_name is None or (d.name is not None and d.name.value == operation_name))
    ]
    if not operations:
        return 0
    root = schema.get_root_type(operations[0].operation)
    defaults = {
        definition.variable.name.value: _literal(definition.default_value)
        for definition in operations[0].variable_definitions or ()
    }
    weigher = _Weigher(_fragments(document), {**defaults, **variables}, schema)
    return 0 if root is None else weigher.weigh(operations[0].selection_set, root, DEFAULT_SIZE)


def _fragments(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}


def _literal(value: ValueNode | None) -> object:
    """A number or a list as it is written; nothing else weighs."""
    if isinstance(value, IntValueNode):
        return float(value.value)  # an int would be refused beyond 4,300 digits
    return value.values if isinstance(value, ListValueNode) else None


class _Weigher:
    """Walks a selection; a fragment is weighed once for each type and page size it stands under."""

    def __init__(
        self,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
        schema: GraphQLSchema,
    ) -> None:
        self._fragments = fragments
        self._variables = variables
        self._schema = schema
        self._known: dict[tuple[str, str, int], int] = {}

    def weigh(self, selections: SelectionSetNode, parent: GraphQLCompositeType, size: int) -> int:
        """The objects below one object of the type ``parent``; ``size`` is that of the page around."""
        total = 0
        for selection in selections.selections:
            if isinstance(selection, FieldNode):
                total += self._field(selection, parent, size)
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                kind = parent if condition is None else self._composite(condition.name.value, parent)
                total += self.weigh(selection.selection_set, kind, size)
            elif isinstance(selection, FragmentSpreadNode):
                total += self._fragment(selection.name.value, parent, size)
        return total

    def _fragment(self, name: str, parent: GraphQLCompositeType, size: int) -> int:
        key = (name, parent.name, size)
        if key not in self._known:
            fragment = self._fragments[name]
            kind = self._composite(fragment.type_condition.name.value, parent)
            self._known[key] = self.weigh(fragment.selection_set, kind, size)
        return self._known[key]

    def _field(self, node: FieldNode, parent: GraphQLCompositeType, size: int) -> int:
        if node.selection_set is None or not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            return 0
        field = self._schema.get_field(parent, node.name.value)
        if field is None:
            return 0
        named = get_named_type(field.type)
        if not isinstance(named, GraphQLCompositeType):
            return 0
        is_list = isinstance(get_nullable_type(field.type), GraphQLList)
        number = 1
        if named.name.endswith("Connection") or named.name in _RANKED:
            size = self._size(node)
        elif is_list:
            is_page = node.name.value in {"edges", _RANKED.get(parent.name)}
            number = size if is_page else self._length(node, named, parent)
        below = self.weigh(node.selection_set, named, size)
        itself = 0 if named.name.endswith(("Connection", "Edge", "PageInfo")) else 1
        return number * (itself + below) + _COMPUTED.get((parent.name, node.name.value), 0)

    def _size(self, node: FieldNode) -> int:
        for name in _PAGE_SIZES:
            size = _page_size(self._argument(node, name))
            if size is not None:
                return size
        return DEFAULT_SIZE

    def _length(self, node: FieldNode, kind: GraphQLCompositeType, parent: GraphQLCompositeType) -> int:
        given = self._argument(node, _LIST)
        if isinstance(given, list | tuple | range):
            return len(given)
        usual = _INTROSPECTION_LIST if kind.name.startswith("__") else _USUAL_LIST
        return LONG_LISTS.get((parent.name, node.name.value), usual)

    def _argument(self, node: FieldNode, name: str) -> object:
        for argument in node.arguments or ():
            if argument.name.value == name:
                value = argument.value
                if isinstance(value, VariableNode):
                    return self._variables.get(value.name.value)
                return _literal(value)
        return None

    def _composite(self, name: str, parent: GraphQLCompositeType) -> GraphQLCompositeType:
        kind = self._schema.get_type(name)
        return kind if isinstance(kind, GraphQLCompositeType) else parent
