"""Roads asked from one point after another, as by clicks on a map."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from transnet.base.units import MS_PER_MIN, FloatArray
from transnet.roads.graph import RoadGraph, largest_component
from transnet.roads.isochrones.clicked_reach import ClickedReach, clicked_reach
from transnet.roads.isochrones.time_field import Grid, grid_around, time_field
from transnet.roads.snapping import RoadTies, SnappedPoints
from transnet.travel.road_isochrones import BESIDE_ROADS, FARTHEST_KM, RoadReach

_NODES = 20_000


class ClickedRoads:
    """A road graph that is asked from one point after another: made ready once.

    places  lon and lat of places that one may want to come to, float64[k] each
    """

    def __init__(self, graph: RoadGraph, places: tuple[FloatArray, FloatArray]) -> None:
        self.graph = graph
        self._ties = RoadTies(graph, largest_component(graph))
        self._walk_km = BESIDE_ROADS.speed_kmh * BESIDE_ROADS.longest_min / 60.0
        self._places = self._ties.tie(*places, self._walk_km)

    def reach(self, origin: tuple[float, float], within: Sequence[float]) -> ClickedReach:
        """Return what one reaches from a point; areas are those of `road_isochrones`, cells larger.

        origin  lon, lat
        within  minutes, ascending
        """
        lon, lat = origin
        ties = self._ties.tie([lon], [lat], FARTHEST_KM)
        reach = RoadReach.over(self.graph, ties, within[-1])
        points = reach.points(within[-1], BESIDE_ROADS, None, _NODES)
        grid = grid_around(points, BESIDE_ROADS, within[-1], usual_nodes=_NODES)
        fields: list[tuple[Grid, FloatArray] | None] = [
            None if grid is None else (grid, time_field(grid, points, BESIDE_ROADS, limit))
            for limit in within
        ]
        start = (float(ties.lon[0]), float(ties.lat[0])) if ties.tied[0] else None
        return clicked_reach(start, within, fields, self._minutes(reach, ties))

    def _minutes(self, reach: RoadReach, ties: SnappedPoints) -> FloatArray:
        """Return the minutes to each place: by road, and on foot from the nearest point of it."""
        places = self._places
        found = np.full(len(places.tied), np.inf)
        if reach.pieces is None:
            return found
        takes = self.graph.time_ms[places.arc].astype(np.float64)
        there = reach.times[self.graph.tails_of(places.arc)] + places.share * takes
        np.minimum.at(found, places.point, there)
        # Ahead on the very road from which one starts, no node lies between.
        for arc, share in zip(ties.arc.tolist(), ties.share.tolist(), strict=True):
            on = np.flatnonzero((places.arc == arc) & (places.share >= share))
            straight = (places.share[on] - share) * takes[on]
            np.minimum.at(found, places.point[on], straight)
        on_foot = places.distance_km / BESIDE_ROADS.speed_kmh * 60.0
        return found / MS_PER_MIN + np.where(places.tied, on_foot, np.inf)
