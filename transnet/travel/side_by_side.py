"""Many calls on several threads: for work that is mostly in kernels, which need no interpreter."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Item = TypeVar("_Item")
_Made = TypeVar("_Made")


def side_by_side(
    call: Callable[[_Item], _Made], items: Iterable[_Item], threads: int | None = None
) -> list[_Made]:
    """Return what a call makes of each item, in their order; kernels in it take one thread each.

    threads  how many work at a time; None for as many as kernels would take
    Raises what the first item raises that can't be made; then no more are begun.
    """
    from numba import config, get_num_threads, set_num_threads

    asked = list(items)
    workers = min(get_num_threads() if threads is None else threads, len(asked))
    if workers <= 1 or config.DISABLE_JIT:  # type: ignore[attr-defined]  # as in a debugger
        return [call(item) for item in asked]
    pool = ThreadPoolExecutor(workers, initializer=set_num_threads, initargs=(1,))
    try:
        return list(pool.map(call, asked))
    finally:
        pool.shutdown(cancel_futures=True)
