"""The printed schema: the contract, its descriptions, its connections, and the published operations."""

from collections.abc import Iterator
from typing import cast

import pytest
from graphql import (
    FieldNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    IntrospectionQuery,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_client_schema,
    build_schema,
    execute_sync,
    get_introspection_query,
    lexicographic_sort_schema,
    parse,
    print_ast,
    print_schema,
    validate,
    visit,
)

import web
from service import execution
from service.printing import FILE, printed_schema

TEXT = FILE.read_text(encoding="utf-8")
SCHEMA = build_schema(TEXT)
OPERATIONS = {
    path.name: path.read_text(encoding="utf-8") for path in sorted(web.OPERATIONS.glob("*.graphql"))
}
TYPES = {name: kind for name, kind in SCHEMA.type_map.items() if not name.startswith("__")}
CONNECTIONS = sorted(name for name in TYPES if name.endswith("Connection"))
EDGES = sorted(name for name in TYPES if name.endswith("Edge"))

QUERY = cast("GraphQLObjectType", TYPES["Query"])
LISTS = [name for name, field in QUERY.fields.items() if "filter" in field.args and "orderBy" in field.args]
ORDERS = sorted(name for name in TYPES if name.endswith("Order"))
FORM = ["filter", "first", "after", "last", "before"]
FURTHER_ARGUMENTS = {"administrativeUnits": ["on"]}
"""Units come in versions: the day is not a property of a unit, but says which of its versions is meant."""

_operations = pytest.mark.parametrize("file", OPERATIONS)
_connections = pytest.mark.parametrize("name", CONNECTIONS)
_lists = pytest.mark.parametrize("name", LISTS)


def test_committed_schema_is_the_printed_one() -> None:
    assert printed_schema() == TEXT


def test_introspection_describes_the_printed_schema() -> None:
    answer = execution.build_schema()._schema  # the schema that is served, below Strawberry
    result = _introspected(answer)

    seen = build_client_schema(result)

    assert _sorted(seen) == _sorted(SCHEMA)


def test_schema_has_no_null_defaults() -> None:
    assert "= null" not in TEXT
    assert [path for path, default in _defaults() if default == "null"] == []
    assert "ASC" in {default for _, default in _defaults()}


def test_everything_is_described() -> None:
    described = dict(_descriptions())

    assert [path for path, text in described.items() if not text or not text.strip()] == []
    assert len(described) > 500


def test_descriptions_have_no_blanks_around_them() -> None:
    assert [path for path, text in _descriptions() if text and text != text.strip()] == []


def test_node_has_its_code_for_an_id() -> None:
    node = SCHEMA.type_map["Node"]

    assert isinstance(node, GraphQLInterfaceType)
    assert {name: str(field.type) for name, field in node.fields.items()} == {
        "id": "ID!",
        "code": "PublicCode!",
    }


def test_every_type_of_node_can_be_asked_for() -> None:
    node = SCHEMA.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)

    kinds = {kind.name for kind in SCHEMA.get_possible_types(node)}

    assert {"Facility", "Supplier", "Buyer", "Product", "AdministrativeUnit"} <= kinds
    assert [kind for kind in sorted(kinds) if "id" not in _fields(kind)] == []


@_connections
def test_connection_has_the_shape_of_relay(name: str) -> None:
    fields = _fields(name)
    edge = name.removesuffix("Connection") + "Edge"

    assert {field: fields[field] for field in ("edges", "pageInfo")} == {
        "edges": f"[{edge}!]!",
        "pageInfo": "PageInfo!",
    }
    assert (fields["totalCount"], fields["totalCountIsLowerBound"]) == ("Int", "Boolean!")


@_connections
def test_every_field_of_a_connection_takes_the_arguments_of_relay(name: str) -> None:
    paging = {"first": "Int", "after": "String", "last": "Int", "before": "String"}
    takers = {
        f"{kind.name}.{field_name}": {
            argument: str(definition.type)
            for argument, definition in field.args.items()
            if argument in paging
        }
        for kind in TYPES.values()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        for field_name, field in kind.fields.items()
        if str(field.type).rstrip("!") == name
    }

    assert takers
    assert [path for path, arguments in takers.items() if arguments != paging] == []


@_lists
def test_list_of_the_root_takes_filter_order_and_page_in_one_form(name: str) -> None:
    definition = QUERY.fields[name]
    noun = str(definition.type).removesuffix("Connection")
    arguments = {argument: str(taken.type) for argument, taken in definition.args.items()}

    order = arguments.pop("orderBy")
    further = [argument for argument in arguments if argument not in FORM]

    assert list(arguments) == ["filter", *further, *FORM[1:]]
    assert arguments["filter"] == f"{noun}Filter"
    assert further == FURTHER_ARGUMENTS.get(name, [])
    assert order in {"Order", f"{noun}Order"}


def test_every_connection_of_the_root_is_a_list_or_a_ranking() -> None:
    connections = {name for name, field in QUERY.fields.items() if str(field.type).endswith("Connection")}

    assert connections == {*LISTS, "partners", "clusterLinkages", "eligibilities", "search"}
    for ranking in ("partners", "clusterLinkages", "eligibilities"):  # each has an order of its own
        assert "orderBy" not in QUERY.fields[ranking].args


@pytest.mark.parametrize("name", ORDERS)
def test_order_is_a_field_and_a_direction(name: str) -> None:
    order = TYPES[name]
    assert isinstance(order, GraphQLInputObjectType)
    values = TYPES[f"{name}Field"]
    assert isinstance(values, GraphQLEnumType)

    shape = {field_name: (str(field.type), _default(field)) for field_name, field in order.fields.items()}

    assert shape == {"field": (f"{name}Field!", None), "direction": ("OrderDirection!", "ASC")}
    assert "CODE" in values.values


def test_edges_are_those_of_the_connections() -> None:
    expected = [name.removesuffix("Connection") + "Edge" for name in CONNECTIONS]

    shapes = {name: _fields(name) for name in EDGES}

    assert sorted(set(expected)) == EDGES
    further = {name: set(fields) - {"cursor", "node"} for name, fields in shapes.items()}
    assert [name for name, fields in shapes.items() if not {"cursor", "node"} <= set(fields)] == []
    assert {name: fields for name, fields in further.items() if fields} == {
        "SearchHitEdge": {"match", "matchedName"}
    }
    assert {fields["cursor"] for fields in shapes.values()} == {"String!"}
    assert [name for name, fields in shapes.items() if not fields["node"].endswith("!")] == []


def test_page_info_has_the_shape_of_relay() -> None:
    assert _fields("PageInfo") == {
        "hasNextPage": "Boolean!",
        "hasPreviousPage": "Boolean!",
        "startCursor": "String",
        "endCursor": "String",
    }


def test_fields_of_the_root_may_fail_alone() -> None:
    assert [name for name, kind in _fields("Query").items() if kind.endswith("!") and name != "nodes"] == []


def test_there_are_published_operations() -> None:
    assert {
        "browse_register.graphql",
        "find_partners.graphql",
        "find_partners_by_example.graphql",
        "look_up.graphql",
        "planning.graphql",
        "statistics.graphql",
        "value_chain_map.graphql",
    } <= set(OPERATIONS)


@_operations
def test_operation_is_valid(file: str) -> None:
    assert validate(SCHEMA, parse(OPERATIONS[file])) == []


@_operations
def test_operation_selects_the_id_of_every_node(file: str) -> None:
    info = TypeInfo(SCHEMA)
    visitor = _Selections(info)

    visit(parse(OPERATIONS[file]), TypeInfoVisitor(info, visitor))

    assert visitor.number_of_nodes > 0
    assert visitor.without_id == []


class _Selections(Visitor):
    """Notes the types of nodes from which an operation selects fields but no ``id``."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self._info = info
        self.without_id: list[str] = []
        self.number_of_nodes = 0

    def enter_selection_set(self, node: SelectionSetNode, *_: object) -> None:
        """Looks at the fields that are selected directly."""
        kind = self._info.get_parent_type()
        if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            return
        if kind.name != "Node" and "Node" not in {interface.name for interface in kind.interfaces}:
            return
        self.number_of_nodes += 1
        selected = {
            field.name.value
            for field in node.selections
            if isinstance(field, FieldNode) and field.alias is None
        }
        if "id" not in selected:
            self.without_id.append(kind.name)


def _introspected(schema: GraphQLSchema) -> IntrospectionQuery:
    """What the schema answers to the introspection query of the reference implementation."""
    result = execute_sync(
        schema,
        parse(get_introspection_query(specified_by_url=True, input_value_deprecation=True, one_of=True)),
    )
    assert result.errors is None
    return cast("IntrospectionQuery", result.data)


def _sorted(schema: GraphQLSchema) -> str:
    return print_schema(lexicographic_sort_schema(schema))


def _fields(name: str) -> dict[str, str]:
    kind = TYPES[name]
    assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
    return {field_name: str(field.type) for field_name, field in kind.fields.items()}


def _descriptions() -> Iterator[tuple[str, str | None]]:
    for name, kind in TYPES.items():
        if kind.ast_node is None:
            continue  # scalars of the specification
        yield name, kind.description
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in kind.fields.items():
                yield f"{name}.{field_name}", field.description
                for argument_name, argument in field.args.items():
                    yield f"{name}.{field_name}({argument_name})", argument.description
        elif isinstance(kind, GraphQLInputObjectType):
            for field_name, input_field in kind.fields.items():
                yield f"{name}.{field_name}", input_field.description
        elif isinstance(kind, GraphQLEnumType):
            for value_name, value in kind.values.items():
                yield f"{name}.{value_name}", value.description
        else:
            assert not isinstance(kind, GraphQLUnionType) or kind.types


def _default(definition: GraphQLArgument | GraphQLInputField) -> str | None:
    """The default of an argument or input field as it is printed; None where it has none."""
    node = definition.ast_node
    return None if node is None or node.default_value is None else print_ast(node.default_value)


def _defaults() -> Iterator[tuple[str, str | None]]:
    for name, kind in TYPES.items():
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in kind.fields.items():
                for argument_name, argument in field.args.items():
                    yield f"{name}.{field_name}({argument_name})", _default(argument)
        elif isinstance(kind, GraphQLInputObjectType):
            for field_name, input_field in kind.fields.items():
                yield f"{name}.{field_name}", _default(input_field)
