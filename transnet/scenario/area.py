"""Rows by where they lie: in places and cities, around a point, in a polygon."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from transnet.base.collector import Notices
from transnet.base.language import said
from transnet.base.sphere import nearest_km
from transnet.base.suggestion import ambiguous
from transnet.base.units import FloatArray
from transnet.model.network import BoolArray, Network
from transnet.scenario.known_names import names_of
from transnet.scenario.suggest import chosen, unknown_in
from transnet.scenario.toml_places import part_words

Point = str | tuple[float, ...]
"""A place or stop by name, or longitude and latitude (WGS-84)."""

Polygon = tuple[tuple[float, ...], ...]
"""Corners as longitude and latitude (WGS-84)."""

_ENDS: Mapping[str, tuple[str, str, tuple[str, str]]] = {
    "roads": ("nodes", "node_id", ("from_node", "to_node")),
    "tracks": ("stations", "station_id", ("from_station", "to_station")),
    "flights": ("airports", "airport_id", ("from_airport", "to_airport")),
}
"""Table and key of the points that rows run between, and the columns that name them."""
_POINTS = ("stations", "airports", "nodes")
_LARGEST_KM = 2000.0
ObjectArray = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Area:
    """Where rows lie: each of these that is given must hold.

    place      names of places, or of cities for all places of theirs
    around     the middle of a circle, with within_km its radius
    polygon    corners
    """

    place: tuple[str, ...]
    around: Point
    within_km: float | None
    polygon: Polygon

    def __bool__(self) -> bool:
        return bool(self.place or self.around or self.polygon or self.within_km is not None)

    def masks(
        self, network: Network, findings: Notices, tables: Sequence[str]
    ) -> dict[str, BoolArray]:
        """Return which rows of tables with dates begin, end, stop or lie in the area.

        A node or stop without a place of its own lies in the place whose seat is nearest.
        """
        inside = {name: np.ones(len(network[name]), dtype=np.bool_) for name in _POINTS}
        for part in (self._in_places, self._in_circle, self._in_polygon):
            found = part(network, findings)
            inside = {name: mask & found.get(name, mask) for name, mask in inside.items()}
        wanted = [table for table in tables if table != "projects"]
        masks = {table: _touching(network, table, inside) for table in wanted}
        if "projects" in tables:
            masks["projects"] = _projects_of(network, inside)
        return masks

    def _in_places(self, network: Network, findings: Notices) -> dict[str, BoolArray]:
        if not self.place:
            return {}
        wanted: set[str] = set()
        for name in self.place:
            wanted |= _places(network, findings, name)
        return {name: np.isin(_place_of(network, name), list(wanted)) for name in _POINTS}

    def _in_circle(self, network: Network, findings: Notices) -> dict[str, BoolArray]:
        if not self.around and self.within_km is None:
            return {}
        if not self.around or self.within_km is None:
            key = "within_km" if self.around else "around"
            findings.add("missing_key", said("around and within_km go together"), column=key)
            return {}
        if not 0 < self.within_km <= _LARGEST_KM:
            hint = said("must be above 0 and at most {most:g} km", most=_LARGEST_KM)
            findings.add("out_of_range", hint, column="within_km", value=self.within_km)
            return {}
        middle = _middle(network, findings, self.around)
        if middle is None:
            return {}
        return {
            name: nearest_km(network[name][["lon", "lat"]], middle)[0][:, 0] <= self.within_km
            for name in _POINTS
            if len(network[name])
        }

    def _in_polygon(self, network: Network, findings: Notices) -> dict[str, BoolArray]:
        if not self.polygon:
            return {}
        for at, corner in enumerate(self.polygon, start=1):
            if not _is_point(findings, part_words("polygon", at), corner):
                return {}
        corners = np.array(self.polygon, dtype=np.float64)
        return {
            name: _within(network[name][["lon", "lat"]].to_numpy(dtype=np.float64), corners)
            for name in _POINTS
        }


def _places(network: Network, findings: Notices, name: str) -> set[str]:
    """Return the places that a name stands for: one, or all of a city."""
    cities, places = names_of(network, "cities"), names_of(network, "places")
    found = places.find(name)
    if not found and (city := cities.find(name)):
        return {place for place, of in network.city_of.items() if of in city}
    if len(found) > 1:
        ambiguous(findings, "place", name, [places.told(each) for each in sorted(found)])
    elif not found:
        unknown_in(network, findings, "place", name, ("places", "cities"))
    return set(found)


def _middle(network: Network, findings: Notices, around: Point) -> pd.DataFrame | None:
    if isinstance(around, tuple):
        point = around if _is_point(findings, "around", around) else None
    else:
        point = _point_of(network, findings, around)
    return None if point is None else pd.DataFrame([point], columns=["lon", "lat"])


def _point_of(network: Network, findings: Notices, name: str) -> tuple[float, ...] | None:
    """Return longitude and latitude of a place, stop or node by its name."""
    seats = network["cities"].set_index("city_id")["seat_place_id"]
    city = names_of(network, "cities").find(name)
    if len(city) == 1 and not names_of(network, "places").find(name):
        name = str(seats[next(iter(city))])
    kinds = ("places", "stations", "airports", "nodes")
    key = chosen(network, findings, "around", name, kinds)
    for table in kinds:
        frame = network[table]
        row = frame.loc[frame.iloc[:, 0] == key, ["lon", "lat"]]
        if key and len(row):
            return tuple(float(each) for each in row.iloc[0])
    return None


def _is_point(findings: Notices, key: str, point: tuple[float, ...]) -> bool:
    lon, lat = point
    if -180 <= lon <= 180 and -90 <= lat <= 90:
        return True
    hint = said("must be [longitude, latitude] in degrees: 112.5 and 37.8, in this order")
    findings.add("out_of_range", hint, column=key, value=list(point))
    return False


def _within(points: FloatArray, corners: FloatArray) -> BoolArray:
    """Return which points lie within a polygon, by the crossings of a ray to the east."""
    inside = np.zeros(len(points), dtype=np.bool_)
    x, y = points[:, 0], points[:, 1]
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        crosses = (y0 > y) != (y1 > y)
        if y1 != y0:
            inside ^= crosses & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
    return inside


def _place_of(network: Network, table: str) -> ObjectArray:
    """Return the place that each node or stop lies in, by its row or by the nearest seat."""
    frame, places = network[table], network["places"]
    own = frame["place_id"].to_numpy(dtype=object).copy()
    missing = np.flatnonzero([not each for each in own])
    if len(missing) and len(places):
        nearest = nearest_km(frame[["lon", "lat"]].iloc[missing], places)[1][:, 0]
        own[missing] = places["place_id"].to_numpy(dtype=object)[nearest]
    return own


def _touching(network: Network, table: str, inside: Mapping[str, BoolArray]) -> BoolArray:
    """Return which rows of a table lie in an area, or have an end or a stop there."""
    if table in inside:
        return inside[table]
    if table == "services":
        stops = network["stops"]
        there = set(network["stations"]["station_id"].to_numpy()[inside["stations"]])
        calling = set(stops.loc[stops["station_id"].isin(there), "service_id"])
        return network["services"]["service_id"].isin(calling).to_numpy(dtype=np.bool_)
    points, key, ends = _ENDS[table]
    there = set(network[points][key].to_numpy()[inside[points]])
    frame = network[table]
    mask = frame[ends[0]].isin(there) | frame[ends[1]].isin(there)
    return mask.to_numpy(dtype=np.bool_)


def _projects_of(network: Network, inside: Mapping[str, BoolArray]) -> BoolArray:
    """Return which projects have a row in an area."""
    found: dict[str, bool] = defaultdict(bool)
    for table in ("roads", "stations", "tracks", "services", "airports", "flights"):
        mask = _touching(network, table, inside)
        for project in network[table]["project"].to_numpy()[mask]:
            found[project] = True
    return network["projects"]["project_id"].isin(list(found)).to_numpy(dtype=np.bool_)
