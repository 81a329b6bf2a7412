"""Inner points of arcs, packed one after the other, in the order that arcs are put in."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.units import FloatArray

Shapes = tuple[npt.NDArray[np.int64], FloatArray, FloatArray]


def packed_shapes(shapes: Shapes, rows: npt.NDArray[np.integer[Any]]) -> Shapes:
    """Return the shapes of some arcs, in that order: pointers int64[rows + 1], lon, lat."""
    pointers, lon, lat = shapes
    sizes = np.diff(pointers)[rows]
    packed = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum(sizes, out=packed[1:])
    # Point j of an arc's new place comes from point j of its old one.
    points = np.arange(packed[-1]) + np.repeat(pointers[:-1][rows] - packed[:-1], sizes)
    return packed, np.asarray(lon)[points], np.asarray(lat)[points]


def sorted_shapes(shapes: Shapes | None, order: npt.NDArray[np.int64]) -> Shapes:
    """Return shapes in another order of their arcs; of None, arcs without inner points."""
    if shapes is None:
        return np.zeros(len(order) + 1, dtype=np.int64), np.empty(0), np.empty(0)
    if np.array_equal(order, np.arange(len(order))):
        return shapes[0].astype(np.int64), np.array(shapes[1]), np.array(shapes[2])
    return packed_shapes(shapes, order)
