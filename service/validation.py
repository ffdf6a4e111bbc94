"""Validation of documents: once for each, within bounds, with faults that name where they stand."""

import re
from collections.abc import Iterator
from functools import lru_cache

from graphql import (
    SKIP,
    ArgumentNode,
    DocumentNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLSchema,
    OperationDefinitionNode,
    ValidationContext,
    ValueNode,
    VariableDefinitionNode,
    VisitorAction,
    specified_rules,
    validate,
)
from graphql.utilities import validate_input_literal
from graphql.validation import ValuesOfCorrectTypeRule
from graphql.validation.rules import overlapping_fields_can_be_merged
from graphql.validation.validate import ValidationAbortedError
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from service.document import Same
from service.limits import DocumentLimits

MOST_ERRORS = 10
MOST_COMPARISONS = 25_000
_PLACE_IN_VARIABLE = re.compile(r"Variable '(\$\w+)' has invalid value(?: at (\S+))?: ")
"""How graphql-core begins what it says of a variable."""

# Two equal fields of one selection are compared with all that is below them: without a smaller budget
# than the usual 500,000, two thousand tokens can keep graphql-core busy for more than a second.
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = MOST_COMPARISONS


class LiteralValues(ValuesOfCorrectTypeRule):
    """The rule of graphql-core that values fit their types; of a literal it says, as of a variable, where the
    fault stands: ``extensions.argument`` is its path from the argument on."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._name = ""

    def enter_argument(self, node: ArgumentNode, *_: object) -> None:
        """Remembers in which argument the values lie that follow."""
        self._name = node.name.value

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: object) -> None:
        """Remembers of which variable the value that follows is the default."""
        self._name = f"${node.variable.name.value}"

    def is_valid_value_node(self, node: ValueNode, input_type: GraphQLInputType | None) -> VisitorAction:
        """Reports each fault of a value with its place."""
        if input_type is None:
            return SKIP

        def report(error: GraphQLError, path: list[str | int]) -> None:
            kind = "Variable" if self._name.startswith("$") else "Argument"
            place = self._name + "".join(
                f"[{step}]" if isinstance(step, int) else f".{step}" for step in path
            )
            self.report_error(
                GraphQLError(
                    f"{kind} '{place}' has invalid value: {error.message}",
                    nodes=error.nodes or node,
                    original_error=error,
                    extensions={**(error.extensions or {}), "argument": place},
                )
            )

        validate_input_literal(node, input_type, report, None, None, self.context.hide_suggestions)
        return SKIP


def place_in_variable(error: GraphQLError) -> str | None:
    """Where in the value of a variable a fault stands, as ``$first`` or ``$filter.asOf.from``; None for
    other faults."""
    if not any(isinstance(node, VariableDefinitionNode) for node in error.nodes or ()):
        return None
    found = _PLACE_IN_VARIABLE.match(error.message)
    return None if found is None else found[1] + (found[2] or "")


_RULES = (
    *(LiteralValues if rule is ValuesOfCorrectTypeRule else rule for rule in specified_rules),
    MaybeNullValidationRule,
    OneOfInputValidationRule,
    DocumentLimits,
)


class Validation(SchemaExtension):
    """Validates a document once, however often it comes, and gives up after :data:`MOST_ERRORS`
    errors: each may take long to search for what was meant."""

    def on_validate(self) -> Iterator[None]:
        """Takes the place of Strawberry's own validation."""
        context = self.execution_context
        document = context.graphql_document
        if document is not None:
            found = faults(context.schema._schema, Same(document))
            if not found and context._provided_operation_name is None:
                found = _unnamed(document)
            context.pre_execution_errors = found
        yield


def _unnamed(document: DocumentNode) -> list[GraphQLError]:
    """That nobody says which of several operations is meant (``GetOperation`` of the specification):
    Strawberry would run the first."""
    names = [
        definition.name.value
        for definition in document.definitions
        if isinstance(definition, OperationDefinitionNode) and definition.name is not None
    ]
    if len(names) < 2:
        return []
    message = f"The document has several operations: name the one to run, {', '.join(names)}"
    return [GraphQLError(message, extensions={"argument": "operationName"})]


@lru_cache(maxsize=128)
def faults(schema: GraphQLSchema, same: Same) -> list[GraphQLError]:
    """What is wrong with a document."""
    errors = validate(schema, same.document, _RULES, max_errors=MOST_ERRORS)
    if errors and isinstance(errors[-1], ValidationAbortedError):
        errors[-1] = GraphQLError("This has too many faults or repeats too many fields")
    return errors
