"""Milan and the test set of the Dutch travel planners, where TRANSNET_DATA holds them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.transit_feeds import timetable
from transnet.io.gtfs.read_feeds import read_gtfs
from transnet.timetable.edits.retimed_trips import SetDwell
from transnet.timetable.edits.trips_closed import RemoveTrips
from transnet.timetable.itineraries import Journey
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


FEEDS = {"1a1": "1a", "2b1": "2b", "2d1": "2d", "2f1": "2f", "3c1": "3c", "3e1": "3e"}
"""Folders of the cases that have another name than their folder."""

LIVE = {
    "3c1": SetDwell(trip=("3c|1",), stop=("3c2",), added_min=2),
    "3e1": RemoveTrips(trip=("3e|1",)),
}
"""What tripUpdates.pb says, as an edit: two minutes late from 3c2 on; 3e|1 is cancelled."""


def _found(case: str, request: dict[str, Any]) -> Journey:
    """Return the journey that a case asks for, as one asks transnet."""
    feed = Path(os.environ["TRANSNET_DATA"]) / "transit/mmri/tests" / FEEDS.get(case, case) / "gtfs"
    wheelchair = request.get("wheelchairAccessible", False)
    timetable, _ = read_gtfs(feed, cache=False, wheelchair=wheelchair)
    if case in LIVE:
        timetable, _ = timetable.edited([LIVE[case]])
    day, _, clock = request["time"].partition("T")
    ready = timetable.on(day)
    if "startTransitTripId" in request:
        return ready.journeys_aboard(request["startTransitTripId"], request["to"], clock)[0]
    return ready.journeys(request["from"], request["to"], clock)[0]


CASES = ("1a1", "2a1", "2b1", "2d1", "2e2", "2e4", "2f1", "3c1", "3e1", "3g1", "3i")


@pytest.mark.parametrize("case", CASES)
def test_journeys_of_the_dutch_test_set_leg_by_leg(case: str) -> None:
    folder = Path(os.environ["TRANSNET_DATA"]) / "transit/mmri"
    requests, responses = (
        {each["id"]: each for each in json.loads((folder / f"{name}.json").read_text())}
        for name in ("requests", "expected-responses")
    )
    assert tuple(requests) == tuple(responses) == CASES
    legs = [leg for leg in _found(case, requests[case]).legs if leg.mode != "walk"]
    found = [(leg.from_stop, leg.departure_s, leg.to_stop, leg.arrival_s) for leg in legs]
    known = [
        (
            leg["departureStopId"],
            _seconds(leg["departureTime"]),
            leg["arrivalStopId"],
            _seconds(leg["arrivalTime"]),
        )
        for leg in responses[case]["legs"]
    ]
    assert len(found) == len(known)
    for mine, other in zip(found, known, strict=True):
        assert [each for each, told in zip(mine, other, strict=True) if told != "*"] == [
            each for each in other if each != "*"
        ]


def _messages(data: bytes) -> dict[int, list[Any]]:
    """Return the fields of a protobuf message: numbers, and bytes of what lies in it."""
    found: dict[int, list[Any]] = {}
    at = 0

    def number() -> int:
        nonlocal at
        value, shift = 0, 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        key = number()
        value: Any = number()
        if key & 7 == 2:
            value, at = data[at : at + value], at + value
        found.setdefault(key >> 3, []).append(value)
    return found


def test_edits_say_what_the_live_messages_say() -> None:
    folder = Path(os.environ["TRANSNET_DATA"]) / "transit/mmri/tests"
    told = {}
    for case in LIVE:
        feed = _messages((folder / FEEDS[case] / "gtfs/tripUpdates.pb").read_bytes())
        update = _messages(_messages(feed[2][0])[3][0])
        told[case] = _messages(update[1][0]), [_messages(each) for each in update.get(2, [])]
    late, (at_stop,) = told["3c1"]
    assert (late[1], at_stop[4], _messages(at_stop[2][0])[1]) == ([b"3c|1"], [b"3c2"], [120])
    cancelled, nowhere = told["3e1"]
    assert (cancelled[1], cancelled[4], nowhere) == ([b"3e|1"], [3], [])


def _seconds(time: str) -> int | str:
    if time == "*":
        return time
    hours, minutes, seconds = time.partition("T")[2].split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds)
