"""What one request may cost: tokens, depth, aliases, directives, objects, and its body."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
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
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
    VariableNode,
    get_named_type,
    get_nullable_type,
)
from graphql.execution import ExecutionResult
from strawberry.extensions import MaxAliasesLimiter, QueryDepthLimiter, SchemaExtension

from schema.connection import DEFAULT_SIZE, LARGEST_SIZE
from schema.errors import too_expensive

MOST_TOKENS = 2_000
MOST_LEVELS = 15
MOST_ALIASES = 30
MOST_DIRECTIVES = 50
MOST_OBJECTS = 50_000
LARGEST_BODY = 256_000
_USUAL_LIST = 5


class MaxDirectives(ValidationRule):
    """Refuses a document with more than :data:`MOST_DIRECTIVES` directives."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._number = 0

    def enter_directive(self, *_: object) -> None:
        """Counts a directive."""
        self._number += 1
        if self._number == MOST_DIRECTIVES + 1:
            self.report_error(GraphQLError(f"More than {MOST_DIRECTIVES} directives"))


RULES = [
    *QueryDepthLimiter(max_depth=MOST_LEVELS).validation_rules,
    *MaxAliasesLimiter(max_alias_count=MOST_ALIASES).validation_rules,
    MaxDirectives,
]
"""Made once: rules that are made for each request would keep the cache of validation from hitting."""


class CostLimit(SchemaExtension):
    """Refuses an operation that could bring more than :data:`MOST_OBJECTS` objects."""

    def on_execute(self) -> Iterator[None]:
        """Weighs the operation with its variables before it runs."""
        context = self.execution_context
        document = context.graphql_document
        if document is not None:
            cost = objects(document, context.operation_name, context.variables or {}, context.schema._schema)
            if cost > MOST_OBJECTS:
                error = too_expensive(
                    f"This could bring {cost:,} objects; a request may bring {MOST_OBJECTS:,}. "
                    "Ask for smaller pages"
                )
                context.result = ExecutionResult(data=None, errors=[error])
        yield


def objects(
    document: DocumentNode,
    operation_name: str | None,
    variables: Mapping[str, Any],
    schema: GraphQLSchema,
) -> int:
    """How many objects an operation brings at most: pages count by their size, other lists as five."""
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
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
        definition.variable.name.value: int(definition.default_value.value)
        for definition in operations[0].variable_definitions or ()
        if isinstance(definition.default_value, IntValueNode)
    }
    weigher = _Weigher(fragments, {**defaults, **variables}, schema)
    return 0 if root is None else weigher.weigh(operations[0].selection_set, root, DEFAULT_SIZE)


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
        field = parent.fields.get(node.name.value)
        if field is None:  # introspection
            return 0
        named = get_named_type(field.type)
        if not isinstance(named, GraphQLCompositeType):
            return 0
        is_list = isinstance(get_nullable_type(field.type), GraphQLList)
        number = 1
        if named.name.endswith("Connection"):
            size = self._size(node)
        elif is_list:
            number = size if node.name.value == "edges" else _USUAL_LIST
        below = self.weigh(node.selection_set, named, size)
        itself = 0 if named.name.endswith(("Connection", "Edge", "PageInfo")) else 1
        return number * (itself + below)

    def _size(self, node: FieldNode) -> int:
        for argument in node.arguments or ():
            if argument.name.value in {"first", "last"}:
                value = argument.value
                given: object = None
                if isinstance(value, IntValueNode):
                    given = int(value.value)
                elif isinstance(value, VariableNode):
                    given = self._variables.get(value.name.value)
                if isinstance(given, int) or (isinstance(given, float) and given.is_integer()):
                    return min(max(int(given), 0), LARGEST_SIZE)
        return DEFAULT_SIZE

    def _composite(self, name: str, parent: GraphQLCompositeType) -> GraphQLCompositeType:
        kind = self._schema.get_type(name)
        return kind if isinstance(kind, GraphQLCompositeType) else parent
