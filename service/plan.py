"""What is known of an operation before it is executed: its plan.

Which fields an object has, where their values are and how a value is completed depend on the operation and
the schema alone: they are worked out once, kept beside the parsed document and used for each object by
:mod:`service.executor`. What a plan does not foresee raises, and is left to graphql-core.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from math import isfinite
from operator import attrgetter
from types import CoroutineType, GeneratorType
from typing import Any, NamedTuple, TypeAlias, cast

import strawberry
from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLAbstractType,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLError,
    GraphQLField,
    GraphQLFloat,
    GraphQLID,
    GraphQLIncludeDirective,
    GraphQLInt,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLSkipDirective,
    GraphQLString,
    GraphQLUnionType,
    Node,
    OperationDefinitionNode,
    OperationType,
    Undefined,
    VariableNode,
    Visitor,
    visit,
)
from graphql.execution.collect_fields import CollectedFields, FieldDetailsList, GroupedFieldSet
from graphql.pyutils import Path
from strawberry import UNSET
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import convert_arguments
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.cast import get_strawberry_type_cast
from strawberry.types.field import StrawberryField
from strawberry.types.union import StrawberryUnion

from schema.edge import codes_named, needs_only_the_code

AT_ONCE = 1_000
"""So many items of the lists of one value are read in one go, which takes some milliseconds, while the event
loop waits."""


class Many(Exception):
    """More items than are read in one go."""


class Answers(dict[tuple[int, int], tuple[Any, Any]]):
    """By the identities of a field of a plan and of an object: the object, which so lives on, and what a
    resolver answered. ``left`` is how many items of lists may still be read in one go."""

    __slots__ = ("left",)

    def __init__(self, known: Mapping[tuple[int, int], tuple[Any, Any]], left: float) -> None:
        super().__init__(known)
        self.left = left


Complete: TypeAlias = Callable[[Any, Answers], Any]
"""From a value as a resolver returns it to what the answer holds; raises for what it does not foresee."""
Collect: TypeAlias = Callable[[Any, Path, "list[Place]"], None]
"""Adds the places below a value, itself at a path, at which resolvers must run."""

MOST_OPERATIONS = 128
"""As many as Strawberry keeps parsed documents."""
_MOST_PLANS_OF_OPERATION = 16
_MOST_COMPLETIONS = 2_000
_SMALLEST, _LARGEST = -(2**31), 2**31 - 1
_SPECIAL = (Exception, CoroutineType, GeneratorType, type(None), type(Undefined))
_CONSTANT = frozenset({str, int, float, bool, type(None), type(UNSET)})
_DEFINITION = GraphQLCoreConverter.DEFINITION_BACKREF


class _Unforeseen(Exception):
    """Left to graphql-core."""


class _PlainClasses(dict[type, bool]):
    """Whether the instances of a class are plain values: no errors, not awaitable, neither null nor
    undefined."""

    def __missing__(self, kind: type) -> bool:
        is_special = issubclass(kind, _SPECIAL)
        self[kind] = not is_special and not hasattr(kind, "__await__")
        return self[kind]


_PLAIN = _PlainClasses()


@dataclass(slots=True, eq=False)
class Field:
    """How a field of an object type is answered within an operation."""

    key: str
    """Its name in the answer."""
    definition: GraphQLField
    details: FieldDetailsList
    nodes: list[FieldNode]
    read: Complete | None
    """From the object to the finished value; None where graphql-core must complete it."""
    attribute: Callable[[Any], Any] | None
    """Gets the value of the object; None where a resolver finds it."""
    below: Collect | None
    """None where no resolver must run below the value."""
    is_asked: bool
    """Whether a resolver finds its value."""
    is_computed: bool
    """Whether it is one that computes (:attr:`Resolver.computes`)."""
    edges: Sequence["Field"]
    """Fields of its value that need only the code of the record it is: where an object names that, those that
    it has whatever its kind."""
    codes: Callable[[Any], object] | None
    """Gets the code of that record, or the codes of those records, from the object, where it names them."""
    resolver: "Resolver | None"
    """None where it runs in the wrapping of Strawberry."""
    has_variables: bool
    arguments: dict[str, Any] | None = None
    """What the resolver gets for its arguments, once they are known, if they hold no variables and nothing
    that it could change."""


@dataclass(slots=True, eq=False)
class Kind:
    """The objects of one type at one place of an operation."""

    type: GraphQLObjectType
    collected: GroupedFieldSet
    read: Complete | None
    """From the object to its finished fields; None where graphql-core must complete one of them."""
    asked: Sequence[Field]
    """Those whose values resolvers find."""
    inside: Sequence[tuple[str, Callable[[Any], Any], Collect]]
    """Attributes below which resolvers must run: the name in the answer, the value, and where."""

    def collect(self, value: Any, path: Path, places: "list[Place]") -> None:
        """Adds an object and what is below its attributes, as far as resolvers must run there."""
        if self.asked:
            places.append(Place(self, value, path))
        for key, attribute, below in self.inside:
            try:
                below(attribute(value), Path(path, key, self.type.name), places)
            except Exception:  # the executor of graphql-core finds it again
                continue


class Place(NamedTuple):
    """An object for which resolvers must run."""

    kind: Kind
    source: Any
    path: Path


@dataclass(slots=True, eq=False)
class Completion:
    """How the values of a field, or of a list in it, are completed."""

    read: Complete | None = None
    """At once; None where graphql-core must complete something below."""
    kind: Callable[[Any], Kind | None] | None = None
    """Of which kind an object is, None where graphql-core must tell; None where there are no objects."""
    below: Collect | None = None
    """None where no resolver must run below."""
    kinds: Collection[Kind] = ()
    """Of which kinds an object may be."""


@dataclass(slots=True, eq=False)
class Plan:
    """What is known of an operation at given values of its conditions. Collected fields and their details
    are known by identity, as in graphql-core: they live as long as the plan."""

    root: GroupedFieldSet | None = None
    collected: dict[tuple[GraphQLObjectType, int], tuple[FieldDetailsList, CollectedFields]] = field(
        default_factory=dict
    )
    fields: dict[int, list[Field]] = field(default_factory=dict)
    completions: dict[tuple[int, int], Completion] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class _Operation:
    """An operation with its plans by the values of ``conditions``, the variables of skip and include."""

    schema: GraphQLSchema
    node: OperationDefinitionNode
    conditions: Sequence[str]
    is_plannable: bool
    """Whether all that changes how it runs is skip and include."""
    plans: dict[tuple[object, ...], Plan] = field(default_factory=dict)


OPERATIONS: OrderedDict[int, _Operation] = OrderedDict()
"""The operations asked last, by the identity of their node, which the cache of parsed documents keeps."""


def known_plan(
    schema: GraphQLSchema,
    node: OperationDefinitionNode,
    fragments: Iterable[Node],
    variables: Mapping[str, object],
) -> Plan | None:
    """The plan of an operation; a new one the first time, None where there can be none."""
    known = OPERATIONS.get(id(node))
    if known is None or known.schema is not schema:
        known = OPERATIONS[id(node)] = _operation(schema, node, [node, *fragments])
        if len(OPERATIONS) > MOST_OPERATIONS:
            OPERATIONS.popitem(last=False)
    OPERATIONS.move_to_end(id(node))
    if not known.is_plannable:
        return None
    values = tuple(map(variables.get, known.conditions))
    if not all(isinstance(value, bool) for value in values):
        return None
    if values not in known.plans and len(known.plans) < _MOST_PLANS_OF_OPERATION:
        known.plans[values] = Plan()
    return known.plans.get(values)


def _operation(schema: GraphQLSchema, node: OperationDefinitionNode, nodes: Iterable[Node]) -> _Operation:
    """What to know of an operation before there is a plan."""
    finder = _Finder()
    for part in nodes:
        visit(part, finder)
    is_plannable = finder.is_usual and node.operation != OperationType.SUBSCRIPTION
    return _Operation(schema, node, sorted(finder.conditions), is_plannable)


class _Finder(Visitor):
    """Finds the variables of skip and include, and whatever else changes how an operation is run."""

    def __init__(self) -> None:
        super().__init__()
        self.conditions: set[str] = set()
        self.is_usual = True

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        """Skip and include; others, such as defer, are unusual."""
        if node.name.value not in {GraphQLSkipDirective.name, GraphQLIncludeDirective.name}:
            self.is_usual = False
        self.conditions |= {name for argument in node.arguments or () for name in _variables(argument)}

    def enter_fragment_definition(self, node: FragmentDefinitionNode, *_: object) -> None:
        """A fragment with arguments of its own has other fields wherever it is spread."""
        self.is_usual = self.is_usual and not node.variable_definitions


def _variables(node: Node) -> set[str]:
    """The names of the variables within a node."""
    names = _Names()
    visit(node, names)
    return names.found


class _Names(Visitor):
    """Finds the names of variables."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def enter_variable(self, node: VariableNode, *_: object) -> None:
        """A variable."""
        self.found.add(node.name.value)


class Compiler:
    """Adds to a plan what the execution at hand asks of it."""

    def __init__(self, executor: StrawberryGraphQLCoreExecutionContext, plan: Plan) -> None:
        self._executor = executor
        self._plan = plan

    def fields(self, parent_type: GraphQLObjectType, collected: GroupedFieldSet) -> list[Field]:
        """The fields of an object type, in the order of the answer."""
        known = self._plan.fields.get(id(collected))
        if known is None:
            planned = (self._field(parent_type, *item) for item in collected.items())
            known = self._plan.fields[id(collected)] = [each for each in planned if each is not None]
        return known

    def _field(self, parent_type: GraphQLObjectType, key: str, details: FieldDetailsList) -> Field | None:
        node = details[0].node
        definition = self._executor.schema.get_field(parent_type, node.name.value)
        if definition is None:
            return None
        is_typename = node.name.value == "__typename"
        name = None if is_typename else _attribute(definition)
        attribute = None if name is None else attrgetter(name)
        completion = Completion() if is_typename else self.completion(definition.type, details)
        resolver = resolver_of(self._executor.schema, definition)
        codes = None if resolver is None else codes_named(resolver.function)
        planned = Field(
            key=key,
            definition=definition,
            details=details,
            nodes=[each.node for each in details],
            read=None,
            attribute=attribute,
            below=completion.below,
            is_asked=attribute is None and not is_typename,
            is_computed=resolver is not None and resolver.computes,
            edges=_edges(completion.kinds, are_common=codes is not None),
            codes=codes,
            resolver=resolver,
            has_variables=any(_variables(argument) for argument in node.arguments or ()),
        )
        if is_typename:
            typename = parent_type.name
            planned.read = lambda _, __: typename
        elif completion.read is not None:
            planned.read = (
                _answered(id(planned), completion.read)
                if attribute is None
                else _got(attribute, completion.read, _exact(definition.type))
            )
        return planned

    def completion(self, kind: GraphQLOutputType, details: FieldDetailsList) -> Completion:
        """How values of a type are completed at a place."""
        key = (id(kind), id(details))
        known = self._plan.completions
        if key not in known:
            known[key] = Completion()
            if len(known) < _MOST_COMPLETIONS:
                known[key] = self._completion(kind, details)
        return known[key]

    def _completion(self, kind: GraphQLOutputType, details: FieldDetailsList) -> Completion:
        nullable = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        completion = Completion()
        if isinstance(nullable, GraphQLList):
            completion = _of_list(self.completion(nullable.of_type, details))
        elif isinstance(nullable, GraphQLScalarType | GraphQLEnumType):
            completion = _of_leaf(nullable)
        elif isinstance(nullable, GraphQLObjectType):
            completion = self._of_object(nullable, details)
        elif isinstance(nullable, GraphQLInterfaceType | GraphQLUnionType):
            completion = self._of_abstract(nullable, details)
        if completion.read is not None:
            completion.read = _with_null(completion.read, is_allowed=kind is nullable)
        return completion

    def _of_object(self, kind: GraphQLObjectType, details: FieldDetailsList) -> Completion:
        found = self._kind(kind, details)
        if found is None or _has_own_rule(kind):
            return Completion()
        belongs = kind.is_type_of
        known: set[type] = set()

        def kind_of(value: Any) -> Kind | None:
            if belongs is not None and get_strawberry_type_cast(value) is not None:
                return None
            if type(value) not in known:
                if not _PLAIN[type(value)] or not (belongs is None or belongs(value, cast(Any, None))):
                    return None
                known.add(type(value))
            return found

        return _of_kinds(kind_of, [found])

    def _of_abstract(self, kind: GraphQLAbstractType, details: FieldDetailsList) -> Completion:
        kinds: dict[type, Kind] = {}
        for possible in self._executor.schema.get_possible_types(kind):
            found = self._kind(possible, details)
            definition = possible.extensions.get(_DEFINITION)
            if found is None or _has_own_rule(possible):
                return Completion()
            if isinstance(definition, StrawberryObjectDefinition) and definition.concrete_of is None:
                kinds[definition.origin] = found
        if _has_own_rule(kind):
            return Completion()

        def kind_of(value: Any) -> Kind | None:
            return kinds.get(type(value)) if get_strawberry_type_cast(value) is None else None

        return _of_kinds(kind_of, kinds.values())

    def _kind(self, kind: GraphQLObjectType, details: FieldDetailsList) -> Kind | None:
        try:
            collected = self._executor.collect_subfields(kind, details).grouped_field_set
        except GraphQLError:  # raised anew for each object
            return None
        fields = self.fields(kind, collected)
        reads = [(planned.key, planned.read) for planned in fields if planned.read is not None]
        is_read = len(reads) == len(fields)

        def read(value: Any, answers: Answers) -> Any:
            return {key: read(value, answers) for key, read in reads}

        return Kind(
            kind,
            collected,
            read if is_read else None,
            asked=[planned for planned in fields if planned.is_asked],
            inside=[
                (planned.key, planned.attribute, planned.below)
                for planned in fields
                if planned.attribute is not None and planned.below is not None
            ],
        )


def _edges(kinds: Collection[Kind], *, are_common: bool) -> list[Field]:
    """The fields that need only the code of a record, of any kind or only those ``are_common`` to all; one of
    an interface is the same in all its kinds."""
    found = [
        ((each.resolver.function, *map(id, each.nodes)), each)
        for kind in kinds
        for each in kind.asked
        if each.resolver is not None and needs_only_the_code(each.resolver.function)
    ]
    times = Counter(key for key, _ in found)
    least = len(kinds) if are_common else 1
    return [each for key, each in dict(found).items() if times[key] >= least]


def _of_kinds(kind_of: Callable[[Any], Kind | None], kinds: Collection[Kind]) -> Completion:
    """The completion of objects of some kinds."""

    def collect(value: Any, path: Path, places: list[Place]) -> None:
        kind = kind_of(value)
        if kind is not None:
            kind.collect(value, path, places)

    def read(value: Any, answers: Answers) -> Any:
        kind = kind_of(value)
        if kind is None or kind.read is None:
            raise _Unforeseen
        return kind.read(value, answers)

    return Completion(
        read=read if all(kind.read is not None for kind in kinds) else None,
        kind=kind_of,
        below=collect if any(kind.asked or kind.inside for kind in kinds) else None,
        kinds=kinds,
    )


def _with_null(read: Complete, *, is_allowed: bool) -> Complete:
    def completed(value: Any, answers: Answers) -> Any:
        if value is not None:
            return read(value, answers)
        if is_allowed:
            return None
        raise _Unforeseen

    return completed


def _got(attribute: Callable[[Any], Any], complete: Complete, exact: type | None) -> Complete:
    """Reads an attribute; one of the class ``exact`` is an answer as it is."""
    if exact is None:
        return lambda source, answers: complete(attribute(source), answers)

    def read(source: Any, answers: Answers) -> Any:
        value = attribute(source)
        return value if type(value) is exact else complete(value, answers)

    return read


def _answered(field_id: int, complete: Complete) -> Complete:
    """Reads what a resolver has answered; it is unforeseen that it was not asked."""
    return lambda source, answers: complete(answers[field_id, id(source)][1], answers)


def _attribute(definition: GraphQLField) -> str | None:
    """The attribute of an object that a field shows; None where a resolver finds its value."""
    described = definition.extensions.get(_DEFINITION)
    if not (isinstance(described, StrawberryField) and described.is_basic_field and not definition.args):
        return None
    is_read = getattr(definition.resolve, "_is_default", False) and described.default_resolver is getattr
    return described.python_name if is_read else None


class Resolver:
    """A resolver without what Strawberry wraps around it for extensions and handlers of exceptions, of
    which it has none. Arguments that no resolver can change are converted once for all objects. Input types
    that make themselves (``from_input``) are not told of the request."""

    def __init__(self, field: StrawberryField, strawberry_schema: strawberry.Schema) -> None:
        resolver = field.base_resolver
        assert resolver is not None
        self._field = field
        self._config = strawberry_schema.config
        self._scalars = strawberry_schema.schema_converter.scalar_registry
        self.function: Any = resolver.wrapped_func
        self._takes_self = resolver.self_parameter is not None
        names = (resolver.parent_parameter, resolver.root_parameter)
        self._sources = [parameter.name for parameter in names if parameter is not None]
        self._info = resolver.info_parameter.name if resolver.info_parameter is not None else None
        self.computes = self._info is None and not resolver.is_async
        """Whether it answers at once without the context of a request. What such a one asks after all, it
        asks later than the others of its level."""

    def arguments(self, given: dict[str, Any]) -> dict[str, Any] | None:
        """The arguments as the function takes them; None where one cannot be converted."""
        try:
            return convert_arguments(given, self._field.arguments, self._scalars, self._config)
        except Exception:  # Strawberry meets it again
            return None

    def call(self, source: Any, info: GraphQLResolveInfo[Any], arguments: dict[str, Any]) -> Any:
        """What the function returns for an object."""
        keywords = dict(arguments)
        for name in self._sources:
            keywords[name] = source
        if self._info is not None:
            keywords[self._info] = self._config.info_class(_raw_info=info, _field=self._field)
        return self.function(source, **keywords) if self._takes_self else self.function(**keywords)


def resolver_of(schema: GraphQLSchema, definition: GraphQLField) -> Resolver | None:
    """The resolver of a field; None where there is none or Strawberry wraps more around it."""
    described = definition.extensions.get(_DEFINITION)
    strawberry_schema: strawberry.Schema | None = getattr(schema, "_strawberry_schema", None)
    if not isinstance(described, StrawberryField) or strawberry_schema is None:
        return None
    if described.base_resolver is None or described.extensions:
        return None
    if strawberry_schema.schema_converter.exception_handlers:
        return None
    return Resolver(described, strawberry_schema)


def are_constant(arguments: dict[str, Any]) -> bool:
    """Whether no resolver can change its arguments for the next one."""
    return all(type(value) in _CONSTANT or isinstance(value, Enum) for value in arguments.values())


def _has_own_rule(kind: GraphQLNamedType) -> bool:
    """Whether a type says by a function of its own which objects belong to it."""
    described = kind.extensions.get(_DEFINITION)
    if isinstance(described, StrawberryObjectDefinition):
        return described.is_type_of is not None or described.resolve_type is not None
    return not isinstance(described, StrawberryUnion)


def _exact(kind: GraphQLOutputType) -> type | None:
    """The class whose instances, whatever their value, are answers as they are; None where there is none."""
    nullable = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    if nullable is GraphQLString or nullable is GraphQLID:
        return str
    if nullable is GraphQLBoolean:
        return bool
    coerce = getattr(nullable, "coerce_output_value", None)
    return coerce if coerce in (str, int) else None


def _of_list(item: Completion) -> Completion:
    read, below = item.read, item.below

    def read_all(values: Any, answers: Answers) -> Any:
        if read is None or (type(values) is not list and type(values) is not tuple):
            raise _Unforeseen
        answers.left -= len(values)
        if answers.left < 0:
            raise Many
        return [read(value, answers) for value in values]

    def collect(values: Any, path: Path, places: list[Place]) -> None:
        if below is not None and (type(values) is list or type(values) is tuple):
            for number, value in enumerate(values):
                below(value, Path(path, number, None), places)

    return Completion(
        read=None if read is None else read_all,
        below=None if below is None else collect,
        kinds=item.kinds,
    )


def _of_leaf(kind: GraphQLScalarType | GraphQLEnumType) -> Completion:
    coerce = kind.coerce_output_value

    def coerced(value: Any, _: Answers | None = None) -> Any:
        if not _PLAIN[type(value)]:
            raise _Unforeseen
        result = coerce(value)
        if result is None or result is Undefined:
            raise _Unforeseen
        return result

    if kind is GraphQLInt:
        return Completion(
            lambda value, _: (
                value if type(value) is int and _SMALLEST <= value <= _LARGEST else coerced(value)
            )
        )
    if kind is GraphQLFloat:
        return Completion(
            lambda value, _: value if type(value) is float and isfinite(value) else coerced(value)
        )
    if isinstance(kind, GraphQLEnumType):
        members = getattr(kind, "wrapped_cls", ())
        names = {id(member): coerced(member) for member in members}  # members live as long as the process
        return Completion(lambda value, _: names.get(id(value)) or coerced(value))
    return Completion(coerced)
