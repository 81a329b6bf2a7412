"""Small timetables, drawn at random: short days, equal times, hops in no time, walks, blocks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from hypothesis import strategies as st

from transnet.timetable.parts import Calls, Routes, Services, Stops, Transfers, Trips
from transnet.timetable.timetable import Timetable, build_timetable

DAY = date(2026, 3, 4)
Call = tuple[int, int, int, bool, bool]
Trip = tuple[int, int, Sequence[Call]]  # service, block, calls


def timetable_of(
    stops: int,
    trips: Sequence[Trip],
    walks: Sequence[tuple[int, int, int]] = (),
    runs: Sequence[Sequence[bool]] = ((False, True, False),),
) -> Timetable:
    """Return the timetable of some trips on the days around DAY, which is the second."""
    calls = [call for _, _, each in trips for call in each]
    columns = list(zip(*calls, strict=True)) if calls else [[]] * 5
    sizes = [len(each) for _, _, each in trips]
    return build_timetable(
        Stops(
            [f"S{stop}" for stop in range(stops)],
            [f"Stop {stop}" for stop in range(stops)],
            np.arange(stops) / 100,
            np.zeros(stops),
        ),
        Routes(["R"], ["Line"], ["bus"]),
        Trips(
            [f"T{trip}" for trip in range(len(trips))],
            [""] * len(trips),
            [0] * len(trips),
            [service for service, _, _ in trips],
            [block for _, block, _ in trips],
            np.cumsum([0, *sizes]),
        ),
        Calls(*(columns[:3]), *(np.array(each, dtype=bool) for each in columns[3:])),
        Services([f"D{service}" for service in range(len(runs))], date(2026, 3, 3), np.array(runs)),
        Transfers(*zip(*walks, strict=True)) if walks else None,
    )


@st.composite
def drawn_trips(draw: st.DrawFn, stops: int, services: int = 1) -> Trip:
    """Return a trip of a short morning, often by the minute and sometimes in no time."""
    unit = draw(st.sampled_from([1, 20, 60]))
    second = 60 * draw(st.integers(0, 12))
    calls: list[Call] = []
    for stop in draw(st.lists(st.integers(0, stops - 1), min_size=2, max_size=5)):
        arrival = second
        departure = arrival + unit * draw(st.integers(0, 2))
        marks = draw(st.integers(0, 9))
        calls.append((stop, arrival, departure, marks != 0, marks != 1))
        second = departure + unit * draw(st.integers(0, 4))
    service = draw(st.integers(0, services - 1))
    later = 86_400 if services > 1 and service == services - 1 else 0
    calls = [(stop, one + later, two + later, *marks) for stop, one, two, *marks in calls]  # type: ignore[misc]
    return service, draw(st.integers(-1, 1)), calls


@st.composite
def drawn_timetables(draw: st.DrawFn) -> Timetable:
    """Return a timetable; trips of the last service run on the day before, past midnight."""
    stops = draw(st.integers(2, 6))
    trips = draw(st.lists(drawn_trips(stops, 2), min_size=1, max_size=9))
    pairs = st.tuples(st.integers(0, stops - 1), st.integers(0, stops - 1))
    walks = draw(st.lists(pairs, unique=True, max_size=6))
    seconds = st.sampled_from([0, 1, 30, 60, 61, 150])
    ways = [(one, other, draw(seconds)) for one, other in walks]
    return timetable_of(stops, trips, ways, ((False, True, False), (True, False, True)))
