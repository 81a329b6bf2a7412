"""The separator of a cell so large that one call for it would keep Ctrl-C, and a core, waiting.

The lines that `separator` tries one after another are shared out among workers, each cut in a row
of short calls. A line is given up only when its cut must cost more than one that is known, and of
cuts that cost the same the first line's is taken: so the parts are the same whatever the workers.
"""

from __future__ import annotations

from itertools import count

import numpy as np
from numba import get_num_threads

from transnet.kernels._arrays import Int32Array
from transnet.kernels._chunks import aside, by_workers
from transnet.kernels.hierarchy.separator import (
    LINES,
    Cell,
    add_paths,
    cost_of,
    cut_hubs,
    line_up,
    most_amount,
    parts_of,
    start_flow,
    two_lines_in_steps,
)

_SPARE = 1 + 1e-9  # a cut that costs the same, but for rounding, is worked out


def find_large_separator(cell: Cell) -> Int32Array:
    """Return what `find_separator` does."""
    lines = _Lines(cell)
    workers = min(get_num_threads(), len(LINES))
    aside(lambda: by_workers(lambda _: lines.cut_some(), workers), lines.stop)
    best = lines.best()
    return aside(lambda: cut_hubs(cell)) if best is None else best


class _Lines:
    """Lines through a cell, each taken by one worker, and the cuts that were found."""

    def __init__(self, cell: Cell) -> None:
        self._cell = cell
        self._ways = aside(lambda: two_lines_in_steps(cell))
        self._taken = count()
        self._found: dict[int, tuple[float, Int32Array]] = {}
        self._is_stopped = False

    def cut_some(self) -> None:
        """Cut lines until all are taken or somebody says stop."""
        while (taken := next(self._taken)) < len(LINES) and not self._is_stopped:
            self._cut(taken)

    def stop(self) -> None:
        """Have workers end after the call that they are in."""
        self._is_stopped = True

    def best(self) -> Int32Array | None:
        """Return the parts of the cut that costs least, of the first line if some cost the same."""
        found = [self._found[line] for line in sorted(self._found)]
        cost, parts = min(found, key=lambda each: each[0], default=(np.inf, None))
        return parts if cost < np.inf else None

    def _cut(self, taken: int) -> None:
        line = line_up(*self._ways, *LINES[taken])
        flow, room = start_flow(self._cell, line)
        added, amount = -1, 0
        while added != 0:
            added = add_paths(self._cell, flow, room)
            amount += added
            least = min((cost for cost, _ in tuple(self._found.values())), default=np.inf)
            if self._is_stopped or amount > most_amount(line, least) * _SPARE:
                return
        parts = parts_of(flow)
        self._found[taken] = cost_of(parts), parts
