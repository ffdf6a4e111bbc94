"""Work that nobody waits for any longer is given up: whoever computes long looks now and then."""

import threading


class Cancelled(Exception):
    """Whoever asked wants the answer no longer."""


def check(cancelled: threading.Event | None) -> None:
    """Raises :class:`Cancelled` once nobody wants the answer, which sets the event. Costs nearly nothing."""
    if cancelled is not None and cancelled.is_set():
        raise Cancelled
