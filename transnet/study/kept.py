"""The last few things that were made, by what they were made from."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """Keeps at most `most` values; the one that wasn't asked for longest goes first.

    Threads may ask at the same time: then a value may be made twice, and all get the same one.

    lasting  whether the values are pickled too; others are made again
    """

    def __init__(self, most: int, *, lasting: bool = False) -> None:
        self._most, self._lasting = most, lasting
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._lock = Lock()

    def __getstate__(self) -> dict[str, Any]:
        values = OrderedDict(self._values) if self._lasting else OrderedDict()
        return {"_most": self._most, "_lasting": self._lasting, "_values": values}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__ |= {**state, "_lock": Lock()}

    def __contains__(self, key: Key) -> bool:
        return key in self._values

    def get(self, key: Key, make: Callable[[], Value]) -> Value:
        """Return the value under a key, made now unless it's there."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        made = make()
        with self._lock:
            value = self._values.setdefault(key, made)
            if len(self._values) > self._most:
                self._values.popitem(last=False)
        return value
