"""Errors in their lanes: what a client is told of a failure, and what the log is."""

from graphql import GraphQLError
from structlog.testing import capture_logs

from graph.errors import TimedOut, Unavailable
from service.execution import in_lanes


def error(cause: Exception | None, *path: str | int) -> GraphQLError:
    """An error at a place in the answer."""
    return GraphQLError("secret detail", path=path, original_error=cause)


def test_fault_of_the_client_keeps_its_words() -> None:
    told = GraphQLError("There is no product P-x", extensions={"code": "NOT_FOUND", "argument": "product"})

    with capture_logs() as logs:
        known, other = in_lanes([told, GraphQLError("Cannot query field")])

    assert (known.message, known.extensions) == (told.message, {"code": "NOT_FOUND", "argument": "product"})
    assert (other.message, other.extensions) == ("Cannot query field", {"code": "BAD_REQUEST"})
    assert logs == []


def test_defect_is_masked_and_logged_once_however_many_fields_it_spoils() -> None:
    cause = ZeroDivisionError("secret detail")

    with capture_logs() as logs:
        found = in_lanes([error(cause, "a", 0), error(GraphQLError("", original_error=cause), "a", 1)])

    (log,) = logs
    incident = log["incident"]
    assert log == {
        "event": "defect",
        "log_level": "error",
        "incident": incident,
        "path": ["a", 0],
        "cause": "ZeroDivisionError",
        "exc_info": cause,
    }
    assert [(each.message, each.path, each.extensions) for each in found] == [
        (
            f"Something is wrong on our side (incident {incident})",
            ["a", place],
            {"code": "INTERNAL", "incident": incident},
        )
        for place in (0, 1)
    ]


def test_two_defects_have_two_incidents() -> None:
    with capture_logs() as logs:
        one, other = in_lanes([error(KeyError("x"), "a"), error(KeyError("x"), "b")])

    assert [log["incident"] for log in logs] == [(each.extensions or {})["incident"] for each in (one, other)]
    assert one.extensions != other.extensions


def test_failure_of_the_graph_is_said_in_plain_words_and_logged_once() -> None:
    away, slow = Unavailable("bolt://10.0.0.1 refused"), TimedOut("statement x")

    with capture_logs() as logs:
        found = in_lanes([error(away, "a"), error(away, "b"), error(slow, "c")])

    assert [(each.message, each.extensions) for each in found] == [
        ("The graph does not answer at present; try again soon", {"code": "UNAVAILABLE"}),
        ("The graph does not answer at present; try again soon", {"code": "UNAVAILABLE"}),
        ("This took too long; ask for less", {"code": "TIMEOUT"}),
    ]
    assert [(log["event"], log["path"], log["cause"]) for log in logs] == [
        ("graph", ["a"], str(away)),
        ("graph", ["c"], str(slow)),
    ]
