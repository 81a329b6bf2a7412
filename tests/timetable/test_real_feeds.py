"""Milan and the test set of the Dutch travel planners, where TRANSNET_DATA holds them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from benchmarks.transit_feeds import timetable
from transnet.io.gtfs.read_feeds import read_gtfs
from transnet.timetable.timetable import Timetable

pytestmark = pytest.mark.skipif(
    not os.environ.get("TRANSNET_DATA"), reason="TRANSNET_DATA doesn't say where the feeds are"
)


@pytest.fixture(scope="module", params=[0, 600])
def milan(request: pytest.FixtureRequest) -> Timetable:
    return timetable("milan", request.param)[0]


def test_windows_of_milan_hold_what_single_searches_find(milan: Timetable) -> None:
    ids = milan.stop_ids.tolist()
    origins = ids[5::97]
    day = "2014-10-22"
    window = milan.travel_times(
        origins, ids, date=day, window=("07:00", "08:00"), percentiles=np.arange(1, 61) / 0.6
    )
    single = milan.on(day)
    minutes = np.full((60, len(ids), len(origins)), 121)
    for number in range(60):
        for place, origin in enumerate(origins):
            found = single.earliest_arrivals(origin, f"07:{number:02d}", 30)
            taken = np.ceil((found.to_numpy() - 25_200) / 60) - number
            minutes[number, :, place] = np.where(taken <= 120, taken, 121)
    assert np.array_equal(np.sort(minutes, axis=0), window.whole_min)
    assert 0.05 < (minutes <= 120).mean() < 1


def _planned(case: str) -> tuple[Timetable, dict[str, str], list[dict[str, str]]]:
    folder = Path(os.environ["TRANSNET_DATA"]) / "transit" / "mmri"
    asked = json.loads((folder / "requests.json").read_text())
    told = json.loads((folder / "expected-responses.json").read_text())
    (request,) = [each for each in asked if each["id"] == case]
    (response,) = [each for each in told if each["id"] == case]
    feed = {"1a1": "1a", "2a1": "2a1", "2d1": "2d", "3i": "3i"}[case]
    found, _ = read_gtfs(folder / "tests" / feed / "gtfs", cache=False)
    return found, request, response["legs"]


@pytest.mark.parametrize("case", ["1a1", "2a1", "2d1", "3i"])
def test_journeys_of_the_dutch_test_set_leg_by_leg(case: str) -> None:
    """Those that ask for a timetable alone: no live data, wheelchairs or preferences."""
    feed, request, legs = _planned(case)
    day, _, clock = request["time"].partition("T")
    journey = feed.on(day).journeys(request["from"], request["to"], clock)[0]
    found = [
        (leg.from_stop, leg.departure_s, leg.to_stop, leg.arrival_s)
        for leg in journey.legs
        if leg.mode != "walk"
    ]
    known = [
        (
            leg["departureStopId"],
            _seconds(leg["departureTime"]),
            leg["arrivalStopId"],
            _seconds(leg["arrivalTime"]),
        )
        for leg in legs
    ]
    assert found == known


def _seconds(time: str) -> int:
    hours, minutes, seconds = time.partition("T")[2].split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds)
