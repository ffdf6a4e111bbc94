"""Becomes the engine's Java process, tied to the life of the process that started it.

Run as ``python launch.py SUPERVISOR JAVA ARGUMENT…``. Asks the kernel (Linux) to kill this process
when its parent dies, even by ``kill -9``, then turns into Java, which keeps that wish. Without such
a kernel (macOS) the engine outlives a killed supervisor until the next one, which ends it by the
number in the run file before it starts an engine of its own.
"""

import ctypes
import os
import signal
import sys

_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


def main(supervisor: int, command: list[str]) -> None:
    """Ties this process to ``supervisor`` and becomes ``command``."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != supervisor:  # it died before the wish was made
            sys.exit(1)
    os.execv(command[0], command)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
