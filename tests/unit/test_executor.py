"""Planned execution answers as graphql-core does, whatever is asked and whatever resolvers return."""

import asyncio
import gc
import random
import threading
import weakref
from ast import literal_eval
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

import pytest
import strawberry
from graphql import DocumentNode, ExecutionResult, GraphQLObjectType, execute, parse, validate
from graphql.execution import MiddlewareManager
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext as Stock

from graph.client import Graph, Row
from graph.cypher import Statement
from graph.gathering import Gathering
from resolvers.loader import Loader
from service.execution import build_schema
from service.executor import PlannedExecutor
from service.plan import AT_ONCE, MOST_OPERATIONS, OPERATIONS, resolver_of
from tests.operations import World, Writer, resolvers_answer

SCHEMA = build_schema()._schema  # the schema that is served, below Strawberry


@dataclass
class _Asked:
    """The world that is asked at present."""

    world: World = field(default_factory=lambda: World(SCHEMA, 0, 0.0))


ASKED = _Asked()


@pytest.fixture(scope="module", autouse=True)
def _worlds() -> Iterator[None]:
    with resolvers_answer(SCHEMA, lambda: ASKED.world):
        yield


Error: TypeAlias = tuple[object, ...]


@dataclass(frozen=True)
class Outcome:
    """What came of an operation: the data, also as a text that tells values of different types apart, errors
    by their places, and what resolvers were asked, in the order of the alphabet."""

    data: object
    text: str
    errors: list[tuple[tuple[str | int, ...], Error]]
    calls: list[str]

    def told(self) -> tuple[str, list[Error], set[tuple[str | int, ...]]]:
        """The data, the errors of fields that are null by their own error, and all nulls that errors left.

        In a part that becomes null as a whole, graphql-core tells of whatever error comes first, and of
        others if they come before the part is given up: which, is a matter of time.
        """
        nulls = [(self._null(path), path, error) for path, error in self.errors]
        own = [error for null, path, error in nulls if null == path]
        return self.text, sorted(own, key=repr), {null for null, _, _ in nulls}

    def _null(self, path: tuple[str | int, ...]) -> tuple[str | int, ...]:
        """The place of the null on the way to an error."""
        found: Any = self.data
        for depth, key in enumerate(path):
            if found is None:
                return path[:depth]
            found = found[key]
        assert found is None
        return path


async def outcome(
    executor: type[Stock],
    document: DocumentNode,
    variables: dict[str, object],
    world: World,
    **options: Any,
) -> Outcome:
    """What an executor makes of an operation in a world."""
    ASKED.world = world
    given: dict[str, Any] = {
        "is_awaitable": optimized_is_awaitable,
        "middleware": MiddlewareManager(),
        "context_value": "context",
        **options,
    }
    executed = execute(
        SCHEMA,
        document,
        variable_values=variables,
        executor_class=executor,
        operation_extensions={},
        **given,
    )
    result = executed if isinstance(executed, ExecutionResult) else await executed
    for _ in range(10):
        await asyncio.sleep(0)  # what nobody waits for any more ends
    errors = [
        (
            tuple(error.path or ()),
            (error.message, error.path, error.locations, error.extensions, type(error.original_error)),
        )
        for error in result.errors or ()
    ]
    return Outcome(result.data, repr(result.data), sorted(errors, key=repr), sorted(world.calls))


@contextmanager
def _garbage_at_the_end() -> Iterator[None]:
    """Inside, no garbage is collected, but at the end. In the midst of a named tuple, which knows no
    builtins, Python could not even warn of a coroutine that was given up."""
    gc.disable()
    try:
        yield
    finally:
        gc.collect(0)
        gc.enable()


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")  # graphql-core gives some up unbegun
@pytest.mark.parametrize("faults", [0.0, 0.03, 0.15])
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(seed=st.integers(0, 2**32), at_once=st.sampled_from([AT_ONCE, 1]))
def test_generated_operations_are_answered_as_graphql_core_answers_them(
    faults: float, seed: int, at_once: int
) -> None:
    """Whether lists are read at once or beside the event loop."""
    writer = Writer(SCHEMA, random.Random(seed))
    text = writer.operation()
    document = parse(text)
    assert validate(SCHEMA, document) == []

    async def outcomes(kind: type[Stock]) -> list[Outcome]:
        """In two worlds: the plan of the first is used in the second."""
        worlds = [World(SCHEMA, seed + number, faults) for number in range(2)]
        return [await outcome(kind, document, writer.variables, world) for world in worlds]

    with _garbage_at_the_end(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("service.executor.AT_ONCE", at_once)
        planned, expected = asyncio.run(outcomes(PlannedExecutor)), asyncio.run(outcomes(Stock))
    assert [each.told() for each in planned] == [each.told() for each in expected], text
    if not faults:
        assert planned == expected, text


CONDITIONAL = parse("""
  query($whole: Boolean!) {
    product(code: "P-vo-que-kho") { id ...Whole @include(if: $whole) kindOf { id name @skip(if: $whole) } }
  }
  fragment Whole on Product { name madeFrom { quantity product { id } } }
""")


async def test_an_operation_has_a_plan_for_each_value_of_its_conditions() -> None:
    keys: list[list[str]] = []
    for whole in (True, False, True):
        world = World(SCHEMA, 3, 0.0)
        planned = await outcome(PlannedExecutor, CONDITIONAL, {"whole": whole}, world)
        expected = await outcome(Stock, CONDITIONAL, {"whole": whole}, World(SCHEMA, 3, 0.0))

        assert planned == expected
        keys.append(list(literal_eval(planned.text)["product"]))

    assert keys == [
        ["id", "name", "madeFrom", "kindOf"],
        ["id", "kindOf"],
        ["id", "name", "madeFrom", "kindOf"],
    ]


async def test_middleware_sees_every_field() -> None:
    def shout(resolve: Any, source: Any, info: Any, **given: Any) -> Any:
        seen.append(info.field_name)
        return resolve(source, info, **given)

    seen: list[str] = []
    document = parse('{ product(code: "P-vo-que-kho") { id name } }')

    await outcome(PlannedExecutor, document, {}, World(SCHEMA, 3, 0.0), middleware=MiddlewareManager(shout))

    assert seen == ["product", "id", "name"]


async def test_errors_stay_where_they_are_when_their_propagation_is_turned_off() -> None:
    document = parse(
        'query @experimental_disableErrorPropagation { product(code: "P-vo-que-kho") { name stage unit } }'
    )

    for seed in range(20):
        planned = await outcome(PlannedExecutor, document, {}, World(SCHEMA, seed, 0.3))
        expected = await outcome(Stock, document, {}, World(SCHEMA, seed, 0.3))

        assert planned == expected


@strawberry.type
class Item:
    """A record of a long list."""

    number: int

    def __getattribute__(self, name: str) -> Any:
        if name == "number":
            THREADS.append(threading.get_ident())
        return super().__getattribute__(name)


THREADS: list[int] = []
"""Where the numbers of items were read."""


@strawberry.type
class ItemQuery:
    """A long list."""

    @strawberry.field
    async def items(self, size: int, broken: int) -> list[Item] | None:
        """So many items, of which one may be broken."""
        return [Item(number=cast(int, None) if number == broken else number) for number in range(size)]


@pytest.mark.parametrize("broken", [-1, 7, AT_ONCE])
@pytest.mark.parametrize("is_long", [False, True])
async def test_a_long_list_is_read_beside_the_event_loop(is_long: bool, broken: int) -> None:
    size = AT_ONCE + is_long
    text = f"{{ items(size: {size}, broken: {broken}) {{ number }} }}"
    THREADS.clear()

    planned = await strawberry.Schema(ItemQuery, execution_context_class=PlannedExecutor).execute(text)
    first = THREADS[0]
    expected = await strawberry.Schema(ItemQuery).execute(text)

    assert (planned.data, repr(planned.errors)) == (expected.data, repr(expected.errors))
    assert (first == threading.get_ident()) is not is_long


HAPPENED: list[str] = []


@strawberry.type
class Part:
    """A part of a page: one field asks, the other is computed."""

    @strawberry.field
    async def asked(self, info: strawberry.Info) -> int:
        """What many are asked for at once."""
        return cast(int, await info.context.load("1"))

    @strawberry.field
    def computed(self, fails: bool) -> int:
        """What follows from the object alone."""
        HAPPENED.append("computed")
        if fails:
            raise ValueError("It cannot be computed")
        return 7


@strawberry.type
class PartQuery:
    """A page of parts."""

    @strawberry.field
    async def parts(self) -> list[Part] | None:
        """Two parts."""
        return [Part(), Part()]


NUMBERS = Statement("numbers", "UNWIND $keys AS key WITH key, toInteger(key) AS total RETURN key, total")


class Slow(Graph):
    """A graph that tells when it is asked, and answers later."""

    async def read(self, statement: Statement, /, **parameters: object) -> list[Row]:
        """The numbers that the keys are."""
        HAPPENED.append("sent")
        await asyncio.sleep(0.01)
        HAPPENED.append("answered")
        return [{"total": int(key)} for key in cast(list[str], parameters["keys"])]


class Asking:
    """The context of a request that asks for numbers."""

    def __init__(self) -> None:
        gathering = Gathering(Slow(driver=cast(Any, None), address=cast(Any, None)))

        async def numbers(keys: list[str]) -> list[int]:
            return [row["total"] for row in await gathering.read(NUMBERS, keys=keys)]

        self.load = Loader(numbers).load


@pytest.mark.parametrize("fails", [False, True])
async def test_what_computes_does_so_while_the_others_wait(fails: bool) -> None:
    text = "query ($fails: Boolean!) { parts { asked computed(fails: $fails) } }"
    schema = strawberry.Schema(PartQuery, execution_context_class=PlannedExecutor)
    HAPPENED.clear()

    planned = await schema.execute(text, {"fails": fails}, Asking())
    happened = list(HAPPENED)
    expected = await strawberry.Schema(PartQuery).execute(text, {"fails": fails}, Asking())
    await asyncio.sleep(0.02)  # what was asked ends

    assert happened == ["sent", "computed", "computed", "answered"]
    assert (planned.data, repr(planned.errors)) == (expected.data, repr(expected.errors))


def test_resolvers_that_compute_are_these() -> None:
    """Whatever asks the graph takes the context or is a coroutine; a new one here should only compute."""
    compute = {
        f"{kind.name}.{name}"
        for kind in SCHEMA.type_map.values()
        if isinstance(kind, GraphQLObjectType) and not kind.name.startswith("__")
        for name, definition in kind.fields.items()
        if (resolver := resolver_of(SCHEMA, definition)) is not None and resolver.computes
    }

    assert compute == {"PartnerMatch.reasons", "Query.enumLabels", "ReplacementCandidate.reasons"}


@strawberry.type
class Wish:
    """Something that keeps what it was asked with."""

    number: int

    @strawberry.field
    def longer(self, words: list[str]) -> list[str]:
        """The words and one more."""
        words.append(str(self.number))
        return words


@strawberry.type
class WishQuery:
    """Some of them."""

    @strawberry.field
    async def wishes(self) -> list[Wish]:
        """Three."""
        return [Wish(number=number) for number in range(3)]


@pytest.mark.parametrize(
    "text",
    [
        '{ wishes { longer(words: ["a"]) } }',
        'query ($words: [String!]! = ["a"]) { wishes { longer(words: $words) } }',
    ],
)
async def test_what_a_resolver_does_to_its_arguments_others_do_not_see(text: str) -> None:
    planned = await strawberry.Schema(WishQuery, execution_context_class=PlannedExecutor).execute(text)

    assert planned.errors is None
    assert planned.data == {"wishes": [{"longer": ["a", str(number)]} for number in range(3)]}


async def test_plans_keep_nothing_of_a_request() -> None:
    class Context:
        """Something that can be seen to go."""

    document = parse('{ product(code: "P-vo-que-kho") { id madeFrom { quantity product { name } } } }')
    context = Context()
    gone = weakref.ref(context)

    await outcome(PlannedExecutor, document, {}, World(SCHEMA, 3, 0.0), context_value=context)
    del context
    ASKED.world = World(SCHEMA, 0, 0.0)
    gc.collect()

    assert gone() is None


async def test_only_the_last_operations_are_kept() -> None:
    for number in range(MOST_OPERATIONS + 10):
        document = parse(f'{{ name{number}: product(code: "P-vo-que-kho") {{ id }} }}')
        await outcome(PlannedExecutor, document, {}, World(SCHEMA, 3, 0.0))

    assert len(OPERATIONS) == MOST_OPERATIONS


def test_planned_execution_can_be_turned_off() -> None:
    assert build_schema().execution_context_class is PlannedExecutor
    assert build_schema(is_planned=False).execution_context_class is Stock
