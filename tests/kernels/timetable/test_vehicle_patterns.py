"""Vehicles of one course are held once, and say what their calls say; room is a thread's own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from hypothesis import given, settings

from tests.timetable.timetables import DAY, Trip, drawn_timetables, timetable_of
from transnet.kernels.timetable.rounds import departs, room_for
from transnet.kernels.timetable.vehicle_patterns import NEVER, patterns_of
from transnet.timetable.timetable import Timetable
from transnet.timetable.timetable_day import TimetableDay


@settings(max_examples=60, deadline=None)
@given(timetable=drawn_timetables())
def test_courses_say_what_calls_say(timetable: Timetable) -> None:
    calls = timetable.on(DAY)._runs.calls
    found = patterns_of(calls, len(timetable.stop_ids), 0)
    rows = []
    for pattern in range(len(found.first) - 1):
        first, size = found.first[pattern], np.diff(found.first)[pattern]
        own = range(found.vehicle[pattern], found.vehicle[pattern + 1])
        for vehicle in own:
            cells = slice(found.course[vehicle], found.course[vehicle] + size)
            call = found.call[vehicle] + found.next_call[cells]
            rows += call.tolist()
            departures = [departs(found, vehicle, place) for place in range(size)]
            assert (found.stop[first : first + size] == calls.stop[call]).all()
            assert (found.start[vehicle] + found.arrival[cells] == calls.arrival[call]).all()
            assert departures == calls.departure[call].tolist()
            if vehicle == own[0]:
                assert found.behind[vehicle] == NEVER
                continue
            may = found.can_board[first : first + size]
            before = [departs(found, vehicle - 1, place) for place in range(size)]
            gaps = np.subtract(departures, before)[may]
            assert found.behind[vehicle] == gaps.min(initial=NEVER)
    assert sorted(rows) == list(range(len(calls.stop)))


def _line(number: int) -> Trip:
    """Return a trip over six stops, every fifth of them slower than the others."""
    step = 90 if number % 5 == 0 else 60
    times = [600 * number + step * call for call in range(6)]
    return 0, -1, [(call, time, time, True, True) for call, time in enumerate(times)]


def test_vehicles_that_take_the_same_times_share_a_course() -> None:
    timetable = timetable_of(6, [_line(number) for number in range(20)])
    found = patterns_of(timetable.on(DAY)._runs.calls, 6, 0)
    assert len(found.start) % 20 == 0
    assert len(found.arrival) == 2 * 6


def _told(day: TimetableDay, times: int) -> list[str]:
    names = day.timetable.stop_ids.tolist()
    return [
        repr((day.journeys(one, other, "00:20"), day.connections(one, other, ("00:00", "03:00"))))
        for _ in range(times)
        for one in names
        for other in names
    ]


def test_threads_and_goals_that_are_known_change_no_answer() -> None:
    timetable = timetable_of(6, [_line(number) for number in range(20)], [(2, 4, 100), (5, 0, 60)])
    alone = _told(timetable.on(DAY), 1)
    shared = timetable.on(DAY)
    assert len(_told(shared, 1)) == len(alone)
    assert len(shared._goals) == 6
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda _: _told(shared, 2), range(3)))
    assert all(each == 2 * alone for each in found)
    assert len(set(alone)) > 5


def test_a_thread_takes_the_room_of_its_last_search() -> None:
    patterns = timetable_of(6, [_line(number) for number in range(20)]).on(DAY)._forwards[0]
    room = room_for(patterns, 48)
    assert room_for(patterns, 48) is room
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(room_for, patterns, 48).result() is not room
    large = room_for(patterns, 1_000_000)
    assert room_for(patterns, 1_000_000) is not large
