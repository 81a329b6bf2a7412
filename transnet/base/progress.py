"""How those who wait are told how far work is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with (what is being done, steps done, steps)."""

Counter = Callable[[int, int], None]
"""Called with (parts done, parts), within one step."""


def ignore_progress(_step: str, _done: int, _steps: int) -> None:
    """Ignore progress."""
