"""Work handed to an executor of the caller's: threads, other processes, other machines.

What all of the work rests on (a study) is large beside a piece of it. Threads share it; a process
gets it once, when it says that it has none: after that only its name goes along.
"""

from __future__ import annotations

import hashlib
import pickle  # what one process of an executor tells the other, as executors do
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from transnet.base.given import given
from transnet.base.language import said
from transnet.travel.side_by_side import kernels_on_one_thread

_Ground = TypeVar("_Ground")
_Item = TypeVar("_Item")
_Made = TypeVar("_Made")
Call = Callable[[_Ground, list[_Item]], list[_Made]]

_EXECUTOR = said("ProcessPoolExecutor(2), for one, or client.get_executor() of Dask")
_LARGEST, _PIECES = 16, 8
"""Items of a piece at most, to hide what sending takes, and pieces at least, for all workers."""
_MOST_HERE = 4
_packed: WeakKeyDictionary[Any, tuple[str, bytes]] = WeakKeyDictionary()
_here: dict[str, Any] = {}


def on_executor(
    executor: Executor, ground: _Ground, call: Call[_Ground, _Item, _Made], items: Sequence[_Item]
) -> list[_Made]:
    """Return what a call makes of items, in their order; kernels in it take one thread each.

    executor  any; the answer doesn't hang on it, nor on how many workers it has
    ground    what all items are worked out on; stays as it is, but for what it keeps
    call      a function of a module, or a partial of one, of the ground and some of the items
    Raises what the first items raise that can't be made; then no more are begun.
    """
    size = max(1, min(_LARGEST, len(items) // _PIECES))
    parts = [list(items[at : at + size]) for at in range(0, len(items), size)]
    begun = [executor.submit(_made, _Sent(ground), call, part) for part in parts]
    try:
        for at, part in enumerate(parts):
            if begun[at].result() is None:
                begun[at] = executor.submit(_made, _Sent(ground, whole=True), call, part)
        return [made for each in begun for made in each.result() or ()]
    finally:
        for each in begun:
            each.cancel()


def executor_given(executor: object) -> Executor | None:
    """Return an executor, or None for none; raises InputError for anything else."""
    return None if executor is None else given(executor, Executor, "executor", _EXECUTOR)


class _Sent(Generic[_Ground]):
    """The ground on its way to a worker: itself to a thread, by its name or whole to a process.

    came  name and content that it came with: who passes it on passes them on, as Dask's scheduler
          does, which takes tasks apart on their way
    """

    def __init__(
        self,
        ground: _Ground | None,
        *,
        whole: bool = False,
        came: tuple[str, bytes] | None = None,
    ) -> None:
        self.ground, self._whole, self._came = ground, whole, came

    def __reduce__(self) -> tuple[Callable[[str, bytes], _Sent[Any]], tuple[str, bytes]]:
        if self._came is not None:
            return _arrived, self._came
        if self.ground not in _packed:
            content = pickle.dumps(self.ground, protocol=pickle.HIGHEST_PROTOCOL)
            _packed[self.ground] = hashlib.sha256(content).hexdigest(), content
        name, content = _packed[self.ground]
        return _arrived, (name, content if self._whole else b"")


def _arrived(name: str, content: bytes) -> _Sent[Any]:
    """Return the ground of a name as this process knows it; of none if it doesn't."""
    if content and name not in _here:
        while len(_here) >= _MOST_HERE:
            del _here[next(iter(_here))]
        _here[name] = pickle.loads(content)  # noqa: S301, as the executor's own pipe
    return _Sent(_here.get(name), came=(name, content))


def _made(
    sent: _Sent[_Ground], call: Call[_Ground, _Item, _Made], items: list[_Item]
) -> list[_Made] | None:
    """Return what a call makes of items; None where this process has no ground for it."""
    if sent.ground is None:
        return None
    with kernels_on_one_thread():
        return call(sent.ground, items)
