"""Porto Alegre against what r5r's own documentation prints for the same files.

R5 boards no earlier than a minute after one has come to a stop, interpolates blank times otherwise
and rounds minutes down; ours count begun ones. Times are medians over the window.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from tests.io.gtfs.feeds import shared_data
from transnet.io.road_formats import read_roads
from transnet.timetable.access_ways import AccessWays
from transnet.timetable.departure_window import departures_from
from transnet.timetable.travel_window import window_travel_times
from transnet.transit.transit_network import TransitNetwork
from transnet.transit.walking import Walking

TWO = "2019-05-13 14:00"
# travel_time_matrix: from the first point of interest to the first ten, window of 10 minutes.
POINTS = [0, 13, 12, 13, 3, 14, 15, 18, 20, 20]
# accessibility article: from the first hexagon to the first six, window of 60 minutes.
HEXAGONS = [1, 78, 45, 60, 47, 38]
# The same: schools and places of healthcare within 20 minutes of the first three.
WITHIN = {"schools": [4, 0, 8], "healthcare": [6, 0, 4]}


@pytest.fixture(scope="module")
def city() -> TransitNetwork:
    folder = shared_data("transit", "porto_alegre", "extdata")
    streets, _ = read_roads(folder / "poa_osm.pbf", profile="walk")
    feeds = [folder / "poa_eptc.zip", folder / "poa_trensurb.zip"]
    return TransitNetwork(feeds, streets, Walking(longest_min=30))


def _table(name: str) -> pd.DataFrame:
    return pd.read_csv(shared_data("transit", "porto_alegre", "extdata", name)).fillna(0)


def _as_r5(
    city: TransitNetwork, origin: pd.DataFrame, ends: pd.DataFrame, window: int
) -> list[int]:
    """Return medians with a minute before each boarding, rounded down."""
    asked = city._ends(origin, ends)
    access, egress = asked.ways
    waits = AccessWays(access.ids, access.place, access.stop, np.asarray(access.seconds) + 60)
    table = city.timetable
    change = np.full(len(table.stop_ids), 60, dtype=np.int32)
    slow = replace(table, walk_s=table.walk_s + np.int32(60), change_s=change)
    departures = departures_from(table, TWO, window, 120)
    found = window_travel_times(slow, (waits, egress), departures, [50], asked.direct)
    return [max(int(each) - 1, 0) for each in found.whole_min[0, :, 0]]


def test_medians_of_r5r(city: TransitNetwork) -> None:
    points, hexagons = _table("poa_points_of_interest.csv"), _table("poa_hexgrid.csv")
    asked = {"departure": TWO, "percentiles": [50]}
    found = city.travel_times(points.iloc[[0]], points.iloc[:10], **asked, window=10)
    assert np.abs(found["travel_min"].to_numpy() - POINTS).max() == 1
    found = city.travel_times(hexagons.iloc[[0]], hexagons.iloc[:6], **asked, window=60)
    assert (found["travel_min"].to_numpy() - HEXAGONS).tolist() == [-1, -5, -1, 0, -2, 0]
    # By R5's conventions nearly all are equal, those of the longest too.
    ours = _as_r5(city, points.iloc[[0]], points.iloc[:10], 10)
    assert np.subtract(ours, POINTS).tolist() == [0, 0, -1, 0, 0, 0, 0, -1, 0, 0]
    ours = _as_r5(city, hexagons.iloc[[0]], hexagons.iloc[:6], 60)
    assert np.subtract(ours, HEXAGONS).tolist() == [-1, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("column", ["schools", "healthcare"])
def test_opportunities_of_r5r(city: TransitNetwork, column: str) -> None:
    hexagons = _table("poa_hexgrid.csv")
    found = city.opportunities(
        hexagons.iloc[:3], (hexagons, column), departure=TWO, window=60, cutoffs_min=[19, 20, 21]
    )
    assert np.abs(found[20].to_numpy() - WITHIN[column]).max() <= 1
    assert np.all(found[19] <= WITHIN[column])
    assert np.all(WITHIN[column] <= found[21])


def test_the_journey_of_r5r_leg_by_leg(city: TransitNetwork) -> None:
    """It prints LINHA1 for 6.6 min, a walk, 188 for 10.4 min, and 33.9 min from door to door."""
    points = _table("poa_points_of_interest.csv")
    legs = city.journeys(points.iloc[[9]], points.iloc[[11]], departure="2019-05-13 14:09")
    legs = legs[legs["journey"] == 1]
    assert legs["route_name"].tolist() == ["", "LINHA1", "", "188", ""]
    rides = legs[legs["mode"] != "walk"]
    assert rides["minutes"].round(1).tolist() == [6.6, 10.4]
    ends = [pd.Timedelta(each) for each in (legs["departure"].iloc[0], legs["arrival"].iloc[-1])]
    assert (ends[1] - ends[0]).total_seconds() / 60 == pytest.approx(33.9, abs=0.5)
