"""The queue of buckets against a heap."""

from __future__ import annotations

import heapq

from hypothesis import given, settings
from hypothesis import strategies as st

from transnet.kernels.strategies.buckets import new_queue, put, take

# Steps so long that many items share a bucket, so short that buckets are skipped, and too long.
steps = st.sampled_from([0, 1, 2, 40, 5_000, 3_000_000, 2_000_000_000])


@settings(max_examples=60, deadline=None)
@given(
    longest=st.sampled_from([0, 1, 5_000, 3_000_000]),
    puts=st.lists(st.tuples(st.integers(0, 7), steps, st.booleans()), max_size=60),
)
def test_items_come_in_the_order_of_cost_and_then_of_number(
    longest: int, puts: list[tuple[int, int, bool]]
) -> None:
    queue = new_queue(8, longest)
    for _ in range(2):  # empty again, it is fit for another search
        now, known = 0, dict[int, int]()
        heap: list[tuple[int, int]] = []
        for item, step, taking in [*puts, *[(0, -1, True)] * 9]:
            if step >= 0 and now + step < known.get(item, 1 << 60):
                known[item] = now + step
                heapq.heappush(heap, (now + step, item))
                put(queue, item, now + step)
            if taking:
                while heap and known.get(heap[0][1]) != heap[0][0]:
                    heapq.heappop(heap)
                taken = heapq.heappop(heap) if heap else (now, -1)
                now = taken[0]
                known.pop(taken[1], None)
                assert take(queue) == taken[1]
                if taken[1] < 0:
                    now = 0
        assert take(queue) == -1
