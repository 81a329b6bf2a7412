"""Another Python that runs a function of ours while this one goes on.

This file imports next to nothing, so that the other one can get ready from the first moment on.
"""

from __future__ import annotations

import os
import subprocess
import sys

_CODE = "import sys; sys.path[:] = {path!r}; from {module} import serve; serve()"


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def start_serving(module: str, **variables: str) -> subprocess.Popen[bytes] | None:
    """Start a process that calls `serve` of a module of ours; None where none can be started.

    It is spoken to by its input and its output.

    variables  of its environment, in place of those of this process
    """
    if not sys.executable:
        return None
    code = _CODE.format(path=sys.path, module=module)
    try:
        return subprocess.Popen(  # noqa: S603, this Python and a file of ours
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **variables},
        )
    except OSError:  # no more processes, say
        return None


def serving_output() -> int:
    """Return a file descriptor of the output that is spoken by, and let whoever prints be silent.

    The process goes on where Ctrl-C is pressed: who started it says when it ends.
    """
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    spoken = os.dup(1)
    os.dup2(2, 1)
    return spoken
