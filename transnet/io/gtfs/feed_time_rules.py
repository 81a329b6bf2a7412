"""Rules of a feed about when things run, beside those of calls in their order."""

from __future__ import annotations

import numpy as np

from transnet.base.language import said
from transnet.io.gtfs.feed_calendar import ServiceDays
from transnet.io.gtfs.feed_calls import OrderedCalls
from transnet.io.gtfs.feed_notices import FeedNotices
from transnet.io.gtfs.feed_tables import Tables
from transnet.io.gtfs.feed_values import BLANK


def check_frequencies(tables: Tables, notices: FeedNotices) -> None:
    """Note spans of frequencies.txt that end before they begin, or overlap."""
    table, trips = tables.get("frequencies"), tables.get("trips")
    if table is None or trips is None:
        return
    start, end = table.numbers("start_time"), table.numbers("end_time")
    known = (start != BLANK) & (end != BLANK)
    hint = said("must come after start_time; after midnight hours run on past 24, such as 25:00:00")
    rows = np.flatnonzero(known & (end <= start))
    table.note(notices, "range_reversed", "end_time", rows, hint)
    trip = table.rows_in("trip_id", trips, "trip_id")
    order = np.lexsort((start, trip))
    order = order[known[order] & (trip[order] >= 0)]
    same = trip[order[1:]] == trip[order[:-1]]
    over = np.sort(order[1:][same & (start[order[1:]] < end[order[:-1]])])
    hint = said("begins before an earlier span of the same trip ends")
    table.note(notices, "frequency_overlap", "start_time", over, hint)


def check_spans(tables: Tables, notices: FeedNotices) -> None:
    """Note days of validity in feed_info.txt that end before they begin."""
    info = tables.get("feed_info")
    if info is None:
        return
    start, end = info.numbers("feed_start_date"), info.numbers("feed_end_date")
    rows = np.flatnonzero((start != BLANK) & (end != BLANK) & (end < start))
    hint = said("ends before it begins; mend one of the two days")
    info.note(notices, "range_reversed", "feed_end_date", rows, hint)
    if info.count > 1:
        hint = said("describes the whole feed; keep one row")
        info.note(notices, "second_feed_info", "", np.arange(1, info.count), hint)


def check_blocks(
    tables: Tables, calls: OrderedCalls, days: ServiceDays, notices: FeedNotices
) -> None:
    """Note trips of one vehicle that overlap in time on a day on which both run."""
    trips = tables["trips"]
    some = np.flatnonzero((np.diff(calls.first) > 0) & ~trips.is_blank("block_id"))
    begins = calls.departure_s[calls.first[:-1][some]]
    ends = calls.arrival_s[calls.first[1:][some] - 1]
    timed = (begins != BLANK) & (ends != BLANK)
    some, begins, ends = some[timed], begins[timed], ends[timed]
    place = {cell: row for row, cell in enumerate(days.ids)}
    service = [place.get(cell, -1) for cell in trips.texts("service_id")]
    blocks: dict[str, list[int]] = {}
    texts = trips.texts("block_id")
    for at in np.argsort(begins, kind="stable").tolist():
        blocks.setdefault(texts[some[at]], []).append(at)
    wrong = []
    for members in blocks.values():
        for number, at in enumerate(members):
            for other in members[number + 1 :]:
                if begins[other] >= ends[at]:
                    break
                one, two = service[some[at]], service[some[other]]
                if one >= 0 <= two and (days.runs[one] & days.runs[two]).any():
                    wrong.append(int(some[other]))
    hint = said("begins before an earlier trip of the same vehicle ends, on a day when both run")
    rows = np.array(sorted(set(wrong)), dtype=np.intp)
    trips.note(notices, "block_overlap", "block_id", rows, hint)
