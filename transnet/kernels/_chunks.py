"""Many searches as a row of short calls by some threads, so that Ctrl-C and progress bars work."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import cache

from numba import config, get_num_threads

from transnet.base.progress import Progress

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


if hasattr(os, "register_at_fork"):  # not on Windows, which knows no fork
    os.register_at_fork(after_in_child=_threads.cache_clear)
