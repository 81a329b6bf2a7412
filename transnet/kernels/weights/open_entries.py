"""Departures of what can be ridden from a stop to another, and stops where something runs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import BoolArray, Int32Array, Int64Array
from transnet.kernels._jit import kernel


class Entries(NamedTuple):
    """Entries e of the ride pairs, and positions p of the lines.

    pattern, from_pos, to_pos  int32[e]
    stop  int32[p], stop of each position
    """

    pattern: Int32Array
    from_pos: Int32Array
    to_pos: Int32Array
    stop: Int32Array


@kernel
def open_entries(
    entries: Entries,
    trains: Int64Array,
    stop_open: BoolArray,
    hop_open: BoolArray,
    into: Int64Array,
) -> None:
    """Write departures a day of each entry, int64[e]; 0 where a stop or a hop of it is closed.

    trains    int64[patterns]; hop_open  bool[p], whether each position can be reached
    """
    shut = np.zeros(len(hop_open), np.int32)
    for at in range(1, len(hop_open)):
        shut[at] = shut[at - 1] + (not hop_open[at])
    for entry in range(len(entries.pattern)):
        start, end = entries.from_pos[entry], entries.to_pos[entry]
        both = stop_open[entries.stop[start]] and stop_open[entries.stop[end]]
        is_open = both and shut[start] == shut[end]
        into[entry] = trains[entries.pattern[entry]] if is_open else 0


@kernel
def mark_served(entries: Entries, trains: Int64Array, served: BoolArray) -> None:
    """Mark the stops at which an entry with departures begins or ends, bool[stops]."""
    for entry in range(len(entries.pattern)):
        if trains[entry] > 0:
            served[entries.stop[entries.from_pos[entry]]] = True
            served[entries.stop[entries.to_pos[entry]]] = True
