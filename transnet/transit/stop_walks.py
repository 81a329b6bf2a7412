"""Ways on foot between the stops of a timetable, beside those that its feeds time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from transnet.timetable.timetable import Timetable
from transnet.transit.ways_on_foot import Ways


def with_walks(timetable: Timetable, ways: Ways) -> Timetable:
    """Return a timetable in which one also walks between stops where it has no way of its own.

    What it says of a pair itself comes first, be it longer or shorter, or that one can't change.
    """
    count = len(timetable.stop_ids)
    own = timetable.walk_from.astype(np.int64) * count + timetable.walk_to
    pair = ways.of.astype(np.int64) * count + ways.to
    more = ways.where((ways.of != ways.to) & ~np.isin(pair, own))
    columns = [
        np.concatenate(each)
        for each in (
            (timetable.walk_from, more.of),
            (timetable.walk_to, more.to),
            (timetable.walk_s, more.seconds),
        )
    ]
    order = np.lexsort((columns[1], columns[0]))
    walked = [each[order].astype(np.int32) for each in columns]
    for each in walked:
        each.flags.writeable = False
    return replace(timetable, walk_from=walked[0], walk_to=walked[1], walk_s=walked[2])
