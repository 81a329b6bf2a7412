from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.supply.helpers import edit
from tests.worlds import line_world
from transnet.model.network import Network
from transnet.supply.overrides import Parameters
from transnet.supply.road_times import RoadTimes

WORLD = line_world()


def _minutes(network: Network) -> dict[str, float]:
    found = RoadTimes.of(network).minutes(Parameters(network))
    return dict(zip(network["roads"]["road_id"], found.tolist(), strict=True))


def _with(network: Network, parameter: str, mode: str, value: float, unit: str) -> Network:
    table = network["parameters"]
    row = table.iloc[[0]].assign(
        parameter=parameter, mode=mode, value=value, low=value, high=value, unit=unit
    )
    return network.replace_table("parameters", pd.concat([table, row], ignore_index=True))


def test_a_mountain_road_takes_its_own_factor_where_there_is_one() -> None:
    steep = edit(WORLD, "roads", {"road_id": "R1"}, terrain="mountain")
    assert _minutes(steep) == _minutes(WORLD)
    slower = _with(steep, "speed_factor", "mountain_trunk", 0.4, "1")
    assert _minutes(slower)["R1"] == pytest.approx(60)
    assert _minutes(slower)["R2"] == _minutes(WORLD)["R2"]


def test_a_toll_station_takes_its_minutes() -> None:
    gate = edit(WORLD, "roads", {"road_id": "R5"}, toll_station="yes")
    assert _minutes(gate) == _minutes(WORLD)
    timed = _minutes(_with(gate, "toll_station_min", "all", 1.5, "min"))
    assert timed["R5"] == pytest.approx(_minutes(WORLD)["R5"] + 1.5)
    assert timed["R1"] == _minutes(WORLD)["R1"]


def test_no_car_runs_faster_than_the_limit_of_its_class() -> None:
    free = _minutes(WORLD)
    roads = WORLD["roads"].set_index("road_id")
    trunks = roads.index[roads["road_class"] == "trunk"]
    limited = _minutes(_with(WORLD, "speed_limit_kmh", "trunk", 40.0, "km/h"))
    assert len(trunks) > 1
    for road, minutes in limited.items():
        slowest = 60 * roads.loc[road, "length_km"] / 40 if road in trunks else 0.0
        assert minutes == pytest.approx(max(free[road], slowest))
    assert any(limited[road] > free[road] for road in trunks)
    # What is slower by itself keeps its speed.
    assert _minutes(_with(WORLD, "speed_limit_kmh", "trunk", 120.0, "km/h")) == free


def test_a_limit_holds_in_mountains_and_for_any_factor() -> None:
    steep = edit(WORLD, "roads", {"road_id": "R1"}, terrain="mountain")
    quick = _with(steep, "speed_factor", "mountain_trunk", 1.5, "1")
    length = float(steep["roads"].set_index("road_id").loc["R1", "length_km"])
    limited = _minutes(_with(quick, "speed_limit_kmh", "trunk", 50.0, "km/h"))
    assert limited["R1"] == pytest.approx(60 * length / 50)


def test_closed_roads_have_minutes_too() -> None:
    shut = edit(WORLD, "roads", {"road_id": "R1"}, opened=np.datetime64("NaT", "s"))
    assert _minutes(shut) == _minutes(WORLD)
