"""Binary heaps of keys in an array of the caller's."""

from __future__ import annotations

import numpy as np

from transnet.kernels._arrays import Int64Array
from transnet.kernels._jit import inlined


@inlined
def sift_up(heap: Int64Array, size: int, key: np.int64) -> None:
    """Add a key to a binary heap of this size."""
    hole = size
    while hole > 0:
        parent = (hole - 1) >> 1
        if heap[parent] <= key:
            break
        heap[hole] = heap[parent]
        hole = parent
    heap[hole] = key


@inlined
def sift_down(heap: Int64Array, size: int) -> None:
    """Remove the least key of a binary heap that keeps this size."""
    key = heap[size]
    hole = 0
    while True:
        child = 2 * hole + 1
        if child >= size:
            break
        if child + 1 < size and heap[child + 1] < heap[child]:
            child += 1
        if heap[child] >= key:
            break
        heap[hole] = heap[child]
        hole = child
    heap[hole] = key
