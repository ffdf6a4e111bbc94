"""Executes operations by plans.

graphql-core decides anew for every field of every object how it is to be answered; a plan knows
(:mod:`service.plan`). Whatever a plan does not foresee is left to graphql-core, here the base class: a value
that is none of its type, a null where none may be, an error. Reading attributes changes nothing, so such a
part is simply done again, and there is one implementation of errors and of the nulls they leave behind.

What resolvers answer below a value is asked for ahead, a level of objects after the other, before any of it
is completed: a page of twenty records with four edges each waits twice instead of in a hundred tasks, and all
of it is then read like attributes; where it is much, beside the event loop. ``tests/unit/test_executor.py``
compares with graphql-core on generated operations.
"""

import asyncio
import contextlib
import math
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import TracebackType
from typing import Any, NamedTuple

from graphql import (
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
)
from graphql.execution.collect_fields import DeferUsage, FieldDetailsList, GroupedFieldSet
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path, gather_with_cancel
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from schema.edge import Foreseen
from service.plan import (
    AT_ONCE,
    Answers,
    Collect,
    Compiler,
    Field,
    Many,
    Place,
    Plan,
    are_constant,
    known_plan,
)

_BESIDE = ThreadPoolExecutor(max_workers=1, thread_name_prefix="answer")
"""Reads long answers one after another: they have one interpreter, and long work holds other threads."""
_TURNS_TO_SEND = 8
"""A resolver that asks a loader needs six: its task, the loader and what gathers reads take one or two."""


class _Question(NamedTuple):
    """A resolver that was asked about an object: its answer, or a future of it."""

    planned: Field
    source: Any
    path: Path
    answer: Any
    is_awaited: bool


class PlannedExecutor(StrawberryGraphQLCoreExecutionContext):
    """Strawberry's executor, by plans where an operation has them."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._plan = self._known_plan()
        self._arguments: dict[int, dict[str, Any]] = {}
        self._answers = Answers({}, AT_ONCE)
        self._foreseen: set[tuple[int, str]] = set()
        self._failures: dict[tuple[int, int], tuple[Any, BaseException, TracebackType | None]] = {}
        if self._plan is not None:
            self._relevant_sub_fields = self._plan.collected

    def _known_plan(self) -> Plan | None:
        """The plan of this operation; None where graphql-core does all."""
        if self.abort_signal is not None or (self.middleware_manager and self.middleware_manager.middlewares):
            return None
        fragments = self.fragment_definitions.values()
        return known_plan(self.schema, self.operation, fragments, self.variable_values.coerced)

    def execute_collected_root_fields(
        self,
        root_type: GraphQLObjectType,
        root_value: Any,
        grouped_field_set: GroupedFieldSet,
        serially: bool,
        new_defer_usages: Sequence[DeferUsage],
    ) -> Any:
        """Executes the root fields: those the plan knows, which are the same but not identical."""
        if self._plan is not None:
            if self._plan.root is None:
                self._plan.root = grouped_field_set
            grouped_field_set = self._plan.root
        return super().execute_collected_root_fields(
            root_type, root_value, grouped_field_set, serially, new_defer_usages
        )

    def build_response(self, data: dict[str, Any] | None) -> Any:
        """The response. What refers to itself in circles is let go of, so that all that an answer without
        errors rested on is freed at once, and not when Python looks for circular garbage, which holds up
        requests. What still runs in the background fails then, below a part that is null already."""
        response = super().build_response(data)
        if self._plan is not None:
            self._answers.clear()
            self._failures.clear()
            del self.async_helpers
        return response

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        grouped_field_set: GroupedFieldSet,
        position_context: Any,
    ) -> Any:
        """Executes the fields of an object: attributes and what was answered ahead at once, the others by
        their resolvers."""
        plan = self._plan
        if plan is None:
            return super().execute_fields(
                parent_type, source_value, path, grouped_field_set, position_context
            )
        fields = plan.fields.get(id(grouped_field_set))
        if fields is None:
            fields = Compiler(self, plan).fields(parent_type, grouped_field_set)
        results: dict[str, Any] = {}
        awaited: list[str] = []
        try:
            for planned in fields:
                if planned.read is not None and (self._answers or not planned.is_asked):
                    self._answers.left = AT_ONCE
                    try:
                        results[planned.key] = planned.read(source_value, self._answers)
                        continue
                    except Exception:  # the executor of graphql-core finds it again
                        pass
                result = self._execute(
                    planned, parent_type, source_value, Path(path, planned.key, parent_type.name)
                )
                results[planned.key] = result
                if self.is_awaitable(result):
                    awaited.append(planned.key)
        except Exception:
            if awaited:
                self.settle_in_background([results[key] for key in awaited])
            raise
        return _settled(results, awaited) if awaited else results

    def _execute(self, planned: Field, parent_type: GraphQLObjectType, source: Any, path: Path) -> Any:
        """Runs a resolver, as :meth:`execute_field` does, with what is known of the field beforehand."""
        definition = planned.definition
        try:
            info = self.build_resolve_info(definition, planned.nodes, parent_type, path)
            is_known, result = self._known(planned, source)
            if not is_known:
                result = self._resolved(planned, source, info)
                if planned.below is not None or self.is_awaitable(result):
                    return self._completed_later(planned, info, path, result)
            completed = self.complete_value(definition.type, planned.details, info, path, result, None)
            if self.is_awaitable(completed):
                return self._awaited(planned, path, completed)
        except Exception as error:  # whatever a resolver raises
            self.handle_field_error(error, definition.type, planned.details, path)
            return None
        return completed

    def _known(self, planned: Field, source: Any) -> tuple[bool, Any]:
        """Whether a resolver was asked ahead, and its answer; raises what it raised."""
        key = (id(planned), id(source))
        if key in self._failures:
            _, error, traceback = self._failures[key]
            raise error.with_traceback(traceback)  # or it would grow each time it is raised
        if key in self._answers:
            return True, self._answers[key][1]
        return False, None

    def _ask_edges(self, planned: Field, info: GraphQLResolveInfo[Any], codes: object) -> None:
        """Asks the edges of records that are looked up by their codes, together with the records themselves.
        When these are there they are asked again, and the loaders know. What would have to be awaited first
        is given up."""
        for code in codes if isinstance(codes, list | tuple) else (codes,):
            if isinstance(code, str) and (id(planned), code) not in self._foreseen:
                self._foreseen.add((id(planned), code))  # many may name the same
                for edge in planned.edges:
                    with contextlib.suppress(Exception):  # raised again when the record is there
                        answer = self._resolved(edge, Foreseen(code), info)
                        if not asyncio.isfuture(answer):
                            answer.close()

    async def _ask_ahead(self, below: Collect, value: Any, path: Path) -> None:
        """Asks all resolvers below a value, a level after the other; what one raises is raised where its
        answer is used. A level waits for those below which there is more to ask. Those that compute do so
        while the others wait."""
        places = _places(below, value, path)
        leaves: list[_Question] = []
        asked: list[_Question] = []
        try:
            while places:
                fields = [(field, place) for place in places for field in place.kind.asked]
                asked = self._asked(each for each in fields if not each[0].is_computed)
                computed = [each for each in fields if each[0].is_computed]
                if computed and any(question.is_awaited for question in asked):
                    await _let_send()
                asked += self._asked(computed)
                leaves += [question for question in asked if question.planned.below is None]
                inner = [question for question in asked if question.planned.below is not None]
                await _all_done(inner)
                places = []
                for question in inner:
                    places += _places(question.planned.below, self._keep(question), question.path)
            await _all_done(leaves)
        except BaseException:
            for question in (*asked, *leaves):
                if isinstance(question.answer, asyncio.Task):  # other futures may be waited for elsewhere
                    question.answer.cancel()
            raise
        for question in leaves:
            self._keep(question)

    def _keep(self, question: _Question) -> Any:
        """Keeps what has become of a question; its answer, None where there is none."""
        key = (id(question.planned), id(question.source))
        try:
            answer = question.answer.result() if question.is_awaited else question.answer
        except (Exception, asyncio.CancelledError) as error:
            self._failures[key] = (question.source, error, error.__traceback__)
            return None
        self._answers[key] = (question.source, answer)
        return answer

    def _asked(self, fields: Iterable[tuple[Field, Place]]) -> list[_Question]:
        """Asks the resolvers of some fields of objects, each once."""
        asked: list[_Question] = []
        seen: set[tuple[int, int]] = set()
        for planned, (kind, source, above) in fields:
            key = (id(planned), id(source))
            if key in seen or key in self._answers or key in self._failures:
                continue
            seen.add(key)
            path = Path(above, planned.key, kind.type.name)
            try:
                info = self.build_resolve_info(planned.definition, planned.nodes, kind.type, path)
                answer = self._resolved(planned, source, info)
                is_awaited = self.is_awaitable(answer)
                if is_awaited:
                    answer = asyncio.ensure_future(answer)
                    if planned.edges and planned.codes is not None:
                        self._ask_edges(planned, info, planned.codes(source))
            except Exception as error:  # whatever a resolver raises
                self._failures[key] = (source, error, error.__traceback__)
            else:
                asked.append(_Question(planned, source, path, answer, is_awaited))
        return asked

    def _resolved(self, planned: Field, source: Any, info: GraphQLResolveInfo[Any]) -> Any:
        """What the resolver of a field returns."""
        definition, resolver = planned.definition, planned.resolver
        arguments = planned.arguments
        if arguments is None:
            arguments = self._arguments.get(id(planned))
        if arguments is None:
            given = get_argument_values(
                definition, planned.nodes[0], self.variable_values, None, self.hide_suggestions
            )
            arguments = given if resolver is None else resolver.arguments(given)
            if arguments is None:  # Strawberry meets it again
                resolver, arguments = None, given
            elif are_constant(arguments):
                if planned.has_variables:
                    self._arguments[id(planned)] = arguments
                else:
                    planned.arguments = arguments
        if resolver is not None:
            return resolver.call(source, info, arguments)
        resolve = definition.resolve or self.field_resolver
        return resolve(source, info, **arguments)

    async def _completed_later(
        self, planned: Field, info: GraphQLResolveInfo[Any], path: Path, result: Any
    ) -> Any:
        """Completes what a resolver lets wait for, as :meth:`complete_awaitable_value` does, or what lets
        wait below."""
        definition = planned.definition
        try:
            if planned.edges:
                arguments = planned.arguments or self._arguments.get(id(planned)) or {}
                self._ask_edges(planned, info, arguments.get("code"))
            resolved = await result if self.is_awaitable(result) else result
            if planned.below is not None:
                await self._ask_ahead(planned.below, resolved, path)
            completed = self.complete_value(definition.type, planned.details, info, path, resolved, None)
            return await completed if self.is_awaitable(completed) else completed
        except Exception as error:  # whatever a resolver raises
            self.handle_field_error(error, definition.type, planned.details, path)
            return None

    async def _awaited(self, planned: Field, path: Path, completed: Awaitable[Any]) -> Any:
        try:
            return await completed
        except Exception as error:  # whatever a resolver raises
            self.handle_field_error(error, planned.definition.type, planned.details, path)
            return None

    def complete_value(
        self,
        return_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        """Completes a value: at once where all below it are attributes or answered ahead."""
        plan = self._plan
        if plan is not None:
            completion = plan.completions.get((id(return_type), id(field_details_list)))
            if completion is None:
                completion = Compiler(self, plan).completion(return_type, field_details_list)
            if completion.read is not None and (self._answers or completion.below is None):
                self._answers.left = AT_ONCE
                try:
                    return completion.read(result, self._answers)
                except Many:
                    read = partial(completion.read, result, Answers(self._answers, math.inf))
                    return self._read_beside(read, return_type, field_details_list, info, path, result)
                except Exception:  # graphql-core meets it again
                    pass
            elif completion.kind is not None:
                kind = completion.kind(result)
                if kind is not None:
                    return self.execute_fields(kind.type, result, path, kind.collected, None)
        return super().complete_value(return_type, field_details_list, info, path, result, position_context)

    async def _read_beside(
        self,
        read: Callable[[], Any],
        return_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,
    ) -> Any:
        """Completes a value with many items while the event loop goes on: reading them changes nothing."""
        try:
            return await asyncio.get_running_loop().run_in_executor(_BESIDE, read)
        except Exception:  # graphql-core meets it again
            completed = super().complete_value(return_type, field_details_list, info, path, result, None)
            return await completed if self.is_awaitable(completed) else completed


def _places(below: Collect | None, value: Any, path: Path) -> list[Place]:
    """The places below a value at which resolvers must run, as far as it is what it should be: what is not,
    graphql-core meets again."""
    places: list[Place] = []
    if below is not None:
        with contextlib.suppress(Exception):
            below(value, path, places)
    return places


async def _let_send() -> None:
    """Waits until what was asked has gone to the graph, which is not before the loop has had some turns."""
    for _ in range(_TURNS_TO_SEND):
        await asyncio.sleep(0)


async def _all_done(questions: Iterable[_Question]) -> None:
    """Waits until all questions are answered, whatever comes of them."""
    for question in questions:
        if question.is_awaited and not question.answer.done():  # most are done together
            await asyncio.wait((question.answer,))


async def _settled(results: dict[str, Any], awaited: list[str]) -> dict[str, Any]:
    """The results with those of the keys ``awaited`` waited for."""
    if len(awaited) == 1:
        results[awaited[0]] = await results[awaited[0]]
    else:
        values = await gather_with_cancel(*(results[key] for key in awaited))
        results.update(zip(awaited, values, strict=True))
    return results
