"""Isochrones by timetable: disks about stops, percentiles of whole trips, streets that end."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from tests.transit.test_transit_network import KM, MONDAY, at, street, town
from transnet.base.errors import InputError
from transnet.transit.transit_network import TransitNetwork
from transnet.transit.walking import Walking

__all__ = ["town"]
WALKING = Walking(speed_kmh=6.0, longest_min=15, transfer_min=0, detour=1.0)
HOME = (112.0, 37 - 0.2899 * KM)


def _km2(radii_km: list[float]) -> float:
    return sum(math.pi * each**2 for each in radii_km)


def test_without_streets_one_comes_to_disks_about_the_start_and_the_stops(town: Path) -> None:
    """The bus leaves S1 at 7:10 and is at S3, 6 km north, at 7:20."""
    network = TransitNetwork(town, None, WALKING)
    table = network.isochrones(
        HOME, [10, 26], departure=f"{MONDAY} 07:06", window=1, percentile=100, cell_m=100.0
    )
    # In 10 minutes one walks 1 km, or is at S2 after 7. Of 26 minutes 12 are left at S3, and 19 at
    # S2, of which one walks no more than 15.
    assert table["area_km2"][0] == pytest.approx(_km2([1.0, 0.3]), rel=0.03)
    north = table.geometry[1]
    assert north.contains(shapely.Point(112.0, 37 + 7.1 * KM))
    assert not north.contains(shapely.Point(112.0, 37 + 7.3 * KM))
    assert len(north.geoms) == 2
    far = [each for each in north.geoms if each.centroid.y > 37 + 4 * KM]
    width = 2 * 1.2 / 111.195 / math.cos(math.radians(37.05))
    west, _, east, _ = far[0].bounds
    assert east - west == pytest.approx(width, rel=0.05)


def test_the_percentile_is_that_of_departures(town: Path) -> None:
    """Who leaves from 7:00 to 7:07 catches the bus, and who leaves later never comes."""
    network = TransitNetwork(town, None, WALKING)
    work = shapely.Point(112.0, 37 + 6.0 * KM)
    reached = [
        network.isochrones(
            HOME,
            [25],
            departure=f"{MONDAY} 07:00",
            window=10,
            percentile=each,
            cell_m=300.0,
        )
        .geometry[0]
        .contains(work)
        for each in (50, 80, 90, 100)
    ]
    assert reached == [True, True, False, False]


def test_grid_points_within_are_those_that_travel_times_say(town: Path) -> None:
    network = TransitNetwork(town, street(), WALKING)
    asked = {"departure": f"{MONDAY} 07:00", "window": 10}
    area = network.isochrones(HOME, [20], cell_m=150.0, **asked).geometry[0]
    north = np.linspace(-1.5, 7.5, 181)
    places = pd.DataFrame({"lon": 112.0, "lat": 37 + north * KM})
    minutes = network.travel_times(HOME, places, percentiles=[50], **asked)["p50"].to_numpy()
    inside = shapely.intersects_xy(area, places["lon"], places["lat"])
    # An edge lies within a cell, which takes a minute and a half, begun ones counted.
    clear = np.abs(minutes - 20.0) > 3.0
    unknown = np.isinf(minutes)
    near_edge = np.convolve(unknown != np.roll(unknown, 1), np.ones(9), "same") > 0
    held = clear & ~near_edge
    assert held.sum() > 100
    assert (inside[held] == (minutes[held] <= 20.0)).all()


def test_where_nothing_runs_and_one_walks_nowhere_it_is_empty(town: Path) -> None:
    network = TransitNetwork(town, street(), Walking(speed_kmh=6.0, longest_min=5, snap_m=200))
    table = network.isochrones((113.0, 37.0), [10], departure=f"{MONDAY} 07:00", window=1)
    assert table.geometry.is_empty.all()
    codes = [each["code"] for each in table.attrs["notices"]]
    assert codes == ["place_off_streets", "empty_isochrone"]


def test_lines_and_refusals(town: Path) -> None:
    network = TransitNetwork(town, None, WALKING)
    asked = {"departure": f"{MONDAY} 07:00", "window": 1, "cell_m": 200.0}
    lines = network.isochrones(HOME, [10], shape="lines", **asked)
    assert lines["length_km"][0] == pytest.approx(2 * math.pi, rel=0.05)
    for origin, minutes in ((at(a=0.0, b=1.0), [10]), (HOME, []), ((0.0, 91.0), [10])):
        with pytest.raises(InputError):
            network.isochrones(origin, minutes, **asked)
