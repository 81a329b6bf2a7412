"""A queue for labels that are settled in the order of their cost: items in buckets of equal width.

Nothing that is put in costs less than what was taken last, so the least item lies in the first
bucket that isn't empty, from the last one on (Dial 1969, Communications of the ACM 12, algorithm
360, with wide buckets: of a bucket the least item is looked for).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transnet.kernels._arrays import Index, Int32Array, Int64Array
from transnet.kernels._jit import kernel, step

_BUCKETS = 1 << 14
_PER_STEP = 1 << 12  # buckets that the longest step spans, at most
_NOTHING = np.int32(-1)
_NOT_QUEUED = np.int64(-1)


class Queue(NamedTuple):
    """Items in buckets; empty again once all are taken, and then fit for another search.

    cost    int64[n], of each item that is queued; -1 for others
    head    int32[buckets], an item of each; -1 for none. All that is too far off is in the last
    after, before  int32[n], its neighbours in the bucket
    at      int64[3], the bucket looked at, by how many bits a cost is longer than its bucket, and
            how many items are queued
    """

    cost: Int64Array
    head: Int32Array
    after: Int32Array
    before: Int32Array
    at: Int64Array


@kernel
def new_queue(items: int, longest_step: Index) -> Queue:
    """Return a queue with nothing in it; steps that are longer only make it slower."""
    shift = 0
    while (np.int64(longest_step) >> shift) > _PER_STEP:
        shift += 1
    return Queue(
        np.full(items, _NOT_QUEUED, np.int64),
        np.full(_BUCKETS, _NOTHING, np.int32),
        np.empty(items, np.int32),
        np.empty(items, np.int32),
        np.array([0, shift, 0], np.int64),
    )


@step
def is_queued(queue: Queue, item: Index) -> bool:
    """Whether an item was put in and isn't taken out yet."""
    return bool(queue.cost[item] != _NOT_QUEUED)


@step
def put(queue: Queue, item: Index, cost: Index) -> None:
    """Queue an item, or let it cost less."""
    if queue.cost[item] != _NOT_QUEUED:
        _unlink(queue, item)
    else:
        queue.at[2] += 1
    bucket = min(np.int64(cost) >> queue.at[1], _BUCKETS - 1)
    following = queue.head[bucket]
    queue.cost[item] = cost
    queue.after[item], queue.before[item] = following, _NOTHING
    queue.head[bucket] = item
    if following != _NOTHING:
        queue.before[following] = item


@step
def take(queue: Queue) -> int:
    """Take out the item that costs least, of equals the first; -1 once there is none.

    Then the queue begins at no cost again.
    """
    if queue.at[2] == 0:
        queue.at[0] = 0
        return -1
    bucket = queue.at[0]
    while queue.head[bucket] == _NOTHING:
        bucket += 1
    queue.at[0] = bucket
    best = queue.head[bucket]
    item = queue.after[best]
    while item != _NOTHING:
        cheaper = queue.cost[item] < queue.cost[best]
        if cheaper or (queue.cost[item] == queue.cost[best] and item < best):
            best = item
        item = queue.after[item]
    _unlink(queue, best)
    queue.cost[best] = _NOT_QUEUED
    queue.at[2] -= 1
    return int(best)


@step
def _unlink(queue: Queue, item: Index) -> None:
    before, following = queue.before[item], queue.after[item]
    if before == _NOTHING:
        bucket = min(queue.cost[item] >> queue.at[1], _BUCKETS - 1)
        queue.head[bucket] = following
    else:
        queue.after[before] = following
    if following != _NOTHING:
        queue.before[following] = before
