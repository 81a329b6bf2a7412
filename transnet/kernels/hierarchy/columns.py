"""Where the columns of a table come from: squares of numbers that lie close together in a sweep.

A sweep leaves the times of a node side by side, one for each origin; a table wants the times of an
origin side by side. Turned round only at the end, all times would go out to memory and come back.
So the places are swept in parts that the second cache level holds, and as soon as a part is done
its squares are turned: LANES neighbouring columns, less those that another part has.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import Index, Int32Array, Int64Array, UInt32Array, read_only
from transnet.kernels._jit import kernel
from transnet.kernels.hierarchy.elimination import Hierarchy
from transnet.kernels.hierarchy.lanes import LANES, store_transposed

_PART_PLACES = 6_000  # times of a part: 0.4 MB
_MOST_SQUARES = (
    2  # for each LANES columns; above, columns are in no local order, and one part it is
)


class Columns(NamedTuple):
    """The place of each column, parts of the descent, and the squares that each part fills.

    places   int32[j]
    parts    int32[p + 1], first place of each, then the end; all branches hang on the first
    squares  int32[p + 1], first square of each
    first    int32[s], first column of a square
    rows     int32[s * LANES], row of each column within the part; any if it isn't in the square
    masks    uint32[s], a bit for each column that is in the square
    """

    places: Int32Array
    parts: Int32Array
    squares: Int32Array
    first: Int32Array
    rows: Int32Array
    masks: UInt32Array


def arrange(hierarchy: Hierarchy, place_of: Int32Array, destinations: Int32Array) -> Columns:
    """Return how the times of a sweep come into columns.

    place_of      int32[n], place of each node in the sweep, -1 for one left out
    destinations  int32[j], numbers in the hierarchy, none of them left out
    """
    places = place_of[destinations]
    parts = _parts(hierarchy, np.flatnonzero(place_of >= 0))
    squares, part_of = _count_squares(places, parts)
    if squares[-1] > _MOST_SQUARES * (1 + len(places) // LANES):
        parts = parts[[0, -1]]
        squares, part_of = _count_squares(places, parts)
    first, rows, masks = _find_squares(places, parts, squares, part_of)
    where = (read_only(places), read_only(parts), read_only(squares))
    return Columns(*where, read_only(first), read_only(rows), read_only(masks))


def _parts(hierarchy: Hierarchy, nodes: Int64Array) -> Int32Array:
    """Return where the parts start: the crown, then neighbouring branches put together."""
    starts = np.searchsorted(nodes, hierarchy.branches)
    shares = starts // _PART_PLACES
    ends = starts[1:][shares[1:] != shares[:-1]]
    return np.unique([0, starts[0], *ends, starts[-1]]).astype(np.int32)


@kernel
def _count_squares(places: Int32Array, parts: Int32Array) -> tuple[Int32Array, Int32Array]:
    """Return the first square of each part, and the part of each place."""
    count = len(parts) - 1
    part_of, squares = np.empty(parts[count], np.int32), np.zeros(count + 1, np.int32)
    for part in range(count):
        part_of[parts[part] : parts[part + 1]] = part
    seen = np.full(count, -1, np.int64)
    for column in range(len(places)):
        part = part_of[places[column]]
        if seen[part] != column // LANES:
            seen[part] = column // LANES
            squares[part + 1] += 1
    for part in range(count):
        squares[part + 1] += squares[part]
    return squares, part_of


@kernel
def _find_squares(
    places: Int32Array, parts: Int32Array, squares: Int32Array, part_of: Int32Array
) -> tuple[Int32Array, Int32Array, UInt32Array]:
    """Return first column, rows and mask of each square."""
    following = squares.copy()
    total = squares[-1]
    first, rows = np.full(total, -1, np.int32), np.zeros(total * LANES, np.int32)
    masks = np.zeros(total, np.uint32)
    for column in range(len(places)):
        part = part_of[places[column]]
        lane = column % LANES
        square = following[part] - 1
        if square < squares[part] or first[square] != column - lane:
            square = following[part]
            following[part] += 1
            first[square] = column - lane
        masks[square] |= np.uint32(1) << np.uint32(lane)
        rows[square * LANES + lane] = places[column] - parts[part]
    return first, rows, masks


@kernel
def write_part(
    columns: Columns, part: Index, times: UInt32Array, starts: Int64Array, out: UInt32Array
) -> None:
    """Write the times of a part to the rows of the table, which start at these numbers of `out`."""
    for square in range(columns.squares[part], columns.squares[part + 1]):
        first, mask = np.int64(columns.first[square]), columns.masks[square]
        store_transposed(times, columns.rows, square * LANES, out, starts, first, mask)
