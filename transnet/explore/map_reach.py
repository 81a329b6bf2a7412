"""How soon one reaches every point where the network can be left, before and after."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from transnet.base.units import MS_PER_MIN, UNREACHABLE_MS, FloatArray
from transnet.explore.address import Address
from transnet.explore.state_figures import StateFigures
from transnet.explore.trips_of_place import USING, ride_times
from transnet.study.compiled import CompiledNetwork
from transnet.study.kept import Kept
from transnet.supply.topology import Topology
from transnet.travel.leaving_points import LeavingPoints, leaving_points
from transnet.travel.reach_points import arc_times, times_to_nodes

STEP_KM = 4.0
_KEPT = 4
_WITHIN_MS = 181 * MS_PER_MIN
"""The map shows no more than three hours."""


@dataclass(frozen=True, eq=False)
class ReachedPoints:
    """The points of a network that the page draws: those of its rows before any edit."""

    points: LeavingPoints
    _own: Kept[str, LeavingPoints] = field(default_factory=lambda: Kept(_KEPT))

    def minutes(self, figures: StateFigures, address: Address, origin: str) -> FloatArray:
        """Return the minutes from a place to each point in a state, float64[n].

        Points that only edits add are left out: who drew them knows where they are. In trains
        points are those of stations.
        """
        shown = figures.shown
        model = shown.timed if address.wait == "knows" else shown.waited
        if address.reading == "train":
            times = ride_times(model, origin)
            weights = np.full_like(model.times.total, UNREACHABLE_MS)
        else:
            using = USING[address.mode]
            times = times_to_nodes(model, origin, using=using, within_ms=_WITHIN_MS)
            weights = arc_times(model, using)
        if model.topology.structure == self.points.topology.structure:
            return np.round(self.points.minutes(times, weights), 1)
        own = self._own.get(
            model.topology.structure,
            lambda: leaving_points(model.network, model.topology, STEP_KM),
        )
        found = dict(zip(_keys(own), own.minutes(times, weights).tolist(), strict=True))
        return np.round([found.get(key, np.inf) for key in _keys(self.points)], 1)


def _keys(points: LeavingPoints) -> list[tuple[float, float]]:
    return list(zip(points.lon.tolist(), points.lat.tolist(), strict=True))


def reached_points(study: CompiledNetwork) -> ReachedPoints:
    """Return the points of a study's network."""
    network = study.network.at(study.network.info.known_until)
    topology: Topology = study.topology(network)
    return ReachedPoints(leaving_points(network, topology, STEP_KM))
