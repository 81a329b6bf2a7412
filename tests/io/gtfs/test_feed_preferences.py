"""Where a feed recommends to change, and what it says of wheelchairs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.io.gtfs.feeds import feed
from transnet.base.errors import InputError, UnknownNameError
from transnet.io.gtfs.read_feeds import read_gtfs
from transnet.io.gtfs.write_feed import write_gtfs
from transnet.transit.transit_network import TransitNetwork
from transnet.transit.walking import Walking

MONDAY = "2026-03-02"
STOPS = (
    "stop_id,stop_name,stop_lat,stop_lon,parent_station,location_type,wheelchair_boarding\n"
    "X,Station,37.8,112.6,,1,2\nA,a,37.8,112.6,X,0,\nB,b,37.9,112.6,,,1\nC,c,38.0,112.6,,,\n"
    "D,d,38.1,112.6,,,1\n"
)
TRIPS = (
    "route_id,service_id,trip_id,trip_short_name,block_id,wheelchair_accessible\n"
    "R1,WD,T1,,,1\nR1,WD,T2,,,2\nR1,WD,T3,,,\n"
)
TIMES = "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n" + "".join(
    f"{trip},{time}:00,{time}:00,{stop},{number}\n"
    for trip, calls in {
        "T1": (("A", "07:00"), ("B", "07:10"), ("C", "07:20")),
        "T2": (("B", "07:15"), ("C", "07:25"), ("D", "07:40")),
        "T3": (("B", "08:00"), ("D", "08:30")),
    }.items()
    for number, (stop, time) in enumerate(calls, start=1)
)


def _feed(folder: Path, **changed: str) -> Path:
    return feed(folder, **{"stops": STOPS, "trips": TRIPS, "stop_times": TIMES, **changed})


@pytest.mark.parametrize(
    ("rows", "changes_at"),
    [("B,B,1,\n", "B"), ("C,C,1,\n", "C"), ("C,C,0,240\n", "C"), ("C,C,0,360\nB,B,2,0\n", "B")],
)
def test_one_changes_where_it_is_recommended(tmp_path: Path, rows: str, changes_at: str) -> None:
    """Both B and C will do, but for the last, where the change at C would take too long."""
    header = "from_stop_id,to_stop_id,transfer_type,min_transfer_time\n"
    timetable, _ = read_gtfs(_feed(tmp_path / "f", transfers=header + rows), cache=False)
    (journey,) = timetable.on(MONDAY).journeys("A", "D", "07:00")
    assert [leg.to_stop for leg in journey.legs] == [changes_at, "D"]
    assert [leg.trips for leg in journey.legs] == [("T1",), ("T2",)]
    write_gtfs(timetable, tmp_path / "out.zip")
    assert read_gtfs(tmp_path / "out.zip", cache=False)[0] == timetable


def test_where_one_cannot_change_one_does_not_walk_either(tmp_path: Path) -> None:
    """T1 comes to B at 7:10, and T2 leaves from B2, 60 m farther on, at 7:15."""
    times = TIMES.replace("T2,07:15:00,07:15:00,B,", "T2,07:15:00,07:15:00,B2,")
    times = times.replace("T1,07:20:00,07:20:00,C,", "T1,07:30:00,07:30:00,C,")
    stops = STOPS + "B2,b,37.90054,112.6,,,\n"
    header = "from_stop_id,to_stop_id,transfer_type\n"
    arrivals = {}
    for name, rows in {"open": "", "shut": "B,B2,3\n"}.items():
        folder = _feed(tmp_path / name, stops=stops, stop_times=times, transfers=header + rows)
        town = TransitNetwork(folder, walking=Walking(transfer_min=5))
        day = town.timetable.on(MONDAY)
        arrivals[name] = {
            "D": [each.arrival_s for each in day.journeys("A", "D", "07:00")],
            "all": day.earliest_arrivals("A", "07:00")["D"],
            "late": day.latest_departures("D", "07:45")["A"],
            "pair": day.connections("A", "D", ("07:00", "07:01"))["arrival_s"].iloc[0],
            "window": town.timetable.travel_times(
                ["A"], ["D"], date=MONDAY, window=("07:00", "07:01"), percentiles=[50]
            ).whole_min.item(),
            "walk": [each.legs for each in day.journeys("B", "B2", "07:00")] != [],
        }
        write_gtfs(town.timetable, tmp_path / f"{name}.zip")
        assert read_gtfs(tmp_path / f"{name}.zip", cache=False)[0] == town.timetable
    at_7_40, at_8_30 = 27_600, 30_600
    assert arrivals["open"] == {
        "D": [at_7_40],
        "all": at_7_40,
        "late": 25_200,
        "pair": at_7_40,
        "window": 40,
        "walk": True,
    }
    shut = arrivals["shut"]
    assert np.isnan(shut.pop("late"))
    assert shut == {
        "D": [at_8_30],
        "all": at_8_30,
        "pair": at_8_30,
        "window": 90,
        "walk": False,
    }


def test_wheelchairs_take_what_takes_them(tmp_path: Path) -> None:
    folder, kept = _feed(tmp_path / "f"), tmp_path / "kept"
    for _ in range(2):  # read, and taken from what is kept
        every, _ = read_gtfs(folder, cache=kept)
        some, notices = read_gtfs(folder, cache=kept, wheelchair=True)
        assert every.trip_ids.tolist() == ["T1", "T2", "T3"]
        assert some.trip_ids.tolist() == ["T1", "T3"]
        day = some.on(MONDAY)
        assert day.journeys("A", "D", "07:00") == []  # the station has no ramp
        assert day.journeys("B", "D", "07:00")[0].arrival_s == 8 * 3600 + 1800
        unsaid = [each for each in notices if each.code == "wheelchair_unsaid"]
        told = "1 row doesn't say whether a wheelchair can: taken as if it could"
        assert [each.hint for each in unsaid] == [told, told]


def test_who_sits_in_a_trip_goes_on_with_it(tmp_path: Path) -> None:
    timetable, _ = read_gtfs(_feed(tmp_path / "f"), cache=False)
    day = timetable.on(MONDAY)
    (journey,) = day.journeys_aboard("T1", "D", "07:05")
    ridden = [(leg.trips, leg.from_stop, leg.to_stop, leg.arrival_s // 60) for leg in journey.legs]
    assert ridden[0] in [(("T1",), "", "B", 430), (("T1",), "", "C", 440)]
    assert ridden[1][0] == ("T2",)
    assert (journey.departure_s, journey.arrival_s) == (7 * 3600 + 300, 7 * 3600 + 2400)
    with pytest.raises(InputError, match="isn't on its way"):
        day.journeys_aboard("T1", "D", "09:00")
    with pytest.raises(UnknownNameError, match="T9"):
        day.journeys_aboard("T9", "D", "07:05")
