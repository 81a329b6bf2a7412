"""Executors that tests hand over: one that packs all work as if it left the process, and more."""

from __future__ import annotations

import pickle
from concurrent.futures import Executor, Future
from typing import Any


class Packing(Executor):
    """Does work here, once it is packed as for another process, and counts the bytes of each piece.

    stations  how often a piece is taken apart and packed again on its way
    """

    def __init__(self, stations: int = 0) -> None:
        self.sent: list[int] = []
        self._stations = stations

    def submit(self, call: Any, /, *args: Any, **more: Any) -> Future[Any]:  # type: ignore[override]
        content = pickle.dumps((call, args, more))
        self.sent.append(len(content))
        for _ in range(self._stations):
            content = pickle.dumps(pickle.loads(content))  # noqa: S301
        done: Future[Any] = Future()
        there, own, kinds = pickle.loads(content)  # noqa: S301
        try:
            done.set_result(pickle.loads(pickle.dumps(there(*own, **kinds))))  # noqa: S301
        except Exception as error:
            done.set_exception(error)
        return done
