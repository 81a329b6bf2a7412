"""Swapped points: certain ones anywhere, and those told by the others outside China."""

from __future__ import annotations

import numpy as np
import pytest

from tests.worlds import line_world
from transnet.model.checks.all import check_network
from transnet.model.checks.place_rules import swapped_points
from transnet.model.network import Network


def _moved(east: float, north: float) -> Network:
    """Return the line world elsewhere on the globe."""
    network = line_world()
    for table in ("places", "nodes", "stations", "airports"):
        rows = network[table]
        moved = rows.assign(lon=rows["lon"] + east, lat=rows["lat"] + north)
        network = network.replace_table(table, moved)
    return network


def _swap(network: Network, table: str, row: int) -> Network:
    rows = network[table].copy()
    lon, lat = rows.loc[row, "lon"], rows.loc[row, "lat"]
    rows.loc[row, "lon"], rows.loc[row, "lat"] = lat, lon
    return network.replace_table(table, rows)


def _swapped(network: Network) -> list[tuple[str, int]]:
    found = [each for each in check_network(network) if each.code == "swapped_point"]
    return [(each.table, each.row) for each in found]


# Portugal, Patagonia, Kashgar, Alaska, Kenya (nearly no latitude), Fiji's side of the date line.
PLACES = [(-121.0, 3.0), (-184.0, -88.0), (-36.0, 1.0), (-262.0, 26.0), (-75.5, -38.5), (65, -55)]


@pytest.mark.parametrize(("east", "north"), PLACES)
def test_one_swapped_point_is_told_and_its_neighbours_are_not(east: float, north: float) -> None:
    network = _moved(east, north)
    assert _swapped(network) == []
    assert _swapped(_swap(network, "stations", 1)) == [("stations", 3)]
    assert _swapped(_swap(network, "nodes", 0)) == [("nodes", 2)]


def test_points_that_are_swapped_for_certain() -> None:
    lon = np.array([37.8, 39.47, 15.47, 112.5, -8.6, 500_000.0, np.nan])
    lat = np.array([112.5, 75.99, 78.25, 37.8, 41.1, 4_150_000.0, 112.5])
    assert swapped_points(lon, lat).tolist() == [True, True, False, False, False, False, False]


def test_a_network_without_points_has_no_swapped_ones() -> None:
    network = line_world()
    for table in ("places", "nodes", "stations"):
        network = network.replace_table(table, network[table].iloc[:0])
    assert _swapped(network) == []
