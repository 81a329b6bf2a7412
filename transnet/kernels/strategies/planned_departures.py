"""Two layers of labels: what may still be planned for, and what follows a planned departure.

Travellers who know the timetable plan for one departure, anywhere along their way, and take what
comes before and after it. They are displaced by a share of the mean wait for it and wait for the
others. Which departure is best planned for comes out of the search:

    after   from the planned departure on: each further departure is waited for
    before  up to it: where one changes, one plans for a set of departures from which `after` leads
            on, or waits for a set from which `before` does; whichever costs less

What leads to the destination without any plan is part of `before` as well, so nobody must plan.
Those who go when they like never plan: then there is only `before`.
"""

from __future__ import annotations

import numpy as np

from transnet.kernels._jit import borrowing
from transnet.kernels.strategies.buckets import put
from transnet.kernels.strategies.egress import Egress
from transnet.kernels.strategies.optimal import Labels, Supply, Wait, begin, go_on, pooled
from transnet.kernels.strategies.problem import Rules


@borrowing
def settle(supply: Supply, rules: Rules, egress: Egress, before: Labels, after: Labels) -> None:
    """Fill the labels of one destination."""
    begin(supply, egress, before)
    if rules.plans:
        begin(supply, egress, after)
        go_on(supply, rules.later.wait, egress, after)
        _plan(supply, rules.planned.wait, before, after)
    go_on(supply, rules.later.wait, egress, before)


@borrowing
def _plan(supply: Supply, planned: Wait, before: Labels, after: Labels) -> None:
    """Let travellers plan at each platform for the best set of what is waited for there later.

    The options are those that `after` waits for. Where planning costs more than waiting, others may
    lack; then `before` waits for that set.
    """
    at_work, useful, queue = after.at_work, before.at_work.useful, before.queue
    for platform in range(len(before.leave)):
        first = supply.room_first[platform]
        least, count = useful[platform], 0
        for at in range(first, first + at_work.held[platform]):
            if at_work.costs[at] >= least:
                break
            cost = np.int64(pooled(planned, at_work.rates[at], at_work.wholes[at]))
            if cost < least:
                least, count = cost, at - first + 1
        if count > 0:
            before.leave[platform], before.plans[platform] = least, count
            put(queue, platform, least)
