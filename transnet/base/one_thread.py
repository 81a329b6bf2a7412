"""Kernels that take one thread, where others have the other cores."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def kernels_on_one_thread() -> Iterator[None]:
    """Let kernels that are called from this thread take one, for others have the other cores."""
    from numba import get_num_threads, set_num_threads

    threads = get_num_threads()
    set_num_threads(1)
    try:
        yield
    finally:
        set_num_threads(threads)
