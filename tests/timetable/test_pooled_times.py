"""Percentiles over draws of headways, held against a search for each departure of each draw."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drawn import drawn
from tests.timetable.naive_search import earliest_arrivals
from tests.timetable.timetables import DAY, drawn_timetables, timetable_of
from transnet.base.errors import InputError
from transnet.kernels.timetable.percentiles import rank_of
from transnet.timetable.pooled_times import pooled_travel_times
from transnet.timetable.timetable import Timetable

PERCENTILES = (50, 1, 25, 95, 100)


def _later(timetable: Timetable, seconds: list[int]) -> Timetable:
    """Return the timetable with each trip so many seconds later."""
    of_call = np.repeat(seconds, np.diff(timetable.first_call)).astype(np.int32)
    times = {name: getattr(timetable, name) + of_call for name in ("arrival_s", "departure_s")}
    return replace(timetable, **times)


@settings(max_examples=drawn(20), deadline=None)
@given(timetable=drawn_timetables(), count=st.integers(1, 5), data=st.data())
def test_percentiles_are_over_all_departures_of_all_draws(
    timetable: Timetable, count: int, data: st.DataObject
) -> None:
    longest = data.draw(st.sampled_from([3, 15, 150]))
    later = st.lists(
        st.integers(0, 400), min_size=len(timetable.trip_ids), max_size=len(timetable.trip_ids)
    )
    draws = [_later(timetable, data.draw(later)) for _ in range(data.draw(st.integers(1, 3)))]
    names = timetable.stop_ids.tolist()
    asked = {"date": DAY, "percentiles": PERCENTILES, "longest_min": longest}
    found = pooled_travel_times(draws, (names, names), window=("00:00", f"00:{count:02}"), **asked)
    until = 60 * (count - 1 + longest)
    times: list[list[list[int]]] = []
    for each in draws:
        walks = zip(each.walk_from.tolist(), each.walk_to.tolist(), each.walk_s, strict=True)
        ways = [(of, to, int(seconds)) for of, to, seconds in walks]
        for now in range(0, 60 * count, 60):
            seeds = [
                [(stop, now), *((to, now + seconds) for of, to, seconds in ways if of == stop)]
                for stop in range(len(names))
            ]
            walked = [earliest_arrivals(each, DAY, own, until)[1] for own in seeds]
            times.append([[-(-(there - now) // 60) for there in row] for row in walked])
    known = np.sort(np.array(times), axis=0).transpose(0, 2, 1)
    ranks = [rank_of(each, len(known)) - 1 for each in PERCENTILES]
    assert found.whole_min.tolist() == np.minimum(known[ranks], longest + 1).tolist()


def test_more_than_64_origins_and_one_draw_are_those_of_a_window() -> None:
    line = [(stop, 60 * stop, 60 * stop, True, True) for stop in range(70)]
    timetable = timetable_of(70, [(0, -1, line)])
    names = timetable.stop_ids.tolist()
    asked = {"date": DAY, "window": ("00:00", "00:30"), "percentiles": [5, 50], "longest_min": 40}
    ends = (names, names[::-2])
    found = pooled_travel_times([timetable], ends, **asked)
    known = timetable.travel_times(*ends, **asked)
    assert found.whole_min.tolist() == known.whole_min.tolist()
    assert len(np.unique(found.whole_min)) > 20


def test_other_stops_and_nothing_are_refused() -> None:
    one, two = (
        timetable_of(n, [(0, -1, [(0, 0, 0, True, True), (1, 60, 60, True, True)])]) for n in (2, 3)
    )
    for draws, told in (([one, two], "of the same stops"), ([], "one at least")):
        with pytest.raises(InputError, match=told):
            pooled_travel_times(draws, (["S0"], ["S1"]), date=DAY)
