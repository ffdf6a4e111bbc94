"""Client faults: errors that a client can mend, each with a code in ``extensions``."""

from graphql import GraphQLError


def bad_request(message: str, argument: str | None = None) -> GraphQLError:
    """A malformed or contradictory argument; ``argument`` is its path in the field's arguments."""
    return _error("BAD_REQUEST", message, argument)


def not_found(message: str, argument: str) -> GraphQLError:
    """A well-formed code in an argument that belongs to no record."""
    return _error("NOT_FOUND", message, argument)


def too_expensive(message: str) -> GraphQLError:
    """A request that would cost more than one request may."""
    return _error("TOO_EXPENSIVE", message, None)


def abandoned(message: str) -> GraphQLError:
    """A request that nobody waits for any longer."""
    return _error("CANCELLED", message, None)


def busy(message: str) -> GraphQLError:
    """A request for which too much is going on to be waited for; the answer tells when to try again."""
    return _error("BUSY", message, None)


def _error(code: str, message: str, argument: str | None) -> GraphQLError:
    extensions = {"code": code} if argument is None else {"code": code, "argument": argument}
    return GraphQLError(message, extensions=extensions)
