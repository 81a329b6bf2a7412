"""Signals that end the process before a command runs: a message and an exit code, at once.

Until a command runs nothing is begun that would have to be put right.
"""

from __future__ import annotations

import os
import signal

_WORDS = {"SIGINT": "interrupted", "SIGTERM": "stopped", "SIGHUP": "stopped"}

_before: dict[int, object] = {}


def let_go_of_signals() -> None:
    """Give the signals back to who had them, once a command takes care of its own end."""
    for number, handler in _before.items():
        signal.signal(number, handler)  # type: ignore[arg-type]  # as `getsignal` gave it
    _before.clear()


def hold_signals() -> None:
    """Take the signals that end the process, but for those that it was started to ignore."""
    for name in _WORDS:
        number = getattr(signal, name, None)
        handler = None if number is None else signal.getsignal(number)
        if number is not None and handler in (signal.SIG_DFL, signal.default_int_handler):
            _before[number] = handler
            signal.signal(number, _end)


def _end(number: int, _frame: object) -> None:
    """End as `ends` says: a word, and 128 and the number of the signal as exit code."""
    words = _WORDS[signal.Signals(number).name]
    try:
        os.write(2, f"{words}\n".encode())
    finally:
        os._exit(128 + number)
