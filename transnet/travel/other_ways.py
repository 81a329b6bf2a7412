"""The way not taken: the best trip by some services, where another trip beats it."""

from __future__ import annotations

from copy import copy
from dataclasses import replace

import numpy as np

from transnet.model.network import BoolArray
from transnet.travel.model import TravelModel
from transnet.travel.trip_path import Path


def running(model: TravelModel) -> frozenset[str]:
    """Return the ids of the services and flights that run."""
    pairs, lines = model.topology.pairs, model.topology.lines
    patterns = pairs.pattern[model.times.pairs.departures.trains > 0]
    return frozenset(map(str, lines.ids[np.unique(patterns)].tolist()))


def riding_only(model: TravelModel, services: frozenset[str]) -> TravelModel:
    """Return the model in which nothing runs but some services, by time; `public` rides them.

    services  ids of services and flights
    """
    pairs = model.times.pairs
    runs = of_services(model, services)
    departures = replace(pairs.departures, trains=np.where(runs, pairs.departures.trains, 0))
    times = replace(model.times, pairs=replace(pairs, departures=departures))
    other = copy(model)
    other.times, other._trips, other._cheapest, other._searches = times, {}, {}, {}
    other._arc_costs = {("time", False): replace(model._costs_by("time"), times=times)}
    other.rides_only = True
    other.__dict__.pop("bare_search", None)
    return other


def of_services(model: TravelModel, services: frozenset[str]) -> BoolArray:
    """Return which entries of the ride pairs are rides by some services, bool[e]."""
    lines = model.topology.lines
    chosen = np.array([str(name) in services for name in lines.ids.tolist()], dtype=np.bool_)
    found: BoolArray = chosen[model.topology.pairs.pattern]
    return found


class WaysBy:
    """The best trips of one state that ride some services for a part of the way.

    services  ids of services and flights, one at least of which a trip rides
    """

    def __init__(self, model: TravelModel, services: frozenset[str]) -> None:
        self._model, self._services = model, services
        self._alone = riding_only(model, services)

    def best(self, origin: str, destination: str) -> Path | None:
        """Return the best trip that rides one of the services; None where none does.

        The better of the trip that rides these services alone, and of the trip that is left where
        those of the best public trip don't run, if it rides one of them.
        """
        usual = self._model.path(origin, destination, using="public")
        if self._rides(usual):
            return usual
        found = [self._alone.path(origin, destination, using="public")]
        others = running(self._model) - _ridden(usual)
        found.append(riding_only(self._model, others).path(origin, destination, using="public"))
        ways = [way for way in found if np.isfinite(way.travel_min) and self._rides(way)]
        return min(ways, key=lambda way: way.travel_min, default=None)

    def alone(self, origin: str, destination: str) -> Path | None:
        """Return the best trip on which nothing else is ridden; None without one."""
        way = self._alone.path(origin, destination, using="public")
        return way if np.isfinite(way.travel_min) and self._rides(way) else None

    def _rides(self, way: Path) -> bool:
        return bool(_ridden(way) & self._services)


def _ridden(way: Path) -> frozenset[str]:
    cells = (str(cell) for cell in way.legs["services"])
    return frozenset(part for cell in cells for part in cell.split(";") if part)
