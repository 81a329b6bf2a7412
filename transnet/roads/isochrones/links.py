"""Links that are travelled at an even pace: cut where the time runs out, and points along them.

The part of a network that one reaches within a time is its links, the last ones in part: an
isochrone as Gamper, Böhlen, Cometti and Innerebner define it ("Defining isochrones in multimodal
spatial networks", CIKM 2011).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from transnet.base.longitudes import near
from transnet.base.sphere import EARTH_RADIUS_KM, great_circle_km
from transnet.base.units import FloatArray
from transnet.roads.isochrones.time_field import ReachedPoints

IntArray = npt.NDArray[np.int64]
_SHORTEST_KM = 1e-7  # a tenth of a millimetre; what is shorter is a point


@dataclass(frozen=True, eq=False)
class Links:
    """Lines with the minutes at both of their ends.

    lon, lat   float64[p], degrees WGS-84, points of the first link, then of the next, in the order
               in which one travels; each has two points or more
    of_link    int64[p], link of each point, from 0 on, ascending
    start_min  float64[k], minutes at the first point; inf where it isn't reached
    end_min    float64[k], minutes at the last point when one goes on over the link, >= start_min
    """

    lon: FloatArray
    lat: FloatArray
    of_link: IntArray
    start_min: FloatArray
    end_min: FloatArray


def cut_links(links: Links, low: FloatArray, high: FloatArray) -> Links:
    """Return the part of each link from one share of its length on the ground to another.

    low, high  float64[k], 0 to 1, low <= high
    """
    lines = _Lines(links)
    start, end = (lines.at(share * lines.length_km) for share in (low, high))
    inner = (lines.along_km > (low * lines.length_km)[links.of_link]) & (
        lines.along_km < (high * lines.length_km)[links.of_link]
    )
    count = len(low)
    every = np.arange(count)
    # First each link's new start, then what is left of its points, then its new end.
    link = np.concatenate((every, links.of_link[inner], every))
    rank = np.concatenate((np.zeros(count), np.ones(int(inner.sum())), np.full(count, 2.0)))
    order = np.lexsort((rank, link))
    lon = np.concatenate((start[0], links.lon[inner], end[0]))[order]
    lat = np.concatenate((start[1], links.lat[inner], end[1]))[order]
    taken = links.end_min - links.start_min
    return Links(
        lon, lat, link[order], links.start_min + low * taken, links.start_min + high * taken
    )


def reached_links(links: Links, within_min: float) -> Links:
    """Return the links as far as one comes within a time; those that aren't reached are left out.

    within_min  minutes, > 0
    """
    some = _chosen(links, links.start_min < within_min)
    taken = some.end_min - some.start_min
    share = np.divide(within_min - some.start_min, taken, out=np.ones(len(taken)), where=taken > 0)
    return cut_links(some, np.zeros(len(taken)), np.clip(share, 0.0, 1.0))


def points_along(links: Links, step_km: float) -> ReachedPoints:
    """Return points on links with their minutes: both ends, and between them no wider than a step.

    step_km  > 0
    """
    lines = _Lines(links)
    parts = np.maximum(np.ceil(lines.length_km / step_km).astype(np.int64), 1)
    link = np.repeat(np.arange(len(parts)), parts + 1)
    first = np.cumsum(parts + 1) - (parts + 1)
    share = (np.arange(len(link)) - first[link]) / parts[link]
    lon, lat = lines.at(share * lines.length_km[link], link)
    taken = links.end_min - links.start_min
    return ReachedPoints(lon, lat, links.start_min[link] + share * taken[link])


def lines_of(links: Links) -> Any:
    """Return links as shapely lines, object[k]; one of no length is left out."""
    import shapely

    lines = shapely.linestrings(np.column_stack((links.lon, links.lat)), indices=links.of_link)
    return np.atleast_1d(lines)[_Lines(links).length_km > _SHORTEST_KM]


def _chosen(links: Links, which: npt.NDArray[np.bool_]) -> Links:
    point = which[links.of_link]
    number = np.cumsum(which) - 1
    return Links(
        links.lon[point],
        links.lat[point],
        number[links.of_link[point]],
        links.start_min[which],
        links.end_min[which],
    )


class _Lines:
    """Links by length: where on the ground one is after so many kilometres."""

    def __init__(self, links: Links) -> None:
        lon, lat, of_link = links.lon, links.lat, links.of_link
        count = len(links.start_min)
        self._lon, self._lat = lon, lat
        self._first = np.searchsorted(of_link, np.arange(count))
        self._last = np.searchsorted(of_link, np.arange(count), side="right") - 1
        steps = great_circle_km(lon[:-1], lat[:-1], lon[1:], lat[1:])
        steps = np.where(of_link[1:] == of_link[:-1], steps, 0.0)
        self._km = np.append(0.0, np.cumsum(steps)) if len(lon) else np.zeros(0)
        self.along_km: FloatArray = self._km - self._km[self._first][of_link]
        self.length_km: FloatArray = self._km[self._last] - self._km[self._first]

    def at(self, km: FloatArray, link: IntArray | None = None) -> tuple[FloatArray, FloatArray]:
        """Return the points, lon and lat, so many kilometres from the starts of links."""
        first, last = (each if link is None else each[link] for each in (self._first, self._last))
        target = self._km[first] + km
        vertex = np.searchsorted(self._km, target, side="right") - 1
        vertex = np.clip(vertex, first, np.maximum(last - 1, first))
        step = self._km[vertex + 1] - self._km[vertex]
        share = np.divide(target - self._km[vertex], step, out=np.zeros(len(km)), where=step > 0)
        return _between(self._lon, self._lat, (vertex, np.clip(share, 0.0, 1.0), step))


def _between(
    lon: FloatArray, lat: FloatArray, where: tuple[IntArray, FloatArray, FloatArray]
) -> tuple[FloatArray, FloatArray]:
    """Return points between vertices and the next ones, on the great circle through both.

    where  vertex, share of the way to the next one, and km of that way
    """
    vertex, share, km = where
    east, north = np.radians(lon), np.radians(lat)
    unit = np.stack((np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)))
    here, there = unit[:, vertex], unit[:, vertex + 1]
    angle = km / EARTH_RADIUS_KM
    x, y, z = np.sin((1.0 - share) * angle) * here + np.sin(share * angle) * there
    found = np.degrees(np.arctan2(y, x)), np.degrees(np.arctan2(z, np.hypot(x, y)))
    ends = (share == 0.0, share == 1.0)  # vertices stay as they are, to the last digit
    beside = np.where(share <= 0.5, lon[vertex], lon[vertex + 1])
    new_lon = np.select(ends, (lon[vertex], lon[vertex + 1]), near(found[0], beside))
    return new_lon, np.select(ends, (lat[vertex], lat[vertex + 1]), found[1])
