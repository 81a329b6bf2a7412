"""Services of a timetable: patterns, medians, ids that a network can have, and changes on foot."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from transnet.io.feed_services import services_of
from transnet.io.grid_groups import grid_groups
from transnet.model.network import Network
from transnet.timetable.parts import Calls, Routes, Services, Stops, Trips
from transnet.timetable.timetable import Timetable, build_timetable

PLACES = pd.DataFrame(
    {"place_id": ["A", "B"], "lon": [0.0, 0.2], "lat": [50.0, 50.0], "population": [9, 5]}
)
NEAR = PLACES.assign(lon=[0.0, 0.1])


def _feed() -> Timetable:
    """Return two days: a bus that stops at three stops thrice on the second, and a ferry.

    The ferry, and the trip that waits at its second stop, run on the second day only.
    """
    return build_timetable(
        Stops(["a 1", "A_1", "b"], ["Alpha", "Beta", ""], [0.0, 0.1, 0.1], [50.0, 50.0, 50.002]),
        Routes(["7", "F"], ["Line 7", "Ferry"], ["bus", "ferry"]),
        Trips(
            ids=["t1", "t2", "t3", "f"],
            names=[""] * 4,
            route=[0, 0, 0, 1],
            service=[0, 1, 1, 1],
            block=[-1] * 4,
            first_call=[0, 3, 6, 9, 11],
        ),
        Calls(
            stop=[0, 1, 2] * 3 + [0, 2],
            arrival_s=[
                *(3600, 4200, 4800),
                *(7200, 7920, 8700),
                *(10800, 11400, 12120),
                *(3600, 7200),
            ],
            departure_s=[
                *(3600, 4200, 4800),
                *(7200, 7980, 8700),
                *(10800, 11400, 12120),
                *(3600, 7200),
            ],
            can_board=[True] * 11,
            can_alight=[True] * 11,
        ),
        Services(["weekend", "week"], date(2025, 3, 1), [[True, True], [False, True]]),
    )


def test_trips_past_the_same_stops_are_a_service_of_the_busiest_day() -> None:
    tables, day, told = services_of(_feed(), NEAR)
    assert day == date(2025, 3, 2)
    (service,) = tables["services"].to_dict("records")
    assert service["trains_per_day"] == "3"
    assert (service["first_departure"], service["last_departure"]) == ("01:00", "03:00")
    assert service["headway_min"] == "60.00"
    assert service["mode"] == "bus"
    stops = tables["stops"]
    assert stops["run_min"].tolist() == ["", "10.00", "12.00"], "medians"
    assert stops["dwell_min"].tolist() == ["", "0.00", ""]
    assert stops["station_id"].tolist() == ["a_1", "A_1~", "b"], "no two alike but for case"
    assert tables["stations"]["name_en"].tolist() == ["Alpha", "Beta", "b"]
    (change,) = tables["transfers"].to_dict("records")
    assert {change["from_stop"], change["to_stop"]} == {"A_1~", "b"}
    assert float(change["transfer_min"]) == pytest.approx(0.2224 * 1.3 / 5 * 60, abs=0.01)
    assert "3 trips of 2025-03-02 make 1 services of 3 stops, with 1 changes" in told[0]
    assert "1 trips by other means were left out" in told[0]
    assert len(told) == 1


def test_they_make_a_network_without_a_fault() -> None:
    tables, day, _ = services_of(_feed(), NEAR)
    network = Network.build(PLACES, day=day, **tables)
    assert network.open_rows("services").tolist() == [True]
    assert set(network["access"]["stop_id"]) >= {"a_1", "A_1~"}


def test_stops_far_from_all_places_are_left_out() -> None:
    tables, _, told = services_of(_feed(), NEAR.iloc[1:])
    assert tables["stations"]["station_id"].tolist() == ["A_1", "b"]
    assert tables["stops"]["run_min"].tolist() == ["", "12.00"]
    assert told[1] == "1 stops lie more than 2 km from all places: left out"


def test_many_points_are_put_together_by_squares_and_kinds_stay_apart() -> None:
    rng = np.random.default_rng(1)
    lon, lat = rng.uniform(0.0, 0.2, (2, 3_000))
    kinds = rng.integers(0, 2, 3_000)
    group, side = grid_groups(lon, lat, 400, kinds)
    assert 150 < len(np.unique(group)) <= 400
    assert group.max() == len(np.unique(group)) - 1
    for each in range(0, group.max() + 1, 40):
        inside = group == each
        assert len(set(kinds[inside])) == 1
        assert np.ptp(lat[inside]) * 111.2 <= side
    alone, none = grid_groups(lon[:5], lat[:5], 400, kinds[:5])
    assert alone.tolist() == [0, 1, 2, 3, 4]
    assert none == 0.0
