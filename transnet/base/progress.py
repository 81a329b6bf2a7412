"""How those who wait are told how far work is: one callback, whoever does the work."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

Progress = Callable[[str, int, int], None]
"""Called with (what is being done, parts done, parts in all), from the thread that asked.

Parts count what the work counts: scenarios, steps of a run, origins of a search. They never go
back while the same thing is being done, and the last call says that all are done.
"""


def ignore_progress(_what: str, _done: int, _parts: int) -> None:
    """Ignore progress."""


def progress_bar() -> Progress:
    """Return a callback that shows how far work is, in a notebook or a terminal.

    A bar of tqdm for each thing that is done, where tqdm is installed; without it a line of the
    logger `transnet` (level INFO) when a thing begins and when it is done.
    """
    return _Bars() if find_spec("tqdm") else _Lines()


class _Bars:
    """Shows a bar of tqdm for what is being done."""

    def __init__(self) -> None:
        self._what = ""
        self._bar: Any = None

    def __call__(self, what: str, done: int, parts: int) -> None:
        """Move the bar; close it when all parts are done, or when something else begins."""
        if self._bar is not None and what != self._what:
            self._close()
        if self._bar is None:
            from tqdm.auto import tqdm

            self._what, self._bar = what, tqdm(total=parts, desc=what)
        self._bar.total = parts
        self._bar.update(done - self._bar.n)
        if done >= parts:
            self._close()

    def _close(self) -> None:
        self._bar.close()
        self._bar = None


class _Lines:
    """Logs what begins and what is done."""

    def __init__(self) -> None:
        self._told = ("", False)

    def __call__(self, what: str, done: int, parts: int) -> None:
        """Say it once when it begins, and once when it is done."""
        now = (what, done >= parts)
        if now != self._told:
            import logging

            logging.getLogger("transnet").info("%s: %d of %d", what, done, parts)
            self._told = now
