"""Notices that meet a process at a step of its writing: what the system is asked for is a step."""

from __future__ import annotations

import errno
import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

_CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.chmod")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Steps:
    """Counts the steps of writing under a folder, and lets something happen at one of them."""

    def __init__(self, folder: Path, at: int, happens: Callable[[], None], *, on: bool) -> None:
        self.folder = str(folder)
        self.at, self.happens, self.goes_on = at, happens, on
        self.count = 0
        self.busy = False
        self._flush = os.fsync
        sys.addaudithook(self._hears)
        os.fsync = self._flushes

    def _flushes(self, entry: int) -> None:
        self._step()
        self._flush(entry)

    def _hears(self, event: str, words: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = words
            writes = (
                bool(flags & _WRITING) if isinstance(flags, int) else set(mode or "") & set("wax+")
            )
            if writes and str(path).startswith(self.folder):
                self._step()
        elif event in _CHANGES and self._is_below(words[0]):
            self._step()

    def _is_below(self, path: object) -> bool:
        # rmtree names files by their folder's handle: those without a folder count too.
        if not isinstance(path, str | Path):
            return False
        return str(path).startswith(self.folder) or not Path(path).is_absolute()

    def _step(self) -> None:
        if self.busy:
            return
        self.count += 1
        if self.count == self.at or (self.goes_on and self.count > self.at):
            self.busy = True
            try:
                self.happens()
            finally:
                self.busy = False


def fails(number: int) -> Callable[[], None]:
    """Return what raises an error of the system."""

    def fail() -> None:
        raise OSError(number, os.strerror(number))

    return fail


def signalled(number: int) -> Callable[[], None]:
    """Return what sends this process a signal."""
    return lambda: os.kill(os.getpid(), number)


# What happens at a step, whether it goes on happening, and the exit code that is documented for it.
FAULTS: dict[str, tuple[Callable[[], None], bool, int]] = {
    "kill": (signalled(signal.SIGKILL), False, -signal.SIGKILL),
    "enospc": (fails(errno.ENOSPC), False, 1),
    "eio": (fails(errno.EIO), True, 1),
    "read-only": (fails(errno.EROFS), True, 1),
    "sigint": (signalled(signal.SIGINT), False, 130),
    "sigterm": (signalled(signal.SIGTERM), False, 143),
}


def interrupted_often() -> None:
    """Let every call of the system that takes a while be interrupted (EINTR) from now on."""
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, 2e-4, 2e-4)


def cut_short(size: int) -> None:
    """Let no file of this process grow beyond so many bytes, in whatever language it is written."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
