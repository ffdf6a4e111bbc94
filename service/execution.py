"""How an operation is run: caches, limits, errors in their lanes, one log line, its figures."""

import asyncio
import secrets
import time
from collections.abc import Iterable, Iterator
from functools import cache

import strawberry
import structlog
from graphql import ExecutionResult as GraphQLResult
from graphql import GraphQLError, OperationDefinitionNode, parse
from strawberry.exceptions import MissingQueryError
from strawberry.extensions import MaxTokensLimiter, ParserCache, SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.schema.name_converter import NameConverter
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.utils.str_converters import to_camel_case

import web
from graph.errors import GraphError, Refused, TimedOut, Unavailable
from resolvers.query import Query
from schema.business import Buyer, Facility, Supplier
from schema.project import Proposal
from schema.scalars import SCALARS
from service.executor import PlannedExecutor
from service.limits import MOST_TOKENS, CostLimit
from service.metrics import OPERATIONS, ROUND_TRIPS, ROWS, STATEMENTS
from service.validation import Validation, place_in_variable

logger = structlog.get_logger("lienket.operation")


def published_names() -> frozenset[str]:
    """The names of the published operations: the only ones that become labels of a metric."""
    return frozenset(
        definition.name.value
        for path in web.OPERATIONS.glob("*.graphql")
        for definition in parse(path.read_text()).definitions
        if isinstance(definition, OperationDefinitionNode) and definition.name is not None
    )


_PUBLISHED_NAMES = published_names()


class Observed(SchemaExtension):
    """Puts every error in its lane, then writes one log line and the figures of the operation, and lets go of
    what was read for it."""

    def on_operation(self) -> Iterator[None]:
        """Wraps the whole operation, from its text to its result."""
        started = time.perf_counter()
        outcome = "INTERNAL"
        try:
            yield
            outcome = self._outcome()
        except (MissingQueryError, CannotGetOperationTypeError, InvalidOperationTypeError, GraphQLError):
            outcome = "BAD_REQUEST"  # what stands in no result: a fault of syntax, no operation to run
            raise
        except asyncio.CancelledError:  # its time is over
            outcome = "TIMEOUT"
            raise
        finally:
            self.execution_context.context.load.forget()
            self._tell(outcome, time.perf_counter() - started)

    def _outcome(self) -> str:
        """The code of the first error, every error now being in its lane; else OK."""
        result = self.execution_context.result
        if not isinstance(result, GraphQLResult | ExecutionResult) or not result.errors:
            return "OK"
        errors: list[GraphQLError] = in_lanes(result.errors)
        result.errors = errors
        return str((errors[0].extensions or {})["code"])

    def _tell(self, outcome: str, seconds: float) -> None:
        context = self.execution_context
        tally = context.context.graph.tally
        name = context.operation_name or ""
        OPERATIONS.labels(name if name in _PUBLISHED_NAMES else "other", outcome).observe(seconds)
        for statement in tally.statements:
            STATEMENTS.labels(statement).inc()
        ROUND_TRIPS.inc(tally.round_trips)
        ROWS.inc(tally.rows)
        logger.info(
            "operation",
            operation=name[:80],
            milliseconds=round(seconds * 1000, 1),
            graph_milliseconds=round(tally.seconds * 1000, 1),
            statements=len(tally.statements),
            round_trips=tally.round_trips,
            rows=tally.rows,
            outcome=outcome,
        )


def in_lanes(errors: Iterable[GraphQLError]) -> list[GraphQLError]:
    """Each error in its lane: a client's fault with its code; a failure of the graph in plain words; a defect
    masked, under an incident number that leads to the log. What fails in many places at once, such as all
    that was read together, is logged once."""
    incidents: dict[int, str] = {}
    return [_in_lane(error, incidents) for error in errors]


def _in_lane(error: GraphQLError, incidents: dict[int, str]) -> GraphQLError:
    cause = error.original_error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    if cause is None or isinstance(cause, GraphQLError):
        known = dict(error.extensions or {})
        place = place_in_variable(error)
        error.extensions = {"code": "BAD_REQUEST"} | ({} if place is None else {"argument": place}) | known
        return error
    is_new = id(cause) not in incidents
    incident = incidents.setdefault(id(cause), secrets.token_hex(6))
    if isinstance(cause, Unavailable | Refused | TimedOut):
        if is_new:  # refused: an engine that stops or restarts; or somebody changed the password
            logger.warning("graph", path=error.path, cause=str(cause))
        if isinstance(cause, TimedOut):
            return _replaced(error, "This took too long; ask for less", "TIMEOUT")
        return _replaced(error, "The graph does not answer at present; try again soon", "UNAVAILABLE")
    if is_new:
        logger.error("defect", incident=incident, path=error.path, cause=_described(cause), exc_info=cause)
    masked = _replaced(error, f"Something is wrong on our side (incident {incident})", "INTERNAL")
    masked.extensions = {**(masked.extensions or {}), "incident": incident}
    return masked


def _described(cause: Exception) -> str:
    return str(cause) if isinstance(cause, GraphError) else type(cause).__name__


def _replaced(error: GraphQLError, message: str, code: str) -> GraphQLError:
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions={"code": code},
    )


class LienketSchema(strawberry.Schema):
    """The schema; errors are logged by :class:`Observed`, once."""

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        """Nothing here: the default writes every typo of a client with a traceback."""


class _Names(NameConverter):
    """The names of fields and arguments, each made once: Strawberry asks for those of all fields of an input
    for each that it reads."""

    def apply_naming_config(self, name: str) -> str:
        """The name that clients know."""
        return _camel_case(name)


_camel_case = cache(to_camel_case)


def build_schema(*, is_planned: bool = True) -> strawberry.Schema:
    """The executable schema with its limits and caches. Unless ``is_planned``, operations are executed by
    graphql-core alone, with the same answers."""
    return LienketSchema(
        query=Query,
        types=[Facility, Supplier, Buyer, Proposal],
        config=StrawberryConfig(scalar_map=SCALARS, name_converter=_Names()),
        execution_context_class=PlannedExecutor if is_planned else None,
        extensions=[
            Observed,
            lambda: MaxTokensLimiter(max_token_count=MOST_TOKENS),
            ParserCache,
            Validation,
            CostLimit,
        ],
    )
