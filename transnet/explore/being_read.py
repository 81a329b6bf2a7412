"""What is read while a page already waits for it: how far that is, and what kept it from being."""

from __future__ import annotations

import time
from threading import Event
from typing import Any

from transnet.base.errors import TransnetError
from transnet.base.language import Message, in_words, said


class BeingRead:
    """What a server reads beside its first questions, which wait until it is there.

    doing  what the server is doing, for a page that waits
    """

    def __init__(self) -> None:
        self.doing: Message = said("starts")
        self._began = time.perf_counter()
        self._there = Event()
        self._failed: TransnetError | None = None

    def failure(self) -> TransnetError | None:
        """Wait until it is read, and return what kept it from being; None for nothing."""
        self._there.wait()
        return self._failed

    def _wait(self) -> None:
        """Wait until it is read; raises what kept it from being."""
        if (failed := self.failure()) is not None:
            raise failed

    def _told(self, *, ready: bool) -> dict[str, Any]:
        return {
            "ready": ready,
            "en": in_words(self.doing, "en"),
            "zh": in_words(self.doing, "zh"),
            "seconds": round(time.perf_counter() - self._began, 1),
        }
