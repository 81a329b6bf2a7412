"""Many searches as a row of short calls by some threads, so that Ctrl-C and progress bars work."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import cache
from threading import current_thread, main_thread
from typing import TypeVar

from numba import config, get_num_threads, set_num_threads

from transnet.base.progress import Progress

_Result = TypeVar("_Result")

# A step takes 15 ns where nodes are in a local order and 150 where they are in none: so a call
# lasts less than a second, and a thread is woken only for a millisecond's work.
_MOST_STEPS_PER_WORKER = 6_000_000
_LEAST_STEPS_PER_WORKER = 50_000


def in_chunks(
    call: Callable[[slice, int], None],
    rows: int,
    steps_per_row: int,
    progress: Progress | None = None,
) -> None:
    """Call `call(chunk of rows, workers)` until all rows are done.

    call           fills these rows, at most `workers` of them at a time
    steps_per_row  nodes and arcs that one row visits, at least 1
    progress       called with ("searching", rows done, rows) after each chunk
    """
    threads = get_num_threads()
    size = threads * max(1, _MOST_STEPS_PER_WORKER // steps_per_row)
    for start in range(0, rows, size):
        stop = min(start + size, rows)
        worthwhile = 1 + (stop - start) * steps_per_row // _LEAST_STEPS_PER_WORKER
        with plain_interrupts():
            call(slice(start, stop), min(threads, stop - start, worthwhile))
        if progress is not None:
            progress("searching", stop, rows)


def by_workers(call: Callable[[int], None], workers: int) -> None:
    """Call `call(worker)` for each worker, at the same time; return when all are done.

    Kernels let go of the interpreter, so Python's threads run them side by side. Numba's own would
    cost more than half of the time that it takes to compile, since `parallel=True` compiles what a
    loop calls again and again.
    """
    if config.DISABLE_JIT:  # type: ignore[attr-defined]  # one after the other, as in a debugger
        for worker in range(workers):
            call(worker)
        return
    others = [_threads().submit(call, worker) for worker in range(1, workers)]
    try:
        call(0)
    finally:  # nobody writes to the caller's arrays any more, not even after Ctrl-C
        if others:
            wait(others)
    for other in others:
        other.result()


def aside(call: Callable[[], _Result], stop: Callable[[], None] | None = None) -> _Result:
    """Return what a call returns that another thread makes, while this one waits.

    For a kernel that works long and returns arrays. If Ctrl-C comes meanwhile to the thread that
    makes of them what Python knows, numba takes the exception for one of its own; where the arrays
    are in a named tuple, it uses what isn't there, and the process ends. Signals only ever come to
    the main thread. It tells the call to stop, and raises KeyboardInterrupt once that is done.
    """
    if config.DISABLE_JIT or current_thread() is not main_thread():  # type: ignore[attr-defined]
        return call()
    threads = get_num_threads()  # which each thread has for itself

    def call_likewise() -> _Result:
        set_num_threads(threads)
        return call()

    made = _thread_aside().submit(call_likewise)
    try:
        wait([made])
    except BaseException:
        if stop is not None:
            stop()
        wait([made])  # nobody writes to the caller's arrays any more
        raise
    return made.result()


@contextmanager
def plain_interrupts() -> Iterator[None]:
    """Raise KeyboardInterrupt again where numba has made a SystemError of it.

    It does so if Ctrl-C comes while a kernel is at work that returns arrays.
    """
    try:
        yield
    except SystemError as fault:
        cause = fault.__cause__
        while cause is not None and not isinstance(cause, KeyboardInterrupt):
            cause = cause.__cause__
        if cause is None:
            raise
        raise cause from None


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(config.NUMBA_NUM_THREADS)  # type: ignore[attr-defined]


@cache
def _thread_aside() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1)


if hasattr(os, "register_at_fork"):  # not on Windows, which knows no fork
    os.register_at_fork(after_in_child=_threads.cache_clear)
    os.register_at_fork(after_in_child=_thread_aside.cache_clear)
