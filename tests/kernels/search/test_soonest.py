"""The soonest of many points at each point of a grid is that of a table of all pairs."""

from __future__ import annotations

import numpy as np
import pytest

from transnet.kernels.search.soonest import soonest_on_grid


def units(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    east, north = np.radians(lon), np.radians(lat)
    return np.stack((np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)))


@pytest.mark.parametrize(
    ("west", "east", "south", "north", "shape"),
    [(112.0, 112.6, 37.5, 38.1, (37, 53)), (-180.0, 180.0, -90.0, 90.0, (40, 90)),
     (10.0, 11.0, 89.0, 90.0, (1, 70)), (0.0, 0.1, 0.0, 0.1, (5, 3))],
)  # fmt: skip
def test_each_node_has_the_least_of_all_seeds(
    west: float, east: float, south: float, north: float, shape: tuple[int, int]
) -> None:
    rng = np.random.default_rng(7)
    lat, lon = np.linspace(south, north, shape[0]), np.linspace(west, east, shape[1])
    nodes = units(*np.meshgrid(lon, lat))
    seeds = units(rng.uniform(west, east, 200), rng.uniform(south, north, 200))
    per_radian = 6371.0 * 60.0 / 30.0
    minutes = rng.uniform(0.0, 40.0, 200)
    product = np.einsum("ihw,ik->hwk", nodes, seeds)
    known = (np.arccos(product.clip(-1.0, 1.0)) * per_radian + minutes).min(axis=2)
    found = soonest_on_grid(nodes, seeds, minutes, per_radian, np.inf)
    assert found == pytest.approx(known, abs=1e-3)
    some = soonest_on_grid(nodes, seeds, minutes, per_radian, 30.0)
    assert some[known <= 30.0] == pytest.approx(known[known <= 30.0], abs=1e-3)
    assert (some[known > 30.0] > 30.0 - 1e-3).all()


def test_without_seeds_nothing_is_reached() -> None:
    nothing = soonest_on_grid(np.ones((3, 2, 2)), np.ones((3, 0)), np.ones(0), 1.0, 5.0)
    assert np.isinf(nothing).all()
