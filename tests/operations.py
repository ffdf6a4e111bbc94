"""Random operations over a schema, and random answers of its resolvers, among them every kind of fault."""

import asyncio
import datetime as dt
import random
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLError,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_composite_type,
    is_required_argument,
    is_required_input_field,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

_DEFINITION = GraphQLCoreConverter.DEFINITION_BACKREF
_LITERALS: dict[str, Sequence[object]] = {
    "Int": (0, 1, 7, 100),
    "Float": (0.5, 20.0),
    "String": ("quế", ""),
    "Boolean": (True, False),
    "ID": ("P-vo-que-kho",),
    "PublicCode": ("P-vo-que-kho",),
    "HSCode": ("2022:0906",),
    "VND": (0, 5_000_000),
    "Date": ("2026-11-26",),
    "DateTime": ("2026-11-26T00:00:00+00:00",),
    "Time": ("08:30:00",),
}
_VALUES: dict[str, Sequence[object]] = {
    **_LITERALS,
    "String": ("vỏ quế", "", "a"),
    "Date": (dt.date(2026, 11, 26),),
    "DateTime": (dt.datetime(2026, 11, 26, tzinfo=dt.UTC),),
    "Time": (dt.time(8, 30),),
}


@dataclass
class Writer:
    """Writes an operation that is valid for a schema."""

    schema: GraphQLSchema
    chance: random.Random
    variables: dict[str, object] = field(default_factory=dict)
    left: int = 30
    """How many more fields it may have, nearly."""
    _signature: list[str] = field(default_factory=list)
    _fragments: list[str] = field(default_factory=list)
    _names: int = 0

    def operation(self) -> str:
        """The text; its variables stand in ``variables``."""
        query = self.schema.query_type
        assert query is not None
        selections = self._selections(query)
        if self._happens(0.05):
            selections += " __schema { queryType { name fields { name } } }"
        signature = f"({', '.join(self._signature)})" if self._signature else ""
        return "\n".join([f"query Random{signature} {{ {selections} }}", *self._fragments])

    def _happens(self, share: float) -> bool:
        return self.chance.random() < share

    def _name(self, prefix: str) -> str:
        self._names += 1
        return f"{prefix}{self._names}"

    def _selections(self, kind: GraphQLNamedType) -> str:
        parts: list[str] = []
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            fields = [
                (name, definition)
                for name, definition in kind.fields.items()
                if self.left > 0 or not is_composite_type(get_named_type(definition.type))
            ]
            chosen = self.chance.sample(fields, min(len(fields), self.chance.randint(1, 5)))
            for name, definition in chosen:
                parts.extend(self._field(name, definition))
        is_abstract = isinstance(kind, GraphQLInterfaceType | GraphQLUnionType)
        if self.left > 0 and (is_abstract or self._happens(0.15)):
            parts.extend(self._fragment(kind) for _ in range(self.chance.randint(1, 2)))
        if not parts or self._happens(0.2):
            parts.append(f"{self._name('type')}: __typename")
        self.chance.shuffle(parts)
        return " ".join(parts)

    def _field(self, name: str, definition: GraphQLField) -> Iterator[str]:
        """A field, perhaps twice with other fields below it. Each has an alias, or the same name could
        mean two things in two fragments."""
        alias, arguments = self._name("f"), self._arguments(definition)
        named = get_named_type(definition.type)
        for _ in range(2 if self._happens(0.15) else 1):
            self.left -= 1
            below = f" {{ {self._selections(named)} }}" if is_composite_type(named) else ""
            yield f"{alias}: {name}{arguments}{self._condition()}{below}"

    def _fragment(self, kind: GraphQLNamedType) -> str:
        possible: list[GraphQLNamedType] = [kind]
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            possible = [*self.schema.get_possible_types(kind)]
        elif isinstance(kind, GraphQLObjectType):
            possible += kind.interfaces
        on = self.chance.choice(possible)
        body = f"{{ {self._selections(on)} }}"
        if self._happens(0.5):
            named = f" on {on.name}" if on is not kind or self._happens(0.5) else ""
            return f"...{named}{self._condition()} {body}"
        name = self._name("Fragment")
        self._fragments.append(f"fragment {name} on {on.name} {body}")
        return " ".join(f"...{name}{self._condition()}" for _ in range(self.chance.randint(1, 2)))

    def _condition(self) -> str:
        if not self._happens(0.15):
            return ""
        directive = self.chance.choice(("skip", "include"))
        if self._happens(0.4):
            return f" @{directive}(if: {self.chance.choice(('true', 'false'))})"
        return f" @{directive}(if: {self._variable('Boolean!', self._happens(0.6))})"

    def _variable(self, kind: str, value: object) -> str:
        name = self._name("v")
        self._signature.append(f"${name}: {kind}")
        self.variables[name] = value
        return f"${name}"

    def _arguments(self, definition: GraphQLField) -> str:
        given = [
            f"{name}: {self._argument(argument)}"
            for name, argument in definition.args.items()
            if is_required_argument(argument) or self._happens(0.3)
        ]
        return f"({', '.join(given)})" if given else ""

    def _argument(self, argument: GraphQLArgument) -> str:
        if self._happens(0.5):
            value = self._value(argument.type, 0)
            return self._variable(str(argument.type), value)
        return _literal(self._value(argument.type, 0), argument.type)

    def _value(self, kind: GraphQLInputType, depth: int) -> Any:
        """A value of an input type as it stands in JSON."""
        if isinstance(kind, GraphQLNonNull):
            return self._given(kind.of_type, depth)
        return None if self._happens(0.1) else self._given(kind, depth)

    def _given(self, kind: GraphQLInputType, depth: int) -> Any:
        if isinstance(kind, GraphQLList):
            return [self._value(kind.of_type, depth + 1) for _ in range(self.chance.randint(0, 2))]
        if isinstance(kind, GraphQLEnumType):
            return self.chance.choice(list(kind.values))
        if isinstance(kind, GraphQLInputObjectType):
            fields: list[tuple[str, GraphQLInputField]] = list(kind.fields.items())
            if kind.is_one_of:
                name, only = self.chance.choice(fields)
                return {name: self._given(only.type, depth + 1)}
            return {
                name: self._value(each.type, depth + 1)
                for name, each in fields
                if is_required_input_field(each) or (depth < 2 and self._happens(0.2))
            }
        assert isinstance(kind, GraphQLScalarType)
        return self.chance.choice(_LITERALS[kind.name])


def _literal(value: Any, kind: GraphQLInputType) -> str:
    """A value of an input type as it stands in a document."""
    nullable = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    if value is None:
        return "null"
    if isinstance(nullable, GraphQLList):
        return f"[{', '.join(_literal(item, nullable.of_type) for item in value)}]"
    if isinstance(nullable, GraphQLInputObjectType):
        fields = (f"{name}: {_literal(item, nullable.fields[name].type)}" for name, item in value.items())
        return f"{{{', '.join(fields)}}}"
    if isinstance(nullable, GraphQLEnumType):
        return str(value)
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


class Later:
    """Something to wait for: a value, or an error, after some turns of the event loop. Nobody minds if it
    is never waited for."""

    def __init__(self, value: object, turns: int) -> None:
        self._value = value
        self._turns = turns

    def __repr__(self) -> str:
        return "later"

    def __await__(self) -> Generator[None, None, object]:
        for _ in range(self._turns):
            yield
        if isinstance(self._value, Exception):
            raise self._value
        return self._value


class World:
    """What the resolvers of a schema answer: the same for the same question, as the ``seed`` has it.

    ``faults`` is the share of values that are none of their type, missing, errors or only promised.
    """

    def __init__(self, schema: GraphQLSchema, seed: int, faults: float) -> None:
        self._schema = schema
        self._seed = seed
        self._faults = faults
        self.calls: list[str] = []
        """What the resolvers were asked."""

    def answer(self, place: str, definition: GraphQLField, *, is_async: bool) -> Any:
        """What a resolver returns at a place."""
        chance = random.Random(f"{self._seed} {place}")
        if chance.random() < self._faults / 2:
            return self._error(chance)
        value = self._value(definition.type, chance, 0)
        if is_async or isinstance(value, Later) or chance.random() > self._faults:
            return value
        return Later(value, chance.randint(0, 2))

    def turns(self, place: str) -> int:
        """How long a resolver takes at a place, in turns of the event loop."""
        return random.Random(f"{self._seed} {place} turns").choice((0, 0, 0, 1, 2))

    def _error(self, chance: random.Random) -> Exception:
        number = chance.randint(0, 9)
        if number < 5:
            return ValueError(f"fault {number}")
        return GraphQLError(f"refused {number}", extensions={"code": "BAD_REQUEST"})

    def _value(self, kind: GraphQLOutputType, chance: random.Random, depth: int) -> Any:
        if chance.random() < self._faults:
            return self._fault(kind, chance, depth)
        if isinstance(kind, GraphQLNonNull):
            return self._proper(kind.of_type, chance, depth)
        return None if chance.random() < 0.15 else self._proper(kind, chance, depth)

    def _fault(self, kind: GraphQLOutputType, chance: random.Random, depth: int) -> Any:
        nullable = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        faults: list[Callable[[], object]] = [
            lambda: None,
            lambda: self._error(chance),
            lambda: Later(self._proper(nullable, chance, depth), chance.randint(0, 2)),
            lambda: Later(self._error(chance), chance.randint(0, 2)),
            lambda: Later(None, 0),
            lambda: 2**40,
            lambda: float("nan"),
            lambda: "a text",
            lambda: {"name": "of a mapping"},
            lambda: [],
            lambda: deque([None, 1]),
            Odd,
        ]
        return chance.choice(faults)()

    def _proper(self, kind: GraphQLOutputType, chance: random.Random, depth: int) -> Any:
        if isinstance(kind, GraphQLList):
            length = chance.randint(0, 3) if depth < 4 else 0
            items = [self._value(kind.of_type, chance, depth + 1) for _ in range(length)]
            return tuple(items) if chance.random() < 0.1 else items
        if isinstance(kind, GraphQLEnumType):
            return chance.choice([value.value for value in kind.values.values()])
        if isinstance(kind, GraphQLScalarType):
            return chance.choice(_VALUES[kind.name])
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            return self._proper(chance.choice(self._schema.get_possible_types(kind)), chance, depth)
        assert isinstance(kind, GraphQLObjectType)
        return self._object(kind, chance, depth)

    def _object(self, kind: GraphQLObjectType, chance: random.Random, depth: int) -> Any:
        described = kind.extensions[_DEFINITION]
        assert isinstance(described, StrawberryObjectDefinition)
        origin = (described.concrete_of or described).origin
        if chance.random() < self._faults:
            origin = type(origin.__name__, (origin,), {})
        found = object.__new__(origin)
        values = {"_place": chance.getrandbits(64)}
        for definition in kind.fields.values():
            each = definition.extensions[_DEFINITION]
            if each.base_resolver is None and chance.random() >= self._faults / 4:
                values[each.python_name] = self._value(definition.type, chance, depth + 1)
        vars(found).update(values)
        return found


class Odd:
    """An object that belongs to no schema."""

    def __repr__(self) -> str:
        return "odd"


@contextmanager
def resolvers_answer(schema: GraphQLSchema, world: Callable[[], World]) -> Iterator[None]:
    """The resolvers of the schema's types answer from a world, as long as the block lasts."""
    replaced: list[tuple[Any, Any]] = []
    for kind in schema.type_map.values():
        if not isinstance(kind, GraphQLObjectType) or kind.name.startswith("__"):
            continue
        for name, definition in kind.fields.items():
            described = definition.extensions[_DEFINITION]
            assert isinstance(described, StrawberryField)
            resolver = described.base_resolver
            if resolver is None or any(resolver is known for known, _ in replaced):
                continue
            replaced.append((resolver, resolver.wrapped_func))
            answer = _answering(f"{kind.name}.{name}", definition, described, world)
            resolver.wrapped_func = answer
    try:
        yield
    finally:
        for resolver, function in replaced:
            resolver.wrapped_func = function


def _answering(
    field_name: str, definition: GraphQLField, described: StrawberryField, world: Callable[[], World]
) -> Callable[..., Any]:
    resolver = described.base_resolver
    assert resolver is not None
    names = [
        parameter.name for parameter in (resolver.parent_parameter, resolver.root_parameter) if parameter
    ]
    info_name = resolver.info_parameter.name if resolver.info_parameter else None

    def place(sources: tuple[Any, ...], given: dict[str, Any]) -> str:
        sources += tuple(given.pop(name) for name in names)
        info = given.pop(info_name) if info_name else None
        whose = [getattr(source, "_place", type(source).__name__) for source in sources]
        found = f"{field_name} {whose} {sorted(given.items())!r}"
        raw = info._raw_info if info is not None else None
        asked = (raw.path.as_list(), raw.parent_type.name, len(raw.field_nodes), raw.context) if raw else ()
        world().calls.append(f"{found} {asked}")
        return found

    async def answer_later(*sources: Any, **given: Any) -> Any:
        found = place(sources, given)
        for _ in range(world().turns(found)):
            await asyncio.sleep(0)
        answer = world().answer(found, definition, is_async=True)
        if isinstance(answer, Exception):
            raise answer
        return answer

    if described.is_async:
        return answer_later
    if crc32(field_name.encode()) % 2:  # as edges do
        return lambda *sources, **given: asyncio.ensure_future(answer_later(*sources, **given))

    def answer(*sources: Any, **given: Any) -> Any:
        found = world().answer(place(sources, given), definition, is_async=False)
        if isinstance(found, Exception):
            raise found
        return found

    return answer
