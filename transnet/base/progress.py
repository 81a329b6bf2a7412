"""How those who wait are told how far work is: one callback, whoever does the work."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with (what is being done, parts done, parts in all), from the thread that asked.

Parts count what the work counts: scenarios, steps of a run, origins of a search. They never go
back while the same thing is being done, and the last call says that all are done.
"""


def ignore_progress(_what: str, _done: int, _parts: int) -> None:
    """Ignore progress."""
