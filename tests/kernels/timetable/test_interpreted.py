"""What is compiled to instructions gives the numbers that its Python gives."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pandas as pd

from tests.timetable.timetables import DAY, Trip, timetable_of

_COUNTED = (("00:00", "00:20"), 20), (("00:00", "02:10"), 30), (("00:03", "00:09"), 240)
# The first fits into int8, the others don't: by their departures, and by their minutes.


def _trip(number: int) -> Trip:
    """Return a trip round and round seven stops, two minutes from each to the next."""
    starts, stands = 420 * number, 60 * (number % 2)
    times = [starts + 120 * call for call in range(9)]
    calls = [(call % 7, time, time + stands, True, True) for call, time in enumerate(times)]
    return 0, number % 3 - 1, calls


def _numbers() -> list[int]:
    trips = [_trip(number) for number in range(12)]
    timetable = timetable_of(7, trips, [(0, 3, 130), (2, 2, 90), (5, 1, 0)])
    names = timetable.stop_ids.tolist()
    found: list[int] = []
    for window, longest in _COUNTED:
        times = timetable.travel_times(names, names, date=DAY, window=window, longest_min=longest)
        jobs = pd.Series(np.arange(1.0, 8.0), names)
        cutoffs = (longest // 2, longest)
        within = timetable.opportunities(names, jobs, date=DAY, window=window, cutoffs_min=cutoffs)
        found += [*times.whole_min.ravel().tolist(), *within.to_numpy(int).ravel().tolist()]
    return found


def test_python_gives_the_numbers_that_instructions_give() -> None:
    code = "from tests.kernels.timetable.test_interpreted import _numbers; print(_numbers())"
    interpreted = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    numbers = _numbers()
    assert str(numbers) == interpreted.stdout.strip()
    assert len(set(numbers)) > 20
