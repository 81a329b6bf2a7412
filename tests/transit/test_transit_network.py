"""From door to door: in a small town by hand, and against its parts on drawn ones."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from tests.io.gtfs.feeds import feed
from transnet.accessibility import cumulative
from transnet.base.errors import InputError, UnknownNameError
from transnet.base.sphere import great_circle_km
from transnet.roads.graph import Arcs, RoadGraph, build_road_graph
from transnet.transit.transit_network import TransitNetwork
from transnet.transit.walking import Walking

MONDAY = "2026-03-02"
KM = 1 / 111.195  # degrees of latitude

# S1 at 0, S2 at 1, S3 at 6 km north; a street along them.
STOPS = "stop_id,stop_name,stop_lat,stop_lon\n" + "".join(
    f"{name},{name},{37 + km * KM:.7f},112\n" for name, km in (("S1", 0), ("S2", 1), ("S3", 6))
)
TIMES = (
    "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "T1,07:10:00,07:10:00,S1,1\nT1,07:13:00,07:13:00,S2,2\nT1,07:20:00,07:20:00,S3,3\n"
)


def street(steps_km: float = 1.0, road_class: str = "footway", **arcs: object) -> RoadGraph:
    """Return a street north along 112 degrees, 8 km long."""
    km = np.arange(0, 8.001, steps_km) - 1
    count = len(km)
    tails = np.concatenate([np.arange(count - 1), np.arange(1, count)])
    heads = np.concatenate([np.arange(1, count), np.arange(count - 1)])
    length = np.full(len(tails), steps_km)
    made = Arcs(tails, heads, np.full(len(tails), 1), length, [road_class] * len(tails), **arcs)  # type: ignore[arg-type]
    return build_road_graph(list(range(count)), np.full(count, 112.0), 37 + km * KM, made)


def at(**km: float) -> pd.DataFrame:
    """Return places so many km north."""
    lat = [37 + each * KM for each in km.values()]
    return pd.DataFrame({"lon": 112.0, "lat": lat}, index=[*km])


@pytest.fixture
def town(tmp_path: Path) -> Path:
    trips = "route_id,service_id,trip_id,trip_short_name,block_id\nR1,WD,T1,D1,\n"
    return feed(tmp_path / "town", stops=STOPS, stop_times=TIMES, trips=trips)


@pytest.mark.parametrize("streets", [None, street(), street(road_class="residential")])
def test_minutes_from_door_to_door_by_hand(town: Path, streets: RoadGraph | None) -> None:
    """At 6 km/h one walks to S1 in 174 s, rides from 7:10 to 7:20, and walks on for 114 s."""
    walking = Walking(speed_kmh=6.0, longest_min=15, transfer_min=0, detour=1.0)
    network = TransitNetwork(town, streets, walking)
    places = at(home=-0.2899, work=6.1899, near=-0.0999, beside=5.9899)
    found = network.travel_times(
        places, departure=f"{MONDAY} 07:00", window=10, percentiles=[10, 50, 100]
    )
    by_pair = found.set_index(["from_id", "to_id"])
    # Who leaves from 7:00 to 7:07 catches it, and who leaves later never comes.
    assert by_pair.loc[("home", "work")].tolist() == [19.0, 15.0, 19.0, np.inf]
    assert by_pair.loc[("home", "near")].tolist() == [2.0] * 4
    assert by_pair.loc[("home", "beside")].tolist() == [18.0, 14.0, 18.0, np.inf]
    assert by_pair.loc[("home", "home")].tolist() == [0.0] * 4
    assert np.isinf(by_pair.loc[("work", "home"), "p10"])
    codes = [each.code for each in network.notices]
    for_cars = streets is not None and "residential" in streets.road_class
    assert codes == (["streets_for_cars"] if for_cars else [])


def test_tables_feed_measures_and_sums_are_theirs(town: Path) -> None:
    network = TransitNetwork(town, street(), Walking(speed_kmh=6.0, longest_min=15))
    places = at(home=-0.2899, work=6.1899, near=-0.0999).assign(jobs=[5.0, 70.0, 11.0])
    asked = {"departure": pd.Timestamp(f"{MONDAY} 07:00"), "window": timedelta(minutes=8)}
    times = network.travel_times(places, **asked, percentiles=[50], longest_min=300)
    known = cumulative(times, places["jobs"], 18)
    found = network.opportunities(places, (places, "jobs"), **asked, cutoffs_min=[1, 18])
    assert found[18].to_dict() == known.to_dict() == {"home": 86.0, "work": 70.0, "near": 86.0}
    assert found[1].to_dict() == {"home": 5.0, "work": 70.0, "near": 11.0}


def test_journeys_name_legs_and_the_walk_that_betters_them(town: Path) -> None:
    network = TransitNetwork(town, street(), Walking(speed_kmh=6.0, longest_min=60))
    home, work = at(home=-0.2899), at(work=6.1899)
    legs = network.journeys(home, work, departure=f"{MONDAY} 07:02")
    assert legs["mode"].tolist() == ["walk", "rail", "walk"]
    assert legs["departure"].tolist() == ["07:07:06", "07:10:00", "07:20:00"]
    assert legs["arrival"].tolist() == ["07:10:00", "07:20:00", "07:21:54"]
    assert legs.loc[1, ["from_name", "to_name", "route_name", "trip_names"]].tolist() == [
        *("S1", "S3", "1", "D1")
    ]
    # Half an hour later, who may walk for 70 minutes is there sooner on foot than the next day.
    far = TransitNetwork(town, street(), Walking(speed_kmh=6.0, longest_min=70))
    legs = far.journeys(home, work, departure=f"{MONDAY} 07:30")
    assert legs[["mode", "from_id", "to_id", "arrival"]].to_numpy().tolist() == [
        ["walk", "home", "work", "08:34:48"]
    ]
    assert far.journeys((112.0, 37.0), (120.0, 30.0), departure=f"{MONDAY} 07:30").empty


def test_connections_are_those_that_a_walk_does_not_better(town: Path) -> None:
    network = TransitNetwork(town, street(), Walking(speed_kmh=6.0, longest_min=15))
    home, work = at(home=-0.2899), at(work=6.1899)
    found = network.connections(home, work, departure=f"{MONDAY} 07:00", window=7)
    assert found.to_dict("list") == {
        "departure": ["07:06:59"],  # at the end of the window: one waits for seven seconds
        "arrival": ["07:21:54"],
        "minutes": [pytest.approx(14 + 55 / 60)],
    }
    assert found.attrs["notices"] == []
    found = network.connections(home, work, departure=f"{MONDAY} 07:00", window=8)
    assert found["departure"].tolist() == ["07:07:06", "07:07:59"]
    assert found["arrival"].tolist() == ["07:21:54", "31:21:54"]  # or else on the next day
    fast = TransitNetwork(town, street(), Walking(speed_kmh=50.0, longest_min=15))
    assert fast.connections(home, work, departure=f"{MONDAY} 07:00").empty
    with pytest.raises(InputError, match="must be one place"):
        network.connections(at(home=0.0, work=6.0), work, departure=f"{MONDAY} 07:00")


def test_several_feeds_and_walks_between_their_stops(tmp_path: Path, town: Path) -> None:
    """The other feed's line goes on from 100 m beside S3."""
    stops = f"stop_id,stop_name,stop_lat,stop_lon\nS1,x,{37 + 6.1 * KM:.7f},112\nS2,y,38,112\n"
    times = (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "T1,07:22:00,07:22:00,S1,1\nT1,07:40:00,07:40:00,S2,2\n"
    )
    trips = "route_id,service_id,trip_id,trip_short_name,block_id\nR1,WD,T1,E1,\n"
    other = feed(tmp_path / "other", stops=stops, stop_times=times, trips=trips)
    walking = Walking(speed_kmh=6.0, transfer_min=5)
    network = TransitNetwork([town, other], street(), walking)
    legs = network.journeys(at(home=0.0), (112.0, 37.99), departure=f"{MONDAY} 07:05")
    assert legs.empty  # no street leads to the far stop
    beside = TransitNetwork([town, other], None, walking)
    legs = beside.journeys(at(home=0.0), (112.0, 37.99), departure=f"{MONDAY} 07:05")
    assert legs["trip_names"].tolist() == ["D1", "", "E1", ""]
    assert legs["to_id"].tolist()[:2] == ["town:S3", "other:S1"]
    assert [each.code for each in network.notices] == ["stop_off_streets"]


def test_one_way_steps_and_streets_for_cars() -> None:
    """A way for walkers that leads one way is walked one way; one for cars both ways."""
    point = {"lon": [112.0, 112.0], "lat": [37.0, 37 + 0.5 * KM]}
    arcs = {"tails": [0], "heads": [1], "time_ms": [1], "length_km": [1.0], "oneway": [True]}
    node = ([1, 2], [112.0, 112.0], [37.0 - 0.1 * KM, 37 + 0.9 * KM])
    back = {**arcs, "tails": [0, 1, 0], "heads": [1, 0, 1], "time_ms": [1] * 3}
    back |= {"length_km": [1.0, 9.0, 1.0], "oneway": [True, True, True]}
    from transnet.transit.foot_streets import FootStreets

    for road_class, ways in (("steps", 1), ("residential", 2)):
        graph = build_road_graph(*node, Arcs(**back, road_class=[road_class] * 3))  # type: ignore[arg-type]
        streets = FootStreets(graph, Walking(speed_kmh=6.0))
        tied = streets.tie(np.array(point["lon"]), np.array(point["lat"]))
        found = streets.between(tied, tied, 30.0)
        pairs = {
            (one, other): seconds
            for one, other, seconds in zip(
                found.of.tolist(), found.to.tolist(), found.seconds.tolist(), strict=True
            )
        }
        assert pairs[0, 1] == (600 if road_class == "steps" else 300)
        assert ((1, 0) in pairs) == (ways == 2)


def test_places_off_the_streets_are_told(town: Path) -> None:
    network = TransitNetwork(town, street(), Walking(snap_m=50))
    places = pd.DataFrame({"id": [7, 8], "lon": [112.0, 112.01], "lat": [37.0, 37.0]})
    found = network.travel_times(places, departure=f"{MONDAY} 07:00", percentiles=[50])
    assert np.isinf(found.loc[found["from_id"] == 8, "travel_min"]).tolist() == [True, False]
    (notice,) = found.attrs["notices"]
    assert notice["code"] == "place_off_streets"
    assert "1 of 2" in notice["hint"]
    snapped = network.snap(places)
    away = great_circle_km(112.0, 37.0, 112.01, 37.0) * 1000
    assert snapped["is_tied"].tolist() == [True, False]
    assert snapped["distance_m"].tolist() == pytest.approx([0.0, away], rel=1e-6)


def test_frames_of_points_in_other_coordinates(town: Path) -> None:
    network = TransitNetwork(town)
    table = at(home=0.2, work=6.1)
    frame = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(table.lon, table.lat, crs=4326), index=table.index
    )
    asked = {"departure": f"{MONDAY} 07:00", "window": 10}
    known = network.travel_times(table, **asked)
    assert network.travel_times(frame.to_crs(3857), **asked).equals(known)
    for wrong, told in (
        (frame.set_crs(None, allow_override=True), "doesn't say its coordinates"),
        (frame.set_geometry(frame.to_crs(3857).buffer(9)), "must be points"),
        (table.rename(columns={"lat": "latitude"}), "the table has no such column"),
        (table.assign(lat=[np.nan, 37]), "row home has none"),
        (table.assign(lon=table["lat"], lat=table["lon"]), "swapped"),
        (table.assign(id=[1, 1]), "is there twice"),
        ([112.0, 37.0], "must be a table with lon and lat"),
    ):
        with pytest.raises(InputError, match=told) as refused:
            network.travel_times(wrong, **asked)  # type: ignore[arg-type]
        assert {each.code for each in refused.value.notices} == {"bad_points"}


def test_what_cannot_be_asked(town: Path) -> None:
    network = TransitNetwork(town)
    places = at(home=0.0)
    for settings, told in (
        ({"departure": "2027-01-01 07:00"}, "2026-03-02 to 2026-03-13"),
        ({"departure": "tomorrow"}, "must be a day and a time"),
        ({"departure": f"{MONDAY} 07:00", "window": 0}, "whole minutes from 1 to 2880"),
        ({"departure": f"{MONDAY} 07:00", "window": timedelta(seconds=90)}, "whole minutes"),
    ):
        with pytest.raises(InputError, match=told):
            network.travel_times(places, **settings)  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match="jobs"):
        network.opportunities(places, (places, "jobs"), departure=f"{MONDAY} 07:00")
    with pytest.raises(InputError, match="speed_kmh") as slow:
        Walking(speed_kmh=0)
    assert [each.code for each in slow.value.notices] == ["bad_walking"]
    arcs = Arcs([0], [1], [5])
    bare = build_road_graph([1, 2], [112.0, 112.1], [37.0, 37.0], arcs)
    with pytest.raises(InputError, match="have no length") as unknown:
        TransitNetwork(town, bare)
    assert [each.code for each in unknown.value.notices] == ["bad_streets"]


def test_trips_of_an_edited_timetable_over_the_same_streets(town: Path) -> None:
    network = TransitNetwork(town, street(), Walking(speed_kmh=6.0))
    again = network.with_timetable(network.timetable)
    assert again.timetable == network.timetable
    assert again.streets is network.streets


def test_feeds_of_which_nothing_runs_meanwhile_are_named(town: Path, tmp_path: Path) -> None:
    def told(city: TransitNetwork, departure: str) -> list[str]:
        asked = {"departure": f"2026-03-02 {departure}", "window": 10}
        table = city.travel_times(at(a=0), at(b=6), **asked, longest_min=30)
        places = at(b=6).assign(jobs=1)
        sums = city.opportunities(at(a=0), (places, "jobs"), **asked, cutoffs_min=[30])
        assert sums.attrs["notices"] == table.attrs["notices"]
        return [each["hint"] for each in table.attrs["notices"] if each["code"] == "quiet_feed"]

    one = TransitNetwork(town)
    hours = "on that day they run from 07:10:00 to 07:20:00"
    quiet = "from 09:00:00 to 09:39:00 on 2026-03-02"
    assert told(one, "07:00") == []
    assert told(one, "09:00") == [f"no trip of the timetable runs {quiet}; {hours}"]
    late = TIMES.replace("T1,07", "T1,09")
    trips = "route_id,service_id,trip_id,trip_short_name,block_id\nR1,WD,T1,D1,\n"
    other = feed(tmp_path / "late", stops=STOPS, stop_times=late, trips=trips)
    two = TransitNetwork([town, other])
    assert told(two, "09:00") == [f"no trip of town runs {quiet}; {hours}"]
    assert told(two.with_timetable(two.timetable), "09:00") == told(two, "09:00")
