"""A region by timetable asked from one point after another, as by clicks on a map."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from threading import Lock
from typing import Any

import numpy as np

from transnet.base.errors import InputError
from transnet.base.language import said
from transnet.base.units import FloatArray
from transnet.roads.graph import BoolArray
from transnet.roads.isochrones.clicked_reach import ClickedReach, clicked_reach
from transnet.roads.isochrones.time_field import Onward, ReachedPoints, grid_around, time_field
from transnet.roads.snapping import SnappedPoints
from transnet.timetable.access_ways import AccessWays, DirectWays, goals_of, starts_of
from transnet.timetable.compiled_window import CompiledWindow
from transnet.timetable.departure_window import Departures
from transnet.transit.transit_isochrones import ROUNDED_UP_MIN, closed_field
from transnet.transit.transit_network import TransitNetwork

_NODES = 20_000
_KEPT = 4
_Window = tuple[CompiledWindow, list[dict[str, Any]]]


class ClickedRegion:
    """A region asked from one point after another: the ways from stops to a grid are known.

    places     lon and lat of places that one may want to come to, float64[k] each
    grid       about the stops
    is_served  bool[n], stops that one can walk to
    Raises InputError where that are none.
    """

    def __init__(self, network: TransitNetwork, places: tuple[FloatArray, FloatArray]) -> None:
        self.network = network
        timetable, walking = network.timetable, network.walking
        self.is_served = served_stops(network)
        onward = Onward(walking.speed_kmh, max(walking.longest_min, 0.1))
        lon, lat = (each[self.is_served] for each in (timetable.stop_lon, timetable.stop_lat))
        beside = ReachedPoints(lon, lat, np.zeros(len(lon)))
        grid = grid_around(beside, onward, onward.longest_min, usual_nodes=_NODES)
        if grid is None:
            raise InputError(
                said("no stop lies near a street, so that nothing can be reached by timetable")
            )
        self.grid = grid
        walk = time_field(grid, beside, onward, onward.longest_min)
        self._rows, self._columns = np.nonzero(walk <= onward.longest_min)
        lon = np.append((grid.lon[self._columns] + 180.0) % 360.0 - 180.0, places[0])
        lat = np.append(grid.lat[self._rows], places[1])
        self._goals = network._on_foot.tie(lon, lat)
        egress = network._on_foot.between(network._stops, self._goals, walking.longest_min)
        ids = [str(each) for each in range(len(lon))]
        ways = AccessWays(ids, egress.to, egress.of, egress.seconds)
        self._ways = goals_of(network.timetable, ways)
        self._windows: OrderedDict[tuple[Any, ...], _Window] = OrderedDict()
        self._lock = Lock()

    def reach(
        self,
        origin: tuple[float, float],
        departures: Departures,
        percentile: float,
        within: Sequence[float],
    ) -> ClickedReach:
        """Return what one reaches from a point in a percentile of departures, up to their longest.

        origin  lon, lat
        within  minutes, ascending
        As `TransitNetwork.isochrones` has it, on a grid about all stops.
        """
        network, longest = self.network, self.network.walking.longest_min
        start = network._on_foot.tie(*(np.array([each]) for each in origin))
        access = network._on_foot.between(start, network._stops, longest)
        direct = network._on_foot.between(start, self._goals, longest)
        starts = starts_of(
            network.timetable, AccessWays(["origin"], access.of, access.to, access.seconds)
        )
        starts = replace(starts, direct=DirectWays(direct.of, direct.to, direct.seconds))
        whole = self._window(departures)[0].percentile_minutes(starts, [percentile])[0, :, 0]
        minutes = np.where(whole > departures.longest_min, np.inf, whole)
        count = len(self._rows)
        field = np.full((len(self.grid.lat), len(self.grid.lon)), np.inf)
        field[self._rows, self._columns] = minutes[:count] - ROUNDED_UP_MIN
        fields = [(self.grid, closed_field(field, limit)) for limit in within]
        return clicked_reach(_met(start.streets, origin), within, fields, minutes[count:])

    def notices(self, departures: Departures) -> list[dict[str, Any]]:
        """Return feeds of which nothing runs in a window, as dicts."""
        return self._window(departures)[1]

    def _window(self, departures: Departures) -> _Window:
        """Return a window, compiled, and its quiet feeds: the last few are kept."""
        key = (departures.day, departures.first_s, departures.count, departures.longest_min)
        with self._lock:
            if key not in self._windows:
                made = CompiledWindow(self.network.timetable, departures, self._ways)
                self._windows[key] = made, self.network._quiet.notices(departures)
                if len(self._windows) > _KEPT:
                    self._windows.popitem(last=False)
            self._windows.move_to_end(key)
            return self._windows[key]


def served_stops(network: TransitNetwork) -> BoolArray:
    """Return bool[n], the stops that have a place, and where there are streets lie beside one."""
    timetable, streets = network.timetable, network._stops.streets
    placed: BoolArray = np.isfinite(timetable.stop_lon + timetable.stop_lat)
    return placed if streets is None else placed & streets.tied


def _met(streets: SnappedPoints | None, origin: tuple[float, float]) -> tuple[float, float] | None:
    """Return where a point meets the streets; itself where there are none."""
    if streets is None:
        return origin
    return (float(streets.lon[0]), float(streets.lat[0])) if streets.tied[0] else None
