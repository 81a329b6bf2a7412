"""Many searches as a row of short calls, so that Ctrl-C and progress bars work."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from numba import get_num_threads

Progress = Callable[[int, int], None]

# At 15 ns a step (nodes in a local order) to 150 (in none) a call lasts under a second, and long
# enough to make up for the start of it.
_STEPS_PER_WORKER = 6_000_000

# Two threads inside one of numba's parallel regions abort the process on its "workqueue" layer.
_one_at_a_time = Lock()


def in_chunks(
    call: Callable[[slice, int], None],
    rows: int,
    steps_per_row: int,
    progress: Progress | None = None,
) -> None:
    """Call `call(chunk of rows, workers)` until all rows are done.

    call           fills these rows, at most `workers` of them at a time
    steps_per_row  nodes and arcs that one row visits
    progress       called with (rows done, rows) after each chunk
    """
    workers = get_num_threads()
    size = workers * max(1, _STEPS_PER_WORKER // max(1, steps_per_row))
    for start in range(0, rows, size):
        stop = min(start + size, rows)
        with _one_at_a_time:
            call(slice(start, stop), min(workers, stop - start))
        if progress is not None:
            progress(stop, rows)
