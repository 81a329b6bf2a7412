"""Ways on foot between places: over streets, or as the crow flies and some more."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.sphere import chord_km, on_sphere
from transnet.base.units import FloatArray, Int32Array
from transnet.roads.snapping import SnappedPoints
from transnet.transit.walking import Walking

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

_HALF_TURN_KM = 20_000.0


@dataclass(frozen=True, eq=False)
class Ways:
    """Ways from places to places, by both, each pair once.

    of, to   int32[w], rows of places
    seconds  int32[w], begun ones counted
    """

    of: Int32Array
    to: Int32Array
    seconds: Int32Array

    def where(self, kept: npt.NDArray[np.bool_]) -> Ways:
        """Return some of the ways, bool[w]."""
        return Ways(self.of[kept], self.to[kept], self.seconds[kept])


@dataclass(frozen=True, eq=False)
class Tied:
    """Places where walks begin and end.

    lon, lat  float64[k], degrees
    streets   where they meet the streets; None without streets
    """

    lon: FloatArray
    lat: FloatArray
    streets: SnappedPoints | None = None

    @cached_property
    def by_place(self) -> tuple[npt.NDArray[np.intp], cKDTree]:
        """The rows of places that have a point, and a tree of these on the unit sphere."""
        from scipy.spatial import cKDTree

        rows = np.flatnonzero(np.isfinite(self.lon + self.lat))
        points = pd.DataFrame({"lon": self.lon[rows], "lat": self.lat[rows]})
        return rows, cKDTree(on_sphere(points))


class OnFoot(Protocol):
    """What knows ways on foot."""

    def tie(self, lon: FloatArray, lat: FloatArray) -> Tied:
        """Return places, ready to be walked from and to."""

    def between(self, origins: Tied, destinations: Tied, limit_min: float) -> Ways:
        """Return the ways that take no longer than a limit."""


class CrowFlies:
    """Ways as the crow flies, `detour` times as long."""

    def __init__(self, walking: Walking) -> None:
        self._walking = walking

    def tie(self, lon: FloatArray, lat: FloatArray) -> Tied:
        """Return places, ready to be walked from and to."""
        return Tied(lon, lat)

    def between(self, origins: Tied, destinations: Tied, limit_min: float) -> Ways:
        """Return the ways that take no longer than a limit."""
        per_km_s = 3600.0 * self._walking.detour / self._walking.speed_kmh
        reach_km = min(limit_min * 60.0 / per_km_s, _HALF_TURN_KM)
        (rows, tree), (others, other) = origins.by_place, destinations.by_place
        # A chord is a little shorter than its arc: what is too far goes below.
        pairs = tree.sparse_distance_matrix(other, reach_km / 6300.0, output_type="ndarray")
        seconds = np.ceil(chord_km(pairs["v"]) * per_km_s)
        kept = seconds <= limit_min * 60.0
        of, to = rows[pairs["i"][kept]], others[pairs["j"][kept]]
        order = np.lexsort((to, of))
        columns = (of[order], to[order], seconds[kept][order])
        return Ways(*(each.astype(np.int32) for each in columns))
