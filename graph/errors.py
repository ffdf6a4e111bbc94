"""What can go wrong between this service and its graph.

GraphError                 a defect, or something nobody foresaw
├── Unavailable            no graph answers; try again
├── TimedOut               a statement took longer than it may
├── Conflict               a unique key is taken
├── Refused                the graph does not accept our name or password
├── LockLost               another process took the lock that ours held
├── GraphTooNew            a newer version of this service has changed the graph
├── GraphTooOld            the server speaks an older Cypher than ours
├── UnknownCode            a code in an argument belongs to no record
└── EngineFailed           the embedded engine does not start
    └── FolderHeld         its data folder belongs to another engine
"""


class GraphError(Exception):
    """Something went wrong in the graph; the message is for an operator."""


class Unavailable(GraphError):
    """No graph answers; the same request may succeed later."""


class TimedOut(GraphError):
    """A statement took longer than it may and was stopped."""


class Conflict(GraphError):
    """A unique key is already taken by another record."""


class Refused(GraphError):
    """The graph does not accept the user name or the password."""


class LockLost(GraphError):
    """A lock was not renewed in time and another process took it; what ran under it was stopped."""


class GraphTooNew(GraphError):
    """The graph was migrated by a newer version of this service."""


class GraphTooOld(GraphError):
    """The server is older than the Cypher that this service speaks."""


class UnknownCode(GraphError):
    """Well-formed codes that belong to no record of the kind asked for."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__(codes)
        self.codes = codes

    def __str__(self) -> str:
        return ", ".join(self.codes)


class EngineFailed(GraphError):
    """The embedded engine does not start or does not answer."""


class FolderHeld(EngineFailed):
    """The data folder of the embedded engine is in use by another engine."""
