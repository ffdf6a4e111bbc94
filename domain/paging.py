"""Which part of an ordered list is wanted, and how long a list is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """``size`` rows between two cursors, taken from the beginning or (``is_backward``) from the end.

    A cursor is the order key of a row; ``after`` and ``before`` speak of the order in which the
    list is shown.
    """

    size: int
    after: str | None = None
    before: str | None = None
    is_backward: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows a list has; a lower bound where counting stopped early."""

    total: int
    is_lower_bound: bool
