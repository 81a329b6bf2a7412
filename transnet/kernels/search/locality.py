"""Node orders that keep what is near on the ground near in memory."""

from __future__ import annotations

import numpy as np

from transnet.kernels._arrays import FloatArray, Int64Array, read_only
from transnet.kernels._jit import kernel

_BITS = 31  # of each coordinate; a key takes twice as many


def hilbert_order(x: FloatArray, y: FloatArray) -> Int64Array:
    """Return the nodes in the order in which a Hilbert curve over their bounding box meets them.

    x, y     float64[n], finite coordinates in any unit
    returns  int64[n], a permutation: place i of the new order is taken by node order[i]
    Equal points keep their order. (Hilbert 1891; Warren, Hacker's Delight, 2nd ed., ch. 16.)

    >>> hilbert_order(np.array([0.0, 1.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0, 1.0]))
    array([0, 3, 2, 1])
    """
    keys = _hilbert_keys(read_only(_to_grid(x)), read_only(_to_grid(y)))
    return np.argsort(keys, kind="stable")


def _to_grid(coordinate: FloatArray) -> Int64Array:
    """Scale to whole numbers from 0 to 2**_BITS - 1."""
    low, high = coordinate.min(initial=np.inf), coordinate.max(initial=-np.inf)
    if not high > low:
        return np.zeros(len(coordinate), np.int64)
    scaled: FloatArray = (coordinate - low) / (high - low) * (2**_BITS - 1)
    return scaled.astype(np.int64)


@kernel
def _hilbert_keys(x: Int64Array, y: Int64Array) -> Int64Array:
    """Return how far along the curve each cell lies.

    Each pass reads one bit of x and y, which names a quarter of the square, and turns the rest of
    the square so that the curve runs through that quarter as it does through the whole.
    """
    keys = np.empty(len(x), np.int64)
    for i in range(len(x)):
        across, up, key = x[i], y[i], np.int64(0)
        for bit in range(_BITS - 1, -1, -1):
            right, upper = (across >> bit) & 1, (up >> bit) & 1
            key = (key << 2) | ((3 * right) ^ upper)
            if upper == 0:
                if right == 1:
                    across, up = ~across, ~up
                across, up = up, across
        keys[i] = key
    return keys
