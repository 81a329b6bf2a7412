"""The last few answers, each made once however many ask for it at the same time."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from transnet.study.kept import Kept

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
_STRIPES = 64


class Once(Generic[Key, Value]):
    """Keeps the last few values; of those who ask for one at the same time one makes it.

    most  how many are kept
    """

    def __init__(self, most: int) -> None:
        self.kept: Kept[Key, Value] = Kept(most)
        self._turns = [Lock() for _ in range(_STRIPES)]

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """Return the value under a key, made now unless it's there or being made."""
        with self._turns[hash(key) % _STRIPES]:
            return self.kept.get(key, make)
