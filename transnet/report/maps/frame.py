"""The part of the country that a map shows, at its own scale."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from transnet.base.longitudes import middle_of, near
from transnet.base.units import FloatArray
from transnet.model.network import BoolArray, Network

KM_PER_DEGREE = 111.195  # mean degree of latitude on a sphere of 6371 km
_MARGIN_KM = 22.0
_REACH_OUT_KM = 230.0
_SLIMMEST = 2.5  # a picture of a narrower box would take gigabytes
_POINT_TABLES = ("places", "nodes", "stations", "airports")


@dataclass(frozen=True)
class Frame:
    """A box in degrees WGS-84, drawn with x shortened by the cosine of its middle latitude.

    Across 180 degrees, longitudes run on beyond it.
    """

    west: float
    south: float
    east: float
    north: float

    @property
    def middle_lon(self) -> float:
        """Longitude midway between west and east."""
        return (self.west + self.east) / 2

    @property
    def shortening(self) -> float:
        """Length of a degree of longitude over one of latitude, mid-frame."""
        return math.cos(math.radians((self.south + self.north) / 2))

    @property
    def width_km(self) -> float:
        """Width at mid-latitude."""
        return (self.east - self.west) * KM_PER_DEGREE * self.shortening

    @property
    def height_km(self) -> float:
        """Height."""
        return (self.north - self.south) * KM_PER_DEGREE

    def no_slimmer(self) -> Frame:
        """Return the box, made wider or higher until no side is 2.5 times as long as the other."""
        width, height = self.width_km, self.height_km
        across = max(0.0, height / _SLIMMEST - width) / 2 / KM_PER_DEGREE / self.shortening
        up = max(0.0, width / _SLIMMEST - height) / 2 / KM_PER_DEGREE
        return Frame(self.west - across, self.south - up, self.east + across, self.north + up)

    def contains(self, lon: FloatArray, lat: FloatArray) -> BoolArray:
        """Return which points lie inside, bool[k]."""
        return (lon >= self.west) & (lon <= self.east) & (lat >= self.south) & (lat <= self.north)


def middle_of_seats(network: Network) -> float:
    """Return a longitude that the cluster's seats lie around, for `side_by_side`."""
    places = network["places"]
    return middle_of(places.loc[places["kind"] != "external", "lon"].to_numpy(np.float64))


def side_by_side(network: Network, middle: float) -> Network:
    """Return a network to be drawn: its points moved by whole turns to within half of a longitude.

    What lies on both sides of 180 degrees then lies side by side. It is the same network where
    nothing moves.
    """
    for name in _POINT_TABLES:
        lon = network[name]["lon"].to_numpy(np.float64)
        moved = near(lon, middle)
        if np.any(np.abs(moved - lon) > 1.0):
            network = network.replace_table(name, network[name].assign(lon=moved))
    return network


def frame_of(network: Network, changed: pd.DataFrame | None = None) -> Frame:
    """Return the box around the cluster's seats and, where near enough, the changed stops.

    network  side by side
    changed  points that a scenario touches (lon, lat); those further than 230 km from the seats'
             box would shrink the cluster to a corner and stay outside
    """
    places = network["places"]
    inside = places[places["kind"] != "external"]
    lon, lat = inside["lon"].to_numpy(), inside["lat"].to_numpy()
    if changed is not None and len(changed):
        near = _near(changed, lon, lat)
        lon = np.concatenate([lon, near["lon"].to_numpy()])
        lat = np.concatenate([lat, near["lat"].to_numpy()])
    dlat = _MARGIN_KM / KM_PER_DEGREE
    dlon = dlat / math.cos(math.radians(float(lat.mean())))
    return Frame(
        float(lon.min()) - dlon,
        float(lat.min()) - dlat,
        float(lon.max()) + dlon,
        float(lat.max()) + dlat,
    ).no_slimmer()


def _near(points: pd.DataFrame, lon: FloatArray, lat: FloatArray) -> pd.DataFrame:
    shortening = math.cos(math.radians(float(lat.mean())))
    dx = np.maximum(lon.min() - points["lon"], points["lon"] - lon.max()).clip(lower=0.0)
    dy = np.maximum(lat.min() - points["lat"], points["lat"] - lat.max()).clip(lower=0.0)
    away_km = KM_PER_DEGREE * np.hypot(dx * shortening, dy)
    near: pd.DataFrame = points[away_km <= _REACH_OUT_KM]
    return near
